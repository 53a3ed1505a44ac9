//! `project.yaml`.

use std::collections::BTreeMap;

use typed_index_collections::TiVec;

use super::body::{self, TextManner};
use super::metadata::{self, KeysOwner};
use super::opened::OpenedFile;
use super::shapes::{BASIS_VALUES, GRANULARITY_VALUES};
use super::{Basis, FormerLead, Granularity, IndicatorDraft, ProjectDraft, breakdown, nodes};
use crate::config::Spanned;
use crate::model::{IndicatorId, Period, with_plain_digits};
use crate::quantity::{Measure, Target};
use crate::say;
use crate::text::{Document, TextMode};
use crate::yaml::fields::{self, Fields, ListItem};
use crate::yaml::report::Report;

/// Scope and goals stand under headings of the page.
const TOP_LEVEL: u8 = 3;

/// Reads a project.
pub(super) fn read(opened: &OpenedFile<'_, '_, '_>, report: &mut Report<'_>) -> ProjectDraft {
    let fields = opened.fields;
    let mode = opened.mode(report);
    let scope = fields.body("项目内容", report).map(|text| {
        let manner = TextManner { mode, id_prefix: "scope-", name: "项目内容", top_level: TOP_LEVEL };
        body::parse_value(report.source, &text, manner, &mut report.findings)
    });
    let granularity = fields.choice("公开粒度", report);
    let (lead, former_leads) = read_leads(fields, report);
    ProjectDraft {
        common: metadata::read(fields, KeysOwner::Project, report),
        field: fields.plain("领域", report),
        lead,
        former_leads,
        responsible: fields.names("责任单位", report),
        granularity: granularity.map_or(Granularity::default(), |choice| GRANULARITY_VALUES[choice.value]),
        order: fields.integer("顺序", report).map(|order| order.value),
        scope: scope.unwrap_or_default(),
        goals: read_goals(fields, mode, report),
        indicators: read_indicators(fields, report),
        nodes: nodes::read_plan(fields, report),
        breakdown: breakdown::read_plan(fields, read_year, report),
    }
}

/// 牵头单位: the one that leads, and those that led before.
fn read_leads(
    fields: &Fields<'_, '_>,
    report: &mut Report<'_>,
) -> (Option<Spanned<String>>, Vec<FormerLead>) {
    let mut lead: Option<Spanned<String>> = None;
    let mut former: Vec<FormerLead> = Vec::new();
    for item in fields.records("牵头单位", report) {
        let (name, until) = match item {
            ListItem::Text(name) => (Some(name), None),
            ListItem::Record(record) => (record.text("名称", report), record.date("至", report)),
        };
        let Some(name) = name.filter(|name| !name.value.is_empty()) else { continue };
        match (until, &lead) {
            (Some(until), _) => former.push(FormerLead { name, until: until.value.date }),
            (None, None) => lead = Some(name),
            (None, Some(first)) => {
                let first = first.span.clone();
                report
                    .error(
                        "several-leads",
                        name.span,
                        say!("现在的牵头单位只能有一个", "only one unit can lead at a time"),
                    )
                    .related(first, say!("第一个在这里", "first here"))
                    .help(say!(
                        "以前牵头的写上到哪一天为止：`- {{名称: …, 至: 2025-03-01}}`；配合的写在“责任单位”里",
                        "give an earlier one its last day: `- {{name: …, until: 2025-03-01}}`; put others under `responsible`"
                    ));
            }
        }
    }
    former.sort_by_key(|former| former.until);
    (lead, former)
}

fn read_goals(fields: &Fields<'_, '_>, mode: TextMode, report: &mut Report<'_>) -> BTreeMap<i16, Document> {
    let mut goals = BTreeMap::new();
    let mut places = BTreeMap::new();
    for (key, node) in fields.table("目标", report) {
        if report.is_joined_key(&key, node) {
            continue;
        }
        let Some(year) = read_year(&key, report) else { continue };
        let Some(text) = fields::body_of(node, key.value, report) else { continue };
        let prefix = format!("goal-{year}-");
        let name = format!("{year}年目标");
        let manner = TextManner { mode, id_prefix: &prefix, name: &name, top_level: TOP_LEVEL };
        let goal = body::parse_value(report.source, &text, manner, &mut report.findings);
        if let Some(first) = places.insert(year, key.span.clone()) {
            report_double(&key, first, report);
        }
        goals.insert(year, goal);
    }
    goals
}

fn read_indicators(fields: &Fields<'_, '_>, report: &mut Report<'_>) -> TiVec<IndicatorId, IndicatorDraft> {
    let mut indicators: TiVec<_, IndicatorDraft> = TiVec::new();
    let mut first_places: BTreeMap<String, std::ops::Range<usize>> = BTreeMap::new();
    for item in fields.records("指标", report) {
        let ListItem::Record(record) = item else { continue };
        let indicator = read_indicator(&record, report);
        let Some(indicator) = indicator else { continue };
        let name = &indicator.name;
        if let Some(first) = first_places.get(&name.value) {
            report_double_name(name, first.clone(), report);
            continue;
        }
        first_places.insert(name.value.clone(), name.span.clone());
        indicators.push(indicator);
    }
    // Whose figures those under a name are, has to be sure: a former one is no other indicator's.
    for former in indicators.iter_mut().map(|indicator| &mut indicator.former_names) {
        former.retain(|name| match first_places.get(&name.value) {
            Some(first) => {
                report_double_name(name, first.clone(), report);
                false
            }
            None => {
                first_places.insert(name.value.clone(), name.span.clone());
                true
            }
        });
    }
    indicators
}

/// A name that two indicators have, or one twice.
fn report_double_name(name: &Spanned<String>, first: std::ops::Range<usize>, report: &mut Report<'_>) {
    let shown = &name.value;
    report
        .error(
            "duplicate-indicator",
            name.span.clone(),
            say!("指标 `{shown}` 写了两次", "the indicator `{shown}` is given twice"),
        )
        .related(first, say!("第一次在这里", "first here"))
        .help(say!(
            "只留一处；不同的指标要用不同的名称，一个的曾用名也不能是另一个的名称",
            "keep one; different indicators need different names, and no former name is that of another"
        ));
}

fn read_indicator(record: &Fields<'_, '_>, report: &mut Report<'_>) -> Option<IndicatorDraft> {
    let name = record.text("名称", report);
    let former_names = record.names("曾用名", report);
    let task = record.plain("重点任务", report);
    let typed_measure = record.text("单位", report);
    let typed_basis = record.choice("口径", report).map(|choice| BASIS_VALUES[choice.value]);
    let since = record.integer("自", report).and_then(|year| i16::try_from(year.value).ok());
    let targets = read_values(record, "目标", read_year, report);
    let milestones = read_values(record, "节点", read_period, report);
    let base = read_values(record, "基期", read_year, report);
    let note = record.plain("说明", report);
    let source = record.plain("数据来源", report);
    let is_not_additive = record.flag("不相加", report);
    let measure = typed_measure.or_else(|| measure_of_targets(&targets));
    let basis = typed_basis.unwrap_or_else(|| usual_basis(measure.as_ref()));
    Some(IndicatorDraft {
        name: name?,
        former_names,
        task,
        measure,
        basis,
        since,
        targets,
        milestones,
        base,
        note,
        source,
        is_not_additive,
    })
}

/// The measure of an indicator that gives none: what its targets count, so that `2.4万人次` and `6340人次`
/// mean what they say. Where one of them is a bare number nobody knows what that counts.
fn measure_of_targets(targets: &BTreeMap<i16, Spanned<String>>) -> Option<Spanned<String>> {
    let mut found = None;
    for text in targets.values() {
        let measure = Target::parse(&text.value).ok()?.measure().filter(|measure| !measure.is_bare());
        match measure {
            Some(measure) if found.is_none() => {
                found = Some(Spanned { value: measure.text().to_owned(), span: text.span.clone() });
            }
            None if text.value.contains(char::is_numeric) => return None,
            _ => {}
        }
    }
    found
}

/// The basis of an indicator that gives none. A share is a state: half of the year gone asks for no half of
/// 92 %.
fn usual_basis(measure: Option<&Spanned<String>>) -> Basis {
    let is_share = measure.is_some_and(|measure| Measure::parse(&measure.value).is_ratio());
    if is_share { Basis::State } else { Basis::default() }
}

/// The values behind years or periods, as written.
fn read_values<K: Ord + Copy>(
    record: &Fields<'_, '_>,
    zh: &str,
    read_key: fn(&Spanned<&str>, &mut Report<'_>) -> Option<K>,
    report: &mut Report<'_>,
) -> BTreeMap<K, Spanned<String>> {
    let mut values = BTreeMap::new();
    let mut places = BTreeMap::new();
    for (key, node) in record.table(zh, report) {
        if report.is_joined_key(&key, node) {
            continue;
        }
        let Some(read) = read_key(&key, report) else { continue };
        let Some(text) = fields::scalar(node, key.value, report) else {
            report.swallowed_by_comment(&key.span);
            continue;
        };
        let value = Spanned { value: with_plain_digits(text.value.trim()).into_owned(), span: text.span };
        if let Some(first) = places.insert(read, key.span.clone()) {
            report_double(&key, first, report);
        }
        values.insert(read, value);
    }
    values
}

fn read_year(key: &Spanned<&str>, report: &mut Report<'_>) -> Option<i16> {
    let text = key.value.trim();
    let digits = text.strip_suffix('年').unwrap_or(text);
    let year = digits.parse().ok().filter(|year| (1900..=2999).contains(year));
    if year.is_none() {
        report
            .error("not-a-year", key.span.clone(), say!("`{text}` 不是年份", "`{text}` is not a year"))
            .help(say!(
                "写成四位数字的年份，例如 `2023: …`",
                "write the year with four digits, such as `2023: …`"
            ));
    }
    year
}

fn read_period(key: &Spanned<&str>, report: &mut Report<'_>) -> Option<Period> {
    let text = key.value.trim();
    let period = Period::parse(text).ok();
    if period.is_none() {
        report
            .error("not-a-period", key.span.clone(), say!("`{text}` 不是期", "`{text}` is not a period"))
            .help(say!(
                "写成 `2023-Q1`（一季度）、`2023-H1`（上半年）、`2023-10`（10月）或 `2023`（全年）",
                "write `2023-Q1`, `2023-H1`, `2023-10` (October) or `2023` (the year)"
            ));
    }
    period
}

/// Two spellings of one year or period: the tree knows only of equal ones.
fn report_double(key: &Spanned<&str>, first: std::ops::Range<usize>, report: &mut Report<'_>) {
    let text = key.value;
    report
        .error("duplicate-key", key.span.clone(), say!("`{text}` 写了两次", "`{text}` is given twice"))
        .related(first, say!("第一次在这里", "first here"))
        .help(say!("只留一处", "keep one of them"));
}
