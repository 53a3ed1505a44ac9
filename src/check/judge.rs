//! `检查` of `site.yaml` applied to what was found.
//!
//! Applies to the findings of all stages. What stops a build keeps its severity: an error of a stage because
//! no site can be made with it, a rule that [stops the build](super::Rule::stops_build) because it guards
//! other people's rights; the latter can be silenced for a path until a day.

use std::ops::Range;

use jiff::civil::Date;

use super::{RuleScope, names, rule};
use crate::config::{Checks, Silence};
use crate::diag::{Diagnostic, Place, Severity, Text, nearest};
use crate::layout;
use crate::model::ContentPath;
use crate::say;

/// Changes severities, drops what is silenced, and adds what is wrong with the orders themselves.
pub fn judge(checks: &Checks, today: Date, scope: RuleScope, findings: &mut Vec<Diagnostic>) {
    let silences: Vec<Scoped<'_>> = checks.silences.iter().map(Scoped::new).collect();
    let mut used = vec![false; silences.len()];
    findings.retain_mut(|finding| {
        let is_fixed = is_fixed(finding);
        if is_fixed && rule(finding.rule).is_none() {
            return true;
        }
        for (scoped, used) in silences.iter().zip(&mut used) {
            if scoped.covers(finding) {
                *used = true;
                if today <= scoped.silence.until.value.date {
                    return false;
                }
            }
        }
        if is_fixed {
            return true;
        }
        match checks.levels.iter().find(|(name, _)| name.value == finding.rule) {
            Some((_, Some(severity))) => finding.severity = *severity,
            Some((_, None)) => return false,
            None => {}
        }
        true
    });
    findings.extend(faults_of_levels(checks));
    for (silence, used) in checks.silences.iter().zip(used) {
        findings.extend(fault_of_silence(silence, used, today, scope));
    }
}

/// Whether the site wants a finding silenced today.
#[must_use]
pub fn is_silenced(checks: &Checks, today: Date, finding: &Diagnostic) -> bool {
    let is_in_force = |silence: &&Silence| today <= silence.until.value.date;
    checks.silences.iter().filter(is_in_force).any(|silence| Scoped::new(silence).covers(finding))
}

/// Whether a finding stops a build whatever the site wants.
#[must_use]
pub(super) fn is_fixed(finding: &Diagnostic) -> bool {
    match rule(finding.rule) {
        Some(rule) => rule.stops_build,
        None => finding.severity == Severity::Error,
    }
}

/// A silence with its path in the form of findings.
struct Scoped<'a> {
    silence: &'a Silence,
    paths: [String; 2],
}

impl<'a> Scoped<'a> {
    fn new(silence: &'a Silence) -> Self {
        let typed = silence.path.value.trim_end_matches('/');
        let path = ContentPath::new(typed).map_or_else(|_| typed.to_owned(), |path| path.as_str().to_owned());
        Self { silence, paths: [layout::in_content(&path), path] }
    }

    fn covers(&self, finding: &Diagnostic) -> bool {
        let Some(place) = &finding.place else { return false };
        finding.rule == self.silence.rule.value
            && self.paths.iter().any(|path| {
                place
                    .file
                    .strip_prefix(path.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
    }
}

fn faults_of_levels(checks: &Checks) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (name, _) in &checks.levels {
        faults.extend(unknown(&name.value, &name.span));
        if rule(&name.value).is_some_and(|rule| rule.stops_build) {
            let shown = &name.value;
            faults.push(
                Diagnostic::warning(
                    "fixed-level",
                    say!(
                        "规则 `{shown}` 的级别不能改，这一行不起作用",
                        "the level of the rule `{shown}` cannot be changed, this line does nothing"
                    ),
                )
                .at(at(&name.span))
                .help(say!(
                    "删去这一行；确实可以公开的，在“静默”里写明路径、理由和到期日",
                    "remove the line; where something may be public, give path, reason and last day under `silences`"
                )),
            );
        }
    }
    faults
}

fn fault_of_silence(silence: &Silence, is_used: bool, today: Date, scope: RuleScope) -> Option<Diagnostic> {
    let unknown = unknown(&silence.rule.value, &silence.rule.span);
    if unknown.is_some() {
        return unknown;
    }
    let (shown, path) = (&silence.rule.value, &silence.path.value);
    let until = silence.until.value.date;
    if until < today {
        return Some(
            Diagnostic::warning(
                "expired-silence",
                say!(
                    "`{path}` 对 `{shown}` 的静默已于 {until} 到期",
                    "the silence of `{shown}` for `{path}` ended on {until}"
                ),
            )
            .at(at(&silence.until.span))
            .help(say!(
                "问题解决了就删去这一条；仍有理由的，重新审核后改到期日",
                "remove it if the matter is settled; else have it approved anew and give a later day"
            )),
        );
    }
    // A build runs only some of the rules and cannot tell.
    (!is_used && scope == RuleScope::All).then(|| {
        Diagnostic::advice(
            "idle-silence",
            say!(
                "`{path}` 没有 `{shown}` 的问题，这一条静默没有用处",
                "there is no `{shown}` in `{path}`, the silence does nothing"
            ),
        )
        .at(at(&silence.path.span))
        .help(say!("删去这一条，或核对路径", "remove it, or check the path"))
    })
}

fn unknown(name: &str, span: &Range<usize>) -> Option<Diagnostic> {
    if names().any(|known| known == name) {
        return None;
    }
    let help: Text = match nearest(name, names()) {
        Some(near) => say!("是不是 `{near}`？", "did you mean `{near}`?"),
        None => say!(
            "运行 `gongkai check --list` 查看全部规则名",
            "run `gongkai check --list` for the names of all rules"
        ),
    };
    let finding = Diagnostic::warning("unknown-rule", say!("没有规则 `{name}`", "there is no rule `{name}`"));
    Some(finding.at(at(span)).help(help))
}

fn at(span: &Range<usize>) -> Place {
    Place::span(layout::SETTINGS, span.clone())
}
