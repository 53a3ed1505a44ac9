//! A page or file as the browser gets it: its bytes, its type, and a tag that changes with them.

use sha2::{Digest as _, Sha256};

use crate::model::to_hex;

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
        if content_type(path) == HTML {
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

/// The media type of a file by its name.
pub(super) fn content_type(name: &str) -> &'static str {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    match extension.as_str() {
        "html" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "xml" if name.ends_with("feed.xml") => "application/atom+xml; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "jsonld" => "application/ld+json; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "bmp" => "image/bmp",
        "ico" => "image/x-icon",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "pdf" => "application/pdf",
        "ofd" => "application/ofd",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls" => "application/vnd.ms-excel",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ppt" => "application/vnd.ms-powerpoint",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "wps" => "application/vnd.ms-works",
        "zip" => "application/zip",
        "mp3" => "audio/mpeg",
        "mp4" => "video/mp4",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::content_type;

    #[test]
    fn types_do_not_mind_capitals() {
        assert_eq!(content_type("a/B.PDF"), "application/pdf");
        assert_eq!(content_type("a.b/c"), "application/octet-stream");
        assert_eq!(content_type("data/catalogue.csv"), "text/csv; charset=utf-8");
    }
}
