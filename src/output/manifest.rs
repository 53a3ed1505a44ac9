//! `manifest.json`: every file of a site with its digest, and the mark by which gongkai knows its own output.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::bytes::open_own;
use super::register::MANIFEST;
use crate::files::read_limited;
use crate::model::PagePath;

/// How every manifest of ours begins, whatever the version.
const MARK: &str = "{\"generator\":\"gongkai ";

/// The most bytes of a manifest that is read: some ten million files.
const LIMIT: u64 = 1 << 30;

/// The digest (SHA-256) and the size of a file.
pub(super) type Digested = ([u8; 32], u64);

/// One file, as the manifest has it.
#[derive(Serialize, Deserialize)]
struct ManifestFile<'a> {
    #[serde(borrow)]
    path: Cow<'a, str>,
    #[serde(borrow)]
    sha256: Cow<'a, str>,
    size: u64,
}

/// What a manifest says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    /// The digest that it gives of itself.
    pub(super) digest: String,
    /// The files.
    pub(super) files: BTreeMap<String, Digested>,
}

/// The manifest of these files, which are sorted by path, a file a line; and its digest.
///
/// Its `digest` is that of all behind `"files":` up to the end: one number that tells whether two sites are
/// equal, and whether somebody changed the list.
pub(super) fn write<'a>(files: impl Iterator<Item = (&'a PagePath, &'a Digested)>) -> (Vec<u8>, String) {
    let mut list = String::from("[");
    for (i, (path, (sha256, size))) in files.enumerate() {
        list.push_str(if i == 0 { "\n" } else { ",\n" });
        let file =
            ManifestFile { path: path.as_str().into(), sha256: hexadecimal(*sha256).into(), size: *size };
        list.push_str(&serde_json::to_string(&file).expect("texts and a number are always JSON"));
    }
    list.push_str("\n]}\n");
    let version = env!("CARGO_PKG_VERSION");
    let digest = hexadecimal(Sha256::digest(&list).into());
    (format!("{MARK}{version}\",\"digest\":\"{digest}\",\"files\":{list}").into_bytes(), digest)
}

/// The manifest of a site that gongkai made; an empty one if there is none, or somebody changed it.
pub(super) fn read(folder: &Path) -> Manifest {
    let read = || {
        let bytes = read_limited(&folder.join(MANIFEST), LIMIT).ok()?;
        let text = std::str::from_utf8(&bytes).ok()?;
        let (head, list) = text.split_once(",\"files\":")?;
        let digest = hexadecimal(Sha256::digest(list).into());
        if !head.starts_with(MARK) || !head.ends_with(&format!("\"digest\":\"{digest}\"")) {
            return None;
        }
        let files: Vec<ManifestFile<'_>> = serde_json::from_str(list.strip_suffix("}\n")?).ok()?;
        let files = files
            .into_iter()
            .map(|file| Some((file.path.into_owned(), (binary(&file.sha256)?, file.size))))
            .collect::<Option<_>>()?;
        Some(Manifest { digest, files })
    };
    read().unwrap_or_default()
}

/// Whether `folder` is a site that gongkai made.
pub(super) fn is_ours(folder: &Path) -> bool {
    let mut head = Vec::with_capacity(MARK.len());
    let read = open_own(&folder.join(MANIFEST))
        .and_then(|(file, _)| file.take(MARK.len() as u64).read_to_end(&mut head));
    read.is_ok() && head == MARK.as_bytes()
}

fn hexadecimal(bytes: [u8; 32]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn binary(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 2 * bytes.len() {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let digit = |at: usize| char::from(pair[at]).to_digit(16);
        *byte = u8::try_from(digit(0)? * 16 + digit(1)?).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_is_json_with_a_file_a_line() {
        let path = PagePath::new("七优享/“1”.html").unwrap();
        let text = String::from_utf8(write([(&path, &([0xA5; 32], 7))].into_iter()).0).unwrap();
        let line = format!("{{\"path\":\"七优享/“1”.html\",\"sha256\":\"{}\",\"size\":7}}", "a5".repeat(32));
        assert_eq!(text.lines().nth(1), Some(line.as_str()));
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["generator"], format!("gongkai {}", env!("CARGO_PKG_VERSION")));
        assert_eq!(json["files"][0]["size"], 7);
        let empty: serde_json::Value = serde_json::from_slice(&write([].into_iter()).0).unwrap();
        assert_eq!(empty["files"], serde_json::json!([]));
    }
    #[test]
    fn a_manifest_is_read_back_unless_somebody_changed_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(MANIFEST);
        let files = BTreeMap::from([
            (PagePath::new("a.html").unwrap(), ([0xA5; 32], 7)),
            (PagePath::new("b/“1”.html").unwrap(), ([0x0F; 32], 0)),
        ]);
        let (bytes, digest) = write(files.iter());
        let files = files.into_iter().map(|(path, digested)| (path.as_str().to_owned(), digested)).collect();
        crate::files::write_atomic(&path, &bytes).unwrap();
        assert!(is_ours(folder.path()));
        assert_eq!(read(folder.path()), Manifest { digest, files });
        let changed = String::from_utf8(bytes).unwrap().replace("0f0f", "0f0e");
        crate::files::write_atomic(&path, changed.as_bytes()).unwrap();
        assert!(is_ours(folder.path()));
        assert_eq!(read(folder.path()), Manifest::default());
    }
}
