//! The cases of `tests/sites/`: small sites and what they must become.
//!
//! A case is a site with a folder `expected`. In it stand `files.txt`, the list of all files of the finished site
//! (except the theme's), `index-numbers.csv`, the ledger after the build, and under `output` those files that the
//! case is about: of an HTML page the `<main>` element, of anything else the whole file. To look at one more file, put an
//! empty one there under its name. `arguments.txt` holds arguments for `build`. `SNAPSHOTS=overwrite cargo test
//! sites` writes the expectations anew.
//!
//! Whatever a case is about, every site is also held against what holds for all: see [`promises`].

#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]

use std::path::Path;

use rayon::prelude::*;

use crate::bench::{Scratch, cases, text_or_nothing};
use crate::{bench, promises};

#[test]
fn every_site_becomes_what_is_expected() {
    let folders = cases("sites");
    assert!(folders.len() > 15, "the cases are gone");
    let faults: Vec<String> = folders.par_iter().flat_map_iter(|folder| faults(folder)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn faults(folder: &Path) -> Vec<String> {
    let name = folder.file_name().unwrap().to_str().unwrap();
    let scratch = Scratch::copy_of(folder, &["expected", "arguments.txt"]);
    let arguments = text_or_nothing(&folder.join("arguments.txt"));
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    let run = scratch.build(&arguments);
    if run.code != Some(0) {
        return vec![format!("{name}: {}", run.stderr)];
    }
    let output = scratch.output();
    let mut faults = promises::broken(&output, &scratch.ledger());
    let list: String = output
        .keys()
        .filter(|path| !path.starts_with("assets/"))
        .map(|path| format!("{path}\n"))
        .collect();
    let mut actual =
        vec![("files.txt".to_owned(), list), ("index-numbers.csv".to_owned(), scratch.ledger())];
    for path in bench::picture(&folder.join("expected/output")).into_keys() {
        let text = match output.get(&path) {
            Some(bytes) if path.ends_with(".html") => main_of(bytes),
            Some(bytes) => String::from_utf8(bytes.clone()).unwrap(),
            None => {
                faults.push(format!("{path} is missing"));
                continue;
            }
        };
        actual.push((format!("output/{path}"), text));
    }
    faults.extend(actual.into_iter().filter_map(|(path, text)| difference(folder, &path, text)));
    let again = scratch.build(&arguments);
    if again.code != Some(0) || scratch.output() != output {
        faults.push(format!("the second build is another: {}", again.stderr));
    }
    faults.into_iter().map(|fault| format!("{name}: {fault}")).collect()
}

/// Compares with a file of `expected`, or writes it anew.
fn difference(folder: &Path, path: &str, actual: String) -> Option<String> {
    let assert =
        snapbox::Assert::new().normalize_paths(false).action_env(snapbox::assert::DEFAULT_ACTION_ENV);
    let file = folder.join("expected").join(path);
    let expected = snapbox::Data::read_from(&file, Some(snapbox::data::DataFormat::Text)).raw();
    assert.try_eq(Some(&path), actual.into(), expected).err().map(|error| error.to_string())
}

/// The `<main>` element, one line for each tag that follows another.
fn main_of(page: &[u8]) -> String {
    let page = std::str::from_utf8(page).unwrap();
    let start = page.find("<main").unwrap();
    let end = page.find("</main>").unwrap();
    let words: Vec<&str> = page[start..end].split_whitespace().collect();
    words.join(" ").replace("> <", ">\n<") + "\n</main>\n"
}
