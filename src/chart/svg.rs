//! Writing SVG: escaped words, rounded numbers, the frame of a chart. Decides nothing about a chart's looks.

use std::fmt::Write as _;

/// How a chart presents itself to those who do not see it.
pub(super) struct Frame<'a> {
    /// The class behind `chart`.
    pub(super) class: &'a str,
    /// Begins the ids; unique on the page.
    pub(super) id: &'a str,
    /// What the chart is about.
    pub(super) title: &'a str,
    /// What it shows, in words; may be empty.
    pub(super) description: &'a str,
}

/// Opens the `<svg>`, with title and description.
pub(super) fn open(frame: &Frame, out: &mut String) {
    out.push_str("<svg class=\"chart ");
    out.push_str(frame.class);
    out.push_str("\" role=\"img\" aria-labelledby=\"");
    push_escaped(frame.id, out);
    out.push_str("-t\"");
    if !frame.description.is_empty() {
        out.push_str(" aria-describedby=\"");
        push_escaped(frame.id, out);
        out.push_str("-d\"");
    }
    out.push_str("><title id=\"");
    push_escaped(frame.id, out);
    out.push_str("-t\">");
    push_escaped(frame.title, out);
    out.push_str("</title>");
    if !frame.description.is_empty() {
        out.push_str("<desc id=\"");
        push_escaped(frame.id, out);
        out.push_str("-d\">");
        push_escaped(frame.description, out);
        out.push_str("</desc>");
    }
}

/// Text with the characters of markup replaced; control characters, which XML does not know, are left out.
pub(super) fn push_escaped(text: &str, out: &mut String) {
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        let replacement = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            0..=8 | 11 | 12 | 14..=31 | 127 => "",
            _ => continue,
        };
        out.push_str(&text[done..at]);
        out.push_str(replacement);
        done = at + 1;
    }
    out.push_str(&text[done..]);
}

/// ` name="value%"`, with at most one decimal.
pub(super) fn push_percent(name: &str, value: f64, out: &mut String) {
    push_length(name, value, (10, "%"), out);
}

/// ` name="value em"`, with at most two decimals.
pub(super) fn push_em(name: &str, value: f64, out: &mut String) {
    push_length(name, value, (100, "em"), out);
}

fn push_length(name: &str, value: f64, (scale, unit): (i32, &str), out: &mut String) {
    let parts = rounded(value * f64::from(scale));
    let (sign, parts) = if parts < 0 { ("-", -parts) } else { ("", parts) };
    // Writing to a string cannot fail.
    _ = write!(out, " {name}=\"{sign}{}", parts / scale);
    let mut rest = parts % scale;
    if rest > 0 {
        out.push('.');
        let mut place = scale / 10;
        while rest > 0 {
            _ = write!(out, "{}", rest / place);
            rest %= place;
            place /= 10;
        }
    }
    out.push_str(unit);
    out.push('"');
}

/// The nearest whole number; what is no number is 0.
#[expect(clippy::cast_possible_truncation, reason = "a cast from floating point saturates, and NaN is 0")]
pub(super) fn rounded(value: f64) -> i32 {
    value.round().clamp(-1e9, 1e9) as i32
}

/// A count as a coordinate.
pub(super) fn coordinate(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// About how wide a text is set, in em: Chinese characters are square, others about six tenths of it.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { 0.6 } else { 1.0 }).sum()
}

#[cfg(test)]
mod tests {
    use super::{push_em, push_escaped, push_percent};

    #[test]
    fn lengths_are_short_and_exact() {
        let mut out = String::new();
        for value in [0.0, 12.5, 33.333, 100.0, -4.06, f64::NAN, f64::INFINITY] {
            push_percent("x", value, &mut out);
        }
        push_em("y", 3.456, &mut out);
        push_em("y", 2.05, &mut out);
        push_em("y", 0.1, &mut out);
        assert_eq!(
            out,
            " x=\"0%\" x=\"12.5%\" x=\"33.3%\" x=\"100%\" x=\"-4.1%\" x=\"0%\" x=\"100000000%\" \
             y=\"3.46em\" y=\"2.05em\" y=\"0.1em\""
        );
    }

    #[test]
    fn words_cannot_become_markup() {
        let mut out = String::new();
        push_escaped("“a<b>&\"c\"\u{0}\u{b}\u{7f}”\n", &mut out);
        assert_eq!(out, "“a&lt;b&gt;&amp;&quot;c&quot;”\n");
    }
}
