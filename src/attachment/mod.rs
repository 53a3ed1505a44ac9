//! What a file beside a page holds, seen or not: cells of hidden sheets, comments, deleted words, document
//! properties.
//!
//! [`extract`] takes bytes and a name and gives texts with their places, for [`crate::check`] to look
//! through; it judges nothing. What it cannot look into it says as a [`Gap`]: a file is never passed over
//! in silence. Bounded, whatever the bytes: an archive that unpacks to more than [`MOST_UNPACKED`] is a
//! gap, and so is a reader that gives up.

mod clean;
mod compound;
pub mod document;
mod grid;
mod office;
mod old_office;
pub mod number_format;
mod package;
mod pdf;
mod pdf_bounds;
mod pdf_font;
mod picture;
mod rtf;
mod sheet;
mod word;
pub mod workbook;
mod xml;

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::diag::Text;
use crate::files;
use crate::say;

pub use clean::{CleanedFile, Obstacle, Taken, clean, may_be_cleaned};
pub use grid::{Grid, GridRow};
pub use rtf::{is_rtf, shown_words};

/// Raised whenever other texts are found in the same bytes: kept results of an older version are void.
pub const VERSION: u32 = 7;

/// The most bytes a file may have to be looked into.
pub const LARGEST: u64 = 100_000_000;

/// The most bytes that the parts of a file may have, unpacked, those of files inside it too.
pub const MOST_UNPACKED: u64 = 200_000_000;

/// How deep files in files are looked into.
const DEEPEST: usize = 2;

/// Files that unpack to more than this are looked into one after the other, so that many of them at once do
/// not take the memory of all.
const HEAVY: u64 = 20_000_000;

/// Held by whoever looks into a heavy file.
static HEAVY_TURN: Mutex<()> = Mutex::new(());

/// What a file may cost; shared with the files inside it.
#[derive(Clone, Copy)]
struct Bounds<'a> {
    /// How many files this one is in.
    depth: usize,
    /// How many bytes may still be unpacked.
    left: &'a Cell<u64>,
    /// The turn of a heavy file, once it has shown to be one.
    turn: Option<&'a RefCell<Option<MutexGuard<'static, ()>>>>,
}

impl Bounds<'_> {
    /// Counts unpacked bytes. `false`: they were more than is allowed, and nothing more is.
    fn take(self, bytes: u64) -> bool {
        let left = self.left.get().checked_sub(bytes);
        let is_heavy = left.is_none_or(|left| MOST_UNPACKED.saturating_sub(left) > HEAVY);
        if is_heavy && let Some(Ok(mut turn)) = self.turn.map(RefCell::try_borrow_mut) {
            turn.get_or_insert_with(|| HEAVY_TURN.lock().unwrap_or_else(PoisonError::into_inner));
        }
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
    pub pieces: Vec<TextPiece>,
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
pub struct TextPiece {
    /// Where.
    pub place: Text,
    /// The text.
    pub text: String,
    /// How it was come by.
    pub source: PieceSource,
}

/// How a text was come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceSource {
    /// It stands there so.
    Read,
    /// It was fished out of the bytes and may stand in a grid or another piece as well.
    Raw,
    /// It stood in an earlier state of the file, which is still kept in it, and may stand in another piece.
    Earlier,
    /// It was put together of lines that may not belong together, and stands in another piece as well.
    Joined,
}

impl TextPiece {
    fn new(place: Text, text: String) -> Self {
        Self { place, text, source: PieceSource::Read }
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
    /// An archive with more in it than its directory lists.
    Unlisted,
    /// So many pictures in an archive, which may show a list of names.
    Pictures(usize),
    /// So many pictures in a document that may show more than a logo.
    Illustrations(usize),
    /// A kind of file, by its ending, that nobody here can read.
    Unknown(String),
}

impl Gap {
    /// Counts the pictures of another gap in, if they are of the same kind.
    fn takes_in(&mut self, other: &Self) -> bool {
        match (self, other) {
            (Self::Pictures(count), Self::Pictures(more))
            | (Self::Illustrations(count), Self::Illustrations(more)) => {
                *count += more;
                true
            }
            _ => false,
        }
    }

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
            Self::Unlisted => (
                say!(
                    "压缩包里有目录没有列出的文件，没有查过",
                    "the archive holds files that its directory does not list; they were not searched"
                ),
                say!("解压后重新打包", "unpack it and pack it anew"),
            ),
            Self::Pictures(count) => (
                say!(
                    "压缩包里有 {count} 张图片，上面的文字没有查过",
                    "the archive holds pictures ({count}), whose words were not searched"
                ),
                by_eye,
            ),
            Self::Illustrations(count) => (
                say!(
                    "文件里有 {count} 张图片，上面的文字没有查过",
                    "the file holds pictures ({count}), whose words were not searched"
                ),
                say!(
                    "人工看一遍有没有拍进名单、证件、病历；文字尽量写成正文",
                    "look whether they show lists of names or papers of persons; write words as text where you can"
                ),
            ),
            Self::Unknown(ending) => (
                say!(
                    "程序读不了 `.{ending}` 文件，没有查过",
                    "files of the kind `.{ending}` cannot be read and were not searched"
                ),
                by_eye,
            ),
        }
    }
}

/// Reads all that a file holds. `name` only decides where the bytes do not say what they are.
#[must_use]
pub fn extract(name: &str, bytes: &[u8]) -> Contents {
    // The readers are many and the bytes anybody's: one that panics leaves a gap, not a run without a result.
    let left = Cell::new(MOST_UNPACKED);
    let turn = RefCell::new(None);
    let bounds = Bounds { depth: 0, left: &left, turn: Some(&turn) };
    let read = catch_unwind(AssertUnwindSafe(|| extract_at(name, bytes, bounds)));
    read.unwrap_or_else(|_| Contents::gap(Gap::Damaged))
}

/// Whether a file is a picture by its name.
#[must_use]
pub fn is_picture_name(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let known = ["png", "jpg", "jpeg", "jfif", "gif", "webp", "bmp", "tif", "tiff", "heic", "heif", "avif"];
    known.contains(&ending.as_str())
}

/// Whether a file in the compound format is an Office document of today with a password.
#[must_use]
pub fn is_locked(bytes: &[u8]) -> bool {
    old_office::is_locked(bytes)
}

fn extract_at(name: &str, bytes: &[u8], bounds: Bounds<'_>) -> Contents {
    let ending = name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_ascii_lowercase());
    match bytes {
        [b'P', b'K', 3 | 5, ..] => office::read(bytes, bounds),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => old_office::read(bytes),
        [b'R', b'a', b'r', b'!', ..]
        | [b'7', b'z', 0xBC, 0xAF, ..]
        | [0x1F, 0x8B, ..]
        | [0xFD, b'7', b'z', b'X', b'Z', ..]
        | [b'B', b'Z', b'h', b'1'..=b'9', ..] => Contents::gap(Gap::Archive),
        _ if bytes[..bytes.len().min(1024)].windows(5).any(|head| head == b"%PDF-") => {
            pdf::read(bytes, bounds)
        }
        _ if picture::is_picture(bytes) => picture::read(bytes),
        _ => match ending.as_str() {
            "csv" | "txt" | "text" | "tsv" | "json" | "xml" | "html" | "htm" | "md" | "rtf" | "svg" => {
                plain(&ending, bytes)
            }
            "xlsx" | "xlsm" | "xls" | "docx" | "doc" | "pdf" | "pptx" | "ppt" | "et" | "wps" | "dps"
            | "ofd" | "odt" | "ods" | "odp" => Contents::gap(Gap::Damaged),
            "png" | "jpg" | "jpeg" | "gif" | "webp" | "tif" | "tiff" | "bmp" | "heic" | "avif" => {
                Contents::gap(Gap::Damaged)
            }
            "zip" | "rar" | "7z" | "gz" | "tgz" | "tar" | "xz" | "bz2" | "zst" => Contents::gap(Gap::Archive),
            _ => other(&ending, bytes),
        },
    }
}

/// A file of a kind that is not known by name: a text, if it is one.
fn other(ending: &str, bytes: &[u8]) -> Contents {
    if bytes.is_empty() {
        return Contents::default();
    }
    let mut contents = plain(ending, bytes);
    let is_text = contents.text.as_ref().is_some_and(|plain| {
        let odd = |c: &char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}') || *c == '\u{fffd}';
        !plain.text.chars().any(|c| odd(&c))
    });
    if !is_text {
        return Contents::gap(Gap::Unknown(ending.to_owned()));
    }
    // A mail is a text, but what it says may be packed in it.
    if matches!(ending, "eml" | "mht" | "mhtml") {
        contents.gaps.push(Gap::Unknown(ending.to_owned()));
    }
    contents
}

impl Contents {
    fn gap(gap: Gap) -> Self {
        Self { gaps: vec![gap], ..Self::default() }
    }

    /// What of a file is seen where its first table stands in a page: no other sheet, nothing beside the
    /// cells and, unless it is wanted, nothing hidden.
    #[must_use]
    pub fn first_table(self, with_hidden: bool) -> Self {
        let Self { text, grids, gaps, .. } = self;
        let mut grids: Vec<Grid> = grids.into_iter().filter(|grid| !grid.is_hidden).take(1).collect();
        for grid in grids.iter_mut().filter(|_| !with_hidden) {
            let hidden = std::mem::take(&mut grid.hidden_columns);
            grid.rows.retain(|row| !row.is_hidden);
            for row in &mut grid.rows {
                row.cells.retain(|(column, _)| !hidden.iter().any(|range| range.contains(column)));
            }
        }
        Self { text, grids, gaps, ..Self::default() }
    }

    /// Adds a gap; the same one is told once.
    fn add_gap(&mut self, gap: Gap) {
        let is_counted = self.gaps.iter_mut().any(|known| known.takes_in(&gap));
        if !is_counted && !self.gaps.contains(&gap) {
            self.gaps.push(gap);
        }
    }

    /// Takes in what a file inside this one holds; `place` is put before every place in it.
    fn absorb(&mut self, inner: Self, place: &Text) {
        let Self { text, grids, pieces, gaps, taken_at } = inner;
        if let Some(text) = text {
            self.pieces.push(TextPiece::new(place.clone(), text.text));
        }
        self.grids.extend(grids.into_iter().map(|grid| Grid { part: joined(place, &grid.part), ..grid }));
        self.pieces.extend(
            pieces.into_iter().map(|piece| TextPiece { place: joined(place, &piece.place), ..piece }),
        );
        for gap in gaps {
            self.add_gap(gap);
        }
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
    let mut contents = Contents::default();
    if is_rtf(&decoded.text) {
        let words = rtf::words(&decoded.text);
        contents.pieces.push(TextPiece::new(say!("正文", "text"), words));
    }
    contents.text = Some(PlainText { text: decoded.text, rows });
    contents
}

/// The cells of a CSV text as bytes of it, quotation marks left out at the ends; commas, semicolons or tabs
/// between.
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

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use super::*;

    fn archive(parts: &[(String, &[u8])]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(bytes).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn what_files_in_files_unpack_to_counts_together() {
        let inner = archive(&[("名单.txt".to_owned(), &vec![b' '; 40_000])]);
        let gaps = |count: usize| {
            let parts: Vec<(String, &[u8])> = (0..count).map(|n| (format!("{n}.zip"), &*inner)).collect();
            let left = Cell::new(1_000_000);
            extract_at("打包.zip", &archive(&parts), Bounds { depth: 0, left: &left, turn: None }).gaps
        };
        assert_eq!(gaps(20), []);
        assert!(gaps(60).contains(&Gap::TooLarge));
    }

    /// A page draws a form a hundred times that draws another a hundred times, and so on.
    #[test]
    fn forms_that_draw_forms_come_to_an_end() {
        let mut pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
            2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n\
            3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>endobj\n"
            .to_vec();
        for number in 4..9 {
            let orders = "/F Do ".repeat(100);
            let form = if number == 4 { "" } else { "/Type/XObject/Subtype/Form/BBox[0 0 9 9]" };
            let (next, length) = (number + 1, orders.len());
            write!(
                pdf,
                "{number} 0 obj<<{form}/Resources<</XObject<</F {next} 0 R>>>>/Length {length}>>stream\n{orders}\nendstream endobj\n"
            )
            .unwrap();
        }
        pdf.extend_from_slice(b"trailer<</Root 1 0 R>>\n");
        let left = Cell::new(2_000_000);
        let contents = extract_at("表.pdf", &pdf, Bounds { depth: 0, left: &left, turn: None });
        assert_eq!(contents.gaps, [Gap::TooLarge]);
    }
}
