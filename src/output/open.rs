//! Single files opened for reading, made, and brought to the disk.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

/// Opens a regular file for reading, itself or by a link, and gives its metadata; does not wait for a pipe's
/// other end.
pub(super) fn open_file(path: &Path) -> io::Result<(File, Metadata)> {
    open(path, true)
}

/// Opens a regular file of the old site; a link that somebody put in its place is none.
pub(super) fn open_own(path: &Path) -> io::Result<(File, Metadata)> {
    open(path, false)
}

fn open(path: &Path, follows_links: bool) -> io::Result<(File, Metadata)> {
    let file = open_at_once(path, follows_links)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    Ok((file, metadata))
}

#[cfg(unix)]
fn open_at_once(path: &Path, follows_links: bool) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let links = if follows_links { OFlags::empty() } else { OFlags::NOFOLLOW };
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | links;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

/// Elsewhere files are opened by what they are when looked at.
#[cfg(not(unix))]
fn open_at_once(path: &Path, follows_links: bool) -> io::Result<File> {
    if !follows_links && std::fs::symlink_metadata(path)?.is_symlink() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    File::open(path)
}

/// Makes a file that must not be there yet.
pub(super) fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Brings a file that was just written to the disk, on systems where [`super::switch::sync`] cannot do that
/// for all of them at once. So the threads that make pages wait for the disk, each for its own file, and a
/// file that has not changed costs nothing.
pub(super) fn settle(file: &File) -> io::Result<()> {
    if cfg!(any(target_os = "linux", target_os = "android")) { Ok(()) } else { file.sync_all() }
}
