//! Bytes of single files: equal to those of the old site or not, copied, digested. No file is held in memory.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::time::SystemTime;

use sha2::{Digest as _, Sha256};

use super::open::{create, open_file, open_own, settle};
use super::stamp::FileStamp;
use crate::files::{AtPath as _, FileAction, FileError};

/// How much of a file is read at once.
const BUFFER: usize = 1 << 14;

/// The digest (SHA-256) and the size of a file.
pub type Digested = ([u8; 32], u64);

/// If the file at `path` has exactly these bytes, when they were written. One that cannot be read has not: it
/// is replaced.
pub(super) fn same_bytes(path: &Path, bytes: &[u8]) -> Option<SystemTime> {
    let compare = || -> io::Result<Option<SystemTime>> {
        let (mut file, metadata) = open_own(path)?;
        if metadata.len() != bytes.len() as u64 {
            return Ok(None);
        }
        let mut buffer = [0; BUFFER];
        for chunk in bytes.chunks(BUFFER) {
            let count = fill(&mut file, &mut buffer[..chunk.len()])?;
            if buffer[..count] != *chunk {
                return Ok(None);
            }
        }
        metadata.modified().map(Some)
    };
    compare().unwrap_or(None)
}

/// Hands its bytes over piece by piece; ends with the first error it gets back.
pub type Pieces<'a> = dyn Fn(&mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> + Sync + 'a;

/// Writes a file; gives what the file system says of it then.
pub(super) fn write(bytes: &[u8], to: &Path) -> Result<Option<FileStamp>, FileError> {
    let mut file = create(to).at(FileAction::Write, to)?;
    file.write_all(bytes).and_then(|()| settle(&file)).at(FileAction::Write, to)?;
    Ok(FileStamp::of(&file))
}

/// Writes a file from pieces; gives the digest of what was written, and what the file system says of it then.
pub(super) fn write_digesting(
    pieces: &Pieces<'_>,
    to: &Path,
) -> Result<(Digested, Option<FileStamp>), FileError> {
    let mut file = create(to).at(FileAction::Write, to)?;
    let mut digest = Sha256::new();
    let mut size = 0;
    pieces(&mut |piece| {
        digest.update(piece);
        size += piece.len() as u64;
        file.write_all(piece)
    })
    .and_then(|()| settle(&file))
    .at(FileAction::Write, to)?;
    Ok(((digest.finalize().into(), size), FileStamp::of(&file)))
}

/// If the file at `old` has the same bytes as `from`, when they were written; an error only if `from` fails.
pub(super) fn same_file(old: &Path, from: &Path) -> Result<Option<SystemTime>, FileError> {
    let (mut source, source_metadata) = open_file(from).at(FileAction::Read, from)?;
    let Ok((mut old, metadata)) = open_own(old) else { return Ok(None) };
    if metadata.len() != source_metadata.len() {
        return Ok(None);
    }
    let (mut ours, mut theirs) = ([0; BUFFER], [0; BUFFER]);
    loop {
        let count = fill(&mut source, &mut ours).at(FileAction::Read, from)?;
        let is_same = fill(&mut old, &mut theirs).is_ok_and(|other| ours[..count] == theirs[..other]);
        if !is_same {
            return Ok(None);
        }
        if count == 0 {
            return Ok(metadata.modified().ok());
        }
    }
}

/// Copies a file; gives the digest of what was written, even if the file changed meanwhile, and what the file
/// system says of the copy then.
pub(super) fn copy_digesting(from: &Path, to: &Path) -> Result<(Digested, Option<FileStamp>), FileError> {
    let (source, _) = open_file(from).at(FileAction::Read, from)?;
    let mut copy = create(to).at(FileAction::Write, to)?;
    let digested = digest(source, from, |bytes| copy.write_all(bytes).at(FileAction::Write, to))?;
    settle(&copy).at(FileAction::Write, to)?;
    Ok((digested, FileStamp::of(&copy)))
}

/// The digest of a file of the old site.
pub(super) fn digest_file(path: &Path) -> Result<Digested, FileError> {
    let (file, _) = open_own(path).at(FileAction::Read, path)?;
    digest_of(file, path)
}

/// The digest of an open file; errors name `path`.
pub(super) fn digest_of(file: File, path: &Path) -> Result<Digested, FileError> {
    digest(file, path, |_| Ok(()))
}

fn digest(
    mut file: File,
    path: &Path,
    mut take: impl FnMut(&[u8]) -> Result<(), FileError>,
) -> Result<Digested, FileError> {
    let mut digest = Sha256::new();
    let mut size = 0;
    let mut buffer = [0; BUFFER];
    loop {
        let count = fill(&mut file, &mut buffer).at(FileAction::Read, path)?;
        if count == 0 {
            return Ok((digest.finalize().into(), size));
        }
        digest.update(&buffer[..count]);
        size += count as u64;
        take(&buffer[..count])?;
    }
}

/// Reads until the buffer is full or the file ends.
fn fill(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut count = 0;
    while count < buffer.len() {
        match file.read(&mut buffer[count..]) {
            Ok(0) => break,
            Ok(more) => count += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(count)
}
