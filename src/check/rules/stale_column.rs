//! 栏目长期不更新
//!
//! # 是什么
//! 动态要闻类栏目超过14天、通知公告和政策文件类超过180天没有新内容，其他栏目超过 `thresholds.csv` 所列的天数。
//! 否决类的栏目有5个、或者各类合计有10个不更新时，升为错误；只凭惯例的天数（依据写“参考”）只作建议。
//!
//! # 为什么
//! 5个这样的栏目就判不合格；没有人维护的栏目应当撤并。
//!
//! # 依据
//! 《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）单项否决：栏目不更新。
//!
//! # 举例
//! 触发：“工作动态”最新一条在20天以前。
//! 不触发：“通知公告”最新一条在60天以前。
//!
//! # 怎样改
//! 更新栏目，或者把不再维护的栏目并入别的栏目。
//!
//! # English
//! A column has had nothing new for longer than its kind may. Publish in it, or merge it into another.

use crate::check::standing::{ColumnStanding, Weight, standing};
use crate::check::{Findings, Rule, Run, Site};
use crate::diag::{Place, Severity};
use crate::say;

/// 栏目不更新.
pub(super) static RULE: Rule = Rule {
    name: "stale-column",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("stale_column.rs"),
    run: &[Run::Site(check)],
};

fn check(site: &Site<'_>, findings: &mut Findings) {
    let standing = standing(site);
    let is_vetoed = standing.stale_veto().count() >= standing.limits.stale_veto
        || standing.stale().count() >= standing.limits.stale;
    for column in standing.stale() {
        let ColumnStanding { title, category, freshness, weight, basis, .. } = column;
        let (Some(newest), Some(age)) = (freshness.newest, freshness.age(standing.today)) else { continue };
        let limit = freshness.limit;
        let finding = findings.report(
            Place::whole(site.catalog.columns[column.column].path.in_site()),
            say!(
                "栏目“{title}”（{category}）已有 {age} 天没有更新，最新一条 {newest}",
                "the column `{title}` has had nothing new for {age} days; newest: {newest}"
            ),
            say!(
                "这类栏目的期限是 {limit} 天（{basis}）；更新它，或者并入别的栏目",
                "its kind may have {limit} days ({basis}); publish in it, or merge it into another"
            ),
        );
        finding.severity = match weight {
            _ if is_vetoed => Severity::Error,
            _ if basis == "参考" => Severity::Advice,
            Weight::Veto | Weight::Score | Weight::None => Severity::Warning,
        };
    }
}
