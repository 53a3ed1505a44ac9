//! How the site stands against the inspection, and what falls when: 国办秘函〔2019〕19号.
//!
//! [`standing`] is a pure function of the site and the day: for every column its newest item, how long it may
//! stay so, and the last day for an update; for every project the next report and its last day. Thresholds
//! are data (`thresholds.csv`, `inspection.csv`). Saying what is wrong with it is the business of the rules.

use jiff::ToSpan as _;
use jiff::civil::Date;
use typed_index_collections::TiVec;

use super::site::Site;
use crate::catalog::{Column, Project};
use crate::model::{ColumnId, Period, PeriodKind, ProjectId};

/// The last day for a progress report, in working days behind the end of its period: article 26.
const REPORT_TERM: u32 = 20;
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
    /// The next report of every project that goes on, in order of path.
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

/// The next report of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportStanding {
    /// The project.
    pub project: ProjectId,
    /// The project's title.
    pub title: String,
    /// The period that is to be reported next.
    pub period: Period,
    /// The last day for it.
    pub due: Date,
    /// Whether the holidays up to then are known; else only weekends were counted.
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
    let reports = projects.filter_map(|(id, project)| next_report(site, id, project)).collect();
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

/// The report that a project owes next: of the period behind its newest one, if the project has goals or
/// targets for that year, or has reported on it.
fn next_report(site: &Site<'_>, id: ProjectId, project: &Project) -> Option<ReportStanding> {
    if project.archived.is_some() {
        return None;
    }
    let periods: Vec<Period> =
        project.years.iter().flat_map(|year| &year.entries).map(|entry| entry.draft.period).collect();
    let newest = periods.iter().max_by_key(|period| period.last_day())?;
    let rank = |kind: PeriodKind| match kind {
        PeriodKind::Month(_) => 0,
        PeriodKind::Quarter(_) => 1,
        PeriodKind::Half(_) => 2,
        PeriodKind::Year => 3,
    };
    let mut counts = [0_usize; 4];
    for period in &periods {
        counts[rank(period.kind)] += 1;
    }
    // The habit decides: one report of a half among quarters changes nothing. Of equals the longer period.
    let usual = (0..4).rev().max_by_key(|kind| counts[*kind])?;
    let period = next_of(usual, newest.last_day())?;
    let draft = &project.draft;
    let goes_on = period.year == newest.year
        || draft.goals.contains_key(&period.year)
        || draft.indicators.iter().any(|indicator| indicator.targets.contains_key(&period.year));
    if !goes_on {
        return None;
    }
    let deadline = site.calendar.deadline_after(period.last_day(), REPORT_TERM);
    let (due, is_certain) = (deadline.day, !deadline.is_provisional);
    Some(ReportStanding { project: id, title: project.plain_title(), period, due, is_certain })
}

/// The first period of a kind that ends after `day`.
fn next_of(kind: usize, day: Date) -> Option<Period> {
    let years = day.year()..=day.year().saturating_add(1);
    let parts = |year| {
        let kinds: Vec<PeriodKind> = match kind {
            0 => (1..=12).map(PeriodKind::Month).collect(),
            1 => (1..=4).map(PeriodKind::Quarter).collect(),
            2 => (1..=2).map(PeriodKind::Half).collect(),
            _ => vec![PeriodKind::Year],
        };
        kinds.into_iter().map(move |kind| Period { year, kind })
    };
    years.flat_map(parts).find(|period| period.last_day() > day)
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

    #[test]
    fn the_next_period_is_of_the_usual_kind() {
        let next = |kind, day| next_of(kind, day).map(Period::chinese);
        assert_eq!(next(1, date(2023, 12, 31)).as_deref(), Some("2024年一季度"));
        assert_eq!(next(1, date(2024, 6, 30)).as_deref(), Some("2024年三季度"));
        assert_eq!(next(2, date(2024, 3, 31)).as_deref(), Some("2024年上半年"));
        assert_eq!(next(0, date(2024, 10, 31)).as_deref(), Some("2024年11月"));
        assert_eq!(next(3, date(2024, 12, 31)).as_deref(), Some("2025年"));
    }
}
