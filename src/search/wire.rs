//! How numbers and characters are written in the index: as ASCII that stands in a script as it is and that
//! a web server's compression makes small.
//!
//! A number is one digit if it is below 60, and one more for each factor of 31. A text is written by a
//! table of the characters of the site, frequent ones first: one digit for each of the first [`SHORT`], two
//! for the next, and the character itself beyond. Compressed, that takes three quarters of the bytes of
//! UTF-8.

/// Digits: printable ASCII without blank, `!`, `"` and `\`.
const DIGITS: usize = 91;

/// The last digit of a number is below this; the others are not.
const LAST: u32 = 60;

/// So many digits can stand before the last of a number.
const MORE: u32 = 31;

/// So many characters are written by one digit.
pub(super) const SHORT: usize = 46;

/// So many characters are written by one or two digits.
pub(super) const CODED: usize = SHORT + (DIGITS - SHORT) * DIGITS;

/// Ends a text.
pub(super) const END: u8 = b' ';

/// The characters that a table begins with: first those that are frequent in official texts of all kinds.
const FREQUENT: &str = "，。的、1:20人-一.和业39工46位8公年5个务开办7用行设条成上理区在率十第当%度（）\
    下服日期定会保以不处市标政民规门法点应建有员部单合完三管场动次资进关项要月者到新二按万事安时机加主备作地施计结分能老同\
    社查全生对本就等复件划；其中方题职名电来指报由明岗金经发重家改制为护表间目请镇提季责四体众群前回或技增接五元实问出专";

/// A digit's byte.
#[expect(clippy::cast_possible_truncation, reason = "there are fewer than 256 digits")]
const fn digit(value: usize) -> u8 {
    let byte = b'#' + value as u8;
    if byte >= b'\\' { byte + 1 } else { byte }
}

/// A digit's value; `None`: the byte is none.
fn value(byte: u8) -> Option<u32> {
    match byte {
        b'#'..=b'[' => Some(u32::from(byte - b'#')),
        b']'..=b'~' => Some(u32::from(byte - b'#' - 1)),
        _ => None,
    }
}

/// Writes a number.
pub(super) fn write_number(number: u32, out: &mut Vec<u8>) {
    // Most numbers are gaps of one digit.
    match one_digit(number) {
        Some(digit) => out.push(digit),
        None => out.extend_from_slice(NumberDigits::of(number).bytes()),
    }
}

/// The digit of a number that has only one.
pub(super) fn one_digit(number: u32) -> Option<u8> {
    (number < LAST).then(|| digit(number as usize))
}

/// The digits of a number.
pub(super) struct NumberDigits {
    digits: [u8; 8],
    /// Where they begin.
    start: usize,
}

impl NumberDigits {
    pub(super) fn of(number: u32) -> Self {
        let mut digits = [0; 8];
        let mut start = digits.len() - 1;
        digits[start] = digit((number % LAST) as usize);
        let mut rest = number / LAST;
        while rest > 0 {
            start -= 1;
            digits[start] = digit((LAST + rest % MORE) as usize);
            rest /= MORE;
        }
        Self { digits, start }
    }

    /// As they are written.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.digits[self.start..]
    }
}

/// The table of a site's characters.
#[derive(Debug)]
pub(super) struct Alphabet {
    chars: Vec<char>,
    /// By code point: one more than the place in `chars`, or 0.
    places: Vec<u32>,
}

impl Default for Alphabet {
    fn default() -> Self {
        let mut alphabet = Self { chars: Vec::new(), places: vec![0; usize::from(u16::MAX) + 1] };
        let ascii = (' '..='~').filter(|c| !FREQUENT.contains(*c));
        for c in FREQUENT.chars().take(SHORT).chain(ascii).chain(FREQUENT.chars().skip(SHORT)) {
            alphabet.add(c);
        }
        alphabet
    }
}

impl Alphabet {
    /// Takes up a character, unless it is known or beyond 16 bits.
    pub(super) fn add(&mut self, c: char) {
        if let Some(place) = self.places.get_mut(c as usize)
            && *place == 0
        {
            self.chars.push(c);
            *place = u32::try_from(self.chars.len()).unwrap_or(u32::MAX);
        }
    }

    /// The place of a character.
    #[must_use]
    pub(super) fn place(&self, c: char) -> Option<u32> {
        self.places.get(c as usize).and_then(|place| place.checked_sub(1))
    }

    /// All characters by their places.
    #[must_use]
    pub(super) fn chars(&self) -> &[char] {
        &self.chars
    }

    /// Writes a text without its end. Control characters are left out.
    pub(super) fn write(&self, text: &str, out: &mut Vec<u8>) {
        for c in text.chars() {
            match self.place(c).map(|place| place as usize) {
                Some(place) if place < SHORT => out.push(digit(place)),
                Some(place) if place < CODED => {
                    let rest = place - SHORT;
                    out.extend([digit(SHORT + rest / DIGITS), digit(rest % DIGITS)]);
                }
                _ if c.is_ascii() => {}
                _ => out.extend(c.encode_utf8(&mut [0; 4]).bytes()),
            }
        }
    }
}

/// Reads what was written.
#[derive(Clone, Debug)]
pub(super) struct WireReader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> WireReader<'a> {
    /// Reads from the beginning of a text.
    #[must_use]
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Whether all has been read.
    #[must_use]
    pub(super) fn is_done(&self) -> bool {
        self.at >= self.text.len()
    }

    fn digit(&mut self) -> Option<u32> {
        let value = value(*self.text.as_bytes().get(self.at)?)?;
        self.at += 1;
        Some(value)
    }

    /// The next number; `None`: there is none.
    pub(super) fn number(&mut self) -> Option<u32> {
        let mut number: u32 = 0;
        loop {
            let digit = self.digit()?;
            if digit < LAST {
                return number.checked_mul(LAST)?.checked_add(digit);
            }
            number = number.checked_mul(MORE)?.checked_add(digit - LAST)?;
        }
    }

    /// The next text and its end; `None`: there is none.
    pub(super) fn text(&mut self, chars: &[char]) -> Option<String> {
        let mut text = String::new();
        loop {
            let rest = &self.text[self.at..];
            match rest.as_bytes().first()? {
                &END => {
                    self.at += 1;
                    return Some(text);
                }
                byte if byte.is_ascii() => {
                    let first = self.digit()? as usize;
                    let place = if first < SHORT {
                        first
                    } else {
                        SHORT + (first - SHORT) * DIGITS + self.digit()? as usize
                    };
                    text.push(*chars.get(place)?);
                }
                _ => {
                    let c = rest.chars().next()?;
                    text.push(c);
                    self.at += c.len_utf8();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_come_back(number in any::<u32>(), next in 0..100_u32) {
            let mut out = Vec::new();
            write_number(number, &mut out);
            write_number(next, &mut out);
            let text = String::from_utf8(out).unwrap();
            let mut reader = WireReader::new(&text);
            // Seven digits hold more than 32 bits; what does not fit is no number.
            prop_assert_eq!(reader.number(), Some(number));
            prop_assert_eq!(reader.number(), Some(next));
            prop_assert!(reader.is_done());
        }

        #[test]
        fn texts_come_back(text in "[^\\p{Cc}]{0,40}", known in "[^\\p{Cc}]{0,20}") {
            let mut alphabet = Alphabet::default();
            known.chars().for_each(|c| alphabet.add(c));
            let mut out = Vec::new();
            alphabet.write(&text, &mut out);
            out.push(END);
            let written = String::from_utf8(out).unwrap();
            prop_assert!(!written.contains(['"', '\\', '\n']));
            prop_assert_eq!(WireReader::new(&written).text(alphabet.chars()), Some(text));
        }
    }
}
