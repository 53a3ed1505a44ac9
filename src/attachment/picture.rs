//! Pictures: the words that they carry unseen, and where they were taken, if they say so (EXIF 2.3, GPS IFD).
//!
//! Words stand in comments (JPEG COM, GIF), text chunks (PNG), EXIF fields that people fill in, and XMP.
//! What a picture shows is not read.

use std::io::{Cursor, Read as _};

use exif::{Exif, In, Reader, Tag, Value};
use flate2::read::ZlibDecoder;

use super::old_office::{lone_digits, raw_digits};
use super::xml::texts_of;
use super::{Contents, PieceSource, TextPiece};
use crate::say;

/// The most bytes that one text of a picture may unpack to.
const LONGEST_TEXT: u64 = 1_000_000;

/// Whether the bytes are those of a picture: JPEG, PNG, TIFF, WebP, HEIF, GIF, BMP.
pub(super) fn is_picture(bytes: &[u8]) -> bool {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..]
        | [0x89, b'P', b'N', b'G', ..]
        | [b'I', b'I', 42, 0, ..]
        | [b'M', b'M', 0, 42, ..]
        | [b'G', b'I', b'F', b'8', ..]
        | [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..]
        | [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => true,
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => {
            [b"heic".as_slice(), b"heix", b"mif1", b"msf1", b"avif"]
                .iter()
                .any(|known| brand.starts_with(known))
        }
        _ => false,
    }
}

/// Reads the words and the place.
pub(super) fn read(bytes: &[u8]) -> Contents {
    let mut contents = Contents::default();
    let mut texts = match bytes {
        [0xFF, 0xD8, ..] => jpeg_texts(bytes),
        [0x89, b'P', b'N', b'G', ..] => png_texts(bytes),
        [b'G', b'I', b'F', ..] => gif_comments(bytes),
        _ => Vec::new(),
    };
    texts.extend(xmp_texts(bytes));
    // A picture without EXIF, or with a broken one, has neither words nor place there.
    if let Ok(exif) = Reader::new()
        .continue_on_error(true)
        .read_from_container(&mut Cursor::new(bytes))
        .or_else(|error| error.distill_partial_result(|_| {}))
    {
        texts.extend(exif_texts(&exif));
        contents.taken_at = place_of(&exif);
    }
    let place = say!("图片里的说明", "words inside the picture");
    texts.retain(|text| !text.trim().is_empty());
    let is_new = |digits: &String| !texts.iter().any(|text| text.contains(digits.as_str()));
    let trailer = trailer(bytes);
    let (picture, behind_it) = bytes.split_at(bytes.len() - trailer.len());
    // Blocks of other makers, and kinds whose words nothing here reads; the data of a picture do not look so.
    let lone: Vec<String> = lone_digits(picture).into_iter().filter(is_new).collect();
    contents.pieces.extend(texts.into_iter().map(|text| TextPiece::new(place.clone(), text)));
    let behind = say!("图片后面附加的内容", "bytes behind the picture");
    let digits = raw_digits(behind_it).into_iter().map(|text| (behind.clone(), text));
    let digits = digits.chain(lone.into_iter().map(|text| (place.clone(), text)));
    contents.pieces.extend(digits.map(|(place, text)| TextPiece { place, text, source: PieceSource::Raw }));
    contents
}

/// What stands behind the end of a JPEG or PNG picture.
fn trailer(bytes: &[u8]) -> &[u8] {
    let end = match bytes {
        [0xFF, 0xD8, ..] => memchr::memmem::rfind(bytes, &[0xFF, 0xD9]).map(|at| at + 2),
        [0x89, b'P', b'N', b'G', ..] => memchr::memmem::rfind(bytes, b"IEND").map(|at| at + 8),
        _ => None,
    };
    end.and_then(|end| bytes.get(end..)).unwrap_or_default()
}

/// Words in whatever encoding their program had.
fn words(bytes: &[u8]) -> String {
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes).0.into_owned(),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => encoding_rs::GB18030.decode_without_bom_handling(bytes).0.into_owned(),
        },
    }
}

/// The comments of a JPEG picture, and the captions of IPTC, which stand in a segment of their own.
fn jpeg_texts(bytes: &[u8]) -> Vec<String> {
    let mut texts = Vec::new();
    let mut at = 2;
    while let Some([0xFF, kind, high, low, ..]) = bytes.get(at..) {
        let length = usize::from(u16::from_be_bytes([*high, *low])).max(2);
        let data = bytes.get(at + 4..at + 2 + length).unwrap_or_default();
        match kind {
            0xFE => texts.push(words(data)),
            0xED => texts.extend(iptc_texts(data)),
            // The picture itself follows.
            0xDA => break,
            _ => {}
        }
        at += 2 + length;
    }
    texts
}

/// The records of IPTC that hold texts: byte 0x1C, record 2, number, length.
fn iptc_texts(data: &[u8]) -> Vec<String> {
    let mut texts = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memmem::find(data.get(at..).unwrap_or_default(), &[0x1C, 2]) {
        at += found;
        let Some([_, _, _, high, low]) = data.get(at..at + 5) else { break };
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        texts.extend(data.get(at + 5..at + 5 + length).map(words));
        at += 5;
    }
    texts
}

/// The text chunks of a PNG picture (ISO/IEC 15948, 11.3.4).
fn png_texts(bytes: &[u8]) -> Vec<String> {
    let mut texts = Vec::new();
    let mut at = 8;
    while let Some([a, b, c, d, kind @ ..]) = bytes.get(at..at + 8) {
        let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        let Some(data) = at.checked_add(8).and_then(|start| bytes.get(start..start.checked_add(length)?))
        else {
            break;
        };
        // A keyword, NUL, and the text, perhaps deflated; in iTXt language and keyword once more stand
        // between.
        let (keyword, rest) = split_at_nul(data);
        match kind {
            b"tEXt" => texts.extend([words(keyword), words(rest)]),
            b"zTXt" => texts.extend(rest.get(1..).and_then(inflated)),
            b"iTXt" => {
                let (is_packed, rest) = (rest.first() == Some(&1), rest.get(2..).unwrap_or_default());
                let (_, rest) = split_at_nul(rest);
                let (translated, text) = split_at_nul(rest);
                texts.push(words(translated));
                texts.extend(if is_packed { inflated(text) } else { Some(words(text)) });
            }
            b"IEND" => break,
            b"IDAT" => {}
            // Chunks that programs add for themselves.
            _ => texts.extend(lone_digits(data)),
        }
        at += 12 + length;
    }
    texts
}

fn split_at_nul(data: &[u8]) -> (&[u8], &[u8]) {
    match memchr::memchr(0, data) {
        Some(at) => (&data[..at], &data[at + 1..]),
        None => (data, &[]),
    }
}

fn inflated(data: &[u8]) -> Option<String> {
    let mut out = Vec::new();
    ZlibDecoder::new(data).take(LONGEST_TEXT).read_to_end(&mut out).ok()?;
    Some(words(&out))
}

/// The comments of a GIF picture: blocks behind 0x21 0xFE, each with its length.
fn gif_comments(bytes: &[u8]) -> Vec<String> {
    let mut texts = Vec::new();
    for start in memchr::memmem::find_iter(bytes, &[0x21, 0xFE]).take(100) {
        let mut text = Vec::new();
        let mut at = start + 2;
        while let Some(length) = bytes.get(at).map(|length| usize::from(*length)).filter(|length| *length > 0)
        {
            text.extend_from_slice(bytes.get(at + 1..at + 1 + length).unwrap_or_default());
            at += 1 + length;
            if text.len() > 10_000 {
                break;
            }
        }
        texts.push(words(&text));
    }
    texts
}

/// The texts of XMP (ISO 16684-1), which is XML wherever it stands in the file.
fn xmp_texts(bytes: &[u8]) -> Vec<String> {
    let find = |from: usize, word: &[u8]| {
        memchr::memmem::find(bytes.get(from..).unwrap_or_default(), word).map(|at| from + at)
    };
    let mut texts = Vec::new();
    let mut at = 0;
    while let Some(start) = find(at, b"<x:xmpmeta") {
        let Some(end) = find(start, b"</x:xmpmeta>") else { break };
        texts.extend(texts_of(&bytes[start..end + b"</x:xmpmeta>".len()]));
        at = end;
    }
    texts
}

/// The fields that people fill in, or programs for them.
fn exif_texts(exif: &Exif) -> Vec<String> {
    // What Windows writes is UTF-16: title, comment, author, keywords, subject.
    let is_windows = |tag: Tag| (0x9C9B..=0x9C9F).contains(&tag.number());
    let named = [
        Tag::ImageDescription,
        Tag::Artist,
        Tag::Copyright,
        Tag::CameraOwnerName,
        Tag(exif::Context::Tiff, 0x010D),
        Tag(exif::Context::Tiff, 0x013C),
    ];
    let mut texts = Vec::new();
    for field in exif.fields() {
        match &field.value {
            Value::Ascii(lines) if named.contains(&field.tag) => {
                texts.extend(lines.iter().map(|line| words(line)));
            }
            Value::Byte(bytes) if is_windows(field.tag) => {
                texts.push(encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0.into_owned());
            }
            // Eight bytes name the encoding.
            Value::Undefined(bytes, _) if field.tag == Tag::UserComment => {
                let (encoding, text) = bytes.split_at(bytes.len().min(8));
                let order =
                    if text.first() == Some(&0) { encoding_rs::UTF_16BE } else { encoding_rs::UTF_16LE };
                texts.push(if encoding.starts_with(b"UNICODE") {
                    order.decode_without_bom_handling(text).0.into_owned()
                } else {
                    words(text)
                });
            }
            _ => {}
        }
    }
    texts
}

/// Where it was taken, in whole degrees.
fn place_of(exif: &Exif) -> Option<String> {
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
    latitude.zip(longitude).map(|(latitude, longitude)| format!("{latitude} {longitude}"))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn texts(bytes: &[u8]) -> Vec<String> {
        assert!(is_picture(bytes));
        read(bytes).pieces.into_iter().map(|piece| piece.text).collect()
    }

    fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        [&length[..], &kind, data, &[0; 4]].concat()
    }

    #[test]
    fn words_are_found_wherever_pictures_carry_them() {
        let secret = "证号 330604199001011234";
        let segment = |kind: u8, data: &[u8]| {
            let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
            [&[0xFF, kind], &length[..], data].concat()
        };
        let gbk = encoding_rs::GBK.encode(secret).0.into_owned();
        let xmp = format!("<x:xmpmeta><a>{secret}</a></x:xmpmeta>");
        let iptc = [
            b"Photoshop 3.0\0",
            &[0x1C, 2, 120, 0, u8::try_from(secret.len()).unwrap()][..],
            secret.as_bytes(),
        ]
        .concat();
        for data in [segment(0xFE, &gbk), segment(0xE1, xmp.as_bytes()), segment(0xED, &iptc)] {
            let jpeg = [&[0xFF, 0xD8][..], &data, &[0xFF, 0xDA, 0, 2, 1, 2, 0xFF, 0xD9]].concat();
            assert_eq!(texts(&jpeg), [secret]);
        }
        let behind = [&[0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 0xFF, 0xD9][..], b"330604199001011234"].concat();
        assert_eq!(texts(&behind), ["330604199001011234"]);
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all(secret.as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        for data in [
            chunk(*b"tEXt", &[b"Comment\0", secret.as_bytes()].concat()),
            chunk(*b"zTXt", &[b"Comment\0\0", &packed[..]].concat()),
            chunk(*b"iTXt", &[b"Comment\0\0\0zh\0\0", secret.as_bytes()].concat()),
            chunk(*b"iTXt", &[b"Comment\0\x01\0zh\0\0", &packed[..]].concat()),
        ] {
            let png = [&b"\x89PNG\r\n\x1a\n"[..], &data, &chunk(*b"IEND", &[])].concat();
            assert!(texts(&png).contains(&secret.to_owned()), "{png:?}");
        }
        let length = u8::try_from(secret.len()).unwrap();
        let gif =
            [&b"GIF89a\x01\0\x01\0\0\0\0\x21\xFE"[..], &[length], secret.as_bytes(), &[0, 0x3B]].concat();
        assert_eq!(texts(&gif), [secret]);
    }
}
