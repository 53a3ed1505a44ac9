//! Front matter: where it begins and ends, and what people type instead of its marks.

use std::ops::Range;
use std::sync::Arc;

use memchr::memchr;

use crate::diag::Diagnostic;
use crate::say;
use crate::yaml::YamlSource;
use crate::yaml::shape::Shape;

/// A file cut into front matter and text.
#[derive(Debug)]
pub(super) struct Cut<'a> {
    /// The front matter without its marks; `None` if there is none.
    pub(super) front: Option<YamlSource<'a>>,
    /// Where to say that something is missing: the opening mark, else the first line.
    pub(super) head: Range<usize>,
    /// Where the text stands.
    pub(super) text: Range<usize>,
}

struct FrontLines<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for FrontLines<'a> {
    /// Position, the line without spaces at its end, position of the next line.
    type Item = (usize, &'a str, usize);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        let rest = self.text.get(start..).filter(|rest| !rest.is_empty())?;
        let length = memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
        self.at += length;
        Some((start, rest[..length].trim_end(), self.at))
    }
}

/// Cuts `text`; a byte order mark and blank lines before the front matter are skipped.
pub(super) fn cut<'a>(
    file: &Arc<str>,
    text: &'a str,
    shape: &Shape,
    findings: &mut Vec<Diagnostic>,
) -> Cut<'a> {
    let lead = text.len() - text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').len();
    let first_line =
        text[..lead].rfind('\n').map_or(if text.starts_with('\u{feff}') { 3 } else { 0 }, |end| end + 1);
    let mut lines = FrontLines { text, at: first_line };
    let Some((start, opening, front_start)) = lines.next() else {
        return Cut { front: None, head: 0..0, text: 0..text.len() };
    };
    let head = start..start + opening.len();
    let source = |range: Range<usize>| YamlSource {
        file: Arc::clone(file),
        text: &text[range.clone()],
        offset: range.start,
        ends_file: range.end == text.len(),
    };
    let whole = YamlSource { file: Arc::clone(file), text, offset: 0, ends_file: true };
    if opening != "---" {
        if !is_almost_mark(opening) {
            return Cut { front: None, head, text: first_line..text.len() };
        }
        findings.push(almost_mark(&whole, head.clone(), opening));
    }
    for (start, line, end) in lines {
        if line == "---" {
            return Cut { front: Some(source(front_start..start)), head, text: end..text.len() };
        }
        // An indented one may stand in a text behind `|`.
        if !line.starts_with(char::is_whitespace) && is_almost_mark(line) {
            findings.push(almost_mark(&whole, start..start + line.len(), line));
            return Cut { front: Some(source(front_start..start)), head, text: end..text.len() };
        }
    }
    findings.push(
        Diagnostic::error(
            "unclosed-front-matter",
            say!("开头的 `---` 没有配对的 `---`", "the opening `---` has no closing `---`"),
        )
        .at(whole.inner_place(head.clone()))
        .help(say!(
            "在最后一行“键: 值”下面单独加一行 `---`，再写正文",
            "add a line `---` below the last `key: value`, then the text"
        )),
    );
    let end = guess_end(text, front_start, shape);
    Cut { front: Some(source(front_start..end)), head, text: end..text.len() }
}

/// Where the front matter without a closing mark most likely ends: before the first line that cannot belong
/// to it. So its other faults are found in the same run.
fn guess_end(text: &str, start: usize, shape: &Shape) -> usize {
    let belongs = |line: &str| {
        line.is_empty()
            || line.starts_with([' ', '\t', '#', '-', ']', '}'])
            || line
                .split([':', '：'])
                .next()
                .is_some_and(|key| shape.knows(key.trim_matches(['“', '”', '"', '\''])))
            || line
                .split_once(": ")
                .is_some_and(|(key, _)| key.chars().all(|c| c.is_alphanumeric() || c == '_'))
    };
    let mut lines = FrontLines { text, at: start };
    lines.find(|(_, line, _)| !belongs(line)).map_or(text.len(), |(at, _, _)| at)
}

/// Whether a line was surely meant as `---`: dashes, but too many, too few or of the wrong kind.
fn is_almost_mark(line: &str) -> bool {
    // Asked of every line of the front matter; nearly all begin with something else.
    if !line.trim_start().starts_with(['-', '—', '–', '－', '─', '﹣']) {
        return false;
    }
    let dashes = line.chars().filter(|c| "-—–－─﹣".contains(*c)).count();
    line != "---" && dashes >= 2 && dashes == line.chars().filter(|c| !c.is_whitespace()).count()
}

fn almost_mark(source: &YamlSource<'_>, range: Range<usize>, line: &str) -> Diagnostic {
    let shown: String = line.chars().take(12).collect();
    Diagnostic::error(
        "malformed-front-matter-mark",
        say!(
            "这一行应当正好是三个半角减号，这里是 `{shown}`",
            "this line must be exactly `---`, not `{shown}`"
        ),
    )
    .at(source.inner_place(range))
    .help(say!("改成 `---`，前后都不加别的字符", "change it to `---` and nothing else"))
}
