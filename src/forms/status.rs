//! Who has reported a period and who has not, and the reminder to those who have not (催报).

use jiff::civil::Date;

use super::blank::{Blank, ReportingProject};
use super::make::by_unit;
use crate::calendar::Deadline;
use crate::config::Settings;
use crate::model::{ContentPath, Period};

/// How far a unit is with its reports of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitStatus {
    /// The unit, by its short name if it is registered.
    pub unit: String,
    /// Its projects, in order of folder.
    pub projects: Vec<ProjectStatus>,
}

/// How far the report of one project is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectStatus {
    /// The project's folder.
    pub folder: ContentPath,
    /// Its title; of an area's figures with the area.
    pub title: String,
    /// The area (分项) whose figures are asked for; `None`: the unit leads the project.
    pub area: Option<String>,
    /// How far it is.
    pub answered: Answered,
}

/// How far a report is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// Everything with a target is reported or explained.
    Whole {
        /// Whether it is not to be published yet.
        is_draft: bool,
    },
    /// These indicators are missing.
    InPart(Vec<String>),
    /// There is no report.
    NotAtAll,
}

/// How far every lead unit is with `period`.
#[must_use]
pub fn status(projects: &[ReportingProject], settings: &Settings, period: Period) -> Vec<UnitStatus> {
    let project = |blank: &Blank| {
        let draft = projects
            .iter()
            .find(|project| project.folder == blank.folder)
            .and_then(|project| project.entry(period)?.draft.as_deref());
        let missing: Vec<String> = blank.unanswered().map(|indicator| indicator.name.clone()).collect();
        let answered = match draft {
            None => Answered::NotAtAll,
            Some(draft) if missing.is_empty() => Answered::Whole { is_draft: draft.common.draft },
            Some(_) => Answered::InPart(missing),
        };
        let title = match &blank.area {
            Some(area) => format!("{}（{area}）", blank.title),
            None => blank.title.clone(),
        };
        ProjectStatus { folder: blank.folder.clone(), title, area: blank.area.clone(), answered }
    };
    by_unit(projects, settings, period)
        .into_iter()
        .map(|(unit, blanks)| UnitStatus { unit, projects: blanks.iter().map(project).collect() })
        .collect()
}

impl UnitStatus {
    /// Whether nothing is missing.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.projects.iter().all(|project| matches!(project.answered, Answered::Whole { .. }))
    }

    /// The draft of a reminder, in Chinese; `None` if nothing is missing.
    #[must_use]
    pub fn reminder(&self, period: Period, deadline: Deadline, today: Date) -> Option<String> {
        if self.is_whole() {
            return None;
        }
        let (unit, period) = (&self.unit, period.chinese());
        let mut lines = vec![format!("关于报送{period}项目进度的提醒"), String::new(), format!("{unit}：")];
        let due = chinese(deadline.day);
        let late = if deadline.day < today { "，现已超过期限" } else { "" };
        let today = chinese(today);
        let missing: Vec<&ProjectStatus> = self
            .projects
            .iter()
            .filter(|project| !matches!(project.answered, Answered::Whole { .. }))
            .collect();
        let of_areas = missing.iter().filter(|project| project.area.is_some()).count();
        // An area gives its figures to the unit that leads the project, and has no cell for a reason.
        let (asked, nothing) = if of_areas == missing.len() {
            ("下列项目中你单位（地区）的数据", "没有的数据空着，公开时写“未报”")
        } else if of_areas == 0 {
            ("你单位牵头的下列内容", "没有数据的，写明本期不统计的理由")
        } else {
            (
                "下列内容",
                "牵头的项目没有数据的，写明本期不统计的理由；只报本地区的，没有的空着，公开时写“未报”",
            )
        };
        lines.push(format!(
            "　　按照《政府信息公开条例》第二十六条，{period}的项目进度应于{due}以前公开{late}。截至{today}，{asked}还没有收到："
        ));
        let what = |project: &&ProjectStatus| match &project.answered {
            Answered::InPart(names) => format!("{}：{}", project.title, names.join("、")),
            _ => format!("{}：全部", project.title),
        };
        lines.extend(
            (1..).zip(missing.iter().map(what)).map(|(number, what)| format!("　　{number}. {what}")),
        );
        lines.push(format!("　　请尽快填好填报表交回；{nothing}。"));
        Some(lines.join("\n") + "\n")
    }
}

fn chinese(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}
