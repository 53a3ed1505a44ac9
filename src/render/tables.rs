//! The table of a project's indicators over its years, figures as written.

use crate::catalog::{Project, ProjectEntry, ProjectYear};
use crate::entry::IndicatorDraft;
use crate::text::table::{Cell, Table, merge_columns};

/// What stands where there is no figure.
const NOTHING: &str = "—";

/// Indicators × years: each year's target and newest figure, under a head of two rows; `None` without
/// indicators or years.
pub(super) fn over_years(project: &Project) -> Option<Table> {
    if project.years.is_empty() {
        return None;
    }
    let mut heads = Row::default();
    for _ in &project.years {
        heads.text("目标值");
        heads.text("完成值");
    }
    let mut table = indicator_table(project, heads, |indicator, row| {
        for year in &project.years {
            row.text(target(indicator, year.year));
            row.text(newest_figure(year, indicator));
        }
    })?;
    let fixed = table.columns - 2 * project.years.len();
    let second: Vec<Cell> = table.rows[0].split_off(fixed);
    for cell in &mut table.rows[0] {
        cell.row_span = 2;
    }
    for (y, year) in project.years.iter().enumerate() {
        let mut head = Cell::text(fixed + 2 * y, &format!("{}年", year.year));
        head.column_span = 2;
        table.rows[0].push(head);
    }
    table.rows.insert(1, second);
    table.header_rows = 2;
    "各年目标与完成情况".clone_into(&mut table.caption);
    Some(table)
}

/// A row while it is filled, from left to right.
#[derive(Default)]
struct Row {
    cells: Vec<Cell>,
}

impl Row {
    fn text(&mut self, text: &str) {
        self.cells.push(Cell::text(self.cells.len(), text));
    }
}

/// A table with a row for each indicator: 重点任务 (if there are any; equal neighbours merged), name, measure,
/// then what `values` adds under `heads`.
fn indicator_table(
    project: &Project,
    heads: Row,
    values: impl Fn(&IndicatorDraft, &mut Row),
) -> Option<Table> {
    let indicators = &project.draft.indicators;
    if indicators.is_empty() {
        return None;
    }
    let has_tasks = indicators.iter().any(|indicator| indicator.task.is_some());
    let mut head = Row::default();
    if has_tasks {
        head.text("重点任务");
    }
    head.text("指标");
    head.text("单位");
    let fixed = head.cells.len();
    head.cells.extend(heads.cells.into_iter().map(|cell| Cell { column: fixed + cell.column, ..cell }));
    let columns = head.cells.len();
    let mut rows = Vec::with_capacity(indicators.len() + 2);
    rows.push(head.cells);
    for indicator in indicators {
        let mut row = Row { cells: Vec::with_capacity(columns) };
        if has_tasks {
            row.text(indicator.task.as_deref().unwrap_or(""));
        }
        row.text(&indicator.name.value);
        row.text(indicator.measure.as_ref().map_or(NOTHING, |measure| &measure.value));
        values(indicator, &mut row);
        rows.push(row.cells);
    }
    let mut table = Table { caption: String::new(), header_rows: 1, columns, rows };
    if has_tasks {
        merge_columns(&mut table, &[1]);
    }
    Some(table)
}

fn target(indicator: &IndicatorDraft, year: i16) -> &str {
    indicator.targets.get(&year).map_or(NOTHING, |target| &target.value)
}

fn newest_figure<'a>(year: &'a ProjectYear, indicator: &IndicatorDraft) -> &'a str {
    year.entries.iter().rev().find_map(|entry| figure_of(entry, indicator)).unwrap_or(NOTHING)
}

/// The figure that an entry reports for an indicator, as written.
pub(super) fn figure_of<'a>(entry: &'a ProjectEntry, indicator: &IndicatorDraft) -> Option<&'a str> {
    let figures = &entry.draft.figures;
    figures.iter().find(|(name, _)| name.value == indicator.name.value).map(|(_, figure)| &*figure.value)
}
