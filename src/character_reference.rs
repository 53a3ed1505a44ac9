//! Character references of HTML and XML (HTML Living Standard, 13.5): `&amp;`, `&#20013;`, `&#x4e2d;`.
//!
//! Of the names those are known that XML has and that stand in pages of public bodies.

use std::borrow::Cow;

use memchr::memchr;

/// The longest name or number between `&` and `;`, in bytes.
const LONGEST: usize = 12;

/// The character that stands for `name`, which is what is between `&` and `;`. `None`: it is not known, or no
/// character.
#[must_use]
pub fn read(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        "ensp" => '\u{2002}',
        "emsp" => '\u{2003}',
        "thinsp" => '\u{2009}',
        "shy" => '\u{AD}',
        "zwnj" => '\u{200C}',
        "zwj" => '\u{200D}',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "hyphen" => '‐',
        "ndash" => '–',
        "mdash" => '—',
        "minus" => '−',
        "hellip" => '…',
        "middot" => '·',
        "times" => '×',
        _ => return None,
    })
}

/// A text with its references put in; those that are not known stay as they are.
#[must_use]
pub fn decode(text: &str) -> Cow<'_, str> {
    decode_with(text, read)
}

/// A text with what `character` says of its references put in; what it does not know stays as it is.
pub fn decode_with(text: &str, character: impl Fn(&str) -> Option<char>) -> Cow<'_, str> {
    if memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('&') {
        out.push_str(before);
        let reach = &behind[..behind.floor_char_boundary(LONGEST)];
        let found = reach.split_once(';').and_then(|(name, _)| Some((character(name)?, name.len() + 1)));
        match found {
            Some((c, length)) => {
                out.push(c);
                rest = &behind[length..];
            }
            None => {
                out.push('&');
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn references_are_put_in_and_the_rest_stays() {
        for (text, expected) in [
            ("甲&amp;乙&#x4e2d;&#20013;&nbsp;", "甲&乙中中\u{A0}"),
            ("&none;&;&&lt", "&none;&;&&lt"),
            ("&#x110000;&#xD800;", "&#x110000;&#xD800;"),
            ("A&B；公司&乙方乙方乙方乙方;", "A&B；公司&乙方乙方乙方乙方;"),
        ] {
            assert_eq!(decode(text), expected);
        }
    }
}
