//! Equal work for the other generators: the pages that gongkai has finished, to copy or to render again.
//!
//! [`copy`] gives them the pages as they are: the floor of what a generator can do. [`hugo`] and [`blades`] give them
//! the values of the pages of years and periods with templates of their own, both taken from the templates beside this
//! file ([`template`]); [`compare`] makes sure that the pages that come out say the same as ours.

pub(crate) mod blades;
pub(crate) mod compare;
pub(crate) mod copy;
pub(crate) mod hugo;
mod escapes;
mod template;

use std::path::{Path, PathBuf};

use gongkai::files;

use self::template::{File, Record, Template};
use super::{COLUMNS, write};

/// The two templates and their parts.
const FILES: [File; 11] = [
    ("period.html", include_str!("period.html")),
    ("year.html", include_str!("year.html")),
    ("head.html", include_str!("head.html")),
    ("masthead.html", include_str!("masthead.html")),
    ("crumbs.html", include_str!("crumbs.html")),
    ("facts.html", include_str!("facts.html")),
    ("status.html", include_str!("status.html")),
    ("figures.html", include_str!("figures.html")),
    ("rules.html", include_str!("rules.html")),
    ("tools.html", include_str!("tools.html")),
    ("foot.html", include_str!("foot.html")),
];

/// The kinds of pages that are rendered again, by the names of their templates.
const KINDS: [&str; 2] = ["period", "year"];

/// One finished page of a year or a period.
pub(crate) struct Page {
    /// Where it lies.
    path: PathBuf,
    /// Its folder in the site, `xueyou/p0001`.
    folder: String,
    /// Its name without the ending.
    slug: String,
    /// One of [`KINDS`].
    kind: &'static str,
}

impl Page {
    /// Its file below the folder of a site.
    pub(crate) fn file(&self) -> String {
        format!("{}/{}.html", self.folder, self.slug)
    }
}

/// The pages of years and periods in a finished site, in order.
pub(crate) fn pages(finished: &Path) -> Result<Vec<Page>, String> {
    let walk = files::walk(finished).map_err(|error| format!("{error:?}"))?;
    let pages = walk.files.into_iter().filter_map(|file| {
        let (folder, name) = file.relative.rsplit_once('/')?;
        let slug = name.strip_suffix(".html")?;
        let kind = kind(folder, slug)?;
        Some(Page { path: file.path, folder: folder.to_owned(), slug: slug.to_owned(), kind })
    });
    Ok(pages.collect())
}

/// What kind of page a file is: `405102005/2024-00003` is that of a period, `xueyou/p0001/2024` that of a year.
fn kind(folder: &str, slug: &str) -> Option<&'static str> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((year, number)) = slug.split_once('-') {
        return (!folder.contains('/') && is_number(year) && is_number(number)).then_some("period");
    }
    let (column, project) = folder.split_once('/')?;
    let is_project = project.strip_prefix('p').is_some_and(is_number);
    let is_column = COLUMNS.iter().any(|(folder, _)| *folder == column);
    (is_column && is_project && is_number(slug)).then_some("year")
}

/// The templates of both kinds.
struct Templates([(&'static str, Template); KINDS.len()]);

impl Templates {
    fn new() -> Result<Self, String> {
        let [period, year] = KINDS.map(|kind| Ok::<_, String>((kind, Template::new(kind, &FILES)?)));
        Ok(Self([period?, year?]))
    }

    /// Gives the values of every page to `take`, and says how many pages there are.
    fn read(
        &self,
        finished: &Path,
        mut take: impl FnMut(&Page, &Record<'_>) -> Result<(), String>,
    ) -> Result<usize, String> {
        let pages = pages(finished)?;
        for page in &pages {
            let text = text_of(&page.path)?;
            for (_, template) in self.0.iter().filter(|(kind, _)| *kind == page.kind) {
                let record = template.read(&text).map_err(|error| {
                    format!(
                        "{}: {error}\n  benches/site/equal/{}.html must follow the theme",
                        page.file(),
                        page.kind
                    )
                })?;
                take(page, &record)?;
            }
        }
        Ok(pages.len())
    }
}

fn text_of(path: &Path) -> Result<String, String> {
    let bytes = files::read(path).map_err(|error| format!("{error:?}"))?;
    String::from_utf8(bytes).map_err(|error| format!("{}: {error}", path.display()))
}

/// Writes a file of a site.
fn put(path: &Path, text: &str) -> Result<(), String> {
    write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

/// A text as JSON and TOML both take it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
