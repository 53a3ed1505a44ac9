//! `_index.md`.

use super::ColumnDraft;
use super::body::TextManner;
use super::metadata::{read_archived, read_slug};
use super::opened::OpenedFile;
use super::shapes::COLUMN_TYPES;
use crate::config::Spanned;
use crate::diag;
use crate::say;
use crate::yaml::report::Report;

/// Reads a column.
pub(super) fn read(opened: &OpenedFile<'_, '_, '_>, report: &mut Report<'_>) -> ColumnDraft {
    let fields = opened.fields;
    let mode = opened.mode(report);
    let (retention, archived) = read_archived(fields, report);
    ColumnDraft {
        title: fields.text("标题", report),
        order: fields.integer("顺序", report).map(|order| order.value),
        kind: fields.text("类型", report).inspect(|kind| check_kind(kind, report)),
        description: fields.plain("说明", report),
        keywords: fields.names("关键词", report).into_iter().map(|keyword| keyword.value).collect(),
        slug: read_slug(fields, report),
        category: fields.plain("类别", report),
        page_size: fields.integer("每页", report).and_then(|size| usize::try_from(size.value).ok()),
        retention,
        archived,
        text: opened.parse_rest(TextManner { mode, id_prefix: "", name: "", top_level: 2 }, report),
    }
}

/// The list of kinds is open, so only a likely slip of the keyboard is worth a word.
fn check_kind(kind: &Spanned<String>, report: &mut Report<'_>) {
    let given = &kind.value;
    if COLUMN_TYPES.contains(&given.as_str()) {
        return;
    }
    if let Some(near) = diag::nearest(given, COLUMN_TYPES.iter().copied()) {
        report
            .warning(
                "unknown-column-type",
                kind.span.clone(),
                say!("栏目类型里没有 `{given}`", "`{given}` is not a usual kind of column"),
            )
            .help(say!("是不是 `{near}`？", "did you mean `{near}`?"));
    }
}
