//! The texts of files as they may be shown: private values made unreadable.
//!
//! Whatever finding shows a line, the line may hold more than what the finding is about; so the texts are
//! made safe before anything is drawn. Every character stays as long as it was in bytes, so that places in
//! the text stay right.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;
use std::sync::LazyLock;

use super::lines::{heading_at, lines_of, tables_of};
use super::{Data, detector, rule};
use crate::diag::Diagnostic;
use crate::privacy::{self, Detector, FinishedForm, NumberKind};

/// Knows what the program knows by itself, and no telephone as public.
static STRICT: LazyLock<Detector> = LazyLock::new(|| detector(None, &Data::default()));

/// A message as it may be said: messages quote what was typed, and name files, whatever they are about.
/// Personal numbers in it are masked, line by line.
#[must_use]
pub fn sayable(message: &str) -> Cow<'_, str> {
    let mut said = Cow::Borrowed(message);
    let mut start = 0;
    for line in message.split_inclusive('\n') {
        let spots = STRICT.find(line, "");
        let mut disguised = STRICT.find_disguised(line, "");
        // Marks of Markdown and tags between its digits hide a number from nobody.
        disguised.extend(STRICT.find_disguised(&line.replace(['*', '`', '~'], ""), ""));
        disguised.extend(STRICT.seen_in(line.as_bytes(), FinishedForm::Markup));
        let disguised =
            disguised.iter().filter_map(|seen| Some((seen.kind, privacy::locate(line, &seen.digits)?)));
        let spots = spots.into_iter().map(|spot| (spot.kind, spot.span));
        for (kind, span) in spots.chain(disguised).chain(in_names(line)) {
            let masked = privacy::mask(kind, &line[span.clone()]);
            let span = start + span.start..start + span.end;
            // A mask is as long as what it covers, so that what was found twice is covered once.
            if masked.len() == span.len() {
                said.to_mut().replace_range(span, &masked);
            }
        }
        start += line.len();
    }
    said
}

/// The numbers in names of files that a message gives: by itself `13812345678.md` looks like a part of an
/// address.
fn in_names(line: &str) -> Vec<(NumberKind, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    for token in line.split_inclusive(['/', '\\', '`', '"', ' ', '：', ':', '“', '”']) {
        let stem = token.rsplit_once('.').map_or(token, |(stem, _)| stem);
        for seen in STRICT.find_disguised(stem, "") {
            let span = privacy::locate(stem, &seen.digits);
            found.extend(span.map(|span| (seen.kind, at + span.start..at + span.end)));
        }
        at += token.len();
    }
    found
}

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
    fn a_message_says_no_number_that_it_quotes() {
        for (message, said) in [
            ("没有指标 `11010519491231002X`", "没有指标 `110105********002X`"),
            ("content/通知/13812345678.md:3", "content/通知/138****5678.md:3"),
            ("见 `138<b>1234</b>5678`", "见 `138<b>****</b>5678`"),
            ("见 `138**1234**5678`", "见 `138********5678`"),
            ("共 12345 条", "共 12345 条"),
        ] {
            assert_eq!(sayable(message), said);
        }
    }

    #[test]
    fn lines_keep_their_length_and_lose_their_numbers() {
        let text = "张三 13812345678\n| 姓名 | 卡号 |\n|---|---|\n| 李四 | ６２２８480402564890018 |\n";
        let shown = screen("a.md", text, &Detector::default(), &[]);
        assert_eq!(shown.len(), text.len());
        assert!(shown.starts_with("张三 138****5678\n"), "{shown}");
        assert!(shown.contains("| ＊＊＊＊***********0018 |"), "{shown}");
    }
}
