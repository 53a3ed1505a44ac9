//! The text of a page: from what people paste to sanitised HTML.
//!
//! [`parse`] knows one text and nothing of the site. What depends on the site (addresses, attachments'
//! sizes, figures, sheets) is left open as [`Hole`]s, which [`Document::fill`] closes when a page is rendered;
//! so a text is parsed once, however many pages show it, and can be kept as long as its file is the same.

pub mod sheet;
pub mod table;

use std::ops::Range;
use std::sync::Arc;

use crate::diag::Reported;

/// How a text is written; design: `正文: 公文 | markdown`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextMode {
    /// Markdown with the four changes for pasted official documents.
    #[default]
    Gongwen,
    /// CommonMark with tables, footnotes, strikethrough and task lists.
    Markdown,
}

/// What [`parse`] must know besides the text.
#[derive(Clone, Debug)]
pub struct TextOptions<'a> {
    /// How the text is written.
    pub mode: TextMode,
    /// The file, for the places of findings: `content/a/b.md`.
    pub file: Arc<str>,
    /// Byte offset of the text in the file; added to every span.
    pub offset: usize,
    /// Begins the ids of headings, footnotes and tables, so that several texts can share a page: `q1-`.
    pub id_prefix: &'a str,
    /// Begins the names of tables without caption for the same reason: `2023年一季度`. May be empty.
    pub name: &'a str,
    /// HTML level of the first level of the outline: 2 in articles, 4 in the texts of a progress page.
    pub top_level: u8,
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

/// Parses a text. Never fails: what is wrong is reported, and the rest is shown.
#[must_use]
pub fn parse(source: &str, options: &TextOptions<'_>) -> Reported<Document> {
    let _ = options;
    Reported::clean(Document { html: table::Cell::text(0, source).html, ..Document::default() })
}

impl Document {
    /// The HTML with its holes closed: `resolve` writes what belongs into each. It must write safe HTML; for
    /// an [`HoleKind::Address`], a safe attribute value.
    pub fn fill(&self, resolve: &mut impl FnMut(&Hole, &mut String)) -> String {
        let mut html = String::with_capacity(self.html.len() + 64 * self.holes.len());
        let mut done = 0;
        for hole in &self.holes {
            html.push_str(&self.html[done..hole.at]);
            done = hole.at;
            resolve(hole, &mut html);
        }
        html.push_str(&self.html[done..]);
        html
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.html.is_empty() && self.holes.is_empty()
    }
}

/// Closes the `[[name]]` and `[[name@period]]` in plain text such as [`Document::excerpt`] or
/// [`Heading::text`]: `resolve` gives the figure, or `None` to leave the place as it is.
pub fn fill_figures(plain: &str, resolve: &mut impl FnMut(&str, Option<&str>) -> Option<String>) -> String {
    let mut filled = String::with_capacity(plain.len());
    let mut rest = plain;
    while let Some((before, after)) = rest.split_once("[[") {
        filled.push_str(before);
        let Some((inside, behind)) = after.split_once("]]") else {
            filled.push_str("[[");
            rest = after;
            continue;
        };
        let (name, period) = inside.split_once('@').map_or((inside, None), |(n, p)| (n, Some(p)));
        match resolve(name.trim(), period.map(str::trim)) {
            Some(figure) => filled.push_str(&figure),
            None => {
                filled.push_str("[[");
                filled.push_str(inside);
                filled.push_str("]]");
            }
        }
        rest = behind;
    }
    filled.push_str(rest);
    filled
}
