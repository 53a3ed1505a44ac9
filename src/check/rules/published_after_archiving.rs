//! 归档以后又公开
//!
//! # 是什么
//! 文章、进度的公开日期在 `已归档` 的日期以后：文章自己写的归档日期比公开日期早，或者放进了已经归档的栏目、项目；
//! 预告了要在归档的栏目里公开的也算。
//!
//! # 为什么
//! 网页上方写着“从那一天起归档，不再更新”，下面却有以后公开的内容，互相矛盾，移交档案馆的也不全。
//!
//! # 依据
//! DA/T 80—2019《政府网站网页归档指南》：归档的内容不再变化。
//!
//! # 举例
//! 触发：栏目 `已归档: 2025-03-31`，里面有 2025-06-10 公开的文章。
//! 不触发：同一个栏目里 2025-03-01 公开的文章；归档以后写的更正；写了 `补发: 理由` 的。
//!
//! # 怎样改
//! 还在更新的，删去 `已归档` 或者改成停止更新的日期；不属于这个栏目的，移到别的栏目；日期写错的改正。
//!
//! # English
//! Something is published later than the day from which it is archived. Mend the day, or move it to a column
//! that goes on.

use jiff::civil::Date;

use crate::catalog::ItemKind;
use crate::check::{Findings, Rule, Run, Site};
use crate::config::Spanned;
use crate::diag::{Place, Severity};
use crate::entry::CommonDraft;
use crate::model::ContentPath;
use crate::say;

/// 归档以后又公开.
pub(super) static RULE: Rule = Rule {
    name: "published-after-archiving",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("published_after_archiving.rs"),
    run: &[Run::Site(check)],
};

fn check(site: &Site<'_>, findings: &mut Findings) {
    let catalog = site.catalog;
    for item in &catalog.items {
        let ItemKind::Article(article) = &item.kind else { continue };
        let of_column = catalog.columns[item.column].archived;
        let archived = article.common.archived.into_iter().chain(of_column).min();
        ask(&item.source, &article.common, archived, findings);
    }
    for project in &catalog.projects {
        for entry in project.years.iter().flat_map(|year| &year.entries) {
            ask(&entry.path, &entry.draft.common, project.archived, findings);
        }
    }
    for announced in &catalog.announced {
        let archived = catalog.columns[announced.column].archived;
        let place = Place::whole(announced.path.in_site());
        report(place, announced.date.date, archived, findings);
    }
}

fn ask(path: &ContentPath, common: &CommonDraft, archived: Option<Date>, findings: &mut Findings) {
    if let Some(Spanned { value, span }) = common.date.as_ref().filter(|_| common.late.is_none()) {
        report(Place::span(path.in_site(), span.clone()), value.date, archived, findings);
    }
}

fn report(place: Place, published: Date, archived: Option<Date>, findings: &mut Findings) {
    let Some(archived) = archived.filter(|archived| published > *archived) else { return };
    findings.report(
        place,
        say!(
            "{published} 公开，而 {archived} 起已经归档、不再更新",
            "published on {published}, but archived and updated no more since {archived}"
        ),
        say!(
            "还在更新的，删去 `已归档` 或者改日期；不属于归档的栏目、项目的，移到别处",
            "mend or remove `archived` if it goes on; else move this to a column that does"
        ),
    );
}
