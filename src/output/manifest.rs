//! `manifest.json`: every file of a site with its digest, and the mark by which gongkai knows its own output.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::bytes::Digested;
use super::open::open_own;
use crate::files::read_limited;
use crate::model::{PagePath, from_hex, to_hex};

/// The name of the list of all files, at the top of the output.
pub const MANIFEST: &str = "manifest.json";

/// How every manifest of ours begins, whatever the version.
const MARK: &str = "{\"generator\":\"gongkai ";

/// What stands in the manifest of a site that was made only for a look.
const TRIAL: &str = ",\"trial\":true";

/// The most bytes of a manifest that is read: some ten million files.
const LIMIT: u64 = 1 << 30;

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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The digest that it gives of itself.
    pub digest: String,
    /// Whether the site was made only for a look.
    pub is_trial: bool,
    /// The digest (SHA-256) and the size of each file, by address.
    pub files: BTreeMap<String, Digested>,
}

/// The manifest of these files, which are sorted by path, a file a line; and its digest.
///
/// Its `digest` is that of all behind `"files":` up to the end: one number that tells whether two sites are
/// equal, and whether somebody changed the list. A site made only for a look says so in front of it.
pub(super) fn write<'a>(
    files: impl Iterator<Item = (&'a PagePath, &'a Digested)>,
    is_trial: bool,
) -> (Vec<u8>, String) {
    let mut list = String::from("[");
    for (i, (path, (sha256, size))) in files.enumerate() {
        list.push_str(if i == 0 { "\n" } else { ",\n" });
        let file = ManifestFile { path: path.as_str().into(), sha256: to_hex(sha256).into(), size: *size };
        list.push_str(&serde_json::to_string(&file).expect("texts and a number are always JSON"));
    }
    list.push_str("\n]}\n");
    let version = env!("CARGO_PKG_VERSION");
    let digest = to_hex(&Sha256::digest(&list));
    let trial = if is_trial { TRIAL } else { "" };
    (format!("{MARK}{version}\"{trial},\"digest\":\"{digest}\",\"files\":{list}").into_bytes(), digest)
}

/// What the bytes of a manifest say; `None` if they are none of ours, or somebody changed them.
#[must_use]
pub fn parse_manifest(bytes: &[u8]) -> Option<Manifest> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (head, list) = text.split_once(",\"files\":")?;
    let digest = to_hex(&Sha256::digest(list));
    let head = head.strip_prefix(MARK)?.strip_suffix(&format!(",\"digest\":\"{digest}\""))?;
    let files: Vec<ManifestFile<'_>> = serde_json::from_str(list.strip_suffix("}\n")?).ok()?;
    let file = |file: ManifestFile<'_>| {
        // It may come from afar: an address must not lead out of the site.
        let path = PagePath::new(&file.path).ok().filter(|path| path.as_str() == file.path)?;
        Some((path.as_str().to_owned(), (from_hex(&file.sha256)?, file.size)))
    };
    let files = files.into_iter().map(file).collect::<Option<_>>()?;
    Some(Manifest { digest, is_trial: head.ends_with(TRIAL), files })
}

/// The manifest of a site that gongkai made; an empty one if there is none, or somebody changed it.
pub(super) fn read(folder: &Path) -> Manifest {
    manifest_of(folder).map(|(manifest, _)| manifest).unwrap_or_default()
}

/// The manifest of the site in `folder`, and its bytes; `None` if gongkai did not make it, or somebody
/// changed the manifest.
#[must_use]
pub fn manifest_of(folder: &Path) -> Option<(Manifest, Vec<u8>)> {
    let bytes = read_limited(&folder.join(MANIFEST), LIMIT).ok()?;
    Some((parse_manifest(&bytes)?, bytes))
}

/// The addresses of all files of the site in `folder`, sorted; none if gongkai did not make it, or somebody
/// changed its manifest.
#[must_use]
pub fn published_paths(folder: &Path) -> Vec<String> {
    read(folder).files.into_keys().collect()
}

/// Whether `folder` is a site that gongkai made.
pub(super) fn is_ours(folder: &Path) -> bool {
    let mut head = Vec::with_capacity(MARK.len());
    let read = open_own(&folder.join(MANIFEST))
        .and_then(|(file, _)| file.take(MARK.len() as u64).read_to_end(&mut head));
    read.is_ok() && head == MARK.as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_is_json_with_a_file_a_line() {
        let path = PagePath::new("七优享/“1”.html").unwrap();
        let text = String::from_utf8(write([(&path, &([0xA5; 32], 7))].into_iter(), false).0).unwrap();
        let line = format!("{{\"path\":\"七优享/“1”.html\",\"sha256\":\"{}\",\"size\":7}}", "a5".repeat(32));
        assert_eq!(text.lines().nth(1), Some(line.as_str()));
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["generator"], format!("gongkai {}", env!("CARGO_PKG_VERSION")));
        assert_eq!(json["files"][0]["size"], 7);
        let empty: serde_json::Value = serde_json::from_slice(&write([].into_iter(), false).0).unwrap();
        assert_eq!(empty["files"], serde_json::json!([]));
    }

    #[test]
    fn a_trial_says_so() {
        let (bytes, digest) = write([].into_iter(), true);
        let json: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(json["trial"], true);
        assert_eq!(parse_manifest(&bytes), Some(Manifest { digest, is_trial: true, files: BTreeMap::new() }));
    }

    #[test]
    fn addresses_that_lead_out_of_the_site_are_refused() {
        for bad in ["../a", "/a", "a/../../b", "a\\\\b"] {
            let list =
                format!("[\n{{\"path\":\"{bad}\",\"sha256\":\"{}\",\"size\":1}}\n]}}\n", "a5".repeat(32));
            let digest = to_hex(&Sha256::digest(&list));
            let text = format!("{MARK}1\",\"digest\":\"{digest}\",\"files\":{list}");
            assert_eq!(parse_manifest(text.as_bytes()), None, "{bad}");
            let good = text.replace(bad, "a");
            assert_eq!(parse_manifest(good.as_bytes()), None, "its digest is another");
        }
    }

    #[test]
    fn a_manifest_is_read_back_unless_somebody_changed_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(MANIFEST);
        let files = BTreeMap::from([
            (PagePath::new("a.html").unwrap(), ([0xA5; 32], 7)),
            (PagePath::new("b/“1”.html").unwrap(), ([0x0F; 32], 0)),
        ]);
        let (bytes, digest) = write(files.iter(), false);
        let files = files.into_iter().map(|(path, digested)| (path.as_str().to_owned(), digested)).collect();
        crate::files::write_atomic(&path, &bytes).unwrap();
        assert!(is_ours(folder.path()));
        assert_eq!(read(folder.path()), Manifest { digest, is_trial: false, files });
        let changed = String::from_utf8(bytes).unwrap().replace("0f0f", "0f0e");
        crate::files::write_atomic(&path, changed.as_bytes()).unwrap();
        assert!(is_ours(folder.path()));
        assert_eq!(read(folder.path()), Manifest::default());
    }
}
