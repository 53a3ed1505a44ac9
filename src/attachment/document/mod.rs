//! Documents of Word and WPS (`.docx`, ISO/IEC 29500), with all that a reader sees and all that is in them
//! besides.
//!
//! [`WordDocument::read`] is the one reader of the format: the search for personal numbers goes through it,
//! and whatever takes texts out of Word can. It keeps the structure: paragraphs with their styles and the
//! numbers that Word gives them by itself, tables with their merged cells, tables in tables, notes, links,
//! pictures; and what is easily lost or easily published by mistake is marked as what it is: tracked changes,
//! comments, hidden text, text boxes. It judges nothing and changes nothing.

mod body;
mod fields;
mod numbering;
mod numerals;
mod parts;
mod styles;
mod symbols;

use std::collections::BTreeMap;

use super::{Bounds, Gap};

pub(super) use parts::read_package;

/// A document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WordDocument {
    /// The text from top to bottom.
    pub body: Vec<WordBlock>,
    /// Texts of their own beside it.
    pub stories: Vec<Story>,
    /// Words that belong to no paragraph: alternative texts of pictures, choices of form fields.
    pub labels: Vec<String>,
    /// Why it could not be read as a whole.
    pub gap: Option<Gap>,
}

/// A text beside the body.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// What it is.
    pub kind: StoryKind,
    /// What runs refer to it by; empty where nothing does.
    pub id: String,
    /// The text.
    pub blocks: Vec<WordBlock>,
}

/// What a [`Story`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StoryKind {
    /// At the top of pages.
    Header,
    /// At the bottom of pages.
    Footer,
    /// At the foot of a page.
    Footnote,
    /// At the end of the text.
    Endnote,
    /// A remark of somebody who read it.
    Comment,
    /// In a frame on the page.
    TextBox,
    /// A building block that is kept in the file and shown nowhere.
    BuildingBlock,
}

/// A paragraph or a table.
#[derive(Clone, Debug, PartialEq)]
pub enum WordBlock {
    /// A paragraph.
    Paragraph(Paragraph),
    /// A table.
    Table(WordTable),
}

/// A paragraph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paragraph {
    /// The name of its style, such as `heading 1`, as Word keeps it; empty: none.
    pub style: String,
    /// Its level in the outline, counted from 1; `None`: text.
    pub outline: Option<u8>,
    /// How it is set.
    pub alignment: Alignment,
    /// How far its first line is set in, in hundredths of a character; negative: it hangs.
    pub first_line: i32,
    /// How far all of it is set in, in hundredths of a character.
    pub left: i32,
    /// What Word writes before it by itself, as a reader sees it: `（一）`; `None`: nothing.
    pub number: Option<String>,
    /// Its text.
    pub runs: Vec<TextRun>,
}

/// How lines are set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Alignment {
    /// From the left, or to both sides.
    #[default]
    Start,
    /// In the middle.
    Center,
    /// To the right.
    End,
}

/// A part of a paragraph that is set in one way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextRun {
    /// What it is.
    pub content: RunContent,
    /// How its letters are set.
    pub look: RunLook,
    /// Whether it was put in or struck out under tracked changes that nobody accepted yet.
    pub change: TrackedChange,
    /// Where it leads as a link; `#name` for a place in the document.
    pub link: Option<String>,
}

/// What a [`TextRun`] holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunContent {
    /// Words; a tab is a tab, a line end a line end.
    Text(String),
    /// The mark of a note: a [`Story`] of this kind and id.
    Note(StoryKind, String),
    /// A picture: its part in the archive, or the address of one elsewhere, and its alternative text.
    Picture(String, String),
    /// The code of a field, such as ` PAGE `; what it shows follows as text.
    FieldCode(String),
    /// The end of what a field shows.
    FieldEnd,
    /// The signs of an equation, one behind the other; how they stand to one another is lost.
    Equation(String),
    /// What stands small above the words that follow: how they are read.
    Reading(String),
    /// Something that has no words of its own here, by what it is called: a chart, a drawing, a file inside.
    Object(String),
}

impl Default for RunContent {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

/// How letters are set, styles and all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent of one another, as in Word")]
pub struct RunLook {
    /// Bold.
    pub is_bold: bool,
    /// Italic.
    pub is_italic: bool,
    /// Struck out.
    pub is_struck: bool,
    /// Not shown.
    pub is_hidden: bool,
    /// Raised or lowered.
    pub script: super::workbook::Script,
    /// The typeface of Chinese characters; empty: not said.
    pub font: String,
    /// Half points; 0: not said.
    pub size: u32,
}

/// What tracked changes say of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TrackedChange {
    /// Nothing.
    #[default]
    None,
    /// Put in, or moved here.
    Inserted,
    /// Struck out, or moved elsewhere.
    Deleted,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WordTable {
    /// Its rows.
    pub rows: Vec<TableRow>,
}

/// A row of a [`WordTable`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableRow {
    /// Whether it is repeated on top of every page.
    pub is_head: bool,
    /// Whether it was put in or struck out as a whole.
    pub change: TrackedChange,
    /// The cells that begin in it, from left to right.
    pub cells: Vec<TableCell>,
}

/// A cell of a [`WordTable`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableCell {
    /// The column of the grid where it begins, counted from 0.
    pub column: usize,
    /// How many columns it covers, at least 1.
    pub column_span: usize,
    /// How many rows it covers, at least 1.
    pub row_span: usize,
    /// What it holds.
    pub blocks: Vec<WordBlock>,
}

impl WordDocument {
    /// Reads a document whose parts, unpacked, have no more than so many bytes. Runs are kept with their
    /// changes; paragraphs are those that there are `without` the changes of one kind: what is struck out, or
    /// what was put in.
    pub fn read(bytes: &[u8], most_unpacked: u64, without: TrackedChange) -> Result<Self, Gap> {
        let left = std::cell::Cell::new(most_unpacked);
        let package = super::package::ZipPackage::open(bytes, Bounds { depth: 0, left: &left, turn: None });
        let mut package =
            package.map_err(|gap| if super::old_office::is_locked(bytes) { Gap::Encrypted } else { gap })?;
        Ok(read_package(&mut package, without)?.ok_or(Gap::Damaged)?.0)
    }
}

/// A number in a format of lists (ISO/IEC 29500-1, 17.18.59), such as `lowerRoman`.
#[must_use]
pub fn numeral(number: u32, format: &str) -> String {
    numerals::write(number, format)
}

/// The bytes of parts of a document, by their names: its pictures. Those that are not there are left out.
pub fn read_parts(
    bytes: &[u8],
    names: &[&str],
    most_unpacked: u64,
) -> Result<BTreeMap<String, Vec<u8>>, Gap> {
    let left = std::cell::Cell::new(most_unpacked);
    let mut package = super::package::ZipPackage::open(bytes, Bounds { depth: 0, left: &left, turn: None })?;
    let mut parts = BTreeMap::new();
    for name in names {
        if package.has_part(name) {
            parts.insert((*name).to_owned(), package.read_part(name)?);
        }
    }
    Ok(parts)
}

impl Paragraph {
    /// Its words as they are shown, those put in among them and those struck out not; without its number.
    #[must_use]
    pub fn text(&self) -> String {
        self.texts(|run| run.change != TrackedChange::Deleted && !run.look.is_hidden)
    }

    /// The words of the runs that are wanted.
    pub(super) fn texts(&self, is_wanted: impl Fn(&TextRun) -> bool) -> String {
        let wanted = self.runs.iter().filter(|run| is_wanted(run));
        let words = |run: &'_ TextRun| match &run.content {
            RunContent::Text(text) | RunContent::Equation(text) => Some(text.clone()),
            _ => None,
        };
        wanted.filter_map(words).collect()
    }
}

#[cfg(test)]
mod tests;
