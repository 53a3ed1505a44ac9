//! Numbers as Excel knows them: fifteen significant decimal digits, rounded half away from zero.

/// A number without its sign: `0.d₁d₂…` times a power of ten. Zero has no digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    /// The significant digits, 0 to 9 each, without zeros at either end.
    digits: Vec<u8>,
    /// How many digits stand before the point; negative: how many zeros follow it first.
    point: i32,
}

impl Decimal {
    /// The fifteen digits that Excel keeps of a finite number, its sign dropped.
    pub(super) fn of(value: f64) -> Self {
        let written = format!("{:.14e}", value.abs());
        let (digits, exponent) = written.split_once('e').unwrap_or((&written, "0"));
        let digits = digits.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
        let point = exponent.parse::<i32>().unwrap_or(0) + 1;
        Self { digits, point }.trimmed()
    }

    fn trimmed(mut self) -> Self {
        while self.digits.last() == Some(&0) {
            self.digits.pop();
        }
        let zeros = self.digits.iter().take_while(|digit| **digit == 0).count();
        self.digits.drain(..zeros);
        self.point = if self.digits.is_empty() { 0 } else { self.point - places(zeros) };
        self
    }

    /// Whether it is zero.
    pub(super) fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// The power of ten of its first digit; 0 for zero.
    pub(super) fn exponent(&self) -> i32 {
        if self.is_zero() { 0 } else { self.point - 1 }
    }

    /// Times ten to the power of `by`.
    pub(super) fn shifted(mut self, by: i32) -> Self {
        if !self.is_zero() {
            self.point += by;
        }
        self
    }

    /// Rounded to at most so many digits behind the point.
    pub(super) fn rounded(mut self, fraction: usize) -> Self {
        let Ok(keep) = usize::try_from(self.point.saturating_add(places(fraction))) else {
            return Self { digits: Vec::new(), point: 0 };
        };
        let Some(next) = self.digits.get(keep).copied() else { return self };
        self.digits.truncate(keep);
        if next >= 5 {
            let nines = self.digits.iter().rev().take_while(|digit| **digit == 9).count();
            self.digits.truncate(keep - nines);
            match self.digits.last_mut() {
                Some(digit) => *digit += 1,
                None => {
                    self.digits.push(1);
                    self.point += 1;
                }
            }
        }
        self.trimmed()
    }

    /// Rounded to at most so many significant digits.
    pub(super) fn rounded_to(self, significant: i32) -> Self {
        let fraction = significant - self.point;
        match usize::try_from(fraction) {
            Ok(fraction) => self.rounded(fraction),
            Err(_) => self.shifted(fraction).rounded(0).shifted(-fraction),
        }
    }

    /// The digits before the point; empty for a number below one.
    pub(super) fn whole(&self) -> String {
        let count = usize::try_from(self.point).unwrap_or(0);
        (0..count).map(|at| self.digit(at)).collect()
    }

    /// The first `count` digits behind the point.
    pub(super) fn fraction(&self, count: usize) -> String {
        let first = self.point;
        (0..count)
            .map(|at| usize::try_from(first.saturating_add(places(at))).map_or('0', |at| self.digit(at)))
            .collect()
    }

    /// How many digits stand behind the point.
    pub(super) fn scale(&self) -> usize {
        usize::try_from(places(self.digits.len()) - self.point).unwrap_or(0)
    }

    fn digit(&self, at: usize) -> char {
        char::from(b'0' + self.digits.get(at).copied().unwrap_or(0))
    }

    /// Plain digits, a point if there is a fraction.
    fn plain(&self) -> String {
        let whole = self.whole();
        let whole = if whole.is_empty() { "0" } else { &whole };
        match self.scale() {
            0 => whole.to_owned(),
            scale => format!("{whole}.{}", self.fraction(scale)),
        }
    }
}

fn places(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX / 2)
}

/// The widest that Excel shows a number in the format General, in characters without the sign.
const GENERAL_WIDTH: usize = 11;

/// `value` in the format General, without its sign: `0.3`, `1234.5`, `1E+20`.
///
/// As Excel shows it in a wide column, but for one thing: whole digits that Excel knows (up to fifteen) are
/// all shown, where Excel turns twelve and more into `1.23457E+11`. A reader needs the figure.
pub(super) fn general(value: f64) -> String {
    let number = Decimal::of(value);
    let exponent = number.exponent();
    match exponent {
        _ if number.is_zero() => "0".to_owned(),
        10..15 => number.plain(),
        -4..0 => number.rounded_to(10 + exponent).plain(),
        -9..10 => {
            let all = number.clone().rounded(12).plain();
            let ten = number.clone().rounded_to(10).plain();
            [all, ten]
                .into_iter()
                .find(|shown| shown.len() <= GENERAL_WIDTH)
                .unwrap_or_else(|| scientific(&number))
        }
        _ => scientific(&number),
    }
}

/// `1.23457E+20`.
fn scientific(number: &Decimal) -> String {
    let number = number.clone().rounded_to(6);
    let exponent = number.exponent();
    let mantissa = number.shifted(-exponent).plain();
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}E{sign}{:02}", exponent.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::{Decimal, general};

    #[test]
    fn rounding_is_decimal_and_away_from_zero() {
        for (value, fraction, whole, behind) in [
            (2.675, 2, "2", "68"),
            (0.5, 0, "1", ""),
            (0.049, 1, "", "0"),
            (0.05, 1, "", "1"),
            (99.995, 2, "100", "00"),
            (1e-9, 2, "", "00"),
            (0.1 + 0.2, 17, "", "30000000000000000"),
            (1e22, 0, "10000000000000000000000", ""),
        ] {
            let number = Decimal::of(value).rounded(fraction);
            assert_eq!((number.whole(), number.fraction(fraction)), (whole.into(), behind.into()), "{value}");
        }
    }

    #[test]
    fn general_is_short() {
        for (value, shown) in [
            (0.0, "0"),
            (3.0, "3"),
            (0.1 + 0.2, "0.3"),
            (1.0 / 3.0, "0.333333333"),
            (92.864_333_333, "92.86433333"),
            (0.000_01, "0.00001"),
            (0.000_012_345_678_9, "1.23457E-05"),
            (1_234_567_890.5, "1234567891"),
            (330_604_198_001.0, "330604198001"),
            (1e20, "1E+20"),
            (1.234_567_89e-10, "1.23457E-10"),
        ] {
            assert_eq!(general(value), shown);
        }
    }
}
