//! 上一年度的信息公开年报没有按时公布
//!
//! # 是什么
//! 网站上没有上一年度的政府信息公开工作年度报告。部门的期限是1月31日，地方人民政府（主办单位以“人民政府”结尾）是3月31日。
//! 期限前30天起提示；过了期限是错误。上一年还没有公开过信息的网站不报。
//!
//! # 为什么
//! 年报的日期是条例写死的，上级按日期统计。
//!
//! # 依据
//! 《中华人民共和国政府信息公开条例》（国务院令第711号）第四十九条。
//!
//! # 举例
//! 触发：今天是2024年2月1日，没有标题含“2023年”的年报。
//! 不触发：2024年1月23日公布了2023年的年报。
//!
//! # 怎样改
//! 新建一篇，类型写“年报”，标题写明年度。
//!
//! # English
//! The annual report on disclosure of last year is not online. Departments publish it by 31 January,
//! governments by 31 March.

use crate::catalog::ItemKind;
use crate::check::{Findings, Rule, Run, Site};
use crate::diag::{Place, Severity};
use crate::entry::ArticleKind;
use crate::layout;
use crate::say;

/// Days before the last one from which on it is worth a word.
const NOTICE: i32 = 30;

/// 迟到的年报.
pub(super) static RULE: Rule = Rule {
    name: "late-annual-report",
    severity: Severity::Error,
    stops_build: false,
    source: include_str!("late_annual_report.rs"),
    run: &[Run::Site(check)],
};

fn check(site: &Site<'_>, findings: &mut Findings) {
    let year = site.today.year() - 1;
    let items = &site.catalog.items;
    let was_online = items.iter().any(|item| item.date.is_some_and(|date| date.date.year() <= year));
    let name = year.to_string();
    let is_there = items.iter().any(|item| {
        matches!(&item.kind, ItemKind::Article(article) if article.kind == ArticleKind::AnnualReport)
            && item.title.contains(&name)
    });
    let due = site.settings.annual_report_due(site.today.year());
    let left = site.today.until(due).map_or(0, |span| span.get_days());
    if is_there || !was_online || left > NOTICE {
        return;
    }
    let help = say!(
        "新建一篇，类型写“年报”，标题写明{year}年",
        "add a page of kind `annual-report` with {year} in its title"
    );
    if left >= 0 {
        let finding = findings.report(
            Place::whole(layout::CONTENT),
            say!(
                "{year}年的信息公开年报要在 {due} 前公布，还有 {left} 天",
                "the annual report of {year} is due on {due}; days left: {left}"
            ),
            help,
        );
        finding.severity = Severity::Advice;
    } else {
        findings.report(
            Place::whole(layout::CONTENT),
            say!(
                "{year}年的信息公开年报应在 {due} 前公布，网站上没有",
                "the annual report of {year} was due on {due}"
            ),
            help,
        );
    }
}
