//! Figures that are each of their period alone (当期), added up over a year: the sum, and what it lacks.

use crate::model::{Period, PeriodKind};
use crate::quantity::Decimal;

/// The months of a year.
const ALL: u16 = 0b1111_1111_1111;

/// Periods of a year of which a sum has no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingPeriods {
    year: i16,
    /// A bit for each month, January the lowest.
    months: u16,
    /// How many months the periods have that are reported.
    length: u8,
}

/// What is known of a sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PeriodSum {
    /// The sum; `None` if a figure is missing.
    pub total: Option<Decimal>,
    /// What it is at least by the figures there are; `None` if a figure below zero may have made it less.
    pub least: Option<Decimal>,
    /// The periods that are missing and ought to be there.
    pub lacks: Option<MissingPeriods>,
    /// The periods that are missing because their reports are not made public.
    pub closed: Option<MissingPeriods>,
}

/// The sums of a year.
#[derive(Clone, Debug)]
pub(super) struct Sums {
    year: i16,
    /// Up to the end of each month; the first stands for the beginning.
    totals: [Option<Decimal>; 13],
    /// What they are at least.
    least: [Decimal; 13],
    is_rising: bool,
    /// The months that have a figure, or of which it is said that there is none (本期不统计).
    told: u16,
    /// How many months the period had that was told of last.
    length: u8,
    /// What was missing already when the year began.
    before: Option<MissingPeriods>,
    /// The months whose reports are not made public.
    closed: u16,
    /// Those of a year before that are missing in the sum.
    closed_before: Option<MissingPeriods>,
}

impl MissingPeriods {
    /// The periods, oldest first: as long as those that are reported, where they are missing whole.
    #[must_use]
    pub fn periods(self) -> Vec<Period> {
        let mut periods = Vec::new();
        let mut month = 1;
        while month <= 12 {
            let fits = |length: &u8| (month - 1) % length == 0 && self.lacks(month, *length);
            let longest = [self.length, 3, 1].into_iter().filter(|length| *length <= self.length);
            let whole = if self.months == ALL { Some(12) } else { None };
            match whole.into_iter().chain(longest).find(fits) {
                Some(length) => {
                    periods.push(Period { year: self.year, kind: kind(month, length) });
                    month += length;
                }
                None => month += 1,
            }
        }
        periods
    }

    /// The periods in words: `二季度、三季度`, with the year where that is not `year`.
    #[must_use]
    pub fn words(self, year: i16) -> String {
        let word = |period: Period| {
            if period.year == year { period.short_chinese() } else { period.chinese() }
        };
        self.periods().into_iter().map(word).collect::<Vec<_>>().join("、")
    }

    fn lacks(self, month: u8, length: u8) -> bool {
        let months = months_of(month - 1, month - 1 + length);
        self.months & months == months
    }
}

/// The period of `length` months that begins with `month`.
fn kind(month: u8, length: u8) -> PeriodKind {
    match length {
        12 => PeriodKind::Year,
        6 => PeriodKind::Half(month / 6 + 1),
        3 => PeriodKind::Quarter(month / 3 + 1),
        _ => PeriodKind::Month(month),
    }
}

/// The bits of the months behind `from` up to `to`.
fn months_of(from: u8, to: u8) -> u16 {
    (from..to).fold(0, |months, month| months | 1 << month)
}

/// The month in which a period ends, and how many it has.
fn rank(period: Period) -> (u8, u8) {
    let (month, length) = period.year_rank();
    (u8::try_from(month).unwrap_or(12), u8::try_from(length).unwrap_or(12))
}

impl Sums {
    /// Before any year.
    pub(super) fn new() -> Self {
        let least = [Decimal::ZERO; 13];
        Self {
            year: 0,
            totals: [None; 13],
            least,
            is_rising: true,
            told: 0,
            length: 3,
            before: None,
            closed: 0,
            closed_before: None,
        }
    }

    /// Turns to `year`; `goes_on` where the sum of the years before belongs to it.
    pub(super) fn begin(&mut self, year: i16, goes_on: bool) {
        let mut next = Self { year, ..Self::new() };
        if !goes_on {
            next.totals[0] = Some(Decimal::ZERO);
        } else if self.year == year - 1 {
            next.totals[0] = self.totals[12];
            next.least = [self.least[12]; 13];
            next.is_rising = self.is_rising;
            if self.totals[12].is_none() {
                (next.before, next.closed_before) = (self.gap_by(12), self.closed_by(12));
            }
        } else {
            next.before = Some(MissingPeriods { year: year - 1, months: ALL, length: 12 });
        }
        *self = next;
    }

    /// Enters the figure of a period, `None` if it is no number, and gives the sum up to its end.
    pub(super) fn add(&mut self, period: Period, value: Option<Decimal>) -> PeriodSum {
        self.excuse(period);
        let (end, length) = rank(period);
        let (start, at) = (usize::from(end.saturating_sub(length)), usize::from(end));
        if let Some(value) = value {
            self.is_rising &= value >= Decimal::ZERO;
            if let Some(total) = self.totals[start].and_then(|before| before.checked_add(value)) {
                self.totals[at] = Some(total);
            }
            let least = self.least[start].saturating_add(value);
            for later in &mut self.least[at..] {
                *later = least.max(*later);
            }
        }
        let total = self.totals[at].filter(|_| value.is_some());
        let least = Some(self.least[at]).filter(|_| self.is_rising && value.is_some());
        let (lacks, closed) =
            if total.is_none() { (self.gap_by(end), self.closed_by(end)) } else { (None, None) };
        PeriodSum { total, least, lacks, closed }
    }

    /// Takes note that the report of a period is not made public: of this year, or of the one before it, of
    /// which nothing else is known.
    pub(super) fn close(&mut self, period: Period) {
        let (end, length) = rank(period);
        let months = months_of(end.saturating_sub(length), end);
        if period.year == self.year {
            self.closed |= months & !self.told;
            self.told |= months;
        } else if let Some(gap) = self.before.filter(|gap| gap.year == period.year) {
            let left = gap.months & !months;
            let closed = self.closed_before.map_or(0, |closed| closed.months) | gap.months & months;
            self.closed_before = Some(MissingPeriods { months: closed, length, ..gap });
            self.before = (left != 0).then_some(MissingPeriods { months: left, length, ..gap });
        }
    }

    /// Takes note that there is no figure of a period (本期不统计).
    pub(super) fn excuse(&mut self, period: Period) {
        let (end, length) = rank(period);
        let months = months_of(end.saturating_sub(length), end);
        self.told |= months;
        // A longer period that is public has the others in it.
        self.closed &= !months;
        self.length = length;
    }

    /// The sum of a whole year, if it is the one just gone through.
    pub(super) fn of(&self, year: i16) -> Option<Decimal> {
        self.totals[12].filter(|_| self.year == year)
    }

    /// What is not made public up to the end of a month, of years before first.
    fn closed_by(&self, end: u8) -> Option<MissingPeriods> {
        let months = months_of(0, end) & self.closed;
        let own = MissingPeriods { year: self.year, months, length: self.length };
        self.closed_before.or_else(|| (months != 0).then_some(own))
    }

    /// What is missing up to the end of a month, of years before first.
    fn gap_by(&self, end: u8) -> Option<MissingPeriods> {
        let months = months_of(0, end) & !self.told;
        let own = MissingPeriods { year: self.year, months, length: self.length };
        self.before.or_else(|| (months != 0).then_some(own))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> Period {
        Period::parse(text).unwrap_or_else(|_| panic!("{text}"))
    }

    fn sum_of(figures: &[(&str, i64)]) -> (Option<i64>, Option<i64>, Option<String>) {
        let mut sums = Sums::new();
        sums.begin(2025, false);
        let mut sum = PeriodSum::default();
        for (text, value) in figures {
            match value {
                -1 => sums.excuse(period(text)),
                _ => sum = sums.add(period(text), Some(Decimal::from(*value))),
            }
        }
        let number = |value: Option<Decimal>| value.and_then(|value| i64::try_from(value).ok());
        (number(sum.total), number(sum.least), sum.lacks.map(|gap| gap.words(2025)))
    }

    #[test]
    fn a_skipped_period_is_named_and_the_rest_counts_at_least() {
        let named = |words: &str| Some(words.to_owned());
        let cases: [(&[(&str, i64)], _); 9] = [
            (&[("2025-Q1", 60), ("2025-Q2", 40)], (Some(100), Some(100), None)),
            (&[("2025-Q1", 60), ("2025-Q3", 30)], (None, Some(90), named("二季度"))),
            (&[("2025-Q3", 30), ("2025-Q4", 1)], (None, Some(31), named("一季度、二季度"))),
            (&[("2025-H2", 30)], (None, Some(30), named("上半年"))),
            (&[("2025-01", 1), ("2025-02", 2), ("2025-Q2", 9)], (None, Some(12), named("3月"))),
            (&[("2025-01", 1), ("2025-04", 2)], (None, Some(3), named("2月、3月"))),
            // A longer period has the shorter ones in it.
            (&[("2025-Q1", 10), ("2025-H1", 30), ("2025-Q3", 5)], (Some(35), Some(35), None)),
            (&[("2025-01", 9), ("2025-Q1", 20), ("2025-Q3", 5)], (None, Some(25), named("二季度"))),
            // What does not exist is missed by nobody, and the sum is unknown all the same.
            (&[("2025-Q1", 60), ("2025-Q2", -1), ("2025-Q3", 30)], (None, Some(90), None)),
        ];
        for (figures, expected) in cases {
            assert_eq!(sum_of(figures), expected, "{figures:?}");
        }
    }

    #[test]
    fn a_sum_over_years_lacks_what_an_earlier_year_lacks() {
        let mut sums = Sums::new();
        sums.begin(2024, false);
        sums.add(period("2024-H1"), Some(Decimal::from(10)));
        sums.begin(2025, true);
        let sum = sums.add(period("2025-H1"), Some(Decimal::from(5)));
        assert_eq!((sum.total, sum.least), (None, Some(Decimal::from(15))));
        assert_eq!(sum.lacks.map(|gap| gap.words(2025)).as_deref(), Some("2024年下半年"));
        sums.begin(2027, true);
        let sum = sums.add(period("2027-H1"), Some(Decimal::from(5)));
        assert_eq!(sum.lacks.map(|gap| gap.words(2027)).as_deref(), Some("2026年"));
    }
}
