//! Personal numbers in finished files, as a reader or a machine sees them.
//!
//! What is published is looked at as it goes out, whatever it was made from: HTML and XML passage by passage,
//! with tags, entities and blanks as a browser takes them, attributes too, cells of a row or column also as
//! one; JSON value by value, CSV cell by cell. Nearly all bytes belong to no long row of digits, and are
//! passed over in one pass ([`DigitRun`]); only passages that hold one are folded ([`folded`]) and searched.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use memchr::memmem;

use super::columns::ColumnDigits;
use super::digits::{is_ten, is_unseen};
use super::fold::{LEAST, folded};
use super::glance::{DigitPiece, DigitRun, is_nobodys, may_join_to_id};
use super::labels::{says_id, says_phone};
use super::strings::{csv_rows, end_of_json_string, unescaped};
use super::tags::{FinishedTag, first_row, text_of, texts_between_tags};
use super::{Detector, NumberKind};
use crate::character_reference::decode;
use crate::markup::{end_of_tag, is_inline};

/// How a finished file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinishedForm {
    /// HTML, SVG.
    Markup,
    /// XML whose texts are HTML once more, as in feeds.
    Feed,
    /// JSON.
    Json,
    /// CSV.
    Csv,
    /// Any other text, line by line.
    Text,
}

/// A personal number that somebody will see.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    /// What it is.
    pub kind: NumberKind,
    /// Its digits as ASCII, with an `X` at the end of some ID numbers.
    pub digits: String,
}

/// Attributes that hold measures of drawings or names for styles; sorted.
const DULL: [&str; 26] = [
    "class",
    "clip-path",
    "cx",
    "cy",
    "d",
    "dx",
    "dy",
    "fill",
    "for",
    "headers",
    "height",
    "id",
    "points",
    "r",
    "rx",
    "ry",
    "stroke",
    "stroke-dasharray",
    "style",
    "transform",
    "viewbox",
    "width",
    "x",
    "x1",
    "x2",
    "y",
];

/// Attributes that hold addresses.
const ADDRESSES: [&str; 7] = ["action", "cite", "data", "href", "poster", "src", "xlink:href"];

/// Attributes that are read aloud or shown.
const WORDS: [&str; 6] = ["alt", "aria-label", "content", "placeholder", "title", "value"];

/// Bytes as text. Only what is looked at closely is checked for being such: nearly nothing is.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    // Asked first because it is several times faster.
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

impl Detector {
    /// The personal numbers that stand in a finished file of UTF-8, each once, in order of kind and digits.
    #[must_use]
    pub fn seen_in(&self, bytes: &[u8], form: FinishedForm) -> BTreeSet<Seen> {
        let mut found = BTreeSet::new();
        match form {
            FinishedForm::Markup => MarkupReader::new(self, bytes, &mut found).read(),
            FinishedForm::Feed => {
                MarkupReader::new(self, bytes, &mut found).read();
                // What a reader of feeds shows is HTML that stands in the feed as a text.
                if memmem::find(bytes, b"&lt;").is_some() {
                    MarkupReader::new(self, decode(&text(bytes)).as_bytes(), &mut found).read();
                }
            }
            FinishedForm::Json => self.look_at_json(&text(bytes), &mut found),
            FinishedForm::Csv => self.look_at_csv(&text(bytes), &mut found),
            FinishedForm::Text => {
                text(bytes).lines().for_each(|line| self.look_at(line, "", Strictness::Usual, &mut found));
            }
        }
        found
    }

    /// The numbers in one passage under its label.
    pub(super) fn look(&self, text: &str, label: &str, strictness: Strictness) -> BTreeSet<Seen> {
        let mut found = BTreeSet::new();
        self.look_at(text, label, strictness, &mut found);
        found
    }

    /// Looks at one passage under its label.
    fn look_at(&self, text: &str, label: &str, strictness: Strictness, found: &mut BTreeSet<Seen>) {
        let is_short = text.len() < LEAST || DigitPiece::of(text.as_bytes()).longest < LEAST;
        if is_short || is_nobodys(text, label, &self.areas) {
            return;
        }
        // What stands behind this sign is seen from right to left.
        if text.contains('\u{202e}') {
            let turned: String = text.chars().rev().filter(|c| *c != '\u{202e}').collect();
            self.look_at(&turned, label, strictness, found);
        }
        let Some(folded) = folded(text) else { return };
        let is_bare = folded.bytes().all(|byte| byte.is_ascii_digit() || b" .,-".contains(&byte))
            && !is_cut_as_phone(&folded);
        for spot in self.find(&folded, label) {
            let is_told = match strictness {
                Strictness::Usual => true,
                // A figure alone is money or a measure sooner than somebody's telephone.
                Strictness::Figures => !is_bare || is_surely_id(&spot.digits, label) || says_phone(label),
                Strictness::OnlyId => spot.kind == NumberKind::Id,
                // Within one cell it was judged by that.
                Strictness::Joined if text.contains(&spot.digits) => false,
                Strictness::Joined => match spot.kind {
                    NumberKind::Id => is_surely_id(&spot.digits, label),
                    NumberKind::Mobile => says_phone(label),
                    NumberKind::Card => false,
                },
            };
            if is_told {
                found.insert(Seen { kind: spot.kind, digits: spot.digits });
            }
        }
    }

    fn look_at_json(&self, text: &str, found: &mut BTreeSet<Seen>) {
        let bytes = text.as_bytes();
        let mut label = String::new();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if byte == b'"' {
                let start = at + 1;
                let end = end_of_json_string(bytes, start);
                let typed = text.get(start..end).unwrap_or("");
                let behind = bytes.iter().skip(end + 1).find(|byte| !byte.is_ascii_whitespace());
                if behind == Some(&b':') {
                    label.clear();
                    label.push_str(typed);
                } else {
                    let value = if typed.contains('\\') { unescaped(typed) } else { Cow::Borrowed(typed) };
                    self.look_at(&value, &label, Strictness::Figures, found);
                }
                at = end + 1;
            } else if byte.is_ascii_digit() {
                let length = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                self.look_at(&text[at..at + length], &label, Strictness::Figures, found);
                at += length;
            } else {
                at += 1;
            }
        }
    }

    fn look_at_csv(&self, text: &str, found: &mut BTreeSet<Seen>) {
        let mut rows = csv_rows(text);
        let labels = rows.next().unwrap_or_default();
        for head in &labels {
            self.look_at(head, "", Strictness::Figures, found);
        }
        let mut above: Vec<Cow<'_, str>> = Vec::new();
        for cells in rows {
            for (column, cell) in cells.iter().enumerate() {
                // Most cells of our own data repeat what stands above them, where it was looked at.
                if above.get(column) != Some(cell) {
                    let label = labels.get(column).map_or("", |label| &**label);
                    self.look_at(cell, label, Strictness::Figures, found);
                }
            }
            above = cells;
        }
    }
}

/// How sure a number must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strictness {
    /// As in any text.
    Usual,
    /// A figure alone, of which nothing says that it is a telephone, is none.
    Figures,
    /// In an address only ID numbers are sought: others look like the number of a file.
    OnlyId,
    /// Cells of a row put together.
    Joined,
}

/// Whether a text is nothing but digits in groups of three, four and four: no figure is written so.
fn is_cut_as_phone(text: &str) -> bool {
    text.trim().split([' ', '-']).map(str::len).eq([3, 4, 4])
}

/// Whether 18 digits are an ID number although they may be figures put together: an area, the date of a
/// report and a count would be of this century.
fn is_surely_id(digits: &str, label: &str) -> bool {
    digits.len() == 18 && (digits[6..10].parse::<u16>().is_ok_and(|year| year < 2012) || says_id(label))
}

/// The digits of an ID number without the `X` at its end.
const ID_DIGITS: usize = 17;

/// The fewest digits of one in a passage that holds a part of it, and the most in all before the last.
const FEWEST_OF_PART: usize = 3;
const MOST_BEFORE: usize = 40;

/// The most bytes of a cell that may hold a part of a number.
const LONGEST_PART: usize = 200;

/// What the columns of a table are called.
#[derive(Debug)]
struct ColumnHeads {
    /// The texts of the cells in its first row.
    texts: Vec<String>,
    /// All of them.
    line: String,
    /// Whether one says that a telephone number follows.
    has_phone: bool,
}

static NO_HEADS: ColumnHeads = ColumnHeads { texts: Vec::new(), line: String::new(), has_phone: false };

impl ColumnHeads {
    fn of(texts: Vec<String>) -> Self {
        let line = texts.join(" ");
        Self { has_phone: says_phone(&line), texts, line }
    }
}

/// Reads markup passage by passage.
struct MarkupReader<'a> {
    detector: &'a Detector,
    html: &'a [u8],
    found: &'a mut BTreeSet<Seen>,
    /// Where the passage begins, and the digits in it.
    start: usize,
    run: DigitRun,
    /// The same of the row of a table.
    row_start: usize,
    row: DigitRun,
    /// The last passage that held anything, and the digits that it ends with.
    before: (usize, usize),
    /// Where the last passages begin, at most seventeen, if each is one digit.
    single: Vec<usize>,
    /// Where the table begins, and which cell of its row this is.
    table: Option<usize>,
    /// Whether its first row has ended, and the texts of the cells in that, once they were asked for.
    has_head: bool,
    heads: Option<ColumnHeads>,
    cell: usize,
    cell_start: usize,
    columns: ColumnDigits,
    /// The last text that names what follows: a term, a heading cell.
    term: Range<usize>,
    is_term: bool,
    is_drawing: bool,
}

impl<'a> MarkupReader<'a> {
    fn new(detector: &'a Detector, html: &'a [u8], found: &'a mut BTreeSet<Seen>) -> Self {
        Self {
            detector,
            html,
            found,
            start: 0,
            run: DigitRun::default(),
            row_start: 0,
            row: DigitRun::default(),
            before: (0, 0),
            single: Vec::new(),
            table: None,
            has_head: false,
            heads: None,
            cell: 0,
            cell_start: 0,
            columns: ColumnDigits::default(),
            term: 0..0,
            is_term: false,
            is_drawing: false,
        }
    }

    /// A piece of the markup.
    fn text(&self, range: Range<usize>) -> Cow<'a, str> {
        text(self.html.get(range).unwrap_or_default())
    }

    fn read(mut self) {
        let bytes = self.html;
        let mut at = 0;
        while at < bytes.len() {
            let (piece, open) = DigitPiece::before_tag(bytes, at);
            if open > at {
                self.run.add(piece);
                if self.table.is_some() {
                    self.row.add(piece);
                }
            }
            match bytes.get(open + 1).copied() {
                None => break,
                Some(b'!' | b'?') => at = self.remark(open),
                Some(next) if next.is_ascii_alphabetic() || next == b'/' => {
                    let tag = FinishedTag::at(self.html, open);
                    at = tag.close;
                    self.tag(&tag);
                }
                // `a < b` in data: no tag.
                Some(_) => {
                    self.run.end();
                    self.row.end();
                    at = open + 1;
                }
            }
        }
        self.end_passage(bytes.len());
        self.end_row(bytes.len());
    }

    /// Looks at what a comment or a declaration says, which is published too; behind it.
    fn remark(&mut self, open: usize) -> usize {
        let bytes = self.html;
        let close = if bytes[open..].starts_with(b"<!--") {
            memmem::find(&bytes[open..], b"-->").map_or(bytes.len(), |to| open + to + 3)
        } else {
            end_of_tag(bytes, open)
        };
        let said = self.text(open + 1..close);
        self.detector.look_at(said.trim_end_matches('>'), "", Strictness::Usual, self.found);
        close
    }

    fn tag(&mut self, tag: &FinishedTag<'_>) {
        let FinishedTag { open, close, is_end, attributes, .. } = *tag;
        if !is_end && tag.may_hold_digits {
            self.attributes(text(attributes).trim_end_matches('>'));
        }
        let small;
        let name = if tag.name.iter().any(u8::is_ascii_uppercase) {
            small = tag.name.to_ascii_lowercase();
            &*small
        } else {
            tag.name
        };
        if is_inline(name) {
            return;
        }
        if is_end && self.is_term && matches!(name, b"th" | b"dt") {
            self.term = self.start..open;
        }
        if is_end && self.table.is_some() && matches!(name, b"td" | b"th") {
            self.end_cell(open);
        }
        self.end_passage(open);
        self.start = close;
        match (name, is_end) {
            (b"th" | b"td", false) => {
                self.is_term = name == b"th";
                self.cell_start = close;
            }
            (b"dt", _) => self.is_term = !is_end,
            (b"th" | b"td", true) => {
                self.cell += 1;
                self.is_term = false;
            }
            (b"tr", false) => {
                self.row_start = close;
                self.row = DigitRun::default();
                self.cell = 0;
                self.term = 0..0;
            }
            (b"tr", true) => {
                self.end_row(open);
                self.has_head = self.table.is_some();
            }
            (b"table", _) => {
                self.table = (!is_end).then_some(close);
                (self.has_head, self.heads) = (false, None);
                self.columns = ColumnDigits::default();
            }
            (b"svg", _) => self.is_drawing = !is_end,
            (b"p" | b"div" | b"section" | b"li" | b"h1" | b"h2" | b"h3", false) if self.table.is_none() => {
                self.term = 0..0;
            }
            _ => {}
        }
        if self.table.is_none() {
            self.row = DigitRun::default();
        }
    }

    fn end_passage(&mut self, end: usize) {
        if self.run.longest >= LEAST {
            let html = self.text(self.start..end);
            let text = text_of(&html);
            let label = self.label();
            // A drawing shows figures, but none whose digits are parted by tags.
            let is_figure =
                || html.split(['<', '>']).any(|part| DigitPiece::of(part.as_bytes()).longest >= LEAST);
            let strictness =
                if self.is_drawing && is_figure() { Strictness::Figures } else { Strictness::Usual };
            self.detector.look_at(&text, &label, strictness, self.found);
        }
        if !self.run.is_blank() {
            self.join_passages(end);
            self.join_single_digits(end);
        }
        self.run = DigitRun::default();
    }

    /// Looks at the digits that a passage begins with as if those at the end of the one before went on in
    /// them: a line end of a pasted text is the end of a paragraph. In one that is nothing but digits, those
    /// of the one before go on.
    fn join_passages(&mut self, end: usize) {
        let (start, digits) = self.before;
        let is_part = digits.min(self.run.head()) >= FEWEST_OF_PART;
        let goes_on = is_part && self.run.is_only_digits() && digits + self.run.now <= MOST_BEFORE;
        self.before = if goes_on { (start, digits + self.run.now) } else { (self.start, self.run.now) };
        let is_split = is_part && digits + self.run.head() >= ID_DIGITS;
        if is_split && self.table.is_none() {
            let both = self.text(start..end);
            self.detector.look_at(&text_of(&both), "", Strictness::Joined, self.found);
        }
    }

    /// Looks at passages of one digit each as one ID number: programs that draw write every letter by itself.
    fn join_single_digits(&mut self, end: usize) {
        let is_single = self.run.is_only_digits() && self.run.now == 1;
        let is_last = || {
            let text = self.text(self.start..end);
            is_single || text_of(&text).trim().chars().all(|c| is_ten(c) || is_unseen(c))
        };
        if self.table.is_none() && self.single.len() == ID_DIGITS && is_last() {
            let all = self.text(self.single[0]..end);
            self.detector.look_at(&text_of(&all), "", Strictness::Joined, self.found);
        }
        if !is_single || self.table.is_some() {
            self.single.clear();
            return;
        }
        if self.single.len() == ID_DIGITS {
            self.single.remove(0);
        }
        self.single.push(self.start);
    }

    /// Looks at a cell as what goes on with those above it.
    fn end_cell(&mut self, end: usize) {
        let html = self.html.get(self.cell_start..end).unwrap_or_default();
        // What stands in a block of its own was a passage already.
        let has_part = self.run.longest >= FEWEST_OF_PART || self.start > self.cell_start;
        // Nearly no table has a part of a number anywhere.
        if !has_part && self.columns.is_empty() {
            return;
        }
        let html = if has_part && html.len() <= LONGEST_PART { text(html) } else { Cow::Borrowed("") };
        let (detector, cell) = (self.detector, self.cell);
        let mut columns = std::mem::take(&mut self.columns);
        let head = || self.heads().texts.get(cell).cloned().unwrap_or_default();
        let mut seen = detector.find_in_column(&mut columns, cell, &text_of(&html), head);
        self.found.append(&mut seen);
        self.columns = columns;
    }

    /// Looks at the cells of a row as if no lines were between them.
    fn end_row(&mut self, end: usize) {
        if self.table.is_some() && self.row.longest >= LEAST && self.row_start < end {
            let row = self.text(self.row_start..end);
            let detector = self.detector;
            let ColumnHeads { line, has_phone, .. } = self.heads();
            if *has_phone || may_join_to_id(texts_between_tags(&row)) {
                let mut found = BTreeSet::new();
                detector.look_at(&text_of(&row), line, Strictness::Joined, &mut found);
                self.found.append(&mut found);
            }
        }
        self.row = DigitRun::default();
    }

    /// What the passage stands under.
    fn label(&mut self) -> String {
        let cell = self.cell;
        let head = if self.table.is_some() { self.heads().texts.get(cell).cloned() } else { None };
        let term = self.text(self.term.clone());
        let term = text_of(&term);
        match head.filter(|head| !head.trim().is_empty()) {
            Some(head) if term.trim().is_empty() => head,
            Some(head) => format!("{term} {head}"),
            None => term.into_owned(),
        }
    }

    /// What the columns of the table are called.
    fn heads(&mut self) -> &ColumnHeads {
        let Some(table) = self.table.filter(|_| self.has_head) else { return &NO_HEADS };
        let rest = self.html.get(table..self.row_start.max(table)).unwrap_or_default();
        self.heads.get_or_insert_with(|| ColumnHeads::of(first_row(&text(rest))))
    }

    /// Looks at the values of attributes.
    fn attributes(&mut self, mut rest: &str) {
        let bytes = rest.as_bytes();
        let may_hold = DigitPiece::of(bytes).longest >= LEAST || memmem::find(bytes, b"%3").is_some();
        if !may_hold {
            return;
        }
        while let Some((name, behind)) = rest.split_once('=') {
            let name = name.trim().rsplit(char::is_whitespace).next().unwrap_or("").to_ascii_lowercase();
            let behind = behind.trim_start();
            let (value, after) = match behind.chars().next() {
                Some(mark @ ('"' | '\'')) => behind[1..].split_once(mark).unwrap_or((&behind[1..], "")),
                _ => behind.split_once(char::is_whitespace).unwrap_or((behind, "")),
            };
            rest = after;
            if DULL.binary_search(&&*name).is_ok() {
                continue;
            }
            let value = decode(value);
            if ADDRESSES.binary_search(&&*name).is_ok() {
                let address = percent_encoding::percent_decode_str(&value).decode_utf8_lossy();
                let is_call = ["tel:", "sms:", "mailto:"].iter().any(|scheme| address.starts_with(scheme));
                let strictness = if is_call { Strictness::Usual } else { Strictness::OnlyId };
                self.detector.look_at(&address, "", strictness, self.found);
            } else {
                let is_read = WORDS.binary_search(&&*name).is_ok();
                let strictness = if is_read { Strictness::Usual } else { Strictness::Figures };
                self.detector.look_at(&value, "", strictness, self.found);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ID: &str = "33060419800101123X";
    const MOBILE: &str = "13812345678";

    fn seen(text: &str, form: FinishedForm) -> Vec<String> {
        let detector = Detector::new(["3306", "1101"], []);
        detector.seen_in(text.as_bytes(), form).into_iter().map(|seen| seen.digits).collect()
    }

    #[test]
    fn a_number_is_seen_however_it_is_marked_up() {
        for page in [
            "<p>联系138<b>1234</b>5678</p>",
            "<p>联系138<!-- 注 -->12345678</p>",
            "<p>联系<span class=\"a\">1</span><span>3</span><span>8</span>12345678</p>",
            "<p>联系138<br>1234<br/>5678</p>",
            "<p>联系138\n1234\n5678</p>",
            "<p>联系&#49;&#x33;812345678</p>",
            "<p>联系138&nbsp;1234&#8203;5678</p>",
            "<p>联系138<wbr>1234<wbr>5678</p>",
            "<p>联系１３８１２３４５６７８</p>",
            "<p>联系一三八一二三四五六七八</p>",
            "<p>张三138<b>1234</b>5678</p>",
            "<p>李四 １３８１２３４５６７８</p>",
            "<p>138 1234 5678一人</p>",
            "<p>联系138\u{200b}1234\u{2060}5678</p>",
            "<img src=\"a.png\" alt=\"张三 138 1234 5678\">",
            "<a href=\"tel:138-1234-5678\">拨打</a>",
            "<meta name=\"description\" content=\"联系13812345678\">",
            "<!-- 13812345678 -->",
            "<table><tr><th>姓名</th><th colspan=\"3\">手机</th></tr><tr><td>张</td><td>138</td><td>1234</td><td>5678</td></tr></table>",
            "<script type=\"application/ld+json\">{\"name\":\"张三13812345678\"}</script>",
            "<svg><title>张三 13812345678</title></svg>",
        ] {
            assert_eq!(seen(page, FinishedForm::Markup), [MOBILE], "{page}");
        }
        for page in ["张三330604<b>198001</b>01123X", "王五330604 19800101 123X，陈二"] {
            assert_eq!(seen(&format!("<p>{page}</p>"), FinishedForm::Markup), [ID], "{page}");
        }
        for page in [
            "<td>330604</td><td>19800101</td><td>123X</td>".to_owned(),
            ID.chars().fold(String::new(), |cells, c| cells + &format!("<td>{c}</td>")),
        ] {
            let page = format!("<table><tr><th>证件</th></tr><tr>{page}</tr></table>");
            assert_eq!(seen(&page, FinishedForm::Markup), [ID], "{page}");
        }
        for (one, other) in
            [("330604198", "00101123X"), ("330604 1980", "0101 123X。"), ("证330604", "19800101123X")]
        {
            for gap in ["</p>\n<p>", "</li><li><p>", "</p><div>\n</div><p>"] {
                let page = format!("<div><p>{one}{gap}{other}</p></div>");
                assert_eq!(seen(&page, FinishedForm::Markup), [ID], "{page}");
            }
        }
        for parts in [&["330604", "19800101", "123X"][..], &["证330604", "1980", "0101", "123X。"]] {
            for (start, gap, end) in [
                ("<p>", "</p>\n<p>", "</p>"),
                ("<ul><li>", "</li><li>", "</li></ul>"),
                ("<p>2024</p><p>", "</p><p>", "</p><p>2024</p>"),
                ("<blockquote><p>", "</p></blockquote><blockquote><p>", "</p></blockquote>"),
            ] {
                let page = format!("{start}{}{end}", parts.join(gap));
                assert_eq!(seen(&page, FinishedForm::Markup), [ID], "{page}");
            }
        }
    }

    #[test]
    fn a_number_is_seen_over_cells_passages_and_in_other_forms() {
        for (start, gap, end) in [
            ("<svg><text>", "</text>\n<text x=\"1\">", "</text></svg>"),
            ("<ol><li>", "</li><li>", "</li></ol>"),
            ("<p>3</p><p>", "</p><p><b>", "</b></p><p>3</p>"),
            ("<dl><dt>证件</dt><dd>", "</dd> <dd>", "</dd></dl>"),
            ("<p>", "</p><p></p><p>\u{200b}", "</p>"),
        ] {
            let parts: Vec<String> = ID.chars().map(String::from).collect();
            let page = format!("{start}{}{end}", parts.join(gap));
            assert_eq!(seen(&page, FinishedForm::Markup), [ID], "{page}");
        }
        for [one, two, three] in [["330604", "19800101", "123X"], ["<p>330604</p>", " 1980", "&#48;101123X"]]
        {
            for row in ["<td>甲</td><td>{}</td><td>1</td>", "<th>{}</th><td>3,204</td>"] {
                let rows = [one, two, three].map(|cell| format!("<tr>{}</tr>", row.replace("{}", cell)));
                let page = format!("<table><tr><th>项</th><th>号</th></tr>{}</table>", rows.concat());
                assert_eq!(seen(&page, FinishedForm::Markup), [ID], "{page}");
            }
        }
        for href in ["a/33060419800101123X.pdf", "a/%33%33060419800101123X.pdf"] {
            assert_eq!(seen(&format!("<a href=\"{href}\">甲</a>"), FinishedForm::Markup), [ID], "{href}");
        }
        let feed = "<summary type=\"html\">&lt;p&gt;138&lt;b&gt;1234&lt;/b&gt;5678&lt;/p&gt;</summary>";
        assert_eq!(seen(feed, FinishedForm::Feed), [MOBILE]);
        assert_eq!(seen(r#"{"title": "张三\u0031\u0033812345678"}"#, FinishedForm::Json), [MOBILE]);
        assert_eq!(seen("标题,值\n\"联系,138 1234 5678\",1\n", FinishedForm::Csv), [MOBILE]);
        // What stands above a cell is passed over only where it says the same under the same head.
        for table in [
            "电话,值\n,1\n13812345678,1\n",
            "值,电话\n13812345678,\n,13812345678\n",
            "值,电话\n13812345678,13812345678\n13812345678,13812345678\n",
        ] {
            assert_eq!(seen(table, FinishedForm::Csv), [MOBILE], "{table}");
        }
    }

    #[test]
    fn what_only_looks_like_one_is_left_alone() {
        for page in [
            "<p>138</p><p>12345678</p>",
            "<p>330604</p><p>共3件</p><p>19800101123X</p>",
            "<p>3</p><p>3</p><p>0</p><p>6</p><p>0</p><p>4</p><p>1</p><p>件</p><p>9</p><p>8</p><p>0</p><p>0</p><p>1</p><p>0</p><p>1</p><p>1</p><p>2</p><p>3</p><p>X</p>",
            "<p>330604</p><p>20240105123X</p>",
            "<p>330604</p><p>12</p><p>19800101123X</p>",
            "<table><tr><td>330604</td></tr><tr><td>人</td></tr><tr><td>19800101</td></tr><tr><td>123X</td></tr></table>",
            "<table><tr><td>330604</td></tr></table><table><tr><td>19800101</td></tr><tr><td>123X</td></tr></table>",
            "<table><tr><th>村</th><th>户</th><th>人</th></tr><tr><td>138</td><td>1234</td><td>5678</td></tr></table>",
            "<table><tr><th>金额（元）</th></tr><tr><td>13812345678</td></tr></table>",
            "<table><tr><td>330604</td><td>20240105</td><td>1234</td></tr></table>",
            "<p>分别为138、1234、5678人</p>",
            "<a href=\"https://a.cn/art/13812345678.html\">甲</a>",
            "<path d=\"M138 1234 5678\"/><rect class=\"c13812345678\"/>",
            "<p>索引号：002590761/2024-00031</p><p>2024-07-05 09:00 2024-07-06</p>",
        ] {
            assert_eq!(seen(page, FinishedForm::Markup), Vec::<String>::new(), "{page}");
        }
        // A title and its day, in a list of pages.
        for (front, number, gap) in (130..200)
            .flat_map(|number| ["", "0", "86", "0086"].map(|front| (front, number)))
            .flat_map(|(front, number)| ["", " ", "</b><b>"].map(|gap| (front, number, gap)))
        {
            for day in ["2024-03-02", "2024/03/02", "2024.03.02"] {
                let page =
                    format!("<li><a href=\"a.html\">附件{front}{number}</a>{gap}<time>{day}</time></li>");
                assert_eq!(seen(&page, FinishedForm::Markup), Vec::<String>::new(), "{page}");
            }
        }
        assert_eq!(
            seen(r#"{"value": 13812345678, "text": "13812345678"}"#, FinishedForm::Json),
            Vec::<String>::new()
        );
        assert_eq!(seen("指标,值\n产值,13812345678\n", FinishedForm::Csv), Vec::<String>::new());
    }

    proptest! {
        /// The quick pass may never pass over what folding would bring together.
        #[test]
        fn the_quick_pass_misses_nothing(
            parts in proptest::collection::vec("[0-9０-９一二〇①²㈠〡陸oＯ]{1,3}", 11..15),
            gaps in proptest::collection::vec("[ \u{200b}\u{a0}\u{ad}\u{3000}\t\n.·—–(）@，,=-]{0,2}", 15),
        ) {
            let text: String = parts.iter().zip(&gaps).flat_map(|(part, gap)| [part.as_str(), gap]).collect();
            prop_assert!(DigitPiece::of(text.as_bytes()).longest >= LEAST, "{text:?}");
            let tag = format!("<p title='{text}'>");
            prop_assert!(FinishedTag::at(tag.as_bytes(), 0).may_hold_digits, "{tag:?}");
        }

        /// What is passed over for want of a day of birth makes no number, however its cells are written.
        #[test]
        fn a_row_without_a_birthday_makes_no_number(
            id in prop::sample::select(vec![ID, "110105194912310021", "44052418800101001X", "330604200002290017"]),
            cuts in proptest::collection::vec(1_usize..6, 18),
            gaps in proptest::collection::vec(prop::sample::select(vec![
                "</td><td>", "</td> <td class=\"n\">", " ", "-", "<b></b>", "，", "年", "&nbsp;", "\u{200b}", "x", "12",
            ]), 18),
            swap in prop::option::of((0_usize..18, "[0-9０]")),
        ) {
            let mut typed: Vec<String> = id.chars().map(String::from).collect();
            if let Some((at, digit)) = swap {
                typed[at] = digit;
            }
            let mut row = String::from("<td>");
            let mut at = 0;
            for (cut, gap) in cuts.iter().zip(&gaps) {
                let end = (at + cut).min(typed.len());
                row.push_str(&typed[at..end].concat());
                row.push_str(if end < typed.len() { gap } else { "" });
                at = end;
            }
            let detector = Detector::new(["3306", "1101", "4405"], []);
            let found = detector.look(&text_of(&row), "身份证号", Strictness::Joined);
            prop_assert!(found.is_empty() || may_join_to_id(texts_between_tags(&row)), "{row}");
        }

        #[test]
        fn anything_is_read_to_its_end(text in "[<>a-c/=\"'&#x;0-9 一1trd\n,\\\\{}!-]{0,80}") {
            for form in [FinishedForm::Markup, FinishedForm::Feed, FinishedForm::Json, FinishedForm::Csv, FinishedForm::Text] {
                let _ = seen(&text, form);
            }
        }
    }

    #[test]
    fn the_lists_are_sorted() {
        assert!(DULL.is_sorted() && ADDRESSES.is_sorted() && WORDS.is_sorted());
    }
}
