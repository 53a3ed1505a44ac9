//! Which objects of a bucket hold what they ought to, and were not written since that was seen.
//!
//! A store tells of every object when it was written, and a mark of its own. Neither is a digest; but whoever
//! writes an object cannot choose them both. So an object that a run has sent or read, and that looks as it
//! did then, is not fetched again; any other is, and hashed. What was seen is a set of short digests of name,
//! content and looks, in one object of the bucket.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use sha2::{Digest as _, Sha256};

use super::DeployError;
use super::at_once::at_once;
use super::s3::{BucketStore, StoredObject};
use crate::output::Digested;

/// Where they lie.
const MARKS: &str = ".gongkai/marks";

/// How much of a digest stands for an object.
const LENGTH: usize = 16;

/// What stands for one object that holds what it ought to.
type ObjectMark = [u8; LENGTH];

/// The objects that need not be fetched to know what they hold.
#[derive(Debug, Default)]
pub(super) struct ObjectMarks {
    known: BTreeSet<ObjectMark>,
    /// Whether something was fetched that is not among them yet.
    has_news: bool,
}

fn mark(name: &str, object: &StoredObject, digest: &[u8; 32]) -> ObjectMark {
    let mut hash = Sha256::new();
    for part in [name, &object.written, &object.tag, &object.size.to_string()] {
        hash.update(part);
        hash.update([0]);
    }
    hash.update(digest);
    let mut mark = ObjectMark::default();
    mark.copy_from_slice(&hash.finalize()[..LENGTH]);
    mark
}

impl ObjectMarks {
    /// What earlier runs saw.
    pub(super) fn read(store: &BucketStore) -> Result<Self, DeployError> {
        let bytes = store.get(MARKS)?.unwrap_or_default();
        let known = bytes.chunks_exact(LENGTH).filter_map(|mark| mark.try_into().ok()).collect();
        Ok(Self { known, has_news: false })
    }

    /// Those of `wanted`, by name, that hold what is wanted of them, as they are listed in `there`.
    pub(super) fn right(
        &mut self,
        store: &BucketStore,
        parallel: usize,
        there: &BTreeMap<String, StoredObject>,
        wanted: &BTreeMap<String, Digested>,
    ) -> Result<BTreeSet<String>, DeployError> {
        let mut right = BTreeSet::new();
        let mut doubtful = Vec::new();
        for (name, (digest, size)) in wanted {
            let Some(object) = there.get(name).filter(|object| object.size == *size) else { continue };
            if self.known.contains(&mark(name, object, digest)) {
                right.insert(name.clone());
            } else {
                doubtful.push((name, object, digest));
            }
        }
        let found = Mutex::new(Vec::new());
        at_once(parallel, &doubtful, |(name, object, digest)| {
            let bytes = store.get(name)?.unwrap_or_default();
            if Sha256::digest(&bytes)[..] == digest[..] {
                let mut found = found.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                found.push(((*name).clone(), mark(name, object, digest)));
            }
            Ok(())
        })?;
        for (name, mark) in found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
            self.has_news |= self.known.insert(mark);
            right.insert(name);
        }
        Ok(right)
    }

    /// Stores what this run saw, if it fetched anything.
    pub(super) fn keep(&mut self, store: &BucketStore) -> Result<(), DeployError> {
        if std::mem::take(&mut self.has_news) { self.write(store) } else { Ok(()) }
    }

    /// Stores the marks of `wanted` as listed in `there`: of what was `sent` now, and of what looks as it did
    /// when it was seen.
    pub(super) fn replace(
        &mut self,
        store: &BucketStore,
        there: &BTreeMap<String, StoredObject>,
        wanted: &BTreeMap<String, Digested>,
        sent: &BTreeSet<String>,
    ) -> Result<(), DeployError> {
        let marks = wanted.iter().filter_map(|(name, (digest, _))| {
            let mark = mark(name, there.get(name)?, digest);
            (sent.contains(name) || self.known.contains(&mark)).then_some(mark)
        });
        self.known = marks.collect();
        self.has_news = false;
        self.write(store)
    }

    fn write(&self, store: &BucketStore) -> Result<(), DeployError> {
        store.put(
            MARKS,
            &self.known.iter().flatten().copied().collect::<Vec<u8>>(),
            "application/octet-stream",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_an_object_shows_of_itself_makes_another_mark() {
        let object =
            |size, written: &str, tag: &str| StoredObject { size, written: written.into(), tag: tag.into() };
        let first = mark("a", &object(1, "t", "e"), &[0; 32]);
        assert_eq!(first, mark("a", &object(1, "t", "e"), &[0; 32]));
        for other in [
            mark("b", &object(1, "t", "e"), &[0; 32]),
            mark("a", &object(2, "t", "e"), &[0; 32]),
            mark("a", &object(1, "u", "e"), &[0; 32]),
            mark("a", &object(1, "t", "f"), &[0; 32]),
            mark("a", &object(1, "te", ""), &[0; 32]),
            mark("a", &object(1, "t", "e"), &[1; 32]),
        ] {
            assert_ne!(first, other);
        }
    }
}
