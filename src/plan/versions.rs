//! The pages of superseded versions, of those that were withdrawn, and the files that only old versions have.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{PageKind, Planner};
use crate::catalog::{Item, ItemKind, ItemNumber};
use crate::layout;
use crate::model::{IndexNumber, ItemId, ItemKey, PagePath, TombstoneId, YearId};
use crate::record::{Digest, FieldKind, History, Part, PartContent, Subject};

/// How many digits of a digest stand in the address of a file.
const DIGITS: usize = 16;

/// The address of a file that an old version of an item had: its name below a part of its digest, so that
/// versions share what they have in common. `None` if it has no name that can be one here.
#[must_use]
pub fn kept_path(number: &IndexNumber, name: &str, digest: &Digest) -> Option<PagePath> {
    let name = name.rsplit(['/', '\\']).next().filter(|name| !name.is_empty())?;
    let digits: String = digest.as_str().chars().take(DIGITS).collect();
    PagePath::new(&format!("{number}/files/{digits}/{name}")).ok()
}

impl Planner<'_> {
    /// The versions of an item that others have superseded.
    pub(super) fn versions(&mut self, id: ItemId, item: &Item) {
        let ItemNumber::Issued(number) = &item.number else { return };
        let subject = Subject { number: Some(number.clone()), item: item.key.clone() };
        let is_alone = !matches!(item.kind, ItemKind::Year(_));
        let is_withheld = self.catalog.common(item).withheld.is_some();
        let source: Arc<str> = layout::RECORD.into();
        for part in self.catalog.parts(item) {
            let history = self.catalog.archive.record.history(&subject.key(part));
            let current = history.versions.len().saturating_sub(1);
            for version in &history.versions[..current] {
                if let Some(path) = part.version_path(number, version.number, is_alone) {
                    let kind = PageKind::Version { item: id, part, version: version.number };
                    self.page_at(path, &source, kind);
                }
            }
            if !is_withheld {
                self.kept_files(number, &history);
            }
        }
    }

    /// The files of superseded versions that the newest one has not, as far as they were kept.
    fn kept_files(&mut self, number: &IndexNumber, history: &History<'_>) {
        let archive = &self.catalog.archive;
        let Some((current, old)) = history.versions.split_last() else { return };
        if old.is_empty() || archive.files.is_empty() {
            return;
        }
        let now: BTreeSet<(String, Digest)> =
            current.content(&archive.texts).iter().flat_map(files_of).collect();
        let source: Arc<str> = layout::VERSIONS.into();
        for version in old {
            let old = version.content(&archive.texts);
            for (name, digest) in old.iter().flat_map(files_of).filter(|file| !now.contains(file)) {
                if !archive.files.contains(&digest) {
                    continue;
                }
                let Some(path) = kept_path(number, &name, &digest) else { continue };
                if self.plan.kept.insert(path.clone(), digest).is_none() {
                    self.take_path(path, &source);
                }
            }
        }
    }

    /// The plans of a year whose periods are the items: they are kept below its summary.
    pub(super) fn plan_versions(&mut self, id: YearId, item: ItemKey) {
        let subject = Subject { number: None, item };
        let history = self.catalog.archive.record.history(&subject.key(Part::Plan));
        let current = history.versions.len().saturating_sub(1);
        let source: Arc<str> = layout::RECORD.into();
        let numbers: Vec<u32> = history.versions[..current].iter().map(|version| version.number).collect();
        for version in numbers {
            let address = plan_version_address(self.plan.years[id.project][id.nth].as_str(), version);
            self.page(&address, &source, PageKind::PlanVersion { year: id, version });
        }
    }

    /// What was a version of a withdrawn item tells that it was withdrawn, too.
    pub(super) fn withdrawn_versions(&mut self, id: TombstoneId) {
        let record = &self.catalog.archive.record;
        let number = &self.catalog.tombstones[id].number;
        let parts: Vec<_> = record.parts_of(number).collect();
        let is_alone = parts.iter().all(|key| key.part != Part::Plan);
        let source: Arc<str> = layout::LEDGER.into();
        for key in parts {
            let history = record.history(key);
            let current = history.versions.len().saturating_sub(1);
            for version in &history.versions[..current] {
                if let Some(path) = key.part.version_path(number, version.number, is_alone) {
                    self.page_at(path, &source, PageKind::WithdrawnVersion(id));
                }
            }
        }
    }
}

/// The address of a version of a year's plan beside the year's summary: `…/2023/plan-v1.html`.
#[must_use]
pub fn plan_version_address(summary: &str, version: u32) -> String {
    format!("{}/plan-v{version}.html", summary.trim_end_matches(".html"))
}

/// The files of a content: their names and digests.
fn files_of(content: &PartContent) -> impl Iterator<Item = (String, Digest)> {
    let files = content.fields().iter().filter(|field| field.kind == FieldKind::File);
    files.filter_map(|field| Some((field.name.clone(), Digest::parse(&field.value)?)))
}
