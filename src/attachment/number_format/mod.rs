//! Number formats of spreadsheets (ISO/IEC 29500-1, 18.8.30 and 18.8.31): what a cell shows of the number
//! it stores.
//!
//! [`NumberFormat::read`] takes the whole language: sections and conditions, scaling commas, literals,
//! percentages, fractions, exponents, dates, durations, and what Chinese programs add. What it cannot read
//! is an error, never a guess: a figure on a public page must be the figure that its author saw. Colours
//! and widths are left out.

mod chinese;
mod date;
mod decimal;
mod digits;
mod tokens;

use std::fmt;

use decimal::Decimal;
use tokens::{Condition, FormatSection, FormatToken, Numerals};

/// Where day 0 of a workbook's dates lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Epoch {
    /// Day 1 is 1900-01-01, and 1900-02-29 is counted, which never was.
    #[default]
    Of1900,
    /// Day 0 is 1904-01-01.
    Of1904,
}

/// A number format, read.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberFormat {
    /// For positive numbers, negative ones and zero.
    numbers: Vec<FormatSection>,
    /// For texts, if there is a section of their own.
    text: Option<FormatSection>,
}

/// Why a format could not be read, or a number not shown in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberFormatError {
    /// A character that means nothing.
    Character(char),
    /// Something in square brackets that is not known.
    Bracket(String),
    /// More than four sections.
    TooManySections,
    /// Placeholders of numbers and of times in one section.
    Mixed,
    /// A date before the first or after the last that there is: Excel shows `####`.
    NoSuchDate,
}

impl fmt::Display for NumberFormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(c) => write!(f, "{c}"),
            Self::Bracket(inside) => write!(f, "[{inside}]"),
            Self::TooManySections => f.write_str(";;;;"),
            Self::Mixed => f.write_str("0 + yyyy/h"),
            Self::NoSuchDate => f.write_str("####"),
        }
    }
}

impl NumberFormat {
    /// Reads a format code such as `#,##0.00;[红色]-0.0"万元"`.
    pub fn read(code: &str) -> Result<Self, NumberFormatError> {
        let mut sections = tokens::read(code)?;
        let is_for_text = sections.last().is_some_and(|last| last.has(&FormatToken::Text));
        let text = (is_for_text || sections.len() == 4).then(|| sections.pop()).flatten();
        if sections.is_empty() {
            sections.push(FormatSection { tokens: vec![FormatToken::General], ..FormatSection::default() });
        }
        Ok(Self { numbers: sections, text })
    }

    /// Whether numbers are shown as dates or times.
    #[must_use]
    pub fn is_time(&self) -> bool {
        self.numbers.first().is_some_and(FormatSection::is_time)
    }

    /// What is shown of a number; blanks at the ends are left out.
    pub fn show(&self, value: f64, epoch: Epoch) -> Result<String, NumberFormatError> {
        let (section, shows_sign) = self.section_for(value);
        if section.is_time() {
            return Ok(date::show(section, value, epoch)?.trim().to_owned());
        }
        let (shown, is_zero) = if section.has(&FormatToken::General) {
            (show_general(section, value), value == 0.0)
        } else {
            digits::show(section, &Decimal::of(value))
        };
        // A number that is rounded to nothing has no sign.
        let sign = if value < 0.0 && shows_sign && !is_zero { "-" } else { "" };
        Ok(format!("{sign}{shown}").trim().to_owned())
    }

    /// What is shown of a text.
    #[must_use]
    pub fn show_text(&self, text: &str) -> String {
        let Some(section) = &self.text else { return text.to_owned() };
        let pieces = section.tokens.iter().map(|token| match token {
            FormatToken::Text => text,
            FormatToken::Literal(literal) => literal,
            _ => "",
        });
        pieces.collect::<String>()
    }

    /// The section for a number, and whether a minus must be shown that is not in it.
    fn section_for(&self, value: f64) -> (&FormatSection, bool) {
        let [first, rest @ ..] = &self.numbers[..] else { return (&self.numbers[0], true) };
        let Some(second) = rest.first() else { return (first, true) };
        let third = rest.get(1);
        if first.condition.is_none() && second.condition.is_none() {
            return match third {
                _ if value < 0.0 => (second, false),
                Some(third) if value == 0.0 => (third, true),
                _ => (first, true),
            };
        }
        let meets =
            |section: &FormatSection| section.condition.is_none_or(|condition| condition.holds(value));
        let is_negative = |section: &FormatSection| section.condition.is_some_and(Condition::is_of_negatives);
        let first_holds = match first.condition {
            Some(condition) => condition.holds(value),
            None => value > 0.0,
        };
        if first_holds {
            return (first, !is_negative(first));
        }
        let leaves_negatives = first.condition.is_none_or(Condition::leaves_negatives);
        match third {
            Some(third) if !meets(second) || second.condition.is_none() && value >= 0.0 => (third, true),
            None if !meets(second) => (second, true),
            _ => (second, !(is_negative(second) || leaves_negatives)),
        }
    }
}

fn show_general(section: &FormatSection, value: f64) -> String {
    let mut out = String::new();
    for token in &section.tokens {
        match token {
            FormatToken::General => {
                let general = decimal::general(value);
                match section.numerals {
                    Numerals::Arabic => out.push_str(&general),
                    numerals => out.push_str(&chinese::reading(&general, numerals)),
                }
            }
            FormatToken::Literal(literal) => out.push_str(literal),
            FormatToken::Percent => out.push('%'),
            _ => {}
        }
    }
    out
}

/// The code of a built-in format (18.8.30), those of Chinese Excel among them. `None`: the number stands
/// for nothing.
///
/// 14 and 22, which follow the system, are written as on a Chinese one.
#[must_use]
pub fn built_in(id: u32) -> Option<&'static str> {
    Some(match id {
        0 => "General",
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        5 => "¥#,##0;¥-#,##0",
        6 => "¥#,##0;[Red]¥-#,##0",
        7 => "¥#,##0.00;¥-#,##0.00",
        8 => "¥#,##0.00;[Red]¥-#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        14 => "yyyy/m/d",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "yyyy/m/d h:mm",
        27 | 36 | 50 | 52 | 57 => "yyyy\"年\"m\"月\"",
        28 | 29 | 51 | 53 | 54 | 58 => "m\"月\"d\"日\"",
        30 => "m-d-yy",
        31 => "yyyy\"年\"m\"月\"d\"日\"",
        32 => "h\"时\"mm\"分\"",
        33 => "h\"时\"mm\"分\"ss\"秒\"",
        34 | 55 => "上午/下午h\"时\"mm\"分\"",
        35 | 56 => "上午/下午h\"时\"mm\"分\"ss\"秒\"",
        37 => "#,##0 ;-#,##0",
        38 => "#,##0 ;[Red]-#,##0",
        39 => "#,##0.00 ;-#,##0.00",
        40 => "#,##0.00 ;[Red]-#,##0.00",
        41 => "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ",
        42 => "_ ¥* #,##0_ ;_ ¥* -#,##0_ ;_ ¥* \"-\"_ ;_ @_ ",
        43 => "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ",
        44 => "_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* \"-\"??_ ;_ @_ ",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        48 => "##0.0E+0",
        49 => "@",
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
