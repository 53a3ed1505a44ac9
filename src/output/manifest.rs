//! `manifest.json`: every file of a site with its digest, and the mark by which gongkai knows its own output.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use serde::Serialize;

use super::register::{Filed, MANIFEST};
use crate::model::PagePath;

/// How every manifest of ours begins, whatever the version.
const MARK: &str = "{\"generator\":\"gongkai ";

/// One file, as the manifest has it.
#[derive(Serialize)]
struct ManifestFile<'a> {
    path: &'a str,
    sha256: String,
    size: u64,
}

/// Writes the manifest, a file a line, sorted by path.
pub(super) fn write(files: &BTreeMap<PagePath, Filed>) -> Vec<u8> {
    let mut json = format!("{MARK}{}\",\"files\":[", env!("CARGO_PKG_VERSION"));
    for (i, (path, filed)) in files.iter().enumerate() {
        json.push_str(if i == 0 { "\n" } else { ",\n" });
        let file = ManifestFile { path: path.as_str(), sha256: hexadecimal(filed.sha256), size: filed.size };
        json.push_str(&serde_json::to_string(&file).expect("texts and a number are always JSON"));
    }
    json.push_str("\n]}\n");
    json.into_bytes()
}

/// Whether `folder` is a site that gongkai made.
pub(super) fn is_ours(folder: &Path) -> bool {
    let mut head = Vec::with_capacity(MARK.len());
    let read = File::open(folder.join(MANIFEST))
        .and_then(|file| file.take(MARK.len() as u64).read_to_end(&mut head));
    read.is_ok() && head == MARK.as_bytes()
}

fn hexadecimal(bytes: [u8; 32]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_is_json_with_a_file_a_line() {
        let path = PagePath::new("七优享/“1”.html").unwrap();
        let filed = Filed { sha256: [0xA5; 32], size: 7, is_unchanged: false };
        let text = String::from_utf8(write(&BTreeMap::from([(path, filed)]))).unwrap();
        let line = format!("{{\"path\":\"七优享/“1”.html\",\"sha256\":\"{}\",\"size\":7}}", "a5".repeat(32));
        assert_eq!(text.lines().nth(1), Some(line.as_str()));
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["generator"], format!("gongkai {}", env!("CARGO_PKG_VERSION")));
        assert_eq!(json["files"][0]["size"], 7);
        let empty: serde_json::Value = serde_json::from_slice(&write(&BTreeMap::new())).unwrap();
        assert_eq!(empty["files"], serde_json::json!([]));
    }
}
