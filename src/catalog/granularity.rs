//! 公开粒度 after publication: what was a page and a number of its own stays one.

use std::collections::{BTreeMap, BTreeSet};

use super::Project;
use crate::diag::{Diagnostic, Place};
use crate::entry::Granularity;
use crate::ledger::{Ledger, LedgerRow, NumberState};
use crate::model::{ItemKey, Period};
use crate::say;

/// That the 公开粒度 of a project is another than that by which it was published.
#[must_use]
pub fn granularity_changed(project: &Project) -> Diagnostic {
    let (title, zh, en) = match project.draft.granularity {
        Granularity::Year => (project.plain_title(), "季度", "period"),
        Granularity::Period => (project.plain_title(), "年度", "year"),
    };
    Diagnostic::error(
        "changed-granularity",
        say!(
            "“{title}”已经照“公开粒度: {zh}”公开过，公开以后不能改",
            "`{title}` was published with `granularity: {en}`, which does not change afterwards"
        ),
    )
    .at(Place::whole(project.file.in_site()))
    .help(say!(
        "写回 `公开粒度: {zh}`：索引号、各版的记录和公众存下的网址都跟着它；确实要换一种公开方法的，另建一个项目",
        "write `granularity: {en}` again, for index numbers, the record and the addresses that people keep go by it; to publish in another way, begin another project"
    ))
}

/// Of what is public and has gone, tells what went with the 公开粒度 of a project, instead of each number;
/// `issued` are the rows that this build adds.
pub(super) fn explain_missing<'p>(
    findings: &mut Vec<Diagnostic>,
    (ledger, issued): (&Ledger, &[LedgerRow]),
    projects: impl Iterator<Item = &'p Project>,
) {
    let is_missing = |finding: &Diagnostic| finding.rule == "missing-content";
    if !findings.iter().any(is_missing) {
        return;
    }
    let projects: BTreeMap<&str, &Project> =
        projects.map(|project| (project.path.as_str(), project)).collect();
    let mut of_periods: BTreeMap<&str, bool> = BTreeMap::new();
    let new: BTreeSet<&ItemKey> = issued.iter().filter_map(LedgerRow::item).collect();
    let public = || {
        ledger.rows().iter().enumerate().filter_map(|(at, row)| match &row.state {
            NumberState::Public(item) if !new.contains(item) => Some((at, part_of(item)?)),
            _ => None,
        })
    };
    for (_, (folder, period)) in public() {
        *of_periods.entry(folder).or_default() |= !is_year(period);
    }
    let mut changed: BTreeMap<&str, &Project> = BTreeMap::new();
    for (at, (folder, period)) in public() {
        let Some(project) = projects.get(folder) else { continue };
        let is_other = match project.draft.granularity {
            Granularity::Year => !is_year(period),
            // A year may be reported as a whole.
            Granularity::Period => is_year(period) && !of_periods.get(folder).is_some_and(|has| *has),
        };
        let before = findings.len();
        if is_other {
            let place = Some(ledger.place(at));
            findings.retain(|finding| !is_missing(finding) || finding.place != place);
        }
        if findings.len() < before {
            changed.insert(folder, project);
        }
    }
    findings.extend(changed.into_values().map(granularity_changed));
}

/// The folder and the period that an item names, if it may be one of a project.
fn part_of(item: &ItemKey) -> Option<(&str, &str)> {
    let (folder, name) = item.as_str().rsplit_once('/')?;
    Period::parse(name).is_ok().then_some((folder, name))
}

fn is_year(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_digit())
}
