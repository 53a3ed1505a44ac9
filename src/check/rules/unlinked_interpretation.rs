//! 政策解读没有关联政策原文
//!
//! # 是什么
//! 类型是“解读”的一篇没有写“解读: 文件路径”，所以解读页没有政策原文的链接，原文页也没有解读的链接。
//!
//! # 为什么
//! 解读与原文要互相链接；只在文字里提到文件名，读者还要自己去找。写了“解读”一栏，两边的链接由系统生成。
//!
//! # 依据
//! 《国务院办公厅印发〈关于全面推进政务公开工作的意见〉实施细则的通知》（国办发〔2016〕80号）关于解读与文件同步公开、相互关联的要求；
//! 季度通报中把没有双向链接作为问题指出。
//!
//! # 举例
//! 触发：一篇解读，开头没有“解读”一栏。
//! 不触发：`解读: [../政策文件/实施意见.md]`。
//!
//! # 怎样改
//! 在解读的开头写 `解读: [原文的路径]`；原文在别的网站的，在正文里链接它。
//!
//! # English
//! An interpretation names no document that it explains. Write `explains`, and both are linked.

use crate::check::{Page, Rule, Run};
use crate::diag::Severity;
use crate::entry::{ArticleKind, DraftKind};
use crate::say;

/// 没有关联的解读.
pub(super) static RULE: Rule = Rule {
    name: "unlinked-interpretation",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("unlinked_interpretation.rs"),
    run: &[Run::Pages(|_, _| {
        Box::new(|page: &Page<'_>, findings| {
            let DraftKind::Article(article) = &page.draft.kind else { return };
            // The original may lie on the site of the body that issued it.
            let has_link = article.text.html.contains("class=\"external\"");
            if article.kind != ArticleKind::Interpretation || !article.explains.is_empty() || has_link {
                return;
            }
            let place = article
                .common
                .title
                .as_ref()
                .map_or_else(|| page.whole(), |title| page.place(title.span.clone()));
            findings.report(
                place,
                say!("解读没有关联政策原文", "the interpretation is not linked to what it explains"),
                say!(
                    "在开头写“解读: [原文的路径]”，两边就互相链接",
                    "write `explains: [path]` at the head, then both are linked"
                ),
            );
        })
    })],
};
