//! Quantities and targets: what `2.39万人次`, `≥92%` or `每年减少10%` say.
//!
//! Every figure is kept as written; what it means is worked out beside it, in exact decimals. Reading borrows
//! the text and allocates nothing, since a site may hold 100,000 figures. What a figure means for its
//! indicator, such as whether a target is reached, is decided in [`crate::progress`]; findings are made there
//! as well.
//!
//! The grammar follows the wordings collected from real plans and progress pages (domain.md §0.1, §9).

mod figure;
mod measure;
mod number;
mod numeral;
mod remark;
mod target;
mod write;

pub use figure::{Approximation, Figure, FigureError, FigureWord, Quantity, QuantityValue};
pub use measure::Measure;
pub use rust_decimal::Decimal;
pub use target::{Amount, Direction, Target, TargetKind, measured};
pub use write::{plain, push_decimals, push_exact, push_plain, rounded};

/// The number at the beginning of a text, with what follows it: ASCII or full-width digits, a point,
/// separators of thousands, or Chinese numerals.
#[must_use]
pub fn leading_number(text: &str) -> Option<(Decimal, &str)> {
    let (number, rest) = number::leading(text)?;
    // `七八家` is no one number.
    number.high.is_none().then_some((number.value, rest))
}
