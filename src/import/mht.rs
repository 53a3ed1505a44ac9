//! Pages that were saved whole, in one file (`.mht`, RFC 2557): the page, and what it shows.
//!
//! Reads what browsers and Word write: parts between boundaries, in base64 or quoted-printable, one in the
//! other. Anything else in them is left.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// How deep parts may lie in parts.
const DEEPEST: usize = 5;

/// A page saved whole.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct WholePage {
    /// The page itself.
    pub(super) page: Vec<u8>,
    /// How its part says that it is encoded; empty: it does not say.
    pub(super) charset: String,
    /// What lies beside it, by address, and by `cid:` and the id.
    beside: BTreeMap<String, Vec<u8>>,
}

impl WholePage {
    /// Reads a file; `None`: there is no page in it.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut whole = None;
        let mut beside = BTreeMap::new();
        take(bytes, &mut whole, &mut beside, 0);
        whole.map(|(page, charset)| Self { page, charset, beside })
    }

    /// What lies at an address that the page names: there itself, or under the same name in a folder.
    pub(super) fn beside(&self, address: &str) -> Option<Vec<u8>> {
        let name = |address: &str| address.rsplit(['/', '\\']).next().unwrap_or("").to_owned();
        let found = self.beside.get(address).or_else(|| {
            let wanted = name(address);
            let mut alike = self.beside.iter().filter(|(known, _)| name(known) == wanted);
            alike.next().filter(|_| !wanted.is_empty()).map(|(_, bytes)| bytes)
        });
        found.cloned()
    }
}

/// Takes a part, or the parts in it.
fn take(
    bytes: &[u8],
    page: &mut Option<(Vec<u8>, String)>,
    beside: &mut BTreeMap<String, Vec<u8>>,
    depth: usize,
) {
    let (fields, body) = fields_of(bytes);
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    let kind = field("content-type");
    let lower = kind.to_ascii_lowercase();
    if lower.starts_with("multipart/") {
        if let Some(boundary) = parameter(kind, "boundary").filter(|_| depth < DEEPEST) {
            for part in parts_of(body, &boundary) {
                take(part, page, beside, depth + 1);
            }
        }
        return;
    }
    let content = match field("content-transfer-encoding").to_ascii_lowercase().as_str() {
        "base64" => {
            let close: Vec<u8> = body.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
            STANDARD.decode(close).unwrap_or_default()
        }
        "quoted-printable" => unquoted(body),
        _ => body.to_vec(),
    };
    if lower.starts_with("text/html") && page.is_none() {
        *page = Some((content, parameter(kind, "charset").unwrap_or_default()));
        return;
    }
    let id = field("content-id").trim_matches(['<', '>']);
    if !id.is_empty() {
        beside.insert(format!("cid:{id}"), content.clone());
    }
    let location = field("content-location");
    if !location.is_empty() {
        beside.insert(location.to_owned(), content);
    }
}

/// The fields above a blank line, names in lower case, and what stands below it.
fn fields_of(bytes: &[u8]) -> (BTreeMap<String, String>, &[u8]) {
    let mut fields: BTreeMap<String, String> = BTreeMap::new();
    let mut last = String::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let (line, behind) = line_of(rest);
        rest = behind;
        let line = String::from_utf8_lossy(line);
        if line.trim().is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            // A long field goes on in the next line.
            if let Some(value) = fields.get_mut(&last) {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            last = name.trim().to_ascii_lowercase();
            fields.insert(last.clone(), value.trim().to_owned());
        }
    }
    (fields, rest)
}

/// A line without its end, and what follows.
fn line_of(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1);
    let line = &bytes[..end];
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    (line.strip_suffix(b"\r").unwrap_or(line), &bytes[end..])
}

/// `boundary="…"` of a field.
fn parameter(field: &str, name: &str) -> Option<String> {
    field.split(';').skip(1).find_map(|piece| {
        let (key, value) = piece.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    })
}

/// What stands between the lines `--boundary`.
fn parts_of<'b>(body: &'b [u8], boundary: &str) -> Vec<&'b [u8]> {
    let mark = format!("--{boundary}");
    // The line end before a mark belongs to it.
    let part = |from: usize, to: usize| {
        let part = &body[from..to];
        let part = part.strip_suffix(b"\n").unwrap_or(part);
        part.strip_suffix(b"\r").unwrap_or(part)
    };
    let mut parts = Vec::new();
    let mut begin = None;
    let mut at = 0;
    while at < body.len() {
        let (line, behind) = line_of(&body[at..]);
        let next = body.len() - behind.len();
        if let Some(end) = line.strip_prefix(mark.as_bytes()) {
            parts.extend(begin.map(|begin| part(begin, at)));
            if end.starts_with(b"--") {
                return parts;
            }
            begin = Some(next);
        }
        at = next;
    }
    // A file that was cut off has no last mark.
    parts.extend(begin.map(|begin| part(begin, body.len())));
    parts
}

/// Quoted-printable (RFC 2045, 6.7) as bytes.
fn unquoted(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut at = 0;
    while let Some(&byte) = body.get(at) {
        if byte != b'=' {
            out.push(byte);
            at += 1;
            continue;
        }
        let digit = |at: usize| body.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        let code = digit(at + 1).zip(digit(at + 2)).and_then(|(a, b)| u8::try_from(16 * a + b).ok());
        match code {
            Some(code) => {
                out.push(code);
                at += 3;
            }
            None => {
                // `=` at the end of a line joins it with the next.
                let (line, behind) = line_of(&body[at + 1..]);
                if line.iter().all(u8::is_ascii_whitespace) {
                    at = body.len() - behind.len();
                } else {
                    out.push(byte);
                    at += 1;
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_and_decoded() {
        let file = "MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\"; boundary=\"b=1\"\r\n\r\n\
            junk\r\n--b=1\r\nContent-Type: text/html; charset=\"gb2312\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
            <p>=D6=\r\n=D0=3D</p>=\r\n\r\n--b=1\r\nContent-Location: http://a.cn/x/1.png\r\nContent-ID: <i@1>\r\n\
            Content-Transfer-Encoding: base64\r\n\r\niVBO\r\nRw==\r\n--b=1--\r\nrest";
        let whole = WholePage::read(file.as_bytes()).unwrap();
        assert_eq!(whole.page, b"<p>\xD6\xD0=</p>");
        assert_eq!(whole.charset, "gb2312");
        for address in ["http://a.cn/x/1.png", "cid:i@1", "图_files/1.png"] {
            assert_eq!(whole.beside(address).as_deref(), Some(&b"\x89PNG"[..]), "{address}");
        }
        assert_eq!(whole.beside("2.png"), None);
        for broken in [&file[..40], "", "Content-Type: multipart/related\n\n--\n", &file[..300]] {
            _ = WholePage::read(broken.as_bytes());
        }
        assert_eq!(WholePage::read(b"a: b\n\nc"), None);
    }
}
