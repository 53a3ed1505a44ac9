//! Workbooks (ISO/IEC 29500): every sheet, hidden or not, with comments, headers, leftovers.

use std::collections::{BTreeMap, BTreeSet};

use super::grid::parse_reference;
use super::office::take;
use super::package::Package;
use super::xml::{self, Node, attribute};
use super::{Contents, Gap, Grid, GridRow, Piece};
use crate::say;

/// The most cells of one workbook.
const MOST_CELLS: usize = 3_000_000;

/// Reads the sheets and what belongs to them; gives back the parts read. Nothing if the archive is no workbook.
pub(super) fn read(
    package: &mut Package<'_>,
    names: &[String],
    contents: &mut Contents,
) -> Result<BTreeSet<String>, Gap> {
    let mut known = BTreeSet::new();
    if !package.has("xl/workbook.xml") {
        return Ok(known);
    }
    let sheets = sheets_of(package)?;
    let mut strings = Strings::default();
    if package.has("xl/sharedStrings.xml") {
        strings = Strings::read(&package.read("xl/sharedStrings.xml")?);
    }
    known.extend(["xl/workbook.xml".to_owned(), "xl/sharedStrings.xml".to_owned()]);
    let mut left = MOST_CELLS;
    for (part, name, is_hidden) in sheets {
        if !package.has(&part) {
            continue;
        }
        let bytes = package.read(&part)?;
        let mut grid = Grid::new(say!("工作表“{name}”", "sheet `{name}`"), true);
        grid.is_hidden = is_hidden;
        let mut reader = SheetReader::new(&mut strings, &mut grid);
        xml::walk(&bytes, |node| reader.visit(&node));
        let loose = reader.loose;
        let count: usize = grid.rows.iter().map(|row| row.cells.len()).sum();
        left = left.checked_sub(count).ok_or(Gap::TooLarge)?;
        let around =
            say!("工作表“{name}”的页眉页脚或校验条件", "header, footer or conditions of sheet `{name}`");
        contents.pieces.extend(loose.into_iter().map(|text| Piece::new(around.clone(), text)));
        for comments in comments_of(package, &part)? {
            read_comments(&package.read(&comments)?, &name, contents);
            known.insert(comments);
        }
        contents.grids.push(grid);
        known.insert(part);
    }
    contents.pieces.extend(strings.unused().map(|text| {
        Piece::new(say!("不再显示的文字（表里删掉后留下的）", "text left over from deleted cells"), text)
    }));
    // Names of ranges, and what else the workbook says of itself.
    let book = package.read("xl/workbook.xml")?;
    let place = say!("工作簿的名称和定义", "names and definitions of the workbook");
    contents
        .pieces
        .extend(super::office::texts_of(&book).into_iter().map(|text| Piece::new(place.clone(), text)));
    debug_assert!(known.iter().all(|part| names.contains(part) || !package.has(part)));
    Ok(known)
}

/// The sheets in order: part, name, whether hidden.
fn sheets_of(package: &mut Package<'_>) -> Result<Vec<(String, String, bool)>, Gap> {
    let mut targets = BTreeMap::new();
    if package.has("xl/_rels/workbook.xml.rels") {
        xml::walk(&package.read("xl/_rels/workbook.xml.rels")?, |node| {
            if let Node::Start(element) = node
                && let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target"))
            {
                targets.insert(id, resolve("xl/", &target));
            }
        });
    }
    let mut sheets = Vec::new();
    xml::walk(&package.read("xl/workbook.xml")?, |node| {
        if let Node::Start(element) = node
            && element.local_name().as_ref() == "sheet"
        {
            let name = attribute(element, "name").unwrap_or_default();
            let is_hidden = attribute(element, "state").is_some_and(|state| state != "visible");
            let target = attribute(element, "id").and_then(|id| targets.get(&id).cloned());
            let number = sheets.len() + 1;
            let part = target.unwrap_or_else(|| format!("xl/worksheets/sheet{number}.xml"));
            sheets.push((part, name, is_hidden));
        }
    });
    Ok(sheets)
}

/// A target of a relation as a path in the archive.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.trim_end_matches('/').split('/').collect();
    for part in target.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The parts that hold the comments of a sheet, old and new.
fn comments_of(package: &mut Package<'_>, part: &str) -> Result<Vec<String>, Gap> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let relations = format!("{folder}/_rels/{file}.rels");
    let mut parts = Vec::new();
    if package.has(&relations) {
        xml::walk(&package.read(&relations)?, |node| {
            if let Node::Start(element) = node
                && let Some(target) = attribute(element, "Target").filter(|target| target.contains("omment"))
            {
                parts.push(resolve(folder, &target));
            }
        });
    }
    parts.retain(|part| package.has(part));
    Ok(parts)
}

fn read_comments(bytes: &[u8], sheet: &str, contents: &mut Contents) {
    let mut cell = String::new();
    let mut text = String::new();
    xml::walk(bytes, |node| match node {
        Node::Start(element) => {
            if let Some(reference) = attribute(element, "ref") {
                cell = reference;
            }
        }
        Node::Text(piece) => text.push_str(piece),
        Node::End("comment" | "threadedComment" | "author") => {
            let mut texts = Vec::new();
            take(&mut text, &mut texts);
            contents.pieces.extend(texts.into_iter().map(|text| {
                Piece::new(
                    say!("工作表“{sheet}” {cell} 的批注", "comment at {cell} of sheet `{sheet}`"),
                    text,
                )
            }));
        }
        Node::End(_) => {}
    });
}

/// The shared strings, and which of them some cell shows.
#[derive(Default)]
struct Strings {
    all: Vec<String>,
    used: Vec<bool>,
}

impl Strings {
    fn read(bytes: &[u8]) -> Self {
        let mut all = Vec::new();
        let mut text = String::new();
        let (mut is_text, mut is_reading) = (false, false);
        xml::walk(bytes, |node| match node {
            Node::Start(element) => match element.local_name().as_ref() {
                "t" => is_text = true,
                // How Japanese is read aloud, which repeats the text.
                "rPh" => is_reading = true,
                _ => {}
            },
            Node::Text(piece) if is_text && !is_reading => text.push_str(piece),
            Node::End("t") => is_text = false,
            Node::End("rPh") => is_reading = false,
            Node::End("si") => all.push(std::mem::take(&mut text)),
            Node::Text(_) | Node::End(_) => {}
        });
        let used = vec![false; all.len()];
        Self { all, used }
    }

    fn show(&mut self, number: &str) -> Option<&str> {
        let number: usize = number.trim().parse().ok()?;
        *self.used.get_mut(number)? = true;
        self.all.get(number).map(String::as_str)
    }

    fn unused(self) -> impl Iterator<Item = String> {
        self.all
            .into_iter()
            .zip(self.used)
            .filter(|(text, used)| !used && !text.trim().is_empty())
            .map(|(text, _)| text)
    }
}

/// Fills a grid.
struct SheetReader<'a> {
    strings: &'a mut Strings,
    grid: &'a mut Grid,
    /// The place of the cell that is read.
    at: (u32, u32),
    kind: String,
    is_in_cell: bool,
    /// Whether the text is a cell's value, not its formula.
    is_value: bool,
    text: String,
    /// Texts outside of cells.
    loose: Vec<String>,
}

impl<'a> SheetReader<'a> {
    fn new(strings: &'a mut Strings, grid: &'a mut Grid) -> Self {
        Self {
            strings,
            grid,
            at: (0, 0),
            kind: String::new(),
            is_in_cell: false,
            is_value: false,
            text: String::new(),
            loose: Vec::new(),
        }
    }

    fn visit(&mut self, node: &Node<'_>) {
        match node {
            Node::Start(element) => match element.local_name().as_ref() {
                "col" => self.column(element),
                "row" => {
                    let number = attribute(element, "r").and_then(|number| number.parse().ok());
                    let number = number.unwrap_or_else(|| self.at.1 + 1);
                    self.at = (0, number);
                    let is_hidden = is_on(attribute(element, "hidden").as_deref());
                    self.grid.rows.push(GridRow { number, is_hidden, cells: Vec::new() });
                }
                "c" => {
                    let reference = attribute(element, "r").and_then(|reference| parse_reference(&reference));
                    self.at.0 = reference.map_or(self.at.0, |(column, _)| column);
                    self.kind = attribute(element, "t").unwrap_or_default();
                    self.is_in_cell = true;
                }
                "v" | "t" => self.is_value = true,
                _ => {}
            },
            Node::Text(piece) => {
                if self.is_value || !self.is_in_cell {
                    self.text.push_str(piece);
                }
            }
            Node::End("v" | "t") => self.is_value = false,
            Node::End("c") => {
                self.cell();
                self.is_in_cell = false;
                self.at.0 += 1;
            }
            Node::End("row") => {
                self.text.clear();
                if self.grid.rows.last().is_some_and(|row| row.cells.is_empty()) {
                    self.grid.rows.pop();
                }
            }
            Node::End(_) if !self.is_in_cell => take(&mut self.text, &mut self.loose),
            Node::End(_) => {}
        }
    }

    /// Notes hidden columns.
    fn column(&mut self, element: &quick_xml::events::BytesStart<'_>) {
        let number = |name| attribute(element, name).and_then(|number| number.parse::<u32>().ok());
        if is_on(attribute(element, "hidden").as_deref())
            && let (Some(first), Some(last)) = (number("min"), number("max"))
        {
            self.grid.hidden_columns.extend((first.max(1)..=last.min(20_000)).map(|column| column - 1));
        }
    }

    fn cell(&mut self) {
        let typed = std::mem::take(&mut self.text);
        let shown = match self.kind.as_str() {
            "s" => self.strings.show(&typed).unwrap_or("").to_owned(),
            "str" | "inlineStr" | "d" => typed,
            _ => plain_number(&typed),
        };
        if shown.trim().is_empty() {
            return;
        }
        let (column, number) = self.at;
        if self.grid.rows.is_empty() {
            self.grid.rows.push(GridRow { number, is_hidden: false, cells: Vec::new() });
        }
        if let Some(row) = self.grid.rows.last_mut() {
            row.cells.push((column, shown));
        }
    }
}

fn is_on(value: Option<&str>) -> bool {
    matches!(value, Some("1" | "true"))
}

/// A number as Excel shows it where it is a whole one: `1.3812345678E10` -> `13812345678`.
pub(super) fn plain_number(typed: &str) -> String {
    if !typed.contains(['E', 'e', '.']) {
        return typed.to_owned();
    }
    match typed.trim().parse::<f64>() {
        Ok(value) if value.fract() == 0.0 && value.abs() < 1e19 => format!("{value:.0}"),
        _ => typed.to_owned(),
    }
}
