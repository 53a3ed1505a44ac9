//! The pages of projects, their years and their periods.

use jiff::civil::Date;

use super::fields::PENDING;
use super::progress::{PROGRESS_FILES, share, sign, tone};
use super::text::{Origin, section_id};
use super::view::{
    AbsenceView, ArchivedView, ContentView, FieldView, FileView, FootnoteView, Html, LinkView, PageView,
    PeriodView, PlannedYearView, ProjectCardView, ProjectView, SectionView, StatusView, YearCardView,
    YearView,
};
use super::{Renderer, json_ld, page};
use crate::catalog::{ItemNumber, Project, ProjectEntry, TextPlace};
use crate::config::Spanned;
use crate::entry::{Disclosure, Granularity};
use crate::model::{EntryId, ItemId, Moment, PagePath, Period, PeriodKind, ProjectId, YearId};
use crate::plan::{FixedPage, OverviewScope, PlannedPage};
use crate::progress::{Absence, Judgeable, MissingReport, PROVISIONAL, Standing, StandingScope};
use crate::record::Part;
use crate::text::Document;

impl Renderer<'_> {
    /// A project over the years.
    pub(super) fn project(&self, page: &PlannedPage, id: ProjectId) -> (PageView, ContentView) {
        let project = &self.catalog.projects[id];
        let title = project.plain_title();
        let description = format!("“{title}”的年度目标、指标和各期进度。");
        let mut view = self.page_view(&page.path, &title, &description, Some(project.column));
        view.json_ld = json_ld::collection(self, &page.path, &title, &description, &view.breadcrumb);
        view.share = Some(self.share(&page.path));
        view.archived = self.archived_of(id);
        let absences = self.missing_years(&page.path, id);
        let content = ProjectView {
            metadata: self.project_fields(project),
            scope: self.scope(&page.path, id),
            years: project.years(id).rev().map(|(year, _)| self.year_card(&page.path, year)).collect(),
            card: self.card(&page.path, id, None),
            charts: self.plan_charts(id),
            indicators: self.plan_table(id),
            course: self.project_course(id),
            missing: in_words(&absences),
            absences,
            to_come: self.years_to_come(&page.path, id),
            files: self.data_files(&page.path, &PROGRESS_FILES),
        };
        (view, ContentView::Project(Box::new(content)))
    }

    /// The reports that are missing of years without any, in words: no page of a year says so.
    fn missing_years(&self, page: &PagePath, id: ProjectId) -> Vec<AbsenceView> {
        let Some(said) = self.progress().projects.get(id) else { return Vec::new() };
        let years = &self.catalog.projects[id].years;
        let is_reported =
            |missing: &&MissingReport| years.iter().any(|year| year.year == missing.period.year);
        let missing = said.missing.iter().filter(|missing| !is_reported(missing));
        missing.filter_map(|missing| self.absence(page, missing)).collect()
    }

    /// What is planned for the years of which nothing is reported yet.
    fn years_to_come(&self, page: &PagePath, id: ProjectId) -> Vec<PlannedYearView> {
        let project = &self.catalog.projects[id];
        let goals = project.draft.goals.iter();
        let is_reported = |year: i16| project.years.iter().any(|known| known.year == year);
        goals
            .filter(|(year, _)| !is_reported(**year))
            .filter_map(|(year, goal)| {
                Some(PlannedYearView { year: *year, goal: self.project_text(page, id, goal)? })
            })
            .collect()
    }

    /// A year of a project: an item, or the summary of a year whose periods are items.
    pub(super) fn year(
        &self,
        page: &PlannedPage,
        item: Option<ItemId>,
        id: YearId,
    ) -> (PageView, ContentView) {
        let project = &self.catalog.projects[id.project];
        let year = self.catalog.year(id);
        let title = project.year_title(year.year);
        let overview = self.plan.overview(OverviewScope::Year(year.year));
        let mut view = match item {
            Some(item) => self.item_page(&page.path, item),
            None => {
                let description = format!("“{title}”的年度目标、指标和各期进度。");
                let mut view = self.page_view(&page.path, &title, &description, Some(project.column));
                view.json_ld = json_ld::collection(self, &page.path, &title, &description, &view.breadcrumb);
                view.share = Some(self.share(&page.path));
                view.archived = self.archived_of(id.project);
                view.corrections = self.corrections_of_year(&page.path, id);
                view
            }
        };
        view.breadcrumb.push(self.project_link(&page.path, id.project));
        let neighbour = |nth: usize| {
            let year = project.years.get(nth)?;
            let title = format!("{}年", year.year);
            Some(LinkView { title, url: page.path.link_to(self.plan.year(id.project.year(nth))) })
        };
        let periods = (0..year.entries.len()).map(|nth| self.section(&page.path, id.entry(nth)));
        let absences = self.missing(&page.path, id);
        let content = YearView {
            year: year.year,
            project: self.project_link(&page.path, id.project),
            metadata: item.map_or(Vec::new(), |item| self.metadata(&page.path, item)),
            summary: item.is_none(),
            scope: self.scope(&page.path, id.project),
            goal: self.goal(&page.path, id),
            lead: self.lead_over(id),
            responsible: self.responsible_over(id),
            status: self.year_status(id),
            figures: self.year_table(id),
            nodes: self.year_nodes(&page.path, id, self.year_day(id)),
            areas: self.year_areas(id),
            course: self.year_course(id),
            charts: self.year_charts(id),
            rules: self.year_rules(id),
            missing: in_words(&absences),
            absences,
            dictionary: self.dictionary_link(&page.path),
            overview: overview.map(|overview| LinkView {
                title: format!("{}年全部项目进度", year.year),
                url: page.path.link_to(overview),
            }),
            periods: periods.collect(),
            previous: id.nth.checked_sub(1).and_then(neighbour),
            next: neighbour(id.nth + 1),
        };
        (view, ContentView::Year(Box::new(content)))
    }

    /// A period of a project whose periods are items.
    pub(super) fn period(&self, page: &PlannedPage, item: ItemId, id: EntryId) -> (PageView, ContentView) {
        let project = &self.catalog.projects[id.project()];
        let year = self.catalog.year(id.year);
        let mut view = self.item_page(&page.path, item);
        let year_link =
            LinkView { title: format!("{}年", year.year), url: page.path.link_to(self.plan.year(id.year)) };
        view.breadcrumb.push(self.project_link(&page.path, id.project()));
        view.breadcrumb.push(year_link.clone());
        let (previous, next) = self.neighbours(&page.path, id);
        let published = self.catalog.entry(id).date.date;
        let mut section = self.section(&page.path, id);
        section.url = None;
        let content = PeriodView {
            project: self.project_link(&page.path, id.project()),
            year: year_link,
            metadata: self.metadata(&page.path, item),
            scope: self.scope(&page.path, id.project()),
            goal: self.goal(&page.path, id.year),
            lead: project.lead_on(&self.settings.units, published),
            responsible: project.responsible_on(&self.settings.units, published),
            figures: self.period_table(id),
            nodes: self.period_nodes(&page.path, id),
            rules: self.period_rules(id),
            dictionary: self.dictionary_link(&page.path),
            section,
            previous,
            next,
        };
        (view, ContentView::Period(Box::new(content)))
    }

    /// Since when a project is archived.
    fn archived_of(&self, id: ProjectId) -> Option<ArchivedView> {
        let project = &self.catalog.projects[id];
        let retention = project.draft.common.retention.or(self.catalog.columns[project.column].retention);
        Self::archived(self.catalog.archived_project(id), retention)
    }

    /// The periods before and after one, across years.
    fn neighbours(&self, page: &PagePath, id: EntryId) -> (Option<LinkView>, Option<LinkView>) {
        let entries = || self.catalog.entries_of(id.project());
        let before = entries().rev().find(|(other, _)| *other < id).map(|(_, entry)| entry);
        let after = entries().find(|(other, _)| *other > id).map(|(_, entry)| entry);
        let link = |entry: &ProjectEntry| {
            let item = entry.item?;
            Some(LinkView { title: entry.draft.period.chinese(), url: page.link_to(self.plan.item(item)) })
        };
        (before.and_then(link), after.and_then(link))
    }

    fn section(&self, page: &PagePath, id: EntryId) -> SectionView {
        let entry = self.catalog.entry(id);
        let anchor = section_id(entry.draft.period);
        let ids = format!("{anchor}-");
        let place = TextPlace::Entry(id);
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
            id: anchor,
            title: draft.period.short_chinese(),
            url: own_page.map(|own| page.link_to(own)),
            as_of: Some(page::day(as_of)),
            date: Some(page::moment(entry.date)),
            late: entry.draft.common.late.as_ref().map(|late| self.late_words(id, &late.value)),
            areas: self.section_areas(id, elsewhere),
            status: self.entry_status(id),
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

    /// Why a report went online later than its date says, and when it did.
    fn late_words(&self, id: EntryId, reason: &str) -> String {
        let entry = self.catalog.entry(id);
        let item = entry.item.or(self.catalog.year(id.year).item);
        let day = item.and_then(|item| self.first_online_of(item, Part::Entry(entry.draft.period)));
        match day {
            Some(day) => format!("补发：{reason}（实际上网：{}）", Moment::from(day).chinese()),
            None => format!("补发：{reason}"),
        }
    }

    fn scope(&self, page: &PagePath, id: ProjectId) -> Option<Html> {
        self.project_text(page, id, &self.catalog.projects[id].draft.scope)
    }

    fn goal(&self, page: &PagePath, id: YearId) -> Option<Html> {
        let year = self.catalog.year(id).year;
        self.project_text(page, id.project, self.catalog.projects[id.project].draft.goals.get(&year)?)
    }

    fn project_text(&self, page: &PagePath, id: ProjectId, text: &Document) -> Option<Html> {
        let place = TextPlace::Project(id);
        let origin = Origin { file: &self.catalog.projects[id].file, place, ids: "" };
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
        let former = self.former_leads(project);
        if !former.is_empty() {
            fields.push(field("以前牵头", former.join("、")));
        }
        let responsible = self.responsible(project);
        if !responsible.is_empty() {
            fields.push(field("责任单位", responsible.join("、")));
        }
        fields.push(field("发布单位", self.unit_now(project).to_owned()));
        let newest = project.draft.indicators.iter().filter_map(|one| one.targets.keys().next_back());
        let nodes = project.draft.nodes.iter().map(|node| node.planned.value.year());
        let newest = newest.copied().chain(nodes).chain(project.draft.goals.keys().copied()).max();
        let plan = newest.and_then(|year| Some((year, Judgeable::of(&project.draft, year..=year)?)));
        if let Some((year, plan)) = plan {
            fields.push(field("可考核性", judged(year, &plan)));
        }
        fields.push(field(
            "公开频次",
            match project.draft.granularity {
                Granularity::Year => "一年一页，各期进度依次续写".to_owned(),
                Granularity::Period => "每期一页".to_owned(),
            },
        ));
        fields
    }

    fn project_link(&self, page: &PagePath, id: ProjectId) -> LinkView {
        LinkView { title: self.catalog.projects[id].plain_title(), url: page.link_to(self.plan.project(id)) }
    }

    fn year_card(&self, page: &PagePath, id: YearId) -> YearCardView {
        let year = self.catalog.year(id);
        let last = year.last_period();
        YearCardView {
            title: self.catalog.projects[id.project].year_title(year.year),
            url: page.link_to(self.plan.year(id)),
            year: year.year,
            period: Some(last.draft.period.short_chinese()),
            is_over: last.draft.period.year_rank().0 == 12,
            date: Some(page::day(last.date)),
            status: self.year_status_now(id),
        }
    }

    /// A project in a list.
    pub(super) fn project_card(&self, page: &PagePath, id: ProjectId) -> ProjectCardView {
        let project = &self.catalog.projects[id];
        let last = project.last_period();
        let of_year = project.years(id).next_back().and_then(|(year, _)| self.year_standing_now(year));
        ProjectCardView {
            title: project.plain_title(),
            url: page.link_to(self.plan.project(id)),
            field: project.draft.field.clone(),
            lead: self.lead(project),
            period: last.map(|entry| entry.draft.period.chinese()),
            date: last.map(|entry| page::day(entry.date)),
            status: self.status_now(id),
            plan: self.told_beyond(id, of_year, self.standing(id, StandingScope::Newest)),
        }
    }

    /// Where a project stands in an entry, with the reason given for it.
    pub(super) fn entry_status(&self, id: EntryId) -> Option<StatusView> {
        let said = self.progress().entry(id)?;
        let entry = self.catalog.entry(id);
        let stated = entry.draft.status.is_some();
        let rule = said.computed.unwrap_or(said.standing);
        Some(StatusView {
            rule: self.progress().explain_project(self.catalog, id.project(), rule),
            computed: said.computed.map(|computed| computed.status.word().to_owned()),
            note: entry.draft.note.clone().filter(|_| stated),
            course: self.told_of(id, None),
            ..status_view(said.standing)
        })
    }

    /// Where a project stands in a year: as the entry of its last period says, unless the report that should
    /// follow is missing, or the day of a node has passed since.
    pub(super) fn year_status(&self, id: YearId) -> Option<StatusView> {
        let standing = self.year_standing(id)?;
        let last = id.entry(self.catalog.year(id).entries.len() - 1);
        let made_good = self.since_made_good(id, standing);
        if standing != self.progress().entry(last)?.standing {
            let rule = self.progress().explain_project(self.catalog, id.project, standing) + &made_good;
            let course = self.told_of_year(id);
            return Some(StatusView { course, rule, ..status_view(standing) });
        }
        let mut status = self.entry_status(last)?;
        status.rule.push_str(&made_good);
        // A year that is done is not the end of a plan that goes on.
        let project = &self.catalog.projects[id.project];
        let is_newest = id.nth + 1 == project.years.len();
        let over_all = self.progress().projects.get(id.project)?.over_all(standing);
        if is_newest && over_all != standing {
            let plan = self.progress().explain_project(self.catalog, id.project, over_all);
            status.rule = format!("{}；{plan}", status.rule);
        }
        Some(status)
    }

    /// Where a project stands in a year with what was published late of it: what the year's page says, where
    /// that is the same.
    fn year_status_now(&self, id: YearId) -> Option<StatusView> {
        let now = self.year_standing_now(id)?;
        if self.year_standing(id) == Some(now) {
            return self.year_status(id);
        }
        let rule = self.progress().explain_project(self.catalog, id.project, now);
        Some(StatusView { course: self.told_of_year(id), rule, ..status_view(now) })
    }

    /// That a project stands elsewhere since something was published late; empty if it does not.
    fn since_made_good(&self, id: YearId, standing: Standing) -> String {
        match self.year_standing_now(id) {
            Some(now) if now.status != standing.status => {
                format!("；后来已经补报，按补报的是{}", now.status.word())
            }
            _ => String::new(),
        }
    }

    /// Where a project stands now, over all its years; `None` where nothing was reported, and nothing had to
    /// be.
    fn status_now(&self, id: ProjectId) -> Option<StatusView> {
        let now = self.standing(id, StandingScope::Newest)?;
        let last = self.catalog.projects[id].years(id).next_back().map(|(year, _)| year);
        let shown = last.and_then(|year| self.year_status(year));
        if last.is_some_and(|year| self.year_standing(year) == Some(now)) {
            return shown;
        }
        let rule = self.progress().explain_project(self.catalog, id, now);
        Some(StatusView { course: shown.and_then(|shown| shown.course), rule, ..status_view(now) })
    }

    /// The standing that [`Self::year_status`] shows.
    pub(super) fn year_standing(&self, id: YearId) -> Option<Standing> {
        self.standing(id.project, StandingScope::Year(self.catalog.year(id).year))
    }

    /// The same with what was published late.
    fn year_standing_now(&self, id: YearId) -> Option<Standing> {
        self.standing(id.project, StandingScope::Now(self.catalog.year(id).year))
    }

    /// Where a project stands in a year, or now over all its years.
    pub(super) fn standing(&self, id: ProjectId, scope: StandingScope) -> Option<Standing> {
        let (standing, _) = self.progress().standing(id, &self.catalog.projects[id], scope)?;
        Some(standing)
    }

    /// The day as of which a year is shown: that of the build, or the one after its end.
    pub(super) fn year_day(&self, id: YearId) -> Date {
        let year = Period { year: self.catalog.year(id).year, kind: PeriodKind::Year };
        self.progress().day_of(&self.catalog.projects[id.project], Some(year))
    }

    /// The day as of which a project is shown over all its years.
    pub(super) fn project_day(&self, id: ProjectId) -> Date {
        self.progress().day_of(&self.catalog.projects[id], None)
    }

    /// The reports that a year lacks, in words.
    fn missing(&self, page: &PagePath, id: YearId) -> Vec<AbsenceView> {
        let Some(said) = self.progress().projects.get(id.project) else { return Vec::new() };
        let year = self.catalog.year(id).year;
        let missing = said.missing.iter().filter(|missing| missing.period.year == year);
        missing.filter_map(|missing| self.absence(page, missing)).collect()
    }

    /// What a page says of a report that it lacks; `None` while there is time for it.
    fn absence(&self, page: &PagePath, missing: &MissingReport) -> Option<AbsenceView> {
        let text = absence_words(missing)?;
        let is_on_request = missing.absence == Absence::Undisclosed(Disclosure::OnRequest);
        let apply = if is_on_request { self.on_request_link(page) } else { None };
        Some(AbsenceView { text, apply })
    }
}

/// That a report is overdue, was withdrawn, or is not made public, in words; `None` while there is time.
/// The words alone.
fn in_words(absences: &[AbsenceView]) -> Vec<String> {
    absences.iter().map(|absence| absence.text.clone()).collect()
}

fn absence_words(missing: &MissingReport) -> Option<String> {
    let period = missing.period.chinese();
    let day = |day: Date| Moment::from(day).chinese();
    Some(match missing.absence {
        Absence::Overdue(deadline) => {
            let provisional = if deadline.is_provisional { PROVISIONAL } else { "" };
            let due = day(deadline.day);
            format!("{period}进度应报未报：期末后20个工作日内应当公开，最迟是{due}{provisional}。")
        }
        Absence::Withdrawn(withdrawn) => {
            let withdrawn = withdrawn.map_or_else(String::new, day);
            format!("{period}进度公开过，{withdrawn}已经撤下。")
        }
        Absence::Undisclosed(Disclosure::OnRequest) => format!(
            "{period}进度依申请公开，不在网上公布。需要的公民、法人或者其他组织，可以按照政府信息公开指南提出申请。"
        ),
        Absence::Undisclosed(disclosure) => format!("{period}进度{}。", disclosure.word()),
        Absence::NotYet(_) => return None,
    })
}

/// How many targets and nodes of a year can be judged, and why the others cannot.
fn judged(year: i16, plan: &Judgeable) -> String {
    let (all, good) = (plan.all, plan.good());
    let share = share(good, all);
    let lacking: Vec<String> =
        plan.faults.iter().map(|fault| format!("“{}”{}", fault.name, fault.lack.words().0)).collect();
    let lacking = if lacking.is_empty() {
        String::new()
    } else {
        format!("；没法考核的：{}", lacking.join("，"))
    };
    format!("{year}年{all}个目标和事项，能考核的{good}个（{share}）{lacking}")
}

fn status_view(standing: Standing) -> StatusView {
    StatusView {
        text: standing.status.word().to_owned(),
        tone: tone(standing.status),
        sign: sign(standing.status),
        ..StatusView::default()
    }
}

/// Answers to questions about figures, as they are printed.
pub(super) fn footnotes(answers: &[(Spanned<String>, Spanned<String>)]) -> Vec<FootnoteView> {
    let footnote = |(about, answer): &(Spanned<String>, Spanned<String>)| FootnoteView {
        about: about.value.clone(),
        answer: answer.value.clone(),
    };
    answers.iter().map(footnote).collect()
}

impl Renderer<'_> {
    /// The address of the data dictionary.
    pub(super) fn dictionary_link(&self, page: &PagePath) -> String {
        self.plan.fixed(FixedPage::Dictionary).map_or_else(String::new, |path| page.link_to(path))
    }

    /// Data files to offer on a page: title, file and format.
    pub(super) fn data_files(&self, page: &PagePath, files: &[(&str, FixedPage, &str)]) -> Vec<FileView> {
        let offered = files.iter().filter_map(|(title, file, format)| {
            let url = page.link_to(self.plan.fixed(*file)?);
            let (title, format) = ((*title).to_owned(), (*format).to_owned());
            Some(FileView { title, url, format, size: String::new() })
        });
        offered.collect()
    }
}

impl ItemNumber {
    /// The number as data files show it; null for an item without one.
    pub(super) fn for_data(&self) -> Option<&str> {
        match self {
            Self::None => None,
            Self::Issued(number) => Some(number.as_str()),
            Self::Pending => Some(PENDING),
        }
    }
}
