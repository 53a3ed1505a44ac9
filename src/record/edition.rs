//! Which rows of the record make up one version, and which of them were purged, also after a merge.
//!
//! Two branches may give the same number to two contents: two *editions* of one version. Each begins with
//! its row 版本, the *head*; the lines of either side of a merge stand together, so that what follows a head
//! belongs to it.
//!
//! A row 清除 names item, part and version, and as its value the day on which that version was published.
//! Nothing else tells a purged content from another with its number: a digest would, and would also tell
//! whoever guesses the content that the guess is right. So of an edition of that number and day which a merge
//! brings with a text, only people can say whether it is the one that was purged.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{PartKey, Record, RecordRow, RowKind};
use crate::model::ItemKey;

/// What became of an edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum EditionFate {
    /// It stands.
    Kept,
    /// It was purged, and says nothing.
    Gone,
    /// It may be what was purged: a merge has brought it back, or it is another branch's of the same day.
    Returned,
}

/// The editions of all versions.
pub(super) struct Editions {
    /// Of each row the place of the head of its edition; its own if there is none.
    heads: Vec<usize>,
    /// Of each head what became of it.
    fates: BTreeMap<usize, EditionFate>,
}

/// What a row 清除 says of a version: whose, and when it was published.
struct PurgeMark<'a> {
    item: &'a ItemKey,
    /// `None` in the rows of older programs.
    day: Option<Date>,
}

impl Editions {
    pub(super) fn of(record: &Record) -> Self {
        let mut known: BTreeMap<(PartKey, u32), Vec<usize>> = BTreeMap::new();
        let mut marks: BTreeMap<(PartKey, u32), Vec<PurgeMark<'_>>> = BTreeMap::new();
        for (at, row) in record.rows.iter().enumerate() {
            match row.kind {
                RowKind::Version => known.entry((row.key(), row.version)).or_default().push(at),
                RowKind::Purged => {
                    let mark = PurgeMark { item: &row.subject.item, day: row.now.parse().ok() };
                    marks.entry((row.key(), row.version)).or_default().push(mark);
                }
                _ => {}
            }
        }
        let rows = record.rows.iter().enumerate();
        let heads = rows.map(|(at, row)| head(record, &known, at, row)).collect();
        let mut fates = BTreeMap::new();
        for (version, heads) in &known {
            let marks = marks.get(version).map_or(&[][..], Vec::as_slice);
            fates.extend(heads.iter().map(|at| (*at, fate(record, heads, marks, *at))));
        }
        Self { heads, fates }
    }

    /// The place of the head of the edition that a row belongs to.
    pub(super) fn head(&self, row: usize) -> usize {
        self.heads[row]
    }

    /// What became of the edition with this head.
    pub(super) fn fate(&self, head: usize) -> EditionFate {
        self.fates.get(&head).copied().unwrap_or(EditionFate::Kept)
    }

    /// The heads, in the order of the rows, with what became of each.
    pub(super) fn heads(&self) -> impl Iterator<Item = (usize, EditionFate)> {
        self.fates.iter().map(|(head, fate)| (*head, *fate))
    }
}

/// The last head before a row, of its item if that has one; for what stands before all heads the first.
fn head(record: &Record, known: &BTreeMap<(PartKey, u32), Vec<usize>>, at: usize, row: &RecordRow) -> usize {
    let Some(heads) = known.get(&(row.key(), row.version)) else { return at };
    let nearest = |heads: &[usize]| heads.iter().rfind(|head| **head <= at).or(heads.first()).copied();
    let is_own = |head: &&usize| record.rows[**head].subject.item == row.subject.item;
    let own: Vec<usize> = heads.iter().filter(is_own).copied().collect();
    nearest(&own).or_else(|| nearest(heads)).unwrap_or(at)
}

fn fate(record: &Record, heads: &[usize], marks: &[PurgeMark<'_>], at: usize) -> EditionFate {
    let row = &record.rows[at];
    // An item that was moved is called otherwise in older rows; of two items with one number each has its
    // own.
    let is_named = |mark: &PurgeMark<'_>| heads.iter().any(|at| record.rows[*at].subject.item == *mark.item);
    let is_its = |mark: &&PurgeMark<'_>| *mark.item == row.subject.item || !is_named(mark);
    let mut own = marks.iter().filter(is_its).peekable();
    if own.peek().is_none() {
        return EditionFate::Kept;
    }
    if row.now.is_empty() {
        return EditionFate::Gone;
    }
    if own.any(|mark| mark.day.is_none_or(|day| day == row.day)) {
        EditionFate::Returned
    } else {
        EditionFate::Kept
    }
}
