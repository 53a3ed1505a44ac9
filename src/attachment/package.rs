//! Archives with bounds: whatever their directory says, no more is unpacked than is allowed.

use std::io::{Cursor, Read as _};

use super::{Bounds, Gap};

/// A ZIP archive: OOXML, ODF, OFD, or just files.
pub(super) struct Package<'a> {
    archive: zip::ZipArchive<Cursor<&'a [u8]>>,
    bounds: Bounds<'a>,
}

impl<'a> Package<'a> {
    /// Opens an archive.
    pub(super) fn open(bytes: &'a [u8], bounds: Bounds<'a>) -> Result<Self, Gap> {
        let archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Gap::Damaged)?;
        Ok(Self { archive, bounds })
    }

    /// The names of all files in it, in the archive's order.
    pub(super) fn names(&self) -> Vec<String> {
        self.archive.file_names().flatten().map(std::borrow::Cow::into_owned).collect()
    }

    /// Whether there is a file `name`.
    pub(super) fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// The bytes of the file `name`.
    pub(super) fn read(&mut self, name: &str) -> Result<Vec<u8>, Gap> {
        let part = self.archive.by_name(name).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(reason) if reason.contains("assword") => Gap::Encrypted,
            _ => Gap::Damaged,
        })?;
        let mut bytes = Vec::new();
        part.take(self.bounds.left.get() + 1).read_to_end(&mut bytes).map_err(|_| Gap::Damaged)?;
        if self.bounds.take(bytes.len() as u64) { Ok(bytes) } else { Err(Gap::TooLarge) }
    }
}
