//! What the old site can tell about the new one: digests that are known already, and what vanishes.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use rayon::prelude::*;

use super::bytes::{digest_file, digest_of, open_own};
use super::manifest::{self, Digested, Manifest};
use super::register::{Filed, MANIFEST};
use super::stamp::{Short, Stamp, Stamps, UNKNOWN, clock, tells_changes};
use super::target::Places;
use super::{Published, switch};
use crate::files::{Action, AtPath as _, FileError};
use crate::model::PagePath;

/// The digests of all files, in their order: of those staged as just taken, of the others from the old site's manifest, which
/// saves a third of the time.
///
/// The manifest is believed only about files that are as they were when it was written: if somebody mended a page in the
/// output and then in the source too, the page is unchanged, but the manifest does not know it. Stamps tell. Without any the
/// file has to be older than the manifest; none is if the manifest is younger than the new site, for then the clock was
/// set back, and what was mended since looks older than the manifest. Any other file is read once more.
pub(super) fn digests(
    places: &Places,
    remembered: &Stamps,
    filed: &BTreeMap<PagePath, Filed>,
) -> Result<Vec<Digested>, FileError> {
    let target = &places.target;
    let modified = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    let manifest = filed
        .values()
        .any(|filed| matches!(filed, Filed::Unchanged(_)))
        .then(|| modified(&target.join(MANIFEST)))
        .flatten()
        .filter(|manifest| modified(&places.new).is_some_and(|now| *manifest <= now));
    let Manifest { digest, files } =
        if manifest.is_some() { manifest::read(target) } else { Manifest::default() };
    let shorts = Some(remembered)
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

/// Whether the file at `path` has the stamp that is remembered of it.
fn is_as_it_was(path: &Path, remembered: Short) -> bool {
    remembered != UNKNOWN && Stamp::at(path).is_some_and(|stamp| stamp.short() == remembered)
}

/// What publishing the old site again would come to, if it is, byte for byte and with no file more, what its manifest says,
/// and if that is the manifest of the remembered site. And what is to be remembered of it now, if that is something else.
/// A file is read only where its stamp does not tell that it is as it was.
pub(super) fn intact(places: &Places, remembered: &Stamps) -> Option<(Published, Option<Stamps>)> {
    let target = &places.target;
    let Manifest { digest, files } = manifest::read(target);
    if files.is_empty() || remembered.digest() != digest {
        return None;
    }
    // Before any file is looked at.
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
    let published = Published { unchanged: files.len(), bytes, ..Published::default() };
    let is_known = known.is_some_and(|known| known == shorts);
    let renewed = (!is_known && tells_changes(&places.new)).then(|| Stamps::new(digest.clone(), now, shorts));
    Some((published, renewed))
}

/// The stamp of a file that has this digest, if it can be remembered; `None` if it has another digest.
fn look(path: &Path, digested: Digested, known: Short, now: Option<Duration>) -> Option<Short> {
    if is_as_it_was(path, known) {
        return Some(known);
    }
    let (file, _) = open_own(path).ok()?;
    // Taken before the file is read: should somebody change it meanwhile, that will show.
    let stamp = Stamp::of(&file);
    let is_same = digest_of(file, path).ok()? == digested;
    is_same.then(|| stamp.and_then(|stamp| stamp.short_before(now?)).unwrap_or(UNKNOWN))
}

/// What is to be remembered of the site that stands at `target` once it is published.
///
/// `moment` is when the last step was done that gives or takes names, or later. Before, nobody is shown a new file; so one
/// that was written in an earlier step of the clock cannot be changed within that step. Of an unchanged file the stamp is
/// taken now, for its second name and the loss of the first changed it; it counts unless somebody has modified the
/// file since it was compared.
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
                Stamp::at(&target.join(path.as_str())).filter(|stamp| stamp.is_from(*size, time))
            }
        };
        stamp.and_then(|stamp| stamp.short_before(moment)).unwrap_or(UNKNOWN)
    };
    let files: Vec<_> = files.iter().zip(sizes).collect();
    Stamps::new(digest, Some(moment), files.into_par_iter().map(short).collect())
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
    use crate::output::bytes::create;

    #[test]
    fn a_file_is_read_only_if_its_stamp_does_not_tell() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.html");
        create(&path).unwrap().write_all(b"one").unwrap();
        let short = Stamp::at(&path).unwrap().short();
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
            // By a clock that stands before the file's, nothing is remembered.
            assert_eq!(look(&path, right, known, Some(Duration::from_secs(1))), Some(UNKNOWN));
            assert_eq!(look(&path, right, known, None), Some(UNKNOWN));
        }
    }
}
