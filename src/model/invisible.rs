//! Characters that nobody sees and that could deceive: control characters, and those that turn the direction of writing,
//! by which `exe.png` may in truth be called `gnp.exe`.

use std::borrow::Cow;

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
    if text.contains(goes) { Cow::Owned(text.replace(goes, "")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn only_what_is_seen_stays() {
        assert_eq!(visible("甲\u{202E}乙\u{200F}\u{FEFF}\u{1}\n\t丙"), "甲乙\n\t丙");
    }
}
