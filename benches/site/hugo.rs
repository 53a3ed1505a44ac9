//! The same site in Hugo's format, with templates as plain as they can be: a page for each project, year and
//! quarter, paged column lists, home, feed and sitemap.
//!
//! The navigation is a cached partial: listing the sections anew on each page makes Hugo walk the whole site,
//! which would cost it most of its time.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use super::plain::{self, Dialect, Page, PlainProject};
use super::{INDICATORS, Size, write};

/// The templates and settings, by their paths in a Hugo site.
const FILES: [(&str, &str); 10] = [
    ("hugo.toml", include_str!("hugo/hugo.toml")),
    ("layouts/_default/baseof.html", include_str!("hugo/baseof.html")),
    ("layouts/_default/home.html", include_str!("hugo/home.html")),
    ("layouts/_default/list.html", include_str!("hugo/list.html")),
    ("layouts/project/list.html", include_str!("hugo/project.html")),
    ("layouts/year/single.html", include_str!("hugo/year.html")),
    ("layouts/quarter/single.html", include_str!("hugo/quarter.html")),
    ("layouts/partials/metadata.html", include_str!("hugo/metadata.html")),
    ("layouts/partials/nav.html", include_str!("hugo/nav.html")),
    ("static/site.css", plain::STYLE),
];

/// Writes the site into `root`, which need not exist.
pub(crate) fn generate(root: &Path, size: Size) -> io::Result<()> {
    for (path, text) in FILES {
        write(&root.join(path), text)?;
    }
    plain::write_pages(&root.join("content"), size, &Hugo)
}

/// Front matter in YAML.
struct Hugo;

impl Dialect for Hugo {
    fn column(&self, at: usize, title: &str, description: &str) -> String {
        format!("---\ntitle: {title}\nweight: {}\ndescription: {description}\n---\n", at + 1)
    }

    fn project(&self, project: &PlainProject) -> String {
        let mut text = format!(
            "---\ntitle: {}\ntype: project\nlead: {}\nresponsible: [{}]\nscope: {}\nindicators:\n",
            project.title,
            project.lead,
            project.responsible.join(", "),
            project.scope
        );
        for (indicator, targets) in INDICATORS.iter().zip(&project.targets) {
            let targets: Vec<String> =
                targets.iter().map(|(year, target)| format!("\"{year}\": \"{target}\"")).collect();
            let _ = writeln!(
                text,
                "  - {{name: {}, task: {}, measure: \"{}\", targets: {{{}}}}}",
                indicator.name,
                indicator.task,
                indicator.measure,
                targets.join(", ")
            );
        }
        text.push_str("---\n");
        text
    }

    fn page(&self, page: &Page<'_>) -> String {
        let kind = if page.quarter.is_some() { "quarter" } else { "year" };
        let mut text = format!(
            "---\ntitle: {}\ntype: {kind}\ndate: {}\nunit: {}\nyear: {}\n",
            page.title, page.date, page.unit, page.year
        );
        if let Some(quarter) = &page.quarter {
            let _ = writeln!(
                text,
                "index_number: {}\ndescription: {}\nfigures: [\"{}\"]",
                quarter.index_number,
                quarter.description,
                quarter.figures.join("\", \"")
            );
        }
        text.push_str("---\n");
        text.push_str(&page.text);
        text
    }
}
