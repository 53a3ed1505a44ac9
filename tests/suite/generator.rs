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
use site::equal::blades::{self, Escape};
use site::equal::copy::{self, Copier};
use site::equal::{compare, hugo};

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
        .filter(|path| {
            path.extension().is_some_and(|end| end == "md")
                && !path.ends_with("_index.md")
                && !path.ends_with("index.md")
        })
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
fn corrections_of_an_entry_can_be_published_one_after_the_other_and_newer_features_switched_off() {
    let scratch = tempfile::tempdir().unwrap();
    let root = scratch.path();
    site::content::generate(root, Size { projects: 1, years: 1 }).unwrap();
    build(root, false);
    for times in 1..=2 {
        site::content::correct_one_entry(root, times).unwrap();
        let outcome = build(root, false);
        assert!(outcome.findings.is_empty(), "{:#?}", outcome.findings);
        assert!(outcome.summary.unwrap().published.written > 0);
    }
    assert!(root.join("output/search.html").exists());
    site::content::switch_off(root).unwrap();
    let outcome = build(root, true);
    assert!(outcome.findings.is_empty(), "{:#?}", outcome.findings);
    assert!(!root.join("output/search.html").exists());
}

#[test]
fn the_finished_pages_can_be_copied_and_rendered_by_other_generators() {
    let scratch = tempfile::tempdir().unwrap();
    let [root, public] = ["site", "public"].map(|name| scratch.path().join(name));
    let size = Size { projects: 11, years: 2 };
    site::content::generate(&root, size).unwrap();
    site::content::switch_off(&root).unwrap();
    let summary = build(&root, false).summary.unwrap();
    let finished = root.join("output");
    let pages = size.year_pages() + size.entries();

    // What is read out of the pages must account for every byte of them, whatever the theme becomes.
    let place = |name: &str| scratch.path().join(name);
    assert_eq!(hugo::generate(&finished, &place("hugo")).unwrap(), pages);
    assert_eq!(blades::generate(&finished, &place("blades"), Escape::Markdown).unwrap(), pages);
    assert_eq!(blades::generate(&finished, &place("ready"), Escape::Before).unwrap(), pages);
    let json = files::read_limited(&place("blades").join("pages.json"), 1 << 30).unwrap();
    let json: Vec<serde_json::Value> = serde_json::from_slice(&json).unwrap();
    assert_eq!(json.len(), pages);

    assert_eq!(copy::generate(&finished, &place("copy-hugo"), Copier::Hugo).unwrap(), summary.pages);
    assert_eq!(copy::generate(&finished, &place("copy-zola"), Copier::Zola).unwrap(), summary.pages);
    assert!(copy::compare(&finished, &finished, Copier::Hugo).unwrap() > summary.pages);
    assert!(copy::compare(&finished, &finished, Copier::Zola).is_err());

    let same = compare::compare(&finished, &finished).unwrap();
    assert_eq!((same.pages, same.identical), (pages, pages));
    for page in site::equal::pages(&finished).unwrap() {
        let text = String::from_utf8(files::read(&finished.join(page.file())).unwrap()).unwrap();
        // As other generators escape, and JSON with blanks.
        let text = text.replace("&amp;", "&#38;").replace("\"@type\":", "\"@type\": ") + "\n";
        site::write(&public.join(page.file()), &text).unwrap();
    }
    let same = compare::compare(&finished, &public).unwrap();
    assert_eq!((same.pages, same.identical), (pages, 0));
    let year = public.join("xueyou/p0001/2024.html");
    let text = String::from_utf8(files::read(&year).unwrap()).unwrap();
    site::write(&year, &text.replacen("102.1%", "102.2%", 1)).unwrap();
    let error = compare::compare(&finished, &public).unwrap_err();
    assert!(error.starts_with("xueyou/p0001/2024.html is not the same"), "{error}");
}

#[test]
fn blades_can_tell_the_keys_of_its_bare_site_apart() {
    let scratch = tempfile::tempdir().unwrap();
    site::blades::generate(scratch.path(), Size { projects: 1, years: 1 }).unwrap();
    let mut names = BTreeSet::new();
    for (_, (head, _)) in split_contents(scratch.path(), "+++\n") {
        for (key, _) in head.split(['\n', '{', ',']).filter_map(|part| part.split_once(" = ")) {
            names.insert(key.trim().to_owned());
        }
    }
    names.retain(|name| !blades::TAKEN.contains(&name.as_str()));
    names.insert("rows".to_owned());
    assert!(names.contains("figure") && names.contains("number"), "{names:?}");
    let bits: BTreeSet<u64> = names.iter().map(|name| blades::bits(name)).collect();
    assert_eq!(bits.len(), names.len(), "{names:?}");
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
fn the_sites_for_hugo_zola_and_blades_hold_the_same_pages_and_words() {
    let scratch = tempfile::tempdir().unwrap();
    let [hugo, zola, blades] = ["hugo", "zola", "blades"].map(|name| scratch.path().join(name));
    let size = Size { projects: 11, years: 2 };
    site::hugo::generate(&hugo, size).unwrap();
    site::zola::generate(&zola, size).unwrap();
    site::blades::generate(&blades, size).unwrap();
    assert_eq!(pages_in(&blades), pages_in(&hugo));
    assert_eq!(pages_in(&hugo), size.year_pages() + size.entries());
    let hugo = split_contents(&hugo, "---\n");
    let mut zola = split_contents(&zola, "+++\n");
    // The home page, which Hugo makes without a file.
    assert!(zola.remove(Path::new("_index.md")).is_some());
    let mut blades = split_contents(&blades, "+++\n");
    assert!(blades.remove(Path::new("index.md")).is_some());
    assert_eq!(hugo.keys().collect::<Vec<_>>(), zola.keys().collect::<Vec<_>>());
    for (path, (head, body)) in &zola {
        let (their_head, their_body) = &hugo[path];
        assert_eq!(body, their_body, "{}", path.display());
        let name = path.file_name().unwrap().to_str().unwrap();
        let (_, their_body) = &blades[&path.with_file_name(name.trim_start_matches('_'))];
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
