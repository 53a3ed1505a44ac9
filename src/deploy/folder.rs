//! A folder that this machine can write to: releases, and one link to the live one.
//!
//! | in the folder | |
//! |---|---|
//! | `current` | a link to the live release: what the web server shows |
//! | `previous` | a link to the parts of earlier releases whose pages somebody may have open |
//! | `releases/NAME/` | a release; nobody changes it |
//! | `.gongkai/state.json` | what was ever live, and the list of releases |
//! | `.gongkai/part/` | the release that is being made |
//! | `.gongkai/earlier-NAME/` | what `previous` leads to, made for the release NAME |
//! | `.gongkai/marks` | which files need not be read again ([`FileMarks`]) |
//! | `.gongkai/lock` | locked by whoever deploys |
//!
//! Files that did not change are links to the same bytes of the release before. The far end of
//! [SSH](super::ssh) has the same layout.

#![expect(clippy::disallowed_methods, reason = "this is a door to the disk")]

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::error::altered;
use super::marks::{FileMarks, Sight};
use super::package::PackedFile;
use super::state::is_release_name;
use super::{DeployError, Package, Presence, Remote, Switch, Transfer};
use crate::files::{self, AtPath as _, Cause, FileAction, FileError};
use rayon::prelude::*;

/// The link to the live release.
pub(super) const CURRENT: &str = "current";
/// The link to the parts of earlier releases: a page that is still open finds its own there.
pub(super) const PREVIOUS: &str = "previous";
/// The folders of a site that hold parts: styles, scripts and the search index.
pub(super) const PARTS: [&str; 2] = ["assets", "search"];
/// What the name of a folder of such parts begins with.
pub(super) const EARLIER: &str = "earlier-";
/// The folder of releases.
pub(super) const RELEASES: &str = "releases";
/// The folder of what is ours alone.
pub(super) const OURS: &str = ".gongkai";

/// The longest state that is read, in bytes: some million rows of a record.
const STATE_LIMIT: u64 = 1 << 28;

/// A folder as a place for a site.
#[derive(Debug)]
pub struct FolderRemote {
    root: PathBuf,
    /// Held until it is dropped.
    lock: Option<File>,
    /// What an earlier run saw.
    marks: FileMarks,
    /// What this run saw of the files of the new release.
    seen: BTreeMap<String, Sight>,
}

impl FolderRemote {
    /// The folder `root`, which need not exist.
    #[must_use]
    pub fn new(root: PathBuf) -> Self {
        Self { root, lock: None, marks: FileMarks::default(), seen: BTreeMap::new() }
    }

    fn release(&self, name: &str) -> PathBuf {
        self.root.join(RELEASES).join(name)
    }

    fn ours(&self, name: &str) -> PathBuf {
        self.root.join(OURS).join(name)
    }

    /// Makes the folder ready, and locks it.
    fn claim(&mut self) -> Result<(), DeployError> {
        files::make_folder(&self.root)?;
        let ours = self.root.join(OURS);
        if !files::is_folder(&ours)? {
            let is_foreign = |name: &std::ffi::OsString| !name.to_string_lossy().starts_with('.');
            if files::names_in(&self.root)?.iter().any(is_foreign) {
                return Err(DeployError::Foreign(self.name()));
            }
        }
        files::make_folder(&ours)?;
        files::make_folder(&self.root.join(RELEASES))?;
        let path = self.ours("lock");
        let mut options = OpenOptions::new();
        let file =
            options.write(true).create(true).truncate(false).open(&path).at(FileAction::Lock, &path)?;
        match file.try_lock() {
            Ok(()) => self.lock = Some(file),
            Err(TryLockError::WouldBlock) => return Err(DeployError::Busy(self.name())),
            Err(TryLockError::Error(error)) => return Err(error).at(FileAction::Lock, &path)?,
        }
        // What a killed run left of files that are written whole, and of releases that were being removed.
        for name in files::names_in(&ours)? {
            let path = ours.join(&name);
            let name = name.to_string_lossy();
            if name.starts_with(files::UNFINISHED) || name == "link" {
                fs::remove_file(&path).at(FileAction::Remove, &path)?;
            } else if name.starts_with("gone-") {
                fs::remove_dir_all(&path).at(FileAction::Remove, &path)?;
            }
        }
        Ok(())
    }

    /// What is known of all files below a folder, by path with `/`.
    fn seen_in(&self, folder: &Path) -> Result<BTreeMap<String, Sight>, DeployError> {
        let see = |disk: PathBuf| -> Result<(String, Sight), DeployError> {
            let path = disk.strip_prefix(folder).unwrap_or(&disk);
            let path = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
            // A link among the files is none of ours.
            let sight = self.marks.see(&disk).at(FileAction::Read, &disk)?;
            Ok((path, sight))
        };
        files_in(folder)?.into_par_iter().map(see).collect()
    }

    /// Marks the files of a release that were seen.
    fn mark(&self, release: &str, seen: &BTreeMap<String, Sight>) {
        // The site is online; what is not marked is read again next time.
        let _ = FileMarks::write(&self.release(release), seen, &self.ours("marks"));
    }

    /// Gathers the parts of the releases whose pages are open, and leads [`PREVIOUS`] to them.
    fn keep_parts(&self, switch: &Switch<'_>) -> Result<(), DeployError> {
        let name = format!("{EARLIER}{}", switch.release);
        let kept = self.ours(&name);
        if switch.open.is_empty() {
            let link = self.root.join(PREVIOUS);
            match fs::remove_file(&link) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(error).at(FileAction::Remove, &link)?;
                }
                _ => {}
            }
        } else {
            // A run that was killed may have begun it.
            files::remove_folder(&kept)?;
            for (release, part) in switch.open.iter().flat_map(|release| PARTS.map(|part| (release, part))) {
                let from = self.release(release).join(part);
                for file in if files::is_folder(&from)? { files_in(&from)? } else { Vec::new() } {
                    let to = kept.join(part).join(file.strip_prefix(&from).unwrap_or(&file));
                    if let Some(folder) = to.parent() {
                        files::make_folder(folder)?;
                    }
                    // Of two with the same name the newer one is there already.
                    if fs::symlink_metadata(&to).is_err() {
                        link_or_copy(&file, &to)?;
                    }
                }
            }
            self.lead(PREVIOUS, &Path::new(OURS).join(&name))?;
        }
        for other in files::names_in(&self.root.join(OURS))? {
            if *other != *name && other.to_string_lossy().starts_with(EARLIER) {
                files::remove_folder(&self.root.join(OURS).join(other))?;
            }
        }
        Ok(())
    }

    /// Lets a link in the folder lead elsewhere, at once.
    fn lead(&self, link: &str, to: &Path) -> Result<(), DeployError> {
        let (new, link) = (self.ours("link"), self.root.join(link));
        symlink(to, &new).at(FileAction::Create, &new)?;
        files::rename(&new, &link).at(FileAction::Rename, &link)?;
        Ok(())
    }

    /// The release that the link leads to.
    fn live(&self) -> Result<Option<String>, DeployError> {
        let link = self.root.join(CURRENT);
        match fs::read_link(&link) {
            Ok(target) => {
                let name = target.file_name().map(|name| name.to_string_lossy().into_owned());
                let name =
                    name.filter(|name| is_release_name(name) && target.parent() == Some(Path::new(RELEASES)));
                name.map(Some).ok_or_else(|| DeployError::Foreign(link.display().to_string()))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            // It is no link.
            Err(_) => Err(DeployError::Foreign(link.display().to_string())),
        }
    }
}

impl Remote for FolderRemote {
    fn name(&self) -> String {
        format!("`{}`", self.root.display())
    }

    fn open(&mut self, to_change: bool) -> Result<Presence, DeployError> {
        if to_change {
            self.claim()?;
        } else if !files::is_folder(&self.root.join(OURS))? {
            return Ok(Presence::default());
        }
        let state = match files::read_limited(&self.ours("state.json"), STATE_LIMIT) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(error.into()),
        };
        let names = files::names_in(&self.root.join(RELEASES))?.into_iter();
        let names = names.filter_map(|name| name.into_string().ok()).filter(|name| is_release_name(name));
        let mut releases: Vec<String> = names.collect();
        releases.sort();
        self.marks = FileMarks::read(&self.ours("marks"));
        Ok(Presence { state, live: self.live()?, releases })
    }

    fn digests(&mut self, release: &str) -> Result<BTreeMap<String, [u8; 32]>, DeployError> {
        // Whoever asks for them wants to know what the bytes are.
        let there = Self::new(self.root.clone()).seen_in(&self.release(release))?;
        Ok(there.into_iter().map(|(path, sight)| (path, sight.digest)).collect())
    }

    fn is_intact(&mut self, package: &Package, release: &str) -> Result<bool, DeployError> {
        let there = self.seen_in(&self.release(release))?;
        let files = package.files();
        let is_right = |(path, piece): (&String, &PackedFile)| {
            there.get(path).is_some_and(|sight| sight.digest == piece.digested.0)
        };
        let is_intact = files.len() == there.len() && files.iter().all(is_right);
        if is_intact && there.values().any(|sight| sight.is_read) {
            self.mark(release, &there);
        }
        Ok(is_intact)
    }

    fn read(&mut self, release: &str, path: &str) -> Result<Option<Vec<u8>>, DeployError> {
        match files::read_limited(&self.release(release).join(path), STATE_LIMIT) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn prepare(&mut self, package: &Package, base: Option<&str>) -> Result<Vec<String>, DeployError> {
        let part = self.ours("part");
        files::make_folder(&part)?;
        let mut sent = self.seen_in(&part)?;
        sent.retain(|path, sight| {
            package.files().get(path).is_some_and(|piece| piece.digested.0 == sight.digest)
        });
        for path in files_in(&part)? {
            let name = path.strip_prefix(&part).unwrap_or(&path).to_string_lossy();
            if !sent.contains_key(&*name.replace(std::path::MAIN_SEPARATOR, "/")) {
                fs::remove_file(&path).at(FileAction::Remove, &path)?;
            }
        }
        remove_empty_folders(&part)?;
        make_folders(&part, package.files().keys())?;
        let base = base.map(|base| self.release(base));
        let find = |(path, piece): (&String, &PackedFile)| -> Result<(String, Option<Sight>), DeployError> {
            if let Some(sight) = sent.get(path) {
                return Ok((path.clone(), Some(*sight)));
            }
            let known = base.as_ref().map(|base| base.join(path));
            let sight = known.as_ref().and_then(|known| self.marks.see(known).ok());
            let sight = sight.filter(|sight| sight.digest == piece.digested.0);
            if let (Some(known), Some(_)) = (known, sight) {
                link_or_copy(&known, &part.join(path))?;
            }
            Ok((path.clone(), sight))
        };
        let files: Vec<_> = package.files().iter().collect();
        let found = files.into_par_iter().map(find).collect::<Result<Vec<_>, _>>()?;
        let missing =
            found.iter().filter(|(_, sight)| sight.is_none()).map(|(path, _)| path.clone()).collect();
        self.seen = found.into_iter().filter_map(|(path, sight)| Some((path, sight?))).collect();
        Ok(missing)
    }

    fn send(
        &mut self,
        package: &Package,
        missing: &[String],
        transfer: &Transfer<'_>,
    ) -> Result<(), DeployError> {
        let part = self.ours("part");
        for path in missing {
            let to = part.join(path);
            let mut from = transfer.pace(package.read(path)?);
            let mut write = || -> io::Result<()> {
                let mut file = OpenOptions::new().write(true).create_new(true).open(&to)?;
                io::copy(&mut from, &mut file)?;
                file.sync_all()
            };
            write().map_err(|error| {
                altered(&error).unwrap_or_else(|| {
                    DeployError::File(FileError::new(FileAction::Write, &to, Cause::Io(error)))
                })
            })?;
        }
        Ok(())
    }

    fn finish(&mut self, package: &Package, missing: &[String], release: &str) -> Result<(), DeployError> {
        let part = self.ours("part");
        // What was linked is known; what was written is read back once.
        let see = |path: &String| -> Result<(String, Sight), DeployError> {
            let expected = package.files().get(path).map(|piece| piece.digested.0);
            let sight = self.marks.see(&part.join(path)).ok();
            let sight = sight.filter(|sight| Some(sight.digest) == expected);
            Ok((path.clone(), sight.ok_or_else(|| DeployError::Damaged(path.clone()))?))
        };
        let arrived = missing.par_iter().map(see).collect::<Result<Vec<_>, _>>()?;
        self.seen.extend(arrived);
        for folder in folders_in(&part)? {
            files::sync_folder(&folder).at(FileAction::Write, &folder)?;
        }
        let to = self.release(release);
        fs::rename(&part, &to).at(FileAction::Rename, &to)?;
        let releases = self.root.join(RELEASES);
        files::sync_folder(&releases).at(FileAction::Write, &releases)?;
        Ok(())
    }

    fn switch(&mut self, state: &[u8], switch: &Switch<'_>) -> Result<(), DeployError> {
        if self.live()?.as_deref() != switch.before {
            return Err(DeployError::ChangedMeanwhile);
        }
        self.store(state)?;
        self.keep_parts(switch)?;
        self.lead(CURRENT, &Path::new(RELEASES).join(switch.release))?;
        files::sync_folder(&self.root).at(FileAction::Write, &self.root)?;
        Ok(())
    }

    fn store(&mut self, state: &[u8]) -> Result<(), DeployError> {
        files::write_atomic(&self.ours("state.json"), state)?;
        Ok(())
    }

    fn remove(&mut self, release: &str) -> Result<(), DeployError> {
        // Out of the list first: half a release must not be taken for one.
        let (from, gone) = (self.release(release), self.ours(&format!("gone-{release}")));
        fs::rename(&from, &gone).at(FileAction::Remove, &from)?;
        fs::remove_dir_all(&gone).at(FileAction::Remove, &gone)?;
        Ok(())
    }

    /// Nothing is left over here. What was seen of the new release is marked, now that it will not be touched
    /// any more.
    fn sweep(&mut self, kept: &[String], _at_once: bool) -> Result<(), DeployError> {
        if let Some(live) = kept.last() {
            self.mark(live, &self.seen);
        }
        Ok(())
    }
}

#[cfg(unix)]
fn symlink(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(windows)]
fn symlink(target: &Path, link: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(target, link)
}

fn make_folders<'a>(root: &Path, paths: impl Iterator<Item = &'a String>) -> Result<(), DeployError> {
    let mut last = "";
    for folder in paths.filter_map(|path| path.rsplit_once('/')).map(|(folder, _)| folder) {
        if folder != last {
            files::make_folder(&root.join(folder))?;
            last = folder;
        }
    }
    Ok(())
}

/// What is no folder, below `root`.
fn files_in(root: &Path) -> Result<Vec<PathBuf>, DeployError> {
    below(root, false)
}

/// The folders below `root`, and itself, innermost first.
fn folders_in(root: &Path) -> Result<Vec<PathBuf>, DeployError> {
    below(root, true)
}

fn below(root: &Path, is_folder: bool) -> Result<Vec<PathBuf>, DeployError> {
    let found = walkdir::WalkDir::new(root).contents_first(true).into_iter();
    let is_wanted = |entry: &walkdir::DirEntry| entry.file_type().is_dir() == is_folder;
    let wanted = found.filter(|entry| entry.as_ref().map_or(true, is_wanted)).map(|entry| {
        entry.map(walkdir::DirEntry::into_path).map_err(|error| {
            let path = error.path().unwrap_or(root).to_path_buf();
            DeployError::File(FileError::new(FileAction::Read, path, Cause::Io(error.into())))
        })
    });
    wanted.collect()
}

fn remove_empty_folders(root: &Path) -> Result<(), DeployError> {
    for folder in folders_in(root)?.iter().filter(|folder| *folder != root) {
        // One that holds something stays.
        let _ = fs::remove_dir(folder);
    }
    Ok(())
}

/// Gives the same bytes a second name; where the file system has no such names, a copy.
fn link_or_copy(from: &Path, to: &Path) -> Result<(), DeployError> {
    if fs::hard_link(from, to).is_err() {
        fs::copy(from, to).at(FileAction::Write, to)?;
    }
    Ok(())
}
