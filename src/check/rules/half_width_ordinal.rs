//! 层次序数用了半角括号
//!
//! # 是什么
//! 公文、通知、规划的正文里，序数写成 `(一)` `(1)`。一个文件只报一次。
//!
//! # 为什么
//! 公文的序数用全角括号；页面照样排得出来，但引用和检索时写法不一。
//!
//! # 依据
//! 《党政机关公文格式》（GB/T 9704—2012）7.3.3。
//!
//! # 举例
//! 触发：`(一)总体要求`。
//! 不触发：`（一）总体要求`。
//!
//! # 怎样改
//! `gongkai check --fix` 把它们都改成全角。
//!
//! # English
//! Ordinals have half-width brackets. `check --fix` makes them full-width.

use crate::check::ordinals::{Outline, outline_of};
use crate::check::{Findings, Page, Rule, Run};
use crate::diag::{Fix, Severity};
use crate::entry::{ArticleKind, DraftKind};
use crate::say;

/// 半角括号的序数.
pub(super) static RULE: Rule = Rule {
    name: "half-width-ordinal",
    severity: Severity::Advice,
    stops_build: false,
    source: include_str!("half_width_ordinal.rs"),
    run: &[Run::Pages(|_, _| Box::new(check))],
};

fn check(page: &Page<'_>, findings: &mut Findings) {
    use ArticleKind as K;
    let is_official = matches!(&page.draft.kind, DraftKind::Article(article)
        if matches!(article.kind, K::Document | K::Notice | K::Plan));
    // Cheaper than reading the outline of a page that has none.
    if !is_official || !page.text[page.body..].contains('(') {
        return;
    }
    let narrow: Vec<_> = outline_of(page)
        .into_iter()
        .filter_map(|line| match line {
            Outline::Numbered(ordinal) if ordinal.is_narrow && ordinal.mended.is_none() => Some(ordinal.span),
            _ => None,
        })
        .collect();
    let Some(first) = narrow.first() else { return };
    let (count, shown) = (narrow.len(), page.text[first.clone()].to_owned());
    let right = |typed: &str| typed.replace('(', "（").replace(')', "）");
    let mended = right(&shown);
    let finding = findings.report(
        page.place(first.clone()),
        say!(
            "有 {count} 个序数用了半角括号，第一个是 `{shown}`",
            "ordinals with half-width brackets: {count}, first `{shown}`"
        ),
        say!("写成 `{mended}`", "write `{mended}`"),
    );
    finding.fixes.extend(narrow.iter().map(|span| Fix::new(span.clone(), right(&page.text[span.clone()]))));
}
