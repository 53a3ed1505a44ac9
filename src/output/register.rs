//! The addresses of a new site, each given out once.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::time::SystemTime;

use super::PublishError;
use super::bytes::Digested;
use super::manifest::MANIFEST;
use super::stamp::FileStamp;
use crate::model::PagePath;

/// A file of the new site whose bytes are known.
#[derive(Clone, Copy, Debug)]
pub(super) enum Filed {
    /// It is staged, with the stamp it had then.
    Staged(Digested, Option<FileStamp>),
    /// The old site has the same bytes at the same address, written at this time. So it is not staged, and
    /// its digest may be known from last time.
    Unchanged(SystemTime),
}

/// The addresses given out. They are unique even in lower case, so that the site can be copied to a
/// case-insensitive disk or server.
#[derive(Debug, Default)]
pub(super) struct AddressRegister {
    files: BTreeMap<String, (PagePath, Option<Filed>)>,
    /// Each folder, folded -> the first file in it.
    folders: BTreeMap<String, PagePath>,
}

impl AddressRegister {
    /// Gives out an address, for a file whose bytes are still to come.
    pub(super) fn reserve(&mut self, path: &PagePath) -> Result<(), PublishError> {
        let key = path.as_str().to_lowercase();
        if key == MANIFEST || key.starts_with('.') {
            return Err(PublishError::Reserved(path.clone()));
        }
        let clash = |other: &PagePath| Err(PublishError::SameAddress(path.clone(), other.clone()));
        if let Some(inside) = self.folders.get(&key) {
            return clash(inside);
        }
        // From the innermost folder outwards. A folder known with the same spelling ends the search, because
        // the folders around it were checked when it was entered.
        let mut end = path.as_str().len();
        while let Some(slash) = path.as_str()[..end].rfind('/') {
            end = slash;
            let folder = &path.as_str()[..end];
            let lower = folder.to_lowercase();
            if let Some((other, _)) = self.files.get(&lower) {
                return clash(other);
            }
            match self.folders.entry(lower) {
                Entry::Vacant(place) => {
                    place.insert(path.clone());
                }
                Entry::Occupied(known) if known.get().as_str().get(..end) == Some(folder) => break,
                Entry::Occupied(known) => return clash(known.get()),
            }
        }
        match self.files.entry(key) {
            Entry::Vacant(place) => {
                place.insert((path.clone(), None));
                Ok(())
            }
            Entry::Occupied(known) => clash(&known.get().0),
        }
    }

    /// Enters the file at a reserved address.
    pub(super) fn file(&mut self, path: &PagePath, filed: Filed) {
        self.files.insert(path.as_str().to_lowercase(), (path.clone(), Some(filed)));
    }

    /// All files, sorted by path; an error if one is missing.
    pub(super) fn into_files(self) -> Result<BTreeMap<PagePath, Filed>, PublishError> {
        self.files
            .into_values()
            .map(|(path, filed)| match filed {
                Some(filed) => Ok((path, filed)),
                None => Err(PublishError::Unfinished(path)),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> PagePath {
        PagePath::new(text).unwrap()
    }

    #[test]
    fn an_address_is_given_out_once() {
        let mut register = AddressRegister::default();
        for taken in ["index.html", "a/b/1.html", "a/b/2.html", "七优享/index.html"] {
            register.reserve(&path(taken)).unwrap();
        }
        for (second, first) in [
            ("index.html", "index.html"),
            ("Index.HTML", "index.html"),
            ("A/b/3.html", "a/b/1.html"),
            ("a/B/3.html", "a/b/1.html"),
            ("a/b", "a/b/1.html"),
            ("index.html/1.html", "index.html"),
            ("a/b/2.HTML", "a/b/2.html"),
        ] {
            let error = register.reserve(&path(second)).unwrap_err();
            assert!(
                matches!(&error, PublishError::SameAddress(a, b) if a == &path(second) && b == &path(first)),
                "{second}: {error:?}"
            );
        }
    }

    #[test]
    fn the_manifest_and_dot_files_are_no_pages() {
        for reserved in ["manifest.json", "Manifest.JSON", ".htaccess", ".git/HEAD"] {
            let error = AddressRegister::default().reserve(&path(reserved)).unwrap_err();
            assert!(matches!(error, PublishError::Reserved(_)), "{reserved}");
        }
    }

    #[test]
    fn a_file_that_never_came_is_an_error() {
        let mut register = AddressRegister::default();
        register.reserve(&path("b.html")).unwrap();
        register.reserve(&path("a.html")).unwrap();
        register.file(&path("a.html"), Filed::Unchanged(SystemTime::UNIX_EPOCH));
        assert!(
            matches!(register.into_files().unwrap_err(), PublishError::Unfinished(p) if p == path("b.html"))
        );
    }
}
