//! What a PDF file unpacks to, found out before it is read.
//!
//! The library that reads it unpacks whatever the file asks for, and a few kilobytes can ask for gigabytes. So every
//! stream is looked for in the bytes, the file's own directory being no witness, and unpacked once into nothing. Pictures
//! and the programs of fonts, which nobody here reads and which are most of a file, are made unreadable instead.

use std::io::Read as _;

use flate2::read::DeflateDecoder;

use super::Bounds;

/// The most that deflate makes of a byte.
const DEFLATE_RATIO: u64 = 1032;
/// The most that LZW of 12 bits makes of a byte.
const LZW_RATIO: u64 = 2600;
/// The most that run lengths make of a byte.
const RUN_RATIO: u64 = 64;

/// The file's bytes, fit to be read: whatever in it is unpacked is so within bounds. `None`: it is not.
pub(super) fn bounded(bytes: &[u8], bounds: Bounds<'_>) -> Option<Vec<u8>> {
    let ends: Vec<usize> = memchr::memmem::find_iter(bytes, b"endstream").collect();
    let mut fit = bytes.to_vec();
    // Files in which one byte belongs to many objects are made to cost time.
    let mut patience = 8 * bytes.len() + 100_000;
    for at in memchr::memmem::find_iter(bytes, b"obj") {
        if bytes[..at].ends_with(b"end") {
            continue;
        }
        let mut lexer = Lexer { bytes, at: at + 3 };
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
            fit[start..end].fill(0xFF);
        } else {
            let size = head.unpacked(&bytes[start..], (end - start) as u64, bounds.left.get());
            if !bounds.take(size) {
                return None;
            }
        }
    }
    Some(fit)
}

/// What the dictionary of a stream says, as far as it bears on its size.
#[derive(Default)]
struct Head {
    /// How many filters of each kind, in the order of the ratios: deflate, LZW, run lengths.
    filters: [u32; 3],
    /// Whether deflate is the first of all filters, if there is one.
    is_deflate_first: Option<bool>,
    /// Whether the filters are named elsewhere.
    is_filter_elsewhere: bool,
    length: Option<usize>,
    is_length_elsewhere: bool,
    /// Whether it is a picture or the program of a font.
    is_unread: bool,
}

impl Head {
    /// How many bytes the stream has, unpacked, or more. `data` begins with it, and has `length` bytes of it at most.
    fn unpacked(&self, data: &[u8], length: u64, most: u64) -> u64 {
        let [deflate, lzw, run] = self.filters;
        if self.is_filter_elsewhere {
            return length.saturating_mul(LZW_RATIO);
        }
        if (deflate, lzw, run) == (1, 0, 0)
            && self.is_deflate_first == Some(true)
            && let Some(size) = inflated(data, most)
        {
            return size;
        }
        let ratio = |ratio: u64, count: u32| ratio.saturating_pow(count);
        if deflate + lzw + run == 0 {
            return 0;
        }
        length
            .saturating_mul(ratio(DEFLATE_RATIO, deflate))
            .saturating_mul(ratio(LZW_RATIO, lzw))
            .saturating_mul(ratio(RUN_RATIO, run))
    }
}

/// How many bytes the deflated data at the beginning of `data` has, or `most` and one; `None` if it is damaged.
fn inflated(data: &[u8], most: u64) -> Option<u64> {
    let has_header = data.len() > 1
        && data[0] & 0x0F == 8
        && u16::from_be_bytes([data[0], data[1]]).is_multiple_of(31)
        && data[1] & 0x20 == 0;
    // The checksum behind the data is left out: few readers look at it, and some writers get it wrong.
    let data = if has_header { &data[2..] } else { data };
    std::io::copy(&mut DeflateDecoder::new(data).take(most + 1), &mut std::io::sink()).ok()
}

/// Reads PDF words (ISO 32000-1, 7.2).
struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// A PDF word.
enum Word {
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

impl Lexer<'_> {
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
                Word::Open => depth += 1,
                Word::Close => depth -= 1,
                Word::Name(name) => {
                    head.note(&name, &key, depth == 1);
                    if !(is_filter && is_filter_name(&name)) {
                        key = name;
                    }
                    numbers = 0;
                }
                Word::Number(number) => {
                    numbers += 1;
                    head.is_filter_elsewhere |= is_filter;
                    if key == b"Length" {
                        head.is_length_elsewhere = numbers > 1;
                        head.length = number.filter(|_| numbers == 1);
                    }
                }
                Word::Other => {}
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

    fn word(&mut self) -> Option<Word> {
        let first = *self.bytes.get(self.at)?;
        let next = self.bytes.get(self.at + 1).copied();
        self.at += 1;
        Some(match (first, next) {
            (b'<', Some(b'<')) => {
                self.at += 1;
                Word::Open
            }
            (b'>', Some(b'>')) => {
                self.at += 1;
                Word::Close
            }
            (b'<', _) => {
                while *self.bytes.get(self.at)? != b'>' {
                    self.at += 1;
                }
                self.at += 1;
                Word::Other
            }
            (b'(', _) => {
                self.skip_string()?;
                Word::Other
            }
            (b'/', _) => Word::Name(self.name()),
            (digit, _) if digit.is_ascii_digit() => {
                let start = self.at - 1;
                self.skip_regular();
                Word::Number(
                    str::from_utf8(&self.bytes[start..self.at]).ok().and_then(|text| text.parse().ok()),
                )
            }
            (byte, _) => {
                if is_regular(byte) {
                    self.skip_regular();
                }
                Word::Other
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
    name.ends_with(b"Decode")
        || matches!(name, b"Fl" | b"LZW" | b"RL" | b"A85" | b"AHx" | b"DCT" | b"CCF" | b"Crypt")
}

impl Head {
    /// Takes note of a name behind the name `key`; whether it stands in the outermost dictionary is told by `is_outer`.
    fn note(&mut self, name: &[u8], key: &[u8], is_outer: bool) {
        if is_filter_name(name) {
            self.is_deflate_first = self.is_deflate_first.or(Some(matches!(name, b"FlateDecode" | b"Fl")));
        }
        match name {
            b"FlateDecode" | b"Fl" => self.filters[0] += 1,
            b"LZWDecode" | b"LZW" => self.filters[1] += 1,
            b"RunLengthDecode" | b"RL" => self.filters[2] += 1,
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

    fn bounded(bytes: &[u8]) -> Option<Vec<u8>> {
        let left = std::cell::Cell::new(2_000_000);
        super::bounded(bytes, Bounds { depth: 0, left: &left })
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

    #[test]
    fn what_unpacks_to_much_is_known_before() {
        let layer = deflated(&vec![0; 2_500_000]);
        let small = deflated(b"BT (a) Tj ET");
        let (twice, packed) = (deflated(&layer), |data: &[u8]| data.len() as u64);
        assert!(packed(&layer) < 3_000 && packed(&twice) < 500);
        let is_bounded = |dictionary: &str, data: &[u8]| bounded(&stream(dictionary, data)).is_some();
        assert!(is_bounded("/Filter /FlateDecode", &small));
        assert!(is_bounded("/Filter [/ASCII85Decode /FlateDecode]", b"GhV~>"));
        for (dictionary, data) in [
            ("/Filter /FlateDecode", &layer),
            ("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", &layer),
            ("/Filter /Fl#61teDecode", &layer),
            ("/Filter [/Fl]", &layer),
            ("/Title (1 0 obj << /Filter >> endobj \\) ) /Filter /FlateDecode", &layer),
            ("/Resources << /Subtype /Image >> /Filter /FlateDecode", &layer),
            ("/Filter [/FlateDecode /FlateDecode]", &twice),
            ("/Filter 9 0 R", &layer),
            ("/Filter /LZWDecode", &layer),
        ] {
            assert!(!is_bounded(dictionary, data), "{dictionary}");
        }
        // Ten of what is allowed once are not.
        let part = deflated(&vec![0; 300_000]);
        let parts = stream("/Filter /FlateDecode", &part).repeat(10);
        assert!(is_bounded("/Filter /FlateDecode", &part) && bounded(&parts).is_none());
    }

    #[test]
    fn pictures_are_made_unreadable_and_nothing_else() {
        let picture = stream("/Subtype /Image /Filter /FlateDecode", &deflated(&vec![0; 2_500_000]));
        let text = stream("/Filter /FlateDecode", &deflated(b"BT (a) Tj ET"));
        let both = [picture.clone(), text.clone()].concat();
        let fit = bounded(&both).unwrap();
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
