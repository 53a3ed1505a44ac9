//! What was ever live: index numbers and rows of the record, without any value.
//!
//! The ledger and the record only grow; so whoever lacks one entry that was live has an old copy of the site,
//! and must not put it online. Values and texts stay out: what was purged must not live on at a server.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::ledger::{Ledger, State};
use crate::model::IndexNumber;
use crate::record::{Record, Row, RowKind};

/// Between the words of an entry.
const BETWEEN: &str = " · ";

/// How much of a digest tells one content from another.
const DIGITS: usize = 16;

/// Index numbers and rows of the record, as entries that people can read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Knowledge {
    /// Index numbers.
    numbers: BTreeSet<String>,
    /// Those whose content was withdrawn.
    withdrawn: BTreeSet<String>,
    /// Rows of the record: whose version, and what the row tells.
    rows: BTreeSet<String>,
    /// Versions that were purged.
    purged: BTreeSet<String>,
}

/// The version that a row belongs to.
fn version(row: &Row) -> String {
    let subject = row.subject.number.as_ref().map_or_else(|| row.subject.item.as_str(), IndexNumber::as_str);
    [subject, &row.part.word(), &row.version.to_string()].join(BETWEEN)
}

/// What a row tells, apart from values.
fn entry(row: &Row) -> String {
    let detail = match row.kind {
        // A digest of the content, not the content.
        RowKind::Version => row.now.get(..DIGITS).unwrap_or_default(),
        _ => row.name.as_str(),
    };
    [version(row).as_str(), row.kind.word(), detail].join(BETWEEN)
}

impl Knowledge {
    /// What a site's ledger and record know.
    #[must_use]
    pub fn of(ledger: &Ledger, record: &Record) -> Self {
        let mut known = Self::default();
        for row in ledger.rows() {
            known.numbers.insert(row.number.as_str().to_owned());
            if matches!(row.state, State::Withdrawn(_)) {
                known.withdrawn.insert(row.number.as_str().to_owned());
            }
        }
        for row in record.rows() {
            known.rows.insert(entry(row));
            if row.kind == RowKind::Purged {
                known.purged.insert(version(row));
            }
        }
        known
    }

    /// What of `live` is unknown here. A version that was purged here may be forgotten.
    #[must_use]
    pub fn unknown(&self, live: &Self) -> Vec<String> {
        let numbers = live.numbers.difference(&self.numbers);
        let rows = live.rows.difference(&self.rows).filter(|row| !self.is_purged(row));
        numbers.chain(rows).cloned().collect()
    }

    /// The numbers that are withdrawn in `live` and not here, apart from those `restored` on purpose.
    #[must_use]
    pub fn revived(&self, live: &Self, restored: &[String]) -> Vec<String> {
        let revived = live.withdrawn.difference(&self.withdrawn);
        revived.filter(|number| !restored.contains(number)).cloned().collect()
    }

    /// Whether something was purged here that `live` still has.
    #[must_use]
    pub fn purges(&self, live: &Self) -> bool {
        self.purged.difference(&live.purged).next().is_some()
    }

    /// The numbers whose content is withdrawn.
    #[must_use]
    pub fn withdrawn(&self) -> &BTreeSet<String> {
        &self.withdrawn
    }

    /// What both know together, with `self` deciding what is withdrawn and what is purged.
    #[must_use]
    pub fn joined(&self, live: &Self) -> Self {
        let rows = live.rows.iter().filter(|row| !self.is_purged(row)).chain(&self.rows);
        Self {
            numbers: live.numbers.union(&self.numbers).cloned().collect(),
            withdrawn: self.withdrawn.clone(),
            rows: rows.cloned().collect(),
            purged: live.purged.union(&self.purged).cloned().collect(),
        }
    }

    fn is_purged(&self, row: &str) -> bool {
        let mut words = row.match_indices(BETWEEN).map(|(at, _)| at);
        words.nth(2).is_some_and(|end| self.purged.contains(&row[..end]))
    }
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

    #[test]
    fn a_purge_may_forget_and_an_old_copy_may_not() {
        let first = format!("a/2024-1,通知/甲,正文,1,2024-07-05,版本,题,,{},", "a".repeat(64));
        let second = format!("a/2024-1,通知/甲,正文,2,2024-07-06,版本,题,,{},", "b".repeat(64));
        let other = format!("a/2024-1,通知/甲,正文,2,2024-07-06,版本,题,,{},", "c".repeat(64));
        let both = known(&[&first, &second]);
        assert!(both.unknown(&both).is_empty());
        assert_eq!(known(&[&first]).unknown(&both).len(), 1);
        assert_eq!(known(&[&first, &other]).unknown(&both).len(), 1);
        let purged = known(&[
            "a/2024-1,通知/甲,正文,1,2024-07-05,版本,,,,",
            &second,
            "a/2024-1,通知/甲,正文,1,2024-07-07,清除,,,,误发",
        ]);
        assert!(purged.unknown(&both).is_empty());
        assert!(purged.purges(&both));
        // What was purged is known to be so from now on, and its digest is gone.
        let joined = purged.joined(&both);
        assert_eq!(both.unknown(&joined).len(), 2);
        assert!(!serde_json::to_string(&joined).unwrap().contains("aaaa"));
        assert!(!purged.purges(&joined));
    }
}
