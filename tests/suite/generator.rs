//! The generated site of `benches/` stays a valid site.
#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]

#[path = "../../benches/site/mod.rs"]
mod site;

use std::path::Path;

use gongkai::files;
use gongkai::pipeline::{self, Options, Outcome, Phase, Progress};
use jiff::civil::date;
use site::Size;

struct Unwatched;

impl Progress for Unwatched {
    fn phase(&self, _: Phase, _: usize) {}
    fn step(&self) {}
}

fn build(site: &Path, locked: bool) -> Outcome {
    let options = Options {
        site: site.to_owned(),
        output: None,
        today: date(2025, 3, 1),
        locked,
        drafts: false,
        future: false,
    };
    pipeline::build(&options, &Unwatched).unwrap()
}

/// The Markdown files below a folder, without those that only describe it.
fn pages_in(folder: &Path) -> usize {
    let files = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.unwrap().into_path());
    files
        .filter(|path| path.extension().is_some_and(|end| end == "md") && !path.ends_with("_index.md"))
        .count()
}

#[test]
fn a_generated_site_builds_without_findings_and_only_a_changed_entry_is_written_again() {
    let scratch = tempfile::tempdir().unwrap();
    let root = scratch.path();
    let size = Size { projects: 11, years: 2 };
    site::content::generate(root, size).unwrap();
    assert_eq!(pages_in(root), size.entries());

    let first = build(root, false);
    assert!(first.findings.is_empty(), "{:#?}", first.findings);
    let summary = first.summary.unwrap();
    assert_eq!(summary.issued.len(), size.entries());
    assert!(summary.left_out.is_empty(), "{:?}", summary.left_out);
    assert!(summary.pages > size.year_pages() + size.entries(), "{} pages", summary.pages);

    site::content::change_one_entry(root, true).unwrap();
    let changed = build(root, true).summary.unwrap().published;
    assert!(changed.written > 0, "{changed:?}");
    site::content::change_one_entry(root, false).unwrap();
    build(root, true);
    assert_eq!(build(root, true).summary.unwrap().published.written, 0);
}

#[test]
fn the_same_site_is_generated_each_time_and_a_larger_one_holds_the_smaller() {
    let scratch = tempfile::tempdir().unwrap();
    let [small, large] = ["small", "large"].map(|name| scratch.path().join(name));
    site::content::generate(&small, Size { projects: 2, years: 1 }).unwrap();
    site::content::generate(&large, Size { projects: 12, years: 1 }).unwrap();
    for file in walkdir::WalkDir::new(&small) {
        let path = file.unwrap().into_path();
        if path.is_file() {
            let twin = large.join(path.strip_prefix(&small).unwrap());
            assert_eq!(files::read(&path).unwrap(), files::read(&twin).unwrap(), "{}", path.display());
        }
    }
}

#[test]
fn the_site_for_hugo_holds_the_same_pages() {
    let scratch = tempfile::tempdir().unwrap();
    let size = Size { projects: 3, years: 2 };
    site::hugo::generate(scratch.path(), size).unwrap();
    assert_eq!(pages_in(scratch.path()), size.year_pages() + size.entries());
}
