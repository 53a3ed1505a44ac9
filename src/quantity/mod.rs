//! Quantities and targets: what `2.39万人次`, `≥92%` or `每年减少10%` say.
//!
//! Every figure is kept as written; what it means is worked out beside it, in exact decimals. Reading borrows the
//! text and allocates nothing, since a site may hold 100,000 figures. What a figure means for its indicator, such as
//! whether a target is reached, is decided in [`crate::progress`]; findings are made there as well.
//!
//! The grammar follows the wordings collected from real plans and progress pages (domain.md §0.1, §9).

mod figure;
mod measure;
mod number;
mod target;

pub use figure::{Approximation, Figure, FigureError, FigureWord, Quantity, Value};
pub use measure::Measure;
pub use rust_decimal::Decimal;
pub use target::{Amount, Direction, Target, TargetKind};

/// The number at the beginning of a text, with what follows it: ASCII or full-width digits, a point, separators of
/// thousands, or Chinese numerals.
#[must_use]
pub fn leading_number(text: &str) -> Option<(Decimal, &str)> {
    number::leading(text).map(|(number, rest)| (number.value, rest))
}

/// The shortest writing of a number: no trailing zeros after the point, no exponent, `-0` is `0`.
#[must_use]
pub fn plain(number: Decimal) -> String {
    // The library divides numbers of 96 bits digit by digit; nearly all have room in 64, and there are many on every page.
    let Ok(mut digits) = u64::try_from(number.mantissa().unsigned_abs()) else {
        return number.normalize().to_string();
    };
    let mut scale = number.scale() as usize;
    while scale > 0 && digits.is_multiple_of(10) {
        digits /= 10;
        scale -= 1;
    }
    let mut text = String::with_capacity(24);
    if number.is_sign_negative() && digits > 0 {
        text.push('-');
    }
    push_scaled(&mut text, digits, scale);
    text
}

/// Writes a number with `decimals` places, rounded as by [`rounded`]: `98.2`.
#[must_use]
pub fn with_decimals(number: Decimal, decimals: u32) -> String {
    let rounded = rounded(number, decimals);
    match u64::try_from(rounded.mantissa().unsigned_abs()) {
        Ok(digits) if rounded.scale() == decimals => {
            let mut text = String::with_capacity(24);
            if rounded.is_sign_negative() && digits > 0 {
                text.push('-');
            }
            push_scaled(&mut text, digits, decimals as usize);
            text
        }
        _ => rounded.to_string(),
    }
}

/// Writes `digits` with a point before the last `scale` of them.
fn push_scaled(text: &mut String, digits: u64, scale: usize) {
    let start = text.len();
    text.push_str(&digits.to_string());
    if scale > 0 {
        let written = text.len() - start;
        if written <= scale {
            text.insert_str(start, &"0".repeat(scale + 1 - written));
        }
        text.insert(text.len() - scale, '.');
    }
}

/// A number to `decimals` places, rounded half up, as statistics are printed: 98.168 to one place is `98.2`.
#[must_use]
pub fn rounded(number: Decimal, decimals: u32) -> Decimal {
    let strategy = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
    let mut rounded = number.round_dp_with_strategy(decimals, strategy);
    rounded.rescale(decimals);
    rounded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Decimal, plain, rounded, with_decimals};

    proptest! {
        #[test]
        fn numbers_are_written_as_the_library_writes_them(
            digits in prop_oneof![-200_000_i128..200_000, -(1_i128 << 95)..(1_i128 << 95)],
            scale in 0_u32..12,
            decimals in 0_u32..4,
        ) {
            let number = Decimal::from_i128_with_scale(digits, scale);
            let expected = number.normalize().to_string();
            prop_assert_eq!(plain(number), if expected == "-0" { "0" } else { &expected });
            let expected = rounded(number, decimals).to_string();
            let negative_zero = expected.starts_with('-') && !expected.contains(|c: char| ('1'..='9').contains(&c));
            prop_assert_eq!(with_decimals(number, decimals), if negative_zero { &expected[1..] } else { &expected });
        }
    }
}
