//! Personal numbers in what the rules see, and what is said of them.

use crate::check::{Findings, LineKind, Page, Site};
use crate::config;
use crate::diag::{Place, Text};
use crate::privacy::{self, Kind, Spot};
use crate::say;

/// Reports the numbers of a kind in a page.
pub(super) fn in_page(site: &Site<'_>, page: &Page<'_>, kind: Kind, findings: &mut Findings) {
    for spot in page.numbers(&site.detector).iter().filter(|spot| spot.kind == kind) {
        if !is_comment(page, spot) {
            let shown = &page.text[spot.span.clone()];
            findings.report(page.place(spot.span.clone()), message(kind, shown, None), help(kind));
        }
    }
}

/// Reports the numbers of a kind in `site.yaml`, whose values stand on every page.
pub(super) fn in_settings(site: &Site<'_>, kind: Kind, findings: &mut Findings) {
    let text = site.settings_text;
    for spot in site.detector.find(text, "").iter().filter(|spot| spot.kind == kind) {
        let line = text[..spot.span.start].rfind('\n').map_or(0, |end| end + 1);
        if !text[line..].trim_start().starts_with('#') {
            let message = message(kind, &text[spot.span.clone()], None);
            findings.report(Place::span(config::FILE, spot.span.clone()), message, help(kind));
        }
    }
}

/// Whether a spot stands in a line of the front matter that is a comment: nobody sees that.
fn is_comment(page: &Page<'_>, spot: &Spot) -> bool {
    spot.span.start < page.body && {
        let lines = page.lines();
        let at = lines.partition_point(|line| line.span.end <= spot.span.start);
        lines.get(at).is_some_and(|line| line.kind == LineKind::Comment)
    }
}

/// What is said of a number that stands, as it was typed, at a place inside a file.
pub(super) fn message(kind: Kind, shown: &str, inside: Option<&Text>) -> Text {
    let masked = privacy::mask(kind, shown);
    let (at_zh, at_en) = inside.map_or_else(Default::default, |inside| {
        let (zh, en) = (inside.in_lang(crate::diag::Lang::Zh), inside.in_lang(crate::diag::Lang::En));
        (format!("{zh}："), format!("{en}: "))
    });
    match kind {
        Kind::Id => say!("{at_zh}公民身份号码 `{masked}`", "{at_en}ID number `{masked}`"),
        Kind::Mobile => say!("{at_zh}手机号码 `{masked}`", "{at_en}mobile number `{masked}`"),
        Kind::Card => say!("{at_zh}银行卡号 `{masked}`", "{at_en}bank card number `{masked}`"),
    }
}

/// What to do about it.
pub(super) fn help(kind: Kind) -> Text {
    match kind {
        Kind::Id => say!(
            "删去，或者遮盖成 `330604********123X` 的样子；`gongkai mask 文件` 给出改法",
            "delete it, or mask it as in `330604********123X`; `gongkai mask FILE` shows how"
        ),
        Kind::Mobile => say!(
            "个人的号码删去或遮盖；办公用的写进 site.yaml 的“检查 → 公开电话”",
            "delete or mask a person's number; list an office's in site.yaml under `checks: public_phones`"
        ),
        Kind::Card => say!(
            "删去，或者只留后四位；`gongkai mask 文件` 给出改法",
            "delete it, or keep the last four digits only; `gongkai mask FILE` shows how"
        ),
    }
}
