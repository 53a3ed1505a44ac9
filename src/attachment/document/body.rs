//! One text of a document: the body, a header, all footnotes.

use quick_xml::events::BytesStart;

use super::super::package::PartRelations;
use super::super::xml::{self, XmlNode, attribute, is_on, is_telling};
use super::fields::OpenField;
use super::numbering::Numbering;
use super::styles::{DocumentStyles, ParagraphFormat, RunFormat};
use super::{
    Paragraph, RunContent, Story, StoryKind, TableCell, TableRow, TextRun, TrackedChange, WordBlock,
    WordDocument, WordTable, symbols,
};

/// How deep tables, text boxes and what is in them may nest; what lies deeper is read as if it lay here.
const DEEPEST: usize = 40;

/// The most columns of a table's grid; Word itself allows 63.
const MOST_COLUMNS: usize = 1000;

/// How deep fields may stand in one another; Word itself allows 20.
const MOST_FIELDS: usize = 40;

/// What all texts of a document share.
pub(super) struct DocumentShared<'a> {
    pub(super) styles: DocumentStyles,
    pub(super) numbering: Numbering,
    /// The tracked changes that do not stand: paragraphs that they make or end are none.
    pub(super) without: TrackedChange,
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
        containers: vec![Container::of(ContainerKind::Text)],
        paragraphs: Vec::new(),
        formats: Vec::new(),
        skipped: 0,
        changes: Vec::new(),
        links: Vec::new(),
        run: OpenRun::default(),
        mode: BodyMode::Layout,
        notes: Vec::new(),
        fields: Vec::new(),
        deep_fields: 0,
        equations: 0,
        readings: 0,
        is_row: false,
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
    /// A paragraph whose end does not stand: its words belong to the next.
    carried: Option<OpenParagraph>,
}

impl Container {
    fn of(kind: ContainerKind) -> Self {
        Self { kind, blocks: Vec::new(), table: None, carried: None }
    }
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

#[derive(Default)]
struct OpenParagraph {
    format: ParagraphFormat,
    style: Option<String>,
    runs: Vec<TextRun>,
    /// Whether its end was put in, or struck out, under tracked changes.
    is_end_inserted: bool,
    is_end_deleted: bool,
    /// Whether its end is not seen: the next paragraph stands in the same line.
    is_end_hidden: bool,
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
    fields: Vec<OpenField>,
    /// How many fields are open below the deepest that is read.
    deep_fields: usize,
    /// How many equations are open.
    equations: usize,
    /// How many readings above words are open.
    readings: usize,
    /// Whether what is said is said of a row of a table.
    is_row: bool,
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
                BodyMode::Code => self.push_code(text),
                BodyMode::Layout => {}
            },
            XmlNode::End(name) if is_former(name) => self.skipped = self.skipped.saturating_sub(1),
            XmlNode::End(name) if self.skipped == 0 => self.end(name),
            XmlNode::Text(_) | XmlNode::End(_) | XmlNode::Comment(_) => {}
        }
    }

    fn start(&mut self, name: &str, element: &BytesStart<'_>) {
        match name {
            "p" => self.paragraphs.push(OpenParagraph::default()),
            "pPr" => self.formats.push(FormatOwner::Paragraph),
            "rPr" => {
                let of_mark = self.formats.last() == Some(&FormatOwner::Paragraph);
                self.formats.push(if of_mark { FormatOwner::Mark } else { FormatOwner::Run });
            }
            "r" => self.run = OpenRun::default(),
            _ if !self.formats.is_empty() => self.format(name, element),
            "t" | "delText" => self.mode = BodyMode::Text,
            "instrText" | "delInstrText" => self.mode = BodyMode::Code,
            "fldChar" => match attribute(element, "fldCharType").as_deref() {
                Some("begin") => self.begin_field(OpenField::default()),
                Some("separate") => self.show_field(),
                Some("end") => self.end_field(),
                _ => {}
            },
            "checkBox" | "default" | "checked" | "listEntry" | "result" => self.form_field(name, element),
            "oMath" => self.equations += 1,
            "rt" => self.readings += 1,
            "chart" | "relIds" | "OLEObject" | "altChunk" | "subDoc" => {
                let kind = match name {
                    "chart" => "图表",
                    "relIds" => "SmartArt 图形",
                    "OLEObject" => "嵌入的文件",
                    _ => "嵌入的另一篇文档",
                };
                self.object(kind);
            }
            "textpath" => self.drawn_words(element),
            "docPr" => {
                let words = attribute(element, "descr").or_else(|| attribute(element, "title"));
                self.alternative = words.unwrap_or_default();
                self.labels(element);
            }
            "fldSimple" => {
                let code = attribute(element, "instr").unwrap_or_default();
                self.begin_field(OpenField { code, ..OpenField::default() });
                self.show_field();
            }
            "tab" | "ptab" => self.push_text("\t"),
            "br" | "cr" => self.push_text("\n"),
            "noBreakHyphen" => self.push_text("-"),
            "sym" => self.sign(element),
            "trPr" => self.is_row = true,
            "ins" | "del" if self.is_row => self.change_row(name == "ins"),
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
                let is_first_letter = name == "framePr"
                    && attribute(element, "dropCap").is_some_and(|way| matches!(&*way, "drop" | "margin"));
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.format.note(element);
                    // A large first letter is a paragraph of its own.
                    paragraph.is_end_hidden |= is_first_letter;
                }
            }
            (Some(FormatOwner::Run), "rStyle") => self.run.style = value(),
            (Some(FormatOwner::Run), _) => self.run.format.note(element),
            (Some(FormatOwner::Mark), _) => {
                let Some(paragraph) = self.paragraphs.last_mut() else { return };
                match name {
                    "ins" | "moveTo" => paragraph.is_end_inserted = true,
                    "del" | "moveFrom" => paragraph.is_end_deleted = true,
                    "vanish" | "specVanish" => {
                        paragraph.is_end_hidden |= value().is_none_or(|value| is_on(Some(&value)));
                    }
                    _ => {}
                }
            }
            (None, _) => {}
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

    /// A sign, by its typeface and its number there.
    fn sign(&mut self, element: &BytesStart<'_>) {
        let code = attribute(element, "char").and_then(|code| u32::from_str_radix(&code, 16).ok());
        let Some(letter) = code.and_then(char::from_u32).map(String::from) else { return };
        let font = attribute(element, "font").unwrap_or_default();
        let shown = symbols::shown(&font, &letter).unwrap_or(letter);
        self.push_words(&shown);
    }

    /// Words in the letters of the run.
    fn push_text(&mut self, text: &str) {
        let paragraph = self.paragraphs.last().and_then(|paragraph| paragraph.style.as_deref());
        let styles = &self.shared.styles;
        let font = styles.letters(styles.id_of(paragraph), self.run.style.as_deref(), &self.run.format);
        match symbols::shown(font, text) {
            Some(shown) => {
                // What is stored as a number is one, whatever it looks like.
                if is_telling(text) {
                    self.shared.document.labels.push(text.to_owned());
                }
                self.push_words(&shown);
            }
            None => self.push_words(text),
        }
    }

    fn push_words(&mut self, text: &str) {
        // What a field in the code of another shows is a part of that code.
        if self.fields.last().is_some_and(|field| field.is_result)
            && let Some(outer) = self.fields.iter_mut().rev().find(|field| !field.is_result)
        {
            outer.code.push_str(text);
            return;
        }
        let text = text.to_owned();
        self.push(if self.readings > 0 {
            RunContent::Reading(text)
        } else if self.equations > 0 {
            RunContent::Equation(text)
        } else {
            RunContent::Text(text)
        });
    }

    fn push_code(&mut self, code: &str) {
        match self.fields.last_mut().filter(|field| !field.is_result) {
            Some(field) => field.code.push_str(code),
            None => self.push(RunContent::FieldCode(code.to_owned())),
        }
    }

    fn begin_field(&mut self, field: OpenField) {
        if self.fields.len() < MOST_FIELDS {
            self.fields.push(field);
        } else {
            self.deep_fields += 1;
        }
    }

    /// The code of a field is complete; what it shows follows.
    fn show_field(&mut self) {
        let Some(field) = self.fields.last_mut().filter(|field| !field.is_result) else { return };
        field.is_result = true;
        let code = field.code.clone();
        self.push(RunContent::FieldCode(code));
    }

    fn end_field(&mut self) {
        if self.deep_fields > 0 {
            self.deep_fields -= 1;
            return;
        }
        self.show_field();
        if let Some(field) = self.fields.last()
            && !field.has_shown
            && let Some(shown) = field.shown()
        {
            self.push(shown);
        }
        self.fields.pop();
        self.push(RunContent::FieldEnd);
    }

    /// What the properties of a field of a form say.
    fn form_field(&mut self, name: &str, element: &BytesStart<'_>) {
        self.labels(element);
        let value = attribute(element, "val");
        let Some(field) = self.fields.last_mut().filter(|field| !field.is_result) else { return };
        match (name, value) {
            ("checkBox", _) => field.tick = Some(false),
            ("default" | "checked", value) if field.tick.is_some() => {
                field.tick = Some(value.is_none_or(|value| is_on(Some(&value))));
            }
            ("listEntry", Some(choice)) => field.choices.push(choice),
            ("result", Some(chosen)) => field.chosen = chosen.parse().unwrap_or(0),
            _ => {}
        }
    }

    /// Something without words, in the paragraph or between paragraphs.
    fn object(&mut self, kind: &str) {
        let content = RunContent::Object(kind.to_owned());
        if !self.paragraphs.is_empty() {
            return self.push(content);
        }
        if let Some(container) = self.containers.last_mut() {
            let runs = vec![TextRun { content, ..TextRun::default() }];
            container.blocks.push(WordBlock::Paragraph(Paragraph { runs, ..Paragraph::default() }));
        }
    }

    /// Words that are drawn along a line.
    fn drawn_words(&mut self, element: &BytesStart<'_>) {
        let Some(words) = attribute(element, "string").filter(|words| !words.trim().is_empty()) else {
            return;
        };
        if self.last_box.trim() == words.trim() {
            return self.last_box.clear();
        }
        let runs = vec![TextRun { content: RunContent::Text(words), ..TextRun::default() }];
        let blocks = vec![WordBlock::Paragraph(Paragraph { runs, ..Paragraph::default() })];
        self.shared.document.stories.push(Story { kind: StoryKind::TextBox, id: String::new(), blocks });
    }

    /// Adds to the paragraph; what goes on in the same way is one run.
    fn push(&mut self, content: RunContent) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        let styles = &self.shared.styles;
        let style = styles.id_of(paragraph.style.as_deref());
        let look = styles.look(style, self.run.style.as_deref(), self.run.format.clone());
        // What was put in and struck out again stands neither way.
        let without = self.changes.iter().find(|change| **change == self.shared.without);
        let change = without.or(self.changes.last()).copied().unwrap_or_default();
        if !matches!(content, RunContent::FieldCode(_) | RunContent::FieldEnd) {
            for field in self.fields.iter_mut().filter(|field| field.is_result) {
                field.has_shown = true;
            }
        }
        let link = self.links.iter().rev().flatten().next().cloned();
        if let Some(last) = paragraph.runs.last_mut()
            && (last.change, &last.look, &last.link) == (change, &look, &link)
        {
            match (&mut last.content, &content) {
                (RunContent::Text(before), RunContent::Text(text))
                | (RunContent::Equation(before), RunContent::Equation(text))
                | (RunContent::Reading(before), RunContent::Reading(text))
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
            "trPr" => self.is_row = false,
            "ins" | "del" if self.is_row => {}
            "ins" | "moveTo" | "del" | "moveFrom" if self.formats.is_empty() => _ = self.changes.pop(),
            "hyperlink" => _ = self.links.pop(),
            "fldSimple" => self.end_field(),
            "oMath" => self.equations = self.equations.saturating_sub(1),
            "num" if self.equations > 0 => self.push(RunContent::Equation("/".to_owned())),
            "rt" => self.readings = self.readings.saturating_sub(1),
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
        let Some(mut open) = self.paragraphs.pop() else { return };
        let without = self.shared.without;
        let is_end_dropped = open.is_end_deleted && without == TrackedChange::Deleted
            || open.is_end_inserted && without == TrackedChange::Inserted;
        let Some(container) = self.containers.last_mut() else { return };
        if let Some(before) = container.carried.take() {
            open.runs.splice(..0, before.runs);
        }
        if !is_end_dropped && !open.is_end_hidden {
            return self.settle(open, true);
        }
        let stands = |run: &TextRun| {
            let is_something = match &run.content {
                RunContent::Text(text) | RunContent::Equation(text) => !text.is_empty(),
                RunContent::Note(..) | RunContent::Picture(..) | RunContent::Object(_) => true,
                RunContent::FieldCode(_) | RunContent::FieldEnd | RunContent::Reading(_) => false,
            };
            is_something && run.change != without && !run.look.is_hidden
        };
        if open.runs.iter().any(stands) {
            if is_end_dropped {
                let content = RunContent::Text("¶".to_owned());
                open.runs.push(TextRun { content, change: without, ..TextRun::default() });
            }
            container.carried = Some(open);
        } else {
            // Nothing of it stands, so that it is not counted.
            self.settle(open, false);
        }
    }

    /// Puts a paragraph where it belongs.
    fn settle(&mut self, open: OpenParagraph, is_counted: bool) {
        let DocumentShared { styles, numbering, .. } = &mut *self.shared;
        let id = styles.id_of(open.style.as_deref()).to_owned();
        let (format, lister) = styles.paragraph(&id, open.format);
        let list = format.list.as_ref().filter(|list| is_counted && *list != "0");
        let number = list.and_then(|list| {
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

    /// Nothing follows that the words carried over could belong to.
    fn settle_carried(&mut self) {
        if let Some(open) = self.containers.last_mut().and_then(|container| container.carried.take()) {
            self.settle(open, true);
        }
    }

    fn open(&mut self, kind: ContainerKind) {
        self.containers.push(Container::of(kind));
    }

    /// Closes the innermost container and puts what it holds where it belongs.
    fn close(&mut self) {
        if self.containers.len() < 2 {
            return;
        }
        self.end_table();
        self.settle_carried();
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
        self.settle_carried();
    }

    /// A row was put in or struck out under tracked changes.
    fn change_row(&mut self, is_inserted: bool) {
        let change = if is_inserted { TrackedChange::Inserted } else { TrackedChange::Deleted };
        let table = self.containers.last_mut().and_then(|container| container.table.as_mut());
        if let Some(table) = table
            && table.row.change != self.shared.without
        {
            table.row.change = change;
        }
    }

    fn table(&mut self, name: &str, element: &BytesStart<'_>) {
        let number = || attribute(element, "val").and_then(|value| value.parse::<usize>().ok());
        if name == "tbl" {
            self.settle_carried();
        }
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
                self.is_row = false;
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
