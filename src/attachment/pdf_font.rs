//! What the codes of a PDF font mean.

use std::collections::BTreeMap;

use hayro_syntax::object::{Array, Dict, Name, Object, Stream};

/// The most bytes of a table of meanings.
const LONGEST_MAP: usize = 4_000_000;

/// The most codes with a meaning: all of two bytes, and as many again.
const MOST_CODES: usize = 131_072;

/// The most bytes of one meaning, in UTF-16.
const LONGEST_MEANING: usize = 64;

/// A font, as far as its codes have meanings.
#[derive(Debug)]
pub(super) struct Font {
    /// What codes of this length, in bytes, mean.
    map: BTreeMap<(usize, u32), String>,
    /// The lengths that codes have, the longest first.
    lengths: Vec<usize>,
    /// What codes without an entry mean.
    rest: Rest,
}

/// How codes are read that no table names.
#[derive(Debug, PartialEq, Eq)]
enum Rest {
    /// As Latin letters.
    Latin,
    /// As GBK, or another encoding of whole texts.
    Text(&'static encoding_rs::Encoding),
    /// Not at all.
    Unknown,
}

/// A string of a PDF file, read.
#[derive(Debug, Default)]
pub(super) struct PdfString {
    pub(super) text: String,
    /// An estimate of its width in ems; only serves to see gaps between words.
    pub(super) width: f64,
    pub(super) known: usize,
    pub(super) unknown: usize,
}

impl Font {
    /// Reads a font's dictionary. Tells what it took besides: the bytes of its table of meanings.
    pub(super) fn read(dict: &Dict<'_>) -> (Self, usize) {
        let is_composite = dict.get::<Name<'_>>("Subtype").is_some_and(|kind| kind.as_str() == "Type0");
        let mut font = Self { map: BTreeMap::new(), lengths: Vec::new(), rest: Rest::Latin };
        if is_composite {
            let encoding = dict.get::<Name<'_>>("Encoding");
            font.rest = encoding.as_ref().map_or(Rest::Unknown, |name| rest_of(name.as_str()));
            font.lengths = vec![2];
        } else if let Some(encoding) = dict.get::<Dict<'_>>("Encoding") {
            font.read_differences(&encoding);
        }
        let mut size = 0;
        if let Some(stream) = dict.get::<Stream<'_>>("ToUnicode")
            && let Ok(data) = stream.decoded_data()
        {
            size = data.len();
            font.read_map(&data[..size.min(LONGEST_MAP)]);
        }
        if font.lengths.is_empty() {
            font.lengths = vec![1];
        }
        (font, size)
    }

    /// Codes that mean other letters than in Latin, by the names of these.
    fn read_differences(&mut self, encoding: &Dict<'_>) {
        let Some(differences) = encoding.get::<Array<'_>>("Differences") else { return };
        let mut code = 0_u32;
        for object in differences.iter::<Object<'_>>() {
            match object {
                Object::Number(number) => code = u32::try_from(number.as_i64()).unwrap_or(0),
                Object::Name(name) => {
                    if let Some(letter) = letter_named(name.as_str()) {
                        self.map.insert((1, code), letter.to_string());
                    }
                    code = code.saturating_add(1);
                }
                _ => {}
            }
        }
    }

    /// Reads a ToUnicode CMap (ISO 32000-1, 9.10.3).
    fn read_map(&mut self, data: &[u8]) {
        let tokens = tokens(data);
        let mut lengths = Vec::new();
        let mut at = 0;
        while at < tokens.len() && self.map.len() < MOST_CODES {
            let end = |word: &str| {
                tokens[at..]
                    .iter()
                    .position(|token| *token == CMapToken::Word(word))
                    .map_or(tokens.len(), |to| at + to)
            };
            match tokens[at] {
                CMapToken::Word("begincodespacerange") => {
                    let to = end("endcodespacerange");
                    lengths.extend(tokens[at..to].iter().filter_map(|token| match token {
                        CMapToken::Code(bytes) => Some(bytes.len()),
                        _ => None,
                    }));
                    at = to;
                }
                CMapToken::Word("beginbfchar") => {
                    let to = end("endbfchar");
                    for pair in tokens[at + 1..to].chunks_exact(2) {
                        if let [CMapToken::Code(code), CMapToken::Code(text)] = pair {
                            self.map.insert((code.len(), value(code)), utf16(text));
                        }
                    }
                    at = to;
                }
                CMapToken::Word("beginbfrange") => {
                    let to = end("endbfrange");
                    self.read_ranges(&tokens[at + 1..to]);
                    at = to;
                }
                _ => at += 1,
            }
        }
        lengths.sort_unstable_by(|a, b| b.cmp(a));
        lengths.dedup();
        lengths.retain(|length| (1..=4).contains(length));
        if !lengths.is_empty() {
            self.lengths = lengths;
        }
    }

    fn read_ranges(&mut self, tokens: &[CMapToken<'_>]) {
        let mut at = 0;
        while let [CMapToken::Code(first), CMapToken::Code(last), rest @ ..] = &tokens[at..]
            && self.map.len() < MOST_CODES
        {
            let (length, first, last) = (first.len(), value(first), value(last));
            // A range covers the last byte of a code at most.
            let codes = first..=last.min(first.saturating_add(0xFFFF));
            match rest {
                [CMapToken::Code(text), ..] => {
                    let base = value(&text[text.len().saturating_sub(2)..]);
                    for code in codes {
                        let shown = if text.len() == 2 {
                            char::from_u32(base + (code - first)).map(String::from)
                        } else {
                            Some(utf16(text)).filter(|_| code == first)
                        };
                        self.map.extend(shown.map(|shown| ((length, code), shown)));
                    }
                    at += 3;
                }
                [CMapToken::Open, texts @ ..] => {
                    let count = texts.iter().take_while(|token| **token != CMapToken::Close).count();
                    for (code, token) in codes.zip(&texts[..count]) {
                        if let CMapToken::Code(text) = token {
                            self.map.insert((length, code), utf16(text));
                        }
                    }
                    at += 4 + count;
                }
                _ => return,
            }
        }
    }

    /// What a string means.
    pub(super) fn decode(&self, bytes: &[u8]) -> PdfString {
        if self.map.is_empty()
            && let Rest::Text(encoding) = &self.rest
        {
            let text = encoding.decode(bytes).0.into_owned();
            let (width, known) = (width_of(&text), text.chars().count());
            return PdfString { text, width, known, unknown: 0 };
        }
        let mut decoded = PdfString::default();
        let mut left = bytes;
        while !left.is_empty() {
            let found = self.lengths.iter().find_map(|length| {
                let code = left.get(..*length)?;
                Some((*length, self.map.get(&(*length, value(code)))?))
            });
            if let Some((length, text)) = found {
                decoded.text.push_str(text);
                decoded.width += width_of(text);
                decoded.known += 1;
                left = &left[length..];
                continue;
            }
            let length = self.lengths[0].min(left.len());
            if self.rest == Rest::Latin && length == 1 {
                decoded.text.push(char::from(left[0]));
                decoded.known += 1;
            } else {
                decoded.unknown += 1;
            }
            decoded.width += if length == 1 { 0.5 } else { 1.0 };
            left = &left[length..];
        }
        decoded
    }
}

/// The predefined CMaps (ISO 32000-1, table 118) of Chinese texts that name characters, not glyphs.
fn rest_of(name: &str) -> Rest {
    if name.contains("GBK") || name.starts_with("GB-EUC") || name.starts_with("GBpc") {
        Rest::Text(encoding_rs::GBK)
    } else if name.contains("UCS2") || name.contains("UTF16") {
        Rest::Text(encoding_rs::UTF_16BE)
    } else if name.contains("UTF8") {
        Rest::Text(encoding_rs::UTF_8)
    } else {
        Rest::Unknown
    }
}

/// The letter that a glyph's name stands for, as far as numbers of persons need it.
fn letter_named(name: &str) -> Option<char> {
    const DIGITS: [&str; 10] =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    if let Some(digit) = DIGITS.iter().position(|digit| name.split('.').next() == Some(digit)) {
        return char::from_digit(u32::try_from(digit).ok()?, 10);
    }
    match name {
        "space" => Some(' '),
        "hyphen" | "minus" => Some('-'),
        "colon" => Some(':'),
        _ if name.len() == 1 => name.chars().next(),
        _ => {
            let code = name.strip_prefix("uni").or_else(|| name.strip_prefix('u'))?;
            char::from_u32(u32::from_str_radix(code.get(..4)?, 16).ok()?)
        }
    }
}

fn width_of(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum()
}

fn value(code: &[u8]) -> u32 {
    code.iter().fold(0, |value, byte| value << 8 | u32::from(*byte))
}

fn utf16(bytes: &[u8]) -> String {
    let bytes = &bytes[..bytes.len().min(LONGEST_MEANING)];
    encoding_rs::UTF_16BE.decode_without_bom_handling(bytes).0.into_owned()
}

/// A word of a CMap.
#[derive(Clone, Debug, PartialEq, Eq)]
enum CMapToken<'a> {
    Code(Vec<u8>),
    Open,
    Close,
    Word(&'a str),
}

fn tokens(data: &[u8]) -> Vec<CMapToken<'_>> {
    let text = std::str::from_utf8(data)
        .unwrap_or_else(|error| std::str::from_utf8(&data[..error.valid_up_to()]).unwrap_or_default());
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let Some(c) = rest.chars().next() else { return tokens };
        match c {
            '<' if !rest.starts_with("<<") => {
                let (code, behind) = rest[1..].split_once('>').unwrap_or((&rest[1..], ""));
                let digits: Vec<u8> = code
                    .chars()
                    .filter_map(|c| c.to_digit(16))
                    .filter_map(|digit| u8::try_from(digit).ok())
                    .collect();
                tokens.push(CMapToken::Code(
                    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect(),
                ));
                rest = behind;
            }
            '[' => {
                tokens.push(CMapToken::Open);
                rest = &rest[1..];
            }
            ']' => {
                tokens.push(CMapToken::Close);
                rest = &rest[1..];
            }
            '%' => rest = rest.split_once('\n').map_or("", |(_, behind)| behind),
            _ => {
                let end = rest.char_indices().skip(1).find(|(_, c)| c.is_whitespace() || "<[]%".contains(*c));
                let (word, behind) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
                tokens.push(CMapToken::Word(word));
                rest = behind;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_give_codes_their_meaning() {
        let mut font = Font { map: BTreeMap::new(), lengths: vec![2], rest: Rest::Unknown };
        font.read_map(
            b"1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfrange <0010> <0019> <0030>\n\
              <0020> <0021> [<5F20> <660E>] endbfrange 1 beginbfchar <0001> <0058> endbfchar",
        );
        let decoded = font.decode(&[0, 0x20, 0, 0x21, 0, 0x13, 0, 0x10, 0, 1, 0x99, 0x99]);
        assert_eq!(decoded.text, "张明30X");
        assert_eq!((decoded.known, decoded.unknown), (5, 1));
    }

    #[test]
    fn names_of_digits_are_digits() {
        assert_eq!(letter_named("seven"), Some('7'));
        assert_eq!(letter_named("uni5F20"), Some('张'));
        assert_eq!(letter_named("germandbls"), None);
    }
}
