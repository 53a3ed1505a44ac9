//! Articles.

use super::body::Manner;
use super::metadata::{self, Owner};
use super::read::Opened;
use super::shapes::{ARTICLE_KIND_VALUES, VALIDITY_VALUES};
use super::{ArticleDraft, ArticleKind};
use crate::yaml::report::Report;

/// Reads an article.
pub(super) fn read(opened: &Opened<'_, '_, '_>, report: &mut Report<'_>) -> ArticleDraft {
    let fields = opened.fields;
    let common = metadata::read(fields, Owner::Article, report);
    let kind = fields.choice("类型", report);
    // A kind that could not be read may have been a page.
    let needs_date = kind.is_some() || fields.is_missing("类型");
    let kind = kind.map_or(ArticleKind::default(), |choice| ARTICLE_KIND_VALUES[choice.value]);
    if needs_date && kind != ArticleKind::Page && !common.draft && fields.is_missing("公开日期") {
        fields.report_missing("公开日期", report);
    }
    let mode = opened.mode(report);
    ArticleDraft {
        common,
        kind,
        validity: fields.choice("有效性", report).map(|choice| VALIDITY_VALUES[choice.value]),
        effective: fields.date("生效日期", report).map(|date| date.value),
        expires: fields.date("废止日期", report),
        replaced_by: fields.text("替代", report),
        explains: fields.names("解读", report),
        addressees: fields.plain("主送", report),
        signature: fields.plain("落款", report),
        answers: metadata::read_answers(fields, report),
        mode,
        text: opened.parse_rest(Manner { mode, id_prefix: "", name: "", top_level: 2 }, report),
        text_span: opened.rest.clone(),
    }
}
