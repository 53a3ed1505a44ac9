//! Whole folders of ours: whose files are in them, and how they go.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;

use crate::files::patiently;

/// Whether a file at the top of the output belongs to other people.
pub(super) fn is_dot_file(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// Removes a folder and all its contents, if it exists; read-only folders are made writable.
pub(super) fn remove_tree(folder: &Path) -> io::Result<()> {
    let remove = || match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(metadata) if metadata.is_dir() => patiently(|| fs::remove_dir_all(folder)),
        Ok(_) => patiently(|| fs::remove_file(folder)),
    };
    match remove() {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            open_to_writing(folder);
            remove()
        }
        result => result,
    }
}

#[cfg(unix)]
fn open_to_writing(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    for entry in walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_dir() {
            // If this fails, so will the removal, and its error says why.
            let _ = fs::set_permissions(entry.path(), fs::Permissions::from_mode(0o700));
        }
    }
}

#[cfg(not(unix))]
fn open_to_writing(_folder: &Path) {}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn folders_closed_to_writing_are_removed_too() {
        use std::os::unix::fs::PermissionsExt as _;
        let scratch = tempfile::tempdir().unwrap();
        let folder = scratch.path().join("a");
        fs::create_dir_all(folder.join("b")).unwrap();
        fs::write(folder.join("b/c"), "").unwrap();
        fs::set_permissions(folder.join("b"), fs::Permissions::from_mode(0o555)).unwrap();
        remove_tree(&folder).unwrap();
        assert!(!folder.exists());
        remove_tree(&folder).unwrap();
    }
}
