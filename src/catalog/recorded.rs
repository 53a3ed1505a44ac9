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
}

impl RecordedNames {
    /// The names for a project; `known` are those that the record has.
    #[must_use]
    pub fn new(project: &Project, known: &BTreeSet<&str>) -> Self {
        let renamed = project.draft.indicators.iter().filter(|one| !one.former_names.is_empty());
        let names = renamed.flat_map(|indicator| {
            let recorded = indicator.names().find(|name| known.contains(name));
            let recorded = recorded.unwrap_or(&indicator.name.value);
            let others = indicator.names().filter(move |name| *name != recorded);
            others.map(move |name| (name.to_owned(), recorded.to_owned()))
        });
        Self { names: names.collect() }
    }

    /// The recorded name of a value that is called `name` in the file.
    #[must_use]
    pub fn of(&self, name: &str) -> String {
        let noted = noted_indicator(name).and_then(|(own, of)| Some((self.names.get(own)?, of)));
        if let Some((indicator, of)) = noted {
            return format!("{indicator}{of}");
        }
        match name.split_once('@') {
            Some((indicator, period)) if self.names.contains_key(indicator) => {
                format!("{}@{period}", self.names[indicator])
            }
            _ => match name.rsplit_once('/') {
                Some((indicator, area)) if self.names.contains_key(indicator) => {
                    format!("{}/{area}", self.names[indicator])
                }
                _ => self.names.get(name).map_or(name, |name| name).to_owned(),
            },
        }
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
