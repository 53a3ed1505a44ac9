//! Lists and thresholds that change with the years: files, not code.
//!
//! The built-in ones are in `data/`; a site replaces one by a file of the same name in its folder `checks/`.
//! All have one form: CSV without quotes, lines that begin with `#` say where the facts are from and as of
//! when.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Diagnostic, Place, nearest};
use crate::layout;
use crate::say;
use crate::text::garbled::Letters;

/// The built-in files.
static BUILT_IN: &[(&str, &str)] = &[
    ("areas.csv", include_str!("data/areas.csv")),
    ("improper-names.csv", include_str!("data/improper-names.csv")),
    ("inspection.csv", include_str!("data/inspection.csv")),
    ("known-documents.csv", include_str!("data/known-documents.csv")),
    ("placeholders.csv", include_str!("data/placeholders.csv")),
    ("thresholds.csv", include_str!("data/thresholds.csv")),
    ("traditional.csv", include_str!("data/traditional.csv")),
    ("wrong-words.csv", include_str!("data/wrong-words.csv")),
];

/// The files in force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Data {
    own: BTreeMap<String, Arc<str>>,
}

/// A line of a data file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataRow<'a> {
    /// Its cells, without spaces around them.
    pub cells: Vec<&'a str>,
    /// Its bytes in the file.
    pub span: std::ops::Range<usize>,
}

impl Data {
    /// The built-in files with a site's own over them: name and text. A name that no rule reads is a finding.
    #[must_use]
    pub fn new(own: BTreeMap<String, Arc<str>>) -> (Self, Vec<Diagnostic>) {
        let names = || BUILT_IN.iter().map(|(name, _)| *name);
        let findings = own.keys().filter(|name| !names().any(|known| known == *name)).map(|name| {
            let help = match nearest(name, names()) {
                Some(near) => say!("是不是 `{near}`？", "did you mean `{near}`?"),
                None => {
                    let list = names().collect::<Vec<_>>().join("、");
                    say!("可以有的文件：{list}", "files that are read: {list}")
                }
            };
            Diagnostic::warning("unknown-check-data", say!("没有规则使用 `{name}`", "no rule reads `{name}`"))
                .at(Place::whole(format!("{}/{name}", layout::CHECKS)))
                .help(help)
        });
        let findings = findings.collect();
        (Self { own }, findings)
    }

    /// The text of the file `name`; empty if there is none of that name.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        match self.own.get(name) {
            Some(text) => text,
            None => BUILT_IN.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text),
        }
    }

    /// Where something in the file `name` is, for a finding; `None` if the file is the built-in one.
    #[must_use]
    pub fn place(&self, name: &str, row: &DataRow<'_>) -> Option<Place> {
        self.own
            .contains_key(name)
            .then(|| Place::span(format!("{}/{name}", layout::CHECKS), row.span.clone()))
    }

    /// The lines of the file `name` that are no comments, without the head.
    pub fn rows(&self, name: &str) -> impl Iterator<Item = DataRow<'_>> {
        let text = self.text(name);
        let mut at = 0;
        let lines = text.split_inclusive('\n').map(move |line| {
            let start = at;
            at += line.len();
            (start, line.trim_end())
        });
        lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')).skip(1).map(|(start, line)| {
            DataRow { cells: line.split(',').map(str::trim).collect(), span: start..start + line.len() }
        })
    }

    /// The traditional characters in force, and what they are in simplified writing.
    #[must_use]
    pub fn letters(&self) -> Letters {
        Letters::new(self.rows("traditional.csv").flat_map(|row| {
            let pairs: Vec<char> = row.cells[0].chars().collect();
            pairs.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>()
        }))
    }

    /// All that is in force, in order of name: what the results of rules depend on besides the site.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        BUILT_IN.iter().map(|(name, _)| (*name, self.text(name)))
    }
}
