//! Progress entries.

use super::ProgressDraft;
use super::body::{self, TextManner};
use super::breakdown;
use super::metadata::{self, KeysOwner};
use super::nodes;
use super::opened::OpenedFile;
use super::shapes::STATUSES;
use crate::config::Spanned;
use crate::model::{Period, PeriodKind, is_no_figure, is_no_reason, with_plain_digits};
use crate::say;
use crate::text::Document;
use crate::yaml::YamlValue;
use crate::yaml::fields::{self, Fields};
use crate::yaml::report::Report;

/// The texts of a progress page stand under the heading of their period.
const TOP_LEVEL: u8 = 4;

/// Reads the entry of `period`.
pub(super) fn read(
    opened: &OpenedFile<'_, '_, '_>,
    period: Period,
    is_yaml: bool,
    report: &mut Report<'_>,
) -> ProgressDraft {
    let fields = opened.fields;
    let mut common = metadata::read(fields, KeysOwner::Progress, report);
    if !common.draft && fields.is_missing("公开日期") {
        fields.report_missing("公开日期", report);
    }
    let prefix = id_prefix(period);
    let name = period.chinese();
    let mode = if is_yaml { opened.mode } else { opened.mode(report) };
    let manner = TextManner { mode, id_prefix: &prefix, name: &name, top_level: TOP_LEVEL };
    let text = if is_yaml {
        part(fields, "正文", manner, report).unwrap_or_default()
    } else {
        opened.parse_rest(manner, report)
    };
    let figures = read_figures(fields, common.draft, report);
    let not_counted = read_not_counted(fields, &figures, report);
    let areas = breakdown::read_report(fields, &mut common.attachments, report);
    let nodes = nodes::read_reports(fields, &mut common.attachments, report);
    let note = fields.plain("说明", report);
    let status = read_status(fields, note.as_deref(), report);
    let problems_prefix = format!("{prefix}problems-");
    let next_prefix = format!("{prefix}next-");
    ProgressDraft {
        common,
        period,
        as_of: fields.date("截至", report),
        figures,
        not_counted,
        areas,
        nodes,
        status,
        note,
        answers: metadata::read_answers(fields, report),
        problems: part(fields, "存在问题", TextManner { id_prefix: &problems_prefix, ..manner }, report),
        next: part(fields, "下一步", TextManner { id_prefix: &next_prefix, ..manner }, report),
        text,
    }
}

/// Begins the ids of a period's text: `q1-`, `h1-`, `m10-`, `y-`.
fn id_prefix(period: Period) -> String {
    match period.kind {
        PeriodKind::Quarter(quarter) => format!("q{quarter}-"),
        PeriodKind::Half(half) => format!("h{half}-"),
        PeriodKind::Month(month) => format!("m{month}-"),
        PeriodKind::Year => "y-".to_owned(),
    }
}

fn part(
    fields: &Fields<'_, '_>,
    zh: &str,
    manner: TextManner<'_>,
    report: &mut Report<'_>,
) -> Option<Document> {
    let text = fields.body(zh, report)?;
    Some(body::parse_value(report.source, &text, manner, &mut report.findings))
}

/// The status in its Chinese word, whatever word was typed.
fn read_status(
    fields: &Fields<'_, '_>,
    note: Option<&str>,
    report: &mut Report<'_>,
) -> Option<Spanned<String>> {
    let status = fields.choice("状态", report)?;
    if fields.is_missing("说明") || note.is_some_and(is_no_reason) {
        report
            .error(
                "status-without-note",
                status.span.clone(),
                say!("自己填写了状态，却没有说明理由", "a status is given without saying why"),
            )
            .help(say!(
                "加一行 `说明: …`；或者删去 `状态`，让程序按数据判断",
                "add `note: …`, or remove the status and let it be computed from the figures"
            ));
    }
    Some(Spanned { value: STATUSES[status.value].zh.to_owned(), span: status.span })
}

fn read_figures(
    fields: &Fields<'_, '_>,
    is_draft: bool,
    report: &mut Report<'_>,
) -> Vec<(Spanned<String>, Spanned<String>)> {
    let mut figures = Vec::new();
    for (name, node) in fields.table("指标", report) {
        if report.is_joined_key(&name, node) {
            continue;
        }
        if !is_draft && matches!(node.value, YamlValue::Null) && !report.has_told_of_value(&name.span) {
            let indicator = name.value;
            report
                .warning(
                    "empty-figure",
                    name.span.clone(),
                    say!("指标“{indicator}”没有填数据", "the indicator `{indicator}` has no figure"),
                )
                .help(say!(
                    "在冒号后面填上数据；这一期确实没有这项数据的，写在“本期不统计”里：`本期不统计: {{{indicator}: 理由}}`",
                    "write the figure behind the colon; if there is none this period, say why: `not_counted: {{{indicator}: reason}}`"
                ));
        }
        match fields::scalar(node, name.value, report) {
            Some(figure) if is_no_figure(figure.value) => {
                if !is_draft {
                    report_no_figure(name.value, figure, report);
                }
            }
            Some(figure) => figures.push((
                Spanned { value: name.value.trim().to_owned(), span: name.span },
                Spanned { value: with_plain_digits(figure.value.trim()).into_owned(), span: figure.span },
            )),
            None => report.swallowed_by_comment(&name.span),
        }
    }
    figures
}

/// The indicator counts as not reported: a dash is no more of a report than an empty place.
fn report_no_figure(indicator: &str, figure: Spanned<&str>, report: &mut Report<'_>) {
    let text = figure.value.trim();
    report
        .warning(
            "empty-figure",
            figure.span,
            say!(
                "指标“{indicator}”填的是“{text}”，不是数据，按没有填报算",
                "`{text}`, written for the indicator `{indicator}`, is no figure: it counts as not reported"
            ),
        )
        .help(say!(
            "有数的写数，是零写 `0`，还没有数的先空着；这一期确实没有这项数据的，写在“本期不统计”里：`本期不统计: {{{indicator}: 理由}}`",
            "write the number, `0` if there are none, or nothing as long as it is not known; if there is none this period, say why: `not_counted: {{{indicator}: reason}}`"
        ));
}

/// 本期不统计, each with its reason.
fn read_not_counted(
    fields: &Fields<'_, '_>,
    figures: &[(Spanned<String>, Spanned<String>)],
    report: &mut Report<'_>,
) -> Vec<(Spanned<String>, Spanned<String>)> {
    let mut not_counted = Vec::new();
    for (name, node) in fields.table("本期不统计", report) {
        if report.is_joined_key(&name, node) {
            continue;
        }
        let shown = name.value.trim();
        let reason = fields::scalar(node, name.value, report).filter(|reason| !is_no_reason(reason.value));
        let Some(reason) = reason else {
            if !report.has_told_of_value(&name.span) {
                report
                    .error(
                        "not-counted-without-reason",
                        name.span.clone(),
                        say!(
                            "“{shown}”本期不统计，没有写理由",
                            "`{shown}` is not counted, and nothing says why"
                        ),
                    )
                    .help(say!("在冒号后面写上理由", "write the reason behind the colon"));
            }
            continue;
        };
        if let Some((_, figure)) = figures.iter().find(|(indicator, _)| indicator.value == shown) {
            report
                .error(
                    "figure-not-counted",
                    name.span.clone(),
                    say!(
                        "“{shown}”填了数据，又写了本期不统计",
                        "`{shown}` has a figure and is said not to be counted"
                    ),
                )
                .related(figure.span.clone(), say!("数据在这里", "the figure stands here"))
                .help(say!("只留一处", "keep one of them"));
            continue;
        }
        not_counted.push((
            Spanned { value: shown.to_owned(), span: name.span },
            Spanned { value: reason.value.trim().to_owned(), span: reason.span },
        ));
    }
    not_counted
}
