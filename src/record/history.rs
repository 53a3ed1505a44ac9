//! The versions of one part.

use jiff::civil::Date;

use super::content::{Digest, FieldKind, PartContent};
use super::reason::{ReasonKind, says_nothing};
use super::{RecordRow, RecordTexts, RowKind, is_same};
use crate::model::Period;

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
    /// The day since which it stands: that of the build that published it.
    pub day: Date,
    /// Its title then.
    pub title: &'a str,
    /// The digest of its content; `None` once it was purged.
    pub digest: Option<Digest>,
    /// The periods that were public before it on the same day: a target that it changes does not judge them.
    pub earlier: Vec<Period>,
    /// Why, if the version was purged.
    pub purged: Option<&'a str>,
    /// The rows of values that were new in it.
    pub values: Vec<&'a RecordRow>,
    /// The reasons given for it.
    pub reasons: Vec<&'a RecordRow>,
}

/// The version that a row tells of, among those by now, which are in the order of their numbers; a new one if
/// the row is the first that does.
fn version_of<'v, 'a>(row: &RecordRow, versions: &'v mut Vec<Version<'a>>) -> &'v mut Version<'a> {
    // Nearly always it is the last one.
    let found = match versions.last() {
        Some(last) if last.number == row.version => Ok(versions.len() - 1),
        _ => versions.binary_search_by_key(&row.version, |version| version.number),
    };
    let at = found.unwrap_or_else(|at| {
        let version = Version {
            number: row.version,
            day: row.day,
            title: "",
            digest: None,
            earlier: Vec::new(),
            purged: None,
            values: Vec::new(),
            reasons: Vec::new(),
        };
        versions.insert(at, version);
        at
    });
    &mut versions[at]
}

impl<'a> History<'a> {
    pub(super) fn of(rows: &[&'a RecordRow]) -> Self {
        let mut versions: Vec<Version<'a>> = Vec::new();
        let mut retracted = Vec::new();
        for row in rows {
            let version = version_of(row, &mut versions);
            match row.kind {
                RowKind::Version => {
                    version.day = row.day;
                    version.title = &row.name;
                    version.digest = Digest::parse(&row.now);
                    version.earlier = earlier_periods(&row.note);
                }
                RowKind::Value(_) => version.values.push(row),
                RowKind::Reason(_) => version.reasons.push(row),
                RowKind::Retracted => retracted.push(row.version),
                // Wherever the row stands after a merge, nothing of the version comes back.
                RowKind::Purged => version.purged = Some(&row.note),
            }
        }
        let last = versions.last().map_or(0, |version| version.number);
        for version in versions.iter_mut().filter(|version| version.purged.is_some()) {
            version.digest = None;
            version.values.clear();
        }
        versions.retain(|version| !retracted.contains(&version.number));
        // Of what two branches published, the later number may have the earlier day; it stands in the place
        // of the other only since they are one.
        let mut newest = Date::MIN;
        for version in &mut versions {
            newest = newest.max(version.day);
            version.day = newest;
        }
        Self { versions, last }
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

    /// The names of all recorded values that any version had, in order.
    #[must_use]
    pub fn names(&self) -> Vec<(FieldKind, &'a str)> {
        let mut names: Vec<_> = self
            .versions
            .iter()
            .flat_map(|version| &version.values)
            .filter_map(|row| match row.kind {
                RowKind::Value(kind) if kind.is_recorded() => Some((kind, row.name.as_str())),
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
    pub fn reasons(&self) -> impl Iterator<Item = &'a RecordRow> {
        self.versions.iter().flat_map(|version| &version.reasons).copied()
    }

    /// The target by which `period`, first published on `day`, is judged, for a plan: the one in force then.
    /// A target that was mistyped counts as corrected from the beginning; one changed by decision counts from
    /// its version on, and so do the corrections of it. `None` if the year had no such target then.
    #[must_use]
    pub fn target_at(&self, kind: FieldKind, name: &str, period: Period, day: Date) -> Option<&'a str> {
        let mut target: Option<&'a str> = None;
        // Whether that is what the plan said last, so that a correction of the one is one of the other.
        let mut is_newest = true;
        for (at, version) in self.versions.iter().enumerate() {
            let of_value = |row: &&&RecordRow| row.kind == RowKind::Value(kind) && row.name == name;
            let Some(value) = version.values.iter().find(of_value) else { continue };
            let now = Some(value.now.as_str()).filter(|now| !now.is_empty());
            let chain: Vec<&&RecordRow> = version.reasons.iter().filter(|row| row.name == name).collect();
            let is_known = version.is_known(period, day);
            if at == 0 || chain.is_empty() {
                // The first version, or one without a reason of its own: the rules then were others.
                is_newest = at == 0 || is_known;
                if is_newest {
                    target = now;
                }
                continue;
            }
            // The words by which people say that there is no target any more; of accidents 无 is one.
            let is_nothing = |text: &str| text.is_empty() || now.is_none() && says_nothing(text);
            let last = chain.len() - 1;
            for (link, reason) in chain.into_iter().enumerate() {
                let counts = if reason.kind == RowKind::Reason(ReasonKind::Correction) {
                    is_newest && is_same(target.unwrap_or(""), &reason.was)
                } else {
                    is_newest = is_known;
                    is_known
                };
                if counts {
                    // The last one leads to what the plan says, which the reason may tell with its year.
                    let then = Some(reason.now.as_str()).filter(|now| !is_nothing(now));
                    target = if link == last { now } else { then };
                }
            }
        }
        target
    }
}

impl Version<'_> {
    /// Whether it was public when `period` was first published on `day`: a plan that appears with a report
    /// judges it.
    #[must_use]
    pub fn is_known(&self, period: Period, day: Date) -> bool {
        self.day < day || self.day == day && !self.earlier.contains(&period)
    }

    /// What it says, with what was found out later.
    #[must_use]
    pub fn content(&self, texts: &RecordTexts) -> Option<PartContent> {
        Some(texts.content(self.digest.as_ref()?)?.completed(&self.values))
    }

    /// Whether it says texts that were found out later, which are no part of its digest.
    #[must_use]
    pub fn has_found_texts(&self) -> bool {
        let is_text = |row: &&RecordRow| row.kind == RowKind::Value(FieldKind::Text);
        self.values.iter().any(is_text)
    }
}

/// What stands in front of periods in the note of a version.
const EARLIER: &str = "当日已先公开：";

/// The note of a version of a plan that tells which periods were public before it on its day.
#[must_use]
pub fn earlier_note(periods: &[Period]) -> String {
    let periods: Vec<String> = periods.iter().map(Period::to_string).collect();
    if periods.is_empty() { String::new() } else { format!("{EARLIER}{}", periods.join("、")) }
}

fn earlier_periods(note: &str) -> Vec<Period> {
    let periods = note.strip_prefix(EARLIER).into_iter().flat_map(|periods| periods.split('、'));
    periods.filter_map(|period| Period::parse(period).ok()).collect()
}
