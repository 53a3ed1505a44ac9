//! Marks that were meant to do something and stand on the page as they were typed.

use std::collections::BTreeSet;
use std::ops::Range;

use memchr::memmem;

use super::TextOptions;
use super::blocks::{BlockKind, Blocks};
use super::pasted::{WIDE, code_in, has_bar};
use crate::diag::{Diagnostic, Place};
use crate::model::{has_byte, quoted_figure};
use crate::say;

/// More of them in one text are told by the first ones.
const MOST_TOLD: usize = 20;

/// How far an address is looked for, in bytes.
const LONGEST_ADDRESS: usize = 200;

/// The findings about the words of `blocks`; `source` is the text as typed.
pub(super) fn find(source: &str, blocks: &Blocks, options: &TextOptions<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for block in blocks.iter() {
        if let BlockKind::ImageText | BlockKind::Sheet(_) = block.kind {
            findings.extend(figure_beside(source, &block.span, options));
        }
        let is_typed = matches!(block.kind, BlockKind::Code | BlockKind::ImageText | BlockKind::Sheet(_));
        if is_typed || !has_byte(block.text, is_mark) {
            continue;
        }
        let start = block.span.start - options.offset;
        let Some(typed) = source.get(start..block.span.end - options.offset) else { continue };
        let code = code_in(typed);
        let marks: BTreeSet<&str> = marks(block.text).into_iter().map(|mark| &block.text[mark]).collect();
        for mark in marks {
            // What was escaped, or stands in code, was meant to be seen.
            let found = typed.match_indices(mark).find(|(at, _)| !code.iter().any(|code| code.contains(at)));
            if let Some((at, _)) = found {
                let at = options.offset + start + at;
                let place = Place::span(options.file.clone(), at..at + mark.len());
                findings.push(tell(mark).at(place));
            }
        }
        if findings.len() >= MOST_TOLD {
            break;
        }
    }
    findings
}

/// A figure that is quoted in what stands for a picture or above a table file, where none is put in.
fn figure_beside(source: &str, span: &Range<usize>, options: &TextOptions<'_>) -> Option<Diagnostic> {
    let start = span.start - options.offset;
    let typed = source.get(start..span.end - options.offset)?;
    let mark = quoted_figure(typed)?;
    let at = options.offset + start + typed.find(mark)?;
    let finding = not_in_effect(mark).at(Place::span(options.file.clone(), at..at + mark.len()));
    Some(finding.help(say!(
        "图片和表格的说明里不放引用的数据：直接写数，或者写在正文里",
        "figures are not put into what is said of pictures and table files: write the number, or quote it in the text"
    )))
}

/// Whether a mark begins with this byte, or a sign that is as wide as a character.
fn is_mark(byte: u8) -> bool {
    matches!(byte, b'*' | b'[' | b']' | b'|' | b'#' | WIDE)
}

/// Where such marks stand in the words of a block.
fn marks(text: &str) -> Vec<Range<usize>> {
    let mut marks = Vec::new();
    let bars = if has_bar(text) { text.matches(['|', '｜']).count() } else { 0 };
    if bars > 1 && text.starts_with(['|', '｜']) && text.ends_with(['|', '｜']) {
        let second = text.char_indices().filter(|(_, sign)| matches!(sign, '|' | '｜')).nth(1);
        return second.map(|(at, bar)| 0..at + bar.len_utf8()).into_iter().collect();
    }
    let hashes = text.len() - text.trim_start_matches('#').len();
    if (2..=6).contains(&hashes) {
        marks.push(0..hashes);
    }
    for at in memmem::find_iter(text.as_bytes(), "[^") {
        let label = text[at + 2..].find(|c: char| c == ']' || c.is_whitespace()).filter(|length| *length > 0);
        let end = label.map(|length| at + 2 + length).filter(|end| text[*end..].starts_with(']'));
        marks.extend(end.map(|end| at..end + 1));
    }
    for close in ["](", "]（"] {
        let is_link = |at: &usize| text[..*at].contains('[') && is_address_start(&text[*at + close.len()..]);
        let links = memmem::find_iter(text.as_bytes(), close).filter(is_link);
        marks.extend(links.map(|at| at..at + close.len()));
    }
    for stars in ["**", "＊＊"] {
        marks.extend(opening(text, stars));
    }
    marks
}

/// Whether an address seems to begin here.
fn is_address_start(text: &str) -> bool {
    let reach = &text[..text.floor_char_boundary(LONGEST_ADDRESS)];
    let address = reach.split([')', '）', ' ']).next().unwrap_or_default();
    address.contains(['.', '/', '#'])
}

/// Stars before which nothing stands that they could hide, and behind which words begin.
fn opening(text: &str, stars: &str) -> Option<Range<usize>> {
    let at = memmem::find_iter(text.as_bytes(), stars).find(|at| {
        let before = text[..*at].chars().next_back();
        let behind = text[at + stars.len()..].chars().next();
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '*' | '＊'))
            && behind.is_some_and(|c| c.is_alphabetic() || matches!(c, '“' | '《' | '（'))
    })?;
    Some(at..at + stars.len())
}

fn tell(mark: &str) -> Diagnostic {
    if mark.starts_with("[^") {
        return Diagnostic::warning(
            "undefined-footnote",
            say!(
                "没有 `{mark}` 这条注释，编号照原样显示了",
                "there is no footnote `{mark}`; its mark is shown as typed"
            ),
        )
        .help(say!(
            "在正文后面另起一行写 `{mark}: 注释的内容`，或者删去编号",
            "write `{mark}: words` on a line of its own below the text, or delete the mark"
        ));
    }
    not_in_effect(mark).help(match mark.chars().next() {
        Some('|' | '｜') => say!(
            "表格至少要有表头、`|---|---|` 和一行内容，各行格数相同",
            "a table needs a head, `|---|---|` and a row, all with as many cells"
        ),
        Some('#') => say!("井号和标题的文字之间空一格", "leave a blank between the signs and the words"),
        Some(']') => say!(
            "链接写成 `[文字](地址)`，中间不空格，括号用半角",
            "write `[words](address)` without blanks between, the brackets half-width"
        ),
        _ => say!(
            "加粗在两边各写两个半角的 `*`，里面不留空格；不是加粗的删去",
            "write two `*` on each side for bold type, without blanks inside; else delete them"
        ),
    })
}

fn not_in_effect(mark: &str) -> Diagnostic {
    Diagnostic::warning(
        "raw-marks",
        say!("`{mark}` 没有起作用，照原样显示了", "`{mark}` has no effect and is shown as typed"),
    )
}
