//! How exact the numbers of a sentence are, and what they count.

use super::measures::is_counted;
use super::numbers::{ProseNumber, is_loose};
use super::prose::Sentence;
use crate::quantity::{Decimal, rounded};

/// Words before a number that make it only about right.
const ABOUT: &[&str] = &["约", "近", "超", "超过", "逾", "不足", "接近", "突破"];

/// What a number counts or is measured in; `None` for rates and for measures that are not known here.
pub(super) fn measure<'b>(number: &ProseNumber<'b>) -> Option<&'b str> {
    number.measure
}

/// What a number counts, in whatever scale: 人 for 万人.
pub(super) fn thing<'b>(number: &ProseNumber<'b>) -> Option<&'b str> {
    number.thing
}

/// How many times as large as what it counts the measure of a number is.
pub(super) fn scale(number: &ProseNumber<'_>) -> Decimal {
    number.scale
}

/// By how much a number may differ from what was counted: half a unit of its last digit; nothing for pieces,
/// and for nothing at all.
pub(super) fn slack(number: &ProseNumber<'_>) -> Decimal {
    let is_exact = measure(number).is_some_and(is_counted);
    if number.value.is_zero() || is_exact && number.value.scale() == 0 {
        Decimal::ZERO
    } else {
        half_unit(number.value)
    }
}

/// Half a unit of the last digit.
pub(super) fn half_unit(value: Decimal) -> Decimal {
    Decimal::new(5, value.scale() + 1)
}

/// Whether a number is a bound or only about right.
pub(super) fn is_rough(sentence: &Sentence<'_>, at: usize) -> bool {
    let before = sentence.before(at);
    is_loose(&sentence.numbers[at]) || is_about(before)
}

/// Whether words before a number make it only about right; those of `已签约` do not.
fn is_about(before: &str) -> bool {
    const NO_ABOUT: [&str; 5] = ["签约", "预约", "履约", "节约", "附近"];
    let ends = |words: &[&str]| words.iter().any(|word| before.ends_with(word));
    ends(ABOUT) && !ends(&NO_ABOUT)
}

/// Whether a note right behind a number says what else it holds, or does not: `1000亩（含补植200亩）`.
pub(super) fn holds_more(sentence: &Sentence<'_>, at: usize) -> bool {
    let number = &sentence.numbers[at];
    let behind = measure(number).and_then(|unit| number.behind.trim_start().strip_prefix(unit)).unwrap_or("");
    let note = behind.strip_prefix(['（', '(']).and_then(|note| note.split(['）', ')']).next());
    note.is_some_and(|note| ["含", "包括", "除", "加"].iter().any(|word| note.contains(word)))
}

/// What stands between a number and the one before it, without the measure of the latter and blanks at the
/// ends.
pub(super) fn between<'s>(sentence: &'s Sentence<'_>, at: usize) -> &'s str {
    let text = sentence.before(at).trim_matches(' ');
    let Some(before) = at.checked_sub(1).and_then(|before| sentence.numbers.get(before)) else {
        return text;
    };
    if before.is_rate {
        return text.trim_start_matches(['%', '％', ' ']);
    }
    let behind = measure(before).and_then(|word| text.strip_prefix(word));
    behind.map_or(text, |behind| behind.trim_start_matches(' '))
}

/// A number as written, with what it counts.
pub(super) fn written(sentence: &Sentence<'_>, at: usize) -> String {
    let number = &sentence.numbers[at];
    let text = sentence.block_text(number.range.end);
    let text = &text[text.len() - number.range.len()..];
    match measure(number) {
        Some(word) if !text.ends_with(word) => format!("{text}{word}"),
        Some(_) => text.to_owned(),
        None => sentence.written(at),
    }
}

/// Numbers that one said number may stand for.
#[derive(Clone, Copy)]
pub(super) struct NumberSpan {
    pub(super) low: Decimal,
    pub(super) high: Decimal,
}

impl NumberSpan {
    /// What a number may stand for.
    pub(super) fn of(number: &ProseNumber<'_>) -> Self {
        Self::around(number.value, slack(number))
    }

    /// What a number may stand for, counted in ones: 12000 for 1.2万.
    pub(super) fn in_ones(number: &ProseNumber<'_>) -> Self {
        let (own, scale) = (Self::of(number), scale(number));
        let times = |value: Decimal| value.checked_mul(scale).unwrap_or(value);
        Self { low: times(own.low), high: times(own.high) }
    }

    /// What a number may stand for, in the measure of another that counts the same: 1.2亿元 beside 8000万元 is
    /// 12000.
    pub(super) fn beside(number: &ProseNumber<'_>, other: &ProseNumber<'_>) -> Self {
        let (own, scale) = (Self::in_ones(number), scale(other));
        Self { low: own.low / scale, high: own.high / scale }
    }

    /// The numbers that are at most `slack` from `value`.
    pub(super) fn around(value: Decimal, slack: Decimal) -> Self {
        Self { low: value - slack, high: value + slack }
    }

    /// `self` in per cent of `whole`; `None` where the whole may be nothing.
    pub(super) fn percent_of(self, whole: Self) -> Option<ComputedSpan> {
        if whole.low <= Decimal::ZERO {
            return None;
        }
        let percent = |part: Decimal, whole| part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole);
        Some(ComputedSpan {
            low: percent(self.low, whole.high)?,
            high: percent(self.high, whole.low)?,
            written: percent(self.middle(), whole.middle())?,
        })
    }

    /// What is left of `self` without `other`.
    pub(super) fn minus(self, other: Self) -> Self {
        Self { low: self.low - other.high, high: self.high - other.low }
    }

    /// Whether some number is in both.
    pub(super) fn meets(self, other: Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }

    /// What two numbers make together.
    pub(super) fn plus(self, other: Self) -> Self {
        Self { low: self.low + other.low, high: self.high + other.high }
    }

    /// The number in the middle.
    pub(super) fn middle(self) -> Decimal {
        (self.low + self.high) / Decimal::TWO
    }
}

/// What two numbers may make: a rate, a sum.
#[derive(Clone, Copy)]
pub(super) struct ComputedSpan {
    low: Decimal,
    high: Decimal,
    /// That of the numbers as they are written, which is what somebody who divides finds.
    pub(super) written: Decimal,
}

impl ComputedSpan {
    /// What is at most `slack` from `written`.
    pub(super) fn around(written: Decimal, slack: Decimal) -> Self {
        Self { low: written - slack, high: written + slack, written }
    }

    /// Whether some number is in both.
    pub(super) fn meets(self, span: NumberSpan) -> bool {
        self.low <= span.high && span.low <= self.high
    }

    /// Whether `said` is one of these numbers, rounded to its digits; a number that was cut off is another.
    pub(super) fn holds(self, said: Decimal) -> bool {
        (rounded(self.low, said.scale())..=rounded(self.high, said.scale())).contains(&said)
    }

    /// Whether `said` is the rate of a part: of what was counted, what is not all is never 100 per cent.
    pub(super) fn holds_rate(self, said: Decimal) -> bool {
        let is_counted = self.low == self.high;
        let is_all = said != Decimal::ONE_HUNDRED || !is_counted || self.high >= Decimal::ONE_HUNDRED;
        is_all && self.holds(said)
    }
}
