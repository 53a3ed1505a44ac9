//! What one member published, checked: what stands here can be shown.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::origin::{SiteRoots, is_own_address, is_same_site};
use super::wire::{
    CATALOGUE, CORRECTIONS, CatalogueRows, CorrectionRow, CorrectionsData, ItemRow, JOINT_CATALOGUE,
    JOINT_CORRECTIONS, JOINT_PROGRESS, KnownMember, KnownUnit, PROGRESS, PeriodRow, ProgressData, ProjectRow,
    SITE, SiteData, WireFault, YearRow, parse, parse_site,
};
use crate::config::SiteMember;
use crate::model::{IndexNumber, Moment, Period, visible};
use crate::privacy;
use crate::progress::Status;

/// The longest text that is taken over, in characters; a longer one ends in `…`.
const LONGEST: usize = 400;

/// The most items, projects or corrections of one member that are taken over.
const MOST: usize = 200_000;

/// What one member published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberContent {
    /// The name that the site gives itself.
    pub site: String,
    /// Its address, ending in a slash.
    pub url: String,
    /// Its administrative area; may be empty.
    pub area: String,
    /// Its publishing bodies.
    pub units: Vec<KnownUnit>,
    /// Its own members, if it is a portal; what is shown of them is another matter.
    pub members: Vec<KnownMember>,
    /// The items of its catalogue.
    pub items: Vec<JointItem>,
    /// Its projects.
    pub projects: Vec<JointProject>,
    /// What was corrected in it.
    pub corrections: Vec<JointCorrection>,
    /// What of it is not shown.
    pub unseen: Unseen,
}

/// What a member published and a portal does not show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unseen {
    /// Rows whose address leads out of the member's site, that have no title, or that show a personal number.
    pub rows: usize,
    /// Texts in which personal numbers were masked.
    pub masked: usize,
}

/// An item of the joint catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JointItem {
    /// 索引号; may be empty.
    pub number: String,
    /// 名称
    pub title: String,
    /// Its kind, such as 公文 or 进度.
    pub kind: String,
    /// 发布单位
    pub unit: String,
    /// 文号; may be empty.
    pub doc_number: String,
    /// 主题分类; may be empty.
    pub topic: String,
    /// 有效性; may be empty.
    pub validity: String,
    /// 内容概述
    pub summary: String,
    /// 成文日期
    pub issued: Option<Moment>,
    /// 公开日期
    pub date: Option<Moment>,
    /// Its address, absolute.
    pub url: String,
    /// Of a portal among the members: which of its members it is of.
    pub via: Option<String>,
}

/// A project of a member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JointProject {
    /// Its title.
    pub title: String,
    /// 领域; may be empty.
    pub field: String,
    /// 牵头单位
    pub lead: String,
    /// Its address, absolute.
    pub url: String,
    /// Its years.
    pub years: Vec<JointYear>,
    /// The periods of which a report is missing, each with the day by which it was due.
    pub missing: Vec<(Period, String)>,
    /// The days by which something was to be done (事项) that passed since the newest report without a word.
    pub passed: Vec<Date>,
    /// Of a portal among the members: which of its members it is of.
    pub via: Option<String>,
    /// The area of that member; else empty.
    pub area: String,
}

/// A year of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JointYear {
    /// The year.
    pub year: i16,
    /// Its address, absolute.
    pub url: String,
    /// The periods reported, in order.
    pub periods: Vec<JointPeriod>,
}

/// A period that was reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JointPeriod {
    /// The period.
    pub period: Period,
    /// Where the project stood at its end.
    pub status: Status,
    /// Where it stands since nodes were done after that end, from the day after this one.
    pub after: Option<(Date, Status)>,
    /// When it was made public.
    pub date: Option<Moment>,
    /// By when it had to be.
    pub deadline: Option<Moment>,
    /// Its address, absolute.
    pub url: String,
}

/// A correction of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JointCorrection {
    /// What it says.
    pub row: CorrectionRow,
    /// Its day.
    pub date: Moment,
}

/// Why what a member published cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContentFault {
    /// A file that there must be is missing.
    Missing(&'static str),
    /// A file cannot be read.
    Unreadable(WireFault),
    /// It says that it is at this address, which is another than that of the member.
    OtherAddress(String),
}

impl From<WireFault> for ContentFault {
    fn from(fault: WireFault) -> Self {
        Self::Unreadable(fault)
    }
}

/// Gives a file of the member by its address from the site's root; `None`: there is none.
type ReadFile<'r> = dyn Fn(&str) -> Option<Vec<u8>> + 'r;

/// Masks the personal numbers in a text; `None`: there are none.
type Screen<'s> = dyn Fn(&str) -> Option<String> + Sync + 's;

impl MemberContent {
    /// Reads what a member published. What it tells of members of its own is taken over only if it is
    /// [trusted](SiteMember::is_portal) with that: any site could send readers anywhere by it.
    pub fn read(read: &ReadFile<'_>, member: &SiteMember, screen: &Screen<'_>) -> Result<Self, ContentFault> {
        let door = parse_site(&read(SITE).ok_or(ContentFault::Missing(SITE))?)?;
        let url = match member.public_url() {
            Some(url) if !is_same_site(&door.url, url) => return Err(ContentFault::OtherAddress(door.url)),
            Some(url) => url.to_owned(),
            None if !is_own_address(&door.url, &door.url) || !door.url.ends_with('/') => {
                return Err(ContentFault::OtherAddress(door.url));
            }
            None => door.url.clone(),
        };
        let is_portal = member.is_portal();
        let unseen = Unseen::default();
        let mut taking = RowTaking { screen, roots: SiteRoots::default(), is_joint: false, unseen };
        taking.roots.add(&url, 0);
        let members: Vec<KnownMember> =
            door.members.iter().map(|member| taking.member(member, is_portal)).collect();
        let mut content = Self {
            site: taking.text(&door.site),
            area: taking.text(&door.area),
            units: door.units.iter().map(|unit| taking.unit(unit)).collect(),
            ..Self::default()
        };
        content.take(&door, read, [CATALOGUE, PROGRESS, CORRECTIONS], &mut taking)?;
        if is_portal {
            // What it tells of its own members is at their addresses.
            taking.is_joint = true;
            for member in &members {
                taking.roots.add(&member.url, 0);
            }
            content.take(&door, read, [JOINT_CATALOGUE, JOINT_PROGRESS, JOINT_CORRECTIONS], &mut taking)?;
        }
        Ok(Self { url, members, unseen: taking.unseen, ..content })
    }

    fn take(
        &mut self,
        door: &SiteData,
        read: &ReadFile<'_>,
        [catalogue, progress, corrections]: [&'static str; 3],
        taking: &mut RowTaking<'_>,
    ) -> Result<(), ContentFault> {
        let bytes = |path: &'static str| {
            if door.has(path)? { read(path).map(Some).ok_or(ContentFault::Missing(path)) } else { Ok(None) }
        };
        if let Some(bytes) = bytes(catalogue)? {
            let data: CatalogueRows = parse(&bytes, catalogue)?;
            self.items.extend(data.items.iter().take(MOST).filter_map(|row| taking.item(row)));
        }
        if let Some(bytes) = bytes(progress)? {
            let data: ProgressData = parse(&bytes, progress)?;
            self.projects.extend(data.projects.iter().take(MOST).filter_map(|row| taking.project(row)));
        }
        if let Some(bytes) = bytes(corrections)? {
            let data: CorrectionsData = parse(&bytes, corrections)?;
            self.corrections
                .extend(data.corrections.iter().take(MOST).filter_map(|row| taking.correction(row)));
        }
        Ok(())
    }
}

impl JointProject {
    /// Where it stood at the end of a quarter of a year, or of the whole year, with its newest report by
    /// then; `None`: nothing was reported of the year by then, and nothing had to be.
    #[must_use]
    pub fn standing(&self, year: i16, quarter: Option<u8>) -> Option<(Status, Option<&JointPeriod>)> {
        let last_month = 3 * quarter.and_then(|quarter| i8::try_from(quarter).ok()).unwrap_or(4);
        let is_by_end = |day: Date| (day.year(), day.month()) <= (year, last_month);
        let is_in = |period: &Period| period.year == year && is_by_end(period.last_day());
        let reported = self.years.iter().filter(|known| known.year == year).flat_map(|year| &year.periods);
        let last =
            reported.filter(|period| is_in(&period.period)).max_by_key(|period| period.period.last_day());
        let missing = self.missing.iter().map(|(period, _)| period).filter(|period| is_in(period));
        let missing = missing.map(|period| period.last_day()).max();
        let mut passed = self.passed.iter().filter(|day| is_by_end(**day));
        match (last, missing) {
            (None, None) => {
                let status = if self.years.is_empty() { Status::Unreported } else { Status::Omitted };
                passed.any(|day| day.year() == year).then_some((status, None))
            }
            (last, Some(day)) if last.is_none_or(|last| last.period.last_day() < day) => {
                Some((Status::Unreported, last))
            }
            (last, _) => last.map(|last| {
                let after = last.after.filter(|(day, _)| is_by_end(*day));
                let status = after.map_or(last.status, |(_, status)| status);
                let status = passed.next().map_or(status, |_| status.min(Status::Omitted));
                (status, Some(last))
            }),
        }
    }

    /// The page of one of its years, or its own.
    #[must_use]
    pub fn page_of(&self, year: i16) -> &str {
        self.years.iter().find(|known| known.year == year).map_or(&self.url, |year| &year.url)
    }
}

/// Takes rows over.
struct RowTaking<'a> {
    screen: &'a Screen<'a>,
    /// The sites to which addresses may lead.
    roots: SiteRoots,
    /// Whether what is read is about members of the member's.
    is_joint: bool,
    unseen: Unseen,
}

impl RowTaking<'_> {
    fn text(&mut self, text: &str) -> String {
        let shown = visible(text);
        let mut shown: String = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((end, _)) = shown.char_indices().nth(LONGEST) {
            shown.truncate(end);
            shown.push('…');
        }
        match (self.screen)(&shown) {
            Some(masked) => {
                self.unseen.masked += 1;
                masked
            }
            None => shown,
        }
    }

    fn optional(&mut self, text: Option<&String>) -> String {
        text.map(|text| self.text(text)).unwrap_or_default()
    }

    /// Whose a row is; what a member tells of itself is nobody else's, whatever it says.
    fn via(&mut self, member: Option<&String>) -> Option<String> {
        member.filter(|_| self.is_joint).map(|member| self.text(member))
    }

    /// An address of the member's own, as it stands; `None`: it is none.
    fn address(&self, url: &str) -> Option<String> {
        self.roots.owner(url).map(|_| url.to_owned())
    }

    /// A title and an address, without which nothing can be shown.
    fn head(&mut self, title: &str, url: &str) -> Option<(String, String)> {
        let title = self.text(title);
        let head = self.address(url).filter(|_| !title.is_empty()).map(|url| (title, url));
        self.unseen.rows += usize::from(head.is_none());
        head
    }

    /// Whether a row shows a personal number that none of its texts has by itself: in its address, across two
    /// of its texts that may stand side by side, or parted by what looks like tags. Such a row is left out.
    fn is_private(&mut self, url: &str, texts: &[&str]) -> bool {
        let is_number = |text: &str| (self.screen)(text).is_some();
        // Nothing but letters parts the digits of a number for certain, and some stand for digits.
        let may_go_on = |c: Option<char>| c.is_some_and(|c| !c.is_alphabetic() || privacy::may_be_digit(c));
        let ends = |text: &&&str| may_go_on(text.chars().next_back());
        let begins = |text: &&&str| may_go_on(text.chars().next());
        let mut pairs = texts
            .iter()
            .filter(ends)
            .flat_map(|one| texts.iter().filter(begins).map(move |other| (one, other)));
        let is_private = is_number(&percent_encoding::percent_decode_str(url).decode_utf8_lossy())
            || pairs.any(|(one, other)| ["", " "].iter().any(|gap| is_number(&format!("{one}{gap}{other}"))))
            || texts.iter().any(|text| text.contains('<') && is_number(&without_tags(text)));
        self.unseen.rows += usize::from(is_private);
        is_private
    }

    /// A member of the member's; only its address, if it is not to be shown.
    fn member(&mut self, member: &KnownMember, is_shown: bool) -> KnownMember {
        // Where it leads to nowhere, its rows have addresses of nobody.
        let is_site = member.url.ends_with('/') && is_own_address(&member.url, &member.url);
        let url = if is_site { member.url.clone() } else { String::new() };
        if !is_shown {
            return KnownMember { url, ..KnownMember::default() };
        }
        KnownMember {
            name: self.text(&member.name),
            url,
            as_of: self.text(&member.as_of),
            troubles: member.troubles.iter().map(|trouble| self.text(trouble)).collect(),
        }
    }

    fn unit(&mut self, unit: &KnownUnit) -> KnownUnit {
        KnownUnit { full: self.text(&unit.full), code: self.text(&unit.code) }
    }

    fn number(&mut self, number: Option<&String>) -> String {
        let number = number.and_then(|number| IndexNumber::new(number).ok());
        let number = number.map(|number| number.as_str().to_owned()).unwrap_or_default();
        if (self.screen)(&number).is_some() { String::new() } else { number }
    }

    fn item(&mut self, row: &ItemRow) -> Option<JointItem> {
        let (title, url) = self.head(&row.title, &row.url)?;
        let item = JointItem {
            number: self.number(row.index_number.as_ref()),
            title,
            kind: self.text(&row.kind),
            unit: self.text(&row.unit),
            doc_number: self.optional(row.doc_number.as_ref()),
            topic: self.optional(row.topic.as_ref()),
            validity: self.optional(row.validity.as_ref()),
            summary: self.text(&row.summary),
            issued: row.issued.as_deref().and_then(moment),
            date: row.date.as_deref().and_then(moment),
            url,
            via: self.via(row.member.as_ref()),
        };
        let JointItem { number, title, kind, unit, doc_number, topic, summary, url, .. } = &item;
        (!self.is_private(url, &[number, title, kind, unit, doc_number, topic, summary])).then_some(item)
    }

    fn project(&mut self, row: &ProjectRow) -> Option<JointProject> {
        let (title, url) = self.head(&row.title, &row.url)?;
        let lead = if row.lead.is_empty() { &row.unit } else { &row.lead };
        let missing = row.missing.iter().filter_map(|missing| {
            let period = Period::parse(&missing.period).ok()?;
            Some((period, moment(&missing.deadline)?.date.to_string()))
        });
        let missing: BTreeSet<(Period, String)> = missing.collect();
        let project = JointProject {
            title,
            field: self.optional(row.field.as_ref()),
            lead: self.text(lead),
            url,
            years: row.years.iter().filter_map(|year| self.year(year)).collect(),
            missing: missing.into_iter().collect(),
            passed: row.overdue_nodes.iter().filter_map(|node| Some(moment(&node.due)?.date)).collect(),
            via: self.via(row.member.as_ref()),
            area: self.optional(row.area.as_ref()),
        };
        let JointProject { title, field, lead, url, .. } = &project;
        let mut addresses = vec![url.as_str()];
        for year in &project.years {
            addresses.push(&year.url);
            addresses.extend(year.periods.iter().map(|period| &*period.url));
        }
        let addresses = addresses.join("\n");
        (!self.is_private(&addresses, &[title, field, lead])).then_some(project)
    }

    fn year(&mut self, row: &YearRow) -> Option<JointYear> {
        let url = self.address(&row.url)?;
        let mut periods: Vec<JointPeriod> =
            row.periods.iter().filter_map(|period| self.period(period, &url)).collect();
        periods.sort_by_key(|period| period.period.last_day());
        (1949..3000).contains(&row.year).then_some(JointYear { year: row.year, url, periods })
    }

    fn period(&mut self, row: &PeriodRow, year: &str) -> Option<JointPeriod> {
        let after = row.after_status.as_deref().and_then(Status::from_word);
        Some(JointPeriod {
            period: Period::parse(&row.period).ok()?,
            status: Status::from_word(&row.status).unwrap_or(Status::Unknown),
            after: row.after_date.as_deref().and_then(moment).map(|day| day.date).zip(after),
            date: moment(&row.date),
            deadline: moment(&row.deadline),
            url: self.address(&row.url).unwrap_or_else(|| year.to_owned()),
        })
    }

    fn correction(&mut self, row: &CorrectionRow) -> Option<JointCorrection> {
        let (title, url) = self.head(&row.title, &row.url)?;
        let date = moment(&row.date)?;
        let number = self.number(row.index_number.as_ref());
        let row = CorrectionRow {
            kind: self.text(&row.kind),
            date: date.date.to_string(),
            index_number: (!number.is_empty()).then_some(number),
            title,
            url,
            part: self.text(&row.part),
            place: self.text(&row.place),
            was: self.text(&row.was),
            now: self.text(&row.now),
            reason: self.text(&row.reason),
            member: self.via(row.member.as_ref()),
        };
        let CorrectionRow { title, url, part, place, was, now, reason, .. } = &row;
        let number = row.index_number.as_deref().unwrap_or_default();
        let texts = [number, title, part, place, was, now, reason];
        (!self.is_private(url, &texts)).then_some(JointCorrection { row, date })
    }
}

/// A text without what looks like tags.
fn without_tags(text: &str) -> String {
    let mut parts = text.split('<');
    let first = parts.next().unwrap_or_default();
    let behind = |part: &'_ str| part.split_once('>').map_or(part, |(_, behind)| behind).to_owned();
    std::iter::once(first.to_owned()).chain(parts.map(behind)).collect()
}

fn moment(text: &str) -> Option<Moment> {
    Moment::parse(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOOR: &str = r#"{"version":1,"site":"区教育局","url":"https://jyj.example.gov.cn/","files":[
        {"path":"data/catalogue.json","version":1},{"path":"data/progress.json","version":1}]}"#;

    fn member(portal: Option<bool>) -> SiteMember {
        SiteMember {
            name: crate::config::Spanned { value: "区教育局".into(), span: 0..0 },
            address: crate::config::MemberAddress::Web("https://jyj.example.gov.cn/".into()),
            url: None,
            keys: Vec::new(),
            portal,
        }
    }

    fn read_with(catalogue: &str, progress: &str) -> Result<MemberContent, ContentFault> {
        let read = |path: &str| match path {
            SITE => Some(DOOR.as_bytes().to_vec()),
            CATALOGUE => Some(catalogue.as_bytes().to_vec()),
            PROGRESS => Some(progress.as_bytes().to_vec()),
            _ => None,
        };
        let screen =
            |text: &str| text.contains("13800138000").then(|| text.replace("13800138000", "138****8000"));
        MemberContent::read(&read, &member(None), &screen)
    }

    #[test]
    fn only_what_can_be_shown_is_taken_over() {
        let catalogue = r#"{"items":[
            {"index_number":"002590761/2024-00001","title":"通\u202e知 ","url":"https://jyj.example.gov.cn/a.html","date":"2024-01-02"},
            {"title":"外面","url":"https://evil.example.com/"},
            {"title":"脚本","url":"javascript:alert(1)"},
            {"title":"","url":"https://jyj.example.gov.cn/b.html"},
            {"title":"张三138<b>0013</b>8000","url":"https://jyj.example.gov.cn/d.html"},
            {"title":"电话","url":"https://jyj.example.gov.cn/%3113800138000.html"},
            {"title":"张三1380","summary":"0138000","url":"https://jyj.example.gov.cn/e.html"},
            {"title":"电话13800138000","url":"https://jyj.example.gov.cn/c.html","date":"不知道"}]}"#;
        let content = read_with(catalogue, "{}").unwrap();
        assert_eq!(content.unseen, Unseen { rows: 6, masked: 1 });
        let shown: Vec<_> = content.items.iter().map(|item| (&*item.title, item.date.is_some())).collect();
        assert_eq!(shown, [("通知", true), ("电话138****8000", false)]);
        assert!(matches!(read_with("[]", "{}"), Err(ContentFault::Unreadable(_))));
    }

    #[test]
    fn a_project_stands_where_its_newest_report_says_unless_one_is_missing() {
        let progress = r#"{"projects":[{"title":"培训","url":"https://jyj.example.gov.cn/p/","lead":"区教育局","years":[
            {"year":2024,"url":"https://jyj.example.gov.cn/p/2024.html","periods":[
            {"period":"2024-Q1","status":"按序时","date":"2024-04-10","deadline":"2024-04-29","url":"https://jyj.example.gov.cn/p/2024.html"},
            {"period":"2024-Q2","status":"滞后","date":"2024-09-10","deadline":"2024-07-26","url":"x"}]}],
            "missing":[{"period":"2024-Q3","deadline":"2024-11-01"}]}]}"#;
        let content = read_with("{}", progress).unwrap();
        let project = &content.projects[0];
        let status = |quarter| project.standing(2024, quarter).map(|(status, _)| status);
        assert_eq!(status(Some(1)), Some(Status::OnSchedule));
        assert_eq!(status(Some(2)), Some(Status::Behind));
        assert_eq!(status(Some(3)), Some(Status::Unreported));
        assert_eq!(status(None), Some(Status::Unreported));
        assert_eq!(project.standing(2023, None), None);
        assert_eq!(project.years[0].periods[1].url, "https://jyj.example.gov.cn/p/2024.html");
    }

    #[test]
    fn a_project_is_not_on_schedule_when_the_day_of_a_node_passed_without_a_word() {
        let standing = |status: &str, due: &str, quarter| {
            let progress = format!(
                r#"{{"projects":[{{"title":"校舍","url":"https://jyj.example.gov.cn/p/","lead":"区教育局","years":[
                {{"year":2024,"url":"https://jyj.example.gov.cn/p/2024.html","periods":[
                {{"period":"2024-Q1","status":"{status}","date":"2024-04-10","deadline":"2024-04-29","url":"x"}}]}}],
                "overdue_nodes":[{{"name":"封顶","due":"{due}"}}]}}]}}"#
            );
            let content = read_with("{}", &progress).unwrap();
            let standing =
                |year, quarter| content.projects[0].standing(year, quarter).map(|(status, _)| status);
            let in_its_year = due.starts_with("2025").then_some(Status::Omitted);
            assert_eq!(standing(2025, None), in_its_year, "of which there is no report");
            standing(2024, quarter)
        };
        for status in ["按序时", "已完成", "调整", "无法判断"] {
            assert_eq!(standing(status, "2024-05-31", None), Some(Status::Omitted), "{status}");
            assert_eq!(standing(status, "2024-05-31", Some(2)), Some(Status::Omitted), "{status}");
        }
        assert_eq!(standing("滞后", "2024-05-31", None), Some(Status::Behind));
        // It was to come when the quarter ended, and in another year.
        assert_eq!(standing("按序时", "2024-05-31", Some(1)), Some(Status::OnSchedule));
        assert_eq!(standing("按序时", "2025-01-31", None), Some(Status::OnSchedule));
    }

    #[test]
    fn what_was_done_after_a_period_is_done_from_then_on() {
        let progress = r#"{"projects":[{"title":"校舍","url":"https://jyj.example.gov.cn/p/","lead":"区教育局","years":[
            {"year":2024,"url":"https://jyj.example.gov.cn/p/2024.html","periods":[
            {"period":"2024-Q2","status":"滞后","after_date":"2024-07-08","after_status":"已完成","url":"x"}]},
            {"year":2025,"url":"https://jyj.example.gov.cn/p/2025.html","periods":[
            {"period":"2025-Q4","status":"滞后","after_date":"2026-01-08","after_status":"已完成","url":"x"}]}]}]}"#;
        let content = read_with("{}", progress).unwrap();
        let standing = |year, quarter| content.projects[0].standing(year, quarter).map(|(status, _)| status);
        assert_eq!(standing(2024, Some(2)), Some(Status::Behind));
        assert_eq!(standing(2024, Some(3)), Some(Status::Done));
        assert_eq!(standing(2024, None), Some(Status::Done));
        assert_eq!(standing(2025, None), Some(Status::Behind), "as the year ended");
    }
}
