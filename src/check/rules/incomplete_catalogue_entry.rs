//! 目录缺内容概述或生成日期
//!
//! # 是什么
//! 有索引号的信息没有内容概述（没有写“概述”，正文也取不出），或者公文、规划没有成文日期（目录里的生成日期）。
//!
//! # 为什么
//! 目录的四项是条例点名的；缺了，群众和依申请公开的办理人都找不到这件信息。
//!
//! # 依据
//! 《中华人民共和国政府信息公开条例》（国务院令第711号）第十二条：目录包括索引、名称、内容概述、生成日期等内容。
//!
//! # 举例
//! 触发：一件公文只有标题和公开日期。
//! 不触发：没有写概述，但是正文的开头可以用作概述。
//!
//! # 怎样改
//! 写上“概述”（100字以内）和“成文日期”。
//!
//! # English
//! An entry of the catalogue lacks its abstract or the date it was issued. Write `summary` and `issued`.

use crate::catalog::{ItemKind, ItemNumber};
use crate::check::{Findings, Rule, Run, Site};
use crate::diag::{Place, Severity};
use crate::entry::{ArticleKind, Disclosure};
use crate::say;

/// 不全的目录.
pub(super) static RULE: Rule = Rule {
    name: "incomplete-catalogue-entry",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("incomplete_catalogue_entry.rs"),
    run: &[Run::Site(check)],
};

fn check(site: &Site<'_>, findings: &mut Findings) {
    for item in site.catalog.items.iter().filter(|item| item.number != ItemNumber::None) {
        let common = site.catalog.common(item);
        let file = item.source.in_site();
        let place = match &common.title {
            Some(title) => Place::span(file, title.span.clone()),
            None => Place::whole(file),
        };
        if item.summary.trim().is_empty() {
            let message = if common.disclosure == Disclosure::OnRequest {
                say!("依申请公开的信息没有写概述", "what is disclosed on request has no summary")
            } else {
                say!("目录里没有内容概述", "the catalogue has no abstract of it")
            };
            let help =
                say!("在开头写“概述: ……”，100字以内", "write `summary` at the head, up to 100 characters");
            findings.report(place.clone(), message, help);
        }
        let is_document = matches!(&item.kind, ItemKind::Article(article)
            if matches!(article.kind, ArticleKind::Document | ArticleKind::Plan));
        if is_document && common.issued.is_none() {
            findings.report(
                place,
                say!(
                    "没有成文日期，目录缺生成日期",
                    "it has no date of issue, which the catalogue must have"
                ),
                say!("在开头写“成文日期: 2024-03-05”", "write `issued: 2024-03-05` at the head"),
            );
        }
    }
}
