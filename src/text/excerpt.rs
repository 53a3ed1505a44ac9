//! The beginning of a text as plain words: the default abstract.

use super::outline;

/// How long an abstract gets, in characters.
const LONGEST: usize = 100;

/// Gathers the first ordinary paragraphs.
#[derive(Default)]
pub(super) struct Excerpt {
    text: String,
    length: usize,
    is_full: bool,
    /// The first paragraph that is no sentence, such as a date or a title: better than nothing.
    fallback: Option<String>,
}

impl Excerpt {
    /// Whether no more paragraphs are wanted.
    pub(super) fn is_full(&self) -> bool {
        self.is_full
    }

    /// Takes a paragraph, unless it is a salutation or a breadcrumb.
    pub(super) fn offer(&mut self, paragraph: &str) {
        let paragraph = paragraph.trim_matches(outline::is_layout);
        if self.is_full || paragraph.is_empty() || !is_ordinary(paragraph) {
            return;
        }
        if paragraph.len() < 12
            || !paragraph.ends_with(['。', '！', '？', '；', '…', '”', '）', '.', ')', '!', '?'])
        {
            self.fallback.get_or_insert_with(|| paragraph.chars().take(LONGEST).collect());
            return;
        }
        let mut rest = paragraph;
        while !rest.is_empty() && !self.is_full {
            // A figure's name is not cut in two.
            let figure = rest.strip_prefix("[[").and_then(|inside| inside.find("]]")).map(|end| end + 4);
            let length = figure.or_else(|| rest.chars().next().map(char::len_utf8)).unwrap_or(rest.len());
            let (piece, behind) = rest.split_at(length);
            self.push(if piece == "\n" { " " } else { piece });
            rest = behind;
        }
    }

    fn push(&mut self, piece: &str) {
        let length = piece.chars().count();
        if self.length + length > LONGEST {
            self.is_full = true;
            self.text.push('…');
        } else {
            self.length += length;
            self.text.push_str(piece);
        }
    }

    /// What was gathered.
    pub(super) fn finish(self) -> String {
        let text = self.text.trim_end();
        if text.is_empty() { self.fallback.unwrap_or_default() } else { text.to_owned() }
    }
}

fn is_ordinary(paragraph: &str) -> bool {
    let is_breadcrumb = paragraph.starts_with(['>', '＞']) || paragraph.starts_with("当前位置");
    !is_breadcrumb && !paragraph.ends_with(['：', ':'])
}
