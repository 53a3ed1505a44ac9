//! What a file beside a page holds, seen or not: cells of hidden sheets, comments, deleted words, document properties.
//!
//! [`extract`] takes bytes and a name and gives texts with their places, for [`crate::check`] to look through; it judges
//! nothing. What it cannot look into it says as a [`Gap`]: a file is never passed over in silence. Bounded, whatever the
//! bytes: an archive that unpacks to more than [`MOST_UNPACKED`] is a gap, and so is a reader that gives up.

mod compound;
mod grid;
mod office;
mod old_office;
mod package;
mod pdf;
mod pdf_bounds;
mod pdf_font;
mod picture;
mod sheet;
mod word;
mod xml;

use std::cell::Cell;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::diag::Text;
use crate::files;
use crate::say;

pub use grid::{Grid, GridRow};

/// Raised whenever other texts are found in the same bytes: kept results of an older version are void.
pub const VERSION: u32 = 1;

/// The most bytes a file may have to be looked into.
pub const LARGEST: u64 = 100_000_000;

/// The most bytes that the parts of a file may have, unpacked, those of files inside it too.
pub const MOST_UNPACKED: u64 = 200_000_000;

/// How deep files in files are looked into.
const DEEPEST: usize = 2;

/// What a file may cost; shared with the files inside it.
#[derive(Clone, Copy)]
struct Bounds<'a> {
    /// How many files this one is in.
    depth: usize,
    /// How many bytes may still be unpacked.
    left: &'a Cell<u64>,
}

impl Bounds<'_> {
    /// Counts unpacked bytes. `false`: they were more than is allowed, and nothing more is.
    fn take(self, bytes: u64) -> bool {
        let left = self.left.get().checked_sub(bytes);
        self.left.set(left.unwrap_or(0));
        left.is_some()
    }
}

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// The text of a plain text file, as [`files::decode`] gives it: places in it can be shown.
    pub text: Option<PlainText>,
    /// Tables of all other files.
    pub grids: Vec<Grid>,
    /// Everything else with a text.
    pub pieces: Vec<Piece>,
    /// What could not be looked into.
    pub gaps: Vec<Gap>,
    /// Where a picture was taken, in words, if it says so.
    pub taken_at: Option<String>,
}

/// The text of a plain text file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainText {
    /// The text.
    pub text: String,
    /// The cells of a CSV file, as bytes of the text; empty for other files.
    pub rows: Vec<Vec<Range<usize>>>,
}

/// A text and where it stands in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where.
    pub place: Text,
    /// The text.
    pub text: String,
    /// How it was come by.
    pub source: Source,
}

/// How a text was come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// It stands there so.
    Read,
    /// It was fished out of the bytes and may stand in a grid or another piece as well.
    Raw,
    /// It was put together of lines that may not belong together, and stands in another piece as well.
    Joined,
}

impl Piece {
    fn new(place: Text, text: String) -> Self {
        Self { place, text, source: Source::Read }
    }
}

/// What could not be looked into, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// It needs a password.
    Encrypted,
    /// It is not what its name says, or broken.
    Damaged,
    /// It holds more than is looked through.
    TooLarge,
    /// Pages of a PDF file that are only pictures: how many, of how many.
    Scanned(usize, usize),
    /// Pages of a PDF file whose letters have no meaning without their fonts.
    Unmapped(usize, usize),
    /// An archive of a kind that is not opened.
    Archive,
}

impl Gap {
    /// What is said of it, and what to do.
    #[must_use]
    pub fn texts(&self) -> (Text, Text) {
        let by_eye = say!(
            "请人工查看有没有个人信息；能换成可检索的文件更好",
            "look through it by eye; better, replace it by a file that can be searched"
        );
        match self {
            Self::Encrypted => (
                say!("文件有密码，没有查过", "the file has a password and was not searched"),
                say!(
                    "公开的文件不要加密码；去掉密码后再查",
                    "a public file needs no password: remove it and check again"
                ),
            ),
            Self::Damaged => (
                say!("文件打不开，没有查过", "the file cannot be opened and was not searched"),
                say!("用原来的软件打开，另存一份", "open it in its own program and save it anew"),
            ),
            Self::TooLarge => (
                say!("文件太大，没有全部查过", "the file is too large and was not searched as a whole"),
                by_eye,
            ),
            Self::Scanned(pages, all) => (
                say!(
                    "{all} 页里有 {pages} 页是图片，没有查过文字",
                    "{pages} of {all} pages are pictures and were not searched"
                ),
                by_eye,
            ),
            Self::Unmapped(pages, all) => (
                say!(
                    "{all} 页里有 {pages} 页的文字取不出来，没有查过",
                    "the text of {pages} of {all} pages cannot be read and was not searched"
                ),
                by_eye,
            ),
            Self::Archive => (
                say!("压缩包没有打开查过", "the archive was not opened and not searched"),
                say!("解压后把文件逐个作为附件公开", "unpack it and attach its files one by one"),
            ),
        }
    }
}

/// Reads all that a file holds. `name` only decides where the bytes do not say what they are.
#[must_use]
pub fn extract(name: &str, bytes: &[u8]) -> Contents {
    // The readers are many and the bytes anybody's: one that panics leaves a gap, not a run without a result.
    let left = Cell::new(MOST_UNPACKED);
    let bounds = Bounds { depth: 0, left: &left };
    let read = catch_unwind(AssertUnwindSafe(|| extract_at(name, bytes, bounds)));
    read.unwrap_or_else(|_| Contents::gap(Gap::Damaged))
}

fn extract_at(name: &str, bytes: &[u8], bounds: Bounds<'_>) -> Contents {
    let ending = name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_ascii_lowercase());
    match bytes {
        [b'P', b'K', 3 | 5, ..] => office::read(bytes, bounds),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => old_office::read(bytes),
        [b'R', b'a', b'r', b'!', ..] | [b'7', b'z', 0xBC, 0xAF, ..] => Contents::gap(Gap::Archive),
        _ if bytes[..bytes.len().min(1024)].windows(5).any(|head| head == b"%PDF-") => {
            pdf::read(bytes, bounds)
        }
        _ if picture::is_picture(bytes) => picture::read(bytes),
        _ => match ending.as_str() {
            "csv" | "txt" | "text" | "tsv" | "json" | "xml" | "html" | "htm" | "md" | "rtf" | "svg" => {
                plain(&ending, bytes)
            }
            "xlsx" | "xls" | "docx" | "doc" | "pdf" | "pptx" | "ppt" | "et" | "wps" | "ofd" => {
                Contents::gap(Gap::Damaged)
            }
            "zip" | "rar" | "7z" | "gz" | "tar" => Contents::gap(Gap::Archive),
            _ => Contents::default(),
        },
    }
}

impl Contents {
    fn gap(gap: Gap) -> Self {
        Self { gaps: vec![gap], ..Self::default() }
    }

    /// Takes in what a file inside this one holds; `place` is put before every place in it.
    fn absorb(&mut self, inner: Self, place: &Text) {
        let Self { text, grids, pieces, gaps, taken_at } = inner;
        if let Some(text) = text {
            self.pieces.push(Piece::new(place.clone(), text.text));
        }
        self.grids.extend(grids.into_iter().map(|grid| Grid { part: joined(place, &grid.part), ..grid }));
        self.pieces
            .extend(pieces.into_iter().map(|piece| Piece { place: joined(place, &piece.place), ..piece }));
        self.gaps.extend(gaps);
        self.taken_at = self.taken_at.take().or(taken_at);
    }
}

fn joined(outer: &Text, inner: &Text) -> Text {
    use crate::diag::Lang::{En, Zh};
    Text::new(
        format!("{}，{}", outer.in_lang(Zh), inner.in_lang(Zh)),
        format!("{}, {}", outer.in_lang(En), inner.in_lang(En)),
    )
}

fn plain(ending: &str, bytes: &[u8]) -> Contents {
    let Ok(decoded) = files::decode(bytes.to_vec()) else { return Contents::gap(Gap::Damaged) };
    let head = decoded.text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    // What is copied out of a sheet has tabs between its cells.
    let is_table = matches!(ending, "csv" | "tsv") || head.contains('\t');
    let rows = if is_table { csv_rows(&decoded.text) } else { Vec::new() };
    Contents { text: Some(PlainText { text: decoded.text, rows }), ..Contents::default() }
}

/// The cells of a CSV text as bytes of it, quotation marks left out at the ends; commas, semicolons or tabs between.
fn csv_rows(text: &str) -> Vec<Vec<Range<usize>>> {
    let head = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let mark =
        [b',', b'\t', b';'].into_iter().rev().max_by_key(|mark| head.bytes().filter(|b| b == mark).count());
    let mark = mark.unwrap_or(b',');
    let mut rows = vec![Vec::new()];
    let mut start = 0;
    let mut is_quoted = false;
    let cell = |start: usize, end: usize| {
        let typed = &text[start..end];
        let from = start + typed.len() - typed.trim_start_matches([' ', '"', '\r']).len();
        from..from + text[from..end].trim_end_matches([' ', '"', '\r']).len()
    };
    for (at, byte) in text.bytes().enumerate() {
        is_quoted ^= byte == b'"';
        if is_quoted || byte != mark && byte != b'\n' {
            continue;
        }
        if let Some(row) = rows.last_mut() {
            row.push(cell(start, at));
        }
        start = at + 1;
        if byte == b'\n' {
            rows.push(Vec::new());
        }
    }
    if start < text.len()
        && let Some(row) = rows.last_mut()
    {
        row.push(cell(start, text.len()));
    }
    rows.retain(|row| !row.is_empty());
    rows
}
