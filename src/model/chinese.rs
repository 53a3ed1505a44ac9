//! Characters that stand in Chinese texts.

/// Whether a character is Chinese, Japanese or Korean, punctuation and full-width forms included.
#[must_use]
pub fn is_cjk(character: char) -> bool {
    matches!(character,
        '\u{1100}'..='\u{11FF}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Whether a character stands between Chinese ones without a space, as Chinese quotation marks do.
#[must_use]
pub fn joins_chinese(character: char) -> bool {
    is_cjk(character) || matches!(character, '“' | '”' | '‘' | '’' | '—' | '…' | '·')
}
