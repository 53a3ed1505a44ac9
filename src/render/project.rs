//! The pages of projects, their years and their periods.

use super::fields::PENDING;
use super::progress::{sign, tone};
use super::text::{Origin, section_id};
use super::view::{
    ContentView, FieldView, FileView, FootnoteView, Html, LinkView, PageView, PeriodView, ProjectCardView,
    ProjectView, SectionView, StatusView, YearCardView, YearView,
};
use super::{Renderer, json_ld, page, tables};
use crate::catalog::{Number, Project, ProjectEntry, ProjectYear, TextPlace};
use crate::config::Spanned;
use crate::entry::Granularity;
use crate::model::{Moment, PagePath, Unit};
use crate::plan::{OverviewScope, PlannedPage};
use crate::progress::{Absence, MissingReport, Standing};
use crate::text::Document;

impl Renderer<'_> {
    /// A project over the years.
    pub(super) fn project(&self, page: &PlannedPage, at: usize) -> (PageView, ContentView) {
        let project = &self.catalog.projects[at];
        let title = project.plain_title();
        let description = format!("“{title}”的年度目标、指标和各期进度。");
        let mut view = self.page_view(&page.path, &title, &description, Some(project.column));
        view.json_ld = json_ld::collection(self, &page.path, &title, &description, &view.breadcrumb);
        view.share = Some(self.share(&page.path));
        let years = project.years.iter().enumerate().rev();
        let content = ProjectView {
            metadata: self.project_fields(project),
            scope: self.scope(&page.path, at),
            years: years.map(|(y, year)| self.year_card(&page.path, at, y, year)).collect(),
            card: self.card(at, None),
            charts: self.plan_charts(at),
            indicators: tables::over_years(project).map(|table| Html(table.to_html("years", "各年指标"))),
            files: progress_files(&page.path),
        };
        (view, ContentView::Project(content))
    }

    /// A year of a project: an item, or the summary of a year whose periods are items.
    pub(super) fn year(
        &self,
        page: &PlannedPage,
        item: Option<usize>,
        at: usize,
        y: usize,
    ) -> (PageView, ContentView) {
        let project = &self.catalog.projects[at];
        let year = &project.years[y];
        let title = project.year_title(year.year);
        let overview = self.plan.overview(OverviewScope::Year(year.year));
        let mut view = match item {
            Some(item) => self.item_page(&page.path, item),
            None => {
                let description = format!("“{title}”的年度目标、指标和各期进度。");
                let mut view = self.page_view(&page.path, &title, &description, Some(project.column));
                view.json_ld = json_ld::collection(self, &page.path, &title, &description, &view.breadcrumb);
                view.share = Some(self.share(&page.path));
                view
            }
        };
        view.breadcrumb.push(self.project_link(&page.path, at));
        let neighbour = |y: usize| {
            let year = project.years.get(y)?;
            let title = format!("{}年", year.year);
            Some(LinkView { title, url: page.path.link_to(self.plan.year(at, y)) })
        };
        let periods = year.entries.iter().enumerate();
        let content = YearView {
            year: year.year,
            project: self.project_link(&page.path, at),
            metadata: item.map_or(Vec::new(), |item| self.metadata(&page.path, item)),
            summary: item.is_none(),
            scope: self.scope(&page.path, at),
            goal: self.goal(&page.path, at, year.year),
            lead: self.lead(project),
            responsible: self.responsible(project),
            status: self.year_status(at, y),
            figures: self.year_table(at, y),
            charts: self.year_charts(at, y),
            rules: self.rules(at, y, None),
            missing: self.missing(at, Some(year.year)),
            dictionary: dictionary_link(&page.path),
            overview: overview.map(|overview| LinkView {
                title: format!("{}年全部项目进度", year.year),
                url: page.path.link_to(overview),
            }),
            periods: periods.map(|(e, entry)| self.section(&page.path, at, (y, e), entry)).collect(),
            previous: y.checked_sub(1).and_then(neighbour),
            next: neighbour(y + 1),
        };
        (view, ContentView::Year(Box::new(content)))
    }

    /// A period of a project whose periods are items.
    pub(super) fn period(
        &self,
        page: &PlannedPage,
        item: usize,
        (at, y, e): (usize, usize, usize),
    ) -> (PageView, ContentView) {
        let project = &self.catalog.projects[at];
        let year = &project.years[y];
        let entry = &year.entries[e];
        let mut view = self.item_page(&page.path, item);
        let year_link =
            LinkView { title: format!("{}年", year.year), url: page.path.link_to(self.plan.year(at, y)) };
        view.breadcrumb.push(self.project_link(&page.path, at));
        view.breadcrumb.push(year_link.clone());
        let (previous, next) = self.neighbours(&page.path, project, (y, e));
        let mut section = self.section(&page.path, at, (y, e), entry);
        section.url = None;
        let content = PeriodView {
            project: self.project_link(&page.path, at),
            year: year_link,
            metadata: self.metadata(&page.path, item),
            scope: self.scope(&page.path, at),
            goal: self.goal(&page.path, at, year.year),
            lead: self.lead(project),
            responsible: self.responsible(project),
            figures: self.period_table((at, y, e)),
            rules: self.rules(at, y, Some(e)),
            dictionary: dictionary_link(&page.path),
            section,
            previous,
            next,
        };
        (view, ContentView::Period(Box::new(content)))
    }

    /// The periods before and after one, across years.
    fn neighbours(
        &self,
        page: &PagePath,
        project: &Project,
        at: (usize, usize),
    ) -> (Option<LinkView>, Option<LinkView>) {
        let year = &project.years[at.0];
        let before = match at.1.checked_sub(1) {
            Some(e) => Some(&year.entries[e]),
            None => at.0.checked_sub(1).and_then(|y| project.years[y].entries.last()),
        };
        let after = year
            .entries
            .get(at.1 + 1)
            .or_else(|| project.years.get(at.0 + 1).and_then(|year| year.entries.first()));
        let link = |entry: &ProjectEntry| {
            let item = entry.item?;
            Some(LinkView { title: entry.draft.period.chinese(), url: page.link_to(self.plan.item(item)) })
        };
        (before.and_then(link), after.and_then(link))
    }

    fn section(
        &self,
        page: &PagePath,
        at: usize,
        (y, e): (usize, usize),
        entry: &ProjectEntry,
    ) -> SectionView {
        let id = section_id(entry.draft.period);
        let ids = format!("{id}-");
        let place = TextPlace { project: Some(at), entry: Some((y, e)) };
        let origin = Origin { file: &entry.path, place, ids: &ids };
        let own_page = entry.item.map(|item| self.plan.item(item));
        let elsewhere = own_page.is_some_and(|own| own != page);
        // On its year's page the text stands under the period's heading, and problems under one more.
        let on_own_page = own_page.is_some() && !elsewhere;
        let (text_level, part_level) = if on_own_page { (-1, -1) } else { (0, 1) };
        let part = |text: &Document| self.html_shifted(page, origin, text, part_level);
        let draft = &entry.draft;
        let as_of = draft
            .as_of
            .as_ref()
            .map_or_else(|| Moment { date: draft.period.last_day(), time: None }, |as_of| as_of.value);
        let full =
            |text: &Option<Document>| text.as_ref().filter(|text| !elsewhere && !text.is_empty()).map(part);
        SectionView {
            id,
            title: draft.period.short_chinese(),
            url: own_page.map(|own| page.link_to(own)),
            as_of: Some(page::day(as_of)),
            date: Some(page::moment(entry.date)),
            status: self.entry_status((at, y, e)),
            excerpt: if elsewhere { self.plain(place, &draft.text.excerpt) } else { String::new() },
            html: if elsewhere {
                Html::default()
            } else {
                self.html_shifted(page, origin, &draft.text, text_level)
            },
            problems: full(&draft.problems),
            next_steps: full(&draft.next),
            attachments: if elsewhere {
                Vec::new()
            } else {
                self.attachments(page, &entry.path, &draft.common.attachments)
            },
            footnotes: if elsewhere { Vec::new() } else { footnotes(&draft.answers) },
        }
    }

    fn scope(&self, page: &PagePath, at: usize) -> Option<Html> {
        let project = &self.catalog.projects[at];
        self.project_text(page, at, &project.draft.scope)
    }

    fn goal(&self, page: &PagePath, at: usize, year: i16) -> Option<Html> {
        let goal = self.catalog.projects[at].draft.goals.get(&year)?;
        self.project_text(page, at, goal)
    }

    fn project_text(&self, page: &PagePath, at: usize, text: &Document) -> Option<Html> {
        let place = TextPlace { project: Some(at), entry: None };
        let origin = Origin { file: &self.catalog.projects[at].file, place, ids: "" };
        (!text.is_empty()).then(|| self.html(page, origin, text))
    }

    fn project_fields(&self, project: &Project) -> Vec<FieldView> {
        let field =
            |label: &str, text: String| FieldView { label: label.to_owned(), text, ..FieldView::default() };
        let mut fields = Vec::new();
        if let Some(name) = &project.draft.field {
            fields.push(field("领域", name.clone()));
        }
        fields.push(field("牵头单位", self.lead(project)));
        let responsible = self.responsible(project);
        if !responsible.is_empty() {
            fields.push(field("责任单位", responsible.join("、")));
        }
        fields.push(field("发布单位", self.settings.units[project.unit].full.clone()));
        fields.push(field(
            "公开频次",
            match project.draft.granularity {
                Granularity::Year => "一年一页，各期进度依次续写".to_owned(),
                Granularity::Period => "每期一页".to_owned(),
            },
        ));
        fields
    }

    /// 牵头单位, by its full name if it is registered.
    pub(super) fn lead(&self, project: &Project) -> String {
        match &project.draft.lead {
            Some(name) => self.full_name(&name.value),
            None => self.settings.units[project.unit].full.clone(),
        }
    }

    pub(super) fn responsible(&self, project: &Project) -> Vec<String> {
        project.draft.responsible.iter().map(|name| self.full_name(&name.value)).collect()
    }

    fn full_name(&self, name: &str) -> String {
        let unit = Unit::find(&self.settings.units, name);
        unit.map_or_else(|| name.to_owned(), |unit| unit.full.clone())
    }

    fn project_link(&self, page: &PagePath, at: usize) -> LinkView {
        LinkView { title: self.catalog.projects[at].plain_title(), url: page.link_to(self.plan.project(at)) }
    }

    fn year_card(&self, page: &PagePath, at: usize, y: usize, year: &ProjectYear) -> YearCardView {
        let project = &self.catalog.projects[at];
        let newest = year.entries.last();
        YearCardView {
            title: project.year_title(year.year),
            url: page.link_to(self.plan.year(at, y)),
            year: year.year,
            period: newest.map(|entry| entry.draft.period.short_chinese()),
            date: newest.map(|entry| page::day(entry.date)),
            status: self.year_status(at, y),
        }
    }

    /// A project in a list.
    pub(super) fn project_card(&self, page: &PagePath, at: usize) -> ProjectCardView {
        let project = &self.catalog.projects[at];
        let newest = project.years.last().and_then(|year| year.entries.last());
        let last_year = project.years.len().checked_sub(1);
        ProjectCardView {
            title: project.plain_title(),
            url: page.link_to(self.plan.project(at)),
            field: project.draft.field.clone(),
            lead: self.lead(project),
            period: newest.map(|entry| entry.draft.period.chinese()),
            date: newest.map(|entry| page::day(entry.date)),
            status: last_year.and_then(|y| self.year_status(at, y)),
        }
    }

    /// Where a project stands in an entry, with the reason given for it.
    pub(super) fn entry_status(&self, (at, y, e): (usize, usize, usize)) -> Option<StatusView> {
        let said = self.progress().projects.get(at)?.years.get(y)?.entries.get(e)?;
        let entry = &self.catalog.projects[at].years[y].entries[e];
        let stated = entry.draft.status.is_some();
        let rule = said.computed.unwrap_or(said.standing);
        Some(StatusView {
            rule: self.progress().explain_project(self.catalog, at, rule),
            computed: said.computed.map(|computed| computed.status.word().to_owned()),
            note: entry.draft.note.clone().filter(|_| stated),
            ..status_view(said.standing)
        })
    }

    /// Where a project stands in a year: as its newest entry says, unless the report that should follow is missing.
    pub(super) fn year_status(&self, at: usize, y: usize) -> Option<StatusView> {
        let year = &self.catalog.projects[at].years[y];
        let last = year.entries.last()?;
        let missing = self.progress().projects.get(at)?.missing.iter().rev().find(|missing| {
            missing.period.year == year.year
                && missing.period.last_day() > last.draft.period.last_day()
                && matches!(missing.absence, Absence::Overdue(_))
        });
        match missing.and_then(MissingReport::standing) {
            Some(standing) => Some(StatusView {
                rule: self.progress().explain_project(self.catalog, at, standing),
                ..status_view(standing)
            }),
            None => self.entry_status((at, y, year.entries.len() - 1)),
        }
    }

    /// The reports that a project lacks, of one year or of all, in words.
    pub(super) fn missing(&self, at: usize, year: Option<i16>) -> Vec<String> {
        let Some(said) = self.progress().projects.get(at) else { return Vec::new() };
        let missing =
            said.missing.iter().filter(|missing| year.is_none_or(|year| missing.period.year == year));
        missing
            .filter_map(|missing| {
                let period = missing.period.chinese();
                match missing.absence {
                    Absence::Overdue(day) => {
                        let day = Moment { date: day, time: None }.chinese();
                        Some(format!("{period}进度应报未报：期末后20个工作日内应当公开，最迟是{day}。"))
                    }
                    Absence::Unknown(year) => {
                        Some(format!("没有{}年的放假安排，不能判断{period}进度是否逾期。", year.0))
                    }
                    Absence::NotYet(_) => None,
                }
            })
            .collect()
    }
}

fn status_view(standing: Standing) -> StatusView {
    StatusView {
        text: standing.status.word().to_owned(),
        tone: tone(standing.status),
        sign: sign(standing.status),
        ..StatusView::default()
    }
}

/// The address of the data dictionary.
pub(super) fn dictionary_link(page: &PagePath) -> String {
    PagePath::new("data/index.html").map_or_else(|_| String::new(), |path| page.link_to(&path))
}

/// Answers to questions about figures, as they are printed.
pub(super) fn footnotes(answers: &[(Spanned<String>, Spanned<String>)]) -> Vec<FootnoteView> {
    let footnote = |(about, answer): &(Spanned<String>, Spanned<String>)| FootnoteView {
        about: about.value.clone(),
        answer: answer.value.clone(),
    };
    answers.iter().map(footnote).collect()
}

fn progress_files(page: &PagePath) -> Vec<FileView> {
    let files = [
        ("全部项目进度数据", "data/progress.csv", "CSV"),
        ("全部项目进度数据", "data/progress.json", "JSON"),
    ];
    data_files(page, &files)
}

/// Data files to offer on a page: title, address and format.
pub(super) fn data_files(page: &PagePath, files: &[(&str, &str, &str)]) -> Vec<FileView> {
    files
        .iter()
        .filter_map(|(title, address, format)| {
            let path = PagePath::new(address).ok()?;
            Some(FileView {
                title: (*title).to_owned(),
                url: page.link_to(&path),
                format: (*format).to_owned(),
                size: String::new(),
            })
        })
        .collect()
}

impl Number {
    /// The number as data files show it; null for an item without one.
    pub(super) fn for_data(&self) -> Option<&str> {
        match self {
            Self::None => None,
            Self::Issued(number) => Some(number.as_str()),
            Self::Pending => Some(PENDING),
        }
    }
}
