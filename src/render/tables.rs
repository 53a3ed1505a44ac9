//! The tables of a project's indicators, figures as written.

use std::collections::BTreeMap;

use crate::catalog::{Project, ProjectEntry, ProjectYear};
use crate::entry::IndicatorDraft;
use crate::model::{Period, PeriodKind};
use crate::text::table::{Cell, Table, merge_columns};

/// What stands where there is no figure.
const NOTHING: &str = "—";

/// Indicators × periods of a year; `None` without indicators.
pub(super) fn over_periods(project: &Project, year: &ProjectYear) -> Option<Table> {
    let periods = shown_periods(year);
    let entries: BTreeMap<Period, &ProjectEntry> =
        year.entries.iter().map(|entry| (entry.draft.period, entry)).collect();
    let mut heads = vec![format!("{}年目标值", year.year)];
    heads.extend(periods.iter().map(|period| period.short_chinese()));
    let mut table = indicator_table(project, heads, |indicator| {
        let mut cells = vec![target(indicator, year.year)];
        cells.extend(periods.iter().map(|period| figure(entries.get(period).copied(), indicator)));
        cells
    })?;
    table.caption = format!("{}年指标完成情况", year.year);
    Some(table)
}

/// The figures of one period beside the year's targets; `None` without indicators.
pub(super) fn of_period(project: &Project, year: &ProjectYear, entry: &ProjectEntry) -> Option<Table> {
    let period = entry.draft.period;
    let heads = vec![format!("{}年目标值", year.year), period.short_chinese()];
    let mut table = indicator_table(project, heads, |indicator| {
        vec![target(indicator, year.year), figure(Some(entry), indicator)]
    })?;
    table.caption = format!("{}指标完成情况", period.chinese());
    Some(table)
}

/// Indicators × years: each year's target and newest figure, under a head of two rows; `None` without
/// indicators or years.
pub(super) fn over_years(project: &Project) -> Option<Table> {
    if project.years.is_empty() {
        return None;
    }
    let heads: Vec<String> =
        project.years.iter().flat_map(|_| ["目标值".to_owned(), "完成值".to_owned()]).collect();
    let mut table = indicator_table(project, heads, |indicator| {
        let years = project.years.iter();
        years.flat_map(|year| [target(indicator, year.year), newest_figure(year, indicator)]).collect()
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

/// A table with a row for each indicator: 重点任务 (if there are any; equal neighbours merged), name, measure,
/// then what `values` gives under `heads`.
fn indicator_table(
    project: &Project,
    heads: Vec<String>,
    values: impl Fn(&IndicatorDraft) -> Vec<String>,
) -> Option<Table> {
    let indicators = &project.draft.indicators;
    if indicators.is_empty() {
        return None;
    }
    let has_tasks = indicators.iter().any(|indicator| indicator.task.is_some());
    let mut head = vec!["指标".to_owned(), "单位".to_owned()];
    if has_tasks {
        head.insert(0, "重点任务".to_owned());
    }
    head.extend(heads);
    let mut rows = vec![head];
    for indicator in indicators {
        let mut row = Vec::new();
        if has_tasks {
            row.push(indicator.task.clone().unwrap_or_default());
        }
        row.push(indicator.name.value.clone());
        row.push(indicator.measure.as_ref().map_or(NOTHING, |measure| &measure.value).to_owned());
        row.extend(values(indicator));
        rows.push(row);
    }
    let mut table = Table::from_rows(&rows, 1);
    if has_tasks {
        merge_columns(&mut table, &[1]);
    }
    Some(table)
}

/// The periods of a year's table: all four quarters where quarters are reported, else what is there.
fn shown_periods(year: &ProjectYear) -> Vec<Period> {
    let reported: Vec<Period> = year.entries.iter().map(|entry| entry.draft.period).collect();
    if reported.iter().all(|period| matches!(period.kind, PeriodKind::Quarter(_))) {
        return (1..=4)
            .map(|quarter| Period { year: year.year, kind: PeriodKind::Quarter(quarter) })
            .collect();
    }
    reported
}

fn target(indicator: &IndicatorDraft, year: i16) -> String {
    indicator.targets.get(&year).map_or(NOTHING, |target| &target.value).to_owned()
}

fn figure(entry: Option<&ProjectEntry>, indicator: &IndicatorDraft) -> String {
    entry.and_then(|entry| figure_of(entry, indicator)).unwrap_or(NOTHING).to_owned()
}

fn newest_figure(year: &ProjectYear, indicator: &IndicatorDraft) -> String {
    let newest = year.entries.iter().rev().find_map(|entry| figure_of(entry, indicator));
    newest.unwrap_or(NOTHING).to_owned()
}

/// The figure that an entry reports for an indicator, as written.
pub(super) fn figure_of<'a>(entry: &'a ProjectEntry, indicator: &IndicatorDraft) -> Option<&'a str> {
    let figures = &entry.draft.figures;
    figures.iter().find(|(name, _)| name.value == indicator.name.value).map(|(_, figure)| &*figure.value)
}
