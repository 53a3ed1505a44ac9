//! 重复的字、词和标点
//!
//! # 是什么
//! 同一个字或标点误打了两遍（“的的”“，，”“，。”），或者四个字以上（句首句末三个字以上）的词语紧接着又写了一遍（“加强领导加强领导”）。
//! “目的的”“为了了解”“研究研究”一类本来就对的不算。
//!
//! # 为什么
//! 这是修改时没有删净的痕迹，按错别字计。
//!
//! # 依据
//! 《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）扣分指标中的错别字一项；标点见《标点符号用法》（GB/T 15834—2011）。
//! 本页的〔〕只出现在文号里。
//!
//! # 举例
//! 触发：`就业的的形势`、`加强领导加强领导`、`完成，。`。
//! 不触发：`以营利为目的的活动`、`为了了解情况`。
//!
//! # 怎样改
//! 删去多出来的一个；`gongkai check --fix` 可以代删。
//!
//! # English
//! A character, mark or phrase stands twice in a row. Remove one of them; `check --fix` does.

use std::ops::Range;

use crate::check::LineKind;
use crate::check::Page;
use crate::check::WordList;
use crate::check::prose::{ProseLine, touches};
use crate::check::{Findings, Rule, Run};
use crate::diag::{Fix, Severity};
use crate::say;
use crate::text::garbled::is_han;

/// Shortest and longest phrase, in characters.
const PHRASE: Range<usize> = 3..13;

/// A phrase of so many characters that follows itself is a slip.
const CERTAIN: usize = 6;

/// 重复.
pub(super) static RULE: Rule = Rule {
    name: "doubled-word",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("doubled_word.rs"),
    run: &[Run::Pages(|site, _| {
        let vocabulary = site.vocabulary();
        Box::new(move |page, findings| {
            for (word, hit) in page.words(vocabulary, WordList::Doubled) {
                report(page, hit.span.clone(), &word.right, findings);
            }
            for line in page.prose().filter(|line| line.kind != LineKind::Front) {
                phrases(page, &line, findings);
            }
        })
    })],
};

/// Phrases of three characters and more that follow themselves.
fn phrases(page: &Page<'_>, line: &ProseLine<'_>, findings: &mut Findings) {
    let mut start = 0;
    // Only inside of runs of Chinese characters: figures and lists repeat themselves rightly.
    while let Some(at) = line.text[start..].find(is_han) {
        let from = start + at;
        let length = line.text[from..].find(|c| !is_han(c)).unwrap_or(line.text.len() - from);
        start = from + length;
        if length < 2 * PHRASE.start * 3 {
            continue;
        }
        let run = &line.text.as_bytes()[from..start];
        if let Some((at, length)) = repeated(run) {
            let phrase = &line.text[from + at..from + at + length];
            // `的航道的航道保护范围` and `国有土地有土地使用权人的` are right: short phrases count only at an edge.
            let is_edge = at == 0 || at + 2 * length == run.len();
            if phrase.contains('的') || length < 4 * 3 && !is_edge {
                continue;
            }
            let span = line.span(from + at..from + at + 2 * length);
            let once = page.text[span.start..span.start + length].to_owned();
            if !touches(page.markup(), &span) {
                report(page, span, &once, findings);
            }
        }
    }
}

/// The first phrase of `run` that stands twice: where, and how many bytes it has. Every Chinese character
/// that is in use has three bytes, so equal bytes a multiple of three apart are equal characters.
fn repeated(run: &[u8]) -> Option<(usize, usize)> {
    for characters in PHRASE {
        let length = 3 * characters;
        let mut equal = 0;
        for at in (0..run.len().saturating_sub(length)).step_by(3) {
            let is_equal = run[at..at + 3] == run[at + length..at + length + 3];
            equal = if is_equal { equal + 3 } else { 0 };
            if equal == length {
                return Some((at + 3 - length, length));
            }
        }
    }
    None
}

fn report(page: &Page<'_>, span: Range<usize>, right: &str, findings: &mut Findings) {
    let shown = &page.text[span.clone()];
    let finding = findings.report(
        page.place(span.clone()),
        say!("“{shown}”重复了", "`{shown}` says it twice"),
        say!("改成“{right}”", "write `{right}`"),
    );
    // Two words may end and begin alike, as in `标的的移交`: only marks and long phrases are certain.
    if !shown.starts_with(is_han) || right.chars().count() >= CERTAIN {
        finding.fixes.push(Fix::new(span, right));
    }
}
