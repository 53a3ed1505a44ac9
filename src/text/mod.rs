//! The text of a page: from what people paste to sanitised HTML.
//!
//! [`parse`] knows one text and nothing of the site. What depends on the site (addresses, attachments' sizes,
//! figures, sheets) is left open as [`Hole`]s, which [`Document::fill`] closes when a page is rendered; so a
//! text is parsed once, however many pages show it, and can be kept as long as its file is the same.

mod marks;
mod clean;
mod inline;
mod outline;
mod ordinal;
mod scheme;
mod remark;
mod pasted;
mod link_text;
mod stars;
mod raw_marks;
mod year_table;
mod typed_table;
mod gongwen;
mod address;
mod anchor;
mod render;
mod links;
mod grid;
mod merge;
mod notes;
mod raw_html;
mod excerpt;
mod blocks;
mod typed_html;
pub mod attachment_note;
pub mod garbled;
pub mod table;
pub mod sheet;

pub use blocks::{Block, BlockKind, Blocks, CellPlace, FigureSpot, TableShape};
pub use year_table::{YearTable, year_table};

pub(crate) use address::{decode as decode_address, encode as encode_fragment};

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Options, Parser};

use crate::diag::{Diagnostic, Place, Reported, Text, nearest};
use crate::say;
use clean::CleanedPlaces;
use inline::Copier;
use marks::{Slot, SlotKind};
use ordinal::{Ordinal, OrdinalUnit};
use remark::RemarkKind;
use render::TextRenderer;

/// Whether a line of mode 公文 begins as an entry of an outline does: `一、`, `（一）`, `第一章`, `第二条`.
pub(crate) fn stands_in_outline(line: &str) -> bool {
    outline::has_number(line) || Ordinal::read(line).is_some()
}

/// Whether a line consists of nothing but the name of a period, such as `一季度`.
pub(crate) fn is_period_name(line: &str) -> bool {
    outline::is_period_name(line)
}

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
    /// What a reader reads, as plain text.
    pub blocks: Blocks,
    /// Whether a table of contents was typed, for which the page's own has to stand.
    pub has_contents: bool,
    /// The beginning of the text as plain text, up to 100 characters: the default abstract.
    pub excerpt: String,
    /// The text as it was written.
    pub source: Arc<str>,
}

/// A heading of a text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum HoleKind {
    /// The address of a file of the site, in an attribute value: `target` and `fragment` as written,
    /// percent-decoded.
    Address {
        /// The path as written, without its `#…`.
        target: String,
        /// What stands behind the `#`; may be empty. See [`Document::anchor`].
        fragment: String,
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
        /// What `"隐藏=…"` says of hidden rows and columns.
        hidden: HiddenCells,
    },
    /// `[[name]]` or `[[name@2023-Q2]]`: the figure of an indicator, as written in the data.
    Figure {
        /// The indicator's name.
        indicator: String,
        /// The period as written behind `@`.
        period: Option<String>,
    },
}

/// What becomes of the hidden rows and columns of a sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum HiddenCells {
    /// Nothing is said: they are left out, which is told.
    #[default]
    Unsaid,
    /// `隐藏=公开`: they are shown.
    Shown,
    /// `隐藏=不公开`: they are left out.
    LeftOut,
}

/// Parses a text. Never fails: what is wrong is reported, and the rest is shown.
///
/// Spans in findings and holes are bytes of the file. Takes some 30 µs for a text of 2 KB.
#[must_use]
pub fn parse(source: &str, options: &TextOptions<'_>) -> Reported<Document> {
    let mut findings = Vec::new();
    let cleaned = clean::clean(source);
    let (text, removed, map) = match &cleaned {
        Some(cleaned) => (cleaned.text.as_str(), cleaned.removed.clone(), Some(cleaned.map.clone())),
        None => (source, None, None),
    };
    if let Some(removed) = removed {
        findings.push(report_invisible(removed, options));
    }
    let places = CleanedPlaces { offset: options.offset, cleaned: map };
    let mut copier = Copier::new(text, options.mode, &places);
    match options.mode {
        TextMode::Gongwen => gongwen::rewrite(&mut copier),
        TextMode::Markdown => typed_table::mend(&mut copier),
    }
    let Copier { out: markdown, map, slots, remarks, .. } = copier;
    let has_contents = remarks.iter().any(|remark| remark.kind == RemarkKind::TypedContents);
    findings.extend(remarks.into_iter().map(|remark| remark.finding(options, &places)));
    let extensions = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    let mut renderer = TextRenderer::new(options, &markdown, &map, &places, slots);
    for (event, range) in Parser::new_ext(&markdown, extensions).into_offset_iter() {
        renderer.event(event, range);
    }
    renderer.finish();
    findings.append(&mut renderer.findings);
    let mut document = close(renderer, &mut findings);
    document.has_contents = has_contents;
    findings.extend(raw_marks::find(source, &document.blocks, options));
    Reported::new(document, findings)
}

fn report_invisible(removed: Range<usize>, options: &TextOptions<'_>) -> Diagnostic {
    let span = options.offset + removed.start..options.offset + removed.end;
    Diagnostic::warning(
        "invisible-character",
        say!(
            "正文里有看不见的控制字符，已去掉",
            "the text holds invisible control characters; they were removed"
        ),
    )
    .at(Place::span(options.file.clone(), span))
    .help(say!("多半是从别处粘贴来的；重新键入这一段", "it was most likely pasted; type this passage anew"))
}

/// Fills the slots that the text itself can tell, and cuts out the holes.
fn close(renderer: TextRenderer<'_>, findings: &mut Vec<Diagnostic>) -> Document {
    let TextRenderer { options, out, headings, slots, gatherer, has_raw_html, .. } = renderer;
    let levels = anchor::levels(headings.iter().map(|heading| heading.level), options.top_level);
    let headings: Vec<Heading> = headings
        .into_iter()
        .zip(levels)
        .map(|(heading, level)| Heading { level, id: heading.id, text: heading.text })
        .collect();
    if slots.is_empty() && !has_raw_html {
        let blocks = gatherer.finish(&[]);
        let excerpt = excerpt::of(&blocks);
        return Document { html: out, headings, blocks, excerpt, ..Document::default() };
    }
    let mut html = marks::walk(&out, |html, number| match slots.get(number).map(|slot| &slot.kind) {
        Some(SlotKind::Level(index)) => {
            let level = headings.get(*index).map_or(options.top_level, |heading| heading.level);
            html.push(char::from(b'0' + level.min(6)));
        }
        Some(SlotKind::Anchor(fragment)) => {
            let id = find_anchor(fragment, gatherer.blocks(), &headings, options.id_prefix);
            if id.is_none() {
                findings.push(report_anchor(fragment, &slots[number], &headings, options));
            }
            marks::push_escaped(&id.unwrap_or_else(|| address::encode(fragment)), html);
        }
        Some(SlotKind::Hole(_)) => marks::push_token(number, html),
        None => {}
    });
    if has_raw_html {
        html = raw_html::sanitise(&html);
    }
    let mut holes = Vec::new();
    let mut numbers = Vec::new();
    let html = marks::walk(&html, |html, number| {
        if let Some(Slot { kind: SlotKind::Hole(kind), span, .. }) = slots.get(number) {
            holes.push(Hole { at: html.len(), kind: kind.clone(), span: span.clone() });
            numbers.push(number);
        }
    });
    let blocks = gatherer.finish(&numbers);
    let excerpt = excerpt::of(&blocks);
    Document { html, holes, headings, blocks, excerpt, ..Document::default() }
}

/// The id that `#fragment` means: an id of this text, with or without prefix, a heading's words, or the
/// number of a chapter or article.
fn find_anchor(fragment: &str, blocks: &Blocks, headings: &[Heading], id_prefix: &str) -> Option<String> {
    if matches!(fragment, "" | "top") {
        return Some(fragment.to_owned());
    }
    let by_words = headings
        .iter()
        .find(|heading| heading.text == fragment || outline::words(&heading.text) == fragment)
        .map(|heading| heading.id.clone());
    let by_number = || {
        let (wanted, _) = Ordinal::read(fragment).filter(|(_, rest)| rest.is_empty())?;
        if wanted.unit == OrdinalUnit::Article {
            let id = format!("{id_prefix}{}", wanted.written());
            return blocks.anchors().contains(&id).then_some(id);
        }
        let is_wanted = |text: &str| Ordinal::read(text).is_some_and(|(found, _)| found == wanted);
        headings.iter().find(|heading| is_wanted(&heading.text)).map(|heading| heading.id.clone())
    };
    by_words.or_else(by_number).or_else(|| {
        [fragment.to_owned(), format!("{id_prefix}{fragment}")]
            .into_iter()
            .find(|id| blocks.anchors().contains(id))
    })
}

fn report_anchor(fragment: &str, slot: &Slot, headings: &[Heading], options: &TextOptions<'_>) -> Diagnostic {
    let message = say!("本文没有 `{fragment}` 这个位置", "there is no `{fragment}` in this text");
    missing_anchor(fragment, message, headings.iter())
        .at(Place::span(options.file.clone(), slot.span.clone()))
}

/// A link to a place in a text that is not there; offered is the heading most like it.
pub(crate) fn missing_anchor<'a>(
    fragment: &str,
    message: Text,
    headings: impl Iterator<Item = &'a Heading>,
) -> Diagnostic {
    let likely = nearest(fragment, headings.map(|heading| outline::words(&heading.text)));
    let help = match likely {
        Some(likely) => say!("是不是要写 `#{likely}`", "did you mean `#{likely}`"),
        None => say!("写 `#` 和一个小标题的文字", "write `#` and the words of a heading"),
    };
    Diagnostic::warning("missing-anchor", message).help(help)
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

    /// The id in this text that `#fragment` of a link from elsewhere means: an id, or a heading by its words.
    #[must_use]
    pub fn anchor(&self, fragment: &str) -> Option<String> {
        find_anchor(fragment, &self.blocks, &self.headings, "")
    }

    /// Whether links from elsewhere find the same places in this text and in `other`.
    #[must_use]
    pub fn has_anchors_of(&self, other: &Self) -> bool {
        self.headings == other.headings && self.blocks.anchors() == other.blocks.anchors()
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
        if let Some(figure) = resolve(name.trim(), period.map(str::trim)) {
            filled.push_str(&figure);
        } else {
            filled.push_str(&plain[plain.len() - after.len() - 2..plain.len() - behind.len()]);
        }
        rest = behind;
    }
    filled.push_str(rest);
    filled
}
