//! The status of an indicator at the end of a period, and of a project.
//!
//! The rules, in the order in which they are tried:
//! 1. a word such as 完成 or 未启动 says it itself;
//! 2. the year's target is reached: 已完成; a state (时点) before the year's end counts as 按序时, since it can fall again;
//! 3. the year is over, or a limit for the year is passed already: 滞后;
//! 4. the period has a target of its own (节点): missed 滞后, reached 按序时, by a tenth more 超序时;
//! 5. nothing has been counted: 未启动;
//! 6. against the share of the year gone: under 90 % of what is due 滞后, from 110 % on 超序时, between them 按序时;
//!    a state is 滞后 when it is worse by more than 5 % than on a straight way from the year's beginning to the target,
//!    or when it has passed a limit that was kept before, else 按序时.
//!
//! A project stands where the slowest of its indicators stands.

use super::goal::{Bound, Goal};
use super::{Reason, Standing, Status, Unjudged};
use crate::entry::Basis;
use crate::quantity::{Decimal, Direction, FigureWord};

/// Below this part of what is due, an indicator is behind.
const LATE: Decimal = Decimal::from_parts(9, 0, 0, false, 1);
/// From this part of what is due on, it is ahead.
const AHEAD: Decimal = Decimal::from_parts(11, 0, 0, false, 1);

/// A state is behind when it is below this part of what it should be; states go up and down by a little.
const STATE_LATE: Decimal = Decimal::from_parts(95, 0, 0, false, 2);
/// … or, where less is better, above this part.
const STATE_HIGH: Decimal = Decimal::from_parts(105, 0, 0, false, 2);

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
    /// The word that the figure is.
    pub word: Option<FigureWord>,
    /// Months of the year gone, 1 to 12.
    pub months: u8,
    /// Where the year began: the state or sum at the end of the year before.
    pub start: Option<Decimal>,
    /// Whether the sum is over several years.
    pub is_over_years: bool,
    /// Why there is no value.
    pub why_not: Unjudged,
}

/// The standing of an indicator.
pub(super) fn judge(case: &Case) -> Standing {
    let stands = |status, reason| Standing { status, reason };
    if let Some(word) = case.word
        && let Some(status) = of_word(word, case)
    {
        return stands(status, Reason::Word(word));
    }
    let goal = match case.goal {
        Ok(goal) => goal,
        Err(why) => return Standing::unknown(why),
    };
    let Some(value) = case.value else { return Standing::unknown(case.why_not) };
    let Goal::Number(bound) = goal else { return Standing::unknown(Unjudged::NoNumber) };
    let is_over = case.months >= 12;
    let is_limit = bound.direction == Direction::Down && case.basis != Basis::State;
    let reached = bound.is_reached_by(value);
    if reached && (is_over || case.basis != Basis::State && !is_limit) {
        return stands(Status::Done, Reason::Reached { value });
    }
    if !reached && (is_over || is_limit) {
        return stands(Status::Behind, Reason::Missed { value, bound: bound.full });
    }
    if let Some(milestone) = &case.milestone {
        return stands(of_milestone(milestone, value), Reason::Milestone { value, bound: milestone.full });
    }
    if case.basis == Basis::State {
        return state(case, &bound, value, reached);
    }
    if bound.direction == Direction::Up && value <= Decimal::ZERO {
        return stands(Status::NotStarted, Reason::Nothing);
    }
    let start = if case.is_over_years { case.start.unwrap_or(Decimal::ZERO) } else { Decimal::ZERO };
    schedule(case, &bound, value, start)
}

/// A state before the year's end, along the straight way from where the year began to the target; where it began better
/// than the target, the target itself is what it should be.
fn state(case: &Case, bound: &Bound, value: Decimal, reached: bool) -> Standing {
    if reached {
        return Standing { status: Status::OnSchedule, reason: Reason::ReachedSoFar { value } };
    }
    let Some(start) = case.start else { return Standing::unknown(Unjudged::NoStart) };
    let began_better = bound.is_reached_by(start);
    let from = if began_better { bound.full } else { start };
    let Some(expected) = on_the_way(from, bound.full, case.months) else {
        return Standing::unknown(Unjudged::Unreadable);
    };
    let is_late = match bound.direction {
        Direction::Up => value < expected.saturating_mul(STATE_LATE),
        // A limit that was kept when the year began is broken by whatever goes beyond it.
        Direction::Down if began_better => true,
        Direction::Down => value > expected.saturating_mul(STATE_HIGH),
    };
    let reason = if began_better {
        Reason::FellBack { value, start }
    } else {
        Reason::Schedule { value, start, bound: bound.full, months: case.months, expected }
    };
    Standing { status: if is_late { Status::Behind } else { Status::OnSchedule }, reason }
}

/// Where something should be after so many months that goes evenly from `start` to `end` in a year.
fn on_the_way(start: Decimal, end: Decimal, months: u8) -> Option<Decimal> {
    let way = end.checked_sub(start)?;
    start.checked_add(way.checked_mul(Decimal::from(months))?.checked_div(Decimal::from(12))?)
}

/// A sum against the share of the year gone.
fn schedule(case: &Case, bound: &Bound, value: Decimal, start: Decimal) -> Standing {
    let expected = on_the_way(start, bound.full, case.months);
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
    let reason = Reason::Schedule { value, start, bound: bound.full, months: case.months, expected };
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
    let is_over = case.months >= 12;
    match word {
        FigureWord::Done => Some(Status::Done),
        FigureWord::NotStarted => Some(if is_over { Status::Behind } else { Status::NotStarted }),
        FigureWord::UnderWay => Some(if is_over { Status::Behind } else { Status::OnSchedule }),
        // With a number for it these are judged as numbers.
        FigureWord::All | FigureWord::None if case.value.is_some() => None,
        FigureWord::All | FigureWord::None => {
            Some(if is_over || case.basis != Basis::State { Status::Done } else { Status::OnSchedule })
        }
    }
}

/// The standing of a project, of the standings of its indicators in their order.
pub(super) fn project(indicators: impl Iterator<Item = (usize, Standing)> + Clone) -> Standing {
    let judged = indicators.filter(|(_, standing)| standing.status != Status::Unknown);
    let count = judged.clone().count();
    // A state that keeps to its target holds nobody up; it decides only if there is nothing else.
    let is_kept = |standing: &Standing| matches!(standing.reason, Reason::ReachedSoFar { .. });
    let moving = judged.clone().filter(|(_, standing)| !is_kept(standing));
    let slowest = moving.clone().min_by_key(|(at, standing)| (standing.status, *at));
    let Some((indicator, standing)) = slowest.or_else(|| judged.clone().next()) else {
        return Standing::unknown(Unjudged::NoIndicator);
    };
    let has_begun = |standing: &Standing| standing.status != Status::NotStarted;
    if !has_begun(&standing) && moving.clone().any(|(_, standing)| has_begun(&standing)) {
        let behind = moving.clone().find(|(_, standing)| standing.status == Status::Behind);
        let reason = match behind {
            Some((indicator, _)) => Reason::Slowest { indicator, judged: count },
            None => Reason::SomeNotStarted { indicator, judged: count },
        };
        return Standing { status: Status::Behind, reason };
    }
    Standing { status: standing.status, reason: Reason::Slowest { indicator, judged: count } }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn case(basis: Basis, bound: Bound, months: u8, value: Decimal) -> Case {
        Case {
            basis,
            goal: Ok(Goal::Number(bound)),
            milestone: None,
            value: Some(value),
            word: None,
            months,
            start: None,
            is_over_years: false,
            why_not: Unjudged::NoNumber,
        }
    }

    fn at_least(full: i64) -> Bound {
        let full = Decimal::from(full);
        Bound { full, reach: full, high: None, direction: Direction::Up, is_strict: false }
    }

    fn at_most(full: i64) -> Bound {
        Bound { direction: Direction::Down, ..at_least(full) }
    }

    /// Each line of the rules at the head of this file.
    #[test]
    fn the_rules_give_what_they_say() {
        use Basis::{Cumulative, State};
        use Status::{Ahead, Behind, Done, NotStarted, OnSchedule, Unknown};
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
            (State, at_least(92), 6, 80, Unknown),
            (State, at_least(92), 12, 95, Done),
            (State, at_most(0), 12, 0, Done),
            (State, at_most(0), 12, 1, Behind),
        ];
        for (basis, bound, months, value, status) in cases {
            let standing = judge(&case(basis, bound, months, Decimal::from(value)));
            assert_eq!(standing.status, status, "{basis:?} {bound:?} {months} {value}");
        }
    }

    #[test]
    fn a_project_is_as_slow_as_its_slowest_indicator() {
        use Status::{Behind, Done, NotStarted, OnSchedule, Unknown};
        let of = |statuses: &[Status]| {
            let standing = |status| Standing { status, reason: Reason::Nothing };
            let all: Vec<_> = statuses.iter().map(|status| standing(*status)).collect();
            project(all.iter().copied().enumerate()).status
        };
        assert_eq!(of(&[]), Unknown);
        assert_eq!(of(&[Unknown, Unknown]), Unknown);
        assert_eq!(of(&[Done, Unknown, OnSchedule]), OnSchedule);
        assert_eq!(of(&[NotStarted, NotStarted]), NotStarted);
        assert_eq!(of(&[NotStarted, Done]), Behind);
        assert_eq!(of(&[NotStarted, Behind, Done]), Behind);
    }

    #[derive(Clone, Copy, Debug)]
    struct World {
        basis: Basis,
        bound: Bound,
        milestone: Option<Bound>,
        months: u8,
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
                Bound { full, reach, high: None, direction, is_strict: is_strict && !is_about }
            },
        );
        let milestone = proptest::option::of(number());
        let start = proptest::option::of(number());
        (basis, bound, milestone, 1_u8..=12, start, any::<bool>()).prop_map(
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
        }
    }
}
