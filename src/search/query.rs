//! What somebody typed -> what is looked for.

use super::analyse::LONGEST_WORD;
use super::fold::{Folding, is_said};

/// The most words of a query; those behind are left out, and the reader is told.
pub const MOST_WORDS: usize = 12;

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The words, folded; all are wanted. Empty: nothing is looked for.
    pub words: Vec<Vec<char>>,
    /// The whole query as one word, where a word of it is a single character: what is pasted with its
    /// blanks is found too.
    pub whole: Option<Vec<char>>,
    /// The query as an index or document number, if it may be one.
    pub number: Option<Vec<char>>,
    /// Something was left out because it was too long.
    pub is_cut: bool,
}

impl Query {
    /// Reads what somebody typed.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let folding = Folding::get();
        let mut query = Self::default();
        for word in split(text) {
            let mut word = folding.fold(&word).chars;
            if !word.iter().any(|c| is_said(*c)) || query.words.contains(&word) {
                continue;
            }
            if query.words.len() == MOST_WORDS {
                query.is_cut = true;
                break;
            }
            query.is_cut |= word.len() > LONGEST_WORD;
            word.truncate(LONGEST_WORD);
            query.words.push(word);
        }
        if query.words.iter().any(|word| word.len() == 1) && query.words.len() > 1 {
            let whole = folding.fold(text).chars;
            query.whole = (whole.len() <= LONGEST_WORD).then_some(whole);
        }
        let number = folding.number(text);
        let is_number = number.len() >= 4 && number.len() <= 100 && number.iter().any(char::is_ascii_digit);
        query.number = is_number.then_some(number);
        query
    }

    /// Whether nothing is looked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// The words of a query as they are typed: parted by blanks, except between quotation marks that begin and
/// end a word.
fn split(text: &str) -> Vec<String> {
    const OPEN: [char; 5] = ['"', '“', '”', '「', '『'];
    const CLOSE: [char; 5] = ['"', '”', '“', '」', '』'];
    let is_blank = |c: char| Folding::get().of(c) == Some(' ');
    let chars: Vec<char> = text.chars().collect();
    let mut words = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if is_blank(chars[at]) {
            at += 1;
            continue;
        }
        let ends_word = |at: usize| chars.get(at + 1).is_none_or(|c| is_blank(*c));
        if OPEN.contains(&chars[at])
            && let Some(end) = (at + 1..chars.len()).find(|to| CLOSE.contains(&chars[*to]) && ends_word(*to))
        {
            words.push(chars[at + 1..end].iter().collect());
            at = end + 1;
            continue;
        }
        let end = (at..chars.len()).find(|to| is_blank(chars[*to])).unwrap_or(chars.len());
        words.push(chars[at..end].iter().collect());
        at = end;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Query::parse(text).words.into_iter().map(|word| word.into_iter().collect()).collect()
    }

    #[test]
    fn words_are_parted_by_blanks() {
        assert_eq!(words("  劳动　仲裁 劳动 "), ["劳动", "仲裁"]);
        assert_eq!(words("“GB/T 9704” 格式"), ["gb/t 9704", "格式"]);
        assert_eq!(words("\"a b\""), ["a b"]);
        assert_eq!(words("“劳有所得”进度"), ["\"劳有所得\"进度"]);
        assert_eq!(words("“半"), ["\"半"]);
        assert_eq!(words("，。 … ——"), Vec::<String>::new());
        assert_eq!(words("，保"), [",保"]);
    }

    #[test]
    fn what_is_pasted_with_its_blanks_is_looked_for_as_it_is() {
        let whole = |text| Query::parse(text).whole.map(|whole| whole.into_iter().collect::<String>());
        assert_eq!(whole("第 3 条"), Some("第 3 条".to_owned()));
        assert_eq!(whole("劳动 仲裁"), None);
        assert_eq!(whole("法"), None);
    }

    #[test]
    fn numbers() {
        let number = |text| Query::parse(text).number.map(|number| number.into_iter().collect::<String>());
        assert_eq!(number("云人社[2023]12号"), Some("云人社/2023/12号".to_owned()));
        assert_eq!(number("706102332 2024 00001"), Some("706102332/2024/00001".to_owned()));
        assert_eq!(number("劳动仲裁"), None);
        assert_eq!(number("3号"), None);
    }

    #[test]
    fn long_queries_are_cut() {
        assert!(Query::parse(&"长".repeat(LONGEST_WORD + 1)).is_cut);
        let many: Vec<String> = (0..20).map(|n| format!("词{n}")).collect();
        let query = Query::parse(&many.join(" "));
        assert_eq!((query.words.len(), query.is_cut), (MOST_WORDS, true));
    }
}
