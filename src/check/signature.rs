//! The date below the signature of a document: 成文日期 in the text.

use super::LineKind;
use super::prose::ProseLine;
use super::site::Page;
use crate::entry::{ArticleKind, DraftKind};
use crate::model::Moment;

/// How many lines from the end it may stand: below it come 附注, 抄送 and attachments' names.
const NEAR_END: usize = 12;

/// The last line near the end of an official text that is nothing but a date, and that date.
pub(super) fn signed_date<'p>(page: &'p Page<'_>) -> Option<(ProseLine<'p>, Moment)> {
    use ArticleKind as K;
    let DraftKind::Article(article) = &page.draft.kind else { return None };
    if !matches!(article.kind, K::Document | K::Notice | K::Plan) {
        return None;
    }
    let lines: Vec<ProseLine<'p>> =
        page.prose().filter(|line| matches!(line.kind, LineKind::Text | LineKind::Row)).collect();
    let near_end = lines.len().saturating_sub(NEAR_END);
    lines[near_end..].iter().rev().find_map(|line| {
        let is_text = line.kind == LineKind::Text && line.text.len() <= 60;
        is_text.then(|| date_of(line.text)).flatten().map(|date| (*line, date))
    })
}

/// The date that a line is, in any form that people write below a signature.
fn date_of(text: &str) -> Option<Moment> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if !plain.ends_with('日') || !plain.contains('年') {
        return None;
    }
    // `24年3月5日`
    let plain = match plain.split_once('年') {
        Some((year, rest)) if year.len() == 2 && year.bytes().all(|b| b.is_ascii_digit()) => {
            format!("20{year}年{rest}")
        }
        _ => plain,
    };
    Moment::parse(&plain).ok()
}

#[cfg(test)]
mod tests {
    use super::date_of;

    #[test]
    fn dates_of_signatures_in_every_form() {
        let cases =
            ["2024年3月5日", "2024年03月05日", "24年3月5日", "二〇二四年三月五日", "2024 年 3 月 5 日"];
        for text in cases {
            assert_eq!(date_of(text).map(|date| date.chinese()).as_deref(), Some("2024年3月5日"), "{text}");
        }
        for text in ["自2024年3月5日起施行", "2024-03-05", "3月5日"] {
            assert_eq!(date_of(text), None, "{text}");
        }
    }
}
