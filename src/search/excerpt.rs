//! The line that a result shows, with what was looked for marked.

use super::fold::Folding;

/// Characters shown before the first mark.
const BEFORE: usize = 30;
/// Characters of a line.
const LINE: usize = 100;

/// A text in pieces, each with whether it is marked.
pub type Marked = Vec<(bool, String)>;

/// Whether a folded word stands in a text.
#[must_use]
pub fn contains(text: &str, word: &[char]) -> bool {
    let folded = Folding::get().fold(text);
    word.len() <= folded.chars.len() && folded.chars.windows(word.len()).any(|run| run == word)
}

/// A whole text with all words marked.
#[must_use]
pub fn mark(text: &str, words: &[&[char]]) -> Marked {
    let chars: Vec<char> = text.chars().collect();
    let marks = marks(text, words);
    pieces(&chars, 0..chars.len(), &marks)
}

/// A line of a text around the first of the words, with all of them marked; `…` where it is cut.
#[must_use]
pub fn excerpt(text: &str, words: &[&[char]]) -> Marked {
    let chars: Vec<char> = text.chars().collect();
    let marks = marks(text, words);
    let first = marks.iter().position(|is_marked| *is_marked).unwrap_or(0);
    let start = if chars.len() <= LINE { 0 } else { first.saturating_sub(BEFORE) };
    let end = (start + LINE).min(chars.len());
    let mut line = pieces(&chars, start..end, &marks);
    if start > 0 {
        line.insert(0, (false, "…".to_owned()));
    }
    if end < chars.len() {
        line.push((false, "…".to_owned()));
    }
    line
}

/// For each character of a text, whether it belongs to one of the words.
fn marks(text: &str, words: &[&[char]]) -> Vec<bool> {
    let folded = Folding::get().fold(text);
    let mut marks = vec![false; text.chars().count()];
    for word in words.iter().filter(|word| !word.is_empty()) {
        for (at, run) in folded.chars.windows(word.len()).enumerate() {
            if run == *word {
                let last = folded.from[at + word.len() - 1] as usize;
                marks[folded.from[at] as usize..=last].fill(true);
            }
        }
    }
    marks
}

fn pieces(chars: &[char], range: std::ops::Range<usize>, marks: &[bool]) -> Marked {
    let mut pieces: Marked = Vec::new();
    for at in range {
        match pieces.last_mut() {
            Some((is_marked, piece)) if *is_marked == marks[at] => piece.push(chars[at]),
            _ => pieces.push((marks[at], chars[at].to_string())),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(marked: Marked) -> String {
        marked
            .into_iter()
            .map(|(is_marked, piece)| if is_marked { format!("[{piece}]") } else { piece })
            .collect()
    }

    #[test]
    fn words_are_marked_as_they_stand_in_the_text() {
        let word: Vec<char> = "劳动仲裁".chars().collect();
        assert_eq!(shown(mark("勞動 仲裁和劳动", &[&word])), "[勞動 仲裁]和劳动");
        let year: Vec<char> = "2023".chars().collect();
        assert_eq!(shown(mark("二〇二三年", &[&year, &word])), "[二〇二三]年");
    }

    #[test]
    fn a_line_begins_shortly_before_the_word() {
        let text = format!("{}劳动{}", "前".repeat(200), "后".repeat(200));
        let line = shown(excerpt(&text, &[&['劳', '动']]));
        assert_eq!(line, format!("…{}[劳动]{}…", "前".repeat(30), "后".repeat(68)));
        assert_eq!(shown(excerpt("没有", &[&['劳', '动']])), "没有");
    }
}
