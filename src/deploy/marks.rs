//! Which files of a folder need not be read again: nothing has touched them since their bytes were compared.
//!
//! Whatever changes a file, its bytes or its dates, moves the time of its last change in the file system
//! (`ctime`), which no program can set. A second name moves it too; so marks are written when a deployment
//! has come to its end. A mark is an inode with its size, that time, and the digest of its bytes. Where a
//! system has no such times there are no marks, and every file is read. A file system that only feigns them,
//! such as FAT, has no links either, and so no releases.

#![expect(clippy::disallowed_methods, reason = "this is a door to the disk")]

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::path::Path;
use std::time::SystemTime;

use sha2::{Digest as _, Sha256};

use crate::files;
use crate::model::{from_hex, to_hex};

/// The longest file of marks that is read, in bytes: some million files.
const LIMIT: u64 = 1 << 28;

/// The first line of the file of marks.
const HEAD: &str = "gongkai marks 1";

/// Seconds and nanoseconds of the last change of a file.
type Changed = (i64, i64);

/// A file whose bytes are known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sight {
    /// Their digest.
    pub(super) digest: [u8; 32],
    /// When they were written.
    written: SystemTime,
    /// Whether they were read for it, or a mark told.
    pub(super) is_read: bool,
}

/// Files by inode: size, last change, digest.
#[derive(Debug, Default)]
pub(super) struct FileMarks(BTreeMap<u64, (u64, Changed, [u8; 32])>);

impl FileMarks {
    /// Reads a file of marks. One that is not there or is damaged says nothing: then files are read.
    pub(super) fn read(path: &Path) -> Self {
        let bytes = files::read_limited(path, LIMIT).unwrap_or_default();
        let text = String::from_utf8(bytes).unwrap_or_default();
        let mut lines = text.lines();
        if lines.next() != Some(HEAD) {
            return Self::default();
        }
        let mark = |line: &str| {
            let mut words = line.split(' ');
            let mut word = || words.next();
            let (inode, size) = (word()?.parse().ok()?, word()?.parse().ok()?);
            let changed = (word()?.parse().ok()?, word()?.parse().ok()?);
            Some((inode, (size, changed, from_hex(word()?)?)))
        };
        Self(lines.filter_map(mark).collect())
    }

    /// What a file is: by its mark, or by reading it.
    pub(super) fn see(&self, path: &Path) -> io::Result<Sight> {
        let metadata = fs::symlink_metadata(path)?;
        let written = metadata.modified()?;
        let marked = last_change(&metadata).filter(|_| metadata.is_file()).and_then(|(inode, changed)| {
            let (size, then, digest) = self.0.get(&inode)?;
            (*size == metadata.len() && *then == changed).then_some(*digest)
        });
        let (digest, is_read) = match marked {
            Some(digest) => (digest, false),
            None => (digest_of(path)?, true),
        };
        Ok(Sight { digest, written, is_read })
    }

    /// Writes the marks of the files below `folder` that were seen, in place of all others, to `to`.
    ///
    /// A file that was written since it was seen gets none; nor one that was changed at the very time of the
    /// writing by the clock of the file system, for another change may follow within its grain.
    pub(super) fn write(folder: &Path, seen: &BTreeMap<String, Sight>, to: &Path) -> io::Result<()> {
        let place = |bytes: &[u8]| {
            files::write_atomic(to, bytes).map_err(|error| io::Error::other(error.to_string()))
        };
        place(b"")?;
        let Some((_, now)) = last_change(&fs::symlink_metadata(to)?) else { return Ok(()) };
        let mut text = format!("{HEAD}\n");
        for (path, sight) in seen {
            let metadata = fs::symlink_metadata(folder.join(path))?;
            let Some((inode, changed)) = last_change(&metadata) else { continue };
            if metadata.is_file() && metadata.modified()? == sight.written && changed < now {
                let (size, digest) = (metadata.len(), to_hex(&sight.digest));
                let (seconds, nanoseconds) = changed;
                let mark = format!("{inode} {size} {seconds} {nanoseconds} {digest}\n");
                text.push_str(&mark);
            }
        }
        place(text.as_bytes())
    }
}

/// The digest of a file; of anything that is no plain file, one that no file has.
fn digest_of(path: &Path) -> io::Result<[u8; 32]> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Ok([0; 32]);
    }
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hash.finalize().into()),
            count => hash.update(&buffer[..count]),
        }
    }
}

/// The inode of a file, and when it was last changed.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems do not tell")]
fn last_change(metadata: &Metadata) -> Option<(u64, Changed)> {
    use std::os::unix::fs::MetadataExt as _;
    Some((metadata.ino(), (metadata.ctime(), metadata.ctime_nsec())))
}

#[cfg(not(unix))]
fn last_change(_metadata: &Metadata) -> Option<(u64, Changed)> {
    None
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    /// What a file is after something was done to it, by marks that were written before.
    fn seen_after(act: impl Fn(&Path)) -> (Sight, Sight) {
        let folder = tempfile::tempdir().unwrap();
        let (file, marks) = (folder.path().join("a.html"), folder.path().join("marks"));
        fs::write(&file, "old").unwrap();
        let first = FileMarks::default().see(&file).unwrap();
        assert!(first.is_read);
        let seen = BTreeMap::from([("a.html".to_owned(), first)]);
        // The clock of a file system moves in steps.
        for _ in 0..200 {
            FileMarks::write(folder.path(), &seen, &marks).unwrap();
            if !FileMarks::read(&marks).0.is_empty() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        let known = FileMarks::read(&marks).see(&file).unwrap();
        assert!(!known.is_read && known.digest == first.digest);
        act(&file);
        (first, FileMarks::read(&marks).see(&file).unwrap())
    }

    #[test]
    fn whatever_touches_a_file_has_it_read_again() {
        let (first, same) = seen_after(|_| {});
        assert!(!same.is_read && same.digest == first.digest);
        // The same size and the same dates.
        let (first, altered) = seen_after(|file| {
            let written = fs::metadata(file).unwrap().modified().unwrap();
            fs::write(file, "new").unwrap();
            File::options().write(true).open(file).unwrap().set_modified(written).unwrap();
        });
        assert!(altered.is_read && altered.digest != first.digest);
        let (first, replaced) = seen_after(|file| {
            let other = file.with_extension("new");
            fs::write(&other, "new").unwrap();
            fs::rename(other, file).unwrap();
        });
        assert!(replaced.is_read && replaced.digest != first.digest);
        let (first, link) = seen_after(|file| {
            let other = file.with_extension("other");
            fs::rename(file, &other).unwrap();
            std::os::unix::fs::symlink(other, file).unwrap();
        });
        assert_ne!(link.digest, first.digest, "a link is none of ours");
    }

    #[test]
    fn marks_that_cannot_be_read_say_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("marks");
        assert!(FileMarks::read(&file).0.is_empty());
        for text in ["", "other\n1 1 1 1 00\n", &format!("{HEAD}\n1 1 1 1 00\nx\n1 2 3\n")] {
            fs::write(&file, text).unwrap();
            assert!(FileMarks::read(&file).0.is_empty(), "{text}");
        }
    }
}
