//! What a reader sees of a finished page: the text of its `<main>`, passage by passage.
//!
//! A passage is one paragraph, heading, cell or line. The text comes from the page itself and not from what
//! it is made of, so that whatever a theme or a later stage shows can be found, and nothing else can. The
//! frame around `<main>`, and inside it navigation, buttons, what is hidden, and what a template marks with
//! `data-search="no"`, are not text.
//!
//! Reads what the theme and the sanitiser write, in one pass, and no other HTML: a page that is not
//! well-formed gives an odd text, never an error.

use std::ops::Range;

use memchr::{memchr, memmem};

use crate::character_reference::decode;
use crate::markup::is_inline;

/// Whether the content of an element is no text of the page.
fn is_unseen(name: &[u8]) -> bool {
    matches!(
        name,
        b"button"
            | b"desc"
            | b"nav"
            | b"option"
            | b"rp"
            | b"script"
            | b"select"
            | b"style"
            | b"template"
            | b"textarea"
            | b"title"
    )
}

/// Whether an element has no content.
fn is_empty(name: &[u8]) -> bool {
    matches!(name, b"br" | b"col" | b"hr" | b"img" | b"input" | b"link" | b"meta" | b"source" | b"wbr")
}

/// Whether an element only draws: nothing in it or in its attributes is text, and no link leads to it.
fn is_shape(name: &[u8]) -> bool {
    matches!(name, b"circle" | b"line" | b"path" | b"polyline" | b"rect" | b"use")
}

/// The visible text of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visible {
    /// The passages one behind the other.
    text: String,
    passages: Vec<(Range<usize>, usize)>,
    /// The ids of elements, in order; the first is empty.
    anchors: Vec<String>,
    /// The addresses to which links lead that may be files, as written, each with its text.
    pub links: Vec<(String, String)>,
}

impl Visible {
    /// The passages in order, each with the id of the last element before or around it that has one, else
    /// an empty text.
    #[must_use]
    pub fn passages(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.passages.iter().map(|(range, anchor)| (&self.text[range.clone()], &*self.anchors[*anchor]))
    }

    /// Reads a page.
    #[must_use]
    pub fn of(page: &[u8]) -> Self {
        let Some(start) = memmem::find(page, b"<main") else { return Self::default() };
        let main = &page[start..];
        let end = memmem::find(main, b"</main").unwrap_or(main.len());
        let from = memchr(b'>', main).map_or(end, |at| at + 1).min(end);
        let mut scan = Scan {
            seen: Self { anchors: vec![String::new()], ..Self::default() },
            start: 0,
            hidden: None,
            link: None,
            reading: None,
            readings: Vec::new(),
        };
        scan.run(&main[from..end]);
        scan.seen
    }
}

/// The state of reading a page.
struct Scan {
    seen: Visible,
    /// Where in the text the passage begins.
    start: usize,
    /// What is not seen: the element, and how many of its name are open.
    hidden: Option<(Vec<u8>, usize)>,
    /// The address of the open link, and where its text begins.
    link: Option<(String, usize)>,
    /// Where in the text the open reading (`rt`) begins, and those of this passage.
    reading: Option<usize>,
    readings: Vec<String>,
}

impl Scan {
    fn run(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while at < bytes.len() {
            let open = memchr(b'<', &bytes[at..]).map_or(bytes.len(), |to| at + to);
            if self.hidden.is_none() && open > at {
                self.text(text_of(&bytes[at..open]));
            }
            if open == bytes.len() {
                break;
            }
            if bytes[open..].starts_with(b"<!--") {
                at = memmem::find(&bytes[open..], b"-->").map_or(bytes.len(), |to| open + to + 3);
                continue;
            }
            let close = memchr(b'>', &bytes[open..]).map_or(bytes.len(), |to| open + to);
            self.tag(&bytes[open + 1..close]);
            at = close + 1;
        }
        self.end_passage();
    }

    fn tag(&mut self, tag: &[u8]) {
        let (is_end, tag) = tag.strip_prefix(b"/").map_or((false, tag), |rest| (true, rest));
        let length = tag.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(tag.len());
        let (name, rest) = tag.split_at(length);
        if let Some((hidden, depth)) = &mut self.hidden {
            if name == &**hidden && !rest.ends_with(b"/") {
                *depth = if is_end { *depth - 1 } else { *depth + 1 };
                if *depth == 0 {
                    self.hidden = None;
                }
            }
            return;
        }
        match name {
            b"br" => return self.push(' '),
            b"rt" => return self.reading(is_end),
            b"a" => self.end_link(),
            _ if is_inline(name) => {}
            _ => self.end_passage(),
        }
        if is_end || is_shape(name) && rest.ends_with(b"/") {
            return;
        }
        let (mut is_hidden, mut anchor) = (is_unseen(name), None);
        for (attribute, value) in attributes(rest) {
            match attribute {
                b"hidden" => is_hidden = true,
                b"data-search" => is_hidden |= value == b"no",
                b"id" => anchor = Some(value),
                b"href" if name == b"a" => self.begin_link(text_of(value)),
                _ => {}
            }
        }
        if is_hidden && !rest.ends_with(b"/") && !is_empty(name) {
            self.hidden = Some((name.to_vec(), 1));
        } else if let Some(anchor) = anchor {
            self.seen.anchors.push(decode(text_of(anchor)).into_owned());
        }
    }

    /// Sets a reading aside: it stands above its word, and does not part it from the next one.
    fn reading(&mut self, is_end: bool) {
        if let Some(start) = self.reading.take()
            && start <= self.seen.text.len()
        {
            self.readings.push(self.seen.text.split_off(start));
        }
        if !is_end {
            self.reading = Some(self.seen.text.len());
        }
    }

    /// Notes a link that may lead to a file of the site.
    fn begin_link(&mut self, address: &str) {
        if !address.contains("://") && !address.contains(".html") && !address.starts_with('#') {
            self.link = Some((decode(address).into_owned(), self.seen.text.len()));
        }
    }

    fn end_link(&mut self) {
        if let Some((address, start)) = self.link.take() {
            let text = self.seen.text.get(start..).unwrap_or("").trim().to_owned();
            self.seen.links.push((address, text));
        }
    }

    fn text(&mut self, text: &str) {
        let text = decode(text);
        // Only these bytes begin a blank; they are sought first because few texts have one.
        if !text.bytes().any(|byte| byte <= b' ' || matches!(byte, 0xC2 | 0xE1..=0xE3)) {
            return self.seen.text.push_str(&text);
        }
        let mut words = text.split(char::is_whitespace);
        self.seen.text.push_str(words.next().unwrap_or(""));
        for word in words {
            self.push(' ');
            self.seen.text.push_str(word);
        }
    }

    /// Adds a character; blanks in a row are one, and a passage begins with none.
    fn push(&mut self, c: char) {
        let text = &mut self.seen.text;
        if c != ' ' || text.len() > self.start && !text.ends_with(' ') {
            text.push(c);
        }
    }

    fn end_passage(&mut self) {
        let Visible { text, passages, anchors, .. } = &mut self.seen;
        let end = self.start + text[self.start..].trim_end().len();
        text.truncate(end);
        if end > self.start {
            passages.push((self.start..end, anchors.len() - 1));
            self.start = end;
        }
        self.reading = None;
        for reading in self.readings.drain(..).filter(|reading| !reading.trim().is_empty()) {
            text.push_str(reading.trim());
            passages.push((self.start..text.len(), anchors.len() - 1));
            self.start = text.len();
        }
    }
}

/// A piece of a page, which is made of text and cut only at signs of ASCII; nothing if it is no text.
fn text_of(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or("")
}

/// The attributes of a tag, as our templates and the sanitiser write them: between double quotes. One
/// without a value has an empty one.
fn attributes(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while bytes.get(at)?.is_ascii_whitespace() {
            at += 1;
        }
        let start = at;
        while bytes.get(at).is_some_and(|byte| !matches!(byte, b'=' | b' ' | b'\n')) {
            at += 1;
        }
        let name = bytes[start..at].strip_suffix(b"/").unwrap_or(&bytes[start..at]);
        if !bytes[at..].starts_with(b"=\"") {
            at += usize::from(bytes.get(at) == Some(&b'='));
            return Some((name, b"".as_slice()));
        }
        let from = at + 2;
        let to = memchr(b'"', &bytes[from..]).map_or(bytes.len(), |to| from + to);
        at = bytes.len().min(to + 1);
        Some((name, &bytes[from..to]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(main: &str, expected: &[(&str, &str)]) {
        let page = format!(
            "<title>甲</title><nav>乙</nav><main id=\"main\" class=\"wrap\">{main}</main><footer>丙</footer>"
        );
        assert_eq!(Visible::of(page.as_bytes()).passages().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn passages_are_paragraphs_headings_and_cells() {
        check(
            "<h2 id=\"goal\">年度目标</h2>\n<p>建成<b>五</b>个</p><table><tr><td>1</td><td>2 &lt; 3</td></tr></table>",
            &[("年度目标", "goal"), ("建成五个", "goal"), ("1", "goal"), ("2 < 3", "goal")],
        );
        check("<p>上 \n 行<br>下行 </p>", &[("上 行 下行", "")]);
        check(
            "<p>办<ruby>劳动<rp>（</rp><rt>láo dòng</rt><rp>）</rp></ruby>仲裁</p>",
            &[("办劳动仲裁", ""), ("láo dòng", "")],
        );
    }

    #[test]
    fn what_is_not_seen_is_no_text() {
        check("甲<nav>乙<nav>丙</nav>丁</nav>戊", &[("甲", ""), ("戊", "")]);
        check("<div class=\"tools\" data-search=\"no\"><div>乙</div></div>丙<p hidden>丁</p>", &[("丙", "")]);
        check(
            "<p><a href=\"#a\" title=\"not hidden\">甲</a>乙</p><p class=\"a\" hidden=\"\">丙</p>",
            &[("甲乙", "")],
        );
        check("<svg><title>题</title><text x=\"1\">12</text></svg><!-- 注 <p>注 -->", &[("12", "")]);
        check(
            "<button>打印</button><details><summary>目录</summary><p>文</p></details>",
            &[("目录", ""), ("文", "")],
        );
    }

    #[test]
    fn links_to_files_are_noted() {
        let page = "<main><p>见<a href=\"../a/%E8%A1%A8.xlsx\" download>明细</a>、<a href=\"b.html\">乙</a></p></main>";
        let links = Visible::of(page.as_bytes()).links;
        assert_eq!(links, [("../a/%E8%A1%A8.xlsx".to_owned(), "明细".to_owned())]);
    }

    #[test]
    fn anything_has_a_text() {
        check("", &[]);
        check("&&amp;&#x4e2d;&#20013;&none;", &[("&&中中&none;", "")]);
        assert_eq!(Visible::of(b"no main").passages().count(), 0);
        assert_eq!(Visible::of("<main>半<p".as_bytes()).passages().count(), 1);
    }
}
