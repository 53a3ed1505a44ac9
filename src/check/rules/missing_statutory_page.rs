//! 没有公开指南、依申请公开或年度报告
//!
//! # 是什么
//! 网站上找不到政府信息公开指南（标题含“公开指南”的一篇）、依申请公开的说明（栏目或一篇），或者政府信息公开工作年度报告。
//! 每样缺一次报一次。还没有任何带索引号的信息时不报。
//!
//! # 为什么
//! 这几样是政府信息公开平台的固定栏目，检查时逐一点开。
//!
//! # 依据
//! 《中华人民共和国政府信息公开条例》（国务院令第711号）第十二条、第二十九条、第四十九条；
//! 《国务院办公厅政府信息与政务公开办公室关于规范政府信息公开平台有关事项的通知》（国办公开办函〔2019〕61号）。
//!
//! # 举例
//! 触发：网站只有通知公告和政策文件。
//! 不触发：三样都有，放在哪个栏目不限。
//!
//! # 怎样改
//! 新建缺的一篇，类型写“指南”“年报”或“页面”；由上级平台统一提供的，把本条规则降级并说明理由。
//!
//! # English
//! The site has no guide to disclosure, no page on requests or no annual report. Add it.

use crate::catalog::{ItemKind, ItemNumber};
use crate::check::{Findings, Rule, Run, Site};
use crate::diag::{Place, Severity};
use crate::entry::ArticleKind;
use crate::layout;
use crate::say;

/// 缺少的法定页面.
pub(super) static RULE: Rule = Rule {
    name: "missing-statutory-page",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("missing_statutory_page.rs"),
    run: &[Run::Site(check)],
};

fn check(site: &Site<'_>, findings: &mut Findings) {
    let catalog = site.catalog;
    if !catalog.items.iter().any(|item| item.number != ItemNumber::None) {
        return;
    }
    let has_article = |is: &dyn Fn(ArticleKind, &str) -> bool| {
        catalog.items.iter().any(|item| match &item.kind {
            ItemKind::Article(article) => is(article.kind, &item.title),
            _ => false,
        })
    };
    let has_column =
        |kind: &str| catalog.columns.iter().any(|column| column.kind == kind || column.title == kind);
    let pages = [
        (
            has_article(&|_, title| title.contains("公开指南")),
            say!("政府信息公开指南", "guide to disclosure (政府信息公开指南)"),
        ),
        (
            has_column("依申请公开") || has_article(&|_, title| title.contains("依申请公开")),
            say!("依申请公开的说明", "page on requests (依申请公开)"),
        ),
        (
            has_article(&|kind, _| kind == ArticleKind::AnnualReport),
            say!("政府信息公开工作年度报告", "annual report on disclosure (年报)"),
        ),
    ];
    for (_, name) in pages.iter().filter(|(is_there, _)| !is_there) {
        let (zh, en) = (name.in_lang(crate::diag::Lang::Zh), name.in_lang(crate::diag::Lang::En));
        findings.report(
            Place::whole(layout::CONTENT),
            say!("网站上没有{zh}", "the site has no {en}"),
            say!(
                "新建一篇；由上级平台统一提供的，在 site.yaml 里把本条规则降级",
                "add one; if another platform has it, lower this rule in site.yaml"
            ),
        );
    }
}
