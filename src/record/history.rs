//! The versions of one part.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::content::{Digest, FieldKind};
use super::reason::ReasonKind;
use super::{Row, RowKind, is_same};

/// The versions of a part, as the record tells them.
#[derive(Clone, Debug, Default)]
pub struct History<'a> {
    /// The versions, oldest first; those that never went online are not among them.
    pub versions: Vec<Version<'a>>,
    /// The number of the last version ever, retracted or not; 0 if there is none.
    pub last: u32,
}

/// One version.
#[derive(Clone, Debug)]
pub struct Version<'a> {
    /// Its number.
    pub number: u32,
    /// The day of the build that published it.
    pub day: Date,
    /// Its title then.
    pub title: &'a str,
    /// The digest of its content; `None` once it was purged.
    pub digest: Option<Digest>,
    /// Why, if the version was purged.
    pub purged: Option<&'a str>,
    /// The rows of values that were new in it.
    pub values: Vec<&'a Row>,
    /// The reasons given for it.
    pub reasons: Vec<&'a Row>,
}

impl<'a> History<'a> {
    pub(super) fn of(rows: &[&'a Row]) -> Self {
        let mut versions: BTreeMap<u32, Version<'a>> = BTreeMap::new();
        let mut retracted = Vec::new();
        for row in rows {
            let version = versions.entry(row.version).or_insert_with(|| Version {
                number: row.version,
                day: row.day,
                title: "",
                digest: None,
                purged: None,
                values: Vec::new(),
                reasons: Vec::new(),
            });
            match row.kind {
                RowKind::Version => {
                    version.day = row.day;
                    version.title = &row.name;
                    version.digest = Digest::parse(&row.now);
                }
                RowKind::Value(_) => version.values.push(row),
                RowKind::Reason(_) => version.reasons.push(row),
                RowKind::Retracted => retracted.push(row.version),
                // Wherever the row stands after a merge, nothing of the version comes back.
                RowKind::Purged => version.purged = Some(&row.note),
            }
        }
        let last = versions.keys().next_back().copied().unwrap_or(0);
        for version in versions.values_mut().filter(|version| version.purged.is_some()) {
            version.digest = None;
            version.values.clear();
        }
        versions.retain(|number, _| !retracted.contains(number));
        Self { versions: versions.into_values().collect(), last }
    }

    /// The day of the first version.
    #[must_use]
    pub fn first_day(&self) -> Option<Date> {
        self.versions.first().map(|version| version.day)
    }

    /// The newest version.
    #[must_use]
    pub fn current(&self) -> Option<&Version<'a>> {
        self.versions.last()
    }

    /// What the newest version says of a value; `None` if it does not have it.
    #[must_use]
    pub fn value(&self, kind: FieldKind, name: &str) -> Option<&'a str> {
        self.value_in(kind, name, u32::MAX)
    }

    /// The same of the version `number`.
    #[must_use]
    pub fn value_in(&self, kind: FieldKind, name: &str, number: u32) -> Option<&'a str> {
        let changes = self.versions.iter().rev().filter(|version| version.number <= number);
        let row = changes
            .flat_map(|version| &version.values)
            .find(|row| row.kind == RowKind::Value(kind) && row.name == name)?;
        Some(row.now.as_str()).filter(|now| !now.is_empty())
    }

    /// The names of all values of a kind that any version had, in order.
    #[must_use]
    pub fn names(&self) -> Vec<(FieldKind, &'a str)> {
        let mut names: Vec<_> = self
            .versions
            .iter()
            .flat_map(|version| &version.values)
            .filter_map(|row| match row.kind {
                RowKind::Value(kind) => Some((kind, row.name.as_str())),
                _ => None,
            })
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// By which of its `names` a thing has values of a kind here: the first of them that any version knows.
    #[must_use]
    pub fn name_of<'n>(&self, kind: FieldKind, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
        let mut names = names;
        names.find(|name| {
            let values = self.versions.iter().flat_map(|version| &version.values);
            values.into_iter().any(|row| row.kind == RowKind::Value(kind) && row.name == *name)
        })
    }

    /// The reasons that versions have used, oldest first.
    pub fn reasons(&self) -> impl Iterator<Item = &'a Row> {
        self.versions.iter().flat_map(|version| &version.reasons).copied()
    }

    /// The target by which a period first published on `day` is judged, for a plan: the one in force on that
    /// day. A target that was mistyped counts as corrected from the beginning; one changed by decision counts
    /// from its version on. `None` if the year had no such target then.
    #[must_use]
    pub fn target_at(&self, kind: FieldKind, name: &str, day: Date) -> Option<&'a str> {
        let mut target: Option<&'a str> = None;
        for (at, version) in self.versions.iter().enumerate() {
            let of_value = |row: &&&Row| row.kind == RowKind::Value(kind) && row.name == name;
            let Some(value) = version.values.iter().find(of_value) else { continue };
            let now = Some(value.now.as_str()).filter(|now| !now.is_empty());
            let chain: Vec<&&Row> = version.reasons.iter().filter(|row| row.name == name).collect();
            if at == 0 || chain.is_empty() {
                // The first version, or one without a reason of its own: the rules then were others.
                if at == 0 || version.day <= day {
                    target = now;
                }
                continue;
            }
            for reason in chain {
                let is_correction = reason.kind == RowKind::Reason(ReasonKind::Correction);
                let counts = is_correction && is_same(target.unwrap_or(""), &reason.was)
                    || !is_correction && version.day <= day;
                if counts {
                    target = Some(reason.now.as_str()).filter(|now| !now.is_empty());
                }
            }
        }
        target
    }
}
