//! What is sent: the files of a finished site by its manifest, the manifest, and its signature.

#![expect(clippy::disallowed_methods, reason = "this is a door to the disk")]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::DeployError;
use super::error::AlteredOnDesk;
use crate::files::{AtPath as _, FileAction};
use crate::output::{self, Digested, MANIFEST};
use crate::signature::{SIGNATURE, SecretKey};

/// A finished site, ready to be sent.
#[derive(Debug)]
pub struct Package {
    folder: PathBuf,
    digest: String,
    files: BTreeMap<String, PackedFile>,
}

/// One file of it.
#[derive(Clone, Debug)]
pub(super) struct PackedFile {
    /// Its digest and size, by the manifest.
    pub(super) digested: Digested,
    /// Its bytes, if it is not in the folder.
    bytes: Option<Vec<u8>>,
}

impl Package {
    /// The finished site in `folder`; signed, if there is a key.
    ///
    /// Refused is what is no site of gongkai's, a manifest that somebody changed, and a trial build.
    pub fn open(folder: &Path, key: Option<&SecretKey>) -> Result<Self, DeployError> {
        let (manifest, bytes) =
            output::manifest_of(folder).ok_or_else(|| DeployError::NoSite(folder.to_path_buf()))?;
        if manifest.is_trial {
            return Err(DeployError::Trial(folder.to_path_buf()));
        }
        let piece = |digested| PackedFile { digested, bytes: None };
        let mut files: BTreeMap<String, PackedFile> =
            manifest.files.into_iter().map(|(path, digested)| (path, piece(digested))).collect();
        let signature = key.map(|key| key.sign(&bytes));
        let mut add = |name: &str, bytes: Vec<u8>| {
            let digested = (Sha256::digest(&bytes).into(), bytes.len() as u64);
            files.insert(name.to_owned(), PackedFile { digested, bytes: Some(bytes) });
        };
        add(MANIFEST, bytes);
        if let Some(signature) = signature {
            add(SIGNATURE, signature.into_bytes());
        }
        Ok(Self { folder: folder.to_path_buf(), digest: manifest.digest, files })
    }

    /// The digest that the manifest gives of itself.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Whether it is signed.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        self.files.contains_key(SIGNATURE)
    }

    /// The files by path, the manifest and its signature among them.
    pub(super) fn files(&self) -> &BTreeMap<String, PackedFile> {
        &self.files
    }

    /// Whether files with these digests, by path, are those of the package and no others.
    pub(super) fn is(&self, there: &BTreeMap<String, [u8; 32]>) -> bool {
        self.files.len() == there.len()
            && self.files.iter().all(|(path, piece)| there.get(path) == Some(&piece.digested.0))
    }

    /// How many files there are, and their bytes.
    #[must_use]
    pub fn size(&self) -> (usize, u64) {
        (self.files.len(), self.files.values().map(|piece| piece.digested.1).sum())
    }

    /// Opens a file. The bytes are hashed while they are read; at the end it is an error, by which
    /// [`super::error::altered`] knows the file, if they are not those of the manifest.
    pub(super) fn read(&self, path: &str) -> Result<Checked<'_>, DeployError> {
        let piece = self.files.get(path).ok_or_else(|| DeployError::Altered(path.to_owned()))?;
        let inner: Box<dyn Read + Send + '_> = match &piece.bytes {
            Some(bytes) => Box::new(bytes.as_slice()),
            None => {
                let disk = self.folder.join(path);
                Box::new(File::open(&disk).at(FileAction::Read, &disk)?)
            }
        };
        let (digest, size) = piece.digested;
        Ok(Checked { inner, path: path.to_owned(), hash: Some(Sha256::new()), digest, left: size })
    }

    /// The whole bytes of a file.
    pub(super) fn bytes(&self, path: &str) -> Result<Vec<u8>, DeployError> {
        let mut bytes = Vec::new();
        let mut reader = self.read(path)?;
        reader.read_to_end(&mut bytes).map_err(|error| {
            super::error::altered(&error).unwrap_or_else(|| {
                DeployError::File(crate::files::FileError::new(
                    FileAction::Read,
                    self.folder.join(path),
                    crate::files::Cause::Io(error),
                ))
            })
        })?;
        Ok(bytes)
    }
}

/// Reads a file that must be what the manifest says.
pub(super) struct Checked<'a> {
    inner: Box<dyn Read + Send + 'a>,
    path: String,
    /// `None` once it has been compared.
    hash: Option<Sha256>,
    digest: [u8; 32],
    left: u64,
}

impl Checked<'_> {
    fn altered(&self) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, AlteredOnDesk(self.path.clone()))
    }
}

impl Read for Checked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let count = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(count as u64).ok_or_else(|| self.altered())?;
        if let Some(hash) = &mut self.hash {
            hash.update(&buffer[..count]);
        }
        // Compared before the last bytes are handed on, not when the caller asks once more: it may not.
        if (self.left == 0 || count == 0)
            && let Some(hash) = self.hash.take()
            && (self.left > 0 || <[u8; 32]>::from(hash.finalize()) != self.digest)
        {
            return Err(self.altered());
        }
        Ok(count)
    }
}
