//! The pages of the site for a general generator: front matter and Markdown, every word of it settled here.
//!
//! All rivals take the same folders and files: `_index.md` (`index.md`) for a column or project, `2024.md` for a year, `2024-q1.md`
//! for a quarter. How a front matter is written is the business of [`super::hugo`], [`super::zola`] and
//! [`super::blades`].
//!
//! Left out is what only gongkai makes (catalogue, data files, manifest, QR codes), so that a comparison errs on the
//! rivals' side.

use std::io;
use std::path::Path;

use super::{COLUMNS, DEPARTMENTS, INDICATORS, Project, QUARTERS, Size, agency_code, write};

/// The style sheet of every rival's site.
pub(super) const STYLE: &str = include_str!("site.css");

/// How a program wants its files.
pub(super) trait Dialect {
    /// The name of the file that describes a folder.
    const FOLDER_FILE: &'static str = "_index.md";
    /// The file that describes a column; `at` counts from 0.
    fn column(&self, at: usize, title: &str, description: &str) -> String;
    /// The file that describes a project.
    fn project(&self, project: &PlainProject) -> String;
    /// The file of a year or a quarter.
    fn page(&self, page: &Page<'_>) -> String;
}

/// A project as its own page tells it.
pub(super) struct PlainProject {
    pub(super) title: String,
    /// An index into [`COLUMNS`].
    pub(super) column: usize,
    pub(super) lead: &'static str,
    /// The other departments.
    pub(super) responsible: [&'static str; 2],
    pub(super) scope: String,
    /// The targets of each of [`INDICATORS`], by year.
    pub(super) targets: Vec<Vec<(usize, String)>>,
}

/// A year or a quarter of a project.
pub(super) struct Page<'p> {
    pub(super) project: &'p Project,
    pub(super) title: String,
    /// `2024-04-12T09:30:00+08:00`.
    pub(super) date: String,
    /// The department that publishes it.
    pub(super) unit: &'static str,
    pub(super) year: usize,
    /// What only a quarter has.
    pub(super) quarter: Option<Quarter>,
    /// Markdown.
    pub(super) text: String,
}

/// What the page of a quarter has beyond that of a year.
pub(super) struct Quarter {
    pub(super) index_number: String,
    pub(super) description: String,
    /// One figure with its unit for each of [`INDICATORS`].
    pub(super) figures: Vec<String>,
}

/// Writes all pages into the folder of the contents.
pub(super) fn write_pages(content: &Path, size: Size, dialect: &impl Dialect) -> io::Result<()> {
    let of_folder = file_of_folder(dialect);
    for (at, (folder, title)) in COLUMNS.iter().enumerate() {
        let text = dialect.column(at, title, &format!("{title}各项目的年度目标和每季进度。"));
        write(&content.join(folder).join(of_folder), &text)?;
    }
    for project in size.all_projects() {
        let folder = content.join(COLUMNS[project.column].0).join(project.folder());
        write(&folder.join(of_folder), &dialect.project(&plain_project(&project, size)))?;
        for year in size.all_years() {
            write(&folder.join(format!("{year}.md")), &dialect.page(&year_page(&project, year)))?;
            for quarter in 1..=QUARTERS.len() {
                let text = dialect.page(&quarter_page(&project, year, quarter));
                write(&folder.join(format!("{year}-q{quarter}.md")), &text)?;
            }
        }
    }
    Ok(())
}

/// The name of the file that describes a folder in this dialect.
const fn file_of_folder<D: Dialect>(_: &D) -> &'static str {
    D::FOLDER_FILE
}

fn plain_project(project: &Project, size: Size) -> PlainProject {
    let [lead, second, third] = project.departments.map(|at| DEPARTMENTS[at]);
    let targets = (0..INDICATORS.len())
        .map(|at| size.all_years().map(|year| (year, project.target(at, year))).collect())
        .collect();
    PlainProject {
        title: format!("{}进度情况", project.title),
        column: project.column,
        lead,
        responsible: [second, third],
        scope: project.scope(),
        targets,
    }
}

fn year_page(project: &Project, year: usize) -> Page<'_> {
    let entry = project.entry(year, QUARTERS.len());
    Page {
        project,
        title: format!("{}{year}年进度情况", project.title),
        date: written(&entry.date),
        unit: DEPARTMENTS[project.departments[0]],
        year,
        quarter: None,
        text: project.goals(year) + "\n",
    }
}

fn quarter_page(project: &Project, year: usize, quarter: usize) -> Page<'_> {
    let entry = project.entry(year, quarter);
    let mut text = String::new();
    for line in &entry.lines {
        let mut line = line.clone();
        for (indicator, figure) in INDICATORS.iter().zip(&entry.figures) {
            line = line.replace(&format!("[[{}]]", indicator.name), figure);
        }
        text.push_str(if line.starts_with(['一', '二']) { "## " } else { "" });
        text.push_str(&line);
        text.push_str("\n\n");
    }
    let number = project.number * QUARTERS.len() + quarter;
    Page {
        project,
        title: format!("{}{year}年{}进度情况", project.title, QUARTERS[quarter - 1]),
        date: written(&entry.date),
        unit: DEPARTMENTS[project.departments[0]],
        year,
        quarter: Some(Quarter {
            index_number: format!("{}/{year}-{number:05}", agency_code(project.departments[0])),
            description: entry.summary,
            figures: entry.figures,
        }),
        text,
    }
}

/// A time of an entry as RFC 3339 has it.
fn written(date: &str) -> String {
    format!("{}:00+08:00", date.replacen(' ', "T", 1))
}
