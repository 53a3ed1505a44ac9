//! A baseline: what was found on a day and is known, so that only what is new is told.
//!
//! A finding is recognised by its rule, its file and its message without figures, so that it stays known when
//! lines are added above it or a day passes; as many of a kind as there were are known. What stops a build is
//! never known: a baseline that hid it would let `check` pass a site that `build` refuses. Nothing of the
//! findings' texts is in the file but a digest of the message, in which private values are masked already.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::judge::is_fixed;
use super::screen::sayable;
use crate::diag::{Diagnostic, Lang};
use crate::model::to_hex;

/// The first line of a baseline: the form, and what the file is for.
const HEAD: &str =
    "# gongkai baseline 1: 已知的问题，由 gongkai check --write-baseline 写；check --baseline 只说新的";

/// The findings that are known, with how many of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    known: BTreeMap<(String, String, String), usize>,
}

impl Baseline {
    /// The baseline in which all of `findings` are known.
    #[must_use]
    pub fn of(findings: &[Diagnostic]) -> Self {
        let mut known = BTreeMap::new();
        for finding in findings.iter().filter(|finding| !is_fixed(finding)) {
            *known.entry(key(finding)).or_insert(0) += 1;
        }
        Self { known }
    }

    /// Reads what [`Self::to_text`] wrote; `None` if the text is no baseline. The line is given that is none.
    pub fn parse(text: &str) -> Result<Self, usize> {
        let mut lines = text.lines().enumerate();
        let is_baseline = lines.next().is_some_and(|(_, line)| line.starts_with("# gongkai baseline 1"));
        if !is_baseline {
            return Err(1);
        }
        let mut known = BTreeMap::new();
        for (at, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            let mut parts = line.trim_end().splitn(4, ' ');
            let (Some(count), Some(rule), Some(digest), Some(file)) =
                (parts.next().and_then(|count| count.parse().ok()), parts.next(), parts.next(), parts.next())
            else {
                return Err(at + 1);
            };
            known.insert((rule.to_owned(), file.to_owned(), digest.to_owned()), count);
        }
        Ok(Self { known })
    }

    /// One line a kind of finding: how many, rule, digest, file; sorted.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("{HEAD}\n");
        for ((rule, file, digest), count) in &self.known {
            // Writing to a text cannot fail.
            let _ = writeln!(text, "{count} {rule} {digest} {file}");
        }
        text
    }

    /// How many findings are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.values().sum()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Takes out what is known; says how many were.
    pub fn hide(&self, findings: &mut Vec<Diagnostic>) -> usize {
        let mut left = self.known.clone();
        let before = findings.len();
        findings.retain(|finding| {
            if is_fixed(finding) {
                return true;
            }
            match left.get_mut(&key(finding)) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    false
                }
                _ => true,
            }
        });
        before - findings.len()
    }
}

fn key(finding: &Diagnostic) -> (String, String, String) {
    let file = finding.place.as_ref().map_or("-", |place| &*place.file);
    (finding.rule.to_owned(), sayable(file).into_owned(), digest(finding))
}

/// What a finding is recognised by, as 16 hexadecimal digits; the same in SARIF.
#[must_use]
pub fn digest(finding: &Diagnostic) -> String {
    // Figures change from day to day in "15 days without news".
    let message: String =
        finding.message.in_lang(Lang::Zh).chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect();
    let file = finding.place.as_ref().map_or("", |place| &*place.file);
    to_hex(&Sha256::digest(format!("{}\n{file}\n{message}", finding.rule))[..8])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Place;
    use crate::say;

    fn warning(file: &str, days: u8) -> Diagnostic {
        Diagnostic::warning("odd-thing", say!("{days} 天了", "{days} days")).at(Place::whole(file))
    }

    #[test]
    fn only_what_is_new_is_left() {
        let baseline = Baseline::of(&[warning("a b.md", 1), warning("a b.md", 2)]);
        let read = Baseline::parse(&baseline.to_text());
        assert_eq!(read, Ok(baseline.clone()));
        let error = Diagnostic::error("unknown-unit", say!("没有", "none")).at(Place::whole("a b.md"));
        assert_eq!(Baseline::of(std::slice::from_ref(&error)).len(), 0, "an error of a stage is never known");
        let mut found =
            vec![warning("a b.md", 7), warning("a b.md", 8), warning("a b.md", 9), warning("c.md", 1), error];
        assert_eq!(baseline.hide(&mut found), 2);
        let files: Vec<&str> =
            found.iter().map(|f| f.place.as_ref().map_or("", |place| &*place.file)).collect();
        assert_eq!(files, ["a b.md", "c.md", "a b.md"]);
    }

    #[test]
    fn what_is_no_baseline_is_refused() {
        assert_eq!(Baseline::parse("1 a b c\n"), Err(1));
        assert_eq!(Baseline::parse(&format!("{HEAD}\n\nmany a b c\n")), Err(3));
    }
}
