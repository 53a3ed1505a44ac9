//! The overviews of all projects: now, by year, by quarter.

use super::cards::MOST_CARDS;
use super::words::{fill, push_status, push_text, share, sign, tone};
use crate::chart::{self, Share, Shares};
use crate::model::{PagePath, Period, PeriodKind};
use crate::plan::{OverviewScope, PlannedPage};
use crate::progress::{self, Counts, Overview, Scope, Status};
use crate::render::project::{data_files, dictionary_link};
use crate::render::text::section_id;
use crate::render::view::{
    ColumnMetaView, ContentView, GlanceView, Html, LinkView, OverviewView, PageView, PlaceView, Placement,
    ScopeView,
};
use crate::render::{Renderer, json_ld};

/// What the overview of now is called.
pub(in crate::render) const TITLE: &str = "进度总览";

/// A count for each of several groups, with a caption.
struct Breakdown<'a> {
    caption: &'a str,
    head: &'a str,
    rows: Vec<(String, Option<String>, Counts)>,
}

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
        let period = match scope {
            OverviewScope::Quarter(year, quarter) => quarter_of(year, quarter).chinese(),
            OverviewScope::Now | OverviewScope::Year(_) => format!("{year}年"),
        };
        let title = match scope {
            OverviewScope::Now => TITLE.to_owned(),
            OverviewScope::Year(_) | OverviewScope::Quarter(..) => format!("{period}{TITLE}"),
        };
        let description = format!("{period}{}", summary(&overview));
        let view = self.overview_page(path, scope, (&title, &description));
        let late = self.late(path, &overview, year, end_of(counted));
        let is_cards = overview.standings.len() <= MOST_CARDS && scope == OverviewScope::Now;
        let projects = if is_cards {
            self.cards(path, &overview, year)
        } else {
            self.rows(path, &overview, year, end_of(counted))
        };
        let dictionary = LinkView { title: "数据字典".to_owned(), url: dictionary_link(path) };
        let content = OverviewView {
            summary: description.clone(),
            count: overview.all.total(),
            years: self.year_choices(path, scope, year),
            quarters: self.quarter_choices(path, scope, year),
            chart: share_chart(&overview.all, &format!("{period}各状态项目数")),
            counts: Html(counts_table(&overview.all, &format!("{period}各状态项目数和占比"))),
            by_unit: self.by_unit(&overview, &period),
            by_field: by_field(&overview, &period),
            by_time: self.by_quarter(path, scope, year),
            changes: self.changes(path, scope, &overview),
            late_count: late.1,
            late: Html(late.0),
            projects: Html(projects),
            cards: is_cards,
            files: data_files(
                path,
                &[
                    ("全部项目进度数据", "data/progress.csv", "CSV"),
                    ("全部项目进度数据", "data/progress.json", "JSON"),
                ],
            ),
            dictionary,
            period,
        };
        (view, ContentView::Overview(Box::new(content)))
    }

    /// Progress at a glance, for the home page; `None` on a site without projects.
    pub(in crate::render) fn glance(&self, page: &PagePath) -> Option<GlanceView> {
        let address = self.plan.overview(OverviewScope::Now)?;
        let (year, counted) = self.counted(OverviewScope::Now);
        let overview = self.progress().overview(self.catalog, counted);
        let period = format!("{year}年");
        let mut counts = String::new();
        for status in Status::ALL.into_iter().filter(|status| overview.all.of(*status) > 0) {
            counts.push_str("<li>");
            push_status(status, &mut counts);
            counts.push_str(" <span>");
            counts.push_str(&overview.all.of(status).to_string());
            counts.push_str(" 个</span></li>");
        }
        Some(GlanceView {
            url: page.link_to(address),
            summary: format!("{period}{}", summary(&overview)),
            chart: share_chart(&overview.all, &format!("{period}各状态项目数")),
            counts: Html(counts),
            period,
        })
    }

    /// The year of an overview, and which standing of each project it counts.
    fn counted(&self, scope: OverviewScope) -> (i16, Scope) {
        match scope {
            OverviewScope::Now => {
                let newest = self.plan.overviews().filter_map(|(scope, _)| match scope {
                    OverviewScope::Year(year) => Some(year),
                    OverviewScope::Now | OverviewScope::Quarter(..) => None,
                });
                let year = newest.max().unwrap_or_default();
                (year, Scope::Year(year))
            }
            OverviewScope::Year(year) => (year, Scope::Year(year)),
            OverviewScope::Quarter(year, quarter) => (year, Scope::Period(quarter_of(year, quarter))),
        }
    }

    fn overview_page(
        &self,
        path: &PagePath,
        scope: OverviewScope,
        (title, description): (&str, &str),
    ) -> PageView {
        let mut view = self.page_view(path, title, description, Some(0));
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

    fn by_unit(&self, overview: &Overview, period: &str) -> Option<Html> {
        let groups = overview.by_unit.iter();
        let rows: Vec<_> =
            groups.map(|group| (self.settings.units[group.key].short.clone(), None, group.counts)).collect();
        let caption = format!("{period}各发布单位的项目数");
        breakdown(&Breakdown { caption: &caption, head: "发布单位", rows })
    }

    /// The quarters of the year beside one another; `None` on the page of one quarter.
    fn by_quarter(&self, path: &PagePath, scope: OverviewScope, year: i16) -> Option<Html> {
        if matches!(scope, OverviewScope::Quarter(..)) {
            return None;
        }
        let quarters = self.plan.overviews().filter_map(|(offered, address)| match offered {
            OverviewScope::Quarter(other, quarter) if other == year => {
                Some((quarter_of(year, quarter), address))
            }
            _ => None,
        });
        let rows: Vec<_> = quarters
            .map(|(period, address)| {
                let counts = self.progress().overview(self.catalog, Scope::Period(period)).all;
                (period.short_chinese(), Some(path.link_to(address)), counts)
            })
            .collect();
        let caption = format!("{year}年各季度末的项目数");
        breakdown(&Breakdown { caption: &caption, head: "季度", rows })
    }

    /// What is another than at the end of the quarter before.
    fn changes(&self, path: &PagePath, scope: OverviewScope, overview: &Overview) -> Option<Html> {
        let OverviewScope::Quarter(year, quarter) = scope else { return None };
        let before = match quarter {
            1 => Vec::new(),
            _ => {
                let period = quarter_of(year, quarter - 1);
                self.progress().overview(self.catalog, Scope::Period(period)).standings
            }
        };
        let mut rows = String::new();
        for (at, standing) in &overview.standings {
            let earlier = before.binary_search_by_key(at, |(other, _)| *other).ok();
            let earlier = earlier.map(|place| before[place].1.status);
            if earlier == Some(standing.status) {
                continue;
            }
            rows.push_str("<tr><th scope=\"row\">");
            self.push_project(path, *at, year, &mut rows);
            rows.push_str("</th><td>");
            match earlier {
                Some(status) => push_status(status, &mut rows),
                None => rows.push_str("首次公开"),
            }
            rows.push_str("</td><td>");
            push_status(standing.status, &mut rows);
            rows.push_str("</td></tr>\n");
        }
        if rows.is_empty() {
            return Some(Html("<p>与上一季度相比，各项目的状态没有变化。</p>\n".to_owned()));
        }
        let caption = format!("{}状态有变化的项目", quarter_of(year, quarter).chinese());
        let mut out = String::with_capacity(rows.len() + 400);
        open_table(&caption, &mut out);
        out.push_str(
            "<thead><tr><th scope=\"col\">项目</th><th scope=\"col\">上一季度末</th>\
             <th scope=\"col\">本季度末</th></tr></thead><tbody>",
        );
        out.push_str(&rows);
        out.push_str("</tbody></table></section>\n");
        Some(Html(out))
    }

    /// A project's title, as a link to the page of its year or, without one, to its own.
    pub(super) fn push_project(&self, path: &PagePath, at: usize, year: i16, out: &mut String) {
        let project = &self.catalog.projects[at];
        let y = project.years.iter().position(|known| known.year == year);
        let address = y.map_or_else(|| self.plan.project(at), |y| self.plan.year(at, y));
        out.push_str("<a href=\"");
        push_text(&path.link_to(address), out);
        out.push_str("\">");
        push_text(&project.plain_title(), out);
        out.push_str("</a>");
    }

    /// The newest entry of a project in `year` that ends by `end`: its place in the catalogue.
    pub(super) fn newest_entry(
        &self,
        at: usize,
        year: i16,
        end: Option<Period>,
    ) -> Option<(usize, usize, usize)> {
        let project = &self.catalog.projects[at];
        let y = project.years.iter().position(|known| known.year == year)?;
        let is_within = |period: Period| end.is_none_or(|end| period.last_day() <= end.last_day());
        let e = project.years[y].entries.iter().rposition(|entry| is_within(entry.draft.period))?;
        Some((at, y, e))
    }

    /// The address of what an entry says: its section on the page of its year, or its own page.
    pub(super) fn entry_link(&self, path: &PagePath, (at, y, e): (usize, usize, usize)) -> String {
        let entry = &self.catalog.projects[at].years[y].entries[e];
        match entry.item {
            Some(item) => path.link_to(self.plan.item(item)),
            None => format!("{}#{}", path.link_to(self.plan.year(at, y)), section_id(entry.draft.period)),
        }
    }

    /// A row for each project: title, field, unit, status, newest period.
    fn rows(&self, path: &PagePath, overview: &Overview, year: i16, end: Option<Period>) -> String {
        let mut out = String::with_capacity(overview.standings.len() * 420 + 400);
        open_table("各项目状态", &mut out);
        out.push_str(
            "<thead><tr><th scope=\"col\">项目</th><th scope=\"col\">领域</th><th scope=\"col\">牵头单位</th>\
             <th scope=\"col\">状态</th><th scope=\"col\">最新一期</th></tr></thead><tbody>",
        );
        for (at, standing) in &overview.standings {
            let project = &self.catalog.projects[*at];
            out.push_str("<tr><th scope=\"row\">");
            self.push_project(path, *at, year, &mut out);
            out.push_str("</th><td>");
            push_text(project.draft.field.as_deref().unwrap_or(super::NOTHING), &mut out);
            out.push_str("</td><td>");
            push_text(&self.lead(project), &mut out);
            out.push_str("</td><td>");
            push_status(standing.status, &mut out);
            out.push_str("</td><td>");
            match self.newest_entry(*at, year, end) {
                Some((_, y, e)) => out.push_str(&project.years[y].entries[e].draft.period.short_chinese()),
                None => out.push_str(super::NOTHING),
            }
            out.push_str("</td></tr>\n");
        }
        out.push_str("</tbody></table></section>\n");
        out
    }
}

/// The last period of an overview, where it is not the whole year.
fn end_of(scope: Scope) -> Option<Period> {
    match scope {
        Scope::Period(period) => Some(period),
        Scope::Newest | Scope::Year(_) => None,
    }
}

pub(super) fn quarter_of(year: i16, quarter: u8) -> Period {
    Period { year, kind: PeriodKind::Quarter(quarter) }
}

/// Whether a project has to say why it stands where it does.
pub(super) fn is_late(standing: progress::Standing) -> bool {
    matches!(standing.status, Status::Behind | Status::NotStarted | Status::Adjusted | Status::Unreported)
}

/// One sentence about all projects, behind the period.
fn summary(overview: &Overview) -> String {
    let total = overview.all.total();
    let parts: Vec<String> = Status::ALL
        .into_iter()
        .filter(|status| overview.all.of(*status) > 0)
        .map(|status| format!("{}{}个", status.word(), overview.all.of(status)))
        .collect();
    format!("共有{total}个项目，其中{}。", parts.join("，"))
}

fn share_chart(counts: &Counts, title: &str) -> Html {
    let shares = Status::ALL.map(|status| Share {
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
fn shown(counts: &[Counts]) -> Vec<Status> {
    let is_usual = |status: Status| !matches!(status, Status::Other | Status::Unknown | Status::Adjusted);
    let is_used = |status: Status| counts.iter().any(|counts| counts.of(status) > 0);
    Status::ALL.into_iter().filter(|status| is_usual(*status) || is_used(*status)).collect()
}

fn open_table(caption: &str, out: &mut String) {
    out.push_str("<section class=\"table-scroll\" aria-label=\"");
    push_text(caption, out);
    out.push_str("\" tabindex=\"0\"><table><caption>");
    push_text(caption, out);
    out.push_str("</caption>");
}

fn counts_table(counts: &Counts, caption: &str) -> String {
    let mut out = String::with_capacity(1600);
    open_table(caption, &mut out);
    out.push_str(
        "<thead><tr><th scope=\"col\">状态</th><th scope=\"col\">项目数</th><th scope=\"col\">占比</th></tr></thead><tbody>",
    );
    let total = counts.total();
    for status in shown(&[*counts]) {
        out.push_str("<tr><th scope=\"row\">");
        push_status(status, &mut out);
        let count = counts.of(status);
        out.push_str("</th><td class=\"num\">");
        out.push_str(&count.to_string());
        out.push_str("</td><td class=\"num\">");
        out.push_str(&share(count, total));
        out.push_str("</td></tr>\n");
    }
    out.push_str("<tr class=\"total\"><th scope=\"row\">合计</th><td class=\"num\">");
    out.push_str(&total.to_string());
    out.push_str("</td><td class=\"num\">100%</td></tr></tbody></table></section>\n");
    out
}

/// Groups × statuses; `None` for a single group, which says nothing new.
fn breakdown(table: &Breakdown) -> Option<Html> {
    if table.rows.len() < 2 {
        return None;
    }
    let counts: Vec<Counts> = table.rows.iter().map(|(_, _, counts)| *counts).collect();
    let statuses = shown(&counts);
    let mut out = String::with_capacity(600 + table.rows.len() * 320);
    open_table(table.caption, &mut out);
    out.push_str("<thead><tr><th scope=\"col\">");
    out.push_str(table.head);
    out.push_str("</th><th scope=\"col\">项目数</th>");
    for status in &statuses {
        out.push_str("<th scope=\"col\">");
        out.push_str(status.word());
        out.push_str("</th>");
    }
    out.push_str("</tr></thead><tbody>");
    for (name, url, counts) in &table.rows {
        out.push_str("<tr><th scope=\"row\">");
        match url {
            Some(url) => {
                out.push_str("<a href=\"");
                push_text(url, &mut out);
                out.push_str("\">");
                push_text(name, &mut out);
                out.push_str("</a>");
            }
            None => push_text(name, &mut out),
        }
        out.push_str("</th><td class=\"num\">");
        out.push_str(&counts.total().to_string());
        out.push_str("</td>");
        for status in &statuses {
            let count = counts.of(*status);
            out.push_str(if count == 0 { "<td class=\"num zero\">" } else { "<td class=\"num\">" });
            out.push_str(&count.to_string());
            out.push_str("</td>");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></section>\n");
    Some(Html(out))
}

fn by_field(overview: &Overview, period: &str) -> Option<Html> {
    let name = |field: &str| if field.is_empty() { "未分领域".to_owned() } else { field.to_owned() };
    let rows: Vec<_> = overview.by_field.iter().map(|group| (name(&group.key), None, group.counts)).collect();
    let caption = format!("{period}各领域的项目数");
    breakdown(&Breakdown { caption: &caption, head: "领域", rows })
}
