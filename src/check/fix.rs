//! Fixes applied to a text: what `gongkai check --fix` writes.
//!
//! Pure; reading and writing files, and saying what was done, is the command line's business.

use crate::diag::Fix;

/// A text with fixes in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mended {
    /// The text.
    pub text: String,
    /// The fixes that are in it, by place.
    pub done: Vec<Fix>,
}

/// Applies `fixes` to `text`. Of two that touch the same bytes only the first is applied; the next run finds the other,
/// if it is still needed. A fix that is no place in the text is left out.
#[must_use]
pub fn mend<'f>(text: &str, fixes: impl IntoIterator<Item = &'f Fix>) -> Mended {
    let mut sorted: Vec<&Fix> = fixes.into_iter().collect();
    sorted.sort_by(|a, b| (a.span.start, a.span.end, &a.text).cmp(&(b.span.start, b.span.end, &b.text)));
    let mut mended = Mended { text: String::with_capacity(text.len()), done: Vec::new() };
    let mut copied = 0;
    for fix in sorted {
        let Some(before) = text.get(copied..fix.span.start).filter(|_| text.get(fix.span.clone()).is_some())
        else {
            continue;
        };
        mended.text.push_str(before);
        mended.text.push_str(&fix.text);
        mended.done.push(fix.clone());
        copied = fix.span.end;
    }
    mended.text.push_str(&text[copied..]);
    mended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixes_are_applied_by_place_and_never_twice_to_the_same_bytes() {
        let text = "一但拔款，，";
        let all = [
            Fix::new(12..18, "，"),
            Fix::new(0..6, "一旦"),
            Fix::new(6..12, "拨款"),
            Fix::new(9..12, "别的"),
            Fix::new(4..7, "不在字上"),
            Fix::new(90..99, "外面"),
        ];
        let mended = mend(text, &all);
        assert_eq!(mended.text, "一旦拨款，");
        assert_eq!(mended.done.len(), 3);
        assert_eq!(mend(text, &[]).text, text);
    }
}
