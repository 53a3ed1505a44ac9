//! Links as they are typed: where a title begins, what is an address, and notes in the words of a link.

use std::ops::Range;

/// The longest link that is looked through for footnotes, in bytes.
const LONGEST: usize = 2_000;

/// Endings that make a lone word the name of a file.
const FILE_ENDINGS: [&str; 16] = [
    ".md", ".html", ".htm", ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".csv", ".wps", ".et", ".zip", ".jpg",
    ".png", ".ofd", ".txt",
];

/// Whether what stands between full-width brackets is surely an address, not a remark.
pub(super) fn is_address(inside: &str) -> bool {
    let inside = inside.trim();
    let lower = inside.to_ascii_lowercase();
    let has_scheme =
        ["http://", "https://", "mailto:", "tel:"].iter().any(|scheme| lower.starts_with(scheme));
    let file = lower.split('#').next().unwrap_or_default();
    !inside.contains(['，', '。', '；', '、'])
        && (has_scheme || FILE_ENDINGS.iter().any(|ending| file.ends_with(ending)))
}

/// Where the title begins in what stands between the brackets of a link: `方案.md "标题"`, `方案.md (标题)`.
pub(super) fn title_at(inside: &str) -> Option<usize> {
    let typed = inside.trim_end();
    if typed.ends_with(['"', '\'']) {
        return typed.find(['"', '\'']);
    }
    let at = typed.strip_suffix(')')?.rfind(" (")?;
    // `附件 (1).docx` is a name; so is `方案 (修订)`, unless something before it is an address already.
    let address = typed[..at].trim();
    let is_whole = address.contains(['/', '#', ':']) || is_address(address);
    is_whole.then_some(at + 1)
}

/// A link or image with marks of footnotes in its words.
pub(super) struct WithNote {
    /// Where it begins.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// The marks.
    pub(super) notes: Vec<Range<usize>>,
}

/// The link that begins with `[` at the start of `range`, if there are marks of footnotes in its words.
pub(super) fn with_note(source: &str, range: Range<usize>) -> Option<WithNote> {
    let start = range.start;
    let reach = source.floor_char_boundary(range.end.min(start + LONGEST));
    let text = &source[start..reach];
    if text.starts_with("[^") || !text.contains("[^") {
        return None;
    }
    let bytes = text.as_bytes();
    let mut notes = Vec::new();
    let mut depth = 0_usize;
    let mut note: Option<usize> = None;
    let mut close = None;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'\n' => return None,
            b'[' if depth > 0 && bytes.get(at + 1) == Some(&b'^') => {
                note = Some(at);
                depth += 1;
            }
            b'[' => depth += 1,
            b']' => {
                depth = depth.checked_sub(1)?;
                notes.extend(note.take().map(|begin| start + begin..start + at + 1));
                if depth == 0 {
                    close = Some(at);
                    break;
                }
            }
            _ => {}
        }
    }
    let close = close.filter(|close| !notes.is_empty() && bytes.get(close + 1) == Some(&b'('))?;
    let mut depth = 0_usize;
    let end = bytes[close + 1..].iter().position(|byte| {
        depth += usize::from(*byte == b'(');
        depth -= usize::from(*byte == b')');
        depth == 0 || *byte == b'\n'
    })?;
    let end = start + close + 1 + end + 1;
    source[..end].ends_with(')').then_some(WithNote { start, end, notes })
}

#[cfg(test)]
mod tests {
    use super::{is_address, title_at, with_note};

    #[test]
    fn titles() {
        for (inside, title) in [
            ("方案.md \"标题\"", Some("\"标题\"")),
            ("方案.md (标题)", Some("(标题)")),
            ("https://a.cn/x (标题)", Some("(标题)")),
            ("附件 (1).docx", None),
            ("方案 (修订)", None),
            ("附件 1.docx", None),
        ] {
            assert_eq!(title_at(inside).map(|at| &inside[at..]), title, "{inside}");
        }
        assert!(
            is_address("https://a.cn/甲.html") && is_address("附件 1.docx") && is_address("办法.md#第二条")
        );
        assert!(!is_address("以下简称中心") && !is_address("见附件.docx，下同.pdf"));
    }

    #[test]
    fn notes_in_links() {
        let text = "见[某规定[^1]甲](a.md)。";
        let link = with_note(text, 3..text.len()).expect("a note stands in the link");
        assert_eq!(
            (&text[link.start..link.end], &text[link.notes[0].clone()]),
            ("[某规定[^1]甲](a.md)", "[^1]")
        );
        for text in ["[甲](a.md)[^1]", "[^1]", "[甲[^1]", "[甲[^1]](a"] {
            assert!(with_note(text, 0..text.len()).is_none(), "{text}");
        }
    }
}
