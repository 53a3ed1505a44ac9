//! Measures: what is counted, and in which scale.

use rust_decimal::Decimal;

/// A measure (计量单位) such as `万人次`, `%` or `公里`: what is counted, and how many of it one unit is.
///
/// Two measures of the same thing can be converted: `6340人次` is 0.634 `万人次`. The text stays as written.
#[derive(Clone, Copy, Debug)]
pub struct Measure<'a> {
    text: &'a str,
    word: MeasureWord<'a>,
    /// The scale in front: 10,000 for `万人次` and `万吨`.
    scale: u64,
    /// How many of the smallest unit of its dimension the word behind is: 1,000,000 (grams) for `万吨`.
    size: u64,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MeasureWord<'a> {
    /// Nothing is said.
    None,
    /// A share: `%`, `‰`.
    Ratio,
    /// A difference of shares: `个百分点`, `个千分点`.
    Points,
    /// A physical dimension, named by its smallest unit.
    Dimension(&'static str),
    /// A count word, in its commonest form.
    Count(&'a str),
}

/// One unit of shares is a hundredth of a per cent, so that `‱` is whole.
const PERCENT: u64 = 100;

impl<'a> Measure<'a> {
    /// No measure at all.
    pub const NONE: Self = Self { text: "", word: MeasureWord::None, scale: 1, size: 1 };

    /// Reads a measure. Every short word is one; unknown ones are count words that equal only themselves.
    #[must_use]
    pub fn parse(text: &'a str) -> Self {
        let text = text.trim();
        if let Some((word, size)) = known(text) {
            return Self { text, word, scale: 1, size };
        }
        let mut rest = text;
        let mut scale: u64 = 1;
        while let Some(c) = rest.chars().next()
            && let Some(step) = scale_of(c)
        {
            let behind = &rest[c.len_utf8()..];
            let Some(product) = scale.checked_mul(step).filter(|product| *product <= 1_000_000_000_000)
            else {
                break;
            };
            scale = product;
            rest = behind;
            if known(rest).is_some() {
                break;
            }
        }
        if scale > 1 {
            rest = rest.strip_prefix(['余', '多']).unwrap_or(rest);
        }
        match known(rest) {
            _ if rest.is_empty() => Self { text, word: MeasureWord::None, scale, size: 1 },
            Some((word, size)) => Self { text, word, scale, size },
            None => Self { text, word: MeasureWord::Count(common(rest)), scale, size: 1 },
        }
    }

    /// As written.
    #[must_use]
    pub fn text(self) -> &'a str {
        self.text
    }

    /// Whether nothing is said: a bare number.
    #[must_use]
    pub fn is_none(self) -> bool {
        self.word == MeasureWord::None && self.scale == 1
    }

    /// Whether nothing is counted: a bare number, or one with a scale alone, as in `1.2万`.
    #[must_use]
    pub fn is_bare(self) -> bool {
        self.word == MeasureWord::None
    }

    /// Whether it is a share: `%`, `‰`.
    #[must_use]
    pub fn is_ratio(self) -> bool {
        self.word == MeasureWord::Ratio
    }

    /// Whether it is a difference of shares: `个百分点`.
    #[must_use]
    pub fn is_points(self) -> bool {
        self.word == MeasureWord::Points
    }

    /// The shares that a difference of shares is counted in: `%` of `个百分点`; itself if it is none.
    #[must_use]
    pub fn of_points(self) -> Self {
        if self.is_points() { Self { word: MeasureWord::Ratio, ..self } } else { self }
    }

    /// Whether it is a measure for certain: a share or a dimension, or something counted in 万, money or
    /// people; any other short word may be one.
    #[must_use]
    pub fn is_known(self) -> bool {
        match self.word {
            MeasureWord::None => false,
            MeasureWord::Count(word) => self.scale > 1 || matches!(word, "元" | "人" | "户" | "人次"),
            _ => true,
        }
    }

    /// Whether a figure in this measure can be converted into `other`. `5元` may be a short form of `5元/人`;
    /// `12家/月` is a rate, and no number of `家`.
    #[must_use]
    pub fn fits(self, other: Self) -> bool {
        match (self.word, other.word) {
            (MeasureWord::None, _) | (_, MeasureWord::None) => true,
            (MeasureWord::Count(own), MeasureWord::Count(other)) => own == other || is_part_of(own, other),
            (a, b) => a == b,
        }
    }

    /// Converts `number` in this measure into `into`; a bare number counts as being in `into` already, and
    /// one with a scale alone as being in the word of `into`: `1.2万` is 12,000 `公里` and 1.2 `万吨`. Into no
    /// measure at all, only the scale is worked out: `1.2万人` is 12,000. `None` if the two do not fit, or the
    /// number is too large.
    #[must_use]
    pub fn convert(self, number: Decimal, into: Self) -> Option<Decimal> {
        if !self.fits(into) {
            return None;
        }
        if self.is_none() {
            return Some(number);
        }
        let says_less = self.is_bare() || into.is_bare();
        let factor = |measure: Self| {
            if says_less { measure.scale } else { measure.scale.saturating_mul(measure.size) }
        };
        let (from, into) = (factor(self), factor(into));
        if from == into {
            return Some(number);
        }
        let converted = if from.is_multiple_of(into) {
            number.checked_mul(Decimal::from(from / into))
        } else {
            number.checked_mul(Decimal::from(from))?.checked_div(Decimal::from(into))
        };
        converted.map(|value| value.normalize())
    }
}

/// `元/人` is the long form of `元`.
fn is_part_of(short: &str, long: &str) -> bool {
    long.strip_prefix(short).is_some_and(|rest| rest.starts_with(['/', '／', '每']))
}

fn scale_of(c: char) -> Option<u64> {
    Some(match c {
        '百' => 100,
        '千' => 1_000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    })
}

/// The measures that are not simply count words, each with its factor.
fn known(text: &str) -> Option<(MeasureWord<'static>, u64)> {
    use MeasureWord::{Dimension, Points, Ratio};
    Some(match text {
        "%" | "％" | "百分比" => (Ratio, PERCENT),
        "‰" | "千分比" => (Ratio, PERCENT / 10),
        "‱" => (Ratio, PERCENT / 100),
        "成" => (Ratio, 10 * PERCENT),
        "个百分点" | "百分点" => (Points, PERCENT),
        "个千分点" | "千分点" => (Points, PERCENT / 10),
        "毫米" => (Dimension("毫米"), 1),
        "厘米" => (Dimension("毫米"), 10),
        "米" | "延米" => (Dimension("毫米"), 1_000),
        "公里" | "千米" | "km" => (Dimension("毫米"), 1_000_000),
        "平方米" | "平米" | "㎡" | "m²" => (Dimension("平方米"), 1),
        "公顷" => (Dimension("平方米"), 10_000),
        "平方公里" | "平方千米" => (Dimension("平方米"), 1_000_000),
        "克" => (Dimension("克"), 1),
        "公斤" | "千克" | "kg" => (Dimension("克"), 1_000),
        "吨" => (Dimension("克"), 1_000_000),
        "千瓦时" | "度" => (Dimension("千瓦时"), 1),
        "分钟" => (Dimension("分钟"), 1),
        "小时" => (Dimension("分钟"), 60),
        "天" | "日" => (Dimension("天"), 1),
        _ => return None,
    })
}

/// The commonest of count words that mean the same.
fn common(word: &str) -> &str {
    match word {
        "名" | "位" => "人",
        "块" | "元人民币" => "元",
        "人（次）" | "人(次)" => "人次",
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::Measure;
    use rust_decimal::Decimal;

    #[test]
    fn a_scale_alone_counts_what_the_other_counts() {
        let number = Decimal::new(12, 1);
        let measures = [
            "毫米",
            "米",
            "公里",
            "平方米",
            "公顷",
            "平方公里",
            "克",
            "公斤",
            "吨",
            "千瓦时",
            "度",
            "分钟",
            "小时",
            "天",
            "亩",
            "人次",
            "元",
            "立方米",
        ];
        for word in measures {
            let whole = format!("万{word}");
            let (word, whole, scale) = (Measure::parse(word), Measure::parse(&whole), Measure::parse("万"));
            let told = (scale.convert(number, word), scale.convert(number, whole));
            assert_eq!(told, (Some(Decimal::from(12_000)), Some(number)), "{word:?}");
            assert_eq!(whole.convert(number, word), Some(Decimal::from(12_000)), "{word:?}");
            assert_eq!(word.convert(Decimal::from(12_000), scale), Some(number), "{word:?}");
        }
    }

    #[test]
    fn a_rate_is_no_count() {
        for (figure, indicator, fits) in [
            ("元", "元/人", true),
            ("元/人", "元/人", true),
            ("元/人", "元", false),
            ("家/月", "家", false),
            ("家每月", "家", false),
            ("万人次/年", "万人次", false),
            ("微克/立方米", "微克/立方米", true),
            ("", "家/月", true),
        ] {
            let [figure, indicator] = [figure, indicator].map(Measure::parse);
            assert_eq!(figure.fits(indicator), fits, "{figure:?} {indicator:?}");
        }
    }

    #[test]
    fn measures_of_one_thing_are_converted() {
        for (number, from, into, expected) in [
            (1500, "米", "公里", "1.5"),
            (2, "万公里", "米", "20000000"),
            (3, "公顷", "平方米", "30000"),
            (90, "分钟", "小时", "1.5"),
            (6340, "人次", "万人次", "0.634"),
        ] {
            let told = Measure::parse(from).convert(Decimal::from(number), Measure::parse(into));
            assert_eq!(told.map(|value| value.to_string()).as_deref(), Some(expected), "{number}{from}");
        }
    }
}
