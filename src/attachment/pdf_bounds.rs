//! What a PDF file unpacks to, found out before it is read.
//!
//! The library that reads it unpacks whatever the file asks for, and a few kilobytes can ask for gigabytes.
//! So every stream is looked for in the bytes, the file's own directory being no witness, and unpacked once
//! into nothing. Pictures and the programs of fonts, which nobody here reads and which are most of a file,
//! are made unreadable instead.

use std::borrow::Cow;
use std::io::Read as _;

use flate2::read::DeflateDecoder;

use super::{Bounds, Contents, Gap, picture};

/// The most that deflate makes of a byte.
const DEFLATE_RATIO: u64 = 1032;
/// The most that LZW of 12 bits makes of a byte.
const LZW_RATIO: u64 = 2600;
/// The most that run lengths make of a byte.
const RUN_RATIO: u64 = 64;

/// A file whose reading has bounds.
pub(super) struct BoundedPdf {
    /// Its bytes, without what is not read.
    pub(super) bytes: Vec<u8>,
    /// What is in its pictures that are files of their own, such as those of cameras.
    pub(super) pictures: Vec<Contents>,
}

/// The file's bytes, fit to be read: whatever in it is unpacked is so within bounds. `None`: it is not.
pub(super) fn bounded(bytes: &[u8], bounds: Bounds<'_>) -> Option<BoundedPdf> {
    let mut pictures = Vec::new();
    let ends: Vec<usize> = memchr::memmem::find_iter(bytes, b"endstream").collect();
    let mut fit = bytes.to_vec();
    // What is encrypted cannot be unpacked here, and is estimated one by one: the reader holds one stream at
    // a time, and counts what it has read.
    let is_encrypted = memchr::memmem::find(bytes, b"/Encrypt").is_some();
    // Files in which one byte belongs to many objects are made to cost time.
    let mut patience = 8 * bytes.len() + 100_000;
    for at in memchr::memmem::find_iter(bytes, b"obj") {
        if bytes[..at].ends_with(b"end") {
            continue;
        }
        let mut lexer = WordLexer { bytes, at: at + 3 };
        let head = lexer.stream_head();
        patience = patience.checked_sub(lexer.at - at)?;
        let Some(head) = head else { continue };
        let start = lexer.at;
        let end = ends.get(ends.partition_point(|end| *end < start)).map_or(bytes.len(), |end| *end);
        let end = match head.length {
            Some(length) => end.max(start.saturating_add(length)).min(bytes.len()),
            None if head.is_length_elsewhere => bytes.len(),
            None => end,
        };
        if head.is_unread {
            // All ones begin no block of deflate.
            let end = ends.get(ends.partition_point(|end| *end < start)).map_or(bytes.len(), |end| *end);
            patience = patience.checked_sub(end - start)?;
            pictures.extend(
                head.picture(&bytes[start..end], bounds).ok()?.map(|picture| picture::read(&picture)),
            );
            fit[start..end].fill(0xFF);
        } else {
            let size = head.unpacked(&bytes[start..], (end - start) as u64, bounds.left.get());
            let is_within = match size {
                Size::Estimated(size) if is_encrypted => size <= bounds.left.get(),
                Size::Counted(size) | Size::Estimated(size) => bounds.take(size),
            };
            if !is_within {
                return None;
            }
        }
    }
    Some(BoundedPdf { bytes: fit, pictures })
}

/// How many bytes a stream has, unpacked.
enum Size {
    /// So many, or more of which none can be read.
    Counted(u64),
    /// At most so many.
    Estimated(u64),
}

/// What the dictionary of a stream says, as far as it bears on its size.
#[derive(Default)]
struct Head {
    /// The filters in the order in which they are undone.
    filters: Vec<PdfFilter>,
    /// Whether the filters are named elsewhere.
    is_filter_elsewhere: bool,
    length: Option<usize>,
    is_length_elsewhere: bool,
    /// Whether it is a picture or the program of a font.
    is_unread: bool,
}

/// A filter (ISO 32000-1, 7.4) that makes more bytes of fewer, or stands before one that does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PdfFilter {
    Deflate,
    Lzw,
    RunLength,
    Ascii85,
    AsciiHex,
    /// Of pictures, or none that is known: makes nothing that is read here.
    Other,
}

impl PdfFilter {
    pub(super) fn named(name: &[u8]) -> Self {
        match name {
            b"FlateDecode" | b"Fl" => Self::Deflate,
            b"LZWDecode" | b"LZW" => Self::Lzw,
            b"RunLengthDecode" | b"RL" => Self::RunLength,
            b"ASCII85Decode" | b"A85" => Self::Ascii85,
            b"ASCIIHexDecode" | b"AHx" => Self::AsciiHex,
            _ => Self::Other,
        }
    }

    /// Data without the filter, or `most` bytes and a few more; `None`: they are damaged, or it is not undone
    /// here.
    pub(super) fn undo(self, data: &[u8], most: u64) -> Option<Vec<u8>> {
        match self {
            Self::Ascii85 => Some(ascii85(data)),
            Self::AsciiHex => Some(ascii_hex(data)),
            Self::RunLength => Some(run_lengths(data, most)),
            Self::Deflate => inflate(data, most),
            Self::Lzw | Self::Other => None,
        }
    }

    /// The most that it makes of a byte.
    fn ratio(self) -> u64 {
        match self {
            Self::Deflate => DEFLATE_RATIO,
            Self::Lzw => LZW_RATIO,
            Self::RunLength => RUN_RATIO,
            // Four bytes of one `z`.
            Self::Ascii85 => 4,
            Self::AsciiHex | Self::Other => 1,
        }
    }
}

impl Head {
    /// The picture that the stream is once what it is packed in besides is undone, if it is a JPEG file then.
    /// # Errors
    /// It unpacks to more than is allowed.
    fn picture(&self, data: &[u8], bounds: Bounds<'_>) -> Result<Option<Vec<u8>>, Gap> {
        let Some((PdfFilter::Other, packings)) = self.filters.split_last() else { return Ok(None) };
        let mut data = Cow::Borrowed(data);
        for packing in packings {
            let Some(undone) = packing.undo(&data, bounds.left.get()) else { return Ok(None) };
            if !bounds.take(undone.len() as u64) {
                return Err(Gap::TooLarge);
            }
            data = Cow::Owned(undone);
        }
        let start = memchr::memmem::find(&data[..data.len().min(16)], b"\xFF\xD8\xFF");
        Ok(start.map(|start| data[start..].to_vec()))
    }

    /// How many bytes the stream has, unpacked, or more. `data` begins with it, and has `length` bytes of
    /// it at most.
    fn unpacked(&self, data: &[u8], length: u64, most: u64) -> Size {
        if self.is_filter_elsewhere {
            return Size::Estimated(length.saturating_mul(LZW_RATIO));
        }
        let makes_more = |filter: &PdfFilter| filter.ratio() > 4;
        let Some(last) = self.filters.iter().rposition(makes_more) else { return Size::Counted(0) };
        // The filters before the last are decoded where they are supported; the rest is estimated.
        let length = usize::try_from(length).unwrap_or(usize::MAX).min(data.len());
        let mut data = Cow::Borrowed(&data[..length]);
        for (at, filter) in self.filters[..=last].iter().enumerate() {
            let size = match filter {
                _ if at < last => None,
                PdfFilter::Deflate => inflated(&data, most),
                PdfFilter::Lzw => Some(
                    [true, false].map(|is_early| lzw_size(&data, is_early)).into_iter().max().unwrap_or(0),
                ),
                _ => None,
            };
            if let Some(size) = size {
                return Size::Counted(size);
            }
            match filter.undo(&data, most) {
                Some(undone) => data = Cow::Owned(undone),
                None => {
                    let ratios = self.filters[at..=last].iter().map(|filter| filter.ratio());
                    return Size::Estimated(ratios.fold(data.len() as u64, u64::saturating_mul));
                }
            }
        }
        Size::Counted(data.len() as u64)
    }
}

/// Undoes ASCII85; what is no digit of it is passed over.
fn ascii85(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() / 5 * 4 + 4);
    let (mut value, mut count) = (0_u32, 0);
    for byte in data {
        match byte {
            b'~' => break,
            b'z' if count == 0 => out.extend_from_slice(&[0; 4]),
            b'!'..=b'u' => {
                value = value.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                count += 1;
                if count == 5 {
                    out.extend_from_slice(&value.to_be_bytes());
                    (value, count) = (0, 0);
                }
            }
            _ => {}
        }
    }
    if count > 1 {
        for _ in count..5 {
            value = value.wrapping_mul(85).wrapping_add(84);
        }
        out.extend_from_slice(&value.to_be_bytes()[..count - 1]);
    }
    out
}

/// Undoes hexadecimal digits.
fn ascii_hex(data: &[u8]) -> Vec<u8> {
    let end = data.iter().position(|byte| *byte == b'>').unwrap_or(data.len());
    let digits = data[..end].iter().filter_map(|byte| char::from(*byte).to_digit(16));
    let digits: Vec<u8> = digits.filter_map(|digit| u8::try_from(digit).ok()).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

/// Undoes run lengths (ISO 32000-1, 7.4.5), or `most` bytes and a few more of it.
fn run_lengths(data: &[u8], most: u64) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = data;
    while let [length, behind @ ..] = rest
        && *length != 128
        && out.len() as u64 <= most
    {
        let length = usize::from(*length);
        let taken = if length < 128 { length + 1 } else { 1 };
        let (run, behind) = behind.split_at(taken.min(behind.len()));
        let times = if length < 128 { 1 } else { 257 - length };
        out.extend(run.iter().copied().cycle().take(run.len() * times));
        rest = behind;
    }
    out
}

/// How many bytes LZW data (ISO 32000-1, 7.4.4) unpack to, as the reader takes them: at most [`LZW_RATIO`]
/// times their own. `is_early`: the length of codes grows one code early.
fn lzw_size(data: &[u8], is_early: bool) -> u64 {
    const CLEAR: usize = 256;
    const END: usize = 257;
    const FIRST: usize = 258;
    const MOST_CODES: usize = 4096;
    // How long the text of each code is.
    let mut lengths = vec![1_u64; FIRST];
    let mut before: Option<usize> = None;
    let (mut bits, mut count, mut size) = (0_u32, 0_u32, 0_u64);
    let mut bytes = data.iter();
    loop {
        let width = match lengths.len() + usize::from(is_early) {
            2048.. => 12,
            1024.. => 11,
            512.. => 10,
            _ => 9,
        };
        while count < width {
            let Some(byte) = bytes.next() else { return size };
            bits = bits << 8 | u32::from(*byte);
            count += 8;
        }
        count -= width;
        let code = (bits >> count) as usize & ((1 << width) - 1);
        match (code, before) {
            (CLEAR, _) => {
                lengths.truncate(FIRST);
                before = None;
                continue;
            }
            (END, _) => return size,
            (code, Some(before)) if code <= lengths.len() => {
                if lengths.len() < MOST_CODES {
                    lengths.push(lengths[before] + 1);
                }
            }
            (code, None) if code < lengths.len() => {}
            _ => return size,
        }
        let Some(length) = lengths.get(code) else { return size };
        size += length;
        before = Some(code);
    }
}

/// The deflated data at the beginning of `data`, or `most` bytes and one of it; `None` if it is damaged.
fn inflate(data: &[u8], most: u64) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    DeflateDecoder::new(without_header(data)).take(most + 1).read_to_end(&mut out).ok()?;
    Some(out)
}

/// Deflated data without the two bytes of zlib before it.
fn without_header(data: &[u8]) -> &[u8] {
    let has_header = data.len() > 1
        && data[0] & 0x0F == 8
        && u16::from_be_bytes([data[0], data[1]]).is_multiple_of(31)
        && data[1] & 0x20 == 0;
    // The checksum behind the data is left out: few readers look at it, and some writers get it wrong.
    if has_header { &data[2..] } else { data }
}

/// How many bytes the deflated data at the beginning of `data` has, or `most` and one; `None` if it is
/// damaged.
fn inflated(data: &[u8], most: u64) -> Option<u64> {
    let data = without_header(data);
    std::io::copy(&mut DeflateDecoder::new(data).take(most + 1), &mut std::io::sink()).ok()
}

/// Reads PDF words (ISO 32000-1, 7.2).
struct WordLexer<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// A PDF word.
enum PdfWord {
    Name(Vec<u8>),
    Number(Option<usize>),
    Open,
    Close,
    Other,
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !b"()<>[]{}/%".contains(&byte)
}

impl WordLexer<'_> {
    /// Reads a dictionary and the word `stream` with its line end, if that is what comes.
    fn stream_head(&mut self) -> Option<Head> {
        self.skip_space();
        self.bytes[self.at..].strip_prefix(b"<<")?;
        self.at += 2;
        let mut head = Head::default();
        let mut depth = 1;
        // The name before a value, as far as it is a key that matters.
        let mut key = Vec::new();
        let mut numbers = 0;
        while depth > 0 {
            self.skip_space();
            let word = self.word()?;
            let is_filter = matches!(&*key, b"Filter" | b"F");
            match word {
                PdfWord::Open => depth += 1,
                PdfWord::Close => depth -= 1,
                PdfWord::Name(name) => {
                    head.note(&name, &key, depth == 1);
                    if !(is_filter && is_filter_name(&name)) {
                        key = name;
                    }
                    numbers = 0;
                }
                PdfWord::Number(number) => {
                    numbers += 1;
                    head.is_filter_elsewhere |= is_filter;
                    if key == b"Length" {
                        head.is_length_elsewhere = numbers > 1;
                        head.length = number.filter(|_| numbers == 1);
                    }
                }
                PdfWord::Other => {}
            }
        }
        self.skip_space();
        let rest = self.bytes[self.at..].strip_prefix(b"stream")?;
        let line_end = match rest {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => 0,
        };
        self.at += "stream".len() + line_end;
        Some(head)
    }

    fn skip_space(&mut self) {
        while let Some(byte) = self.bytes.get(self.at) {
            if *byte == b'%' {
                let rest = &self.bytes[self.at..];
                self.at += rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
            } else if is_space(*byte) {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    fn word(&mut self) -> Option<PdfWord> {
        let first = *self.bytes.get(self.at)?;
        let next = self.bytes.get(self.at + 1).copied();
        self.at += 1;
        Some(match (first, next) {
            (b'<', Some(b'<')) => {
                self.at += 1;
                PdfWord::Open
            }
            (b'>', Some(b'>')) => {
                self.at += 1;
                PdfWord::Close
            }
            (b'<', _) => {
                while *self.bytes.get(self.at)? != b'>' {
                    self.at += 1;
                }
                self.at += 1;
                PdfWord::Other
            }
            (b'(', _) => {
                self.skip_string()?;
                PdfWord::Other
            }
            (b'/', _) => PdfWord::Name(self.name()),
            (digit, _) if digit.is_ascii_digit() => {
                let start = self.at - 1;
                self.skip_regular();
                PdfWord::Number(
                    str::from_utf8(&self.bytes[start..self.at]).ok().and_then(|text| text.parse().ok()),
                )
            }
            (byte, _) => {
                if is_regular(byte) {
                    self.skip_regular();
                }
                PdfWord::Other
            }
        })
    }

    fn skip_regular(&mut self) {
        while self.bytes.get(self.at).is_some_and(|byte| is_regular(*byte)) {
            self.at += 1;
        }
    }

    /// The rest of a text in brackets, which may hold brackets.
    fn skip_string(&mut self) -> Option<()> {
        let mut depth = 1;
        while depth > 0 {
            match *self.bytes.get(self.at)? {
                b'\\' => self.at += 1,
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
        Some(())
    }

    /// The rest of a name, `#41` read as `A`.
    fn name(&mut self) -> Vec<u8> {
        let start = self.at;
        self.skip_regular();
        let mut written = &self.bytes[start..self.at];
        let mut name = Vec::new();
        while let [first, rest @ ..] = written {
            let code = rest
                .get(..2)
                .filter(|_| *first == b'#')
                .and_then(|code| u8::from_str_radix(str::from_utf8(code).ok()?, 16).ok());
            name.push(code.unwrap_or(*first));
            written = if code.is_some() { &rest[2..] } else { rest };
        }
        name
    }
}

fn is_filter_name(name: &[u8]) -> bool {
    // `/Decode` tells which values of a picture are black.
    name.ends_with(b"Decode") && name != b"Decode"
        || matches!(name, b"Fl" | b"LZW" | b"RL" | b"A85" | b"AHx" | b"DCT" | b"CCF" | b"Crypt")
}

impl Head {
    /// Takes note of a name behind the name `key`; whether it stands in the outermost dictionary is told by
    /// `is_outer`.
    fn note(&mut self, name: &[u8], key: &[u8], is_outer: bool) {
        if is_filter_name(name) {
            self.filters.push(PdfFilter::named(name));
        }
        match name {
            b"Image" | b"Type1C" | b"CIDFontType0C" | b"OpenType" => {
                self.is_unread |= is_outer && key == b"Subtype";
            }
            b"Length1" => self.is_unread |= is_outer,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn bounded(bytes: &[u8]) -> Option<BoundedPdf> {
        let left = std::cell::Cell::new(2_000_000);
        super::bounded(bytes, Bounds { depth: 0, left: &left, turn: None })
    }

    fn deflated(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn stream(dictionary: &str, data: &[u8]) -> Vec<u8> {
        let head = format!("7 0 obj\n<< {dictionary} /Length {} >>\nstream\n", data.len());
        [head.as_bytes(), data, b"\nendstream\nendobj\n"].concat()
    }

    fn in_hex(bytes: &[u8]) -> Vec<u8> {
        bytes.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()
    }

    fn in_runs(bytes: &[u8]) -> Vec<u8> {
        bytes.iter().flat_map(|byte| [0, *byte]).collect()
    }

    /// LZW data that are `count` codes, each longer by a zero than the one before.
    fn lzw_of_zeros(count: u16) -> Vec<u8> {
        let codes = [256, 0].into_iter().chain(258..256 + count);
        let (mut bits, mut length, mut bytes) = (0_u32, 0, Vec::new());
        for (known, code) in (257..).zip(codes) {
            let width = match known {
                2048.. => 12,
                1024.. => 11,
                512.. => 10,
                _ => 9,
            };
            bits = bits << width | u32::from(code);
            length += width;
            while length >= 8 {
                length -= 8;
                bytes.push(u8::try_from(bits >> length & 0xFF).unwrap());
            }
        }
        bytes
    }

    #[test]
    fn lzw_is_counted() {
        // The example of ISO 32000-1, 7.4.4.2.
        let example = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
        assert_eq!(lzw_size(&example, true), 10);
        // Each code is longer by one than the one before, as long as both sides count alike.
        let sum = |count: u64| (1..count).sum::<u64>();
        for count in [10, 200, 600, 3000] {
            let size = lzw_size(&lzw_of_zeros(count), true);
            let expected = sum(u64::from(count));
            assert!(size.abs_diff(expected) <= u64::from(count), "{count}: {size}, not {expected}");
        }
        for bytes in [&[][..], &[0x80], &[0xFF; 900], &[0; 900]] {
            assert!(lzw_size(bytes, false) <= LZW_RATIO * bytes.len() as u64);
        }
    }

    #[test]
    fn what_unpacks_to_much_is_known_before() {
        let layer = deflated(&vec![0; 2_500_000]);
        let small = deflated(b"BT (a) Tj ET");
        let (twice, packed) = (deflated(&layer), |data: &[u8]| data.len() as u64);
        assert!(packed(&layer) < 3_000 && packed(&twice) < 500);
        let is_bounded = |dictionary: &str, data: &[u8]| bounded(&stream(dictionary, data)).is_some();
        assert!(is_bounded("/Filter /FlateDecode", &small));
        assert!(is_bounded("/Filter [/ASCII85Decode /FlateDecode]", b"GhV~>"));
        assert!(is_bounded("/Filter [/ASCIIHexDecode /FlateDecode]", &in_hex(&small).repeat(20)));
        assert!(!is_bounded("/Filter [/AHx /Fl]", &in_hex(&layer)));
        assert_eq!(ascii85(b"87cURD]i,\"Ebo80~>"), b"Hello World!");
        for (dictionary, data) in [
            ("/Filter /FlateDecode", &layer),
            ("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", &layer),
            ("/Filter /Fl#61teDecode", &layer),
            ("/Filter [/Fl]", &layer),
            ("/Title (1 0 obj << /Filter >> endobj \\) ) /Filter /FlateDecode", &layer),
            ("/Resources << /Subtype /Image >> /Filter /FlateDecode", &layer),
            ("/Filter [/FlateDecode /FlateDecode]", &twice),
            ("/Filter 9 0 R", &layer),
            ("/Filter /LZWDecode", &lzw_of_zeros(3000)),
            ("/Filter [/AHx /LZW]", &in_hex(&lzw_of_zeros(3000))),
            ("/Filter [/RL /Fl]", &in_runs(&layer)),
            ("/Filter /RunLengthDecode", &[129, 0].repeat(16_000)),
        ] {
            assert!(!is_bounded(dictionary, data), "{dictionary}");
        }
        for (dictionary, data) in [
            ("/Filter /LZWDecode", &lzw_of_zeros(1000)),
            ("/Filter [/RL /Fl]", &in_runs(&small)),
            ("/Filter /RL", &[129, 0].repeat(15_000)),
        ] {
            assert!(is_bounded(dictionary, data), "{dictionary}");
        }
        // Ten of what is allowed once are not.
        let part = deflated(&vec![0; 300_000]);
        let parts = stream("/Filter /FlateDecode", &part).repeat(10);
        assert!(is_bounded("/Filter /FlateDecode", &part) && bounded(&parts).is_none());
    }

    /// A file that is only locked against changes opens without a password, but nothing of it can be unpacked
    /// here.
    #[test]
    fn what_is_encrypted_is_estimated_one_by_one() {
        // All ones begin no block of deflate.
        let pages = stream("/Filter /FlateDecode", &[0xFF; 1000]).repeat(10);
        let locked = [&pages[..], b"trailer << /Encrypt 9 0 R >>"].concat();
        assert!(bounded(&pages).is_none());
        assert!(bounded(&locked).is_some());
        let large = stream("/Filter /FlateDecode", &[0xFF; 10_000]);
        assert!(bounded(&[&large[..], b"trailer << /Encrypt 9 0 R >>"].concat()).is_none());
    }

    #[test]
    fn pictures_are_made_unreadable_and_nothing_else() {
        let picture = stream("/Subtype /Image /Filter /FlateDecode", &deflated(&vec![0; 2_500_000]));
        let text = stream("/Filter /FlateDecode", &deflated(b"BT (a) Tj ET"));
        let both = [picture.clone(), text.clone()].concat();
        let fit = bounded(&both).unwrap().bytes;
        assert_eq!(fit.len(), both.len());
        assert!(fit.ends_with(&text) && !fit.starts_with(&picture));
    }

    #[test]
    fn files_that_nest_without_end_are_given_up() {
        assert!(bounded(&b"1 0 obj<<".repeat(20_000)).is_none());
        assert!(bounded(&b"1 0 obj<<(".repeat(20_000)).is_none());
        assert!(bounded(&b"1 0 obj(".repeat(20_000)).is_some());
        assert!(bounded(b"1 0 obj<</A#").is_some());
    }
}
