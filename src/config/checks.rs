//! `检查` of `site.yaml`: where the site departs from the rules' defaults.
//!
//! This module does not know the rules; [`crate::check`] compares the names with its table.

use super::Spanned;
use super::shapes::LEVELS;
use crate::diag::Severity;
use crate::model::Moment;
use crate::yaml::fields::{Fields, ListItem, find_choice, scalar};
use crate::yaml::report::Report;

/// What `site.yaml` says about the rules of `gongkai check`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checks {
    /// 级别: rules with a severity other than their default; `None`: switched off.
    pub levels: Vec<(Spanned<String>, Option<Severity>)>,
    /// 静默: places at which a rule is to say nothing.
    pub silences: Vec<Silence>,
    /// 公开电话: numbers that are meant to be public, as typed.
    pub public_phones: Vec<Spanned<String>>,
}

/// One of 静默.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    /// 规则: the rule's name as typed.
    pub rule: Spanned<String>,
    /// 路径: a file or folder, from the site folder or from `content/`.
    pub path: Spanned<String>,
    /// 理由
    pub reason: String,
    /// 到期: the last day on which it holds.
    pub until: Spanned<Moment>,
}

/// Reads `检查`.
pub(super) fn read(fields: &Fields<'_, '_>, report: &mut Report<'_>) -> Checks {
    let Some(checks) = fields.record("检查", report) else { return Checks::default() };
    Checks {
        levels: read_levels(&checks, report),
        silences: read_silences(&checks, report),
        public_phones: checks.names("公开电话", report),
    }
}

fn read_levels(checks: &Fields<'_, '_>, report: &mut Report<'_>) -> Vec<(Spanned<String>, Option<Severity>)> {
    let mut levels = Vec::new();
    for (rule, node) in checks.table("级别", report) {
        let Some(word) = scalar(node, rule.value, report) else { continue };
        let Some(position) = find_choice(word.value.trim(), LEVELS) else {
            report.unknown_choice(
                rule.value,
                &Spanned { value: word.value.to_owned(), span: word.span },
                LEVELS,
            );
            continue;
        };
        let level = [Some(Severity::Error), Some(Severity::Warning), Some(Severity::Advice), None][position];
        levels.push((Spanned { value: rule.value.to_owned(), span: rule.span }, level));
    }
    levels
}

fn read_silences(checks: &Fields<'_, '_>, report: &mut Report<'_>) -> Vec<Silence> {
    let mut silences = Vec::new();
    for item in checks.records("静默", report) {
        let ListItem::Record(record) = item else { continue };
        let rule = record.text("规则", report);
        let path = record.text("路径", report);
        let reason = record.plain("理由", report);
        let until = record.date("到期", report);
        if let (Some(rule), Some(path), Some(reason), Some(until)) = (rule, path, reason, until) {
            silences.push(Silence { rule, path, reason, until });
        }
    }
    silences
}
