//! 括号不成对
//!
//! # 是什么
//! 一对括号前一个是全角、后一个是半角（“（一)”），或者一段里只有前括号没有后括号。列项的“1）”只有后括号，不算。
//!
//! # 为什么
//! 多半是粘贴或修改时丢了半边，读者分不清注释到哪里为止。
//!
//! # 依据
//! 《标点符号用法》（GB/T 15834—2011）关于括号的规定；公文层次序数用全角括号见《党政机关公文格式》（GB/T 9704—2012）。
//! 本条的〔〕只出现在文号里。
//!
//! # 举例
//! 触发：`（以下简称“办法”)`、`补贴标准（每人每年800元。`。
//! 不触发：`（一）`、`(2)`、`1）`。
//!
//! # 怎样改
//! 补上或改正半边括号；全角半角不一致的，`gongkai check --fix` 可以代改。
//!
//! # English
//! A bracket has no partner, or one of the other width. Mend it; `check --fix` mends the width.

use std::ops::Range;

use crate::check::LineKind;
use crate::check::Page;
use crate::check::prose::{ProseLine, touches};
use crate::check::{Findings, Rule, Run};
use crate::diag::{Fix, Severity};
use crate::say;

/// 不成对的括号.
pub(super) static RULE: Rule = Rule {
    name: "mismatched-brackets",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("mismatched_brackets.rs"),
    run: &[Run::Pages(|_, _| {
        Box::new(|page, findings| {
            for line in page.prose().filter(|line| line.kind == LineKind::Text) {
                if line.text.contains(['（', '）', '(', ')', '《']) {
                    pairs(page, &line, findings);
                }
            }
        })
    })],
};

/// Walks the brackets of a line.
fn pairs(page: &Page<'_>, line: &ProseLine<'_>, findings: &mut Findings) {
    let mut open: Vec<(usize, char)> = Vec::new();
    for (at, character) in line.text.char_indices() {
        if !matches!(character, '（' | '）' | '(' | ')' | '《' | '》')
            || touches(page.markup(), &line.span(at..at + character.len_utf8()))
        {
            continue;
        }
        let Some(opening) = partner(character) else {
            open.push((at, character));
            continue;
        };
        match open.last().copied() {
            Some((_, before)) if before == opening => _ = open.pop(),
            Some((from, before)) if is_round(before) && is_round(character) => {
                open.pop();
                width(page, line, from..at + character.len_utf8(), findings);
            }
            // `1）` and `》` without a beginning: often right, never worth a word.
            _ => {}
        }
    }
    // An open bracket is only told where the sentence has ended: lists may be split over lines.
    if let Some((at, character)) = open.first().copied().filter(|_| line.text.ends_with(['。', '！', '？']))
    {
        let closing = closing(character);
        findings.report(
            page.place(line.span(at..at + character.len_utf8())),
            say!("括号“{character}”没有另一半", "the bracket `{character}` is never closed"),
            say!("补上“{closing}”", "add `{closing}`"),
        );
    }
}

fn width(page: &Page<'_>, line: &ProseLine<'_>, range: Range<usize>, findings: &mut Findings) {
    let shown: String = line.text[range.clone()].chars().take(20).collect();
    let span = line.span(range.clone());
    let inside = &line.text[range];
    let is_full = |c: Option<char>| matches!(c, Some('（' | '）'));
    let fix = if is_full(inside.chars().next()) {
        Fix::new(span.end - 1..span.end, "）")
    } else {
        Fix::new(span.start..span.start + 1, "（")
    };
    findings
        .report(
            page.place(span),
            say!("“{shown}”的括号一个全角一个半角", "the brackets of `{shown}` differ in width"),
            say!("两个都写全角：（ ）", "write both full-width"),
        )
        .fixes
        .push(fix);
}

fn is_round(character: char) -> bool {
    matches!(character, '（' | '）' | '(' | ')')
}

fn partner(closing: char) -> Option<char> {
    match closing {
        '）' => Some('（'),
        ')' => Some('('),
        '》' => Some('《'),
        _ => None,
    }
}

fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '《' => '》',
        _ => '）',
    }
}
