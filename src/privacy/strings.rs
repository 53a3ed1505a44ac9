//! Where the strings of JSON and the cells of CSV stand in a finished file.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

/// Where the string ends that begins at `start`: at its quote, or with the text.
pub(super) fn end_of_json_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(to) = bytes.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        at += to;
        if bytes[at] == b'"' {
            return at;
        }
        at += 2;
    }
    bytes.len()
}

/// A JSON string without its escapes.
pub(super) fn unescaped(typed: &str) -> Cow<'_, str> {
    let quoted = format!("\"{typed}\"");
    serde_json::from_str::<String>(&quoted).map_or(Cow::Borrowed(typed), Cow::Owned)
}

/// The cells of a CSV text, row by row.
pub(super) fn csv_rows(text: &str) -> impl Iterator<Item = Vec<Cow<'_, str>>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut cells = Vec::new();
        loop {
            let (cell, behind) = if let [b'"', ..] = rest.as_bytes() {
                let quoted = &rest[1..];
                let mut end = 0;
                while let Some(at) = memchr(b'"', &quoted.as_bytes()[end..]) {
                    end += at + 1;
                    if quoted.as_bytes().get(end) != Some(&b'"') {
                        end -= 1;
                        break;
                    }
                    end += 1;
                }
                let behind = quoted.get(end + 1..).unwrap_or("");
                (Cow::Owned(quoted[..end].replace("\"\"", "\"")), behind)
            } else {
                let end = memchr2(b',', b'\n', rest.as_bytes()).unwrap_or(rest.len());
                (Cow::Borrowed(rest[..end].trim_end_matches('\r')), &rest[end..])
            };
            cells.push(cell);
            // A comma or a line end stands here; anything else is looked at as the next row.
            rest = behind.get(1..).unwrap_or(behind);
            match behind.as_bytes() {
                [b',', ..] => {}
                [b'\r', b'\n', ..] => {
                    rest = &rest[1..];
                    return Some(cells);
                }
                _ => return Some(cells),
            }
        }
    })
}
