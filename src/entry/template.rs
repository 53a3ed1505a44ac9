//! What the files that `gongkai new` makes say before somebody writes in them: nothing of it is published.

use super::{CommonDraft, DraftKind};
use crate::diag::{Diagnostic, Place};
use crate::model::ContentPath;
use crate::say;
use crate::text::{BlockKind, Document};

/// The text of a new article.
pub const NEW_TEXT: &str = "在这里写正文，从 Word 里直接粘贴也可以，一行就是一段。";

/// How it begins, by which it is known when something was written before or behind it.
const NEW_TEXT_BEGINS: &str = "在这里写正文，从 Word 里直接粘贴";

/// The same, cut short.
const NEW_TEXT_SHORT: &str = "在这里写正文";

/// The longest sentence that says nothing but a day, in characters.
const LONGEST_DAY: usize = 12;

/// Reports what is left of a template in a file that is no draft.
pub(super) fn find(path: &ContentPath, kind: &DraftKind, findings: &mut Vec<Diagnostic>) {
    let (common, text) = match kind {
        DraftKind::Article(article) => (&article.common, &article.text),
        DraftKind::Progress(progress) => (&progress.common, &progress.text),
        DraftKind::Column(_) | DraftKind::Project(_) => return,
    };
    if common.draft {
        return;
    }
    let spans = in_title(common).into_iter().chain(in_text(text));
    findings.extend(spans.map(|span| {
        Diagnostic::error(
            "template-text",
            say!("这里还是模板的文字，没有写", "this is still the text of a template"),
        )
        .at(Place::span(path.in_site(), span))
        .help(say!(
            "写上真实的内容，或者删去；还没写完的，在开头写“草稿: true”",
            "write what is to be said, or delete it; if it is not finished, write `draft: true` at the head"
        ))
    }));
}

/// `关于XX的通知`.
fn in_title(common: &CommonDraft) -> Option<std::ops::Range<usize>> {
    let title = common.title.as_ref()?;
    let subject = title.value.split_once("关于").map(|(_, behind)| behind)?;
    let is_cross = |c: char| matches!(c, 'X' | 'x' | 'Ｘ' | '×' | '╳' | '○' | '〇' | '◯' | '＊');
    let rest = subject.trim_start_matches(is_cross);
    let crosses = subject[..subject.len() - rest.len()].chars().count();
    (crosses >= 2 && rest.starts_with('的')).then(|| title.span.clone())
}

/// The text of a new article, and `截至6月底，` with nothing behind it.
fn in_text(text: &Document) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    let paragraphs = text.blocks.iter().filter(|block| block.kind == BlockKind::Paragraph);
    paragraphs
        .filter(|block| is_new_text(block.text) || is_empty_sentence(block.text))
        .map(|block| block.span)
}

fn is_new_text(text: &str) -> bool {
    text.contains(NEW_TEXT_BEGINS) || text.trim_end_matches(['。', '…', '.', '：']) == NEW_TEXT_SHORT
}

fn is_empty_sentence(text: &str) -> bool {
    let Some(day) = text.strip_prefix("截至") else { return false };
    let day = day.trim_end_matches(['，', ',', '。', '：', ' ']);
    day.chars().count() <= LONGEST_DAY && day.ends_with(['底', '末', '日', '月', '年'])
}

#[cfg(test)]
mod tests {
    use super::{NEW_TEXT, is_empty_sentence, is_new_text};

    #[test]
    fn what_a_new_file_says_is_known_again() {
        let more = format!("第一段。{NEW_TEXT}");
        for text in [NEW_TEXT, &*more, "在这里写正文", "在这里写正文……", "在这里写正文，从 Word 里直接粘贴"]
        {
            assert!(is_new_text(text), "{text}");
        }
        for text in ["在这里写正文的人很多", "写正文。", "从 Word 里直接粘贴也可以"] {
            assert!(!is_new_text(text), "{text}");
        }
    }

    #[test]
    fn sentences_that_say_a_day_only() {
        for text in ["截至6月底，", "截至2024年3月31日", "截至12月底。"] {
            assert!(is_empty_sentence(text), "{text}");
        }
        for text in ["截至6月底，新增就业两千人。", "截至目前已办结", "6月底，", "截至"]
        {
            assert!(!is_empty_sentence(text), "{text}");
        }
    }
}
