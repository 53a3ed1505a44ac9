//! The figure that a text prints: as it stood when the text was published, so that neither a later period nor
//! a later correction rewrites an older text.
//!
//! A day is all that the record knows of a version. A text without a clock time has what was corrected on its
//! day, but not a period that came at a later hour of it; one with a time does not have what was corrected on
//! the same day.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use super::{Catalog, FigurePlace, Item, Since, TextPlace};
use crate::entry::Granularity;
use crate::model::{EntryId, ItemKey, Moment};
use crate::record::{FieldKind, Part, PartKey, Subject, is_same};

/// A figure that a text prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotedFigure<'a> {
    /// As it was written when the text was published.
    pub text: &'a str,
    /// What it was corrected to since; `None` if it still stands.
    pub corrected: Option<&'a str>,
}

impl QuotedFigure<'_> {
    /// The figure, with what it was corrected to: `128人（后更正为126人）`.
    #[must_use]
    pub fn words(&self) -> String {
        match self.corrected {
            Some(now) => format!("{}（后更正为{now}）", self.text),
            None => self.text.to_owned(),
        }
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
        self.figure_place(place, indicator, period).map(|at| self.as_public(place, at))
    }

    /// Where the text of an article stands.
    #[must_use]
    pub fn article_place(&self, item: &Item) -> TextPlace {
        let Some(date) = item.date else { return TextPlace::Elsewhere };
        let first = item.number.issued().map(|_| self.first_day(&subject(item), Part::Article));
        TextPlace::Article(Since { date, first })
    }

    /// Since when a text at `place` is public; `None` for texts that are kept up to date, such as a column's.
    pub(super) fn public_since(&self, place: TextPlace) -> Option<Since> {
        match place {
            TextPlace::Elsewhere | TextPlace::Project(_) => None,
            TextPlace::Article(since) => Some(since),
            TextPlace::Entry(id) => Some(Since { date: self.entry(id).date, first: self.first_day_of(id) }),
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
        let still = QuotedFigure { text: now, corrected: None };
        if place == TextPlace::Entry(at.entry) {
            return still;
        }
        let Some(then) = self.public_since(place).and_then(|since| self.recorded(at, since.date)) else {
            return still;
        };
        QuotedFigure { text: then, corrected: (!is_same(then, now)).then_some(now) }
    }

    /// What the record says of a figure on `date`; `None` if it says nothing, or only what the file says.
    fn recorded(&self, at: FigurePlace, date: Moment) -> Option<&str> {
        let entry = self.entry(at.entry);
        let (name, now) = &entry.draft.figures[at.figure];
        let subject = self.entry_subject(at.entry)?;
        let history = self.archive.record.history(&subject.key(Part::Entry(entry.draft.period)));
        let is_then = |day| if date.time.is_some() { day < date.date } else { day <= date.date };
        let indicator = self.projects[at.entry.project()].draft.indicator_called(&name.value)?;
        let name = history.name_of(FieldKind::Figure, indicator.names())?;
        let newest = history.value(FieldKind::Figure, name)?;
        // What is typed and not recorded yet will be a version of this build.
        if !is_same(newest, &now.value) && is_then(self.now.date) {
            return None;
        }
        let then = history.versions.iter().rev().find(|version| is_then(version.day));
        // The record may begin after the text; the first version it knows is the nearest.
        let then = then.or_else(|| history.versions.first())?;
        history.value_in(FieldKind::Figure, name, then.number)
    }

    /// Whose versions the record keeps for an entry; `None` for what has no number.
    fn entry_subject(&self, id: EntryId) -> Option<Subject> {
        let (year, entry) = (self.year(id.year), self.entry(id));
        let item = &self.items[year.item.or(entry.item)?];
        item.number.issued().map(|_| subject(item))
    }
}

impl Catalog {
    /// Tells the record what projects were called before they were moved: the plans of years whose periods
    /// are the items have no numbers to be known by, but the periods have.
    pub fn follow_moves(&mut self) {
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

fn subject(item: &Item) -> Subject {
    Subject { number: item.number.issued().cloned(), item: item.key.clone() }
}
