//! The status of an indicator at the end of a period, and of a project.
//!
//! The rules, in the order in which they are tried:
//! 1. a word such as 完成 or 未启动 says it itself;
//! 2. the target is reached, by a sum also where a part of it is missing: 已完成; a state (时点) before the year's
//!    end counts as 按序时, since it can fall again; a sum that lacks a part and does not decide: 本项未报;
//! 3. the year is over, or a limit for the year is passed already: 滞后;
//! 4. the period has a target of its own (节点): missed 滞后, reached 按序时, by a tenth more 超序时;
//! 5. nothing has been counted in the year: 未启动; a total below 0, or back at 0, is something;
//! 6. against the share of the time gone: under 90 % of what is due 滞后, from 110 % on 超序时, between them 按序时;
//! 7. a state that the year began better than its target, and that is worse now: 滞后; one that began worse has
//!    to have gone its share of the way from there to the target, with a tolerance of a tenth of that way,
//!    not of the value; without a beginning it is 滞后 if it met the target earlier in the year, and else
//!    nothing is known but that it is 尚未达到.
//!
//! Figures that are ranges or about right count by the end that is certain; where by the other one an
//! indicator would not be 滞后, nobody can say that it is.
//!
//! A project stands where the worst of its indicators and nodes stands. What cannot be judged decides only
//! where nothing can, but keeps a project from being 已完成; and where its time is over, from being anything
//! better than 尚未达到.

use super::goal::{Bound, Goal};
use super::{MissingPeriods, ProjectPart, Standing, Status, StatusReason, Tally, Unjudged};
use crate::entry::Basis;
use crate::model::Period;
use crate::quantity::{Decimal, Direction, FigureWord};

/// Below this part of what is due, an indicator is behind.
const LATE: Decimal = Decimal::from_parts(9, 0, 0, false, 1);
/// From this part of what is due on, it is ahead.
const AHEAD: Decimal = Decimal::from_parts(11, 0, 0, false, 1);

/// What an indicator's status depends on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Case {
    /// 口径
    pub basis: Basis,
    /// The year's target.
    pub goal: Result<Goal, Unjudged>,
    /// The period's own target.
    pub milestone: Option<Bound>,
    /// What counts toward the target, the certain end of it.
    pub value: Option<Decimal>,
    /// The other end of it, where figures are ranges or about right: the best that it may be.
    pub best: Option<Decimal>,
    /// Whether an earlier figure of the year was another than 0.
    pub has_begun: bool,
    /// What it is at least, where it is a sum of which some periods are missing.
    pub least: Option<Decimal>,
    /// Those periods.
    pub lacks: Option<MissingPeriods>,
    /// The word that the figure is.
    pub word: Option<FigureWord>,
    /// The time gone.
    pub time: Time,
    /// Where that time began: the state or sum at the end of the year before.
    pub start: Option<Decimal>,
    /// Of a state the newest earlier period of the year that met the target, and the state then.
    pub met: Option<(Period, Decimal)>,
    /// Whether the sum is over several years.
    pub is_over_years: bool,
    /// The last year of the plan, if it is later, with the target of that year.
    pub end: Option<(i16, Bound)>,
    /// Why there is no value.
    pub why_not: Unjudged,
}

/// How much of the time for a target is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// Months gone.
    pub months: u16,
    /// Months in all: 12, or those of a plan over several years.
    pub of: u16,
}

impl Case {
    /// What decides: the value or, of a sum of which a part is missing, the rest, where that is enough to
    /// reach the target or to pass the limit.
    pub(super) fn counted(&self) -> Option<Decimal> {
        self.value.or_else(|| {
            let (Ok(Goal::Number(bound)), Some(least)) = (self.goal, self.least) else { return None };
            let is_decided = bound.is_reached_by(least) == (bound.direction == Direction::Up);
            is_decided.then_some(least)
        })
    }
}

impl Time {
    /// Whether all of it is gone.
    #[must_use]
    pub fn is_over(self) -> bool {
        self.months >= self.of
    }
}

/// The standing of an indicator.
pub(super) fn judge(case: &Case) -> Standing {
    let standing = by_value(case);
    let (Some(value), Some(best), Status::Behind) = (case.value, case.best, standing.status) else {
        return standing;
    };
    let at_best = by_value(&Case { value: Some(best), ..*case });
    match (standing.reason, at_best.reason) {
        _ if at_best.status != Status::Behind => Standing::unknown(Unjudged::Inexact),
        // It is behind at any rate, but whether a limit is passed already nobody can say.
        (StatusReason::Missed { .. }, StatusReason::Schedule { start, bound, time, expected, .. }) => {
            let reason = StatusReason::Schedule { value, start, bound, time, expected };
            Standing { status: Status::Behind, reason }
        }
        _ => standing,
    }
}

/// The standing by the value that is certain.
fn by_value(case: &Case) -> Standing {
    let stands = |status, reason| Standing { status, reason };
    if let Some(word) = case.word
        && let Some(status) = of_word(word, case)
    {
        return stands(status, StatusReason::Word);
    }
    let goal = match case.goal {
        Ok(goal) => goal,
        Err(why) => return Standing::unknown(why),
    };
    let Some(value) = case.counted() else {
        return match (case.lacks, goal) {
            (Some(gap), Goal::Number(_)) => stands(Status::Omitted, StatusReason::Skipped(gap)),
            _ => Standing::unknown(case.why_not),
        };
    };
    let Goal::Number(bound) = goal else { return Standing::unknown(Unjudged::NoNumber) };
    if case.basis == Basis::State && bound.is_overshot_by(value, case.start) {
        return Standing::unknown(Unjudged::AboveRange);
    }
    let is_over = case.time.is_over();
    let is_limit = bound.direction == Direction::Down && case.basis != Basis::State;
    let reached = bound.is_reached_by(value);
    if reached && (is_over || case.basis != Basis::State && !is_limit) {
        return match case.end {
            Some((until, end)) if end.is_reached_by(value) => {
                stands(Status::Done, StatusReason::PlanReached { value: Some(value), until })
            }
            Some((until, _)) => {
                stands(Status::OnSchedule, StatusReason::PlanGoesOn { value: Some(value), until })
            }
            None => stands(Status::Done, StatusReason::Reached { value }),
        };
    }
    if !reached && (is_over || is_limit) {
        return stands(Status::Behind, StatusReason::Missed { value, bound: bound.full });
    }
    if let Some(milestone) = &case.milestone {
        return stands(
            of_milestone(milestone, value),
            StatusReason::Milestone { value, bound: milestone.full },
        );
    }
    if case.basis == Basis::State {
        return state(case, &bound, value, reached);
    }
    if bound.direction == Direction::Up && value.is_zero() && !case.has_begun {
        return stands(Status::NotStarted, StatusReason::Nothing);
    }
    let start = if case.is_over_years { case.start } else { Some(Decimal::ZERO) };
    match start {
        Some(start) => schedule(case, &bound, value, start),
        None => stands(Status::NotReached, StatusReason::NoStart { value }),
    }
}

/// A state before the end, along the straight way from where the time began to the target.
fn state(case: &Case, bound: &Bound, value: Decimal, reached: bool) -> Standing {
    if reached {
        return Standing { status: Status::OnSchedule, reason: StatusReason::ReachedSoFar { value } };
    }
    let Some(start) = case.start else {
        return match case.met {
            Some(met) => Standing { status: Status::Behind, reason: StatusReason::FellSince { value, met } },
            None => Standing { status: Status::NotReached, reason: StatusReason::NoStart { value } },
        };
    };
    if bound.is_reached_by(start) {
        return Standing { status: Status::Behind, reason: StatusReason::FellBack { value, start } };
    }
    let Some(expected) = on_the_way(start, bound.full, case.time) else {
        return Standing::unknown(Unjudged::Unreadable);
    };
    let (Some(due), Some(gone)) = (expected.checked_sub(start), value.checked_sub(start)) else {
        return Standing::unknown(Unjudged::Unreadable);
    };
    let least = due.saturating_mul(LATE);
    // A way of no length is that to a bound which is not enough itself: it is not gone while it is not
    // reached.
    let is_late = match bound.direction {
        Direction::Up => gone < least || due.is_zero(),
        Direction::Down => gone > least || due.is_zero(),
    };
    let status = if is_late { Status::Behind } else { Status::OnSchedule };
    Standing {
        status,
        reason: StatusReason::Schedule { value, start, bound: bound.full, time: case.time, expected },
    }
}

/// Where something should be that goes evenly from `start` to `end`.
pub(super) fn on_the_way(start: Decimal, end: Decimal, time: Time) -> Option<Decimal> {
    let way = end.checked_sub(start)?;
    start.checked_add(way.checked_mul(Decimal::from(time.months))?.checked_div(Decimal::from(time.of))?)
}

/// A sum against the share of the time gone.
fn schedule(case: &Case, bound: &Bound, value: Decimal, start: Decimal) -> Standing {
    let expected = on_the_way(start, bound.full, case.time);
    let due = expected.and_then(|expected| expected.checked_sub(start));
    let (Some(expected), Some(due), Some(gone)) = (expected, due, value.checked_sub(start)) else {
        return Standing::unknown(Unjudged::Unreadable);
    };
    let (late, early) = (due.saturating_mul(LATE), due.saturating_mul(AHEAD));
    let status = if due.is_zero() {
        if bound.is_reached_by(value) { Status::OnSchedule } else { Status::Behind }
    } else if bound.direction == Direction::Down {
        // A limit is an amount not to be used up: the lower the better.
        by_bands(-gone, -early, -late)
    } else {
        by_bands(gone, late, early)
    };
    let reason = StatusReason::Schedule { value, start, bound: bound.full, time: case.time, expected };
    Standing { status, reason }
}

fn by_bands(gone: Decimal, late: Decimal, early: Decimal) -> Status {
    if gone < late {
        Status::Behind
    } else if gone < early {
        Status::OnSchedule
    } else {
        Status::Ahead
    }
}

fn of_milestone(milestone: &Bound, value: Decimal) -> Status {
    if !milestone.is_reached_by(value) {
        return Status::Behind;
    }
    let is_ahead = milestone.full > Decimal::ZERO
        && match milestone.direction {
            Direction::Up => value >= milestone.full.saturating_mul(AHEAD),
            Direction::Down => value <= milestone.full.saturating_mul(LATE),
        };
    if is_ahead { Status::Ahead } else { Status::OnSchedule }
}

fn of_word(word: FigureWord, case: &Case) -> Option<Status> {
    let is_over = case.time.is_over();
    match word {
        FigureWord::Done | FigureWord::Stage => Some(Status::Done),
        FigureWord::NotStarted => Some(if is_over { Status::Behind } else { Status::NotStarted }),
        FigureWord::UnderWay | FigureWord::Begun => {
            Some(if is_over { Status::Behind } else { Status::OnSchedule })
        }
        // With a number for it these are judged as numbers.
        FigureWord::All | FigureWord::None if case.value.is_some() => None,
        FigureWord::All | FigureWord::None => {
            Some(if is_over || case.basis != Basis::State { Status::Done } else { Status::OnSchedule })
        }
    }
}

/// The standing of a project, of the standings of its parts in their order; `is_due` says of which the time
/// is over.
pub(super) fn project(
    parts: &[(ProjectPart, Standing)],
    tally: Tally,
    is_due: impl Fn(ProjectPart) -> bool,
) -> Standing {
    let judged = || parts.iter().filter(|(_, standing)| standing.status != Status::Unknown);
    // Of equals the first.
    let worst = judged().min_by_key(|(_, standing)| standing.status);
    let Some((part, standing)) = worst else {
        let reason = match tally.asked + tally.nodes {
            0 => StatusReason::Unjudged(Unjudged::NoIndicator),
            _ => StatusReason::NoneJudged { tally },
        };
        return Standing { status: Status::Unknown, reason };
    };
    let open = || parts.iter().filter(|(_, part)| part.is_open() && part.status == Status::Unknown);
    // Nobody is on schedule with something that nobody can say is done, when its time is over.
    if standing.status > Status::NotReached
        && let Some((part, _)) = open().find(|(part, _)| is_due(*part))
    {
        return Standing { status: Status::NotReached, reason: StatusReason::Open { part: *part, tally } };
    }
    match open().next() {
        Some((part, _)) if standing.status == Status::Done => {
            Standing { status: Status::OnSchedule, reason: StatusReason::Open { part: *part, tally } }
        }
        _ => Standing { status: standing.status, reason: StatusReason::Worst { part: *part, tally } },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn case(basis: Basis, bound: Bound, months: u16, value: Decimal) -> Case {
        Case {
            basis,
            goal: Ok(Goal::Number(bound)),
            milestone: None,
            value: Some(value),
            best: None,
            has_begun: false,
            least: None,
            lacks: None,
            word: None,
            time: Time { months, of: 12 },
            start: None,
            met: None,
            is_over_years: false,
            end: None,
            why_not: Unjudged::NoNumber,
        }
    }

    fn at_least(full: i64) -> Bound {
        let full = Decimal::from(full);
        Bound { full, reach: full, other: None, direction: Direction::Up, is_strict: false }
    }

    fn at_most(full: i64) -> Bound {
        Bound { direction: Direction::Down, ..at_least(full) }
    }

    /// Each line of the rules at the head of this file.
    #[test]
    fn the_rules_give_what_they_say() {
        use Basis::{Cumulative, State};
        use Status::{Ahead, Behind, Done, NotReached, NotStarted, OnSchedule};
        let cases = [
            (Cumulative, at_least(9000), 3, 0, NotStarted),
            (Cumulative, at_least(9000), 3, 2024, Behind),
            (Cumulative, at_least(9000), 3, 2025, OnSchedule),
            (Cumulative, at_least(9000), 3, 2474, OnSchedule),
            (Cumulative, at_least(9000), 3, 2475, Ahead),
            (Cumulative, at_least(9000), 3, 9000, Done),
            (Cumulative, at_least(9000), 12, 8999, Behind),
            (Cumulative, at_most(800), 6, 401, OnSchedule),
            (Cumulative, at_most(800), 6, 360, Ahead),
            (Cumulative, at_most(800), 6, 441, Behind),
            (Cumulative, at_most(800), 6, 801, Behind),
            (Cumulative, at_most(800), 12, 800, Done),
            (Cumulative, at_most(0), 6, 0, OnSchedule),
            (Cumulative, at_most(0), 12, 0, Done),
            (State, at_least(92), 6, 95, OnSchedule),
            (State, at_least(92), 6, 80, NotReached),
            (State, at_least(92), 12, 95, Done),
            (State, at_most(0), 12, 0, Done),
            (State, at_most(0), 12, 1, Behind),
        ];
        for (basis, bound, months, value, status) in cases {
            let standing = judge(&case(basis, bound, months, Decimal::from(value)));
            assert_eq!(standing.status, status, "{basis:?} {bound:?} {months} {value}");
        }
    }

    /// Less than nothing is not nothing, and neither is what came back to nothing.
    #[test]
    fn only_what_never_counted_has_not_started() {
        let cases = [(0, false, Status::NotStarted), (0, true, Status::Behind), (-5, false, Status::Behind)];
        for (value, has_begun, status) in cases {
            let case = Case { has_begun, ..case(Basis::Cumulative, at_least(100), 6, Decimal::from(value)) };
            assert_eq!(judge(&case).status, status, "{value} {has_begun}");
        }
    }

    /// A state has to go its share of the way from where the year began; 5 % of its value is no licence.
    #[test]
    fn a_state_is_judged_by_its_way() {
        use Status::{Behind, NotReached, OnSchedule};
        let cases = [
            // It began at the target or above, and fell.
            (at_least(93), 6, 897, Some(974), Behind),
            (at_least(93), 6, 929, Some(930), Behind),
            (at_least(93), 6, 930, Some(974), OnSchedule),
            // From 80 to 93: at half of the year 86.5 is due, at least 85.85 of it.
            (at_least(93), 6, 859, Some(800), OnSchedule),
            (at_least(93), 6, 858, Some(800), Behind),
            (at_least(93), 6, 795, Some(800), Behind),
            (at_least(93), 6, 897, None, NotReached),
            (at_most(20), 6, 250, Some(300), OnSchedule),
            (at_most(20), 6, 256, Some(300), Behind),
            (at_most(20), 6, 201, Some(190), Behind),
        ];
        for (bound, months, tenths, start, status) in cases {
            let start = start.map(|start| Decimal::new(start, 1));
            let case = Case { start, ..case(Basis::State, bound, months, Decimal::new(tenths, 1)) };
            assert_eq!(judge(&case).status, status, "{bound:?} {tenths} {start:?}");
            // That it met the target in between tells only where nobody knows how the year began.
            let met = Period::parse("2025-Q1").ok().map(|period| (period, bound.full));
            let since = judge(&Case { met, ..case }).status;
            assert_eq!(
                since,
                if status == NotReached { Behind } else { status },
                "{bound:?} {tenths} {start:?}"
            );
        }
    }

    #[test]
    fn a_project_is_as_bad_as_its_worst_part() {
        use Status::{Adjusted, Ahead, Behind, Done, NotReached, NotStarted, Omitted, OnSchedule, Unknown};
        let of = |statuses: &[Status]| {
            let standing = |status| match status {
                Unknown => Standing::unknown(Unjudged::Qualitative),
                status => Standing { status, reason: StatusReason::Nothing },
            };
            let all: Vec<_> = statuses
                .iter()
                .enumerate()
                .map(|(at, status)| (ProjectPart::Indicator(at.into()), standing(*status)))
                .collect();
            project(&all, Tally::default(), |_| false).status
        };
        assert_eq!(of(&[]), Unknown);
        assert_eq!(of(&[Unknown, Unknown]), Unknown);
        assert_eq!(of(&[Ahead, Unknown, Done]), Ahead);
        assert_eq!(of(&[Done, Unknown]), OnSchedule);
        assert_eq!(of(&[Done, Done]), Done);
        let order = [Behind, Omitted, NotStarted, NotReached, Adjusted, OnSchedule, Ahead, Done];
        for pair in order.windows(2) {
            assert_eq!(of(&[pair[1], pair[0], Done]), pair[0]);
        }
        let no_target = Standing::unknown(Unjudged::NoTarget);
        let done = Standing { status: Done, reason: StatusReason::Nothing };
        let parts = [(ProjectPart::Indicator(0.into()), no_target), (ProjectPart::Indicator(1.into()), done)];
        for is_due in [false, true] {
            let status = project(&parts, Tally::default(), |_| is_due).status;
            assert_eq!(status, Done, "nothing is asked of the first");
        }
    }

    /// When the time is over, what cannot be judged is as bad as what is not reached.
    #[test]
    fn what_nobody_can_judge_is_not_on_schedule_when_its_time_is_over() {
        use Status::{Adjusted, Ahead, Behind, Done, NotReached, Omitted, OnSchedule, Unknown};
        let open = Standing::unknown(Unjudged::NotCounted);
        let cases = [
            (Done, NotReached),
            (Ahead, NotReached),
            (OnSchedule, NotReached),
            (Adjusted, NotReached),
            (NotReached, NotReached),
            (Omitted, Omitted),
            (Behind, Behind),
            (Unknown, Unknown),
        ];
        for (other, expected) in cases {
            let other = Standing { status: other, reason: StatusReason::Nothing };
            let parts = [other, open].into_iter().enumerate();
            let parts: Vec<_> = parts.map(|(at, part)| (ProjectPart::Indicator(at.into()), part)).collect();
            assert_eq!(project(&parts, Tally::default(), |_| true).status, expected, "{other:?}");
        }
    }

    #[derive(Clone, Copy, Debug)]
    struct World {
        basis: Basis,
        bound: Bound,
        milestone: Option<Bound>,
        months: u16,
        start: Option<Decimal>,
        is_over_years: bool,
    }

    fn world() -> impl Strategy<Value = World> {
        let number = || (0_i64..2_000, 0_u32..3).prop_map(|(mantissa, scale)| Decimal::new(mantissa, scale));
        let basis = prop_oneof![Just(Basis::Cumulative), Just(Basis::PerPeriod), Just(Basis::State)];
        let bound = (number(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
            |(full, is_down, is_strict, is_about)| {
                let direction = if is_down { Direction::Down } else { Direction::Up };
                let is_about = is_about && !is_down;
                let reach = if is_about { full * Decimal::new(95, 2) } else { full };
                Bound { full, reach, other: None, direction, is_strict: is_strict && !is_about }
            },
        );
        let milestone = proptest::option::of(number());
        let start = proptest::option::of(number());
        (basis, bound, milestone, 1_u16..=12, start, any::<bool>()).prop_map(
            |(basis, bound, milestone, months, start, is_over_years)| {
                let milestone = milestone.map(|full| Bound { full, reach: full, ..bound });
                World { basis, bound, milestone, months, start, is_over_years }
            },
        )
    }

    proptest! {
        #[test]
        fn a_better_figure_never_gives_a_worse_status(world in world(), a in 0_i64..4_000, b in 0_i64..4_000) {
            let standing = |value: i64| {
                let value = Decimal::new(value, 1);
                let World { basis, bound, milestone, months, start, is_over_years } = world;
                judge(&Case { milestone, start, is_over_years, ..case(basis, bound, months, value) })
            };
            let (worse, better) = match world.bound.direction {
                Direction::Up => (a.min(b), a.max(b)),
                Direction::Down => (a.max(b), a.min(b)),
            };
            let (worse, better) = (standing(worse), standing(better));
            let are_judged = worse.status != Status::Unknown && better.status != Status::Unknown;
            prop_assert!(!are_judged || worse.status <= better.status, "{worse:?} {better:?}");
        }

        #[test]
        fn a_better_figure_never_gives_a_lower_completion(world in world(), a in 0_i64..4_000, b in 0_i64..4_000) {
            let rate = |value: i64| world.bound.completion(Decimal::new(value, 1), world.start);
            let (worse, better) = match world.bound.direction {
                Direction::Up => (a.min(b), a.max(b)),
                Direction::Down => (a.max(b), a.min(b)),
            };
            if let (Some(worse), Some(better)) = (rate(worse), rate(better)) {
                prop_assert!(worse <= better, "{worse} {better}");
            }
            for value in [a, b] {
                let reads_as_all = rate(value).is_some_and(|rate| crate::quantity::rounded(rate, 1) >= Decimal::ONE_HUNDRED);
                prop_assert!(!reads_as_all || world.bound.is_reached_by(Decimal::new(value, 1)));
            }
        }
    }
}
