//! What the report of a period asks for: shared by the file that `gongkai new` makes and by fill-in
//! workbooks.

use std::sync::Arc;

use jiff::civil::Date;

use crate::entry::{AreaFigure, AreaTarget, AreasDraft, Draft, DraftKind, ProgressDraft, ProjectDraft};
use crate::model::{ContentPath, Period};

/// A project with everything that was reported of it, published or not.
#[derive(Clone, Debug)]
pub struct ReportingProject {
    /// Its folder.
    pub folder: ContentPath,
    /// What its `project.yaml` says.
    pub draft: Arc<ProjectDraft>,
    /// Its entries, oldest first.
    pub entries: Vec<ReportedPeriod>,
}

/// An entry of a project.
#[derive(Clone, Debug)]
pub struct ReportedPeriod {
    /// The period.
    pub period: Period,
    /// The file.
    pub path: ContentPath,
    /// What it says; a file that cannot be read claims its period all the same.
    pub draft: Option<Arc<ProgressDraft>>,
}

/// What the report of one period of a project asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blank {
    /// The project's folder.
    pub folder: ContentPath,
    /// Its title; the folder's name if it has none.
    pub title: String,
    /// The period.
    pub period: Period,
    /// The area (分项) whose figures are asked for; `None`: those of the project.
    pub area: Option<String>,
    /// Who leads the project at the end of the period, as written.
    pub lead: Option<String>,
    /// All its indicators, in order.
    pub indicators: Vec<BlankIndicator>,
    /// Its nodes (事项) that were not done before, in order.
    pub nodes: Vec<BlankNode>,
    /// The file that reports the period already.
    pub entry: Option<ContentPath>,
    /// Whether anything has to be reported: the project is no draft, and plans something for the year or
    /// reports of it.
    pub is_due: bool,
}

/// An indicator that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlankIndicator {
    /// Its name.
    pub name: String,
    /// The task that it belongs to.
    pub task: Option<String>,
    /// Its unit of measure; may be empty.
    pub measure: String,
    /// The target of the period's year, as written.
    pub target: Option<String>,
    /// The newest figure of an earlier period, as written.
    pub last: Option<(Period, String)>,
    /// The figure that the period's entry has already, as written.
    pub figure: Option<String>,
    /// Whether the entry says why there is none.
    pub is_not_counted: bool,
}

/// A node that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlankNode {
    /// Its name.
    pub name: String,
    /// The day by which it is to be done, as planned or put off.
    pub due: Date,
}

/// The projects among the files that [`crate::site::read_projects`] gives, in order of folder.
#[must_use]
pub fn reporting_projects(files: &[(ContentPath, Option<Draft>)]) -> Vec<ReportingProject> {
    let project = |(path, draft): &(ContentPath, Option<Draft>)| match &draft.as_ref()?.kind {
        DraftKind::Project(draft) => {
            let folder = path.parent();
            let entries = entries_in(&folder, draft, files);
            Some(ReportingProject { folder, draft: Arc::clone(draft), entries })
        }
        _ => None,
    };
    files.iter().filter_map(project).collect()
}

fn entries_in(
    folder: &ContentPath,
    project: &ProjectDraft,
    files: &[(ContentPath, Option<Draft>)],
) -> Vec<ReportedPeriod> {
    let below = files.iter().filter(|(path, _)| path.parent() == *folder);
    let entry = |(path, draft): &(ContentPath, Option<Draft>)| {
        let period = Period::parse(path.stem()).ok()?;
        let draft = match draft.as_ref().map(|draft| &draft.kind) {
            Some(DraftKind::Progress(progress)) => Some(progress.in_project(project)),
            _ => None,
        };
        Some(ReportedPeriod { period, path: path.clone(), draft })
    };
    let mut entries: Vec<ReportedPeriod> = below.filter_map(entry).collect();
    entries.sort_by(|a, b| (a.period, &a.path).cmp(&(b.period, &b.path)));
    entries
}

impl ReportingProject {
    /// Its title; the folder's name if it has none.
    #[must_use]
    pub fn title(&self) -> &str {
        self.draft.common.title.as_ref().map_or(self.folder.name(), |title| &title.value)
    }

    /// The entry of a period.
    #[must_use]
    pub fn entry(&self, period: Period) -> Option<&ReportedPeriod> {
        self.entries.iter().find(|entry| entry.period == period)
    }

    /// What the report of `period` asks for.
    #[must_use]
    pub fn blank(&self, period: Period) -> Blank {
        let entry = self.entry(period);
        let indicators = self.indicators(period, entry.and_then(|entry| entry.draft.as_deref()));
        let nodes = self.open_nodes(period);
        let has_targets = |year: Option<i16>| {
            let asks = |targets: Vec<&i16>| year.map_or(!targets.is_empty(), |year| targets.contains(&&year));
            self.draft.indicators.iter().any(|indicator| asks(indicator.targets.keys().collect()))
        };
        let reports_since =
            |year: i16| self.entries.iter().any(|entry| (year..=period.year).contains(&entry.period.year));
        let is_planned = has_targets(Some(period.year)) || !nodes.is_empty() || reports_since(period.year);
        let is_endless = !has_targets(None) && (!indicators.is_empty() || reports_since(period.year - 1));
        Blank {
            folder: self.folder.clone(),
            title: self.title().to_owned(),
            period,
            area: None,
            lead: self.draft.lead_on(period.last_day()).map(|lead| lead.value.clone()),
            indicators,
            nodes,
            entry: entry.map(|entry| entry.path.clone()),
            is_due: !self.draft.common.draft && (is_planned || is_endless),
        }
    }

    /// The areas (分项) that report of their own.
    pub fn areas(&self) -> impl Iterator<Item = &str> {
        self.draft.breakdown.iter().flat_map(|breakdown| &breakdown.areas).map(|area| &*area.value)
    }

    /// What an area has to report of `period`: its figures of the indicators that are broken down. A
    /// question is named after both, `indicator/area`.
    #[must_use]
    pub fn area_blank(&self, period: Period, area: &str) -> Blank {
        let blank = self.blank(period);
        let entry = self.entry(period).and_then(|entry| entry.draft.as_deref());
        let figure_in = |draft: &ProgressDraft, name: &str| {
            let AreasDraft::Typed(figures) = &draft.areas else { return None };
            let own = |one: &&AreaFigure| one.indicator.value == name && one.area.value == area;
            figures.iter().find(own).map(|one| one.figure.value.clone())
        };
        let targets = self.draft.breakdown.iter().flat_map(|breakdown| &breakdown.targets);
        let targets: Vec<&AreaTarget> = targets.collect();
        let is_broken_down = |name: &str| {
            let has_target = targets.iter().any(|target| target.indicator.value == name);
            let reported = |draft: &ProgressDraft| match &draft.areas {
                AreasDraft::Typed(figures) => figures.iter().any(|one| one.indicator.value == name),
                AreasDraft::Table(_) => false,
            };
            has_target || self.entries.iter().filter_map(|entry| entry.draft.as_deref()).any(reported)
        };
        let indicators = blank.indicators.into_iter().filter(|one| is_broken_down(&one.name));
        let of_area = |one: BlankIndicator| {
            let own = |target: &&&AreaTarget| {
                target.year == period.year && target.indicator.value == one.name && target.area.value == area
            };
            let earlier = self.entries.iter().rev().filter(|entry| entry.period < period);
            let mut last = earlier
                .filter_map(|entry| Some((entry.period, figure_in(entry.draft.as_deref()?, &one.name)?)));
            BlankIndicator {
                target: targets.iter().find(own).map(|target| target.target.value.clone()),
                last: last.next(),
                figure: entry.and_then(|draft| figure_in(draft, &one.name)),
                is_not_counted: false,
                name: format!("{}/{area}", one.name),
                ..one
            }
        };
        let indicators: Vec<BlankIndicator> = indicators.map(of_area).collect();
        Blank {
            area: Some(area.to_owned()),
            is_due: blank.is_due && !indicators.is_empty(),
            indicators,
            nodes: Vec::new(),
            ..blank
        }
    }

    /// The indicator and the area that a question about both is named after.
    pub(super) fn indicator_and_area<'a>(&'a self, name: &str) -> Option<(&'a str, &'a str)> {
        let mut indicators = self.draft.indicators.iter().map(|indicator| &*indicator.name.value);
        indicators.find_map(|indicator| {
            let wanted = name.strip_prefix(indicator)?.strip_prefix('/')?;
            Some((indicator, self.areas().find(|area| *area == wanted)?))
        })
    }

    fn indicators(&self, period: Period, entry: Option<&ProgressDraft>) -> Vec<BlankIndicator> {
        let figure_in = |draft: &ProgressDraft, name: &str| {
            let mut figures = draft.figures.iter().filter(|(_, figure)| !figure.value.trim().is_empty());
            figures.find(|(known, _)| known.value == name).map(|(_, figure)| figure.value.clone())
        };
        let last = |name: &str| {
            let earlier = self.entries.iter().rev().filter(|entry| entry.period < period);
            let mut figures =
                earlier.filter_map(|entry| Some((entry.period, figure_in(entry.draft.as_deref()?, name)?)));
            figures.next()
        };
        let indicators = self.draft.indicators.iter().map(|indicator| {
            let name = &indicator.name.value;
            let is_named = |known: &str| known == name;
            BlankIndicator {
                name: name.clone(),
                task: indicator.task.clone(),
                measure: indicator.measure.as_ref().map_or_else(String::new, |measure| measure.value.clone()),
                target: indicator.targets.get(&period.year).map(|target| target.value.clone()),
                last: last(name),
                figure: entry.and_then(|draft| figure_in(draft, name)),
                is_not_counted: entry
                    .is_some_and(|draft| draft.not_counted.iter().any(|(known, _)| is_named(&known.value))),
            }
        });
        indicators.collect()
    }

    fn open_nodes(&self, period: Period) -> Vec<BlankNode> {
        let earlier = || {
            let entries = self.entries.iter().filter(|entry| entry.period != period);
            entries.filter_map(|entry| entry.draft.as_deref()).flat_map(|draft| &draft.nodes)
        };
        let is_open =
            |name: &str| !earlier().any(|report| report.name.value == name && report.done.is_some());
        let planned = self.draft.nodes.iter().filter(|node| is_open(&node.name.value));
        let node = |name: &str, planned: Date| {
            let reports = earlier().filter(|report| report.name.value == name);
            let put_off = reports.filter_map(|report| report.postponed_to.as_ref()).next_back();
            BlankNode { name: name.to_owned(), due: put_off.map_or(planned, |day| day.value) }
        };
        planned.map(|planned| node(&planned.name.value, planned.planned.value)).collect()
    }
}

impl Blank {
    /// The file that the report of the period is written to, if there is none yet.
    #[must_use]
    pub fn new_entry(&self) -> Option<ContentPath> {
        self.folder.join(&format!("{}.md", self.period)).ok()
    }

    /// The indicators with a target of the year that the period's entry neither reports nor explains.
    pub fn unanswered(&self) -> impl Iterator<Item = &BlankIndicator> {
        self.indicators.iter().filter(|indicator| {
            indicator.target.is_some() && indicator.figure.is_none() && !indicator.is_not_counted
        })
    }
}

/// How the text of a report may begin; a file that says no more has no text yet.
#[must_use]
pub fn opening(period: Period) -> String {
    format!("截至{}月底，", period.last_day().month())
}
