//! PDF files (ISO 32000): the text of the pages, notes, form fields, document properties.
//!
//! Text is read in the order in which it is drawn. What a page shows as a picture, or in a font whose
//! letters have no meaning outside of it, cannot be searched, which is said.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hayro_syntax::content::UntypedIter;
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, Stream};
use hayro_syntax::page::{Page, Resources};
use hayro_syntax::{LoadPdfError, Pdf};

use super::pdf_font::Font;
use super::xml::is_telling;
use super::{Bounds, Contents, Gap, PieceSource, TextPiece, pdf_bounds};
use crate::say;

/// The most bytes of drawing orders that are followed in a file, those of forms as often as they are drawn,
/// and of the texts that come of them.
const MOST_DRAWN: usize = 100_000_000;

/// What drawing a form or setting a font counts for at least, in bytes of orders.
const LEAST_DRAWN: usize = 2000;

/// The most earlier states of a file that are looked into.
const MOST_STATES: usize = 16;

/// So much drawn on a page without a word is a text whose letters were made lines, or a plan: a straight line
/// counts once, a curve ten times.
const MUCH_DRAWN: usize = 200;

/// How deep forms in forms are looked into.
const DEEPEST_FORM: usize = 6;

/// What a file was when it ended at `end`.
struct FileState {
    bytes: Arc<Vec<u8>>,
    end: usize,
}

impl AsRef<[u8]> for FileState {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[..self.end]
    }
}

/// Reads a PDF file.
pub(super) fn read(bytes: &[u8], bounds: Bounds<'_>) -> Contents {
    let Some(bounded) = pdf_bounds::bounded(bytes, bounds) else { return Contents::gap(Gap::TooLarge) };
    let pdf_bounds::BoundedPdf { bytes, pictures } = bounded;
    // What was changed without the file being written anew is appended, and what it was stays.
    let ends: Vec<usize> = memchr::memmem::find_iter(&bytes, b"%%EOF").map(|at| at + 5).collect();
    let bytes = Arc::new(bytes);
    let state = |end: usize| Pdf::new(Arc::new(FileState { bytes: Arc::clone(&bytes), end }));
    let pdf = match state(bytes.len()) {
        Ok(pdf) if !pdf.pages().is_empty() => pdf,
        Ok(_) | Err(LoadPdfError::Invalid) => return Contents::gap(Gap::Damaged),
        Err(LoadPdfError::Decryption(_)) => return Contents::gap(Gap::Encrypted),
    };
    let mut contents = Contents::default();
    for picture in pictures {
        let place = say!("PDF 里的图片", "a picture in the PDF");
        contents.absorb(Contents { taken_at: None, ..picture }, &place);
    }
    // In an archive many files may draw much.
    let most_drawn = usize::try_from(bounds.left.get()).map_or(MOST_DRAWN, |left| left.min(MOST_DRAWN));
    let mut drawing = Drawing { fonts: BTreeMap::new(), left: most_drawn, is_cut: false };
    read_pages(&pdf, &mut drawing, &mut contents);
    read_properties(&pdf, bounds, &mut contents);
    let known: BTreeSet<String> = contents.pieces.iter().map(|piece| piece.text.clone()).collect();
    for end in ends.iter().rev().skip(1).take(MOST_STATES) {
        let Ok(earlier) = state(*end) else { continue };
        // The numbers of fonts may have been given to others since.
        drawing.fonts.clear();
        let mut kept = Contents::default();
        read_pages(&earlier, &mut drawing, &mut kept);
        read_properties(&earlier, bounds, &mut kept);
        kept.gaps.retain(|gap| *gap == Gap::TooLarge);
        kept.pieces.retain(|piece| !known.contains(&piece.text));
        for piece in &mut kept.pieces {
            piece.source = match piece.source {
                PieceSource::Read => PieceSource::Earlier,
                source => source,
            };
        }
        contents.absorb(kept, &say!("文件里留着的以前的版本", "an earlier state kept in the file"));
    }
    bounds.take((most_drawn - drawing.left) as u64);
    if ends.len() > MOST_STATES + 1 {
        contents.add_gap(Gap::TooLarge);
    }
    contents
}

/// Reads the pages, and says which of them cannot be searched.
fn read_pages(pdf: &Pdf, drawing: &mut Drawing, contents: &mut Contents) {
    let all = pdf.pages().len();
    let (mut scanned, mut unmapped) = (0, 0);
    for (number, page) in (1..).zip(pdf.pages().iter()) {
        let seen = PageText::of(page, drawing);
        if seen.text.trim().is_empty() && (seen.has_picture || seen.drawn >= MUCH_DRAWN) {
            scanned += 1;
        } else if seen.unknown > seen.known {
            unmapped += 1;
        }
        let place = say!("第 {number} 页", "page {number}");
        // A long number may go on in the next line of a narrow cell.
        let joined = seen.text.lines().collect::<String>();
        if seen.text.contains('\n') {
            contents.pieces.push(TextPiece {
                place: place.clone(),
                text: joined,
                source: PieceSource::Joined,
            });
        }
        contents.pieces.push(TextPiece::new(place.clone(), seen.text));
        contents.pieces.extend(seen.said.into_iter().map(|text| TextPiece::new(place.clone(), text)));
        if drawing.left == 0 {
            break;
        }
    }
    if drawing.is_cut || drawing.left == 0 {
        contents.add_gap(Gap::TooLarge);
    }
    if scanned > 0 {
        contents.gaps.push(Gap::Scanned(scanned, all));
    }
    if unmapped > 0 {
        contents.gaps.push(Gap::Unmapped(unmapped, all));
    }
}

/// Keys whose strings are bytes, not words.
const NO_WORDS: &[&str] =
    &["ID", "O", "U", "OE", "UE", "Perms", "CheckSum", "Cert", "Lookup", "Panose", "CharSet"];

/// How deep dictionaries in dictionaries are looked into; what they refer to is looked into by itself.
const DEEPEST_DICT: usize = 6;

/// Document properties, and the words of notes, form fields, bookmarks and links, wherever they hang; and
/// the files that are kept in the file.
fn read_properties(pdf: &Pdf, bounds: Bounds<'_>, contents: &mut Contents) {
    for bytes in properties(pdf) {
        contents.pieces.push(TextPiece::new(say!("文档属性", "document properties"), words(bytes)));
    }
    for object in pdf.objects() {
        let mut texts = Vec::new();
        add_words(&object, 0, &mut texts);
        let place = say!("批注、表单、书签或属性", "a note, a form field, a bookmark or a property");
        contents.pieces.extend(texts.into_iter().map(|text| TextPiece::new(place.clone(), text)));
        let Object::Stream(stream) = object else { continue };
        let kind = stream.dict().get::<Name<'_>>("Type");
        let is_metadata = kind.as_ref().is_some_and(|kind| kind.as_str() == "Metadata");
        let is_file = kind.as_ref().is_some_and(|kind| kind.as_str() == "EmbeddedFile");
        if !is_metadata && !is_file {
            continue;
        }
        let Ok(data) = stream.decoded_data() else { continue };
        if !bounds.take(data.len() as u64) {
            contents.add_gap(Gap::TooLarge);
            break;
        }
        if is_metadata {
            let place = say!("文档属性", "document properties");
            let texts = super::xml::texts_of(&data);
            contents.pieces.extend(texts.into_iter().map(|text| TextPiece::new(place.clone(), text)));
        } else if bounds.depth >= super::DEEPEST {
            contents.add_gap(Gap::Archive);
        } else {
            let inner = super::extract_at("", &data, Bounds { depth: bounds.depth + 1, ..bounds });
            contents.absorb(inner, &say!("附在 PDF 里的文件", "a file attached to the PDF"));
        }
    }
}

fn properties(pdf: &Pdf) -> impl Iterator<Item = &[u8]> {
    let metadata = pdf.metadata();
    [&metadata.title, &metadata.author, &metadata.subject, &metadata.keywords, &metadata.creator]
        .into_iter()
        .flatten()
        .map(|bytes| &**bytes)
}

/// The strings in an object that may be words of people.
fn add_words(object: &Object<'_>, depth: usize, texts: &mut Vec<String>) {
    let dict = match object {
        Object::Dict(dict) => dict,
        Object::Stream(stream) => stream.dict(),
        Object::Array(parts) if depth < DEEPEST_DICT => {
            for part in parts.raw_iter() {
                if let MaybeRef::NotRef(part) = part {
                    add_words(&part, depth + 1, texts);
                }
            }
            return;
        }
        Object::String(text) => {
            texts.push(words(text.as_bytes()));
            return;
        }
        _ => return,
    };
    // A signature is bytes, whatever its key says.
    let is_signature = dict.contains_key("ByteRange");
    for (key, value) in dict.entries() {
        let is_wordless = NO_WORDS.contains(&key.as_str()) || is_signature && key.as_str() == "Contents";
        if let MaybeRef::NotRef(value) = value
            && !is_wordless
            && depth < DEEPEST_DICT
        {
            add_words(&value, depth + 1, texts);
        }
    }
}

/// A text string (ISO 32000-1, 7.9.2): UTF-16 or UTF-8 by its mark, else taken as Latin.
fn words(bytes: &[u8]) -> String {
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes).0.into_owned(),
        None => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

type Matrix = [f64; 6];

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// `first`, then `second`.
fn product(first: Matrix, second: Matrix) -> Matrix {
    let row = |x: f64, y: f64| (x * second[0] + y * second[2], x * second[1] + y * second[3]);
    let (right, up) = (row(first[0], first[1]), row(first[2], first[3]));
    let origin = row(first[4], first[5]);
    [right.0, right.1, up.0, up.1, origin.0 + second[4], origin.1 + second[5]]
}

/// What is drawn on a page as text.
#[derive(Default)]
struct PageText {
    text: String,
    /// What is read aloud, or copied, instead of what is drawn (ISO 32000-1, 14.9).
    said: Vec<String>,
    has_picture: bool,
    /// How much of lines and curves is drawn.
    drawn: usize,
    /// Letters with and without a meaning.
    known: usize,
    unknown: usize,
    /// Where the last letter ended and how tall it was.
    last: Option<(f64, f64, f64)>,
}

/// The state of drawing.
#[derive(Clone)]
struct DrawingState {
    base: Matrix,
    line: Matrix,
    text: Matrix,
    leading: f64,
    size: f64,
    font: Option<std::rc::Rc<Font>>,
}

/// What all pages share.
struct Drawing {
    fonts: BTreeMap<(u32, i32), std::rc::Rc<Font>>,
    /// How much may still be drawn; see [`MOST_DRAWN`].
    left: usize,
    /// Whether something was not drawn because it lies too deep.
    is_cut: bool,
}

impl Drawing {
    /// Counts what is drawn. `false`: it is too much.
    fn may_draw(&mut self, bytes: usize) -> bool {
        self.left = self.left.saturating_sub(bytes.max(LEAST_DRAWN));
        self.left > 0
    }

    /// Counts texts that came of orders, which are counted themselves.
    fn count(&mut self, bytes: usize) {
        self.left = self.left.saturating_sub(bytes);
    }

    fn font_of(&mut self, resources: &Resources<'_>, name: &Name<'_>) -> Option<std::rc::Rc<Font>> {
        let dict = resources.get_font(name)?;
        let key = dict.obj_id().map(|id| (id.obj_number, id.gen_number));
        if let Some(known) = key.and_then(|key| self.fonts.get(&key)) {
            return Some(known.clone());
        }
        let (font, size) = Font::read(&dict);
        self.may_draw(size);
        let font = std::rc::Rc::new(font);
        if let Some(key) = key {
            self.fonts.insert(key, font.clone());
        }
        Some(font)
    }
}

impl PageText {
    fn of(page: &Page<'_>, drawing: &mut Drawing) -> Self {
        let mut seen = Self::default();
        let contents = page.raw();
        let mut orders = Vec::new();
        // Several streams are one, with a space between.
        let mut add = |stream: &Stream<'_>| {
            if let Ok(data) = stream.decoded_data()
                && drawing.may_draw(data.len())
            {
                orders.extend_from_slice(&data);
                orders.push(b' ');
            }
            drawing.left > 0
        };
        if let Some(stream) = contents.get::<Stream<'_>>("Contents") {
            add(&stream);
        } else if let Some(parts) = contents.get::<Array<'_>>("Contents") {
            let _ = parts.iter::<Stream<'_>>().all(|stream| add(&stream));
        }
        let state = DrawingState {
            base: IDENTITY,
            line: IDENTITY,
            text: IDENTITY,
            leading: 0.0,
            size: 1.0,
            font: None,
        };
        seen.draw(UntypedIter::new(&orders), page.resources(), state.clone(), drawing, 0);
        // What notes, stamps and form fields look like (ISO 32000-1, 12.5.5).
        let notes = contents.get::<Array<'_>>("Annots");
        for note in notes.iter().flat_map(Array::iter::<Dict<'_>>) {
            let looks = note.get::<Dict<'_>>("AP").and_then(|looks| looks.get::<Stream<'_>>("N"));
            if let Some(look) = looks {
                seen.last = None;
                seen.text.push('\n');
                seen.draw_form(&look, page.resources(), &state, drawing, 0);
            }
        }
        seen
    }

    fn draw(
        &mut self,
        mut orders: UntypedIter<'_>,
        resources: &Resources<'_>,
        mut state: DrawingState,
        drawing: &mut Drawing,
        depth: usize,
    ) {
        let mut saved: Vec<DrawingState> = Vec::new();
        while let Some(order) = orders.next() {
            if drawing.left == 0 {
                return;
            }
            let operands: Vec<Object<'_>> = order.operands().cloned().collect();
            let number = |at: usize| number_of(operands.get(at));
            let name: &[u8] = order.operator.as_ref();
            match name {
                b"q" if saved.len() < 1000 => saved.push(state.clone()),
                b"Q" => state = saved.pop().unwrap_or(state),
                b"cm" => state.base = product(matrix_of(&operands), state.base),
                b"BT" => (state.line, state.text) = (IDENTITY, IDENTITY),
                b"Tf" => {
                    state.size = number(1);
                    if let Some(Object::Name(name)) = operands.first() {
                        state.font = drawing.font_of(resources, name);
                    }
                }
                b"TL" => state.leading = number(0),
                b"Tm" => {
                    state.line = matrix_of(&operands);
                    state.text = state.line;
                }
                b"Td" => state.move_line(number(0), number(1)),
                b"TD" => {
                    state.leading = -number(1);
                    state.move_line(number(0), number(1));
                }
                b"T*" => state.move_line(0.0, -state.leading),
                b"Tj" | b"TJ" => drawing.count(self.show(operands.first(), &mut state)),
                b"'" | b"\"" => {
                    state.move_line(0.0, -state.leading);
                    drawing.count(self.show(operands.last(), &mut state));
                }
                b"Do" => {
                    if let Some(Object::Name(name)) = operands.first() {
                        self.draw_object(name, resources, &state, drawing, depth);
                    }
                }
                b"BDC" | b"DP" => {
                    let mut words = Vec::new();
                    for operand in &operands {
                        add_words(operand, 0, &mut words);
                    }
                    self.said.extend(words.into_iter().filter(|text| is_telling(text)));
                }
                b"BI" | b"EI" => self.has_picture = true,
                b"l" => self.drawn += 1,
                b"c" | b"v" | b"y" => self.drawn += 10,
                _ => {}
            }
        }
    }

    fn draw_object(
        &mut self,
        name: &Name<'_>,
        resources: &Resources<'_>,
        state: &DrawingState,
        drawing: &mut Drawing,
        depth: usize,
    ) {
        let Some(stream) = resources.get_x_object(name) else { return };
        let kind = stream.dict().get::<Name<'_>>("Subtype");
        if kind.as_ref().is_some_and(|kind| kind.as_str() == "Image") {
            self.has_picture = true;
            return;
        }
        self.draw_form(&stream, resources, state, drawing, depth);
    }

    fn draw_form(
        &mut self,
        stream: &Stream<'_>,
        resources: &Resources<'_>,
        state: &DrawingState,
        drawing: &mut Drawing,
        depth: usize,
    ) {
        drawing.is_cut |= depth >= DEEPEST_FORM;
        if depth >= DEEPEST_FORM || !drawing.may_draw(LEAST_DRAWN) {
            return;
        }
        let Ok(data) = stream.decoded_data() else { return };
        if !drawing.may_draw(data.len()) {
            return;
        }
        let own = stream.dict().get::<Dict<'_>>("Resources").map(Resources::new);
        let mut state = state.clone();
        if let Some(matrix) = stream.dict().get::<Array<'_>>("Matrix") {
            let operands: Vec<Object<'_>> = matrix.iter::<Object<'_>>().collect();
            state.base = product(matrix_of(&operands), state.base);
        }
        self.draw(UntypedIter::new(&data), own.as_ref().unwrap_or(resources), state, drawing, depth + 1);
    }

    /// Shows a string, or an array of strings and shifts. Tells how long a text came of it, in bytes.
    fn show(&mut self, operand: Option<&Object<'_>>, state: &mut DrawingState) -> usize {
        let before = self.text.len();
        match operand {
            Some(Object::String(text)) => self.show_text(text.as_bytes(), state),
            Some(Object::Array(parts)) => {
                for part in parts.iter::<Object<'_>>() {
                    match part {
                        Object::String(text) => self.show_text(text.as_bytes(), state),
                        shift => state.advance(-number_of(Some(&shift)) / 1000.0),
                    }
                }
            }
            _ => {}
        }
        self.text.len() - before
    }

    fn show_text(&mut self, bytes: &[u8], state: &mut DrawingState) {
        let Some(font) = state.font.clone() else { return };
        let decoded = font.decode(bytes);
        self.known += decoded.known;
        self.unknown += decoded.unknown;
        let place = product(state.text, state.base);
        let height = (state.size * place[3].hypot(place[2])).abs().max(0.1);
        if let Some((x, y, tall)) = self.last {
            let tall = tall.max(height);
            if (place[5] - y).abs() > tall * 0.5 {
                self.text.push('\n');
            } else if (place[4] - x).abs() > tall * 0.6 {
                self.text.push('\t');
            }
        }
        self.text.push_str(&decoded.text);
        state.advance(decoded.width);
        let end = product(state.text, state.base);
        self.last = Some((end[4], end[5], height));
    }
}

impl DrawingState {
    fn move_line(&mut self, x: f64, y: f64) {
        self.line = product([1.0, 0.0, 0.0, 1.0, x, y], self.line);
        self.text = self.line;
    }

    /// Goes on by so many widths of an em.
    fn advance(&mut self, ems: f64) {
        self.text = product([1.0, 0.0, 0.0, 1.0, ems * self.size, 0.0], self.text);
    }
}

fn number_of(object: Option<&Object<'_>>) -> f64 {
    match object {
        Some(Object::Number(number)) => number.as_f64(),
        _ => 0.0,
    }
}

fn matrix_of(operands: &[Object<'_>]) -> Matrix {
    let mut matrix = IDENTITY;
    for (slot, operand) in matrix.iter_mut().zip(operands) {
        *slot = number_of(Some(operand));
    }
    matrix
}
