//! How much of a target is reached: a bar for a cell of a table.

use super::svg::{self, Frame, push_percent};

/// A completion and where it should stand.
#[derive(Clone, Copy, Debug)]
pub struct Completion<'a> {
    /// The id of the title; unique on the page.
    pub id: &'a str,
    /// What the bar says, in words: it stands for the bar where it is not seen.
    pub title: &'a str,
    /// How much is reached, in per cent of the target; may be above 100, or below 0.
    pub percent: f64,
    /// How much should be reached by now, in per cent of the target; `None`: nothing was planned.
    pub due: Option<f64>,
}

/// Writes the bar. The track ends where the target is reached. What goes beyond is drawn in another shape behind
/// that line, and the whole is drawn smaller, so that no bar leaves its place and none is cut.
pub fn push_completion(completion: &Completion, out: &mut String) {
    let reached = if completion.percent.is_finite() { completion.percent.max(0.0) } else { 0.0 };
    let full = reached.max(100.0);
    let share = |percent: f64| percent / full * 100.0;
    svg::open(
        &Frame { class: "completion", id: completion.id, title: completion.title, description: "" },
        out,
    );
    out.push_str("<rect class=\"track\"");
    push_percent("width", share(100.0), out);
    out.push_str("/><rect class=\"value\"");
    push_percent("width", share(reached.min(100.0)), out);
    out.push_str("/>");
    if reached > 100.0 {
        out.push_str("<rect class=\"over\"");
        push_percent("x", share(100.0), out);
        push_percent("width", share(reached - 100.0), out);
        out.push_str("/><rect class=\"goal\"");
        push_percent("x", share(100.0), out);
        out.push_str("/>");
    }
    if let Some(due) = completion.due.filter(|due| (0.0..100.0).contains(due)) {
        out.push_str("<rect class=\"due\"");
        push_percent("x", share(due), out);
        out.push_str("/>");
    }
    out.push_str("</svg>");
}

#[cfg(test)]
mod tests {
    use super::{Completion, push_completion};

    fn bar(percent: f64, due: Option<f64>) -> String {
        let mut out = String::new();
        push_completion(&Completion { id: "c1", title: "甲<乙>：完成率", percent, due }, &mut out);
        out
    }

    #[test]
    fn a_bar_has_a_title_and_a_track() {
        assert_eq!(
            bar(63.4, Some(75.0)),
            "<svg class=\"chart completion\" role=\"img\" aria-labelledby=\"c1-t\">\
             <title id=\"c1-t\">甲&lt;乙&gt;：完成率</title><rect class=\"track\" width=\"100%\"/>\
             <rect class=\"value\" width=\"63.4%\"/><rect class=\"due\" x=\"75%\"/></svg>"
        );
    }

    #[test]
    fn more_than_all_is_shown_beyond_the_target_and_within_the_picture() {
        let html = bar(961.7, Some(75.0));
        assert!(html.contains("<rect class=\"track\" width=\"10.4%\"/><rect class=\"value\" width=\"10.4%\"/>"));
        assert!(html.contains("<rect class=\"over\" x=\"10.4%\" width=\"89.6%\"/>"), "{html}");
        assert!(!bar(100.0, None).contains("over"));
    }

    #[test]
    fn what_is_no_share_is_an_empty_bar() {
        for percent in [f64::NAN, f64::INFINITY, -12.0] {
            assert!(bar(percent, None).contains("<rect class=\"value\" width=\"0%\"/>"));
        }
    }
}
