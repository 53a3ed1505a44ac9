//! The part of one line that a finding shows.

use std::ops::Range;

use super::{Lines, floor_char, visible, width};

/// How many columns of a line are shown: what fits beside the line number on a terminal of 100 columns.
const LINE_WIDTH: usize = 90;
/// How many columns of a long span are shown.
const SPAN_WIDTH: usize = 60;
/// Stands for what was cut off.
const CUT: char = '…';

/// One line of a file, cut to size around a span.
#[derive(Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// What is shown: one line, harmless.
    pub text: String,
    /// Where the span lies in `text`.
    pub span: Range<usize>,
    /// The line in the file, from 1.
    pub line: usize,
    /// The column of the span's start in the file, from 1, in characters.
    pub column: usize,
}

impl Excerpt {
    /// Cuts the line in which `span` starts out of `file`. Of a span over several lines the first is shown.
    ///
    /// Takes time for the file but once: with what is known of its lines, for neither file nor line.
    #[must_use]
    pub fn new(file: &str, span: Range<usize>) -> Self {
        Self::with(file, &Lines::of(file), span)
    }

    /// The same where it is known where the lines begin.
    #[must_use]
    pub fn with(file: &str, lines: &Lines, span: Range<usize>) -> Self {
        let mut start = floor_char(file, span.start);
        // Behind the last newline there is nothing to show: the end of the line before is meant.
        if start == file.len() && file.ends_with('\n') {
            start -= 1;
        }
        let (line, column) = lines.position(file, start);
        let Range { start: line_start, end: line_end } = lines.around(file, start);
        let line_end = line_end - usize::from(file[start..line_end].ends_with('\r'));
        let end = floor_char(file, span.end).clamp(start, line_end);

        let (mut shown, shown_width) = fitting(&file[start..end], SPAN_WIDTH);
        // A line so long that its middle is cut leaves no room behind it either.
        let span_is_cut = shown < end - start;
        shown += start;
        let room = LINE_WIDTH - shown_width;
        let before = &file[line_start..start];
        let after = if span_is_cut { "" } else { &file[shown..line_end] };
        let right_need = fitting(after, room).1;
        let left_room = room - right_need.min(room / 2);
        let (left, left_width) = fitting_end(before, left_room);
        let (right, _) = fitting(after, room - left_width);

        let mut text = String::new();
        if left < before.len() {
            text.push(CUT);
        }
        text.extend(before[before.len() - left..].chars().map(visible));
        let span_start = text.len();
        text.extend(file[start..shown].chars().map(visible));
        let span_end = text.len();
        text.extend(after[..right].chars().map(visible));
        if span_is_cut || right < after.len() {
            text.push(CUT);
        }
        Self { text, span: span_start..span_end, line, column }
    }

    /// The column of the span's start in [`Excerpt::text`], from 1.
    pub(super) fn shown_column(&self) -> usize {
        self.text[..self.span.start].chars().count() + 1
    }

    /// Whether counting in the text shown gives the column in the file.
    pub(super) fn has_true_column(&self) -> bool {
        self.shown_column() == self.column
    }
}

/// How many bytes of the beginning of `text` fit into `room` columns, and how many columns they take.
fn fitting(text: &str, room: usize) -> (usize, usize) {
    let mut bytes = 0;
    let mut taken = 0;
    for c in text.chars() {
        let next = taken + char_width(c);
        if next > room {
            break;
        }
        bytes += c.len_utf8();
        taken = next;
    }
    (bytes, taken)
}

/// The same from the end of `text`.
fn fitting_end(text: &str, room: usize) -> (usize, usize) {
    let mut bytes = 0;
    let mut taken = 0;
    for c in text.chars().rev() {
        let next = taken + char_width(c);
        if next > room {
            break;
        }
        bytes += c.len_utf8();
        taken = next;
    }
    (bytes, taken)
}

/// Columns of `c` as it is shown. A combining mark counts 1 so that a line of nothing else is cut too.
fn char_width(c: char) -> usize {
    match c {
        '\t' => 4,
        _ => width::char_width(visible(c)).max(1),
    }
}
