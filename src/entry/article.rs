//! Articles.

use super::body::TextManner;
use super::metadata::{self, KeysOwner};
use super::opened::OpenedFile;
use super::shapes::{ACT_VALUES, ARTICLE_KIND_VALUES, VALIDITY_VALUES};
use super::{ArticleDraft, ArticleKind, ReasonDraft, ReasonDraftKind, Validity};
use crate::model::UNWRITTEN_REASON;
use crate::say;
use crate::yaml::report::Report;

/// Reads an article.
pub(super) fn read(opened: &OpenedFile<'_, '_, '_>, report: &mut Report<'_>) -> ArticleDraft {
    let fields = opened.fields;
    let common = metadata::read(fields, KeysOwner::Article, report);
    let kind = fields.choice("类型", report);
    // A kind that could not be read may have been a page.
    let needs_date = kind.is_some() || fields.is_missing("类型");
    let kind = kind.map_or(ArticleKind::default(), |choice| ARTICLE_KIND_VALUES[choice.value]);
    if needs_date && kind != ArticleKind::Page && !common.draft && fields.is_missing("公开日期") {
        fields.report_missing("公开日期", report);
    }
    let mode = opened.mode(report);
    let validity = fields.choice("有效性", report).map(|choice| VALIDITY_VALUES[choice.value]);
    let is_amended = kind == ArticleKind::Document && revisions_of_document(&common.reasons, report);
    ArticleDraft {
        common,
        kind,
        act: fields.choice("文件性质", report).map(|act| ACT_VALUES[act.value]),
        validity: validity.or(is_amended.then_some(Validity::Amended)),
        effective: fields.date("生效日期", report).map(|date| date.value),
        expires: fields.date("废止日期", report),
        replaced_by: fields.text("替代", report),
        explains: fields.names("解读", report),
        addressees: fields.plain("主送", report),
        signature: fields.plain("落款", report),
        answers: metadata::read_answers(fields, report),
        mode,
        text: opened.parse_rest(TextManner { mode, id_prefix: "", name: "", top_level: 2 }, report),
        text_span: opened.rest.clone(),
    }
}

/// What a revision says by which a page is made to equal the signed original.
const MISTYPED: &str = "录入差错";

/// A web page does not amend an official document: each revision of one mends a slip of whoever typed it, or
/// names the document that amends it. Whether any does the latter.
fn revisions_of_document(reasons: &[ReasonDraft], report: &mut Report<'_>) -> bool {
    let mut is_amended = false;
    for revision in reasons.iter().filter(|reason| reason.kind == ReasonDraftKind::Revision) {
        let note = &revision.note;
        if names_document(&note.value) {
            is_amended = true;
        } else if !note.value.contains(MISTYPED) && !note.value.contains(UNWRITTEN_REASON) {
            report
                .error(
                    "revised-document",
                    note.span.clone(),
                    say!(
                        "公文不能靠改网页来修改，说明里看不出依据",
                        "an official document is not amended by its web page, and this names none that does"
                    ),
                )
                .help(say!(
                    "录入时出的错，写 `录入差错：…`，改得和签发的原件一样；公文确实修改过的，写明修改它的文号，如 `按云人社〔2024〕12号修改`",
                    "for a slip of the typist write `录入差错：…`; if the document was amended, name the document that did so, such as `按云人社〔2024〕12号修改`"
                ));
        }
    }
    is_amended
}

/// Whether a text names a document number: a year in brackets, then `12号`.
fn names_document(text: &str) -> bool {
    let is_digit = |c: &char| c.is_ascii_digit();
    text.match_indices(['〔', '[', '［', '（', '(', '【', '﹝']).any(|(at, bracket)| {
        let mut rest = text[at + bracket.len()..].chars();
        let has_year = rest.by_ref().take(4).filter(is_digit).count() == 4;
        let is_closed =
            rest.next().is_some_and(|c| matches!(c, '〕' | ']' | '］' | '）' | ')' | '】' | '﹞'));
        let number: String = rest.collect();
        let number = number.trim_start_matches('第').trim_start();
        let digits = number.chars().take_while(is_digit).count();
        has_year && is_closed && digits > 0 && number[digits..].trim_start().starts_with('号')
    })
}

#[cfg(test)]
mod tests {
    use super::names_document;

    #[test]
    fn document_numbers_are_known_in_their_spellings() {
        for text in
            ["按云人社〔2024〕12号修改", "云政办发[2024]3号", "（2024）第5号公告", "政发﹝2024﹞ 7 号"]
        {
            assert!(names_document(text), "{text}");
        }
        for text in ["（2024年）改了12号", "〔2024〕号", "按12号文", "〔24〕12号", ""] {
            assert!(!names_document(text), "{text}");
        }
    }
}
