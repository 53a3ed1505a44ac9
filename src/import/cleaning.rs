//! Garbled text: inserted pinyin goes, traditional characters become simplified, and what is lost is told.
//!
//! Each kind is one doubt, whatever the number of places; every change stands in the account of its part.

use std::collections::BTreeMap;
use std::ops::Range;

use super::account::PartId;
use super::material::{Doubt, LineSpan, Material, MaterialBlock, MaterialLine};
use crate::diag::Text;
use crate::say;
use crate::text::garbled::{self, Letters, OddKind};

/// What stands in the joined text for a picture or the mark of a note.
const NO_WORDS: char = '\u{FFFC}';

/// A change of the joined text; the new words are none where something goes.
struct JoinedEdit {
    span: Range<usize>,
    right: String,
}

/// Cleans all words of a source.
pub(super) fn clean(material: &mut Material, letters: &Letters) {
    let mut joined = Joined::default();
    for_each_line(material, |line, part| joined.push(line, part));
    for field in &material.fields {
        joined.push_words(&field.value, Some(field.part));
    }
    let edits = find(&joined, letters, material);
    if edits.is_empty() {
        return;
    }
    tell(&joined, &edits, material);
    // The lines come again in the same order.
    let mut begins = joined.begins.iter().map(|(at, _)| *at);
    for_each_line(material, |line, _| {
        if let Some(begin) = begins.next() {
            mend_line(line, begin, &edits);
        }
    });
    for field in &mut material.fields {
        if let Some(begin) = begins.next() {
            field.value = mended(&field.value, begin, &edits);
        }
    }
}

/// All words of a source in a row, a line end behind each line.
#[derive(Default)]
struct Joined {
    text: String,
    /// Where each line begins, and its part.
    begins: Vec<(usize, Option<PartId>)>,
}

impl Joined {
    fn push(&mut self, line: &MaterialLine, part: Option<PartId>) {
        let begin = self.text.len();
        for span in &line.spans {
            match span {
                LineSpan::Words(words, _) => self.text.push_str(words),
                LineSpan::Note(_) | LineSpan::Picture(_) => self.text.push(NO_WORDS),
            }
        }
        self.text.push('\n');
        self.begins.push((begin, part));
    }

    fn push_words(&mut self, words: &str, part: Option<PartId>) {
        self.begins.push((self.text.len(), part));
        self.text.extend([words, "\n"]);
    }

    /// The part that the byte `at` belongs to.
    fn part_at(&self, at: usize) -> Option<PartId> {
        let line = self.begins.partition_point(|(begin, _)| *begin <= at);
        self.begins[..line].last().and_then(|(_, part)| *part)
    }
}

/// Goes through all lines, those of cells and notes too, each with the part that it is told with.
fn for_each_line(material: &mut Material, mut visit: impl FnMut(&mut MaterialLine, Option<PartId>)) {
    for block in &mut material.blocks {
        match block {
            MaterialBlock::Line(line) => {
                let part = line.part;
                visit(line, part);
            }
            MaterialBlock::Table(grid) => {
                for cell in grid.rows.iter_mut().flatten() {
                    let part = cell.part;
                    cell.lines.iter_mut().for_each(|line| visit(line, part));
                }
            }
        }
    }
    for note in &mut material.notes {
        let part = note.part;
        visit(note, part);
    }
}

/// What is certain to be mended, in order; what is odd is told once a kind.
fn find(joined: &Joined, letters: &Letters, material: &mut Material) -> Vec<JoinedEdit> {
    let text = joined.text.as_str();
    let odd = letters.odd(text);
    let pinyin = garbled::pinyin(text, &odd);
    let mut runs = garbled::traditional(&odd, |_| false);
    if !garbled::are_no_names(text, &runs) {
        runs.clear();
    }
    let mut lost: Vec<Range<usize>> = garbled::lost(text).collect();
    let unseen = odd.iter().filter(|odd| odd.kind == OddKind::Lost);
    lost.extend(unseen.map(|odd| odd.at..odd.at + odd.character.len_utf8()));
    lost.sort_by_key(|span| span.start);
    let mut doubt = |spans: &mut dyn Iterator<Item = Range<usize>>, text_of: &dyn Fn(usize, &str) -> Text| {
        let Some(first) = spans.next() else { return };
        let place = joined.part_at(first.start).map(|part| material.account.part(part).place.clone());
        let place = place.unwrap_or_else(|| say!("整个文件", "the file"));
        let text = text_of(spans.count() + 1, &text[first]);
        material.doubts.push(Doubt { place, text });
    };
    doubt(&mut pinyin.iter().cloned(), &|count, shown| {
        say!(
            "有 {count} 处混进了拼音，第一处是“{shown}”，已经删去；这样的文字多半不是本单位的原件，请核对",
            "pinyin stood in the text in {count} places, first `{shown}`, and was removed: compare it with the original"
        )
    });
    doubt(&mut runs.iter().map(|run| run.span.clone()), &|count, shown| {
        say!(
            "有 {count} 处繁体字，第一处是“{shown}”，已经改成简体；人名、书名要保留的请改回",
            "there were traditional characters in {count} places, first `{shown}`; they were simplified, names may keep theirs"
        )
    });
    doubt(&mut lost.into_iter(), &|count, shown| {
        say!(
            "有 {count} 处的字丢失了（变成了问号，或者显示不出来），第一处是“{shown}”，请对照原件重新键入",
            "characters were lost in {count} places, first `{shown}`: type them anew from the original"
        )
    });
    let pinyin = pinyin.into_iter().map(|span| JoinedEdit { span, right: String::new() });
    let runs = runs.into_iter().map(|run| JoinedEdit { span: run.span, right: run.simplified });
    let mut edits: Vec<JoinedEdit> = pinyin.chain(runs).collect();
    edits.sort_by_key(|edit| edit.span.start);
    edits
}

/// Says of each part what was changed in it.
fn tell(joined: &Joined, edits: &[JoinedEdit], material: &mut Material) {
    let mut changed: BTreeMap<PartId, (Vec<String>, Vec<String>)> = BTreeMap::new();
    for edit in edits {
        let Some(part) = joined.part_at(edit.span.start) else { continue };
        let (gone, simplified) = changed.entry(part).or_default();
        let shown = &joined.text[edit.span.clone()];
        let (list, shown) = if edit.right.is_empty() {
            (gone, shown.to_owned())
        } else {
            (simplified, format!("{shown}→{}", edit.right))
        };
        if !list.contains(&shown) {
            list.push(shown);
        }
    }
    for (part, (gone, simplified)) in changed {
        let (gone, simplified) = (gone.join(" "), simplified.join(" "));
        if !gone.is_empty() {
            material.account.change(part, say!("删去拼音 {gone}", "pinyin removed: {gone}"));
        }
        if !simplified.is_empty() {
            material.account.change(part, say!("繁体改成简体 {simplified}", "simplified: {simplified}"));
        }
    }
}

/// The words that begin at `begin` of the joined text, edited. What an edit reaches beyond them is none of
/// theirs, and its new words stand where it begins.
fn mended(words: &str, begin: usize, edits: &[JoinedEdit]) -> String {
    let end = begin + words.len();
    let first = edits.partition_point(|edit| edit.span.end <= begin);
    let mut out = String::with_capacity(words.len());
    let mut at = begin;
    for edit in edits[first..].iter().take_while(|edit| edit.span.start < end) {
        let start = edit.span.start.max(begin);
        out.push_str(&words[at - begin..start - begin]);
        if edit.span.start >= begin {
            out.push_str(&edit.right);
        }
        at = edit.span.end.min(end);
    }
    out.push_str(&words[at - begin..]);
    out
}

/// Edits a line that begins at `begin` of the joined text.
fn mend_line(line: &mut MaterialLine, begin: usize, edits: &[JoinedEdit]) {
    let mut at = begin;
    for span in &mut line.spans {
        match span {
            LineSpan::Words(words, _) => {
                let length = words.len();
                *words = mended(words, at, edits);
                at += length;
            }
            LineSpan::Note(_) | LineSpan::Picture(_) => at += NO_WORDS.len_utf8(),
        }
    }
    line.spans.retain(|span| !matches!(span, LineSpan::Words(words, _) if words.is_empty()));
}
