//! What will be public when, as a page and as a calendar (iCalendar, RFC 5545); what should be by now.
//!
//! It is told from what is public: the periods that projects report, the days of their plans, the day of the
//! annual report, and what announces itself (预告). Nothing of a draft is seen here, nor that there is one.

use jiff::civil::Date;

use super::view::{
    ColumnMetaView, ComingView, ContentView, LinkView, OverdueView, PageView, PlaceView, Placement, TimeView,
    UpcomingView,
};
use super::{Renderer, json_ld, page};
use crate::catalog::{Announced, ItemKind};
use crate::entry::{ArticleKind, NodeDraft};
use crate::model::{ColumnId, ContentPath, Moment, PagePath, Period, ProjectId};
use crate::plan::{FixedPage, PlannedPage};
use crate::progress::{Absence, PROVISIONAL};
use crate::record::Digest;

const TITLE: &str = "公开预告";
const DESCRIPTION: &str = "接下来哪一天公开什么，按各项目的报告期、计划日期和已经排定的公开日期列出；应当公开而没有公开的也列在这里。";

/// Characters of a digest that tell events apart.
const IDENTITY: usize = 32;
/// The most octets of a line of a calendar, without its end.
const LINE: usize = 75;

/// Something that comes on a day.
struct Event<'a> {
    day: Moment,
    what: String,
    title: String,
    unit: String,
    page: &'a PagePath,
    /// What tells it from every other event as long as the site stands.
    key: String,
}

/// Something that should be public by now.
struct Overdue<'a> {
    due: Date,
    /// Whether the day may turn out to be an earlier one.
    is_provisional: bool,
    title: String,
    unit: String,
    page: &'a PagePath,
}

/// The year whose annual report comes next, with its last day, and that of a report that is overdue.
struct AnnualReports<'a> {
    next: Option<(i16, Date)>,
    overdue: Option<(i16, Date)>,
    /// Who makes it: the unit of those that there are; of several units' site it is the site's own.
    unit: &'a str,
    page: &'a PagePath,
}

impl Renderer<'_> {
    /// `/upcoming/index.html`
    pub(super) fn upcoming(&self, planned: &PlannedPage) -> (PageView, ContentView) {
        let path = &planned.path;
        let mut view = self.page_view(path, TITLE, DESCRIPTION, Some(ColumnId::HOME));
        let meta = ColumnMetaView {
            name: TITLE.to_owned(),
            kind: "信息公开目录".to_owned(),
            description: DESCRIPTION.to_owned(),
            keywords: "公开预告,公开时间,应报未报".to_owned(),
        };
        view.placement =
            Placement::Own(Box::new(PlaceView { column_meta: Some(meta), ..PlaceView::default() }));
        view.json_ld = json_ld::collection(self, path, TITLE, DESCRIPTION, &view.breadcrumb);
        let about = |title: String, page: &PagePath| LinkView { title, url: path.link_to(page) };
        let coming = self.coming().into_iter().map(|event| ComingView {
            day: TimeView { text: event.day.to_string(), ..page::moment(event.day) },
            what: event.what,
            about: about(event.title, event.page),
            unit: event.unit,
        });
        let overdue = self.overdue_reports().into_iter().map(|overdue| OverdueView {
            day: page::day(overdue.due.into()),
            late: overdue.due.until(self.progress().today).map_or(0, |span| span.get_days()),
            note: if overdue.is_provisional { PROVISIONAL } else { "" },
            about: about(overdue.title, overdue.page),
            unit: overdue.unit,
        });
        let calendar = self.plan.fixed(FixedPage::UpcomingCalendar).map(|calendar| path.link_to(calendar));
        let content = UpcomingView {
            coming: coming.collect(),
            overdue: overdue.collect(),
            calendar: calendar.unwrap_or_default(),
        };
        (view, ContentView::Upcoming(content))
    }

    /// `/upcoming/index.ics`. Stamped with the newest day on which something was made public, so that the
    /// same site gives the same bytes.
    pub(super) fn upcoming_calendar(&self) -> Vec<u8> {
        let newest = self.catalog.columns[ColumnId::HOME].items.first();
        let newest = newest
            .and_then(|item| self.catalog.items[*item].date)
            .unwrap_or(Date::constant(1970, 1, 1).into());
        let stamp = newest.utc_stamp();
        let host = page::host(self.settings);
        let mut out = String::new();
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//gongkai//upcoming//ZH",
            "CALSCALE:GREGORIAN",
            &format!("X-WR-CALNAME:{}", escape(&format!("{TITLE}：{}", self.settings.name))),
            // A calendar without events has to have some part.
            "BEGIN:VTIMEZONE",
            "TZID:Asia/Shanghai",
            "BEGIN:STANDARD",
            "DTSTART:19910915T010000",
            "TZOFFSETFROM:+0900",
            "TZOFFSETTO:+0800",
            "TZNAME:CST",
            "END:STANDARD",
            "END:VTIMEZONE",
        ] {
            push_line(line, &mut out);
        }
        for event in self.coming() {
            let identity = Digest::of(event.key.as_bytes());
            let start = match event.day.time {
                Some(time) => {
                    let local = event.day.date.to_datetime(time);
                    format!("DTSTART;TZID=Asia/Shanghai:{}", local.strftime("%Y%m%dT%H%M%S"))
                }
                None => format!("DTSTART;VALUE=DATE:{}", event.day.date.strftime("%Y%m%d")),
            };
            for line in [
                "BEGIN:VEVENT",
                &format!("UID:{}@{host}", &identity.as_str()[..IDENTITY]),
                &format!("DTSTAMP:{stamp}"),
                &start,
                &format!("SUMMARY:{}", escape(&event.title)),
                &format!("DESCRIPTION:{}", escape(&format!("{}。{}", event.what, event.unit))),
                &format!("URL:{}", self.absolute(event.page)),
                "TRANSP:TRANSPARENT",
                "END:VEVENT",
            ] {
                push_line(line, &mut out);
            }
        }
        push_line("END:VCALENDAR", &mut out);
        out.into_bytes()
    }

    /// What comes, the nearest first.
    fn coming(&self) -> Vec<Event<'_>> {
        let mut events = Vec::new();
        // What is archived is updated no more, and nothing is announced of it.
        let is_archived = |announced: &&Announced| {
            let day = self.catalog.columns[announced.column].archived;
            day.is_some_and(|day| day <= announced.date.date)
        };
        for announced in self.catalog.announced.iter().filter(|announced| !is_archived(announced)) {
            events.push(Event {
                day: announced.date,
                what: "当天公开".to_owned(),
                title: announced.title.clone(),
                unit: self.settings.units[announced.unit].full_on(Some(announced.date.date)).to_owned(),
                page: self.plan.column(announced.column, 0),
                key: key("article", &announced.path, ""),
            });
        }
        for id in self.catalog.projects.keys() {
            self.coming_reports(id, &mut events);
            self.coming_nodes(id, &mut events);
        }
        let annual = self.annual_reports();
        if let Some((year, due)) = annual.next {
            events.push(Event {
                day: due.into(),
                what: "最迟当天公开".to_owned(),
                title: annual_title(year),
                unit: annual.unit.to_owned(),
                page: annual.page,
                key: format!("annual-report {year}"),
            });
        }
        events.sort_by(|a, b| (a.day, &a.title, &a.key).cmp(&(b.day, &b.title, &b.key)));
        events
    }

    /// The reports of a project that are announced, and those for which there is time.
    fn coming_reports<'a>(&'a self, id: ProjectId, events: &mut Vec<Event<'a>>) {
        let project = &self.catalog.projects[id];
        let Some(said) = self.progress().projects.get(id) else { return };
        let in_time = said.missing.iter().filter_map(|missing| match missing.absence {
            Absence::NotYet(deadline) => Some((missing.period, deadline)),
            Absence::Overdue(_) | Absence::Withdrawn(_) | Absence::Undisclosed(_) => None,
        });
        let coming = said.coming.iter().map(|coming| (coming.period, coming.deadline));
        let is_announced =
            |period: Period| project.announced.iter().any(|(announced, _)| *announced == period);
        let due =
            in_time.chain(coming).filter(|(period, _)| !is_announced(*period)).map(|(period, deadline)| {
                let provisional = if deadline.is_provisional { PROVISIONAL } else { "" };
                (period, Moment::from(deadline.day), format!("最迟当天公开{provisional}"))
            });
        let announced = project.announced.iter().map(|(period, day)| (*period, *day, "当天公开".to_owned()));
        for (period, day, what) in due.chain(announced) {
            events.push(Event {
                day,
                what,
                title: report_title(&project.plain_title(), period),
                unit: self.lead(project),
                page: self.plan.project(id),
                key: key("report", &project.path, &period.to_string()),
            });
        }
    }

    /// What a project plans to have done on a day (事项).
    fn coming_nodes<'a>(&'a self, id: ProjectId, events: &mut Vec<Event<'a>>) {
        let project = &self.catalog.projects[id];
        let is_to_come = |due: Date| project.archived.is_none() && due >= self.progress().today;
        for (node, due) in self.open_nodes(id).filter(|(_, due)| is_to_come(*due)) {
            events.push(Event {
                day: due.into(),
                what: "计划当天完成".to_owned(),
                title: node_title(&project.plain_title(), &node.name.value),
                unit: self.lead(project),
                page: self.plan.project(id),
                key: key("node", &project.path, &node.name.value),
            });
        }
    }

    /// The nodes of a project that no report says are done, each with the day by which it is to be.
    fn open_nodes(&self, id: ProjectId) -> impl Iterator<Item = (&NodeDraft, Date)> {
        let (project, day) = (&self.catalog.projects[id], self.project_day(id));
        let said = self.progress().projects.get(id).into_iter();
        let open = said.flat_map(move |said| said.open_nodes(project, day));
        open.map(move |(node, due, _)| (&project.draft.nodes[node], due))
    }

    /// What should be public by now and is not: the newest first.
    fn overdue_reports(&self) -> Vec<Overdue<'_>> {
        let mut overdue = Vec::new();
        for (id, project) in self.catalog.projects.iter_enumerated() {
            let missing = self.progress().projects.get(id).map_or(&[][..], |said| &said.missing);
            for missing in missing {
                let Absence::Overdue(deadline) = missing.absence else { continue };
                overdue.push(Overdue {
                    due: deadline.day,
                    is_provisional: deadline.is_provisional,
                    title: report_title(&project.plain_title(), missing.period),
                    unit: self.lead(project),
                    page: self.plan.project(id),
                });
            }
            // That it is done has to be reported, and so has that it is not.
            for (node, due) in self.open_nodes(id).filter(|(_, due)| *due < self.project_day(id)) {
                overdue.push(Overdue {
                    due,
                    is_provisional: false,
                    title: node_title(&project.plain_title(), &node.name.value),
                    unit: self.lead(project),
                    page: self.plan.project(id),
                });
            }
        }
        let annual = self.annual_reports();
        if let Some((year, due)) = annual.overdue {
            let (title, unit) = (annual_title(year), annual.unit.to_owned());
            overdue.push(Overdue { due, is_provisional: false, title, unit, page: annual.page });
        }
        overdue.sort_by(|a, b| b.due.cmp(&a.due).then_with(|| a.title.cmp(&b.title)));
        overdue
    }

    /// The annual reports on disclosure that are to come, on a site that has ever had one.
    fn annual_reports(&self) -> AnnualReports<'_> {
        let today = self.progress().today;
        let is_report = |kind: &ItemKind| matches!(kind, ItemKind::Article(article) if article.kind == ArticleKind::AnnualReport);
        let reports: Vec<_> = self.catalog.items.iter().filter(|item| is_report(&item.kind)).collect();
        let Some(newest) = reports.first() else {
            let page = self.plan.column(ColumnId::HOME, 0);
            return AnnualReports { next: None, overdue: None, unit: "", page };
        };
        let is_one_unit = reports.iter().all(|item| item.unit == newest.unit);
        let unit = if is_one_unit { &self.settings.units[newest.unit].full } else { &self.settings.name };
        let is_there = |year: i16| reports.iter().any(|item| item.title.contains(&year.to_string()));
        let due = |year: i16| self.settings.annual_report_due(year + 1);
        let last = today.year() - 1;
        let is_missing = !is_there(last);
        let overdue = (is_missing && due(last) < today).then(|| (last, due(last)));
        let next = if is_missing && due(last) >= today { last } else { today.year() };
        let next = (!is_there(next)).then(|| (next, due(next)));
        AnnualReports { next, overdue, unit, page: self.plan.column(newest.column, 0) }
    }
}

fn report_title(project: &str, period: Period) -> String {
    format!("{project}：{}进度", period.chinese())
}

fn node_title(project: &str, node: &str) -> String {
    format!("{project}：{node}")
}

fn annual_title(year: i16) -> String {
    format!("{year}年政府信息公开工作年度报告")
}

fn key(kind: &str, path: &ContentPath, part: &str) -> String {
    format!("{kind} {path} {part}")
}

/// A text as a value of iCalendar.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Adds a line, folded where it is longer than 75 octets, never inside a character.
fn push_line(line: &str, out: &mut String) {
    let mut used = 0;
    for c in line.chars() {
        if used + c.len_utf8() > LINE {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(c);
        used += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::{escape, push_line};

    #[test]
    fn long_lines_are_folded_between_characters() {
        let mut out = String::new();
        push_line(&format!("SUMMARY:{}", "公开".repeat(40)), &mut out);
        for line in out.split_terminator("\r\n") {
            assert!(line.len() <= 75, "{line}");
        }
        assert_eq!(out.replace("\r\n ", ""), format!("SUMMARY:{}\r\n", "公开".repeat(40)));
    }

    #[test]
    fn marks_of_the_format_are_escaped() {
        assert_eq!(escape("甲,乙;丙\\丁\n戊\r"), "甲\\,乙\\;丙\\\\丁\\n戊");
    }
}
