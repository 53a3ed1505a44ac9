//! What is passed over at a glance: nearly all bytes that are published belong to no long row of digits, and
//! nearly all long rows of digits are index numbers, days and figures.
//!
//! Every byte of a site goes through here, so this is one step for each, by a table. It never takes for
//! nobody's what [folding](super::fold) would find; tests try that.

use std::collections::BTreeSet;

use super::fold::LEAST;
use super::labels::says_account;

/// Counts the digits that stand together, over tags, blanks and signs.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct DigitRun {
    pub(super) now: usize,
    pub(super) longest: usize,
    /// The digits before anything that ended the run for the first time; `None`: nothing has.
    head: Option<usize>,
}

/// What a piece of text adds to a run.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct DigitPiece {
    /// The digits before anything that ends a run.
    head: usize,
    /// The most digits that stand together within the piece.
    pub(super) longest: usize,
    /// The digits behind the last thing that ends a run; `None`: there is none.
    tail: Option<usize>,
}

/// What a byte is to a number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ByteClass {
    /// Its end.
    End,
    Digit,
    /// What may stand between two digits.
    Gap,
    /// Begins a tag; where there are none, an end.
    Tag,
    /// An end, but for `&#x`.
    X,
    /// Begins a character that is nearly always an end: most of Chinese.
    Han,
    /// Begins another character beyond ASCII.
    Beyond,
}

static CLASSES: [ByteClass; 256] = {
    let mut classes = [ByteClass::End; 256];
    let mut at = 0;
    while at < 32 {
        classes[at] = ByteClass::Gap;
        at += 1;
    }
    // An entity may be a digit or nothing: `&#49;`, `&shy;`.
    let gaps = b" -._/\\~*'^()[]@+=|,\"&#;";
    at = 0;
    while at < gaps.len() {
        classes[gaps[at] as usize] = ByteClass::Gap;
        at += 1;
    }
    at = b'0' as usize;
    while at <= b'9' as usize {
        classes[at] = ByteClass::Digit;
        at += 1;
    }
    // 二OO三: a letter that stands for 〇.
    classes[b'O' as usize] = ByteClass::Digit;
    classes[b'o' as usize] = ByteClass::Digit;
    classes[b'<' as usize] = ByteClass::Tag;
    classes[b'x' as usize] = ByteClass::X;
    at = 0x80;
    while at < 256 {
        classes[at] = if at >= 0xE4 && at <= 0xE9 { ByteClass::Han } else { ByteClass::Beyond };
        at += 1;
    }
    classes
};

/// The class of a byte.
fn class(byte: u8) -> ByteClass {
    CLASSES[usize::from(byte)]
}

impl DigitRun {
    /// Goes on with a piece of text.
    pub(super) fn add(&mut self, piece: DigitPiece) {
        self.now += piece.head;
        self.longest = self.longest.max(self.now).max(piece.longest);
        if let Some(tail) = piece.tail {
            self.head.get_or_insert(self.now);
            self.now = tail;
        }
    }

    /// Ends the run.
    pub(super) fn end(&mut self) {
        self.head.get_or_insert(self.now);
        self.now = 0;
    }

    /// The digits that it begins with.
    pub(super) fn head(self) -> usize {
        self.head.unwrap_or(self.now)
    }

    /// Whether it is nothing but digits, blanks and signs.
    pub(super) fn is_only_digits(self) -> bool {
        self.head.is_none() && self.now > 0
    }

    /// Whether it is nothing but blanks and signs.
    pub(super) fn is_blank(self) -> bool {
        self.head.is_none() && self.now == 0
    }
}

impl DigitPiece {
    /// Never counts too few digits.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self::read::<false>(bytes, 0).0
    }

    /// The piece from `start` up to the next `<`, and where that is; the end, if there is none.
    pub(super) fn before_tag(bytes: &[u8], start: usize) -> (Self, usize) {
        Self::read::<true>(bytes, start)
    }

    fn read<const HAS_TAGS: bool>(bytes: &[u8], start: usize) -> (Self, usize) {
        let mut piece = Self::default();
        let (mut now, mut at) = (0, start);
        while let Some(&byte) = bytes.get(at) {
            let (length, is_digit, is_gap) = match class(byte) {
                ByteClass::Digit => (1, true, true),
                ByteClass::Gap => (1, false, true),
                ByteClass::Tag if HAS_TAGS => break,
                ByteClass::End | ByteClass::Tag => (1, false, false),
                ByteClass::X => (1, false, bytes[start..at].ends_with(b"#")),
                ByteClass::Han if !may_be_numeral(bytes, at) => (run_of_han(bytes, at), false, false),
                ByteClass::Han | ByteClass::Beyond => beyond_ascii(&bytes[at..]),
            };
            at += length;
            if is_digit {
                now += 1;
            } else if !is_gap {
                if piece.tail.is_none() {
                    (piece.head, piece.tail) = (now, Some(0));
                }
                piece.longest = piece.longest.max(now);
                now = 0;
            }
        }
        piece.longest = piece.longest.max(now);
        match &mut piece.tail {
            Some(tail) => *tail = now,
            None => piece.head = now,
        }
        (piece, at.min(bytes.len()))
    }
}

/// The bytes of the characters from the one at `start`, of Chinese and no numeral, to the last such one in a
/// row: most of them have others behind them.
fn run_of_han(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 3;
    while bytes.get(at).is_some_and(|byte| class(*byte) == ByteClass::Han) && !may_be_numeral(bytes, at) {
        at += 3;
    }
    at - start
}

/// Whether none of the digits of a text under its label can be a personal number, `areas` being the first
/// four digits of area codes. Of a digit that is not of ASCII any value is thought.
pub(super) fn is_nobodys(text: &str, label: &str, areas: &BTreeSet<String>) -> bool {
    let mut digits = Digits::default();
    let says_account = || [label, text].into_iter().any(says_account);
    digits.read(text.as_bytes()).is_some()
        && !digits.any(|row, may_be_old| {
            has_number(row, areas, may_be_old) || row.len() >= SHORTEST_CARD && says_account()
        })
}

/// Whether the digits of a row of cells, text by text as HTML has them, may be an ID number of 18 digits, of
/// which that of a day of birth tells most: figures put together hardly ever have one there. Nothing else is
/// sought in digits of several cells unless they stand under a heading that says so.
pub(super) fn may_join_to_id<'t>(mut texts: impl Iterator<Item = &'t str>) -> bool {
    let mut digits = Digits::default();
    let is_plain = texts.all(|text| digits.read(text.as_bytes()).is_some());
    !is_plain || digits.any(|row, _| has_birthday(row))
}

/// How many digits ID numbers had before 1999.
const OLD_ID: usize = 15;

/// The fewest digits of a card.
const SHORTEST_CARD: usize = 13;

/// Digits that stand together, row by row; those of a row that is too short are not kept.
#[derive(Default)]
struct Digits {
    /// Behind each row a byte that is no digit.
    rows: Vec<u8>,
    /// Whether each may be an ID number of 15 digits: those stand in one, or one by one.
    may_be_old: Vec<bool>,
    /// How many digits the last group has by now, how many groups its row has, and whether one of them had
    /// fifteen digits, or may have.
    group: usize,
    groups: usize,
    has_fifteen: bool,
}

impl Digits {
    /// Goes on with a piece of text; `None`: it has what may be a digit or nothing.
    fn read(&mut self, bytes: &[u8]) -> Option<()> {
        let (mut at, mut last_digit) = (0, 0);
        while let Some(&byte) = bytes.get(at) {
            let length = match class(byte) {
                ByteClass::Digit if byte.is_ascii_digit() => {
                    self.push(byte);
                    at += 1;
                    last_digit = at;
                    continue;
                }
                // A letter that stands for 〇 stands right behind a digit.
                ByteClass::Digit if last_digit == at => {
                    self.push(ANY);
                    at += 1;
                    last_digit = at;
                    continue;
                }
                ByteClass::Gap
                    if matches!(byte, b'&' | b'#')
                        || byte.is_ascii_control() && !byte.is_ascii_whitespace() =>
                {
                    return None;
                }
                ByteClass::Gap => {
                    self.end_group();
                    at += 1;
                    continue;
                }
                // Another letter, or one that stands for nothing here.
                ByteClass::Digit | ByteClass::End | ByteClass::Tag | ByteClass::X => 1,
                ByteClass::Han | ByteClass::Beyond => match beyond_ascii(&bytes[at..]) {
                    (length, false, false) => length,
                    (length, true, false) => {
                        self.push(ANY);
                        at += length;
                        last_digit = at;
                        continue;
                    }
                    (length, false, true) if is_plain_sign(&bytes[at..]) => {
                        self.end_group();
                        at += length;
                        continue;
                    }
                    _ => return None,
                },
            };
            self.end_row();
            at += length;
        }
        Some(())
    }

    fn push(&mut self, digit: u8) {
        self.groups += usize::from(self.group == 0);
        self.group += 1;
        self.has_fifteen |= digit == ANY;
        self.rows.push(digit);
    }

    fn end_group(&mut self) {
        self.has_fifteen |= self.group == OLD_ID;
        self.group = 0;
    }

    fn end_row(&mut self) {
        self.end_group();
        let start = self.rows.iter().rposition(|byte| *byte == END).map_or(0, |at| at + 1);
        let count = self.rows.len() - start;
        if count < LEAST {
            self.rows.truncate(start);
        } else {
            self.rows.push(END);
            self.may_be_old.push(self.has_fifteen || self.groups == count);
        }
        (self.groups, self.has_fifteen) = (0, false);
    }

    /// Whether any row is what is sought; of each it is said whether it may be an ID number of 15 digits.
    fn any(&mut self, mut is_it: impl FnMut(&[u8], bool) -> bool) -> bool {
        self.end_row();
        let rows = self.rows.split(|byte| *byte == END);
        rows.zip(&self.may_be_old).any(|(row, may_be_old)| is_it(row, *may_be_old))
    }
}

/// Stands behind a row of digits.
const END: u8 = b'.';

/// Stands for a digit of any value, or for the end of a number.
const ANY: u8 = b'?';

/// Whether there are digits in a row that may be a mobile number, an ID number of 15 or 18 digits, or a card
/// that is known by its beginning.
fn has_number(row: &[u8], areas: &BTreeSet<String>, may_be_old: bool) -> bool {
    let is_mobile = |number: &[u8]| is_one_of(number[0], b"1") && number[1] >= b'3';
    let is_card = |number: &[u8]| {
        is_one_of(number[0], b"6") && is_one_of(number[1], b"2")
            || number.iter().zip(b"9558").all(|(digit, known)| is_one_of(*digit, &[*known]))
    };
    let is_area =
        |area: &[u8]| area.contains(&ANY) || std::str::from_utf8(area).is_ok_and(|area| areas.contains(area));
    let is_old_id = |number: &[u8]| is_month_and_day(&number[8..12]) && is_area(&number[..4]);
    row.windows(LEAST).any(is_mobile)
        || row.windows(SHORTEST_CARD).any(is_card)
        || may_be_old && row.windows(OLD_ID).any(is_old_id)
        || has_birthday(row)
}

/// Whether any seventeen digits in a row have a day of birth where ID numbers have one (GB 11643-1999).
fn has_birthday(row: &[u8]) -> bool {
    let is_born = |number: &[u8]| {
        let is_century = is_one_of(number[6], b"1") && is_one_of(number[7], b"9")
            || is_one_of(number[6], b"2") && is_one_of(number[7], b"0");
        is_century && is_month_and_day(&number[10..14])
    };
    row.windows(17).any(is_born)
}

fn is_one_of(digit: u8, digits: &[u8]) -> bool {
    digit == ANY || digits.contains(&digit)
}

fn is_month_and_day(digits: &[u8]) -> bool {
    let number = |at: usize| match [digits[at], digits[at + 1]] {
        [ANY, _] | [_, ANY] => 1,
        [tens, ones] => (tens - b'0') * 10 + (ones - b'0'),
    };
    (1..=12).contains(&number(0)) && (1..=31).contains(&number(2))
}

/// Behind which second bytes of a character that begins with 0xE4 to 0xE9 there may be a numeral, a bit for
/// each.
static NUMERALS: [u64; 6] = {
    const SECOND: [&[u8]; 6] = [
        &[0xB8, 0xB9, 0xBA, 0xBC],
        &[0x85, 0x8F, 0x9B, 0xA3, 0xB9],
        &[0x8D, 0x9F],
        &[0x8E],
        &[0x82, 0xB2, 0xB4],
        &[0x99, 0x9B],
    ];
    let mut bits = [0; 6];
    let mut lead = 0;
    while lead < 6 {
        let mut at = 0;
        while at < SECOND[lead].len() {
            bits[lead] |= 1 << (SECOND[lead][at] & 0x3F);
            at += 1;
        }
        lead += 1;
    }
    bits
};

/// The length of the character beyond ASCII that begins at `at`, and whether it may be a digit.
pub(super) fn digit_beyond_ascii(bytes: &[u8], at: usize) -> (usize, bool) {
    if class(bytes[at]) == ByteClass::Han && !may_be_numeral(bytes, at) {
        return (3, false);
    }
    let (length, is_digit, _) = beyond_ascii(&bytes[at..]);
    (length, is_digit)
}

/// Whether the character that begins at `at` with 0xE4 to 0xE9 may be a numeral.
#[inline]
fn may_be_numeral(bytes: &[u8], at: usize) -> bool {
    let second = bytes.get(at + 1).copied().unwrap_or(0);
    NUMERALS[usize::from(bytes[at] - 0xE4)] & (1 << (second & 0x3F)) != 0
}

/// Whether a character beyond ASCII is a sign that is seen and turns nothing: `，`, `、`, `：`, `·`, `—`, `−`,
/// `≥`, `→`, `✓`.
fn is_plain_sign(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0xC2, 0xB7, ..]
            | [0xE2, 0x80, 0x90..=0xA9 | 0xB0..=0xBE, ..]
            | [0xE2, 0x84..=0x90 | 0x94..=0x9C, ..]
            | [0xE3, ..]
            | [0xEF, 0xBC | 0xBD, ..]
    )
}

/// The length of a character beyond ASCII, whether it may be a digit, and whether it may stand between two.
fn beyond_ascii(bytes: &[u8]) -> (usize, bool, bool) {
    let second = bytes.get(1).copied().unwrap_or(0);
    let third = bytes.get(2).copied().unwrap_or(0);
    match bytes[0] {
        // Latin: `²`, `·`, no-break space, soft hyphen. Accents, Arabic, Nko and Hebrew.
        0xC2 => (2, matches!(second, 0xB2 | 0xB3 | 0xB9), true),
        0xCC..=0xCD | 0xD7 => (2, false, true),
        0xD8..=0xDF => (2, true, true),
        0xC3..=0xCB | 0xCE..=0xD6 => (2, false, false),
        // 〇〡, ㆒, ㈠ and ㊀, and the blank of full width; 幺壹叁, 零陆, and so on.
        0xE3 => {
            let is_digit = matches!(
                (second, third),
                (0x80, 0x87 | 0xA1..=0xA9) | (0x86, 0x92..=0x95) | (0x88, 0xA0..=0xA8) | (0x8A, 0x80..=0x88)
            );
            (3, is_digit, matches!(second, 0x80 | 0x83 | 0x85))
        }
        0xE4 => {
            let is_digit = matches!(
                (second, third),
                (0xB8, 0x80 | 0x83 | 0x89) | (0xBA, 0x8C | 0x94) | (0xB9, 0x9D) | (0xBC, 0x8D)
            );
            (3, is_digit, false)
        }
        0xE5 => {
            let is_digit = matches!(
                (second, third),
                (0x9B, 0x9B) | (0x85, 0xAB | 0xAD) | (0xA3, 0xB9) | (0x8F, 0x81 | 0x83 | 0x84) | (0xB9, 0xBA)
            );
            (3, is_digit, false)
        }
        0xE6 => (3, matches!((second, third), (0x9F, 0x92) | (0x8D, 0x8C)), false),
        0xE7 => (3, (second, third) == (0x8E, 0x96), false),
        0xE8 => (3, matches!((second, third), (0xB4, 0xB0) | (0x82, 0x86) | (0xB2, 0xB3)), false),
        0xE9 => (3, matches!((second, third), (0x9B, 0xB6) | (0x99, 0x86 | 0xB8)), false),
        // Signs, circled digits, what nobody sees; full width.
        0xE2 => (3, matches!(second, 0x81 | 0x82 | 0x91..=0x93 | 0x97 | 0x9D | 0x9E), true),
        0xEF => (3, matches!((second, third), (0xBC, 0x90..=0x99 | 0xAF) | (0xBD, 0x8F)), true),
        0xE0 | 0xE1 | 0xEA => (3, true, true),
        0xEB..=0xEE => (3, false, false),
        0xF0..=0xFF => (4, true, true),
        // In the middle of a character: texts are whole, so this is not met.
        _ => (1, false, true),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::is_nobodys as has_nobodys;
    use crate::privacy::Detector;
    use crate::privacy::fold::folded;

    fn is_nobodys(text: &str, label: &str) -> bool {
        has_nobodys(text, label, &["3306", "1101", "4405"].map(str::to_owned).into())
    }

    const NUMBERS: [&str; 10] = [
        "33060419800101123X",
        "110105194912310021",
        "330604550312001",
        "13812345678",
        "8613912345678",
        "6228480402564890018",
        "4563510100001238",
        "002590761/2024-00031",
        "一三八OO一三八OOO",
        "33O6O419800101123X",
    ];

    proptest! {
        /// What is passed over holds nothing that would be found.
        #[test]
        fn nobodys_numbers_are_nobodys(
            parts in prop::collection::vec((prop::sample::select(NUMBERS.to_vec()), "[0-9 ,，./：:年一三aoO-]{0,3}|账\u{200b}号|卡号"), 1..4),
            cut in 0_usize..40,
            gap in "[-— ()·,，：、−≥→…‘Ⅹ✓✕•▲\u{2800}\u{200b}\u{200e}\u{202e}\u{2060}\u{20e3}]{0,2}",
            label in prop::sample::select(vec!["", "银行卡号", "手机", "身份证号", "金额"]),
        ) {
            let mut text: String = parts.iter().flat_map(|(number, more)| [*number, more]).collect();
            let at = text.floor_char_boundary(cut.min(text.len()));
            text.insert_str(at, &gap);
            let detector = Detector::new(["3306", "1101", "4405"], []);
            let found = folded(&text).map_or_else(Vec::new, |folded| detector.find(&folded, label));
            prop_assert!(found.is_empty() || !is_nobodys(&text, label), "{text}: {found:?}");
        }
    }

    #[test]
    fn figures_and_numbers_of_files_are_nobodys() {
        for text in [
            "002590761/2024-00031",
            "2024-07-05 09:00至2024-07-06 12:00",
            "共1234、5678、9012、3456件",
            "http://www.example.gov.cn/405102005/2024-00001.html",
        ] {
            assert!(is_nobodys(text, ""), "{text}");
        }
        for text in [
            "13812345678",
            "330604 19800101 123X",
            "一三八12345678",
            "138&#49;2345678",
            "330604550312001",
            "330604550312001一份",
        ] {
            assert!(!is_nobodys(text, ""), "{text}");
        }
    }
}
