//! Changing the files that people write: the one door for every command that does.
//!
//! A change touches the bytes it must and no others: comments, the order of keys, quotes, line ends, the
//! encoding and a byte order mark stay. Keys and figures are [set](ContentText::set),
//! [added](ContentText::push) and [removed](ContentText::remove) by their [`Step`]s; whatever else is
//! mended in a text comes as [`TextEdit`]s. Each edit of YAML is read back before it counts: it is refused
//! unless the file then says what was meant, and nothing else changed. On the disk a file is replaced
//! whole, and only if it still is what was read ([`OpenFile`]).

mod encoded;
mod file;
mod keys;
mod place;
mod spell;
mod step;
#[cfg(test)]
mod tests;
mod written;

use std::ops::Range;

pub use encoded::ContentText;
pub use file::{OpenFile, WriteError, create, refuse_existing};
pub use spell::{scalar, scalar_or_nothing};
pub use step::{EditFault, Step};
pub use written::Written;

/// Bytes of a text that give way to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// The bytes to be replaced, in the text as decoded.
    pub span: Range<usize>,
    /// What stands there afterwards.
    pub text: String,
}

impl TextEdit {
    /// Puts `text` in the place of the bytes `span`.
    pub fn new(span: Range<usize>, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }
}

/// The `changes` that can be made to `text` together, by place. Of two that touch the same bytes only the
/// first stays; so do none whose span is no place in the text.
#[must_use]
pub fn compatible(text: &str, mut changes: Vec<TextEdit>) -> Vec<TextEdit> {
    changes.sort_by(|a, b| (a.span.start, a.span.end, &a.text).cmp(&(b.span.start, b.span.end, &b.text)));
    let mut free = 0;
    changes.retain(|change| {
        let fits = change.span.start >= free && text.get(change.span.clone()).is_some();
        if fits {
            free = change.span.end;
        }
        fits
    });
    changes
}
