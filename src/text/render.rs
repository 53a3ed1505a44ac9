//! Markdown events -> HTML with slots.
//!
//! Writes everything itself, so that nothing typed reaches the page unescaped. Links and images are in
//! [`super::links`], tables in [`super::grid`], footnotes in [`super::notes`].

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::anchor::Ids;
use super::blocks::{BlockKind, Gatherer};
use super::clean::{CleanedPlaces, Remap};
use super::grid::MarkdownTable;
use super::links::{LoneFigure, OpenImage, OpenLink};
use super::marks::{self, ARTICLE, ITEM, RUN_IN, SPACER, Slot, SlotKind};
use super::notes::Notes;
use super::ordinal::Ordinal;
use super::outline;
use super::raw_html::{self, HtmlScope};
use super::typed_html::TypedTables;
use super::{TextMode, TextOptions};
use crate::diag::{Diagnostic, Place};
use crate::model::joins_chinese;
use crate::say;

/// How deep lists and quotations may nest; what lies deeper is shown at this depth.
const DEEPEST: usize = 16;

/// A heading as met; its HTML level is known only when all are.
pub(super) struct RawHeading {
    /// Level in the source.
    pub(super) level: u8,
    /// The anchor.
    pub(super) id: String,
    /// The words.
    pub(super) text: String,
}

/// A text being written.
pub(super) struct TextRenderer<'a> {
    pub(super) options: &'a TextOptions<'a>,
    /// What the parser reads.
    source: &'a str,
    map: &'a Remap,
    places: &'a CleanedPlaces,
    pub(super) slots: Vec<Slot>,
    pub(super) findings: Vec<Diagnostic>,
    pub(super) out: String,
    /// The words of the block or cell being written.
    pub(super) words: String,
    pub(super) headings: Vec<RawHeading>,
    pub(super) ids: Ids,
    pub(super) notes: Notes,
    pub(super) gatherer: Gatherer,
    pub(super) grid: Option<MarkdownTable>,
    /// The names of the tables so far.
    pub(super) table_names: Vec<String>,
    /// Where the last paragraph stands and what it says, while it may be the caption of a table.
    pub(super) last_paragraph: Option<(Range<usize>, String)>,
    pub(super) links: Vec<OpenLink>,
    pub(super) image: Option<OpenImage>,
    pub(super) figure: Option<LoneFigure>,
    /// Where the open paragraph begins.
    pub(super) paragraph: Option<usize>,
    /// How many inline elements are open.
    pub(super) inline_depth: usize,
    /// Where the open heading begins.
    heading: Option<usize>,
    /// Whether the `div` of a run-in heading waits for its paragraph.
    run_in: bool,
    /// The open lists, items and quotations; `false`: too deep, not written.
    containers: Vec<bool>,
    /// How many items of lists are open.
    items: usize,
    /// The page, while a footnote is written, and how many blocks it had before.
    outer: Vec<(String, usize)>,
    /// The open tables that are typed as HTML.
    pub(super) typed_tables: TypedTables,
    in_code: bool,
    html_block: Option<String>,
    pub(super) html_filter: raw_html::HtmlFilter,
    /// Whether HTML was typed.
    pub(super) has_raw_html: bool,
}

impl<'a> TextRenderer<'a> {
    /// A renderer that has written nothing yet.
    pub(super) fn new(
        options: &'a TextOptions<'a>,
        source: &'a str,
        map: &'a Remap,
        places: &'a CleanedPlaces,
        slots: Vec<Slot>,
    ) -> Self {
        Self {
            options,
            source,
            map,
            places,
            slots,
            findings: Vec::new(),
            out: String::with_capacity(source.len() + source.len() / 4),
            words: String::new(),
            headings: Vec::new(),
            ids: Ids::default(),
            notes: Notes::default(),
            gatherer: Gatherer::default(),
            grid: None,
            table_names: Vec::new(),
            last_paragraph: None,
            links: Vec::new(),
            image: None,
            figure: None,
            paragraph: None,
            inline_depth: 0,
            heading: None,
            run_in: false,
            containers: Vec::new(),
            items: 0,
            outer: Vec::new(),
            typed_tables: TypedTables::default(),
            in_code: false,
            html_block: None,
            html_filter: raw_html::HtmlFilter::default(),
            has_raw_html: false,
        }
    }

    /// Writes what one event says.
    pub(super) fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text),
            Event::Code(code) => self.code(&code),
            Event::Html(html) => match &mut self.html_block {
                Some(block) => block.push_str(&html),
                None => self.html(&html, HtmlScope::Line, &range),
            },
            Event::InlineHtml(html) => self.html(&html, HtmlScope::Line, &range),
            Event::FootnoteReference(label) => {
                if self.image.is_none() {
                    let label = marks::literal(&label, &self.slots).into_owned();
                    self.notes.refer(&label, self.options.id_prefix, &mut self.out);
                }
            }
            Event::SoftBreak => self.soft_break(&range),
            Event::HardBreak => match &mut self.image {
                Some(image) => image.alt.push(' '),
                None => {
                    self.out.push_str("<br>\n");
                    self.words.push('\n');
                }
            },
            Event::Rule => {
                self.end_run_in();
                self.out.push_str("<hr>\n");
            }
            Event::TaskListMarker(done) => {
                let (sign, words) = if done { ("☑", "已完成：") } else { ("☐", "未完成：") };
                self.out.push_str("<span class=\"task\"><span aria-hidden=\"true\">");
                self.out.push_str(sign);
                self.out.push_str(" </span><span class=\"visually-hidden\">");
                self.out.push_str(words);
                self.out.push_str("</span></span>");
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.open_paragraph(),
            Tag::Emphasis => {
                self.doubt_stars(&range);
                self.open_inline("<em>");
            }
            Tag::Strong => self.open_inline("<strong>"),
            Tag::Strikethrough => self.open_inline("<del>"),
            Tag::Link { link_type, dest_url, .. } => {
                self.inline_depth += 1;
                if self.image.is_some() {
                    return;
                }
                if link_type == pulldown_cmark::LinkType::Email {
                    self.open_link(&format!("mailto:{dest_url}"), &range);
                } else {
                    self.open_link(&dest_url, &range);
                }
            }
            Tag::Image { dest_url, title, .. } => self.open_image(&dest_url, &title, &range),
            Tag::TableHead | Tag::TableRow => self.open_row(),
            Tag::TableCell => self.open_cell(),
            block => {
                self.end_run_in();
                self.start_block(&block, &range);
            }
        }
    }

    fn start_block(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        self.html_filter.close(&mut self.out);
        // Lines of a list have no paragraph that ends before the list within them begins.
        self.gather_line(range);
        match tag {
            Tag::Heading { .. } => self.heading = Some(self.out.len()),
            Tag::BlockQuote(_) => self.open_container("<blockquote>\n"),
            Tag::List(None) => self.open_container("<ul>\n"),
            Tag::List(Some(1)) => self.open_container("<ol>\n"),
            Tag::List(Some(first)) => self.open_container(&format!("<ol start=\"{first}\">\n")),
            Tag::Item => {
                self.items += 1;
                let written = self.containers.last().copied().unwrap_or(false);
                self.containers.push(written);
                self.out.push_str(if written { "<li>" } else { "" });
            }
            Tag::CodeBlock(kind) => {
                self.in_code = true;
                // The language says nothing to readers of a disclosure site; it is not shown.
                let (CodeBlockKind::Indented | CodeBlockKind::Fenced(_)) = kind;
                self.out.push_str("<pre><code>");
            }
            Tag::HtmlBlock => self.html_block = Some(String::new()),
            Tag::FootnoteDefinition(_) => {
                let page = std::mem::take(&mut self.out);
                self.outer.push((page, self.gatherer.len()));
            }
            Tag::Table(alignments) => self.open_table(alignments),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph => self.end_paragraph(&range),
            TagEnd::Heading(level) => self.end_heading(level as u8, &range),
            TagEnd::BlockQuote(_) => self.close_container("</blockquote>\n"),
            TagEnd::List(is_ordered) => self.close_container(if is_ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => {
                self.html_filter.close(&mut self.out);
                self.gather_line(&range);
                self.items = self.items.saturating_sub(1);
                self.close_container("</li>\n");
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.out.push_str("</code></pre>\n");
                self.gather(BlockKind::Code, &range);
            }
            TagEnd::HtmlBlock => {
                if let Some(block) = self.html_block.take() {
                    let scope = match self.options.mode {
                        TextMode::Gongwen => HtmlScope::Closed,
                        TextMode::Markdown => HtmlScope::Open,
                    };
                    self.html(&block, scope, &range);
                }
            }
            TagEnd::FootnoteDefinition => self.end_footnote(&range),
            TagEnd::Table => self.end_table(),
            TagEnd::TableHead | TagEnd::TableRow => self.end_row(&range),
            TagEnd::TableCell => self.end_cell(&range),
            TagEnd::Emphasis => self.close_inline("</em>"),
            TagEnd::Strong => self.close_inline("</strong>"),
            TagEnd::Strikethrough => self.close_inline("</del>"),
            TagEnd::Link => {
                self.inline_depth = self.inline_depth.saturating_sub(1);
                if self.image.is_none() {
                    self.close_link(&range);
                }
            }
            TagEnd::Image => self.close_image(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(image) = &mut self.image {
            image.alt.push_str(text);
        } else if self.in_code {
            let written = marks::literal(text, &self.slots);
            marks::push_escaped(&written, &mut self.out);
            self.words.push_str(&written);
        } else {
            marks::push_escaped(text, &mut self.out);
            self.words.push_str(text);
        }
    }

    fn code(&mut self, code: &str) {
        let written = marks::literal(code, &self.slots);
        if let Some(image) = &mut self.image {
            image.alt.push_str(&written);
            return;
        }
        self.out.push_str("<code>");
        marks::push_escaped(&written, &mut self.out);
        self.out.push_str("</code>");
        self.words.push_str(&written);
    }

    /// A line end inside of a paragraph: nothing between Chinese characters, where a browser would show a
    /// gap.
    fn soft_break(&mut self, range: &Range<usize>) {
        let is_markup = |sign: char| matches!(sign, '*' | '_' | '~') || marks::is_reserved(sign);
        let before = self.source[..range.start].trim_end().trim_end_matches(is_markup).chars().next_back();
        let behind = self.source[range.end..].trim_start().trim_start_matches(is_markup).chars().next();
        let joins = before.is_some_and(joins_chinese) && behind.is_some_and(joins_chinese);
        if !joins {
            match &mut self.image {
                Some(image) => image.alt.push('\n'),
                None => {
                    self.out.push('\n');
                    self.words.push(' ');
                }
            }
        }
    }

    fn html(&mut self, html: &str, scope: HtmlScope, range: &Range<usize>) {
        if self.image.is_some() {
            return;
        }
        self.has_raw_html = true;
        let label = if html.contains("<table") || html.contains("<TABLE") {
            self.name_table("")
        } else {
            String::new()
        };
        self.gather_typed(html, scope, range);
        let dropped = self.html_filter.write(html, scope, &label, &mut self.out);
        if !label.is_empty() && !html.contains("<th") && !html.contains("<TH") {
            self.report(
                Diagnostic::warning("table-without-head", say!("表格没有表头", "the table has no head")).help(say!(
                    "把表头的格子写成 `<th>`，或者改用 Markdown 表格；读屏软件靠表头说明每一格",
                    "write the cells of the head as `<th>`, or use a Markdown table; screen readers need the head"
                )),
                range,
            );
        }
        if dropped.is_empty() {
            return;
        }
        let dropped = dropped.join(" ");
        self.report(
            Diagnostic::warning(
                "html-removed",
                say!("去掉了 HTML `{dropped}`", "removed the HTML `{dropped}`"),
            )
            .help(say!(
                "正文里不能用这些 HTML；改用 Markdown 的写法，或者删去",
                "this HTML is not allowed in texts; write Markdown instead, or delete it"
            )),
            range,
        );
    }

    /// Asks about single stars in the middle of words: `长*宽*高` may be meant otherwise than `这是*重点*内容`.
    fn doubt_stars(&mut self, range: &Range<usize>) {
        let is_word = |sign: Option<char>| sign.is_some_and(char::is_alphanumeric);
        let (before, behind) = (&self.source[..range.start], &self.source[range.end..]);
        let is_within = is_word(before.trim_end_matches(SPACER).chars().next_back())
            && is_word(behind.trim_start_matches(SPACER).chars().next());
        if self.options.mode == TextMode::Gongwen && is_within {
            self.report(
                Diagnostic::advice(
                    "doubtful-stars",
                    say!(
                        "两个星号之间的字显示成了斜体，星号不显示",
                        "the words between two stars are shown in italics, the stars are not"
                    ),
                )
                .help(say!(
                    "星号是乘号或者遮盖的，写成 `×` 或 `＊`；要强调的，两边各写两个",
                    "if a star multiplies or hides, write `×` or `＊`; to stress words, write two on each side"
                )),
                range,
            );
        }
    }

    fn open_inline(&mut self, tag: &str) {
        self.inline_depth += 1;
        if self.image.is_none() {
            self.out.push_str(tag);
        }
    }

    fn close_inline(&mut self, tag: &str) {
        self.inline_depth = self.inline_depth.saturating_sub(1);
        if self.image.is_none() {
            self.out.push_str(tag);
        }
    }

    fn open_container(&mut self, tag: &str) {
        let written = self.containers.len() < 2 * DEEPEST && self.containers.last().copied().unwrap_or(true);
        self.containers.push(written);
        if written {
            self.out.push_str(tag);
        }
    }

    fn close_container(&mut self, tag: &str) {
        if self.containers.pop().unwrap_or(false) {
            self.out.push_str(tag);
        }
    }

    /// Takes the words of the block that ends here.
    pub(super) fn gather(&mut self, kind: BlockKind, range: &Range<usize>) {
        if !self.words.is_empty() {
            let span = self.span(range);
            self.gatherer.take(kind, &self.words, span, &self.slots);
            self.words.clear();
        }
    }

    /// Takes the words of a paragraph, or of a line that is none for the parser.
    pub(super) fn gather_line(&mut self, range: &Range<usize>) {
        let kind = if !self.outer.is_empty() {
            BlockKind::Note
        } else if self.items > 0 {
            BlockKind::Item
        } else if !self.containers.is_empty() {
            BlockKind::Quote
        } else {
            BlockKind::Paragraph
        };
        self.gather(kind, range);
    }

    /// Begins a paragraph.
    pub(super) fn open_paragraph(&mut self) {
        self.paragraph = Some(self.out.len());
        self.figure = None;
        self.out.push_str("<p>");
    }

    /// Ends the paragraph in the HTML; one that says nothing is taken back.
    pub(super) fn close_paragraph(&mut self) {
        let Some(start) = self.paragraph.take() else { return };
        self.html_filter.close(&mut self.out);
        let said = &self.out[start + "<p>".len()..];
        if said.trim().is_empty() {
            self.out.truncate(start);
            return;
        }
        match self.figure.take().filter(|figure| figure.at == (start + "<p>".len()..self.out.len())) {
            Some(figure) => {
                let image = self.out.split_off(figure.at.start);
                self.out.truncate(start);
                self.out.push_str("<figure>");
                self.out.push_str(&image);
                if !figure.title.trim().is_empty() {
                    self.out.push_str("<figcaption>");
                    marks::push_escaped(&figure.title, &mut self.out);
                    self.out.push_str("</figcaption>");
                }
                self.out.push_str("</figure>\n");
            }
            None => self.out.push_str("</p>\n"),
        }
    }

    fn end_paragraph(&mut self, range: &Range<usize>) {
        let start = self.paragraph.unwrap_or(self.out.len());
        self.close_paragraph();
        self.mark_paragraph(start);
        self.end_run_in();
        if self.outer.is_empty() && self.containers.is_empty() {
            self.last_paragraph = Some((start..self.out.len(), self.words.clone()));
        }
        self.gather_line(range);
    }

    /// Gives the paragraph that begins at `start` what it has as an article or item of a regulation.
    fn mark_paragraph(&mut self, start: usize) {
        let Some(mark) = self.words.chars().next().filter(|mark| matches!(*mark, ARTICLE | ITEM)) else {
            return;
        };
        let behind = start + "<p".len();
        if !self.out.get(start..).is_some_and(|html| html.starts_with("<p>")) {
            return;
        }
        if mark == ITEM {
            return self.out.insert_str(behind, " class=\"item\"");
        }
        let words = marks::literal(&self.words, &self.slots);
        let Some((ordinal, _)) = Ordinal::read(words.trim_start_matches('*')) else { return };
        let id = self.ids.article(self.options.id_prefix, &ordinal.written());
        self.gatherer.begin_section(&id);
        self.out.insert_str(behind, &format!(" id=\"{id}\" class=\"article\""));
    }

    fn end_run_in(&mut self) {
        if std::mem::take(&mut self.run_in) {
            self.out.push_str("</div>\n");
        }
    }

    fn end_heading(&mut self, level: u8, range: &Range<usize>) {
        let Some(start) = self.heading.take() else { return };
        self.html_filter.close(&mut self.out);
        let said = self.out.split_off(start);
        let level = marks::level_of(&self.words).unwrap_or(match level {
            1 => 0,
            typed => outline::ABOVE + typed - 1,
        });
        let is_run_in = self.words.chars().take(2).any(|mark| mark == RUN_IN);
        let text = marks::literal(&self.words, &self.slots).trim().to_owned();
        if text.is_empty() && said.trim().is_empty() {
            self.words.clear();
            return;
        }
        let id = self.ids.heading(self.options.id_prefix, &text);
        self.gatherer.begin_section(&id);
        self.gather(BlockKind::Heading, range);
        if is_run_in {
            self.out.push_str("<div class=\"run-in\">");
            self.run_in = true;
        }
        let level_slot = SlotKind::Level(self.headings.len());
        self.out.push_str("<h");
        self.push_slot(level_slot.clone(), range);
        self.out.push_str(" id=\"");
        self.out.push_str(&id);
        self.out.push_str("\">");
        self.out.push_str(said.trim());
        self.out.push_str("</h");
        self.push_slot(level_slot, range);
        self.out.push_str(">\n");
        self.headings.push(RawHeading { level, id, text });
    }

    fn end_footnote(&mut self, range: &Range<usize>) {
        self.gather_line(range);
        let Some((page, first_block)) = self.outer.pop() else { return };
        self.end_run_in();
        let note = std::mem::replace(&mut self.out, page);
        let written = self.source[range.clone()].trim_start().trim_start_matches("[^");
        let label = written.split("]:").next().unwrap_or_default();
        let label = marks::literal(label, &self.slots).into_owned();
        let span = self.span(range);
        if self.notes.define(&label, note, span) {
            self.gatherer.end_note(&label, first_block);
        } else {
            self.gatherer.forget_from(first_block);
            self.report(
                Diagnostic::warning(
                    "duplicate-footnote",
                    say!("注释 `{label}` 写了两次", "footnote `{label}` is defined twice"),
                )
                .help(say!("删去一处，或者换一个编号", "delete one, or give it another label")),
                range,
            );
        }
    }

    /// Writes the footnotes and whatever is still open.
    pub(super) fn finish(&mut self) {
        self.end_run_in();
        let notes = std::mem::take(&mut self.notes);
        self.end_typed_tables();
        self.gatherer.name_notes(|label| notes.id(label, self.options.id_prefix));
        for span in notes.finish(self.options.id_prefix, &mut self.out) {
            self.findings.push(
                Diagnostic::warning(
                    "unused-footnote",
                    say!("正文没有引用这条注释", "nothing refers to this footnote"),
                )
                .at(Place::span(self.options.file.clone(), span))
                .help(say!(
                    "在正文里写上它的编号，如 `[^1]`；现在它排在注释的最后",
                    "write its label in the text, as in `[^1]`; it is printed last for now"
                )),
            );
        }
    }

    /// Writes the token of a new slot.
    pub(super) fn push_slot(&mut self, kind: SlotKind, range: &Range<usize>) {
        let span = self.span(range);
        marks::push_slot(&mut self.slots, Slot { kind, span, literal: String::new() }, &mut self.out);
    }

    /// Adds a finding about a range of the parsed text.
    pub(super) fn report(&mut self, finding: Diagnostic, range: &Range<usize>) {
        let place = Place::span(self.options.file.clone(), self.span(range));
        self.findings.push(finding.at(place));
    }

    /// The bytes of the file that a range of the parsed text came from, without blanks at its end.
    pub(super) fn span(&self, range: &Range<usize>) -> Range<usize> {
        let written = self.source.get(range.clone()).unwrap_or_default().trim_end();
        let start = self.map.original(range.start);
        self.places.span(start..self.map.original_end(range.start + written.len()).max(start))
    }

    /// The parsed text in a range.
    pub(super) fn source(&self, range: &Range<usize>) -> &'a str {
        self.source.get(range.clone()).unwrap_or_default()
    }
}
