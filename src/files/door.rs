//! What lies in a site folder under a name that the program knows: files and folders of the site, and nothing
//! that leads out of it.
//!
//! A folder that comes from elsewhere, such as a clone, may hold links, mounts, pipes and devices under such
//! names. Reading follows links only within the site; what the program keeps for itself is never a link.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

use super::{AtPath as _, Cause, FileAction, FileError, write_atomic};

/// Refuses `name` in the folder `root` if it leads out of it, or is neither a file nor a folder. What is not
/// there is fine.
pub fn check_inside(root: &Path, name: &str) -> Result<(), FileError> {
    check(root, name, true)
}

/// The same for what only the program writes: a link in its place is refused wherever it leads.
pub fn check_own(root: &Path, name: &str) -> Result<(), FileError> {
    check(root, name, false)
}

fn check(root: &Path, name: &str, may_be_link: bool) -> Result<(), FileError> {
    let refuse = |path: &Path, cause: Cause| Err(FileError::new(FileAction::Read, path, cause));
    let mut path = root.to_path_buf();
    for part in name.split('/').filter(|part| !part.is_empty()) {
        path.push(part);
        let metadata = match fs::symlink_metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) if is_missing(&error) => return Ok(()),
            Err(error) => return Err(error).at(FileAction::Read, &path),
        };
        if metadata.is_symlink() {
            let is_inside = may_be_link && leads_inside(root, &path);
            if !is_inside {
                let cause = if may_be_link { Cause::LeadsOut } else { Cause::Link };
                return refuse(&path, cause);
            }
        } else if !metadata.is_file() && !metadata.is_dir() {
            return refuse(&path, Cause::NotAFile);
        } else if is_mounted(&path, &metadata, root) {
            return refuse(&path, Cause::Mounted);
        }
    }
    Ok(())
}

fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Whether a link, which may be dead, leads to something in `root`.
fn leads_inside(root: &Path, link: &Path) -> bool {
    let Ok(root) = fs::canonicalize(root) else { return false };
    fs::canonicalize(link).is_ok_and(|target| target.starts_with(root))
}

/// Replaces a file of the program's own in the folder `root`; never through a link.
pub fn write_own(root: &Path, name: &str, bytes: &[u8]) -> Result<(), FileError> {
    check_own(root, name)?;
    write_atomic(&root.join(name), bytes)
}

/// Opens a regular file for reading; whatever else is there is refused, and a pipe is not waited for.
pub fn open_regular(path: &Path) -> Result<(File, Metadata), FileError> {
    let mut options = OpenOptions::new();
    options.read(true);
    at_once(&mut options);
    let file = options.open(path).at(FileAction::Read, path)?;
    let metadata = file.metadata().at(FileAction::Read, path)?;
    if metadata.is_file() {
        Ok((file, metadata))
    } else {
        Err(FileError::new(FileAction::Read, path, Cause::NotAFile))
    }
}

/// What changes with every change of a file, also one that keeps size and time: the change time, which no
/// program can set, and the inode. 0 where the system does not tell.
#[cfg(unix)]
#[must_use]
pub fn change_mark(metadata: &Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    let seconds = metadata.ctime().cast_unsigned().wrapping_mul(1_000_000_000);
    let time = seconds.wrapping_add(metadata.ctime_nsec().cast_unsigned());
    time.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ metadata.ino()
}

/// What changes with every change of a file; 0 where the system does not tell.
#[cfg(not(unix))]
#[must_use]
pub fn change_mark(_metadata: &Metadata) -> u64 {
    0
}

/// Opens a file of the program's own to lock it, and makes it if it is not there; a link or a pipe is
/// refused.
pub(super) fn open_lock(path: &Path) -> Result<File, FileError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    at_once(&mut options);
    never_through_links(&mut options);
    let file = options.open(path).map_err(|error| match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_symlink() => FileError::new(FileAction::Lock, path, Cause::Link),
        _ => FileError::new(FileAction::Lock, path, Cause::Io(error)),
    })?;
    let is_file = file.metadata().at(FileAction::Lock, path)?.is_file();
    if is_file { Ok(file) } else { Err(FileError::new(FileAction::Lock, path, Cause::NotAFile)) }
}

#[cfg(unix)]
fn at_once(options: &mut OpenOptions) {
    add_flags(options, rustix::fs::OFlags::NONBLOCK);
}

#[cfg(unix)]
fn never_through_links(options: &mut OpenOptions) {
    add_flags(options, rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOFOLLOW);
}

/// Sets the flags, in the place of those set before.
#[cfg(unix)]
fn add_flags(options: &mut OpenOptions, flags: rustix::fs::OFlags) {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.custom_flags(flags.bits().cast_signed());
}

/// Opening a pipe of Windows by a path in a folder is not possible.
#[cfg(not(unix))]
fn at_once(_options: &mut OpenOptions) {}

/// What is a link has been asked before.
#[cfg(not(unix))]
fn never_through_links(_options: &mut OpenOptions) {}

/// Whether something of another file system, or a part of this one from elsewhere, is mounted there.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn is_mounted(path: &Path, metadata: &Metadata, root: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    if fs::metadata(root).is_ok_and(|root| root.dev() != metadata.dev()) {
        return true;
    }
    // Kernels before 5.8 do not tell.
    statx(CWD, path, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::TYPE)
        .is_ok_and(|found| found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

/// Whether something of another file system is mounted there.
#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
pub(super) fn is_mounted(_path: &Path, metadata: &Metadata, root: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(root).is_ok_and(|root| root.dev() != metadata.dev())
}

/// A folder on which a drive is mounted is a link to the system's library.
#[cfg(not(unix))]
pub(super) fn is_mounted(_path: &Path, _metadata: &Metadata, _root: &Path) -> bool {
    false
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// Puts something at a path.
    type Make<'a> = &'a dyn Fn(&Path);

    /// What a clone may bring under a name that is read: name of the case, and whether the program's own file
    /// and a file of the site may be so.
    #[test]
    fn what_leads_out_is_refused() {
        let outside = tempfile::tempdir().unwrap();
        let secret = outside.path().join("secret");
        write_atomic(&secret, b"precious").unwrap();
        let cases: [(&str, Make<'_>, bool, bool); 9] = [
            ("nothing", &|_| {}, true, true),
            ("a file", &|path| write_atomic(path, b"1").unwrap(), true, true),
            ("a folder", &|path| fs::create_dir(path).unwrap(), true, true),
            ("a link out", &|path| symlink(&secret, path).unwrap(), false, false),
            ("a link to a folder outside", &|path| symlink(outside.path(), path).unwrap(), false, false),
            ("a dead link", &|path| symlink(outside.path().join("none"), path).unwrap(), false, false),
            ("a link that goes up and down", &|path| symlink("../site/other", path).unwrap(), true, false),
            ("a pipe", &|path| pipe(path), false, false),
            ("a socket", &|path| drop(std::os::unix::net::UnixListener::bind(path).unwrap()), false, false),
        ];
        for (name, make, is_read, is_own) in cases {
            let folder = tempfile::tempdir().unwrap();
            let root = folder.path().join("site");
            fs::create_dir(&root).unwrap();
            write_atomic(&root.join("other"), b"other").unwrap();
            make(&root.join("x"));
            assert_eq!(check_inside(&root, "x").is_ok(), is_read, "{name}");
            assert_eq!(check_own(&root, "x").is_ok(), is_own, "{name}");
            // A folder is no file to be written.
            let is_written = is_own && name != "a folder";
            assert_eq!(write_own(&root, "x", b"2").is_ok(), is_written, "{name}");
            assert_eq!(fs::read(&secret).unwrap(), b"precious", "{name}");
            assert!(!outside.path().join("none").exists(), "{name}");
        }
    }

    #[test]
    fn a_folder_on_the_way_counts_too() {
        let outside = tempfile::tempdir().unwrap();
        let root = tempfile::tempdir().unwrap();
        symlink(outside.path(), root.path().join("themes")).unwrap();
        let error = check_inside(root.path(), "themes/own").unwrap_err();
        assert!(matches!(error.cause, Cause::LeadsOut), "{error}");
    }

    #[test]
    fn a_pipe_is_not_waited_for() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("pipe");
        pipe(&path);
        assert!(matches!(open_regular(&path).unwrap_err().cause, Cause::NotAFile));
        assert!(open_lock(&path).is_err());
        assert!(open_regular(Path::new("/dev/null")).is_err());
    }

    fn pipe(path: &Path) {
        assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    }
}
