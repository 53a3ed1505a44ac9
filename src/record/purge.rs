//! What a purge takes away, and that it stays away whatever is merged later.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::edition::{EditionFate, Editions};
use super::{
    Archive, Digest, FieldKind, History, PartContent, PartKey, ReasonKind, Record, RecordRow, RecordTexts,
    RowKind, canonical, is_same, reason,
};
use crate::diag::Diagnostic;
use crate::model::ItemKey;
use crate::say;

impl Archive {
    /// The archive after a version was purged: its digest, values and words are gone from every row of the
    /// part that has them, from the texts and from the files; the fact stays. Of a version that was purged
    /// before, what a merge has brought back is gone. The item is named only where two have the number: one
    /// that was moved is called otherwise in its older rows.
    #[must_use]
    pub fn purged(
        &self,
        (key, item): (&PartKey, Option<&ItemKey>),
        version: u32,
        day: Date,
        note: &str,
    ) -> Self {
        let is_it = |row: &RecordRow| {
            let is_item = item.is_none_or(|item| row.subject.item == *item);
            row.version == version && is_item && row.key() == *key
        };
        let Some(head) = self.record.rows.iter().find(|row| row.kind == RowKind::Version && is_it(row))
        else {
            return self.clone();
        };
        let is_known = self.record.rows.iter().any(|row| row.kind == RowKind::Purged && is_it(row));
        let mut marked = self.clone();
        if !is_known {
            let (name, was, now) = (String::new(), String::new(), head.day.to_string());
            let note = note.to_owned();
            let purge = RecordRow { day, kind: RowKind::Purged, name, was, now, note, ..head.clone() };
            marked.record = self.record.with(&[purge]);
        }
        marked.cleaned(&is_it)
    }

    /// The archive without what purged versions said, which a merge may have brought back, in the record, in
    /// the texts or in the files; `None` if there is nothing of it.
    #[must_use]
    pub fn without_purged(&self) -> Option<Self> {
        if !self.record.rows.iter().any(|row| row.kind == RowKind::Purged) {
            return None;
        }
        let cleaned = self.cleaned(&|_| false);
        (cleaned != *self).then_some(cleaned)
    }

    /// What may be a purged version that a merge has brought back, or another branch's with the same number:
    /// that is for people to say, and until then nothing is published.
    #[must_use]
    pub fn returned(&self) -> Vec<Diagnostic> {
        if !self.record.rows.iter().any(|row| row.kind == RowKind::Purged) {
            return Vec::new();
        }
        let editions = Editions::of(&self.record);
        let shared = self.record.shared();
        let heads = editions
            .heads()
            .filter(|(head, fate)| *fate == EditionFate::Returned && self.has_text(&self.record.rows[*head]));
        let told = |(head, _): (usize, EditionFate)| {
            let row = &self.record.rows[head];
            let (part, version) = (row.part.word(), row.version);
            let is_shared = shared.contains(&row.key());
            let subject = if is_shared { row.subject.item.to_string() } else { row.subject.to_string() };
            Diagnostic::error(
                "returned-version",
                say!(
                    "{subject} 的{part}第 {version} 版清除过，合并以后又有了内容",
                    "version {version} of {part} of {subject} was purged, and has a content again since a merge"
                ),
            )
            .at(self.record.place(head))
            .help(say!(
                "多半是另一个分支带回来的：再运行一次 `gongkai history purge {subject} --part {part} --version {version} --reason 再次清除`；如果是那个分支自己公开的另一个第 {version} 版，运行 `gongkai history repair --keep`，留下它，改用后面的号",
                "most likely another branch has brought it back: run `gongkai history purge {subject} --part {part} --version {version} --reason again` once more; if it is another version {version}, which that branch published itself, run `gongkai history repair --keep`, which keeps it under a later number"
            ))
        };
        heads.map(told).collect()
    }

    fn has_text(&self, head: &RecordRow) -> bool {
        Digest::parse(&head.now).is_some_and(|digest| self.texts.has(&digest))
    }

    /// The archive without what is gone: purged versions, and of those that have returned what has lost its
    /// text (no branch publishes such a version) or `is_gone`.
    fn cleaned(&self, is_gone: &dyn Fn(&RecordRow) -> bool) -> Self {
        let editions = Editions::of(&self.record);
        let mut gone: BTreeSet<usize> = BTreeSet::new();
        for (head, fate) in editions.heads() {
            let row = &self.record.rows[head];
            let is_returned = fate == EditionFate::Returned && (is_gone(row) || !self.has_text(row));
            if fate == EditionFate::Gone || is_returned {
                gone.insert(head);
            }
        }
        let silenced = Silenced::of(&self.record, &editions, gone);
        let mut record = Record::empty(&self.record.file);
        let mut seen: BTreeSet<Vec<String>> = BTreeSet::new();
        for (at, row) in self.record.rows.iter().enumerate() {
            let mut shown = row.clone();
            if silenced.is_gone(at) {
                silence(&mut shown);
            } else if silenced.quotes(&self.texts, at) {
                shown.was.clear();
            }
            // A merge keeps the line of the branch that did not know of the purge beside the other.
            if !silenced.firsts.contains_key(&row.key()) || seen.insert(words(&shown)) {
                record.push(shown, self.record.spans[at].clone());
            }
        }
        let unsettled = record.unsettled();
        for key in silenced.firsts.keys().filter(|key| !unsettled.contains(key)) {
            for row in still_said(&record, &self.texts, key, &silenced) {
                record.push(row, None);
            }
        }
        self.settled(record)
    }

    /// The archive with this record, without the texts and files that no version of it names.
    fn settled(&self, record: Record) -> Self {
        let heads = record.rows().iter().filter(|row| row.kind == RowKind::Version);
        let named: BTreeSet<Digest> = heads.filter_map(|row| Digest::parse(&row.now)).collect();
        // A text that no version names is that of a purged one, or of a build that was cut short: the next
        // one writes it again.
        let mut texts = self.texts.clone();
        for digest in self.texts.digests().filter(|digest| !named.contains(digest)) {
            let without = texts.without(digest);
            texts = texts.replaced(without);
        }
        let mut files = self.files.clone();
        if !files.is_empty() {
            let contents = texts.digests().filter_map(|digest| texts.content(digest));
            let mut used: BTreeSet<Digest> = contents.flat_map(|content| content.files()).collect();
            let found = record.rows().iter().filter(|row| row.kind == RowKind::Value(FieldKind::File));
            used.extend(found.filter_map(|row| Digest::parse(&row.now)));
            files.retain(|file| used.contains(file));
        }
        let read = self.read.clone().filter(|_| record == self.record);
        Self { record, read, texts, files, former: self.former.clone() }
    }
}

/// Takes from a row of a purged version what it said.
fn silence(row: &mut RecordRow) {
    if row.kind == RowKind::Purged {
        return;
    }
    row.was.clear();
    row.now.clear();
    row.note.clear();
    if row.kind == RowKind::Version {
        row.name.clear();
    }
}

/// The words of a row, to tell it from others.
fn words(row: &RecordRow) -> Vec<String> {
    let RecordRow { subject, part, version, day, kind, name, was, now, note } = row;
    let number = subject.number.as_ref().map(ToString::to_string).unwrap_or_default();
    let head = [number, subject.item.to_string(), part.word(), version.to_string(), day.to_string()];
    let rest = [kind.word(), name, was, now, note].map(str::to_owned);
    head.into_iter().chain(rest).collect()
}

/// Which rows say nothing any more, and what the others of their parts say.
struct Silenced<'a> {
    record: &'a Record,
    editions: &'a Editions,
    /// The heads of purged versions.
    gone: BTreeSet<usize>,
    /// Of each part that has any, the lowest number of one.
    firsts: BTreeMap<PartKey, u32>,
    /// What rows that stand say, by part and name, in its canonical form.
    said: BTreeMap<(PartKey, &'a str), BTreeSet<String>>,
    /// The values that purged versions changed, by part.
    values: BTreeMap<PartKey, BTreeSet<(FieldKind, &'a str)>>,
}

impl<'a> Silenced<'a> {
    fn of(record: &'a Record, editions: &'a Editions, gone: BTreeSet<usize>) -> Self {
        let mut firsts: BTreeMap<PartKey, u32> = BTreeMap::new();
        for row in gone.iter().map(|head| &record.rows[*head]) {
            let first = firsts.entry(row.key()).or_insert(row.version);
            *first = row.version.min(*first);
        }
        let (said, values) = (BTreeMap::new(), BTreeMap::new());
        let mut silenced = Self { record, editions, gone, firsts, said, values };
        for (at, row) in record.rows.iter().enumerate() {
            let key = row.key();
            if !silenced.firsts.contains_key(&key) {
                continue;
            }
            let is_gone = silenced.is_gone(at);
            match row.kind {
                RowKind::Value(kind) if is_gone => {
                    silenced.values.entry(key).or_default().insert((kind, &row.name));
                }
                RowKind::Value(_) | RowKind::Reason(_) if !is_gone => {
                    silenced.said.entry((key, &row.name)).or_default().insert(canonical(&row.now));
                }
                _ => {}
            }
        }
        silenced
    }

    fn is_gone(&self, at: usize) -> bool {
        self.gone.contains(&self.editions.head(at))
    }

    /// Whether a row that stands quotes a purged version as what was there before: nothing that stands says
    /// so. By their numbers it cannot be told, for a branch that went on from a purged version may have got
    /// other numbers in a merge.
    fn quotes(&self, texts: &RecordTexts, at: usize) -> bool {
        let row = &self.record.rows[at];
        let is_later = || self.firsts.get(&row.key()).is_some_and(|first| row.version > *first);
        if reason::says_nothing(&row.was) || !is_later() {
            return false;
        }
        match row.kind {
            RowKind::Value(_) => !self.is_said(row),
            RowKind::Reason(ReasonKind::Correction | ReasonKind::Adjustment) => {
                if self.is_value(row) {
                    !self.is_said(row)
                } else {
                    !self.stands_in_text(texts, row)
                }
            }
            _ => false,
        }
    }

    fn is_said(&self, row: &RecordRow) -> bool {
        let said = self.said.get(&(row.key(), &*row.name));
        said.is_some_and(|said| said.contains(&canonical(&row.was)))
    }

    /// The unit that readers saw in a version, which no text tells; names in the registry are no secret.
    fn unit(&self, history: &History<'_>, key: &PartKey, name: &str, number: u32) -> &'a str {
        let is_version = |row: &RecordRow| history.versions.iter().any(|one| one.number == row.version);
        let is_it = |row: &&RecordRow| {
            row.kind == RowKind::Value(FieldKind::Unit) && row.name == name && row.key() == *key
        };
        let rows = self.record.rows.iter().filter(is_it);
        let known = rows.filter(|row| row.version <= number && !row.now.is_empty() && is_version(row));
        known.max_by_key(|row| row.version).map_or("", |row| &row.now)
    }

    fn is_value(&self, row: &RecordRow) -> bool {
        let is_it = |other: &RecordRow| {
            matches!(other.kind, RowKind::Value(_)) && other.name == row.name && other.key() == row.key()
        };
        self.record.rows.iter().any(is_it)
    }

    /// Whether a passage stands in a text of the part that was not purged.
    fn stands_in_text(&self, texts: &RecordTexts, row: &RecordRow) -> bool {
        let passage = canonical(&row.was);
        let says = |content: &PartContent| {
            content.fields().iter().any(|field| canonical(&field.value).contains(&passage))
        };
        let key = row.key();
        let heads = self.editions.heads().filter(|(head, _)| !self.gone.contains(head));
        let rows = heads.map(|(head, _)| &self.record.rows[head]).filter(|head| head.key() == key);
        rows.filter_map(|head| texts.content(&Digest::parse(&head.now)?)).any(|content| says(&content))
    }
}

/// The values that purged versions were the last to enter and that the next one still says, or said no more:
/// they are entered with that one, for what is public now stays on record.
fn still_said(
    record: &Record,
    texts: &RecordTexts,
    key: &PartKey,
    silenced: &Silenced<'_>,
) -> Vec<RecordRow> {
    let Some(values) = silenced.values.get(key) else { return Vec::new() };
    let history = record.history(key);
    let mut rows = Vec::new();
    for pair in history.versions.windows(2) {
        let [before, version] = pair else { continue };
        let content = version.digest.as_ref().filter(|_| before.purged.is_some());
        let Some(content) = content.and_then(|digest| texts.content(digest)) else { continue };
        let is_head = |row: &&RecordRow| {
            row.kind == RowKind::Version && row.version == version.number && row.key() == *key
        };
        let Some(head) = record.rows.iter().find(is_head) else { continue };
        for (kind, name) in values.iter().filter(|(kind, _)| kind.is_recorded()) {
            let now = match kind {
                FieldKind::Unit => silenced.unit(&history, key, name, version.number),
                _ => content.value(*kind, name).unwrap_or_default(),
            };
            if !is_same(history.value_in(*kind, name, version.number).unwrap_or_default(), now) {
                let (was, note) = (String::new(), String::new());
                let (kind, name, now) = (RowKind::Value(*kind), (*name).to_owned(), now.to_owned());
                rows.push(RecordRow { kind, name, was, now, note, ..head.clone() });
            }
        }
    }
    rows
}
