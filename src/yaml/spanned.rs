//! A value with its place.

use std::hash::{Hash, Hasher};
use std::ops::Range;

/// A value and the bytes of the file where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its bytes in the decoded file.
    pub span: Range<usize>,
}

/// Only what is said: equal values have one digest wherever they stand.
impl<T: Hash> Hash for Spanned<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}
