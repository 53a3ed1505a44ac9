//! What is answered to a request for a page or file of the site.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use axum::body::{Body, Bytes};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH,
    LOCATION, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use percent_encoding::percent_decode_str;

use super::hub::{Hub, Rendered};
use crate::diag::{Lang, Text};
use crate::pipeline::Found;
use crate::say;

/// The one thing by which a page here differs from the published one; it stands right before `</body>`.
pub const SCRIPT_TAG: &str = "<script src=\"/__gongkai/preview.js\"></script>\n";

/// The strictest policy, under which the published pages work as well: what it stops here would fail there.
const POLICY: &str = "default-src 'self'";
/// The media type of pages.
pub(super) const HTML: &str = "text/html; charset=utf-8";
/// How much of a file is read at a time, in bytes.
const PIECE: usize = 64 * 1024;

/// Why a path of a request is no address.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadPath;

/// The address of a request's path: decoded, without `/` in front. What would leave the site is none.
pub(super) fn address(path: &str) -> Result<String, BadPath> {
    let decoded = percent_decode_str(path).decode_utf8().map_err(|_| BadPath)?;
    let address = decoded.strip_prefix('/').ok_or(BadPath)?;
    let is_bad = |part: &str| part == ".." || part == "." || part.contains(['\\', '\0']);
    if address.split('/').any(is_bad) { Err(BadPath) } else { Ok(address.to_owned()) }
}

/// Answers a request for an address of the site.
pub(super) fn respond(hub: &Hub, address: &str, headers: &HeaderMap) -> Response<Body> {
    let site = hub.site();
    // A site whose own address has a path, such as /xxgk/, has that in front of the links of its 404 page.
    let root = site.root_path();
    let below = address.strip_prefix(root.trim_start_matches('/')).unwrap_or(address);
    let names = [address, below].into_iter().flat_map(|address| {
        let index = if address.is_empty() || address.ends_with('/') { "index.html" } else { "" };
        [format!("{address}{index}")]
    });
    let found = names.into_iter().find_map(|name| site.find(&name).map(|found| (name, found)));
    let is_folder = found.is_none() && site.find(&format!("{address}/index.html")).is_some();
    let not_found = site.page("404.html");
    drop(site);
    match found {
        Some((_, Found::Page(page))) => match hub.page(&page) {
            Some(rendered) => sent(&rendered, page.path.as_str(), StatusCode::OK, headers),
            None => broken(hub.lang),
        },
        Some((name, Found::Asset(bytes))) => sent(&Rendered::new("", bytes), &name, StatusCode::OK, headers),
        Some((name, Found::File(disk))) => file(&disk, &name, headers, hub.lang),
        None if is_folder => {
            let place = crate::model::PagePath::new(address).map(|path| format!("/{}/", path.encoded()));
            redirect(&place.unwrap_or_else(|_| "/".to_owned()))
        }
        None => match not_found.and_then(|page| hub.page(&page)) {
            Some(rendered) => sent(&rendered, "404.html", StatusCode::NOT_FOUND, headers),
            None => broken(hub.lang),
        },
    }
}

/// Bytes with their type and tag, or that the browser has them already.
pub(super) fn sent(page: &Rendered, name: &str, status: StatusCode, headers: &HeaderMap) -> Response<Body> {
    let tag = format!("\"{}\"", page.tag);
    if status == StatusCode::OK && has_tag(headers, &tag) {
        return with_headers(StatusCode::NOT_MODIFIED, &[(ETAG, &tag)], Body::empty());
    }
    let body = Body::from(Bytes::copy_from_slice(&page.bytes));
    with_headers(status, &[(CONTENT_TYPE, content_type(name)), (ETAG, &tag)], body)
}

fn has_tag(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    known.flat_map(|list| list.split(',')).any(|known| known.trim().trim_start_matches("W/") == tag)
}

/// A response with what all have; a value that is no header is left out.
pub(super) fn with_headers(status: StatusCode, own: &[(HeaderName, &str)], body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    // Browsers ask again each time, and the tag keeps that cheap.
    let common =
        [(CACHE_CONTROL, "no-cache"), (CONTENT_SECURITY_POLICY, POLICY), (X_CONTENT_TYPE_OPTIONS, "nosniff")];
    for (name, value) in common.iter().chain(own) {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// A file from the disk, piece by piece.
fn file(disk: &Path, name: &str, headers: &HeaderMap, lang: Lang) -> Response<Body> {
    let opened = File::open(disk).and_then(|file| {
        let data = file.metadata()?;
        Ok((file, data.len(), data.modified()?))
    });
    let Ok((mut file, size, modified)) = opened else {
        let text = say!("这个文件读不出来：{name}", "this file cannot be read: {name}");
        return plain(StatusCode::NOT_FOUND, &text, lang);
    };
    let since = modified.duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_nanos();
    let tag = format!("\"{size:x}-{since:x}\"");
    if has_tag(headers, &tag) {
        return with_headers(StatusCode::NOT_MODIFIED, &[(ETAG, &tag)], Body::empty());
    }
    let (sender, receiver) = tokio::sync::mpsc::channel::<std::io::Result<Bytes>>(4);
    tokio::task::spawn_blocking(move || {
        loop {
            let mut piece = vec![0; PIECE];
            let read = file.read(&mut piece).map(|length| {
                piece.truncate(length);
                Bytes::from(piece)
            });
            let is_last = !matches!(&read, Ok(piece) if !piece.is_empty());
            let is_empty = matches!(&read, Ok(piece) if piece.is_empty());
            if is_empty || sender.blocking_send(read).is_err() || is_last {
                return;
            }
        }
    });
    let pieces = futures_util::stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|piece| (piece, receiver))
    });
    let headers = [(CONTENT_TYPE, content_type(name)), (ETAG, &tag), (CONTENT_LENGTH, &size.to_string())];
    with_headers(StatusCode::OK, &headers, Body::from_stream(pieces))
}

fn redirect(place: &str) -> Response<Body> {
    with_headers(StatusCode::TEMPORARY_REDIRECT, &[(LOCATION, place)], Body::empty())
}

/// A line of plain text, for what no browser asks for.
pub(super) fn plain(status: StatusCode, text: &Text, lang: Lang) -> Response<Body> {
    let body = Body::from(format!("{}\n", text.in_lang(lang)));
    with_headers(status, &[(CONTENT_TYPE, "text/plain; charset=utf-8")], body)
}

/// The page that stands in for one that cannot be shown: the script lists on it what is wrong.
fn broken(lang: Lang) -> Response<Body> {
    let text = say!(
        "这一页现在显示不出来，原因列在下面；改正并保存，页面就会出现。",
        "this page cannot be shown now; what is wrong is listed below, and once it is mended the page appears."
    );
    let (language, text) = (if lang == Lang::Zh { "zh-CN" } else { "en" }, text.in_lang(lang));
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\" data-gongkai-broken>\n<head>\n<meta charset=\"utf-8\">\n<title>gongkai</title>\n\
         <link rel=\"stylesheet\" href=\"/__gongkai/page.css\">\n</head>\n<body>\n<main><p>{text}</p></main>\n</body>\n</html>\n"
    );
    let rendered = Rendered::new("broken.html", page.into_bytes());
    let headers = [(CONTENT_TYPE, content_type("broken.html"))];
    with_headers(StatusCode::INTERNAL_SERVER_ERROR, &headers, Body::from(rendered.bytes))
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
    use super::{BadPath, address, content_type};

    #[test]
    fn addresses_are_decoded_and_stay_in_the_site() {
        assert_eq!(address("/").as_deref(), Ok(""));
        assert_eq!(address("/a/%E6%96%87.html").as_deref(), Ok("a/文.html"));
        for bad in
            ["", "a", "/../x", "/a/../../x", "/%2e%2e/x", "/a/%2E./x", "/a%5c..%5cx", "/a%00", "/%ff", "/./a"]
        {
            assert_eq!(address(bad), Err(BadPath), "{bad}");
        }
    }

    #[test]
    fn types_do_not_mind_capitals() {
        assert_eq!(content_type("a/B.PDF"), "application/pdf");
        assert_eq!(content_type("a.b/c"), "application/octet-stream");
        assert_eq!(content_type("data/catalogue.csv"), "text/csv; charset=utf-8");
    }
}
