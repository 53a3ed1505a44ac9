//! What a source holds, whatever its kind: blocks in order, each of a part that is accounted for.

use super::account::{Account, PartId};
use crate::diag::Text;

/// How many of the first rows of a table may be titles.
const MOST_TITLES: usize = 6;
/// The longest label in a row above the heads, in characters.
const LONGEST_LABEL: usize = 6;

/// A source, read.
#[derive(Clone, Debug, Default)]
pub(super) struct Material {
    /// Every part of it, and what became of it.
    pub(super) account: Account,
    /// Its text from top to bottom.
    pub(super) blocks: Vec<MaterialBlock>,
    /// Its footnotes and endnotes, as [`LineSpan::Note`] numbers them.
    pub(super) notes: Vec<MaterialLine>,
    /// Its pictures, as [`LineSpan::Picture`] numbers them.
    pub(super) pictures: Vec<Picture>,
    /// Its attachments.
    pub(super) attachments: Vec<MaterialFile>,
    /// What it names itself, as old pages and exports do.
    pub(super) fields: Vec<SourceField>,
    /// What a person must look at.
    pub(super) doubts: Vec<Doubt>,
    /// What it is called, if nothing in it is taken for a title before: the name of its first sheet.
    pub(super) name: String,
    /// Whether it was public before, so that its date is that of its page, not of the import.
    pub(super) is_page: bool,
    /// Whether lines tell by their look what they are: Word says what is centred, a text file does not.
    pub(super) has_looks: bool,
}

/// What a person must look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Where in the source it is.
    pub place: Text,
    /// What is doubtful, and what to do about it.
    pub text: Text,
}

/// A field that the source names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SourceField {
    /// Its part.
    pub(super) part: PartId,
    /// What it is called there.
    pub(super) label: String,
    /// What it says.
    pub(super) value: String,
}

/// A paragraph or a table.
#[derive(Clone, Debug)]
pub(super) enum MaterialBlock {
    /// A paragraph.
    Line(MaterialLine),
    /// A table.
    Table(MaterialGrid),
}

/// A paragraph.
#[derive(Clone, Debug, Default)]
pub(super) struct MaterialLine {
    /// Its part; `None`: it is told together with what holds it.
    pub(super) part: Option<PartId>,
    /// What its program writes before it by itself.
    pub(super) number: String,
    /// Its level in the outline, from 1, if its style says so.
    pub(super) outline: Option<u8>,
    /// The name of its style, in lower case.
    pub(super) style: String,
    /// How it is set.
    pub(super) side: Side,
    /// How far its first line is set in, in hundredths of a character.
    pub(super) indent: i32,
    /// The size of its letters, in half points; 0: not said.
    pub(super) size: u32,
    /// The typeface of its first letters.
    pub(super) font: String,
    /// Its words.
    pub(super) spans: Vec<LineSpan>,
}

/// Where a line is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Side {
    /// From the left.
    #[default]
    Left,
    /// In the middle.
    Middle,
    /// To the right.
    Right,
}

/// A part of a [`MaterialLine`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum LineSpan {
    /// Words, all set in one way.
    Words(String, Face),
    /// The mark of a note.
    Note(usize),
    /// A picture.
    Picture(usize),
}

/// How words are set, as far as a page can show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent of one another")]
pub(super) struct Face {
    /// Bold.
    pub(super) is_bold: bool,
    /// Italic.
    pub(super) is_italic: bool,
    /// Struck out.
    pub(super) is_struck: bool,
    /// Above the line.
    pub(super) is_raised: bool,
    /// Below it.
    pub(super) is_lowered: bool,
    /// Where they lead as a link.
    pub(super) link: Option<String>,
}

/// A picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Picture {
    /// Its part.
    pub(super) part: Option<PartId>,
    /// What stands for it where it cannot be seen.
    pub(super) alt: String,
    /// The ending of its file's name, in lower case.
    pub(super) ending: String,
    /// The file itself; empty: it lies elsewhere, at `address`.
    pub(super) bytes: Vec<u8>,
    /// Where it lies, if it is not in the source.
    pub(super) address: String,
}

/// A file that the source refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MaterialFile {
    /// Its part.
    pub(super) part: PartId,
    /// What it is called in the text.
    pub(super) name: String,
    /// The ending of its file's name, in lower case.
    pub(super) ending: String,
    /// The file.
    pub(super) bytes: Vec<u8>,
}

/// A table; every place is covered by exactly one cell.
#[derive(Clone, Debug, Default)]
pub(super) struct MaterialGrid {
    /// What the source calls it, such as the name of a sheet; empty: nothing.
    pub(super) name: String,
    /// How many columns it has.
    pub(super) columns: usize,
    /// How many of its first rows are heads; 0: not said.
    pub(super) heads: usize,
    /// The cells that begin in each row, from left to right.
    pub(super) rows: Vec<Vec<GridCell>>,
}

/// A cell of a [`MaterialGrid`].
#[derive(Clone, Debug, Default)]
pub(super) struct GridCell {
    /// Its part; `None`: a place that the source leaves out.
    pub(super) part: Option<PartId>,
    /// The column where it begins, from 0.
    pub(super) column: usize,
    /// How many columns it covers.
    pub(super) column_span: usize,
    /// How many rows it covers.
    pub(super) row_span: usize,
    /// Its lines.
    pub(super) lines: Vec<MaterialLine>,
}

impl MaterialLine {
    /// A line of plain words.
    pub(super) fn plain(part: Option<PartId>, words: &str) -> Self {
        let spans = if words.is_empty() {
            Vec::new()
        } else {
            vec![LineSpan::Words(words.to_owned(), Face::default())]
        };
        Self { part, spans, ..Self::default() }
    }

    /// Its words as a reader sees them, number and all, blanks at the ends cut off.
    pub(super) fn words(&self) -> String {
        let mut words = String::new();
        self.push_number(&mut words);
        for span in &self.spans {
            if let LineSpan::Words(text, _) = span {
                words.push_str(text);
            }
        }
        words.trim_matches(is_blank).to_owned()
    }

    /// Writes the number that stands before the words, parted from them where they would run together.
    pub(super) fn push_number(&self, out: &mut String) {
        if self.number.is_empty() || self.is_bullet() {
            return;
        }
        out.push_str(&self.number);
        let last = self.number.chars().next_back().unwrap_or(' ');
        if ['条', '章', '节', '编', '款'].contains(&last) {
            out.push('\u{3000}');
        } else if last.is_alphanumeric() {
            out.push(' ');
        }
    }

    /// How far blanks before the words set them in, in hundredths of a character.
    pub(super) fn leading_blanks(&self) -> i32 {
        let words = self.spans.iter().map_while(|span| match span {
            LineSpan::Words(text, _) => Some(text.chars()),
            LineSpan::Note(_) | LineSpan::Picture(_) => None,
        });
        let blanks = words.flatten().take_while(|c| is_blank(*c));
        let widths = blanks.map(|c| match c {
            '\u{3000}' => 100,
            '\t' => 200,
            ' ' | '\u{A0}' => 50,
            _ => 0,
        });
        widths.take(100).sum()
    }

    /// Whether a sign stands before it that counts nothing.
    pub(super) fn is_bullet(&self) -> bool {
        !self.number.is_empty() && !self.number.chars().any(char::is_alphanumeric) && {
            let mut signs = self.number.chars();
            signs.next().is_some_and(|sign| !('①'..='⓿').contains(&sign) && !('㉑'..='㊿').contains(&sign))
                && signs.next().is_none()
        }
    }

    /// Makes words of the number of a line that has no others. Gives whether it did.
    pub(super) fn spell_number(&mut self) -> bool {
        let is_only_number = self.is_blank() && !self.number.is_empty() && !self.is_bullet();
        if is_only_number {
            let number = std::mem::take(&mut self.number);
            self.spans = vec![LineSpan::Words(number, Face::default())];
        }
        is_only_number
    }

    /// Whether it says and shows nothing.
    pub(super) fn is_blank(&self) -> bool {
        let shows = |span: &LineSpan| match span {
            LineSpan::Words(text, _) => !text.trim_matches(is_blank).is_empty(),
            LineSpan::Note(_) | LineSpan::Picture(_) => true,
        };
        !self.spans.iter().any(shows)
    }
}

impl GridCell {
    /// Its words as a line of the text.
    fn into_line(self) -> MaterialLine {
        let spans = self.lines.into_iter().flat_map(|line| line.spans).collect();
        MaterialLine { part: self.part, spans, ..MaterialLine::default() }
    }

    /// Its words, line ends between its lines.
    pub(super) fn words(&self) -> String {
        let lines: Vec<String> =
            self.lines.iter().map(MaterialLine::words).filter(|line| !line.is_empty()).collect();
        lines.join("\n")
    }
}

impl MaterialGrid {
    /// Fills the places that no cell covers with cells of nothing, and cuts cells where others begin.
    pub(super) fn complete(&mut self) {
        let height = self.rows.len();
        let mut begins = vec![vec![false; self.columns]; height];
        for (at, row) in self.rows.iter().enumerate() {
            for cell in row {
                begins[at][cell.column] = true;
            }
        }
        let mut taken = vec![vec![false; self.columns]; height];
        for (at, row) in self.rows.iter_mut().enumerate() {
            row.sort_by_key(|cell| cell.column);
            for cell in row {
                let is_free = |row: usize, column: usize| !begins[row][column] && !taken[row][column];
                let most = cell.column_span.clamp(1, self.columns - cell.column);
                let beside = (1..most).take_while(|beside| is_free(at, cell.column + beside)).count();
                cell.column_span = 1 + beside;
                let columns = cell.column..cell.column + cell.column_span;
                let most = cell.row_span.clamp(1, height - at);
                let below =
                    (1..most).take_while(|below| columns.clone().all(|column| is_free(at + below, column)));
                cell.row_span = 1 + below.count();
                for row in &mut taken[at..at + cell.row_span] {
                    row[columns.clone()].fill(true);
                }
            }
        }
        for (row, taken) in self.rows.iter_mut().zip(&taken) {
            let missing = (0..self.columns).filter(|column| !taken[*column]);
            row.extend(missing.map(|column| GridCell {
                column,
                column_span: 1,
                row_span: 1,
                ..GridCell::default()
            }));
            row.sort_by_key(|cell| cell.column);
        }
    }

    /// Takes a row out; what reaches beyond it becomes shorter.
    pub(super) fn remove_row(&mut self, at: usize) {
        let removed = self.rows.remove(at);
        for (above, row) in self.rows[..at].iter_mut().enumerate() {
            for cell in row {
                cell.row_span -= usize::from(above + cell.row_span > at);
            }
        }
        let longer = removed.into_iter().filter(|cell| cell.row_span > 1);
        let rest = longer.map(|cell| GridCell {
            row_span: cell.row_span - 1,
            part: None,
            lines: Vec::new(),
            ..cell
        });
        if let Some(next) = self.rows.get_mut(at) {
            next.extend(rest);
        }
    }

    /// The words at every place: a merged cell's at each place that it covers.
    pub(super) fn texts(&self) -> Vec<Vec<String>> {
        let mut texts = vec![vec![String::new(); self.columns]; self.rows.len()];
        for (at, row) in self.rows.iter().enumerate() {
            for cell in row {
                let words = cell.words();
                for line in texts.iter_mut().skip(at).take(cell.row_span) {
                    for place in line.iter_mut().skip(cell.column).take(cell.column_span) {
                        place.clone_from(&words);
                    }
                }
            }
        }
        texts
    }

    /// How many of its first rows are titles, and what is said of it as a whole: rows with one cell with
    /// words only, or with labels such as `填报单位：某局` and `单位：万元` only.
    pub(super) fn title_rows(&self) -> usize {
        let is_title = |row: &&Vec<GridCell>| {
            let filled: Vec<&GridCell> = row.iter().filter(|cell| !cell.words().is_empty()).collect();
            filled.iter().all(|cell| cell.row_span == 1)
                && match filled[..] {
                    [only] => self.columns > 2 || only.column_span > 1,
                    _ => filled.iter().all(|cell| is_labelled(&cell.words())),
                }
        };
        let count = self.rows.iter().take(MOST_TITLES).take_while(is_title).count();
        if count < self.rows.len() && self.columns > 1 { count } else { 0 }
    }

    /// The words of its first title.
    pub(super) fn title(&self) -> Option<String> {
        (self.title_rows() > 0).then(|| self.rows[0].iter().map(GridCell::words).collect())
    }

    /// Takes its titles off as lines, cells with nothing in them too.
    pub(super) fn take_titles(&mut self) -> Vec<MaterialLine> {
        let count = self.title_rows();
        let rows: Vec<Vec<GridCell>> = self.rows.drain(..count).collect();
        let filled = rows.into_iter().flatten().filter(|cell| cell.part.is_some());
        filled.map(GridCell::into_line).collect()
    }

    /// Takes the notes at its end off as lines: rows with one cell, such as `注：…`.
    pub(super) fn take_notes(&mut self) -> Vec<MaterialLine> {
        let mut notes = Vec::new();
        while self.rows.len() > 2 && self.columns > 1 {
            let Some(row) = self.rows.last() else { break };
            let is_alone = row.iter().map(|cell| cell.column_span).sum::<usize>() == self.columns;
            let mut filled = row.iter().filter(|cell| !cell.words().is_empty());
            let (Some(only), None) = (filled.next(), filled.next()) else { break };
            if !is_alone || only.column > 0 || !is_note(&only.words()) {
                break;
            }
            let cells = self.rows.pop().unwrap_or_default();
            let cells = cells.into_iter().filter(|cell| !cell.words().is_empty());
            notes.extend(cells.map(GridCell::into_line));
        }
        notes.reverse();
        notes
    }

    /// The parts of all its cells.
    pub(super) fn parts(&self) -> impl Iterator<Item = PartId> + '_ {
        self.rows.iter().flatten().filter_map(|cell| cell.part)
    }
}

/// `注：…`, `资料来源：…`: what is said below a table of the whole of it.
fn is_note(words: &str) -> bool {
    let labels =
        ["注", "备注", "说明", "附注", "资料来源", "数据来源", "填表人", "填报人", "制表人", "审核人"];
    labels.iter().any(|label| {
        words
            .strip_prefix(label)
            .is_some_and(|rest| rest.trim_start_matches(is_blank).starts_with(['：', ':']))
    })
}

/// `单位：万元`: a label of few characters, and what it says.
pub(super) fn is_labelled(words: &str) -> bool {
    let label = words.split_once(['：', ':']).map(|(label, _)| label);
    label.is_some_and(|label| (2..=LONGEST_LABEL).contains(&label.chars().count()))
}

/// Whether a character is layout at the ends of a line.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200D}' | '\u{FEFF}' | '\u{3164}')
}
