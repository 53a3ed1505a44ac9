//! Whether we may publish there, and what the last run left: everything about the output folder before work
//! begins.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::manifest::MANIFEST;
use super::open::open_own;
use super::tree::{is_dot_file, remove_tree};
use super::{PublishError, manifest};
use crate::files::{AtPath as _, FileAction, FileError, as_written, rename};
use crate::layout;

/// Refuses an output folder that is the site's own folder, holds it, or overlaps one of the folders
/// of its sources.
pub fn check_target(site: &Path, target: &Path) -> Result<(), PublishError> {
    let target = resolve(target)?;
    let site = resolve(site)?;
    if site.starts_with(&target) {
        return Err(PublishError::Overlaps(as_written(&target), as_written(&site)));
    }
    for name in layout::SOURCES {
        // Resolved one by one, because each may be a link.
        let source = resolve(&site.join(name))?;
        if target.starts_with(&source) || source.starts_with(&target) {
            return Err(PublishError::Overlaps(as_written(&target), as_written(&source)));
        }
    }
    Ok(())
}

/// Whether a path, which need not exist, is a folder or lies in it, whatever links lead there.
pub fn is_inside(path: &Path, folder: &Path) -> Result<bool, FileError> {
    Ok(resolve(path)?.starts_with(resolve(folder)?))
}

/// The path without links and dots, whether or not it exists yet.
pub(super) fn resolve(path: &Path) -> Result<PathBuf, FileError> {
    match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let absolute = std::path::absolute(path).at(FileAction::Read, path)?;
            match (absolute.parent(), absolute.file_name()) {
                (Some(parent), Some(name)) => Ok(resolve(parent)?.join(name)),
                // `missing/..`: where it would lead once `missing` exists cannot be known.
                _ => Err(error).at(FileAction::Read, path),
            }
        }
        resolved => resolved.at(FileAction::Read, path),
    }
}

/// The output folder and its neighbours.
#[derive(Debug)]
pub(super) struct OutputPlaces {
    /// The output folder.
    pub(super) target: PathBuf,
    /// The folder that holds it.
    pub(super) parent: PathBuf,
    /// Where the new site is made: on the same file system.
    pub(super) new: PathBuf,
    /// Where the old site is for a moment, if folders cannot be exchanged.
    pub(super) old: PathBuf,
    /// The folders above that had to be made, outermost first.
    made: Vec<PathBuf>,
}

impl OutputPlaces {
    /// The places that belong to an output folder.
    pub(super) fn of(target: &Path) -> Result<Self, PublishError> {
        let target = as_written(&resolve(target)?);
        let (Some(parent), Some(name)) = (target.parent(), target.file_name()) else {
            return Err(PublishError::NotAFolder(target));
        };
        let parent = parent.to_path_buf();
        let beside = |end: &str| {
            let mut beside = OsString::from(".");
            beside.push(name);
            beside.push(end);
            parent.join(beside)
        };
        let (new, old) = (beside(".gongkai-new"), beside(".gongkai-old"));
        Ok(Self { target, parent, new, old, made: Vec::new() })
    }

    /// Makes the folders above the target that are missing.
    pub(super) fn make_parents(&mut self) -> Result<(), FileError> {
        let missing: Vec<&Path> = self.parent.ancestors().take_while(|folder| !folder.exists()).collect();
        for folder in missing.into_iter().rev() {
            match fs::create_dir(folder).at(FileAction::Create, folder) {
                Ok(()) => self.made.push(folder.to_path_buf()),
                Err(error) => {
                    self.remove_parents();
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// Removes the folders that [`Self::make_parents`] made, if they are empty.
    pub(super) fn remove_parents(&self) {
        for folder in self.made.iter().rev() {
            // If somebody has put something there meanwhile, it stays.
            let _ = fs::remove_dir(folder);
        }
    }

    /// Takes the target for this run: ends what an interrupted run left, checks that the target is ours, and
    /// makes the folder for the new site. Gives its lock, and whether there is a folder at the target.
    pub(super) fn claim(&self) -> Result<(Option<File>, bool), PublishError> {
        // The parent folder is locked while a run begins or switches, so that a folder in transit is never
        // taken for a leftover. Nobody holds that lock for long.
        let _parent = lock_parent(&self.parent)?;
        for beside in [&self.new, &self.old] {
            // What we leave there is a folder. Anything else is somebody's, and is neither opened nor
            // removed.
            if fs::symlink_metadata(beside).is_ok_and(|metadata| !metadata.is_dir()) {
                return Err(PublishError::NotAFolder(beside.clone()));
            }
        }
        if is_in_use(&self.new)? {
            return Err(PublishError::Busy(self.target.clone()));
        }
        if exists(&self.old)? && !exists(&self.target)? {
            // Between two renames. The new site is whole then; the old one will do if somebody removed it.
            let from = if manifest::is_ours(&self.new) { &self.new } else { &self.old };
            rename(from, &self.target).at(FileAction::Rename, &self.target)?;
        }
        let has_old = self.check_owner()?;
        for leftover in [&self.new, &self.old] {
            remove_tree(leftover).at(FileAction::Remove, leftover)?;
        }
        fs::create_dir(&self.new).at(FileAction::Create, &self.new)?;
        let lock = open_folder(&self.new).at(FileAction::Lock, &self.new)?;
        if let Some(lock) = &lock {
            // It was just made and nobody else could open it, so this either succeeds or is unsupported.
            let _ = lock.try_lock();
        }
        Ok((lock, has_old))
    }

    /// Whether there is a folder at the target; an error if it is not ours to replace.
    fn check_owner(&self) -> Result<bool, PublishError> {
        match fs::symlink_metadata(&self.target) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error).at(FileAction::Read, &self.target).map_err(PublishError::File),
            Ok(metadata) if !metadata.is_dir() => return Err(PublishError::NotAFolder(self.target.clone())),
            Ok(metadata) if is_mount_point(&self.target, &metadata, &self.parent) => {
                return Err(PublishError::MountPoint(self.target.clone()));
            }
            Ok(_) => {}
        }
        if manifest::is_ours(&self.target) {
            return Ok(true);
        }
        // A site that we may not read must not be reported as somebody else's.
        let manifest = self.target.join(MANIFEST);
        if let Err(error) = open_own(&manifest)
            && error.kind() == io::ErrorKind::PermissionDenied
        {
            return Err(error).at(FileAction::Read, &manifest).map_err(PublishError::File);
        }
        for entry in fs::read_dir(&self.target).at(FileAction::Read, &self.target)? {
            let entry = entry.at(FileAction::Read, &self.target)?;
            if !is_dot_file(&entry.file_name()) {
                return Err(PublishError::Foreign(self.target.clone()));
            }
        }
        Ok(true)
    }
}

fn exists(path: &Path) -> Result<bool, FileError> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).at(FileAction::Read, path),
    }
}

/// Whether another process (or another [`Staging`](super::Staging) of ours) is filling this folder.
fn is_in_use(folder: &Path) -> Result<bool, FileError> {
    match open_folder(folder) {
        Ok(Some(folder)) => Ok(matches!(folder.try_lock(), Err(TryLockError::WouldBlock))),
        Ok(None) => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).at(FileAction::Lock, folder),
    }
}

/// Locks the folder that holds the target; waits for whoever has it. `None` where folders cannot be locked.
pub(super) fn lock_parent(parent: &Path) -> Result<Option<File>, FileError> {
    let Some(folder) = open_folder(parent).at(FileAction::Lock, parent)? else { return Ok(None) };
    match folder.lock() {
        Ok(()) => Ok(Some(folder)),
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(None),
        Err(error) => Err(error).at(FileAction::Lock, parent),
    }
}

/// Opens a folder to lock it. On Windows folders cannot be opened, and the site's lock must do.
fn open_folder(folder: &Path) -> io::Result<Option<File>> {
    open_folder_only(folder)
}

#[cfg(unix)]
fn open_folder_only(folder: &Path) -> io::Result<Option<File>> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::DIRECTORY;
    Ok(Some(File::from(rustix::fs::open(folder, flags, Mode::empty())?)))
}

#[cfg(not(unix))]
fn open_folder_only(_folder: &Path) -> io::Result<Option<File>> {
    Ok(None)
}

#[cfg(unix)]
fn is_mount_point(target: &Path, folder: &fs::Metadata, parent: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(parent).is_ok_and(|parent| parent.dev() != folder.dev()) || is_bound(target)
}

#[cfg(not(unix))]
fn is_mount_point(_target: &Path, _folder: &fs::Metadata, _parent: &Path) -> bool {
    false
}

/// Whether a folder of the same file system is mounted there (`mount --bind`): the switch would fail, and
/// only after the ledger was written. Kernels before 5.8 do not tell.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn is_bound(target: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    statx(CWD, target, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::TYPE)
        .is_ok_and(|found| found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
fn is_bound(_target: &Path) -> bool {
    false
}
