//! Which versions the finished site shows: of what two branches published under one number that keeps it
//! which readers have seen, and what the record must not lose.
//!
//! A file in the site folder ([`layout::LIVE`]) that is not committed, for it tells of the output beside it:
//! a line for each version in the record when the site was last switched, with a digest of its row, one of
//! what of the row stays in any merge, and its place for messages. Before them a line for each file of
//! `versions/`, with its length and digest: every text in it was then what the record says, and lines are
//! only added. And one with the digests of the site's manifest and of the record that it was made from: as
//! long as both are as they were, nothing that the site shows was lost from the record.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::files::{self, FileError};
use crate::layout;
use crate::model::{IndexNumber, to_hex};
use crate::output;
use crate::record::{self, Part, Record, RecordRow, RecordTexts, RowKind};
use crate::site::Snapshot;

/// The longest such file, in bytes: some million versions.
const LIMIT: u64 = 1 << 26;

/// The largest manifest, and the largest record, in bytes.
const LARGEST: u64 = 1 << 30;

/// How many digits of a digest tell rows apart.
const DIGITS: usize = 24;

/// How the line of a file of `versions/` begins.
const TEXTS: &str = "texts ";

/// How the line of the site and the record begins.
const MADE: &str = "made ";

/// What the finished site shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Live {
    /// The versions, by the digests of their rows.
    versions: BTreeMap<String, ShownVersion>,
    /// How long the files of `versions/` were, and their digests, by their names.
    texts: BTreeMap<String, (usize, record::Digest)>,
    /// What the site was made from, if that is known.
    made: Option<Made>,
}

/// The digests of the manifest of a site, and of the record that it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Made {
    pub(super) manifest: record::Digest,
    pub(super) record: record::Digest,
}

/// What is known of a version that the finished site shows; nothing where an older program wrote it down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct ShownVersion {
    /// The digest of what of its row stays whatever numbers a merge gives.
    lasting: String,
    place: String,
}

impl Live {
    /// What is known of the finished site of a site folder; nothing if none was built here.
    #[must_use]
    pub fn read(site: &Path) -> Self {
        let bytes = files::read_limited(&site.join(layout::LIVE), LIMIT).unwrap_or_default();
        let text = String::from_utf8(bytes).unwrap_or_default();
        let mut live = Self::default();
        for line in text.lines() {
            if let Some((name, known)) = line.strip_prefix(TEXTS).and_then(texts_line) {
                live.texts.insert(name, known);
                continue;
            }
            if let Some(made) = line.strip_prefix(MADE).and_then(made_line) {
                live.made = Some(made);
                continue;
            }
            let mut words = line.splitn(3, ' ').map(str::to_owned);
            let name = words.next().unwrap_or_default();
            let lasting = words.next().unwrap_or_default();
            live.versions.insert(name, ShownVersion { lasting, place: words.next().unwrap_or_default() });
        }
        live
    }

    /// How many bytes at the beginning of each file of texts are as they were when every text in them was
    /// looked at.
    pub(super) fn sound<'t>(&self, texts: &'t RecordTexts) -> BTreeMap<&'t str, usize> {
        let sound = |(name, text): (&'t str, &'t str)| {
            let (length, digest) = self.texts.get(name)?;
            let begin = text.as_bytes().get(..*length)?;
            (record::Digest::of(begin) == *digest).then_some((name, *length))
        };
        texts.files().filter_map(sound).collect()
    }

    /// Whether the site and the record are those of the last build, which made the one from the other.
    pub(super) fn is_made_of(&self, made: &Made) -> bool {
        self.made.as_ref() == Some(made)
    }

    /// Whether the finished site shows the version of a row.
    #[must_use]
    pub fn has(&self, row: &RecordRow) -> bool {
        self.versions.contains_key(&name(row))
    }

    /// The places of versions that the finished site shows and that a record does not have. What was purged
    /// is not among them, nor what has other numbers since a merge.
    pub(super) fn missing(&self, record: &Record) -> BTreeSet<String> {
        let heads = || record.rows().iter().filter(|row| row.kind == RowKind::Version);
        let names: BTreeSet<String> = heads().map(name).collect();
        let others =
            self.versions.iter().filter(|(name, shown)| !names.contains(*name) && !shown.place.is_empty());
        let others: Vec<&ShownVersion> = others.map(|(_, shown)| shown).collect();
        if others.is_empty() {
            return BTreeSet::new();
        }
        let lasting: BTreeSet<String> = heads().map(lasting).collect();
        let purged = record.rows().iter().filter(|row| row.kind == RowKind::Purged);
        let purged: BTreeSet<String> = purged.map(place_of).collect();
        let is_lost =
            |shown: &&&ShownVersion| !lasting.contains(&shown.lasting) && !purged.contains(&shown.place);
        others.iter().filter(is_lost).map(|shown| shown.place.clone()).collect()
    }

    fn of(record: &Record, texts: &RecordTexts) -> Self {
        let heads = record.rows().iter().filter(|row| row.kind == RowKind::Version);
        let shown =
            |row: &RecordRow| (name(row), ShownVersion { lasting: lasting(row), place: place_of(row) });
        let digest =
            |(name, text): (&str, &str)| (name.to_owned(), (text.len(), record::Digest::of(text.as_bytes())));
        Self { versions: heads.map(shown).collect(), texts: texts.files().map(digest).collect(), made: None }
    }

    fn text(&self) -> String {
        let line = |(name, ShownVersion { lasting, place }): (&String, &ShownVersion)| {
            if place.is_empty() { format!("{name}\n") } else { format!("{name} {lasting} {place}\n") }
        };
        let known = self.texts.iter();
        let texts =
            known.map(|(name, (length, digest))| format!("{TEXTS}{length} {} {name}\n", digest.as_str()));
        let made = self
            .made
            .iter()
            .map(|Made { manifest, record }| format!("{MADE}{} {}\n", manifest.as_str(), record.as_str()));
        made.chain(texts).chain(self.versions.iter().map(line)).collect()
    }
}

/// What a line about a file of texts says behind its first word.
fn texts_line(line: &str) -> Option<(String, (usize, record::Digest))> {
    let mut words = line.splitn(3, ' ');
    let (length, digest) = (words.next()?.parse().ok()?, record::Digest::parse(words.next()?)?);
    Some((words.next()?.to_owned(), (length, digest)))
}

/// What the line about site and record says behind its first word.
fn made_line(line: &str) -> Option<Made> {
    let (manifest, record) = line.split_once(' ')?;
    Some(Made { manifest: record::Digest::parse(manifest)?, record: record::Digest::parse(record)? })
}

/// The digest by which a row is known.
fn name(row: &RecordRow) -> String {
    let number = row.subject.number.as_ref().map_or("", IndexNumber::as_str);
    digest(&[
        number,
        row.subject.item.as_str(),
        &row.part.word(),
        &row.version.to_string(),
        &row.day.to_string(),
        &row.now,
    ])
}

/// The same without the numbers, which a merge may change.
fn lasting(row: &RecordRow) -> String {
    digest(&[row.subject.item.as_str(), &row.part.word(), &row.day.to_string(), &row.now])
}

fn place_of(row: &RecordRow) -> String {
    format!("{} v{}", place(&row.subject.to_string(), row.part), row.version)
}

/// How a part is called in a message.
pub(super) fn place(subject: &str, part: Part) -> String {
    format!("{subject} {}", part.word())
}

fn digest(words: &[&str]) -> String {
    let mut hash = Sha256::new();
    for word in words {
        hash.update(word.len().to_le_bytes());
        hash.update(word);
    }
    to_hex(&hash.finalize()[..DIGITS / 2])
}

/// Keeps what the site in the folder `output` shows since it was switched.
pub(super) fn keep((site, output): (&Path, &Path), snapshot: &Snapshot) {
    let archive = &snapshot.catalog.archive;
    let digest =
        |file: PathBuf| files::read_limited(&file, LARGEST).ok().map(|bytes| record::Digest::of(&bytes));
    let both = digest(output.join(output::MANIFEST)).zip(digest(site.join(layout::RECORD)));
    let made = both.map(|(manifest, record)| Made { manifest, record });
    let live = Live { made, ..Live::of(&archive.record, &archive.texts) };
    if Live::read(site) != live {
        let _ = files::write_own(site, layout::LIVE, live.text().as_bytes());
    }
}

/// Forgets what is not in the record any more.
pub(super) fn forget(site: &Path, record: &Record) -> Result<(), FileError> {
    let live = Live::read(site);
    let heads = record.rows().iter().filter(|row| row.kind == RowKind::Version);
    let known: BTreeSet<String> = heads.map(name).collect();
    let mut kept = live.clone();
    kept.versions.retain(|name, _| known.contains(name));
    if kept == live { Ok(()) } else { files::write_own(site, layout::LIVE, kept.text().as_bytes()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let digest = |text: &str| record::Digest::of(text.as_bytes());
        let made = Made { manifest: digest("manifest"), record: digest("record") };
        let shown = ShownVersion { lasting: "cd".to_owned(), place: "通知/一 正文 v1".to_owned() };
        let live = Live {
            versions: [("ab".to_owned(), shown)].into(),
            texts: [("2024.jsonl".to_owned(), (3, digest("abc")))].into(),
            made: Some(made.clone()),
        };
        files::write_own(folder.path(), layout::LIVE, live.text().as_bytes()).expect("it can be written");
        let read = Live::read(folder.path());
        assert_eq!(read, live);
        assert!(read.is_made_of(&made));
        let other = Made { record: digest("another"), ..made };
        assert!(!read.is_made_of(&other) && !Live::default().is_made_of(&other));
    }
}
