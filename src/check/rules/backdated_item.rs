//! 公开日期早于实际上网的日期
//!
//! # 是什么
//! 台账已经记下首次公开的日期，文件里的公开日期却改得更早；或者这一篇还没有上过网，公开日期却比台账里已有的最近一次公开早30天以上。
//! 写明了 `补发: 理由` 的不报。台账还是空的时候（整站迁移）不报。
//!
//! # 为什么
//! 倒填发布日期属于弄虚作假，一经查实就是单项否决。补发本身不违规，但要标明。
//!
//! # 依据
//! 《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）单项否决：弄虚作假，例如伪造发布日期。
//!
//! # 举例
//! 触发：台账写首次公开 2024-03-05，文件改成 `公开日期: 2024-01-02`。
//! 不触发：改成更晚的日期，或者写了 `补发: 机构改革时漏发`。
//!
//! # 怎样改
//! 日期写错的改回来；确实是补发的，写明 `补发: 理由`，页面上会显示。
//!
//! # English
//! The date of disclosure lies before the day on which it really went online. Mend it, or say why under
//! `late`.

use std::collections::BTreeMap;

use crate::check::{Findings, Rule, Run, Site};
use crate::diag::{Place, Severity};
use crate::ledger::{LedgerRow, NumberState};
use crate::model::{ItemKey, Moment};
use crate::say;

/// Days between the newest publication and an older new one that are worth a question.
const USUAL: i32 = 30;

/// 倒填日期.
pub(super) static RULE: Rule = Rule {
    name: "backdated-item",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("backdated_item.rs"),
    run: &[Run::Site(check)],
};

fn check(site: &Site<'_>, findings: &mut Findings) {
    let rows: BTreeMap<&ItemKey, (usize, &LedgerRow)> = site
        .ledger
        .rows()
        .iter()
        .enumerate()
        .filter_map(|(at, row)| Some((row.item()?, (at, row))))
        .collect();
    let public = site.ledger.rows().iter().filter(|row| matches!(row.state, NumberState::Public(_)));
    let newest = public.filter_map(|row| row.first).filter(|first| first.date <= site.today).max();
    // Where there is a record, it tells itself.
    let is_told = site.catalog.archive.record.rows().iter().any(|row| row.day < site.today);
    for item in &site.catalog.items {
        let common = site.catalog.common(item);
        let (Some(date), None) = (&common.date, &common.late) else { continue };
        let place = Place::span(item.source.in_site(), date.span.clone());
        match rows.get(&item.key) {
            Some((at, row)) => {
                if let Some(first) = row.first.filter(|first| date.value.date < first.date) {
                    let (typed, first) = (date.value.date, first.date);
                    let message = say!(
                        "公开日期 {typed} 早于台账记的首次公开 {first}",
                        "the date {typed} lies before {first}, when the ledger saw it first"
                    );
                    findings
                        .report(place, message, help())
                        .related
                        .push((site.ledger.place(*at), say!("台账里的这一行", "its line in the ledger")));
                }
            }
            None => {
                let is_numbered = item.number != crate::catalog::ItemNumber::None;
                if let Some(newest) =
                    newest.filter(|newest| is_numbered && !is_told && is_much_older(date.value, *newest))
                {
                    let (typed, newest) = (date.value.date, newest.date);
                    let message = say!(
                        "这一篇还没有上过网，公开日期却写 {typed}，而台账里 {newest} 已有公开",
                        "this was never online, but is dated {typed}; the ledger has items of {newest}"
                    );
                    let finding = findings.report(place, message, help());
                    finding.severity = Severity::Advice;
                }
            }
        }
    }
}

fn is_much_older(date: Moment, newest: Moment) -> bool {
    date.date.until(newest.date).is_ok_and(|span| span.get_days() > USUAL)
}

fn help() -> crate::diag::Text {
    say!(
        "写成实际上网的日期；确实要补发的，写明 `补发: 理由`，页面上会显示",
        "write the day on which it goes online; if it is late, say why under `late`, which the page shows"
    )
}
