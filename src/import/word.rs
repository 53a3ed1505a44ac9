//! Documents of Word as material: numbering becomes text, and what a reader would not see is left and told.

use std::collections::BTreeMap;

use super::account::{Account, PartId, PartKind};
use super::material::{
    Doubt, Face, GridCell, LineSpan, Material, MaterialBlock, MaterialGrid, MaterialLine, Picture, Side,
};
use super::{SourceError, Tracked};
use crate::attachment::MOST_UNPACKED;
use crate::attachment::document::{
    self, Alignment, Paragraph, RunContent, Story, StoryKind, TableRow, TextRun, TrackedChange, WordBlock,
    WordDocument, WordTable,
};
use crate::attachment::workbook::Script;
use crate::diag::Text;
use crate::say;

/// How deep tables in tables are followed.
const DEEPEST: usize = 12;

/// Reads a document.
pub(super) fn read(bytes: &[u8], changes: Tracked) -> Result<Material, SourceError> {
    let document = WordDocument::read(bytes, MOST_UNPACKED, changes.without())?;
    let mut notes = BTreeMap::new();
    for story in &document.stories {
        if matches!(story.kind, StoryKind::Footnote | StoryKind::Endnote) {
            notes.insert((story.kind, story.id.as_str()), story);
        }
    }
    let mut reader = WordReader {
        material: Material { has_looks: true, ..Material::default() },
        changes,
        notes,
        known_notes: BTreeMap::new(),
        known_pictures: BTreeMap::new(),
        paragraphs: 0,
        tables: 0,
        links: Vec::new(),
    };
    reader.blocks(&document.body, 0);
    reader.stories(&document.stories);
    let WordReader { mut material, known_pictures, .. } = reader;
    let names: Vec<&str> = known_pictures.keys().map(String::as_str).collect();
    let mut parts = document::read_parts(bytes, &names, MOST_UNPACKED)?;
    for (name, at) in &known_pictures {
        match parts.remove(name) {
            Some(bytes) => material.pictures[*at].bytes = bytes,
            None => material.pictures[*at].address.clone_from(name),
        }
    }
    if document.gap.is_some() {
        let text = say!(
            "文件坏了，只读出了一部分；用 Word 打开，另存一份再导入",
            "the file is damaged and was read in part: open it in Word, save it anew, then import it"
        );
        material.doubts.push(Doubt { place: say!("整个文件", "the file"), text });
    }
    Ok(material)
}

struct WordReader<'d> {
    material: Material,
    changes: Tracked,
    notes: BTreeMap<(StoryKind, &'d str), &'d Story>,
    /// Where notes stand in the material that were referred to.
    known_notes: BTreeMap<(StoryKind, &'d str), usize>,
    /// Where pictures stand in the material, by their parts in the archive.
    known_pictures: BTreeMap<String, usize>,
    paragraphs: usize,
    tables: usize,
    /// The links of the fields that are open.
    links: Vec<Option<String>>,
}

/// What is told of a paragraph besides its words.
#[derive(Default)]
struct Lost {
    inserted: String,
    deleted: String,
    hidden: String,
    equation: String,
    readings: String,
    objects: Vec<String>,
    bad_links: usize,
}

impl<'d> WordReader<'d> {
    fn account(&mut self) -> &mut Account {
        &mut self.material.account
    }

    fn doubt(&mut self, place: &Text, text: Text) {
        self.material.doubts.push(Doubt { place: place.clone(), text });
    }

    fn blocks(&mut self, blocks: &'d [WordBlock], depth: usize) {
        for block in blocks {
            match block {
                WordBlock::Paragraph(paragraph) => self.paragraph(paragraph),
                WordBlock::Table(table) => self.table(table, depth, false),
            }
        }
    }

    fn paragraph(&mut self, paragraph: &'d Paragraph) {
        self.paragraphs += 1;
        let number = self.paragraphs;
        let place = say!("第 {number} 段", "paragraph {number}");
        let mut lost = Lost::default();
        let mut line = self.line(paragraph, &mut lost, &place);
        let is_only_number = line.spell_number();
        let is_contents = line.style.starts_with("toc") || line.style.starts_with("目录");
        if line.is_blank() && lost.is_nothing() {
            return;
        }
        let words = line.words();
        let part = self.account().add(PartKind::Paragraph, place.clone(), words.clone());
        if is_contents {
            let why = say!("目录由页面按标题自己生成", "the page makes its own table of contents");
            return self.account().leave(part, why);
        }
        if is_only_number {
            let text = say!(
                "这一段只有自动编号“{words}”，没有文字，请核对",
                "nothing stands behind the automatic number `{words}`"
            );
            self.doubt(&place, text);
        }
        self.tell_lost(part, &place, &lost, line.is_blank());
        if line.is_blank() {
            self.account()
                .leave(part, say!("只有图形，已另外列出", "nothing but drawings, told by themselves"));
        } else {
            line.part = Some(part);
            self.material.blocks.push(MaterialBlock::Line(line));
        }
    }

    /// Tells what of a part was taken or dropped that a reader may not have seen.
    fn tell_lost(&mut self, part: PartId, place: &Text, lost: &Lost, is_all: bool) {
        let Lost { inserted, deleted, hidden, equation, readings, objects, bad_links } = lost;
        if is_all && !hidden.is_empty() {
            let why = say!("隐藏的文字“{hidden}”，没有放进正文", "hidden text, not taken: `{hidden}`");
            self.account().leave(part, why);
        }
        if !inserted.is_empty() || !deleted.is_empty() {
            let (zh, en) = self.changes.told();
            let how = match (inserted.is_empty(), deleted.is_empty()) {
                (_, true) => say!("{zh}：加“{inserted}”", "{en}: inserted `{inserted}`"),
                (true, _) => say!("{zh}：删“{deleted}”", "{en}: deleted `{deleted}`"),
                _ => say!(
                    "{zh}：加“{inserted}”，删“{deleted}”",
                    "{en}: inserted `{inserted}`, deleted `{deleted}`"
                ),
            };
            if self.changes == Tracked::Ask {
                self.doubt(place, how.clone());
            }
            if is_all {
                self.account().leave(part, how);
            } else {
                self.account().change(part, how);
            }
        }
        if !is_all && !hidden.is_empty() {
            let how = say!("去掉了隐藏的文字“{hidden}”", "hidden text left out: `{hidden}`");
            self.account().change(part, how);
        }
        if !readings.is_empty() {
            let how = say!("注音“{readings}”没有放进正文", "readings above words left out: `{readings}`");
            self.account().change(part, how);
        }
        if !equation.is_empty() {
            let how = say!("公式压成了一行文字", "an equation became a line of text");
            self.account().change(part, how);
            let text = say!(
                "公式写成了“{equation}”，上下标和分数线没有了，请核对或换成图片",
                "an equation became `{equation}` without its layout: check it, or use a picture"
            );
            self.doubt(place, text);
        }
        for object in objects {
            let why =
                say!("网页上放不了，请另作附件或图片", "no page can hold it: attach it, or use a picture");
            let place_of_it = place.clone();
            self.account().add_left(PartKind::Other, place_of_it, object.clone(), why);
            let text = say!(
                "这里有{object}，没有带过来，请另作附件或图片",
                "{object} stands here and was left: attach it, or use a picture"
            );
            self.doubt(place, text);
        }
        if *bad_links > 0 {
            let how = say!("链接的地址不是网址，只留文字", "links that lead to no web address lost it");
            self.account().change(part, how);
        }
    }

    /// The words of a paragraph, and what is not among them.
    fn line(&mut self, paragraph: &'d Paragraph, lost: &mut Lost, place: &Text) -> MaterialLine {
        let mut line = MaterialLine {
            part: None,
            number: paragraph.number.clone().unwrap_or_default(),
            outline: paragraph.outline,
            style: paragraph.style.to_lowercase(),
            side: match paragraph.alignment {
                Alignment::Start => Side::Left,
                Alignment::Center => Side::Middle,
                Alignment::End => Side::Right,
            },
            indent: paragraph.first_line + paragraph.left,
            ..MaterialLine::default()
        };
        self.links.clear();
        for run in &paragraph.runs {
            self.run(run, &mut line, lost, place);
        }
        line.indent += line.leading_blanks();
        line
    }

    fn run(&mut self, run: &'d TextRun, line: &mut MaterialLine, lost: &mut Lost, place: &Text) {
        let words = match &run.content {
            RunContent::Text(text) | RunContent::Equation(text) => text.as_str(),
            _ => "",
        };
        match run.change {
            TrackedChange::Inserted => lost.inserted.push_str(words),
            TrackedChange::Deleted => lost.deleted.push_str(words),
            TrackedChange::None => {}
        }
        if run.change == self.changes.without() {
            return;
        }
        if run.look.is_hidden {
            lost.hidden.push_str(words);
            return;
        }
        match &run.content {
            RunContent::Text(text) => {
                if line.size == 0 && !text.trim().is_empty() {
                    line.size = run.look.size;
                    line.font.clone_from(&run.look.font);
                }
                let address = self.links.iter().rev().flatten().next().or(run.link.as_ref());
                let address = address.filter(|address| !address.starts_with('#'));
                let is_web = address.is_some_and(|address| is_web_address(address));
                lost.bad_links += usize::from(address.is_some() && !is_web);
                let face = Face {
                    is_bold: run.look.is_bold,
                    is_italic: run.look.is_italic,
                    is_struck: run.look.is_struck,
                    is_raised: run.look.script == Script::Raised,
                    is_lowered: run.look.script == Script::Lowered,
                    link: address.filter(|_| is_web).cloned(),
                };
                push_words(&mut line.spans, text, face);
            }
            RunContent::Equation(text) => {
                lost.equation.push_str(text);
                push_words(&mut line.spans, text, Face::default());
            }
            RunContent::Reading(text) => lost.readings.push_str(text),
            RunContent::Note(kind @ (StoryKind::Footnote | StoryKind::Endnote), id) => {
                line.spans.extend(self.note(*kind, id).map(LineSpan::Note));
            }
            RunContent::Note(..) => {}
            RunContent::Picture(name, alt) => {
                line.spans.push(LineSpan::Picture(self.picture(name, alt, place)));
            }
            RunContent::FieldCode(code) => self.links.push(link_of_field(code)),
            RunContent::FieldEnd => _ = self.links.pop(),
            RunContent::Object(kind) => lost.objects.push(kind.clone()),
        }
    }

    /// The number of a note among those of the material.
    fn note(&mut self, kind: StoryKind, id: &'d str) -> Option<usize> {
        if let Some(known) = self.known_notes.get(&(kind, id)) {
            return Some(*known);
        }
        let story = *self.notes.get(&(kind, id))?;
        let at = self.material.notes.len();
        self.known_notes.insert((kind, id), at);
        self.material.notes.push(MaterialLine::default());
        let number = at + 1;
        let place = say!("第 {number} 条脚注", "note {number}");
        let mut lost = Lost::default();
        let mut whole = MaterialLine::default();
        for paragraph in paragraphs_in(&story.blocks) {
            // A note that a note refers to would go round in circles.
            let line = self.line(paragraph, &mut lost, &place);
            if !whole.spans.is_empty() && !line.is_blank() {
                push_words(&mut whole.spans, " ", Face::default());
            }
            whole.spans.extend(line.spans.into_iter().filter(|span| matches!(span, LineSpan::Words(..))));
        }
        let part = self.account().add(PartKind::Note, place.clone(), whole.words());
        self.tell_lost(part, &place, &lost, whole.is_blank());
        whole.part = Some(part);
        self.material.notes[at] = whole;
        Some(at)
    }

    fn picture(&mut self, name: &str, alt: &str, place: &Text) -> usize {
        if let Some(known) = self.known_pictures.get(name) {
            return *known;
        }
        let at = self.material.pictures.len();
        let part = self.account().add(PartKind::Picture, place.clone(), alt);
        let ending = name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_ascii_lowercase());
        self.material.pictures.push(Picture {
            part: Some(part),
            alt: alt.trim().to_owned(),
            ending,
            ..Picture::default()
        });
        self.known_pictures.insert(name.to_owned(), at);
        at
    }

    fn table(&mut self, table: &'d WordTable, depth: usize, is_inner: bool) {
        self.tables += 1;
        let number = self.tables;
        let mut inner: Vec<&'d WordTable> = Vec::new();
        let mut grid = MaterialGrid::default();
        let cells = table.rows.iter().map(|row| row.cells.len()).sum::<usize>();
        let mut dropped = Vec::new();
        for (at, row) in (1..).zip(&table.rows) {
            let mut cells_of_row = Vec::new();
            let is_dropped = row.change == self.changes.without();
            if is_dropped {
                dropped.push(at - 1);
                if self.changes == Tracked::Ask {
                    let text = say!(
                        "修订里删去的一行，没有放进去",
                        "a row that tracked changes strike out was left"
                    );
                    self.doubt(&say!("第 {number} 个表格第 {at} 行", "table {number}, row {at}"), text);
                }
            }
            for cell in &row.cells {
                let column = cell.column + 1;
                let place = say!(
                    "第 {number} 个表格第 {at} 行第 {column} 格",
                    "table {number}, row {at}, cell {column}"
                );
                let mut lost = Lost::default();
                let mut lines = Vec::new();
                for block in &cell.blocks {
                    match block {
                        WordBlock::Paragraph(paragraph) => {
                            let mut line = self.line(paragraph, &mut lost, &place);
                            line.spell_number();
                            lines.extend((!line.is_blank()).then_some(line));
                        }
                        WordBlock::Table(table) => inner.push(table),
                    }
                }
                let words: Vec<String> = lines.iter().map(MaterialLine::words).collect();
                let part = self.account().add(PartKind::Cell, place.clone(), words.join("\n"));
                if is_dropped {
                    let (zh, en) = self.changes.told();
                    self.account().leave(part, say!("{zh}：没有这一行", "{en}: there is no such row"));
                } else {
                    self.tell_lost(part, &place, &lost, false);
                }
                if is_inner {
                    let how = say!("表格里的表格移到了外面那张的下面", "a table in a table stands below it");
                    self.account().change(part, how);
                }
                cells_of_row.push(GridCell {
                    part: Some(part),
                    column: cell.column,
                    column_span: cell.column_span,
                    row_span: cell.row_span,
                    lines,
                });
            }
            grid.rows.push(cells_of_row);
        }
        if cells == 1 && dropped.is_empty() && inner.is_empty() {
            self.framed(grid);
        } else {
            grid.columns =
                grid.rows.iter().flatten().map(|cell| cell.column + cell.column_span).max().unwrap_or(0);
            let stands = |row: &&TableRow| row.change != self.changes.without();
            grid.heads = table.rows.iter().filter(stands).take_while(|row| row.is_head).count();
            for at in dropped.into_iter().rev() {
                grid.remove_row(at);
            }
            if grid.columns > 0 {
                grid.complete();
                self.material.blocks.push(MaterialBlock::Table(grid));
            }
        }
        for table in inner {
            if depth < DEEPEST {
                self.table(table, depth + 1, true);
            }
        }
    }

    /// A table of one cell is a frame around paragraphs.
    fn framed(&mut self, grid: MaterialGrid) {
        for cell in grid.rows.into_iter().flatten() {
            if let Some(part) = cell.part {
                let how =
                    say!("单格的方框去掉，里面的文字照排", "a frame of one cell was taken off its text");
                self.account().change(part, how);
            }
            self.material.blocks.extend(cell.lines.into_iter().map(|mut line| {
                line.part = cell.part;
                MaterialBlock::Line(line)
            }));
        }
    }

    /// Accounts for what stands beside the text.
    fn stories(&mut self, stories: &'d [Story]) {
        for story in stories {
            let (kind, place, why) = match story.kind {
                StoryKind::Header | StoryKind::Footer => (
                    PartKind::Margin,
                    say!("页眉页脚", "header or footer"),
                    say!("网页没有页眉页脚", "a web page has none"),
                ),
                StoryKind::Comment => (
                    PartKind::Comment,
                    say!("批注", "a comment"),
                    say!("批注没有放进正文", "comments are not taken"),
                ),
                StoryKind::TextBox => (
                    PartKind::TextBox,
                    say!("文本框", "a text box"),
                    say!(
                        "文本框里的文字没有放进正文，要用的请自己补上",
                        "text boxes are not taken: add what is wanted"
                    ),
                ),
                StoryKind::BuildingBlock => (
                    PartKind::Other,
                    say!("构建基块", "a building block"),
                    say!("文件里存着、页面上不显示的文字", "kept in the file and shown nowhere"),
                ),
                StoryKind::Footnote | StoryKind::Endnote => (
                    PartKind::Note,
                    say!("脚注", "a note"),
                    say!("正文没有引用这条脚注", "nothing refers to this note"),
                ),
            };
            if self.known_notes.contains_key(&(story.kind, story.id.as_str())) {
                continue;
            }
            let mut words: Vec<String> =
                paragraphs_in(&story.blocks).into_iter().map(Paragraph::text).collect();
            words.retain(|words| !words.trim().is_empty());
            if words.is_empty() {
                continue;
            }
            let words = words.join("\n");
            if story.kind == StoryKind::TextBox {
                let shown: String = words.chars().take(40).collect();
                let text = say!(
                    "文本框里的文字没有放进正文：“{shown}”，要用的请补上",
                    "a text box was not taken: `{shown}`; add it if it is wanted"
                );
                self.doubt(&place, text);
            }
            self.account().add_left(kind, place, words, why);
        }
    }
}

impl Tracked {
    /// The changes that do not stand.
    fn without(self) -> TrackedChange {
        match self {
            Self::Accept | Self::Ask => TrackedChange::Deleted,
            Self::Reject => TrackedChange::Inserted,
        }
    }

    /// What was done with changes, in Chinese and in English.
    fn told(self) -> (&'static str, &'static str) {
        match self {
            Self::Accept | Self::Ask => ("接受修订", "tracked changes accepted"),
            Self::Reject => ("拒绝修订", "tracked changes rejected"),
        }
    }
}

impl Lost {
    fn is_nothing(&self) -> bool {
        let Self { inserted, deleted, hidden, equation, readings, objects, bad_links: _ } = self;
        [inserted, deleted, hidden, equation, readings].iter().all(|text| text.trim().is_empty())
            && objects.is_empty()
    }
}

/// All paragraphs of blocks, those in tables among them.
fn paragraphs_in(blocks: &[WordBlock]) -> Vec<&Paragraph> {
    let mut found = Vec::new();
    let mut open: Vec<&WordBlock> = blocks.iter().rev().collect();
    while let Some(block) = open.pop() {
        match block {
            WordBlock::Paragraph(paragraph) => found.push(paragraph),
            WordBlock::Table(table) => {
                let cells = table.rows.iter().flat_map(|row| &row.cells);
                let inner: Vec<&WordBlock> = cells.flat_map(|cell| &cell.blocks).collect();
                open.extend(inner.into_iter().rev());
            }
        }
    }
    found
}

/// Adds words to a line; what goes on in the same way is one span.
pub(super) fn push_words(spans: &mut Vec<LineSpan>, text: &str, face: Face) {
    match spans.last_mut() {
        Some(LineSpan::Words(words, last)) if *last == face => words.push_str(text),
        _ => spans.push(LineSpan::Words(text.to_owned(), face)),
    }
}

/// Whether an address may stand in a page.
pub(super) fn is_web_address(address: &str) -> bool {
    let address = address.trim();
    let starts =
        |scheme: &str| address.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    ["http://", "https://", "mailto:", "tel:"].into_iter().any(starts)
        && !address.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"`{}|\\^".contains(c))
}

/// The address of ` HYPERLINK "http://…" `.
fn link_of_field(code: &str) -> Option<String> {
    let rest = code.trim().strip_prefix("HYPERLINK")?;
    let inside = rest.split('"').nth(1)?;
    // `\l "name"` leads to a place in the document.
    (!rest.trim_start().starts_with("\\l")).then(|| inside.to_owned())
}
