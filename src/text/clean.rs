//! Takes out of a text what nobody sees and what could deceive: control characters, and the characters that
//! turn the direction of writing.
//!
//! Every kind of line end becomes `\n`, Word's soft line break (vertical tab) too. [`Remap`] leads from a
//! place in a changed text back to the text before.

use std::ops::Range;

use super::marks;
use crate::character_reference;
use crate::model::{find_rare, is_invisible};

/// Where the pieces of a changed text come from.
#[derive(Clone, Debug, Default)]
pub(super) struct Remap {
    pieces: Vec<RemapPiece>,
}

/// A piece, rising in every field.
#[derive(Clone, Copy, Debug)]
struct RemapPiece {
    /// Where it begins in the changed text.
    changed: usize,
    /// Where it begins in the original.
    original: usize,
    /// Where the piece before it ends in the original.
    before: usize,
}

impl Remap {
    /// From `changed` on, the text is that of `original` on.
    pub(super) fn piece(&mut self, changed: usize, original: usize) {
        let natural = self.pieces.last().map_or(changed, |last| last.original + (changed - last.changed));
        match self.pieces.last_mut() {
            Some(last) if last.changed == changed => last.original = original,
            Some(_) if natural == original => {}
            _ => self.pieces.push(RemapPiece { changed, original, before: natural.min(original) }),
        }
    }

    /// What was written last, up to `changed`, stands for something of another length, up to `original`.
    pub(super) fn replaced(&mut self, changed: usize, original: usize) {
        self.piece(changed, original);
        if let Some(last) = self.pieces.last_mut().filter(|last| last.changed == changed) {
            last.before = original;
        }
    }

    /// The place in the original of what begins at a place in the changed text.
    pub(super) fn original(&self, changed: usize) -> usize {
        self.place(changed, self.pieces.partition_point(|piece| piece.changed <= changed))
    }

    /// The place in the original where what ends at a place in the changed text ends.
    pub(super) fn original_end(&self, changed: usize) -> usize {
        self.place(changed, self.pieces.partition_point(|piece| piece.changed < changed))
    }

    /// The place by the piece before the `next` one.
    fn place(&self, changed: usize, next: usize) -> usize {
        let Some(piece) = next.checked_sub(1).map(|index| self.pieces[index]) else {
            return changed;
        };
        let place = piece.original + (changed - piece.changed);
        let Some(next) = self.pieces.get(next) else { return place };
        let end = next.before.max(piece.original);
        if next.changed == changed { end } else { place.min(end) }
    }
}

/// Leads from a place in the cleaned text to the place in the file.
#[derive(Clone, Debug, Default)]
pub(super) struct CleanedPlaces {
    /// Where the text begins in the file.
    pub(super) offset: usize,
    /// The way back to the text before cleaning, if it was cleaned.
    pub(super) cleaned: Option<Remap>,
}

impl CleanedPlaces {
    /// The bytes of the file that `range` of the cleaned text came from.
    pub(super) fn span(&self, range: Range<usize>) -> Range<usize> {
        let Some(map) = &self.cleaned else {
            return self.offset + range.start..self.offset + range.end.max(range.start);
        };
        let start = map.original(range.start);
        self.offset + start..self.offset + map.original_end(range.end).max(start)
    }
}

/// What [`clean`] gives.
pub(super) struct CleanedText {
    /// The text.
    pub(super) text: String,
    /// The way back.
    pub(super) map: Remap,
    /// Where the first character stood whose loss is worth a word.
    pub(super) removed: Option<Range<usize>>,
}

/// Cleans `source`; `None`: there is nothing to clean.
pub(super) fn clean(source: &str) -> Option<CleanedText> {
    let reference =
        memchr::memmem::find_iter(source.as_bytes(), b"&#").find(|at| is_mark_by_number(&source[*at..]));
    let first = find_rare(source, is_unwanted).into_iter().chain(reference).min()?;
    let mut text = String::with_capacity(source.len());
    text.push_str(&source[..first]);
    let mut map = Remap::default();
    map.piece(0, 0);
    let mut removed = None;
    let mut characters = source[first..].char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let at = first + at;
        if character == '&' && is_mark_by_number(&source[at..]) {
            // The parser would put the mark in its place, where it reads addresses.
            text.push(marks::stand_in(b'&'));
            map.replaced(text.len(), at + 1);
            continue;
        }
        if !is_unwanted(character) {
            text.push(character);
            continue;
        }
        let end = at + character.len_utf8();
        match character {
            '\r' if characters.peek().is_some_and(|next| next.1 == '\n') => {}
            '\r' | '\u{B}' | '\u{C}' | '\u{2028}' | '\u{2029}' => {
                text.push('\n');
                map.replaced(text.len(), end);
                continue;
            }
            '\u{FEFF}' | marks::SPACER => {}
            _ => removed = removed.or(Some(at..end)),
        }
        map.piece(text.len(), end);
    }
    Some(CleanedText { text, map, removed })
}

/// Whether a text begins with a reference to a character that marks are made of: `&#xFDD0;`.
fn is_mark_by_number(text: &str) -> bool {
    // No reference is longer (CommonMark 2.5).
    let reach = &text[..text.floor_char_boundary(12)];
    let name = reach.strip_prefix('&').and_then(|rest| rest.split_once(';')).map(|(name, _)| name);
    name.filter(|name| name.starts_with('#'))
        .and_then(character_reference::read)
        .is_some_and(marks::is_reserved)
}

/// Whether a character is taken out of texts.
pub(super) fn is_unwanted(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        other => is_invisible(other) || marks::is_reserved(other),
    }
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn line_ends_and_controls() {
        let cleaned = clean("甲\r\n乙\u{202E}丙\u{B}丁\r戊").unwrap();
        assert_eq!(cleaned.text, "甲\n乙丙\n丁\n戊");
        assert_eq!(cleaned.removed, Some(8..11));
        let at = cleaned.text.find('丁').unwrap();
        assert_eq!(cleaned.map.original(at), "甲\r\n乙\u{202E}丙\u{B}".len());
        assert!(clean("一行\n两行\t“引号”").is_none());
    }

    /// Marks cannot be smuggled in by their numbers; what was typed is shown.
    #[test]
    fn marks_by_number_stay_words() {
        for typed in ["&#xFDD0;", "&#XFdDa;", "&#64976;", "&#0064976;", "&#xFFFC;"] {
            let cleaned = clean(&format!("甲{typed}乙")).unwrap();
            assert!(!cleaned.text.contains('&') && cleaned.removed.is_none(), "{typed}");
            assert_eq!(super::marks::escaped(&cleaned.text), format!("甲&amp;{}乙", &typed[1..]), "{typed}");
            let at = cleaned.text.find('乙').unwrap();
            assert_eq!(cleaned.map.original(at), format!("甲{typed}").len(), "{typed}");
        }
        for typed in ["&#x4E00;", "&amp;#xFDD0", "&#xFDD0", "& #xFDD0;", "&lt;"] {
            assert!(clean(typed).is_none(), "{typed}");
        }
    }
}
