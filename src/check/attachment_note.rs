//! Where the lines stand on a page that name its attachments.

use std::ops::Range;

use super::LineKind;
use super::prose::ProseLine;
use super::site::Page;
use crate::text::attachment_note::{self, AttachmentNote};

/// The first note of a page.
pub(super) struct PageNote {
    /// What it says.
    pub(super) note: AttachmentNote,
    /// The bytes of its first line.
    pub(super) span: Range<usize>,
    /// The marks behind names.
    pub(super) marks: Vec<Range<usize>>,
}

/// The first note of a page.
pub(super) fn note_of(page: &Page<'_>) -> Option<PageNote> {
    if !page.text[page.body..].contains("附件") {
        return None;
    }
    let lines: Vec<ProseLine<'_>> =
        page.prose().filter(|line| matches!(line.kind, LineKind::Text | LineKind::Row)).collect();
    let texts: Vec<&str> = lines.iter().map(|line| line.text).collect();
    let note = attachment_note::read(&texts)?;
    let marks = lines[note.at..note.at + note.lines].iter().filter_map(mark_behind).collect();
    Some(PageNote { span: lines[note.at].whole(), marks, note })
}

/// The mark at the end of a name, where none should stand.
fn mark_behind(line: &ProseLine<'_>) -> Option<Range<usize>> {
    let mark = line.text.chars().next_back().filter(|c| matches!(c, '。' | '；' | ';' | '，' | '、'))?;
    let end = line.text.len();
    Some(line.span(end - mark.len_utf8()..end))
}
