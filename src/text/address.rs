//! Addresses in links and images: which lead into the site, which out of it, and which nobody may follow.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// What must not stand in an address: what the URL standard encodes in paths, and `\`.
const UNSAFE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Where an address leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Address {
    /// `#…` in this text, decoded.
    Anchor(String),
    /// A file of the site.
    Site {
        /// Its path, decoded.
        target: String,
        /// What stands behind `#`, decoded; may be empty.
        fragment: String,
    },
    /// `http:` or `https:`, encoded.
    External(String),
    /// `mailto:` or `tel:`, encoded.
    Contact(String),
    /// Any other scheme, or `//host`.
    Unsafe,
}

/// Reads an address as typed; entities and Markdown's escapes are decoded already.
pub(super) fn read(typed: &str) -> Address {
    // Browsers drop tabs and line ends inside of an address, and so does this: `java\tscript:`.
    let typed: String = typed.trim().chars().filter(|character| !character.is_control()).collect();
    if let Some(fragment) = typed.strip_prefix('#') {
        return Address::Anchor(decode(fragment));
    }
    // Browsers read `\` as `/`.
    if typed.starts_with("//") || typed.starts_with('\\') || typed.starts_with("/\\") {
        return Address::Unsafe;
    }
    match scheme(&typed) {
        Some("http" | "https") if typed.split_once("://").is_some_and(|(_, host)| !host.is_empty()) => {
            Address::External(encode(&typed))
        }
        Some("mailto" | "tel") => Address::Contact(encode(&typed)),
        Some(_) => Address::Unsafe,
        None => {
            let (path, fragment) = typed.split_once('#').unwrap_or((&typed, ""));
            Address::Site { target: decode(path), fragment: decode(fragment) }
        }
    }
}

/// The scheme, if there is one; those in use here are given in lower case.
fn scheme(typed: &str) -> Option<&str> {
    let (scheme, _) = typed.split_once(':')?;
    let valid = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    if !valid {
        return None;
    }
    let known = ["http", "https", "mailto", "tel"];
    Some(known.into_iter().find(|known| known.eq_ignore_ascii_case(scheme)).unwrap_or(scheme))
}

/// An address with `%20` and the like read.
pub(crate) fn decode(encoded: &str) -> String {
    percent_decode_str(encoded)
        .decode_utf8()
        .map_or_else(|_| encoded.to_owned(), std::borrow::Cow::into_owned)
}

/// `typed` with all that must not stand in an address encoded.
pub(crate) fn encode(typed: &str) -> String {
    utf8_percent_encode(typed, UNSAFE).to_string()
}

#[cfg(test)]
mod tests {
    use super::{Address, read};

    #[test]
    fn kinds() {
        let site = |target: &str, fragment: &str| Address::Site {
            target: target.to_owned(),
            fragment: fragment.to_owned(),
        };
        assert_eq!(read("a/b%20c.md#d"), site("a/b c.md", "d"));
        assert_eq!(read("办事:指南.pdf"), site("办事:指南.pdf", ""));
        assert_eq!(read("二.md#%E7%AC%AC一节"), site("二.md", "第一节"));
        assert_eq!(read("/附件/一.xlsx"), site("/附件/一.xlsx", ""));
        assert_eq!(read("#第一章"), Address::Anchor("第一章".to_owned()));
        assert_eq!(
            read("HTTPS://a.cn/一 二"),
            Address::External("HTTPS://a.cn/%E4%B8%80%20%E4%BA%8C".to_owned())
        );
        assert_eq!(read("mailto:a@b.cn"), Address::Contact("mailto:a@b.cn".to_owned()));
        for bad in [
            "javascript:alert(1)",
            "JavaScript:x",
            "java\tscript:x",
            "\u{1}javascript:x",
            "data:text/html,x",
            "//a.cn",
            "\\\\a\\b",
            "/\\a",
            "file:///c:/a",
            "C:\\a.doc",
            "vbscript:x",
            "https:",
        ] {
            assert_eq!(read(bad), Address::Unsafe, "{bad}");
        }
    }
}
