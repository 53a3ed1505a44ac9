//! The figure that a text prints: as it stood when the text was published, so that neither a later period nor
//! a later correction rewrites an older text.
//!
//! Where the text does not say of which period the figure is and readers would take it for another one, the
//! period is named beside it. What was published by a program that did not do so goes on saying what it said.
//!
//! A day is all that the record knows of a version. A text without a clock time has what was corrected on its
//! day, but not a period that came at a later hour of it; one with a time does not have what was corrected on
//! the same day.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use super::{Catalog, FigurePlace, Item, ItemKind, Since, TextPlace};
use crate::entry::{Basis, Granularity};
use crate::model::{EntryId, ItemKey, Moment, Period};
use crate::record::{FieldKind, History, Part, PartKey, Subject, Version, is_same};
use crate::text::{Hole, HoleKind};

/// A figure that a text prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotedFigure<'a> {
    /// As it was written when the text was published.
    pub text: &'a str,
    /// What it was corrected to since; `None` if it still stands.
    pub corrected: Option<&'a str>,
    /// The period that it is of, where that is to be named.
    pub period: Option<Period>,
}

impl QuotedFigure<'_> {
    /// The figure, with its period and what it was corrected to: `128人（2024年一季度）（后更正为126人）`.
    #[must_use]
    pub fn words(&self) -> String {
        let corrected = self.corrected.map(|now| format!("（后更正为{now}）"));
        format!("{}{}{}", self.text, self.period_note(), corrected.unwrap_or_default())
    }

    /// The period as it stands beside the figure: `（2024年一季度）`; empty where it is not named.
    #[must_use]
    pub fn period_note(&self) -> String {
        self.period.map(|period| format!("（{}）", period.chinese())).unwrap_or_default()
    }
}

impl Catalog {
    /// The figure of `indicator`, as written: that of `period`, else that of the entry at `place`, else the
    /// newest one that was public when the text was. Outside a project an indicator is found if only one
    /// project has it, or if its project is named: `就业服务/城镇新增就业`.
    #[must_use]
    pub fn figure(
        &self,
        place: TextPlace,
        indicator: &str,
        period: Option<&str>,
    ) -> Option<QuotedFigure<'_>> {
        let at = self.figure_place(place, indicator, period)?;
        let unsaid = if period.is_none() { self.period_to_name(place, at) } else { None };
        Some(QuotedFigure { period: unsaid, ..self.as_public(place, at) })
    }

    /// The period of a figure which readers would take for another one where the text does not name it: an
    /// older one than the newest that was public, one of another year than the text, and that of a figure
    /// which stands for its period alone (当期).
    fn period_to_name(&self, place: TextPlace, at: FigurePlace) -> Option<Period> {
        let entry = self.entry(at.entry);
        if place == TextPlace::Entry(at.entry) {
            return None;
        }
        let (name, _) = &entry.draft.figures[at.figure];
        let project = &self.projects[at.entry.project()].draft;
        let is_alone = || {
            let indicator = project.indicator_called(&name.value);
            indicator.is_some_and(|indicator| indicator.basis == Basis::PerPeriod)
        };
        let since = self.public_since(place);
        let is_older = || self.known_entries(place, at.entry.project()).first() != Some(&at.entry);
        let year = since.map_or(self.now.date, |since| since.date.date).year();
        let period = entry.draft.period;
        let is_told = (period.year != year || is_alone() || is_older()) && self.names_periods(place);
        is_told.then_some(period)
    }

    /// Whether the text at `place` has the periods of its figures named: one that an older program published
    /// has not.
    fn names_periods(&self, place: TextPlace) -> bool {
        match place {
            TextPlace::Elsewhere | TextPlace::Project(_) => true,
            TextPlace::Article(since) => since.names_periods,
            TextPlace::Entry(id) => {
                let part = Part::Entry(self.entry(id).draft.period);
                self.entry_subject(id).is_none_or(|subject| self.first_names_periods(&subject, part))
            }
        }
    }

    /// The same of what is in the record, by the oldest version whose text is known.
    fn first_names_periods(&self, subject: &Subject, part: Part) -> bool {
        let history = self.archive.record.history(&subject.key(part));
        let mut digests = history.versions.iter().filter_map(|version| version.digest.as_ref());
        digests.find_map(|digest| self.archive.texts.names_periods(digest)).unwrap_or(true)
    }

    /// Where the text of an article stands.
    #[must_use]
    pub fn article_place(&self, item: &Item) -> TextPlace {
        let Some(date) = item.date else { return TextPlace::Elsewhere };
        let first = item.number.issued().map(|_| self.first_day(&subject(item), Part::Article));
        let is_open = |hole: &Hole| matches!(hole.kind, HoleKind::Figure { period: None, .. });
        let quotes =
            matches!(&item.kind, ItemKind::Article(article) if article.text.holes.iter().any(is_open));
        let names_periods =
            !quotes || first.is_none() || self.first_names_periods(&subject(item), Part::Article);
        TextPlace::Article(Since { date, first, names_periods })
    }

    /// Since when a text at `place` is public; `None` for texts that are kept up to date, such as a column's.
    pub(super) fn public_since(&self, place: TextPlace) -> Option<Since> {
        match place {
            TextPlace::Elsewhere | TextPlace::Project(_) => None,
            TextPlace::Article(since) => Some(since),
            TextPlace::Entry(id) => {
                let (date, first) = (self.entry(id).date, self.first_day_of(id));
                Some(Since { date, first, names_periods: true })
            }
        }
    }

    /// Whether an entry, whatever its date says, went online only after the text that quotes it did.
    pub(super) fn came_later(&self, entry: EntryId, since: Since) -> bool {
        let first = self.first_day_of(entry);
        first.zip(since.first).is_some_and(|(entry, text)| entry > text.max(since.date.date))
    }

    /// The day on which an entry went online; that of this build, if it does now. `None` for what has no
    /// number.
    fn first_day_of(&self, id: EntryId) -> Option<Date> {
        let subject = self.entry_subject(id)?;
        Some(self.first_day(&subject, Part::Entry(self.entry(id).draft.period)))
    }

    fn first_day(&self, subject: &Subject, part: Part) -> Date {
        self.archive.record.history(&subject.key(part)).first_day().unwrap_or(self.now.date)
    }

    /// A figure as it was written when the text at `place` was published.
    #[must_use]
    pub fn as_public(&self, place: TextPlace, at: FigurePlace) -> QuotedFigure<'_> {
        let now = self.figure_text(at);
        let still = QuotedFigure { text: now, corrected: None, period: None };
        if place == TextPlace::Entry(at.entry) {
            return still;
        }
        let Some(then) = self.public_since(place).and_then(|since| self.recorded(at, since.date)) else {
            return still;
        };
        QuotedFigure { text: then, corrected: (!is_same(then, now)).then_some(now), period: None }
    }

    /// What the record says of a figure on `date`; `None` if it says nothing, or only what the file says.
    fn recorded(&self, at: FigurePlace, date: Moment) -> Option<&str> {
        let entry = self.entry(at.entry);
        let (name, now) = &entry.draft.figures[at.figure];
        let subject = self.entry_subject(at.entry)?;
        let history = self.archive.record.history(&subject.key(Part::Entry(entry.draft.period)));
        let indicator = self.projects[at.entry.project()].draft.indicator_called(&name.value)?;
        let name = history.name_of(FieldKind::Figure, indicator.names())?;
        let newest = history.value(FieldKind::Figure, name)?;
        // What is typed and not recorded yet will be a version of this build.
        if !is_same(newest, &now.value) && is_by(self.now.date, date) {
            return None;
        }
        let then = version_on(&history, date)?;
        history.value_in(FieldKind::Figure, name, then.number)
    }

    /// Whether a figure that is there now was there on `date`, by the record.
    pub(super) fn stood_on(&self, at: FigurePlace, date: Moment) -> bool {
        let Some(subject) = self.entry_subject(at.entry) else { return true };
        let entry = self.entry(at.entry);
        let history = self.archive.record.history(&subject.key(Part::Entry(entry.draft.period)));
        let Some(then) = version_on(&history, date) else { return true };
        let (name, _) = &entry.draft.figures[at.figure];
        let indicator = self.projects[at.entry.project()].draft.indicator_called(&name.value);
        let name = indicator.and_then(|indicator| history.name_of(FieldKind::Figure, indicator.names()));
        let in_record = |number| name.and_then(|name| history.value_in(FieldKind::Figure, name, number));
        // What is typed and not recorded yet will be a version of this build.
        let is_new = in_record(u32::MAX).is_none();
        in_record(then.number).is_some() || is_new && is_by(self.now.date, date)
    }

    /// Whether a text of an entry is on record.
    pub(super) fn is_on_record(&self, place: TextPlace) -> bool {
        let TextPlace::Entry(id) = place else { return false };
        let part = Part::Entry(self.entry(id).draft.period);
        self.entry_subject(id).is_some_and(|subject| self.archive.record.has(&subject.key(part)))
    }

    /// Whose versions the record keeps for an entry; `None` for what has no number.
    fn entry_subject(&self, id: EntryId) -> Option<Subject> {
        let (year, entry) = (self.year(id.year), self.entry(id));
        let item = &self.items[year.item.or(entry.item)?];
        item.number.issued().map(|_| subject(item))
    }
}

impl Catalog {
    /// Settles in the archive what a merge left (purged content that came back, and versions of items that
    /// shared a number, of which one has another now), and what was moved.
    pub(super) fn settle(&mut self) {
        let clean = self.archive.without_purged();
        let is_clean = clean.is_none();
        let mut archive = clean.map_or_else(|| Arc::clone(&self.archive), Arc::new);
        let ledger = Arc::clone(&self.ledger);
        let number_of = |item: &ItemKey| ledger.row_of(item).map(|row| row.number.clone());
        let (record, shared) = archive.record.parted(&number_of);
        if !shared.is_empty() {
            Arc::make_mut(&mut archive).record = record;
            let ledger = Arc::make_mut(&mut self.ledger);
            for one in &shared {
                if let Some(number) = &one.number {
                    ledger.note_former_number(number, &one.former);
                }
            }
        }
        self.archive = archive;
        self.is_settled = !is_clean || !shared.is_empty();
        self.follow_moves();
    }

    /// Tells the record what projects were called before they were moved: the plans of years whose periods
    /// are the items have no numbers to be known by, but the periods have.
    fn follow_moves(&mut self) {
        let record = &self.archive.record;
        let mut moved = Vec::new();
        let is_project = |path: &str| self.projects.iter().any(|project| project.path.as_str() == path);
        for project in self.projects.iter().filter(|project| project.draft.granularity == Granularity::Period)
        {
            for year in &project.years {
                let plan = |folder: &str| {
                    let item = ItemKey::parse(&format!("{folder}/{}", year.year)).ok()?;
                    Some(Subject { number: None, item }.key(Part::Plan))
                };
                let numbers = year.entries.iter().filter_map(|entry| self.items[entry.item?].number.issued());
                let names = numbers.flat_map(|number| record.items_of(number));
                let folders = names.filter_map(|name| Some(name.as_str().rsplit_once('/')?.0));
                let former: BTreeSet<&str> = folders
                    .filter(|folder| *folder != project.path.as_str() && !is_project(folder))
                    .collect();
                let former: Vec<PartKey> =
                    former.into_iter().filter_map(plan).filter(|key| record.has(key)).collect();
                moved.extend(
                    plan(project.path.as_str()).filter(|_| !former.is_empty()).map(|key| (key, former)),
                );
            }
        }
        if !moved.is_empty() {
            let record = &mut Arc::make_mut(&mut self.archive).record;
            for (key, former) in moved {
                record.follow(&key, former);
            }
        }
    }
}

/// The version that stood on `date`. The record may begin after the text that asks; then the first version
/// that it knows is the nearest.
fn version_on<'v, 'a>(history: &'v History<'a>, date: Moment) -> Option<&'v Version<'a>> {
    let then = history.versions.iter().rev().find(|version| is_by(version.day, date));
    then.or_else(|| history.versions.first())
}

/// Whether a text of `date` has what came on `day`.
fn is_by(day: Date, date: Moment) -> bool {
    if date.time.is_some() { day < date.date } else { day <= date.date }
}

fn subject(item: &Item) -> Subject {
    Subject { number: item.number.issued().cloned(), item: item.key.clone() }
}
