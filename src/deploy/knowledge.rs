//! What was ever live: index numbers and rows of the record, without any value.
//!
//! The ledger and the record only grow; so whoever lacks one entry that was live has an old copy of the site,
//! and must not put it online. Values and texts stay out: what was purged must not live on at a server.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::ledger::{Ledger, NumberState};
use crate::model::IndexNumber;
use crate::record::{Record, RecordRow, RowKind};

/// Between the words of an entry.
const BETWEEN: &str = " · ";

/// How much of a digest tells one content from another.
const DIGITS: usize = 16;

/// What stands for the digest of a version that was purged.
const PURGED: &str = "";

/// Index numbers, versions and rows of the record, as entries that people can read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Knowledge {
    /// Index numbers.
    numbers: BTreeSet<String>,
    /// Those whose content was withdrawn.
    withdrawn: BTreeSet<String>,
    /// Versions by number, part and version.
    versions: BTreeMap<String, KnownEditions>,
    /// The other rows of the record: whose version, and what the row tells.
    rows: BTreeSet<String>,
}

/// The beginnings of the digests of the contents of a version, by item and day; [`PURGED`] of one that was
/// purged. Two branches may have given one number to two items, or to two versions of one: item and day tell
/// them apart, as they do in the row 清除.
type KnownEditions = BTreeMap<String, BTreeSet<String>>;

/// What the number of a version and its part are called.
fn numbered(row: &RecordRow) -> String {
    let subject = row.subject.number.as_ref().map_or_else(|| row.subject.item.as_str(), IndexNumber::as_str);
    [subject, &row.part.word(), &row.version.to_string()].join(BETWEEN)
}

/// What tells the version of a row 版本 from another with its number.
fn edition(row: &RecordRow) -> String {
    [row.subject.item.as_str(), &row.day.to_string()].join(BETWEEN)
}

/// The beginning of the digest of its content, not the content.
fn digest(row: &RecordRow) -> &str {
    row.now.get(..DIGITS).unwrap_or(PURGED)
}

impl Knowledge {
    /// What a site's ledger and record know.
    #[must_use]
    pub fn of(ledger: &Ledger, record: &Record) -> Self {
        let mut known = Self::default();
        for row in ledger.rows() {
            known.numbers.insert(row.number.as_str().to_owned());
            if matches!(row.state, NumberState::Withdrawn(_)) {
                known.withdrawn.insert(row.number.as_str().to_owned());
            }
        }
        for row in record.rows() {
            if row.kind == RowKind::Version {
                let editions = known.versions.entry(numbered(row)).or_default();
                editions.entry(edition(row)).or_default().insert(digest(row).to_owned());
            } else {
                known.rows.insert([&numbered(row), row.kind.word(), row.name.as_str()].join(BETWEEN));
            }
        }
        known
    }

    /// What of `live` is unknown here. What a version said that was purged here may be forgotten, once: after
    /// that `live` knows of the purge, and what it says then is another's.
    #[must_use]
    pub fn unknown(&self, live: &Self) -> Vec<String> {
        let numbers = live.numbers.difference(&self.numbers);
        let rows = live.rows.difference(&self.rows);
        let mut unknown: Vec<String> = numbers.chain(rows).cloned().collect();
        let nothing = KnownEditions::new();
        for (version, editions) in &live.versions {
            let here = self.versions.get(version).unwrap_or(&nothing);
            let gone = forgotten(here, editions);
            // A record that was lost and is made anew of the finished site has a content under another day.
            let is_known = |content: &String| {
                gone.contains(content) || here.values().any(|contents| contents.contains(content))
            };
            for (edition, contents) in editions {
                if !contents.iter().all(is_known) {
                    unknown.push([version.as_str(), edition].join(BETWEEN));
                }
            }
        }
        unknown
    }

    /// The numbers that are withdrawn in `live` and not here, apart from those `restored` on purpose.
    #[must_use]
    pub fn revived(&self, live: &Self, restored: &[String]) -> Vec<String> {
        let revived = live.withdrawn.difference(&self.withdrawn);
        revived.filter(|number| !restored.contains(number)).cloned().collect()
    }

    /// Whether something was purged here whose content was live at `live`, where nobody knew of the purge.
    #[must_use]
    pub fn purges(&self, live: &Self) -> bool {
        self.versions.iter().any(|(version, editions)| {
            let there = live.versions.get(version);
            let is_live = |edition: &String| {
                there.and_then(|there| there.get(edition)).is_some_and(|there| !is_purged(there))
            };
            editions.iter().any(|(edition, contents)| is_purged(contents) && is_live(edition))
        })
    }

    /// The numbers whose content is withdrawn.
    #[must_use]
    pub fn withdrawn(&self) -> &BTreeSet<String> {
        &self.withdrawn
    }

    /// Whether the version of a row 版本 is among what is known, with its content or purged.
    #[must_use]
    pub fn has(&self, row: &RecordRow) -> bool {
        self.versions.get(&numbered(row)).is_some_and(|editions| {
            editions.values().any(|contents| contents.contains(digest(row)))
                || editions.get(&edition(row)).is_some_and(is_purged)
        })
    }

    /// What both know together, with `self` deciding what is withdrawn and what is purged.
    #[must_use]
    pub fn joined(&self, live: &Self) -> Self {
        let mut versions = live.versions.clone();
        for (version, editions) in &self.versions {
            let joined = versions.entry(version.clone()).or_default();
            let gone = forgotten(editions, joined);
            for contents in joined.values_mut() {
                contents.retain(|content| !gone.contains(content));
            }
            joined.retain(|_, contents| !contents.is_empty());
            for (edition, contents) in editions {
                joined.entry(edition.clone()).or_default().extend(contents.iter().cloned());
            }
        }
        Self {
            numbers: live.numbers.union(&self.numbers).cloned().collect(),
            withdrawn: self.withdrawn.clone(),
            versions,
            rows: live.rows.union(&self.rows).cloned().collect(),
        }
    }
}

fn is_purged(contents: &BTreeSet<String>) -> bool {
    contents.contains(PURGED)
}

/// The contents of a version, live as `there` says, that were purged `here`.
fn forgotten(here: &KnownEditions, there: &KnownEditions) -> BTreeSet<String> {
    let is_its = |edition: &String| here.get(edition).is_some_and(is_purged);
    let purged = there.iter().filter(|(edition, contents)| is_its(edition) && !is_purged(contents));
    purged.flat_map(|(_, contents)| contents).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "索引号,内容,部分,版本,日期,记录,名称,原值,值,说明\n";

    fn record(lines: &[&str]) -> Record {
        let parsed = Record::parse(&format!("{HEAD}{}\n", lines.join("\n")), "published.csv");
        assert!(parsed.findings.is_empty(), "{:?}", parsed.findings);
        parsed.value
    }

    fn known(lines: &[&str]) -> Knowledge {
        Knowledge::of(&Ledger::empty("index-numbers.csv"), &record(lines))
    }

    #[test]
    fn values_stay_out() {
        let digest = "a".repeat(64);
        let version = format!("a/2024-1,通知/甲,正文,1,2024-07-05,版本,题,,{digest},");
        let known =
            known(&[&version, "a/2024-1,通知/甲,正文,1,2024-07-05,数据,培训人数,机密甲,机密乙,机密丙"]);
        let text = serde_json::to_string(&known).unwrap();
        assert!(text.contains("培训人数") && !text.contains("机密"), "{text}");
        assert!(!text.contains(&digest), "{text}");
    }

    fn head(item: &str, version: u32, day: &str, letter: &str) -> String {
        format!("a/2024-1,{item},正文,{version},{day},版本,题,,{},", letter.repeat(64))
    }

    /// What is known of a record, also where two branches used one number; such a record is not published.
    fn unsettled(lines: &[&str]) -> Knowledge {
        let record = Record::parse(&format!("{HEAD}{}\n", lines.join("\n")), "published.csv").value;
        Knowledge::of(&Ledger::empty("index-numbers.csv"), &record)
    }

    /// The record after the version of a head was purged.
    fn purged(item: &str, version: u32, day: &str, others: &[&str]) -> Knowledge {
        let head = format!("a/2024-1,{item},正文,{version},{day},版本,,,,");
        let mark = format!("a/2024-1,{item},正文,{version},2024-08-01,清除,,,{day},误发");
        unsettled(&[&[&*head, &*mark], others].concat())
    }

    #[test]
    fn a_purge_may_forget_and_an_old_copy_may_not() {
        let first = head("通知/甲", 1, "2024-07-05", "a");
        let second = head("通知/甲", 2, "2024-07-06", "b");
        let other = head("通知/甲", 2, "2024-07-06", "c");
        let both = known(&[&first, &second]);
        assert!(both.unknown(&both).is_empty());
        assert_eq!(known(&[&first]).unknown(&both).len(), 1);
        assert_eq!(known(&[&first, &other]).unknown(&both).len(), 1);
        let purged = purged("通知/甲", 1, "2024-07-05", &[&second]);
        assert!(purged.unknown(&both).is_empty());
        assert!(purged.purges(&both));
        // What was purged is known to be so from now on, and its digest is gone.
        let joined = purged.joined(&both);
        assert_eq!(both.unknown(&joined).len(), 2);
        assert!(!serde_json::to_string(&joined).unwrap().contains("aaaa"));
        assert!(!purged.purges(&joined));
    }

    /// The number of a version that was purged may be that of another, which somebody else put online.
    #[test]
    fn a_purge_forgets_nothing_but_the_version_that_was_purged() {
        let (item, day) = ("通知/甲", "2024-07-05");
        let purged_here = || purged(item, 1, day, &[]);
        for other in [
            head("通知/乙", 1, day, "c"),
            head(item, 1, "2024-07-04", "c"),
            head(item, 2, day, "c"),
            format!("a/2024-1,{item},正文,1,{day},数据,培训人数,,1人,"),
            format!("a/2024-2,{item},正文,1,{day},版本,题,,{},", "c".repeat(64)),
            format!("a/2024-1,{item},计划,1,{day},版本,题,,{},", "c".repeat(64)),
        ] {
            let live = unsettled(&[&head(item, 1, day, "a"), &other]);
            assert_eq!(purged_here().unknown(&live).len(), 1, "{other}");
            assert!(purged_here().purges(&live), "{other}");
            // Nor does it take away a release in which nothing of it ever was.
            assert!(!purged_here().purges(&unsettled(&[&other])), "{other}");
        }
        // Where the purge is known, the same number and day are another's content.
        let after = purged_here().joined(&unsettled(&[&head(item, 1, day, "a")]));
        let returned = unsettled(&[&head(item, 1, day, "c")]);
        assert_eq!(purged_here().unknown(&after), [""; 0]);
        assert!(!returned.unknown(&after).is_empty());
        // Two items had the number; the second purge counts as the first did.
        let second = [head("通知/乙", 1, day, "c")];
        let live = purged(item, 1, day, &[&second[0]]);
        let mark = format!("a/2024-1,通知/乙,正文,1,2024-08-02,清除,,,{day},误发");
        let both = purged(item, 1, day, &[&format!("a/2024-1,通知/乙,正文,1,{day},版本,,,,"), &mark]);
        assert!(both.purges(&live) && both.unknown(&live).is_empty());
    }

    #[test]
    fn a_record_that_was_made_anew_knows_the_same_contents_under_another_day() {
        let live = known(&[&head("通知/甲", 1, "2024-07-05", "a")]);
        assert_eq!(known(&[&head("通知/甲", 1, "2024-03-02", "a")]).unknown(&live), [""; 0]);
        assert_eq!(known(&[&head("通知/甲", 1, "2024-03-02", "c")]).unknown(&live).len(), 1);
        // And when it is purged, it is gone under both.
        let live = known(&[&head("通知/甲", 1, "2024-03-02", "a")]).joined(&live);
        let purged = purged("通知/甲", 1, "2024-03-02", &[]);
        assert_eq!(purged.unknown(&live), [""; 0]);
        assert!(purged.purges(&live));
        let joined = purged.joined(&live);
        assert!(!serde_json::to_string(&joined).unwrap().contains("aaaa"));
        assert_eq!(purged.unknown(&joined), [""; 0]);
    }

    #[test]
    fn a_version_is_known_by_its_content_and_when_it_was_purged() {
        let lines = [head("通知/甲", 1, "2024-07-05", "a"), head("通知/甲", 1, "2024-07-05", "c")];
        let rows = lines.each_ref().map(|line| record(&[line]).rows()[0].clone());
        let live = known(&[&lines[0]]);
        assert!(live.has(&rows[0]) && !live.has(&rows[1]));
        // Nobody can tell whether it is what was purged.
        assert!(purged("通知/甲", 1, "2024-07-05", &[]).has(&rows[0]));
    }
}
