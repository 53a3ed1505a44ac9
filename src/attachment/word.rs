//! Documents of Word and WPS as texts and grids: every paragraph, table, header, note and comment, what was
//! struck out under tracked changes, and what is hidden.

use std::collections::BTreeSet;

use super::document::{
    self, Paragraph, RunContent, StoryKind, TrackedChange, WordBlock, WordDocument, WordTable,
};
use super::package::ZipPackage;
use super::{Contents, Gap, Grid, GridRow, TextPiece};
use crate::diag::{Lang, Text};
use crate::say;

/// Reads a document; gives back the parts read. Nothing if the archive is none.
pub(super) fn read(package: &mut ZipPackage<'_>, contents: &mut Contents) -> Result<BTreeSet<String>, Gap> {
    let read = document::read_package(package, TrackedChange::Deleted)?;
    let Some((document, known)) = read else { return Ok(BTreeSet::new()) };
    let WordDocument { body, stories, labels, gap } = document;
    contents.gaps.extend(gap);
    let mut writer = PassageWriter { contents, place: say!("正文", "text"), paragraphs: 0 };
    writer.blocks(&body);
    for story in &stories {
        writer.place = place_of(story.kind);
        writer.paragraphs = 0;
        writer.blocks(&story.blocks);
    }
    let place = say!("图片说明、控件或选项", "alternative texts, controls or choices");
    contents.pieces.extend(labels.into_iter().map(|label| TextPiece::new(place.clone(), label)));
    Ok(known)
}

fn place_of(kind: StoryKind) -> Text {
    match kind {
        StoryKind::Header => say!("页眉", "header"),
        StoryKind::Footer => say!("页脚", "footer"),
        StoryKind::Footnote | StoryKind::Endnote => say!("脚注尾注", "notes"),
        StoryKind::Comment => say!("批注", "comments"),
        StoryKind::TextBox => say!("文本框", "text boxes"),
        StoryKind::BuildingBlock => say!("构建基块", "building blocks"),
    }
}

/// Adds a text to what was found.
struct PassageWriter<'a> {
    contents: &'a mut Contents,
    place: Text,
    /// Paragraphs so far, those in tables among them.
    paragraphs: usize,
}

impl PassageWriter<'_> {
    fn blocks(&mut self, blocks: &[WordBlock]) {
        for block in blocks {
            match block {
                WordBlock::Paragraph(paragraph) => {
                    let shown = self.paragraph(paragraph);
                    let (zh, en) = (self.place.in_lang(Lang::Zh), self.place.in_lang(Lang::En));
                    let number = self.paragraphs;
                    self.piece(say!("{zh}第 {number} 段", "{en}, paragraph {number}"), shown);
                }
                WordBlock::Table(table) => self.table(table),
            }
        }
    }

    fn piece(&mut self, place: Text, text: String) {
        if !text.trim().is_empty() {
            self.contents.pieces.push(TextPiece::new(place, text));
        }
    }

    /// Counts a paragraph and adds what nobody sees of it. Gives what is seen.
    fn paragraph(&mut self, paragraph: &Paragraph) -> String {
        self.paragraphs += 1;
        let number = self.paragraphs;
        let (zh, en) = (self.place.in_lang(Lang::Zh).to_owned(), self.place.in_lang(Lang::En).to_owned());
        let codes: String = paragraph
            .runs
            .iter()
            .filter_map(
                |run| if let RunContent::FieldCode(code) = &run.content { Some(&**code) } else { None },
            )
            .collect();
        let deleted = paragraph.texts(|run| run.change == TrackedChange::Deleted);
        self.piece(
            say!(
                "{zh}第 {number} 段，修订里删去的文字或域代码",
                "{en}, paragraph {number}, deleted under tracked changes or a field's code"
            ),
            if codes.is_empty() { deleted } else { format!("{deleted}\n{codes}") },
        );
        let hidden = paragraph.texts(|run| run.change != TrackedChange::Deleted && run.look.is_hidden);
        self.piece(say!("{zh}第 {number} 段，隐藏的文字", "{en}, paragraph {number}, hidden text"), hidden);
        let mut links: Vec<&str> = paragraph.runs.iter().filter_map(|run| run.link.as_deref()).collect();
        links.dedup();
        self.piece(
            say!("{zh}第 {number} 段，链接的地址", "{en}, paragraph {number}, the address of a link"),
            links.join("\n"),
        );
        paragraph.text()
    }

    /// A table as a grid; tables in its cells become grids of their own behind it.
    fn table(&mut self, table: &WordTable) {
        let count = self.contents.grids.len() + 1;
        let (zh, en) = (self.place.in_lang(Lang::Zh), self.place.in_lang(Lang::En));
        let mut grid = Grid::new(say!("{zh}第 {count} 个表格", "{en}, table {count}"), false);
        let mut inner: Vec<&WordTable> = Vec::new();
        for (number, row) in (1..).zip(&table.rows) {
            let mut cells: Vec<(u32, String)> = Vec::new();
            for cell in &row.cells {
                let mut text = String::new();
                for block in &cell.blocks {
                    match block {
                        WordBlock::Paragraph(paragraph) => {
                            text.push_str(&self.paragraph(paragraph));
                            text.push('\n');
                        }
                        WordBlock::Table(table) => inner.push(table),
                    }
                }
                // An empty cell counts too, so that the cells below a heading are found.
                cells.push((u32::try_from(cell.column).unwrap_or(u32::MAX), text.trim().to_owned()));
            }
            grid.rows.push(GridRow { number, is_hidden: false, cells });
        }
        self.contents.grids.push(grid);
        for table in inner {
            self.table(table);
        }
    }
}
