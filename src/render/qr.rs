//! The QR code of an address, as SVG.

use std::fmt::Write as _;

use fast_qr::{ECL, Mask, QRBuilder};

/// One `<svg>` of the code of `text` with the quiet zone of four modules that readers want; empty if the text
/// is too long for any code.
///
/// The mask is fixed: trying all eight for the best score costs most of the time of a code and readers do
/// not need it at the sizes of an address.
pub(super) fn svg(text: &str) -> String {
    let Ok(code) = QRBuilder::new(text).ecl(ECL::L).mask(Mask::Checkerboard).build() else {
        return String::new();
    };
    let size = code.size;
    let full = size + 8;
    let mut path = String::with_capacity(2048);
    for y in 0..size {
        let row = &code[y];
        let mut x = 0;
        while x < size {
            if !row[x].value() {
                x += 1;
                continue;
            }
            let start = x;
            while x < size && row[x].value() {
                x += 1;
            }
            // Writing to a string cannot fail.
            let _ = write!(path, "M{} {}h{}v1h-{}z", start + 4, y + 4, x - start, x - start);
        }
    }
    format!(
        "<svg class=\"qr\" viewBox=\"0 0 {full} {full}\" aria-hidden=\"true\" focusable=\"false\" \
         shape-rendering=\"crispEdges\"><path class=\"qr-paper\" d=\"M0 0h{full}v{full}H0z\"/>\
         <path class=\"qr-ink\" d=\"{path}\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_address_becomes_one_svg() {
        let svg = super::svg("https://rsj.example.gov.cn/002590761/2024-00031.html");
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
        assert!(svg.len() < 8000, "{}", svg.len());
        // The finder pattern's top edge: seven dark modules behind the quiet zone.
        assert!(svg.contains("M4 4h7v1h-7z"));
    }

    #[test]
    fn a_text_too_long_for_a_code_gives_none() {
        assert_eq!(super::svg(&"x".repeat(5000)), "");
    }
}
