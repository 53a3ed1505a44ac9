//! Codes of bodies: GB 11714 (9 characters) and GB 32100 (18 characters).

use std::sync::Arc;

/// A code of 9 or 18 characters in the right form; its check digit may be wrong, as some in real use are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrgCode(Arc<str>);

/// Why a text is not a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeError {
    /// Neither 9 nor 18 characters long.
    Length(usize),
    /// Holds a character that the standard does not use, at this character position (from 0).
    Character(usize, char),
}
