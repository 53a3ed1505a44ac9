//! Working days for rules that give advice: a year that nobody knows yet counts by its weekends.
//!
//! The days are those of [`crate::calendar`], a site's own `holidays/` included. A rule that must not guess asks
//! [`Calendar::knows`] first.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use crate::calendar;

/// Tells working days from days off.
#[derive(Clone, Copy, Debug)]
pub struct Calendar<'a> {
    days: &'a calendar::Calendar,
}

impl<'a> Calendar<'a> {
    /// The calendar with these days.
    #[must_use]
    pub fn of(days: &'a calendar::Calendar) -> Self {
        Self { days }
    }

    /// Whether the holidays of `year` are known; else only weekends count.
    #[must_use]
    pub fn knows(&self, year: i16) -> bool {
        self.days.notice(year).is_some()
    }

    /// Whether offices work on `day`.
    #[must_use]
    pub fn is_working_day(&self, day: Date) -> bool {
        let is_weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        self.days.is_working_day(day).unwrap_or(!is_weekend)
    }

    /// The `count`th working day after `day`, which itself does not count.
    #[must_use]
    pub fn working_day_after(&self, day: Date, count: usize) -> Date {
        let later = day.series(1.day()).skip(1).filter(|day| self.is_working_day(*day));
        if count == 0 { day } else { later.take(count).last().unwrap_or(Date::MAX) }
    }

    /// The working days after `from` up to and with `to`; 0 if `to` is not later.
    #[must_use]
    pub fn working_days_between(&self, from: Date, to: Date) -> usize {
        let days = from.series(1.day()).skip(1).take_while(|day| *day <= to);
        days.filter(|day| self.is_working_day(*day)).count()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn holidays_and_days_worked_instead_count() {
        let days = calendar::Calendar::built_in();
        let calendar = Calendar::of(&days);
        assert!(!calendar.is_working_day(date(2024, 10, 7)));
        assert!(calendar.is_working_day(date(2024, 10, 12)), "a Saturday worked for the National Day");
        // From Monday 30 September: 8, 9, 10, 11 and 12 October.
        assert_eq!(calendar.working_days_between(date(2024, 9, 30), date(2024, 10, 12)), 5);
        assert_eq!(calendar.working_day_after(date(2024, 9, 30), 5), date(2024, 10, 12));
        assert_eq!(calendar.working_day_after(date(2024, 9, 30), 0), date(2024, 9, 30));
        assert!(calendar.knows(2026) && !calendar.knows(1999));
        assert_eq!(calendar.working_days_between(date(1999, 1, 1), date(1999, 1, 8)), 5, "by weekends");
    }
}
