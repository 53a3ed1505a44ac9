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

use super::{CleanedFile, MOST_UNPACKED, Obstacle, Taken};

/// How deep values in values are read.
const DEEPEST_VALUE: usize = 64;
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

/// Properties of XMP (ISO 16684-1) that tell of people and their disks, without their prefix.
const PERSONAL: &[&str] = &[
    "creator",
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

/// A value, and where it stands.
enum PdfValue {
    Dictionary(Vec<(Vec<u8>, PdfValue)>),
    Array(Vec<PdfValue>),
    /// With its brackets.
    String(Range<usize>),
    Name(Vec<u8>),
    Number(usize),
    Reference(usize),
    Other,
}

impl PdfValue {
    fn get(&self, key: &[u8]) -> Option<&PdfValue> {
        let Self::Dictionary(entries) = self else { return None };
        entries.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    fn is_name(&self, wanted: &[u8]) -> bool {
        matches!(self, Self::Name(name) if name == wanted)
    }

    /// Whether the one filter of a stream's dictionary is `wanted`.
    fn is_filtered_by(&self, wanted: &[u8]) -> bool {
        match self.get(b"Filter") {
            Some(PdfValue::Array(filters)) => matches!(&filters[..], [only] if only.is_name(wanted)),
            Some(filter) => filter.is_name(wanted),
            None => false,
        }
    }
}

/// Reads values.
struct ValueLexer<'a> {
    bytes: &'a [u8],
    at: usize,
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'a> ValueLexer<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn starts_with(&self, word: &[u8]) -> bool {
        self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(word))
    }

    fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                let rest = &self.bytes[self.at..];
                self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
            } else if is_blank(byte) {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    /// A run of regular characters.
    fn word(&mut self) -> &'a [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|&byte| is_blank(byte) || is_delimiter(byte)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn value(&mut self, depth: usize) -> Option<PdfValue> {
        if depth > DEEPEST_VALUE {
            return None;
        }
        self.skip_blanks();
        let begun = self.at;
        match self.peek()? {
            b'<' if self.starts_with(b"<<") => {
                self.at += 2;
                let mut entries = Vec::new();
                loop {
                    self.skip_blanks();
                    if self.starts_with(b">>") {
                        self.at += 2;
                        return Some(PdfValue::Dictionary(entries));
                    }
                    let PdfValue::Name(key) = self.value(depth + 1)? else { return None };
                    entries.push((key, self.value(depth + 1)?));
                }
            }
            b'<' => {
                self.at += memchr::memchr(b'>', &self.bytes[begun..])? + 1;
                Some(PdfValue::String(begun..self.at))
            }
            b'(' => {
                let mut open = 0usize;
                loop {
                    match self.peek()? {
                        b'\\' => self.at += 1,
                        b'(' => open += 1,
                        b')' => open -= 1,
                        _ => {}
                    }
                    self.at += 1;
                    if open == 0 {
                        return Some(PdfValue::String(begun..self.at));
                    }
                }
            }
            b'[' => {
                self.at += 1;
                let mut items = Vec::new();
                loop {
                    self.skip_blanks();
                    if self.peek()? == b']' {
                        self.at += 1;
                        return Some(PdfValue::Array(items));
                    }
                    items.push(self.value(depth + 1)?);
                }
            }
            b'/' => {
                self.at += 1;
                Some(PdfValue::Name(plain_name(self.word())))
            }
            _ => {
                let word = self.word();
                if word.is_empty() {
                    return None;
                }
                let Some(number) = whole(word) else { return Some(PdfValue::Other) };
                let here = self.at;
                self.skip_blanks();
                if whole(self.word()).is_some() {
                    self.skip_blanks();
                    if self.word() == b"R" {
                        return Some(PdfValue::Reference(number));
                    }
                }
                self.at = here;
                Some(PdfValue::Number(number))
            }
        }
    }
}

fn whole(word: &[u8]) -> Option<usize> {
    std::str::from_utf8(word).ok()?.parse().ok()
}

/// A name with its `#41` replaced.
fn plain_name(word: &[u8]) -> Vec<u8> {
    let mut name = Vec::with_capacity(word.len());
    let mut rest = word;
    while let [first, behind @ ..] = rest {
        let code = behind.get(..2).filter(|_| *first == b'#');
        let code = code.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        name.push(code.unwrap_or(*first));
        rest = if code.is_some() { &behind[2..] } else { behind };
    }
    name
}

/// An object of the file.
struct PdfObject {
    number: usize,
    value: PdfValue,
    stream: Option<Range<usize>>,
}

/// All objects, and the dictionaries of trailers.
fn objects(bytes: &[u8]) -> (Vec<PdfObject>, Vec<PdfValue>) {
    let (mut objects, mut trailers) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(next_keyword) {
        let keyword = at + found.start;
        at += found.end;
        let mut lexer = ValueLexer { bytes, at };
        if bytes[keyword] == b't' {
            trailers.extend(lexer.value(0));
            continue;
        }
        let Some(number) = object_number(&bytes[..keyword]) else { continue };
        let Some(value) = lexer.value(0) else { continue };
        at = lexer.at;
        lexer.skip_blanks();
        let stream = lexer.starts_with(b"stream").then(|| {
            let mut begun = lexer.at + b"stream".len();
            if bytes.get(begun) == Some(&b'\r') {
                begun += 1;
            }
            if bytes.get(begun) == Some(&b'\n') {
                begun += 1;
            }
            stream_range(bytes, begun, &value)
        });
        if let Some(stream) = &stream {
            at = stream.end;
        }
        objects.push(PdfObject { number, value, stream });
    }
    (objects, trailers)
}

/// The next ` obj` or `trailer`.
fn next_keyword(bytes: &[u8]) -> Option<Range<usize>> {
    let object = memmem::find(bytes, b"obj").map(|at| at..at + 3);
    let before = object.as_ref().map_or(bytes, |object| &bytes[..object.start]);
    memmem::find(before, b"trailer").map(|at| at..at + 7).or(object)
}

/// The number of the object whose `obj` stands behind `before`: `12 0 obj`.
fn object_number(before: &[u8]) -> Option<usize> {
    let tail = &before[before.len().saturating_sub(32)..];
    let mut words =
        tail.split(|&byte| is_blank(byte) || is_delimiter(byte)).rev().filter(|word| !word.is_empty());
    whole(words.next()?)?;
    let digits = words.next()?;
    // `endobj12 0 obj` is written by some.
    whole(digits.strip_prefix(b"endobj").unwrap_or(digits))
}

/// The data of a stream: as long as it says, if `endstream` follows; else up to `endstream`.
fn stream_range(bytes: &[u8], begun: usize, dictionary: &PdfValue) -> Range<usize> {
    if let Some(PdfValue::Number(length)) = dictionary.get(b"Length")
        && let Some(end) = begun.checked_add(*length)
        && let Some(behind) = bytes.get(end..)
        && behind
            .iter()
            .position(|&byte| !is_blank(byte))
            .is_some_and(|at| behind[at..].starts_with(b"endstream"))
    {
        return begun..end;
    }
    let rest = bytes.get(begun..).unwrap_or_default();
    begun..begun + memmem::find(rest, b"endstream").unwrap_or(rest.len())
}

/// What is to be written where.
#[derive(Default)]
struct Edits {
    places: Vec<(Range<usize>, Vec<u8>)>,
    taken: BTreeSet<Taken>,
    obstacles: BTreeSet<Obstacle>,
    /// Objects that hold strings to be emptied, by number: `/Author 25 0 R`.
    referred: Referred,
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

    fn apply(&self, bytes: &mut [u8]) {
        for (place, new) in &self.places {
            bytes[place.clone()].copy_from_slice(new);
        }
    }
}

/// Cleans a file.
pub(super) fn clean(bytes: &[u8]) -> CleanedFile {
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
    let mut referred = Referred::new();
    let mut passes = 0;
    let edits = loop {
        let mut edits = Edits::default();
        for head in heads() {
            if let Some(direct) = head.get(b"Info") {
                inform(bytes, direct, &mut edits);
            }
        }
        pass(bytes, &objects, (&information, &referred), &mut edits);
        let known = referred.len();
        referred.extend(std::mem::take(&mut edits.referred));
        passes += 1;
        if referred.len() == known {
            break edits;
        }
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

/// Goes through all objects. The numbers are those of the document information, and of strings that something
/// personal refers to.
fn pass(bytes: &[u8], objects: &[PdfObject], numbers: (&BTreeSet<usize>, &Referred), edits: &mut Edits) {
    let mut left = MOST_UNPACKED;
    for object in objects {
        examine(bytes, (object.number, &object.value), numbers, edits);
        let Some(stream) = &object.stream else { continue };
        if object.value.get(b"Type").is_some_and(|kind| kind.is_name(b"ObjStm")) {
            let change = |data: &mut [u8], edits: &mut Edits| pack(data, &object.value, numbers, edits);
            repack(bytes, &object.value, stream, &mut left, edits, change);
        } else if object.value.get(b"Subtype").is_some_and(|kind| kind.is_name(b"XML")) {
            repack(bytes, &object.value, stream, &mut left, edits, xmp);
        } else if object.value.is_filtered_by(b"DCTDecode") {
            photograph(bytes, stream, edits);
        }
    }
}

/// Empties what is personal of an object.
fn examine(
    bytes: &[u8],
    (number, value): (usize, &PdfValue),
    (information, referred): (&BTreeSet<usize>, &Referred),
    edits: &mut Edits,
) {
    if information.contains(&number) {
        inform(bytes, value, edits);
    }
    if let Some(what) = referred.get(&number) {
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
    for (key, value) in entries {
        if !HARMLESS.contains(&&key[..]) {
            edits.empty(bytes, value, if key == b"Author" { Taken::Author } else { Taken::Properties });
        }
    }
}

/// Empties the names of those who made annotations.
fn annotate(bytes: &[u8], value: &PdfValue, edits: &mut Edits, depth: usize) {
    let inner: Vec<&PdfValue> = match value {
        PdfValue::Dictionary(entries) => entries.iter().map(|(_, value)| value).collect(),
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
    let mut data = Vec::new();
    if !is_packed {
        data.extend_from_slice(packed);
    } else if dictionary.is_filtered_by(b"FlateDecode") && dictionary.get(b"DecodeParms").is_none() {
        // What stands before a fault is read like the rest, as readers do.
        let read = ZlibDecoder::new(packed).take(*left + 1).read_to_end(&mut data);
        *left = left.saturating_sub(data.len() as u64);
        if read.is_err() || *left == 0 {
            edits.obstacles.insert(Obstacle::Unreadable);
            return;
        }
    } else {
        edits.obstacles.insert(Obstacle::Kind);
        return;
    }
    let mut inner = Edits::default();
    let is_changed = change(&mut data, &mut inner);
    edits.referred.extend(inner.referred);
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
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data).ok()?;
    let mut packed = encoder.finish().ok()?;
    (packed.len() <= length).then(|| {
        packed.resize(length, b'\n');
        packed
    })
}

/// The objects of an object stream (7.5.7): pairs of number and offset, then the objects.
fn pack(
    data: &mut [u8],
    dictionary: &PdfValue,
    numbers: (&BTreeSet<usize>, &Referred),
    edits: &mut Edits,
) -> Option<bool> {
    let Some(PdfValue::Number(first)) = dictionary.get(b"First") else { return None };
    let mut inner = Edits::default();
    let mut head = ValueLexer { bytes: data.get(..*first)?, at: 0 };
    while let (Some(PdfValue::Number(number)), Some(PdfValue::Number(offset))) =
        (head.value(0), head.value(0))
    {
        let at = first.checked_add(offset)?;
        let Some(value) = (ValueLexer { bytes: data, at }).value(0) else { continue };
        examine(data, (number, &value), numbers, &mut inner);
    }
    inner.apply(data);
    edits.taken.extend(inner.taken);
    edits.referred.extend(inner.referred);
    Some(!inner.places.is_empty())
}

/// XMP: values of personal properties become blanks.
fn xmp(data: &mut [u8], edits: &mut Edits) -> Option<bool> {
    let mut blanks: Vec<Range<usize>> = Vec::new();
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
    Some(!blanks.is_empty())
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
        let is_structure = key.starts_with("xmlns") || key.starts_with("rdf:") || key.starts_with("xml:");
        if !is_structure && (is_inside || is_personal(key)) {
            places.push(value);
        }
    }
    places
}

/// What a camera wrote into a picture of the file; its place in the file stays.
fn photograph(bytes: &[u8], stream: &Range<usize>, edits: &mut Edits) {
    let data = &bytes[stream.clone()];
    let mut at = 2;
    while let Some([0xFF, kind, high, low]) = data.get(at..at + 4) {
        let end = at + 2 + usize::from(u16::from_be_bytes([*high, *low]));
        if *kind == 0xDA || end > data.len() {
            return;
        }
        // The first bytes name the kind; behind them stands what is said.
        let said = at + 4..end;
        let is_said =
            matches!(*kind, 0xE1 | 0xED | 0xFE) && data[said.clone()].iter().any(|&byte| byte != b' ');
        if is_said {
            edits.places.push((stream.start + said.start..stream.start + said.end, vec![b' '; said.len()]));
            edits.taken.insert(Taken::Camera);
        }
        at = end;
    }
}
