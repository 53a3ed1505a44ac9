//! The open data of the figures: `/data/progress.csv`, `/data/progress.json`, and the same for one item.
//!
//! Written straight into text, level by level: what a line of CSV repeats is made once for all lines that repeat it.
//! The keys and columns are those of [`super::fields`]; a level whose values do not match its fields does not compile.

use std::borrow::Cow;
use std::ops::Range;

use rayon::prelude::*;

use super::fields::{FIGURE, Field, INDICATOR, MISSING, PERIOD, PROJECT, RULES, YEAR};
use super::figures::Year;
use crate::catalog::ProjectEntry;
use crate::entry::Basis;
use crate::ledger::write_field;
use crate::model::{Moment, has_byte};
use crate::progress::{Absence, Point, Reason};
use crate::quantity::{Decimal, Direction, Target, TargetKind, Value as Quantity, push_plain, rounded};
use crate::render::Renderer;

/// A value of a field.
enum Value<'a> {
    None,
    Text(Cow<'a, str>),
    Number(Decimal),
    Integer(i64),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<Decimal> for Value<'_> {
    fn from(number: Decimal) -> Self {
        Self::Number(number)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::None, Into::into)
    }
}

/// Takes a piece of a file.
pub(in crate::render) type Take<'t, E> = dyn FnMut(&[u8]) -> Result<(), E> + 't;

/// How many projects of a large file are made at once.
const AT_ONCE: usize = 16;

/// Room for a usual line of CSV, in bytes, so that the text does not grow in steps.
const USUAL_LINE: usize = 500;

impl Renderer<'_> {
    /// `/data/progress.csv`: a line for each figure. The file of a large site would fill the memory, so it is handed over
    /// in pieces.
    pub(in crate::render) fn progress_csv<E>(&self, take: &mut Take<'_, E>) -> Result<(), E> {
        let levels: [&[Field]; 5] = [&PROJECT, &YEAR, &PERIOD, &INDICATOR, &FIGURE];
        let heads: Vec<&str> =
            levels.into_iter().flatten().filter(|field| field.in_csv).map(|field| field.zh).collect();
        let mut head = String::from("\u{feff}");
        crate::ledger::write_line(&mut head, &heads);
        take(head.as_bytes())?;
        let projects: Vec<usize> = (0..self.catalog.projects.len()).collect();
        for projects in projects.chunks(AT_ONCE) {
            let parts: Vec<String> = projects.par_iter().map(|at| self.project_csv(*at)).collect();
            parts.iter().try_for_each(|part| take(part.as_bytes()))?;
        }
        Ok(())
    }

    fn project_csv(&self, at: usize) -> String {
        let years = &self.catalog.projects[at].years;
        let figures = |entry: &ProjectEntry| entry.draft.figures.len();
        let lines: usize = years.iter().flat_map(|year| &year.entries).map(figures).sum();
        let mut out = String::with_capacity(USUAL_LINE * lines);
        let project_part = csv(&PROJECT, &self.project_values(at));
        for y in 0..self.catalog.projects[at].years.len() {
            let Some(year) = self.year_said(at, y) else { continue };
            let year_part = csv(&YEAR, &self.year_values(&year));
            let indicators = &year.project.draft.indicators;
            let indicator_parts: Vec<String> =
                (0..indicators.len()).map(|i| csv(&INDICATOR, &indicator_values(&year, i))).collect();
            for (e, said) in year.said.entries.iter().enumerate() {
                let period_part = csv(&PERIOD, &self.period_values(&year, e));
                for (i, point) in said.points.iter().enumerate() {
                    let Some(point) = point else { continue };
                    out.push_str(&project_part);
                    out.push_str(&year_part);
                    out.push_str(&period_part);
                    out.push_str(&indicator_parts[i]);
                    push_csv(&FIGURE, &figure_values(&year, e, i, point), &mut out);
                    out.pop();
                    out.push_str("\r\n");
                }
            }
        }
        out
    }

    /// `/data/progress.json`, in pieces as well.
    pub(in crate::render) fn progress_json<E>(&self, take: &mut Take<'_, E>) -> Result<(), E> {
        let mut head = String::from("{\"site\":");
        push_json_text(&self.settings.name, &mut head);
        head.push_str(",\"url\":");
        push_json_text(&self.settings.url, &mut head);
        head.push_str(",\"projects\":[");
        take(head.as_bytes())?;
        let projects: Vec<usize> = (0..self.catalog.projects.len()).collect();
        for projects in projects.chunks(AT_ONCE) {
            let parts: Vec<String> = projects.par_iter().map(|at| self.project_json(*at)).collect();
            for (at, part) in projects.iter().zip(&parts) {
                if *at > 0 {
                    take(b",")?;
                }
                take(part.as_bytes())?;
            }
        }
        take(b"]}\n")
    }

    /// What `/data/progress.json` says of a project. Its parts stand in the data of its items too; they are made anew there,
    /// for to keep those of a large site until then takes an eighth of all memory, and making them a fiftieth of the time.
    fn project_json(&self, at: usize) -> String {
        let project = &self.catalog.projects[at];
        let mut out =
            String::with_capacity(project.years.iter().map(|year| 4_096 * (1 + year.entries.len())).sum());
        out.push('{');
        push_json(&PROJECT, &self.project_values(at), &mut out);
        out.push_str("\"years\":[");
        push_list(project.years.iter().enumerate(), &mut out, |(y, year), out| {
            self.push_year_json((at, y), 0..year.entries.len(), out);
        });
        out.push_str("],\"missing\":[");
        let missing = self.progress().projects.get(at).map_or(&[][..], |project| &project.missing);
        let overdue = missing.iter().filter_map(|missing| match missing.absence {
            Absence::Overdue(day) => Some((missing.period, day)),
            Absence::NotYet(_) | Absence::Unknown(_) => None,
        });
        push_list(overdue, &mut out, |(period, day), out| {
            out.push('{');
            push_json(&MISSING, &[period.to_string().into(), day.to_string().into()], out);
            out.pop();
            out.push('}');
        });
        out.push_str("]}");
        out
    }

    /// Appends a year with these of its entries.
    pub(in crate::render) fn push_year_json(
        &self,
        (at, y): (usize, usize),
        entries: Range<usize>,
        out: &mut String,
    ) {
        let Some(year) = self.year_said(at, y) else { return out.push_str("null") };
        out.push('{');
        push_json(&YEAR, &self.year_values(&year), out);
        out.push_str("\"indicators\":[");
        push_list(0..year.project.draft.indicators.len(), out, |i, out| {
            out.push('{');
            push_json(&INDICATOR, &indicator_values(&year, i), out);
            out.pop();
            out.push('}');
        });
        out.push_str("],\"periods\":[");
        push_list(entries, out, |e, out| {
            out.push('{');
            push_json(&PERIOD, &self.period_values(&year, e), out);
            out.push_str("\"figures\":[");
            let points = year.said.entries.get(e).map_or(&[][..], |entry| &entry.points);
            let points = points.iter().enumerate().filter_map(|(i, point)| Some((i, point.as_ref()?)));
            push_list(points, out, |(i, point), out| {
                out.push('{');
                push_json(&FIGURE, &figure_values(&year, e, i, point), out);
                out.pop();
                out.push('}');
            });
            out.push_str("]}");
        });
        out.push_str("]}");
    }

    fn project_values(&self, at: usize) -> [Value<'_>; PROJECT.len()] {
        let project = &self.catalog.projects[at];
        let responsible = self.responsible(project);
        [
            project.plain_title().into(),
            project.draft.field.as_deref().into(),
            self.lead(project).into(),
            Some(responsible.join("、")).filter(|names| !names.is_empty()).into(),
            self.settings.units[project.unit].full.as_str().into(),
            self.absolute(self.plan.project(at)).into(),
        ]
    }

    fn year_values(&self, year: &Year) -> [Value<'_>; YEAR.len()] {
        let (at, y) = year.at;
        let item = self.catalog.projects[at].years[y].item;
        [
            Value::Integer(year.number().into()),
            item.and_then(|item| self.catalog.items[item].number.for_data()).into(),
            self.absolute(self.plan.year(at, y)).into(),
        ]
    }

    fn period_values<'a>(&'a self, year: &Year<'a>, e: usize) -> [Value<'a>; PERIOD.len()] {
        let (at, y) = year.at;
        let entry = &year.reported.entries[e];
        let said = &year.said.entries[e];
        let item = entry.item.or(year.reported.item);
        let stated = said.computed.is_some();
        [
            entry.draft.period.to_string().into(),
            as_of(entry).into(),
            entry.date.to_string().into(),
            item.and_then(|item| self.catalog.items[item].number.for_data()).into(),
            self.absolute(entry.item.map_or_else(|| self.plan.year(at, y), |item| self.plan.item(item)))
                .into(),
            said.standing.status.word().into(),
            if stated { "填报" } else { "计算" }.into(),
            said.computed.map(|computed| computed.status.word()).into(),
            entry.draft.note.as_deref().filter(|_| stated).into(),
            said.deadline.ok().map(|day| day.to_string()).into(),
        ]
    }
}

fn indicator_values<'a>(year: &Year<'a>, i: usize) -> [Value<'a>; INDICATOR.len()] {
    let indicator = &year.project.draft.indicators[i];
    let target = indicator.targets.get(&year.number()).map(|target| &*target.value);
    let goal = year.said.goals.get(i).copied().flatten();
    [
        indicator.task.as_deref().into(),
        indicator.name.value.as_str().into(),
        indicator.measure.as_ref().map(|measure| &*measure.value).into(),
        basis_name(indicator.basis).into(),
        indicator.since.map_or(Value::None, |year| Value::Integer(year.into())),
        target.into(),
        target.and_then(|target| Target::parse(target).ok()).map(|target| kind_name(&target.kind)).into(),
        goal.and_then(|goal| goal.bound).into(),
        goal.and_then(|goal| goal.high).into(),
        goal.and_then(|goal| goal.direction)
            .map(|direction| if direction == Direction::Up { "越高越好" } else { "越低越好" })
            .into(),
    ]
}

fn figure_values<'a>(year: &Year<'a>, e: usize, i: usize, point: &Point) -> [Value<'a>; FIGURE.len()] {
    let (start, bound, months, expected) = match point.standing.reason {
        Reason::Schedule { start, bound, months, expected, .. } => {
            (Some(start), Some(bound), Some(months), Some(rounded(expected, 4).normalize()))
        }
        Reason::Missed { bound, .. } | Reason::Milestone { bound, .. } => (None, Some(bound), None, None),
        Reason::FellBack { start, .. } => (Some(start), None, None, None),
        _ => (None, None, None, None),
    };
    let upper = match point.value {
        Some(Quantity::Range { high, .. }) => Some(high),
        Some(Quantity::Exact(_)) | None => None,
    };
    [
        year.project.draft.indicators[i].name.value.as_str().into(),
        year.written(e, point).into(),
        point.value.map(Quantity::low).into(),
        upper.into(),
        point.to_date.into(),
        point.change.map(|change| change.by).into(),
        point.completion.map(|rate| rounded(rate, 1)).into(),
        point.standing.status.word().into(),
        rule(point.standing.reason).into(),
        start.into(),
        bound.into(),
        months.map_or(Value::None, |months| Value::Integer(months.into())),
        expected.into(),
    ]
}

/// The word of [`RULES`] for a reason.
fn rule(reason: Reason) -> &'static str {
    RULES[match reason {
        Reason::Reached { .. } => 0,
        Reason::ReachedSoFar { .. } => 1,
        Reason::Missed { .. } => 2,
        Reason::Milestone { .. } => 3,
        Reason::Schedule { .. } => 4,
        Reason::Nothing => 5,
        Reason::FellBack { .. } => 6,
        Reason::Word(_) => 7,
        Reason::Stated => 8,
        Reason::Slowest { .. } | Reason::SomeNotStarted { .. } | Reason::Overdue(_) | Reason::Unjudged(_) => {
            9
        }
    }]
}

fn kind_name(kind: &TargetKind) -> &'static str {
    match kind {
        TargetKind::AtLeast { .. } => "至少",
        TargetKind::AtMost { .. } => "至多",
        TargetKind::About(_) => "约数",
        TargetKind::Range { .. } => "区间",
        TargetKind::Exactly(_) => "定数",
        TargetKind::All => "全部",
        TargetKind::None => "清零",
        TargetKind::Change { .. } => "变化",
        TargetKind::Milestone => "节点",
        TargetKind::Qualitative => "文字",
    }
}

fn basis_name(basis: Basis) -> &'static str {
    match basis {
        Basis::Cumulative => "累计",
        Basis::PerPeriod => "当期",
        Basis::State => "时点",
    }
}

/// 截至 of an entry; by default the period's last day.
fn as_of(entry: &ProjectEntry) -> String {
    let default = || Moment { date: entry.draft.period.last_day(), time: None };
    entry.draft.as_of.as_ref().map_or_else(default, |as_of| as_of.value).to_string()
}

/// The columns of a level, each with its comma.
fn csv<const N: usize>(fields: &[Field; N], values: &[Value; N]) -> String {
    let mut out = String::new();
    push_csv(fields, values, &mut out);
    out
}

/// Numbers are written as they are, minus signs too: a spreadsheet takes them for numbers. Words are guarded.
fn push_csv<const N: usize>(fields: &[Field; N], values: &[Value; N], out: &mut String) {
    for (field, value) in fields.iter().zip(values) {
        if !field.in_csv {
            continue;
        }
        match value {
            Value::None => {}
            Value::Text(text) => write_field(out, text),
            Value::Number(number) => push_plain(*number, out),
            Value::Integer(number) => out.push_str(&number.to_string()),
        }
        out.push(',');
    }
}

/// The keys of a level with their values, each with its comma; what has no value is left out, which keeps the files
/// a third smaller.
fn push_json<const N: usize>(fields: &[Field; N], values: &[Value; N], out: &mut String) {
    for (field, value) in fields.iter().zip(values) {
        if matches!(value, Value::None) {
            continue;
        }
        out.push('"');
        out.push_str(field.key);
        out.push_str("\":");
        match value {
            Value::None => {}
            Value::Text(text) => push_json_text(text, out),
            Value::Number(number) => push_plain(*number, out),
            Value::Integer(number) => out.push_str(&number.to_string()),
        }
        out.push(',');
    }
}

fn push_list<T>(items: impl Iterator<Item = T>, out: &mut String, mut push: impl FnMut(T, &mut String)) {
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push(',');
        }
        push(item, out);
    }
}

fn push_json_text(text: &str, out: &mut String) {
    out.push('"');
    let is_special = |byte: u8| matches!(byte, 0..=31 | b'"' | b'\\');
    if !has_byte(text, is_special) {
        out.push_str(text);
        out.push('"');
        return;
    }
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..=31 => " ",
            _ => continue,
        };
        out.push_str(&text[done..at]);
        out.push_str(escape);
        done = at + 1;
    }
    out.push_str(&text[done..]);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::super::fields::{LEVELS, TARGETS};
    use super::{push_json_text, rule};
    use crate::progress::{Reason, Unjudged};

    #[test]
    fn json_text_reads_back() {
        for text in ["", "甲\"乙\\丙\n丁\t", "=1+1", "</script>"] {
            let mut out = String::new();
            push_json_text(text, &mut out);
            assert_eq!(serde_json::from_str::<String>(&out).ok().as_deref(), Some(text));
        }
    }

    #[test]
    fn names_of_columns_and_keys_of_a_level_do_not_repeat() {
        let mut columns: Vec<&str> = LEVELS
            .iter()
            .flat_map(|(_, _, _, fields)| fields.iter())
            .filter(|field| field.in_csv)
            .map(|field| field.zh)
            .collect();
        let count = columns.len();
        columns.sort_unstable();
        columns.dedup();
        assert_eq!(columns.len(), count);
        for (_, level, _, fields) in &LEVELS {
            let mut keys: Vec<&str> = fields.iter().map(|field| field.key).collect();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), fields.len(), "{level}");
        }
        assert_eq!(TARGETS.len(), 10);
        assert_eq!(rule(Reason::Unjudged(Unjudged::NoTarget)), "无法判断");
    }
}
