//! What stands above the figures of a sheet: title, unit, and heads of one or several rows.

use super::shape::{MergedArea, SheetGrid};

/// How many rows may stand above the heads.
const MOST_ABOVE: usize = 6;
/// How many rows of heads a sheet may have beyond what is merged.
const MOST_HEADS: usize = 5;
/// The most columns of a sheet whose heads are looked for.
const WIDEST: usize = 256;
/// The longest head, in characters.
const LONGEST_HEAD: usize = 40;
/// Words before a colon that say something of the table as a whole.
const LABELS: &[&str] = &[
    "单位",
    "计量单位",
    "金额单位",
    "货币单位",
    "面积单位",
    "填报单位",
    "填报部门",
    "编制单位",
    "编制部门",
    "制表单位",
    "填表单位",
    "报送单位",
    "部门",
    "填报日期",
    "填表日期",
    "制表日期",
    "编制日期",
    "统计日期",
    "统计时间",
    "统计期",
    "报告期",
    "日期",
    "时间",
    "截至",
    "截止日期",
    "截止时间",
    "数据来源",
    "来源",
    "表号",
    "制定机关",
    "批准机关",
    "批准文号",
    "有效期至",
];

/// What a cell says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CellWords {
    /// As HTML, safe.
    pub(super) html: String,
    /// As plain text, trimmed.
    pub(super) plain: String,
    /// How far it is set in.
    pub(super) indent: usize,
}

impl CellWords {
    pub(super) fn of(html: String, plain: &str, indent: usize) -> Self {
        Self { html, plain: plain.trim().to_owned(), indent }
    }

    fn is_empty(&self) -> bool {
        self.plain.is_empty()
    }

    /// Whether it may head a column: a few words, and not a figure alone.
    fn is_head(&self) -> bool {
        let is_figure = |c: char| c.is_ascii_digit() || "+-.,%－（）() ".contains(c);
        !self.is_empty() && self.plain.chars().count() <= LONGEST_HEAD && !self.plain.chars().all(is_figure)
    }

    /// `单位：万元`, `（单位：人）`, `填报日期：…`.
    fn is_label(&self) -> bool {
        let text: String = self.plain.chars().filter(|c| !c.is_whitespace()).collect();
        let text = text.trim_start_matches(['（', '(', '【', '[']);
        LABELS.iter().any(|label| text.strip_prefix(label).is_some_and(|rest| rest.starts_with(['：', ':'])))
            || ["单位（", "单位("].iter().any(|unit| text.starts_with(unit))
    }

    /// `2024年3月31日`, `2024年一季度`.
    fn is_time(&self) -> bool {
        let text = self.plain.trim_matches(['（', '）', '(', ')']);
        text.starts_with(|c: char| c.is_ascii_digit())
            && text.contains('年')
            && text.ends_with(['年', '月', '日', '度', '份'])
            && text.chars().count() <= 20
    }
}

/// What stands above the heads.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Above {
    pub(super) title: String,
    pub(super) note: String,
    /// How many rows it takes.
    pub(super) rows: usize,
}

/// Finds title and unit in the first rows, as long as a table remains below them.
pub(super) fn above(grid: &SheetGrid, columns: usize) -> Above {
    let mut above = Above::default();
    let mut notes: Vec<&str> = Vec::new();
    let mut title: Vec<&str> = Vec::new();
    if columns < 2 {
        return above;
    }
    for (at, row) in grid.rows.iter().enumerate().take(MOST_ABOVE) {
        // A row that a merged cell leaves downwards is a head.
        let reaches_down = grid.merges.iter().any(|merge| merge.row == at && merge.row_span > 1);
        let has_table_below = grid.rows[at + 1..].iter().any(|row| row.iter().any(|words| !words.is_empty()));
        if reaches_down || !has_table_below {
            break;
        }
        let filled: Vec<&CellWords> = row.iter().filter(|words| !words.is_empty()).collect();
        match filled[..] {
            [] => {}
            [only] if only.is_label() || only.is_time() => notes.push(&only.plain),
            [only] if title.is_empty() || is_mark(title[0]) && title.len() == 1 => title.push(&only.plain),
            [only] => notes.push(&only.plain),
            [first, ref rest @ ..] if columns > 2 && rest.iter().all(|words| words.is_label()) => {
                if first.is_label() || first.is_time() || !title.is_empty() {
                    notes.push(&first.plain);
                } else {
                    title.push(&first.plain);
                }
                notes.extend(rest.iter().map(|words| words.plain.as_str()));
            }
            _ if filled.iter().all(|words| words.is_label() || words.is_time())
                && filled.iter().any(|words| words.is_label()) =>
            {
                notes.extend(filled.iter().map(|words| words.plain.as_str()));
            }
            _ => break,
        }
        above.rows = at + 1;
    }
    above.title = title.join("　");
    above.note = notes.join("　");
    above
}

/// `附件2`, which stands above a title.
fn is_mark(text: &str) -> bool {
    ["附件", "附表"].iter().any(|word| text.starts_with(word)) && text.chars().count() <= 6
}

/// How many of the first rows are heads. Heads that are written without merged cells are merged: `merges`
/// gains what stands over several columns or reaches down.
pub(super) fn deepen(grid: &mut SheetGrid, columns: usize) -> usize {
    let mut heads = reach(grid, 1);
    let body = grid.merges.split_off(grid.merges.partition_point(|merge| merge.row <= MOST_HEADS));
    // What is wider, or more cut up, is no table with heads that people wrote.
    if columns <= WIDEST && grid.merges.len() <= MOST_HEADS * WIDEST {
        heads = deepen_written(grid, columns, heads);
    }
    grid.merges.extend(body);
    heads.min(grid.rows.len())
}

fn deepen_written(grid: &mut SheetGrid, columns: usize, mut heads: usize) -> usize {
    loop {
        if heads >= MOST_HEADS || heads + 1 >= grid.rows.len() {
            return heads;
        }
        let row = heads - 1;
        let groups = groups(grid, row, columns);
        let is_below =
            |column: usize| groups.iter().any(|(start, span)| (*start..start + span).contains(&column));
        let next = &grid.rows[heads];
        let is_covered = |column: usize| grid.covers(heads, column);
        let fits = (0..columns).all(|column| {
            let words = &next[column];
            is_covered(column) || if is_below(column) { words.is_head() } else { words.is_empty() }
        });
        if groups.is_empty() || !fits || (0..columns).all(|column| next[column].is_empty()) {
            return heads;
        }
        let is_begun = |column: usize| grid.merges.iter().any(|m| m.row == row && m.column == column);
        let single = |column: usize| {
            let is_free = !is_below(column) && !is_covered(column) && !grid.covers(row, column);
            (is_free && !grid.rows[row][column].is_empty()).then_some((column, 2, 1))
        };
        let over = groups.iter().map(|(start, span)| (*start, 1, *span));
        let written: Vec<MergedArea> = over
            .chain((0..columns).filter_map(single))
            .filter(|(column, ..)| !is_begun(*column))
            .map(|(column, row_span, column_span)| MergedArea { row, column, row_span, column_span })
            .collect();
        grid.merges.extend(written);
        grid.merges.sort_by_key(|merge| (merge.row, merge.column));
        heads = reach(grid, heads + 1);
    }
}

/// How far down the merged cells reach that begin in the first `heads` rows. The merges are sorted by row.
fn reach(grid: &SheetGrid, mut heads: usize) -> usize {
    for merge in &grid.merges {
        if merge.row >= heads {
            break;
        }
        heads = heads.max(merge.row + merge.row_span);
    }
    heads
}

/// The cells of a row that stand over several columns: merged, or with nothing written beside them.
fn groups(grid: &SheetGrid, row: usize, columns: usize) -> Vec<(usize, usize)> {
    let mut groups = Vec::new();
    let mut column = 0;
    while column < columns {
        let merge = grid.merges.iter().find(|merge| merge.row == row && merge.column == column);
        let span = match merge {
            Some(merge) => merge.column_span,
            None if grid.rows[row][column].is_empty() => 1,
            None => {
                let beside = (column + 1..columns)
                    .take_while(|at| grid.rows[row][*at].is_empty() && !grid.covers(row, *at))
                    .count();
                1 + beside
            }
        };
        if span > 1 && span < columns {
            groups.push((column, span));
        }
        column += span.max(1);
    }
    groups
}
