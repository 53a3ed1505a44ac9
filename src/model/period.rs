//! The periods that progress entries report.

use std::cmp::Ordering;
use std::fmt;

use jiff::civil::Date;

use super::width::{is_chinese_digit, narrow, number};

/// A quarter, half, month or whole year. Ordered by last day, then length: a quarter comes before the half
/// that it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    /// The year.
    pub year: i16,
    /// Which part of it.
    pub kind: PeriodKind,
}

/// The part of the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PeriodKind {
    /// A quarter, 1 to 4.
    Quarter(u8),
    /// A half, 1 or 2.
    Half(u8),
    /// A month, 1 to 12.
    Month(u8),
    /// The whole year.
    Year,
}

/// Why a file's name is not a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeriodError {
    /// It does not look like one: the file is an article.
    NotAPeriod,
    /// It looks like one, but the year has no such part: `2023-Q5`, `2023-13`.
    DoesNotExist,
    /// `2023-1` may be the first quarter or January.
    Ambiguous,
    /// A period with something behind it: `2023Q1草稿`.
    Trailing(Period, String),
}

impl Period {
    /// Reads a file's name without its extension: `2023-Q1`, `2023Q1`, `2023年第一季度`, `2023-H1`, `2023年上半年`,
    /// `2023-10`, `2023年10月`, `2023`, `2023年全年`; full-width characters and spaces are accepted.
    pub fn parse(stem: &str) -> Result<Self, PeriodError> {
        let text: String = stem.chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
        let split = if text.starts_with(|c: char| c.is_ascii_digit()) {
            text.find(|c: char| !c.is_ascii_digit())
        } else {
            text.char_indices().nth(4).map(|(at, _)| at)
        };
        let (year_text, rest) = text.split_at(split.unwrap_or(text.len()));
        if year_text.chars().count() != 4 {
            return Err(PeriodError::NotAPeriod);
        }
        let year = number(year_text).and_then(|year| i16::try_from(year).ok()).unwrap_or(0);
        if !(1900..=2999).contains(&year) {
            return Err(PeriodError::NotAPeriod);
        }
        let (kind, behind) = part(rest)?;
        let period = Self { year, kind };
        if behind.is_empty() { Ok(period) } else { Err(PeriodError::Trailing(period, behind.to_owned())) }
    }

    /// The first day.
    #[must_use]
    pub fn first_day(self) -> Date {
        let first = self.last_month() - self.months() + 1;
        Date::new(self.year, first, 1).unwrap_or(Date::MIN)
    }

    /// The last day.
    #[must_use]
    pub fn last_day(self) -> Date {
        Date::new(self.year, self.last_month(), 1).map_or(Date::MAX, Date::last_of_month)
    }

    /// Its place among the periods of one year: the month it ends with and its length in months.
    #[must_use]
    pub fn year_rank(self) -> (i8, i8) {
        (self.last_month(), self.months())
    }

    /// In words: `2023年一季度`, `2023年上半年`, `2023年10月`, `2023年`.
    #[must_use]
    pub fn chinese(self) -> String {
        match self.kind {
            PeriodKind::Year => format!("{}年", self.year),
            _ => format!("{}年{}", self.year, self.short_chinese()),
        }
    }

    /// The newest quarter of its year, 1 to 4, of whose end something can be said on `today` by a report of
    /// this period: the one in which it ends, once that is over or where both end on one day; else the one
    /// before, 0 in the first.
    #[must_use]
    pub fn quarter_by(self, today: Date) -> u8 {
        let (month, _) = self.year_rank();
        let quarter = u8::try_from(month).unwrap_or(12).div_ceil(3);
        let ends = Self { year: self.year, kind: PeriodKind::Quarter(quarter) }.last_day();
        if ends < today || self.last_day() == ends { quarter } else { quarter - 1 }
    }

    /// In words without the year: `一季度`, `上半年`, `10月`, `全年`.
    #[must_use]
    pub fn short_chinese(self) -> String {
        match self.kind {
            PeriodKind::Quarter(1) => "一季度".into(),
            PeriodKind::Quarter(2) => "二季度".into(),
            PeriodKind::Quarter(3) => "三季度".into(),
            PeriodKind::Quarter(_) => "四季度".into(),
            PeriodKind::Half(1) => "上半年".into(),
            PeriodKind::Half(_) => "下半年".into(),
            PeriodKind::Month(month) => format!("{month}月"),
            PeriodKind::Year => "全年".into(),
        }
    }

    /// The number of the last month, 1 to 12, whatever the numbers of the kind are.
    fn last_month(self) -> i8 {
        let (part, months) = match self.kind {
            PeriodKind::Quarter(quarter) => (quarter, 3),
            PeriodKind::Half(half) => (half, 6),
            PeriodKind::Month(month) => (month, 1),
            PeriodKind::Year => (1, 12),
        };
        let most = 12 / months;
        i8::try_from(part).unwrap_or(most).clamp(1, most) * months
    }

    fn months(self) -> i8 {
        match self.kind {
            PeriodKind::Quarter(_) => 3,
            PeriodKind::Half(_) => 6,
            PeriodKind::Month(_) => 1,
            PeriodKind::Year => 12,
        }
    }
}

impl Ord for Period {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.year, self.year_rank(), self.kind).cmp(&(other.year, other.year_rank(), other.kind))
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The one spelling that the tool itself uses: `2023-Q1`, `2023-H1`, `2023-10`, `2023`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            PeriodKind::Quarter(quarter) => write!(f, "{}-Q{quarter}", self.year),
            PeriodKind::Half(half) => write!(f, "{}-H{half}", self.year),
            PeriodKind::Month(month) => write!(f, "{}-{month:02}", self.year),
            PeriodKind::Year => write!(f, "{}", self.year),
        }
    }
}

/// What stands behind the year: the part meant, and what is left over.
fn part(rest: &str) -> Result<(PeriodKind, &str), PeriodError> {
    if rest.is_empty() {
        return Ok((PeriodKind::Year, ""));
    }
    let in_words = rest.strip_prefix('年');
    let behind = in_words.unwrap_or(rest);
    let behind = behind.strip_prefix(['-', '_', '–', '—', '.']).unwrap_or(behind);
    let fixed = [
        ("上半年", PeriodKind::Half(1)),
        ("下半年", PeriodKind::Half(2)),
        ("全年", PeriodKind::Year),
        ("度", PeriodKind::Year),
    ];
    if let Some((word, kind)) = fixed.iter().find(|(word, _)| behind.starts_with(word)) {
        return Ok((*kind, &behind[word.len()..]));
    }
    if in_words == Some("") {
        return Ok((PeriodKind::Year, ""));
    }
    if let Some(behind) = behind.strip_prefix(['Q', 'q']) {
        return numbered(behind, 4, PeriodKind::Quarter);
    }
    if let Some(behind) = behind.strip_prefix(['H', 'h']) {
        return numbered(behind, 2, PeriodKind::Half);
    }
    let ordinal = behind.strip_prefix('第').unwrap_or(behind);
    let (value, after) = leading_number(ordinal);
    if let Some(after) = after.strip_prefix("季度") {
        return within(value, 4, PeriodKind::Quarter).map(|kind| (kind, after));
    }
    if let Some(after) = after.strip_prefix('月') {
        return within(value, 12, PeriodKind::Month).map(|kind| (kind, after));
    }
    if in_words.is_some() || behind.len() == rest.len() || value.is_none() {
        return Err(PeriodError::NotAPeriod);
    }
    match ordinal.len() - after.len() {
        1 if after.is_empty() => Err(PeriodError::Ambiguous),
        2 => within(value, 12, PeriodKind::Month).map(|kind| (kind, after)),
        _ => Err(PeriodError::NotAPeriod),
    }
}

fn numbered(text: &str, most: u8, kind: fn(u8) -> PeriodKind) -> Result<(PeriodKind, &str), PeriodError> {
    let (value, after) = leading_number(text);
    within(value, most, kind).map(|kind| (kind, after))
}

fn within(value: Option<u16>, most: u8, kind: fn(u8) -> PeriodKind) -> Result<PeriodKind, PeriodError> {
    value
        .and_then(|value| u8::try_from(value).ok())
        .filter(|value| (1..=most).contains(value))
        .map(kind)
        .ok_or(PeriodError::DoesNotExist)
}

fn leading_number(text: &str) -> (Option<u16>, &str) {
    let end = text
        .char_indices()
        .find(|(_, c)| !c.is_ascii_digit() && !is_chinese_digit(*c))
        .map_or(text.len(), |(at, _)| at);
    (number(&text[..end]), &text[end..])
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::{Period, PeriodError, PeriodKind};

    fn period(text: &str) -> Period {
        Period::parse(text).unwrap()
    }

    #[test]
    fn of_a_quarter_that_runs_nothing_is_said() {
        for (period_of, today, quarter) in [
            ("2023-07", date(2023, 8, 20), 2),
            ("2023-08", date(2023, 9, 30), 2),
            ("2023-08", date(2023, 10, 1), 3),
            ("2023-09", date(2023, 9, 28), 3),
            ("2023-Q3", date(2023, 9, 28), 3),
            ("2023-H1", date(2023, 7, 9), 2),
            ("2023-01", date(2023, 2, 9), 0),
            ("2023", date(2024, 1, 9), 4),
        ] {
            assert_eq!(period(period_of).quarter_by(today), quarter, "{period_of} {today}");
        }
    }

    #[test]
    fn every_spelling_is_read() {
        for (canonical, spellings) in [
            (
                "2023-Q1",
                "2023-Q1 2023-q1 2023Q1 2023年一季度 2023一季度 2023年第一季度 2023年1季度 2023-第1季度 ２０２３－Ｑ１ 二〇二三年一季度",
            ),
            ("2023-Q4", "2023-Q4 2023年四季度"),
            ("2023-H1", "2023-H1 2023-h1 2023年上半年 2023上半年"),
            ("2023-H2", "2023-H2 2023年下半年"),
            ("2023-10", "2023-10 2023年10月 2023年十月 2023_10 2023.10 2023-10月"),
            ("2023-03", "2023-03 2023年3月 2023年03月 2023年三月"),
            ("2023", "2023 2023年 2023年全年 2023全年 2023年度"),
        ] {
            for spelling in spellings.split(' ') {
                assert_eq!(
                    Period::parse(spelling).map(|p| p.to_string()),
                    Ok(canonical.into()),
                    "{spelling}"
                );
            }
        }
        assert_eq!(period(" 2023 年 一季度 ").to_string(), "2023-Q1");
    }

    #[test]
    fn near_misses_are_told_from_articles() {
        for text in
            ["2023-Q5", "2023-Q0", "2023-Q", "2023-13", "2023-00", "2023-H3", "2023年五季度", "2023年13月"]
        {
            assert_eq!(Period::parse(text), Err(PeriodError::DoesNotExist), "{text}");
        }
        assert_eq!(Period::parse("2023-1"), Err(PeriodError::Ambiguous));
        assert_eq!(Period::parse("2023Q1草稿"), Err(PeriodError::Trailing(period("2023-Q1"), "草稿".into())));
        assert_eq!(Period::parse("2023-10-01"), Err(PeriodError::Trailing(period("2023-10"), "-01".into())));
        for text in
            ["", "年报", "2023年工作总结", "202310", "23-Q1", "0023", "2023-说明", "Q1", "2023年10件实事"]
        {
            assert_eq!(Period::parse(text), Err(PeriodError::NotAPeriod), "{text}");
        }
    }

    #[test]
    fn days_and_words() {
        for (text, first, last, chinese, short) in [
            ("2023-Q1", date(2023, 1, 1), date(2023, 3, 31), "2023年一季度", "一季度"),
            ("2023-Q4", date(2023, 10, 1), date(2023, 12, 31), "2023年四季度", "四季度"),
            ("2023-H1", date(2023, 1, 1), date(2023, 6, 30), "2023年上半年", "上半年"),
            ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024年2月", "2月"),
            ("2023", date(2023, 1, 1), date(2023, 12, 31), "2023年", "全年"),
        ] {
            let period = period(text);
            assert_eq!((period.first_day(), period.last_day()), (first, last), "{text}");
            assert_eq!((&*period.chinese(), &*period.short_chinese()), (chinese, short));
        }
    }

    #[test]
    fn order_is_by_last_day_then_length() {
        let mut periods: Vec<Period> =
            ["2024-01", "2023", "2023-H2", "2023-Q4", "2023-12", "2023-H1", "2023-Q2", "2023-Q1"]
                .map(period)
                .into();
        periods.sort();
        let sorted: Vec<String> = periods.iter().map(ToString::to_string).collect();
        assert_eq!(
            sorted,
            ["2023-Q1", "2023-Q2", "2023-H1", "2023-12", "2023-Q4", "2023-H2", "2023", "2024-01"]
        );
    }

    fn any_period() -> impl Strategy<Value = Period> {
        let kind = prop_oneof![
            (1_u8..=4).prop_map(PeriodKind::Quarter),
            (1_u8..=2).prop_map(PeriodKind::Half),
            (1_u8..=12).prop_map(PeriodKind::Month),
            Just(PeriodKind::Year),
        ];
        (1900_i16..=2999, kind).prop_map(|(year, kind)| Period { year, kind })
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(period in any_period(), other in any_period()) {
            prop_assert_eq!(Period::parse(&period.to_string()), Ok(period));
            prop_assert_eq!(Period::parse(&period.chinese()), Ok(period));
            prop_assert!(period.first_day() < period.last_day());
            if period.last_day() < other.last_day() {
                prop_assert!(period < other);
            }
        }
    }
}
