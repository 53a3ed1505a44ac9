//! A part's history beside what it says now: a new version with its reasons, nothing, or what lacks a reason.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::content::{Digest, Field, FieldKind, PartContent, SCOPE, is_goal_ahead, noted_indicator};
use super::faults::{self, Missing};
use super::reason::{Reason, ReasonKind};
use super::{History, Part, RecordRow, RowKind, Subject, canonical, is_same};
use crate::diag::Diagnostic;
use crate::model::is_no_figure;

/// The line that says who leads.
pub const LEAD: &str = "牵头单位";

/// What became of a part.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// It says what it said.
    Unchanged,
    /// A version is to be added: these rows.
    Version(Vec<RecordRow>),
    /// It says what it said; these rows say what the program that published it did not write down.
    Completed(Vec<RecordRow>),
    /// It changed, and these reasons are missing or wrong; nothing may be published.
    Unexplained(Vec<Missing>, Vec<Diagnostic>),
}

/// A part that is published.
#[derive(Clone, Copy)]
pub struct PublishedPart<'a> {
    /// Whose part.
    pub subject: &'a Subject,
    /// Which part.
    pub part: Part,
    /// What it says now.
    pub content: &'a PartContent,
    /// The digest of that.
    pub digest: &'a Digest,
    /// The [units](FieldKind::Unit) shown with it.
    pub units: &'a [Field],
    /// Of a plan the unit that leads now, as typed: older programs wrote it down though another one led then.
    pub present_lead: Option<&'a str>,
    /// The reasons that its file gives, in the order written.
    pub reasons: &'a [Reason],
    /// The file whose reasons these are, where it gives reasons for other parts too, so that some may be none
    /// of this part's business.
    pub shared: Option<SharedReasons<'a>>,
    /// The files that only an address in a text names, such as pictures.
    pub pictures: &'a BTreeSet<String>,
}

/// What the plans of a project share.
#[derive(Clone, Copy)]
pub struct SharedReasons<'a> {
    /// The year of this plan.
    pub year: i16,
    /// The reasons that the plans of other years have entered: of what the file has year by year, none serves
    /// two years.
    pub elsewhere: &'a [&'a RecordRow],
}

/// Compares. `before` is the content of the newest version, if its text is still known; `today` the day of
/// the build.
#[must_use]
pub fn compare<'a>(
    published: PublishedPart<'a>,
    history: &'a History<'a>,
    before: Option<&'a PartContent>,
    today: Date,
) -> Verdict {
    let mut comparing = Comparing {
        published,
        history,
        before,
        has_new_goal: false,
        taken: BTreeSet::new(),
        used: Vec::new(),
        missing: Vec::new(),
        findings: Vec::new(),
        found: Vec::new(),
    };
    let unused = comparing.unused();
    let Some(current) = history.current() else { return comparing.first_version(&unused, today) };
    let stands = || comparing.units_stand() && comparing.found_stands();
    if current.digest.as_ref() == Some(published.digest) && unused.is_empty() && stands() {
        return Verdict::Unchanged;
    }
    let mut values = Vec::new();
    for (kind, name) in comparing.value_names() {
        comparing.value(kind, name, &unused, &mut values);
    }
    comparing.texts(&unused, &values);
    let explained: Vec<usize> = comparing.used.iter().map(|(at, _)| *at).collect();
    for (at, reason) in unused.iter().enumerate() {
        if !explained.contains(&at) && published.shared.is_none() {
            let has_purged = history.versions.iter().any(|version| version.purged.is_some());
            comparing.findings.push(faults::reason_without_change(reason, has_purged));
        }
    }
    if !comparing.missing.is_empty() || !comparing.findings.is_empty() {
        return Verdict::Unexplained(comparing.missing, comparing.findings);
    }
    // The digest of an older program may be another one for the same content.
    let is_same = current.digest.as_ref() == Some(published.digest)
        || before.is_some() && values.is_empty() && !comparing.has_new_goal;
    if comparing.used.is_empty() && is_same {
        let found = comparing.completed(current.number, current.day);
        return if found.is_empty() { Verdict::Unchanged } else { Verdict::Completed(found) };
    }
    let mut rows = comparing.completed(current.number, current.day);
    if current.purged.is_some() {
        // Nothing is entered with what was purged.
        let found = rows.drain(..).filter_map(|row| match row.kind {
            RowKind::Value(kind) if kind.is_recorded() => Some((kind, row.name, row.was, row.now)),
            _ => None,
        });
        values.extend(found);
    }
    rows.extend(comparing.rows(history.last + 1, today, values));
    Verdict::Version(rows)
}

struct Comparing<'a> {
    published: PublishedPart<'a>,
    history: &'a History<'a>,
    /// What the newest version says, if that is known.
    before: Option<&'a PartContent>,
    /// Whether the goal of a year to come is new: that takes back nothing that was public.
    has_new_goal: bool,
    /// The unused reasons, by their positions, that the plan of another year has entered.
    taken: BTreeSet<usize>,
    /// The reasons that explain a change, by their position among the unused ones, with the name that they
    /// are entered by.
    used: Vec<(usize, RecordRow)>,
    missing: Vec<Missing>,
    findings: Vec<Diagnostic>,
    /// What an older program did not write down of the newest version.
    found: Vec<ValueChange>,
}

/// A value that changed: kind, name, before, now.
type ValueChange = (FieldKind, String, String, String);

impl<'a> Comparing<'a> {
    /// Whether the newest version was written down in full.
    fn is_in_full(&self) -> bool {
        self.before.is_some_and(PartContent::is_in_full)
    }

    /// Whether it says what the plan showed of the years to come.
    fn has_coming(&self) -> bool {
        self.before.is_some_and(PartContent::has_coming)
    }

    /// Whether it says how its indicators are counted, or that was found out later.
    fn has_notes(&self) -> bool {
        let is_note = |row: &&RecordRow| {
            row.kind == RowKind::Value(FieldKind::Text) && noted_indicator(&row.name).is_some()
        };
        let current = self.history.current();
        self.before.is_some_and(PartContent::has_notes)
            || current.is_some_and(|version| version.values.iter().any(is_note))
    }

    /// The reasons that no version has used yet, in the order written.
    fn unused(&mut self) -> Vec<&'a Reason> {
        let take = |spent: &mut Vec<&RecordRow>, reason: &Reason| {
            let at = spent.iter().position(|row| reason.is_entered_as(row));
            at.map(|at| spent.remove(at)).is_some()
        };
        let mut own: Vec<&RecordRow> = self.history.reasons().collect();
        let reasons = self.published.reasons.iter();
        let unused: Vec<&Reason> = reasons.filter(|reason| !take(&mut own, reason)).collect();
        let mut elsewhere = self.published.shared.map_or_else(Vec::new, |shared| shared.elsewhere.to_vec());
        let taken = unused.iter().enumerate().filter(|(_, reason)| take(&mut elsewhere, reason));
        self.taken = taken.map(|(at, _)| at).collect();
        unused
    }

    /// Whether the units shown are those that the record has.
    fn units_stand(&self) -> bool {
        let known = |unit: &Field| self.history.value(unit.kind, &unit.name);
        self.published.units.iter().all(|unit| known(unit) == Some(&*unit.value))
    }

    /// Whether what an older program did not write down of the newest version, which is no part of its
    /// digest, is what it was.
    fn found_stands(&self) -> bool {
        let rows = self.history.current().into_iter().flat_map(|version| &version.values);
        let mut found = rows.filter_map(|row| match row.kind {
            RowKind::Value(kind) if kind.is_added_later(&row.name) => Some((kind, row)),
            _ => None,
        });
        let now = |kind, name: &str| self.published.content.value(kind, name).unwrap_or("");
        found.all(|(kind, row)| is_same(&row.now, now(kind, &row.name)))
    }

    /// All that stands in the record of what it says now.
    fn recorded(&self) -> impl Iterator<Item = &'a Field> {
        let typed = self.published.content.fields().iter().filter(|field| field.kind.is_recorded());
        typed.chain(self.published.units)
    }

    /// Whether a line says who publishes or leads, and readers see the same as before, or what they see is
    /// compared by itself.
    fn is_told_by_unit(&self, (kind, name): (FieldKind, &str), was: &str) -> bool {
        let is_known = || self.history.value(FieldKind::Unit, name).is_some();
        let is_older = || name == LEAD && self.published.present_lead == Some(was);
        kind == FieldKind::Line && (is_known() || is_older())
    }

    fn year(&self) -> Option<i16> {
        self.published.shared.map(|shared| shared.year)
    }

    fn is_of(&self, reason: &Reason, kind: FieldKind, name: &str) -> bool {
        reason.is_of((kind, name), self.year())
    }

    /// Whether a value may be new to the record, not to readers.
    fn may_be_found(&self, kind: FieldKind, name: &str) -> bool {
        if kind == FieldKind::Unit {
            return true;
        }
        let is_known = || self.history.names().iter().any(|(kind, name)| kind.is_added_later(name));
        // How an indicator is measured goes along with the target that it is judged by.
        let goes_along = || {
            let of_it = |name: &str, other: &str| other.split('@').next() == Some(name);
            kind == FieldKind::Measure && self.found.iter().any(|(_, other, ..)| of_it(name, other))
        };
        !self.is_in_full() && (kind.is_added_later(name) && !is_known() || goes_along())
    }

    /// Whether an indicator had no target and has one now, or the other way round: how it is measured comes
    /// and goes with that, for which a reason is given.
    fn has_no_target_but_once(&self, indicator: &str) -> bool {
        let is_its =
            |kind, name: &str| kind == FieldKind::Target && name.split('@').next() == Some(indicator);
        let had = self.history.names().into_iter().any(|(kind, name)| {
            is_its(kind, name) && self.history.value(kind, name).is_some_and(|value| !value.is_empty())
        });
        let has = self.published.content.fields().iter().any(|field| is_its(field.kind, &field.name));
        had != has
    }

    /// Whether it is a target whose indicator has another measure or basis now. Earlier periods are judged by
    /// the target that was in force, and a number of the former measure is none of the present one.
    fn is_recounted(&self, kind: FieldKind, name: &str) -> bool {
        let own = match kind {
            FieldKind::Target | FieldKind::TargetAhead | FieldKind::Milestone => name.split('@').next(),
            FieldKind::AreaTarget => name.rsplit_once('/').map(|(indicator, _)| indicator),
            _ => None,
        };
        own.is_some_and(|indicator| {
            let was = self.history.value(FieldKind::Measure, indicator);
            let now = self.published.content.value(FieldKind::Measure, indicator);
            was.zip(now).is_some_and(|(was, now)| !is_same(was, now))
        })
    }

    /// Whether a target counts no longer because the plan names one of another year: for that one a reason
    /// is given.
    fn gives_way(&self, kind: FieldKind, name: &str) -> bool {
        let indicator = name.split('@').next();
        let mut fields = self.published.content.fields().iter();
        kind == FieldKind::Target
            && fields.any(|field| field.kind == kind && field.name.split('@').next() == indicator)
    }

    /// The target of a later year that takes the place of one that is gone, where no plan leads there: as it
    /// stands, and its year.
    fn replacing(&self, kind: FieldKind, name: &str) -> Option<(&'a str, i16)> {
        let (indicator, _) = self.due(name).filter(|_| kind == FieldKind::Target)?;
        let fields = self.published.content.fields().iter();
        fields.filter(|field| field.kind == FieldKind::TargetAhead).find_map(|field| {
            let (_, year) = self.due(&field.name).filter(|(of, _)| *of == indicator)?;
            let is_new = self.history.value(field.kind, &field.name).is_none();
            is_new.then_some((&*field.value, year))
        })
    }

    /// What a value was and is as a reason tells it: with their years, where a plan ends in another year than
    /// before. It asks for something else then, also with the number that it had.
    fn told_by_year(
        &self,
        (kind, name): (FieldKind, &str),
        was: &str,
        now: &str,
    ) -> Option<(String, String)> {
        let other = match (was, now) {
            ("", "") => None,
            ("", _) => self.replaced(kind, name),
            (_, "") => self.replacing(kind, name),
            _ => None,
        };
        let ((other, before), (_, year)) = other.zip(self.due(name))?;
        let dated = |text: &str, year: i16| format!("{text}（{year}年）");
        Some(if was.is_empty() {
            (dated(other, before), dated(now, year))
        } else {
            (dated(was, year), dated(other, before))
        })
    }

    /// The target that one takes the place of, where a plan ends in another year than before: as it stood,
    /// and its year.
    fn replaced(&self, kind: FieldKind, name: &str) -> Option<(&'a str, i16)> {
        let (indicator, _) = self.due(name).filter(|_| kind == FieldKind::Target)?;
        let names = self.history.names().into_iter().filter(|(known, _)| *known == kind);
        names.filter(|(_, known)| self.published.content.value(kind, known).is_none()).find_map(
            |(_, known)| {
                let (_, year) = self.due(known).filter(|(of, _)| *of == indicator)?;
                Some((self.history.value(kind, known)?, year))
            },
        )
    }

    /// The indicator of a target by its name in a plan, and the year in which it is to be reached: that of
    /// the plan, or the one named.
    fn due<'n>(&self, name: &'n str) -> Option<(&'n str, i16)> {
        match name.split_once('@') {
            Some((indicator, year)) => Some((indicator, year.parse().ok()?)),
            None => Some((name, self.year()?)),
        }
    }

    /// What readers saw and the record did not have is entered with the version that showed it.
    fn completed(&mut self, number: u32, day: Date) -> Vec<RecordRow> {
        let found = std::mem::take(&mut self.found).into_iter();
        let row = |(kind, name, _, now): ValueChange| RecordRow {
            name,
            now,
            day,
            version: number,
            ..self.row(RowKind::Value(kind))
        };
        found.map(row).collect()
    }

    fn first_version(&mut self, unused: &[&'a Reason], today: Date) -> Verdict {
        let content = self.published.content;
        let new = |field: &Field| (field.kind, field.name.clone(), String::new(), field.value.clone());
        let values = self.recorded().map(new).collect();
        // What was corrected before there was a record stays to be read.
        let is_own = |reason: &Reason| {
            let names =
                |field: &Field| field.kind.is_recorded() && self.is_of(reason, field.kind, &field.name);
            self.published.shared.is_none() || content.fields().iter().any(names)
        };
        let own = unused.iter().enumerate().filter(|(at, reason)| !self.taken.contains(at) && is_own(reason));
        self.used = own.map(|(at, reason)| (at, self.reason_row(reason))).collect();
        Verdict::Version(self.rows(self.history.last + 1, today, values))
    }

    fn value_names(&self) -> Vec<(FieldKind, &'a str)> {
        let mut names = self.history.names();
        names.extend(self.recorded().map(|field| (field.kind, &*field.name)));
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Takes in a change that needs no reason of its own; whether it is one.
    fn needs_none(
        &mut self,
        (kind, name): (FieldKind, &str),
        (was, now): (&str, &str),
        values: &mut Vec<ValueChange>,
    ) -> bool {
        // An older program took a dash for a figure.
        let is_figure = matches!(kind, FieldKind::Figure | FieldKind::AreaFigure);
        if is_figure && now.is_empty() && !was.is_empty() && is_no_figure(was) {
            return true;
        }
        if kind == FieldKind::TargetAhead && was.is_empty() && !now.is_empty() {
            let new = (kind, name.to_owned(), String::new(), now.to_owned());
            let list = if self.has_coming() { values } else { &mut self.found };
            list.push(new);
            return true;
        }
        if was.is_empty() && !now.is_empty() && self.may_be_found(kind, name) {
            self.found.push((kind, name.to_owned(), String::new(), now.to_owned()));
            return true;
        }
        if now.is_empty() && !was.is_empty() && self.gives_way(kind, name) {
            values.push((kind, name.to_owned(), was.to_owned(), String::new()));
            return true;
        }
        let comes_or_goes = kind == FieldKind::Measure && was.is_empty() != now.is_empty();
        if comes_or_goes && self.has_no_target_but_once(name) {
            values.push((kind, name.to_owned(), was.to_owned(), now.to_owned()));
            return true;
        }
        false
    }

    /// Follows the reasons of one value from what the record has to what the file says.
    fn value(
        &mut self,
        kind: FieldKind,
        name: &'a str,
        unused: &[&'a Reason],
        values: &mut Vec<ValueChange>,
    ) {
        let was = self.history.value(kind, name).unwrap_or("");
        let unit = self.published.units.iter().find(|unit| (unit.kind, &*unit.name) == (kind, name));
        let now = unit.map(|unit| &*unit.value).or_else(|| self.published.content.value(kind, name));
        let now = now.unwrap_or("");
        if self.needs_none((kind, name), (was, now), values) {
            return;
        }
        let value = (was, now);
        let told = self.told_by_year((kind, name), was, now);
        let (was, told_now) = told.as_ref().map_or(value, |(was, now)| (&**was, &**now));
        let is_recounted = self.is_recounted(kind, name);
        let is_of = |reason: &Reason| {
            let is_of_kind = match reason.kind {
                ReasonKind::Revision => false,
                ReasonKind::Adjustment => !is_recounted,
                ReasonKind::Correction | ReasonKind::Rules => true,
            };
            is_of_kind && self.is_of(reason, kind, name)
        };
        // That a plan ends in another year is one reason for every year of it.
        let is_of_one_year = told.is_none() && kind.is_of_one_year(name);
        let is_free = |at: &usize| !(is_of_one_year && self.taken.contains(at));
        let chain: Vec<(usize, &Reason)> = unused
            .iter()
            .enumerate()
            .filter(|(at, reason)| is_of(reason) && is_free(at))
            .filter(|(at, _)| !self.used.iter().any(|(used, _)| used == at))
            .map(|(at, reason)| (at, *reason))
            .collect();
        // That a figure does not exist is explained with the figure that was there.
        let corrected = |(_, row): &(usize, RecordRow)| {
            row.name == name && row.kind == RowKind::Reason(ReasonKind::Correction)
        };
        if kind == FieldKind::NotCounted && !is_same(was, now) && self.used.iter().any(corrected) {
            values.push((kind, name.to_owned(), was.to_owned(), now.to_owned()));
            return;
        }
        // Of one indicator several values may change, each with reasons of its own: the ones that lead from
        // here to there.
        // What is gone may be told as such, whatever takes its place.
        let plainly = || links(&chain, value.0, value.1).filter(|_| told.is_some() && now.is_empty());
        let Some(links) = links(&chain, was, told_now).or_else(plainly) else {
            if is_same(was, told_now) {
                return;
            }
            let missing = Missing::of(kind, name, was, told_now).in_year(self.year()).recounted(is_recounted);
            self.missing.push(missing.because(chain.last().map(|(_, reason)| *reason)));
            // They have been answered; that they fit nothing need not be said again.
            let told: Vec<_> = chain.iter().map(|(at, reason)| (*at, self.reason_row(reason))).collect();
            self.used.extend(told);
            return;
        };
        if links.is_empty() {
            return;
        }
        // They are entered as each follows the other, whatever their order in the file.
        let mut places: Vec<usize> = links.iter().map(|(at, _)| *at).collect();
        places.sort_unstable();
        for (at, (_, reason)) in places.into_iter().zip(links) {
            self.used.push((at, RecordRow { name: name.to_owned(), ..self.reason_row(reason) }));
        }
        let was = if now.is_empty() { value.0 } else { was };
        values.push((kind, name.to_owned(), was.to_owned(), now.to_owned()));
    }

    /// Texts, lines and files: a revision explains all that changed in an article, a correction its place.
    fn texts(&mut self, unused: &[&'a Reason], values: &[ValueChange]) {
        let content = self.published.content;
        let Some(before) = self.before else {
            self.unknown_text(unused);
            return;
        };
        let mut changed: BTreeMap<(FieldKind, &str), (String, String)> = BTreeMap::new();
        for field in before.fields().iter().chain(content.fields()).filter(|field| !field.kind.is_recorded())
        {
            let key = (field.kind, &*field.name);
            let was = before.value(key.0, key.1).unwrap_or("");
            let now = content.value(key.0, key.1).unwrap_or("");
            let is_found = || key == (FieldKind::Text, SCOPE) || self.published.pictures.contains(key.1);
            let is_goal_ahead = was.is_empty() && is_goal_ahead(key.0, key.1);
            let noted = noted_indicator(key.1).filter(|_| key.0 == FieldKind::Text);
            let comes_or_goes = was.is_empty() != now.is_empty();
            if noted.is_some_and(|(own, _)| comes_or_goes && self.has_no_target_but_once(own)) {
                continue;
            }
            if is_goal_ahead && self.has_coming() {
                self.has_new_goal = true;
            } else if is_goal_ahead
                || was.is_empty()
                    && (!self.is_in_full() && is_found() || !self.has_notes() && noted.is_some())
            {
                // A row is one line.
                let now = now.split_whitespace().collect::<Vec<_>>().join(" ");
                self.found.push((key.0, key.1.to_owned(), String::new(), now));
            } else if !is_same(was, now) && !self.is_told_by_unit(key, was) {
                changed.insert(key, (was.to_owned(), now.to_owned()));
            }
        }
        if self.published.part == Part::Plan {
            let missing = self.missing.iter().map(|one| (one.kind, &*one.was, &*one.now));
            // The goal may follow a target that was changed in an earlier version.
            let earlier = self.history.versions.iter().skip(1).flat_map(|version| &version.values);
            let earlier = earlier.filter_map(|row| match row.kind {
                RowKind::Value(kind) => Some((kind, &*row.was, &*row.now)),
                _ => None,
            });
            let values = values.iter().map(|(kind, _, was, now)| (*kind, &**was, &**now));
            let values = values.chain(missing).chain(earlier);
            let targets: Vec<(&str, &str)> = values
                .filter(|(kind, ..)| {
                    matches!(kind, FieldKind::Target | FieldKind::TargetAhead | FieldKind::Milestone)
                })
                .map(|(_, was, now)| (was, now))
                .collect();
            // A goal repeats its targets in words: the reason for the one is that for the other.
            changed.retain(|_, (was, now)| !retells(&targets, was, now));
        }
        for (at, reason) in unused.iter().enumerate() {
            if self.used.iter().any(|(used, _)| *used == at) {
                continue;
            }
            let explains = match reason.kind {
                ReasonKind::Revision => {
                    let is_any = !changed.is_empty();
                    changed.clear();
                    is_any
                }
                ReasonKind::Correction => {
                    explain(reason, self.year(), &mut changed, !self.taken.contains(&at))
                }
                ReasonKind::Adjustment | ReasonKind::Rules => false,
            };
            if explains {
                self.used.push((at, self.reason_row(reason)));
            }
        }
        for ((kind, name), (was, now)) in changed {
            self.missing.push(Missing::of(kind, name, &was, &now).in_year(self.year()));
        }
    }

    /// The text of the newest version is not known: that something changed is known by the digest alone.
    fn unknown_text(&mut self, unused: &[&'a Reason]) {
        let purged = self.history.current().is_some_and(|version| version.purged.is_some());
        let of_text = |reason: &Reason| reason.kind != ReasonKind::Adjustment;
        let free: Vec<usize> = (0..unused.len())
            .filter(|at| of_text(unused[*at]) && !self.taken.contains(at))
            .filter(|at| !self.used.iter().any(|(used, _)| used == at))
            .collect();
        if free.is_empty() && !purged && self.missing.is_empty() && self.used.is_empty() {
            self.missing.push(Missing::of(FieldKind::Text, "正文", "", ""));
        }
        for at in free {
            self.used.push((at, self.reason_row(unused[at])));
        }
    }

    fn row(&self, kind: RowKind) -> RecordRow {
        RecordRow {
            subject: self.published.subject.clone(),
            part: self.published.part,
            version: 0,
            day: Date::ZERO,
            kind,
            name: String::new(),
            was: String::new(),
            now: String::new(),
            note: String::new(),
        }
    }

    fn reason_row(&self, reason: &Reason) -> RecordRow {
        RecordRow {
            day: reason.day,
            name: reason.name.clone(),
            was: reason.was.clone().unwrap_or_default(),
            now: reason.now.clone().unwrap_or_default(),
            note: reason.note.clone(),
            ..self.row(RowKind::Reason(reason.kind))
        }
    }

    /// The rows of a new version: itself, its values, its reasons.
    fn rows(&mut self, number: u32, today: Date, values: Vec<ValueChange>) -> Vec<RecordRow> {
        let content = self.published.content;
        let now = self.published.digest.as_str().to_owned();
        let mut rows = vec![RecordRow { name: content.title.clone(), now, ..self.row(RowKind::Version) }];
        for (kind, name, was, now) in values {
            rows.push(RecordRow { name, was, now, ..self.row(RowKind::Value(kind)) });
        }
        for row in &mut rows {
            row.day = today;
        }
        self.used.sort_by_key(|(at, _)| *at);
        rows.extend(self.used.drain(..).map(|(_, row)| row));
        for row in &mut rows {
            row.version = number;
        }
        rows
    }
}

/// Whether reasons lead from what was published of a value, before there was a record, to what the file says.
#[must_use]
pub fn is_explained(reasons: &[Reason], (kind, name): (FieldKind, &str), was: &str, now: &str) -> bool {
    let of_it = reasons
        .iter()
        .filter(|reason| reason.kind != ReasonKind::Revision && reason.is_of((kind, name), None));
    let chain: Vec<(usize, &Reason)> = of_it.enumerate().collect();
    links(&chain, was, now).is_some()
}

/// A reason with its place among others.
type PlacedReason<'r> = (usize, &'r Reason);

/// The reasons that lead from `was` to `now`, each beginning where the last ended; none are needed if nothing
/// changed. `None` if they do not lead there.
///
/// Corrections and adjustments stand in lists of their own, so that the order written is not always the one
/// in which they follow each other: that of their days is tried too, and whichever fits.
fn links<'r>(chain: &[PlacedReason<'r>], was: &str, now: &str) -> Option<Vec<PlacedReason<'r>>> {
    let mut by_day = chain.to_vec();
    by_day.sort_by_key(|(_, reason)| reason.day);
    let tried = [in_order(chain, was), in_order(&by_day, was), as_they_fit(by_day, was)];
    let leads = |links: &Vec<PlacedReason<'_>>| {
        let end = links.last().and_then(|(_, reason)| reason.now.as_ref());
        !links.is_empty() && Reason::says(end, now)
    };
    let mut fit: Vec<Vec<PlacedReason<'r>>> = tried.into_iter().filter(leads).collect();
    // What explains the most leaves the fewest reasons without a change; the order written comes first.
    fit.sort_by_key(|links| std::cmp::Reverse(links.len()));
    fit.into_iter().next().or_else(|| is_same(was, now).then(Vec::new))
}

fn in_order<'r>(chain: &[PlacedReason<'r>], was: &str) -> Vec<PlacedReason<'r>> {
    let mut links: Vec<PlacedReason<'r>> = Vec::new();
    for (position, reason) in chain {
        if Reason::says(reason.was.as_ref(), end(&links, was)) {
            links.push((*position, *reason));
        }
    }
    links
}

fn as_they_fit<'r>(mut rest: Vec<PlacedReason<'r>>, was: &str) -> Vec<PlacedReason<'r>> {
    let mut links: Vec<PlacedReason<'r>> = Vec::new();
    while let Some(next) =
        rest.iter().position(|(_, reason)| Reason::says(reason.was.as_ref(), end(&links, was)))
    {
        links.push(rest.remove(next));
    }
    links
}

/// What links lead to that begin with `was`.
fn end<'r>(links: &[PlacedReason<'r>], was: &'r str) -> &'r str {
    links.last().map_or(was, |(_, reason)| reason.now.as_deref().unwrap_or(""))
}

/// Whether a text says the same but for the numbers of targets that changed.
fn retells(targets: &[(&str, &str)], was: &str, now: &str) -> bool {
    let (was, now) = (canonical(was), canonical(now));
    let (old, new) = (pieces(&was), pieces(&now));
    let is_changed = |old: &str, new: &str| {
        targets.iter().any(|(was, now)| {
            let (was, now) = (canonical(was), canonical(now));
            let (was, now) = (numbers(&was), numbers(&now));
            was.len() == now.len() && was.iter().zip(&now).any(|pair| pair == (&old, &new))
        })
    };
    old.len() == new.len() && old.iter().zip(&new).all(|(old, new)| old == new || is_changed(old, new))
}

fn numbers(text: &str) -> Vec<&str> {
    pieces(text).into_iter().filter(|piece| piece.starts_with(|c: char| c.is_ascii_digit())).collect()
}

/// A text in numbers, each in one piece, and single characters.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_of_number = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
        let end = if first.is_ascii_digit() {
            let run = rest.find(|c: char| !is_of_number(c)).unwrap_or(rest.len());
            rest[..run].trim_end_matches(['.', ',']).len()
        } else {
            first.len_utf8()
        };
        let (piece, behind) = rest.split_at(end);
        pieces.push(piece);
        rest = behind;
    }
    pieces
}

/// Whether a correction explains something of what changed; what it explains is taken out. One that another
/// year's plan has entered is not `free` for what each year has for itself.
fn explain(
    reason: &Reason,
    year: Option<i16>,
    changed: &mut BTreeMap<(FieldKind, &str), (String, String)>,
    is_free: bool,
) -> bool {
    let own = match reason.of_year() {
        Some((name, of)) if Some(of) == year => name,
        _ => reason.name.trim(),
    };
    let may = |(kind, name): &(FieldKind, &str)| is_free || !kind.is_of_one_year(name);
    let named = changed.keys().find(|key| key.1 == own && may(key)).copied();
    if let Some(key) = named {
        let (was, now) = &changed[&key];
        let fits = key.0 == FieldKind::Line
            && (reason.was.is_none() || Reason::says(reason.was.as_ref(), was))
            && (reason.now.is_none() || Reason::says(reason.now.as_ref(), now));
        if fits || reason.was.is_none() && reason.now.is_none() || key.0 == FieldKind::File {
            changed.remove(&key);
            return true;
        }
    }
    // A passage: with it replaced, the old text is the new one, or nearer to it.
    let (Some(was), Some(now)) = (&reason.was, &reason.now) else {
        // Without the words, the place must be one that changed.
        return false;
    };
    let mut explains = false;
    let keys: Vec<(FieldKind, &str)> =
        changed.keys().copied().filter(|key| key.0 != FieldKind::File && may(key)).collect();
    for key in keys {
        let (old, new) = &changed[&key];
        if old.contains(was.trim()) && new.contains(now.trim()) {
            let mended = replace_where_it_helps(old, was.trim(), now.trim(), new);
            explains = true;
            if is_same(&mended, new) {
                changed.remove(&key);
            } else {
                let new = new.clone();
                changed.insert(key, (mended, new));
            }
        }
    }
    explains
}

/// Replaces each occurrence of `was` that is not in `new` at the same place: those in front of which the
/// texts agree.
fn replace_where_it_helps(old: &str, was: &str, now: &str, new: &str) -> String {
    let mut mended = String::with_capacity(old.len());
    let mut rest = old;
    while let Some(at) = rest.find(was) {
        mended.push_str(&rest[..at]);
        let behind = &rest[at + was.len()..];
        let agrees = |text: &str| canonical(new).starts_with(&canonical(text));
        let as_was = format!("{mended}{was}");
        if agrees(&as_was) && !(agrees(&format!("{mended}{now}")) && now.starts_with(was)) {
            mended = as_was;
        } else {
            mended.push_str(now);
        }
        rest = behind;
    }
    mended.push_str(rest);
    mended
}
