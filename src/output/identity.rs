//! What tells a site from all others: a name made once at random, kept in the site folder and in its output.
//!
//! The site may change its title, its address and its units' codes, and stays the same; and two sites made
//! from the same starter are two. An output that bears another site's name is never replaced. An output
//! without a name was made by an older gongkai: it is the site's own if it lies in its folder or gives the
//! site's address.

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::BuildHasher as _;
use std::path::{Path, PathBuf};

use super::PublishError;
use super::manifest::is_ours;
use super::target::resolve;
use crate::files::{self, FileError};
use crate::layout;

/// The longest file that holds a name.
const LONGEST: u64 = 200;
/// The longest catalogue of which the head is read.
const CATALOGUE: u64 = 1 << 30;

/// The name of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    name: String,
    /// Whether the site folder does not hold it yet.
    is_new: bool,
}

impl Identity {
    /// The name under which the site in `site`, whose address is `url`, may publish to `output`.
    pub fn find(site: &Path, output: &Path, url: &str) -> Result<Self, PublishError> {
        files::check_own(site, layout::IDENTITY)?;
        let own = read(&site.join(layout::IDENTITY))?;
        let target = resolve(output)?;
        let theirs = read(&target.join(layout::IDENTITY))?;
        let lies_inside = target.starts_with(resolve(site)?);
        match (own, theirs) {
            (Some(own), Some(theirs)) if own == theirs => Ok(Self { name: own, is_new: false }),
            // The site folder was cloned without the name; what lies in it is its own.
            (None, Some(theirs)) if lies_inside => Ok(Self { name: theirs, is_new: true }),
            (_, Some(_)) => Err(PublishError::OtherSite(target)),
            (own, None) => {
                if !lies_inside && is_ours(&target) && address_in(&target).is_none_or(|theirs| theirs != url)
                {
                    return Err(PublishError::OtherSite(target));
                }
                let is_new = own.is_none();
                Ok(Self { name: own.unwrap_or_else(invented), is_new })
            }
        }
    }

    /// Keeps the name in the site folder, if it is not there.
    pub fn keep(&self, site: &Path) -> Result<(), FileError> {
        if self.is_new { files::write_own(site, layout::IDENTITY, self.bytes().as_bytes()) } else { Ok(()) }
    }

    /// The file that holds it.
    pub(super) fn bytes(&self) -> String {
        format!("{}\n", self.name)
    }
}

/// 128 bits of the system's randomness.
fn invented() -> String {
    let half = |number: u8| RandomState::new().hash_one(number);
    format!("{:016x}{:016x}", half(0), half(1))
}

/// The name in a file; `None` if there is none, or the file says something else.
fn read(path: &PathBuf) -> Result<Option<String>, FileError> {
    if fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink()) {
        return Err(FileError::new(files::FileAction::Read, path, files::Cause::Link));
    }
    let bytes = match files::read_limited(path, LONGEST) {
        Ok(bytes) => bytes,
        Err(error) if error.is_not_found() || is_no_folder(&error) => return Ok(None),
        Err(error) => return Err(error),
    };
    let text = String::from_utf8_lossy(&bytes).trim().to_owned();
    let is_name = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    Ok(is_name.then_some(text))
}

/// Whether the output is to be where a file is, which is for publishing to say.
fn is_no_folder(error: &FileError) -> bool {
    matches!(&error.cause, files::Cause::Io(cause) if cause.kind() == std::io::ErrorKind::NotADirectory)
}

/// The site's address that the catalogue of an output gives.
fn address_in(output: &Path) -> Option<String> {
    let bytes = files::read_limited(&output.join("data/catalogue.json"), CATALOGUE).ok()?;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    let rest = head.split_once("\"url\"")?.1.trim_start().strip_prefix(':')?.trim_start();
    let rest = rest.strip_prefix('"')?;
    rest.split_once('"').map(|(url, _)| url.replace("\\/", "/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_never_the_same() {
        let names: std::collections::BTreeSet<String> = (0..50).map(|_| invented()).collect();
        assert_eq!(names.len(), 50);
        assert!(names.iter().all(|name| name.len() == 32));
    }
}
