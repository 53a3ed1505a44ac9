//! How much of a target is reached: a bar for a cell of a table, under the number that says the same.

use super::svg::{push_escaped, push_percent};

/// A completion and where it should stand.
#[derive(Clone, Copy, Debug)]
pub struct Completion<'a> {
    /// How much is reached, in per cent of the target; may be above 100, or below 0.
    pub percent: f64,
    /// How much should be reached by now, in per cent of the target, and the words for it unless they stand
    /// elsewhere; `None`: nothing was planned.
    pub due: Option<(f64, Option<&'a str>)>,
}

/// Writes the bar. Its frame ends where the target is reached. What goes beyond is drawn in another shape
/// behind that line, and the whole is drawn smaller, so that no bar leaves its place and none is cut.
///
/// The number stands beside the bar in words, so screen readers skip the bar; one with words for what is due
/// has them as its title. Heights are the style's.
pub fn push_completion(completion: &Completion, out: &mut String) {
    let reached = if completion.percent.is_finite() { completion.percent.max(0.0) } else { 0.0 };
    let full = reached.max(100.0);
    let place = |percent: f64| percent / full * 100.0;
    let is_beyond = reached > 100.0;
    let due = completion.due.filter(|(due, _)| *due > 0.0 && *due < 100.0);
    out.push_str(if is_beyond { "<svg class=\"completion beyond\"" } else { "<svg class=\"completion\"" });
    match due.and_then(|(_, words)| words) {
        Some(words) => {
            out.push_str(" role=\"img\"><title>");
            push_escaped(words, out);
            out.push_str("</title>");
        }
        None => out.push_str(" aria-hidden=\"true\">"),
    }
    let target = place(100.0);
    out.push_str("<rect");
    push_percent("width", place(reached.min(100.0)), out);
    out.push_str("/>");
    if is_beyond {
        out.push_str("<rect class=\"over\"");
        push_percent("x", target, out);
        push_percent("width", 100.0 - target, out);
        out.push_str(" y=\"30%\"/>");
    }
    if let Some((due, _)) = due {
        out.push_str("<rect class=\"due\"");
        push_percent("x", place(due), out);
        out.push_str("/>");
    }
    out.push_str("</svg>");
}

#[cfg(test)]
mod tests {
    use super::{Completion, push_completion};

    fn bar(percent: f64, due: Option<(f64, Option<&str>)>) -> String {
        let mut out = String::new();
        push_completion(&Completion { percent, due }, &mut out);
        out
    }

    #[test]
    fn a_bar_says_what_is_said_nowhere_else() {
        assert_eq!(
            bar(63.4, Some((75.0, Some("甲<乙>：应为75%")))),
            "<svg class=\"completion\" role=\"img\"><title>甲&lt;乙&gt;：应为75%</title>\
             <rect width=\"63.4%\"/><rect class=\"due\" x=\"75%\"/></svg>"
        );
        assert_eq!(
            bar(63.4, Some((75.0, None))),
            "<svg class=\"completion\" aria-hidden=\"true\"><rect width=\"63.4%\"/><rect class=\"due\" x=\"75%\"/></svg>"
        );
        assert_eq!(
            bar(100.0, Some((100.0, Some("all is due")))),
            "<svg class=\"completion\" aria-hidden=\"true\"><rect width=\"100%\"/></svg>"
        );
    }

    #[test]
    fn more_than_all_is_shown_beyond_the_target_and_within_the_picture() {
        let html = bar(961.7, Some((75.0, None)));
        assert!(html.contains("<svg class=\"completion beyond\""), "{html}");
        assert!(html.contains("<rect width=\"10.4%\"/>"), "{html}");
        assert!(html.contains("<rect class=\"over\" x=\"10.4%\" width=\"89.6%\" y=\"30%\"/>"), "{html}");
        assert!(html.contains("class=\"due\" x=\"7.8%\""), "{html}");
    }

    #[test]
    fn what_is_no_share_is_an_empty_bar() {
        for percent in [f64::NAN, f64::INFINITY, -12.0] {
            assert!(bar(percent, None).contains("<rect width=\"0%\"/>"));
        }
    }
}
