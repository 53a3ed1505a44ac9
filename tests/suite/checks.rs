//! The cases of `tests/checks/`: for every rule of `gongkai check` what it finds, and what is close to it and fine.
//!
//! `tests/checks/<rule>/triggers*/` and `tests/checks/<rule>/silent*/` hold files of a site; what they lack is taken from
//! `tests/checks/_site/`. `expected.txt` lists what the rule says there, in Chinese and English; in a silent case there is
//! none. `today.txt` holds the day of the check, else it is 2024-12-31. Findings of other rules do not matter.
//!
//! `SNAPSHOTS=overwrite cargo test checks` writes the lists anew.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use gongkai::check::{RULES, Rule};
use gongkai::diag::draw::human;
use gongkai::diag::{Diagnostic, Lang, sort};
use gongkai::publish::{self, Outcome, PublishOptions};
use gongkai::site::{self, Observer, Phase};
use jiff::civil::Date;
use rayon::prelude::*;

use crate::bench::{Scratch, TODAY, cases, picture, text_or_nothing};

/// Nobody looks on.
pub(crate) struct Unseen;

impl Observer for Unseen {
    fn phase(&self, _: Phase, _: usize) {}
    fn step(&self) {}
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checks")
}

/// The case as a site.
fn site_of(folder: &Path) -> Scratch {
    let scratch = Scratch::copy_of(&root().join("_site"), &[]);
    for (path, bytes) in picture(folder) {
        if !matches!(path.as_str(), "expected.txt" | "today.txt") {
            scratch.put(&path, &bytes);
        }
    }
    scratch
}

pub(crate) fn options(scratch: &Scratch, today: &str) -> PublishOptions {
    let now = today.parse::<Date>().unwrap().into();
    let site = site::Options { site: scratch.site(), now, drafts: false, future: false };
    PublishOptions { site, output: None, locked: false, fresh: false, trial: false }
}

/// What `gongkai check` finds in the case.
fn checked(folder: &Path) -> Outcome {
    let scratch = site_of(folder);
    let today = text_or_nothing(&folder.join("today.txt"));
    let today = if today.is_empty() { TODAY } else { today.trim() };
    let mut outcome = publish::check(&options(&scratch, today), &Unseen).unwrap();
    sort(&mut outcome.findings);
    outcome
}

fn cases_of(rule: &Rule, kind: &str) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = root()
        .join(rule.name)
        .read_dir()
        .unwrap_or_else(|_| panic!("tests/checks/{} is missing", rule.name))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with(kind))
        .collect();
    folders.sort();
    folders
}

#[test]
fn every_rule_has_a_case_that_triggers_it_and_one_close_to_it_that_does_not() {
    let faults: Vec<String> = RULES
        .par_iter()
        .flat_map_iter(|rule| {
            let triggers = cases_of(rule, "triggers");
            let silent = cases_of(rule, "silent");
            assert!(!triggers.is_empty(), "{}: nothing triggers it", rule.name);
            assert!(!silent.is_empty(), "{}: no case is close to it and fine", rule.name);
            let wrong = triggers.into_iter().filter_map(|folder| difference(rule, &folder));
            wrong.chain(silent.into_iter().filter_map(|folder| alarm(rule, &folder))).collect::<Vec<_>>()
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_case_is_forgotten() {
    for folder in cases("checks") {
        let name = folder.file_name().unwrap().to_str().unwrap();
        let rule = RULES.iter().find(|rule| rule.name == name);
        let Some(rule) = rule else {
            assert_eq!(name, "_site", "{name} is no rule");
            continue;
        };
        let known = cases_of(rule, "triggers").len() + cases_of(rule, "silent").len();
        assert_eq!(folder.read_dir().unwrap().count(), known, "{name}: a case has another name");
    }
}

/// The findings of `rule`; the case must be a site otherwise fit to be checked.
fn of_rule<'a>(rule: &Rule, folder: &Path, outcome: &'a Outcome) -> Vec<&'a Diagnostic> {
    let found: Vec<&Diagnostic> =
        outcome.findings.iter().filter(|finding| finding.rule == rule.name).collect();
    let stage_error = outcome.findings.iter().find(|finding| {
        finding.severity == gongkai::diag::Severity::Error && gongkai::check::rule(finding.rule).is_none()
    });
    assert!(stage_error.is_none(), "{}: {stage_error:?}", folder.display());
    found
}

fn difference(rule: &Rule, folder: &Path) -> Option<String> {
    let outcome = checked(folder);
    let found = of_rule(rule, folder, &outcome);
    let mut said = String::new();
    for finding in &found {
        assert!(finding.help.is_some(), "{}: a finding says what to do", rule.name);
        writeln!(said, "{}\n", human(finding, &outcome.sources, Lang::Zh, false)).unwrap();
        let help = finding.help.as_ref().map_or("", |help| help.in_lang(Lang::En));
        writeln!(said, "{} | {help}\n", finding.message.in_lang(Lang::En)).unwrap();
    }
    if found.is_empty() {
        return Some(format!("{}: the rule says nothing", folder.display()));
    }
    let expected = folder.join("expected.txt");
    let expected = snapbox::Data::read_from(&expected, Some(snapbox::data::DataFormat::Text)).raw();
    snapbox::Assert::new()
        .normalize_paths(false)
        .action_env(snapbox::assert::DEFAULT_ACTION_ENV)
        .try_eq(Some(&folder.display()), said.trim_end().to_owned().into(), expected)
        .err()
        .map(|error| error.to_string())
}

fn alarm(rule: &Rule, folder: &Path) -> Option<String> {
    let outcome = checked(folder);
    let found = of_rule(rule, folder, &outcome);
    let first = found.first()?;
    Some(format!("{}: false alarm\n{}", folder.display(), human(first, &outcome.sources, Lang::Zh, false)))
}

/// `check --list` and the silences of `site.yaml` know a finding only by the tables.
#[test]
fn every_finding_of_the_code_is_in_a_table() {
    let known: Vec<&str> = gongkai::check::names().collect();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut named = std::collections::BTreeSet::new();
    for (path, bytes) in picture(&source) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let code = text.split("#[cfg(test)]").next().unwrap_or("");
        if !path.ends_with("tests.rs") && crate::bench::is_kind(&path, "rs") {
            named.extend(rules_named(code));
        }
    }
    assert!(named.len() > 60, "the code speaks another way: {named:?}");
    let missing: Vec<&String> = named.iter().filter(|name| !known.contains(&name.as_str())).collect();
    assert!(missing.is_empty(), "add these to src/check/stages.rs: {missing:?}");
}

/// The names behind `error(`, `warning(` and `advice(`.
fn rules_named(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for call in ["error(", "warning(", "advice("] {
        for rest in code.split(call).skip(1) {
            let Some(rest) = rest.trim_start().strip_prefix('"') else { continue };
            let name = rest.split('"').next().unwrap_or("");
            let is_name = name.contains('-')
                && name.bytes().all(|b| b.is_ascii_lowercase() || b"-0123456789".contains(&b));
            if is_name {
                names.push(name.to_owned());
            }
        }
    }
    names
}

/// The table is made from the doc comments of the rules.
#[test]
fn the_manual_has_the_table_of_rules() {
    const BEGIN: &str = "SNAPSHOTS=overwrite cargo test checks -->\n";
    const END: &str = "<!-- 表格完 -->";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/checks.md");
    let page = text_or_nothing(&path);
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let actual = format!("{before}{BEGIN}\n{}\n{END}{after}", gongkai::check::manual::table(RULES));
    let expected = snapbox::Data::read_from(&path, Some(snapbox::data::DataFormat::Text)).raw();
    snapbox::Assert::new()
        .normalize_paths(false)
        .action_env(snapbox::assert::DEFAULT_ACTION_ENV)
        .eq(actual, expected);
}
