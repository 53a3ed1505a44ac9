//! Which versions the finished site shows: of what two branches published under one number that keeps it
//! which readers have seen.
//!
//! A file in the site folder ([`layout::LIVE`]) that is not committed, for it tells of the output beside it:
//! a line for each version in the record when the site was last switched, as a digest of its row.

use std::collections::BTreeSet;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::files::{self, FileError};
use crate::layout;
use crate::model::{IndexNumber, to_hex};
use crate::record::{Record, Row, RowKind};
use crate::site::Snapshot;

/// The longest such file, in bytes: some million versions.
const LIMIT: u64 = 1 << 26;

/// How many digits of a digest tell rows apart.
const DIGITS: usize = 24;

/// The versions that the finished site shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Live(BTreeSet<String>);

impl Live {
    /// What is known of the finished site of a site folder; nothing if none was built here.
    #[must_use]
    pub fn read(site: &Path) -> Self {
        let bytes = files::read_limited(&site.join(layout::LIVE), LIMIT).unwrap_or_default();
        let text = String::from_utf8(bytes).unwrap_or_default();
        Self(text.lines().map(str::to_owned).collect())
    }

    /// Whether the finished site shows the version of a row.
    #[must_use]
    pub fn has(&self, row: &Row) -> bool {
        self.0.contains(&name(row))
    }

    fn of(record: &Record) -> Self {
        Self(record.rows().iter().filter(|row| row.kind == RowKind::Version).map(name).collect())
    }

    fn text(&self) -> String {
        self.0.iter().flat_map(|line| [line, "\n"]).collect()
    }
}

fn name(row: &Row) -> String {
    let number = row.subject.number.as_ref().map_or("", IndexNumber::as_str);
    let (part, version, day) = (row.part.word(), row.version.to_string(), row.day.to_string());
    let mut hash = Sha256::new();
    for word in [number, row.subject.item.as_str(), &part, &version, &day, &row.now] {
        hash.update(word.len().to_le_bytes());
        hash.update(word);
    }
    to_hex(&hash.finalize()[..DIGITS / 2])
}

/// Keeps what the site shows since it was switched. Nothing depends on it but which number a merge leaves.
pub(super) fn keep(site: &Path, snapshot: &Snapshot) {
    if !snapshot.news.is_empty() || !files::is_there(&site.join(layout::LIVE)) {
        let live = Live::of(&snapshot.catalog.archive.record);
        let _ = files::write_own(site, layout::LIVE, live.text().as_bytes());
    }
}

/// Forgets what is not in the record any more.
pub(super) fn forget(site: &Path, record: &Record) -> Result<(), FileError> {
    let live = Live::read(site);
    let kept = Live(live.0.intersection(&Live::of(record).0).cloned().collect());
    if kept == live { Ok(()) } else { files::write_own(site, layout::LIVE, kept.text().as_bytes()) }
}
