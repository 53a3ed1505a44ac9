//! The pages that show all projects at once: now, year by year, quarter by quarter.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::{OverviewScope, PageKind, Planner, SYSTEM};
use crate::catalog::Catalog;
use crate::model::Period;

impl Planner<'_> {
    /// Plans the overviews; a site of which no project has reported, or should have, has none.
    pub(super) fn progress(&mut self, overdue: impl Iterator<Item = Period>, today: Date) {
        let newest = newest_quarters(self.catalog, overdue, today);
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

/// The newest quarter of each year of whose end a published report tells something, or one that is overdue; 0
/// before the end of the first.
fn newest_quarters(
    catalog: &Catalog,
    overdue: impl Iterator<Item = Period>,
    today: Date,
) -> BTreeMap<i16, u8> {
    let years = catalog.projects.iter().flat_map(|project| &project.years);
    let reported = years.flat_map(|year| &year.entries).map(|entry| entry.draft.period);
    let mut newest = BTreeMap::new();
    for period in reported.chain(overdue) {
        let quarter = newest.entry(period.year).or_insert(0);
        *quarter = period.quarter_by(today).max(*quarter);
    }
    newest
}
