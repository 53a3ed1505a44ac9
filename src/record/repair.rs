//! `gongkai history repair`: what two branches gave the same number gets two.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::edition::{EditionFate, Editions};
use super::{PartKey, ReasonKind, Record, RecordRow, RowKind};
use crate::model::{IndexNumber, ItemKey};

/// Why one of two first versions follows the other.
const MERGED: &str = "两处分别公开过，合并后以这一版为准";

/// A number that two branches gave to two items, of which one has another number now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedNumber {
    /// The item that has another number now.
    pub item: ItemKey,
    /// The number that both had.
    pub former: IndexNumber,
    /// The number that it has now; `None`: none.
    pub number: Option<IndexNumber>,
}

impl Record {
    /// The parts of numbers that two items have.
    #[must_use]
    pub fn shared(&self) -> BTreeSet<PartKey> {
        self.first_rows().into_iter().filter(|(_, rows)| rows.len() > 1).map(|(key, _)| key).collect()
    }

    /// The first version of each part, of each item that has it.
    fn first_rows(&self) -> BTreeMap<PartKey, Vec<&RecordRow>> {
        let mut first: BTreeMap<PartKey, Vec<&RecordRow>> = BTreeMap::new();
        for row in self.rows.iter().filter(|row| row.kind == RowKind::Version && row.version == 1) {
            let rows = first.entry(row.key()).or_default();
            if !rows.iter().any(|other| other.subject.item == row.subject.item) {
                rows.push(row);
            }
        }
        first
    }

    /// The record in which the versions of items that shared a number with another are under the number that
    /// they have now, as `number_of` tells; and these items. Nothing is changed if there are none.
    ///
    /// Rows of one number name two items also where one item was moved; but it is not published for the first
    /// time twice.
    #[must_use]
    pub fn parted(&self, number_of: &dyn Fn(&ItemKey) -> Option<IndexNumber>) -> (Self, Vec<SharedNumber>) {
        let mut shared: Vec<SharedNumber> = Vec::new();
        for row in self.first_rows().into_values().filter(|rows| rows.len() > 1).flatten() {
            let Some(former) = &row.subject.number else { continue };
            let number = number_of(&row.subject.item);
            if number.as_ref().map(IndexNumber::collision_key) != Some(former.collision_key()) {
                let (item, former) = (row.subject.item.clone(), former.clone());
                shared.push(SharedNumber { item, former, number });
            }
        }
        shared.sort_by(|a, b| a.item.cmp(&b.item));
        shared.dedup();
        if shared.is_empty() {
            return (self.clone(), shared);
        }
        let mut record = Self::empty(&self.file);
        for (row, span) in self.rows.iter().zip(&self.spans) {
            let mut row = row.clone();
            let is_of = |one: &&SharedNumber| {
                one.item == row.subject.item
                    && row.subject.number.as_ref().is_some_and(|number| *number == one.former)
            };
            if let Some(one) = shared.iter().find(is_of) {
                row.subject.number.clone_from(&one.number);
            }
            record.push(row, span.clone());
        }
        (record, shared)
    }

    /// The parts of which a version has two contents, which two branches published.
    #[must_use]
    pub fn unsettled(&self) -> BTreeSet<PartKey> {
        let mut heads: BTreeMap<(PartKey, u32), &RecordRow> = BTreeMap::new();
        let mut unsettled = BTreeSet::new();
        for row in self.rows.iter().filter(|row| row.kind == RowKind::Version) {
            let first = heads.entry((row.key(), row.version)).or_insert(row);
            if (&first.now, &first.subject.item) != (&row.now, &row.subject.item) {
                unsettled.insert(row.key());
            }
        }
        unsettled
    }

    /// The record in which every version has a number of its own. Of those that share one, what `is_live`
    /// keeps it; the others follow behind, in the order of the file: what a branch published later stays
    /// later. A purged version keeps its number whatever is live, for that is what its row 清除 names. What may
    /// be a purged version that has come back stays where it is, unless it is to be kept as another one.
    #[must_use]
    pub fn repaired(&self, is_live: &dyn Fn(&RecordRow) -> bool, keeps_returned: bool) -> Self {
        let editions = Editions::of(self);
        let mut parts: BTreeMap<(PartKey, &ItemKey), Vec<(usize, EditionFate)>> = BTreeMap::new();
        for (head, fate) in editions.heads() {
            let row = &self.rows[head];
            if fate != EditionFate::Returned || keeps_returned {
                parts.entry((row.key(), &row.subject.item)).or_default().push((head, fate));
            }
        }
        let mut numbers: BTreeMap<usize, u32> = BTreeMap::new();
        let mut doubles: BTreeSet<usize> = BTreeSet::new();
        for heads in parts.into_values() {
            self.renumber(&editions, &heads, is_live, (&mut numbers, &mut doubles));
        }
        let mut repaired = Self::empty(&self.file);
        for (at, (row, span)) in self.rows.iter().zip(&self.spans).enumerate() {
            let head = editions.head(at);
            let is_purge = row.kind == RowKind::Purged;
            if doubles.contains(&head) && !is_purge {
                continue;
            }
            let number = numbers.get(&head).filter(|_| !is_purge).copied().unwrap_or(row.version);
            repaired.push(RecordRow { version: number, ..row.clone() }, span.clone());
        }
        let renumbered: Vec<(PartKey, u32)> =
            numbers.iter().map(|(head, number)| (self.rows[*head].key(), *number)).collect();
        repaired.explain_merged(&renumbered);
        repaired
    }

    /// Finds new numbers for the editions of a part of an item; and which of them only say once more what an
    /// earlier repair has given another number.
    fn renumber(
        &self,
        editions: &Editions,
        heads: &[(usize, EditionFate)],
        is_live: &dyn Fn(&RecordRow) -> bool,
        (numbers, doubles): (&mut BTreeMap<usize, u32>, &mut BTreeSet<usize>),
    ) {
        let mut contents: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
        for (head, _) in heads {
            let row = &self.rows[*head];
            contents.entry(row.version).or_default().insert(&row.now);
        }
        let mut shared =
            contents.iter().filter(|(_, contents)| contents.len() > 1).map(|(number, _)| *number);
        let Some(lowest) = shared.next() else { return };
        let is_gone = |fate: EditionFate| fate == EditionFate::Gone;
        let gone: BTreeSet<u32> = heads
            .iter()
            .filter(|(_, fate)| is_gone(*fate))
            .map(|(head, _)| self.rows[*head].version)
            .collect();
        let mut rest: Vec<usize> = heads
            .iter()
            .filter(|(head, fate)| !is_gone(*fate) && self.rows[*head].version >= lowest)
            .map(|(head, _)| *head)
            .collect();
        rest.sort_by_key(|head| !is_live(&self.rows[*head]));
        // The number that each content has got, by the number and digest that it had.
        let mut given: BTreeMap<(u32, &str), u32> = BTreeMap::new();
        let mut highest = lowest - 1;
        for head in rest {
            let row = &self.rows[head];
            let known = given.get(&(row.version, &*row.now)).copied();
            let is_double = |other: &(usize, EditionFate)| {
                other.0 != head
                    && self.rows[other.0].version > row.version
                    && self.says_the_same(editions, other.0, head)
            };
            if known.is_none() && heads.iter().any(is_double) {
                doubles.insert(head);
                continue;
            }
            let number = known.unwrap_or_else(|| {
                let mut number = row.version.max(highest + 1);
                while gone.contains(&number) {
                    number += 1;
                }
                number
            });
            given.insert((row.version, &row.now), number);
            highest = highest.max(number);
            if number != row.version {
                numbers.insert(head, number);
            }
        }
    }

    /// Whether two editions are one: published on the same day, with the same content and the same reasons.
    fn says_the_same(&self, editions: &Editions, one: usize, other: usize) -> bool {
        let told = |head: usize| -> BTreeSet<(&str, Date, &str, &str)> {
            let rows = self.rows.iter().enumerate().filter(|(at, _)| editions.head(*at) == head);
            let rows = rows.map(|(_, row)| row).filter(|row| row.note != MERGED);
            rows.filter(|row| matches!(row.kind, RowKind::Version | RowKind::Reason(_)))
                .map(|row| (row.kind.word(), row.day, &*row.name, &*row.now))
                .collect()
        };
        !self.rows[one].now.is_empty() && told(one) == told(other)
    }

    /// Gives a reason to versions that got another number and have none: both were the first on their branch.
    fn explain_merged(&mut self, renumbered: &[(PartKey, u32)]) {
        for (key, number) in renumbered {
            let is_of = |row: &&RecordRow| row.key() == *key && row.version == *number;
            let mut rows = self.rows.iter().filter(is_of);
            if rows.any(|row| matches!(row.kind, RowKind::Reason(_))) {
                continue;
            }
            let version = self.rows.iter().find(|row| is_of(row) && row.kind == RowKind::Version).cloned();
            if let Some(version) = version.filter(|row| row.version > 1) {
                let (kind, note) = (RowKind::Reason(ReasonKind::Correction), MERGED.to_owned());
                let (name, was, now) = (String::new(), String::new(), String::new());
                self.push(RecordRow { kind, name, was, now, note, ..version }, None);
            }
        }
    }
}
