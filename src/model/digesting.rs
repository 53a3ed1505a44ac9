//! A digest of whatever can be hashed.

use std::hash::Hasher;

use sha2::{Digest as _, Sha256};

/// Takes values and gives the SHA-256 of them. How a value is hashed depends on the machine and on the
/// compiler, so the digest is for what this program remembers, never for what it publishes.
#[derive(Clone, Debug, Default)]
pub struct Digesting(Sha256);

impl Digesting {
    /// The digest of all that was taken.
    #[must_use]
    pub fn digest(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

impl Hasher for Digesting {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Only the whole digest is of use.
    fn finish(&self) -> u64 {
        0
    }
}
