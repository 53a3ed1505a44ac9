//! 年度报告缺部分
//!
//! # 是什么
//! 类型是“年报”、标题含“信息公开”的一篇，正文里找不到统一格式六个部分中的某一个。按字样查找。
//!
//! # 为什么
//! 年度报告用全国统一的格式，缺一部分就要退回重报。
//!
//! # 依据
//! 《中华人民共和国政府信息公开条例》（国务院令第711号）第五十条；
//! 《国务院办公厅政府信息与政务公开办公室关于印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知》（国办公开办函〔2021〕30号）。
//!
//! # 举例
//! 触发：没有“存在的主要问题及改进情况”。
//! 不触发：六个部分都有，前面有一段前言。
//!
//! # 怎样改
//! 补上缺的部分；没有内容的，写“无”。
//!
//! # English
//! The annual report on disclosure lacks one of its six parts. Add it.

use crate::check::{Findings, Page, Rule, Run};
use crate::diag::{Place, Severity};
use crate::entry::{ArticleKind, DraftKind};
use crate::say;

/// 缺部分的年报.
pub(super) static RULE: Rule = Rule {
    name: "incomplete-annual-report",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("incomplete_annual_report.rs"),
    run: &[Run::Pages(|_, _| Box::new(check))],
};

/// The six parts, and the words of each that do not change.
const PARTS: [(&str, &[&str]); 6] = [
    ("总体情况", &["总体情况"]),
    ("主动公开政府信息情况", &["主动公开政府信息", "主动公开信息"]),
    ("收到和处理政府信息公开申请情况", &["收到和处理", "处理政府信息公开申请"]),
    ("因政府信息公开申请行政复议、行政诉讼情况", &["行政复议"]),
    ("存在的主要问题及改进情况", &["存在的主要问题", "改进情况"]),
    ("其他需要报告的事项", &["其他需要报告", "需要报告的事项"]),
];

fn check(page: &Page<'_>, findings: &mut Findings) {
    let DraftKind::Article(article) = &page.draft.kind else { return };
    let title = article.common.title.as_ref().filter(|title| title.value.contains("信息公开"));
    let Some(title) = title.filter(|_| article.kind == ArticleKind::AnnualReport) else { return };
    let text = &page.text[page.body..];
    // A report that is only an attachment has no parts to look for.
    if text.chars().filter(|c| !c.is_whitespace()).take(100).count() < 100 {
        return;
    }
    let missing = PARTS.iter().filter(|(_, words)| !words.iter().any(|word| text.contains(word)));
    let missing: Vec<&str> = missing.map(|(part, _)| *part).collect();
    if missing.is_empty() {
        return;
    }
    let missing = missing.join("”“");
    findings.report(
        Place::span(page.file.clone(), title.span.clone()),
        say!("年度报告没有找到“{missing}”", "the annual report lacks `{missing}`"),
        say!("按统一格式补上，没有内容的写“无”", "add it by the uniform format; say so where there is none"),
    );
}
