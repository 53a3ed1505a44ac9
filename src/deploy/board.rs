//! A few small files of ours at a destination, by which machines that know nothing of one another agree.
//!
//! They lie in `.gongkai/` below the address, where no site is. What must not be overwritten is written by
//! [`Board::create`], in the words of each kind of place: a new name for finished bytes, or a request that
//! fails if there is something.

#![expect(clippy::disallowed_methods, reason = "this is a door to the disk")]

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::at_once::at_once;
use super::folder::OURS;
use super::s3::{BucketStore, S3Access};
use super::{DeployError, SshAccess, SshRemote};
use crate::files::{self, AtPath as _, FileAction};

/// The longest file that is read, in bytes.
const LIMIT: u64 = 1 << 26;

/// Small files by name; names have `/` between folders.
pub trait Board: Sync {
    /// The bytes of a file; `None` if it is not there.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, DeployError>;

    /// Writes a file as a whole, unless there is one of this name; whether it did.
    fn create(&self, name: &str, bytes: &[u8]) -> Result<bool, DeployError>;

    /// Writes a file as a whole.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), DeployError>;

    /// The names in a folder, without the folder's; none if it is not there.
    fn list(&self, folder: &str) -> Result<Vec<String>, DeployError>;

    /// Removes a file; one that is not there is no error.
    fn remove(&self, name: &str) -> Result<(), DeployError>;

    /// Reads many files, several at once, in the order of their names.
    fn read_all(&self, names: &[String]) -> Result<Vec<Option<Vec<u8>>>, DeployError> {
        let found = std::sync::Mutex::new(vec![None; names.len()]);
        let numbered: Vec<(usize, &String)> = names.iter().enumerate().collect();
        at_once(READERS, &numbered, |(at, name)| {
            let bytes = self.read(name)?;
            found.lock().unwrap_or_else(std::sync::PoisonError::into_inner)[*at] = bytes;
            Ok(())
        })?;
        Ok(found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

/// How many files are read at once.
const READERS: usize = 8;

/// A board in a folder that this machine can write to.
#[derive(Debug)]
pub struct FolderBoard(PathBuf);

impl FolderBoard {
    /// The board of the folder `root`, which need not exist.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self(root.join(OURS))
    }

    fn ready(&self, name: &str) -> Result<PathBuf, DeployError> {
        let path = self.0.join(name);
        if let Some(folder) = path.parent() {
            files::make_folder(folder)?;
        }
        Ok(path)
    }
}

impl Board for FolderBoard {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, DeployError> {
        match files::read_limited(&self.0.join(name), LIMIT) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn create(&self, name: &str, bytes: &[u8]) -> Result<bool, DeployError> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let path = self.ready(name)?;
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        // Process numbers repeat from machine to machine, names of unfinished files must not.
        let chance = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), count);
        let new = self.ready(&format!("{}{chance:016x}", files::UNFINISHED))?;
        let fill = |path: &Path| -> io::Result<()> {
            let mut file = fs::File::create_new(path)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        let is_taken = |error: &io::Error| error.kind() == io::ErrorKind::AlreadyExists;
        let written = || -> io::Result<bool> {
            fill(&new)?;
            match fs::hard_link(&new, &path) {
                Ok(()) => return Ok(true),
                Err(error) if is_taken(&error) => return Ok(false),
                // A disk without second names: who reads at this very moment may see a part.
                Err(_) => {}
            }
            match fill(&path) {
                Err(error) if is_taken(&error) => Ok(false),
                filled => filled.map(|()| true),
            }
        };
        let outcome = written();
        // What is left costs room, nothing else.
        let _ = fs::remove_file(&new);
        Ok(outcome.at(FileAction::Write, &path)?)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), DeployError> {
        Ok(files::write_atomic(&self.ready(name)?, bytes)?)
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, DeployError> {
        match files::names_in(&self.0.join(folder)) {
            Ok(names) => Ok(names
                .into_iter()
                .filter_map(|name| name.into_string().ok())
                .filter(|name| !name.starts_with('.'))
                .collect()),
            Err(error) if error.is_not_found() => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }

    fn remove(&self, name: &str) -> Result<(), DeployError> {
        Ok(files::remove(&self.0.join(name))?)
    }
}

/// A board in a bucket.
#[derive(Debug)]
pub struct BucketBoard(BucketStore);

impl BucketBoard {
    /// The board of the bucket that `access` leads to.
    pub fn new(mut access: S3Access) -> Result<Self, DeployError> {
        access.prefix.extend([OURS, "/"]);
        Ok(Self(BucketStore::new(access)?))
    }
}

impl Board for BucketBoard {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, DeployError> {
        self.0.get(name)
    }

    fn create(&self, name: &str, bytes: &[u8]) -> Result<bool, DeployError> {
        self.0.create(name, bytes)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), DeployError> {
        self.0.put(name, bytes, "application/json")
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, DeployError> {
        Ok(self.0.list(&format!("{folder}/"))?.into_keys().collect())
    }

    fn remove(&self, name: &str) -> Result<(), DeployError> {
        self.0.delete(name)
    }
}

/// A board in a folder on another machine.
#[derive(Debug)]
pub struct SshBoard(SshRemote);

impl SshBoard {
    /// The board of the folder that `access` leads to, which need not exist.
    #[must_use]
    pub fn new(mut access: SshAccess) -> Self {
        access.folder = format!("{}/{OURS}", access.folder.trim_end_matches('/'));
        Self(SshRemote::new(access))
    }
}

impl Board for SshBoard {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, DeployError> {
        self.0.fetch_if_there(name)
    }

    fn create(&self, name: &str, bytes: &[u8]) -> Result<bool, DeployError> {
        self.0.place(name, bytes, false)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), DeployError> {
        self.0.place(name, bytes, true).map(|_| ())
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, DeployError> {
        self.0.names_in(folder)
    }

    fn remove(&self, name: &str) -> Result<(), DeployError> {
        self.0.discard(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_who_create_a_file_one_does() {
        let folder = tempfile::tempdir().unwrap();
        let board = FolderBoard::new(folder.path());
        assert_eq!(board.read("plans/1.json").unwrap(), None);
        assert_eq!(board.list("plans").unwrap(), Vec::<String>::new());
        let made: usize = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..16_u8)
                .map(|n| {
                    let board = &board;
                    scope.spawn(move || usize::from(board.create("plans/1.json", &[n; 1000]).unwrap()))
                })
                .collect();
            tries.into_iter().map(|tried| tried.join().unwrap()).sum()
        });
        assert_eq!(made, 1);
        let bytes = board.read("plans/1.json").unwrap().unwrap();
        assert!(bytes.len() == 1000 && bytes.iter().all(|byte| *byte == bytes[0]), "whole");
        assert_eq!(board.list("plans").unwrap(), ["1.json"]);
        assert_eq!(board.list("").unwrap(), ["plans"], "nothing is left over");
        board.write("plans/1.json", b"2").unwrap();
        let read = board.read_all(&["plans/1.json".into(), "plans/2.json".into()]).unwrap();
        assert_eq!(read, [Some(b"2".to_vec()), None]);
        board.remove("plans/1.json").unwrap();
        board.remove("plans/1.json").unwrap();
    }
}
