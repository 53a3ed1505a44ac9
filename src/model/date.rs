//! Dates as people write them. All times are those of Asia/Shanghai.

use std::fmt;
use std::iter::Peekable;
use std::str::Chars;

use jiff::ToSpan as _;
use jiff::civil::{Date, Time};

use super::width::{is_chinese_digit, narrow, number};

/// A date, with the time of day where one was written.
///
/// Ordered by date, then time; a day without a time comes before the same day with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// The day.
    pub date: Date,
    /// The time of day, if written.
    pub time: Option<Time>,
}

/// Why a text is not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateError {
    /// It does not look like a date at all.
    Form,
    /// It looks like one, but the calendar has no such day or the clock no such time.
    DoesNotExist,
}

impl Moment {
    /// Reads a date as clerks, Excel and old pages write it: `2024-01-02`, `2024/1/2 11:44`, `2024.1.2`,
    /// `2024-01-02T11:44:03+08:00`, `2024年1月2日`, `二〇一三年八月六日`, `二OO八年六月四日`. Full-width characters and
    /// spaces around the marks are accepted.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let narrowed: String = text.trim().chars().map(narrow).collect();
        let mut reader = DateReader { rest: narrowed.chars().peekable() };
        let moment = reader.moment().ok_or(DateError::Form)?;
        reader.offset().ok_or(DateError::Form)?;
        moment.exist().ok_or(DateError::DoesNotExist)
    }

    /// Whether it has come when it is `now`. A `now` without a time is all of its day; a moment without one
    /// comes with its day.
    #[must_use]
    pub fn has_come(self, now: Self) -> bool {
        match (self.time, now.time) {
            (Some(time), Some(clock)) if self.date == now.date => time <= clock,
            _ => self.date <= now.date,
        }
    }

    /// The day in words: `2024年1月2日`, without leading zeros as GB/T 9704 wants.
    #[must_use]
    pub fn chinese(&self) -> String {
        format!("{}年{}月{}日", self.date.year(), self.date.month(), self.date.day())
    }

    /// `YYYY-MM-DD HH:MM`, 00:00 if no time was written: the form of the META tag PubDate.
    #[must_use]
    pub fn stamp(&self) -> String {
        let time = self.time.unwrap_or_default();
        format!("{} {:02}:{:02}", self.date, time.hour(), time.minute())
    }

    /// RFC 3339 with the offset of Asia/Shanghai: `2024-01-02T11:44:00+08:00`.
    #[must_use]
    pub fn rfc3339(&self) -> String {
        let time = self.time.unwrap_or_default();
        format!("{}T{:02}:{:02}:{:02}+08:00", self.date, time.hour(), time.minute(), time.second())
    }
}

/// Asia/Shanghai is so many hours ahead of UTC, all year.
const AHEAD_OF_UTC: i8 = 8;

impl Moment {
    /// The moment in UTC as iCalendar (RFC 5545) writes it: `20240102T034400Z`; 00:00 of Asia/Shanghai if no
    /// time was written.
    #[must_use]
    pub fn utc_stamp(&self) -> String {
        let local = self.date.to_datetime(self.time.unwrap_or_default());
        local.saturating_sub(AHEAD_OF_UTC.hours()).strftime("%Y%m%dT%H%M%SZ").to_string()
    }
}

impl From<Date> for Moment {
    fn from(date: Date) -> Self {
        Self { date, time: None }
    }
}

/// ISO 8601 with a space: `2024-01-02`, `2024-01-02 11:44`; with seconds only if there are any.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date)?;
        if let Some(time) = self.time {
            write!(f, " {:02}:{:02}", time.hour(), time.minute())?;
            if time.second() != 0 {
                write!(f, ":{:02}", time.second())?;
            }
        }
        Ok(())
    }
}

/// Six numbers in the form of a date; whether the calendar knows them is not yet known.
struct WrittenDate {
    day: [u16; 3],
    time: Option<[u16; 3]>,
}

impl WrittenDate {
    fn exist(&self) -> Option<Moment> {
        let small = |value: u16| i8::try_from(value).ok();
        let [year, month, day] = self.day;
        let date = Date::new(i16::try_from(year).ok()?, small(month)?, small(day)?).ok()?;
        let time = match self.time {
            None => None,
            Some([hour, minute, second]) => {
                Some(Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()?)
            }
        };
        Some(Moment { date, time })
    }
}

struct DateReader<'a> {
    rest: Peekable<Chars<'a>>,
}

impl DateReader<'_> {
    fn moment(&mut self) -> Option<WrittenDate> {
        let year = self.digits(4, 4)?;
        let mark = self.rest.next().filter(|c| matches!(c, '-' | '/' | '.' | '年'))?;
        let (second_mark, last_mark) = if mark == '年' { ('月', Some('日')) } else { (mark, None) };
        let month = self.digits(1, 3)?;
        self.mark(&[second_mark])?;
        let day = self.digits(1, 3)?;
        if let Some(last_mark) = last_mark {
            self.mark(&[last_mark, '号'])?;
        }
        let must_follow = self.mark(&['T', 't']).is_some();
        let time = if must_follow || self.rest.peek().is_some() { Some(self.time()?) } else { None };
        Some(WrittenDate { day: [year, month, day], time })
    }

    fn time(&mut self) -> Option<[u16; 3]> {
        let hour = self.digits(1, 2)?;
        let in_words = self.mark(&[':', '时', '点'])? != ':';
        let minute = self.digits(1, 2)?;
        if in_words {
            self.mark(&['分'])?;
        }
        let second = match self.rest.peek() {
            Some(':') if !in_words => {
                self.rest.next();
                self.digits(1, 2)?
            }
            _ => 0,
        };
        Some([hour, minute, second])
    }

    /// Behind the time nothing may stand but the offset of Asia/Shanghai.
    fn offset(&mut self) -> Option<()> {
        self.spaces();
        let rest: String = self.rest.by_ref().collect();
        matches!(&*rest, "" | "+08:00" | "+0800").then_some(())
    }

    fn spaces(&mut self) {
        while self.rest.next_if(|c| c.is_whitespace()).is_some() {}
    }

    fn mark(&mut self, marks: &[char]) -> Option<char> {
        self.spaces();
        self.rest.next_if(|c| marks.contains(c))
    }

    /// A number of `least` to `most` characters, and the spaces around it.
    fn digits(&mut self, least: usize, most: usize) -> Option<u16> {
        self.spaces();
        let mut digits = String::new();
        let mut count = 0;
        let is_digit = |c: &char| c.is_ascii_digit() || is_chinese_digit(*c) || matches!(c, 'O' | 'o');
        while let Some(c) = self.rest.next_if(is_digit) {
            digits.push(c);
            count += 1;
        }
        self.spaces();
        let arabic = digits.bytes().any(|b| b.is_ascii_digit());
        if count < least || count > most || (arabic && (count > 2 && most == 3)) || !is_one_writing(&digits) {
            return None;
        }
        number(&digits)
    }
}

/// Whether a number keeps to one writing: ASCII digits, or Chinese ones with O standing for zero.
fn is_one_writing(digits: &str) -> bool {
    digits.chars().all(|c| c.is_ascii_digit())
        || (digits.chars().any(is_chinese_digit) && digits.chars().all(|c| c == '0' || !c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};
    use proptest::prelude::*;

    use super::{DateError, Moment};

    fn shown(text: &str) -> String {
        Moment::parse(text).map_or_else(|error| format!("{error:?}"), |moment| moment.to_string())
    }

    #[test]
    fn every_writing_is_read() {
        for (text, expected) in [
            ("2024-01-02", "2024-01-02"),
            ("2024-01-02 11:44", "2024-01-02 11:44"),
            ("2024-01-02T11:44:03", "2024-01-02 11:44:03"),
            ("2024-01-02T11:44:00+08:00", "2024-01-02 11:44"),
            ("2024-1-2  9:05", "2024-01-02 09:05"),
            ("2024/1/2", "2024-01-02"),
            ("2024.1.2", "2024-01-02"),
            ("2024年1月2日", "2024-01-02"),
            ("2024年1月2日11时44分", "2024-01-02 11:44"),
            (" 2024年 1月 2日 11:44 ", "2024-01-02 11:44"),
            ("２０２４－０１－０２　１１：４４", "2024-01-02 11:44"),
            ("2023- 11- 03 09: 32", "2023-11-03 09:32"),
            ("二〇二三年八月六日", "2023-08-06"),
            ("二○一三年十二月三十一日", "2013-12-31"),
            ("二OO八年六月四日", "2008-06-04"),
            ("二零零八年十月二十日", "2008-10-20"),
            ("2024-02-29", "2024-02-29"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn a_day_that_does_not_exist_is_told_from_a_wrong_form() {
        for text in
            ["2023-02-30", "2023-02-29", "2023-13-01", "2023-00-10", "2024-01-02 25:61", "2023年二月三十日"]
        {
            assert_eq!(Moment::parse(text), Err(DateError::DoesNotExist), "{text}");
        }
        for text in [
            "",
            "明天",
            "2023",
            "2023-01",
            "23-01-02",
            "2023-01-02-03",
            "2023/01-02",
            "2023年1月2",
            "20230102",
            "2023-001-02",
            "2024-01-02T",
            "2024-01-02 11",
            "2024-01-02 11:44Z",
            "2024-01-02 11:44+00:00",
            "2O24-01-02",
            "2024-01-02 （修订）",
        ] {
            assert_eq!(Moment::parse(text), Err(DateError::Form), "{text}");
        }
    }

    #[test]
    fn each_form_of_output() {
        let day = Moment::from(date(2024, 1, 2));
        let moment = Moment { date: date(2024, 1, 2), time: Some(time(11, 44, 3, 0)) };
        assert_eq!(day.stamp(), "2024-01-02 00:00");
        assert_eq!(moment.stamp(), "2024-01-02 11:44");
        assert_eq!(moment.chinese(), "2024年1月2日");
        assert_eq!(moment.rfc3339(), "2024-01-02T11:44:03+08:00");
        assert!(day < moment);
        assert!(moment < Moment::from(date(2024, 1, 3)));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(year in 1000_i16..9999, month in 1_i8..=12, day in 1_i8..=28, clock in proptest::option::of((0_i8..24, 0_i8..60, 0_i8..60))) {
            let time = clock.map(|(hour, minute, second)| time(hour, minute, second, 0));
            let moment = Moment { date: date(year, month, day), time };
            prop_assert_eq!(Moment::parse(&moment.to_string()), Ok(moment));
            prop_assert_eq!(Moment::parse(&moment.chinese()), Ok(moment.date.into()));
        }

        #[test]
        fn nothing_panics(text in "[0-9年月日时分:/. T+二〇十O-]{0,24}|.{0,12}") {
            let read = Moment::parse(&text);
            prop_assert!(read.is_err() || read.is_ok_and(|moment| Moment::parse(&moment.to_string()) == Ok(moment)));
        }
    }
}
