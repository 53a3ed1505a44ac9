//! The site as one file, `.zip` or `.tar.gz`: the same site gives the same bytes.

#![expect(clippy::disallowed_methods, reason = "this is a door to the disk")]

use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, Write};
use std::path::Path;

use flate2::{Compression, GzBuilder};
use zip::write::SimpleFileOptions;

use super::error::altered;
use super::{DeployError, Package, Transfer};
use crate::files::{self, AtPath as _, Cause, FileAction, FileError};

/// What packing came to.
#[derive(Clone, Copy, Debug)]
pub struct Archived {
    /// Files in the archive.
    pub files: usize,
    /// Bytes of the archive.
    pub bytes: u64,
}

/// Packs the site into the file `to`, which is replaced as a whole; its name says how.
pub fn pack(package: &Package, to: &Path, transfer: &Transfer<'_>) -> Result<Archived, DeployError> {
    let folder =
        to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    files::make_folder(folder)?;
    let name = to.file_name().unwrap_or_default().to_string_lossy();
    let new = folder.join(format!("{}{name}", files::UNFINISHED));
    let written = write(package, &new, name.ends_with(".zip"), transfer);
    let placed =
        written.and_then(|()| files::rename(&new, to).at(FileAction::Write, to).map_err(DeployError::from));
    if let Err(error) = placed {
        // The first error is told. What cannot be removed now is replaced next time.
        let _ = fs::remove_file(&new);
        return Err(error);
    }
    files::sync_folder(folder).at(FileAction::Write, folder)?;
    let bytes = fs::metadata(to).at(FileAction::Read, to)?.len();
    Ok(Archived { files: package.files().len(), bytes })
}

fn write(package: &Package, new: &Path, is_zip: bool, transfer: &Transfer<'_>) -> Result<(), DeployError> {
    let file = File::create(new).at(FileAction::Write, new)?;
    let mut file = BufWriter::new(file);
    if is_zip { zip(package, &mut file, transfer) } else { tar_gz(package, &mut file, transfer) }?
        .and_then(|()| file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all())
        .map_err(|error| {
            altered(&error).unwrap_or_else(|| {
                DeployError::File(FileError::new(FileAction::Write, new, Cause::Io(error)))
            })
        })
}

/// The inner result is of what is written and read; the outer one of what is opened.
type Packed = Result<io::Result<()>, DeployError>;

fn zip(package: &Package, to: &mut (impl Write + Seek), transfer: &Transfer<'_>) -> Packed {
    let mut archive = zip::ZipWriter::new(to);
    // The date is the first that a .zip can have, whatever the clock says.
    let options = SimpleFileOptions::default()
        .last_modified_time(zip::DateTime::default())
        .compression_method(zip::CompressionMethod::Deflated)
        .compression_level(Some(6))
        .unix_permissions(0o644);
    for (path, piece) in package.files() {
        let mut from = transfer.pace(package.read(path)?);
        let options = options.large_file(piece.digested.1 >= u64::from(u32::MAX));
        let added = archive.start_file(path.as_str(), options).map_err(io::Error::from);
        if let Err(error) = added.and_then(|()| io::copy(&mut from, &mut archive)) {
            return Ok(Err(error));
        }
    }
    Ok(archive.finish().map(|_| ()).map_err(io::Error::from))
}

fn tar_gz(package: &Package, to: &mut impl Write, transfer: &Transfer<'_>) -> Packed {
    // Neither a name nor a time in the head.
    let gzip = GzBuilder::new().mtime(0).write(to, Compression::new(6));
    match tar(package, package.files().keys(), gzip, transfer)? {
        Ok(gzip) => Ok(gzip.finish().map(|_| ())),
        Err(error) => Ok(Err(error)),
    }
}

/// Writes some files of the package as a tar archive without dates and owners.
pub(super) fn tar<'a, W: Write>(
    package: &Package,
    paths: impl Iterator<Item = &'a String>,
    to: W,
    transfer: &Transfer<'_>,
) -> Result<io::Result<W>, DeployError> {
    let mut archive = tar::Builder::new(to);
    for path in paths {
        let Some(piece) = package.files().get(path) else { continue };
        let mut header = tar::Header::new_gnu();
        header.set_size(piece.digested.1);
        header.set_mode(0o644);
        header.set_mtime(0);
        let from = transfer.pace(package.read(path)?);
        if let Err(error) = archive.append_data(&mut header, path, from) {
            return Ok(Err(error));
        }
    }
    Ok(archive.into_inner())
}
