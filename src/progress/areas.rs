//! The areas (分项) of a project: each is evaluated as a project of its own, with its own targets.

use typed_index_collections::TiVec;

use super::YearProgress;
use crate::catalog::Project;
use crate::model::AreaId;

/// What the figures of each area say; `alone` works out what those of a project say by its own targets.
pub(super) fn evaluate(
    project: &Project,
    mut alone: impl FnMut(&Project, &str) -> Vec<YearProgress>,
) -> TiVec<AreaId, Vec<YearProgress>> {
    let Some(breakdown) = &project.draft.breakdown else { return TiVec::new() };
    let areas = breakdown.areas.iter_enumerated();
    areas.map(|(area, name)| alone(&project.of_area(breakdown, area), &name.value)).collect()
}
