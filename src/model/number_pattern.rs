//! Patterns that make index numbers, such as `{代码}/{年}-{流水:5}`, and take them apart again.

use std::fmt::{self, Write as _};
use std::ops::Range;

use jiff::civil::Date;

use super::{IndexNumber, NumberError, OrgCode};

/// A pattern such as `{代码}/{年}-{流水:5}`.
///
/// Placeholders: `{代码}` `{年}` `{月}` `{类别}` `{流水:N}`, in English `{code}` `{year}` `{month}` `{category}`
/// `{serial:N}`. It holds exactly one serial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberPattern {
    source: String,
    pieces: Vec<PatternPiece>,
}

/// Why a text is not a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// The bytes of the pattern that are wrong.
    pub span: Range<usize>,
    /// What is wrong with them.
    pub kind: PatternErrorKind,
}

/// The faults of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatternErrorKind {
    /// There is no such placeholder; the nearest one, if any is near.
    UnknownPlaceholder(Option<&'static str>),
    /// It has no `{流水:N}`: all numbers would be the same.
    NoSerial,
    /// A second `{流水:N}`.
    SecondSerial,
    /// A brace that is not closed, or closed without having been opened.
    Unclosed,
    /// `N` of `{流水:N}` is not a number from 1 to 12, or another placeholder has a width.
    Width,
    /// A character that no number may hold.
    Character(char),
}

/// What a number is made from.
#[derive(Clone, Copy, Debug)]
pub struct NumberInput<'a> {
    /// The publishing unit's code.
    pub code: &'a OrgCode,
    /// 公开日期: gives year and month.
    pub date: Date,
    /// The category for `{类别}`; empty if the item has none.
    pub category: &'a str,
}

/// Why a pattern could not make a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberingError {
    /// The serial has more digits than the pattern gives it.
    Overflow {
        /// The digits that the pattern gives it.
        width: usize,
    },
    /// The pattern wants a category and there is none.
    NoCategory,
    /// The outcome is not an index number.
    Number(NumberError),
}

/// The parts that a pattern reads out of a number.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct NumberParts {
    /// The unit's code.
    pub code: Option<OrgCode>,
    /// The year.
    pub year: Option<i16>,
    /// The month.
    pub month: Option<i8>,
    /// The category.
    pub category: Option<String>,
    /// The serial.
    pub serial: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum PatternPiece {
    Text(String),
    Code,
    Year,
    Month,
    Category,
    /// With its width in digits.
    Serial(usize),
}

/// How strictly a number must follow the pattern.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Width {
    /// As many digits of the serial as the pattern says.
    Exact,
    /// Any number of digits, as long as the value fits the pattern: numbers from before the width was
    /// changed.
    Any,
}

const NAMES: [(&str, &str); 5] =
    [("代码", "code"), ("年", "year"), ("月", "month"), ("类别", "category"), ("流水", "serial")];

/// The most digits of a serial: far more than anyone needs, and any such number fits a `u64`.
const MOST_DIGITS: usize = 12;

impl NumberPattern {
    /// Reads a pattern. The colon may be full-width.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let mut pieces = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            if let Some(inside) = rest.strip_prefix('{') {
                let end = inside.find(['{', '}']).filter(|&end| inside[end..].starts_with('}'));
                let end = end.ok_or(error(at..text.len(), PatternErrorKind::Unclosed))?;
                let span = at..at + end + 2;
                let piece = placeholder(&inside[..end]).map_err(|kind| error(span.clone(), kind))?;
                let is_second = matches!(piece, PatternPiece::Serial(_)) && pieces.iter().any(is_serial);
                if is_second {
                    return Err(error(span, PatternErrorKind::SecondSerial));
                }
                pieces.push(piece);
                at = span.end;
            } else {
                let end = rest.find('{').unwrap_or(rest.len());
                check_text(&rest[..end], at)?;
                pieces.push(PatternPiece::Text(rest[..end].to_owned()));
                at += end;
            }
        }
        check_slashes(&pieces, text)?;
        if !pieces.iter().any(is_serial) {
            return Err(error(0..text.len(), PatternErrorKind::NoSerial));
        }
        Ok(Self { source: text.to_owned(), pieces })
    }

    /// The number with `serial`. A serial too long for its width is an error, never a wider number.
    pub fn format(&self, input: &NumberInput<'_>, serial: u64) -> Result<IndexNumber, NumberingError> {
        self.written(&NumberParts { serial, ..input.parts() })
    }

    /// The number of the same count as `number` with another serial; `None` if this pattern did not make
    /// that, or has no room for the serial.
    #[must_use]
    pub fn with_serial(&self, number: &IndexNumber, serial: u64) -> Option<IndexNumber> {
        self.written(&NumberParts { serial, ..self.parts(number)? }).ok()
    }

    /// The number with these parts, which hold all that the pattern writes.
    fn written(&self, parts: &NumberParts) -> Result<IndexNumber, NumberingError> {
        let mut number = String::with_capacity(32);
        let category = parts.category.as_deref().unwrap_or("");
        let serial = parts.serial;
        for piece in &self.pieces {
            // Writing to a string never fails.
            let _ = match piece {
                PatternPiece::Text(text) => number.write_str(text),
                PatternPiece::Code => parts.code.iter().try_for_each(|code| write!(number, "{code}")),
                PatternPiece::Year => write!(number, "{:04}", parts.year.unwrap_or_default()),
                PatternPiece::Month => write!(number, "{:02}", parts.month.unwrap_or_default()),
                PatternPiece::Category if category.is_empty() => return Err(NumberingError::NoCategory),
                PatternPiece::Category => number.write_str(category),
                PatternPiece::Serial(width) if serial > self.most() => {
                    return Err(NumberingError::Overflow { width: *width });
                }
                PatternPiece::Serial(width) => write!(number, "{serial:0width$}"),
            };
        }
        IndexNumber::new(&number).map_err(NumberingError::Number)
    }

    /// Takes a number apart; `None` if no such pattern made it. The width of the serial does not matter, so
    /// that widening the pattern does not restart the count.
    #[must_use]
    pub fn parts(&self, number: &IndexNumber) -> Option<NumberParts> {
        let number = number.as_str();
        take_apart(&self.pieces, number, Width::Exact)
            .or_else(|| take_apart(&self.pieces, number, Width::Any))
    }

    /// The same, but `None` also if the serial has another width than the pattern's.
    #[must_use]
    pub fn exact_parts(&self, number: &IndexNumber) -> Option<NumberParts> {
        take_apart(&self.pieces, number.as_str(), Width::Exact)
    }

    /// Whether this pattern would write the number exactly so.
    #[must_use]
    pub fn matches_form(&self, number: &IndexNumber) -> bool {
        self.exact_parts(number).is_some()
    }

    /// Those of `parts` that this pattern writes, with serial 0: numbers with equal scopes share one count.
    #[must_use]
    pub fn scope(&self, parts: &NumberParts) -> NumberParts {
        let has = |piece: &PatternPiece| self.pieces.contains(piece);
        NumberParts {
            code: parts.code.clone().filter(|_| has(&PatternPiece::Code)),
            year: parts.year.filter(|_| has(&PatternPiece::Year)),
            month: parts.month.filter(|_| has(&PatternPiece::Month)),
            category: parts.category.clone().filter(|_| has(&PatternPiece::Category)),
            serial: 0,
        }
    }

    /// The highest serial that the pattern has room for.
    #[must_use]
    pub fn most(&self) -> u64 {
        let width = self.pieces.iter().find_map(|piece| match piece {
            PatternPiece::Serial(width) => u32::try_from(*width).ok(),
            _ => None,
        });
        width.map_or(0, |width| 10_u64.pow(width) - 1)
    }
}

impl NumberInput<'_> {
    /// The same as parts, with serial 0.
    #[must_use]
    pub fn parts(&self) -> NumberParts {
        NumberParts {
            code: Some(self.code.clone()),
            year: Some(self.date.year()),
            month: Some(self.date.month()),
            category: Some(self.category.to_owned()),
            serial: 0,
        }
    }
}

/// The pattern as it was written.
impl fmt::Display for NumberPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

fn error(span: Range<usize>, kind: PatternErrorKind) -> PatternError {
    PatternError { span, kind }
}

fn is_serial(piece: &PatternPiece) -> bool {
    matches!(piece, PatternPiece::Serial(_))
}

fn check_text(text: &str, start: usize) -> Result<(), PatternError> {
    let bad = text.char_indices().find(|(_, c)| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '/'));
    let Some((at, c)) = bad else { return Ok(()) };
    let span = start + at..start + at + c.len_utf8();
    Err(error(span, if c == '}' { PatternErrorKind::Unclosed } else { PatternErrorKind::Character(c) }))
}

/// A number has no `/` at its ends and no two in a row.
fn check_slashes(pieces: &[PatternPiece], text: &str) -> Result<(), PatternError> {
    let is_text = |piece: Option<&PatternPiece>| matches!(piece, Some(PatternPiece::Text(_)));
    let at = if is_text(pieces.first()) && text.starts_with('/') {
        Some(0)
    } else if is_text(pieces.last()) && text.ends_with('/') {
        Some(text.len() - 1)
    } else {
        text.find("//")
    };
    at.map_or(Ok(()), |at| Err(error(at..at + 1, PatternErrorKind::Character('/'))))
}

fn placeholder(inside: &str) -> Result<PatternPiece, PatternErrorKind> {
    let (name, width) = match inside.split_once([':', '：']) {
        Some((name, width)) => (name.trim(), Some(width.trim())),
        None => (inside.trim(), None),
    };
    let known = NAMES.iter().find(|(chinese, english)| *chinese == name || *english == name);
    let Some((_, english)) = known else {
        return Err(PatternErrorKind::UnknownPlaceholder(nearest_name(name)));
    };
    let piece = match *english {
        "code" => PatternPiece::Code,
        "year" => PatternPiece::Year,
        "month" => PatternPiece::Month,
        "category" => PatternPiece::Category,
        _ => {
            let digits = width.and_then(|width| width.parse().ok()).ok_or(PatternErrorKind::Width)?;
            return if (1..=MOST_DIGITS).contains(&digits) {
                Ok(PatternPiece::Serial(digits))
            } else {
                Err(PatternErrorKind::Width)
            };
        }
    };
    if width.is_some() { Err(PatternErrorKind::Width) } else { Ok(piece) }
}

/// Chinese names are so short that sharing one character makes two of them near.
fn nearest_name(name: &str) -> Option<&'static str> {
    let chinese =
        NAMES.iter().map(|(chinese, _)| *chinese).find(|known| known.chars().any(|c| name.contains(c)));
    chinese.or_else(|| {
        let english = NAMES.iter().map(|(_, english)| *english);
        english
            .map(|known| (strsim::damerau_levenshtein(&name.to_ascii_lowercase(), known), known))
            .filter(|(distance, _)| *distance <= 2)
            .min()
            .map(|(_, known)| known)
    })
}

/// Matches `text` against `pieces`, trying every length a piece may have, the longest first.
fn take_apart(pieces: &[PatternPiece], text: &str, width: Width) -> Option<NumberParts> {
    let Some((piece, rest)) = pieces.split_first() else {
        return text.is_empty().then(NumberParts::default);
    };
    let try_length = |length: usize| {
        let (taken, behind) = text.split_at_checked(length)?;
        // A part is read before what follows it, so that wrong lengths are given up early.
        let known = read_piece(piece, taken)?;
        let mut parts = take_apart(rest, behind, width)?;
        known.put_into(&mut parts);
        Some(parts)
    };
    match piece {
        PatternPiece::Text(fixed) => try_length(fixed.len()),
        PatternPiece::Year => try_length(4),
        PatternPiece::Month => try_length(2),
        PatternPiece::Code => [18, 9].into_iter().find_map(try_length),
        PatternPiece::Category => (1..=text.len()).rev().find_map(try_length),
        PatternPiece::Serial(digits) if width == Width::Exact => try_length(*digits),
        PatternPiece::Serial(digits) => (1..=text.len())
            .rev()
            .find_map(try_length)
            .filter(|parts| parts.serial < 10_u64.pow(u32::try_from(*digits).unwrap_or(0))),
    }
}

enum KnownPiece {
    Nothing,
    Code(OrgCode),
    Year(i16),
    Month(i8),
    Category(String),
    Serial(u64),
}

impl KnownPiece {
    fn put_into(self, parts: &mut NumberParts) {
        match self {
            Self::Nothing => {}
            Self::Code(code) => parts.code = Some(code),
            Self::Year(year) => parts.year = Some(year),
            Self::Month(month) => parts.month = Some(month),
            Self::Category(category) => parts.category = Some(category),
            Self::Serial(serial) => parts.serial = serial,
        }
    }
}

fn read_piece(piece: &PatternPiece, text: &str) -> Option<KnownPiece> {
    let digits = || text.bytes().all(|b| b.is_ascii_digit()).then_some(text);
    Some(match piece {
        PatternPiece::Text(fixed) => return (fixed == text).then_some(KnownPiece::Nothing),
        PatternPiece::Code => KnownPiece::Code(OrgCode::new(text).ok()?),
        PatternPiece::Year => KnownPiece::Year(digits()?.parse().ok()?),
        PatternPiece::Month => {
            KnownPiece::Month(digits()?.parse().ok().filter(|month| (1..=12).contains(month))?)
        }
        PatternPiece::Category => KnownPiece::Category(text.to_owned()),
        PatternPiece::Serial(_) => KnownPiece::Serial(digits()?.parse().ok()?),
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::super::{IndexNumber, OrgCode};
    use super::{NumberInput, NumberPattern, NumberingError, PatternErrorKind};

    fn pattern(text: &str) -> NumberPattern {
        NumberPattern::parse(text).unwrap()
    }

    fn number(text: &str) -> IndexNumber {
        IndexNumber::new(text).unwrap()
    }

    #[test]
    fn numbers_are_made_and_taken_apart() {
        let code = OrgCode::new("002590761").unwrap();
        let input = NumberInput { code: &code, date: date(2024, 1, 2), category: "1100" };
        for (text, expected) in [
            ("{代码}/{年}-{流水:5}", "002590761/2024-00031"),
            ("{code}/{year}{month}-{serial:5}", "002590761/202401-00031"),
            ("{代码}-{年}-{流水：6}", "002590761-2024-000031"),
            ("SM04100-{类别}-{年}-{流水:5}", "SM04100-1100-2024-00031"),
            ("{代码}{年}{流水:4}", "00259076120240031"),
        ] {
            let pattern = pattern(text);
            let made = pattern.format(&input, 31).unwrap();
            assert_eq!(made.as_str(), expected);
            assert!(pattern.matches_form(&made));
            let parts = pattern.parts(&made).unwrap();
            assert_eq!(parts.serial, 31);
            assert_eq!(pattern.scope(&parts), pattern.scope(&input.parts()));
        }
    }

    #[test]
    fn a_serial_never_outgrows_its_width() {
        let code = OrgCode::new("002590761").unwrap();
        let input = NumberInput { code: &code, date: date(2024, 1, 2), category: "" };
        let pattern_of_two = pattern("{年}-{流水:2}");
        assert_eq!(pattern_of_two.format(&input, 99).unwrap().as_str(), "2024-99");
        assert_eq!(pattern_of_two.format(&input, 100), Err(NumberingError::Overflow { width: 2 }));
        assert_eq!(pattern_of_two.most(), 99);
        assert_eq!(pattern("{类别}-{流水:2}").format(&input, 1), Err(NumberingError::NoCategory));
        let chinese = NumberInput { category: "通知", ..input };
        assert!(matches!(pattern("{类别}-{流水:2}").format(&chinese, 1), Err(NumberingError::Number(_))));
    }

    #[test]
    fn another_width_is_understood_but_not_the_form() {
        let pattern = pattern("{代码}/{年}-{流水:5}");
        let wide = number("736916953/2024-000372");
        assert_eq!(pattern.parts(&wide).unwrap().serial, 372);
        assert!(!pattern.matches_form(&wide));
        // The pattern can never reach such a value, so the number is of another kind.
        assert_eq!(pattern.parts(&number("736916953/2018-1220012")), None);
        assert_eq!(pattern.parts(&number("736916953/201901-00336")), None);
        assert_eq!(pattern.parts(&number("20230618-205818-135")), None);
        let unit = pattern.parts(&number("1150022873659872X5/2023-00005")).unwrap();
        assert_eq!(unit.code.unwrap().as_str(), "1150022873659872X5");
    }

    #[test]
    fn faults_name_their_bytes() {
        for (text, wrong, kind) in [
            ("{代码}/{年分}-{流水:5}", "{年分}", PatternErrorKind::UnknownPlaceholder(Some("年"))),
            ("{codes}-{流水:5}", "{codes}", PatternErrorKind::UnknownPlaceholder(Some("code"))),
            ("{单位}-{流水:5}", "{单位}", PatternErrorKind::UnknownPlaceholder(None)),
            ("{代码}/{年}", "{代码}/{年}", PatternErrorKind::NoSerial),
            ("", "", PatternErrorKind::NoSerial),
            ("{代码}/{年-{流水:5}", "{年-{流水:5}", PatternErrorKind::Unclosed),
            ("{代码}/{流水:5", "{流水:5", PatternErrorKind::Unclosed),
            ("年}-{流水:5}", "年", PatternErrorKind::Character('年')),
            ("A}-{流水:5}", "}", PatternErrorKind::Unclosed),
            ("{流水}", "{流水}", PatternErrorKind::Width),
            ("{流水:0}", "{流水:0}", PatternErrorKind::Width),
            ("{流水:13}", "{流水:13}", PatternErrorKind::Width),
            ("{年:4}-{流水:5}", "{年:4}", PatternErrorKind::Width),
            ("{流水:5}{serial:5}", "{serial:5}", PatternErrorKind::SecondSerial),
            ("{年}.{流水:5}", ".", PatternErrorKind::Character('.')),
            ("/{流水:5}", "/", PatternErrorKind::Character('/')),
            ("{流水:5}/", "/", PatternErrorKind::Character('/')),
            ("{年}//{流水:5}", "/", PatternErrorKind::Character('/')),
            ("虞{流水:5}", "虞", PatternErrorKind::Character('虞')),
        ] {
            let error = NumberPattern::parse(text).unwrap_err();
            assert_eq!((&text[error.span], error.kind), (wrong, kind), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_made_is_taken_apart(serial in 0_u64..100_000, year in 1900_i16..2100, month in 1_i8..=12, which in 0_usize..4) {
            let code = OrgCode::new("1150022873659872X5").unwrap();
            let input = NumberInput { code: &code, date: date(year, month, 1), category: "A-1" };
            let pattern = pattern(["{代码}/{年}-{流水:5}", "{年}{月}{流水:5}", "{类别}-{年}{流水:6}", "{流水:5}-{代码}"][which]);
            let parts = pattern.parts(&pattern.format(&input, serial).unwrap()).unwrap();
            prop_assert_eq!(parts.serial, serial);
            prop_assert_eq!(pattern.scope(&parts), pattern.scope(&input.parts()));
        }

        #[test]
        fn no_pattern_panics(text in "[{}:：代码年月类别流水a-z0-9/-]{0,20}", candidate in "[0-9A-Z/-]{1,40}") {
            if let (Ok(pattern), Ok(number)) = (NumberPattern::parse(&text), IndexNumber::new(&candidate)) {
                prop_assert!(!pattern.matches_form(&number) || pattern.parts(&number).is_some());
            }
        }
    }
}
