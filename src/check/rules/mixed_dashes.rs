//! 年份起止的连接号前后不一
//!
//! # 是什么
//! 同一个文件里，年份起止有的写“2023—2027年”，有的写“2023-2027年”或“2023－2027年”。
//!
//! # 为什么
//! 同一份规划的标题和正文写法不同，检索和引用会对不上。
//!
//! # 依据
//! 《标点符号用法》（GB/T 15834—2011）关于连接号的规定：起止年份用一字线“—”。本条的〔〕只出现在文号里。
//!
//! # 举例
//! 触发：标题写 `（2023—2027年）`，正文写 `2023-2027年`。
//! 不触发：全文都写 `2023-2027年`，日期 `2023-05-23`。
//!
//! # 怎样改
//! 统一写“—”；`gongkai check --fix` 改正文里的，标题由人决定。
//!
//! # English
//! Ranges of years are written with different dashes in one file. Write `—` throughout.

use std::ops::Range;

use crate::check::LineKind;
use crate::check::Page;
use crate::check::prose::touches;
use crate::check::{Rule, Run};
use crate::diag::{Fix, Severity};
use crate::say;

/// Every dash that stands between years; the first is right.
const DASHES: &[&str] = &["—", "-", "－", "–", "~", "～", "──", "——", "−"];

/// 混用的连接号.
pub(super) static RULE: Rule = Rule {
    name: "mixed-dashes",
    severity: Severity::Advice,
    stops_build: false,
    source: include_str!("mixed_dashes.rs"),
    run: &[Run::Pages(|_, _| {
        Box::new(|page, findings| {
            let ranges = year_ranges(page);
            let dash = |(range, _): &(Range<usize>, LineKind)| &page.text[range.clone()];
            if ranges.iter().all(|range| dash(range) == dash(&ranges[0])) {
                return;
            }
            for range in ranges.iter().filter(|range| dash(range) != DASHES[0]) {
                let shown = dash(range);
                let finding = findings.report(
                    page.place(range.0.clone()),
                    say!(
                        "年份起止的连接号不统一：这里是“{shown}”",
                        "ranges of years have different dashes: this one is `{shown}`"
                    ),
                    say!("统一写成“—”", "write `—` throughout"),
                );
                if range.1 != LineKind::Front {
                    finding.fixes.push(Fix::new(range.0.clone(), DASHES[0]));
                }
            }
        })
    })],
};

/// The dashes between two years of which the second is followed by 年.
fn year_ranges(page: &Page<'_>) -> Vec<(Range<usize>, LineKind)> {
    let mut ranges = Vec::new();
    for line in page.prose() {
        for (at, _) in line.text.match_indices('年') {
            let before = &line.text[..at];
            let digits = before.trim_end_matches(|c: char| c.is_ascii_digit());
            if before.len() - digits.len() != 4 {
                continue;
            }
            let first =
                digits.trim_end_matches(|c: char| !c.is_alphanumeric() && !"（(《“，。、；：".contains(c));
            let first_digits = first.strip_suffix('年').unwrap_or(first);
            let is_year = first_digits.len() >= 4
                && first_digits.as_bytes()[first_digits.len() - 4..].iter().all(u8::is_ascii_digit);
            let dash = &digits[first.len()..];
            let span = line.span(first.len()..digits.len());
            if is_year
                && DASHES.contains(&dash.trim())
                && dash.trim() == dash
                && !touches(page.markup(), &span)
            {
                ranges.push((span, line.kind));
            }
        }
    }
    ranges
}
