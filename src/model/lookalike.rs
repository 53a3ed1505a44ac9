//! Characters that look like others: radicals, which files made from PDF hold instead of the characters
//! that people type and search for.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use super::find_byte;

/// Radicals that Unicode does not lead back to the simplified character that they look like, each followed
/// by it.
const RADICALS: &str = "⼾户⺁厂⺇几⺌小⺎兀⺏尢⺒巳⺓幺⺛无⺝月⺟母⺠民⺫目⺬示⺮竹⺶羊⺼肉⻁虎⻄西⻅见⻆角⻉贝⻋车⻒镸⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟";

/// A text in which look-alikes were exchanged; every place in it is the same as before.
pub struct Folded {
    /// The text.
    pub text: String,
    /// Where they stood.
    pub places: Vec<Range<usize>>,
}

/// Exchanges the look-alikes in a text; `None`: there are none.
#[must_use]
pub fn fold_lookalikes(text: &str) -> Option<Folded> {
    // The radicals lie between U+2E80 and U+2FD5, the doubles between U+F900 and U+FAFF.
    let may_begin = |byte: u8, behind: u8| match byte {
        0xE2 => (0xBA..=0xBF).contains(&behind),
        0xEF => (0xA4..=0xAB).contains(&behind),
        _ => false,
    };
    let mut folded: Option<Folded> = None;
    let mut from = 0;
    while let Some(ahead) = find_byte(&text.as_bytes()[from..], may_begin) {
        let at = from + ahead;
        let Some(typed) = text[at..].chars().next() else { break };
        from = at + typed.len_utf8();
        let Some(meant) = meant_by(typed).filter(|meant| meant.len_utf8() == typed.len_utf8()) else {
            continue;
        };
        let folded = folded.get_or_insert_with(|| Folded { text: text.to_owned(), places: Vec::new() });
        folded.text.replace_range(at..from, meant.encode_utf8(&mut [0; 4]));
        folded.places.push(at..from);
    }
    folded
}

/// The character that a look-alike stands for; `None`: it is none.
#[must_use]
pub fn meant_by(typed: char) -> Option<char> {
    let is_double = matches!(typed, '\u{2E80}'..='\u{2FD5}' | '\u{F900}'..='\u{FAFF}');
    if !is_double {
        return None;
    }
    let mut pairs = RADICALS.chars();
    while let (Some(radical), Some(character)) = (pairs.next(), pairs.next()) {
        if radical == typed {
            return Some(character);
        }
    }
    let mut normal = std::iter::once(typed).nfkc();
    normal.next().filter(|meant| *meant != typed && normal.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::fold_lookalikes;

    #[test]
    fn radicals_become_characters_in_the_same_places() {
        let folded = fold_lookalikes("⼈⼒资源⼯作，⻔⼾，⾦额").expect("there are some");
        assert_eq!(folded.text, "人力资源工作，门户，金额");
        assert_eq!(folded.places.len(), 6);
        assert_eq!(folded.places[1], 3..6);
        assert!(fold_lookalikes("人力资源，“门户”（一）ＡＢ").is_none());
    }
}
