//! The folder in which sites are made, gone at the end.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A disk in memory, where Linux has one: writing to a real disk varies more than all the rest together.
const MEMORY: &str = "/dev/shm";

/// A folder that is removed when it is dropped.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// Makes a folder of its own in `place`, or in memory, or in the temporary folder.
    pub(crate) fn new(place: Option<&Path>) -> io::Result<Self> {
        let place = match place {
            Some(place) => place.to_owned(),
            None if Path::new(MEMORY).is_dir() => PathBuf::from(MEMORY),
            None => std::env::temp_dir(),
        };
        let folder = place.join(format!("gongkai-bench-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    /// Where it is.
    pub(crate) fn folder(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nothing can be done about a failure, and it is told by what remains.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Removes a folder if it is there.
pub(crate) fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes a file if it is there.
pub(crate) fn remove_file(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// How many files are below a folder, and their bytes.
pub(crate) fn count(folder: &Path) -> io::Result<(usize, u64)> {
    let (mut files, mut bytes) = (0, 0);
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        let (more, larger) = if metadata.is_dir() { count(&entry.path())? } else { (1, metadata.len()) };
        files += more;
        bytes += larger;
    }
    Ok((files, bytes))
}
