//! What the old site tells about the new one: digests that are already known, and files that go away.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use rayon::prelude::*;

use super::OutputCounts;
use super::bytes::{Digested, digest_file, digest_of};
use super::manifest::{self, MANIFEST, Manifest};
use super::open::open_own;
use super::register::Filed;
use super::stamp::{FileStamp, StampDigest, Stamps, UNKNOWN, clock, tells_changes};
use super::target::OutputPlaces;
use super::tree::is_dot_file;
use crate::files::{AtPath as _, FileAction, FileError};
use crate::model::PagePath;

/// The digests of all files, in order. Staged files were just hashed; the others are taken from the old
/// site's manifest, which saves a third of the time.
///
/// The manifest is trusted only for files untouched since it was written: if somebody edited a page in the
/// output and then made the same edit in the source, the page counts as unchanged, but its digest in the
/// manifest is wrong. Stamps tell. Without stamps, the file must be older than the manifest; and if the
/// manifest is younger than the new site, the clock was set back and no file is trusted. Every other file is
/// read again, and all are if nothing at all is remembered.
pub(super) fn digests(
    places: &OutputPlaces,
    remembered: Option<&Stamps>,
    filed: &BTreeMap<PagePath, Filed>,
) -> Result<Vec<Digested>, FileError> {
    let target = &places.target;
    let modified = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    let manifest = filed
        .values()
        .any(|filed| matches!(filed, Filed::Unchanged(_)))
        .then(|| modified(&target.join(MANIFEST)))
        .flatten()
        .filter(|_| remembered.is_some())
        .filter(|manifest| modified(&places.new).is_some_and(|now| *manifest <= now));
    let Manifest { digest, files, .. } =
        if manifest.is_some() { manifest::read(target) } else { Manifest::default() };
    let shorts = remembered
        .filter(|remembered| remembered.digest() == digest)
        .and_then(|remembered| remembered.known(files.len(), clock(&places.new)));
    let listed = files.into_iter().enumerate();
    let known: HashMap<_, _> = listed.map(|(at, (path, digested))| (path, (at, digested))).collect();
    let digest = |(path, filed): (&PagePath, &Filed)| match *filed {
        Filed::Staged(digested, _) => Ok(digested),
        Filed::Unchanged(time) => {
            let file = target.join(path.as_str());
            let is_told = |at: usize| match shorts {
                Some(shorts) => is_as_it_was(&file, shorts[at]),
                None => Some(time) < manifest,
            };
            match known.get(path.as_str()) {
                Some((at, digested)) if is_told(*at) => Ok(*digested),
                _ => digest_file(&file),
            }
        }
    };
    filed.iter().collect::<Vec<_>>().into_par_iter().map(digest).collect()
}

/// The stamps that are remembered of the old site, by address.
#[derive(Debug)]
pub(super) struct Untouched(HashMap<String, StampDigest>);

impl Untouched {
    /// Those of the site at the target; `None` if another one is remembered, or nothing can be said of it.
    pub(super) fn of(places: &OutputPlaces, remembered: &Stamps) -> Option<Self> {
        let Manifest { digest, files, .. } = manifest::read(&places.target);
        if files.is_empty() || remembered.digest() != digest {
            return None;
        }
        let shorts = remembered.known(files.len(), clock(&places.new))?;
        Some(Self(files.into_keys().zip(shorts.iter().copied()).collect()))
    }

    /// When the file at `disk`, which stands at an address, was written; `None` if it may not be as it was.
    pub(super) fn time_of(&self, disk: &Path, address: &PagePath) -> Option<SystemTime> {
        let remembered = *self.0.get(address.as_str()).filter(|short| **short != UNKNOWN)?;
        let stamp = FileStamp::at(disk).filter(|stamp| stamp.short() == remembered)?;
        Some(stamp.modified())
    }
}

/// Whether the file at `path` still has the remembered stamp.
fn is_as_it_was(path: &Path, remembered: StampDigest) -> bool {
    remembered != UNKNOWN && FileStamp::at(path).is_some_and(|stamp| stamp.short() == remembered)
}

/// The outcome of publishing the old site again, if it is exactly what its manifest says, with no extra file,
/// and if that manifest belongs to the remembered site. Also what to remember of it from now on, if that has
/// changed. A file is read only if its stamp does not prove that it is unchanged.
pub(super) fn intact(places: &OutputPlaces, remembered: &Stamps) -> Option<(OutputCounts, Option<Stamps>)> {
    let target = &places.target;
    let Manifest { digest, files, .. } = manifest::read(target);
    if files.is_empty() || remembered.digest() != digest {
        return None;
    }
    // Taken before any file is examined.
    let now = clock(&places.new);
    let known = remembered.known(files.len(), now);
    let look = |(at, (path, digested)): (usize, (&String, &Digested))| {
        look(&target.join(path), *digested, known.map_or(UNKNOWN, |known| known[at]), now)
    };
    let (vanished, shorts) = rayon::join(
        || Vanished::find(target, files.keys().map(String::as_str)),
        || files.iter().collect::<Vec<_>>().into_par_iter().enumerate().map(look).collect::<Option<Vec<_>>>(),
    );
    let (vanished, shorts) = (vanished.ok()?, shorts?);
    if vanished.files > 0 || vanished.has_folders {
        return None;
    }
    let bytes = files.values().map(|(_, size)| size).sum();
    let (unchanged, kept) = (files.len(), files.len());
    let published = OutputCounts { unchanged, kept, bytes, ..OutputCounts::default() };
    let is_known = known.is_some_and(|known| known == shorts);
    let renewed = (!is_known && tells_changes(&places.new)).then(|| Stamps::new(digest.clone(), now, shorts));
    Some((published, renewed))
}

/// The stamp of a file that has this digest, if it can be remembered; `None` if it has another digest.
fn look(path: &Path, digested: Digested, known: StampDigest, now: Option<Duration>) -> Option<StampDigest> {
    if is_as_it_was(path, known) {
        return Some(known);
    }
    let (file, _) = open_own(path).ok()?;
    // Taken before the file is read, so that a change made meanwhile will show.
    let stamp = FileStamp::of(&file);
    let is_same = digest_of(file, path).ok()? == digested;
    is_same.then(|| stamp.and_then(|stamp| stamp.short_before(now?)).unwrap_or(UNKNOWN))
}

/// What to remember of the site at `target` once it is published.
///
/// `moment` is the time of the last rename, or later. Until then no new file is visible to anyone, so a file
/// written in an earlier tick of the clock cannot have been changed within that tick. The stamp of an
/// unchanged file is taken now, because linking and unlinking changed it; it counts unless the file was
/// modified after it was compared.
pub(super) fn stamps(
    target: &Path,
    digest: String,
    files: &BTreeMap<PagePath, Filed>,
    sizes: &[u64],
    moment: Option<Duration>,
) -> Stamps {
    let Some(moment) = moment else { return Stamps::new(digest, None, Vec::new()) };
    let short = |((path, filed), size): ((&PagePath, &Filed), &u64)| {
        let stamp = match *filed {
            Filed::Staged(_, stamp) => stamp,
            Filed::Unchanged(time) => {
                FileStamp::at(&target.join(path.as_str())).filter(|stamp| stamp.is_from(*size, time))
            }
        };
        stamp.and_then(|stamp| stamp.short_before(moment)).unwrap_or(UNKNOWN)
    };
    let files: Vec<_> = files.iter().zip(sizes).collect();
    Stamps::new(digest, Some(moment), files.into_par_iter().map(short).collect())
}

/// What the old site has and the new one does not.
#[derive(Default)]
pub(super) struct Vanished {
    /// The files that the new site does not have.
    pub(super) files: usize,
    /// Whether some folders are left empty.
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
            .filter_entry(|entry| entry.depth() > 1 || !is_dot_file(entry.file_name()));
        for entry in entries {
            let entry = entry.map_err(io::Error::from).at(FileAction::Read, target)?;
            // We never write a name that is not Unicode.
            let name = entry.path().strip_prefix(target).ok().and_then(Path::to_str).map(address);
            if entry.file_type().is_dir() {
                vanished.has_folders |= !name.is_some_and(|name| folders.contains(&*name));
            } else if !name.is_some_and(|name| names.contains(&*name)) {
                vanished.files += 1;
            }
        }
        Ok(vanished)
    }
}

/// A path below the site's folder as an address: Windows puts `\` between folders.
fn address(path: &str) -> Cow<'_, str> {
    if cfg!(windows) { path.replace('\\', "/").into() } else { path.into() }
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::Write as _;
    use std::thread::sleep;

    use super::*;
    use crate::output::open::create;

    #[test]
    fn a_file_is_read_only_if_its_stamp_does_not_tell() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.html");
        create(&path).unwrap().write_all(b"one").unwrap();
        let short = FileStamp::at(&path).unwrap().short();
        sleep(Duration::from_millis(30));
        fs::create_dir(folder.path().join("later")).unwrap();
        let now = clock(folder.path());
        let (right, wrong) = (digest_file(&path).unwrap(), ([0; 32], 3));
        // Whoever reads it finds another digest.
        assert_eq!(look(&path, wrong, short, now), Some(short));
        assert_eq!(look(&path, wrong, UNKNOWN, now), None);
        assert_eq!(look(&path, wrong, [1; 16], now), None);
        for known in [UNKNOWN, [1; 16]] {
            assert_eq!(look(&path, right, known, now), Some(short));
            // If the clock is behind the file's time, nothing is remembered.
            assert_eq!(look(&path, right, known, Some(Duration::from_secs(1))), Some(UNKNOWN));
            assert_eq!(look(&path, right, known, None), Some(UNKNOWN));
        }
    }
}
