//! Figures that a text quotes by the name of their indicator.

/// The first figure that a text quotes, as typed: `[[床位]]`.
#[must_use]
pub fn quoted_figure(text: &str) -> Option<&str> {
    text.match_indices("[[").find_map(|(at, _)| {
        let inside = &text[at + 2..];
        let length = inside.find(['[', ']', '\n']).filter(|length| *length > 0)?;
        inside[length..].starts_with("]]").then(|| &text[at..at + 2 + length + 2])
    })
}
