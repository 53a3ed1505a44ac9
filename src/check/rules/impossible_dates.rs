//! 日期的先后不可能
//!
//! # 是什么
//! 成文日期晚于公开日期，成文日期在今天以后，废止日期早于生效日期，或者进度的“截至”（没有写的是本期最后一天）晚于公开日期。
//!
//! # 为什么
//! 这样的日期一定有一个是错的；时限和效力都从它们算起。
//!
//! # 依据
//! 《中华人民共和国政府信息公开条例》（国务院令第711号）第六条（准确）、第二十六条（自形成之日起计算）。
//!
//! # 举例
//! 触发：`成文日期: 2024-03-08`，`公开日期: 2024-03-05`。
//! 不触发：两个日期是同一天。
//!
//! # 怎样改
//! 对照印发的文件，改正写错的一个。
//!
//! # English
//! Dates are in an order that cannot be. Mend the one that is wrong.

use std::ops::Range;

use jiff::civil::Date;

use crate::check::{Findings, Page, Rule, Run};
use crate::diag::{Severity, Text};
use crate::entry::{ArticleDraft, CommonDraft, DraftKind, ProgressDraft};
use crate::say;

/// 不可能的日期.
pub(super) static RULE: Rule = Rule {
    name: "impossible-dates",
    severity: Severity::Error,
    stops_build: false,
    source: include_str!("impossible_dates.rs"),
    run: &[Run::Pages(|site, _| {
        Box::new(|page, findings| match &page.draft.kind {
            DraftKind::Article(article) => {
                check_issued(page, &article.common, site.today, findings);
                check_validity(page, article, findings);
            }
            DraftKind::Progress(entry) => {
                check_issued(page, &entry.common, site.today, findings);
                check_entry(page, entry, findings);
            }
            DraftKind::Column(_) | DraftKind::Project(_) => {}
        })
    })],
};

/// What a progress entry reports has happened before it is published.
fn check_entry(page: &Page<'_>, entry: &ProgressDraft, findings: &mut Findings) {
    let Some(date) = &entry.common.date else { return };
    let until = entry.as_of.as_ref().map_or_else(|| entry.period.last_day(), |as_of| as_of.value.date);
    let day = date.value.date;
    if until <= day {
        return;
    }
    let (zh, en) = if entry.as_of.is_some() {
        ("", ",")
    } else {
        ("（本期最后一天）", ", the period's last day,")
    };
    let span = entry.as_of.as_ref().map_or(&date.span, |as_of| &as_of.span);
    findings.report(
        page.place(span.clone()),
        say!(
            "数据截至 {until}{zh}，晚于公开日期 {day}",
            "the figures are as of {until}{en} after their disclosure on {day}"
        ),
        say!(
            "“截至”写数据实际截止的那一天，或改正公开日期",
            "write the day up to which the figures really count, or mend the date of disclosure"
        ),
    );
}

/// What is published has been issued before, and not in days to come.
fn check_issued(page: &Page<'_>, common: &CommonDraft, today: Date, findings: &mut Findings) {
    let Some(issued) = &common.issued else { return };
    let day = issued.value.date;
    match &common.date {
        Some(date) if day > date.value.date => {
            let date = date.value.date;
            let message =
                say!("成文日期 {day} 晚于公开日期 {date}", "issued on {day}, after its disclosure on {date}");
            report(page, &issued.span, message, findings);
        }
        _ if day > today => {
            let message = say!("成文日期 {day} 还没有到", "issued on {day}, which is yet to come");
            report(page, &issued.span, message, findings);
        }
        _ => {}
    }
}

/// What takes effect does not cease before.
fn check_validity(page: &Page<'_>, article: &ArticleDraft, findings: &mut Findings) {
    if let (Some(effective), Some(expires)) = (article.effective, &article.expires)
        && expires.value.date < effective.date
    {
        let (from, to) = (effective.date, expires.value.date);
        let message =
            say!("废止日期 {to} 早于生效日期 {from}", "it ceases on {to}, before it takes effect on {from}");
        report(page, &expires.span, message, findings);
    }
}

fn report(page: &Page<'_>, span: &Range<usize>, message: Text, findings: &mut Findings) {
    let help = say!("对照印发的文件改正", "mend it by the document as issued");
    findings.report(page.place(span.clone()), message, help);
}
