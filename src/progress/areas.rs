//! The areas (分项) of a project: each is evaluated as a project of its own, with its own targets.

use typed_index_collections::TiVec;

use super::YearProgress;
use crate::catalog::Project;
use crate::entry::{BreakdownDraft, IndicatorDraft};
use crate::model::AreaId;
use crate::quantity::Measure;

/// Whether the areas of an indicator add up to it: shares never do, and others not where the plan says so.
#[must_use]
pub fn adds_up(indicator: &IndicatorDraft, breakdown: &BreakdownDraft) -> bool {
    let measure = indicator.measure.as_ref();
    let is_ratio = measure.is_some_and(|measure| Measure::parse(&measure.value).is_ratio());
    !breakdown.is_not_additive && !indicator.is_not_additive && !is_ratio
}

/// What the figures of each area say; `alone` works out what those of a project say by its own targets.
pub(super) fn evaluate(
    project: &Project,
    mut alone: impl FnMut(&Project) -> Vec<YearProgress>,
) -> TiVec<AreaId, Vec<YearProgress>> {
    let Some(breakdown) = &project.draft.breakdown else { return TiVec::new() };
    breakdown.areas.keys().map(|area| alone(&project.of_area(breakdown, area))).collect()
}
