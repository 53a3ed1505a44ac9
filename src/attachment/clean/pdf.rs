//! PDF (ISO 32000-1) without authors: strings are emptied where they stand, with blanks up to their old end,
//! so that no object moves and every table of places stays right. Nothing that is drawn is touched.
//!
//! All objects are gone through as they stand in the file, those of older revisions too, whatever the tables
//! of places say: a reader who looks with an editor sees them as well.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::ops::Range;

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::paths::{name_of_path, without_paths};
use super::pdf_syntax::{
    DEEPEST_VALUE, PdfEntry, PdfObject, PdfValue, ValueLexer, is_blank, objects, plain_string, written_as,
};
use super::picture::{told_in_jpeg, told_in_jpeg_2000};
use super::{CleanedFile, DEEPEST, MOST_UNPACKED, Obstacle, Taken, clean_at};
use crate::attachment::pdf_bounds::PdfFilter;

/// The object that is none.
const NOTHING: &[u8] = b" null ";
/// How often a file is gone through for strings that stand in objects of their own: those of the document
/// information, and those that they refer to in turn.
const MOST_PASSES: usize = 4;

/// Entries of the document information that say nothing of people (14.3.3).
const HARMLESS: &[&[u8]] =
    &[b"Title", b"Subject", b"Keywords", b"Creator", b"Producer", b"CreationDate", b"ModDate", b"Trapped"];

/// Annotations that somebody made; their `T` is a name, where that of a form field is the field's (12.5.6.2).
const MARKUP: &[&[u8]] = &[
    b"Text",
    b"FreeText",
    b"Line",
    b"Square",
    b"Circle",
    b"Polygon",
    b"PolyLine",
    b"Highlight",
    b"Underline",
    b"Squiggly",
    b"StrikeOut",
    b"Stamp",
    b"Caret",
    b"Ink",
    b"FileAttachment",
    b"Sound",
    b"Redact",
    b"Popup",
];

/// Entries of a file specification or an action that may be a path on a disk (7.11, 12.6.4).
const FILE_NAMES: &[&[u8]] = &[b"F", b"UF", b"DOS", b"Unix", b"Mac", b"URI"];

/// Properties of XMP (ISO 16684-1) that tell of people and their disks, without their prefix.
const PERSONAL: &[&str] = &[
    "creator",
    "contributor",
    "Thumbnails",
    "Author",
    "Authors",
    "Company",
    "Manager",
    "AuthorsPosition",
    "History",
    "Ingredients",
    "Manifest",
    "DerivedFrom",
    "filePath",
    "lastModifiedBy",
    "CaptionWriter",
    "Credit",
    "Source",
];

/// What is to be written where.
#[derive(Default)]
struct Edits {
    places: Vec<(Range<usize>, Vec<u8>)>,
    taken: BTreeSet<Taken>,
    obstacles: BTreeSet<Obstacle>,
    /// Objects that hold strings to be emptied, by number: `/Author 25 0 R`.
    referred: Referred,
    /// Objects that programs keep for themselves, by number.
    private: BTreeSet<usize>,
}

/// Objects by number, and what is taken out of them.
type Referred = BTreeMap<usize, Taken>;

impl Edits {
    /// Empties a string where it stands, if it says anything, and each of an array; what stands elsewhere is
    /// noted.
    fn empty(&mut self, bytes: &[u8], value: &PdfValue, what: Taken) {
        let place = match value {
            PdfValue::String(place) => place,
            PdfValue::Array(items) => {
                for item in items {
                    self.empty(bytes, item, what);
                }
                return;
            }
            PdfValue::Reference(number) => {
                self.referred.insert(*number, what);
                return;
            }
            _ => return,
        };
        let written = &bytes[place.clone()];
        let inner = &written[1..written.len() - 1];
        if inner.iter().all(|&byte| is_blank(byte)) {
            return;
        }
        let mut new = if written[0] == b'(' { b"()".to_vec() } else { b"<>".to_vec() };
        new.resize(written.len(), b' ');
        self.places.push((place.clone(), new));
        self.taken.insert(what);
    }

    /// Leaves of a string where it stands that is a path only the name of the file.
    fn shorten(&mut self, bytes: &[u8], value: &PdfValue, shorter: impl FnOnce(&str) -> Option<String>) {
        let PdfValue::String(place) = value else { return };
        let written = &bytes[place.clone()];
        let Some(new) = shorter(&plain_string(written)).and_then(|text| written_as(written, &text)) else {
            return;
        };
        self.places.push((place.clone(), new));
        self.taken.insert(Taken::Path);
    }

    /// Takes out an entry that programs keep for themselves, and notes what it refers to.
    fn remove(&mut self, entry: &PdfEntry, what: Taken) {
        let mut private = Vec::new();
        entry.value.references(true, &mut Vec::new(), &mut private);
        self.private.extend(private);
        self.places.push((entry.place.clone(), vec![b' '; entry.place.len()]));
        self.taken.insert(what);
    }

    /// Puts nothing in the place of an object.
    fn void(&mut self, place: &Range<usize>) {
        if place.len() >= NOTHING.len() {
            let mut new = NOTHING.to_vec();
            new.resize(place.len(), b' ');
            self.places.push((place.clone(), new));
        }
    }

    fn apply(&self, bytes: &mut [u8]) {
        for (place, new) in &self.places {
            bytes[place.clone()].copy_from_slice(new);
        }
    }
}

/// The objects that only what programs keep for themselves leads to.
fn only_private(bytes: &[u8], objects: &[PdfObject], private: &BTreeSet<usize>) -> BTreeSet<usize> {
    let mut open: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut all: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut left = MOST_UNPACKED;
    let mut note = |number: usize, value: &PdfValue| {
        let (mut plain, mut hidden) = (Vec::new(), Vec::new());
        value.references(false, &mut plain, &mut hidden);
        all.entry(number).or_default().extend(plain.iter().chain(&hidden));
        open.entry(number).or_default().extend(plain);
    };
    for object in objects {
        note(object.number, &object.value);
        let is_pack = object.value.get(b"Type").is_some_and(|kind| kind.is_name(b"ObjStm"));
        let Some(stream) = object.stream.as_ref().filter(|_| is_pack) else { continue };
        // A pack that cannot be read is told by the pass over its strings.
        let Ok(data) = unpacked(bytes, &object.value, stream, &mut left) else { continue };
        for (number, value, _) in packed_objects(&data, &object.value).unwrap_or_default() {
            note(number, &value);
        }
    }
    let reached = |from: Vec<usize>, edges: &BTreeMap<usize, Vec<usize>>| {
        let mut seen = BTreeSet::new();
        let mut next = from;
        while let Some(number) = next.pop() {
            if seen.insert(number) {
                next.extend(edges.get(&number).into_iter().flatten());
            }
        }
        seen
    };
    let below = reached(private.iter().copied().collect(), &all);
    let kept = reached(all.keys().copied().filter(|number| !below.contains(number)).collect(), &open);
    below.difference(&kept).copied().collect()
}

/// Cleans a file.
pub(super) fn clean(bytes: &[u8], depth: usize) -> CleanedFile {
    let (objects, trailers) = objects(bytes);
    let heads =
        || trailers.iter().chain(objects.iter().map(|object| &object.value).filter(|value| is_head(value)));
    if objects.is_empty() {
        return CleanedFile::left(Obstacle::Unreadable);
    }
    if heads().any(|head| head.get(b"Encrypt").is_some()) {
        return CleanedFile::left(Obstacle::Locked);
    }
    if memmem::find(bytes, b"/ByteRange").is_some() {
        return CleanedFile::left(Obstacle::Signed);
    }
    let information: BTreeSet<usize> = heads()
        .filter_map(|head| match head.get(b"Info") {
            Some(PdfValue::Reference(number)) => Some(*number),
            _ => None,
        })
        .collect();
    let mut numbers =
        Numbers { information, referred: Referred::new(), private: BTreeSet::new(), void: BTreeSet::new() };
    let mut passes = 0;
    let edits = loop {
        let mut edits = Edits::default();
        for head in heads() {
            if let Some(direct) = head.get(b"Info") {
                inform(bytes, direct, &mut edits);
            }
        }
        pass(bytes, &objects, &numbers, depth, &mut edits);
        let known = (numbers.referred.len(), numbers.private.len());
        numbers.referred.extend(std::mem::take(&mut edits.referred));
        numbers.private.extend(std::mem::take(&mut edits.private));
        passes += 1;
        if (numbers.referred.len(), numbers.private.len()) == known {
            break edits;
        }
        numbers.void = only_private(bytes, &objects, &numbers.private);
        if passes == MOST_PASSES {
            edits.obstacles.insert(Obstacle::Unreadable);
            break edits;
        }
    };
    let bytes = (!edits.places.is_empty()).then(|| {
        let mut new = bytes.to_vec();
        edits.apply(&mut new);
        new
    });
    CleanedFile { bytes, taken: edits.taken, obstacles: edits.obstacles }
}

/// The objects of a file that are more than others, by number.
struct Numbers {
    /// The document information.
    information: BTreeSet<usize>,
    /// Strings that something personal refers to.
    referred: Referred,
    /// What programs keep for themselves.
    private: BTreeSet<usize>,
    /// What nothing but that leads to.
    void: BTreeSet<usize>,
}

/// Goes through all objects.
fn pass(bytes: &[u8], objects: &[PdfObject], numbers: &Numbers, depth: usize, edits: &mut Edits) {
    let mut left = MOST_UNPACKED;
    for object in objects {
        if numbers.void.contains(&object.number) {
            edits.void(&object.place);
            continue;
        }
        examine(bytes, (object.number, &object.value), numbers, edits);
        let Some(stream) = &object.stream else { continue };
        if object.value.get(b"Type").is_some_and(|kind| kind.is_name(b"ObjStm")) {
            let change = |data: &mut [u8], edits: &mut Edits| pack(data, &object.value, numbers, edits);
            repack(bytes, &object.value, stream, &mut left, edits, change);
        } else if object.value.get(b"Subtype").is_some_and(|kind| kind.is_name(b"XML")) {
            repack(bytes, &object.value, stream, &mut left, edits, xmp);
        } else if object.value.get(b"Type").is_some_and(|kind| kind.is_name(b"EmbeddedFile")) {
            let obstacle = match unpacked(bytes, &object.value, stream, &mut left) {
                Ok(_) if depth >= DEEPEST => Some(Obstacle::Inside),
                // Its sum and size stand beside it, so that it is told and not changed.
                Ok(data) => {
                    (clean_at("", &data, depth + 1) != CleanedFile::default()).then_some(Obstacle::Inside)
                }
                Err(obstacle) => Some(obstacle),
            };
            edits.obstacles.extend(obstacle);
        } else {
            photograph(bytes, &object.value, stream, &mut left, edits);
        }
    }
}

/// Empties what is personal of an object.
fn examine(bytes: &[u8], (number, value): (usize, &PdfValue), numbers: &Numbers, edits: &mut Edits) {
    if numbers.information.contains(&number) {
        inform(bytes, value, edits);
    }
    if let Some(what) = numbers.referred.get(&number) {
        edits.empty(bytes, value, *what);
    }
    annotate(bytes, value, edits, 0);
}

/// Whether a dictionary is that of a table of places.
fn is_head(value: &PdfValue) -> bool {
    value.get(b"Type").is_some_and(|kind| kind.is_name(b"XRef"))
}

/// Empties the document information but for what says nothing of people.
fn inform(bytes: &[u8], value: &PdfValue, edits: &mut Edits) {
    let PdfValue::Dictionary(entries) = value else { return };
    for PdfEntry { key, value, .. } in entries {
        if HARMLESS.contains(&&key[..]) {
            edits.shorten(bytes, value, without_paths);
        } else {
            edits.empty(bytes, value, if key == b"Author" { Taken::Author } else { Taken::Properties });
        }
    }
}

/// Empties the names of those who made annotations, and what programs keep for themselves; leaves of paths
/// on a disk the name of the file.
fn annotate(bytes: &[u8], value: &PdfValue, edits: &mut Edits, depth: usize) {
    let inner: Vec<&PdfValue> = match value {
        PdfValue::Dictionary(entries) => {
            let is_file = value.get(b"Type").is_some_and(|kind| kind.is_name(b"Filespec"))
                || value.get(b"EF").is_some()
                || value.get(b"S").is_some_and(|kind| matches!(kind, PdfValue::Name(_)));
            for entry in entries {
                if let Some(taken) = entry.private() {
                    edits.remove(entry, taken);
                } else if is_file && FILE_NAMES.contains(&&entry.key[..]) {
                    edits.shorten(bytes, &entry.value, |text| name_of_path(text).map(str::to_owned));
                }
            }
            entries.iter().filter(|entry| entry.private().is_none()).map(|entry| &entry.value).collect()
        }
        PdfValue::Array(items) => items.iter().collect(),
        _ => return,
    };
    let is_markup = value.get(b"Subtype").is_some_and(|kind| MARKUP.iter().any(|name| kind.is_name(name)));
    if let Some(name) = value.get(b"T").filter(|_| is_markup && value.get(b"Rect").is_some()) {
        edits.empty(bytes, name, Taken::Reviewer);
    }
    if depth < DEEPEST_VALUE {
        for value in inner {
            annotate(bytes, value, edits, depth + 1);
        }
    }
}

/// The data of a stream, or why they cannot be read.
fn unpacked(
    bytes: &[u8],
    dictionary: &PdfValue,
    place: &Range<usize>,
    left: &mut u64,
) -> Result<Vec<u8>, Obstacle> {
    let packed = &bytes[place.clone()];
    if dictionary.get(b"Filter").is_none() {
        return Ok(packed.to_vec());
    }
    if !dictionary.is_filtered_by(b"FlateDecode") || dictionary.get(b"DecodeParms").is_some() {
        return Err(Obstacle::Unreadable);
    }
    let mut data = Vec::new();
    let read = ZlibDecoder::new(packed).take(*left + 1).read_to_end(&mut data);
    *left = left.saturating_sub(data.len() as u64);
    if read.is_err() || *left == 0 { Err(Obstacle::Unreadable) } else { Ok(data) }
}

/// Unpacks a stream, lets it be changed, and puts it back with its old length.
fn repack(
    bytes: &[u8],
    dictionary: &PdfValue,
    place: &Range<usize>,
    left: &mut u64,
    edits: &mut Edits,
    change: impl FnOnce(&mut [u8], &mut Edits) -> Option<bool>,
) {
    let packed = &bytes[place.clone()];
    let is_packed = dictionary.get(b"Filter").is_some();
    let mut data = match unpacked(bytes, dictionary, place, left) {
        Ok(data) => data,
        Err(obstacle) => {
            edits.obstacles.insert(obstacle);
            return;
        }
    };
    let mut inner = Edits::default();
    let is_changed = change(&mut data, &mut inner);
    edits.referred.extend(inner.referred);
    edits.private.extend(inner.private);
    match is_changed {
        None => _ = edits.obstacles.insert(Obstacle::Unreadable),
        Some(false) => {}
        Some(true) => match if is_packed { packed_into(&data, packed.len()) } else { Some(data) } {
            // Only what finds room again has been taken out.
            Some(new) => {
                edits.places.push((place.clone(), new));
                edits.taken.extend(inner.taken);
            }
            None => _ = edits.obstacles.insert(Obstacle::Unreadable),
        },
    }
}

/// Packs data into exactly so many bytes; readers stop where the packed data say that they end.
fn packed_into(data: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut packed = deflated(data)?;
    (packed.len() <= length).then(|| {
        packed.resize(length, b'\n');
        packed
    })
}

fn deflated(data: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data).ok()?;
    encoder.finish().ok()
}

/// The objects of an object stream (7.5.7) with their numbers and places: pairs of number and offset, then
/// the objects.
fn packed_objects(data: &[u8], dictionary: &PdfValue) -> Option<Vec<(usize, PdfValue, Range<usize>)>> {
    let Some(PdfValue::Number(first)) = dictionary.get(b"First") else { return None };
    let mut found = Vec::new();
    let mut head = ValueLexer { bytes: data.get(..*first)?, at: 0 };
    while let (Some(PdfValue::Number(number)), Some(PdfValue::Number(offset))) =
        (head.value(0), head.value(0))
    {
        let at = first.checked_add(offset)?;
        let mut lexer = ValueLexer { bytes: data, at };
        let Some(value) = lexer.value(0) else { continue };
        found.push((number, value, at..lexer.at));
    }
    Some(found)
}

/// Goes through the objects of an object stream.
fn pack(data: &mut [u8], dictionary: &PdfValue, numbers: &Numbers, edits: &mut Edits) -> Option<bool> {
    let mut inner = Edits::default();
    for (number, value, place) in packed_objects(data, dictionary)? {
        if numbers.void.contains(&number) {
            inner.void(&place);
        } else {
            examine(data, (number, &value), numbers, &mut inner);
        }
    }
    inner.apply(data);
    edits.taken.extend(inner.taken);
    edits.referred.extend(inner.referred);
    edits.private.extend(inner.private);
    Some(!inner.places.is_empty())
}

/// XMP: values of personal properties become blanks.
fn xmp(data: &mut [u8], edits: &mut Edits) -> Option<bool> {
    let mut blanks: Vec<Range<usize>> = Vec::new();
    let mut shortened: Vec<(Range<usize>, String)> = Vec::new();
    {
        let text = std::str::from_utf8(data).ok()?;
        // The reader passes over a BOM without counting it.
        let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut reader = Reader::from_str(&text[bom..]);
        let mut begun = bom;
        // How many elements are open, from the first personal one on.
        let mut below = 0usize;
        loop {
            let event = reader.read_event().ok()?;
            let end = bom + usize::try_from(reader.buffer_position()).ok()?;
            match event {
                Event::Eof => break,
                Event::Start(element) => {
                    if below > 0 || is_personal(element.name().into_inner()) {
                        below += 1;
                    }
                    blanks.extend(personal_values(&element, below > 0, text, begun..end));
                }
                Event::Empty(element) => {
                    let is_inside = below > 0 || is_personal(element.name().into_inner());
                    blanks.extend(personal_values(&element, is_inside, text, begun..end));
                }
                Event::End(_) => below = below.saturating_sub(1),
                Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) if below > 0 => {
                    blanks.push(begun..end);
                }
                Event::Text(_) => {
                    let short = text.get(begun..end).and_then(without_paths);
                    shortened.extend(short.map(|short| (begun..end, short)));
                }
                _ => {}
            }
            begun = end;
        }
    }
    blanks.retain(|place| !data[place.clone()].iter().all(|&byte| is_blank(byte)));
    for place in &blanks {
        data[place.clone()].fill(b' ');
    }
    if !blanks.is_empty() {
        edits.taken.insert(Taken::Author);
    }
    for (place, short) in &shortened {
        let (new, rest) = data[place.clone()].split_at_mut(short.len());
        new.copy_from_slice(short.as_bytes());
        rest.fill(b' ');
        edits.taken.insert(Taken::Path);
    }
    Some(!blanks.is_empty() || !shortened.is_empty())
}

/// Whether a property tells of people; those of `pdfx` are whatever a program or an office adds.
fn is_personal(name: &str) -> bool {
    let (prefix, local) = name.rsplit_once(':').unwrap_or(("", name));
    PERSONAL.contains(&local) || prefix == "pdfx"
}

/// Where the values of attributes stand that tell of people: all of them inside a personal property.
fn personal_values(
    element: &BytesStart<'_>,
    is_inside: bool,
    text: &str,
    place: Range<usize>,
) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let mut from = place.start;
    for attribute in element.attributes().with_checks(false).flatten() {
        let key: &str = attribute.key.into_inner();
        let value: &str = &attribute.value;
        let Some(at) = text.get(from..place.end).and_then(|rest| rest.find(key)) else { continue };
        let from_key = from + at + key.len();
        let Some(at) = text.get(from_key..place.end).and_then(|rest| rest.find(value)) else { continue };
        let value = from_key + at..from_key + at + value.len();
        from = value.end;
        let is_structure = key.starts_with("xmlns")
            || key.starts_with("rdf:") && key != "rdf:resource"
            || key.starts_with("xml:");
        if !is_structure && (is_inside || is_personal(key)) {
            places.push(value);
        }
    }
    places
}

/// What a camera or a program wrote into a picture of the file. Its place and length in the file stay.
fn photograph(bytes: &[u8], dictionary: &PdfValue, stream: &Range<usize>, left: &mut u64, edits: &mut Edits) {
    let Some((last, packings)) = dictionary.filters().split_last().map(|(last, all)| (*last, all.to_vec()))
    else {
        return;
    };
    let told_in: fn(&[u8]) -> _ = match last {
        b"DCTDecode" | b"DCT" => told_in_jpeg,
        b"JPXDecode" => told_in_jpeg_2000,
        _ => return,
    };
    let packed = &bytes[stream.clone()];
    let is_predicted = dictionary.get(b"DecodeParms").is_some_and(|all| has_predictor(all, packings.len()));
    let Some(mut data) = undone(packed, &packings, left).filter(|_| !is_predicted) else {
        edits.obstacles.insert(Obstacle::Unreadable);
        return;
    };
    let Some(mut told) = told_in(&data) else {
        edits.obstacles.insert(Obstacle::Unreadable);
        return;
    };
    told.retain(|(_, place)| data[place.clone()].iter().any(|&byte| !is_blank(byte)));
    if told.is_empty() {
        return;
    }
    for (_, place) in &told {
        data[place.clone()].fill(0);
    }
    match packed_by(data, &packings).filter(|new| new.len() <= packed.len()) {
        Some(mut new) => {
            new.resize(packed.len(), b'\n');
            edits.places.push((stream.clone(), new));
            edits.taken.extend(told.into_iter().map(|(what, _)| what));
        }
        None => _ = edits.obstacles.insert(Obstacle::Unreadable),
    }
}

/// Whether the parameters of the first `count` filters may say that the data were foretold (7.4.4.4).
fn has_predictor(parameters: &PdfValue, count: usize) -> bool {
    match parameters {
        PdfValue::Array(all) => all.iter().take(count).any(|one| has_predictor(one, 1)),
        PdfValue::Dictionary(_) => count > 0 && parameters.get(b"Predictor").is_some(),
        PdfValue::Reference(_) => count > 0,
        _ => false,
    }
}

/// A stream without its filters (7.4), which stand in the order in which they are undone. `None`: one of them
/// is not undone here, the data are damaged, or too many.
pub(super) fn undone(packed: &[u8], filters: &[&[u8]], left: &mut u64) -> Option<Vec<u8>> {
    let mut data = packed.to_vec();
    for filter in filters {
        data = PdfFilter::named(filter).undo(&data, *left)?;
        *left = left.checked_sub(data.len() as u64)?;
    }
    Some(data)
}

/// Data with their filters again.
pub(super) fn packed_by(mut data: Vec<u8>, filters: &[&[u8]]) -> Option<Vec<u8>> {
    for filter in filters.iter().rev() {
        data = match *filter {
            b"FlateDecode" | b"Fl" => deflated(&data)?,
            b"ASCII85Decode" | b"A85" => in_base_85(&data),
            b"ASCIIHexDecode" | b"AHx" => in_hex(&data),
            b"RunLengthDecode" | b"RL" => in_runs(&data),
            _ => return None,
        };
    }
    Some(data)
}

/// As `ASCII85Decode` undoes it: five digits for four bytes, `z` for four zeros.
fn in_base_85(bytes: &[u8]) -> Vec<u8> {
    let mut digits = Vec::new();
    for part in bytes.chunks(4) {
        if part == [0; 4] {
            digits.push(b'z');
            continue;
        }
        let value = (0..4).fold(0_u32, |value, at| value << 8 | u32::from(*part.get(at).unwrap_or(&0)));
        let all = [52_200_625, 614_125, 7_225, 85, 1].map(|place| (value / place % 85) as u8 + b'!');
        digits.extend_from_slice(&all[..=part.len()]);
    }
    digits.extend_from_slice(b"~>");
    digits
}

fn in_hex(bytes: &[u8]) -> Vec<u8> {
    let mut digits: Vec<u8> = bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|half| b"0123456789abcdef"[usize::from(half)])
        .collect();
    digits.push(b'>');
    digits
}

/// As `RunLengthDecode` undoes it: a length and so many bytes, or how often one byte is repeated.
fn in_runs(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = bytes;
    let repeats = |rest: &[u8]| rest.iter().take(128).take_while(|byte| **byte == rest[0]).count();
    while !rest.is_empty() {
        let same = repeats(rest);
        let length = if same > 2 {
            out.extend([u8::try_from(257 - same).unwrap_or(129), rest[0]]);
            same
        } else {
            let most = rest.len().min(128);
            let length = (1..most).find(|at| repeats(&rest[*at..]) > 2).unwrap_or(most);
            out.push(u8::try_from(length - 1).unwrap_or(127));
            out.extend_from_slice(&rest[..length]);
            length
        };
        rest = &rest[length..];
    }
    out.push(128);
    out
}
