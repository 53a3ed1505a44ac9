//! `[[指标]]`, `[[指标@2023-Q2]]`, `[[项目/指标]]`: which figure a text means.
//!
//! In a project's texts its own indicators come first. Elsewhere a name is enough if only one project has it;
//! else the project stands in front, by its title, its folder, or as much of its path as is needed. A project
//! or an indicator that came later takes no name away from a text that was public before.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Catalog, Project, ProjectEntry};
use crate::config::Spanned;
use crate::diag::{self, Diagnostic, Place, Text};
use crate::model::{ContentPath, EntryId, Moment, Period, ProjectId};
use crate::say;
use crate::text::HoleKind;

/// Where a text stands, as far as its figures need to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextPlace {
    /// In no project and kept up to date, such as what a column says.
    Elsewhere,
    /// In an article.
    Article(Since),
    /// In what a project says of itself.
    Project(ProjectId),
    /// In a progress entry.
    Entry(EntryId),
}

impl TextPlace {
    /// The project whose text it is.
    #[must_use]
    pub fn project(self) -> Option<ProjectId> {
        match self {
            Self::Elsewhere | Self::Article(_) => None,
            Self::Project(project) => Some(project),
            Self::Entry(entry) => Some(entry.project()),
        }
    }
}

/// Since when a text is public.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Since {
    /// Its 公开日期.
    pub date: Moment,
    /// The day on which it went online by the record; `None` for what the record does not hold.
    pub first: Option<Date>,
    /// Whether the periods of the figures that it quotes are named where it does not name them.
    pub names_periods: bool,
}

impl Since {
    /// Whether the text may tell of what came at `date` without naming it. One without a clock time that went
    /// online after its day tells of all that came on that day; one that was out on the day itself goes on
    /// saying what it said when the day began.
    fn knows_what_came(self, date: Moment) -> bool {
        if self.first.is_some_and(|first| first > self.date.date) {
            date.has_come(self.date)
        } else {
            date <= self.date
        }
    }
}

/// Where a figure stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FigurePlace {
    /// The entry that has it.
    pub entry: EntryId,
    /// Which of the entry's [`figures`](crate::entry::ProgressDraft::figures).
    pub figure: usize,
}

/// The projects that have an indicator.
struct Having<'a> {
    /// What the projects are called in front of the `/`; `None` if nothing stands there.
    wanted: Option<&'a str>,
    /// The projects, at least one.
    projects: Vec<ProjectId>,
    /// The indicator's name there.
    own: &'a str,
}

/// Why a name means no indicator.
enum Unknown<'a> {
    /// No project has it.
    Indicator,
    /// Several projects have it.
    Ambiguous(Vec<ProjectId>),
    /// What stands before the `/` is no project.
    Project(&'a str),
    /// Several projects are called so.
    AmbiguousProject(&'a str, Vec<ProjectId>),
    /// The project has no such indicator.
    InProject(ProjectId, &'a str),
}

impl Catalog {
    /// A figure as written.
    #[must_use]
    pub fn figure_text(&self, at: FigurePlace) -> &str {
        &self.entry(at.entry).draft.figures[at.figure].1.value
    }

    /// Where the figure stands that [`Catalog::figure`] gives.
    #[must_use]
    pub fn figure_place(
        &self,
        place: TextPlace,
        indicator: &str,
        period: Option<&str>,
    ) -> Option<FigurePlace> {
        let (project, indicator) = self.indicator(place, indicator).ok()?;
        let wanted = match period {
            Some(text) => Some(Period::parse(text).ok()?),
            None => None,
        };
        let of = |(id, entry): (EntryId, &ProjectEntry)| {
            let figure = figure_in(&entry.draft.figures, indicator)?;
            Some(FigurePlace { entry: id, figure })
        };
        if wanted.is_none()
            && let TextPlace::Entry(own) = place
            && own.project() == project
        {
            return of((own, self.entry(own)));
        }
        match wanted {
            Some(period) => {
                let mut entries = self.entries_of(project).rev();
                let found = entries.find(|(_, entry)| entry.draft.period == period)?;
                of(found).filter(|_| self.is_public_at(place, found.0))
            }
            None => {
                let known = self.known_entries(place, project).into_iter();
                known.map(|id| (id, self.entry(id))).find_map(of)
            }
        }
    }

    /// The entries of a project of which a text at `place` may tell without naming them, newest first; behind
    /// them those that were dated before the text and went online after it.
    pub(super) fn known_entries(&self, place: TextPlace, project: ProjectId) -> Vec<EntryId> {
        let entries = self.entries_of(project).rev();
        let Some(since) = self.public_since(place) else { return entries.map(|(id, _)| id).collect() };
        let dated = entries.filter(|(_, entry)| since.knows_what_came(entry.date)).map(|(id, _)| id);
        let (known, later): (Vec<_>, Vec<_>) = dated.partition(|id| !self.came_later(*id, since));
        [known, later].concat()
    }

    /// Whether a text at `place` may tell of an entry by name; texts that are kept up to date may of every
    /// one.
    ///
    /// Of an entry that comes at an hour of the text's own day a text without a clock time may: it was not
    /// out before, for until then nothing builds that names it. Where no period is named, see
    /// [`Since::knows_what_came`].
    fn is_public_at(&self, place: TextPlace, entry: EntryId) -> bool {
        let had_come =
            |since: Since| self.entry(entry).date.has_come(since.date) && !self.came_later(entry, since);
        place == TextPlace::Entry(entry) || self.public_since(place).is_none_or(had_come)
    }

    /// Which files print figures of which other project: the files by the project's own file. The texts of a
    /// project count as its own file, for they are read together.
    #[must_use]
    pub fn quoted(&self) -> BTreeMap<ContentPath, BTreeSet<ContentPath>> {
        let mut quoted: BTreeMap<ContentPath, BTreeSet<ContentPath>> = BTreeMap::new();
        for (path, place, text) in self.texts() {
            let reader = place.project().map_or(path, |project| &self.projects[project].file);
            for hole in &text.holes {
                let HoleKind::Figure { indicator, .. } = &hole.kind else { continue };
                // Which of several it means depends on what each of them reports.
                let others = self.having(indicator).into_iter().flat_map(|having| having.projects);
                for project in others.filter(|project| place.project() != Some(*project)) {
                    let file = self.projects[project].file.clone();
                    quoted.entry(file).or_default().insert(reader.clone());
                }
            }
        }
        quoted
    }

    /// The project and the indicator's own name that `name` means in a text at `place`.
    fn indicator<'a>(&'a self, place: TextPlace, name: &'a str) -> Result<(ProjectId, &'a str), Unknown<'a>> {
        let Having { wanted, projects, own } = self.having(name)?;
        match (self.meant(place, &projects, own), wanted) {
            (Some(project), _) => Ok((project, self.projects[project].draft.present_name(own))),
            (None, Some(wanted)) => Err(Unknown::AmbiguousProject(wanted, projects)),
            (None, None) => Err(Unknown::Ambiguous(projects)),
        }
    }

    /// The projects whose indicator `name` may be.
    fn having<'a>(&'a self, name: &'a str) -> Result<Having<'a>, Unknown<'a>> {
        if let Some(projects) = self.indicators.get(name) {
            return Ok(Having { wanted: None, projects: projects.clone(), own: name });
        }
        let mut unknown = Unknown::Indicator;
        for (at, slash) in
            name.char_indices().filter(|(_, c)| matches!(c, '/' | '／')).collect::<Vec<_>>().into_iter().rev()
        {
            let (wanted, own) = (name[..at].trim(), name[at + slash.len_utf8()..].trim());
            let named = self.projects_named(wanted);
            let has = |project: &ProjectId| {
                self.indicators.get(own).is_some_and(|owners| owners.binary_search(project).is_ok())
            };
            let projects: Vec<ProjectId> = named.iter().copied().filter(has).collect();
            if !projects.is_empty() {
                return Ok(Having { wanted: Some(wanted), projects, own });
            }
            match named.first() {
                Some(project) => unknown = Unknown::InProject(*project, own),
                None if matches!(unknown, Unknown::Indicator) => unknown = Unknown::Project(wanted),
                None => {}
            }
        }
        Err(unknown)
    }

    /// Which of the projects that have an indicator called `name` a text at `place` means: its own, or the
    /// only one. Where that would leave a published text without a meaning, or with another one than it had,
    /// it is the only one whose figure was public when the text was.
    fn meant(&self, place: TextPlace, projects: &[ProjectId], name: &str) -> Option<ProjectId> {
        let then = || {
            let since = self.public_since(place)?;
            let mut had = projects.iter().filter(|project| self.had_figure(**project, name, since));
            had.next().filter(|_| had.next().is_none()).copied()
        };
        match (place.project().filter(|own| projects.contains(own)), projects) {
            // What an entry that is not public yet leaves out of its own project is asked about.
            (Some(own), _) if !self.is_on_record(place) => Some(own),
            (Some(own), _) => Some(then().unwrap_or(own)),
            (None, [only]) => Some(*only),
            (None, _) => then(),
        }
    }

    /// Whether a project had published a figure of the indicator `name` when a text was published.
    fn had_figure(&self, project: ProjectId, name: &str, since: Since) -> bool {
        let own = self.projects[project].draft.present_name(name);
        self.entries_of(project).any(|(id, entry)| {
            let figure = figure_in(&entry.draft.figures, own);
            let is_known = || since.knows_what_came(entry.date) && !self.came_later(id, since);
            figure.is_some_and(|figure| {
                is_known() && self.stood_on(FigurePlace { entry: id, figure }, since.date)
            })
        })
    }

    /// Whether two names of figures mean the same one in a text at `place`.
    #[must_use]
    pub fn means_same(&self, place: TextPlace, one: &str, other: &str) -> bool {
        let meant = |name| self.indicator(place, name).ok();
        one == other || meant(one).is_some_and(|one| meant(other) == Some(one))
    }

    /// The projects whose title, folder or end of path is `wanted`.
    fn projects_named(&self, wanted: &str) -> Vec<ProjectId> {
        let is_named = |project: &Project| {
            let path = project.path.as_str();
            let ends =
                path.strip_suffix(wanted).is_some_and(|before| before.is_empty() || before.ends_with('/'));
            ends || project.title == wanted || project.plain_title() == wanted
        };
        self.projects.iter_enumerated().filter(|(_, project)| is_named(project)).map(|(id, _)| id).collect()
    }
}

fn figure_in(figures: &[(Spanned<String>, Spanned<String>)], indicator: &str) -> Option<usize> {
    figures.iter().position(|(name, _)| name.value == indicator)
}

/// The finding that a text means a figure which is not there.
pub(super) fn unknown_figure(
    catalog: &Catalog,
    place: TextPlace,
    indicator: &str,
    period: Option<&str>,
    at: Place,
) -> Diagnostic {
    let written = period.map_or_else(|| indicator.to_owned(), |period| format!("{indicator}@{period}"));
    let help = match catalog.indicator(place, indicator) {
        Ok((project, own)) => missing_figure(catalog, project, (indicator, own), place, period),
        Err(unknown) => help_against(catalog, place, indicator, &unknown),
    };
    Diagnostic::error("unknown-figure", say!("没有可引用的数据“{written}”", "there is no figure `{written}`"))
        .at(at)
        .help(help)
}

/// The indicator is there, but not its figure, or not yet.
fn missing_figure(
    catalog: &Catalog,
    project: ProjectId,
    (indicator, own): (&str, &str),
    place: TextPlace,
    period: Option<&str>,
) -> Text {
    let has_figure = |(_, entry): &(EntryId, &ProjectEntry)| figure_in(&entry.draft.figures, own).is_some();
    let reported = || catalog.entries_of(project).rev().filter(has_figure);
    let was_public = reported().find(|(id, _)| catalog.is_public_at(place, *id));
    let wanted = period.and_then(|period| Period::parse(period).ok());
    let later = reported().rev().find(|(id, entry)| {
        wanted.is_none_or(|wanted| entry.draft.period == wanted) && !catalog.is_public_at(place, *id)
    });
    match (later, was_public) {
        (Some((_, later)), Some((_, known))) => {
            let (later, day, known) = (later.draft.period, later.date, known.draft.period);
            say!(
                "{later}的这项数据 {day} 公开，这一篇公开时还没有：核对公开日期，引用当时已经公开的写 [[{indicator}@{known}]]，后来的数另写一篇",
                "that of {later} is public since {day}, and was not when this was: check the dates, write [[{indicator}@{known}]], which was, or tell of the later one in a text of its own"
            )
        }
        (Some((_, later)), None) => {
            let (later, day) = (later.draft.period, later.date);
            say!(
                "这一篇公开时还没有公开过这项数据（{later}的 {day} 公开）：核对公开日期，后来的数另写一篇",
                "no such figure was public when this was (that of {later} is since {day}): check the dates, or tell of it in a text of its own"
            )
        }
        (None, Some((_, known))) => {
            let known = known.draft.period;
            say!(
                "该期没有填这项数据：在该期文件的“指标”里填写，或写 [[{indicator}@{known}]]，引用{known}的",
                "that period has no such figure: enter it under `figures` there, or write [[{indicator}@{known}]]"
            )
        }
        (None, None) => say!(
            "已公开的各期都没有填这项数据：先在该期文件的“指标”里填写",
            "no published period has this figure: enter it under `figures` there first"
        ),
    }
}

fn help_against(catalog: &Catalog, place: TextPlace, indicator: &str, unknown: &Unknown<'_>) -> Text {
    let indicators =
        |project: ProjectId| catalog.projects[project].draft.indicators.iter().map(|i| &*i.name.value);
    let folder = |project: ProjectId| catalog.projects[project].path.name();
    match unknown {
        Unknown::Ambiguous(owners) => {
            let first = folder(owners[0]);
            let count = owners.len();
            say!(
                "有{count}个项目都有这个指标：前面写上项目，如 [[{first}/{indicator}]]",
                "{count} projects have this indicator: put the project in front, as in [[{first}/{indicator}]]"
            )
        }
        Unknown::AmbiguousProject(wanted, named) => {
            let paths: Vec<&str> =
                named.iter().map(|project| catalog.projects[*project].path.as_str()).collect();
            let list = paths.join("、");
            say!(
                "有几个项目都叫“{wanted}”：写出路径，现有：{list}",
                "several projects are called `{wanted}`: write the path, one of: {list}"
            )
        }
        Unknown::Project(wanted) => {
            let titles: Vec<String> = catalog.projects.iter().map(Project::plain_title).collect();
            let known =
                titles.iter().map(|title| &**title).chain(catalog.projects.iter().map(|p| p.path.name()));
            match diag::nearest(wanted, known) {
                Some(near) => {
                    say!("“/”前面的项目是不是“{near}”？", "is the project before the `/` `{near}`?")
                }
                None => say!(
                    "没有叫“{wanted}”的项目：“/”前面写项目的标题或文件夹；项目改了名的写现在的，撤下了的换成当时公开的数，都要写明原因",
                    "there is no project `{wanted}`: before the `/` write a project's title or folder; of one that was renamed the present one, and in the place of one that was withdrawn the figure that was public, both with a reason"
                ),
            }
        }
        Unknown::InProject(project, own) => {
            let title = folder(*project);
            match diag::nearest(own, indicators(*project)) {
                Some(near) => say!("是不是“{title}/{near}”？", "did you mean `{title}/{near}`?"),
                None => {
                    let list = indicators(*project).collect::<Vec<_>>().join("、");
                    say!("项目“{title}”的指标有：{list}", "the project `{title}` has the indicators: {list}")
                }
            }
        }
        Unknown::Indicator => {
            let near = match place.project() {
                Some(project) => diag::nearest(indicator, indicators(project)),
                None => diag::nearest(indicator, catalog.indicators.keys().map(|name| &**name)),
            };
            match near {
                Some(near) => say!(
                    "是不是“{near}”？指标改了名的，在 project.yaml 里给它写 `曾用名: [{indicator}]`",
                    "did you mean `{near}`? If the indicator was renamed, write `former_names: [{indicator}]` for it in project.yaml"
                ),
                None => say!(
                    "没有过的，先在 project.yaml 的“指标”里添加，再在各期里填写；指标改了名的，在 project.yaml 里给它写 `曾用名: [{indicator}]`；项目撤下了的，这里换成当时公开的数，并写明原因",
                    "if it is new, add it to `indicators` in project.yaml first, then to the periods; if the indicator was renamed, write `former_names: [{indicator}]` for it there; if its project was withdrawn, write here the figure that was public, with a reason"
                ),
            }
        }
    }
}
