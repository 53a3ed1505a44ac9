//! What the old site can tell about the new one: digests that are known already, and what vanishes.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::bytes::digest_file;
use super::manifest::{self, Digested};
use super::register::{Filed, MANIFEST};
use super::target::Places;
use super::{Published, switch};
use crate::files::{Action, AtPath as _, FileError};
use crate::model::PagePath;

/// The digests of all files: of those staged as just taken, of the others from the old site's manifest, which
/// saves a third of the time.
///
/// The manifest is believed only about files that are older than itself: if somebody mended a page in the
/// output and then in the source too, the page is unchanged, but the manifest does not know it. Such a file, and
/// one that is not in the manifest, is read once more; so is every file if the manifest is younger than the new
/// site, for then the clock was set back, and what was mended since looks older than the manifest.
pub(super) fn digests(
    places: &Places,
    filed: &BTreeMap<PagePath, Filed>,
) -> Result<BTreeMap<PagePath, Digested>, FileError> {
    let target = &places.target;
    let modified = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    let manifest = filed
        .values()
        .any(|filed| matches!(filed, Filed::Unchanged(_)))
        .then(|| modified(&target.join(MANIFEST)))
        .flatten()
        .filter(|manifest| modified(&places.new).is_some_and(|now| *manifest <= now));
    let known = if manifest.is_some() { manifest::read(target) } else { BTreeMap::new() };
    let digest = |(path, filed): (&PagePath, &Filed)| {
        let digested = match *filed {
            Filed::Staged(digested) => digested,
            Filed::Unchanged(time) => match known.get(path.as_str()) {
                Some(digested) if Some(time) < manifest => *digested,
                _ => digest_file(&target.join(path.as_str()))?,
            },
        };
        Ok((path.clone(), digested))
    };
    filed.iter().map(digest).collect()
}

/// What publishing the site at `target` again would come to, if it is, byte for byte and with no file more, what its
/// manifest says, and that manifest has this digest.
pub(super) fn intact(target: &Path, digest: &str) -> Option<Published> {
    if manifest::digest(target)? != digest {
        return None;
    }
    let files = manifest::read(target);
    let is_same = |(path, digested): (&String, &Digested)| {
        digest_file(&target.join(path)).is_ok_and(|found| found == *digested)
    };
    let vanished = Vanished::find(target, files.keys().map(String::as_str)).ok()?;
    let is_intact =
        !files.is_empty() && vanished.files == 0 && !vanished.has_folders && files.par_iter().all(is_same);
    let bytes = files.values().map(|(_, size)| size).sum();
    is_intact.then(|| Published { unchanged: files.len(), bytes, ..Published::default() })
}

/// What the old site has and the new one has not.
#[derive(Default)]
pub(super) struct Vanished {
    /// Its files that the new one has not.
    pub(super) files: usize,
    /// Whether there are folders of which nothing is left.
    pub(super) has_folders: bool,
}

impl Vanished {
    /// Compares what is on the disk at `target` with the files of the new site.
    pub(super) fn find<'a>(target: &Path, files: impl Iterator<Item = &'a str>) -> Result<Self, FileError> {
        let mut vanished = Self::default();
        let mut names = HashSet::from([MANIFEST]);
        let mut folders = HashSet::new();
        for path in files {
            names.insert(path);
            let mut rest = path;
            while let Some((folder, _)) = rest.rsplit_once('/') {
                if !folders.insert(folder) {
                    break;
                }
                rest = folder;
            }
        }
        let entries = walkdir::WalkDir::new(target)
            .min_depth(1)
            .into_iter()
            .filter_entry(|entry| entry.depth() > 1 || !switch::is_dot_file(entry.file_name()));
        for entry in entries {
            let entry = entry.map_err(io::Error::from).at(Action::Read, target)?;
            // A name that is not Unicode is none of ours.
            let name = entry.path().strip_prefix(target).ok().and_then(Path::to_str);
            if entry.file_type().is_dir() {
                vanished.has_folders |= !name.is_some_and(|name| folders.contains(name));
            } else if !name.is_some_and(|name| names.contains(name)) {
                vanished.files += 1;
            }
        }
        Ok(vanished)
    }
}
