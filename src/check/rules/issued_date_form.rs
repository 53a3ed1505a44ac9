//! 落款的成文日期写法不规范
//!
//! # 是什么
//! 落款处的日期补了零（`2024年03月05日`）、只写两位年份（`24年3月5日`）、用了汉字数字（`二〇二四年三月五日`），
//! 或者汉字数字里混进了字母 O 和数字 0（`二OO八年`）。2012年7月以前成文的汉字日期不算。
//!
//! # 为什么
//! 成文日期是起算时限的依据，写法不一，机器和人都会读错。
//!
//! # 依据
//! 《党政机关公文格式》（GB/T 9704—2012）7.3.5.4：用阿拉伯数字将年、月、日标全，年份应标全称，月、日不编虚位。
//!
//! # 举例
//! 触发：落款 `2024年03月05日`、`二OO八年六月四日`。
//! 不触发：`2024年3月5日`、正文里的 `2024年03月`。
//!
//! # 怎样改
//! 写成 `2024年3月5日`；`gongkai check --fix` 可以代改（两位年份除外）。
//!
//! # English
//! The date below the signature is not in the form of the standard. Write `2024年3月5日`.

use crate::check::prose::ProseLine;
use crate::check::signature::signed_date;
use crate::check::{Findings, Page, Rule, Run};
use crate::diag::{Fix, Severity};
use crate::model::Moment;
use crate::say;

/// 成文日期的写法.
pub(super) static RULE: Rule = Rule {
    name: "issued-date-form",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("issued_date_form.rs"),
    run: &[Run::Pages(|_, _| {
        Box::new(|page, findings| {
            if let Some((line, date)) = signed_date(page) {
                report(page, &line, date, findings);
            }
        })
    })],
};

fn report(page: &Page<'_>, line: &ProseLine<'_>, date: Moment, findings: &mut Findings) {
    let right = date.chinese();
    // The standard in force since July 2012 wants figures.
    let is_old_form = !line.text.contains(|c: char| c.is_ascii_alphanumeric())
        && date.date < jiff::civil::Date::constant(2012, 7, 1);
    let typed: String = line.text.chars().filter(|c| !c.is_whitespace()).collect();
    if typed == right || is_old_form || line.text.contains(['-', '/', '.']) {
        return;
    }
    let span = line.whole();
    let shown = line.text;
    let mut finding = findings.report(
        page.place(span.clone()),
        say!(
            "落款日期“{shown}”的写法不规范",
            "the date of signature `{shown}` is not in the form of the standard"
        ),
        say!("写成“{right}”", "write `{right}`"),
    );
    if !date_is_short(line.text) {
        finding = &mut *finding;
        finding.fixes.push(Fix::new(span, right));
    }
}

/// Whether the year has two digits: nobody but the writer knows the century.
fn date_is_short(text: &str) -> bool {
    text.split('年').next().is_some_and(|year| year.trim().chars().count() == 2)
}
