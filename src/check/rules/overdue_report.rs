//! 进度该报没有报
//!
//! # 是什么
//! 项目的下一期已经结束20个工作日，还没有公开。按以往各期推算下一期；当年没有目标、也没有报过的年份不算。
//!
//! # 为什么
//! 重点工作的进展要按期公开；缺一期，群众看到的就是旧数据。
//!
//! # 依据
//! 《中华人民共和国政府信息公开条例》（国务院令第711号）第二十六条；执行情况的公开见第二十条第十一项。
//!
//! # 举例
//! 触发：2024年二季度报过，今天是12月31日，三季度还没有。
//! 不触发：三季度在10月报过，四季度还没有到期。
//!
//! # 怎样改
//! 写好这一期：`gongkai new 项目 2024-Q3`；不再按期公开的，在项目内容里说明。
//!
//! # English
//! A period of a project ended more than 20 working days ago and is not reported. Write it
//! with `gongkai new`.

use crate::check::standing::{ReportStanding, days, standing};
use crate::check::{Rule, Run};
use crate::diag::{Place, Severity};
use crate::say;

/// 逾期的进度.
pub(super) static RULE: Rule = Rule {
    name: "overdue-report",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("overdue_report.rs"),
    run: &[Run::Site(|site, findings| {
        let standing = standing(site);
        for report in standing.reports.iter().filter(|report| report.due < standing.today) {
            let ReportStanding { project, title, period, due, .. } = report;
            let (late, period) = (days(*due, standing.today), period.chinese());
            findings.report(
                Place::whole(site.catalog.projects[*project].file.in_site()),
                say!(
                    "“{title}”的{period}应在 {due} 前公开，已超过 {late} 天",
                    "the report of `{title}` on {period} was due on {due}, {late} days ago"
                ),
                say!(
                    "运行 `gongkai new` 写这一期；不再公开的，在 project.yaml 里去掉当年的目标",
                    "write it with `gongkai new`; if the project is over, remove that year's goals"
                ),
            );
        }
    })],
};
