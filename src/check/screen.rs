//! The texts of files as they may be shown: private values made unreadable.
//!
//! Whatever finding shows a line, the line may hold more than what the finding is about; so the texts are made safe before
//! anything is drawn. Every character stays as long as it was in bytes, so that places in the text stay right.

use std::cell::OnceCell;
use std::ops::Range;

use super::lines::{heading_at, lines_of, tables_of};
use super::rule;
use crate::diag::Diagnostic;
use crate::privacy::{self, Detector};

/// Of `findings` those of rules that guard privacy, for [`screen`].
#[must_use]
pub fn private(findings: &[Diagnostic]) -> Vec<&Diagnostic> {
    findings.iter().filter(|finding| rule(finding.rule).is_some_and(|rule| rule.stops_build)).collect()
}

/// `text` of `file` with its personal numbers masked, and with what the [`private`] findings are about.
#[must_use]
pub fn screen(file: &str, text: &str, detector: &Detector, private: &[&Diagnostic]) -> String {
    let mut shown = text.to_owned();
    let tables = OnceCell::new();
    let heading = |at| heading_at(text, tables.get_or_init(|| tables_of(text, &lines_of(text, 0))), at);
    for spot in detector.find_labelled(text, heading) {
        let masked = privacy::mask(spot.kind, &text[spot.span.clone()]);
        shown.replace_range(spot.span, &masked);
    }
    for place in private.iter().filter_map(|finding| finding.place.as_ref()) {
        let Some(span) = place.span.as_ref().filter(|_| *place.file == *file) else { continue };
        let is_masked = shown.get(span.clone()).is_none_or(|typed| typed.contains(['*', '＊']));
        if !is_masked {
            blacken(&mut shown, span);
        }
    }
    shown
}

/// Makes all but the first two characters unreadable.
fn blacken(text: &mut String, span: &Range<usize>) {
    let typed = &text[span.clone()];
    let dark: String = typed
        .chars()
        .enumerate()
        .map(|(at, c)| match c.len_utf8() {
            _ if at < 2 => c,
            1 => '*',
            2 => '·',
            3 => '＊',
            _ => '\u{10101}',
        })
        .collect();
    text.replace_range(span.clone(), &dark);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_length_and_lose_their_numbers() {
        let text = "张三 13812345678\n| 姓名 | 卡号 |\n|---|---|\n| 李四 | ６２２８480402564890018 |\n";
        let shown = screen("a.md", text, &Detector::default(), &[]);
        assert_eq!(shown.len(), text.len());
        assert!(shown.starts_with("张三 138****5678\n"), "{shown}");
        assert!(shown.contains("| ＊＊＊＊***********0018 |"), "{shown}");
    }
}
