//! Goes through the periods of each project, oldest first, and works out what each figure says.

use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::findings::{self, Fault};
use super::goal::{Bound, Goal, Start};
use super::judge::{self, Case};
use super::missing::{self, Deadlines};
use super::{
    Difference, EntryProgress, GoalSummary, Point, Progress, ProjectProgress, Reason, Standing, Status,
    Unjudged, YearProgress,
};
use crate::calendar::Calendar;
use crate::catalog::{Catalog, Project, ProjectEntry};
use crate::config::Spanned;
use crate::diag::{Diagnostic, Reported};
use crate::entry::{Basis, IndicatorDraft};
use crate::model::Period;
use crate::quantity::{Decimal, Figure, FigureWord, Measure, Quantity, Target, Value};

/// What [`evaluate`] works from.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// The site.
    pub catalog: &'a Catalog,
    /// The working days.
    pub calendar: &'a Calendar,
    /// The day of the build.
    pub today: Date,
}

/// Evaluates all projects.
#[must_use]
pub fn evaluate(inputs: Inputs<'_>) -> Reported<Progress> {
    let mut findings = Vec::new();
    let projects =
        evaluate_each(inputs, None).into_iter().map(|project| project.unpack(&mut findings)).collect();
    Reported::new(Progress { projects, today: inputs.today }, findings)
}

/// What the figures of a former catalogue said, by the same calendar.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// That catalogue.
    pub catalog: &'a Catalog,
    /// What its figures said.
    pub progress: &'a Progress,
    /// What was found in the figures of each of its projects.
    pub findings: &'a [Vec<Diagnostic>],
}

impl Known<'_> {
    /// What it says of a project, if that was the same there.
    fn of(&self, project: &Project) -> Option<Reported<ProjectProgress>> {
        let at = self.catalog.projects.binary_search_by(|known| known.path.cmp(&project.path)).ok()?;
        let (said, found) = (self.progress.projects.get(at)?, self.findings.get(at)?);
        let is_same = is_same(&self.catalog.projects[at], project);
        is_same.then(|| Reported::new(said.clone(), found.clone()))
    }
}

/// Whether two projects are made from the very same drafts.
fn is_same(a: &Project, b: &Project) -> bool {
    let same_entry = |(a, b): (&ProjectEntry, &ProjectEntry)| {
        Arc::ptr_eq(&a.draft, &b.draft) && a.path == b.path && a.date == b.date
    };
    Arc::ptr_eq(&a.draft, &b.draft)
        && a.file == b.file
        && a.years.len() == b.years.len()
        && a.years.iter().zip(&b.years).all(|(a, b)| {
            a.year == b.year
                && a.entries.len() == b.entries.len()
                && a.entries.iter().zip(&b.entries).all(same_entry)
        })
}

/// Evaluates all projects, each with what was found in its figures; what is known of a project is taken over.
#[must_use]
pub fn evaluate_each(inputs: Inputs<'_>, known: Option<Known<'_>>) -> Vec<Reported<ProjectProgress>> {
    let deadlines = deadlines(inputs);
    let known = known.filter(|known| known.progress.today == inputs.today);
    let projects = inputs.catalog.projects.par_iter();
    projects
        .map(|project| {
            let said = known.and_then(|known| known.of(project));
            said.unwrap_or_else(|| evaluate_project(project, &deadlines))
        })
        .collect()
}

/// Evaluates one project, by its number in the catalogue: as [`evaluate`] does with all.
#[must_use]
pub fn evaluate_one(inputs: Inputs<'_>, project: usize) -> Reported<ProjectProgress> {
    evaluate_project(&inputs.catalog.projects[project], &deadlines(inputs))
}

fn deadlines(inputs: Inputs<'_>) -> Deadlines {
    let projects = &inputs.catalog.projects;
    let years = || projects.iter().flat_map(|project| &project.years).map(|year| year.year);
    let this_year = inputs.today.year();
    let first = years().min().unwrap_or(this_year).min(this_year);
    let last = years().max().unwrap_or(this_year).max(this_year);
    Deadlines::new(inputs.calendar, first..=last, inputs.today)
}

fn evaluate_project(project: &Project, deadlines: &Deadlines) -> Reported<ProjectProgress> {
    let mut findings = Vec::new();
    let indicators = &project.draft.indicators;
    for indicator in indicators {
        findings::of_indicator(&project.file, indicator, &mut findings);
    }
    let mut tracks: Vec<Track<'_>> = indicators.iter().map(Track::new).collect();
    let mut years = Vec::with_capacity(project.years.len());
    for year in &project.years {
        let mut goals = Vec::with_capacity(tracks.len());
        for track in &mut tracks {
            track.begin_year(year.year);
            goals.push(track.goal.ok().map(Goal::summary));
        }
        let mut entries = Vec::with_capacity(year.entries.len());
        for entry in &year.entries {
            entries.push(evaluate_entry(entry, &mut tracks, deadlines));
            for (track, point) in tracks.iter_mut().zip(entries.last().map_or(&[][..], |entry| &entry.points))
            {
                if let (Some(fault), Some(point)) = (track.fault.take(), point) {
                    let text = &entry.draft.figures[point.figure].1;
                    findings.extend(findings::figure(
                        fault,
                        &entry.path,
                        text,
                        &project.file,
                        track.indicator,
                    ));
                }
            }
        }
        years.push(YearProgress { entries, goals });
    }
    let missing = missing::find(project, deadlines);
    Reported::new(ProjectProgress { years, missing }, findings)
}

fn evaluate_entry(entry: &ProjectEntry, tracks: &mut [Track<'_>], deadlines: &Deadlines) -> EntryProgress {
    let draft = &entry.draft;
    let mut points = Vec::with_capacity(tracks.len());
    for (at, track) in tracks.iter_mut().enumerate() {
        let figure = position(&draft.figures, at, &track.indicator.name.value);
        points.push(figure.map(|figure| track.point(draft.period, figure, &draft.figures[figure].1.value)));
    }
    let standings = points.iter().enumerate().filter_map(|(at, point)| Some((at, point.as_ref()?.standing)));
    let computed = judge::project(standings);
    let stated = draft.status.as_ref().and_then(|status| Status::from_word(&status.value));
    let standing = stated.map_or(computed, |status| Standing { status, reason: Reason::Stated });
    EntryProgress {
        standing,
        computed: stated.map(|_| computed),
        points,
        deadline: deadlines.of(draft.period),
    }
}

/// The target of a period (节点目标) as written: its own, or that of another period which ends on the same day (二季度 and
/// 上半年).
#[must_use]
pub fn milestone(indicator: &IndicatorDraft, period: Period) -> Option<&str> {
    let milestones = &indicator.milestones;
    let same_end = || milestones.iter().find(|(other, _)| other.last_day() == period.last_day());
    let text = milestones.get(&period).or_else(|| same_end().map(|(_, text)| text))?;
    Some(&text.value)
}

/// Where the figure of the indicator `name` stands. Entries list their figures in the project's order, as a rule, so the
/// place of the indicator is tried first.
fn position(figures: &[(Spanned<String>, Spanned<String>)], likely: usize, name: &str) -> Option<usize> {
    if figures.get(likely).is_some_and(|(found, _)| found.value == name) {
        return Some(likely);
    }
    figures.iter().position(|(found, _)| found.value == name)
}

/// An indicator on its way through the periods.
struct Track<'a> {
    indicator: &'a IndicatorDraft,
    measure: Measure<'a>,
    /// This year's target.
    goal: Result<Goal, Unjudged>,
    year: i16,
    /// The state or sum when this year began.
    start: Start,
    /// The newest figure with its period.
    last: Option<(Period, Decimal)>,
    /// 当期: sums up to the end of each month of this year; the first stands for the beginning.
    sums: [Option<Decimal>; 13],
    /// What is wrong with the figure just read.
    fault: Option<Fault>,
}

impl<'a> Track<'a> {
    fn new(indicator: &'a IndicatorDraft) -> Self {
        let measure =
            indicator.measure.as_ref().map_or(Measure::NONE, |measure| Measure::parse(&measure.value));
        Self {
            indicator,
            measure,
            goal: Err(Unjudged::NoTarget),
            year: 0,
            start: Start::default(),
            last: None,
            sums: [None; 13],
            fault: None,
        }
    }

    /// Turns to the next year with entries.
    fn begin_year(&mut self, year: i16) {
        self.start = self.start_of(year);
        self.year = year;
        self.sums = [None; 13];
        self.sums[0] = Some(Decimal::ZERO);
        self.goal = match self.indicator.targets.get(&year) {
            None => Err(Unjudged::NoTarget),
            Some(text) => match Target::parse(&text.value) {
                Err(_) => Err(Unjudged::Unreadable),
                Ok(target) => Goal::of(&target, self.measure, self.start, |year| self.base(year)),
            },
        };
    }

    fn base(&self, year: i16) -> Option<Decimal> {
        let text = self.indicator.base.get(&year)?;
        Some(Quantity::parse(&text.value).ok()?.value_in(self.measure)?.low())
    }

    /// The figure at the end of the year before `year`: its base figure, else the last one reported for its end, else
    /// the newest base figure of an earlier year.
    fn start_of(&self, year: i16) -> Start {
        let is_state = self.indicator.basis == Basis::State;
        let reported = self.last.filter(|(period, _)| period.year == year - 1).map(|(_, value)| value);
        if let Some(before) = self.base(year - 1).or(reported) {
            return Start { before: Some(before), years: 1, is_state };
        }
        let earlier = self.indicator.base.range(..year).next_back().map(|(year, _)| *year);
        let years = earlier.and_then(|earlier| u32::try_from(year - earlier).ok()).unwrap_or(1);
        Start { before: earlier.and_then(|earlier| self.base(earlier)), years, is_state }
    }

    /// What the figure `text` of `period` says.
    fn point(&mut self, period: Period, figure: usize, text: &str) -> Point {
        let (value, word, decimals) = self.read(text);
        let (months, length) = period.year_rank();
        let months = u8::try_from(months).unwrap_or(12);
        let certain = value.map(|value| match self.goal {
            Ok(Goal::Number(bound)) => bound.certain(value),
            _ => value.low(),
        });
        let to_date = match self.indicator.basis {
            Basis::PerPeriod => self.add(months, u8::try_from(length).unwrap_or(12), certain),
            Basis::Cumulative | Basis::State => certain,
        };
        let is_over_years = self.indicator.since.is_some_and(|since| since < self.year);
        let case = Case {
            basis: self.indicator.basis,
            goal: self.goal,
            milestone: self.milestone(period),
            value: to_date,
            word,
            months,
            start: self.start.before,
            is_over_years,
            why_not: match (self.fault, certain) {
                (Some(_), _) => Unjudged::Unreadable,
                (None, Some(_)) => Unjudged::GapBefore,
                (None, None) => Unjudged::NoNumber,
            },
        };
        let change = certain.and_then(|value| self.difference(period, value));
        if let Some(value) = certain {
            self.last = Some((
                period,
                to_date.filter(|_| self.indicator.basis == Basis::Cumulative).unwrap_or(value),
            ));
        }
        Point {
            figure,
            value,
            word,
            decimals,
            to_date,
            completion: self.completion(to_date, word, months),
            change,
            standing: judge::judge(&case),
        }
    }

    fn read(&mut self, text: &str) -> (Option<Value>, Option<FigureWord>, u32) {
        match Figure::parse(text) {
            Ok(Figure::Quantity(quantity)) => {
                let value = quantity.value_in(self.measure);
                if value.is_none() {
                    self.fault = Some(Fault::Measure);
                }
                (value, None, quantity.decimals())
            }
            Ok(Figure::Word(word)) => (self.number_of(word), Some(word), 0),
            Err(error) => {
                self.fault = Some(error.into());
                (None, None, 0)
            }
        }
    }

    /// 清零 is 0, 全覆盖 of shares is 100 %.
    fn number_of(&self, word: FigureWord) -> Option<Value> {
        match word {
            FigureWord::None => Some(Value::Exact(Decimal::ZERO)),
            FigureWord::All if self.measure.is_ratio() => {
                Measure::parse("%").convert(Decimal::ONE_HUNDRED, self.measure).map(Value::Exact)
            }
            _ => None,
        }
    }

    /// Enters a figure per period into the sum of its year, and gives the sum.
    fn add(&mut self, months: u8, length: u8, value: Option<Decimal>) -> Option<Decimal> {
        let before = *self.sums.get(usize::from(months.saturating_sub(length)))?;
        let sum = before?.checked_add(value?)?;
        *self.sums.get_mut(usize::from(months))? = Some(sum);
        Some(sum)
    }

    /// The target of a period, as a bound.
    fn milestone(&self, period: Period) -> Option<Bound> {
        let target = Target::parse(milestone(self.indicator, period)?).ok()?;
        let goal = Goal::of(&target, self.measure, self.start, |year| self.base(year)).ok()?;
        let Goal::Number(mut bound) = goal else { return None };
        // A bare number means what the year's target means by one.
        if target.direction().is_none()
            && let Ok(Goal::Number(year)) = self.goal
        {
            bound.direction = year.direction;
        }
        Some(bound)
    }

    fn completion(&self, value: Option<Decimal>, word: Option<FigureWord>, months: u8) -> Option<Decimal> {
        match (self.goal.ok()?, value) {
            (Goal::Number(bound), Some(value)) => {
                let is_state = self.indicator.basis == Basis::State;
                let is_up = bound.direction == crate::quantity::Direction::Up;
                // How much of a limit is used up before the year is over tells nothing of how well it is kept.
                if !is_up && !is_state && months < 12 {
                    return None;
                }
                bound.completion(value, self.start.before)
            }
            (Goal::Done, _) => {
                matches!(word?, FigureWord::Done | FigureWord::All).then_some(Decimal::ONE_HUNDRED)
            }
            (Goal::Number(_), None) => None,
        }
    }

    fn difference(&self, period: Period, value: Decimal) -> Option<Difference> {
        let (since, before) = self.last?;
        // A sum that begins anew each year has nothing to do with last year's.
        let begins_anew = self.indicator.basis == Basis::Cumulative
            && self.indicator.since.is_none_or(|since| since >= period.year);
        if since.year != period.year && begins_anew {
            return None;
        }
        Some(Difference { since, by: value.checked_sub(before)? })
    }
}

impl GoalSummary {
    /// Whether less is better.
    #[must_use]
    pub fn is_downward(&self) -> bool {
        self.direction == Some(crate::quantity::Direction::Down)
    }
}
