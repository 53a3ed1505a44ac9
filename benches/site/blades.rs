//! The same site in the format of blades, with the pages that [`super::hugo`] writes as far as blades has them.
//!
//! Its templates neither look up a value by another nor reach the pages below a section's sections. So each page is
//! given the rows of its table ready-made, and the paged list of a column is that of a taxonomy. There is no list of the
//! newest pages on the home page and no feed, which could only be one of all pages. Values are put into the page without
//! escaping. All that is less work than Hugo's and Zola's.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use super::plain::{self, Dialect, Page, PlainProject};
use super::{COLUMNS, INDICATORS, QUARTERS, Size, write};

/// The templates and settings, by their paths in a site of blades.
const FILES: [(&str, &str); 14] = [
    ("Blades.toml", include_str!("blades/Blades.toml")),
    ("content/index.md", "+++\ntitle = \"清渚市民生项目公开网\"\ntemplate = \"home.html\"\n+++\n"),
    ("templates/head.html", include_str!("blades/head.html")),
    ("templates/pubdate.html", include_str!("blades/pubdate.html")),
    ("templates/top.html", include_str!("blades/top.html")),
    ("templates/metadata.html", include_str!("blades/metadata.html")),
    ("templates/foot.html", include_str!("blades/foot.html")),
    ("templates/home.html", include_str!("blades/home.html")),
    ("templates/column.html", include_str!("blades/column.html")),
    ("templates/list.html", include_str!("blades/list.html")),
    ("templates/lists.html", include_str!("blades/lists.html")),
    ("templates/project.html", include_str!("blades/project.html")),
    ("templates/year.html", include_str!("blades/year.html")),
    ("templates/quarter.html", include_str!("blades/quarter.html")),
];

/// Writes the site into `root`, which need not exist.
pub(crate) fn generate(root: &Path, size: Size) -> io::Result<()> {
    for (path, text) in FILES {
        write(&root.join(path), text)?;
    }
    let links = COLUMNS.map(|(folder, title)| format!("<a href=\"/{folder}/\">{title}</a>")).join(" ");
    write(&root.join("templates/nav.html"), &format!("<nav>{links}</nav>\n"))?;
    write(&root.join("assets/site.css"), plain::STYLE)?;
    plain::write_pages(&root.join("content"), size, &Blades)
}

/// Front matter in TOML, with the rows of the tables in it.
struct Blades;

impl Dialect for Blades {
    const FOLDER_FILE: &'static str = "index.md";

    fn column(&self, at: usize, title: &str, description: &str) -> String {
        format!(
            "+++\ntitle = \"{title}\"\nweight = {}\nsummary = \"{description}\"\ntemplate = \"column.html\"\n+++\n",
            at + 1
        )
    }

    fn project(&self, project: &PlainProject) -> String {
        let mut text = format!(
            "+++\ntitle = \"{}\"\ntemplate = \"project.html\"\nlead = \"{}\"\nothers = \"{}\"\ntopic = \"{}\"\n",
            project.title,
            project.lead,
            project.responsible.join("、"),
            project.scope
        );
        for (indicator, targets) in INDICATORS.iter().zip(&project.targets) {
            let targets: Vec<String> =
                targets.iter().map(|(_, target)| format!("{{target = \"{target}\"}}")).collect();
            let _ = writeln!(
                text,
                "[[rows]]\nname = \"{}\"\nmeasure = \"{}\"\ntargets = [{}]",
                indicator.name,
                indicator.measure,
                targets.join(", ")
            );
        }
        text.push_str("+++\n");
        text
    }

    fn page(&self, page: &Page<'_>) -> String {
        let (folder, column) = COLUMNS[page.project.column];
        let date = page.date.split_once('+').map_or(page.date.as_str(), |(local, _)| local);
        let mut text = format!(
            "+++\ntitle = \"{}\"\ndate = {date}\nunit = \"{}\"\ncolumn = \"{column}\"\n",
            page.title, page.unit
        );
        match &page.quarter {
            Some(quarter) => {
                let _ = writeln!(
                    text,
                    "template = \"quarter.html\"\nnumber = \"{}\"\nsummary = \"{}\"",
                    quarter.index_number, quarter.description
                );
            }
            None => {
                let _ = writeln!(text, "template = \"year.html\"\nyear = \"{}\"\nquarters = [", page.year);
                for number in 1..=QUARTERS.len() {
                    let date = page.project.entry(page.year, number).date;
                    let day = date.get(5..10).unwrap_or_default();
                    let _ = writeln!(text, "  {{file = \"{}-q{number}.html\", day = \"{day}\"}},", page.year);
                }
                text.push_str("]\n");
            }
        }
        let _ = writeln!(text, "[taxonomies]\ncolumn = [\"{folder}\"]");
        for (at, indicator) in INDICATORS.iter().enumerate() {
            let _ = writeln!(
                text,
                "[[rows]]\ntask = \"{}\"\nname = \"{}\"\nmeasure = \"{}\"\ntarget = \"{}\"\n{}",
                indicator.task,
                indicator.name,
                indicator.measure,
                page.project.target(at, page.year),
                figures(page, at)
            );
        }
        text.push_str("+++\n");
        text.push_str(&page.text);
        text
    }
}

/// The figures in one row of a page's table.
fn figures(page: &Page<'_>, at: usize) -> String {
    if let Some(quarter) = &page.quarter {
        return format!("figure = \"{}\"", quarter.figures[at]);
    }
    let figures: Vec<String> = (1..=QUARTERS.len())
        .map(|quarter| format!("{{figure = \"{}\"}}", page.project.figure(at, page.year, quarter)))
        .collect();
    format!("figures = [{}]", figures.join(", "))
}
