//! What a file is said to be when it goes over the network.

/// Endings of names, and the media types by which such files are handed out.
///
/// Source: the registry of media types of IANA; for `.ofd` GB/T 33190 as its readers register it.
pub const MEDIA_TYPES: &[(&str, &str)] = &[
    ("html", "text/html; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json; charset=utf-8"),
    ("xml", "application/xml; charset=utf-8"),
    ("txt", "text/plain; charset=utf-8"),
    ("minisig", "text/plain; charset=utf-8"),
    ("ics", "text/calendar; charset=utf-8"),
    ("jsonld", "application/ld+json; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("bmp", "image/bmp"),
    ("ico", "image/x-icon"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
    ("pdf", "application/pdf"),
    ("ofd", "application/ofd"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("wps", "application/vnd.ms-works"),
    ("zip", "application/zip"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
];

/// What a file is handed out as whose ending says nothing.
pub const BYTES: &str = "application/octet-stream";

/// The media type by which a file is handed out, by the ending of its name; [`BYTES`] for unknown endings.
#[must_use]
pub fn media_type(name: &str) -> &'static str {
    if name.ends_with("feed.xml") {
        return "application/atom+xml; charset=utf-8";
    }
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    let known = MEDIA_TYPES.iter().find(|(ending, _)| *ending == extension);
    known.map_or(BYTES, |(_, media_type)| media_type)
}

#[cfg(test)]
mod tests {
    use super::media_type;

    #[test]
    fn types_do_not_mind_capitals() {
        assert_eq!(media_type("a/B.PDF"), "application/pdf");
        assert_eq!(media_type("a.b/c"), "application/octet-stream");
        assert_eq!(media_type("data/catalogue.csv"), "text/csv; charset=utf-8");
    }
}
