//! Working days, by the yearly notices of the General Office of the State Council in `holidays.csv`.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use super::Data;

/// The file with the holidays.
const FILE: &str = "holidays.csv";

/// Tells working days from days off.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    /// Days that differ from what the weekday says, and whether they are working days.
    days: BTreeMap<Date, bool>,
}

impl Calendar {
    /// The calendar that `holidays.csv` gives. Lines that are none are passed over.
    #[must_use]
    pub fn of(data: &Data) -> Self {
        let mut days = BTreeMap::new();
        for row in data.rows(FILE) {
            let [from, to, kind, ..] = row.cells[..] else { continue };
            let (Ok(from), Ok(to)) = (from.parse::<Date>(), to.parse::<Date>()) else { continue };
            // No holiday lasts longer; a slip of the keyboard in a year must not fill the memory.
            let range = from.series(1.day()).take_while(|day| *day <= to).take(31);
            days.extend(range.map(|day| (day, kind == "班")));
        }
        Self { days }
    }

    /// Whether the holidays of `year` are known; else only weekends count.
    #[must_use]
    pub fn knows(&self, year: i16) -> bool {
        self.days.range(Date::constant(year, 1, 1)..=Date::constant(year, 12, 31)).next().is_some()
    }

    /// Whether offices work on `day`.
    #[must_use]
    pub fn is_working_day(&self, day: Date) -> bool {
        let is_weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        self.days.get(&day).copied().unwrap_or(!is_weekend)
    }

    /// The `count`th working day after `day`, which itself does not count; 《行政许可法》-style terms count so.
    #[must_use]
    pub fn working_day_after(&self, day: Date, count: usize) -> Date {
        let later = day.series(1.day()).skip(1).filter(|day| self.is_working_day(*day));
        if count == 0 { day } else { later.take(count).last().unwrap_or(Date::MAX) }
    }

    /// The working days after `from` up to and with `to`; 0 if `to` is not later.
    #[must_use]
    pub fn working_days_between(&self, from: Date, to: Date) -> usize {
        from.series(1.day())
            .skip(1)
            .take_while(|day| *day <= to)
            .filter(|day| self.is_working_day(*day))
            .count()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn holidays_and_days_worked_instead_count() {
        let calendar = Calendar::of(&Data::default());
        assert!(!calendar.is_working_day(date(2024, 10, 7)));
        assert!(calendar.is_working_day(date(2024, 10, 12)), "a Saturday worked for the National Day");
        assert!(!calendar.is_working_day(date(2024, 10, 13)));
        // From Monday 30 September: 8, 9, 10, 11 and 12 October.
        assert_eq!(calendar.working_days_between(date(2024, 9, 30), date(2024, 10, 12)), 5);
        assert_eq!(calendar.working_day_after(date(2024, 9, 30), 5), date(2024, 10, 12));
        assert_eq!(calendar.working_day_after(date(2024, 9, 30), 0), date(2024, 9, 30));
        assert!(calendar.knows(2026) && !calendar.knows(2019));
    }

    #[test]
    fn the_notices_never_change_more_days_than_they_can() {
        let calendar = Calendar::of(&Data::default());
        for (day, works) in &calendar.days {
            let is_weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            assert!(is_weekend || !works, "{day} is a working day anyway");
        }
    }
}
