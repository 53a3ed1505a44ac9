//! The names by which the record knows the indicators of a project: those under which each was first
//! published, whatever it is called now.

use std::collections::{BTreeMap, BTreeSet};

use super::Project;
use crate::record::{Field, noted_indicator};

/// By which name the record keeps what is said of an indicator that was renamed: a new name is no change of
/// what was published under the old one.
#[derive(Clone, Debug, Default)]
pub struct RecordedNames {
    /// Any name of an indicator -> that name, where they differ.
    names: BTreeMap<String, String>,
    /// That name -> the present one, where they differ.
    present: BTreeMap<String, String>,
}

impl RecordedNames {
    /// The names for a project; `known` are those that the record has.
    #[must_use]
    pub fn new(project: &Project, known: &BTreeSet<&str>) -> Self {
        let mut all = Self::default();
        for indicator in project.draft.indicators.iter().filter(|one| !one.former_names.is_empty()) {
            let now = &indicator.name.value;
            let recorded = indicator.names().find(|name| known.contains(name)).unwrap_or(now);
            let others = indicator.names().filter(|name| *name != recorded);
            all.names.extend(others.map(|name| (name.to_owned(), recorded.to_owned())));
            if recorded != now {
                all.present.insert(recorded.to_owned(), now.clone());
            }
        }
        all
    }

    /// The recorded name of a value that is called `name` in the file.
    #[must_use]
    pub fn of(&self, name: &str) -> String {
        renamed(&self.names, name)
    }

    /// What the file calls a value that the record calls `name`.
    #[must_use]
    pub fn present(&self, name: &str) -> String {
        renamed(&self.present, name)
    }

    /// The same fields, those of values by their recorded names.
    #[must_use]
    pub fn fields(&self, fields: Vec<Field>) -> Vec<Field> {
        let renamed = |field: Field| {
            let is_named = field.kind.is_recorded() || noted_indicator(&field.name).is_some();
            let name = if is_named { self.of(&field.name) } else { field.name };
            Field { name, ..field }
        };
        fields.into_iter().map(renamed).collect()
    }
}

/// A name of a value by the other name that `names` has of its indicator; behind that may stand a year, a
/// period or an area.
fn renamed(names: &BTreeMap<String, String>, name: &str) -> String {
    let plain = Some((name, ""));
    let year = name.find('@').map(|at| name.split_at(at));
    let area = name.rfind('/').map(|at| name.split_at(at));
    let mut parts = [noted_indicator(name), year, area, plain].into_iter().flatten();
    let other = parts.find_map(|(own, rest)| Some(format!("{}{rest}", names.get(own)?)));
    other.unwrap_or_else(|| name.to_owned())
}
