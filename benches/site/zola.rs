//! The same site in Zola's format, with the same pages as [`super::hugo`] writes and templates as plain.
//!
//! A column is a paged section; its projects are transparent sections, which hand their pages up to it, so that
//! Zola itself sorts and pages the lists and links neighbours, as it does fastest. The navigation stands once
//! in the settings, and a page asks for its project without the pages of it: asked for with them, Zola copies all of
//! them for each page.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use super::plain::{self, Dialect, Page, PlainProject};
use super::{COLUMNS, INDICATORS, Size, write};

/// The templates, by their paths in a Zola site.
const FILES: [(&str, &str); 8] = [
    ("templates/base.html", include_str!("zola/base.html")),
    ("templates/index.html", include_str!("zola/index.html")),
    ("templates/column.html", include_str!("zola/column.html")),
    ("templates/project.html", include_str!("zola/project.html")),
    ("templates/page.html", include_str!("zola/page.html")),
    ("templates/year.html", include_str!("zola/year.html")),
    ("templates/quarter.html", include_str!("zola/quarter.html")),
    ("static/site.css", plain::STYLE),
];

/// Writes the site into `root`, which need not exist.
pub(crate) fn generate(root: &Path, size: Size) -> io::Result<()> {
    for (path, text) in FILES {
        write(&root.join(path), text)?;
    }
    let mut settings = include_str!("zola/config.toml").to_owned();
    settings.push_str("\n[extra]\ncolumns = [\n");
    for (folder, title) in COLUMNS {
        let _ = writeln!(settings, "  {{path = \"/{folder}/\", title = \"{title}\"}},");
    }
    settings.push_str("]\n");
    write(&root.join("config.toml"), &settings)?;
    let content = root.join("content");
    write(&content.join("_index.md"), "+++\nsort_by = \"weight\"\n+++\n")?;
    plain::write_pages(&content, size, &Zola)
}

/// Front matter in TOML.
struct Zola;

impl Dialect for Zola {
    fn column(&self, at: usize, title: &str, description: &str) -> String {
        format!(
            "+++\ntitle = \"{title}\"\nweight = {}\ndescription = \"{description}\"\ntemplate = \"column.html\"\n\
             sort_by = \"date\"\npaginate_by = 20\n+++\n",
            at + 1
        )
    }

    fn project(&self, project: &PlainProject) -> String {
        let (folder, column) = COLUMNS[project.column];
        let mut text = format!(
            "+++\ntitle = \"{}\"\ntemplate = \"project.html\"\nsort_by = \"date\"\ntransparent = true\n\
             [extra]\ncolumn = \"{column}\"\ncolumn_path = \"/{folder}/\"\nlead = \"{}\"\nresponsible = [\"{}\"]\n\
             scope = \"{}\"\nindicators = [\n",
            project.title,
            project.lead,
            project.responsible.join("\", \""),
            project.scope
        );
        for (indicator, targets) in INDICATORS.iter().zip(&project.targets) {
            let targets: Vec<String> =
                targets.iter().map(|(year, target)| format!("\"{year}\" = \"{target}\"")).collect();
            let _ = writeln!(
                text,
                "  {{name = \"{}\", task = \"{}\", measure = \"{}\", targets = {{{}}}}},",
                indicator.name,
                indicator.task,
                indicator.measure,
                targets.join(", ")
            );
        }
        text.push_str("]\n+++\n");
        text
    }

    fn page(&self, page: &Page<'_>) -> String {
        let kind = if page.quarter.is_some() { "quarter" } else { "year" };
        let mut text =
            format!("+++\ntitle = \"{}\"\ntemplate = \"{kind}.html\"\ndate = {}\n", page.title, page.date);
        if let Some(quarter) = &page.quarter {
            let _ = writeln!(text, "description = \"{}\"", quarter.description);
        }
        let _ = writeln!(text, "[extra]\nunit = \"{}\"\nyear = \"{}\"", page.unit, page.year);
        if let Some(quarter) = &page.quarter {
            let _ = writeln!(
                text,
                "index_number = \"{}\"\nfigures = [\"{}\"]",
                quarter.index_number,
                quarter.figures.join("\", \"")
            );
        }
        text.push_str("+++\n");
        text.push_str(&page.text);
        text
    }
}
