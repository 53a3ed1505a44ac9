//! Bytes of a text file to a [`String`], whatever editor wrote them.
//!
//! UTF-8 with or without a byte order mark, UTF-16 with one, else GB18030 (which includes GBK and GB2312).
//! Strict: an invalid byte is an error with its place, for a � on a public page is worse than no page.
//! Line ends are left as they are.

use std::fmt;

use encoding_rs::{DecoderResult, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memchr;

use crate::diag::{Lang, Text};
use crate::say;

/// How a text was encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 behind a byte order mark.
    Utf8WithMark,
    /// UTF-16, low byte first, behind a byte order mark: Windows Notepad's "Unicode".
    Utf16Le,
    /// UTF-16, high byte first, behind a byte order mark.
    Utf16Be,
    /// GB 18030.
    Gb18030,
}

/// How lines end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newline {
    /// `\n`.
    Lf,
    /// `\r\n`.
    CrLf,
}

impl Newline {
    /// The characters themselves.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::CrLf => "\r\n",
        }
    }
}

/// A decoded text file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text without a byte order mark, its line ends as written.
    pub text: String,
    /// How it was encoded.
    pub encoding: Encoding,
    /// How its first line ends; `Lf` if there is one line only.
    pub newline: Newline,
}

/// What is wrong with a file that should be a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeFault {
    /// It holds a NUL: it is no text, or UTF-16 without a byte order mark.
    Binary,
    /// Bytes that are invalid in this encoding.
    Malformed(Encoding),
    /// It ends in the middle of a character.
    CutOff(Encoding),
}

/// Why a file could not be decoded, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// What is wrong.
    pub fault: DecodeFault,
    /// Where it begins: bytes from the beginning of the file.
    pub offset: usize,
    /// The same place as a line, counted from 1.
    pub line: usize,
}

/// Decodes a text file.
pub fn decode(bytes: Vec<u8>) -> Result<Decoded, DecodeError> {
    match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, ..] => {
            let (mut text, _) = decode_unmarked(bytes, Some(Encoding::Utf8WithMark))?;
            text.drain(..3);
            finish(text, Encoding::Utf8WithMark)
        }
        [0xFF, 0xFE, rest @ ..] => {
            decode_with(UTF_16LE, rest, 2, Encoding::Utf16Le).and_then(|text| finish(text, Encoding::Utf16Le))
        }
        [0xFE, 0xFF, rest @ ..] => {
            decode_with(UTF_16BE, rest, 2, Encoding::Utf16Be).and_then(|text| finish(text, Encoding::Utf16Be))
        }
        _ => {
            let (text, encoding) = decode_unmarked(bytes, None)?;
            finish(text, encoding)
        }
    }
}

/// Encodes a text as it was before [`decode`], byte order mark and all.
#[must_use]
pub fn encode(text: &str, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 => text.as_bytes().to_vec(),
        Encoding::Utf8WithMark => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        Encoding::Utf16Le => once_marked(text).flat_map(u16::to_le_bytes).collect(),
        Encoding::Utf16Be => once_marked(text).flat_map(u16::to_be_bytes).collect(),
        // GB18030 has all of Unicode.
        Encoding::Gb18030 => GB18030.encode(text).0.into_owned(),
    }
}

/// The text in UTF-16 behind a byte order mark.
fn once_marked(text: &str) -> impl Iterator<Item = u16> {
    std::iter::once(0xFEFF).chain(text.encode_utf16())
}

fn finish(text: String, encoding: Encoding) -> Result<Decoded, DecodeError> {
    if let Some(at) = memchr(0, text.as_bytes()) {
        let offset = match encoding {
            Encoding::Utf16Le | Encoding::Utf16Be => 2 + 2 * text[..at].encode_utf16().count(),
            Encoding::Utf8WithMark => at + 3,
            Encoding::Utf8 | Encoding::Gb18030 => at,
        };
        return Err(DecodeError {
            fault: DecodeFault::Binary,
            offset,
            line: line_of(&text.as_bytes()[..at]),
        });
    }
    let newline = match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => Newline::CrLf,
        _ => Newline::Lf,
    };
    Ok(Decoded { text, encoding, newline })
}

/// UTF-8, or GB 18030 unless `known` rules it out.
fn decode_unmarked(bytes: Vec<u8>, known: Option<Encoding>) -> Result<(String, Encoding), DecodeError> {
    // Validates many bytes at a time, which is worth far more than the copy costs.
    if let Some(text) = UTF_8.decode_without_bom_handling_and_without_replacement(&bytes) {
        return Ok((text.into_owned(), known.unwrap_or(Encoding::Utf8)));
    }
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Ok((text, known.unwrap_or(Encoding::Utf8))),
        Err(error) => error,
    };
    let utf8 = error.utf8_error();
    let bytes = error.into_bytes();
    if let Some(offset) = bytes.iter().position(|byte| *byte == 0) {
        return Err(DecodeError { fault: DecodeFault::Binary, offset, line: line_of(&bytes[..offset]) });
    }
    if known.is_some() || is_damaged_utf8(&bytes) {
        let encoding = known.unwrap_or(Encoding::Utf8);
        let offset = utf8.valid_up_to();
        let fault = match utf8.error_len() {
            None => DecodeFault::CutOff(encoding),
            Some(_) => DecodeFault::Malformed(encoding),
        };
        return Err(DecodeError { fault, offset, line: line_of(&bytes[..offset]) });
    }
    decode_with(GB18030, &bytes, 0, Encoding::Gb18030).map(|text| (text, Encoding::Gb18030))
}

/// Whether bytes that are not UTF-8 were meant to be: most of their characters beyond ASCII are valid.
///
/// Without this, a half-saved UTF-8 file would pass as GB 18030, where almost every pair of bytes is some
/// character, and come out as gibberish. In a real GB 18030 text about every other character is bad UTF-8.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| *c >= '\u{800}').count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 4 * bad
}

/// Decodes strictly; `skipped` bytes of the file precede `bytes`.
fn decode_with(
    with: &'static encoding_rs::Encoding,
    bytes: &[u8],
    skipped: usize,
    encoding: Encoding,
) -> Result<String, DecodeError> {
    let mut decoder = with.new_decoder_without_bom_handling();
    // Room for the worst case, so that the decoder never stops for lack of it.
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len());
    let mut text = String::with_capacity(room);
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match result {
        DecoderResult::InputEmpty => {
            text.shrink_to_fit();
            Ok(text)
        }
        DecoderResult::OutputFull => Err(place(&text, skipped + read, DecodeFault::Malformed(encoding))),
        DecoderResult::Malformed(length, behind) => {
            let start = read.saturating_sub(usize::from(length) + usize::from(behind));
            let at_end = read == bytes.len() && behind == 0;
            // A lone last byte means a truncated file, unless it is 0xFF, which begins nothing.
            let is_cut =
                at_end && bytes.get(start).is_some_and(|byte| encoding != Encoding::Gb18030 || *byte != 0xFF);
            let fault = if is_cut { DecodeFault::CutOff(encoding) } else { DecodeFault::Malformed(encoding) };
            Err(place(&text, skipped + start, fault))
        }
    }
}

fn place(decoded: &str, offset: usize, fault: DecodeFault) -> DecodeError {
    DecodeError { fault, offset, line: line_of(decoded.as_bytes()) }
}

/// The line, counted from 1, on which the byte behind `before` stands.
fn line_of(before: &[u8]) -> usize {
    before.split(|byte| *byte == b'\n').count()
}

impl Encoding {
    /// The name people know it by.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 | Self::Utf8WithMark => "UTF-8",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
            Self::Gb18030 => "GB18030",
        }
    }
}

impl DecodeError {
    /// What is wrong, in one sentence; names the line, not the file.
    #[must_use]
    pub fn text(&self) -> Text {
        let line = self.line;
        match self.fault {
            DecodeFault::Binary => {
                say!(
                    "这不是文本文件（第 {line} 行有空字节）",
                    "this is no text file: there is a NUL on line {line}"
                )
            }
            DecodeFault::Malformed(encoding) => {
                let name = encoding.name();
                say!(
                    "第 {line} 行有不属于 {name} 编码的字节",
                    "there are bytes on line {line} that are not {name}"
                )
            }
            DecodeFault::CutOff(encoding) => {
                let name = encoding.name();
                say!(
                    "文件在第 {line} 行的一个字中间断开（{name} 编码）",
                    "the file ends in the middle of a character on line {line} ({name})"
                )
            }
        }
    }

    /// What a person can do about it.
    #[must_use]
    pub fn help(&self) -> Text {
        match self.fault {
            DecodeFault::Binary => say!(
                "如果是 Word、Excel 或图片，请作为附件；如果是文本，请用记事本“另存为”，编码选 UTF-8",
                "attach Word, Excel or picture files instead; save a text again with the encoding UTF-8"
            ),
            DecodeFault::Malformed(_) => say!(
                "请用记事本打开，改正该行的乱码，再“另存为”，编码选 UTF-8",
                "open it in an editor, mend that line, and save it with the encoding UTF-8"
            ),
            DecodeFault::CutOff(_) => say!(
                "文件可能没有保存完整，请重新保存或重新复制",
                "it was probably saved or copied only in part: save or copy it again"
            ),
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().in_lang(Lang::En))
    }
}

impl std::error::Error for DecodeError {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SAMPLE: &str = "标题：关于公布2023年“劳有所得”进度的通知\r\n㐀𠮷€\r\n";

    fn utf16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
        "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes_of).collect()
    }

    fn fault_of(bytes: impl Into<Vec<u8>>) -> (DecodeFault, usize, usize) {
        let error = decode(bytes.into()).unwrap_err();
        (error.fault, error.offset, error.line)
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let marked = [b"\xEF\xBB\xBF", SAMPLE.as_bytes()].concat();
        let (gb, _, lost) = GB18030.encode(SAMPLE);
        assert!(!lost);
        for (bytes, encoding) in [
            (SAMPLE.as_bytes().to_vec(), Encoding::Utf8),
            (marked, Encoding::Utf8WithMark),
            (utf16(SAMPLE, u16::to_le_bytes), Encoding::Utf16Le),
            (utf16(SAMPLE, u16::to_be_bytes), Encoding::Utf16Be),
            (gb.into_owned(), Encoding::Gb18030),
        ] {
            let decoded = decode(bytes).unwrap();
            assert_eq!(decoded, Decoded { text: SAMPLE.into(), encoding, newline: Newline::CrLf });
        }
    }

    #[test]
    fn valid_utf8_takes_no_more_room_than_it_needs() {
        let mut bytes = Vec::with_capacity(100 * SAMPLE.len());
        bytes.extend_from_slice(SAMPLE.as_bytes());
        assert_eq!(decode(bytes).unwrap().text.capacity(), SAMPLE.len());
    }

    #[test]
    fn empty_and_ascii_files_are_utf8() {
        for text in ["", "a\nb\r\n"] {
            let decoded = decode(text.into()).unwrap();
            assert_eq!((decoded.text.as_str(), decoded.encoding), (text, Encoding::Utf8));
            assert_eq!(decoded.newline.as_str(), "\n");
        }
    }

    #[test]
    fn faults_come_with_their_place() {
        use DecodeFault::{Binary, CutOff, Malformed};
        let utf8 = "第一行\n第二行文字".as_bytes();
        assert_eq!(fault_of(&utf8[..utf8.len() - 1]), (CutOff(Encoding::Utf8), 22, 2));
        let broken = [utf8, b"\xC3(", utf8].concat();
        assert_eq!(fault_of(broken), (Malformed(Encoding::Utf8), 25, 2));
        assert_eq!(fault_of(b"\xEF\xBB\xBFa\n\xFF".to_vec()), (Malformed(Encoding::Utf8WithMark), 5, 2));
        assert_eq!(fault_of(b"PK\n\x00\xB0".to_vec()), (Binary, 3, 2));
        assert_eq!(fault_of(b"a\x00b".to_vec()), (Binary, 1, 1));
        assert_eq!(fault_of(utf16("好\0", u16::to_le_bytes)), (Binary, 4, 1));
        assert_eq!(fault_of(b"\xFF\xFEa\0\n\0\x00\xD8b\0".to_vec()), (Malformed(Encoding::Utf16Le), 6, 2));
        assert_eq!(fault_of(b"\xFF\xFEa\0\n\0b".to_vec()), (CutOff(Encoding::Utf16Le), 6, 2));
        let (gb, ..) = GB18030.encode("中文\n模板");
        assert_eq!(fault_of(&gb[..gb.len() - 1]), (CutOff(Encoding::Gb18030), 7, 2));
        assert_eq!(fault_of([&gb[..5], b"\xFF", &gb[5..]].concat()), (Malformed(Encoding::Gb18030), 5, 2));
    }

    proptest! {
        #[test]
        fn gb18030_written_by_others_is_read_back(text in "[一-龥，。；：“”]{12,60}") {
            let (bytes, ..) = GB18030.encode(&text);
            let decoded = decode(bytes.into_owned()).unwrap();
            prop_assert_eq!(decoded.text, text);
        }

        #[test]
        fn any_bytes_give_a_text_or_a_place_in_them(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let length = bytes.len();
            match decode(bytes) {
                Ok(decoded) => prop_assert!(!decoded.text.contains('\0')),
                Err(error) => prop_assert!(error.offset < length && error.line >= 1),
            }
        }
    }
}
