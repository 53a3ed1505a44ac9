//! Marks that travel through the Markdown parser: characters that no text may hold, because [`super::clean`]
//! takes them out first.
//!
//! Three kinds, all Unicode noncharacters but the last:
//! - a *stand-in* takes the place of an ASCII character that must not be markup here;
//! - a *token* is the number of a [`Slot`], a place filled in later;
//! - a *spacer* (U+FFFC) counts as punctuation, so that emphasis begins and ends beside Chinese characters.
//!
//! Marks can stand anywhere, even where they were not needed (in code, in addresses): [`literal`] gives the
//! text as it was written.

use std::borrow::Cow;
use std::ops::Range;

use super::HoleKind;
use crate::model::find_byte;

/// Begins a token; the number and [`TOKEN_END`] follow.
pub(super) const TOKEN: char = '\u{FDD0}';
/// Ends a token.
pub(super) const TOKEN_END: char = '\u{FDD1}';
/// Counts as punctuation and is never shown.
pub(super) const SPACER: char = '\u{FFFC}';
/// Begins the text of a run-in heading.
pub(super) const RUN_IN: char = '\u{FDEF}';
/// Begins an article of a regulation: `第十二条`.
pub(super) const ARTICLE: char = '\u{FDEE}';
/// Begins an item under an article: `（一）`.
pub(super) const ITEM: char = '\u{FDED}';

const FIRST_LEVEL: u32 = 0xFDE1;
const LEVELS: u32 = 12;

/// Begins a heading of a level, 1 to 12, of which Markdown has too few.
pub(super) fn level_mark(level: u8) -> char {
    char::from_u32(FIRST_LEVEL + u32::from(level.max(1)) - 1).unwrap_or(ITEM)
}

/// The level that a heading's words begin with.
pub(super) fn level_of(words: &str) -> Option<u8> {
    let place = u32::from(words.chars().next()?).checked_sub(FIRST_LEVEL)?;
    u8::try_from(place + 1).ok().filter(|_| place < LEVELS)
}

const FIRST_STAND_IN: u32 = 0xFDD2;
const STOOD_IN: &[u8] = b"_*~[>#+-<.)`| &";

/// Whether a character is taken out of every text before it is parsed.
pub(super) fn is_reserved(character: char) -> bool {
    matches!(character, '\u{FDD0}'..='\u{FDEF}' | SPACER | '\u{FFFE}' | '\u{FFFF}')
}

/// The stand-in for an ASCII character of markup; other characters stand for themselves.
pub(super) fn stand_in(character: u8) -> char {
    STOOD_IN
        .iter()
        .position(|known| *known == character)
        .and_then(|index| char::from_u32(FIRST_STAND_IN + u32::try_from(index).ok()?))
        .unwrap_or(char::from(character))
}

fn stood_in(mark: char) -> Option<char> {
    let index = u32::from(mark).checked_sub(FIRST_STAND_IN)?;
    STOOD_IN.get(usize::try_from(index).ok()?).map(|byte| char::from(*byte))
}

/// A place in the HTML that is filled in later.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    /// What goes there.
    pub(super) kind: SlotKind,
    /// Where it was written, in the file.
    pub(super) span: Range<usize>,
    /// How it was written, where it turns out to be mere text.
    pub(super) literal: String,
}

/// What fills a slot.
#[derive(Clone, Debug)]
pub(super) enum SlotKind {
    /// The site knows.
    Hole(HoleKind),
    /// The level of the heading with this number, known when all headings are.
    Level(usize),
    /// A link within the text, checked when all anchors are known.
    Anchor(String),
}

/// Adds a slot and writes its token.
pub(super) fn push_slot(slots: &mut Vec<Slot>, slot: Slot, out: &mut String) {
    push_token(slots.len(), out);
    slots.push(slot);
}

/// Writes the token of a slot.
pub(super) fn push_token(number: usize, out: &mut String) {
    out.push(TOKEN);
    out.push_str(&number.to_string());
    out.push(TOKEN_END);
}

/// Copies `text`, calling `fill` for each token in it.
pub(super) fn walk(text: &str, mut fill: impl FnMut(&mut String, usize)) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(TOKEN) {
        out.push_str(before);
        rest = after;
        if let Some((number, behind)) = after.split_once(TOKEN_END)
            && let Ok(number) = number.parse()
        {
            fill(&mut out, number);
            rest = behind;
        }
    }
    out.push_str(rest);
    out
}

/// The text as it was written: stand-ins turned back, spacers dropped, tokens spelt out.
pub(super) fn literal<'a>(text: &'a str, slots: &[Slot]) -> Cow<'a, str> {
    if next_mark(text, 0).is_none() {
        return Cow::Borrowed(text);
    }
    let spelt = walk(text, |out, number| {
        if let Some(slot) = slots.get(number) {
            out.push_str(&slot.literal);
        }
    });
    let mut out = String::with_capacity(spelt.len());
    let mut done = 0;
    while let Some((at, mark)) = next_mark(&spelt, done) {
        out.push_str(&spelt[done..at]);
        out.extend(stood_in(mark));
        done = at + mark.len_utf8();
    }
    out.push_str(&spelt[done..]);
    Cow::Owned(out)
}

/// Writes `text` as HTML: escaped, stand-ins turned back, spacers dropped; tokens stay tokens.
pub(super) fn push_escaped(text: &str, out: &mut String) {
    let bytes = text.as_bytes();
    let mut done = 0;
    let mut at = 0;
    while let Some(ahead) = find_byte(&bytes[at..], needs_care) {
        at += ahead;
        let (length, replacement) = match bytes[at] {
            b'&' => (1, "&amp;"),
            b'<' => (1, "&lt;"),
            b'>' => (1, "&gt;"),
            b'"' => (1, "&quot;"),
            _ => {
                let Some(mark) = text[at..].chars().next() else { break };
                if !is_reserved(mark) || matches!(mark, TOKEN | TOKEN_END) {
                    at += 3;
                    continue;
                }
                out.push_str(&text[done..at]);
                match stood_in(mark) {
                    Some('<') => out.push_str("&lt;"),
                    Some('>') => out.push_str("&gt;"),
                    Some('&') => out.push_str("&amp;"),
                    Some(character) => out.push(character),
                    None => {}
                }
                at += 3;
                done = at;
                continue;
            }
        };
        out.push_str(&text[done..at]);
        out.push_str(replacement);
        at += length;
        done = at;
    }
    out.push_str(&text[done..]);
}

/// Whether [`push_escaped`] must look at a byte: it is escaped, or may begin a mark.
#[inline]
#[expect(clippy::needless_bitwise_bool, reason = "made without jumps, it is made for many bytes at once")]
fn needs_care(byte: u8, behind: u8) -> bool {
    (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b'"') | may_begin_mark(byte, behind)
}

/// Whether two bytes may begin a mark. Full-width punctuation begins with the same byte as marks do, but goes
/// on with another.
#[inline]
#[expect(clippy::needless_bitwise_bool, reason = "made without jumps, it is made for many bytes at once")]
fn may_begin_mark(byte: u8, behind: u8) -> bool {
    (byte == 0xEF) & ((behind == 0xB7) | (behind == 0xBF))
}

/// Where the next mark stands in `text`, and which it is.
fn next_mark(text: &str, mut from: usize) -> Option<(usize, char)> {
    loop {
        from += find_byte(&text.as_bytes()[from..], may_begin_mark)?;
        let found = text[from..].chars().next()?;
        if is_reserved(found) {
            return Some((from, found));
        }
        from += found.len_utf8();
    }
}

/// `text` escaped.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_escaped(text, &mut out);
    out
}
