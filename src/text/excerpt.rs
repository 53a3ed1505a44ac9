//! The beginning of a text as plain words: the default abstract.

use memchr::memchr2;

use super::blocks::{BlockKind, Blocks};
use super::outline;

/// How long an abstract gets, in characters.
const LONGEST: usize = 100;

/// The beginning of a text, as many characters of its first ordinary paragraphs as an abstract gets.
pub(super) fn of(blocks: &Blocks) -> String {
    let mut excerpt = ExcerptBuilder::default();
    for paragraph in blocks.iter().filter(|block| block.kind == BlockKind::Paragraph) {
        excerpt.offer(paragraph.text);
        if excerpt.is_full {
            break;
        }
    }
    excerpt.finish()
}

/// Gathers the first ordinary paragraphs.
#[derive(Default)]
struct ExcerptBuilder {
    text: String,
    length: usize,
    is_full: bool,
    /// The first paragraph that is no sentence, such as a date or a title: better than nothing.
    fallback: Option<String>,
}

impl ExcerptBuilder {
    /// Takes a paragraph, unless it is a salutation or a breadcrumb.
    fn offer(&mut self, paragraph: &str) {
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
            let plain = memchr2(b'[', b'\n', rest.as_bytes()).unwrap_or(rest.len());
            self.push_words(&rest[..plain]);
            rest = &rest[plain..];
            // A figure's name is not cut in two.
            let figure = rest.strip_prefix("[[").and_then(|inside| inside.find("]]")).map(|end| end + 4);
            let (piece, behind) = rest.split_at(figure.unwrap_or(1).min(rest.len()));
            self.push(if piece == "\n" { " " } else { piece });
            rest = behind;
        }
    }

    /// Takes as many characters as there is room for.
    fn push_words(&mut self, words: &str) {
        let room = words.char_indices().nth(LONGEST - self.length);
        let (fitting, behind) = words.split_at(room.map_or(words.len(), |(at, _)| at));
        self.push(fitting);
        self.push(behind);
    }

    /// Takes a piece as a whole, or else ends here.
    fn push(&mut self, piece: &str) {
        if self.is_full {
            return;
        }
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
    fn finish(self) -> String {
        let text = self.text.trim_end();
        if text.is_empty() { self.fallback.unwrap_or_default() } else { text.to_owned() }
    }
}

fn is_ordinary(paragraph: &str) -> bool {
    let is_breadcrumb = paragraph.starts_with(['>', '＞']) || paragraph.starts_with("当前位置");
    !is_breadcrumb && !paragraph.ends_with(['：', ':'])
}
