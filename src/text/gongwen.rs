//! Mode 公文: rewrites lines as people paste them into Markdown.
//!
//! Line by line: outline lines become headings, every other line a paragraph; tables, lists with `-`,
//! quotations, code, footnotes and HTML stay as they are. What would be markup by accident, at the start of a
//! line or in it, is made literal. What the lines say is not changed.

use std::collections::BTreeMap;
use std::ops::Range;

use memchr::memchr_iter;

use super::inline::Copier;
use super::marks::{self, ARTICLE, ITEM, RUN_IN};
use super::outline::{self, OutlineLine};
use super::pasted;
use super::remark::{Remark, RemarkKind};
use super::scheme::{LineRole, Scheme};

/// The longest breadcrumb, in characters.
const LONGEST_BREADCRUMB: usize = 80;

/// HTML elements whose tag at the start of a line begins a block of HTML.
const HTML_BLOCKS: &[&str] = &[
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "caption",
    "colgroup",
    "col",
    "details",
    "summary",
    "div",
    "p",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "section",
    "article",
    "center",
    "figure",
    "figcaption",
    "script",
    "style",
    "pre",
    "iframe",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
];

/// Rewrites the whole source.
pub(super) fn rewrite(copier: &mut Copier<'_>) {
    let lines = split_lines(copier.source);
    let bodies: Vec<&str> = lines.iter().map(|line| &copier.source[line.body.clone()]).collect();
    let scheme = Scheme::read(&bodies);
    let mut rewriter = Rewriter {
        copier,
        lines: &lines,
        bodies: &bodies,
        scheme,
        next: 0,
        list: Vec::new(),
        item: 0,
        last_ends: BTreeMap::new(),
    };
    while rewriter.next < lines.len() {
        rewriter.block();
    }
}

/// The lines without their layout at either edge; blank ones are empty ranges.
fn split_lines(source: &str) -> Vec<GongwenLine> {
    let mut lines = Vec::new();
    let mut start = 0;
    for end in memchr_iter(b'\n', source.as_bytes()).chain([source.len()]) {
        let line = &source[start..end];
        let body = line.trim_start_matches(outline::is_layout);
        let begin = start + line.len() - body.len();
        let body = body.trim_end_matches(outline::is_layout);
        lines.push(GongwenLine { start, body: begin..begin + body.len() });
        start += line.len() + 1;
    }
    lines
}

pub(super) struct GongwenLine {
    /// Where it begins, layout included.
    pub(super) start: usize,
    /// What it says.
    pub(super) body: Range<usize>,
}

/// A text being rewritten.
pub(super) struct Rewriter<'c, 'a> {
    pub(super) copier: &'c mut Copier<'a>,
    pub(super) lines: &'c [GongwenLine],
    /// What the lines say.
    pub(super) bodies: &'c [&'a str],
    scheme: Scheme,
    /// The next line.
    pub(super) next: usize,
    /// Indents of the open list items; empty outside of lists.
    list: Vec<usize>,
    /// Level of the last enumeration item that ended with a semicolon; its last item ends with `。`.
    item: u8,
    /// The last line that ends an element, by its name, as far as was asked for.
    last_ends: BTreeMap<String, Option<usize>>,
}

impl<'a> Rewriter<'_, 'a> {
    fn body(&self, index: usize) -> &'a str {
        self.bodies.get(index).copied().unwrap_or_default()
    }

    /// Rewrites the block that begins with the next line.
    fn block(&mut self) {
        let index = self.next;
        let range = self.lines[index].body.clone();
        let body = self.body(index);
        self.next += 1;
        if body.is_empty() {
            return;
        }
        if self.scheme.role(index) == LineRole::Contents {
            return self.contents(index);
        }
        if is_list_item(body) {
            return self.list_item(index);
        }
        self.list.clear();
        self.separate(range.start);
        if opens_fence(body) {
            self.fence(index);
        } else if starts_html(body) {
            self.html(index);
        } else if let Some(table) = pasted::bar_table(body, self.body(index + 1)) {
            self.bar_table(index, table);
        } else if let Some(rows) = self.tabbed_rows(index) {
            self.tabbed_table(index, rows);
        } else if body.starts_with('>') && !is_breadcrumb(body) {
            self.quotation(index);
        } else if is_note(body) {
            self.copier.copy(range);
        } else {
            self.tell_cells_in_lines(index);
            self.line(index, range);
        }
    }

    /// Leaves out a table of contents.
    fn contents(&mut self, index: usize) {
        let last =
            (index..self.lines.len()).take_while(|line| self.scheme.role(*line) == LineRole::Contents).last();
        let last = last.unwrap_or(index);
        let at = self.lines[index].body.start..self.lines[last].body.end;
        self.copier.remarks.push(Remark::new(RemarkKind::TypedContents, at));
        self.next = last + 1;
    }

    /// Ends the block before.
    fn separate(&mut self, at: usize) {
        if !self.copier.out.is_empty() {
            self.copier.insert("\n\n", at);
        }
    }

    /// A heading, a run-in heading with its paragraph, or a paragraph.
    fn line(&mut self, index: usize, range: Range<usize>) {
        let previous_item = std::mem::take(&mut self.item);
        match self.scheme.role(index) {
            LineRole::Heading(level) => return self.heading(level, "", range),
            LineRole::Article(_) => return self.marked_paragraph(ARTICLE, range),
            LineRole::Item => return self.marked_paragraph(ITEM, range),
            LineRole::Paragraph => return self.paragraph(range),
            LineRole::Own | LineRole::Contents => {}
        }
        let deeper = outline::ABOVE + self.scheme.shift;
        let body = &self.copier.source[range.clone()];
        match outline::read(body) {
            OutlineLine::Heading(level) if level == previous_item && level > 1 => self.paragraph(range),
            OutlineLine::Heading(level) => self.heading(deeper + level, "", range),
            OutlineLine::RunIn(level, end) => {
                let split = range.start + end;
                let mark = RUN_IN.to_string();
                self.heading(deeper + level, &mark, range.start..split);
                self.copier.insert("\n\n", split);
                self.paragraph(split..range.end);
            }
            OutlineLine::Item(level) => {
                self.item = level;
                self.paragraph(range);
            }
            OutlineLine::Paragraph if is_markdown_heading(body) => self.copier.copy(range),
            OutlineLine::Paragraph => self.paragraph(range),
        }
    }

    fn heading(&mut self, level: u8, mark: &str, range: Range<usize>) {
        let body = self.copier.source[range.clone()].trim_end_matches(outline::is_layout);
        let end = range.start + body.len();
        // Markdown has too few levels: a mark tells them. A closing `#` would be lost.
        self.copier.insert("## ", range.start);
        self.copier.insert(marks::level_mark(level).encode_utf8(&mut [0; 4]), range.start);
        self.copier.insert(mark, range.start);
        if body.ends_with('#') {
            self.copier.copy(range.start..end - 1);
            self.copier.copy_literal(end - 1);
        } else {
            self.copier.copy(range.start..end);
        }
    }

    fn marked_paragraph(&mut self, mark: char, range: Range<usize>) {
        self.copier.insert(mark.encode_utf8(&mut [0; 4]), range.start);
        self.copier.copy(range);
    }

    fn paragraph(&mut self, range: Range<usize>) {
        let body = &self.copier.source[range.clone()];
        match markup_at_start(body) {
            Some(at) => {
                let at = range.start + at;
                self.copier.copy_verbatim(range.start..at);
                self.copier.copy_literal(at);
                self.copier.copy(at + 1..range.end);
            }
            None => self.copier.copy(range),
        }
    }

    /// Code, to its closing fence or the end of the text.
    fn fence(&mut self, index: usize) {
        let ticks = self.body(index).bytes().take_while(|byte| *byte == b'`').count();
        self.copier.copy_verbatim(self.lines[index].body.clone());
        while self.next < self.lines.len() {
            let line = &self.lines[self.next];
            let body = self.body(self.next);
            self.next += 1;
            self.copier.insert("\n", line.start);
            let closes = body.len() >= ticks && body.bytes().all(|byte| byte == b'`');
            self.copier.copy_verbatim(if closes { line.body.clone() } else { line.start..line.body.end });
            if closes {
                break;
            }
        }
    }

    /// HTML: to the end tag of the element that begins it, else to the next blank line.
    fn html(&mut self, index: usize) {
        let body = self.body(index);
        let name: String = body[1..].chars().take_while(char::is_ascii_alphanumeric).collect();
        let end = format!("</{name}").to_ascii_lowercase();
        let ends = |body: &str| body.to_ascii_lowercase().contains(&end);
        let bodies = self.bodies;
        let last_end = *self
            .last_ends
            .entry(name.to_ascii_lowercase())
            .or_insert_with(|| bodies.iter().rposition(|body| ends(body)));
        let last = match last_end {
            _ if name.is_empty() => Some(index),
            Some(last) => (index..=last).find(|line| ends(self.body(*line))),
            None => None,
        };
        let Some(last) = last else { return self.while_lines(index, |line| !line.is_empty()) };
        self.copier.copy(self.lines[index].body.clone());
        for line in &self.lines[index + 1..=last] {
            // A blank line would end the HTML for the parser.
            if !line.body.is_empty() {
                self.copier.insert("\n", line.body.start);
                self.copier.copy(line.body.clone());
            }
        }
        self.next = last + 1;
    }

    /// This line and those below it that `belongs` admits, as they are.
    fn while_lines(&mut self, index: usize, belongs: impl Fn(&str) -> bool) {
        self.copier.copy(self.lines[index].body.clone());
        while self.next < self.lines.len() && belongs(self.body(self.next)) {
            let range = self.lines[self.next].body.clone();
            self.copier.insert("\n", range.start);
            self.copier.copy(range);
            self.next += 1;
        }
    }

    /// Lines that begin with `>`; each is a paragraph of the quotation.
    fn quotation(&mut self, index: usize) {
        let mut at = index;
        while at < self.lines.len() && self.body(at).starts_with('>') && !is_breadcrumb(self.body(at)) {
            let range = self.lines[at].body.clone();
            let said = self.body(at).trim_start_matches(|sign| sign == '>' || outline::is_layout(sign));
            let begin = range.end - said.len();
            if at > index {
                self.copier.insert("\n>\n", begin);
            }
            self.copier.insert("> ", begin);
            if is_list_item(said) {
                self.copier.copy(begin..range.end);
            } else {
                self.paragraph(begin..range.end);
            }
            at += 1;
        }
        self.next = at;
    }

    /// An item of a list with `-`; deeper indents nest.
    fn list_item(&mut self, index: usize) {
        let line = &self.lines[index];
        let indent = self.copier.source[line.start..line.body.start].chars().count();
        if self.list.is_empty() {
            self.separate(line.body.start);
        } else {
            self.copier.insert("\n", line.body.start);
        }
        while self.list.last().is_some_and(|open| *open > indent) {
            self.list.pop();
        }
        if self.list.last().is_none_or(|open| *open < indent) {
            self.list.push(indent);
        }
        let depth = self.list.len() - 1;
        self.copier.insert(&"  ".repeat(depth.min(8)), line.body.start);
        let marker = line.body.start..line.body.start + 2;
        self.copier.copy_verbatim(marker.clone());
        let said = &self.copier.source[marker.end..line.body.end];
        if said.starts_with("[ ] ") || said.starts_with("[x] ") || said.starts_with("[X] ") {
            return self.copier.copy(marker.end..line.body.end);
        }
        let said = said.trim_start_matches(outline::is_layout);
        self.paragraph(line.body.end - said.len()..line.body.end);
    }
}

/// `- words`, `* words`; not `- 3 -`, the page number of a printed document, nor a dividing line.
fn is_list_item(body: &str) -> bool {
    let Some(said) = body.strip_prefix("- ").or_else(|| body.strip_prefix("* ")) else { return false };
    let said = said.trim();
    let is_page_number = said.strip_suffix('-').is_some_and(|number| {
        let number = number.trim();
        !number.is_empty() && number.chars().all(char::is_numeric)
    });
    let is_rule = said.bytes().all(|byte| matches!(byte, b'-' | b'*' | b' '));
    !is_page_number && !is_rule
}

/// `[^1]: words`, with a colon of any width.
fn is_note(body: &str) -> bool {
    body.strip_prefix("[^")
        .and_then(|rest| rest.split_once(']'))
        .is_some_and(|(label, behind)| !label.is_empty() && behind.starts_with([':', '：']))
}

/// ```` ``` ````, with or without a language; a backtick behind it makes it code in a line.
fn opens_fence(body: &str) -> bool {
    body.starts_with("```") && !body.trim_start_matches('`').contains('`')
}

/// `# words`.
fn is_markdown_heading(body: &str) -> bool {
    let words = body.trim_start_matches('#');
    let signs = body.len() - words.len();
    (1..=6).contains(&signs)
        && words.starts_with([' ', '\t'])
        && !words.trim_matches(['#', ' ', '\t']).is_empty()
}

fn starts_html(body: &str) -> bool {
    let Some(tag) = body.strip_prefix('<') else { return false };
    if tag.starts_with("!--") {
        return tag.contains("-->");
    }
    let name = tag.strip_prefix('/').unwrap_or(tag);
    let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (name, behind) = name.split_at(length);
    (behind.is_empty() || behind.starts_with([' ', '>', '/', '\t']))
        && HTML_BLOCKS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// `>>专题专栏 >>公共服务`, `> 首页 > 政务公开`: where a page stood on an old site.
pub(super) fn is_breadcrumb(body: &str) -> bool {
    let Some(first) = body.strip_prefix('>') else { return false };
    if body.contains(['。', '；']) || body.chars().count() > LONGEST_BREADCRUMB {
        return false;
    }
    let glued = first.strip_prefix('>').is_some_and(|rest| !rest.starts_with(['>', ' ']) && !rest.is_empty());
    let steps = first.split('>').map(str::trim).filter(|step| !step.is_empty()).count();
    glued || steps >= 2
}

/// Where the ASCII character stands that would make this paragraph something else, if one does.
fn markup_at_start(body: &str) -> Option<usize> {
    let bytes = body.as_bytes();
    let ends_word = |at: usize| bytes.get(at).is_none_or(|byte| matches!(byte, b' ' | b'\t'));
    let only = |sign: u8| bytes.iter().all(|byte| *byte == sign || matches!(byte, b' ' | b'\t'));
    match *bytes.first()? {
        b'>' => Some(0),
        b'#' => bytes
            .iter()
            .find(|byte| **byte != b'#')
            .is_none_or(|byte| matches!(byte, b' ' | b'\t'))
            .then_some(0),
        b'+' => ends_word(1).then_some(0),
        sign @ (b'-' | b'*') => {
            let is_rule = only(sign) && body.matches(char::from(sign)).count() >= 3;
            (ends_word(1) && !is_rule).then_some(0)
        }
        b'<' => {
            let opens = matches!(bytes.get(1), Some(b'!' | b'?')) || starts_html(body);
            opens.then_some(0)
        }
        b'[' => (!body.starts_with("[^") && body.contains("]:")).then_some(0),
        b'0'..=b'9' => {
            let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
            (matches!(bytes.get(digits), Some(b'.' | b')')) && ends_word(digits + 1)).then_some(digits)
        }
        _ => None,
    }
}
