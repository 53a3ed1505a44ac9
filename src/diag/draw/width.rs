//! How many columns of a terminal a text takes.

/// The columns that `text` takes on a terminal: 2 for a Chinese character or full-width sign, 0 for a
/// combining mark, 1 for the rest.
#[must_use]
pub fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// The columns of one character; Unicode Standard Annex 11, wide and full-width.
pub(super) fn char_width(c: char) -> usize {
    match u32::from(c) {
        0x0300..=0x036f
        | 0x200b..=0x200f
        | 0x20d0..=0x20ff
        | 0x302a..=0x302d
        | 0xfe00..=0xfe0f
        | 0xfe20..=0xfe2f => 0,
        0x1100..=0x115f
        | 0x2e80..=0x303e
        | 0x3041..=0x33ff
        | 0x3400..=0x4dbf
        | 0x4e00..=0xa4cf
        | 0xa960..=0xa97f
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe10..=0xfe19
        | 0xfe30..=0xfe6f
        | 0xff01..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1f64f
        | 0x1f680..=0x1f6ff
        | 0x1f900..=0x1f9ff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}
