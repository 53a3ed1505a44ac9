//! 事项: what a project is to have done by a day, and what its entries say of that.

use jiff::civil::Date;
use typed_index_collections::TiVec;

use super::{AttachmentDraft, NodeDraft, NodeReport};
use crate::config::Spanned;
use crate::model::{Moment, NodeId, is_no_reason};
use crate::say;
use crate::yaml::fields::{Dated, Fields, ListItem};
use crate::yaml::report::Report;

/// What a project plans.
pub(super) fn read_plan(fields: &Fields<'_, '_>, report: &mut Report<'_>) -> TiVec<NodeId, NodeDraft> {
    let mut nodes: TiVec<NodeId, NodeDraft> = TiVec::new();
    for item in fields.records("事项", report) {
        let ListItem::Record(record) = item else { continue };
        let (name, planned) = (record.text("名称", report), record.date("计划", report));
        let (Some(name), Some(planned)) = (name, planned) else { continue };
        if let Some(first) = nodes.iter().find(|node| node.name.value == name.value) {
            let (shown, first) = (&name.value, first.name.span.clone());
            report
                .error(
                    "duplicate-node",
                    name.span,
                    say!("事项“{shown}”写了两次", "the node `{shown}` is given twice"),
                )
                .related(first, say!("第一次在这里", "first here"))
                .help(say!(
                    "只留一处；不同的事项要用不同的名称",
                    "keep one; different nodes need different names"
                ));
            continue;
        }
        nodes.push(NodeDraft { name, planned: day(planned) });
    }
    nodes
}

/// What an entry says; files named as evidence become attachments of it.
pub(super) fn read_reports(
    fields: &Fields<'_, '_>,
    attachments: &mut Vec<AttachmentDraft>,
    report: &mut Report<'_>,
) -> Vec<NodeReport> {
    let mut nodes = Vec::new();
    for (name, dated) in fields.dates("事项", report) {
        let name = Spanned { value: name.value.trim().to_owned(), span: name.span };
        let node = match dated {
            Dated::Date(done) => NodeReport {
                name,
                done: Some(day(done)),
                evidence: None,
                postponed_to: None,
                reason: None,
                approved_by: None,
            },
            Dated::Record(record) => read_report(name, &record, report),
            Dated::Nothing => {
                report_no_date(&name, report);
                continue;
            }
        };
        if let Some(evidence) = node.evidence.as_ref().filter(|_| !node.has_address())
            && !attachments.iter().any(|attachment| attachment.file.value == evidence.value)
        {
            let name = Some(format!("{}：依据", node.name.value));
            attachments.push(AttachmentDraft { file: evidence.clone(), name });
        }
        nodes.push(node);
    }
    nodes
}

fn read_report(name: Spanned<String>, record: &Fields<'_, '_>, report: &mut Report<'_>) -> NodeReport {
    let node = NodeReport {
        done: record.date("完成", report).map(day),
        evidence: record.text("依据", report),
        postponed_to: record.date("推迟到", report).map(day),
        reason: record.plain("原因", report),
        approved_by: record.plain("批准", report),
        name,
    };
    let shown = &node.name.value;
    let says_nothing = |text: &Option<String>| text.as_deref().is_none_or(is_no_reason);
    if let Some(postponed) = &node.postponed_to {
        for (key, en, is_missing) in [
            ("原因", "reason", says_nothing(&node.reason)),
            ("批准", "approved_by", says_nothing(&node.approved_by)),
        ] {
            if is_missing {
                report
                    .error(
                        "postponed-without-reason",
                        postponed.span.clone(),
                        say!(
                            "事项“{shown}”推迟了，没有写“{key}”",
                            "the node `{shown}` is postponed without `{en}`"
                        ),
                    )
                    .help(say!(
                        "写成 `{shown}: {{推迟到: 2024-09-30, 原因: 台风停工, 批准: 区政府专题会议}}`",
                        "write `{shown}: {{postponed_to: 2024-09-30, reason: …, approved_by: …}}`"
                    ));
            }
        }
    } else if node.done.is_none() && record.is_missing("完成") && record.is_missing("推迟到") {
        report_no_date(&node.name, report);
    }
    node
}

fn report_no_date(name: &Spanned<String>, report: &mut Report<'_>) {
    let shown = &name.value;
    report
        .error(
            "node-without-date",
            name.span.clone(),
            say!("事项“{shown}”没有写完成日期，也没有写推迟到哪一天", "the node `{shown}` has no date"),
        )
        .help(say!(
            "完成了的写 `{shown}: 2024-03-18`；没有完成的删去这一行",
            "write `{shown}: 2024-03-18` once it is done, or remove the line"
        ));
}

fn day(moment: Spanned<Moment>) -> Spanned<Date> {
    Spanned { value: moment.value.date, span: moment.span }
}
