//! A content file opened: what the reader of each kind is given.

use std::ops::Range;
use std::sync::Arc;

use super::body::{self, TextManner};
use crate::config::mode_of_choice;
use crate::text::{Document, TextMode};
use crate::yaml::fields::Fields;
use crate::yaml::report::Report;

/// A file opened for reading.
pub(super) struct OpenedFile<'f, 'n, 'a> {
    /// The file, as findings name it.
    pub(super) file: &'f Arc<str>,
    /// All of its text.
    pub(super) text: &'f str,
    /// Its keys.
    pub(super) fields: &'f Fields<'n, 'a>,
    /// Where the text below the front matter stands.
    pub(super) rest: Range<usize>,
    /// How texts are written that do not say so.
    pub(super) mode: TextMode,
}

impl OpenedFile<'_, '_, '_> {
    /// How the texts of this file are written.
    pub(super) fn mode(&self, report: &mut Report<'_>) -> TextMode {
        self.fields.choice("正文", report).map_or(self.mode, |choice| mode_of_choice(choice.value))
    }

    /// The text below the front matter as a document.
    pub(super) fn parse_rest(&self, manner: TextManner<'_>, report: &mut Report<'_>) -> Document {
        body::parse_rest(self.file, self.text, self.rest.clone(), manner, &mut report.findings)
    }
}
