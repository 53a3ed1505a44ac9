//! Workbooks of Excel and WPS (`.xlsx`, ISO/IEC 29500, and the `.xls` before), as far as people see them and
//! as far as they do not.
//!
//! [`Workbook::read`] is the one reader of the format: the search for personal numbers, tables in pages and
//! whatever else takes figures out of Excel build on it. It keeps apart what must not be mixed up: the
//! number that is stored and the format in which it is shown, what is hidden, what is struck out or raised,
//! and formulas without a result. It judges nothing. Bounded: what unpacks to too much is a
//! [`Gap`], and so is more than [`WorkbookLimits`] allow.

mod binary;
mod cells;
mod parts;
mod strings;
mod styles;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use super::grid::{letters, parse_reference};
use super::number_format::{Epoch, NumberFormat, NumberFormatError};
use super::xml::{self, XmlNode};
use super::{Bounds, Gap};

pub(super) use parts::read_package;

/// A workbook.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workbook {
    /// Where its days are counted from.
    pub epoch: Epoch,
    /// Its sheets in the order of their tabs, charts among them.
    pub sheets: Vec<WorkbookSheet>,
    /// How cells look, by [`WorkbookCell::style`].
    pub styles: Vec<CellStyle>,
    /// Number formats with words or long numbers in them.
    pub notes: Vec<Note>,
    /// Texts that belong to deleted cells and are still in the file.
    pub leftovers: Vec<String>,
    /// Why it could not be read as a whole.
    pub gap: Option<Gap>,
}

/// A sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WorkbookSheet {
    /// The name on its tab.
    pub name: String,
    /// What it is.
    pub kind: SheetKind,
    /// Whether its tab is hidden.
    pub is_hidden: bool,
    /// Whether it holds something, where only another one was wanted and this one was not read.
    pub is_passed_over: bool,
    /// Whether rows are chosen by a filter.
    pub has_filter: bool,
    /// Its rows with something in them, in order.
    pub rows: Vec<WorkbookRow>,
    /// The hidden columns, counted from 0.
    pub hidden_columns: Vec<RangeInclusive<u32>>,
    /// The merged areas.
    pub merges: Vec<Area>,
    /// Words outside of its cells: headers, conditions, lists to choose from, comments.
    pub notes: Vec<Note>,
}

/// What a sheet is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SheetKind {
    /// Rows of cells.
    #[default]
    Cells,
    /// A chart that fills a tab, or a dialogue of old.
    Other,
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkbookRow {
    /// Counted from 1.
    pub number: u32,
    /// Whether it is hidden, by hand or by a filter.
    pub is_hidden: bool,
    /// The cells with something in them, in order.
    pub cells: Vec<WorkbookCell>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkbookCell {
    /// Counted from 0.
    pub column: u32,
    /// Which of [`Workbook::styles`] it has.
    pub style: u32,
    /// What it holds.
    pub value: CellValue,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum CellValue {
    /// A number, a date, a time: its format tells.
    Number(f64),
    /// A text in one style.
    Text(String),
    /// A text in several.
    Runs(Vec<CellRun>),
    /// A truth value.
    Truth(bool),
    /// `#REF!` and the like.
    Error(String),
    /// A formula whose result is not in the file: the program that wrote it does not calculate.
    NoResult,
}

/// A part of a text in one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellRun {
    /// The words.
    pub text: String,
    /// How they are set; `None`: as the cell says.
    pub face: Option<CellFont>,
}

/// How letters are set, as far as it bears on what they say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CellFont {
    /// Raised or lowered.
    pub script: Script,
    /// Whether they are struck out.
    pub is_struck: bool,
}

/// Where letters stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Script {
    /// On the line.
    #[default]
    Line,
    /// Above it: ².
    Raised,
    /// Below it: ₂.
    Lowered,
}

/// How a cell looks, as far as it bears on what it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellStyle {
    /// The code of its number format.
    pub format: Arc<str>,
    /// How its letters are set.
    pub face: CellFont,
    /// How far its text is set in, in steps.
    pub indent: u32,
}

/// A rectangle of cells; columns counted from 0, rows from 1, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// The first row.
    pub top: u32,
    /// The last row.
    pub bottom: u32,
    /// The first column.
    pub left: u32,
    /// The last column.
    pub right: u32,
}

/// Words outside of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What they are.
    pub kind: NoteKind,
    /// The words.
    pub text: String,
}

/// What [`Note`]s are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoteKind {
    /// Headers and footers of the print, conditions of validity and of formats, prompts, addresses of links.
    Around,
    /// Words in a box over the cells.
    TextBox,
    /// A formula with words or long numbers in it.
    Formula,
    /// A number with more digits than a computer keeps of it, in this cell, such as `C3`.
    LongNumber(String),
    /// A comment at this cell, such as `C3`; empty for the name of an author.
    Comment(String),
}

/// How much of a workbook is kept.
#[derive(Clone, Copy, Debug)]
pub struct WorkbookLimits {
    /// The most cells of all sheets.
    pub cells: usize,
    /// The most bytes that the texts of cells have together, repeated ones as often as they stand there.
    pub text: usize,
    /// The most bytes that its parts may have, unpacked.
    pub unpacked: u64,
    /// Which sheets are read; of the others only the names are.
    pub wanted: WantedSheets,
}

/// Which sheets of a workbook are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WantedSheets {
    /// All.
    All,
    /// The first with cells whose tab can be seen.
    FirstShown,
}

impl Workbook {
    /// Reads a workbook.
    pub fn read(bytes: &[u8], limits: WorkbookLimits) -> Result<Self, Gap> {
        if is_compound(bytes) {
            return binary::read(bytes, limits);
        }
        let left = std::cell::Cell::new(limits.unpacked);
        let mut package =
            super::package::ZipPackage::open(bytes, Bounds { depth: 0, left: &left, turn: None })?;
        if !package.has_part("xl/workbook.xml") {
            return Err(Gap::Damaged);
        }
        Ok(read_package(&mut package, limits)?.0)
    }

    /// The first tab with cells that can be seen.
    #[must_use]
    pub fn first_shown(&self) -> Option<&WorkbookSheet> {
        self.sheets.iter().find(|sheet| sheet.kind == SheetKind::Cells && !sheet.is_hidden)
    }

    /// How a cell looks.
    #[must_use]
    pub fn style(&self, cell: &WorkbookCell) -> CellStyle {
        self.styles.get(cell.style as usize).cloned().unwrap_or_default()
    }
}

impl WorkbookSheet {
    /// Whether a column, counted from 0, is hidden.
    #[must_use]
    pub fn hides_column(&self, column: u32) -> bool {
        self.hidden_columns.iter().any(|range| range.contains(&column))
    }
}

/// Whether a file is a workbook of Excel 97 to 2003, which is read as those of today are.
#[must_use]
pub fn is_binary(bytes: &[u8]) -> bool {
    is_compound(bytes) && binary::is_one(bytes)
}

/// Whether a file is in the container of old documents (MS-CFB).
fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
}

/// The pictures and charts in a workbook, by the names of their files, and whether each is a chart.
pub fn drawings(bytes: &[u8], most_unpacked: u64) -> Result<Vec<(String, bool)>, Gap> {
    if is_compound(bytes) {
        return Ok(binary::drawings(bytes));
    }
    let left = std::cell::Cell::new(most_unpacked);
    let package = super::package::ZipPackage::open(bytes, Bounds { depth: 0, left: &left, turn: None })?;
    let mut names = package.names();
    names.retain(|name| !name.contains("_rels/"));
    let of = |name: &String| {
        let file = name.rsplit('/').next()?.to_owned();
        let is_chart = name.starts_with("xl/charts/chart");
        (is_chart || name.starts_with("xl/media/")).then_some((file, is_chart))
    };
    Ok(names.iter().filter_map(of).collect())
}

/// The words in text boxes, shapes and controls that lie over the cells, one text for each.
pub fn drawn_words(bytes: &[u8], most_unpacked: u64) -> Result<Vec<String>, Gap> {
    let mut texts = Vec::new();
    if is_compound(bytes) {
        return Ok(texts);
    }
    let left = std::cell::Cell::new(most_unpacked);
    let mut package = super::package::ZipPackage::open(bytes, Bounds { depth: 0, left: &left, turn: None })?;
    let is_drawn = |name: &String| {
        let is_part = name.starts_with("xl/drawings/") || name.starts_with("xl/diagrams/data");
        is_part && !name.contains("_rels/")
    };
    for name in package.names().into_iter().filter(is_drawn) {
        let is_old = name.contains("vmlDrawing");
        let mut words = String::new();
        let mut depth = 0_usize;
        xml::walk(&package.read_part(&name)?, |node| match node {
            XmlNode::Start(element) if is_word(element.local_name().as_ref(), is_old) => depth += 1,
            XmlNode::Text(text) if depth > 0 => words.push_str(text),
            XmlNode::End("p" | "div") => words.push('\n'),
            XmlNode::End("sp" | "shape" | "dataModel") => xml::take(&mut words, &mut texts),
            XmlNode::End(name) if is_word(name, is_old) => depth = depth.saturating_sub(1),
            XmlNode::Start(_) | XmlNode::Text(_) | XmlNode::End(_) | XmlNode::Comment(_) => {}
        });
        xml::take(&mut words, &mut texts);
    }
    Ok(texts.into_iter().map(|text| text.trim().to_owned()).collect())
}

/// Whether an element of a drawing holds words: in today's form, and in the old one of controls.
fn is_word(name: &str, is_old: bool) -> bool {
    if is_old { name == "textbox" } else { name == "t" }
}

/// The name of a cell, such as `C3`; `column` counted from 0, `row` from 1.
#[must_use]
pub fn cell_name(row: u32, column: u32) -> String {
    format!("{}{row}", letters(column))
}

/// Column, counted from 0, and row, counted from 1, of a cell's name.
#[must_use]
pub fn parse_cell_name(name: &str) -> Option<(u32, u32)> {
    parse_reference(name)
}

/// The letters of a column, counted from 0.
#[must_use]
pub fn column_name(column: u32) -> String {
    letters(column)
}

/// The formats of a workbook, each read once.
#[derive(Debug, Default)]
pub struct Formats {
    read: BTreeMap<Arc<str>, Result<NumberFormat, NumberFormatError>>,
}

impl Formats {
    /// What a cell shows, without the styles of its letters. Errors and missing results are shown as nothing.
    pub fn show(
        &mut self,
        cell: &WorkbookCell,
        style: &CellStyle,
        epoch: Epoch,
    ) -> Result<String, NumberFormatError> {
        let code = if style.format.is_empty() { "General" } else { &style.format };
        let format = match self.read.get(code) {
            Some(known) => known,
            None => self.read.entry(code.into()).or_insert_with(|| NumberFormat::read(code)),
        };
        let text = match &cell.value {
            CellValue::Number(value) => return format.as_ref().map_err(Clone::clone)?.show(*value, epoch),
            CellValue::Text(text) => text,
            CellValue::Runs(runs) => &runs.iter().map(|run| run.text.as_str()).collect::<String>(),
            CellValue::Truth(true) => return Ok("TRUE".to_owned()),
            CellValue::Truth(false) => return Ok("FALSE".to_owned()),
            CellValue::Error(_) | CellValue::NoResult => return Ok(String::new()),
        };
        // A format that is no format for texts leaves them alone, readable or not.
        Ok(format.as_ref().map_or_else(|_| text.clone(), |format| format.show_text(text)))
    }
}

impl CellValue {
    /// The value as it is stored, for those who look for numbers in it: a whole number with all its digits.
    #[must_use]
    pub fn stored(&self) -> String {
        match self {
            Self::Number(value) if value.fract() == 0.0 && value.abs() < 1e19 => format!("{value:.0}"),
            Self::Number(value) => format!("{value}"),
            Self::Text(text) => text.clone(),
            Self::Runs(runs) => runs.iter().map(|run| run.text.as_str()).collect(),
            Self::Truth(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
            Self::Error(error) => error.clone(),
            Self::NoResult => String::new(),
        }
    }
}

#[cfg(test)]
mod tests;
