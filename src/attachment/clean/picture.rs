//! Pictures without what cameras and programs write into them. What is seen stays byte for byte: colour
//! profiles, gamma, animation, and which way is up.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::ops::Range;

use exif::{In, Reader, Tag};

use super::{CleanedFile, Obstacle, Taken};

/// Cleans a picture.
pub(super) fn clean(bytes: &[u8]) -> CleanedFile {
    let mut taken = BTreeSet::new();
    let rewritten = match bytes {
        [0xFF, 0xD8, ..] => jpeg(bytes, &mut taken),
        [0x89, b'P', b'N', b'G', ..] => png(bytes, &mut taken),
        [b'G', b'I', b'F', ..] => gif(bytes, &mut taken),
        [b'R', b'I', b'F', b'F', ..] => webp(bytes, &mut taken),
        // A bitmap has no room for words.
        [b'B', b'M', ..] => return CleanedFile::default(),
        _ => return CleanedFile::left(Obstacle::Picture),
    };
    match rewritten {
        None => CleanedFile::left(Obstacle::Unreadable),
        Some(_) if taken.is_empty() => CleanedFile::default(),
        Some(rewritten) => CleanedFile { bytes: Some(rewritten), taken, obstacles: BTreeSet::new() },
    }
}

/// An EXIF block that says nothing but which way is up; `None` if it is the usual way.
fn upright(bytes: &[u8]) -> Option<Vec<u8>> {
    let exif = Reader::new()
        .continue_on_error(true)
        .read_from_container(&mut Cursor::new(bytes))
        .or_else(|error| error.distill_partial_result(|_| {}))
        .ok()?;
    let orientation = exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0)?;
    let orientation = u8::try_from(orientation).ok().filter(|turned| (2..=8).contains(turned))?;
    // TIFF 6.0: byte order, 42, offset of the one directory, its one entry, no next directory.
    let mut block = b"II\x2A\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    block.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    Some(block)
}

/// The number in these bytes, the first one greatest.
fn big_endian(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |number, &byte| number << 8 | usize::from(byte))
}

/// JPEG (ITU-T T.81, annex B): a row of segments, then the picture's data.
fn jpeg(bytes: &[u8], taken: &mut BTreeSet<Taken>) -> Option<Vec<u8>> {
    let mut out = vec![0xFF, 0xD8];
    let mut at = 2;
    if let Some(block) = upright(bytes) {
        let length = u16::try_from(block.len() + 8).ok()?;
        out.extend([0xFF, 0xE1]);
        out.extend(length.to_be_bytes());
        out.extend(b"Exif\0\0");
        out.extend(block);
    }
    loop {
        if *bytes.get(at)? != 0xFF {
            return None;
        }
        let kind = *bytes.get(at + 1)?;
        if kind == 0xFF {
            at += 1; // fill bytes
            continue;
        }
        if kind == 0xD9 || kind == 0x01 || (0xD0..=0xD7).contains(&kind) {
            out.extend([0xFF, kind]);
            at += 2;
            if kind == 0xD9 {
                break;
            }
            continue;
        }
        let end = at + 2 + big_endian(bytes.get(at + 2..at + 4)?);
        let segment = bytes.get(at..end)?;
        match told_by(kind, segment) {
            // What `upright` wrote is all that is left, and no finding if it stood there alone.
            Some(what) if bytes.get(at..end) != out.get(2..2 + segment.len()) => _ = taken.insert(what),
            Some(_) => {}
            None => out.extend(segment),
        }
        at = end;
        if kind == 0xDA {
            let stop = end_of_scan(bytes, at)?;
            out.extend(&bytes[at..stop]);
            at = stop;
        }
    }
    if bytes[at..].iter().any(|&byte| byte != 0) {
        taken.insert(Taken::Trailer);
    }
    Some(out)
}

/// What a segment of this kind, from its marker on, tells besides the picture.
fn told_by(kind: u8, segment: &[u8]) -> Option<Taken> {
    match (kind, segment.get(4..).unwrap_or_default()) {
        // EXIF and XMP; other pictures of the same moment.
        (0xE1, _) | (0xE2, [b'M', b'P', b'F', 0, ..]) => Some(Taken::Camera),
        // JFIF, colour profiles and Adobe's colour transform tell how to show the picture.
        (0xE0 | 0xE2 | 0xEE, _) => None,
        // Comments, Photoshop's notes, other makers' own.
        (0xFE | 0xE3..=0xEF, _) => Some(Taken::Words),
        _ => None,
    }
}

/// Where the data of a scan end that begin at `at`: with a marker that is neither stuffing nor a restart.
fn end_of_scan(bytes: &[u8], at: usize) -> Option<usize> {
    let data = bytes.get(at..)?;
    let is_marker =
        |place: &usize| data.get(place + 1).is_none_or(|&next| next != 0 && !(0xD0..=0xD7).contains(&next));
    memchr::memchr_iter(0xFF, data).find(is_marker).map(|place| at + place)
}

/// Where a JPEG picture that may not change its length tells of more than it shows: what its segments say,
/// and what stands behind its end. `None`: it cannot be read.
pub(super) fn told_in_jpeg(bytes: &[u8]) -> Option<Vec<(Taken, Range<usize>)>> {
    let mut told = Vec::new();
    if !bytes.starts_with(&[0xFF, 0xD8]) {
        // It is no picture, and shows nothing.
        return Some(told);
    }
    let mut at = 2;
    // One that was cut off is shown as far as it goes.
    while let Some([marker, kind]) = bytes.get(at..at + 2) {
        match (marker, kind) {
            (0xFF, 0xFF) => at += 1, // fill bytes
            (0xFF, 0xD9) => {
                told.push((Taken::Trailer, at + 2..bytes.len()));
                break;
            }
            (0xFF, 0x01 | 0xD0..=0xD7) => at += 2,
            (0xFF, kind) => {
                let end = at + 2 + big_endian(bytes.get(at + 2..at + 4)?);
                let what = told_by(*kind, bytes.get(at..end)?);
                told.extend(what.map(|what| (what, (at + 4).min(end)..end)));
                at = if *kind == 0xDA { end_of_scan(bytes, end).unwrap_or(bytes.len()) } else { end };
            }
            _ => return None,
        }
    }
    Some(told)
}

/// The same of a JPEG 2000 picture (ISO/IEC 15444-1, annex I): its boxes of XML and of other makers.
pub(super) fn told_in_jpeg_2000(bytes: &[u8]) -> Option<Vec<(Taken, Range<usize>)>> {
    let mut told = Vec::new();
    if bytes.starts_with(&[0xFF, 0x4F]) {
        // The picture alone, in no box.
        return Some(told);
    }
    let mut at = 0;
    while let Some(head) = bytes.get(at..at + 8) {
        let end = match big_endian(&head[..4]) {
            0 => Some(bytes.len()),
            length => at.checked_add(length).filter(|end| length >= 8 && *end <= bytes.len()),
        };
        let Some(end) = end else { break };
        if matches!(&head[4..], b"xml " | b"uuid") {
            told.push((Taken::Camera, at + 8..end));
        }
        at = end;
    }
    told.push((Taken::Trailer, at..bytes.len()));
    (at > 0).then_some(told)
}

/// PNG: a row of chunks, each with its length before and its sum behind.
fn png(bytes: &[u8], taken: &mut BTreeSet<Taken>) -> Option<Vec<u8>> {
    let mut out = bytes.get(..8)?.to_vec();
    let mut turned = upright(bytes);
    let mut at = 8;
    loop {
        let length = big_endian(bytes.get(at..at + 4)?);
        let chunk = bytes.get(at..at.checked_add(length)?.checked_add(12)?)?;
        match &chunk[4..8] {
            b"tEXt" | b"zTXt" | b"iTXt" => _ = taken.insert(Taken::Words),
            b"eXIf" if turned.as_deref() == Some(&chunk[8..8 + length]) => out.extend(chunk),
            b"eXIf" => {
                taken.insert(Taken::Camera);
                out.extend(turned.take().map(|block| png_chunk(*b"eXIf", &block)).unwrap_or_default());
            }
            _ => out.extend(chunk),
        }
        at += chunk.len();
        if &chunk[4..8] == b"IEND" {
            break;
        }
    }
    if at < bytes.len() {
        taken.insert(Taken::Trailer);
    }
    Some(out)
}

fn png_chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let mut chunk = u32::try_from(data.len()).unwrap_or(0).to_be_bytes().to_vec();
    chunk.extend(kind);
    chunk.extend(data);
    let mut sum = flate2::Crc::new();
    sum.update(&chunk[4..]);
    chunk.extend(sum.sum().to_be_bytes());
    chunk
}

/// GIF89a: blocks, of which comments and the notes of other programs go, but for the one that repeats
/// animations.
fn gif(bytes: &[u8], taken: &mut BTreeSet<Taken>) -> Option<Vec<u8>> {
    let colours = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let mut at = 13 + colours(*bytes.get(10)?);
    let mut out = bytes.get(..at)?.to_vec();
    // Behind a block's head stand pieces of at most 255 bytes, the last of them empty.
    let end_of = |mut at: usize| loop {
        let length = usize::from(*bytes.get(at)?);
        at += length + 1;
        if length == 0 {
            return Some(at);
        }
    };
    loop {
        let begun = at;
        let what = match bytes.get(at..)? {
            [0x3B, ..] => {
                out.push(0x3B);
                if at + 1 < bytes.len() {
                    taken.insert(Taken::Trailer);
                }
                return Some(out);
            }
            [0x2C, rest @ ..] => {
                at = end_of(at + 11 + colours(*rest.get(8)?))?;
                None
            }
            [0x21, kind, rest @ ..] => {
                at = end_of(at + 2)?;
                let shows = matches!(rest.get(1..12), Some(b"NETSCAPE2.0" | b"ANIMEXTS1.0" | b"ICCRGBG1012"));
                (*kind == 0xFE || *kind == 0xFF && !shows).then_some(Taken::Words)
            }
            _ => return None,
        };
        match what {
            Some(what) => _ = taken.insert(what),
            None => out.extend(bytes.get(begun..at)?),
        }
    }
}

/// WebP: RIFF chunks; the head of the larger form says which ones there are.
fn webp(bytes: &[u8], taken: &mut BTreeSet<Taken>) -> Option<Vec<u8>> {
    const EXIF: u8 = 0x08;
    const XMP: u8 = 0x04;
    let size = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize);
    let end = size(4)?.checked_add(8)?.min(bytes.len());
    let mut out = bytes.get(..12)?.to_vec();
    let mut turned = upright(bytes);
    let mut head = None;
    let mut at = 12;
    while at + 8 <= end {
        let length = size(at + 4)?;
        let next = at.checked_add(8)?.checked_add(length)?.checked_add(length % 2)?.min(bytes.len());
        match bytes.get(at..at + 4)? {
            b"EXIF" if turned.as_deref() == bytes.get(at + 8..at + 8 + length) => {
                out.extend(&bytes[at..next]);
            }
            b"EXIF" => {
                taken.insert(Taken::Camera);
                if let Some(block) = turned.take() {
                    out.extend(b"EXIF");
                    out.extend(u32::try_from(block.len()).ok()?.to_le_bytes());
                    out.extend(block);
                    turned = Some(Vec::new());
                }
            }
            b"XMP " => _ = taken.insert(Taken::Words),
            kind => {
                if kind == b"VP8X" {
                    head = Some(out.len() + 8);
                }
                out.extend(bytes.get(at..next)?);
            }
        }
        at = next;
    }
    if let Some(flags) = head.and_then(|head| out.get_mut(head)) {
        *flags &= !XMP;
        if turned.is_none() {
            *flags &= !EXIF;
        }
    }
    if end < bytes.len() {
        taken.insert(Taken::Trailer);
    }
    let length = u32::try_from(out.len() - 8).ok()?.to_le_bytes();
    out[4..8].copy_from_slice(&length);
    Some(out)
}
