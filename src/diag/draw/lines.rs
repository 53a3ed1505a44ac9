//! Where lines begin: line and column of a place without going through the text before it.
//!
//! A file may have tens of thousands of findings, or one line of megabytes. So each text is gone through
//! once, and whoever tells many findings keeps what was noted ([`Sources::lines`](super::Sources::lines)).

use super::floor_char;

/// How far apart places are at which characters were counted, in bytes.
const STEP: usize = 1024;

/// Where the lines of a text begin, and how many characters stand before some places of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// The first byte of each line.
    starts: Vec<usize>,
    /// The characters before every [`STEP`]th byte, or before the character in which that byte lies.
    counts: Vec<usize>,
}

impl Lines {
    /// Goes through a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1));
        let mut counts = Vec::with_capacity(text.len() / STEP + 1);
        let mut count = 0;
        for chunk in text.as_bytes().chunks(STEP) {
            counts.push(count);
            count += chunk.iter().filter(|byte| is_first(**byte)).count();
        }
        Self { starts: starts.collect(), counts }
    }

    /// Line and column of `byte` in `text`, which is the text that was gone through; both from 1, the column
    /// in characters. A byte inside a character counts as that character's first, one past the end as the
    /// end.
    #[must_use]
    pub fn position(&self, text: &str, byte: usize) -> (usize, usize) {
        let byte = floor_char(text, byte);
        let line = self.line_at(byte);
        let column = self.chars_before(text, byte) - self.chars_before(text, self.starts[line]);
        (line + 1, column + 1)
    }

    /// The bytes of the line in which `byte` lies, without its end.
    pub(super) fn around(&self, text: &str, byte: usize) -> std::ops::Range<usize> {
        let line = self.line_at(byte);
        let end = self.starts.get(line + 1).map_or(text.len(), |next| next - 1);
        self.starts[line]..end
    }

    /// The number of the line in which `byte` lies, from 0.
    fn line_at(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte).saturating_sub(1)
    }

    fn chars_before(&self, text: &str, byte: usize) -> usize {
        let noted = (byte / STEP).min(self.counts.len().saturating_sub(1));
        let rest = &text.as_bytes()[(noted * STEP).min(byte)..byte];
        self.counts.get(noted).copied().unwrap_or(0) + rest.iter().filter(|byte| is_first(**byte)).count()
    }
}

/// Whether a byte is the first of a character.
fn is_first(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As it is said, without anything noted.
    fn counted(text: &str, byte: usize) -> (usize, usize) {
        let before = &text[..floor_char(text, byte)];
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
    }

    proptest! {
        #[test]
        fn a_place_is_where_counting_finds_it(
            parts in proptest::collection::vec("[a一\n𠮷]{0,9}", 0..40),
            times in 1..60_usize,
            byte in 0..20_000_usize,
        ) {
            let text = parts.concat().repeat(times);
            let lines = Lines::of(&text);
            for byte in [byte, byte % (text.len() + 1), text.len()] {
                prop_assert_eq!(lines.position(&text, byte), counted(&text, byte));
            }
        }
    }
}
