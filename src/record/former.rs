//! What a site of a version without a record published: its data, from which the record begins.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::Part;
use crate::model::{IndexNumber, Period};

/// What was public before there was a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormerSite {
    /// The numbers of the items, folded.
    numbers: BTreeSet<String>,
    periods: BTreeMap<(String, Period), FormerPeriod>,
}

/// What was public of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormerPeriod {
    /// The status shown, and whether it was worked out, not typed.
    pub status: String,
    /// Whether the status was worked out, not typed.
    pub is_computed: bool,
    /// Of each indicator the figure as it was written, if there was one, and its status.
    pub figures: BTreeMap<String, (Option<String>, String)>,
}

#[derive(Deserialize)]
struct CatalogueFile {
    items: Vec<FormerItem>,
}

#[derive(Deserialize)]
struct FormerItem {
    index_number: Option<String>,
}

#[derive(Deserialize)]
struct ProgressFile {
    projects: Vec<ProgressProject>,
}

#[derive(Deserialize)]
struct ProgressProject {
    years: Vec<ProgressYear>,
}

#[derive(Deserialize)]
struct ProgressYear {
    periods: Vec<ProgressPeriod>,
}

#[derive(Deserialize)]
struct ProgressPeriod {
    period: String,
    index_number: Option<String>,
    status: String,
    status_source: Option<String>,
    figures: Vec<ProgressFigure>,
}

#[derive(Deserialize)]
struct ProgressFigure {
    indicator: String,
    figure: Option<String>,
    status: Option<String>,
    reporting: Option<String>,
}

impl FormerSite {
    /// What `/data/catalogue.json` and `/data/progress.json` of a published site say; what cannot be read
    /// says nothing.
    #[must_use]
    pub fn parse(catalogue: &[u8], progress: &[u8]) -> Self {
        let key = |number: &str| IndexNumber::new(number).ok().map(|number| number.collision_key());
        let items = serde_json::from_slice::<CatalogueFile>(catalogue).map_or(Vec::new(), |file| file.items);
        let numbers = items.iter().filter_map(|item| key(item.index_number.as_deref()?)).collect();
        let projects =
            serde_json::from_slice::<ProgressFile>(progress).map_or(Vec::new(), |file| file.projects);
        let of_years = projects.into_iter().flat_map(|project| project.years);
        let entry = |period: ProgressPeriod| {
            let number = key(period.index_number.as_deref()?)?;
            let figure = |figure: ProgressFigure| {
                let own = figure.figure.filter(|_| figure.reporting.as_deref() != Some("未报"));
                (figure.indicator, (own, figure.status.unwrap_or_default()))
            };
            let former = FormerPeriod {
                status: period.status,
                is_computed: period.status_source.as_deref() != Some("填报"),
                figures: period.figures.into_iter().map(figure).collect(),
            };
            Some(((number, Period::parse(&period.period).ok()?), former))
        };
        Self { numbers, periods: of_years.flat_map(|year| year.periods).filter_map(entry).collect() }
    }

    /// Whether a part of an item was public.
    #[must_use]
    pub fn has(&self, number: &IndexNumber, part: Part) -> bool {
        match part {
            Part::Entry(_) => self.period(number, part).is_some(),
            Part::Article | Part::Plan => self.numbers.contains(&number.collision_key()),
        }
    }

    /// What was public of a period's entry.
    #[must_use]
    pub fn period(&self, number: &IndexNumber, part: Part) -> Option<&FormerPeriod> {
        let Part::Entry(period) = part else { return None };
        self.periods.get(&(number.collision_key(), period))
    }
}
