//! One build of a site at a time.
//!
//! The lock is the system's, on an empty file; it ends with the process, however that ends. So the file itself
//! means nothing and is never removed: whoever removes a lock file may remove another's.

use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::{Action, AtPath as _, FileError, UNFINISHED};
use crate::diag::{Lang, Text};
use crate::say;

/// The name of the lock file in the site folder.
const LOCK_FILE: &str = ".gongkai.lock";

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
    /// Locks the site in `site`, or says at once who cannot wait.
    ///
    /// Clears away what a killed process left half-written at the top of the site folder, for while the lock is
    /// held nobody else writes there.
    pub fn acquire(site: &Path) -> Result<Self, LockError> {
        let path = site.join(LOCK_FILE);
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .at(Action::Lock, &path)
            .map_err(LockError::File)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(LockError::Busy(site.to_path_buf())),
            // A network disk without locks: better one build unguarded than none at all.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => {
                return Err(error).at(Action::Lock, &path).map_err(LockError::File);
            }
        }
        remove_unfinished(site).map_err(LockError::File)?;
        Ok(Self { file })
    }
}

impl Drop for SiteLock {
    fn drop(&mut self) {
        // To close the file is not enough: a program that another thread is just starting has it open as well, until it
        // runs. If it cannot be unlocked, it is unlocked when that has happened.
        let _ = self.file.unlock();
    }
}

fn remove_unfinished(site: &Path) -> Result<(), FileError> {
    for entry in fs::read_dir(site).at(Action::Read, site)? {
        let entry = entry.at(Action::Read, site)?;
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            fs::remove_file(entry.path()).at(Action::Remove, &entry.path())?;
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
        File::create(site.path().join(LOCK_FILE)).unwrap();
        let _lock = SiteLock::acquire(site.path()).unwrap();
        assert!(!half.exists());
        assert!(site.path().join(LOCK_FILE).exists());
    }

    #[test]
    fn a_missing_folder_is_named() {
        let site = Path::new("/没有这个文件夹");
        let error = SiteLock::acquire(site).unwrap_err();
        assert!(matches!(&error, LockError::File(file) if file.is_not_found()));
        assert!(error.text().in_lang(Lang::Zh).contains(&*site.join(LOCK_FILE).to_string_lossy()));
    }
}
