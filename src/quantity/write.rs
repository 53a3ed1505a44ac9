//! Numbers -> digits, exactly as [`Decimal`] writes them, and as statistics are rounded.
//!
//! The library divides numbers of 96 bits digit by digit; nearly all have room in 64, and there are dozens on
//! every page.

use rust_decimal::{Decimal, RoundingStrategy};

/// 10 to the power of how many places are cut off, as far as 128 bits hold it.
fn power(exponent: u32) -> Option<u128> {
    10_u128.checked_pow(exponent)
}

/// Appends a number without zeros behind the last digit that counts, never `-0`: `98.20` as `98.2`.
pub fn push_plain(number: Decimal, out: &mut String) {
    let Ok(mut digits) = u64::try_from(number.mantissa().unsigned_abs()) else {
        out.push_str(&number.normalize().to_string());
        return;
    };
    let mut scale = number.scale() as usize;
    while scale > 0 && digits.is_multiple_of(10) {
        digits /= 10;
        scale -= 1;
    }
    push_scaled(number.is_sign_negative(), digits, scale, out);
}

/// [`push_plain`] into a text of its own.
#[must_use]
pub fn plain(number: Decimal) -> String {
    let mut text = String::with_capacity(24);
    push_plain(number, &mut text);
    text
}

/// Appends a number as it is, zeros behind its last digit too.
pub fn push_exact(number: Decimal, out: &mut String) {
    match u64::try_from(number.mantissa().unsigned_abs()) {
        Ok(digits) => push_scaled(number.is_sign_negative(), digits, number.scale() as usize, out),
        Err(_) => out.push_str(&number.to_string()),
    }
}

/// Appends a number with `decimals` places, rounded as by [`rounded`]: `98.2`.
pub fn push_decimals(number: Decimal, decimals: u32, out: &mut String) {
    push_exact(rounded(number, decimals), out);
}

/// A number to `decimals` places, rounded half up, as statistics are printed: 98.168 to one place is `98.2`.
#[must_use]
pub fn rounded(number: Decimal, decimals: u32) -> Decimal {
    if let Some(unit) = number.scale().checked_sub(decimals).and_then(power) {
        let digits = number.mantissa().unsigned_abs();
        let (whole, rest) = match (u64::try_from(digits), u64::try_from(unit)) {
            (Ok(digits), Ok(unit)) => (u128::from(digits / unit), u128::from(digits % unit)),
            _ => (digits / unit, digits % unit),
        };
        let whole = whole + u128::from(rest >= unit - rest && rest > 0);
        // A mantissa has 96 bits.
        let digits = i128::try_from(whole).unwrap_or(i128::MAX);
        let digits = if number.is_sign_negative() { -digits } else { digits };
        return Decimal::from_i128_with_scale(digits, decimals);
    }
    let mut rounded = number.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(decimals);
    rounded
}

/// Appends `digits` with a point before the last `scale` of them.
fn push_scaled(is_negative: bool, digits: u64, scale: usize, out: &mut String) {
    if is_negative && digits > 0 {
        out.push('-');
    }
    let mut buffer = itoa::Buffer::new();
    let digits = buffer.format(digits);
    match digits.len().checked_sub(scale) {
        _ if scale == 0 => out.push_str(digits),
        Some(whole @ 1..) => {
            out.push_str(&digits[..whole]);
            out.push('.');
            out.push_str(&digits[whole..]);
        }
        _ => {
            out.push_str("0.");
            out.extend(std::iter::repeat_n('0', scale - digits.len()));
            out.push_str(digits);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Decimal, RoundingStrategy, plain, push_decimals, push_exact, rounded};

    fn written(push: impl Fn(&mut String)) -> String {
        let mut out = String::from("甲");
        push(&mut out);
        out.split_off("甲".len())
    }

    /// The library's writing, which gives a zero the sign that it came from.
    fn by_the_library(number: Decimal) -> String {
        let text = number.to_string();
        let is_zero = !text.contains(|c: char| ('1'..='9').contains(&c));
        text.strip_prefix('-').filter(|_| is_zero).unwrap_or(&text).to_owned()
    }

    proptest! {
        #[test]
        fn numbers_are_written_as_the_library_writes_them(
            digits in prop_oneof![
                -200_000_i128..200_000, -(1_i128 << 65)..(1_i128 << 65), -(1_i128 << 95)..(1_i128 << 95)
            ],
            scale in 0_u32..28,
            decimals in 0_u32..6,
        ) {
            let number = Decimal::from_i128_with_scale(digits, scale);
            prop_assert_eq!(plain(number), by_the_library(number.normalize()));
            prop_assert_eq!(written(|out| push_exact(number, out)), by_the_library(number));
            let mut expected = number.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
            expected.rescale(decimals);
            prop_assert_eq!(rounded(number, decimals), expected);
            prop_assert_eq!(rounded(number, decimals).scale(), expected.scale());
            prop_assert_eq!(written(|out| push_decimals(number, decimals, out)), by_the_library(expected));
        }
    }
}
