//! 规则更新: statuses that this version's rules change on a site that was published before it had a record.
//! Each is told, and the record holds what stood there.

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::diag::{Diagnostic, Place};
use crate::model::{EntryId, Period};
use crate::progress::Progress;
use crate::record::{FormerPeriod, FormerSite, Part, ReasonKind, RecordRow, RowKind};
use crate::say;

/// Why a status is another.
const NOTE: &str = "程序的判断规则更新";

/// What stands in the place of an indicator for the status of the whole report.
const WHOLE: &str = "状态";

/// The rows that tell of changed statuses, for the versions in `news`, and a finding for each.
pub(super) fn changed(
    catalog: &Catalog,
    progress: &Progress,
    former: &FormerSite,
    news: &[RecordRow],
) -> (Vec<RecordRow>, Vec<Diagnostic>) {
    let mut rows = Vec::new();
    let mut findings = Vec::new();
    let versions = news.iter().filter(|row| row.kind == RowKind::Version && row.version == 1);
    let entries = catalog.projects.keys().flat_map(|project| catalog.entries_of(project));
    let entries: BTreeMap<(String, Period), EntryId> = entries
        .filter_map(|(id, entry)| {
            let item = catalog.year(id.year).item.or(entry.item)?;
            let number = catalog.items[item].number.issued()?;
            Some(((number.collision_key(), entry.draft.period), id))
        })
        .collect();
    for version in versions {
        let Part::Entry(period) = version.part else { continue };
        let Some(number) = &version.subject.number else { continue };
        let Some(before) = former.period(number, version.part) else { continue };
        let Some(id) = entries.get(&(number.collision_key(), period)).copied() else { continue };
        let entry = catalog.entry(id);
        for (name, was, now) in differences(catalog, progress, id, before) {
            let title = &version.name;
            findings.push(
                Diagnostic::warning(
                    "changed-by-rules",
                    say!(
                        "《{title}》的“{name}”：公开过的是 {was}，按现在的规则是 {now}",
                        "`{name}` of `{title}`: {was} is public, by the rules of this version it is {now}"
                    ),
                )
                .at(Place::whole(entry.path.in_site()))
                .help(say!(
                    "数据没有动，判断的规则变了；页面上会写明“规则更新”和原来的状态。只在第一次建立公开记录时列出",
                    "the data is the same, the rules have changed; the page tells so, with what stood there. This is told once"
                )),
            );
            let kind = RowKind::Reason(ReasonKind::Rules);
            rows.push(RecordRow { kind, name, was, now, note: NOTE.to_owned(), ..version.clone() });
        }
    }
    (rows, findings)
}

/// The statuses of a report that are others now: of what, before, now.
fn differences(
    catalog: &Catalog,
    progress: &Progress,
    id: EntryId,
    before: &FormerPeriod,
) -> Vec<(String, String, String)> {
    let Some(said) = progress.entry(id) else { return Vec::new() };
    let mut differences = Vec::new();
    let mut compare = |name: &str, was: &str, now: &str| {
        if !was.is_empty() && was != now {
            differences.push((name.to_owned(), was.to_owned(), now.to_owned()));
        }
    };
    if before.is_computed && said.computed.is_none() {
        compare(WHOLE, &before.status, said.standing.status.word());
    }
    let indicators = catalog.projects[id.project()].draft.indicators.iter();
    for (indicator, position) in indicators.zip(&said.positions) {
        let name = &indicator.name.value;
        let mut known = indicator.names().filter_map(|name| before.figures.get(name));
        if let (Some((_, was)), Some(position)) = (known.next(), position) {
            compare(name, was, position.standing.status.word());
        }
    }
    differences
}
