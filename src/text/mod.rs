//! The text of a page: from what people paste to sanitised HTML.
//!
//! [`parse`] knows one text and nothing of the site. What depends on the site (addresses, attachments'
//! sizes, figures, sheets) is left open as [`Hole`]s, which [`Document::fill`] closes when a page is rendered;
//! so a text is parsed once, however many pages show it, and can be kept as long as its file is the same.

use std::ops::Range;

/// How a text is written; design: `正文: 公文 | markdown`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextMode {
    /// Markdown with the four changes for pasted official documents.
    #[default]
    Gongwen,
    /// CommonMark with tables, footnotes, strikethrough and task lists.
    Markdown,
}

/// A parsed text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Sanitised HTML; the holes are cut out of it.
    pub html: String,
    /// What is left open, sorted by position.
    pub holes: Vec<Hole>,
    /// The headings in order.
    pub headings: Vec<Heading>,
    /// The beginning of the text as plain text, up to 100 characters: the default abstract.
    pub excerpt: String,
}

/// A heading of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// HTML level, 2 to 6.
    pub level: u8,
    /// The anchor, unique in the text and stable while the heading's words are.
    pub id: String,
    /// The words, plain.
    pub text: String,
}

/// Something in the text that only the site can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    /// Byte position in [`Document::html`].
    pub at: usize,
    /// What goes there.
    pub kind: HoleKind,
    /// Where in the file it was written, for findings.
    pub span: Range<usize>,
}

/// The kinds of [`Hole`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HoleKind {
    /// The address of a file of the site, in an attribute value: `target` as written (percent-decoded, without
    /// its `#…`). The `#…`, if any, stands in the HTML already.
    Address {
        /// The path as written.
        target: String,
    },
    /// Behind a link to an attachment: its type and size, such as `（XLSX，12 KB）`; nothing for a page.
    FileNote {
        /// The path as written.
        target: String,
    },
    /// `![caption](file.csv "合并=1,2")`: a whole `<table>`.
    Sheet {
        /// The path as written.
        target: String,
        /// The caption; may be empty.
        caption: String,
        /// The columns, counted from 1, whose equal neighbours are merged downwards.
        merge: Vec<usize>,
    },
    /// `[[name]]` or `[[name@2023-Q2]]`: the figure of an indicator, as written in the data.
    Figure {
        /// The indicator's name.
        indicator: String,
        /// The period as written behind `@`.
        period: Option<String>,
    },
}
