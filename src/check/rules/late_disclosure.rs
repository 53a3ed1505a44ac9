//! 公开超过了20个工作日
//!
//! # 是什么
//! 公文、通知、规划从成文到公开，或者一期进度从期末到公开，超过了20个工作日。成文次日为第一天，节假日和调休按国务院办公厅的通知。
//! 最近一年内公开的逐件报告；更早的合成一条。没有节假日数据的年份不作判断，只作提示。写了“补发”理由的不报。
//!
//! # 为什么
//! 这是条例规定的时限，是考核和行政复议里最容易查实的一项。
//!
//! # 依据
//! 《中华人民共和国政府信息公开条例》（国务院令第711号）第二十六条：自政府信息形成或者变更之日起20个工作日内及时公开。
//!
//! # 举例
//! 触发：2023年5月23日成文，11月3日公开，共113个工作日。
//! 不触发：5月19日成文，5月22日公开。
//!
//! # 怎样改
//! 日期写错的改正；确实晚了的，写明 `补发: 理由`，页面上会显示，以后按时公开。
//!
//! # English
//! Published more than 20 working days after it was issued, or after the end of its period. Say why under
//! `late`.

use jiff::civil::Date;

use crate::calendar::UnknownYear;
use crate::catalog::ItemKind;
use crate::check::{Findings, Rule, Run, Site};
use crate::diag::{Place, Severity};
use crate::entry::ArticleKind;
use crate::say;

/// The term, in working days.
const TERM: u32 = 20;

/// 超期公开.
pub(super) static RULE: Rule = Rule {
    name: "late-disclosure",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("late_disclosure.rs"),
    run: &[Run::Site(check)],
};

/// Something that was to be published in the term.
struct DueDisclosure {
    /// When it came about.
    from: Date,
    /// When it was published.
    to: Date,
    place: Place,
    is_period: bool,
}

fn check(site: &Site<'_>, findings: &mut Findings) {
    let mut older: Vec<(u32, DueDisclosure)> = Vec::new();
    let mut unknown: Option<(i16, Place)> = None;
    for case in cases(site) {
        // Twenty working days are never fewer than 26 days; what is nearer needs no calendar.
        if days_between(case.from, case.to) < 26 {
            continue;
        }
        let days = match site.calendar.working_days_between(case.from, case.to) {
            Ok(days) => days,
            Err(UnknownYear(year)) => {
                unknown.get_or_insert((year, case.place));
                continue;
            }
        };
        if days <= TERM {
            continue;
        }
        if days_between(case.to, site.today) > 366 {
            older.push((days, case));
        } else {
            report(site, days, case, findings);
        }
    }
    let count = older.len();
    if let Some((days, worst)) = older.into_iter().max_by_key(|(days, _)| *days) {
        let finding = findings.report(
            worst.place,
            say!(
                "一年以前公开的信息有 {count} 件超过了20个工作日，最久的是这一件（{days} 个工作日）",
                "published late more than a year ago: {count}; the latest is this ({days} working days)"
            ),
            say!("核对日期；确实晚了的，可以写明 `补发: 理由`", "check the dates; say why under `late`"),
        );
        finding.severity = Severity::Advice;
    }
    if let Some((year, place)) = unknown {
        let finding = findings.report(
            place,
            say!(
                "没有{year}年的节假日安排，算不出是否超过20个工作日",
                "the holidays of {year} are not known: nobody can say whether 20 working days were kept"
            ),
            say!(
                "把国务院办公厅的通知写成 holidays/{year}.csv，再检查一次",
                "write the notice of the State Council's office into holidays/{year}.csv and check again"
            ),
        );
        finding.severity = Severity::Advice;
    }
}

fn report(site: &Site<'_>, days: u32, case: DueDisclosure, findings: &mut Findings) {
    let DueDisclosure { from, to, place, is_period } = case;
    let due = site.calendar.working_days_after(from, TERM).unwrap_or(to);
    let message = if is_period {
        say!(
            "本期 {from} 结束，{to} 才公开，共 {days} 个工作日",
            "the period ended on {from} and was published on {to}: {days} working days"
        )
    } else {
        say!(
            "{from} 成文，{to} 才公开，共 {days} 个工作日",
            "issued on {from}, published on {to}: {days} working days"
        )
    };
    findings.report(
        place,
        message,
        say!(
            "期限是20个工作日，到 {due} 为止；日期写错的改正，确实晚了的写明 `补发: 理由`",
            "the term is 20 working days, to {due}; mend a wrong date, or say why under `late`"
        ),
    );
}

/// Everything that the term holds for, in order of the catalogue.
fn cases(site: &Site<'_>) -> Vec<DueDisclosure> {
    use ArticleKind as K;
    let catalog = site.catalog;
    let mut cases = Vec::new();
    for item in &catalog.items {
        let ItemKind::Article(article) = &item.kind else { continue };
        let common = &article.common;
        if !matches!(article.kind, K::Document | K::Notice | K::Plan) || common.late.is_some() {
            continue;
        }
        if let (Some(issued), Some(date)) = (&common.issued, &common.date) {
            cases.push(DueDisclosure {
                from: issued.value.date,
                to: date.value.date,
                place: Place::span(item.source.in_site(), date.span.clone()),
                is_period: false,
            });
        }
    }
    for entry in catalog.projects.iter().flat_map(|project| &project.years).flat_map(|year| &year.entries) {
        let common = &entry.draft.common;
        let as_of = entry.draft.as_of.as_ref().map(|as_of| as_of.value.date);
        let from = as_of.unwrap_or_else(|| entry.draft.period.last_day());
        if let Some(date) = common.date.as_ref().filter(|_| common.late.is_none()) {
            let place = Place::span(entry.path.in_site(), date.span.clone());
            cases.push(DueDisclosure { from, to: date.value.date, place, is_period: true });
        }
    }
    cases
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}
