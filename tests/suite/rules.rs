//! The cases of `tests/rules/`: a folder with one file as a clerk might leave it, and what the tool says to it.
//!
//! `site.yaml`, `project.yaml`, `_index.md` and `article.md` are what their names say; a file with any other name
//! lies in a project's folder. `expected.txt` lists the findings; an empty one says that there are none.
//!
//! Faults that only show when a whole site is put together have a whole site as their case: `site.yaml`, `content` and so
//! on, perhaps `arguments.txt` for `build`. Its `expected.txt` is what a clerk sees, in Chinese and in English.
//!
//! `SNAPSHOTS=overwrite cargo test rules` writes the lists anew.

use std::fmt::Write as _;
use std::path::Path;

use gongkai::diag::{self, Diagnostic, Lang, Place, Severity, Text};
use gongkai::entry::{self, ParseContext};
use gongkai::model::ContentPath;
use rayon::prelude::*;

use crate::bench::{Scratch, cases, text_or_nothing};

#[test]
fn every_case_says_what_its_list_says() {
    let folders = cases("rules");
    assert!(folders.len() > 50, "the cases are gone");
    let failed: Vec<String> = folders.par_iter().filter_map(|folder| difference(folder)).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

fn difference(folder: &Path) -> Option<String> {
    let actual = if folder.join("content").is_dir() {
        said_of_site(folder)
    } else {
        format!("{}\n", describe(folder)).trim_start().to_owned()
    };
    let assert =
        snapbox::Assert::new().normalize_paths(false).action_env(snapbox::assert::DEFAULT_ACTION_ENV);
    let expected =
        snapbox::Data::read_from(&folder.join("expected.txt"), Some(snapbox::data::DataFormat::Text)).raw();
    assert.try_eq(Some(&folder.display()), actual.into(), expected).err().map(|error| error.to_string())
}

/// What a build of a case's site says in both languages. It must fail with 1 and leave everything as it was.
fn said_of_site(folder: &Path) -> String {
    let scratch = Scratch::copy_of(folder, &["expected.txt", "arguments.txt"]);
    scratch.put("output/manifest.json", b"{\"generator\":\"gongkai 0\",\"files\":[]}");
    scratch.put("output/index.html", b"the old site");
    let before = crate::bench::picture(&scratch.site());
    let arguments = text_or_nothing(&folder.join("arguments.txt"));
    let mut arguments: Vec<&str> = arguments.split_whitespace().collect();
    let chinese = scratch.build(&arguments).ended(1).to_owned();
    arguments.extend(["--lang", "en"]);
    let english = scratch.build(&arguments).ended(1).to_owned();
    let mut after = crate::bench::picture(&scratch.site());
    after.remove(".gongkai.lock");
    assert!(before == after, "{}: something was written", folder.display());
    format!("{chinese}\n{english}")
}

/// The findings for the one file of a case.
fn describe(folder: &Path) -> String {
    let input = folder
        .read_dir()
        .expect("a case is a folder")
        .map(|entry| entry.expect("it can be read").path())
        .find(|path| path.file_name().is_some_and(|name| name != "expected.txt"))
        .expect("a case has a file");
    #[expect(clippy::disallowed_methods, reason = "a test reads its own input")]
    let text = std::fs::read_to_string(&input).expect("the file is UTF-8");
    let name = input.file_name().and_then(|name| name.to_str()).expect("the name is UTF-8");
    let mut findings = findings_for(name, &text);
    diag::sort(&mut findings);
    let mut list = String::new();
    for finding in &findings {
        describe_finding(&mut list, finding, &text);
    }
    list.trim_end().to_owned()
}

fn findings_for(name: &str, text: &str) -> Vec<Diagnostic> {
    if name == "site.yaml" {
        let read = gongkai::config::parse(text);
        assert_eq!(read.value.is_none(), diag::has_errors(&read.findings), "{name}");
        return read.findings;
    }
    let in_project = !matches!(name, "article.md" | "_index.md");
    let path = ContentPath::new(&format!("栏目/{name}")).expect("a plain name");
    let context = ParseContext { in_project, ..ParseContext::default() };
    let read = entry::parse(&path, text, &context);
    assert!(read.value.is_some() || !read.findings.is_empty(), "{name} vanished without a word");
    read.findings
}

fn describe_finding(list: &mut String, finding: &Diagnostic, text: &str) {
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "advice",
    };
    let place = finding.place.as_ref().map_or("nowhere".to_owned(), |place| describe_place(place, text));
    let say = |text: &Text, lang| text.in_lang(lang).to_owned();
    let help = |lang| finding.help.as_ref().map(|help| say(help, lang)).expect("a finding says what to do");
    writeln!(
        list,
        "{severity} {} {place} {} | {}",
        finding.rule,
        say(&finding.message, Lang::Zh),
        help(Lang::Zh)
    )
    .expect("text takes all");
    writeln!(list, "    {} | {}", say(&finding.message, Lang::En), help(Lang::En)).expect("text takes all");
    for (place, what) in &finding.related {
        writeln!(list, "    {} {}", describe_place(place, text), say(what, Lang::Zh))
            .expect("text takes all");
    }
}

fn describe_place(place: &Place, text: &str) -> String {
    let Some(span) = &place.span else { return "-".to_owned() };
    assert!(text.get(span.clone()).is_some(), "{span:?} is no place in the text");
    format!("{}-{}", position(text, span.start), position(text, span.end))
}

/// Line and column, in characters, from 1.
fn position(text: &str, at: usize) -> String {
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    format!("{line}:{column}")
}
