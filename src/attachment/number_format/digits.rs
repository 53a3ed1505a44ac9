//! Numbers in a section with placeholders for digits.

use std::fmt::Write as _;

use super::chinese;
use super::decimal::Decimal;
use super::tokens::{Digit, FormatSection, FormatToken};

/// What a section asks of a number.
struct NumberShape<'a> {
    section: &'a FormatSection,
    /// The tokens before the point, behind it, and behind `E`.
    whole: &'a [FormatToken],
    fraction: &'a [FormatToken],
    exponent: Option<(bool, &'a [FormatToken])>,
    has_point: bool,
    has_thousands: bool,
    /// By which power of ten the number is multiplied: 2 for each `%`, -3 for each comma behind the digits.
    shift: i32,
}

impl<'a> NumberShape<'a> {
    fn of(section: &'a FormatSection) -> Self {
        let tokens = &section.tokens[..];
        let exponent_at = tokens.iter().position(|token| matches!(token, FormatToken::Exponent { .. }));
        let (mantissa, exponent) = match exponent_at {
            Some(at) => {
                let shows_plus = tokens[at] == FormatToken::Exponent { shows_plus: true };
                (&tokens[..at], Some((shows_plus, &tokens[at + 1..])))
            }
            None => (tokens, None),
        };
        let point = mantissa.iter().position(|token| *token == FormatToken::Point);
        let (whole, fraction) = match point {
            Some(at) => (&mantissa[..at], &mantissa[at + 1..]),
            None => (mantissa, &mantissa[..0]),
        };
        let is_digit = |token: &FormatToken| matches!(token, FormatToken::Digit(_));
        let last_digit = |tokens: &[FormatToken]| tokens.iter().rposition(is_digit);
        let first_digit = whole.iter().position(is_digit);
        let (mut shift, mut has_thousands) = (0, false);
        for part in [whole, fraction] {
            for (at, token) in part.iter().enumerate() {
                match token {
                    FormatToken::Percent => shift += 2,
                    FormatToken::Comma if last_digit(part).is_some_and(|last| at > last) => shift -= 3,
                    FormatToken::Comma => has_thousands |= first_digit.is_some_and(|first| at > first),
                    _ => {}
                }
            }
        }
        let behind = exponent.map_or(&[][..], |(_, tokens)| tokens);
        shift += 2 * i32::try_from(behind.iter().filter(|token| **token == FormatToken::Percent).count())
            .unwrap_or(0);
        Self { section, whole, fraction, exponent, has_point: point.is_some(), has_thousands, shift }
    }
}

fn placeholders(tokens: &[FormatToken]) -> usize {
    tokens.iter().filter(|token| matches!(token, FormatToken::Digit(_))).count()
}

/// What a section shows of a number without its sign, and whether that is nothing or zero.
pub(super) fn show(section: &FormatSection, number: &Decimal) -> (String, bool) {
    if let Some(shown) = show_fraction(section, number) {
        return shown;
    }
    let shape = NumberShape::of(section);
    let number = number.clone().shifted(shape.shift);
    let places = placeholders(shape.fraction);
    let shows_digits = placeholders(shape.whole) + places > 0;
    let Some((shows_plus, exponent_tokens)) = shape.exponent else {
        let number = number.rounded(places);
        return (write(&shape, &number), number.is_zero() || !shows_digits);
    };
    // Several placeholders before the point step the exponent by their number.
    let step = i32::try_from(placeholders(shape.whole)).unwrap_or(1).max(1);
    let exponent_of = |number: &Decimal| number.exponent().div_euclid(step) * step;
    let exponent = exponent_of(&number);
    let mut mantissa = number.clone().shifted(-exponent).rounded(places);
    let mut exponent = exponent;
    if exponent_of(&mantissa) > 0 {
        mantissa = mantissa.shifted(-step);
        exponent += step;
    }
    let mut shown = write(&shape, &mantissa);
    shown.push('E');
    match exponent {
        ..0 => shown.push('-'),
        _ if shows_plus => shown.push('+'),
        _ => {}
    }
    let width = placeholders(exponent_tokens);
    let digits = format!("{:0width$}", exponent.unsigned_abs());
    let mut written = false;
    for token in exponent_tokens {
        match token {
            FormatToken::Digit(_) if !written => {
                shown.push_str(&digits);
                written = true;
            }
            token => push_sign(token, &mut shown),
        }
    }
    (shown, mantissa.is_zero() || !shows_digits)
}

/// Writes a number that is rounded already.
fn write(shape: &NumberShape<'_>, number: &Decimal) -> String {
    let numerals = shape.section.numerals;
    let mut out = String::new();
    write_whole(shape, &number.whole(), &mut out);
    if shape.has_point {
        out.push('.');
    }
    let digits = number.fraction(placeholders(shape.fraction));
    let last = digits.trim_end_matches('0').len();
    // Zeros behind the last digit that counts stay where a `0` asks for them, there or further on.
    let last_zero = shape
        .fraction
        .iter()
        .filter(|token| matches!(token, FormatToken::Digit(_)))
        .enumerate()
        .filter(|(_, token)| **token == FormatToken::Digit(Digit::Zero))
        .map(|(at, _)| at + 1)
        .last();
    let shown_until = last.max(last_zero.unwrap_or(0));
    let mut digits = digits.chars().enumerate();
    for token in shape.fraction {
        match (token, digits.clone().next()) {
            (FormatToken::Digit(kind), Some((at, digit))) => {
                digits.next();
                if at < shown_until {
                    out.push(chinese::digit(digit, numerals));
                } else if *kind == Digit::Blank {
                    out.push(' ');
                }
            }
            (token, _) => push_sign(token, &mut out),
        }
    }
    out
}

/// The digits before the point: the last placeholder takes the last digit, the first all that are left.
fn write_whole(shape: &NumberShape<'_>, digits: &str, out: &mut String) {
    let count = placeholders(shape.whole);
    let mut left = count;
    let mut is_begun = false;
    let push = |at: usize, digit: char, out: &mut String| {
        out.push(chinese::digit(digit, shape.section.numerals));
        if shape.has_thousands && at > 0 && at.is_multiple_of(3) {
            out.push(',');
        }
    };
    for token in shape.whole {
        let FormatToken::Digit(kind) = token else {
            push_sign(token, out);
            continue;
        };
        left -= 1;
        // Counted from the point, this placeholder is number `left`.
        if left + 1 == count && digits.len() > count {
            for (at, digit) in (left..digits.len()).rev().zip(digits.chars()) {
                push(at, digit, out);
            }
            is_begun = true;
        } else if let Some(at) = digits.len().checked_sub(left + 1) {
            push(left, digits.as_bytes().get(at).copied().map_or('0', char::from), out);
            is_begun = true;
        } else if *kind == Digit::Zero || is_begun {
            push(left, '0', out);
            is_begun = true;
        } else if *kind == Digit::Blank {
            out.push(' ');
        }
    }
    if count == 0 && shape.has_point {
        out.push_str(digits);
    }
}

/// What a token shows that is no placeholder.
fn push_sign(token: &FormatToken, out: &mut String) {
    match token {
        FormatToken::Literal(literal) => out.push_str(literal),
        FormatToken::Percent => out.push('%'),
        FormatToken::Slash => out.push('/'),
        _ => {}
    }
}

/// A section such as `# ?/?` or `# ??/16`. `None`: the section has no fraction.
fn show_fraction(section: &FormatSection, number: &Decimal) -> Option<(String, bool)> {
    let tokens = &section.tokens[..];
    let slash = tokens.iter().position(|token| *token == FormatToken::Slash)?;
    let is_digit = |token: &FormatToken| matches!(token, FormatToken::Digit(_));
    let numerator_end = tokens[..slash].iter().rposition(is_digit)?;
    let numerator_start =
        tokens[..numerator_end].iter().rposition(|token| !is_digit(token)).map_or(0, |at| at + 1);
    let whole = &tokens[..numerator_start];
    let behind = &tokens[slash + 1..];
    let (denominator_tokens, rest) =
        behind.split_at(behind.iter().take_while(|token| is_digit(token)).count());
    let (fixed, rest) = match (denominator_tokens, rest) {
        ([], [FormatToken::Literal(literal), ..]) => {
            let end = literal.find(|c: char| !c.is_ascii_digit()).unwrap_or(literal.len());
            (literal[..end].parse::<u64>().ok().filter(|fixed| *fixed > 0), rest)
        }
        ([_, ..], rest) => (None, rest),
        _ => return None,
    };
    if fixed.is_none() && denominator_tokens.is_empty() {
        return None;
    }
    let has_whole = whole.iter().any(is_digit);
    let whole_digits = number.whole();
    let value: f64 = format!(
        "{}.{}",
        if whole_digits.is_empty() { "0" } else { &whole_digits },
        number.fraction(number.scale())
    )
    .parse()
    .ok()?;
    let part = if has_whole { value.fract() } else { value };
    let (mut numerator, denominator) = match fixed {
        Some(fixed) => (nearest_count(part * to_float(fixed)), fixed),
        None => approximate(part, 10_u64.pow(u32::try_from(denominator_tokens.len().min(7)).ok()?) - 1),
    };
    let mut whole_value = value.trunc();
    if has_whole && numerator == denominator {
        (whole_value, numerator) = (whole_value + 1.0, 0);
    }
    let mut shown = String::new();
    if has_whole {
        let plain = FormatSection { tokens: whole.to_vec(), ..FormatSection::default() };
        let digits = Decimal::of(whole_value);
        if whole_value > 0.0 || numerator == 0 {
            let (text, _) = show(&plain, &digits);
            shown.push_str(if numerator == 0 && whole_value == 0.0 && text.trim().is_empty() {
                "0"
            } else {
                &text
            });
        }
    } else {
        for token in whole {
            push_sign(token, &mut shown);
        }
    }
    if !has_whole || numerator > 0 {
        _ = write!(shown, "{numerator}/{denominator}");
    }
    let skipped = if fixed.is_some() { fixed.map_or(0, |fixed| fixed.to_string().len()) } else { 0 };
    for (at, token) in rest.iter().enumerate() {
        match token {
            FormatToken::Literal(literal) if at == 0 => {
                shown.push_str(&literal[skipped.min(literal.len())..]);
            }
            token => push_sign(token, &mut shown),
        }
    }
    Some((shown, numerator == 0 && whole_value == 0.0))
}

#[expect(clippy::cast_precision_loss, reason = "denominators have seven digits at most")]
fn to_float(count: u64) -> f64 {
    count as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded to what a u64 holds")]
fn nearest_count(value: f64) -> u64 {
    value.round().clamp(0.0, 1e15) as u64
}

/// The fraction nearest to `value` whose denominator is no larger than `most`, by continued fractions.
fn approximate(value: f64, most: u64) -> (u64, u64) {
    let (mut before, mut last) = ((0_u64, 1_u64), (1_u64, 0_u64));
    let mut rest = value;
    for _ in 0..32 {
        let whole = nearest_count(rest.floor());
        let next = (whole * last.0 + before.0, whole.saturating_mul(last.1) + before.1);
        if next.1 > most {
            // A step part of the way may come nearer than the last whole one.
            let part = (most - before.1) / last.1.max(1);
            let between = (part * last.0 + before.0, part * last.1 + before.1);
            let distance = |pair: (u64, u64)| (to_float(pair.0) / to_float(pair.1.max(1)) - value).abs();
            return if between.1 > 0 && distance(between) < distance(last) { between } else { last };
        }
        (before, last) = (last, next);
        rest -= rest.floor();
        if rest < 1e-10 {
            break;
        }
        rest = 1.0 / rest;
    }
    last
}
