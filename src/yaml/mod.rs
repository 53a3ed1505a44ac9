//! YAML with places: text -> a tree in which every scalar is still the text that was typed.
//!
//! Nothing is guessed: `002590761`, `1.10`, `no` and dates stay text; what they mean is up to the
//! [`fields`] that read them by a [`shape`]. Nesting and the number of nodes, aliases expanded, are
//! bounded. The faults that people really make are recognised line by line and explained in plain words.

pub mod fields;
pub mod report;
pub mod schema;
pub mod shape;

mod build;
mod lines;
mod quote;
mod repair;
mod spanned;
mod syntax;
mod traps;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::diag::{Diagnostic, Place};
use shape::Shape;

pub use spanned::Spanned;
pub use traps::find_conflict_markers;

/// The deepest nesting read; far more than any of our files needs.
pub const MOST_NESTING: usize = 64;

/// The most nodes read, aliases expanded.
pub const MOST_NODES: usize = 250_000;

/// YAML text and where it stands.
#[derive(Clone, Debug)]
pub struct YamlSource<'a> {
    /// The file, as findings name it.
    pub file: Arc<str>,
    /// The YAML: a whole file, or the front matter of one.
    pub text: &'a str,
    /// The position of `text` in the file, in bytes.
    pub offset: usize,
    /// Whether `text` reaches the end of the file, so that an unclosed bracket or quote may mean a truncated
    /// file.
    pub ends_file: bool,
}

impl YamlSource<'_> {
    /// The place of the bytes `span` of the file.
    #[must_use]
    pub fn place(&self, span: Range<usize>) -> Place {
        Place::span(Arc::clone(&self.file), span)
    }

    /// The place of the bytes `range` of [`Self::text`].
    #[must_use]
    pub fn inner_place(&self, range: Range<usize>) -> Place {
        self.place(range.start + self.offset..range.end + self.offset)
    }

    /// What was typed at the bytes `span` of the file; empty outside of the YAML.
    #[must_use]
    pub fn typed(&self, span: &Range<usize>) -> &str {
        let range = span.start.saturating_sub(self.offset)..span.end.saturating_sub(self.offset);
        self.text.get(range).unwrap_or("")
    }
}

/// A value and its bytes in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlNode<'a> {
    /// Bytes in the file.
    pub span: Range<usize>,
    /// The value.
    pub value: YamlValue<'a>,
}

/// What stands at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum YamlValue<'a> {
    /// Nothing, `~` or `null`.
    Null,
    /// Text, never interpreted.
    Scalar {
        /// The text, escapes and layout resolved.
        text: Cow<'a, str>,
        /// How it was written.
        style: ScalarForm,
    },
    /// A list.
    Sequence(Vec<YamlNode<'a>>),
    /// Keys and values in the order written.
    Mapping(Vec<MappingEntry<'a>>),
}

/// How a scalar was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarForm {
    /// Without quotes.
    Plain,
    /// In quotes.
    Quoted,
    /// Behind `|`: line breaks kept, so that places in the text can be told.
    Literal,
    /// Behind `>`: lines joined.
    Folded,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingEntry<'a> {
    /// The key.
    pub key: Cow<'a, str>,
    /// The key's bytes in the file.
    pub key_span: Range<usize>,
    /// The value.
    pub value: YamlNode<'a>,
}

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed<'a> {
    /// The tree; an empty text is [`YamlValue::Null`]. `None` if none could be made.
    pub root: Option<YamlNode<'a>>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
    /// Whether faulty lines were left out to make a tree. Such a tree serves to find the other faults; what
    /// it lacks may well be in the file.
    pub is_repaired: bool,
}

/// Reads YAML that should have `shape`; the shape only serves to recognise what people meant.
#[must_use]
pub fn parse<'a>(source: &YamlSource<'a>, shape: &Shape) -> Parsed<'a> {
    match build::build(source) {
        Ok(built) => {
            let mut findings = built.findings;
            if built.suspicious {
                findings.extend(traps::look_twice(source, shape));
            }
            Parsed { root: Some(built.root), findings, is_repaired: false }
        }
        Err(fault) => {
            let mut findings = traps::explain(source, shape, &fault);
            let is_slip = match &fault {
                TreeFault::Syntax(..) => true,
                TreeFault::Refused(finding) => finding.rule == "yaml-tag",
            };
            let built = if is_slip { repair::build_without(source, &findings) } else { None };
            let root = built.map(|built| {
                findings.extend(built.findings);
                built.root
            });
            Parsed { root, findings, is_repaired: true }
        }
    }
}

/// Why no tree could be made.
#[derive(Debug)]
enum TreeFault {
    /// The parser gave up at this byte of [`YamlSource::text`].
    Syntax(serde_yaml::granit_parser::ErrorKind, usize),
    /// We gave up.
    Refused(Box<Diagnostic>),
}
