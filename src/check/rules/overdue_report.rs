//! 进度该报没有报
//!
//! # 是什么
//! 项目的某一期已经结束20个工作日，还没有公开。按以往各期推算有哪些期，从来没有报过的按季度、从有目标的第一年算起；
//! 没有目标和事项、也没有报过的年份不算。那一年的放假安排没有公布的，按最晚的一天算。
//! 已经写好、`公开方式` 是 `依申请公开` 或 `不予公开` 的一期不算。
//! 事项的计划日期（推迟过的是新的日期）在最近一期以后过了，没有报做完没有的，也是。
//!
//! # 为什么
//! 重点工作的进展要按期公开；缺一期，群众看到的就是旧数据。
//!
//! # 依据
//! 《中华人民共和国政府信息公开条例》（国务院令第711号）第二十六条；执行情况的公开见第二十条第十一项。
//!
//! # 举例
//! 触发：2024年二季度报过，今天是12月31日，三季度还没有；计划11月20日开工，报过三季度，今天是11月25日。
//! 不触发：三季度在10月报过，四季度还没有到期。
//!
//! # 怎样改
//! 写好这一期：`gongkai new 项目 2024-Q3`；项目已经办结或者停止的，在最后一期说明，再在 `project.yaml` 写
//! `已归档` 和日期：期末在那天以后的各期不再要求，公开过的都留着。
//! 事项做完的，在这一期的 `事项` 里写完成日期；没有做完的，写推迟到哪天、原因和批准机关。
//!
//! # English
//! Periods of a project ended more than 20 working days ago and are not reported, or the day of a
//! node passed since the last report. Write them with `gongkai new`.

use crate::calendar::Deadline;
use crate::catalog::Project;
use crate::check::standing::days;
use crate::check::{Findings, Rule, Run, Site};
use crate::diag::{Place, Severity};
use crate::model::Period;
use crate::progress::{PROVISIONAL, ProjectProgress};
use crate::say;

/// 逾期的进度.
pub(super) static RULE: Rule = Rule {
    name: "overdue-report",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("overdue_report.rs"),
    run: &[Run::Site(|site, findings| {
        for (project, said) in site.catalog.projects.iter().zip(&site.progress.projects) {
            nodes(site, project, said, findings);
            let reports = overdue(said);
            let Some(((period, deadline), others)) = reports.split_first() else { continue };
            if project.archived.is_some() {
                continue;
            }
            let title = project.plain_title();
            let (due, period) = (deadline.day, period.chinese());
            let late = days(due, site.today);
            let (zh, en) = if deadline.is_provisional {
                (PROVISIONAL, " (provisionally: the holidays of that year are not known)")
            } else {
                ("", "")
            };
            let (others_zh, others_en) = if others.is_empty() {
                (String::new(), String::new())
            } else {
                let list = listed(others);
                (format!("；也没有公开的还有{list}"), format!("; so were {list}"))
            };
            findings.report(
                Place::whole(project.file.in_site()),
                say!(
                    "“{title}”的{period}应在 {due} 前公开{zh}，已超过 {late} 天{others_zh}",
                    "the report of `{title}` on {period} was due on {due}{en}, {late} days ago{others_en}"
                ),
                say!(
                    "运行 `gongkai new` 写这一期；项目已经办结、停止的，在最后一期说明，再在 project.yaml 写 `已归档: 日期`，期末在那天以后的不再要求，公开过的都留着",
                    "write it with `gongkai new`; if the project is finished or was stopped, say so in its last report and write `archived: DAY` into project.yaml: periods that end after that day are no longer due, and all that is published stays"
                ),
            );
        }
    })],
};

/// The nodes of a project whose day passed since its last report.
fn nodes(site: &Site<'_>, project: &Project, said: &ProjectProgress, findings: &mut Findings) {
    for (node, due) in said.passed(project, site.progress.day_of(project, None)) {
        let node = &project.draft.nodes[node];
        let (title, name) = (project.plain_title(), &node.name.value);
        let late = days(due, site.today);
        findings.report(
            Place::span(project.file.in_site(), node.name.span.clone()),
            say!(
                "“{title}”的事项“{name}”应在 {due} 完成，已过 {late} 天，没有报过做完没有",
                "`{name}` of `{title}` was to be done on {due}, {late} days ago, and nobody has said whether it is"
            ),
            say!(
                "在下一期的“事项”里写完成日期；没有做完的，写推迟到哪天、原因和批准机关",
                "report the day on which it was done under `nodes` of the next report, or to what day it is postponed, why and by whom"
            ),
        );
    }
}

/// What of a project is overdue, each with its last day; oldest first.
fn overdue(said: &ProjectProgress) -> Vec<(Period, Deadline)> {
    said.missing.iter().filter_map(|missing| Some((missing.period, missing.overdue()?))).collect()
}

/// `2024年三季度（2024-11-01）、2024年四季度（2025-01-27）`
fn listed(reports: &[(Period, Deadline)]) -> String {
    let one = |(period, deadline): &(Period, Deadline)| format!("{}（{}）", period.chinese(), deadline.day);
    reports.iter().map(one).collect::<Vec<_>>().join("、")
}
