//! The numbers of parts of official texts: `第一编`, `第三章`, `第十二条之一`, read and written.

/// What a number counts, the largest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum OrdinalUnit {
    /// 编.
    Book,
    /// 分编.
    Subbook,
    /// 章.
    Chapter,
    /// 节.
    Section,
    /// 条.
    Article,
}

/// The units as written, the longer before what begins alike.
const UNITS: &[(&str, OrdinalUnit)] = &[
    ("分编", OrdinalUnit::Subbook),
    ("编", OrdinalUnit::Book),
    ("章", OrdinalUnit::Chapter),
    ("节", OrdinalUnit::Section),
    ("条", OrdinalUnit::Article),
];

/// Chinese digits by value.
const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// The number of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ordinal {
    /// What it counts.
    pub(super) unit: OrdinalUnit,
    /// The number, at least 1.
    pub(super) number: u32,
    /// The number behind 之 of what was put in later; 0: none.
    pub(super) inserted: u32,
}

impl Ordinal {
    /// Reads the ordinal at the start of `line`; gives what follows it as well.
    pub(super) fn read(line: &str) -> Option<(Self, &str)> {
        let (number, rest) = number(line.strip_prefix('第')?.trim_start())?;
        let rest = rest.trim_start();
        let (unit, rest) =
            UNITS.iter().find_map(|(written, unit)| Some((*unit, rest.strip_prefix(written)?)))?;
        if let Some((inserted, rest)) = rest.strip_prefix('之').and_then(self::number) {
            return Some((Self { unit, number, inserted }, rest));
        }
        Some((Self { unit, number, inserted: 0 }, rest))
    }

    /// The usual writing: `第十二条之一`.
    pub(super) fn written(self) -> String {
        let unit = UNITS.iter().find(|(_, unit)| *unit == self.unit).map_or("", |(written, _)| written);
        let mut written = format!("第{}{unit}", in_chinese(self.number));
        if self.inserted > 0 {
            written.push('之');
            written.push_str(&in_chinese(self.inserted));
        }
        written
    }

    /// Whether this one comes next after `before`, or begins to count.
    pub(super) fn follows(self, before: Option<Self>) -> bool {
        let Some(before) = before else { return self.number == 1 && self.inserted == 0 };
        if self.number == before.number {
            self.inserted == before.inserted + 1
        } else {
            self.inserted == 0 && (self.number == before.number + 1 || self.number == 1)
        }
    }
}

/// The number at the start of a text, in Chinese or Arabic digits, and what follows.
pub(super) fn number(text: &str) -> Option<(u32, &str)> {
    let arabic = text.trim_start_matches(|c: char| arabic(c).is_some());
    if arabic.len() < text.len() {
        let digits = &text[..text.len() - arabic.len()];
        let value = digits
            .chars()
            .try_fold(0_u32, |value, c| value.checked_mul(10)?.checked_add(self::arabic(c)?))?;
        return (value > 0).then_some((value, arabic));
    }
    let rest = text.trim_start_matches(|c| chinese(c).is_some() || matches!(c, '十' | '百' | '千'));
    let value = chinese_value(&text[..text.len() - rest.len()])?;
    (value > 0).then_some((value, rest))
}

/// The value of an ASCII or full-width digit.
fn arabic(digit: char) -> Option<u32> {
    match digit {
        '０'..='９' => Some(u32::from(digit) - u32::from('０')),
        _ => digit.to_digit(10),
    }
}

/// The value of a Chinese digit.
pub(super) fn chinese(digit: char) -> Option<u32> {
    let digit = match digit {
        '〇' | '○' => '零',
        '两' => '二',
        other => other,
    };
    DIGITS.iter().position(|known| *known == digit).and_then(|value| u32::try_from(value).ok())
}

/// `一百二十三`, `二十`, `十`, or digit by digit `一二三`.
fn chinese_value(written: &str) -> Option<u32> {
    if written.is_empty() {
        return None;
    }
    if !written.contains(['十', '百', '千']) {
        return written.chars().try_fold(0_u32, |value, c| value.checked_mul(10)?.checked_add(chinese(c)?));
    }
    let (mut sum, mut digit) = (0_u32, None);
    for character in written.chars() {
        let place = match character {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            other => {
                digit = Some(chinese(other)?);
                continue;
            }
        };
        sum = sum.checked_add(digit.take().unwrap_or(1).checked_mul(place)?)?;
    }
    sum.checked_add(digit.unwrap_or(0))
}

/// A number below ten thousand as it is written behind 第; larger ones in Arabic digits.
fn in_chinese(number: u32) -> String {
    if !(1..10_000).contains(&number) {
        return number.to_string();
    }
    let mut written = String::new();
    let (mut rest, mut skipped) = (number, false);
    for (place, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = rest / place;
        rest %= place;
        if digit == 0 {
            skipped = !written.is_empty();
            continue;
        }
        if std::mem::take(&mut skipped) {
            written.push('零');
        }
        // 十二, but 一百一十二.
        if place != 10 || digit != 1 || !written.is_empty() {
            written.extend(usize::try_from(digit).ok().and_then(|digit| DIGITS.get(digit)));
        }
        written.push_str(name);
    }
    written
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Ordinal, OrdinalUnit, in_chinese, number};

    #[test]
    fn ordinals() {
        for (line, unit, value, inserted, rest) in [
            ("第一章　总则", OrdinalUnit::Chapter, 1, 0, "　总则"),
            ("第 二 节 招标", OrdinalUnit::Section, 2, 0, " 招标"),
            ("第十二条之一 甲", OrdinalUnit::Article, 12, 1, " 甲"),
            ("第一百零三条", OrdinalUnit::Article, 103, 0, ""),
            ("第12条本办法", OrdinalUnit::Article, 12, 0, "本办法"),
            ("第一分编 通则", OrdinalUnit::Subbook, 1, 0, " 通则"),
            ("第二编物权", OrdinalUnit::Book, 2, 0, "物权"),
        ] {
            assert_eq!(
                Ordinal::read(line),
                Some((Ordinal { unit, number: value, inserted }, rest)),
                "{line}"
            );
        }
        for line in ["第条", "第一", "一章", "第零条", "第一届", "第〇章", ""] {
            assert_eq!(Ordinal::read(line), None, "{line}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(value in 1_u32..10_000, inserted in 0_u32..30) {
            let written = in_chinese(value);
            prop_assert_eq!(number(&written), Some((value, "")));
            let ordinal = Ordinal { unit: OrdinalUnit::Article, number: value, inserted };
            let written = ordinal.written();
            prop_assert_eq!(Ordinal::read(&written), Some((ordinal, "")));
        }
    }
}
