//! The manual: `docs/` leaves no key, command or option out, its examples are right, its links lead somewhere.

#![expect(clippy::unwrap_used, reason = "a test that cannot read the manual has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use gongkai::yaml::shape::Shape;
use gongkai::yaml::{self, YamlSource, YamlValue};
use gongkai::{entry, files};

/// The most lines of a page: two screens.
const LONGEST_PAGE: usize = 100;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &Path) -> String {
    String::from_utf8(files::read(file).unwrap()).unwrap()
}

fn page(name: &str) -> String {
    read(&root().join("docs").join(name))
}

/// The pages of the manual, by file name.
fn pages() -> BTreeMap<String, String> {
    let names = root().join("docs").read_dir().unwrap().map(|entry| entry.unwrap().file_name());
    let pages: BTreeMap<String, String> =
        names.map(|name| name.to_str().unwrap().to_owned()).map(|name| (name.clone(), page(&name))).collect();
    assert!(pages.len() > 12, "the manual is gone");
    pages
}

/// Every Markdown file about the project itself.
fn texts() -> Vec<PathBuf> {
    let mut texts = Vec::new();
    for folder in ["", "docs", "tests", "benches", "fuzz", "themes/gongkai"] {
        let files = root().join(folder).read_dir().unwrap().map(|entry| entry.unwrap().path());
        texts.extend(files.filter(|file| file.extension().is_some_and(|ending| ending == "md")));
    }
    assert!(texts.len() > 20, "{texts:?}");
    texts
}

/// The blocks of a text that are marked as `kind`.
fn blocks<'a>(text: &'a str, kind: &str) -> Vec<&'a str> {
    let opening = format!("\n```{kind}\n");
    text.split(&opening).skip(1).filter_map(|rest| rest.split("\n```").next()).collect()
}

/// The names of all tests.
fn tests() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut folders = vec![root().join("tests/suite"), root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                // Other attributes may stand between.
                let code = read(&path);
                let heads = code
                    .split("#[test]\n")
                    .skip(1)
                    .filter_map(|test| test.split_once("fn ")?.1.split_once('('));
                names.extend(heads.map(|(name, _)| name.to_owned()));
            }
        }
    }
    assert!(names.len() > 500, "{} tests are too few", names.len());
    names
}

#[test]
fn every_promise_and_every_bound_names_a_test_that_there_is() {
    let page = page("promises.md");
    let tests = tests();
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with('|')).collect();
    // Two tables with a head of two lines each.
    assert!(rows.len() > 30, "{} rows are too few", rows.len());
    for row in rows.iter().filter(|row| !row.starts_with("|---") && !row.ends_with("| 测试 |")) {
        let named: Vec<&str> = quoted(row.trim_end_matches(" |").rsplit("| ").next().unwrap_or("")).collect();
        assert!(!named.is_empty(), "no test holds: {row}");
        for name in named {
            assert!(tests.contains(name), "there is no test `{name}`: {row}");
        }
    }
}

/// What stands between single backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n```").step_by(2).flat_map(|prose| prose.split('`').skip(1).step_by(2))
}

/// The keys of a schema and of all that lies in it.
fn keys(schema: &serde_json::Value, found: &mut BTreeSet<String>) {
    match schema {
        serde_json::Value::Object(members) => {
            if let Some(serde_json::Value::Object(properties)) = members.get("properties") {
                found.extend(properties.keys().cloned());
            }
            members.values().for_each(|member| keys(member, found));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        _ => {}
    }
}

#[test]
fn the_reference_names_every_key() {
    let mut missing = Vec::new();
    for (name, file) in [
        ("site", "site.md"),
        ("column", "columns.md"),
        ("project", "projects.md"),
        ("progress", "progress.md"),
        ("article", "articles.md"),
        ("fleet", "fleet.md"),
    ] {
        let page = page(file);
        let mut known = BTreeSet::new();
        keys(&entry::schema(name).unwrap(), &mut known);
        assert!(known.len() > 10, "{name} has hardly a key");
        for key in known {
            if !page.contains(&format!("`{key}`")) {
                missing.push(format!("{file}: `{key}`"));
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

/// What `gongkai WORDS --help` says.
fn help(words: &[&str]) -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_gongkai")).args(words).args(["--lang", "en", "--help"]).output();
    String::from_utf8(output.unwrap().stdout).unwrap()
}

/// The commands that a help lists.
fn commands(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| !line.starts_with("Commands")).skip(1);
    lines.map_while(|line| Some(line.strip_prefix("  ")?.split(' ').next()?.to_owned())).collect()
}

/// The options that a help names.
fn options(help: &str) -> BTreeSet<&str> {
    help.split([' ', ',', '\n', '[', ']', '=', '`']).filter(|word| word.starts_with("--")).collect()
}

/// The words of every command and of every command below one.
fn all_commands() -> Vec<Vec<String>> {
    let top = commands(&help(&[]));
    assert!(top.len() >= 7, "{top:?}");
    let mut all = Vec::new();
    for command in top {
        let below = commands(&help(&[&command]));
        all.push(vec![command.clone()]);
        all.extend(below.into_iter().map(|below| vec![command.clone(), below]));
    }
    all
}

#[test]
fn the_reference_names_every_command_and_option() {
    let page = page("commands.md");
    let mut missing = Vec::new();
    for words in all_commands() {
        let typed = format!("gongkai {}", words.join(" "));
        if !page.contains(&typed) {
            missing.push(typed.clone());
        }
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let help = help(&words);
        missing.extend(
            options(&help)
                .into_iter()
                .filter(|option| !page.contains(option))
                .map(|option| format!("{typed} {option}")),
        );
    }
    assert_eq!(missing, Vec::<String>::new());
}

/// Whatever a page tells somebody to type is a command, with options that it has.
#[test]
fn the_commands_in_the_manual_exist() {
    let known: Vec<(Vec<String>, String)> = all_commands()
        .into_iter()
        .map(|words| {
            let help = help(&words.iter().map(String::as_str).collect::<Vec<_>>());
            (words, help)
        })
        .collect();
    let mut faults = Vec::new();
    let mut count = 0;
    for (name, text) in pages() {
        let blocks = ["sh", "console"].map(|kind| blocks(&text, kind)).concat();
        let lines = blocks.iter().flat_map(|block| block.lines()).map(|line| line.trim_start_matches("$ "));
        for typed in lines.chain(quoted(&text)).filter(|line| line.starts_with("gongkai ")) {
            let typed = typed.split(" #").next().unwrap().trim();
            let words: Vec<&str> = typed.split(' ').skip(1).filter(|word| !word.is_empty()).collect();
            let command = known
                .iter()
                .filter(|(command, _)| {
                    words.iter().zip(command).filter(|(a, b)| a == b).count() == command.len()
                })
                .max_by_key(|(command, _)| command.len());
            let Some((_, help)) = command else {
                // What is said of every command: `gongkai --lang en`.
                if !words.first().is_some_and(|word| word.starts_with("--")) {
                    faults.push(format!("{name}: {typed}"));
                }
                continue;
            };
            count += 1;
            let has = options(help);
            for word in words.iter().filter(|word| word.starts_with("--")) {
                if !has.contains(word.split('=').next().unwrap()) {
                    faults.push(format!("{name}: {typed}: no {word}"));
                }
            }
        }
    }
    assert!(count > 20, "{count} commands in the manual");
    assert_eq!(faults, Vec::<String>::new());
}

/// Examples of YAML are YAML, with keys that there are.
#[test]
fn the_yaml_in_the_manual_is_right() {
    static ANY: Shape = Shape { zh: "例子", en: "example", keys: &[] };
    let mut known = BTreeSet::new();
    for name in ["site", "column", "project", "progress", "article", "fleet"] {
        keys(&entry::schema(name).unwrap(), &mut known);
    }
    let mut count = 0;
    for (name, text) in pages() {
        for block in blocks(&text, "yaml") {
            count += 1;
            let source = YamlSource { file: Arc::from(&*name), text: block, offset: 0, ends_file: true };
            let parsed = yaml::parse(&source, &ANY);
            assert!(parsed.findings.is_empty(), "{name}: {:?}\n{block}", parsed.findings);
            let YamlValue::Mapping(entries) = parsed.root.unwrap().value else {
                panic!("{name}: no keys\n{block}")
            };
            for entry in entries {
                assert!(known.contains(&*entry.key), "{name}: there is no key `{}`", entry.key);
            }
        }
    }
    assert!(count >= 2, "the examples are gone");
}

#[test]
fn every_page_is_short_and_in_the_table_of_contents() {
    let contents = page("README.md");
    for (name, text) in pages() {
        assert!(text.starts_with("# "), "{name} has no title");
        let lines = text.lines().count();
        assert!(lines <= LONGEST_PAGE, "{name} has {lines} lines: two subjects make two pages");
        let is_listed = name == "README.md" || contents.contains(&format!("]({name})"));
        assert!(is_listed, "docs/README.md does not list {name}");
    }
}

/// Links between the texts about the project lead to files and headings that are there.
#[test]
fn links_lead_somewhere() {
    let mut faults = Vec::new();
    let mut count = 0;
    for file in texts() {
        let text = read(&file);
        let prose: String = text.split("\n```").step_by(2).collect();
        let unquoted: String = prose.split('`').step_by(2).collect();
        for target in unquoted.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next()) {
            if target.starts_with("http") {
                continue;
            }
            count += 1;
            let (name, heading) = target.split_once('#').unwrap_or((target, ""));
            let path = if name.is_empty() { file.clone() } else { file.with_file_name(name) };
            let is_there = path.exists()
                && (heading.is_empty()
                    || read(&path).lines().any(|line| anchor(line).is_some_and(|id| id == heading)));
            if !is_there {
                faults.push(format!("{}: {target}", file.display()));
            }
        }
    }
    assert!(count > 30, "{count} links");
    assert_eq!(faults, Vec::<String>::new());
}

/// What links call a heading, if the line is one.
fn anchor(line: &str) -> Option<String> {
    let heading = line.strip_prefix('#')?.trim_start_matches('#').trim();
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    Some(kept.map(|c| if c == ' ' { '-' } else { c }).collect::<String>().to_lowercase())
}

/// The tests that hold a promise are named in the manual, and there are tests of these names.
#[test]
fn every_promise_has_its_tests() {
    let mut code = String::new();
    let mut folders = vec![root().join("src"), root().join("tests")];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                code.push_str(&read(&path));
            }
        }
    }
    let text = page("promises.md");
    let rows: Vec<&str> = text.lines().skip_while(|line| *line != "|---|---|---|").skip(1).collect();
    let rows = rows.into_iter().take_while(|line| line.starts_with('|'));
    let mut count = 0;
    for row in rows {
        let tests: Vec<&str> = row.rsplit('|').nth(1).unwrap().split('`').skip(1).step_by(2).collect();
        assert!(!tests.is_empty(), "no test holds: {row}");
        for test in tests {
            assert!(
                code.contains(&format!("#[test]\nfn {test}()")) || code.contains(&format!("    fn {test}()")),
                "there is no test {test}"
            );
        }
        count += 1;
    }
    assert!(count > 12, "{count} promises");
}
