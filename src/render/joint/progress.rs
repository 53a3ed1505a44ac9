//! The projects of all members: where they stand, and which reports are missing or came late.

use std::collections::BTreeMap;

use super::{JointPlace, MEMBERS, MISSING, PROGRESS, member_name};
use crate::model::{Moment, PagePath, Period, PeriodKind};
use crate::plan::{JointPage, OverviewScope};
use crate::portal::{JointPeriod, JointProject, PortalMember};
use crate::progress::{Status, StatusCounts};
use crate::render::Renderer;
use crate::render::page;
use crate::render::progress::{badge, breakdown, counts, share_chart};
use crate::render::view::{
    BreakdownView, ContentView, JointMissingView, JointProgressView, JointProjectView, JointReportView,
    LinkView, PageView, ScopeView, TimeView,
};

/// How many projects a page lists; all stand in the data.
const MOST_ROWS: usize = 2_000;
/// How many reports the page of the missing ones lists of each kind.
const MOST_REPORTS: usize = 1_000;

/// A project with where it stands.
struct Stand<'a> {
    member: &'a PortalMember,
    project: &'a JointProject,
    status: Status,
    last: Option<&'a JointPeriod>,
}

impl Renderer<'_> {
    /// An overview of the projects of all members.
    pub(super) fn joint_progress(
        &self,
        place: &JointPlace<'_>,
        scope: OverviewScope,
    ) -> (PageView, ContentView) {
        let (year, quarter) = match scope {
            OverviewScope::Now => {
                (place.portal.years(self.progress().today).first().map_or(0, |(year, _)| *year), None)
            }
            OverviewScope::Year(year) => (year, None),
            OverviewScope::Quarter(year, quarter) => (year, Some(quarter)),
        };
        let period = match quarter {
            Some(quarter) => quarter_of(year, quarter).chinese(),
            None => format!("{year}年"),
        };
        let mut above = vec![(JointPage::Members, MEMBERS)];
        let title = match scope {
            OverviewScope::Now => PROGRESS.to_owned(),
            OverviewScope::Year(_) | OverviewScope::Quarter(..) => {
                above.push((JointPage::Progress(OverviewScope::Now), PROGRESS));
                format!("{period}{PROGRESS}")
            }
        };
        let stands = stands(place, year, quarter);
        let all = counted(&stands);
        let summary = format!("{period}{}", summary(&all));
        let view = self.joint_view(place, &title, &summary, "进度,项目,成员", &above);
        let content = JointProgressView {
            notes: place.notes(),
            years: self.joint_years(place.path, scope, year),
            quarters: self.joint_quarters(place.path, scope, year),
            chart: share_chart(&all, &format!("{period}各状态项目数")),
            counts: counts(&all, format!("{period}各状态项目数和占比")),
            groups: self.groups(place, (scope, year, &period), &stands),
            rows: stands.iter().take(MOST_ROWS).map(|stand| row(place, stand, year)).collect(),
            more: stands.len().saturating_sub(MOST_ROWS),
            missing: self.joint_link(place.path, JointPage::Missing, MISSING).unwrap_or_default(),
            files: self.joint_files(
                place.path,
                &[
                    ("成员项目进度", JointPage::ProgressCsv, "CSV"),
                    ("成员项目进度", JointPage::ProgressJson, "JSON"),
                ],
            ),
            summary,
        };
        (view, ContentView::JointProgress(Box::new(content)))
    }

    fn joint_years(&self, path: &PagePath, scope: OverviewScope, year: i16) -> Vec<ScopeView> {
        let offered = self.plan.joint_overviews().rev();
        let years = offered.filter_map(|(offered, address)| match offered {
            OverviewScope::Year(other) => Some(ScopeView {
                title: format!("{other}年"),
                url: path.link_to(address),
                current: other == year && scope != OverviewScope::Now,
            }),
            OverviewScope::Now | OverviewScope::Quarter(..) => None,
        });
        years.collect()
    }

    fn joint_quarters(&self, path: &PagePath, scope: OverviewScope, year: i16) -> Vec<ScopeView> {
        let quarters = self.plan.joint_overviews().filter_map(|(offered, address)| match offered {
            OverviewScope::Quarter(other, quarter) if other == year => Some(ScopeView {
                title: quarter_of(year, quarter).short_chinese(),
                url: path.link_to(address),
                current: offered == scope,
            }),
            _ => None,
        });
        quarters.collect()
    }

    /// The projects by quarter, member, leading unit, field and area.
    fn groups(
        &self,
        place: &JointPlace<'_>,
        (scope, year, period): (OverviewScope, i16, &str),
        stands: &[Stand<'_>],
    ) -> Vec<BreakdownView> {
        let mut groups = Vec::new();
        if !matches!(scope, OverviewScope::Quarter(..)) {
            let quarters = self.plan.joint_overviews().filter_map(|(offered, address)| match offered {
                OverviewScope::Quarter(other, quarter) if other == year => Some((quarter, address)),
                _ => None,
            });
            let rows = quarters.map(|(quarter, address)| {
                let counts = counted(&self::stands(place, year, Some(quarter)));
                (quarter_of(year, quarter).short_chinese(), Some(place.path.link_to(address)), counts)
            });
            groups.extend(breakdown(format!("{year}年各季度末的项目数"), "季度", rows.collect()));
        }
        let mut by = |head: &'static str, caption: String, name: &dyn Fn(&Stand<'_>) -> String| {
            let mut rows: BTreeMap<String, StatusCounts> = BTreeMap::new();
            for stand in stands {
                rows.entry(name(stand)).or_default().add(stand.status);
            }
            let rows = rows.into_iter().map(|(name, counts)| (name, None, counts)).collect();
            groups.extend(breakdown(caption, head, rows));
        };
        let named = |text: &str, else_said: &str| {
            if text.is_empty() { else_said.to_owned() } else { text.to_owned() }
        };
        by("成员", format!("{period}各成员的项目数"), &|stand| {
            member_name(stand.member, stand.project.via.as_deref())
        });
        by("牵头单位", format!("{period}各牵头单位的项目数"), &|stand| {
            named(&stand.project.lead, "未写明")
        });
        by("领域", format!("{period}各领域的项目数"), &|stand| {
            named(&stand.project.field, "未分领域")
        });
        by("行政区划", format!("{period}各行政区划的项目数"), &|stand| {
            let area = match stand.project.via {
                Some(_) => &stand.project.area,
                None => &stand.member.content.area,
            };
            named(area, "未写明")
        });
        groups
    }

    /// The reports that are missing or came late.
    pub(super) fn joint_missing(&self, place: &JointPlace<'_>) -> (PageView, ContentView) {
        let (mut missing, mut late) = (Vec::new(), Vec::new());
        for at in &place.portal.projects {
            let (member, project) = place.portal.project(*at);
            let report =
                |url: &str, period: Period, deadline: TimeView, date: Option<TimeView>| JointReportView {
                    project: LinkView { title: project.title.clone(), url: place.link(member, url) },
                    member: member_name(member, project.via.as_deref()),
                    lead: project.lead.clone(),
                    period: period.chinese(),
                    deadline,
                    date,
                };
            for (period, deadline) in &project.missing {
                let deadline = TimeView { iso: deadline.clone(), text: deadline.clone() };
                missing.push(report(project.page_of(period.year), *period, deadline, None));
            }
            for period in project.years.iter().flat_map(|year| &year.periods) {
                if let (Some(date), Some(deadline)) = (period.date, period.deadline)
                    && date.date > deadline.date
                {
                    let (deadline, date) = (page::day(deadline), Some(page::day(date)));
                    late.push(report(&period.url, period.period, deadline, date));
                }
            }
        }
        missing.sort_by(|a, b| a.deadline.iso.cmp(&b.deadline.iso));
        late.sort_by(|a, b| b.deadline.iso.cmp(&a.deadline.iso));
        let description = format!(
            "{}各成员到期没有公开的进度{}期，迟于期限公开的{}期。",
            self.settings.name,
            missing.len(),
            late.len()
        );
        missing.truncate(MOST_REPORTS);
        late.truncate(MOST_REPORTS);
        let above = [(JointPage::Members, MEMBERS)];
        let view = self.joint_view(place, MISSING, &description, "应报未报,迟报,进度", &above);
        let files = self.joint_files(place.path, &[("成员项目进度", JointPage::ProgressCsv, "CSV")]);
        (view, ContentView::JointMissing(JointMissingView { notes: place.notes(), missing, late, files }))
    }
}

/// The projects that stand somewhere in a year, or at the end of a quarter of it.
fn stands<'a>(place: &JointPlace<'a>, year: i16, quarter: Option<u8>) -> Vec<Stand<'a>> {
    let projects = place.portal.projects.iter();
    projects
        .filter_map(|at| {
            let (member, project) = place.portal.project(*at);
            let (status, last) = project.standing(year, quarter)?;
            Some(Stand { member, project, status, last })
        })
        .collect()
}

fn counted(stands: &[Stand<'_>]) -> StatusCounts {
    let mut counts = StatusCounts::default();
    for stand in stands {
        counts.add(stand.status);
    }
    counts
}

fn row(place: &JointPlace<'_>, stand: &Stand<'_>, year: i16) -> JointProjectView {
    let Stand { member, project, status, last } = stand;
    JointProjectView {
        project: LinkView { title: project.title.clone(), url: place.link(member, project.page_of(year)) },
        member: member_name(member, project.via.as_deref()),
        field: project.field.clone(),
        lead: project.lead.clone(),
        status: badge(*status),
        period: last.map(|period| LinkView {
            title: period.period.short_chinese(),
            url: place.link(member, &period.url),
        }),
    }
}

fn quarter_of(year: i16, quarter: u8) -> Period {
    Period { year, kind: PeriodKind::Quarter(quarter) }
}

/// One sentence about all projects, behind the period.
fn summary(all: &StatusCounts) -> String {
    let parts: Vec<String> = Status::ALL
        .into_iter()
        .filter(|status| all.of(*status) > 0)
        .map(|status| format!("{}{}个", status.word(), all.of(status)))
        .collect();
    match all.total() {
        0 => "没有项目。".to_owned(),
        total => format!("各成员共有{total}个项目，其中{}。", parts.join("，")),
    }
}

/// A day as the data writes it.
pub(super) fn day(date: Option<Moment>) -> String {
    date.map(|date| date.date.to_string()).unwrap_or_default()
}
