//! Tables: one model and one writer for Markdown tables, sheets and the tables of indicators.
//!
//! Whoever fills a [`Table`] decides what its cells say; the writer decides how a table is made readable for
//! a screen reader (`scope`, or `id` and `headers` where merged heads need them) and on a phone (the wrapper
//! that scrolls). Cells hold finished HTML: [`HtmlCell::text`] escapes, [`HtmlCell::html`] trusts its caller.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use super::marks;
use crate::character_reference;

/// The longest label of a row, in characters; a longer first cell is content.
const LONGEST_LABEL: usize = 40;

/// The most rows of heads that cells name.
const DEEPEST_HEAD: usize = 8;

/// A table without gaps: every place is covered by exactly one cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Table {
    /// The caption, plain; empty: none.
    pub caption: String,
    /// What is said of the table as a whole, such as `单位：万元`, plain; empty: nothing.
    pub note: String,
    /// How many of the first rows are heads.
    pub header_rows: usize,
    /// Other rows that are heads: of the rows below them, up to the next such row. Those that follow each
    /// other are heads together.
    pub inner_heads: Vec<usize>,
    /// How many columns there are.
    pub columns: usize,
    /// How many of the first columns label their rows; `None`: what stands in them tells.
    pub label_columns: Option<usize>,
    /// The rows; a row holds only the cells that begin in it, from left to right.
    pub rows: Vec<Vec<HtmlCell>>,
}

/// A cell and what it covers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HtmlCell {
    /// The column where it begins, counted from 0.
    pub column: usize,
    /// How many rows it covers, at least 1.
    pub row_span: usize,
    /// How many columns it covers, at least 1.
    pub column_span: usize,
    /// What it says, as HTML.
    pub html: String,
    /// How its text is set.
    pub align: Align,
}

/// How the text of a cell is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Align {
    /// As the theme likes: figures to the right, words to the left.
    #[default]
    Auto,
    /// To the left.
    Left,
    /// In the middle.
    Center,
    /// To the right.
    Right,
}

impl HtmlCell {
    /// A cell of plain text, covering one place; line ends become `<br>`.
    #[must_use]
    pub fn text(column: usize, text: &str) -> Self {
        let html = marks::escaped(text.trim());
        let is_one_line = !html.contains(['\n', '\r']);
        Self::html(
            column,
            if is_one_line { html } else { html.replace("\r\n", "\n").replace(['\n', '\r'], "<br>") },
        )
    }

    /// A cell of HTML that is already safe, covering one place.
    #[must_use]
    pub fn html(column: usize, html: String) -> Self {
        Self { column, row_span: 1, column_span: 1, html, align: Align::Auto }
    }

    /// The columns that it covers.
    #[must_use]
    pub fn columns(&self) -> Range<usize> {
        self.column..self.column + self.column_span
    }
}

impl Table {
    /// Makes the heads as deep as the merged cells that begin in them reach.
    pub fn deepen_header(&mut self) {
        let mut row = 0;
        while row < self.header_rows.min(self.rows.len()) {
            let deepest = self.rows[row].iter().map(|cell| row + cell.row_span).max().unwrap_or(0);
            self.header_rows = self.header_rows.max(deepest);
            row += 1;
        }
    }

    /// Gives the table another caption. The title that it had, unless the caption says it, goes before the
    /// note.
    pub fn entitle(&mut self, caption: &str) {
        let own = std::mem::replace(&mut self.caption, caption.to_owned());
        let words = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        if !words(caption).contains(&words(&own)) {
            self.note = if self.note.is_empty() { own } else { format!("{own}　{}", self.note) };
        }
    }

    /// The table as HTML. `id` begins the ids that merged heads need and must be unique on the page; `label`
    /// names the scrolling region of a table without caption.
    #[must_use]
    pub fn to_html(&self, id: &str, label: &str) -> String {
        let label = if self.caption.is_empty() { label } else { &self.caption };
        let mut out = String::with_capacity(64 + self.rows.len() * self.columns * 24);
        // A section, not a `div` with a role: html-validate asks for the native element.
        out.push_str("<section class=\"table-scroll\" aria-label=\"");
        marks::push_escaped(label, &mut out);
        out.push_str("\" tabindex=\"0\"><table>");
        if !self.caption.is_empty() || !self.note.is_empty() {
            out.push_str("<caption>");
            marks::push_escaped(&self.caption, &mut out);
            if !self.note.is_empty() {
                out.push_str("<span class=\"caption-note\">");
                marks::push_escaped(&self.note, &mut out);
                out.push_str("</span>");
            }
            out.push_str("</caption>");
        }
        TableWriter::new(self, id).write(&mut out);
        out.push_str("</table></section>\n");
        out
    }
}

/// The rows that a label covers, and its row and column.
type LabelArea = (Range<usize>, (usize, usize));

/// What the writer must know of the whole table.
struct TableWriter<'a> {
    table: &'a Table,
    id: &'a str,
    header_rows: usize,
    /// How many of the first columns label their rows: none, the first, or, where labels of the first reach
    /// over several rows, perhaps the second as well.
    labels: usize,
    /// Whether labels reach over several rows. Each such group is a `tbody` of its own, which is what
    /// `scope="rowgroup"` means.
    is_grouped: bool,
    /// Whether heads over the columns are merged, so that `scope` does not say enough.
    is_complex: bool,
    /// The heads over each column, where they are merged.
    heads: Vec<Vec<(usize, usize)>>,
}

impl<'a> TableWriter<'a> {
    fn new(table: &'a Table, id: &'a str) -> Self {
        let header_rows = table.header_rows.min(table.rows.len());
        let (head, body) = table.rows.split_at(header_rows);
        let is_grouped = body.iter().flatten().any(|cell| cell.column == 0 && cell.row_span > 1);
        let labels = match () {
            () if table.label_columns.is_some() => table.label_columns.unwrap_or_default(),
            () if table.columns < 2 || !is_label_column(body, 0) => 0,
            () if is_grouped && table.columns > 2 && is_label_column(body, 1) => 2,
            () => 1,
        };
        let is_merged = head.len() > 1
            || head.iter().flatten().any(|cell| cell.column_span > 1)
            || !table.inner_heads.is_empty();
        // A sheet that is nearly all head is no table that ids could explain.
        let is_complex = is_merged && head.len() <= DEEPEST_HEAD;
        let heads = if is_complex { heads_by_column(head, table.columns) } else { Vec::new() };
        Self { table, id, header_rows, labels, is_grouped: is_grouped && labels > 0, is_complex, heads }
    }

    fn write(&self, out: &mut String) {
        let (head, body) = self.table.rows.split_at(self.header_rows);
        for (tag, first, rows) in [("thead", 0, head), ("tbody", self.header_rows, body)] {
            if rows.is_empty() {
                continue;
            }
            _ = write!(out, "<{tag}>");
            // The labels that reach down into the next rows, for their `headers`.
            let mut labels: Vec<LabelArea> = Vec::new();
            // The first row that no cell of the rows before reaches.
            let mut covered = first;
            for (index, row) in rows.iter().enumerate() {
                let row_index = first + index;
                labels.retain(|(reach, _)| reach.contains(&row_index));
                let begun = row.iter().filter(|cell| {
                    cell.column < self.labels && !self.is_head(row_index) && !plain(&cell.html).is_empty()
                });
                labels.extend(
                    begun.map(|cell| (row_index..row_index + cell.row_span, (row_index, cell.column))),
                );
                // A cell of another column may reach across the border of two groups; no `tbody` ends within
                // it.
                let is_border = row.first().is_some_and(|cell| cell.column == 0) && covered <= row_index;
                if self.is_grouped && tag == "tbody" && index > 0 && is_border {
                    out.push_str("</tbody><tbody>");
                }
                covered = row.iter().map(|cell| row_index + cell.row_span).fold(covered, usize::max);
                out.push_str("<tr>");
                for cell in row {
                    self.write_cell(row_index, &labels, cell, out);
                }
                out.push_str("</tr>\n");
            }
            _ = write!(out, "</{tag}>");
        }
    }

    fn is_head(&self, row: usize) -> bool {
        row < self.header_rows || self.table.inner_heads.contains(&row)
    }

    /// The heads in the middle of the table that stand over a row: those of one block, the last before it.
    fn inner_heads_over(&self, row: usize) -> Range<usize> {
        let is_inner = |row: &usize| self.table.inner_heads.contains(row);
        let Some(last) = (0..row).rev().find(is_inner) else { return 0..0 };
        // A head that begins a block of its own stands under none.
        if is_inner(&row) && last + 1 < row {
            return 0..0;
        }
        let first = (0..=last).rev().take_while(is_inner).last().unwrap_or(last);
        first..last + 1
    }

    fn write_cell(&self, row: usize, labels: &[LabelArea], cell: &HtmlCell, out: &mut String) {
        let is_head = self.is_head(row);
        let words = plain(&cell.html);
        // An empty head heads nothing, and screen readers complain of it.
        // Where it is said which columns label the rows, a label may span several of them.
        let last = if self.table.label_columns.is_some() { cell.columns().end - 1 } else { cell.column };
        let is_label = last < self.labels && (last > cell.column || cell.column_span == 1);
        let is_th = (is_head || is_label) && !words.is_empty();
        let tag = if is_th { "th" } else { "td" };
        out.push('<');
        out.push_str(tag);
        if is_th && self.is_complex {
            _ = write!(out, " id=\"{}r{row}c{}\"", self.id, cell.column);
        }
        if is_th {
            let scope = match (is_head, cell.column_span > 1, cell.row_span > 1) {
                (true, true, _) => "colgroup",
                (true, false, _) => "col",
                (false, _, true) => "rowgroup",
                (false, _, false) => "row",
            };
            out.push_str(" scope=\"");
            out.push_str(scope);
            out.push('"');
        }
        if self.is_complex && !(is_head && row == 0) {
            self.write_headers(row, labels, cell, out);
        }
        let class = match cell.align {
            Align::Auto if !is_head && is_figure(&words) => Some("num"),
            Align::Auto => None,
            Align::Left => Some("left"),
            Align::Center => Some("center"),
            Align::Right => Some("right"),
        };
        if let Some(class) = class {
            out.push_str(" class=\"");
            out.push_str(class);
            out.push('"');
        }
        if cell.row_span > 1 {
            _ = write!(out, " rowspan=\"{}\"", cell.row_span);
        }
        if cell.column_span > 1 {
            _ = write!(out, " colspan=\"{}\"", cell.column_span);
        }
        out.push('>');
        out.push_str(&cell.html);
        out.push_str("</");
        out.push_str(tag);
        out.push('>');
    }

    /// Names the heads of a cell: those above it, and the label of its row.
    fn write_headers(&self, row: usize, labels: &[LabelArea], cell: &HtmlCell, out: &mut String) {
        let mut heads: Vec<(usize, usize)> = self
            .heads
            .get(cell.columns())
            .unwrap_or_default()
            .iter()
            .flatten()
            .copied()
            .filter(|head| head.0 < self.header_rows.min(row))
            .collect();
        let inner = self.inner_heads_over(row);
        heads.extend(inner.flat_map(|above| {
            let cells = self.table.rows[above].iter().filter(|head| !plain(&head.html).is_empty());
            let over = cells.filter(|head| {
                head.columns().start < cell.columns().end && cell.columns().start < head.columns().end
            });
            over.map(move |head| (above, head.column))
        }));
        heads.sort_unstable();
        heads.dedup();
        if !self.is_head(row) {
            heads.extend(labels.iter().map(|(_, place)| *place).filter(|(_, column)| *column < cell.column));
        }
        for (index, (head_row, column)) in heads.iter().enumerate() {
            out.push_str(if index == 0 { " headers=\"" } else { " " });
            _ = write!(out, "{}r{head_row}c{column}", self.id);
        }
        if !heads.is_empty() {
            out.push('"');
        }
    }
}

/// Whether every cell of a column says in a few words what its row is about.
fn is_label_column(body: &[Vec<HtmlCell>], column: usize) -> bool {
    let mut cells = body.iter().flatten().filter(|cell| cell.column == column).peekable();
    cells.peek().is_some()
        && cells.all(|cell| {
            let words = plain(&cell.html);
            !words.is_empty()
                && cell.column_span == 1
                && !is_figure(&words)
                && words.chars().count() <= LONGEST_LABEL
        })
}

/// The heads over each column, as row and column; those that say nothing are left out.
fn heads_by_column(head: &[Vec<HtmlCell>], columns: usize) -> Vec<Vec<(usize, usize)>> {
    let mut heads = vec![Vec::new(); columns];
    for (row, cells) in head.iter().enumerate() {
        for cell in cells.iter().filter(|cell| !plain(&cell.html).is_empty()) {
            for column in cell.columns() {
                if let Some(heads) = heads.get_mut(column) {
                    heads.push((row, cell.column));
                }
            }
        }
    }
    heads
}

/// The words of a cell: HTML -> text without tags and with its references put in.
#[must_use]
pub fn plain(html: &str) -> Cow<'_, str> {
    if !html.contains(['<', '&']) {
        return html.trim().into();
    }
    let mut words = String::new();
    let mut in_tag = false;
    for character in html.chars() {
        match character {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ if in_tag => {}
            _ => words.push(character),
        }
    }
    character_reference::decode(&words).trim().to_owned().into()
}

/// Whether something in a cell is raised, lowered or struck out, so that its digits are not those of one
/// figure: HTML -> yes or no.
#[must_use]
pub fn is_marked(html: &str) -> bool {
    ["<sup", "<sub", "<del"].iter().any(|mark| html.contains(mark))
}

/// The longest measure word behind a figure, in characters: `个百分点`.
const LONGEST_MEASURE: usize = 4;

/// Whether a cell says a figure: a number, perhaps with a sign before it and a measure behind (`2.39万人次`).
/// Dates and ranges are words.
fn is_figure(words: &str) -> bool {
    if !words.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let number =
        words.trim_start_matches(['+', '-', '−', '－', '±', '<', '>', '≤', '≥', '≈', '约', '￥', '¥', ' ']);
    let measure = number.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' '));
    let is_measure =
        measure.chars().count() <= LONGEST_MEASURE && !measure.contains(|c: char| c.is_ascii_digit());
    if !is_measure || measure.starts_with(['年', '月', '日']) {
        return false;
    }
    let number = number[..number.len() - measure.len()].trim_end();
    number.starts_with(|first: char| first.is_ascii_digit())
        && number.ends_with(|last: char| last.is_ascii_digit())
        && number.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
        && number.matches('.').count() <= 1
}

/// Merges equal neighbours down the `columns` (counted from 1), below the heads.
///
/// A merge in one of the columns never reaches across a border of the columns named before it, so that
/// `合并=1,2` keeps the groups of column 1 apart. Empty cells and cells merged already stay.
pub fn merge_columns(table: &mut Table, columns: &[usize]) {
    let first = table.header_rows.min(table.rows.len());
    let mut is_border = vec![false; table.rows.len()];
    for column in columns.iter().filter_map(|column| column.checked_sub(1)) {
        if column >= table.columns {
            continue;
        }
        let mut top: Option<usize> = None;
        for (row, is_border) in is_border.iter_mut().enumerate().skip(first) {
            let Some(place) = table.rows[row].iter().position(|cell| cell.column == column) else {
                continue;
            };
            let same = !*is_border
                && top.and_then(|top| cell_at(table, top, column).map(|above| (top, above))).is_some_and(
                    |(top, above)| {
                        let cell = &table.rows[row][place];
                        top + above.row_span == row
                            && above.html == cell.html
                            && !cell.html.is_empty()
                            && above.column_span == 1
                            && cell.column_span == 1
                    },
                );
            if let Some(top) = top.filter(|_| same) {
                let cell = table.rows[row].remove(place);
                if let Some(above) = table.rows[top].iter_mut().find(|cell| cell.column == column) {
                    above.row_span += cell.row_span;
                }
            } else {
                *is_border = true;
                top = Some(row);
            }
        }
    }
}

fn cell_at(table: &Table, row: usize, column: usize) -> Option<&HtmlCell> {
    table.rows[row].iter().find(|cell| cell.column == column)
}

#[cfg(test)]
mod tests {
    use super::{HtmlCell, Table, is_figure, merge_columns};

    /// Each head in the middle of a table is that of the rows below it, up to the next.
    #[test]
    fn heads_in_the_middle_are_those_of_what_stands_below() {
        let wide = |text: &str| HtmlCell { column_span: 2, ..HtmlCell::text(0, text) };
        let line = |left: &str, right: &str| vec![HtmlCell::text(0, left), HtmlCell::text(1, right)];
        let rows = vec![
            vec![wide("一")],
            line("名", "件"),
            line("甲", "3"),
            line("乙", "4"),
            line("名", "万元"),
            line("丙", "5"),
        ];
        let table = Table {
            inner_heads: vec![0, 1, 4],
            columns: 2,
            rows,
            label_columns: Some(1),
            ..Table::default()
        };
        let html = table.to_html("t", "表");
        for part in [
            "<th id=\"tr0c0\" scope=\"colgroup\" colspan=\"2\">一</th>",
            "<th id=\"tr1c1\" scope=\"col\" headers=\"tr0c0\">件</th>",
            "<th id=\"tr2c0\" scope=\"row\" headers=\"tr0c0 tr1c0\">甲</th><td headers=\"tr0c0 tr1c1 tr2c0\" class=\"num\">3</td>",
            "<td headers=\"tr0c0 tr1c1 tr3c0\" class=\"num\">4</td>",
            "<th id=\"tr4c1\" scope=\"col\">万元</th>",
            "<td headers=\"tr4c1 tr5c0\" class=\"num\">5</td>",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }

    #[test]
    fn a_title_gives_way_to_no_caption() {
        for (own, note, caption, said) in [
            ("", "", "甲", ""),
            ("", "单位：人", "甲", "单位：人"),
            ("乙", "", "甲", "乙"),
            ("附件2　乙", "单位：人", "甲", "附件2　乙　单位：人"),
            ("2024年甲", "", "甲", "2024年甲"),
            ("甲 表", "单位：人", "2024年甲表", "单位：人"),
            ("甲", "", "甲", ""),
        ] {
            let mut table = table(&[&["一"]]);
            (table.caption, table.note) = (own.to_owned(), note.to_owned());
            table.entitle(caption);
            assert_eq!((&*table.caption, &*table.note), (caption, said));
        }
    }

    fn table(rows: &[&[&str]]) -> Table {
        let cells =
            |row: &&[&str]| row.iter().enumerate().map(|(at, text)| HtmlCell::text(at, text)).collect();
        Table {
            label_columns: None,
            caption: String::new(),
            note: String::new(),
            inner_heads: Vec::new(),
            header_rows: 1,
            columns: rows[0].len(),
            rows: rows.iter().map(cells).collect(),
        }
    }

    #[test]
    fn neighbours_merge_within_their_group() {
        let mut table = table(&[
            &["任务", "单位", "数"],
            &["甲", "教育", "1"],
            &["甲", "其他", "2"],
            &["乙", "其他", "3"],
            &["乙", "其他", "3"],
        ]);
        merge_columns(&mut table, &[1, 2, 9, 0]);
        let spans = |column| -> Vec<(usize, usize)> {
            (0..table.rows.len())
                .filter_map(|row| super::cell_at(&table, row, column).map(|cell| (row, cell.row_span)))
                .collect()
        };
        assert_eq!(spans(0), [(0, 1), (1, 2), (3, 2)]);
        assert_eq!(spans(1), [(0, 1), (1, 1), (2, 1), (3, 2)]);
        assert_eq!(spans(2), [(0, 1), (1, 1), (2, 1), (3, 1), (4, 1)]);
        let html = table.to_html("t-", "表");
        assert!(html.contains(r#"<th scope="rowgroup" rowspan="2">乙</th>"#), "{html}");
        assert!(
            html.contains(r#"<th scope="rowgroup" rowspan="2">甲</th><th scope="row">教育</th>"#),
            "in groups the second column labels its rows as well: {html}"
        );
        assert_eq!(html.matches("<tbody>").count(), 2, "a group is a tbody: {html}");
        assert!(!html.contains("headers="), "scope says enough: {html}");
    }

    #[test]
    fn no_group_ends_within_a_merged_cell() {
        let mut table = table(&[
            &["任务", "指标", "单位"],
            &["甲", "一", "人"],
            &["甲", "二", "人"],
            &["乙", "三", "人"],
            &["丙", "四", "件"],
        ]);
        merge_columns(&mut table, &[1]);
        // 单位 is merged over both groups, as a sheet may have it.
        table.rows[1][2].row_span = 3;
        table.rows[2].pop();
        table.rows[3].pop();
        let html = table.to_html("t-", "表");
        assert_eq!(html.matches("<tbody>").count(), 2, "甲 and 乙 stay together, 丙 stands alone: {html}");
    }

    #[test]
    fn plain_tables_need_scope_only() {
        let html = table(&[&["指标", "值"], &["新增<就业>", "9,000"]]).to_html("t-", "数据");
        assert_eq!(
            html,
            "<section class=\"table-scroll\" aria-label=\"数据\" tabindex=\"0\"><table><thead><tr>\
             <th scope=\"col\">指标</th><th scope=\"col\">值</th></tr>\n</thead><tbody><tr>\
             <th scope=\"row\">新增&lt;就业&gt;</th><td class=\"num\">9,000</td></tr>\n</tbody></table></section>\n"
        );
    }

    #[test]
    fn figures() {
        for figure in [
            "1",
            "-3.5",
            "<3.5",
            "92.864%",
            "1,234",
            "约2340",
            "≥92 %",
            "2.39万",
            "2家",
            "6340人次",
            "1.5个百分点",
        ] {
            assert!(is_figure(figure), "{figure}");
        }
        for words in ["", "2023年", "1.2.3", "全覆盖", "第1", "%", "2–3家", "9000人以上的目标"]
        {
            assert!(!is_figure(words), "{words}");
        }
    }
}
