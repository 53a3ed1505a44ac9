//! 粘贴时丢了字的日期和文号
//!
//! # 是什么
//! 从 Word 粘贴时，域和特殊字体里的字会丢掉，留下连在一起的数字：“2023515”“截至1031日”“202310月份”“〔202321号”。
//!
//! # 为什么
//! 读者看不出是哪一天、哪一号文件，引用也无从核对。
//!
//! # 依据
//! 《党政机关公文格式》（GB/T 9704—2012）7.3.5.4：成文日期标全年、月、日；发文字号的年份用六角括号“〔〕”括入。
//!
//! # 举例
//! 触发：`截至1031日`、`202310月份`、`曲水府发〔202321号`。
//! 不触发：`共补助2023515元`、`365日`、`20231031`。
//!
//! # 怎样改
//! 对照原件补上“年”“月”“〕”。这种错代改不了，要看原件。
//!
//! # English
//! Figures of a date or document number run together: characters were lost in pasting. Mend it from the
//! original.

use std::ops::Range;

use crate::check::LineKind;
use crate::check::prose::touches;
use crate::check::{Rule, Run};
use crate::diag::Severity;
use crate::say;

/// 丢了字的日期.
pub(super) static RULE: Rule = Rule {
    name: "run-together-date",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("run_together_date.rs"),
    run: &[Run::Pages(|_, _| {
        Box::new(|page, findings| {
            for line in page.prose().filter(|line| line.kind != LineKind::Front) {
                for range in digit_runs(line.text) {
                    let span = line.span(range.clone());
                    if is_broken(line.text, &range) && !touches(page.markup(), &span) {
                        let shown = &page.text[span.clone()];
                        findings.report(
                            page.place(span),
                            say!(
                                "“{shown}”像是丢了“年”“月”或括号",
                                "`{shown}` seems to have lost characters of a date or number"
                            ),
                            say!("对照原件补上丢掉的字", "add what was lost, from the original"),
                        );
                    }
                }
            }
        })
    })],
};

/// Runs of four digits and more.
fn digit_runs(text: &str) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if end - at >= 3 {
            runs.push(at..end);
        }
        at = end;
    }
    runs
}

fn is_broken(text: &str, range: &Range<usize>) -> bool {
    let (before, digits, behind) = (&text[..range.start], &text[range.clone()], &text[range.end..]);
    if before.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/' | ',')) {
        return false;
    }
    let year =
        digits.get(..4).and_then(|year| year.parse().ok()).is_some_and(|year| (1949..2100).contains(&year));
    let is_day_of_month = |month: &str, day: &str| {
        let number = |text: &str| text.parse::<u8>().unwrap_or(0);
        !day.is_empty() && (1..=12).contains(&number(month)) && (1..=31).contains(&number(day))
    };
    // `〔202321号`, `［20235`
    if before.ends_with(['〔', '[', '［'])
        && year
        && (5..=8).contains(&digits.len())
        && !behind.starts_with([']', '〕'])
    {
        return true;
    }
    if behind.starts_with('月') && year && (5..=6).contains(&digits.len()) {
        let month = digits[4..].parse::<u8>().unwrap_or(0);
        return (1..=12).contains(&month) && !digits[4..].starts_with('0');
    }
    if behind.starts_with('日') && !behind.starts_with("日元") {
        let follows =
            ["截至", "截止", "截止到", "年", "于", "从", "自"].iter().any(|word| before.ends_with(word));
        let parts = digits.split_at_checked(if digits.len() == 4 { 2 } else { 1 });
        let is_day = parts.is_some_and(|(month, day)| is_day_of_month(month, day));
        return match digits.len() {
            4 => follows && is_day,
            3 => before.ends_with('年') && is_day,
            7 => year && is_day_of_month(&digits[4..5], &digits[5..]),
            _ => false,
        };
    }
    // `2023515` alone on its line or before a mark; with a unit behind it is a figure.
    digits.len() == 7
        && year
        && is_day_of_month(&digits[4..5], &digits[5..])
        && before.trim_end().is_empty()
        && behind.trim().is_empty()
}
