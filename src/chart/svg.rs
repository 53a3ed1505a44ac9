//! Writing SVG: escaped words, rounded numbers, the frame of a chart. Decides nothing about a chart's looks.
//!
//! Numbers bypass the general formatter: a site has a hundred thousand charts with dozens of numbers in each,
//! and it would be felt.

/// How a chart presents itself to those who do not see it.
pub(super) struct ChartFrame<'a> {
    /// The class behind `chart`.
    pub(super) class: &'a str,
    /// Begins the ids; unique on the page.
    pub(super) id: &'a str,
    /// What the chart is about.
    pub(super) title: &'a str,
}

/// Opens the `<svg>` with its title; the description has to follow at once.
pub(super) fn open(frame: &ChartFrame, out: &mut String) {
    out.push_str("<svg class=\"chart ");
    out.push_str(frame.class);
    // Words that lie on a line get an outline, as an attribute: CSS validators do not know the property.
    out.push_str("\" role=\"img\" paint-order=\"stroke\" aria-labelledby=\"");
    push_escaped(frame.id, out);
    out.push_str("-t\" aria-describedby=\"");
    push_escaped(frame.id, out);
    out.push_str("-d\"><title id=\"");
    push_escaped(frame.id, out);
    out.push_str("-t\">");
    push_escaped(frame.title, out);
    out.push_str("</title><desc id=\"");
    push_escaped(frame.id, out);
    out.push_str("-d\">");
}

/// Text with the characters of markup replaced; control characters, which XML does not know, are left out.
pub(super) fn push_escaped(text: &str, out: &mut String) {
    let is_special = |byte: u8| matches!(byte, 0..=31 | 127 | b'&' | b'<' | b'>' | b'"');
    // All bytes are looked at, for that is done many at a time.
    if !text.bytes().fold(false, |found, byte| found | is_special(byte)) {
        out.push_str(text);
        return;
    }
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
    push_name(name, out);
    push_tenths(rounded(value * 10.0), out);
    out.push_str("%\"");
}

/// Words in the middle of `x` tenths of a per cent, with their foot at `y` tenths of an em.
pub(super) fn push_words(x: i32, y: i32, words: &str, out: &mut String) {
    out.push_str("<text x=\"");
    push_tenths(x, out);
    out.push_str("%\" y=\"");
    push_tenths(y, out);
    out.push_str("em\">");
    push_escaped(words, out);
    out.push_str("</text>");
}

fn push_name(name: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
}

fn push_tenths(tenths: i32, out: &mut String) {
    if tenths < 0 {
        out.push('-');
    }
    let tenths = tenths.unsigned_abs();
    push_digits(tenths / 10, out);
    if !tenths.is_multiple_of(10) {
        out.push('.');
        push_digits(tenths % 10, out);
    }
}

/// A letter of a path and its number, such as `v-12`; behind a letter, or a sign, no space is needed.
pub(super) fn push_step(letter: char, number: i32, out: &mut String) {
    out.push(letter);
    if number < 0 {
        out.push('-');
    }
    push_digits(number.unsigned_abs(), out);
}

fn push_digits(number: u32, out: &mut String) {
    out.push_str(itoa::Buffer::new().format(number));
}

/// The nearest whole number; what is no number is 0.
#[expect(clippy::cast_possible_truncation, reason = "a cast from floating point saturates, and NaN is 0")]
pub(super) fn rounded(value: f64) -> i32 {
    // Adding a half and cutting off is many times faster than rounding, and the same for what is drawn.
    let half = if value < 0.0 { -0.5 } else { 0.5 };
    (value.clamp(-1e9, 1e9) + half) as i32
}

/// A count as a coordinate.
pub(super) fn coordinate(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// About how wide a text is set, in em: Chinese characters are square, others about six tenths of it.
pub(super) fn width(text: &str) -> f64 {
    let ascii = text.bytes().filter(u8::is_ascii).count();
    // Chinese characters have three bytes.
    coordinate(ascii) * 0.6 + coordinate(text.len() - ascii) / 3.0
}

#[cfg(test)]
mod tests {
    use super::{push_escaped, push_percent, push_step, push_words};

    #[test]
    fn lengths_are_short_and_exact() {
        let mut out = String::new();
        for value in [0.0, 12.5, 33.333, 100.0, -4.06, f64::NAN, f64::INFINITY] {
            push_percent("x", value, &mut out);
        }
        push_words(125, 35, "<", &mut out);
        push_words(0, 1, "", &mut out);
        push_step('v', -120, &mut out);
        push_step('h', 0, &mut out);
        assert_eq!(
            out,
            " x=\"0%\" x=\"12.5%\" x=\"33.3%\" x=\"100%\" x=\"-4.1%\" x=\"0%\" x=\"100000000%\"\
             <text x=\"12.5%\" y=\"3.5em\">&lt;</text><text x=\"0%\" y=\"0.1em\"></text>v-120h0"
        );
    }

    #[test]
    fn words_cannot_become_markup() {
        let mut out = String::new();
        push_escaped("“a<b>&\"c\"\u{0}\u{b}\u{7f}”\n", &mut out);
        assert_eq!(out, "“a&lt;b&gt;&amp;&quot;c&quot;”\n");
    }
}
