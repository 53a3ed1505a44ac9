//! What is answered to a request for a page or file of the site.

use std::io::Read as _;
use std::path::Path;

use axum::body::{Body, Bytes};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH,
    LOCATION, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use percent_encoding::percent_decode_str;

use super::hub::Hub;
use super::rendered::Rendered;
use crate::diag::{Lang, Text};
use crate::files;
use crate::model::{PagePath, media_type};
use crate::say;
use crate::site::{Found, Snapshot};

/// The strictest policy, under which the published pages work as well: what it stops here would fail there.
const POLICY: &str = "default-src 'self'; frame-ancestors 'self'";
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
    let Some(snapshot) = site.snapshot() else { return broken(hub.lang) };
    // A site whose own address has a path, such as /xxgk/, has that in front of the links of its 404 page.
    let root = snapshot.root_path();
    let below = address.strip_prefix(root.trim_start_matches('/')).unwrap_or(address);
    let names = [address, below].into_iter().flat_map(|address| {
        let index = if address.is_empty() || address.ends_with('/') { "index.html" } else { "" };
        [format!("{address}{index}")]
    });
    let found = names.into_iter().find_map(|name| snapshot.find(&name).map(|found| (name, found)));
    let is_folder = found.is_none() && snapshot.find(&format!("{address}/index.html")).is_some();
    let not_found = not_found(snapshot);
    drop(site);
    if found.is_none()
        && let Some(bytes) = [address, below].into_iter().find_map(|name| hub.index_file(name))
    {
        return sent(&Rendered::new("", bytes), address, StatusCode::OK, headers);
    }
    match found {
        Some((_, Found::Page(page))) => match hub.page(&page) {
            Some(rendered) => sent(&rendered, page.as_str(), StatusCode::OK, headers),
            None => broken(hub.lang),
        },
        Some((name, Found::Asset(bytes))) => sent(&Rendered::new("", bytes), &name, StatusCode::OK, headers),
        Some((name, Found::File(disk))) => file(&disk, &name, headers, hub.lang),
        None if is_folder => {
            let place = PagePath::new(address).map(|path| format!("/{}/", path.encoded()));
            redirect(&place.unwrap_or_else(|_| "/".to_owned()))
        }
        None => match not_found.and_then(|page| hub.page(&page)) {
            Some(rendered) => sent(&rendered, "404.html", StatusCode::NOT_FOUND, headers),
            None => broken(hub.lang),
        },
    }
}

/// The page for addresses behind which there is nothing.
fn not_found(snapshot: &Snapshot) -> Option<PagePath> {
    PagePath::new("404.html").ok().filter(|page| snapshot.has_page(page))
}

/// Bytes with their type and tag, or that the browser has them already.
pub(super) fn sent(page: &Rendered, name: &str, status: StatusCode, headers: &HeaderMap) -> Response<Body> {
    let tag = format!("\"{}\"", page.tag);
    if status == StatusCode::OK && has_tag(headers, &tag) {
        return with_headers(StatusCode::NOT_MODIFIED, &[(ETAG, &tag)], Body::empty());
    }
    let body = Body::from(Bytes::copy_from_slice(&page.bytes));
    with_headers(status, &[(CONTENT_TYPE, media_type(name)), (ETAG, &tag)], body)
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
    let common = [
        (CACHE_CONTROL, "no-cache"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // What is not published yet is for nobody's page but ours.
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("x-frame-options"), "SAMEORIGIN"),
    ];
    for (name, value) in common.iter().chain(own) {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// A file from the disk, piece by piece.
fn file(disk: &Path, name: &str, headers: &HeaderMap, lang: Lang) -> Response<Body> {
    let opened =
        files::open_regular(disk).ok().and_then(|(file, data)| Some((file, data.modified().ok()?, data)));
    let Some((file, modified, data)) = opened else {
        let text = say!("这个文件读不出来：{name}", "this file cannot be read: {name}");
        return plain(StatusCode::NOT_FOUND, &text, lang);
    };
    let (size, mark) = (data.len(), files::change_mark(&data));
    let since = modified.duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_nanos();
    let tag = format!("\"{size:x}-{since:x}-{mark:x}\"");
    // Where nothing but size and time is known, the browser gets it anew: both may stay as they were.
    if mark != 0 && has_tag(headers, &tag) {
        return with_headers(StatusCode::NOT_MODIFIED, &[(ETAG, &tag)], Body::empty());
    }
    // A thread has the file only while it reads a piece, however slowly the browser takes it.
    let pieces = futures_util::stream::unfold(Some(file), |file| async move {
        let mut file = file?;
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; PIECE];
            let read = file.read(&mut piece).map(|length| {
                piece.truncate(length);
                Bytes::from(piece)
            });
            (file, read)
        });
        match read.await {
            Ok((_, Ok(piece))) if piece.is_empty() => None,
            Ok((file, Ok(piece))) => Some((Ok(piece), Some(file))),
            Ok((_, Err(error))) => Some((Err(error), None)),
            Err(error) => Some((Err(std::io::Error::other(error)), None)),
        }
    });
    let headers = [(CONTENT_TYPE, media_type(name)), (ETAG, &tag), (CONTENT_LENGTH, &size.to_string())];
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
    let headers = [(CONTENT_TYPE, media_type("broken.html"))];
    with_headers(StatusCode::INTERNAL_SERVER_ERROR, &headers, Body::from(rendered.bytes))
}

#[cfg(test)]
mod tests {
    use super::{BadPath, address};

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
}
