//! Digits as people write and disguise them, and what stands between them unseen.

/// How a digit is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DigitScript {
    /// `1`, `１`, `①`, `¹`, `𝟏`, `١`, and all others that stand for one digit.
    Figure,
    /// `一`, `壹`, `幺`: a word too, so that one of them alone is no digit.
    Word,
}

/// The zeros of scripts whose digits stand in order behind them (Unicode, general category Nd).
const ZEROS: &[u32] = &[
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6,
    0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0,
    0x1C40, 0x1C50, 0x2080, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x1_04A0,
    0x1_0D30, 0x1_1066, 0x1_10F0, 0x1_1136, 0x1_11D0, 0x1_D7CE, 0x1_D7D8, 0x1_D7E2, 0x1_D7EC, 0x1_D7F6,
    0x1_E140, 0x1_E2F0, 0x1_E950, 0x1_F101, 0x1_FBF0,
];

/// The ones of digits in circles and brackets and of Suzhou numerals, which have their zeros elsewhere.
const ONES: &[u32] = &[0x2460, 0x24F5, 0x2776, 0x2780, 0x278A, 0x3021, 0x3220, 0x3280];

/// The value of a character that stands for one digit.
pub(super) fn value(c: char) -> Option<(u8, DigitScript)> {
    if c.is_ascii() {
        return c
            .to_digit(10)
            .and_then(|digit| u8::try_from(digit).ok())
            .map(|digit| (digit, DigitScript::Figure));
    }
    if let Some(digit) = word(c) {
        return Some((digit, DigitScript::Word));
    }
    let code = u32::from(c);
    let figure = match c {
        '²' => Some(2),
        '³' => Some(3),
        '¹' => Some(1),
        '⁰' | '⓪' | '⓿' | '🄋' | '🄌' | '🄀' => Some(0),
        '⁴'..='⁹' => Some(code - 0x2070),
        // `⒈` is a digit with its full stop, `⑴` one in brackets; ten and more are no digits.
        '⒈'..='⒐' => Some(code - 0x2487),
        '⑴'..='⑼' => Some(code - 0x2473),
        _ => {
            let within = |starts: &[u32], first: u32, count: u32| {
                let start = starts.iter().find(|start| (**start..**start + count).contains(&code))?;
                Some(code - start + first)
            };
            within(ZEROS, 0, 10).or_else(|| within(ONES, 1, 9))
        }
    };
    figure.and_then(|digit| u8::try_from(digit).ok()).map(|digit| (digit, DigitScript::Figure))
}

/// The digit that a Chinese character names.
fn word(c: char) -> Option<u8> {
    Some(match c {
        '〇' | '零' | '○' | '◯' => 0,
        '一' | '壹' | '幺' | '㆒' => 1,
        '二' | '贰' | '貳' | '㆓' => 2,
        '三' | '叁' | '叄' | '參' | '㆔' => 3,
        '四' | '肆' | '㆕' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// Whether a letter stands for 〇 behind other digits: 二OO三, as people type it who do not find 〇.
pub(super) fn is_like_zero(c: char) -> bool {
    matches!(c, 'O' | 'o' | 'Ｏ' | 'ｏ')
}

/// Whether a character is not seen at all, or only changes how its neighbour looks.
pub(super) fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{20d0}'..='\u{20f0}' | '\u{300}'..='\u{36f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
        || c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}')
}

/// Whether a character may be one of a number's, alone or beside others.
#[must_use]
pub fn may_be_digit(c: char) -> bool {
    value(c).is_some() || is_like_zero(c) || is_ten(c)
}

/// Whether a character is the last of an ID number that ends with ten.
pub(super) fn is_ten(c: char) -> bool {
    matches!(c, 'X' | 'x' | 'Ｘ' | 'ｘ' | '×' | 'Χ' | 'Х' | 'х' | 'Ⅹ' | 'ⅹ' | '✕' | '𝐗')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_all_kinds_have_their_values() {
        for ten in [
            "0123456789",
            "０１２３４５６７８９",
            "〇一二三四五六七八九",
            "零壹贰叁肆伍陆柒捌玖",
            "⓪①②③④⑤⑥⑦⑧⑨",
            "⁰¹²³⁴⁵⁶⁷⁸⁹",
            "₀₁₂₃₄₅₆₇₈₉",
            "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
            "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿",
            "٠١٢٣٤٥٦٧٨٩",
            "०१२३४५६७८९",
            "⓿❶❷❸❹❺❻❼❽❾",
            "○㈠㈡㈢㈣㈤㈥㈦㈧㈨",
            "〇㊀㊁㊂㊃㊄㊅㊆㊇㊈",
            "〇〡〢〣〤〥〦〧〨〩",
            "🄁🄂🄃🄄🄅🄆🄇🄈🄉🄊",
            "零壹貳參肆伍陸柒捌玖",
        ] {
            let values: Vec<u8> = ten.chars().map(|c| value(c).unwrap().0).collect();
            assert_eq!(values, (0..10).collect::<Vec<u8>>(), "{ten}");
        }
        for none in ['十', '⑩', '⒑', '百', 'a', '⁻', '两'] {
            assert_eq!(value(none), None, "{none}");
        }
    }
}
