//! One build of a site at a time.
//!
//! The operating system holds the lock, on an empty file, and releases it however the process ends. The file
//! itself means nothing and is never removed: removing it could take away another process's lock.

use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::door::open_lock;
use super::{AtPath as _, FileAction, FileError, UNFINISHED};
use crate::diag::{Lang, Text};
use crate::layout;
use crate::say;

/// The right to change a site's ledger and output; held until dropped.
#[derive(Debug)]
pub struct SiteLock {
    file: File,
}

/// Why a site could not be locked.
#[derive(Debug)]
pub enum LockError {
    /// Another process is building this site; its folder is given.
    Busy(PathBuf),
    /// The lock file cannot be made.
    File(FileError),
}

impl SiteLock {
    /// Locks the site in `site`; fails at once if it is locked already.
    ///
    /// Removes what a killed process left half-written at the top of the site folder and where versions are
    /// kept: nobody else writes there while the lock is held.
    pub fn acquire(site: &Path) -> Result<Self, LockError> {
        let path = site.join(layout::LOCK);
        let file = open_lock(&path).map_err(LockError::File)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(LockError::Busy(site.to_path_buf())),
            // A network disk without locks: an unguarded build is better than none.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => {
                return Err(error).at(FileAction::Lock, &path).map_err(LockError::File);
            }
        }
        let versions = site.join(layout::VERSIONS);
        let kept = versions.join(layout::KEPT);
        for folder in [site, &versions, &kept] {
            remove_unfinished(folder).map_err(LockError::File)?;
        }
        Ok(Self { file })
    }
}

impl Drop for SiteLock {
    fn drop(&mut self) {
        // Closing the file is not enough: a child process that another thread is starting holds it open too,
        // until it calls exec. If unlocking fails, that exec releases the lock.
        let _ = self.file.unlock();
    }
}

/// Locks the file at `path` until what is given is dropped, as soon as nobody else does; makes it if it is
/// not there.
pub(crate) fn wait_for_lock(path: &Path) -> Result<File, FileError> {
    let file = open_lock(path)?;
    match file.lock() {
        // A network disk without locks: an unguarded write is better than none.
        Err(error) if error.kind() != io::ErrorKind::Unsupported => Err(error).at(FileAction::Lock, path),
        _ => Ok(file),
    }
}

fn remove_unfinished(folder: &Path) -> Result<(), FileError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.at(FileAction::Read, folder)?,
    };
    for entry in entries {
        let entry = entry.at(FileAction::Read, folder)?;
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            fs::remove_file(entry.path()).at(FileAction::Remove, &entry.path())?;
        }
    }
    Ok(())
}

impl LockError {
    /// What happened, in one sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Busy(site) => {
                let site = site.display();
                say!(
                    "另一个 gongkai 正在生成此网站：`{site}`",
                    "another gongkai is already building this site: `{site}`"
                )
            }
            Self::File(error) => error.text(),
        }
    }

    /// What a person can do about it, where that is known.
    #[must_use]
    pub fn help(&self) -> Option<Text> {
        match self {
            Self::Busy(_) => {
                Some(say!("请等它结束后再运行", "wait until it has finished and run the command again"))
            }
            Self::File(error) => error.help(),
        }
    }
}

impl fmt::Display for LockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().in_lang(Lang::En))
    }
}

impl std::error::Error for LockError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_lock_is_refused_until_the_first_is_dropped() {
        let site = tempfile::tempdir().unwrap();
        let first = SiteLock::acquire(site.path()).unwrap();
        let error = SiteLock::acquire(site.path()).unwrap_err();
        assert!(matches!(&error, LockError::Busy(path) if path == site.path()));
        drop(first);
        SiteLock::acquire(site.path()).unwrap();
    }

    #[test]
    fn leftovers_of_a_killed_process_are_no_obstacle() {
        let site = tempfile::tempdir().unwrap();
        let half = site.path().join(format!("{UNFINISHED}1-0"));
        File::create(&half).unwrap();
        File::create(site.path().join(layout::LOCK)).unwrap();
        let _lock = SiteLock::acquire(site.path()).unwrap();
        assert!(!half.exists());
        assert!(site.path().join(layout::LOCK).exists());
    }

    #[test]
    fn a_missing_folder_is_named() {
        let site = Path::new("/没有这个文件夹");
        let error = SiteLock::acquire(site).unwrap_err();
        assert!(matches!(&error, LockError::File(file) if file.is_not_found()));
        assert!(error.text().in_lang(Lang::Zh).contains(&*site.join(layout::LOCK).to_string_lossy()));
    }
}
