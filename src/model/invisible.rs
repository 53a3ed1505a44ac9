//! Invisible characters that can deceive: control characters, and those that turn the direction of writing,
//! so that a file shown as `exe.png` is really called `gnp.exe`.

use std::borrow::Cow;

use super::find_byte;

/// Whether a character is one of them; line ends and tabs are.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61C}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'
                | '\u{2066}'..='\u{2069}'
                | '\u{FEFF}'
        )
}

/// A text without them; line ends and tabs stay.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let goes = |c: char| is_invisible(c) && c != '\n' && c != '\t';
    match find_rare(text, goes) {
        Some(_) => Cow::Owned(text.replace(goes, "")),
        None => Cow::Borrowed(text),
    }
}

/// The position of the first character that is `wanted`. It must be one that `is_rare` can find: an invisible
/// character or a noncharacter. Searching bytes is many times faster on Chinese text than decoding every
/// character.
pub fn find_rare(text: &str, wanted: impl Fn(char) -> bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut from = 0;
    loop {
        from += find_byte(&bytes[from..], is_rare)?;
        let found = text[from..].chars().next()?;
        if wanted(found) {
            return Some(from);
        }
        from += found.len_utf8();
    }
}

/// Whether these two bytes may begin an invisible character or a noncharacter. Full-width forms share the
/// first byte with some of them, but not the second.
#[inline]
fn is_rare(byte: u8, behind: u8) -> bool {
    byte < 0x20 && byte != b'\n' && byte != b'\t'
        || byte == 0x7F
        || byte == 0xC2 && behind < 0xA0
        || byte == 0xD8
        || byte == 0xE2 && behind <= 0x81
        || byte == 0xEF && matches!(behind, 0xB7 | 0xBB | 0xBF)
}

#[cfg(test)]
mod tests {
    use super::{find_rare, is_invisible, visible};

    #[test]
    fn only_what_is_seen_stays() {
        assert_eq!(visible("甲\u{202E}乙\u{200F}\u{FEFF}\u{1}\n\t丙"), "甲乙\n\t丙");
    }

    #[test]
    fn every_invisible_character_is_found_by_its_first_byte() {
        for character in ('\0'..=char::MAX).filter(|c| is_invisible(*c) && !matches!(c, '\n' | '\t')) {
            let text = format!("甲，“乙”·{character}丙");
            assert_eq!(find_rare(&text, is_invisible), text.find(character), "{character:?}");
        }
    }
}
