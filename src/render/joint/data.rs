//! The open data of all members: catalogue, progress, corrections, and their feed.

use std::fmt::Write as _;

use serde::Serialize;

use super::progress::day;
use super::{FEED_ITEMS, member_name};
use crate::csv_text::write_line;
use crate::model::{Moment, PagePath};
use crate::portal::{CorrectionRow, CorrectionsData, Portal, PortalMember};
use crate::progress::Status;
use crate::render::Renderer;
use crate::render::data::json;
use crate::render::text::escape;

#[derive(Serialize)]
struct JointData<'a, T> {
    site: &'a str,
    url: &'a str,
    #[serde(flatten)]
    rows: T,
}

#[derive(Serialize)]
struct ItemsData<'a> {
    items: Vec<ItemLine<'a>>,
}

#[derive(Serialize)]
struct ItemLine<'a> {
    member: String,
    as_of: Option<String>,
    index_number: Option<&'a str>,
    title: &'a str,
    kind: &'a str,
    unit: &'a str,
    doc_number: Option<&'a str>,
    topic: Option<&'a str>,
    validity: Option<&'a str>,
    summary: &'a str,
    issued: Option<String>,
    date: Option<String>,
    url: &'a str,
    contested: bool,
}

#[derive(Serialize)]
struct Projects<'a> {
    projects: Vec<ProjectLine<'a>>,
}

#[derive(Serialize)]
struct ProjectLine<'a> {
    member: String,
    as_of: Option<String>,
    area: Option<&'a str>,
    title: &'a str,
    field: Option<&'a str>,
    lead: &'a str,
    url: &'a str,
    years: Vec<YearLine<'a>>,
    missing: Vec<MissingLine<'a>>,
    overdue_nodes: Vec<OverdueNodeLine>,
}

#[derive(Serialize)]
struct YearLine<'a> {
    year: i16,
    url: &'a str,
    periods: Vec<PeriodLine<'a>>,
}

#[derive(Serialize)]
struct PeriodLine<'a> {
    period: String,
    status: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    after_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after_status: Option<&'a str>,
    date: String,
    deadline: String,
    url: &'a str,
}

/// A node whose day has passed without a word.
#[derive(Serialize)]
struct OverdueNodeLine {
    due: String,
}

#[derive(Serialize)]
struct MissingLine<'a> {
    period: String,
    deadline: &'a str,
}

impl Renderer<'_> {
    /// `/data/members/catalogue.json`
    pub(super) fn joint_catalogue_json(&self, portal: &Portal) -> Vec<u8> {
        let line = |at: &(usize, usize)| {
            let (member, item) = portal.item(*at);
            ItemLine {
                member: member_name(member, item.via.as_deref()),
                as_of: as_of(member),
                index_number: some(&item.number),
                title: &item.title,
                kind: &item.kind,
                unit: &item.unit,
                doc_number: some(&item.doc_number),
                topic: some(&item.topic),
                validity: some(&item.validity),
                summary: &item.summary,
                issued: item.issued.map(|date| date.date.to_string()),
                date: item.date.map(|date| date.to_string()),
                url: &item.url,
                contested: portal.is_contested(item),
            }
        };
        self.joint_json(ItemsData { items: portal.items.iter().map(line).collect() })
    }

    /// `/data/members/progress.json`
    pub(super) fn joint_progress_json(&self, portal: &Portal) -> Vec<u8> {
        let line = |at: &(usize, usize)| {
            let (member, project) = portal.project(*at);
            let area = if project.via.is_some() { &project.area } else { &member.content.area };
            let years = project.years.iter().map(|year| YearLine {
                year: year.year,
                url: &year.url,
                periods: year
                    .periods
                    .iter()
                    .map(|period| PeriodLine {
                        period: period.period.to_string(),
                        status: period.status.word(),
                        after_date: period.after.map(|(day, _)| day.to_string()),
                        after_status: period.after.map(|(_, status)| status.word()),
                        date: day(period.date),
                        deadline: day(period.deadline),
                        url: &period.url,
                    })
                    .collect(),
            });
            let missing = project.missing.iter();
            ProjectLine {
                member: member_name(member, project.via.as_deref()),
                as_of: as_of(member),
                area: some(area),
                title: &project.title,
                field: some(&project.field),
                lead: &project.lead,
                url: &project.url,
                years: years.collect(),
                missing: missing
                    .map(|(period, deadline)| MissingLine { period: period.to_string(), deadline })
                    .collect(),
                overdue_nodes: project
                    .passed
                    .iter()
                    .map(|due| OverdueNodeLine { due: due.to_string() })
                    .collect(),
            }
        };
        self.joint_json(Projects { projects: portal.projects.iter().map(line).collect() })
    }

    /// `/data/members/corrections.json`
    pub(super) fn joint_corrections_json(&self, portal: &Portal) -> Vec<u8> {
        let row = |at: &(usize, usize)| {
            let (member, one) = portal.correction(*at);
            let name = member_name(member, one.row.member.as_deref());
            CorrectionRow { member: Some(name), ..one.row.clone() }
        };
        json(&CorrectionsData {
            site: self.settings.name.clone(),
            url: self.settings.url.clone(),
            corrections: portal.corrections.iter().map(row).collect(),
        })
    }

    fn joint_json(&self, rows: impl Serialize) -> Vec<u8> {
        json(&JointData { site: &self.settings.name, url: &self.settings.url, rows })
    }

    /// `/members/feed.xml`: Atom (RFC 4287), the items that members published last.
    pub(super) fn joint_feed(&self, portal: &Portal, path: &PagePath) -> Vec<u8> {
        let dated = portal.items.iter().map(|at| portal.item(*at));
        let dated = dated.filter_map(|(member, item)| Some((member, item, item.date?)));
        let newest: Vec<_> = dated.take(FEED_ITEMS).collect();
        let nothing = || "1970-01-01T00:00:00+08:00".to_owned();
        let updated = newest.first().map_or_else(nothing, |(.., date)| date.rfc3339());
        let (name, own) = (escape(&self.settings.name), escape(&self.absolute(path)));
        let home = escape(&self.settings.url);
        let mut xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n\
             <title>{name}：成员公开</title>\n<id>{own}</id>\n<link href=\"{home}\"/>\n\
             <link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>\n<updated>{updated}</updated>\n"
        );
        for (member, item, date) in newest {
            let author = if item.unit.is_empty() { &member.name } else { &item.unit };
            // Writing to a string cannot fail.
            let _ = write!(
                xml,
                "<entry>\n<title>{}</title>\n<id>{address}</id>\n<link href=\"{address}\"/>\n\
                 <published>{date}</published>\n<updated>{date}</updated>\n\
                 <author><name>{}</name></author>\n<summary>{}</summary>\n</entry>\n",
                escape(&item.title),
                escape(author),
                escape(&item.summary),
                address = escape(&item.url),
                date = date.rfc3339(),
            );
        }
        xml.push_str("</feed>\n");
        xml.into_bytes()
    }
}

/// `/data/members/catalogue.csv`
pub(super) fn catalogue_csv(portal: &Portal) -> Vec<u8> {
    let mut text = String::from("\u{feff}");
    write_line(
        &mut text,
        &[
            "成员",
            "索引号",
            "名称",
            "内容概述",
            "生成日期",
            "公开日期",
            "发布单位",
            "文号",
            "主题分类",
            "网址",
            "数据截至",
        ],
    );
    for at in &portal.items {
        let (member, item) = portal.item(*at);
        write_line(
            &mut text,
            &[
                &member_name(member, item.via.as_deref()),
                &item.number,
                &item.title,
                &item.summary,
                &day(item.issued),
                &item.date.map(|date| date.to_string()).unwrap_or_default(),
                &item.unit,
                &item.doc_number,
                &item.topic,
                &item.url,
                &as_of(member).unwrap_or_default(),
            ],
        );
    }
    text.into_bytes()
}

/// `/data/members/progress.csv`: a line for each report, and for each that is missing.
pub(super) fn progress_csv(portal: &Portal) -> Vec<u8> {
    let mut text = String::from("\u{feff}");
    write_line(
        &mut text,
        &[
            "成员",
            "行政区划",
            "项目",
            "领域",
            "牵头单位",
            "年度",
            "期",
            "项目状态",
            "公开日期",
            "公开期限",
            "网址",
            "数据截至",
        ],
    );
    for at in &portal.projects {
        let (member, project) = portal.project(*at);
        let name = member_name(member, project.via.as_deref());
        let area = if project.via.is_some() { &project.area } else { &member.content.area };
        let as_of = as_of(member).unwrap_or_default();
        let mut line = |year: i16, period: &str, status: &str, date: &str, deadline: &str, url: &str| {
            let year = year.to_string();
            let [title, field, lead] = [&project.title, &project.field, &project.lead];
            write_line(
                &mut text,
                &[&name, area, title, field, lead, &year, period, status, date, deadline, url, &as_of],
            );
        };
        for year in &project.years {
            for period in &year.periods {
                let (date, deadline) = (day(period.date), day(period.deadline));
                let name = period.period.to_string();
                line(year.year, &name, period.status.word(), &date, &deadline, &period.url);
            }
        }
        for (period, deadline) in &project.missing {
            let page = project.page_of(period.year);
            line(period.year, &period.to_string(), Status::Unreported.word(), "", deadline, page);
        }
    }
    text.into_bytes()
}

fn as_of(member: &PortalMember) -> Option<String> {
    member.as_of.map(|as_of: Moment| as_of.stamp())
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
