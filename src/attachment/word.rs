//! Documents of Word and WPS (ISO/IEC 29500): text, tables, headers, notes, comments, and what was deleted under
//! tracked changes.

use super::grid::{Grid, GridRow};
use super::office::place_of;
use super::xml::{self, Node};
use super::{Contents, Piece};
use crate::diag::{Lang, Text};
use crate::say;

/// Reads a part `word/….xml`.
pub(super) fn read(name: &str, bytes: &[u8], contents: &mut Contents) {
    let place = part_place(name);
    let mut reader = WordReader::new(contents, place);
    xml::walk(bytes, |node| reader.visit(&node));
    reader.end_paragraph();
}

fn part_place(name: &str) -> Text {
    let has = |word: &str| name.contains(word);
    if has("document") {
        say!("正文", "text")
    } else if has("header") {
        say!("页眉", "header")
    } else if has("footer") {
        say!("页脚", "footer")
    } else if has("footnotes") || has("endnotes") {
        say!("脚注尾注", "notes")
    } else {
        place_of(name)
    }
}

struct WordReader<'a> {
    contents: &'a mut Contents,
    place: Text,
    /// Paragraphs so far.
    paragraphs: usize,
    /// How many tables are open, one in the other.
    depth: usize,
    grid: Option<Grid>,
    /// The paragraph that is read.
    text: String,
    /// What was deleted from it.
    deleted: String,
    /// The cell that is read.
    cell: String,
    /// Whether text between tags is meant to be read, and as what.
    mode: Mode,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Layout,
    Shown,
    Deleted,
}

impl<'a> WordReader<'a> {
    fn new(contents: &'a mut Contents, place: Text) -> Self {
        Self {
            contents,
            place,
            paragraphs: 0,
            depth: 0,
            grid: None,
            text: String::new(),
            deleted: String::new(),
            cell: String::new(),
            mode: Mode::Layout,
        }
    }

    fn visit(&mut self, node: &Node<'_>) {
        match node {
            Node::Start(element) => match element.local_name().as_ref() {
                "tbl" => self.begin_table(),
                "tr" if self.depth == 1 => {
                    if let Some(grid) = &mut self.grid {
                        let number = u32::try_from(grid.rows.len()).unwrap_or(u32::MAX - 1) + 1;
                        grid.rows.push(GridRow { number, is_hidden: false, cells: Vec::new() });
                    }
                }
                "t" => self.mode = Mode::Shown,
                "delText" | "delInstrText" | "instrText" => self.mode = Mode::Deleted,
                "tab" => self.text.push('\t'),
                "br" | "cr" => self.text.push('\n'),
                "noBreakHyphen" => self.text.push('-'),
                _ => {}
            },
            Node::Text(piece) => match self.mode {
                Mode::Shown => self.text.push_str(piece),
                Mode::Deleted => self.deleted.push_str(piece),
                Mode::Layout => {}
            },
            Node::End("t" | "delText" | "delInstrText" | "instrText") => self.mode = Mode::Layout,
            Node::End("p") => self.end_paragraph(),
            Node::End("tc") if self.depth == 1 => self.end_cell(),
            Node::End("tbl") => self.end_table(),
            Node::End(_) => {}
        }
    }

    fn begin_table(&mut self) {
        self.depth += 1;
        if self.depth == 1 {
            let number = self.contents.grids.len() + 1;
            let (zh, en) = (self.place.in_lang(Lang::Zh), self.place.in_lang(Lang::En));
            self.grid = Some(Grid::new(say!("{zh}第 {number} 个表格", "{en}, table {number}"), false));
        }
    }

    fn end_table(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if self.depth == 0 {
            self.contents.grids.extend(self.grid.take());
        }
    }

    fn end_cell(&mut self) {
        let text = std::mem::take(&mut self.cell);
        if let Some(row) = self.grid.as_mut().and_then(|grid| grid.rows.last_mut()) {
            // An empty cell counts too, so that the cells below a heading are found.
            let column = row.cells.last().map_or(0, |(column, _)| column + 1);
            row.cells.push((column, text.trim().to_owned()));
        }
    }

    fn end_paragraph(&mut self) {
        self.paragraphs += 1;
        let number = self.paragraphs;
        let text = std::mem::take(&mut self.text);
        let (zh, en) = (self.place.in_lang(Lang::Zh), self.place.in_lang(Lang::En));
        if self.depth > 0 {
            self.cell.push_str(&text);
            self.cell.push('\n');
        } else if !text.trim().is_empty() {
            let place = say!("{zh}第 {number} 段", "{en}, paragraph {number}");
            self.contents.pieces.push(Piece::new(place, text));
        }
        let deleted = std::mem::take(&mut self.deleted);
        if !deleted.trim().is_empty() {
            let place = say!(
                "{zh}第 {number} 段，修订里删去的文字或域代码",
                "{en}, paragraph {number}, deleted under tracked changes or a field's code"
            );
            self.contents.pieces.push(Piece::new(place, deleted));
        }
    }
}
