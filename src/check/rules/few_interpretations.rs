//! 近一年的政策文件大多没有解读
//!
//! # 是什么
//! 最近一年公开、现行有效、有文号的公文，有解读的不到一半。整个网站只报一次。
//!
//! # 为什么
//! 政策解读率是季度通报里常列的一项；没有解读，群众看不懂政策怎样用到自己身上。
//!
//! # 依据
//! 《国务院办公厅印发〈关于全面推进政务公开工作的意见〉实施细则的通知》（国办发〔2016〕80号）关于政策解读的要求。
//! 一半这个界限没有明文规定，参考通报中的惯例，所以只作建议。
//!
//! # 举例
//! 触发：近一年 6 件公文，只有 1 件有解读。
//! 不触发：近一年 6 件公文，3 件有解读；不足 5 件的不算。
//!
//! # 怎样改
//! 为涉及群众的文件写解读，在解读里写 `解读: [文件路径]`；内部管理的文件不必。
//!
//! # English
//! Less than half of the documents of the last year are explained. Write interpretations of those that
//! concern people.

use std::collections::BTreeSet;

use crate::catalog::{Item, ItemKind, Resolved};
use crate::check::{Findings, Rule, Run, Site};
use crate::diag::{Place, Severity};
use crate::entry::{ArticleKind, Validity};
use crate::model::ItemId;
use crate::say;

/// Fewer documents make no share.
const FEWEST: usize = 5;

/// 解读太少.
pub(super) static RULE: Rule = Rule {
    name: "few-interpretations",
    severity: Severity::Advice,
    stops_build: false,
    source: include_str!("few_interpretations.rs"),
    run: &[Run::Site(check)],
};

fn check(site: &Site<'_>, findings: &mut Findings) {
    let catalog = site.catalog;
    let mut explained = BTreeSet::new();
    for item in &catalog.items {
        let ItemKind::Article(article) = &item.kind else { continue };
        for link in &article.explains {
            if let Some(Resolved::Item(at)) = catalog.resolve(&item.source, &link.value) {
                explained.insert(at);
            }
        }
    }
    let recent: Vec<(ItemId, &Item)> =
        catalog.items.iter_enumerated().filter(|(_, item)| is_recent_policy(site, item)).collect();
    let (count, with) = (recent.len(), recent.iter().filter(|(at, _)| explained.contains(at)).count());
    let Some((_, first)) = recent.iter().find(|(at, _)| !explained.contains(at)) else { return };
    if count < FEWEST || 2 * with >= count {
        return;
    }
    findings.report(
        Place::whole(first.source.in_site()),
        say!(
            "近一年公开的 {count} 件公文只有 {with} 件有解读，最近一件没有解读的是这一件",
            "of the documents of the last year ({count}) only {with} are explained; the newest that is not is this"
        ),
        say!(
            "为涉及群众的文件写解读，并写上“解读”一栏；一半的界限仅供参考",
            "write interpretations of those that concern people; the share of a half is a hint only"
        ),
    );
}

fn is_recent_policy(site: &Site<'_>, item: &Item) -> bool {
    let ItemKind::Article(article) = &item.kind else { return false };
    let age = item.date.and_then(|date| date.date.until(site.today).ok()).map(|span| span.get_days());
    article.kind == ArticleKind::Document
        && article.common.doc_number.is_some()
        && matches!(article.validity, None | Some(Validity::Valid))
        && age.is_some_and(|age| (0..=366).contains(&age))
}
