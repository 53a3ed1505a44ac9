//! Texts with their holes closed, for one page.

use memchr::memchr_iter;

use super::Renderer;
use super::view::Html;
use crate::catalog::{Resolved, TextPlace};
use crate::model::{ContentPath, PagePath, Period, PeriodKind};
use crate::text::{Document, Hole, HoleKind, encode_fragment, fill_figures, table};

/// Where a text that is to be shown comes from.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    /// The file.
    pub file: &'a ContentPath,
    /// Which figures it means.
    pub place: TextPlace,
    /// Keeps the ids of its tables apart from those of other texts on the page.
    pub ids: &'a str,
}

impl Renderer<'_> {
    /// The text as HTML for the page at `page`.
    pub(super) fn html(&self, page: &PagePath, origin: Origin, text: &Document) -> Html {
        Html(text.fill(&mut |hole, out| self.close(page, origin, text, hole, out)))
    }

    /// The same with its headings `by` levels deeper, or higher: an entry's text stands in a section on its
    /// year's page and fills a page of its own.
    pub(super) fn html_shifted(&self, page: &PagePath, origin: Origin, text: &Document, by: i8) -> Html {
        let Html(html) = self.html(page, origin, text);
        Html(if text.headings.is_empty() || by == 0 { html } else { shift_headings(&html, by) })
    }

    /// Plain text such as an excerpt, with its figures put in.
    pub(super) fn plain(&self, place: TextPlace, text: &str) -> String {
        fill_figures(text, &mut |indicator, period| {
            self.catalog.figure(place, indicator, period).map(|figure| figure.words())
        })
    }

    pub(super) fn close(
        &self,
        page: &PagePath,
        origin: Origin,
        text: &Document,
        hole: &Hole,
        out: &mut String,
    ) {
        match &hole.kind {
            HoleKind::Address { target, fragment } => {
                let Some(resolved) = self.catalog.resolve(origin.file, target) else { return };
                out.push_str(&self.link_to(page, &resolved));
                if !fragment.is_empty() {
                    let anchor = self.catalog.anchor(&resolved, fragment);
                    out.push('#');
                    out.push_str(&escape(&anchor.unwrap_or_else(|| encode_fragment(fragment))));
                } else if let Resolved::Section(_, period) = resolved {
                    out.push('#');
                    out.push_str(&section_id(period));
                }
            }
            HoleKind::FileNote { target } => {
                if let Some(Resolved::File(file)) = self.catalog.resolve(origin.file, target)
                    && let Some(size) = self.sizes.size(&file)
                {
                    let (format, size) = (format_name(&file), size_text(size));
                    out.push_str("<span class=\"file-note\">（");
                    out.push_str(&format);
                    if !format.is_empty() {
                        out.push('，');
                    }
                    out.push_str(&size);
                    out.push_str("）</span>");
                }
            }
            HoleKind::Sheet { target, caption, merge, hidden } => {
                let path = origin.file.parent().join(target).ok();
                if let Some(sheet) = path.and_then(|path| self.catalog.sheets.get(&path)) {
                    let mut sheet = sheet.table(*hidden).clone();
                    if !caption.is_empty() {
                        sheet.entitle(caption);
                    }
                    table::merge_columns(&mut sheet, merge);
                    // Counted, not told by its place in the file, so that an edit above changes nothing here.
                    let is_sheet = |hole: &&Hole| matches!(hole.kind, HoleKind::Sheet { .. });
                    let before = text.holes.iter().filter(is_sheet).take_while(|other| *other != hole);
                    let id = format!("{}sheet-{}", origin.ids, before.count() + 1);
                    out.push_str(&sheet.to_html(&id, "表格"));
                }
            }
            HoleKind::Figure { indicator, period } => {
                if let Some(figure) = self.catalog.figure(origin.place, indicator, period.as_deref()) {
                    out.push_str(&escape(figure.text));
                    out.push_str(&figure.period_note());
                    if let Some(now) = figure.corrected {
                        out.push_str("<span class=\"corrected\">（后更正为");
                        out.push_str(&escape(now));
                        out.push_str("）</span>");
                    }
                }
            }
        }
    }

    /// The relative address of what a link leads to.
    pub(super) fn link_to(&self, page: &PagePath, resolved: &Resolved) -> String {
        let target = match resolved {
            Resolved::Item(item) | Resolved::Section(item, _) => self.plan.item(*item),
            Resolved::Column(column) => self.plan.column(*column, 0),
            Resolved::Project(project) => self.plan.project(*project),
            Resolved::File(file) => match self.plan.file(file) {
                Some(path) => path,
                None => return String::new(),
            },
        };
        page.link_to(target)
    }
}

/// Moves every heading of a sanitised text; in such a text `<` begins a tag and nothing else.
fn shift_headings(html: &str, by: i8) -> String {
    let mut shifted = String::with_capacity(html.len());
    let mut rest = html;
    let begins_name = |html: &str, at: &usize| {
        let tag = &html[at + 1..];
        tag.strip_prefix('/').unwrap_or(tag).starts_with('h')
    };
    while let Some(at) = memchr_iter(b'<', rest.as_bytes()).find(|at| begins_name(rest, at)) {
        let name = at + rest[at..].find('h').unwrap_or(0) + 1;
        shifted.push_str(&rest[..name]);
        rest = &rest[name..];
        let mut after = rest.chars();
        if let (Some(level @ '1'..='6'), Some(' ' | '>')) = (after.next(), after.next()) {
            let level = i8::try_from(level as u32 - '0' as u32).unwrap_or(0) + by;
            shifted.push_str(&level.clamp(2, 6).to_string());
            rest = &rest[1..];
        }
    }
    shifted.push_str(rest);
    shifted
}

/// The anchor of a period's section on the page of its year.
pub(super) fn section_id(period: Period) -> String {
    match period.kind {
        PeriodKind::Quarter(quarter) => format!("q{quarter}"),
        PeriodKind::Half(half) => format!("h{half}"),
        PeriodKind::Month(month) => format!("m{month}"),
        PeriodKind::Year => "y".to_owned(),
    }
}

/// The type of a file as people name it: `XLSX`.
pub(super) fn format_name(file: &ContentPath) -> String {
    file.extension().to_uppercase()
}

/// A size in bytes as people read it: `312 B`, `12 KB`, `3.4 MB`.
pub(super) fn size_text(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// Text as HTML.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // What XML forbids (XML 1.0, 2.2) makes a feed unreadable as a whole, and shows nothing on a
            // page.
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => escaped.push(c),
        }
    }
    escaped
}

/// The text of an attribute that was [escaped](escape()).
pub(super) fn unescape(html: &str) -> String {
    let signs = html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    signs.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::{escape, shift_headings, size_text, unescape};

    #[test]
    fn what_was_escaped_comes_back() {
        for text in ["A&B", "&lt;", "<b>\"x\" & y</b>", "&amp;lt;"] {
            assert_eq!(unescape(&escape(text)), text);
        }
    }

    #[test]
    fn headings_move_and_nothing_else_does() {
        let html = "<h4 id=\"q1-a\">一、</h4><p>h4 &lt;h4&gt;</p><hr><h6>（1）</h6>";
        assert_eq!(
            shift_headings(html, -1),
            "<h3 id=\"q1-a\">一、</h3><p>h4 &lt;h4&gt;</p><hr><h5>（1）</h5>"
        );
        assert_eq!(shift_headings("<h6>深</h6>", 1), "<h6>深</h6>");
    }

    #[test]
    fn sizes_are_short() {
        let cases = [(312, "312 B"), (1_000, "1 KB"), (12_001, "13 KB"), (3_460_000, "3.4 MB")];
        for (bytes, text) in cases {
            assert_eq!(size_text(bytes), text);
        }
    }
}
