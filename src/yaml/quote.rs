//! What was typed, with quotes, without them, and as messages show it.

/// `text` as a quoted YAML value.
pub(super) fn quote(text: &str) -> String {
    let text = text.trim();
    if text.contains('"') || text.contains('\\') {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        format!("\"{text}\"")
    }
}

/// `text` short enough for a message.
pub(super) fn shorten(text: &str) -> String {
    const MOST: usize = 40;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST).chain(['…']).collect()
}

/// What stands in curly or full-width quotes, if all of `text` does.
pub(super) fn in_wide_quotes(text: &str) -> Option<&str> {
    let inner = text.strip_prefix(['“', '”', '＂', '‘', '「'])?;
    inner.strip_suffix(['”', '“', '＂', '’', '」'])
}
