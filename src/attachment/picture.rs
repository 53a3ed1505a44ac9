//! Pictures: where they were taken, if they say so (EXIF 2.3, GPS IFD).

use std::io::Cursor;

use exif::{In, Reader, Tag, Value};

use super::Contents;

/// Whether the bytes are those of a picture that can carry EXIF: JPEG, PNG, TIFF, WebP, HEIF.
pub(super) fn is_picture(bytes: &[u8]) -> bool {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..]
        | [0x89, b'P', b'N', b'G', ..]
        | [b'I', b'I', 42, 0, ..]
        | [b'M', b'M', 0, 42, ..]
        | [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => true,
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => {
            [b"heic".as_slice(), b"heix", b"mif1", b"msf1", b"avif"]
                .iter()
                .any(|known| brand.starts_with(known))
        }
        _ => false,
    }
}

/// Reads the place. A picture without EXIF, or with a broken one, has none.
pub(super) fn read(bytes: &[u8]) -> Contents {
    let Ok(exif) = Reader::new()
        .continue_on_error(true)
        .read_from_container(&mut Cursor::new(bytes))
        .or_else(|error| error.distill_partial_result(|_| {}))
    else {
        return Contents::default();
    };
    let degrees = |tag: Tag, sign: Tag| {
        let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
        let [degrees, minutes, ..] = parts.as_slice() else { return None };
        let (degrees, minutes) = (degrees.to_f64(), minutes.to_f64());
        let is_set = degrees.is_finite() && minutes.is_finite() && (degrees > 0.0 || minutes > 0.0);
        let sign = exif
            .get_field(sign, In::PRIMARY)
            .map_or(String::new(), |field| field.display_value().to_string());
        // Whole degrees tell that there is a place without giving it away once more.
        is_set.then(|| format!("{sign}{degrees:.0}°"))
    };
    let latitude = degrees(Tag::GPSLatitude, Tag::GPSLatitudeRef);
    let longitude = degrees(Tag::GPSLongitude, Tag::GPSLongitudeRef);
    let taken_at = latitude.zip(longitude).map(|(latitude, longitude)| format!("{latitude} {longitude}"));
    Contents { taken_at, ..Contents::default() }
}
