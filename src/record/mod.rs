//! The record: what was published, version by version, and why it changed.
//!
//! `published.csv` stands beside the ledger and follows its rules: the build writes it after everything else
//! has succeeded, lines are only added, and people may read it. Each published [part](Part) of an item (an
//! article, a period's entry, a year's plan) has [versions](Version): a line with its day and the digest of
//! its [content](PartContent), a line for every figure, target and node that is new, and a line for every
//! [reason](Reason) given. `versions/` keeps the texts.
//!
//! | here | from | to |
//! |---|---|---|
//! | [`Record::parse`] | `published.csv` | [`Record`] |
//! | [`PartContent`] | a draft | what it says, field by field, as typed |
//! | [`compare()`] | a history, the content now, reasons | a new version, nothing, or what lacks a reason |
//! | [`History::target_at`] | the lines of a plan | the target in force on a day |
//!
//! Guarantees: no value leaves the record but by a purge; a value that was published changes only with a
//! reason; the same record and the same content give the same lines. It never touches the disk.

mod approval;
mod canonical;
mod compare;
mod content;
mod edition;
mod faults;
mod former;
mod history;
mod purge;
mod read;
mod reason;
mod repair;
mod texts;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

use crate::diag::Place;
use crate::layout;
use crate::model::{IndexNumber, ItemKey, PagePath, Period};

pub use approval::{
    Approvals, Approver, ThemeFile, Unversioned, UnversionedKind, fingerprint, theme_fingerprint,
};
pub use canonical::{canonical, is_same};
pub use compare::{LEAD, PublishedPart, SharedReasons, Verdict, compare, is_explained};
pub use content::{
    Digest, Field, FieldKind, PartContent, SCOPE, goal_ahead, is_goal_ahead, note_names, noted_indicator,
};
pub use faults::{
    LinesToAdd, Missing, ReasonToAdd, lines_to_add, reason_without_change, reasons_to_add, renamed_unit,
    unexplained,
};
pub use former::{FormerPeriod, FormerSite};
pub use history::{History, Version, earlier_note};
pub use reason::{Reason, ReasonKind, with_approval, without_approval};
pub use repair::SharedNumber;
pub use texts::RecordTexts;

/// The record and the texts of its versions, as they lie in the site folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    /// `published.csv`
    pub record: Record,
    /// The digest of that file, if this is what was read from it.
    pub read: Option<Digest>,
    /// `versions/`
    pub texts: RecordTexts,
    /// The attachments and tables that were kept, in a folder of `versions/`.
    pub files: BTreeSet<Digest>,
    /// What was public, where there is no record of it yet.
    pub former: Option<Arc<FormerSite>>,
}

impl Archive {
    /// The archive of a site that never published anything.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            record: Record::empty(layout::RECORD),
            read: None,
            texts: RecordTexts::default(),
            files: BTreeSet::new(),
            former: None,
        }
    }

    /// The archive after a build added these rows, and these lines to the texts of a year.
    #[must_use]
    pub fn with(&self, rows: &[RecordRow], year: i16, lines: &[String]) -> Self {
        let texts = self.texts.with(&texts_of_year(year), lines);
        Self { record: self.record.with(rows), read: None, texts, ..self.clone() }
    }
}

/// The file in `versions/` of the texts that builds of a year add.
#[must_use]
pub fn texts_of_year(year: i16) -> String {
    format!("{year}.jsonl")
}

/// Whose versions: an item by its number, or, where a year has no number of its own, by its name in the
/// ledger.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// 索引号; `None` for the plan of a year whose periods have the numbers.
    pub number: Option<IndexNumber>,
    /// 内容, as the ledger calls it.
    pub item: ItemKey,
}

/// Which part of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// 正文: an article.
    Article,
    /// 计划: what a year of a project is to reach.
    Plan,
    /// A period's entry.
    Entry(Period),
}

/// What identifies a part for ever.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartKey {
    /// The number, folded; for what has none, its name in the ledger.
    subject: String,
    /// The part.
    pub part: Part,
}

/// One line of the record.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RecordRow {
    /// 索引号 and 内容
    pub subject: Subject,
    /// 部分
    pub part: Part,
    /// 版本, counted from 1.
    pub version: u32,
    /// 日期: of a version the day of the build, of a reason the day that it gives.
    pub day: Date,
    /// 记录: what the line tells.
    pub kind: RowKind,
    /// 名称: of a version its title, of a value its indicator, of a reason its place.
    pub name: String,
    /// 原值: what stood there before; empty if nothing did.
    pub was: String,
    /// 值: what stands there now, as typed; of a version its digest.
    pub now: String,
    /// 说明: why.
    pub note: String,
}

/// What a line of the record tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowKind {
    /// 版本: there is a version.
    Version,
    /// A figure, target, node, or how an indicator is measured.
    Value(FieldKind),
    /// Why something changed.
    Reason(ReasonKind),
    /// 撤销: the version never went online.
    Retracted,
    /// 清除: the version's text and values were deleted.
    Purged,
}

/// Everything that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    file: Arc<str>,
    rows: Vec<RecordRow>,
    spans: Vec<Option<std::ops::Range<usize>>>,
    /// The rows of each part, in order.
    parts: BTreeMap<PartKey, Vec<usize>>,
    /// Of parts without a number whose items were moved: what they were called before.
    moved: BTreeMap<PartKey, Vec<PartKey>>,
    has_changed_plans: bool,
    has_changes: bool,
}

impl Part {
    /// The part as the record writes it.
    #[must_use]
    pub fn word(self) -> String {
        match self {
            Self::Article => "正文".to_owned(),
            Self::Plan => "计划".to_owned(),
            Self::Entry(period) => format!("进度{period}"),
        }
    }

    /// The part that the record calls `word`.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "正文" => Some(Self::Article),
            "计划" => Some(Self::Plan),
            // The word in front keeps a spreadsheet from taking `2023-10` for a date.
            word => Period::parse(word.strip_prefix("进度")?).ok().map(Self::Entry),
        }
    }

    /// The address of the page of a version, in the folder of the item's number: `v1`, `plan-v1`,
    /// `2023-Q1-v1`. An item that is one part has no need to name it.
    #[must_use]
    pub fn version_path(self, number: &IndexNumber, version: u32, is_alone: bool) -> Option<PagePath> {
        PagePath::new(&format!("{number}/{}.html", self.version_name(version, is_alone))).ok()
    }

    fn version_name(self, version: u32, is_alone: bool) -> String {
        match self {
            Self::Article => format!("v{version}"),
            Self::Plan => format!("plan-v{version}"),
            Self::Entry(_) if is_alone => format!("v{version}"),
            Self::Entry(period) => format!("{period}-v{version}"),
        }
    }
}

impl PartKey {
    /// The key of a part of the item with a number.
    #[must_use]
    pub fn of_number(number: &IndexNumber, part: Part) -> Self {
        Self { subject: number.collision_key(), part }
    }
}

impl Subject {
    /// The key of a part.
    #[must_use]
    pub fn key(&self, part: Part) -> PartKey {
        let subject =
            self.number.as_ref().map_or_else(|| self.item.as_str().to_owned(), IndexNumber::collision_key);
        PartKey { subject, part }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.number {
            Some(number) => f.write_str(number.as_str()),
            None => f.write_str(self.item.as_str()),
        }
    }
}

impl RecordRow {
    /// The key of its part.
    #[must_use]
    pub fn key(&self) -> PartKey {
        self.subject.key(self.part)
    }

    /// Whether another row gives the same reason: of another part, if it serves several.
    #[must_use]
    pub fn is_same_reason(&self, other: &Self) -> bool {
        fn said(row: &RecordRow) -> (RowKind, Date, [&str; 4]) {
            (row.kind, row.day, [&row.name, &row.was, &row.now, &row.note])
        }
        said(self) == said(other)
    }

    /// The year whose plan it is of; `None` for what is no plan.
    pub(super) fn year(&self) -> Option<i16> {
        let (_, year) = self.subject.item.as_str().rsplit_once('/')?;
        year.parse().ok().filter(|_| self.part == Part::Plan)
    }
}

impl Record {
    /// A record without rows.
    #[must_use]
    pub fn empty(file: &str) -> Self {
        Self {
            file: file.into(),
            rows: Vec::new(),
            spans: Vec::new(),
            parts: BTreeMap::new(),
            moved: BTreeMap::new(),
            has_changed_plans: false,
            has_changes: false,
        }
    }

    fn push(&mut self, row: RecordRow, span: Option<std::ops::Range<usize>>) {
        self.extend(vec![row], vec![span]);
    }

    /// Adds rows with their places. Those of one part mostly stand together, and find it once.
    fn extend(&mut self, rows: Vec<RecordRow>, spans: Vec<Option<std::ops::Range<usize>>>) {
        let mut at = self.rows.len();
        for rows in rows.chunk_by(|one, next| one.part == next.part && one.subject == next.subject) {
            let has_changed = rows.iter().any(|row| row.version > 1);
            self.has_changed_plans |= has_changed && rows[0].part == Part::Plan;
            self.has_changes |= has_changed;
            self.parts.entry(rows[0].key()).or_default().extend(at..at + rows.len());
            at += rows.len();
        }
        self.rows.extend(rows);
        self.spans.extend(spans);
    }

    /// The history of a part; without versions if it was never published.
    #[must_use]
    pub fn history(&self, key: &PartKey) -> History<'_> {
        History::of(&self.rows_of(key))
    }

    /// The rows of a part, those of its former names first.
    #[must_use]
    pub fn rows_of(&self, key: &PartKey) -> Vec<&RecordRow> {
        let former = self.moved.get(key).into_iter().flatten();
        let rows = former.chain([key]).filter_map(|key| self.parts.get(key)).flatten();
        rows.map(|at| &self.rows[*at]).collect()
    }

    /// Whether rows name a part as it is called now.
    #[must_use]
    pub fn has(&self, key: &PartKey) -> bool {
        self.parts.contains_key(key)
    }

    /// The names that the item of a number has had, as the ledger called it.
    #[must_use]
    pub fn items_of(&self, number: &IndexNumber) -> BTreeSet<&ItemKey> {
        let rows = self.parts_of(number).filter_map(|key| self.parts.get(key)).flatten();
        rows.map(|at| &self.rows[*at].subject.item).collect()
    }

    /// By which name rows of a part, which has no number, are to be entered: the one that it began with.
    #[must_use]
    pub fn first_name(&self, key: &PartKey) -> Option<&ItemKey> {
        let former = self.moved.get(key)?.first()?;
        self.subject(former).map(|subject| &subject.item)
    }

    /// Tells that a part, which has no number, was called otherwise before: its history goes on.
    pub fn follow(&mut self, key: &PartKey, former: Vec<PartKey>) {
        // What has been begun anew stands for itself.
        let begins = |key: &PartKey| {
            let rows = self.parts.get(key).into_iter().flatten();
            rows.map(|at| &self.rows[*at]).any(|row| row.kind == RowKind::Version && row.version == 1)
        };
        if !former.is_empty() && !begins(key) {
            self.moved.insert(key.clone(), former);
        }
    }

    /// The history of a part that was changed since it was published; `None` for one that stands as it came,
    /// as nearly all do.
    #[must_use]
    pub fn changed(&self, key: &PartKey) -> Option<History<'_>> {
        let rows = self.rows_of(key);
        let is_change = |row: &&RecordRow| row.version > 1 || matches!(row.kind, RowKind::Reason(_));
        rows.iter().any(is_change).then(|| History::of(&rows))
    }

    /// Whether any plan has had more than one version.
    #[must_use]
    pub fn has_changed_plans(&self) -> bool {
        self.has_changed_plans
    }

    /// Whether anything has had more than one version.
    #[must_use]
    pub fn has_changes(&self) -> bool {
        self.has_changes
    }

    /// The parts of a number that have rows, in order.
    pub fn parts_of(&self, number: &IndexNumber) -> impl Iterator<Item = &PartKey> {
        let subject = number.collision_key();
        let first = PartKey { subject: subject.clone(), part: Part::Article };
        let parts = self.parts.range(first..).map(|(key, _)| key);
        parts.take_while(move |key| key.subject == subject)
    }

    /// The parts that have rows, in order.
    pub fn parts(&self) -> impl Iterator<Item = &PartKey> {
        self.parts.keys()
    }

    /// Whose part it is; `None` for one that has no rows.
    #[must_use]
    pub fn subject(&self, key: &PartKey) -> Option<&Subject> {
        let first = self.parts.get(key)?.first()?;
        Some(&self.rows[*first].subject)
    }

    /// Where the newest row of a part stands.
    #[must_use]
    pub fn newest_place(&self, key: &PartKey) -> Option<Place> {
        Some(self.place(*self.parts.get(key)?.last()?))
    }

    /// The rows, in the order in which they were written.
    #[must_use]
    pub fn rows(&self) -> &[RecordRow] {
        &self.rows
    }

    /// Where row `at` stands; the whole file for one not yet written.
    #[must_use]
    pub fn place(&self, at: usize) -> Place {
        Place { file: self.file.clone(), span: self.spans.get(at).cloned().flatten() }
    }

    /// The record with more rows behind.
    #[must_use]
    pub fn with(&self, rows: &[RecordRow]) -> Self {
        let mut record = self.clone();
        for row in rows {
            record.push(row.clone(), None);
        }
        record
    }

    /// The record after the newest version of a part was cancelled.
    #[must_use]
    pub fn retracted(&self, key: &PartKey, version: u32, day: Date) -> Self {
        let of_version = |row: &&RecordRow| row.key() == *key && row.version == version;
        let Some(row) = self.rows.iter().find(of_version) else { return self.clone() };
        let (name, was, now, note) = (String::new(), String::new(), String::new(), String::new());
        self.with(&[RecordRow { day, kind: RowKind::Retracted, name, was, now, note, ..row.clone() }])
    }
}
