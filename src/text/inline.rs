//! Copies a text on its way to the Markdown parser and marks what the parser would misread:
//! emphasis beside Chinese characters, `[[figures]]`, and signs that are no markup in Chinese prose.
//!
//! Emphasis: CommonMark decides by the characters beside `**` whether it opens or closes, and decides wrongly
//! where Chinese writes no spaces (CommonMark issue 650). A spacer on the right side turns the decision.

use std::ops::Range;

use super::clean::{self, CleanedPlaces, Remap};
use super::marks::{self, SPACER, Slot, SlotKind};
use super::remark::{Remark, RemarkKind};
use super::{HoleKind, TextMode};
use super::{link_text as links, stars};
use crate::model::{find_byte, is_cjk};

/// The longest `[[name@period]]`, in bytes; beyond it, the brackets are text.
const LONGEST_FIGURE: usize = 200;

/// The longest number of an entity, in bytes; a longer one spells nothing.
const LONGEST_ENTITY: usize = 16;

/// The longest address with blanks, in bytes.
const LONGEST_ADDRESS: usize = 500;

/// Whether [`Copier::copy`] looks at a byte: all of `*_~[]&` and the blank are among these, and little else
/// that texts hold.
#[inline]
fn may_be_markup(byte: u8, _: u8) -> bool {
    (b' '..=b'*').contains(&byte) && byte != b'%' || (b'['..=b'_').contains(&byte) || byte == b'~'
}

/// A text being copied.
pub(super) struct Copier<'a> {
    /// What is copied: the cleaned text.
    pub(super) source: &'a str,
    /// What the parser will read.
    pub(super) out: String,
    /// The way back from `out` to `source`.
    pub(super) map: Remap,
    /// The figures met.
    pub(super) slots: Vec<Slot>,
    /// What is to be told.
    pub(super) remarks: Vec<Remark>,
    places: &'a CleanedPlaces,
    mode: TextMode,
}

impl<'a> Copier<'a> {
    /// A copier that has copied nothing yet.
    pub(super) fn new(source: &'a str, mode: TextMode, places: &'a CleanedPlaces) -> Self {
        let out = String::with_capacity(source.len() + source.len() / 8);
        Self { source, out, map: Remap::default(), slots: Vec::new(), remarks: Vec::new(), places, mode }
    }

    /// Copies a range as it is.
    pub(super) fn copy_verbatim(&mut self, range: Range<usize>) {
        self.map.piece(self.out.len(), range.start);
        self.out.push_str(&self.source[range]);
    }

    /// Writes what is not in the source, before the place `at`.
    pub(super) fn insert(&mut self, text: &str, at: usize) {
        self.map.piece(self.out.len(), at);
        self.out.push_str(text);
        self.map.piece(self.out.len(), at);
    }

    /// Writes `text` for a range of the source.
    pub(super) fn replace(&mut self, range: Range<usize>, text: &str) {
        self.map.piece(self.out.len(), range.start);
        self.out.push_str(text);
        self.map.replaced(self.out.len(), range.end);
    }

    /// Copies one ASCII character so that it is no markup.
    pub(super) fn copy_literal(&mut self, at: usize) {
        self.map.piece(self.out.len(), at);
        self.out.push(marks::stand_in(self.source.as_bytes()[at]));
        self.map.piece(self.out.len(), at + 1);
    }

    /// Copies a range and marks what is in it.
    pub(super) fn copy(&mut self, range: Range<usize>) {
        let bytes = self.source.as_bytes();
        let end = range.end;
        let mut done = range.start;
        let mut at = range.start;
        let mut open = Open::default();
        let mut last_blank = None;
        let mut hidden = range.start;
        while let Some(ahead) = find_byte(&bytes[at..end], may_be_markup) {
            at += ahead;
            let sign = bytes[at];
            if sign == b']' && bytes[at + 1..end].first() == Some(&b'(') {
                last_blank = self.last_blank(at + 2, end).or(last_blank);
            } else if sign == b']'
                && let Some(link) = self.wide_link(at, end)
            {
                self.copy_verbatim(done..at + 1);
                self.copy_wide_link(&link);
                at = link.end;
                done = at;
                continue;
            }
            if sign == b' ' && last_blank.is_some_and(|last| at <= last) {
                self.copy_verbatim(done..at);
                self.copy_literal(at);
                at += 1;
                done = at;
                continue;
            }
            if !matches!(sign, b'*' | b'_' | b'~' | b'[' | b'&') {
                at += 1;
                continue;
            }
            // A backslash is no help here: HTML does not know it.
            if sign == b'&' {
                if spells_unwanted(&self.source[at..end]) {
                    self.copy_verbatim(done..at);
                    self.copy_literal(at);
                    done = at + 1;
                }
                at += 1;
                continue;
            }
            if is_escaped(bytes, range.start, at) {
                at += 1;
                continue;
            }
            if sign == b'[' {
                if let Some(length) = self.figure_length(at, end) {
                    self.copy_verbatim(done..at);
                    self.copy_figure(at..at + length);
                    at += length;
                    done = at;
                } else if let Some(link) = links::with_note(self.source, at..end) {
                    self.copy_verbatim(done..at);
                    self.copy_link_with_note(&link);
                    at = link.end;
                    done = at;
                } else if let Some(colon) = self.wide_colon(at, end) {
                    self.copy_verbatim(done..colon.start);
                    self.replace(colon.clone(), ":");
                    let remark = Remark::new(RemarkKind::WideColon, at..colon.end);
                    self.remarks.push(remark.with_cure(colon.clone(), ": "));
                    at = colon.end;
                    done = at;
                } else {
                    at += 1;
                }
                continue;
            }
            let run = bytes[at..end].iter().take_while(|byte| **byte == sign).count();
            if at >= hidden && sign == b'*' {
                hidden = stars::hidden_until(self.source, at..end).max(hidden);
            }
            let action =
                if at < hidden { MarkAction::Literal } else { self.judge(at..at + run, &range, &mut open) };
            self.copy_verbatim(done..at);
            self.copy_run(at..at + run, action);
            at += run;
            done = at;
        }
        self.copy_verbatim(done..end);
    }

    /// Where the last blank in the address of a link stands, which begins at `start`, if there is one:
    /// `[附件](附件 1.docx)` is a link here, though not in CommonMark.
    fn last_blank(&self, start: usize, end: usize) -> Option<usize> {
        let rest = &self.source[start..end];
        let mut depth = 0;
        let inside = rest.bytes().take(LONGEST_ADDRESS).position(|byte| {
            depth += i32::from(byte == b'(') - i32::from(byte == b')');
            depth < 0 || byte == b'\n'
        });
        let inside = &rest[..inside?];
        if inside.starts_with(['<', ' ']) {
            return None;
        }
        let title = links::title_at(inside).unwrap_or(inside.len());
        inside[..title].trim_end().rfind(' ').map(|blank| start + blank)
    }

    /// `（address）` behind the `]` at `at`, if that is a link whose brackets are full-width.
    fn wide_link(&self, at: usize, end: usize) -> Option<Range<usize>> {
        let behind = self.source[at + 1..end].strip_prefix('（')?;
        let inside = &behind[..behind.find(['）', ')', '\n'])?];
        let close = behind[inside.len()..].chars().next()?;
        links::is_address(inside).then(|| {
            let start = at + 1;
            start..start + '（'.len_utf8() + inside.len() + close.len_utf8()
        })
    }

    fn copy_wide_link(&mut self, link: &Range<usize>) {
        let written = &self.source[link.clone()];
        let inside = written.trim_matches(['（', '）', ')']);
        self.replace(link.clone(), &format!("({inside})"));
        let remark = Remark::new(RemarkKind::WideBrackets, link.clone());
        self.remarks.push(remark.with_cure(link.clone(), format!("({inside})")));
    }

    /// The colon of `[^1]：` at `at`, at the start of a line.
    fn wide_colon(&self, at: usize, end: usize) -> Option<Range<usize>> {
        let starts_line = self.source[..at].chars().rev().take_while(|c| *c != '\n').all(char::is_whitespace);
        let rest = self.source[at..end].strip_prefix("[^").filter(|_| starts_line)?;
        let label = &rest[..rest.find([']', '\n', ' '])?];
        let colon = at + "[^".len() + label.len() + "]".len();
        let is_wide = !label.is_empty() && self.source[colon..end].starts_with('：');
        is_wide.then(|| colon..colon + '：'.len_utf8())
    }

    /// A link or image with marks of footnotes in its words: they go behind it, for no link can hold another.
    fn copy_link_with_note(&mut self, link: &links::WithNote) {
        let mut done = link.start;
        for note in &link.notes {
            self.copy(done..note.start);
            done = note.end;
        }
        self.copy(done..link.end);
        for note in &link.notes {
            self.copy_verbatim(note.clone());
        }
        self.map.piece(self.out.len(), link.end);
    }

    fn copy_run(&mut self, run: Range<usize>, action: MarkAction) {
        match action {
            MarkAction::Leave => self.copy_verbatim(run),
            MarkAction::Literal => {
                // The stars beside it see a sign of punctuation, as they do where nothing stands in.
                let bytes = self.source.as_bytes();
                let is_mark = |byte: Option<&u8>| byte.is_some_and(|byte| matches!(byte, b'*' | b'_' | b'~'));
                if run.start.checked_sub(1).is_some_and(|before| is_mark(bytes.get(before))) {
                    self.insert("\u{FFFC}", run.start);
                }
                let end = run.end;
                run.for_each(|at| self.copy_literal(at));
                if is_mark(bytes.get(end)) {
                    self.insert("\u{FFFC}", end);
                }
            }
            MarkAction::SpacerBefore => {
                self.insert("\u{FFFC}", run.start);
                self.copy_verbatim(run);
            }
            MarkAction::SpacerBehind => {
                let end = run.end;
                self.copy_verbatim(run);
                self.insert("\u{FFFC}", end);
            }
        }
    }

    /// What becomes of a run of `*`, `_` or `~`.
    fn judge(&self, run: Range<usize>, line: &Range<usize>, open: &mut Open) -> MarkAction {
        let sign = self.source.as_bytes()[run.start];
        let length = run.len();
        // Where the line begins the parser sees the mark of a heading or article, which is no blank.
        let previous = self.source[line.start..run.start].chars().next_back();
        let mark = || self.out.chars().next_back().filter(|last| marks::is_reserved(*last));
        let previous = previous.or_else(mark).unwrap_or('\n');
        let next = self.source[run.end..line.end].chars().next().unwrap_or('\n');
        let gongwen = self.mode == TextMode::Gongwen;
        // `3~5万，6~8万` is two ranges, not a deletion.
        if sign == b'~' && (length == 1 || gongwen && length > 2) {
            return MarkAction::Literal;
        }
        if length == 1 && sign == b'*' {
            let multiply = if gongwen { stars::multiply } else { stars::multiply_in_markdown };
            if multiply(&self.source[line.clone()], run.start - line.start) {
                return MarkAction::Literal;
            }
        }
        if gongwen {
            // `_` draws the blanks of forms, `****` hides digits of numbers.
            // `*为必填项，*为选填项`: nothing ends with a comma.
            let separates = length == 1 && open.emphasis && matches!(previous, '，' | '、' | '；');
            if sign == b'_' || length > 3 || separates {
                return MarkAction::Literal;
            }
        }
        if sign == b'*' {
            // `张**、李**`: hidden names; nothing begins with a comma. `138****5678` hides digits.
            let is_start = run.start == line.start || previous.is_whitespace();
            let begins_nothing = !open.strong && is_closing(next) && !is_start;
            let hides_digits = length > 3 && (previous.is_ascii_digit() || next.is_ascii_digit());
            if begins_nothing || hides_digits {
                return MarkAction::Literal;
            }
            open.emphasis ^= length != 2;
            open.strong ^= length >= 2;
        }
        if sign == b'_' || previous.is_whitespace() || next.is_whitespace() {
            return MarkAction::Leave;
        }
        let beside_chinese = is_cjk(previous) || is_cjk(next);
        match (is_punctuation(previous), is_punctuation(next)) {
            (false, true) if beside_chinese => MarkAction::SpacerBefore,
            (true, false) if beside_chinese => MarkAction::SpacerBehind,
            _ => MarkAction::Leave,
        }
    }

    /// How long the `[[figure]]` at `at` is, if there is one.
    fn figure_length(&self, at: usize, end: usize) -> Option<usize> {
        let inside = self.source[at..end].strip_prefix("[[")?;
        let limit = inside.len().min(LONGEST_FIGURE);
        let stop = inside.as_bytes()[..limit].iter().position(|byte| matches!(byte, b']' | b'[' | b'\n'))?;
        let behind = inside[stop..].strip_prefix("]]")?;
        let name = inside[..stop].split('@').next().unwrap_or_default().trim();
        let is_figure = !name.is_empty() && !name.starts_with('^') && !behind.starts_with('(');
        is_figure.then_some(stop + 4)
    }

    fn copy_figure(&mut self, range: Range<usize>) {
        let written = &self.source[range.clone()];
        let inside = &written[2..written.len() - 2];
        let (name, period) = inside.split_once('@').map_or((inside, None), |(name, at)| (name, Some(at)));
        let slot = Slot {
            kind: SlotKind::Hole(HoleKind::Figure {
                indicator: name.trim().to_owned(),
                period: period.map(|period| period.trim().to_owned()).filter(|period| !period.is_empty()),
            }),
            span: self.places.span(range.clone()),
            literal: written.to_owned(),
        };
        self.map.piece(self.out.len(), range.start);
        marks::push_slot(&mut self.slots, slot, &mut self.out);
        self.map.replaced(self.out.len(), range.end);
    }
}

/// What emphasis seems to be open in a line.
#[derive(Default)]
struct Open {
    emphasis: bool,
    strong: bool,
}

#[derive(Clone, Copy)]
enum MarkAction {
    Leave,
    Literal,
    SpacerBefore,
    SpacerBehind,
}

/// Whether an entity such as `&#x202E;` spells a character that texts must not hold.
fn spells_unwanted(text: &str) -> bool {
    let Some(number) = text.strip_prefix("&#") else { return false };
    let reach = &number[..number.floor_char_boundary(LONGEST_ENTITY)];
    // HTML reads a number without `;` as well.
    let digits = |number: &'_ str, radix: u32| {
        let length = number.find(|digit: char| !digit.is_digit(radix)).unwrap_or(number.len());
        u32::from_str_radix(&number[..length], radix).ok()
    };
    let code = match reach.strip_prefix(['x', 'X']) {
        Some(number) => digits(number, 16),
        None => digits(reach, 10),
    };
    code.and_then(char::from_u32).is_none_or(clean::is_unwanted)
}

/// Whether the sign at `at` stands behind an odd number of backslashes.
fn is_escaped(bytes: &[u8], start: usize, at: usize) -> bool {
    bytes[start..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

fn is_closing(character: char) -> bool {
    matches!(character, '、' | '，' | '。' | '；' | '：' | '！' | '？' | '）' | '》' | '”' | '」')
}

/// As the parser sees it: neither letter, digit nor space.
fn is_punctuation(character: char) -> bool {
    character == SPACER
        || !character.is_alphanumeric() && !character.is_whitespace() && !marks::is_reserved(character)
}
