//! The overviews of all projects: now, by year, by quarter.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::PROGRESS_FILES;
use super::cards::MOST_CARDS;
use super::words::{badge, corrected_mark, fill, joined, share, sign, stated_mark, tone};
use crate::chart::{self, ChartShare, Shares};
use crate::model::{ColumnId, EntryId, PagePath, Period, PeriodKind, ProjectId, UnitId};
use crate::plan::{OverviewScope, PlannedPage};
use crate::progress::{Overview, Standing, StandingScope, Status, StatusCounts};
use crate::render::text::section_id;
use crate::render::view::{
    BreakdownRowView, BreakdownView, ChangeView, ChangesView, ColumnMetaView, ContentView, CountView,
    CountsView, GlanceView, Html, LinkView, OverviewView, PageView, PlaceView, Placement, ProjectRowView,
    ScopeView,
};
use crate::render::{Renderer, json_ld};

/// What the overview of now is called.
pub(in crate::render) const TITLE: &str = "进度总览";

impl Renderer<'_> {
    /// An overview.
    pub(in crate::render) fn overview(
        &self,
        page: &PlannedPage,
        scope: OverviewScope,
    ) -> (PageView, ContentView) {
        let path = &page.path;
        let (year, counted) = self.counted(scope);
        let overview = self.progress().overview(self.catalog, counted);
        // Beside the cards, which tell who answers today, nobody is named who did before.
        let named = if scope == OverviewScope::Now { StandingScope::Newest } else { counted };
        let period = match scope {
            OverviewScope::Quarter(year, quarter) => quarter_of(year, quarter).chinese(),
            OverviewScope::Now | OverviewScope::Year(_) => format!("{year}年"),
        };
        let title = match scope {
            OverviewScope::Now => TITLE.to_owned(),
            OverviewScope::Year(_) | OverviewScope::Quarter(..) => format!("{period}{TITLE}"),
        };
        let description = format!("{period}{}{}", summary(&overview), awaited(&overview, year));
        let view = self.overview_page(path, scope, (&title, &description));
        let shown = overview.standings.len() + overview.awaited.len();
        let is_cards = shown <= MOST_CARDS && scope == OverviewScope::Now;
        let rows =
            if is_cards { Vec::new() } else { self.rows(path, &overview, (year, end_of(counted)), named) };
        let dictionary = LinkView { title: "数据字典".to_owned(), url: self.dictionary_link(path) };
        let content = OverviewView {
            summary: description.clone(),
            count: overview.all.total(),
            years: self.year_choices(path, scope, year),
            quarters: self.quarter_choices(path, scope, year),
            chart: share_chart(&overview.all, &format!("{period}各状态项目数")),
            counts: CountsView {
                stated: counted_note(self.beside_counts(&overview, year, end_of(counted))),
                ..counts(&overview.all, format!("{period}各状态项目数和占比"))
            },
            by_unit: self.by_unit(&overview, named, &period),
            by_field: by_field(&overview, &period),
            by_time: self.by_quarter(path, scope, year),
            turns: self.turns(path, scope, &overview, year),
            changes: self.changes(path, scope, &overview),
            late: self.late(path, &overview, (year, end_of(counted)), named),
            overdue: self.overdue(path, &overview, year, counted),
            cards: is_cards.then(|| self.cards(path, &overview, year)),
            rows,
            files: self.data_files(path, &PROGRESS_FILES),
            dictionary,
            period,
        };
        (view, ContentView::Overview(Box::new(content)))
    }

    /// The projects that the overview of now counts.
    pub(in crate::render) fn projects_now(&self) -> Vec<ProjectId> {
        let (_, counted) = self.counted(OverviewScope::Now);
        let overview = self.progress().overview(self.catalog, counted);
        overview.standings.into_iter().map(|(project, _)| project).chain(overview.awaited).collect()
    }

    /// Progress at a glance, for the home page; `None` on a site without projects.
    pub(in crate::render) fn glance(&self, page: &PagePath) -> Option<GlanceView> {
        let address = self.plan.overview(OverviewScope::Now)?;
        let (year, counted) = self.counted(OverviewScope::Now);
        let overview = self.progress().overview(self.catalog, counted);
        let period = format!("{year}年");
        let all = counts(&overview.all, String::new());
        Some(GlanceView {
            url: page.link_to(address),
            summary: format!("{period}{}{}", summary(&overview), awaited(&overview, year)),
            stated: counted_note(self.beside_counts(&overview, year, end_of(counted))),
            count: overview.all.total() + overview.awaited.len(),
            chart: share_chart(&overview.all, &format!("{period}各状态项目数")),
            counts: all.rows.into_iter().filter(|row| row.count > 0).collect(),
            period,
        })
    }

    /// The year of an overview, and which standing of each project it counts.
    fn counted(&self, scope: OverviewScope) -> (i16, StandingScope) {
        match scope {
            OverviewScope::Now => {
                let newest = self.plan.overviews().filter_map(|(scope, _)| match scope {
                    OverviewScope::Year(year) => Some(year),
                    OverviewScope::Now | OverviewScope::Quarter(..) => None,
                });
                let year = newest.max().unwrap_or_default();
                (year, StandingScope::Now(year))
            }
            OverviewScope::Year(year) => (year, StandingScope::Year(year)),
            OverviewScope::Quarter(year, quarter) => (year, StandingScope::Period(quarter_of(year, quarter))),
        }
    }

    fn overview_page(
        &self,
        path: &PagePath,
        scope: OverviewScope,
        (title, description): (&str, &str),
    ) -> PageView {
        let mut view = self.page_view(path, title, description, Some(ColumnId::HOME));
        let meta = ColumnMetaView {
            name: title.to_owned(),
            kind: "数据发布".to_owned(),
            description: description.to_owned(),
            keywords: "进度,项目,指标,完成率".to_owned(),
        };
        // Behind the home page and the columns.
        let nav_current = Some(self.catalog.nav.len() + 1);
        let nav_is_page = scope == OverviewScope::Now;
        view.placement =
            Placement::Own(Box::new(PlaceView { column_meta: Some(meta), nav_current, nav_is_page }));
        let mut above = Vec::new();
        match scope {
            OverviewScope::Now => {}
            OverviewScope::Year(_) => above.push((OverviewScope::Now, TITLE.to_owned())),
            OverviewScope::Quarter(year, _) => {
                above.push((OverviewScope::Now, TITLE.to_owned()));
                above.push((OverviewScope::Year(year), format!("{year}年")));
            }
        }
        for (scope, title) in above {
            if let Some(address) = self.plan.overview(scope) {
                view.breadcrumb.push(LinkView { title, url: path.link_to(address) });
            }
        }
        view.json_ld = json_ld::collection(self, path, title, description, &view.breadcrumb);
        view.share = Some(self.share(path));
        view
    }

    fn year_choices(&self, path: &PagePath, scope: OverviewScope, year: i16) -> Vec<ScopeView> {
        let years = self.plan.overviews().rev().filter_map(|(offered, address)| match offered {
            OverviewScope::Year(other) => Some((other, address)),
            OverviewScope::Now | OverviewScope::Quarter(..) => None,
        });
        years
            .map(|(other, address)| ScopeView {
                title: format!("{other}年"),
                url: path.link_to(address),
                current: other == year && scope != OverviewScope::Now,
            })
            .collect()
    }

    fn quarter_choices(&self, path: &PagePath, scope: OverviewScope, year: i16) -> Vec<ScopeView> {
        let quarters = self.plan.overviews().filter_map(|(offered, address)| match offered {
            OverviewScope::Quarter(other, quarter) if other == year => Some((offered, quarter, address)),
            _ => None,
        });
        quarters
            .map(|(offered, quarter, address)| ScopeView {
                title: quarter_of(year, quarter).short_chinese(),
                url: path.link_to(address),
                current: offered == scope,
            })
            .collect()
    }

    /// In the order of the settings.
    fn by_unit(&self, overview: &Overview, named: StandingScope, period: &str) -> Option<BreakdownView> {
        let mut groups: BTreeMap<UnitId, (StatusCounts, Date)> = BTreeMap::new();
        for (id, standing) in &overview.standings {
            let project = &self.catalog.projects[*id];
            let day = self.progress().named_on(project, named);
            let (counts, newest) =
                groups.entry(project.unit_on(day)).or_insert((StatusCounts::default(), day));
            counts.add(standing.status);
            *newest = day.max(*newest);
        }
        let groups = groups.into_iter();
        let rows = groups.map(|(unit, (counts, newest))| {
            (self.settings.units[unit].short_on(newest).to_owned(), None, counts)
        });
        let rows = rows.collect();
        breakdown(format!("{period}各发布单位的项目数"), "发布单位", rows)
    }

    /// The quarters of the year beside one another; `None` on the page of one quarter.
    fn by_quarter(&self, path: &PagePath, scope: OverviewScope, year: i16) -> Option<BreakdownView> {
        if matches!(scope, OverviewScope::Quarter(..)) {
            return None;
        }
        let quarters = self.plan.overviews().filter_map(|(offered, address)| match offered {
            OverviewScope::Quarter(other, quarter) if other == year => {
                Some((quarter_of(year, quarter), address))
            }
            _ => None,
        });
        let mut notes = [Vec::new(), Vec::new()];
        let rows: Vec<_> = quarters
            .map(|(period, address)| {
                let overview = self.progress().overview(self.catalog, StandingScope::Period(period));
                for (notes, words) in notes.iter_mut().zip(self.beside_counts(&overview, year, Some(period)))
                {
                    notes.extend(words.map(|words| format!("{}{words}", period.short_chinese())));
                }
                (period.short_chinese(), Some(path.link_to(address)), overview.all)
            })
            .collect();
        let view = breakdown(format!("{year}年各季度末的项目数"), "季度", rows)?;
        let notes = notes.map(|notes| (!notes.is_empty()).then(|| notes.join("；")));
        Some(BreakdownView { stated: counted_note(notes), ..view })
    }

    /// How many projects of an overview have a status that their units state against the rules, and how many
    /// another one than was first published: `按序时2个（按规则为滞后）`.
    fn beside_counts(&self, overview: &Overview, year: i16, end: Option<Period>) -> [Option<String>; 2] {
        let of_entry = |(id, standing): &(ProjectId, Standing)| (*standing, self.last_entry(*id, year, end));
        let known = || overview.standings.iter().map(of_entry);
        let stated = known()
            .filter_map(|(standing, entry)| Some((standing.status, self.by_rule(standing, entry)?.status)));
        let corrected = known()
            .filter_map(|(standing, entry)| Some((standing.status, self.first_status(standing, entry)?)));
        [pairs(stated, "按规则为"), pairs(corrected, "首次公布为")]
    }

    /// What is another than at the end of the quarter before.
    fn changes(&self, path: &PagePath, scope: OverviewScope, overview: &Overview) -> Option<ChangesView> {
        let OverviewScope::Quarter(year, quarter) = scope else { return None };
        let period = quarter_before(year, quarter);
        let before = self.progress().overview(self.catalog, StandingScope::Period(period)).standings;
        let rows = overview.standings.iter().filter_map(|(id, standing)| {
            let earlier = before.binary_search_by_key(id, |(other, _)| *other).ok();
            let earlier =
                earlier.map(|place| (before[place].1, self.last_entry(*id, period.year, Some(period))));
            // What that quarter does not count may have been public in an earlier year.
            let earlier = earlier.or_else(|| self.standing_by(*id, period));
            let mark = |standing: Standing, entry: Option<EntryId>| {
                let stated = self.by_rule(standing, entry);
                let stated = stated.map(|by_rule| stated_mark(standing.status, by_rule.status));
                joined([stated, self.first_status(standing, entry).map(corrected_mark)])
            };
            let is_changed = earlier.is_none_or(|(earlier, _)| earlier.status != standing.status);
            is_changed.then(|| ChangeView {
                project: self.project_of_year(path, *id, year),
                before: earlier.map(|(earlier, _)| badge(earlier.status)),
                before_stated: earlier.and_then(|(earlier, entry)| mark(earlier, entry)),
                is_public: self.standing_by(*id, quarter_of(year, quarter)).is_some(),
                now: badge(standing.status),
                now_stated: mark(*standing, self.last_entry(*id, year, Some(quarter_of(year, quarter)))),
            })
        });
        let caption = format!("{}状态有变化的项目", quarter_of(year, quarter).chinese());
        Some(ChangesView { caption, rows: rows.collect() })
    }

    /// Where a project stands in its newest entry by the end of a period, with that entry.
    fn standing_by(&self, id: ProjectId, end: Period) -> Option<(Standing, Option<EntryId>)> {
        let mut entries = self.catalog.entries_of(id).rev();
        let (entry, _) = entries.find(|(_, entry)| entry.draft.period.last_day() <= end.last_day())?;
        Some((self.progress().entry(entry)?.standing, Some(entry)))
    }

    /// A project, with the page of its year or, without one, its own.
    pub(super) fn project_of_year(&self, path: &PagePath, id: ProjectId, year: i16) -> LinkView {
        let project = &self.catalog.projects[id];
        let year = project.years(id).find(|(_, known)| known.year == year);
        let address = year.map_or_else(|| self.plan.project(id), |(year, _)| self.plan.year(year));
        let mut title = project.plain_title();
        if self.catalog.archived_project(id).is_some() {
            title.push_str("（已归档）");
        }
        LinkView { title, url: path.link_to(address) }
    }

    /// The entry of a project's last period in `year` that ends by `end`.
    pub(super) fn last_entry(&self, id: ProjectId, year: i16, end: Option<Period>) -> Option<EntryId> {
        let is_within =
            |period: Period| period.year == year && end.is_none_or(|end| period.last_day() <= end.last_day());
        let mut entries = self.catalog.entries_of(id).rev();
        entries.find(|(_, entry)| is_within(entry.draft.period)).map(|(id, _)| id)
    }

    /// The address of what an entry says: its section on the page of its year, or its own page.
    pub(super) fn entry_link(&self, path: &PagePath, id: EntryId) -> String {
        let entry = self.catalog.entry(id);
        match entry.item {
            Some(item) => path.link_to(self.plan.item(item)),
            None => format!("{}#{}", path.link_to(self.plan.year(id.year)), section_id(entry.draft.period)),
        }
    }

    /// A row for each project, that of an earlier year or awaited with its newest period.
    fn rows(
        &self,
        path: &PagePath,
        overview: &Overview,
        (year, end): (i16, Option<Period>),
        named: StandingScope,
    ) -> Vec<ProjectRowView> {
        let row = |(id, standing): (ProjectId, Standing)| {
            let project = &self.catalog.projects[id];
            let last = self.last_entry(id, year, end);
            let period = |entry: EntryId| self.catalog.entry(entry).draft.period;
            let newest =
                || self.catalog.entries_of(id).next_back().filter(|_| named == StandingScope::Newest);
            ProjectRowView {
                project: self.project_of_year(path, id, year),
                field: project.draft.field.clone(),
                lead: self.lead_of(project, named),
                status: badge(standing.status),
                stated: self.beside_status(standing, last),
                period: last
                    .map(|entry| period(entry).short_chinese())
                    .or_else(|| newest().map(|(entry, _)| period(entry).chinese())),
            }
        };
        let newest = |id: &ProjectId| Some((*id, self.standing(*id, StandingScope::Newest)?));
        let awaited = overview.awaited.iter().filter_map(newest);
        overview.standings.iter().copied().chain(awaited).map(row).collect()
    }
}

/// The last period of an overview, where it is not the whole year.
pub(super) fn end_of(scope: StandingScope) -> Option<Period> {
    match scope {
        StandingScope::Period(period) => Some(period),
        StandingScope::Newest | StandingScope::Year(_) | StandingScope::Now(_) => None,
    }
}

pub(super) fn quarter_of(year: i16, quarter: u8) -> Period {
    Period { year, kind: PeriodKind::Quarter(quarter) }
}

/// The quarter before one.
pub(super) fn quarter_before(year: i16, quarter: u8) -> Period {
    if quarter > 1 { quarter_of(year, quarter - 1) } else { quarter_of(year - 1, 4) }
}

/// Whether a project has to say why it stands where it does.
pub(super) fn is_late(standing: Standing) -> bool {
    matches!(
        standing.status,
        Status::Behind | Status::Omitted | Status::NotStarted | Status::Adjusted | Status::Unreported
    )
}

/// One sentence about all projects, behind the period.
fn summary(overview: &Overview) -> String {
    let total = overview.all.total();
    if total == 0 {
        return "没有应当公开进度的项目。".to_owned();
    }
    let from_before = match overview.from_before {
        0 => String::new(),
        count => format!("（含以前年度应报未报的{count}个）"),
    };
    let parts: Vec<String> = Status::ALL
        .into_iter()
        .filter(|status| overview.all.of(*status) > 0)
        .map(|status| format!("{}{}个", status.word(), overview.all.of(status)))
        .collect();
    format!("共有{total}个项目{from_before}，其中{}。", parts.join("，"))
}

/// How many projects have a target for `year` and time yet for their first report of it.
fn awaited(overview: &Overview, year: i16) -> String {
    match overview.awaited.len() {
        0 => String::new(),
        count => format!("另有{count}个项目有{year}年的目标，还没有公开{year}年的进度，期限没有到。"),
    }
}

pub(in crate::render) fn share_chart(counts: &StatusCounts, title: &str) -> Html {
    let shares = Status::ALL.map(|status| ChartShare {
        name: status.word(),
        sign: sign(status),
        tone: tone(status),
        count: counts.of(status),
        fill: fill(status),
    });
    let mut out = String::with_capacity(1200);
    chart::push_shares(&Shares { id: "statuses", title, shares: &shares }, &mut out);
    Html(out)
}

/// The statuses that a table has to show: all that can be computed, and what else there is.
fn shown(counts: &[StatusCounts]) -> Vec<Status> {
    let is_usual = |status: Status| !matches!(status, Status::Other | Status::Unknown | Status::Adjusted);
    let is_used = |status: Status| counts.iter().any(|counts| counts.of(status) > 0);
    Status::ALL.into_iter().filter(|status| is_usual(*status) || is_used(*status)).collect()
}

/// All projects by status.
pub(in crate::render) fn counts(counts: &StatusCounts, caption: String) -> CountsView {
    let total = counts.total();
    let row = |status: Status| {
        let count = counts.of(status);
        CountView { status: badge(status), count, share: share(count, total) }
    };
    CountsView { caption, rows: shown(&[*counts]).into_iter().map(row).collect(), total, stated: None }
}

/// Groups by status, each with its name and address; `None` for a single group, which says nothing new.
pub(in crate::render) fn breakdown(
    caption: String,
    head: &'static str,
    groups: Vec<(String, Option<String>, StatusCounts)>,
) -> Option<BreakdownView> {
    if groups.len() < 2 {
        return None;
    }
    let counts: Vec<StatusCounts> = groups.iter().map(|(_, _, counts)| *counts).collect();
    let statuses = shown(&counts);
    let row = |(title, url, counts): (String, Option<String>, StatusCounts)| BreakdownRowView {
        title,
        url,
        total: counts.total(),
        counts: statuses.iter().map(|status| counts.of(*status)).collect(),
    };
    let rows = groups.into_iter().map(row).collect();
    let statuses = statuses.iter().map(|status| status.word()).collect();
    Some(BreakdownView { caption, head, statuses, rows, stated: None })
}

/// What has to be said below counts of statuses.
fn counted_note([stated, corrected]: [Option<String>; 2]) -> Option<String> {
    let stated =
        stated.map(|words| format!("单位自行填写的状态按填写的计，其中和按规则计算的不同的：{words}。"));
    let corrected = corrected.map(|words| format!("更正过的按更正后的计，其中和首次公布的不同的：{words}。"));
    let notes: Vec<String> = [stated, corrected].into_iter().flatten().collect();
    (!notes.is_empty()).then(|| notes.concat())
}

/// How many have which status in the place of which other one: `按序时2个（按规则为滞后）`.
fn pairs(statuses: impl Iterator<Item = (Status, Status)>, other_is: &str) -> Option<String> {
    let mut counts: Vec<((Status, Status), usize)> = Vec::new();
    for pair in statuses {
        match counts.iter_mut().find(|(known, _)| *known == pair) {
            Some((_, count)) => *count += 1,
            None => counts.push((pair, 1)),
        }
    }
    let words = counts
        .iter()
        .map(|((status, other), count)| format!("{}{count}个（{other_is}{}）", status.word(), other.word()));
    (!counts.is_empty()).then(|| words.collect::<Vec<_>>().join("、"))
}

fn by_field(overview: &Overview, period: &str) -> Option<BreakdownView> {
    let name = |field: &str| if field.is_empty() { "未分领域".to_owned() } else { field.to_owned() };
    let rows = overview.by_field.iter().map(|group| (name(&group.field), None, group.counts)).collect();
    breakdown(format!("{period}各领域的项目数"), "领域", rows)
}
