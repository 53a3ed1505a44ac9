//! How a status and a number are shown: words first, a sign beside them, a tone for the theme's colour.

use crate::chart::Fill;
use crate::entry::IndicatorDraft;
use crate::model::has_byte;
use crate::progress::{Status, percent};
use crate::quantity::{Decimal, Quantity, push_plain};
use crate::render::text::escape;
use crate::render::view::BadgeView;

/// What a status means, as part of a theme's class names.
pub(in crate::render) fn tone(status: Status) -> &'static str {
    match status {
        Status::Done => "done",
        Status::Ahead => "ahead",
        Status::OnSchedule => "on-track",
        Status::Behind => "behind",
        Status::NotStarted => "idle",
        Status::Adjusted => "adjusted",
        Status::Unreported => "missing",
        Status::Omitted => "omitted",
        Status::NotReached => "pending",
        Status::Other | Status::Unknown => "unknown",
    }
}

/// The sign that stands beside its word, and in charts for it.
pub(in crate::render) fn sign(status: Status) -> &'static str {
    match status {
        Status::Done => "✓",
        Status::Ahead => "▲",
        Status::OnSchedule => "●",
        Status::Behind => "▼",
        Status::NotStarted => "○",
        Status::Adjusted => "↻",
        Status::Unreported => "!",
        Status::Omitted => "∅",
        Status::NotReached => "△",
        Status::Other => "◇",
        Status::Unknown => "?",
    }
}

/// How its part of a bar is filled.
pub(super) fn fill(status: Status) -> Fill {
    match status {
        Status::Done => Fill::Solid,
        Status::Ahead => Fill::Light,
        Status::OnSchedule => Fill::Dotted,
        Status::Behind => Fill::Crossed,
        Status::NotStarted => Fill::Hollow,
        Status::Adjusted => Fill::Striped,
        Status::Unreported | Status::Omitted => Fill::Hatched,
        Status::NotReached | Status::Other | Status::Unknown => Fill::Lined,
    }
}

/// A status as the templates see it.
pub(in crate::render) fn badge(status: Status) -> BadgeView {
    BadgeView { text: status.word(), tone: tone(status), sign: sign(status) }
}

/// Writes a status with its sign.
pub(super) fn push_status(status: Status, out: &mut String) {
    out.push_str("<span class=\"status status-");
    out.push_str(tone(status));
    out.push_str("\"><span class=\"sign\" aria-hidden=\"true\">");
    out.push_str(sign(status));
    out.push_str("</span>");
    out.push_str(status.word());
    out.push_str("</span>");
}

/// The mark of a status that its unit states itself, with what the rules give where that is another.
pub(super) fn stated_mark(status: Status, by_rule: Status) -> String {
    if status == by_rule {
        "单位自填".to_owned()
    } else {
        format!("单位自填，按规则为{}", by_rule.word())
    }
}

/// The mark of a status that is another than the one first published, only since something was corrected.
pub(super) fn corrected_mark(first: Status) -> String {
    format!("更正后；首次公布为{}", first.word())
}

/// What is said beside a status, each if there is anything.
pub(super) fn joined(notes: [Option<String>; 2]) -> Option<String> {
    let notes: Vec<String> = notes.into_iter().flatten().collect();
    (!notes.is_empty()).then(|| notes.join("；"))
}

/// Writes escaped text.
pub(super) fn push_text(text: &str, out: &mut String) {
    if has_byte(text, |byte| matches!(byte, b'&' | b'<' | b'>' | b'"')) {
        out.push_str(&escape(text));
    } else {
        out.push_str(text);
    }
}

/// Appends a difference with its sign: `+0.32`, `−13`, `持平`; with its measure, that of the indicator, where
/// the figure beside it, as `written`, has another.
pub(super) fn push_difference(by: Decimal, indicator: &IndicatorDraft, written: &str, out: &mut String) {
    if by.is_zero() {
        out.push_str("持平");
        return;
    }
    out.push(if by.is_sign_negative() { '−' } else { '+' });
    push_plain(by.abs(), out);
    let own = indicator.measure.as_ref().map_or("", |measure| &*measure.value);
    let measure = Quantity::parse(written).ok().map(|quantity| quantity.measure);
    if measure.is_some_and(|measure| !measure.is_bare() && measure.text() != own) {
        push_text(own, out);
    }
}

/// A count as a share of a whole: `12.5%`.
pub(in crate::render) fn share(count: usize, total: usize) -> String {
    match (Decimal::from(count) * Decimal::ONE_HUNDRED).checked_div(Decimal::from(total)) {
        Some(share) => percent(share),
        None => "—".to_owned(),
    }
}

/// A number as a place in a drawing.
pub(super) fn place(number: Decimal) -> f64 {
    f64::try_from(number).unwrap_or(f64::NAN)
}
