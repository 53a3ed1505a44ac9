//! The generated site of `benches/` stays a valid site.
#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]

#[path = "../../benches/site/mod.rs"]
mod site;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use gongkai::files;
use gongkai::publish::{self, Outcome, PublishOptions};
use gongkai::site::{self as sites, Observer, Phase};
use jiff::civil::date;
use site::Size;

struct Unwatched;

impl Observer for Unwatched {
    fn phase(&self, _: Phase, _: usize) {}
    fn step(&self) {}
}

fn build(site: &Path, trial: bool) -> Outcome {
    let now = date(2025, 3, 1).into();
    let site = sites::Options { site: site.to_owned(), now, drafts: false, future: false };
    let options = PublishOptions { site, output: None, locked: false, fresh: false, trial };
    publish::build(&options, &Unwatched).unwrap()
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

/// Every file of a rival's contents by its path, split into front matter and text.
fn split_contents(root: &Path, fence: &str) -> BTreeMap<PathBuf, (String, String)> {
    let content = root.join("content");
    let files = walkdir::WalkDir::new(&content).into_iter().map(|entry| entry.unwrap().into_path());
    let split = |path: PathBuf| {
        let text = String::from_utf8(files::read(&path).unwrap()).unwrap();
        let (head, body) =
            text.strip_prefix(fence).and_then(|text| text.split_once(&format!("\n{fence}"))).unwrap();
        (path.strip_prefix(&content).unwrap().to_owned(), (head.to_owned(), body.to_owned()))
    };
    files.filter(|path| path.is_file()).map(split).collect()
}

#[test]
fn the_sites_for_hugo_and_zola_hold_the_same_pages_and_words() {
    let scratch = tempfile::tempdir().unwrap();
    let [hugo, zola] = ["hugo", "zola"].map(|name| scratch.path().join(name));
    let size = Size { projects: 11, years: 2 };
    site::hugo::generate(&hugo, size).unwrap();
    site::zola::generate(&zola, size).unwrap();
    assert_eq!(pages_in(&hugo), size.year_pages() + size.entries());
    let hugo = split_contents(&hugo, "---\n");
    let mut zola = split_contents(&zola, "+++\n");
    // The home page, which Hugo makes without a file.
    assert!(zola.remove(Path::new("_index.md")).is_some());
    assert_eq!(hugo.keys().collect::<Vec<_>>(), zola.keys().collect::<Vec<_>>());
    for (path, (head, body)) in &zola {
        let (their_head, their_body) = &hugo[path];
        assert_eq!(body, their_body, "{}", path.display());
        let missing: Vec<_> = values(their_head).difference(&values(head)).cloned().collect();
        assert!(missing.is_empty(), "{}: {missing:?}", path.display());
    }
}

/// The words and figures of a front matter, however it is written, without its keys.
fn values(head: &str) -> BTreeSet<String> {
    let words = head.split(|c: char| "\"=:,[]{}\n ".contains(c)).map(str::to_owned);
    words.filter(|word| word.contains(|c: char| !c.is_ascii_lowercase() && !"_-".contains(c))).collect()
}

#[test]
fn the_front_matter_for_zola_is_toml_and_names_templates_that_are_there() {
    let scratch = tempfile::tempdir().unwrap();
    let root = scratch.path();
    site::zola::generate(root, Size { projects: 11, years: 2 }).unwrap();
    let mut templates = BTreeSet::new();
    for (path, (head, _)) in split_contents(root, "+++\n") {
        assert!(!head.contains('\\'), "{}: an escape", path.display());
        for line in head.lines() {
            assert_eq!(line.matches('"').count() % 2, 0, "{}: {line}", path.display());
            if let Some(name) = line.strip_prefix("template = ") {
                templates.insert(name.trim_matches('"').to_owned());
            }
        }
    }
    assert_eq!(
        templates.iter().collect::<Vec<_>>(),
        ["column.html", "project.html", "quarter.html", "year.html"]
    );
    templates.insert("index.html".to_owned());
    for name in templates {
        let mut name = Some(name);
        // Up to the template that extends none.
        while let Some(template) = name {
            let text =
                String::from_utf8(files::read(&root.join("templates").join(template)).unwrap()).unwrap();
            let above = text.strip_prefix("{% extends \"").and_then(|rest| rest.split_once('"'));
            name = above.map(|(above, _)| above.to_owned());
            let (open, close) = (text.matches("{% block").count(), text.matches("{% endblock").count());
            assert_eq!(open, close, "{text}");
        }
    }
}
