//! Attachments as they are published: cleaned, unless the site says otherwise (清理附件).

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::attachment::{self, CleanedFile, Taken};
use crate::catalog::Catalog;
use crate::config::Settings;
use crate::files;
use crate::model::ContentPath;

/// A file beside a page, as it is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublishedFile {
    /// Byte for byte the one at this place on the disk.
    AsItIs(PathBuf),
    /// Without what its author did not mean to publish.
    Cleaned(Vec<u8>),
}

/// What is known of cleaned files, without their bytes.
#[derive(Default)]
pub(super) struct CleanedFiles(Mutex<BTreeMap<ContentPath, KnownCleaning>>);

/// Which files there are, and whether they are cleaned.
type OfSite<'a> = (&'a Catalog, &'a Settings);

struct KnownCleaning {
    size: u64,
    taken: BTreeSet<Taken>,
    /// Whether it, or something in it, could not be cleaned.
    is_left: bool,
}

impl CleanedFiles {
    /// How a file is published; `None` if no page names it. A file that cannot be read or cleaned is
    /// published as it is: what is wrong with it is told by the rules.
    pub(super) fn published(
        &self,
        (catalog, settings): OfSite<'_>,
        file: &ContentPath,
    ) -> Option<PublishedFile> {
        let on_disk = catalog.files.get(file)?;
        let bytes = self.clean((catalog, settings), file).and_then(|cleaned| cleaned.bytes);
        Some(bytes.map_or_else(|| PublishedFile::AsItIs(on_disk.disk.clone()), PublishedFile::Cleaned))
    }

    /// How large a file is as it is published, in bytes.
    pub(super) fn size(&self, (catalog, settings): OfSite<'_>, file: &ContentPath) -> Option<u64> {
        let known = || self.lock().get(file).map(|known| known.size);
        let cleaned = known().or_else(|| {
            self.clean((catalog, settings), file)?;
            known()
        });
        cleaned.or_else(|| catalog.files.get(file).map(|on_disk| on_disk.size))
    }

    /// What was taken out of the files asked for so far.
    pub(super) fn taken_out(&self) -> BTreeMap<ContentPath, BTreeSet<Taken>> {
        let known = self.lock();
        let told = known.iter().filter(|(_, known)| !known.taken.is_empty());
        told.map(|(file, known)| (file.clone(), known.taken.clone())).collect()
    }

    /// Which of the files asked for so far could not be cleaned, or not wholly.
    pub(super) fn uncleaned(&self) -> Vec<ContentPath> {
        self.lock().iter().filter(|(_, known)| known.is_left).map(|(file, _)| file.clone()).collect()
    }

    /// Cleans a file, and remembers what can be said of it.
    fn clean(&self, (catalog, settings): OfSite<'_>, file: &ContentPath) -> Option<CleanedFile> {
        if !settings.clean_attachments || !attachment::may_be_cleaned(file.name()) {
            return None;
        }
        let on_disk = catalog.files.get(file)?;
        let bytes = files::read_limited(&on_disk.disk, attachment::LARGEST).ok()?;
        let cleaned = attachment::clean(file.name(), &bytes);
        let size = cleaned.bytes.as_ref().map_or(bytes.len(), Vec::len) as u64;
        let known =
            KnownCleaning { size, taken: cleaned.taken.clone(), is_left: !cleaned.obstacles.is_empty() };
        self.lock().insert(file.clone(), known);
        Some(cleaned)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<ContentPath, KnownCleaning>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
