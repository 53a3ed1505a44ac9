//! How much of a target is reached: a bar for a cell of a table.

use super::svg::{push_escaped, push_step, rounded};

/// A completion and where it should stand.
#[derive(Clone, Copy, Debug)]
pub struct Completion<'a> {
    /// What the bar says, in words: it stands for the bar where it is not seen.
    pub title: &'a str,
    /// How much is reached, in per cent of the target; may be above 100, or below 0.
    pub percent: f64,
    /// How much should be reached by now, in per cent of the target; `None`: nothing was planned.
    pub due: Option<f64>,
}

/// The width of the drawing, in its own units; its height is 10.
const WIDTH: f64 = 200.0;

/// Writes the bar. The track ends where the target is reached. What goes beyond is drawn in another shape behind
/// that line, and the whole is drawn smaller, so that no bar leaves its place and none is cut.
pub fn push_completion(completion: &Completion, out: &mut String) {
    let reached = if completion.percent.is_finite() { completion.percent.max(0.0) } else { 0.0 };
    let full = reached.max(100.0);
    let place = |percent: f64| rounded(percent / full * WIDTH);
    out.push_str(
        "<svg class=\"chart completion\" role=\"img\" viewBox=\"0 0 200 10\" preserveAspectRatio=\"none\"><title>",
    );
    push_escaped(completion.title, out);
    out.push_str("</title><path class=\"value\" d=\"M0 0");
    push_step('h', place(reached.min(100.0)), out);
    out.push_str("v10H0z\"/><path class=\"track\" d=\"M0 0");
    push_step('H', place(100.0), out);
    out.push_str("v10H0z\"/>");
    if reached > 100.0 {
        out.push_str("<path class=\"over\" d=\"");
        push_step('M', place(100.0), out);
        out.push_str(" 3H200v4");
        push_step('H', place(100.0), out);
        out.push_str("z\"/>");
    }
    if let Some(due) = completion.due.filter(|due| *due > 0.0 && *due < 100.0) {
        out.push_str("<path class=\"due\" d=\"");
        push_step('M', place(due), out);
        out.push_str(" 0v10\"/>");
    }
    out.push_str("</svg>");
}

#[cfg(test)]
mod tests {
    use super::{Completion, push_completion};

    fn bar(percent: f64, due: Option<f64>) -> String {
        let mut out = String::new();
        push_completion(&Completion { title: "甲<乙>：完成率", percent, due }, &mut out);
        out
    }

    #[test]
    fn a_bar_has_a_title_and_a_track() {
        assert_eq!(
            bar(63.4, Some(75.0)),
            "<svg class=\"chart completion\" role=\"img\" viewBox=\"0 0 200 10\" preserveAspectRatio=\"none\">\
             <title>甲&lt;乙&gt;：完成率</title><path class=\"value\" d=\"M0 0h127v10H0z\"/>\
             <path class=\"track\" d=\"M0 0H200v10H0z\"/><path class=\"due\" d=\"M150 0v10\"/></svg>"
        );
    }

    #[test]
    fn more_than_all_is_shown_beyond_the_target_and_within_the_picture() {
        let html = bar(961.7, Some(75.0));
        assert!(html.contains("class=\"track\" d=\"M0 0H21v10H0z\""), "{html}");
        assert!(html.contains("class=\"value\" d=\"M0 0h21v10H0z\""), "{html}");
        assert!(html.contains("class=\"over\" d=\"M21 3H200v4H21z\""), "{html}");
        assert!(!bar(100.0, None).contains("over"));
    }

    #[test]
    fn what_is_no_share_is_an_empty_bar() {
        for percent in [f64::NAN, f64::INFINITY, -12.0] {
            assert!(bar(percent, None).contains("class=\"value\" d=\"M0 0h0v10H0z\""));
        }
    }
}
