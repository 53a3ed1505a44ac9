//! What a target means for an indicator in a year: a bound and a direction, and how much of the way is gone.

use super::{GoalSummary, Left, Unjudged};
use crate::quantity::{Approximation, Decimal, Direction, Measure, QuantityValue, Target, TargetKind};

/// What `约` allows: a twentieth below the number.
const ABOUT: Decimal = Decimal::from_parts(95, 0, 0, false, 2);

/// The least rate that is 100.0 when it is rounded to one place.
const ROUNDED_TO_ALL: Decimal = Decimal::from_parts(9_995, 0, 0, false, 2);
/// What stands, in per cent, for a 完成率 that would be rounded to all and is less.
pub const NEARLY_ALL: Decimal = Decimal::from_parts(999, 0, 0, false, 1);

/// A target in the indicator's measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// A number to reach or to keep to.
    Number(Bound),
    /// Something to be done.
    Done,
    /// All there is of something that is counted: the figure says how many that is, `22/30`.
    All,
}

/// A number to reach or to keep to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bound {
    /// The number that 完成率 counts by.
    pub full: Decimal,
    /// The number from which it counts as reached; a little less for `约`.
    pub reach: Decimal,
    /// The other end of a range: the upper one, or, of a range to come down to, the lower.
    pub other: Option<Decimal>,
    /// Which way is good.
    pub direction: Direction,
    /// Reaching the number itself is not enough.
    pub is_strict: bool,
}

/// How a figure, or a sum of figures, differs from the number that counts of it: 近100人 are fewer than 100,
/// 50余人 are more than 50.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rough {
    /// Not at all.
    #[default]
    Exact,
    /// It is less.
    Less,
    /// It is more.
    More,
    /// It is a range, of which the lower end counts.
    AtLeast,
    /// It is a range, of which the upper end counts.
    AtMost,
    /// It is about the number.
    About,
    /// It is a sum of which some figures are more and some less.
    Mixed,
}

/// What a target may have to be set against.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Start {
    /// The state or sum at the end of the year before, for `减少10%` and for the share of the year gone.
    pub before: Option<Decimal>,
    /// How many years before the target's `before` is; 1 but where only an older base figure is known.
    pub years: u32,
    /// Whether the indicator is a state (时点): only then does a lower number than before tell that less is
    /// better.
    pub is_state: bool,
}

impl Goal {
    /// What `target` means in `measure`; `base` gives the base figure of a named year.
    pub(super) fn of(
        target: &Target<'_>,
        measure: Measure<'_>,
        start: Start,
        base: impl Fn(i16) -> Option<Decimal>,
    ) -> Result<Self, Unjudged> {
        use Direction::{Down, Up};
        let plain = |full: Decimal, direction: Direction, is_strict: bool| {
            Goal::Number(Bound { full, reach: full, other: None, direction, is_strict })
        };
        Ok(match &target.kind {
            TargetKind::AtLeast { bound, is_strict } => {
                plain(bound.in_measure(measure).ok_or(Unjudged::Unreadable)?, Up, *is_strict)
            }
            TargetKind::AtMost { bound, is_strict } => {
                plain(bound.in_measure(measure).ok_or(Unjudged::Unreadable)?, Down, *is_strict)
            }
            TargetKind::About(amount) => {
                let full = amount.in_measure(measure).ok_or(Unjudged::Unreadable)?;
                let reach = full.checked_mul(ABOUT).unwrap_or(full);
                Goal::Number(Bound { full, reach, other: None, direction: Up, is_strict: false })
            }
            TargetKind::Range { low, high } => {
                let low = low.in_measure(measure).ok_or(Unjudged::Unreadable)?;
                let high = high.in_measure(measure).ok_or(Unjudged::Unreadable)?;
                let falls = start.is_state && start.before.is_some_and(|before| before > high);
                let (full, other, direction) = if falls { (high, low, Down) } else { (low, high, Up) };
                Goal::Number(Bound { full, reach: full, other: Some(other), direction, is_strict: false })
            }
            TargetKind::Exactly(amount) => {
                let full = amount.in_measure(measure).ok_or(Unjudged::Unreadable)?;
                let is_lower = start.is_state && start.before.is_some_and(|before| full < before);
                let falls = full.is_zero() || is_lower;
                plain(full, if falls { Down } else { Up }, false)
            }
            TargetKind::All if measure.is_ratio() => {
                let all = Measure::parse("%").convert(Decimal::ONE_HUNDRED, measure);
                plain(all.ok_or(Unjudged::Unreadable)?, Up, false)
            }
            TargetKind::None => plain(Decimal::ZERO, Down, false),
            TargetKind::Change { by, direction, is_yearly, base_year } => {
                let (from, times) = match base_year {
                    Some(year) => (base(*year), 1),
                    None => (start.before, if *is_yearly { start.years.max(1) } else { 1 }),
                };
                // 提高2% of a rate may mean points, or a fiftieth of what it was.
                if by.measure.is_ratio() && measure.is_ratio() {
                    return Err(Unjudged::UnclearChange);
                }
                let from = from.ok_or(Unjudged::NoBase)?;
                let full = changed(from, by.number, by.measure, *direction, measure, times);
                plain(full.ok_or(Unjudged::Unreadable)?, *direction, false)
            }
            TargetKind::All => Goal::All,
            TargetKind::Milestone => Goal::Done,
            TargetKind::Qualitative => return Err(Unjudged::Qualitative),
        })
    }

    /// What charts and tables need of it.
    pub(super) fn summary(self) -> GoalSummary {
        match self {
            Self::Number(Bound { full, other, direction, .. }) => {
                let (bound, high) = match (direction, other) {
                    (Direction::Down, Some(low)) => (low, Some(full)),
                    _ => (full, other),
                };
                GoalSummary { bound: Some(bound), high, direction: Some(direction) }
            }
            Self::Done | Self::All => GoalSummary { bound: None, high: None, direction: None },
        }
    }

    /// What it asks of a figure that is only about right.
    pub(super) fn for_rough(self, rough: Rough) -> Self {
        match self {
            Self::Number(bound) => Self::Number(bound.for_rough(rough)),
            Self::Done | Self::All => self,
        }
    }

    /// What it asks of a figure that is a part of `whole`.
    pub(super) fn for_part(self, whole: Option<Decimal>) -> Self {
        match (self, whole) {
            (Self::All, Some(whole)) => Self::Number(Bound {
                full: whole,
                reach: whole,
                other: None,
                direction: Direction::Up,
                is_strict: false,
            }),
            _ => self,
        }
    }
}

/// `from` changed `times` times over by a share, or by an amount in the indicator's own measure.
fn changed(
    from: Decimal,
    by: Decimal,
    unit: Measure<'_>,
    direction: Direction,
    measure: Measure<'_>,
    times: u32,
) -> Option<Decimal> {
    let is_down = direction == Direction::Down;
    let mut value = from;
    if unit.is_ratio() {
        let share = Measure::convert(unit, by, Measure::parse("%"))?.checked_div(Decimal::ONE_HUNDRED)?;
        let factor = if is_down { Decimal::ONE - share } else { Decimal::ONE + share };
        for _ in 0..times {
            value = value.checked_mul(factor)?;
        }
        return Some(value.round_dp(6).normalize());
    }
    let unit = if measure.is_ratio() { unit.of_points() } else { unit };
    let step = unit.convert(by, measure)?;
    let all = step.checked_mul(Decimal::from(times))?;
    if is_down { value.checked_sub(all) } else { value.checked_add(all) }
}

impl From<Approximation> for Rough {
    fn from(approximation: Approximation) -> Self {
        match approximation {
            Approximation::None => Self::Exact,
            Approximation::About => Self::About,
            Approximation::Nearly => Self::Less,
            Approximation::Over => Self::More,
        }
    }
}

impl Rough {
    /// What stands before the number.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Exact => "",
            Self::Less => "近",
            Self::More => "超",
            Self::AtLeast => "至少",
            Self::AtMost => "至多",
            Self::About | Self::Mixed => "约",
        }
    }

    /// That of a sum of figures.
    pub(super) fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::Exact, one) | (one, Self::Exact) => one,
            (one, other) if one == other => one,
            (Self::More | Self::AtLeast, Self::More | Self::AtLeast) => Self::AtLeast,
            (Self::Less | Self::AtMost, Self::Less | Self::AtMost) => Self::AtMost,
            _ => Self::Mixed,
        }
    }

    /// That of what is left of a number when the figure is taken from it.
    pub(super) fn reversed(self) -> Self {
        match self {
            Self::Less => Self::More,
            Self::More => Self::Less,
            Self::AtLeast => Self::AtMost,
            Self::AtMost => Self::AtLeast,
            Self::Exact | Self::About | Self::Mixed => self,
        }
    }
}

impl Bound {
    /// What it asks of a figure that is less, or more, than the number in it: with that number alone the
    /// bound is not reached.
    pub(super) fn for_rough(self, rough: Rough) -> Self {
        let misses = match self.direction {
            Direction::Up => matches!(rough, Rough::Less | Rough::Mixed),
            Direction::Down => matches!(rough, Rough::More | Rough::Mixed),
        };
        Self { is_strict: self.is_strict || misses, ..self }
    }

    /// Whether `value` reaches it.
    pub(super) fn is_reached_by(&self, value: Decimal) -> bool {
        match (self.direction, self.is_strict) {
            (Direction::Up, false) => value >= self.reach,
            (Direction::Up, true) => value > self.reach,
            (Direction::Down, false) => value <= self.reach,
            (Direction::Down, true) => value < self.reach,
        }
    }

    /// What is still to be done where `value` is all there is, with which the figure agrees as `rough` says.
    pub(super) fn left(&self, value: Decimal, rough: Rough) -> Option<Left> {
        if self.is_reached_by(value) {
            return match rough {
                _ if self.for_rough(rough).is_reached_by(value) => None,
                Rough::Less => Some(Left::Nearly(self.full)),
                Rough::More => Some(Left::JustOver(self.full)),
                _ => None,
            };
        }
        let strict = if self.is_strict { Rough::More } else { Rough::Exact };
        Some(match self.direction {
            Direction::Up if value < self.full => {
                let rough = rough.reversed().with(strict);
                Left::More(self.full.checked_sub(value)?, rough)
            }
            Direction::Up => Left::MoreThan(self.full),
            Direction::Down if value > self.full => {
                let rough = rough.with(strict);
                Left::Less(value.checked_sub(self.full)?, rough)
            }
            Direction::Down => Left::LessThan(self.full),
        })
    }

    /// Whether a state lies above a range, and nothing tells that more is better there: it did not begin
    /// below.
    pub(super) fn is_overshot_by(&self, value: Decimal, start: Option<Decimal>) -> bool {
        self.direction == Direction::Up
            && self.other.is_some_and(|high| value > high)
            && start.is_none_or(|start| start >= self.full)
    }

    /// The end of a figure's range that is certain: the worse one.
    pub(super) fn certain(&self, value: QuantityValue) -> Decimal {
        match self.direction {
            Direction::Up => value.low(),
            Direction::Down => value.high(),
        }
    }

    /// The best that a figure may be that stands for `value` and is as `rough` says; `step` is a unit of the
    /// last digit of its number that is not 0. 500余 may be nearly 600, 约500 was rounded from less than 550.
    pub(super) fn best(&self, value: QuantityValue, rough: Rough, step: Decimal) -> Decimal {
        let may_be_off = match (rough, self.direction) {
            (Rough::More, Direction::Up) | (Rough::Less, Direction::Down) => step,
            (Rough::About, _) => step.checked_div(Decimal::TWO).unwrap_or(step),
            _ => Decimal::ZERO,
        };
        match self.direction {
            Direction::Up => value.high().saturating_add(may_be_off),
            Direction::Down => value.low().saturating_sub(may_be_off),
        }
    }

    /// 完成率 in per cent; never smaller for a better value, and never one that reads as 100 while the target is
    /// not reached: from 99.95 on it is 99.9, and of the bound itself, where more than that is asked for,
    /// nothing can be said.
    ///
    /// Upward it is value ÷ target; within a range it is 100, above it value ÷ upper end. Downward it is the
    /// part of the way from `start` to the target, or, without a start, 100 once the target is kept and
    /// target ÷ value before.
    pub(super) fn completion(&self, value: Decimal, start: Option<Decimal>) -> Option<Decimal> {
        let rate = self.rate(value, start)?;
        if self.is_reached_by(value) || rate < ROUNDED_TO_ALL {
            return Some(rate);
        }
        (rate < Decimal::ONE_HUNDRED).then_some(NEARLY_ALL)
    }

    fn rate(&self, value: Decimal, start: Option<Decimal>) -> Option<Decimal> {
        let hundred = Decimal::ONE_HUNDRED;
        let share = |part: Decimal, whole: Decimal| part.checked_mul(hundred)?.checked_div(whole);
        match self.direction {
            // Of a loss there is no share that would say anything.
            Direction::Up if value < Decimal::ZERO && self.full > Decimal::ZERO => None,
            Direction::Up if self.full <= Decimal::ZERO => self.is_reached_by(value).then_some(hundred),
            Direction::Up => match self.other.filter(|high| *high > Decimal::ZERO) {
                Some(high) if value > high => share(value, high),
                Some(_) if value >= self.full => Some(hundred),
                _ => share(value, self.full),
            },
            Direction::Down => match start.filter(|start| *start > self.full) {
                Some(start) => share(start.checked_sub(value)?, start.checked_sub(self.full)?),
                None if self.is_reached_by(value) => Some(hundred),
                None if self.full > Decimal::ZERO && value > Decimal::ZERO => share(self.full, value),
                None => None,
            },
        }
    }
}
