//! A page or file as the browser gets it: its bytes, its type, and a tag that changes with them.

use sha2::{Digest as _, Sha256};

use crate::model::{media_type, to_hex};

/// The one thing by which a page here differs from the published one; it stands right before `</body>`.
pub const SCRIPT_TAG: &str = "<script src=\"/__gongkai/preview.js\"></script>\n";

/// The media type of pages.
pub(super) const HTML: &str = "text/html; charset=utf-8";

/// A page as it is sent.
#[derive(Debug)]
pub(super) struct Rendered {
    /// Its bytes, with the preview's script if it is HTML.
    pub(super) bytes: Vec<u8>,
    /// What changes with its bytes, for `ETag`.
    pub(super) tag: String,
}

impl Rendered {
    /// A page of these bytes; an HTML page gets the script.
    pub(super) fn new(path: &str, mut bytes: Vec<u8>) -> Self {
        if media_type(path) == HTML {
            add_script(&mut bytes);
        }
        let digest = Sha256::digest(&bytes);
        let tag = to_hex(&digest[..12]);
        Self { bytes, tag }
    }
}

/// Puts the preview's script at the end of a page's body.
fn add_script(bytes: &mut Vec<u8>) {
    let end = b"</body>";
    let at = bytes.windows(end.len()).rposition(|window| window == end).unwrap_or(bytes.len());
    bytes.splice(at..at, SCRIPT_TAG.bytes());
}
