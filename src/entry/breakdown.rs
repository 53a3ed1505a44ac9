//! 分解: what a project breaks its indicators down by, and what its entries report of each area (分项).

use super::{AreaFigure, AreaTarget, AreasDraft, AttachmentDraft, BreakdownDraft, IndicatorDraft};
use crate::config::Spanned;
use crate::model::{AreaId, is_no_figure, with_plain_digits};
use crate::quantity::Measure;
use crate::say;
use crate::yaml::fields::{self, Fields};
use crate::yaml::report::Report;
use crate::yaml::{YamlNode, YamlValue};

use typed_index_collections::TiVec;

impl BreakdownDraft {
    /// Whether the areas of an indicator add up to it: shares never do, and others not where the plan says
    /// so.
    #[must_use]
    pub fn adds_up(&self, indicator: &IndicatorDraft) -> bool {
        let measure = indicator.measure.as_ref();
        let is_ratio = measure.is_some_and(|measure| Measure::parse(&measure.value).is_ratio());
        !self.is_not_additive && !indicator.is_not_additive && !is_ratio
    }
}

/// What a project plans.
pub(super) fn read_plan(
    fields: &Fields<'_, '_>,
    read_year: fn(&Spanned<&str>, &mut Report<'_>) -> Option<i16>,
    report: &mut Report<'_>,
) -> Option<BreakdownDraft> {
    let record = fields.record("分解", report)?;
    let name = record.text("名称", report);
    let mut areas: TiVec<AreaId, Spanned<String>> = TiVec::new();
    for area in record.names("各项", report) {
        if let Some(first) = areas.iter().find(|known| known.value == area.value) {
            let (shown, first) = (&area.value, first.span.clone());
            report
                .error(
                    "duplicate-area",
                    area.span,
                    say!("“各项”里的“{shown}”写了两次", "`{shown}` is given twice under `parts`"),
                )
                .related(first, say!("第一次在这里", "first here"))
                .help(say!("只留一处", "keep one of them"));
            continue;
        }
        areas.push(area);
    }
    let mut targets = Vec::new();
    for (year, node) in record.table("目标", report) {
        if report.is_joined_key(&year, node) {
            continue;
        }
        let Some(read) = read_year(&year, report) else { continue };
        for (indicator, area, target) in read_cells(node, year.value, report) {
            targets.push(AreaTarget { year: read, indicator, area, target });
        }
    }
    let is_not_additive = record.flag("不相加", report);
    Some(BreakdownDraft { name: name?, areas, targets, is_not_additive })
}

/// What an entry reports; a table named for it becomes an attachment.
pub(super) fn read_report(
    fields: &Fields<'_, '_>,
    attachments: &mut Vec<AttachmentDraft>,
    report: &mut Report<'_>,
) -> AreasDraft {
    let Some(node) = fields.node("分项") else { return AreasDraft::default() };
    if let YamlValue::Scalar { .. } = node.value {
        let Some(file) = fields.text("分项", report) else { return AreasDraft::default() };
        if !attachments.iter().any(|attachment| attachment.file.value == file.value) {
            attachments.push(AttachmentDraft { file: file.clone(), name: Some("分项数据".to_owned()) });
        }
        return AreasDraft::Table(file);
    }
    let figures = read_cells(node, "分项", report).into_iter();
    AreasDraft::Typed(
        figures.map(|(indicator, area, figure)| AreaFigure { indicator, area, figure }).collect(),
    )
}

/// The values behind areas behind indicators, as written.
fn read_cells(
    node: &YamlNode<'_>,
    what: &str,
    report: &mut Report<'_>,
) -> Vec<(Spanned<String>, Spanned<String>, Spanned<String>)> {
    let mut cells = Vec::new();
    let named =
        |name: &Spanned<&str>| Spanned { value: name.value.trim().to_owned(), span: name.span.clone() };
    for (indicator, node) in fields::entries_of(node, what, report) {
        if report.is_joined_key(&indicator, node) || matches!(node.value, YamlValue::Null) {
            continue;
        }
        for (area, node) in fields::entries_of(node, indicator.value, report) {
            if report.is_joined_key(&area, node) {
                continue;
            }
            // An empty one says that nothing was reported, and so does a dash.
            let value = fields::scalar(node, area.value, report).filter(|value| !is_no_figure(value.value));
            if let Some(value) = value {
                let value =
                    Spanned { value: with_plain_digits(value.value.trim()).into_owned(), span: value.span };
                cells.push((named(&indicator), named(&area), value));
            }
        }
    }
    cells
}
