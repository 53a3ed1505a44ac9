//! Progress entries.

use super::ProgressDraft;
use super::body::{self, Manner};
use super::metadata::{self, Owner};
use super::read::Opened;
use super::shapes::STATUSES;
use crate::config::Spanned;
use crate::model::{Period, PeriodKind};
use crate::say;
use crate::text::Document;
use crate::yaml::Value;
use crate::yaml::fields::{self, Fields};
use crate::yaml::report::Report;

/// The texts of a progress page stand under the heading of their period.
const TOP_LEVEL: u8 = 4;

/// Reads the entry of `period`.
pub(super) fn read(
    opened: &Opened<'_, '_, '_>,
    period: Period,
    is_yaml: bool,
    report: &mut Report<'_>,
) -> ProgressDraft {
    let fields = opened.fields;
    let common = metadata::read(fields, Owner::Progress, report);
    if !common.draft && fields.is_missing("公开日期") {
        fields.report_missing("公开日期", report);
    }
    let prefix = id_prefix(period);
    let name = period.chinese();
    let mode = if is_yaml { opened.mode } else { opened.mode(report) };
    let manner = Manner { mode, id_prefix: &prefix, name: &name, top_level: TOP_LEVEL };
    let text = if is_yaml {
        part(fields, "正文", manner, report).unwrap_or_default()
    } else {
        opened.parse_rest(manner, report)
    };
    let figures = read_figures(fields, common.draft, report);
    let status = read_status(fields, report);
    let problems_prefix = format!("{prefix}problems-");
    let next_prefix = format!("{prefix}next-");
    ProgressDraft {
        common,
        period,
        as_of: fields.date("截至", report),
        figures,
        status,
        note: fields.plain("说明", report),
        answers: metadata::read_answers(fields, report),
        problems: part(fields, "存在问题", Manner { id_prefix: &problems_prefix, ..manner }, report),
        next: part(fields, "下一步", Manner { id_prefix: &next_prefix, ..manner }, report),
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

fn part(fields: &Fields<'_, '_>, zh: &str, manner: Manner<'_>, report: &mut Report<'_>) -> Option<Document> {
    let text = fields.body(zh, report)?;
    Some(body::parse_value(report.source, &text, manner, &mut report.findings))
}

/// The status in its Chinese word, whatever word was typed.
fn read_status(fields: &Fields<'_, '_>, report: &mut Report<'_>) -> Option<Spanned<String>> {
    let status = fields.choice("状态", report)?;
    if fields.is_missing("说明") {
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
        if !is_draft && matches!(node.value, Value::Null) && !report.has_told_of_value(&name.span) {
            let indicator = name.value;
            report
                .warning(
                    "empty-figure",
                    name.span.clone(),
                    say!("指标“{indicator}”没有填数据", "the indicator `{indicator}` has no figure"),
                )
                .help(say!(
                    "在冒号后面填上数据；这一期没有数据就删去这一行",
                    "write the figure behind the colon, or drop the line if there is none for this period"
                ));
        }
        match fields::scalar(node, name.value, report) {
            Some(figure) => figures.push((
                Spanned { value: name.value.trim().to_owned(), span: name.span },
                Spanned { value: figure.value.trim().to_owned(), span: figure.span },
            )),
            None => report.swallowed_by_comment(&name.span),
        }
    }
    figures
}
