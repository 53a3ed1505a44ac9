//! 空白栏目
//!
//! # 是什么
//! 栏目里一条信息也没有，也没有项目、下级栏目和介绍文字。有5个时升为错误。
//!
//! # 为什么
//! 5个空白栏目就判不合格。
//!
//! # 依据
//! 《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）单项否决：空白栏目。
//!
//! # 举例
//! 触发：“在线访谈”只有一个 `_index.md`，没有正文。
//! 不触发：栏目里有一篇没有日期的页面，或者 `_index.md` 写了介绍。
//!
//! # 怎样改
//! 放进内容，或者删去这个文件夹；暂时没有内容的，在 `_index.md` 里写明为什么。
//!
//! # English
//! A column has nothing in it. Fill it, remove it, or say in its `_index.md` why.

use crate::check::standing::standing;
use crate::check::{Rule, Run};
use crate::diag::{Place, Severity};
use crate::say;

/// 空白栏目.
pub(super) static RULE: Rule = Rule {
    name: "empty-column",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("empty_column.rs"),
    run: &[Run::Site(|site, findings| {
        let standing = standing(site);
        let count = standing.empty().count();
        for column in standing.empty() {
            let (title, limit) = (&column.title, standing.limits.empty);
            let finding = findings.report(
                Place::whole(site.catalog.columns[column.column].path.in_site()),
                say!(
                    "栏目“{title}”是空的；全站有 {count} 个空白栏目，{limit} 个就是单项否决",
                    "the column `{title}` is empty; there are {count} such columns, {limit} fail the site"
                ),
                say!("放进内容，或者删去这个文件夹", "fill it, or remove the folder"),
            );
            if count >= limit {
                finding.severity = Severity::Error;
            }
        }
    })],
};
