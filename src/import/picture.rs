//! Pictures taken out of a source, without what their cameras wrote into them.

use crate::attachment;

/// A picture as a page can show it: its bytes without words, places and thumbnails, and its ending. `None`:
/// browsers do not show it, or it says where it was taken and cannot be rid of it.
pub(super) fn bare(bytes: &[u8]) -> Option<(Vec<u8>, &'static str)> {
    let (bare, ending) = match bytes {
        [0xFF, 0xD8, 0xFF, ..] => (bare_jpeg(bytes)?, "jpg"),
        [0x89, b'P', b'N', b'G', ..] => (bare_png(bytes)?, "png"),
        [b'G', b'I', b'F', b'8', ..] => (bytes.to_vec(), "gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => (bytes.to_vec(), "webp"),
        _ => return None,
    };
    let is_told = attachment::extract(&format!("picture.{ending}"), &bare).taken_at.is_some();
    (!is_told).then_some((bare, ending))
}

/// A JPEG file (ITU-T T.81, annex B) without the segments of applications and comments; those that say how
/// its colours are meant stay: JFIF, the colour profile, Adobe's.
fn bare_jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = vec![0xFF, 0xD8];
    let turned = orientation(bytes);
    if turned > 1 {
        out.extend(orientation_segment(turned));
    }
    let mut at = 2;
    loop {
        let [0xFF, marker, rest @ ..] = bytes.get(at..)? else { return None };
        if *marker == 0xFF {
            at += 1;
            continue;
        }
        if *marker == 0xDA {
            // The picture itself, to its end.
            out.extend(bytes.get(at..)?);
            return Some(out);
        }
        let [high, low, ..] = rest else { return None };
        let end = at + 2 + usize::from(u16::from_be_bytes([*high, *low]));
        let segment = bytes.get(at..end)?;
        let is_wanted = match marker {
            0xE0 | 0xE2 | 0xEE => !segment.windows(4).any(|word| word == b"MPF\0"),
            0xE1..=0xEF | 0xFE => false,
            _ => true,
        };
        if is_wanted {
            out.extend(segment);
        }
        at = end;
    }
}

/// How a JPEG file says that it is turned (EXIF 2.3, tag 274); 1: not at all.
fn orientation(bytes: &[u8]) -> u8 {
    let tag = exif::Reader::new()
        .read_from_container(&mut std::io::Cursor::new(bytes))
        .ok()
        .and_then(|exif| exif.get_field(exif::Tag::Orientation, exif::In::PRIMARY)?.value.get_uint(0));
    tag.and_then(|value| u8::try_from(value).ok()).filter(|value| (1..=8).contains(value)).unwrap_or(1)
}

/// An EXIF segment that says nothing but how the picture is turned.
fn orientation_segment(turned: u8) -> Vec<u8> {
    let mut segment = vec![0xFF, 0xE1, 0, 34];
    segment.extend(b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
    segment.extend([turned, 0, 0, 0, 0, 0, 0]);
    segment
}

/// A PNG file (ISO/IEC 15948) without texts, times and EXIF.
fn bare_png(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.get(..8)?.to_vec();
    let mut at = 8;
    loop {
        let head = bytes.get(at..at + 8)?;
        let length = usize::try_from(u32::from_be_bytes([head[0], head[1], head[2], head[3]])).ok()?;
        let end = at.checked_add(12)?.checked_add(length)?;
        let chunk = bytes.get(at..end)?;
        if !matches!(&head[4..], b"tEXt" | b"zTXt" | b"iTXt" | b"tIME" | b"eXIf") {
            out.extend(chunk);
        }
        if &head[4..] == b"IEND" {
            return Some(out);
        }
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_lose_what_they_do_not_show() {
        let segment = |marker: u8, inside: &[u8]| {
            let length = u16::try_from(inside.len() + 2).unwrap().to_be_bytes();
            [&[0xFF, marker], &length[..], inside].concat()
        };
        let jpeg = [
            vec![0xFF, 0xD8],
            segment(0xE0, b"JFIF\0"),
            segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"),
            segment(0xFE, "李某的手机".as_bytes()),
            segment(0xDB, b"table"),
            vec![0xFF, 0xDA, 1, 2, 3, 0xFF, 0xD9],
        ]
        .concat();
        let (bare, ending) = bare(&jpeg).unwrap();
        assert_eq!((ending, orientation(&bare)), ("jpg", 6), "it stays turned");
        let kept = [segment(0xE0, b"JFIF\0"), segment(0xDB, b"table"), vec![0xFF, 0xDA, 1, 2, 3, 0xFF, 0xD9]];
        assert!(bare.ends_with(&kept.concat()));
        assert!(!bare.windows(3).any(|word| word == "李".as_bytes()));
        let chunk = |name: &[u8], inside: &[u8]| {
            let length = u32::try_from(inside.len()).unwrap().to_be_bytes();
            [&length[..], name, inside, b"crc!"].concat()
        };
        let png = [
            b"\x89PNG\r\n\x1A\n".to_vec(),
            chunk(b"tEXt", b"Author"),
            chunk(b"IDAT", b"x"),
            chunk(b"IEND", b""),
        ];
        let bare = super::bare(&png.concat()).unwrap();
        assert_eq!(bare, ([png[0].clone(), png[2].clone(), png[3].clone()].concat(), "png"));
        for broken in [&b"\xFF\xD8\xFF\xE1\x40"[..], b"\x89PNG\r\n\x1A\n\0\0", b"\xD7\xCD\xC6\x9A", b""] {
            assert_eq!(super::bare(broken), None);
        }
    }
}
