//! What is there: the files under `content/`, sorted by path, told apart by what they are for.
//!
//! Nothing is read here; reading and parsing go file by file, in parallel, in `site`. Whatever cannot be
//! taken (a link out of the site, a folder that cannot be opened) is a finding, never a silent skip.

mod names;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::diag::{Diagnostic, Place, Reported};
use crate::files::{self, FileError};
use crate::layout;
use crate::model::{ContentPath, PathError, Period};
use crate::say;

/// The files of a site.
#[derive(Clone, Debug, Default)]
pub struct SourceTree {
    /// Files that are read as pages: Markdown, `project.yaml`, entries; sorted by path.
    pub pages: Vec<SourceFile>,
    /// All other files; sorted by path. They are published only if a page names them.
    pub others: Vec<SourceFile>,
    /// The folders that hold a `project.yaml`.
    pub projects: BTreeSet<ContentPath>,
    /// Whether some file is reached through a link: then one file on the disk may be several of the site.
    pub has_links: bool,
}

/// One file under `content/`.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Its path in the site.
    pub path: ContentPath,
    /// Its path on the disk, which may spell the name differently (NFD).
    pub disk: PathBuf,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last changed.
    pub modified: SystemTime,
    /// What else tells a change; see [`files::change_mark`].
    pub mark: u64,
}

impl SourceTree {
    /// The page at `path`.
    #[must_use]
    pub fn page(&self, path: &ContentPath) -> Option<&SourceFile> {
        self.pages.binary_search_by(|file| file.path.cmp(path)).ok().map(|at| &self.pages[at])
    }

    /// Whether some file lies in the folder `folder`.
    #[must_use]
    pub fn has_below(&self, folder: &ContentPath) -> bool {
        let lies_below = |file: &SourceFile| {
            file.path.as_str().strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
        };
        self.pages.iter().chain(&self.others).any(lies_below)
    }

    /// Whether both have the same files, of which those that are no pages look the same too; what pages say
    /// may differ.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        let same = |a: &SourceFile, b: &SourceFile| a.path == b.path && a.disk == b.disk;
        let look = |file: &SourceFile| (file.size, file.modified, file.mark);
        self.pages.len() == other.pages.len()
            && self.others.len() == other.others.len()
            && self.pages.iter().zip(&other.pages).all(|(a, b)| same(a, b))
            && self.others.iter().zip(&other.others).all(|(a, b)| same(a, b) && look(a) == look(b))
            && self.projects == other.projects
    }

    /// The file at `path` that is not a page.
    #[must_use]
    pub fn other(&self, path: &ContentPath) -> Option<&SourceFile> {
        self.others.binary_search_by(|file| file.path.cmp(path)).ok().map(|at| &self.others[at])
    }
}

/// Lists the files of the site in folder `site`; fails only if its `content` folder cannot be read at all.
pub fn discover(site: &Path) -> Result<Reported<SourceTree>, FileError> {
    files::check_inside(site, layout::CONTENT)?;
    let walked = files::walk(&site.join(layout::CONTENT))?;
    let mut findings: Vec<_> =
        walked.problems.iter().map(|problem| problem.finding(layout::CONTENT)).collect();
    let mut found = Vec::with_capacity(walked.files.len());
    for file in walked.files {
        match ContentPath::new(&file.relative) {
            Ok(path) => {
                let files::FoundFile { path: disk, size, modified, mark, .. } = file;
                found.push(SourceFile { path, disk, size, modified, mark });
            }
            Err(error) => findings.push(bad_name(&file.relative, error)),
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    findings.extend(names::take_out_accidents(&mut found));
    let projects: BTreeSet<ContentPath> =
        found.iter().filter(|file| is_project_file(&file.path)).map(|file| file.path.parent()).collect();
    let (pages, others) = found.into_iter().partition(|file| is_page(&file.path, &projects));
    Ok(Reported::new(SourceTree { pages, others, projects, has_links: walked.has_links }, findings))
}

/// A name that some system cannot have, or that would not survive in an address.
fn bad_name(relative: &str, error: PathError) -> Diagnostic {
    let message = match error {
        PathError::BadCharacter(c) => {
            let shown = c.escape_debug();
            say!("文件名里不能有字符“{shown}”", "a file name cannot hold the character `{shown}`")
        }
        PathError::Empty | PathError::Leaves => say!("文件名不能用", "this file name cannot be used"),
    };
    Diagnostic::error("bad-file-name", message)
        .at(Place::whole(layout::in_content(relative)))
        .help(say!("改文件名", "rename the file"))
}

fn is_project_file(path: &ContentPath) -> bool {
    layout::is_project_file(path.name())
}

/// Markdown is always a page; YAML is one beside a `project.yaml`, or where its name is a period and it has
/// plainly been put into the wrong folder, so that the reader of entries can say so.
fn is_page(path: &ContentPath, projects: &BTreeSet<ContentPath>) -> bool {
    match path.extension().as_str() {
        "md" => true,
        "yaml" | "yml" => {
            is_project_file(path) || projects.contains(&path.parent()) || Period::parse(path.stem()).is_ok()
        }
        _ => false,
    }
}
