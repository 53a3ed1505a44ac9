//! Shares of a whole: one bar, a segment for each.

use super::svg::{self, ChartFrame, coordinate, push_escaped, push_percent, width};

/// A whole and its parts.
#[derive(Clone, Copy, Debug)]
pub struct Shares<'a> {
    /// Begins the ids; unique on the page.
    pub id: &'a str,
    /// What is shared out.
    pub title: &'a str,
    /// The parts, in the order of the table beside the chart.
    pub shares: &'a [ChartShare<'a>],
}

/// A part.
#[derive(Clone, Copy, Debug)]
pub struct ChartShare<'a> {
    /// Its name.
    pub name: &'a str,
    /// A sign that stands for the name here and in the table.
    pub sign: &'a str,
    /// What the part means, as in the class names of a theme.
    pub tone: &'a str,
    /// How many there are.
    pub count: usize,
    /// How it is filled.
    pub fill: Fill,
}

/// How a segment is filled, so that they differ without colour too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// Full.
    Solid,
    /// Lighter.
    Light,
    /// Slanting lines.
    Hatched,
    /// Slanting lines, both ways.
    Crossed,
    /// Upright lines.
    Striped,
    /// Level lines.
    Lined,
    /// Dots.
    Dotted,
    /// Its outline only.
    Hollow,
}

/// The narrowest place a chart is shown in, in em of its own words.
const NARROWEST: f64 = 16.0;

/// Writes the bar; nothing if there is nothing to share.
pub fn push_shares(chart: &Shares, out: &mut String) {
    let total: usize = chart.shares.iter().map(|share| share.count).sum();
    if total == 0 {
        return;
    }
    svg::open(&ChartFrame { class: "shares", id: chart.id, title: chart.title }, out);
    push_escaped(&describe(chart.shares, total), out);
    out.push_str("</desc>");
    let shown = chart.shares.iter().filter(|share| share.count > 0);
    push_patterns(chart.id, chart.shares, out);
    let part = |count: usize| coordinate(count) / coordinate(total) * 100.0;
    let words = |share: &ChartShare| format!("{}{}", share.sign, share.count);
    // The widest words decide: of parts alike all are labelled, or none.
    let widest = shown.clone().map(|share| width(&words(share))).fold(0.0, f64::max);
    let room = widest / NARROWEST * 100.0;
    let mut before = 0;
    for share in shown {
        out.push_str("<rect class=\"tone-");
        push_escaped(share.tone, out);
        match share.fill {
            Fill::Solid => out.push('"'),
            Fill::Light => out.push_str(" light\""),
            Fill::Hollow => out.push_str(" hollow\""),
            Fill::Hatched | Fill::Crossed | Fill::Striped | Fill::Lined | Fill::Dotted => {
                out.push_str(" pattern\" fill=\"url(#");
                push_pattern_id(chart.id, share.fill, out);
                out.push_str(")\"");
            }
        }
        push_percent("x", part(before), out);
        push_percent("width", part(share.count), out);
        out.push_str(" y=\"1.4em\" height=\"1.5em\"/>");
        // Where there is no room for it, the table says it.
        if room < part(share.count) {
            let words = words(share);
            out.push_str("<text y=\"1em\"");
            push_percent("x", part(before) + part(share.count) / 2.0, out);
            out.push('>');
            push_escaped(&words, out);
            out.push_str("</text>");
        }
        before += share.count;
    }
    out.push_str("</svg>");
}

/// The fills that are drawn, in the order of their numbers.
const PATTERNS: [(Fill, &str); 5] = [
    (Fill::Hatched, "<path d=\"M-1 1 1-1M0 6 6 0M5 7 7 5\"/>"),
    (Fill::Crossed, "<path d=\"M0 6 6 0M0 0 6 6\"/>"),
    (Fill::Striped, "<path d=\"M3 0v6\"/>"),
    (Fill::Lined, "<path d=\"M0 3h6\"/>"),
    (Fill::Dotted, "<circle cx=\"3\" cy=\"3\" r=\"1.6\"/>"),
];

/// What fills the parts, in the tone of the first of them.
fn push_patterns(id: &str, shares: &[ChartShare], out: &mut String) {
    for (fill, drawing) in PATTERNS {
        if let Some(share) = shares.iter().find(|share| share.fill == fill && share.count > 0) {
            out.push_str("<pattern id=\"");
            push_pattern_id(id, fill, out);
            out.push_str("\" class=\"tone-");
            push_escaped(share.tone, out);
            out.push_str("\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">");
            out.push_str(drawing);
            out.push_str("</pattern>");
        }
    }
}

fn push_pattern_id(id: &str, fill: Fill, out: &mut String) {
    push_escaped(id, out);
    out.push_str("-p");
    let number = PATTERNS.iter().position(|(known, _)| *known == fill).unwrap_or(0);
    out.push_str(&number.to_string());
}

fn describe(shares: &[ChartShare], total: usize) -> String {
    let parts: Vec<String> = shares
        .iter()
        .filter(|share| share.count > 0)
        .map(|share| format!("{}{}", share.name, share.count))
        .collect();
    format!("共{total}：{}", parts.join("，"))
}

#[cfg(test)]
mod tests {
    use super::{ChartShare, Fill, Shares, push_shares};

    fn share(name: &str, count: usize, fill: Fill) -> ChartShare<'_> {
        ChartShare { name, sign: "✓", tone: "done", count, fill }
    }

    fn bar(shares: &[ChartShare]) -> String {
        let mut out = String::new();
        push_shares(&Shares { id: "s", title: "各状态项目数", shares }, &mut out);
        out
    }

    #[test]
    fn the_parts_make_up_the_whole() {
        let html = bar(&[
            share("已完成", 3, Fill::Solid),
            share("滞后", 1, Fill::Hatched),
            share("未启动", 0, Fill::Hollow),
        ]);
        assert!(html.contains("<desc id=\"s-d\">共4：已完成3，滞后1</desc>"), "{html}");
        assert!(html.contains("<rect class=\"tone-done\" x=\"0%\" width=\"75%\" y=\"1.4em\""));
        assert!(html.contains("<text y=\"1em\" x=\"37.5%\">✓3</text>"), "{html}");
        assert!(html.contains("fill=\"url(#s-p0)\" x=\"75%\" width=\"25%\""), "{html}");
        assert!(html.contains("<pattern id=\"s-p0\"") && !html.contains("s-p1"), "{html}");
    }

    #[test]
    fn nothing_to_share_is_no_chart() {
        assert_eq!(bar(&[]), "");
        assert_eq!(bar(&[share("已完成", 0, Fill::Solid)]), "");
    }

    #[test]
    fn of_parts_alike_all_have_words_or_none() {
        let parts = [share("已完成", 1, Fill::Solid), share("<滞后>", 1, Fill::Hollow)];
        for (others, labelled) in [(0, 2), (14, 1), (40, 1)] {
            let html = bar(&[&[share("已完成", others, Fill::Solid)], &parts[..]].concat());
            let marks = html.matches("<text").count();
            assert!(marks == labelled || others == 0 && marks == 2, "{others}: {html}");
        }
    }

    #[test]
    fn a_part_too_narrow_for_words_has_none() {
        let html = bar(&[share("已完成", 99, Fill::Solid), share("<滞后>", 1, Fill::Hollow)]);
        assert_eq!(html.matches("<text").count(), 1, "{html}");
        assert!(html.contains("&lt;滞后&gt;1"), "{html}");
    }
}
