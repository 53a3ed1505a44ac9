//! Writes the tables of [`super::pasted`] as Markdown wants them.

use std::ops::Range;

use memchr::memchr_iter;

use super::gongwen::Rewriter;
use super::inline::Copier;
use super::pasted::{self, BarTable, CellLines, Separator};
use super::remark::{Remark, RemarkKind};
use super::year_table::{YearTable, may_begin, year_table};

/// More lines of one cell each are not looked at.
const MOST_CELLS: usize = 2_000;

impl Rewriter<'_, '_> {
    /// A table with bars, the head of which is the line at `index`.
    pub(super) fn bar_table(&mut self, index: usize, table: BarTable) {
        let delimiter = pasted::delimiter_row(table.columns);
        let head = self.lines[index].body.clone();
        self.row(head.clone());
        self.next = index + 1;
        match table.separator {
            Separator::Fine => {}
            Separator::Odd => {
                let typed = self.lines[index + 1].body.clone();
                self.copier.insert("\n", typed.start);
                self.copier.replace(typed.clone(), &delimiter);
                let remark = Remark::new(RemarkKind::OddSeparator, typed.clone());
                self.copier.remarks.push(remark.with_cure(typed, delimiter));
                self.next += 1;
            }
            Separator::Missing => {
                self.copier.insert(&format!("\n{delimiter}"), head.end);
                let remark = Remark::new(RemarkKind::NoSeparator, head.clone());
                self.copier.remarks.push(remark.with_cure(head.end..head.end, format!("\n{delimiter}")));
            }
        }
        while self.next < self.lines.len() && pasted::has_bar(self.bodies[self.next]) {
            let range = self.lines[self.next].body.clone();
            self.copier.insert("\n", range.start);
            self.row(range);
            self.next += 1;
        }
    }

    /// One row: bars made narrow, and those in code kept from parting cells.
    fn row(&mut self, range: Range<usize>) {
        let row = &self.copier.source[range.clone()];
        if !row.contains(['`', '｜']) {
            return self.copier.copy(range);
        }
        let cells = pasted::cells(row);
        for cell in &cells {
            self.copier.insert("|", range.start + cell.start);
            self.copy_cell(range.start + cell.start..range.start + cell.end);
        }
        self.copier.insert("|", range.end);
    }

    /// The words of a cell; a bar in them is a sign.
    fn copy_cell(&mut self, range: Range<usize>) {
        let cell = &self.copier.source[range.clone()];
        let mut done = range.start;
        for (at, _) in cell.match_indices('|').filter(|(at, _)| !cell[..*at].ends_with('\\')) {
            self.copier.copy(done..range.start + at);
            self.copier.insert("\\", range.start + at);
            done = range.start + at;
        }
        self.copier.copy(done..range.end);
    }

    /// How many lines from `index` on are rows with tabs between their fields.
    pub(super) fn tabbed_rows(&self, index: usize) -> Option<usize> {
        if !self.bodies[index].contains('\t') {
            return None;
        }
        let rows =
            pasted::tabbed_rows((index..self.lines.len()).map(|at| (self.bodies[at], self.leading(at))));
        (rows > 0).then_some(rows)
    }

    /// How many tabs stand before what a line says: empty cells.
    fn leading(&self, index: usize) -> usize {
        let line = &self.lines[index];
        self.copier.source[line.start..line.body.start].matches('\t').count()
    }

    /// Rows with tabs between their fields, the first of which is the head.
    pub(super) fn tabbed_table(&mut self, index: usize, rows: usize) {
        let columns = pasted::fields(self.bodies[index], 0).len();
        for at in index..index + rows {
            let range = self.lines[at].body.clone();
            if at > index {
                self.copier.insert("\n", range.start);
            }
            for field in pasted::fields(self.bodies[at], self.leading(at)) {
                self.copier.insert("|", range.start + field.start);
                self.copy_cell(range.start + field.start..range.start + field.end);
            }
            self.copier.insert("|", range.end);
            if at == index {
                self.copier.insert(&format!("\n{}", pasted::delimiter_row(columns)), range.end);
            }
        }
        let all = self.lines[index].body.start..self.lines[index + rows - 1].body.end;
        self.copier.remarks.push(Remark::new(RemarkKind::PastedTable, all));
        self.next = index + rows;
    }

    /// Tells lines of one cell each; they stay lines.
    pub(super) fn tell_cells_in_lines(&mut self, index: usize) {
        let is_first = index == 0 || !self.bodies[index - 1].ends_with('|');
        if !(may_begin(self.bodies[index]) || self.bodies[index].ends_with('|') && is_first) {
            return;
        }
        let places: Vec<usize> =
            (index..self.lines.len()).filter(|at| !self.bodies[*at].is_empty()).take(MOST_CELLS).collect();
        let bodies: Vec<&str> = places.iter().map(|at| self.bodies[*at]).collect();
        let (lines, table) = if let Some(CellLines { lines, columns }) = pasted::cell_lines(&bodies) {
            (lines, columns.map(|columns| as_table(&bodies[..lines], columns)))
        } else {
            let Some(YearTable { lines, columns, rows }) = year_table(&bodies) else { return };
            let cells = rows.iter().flatten().map(|cell| cell.map_or("^^", |at| bodies[at]));
            (lines, Some(as_table(&cells.collect::<Vec<_>>(), columns)))
        };
        let all = self.lines[index].body.start..self.lines[places[lines - 1]].body.end;
        let mut remark = Remark::new(RemarkKind::CellsInLines, all.clone());
        if let Some(table) = table {
            remark = remark.with_cure(all, table);
        }
        self.copier.remarks.push(remark);
    }
}

/// Copies a text in mode markdown. A line below the head of a table that has other dashes or another number
/// of cells is mended, and one that is missing is put in, where a paragraph begins with the head; code is
/// left alone.
pub(super) fn mend(copier: &mut Copier<'_>) {
    let source = copier.source;
    let mut done = 0;
    let mut fence: Option<&str> = None;
    let mut is_open = false;
    let mut start = 0;
    for end in memchr_iter(b'\n', source.as_bytes()).chain([source.len()]) {
        let line = source[start..end].trim_end_matches('\r');
        let body = line.trim_start_matches(' ');
        let head = start..start + line.len();
        start = end + 1;
        match fence {
            Some(mark) if body.starts_with(mark) => fence = None,
            Some(_) => continue,
            None => fence = ["```", "~~~"].into_iter().find(|mark| body.starts_with(mark)),
        }
        let begins = !std::mem::replace(&mut is_open, !body.is_empty());
        if fence.is_some() || !begins || line.len() - body.len() > 3 {
            continue;
        }
        let next = source.get(start..).and_then(|rest| rest.split('\n').next()).unwrap_or("").trim_end();
        let Some(table) = pasted::bar_table(body, next) else { continue };
        let delimiter = pasted::delimiter_row(table.columns);
        match table.separator {
            Separator::Fine => {}
            Separator::Odd => {
                let typed = start..start + next.len();
                copier.copy(done..typed.start);
                copier.replace(typed.clone(), &delimiter);
                let remark = Remark::new(RemarkKind::OddSeparator, typed.clone());
                copier.remarks.push(remark.with_cure(typed.clone(), delimiter));
                done = typed.end;
            }
            Separator::Missing => {
                let row = format!("\n{delimiter}");
                copier.copy(done..head.end);
                copier.insert(&row, head.end);
                let remark = Remark::new(RemarkKind::NoSeparator, head.clone());
                copier.remarks.push(remark.with_cure(head.end..head.end, row));
                done = head.end;
            }
        }
    }
    copier.copy(done..source.len());
}

/// Cells as a table with bars.
fn as_table(cells: &[&str], columns: usize) -> String {
    let rows = cells.chunks(columns).map(|row| {
        let cells: Vec<String> = row.iter().map(|cell| cell.trim().replace('|', "\\|")).collect();
        format!("| {} |", cells.join(" | "))
    });
    let mut rows: Vec<String> = rows.collect();
    rows.insert(1, pasted::delimiter_row(columns));
    rows.join("\n")
}
