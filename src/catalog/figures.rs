//! `[[指标]]`, `[[指标@2023-Q2]]`, `[[项目/指标]]`: which figure a text means.
//!
//! In a project's texts its own indicators come first. Elsewhere a name is enough if only one project has it; else the
//! project stands in front, by its title, its folder, or as much of its path as is needed.

use super::{Catalog, Project};
use crate::config::Spanned;
use crate::diag::{self, Diagnostic, Place, Text};
use crate::model::Period;
use crate::say;

/// Where a text stands, as far as its figures need to know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextPlace {
    /// The project whose text it is.
    pub project: Option<usize>,
    /// Year and entry, if it is an entry's text.
    pub entry: Option<(usize, usize)>,
}

/// Where a figure stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FigurePlace {
    /// Number in [`Catalog::projects`].
    pub project: usize,
    /// Number in [`Project::years`].
    pub year: usize,
    /// Number in the year's entries.
    pub entry: usize,
    /// Number in the entry's figures.
    pub figure: usize,
}

/// Why a name means no indicator.
enum Unknown<'a> {
    /// No project has it.
    Indicator,
    /// Several projects have it.
    Ambiguous(&'a [usize]),
    /// What stands before the `/` is no project.
    Project(&'a str),
    /// Several projects are called so.
    AmbiguousProject(&'a str, Vec<usize>),
    /// The project has no such indicator.
    InProject(usize, &'a str),
}

impl Catalog {
    /// The figure of `indicator`, as written: that of `period`, else that of the entry at `place`, else the
    /// newest one. Outside a project an indicator is found if only one project has it, or if its project is named:
    /// `就业服务/城镇新增就业`.
    #[must_use]
    pub fn figure(&self, place: TextPlace, indicator: &str, period: Option<&str>) -> Option<&str> {
        self.figure_place(place, indicator, period).map(|at| self.figure_text(at))
    }

    /// A figure as written.
    #[must_use]
    pub fn figure_text(&self, at: FigurePlace) -> &str {
        let entry = &self.projects[at.project].years[at.year].entries[at.entry];
        &entry.draft.figures[at.figure].1.value
    }

    /// Where the figure stands that [`Catalog::figure`] gives.
    #[must_use]
    pub fn figure_place(
        &self,
        place: TextPlace,
        indicator: &str,
        period: Option<&str>,
    ) -> Option<FigurePlace> {
        let (at, indicator) = self.indicator(place, indicator).ok()?;
        let project = &self.projects[at];
        let wanted = match period {
            Some(text) => Some(Period::parse(text).ok()?),
            None => None,
        };
        if wanted.is_none()
            && place.project == Some(at)
            && let Some((year, entry)) = place.entry
        {
            let figure = figure_in(&project.years.get(year)?.entries.get(entry)?.draft.figures, indicator)?;
            return Some(FigurePlace { project: at, year, entry, figure });
        }
        let years = project.years.iter().enumerate().rev();
        let mut entries = years
            .flat_map(|(y, year)| year.entries.iter().enumerate().rev().map(move |(e, entry)| (y, e, entry)));
        let of = |(year, entry, found): (usize, usize, &super::ProjectEntry)| {
            let figure = figure_in(&found.draft.figures, indicator)?;
            Some(FigurePlace { project: at, year, entry, figure })
        };
        match wanted {
            Some(period) => of(entries.find(|(_, _, entry)| entry.draft.period == period)?),
            None => entries.find_map(of),
        }
    }

    /// The project and the indicator's own name that `name` means in a text at `place`.
    fn indicator<'a>(&'a self, place: TextPlace, name: &'a str) -> Result<(usize, &'a str), Unknown<'a>> {
        if let Some(owners) = self.indicators.get(name) {
            return match place.project {
                Some(project) if owners.binary_search(&project).is_ok() => Ok((project, name)),
                _ if owners.len() == 1 => Ok((owners[0], name)),
                _ => Err(Unknown::Ambiguous(owners)),
            };
        }
        let mut unknown = Unknown::Indicator;
        for (at, slash) in
            name.char_indices().filter(|(_, c)| matches!(c, '/' | '／')).collect::<Vec<_>>().into_iter().rev()
        {
            let (wanted, own) = (name[..at].trim(), name[at + slash.len_utf8()..].trim());
            let named = self.projects_named(wanted);
            let mut having = named.iter().copied().filter(|project| {
                self.indicators.get(own).is_some_and(|owners| owners.binary_search(project).is_ok())
            });
            match (having.next(), having.next()) {
                (Some(project), None) => return Ok((project, own)),
                (Some(_), Some(_)) => return Err(Unknown::AmbiguousProject(wanted, named)),
                _ => {}
            }
            match named.first() {
                Some(project) => unknown = Unknown::InProject(*project, own),
                None if matches!(unknown, Unknown::Indicator) => unknown = Unknown::Project(wanted),
                None => {}
            }
        }
        Err(unknown)
    }

    /// The projects whose title, folder or end of path is `wanted`.
    fn projects_named(&self, wanted: &str) -> Vec<usize> {
        let is_named = |project: &Project| {
            let path = project.path.as_str();
            let ends =
                path.strip_suffix(wanted).is_some_and(|before| before.is_empty() || before.ends_with('/'));
            ends || project.title == wanted || project.plain_title() == wanted
        };
        self.projects.iter().enumerate().filter(|(_, project)| is_named(project)).map(|(at, _)| at).collect()
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
        Ok((project, own)) => missing_figure(&catalog.projects[project], indicator, own),
        Err(unknown) => help_against(catalog, place, indicator, &unknown),
    };
    Diagnostic::error("unknown-figure", say!("没有可引用的数据“{written}”", "there is no figure `{written}`"))
        .at(at)
        .help(help)
}

/// The indicator is there, but not its figure.
fn missing_figure(project: &Project, indicator: &str, own: &str) -> Text {
    match newest_period(project, own) {
        Some(period) => say!(
            "该期没有填这项数据：在该期文件的“指标”里填写，或写 [[{indicator}@{period}]]，引用{period}的",
            "that period has no such figure: enter it under `figures` there, or write [[{indicator}@{period}]]"
        ),
        None => say!(
            "已公开的各期都没有填这项数据：先在该期文件的“指标”里填写",
            "no published period has this figure: enter it under `figures` there first"
        ),
    }
}

fn help_against(catalog: &Catalog, place: TextPlace, indicator: &str, unknown: &Unknown<'_>) -> Text {
    let indicators =
        |project: usize| catalog.projects[project].draft.indicators.iter().map(|i| &*i.name.value);
    let folder = |project: usize| catalog.projects[project].path.name();
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
                    "没有叫“{wanted}”的项目：“/”前面写项目的标题或文件夹",
                    "there is no project `{wanted}`: before the `/` write a project's title or folder"
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
            let near = match place.project {
                Some(project) => diag::nearest(indicator, indicators(project)),
                None => diag::nearest(indicator, catalog.indicators.keys().map(|name| &**name)),
            };
            match near {
                Some(near) => say!("是不是“{near}”？", "did you mean `{near}`?"),
                None => say!(
                    "先在 project.yaml 的“指标”里添加，再在各期里填写",
                    "add it to `indicators` in project.yaml first, then to the periods"
                ),
            }
        }
    }
}

fn newest_period(project: &Project, indicator: &str) -> Option<Period> {
    let mut entries = project.years.iter().flat_map(|year| &year.entries).rev();
    entries.find(|entry| figure_in(&entry.draft.figures, indicator).is_some()).map(|entry| entry.draft.period)
}
