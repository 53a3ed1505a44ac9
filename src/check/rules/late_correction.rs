//! 更正超过了20个工作日
//!
//! # 是什么
//! 已经公开的信息有错，从发现（`更正`、`修订`、`目标调整` 里写的日期）到改过来公开，超过了20个工作日。还没有生成的按今天算。
//! 最近一年内公开的逐条报告，更早的不再报告。没有节假日数据的年份不作判断。
//!
//! # 为什么
//! 信息变更也在公开时限之内：错的数在网上多挂一天，就多一天有人照着用。
//!
//! # 依据
//! 《中华人民共和国政府信息公开条例》（国务院令第711号）第二十六条：自政府信息形成或者变更之日起20个工作日内及时公开。
//!
//! # 举例
//! 触发：`更正` 写 2024-03-01 发现，2024-05-06 才生成改过的页面。
//! 不触发：2024-03-01 发现，2024-03-05 改过来。
//!
//! # 怎样改
//! 日期写错的改正，写发现错误的那天；确实晚了的，以后发现就改。已经记下的改不了，它如实说明什么时候发现、什么时候改的。
//!
//! # English
//! A correction went online more than 20 working days after the fault was known.

use jiff::civil::Date;

use crate::catalog::ItemKind;
use crate::check::{Findings, Rule, Run, Site};
use crate::config::Spanned;
use crate::diag::{Place, Severity};
use crate::entry::{CommonDraft, ReasonDraft};
use crate::model::ContentPath;
use crate::record::{RecordRow, RowKind};
use crate::say;

/// The term, in working days.
const TERM: u32 = 20;

/// 超期更正.
pub(super) static RULE: Rule = Rule {
    name: "late-correction",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("late_correction.rs"),
    run: &[Run::Site(check)],
};

fn check(site: &Site<'_>, findings: &mut Findings) {
    for (file, reason) in reasons(site) {
        let known = reason.date.value.date;
        let published = published(site, reason).unwrap_or(site.today);
        // Twenty working days are never fewer than 26 days; what is nearer needs no calendar.
        if days_between(known, published) < 26 || days_between(published, site.today) > 366 {
            continue;
        }
        let Ok(days) = site.calendar.working_days_between(known, published) else { continue };
        if days <= TERM {
            continue;
        }
        findings.report(
            Place::span(file.in_site(), reason.date.span.clone()),
            say!(
                "{known} 发现要改，{published} 才公开改过的，共 {days} 个工作日",
                "known on {known}, put right on {published}: {days} working days"
            ),
            say!(
                "期限是20个工作日；日期写错的改正，以后发现就改",
                "the term is 20 working days; mend a wrong date, and correct at once from now on"
            ),
        );
    }
}

/// Every reason with its file, in order of file.
fn reasons<'a>(site: &Site<'a>) -> Vec<(&'a ContentPath, &'a ReasonDraft)> {
    let catalog = site.catalog;
    let projects = catalog.projects.iter();
    let of_projects = projects.map(|project| (&project.file, &project.draft.common));
    let entries = catalog.projects.iter().flat_map(|project| &project.years).flat_map(|year| &year.entries);
    let of_entries = entries.map(|entry| (&entry.path, &entry.draft.common));
    let articles = catalog.items.iter().filter(|item| matches!(item.kind, ItemKind::Article(_)));
    let of_articles = articles.map(|item| (&item.source, catalog.common(item)));
    let files = of_projects.chain(of_entries).chain(of_articles);
    let mut reasons: Vec<(&ContentPath, &ReasonDraft)> = files
        .flat_map(|(file, common): (&ContentPath, &CommonDraft)| {
            common.reasons.iter().map(move |reason| (file, reason))
        })
        .collect();
    reasons.sort_by_key(|(file, _)| *file);
    reasons
}

/// The day on which what a reason explains went online; `None` if it has not. Of what was corrected before
/// there was a record nobody knows: it passes for done at once.
fn published(site: &Site<'_>, reason: &ReasonDraft) -> Option<Date> {
    let day = reason.date.value.date;
    let of_reason =
        |text: &Option<Spanned<String>>| text.as_ref().map(|text| text.value.clone()).unwrap_or_default();
    let (was, now) = (of_reason(&reason.was), of_reason(&reason.now));
    let record = &site.catalog.archive.record;
    let is_entered = |row: &&RecordRow| {
        matches!(row.kind, RowKind::Reason(_))
            && row.day == day
            && row.was == was
            && row.now == now
            && row.note.starts_with(&*reason.note.value)
    };
    let entered = record.rows().iter().find(is_entered)?;
    let history = record.history(&entered.key());
    let at = history.versions.iter().position(|version| version.number == entered.version)?;
    Some(if at == 0 { day } else { history.versions[at].day })
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}
