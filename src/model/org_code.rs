//! Codes of bodies: GB 11714 (9 characters) and GB 32100 (18 characters).

use std::fmt;
use std::sync::Arc;

use super::width::narrow;

/// A code of 9 or 18 characters in the right form; its check digit may be wrong, as some in real use are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrgCode(Arc<str>);

/// Why a text is not a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeError {
    /// Neither 9 nor 18 characters long.
    Length(usize),
    /// Holds a character that the standard does not use, at this character position (from 0).
    Character(usize, char),
}

/// The characters of GB 32100-2015 in the order of their values: no I, O, S, V, Z.
const CREDIT_ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const CREDIT_WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const AGENCY_WEIGHTS: [usize; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

impl OrgCode {
    /// Reads a code. Lower case, full-width characters, spaces around it and the printed form `00259076-1`
    /// are accepted and come out in the standard's form.
    pub fn new(text: &str) -> Result<Self, CodeError> {
        let mut characters: Vec<(usize, char, char)> = text
            .chars()
            .enumerate()
            .map(|(at, c)| (at, c, narrow(c).to_ascii_uppercase()))
            .filter(|(_, _, c)| !c.is_whitespace())
            .collect();
        if characters.len() == 10 && characters[8].2 == '-' {
            characters.remove(8);
        }
        let length = characters.len();
        if length != 9 && length != 18 {
            return Err(CodeError::Length(length));
        }
        let mut code = String::with_capacity(length);
        for (index, (at, written, c)) in characters.into_iter().enumerate() {
            let fits = match (length, index) {
                (9, 8) => c.is_ascii_digit() || c == 'X',
                (9, _) => c.is_ascii_digit() || c.is_ascii_uppercase(),
                // Characters 3 to 8 are the administrative area, GB/T 2260.
                (_, 2..=7) => c.is_ascii_digit(),
                _ => credit_value(c).is_some(),
            };
            if !fits {
                return Err(CodeError::Character(at, written));
            }
            code.push(c);
        }
        Ok(Self(code.into()))
    }

    /// The code as text, in upper case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the check digit is right; in a code of 18 characters the one of the 9 within it too.
    #[must_use]
    pub fn has_right_check_digit(&self) -> bool {
        *self.0 == *self.expected()
    }

    /// The code as it would be with the right check digits: what a message proposes.
    #[must_use]
    pub fn expected(&self) -> String {
        if self.0.len() == 9 {
            return with_agency_check(&self.0[..8]);
        }
        let mut code = self.0[..8].to_owned();
        code.push_str(&with_agency_check(&self.0[8..16]));
        let sum: usize =
            code.chars().zip(CREDIT_WEIGHTS).map(|(c, weight)| credit_value(c).unwrap_or(0) * weight).sum();
        // The outer remainder matters: with a sum divisible by 31 the check character is 0.
        code.push(char::from(CREDIT_ALPHABET[(31 - sum % 31) % 31]));
        code
    }
}

impl fmt::Display for OrgCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for CodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length(length) => write!(f, "{length} characters instead of 9 or 18"),
            Self::Character(at, c) => write!(f, "`{c}` cannot be character {} of a code", at + 1),
        }
    }
}

fn credit_value(c: char) -> Option<usize> {
    CREDIT_ALPHABET.iter().position(|&known| char::from(known) == c)
}

/// The 8 characters of `body` and their check digit by GB 11714-1997.
fn with_agency_check(body: &str) -> String {
    let sum: usize = body
        .chars()
        .zip(AGENCY_WEIGHTS)
        .map(|(c, weight)| c.to_digit(36).map_or(0, |value| value as usize) * weight)
        .sum();
    let check = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from(b"0123456789"[digit]),
    };
    format!("{body}{check}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{CodeError, OrgCode};

    fn code(text: &str) -> OrgCode {
        OrgCode::new(text).unwrap()
    }

    #[test]
    fn codes_in_use_have_right_check_digits() {
        for text in [
            "002590761",
            "000014349",
            "002943395",
            "746899294",
            "014207264",
            "003129766",
            "01527918X",
            "11330524K14997759R",
            "11330700MB10327095",
            "11500107709320298K",
            "1150022873659872X5",
            "11441700007280420Y",
            "11341729003257952H",
            "11532323015172622Y",
            "113306040025907615",
        ] {
            assert!(code(text).has_right_check_digit(), "{text}, expected {}", code(text).expected());
        }
    }

    #[test]
    fn wrong_check_digits_are_told_and_corrected() {
        assert!(!code("736916953").has_right_check_digit());
        assert_eq!(code("736916953").expected(), "736916951");
        assert_eq!(code("113306040025907625").expected(), "113306040025907615");
    }

    #[test]
    fn other_writings_come_out_in_the_standard_form() {
        for text in ["00259076-1", " 002590761 ", "００２５９０７６１", "00259076－1"] {
            assert_eq!(code(text).as_str(), "002590761");
        }
        assert_eq!(code("11330524k14997759r").as_str(), "11330524K14997759R");
    }

    #[test]
    fn wrong_forms_are_refused_with_their_place() {
        for (text, error) in [
            ("", CodeError::Length(0)),
            ("00259076", CodeError::Length(8)),
            ("00259-0761", CodeError::Length(10)),
            ("00259076A", CodeError::Character(8, 'A')),
            ("0025·0761", CodeError::Character(4, '·')),
            ("11330524I14997759R", CodeError::Character(8, 'I')),
            ("1133A524K14997759R", CodeError::Character(4, 'A')),
            (" 0025o076o", CodeError::Character(9, 'o')),
        ] {
            assert_eq!(OrgCode::new(text), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_expected_code_is_right(text in "[0-9A-Z]{8}[0-9X]|[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}") {
            let expected = code(&text).expected();
            prop_assert_eq!(expected.len(), text.len());
            prop_assert!(code(&expected).has_right_check_digit());
        }

        #[test]
        fn one_wrong_character_is_always_noticed(body in "[0-9A-Z]{8}", at in 0_usize..8, other in "[0-9]") {
            let right = code(&format!("{body}0")).expected();
            // Letters 11 apart have equal remainders; the standard cannot tell them from each other.
            prop_assume!(right.as_bytes()[at].is_ascii_digit() && right[at..=at] != other);
            let mut wrong = right.clone();
            wrong.replace_range(at..=at, &other);
            prop_assert!(!code(&wrong).has_right_check_digit());
        }
    }
}
