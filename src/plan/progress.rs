//! The pages that show all projects at once: now, year by year, quarter by quarter.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{OverviewScope, PageKind, Planner, SYSTEM};
use crate::catalog::Catalog;
use crate::model::{Period, PeriodKind};

impl Planner<'_> {
    /// Plans the overviews; a site of which no project has reported, or should have, has none.
    pub(super) fn progress(&mut self, overdue: impl Iterator<Item = Period>) {
        let newest = newest_quarters(self.catalog, overdue);
        if newest.is_empty() {
            return;
        }
        let source: Arc<str> = SYSTEM.into();
        let mut scopes = vec![OverviewScope::Now];
        for (year, newest) in newest {
            scopes.push(OverviewScope::Year(year));
            scopes.extend((1..=newest).map(|quarter| OverviewScope::Quarter(year, quarter)));
        }
        for scope in scopes {
            let path = self.page(&scope.address(), &source, PageKind::Overview(scope));
            self.plan.overviews.insert(scope, path);
        }
    }
}

/// The quarter in which each year's newest published report ends, or the newest that is overdue.
fn newest_quarters(catalog: &Catalog, overdue: impl Iterator<Item = Period>) -> BTreeMap<i16, u8> {
    let years = catalog.projects.iter().flat_map(|project| &project.years);
    let reported = years.flat_map(|year| &year.entries).map(|entry| entry.draft.period);
    let mut newest = BTreeMap::new();
    for period in reported.chain(overdue) {
        let quarter = newest.entry(period.year).or_insert(1);
        *quarter = (*quarter).max(quarter_of(period));
    }
    newest
}

/// The quarter in which a period ends, 1 to 4.
#[must_use]
pub fn quarter_of(period: Period) -> u8 {
    match period.kind {
        PeriodKind::Quarter(quarter) => quarter.clamp(1, 4),
        PeriodKind::Half(1) => 2,
        PeriodKind::Half(_) | PeriodKind::Year => 4,
        PeriodKind::Month(month) => month.clamp(1, 12).div_ceil(3),
    }
}
