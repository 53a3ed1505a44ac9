//! The QR code of an address, as SVG.

use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};

/// The light margin around a code, in modules, that readers want (ISO/IEC 18004).
const QUIET: i32 = 4;

/// Room for the path of a usual address's code, in bytes, so that it does not grow in steps.
const USUAL_PATH: usize = 3_000;

/// One `<svg>` of the code of `text` with its quiet zone; empty if the text is too long for any code.
///
/// The mask is fixed: trying all eight for the best score costs most of the time of a code, and readers do
/// not need it at the size of an address.
pub(super) fn svg(text: &str) -> String {
    let segments = [QrSegment::make_bytes(text.as_bytes())];
    let code = QrCode::encode_segments_advanced(
        &segments,
        QrCodeEcc::Low,
        Version::MIN,
        Version::MAX,
        Some(Mask::new(0)),
        false,
    );
    let Ok(code) = code else { return String::new() };
    let (size, full) = (code.size(), code.size() + 2 * QUIET);
    let mut svg = format!(
        "<svg class=\"qr\" viewBox=\"0 0 {full} {full}\" aria-hidden=\"true\" focusable=\"false\" \
         shape-rendering=\"crispEdges\"><path class=\"qr-paper\" d=\"M0 0h{full}v{full}H0z\"/>\
         <path class=\"qr-ink\" d=\""
    );
    svg.reserve(USUAL_PATH);
    for y in 0..size {
        // Where the last dark run of the row ended.
        let mut pen = None;
        let mut x = 0;
        while x < size {
            let start = x;
            while x < size && code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                push_run(&mut svg, pen, (start, y), x - start);
                pen = Some(x);
            }
            x += 1;
        }
    }
    svg.push_str("\"/></svg>");
    svg
}

/// A dark run of modules from (`x`, `y`), drawn as a stroke of its own: half a module down, for a line is drawn along
/// its middle. The first of a row is placed in the code, the others behind the last, where the `pen` is: a third
/// of the bytes of placing each.
fn push_run(path: &mut String, pen: Option<i32>, (x, y): (i32, i32), length: i32) {
    match pen {
        None => {
            path.push('M');
            push_number(path, x + QUIET);
            path.push(' ');
            push_number(path, y + QUIET);
            path.push_str(".5h");
        }
        Some(pen) => {
            path.push('m');
            push_number(path, x - pen);
            path.push_str(" 0h");
        }
    }
    push_number(path, length);
}

/// A number of up to three digits; a code has at most 177 modules a side. There are hundreds of numbers in a
/// code and a code on every page, so the general formatter would be felt.
fn push_number(text: &mut String, number: i32) {
    let digit = |value: i32| char::from(b'0' + u8::try_from(value % 10).unwrap_or(0));
    if number >= 100 {
        text.push(digit(number / 100));
    }
    if number >= 10 {
        text.push(digit(number / 10));
    }
    text.push(digit(number));
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_address_becomes_one_svg() {
        let svg = super::svg("https://rsj.example.gov.cn/002590761/2024-00031.html");
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
        assert!(svg.len() < 3000, "{}", svg.len());
        // The finder pattern's top edge: seven dark modules behind the quiet zone.
        assert!(svg.contains("M4 4.5h7m"));
    }

    #[test]
    fn a_text_too_long_for_a_code_gives_none() {
        assert_eq!(super::svg(&"x".repeat(5000)), "");
    }
}
