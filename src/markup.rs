//! How finished markup is read: which elements stand inside a passage, and where a tag ends.

use memchr::{memchr, memchr3};

/// Whether an element stands inside a passage, by its name in small letters. This is asked of every tag that
/// is published, so its letters are compared one by one, which is faster than a search in a list.
#[must_use]
pub fn is_inline(name: &[u8]) -> bool {
    match *name {
        [b'a' | b'b' | b'i' | b'q' | b's' | b'u']
        | [b'b', b'r']
        | [b'e', b'm']
        | [b'r', b'p']
        | [b'b', b'd', b'i' | b'o']
        | [b'b', b'i', b'g']
        | [b'd', b'e', b'l']
        | [b'd', b'f', b'n']
        | [b'i', b'n', b's']
        | [b'k', b'b', b'd']
        | [b's', b'u', b'b' | b'p']
        | [b'v', b'a', b'r']
        | [b'w', b'b', b'r'] => true,
        [_, _, _, _] => matches!(
            name,
            b"abbr" | b"cite" | b"code" | b"data" | b"font" | b"mark" | b"ruby" | b"samp" | b"span" | b"time"
        ),
        [_, _, _, _, _] => matches!(name, b"small" | b"tspan"),
        [b's', b't', b'r', ..] => matches!(name, b"strike" | b"strong"),
        _ => false,
    }
}

/// Behind the `>` that ends the tag at `open`: one in a quoted value does not.
#[must_use]
pub fn end_of_tag(bytes: &[u8], open: usize) -> usize {
    let mut at = open + 1;
    while let Some(to) = memchr3(b'>', b'"', b'\'', &bytes[at..]) {
        let mark = bytes[at + to];
        at += to + 1;
        if mark == b'>' {
            return at;
        }
        let Some(to) = memchr(mark, &bytes[at..]) else { break };
        at += to + 1;
    }
    bytes.len()
}
