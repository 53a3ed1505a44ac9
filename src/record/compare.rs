//! A part's history beside what it says now: a new version with its reasons, nothing, or what lacks a reason.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::content::{Field, FieldKind, PartContent};
use super::faults::{self, Missing};
use super::reason::{Reason, ReasonKind};
use super::{History, Part, Row, RowKind, Subject, canonical, is_same};
use crate::diag::Diagnostic;

/// What became of a part.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// It says what it said.
    Unchanged,
    /// A version is to be added: these rows.
    Version(Vec<Row>),
    /// It changed, and these reasons are missing or wrong; nothing may be published.
    Unexplained(Vec<Missing>, Vec<Diagnostic>),
}

/// A part that is published.
#[derive(Clone, Copy)]
pub struct Published<'a> {
    /// Whose part.
    pub subject: &'a Subject,
    /// Which part.
    pub part: Part,
    /// What it says now.
    pub content: &'a PartContent,
    /// The reasons that its file gives, in the order written.
    pub reasons: &'a [Reason],
    /// Whether the file gives reasons for other parts too, so that some may be none of this part's business.
    pub is_shared: bool,
}

/// Compares. `before` is the content of the newest version, if its text is still known; `today` the day of
/// the build.
#[must_use]
pub fn compare(
    published: Published<'_>,
    history: &History<'_>,
    before: Option<&PartContent>,
    today: Date,
) -> Verdict {
    let mut comparing =
        Comparing { published, history, used: Vec::new(), missing: Vec::new(), findings: Vec::new() };
    let Some(current) = history.current() else { return comparing.first_version(today) };
    let digest = published.content.digest();
    let unused = comparing.unused();
    if current.digest.as_ref() == Some(&digest) && unused.is_empty() {
        return Verdict::Unchanged;
    }
    let mut values = Vec::new();
    for (kind, name) in comparing.value_names() {
        comparing.value(kind, name, &unused, &mut values);
    }
    comparing.texts(before, &unused, &values);
    let explained: Vec<usize> = comparing.used.iter().map(|(at, _)| *at).collect();
    for (at, reason) in unused.iter().enumerate() {
        if !explained.contains(&at) && !published.is_shared {
            let has_purged = history.versions.iter().any(|version| version.purged.is_some());
            comparing.findings.push(faults::reason_without_change(reason, has_purged));
        }
    }
    if !comparing.missing.is_empty() || !comparing.findings.is_empty() {
        return Verdict::Unexplained(comparing.missing, comparing.findings);
    }
    // The digest of an older program may be another one for the same content.
    let is_same = current.digest == Some(digest) || before.is_some() && values.is_empty();
    if comparing.used.is_empty() && is_same {
        return Verdict::Unchanged;
    }
    Verdict::Version(comparing.rows(history.last + 1, today, values))
}

struct Comparing<'a> {
    published: Published<'a>,
    history: &'a History<'a>,
    /// The reasons that explain a change, by their position among the unused ones, with the name that they
    /// are entered by.
    used: Vec<(usize, Row)>,
    missing: Vec<Missing>,
    findings: Vec<Diagnostic>,
}

/// A value that changed: kind, name, before, now.
type Change = (FieldKind, String, String, String);

impl<'a> Comparing<'a> {
    /// The reasons that no version has used yet, in the order written.
    fn unused(&self) -> Vec<&'a Reason> {
        let mut spent: Vec<&Row> = self.history.reasons().collect();
        let is_unused = |reason: &&Reason| {
            let same = |row: &&Row| reason.is_entered_as(row);
            match spent.iter().position(same) {
                Some(at) => {
                    spent.remove(at);
                    false
                }
                None => true,
            }
        };
        self.published.reasons.iter().filter(is_unused).collect()
    }

    fn first_version(&mut self, today: Date) -> Verdict {
        let content = self.published.content;
        let is_value = |field: &&Field| field.kind.is_recorded();
        let new = |field: &Field| (field.kind, field.name.clone(), String::new(), field.value.clone());
        let values = content.fields().iter().filter(is_value).map(new).collect();
        // What was corrected before there was a record stays to be read.
        let is_own = |reason: &&Reason| {
            let names = |field: &Field| field.kind.is_recorded() && reason.is_of(field.kind, &field.name);
            !self.published.is_shared || content.fields().iter().any(names)
        };
        let own = self.published.reasons.iter().filter(is_own);
        self.used = own.map(|reason| self.reason_row(reason)).enumerate().collect();
        Verdict::Version(self.rows(self.history.last + 1, today, values))
    }

    fn value_names(&self) -> Vec<(FieldKind, &'a str)> {
        let now = self.published.content.fields().iter().filter(|field| field.kind.is_recorded());
        let mut names = self.history.names();
        names.extend(now.map(|field| (field.kind, &*field.name)));
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Follows the reasons of one value from what the record has to what the file says.
    fn value(&mut self, kind: FieldKind, name: &'a str, unused: &[&'a Reason], values: &mut Vec<Change>) {
        let was = self.history.value(kind, name).unwrap_or("");
        let now = self.published.content.value(kind, name).unwrap_or("");
        let is_of = |reason: &Reason| reason.kind != ReasonKind::Revision && reason.is_of(kind, name);
        let chain: Vec<(usize, &Reason)> = unused
            .iter()
            .enumerate()
            .filter(|(at, reason)| is_of(reason) && !self.used.iter().any(|(used, _)| used == at))
            .map(|(at, reason)| (at, *reason))
            .collect();
        // That a figure does not exist is explained with the figure that was there.
        let corrected =
            |(_, row): &(usize, Row)| row.name == name && row.kind == RowKind::Reason(ReasonKind::Correction);
        if kind == FieldKind::NotCounted && !is_same(was, now) && self.used.iter().any(corrected) {
            values.push((kind, name.to_owned(), was.to_owned(), now.to_owned()));
            return;
        }
        // Of one indicator several values may change, each with reasons of its own: the ones that lead from
        // here to there.
        let Some(links) = links(&chain, was, now) else {
            if is_same(was, now) {
                return;
            }
            self.missing.push(Missing::value(kind, name, was, now, chain.last().map(|(_, reason)| *reason)));
            // They have been answered; that they fit nothing need not be said again.
            let told: Vec<_> = chain.iter().map(|(at, reason)| (*at, self.reason_row(reason))).collect();
            self.used.extend(told);
            return;
        };
        if links.is_empty() {
            return;
        }
        for (at, reason) in links {
            self.used.push((at, Row { name: name.to_owned(), ..self.reason_row(reason) }));
        }
        values.push((kind, name.to_owned(), was.to_owned(), now.to_owned()));
    }

    /// Texts, lines and files: a revision explains all that changed in an article, a correction its place.
    fn texts(&mut self, before: Option<&PartContent>, unused: &[&'a Reason], values: &[Change]) {
        let content = self.published.content;
        let Some(before) = before else {
            self.unknown_text(unused);
            return;
        };
        let mut changed: BTreeMap<(FieldKind, &str), (String, String)> = BTreeMap::new();
        for field in before.fields().iter().chain(content.fields()).filter(|field| !field.kind.is_recorded())
        {
            let key = (field.kind, &*field.name);
            let was = before.value(key.0, key.1).unwrap_or("");
            let now = content.value(key.0, key.1).unwrap_or("");
            if !is_same(was, now) {
                changed.insert(key, (was.to_owned(), now.to_owned()));
            }
        }
        if self.published.part == Part::Plan {
            let missing = self.missing.iter().map(|one| (one.kind, &*one.was, &*one.now));
            let values = values.iter().map(|(kind, _, was, now)| (*kind, &**was, &**now)).chain(missing);
            let targets: Vec<(&str, &str)> = values
                .filter(|(kind, ..)| matches!(kind, FieldKind::Target | FieldKind::Milestone))
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
                ReasonKind::Correction => explain(reason, &mut changed),
                ReasonKind::Adjustment | ReasonKind::Rules => false,
            };
            if explains {
                self.used.push((at, self.reason_row(reason)));
            }
        }
        for ((kind, name), (was, now)) in changed {
            self.missing.push(Missing::text(kind, name, &was, &now));
        }
    }

    /// The text of the newest version is not known: that something changed is known by the digest alone.
    fn unknown_text(&mut self, unused: &[&'a Reason]) {
        let purged = self.history.current().is_some_and(|version| version.purged.is_some());
        let of_text = |reason: &Reason| reason.kind != ReasonKind::Adjustment;
        let free: Vec<usize> = (0..unused.len())
            .filter(|at| of_text(unused[*at]) && !self.used.iter().any(|(used, _)| used == at))
            .collect();
        if free.is_empty() && !purged && self.missing.is_empty() && self.used.is_empty() {
            self.missing.push(Missing::text(FieldKind::Text, "正文", "", ""));
        }
        for at in free {
            self.used.push((at, self.reason_row(unused[at])));
        }
    }

    fn row(&self, kind: RowKind) -> Row {
        Row {
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

    fn reason_row(&self, reason: &Reason) -> Row {
        Row {
            day: reason.day,
            name: reason.name.clone(),
            was: reason.was.clone().unwrap_or_default(),
            now: reason.now.clone().unwrap_or_default(),
            note: reason.note.clone(),
            ..self.row(RowKind::Reason(reason.kind))
        }
    }

    /// The rows of a new version: itself, its values, its reasons.
    fn rows(&mut self, number: u32, today: Date, values: Vec<Change>) -> Vec<Row> {
        let content = self.published.content;
        let now = content.digest().as_str().to_owned();
        let mut rows = vec![Row { name: content.title.clone(), now, ..self.row(RowKind::Version) }];
        for (kind, name, was, now) in values {
            rows.push(Row { name, was, now, ..self.row(RowKind::Value(kind)) });
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
    let of_it =
        reasons.iter().filter(|reason| reason.kind != ReasonKind::Revision && reason.is_of(kind, name));
    let chain: Vec<(usize, &Reason)> = of_it.enumerate().collect();
    links(&chain, was, now).is_some()
}

/// The reasons that lead from `was` to `now`, each beginning where the last ended; none are needed if nothing
/// changed. `None` if they do not lead there.
fn links<'r>(chain: &[(usize, &'r Reason)], was: &str, now: &str) -> Option<Vec<(usize, &'r Reason)>> {
    let mut links = Vec::new();
    let mut at = was;
    for (position, reason) in chain {
        if Reason::says(reason.was.as_ref(), at) {
            links.push((*position, *reason));
            at = reason.now.as_deref().unwrap_or("");
        }
    }
    let leads = Reason::says(Some(&at.to_owned()), now);
    if leads && !links.is_empty() {
        return Some(links);
    }
    is_same(was, now).then(Vec::new)
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

/// Whether a correction explains something of what changed; what it explains is taken out.
fn explain(reason: &Reason, changed: &mut BTreeMap<(FieldKind, &str), (String, String)>) -> bool {
    let own = reason.name.trim();
    let named = changed.keys().find(|(_, name)| *name == own).copied();
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
        changed.keys().copied().filter(|key| key.0 != FieldKind::File).collect();
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
