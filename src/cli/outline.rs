//! The projects of a site, as far as a new entry needs them.
//!
//! Faults in the files are passed over here: `gongkai check` tells of them, and a project that can be read in
//! part is better than none when a person wants a file to write in.

use std::path::Path;

use gongkai::entry::{self, Draft, DraftKind, ParseContext};
use gongkai::files::{self, Found};
use gongkai::model::{ContentPath, Period};

use super::exit::Stop;

/// The file that makes a folder a project.
const PROJECT_FILE: &str = "project.yaml";

/// A project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ProjectOutline {
    /// Its folder.
    pub(crate) folder: ContentPath,
    /// Its title; the folder's name if it has none.
    pub(crate) title: String,
    /// Its indicators in order: name, and unit of measure, which may be empty.
    pub(crate) indicators: Vec<(String, String)>,
    /// Its entries, oldest first.
    pub(crate) entries: Vec<EntryOutline>,
}

/// An entry of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EntryOutline {
    /// The period.
    pub(crate) period: Period,
    /// The file.
    pub(crate) path: ContentPath,
    /// The figures as written: indicator, figure.
    pub(crate) figures: Vec<(String, String)>,
}

/// All projects under `content/` of the site, sorted by folder.
pub(crate) fn read_outlines(site: &Path) -> Result<Vec<ProjectOutline>, Stop> {
    let walk = files::walk(&site.join("content"))?;
    let content: Vec<(ContentPath, &Found)> = walk
        .files
        .iter()
        .filter_map(|file| ContentPath::new(&file.relative).ok().map(|path| (path, file)))
        .collect();
    let projects = content.iter().filter(|(path, _)| path.name() == PROJECT_FILE);
    Ok(projects.filter_map(|(path, file)| read_outline(&path.parent(), path, file, &content)).collect())
}

fn read_outline(
    folder: &ContentPath,
    path: &ContentPath,
    file: &Found,
    content: &[(ContentPath, &Found)],
) -> Option<ProjectOutline> {
    let DraftKind::Project(project) = read_draft(path, file)?.kind else { return None };
    let mut entries: Vec<EntryOutline> = content
        .iter()
        .filter(|(path, _)| path.parent() == *folder)
        .filter(|(path, _)| matches!(path.extension().as_str(), "md" | "yaml" | "yml"))
        .filter_map(|(path, file)| {
            let period = Period::parse(path.stem()).ok()?;
            // A file that cannot be read claims its period all the same.
            let figures = match read_draft(path, file).map(|draft| draft.kind) {
                Some(DraftKind::Progress(progress)) => progress.figures.clone(),
                _ => Vec::new(),
            };
            let figures = figures.into_iter().map(|(name, figure)| (name.value, figure.value)).collect();
            Some(EntryOutline { period, path: path.clone(), figures })
        })
        .collect();
    entries.sort_by(|a, b| (a.period, &a.path).cmp(&(b.period, &b.path)));
    Some(ProjectOutline {
        folder: folder.clone(),
        title: project.common.title.as_ref().map_or(folder.name(), |title| &title.value).to_owned(),
        indicators: project
            .indicators
            .iter()
            .map(|indicator| {
                let measure = indicator.measure.as_ref().map_or("", |measure| &measure.value);
                (indicator.name.value.clone(), measure.to_owned())
            })
            .collect(),
        entries,
    })
}

fn read_draft(path: &ContentPath, file: &Found) -> Option<Draft> {
    let text = files::decode(files::read(&file.path).ok()?).ok()?.text;
    let context = ParseContext { in_project: true, ..ParseContext::default() };
    entry::parse(path, &text, &context).value
}
