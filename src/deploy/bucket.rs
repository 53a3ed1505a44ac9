//! A bucket as a place: content by its digest, and a pointer that is written only if nobody else wrote it.
//!
//! | in the bucket | |
//! |---|---|
//! | `releases/objects/DIGEST` | a file of some release, by its digest |
//! | `releases/NAME.json` | a release: its manifest; beside it its signature, `NAME.minisig` |
//! | `.gongkai/state/NUMBER.json` | the state; the highest number holds |
//! | `.gongkai/marks` | which objects need not be fetched to know what they hold ([`ObjectMarks`]) |
//!
//! A state is written only if its number is free, so that of two deployments at once one is refused, with the
//! one condition that every store knows. The web server in front of the bucket finds what an address means in
//! a file ([`Gateway`]) that is replaced as a whole; it is what readers see.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use sha2::{Digest as _, Sha256};

use super::at_once::at_once;
use super::object_marks::ObjectMarks;
use super::s3::{BucketStore, S3Access, StoredObject};
use super::state::is_release_name;
use super::{DeployError, Package, Presence, Remote, SshRemote, Switch, Transfer};
use crate::files;
use crate::model::to_hex;
use crate::output::{self, Digested, MANIFEST, Manifest};
use crate::signature::SIGNATURE;

/// The folder of files by digest.
const OBJECTS: &str = "releases/objects/";
/// The folder of releases.
const RELEASES: &str = "releases/";
/// The folder of states.
const STATES: &str = ".gongkai/state/";

/// How many older states stay.
const STATES_KEPT: u64 = 3;

/// What the first line of the gateway's file begins with; the release and the number of the state follow.
const HEAD: &str = "# gongkai ";

/// Where the file of addresses lies that the web server in front reads.
#[derive(Debug)]
pub enum Gateway {
    /// On this machine.
    File(PathBuf),
    /// On another machine: the way to its folder, and its name there.
    Ssh(SshRemote, String),
}

impl Gateway {
    /// The release that it leads to, and the number of its state.
    fn live(&self) -> Result<(Option<String>, u64), DeployError> {
        let bytes = match self {
            Self::File(path) => match files::read_limited(path, 1 << 28) {
                Ok(bytes) => Some(bytes),
                Err(error) if error.is_not_found() => None,
                Err(error) => return Err(error.into()),
            },
            Self::Ssh(remote, name) => remote.fetch(name)?,
        };
        let text = bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        let head = text.lines().next().and_then(|line| line.strip_prefix(HEAD)).unwrap_or_default();
        let (release, number) = head.split_once(' ').unwrap_or((head, ""));
        let release = is_release_name(release).then(|| release.to_owned());
        Ok((release, number.parse().unwrap_or(0)))
    }

    /// Replaces the file, unless there is one of a later state than `number`: whoever was stopped between
    /// the state and this file must not undo what others did meanwhile.
    fn write(&self, text: &str, number: u64) -> Result<(), DeployError> {
        match self {
            Self::File(path) => {
                let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
                if let Some(folder) = folder {
                    files::make_folder(folder)?;
                }
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let _alone = files::wait_for_lock(&path.with_file_name(format!(".{name}.lock")))?;
                if self.live()?.1 > number {
                    return Err(DeployError::ChangedMeanwhile);
                }
                Ok(files::write_atomic(path, text.as_bytes())?)
            }
            Self::Ssh(remote, name) => remote.replace_older(name, text.as_bytes(), (HEAD, number)),
        }
    }
}

/// A bucket behind a gateway.
#[derive(Debug)]
pub struct BucketRemote {
    store: BucketStore,
    gateway: Gateway,
    parallel: usize,
    /// The number of the state that was read.
    number: u64,
    /// The manifests read so far, by release.
    manifests: BTreeMap<String, Manifest>,
    /// Whether this run removed a release, so that files may have become useless.
    has_removed: bool,
    /// Which objects need not be fetched; read when the place is opened.
    marks: ObjectMarks,
}

impl BucketRemote {
    /// The bucket that `access` leads to, behind `gateway`; so many files are sent at once.
    pub fn new(access: S3Access, gateway: Gateway, parallel: u8) -> Result<Self, DeployError> {
        let store = BucketStore::new(access)?;
        let parallel = usize::from(parallel.max(1));
        Ok(Self {
            store,
            gateway,
            parallel,
            number: 0,
            manifests: BTreeMap::new(),
            has_removed: false,
            marks: ObjectMarks::default(),
        })
    }

    /// The files that lie in the bucket.
    fn there(&self) -> Result<BTreeMap<String, StoredObject>, DeployError> {
        let objects = self.store.list(OBJECTS)?.into_iter();
        Ok(objects.map(|(name, object)| (format!("{OBJECTS}{name}"), object)).collect())
    }

    /// Those of `files` that lie in the bucket as they ought to, by their names there.
    fn right(&mut self, files: &BTreeMap<String, Digested>) -> Result<BTreeSet<String>, DeployError> {
        let there = self.there()?;
        self.marks.right(&self.store, self.parallel, &there, files)
    }

    fn manifest(&mut self, release: &str) -> Result<Manifest, DeployError> {
        if let Some(known) = self.manifests.get(release) {
            return Ok(known.clone());
        }
        let bytes = self.store.get(&format!("{RELEASES}{release}.json"))?;
        let manifest = bytes.and_then(|bytes| output::parse_manifest(&bytes)).unwrap_or_default();
        self.manifests.insert(release.to_owned(), manifest.clone());
        Ok(manifest)
    }

    /// Writes the next state, unless somebody else did.
    fn advance(&mut self, state: &[u8]) -> Result<(), DeployError> {
        let next = self.number + 1;
        if !self.store.create(&state_key(next), state)? {
            return Err(DeployError::ChangedMeanwhile);
        }
        self.number = next;
        if let Some(old) = next.checked_sub(STATES_KEPT) {
            self.store.delete(&state_key(old))?;
        }
        Ok(())
    }

    /// What every address of a release means, for the state that comes next. Parts of the releases that are
    /// `open` stay, for whoever has one of their pages open.
    fn map(&mut self, release: &str, open: &[String]) -> Result<String, DeployError> {
        let mut earlier = BTreeMap::new();
        for release in open {
            for (path, digested) in self.manifest(release)?.files {
                // Of two with the same name the newer one is there already.
                earlier.entry(path).or_insert(digested);
            }
        }
        let manifest = self.manifest(release)?;
        let signature = self.store.get(&format!("{RELEASES}{release}.minisig"))?;
        let mut text = format!("{HEAD}{release} {}\n", self.number + 1);
        let mut line = |path: &str, key: &str| {
            text.extend(["\"/", &escaped(path), "\" \"", key, "\";\n"]);
        };
        for (path, (digest, _)) in &manifest.files {
            let key = object_key(digest);
            line(path, &key);
            if let Some(folder) = path.strip_suffix("index.html") {
                line(folder, &key);
            }
        }
        let is_part = |path: &str| matches!(path.rsplit_once('.'), Some((_, "js" | "css")));
        for (path, (digest, _)) in &earlier {
            if is_part(path) && !manifest.files.contains_key(path) {
                line(path, &object_key(digest));
            }
        }
        line(MANIFEST, &format!("{RELEASES}{release}.json"));
        if signature.is_some() {
            line(SIGNATURE, &format!("{RELEASES}{release}.minisig"));
        }
        Ok(text)
    }
}

/// The name of a file in the bucket.
fn object_key(digest: &[u8; 32]) -> String {
    format!("{OBJECTS}{}", to_hex(digest))
}

/// Files by their names in the bucket.
fn by_key<'a>(files: impl Iterator<Item = &'a Digested>) -> BTreeMap<String, Digested> {
    files.map(|digested| (object_key(&digested.0), *digested)).collect()
}

pub(super) fn state_key(number: u64) -> String {
    format!("{STATES}{number:012}.json")
}

/// The number of the newest state; 0 if there is none.
pub(super) fn newest_number(store: &BucketStore) -> Result<u64, DeployError> {
    let states = store.list(STATES)?;
    let numbers = states.keys().filter_map(|name| name.strip_suffix(".json")?.parse::<u64>().ok());
    Ok(numbers.max().unwrap_or(0))
}

/// A path as nginx reads it between double quotes, in a list of exact names.
fn escaped(path: &str) -> String {
    path.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$")
}

impl Remote for BucketRemote {
    fn name(&self) -> String {
        self.store.name()
    }

    fn open(&mut self, _to_change: bool) -> Result<Presence, DeployError> {
        self.number = newest_number(&self.store)?;
        let state = if self.number == 0 { None } else { self.store.get(&state_key(self.number))? };
        let names = self.store.list(RELEASES)?.into_keys();
        let names = names.filter_map(|name| name.strip_suffix(".json").map(ToOwned::to_owned));
        let releases: Vec<String> = names.filter(|name| is_release_name(name)).collect();
        let (live, _) = self.gateway.live()?;
        self.marks = ObjectMarks::read(&self.store)?;
        Ok(Presence { state, live, releases })
    }

    fn digests(&mut self, release: &str) -> Result<BTreeMap<String, [u8; 32]>, DeployError> {
        let manifest = self.manifest(release)?;
        let right = self.right(&by_key(manifest.files.values()))?;
        let mut digests = BTreeMap::new();
        for (path, (digest, _)) in manifest.files {
            if right.contains(&object_key(&digest)) {
                digests.insert(path, digest);
            }
        }
        for (path, ending) in [(MANIFEST, "json"), (SIGNATURE, "minisig")] {
            if let Some(bytes) = self.store.get(&format!("{RELEASES}{release}.{ending}"))? {
                digests.insert(path.to_owned(), Sha256::digest(&bytes).into());
            }
        }
        Ok(digests)
    }

    fn is_intact(&mut self, package: &Package, release: &str) -> Result<bool, DeployError> {
        let there = self.digests(release)?;
        self.marks.keep(&self.store)?;
        Ok(package.is(&there))
    }

    fn read(&mut self, release: &str, path: &str) -> Result<Option<Vec<u8>>, DeployError> {
        match path {
            MANIFEST => self.store.get(&format!("{RELEASES}{release}.json")),
            SIGNATURE => self.store.get(&format!("{RELEASES}{release}.minisig")),
            path => match self.manifest(release)?.files.get(path) {
                Some((digest, _)) => self.store.get(&object_key(digest)),
                None => Ok(None),
            },
        }
    }

    fn prepare(&mut self, package: &Package, _base: Option<&str>) -> Result<Vec<String>, DeployError> {
        // The manifest and its signature get names of their own, when everything else is there.
        let files = package.files().iter().filter(|(path, _)| !is_own(path));
        let right = self.right(&by_key(files.clone().map(|(_, piece)| &piece.digested)))?;
        let mut sent = BTreeSet::new();
        let missing = files.filter(|(_, piece)| {
            let key = object_key(&piece.digested.0);
            !right.contains(&key) && sent.insert(key)
        });
        Ok(missing.map(|(path, _)| path.clone()).collect())
    }

    fn send(
        &mut self,
        package: &Package,
        missing: &[String],
        transfer: &Transfer<'_>,
    ) -> Result<(), DeployError> {
        let transfer = transfer.shared(u32::try_from(self.parallel).unwrap_or(1));
        let store = &self.store;
        at_once(self.parallel, missing, |path| {
            let Some(piece) = package.files().get(path) else { return Ok(()) };
            let key = object_key(&piece.digested.0);
            store.send(package, path, (&key, "application/octet-stream", "no-cache"), &transfer)
        })
    }

    fn finish(&mut self, package: &Package, missing: &[String], release: &str) -> Result<(), DeployError> {
        let there = self.there()?;
        let files = package.files().iter().filter(|(path, _)| !is_own(path));
        let wanted = by_key(files.clone().map(|(_, piece)| &piece.digested));
        let is_there = |(digest, size): &Digested| {
            there.get(&object_key(digest)).is_some_and(|object| object.size == *size)
        };
        if let Some((path, _)) = files.clone().find(|(_, piece)| !is_there(&piece.digested)) {
            return Err(DeployError::Damaged(path.clone()));
        }
        let sent = missing.iter().filter_map(|path| Some(object_key(&package.files().get(path)?.digested.0)));
        self.marks.replace(&self.store, &there, &wanted, &sent.collect())?;
        if package.is_signed() {
            let signature = package.bytes(SIGNATURE)?;
            self.store.put(&format!("{RELEASES}{release}.minisig"), &signature, "text/plain")?;
        }
        let manifest = package.bytes(MANIFEST)?;
        self.store.put(&format!("{RELEASES}{release}.json"), &manifest, "application/json")
    }

    fn switch(&mut self, state: &[u8], switch: &Switch<'_>) -> Result<(), DeployError> {
        let map = self.map(switch.release, switch.open)?;
        self.advance(state)?;
        self.gateway.write(&map, self.number)
    }

    fn store(&mut self, state: &[u8]) -> Result<(), DeployError> {
        self.advance(state)
    }

    fn remove(&mut self, release: &str) -> Result<(), DeployError> {
        self.has_removed = true;
        self.store.delete(&format!("{RELEASES}{release}.json"))?;
        self.store.delete(&format!("{RELEASES}{release}.minisig"))
    }

    fn sweep(&mut self, kept: &[String], at_once: bool) -> Result<(), DeployError> {
        if !self.has_removed {
            return Ok(());
        }
        let mut used = BTreeSet::new();
        for release in kept {
            used.extend(self.manifest(release)?.files.into_values().map(|(digest, _)| to_hex(&digest)));
        }
        let newest = self.store.list(STATES)?.into_values().map(|object| object.written).max();
        let limit = newest.as_deref().and_then(days_before);
        for (name, object) in self.store.list(OBJECTS)? {
            // What is young may belong to a deployment that has not come to its end.
            let is_old = at_once || limit.as_ref().is_some_and(|limit| object.written < *limit);
            if is_old && !used.contains(&name) {
                self.store.delete(&format!("{OBJECTS}{name}"))?;
            }
        }
        Ok(())
    }
}

/// A time three days earlier, in the form in which stores write it.
pub(super) fn days_before(time: &str) -> Option<String> {
    let time: jiff::Timestamp = time.parse().ok()?;
    let earlier = time.checked_sub(jiff::SignedDuration::from_hours(72)).ok()?;
    Some(earlier.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string())
}

/// Whether a file has a name of its own in the bucket.
fn is_own(path: &str) -> bool {
    [MANIFEST, SIGNATURE].contains(&path)
}
