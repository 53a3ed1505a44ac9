//! Searches the bytes of texts for a rare few.

/// How many bytes are tested together.
const STEP: usize = 32;

/// The position of the first byte that is wanted, judged by it and the byte behind it (0 at the end).
///
/// Made for rare bytes: as long as `is_wanted` is only a few comparisons, the compiler tests many bytes
/// together, without branches, in two or three instructions each.
#[inline]
pub fn find_byte(bytes: &[u8], is_wanted: impl Fn(u8, u8) -> bool) -> Option<usize> {
    let mut rest = bytes;
    let found = loop {
        let Some(window) = rest.first_chunk::<{ STEP + 1 }>() else {
            let pair = rest.windows(2).position(|pair| is_wanted(pair[0], pair[1]));
            break pair.or_else(|| rest.len().checked_sub(1).filter(|last| is_wanted(rest[*last], 0)));
        };
        let is_at = |at: usize| is_wanted(window[at], window[at + 1]);
        if (0..STEP).fold(false, |any, at| any | is_at(at)) {
            break (0..STEP).find(|at| is_at(*at));
        }
        rest = &rest[STEP..];
    };
    found.map(|at| bytes.len() - rest.len() + at)
}

/// Whether a text has a byte that is wanted.
///
/// Made for short texts that nearly always have none: it tests all their bytes, many at a time.
#[inline]
pub fn has_byte(text: &str, is_wanted: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(false, |found, byte| found | is_wanted(byte))
}

#[cfg(test)]
mod tests {
    use super::{find_byte, has_byte};

    #[test]
    fn a_byte_is_had_wherever_it_stands() {
        for text in ["a", "a甲乙", "甲a乙", "甲乙a"] {
            assert!(has_byte(text, |byte| byte == b'a'));
            assert!(!has_byte(text, |byte| byte == b'b'));
        }
        assert!(!has_byte("", |_| true));
    }

    #[test]
    fn the_first_is_found_wherever_it_stands() {
        for length in 0..100 {
            let mut bytes = vec![b'.'; length];
            assert_eq!(find_byte(&bytes, |byte, _| byte == b'a'), None);
            for at in (0..length).rev() {
                bytes[at] = b'a';
                assert_eq!(find_byte(&bytes, |byte, _| byte == b'a'), Some(at));
                // All behind it are wanted too; the last has nothing behind it.
                let last = find_byte(&bytes[at..], |byte, behind| byte == b'a' && behind == 0);
                assert_eq!(last, Some(length - 1 - at));
            }
        }
    }
}
