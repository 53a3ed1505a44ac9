//! The cases of `tests/rules/`: a folder with one file as a clerk might leave it, and what the tool says to it.
//!
//! `site.yaml`, `project.yaml`, `_index.md` and `article.md` are what their names say; a file with any other name
//! lies in a project's folder. `expected.txt` lists the findings; an empty one says that there are none.
//! `SNAPSHOTS=overwrite cargo test rules` writes the lists anew.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use gongkai::diag::{self, Diagnostic, Lang, Place, Severity, Text};
use gongkai::entry::{self, ParseContext};
use gongkai::model::ContentPath;

#[test]
fn every_case_says_what_its_list_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    let mut folders: Vec<PathBuf> = root
        .read_dir()
        .expect("tests/rules is there")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    folders.sort();
    assert!(folders.len() > 50, "the cases are gone");
    let assert =
        snapbox::Assert::new().normalize_paths(false).action_env(snapbox::assert::DEFAULT_ACTION_ENV);
    let mut failed = Vec::new();
    for folder in folders {
        let actual = format!("{}\n", describe(&folder)).trim_start().to_owned();
        let expected =
            snapbox::Data::read_from(&folder.join("expected.txt"), Some(snapbox::data::DataFormat::Text))
                .raw();
        if let Err(error) = assert.try_eq(Some(&folder.display()), actual.into(), expected) {
            failed.push(error.to_string());
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
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
