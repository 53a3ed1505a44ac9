//! 附件说明: the lines below a text that name its attachments.
//!
//! Source: GB/T 9704—2012 7.3.4: `附件：1.名称`, no mark behind the name.

use std::ops::Range;

use super::LineKind;
use super::prose::ProseLine;
use super::site::Page;

/// What a text says of its attachments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AttachmentNote {
    /// How many it names.
    pub(super) named: usize,
    /// How many stand in the text itself, further below.
    pub(super) follow: usize,
    /// `（附件略）` or the like.
    pub(super) is_left_out: bool,
    /// The bytes of the first line.
    pub(super) span: Range<usize>,
    /// The marks that stand behind names.
    pub(super) marks: Vec<Range<usize>>,
}

/// The first note of a page.
pub(super) fn note_of(page: &Page<'_>) -> Option<AttachmentNote> {
    if !page.text[page.body..].contains("附件") {
        return None;
    }
    let lines: Vec<ProseLine<'_>> =
        page.prose().filter(|line| matches!(line.kind, LineKind::Text | LineKind::Row)).collect();
    let first = lines.iter().position(|line| names_of(line.text).is_some())?;
    let names = names_of(lines[first].text).unwrap_or("");
    let mut note = AttachmentNote {
        named: 1,
        follow: 0,
        is_left_out: names.contains('略') || names.contains("另附") || names.contains("另发"),
        span: lines[first].whole(),
        marks: mark_behind(&lines[first]).into_iter().collect(),
    };
    let mut next = first + 1;
    if starts_with_number(names, 1) {
        while let Some(line) = lines.get(next).filter(|line| starts_with_number(line.text, note.named + 1)) {
            note.named += 1;
            note.marks.extend(mark_behind(line));
            next += 1;
        }
        // `附件：1.甲  2.乙` on one line.
        while note.named < 50 && inner_number(names, note.named + 1) {
            note.named += 1;
        }
    }
    note.follow = lines[next..].iter().filter(|line| is_attachment_head(line)).count();
    Some(note)
}

/// What stands behind `附件：` at the beginning of a line.
fn names_of(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(['*', ' ']).strip_prefix("附件")?;
    let rest = rest.strip_prefix(['：', ':'])?.trim();
    (!rest.is_empty()).then_some(rest)
}

fn starts_with_number(text: &str, number: usize) -> bool {
    text.strip_prefix(&number.to_string()).is_some_and(|rest| rest.starts_with(['.', '．', '、']))
}

fn inner_number(names: &str, number: usize) -> bool {
    [' ', '\u{3000}', '；', ';', '\t']
        .iter()
        .any(|before| ['.', '．', '、'].iter().any(|mark| names.contains(&format!("{before}{number}{mark}"))))
}

/// Whether a line heads an attachment that stands in the text itself: `附件1`.
fn is_attachment_head(line: &ProseLine<'_>) -> bool {
    let rest = line.text.trim_start_matches(['*', '#', ' ']).strip_prefix("附件");
    rest.is_some_and(|rest| {
        let rest = rest.trim_end_matches(['*', '：', ':', ' ']).trim_start();
        rest.chars().count() <= 2
            && rest.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
    })
}

/// The mark at the end of a name, where none should stand.
fn mark_behind(line: &ProseLine<'_>) -> Option<Range<usize>> {
    let mark = line.text.chars().next_back().filter(|c| matches!(c, '。' | '；' | ';' | '，' | '、'))?;
    let end = line.text.len();
    Some(line.span(end - mark.len_utf8()..end))
}
