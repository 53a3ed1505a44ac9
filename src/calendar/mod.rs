//! The working days of China, by which the law counts: 20 of them for disclosure (《政府信息公开条例》第二十六条).
//!
//! Weekends and public holidays are free; the Saturdays and Sundays that the State Council makes up for are
//! not. Its office publishes the arrangement late in the year before, so the days are dated data files, one a
//! year, each naming its notice: those in `holidays/` are built in, and a site may bring newer ones. A year
//! without a file is unknown, and whoever asks is told so, never "in time". A last day is needed all the
//! same: [`Calendar::deadline_after`] gives the latest that any known year's holidays would allow, marked as
//! provisional, so that nobody is called late too early and nobody is in time for ever.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::diag::{Diagnostic, Place, Reported};
use crate::say;

/// By how many days the holidays of the lunar calendar may be moved against those of a known year, in steps
/// that the shortest of them does not slip through.
const MOVES: [i64; 11] = [-20, -16, -12, -8, -4, 0, 4, 8, 12, 16, 20];

/// The arrangements of the State Council that are built in. 2027's is published late in 2026.
const BUILT_IN: &[(i16, &str)] = &[
    (2019, include_str!("holidays/2019.csv")),
    (2020, include_str!("holidays/2020.csv")),
    (2021, include_str!("holidays/2021.csv")),
    (2022, include_str!("holidays/2022.csv")),
    (2023, include_str!("holidays/2023.csv")),
    (2024, include_str!("holidays/2024.csv")),
    (2025, include_str!("holidays/2025.csv")),
    (2026, include_str!("holidays/2026.csv")),
];

/// The working days of the years that are known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Calendar {
    years: BTreeMap<i16, CalendarYear>,
}

/// A year without a holiday file: nothing can be said about its working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownYear(pub i16);

/// The last day for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The day.
    pub day: Date,
    /// Whether it is only the latest day that it may be: the holidays of its year are not known.
    pub is_provisional: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct CalendarYear {
    /// The days that are not as their weekday says, with whether they are worked; by ordinal.
    exceptions: BTreeMap<i16, bool>,
    notice: String,
}

impl Default for Calendar {
    fn default() -> Self {
        Self::built_in()
    }
}

impl Calendar {
    /// The calendar of the built-in files.
    #[must_use]
    pub fn built_in() -> Self {
        let years = BUILT_IN.iter().map(|(year, text)| (*year, parse(text, *year, "").value)).collect();
        Self { years }
    }

    /// The built-in calendar with a site's own files laid over it: year, name of the file, text.
    #[must_use]
    pub fn with_files<'a>(files: impl IntoIterator<Item = (i16, &'a str, &'a str)>) -> Reported<Self> {
        let mut calendar = Self::built_in();
        let mut findings = Vec::new();
        for (year, name, text) in files {
            let read = parse(text, year, name).unpack(&mut findings);
            calendar.years.insert(year, read);
        }
        Reported::new(calendar, findings)
    }

    /// The notice that arranged a year's holidays, as its file names it.
    #[must_use]
    pub fn notice(&self, year: i16) -> Option<&str> {
        self.years.get(&year).map(|year| &*year.notice)
    }

    /// The years that are known.
    pub fn years(&self) -> impl Iterator<Item = i16> {
        self.years.keys().copied()
    }

    /// Whether people work on `date`.
    pub fn is_working_day(&self, date: Date) -> Result<bool, UnknownYear> {
        let year = self.years.get(&date.year()).ok_or(UnknownYear(date.year()))?;
        Ok(year.exceptions.get(&date.day_of_year()).copied().unwrap_or(!is_weekend(date)))
    }

    /// The `count`th working day after `date`; the day after it is the first that counts. For 0 it is `date`
    /// itself.
    pub fn working_days_after(&self, date: Date, count: u32) -> Result<Date, UnknownYear> {
        let mut day = date;
        let mut left = count;
        while left > 0 {
            day = day.tomorrow().map_err(|_| UnknownYear(day.year()))?;
            left -= u32::from(self.is_working_day(day)?);
        }
        Ok(day)
    }

    /// The last day of `count` working days after `date`, which always is known, if only as the latest it may
    /// be.
    #[must_use]
    pub fn deadline_after(&self, date: Date, count: u32) -> Deadline {
        match self.working_days_after(date, count) {
            Ok(day) => Deadline { day, is_provisional: false },
            Err(_) => {
                let wait = Wait::new(self, date, count);
                let patterns = self.years.values().flat_map(|year| MOVES.map(|moved| (year, moved)));
                let latest = patterns.map(|(year, moved)| wait.end(year, moved)).max();
                let day = latest.unwrap_or_else(|| wait.end(&CalendarYear::default(), 0));
                Deadline { day, is_provisional: true }
            }
        }
    }

    /// How many working days lie after `from`, up to and with `to`; 0 if `to` is not later.
    pub fn working_days_between(&self, from: Date, to: Date) -> Result<u32, UnknownYear> {
        let mut count = 0;
        let mut day = from;
        while day < to {
            day = day.tomorrow().map_err(|_| UnknownYear(day.year()))?;
            count += u32::from(self.is_working_day(day)?);
        }
        Ok(count)
    }
}

/// The days after a date, of which some are in years that are not known. They are worked out once for all
/// the ways in which the holidays of those years may lie.
struct Wait {
    /// So many working days are waited.
    count: u32,
    /// What is known of each day: whether it is worked. `None`: it is unless it is a holiday.
    days: Vec<(Date, Option<bool>)>,
    /// The ordinals of the days in their years, from [`EARLIEST`](Self::EARLIEST) days before the first on.
    ordinals: Vec<i16>,
}

impl Wait {
    /// By how many days holidays are moved at most.
    const EARLIEST: i64 = MOVES[MOVES.len() - 1];

    fn new(calendar: &Calendar, date: Date, count: u32) -> Self {
        // No holidays are so long that this is not enough.
        let length = i64::from(count) * 3 + 60;
        let day = |after: i64| date.saturating_add(after.days());
        let known = |day: Date| calendar.is_working_day(day).ok().or(is_weekend(day).then_some(false));
        Self {
            count,
            days: (1..=length).map(day).map(|day| (day, known(day))).collect(),
            ordinals: (1 - Self::EARLIEST..=length + Self::EARLIEST)
                .map(|at| day(at).day_of_year())
                .collect(),
        }
    }

    /// The last day, if unknown years had the holidays of `pattern`, moved by so many days, and made up for
    /// none of them.
    fn end(&self, pattern: &CalendarYear, moved: i64) -> Date {
        let first = usize::try_from(Self::EARLIEST + moved).unwrap_or(0);
        let ordinals = self.ordinals.iter().skip(first);
        let is_free = |ordinal: &i16| pattern.exceptions.get(ordinal) == Some(&false);
        let days = self.days.iter().zip(ordinals);
        let mut worked = days.filter(|((_, known), ordinal)| known.unwrap_or_else(|| !is_free(ordinal)));
        let last = worked.nth(self.count.saturating_sub(1) as usize).map(|(day, _)| day);
        last.or(self.days.last()).map_or(Date::MAX, |(day, _)| *day)
    }
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The year that a file of [`holidays/`](crate::layout::HOLIDAYS) is about: `2027.csv`.
#[must_use]
pub fn year_of(name: &str) -> Option<i16> {
    let digits = name.strip_suffix(".csv")?;
    digits.parse().ok().filter(|year| digits.len() == 4 && (1900..=2999).contains(year))
}

/// The finding that a file of [`holidays/`](crate::layout::HOLIDAYS) is about no year.
#[must_use]
pub fn not_a_year(file: &str) -> Diagnostic {
    Diagnostic::warning(
        "invalid-holiday",
        say!("文件名不是年份，没有读取", "the file's name is not a year, so it was not read"),
    )
    .at(Place::whole(file))
    .help(say!("一年一个文件，写成 2027.csv", "one file a year, named as in 2027.csv"))
}

/// Reads one year: `#` lines name the notice; the others are `2024-02-04,上班,春节` or `…,放假,…`.
fn parse(text: &str, year: i16, file: &str) -> Reported<CalendarYear> {
    let mut read = CalendarYear::default();
    let mut findings = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let span = at..at + line.trim_end().len();
        at += line.len();
        let line = line.trim();
        if let Some(notice) = line.strip_prefix('#') {
            if read.notice.is_empty() {
                notice.trim().clone_into(&mut read.notice);
            }
            continue;
        }
        if line.is_empty() || line.starts_with("日期") {
            continue;
        }
        let mut cells = line.split([',', '，']).map(str::trim);
        let date = cells.next().and_then(|cell| cell.parse::<Date>().ok());
        let works = match cells.next() {
            Some("放假" | "休") => Some(false),
            Some("上班" | "班") => Some(true),
            _ => None,
        };
        match (date, works) {
            (Some(date), Some(works)) if date.year() == year => {
                read.exceptions.insert(date.day_of_year(), works);
            }
            _ => findings.push(
                Diagnostic::error(
                    "invalid-holiday",
                    say!("节假日文件的这一行读不懂", "this line of the holiday file cannot be understood"),
                )
                .at(Place::span(file, span))
                .help(say!(
                    "写成 `{year}-02-04,上班,春节` 或 `{year}-02-10,放假,春节`，日期在{year}年",
                    "write `{year}-02-04,上班,春节` (worked) or `{year}-02-10,放假,春节` (free), a day of {year}"
                )),
            ),
        }
    }
    Reported::new(read, findings)
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::{Date, date};

    use super::{Calendar, UnknownYear};

    /// The cases worked out in domain.md §3.
    #[test]
    fn counts_as_the_worked_cases_do() {
        let calendar = Calendar::built_in();
        let cases: [(Date, Date, u32, Date); 6] = [
            (date(2023, 5, 23), date(2023, 11, 3), 113, date(2023, 6, 20)),
            (date(2023, 5, 19), date(2023, 5, 22), 1, date(2023, 6, 16)),
            (date(2023, 3, 13), date(2023, 3, 21), 6, date(2023, 4, 11)),
            (date(2019, 1, 17), date(2019, 1, 23), 4, date(2019, 2, 19)),
            (date(2021, 1, 19), date(2021, 2, 1), 9, date(2021, 2, 20)),
            (date(2023, 3, 31), date(2023, 11, 16), 157, date(2023, 4, 28)),
        ];
        for (made, published, days, last) in cases {
            assert_eq!(calendar.working_days_between(made, published), Ok(days), "{made}");
            assert_eq!(calendar.working_days_after(made, 20), Ok(last), "{made}");
        }
    }

    #[test]
    fn a_year_without_a_file_cannot_be_judged() {
        let calendar = Calendar::built_in();
        assert_eq!(calendar.working_days_after(date(2098, 12, 1), 20), Err(UnknownYear(2098)));
        assert_eq!(calendar.working_days_after(date(2026, 12, 20), 20), Err(UnknownYear(2027)));
        assert_eq!(calendar.working_days_after(date(2098, 12, 1), 0), Ok(date(2098, 12, 1)));
    }

    /// In any year whose holidays were known, the day that is guessed without them is never too early.
    #[test]
    fn a_provisional_deadline_is_never_before_the_real_one() {
        let known = Calendar::built_in();
        for year in known.years().collect::<Vec<_>>() {
            let mut without = known.clone();
            without.years.remove(&year);
            let days = date(year, 1, 1).series(5.days()).take_while(|day| day.year() == year);
            for day in days.chain([date(year - 1, 12, 20), date(year - 1, 12, 31)]) {
                let (real, guess) = (known.deadline_after(day, 20), without.deadline_after(day, 20));
                // Before the last year's end nothing is known of the next one either.
                if !real.is_provisional {
                    assert!(guess.day >= real.day, "{day}: {guess:?} {real:?}");
                    assert!(guess.day < real.day.saturating_add(21.days()), "{day}: {guess:?} {real:?}");
                }
            }
        }
        let far = known.deadline_after(date(2027, 12, 31), 20);
        assert!(far.is_provisional && far.day >= date(2028, 2, 7), "{far:?}");
    }

    #[test]
    fn every_built_in_file_names_its_notice_and_is_read_whole() {
        for (year, text) in super::BUILT_IN {
            let read = super::parse(text, *year, "");
            assert_eq!(read.findings, Vec::new(), "{year}");
            assert!(read.value.notice.contains(&year.to_string()), "{year}: {}", read.value.notice);
            assert!(read.value.exceptions.len() >= 28, "{year}");
        }
    }

    #[test]
    fn a_site_may_bring_a_newer_year() {
        let text =
            "# 通知\n日期,安排,名称\n2027-01-01,放假,元旦\n2027-01-03,上班,元旦\n2026-01-01,放假,元旦\n";
        let read = Calendar::with_files([(2027, "holidays/2027.csv", text)]);
        assert_eq!(read.findings.len(), 1, "a day of another year");
        assert_eq!(read.value.is_working_day(date(2027, 1, 1)), Ok(false));
        assert_eq!(read.value.is_working_day(date(2027, 1, 3)), Ok(true));
        assert_eq!(read.value.notice(2027), Some("通知"));
    }
}
