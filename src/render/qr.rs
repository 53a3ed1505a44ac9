//! The QR codes of a site's addresses, as SVG.
//!
//! Every page has one, and encoding each from the start would take an eighth of a build. But a code is
//! linear: for a fixed version, error correction and mask, every module is a sum modulo 2 of bits of the
//! text, error correction being a linear code and masking an addition (ISO/IEC 18004, 7.5 and 7.8). So the
//! library encodes one text of each length, and that text with single bits turned over; the code of any other
//! text of that length is the sum of those differences. What a bit turns over depends on the version, not on
//! the length of the text.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};

/// The light margin around a code, in modules, that readers want (ISO/IEC 18004).
const QUIET: usize = 4;

/// The longest address, in bytes, whose code is put together; longer ones are rare and encoded from the
/// start.
const LONGEST: usize = 256;

/// How many codes are encoded from the start before it pays to learn how they are put together.
const FEW: usize = 200;

/// Room for the SVG of a usual address, in bytes, so that it does not grow in steps.
const USUAL: usize = 3_000;

/// The codes of all texts that begin alike.
pub(super) struct Codes {
    prefix: String,
    /// How many were asked for so far.
    asked: AtomicUsize,
    /// By length of the text: the code of the prefix, filled up with zero bytes.
    origins: Vec<OnceLock<Option<Modules>>>,
    /// By version.
    turns: Vec<OnceLock<Turns>>,
}

/// For each byte behind the prefix and each of its bits, lowest first: what it turns over in the codes of a
/// version.
type Turns = Vec<[OnceLock<Modules>; 8]>;

/// The dark modules of a code, as bits: a row after the other, each beginning with a new word.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Modules {
    /// Modules a side.
    size: usize,
    bits: Vec<u64>,
}

impl Codes {
    /// For texts that begin with `prefix`, the site's address; others are encoded from the start.
    pub(super) fn new(prefix: &str) -> Self {
        let versions = usize::from(Version::MAX.value()) + 1;
        Self {
            prefix: prefix.to_owned(),
            asked: AtomicUsize::new(0),
            origins: std::iter::repeat_with(OnceLock::new).take(LONGEST + 1).collect(),
            turns: std::iter::repeat_with(OnceLock::new).take(versions).collect(),
        }
    }

    /// One `<svg>` of the code of `text` with its quiet zone; empty if the text is too long for any code.
    pub(super) fn svg(&self, text: &str) -> String {
        let modules = if self.asked.fetch_add(1, Ordering::Relaxed) < FEW {
            encode(text.as_bytes())
        } else {
            self.put_together(text)
        };
        modules.map_or_else(String::new, |modules| modules.svg())
    }

    fn put_together(&self, text: &str) -> Option<Modules> {
        let behind = text.strip_prefix(&self.prefix).filter(|_| text.len() <= LONGEST);
        let Some(behind) = behind else { return encode(text.as_bytes()) };
        let origin = self.origins[text.len()].get_or_init(|| encode(&filled(&self.prefix, behind.len())));
        let origin = origin.as_ref()?;
        let turns = self.turns[origin.version()].get_or_init(|| {
            std::iter::repeat_with(Default::default).take(LONGEST - self.prefix.len()).collect()
        });
        let mut modules = origin.clone();
        for (at, byte) in behind.bytes().enumerate() {
            for bit in (0..8).filter(|bit| byte >> bit & 1 == 1) {
                let turn = || turn(origin, &self.prefix, behind.len(), (at, bit));
                modules.add(turns[at][bit].get_or_init(turn));
            }
        }
        Some(modules)
    }
}

/// What one bit of one byte behind the prefix turns over in `origin`, the code of the prefix and `behind`
/// zero bytes.
fn turn(origin: &Modules, prefix: &str, behind: usize, (at, bit): (usize, usize)) -> Modules {
    let mut text = filled(prefix, behind);
    text[prefix.len() + at] |= 1 << bit;
    let mut turned = origin.clone();
    // A text of this length has a code, since the one of zero bytes has.
    if let Some(modules) = encode(&text) {
        turned.add(&modules);
    }
    turned
}

/// The prefix and `behind` zero bytes.
fn filled(prefix: &str, behind: usize) -> Vec<u8> {
    let mut text = prefix.as_bytes().to_vec();
    text.resize(prefix.len() + behind, 0);
    text
}

/// Encodes a text from the start; `None`: it is too long for any code.
///
/// The mask is fixed: trying all eight for the best score costs most of the time of a code, and readers do
/// not need it at the size of an address.
fn encode(text: &[u8]) -> Option<Modules> {
    let segments = [QrSegment::make_bytes(text)];
    let (least, most) = (Version::MIN, Version::MAX);
    let mask = Some(Mask::new(0));
    let code = QrCode::encode_segments_advanced(&segments, QrCodeEcc::Low, least, most, mask, false).ok()?;
    let size = code.size();
    let mut modules = Modules { size: usize::try_from(size).ok()?, bits: Vec::new() };
    for y in 0..size {
        let start = modules.bits.len();
        modules.bits.resize(start + modules.words(), 0);
        for x in (0..size).filter(|x| code.get_module(*x, y)) {
            let x = usize::try_from(x).ok()?;
            modules.bits[start + x / 64] |= 1 << (x % 64);
        }
    }
    Some(modules)
}

impl Modules {
    /// Words a row.
    fn words(&self) -> usize {
        self.size.div_ceil(64)
    }

    /// The version (ISO/IEC 18004, 6.3.1): 21 modules a side, and four more with each.
    fn version(&self) -> usize {
        self.size / 4 - 4
    }

    fn add(&mut self, other: &Self) {
        for (bits, other) in self.bits.iter_mut().zip(&other.bits) {
            *bits ^= other;
        }
    }

    fn svg(&self) -> String {
        let full = self.size + 2 * QUIET;
        // Bytes, since hundreds of steps of a few each would cost more as text; all are ASCII.
        let mut svg = Vec::with_capacity(USUAL);
        svg.extend_from_slice(b"<svg class=\"qr\" viewBox=\"0 0 ");
        push_number(&mut svg, full);
        svg.push(b' ');
        push_number(&mut svg, full);
        svg.extend_from_slice(
            b"\" aria-hidden=\"true\" focusable=\"false\" shape-rendering=\"crispEdges\"><path class=\"qr-paper\" d=\"M0 0h",
        );
        push_number(&mut svg, full);
        svg.push(b'v');
        push_number(&mut svg, full);
        svg.extend_from_slice(b"H0z\"/><path class=\"qr-ink\" d=\"");
        for (y, row) in self.bits.chunks_exact(self.words()).enumerate() {
            push_row(&mut svg, y, row);
        }
        svg.extend_from_slice(b"\"/></svg>");
        String::from_utf8(svg).unwrap_or_default()
    }
}

/// The dark runs of row `y`. They begin and end where a module differs from the one before it; a code has an
/// odd number of modules a side, so the light bit behind the last one ends a run that reaches it.
fn push_row(path: &mut Vec<u8>, y: usize, row: &[u64]) {
    let (mut before, mut start, mut pen) = (0, None, None);
    for (at, word) in row.iter().enumerate() {
        let mut edges = word ^ (word << 1 | before);
        before = word >> 63;
        while edges != 0 {
            let edge = at * 64 + edges.trailing_zeros() as usize;
            edges &= edges - 1;
            match start.take() {
                None => start = Some(edge),
                Some(start) => {
                    push_run(path, pen, (start, y), edge - start);
                    pen = Some(edge);
                }
            }
        }
    }
}

/// A dark run of modules from (`x`, `y`), drawn as a stroke of its own: half a module down, for a line is
/// drawn along its middle. The first of a row is placed in the code, the others behind the last, where the
/// `pen` is: a third of the bytes of placing each.
fn push_run(path: &mut Vec<u8>, pen: Option<usize>, (x, y): (usize, usize), length: usize) {
    match pen {
        None => {
            path.push(b'M');
            push_number(path, x + QUIET);
            path.push(b' ');
            push_number(path, y + QUIET);
            path.extend_from_slice(b".5h");
        }
        Some(pen) => {
            let gap = x - pen;
            // Nearly all: hundreds in each code.
            if let (Some(gap), Some(length)) = (b"0123456789".get(gap), b"0123456789".get(length)) {
                path.extend_from_slice(&[b'm', *gap, b' ', b'0', b'h', *length]);
                return;
            }
            path.push(b'm');
            push_number(path, gap);
            path.extend_from_slice(b" 0h");
        }
    }
    push_number(path, length);
}

fn push_number(text: &mut Vec<u8>, number: usize) {
    text.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Codes, LONGEST, encode};

    const SITE: &str = "https://rsj.example.gov.cn/";

    #[test]
    fn an_address_becomes_one_svg() {
        let svg = Codes::new(SITE).svg("https://rsj.example.gov.cn/002590761/2024-00031.html");
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
        assert!(svg.len() < 3000, "{}", svg.len());
        // The finder pattern's top edge: seven dark modules behind the quiet zone.
        assert!(svg.contains("M4 4.5h7m"));
    }

    #[test]
    fn a_text_too_long_for_a_code_gives_none() {
        assert_eq!(Codes::new(SITE).svg(&"x".repeat(5000)), "");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        #[test]
        fn a_code_put_together_is_the_code_from_the_start(
            texts in prop::collection::vec((any::<bool>(), ".{0,12}|[a-z0-9/-]{230,240}"), 1..4),
        ) {
            let codes = Codes::new(SITE);
            for (is_ours, behind) in texts {
                let text = if is_ours { format!("{SITE}{behind}") } else { behind };
                prop_assert_eq!(codes.put_together(&text), encode(text.as_bytes()), "{}", text.len() > LONGEST);
            }
        }
    }
}
