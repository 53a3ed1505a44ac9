//! The escapes of HTML: undone, and brought into one form where every generator has its own.

use std::borrow::Cow;

/// A text without escapes.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    replace(text, |character, into| into.push(character))
}

/// The same text with each escape written in the one way: the four that mean something to HTML by name, every other
/// character as itself.
pub(super) fn unify(text: &str) -> Cow<'_, str> {
    replace(text, |character, into| match character {
        '<' => into.push_str("&lt;"),
        '>' => into.push_str("&gt;"),
        '&' => into.push_str("&amp;"),
        '"' => into.push_str("&quot;"),
        _ => into.push(character),
    })
}

/// Writes what each escape stands for anew; what only looks like one is left alone.
fn replace(text: &str, write: impl Fn(char, &mut String)) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut into = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('&') {
        into.push_str(before);
        match behind.split_once(';').and_then(|(name, after)| Some((meaning(name)?, after))) {
            Some((character, after)) => {
                write(character, &mut into);
                rest = after;
            }
            None => {
                into.push('&');
                rest = behind;
            }
        }
    }
    into.push_str(rest);
    Cow::Owned(into)
}

/// The character that an escape stands for.
fn meaning(name: &str) -> Option<char> {
    let code = match name {
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "amp" => return Some('&'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => name.strip_prefix('#')?,
    };
    let number = match code.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => code.parse(),
    };
    char::from_u32(number.ok()?)
}
