//! The same site in Hugo's format, with templates as plain as they can be: a page for each project, year and
//! quarter, paged column lists, home, feed and sitemap.
//!
//! The navigation is a cached partial: listing the sections anew on each page makes Hugo walk the whole site,
//! which would cost it most of its time. Left out is what only gongkai makes (catalogue, data files, manifest,
//! QR codes), so that the comparison errs on Hugo's side.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use super::{COLUMNS, DEPARTMENTS, INDICATORS, Project, QUARTERS, Size, agency_code, write};

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
    ("static/site.css", include_str!("hugo/site.css")),
];

/// Writes the site into `root`, which need not exist.
pub(crate) fn generate(root: &Path, size: Size) -> io::Result<()> {
    for (path, text) in FILES {
        write(&root.join(path), text)?;
    }
    let content = root.join("content");
    for (at, (folder, title)) in COLUMNS.iter().enumerate() {
        let text = format!(
            "---\ntitle: {title}\nweight: {}\ndescription: {title}各项目的年度目标和每季进度。\n---\n",
            at + 1
        );
        write(&content.join(folder).join("_index.md"), &text)?;
    }
    for project in size.all_projects() {
        let folder = content.join(COLUMNS[project.column].0).join(project.folder());
        write(&folder.join("_index.md"), &project_page(&project, size))?;
        for year in size.all_years() {
            write(&folder.join(format!("{year}.md")), &year_page(&project, year))?;
            for quarter in 1..=QUARTERS.len() {
                write(&folder.join(format!("{year}-q{quarter}.md")), &quarter_page(&project, year, quarter))?;
            }
        }
    }
    Ok(())
}

fn project_page(project: &Project, size: Size) -> String {
    let [lead, second, third] = project.departments.map(|at| DEPARTMENTS[at]);
    let mut text = format!(
        "---\ntitle: {}进度情况\ntype: project\nlead: {lead}\nresponsible: [{second}, {third}]\nscope: {}\nindicators:\n",
        project.title,
        project.scope()
    );
    for (at, indicator) in INDICATORS.iter().enumerate() {
        let targets: Vec<String> =
            size.all_years().map(|year| format!("\"{year}\": \"{}\"", project.target(at, year))).collect();
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

fn year_page(project: &Project, year: usize) -> String {
    let entry = project.entry(year, QUARTERS.len());
    let head = head(project, "year", &format!("{}{year}年进度情况", project.title), &entry.date);
    format!("{head}year: {year}\n---\n{}\n", project.goals(year))
}

fn quarter_page(project: &Project, year: usize, quarter: usize) -> String {
    let entry = project.entry(year, quarter);
    let name = QUARTERS[quarter - 1];
    let title = format!("{}{year}年{name}进度情况", project.title);
    let number = project.number * QUARTERS.len() + quarter;
    let mut text = head(project, "quarter", &title, &entry.date);
    let _ = writeln!(
        text,
        "year: {year}\nindex_number: {}/{year}-{number:05}\ndescription: {}\nfigures: [\"{}\"]\n---",
        agency_code(project.departments[0]),
        entry.summary,
        entry.figures.join("\", \"")
    );
    for line in &entry.lines {
        let mut line = line.clone();
        for (indicator, figure) in INDICATORS.iter().zip(&entry.figures) {
            line = line.replace(&format!("[[{}]]", indicator.name), figure);
        }
        let mark = if line.starts_with(['一', '二']) { "## " } else { "" };
        let _ = writeln!(text, "{mark}{line}\n");
    }
    text
}

/// What years and quarters have in common.
fn head(project: &Project, kind: &str, title: &str, date: &str) -> String {
    let date = date.replacen(' ', "T", 1);
    let lead = DEPARTMENTS[project.departments[0]];
    format!("---\ntitle: {title}\ntype: {kind}\ndate: {date}:00+08:00\nunit: {lead}\n")
}
