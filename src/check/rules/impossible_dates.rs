//! 日期的先后不可能
//!
//! # 是什么
//! 成文日期晚于公开日期，成文日期在今天以后，废止日期早于生效日期，或者进度的“截至”晚于公开日期。
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

use crate::catalog::ItemKind;
use crate::check::{Findings, Rule, Run, Site};
use crate::diag::{Place, Severity, Text};
use crate::say;

/// 不可能的日期.
pub(super) static RULE: Rule = Rule {
    name: "impossible-dates",
    severity: Severity::Error,
    stops_build: false,
    source: include_str!("impossible_dates.rs"),
    run: &[Run::Site(check), Run::Site(check_entries)],
};

/// What a progress entry reports has happened before it is published.
fn check_entries(site: &Site<'_>, findings: &mut Findings) {
    for entry in site.catalog.projects.iter().flat_map(|p| &p.years).flat_map(|y| &y.entries) {
        let Some(as_of) = &entry.draft.as_of else { continue };
        let (until, date) = (as_of.value.date, entry.date.date);
        if until > date {
            findings.report(
                Place::span(entry.path.in_site(), as_of.span.clone()),
                say!(
                    "数据截至 {until}，晚于公开日期 {date}",
                    "the figures are as of {until}, after their disclosure on {date}"
                ),
                say!(
                    "“截至”写数据实际截止的那一天，或改正公开日期",
                    "write the day up to which the figures really count, or mend the date of disclosure"
                ),
            );
        }
    }
}

fn check(site: &Site<'_>, findings: &mut Findings) {
    for item in &site.catalog.items {
        let common = site.catalog.common(item);
        let mut report = |span: &Range<usize>, message: Text| {
            let place = Place::span(item.source.in_site(), span.clone());
            findings.report(place, message, say!("对照印发的文件改正", "mend it by the document as issued"));
        };
        if let Some(issued) = &common.issued {
            let day = issued.value.date;
            match &common.date {
                Some(date) if day > date.value.date => {
                    let date = date.value.date;
                    report(
                        &issued.span,
                        say!(
                            "成文日期 {day} 晚于公开日期 {date}",
                            "issued on {day}, after its disclosure on {date}"
                        ),
                    );
                }
                _ if day > site.today => {
                    report(
                        &issued.span,
                        say!("成文日期 {day} 还没有到", "issued on {day}, which is yet to come"),
                    );
                }
                _ => {}
            }
        }
        if let ItemKind::Article(article) = &item.kind
            && let (Some(effective), Some(expires)) = (article.effective, &article.expires)
            && expires.value.date < effective.date
        {
            let (from, to) = (effective.date, expires.value.date);
            report(
                &expires.span,
                say!(
                    "废止日期 {to} 早于生效日期 {from}",
                    "it ceases on {to}, before it takes effect on {from}"
                ),
            );
        }
    }
}
