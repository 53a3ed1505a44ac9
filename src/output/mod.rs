//! Stage `output`: the new site beside the old one, then in its place, whole or not at all.
//!
//! With an output folder `output`, its neighbours are `.output.gongkai-new` (the new site while it is made) and
//! `.output.gongkai-old` (the old one, for an instant, on file systems that cannot exchange two folders).
//! They tell what a crash, a kill or a power cut interrupted; the next [`Staging::begin`] cleans up:
//!
//! | interrupted | `output` | `-new` | `-old` | next time |
//! |---|---|---|---|---|
//! | while pages are written, linked or synced | old | part | – | `-new` removed |
//! | before or after the caller's own step (the ledger) | old | whole | – | `-new` removed |
//! | after the exchange | new | old | – | `-new` removed |
//! | without exchange, between two renames | **none** | whole | old | `-new` becomes `output` |
//! | without exchange, after them | new | – | old | `-old` removed |
//! | while the old site is removed | new | part of old | part of old | both removed |
//!
//! So `output` is the old site or the new one, never a mix; only where the file system cannot exchange
//! folders can it be missing, until the next run. The staged files are on the disk before `output` changes. When
//! an error is returned, or a [`Staging`] is dropped, nothing of it is left.
//!
//! A file with the same bytes as in the old site is not written again but linked, so it keeps its date and web
//! servers' caches stay good; when nothing at all has changed, the old site is left as it is. Files with a
//! name in dots at the top (`.git`, `.well-known`) belong to other people and come along.
//!
//! What the pages say, which there are, and whether they may be published is decided before.

mod bytes;
mod error;
mod manifest;
mod old;
mod register;
mod switch;
mod target;

pub use error::PublishError;
pub use target::check_target;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use crate::files::{Action, AtPath as _, FileError};
use crate::model::PagePath;
pub use bytes::Pieces;
use bytes::{copy_digesting, create, same_bytes, same_file, same_pieces, write_digesting};
use old::Vanished;
use register::{Filed, MANIFEST, Register};
use target::Places;

/// What publishing came to. `manifest.json` is counted nowhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Files that are new or changed.
    pub written: usize,
    /// Files that stayed as they were.
    pub unchanged: usize,
    /// Files of the old site that the new one does not have.
    pub removed: usize,
    /// Bytes of all files of the new site.
    pub bytes: u64,
}

/// A new site while it is made. Its files come from many threads; dropping it leaves the old site untouched.
#[derive(Debug)]
pub struct Staging {
    places: Places,
    /// Locked until it has become the target, so that nobody takes it for a leftover.
    _lock: Option<File>,
    /// Whether there is an old site to compare with.
    has_old: bool,
    register: Mutex<Register>,
    /// The folders made in the new site so far.
    folders: Mutex<BTreeSet<String>>,
    is_switched: bool,
}

impl Staging {
    /// Begins a new site that is to become `target`.
    ///
    /// `target` may be missing, empty, hold only dot-files, or be a site made by gongkai; anything else is
    /// refused and not touched. What an interrupted run left is brought to an end first. See [`check_target`]
    /// for targets that are dangerous whatever is in them.
    pub fn begin(target: &Path) -> Result<Self, PublishError> {
        let mut places = Places::of(target)?;
        places.make_parents()?;
        let claimed = places.claim();
        if claimed.is_err() {
            places.remove_parents();
        }
        let (lock, has_old) = claimed?;
        Ok(Self {
            places,
            _lock: lock,
            has_old,
            register: Mutex::default(),
            folders: Mutex::default(),
            is_switched: false,
        })
    }

    /// Adds a file to the new site. An address can be used once, and not again with other capitals.
    pub fn write(&self, path: &PagePath, bytes: &[u8]) -> Result<(), PublishError> {
        locked(&self.register).reserve(path)?;
        let same = if self.has_old { same_bytes(&self.old_path(path), bytes) } else { None };
        let filed = if let Some(time) = same {
            Filed::Unchanged(time)
        } else {
            let new = self.new_path(path)?;
            let mut file = create(&new).at(Action::Write, &new)?;
            file.write_all(bytes).at(Action::Write, &new)?;
            Filed::Staged((Sha256::digest(bytes).into(), bytes.len() as u64))
        };
        locked(&self.register).file(path, filed);
        Ok(())
    }

    /// Adds a file too large to be held in memory, as [`Self::write`] does.
    pub fn write_pieces(&self, path: &PagePath, pieces: &Pieces<'_>) -> Result<(), PublishError> {
        locked(&self.register).reserve(path)?;
        let same = if self.has_old { same_pieces(&self.old_path(path), pieces) } else { None };
        let filed = match same {
            Some(time) => Filed::Unchanged(time),
            None => Filed::Staged(write_digesting(pieces, &self.new_path(path)?)?),
        };
        locked(&self.register).file(path, filed);
        Ok(())
    }

    /// Adds a copy of the file `from`, of any size, to the new site.
    ///
    /// It is never linked to: who edits it later in place must not edit the published site.
    pub fn copy(&self, path: &PagePath, from: &Path) -> Result<(), PublishError> {
        locked(&self.register).reserve(path)?;
        let same = if self.has_old { same_file(&self.old_path(path), from)? } else { None };
        let filed = match same {
            Some(time) => Filed::Unchanged(time),
            None => Filed::Staged(copy_digesting(from, &self.new_path(path)?)?),
        };
        locked(&self.register).file(path, filed);
        Ok(())
    }

    /// What publishing would come to without any change: every file of the old site is read, and it has to be, byte for
    /// byte and with no file more, the site whose [`Self::published`] digest is `digest`; and each of `copies`, an address
    /// and a file, the same as what stands at the address.
    pub fn unchanged<'a>(
        &self,
        digest: &str,
        copies: impl Iterator<Item = (&'a PagePath, &'a Path)>,
    ) -> Option<Published> {
        let copies = copies.collect::<Vec<_>>();
        let is_copy = |(path, from): &(&PagePath, &Path)| {
            same_file(&self.old_path(path), from).is_ok_and(|same| same.is_some())
        };
        let published = if self.has_old { old::intact(&self.places.target, digest) } else { None };
        published.filter(|_| copies.par_iter().all(is_copy))
    }

    /// The digest of the site that stands at `target`: that of its list of files and their digests.
    #[must_use]
    pub fn published(target: &Path) -> Option<String> {
        manifest::digest(target)
    }

    /// Completes the new site, runs `before_switch`, and puts the new site in the old one's place.
    ///
    /// `before_switch` is the caller's last step that may fail: when it runs, everything else that can be
    /// foreseen has succeeded. It runs also when the site has not changed.
    pub fn finish<E: From<PublishError>>(
        mut self,
        before_switch: impl FnOnce() -> Result<(), E>,
    ) -> Result<Published, E> {
        let (published, is_changed) = self.complete()?;
        before_switch()?;
        if is_changed {
            switch::switch(&self.places)?;
            self.is_switched = true;
        }
        Ok(published)
    }

    /// Puts in the new site what is not written: the unchanged files, the manifest, other people's dot-files.
    /// Tells whether the new site differs from the old one; if not, it is left incomplete.
    fn complete(&self) -> Result<(Published, bool), PublishError> {
        let all = std::mem::take(&mut *locked(&self.register)).into_files()?;
        let target = &self.places.target;
        let (digests, vanished) = rayon::join(
            || old::digests(&self.places, &all),
            || {
                if self.has_old {
                    Vanished::find(target, all.keys().map(PagePath::as_str))
                } else {
                    Ok(Vanished::default())
                }
            },
        );
        let (digests, vanished) = (digests?, vanished?);
        let manifest = manifest::write(&digests);
        let unchanged: Vec<&PagePath> = all
            .iter()
            .filter(|(_, filed)| matches!(filed, Filed::Unchanged(_)))
            .map(|(path, _)| path)
            .collect();
        let published = Published {
            written: all.len() - unchanged.len(),
            unchanged: unchanged.len(),
            removed: vanished.files,
            bytes: digests.values().map(|(_, size)| size).sum(),
        };
        let is_changed = published.written > 0
            || vanished.files > 0
            || vanished.has_folders
            || same_bytes(&target.join(MANIFEST), &manifest).is_none();
        if !is_changed {
            return Ok((published, false));
        }
        unchanged
            .par_iter()
            .try_for_each(|path| switch::link_or_copy(&self.old_path(path), &self.new_path(path)?))?;
        let new = self.places.new.join(MANIFEST);
        create(&new).and_then(|mut file| file.write_all(&manifest)).at(Action::Write, &new)?;
        if self.has_old {
            switch::carry_dot_files(&self.places)?;
        }
        switch::sync(&self.places.new)?;
        Ok((published, true))
    }

    fn old_path(&self, path: &PagePath) -> PathBuf {
        self.places.target.join(path.as_str())
    }

    /// Where a file of the new site goes; its folder is there.
    fn new_path(&self, path: &PagePath) -> Result<PathBuf, FileError> {
        let new = self.places.new.join(path.as_str());
        if let Some((folder, _)) = path.as_str().rsplit_once('/') {
            let mut made = locked(&self.folders);
            if !made.contains(folder) {
                let path = self.places.new.join(folder);
                fs::create_dir_all(&path).at(Action::Create, &path)?;
                made.insert(folder.to_owned());
            }
        }
        Ok(new)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.is_switched {
            // What cannot be removed now is removed, or complained about, by the next run.
            let _ = switch::remove_tree(&self.places.new);
            self.places.remove_parents();
        }
    }
}

/// A panic in another thread does not make the data behind the lock wrong: entries are made whole.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
