//! One text of a document: the body, a header, all footnotes.

use quick_xml::events::BytesStart;

use super::super::package::PartRelations;
use super::super::xml::{self, XmlNode, attribute, is_on, is_telling};
use super::numbering::Numbering;
use super::styles::{DocumentStyles, ParagraphFormat, RunFormat};
use super::{
    Paragraph, RunContent, Story, StoryKind, TableCell, TableRow, TextRun, TrackedChange, WordBlock,
    WordDocument, WordTable,
};

/// How deep tables, text boxes and what is in them may nest; what lies deeper is read as if it lay here.
const DEEPEST: usize = 40;

/// The most columns of a table's grid; Word itself allows 63.
const MOST_COLUMNS: usize = 1000;

/// What all texts of a document share.
pub(super) struct DocumentShared<'a> {
    pub(super) styles: DocumentStyles,
    pub(super) numbering: Numbering,
    pub(super) document: &'a mut WordDocument,
}

/// What was read.
pub(super) struct ReadBody {
    pub(super) blocks: Vec<WordBlock>,
    /// Notes or comments, each with its id.
    pub(super) notes: Vec<(String, Vec<WordBlock>)>,
    pub(super) is_whole: bool,
}

/// Reads a text.
pub(super) fn read(bytes: &[u8], relations: &PartRelations, shared: &mut DocumentShared<'_>) -> ReadBody {
    let mut reader = BodyReader {
        shared,
        relations,
        containers: vec![Container { kind: ContainerKind::Text, blocks: Vec::new(), table: None }],
        paragraphs: Vec::new(),
        formats: Vec::new(),
        skipped: 0,
        changes: Vec::new(),
        links: Vec::new(),
        run: OpenRun::default(),
        mode: BodyMode::Layout,
        notes: Vec::new(),
        equations: 0,
        alternative: String::new(),
        last_box: String::new(),
        flat: 0,
    };
    let is_whole = xml::walk(bytes, |node| reader.visit(&node));
    reader.finish();
    let blocks = reader.containers.pop().map(|container| container.blocks).unwrap_or_default();
    ReadBody { blocks, notes: reader.notes, is_whole }
}

/// Something that holds paragraphs and tables.
struct Container {
    kind: ContainerKind,
    blocks: Vec<WordBlock>,
    /// The table that is read in it.
    table: Option<OpenWordTable>,
}

enum ContainerKind {
    /// The body, or a whole part.
    Text,
    Cell,
    TextBox,
    /// A footnote, an endnote, a comment: its id.
    Note(String),
}

/// A table being read.
#[derive(Default)]
struct OpenWordTable {
    table: WordTable,
    row: TableRow,
    /// The column where the next cell begins.
    column: usize,
    span: usize,
    merge: VerticalMerge,
    /// Of each column, the row and cell that a cell merged downwards belongs to.
    above: Vec<Option<(usize, usize)>>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum VerticalMerge {
    #[default]
    None,
    Begins,
    GoesOn,
}

struct OpenParagraph {
    format: ParagraphFormat,
    style: Option<String>,
    runs: Vec<TextRun>,
}

#[derive(Default)]
struct OpenRun {
    format: RunFormat,
    style: Option<String>,
}

/// Whose format is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FormatOwner {
    Paragraph,
    /// The mark at a paragraph's end, which shows nothing.
    Mark,
    Run,
}

/// What text between tags is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum BodyMode {
    Layout,
    Text,
    Code,
}

struct BodyReader<'a, 'd> {
    shared: &'a mut DocumentShared<'d>,
    relations: &'a PartRelations,
    containers: Vec<Container>,
    paragraphs: Vec<OpenParagraph>,
    formats: Vec<FormatOwner>,
    /// How many elements are open that tell how something was before a change.
    skipped: usize,
    changes: Vec<TrackedChange>,
    links: Vec<Option<String>>,
    run: OpenRun,
    mode: BodyMode,
    notes: Vec<(String, Vec<WordBlock>)>,
    /// How many equations are open.
    equations: usize,
    /// What stands for the next picture where it cannot be seen.
    alternative: String,
    /// The words of the last text box, which older programs find a second time.
    last_box: String,
    /// How many open tables are misplaced or too deep; their cells are read as text.
    flat: usize,
}

impl BodyReader<'_, '_> {
    fn visit(&mut self, node: &XmlNode<'_>) {
        match node {
            XmlNode::Start(element) => {
                let name = element.local_name();
                let name: &str = name.as_ref();
                if self.skipped > 0 || is_former(name) {
                    self.skipped += usize::from(is_former(name));
                } else {
                    self.start(name, element);
                }
            }
            XmlNode::Text(text) if self.skipped == 0 => match self.mode {
                BodyMode::Text => self.push_text(text),
                BodyMode::Code => self.push(RunContent::FieldCode((*text).to_owned())),
                BodyMode::Layout => {}
            },
            XmlNode::End(name) if is_former(name) => self.skipped = self.skipped.saturating_sub(1),
            XmlNode::End(name) if self.skipped == 0 => self.end(name),
            XmlNode::Text(_) | XmlNode::End(_) | XmlNode::Comment(_) => {}
        }
    }

    fn start(&mut self, name: &str, element: &BytesStart<'_>) {
        match name {
            "p" => self.paragraphs.push(OpenParagraph {
                format: ParagraphFormat::default(),
                style: None,
                runs: Vec::new(),
            }),
            "pPr" => self.formats.push(FormatOwner::Paragraph),
            "rPr" => {
                let of_mark = self.formats.last() == Some(&FormatOwner::Paragraph);
                self.formats.push(if of_mark { FormatOwner::Mark } else { FormatOwner::Run });
            }
            "r" => self.run = OpenRun::default(),
            _ if !self.formats.is_empty() => self.format(name, element),
            "t" | "delText" => self.mode = BodyMode::Text,
            "instrText" | "delInstrText" => self.mode = BodyMode::Code,
            "fldChar" => {
                if attribute(element, "fldCharType").as_deref() == Some("end") {
                    self.push(RunContent::FieldEnd);
                }
            }
            "oMath" => self.equations += 1,
            "chart" | "relIds" | "OLEObject" => {
                let kind = match name {
                    "chart" => "图表",
                    "relIds" => "SmartArt 图形",
                    _ => "嵌入的文件",
                };
                self.push(RunContent::Object(kind.to_owned()));
            }
            "docPr" => {
                let words = attribute(element, "descr").or_else(|| attribute(element, "title"));
                self.alternative = words.unwrap_or_default();
                self.labels(element);
            }
            "fldSimple" => {
                if let Some(code) = attribute(element, "instr") {
                    self.push(RunContent::FieldCode(code));
                }
            }
            "tab" | "ptab" => self.push_text("\t"),
            "br" | "cr" => self.push_text("\n"),
            "noBreakHyphen" => self.push_text("-"),
            "sym" => {
                let code = attribute(element, "char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                // Fonts of symbols lie in the private use area; below it are their letters.
                let code =
                    code.map(|code| if (0xF020..=0xF0FF).contains(&code) { code - 0xF000 } else { code });
                if let Some(c) = code.and_then(char::from_u32) {
                    self.push_text(c.encode_utf8(&mut [0; 4]));
                }
            }
            "ins" | "moveTo" => self.changes.push(TrackedChange::Inserted),
            "del" | "moveFrom" => self.changes.push(TrackedChange::Deleted),
            "hyperlink" => {
                let outside =
                    attribute(element, "id").and_then(|id| self.relations.target(&id).map(str::to_owned));
                let inside = attribute(element, "anchor").map(|anchor| format!("#{anchor}"));
                self.links.push(outside.or(inside));
                self.labels(element);
            }
            "footnoteReference" => self.refer(StoryKind::Footnote, element),
            "endnoteReference" => self.refer(StoryKind::Endnote, element),
            "commentReference" => self.refer(StoryKind::Comment, element),
            "footnote" | "endnote" | "comment" => {
                let id = attribute(element, "id").unwrap_or_default();
                self.labels(element);
                self.open(ContainerKind::Note(id));
            }
            "blip" | "imagedata" => self.picture(element),
            "txbxContent" => self.open(ContainerKind::TextBox),
            "tbl" | "tr" | "tc" | "gridSpan" | "vMerge" | "hMerge" | "tblHeader" | "gridBefore" => {
                self.table(name, element);
            }
            _ => self.labels(element),
        }
    }

    /// What is said of a paragraph or of letters.
    fn format(&mut self, name: &str, element: &BytesStart<'_>) {
        let value = || attribute(element, "val");
        match (self.formats.last(), name) {
            (Some(FormatOwner::Paragraph), "pStyle") => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.style = value();
                }
            }
            (Some(FormatOwner::Paragraph), _) => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.format.note(element);
                }
            }
            (Some(FormatOwner::Run), "rStyle") => self.run.style = value(),
            (Some(FormatOwner::Run), _) => self.run.format.note(element),
            (Some(FormatOwner::Mark) | None, _) => {}
        }
    }

    /// Attributes with words for people: alternative texts, names of fields, choices.
    fn labels(&mut self, element: &BytesStart<'_>) {
        let name = element.local_name();
        let name: &str = name.as_ref();
        let is_choice = matches!(name, "listItem" | "alias" | "tag" | "docPr" | "cNvPr" | "comment");
        for value in xml::attributes(element) {
            let is_wordy = is_choice && !value.is_ascii();
            if is_wordy || is_telling(&value) {
                self.shared.document.labels.push(value);
            }
        }
    }

    fn refer(&mut self, kind: StoryKind, element: &BytesStart<'_>) {
        if let Some(id) = attribute(element, "id") {
            self.push(RunContent::Note(kind, id));
        }
    }

    fn picture(&mut self, element: &BytesStart<'_>) {
        let id = attribute(element, "embed").or_else(|| attribute(element, "id"));
        let id = id.or_else(|| attribute(element, "link"));
        let Some(target) = id.and_then(|id| self.relations.target(&id).map(str::to_owned)) else { return };
        let alternative = std::mem::take(&mut self.alternative);
        let alt = attribute(element, "title").unwrap_or(alternative);
        self.push(RunContent::Picture(target, alt));
    }

    fn push_text(&mut self, text: &str) {
        let text = text.to_owned();
        self.push(if self.equations > 0 { RunContent::Equation(text) } else { RunContent::Text(text) });
    }

    /// Adds to the paragraph; what goes on in the same way is one run.
    fn push(&mut self, content: RunContent) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        let styles = &self.shared.styles;
        let style = styles.id_of(paragraph.style.as_deref());
        let look = styles.look(style, self.run.style.as_deref(), self.run.format.clone());
        let change = self.changes.last().copied().unwrap_or_default();
        let link = self.links.iter().rev().flatten().next().cloned();
        if let Some(last) = paragraph.runs.last_mut()
            && (last.change, &last.look, &last.link) == (change, &look, &link)
        {
            match (&mut last.content, &content) {
                (RunContent::Text(before), RunContent::Text(text))
                | (RunContent::Equation(before), RunContent::Equation(text))
                | (RunContent::FieldCode(before), RunContent::FieldCode(text)) => {
                    before.push_str(text);
                    return;
                }
                _ => {}
            }
        }
        paragraph.runs.push(TextRun { content, look, change, link });
    }

    fn end(&mut self, name: &str) {
        match name {
            "pPr" | "rPr" => _ = self.formats.pop(),
            "t" | "delText" | "instrText" | "delInstrText" => self.mode = BodyMode::Layout,
            "ins" | "moveTo" | "del" | "moveFrom" if self.formats.is_empty() => _ = self.changes.pop(),
            "hyperlink" => _ = self.links.pop(),
            "fldSimple" => self.push(RunContent::FieldEnd),
            "oMath" => self.equations = self.equations.saturating_sub(1),
            "p" => self.end_paragraph(),
            "txbxContent" | "footnote" | "endnote" | "comment" => self.close(),
            "tbl" if self.flat > 0 => self.flat -= 1,
            _ if self.flat > 0 => {}
            "tc" if matches!(self.containers.last().map(|c| &c.kind), Some(ContainerKind::Cell)) => {
                self.close();
            }
            "tr" => self.end_row(),
            "tbl" => self.end_table(),
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let Some(open) = self.paragraphs.pop() else { return };
        let DocumentShared { styles, numbering, .. } = &mut *self.shared;
        let id = styles.id_of(open.style.as_deref()).to_owned();
        let (format, lister) = styles.paragraph(&id, open.format);
        let number = format.list.as_ref().filter(|list| *list != "0").and_then(|list| {
            // A style is bound to a level of its list; a paragraph names its own.
            let of_style = lister.as_deref().and_then(|style| numbering.level_of_style(list, style));
            numbering.count(list, of_style.or(format.level).unwrap_or(0))
        });
        let paragraph = Paragraph {
            style: styles.name_of(&id).to_owned(),
            outline: format.outline.filter(|level| *level < 9).map(|level| level + 1),
            alignment: format.alignment.unwrap_or_default(),
            first_line: format.first_line.unwrap_or(0),
            left: format.left.unwrap_or(0),
            number,
            runs: open.runs,
        };
        if let Some(container) = self.containers.last_mut() {
            container.blocks.push(WordBlock::Paragraph(paragraph));
        }
    }

    fn open(&mut self, kind: ContainerKind) {
        self.containers.push(Container { kind, blocks: Vec::new(), table: None });
    }

    /// Closes the innermost container and puts what it holds where it belongs.
    fn close(&mut self) {
        if self.containers.len() < 2 {
            return;
        }
        self.end_table();
        let Some(container) = self.containers.pop() else { return };
        match container.kind {
            ContainerKind::Cell => self.end_cell(container.blocks),
            ContainerKind::Note(id) => self.notes.push((id, container.blocks)),
            ContainerKind::TextBox => {
                // A text box stands in the file twice, once for older programs; if both say the same, one is
                // enough.
                let words = words_of(&container.blocks);
                if std::mem::replace(&mut self.last_box, words.clone()) != words || words.is_empty() {
                    let story =
                        Story { kind: StoryKind::TextBox, id: String::new(), blocks: container.blocks };
                    self.shared.document.stories.push(story);
                } else {
                    self.last_box.clear();
                }
            }
            ContainerKind::Text => {
                if let Some(outer) = self.containers.last_mut() {
                    outer.blocks.extend(container.blocks);
                }
            }
        }
    }

    /// Closes what a broken file leaves open.
    fn finish(&mut self) {
        while !self.paragraphs.is_empty() {
            self.end_paragraph();
        }
        while self.containers.len() > 1 {
            self.close();
        }
        self.end_table();
    }

    fn table(&mut self, name: &str, element: &BytesStart<'_>) {
        let number = || attribute(element, "val").and_then(|value| value.parse::<usize>().ok());
        let is_deep = self.containers.len() > DEEPEST;
        let Some(container) = self.containers.last_mut() else { return };
        if self.flat > 0 || name == "tbl" && (is_deep || container.table.is_some()) {
            self.flat += usize::from(name == "tbl");
            return;
        }
        if name == "tbl" {
            container.table = Some(OpenWordTable::default());
            return;
        }
        // The properties of a cell stand inside of it.
        let table = match name {
            "tr" | "tc" | "gridBefore" | "tblHeader" => container.table.as_mut(),
            _ => {
                let outer = self.containers.len().checked_sub(2).and_then(|at| self.containers.get_mut(at));
                outer.and_then(|container| container.table.as_mut())
            }
        };
        let Some(table) = table else { return };
        match name {
            "tr" => {
                table.row = TableRow::default();
                table.column = 0;
            }
            "gridBefore" => table.column = number().unwrap_or(0).min(MOST_COLUMNS),
            "tblHeader" => {
                table.row.is_head = attribute(element, "val").is_none_or(|value| is_on(Some(&value)));
            }
            "tc" => {
                (table.span, table.merge) = (1, VerticalMerge::None);
                self.open(ContainerKind::Cell);
            }
            "gridSpan" => table.span = number().unwrap_or(1).clamp(1, MOST_COLUMNS),
            "vMerge" => {
                let begins = attribute(element, "val").is_some_and(|value| value == "restart");
                table.merge = if begins { VerticalMerge::Begins } else { VerticalMerge::GoesOn };
            }
            "hMerge" => {
                // What older programs write for cells merged sideways: those that go on are empty.
                let goes_on = attribute(element, "val").is_none_or(|value| value != "restart");
                if goes_on {
                    table.span = 0;
                }
            }
            _ => {}
        }
    }

    fn end_cell(&mut self, blocks: Vec<WordBlock>) {
        let Some(table) = self.containers.last_mut().and_then(|container| container.table.as_mut()) else {
            return;
        };
        if table.column >= MOST_COLUMNS {
            // Nothing is lost of a table that is too wide.
            if let Some(last) = table.row.cells.last_mut() {
                last.blocks.extend(blocks);
            }
            return;
        }
        if table.span == 0 {
            if let Some(last) = table.row.cells.last_mut() {
                last.column_span += 1;
                last.blocks.extend(blocks.into_iter().filter(|block| !is_empty(block)));
            }
            table.column += 1;
            return;
        }
        let (column, row) = (table.column, table.table.rows.len());
        table.above.resize(table.above.len().max(column + table.span), None);
        let root = table.above[column].filter(|_| table.merge == VerticalMerge::GoesOn);
        let root_cell = root.and_then(|(row, cell)| table.table.rows.get_mut(row)?.cells.get_mut(cell));
        match root_cell.filter(|cell| cell.column == column) {
            Some(cell) => {
                cell.row_span += 1;
                // Words in a cell that is merged away are not seen, but they are there.
                cell.blocks.extend(blocks.into_iter().filter(|block| !is_empty(block)));
            }
            None => {
                let begins = table.merge != VerticalMerge::None;
                table.above[column] = begins.then_some((row, table.row.cells.len()));
                table.row.cells.push(TableCell { column, column_span: table.span, row_span: 1, blocks });
            }
        }
        table.column += table.span;
    }

    fn end_row(&mut self) {
        let Some(table) = self.containers.last_mut().and_then(|container| container.table.as_mut()) else {
            return;
        };
        let row = std::mem::take(&mut table.row);
        table.table.rows.push(row);
    }

    fn end_table(&mut self) {
        let Some(container) = self.containers.last_mut() else { return };
        if let Some(mut open) = container.table.take() {
            if !open.row.cells.is_empty() {
                open.table.rows.push(open.row);
            }
            container.blocks.push(WordBlock::Table(open.table));
        }
    }
}

/// Whether an element tells how something was before it was changed.
fn is_former(name: &str) -> bool {
    matches!(
        name,
        "pPrChange"
            | "rPrChange"
            | "tblPrChange"
            | "trPrChange"
            | "tcPrChange"
            | "sectPrChange"
            | "numberingChange"
    )
}

fn is_empty(block: &WordBlock) -> bool {
    match block {
        WordBlock::Paragraph(paragraph) => paragraph.runs.is_empty(),
        WordBlock::Table(_) => false,
    }
}

/// All words of blocks, tables among them.
fn words_of(blocks: &[WordBlock]) -> String {
    let mut words = String::new();
    for block in blocks {
        match block {
            WordBlock::Paragraph(paragraph) => words.push_str(&paragraph.texts(|_| true)),
            WordBlock::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    words.push_str(&words_of(&cell.blocks));
                }
            }
        }
        words.push('\n');
    }
    words.truncate(words.trim_end().len());
    words
}
