//! Typefaces whose letters are signs: `R` in Wingdings 2 is a box with a tick.
//!
//! Programs write such a sign as the letter, or as the letter in the private use area, from U+F000 on.

/// Signs of a typeface, by the code of the letter they take the place of.
type Signs = &'static [(u32, &'static str)];

/// Each row begins at a code and goes on from there; a blank leaves a sign out that no page can show.
const WINGDINGS: Signs = &[
    (0x21, "✏✂✁"),
    (0x28, "☎✆✉"),
    (0x36, "⌛⌨"),
    (0x3F, "✍"),
    (0x41, "✌👌👍👎☜☞☝☟✋☺"),
    (0x4C, "☹💣☠⚐"),
    (0x51, "✈☼💧❄"),
    (0x56, "✞"),
    (0x58, "✠✡"),
    (0x5B, "☯"),
    (0x5E, "♈♉♊♋♌♍♎♏♐♑♒♓&"),
    (0x6C, "●❍■□"),
    (0x71, "❑❒⬧⧫◆❖⬥☒"),
    (0x7A, "⌘❀✿“”"),
    (0x80, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
    (0x9E, "·•▪○"),
    (0xA4, "◉◎"),
    (0xA7, "▪□"),
    (0xAA, "✦★✶✴✹✵"),
    (0xB5, "✪✰"),
    (0xD8, "➢"),
    (0xDF, "←→↑↓↖↗↙↘"),
    (0xE8, "➔"),
    (0xEF, "⇦⇨⇧⇩⇔"),
    (0xFB, "✗✓☒☑"),
];

const WINGDINGS_2: Signs = &[(0x4F, "✗✓☒☑☒☒"), (0x69, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"), (0xA2, "■□")];

const SYMBOL: Signs = &[
    (0x21, "!∀#∃%&∋()∗+,−./0123456789:;<=>?≅"),
    (0x41, "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"),
    (0x61, "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"),
    (0xA1, "ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…"),
    (0xBF, "↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑"),
    (0xF1, "⟩∫"),
];

const FONTS: &[(&str, Signs)] = &[
    ("Wingdings", WINGDINGS),
    ("Wingdings 2", WINGDINGS_2),
    ("Wingdings 3", &[]),
    ("Webdings", &[]),
    ("Symbol", SYMBOL),
];

/// The letters that programs write in the private use area.
const PRIVATE: std::ops::RangeInclusive<u32> = 0xF020..=0xF0FF;

/// What a reader sees of `text` in the typeface `font`: a sign that no page can show becomes U+FFFD. `None`:
/// the typeface has letters, or the text has none that it makes signs of.
pub(super) fn shown(font: &str, text: &str) -> Option<String> {
    let (_, signs) = FONTS.iter().find(|(name, _)| font.trim().eq_ignore_ascii_case(name))?;
    let code_of = |c: char| {
        let code = u32::from(c);
        let is_letter = (0x21..=0xFF).contains(&code) && c != '\u{A0}';
        if PRIVATE.contains(&code) { Some(code - 0xF000) } else { is_letter.then_some(code) }
    };
    text.chars().any(|c| code_of(c).is_some()).then(|| {
        let sign = |c: char| match code_of(c) {
            Some(0x20) => ' ',
            Some(code) => sign_of(signs, code).unwrap_or(char::REPLACEMENT_CHARACTER),
            None => c,
        };
        text.chars().map(sign).collect()
    })
}

fn sign_of(signs: Signs, code: u32) -> Option<char> {
    let (first, row) = signs.iter().rev().find(|(first, _)| *first <= code)?;
    row.chars().nth(usize::try_from(code - first).ok()?)
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_letter_in_a_typeface_of_signs_is_its_sign() {
        for (font, text, seen) in [
            ("Wingdings 2", "R", "☑"),
            ("Wingdings 2", "\u{F052}\u{F0A3}", "☑□"),
            ("Wingdings", "\u{F0FE}\u{F0A8}þ", "☑□☑"),
            ("wingdings", "l中 n", "●中 ■"),
            ("Wingdings", "\u{F081}\u{F08A}\u{F08C}", "①⑩❶"),
            ("Symbol", "\u{F0B3}\u{F061}W5", "≥αΩ5"),
            ("Symbol", "\u{F0C5}\u{F0DE}\u{F0F2}", "⊕⇒∫"),
            ("Webdings", "a", "\u{FFFD}"),
            ("Wingdings", "\u{F0FF}", "\u{FFFD}"),
        ] {
            assert_eq!(shown(font, text).as_deref(), Some(seen), "{font} {text:?}");
        }
        for (font, text) in [("宋体", "R"), ("", "\u{F052}"), ("Wingdings", "中文 ")] {
            assert_eq!(shown(font, text), None, "{font} {text:?}");
        }
    }
}
