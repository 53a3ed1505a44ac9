//! 分解: the figures of areas, from entries and from tables beside them, and what is wrong with them.
//!
//! An area is a project of its own as far as its figures go: [`Project::of_area`].

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use typed_index_collections::{TiSlice, TiVec};

use super::{Project, ProjectEntry, ProjectYear};
use crate::config::Spanned;
use crate::diag::{self, Diagnostic, Place, Text};
use crate::entry::{
    AreaFigure, AreasDraft, BreakdownDraft, CommonDraft, IndicatorDraft, ProgressDraft, ProjectDraft,
};
use crate::model::{AreaId, ContentPath, IndicatorId, ProjectId, is_no_figure, with_plain_digits};
use crate::quantity::{Measure, Quantity};
use crate::say;
use crate::source::{SourceFile, SourceTree};
use crate::text::sheet::{SheetError, TableFile};
use crate::text::table::{HtmlCell, is_marked, plain};
use crate::text::{Document, HiddenCells};

/// Rows of a table that add up the others.
const TOTALS: &[&str] = &["合计", "总计", "小计", "全市", "全区", "全县", "全省", "全州", "total", "Total"];

impl ProjectEntry {
    /// The figures of areas, typed or from the table beside it.
    #[must_use]
    pub fn area_figures(&self) -> &[AreaFigure] {
        match &self.draft.areas {
            AreasDraft::Typed(figures) => figures,
            AreasDraft::Table(_) => self.area_table.as_deref().unwrap_or_default(),
        }
    }

    /// The figure of an indicator in an area, as written.
    #[must_use]
    pub fn area_figure(&self, indicator: &str, area: &str) -> Option<&Spanned<String>> {
        let mut figures = self.area_figures().iter();
        let found =
            figures.find(|figure| figure.area.value == area && figure.indicator.value == indicator)?;
        Some(&found.figure)
    }
}

impl Project {
    /// What an area reports, as a project of its own: the same indicators with the area's targets and
    /// figures.
    #[must_use]
    pub fn of_area(&self, breakdown: &BreakdownDraft, area: AreaId) -> Self {
        let name = &breakdown.areas[area].value;
        let indicators = self.draft.indicators.iter().map(|indicator| {
            let own = |target: &&crate::entry::AreaTarget| {
                target.area.value == *name && target.indicator.value == indicator.name.value
            };
            let targets = breakdown.targets.iter().filter(own);
            IndicatorDraft {
                targets: targets.map(|target| (target.year, target.target.clone())).collect(),
                milestones: std::collections::BTreeMap::new(),
                base: std::collections::BTreeMap::new(),
                ..indicator.clone()
            }
        });
        let draft = ProjectDraft {
            common: CommonDraft::default(),
            field: None,
            lead: None,
            former_leads: Vec::new(),
            responsible: Vec::new(),
            granularity: self.draft.granularity,
            order: None,
            scope: Document::default(),
            goals: std::collections::BTreeMap::new(),
            indicators: indicators.collect(),
            nodes: TiVec::new(),
            breakdown: None,
        };
        let years = self.years.iter().map(|year| ProjectYear {
            year: year.year,
            entries: year.entries.iter().map(|entry| entry.of_area(name)).collect(),
            item: year.item,
        });
        Self {
            path: self.path.clone(),
            file: self.file.clone(),
            draft: Arc::new(draft),
            column: self.column,
            slug: self.slug.clone(),
            title: self.title.clone(),
            unit: self.unit,
            former_units: self.former_units.clone(),
            archived: self.archived,
            years: years.collect(),
            announced: Vec::new(),
            withdrawn: self.withdrawn.clone(),
            undisclosed: self.undisclosed.clone(),
        }
    }
}

impl ProjectEntry {
    /// Adds to a finding at the name of a table of areas that it is in that file, and in whose row.
    pub(crate) fn name_table(&self, finding: &mut Diagnostic, area: Option<&str>) {
        let AreasDraft::Table(file) = &self.draft.areas else { return };
        let is_of_table =
            |place: &Place| place.file == self.path.in_site() && place.span.as_ref() == Some(&file.span);
        if !finding.place.as_ref().is_some_and(is_of_table) {
            return;
        }
        let Ok(path) = self.path.parent().join(&file.value) else { return };
        let where_in = match area {
            Some(area) => say!("在这个文件里“{area}”一行", "in this file, in the row of `{area}`"),
            None => say!("在这个文件里", "in this file"),
        };
        finding.related.push((Place::whole(path.in_site()), where_in));
    }

    fn of_area(&self, area: &str) -> Self {
        let own = self.area_figures().iter().filter(|figure| figure.area.value == area);
        let figures = own.map(|figure| (figure.indicator.clone(), figure.figure.clone())).collect();
        let draft = ProgressDraft {
            common: CommonDraft::default(),
            period: self.draft.period,
            as_of: self.draft.as_of.clone(),
            figures,
            not_counted: Vec::new(),
            areas: AreasDraft::default(),
            nodes: Vec::new(),
            status: None,
            note: None,
            answers: Vec::new(),
            problems: None,
            next: None,
            text: Document::default(),
        };
        Self {
            path: self.path.clone(),
            draft: Arc::new(draft),
            date: self.date,
            unit: self.unit,
            item: self.item,
            // Tells that the figures are those of a table.
            area_table: self.area_table.as_ref().map(|_| Arc::default()),
        }
    }
}

/// Reads the tables of areas that entries name, and tells what is wrong with what entries and plans say of
/// areas.
pub(super) fn resolve(
    projects: &mut TiVec<ProjectId, Project>,
    tree: &SourceTree,
    load_sheet: impl Fn(&SourceFile) -> Result<TableFile, SheetError>,
    findings: &mut Vec<Diagnostic>,
) {
    for project in projects {
        let draft = Arc::clone(&project.draft);
        if let Some(breakdown) = &draft.breakdown {
            check_plan(&project.file, &draft, breakdown, findings);
        }
        for entry in project.years.iter_mut().flat_map(|year| &mut year.entries) {
            let named = match &entry.draft.areas {
                AreasDraft::Typed(figures) => figures.first().map(|figure| figure.indicator.span.clone()),
                AreasDraft::Table(file) => Some(file.span.clone()),
            };
            let Some(span) = named else { continue };
            let Some(breakdown) = &draft.breakdown else {
                findings.push(without_plan(Place::span(entry.path.in_site(), span)));
                continue;
            };
            if let AreasDraft::Table(file) = &entry.draft.areas {
                let named = file.value.as_str();
                let found = entry.path.parent().join(named).ok().and_then(|path| tree.other(&path));
                // That there is no such file is told of the attachment.
                let sheet = found.map(&load_sheet);
                let read = read_table(&entry.path, file, (&draft, breakdown), sheet, findings);
                entry.area_table = Some(read.into());
            }
            let known = findings.len();
            check_entry(entry, &draft, breakdown, findings);
            for finding in &mut findings[known..] {
                entry.name_table(finding, None);
            }
        }
    }
}

fn without_plan(at: Place) -> Diagnostic {
    Diagnostic::error(
        "breakdown-without-plan",
        say!(
            "填了“分项”，project.yaml 里没有写按什么分解",
            "`parts` are reported, and project.yaml does not say what it is broken down by"
        ),
    )
    .at(at)
    .help(say!(
        "在 project.yaml 里加 `分解: {{名称: 地区, 各项: [甲镇, 乙镇]}}`",
        "add `breakdown: {{name: 地区, parts: [甲镇, 乙镇]}}` to project.yaml"
    ))
}

fn check_plan(
    file: &ContentPath,
    project: &ProjectDraft,
    breakdown: &BreakdownDraft,
    findings: &mut Vec<Diagnostic>,
) {
    for target in &breakdown.targets {
        check_names(file, (&target.indicator, &target.area), (project, breakdown), findings);
    }
}

fn check_entry(
    entry: &ProjectEntry,
    project: &ProjectDraft,
    breakdown: &BreakdownDraft,
    findings: &mut Vec<Diagnostic>,
) {
    let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
    for figure in entry.area_figures() {
        let AreaFigure { indicator, area, .. } = figure;
        check_names(&entry.path, (indicator, area), (project, breakdown), findings);
        if !seen.insert((&indicator.value, &area.value)) {
            let (indicator_name, shown) = (&indicator.value, &area.value);
            findings.push(
                Diagnostic::error(
                    "duplicate-area",
                    say!(
                        "“{shown}”的“{indicator_name}”填了两次",
                        "`{indicator_name}` of `{shown}` is reported twice"
                    ),
                )
                .at(Place::span(entry.path.in_site(), area.span.clone()))
                .help(say!("只留一处", "keep one of them")),
            );
        }
    }
}

/// That an indicator and an area are those of the project.
fn check_names(
    file: &ContentPath,
    (indicator, area): (&Spanned<String>, &Spanned<String>),
    (project, breakdown): (&ProjectDraft, &BreakdownDraft),
    findings: &mut Vec<Diagnostic>,
) {
    let tell = |rule: &'static str, at: &Spanned<String>, message: Text, known: Vec<&str>| {
        let help = match diag::nearest(&at.value, known.iter().copied()) {
            Some(near) => say!("是不是“{near}”？", "did you mean `{near}`?"),
            None => {
                let list = known.join("、");
                say!("可以写的有：{list}", "one of: {list}")
            }
        };
        Diagnostic::error(rule, message).at(Place::span(file.in_site(), at.span.clone())).help(help)
    };
    if !project.indicators.iter().any(|known| known.name.value == indicator.value) {
        let shown = &indicator.value;
        findings.push(tell(
            "unknown-indicator",
            indicator,
            say!("project.yaml 里没有指标“{shown}”", "project.yaml has no indicator `{shown}`"),
            project.indicators.iter().map(|known| &*known.name.value).collect(),
        ));
    }
    // That there are no parts at all is told once, where they should stand.
    if !breakdown.areas.is_empty() && !breakdown.areas.iter().any(|known| known.value == area.value) {
        let shown = &area.value;
        findings.push(tell(
            "unknown-area",
            area,
            say!("“分解”的“各项”里没有“{shown}”", "`{shown}` is none of the `parts` of `breakdown`"),
            breakdown.areas.iter().map(|known| &*known.value).collect(),
        ));
    }
}

/// The figures of a table with a row for each area: its first column names the areas, its head the
/// indicators.
/// A row that adds up the others is left out, for what it says is the indicator's own figure.
fn read_table(
    path: &ContentPath,
    name: &Spanned<String>,
    (project, breakdown): (&ProjectDraft, &BreakdownDraft),
    sheet: Option<Result<TableFile, SheetError>>,
    findings: &mut Vec<Diagnostic>,
) -> Vec<AreaFigure> {
    let at = || Place::span(path.in_site(), name.span.clone());
    let sheet =
        match sheet {
            None => return Vec::new(),
            Some(Ok(sheet)) => sheet,
            Some(Err(error)) => {
                findings.extend(error.describe(&name.value).into_iter().map(|(message, help)| {
                    Diagnostic::error("unreadable-sheet", message).at(at()).help(help)
                }));
                return Vec::new();
            }
        };
    let table = sheet.table(HiddenCells::Unsaid);
    let rows: Vec<Vec<(usize, String)>> = table
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| (cell.column, plain(&cell.html).into_owned())).collect())
        .collect();
    // The head is the row that names indicators; titles may stand above it.
    let head = rows
        .iter()
        .position(|row| row.iter().any(|(_, text)| AreaColumn::named(text, &project.indicators).is_some()));
    let Some(head) = head else {
        findings.push(without_head(&name.value, &breakdown.name.value).at(at()));
        return Vec::new();
    };
    // A row without a name in its first column goes on with the head.
    let is_named = |row: &usize| rows[*row].iter().any(|(column, text)| *column == 0 && !text.is_empty());
    let body = (head + 1..rows.len()).find(is_named).unwrap_or(rows.len());
    let mut columns: Vec<(usize, AreaColumn<'_>)> = Vec::new();
    for (place, (column, text)) in rows[head].iter().enumerate() {
        let Some(mut named) = AreaColumn::named(text, &project.indicators) else { continue };
        // A head reaches as far as the next one that says anything.
        let next = rows[head][place + 1..].iter().find(|(_, text)| !text.is_empty());
        let end = next.map_or(table.columns, |(column, _)| *column);
        let Some((column, note)) = figure_column(&table.rows[head + 1..body], *column..end) else {
            findings.push(unclear_columns(&name.value, text).at(at()));
            continue;
        };
        if named.measure.is_none() {
            named.measure = note;
        }
        if let Some(measure) = named.other_measure() {
            findings.push(head_of_other_measure(&name.value, text, &measure, named.indicator).at(at()));
        }
        // What is said of the table as a whole holds for the columns that say nothing and that it fits.
        if named.measure.is_none() {
            named.measure =
                table_measure(&table.note).filter(|measure| named.fits(measure)).map(str::to_owned);
        }
        columns.push((column, named));
    }
    let spanned = |value: String| Spanned { value, span: name.span.clone() };
    let mut figures = Vec::new();
    for (row, cells) in rows.iter().zip(&table.rows).skip(body) {
        let Some((_, area)) = row.iter().find(|(column, _)| *column == 0) else { continue };
        if area.is_empty() || TOTALS.contains(&&**area) {
            continue;
        }
        for (column, head) in &columns {
            let indicator = &head.indicator.name.value;
            let Some((_, text)) = row.iter().find(|(at, _)| at == column) else { continue };
            if is_no_figure(text) {
                continue;
            }
            if cells.iter().any(|cell| cell.column == *column && is_marked(&cell.html)) {
                findings.push(marked_figure(&name.value, (area, indicator), text).at(at()));
                continue;
            }
            figures.push(AreaFigure {
                indicator: spanned(indicator.clone()),
                area: spanned(area.clone()),
                figure: spanned(head.figure(&with_plain_digits(text))),
            });
        }
    }
    figures
}

fn own_measure(indicator: &IndicatorDraft) -> Measure<'_> {
    indicator.measure.as_ref().map_or(Measure::NONE, |own| Measure::parse(&own.value))
}

/// Words for how far an area has come, and for what stands beside that under one head.
const FIGURE_WORDS: [&str; 6] = ["进度", "完成", "实际", "累计", "本期", "现状"];
const OTHER_WORDS: [&str; 13] =
    ["目标", "任务", "计划", "比例", "比重", "率", "占", "%", "％", "同比", "增", "上年", "名"];

/// Which of the columns under the head of an indicator holds its figures, as the `heads` below that say
/// (`目标任务`, `进度`, `完成比例`), and the measure that its head names. `None`: they do not say it.
fn figure_column(heads: &[Vec<HtmlCell>], under: Range<usize>) -> Option<(usize, Option<String>)> {
    let label = |column: usize| -> String {
        let over = heads.iter().flatten().filter(|cell| cell.columns().contains(&column));
        over.map(|cell| plain(&cell.html).into_owned()).collect()
    };
    let labels: Vec<(usize, String)> =
        under.clone().map(|column| (column, label(column))).filter(|(_, label)| !label.is_empty()).collect();
    match &labels[..] {
        [] => return Some((under.start, None)),
        // A measure or a note, if it is not the plan alone.
        [(column, label)] if !["目标", "任务", "计划"].iter().any(|word| label.contains(word)) => {
            return Some((*column, None));
        }
        _ => {}
    }
    let mut figures = labels.iter().filter_map(|(column, label)| {
        let (words, note) = label.split_once(['（', '(']).unwrap_or((label, ""));
        let has = |all: &[&str]| all.iter().any(|word| words.contains(word));
        let note = note.trim_end_matches(['）', ')']).trim();
        let measure = Some(note.to_owned()).filter(|note| !note.is_empty());
        (has(&FIGURE_WORDS) && !has(&OTHER_WORDS)).then_some((*column, measure))
    });
    figures.next().filter(|_| figures.next().is_none())
}

/// A column of such a table.
struct AreaColumn<'a> {
    indicator: &'a IndicatorDraft,
    /// What its head says in brackets, or the table of all its columns.
    measure: Option<String>,
}

impl<'a> AreaColumn<'a> {
    /// The indicator that a head names, perhaps with its measure: `城镇新增就业（万人）`.
    fn named(head: &'a str, indicators: &'a TiSlice<IndicatorId, IndicatorDraft>) -> Option<Self> {
        let (bare, note) = head.split_once(['（', '(']).unwrap_or((head, ""));
        let bare = bare.trim();
        let indicator = indicators.iter().find(|known| [bare, head].contains(&&*known.name.value))?;
        // A name may have brackets of its own.
        let note = if indicator.name.value == head { "" } else { note.trim_end_matches(['）', ')']).trim() };
        Some(Self { indicator, measure: Some(note.to_owned()).filter(|note| !note.is_empty()) })
    }

    /// Whether a measure is another than the indicator's and can be converted into it.
    fn fits(&self, measure: &str) -> bool {
        Measure::parse(measure).fits(own_measure(self.indicator))
    }

    /// What stands in the head, if it is a measure that cannot be converted; other words are notes (`累计`).
    fn other_measure(&mut self) -> Option<String> {
        let said = self.measure.take_if(|said| !Measure::parse(said).fits(own_measure(self.indicator)))?;
        Measure::parse(&said).is_known().then_some(said)
    }

    /// A cell as a figure: a bare number gets the measure of its head, if that is not the indicator's.
    fn figure(&self, text: &str) -> String {
        let own = self.indicator.measure.as_ref().map_or("", |own| own.value.as_str());
        let measure = self.measure.as_deref().filter(|measure| *measure != own);
        let is_bare = Quantity::parse(text).is_ok_and(|quantity| quantity.measure.is_none());
        match measure {
            Some(measure) if is_bare => format!("{text}{measure}"),
            _ => text.to_owned(),
        }
    }
}

/// The measure that is said of a table as a whole: `单位：万人`.
fn table_measure(note: &str) -> Option<&str> {
    let note = note.split('　').map(|part| part.trim_matches(['（', '）', '(', ')']));
    note.filter_map(|part| part.strip_prefix("单位"))
        .find_map(|part| part.strip_prefix(['：', ':']))
        .map(str::trim)
}

fn unclear_columns(file: &str, head: &str) -> Diagnostic {
    Diagnostic::error(
        "unclear-breakdown-table",
        say!(
            "`{file}` 的表头“{head}”下面有几栏，分不清哪一栏是完成的数",
            "several columns stand under the head `{head}` of `{file}`, and it is not clear which holds the figures"
        ),
    )
    .help(say!(
        "完成的数那一栏写“进度”或者“完成数”，别的写“目标任务”“完成比例”；或者只留完成的数",
        "call the one with the figures 进度 or 完成数, and others 目标任务, 完成比例; or leave only the figures"
    ))
}

fn head_of_other_measure(file: &str, head: &str, measure: &str, indicator: &IndicatorDraft) -> Diagnostic {
    let own = indicator.measure.as_ref().map_or("", |own| own.value.as_str());
    Diagnostic::error(
        "measure-mismatch",
        say!(
            "`{file}` 的表头“{head}”里的单位是“{measure}”，这个指标的单位是“{own}”",
            "the head `{head}` of `{file}` says `{measure}`, and the indicator is in `{own}`"
        ),
    )
    .help(say!(
        "核对后改成同一个单位；“人”和“万人”这样的可以混用，会自动换算",
        "check, and write the same measure; those like 人 and 万人 are converted"
    ))
}

/// What is raised or struck out does not belong to the number, and would be read as digits of it.
fn marked_figure(file: &str, (area, indicator): (&str, &str), text: &str) -> Diagnostic {
    Diagnostic::error(
        "unclear-breakdown-table",
        say!(
            "`{file}` 里{area}的“{indicator}”（{text}）有上标、下标或者删除线，看不出是多少",
            "`{file}`: what {area} has of `{indicator}` ({text}) is partly raised, lowered or struck out"
        ),
    )
    .help(say!(
        "这一格只留数，注写到表的下面",
        "leave the number alone in its cell; notes go below the table"
    ))
}

fn without_head(file: &str, label: &str) -> Diagnostic {
    Diagnostic::error(
        "unclear-breakdown-table",
        say!(
            "`{file}` 里找不到表头：没有一格是指标的名称",
            "`{file}` has no head: no cell names an indicator"
        ),
    )
    .help(say!(
        "第一行写“{label}”和各指标的名称，下面一行一个{label}",
        "let the first row hold `{label}` and the names of the indicators, and each row below one {label}"
    ))
}
