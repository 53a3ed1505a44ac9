//! An indicator on its way through the periods: what each figure says, and where the indicator stands by it.

use super::findings::FigureFault;
use super::goal::{Bound, Goal, Rough, Start};
use super::in_force::{InForce, JudgedBy, PlanTurns, TargetThen};
use super::judge::{self, Case, Time};
use super::sums::{PeriodSum, Sums};
use super::target::{self, YearTarget, milestone};
use super::worded::meaning;
use super::{Difference, FigurePoint, Left, Position, Standing, Status, StatusReason, Unjudged};
use crate::entry::{Basis, IndicatorDraft};
use crate::model::{OwnEntry, Period};
use crate::quantity::{
    Decimal, Direction, Figure, FigureWord, Measure, Quantity, QuantityValue, Target, TargetKind,
};

/// Words of a figure that is a total of the year so far.
const TOTALS: &[&str] = &["累计", "以来", "截至", "截止", "全年共"];
/// Figures that begin with this tell what has come in, not what there is.
const INCREASE: &str = "新增";

/// What a figure says.
struct ReadFigure {
    value: Option<QuantityValue>,
    rough: Rough,
    whole: Option<Decimal>,
    word: Option<FigureWord>,
    decimals: u32,
    /// A unit of the last digit of its number that is not 0.
    step: Decimal,
}

/// A plan over several years to a target of its last one.
#[derive(Clone, Copy)]
pub(super) struct Plan {
    /// Months from its beginning to the beginning of this year.
    pub before: u16,
    /// Months from its beginning to its end.
    pub of: u16,
    /// Where it began.
    pub start: Option<Decimal>,
}

/// A figure, and what it was judged by.
#[derive(Clone, Copy)]
struct Newest<'a> {
    by: OwnEntry,
    period: Period,
    point: FigurePoint,
    case: Case,
    /// The target in force, as written.
    target: Option<&'a str>,
}

/// The state or sum at the end of a year.
#[derive(Clone, Copy)]
pub(super) struct YearResult {
    year: i16,
    pub(super) value: Decimal,
    /// Whether it is an exact number.
    pub(super) is_exact: bool,
}

/// A figure that others are compared with.
#[derive(Clone, Copy)]
struct EarlierFigure {
    period: Period,
    value: Decimal,
    is_exact: bool,
}

/// An indicator on its way through the periods.
pub(super) struct Track<'a> {
    pub(super) indicator: &'a IndicatorDraft,
    pub(super) measure: Measure<'a>,
    /// This year's target.
    pub(super) goal: Result<Goal, Unjudged>,
    /// The same by what the file says now.
    present: Result<Goal, Unjudged>,
    /// As it is written in the plan in force; `None`: there is none.
    target: Option<&'a str>,
    /// The target of the period, where another was in force than the file has now; empty: none was.
    milestone: Option<&'a str>,
    year: i16,
    /// The state or sum when this year began.
    start: Start,
    /// Where the plan began that leads to a target of a later year.
    plan: Option<Plan>,
    /// The same by what the file says now.
    present_plan: Option<Plan>,
    /// Where the way began whose part 完成率 tells: that of the plan, in its last year too, or the named year
    /// of `比2020年下降5个百分点`; else where this year began.
    began: Option<Decimal>,
    /// The last year of a count over several years, if it is later, with its target.
    end: Option<(i16, Bound)>,
    /// The newest figure with its period.
    last: Option<EarlierFigure>,
    /// The figures of each length of period, the newest of each, with that length in months.
    last_of_length: Vec<(i8, EarlierFigure)>,
    /// The newest figure there is.
    newest: Option<Newest<'a>>,
    /// 当期: the sums of this year.
    sums: Sums,
    /// The same by the best that each figure may be.
    best_sums: Sums,
    /// 时点: the exact figures of this year, in order.
    states: Vec<(Period, Decimal)>,
    /// Whether a figure of this year was another than 0.
    has_begun: bool,
    /// 当期: how the figures in the sums of this year differ from their numbers.
    rough: Rough,
    /// What was reported for the end of each year gone through.
    results: Vec<YearResult>,
    /// The plans in force when it was judged last, see [`PlanTurns`].
    turns: PlanTurns<'a>,
    /// What is wrong with the figure just read.
    pub(super) fault: Option<FigureFault>,
}

impl<'a> Track<'a> {
    pub(super) fn new(indicator: &'a IndicatorDraft) -> Self {
        let measure =
            indicator.measure.as_ref().map_or(Measure::NONE, |measure| Measure::parse(&measure.value));
        Self {
            indicator,
            measure,
            goal: Err(Unjudged::NoTarget),
            present: Err(Unjudged::NoTarget),
            target: None,
            milestone: None,
            year: 0,
            start: Start::default(),
            plan: None,
            present_plan: None,
            began: None,
            end: None,
            last: None,
            last_of_length: Vec::new(),
            newest: None,
            sums: Sums::new(),
            best_sums: Sums::new(),
            states: Vec::new(),
            has_begun: false,
            rough: Rough::default(),
            results: Vec::new(),
            turns: PlanTurns::default(),
            fault: None,
        }
    }

    /// Turns to the next year with entries.
    pub(super) fn begin_year(&mut self, year: i16) {
        self.end_year();
        self.start = self.start_of(year);
        self.year = year;
        self.rough = Rough::default();
        self.has_begun = false;
        self.states.clear();
        let goes_on = self.indicator.since.is_some_and(|since| since < year);
        self.sums.begin(year, goes_on);
        self.best_sums.begin(year, goes_on);
        let target = target::target(self.indicator, year);
        // A year's own target says nothing of the one before.
        if self.plan.is_none() || target.is_none_or(|target| target.since.is_none()) {
            self.turns = PlanTurns::default();
        }
        self.present_plan = target.and_then(|target| self.plan_to(&target, year));
        self.judge_by(None);
        self.present = self.goal;
    }

    /// Takes note of what was reported for the end of the year gone through. A figure of the third quarter is
    /// none of the year's end.
    pub(super) fn end_year(&mut self) {
        let year = self.year;
        let result = match self.indicator.basis {
            Basis::PerPeriod => self.sums.of(year).map(|value| (value, self.rough == Rough::Exact)),
            Basis::Cumulative | Basis::State => {
                let ends = |period: Period| period.year == year && period.year_rank().0 == 12;
                self.last.filter(|last| ends(last.period)).map(|last| (last.value, last.is_exact))
            }
        };
        self.results.extend(result.map(|(value, is_exact)| YearResult { year, value, is_exact }));
    }

    /// What was reported for the end of a year gone through.
    pub(super) fn result(&self, year: i16) -> Option<YearResult> {
        self.results.iter().find(|result| result.year == year).copied()
    }

    /// Takes the targets of the plan in force for those of the year and of the period. Whether that of the
    /// year is another than now.
    pub(super) fn judge_by_plan(&mut self, in_force: Option<&InForce<'a>>, period: Period) -> bool {
        let target = in_force.and_then(|plan| plan.year_target(self.indicator));
        self.judge_by(target);
        self.milestone = in_force.and_then(|plan| plan.milestone(self.indicator, period));
        target.is_some()
    }

    /// Takes `in_force` for the year's target; `None`: what the file says now.
    fn judge_by(&mut self, in_force: Option<TargetThen<'a>>) {
        self.plan = match in_force {
            None => self.present_plan,
            Some(then) if then.year > self.year => {
                self.indicator.begins().and_then(|since| self.plan_between(since, then.year, self.year))
            }
            Some(_) => None,
        };
        let start = match self.plan {
            Some(plan) => Start { before: plan.start, ..self.start },
            None => self.start,
        };
        let typed = target::target(self.indicator, self.year).map(|YearTarget { text, .. }| &*text.value);
        self.target = in_force.map(|then| then.text).or(typed).filter(|text| !text.is_empty());
        self.end = self.end_after(self.year, in_force);
        self.goal = match self.target {
            None => Err(Unjudged::NoTarget),
            Some(text) => match Target::parse(text) {
                Err(_) => Err(Unjudged::Unreadable),
                Ok(target) => Goal::of(&target, self.measure, start, |year| self.end_of(year)),
            },
        };
        self.began = self.way_began(self.target);
    }

    /// Where the way to the year's target, which is written as `target`, began.
    fn way_began(&self, target: Option<&str>) -> Option<Decimal> {
        if let Some(plan) = self.plan {
            return plan.start;
        }
        let named = match target.and_then(|text| Target::parse(text).ok()).map(|target| target.kind) {
            Some(TargetKind::Change { base_year: Some(year), .. }) => self.end_of(year),
            _ => None,
        };
        named.or_else(|| self.plan_before()?.start).or(self.start.before)
    }

    /// The plan of several years that a state's target of this year ends: the year before was on its way
    /// there.
    fn plan_before(&self) -> Option<Plan> {
        let target = target::target(self.indicator, self.year - 1)?;
        let is_end = self.indicator.basis == Basis::State && target.year == self.year;
        if is_end { self.plan_to(&target, self.year - 1) } else { None }
    }

    /// The last year of a count over several years that still goes on, with its target; the one in force
    /// where that year's target is the one ahead.
    fn end_after(&self, year: i16, in_force: Option<TargetThen<'_>>) -> Option<(i16, Bound)> {
        let (last, text) = self.indicator.targets.last_key_value().filter(|(last, _)| **last > year)?;
        self.indicator.since.filter(|since| *since <= year)?;
        let is_ahead = || target::target(self.indicator, year).is_some_and(|target| target.year == *last);
        let then = in_force.filter(|_| is_ahead()).map(|then| (then.year, then.text));
        let (last, text) = then.or(Some((*last, &*text.value))).filter(|(last, _)| *last > year)?;
        let target = Target::parse(text).ok()?;
        match Goal::of(&target, self.measure, Start::default(), |year| self.end_of(year)).ok()? {
            Goal::Number(bound) => Some((last, bound)),
            Goal::Done | Goal::All => None,
        }
    }

    /// Whether the newest figure reaches the target of the plan's last year for good, as the plan stands now:
    /// a sum over the years does.
    pub(super) fn has_reached_end(&self) -> bool {
        let newest = self.newest.as_ref().filter(|_| self.indicator.basis != Basis::State);
        let newest = newest.and_then(|newest| Some((newest.point.rough, newest.point.to_date?)));
        let reaches = |bound: Bound, (rough, value)| bound.for_rough(rough).is_reached_by(value);
        self.end_after(self.year, None).zip(newest).is_some_and(|((_, bound), newest)| reaches(bound, newest))
    }

    /// The plan that `target`, of a later year, ends.
    pub(super) fn plan_to(&self, target: &YearTarget<'_>, year: i16) -> Option<Plan> {
        self.plan_between(target.since?, target.year, year)
    }

    /// The plan that began with `since` and ends with `last`, in `year`.
    fn plan_between(&self, since: i16, last: i16, year: i16) -> Option<Plan> {
        let months = |from: i16, until: i16| u16::try_from(until.saturating_sub(from)).ok()?.checked_mul(12);
        let base = self.indicator.base.range(..since).next_back().and_then(|(year, _)| self.base(*year));
        let start = match self.indicator.basis {
            Basis::Cumulative | Basis::PerPeriod => Some(base.unwrap_or(Decimal::ZERO)),
            Basis::State => base,
        };
        let (before, of) = (months(since, year)?, months(since, last.saturating_add(1))?);
        Some(Plan { before, of, start })
    }

    pub(super) fn base(&self, year: i16) -> Option<Decimal> {
        let text = self.indicator.base.get(&year)?;
        Some(Quantity::parse(&text.value).ok()?.value_in(self.measure)?.low())
    }

    /// The figure at the end of a year: its base figure, else the one reported.
    pub(super) fn end_of(&self, year: i16) -> Option<Decimal> {
        self.base(year).or_else(|| Some(self.result(year)?.value))
    }

    /// The figure at the end of the year before `year`, else the newest base figure of an earlier year.
    pub(super) fn start_of(&self, year: i16) -> Start {
        let is_state = self.indicator.basis == Basis::State;
        if let Some(before) = self.end_of(year - 1) {
            return Start { before: Some(before), years: 1, is_state };
        }
        let earlier = self.indicator.base.range(..year).next_back().map(|(year, _)| *year);
        let years = earlier.and_then(|earlier| u32::try_from(year - earlier).ok()).unwrap_or(1);
        Start { before: earlier.and_then(|earlier| self.base(earlier)), years, is_state }
    }

    /// What the figure `text` says, the one numbered `figure` of the entry `by` of `period`.
    pub(super) fn point(
        &mut self,
        (by, period): (OwnEntry, Period),
        figure: usize,
        text: &str,
    ) -> FigurePoint {
        let months = u8::try_from(period.year_rank().0).unwrap_or(12);
        let ReadFigure { value, rough, whole, word, decimals, step } = self.read(text, period);
        let word = meaning(text, word, self.target, self.time(months).is_over());
        if word.is_some() {
            self.fault = None;
        }
        let (certain, best, rough) = self.ends(value, rough, step);
        let is_exact = rough == Rough::Exact;
        let [sum, best] = [(&mut self.sums, certain), (&mut self.best_sums, best)].map(|(sums, value)| {
            match self.indicator.basis {
                Basis::PerPeriod => sums.add(period, value),
                Basis::Cumulative | Basis::State => PeriodSum { total: value, ..PeriodSum::default() },
            }
        });
        if self.indicator.basis == Basis::PerPeriod {
            let (end, length) = period.year_rank();
            self.rough = if end == length { rough } else { self.rough.with(rough) };
        }
        let rough = rough.with(self.rough);
        let goal = self.goal.map(|goal| goal.for_part(whole).for_rough(rough));
        let is_over_years =
            self.plan.is_some() || self.indicator.since.is_some_and(|since| since < self.year);
        let case = Case {
            basis: self.indicator.basis,
            goal,
            milestone: self.milestone(period).map(|bound| bound.for_rough(rough)),
            value: sum.total,
            best: best.total.filter(|_| best.total != sum.total),
            has_begun: self.has_begun,
            least: match goal {
                Ok(Goal::Number(bound)) if bound.direction == Direction::Down => best.least,
                _ => sum.least,
            },
            lacks: sum.lacks,
            word,
            time: self.time(months),
            start: self.start_of_time(),
            met: self.met_before(period),
            is_over_years,
            end: self.end.map(|(year, bound)| (year, bound.for_rough(rough))),
            why_not: match (self.fault, certain) {
                (Some(_), _) => Unjudged::Unreadable,
                (None, Some(_)) => sum.closed.map_or(Unjudged::GapBefore, Unjudged::Undisclosed),
                (None, None) => Unjudged::NoNumber,
            },
        };
        let this = certain.map(|value| EarlierFigure { period, value, is_exact });
        let change = this.and_then(|this| self.difference(this));
        if let Some(this) = this {
            self.last = Some(this);
            let (_, length) = period.year_rank();
            self.last_of_length.retain(|(other, _)| *other != length);
            self.last_of_length.push((length, this));
            self.has_begun |= !this.value.is_zero();
            if self.indicator.basis == Basis::State && is_exact {
                self.states.push((period, this.value));
            }
        }
        let standing = judge::judge(&case);
        let is_open = standing.reason == StatusReason::Unjudged(Unjudged::Inexact);
        let completion = self.completion(goal, sum.total, word, case.time).filter(|_| !is_open);
        let point = FigurePoint {
            figure,
            value,
            rough,
            whole,
            word,
            decimals,
            to_date: case.counted(),
            is_least: case.value.is_none() && case.counted().is_some(),
            lacks: sum.lacks,
            closed: sum.closed,
            completion,
            change,
            standing,
        };
        self.newest = Some(Newest { by, period, point, case, target: self.target });
        point
    }

    /// The end of a figure that is certain, the best that it may be, and how it differs from the certain one.
    fn ends(
        &self,
        value: Option<QuantityValue>,
        rough: Rough,
        step: Decimal,
    ) -> (Option<Decimal>, Option<Decimal>, Rough) {
        let Some(value) = value else { return (None, None, rough) };
        let (certain, best) = match self.goal {
            Ok(Goal::Number(bound)) => (bound.certain(value), bound.best(value, rough, step)),
            _ => (value.low(), value.high()),
        };
        let of_range = match value {
            QuantityValue::Exact(_) => Rough::Exact,
            QuantityValue::Range { low, .. } if certain == low => Rough::AtLeast,
            QuantityValue::Range { .. } => Rough::AtMost,
        };
        (Some(certain), Some(best), rough.with(of_range))
    }

    /// The newest state of this year that met the target before the end of `period`.
    fn met_before(&self, period: Period) -> Option<(Period, Decimal)> {
        let Ok(Goal::Number(bound)) = self.goal else { return None };
        let is_met = |(other, value): &(Period, Decimal)| {
            other.last_day() < period.last_day() && bound.is_reached_by(*value)
        };
        self.states.iter().rev().copied().find(is_met)
    }

    /// Where the time began that [`Self::time`] counts.
    fn start_of_time(&self) -> Option<Decimal> {
        self.plan.map_or(self.start.before, |plan| plan.start)
    }

    pub(super) fn time(&self, months: u8) -> Time {
        match self.plan {
            Some(plan) => Time { months: plan.before + u16::from(months), of: plan.of },
            None => Time { months: months.into(), of: 12 },
        }
    }

    /// Takes note that the report of a period is not made public.
    pub(super) fn close(&mut self, period: Period) {
        self.sums.close(period);
        self.best_sums.close(period);
    }

    /// Where the indicator stands at the end of `period`, by the entry `at`, which has the figure `point` of
    /// it, or none; `is_counted` unless it says that there is none (本期不统计).
    pub(super) fn position(
        &mut self,
        (at, period): (OwnEntry, Period),
        point: Option<&FigurePoint>,
        is_counted: bool,
    ) -> Option<Position> {
        if let Some(point) = point {
            let (standing, completion) = (point.standing, point.completion);
            let left = self.left(point);
            return Some(Position { standing, by: Some(at), completion, left, is_by_adjustment: false });
        }
        if !is_counted {
            self.sums.excuse(period);
            self.best_sums.excuse(period);
        }
        let newest = self.newest;
        let by = newest.map(|newest| newest.by);
        let this_year = newest.filter(|newest| newest.period.year == self.year);
        let again = this_year.map(|newest| (newest, self.again(&newest)));
        let completion = again
            .and_then(|(newest, case)| self.completion(case.goal, case.value, case.word, newest.case.time));
        if let Some((newest, case)) = again {
            let standing = judge::judge(&case);
            // 二季度 and 上半年 end on one day: what one of them says the other need not.
            if newest.period.last_day() == period.last_day() {
                let left = self.left(&newest.point);
                return Some(Position { standing, by, completion, left, is_by_adjustment: false });
            }
            // A sum that has reached the year's target does not fall again, though its plan goes on.
            let goes_on = matches!(standing.reason, StatusReason::PlanGoesOn { .. });
            if (standing.status == Status::Done || goes_on) && self.indicator.basis != Basis::State {
                let reason = StatusReason::ReachedBefore { value: case.counted(), period: newest.period };
                let standing = Standing { status: standing.status, reason };
                return Some(Position { standing, by, completion, left: None, is_by_adjustment: false });
            }
        }
        if self.goal == Err(Unjudged::NoTarget) {
            return None;
        }
        let standing = if is_counted {
            let since = newest.map(|newest| newest.period);
            Standing { status: Status::Omitted, reason: StatusReason::Omitted { since } }
        } else {
            Standing::unknown(Unjudged::NotCounted)
        };
        let left = this_year.and_then(|newest| self.left(&newest.point));
        Some(Position { standing, by, completion, left, is_by_adjustment: false })
    }

    /// Whether the indicator stands where it does at the end of `period` only since its target was changed by
    /// decision: by the plan of when it was last judged the other way, late or not, it would be as then.
    pub(super) fn is_by_adjustment(&mut self, standing: Standing, period: Period, by: &JudgedBy<'a>) -> bool {
        let Some(is_late) = standing.status.lateness() else { return false };
        let (Some(other), Some(newest)) = (self.turns.enter(is_late, by), self.newest) else {
            return false;
        };
        self.judge_by_plan(other.plan(), period);
        let then = judge::judge(&self.again(&newest));
        self.judge_by_plan(by.plan(), period);
        then.status.lateness() == Some(!is_late)
    }

    /// The newest figure set against the target in force now: that may be another than the one by which its
    /// own period was judged. A word such as 完成 said only that the target of its day was met.
    fn again(&self, newest: &Newest<'a>) -> Case {
        let FigurePoint { rough, whole, .. } = newest.point;
        Case {
            goal: self.goal.map(|goal| goal.for_part(whole).for_rough(rough)),
            met: self.met_before(newest.period),
            milestone: self.milestone(newest.period).map(|bound| bound.for_rough(rough)),
            word: newest.case.word.filter(|_| self.target == newest.target),
            end: self.end.map(|(year, bound)| (year, bound.for_rough(rough))),
            ..newest.case
        }
    }

    /// The target of which a figure leaves open whether it is met, if that could be said in a word.
    pub(super) fn undecided_by(&self, point: &FigurePoint, period: Period) -> Option<&'a str> {
        let StatusReason::Unjudged(why) = point.standing.reason else { return None };
        let months = u8::try_from(period.year_rank().0).unwrap_or(12);
        let is_open = match why {
            Unjudged::NoNumber | Unjudged::Unreadable | Unjudged::Inexact => self.goal.is_ok(),
            // A number may stand beside words for a year, but then somebody has to say it.
            Unjudged::Qualitative => point.value.is_none() || self.time(months).is_over(),
            _ => false,
        };
        let target = target::target(self.indicator, self.year).filter(|_| is_open)?;
        Some(&target.text.value)
    }

    /// What is still to be done now, by what a figure says: whatever its period was judged by, that is what
    /// the present target asks for.
    fn left(&self, point: &FigurePoint) -> Option<Left> {
        if point.standing.reason == StatusReason::Unjudged(Unjudged::Inexact) {
            return None;
        }
        match self.present.ok()?.for_part(point.whole) {
            Goal::Number(bound) => bound.left(point.to_date?, point.rough),
            Goal::Done | Goal::All => {
                let is_open = point.word.is_some() && point.standing.status != Status::Done;
                is_open.then_some(Left::Undone)
            }
        }
    }

    fn read(&mut self, text: &str, period: Period) -> ReadFigure {
        let (rough, step) = (Rough::default(), Decimal::ZERO);
        let read = |value, word, decimals| ReadFigure { value, rough, whole: None, word, decimals, step };
        match Figure::parse(text) {
            Ok(Figure::Quantity(_)) if self.is_total(text, period) => {
                self.fault = Some(FigureFault::Total);
                read(None, None, 0)
            }
            Ok(Figure::Quantity(_)) if self.is_increase(text, period) => {
                self.fault = Some(FigureFault::Increase);
                read(None, None, 0)
            }
            Ok(Figure::Quantity(quantity)) => {
                let value = quantity.value_in(self.measure);
                if value.is_none() {
                    self.fault = Some(FigureFault::Measure);
                }
                let whole = quantity.whole_in(self.measure);
                let rough = quantity.approximation.into();
                let step = quantity.step_in(self.measure).unwrap_or(step);
                ReadFigure { rough, whole, step, ..read(value, None, quantity.decimals()) }
            }
            Ok(Figure::Word(word)) => read(self.number_of(word), Some(word), 0),
            Err(error) => {
                self.fault = Some(error.into());
                read(None, None, 0)
            }
        }
    }

    /// Whether a figure that is to be added to those before it calls itself their total: `累计500人次`.
    fn is_total(&self, text: &str, period: Period) -> bool {
        let (end, length) = period.year_rank();
        let is_added = self.indicator.basis == Basis::PerPeriod && end > length;
        is_added && TOTALS.iter().any(|word| text.contains(word))
    }

    /// Whether a figure that tells what there is in all calls itself what has come in: `新增25张`. Of a year's
    /// first period both are the same, where it counts from the year's beginning.
    fn is_increase(&self, text: &str, period: Period) -> bool {
        let (end, length) = period.year_rank();
        let is_total = match self.indicator.basis {
            Basis::Cumulative => end > length || self.indicator.since.is_some_and(|since| since < self.year),
            Basis::State => true,
            Basis::PerPeriod => false,
        };
        is_total && text.trim_start().starts_with(INCREASE)
    }

    /// 清零 is 0, 全覆盖 of shares is 100 %.
    fn number_of(&self, word: FigureWord) -> Option<QuantityValue> {
        match word {
            FigureWord::None => Some(QuantityValue::Exact(Decimal::ZERO)),
            FigureWord::All if self.measure.is_ratio() => {
                Measure::parse("%").convert(Decimal::ONE_HUNDRED, self.measure).map(QuantityValue::Exact)
            }
            _ => None,
        }
    }

    /// The target of a period, as a bound.
    fn milestone(&self, period: Period) -> Option<Bound> {
        let text = self.milestone.or_else(|| milestone(self.indicator, period))?;
        let target = Target::parse(text).ok()?;
        let goal = Goal::of(&target, self.measure, self.start, |year| self.end_of(year)).ok()?;
        let Goal::Number(mut bound) = goal else { return None };
        // A bare number means what the year's target means by one.
        if target.direction().is_none()
            && let Ok(Goal::Number(year)) = self.goal
        {
            bound.direction = year.direction;
        }
        Some(bound)
    }

    fn completion(
        &self,
        goal: Result<Goal, Unjudged>,
        value: Option<Decimal>,
        word: Option<FigureWord>,
        time: Time,
    ) -> Option<Decimal> {
        match (goal.ok()?, value) {
            (Goal::Number(bound), Some(value)) => {
                let is_state = self.indicator.basis == Basis::State;
                let is_up = bound.direction == Direction::Up;
                // How much of a limit is used up before the year is over tells nothing of how well it is
                // kept.
                if !is_up && !is_state && !time.is_over() {
                    return None;
                }
                if is_state && bound.is_overshot_by(value, self.start_of_time()) {
                    return None;
                }
                bound.completion(value, self.began)
            }
            (Goal::Done | Goal::All, _) => {
                matches!(word?, FigureWord::Done | FigureWord::All).then_some(Decimal::ONE_HUNDRED)
            }
            (Goal::Number(_), None) => None,
        }
    }

    /// The change since the figure before: the one before, or, of figures that are each of their period
    /// alone, the newest of a period of equal length.
    fn difference(&self, EarlierFigure { period, value, is_exact }: EarlierFigure) -> Option<Difference> {
        let (_, length) = period.year_rank();
        let before = match self.indicator.basis {
            Basis::PerPeriod => self.last_of_length.iter().find(|(other, _)| *other == length)?.1,
            Basis::Cumulative | Basis::State => self.last?,
        };
        let since = before.period;
        // A sum that begins anew each year has nothing to do with last year's.
        let begins_anew = self.indicator.basis == Basis::Cumulative
            && self.indicator.since.is_none_or(|since| since >= period.year);
        if since.year != period.year && begins_anew {
            return None;
        }
        let follows = since.last_day().tomorrow().is_ok_and(|day| day == period.first_day());
        let is_neighbour = follows && since.year_rank().1 == length;
        let (by, is_exact) = (value.checked_sub(before.value)?, is_exact && before.is_exact);
        Some(Difference { since, by, is_exact, is_neighbour })
    }
}
