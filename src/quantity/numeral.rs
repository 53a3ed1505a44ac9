//! Chinese numerals, as people mean them: `两万五` is 25,000, `七八家` 7 to 8. What can be meant in two ways is no
//! number.

use rust_decimal::Decimal;

/// Most signs of a numeral; more are none that anybody writes.
const MOST_SIGNS: usize = 27;

/// A numeral read from the beginning of a text.
pub(super) struct Numeral {
    /// Its value; of `七八` the lower one.
    pub(super) value: Decimal,
    /// The upper value of one that means one or the other: 8 of `七八`.
    pub(super) high: Option<Decimal>,
    /// Whether a 万 or 亿 within it says already how many it is.
    pub(super) is_absolute: bool,
}

/// `三百五十`, `十二`, `二〇二三`, `九点五`, `七八`. A `万` or `亿` at the end is left to the measure, `两万人` is 2 of `万人`,
/// unless another stands before it: `一亿二千万元` is 120,000,000 of `元`.
pub(super) fn leading(text: &str) -> Option<(Numeral, &str)> {
    let first = text.chars().next()?;
    if digit(first).is_none() && unit(first) != Some(10) {
        return None;
    }
    let is_part = |c: char| digit(c).is_some() || unit(c).is_some();
    let all = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let end = text[..all].trim_end_matches(['万', '亿']).len();
    let end = if text[..end].contains(['万', '亿']) { all } else { end };
    let (integer, rest) = text.split_at(end);
    if integer.chars().count() > MOST_SIGNS || PLANS.contains(&integer) {
        return None;
    }
    let (low, high) = if integer.chars().any(|c| unit(c).is_some()) {
        with_units(integer)?
    } else {
        digit_by_digit(integer)?
    };
    let (mantissa, decimals, rest) = match rest.strip_prefix('点') {
        Some(behind) if low == high && behind.starts_with(|c| digit(c).is_some()) => {
            let end = behind.find(|c| digit(c).is_none()).unwrap_or(behind.len());
            let decimals = &behind[..end];
            (appended(low, decimals)?, u32::try_from(decimals.chars().count()).ok()?, &behind[end..])
        }
        _ => (low, 0, rest),
    };
    let value = Decimal::try_from_i128_with_scale(mantissa, decimals).ok()?;
    let high = if low == high { None } else { Some(Decimal::try_from_i128_with_scale(high, 0).ok()?) };
    let is_absolute = integer.contains(['万', '亿']);
    Some((Numeral { value, high, is_absolute }, rest))
}

/// The names of five-year plans, which look like `十三 to 十四` and mean no number at all.
const PLANS: &[&str] = &["十二五", "十三五", "十四五", "十五五", "十六五"];

fn digit(c: char) -> Option<i128> {
    Some(match c {
        '零' | '〇' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

fn unit(c: char) -> Option<i128> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1_000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    })
}

fn appended(value: i128, digits: &str) -> Option<i128> {
    digits.chars().filter_map(digit).try_fold(value, |value, digit| value.checked_mul(10)?.checked_add(digit))
}

/// Two digits that mean one or the other: `七八`, `三五`.
fn one_or_other(digits: &[i128]) -> Option<(i128, i128)> {
    match *digits {
        [low, high] if low > 0 && (low + 1 == high || (low, high) == (3, 5)) => Some((low, high)),
        _ => None,
    }
}

/// `二〇二三`; without a zero, only four and more digits are surely read one by one: `七八` is 7 to 8.
fn digit_by_digit(text: &str) -> Option<(i128, i128)> {
    let digits: Vec<i128> = text.chars().filter_map(digit).collect();
    if digits.len() == 1 || digits.len() >= 4 || digits.contains(&0) {
        let value = appended(0, text)?;
        return Some((value, value));
    }
    one_or_other(&digits)
}

/// `三百五十`, `一百五` (150), `两三百` (200 to 300).
fn with_units(text: &str) -> Option<(i128, i128)> {
    let mut sum = Sum::default();
    let mut run: Vec<i128> = Vec::new();
    for c in text.chars() {
        match digit(c) {
            Some(digit) => run.push(digit),
            None => {
                sum.add(&run, unit(c)?)?;
                run.clear();
            }
        }
    }
    sum.add_last(&run)?;
    Some((sum.total.0 + sum.section.0, sum.total.1 + sum.section.1))
}

/// A number while it is read: its lower and its upper end.
#[derive(Default)]
struct Sum {
    /// What stands before the last 万 or 亿.
    total: (i128, i128),
    /// What has been read since.
    section: (i128, i128),
    /// The unit read last.
    last: i128,
    /// The largest 万 or 亿 read.
    large: i128,
    has_range: bool,
}

impl Sum {
    /// `run` of `unit`: `三百`, `两三千`, `零五十`.
    fn add(&mut self, run: &[i128], unit: i128) -> Option<()> {
        let (low, high) = match *run {
            // `十五`, and the `十` of `一百十五`; nobody writes `百` for 100.
            [] if unit == 10 || unit >= 10_000 && self.last > 0 => {
                (i128::from(unit == 10), i128::from(unit == 10))
            }
            [digit] if digit > 0 => (digit, digit),
            // A zero stands for the units left out: 一千零五十, not 一百零五十.
            [0, digit] if digit > 0 && self.last > if unit < 10_000 { unit * 10 } else { 10 } => {
                (digit, digit)
            }
            ref digits => self.range(digits)?,
        };
        // Each unit is smaller than the one before, up to the next 万: nobody means anything by 一百五百.
        if unit < 10_000 && (1..=unit).contains(&self.last) {
            return None;
        }
        if unit >= 10_000 {
            if self.large == unit {
                return None;
            }
            // The 万 of `一亿二千万` counts the two thousand alone, the 亿 of `一万二千亿` all before it.
            let is_within = self.large > unit;
            let of = |total: i128, section: i128, digit: i128| {
                let (kept, counted) = if is_within { (total, 0) } else { (0, total) };
                kept.checked_add((counted + section + digit).checked_mul(unit)?)
            };
            self.large = self.large.max(unit);
            self.total = (of(self.total.0, self.section.0, low)?, of(self.total.1, self.section.1, high)?);
            self.section = (0, 0);
        } else {
            self.section.0 += low.checked_mul(unit)?;
            self.section.1 += high.checked_mul(unit)?;
        }
        self.last = unit;
        Some(())
    }

    /// What stands at the end: `五` of `十五` is 5, of `一百五` 50, of `一百零五` 5.
    fn add_last(&mut self, run: &[i128]) -> Option<()> {
        let (low, high) = match *run {
            [] => (0, 0),
            [0, digit] if self.last > 10 => (digit, digit),
            // `二〇二三年` and the like have no units; a zero at the end of one with units counts nothing.
            [digit] => (digit * self.last / 10, digit * self.last / 10),
            ref digits if self.last == 10 => self.range(digits)?,
            _ => return None,
        };
        if self.has_range && run.len() == 1 {
            return None;
        }
        self.section.0 += low;
        self.section.1 += high;
        Some(())
    }

    /// A number has one range at most.
    fn range(&mut self, digits: &[i128]) -> Option<(i128, i128)> {
        let range = one_or_other(digits).filter(|_| !self.has_range)?;
        self.has_range = true;
        Some(range)
    }
}
