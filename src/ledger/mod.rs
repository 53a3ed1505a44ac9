//! Stage `ledger`: `index-numbers.csv` -> [`Ledger`], and the numbers of a build.
//!
//! Reads the ledger, gives items their numbers and answers `gongkai index`. It never touches the disk:
//! whoever calls it reads the text and, after everything else has succeeded, writes what [`Ledger::to_csv`]
//! gives.
//!
//! Guarantees: rows are only added or change their status and content, no row is ever lost; a number once in
//! the ledger is never given to another item; the same ledger and the same items give the same numbers.

mod change;
mod faults;
mod issue;
mod proof;
mod read;
mod request;
mod serial;
mod verify;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use crate::csv_text::write_line;
use crate::diag::Place;
use crate::model::{IndexNumber, ItemKey, Moment};

pub use change::is_same_granularity;
pub use issue::{Issue, IssueMode, NumberRegister, issue};
pub use proof::{Proof, ProofCandidate, Repair, compare, proofs, repair, unknown_numbers};
pub use request::NumberRequest;
pub use verify::verify;

/// What stands in the note of a withdrawn item before the number of its successor.
const SUCCESSOR: &str = "；改见 ";

/// Every index number ever issued, in the order of issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    file: Arc<str>,
    rows: Vec<LedgerRow>,
    /// Where each row stands in the file; rows not yet written have no place.
    spans: Vec<Option<Range<usize>>>,
}

/// One line of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerRow {
    /// 索引号
    pub number: IndexNumber,
    /// 内容 and 状态: what the number was issued to and what became of it.
    pub state: NumberState,
    /// 标题 at the time of issue; it is never rewritten.
    pub title: String,
    /// 首次公开; unknown only for numbers of an older system.
    pub first: Option<Moment>,
    /// 说明. For withdrawn items the day and the reason: see [`LedgerRow::withdrawal`].
    pub note: String,
}

/// What became of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberState {
    /// 公开: the item is on the site.
    Public(ItemKey),
    /// 撤下: the item has gone, a tombstone stands at its address.
    Withdrawn(ItemKey),
    /// 旧系统: issued by an older system; its content is not on this site, or not yet.
    Elsewhere,
}

/// How the note of a row begins to say under which number its item was public before.
const FORMER: &str = "曾用索引号 ";

impl LedgerRow {
    /// The number under which the item was public before, which two branches gave to two items.
    #[must_use]
    pub fn former_number(&self) -> Option<IndexNumber> {
        let (_, rest) = self.note.split_once(FORMER)?;
        IndexNumber::new(rest.split(['；', ' ', '（', '）']).next()?).ok()
    }

    /// The item, if the number belongs to one of this site.
    #[must_use]
    pub fn item(&self) -> Option<&ItemKey> {
        match &self.state {
            NumberState::Public(item) | NumberState::Withdrawn(item) => Some(item),
            NumberState::Elsewhere => None,
        }
    }

    /// For a withdrawn item: the day of withdrawal, if it is written, and the reason.
    #[must_use]
    pub fn withdrawal(&self) -> Option<(Option<Date>, &str)> {
        let NumberState::Withdrawn(_) = self.state else { return None };
        let note = self.split_note().0;
        let (first, rest) = note.split_once(' ').unwrap_or((note, ""));
        Some(match Moment::parse(first) {
            Ok(day) => (Some(day.date), rest.trim()),
            Err(_) => (None, note),
        })
    }

    /// For a withdrawn item: the number of the one that stands in its stead.
    #[must_use]
    pub fn successor(&self) -> Option<IndexNumber> {
        matches!(self.state, NumberState::Withdrawn(_)).then(|| self.split_note().1).flatten()
    }

    /// The note without what it says of a successor and of a former number, and the successor.
    fn split_note(&self) -> (&str, Option<IndexNumber>) {
        let note = self.note.split_once(FORMER).map_or(&*self.note, |(note, _)| note.trim_end_matches('；'));
        let split = note.rsplit_once(SUCCESSOR);
        let found = split.and_then(|(note, number)| Some((note, IndexNumber::new(number).ok()?)));
        found.map_or((note, None), |(note, number)| (note, Some(number)))
    }
}

impl Ledger {
    /// A ledger without rows, as a new site has it.
    #[must_use]
    pub fn empty(file: &str) -> Self {
        Self { file: file.into(), rows: Vec::new(), spans: Vec::new() }
    }

    /// The rows in the order of issue.
    #[must_use]
    pub fn rows(&self) -> &[LedgerRow] {
        &self.rows
    }

    /// The row of an item, public or withdrawn.
    #[must_use]
    pub fn row_of(&self, item: &ItemKey) -> Option<&LedgerRow> {
        self.rows.iter().find(|row| row.item() == Some(item))
    }

    /// The row of a number; case does not count.
    #[must_use]
    pub fn row(&self, number: &IndexNumber) -> Option<&LedgerRow> {
        self.position(number).map(|at| &self.rows[at])
    }

    /// Where row `at` stands in the file; the whole file for one not yet written.
    #[must_use]
    pub fn place(&self, at: usize) -> Place {
        Place { file: self.file.clone(), span: self.spans.get(at).cloned().flatten() }
    }

    /// The ledger as it is stored: UTF-8 with a byte order mark and CRLF, so that Excel opens it rightly. A
    /// ledger that was stored so and has not changed gives the same bytes again.
    ///
    /// A ledger read with errors must not be written: lines that could not be understood are not in it.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut text = String::from("\u{feff}");
        write_line(&mut text, &read::COLUMNS);
        for row in &self.rows {
            let first = row.first.map(|first| first.to_string()).unwrap_or_default();
            let item = row.item().map_or("", ItemKey::as_str);
            write_line(
                &mut text,
                &[row.number.as_str(), item, &row.title, &first, read::status_word(&row.state), &row.note],
            );
        }
        text
    }

    /// Notes with the row of a number that its item was public under another one, which is that of another
    /// item still.
    pub fn note_former_number(&mut self, number: &IndexNumber, former: &IndexNumber) {
        let Some(at) = self.position(number) else { return };
        let note = &mut self.rows[at].note;
        let more = format!("{FORMER}{former}");
        if !note.contains(&more) {
            let gap = if note.is_empty() { "" } else { "；" };
            *note = format!("{note}{gap}{more}");
        }
    }

    /// The rows by their numbers, as [`collision_key`](IndexNumber::collision_key) gives them, for who asks
    /// of many; of two rows with one number the first.
    #[must_use]
    pub fn by_number(&self) -> HashMap<String, &LedgerRow> {
        self.rows.iter().rev().map(|row| (row.number.collision_key(), row)).collect()
    }

    fn position(&self, number: &IndexNumber) -> Option<usize> {
        self.rows.iter().position(|row| row.number.as_str().eq_ignore_ascii_case(number.as_str()))
    }

    fn push(&mut self, row: LedgerRow, span: Option<Range<usize>>) {
        self.rows.push(row);
        self.spans.push(span);
    }
}

/// One line of a title or reason: white space runs become one space, so that a row stays a line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
