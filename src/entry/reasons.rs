//! 更正, 目标调整 and 修订: why something that was published says something else now.

use super::{ReasonDraft, ReasonDraftKind};
use crate::config::Spanned;
use crate::diag::Text;
use crate::model::{UNWRITTEN_APPROVAL, UNWRITTEN_REASON, is_no_reason};
use crate::say;
use crate::yaml::fields::{Fields, ListItem};
use crate::yaml::report::Report;

/// Reads the reasons of these kinds, each list in the order written.
pub(super) fn read(
    fields: &Fields<'_, '_>,
    kinds: &[ReasonDraftKind],
    report: &mut Report<'_>,
) -> Vec<ReasonDraft> {
    let mut reasons = Vec::new();
    for kind in kinds.iter().copied() {
        let zh = match kind {
            ReasonDraftKind::Correction => "更正",
            ReasonDraftKind::Adjustment => "目标调整",
            ReasonDraftKind::Revision => "修订",
        };
        for item in fields.records(zh, report) {
            let ListItem::Record(record) = item else { continue };
            reasons.extend(read_one(kind, &record, report));
        }
    }
    reasons
}

fn read_one(kind: ReasonDraftKind, record: &Fields<'_, '_>, report: &mut Report<'_>) -> Option<ReasonDraft> {
    let date = record.date("日期", report);
    let (place, was, now, note) = match kind {
        ReasonDraftKind::Correction => {
            let indicator = record.text("指标", report);
            let place = record.text("处", report).or(indicator);
            if place.is_none() && record.is_missing("处") && record.is_missing("指标") {
                record.report_missing("处", report);
            }
            // They quote texts, with the figures that those quote.
            let was = record.text_with_figures("原为", report);
            let now = record.text_with_figures("改为", report);
            (place, was, now, record.text("原因", report))
        }
        ReasonDraftKind::Adjustment => {
            let place = record.text("指标", report);
            let (was, now) = (record.text("原目标", report), record.text("新目标", report));
            (place, was, now, record.text("原因", report))
        }
        ReasonDraftKind::Revision => (None, None, None, record.text("说明", report)),
    };
    let approved_by = if kind == ReasonDraftKind::Adjustment { record.text("批准", report) } else { None };
    if let Some(written) = &note {
        report_unwritten(written, report);
    }
    if let Some(written) = &approved_by {
        report_unapproved(written, report);
    }
    if kind != ReasonDraftKind::Revision && place.is_none() {
        return None;
    }
    Some(ReasonDraft { kind, date: date?, place, was, now, note: note?, approved_by })
}

/// Reports that nobody is said to have approved.
fn report_unapproved(written: &Spanned<String>, report: &mut Report<'_>) {
    let message = say!("批准机关还没有写", "who approved has not been written yet");
    let help = say!(
        "写批准调整的机关和文号，如 `县政府第12次常务会议`；没有经过批准的，删去“批准”这一行",
        "write who approved it and by which document, or leave out the line"
    );
    report_empty(written, (message, help), report);
}

/// Reports a reason that says nothing.
pub(super) fn report_unwritten(written: &Spanned<String>, report: &mut Report<'_>) {
    let message = say!("原因还没有写", "the reason has not been written yet");
    let help = say!(
        "换成公众能看懂的一句话，如 `录入时漏了一位`",
        "write a sentence for the public, such as `a digit was left out`"
    );
    report_empty(written, (message, help), report);
}

fn report_empty(written: &Spanned<String>, (message, help): (Text, Text), report: &mut Report<'_>) {
    let text = &written.value;
    let is_to_write = [UNWRITTEN_APPROVAL, UNWRITTEN_REASON].iter().any(|words| text.contains(words));
    if is_to_write || is_no_reason(text) {
        report.error("unwritten-reason", written.span.clone(), message).help(help);
    }
}
