//! Index numbers (索引号) and the patterns that make them.

use std::sync::Arc;

/// The permanent identifier of one disclosed item, such as `002590761/2024-00031`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndexNumber(Arc<str>);

/// A pattern such as `{代码}/{年}-{流水:5}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberPattern;

/// Why a text is not a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError;

/// The parts of a number that a pattern can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberParts;
