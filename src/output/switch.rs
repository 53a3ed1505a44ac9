//! The switch itself, and the few operations on whole folders that it needs.

use std::fs;
use std::io;
use std::path::Path;

use super::PublishError;
use super::open::{create, open_file, settle};
use super::target::{OutputPlaces, lock_parent};
use super::tree::{is_dot_file, remove_tree};
use crate::files::{AtPath as _, FileAction, FileError, rename, sync_folder};

/// Puts the new site in the old one's place and removes the old one.
pub(super) fn switch(places: &OutputPlaces) -> Result<(), PublishError> {
    let _parent = lock_parent(&places.parent)?;
    let target = &places.target;
    let switched = if target.exists() {
        match exchange(&places.new, target) {
            Err(error) if cannot_exchange(&error) => rename_twice(places),
            result => result,
        }
    } else {
        rename(&places.new, target)
    };
    match switched {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::ResourceBusy => {
            return Err(PublishError::MountPoint(target.clone()));
        }
        Err(error) => return Err(error).at(FileAction::Rename, target).map_err(PublishError::File),
    }
    // From here on the new site stands, so nothing is an error any more: what is not removed now, the next
    // run removes.
    let _ = sync_folder(&places.parent);
    let _ = remove_tree(&places.new);
    let _ = remove_tree(&places.old);
    Ok(())
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_a: &Path, _b: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether the kernel or the file system does not know how to exchange: network disks, old kernels.
fn cannot_exchange(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput)
}

/// The next best thing to an exchange. A crash in between is mended by the next run; see the module's table.
fn rename_twice(places: &OutputPlaces) -> io::Result<()> {
    rename(&places.target, &places.old)?;
    rename(&places.new, &places.target).inspect_err(|_| {
        // Undo. If that fails too, the next run does it.
        let _ = rename(&places.old, &places.target);
    })
}

/// Takes other people's files at the top of the old site along to the new one, and the folder's permissions.
pub(super) fn carry_dot_files(places: &OutputPlaces) -> Result<(), FileError> {
    let target = &places.target;
    for entry in fs::read_dir(target).at(FileAction::Read, target)? {
        let name = entry.at(FileAction::Read, target)?.file_name();
        if is_dot_file(&name) {
            carry(&target.join(&name), &places.new.join(&name))?;
        }
    }
    let permissions = fs::metadata(target).at(FileAction::Read, target)?.permissions();
    fs::set_permissions(&places.new, permissions).at(FileAction::Write, &places.new)
}

fn carry(from: &Path, to: &Path) -> Result<(), FileError> {
    let metadata = match fs::symlink_metadata(from) {
        // It has just been removed: Git's lock files come and go.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        metadata => metadata.at(FileAction::Read, from)?,
    };
    if !metadata.is_dir() {
        return link_or_copy(from, to).or_else(|error| if from.exists() { Err(error) } else { Ok(()) });
    }
    fs::create_dir(to).at(FileAction::Create, to)?;
    for entry in fs::read_dir(from).at(FileAction::Read, from)? {
        let name = entry.at(FileAction::Read, from)?.file_name();
        carry(&from.join(&name), &to.join(&name))?;
    }
    // Last, because the folder may be read-only.
    fs::set_permissions(to, metadata.permissions()).at(FileAction::Write, to)
}

/// Links a file to a second name, which keeps its date and costs no space; where links are impossible, copies
/// it with its date and permissions.
pub(super) fn link_or_copy(from: &Path, to: &Path) -> Result<(), FileError> {
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    let metadata = fs::symlink_metadata(from).at(FileAction::Read, from)?;
    if metadata.is_symlink() {
        return copy_link(from, to).at(FileAction::Write, to);
    }
    let (mut source, _) = open_file(from).at(FileAction::Read, from)?;
    let mut copy = || -> io::Result<()> {
        let mut file = create(to)?;
        io::copy(&mut source, &mut file)?;
        file.set_modified(metadata.modified()?)?;
        file.set_permissions(metadata.permissions())?;
        settle(&file)
    };
    copy().at(FileAction::Write, to)
}

#[cfg(unix)]
fn copy_link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

#[cfg(not(unix))]
fn copy_link(_from: &Path, _to: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Flushes everything written below `folder` to the disk, so that a power cut after the switch cannot leave
/// empty files under new names. One call for the whole file system where that exists, because a call for each
/// of 10,000 files takes minutes. Elsewhere [`settle`] has flushed each file, and only the list of names is
/// left.
pub(super) fn sync(folder: &Path) -> Result<(), FileError> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let synced = fs::File::open(folder).and_then(|opened| Ok(rustix::fs::syncfs(&opened)?));
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let synced = sync_folder(folder);
    synced.at(FileAction::Write, folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(path: &Path, name: &str) {
        fs::create_dir_all(path).unwrap();
        create(&path.join(name)).unwrap();
    }

    #[test]
    fn two_renames_do_what_an_exchange_does() {
        let scratch = tempfile::tempdir().unwrap();
        let places = OutputPlaces::of(&scratch.path().join("output")).unwrap();
        folder_with(&places.target, "old.html");
        folder_with(&places.new, "new.html");
        rename_twice(&places).unwrap();
        assert!(places.target.join("new.html").exists());
        assert!(places.old.join("old.html").exists());
        assert!(!places.new.exists());
    }

    #[test]
    fn a_rename_that_fails_half_way_is_taken_back() {
        let scratch = tempfile::tempdir().unwrap();
        let places = OutputPlaces::of(&scratch.path().join("output")).unwrap();
        folder_with(&places.target, "old.html");
        rename_twice(&places).unwrap_err();
        assert!(places.target.join("old.html").exists());
        assert!(!places.old.exists());
    }

    #[test]
    fn what_cannot_be_linked_is_copied_with_its_date() {
        let scratch = tempfile::tempdir().unwrap();
        // `/proc` is another file system wherever there is one, so nothing can be linked from there.
        let from = Path::new("/proc/self/status");
        let to = scratch.path().join("status");
        link_or_copy(from, &to).unwrap();
        assert!(fs::metadata(&to).unwrap().len() > 0);
        assert!(link_or_copy(&scratch.path().join("none"), &scratch.path().join("to")).is_err());
    }
}
