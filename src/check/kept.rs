//! What was found in attachments, kept from run to run by the digest of their bytes.
//!
//! An attachment is looked into once: what was found is kept in the site folder, in
//! [`.gongkai.checked`](crate::layout::CHECKED), which `build` writes and `check` only reads. It can never go
//! stale: an entry is found by the SHA-256 of the bytes, and all entries are void as soon as anything else
//! that the result depends on is another: the version of the program and of its readers, the lists in force,
//! the public telephones. Losing the file costs time, nothing else. It holds masked values only.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::Data;
use super::numbers::FoundNumber;
use super::people::FoundCell;
use crate::attachment::{self, Gap};
use crate::config::Settings;
use crate::diag::{Lang, Text};
use crate::model::to_hex;
use crate::privacy::{self, NumberKind, PersonalHeading};

/// Raised whenever this module or what it keeps changes.
const FORM: u32 = 1;

/// What was found in one attachment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Searched {
    /// Personal numbers.
    pub numbers: Vec<FoundNumber>,
    /// Cells about persons.
    pub cells: Vec<FoundCell>,
    /// What could not be looked into.
    pub gaps: Vec<Gap>,
    /// Where a picture was taken.
    pub taken_at: Option<String>,
}

/// The results kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptResults {
    /// What all results depend on besides the bytes.
    epoch: String,
    entries: BTreeMap<String, Searched>,
}

impl KeptResults {
    /// Nothing kept, for results that depend on these settings and lists.
    #[must_use]
    pub fn new(settings: Option<&Settings>, data: &Data) -> Self {
        let mut hash = Sha256::new();
        let versions = [FORM, attachment::VERSION, privacy::VERSION];
        hash.update(format!("{} {versions:?}\n", env!("CARGO_PKG_VERSION")));
        for (name, text) in data.texts() {
            hash.update(format!("{name} {}\n{text}", text.len()));
        }
        if let Some(settings) = settings {
            for phone in &settings.checks.public_phones {
                hash.update(format!("{}\n", phone.value));
            }
            for phone in settings.own_phones() {
                hash.update(format!("{phone}\n"));
            }
        }
        Self { epoch: to_hex(&hash.finalize()), entries: BTreeMap::new() }
    }

    /// Takes in what [`Self::to_text`] wrote, if it holds for the same settings and lists. Anything else is
    /// passed over.
    #[must_use]
    pub fn with(mut self, text: &str) -> Self {
        let mut lines = text.lines();
        if lines.next() != Some(self.epoch.as_str()) {
            return self;
        }
        for line in lines {
            let Some((digest, json)) = line.split_once(' ') else { continue };
            let searched = serde_json::from_str(json).ok().and_then(|value: Value| read(&value));
            if let Some(searched) = searched {
                self.entries.insert(digest.to_owned(), searched);
            }
        }
        self
    }

    /// Whether results of both depend on the same settings and lists.
    #[must_use]
    pub fn holds_like(&self, other: &Self) -> bool {
        self.epoch == other.epoch
    }

    /// What was found in these bytes, if they have been looked into.
    #[must_use]
    pub fn of(&self, digest: &str) -> Option<&Searched> {
        self.entries.get(digest)
    }

    /// Enters what was found in the bytes with this digest.
    pub fn enter(&mut self, digest: &str, searched: &Searched) {
        if !self.entries.contains_key(digest) {
            self.entries.insert(digest.to_owned(), searched.clone());
        }
    }

    /// The first line says what the results depend on, each further one is a digest and a result.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("{}\n", self.epoch);
        for (digest, searched) in &self.entries {
            // Writing to a text cannot fail.
            let _ = writeln!(text, "{digest} {}", write(searched));
        }
        text
    }

    /// Whether nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// The SHA-256 of bytes.
pub(super) fn digest(bytes: &[u8]) -> String {
    to_hex(&Sha256::digest(bytes))
}

const KINDS: [(NumberKind, &str); 3] =
    [(NumberKind::Id, "id"), (NumberKind::Mobile, "mobile"), (NumberKind::Card, "card")];
const HEADINGS: [(PersonalHeading, &str); 4] = [
    (PersonalHeading::Name, "name"),
    (PersonalHeading::Account, "account"),
    (PersonalHeading::Home, "home"),
    (PersonalHeading::Health, "health"),
];

fn name_of<T: PartialEq + Copy>(table: &[(T, &'static str)], value: T) -> &'static str {
    table.iter().find(|(known, _)| *known == value).map_or("", |(_, name)| name)
}

fn value_of<T: Copy>(table: &[(T, &str)], name: &Value) -> Option<T> {
    table.iter().find(|(_, known)| Some(*known) == name.as_str()).map(|(value, _)| *value)
}

fn write(searched: &Searched) -> Value {
    let text = |place: &Option<Text>| {
        place.as_ref().map(|place| json!([place.in_lang(Lang::Zh), place.in_lang(Lang::En)]))
    };
    let span =
        |span: &Option<std::ops::Range<usize>>| span.as_ref().map(|span| json!([span.start, span.end]));
    let numbers: Vec<Value> = searched
        .numbers
        .iter()
        .map(|found| {
            json!([
                name_of(&KINDS, found.kind),
                found.masked,
                text(&found.place),
                span(&found.span),
                found.more
            ])
        })
        .collect();
    let cells: Vec<Value> = searched
        .cells
        .iter()
        .map(|found| {
            json!([name_of(&HEADINGS, found.heading), text(&found.place), span(&found.span), found.more])
        })
        .collect();
    let gaps: Vec<Value> = searched
        .gaps
        .iter()
        .map(|gap| match gap {
            Gap::Encrypted => json!(["encrypted"]),
            Gap::Damaged => json!(["damaged"]),
            Gap::TooLarge => json!(["large"]),
            Gap::Scanned(pages, all) => json!(["scanned", pages, all]),
            Gap::Unmapped(pages, all) => json!(["unmapped", pages, all]),
            Gap::Archive => json!(["archive"]),
            Gap::Unlisted => json!(["unlisted"]),
            Gap::Pictures(count) => json!(["pictures", count]),
            Gap::Illustrations(count) => json!(["illustrations", count]),
            Gap::Unknown(ending) => json!(["unknown", ending]),
        })
        .collect();
    json!({"numbers": numbers, "cells": cells, "gaps": gaps, "taken_at": searched.taken_at})
}

/// `None` if anything is not as `write` makes it.
fn read(value: &Value) -> Option<Searched> {
    let count = |value: &Value| value.as_u64().and_then(|count| usize::try_from(count).ok());
    let text = |value: &Value| match value {
        Value::Null => Some(None),
        _ => Some(Some(Text::new(value[0].as_str()?, value[1].as_str()?))),
    };
    let span = |value: &Value| match value {
        Value::Null => Some(None),
        _ => Some(Some(count(&value[0])?..count(&value[1])?)),
    };
    let numbers = value["numbers"].as_array()?.iter().map(|found| {
        Some(FoundNumber {
            kind: value_of(&KINDS, &found[0])?,
            masked: found[1].as_str()?.to_owned(),
            place: text(&found[2])?,
            span: span(&found[3])?,
            more: count(&found[4])?,
        })
    });
    let cells = value["cells"].as_array()?.iter().map(|found| {
        Some(FoundCell {
            heading: value_of(&HEADINGS, &found[0])?,
            place: text(&found[1])?,
            span: span(&found[2])?,
            more: count(&found[3])?,
        })
    });
    let gaps = value["gaps"].as_array()?.iter().map(|gap| {
        Some(match gap[0].as_str()? {
            "encrypted" => Gap::Encrypted,
            "damaged" => Gap::Damaged,
            "large" => Gap::TooLarge,
            "scanned" => Gap::Scanned(count(&gap[1])?, count(&gap[2])?),
            "unmapped" => Gap::Unmapped(count(&gap[1])?, count(&gap[2])?),
            "archive" => Gap::Archive,
            "unlisted" => Gap::Unlisted,
            "pictures" => Gap::Pictures(count(&gap[1])?),
            "illustrations" => Gap::Illustrations(count(&gap[1])?),
            "unknown" => Gap::Unknown(gap[1].as_str()?.to_owned()),
            _ => return None,
        })
    });
    Some(Searched {
        numbers: numbers.collect::<Option<_>>()?,
        cells: cells.collect::<Option<_>>()?,
        gaps: gaps.collect::<Option<_>>()?,
        taken_at: value["taken_at"].as_str().map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::say;

    #[test]
    fn results_come_back_as_they_were() {
        let searched = Searched {
            numbers: vec![FoundNumber {
                kind: NumberKind::Id,
                masked: "330604********123X".to_owned(),
                place: Some(say!("甲", "a")),
                span: None,
                more: 3,
            }],
            cells: vec![FoundCell { heading: PersonalHeading::Home, place: None, span: Some(3..9), more: 0 }],
            gaps: vec![
                Gap::Encrypted,
                Gap::Scanned(1, 2),
                Gap::Unmapped(3, 4),
                Gap::TooLarge,
                Gap::Damaged,
                Gap::Archive,
                Gap::Pictures(5),
                Gap::Illustrations(6),
                Gap::Unknown("dbf".to_owned()),
            ],
            taken_at: Some("N30° E120°".to_owned()),
        };
        let mut kept = KeptResults::new(None, &Data::default());
        kept.enter("ab", &searched);
        let again = KeptResults::new(None, &Data::default()).with(&kept.to_text());
        assert_eq!(again.of("ab"), Some(&searched));
        let own = BTreeMap::from([("areas.csv".to_owned(), "省,名称,地级代码\n".into())]);
        let other = KeptResults::new(None, &Data::new(own).0).with(&kept.to_text());
        assert!(other.is_empty(), "other lists find other numbers");
        assert!(KeptResults::new(None, &Data::default()).with("broken\n{").is_empty());
    }
}
