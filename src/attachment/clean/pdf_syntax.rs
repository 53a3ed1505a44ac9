//! The syntax of PDF (ISO 32000-1, 7.3): values and objects, with the places where they stand.

use std::ops::Range;

use memchr::memmem;

use super::Taken;

/// How deep values in values are read.
pub(super) const DEEPEST_VALUE: usize = 64;
/// What programs keep beside a page for themselves, and what goes with it: small pictures of pages (12.3.4),
/// and the working data of the programs that made it (14.5), in which whole drawings and their authors may
/// stand.
const PRIVATE: &[(&[u8], Taken)] = &[(b"Thumb", Taken::Thumbnail), (b"PieceInfo", Taken::Properties)];

/// A value, and where it stands.
pub(super) enum PdfValue {
    Dictionary(Vec<PdfEntry>),
    Array(Vec<PdfValue>),
    /// With its brackets.
    String(Range<usize>),
    Name(Vec<u8>),
    Number(usize),
    Reference(usize),
    Other,
}

/// An entry of a dictionary, and where it stands, from its key to the end of its value.
pub(super) struct PdfEntry {
    pub(super) key: Vec<u8>,
    pub(super) value: PdfValue,
    pub(super) place: Range<usize>,
}

impl PdfEntry {
    /// What goes with this entry, if it is one that programs keep for themselves.
    pub(super) fn private(&self) -> Option<Taken> {
        PRIVATE.iter().find(|(key, _)| *key == self.key).map(|(_, taken)| *taken)
    }
}

impl PdfValue {
    pub(super) fn get(&self, key: &[u8]) -> Option<&PdfValue> {
        let Self::Dictionary(entries) = self else { return None };
        entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The objects that it refers to: openly, and in what programs keep for themselves.
    pub(super) fn references(&self, is_private: bool, open: &mut Vec<usize>, private: &mut Vec<usize>) {
        match self {
            Self::Reference(number) if is_private => private.push(*number),
            Self::Reference(number) => open.push(*number),
            Self::Array(items) => items.iter().for_each(|item| item.references(is_private, open, private)),
            Self::Dictionary(entries) => entries.iter().for_each(|entry| {
                entry.value.references(is_private || entry.private().is_some(), open, private);
            }),
            _ => {}
        }
    }

    pub(super) fn is_name(&self, wanted: &[u8]) -> bool {
        matches!(self, Self::Name(name) if name == wanted)
    }

    /// The names of a stream's filters in the order in which they are undone.
    pub(super) fn filters(&self) -> Vec<&[u8]> {
        let filters = match self.get(b"Filter") {
            Some(PdfValue::Array(filters)) => &filters[..],
            Some(filter) => std::slice::from_ref(filter),
            None => &[],
        };
        filters
            .iter()
            .filter_map(|name| if let Self::Name(name) = name { Some(&name[..]) } else { None })
            .collect()
    }

    /// Whether the one filter of a stream's dictionary is `wanted`.
    pub(super) fn is_filtered_by(&self, wanted: &[u8]) -> bool {
        match self.get(b"Filter") {
            Some(PdfValue::Array(filters)) => matches!(&filters[..], [only] if only.is_name(wanted)),
            Some(filter) => filter.is_name(wanted),
            None => false,
        }
    }
}

/// Reads values.
pub(super) struct ValueLexer<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
}

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'a> ValueLexer<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn starts_with(&self, word: &[u8]) -> bool {
        self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(word))
    }

    fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                let rest = &self.bytes[self.at..];
                self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
            } else if is_blank(byte) {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    /// A run of regular characters.
    fn word(&mut self) -> &'a [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|&byte| is_blank(byte) || is_delimiter(byte)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    pub(super) fn value(&mut self, depth: usize) -> Option<PdfValue> {
        if depth > DEEPEST_VALUE {
            return None;
        }
        self.skip_blanks();
        let begun = self.at;
        match self.peek()? {
            b'<' if self.starts_with(b"<<") => {
                self.at += 2;
                let mut entries = Vec::new();
                loop {
                    self.skip_blanks();
                    if self.starts_with(b">>") {
                        self.at += 2;
                        return Some(PdfValue::Dictionary(entries));
                    }
                    let begun = self.at;
                    let PdfValue::Name(key) = self.value(depth + 1)? else { return None };
                    let value = self.value(depth + 1)?;
                    entries.push(PdfEntry { key, value, place: begun..self.at });
                }
            }
            b'<' => {
                self.at += memchr::memchr(b'>', &self.bytes[begun..])? + 1;
                Some(PdfValue::String(begun..self.at))
            }
            b'(' => {
                let mut open = 0usize;
                loop {
                    match self.peek()? {
                        b'\\' => self.at += 1,
                        b'(' => open += 1,
                        b')' => open -= 1,
                        _ => {}
                    }
                    self.at += 1;
                    if open == 0 {
                        return Some(PdfValue::String(begun..self.at));
                    }
                }
            }
            b'[' => {
                self.at += 1;
                let mut items = Vec::new();
                loop {
                    self.skip_blanks();
                    if self.peek()? == b']' {
                        self.at += 1;
                        return Some(PdfValue::Array(items));
                    }
                    items.push(self.value(depth + 1)?);
                }
            }
            b'/' => {
                self.at += 1;
                Some(PdfValue::Name(plain_name(self.word())))
            }
            _ => {
                let word = self.word();
                if word.is_empty() {
                    return None;
                }
                let Some(number) = whole(word) else { return Some(PdfValue::Other) };
                let here = self.at;
                self.skip_blanks();
                if whole(self.word()).is_some() {
                    self.skip_blanks();
                    if self.word() == b"R" {
                        return Some(PdfValue::Reference(number));
                    }
                }
                self.at = here;
                Some(PdfValue::Number(number))
            }
        }
    }
}

fn whole(word: &[u8]) -> Option<usize> {
    std::str::from_utf8(word).ok()?.parse().ok()
}

/// A name with its `#41` replaced.
fn plain_name(word: &[u8]) -> Vec<u8> {
    let mut name = Vec::with_capacity(word.len());
    let mut rest = word;
    while let [first, behind @ ..] = rest {
        let code = behind.get(..2).filter(|_| *first == b'#');
        let code = code.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        name.push(code.unwrap_or(*first));
        rest = if code.is_some() { &behind[2..] } else { behind };
    }
    name
}

/// An object of the file.
pub(super) struct PdfObject {
    pub(super) number: usize,
    pub(super) value: PdfValue,
    pub(super) stream: Option<Range<usize>>,
    /// From its value to its end.
    pub(super) place: Range<usize>,
}

/// All objects, and the dictionaries of trailers.
pub(super) fn objects(bytes: &[u8]) -> (Vec<PdfObject>, Vec<PdfValue>) {
    let (mut objects, mut trailers) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(next_keyword) {
        let keyword = at + found.start;
        at += found.end;
        let mut lexer = ValueLexer { bytes, at };
        if bytes[keyword] == b't' {
            trailers.extend(lexer.value(0));
            continue;
        }
        let Some(number) = object_number(&bytes[..keyword]) else { continue };
        let Some(value) = lexer.value(0) else { continue };
        let begun = at;
        at = lexer.at;
        lexer.skip_blanks();
        let stream = lexer.starts_with(b"stream").then(|| {
            let mut begun = lexer.at + b"stream".len();
            if bytes.get(begun) == Some(&b'\r') {
                begun += 1;
            }
            if bytes.get(begun) == Some(&b'\n') {
                begun += 1;
            }
            stream_range(bytes, begun, &value)
        });
        let mut place = begun..at;
        if let Some(stream) = &stream {
            at = stream.end;
            let blanks = bytes[at..].iter().take_while(|&&byte| is_blank(byte)).count();
            let end = at + blanks;
            place.end = if bytes[end..].starts_with(b"endstream") { end + b"endstream".len() } else { at };
        }
        objects.push(PdfObject { number, value, stream, place });
    }
    (objects, trailers)
}

/// The next ` obj` or `trailer`.
fn next_keyword(bytes: &[u8]) -> Option<Range<usize>> {
    let object = memmem::find(bytes, b"obj").map(|at| at..at + 3);
    let before = object.as_ref().map_or(bytes, |object| &bytes[..object.start]);
    memmem::find(before, b"trailer").map(|at| at..at + 7).or(object)
}

/// The number of the object whose `obj` stands behind `before`: `12 0 obj`.
fn object_number(before: &[u8]) -> Option<usize> {
    let tail = &before[before.len().saturating_sub(32)..];
    let mut words =
        tail.split(|&byte| is_blank(byte) || is_delimiter(byte)).rev().filter(|word| !word.is_empty());
    whole(words.next()?)?;
    let digits = words.next()?;
    // `endobj12 0 obj` is written by some.
    whole(digits.strip_prefix(b"endobj").unwrap_or(digits))
}

/// The data of a stream: as long as it says, if `endstream` follows; else up to `endstream`.
fn stream_range(bytes: &[u8], begun: usize, dictionary: &PdfValue) -> Range<usize> {
    if let Some(PdfValue::Number(length)) = dictionary.get(b"Length")
        && let Some(end) = begun.checked_add(*length)
        && let Some(behind) = bytes.get(end..)
        && behind
            .iter()
            .position(|&byte| !is_blank(byte))
            .is_some_and(|at| behind[at..].starts_with(b"endstream"))
    {
        return begun..end;
    }
    let rest = bytes.get(begun..).unwrap_or_default();
    begun..begun + memmem::find(rest, b"endstream").unwrap_or(rest.len())
}

/// What a string says; of bytes that are no UTF-16 each is taken for a character.
pub(super) fn plain_string(written: &[u8]) -> String {
    let bytes = string_bytes(written);
    match &bytes[..] {
        [0xFE, 0xFF, text @ ..] => {
            let units = text.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        text => text.iter().map(|&byte| char::from(byte)).collect(),
    }
}

/// The bytes of a string (7.3.4).
fn string_bytes(written: &[u8]) -> Vec<u8> {
    let inner = &written[1..written.len() - 1];
    let mut out = Vec::with_capacity(inner.len());
    if written[0] == b'<' {
        let mut digits = inner.iter().filter_map(|&byte| char::from(byte).to_digit(16));
        while let Some(high) = digits.next() {
            out.extend(u8::try_from(high << 4 | digits.next().unwrap_or(0)));
        }
        return out;
    }
    let mut rest = inner;
    while let [first, behind @ ..] = rest {
        rest = behind;
        if *first != b'\\' {
            out.push(*first);
            continue;
        }
        let octal = rest.iter().take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
        if octal > 0 {
            let code = rest[..octal].iter().fold(0_u32, |code, byte| code << 3 | u32::from(byte - b'0'));
            out.extend(u8::try_from(code & 0xFF));
            rest = &rest[octal..];
            continue;
        }
        let Some((&escaped, behind)) = rest.split_first() else { break };
        rest = behind;
        match escaped {
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'\r' => rest = rest.strip_prefix(b"\n").unwrap_or(rest),
            b'\n' => {}
            other => out.push(other),
        }
    }
    out
}

/// A text as a string of the form and the length of the one that it takes the place of; `None`: it finds no
/// room.
pub(super) fn written_as(before: &[u8], text: &str) -> Option<Vec<u8>> {
    let is_wide = string_bytes(before).starts_with(&[0xFE, 0xFF]);
    let bytes: Vec<u8> = if is_wide {
        [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect()
    } else {
        text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect::<Option<_>>()?
    };
    let mut new = Vec::with_capacity(before.len());
    if before[0] == b'<' {
        new.push(b'<');
        new.extend(bytes.iter().flat_map(|byte| format!("{byte:02X}").into_bytes()));
        new.push(b'>');
    } else {
        new.push(b'(');
        for byte in bytes {
            match byte {
                b'(' | b')' | b'\\' => new.extend([b'\\', byte]),
                b'\r' => new.extend(b"\\r"),
                _ => new.push(byte),
            }
        }
        new.push(b')');
    }
    (new.len() <= before.len()).then(|| {
        new.resize(before.len(), b' ');
        new
    })
}
