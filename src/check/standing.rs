//! How the site stands against the inspection, and what falls when: 国办秘函〔2019〕19号.
//!
//! [`standing`] is a pure function of the site and the day: for every column its newest item, how long it may
//! stay so, and the last day for an update; for every project the reports that it owes and its next one, with
//! their last days. Thresholds are data (`thresholds.csv`, `inspection.csv`). Saying what is wrong with it is
//! the business of the rules.

use jiff::ToSpan as _;
use jiff::civil::Date;
use typed_index_collections::TiVec;

use super::site::Site;
use crate::catalog::{Column, Project};
use crate::model::{ColumnId, Period, ProjectId};
use crate::progress::Absence;

/// The category of columns that no row of the thresholds names, and how long they may stay as they are, in
/// days.
const OTHER: (&str, i32) = ("其他栏目", 365);

/// How the site stands on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteStanding {
    /// The day.
    pub today: Date,
    /// The home page.
    pub home: Freshness,
    /// The columns that hold items themselves, in reading order.
    pub columns: Vec<ColumnStanding>,
    /// The reports of every project that are overdue, and its next one; in order of path and period.
    pub reports: Vec<ReportStanding>,
    /// The thresholds of the whole.
    pub limits: StandingLimits,
}

/// How fresh something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// The day of the newest item; `None`: there is none with a date.
    pub newest: Option<Date>,
    /// How many days it may stay so.
    pub limit: i32,
}

/// How a column stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnStanding {
    /// The column.
    pub column: ColumnId,
    /// Its title.
    pub title: String,
    /// What kind of column it is to the inspection, as `thresholds.csv` calls it.
    pub category: String,
    /// How fresh it is.
    pub freshness: Freshness,
    /// What it counts toward when it falls.
    pub weight: Weight,
    /// Where the threshold is from; `参考` where no text was seen.
    pub basis: String,
    /// Whether there is nothing in it at all.
    pub is_empty: bool,
}

/// What a stale column counts toward.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// 单项否决: five of these fail the site.
    Veto,
    /// A deduction; ten of all kinds fail the site.
    Score,
    /// Nothing.
    None,
}

/// A report that a project owes, or will next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportStanding {
    /// The project.
    pub project: ProjectId,
    /// The project's title.
    pub title: String,
    /// The period that is to be reported.
    pub period: Period,
    /// The last day for it.
    pub due: Date,
    /// Whether the holidays up to then are known; else it is the latest day that any holidays would allow.
    pub is_certain: bool,
}

/// The thresholds that count columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StandingLimits {
    /// Days without anything new on the home page.
    pub home: i32,
    /// Stale columns of the kinds that count toward the veto.
    pub stale_veto: usize,
    /// Stale columns of every kind.
    pub stale: usize,
    /// Empty columns.
    pub empty: usize,
    /// Days before a last day from which on it is worth a word.
    pub notice: i32,
}

impl Freshness {
    /// The last day for something new; `None` where there is nothing yet.
    #[must_use]
    pub fn due(self) -> Option<Date> {
        self.newest.and_then(|newest| newest.checked_add(self.limit.days()).ok())
    }

    /// Whether that day has passed, or there is nothing.
    #[must_use]
    pub fn is_stale(self, today: Date) -> bool {
        self.due().is_none_or(|due| due < today)
    }

    /// How many days old the newest item is.
    #[must_use]
    pub fn age(self, today: Date) -> Option<i32> {
        self.newest.map(|newest| days(newest, today))
    }
}

impl SiteStanding {
    /// The columns that are empty.
    pub fn empty(&self) -> impl Iterator<Item = &ColumnStanding> {
        self.columns.iter().filter(|column| column.is_empty)
    }

    /// The columns with something in them, none of it new enough.
    pub fn stale(&self) -> impl Iterator<Item = &ColumnStanding> {
        let has_fallen = |column: &&ColumnStanding| {
            !column.is_empty
                && column.weight != Weight::None
                && column.freshness.newest.is_some()
                && column.freshness.is_stale(self.today)
        };
        self.columns.iter().filter(has_fallen)
    }

    /// The stale columns that count toward the veto.
    pub fn stale_veto(&self) -> impl Iterator<Item = &ColumnStanding> {
        self.stale().filter(|column| column.weight == Weight::Veto)
    }

    /// Whether some single item fails the site.
    #[must_use]
    pub fn is_vetoed(&self) -> bool {
        self.home.is_stale(self.today)
            || self.stale_veto().count() >= self.limits.stale_veto
            || self.stale().count() >= self.limits.stale
            || self.empty().count() >= self.limits.empty
    }
}

/// The days from `from` to `to`.
pub(super) fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// How the site stands on the day of the run.
#[must_use]
pub fn standing(site: &Site<'_>) -> SiteStanding {
    let limits = limits(site);
    let categories = categories(site);
    let catalog = site.catalog;
    let mut has_page: TiVec<ColumnId, bool> = vec![false; catalog.columns.len()].into();
    for item in &catalog.items {
        has_page[item.column] = true;
    }
    let newest = |column: &Column| {
        let dates = column.items.iter().filter_map(|item| catalog.items[*item].date);
        dates.map(|date| date.date).filter(|date| *date <= site.today).max()
    };
    // What is archived stays as it is.
    let is_asked =
        |id: ColumnId, column: &Column| column.children.is_empty() && catalog.archived_column(id).is_none();
    let columns = catalog.columns.iter_enumerated().skip(1).filter(|(id, column)| is_asked(*id, column));
    let columns = columns.map(|(id, column)| {
        // A title says more than the few types that the guidelines have.
        let by_title = categories.iter().find(|category| category.has_word_of(column));
        let category = by_title.or_else(|| categories.iter().find(|category| category.is_kind_of(column)));
        let limit = category.map_or(OTHER.1, |category| category.days);
        // What a column of projects owes is told report by report.
        let weight = if column.projects.is_empty() {
            category.map_or(Weight::Score, |category| category.weight)
        } else {
            Weight::None
        };
        let has_text = column.draft.as_ref().is_some_and(|draft| !draft.text.is_empty());
        ColumnStanding {
            column: id,
            title: column.title.clone(),
            category: category.map_or(OTHER.0, |category| category.name).to_owned(),
            freshness: Freshness { newest: newest(column), limit },
            weight,
            basis: category.map_or("参考", |category| category.basis).to_owned(),
            is_empty: !has_page[id] && column.projects.is_empty() && !has_text,
        }
    });
    let columns = columns.collect();
    let projects = catalog.projects.iter_enumerated();
    let reports = projects.flat_map(|(id, project)| reports(site, id, project)).collect();
    let home = Freshness { newest: newest(&catalog.columns[ColumnId::HOME]), limit: limits.home };
    SiteStanding { today: site.today, home, columns, reports, limits }
}

/// A row of `thresholds.csv`.
struct Category<'a> {
    name: &'a str,
    kinds: &'a str,
    words: &'a str,
    days: i32,
    weight: Weight,
    basis: &'a str,
}

impl Category<'_> {
    fn has_word_of(&self, column: &Column) -> bool {
        self.words.split_whitespace().any(|word| column.title.contains(word))
    }

    fn is_kind_of(&self, column: &Column) -> bool {
        self.kinds.split_whitespace().any(|kind| column.kind == kind)
    }
}

fn categories<'a>(site: &Site<'a>) -> Vec<Category<'a>> {
    let rows = site.data.rows("thresholds.csv");
    rows.filter_map(|row| {
        let [name, kinds, words, days, weight, ..] = row.cells[..] else { return None };
        let weight = match weight {
            "否决" => Weight::Veto,
            "扣分" => Weight::Score,
            _ => Weight::None,
        };
        let basis = row.cells.get(5).copied().unwrap_or("参考");
        Some(Category { name, kinds, words, days: days.parse().ok()?, weight, basis })
    })
    .collect()
}

fn limits(site: &Site<'_>) -> StandingLimits {
    let value = |name: &str, usual: u16| {
        let rows = site.data.rows("inspection.csv");
        let found = rows.filter(|row| row.cells[0] == name).find_map(|row| row.cells.get(1)?.parse().ok());
        found.unwrap_or(usual)
    };
    StandingLimits {
        home: value("首页天数", 14).into(),
        stale_veto: value("否决类栏目不更新个数", 5).into(),
        stale: value("应更新栏目不更新个数", 10).into(),
        empty: value("空白栏目个数", 5).into(),
        notice: value("预警天数", 30).into(),
    }
}

/// The reports of a project that are overdue, and the next one for which there is time.
fn reports<'a>(
    site: &Site<'a>,
    id: ProjectId,
    project: &'a Project,
) -> impl Iterator<Item = ReportStanding> + use<'a> {
    let said = site.progress.projects.get(id).filter(|_| project.archived.is_none());
    let (missing, coming) = said.map_or((&[][..], &[][..]), |said| (&said.missing, &said.coming));
    let missing = missing.iter().filter_map(|missing| match missing.absence {
        Absence::Overdue(deadline) => Some((missing.period, deadline, true)),
        Absence::NotYet(deadline) => Some((missing.period, deadline, false)),
        Absence::Withdrawn(_) | Absence::Undisclosed(_) => None,
    });
    let coming = coming.iter().map(|coming| (coming.period, coming.deadline, false));
    let mut has_next = false;
    let owed = missing.chain(coming).filter(move |(.., is_overdue)| {
        let is_listed = *is_overdue || !has_next;
        has_next |= !is_overdue;
        is_listed
    });
    owed.map(move |(period, deadline, _)| ReportStanding {
        project: id,
        title: project.plain_title(),
        period,
        due: deadline.day,
        is_certain: !deadline.is_provisional,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_last_day_still_counts() {
        let fresh = Freshness { newest: Some(date(2024, 3, 1)), limit: 14 };
        assert_eq!(fresh.due(), Some(date(2024, 3, 15)));
        assert!(!fresh.is_stale(date(2024, 3, 15)) && fresh.is_stale(date(2024, 3, 16)));
        assert_eq!(fresh.age(date(2024, 3, 11)), Some(10));
        assert!(Freshness { newest: None, limit: 14 }.is_stale(date(2024, 3, 1)));
    }
}
