//! The tags of finished markup, and the text between them as a reader sees it.

use std::borrow::Cow;

use memchr::memchr;

use super::fold::LEAST;
use super::glance::digit_beyond_ascii;
use crate::character_reference::decode;
use crate::markup::{end_of_tag, is_inline};

/// The texts of the cells in the first row of a table, a wide one as often as it is wide.
pub(super) fn first_row(table: &str) -> Vec<String> {
    let row = table.split_once("</tr>").map_or("", |(row, _)| row);
    let row = row.split_once("<tr").map_or("", |(_, row)| row);
    let mut heads = Vec::new();
    let cells = row.match_indices("<t").filter(|(at, _)| matches!(row.get(at + 2..at + 3), Some("h" | "d")));
    for (at, _) in cells {
        let cell = &row[at..];
        let (tag, text) = cell.split_once('>').unwrap_or((cell, ""));
        let end = ["</th", "</td"].into_iter().filter_map(|end| text.find(end)).min().unwrap_or(text.len());
        let width = tag.split_once("colspan=").map_or(1, |(_, width)| {
            width
                .trim_start_matches('"')
                .split(|c: char| !c.is_ascii_digit())
                .next()
                .unwrap_or("")
                .parse()
                .unwrap_or(1)
        });
        let head = text_of(&text[..end]).into_owned();
        heads.extend(std::iter::repeat_n(head, usize::clamp(width, 1, 100)));
    }
    heads
}

/// A tag with what stands in it.
pub(super) struct FinishedTag<'a> {
    /// Where it begins and ends.
    pub(super) open: usize,
    pub(super) close: usize,
    pub(super) is_end: bool,
    pub(super) name: &'a [u8],
    /// What stands behind the name.
    pub(super) attributes: &'a [u8],
    /// Whether there are digits enough in that, or what may be such: nearly all tags are passed over by this
    /// count alone.
    pub(super) may_hold_digits: bool,
}

/// The bytes that may end a tag or a value in it, or be a digit or a part of one.
static MATTERS_IN_TAG: [bool; 256] = {
    let mut matters = [false; 256];
    let signs = b"0123456789\"'>%&Oo";
    let mut at = 0;
    while at < signs.len() {
        matters[signs[at] as usize] = true;
        at += 1;
    }
    at = 0x80;
    while at < 256 {
        matters[at] = true;
        at += 1;
    }
    matters
};

impl<'a> FinishedTag<'a> {
    /// The tag that begins at `open`.
    pub(super) fn at(bytes: &'a [u8], open: usize) -> Self {
        let is_end = bytes.get(open + 1) == Some(&b'/');
        let start = open + 1 + usize::from(is_end);
        let length = bytes[start..].iter().position(|byte| !byte.is_ascii_alphanumeric());
        let behind = length.map_or(bytes.len(), |length| start + length);
        let mut quote = None;
        let (mut digits, mut has_reference) = (0, false);
        let mut close = behind;
        while let Some(&byte) = bytes.get(close) {
            // Nearly all are passed over here.
            if !MATTERS_IN_TAG[usize::from(byte)] {
                close += 1;
                continue;
            }
            match byte {
                b'0'..=b'9' => digits += 1,
                b'"' | b'\'' if quote.is_none() => quote = Some(byte),
                b'"' | b'\'' if quote == Some(byte) => quote = None,
                b'>' if quote.is_none() => {
                    close += 1;
                    break;
                }
                b'%' | b'&' => has_reference = true,
                // A letter that stands for 〇 stands behind a digit.
                b'O' | b'o' => digits += usize::from(digits > 0),
                0x80.. => {
                    let (length, is_digit) = digit_beyond_ascii(bytes, close);
                    digits += usize::from(is_digit);
                    close += length - 1;
                }
                _ => {}
            }
            close += 1;
        }
        let close = close.min(bytes.len());
        Self {
            open,
            close,
            is_end,
            name: &bytes[start..behind],
            attributes: bytes.get(behind..close).unwrap_or_default(),
            may_hold_digits: digits >= LEAST || digits > 0 && has_reference,
        }
    }
}

/// The pieces of markup between its tags, as they are written.
pub(super) fn texts_between_tags(html: &str) -> impl Iterator<Item = &str> {
    let bytes = html.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        let open = memchr(b'<', rest).map_or(bytes.len(), |to| at + to);
        let text = &html[at..open];
        at = if open < bytes.len() { end_of_tag(bytes, open) } else { open };
        Some(text)
    })
}

/// The text of a piece of markup: without tags, a blank for a line end or a cell.
pub(super) fn text_of(html: &str) -> Cow<'_, str> {
    if memchr(b'<', html.as_bytes()).is_none() {
        return decode(html);
    }
    let bytes = html.as_bytes();
    let mut text = String::with_capacity(html.len());
    let mut at = 0;
    while at < bytes.len() {
        let open = memchr(b'<', &bytes[at..]).map_or(bytes.len(), |to| at + to);
        text.push_str(&decode(&html[at..open]));
        if open == bytes.len() {
            break;
        }
        let close = end_of_tag(bytes, open);
        let tag = html[open + 1..close].trim_start_matches('/');
        let length = tag.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(tag.len());
        let name = tag[..length].to_ascii_lowercase();
        // A line end is a blank to a reader.
        if name == "br" || !is_inline(name.as_bytes()) {
            text.push(' ');
        }
        at = close;
    }
    Cow::Owned(text)
}
