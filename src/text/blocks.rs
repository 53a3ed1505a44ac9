//! The plain text of a [`Document`](super::Document), block by block: what a reader reads, without markup.
//!
//! Reconciliation, search and abstracts read these instead of HTML. Blocks stand in the order of the file;
//! each knows its place there and the anchor that leads to it on the page. Numbers of footnotes, sizes of
//! files and what only a screen reader hears are no part of the words.

use std::borrow::Cow;
use std::ops::Range;

use super::HoleKind;
use super::marks::{self, Slot, SlotKind, TOKEN, TOKEN_END};

/// All blocks of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocks {
    /// The words of all blocks, one behind the other.
    words: String,
    entries: Vec<StoredBlock>,
    figures: Vec<FigureSpot>,
    anchors: Vec<String>,
    tables: Vec<TableShape>,
}

/// A block as kept. What it has of `words` and `figures` begins where the block before ends.
#[derive(Clone, Debug, PartialEq, Eq)]
struct StoredBlock {
    kind: BlockKind,
    words_end: usize,
    figures_end: usize,
    span: Range<usize>,
    anchor: Option<usize>,
}

/// One block of a text.
#[derive(Clone, Debug)]
pub struct Block<'d> {
    /// What it is.
    pub kind: BlockKind,
    /// Its words, with `\n` where a line was broken by hand and `[[…]]` for figures.
    pub text: &'d str,
    /// The figures in it, by place.
    pub figures: &'d [FigureSpot],
    /// Where it stands: bytes of the file, markup included.
    pub span: Range<usize>,
    /// The id on the page that is its own or stands nearest above; `None` before the first heading.
    pub anchor: Option<&'d str>,
}

/// The kinds of [`Block`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading.
    Heading,
    /// A paragraph.
    Paragraph,
    /// A paragraph or line of a quotation.
    Quote,
    /// A paragraph or line of a list.
    Item,
    /// A cell of a table.
    Cell(CellPlace),
    /// The caption of a table or image.
    Caption,
    /// What stands for an image where it cannot be seen.
    ImageText,
    /// A paragraph of a footnote.
    Note,
    /// Preformatted lines.
    Code,
    /// A table file is put in here: the place of its hole in [`Document::holes`](super::Document::holes).
    /// The text is its caption; its cells are the site's to know.
    Sheet(usize),
}

/// Where a cell stands. A merged cell has the place where it begins; the other places it covers have no
/// block, as those that are empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellPlace {
    /// Which table of the text, counted from 0.
    pub table: u32,
    /// The row, counted from 0.
    pub row: u32,
    /// The column, counted from 0.
    pub column: u32,
}

impl CellPlace {
    /// The place in a table of the text; a table larger than 2³² counts as so large.
    pub(super) fn new(table: u32, row: usize, column: usize) -> Self {
        let narrow = |number| u32::try_from(number).unwrap_or(u32::MAX);
        Self { table, row: narrow(row), column: narrow(column) }
    }
}

/// The size of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TableShape {
    /// How many rows there are, heads included.
    pub rows: usize,
    /// How many columns the widest row has.
    pub columns: usize,
    /// How many of the first rows are heads.
    pub header_rows: usize,
}

/// A figure in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureSpot {
    /// Where `[[…]]` stands in [`Block::text`].
    pub at: Range<usize>,
    /// The indicator's name.
    pub indicator: String,
    /// The period as written behind `@`.
    pub period: Option<String>,
    /// Where `[[…]]` stands in the file.
    pub span: Range<usize>,
}

impl Blocks {
    /// The blocks, in the order of the file.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Block<'_>> + ExactSizeIterator {
        (0..self.entries.len()).map(|at| self.block(at))
    }

    /// The table with this number, see [`CellPlace::table`].
    #[must_use]
    pub fn table(&self, number: u32) -> TableShape {
        usize::try_from(number).ok().and_then(|at| self.tables.get(at)).copied().unwrap_or_default()
    }

    /// The ids of headings, articles and notes, in the order in which their blocks begin.
    #[must_use]
    pub fn anchors(&self) -> &[String] {
        &self.anchors
    }

    fn block(&self, at: usize) -> Block<'_> {
        let (words, figures) = at.checked_sub(1).map_or((0, 0), |before| {
            let before = &self.entries[before];
            (before.words_end, before.figures_end)
        });
        let entry = &self.entries[at];
        Block {
            kind: entry.kind,
            text: &self.words[words..entry.words_end],
            figures: &self.figures[figures..entry.figures_end],
            span: entry.span.clone(),
            anchor: entry.anchor.and_then(|anchor| self.anchors.get(anchor)).map(String::as_str),
        }
    }

    /// Moves every place in the file by `place`.
    pub fn move_spans(&mut self, place: impl Fn(&Range<usize>) -> Range<usize>) {
        for span in self.entries.iter_mut().map(|entry| &mut entry.span) {
            *span = place(span);
        }
        for span in self.figures.iter_mut().map(|figure| &mut figure.span) {
            *span = place(span);
        }
    }
}

impl<'d> Block<'d> {
    /// The words with their figures filled in: `write` writes each, or leaves it out.
    pub fn fill(&self, mut write: impl FnMut(&FigureSpot, &mut String)) -> Cow<'d, str> {
        if self.figures.is_empty() {
            return Cow::Borrowed(self.text);
        }
        let mut filled = String::with_capacity(self.text.len());
        let mut done = 0;
        for figure in self.figures {
            filled.push_str(&self.text[done..figure.at.start]);
            write(figure, &mut filled);
            done = figure.at.end;
        }
        filled.push_str(&self.text[done..]);
        Cow::Owned(filled)
    }
}

/// Gathers blocks while a text is written.
#[derive(Default)]
pub(super) struct Gatherer {
    blocks: Blocks,
    /// The slots of the sheets, by place of their block.
    sheets: Vec<(usize, usize)>,
    /// The footnotes, with the places of their blocks.
    notes: Vec<(String, Range<usize>)>,
}

impl Gatherer {
    /// From here on, blocks belong to the anchor `id`.
    pub(super) fn begin_section(&mut self, id: &str) {
        self.blocks.anchors.push(id.to_owned());
    }

    /// Takes a block of which `words` are what the parser gave, marks included; nothing if they say nothing.
    pub(super) fn take(&mut self, kind: BlockKind, words: &str, span: Range<usize>, slots: &[Slot]) {
        let words = words.trim();
        let start = self.blocks.words.len();
        if words.contains(TOKEN) {
            self.take_with_figures(words, slots);
        } else {
            self.blocks.words.push_str(&marks::literal(words, slots));
        }
        if self.blocks.words.len() > start || matches!(kind, BlockKind::Sheet(_)) {
            self.close(kind, span);
        }
    }

    fn take_with_figures(&mut self, words: &str, slots: &[Slot]) {
        let start = self.blocks.words.len();
        let mut rest = words;
        while let Some((before, after)) = rest.split_once(TOKEN) {
            self.blocks.words.push_str(&marks::literal(before, slots));
            rest = after;
            let Some((number, behind)) = after.split_once(TOKEN_END) else { continue };
            rest = behind;
            let Some(slot) = number.parse::<usize>().ok().and_then(|number| slots.get(number)) else {
                continue;
            };
            let at = self.blocks.words.len() - start;
            self.blocks.words.push_str(&slot.literal);
            if let SlotKind::Hole(HoleKind::Figure { indicator, period }) = &slot.kind {
                self.blocks.figures.push(FigureSpot {
                    at: at..at + slot.literal.len(),
                    indicator: indicator.clone(),
                    period: period.clone(),
                    span: slot.span.clone(),
                });
            }
        }
        self.blocks.words.push_str(&marks::literal(rest, slots));
    }

    fn close(&mut self, kind: BlockKind, span: Range<usize>) {
        self.blocks.entries.push(StoredBlock {
            kind,
            words_end: self.blocks.words.len(),
            figures_end: self.blocks.figures.len(),
            span,
            anchor: self.blocks.anchors.len().checked_sub(1),
        });
    }

    /// Takes the place of a table file, whose hole is the slot with this number.
    pub(super) fn take_sheet(&mut self, caption: &str, slot: usize, span: Range<usize>, slots: &[Slot]) {
        self.sheets.push((self.blocks.entries.len(), slot));
        self.take(BlockKind::Sheet(0), caption, span, slots);
    }

    /// Begins a table; gives its number.
    pub(super) fn begin_table(&mut self) -> u32 {
        self.blocks.tables.push(TableShape::default());
        u32::try_from(self.blocks.tables.len() - 1).unwrap_or(u32::MAX)
    }

    /// Says how large a table is.
    pub(super) fn end_table(&mut self, number: u32, shape: TableShape) {
        if let Some(table) = usize::try_from(number).ok().and_then(|at| self.blocks.tables.get_mut(at)) {
            *table = shape;
        }
    }

    /// The last block, if it is a paragraph, is the caption of what follows.
    pub(super) fn last_is_caption(&mut self) {
        if let Some(last) = self.blocks.entries.last_mut().filter(|last| last.kind == BlockKind::Paragraph) {
            last.kind = BlockKind::Caption;
        }
    }

    /// The blocks so far.
    pub(super) fn blocks(&self) -> &Blocks {
        &self.blocks
    }

    /// How many blocks there are so far.
    pub(super) fn len(&self) -> usize {
        self.blocks.entries.len()
    }

    /// The blocks from `first` on are not shown.
    pub(super) fn forget_from(&mut self, first: usize) {
        let kept = first.checked_sub(1).and_then(|last| self.blocks.entries.get(last));
        let (words, figures) = kept.map_or((0, 0), |last| (last.words_end, last.figures_end));
        self.blocks.words.truncate(words);
        self.blocks.figures.truncate(figures);
        self.blocks.entries.truncate(first);
        self.sheets.retain(|(entry, _)| *entry < first);
    }

    /// The blocks from `first` on are the footnote with this label.
    pub(super) fn end_note(&mut self, label: &str, first: usize) {
        self.notes.push((label.to_owned(), first..self.blocks.entries.len()));
    }

    /// Gives footnotes the ids that they have on the page.
    pub(super) fn name_notes(&mut self, id: impl Fn(&str) -> Option<String>) {
        for (label, entries) in std::mem::take(&mut self.notes) {
            let anchor = id(&label).map(|id| {
                self.blocks.anchors.push(id);
                self.blocks.anchors.len() - 1
            });
            for entry in &mut self.blocks.entries[entries] {
                entry.anchor = anchor;
            }
        }
    }

    /// The blocks; `holes` are the slots that became holes, in order.
    pub(super) fn finish(self, holes: &[usize]) -> Blocks {
        let mut blocks = self.blocks;
        for (entry, slot) in self.sheets {
            let hole = holes.iter().position(|hole| *hole == slot);
            blocks.entries[entry].kind = hole.map_or(BlockKind::Caption, BlockKind::Sheet);
        }
        blocks.words.shrink_to_fit();
        blocks.entries.shrink_to_fit();
        blocks
    }
}
