//! Dates, times and durations.

use jiff::Span;
use jiff::civil::date;

use super::tokens::{FormatSection, FormatToken, TimeUnit};
use super::{Epoch, NumberFormatError, chinese};

/// The day behind the last, 9999-12-31, in the system of 1900.
const END: i64 = 2_958_466;
/// Days from the first day of the one system to that of the other.
const DAYS_TO_1904: i64 = 1462;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const CHINESE_MONTHS: [&str; 12] =
    ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"];
const CHINESE_DAYS: [&str; 7] = ["日", "一", "二", "三", "四", "五", "六"];

/// A moment, taken apart.
struct MomentParts {
    year: i64,
    month: u32,
    day: u32,
    /// 0 is Sunday.
    weekday: usize,
    hour: i64,
    minute: i64,
    second: i64,
    /// The digits of a second that are shown.
    fraction: String,
    /// Seconds in all, for durations.
    all: i64,
}

/// What a section shows of a number of days.
pub(super) fn show(section: &FormatSection, value: f64, epoch: Epoch) -> Result<String, NumberFormatError> {
    let units = section.tokens.iter().filter_map(|token| match token {
        FormatToken::Time(unit) => Some(*unit),
        _ => None,
    });
    let precision =
        units.clone().map(|unit| if let TimeUnit::Fraction(count) = unit { count } else { 0 }).max();
    let moment = MomentParts::of(value, epoch, precision.unwrap_or(0).min(9))?;
    let is_half = units
        .clone()
        .any(|unit| matches!(unit, TimeUnit::Noon | TimeUnit::ShortNoon | TimeUnit::ChineseNoon));
    let mut shown = String::new();
    for token in &section.tokens {
        match token {
            FormatToken::Time(unit) => moment.write(*unit, section, is_half, &mut shown),
            FormatToken::Literal(literal) => shown.push_str(literal),
            _ => {}
        }
    }
    Ok(shown)
}

impl MomentParts {
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked before")]
    fn of(value: f64, epoch: Epoch, precision: usize) -> Result<Self, NumberFormatError> {
        if !(0.0..3e6).contains(&value) {
            return Err(NumberFormatError::NoSuchDate);
        }
        let ticks = 10_i64.pow(u32::try_from(precision).unwrap_or(0));
        let days = value.floor();
        let day_ticks = 86_400 * ticks;
        #[expect(clippy::cast_precision_loss, reason = "a day has fewer than 2^53 of the smallest ticks")]
        let in_day = ((value - days) * day_ticks as f64).round() as i64;
        let (days, in_day) = if in_day >= day_ticks { (days as i64 + 1, 0) } else { (days as i64, in_day) };
        let seconds = in_day / ticks;
        let fraction = if precision == 0 { String::new() } else { format!("{:0precision$}", in_day % ticks) };
        let serial = if epoch == Epoch::Of1904 { days + DAYS_TO_1904 } else { days };
        if serial >= END {
            return Err(NumberFormatError::NoSuchDate);
        }
        let (year, month, day) = date_of(serial)?;
        Ok(Self {
            year,
            month,
            day,
            // Day 1 of the system of 1900 is taken for a Sunday, as its calendar has a day too many.
            weekday: usize::try_from((serial + 6).rem_euclid(7)).unwrap_or(0),
            hour: seconds / 3600,
            minute: seconds / 60 % 60,
            second: seconds % 60,
            fraction,
            all: days * 86_400 + seconds,
        })
    }

    fn write(&self, unit: TimeUnit, section: &FormatSection, is_half: bool, out: &mut String) {
        let numerals = section.numerals;
        let part = |value: i64, width: usize| {
            chinese::date_part(u32::try_from(value).unwrap_or(0), width.min(2), numerals)
        };
        let all = |value: i64, width: usize| chinese::digits(&format!("{value:0width$}"), numerals);
        let year = |year: i64, count: usize| {
            let written = if count <= 2 { format!("{:02}", year % 100) } else { year.to_string() };
            chinese::digits(&written, numerals)
        };
        let month = (self.month as usize).saturating_sub(1).min(11);
        let text = match unit {
            TimeUnit::Year(count) => year(self.year, count),
            TimeUnit::EraYear => year(self.year, 4),
            TimeUnit::BuddhistYear(count) => year(self.year + 543, count),
            TimeUnit::Month(count @ 1..=2) => part(self.month.into(), count),
            TimeUnit::Month(3) if section.is_chinese => format!("{}月", self.month),
            TimeUnit::Month(_) if section.is_chinese => CHINESE_MONTHS[month].to_owned(),
            TimeUnit::Month(3) => MONTHS[month][..3].to_owned(),
            TimeUnit::Month(5) => MONTHS[month][..1].to_owned(),
            TimeUnit::Month(_) => MONTHS[month].to_owned(),
            TimeUnit::Day(count @ 1..=2) => part(self.day.into(), count),
            TimeUnit::Day(3) if section.is_chinese => format!("周{}", CHINESE_DAYS[self.weekday]),
            TimeUnit::Day(_) if section.is_chinese => format!("星期{}", CHINESE_DAYS[self.weekday]),
            TimeUnit::Day(3) => DAYS[self.weekday][..3].to_owned(),
            TimeUnit::Day(_) => DAYS[self.weekday].to_owned(),
            TimeUnit::Weekday(3) => CHINESE_DAYS[self.weekday].to_owned(),
            TimeUnit::Weekday(_) => format!("星期{}", CHINESE_DAYS[self.weekday]),
            TimeUnit::Hour(count) if is_half => part((self.hour + 11) % 12 + 1, count),
            TimeUnit::Hour(count) => part(self.hour, count),
            TimeUnit::Minute(count) => part(self.minute, count),
            TimeUnit::Second(count) => part(self.second, count),
            TimeUnit::Fraction(_) => format!(".{}", self.fraction),
            TimeUnit::AllHours(count) => all(self.all / 3600, count),
            TimeUnit::AllMinutes(count) => all(self.all / 60, count),
            TimeUnit::AllSeconds(count) => all(self.all, count),
            TimeUnit::Noon if !section.is_chinese => if self.hour < 12 { "AM" } else { "PM" }.to_owned(),
            TimeUnit::ShortNoon => if self.hour < 12 { "A" } else { "P" }.to_owned(),
            TimeUnit::Noon | TimeUnit::ChineseNoon => if self.hour < 12 { "上午" } else { "下午" }.to_owned(),
        };
        out.push_str(&text);
    }
}

/// Year, month and day of a day in the system of 1900, whose day 60 is 1900-02-29 and whose day 0 is
/// 1900-01-00.
fn date_of(serial: i64) -> Result<(i64, u32, u32), NumberFormatError> {
    match serial {
        0 => return Ok((1900, 1, 0)),
        60 => return Ok((1900, 2, 29)),
        _ => {}
    }
    let eve = date(1899, 12, if serial < 60 { 31 } else { 30 });
    let day = eve.checked_add(Span::new().try_days(serial).map_err(|_| NumberFormatError::NoSuchDate)?);
    let day = day.map_err(|_| NumberFormatError::NoSuchDate)?;
    Ok((day.year().into(), day.month().unsigned_abs().into(), day.day().unsigned_abs().into()))
}
