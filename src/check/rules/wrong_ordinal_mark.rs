//! 层次序数的标点不对
//!
//! # 是什么
//! 序数写成 `1、`、`一.`、`（一）、`。只查公文、通知和规划。
//!
//! # 为什么
//! `1、` 不是公文的序数，排出来不成标题，目录里也没有这一条。
//!
//! # 依据
//! 《党政机关公文格式》（GB/T 9704—2012）7.3.3：结构层次序数依次为“一、”“（一）”“1.”“（1）”。
//!
//! # 举例
//! 触发：`1、申请材料`、`（一）、申请材料`。
//! 不触发：`1.申请材料`、`一、二产业融合`。
//!
//! # 怎样改
//! 按提示改；`gongkai check --fix` 可以代改。
//!
//! # English
//! An ordinal has the wrong mark behind it. Write `1.` and `（一）`; `check --fix` does.

use crate::check::ordinals::{Outline, outline_of};
use crate::check::{Findings, Page, Rule, Run};
use crate::diag::{Fix, Severity};
use crate::entry::{ArticleKind, DraftKind};
use crate::say;

/// 序数的标点.
pub(super) static RULE: Rule = Rule {
    name: "wrong-ordinal-mark",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("wrong_ordinal_mark.rs"),
    run: &[Run::Pages(|_, _| Box::new(check))],
};

fn check(page: &Page<'_>, findings: &mut Findings) {
    use ArticleKind as K;
    let is_official = matches!(&page.draft.kind, DraftKind::Article(article)
        if matches!(article.kind, K::Document | K::Notice | K::Plan));
    if !is_official {
        return;
    }
    for line in outline_of(page) {
        let Outline::Numbered(ordinal) = line else { continue };
        let Some(mended) = ordinal.mended else { continue };
        let shown = page.text[ordinal.span.clone()].to_owned();
        findings
            .report(
                page.place(ordinal.span.clone()),
                say!("序数写成了 `{shown}`", "the ordinal is written `{shown}`"),
                say!("写成 `{mended}`", "write `{mended}`"),
            )
            .fixes
            .push(Fix::new(ordinal.span, mended));
    }
}
