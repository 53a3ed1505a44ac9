//! The plan in force: a period is judged by the targets of the day when it was first published, also when its
//! figure is corrected later. A target changed by decision judges what comes after it; one that was mistyped
//! judges all anew.

use std::rc::Rc;

use jiff::civil::Date;

use crate::catalog::Catalog;
use crate::entry::IndicatorDraft;
use crate::model::{EntryId, ItemId, ItemKey, Period, YearId};
use crate::record::{FieldKind, History, Part, Subject};

/// The plan by which an entry is judged, where it may be another than the file has now.
pub struct InForce<'a> {
    plan: History<'a>,
    /// The year of the plan.
    year: i16,
    /// The period of the entry, and the day when it was first published.
    period: Period,
    first: Date,
    /// The area (分项) whose targets are asked for; `None`: those of the whole.
    area: Option<&'a str>,
}

impl<'a> InForce<'a> {
    /// The plan in force for an entry; `None` if only one ever was, or the entry is new.
    #[must_use]
    pub fn of(catalog: &'a Catalog, entry: EntryId) -> Option<Self> {
        let record = &catalog.archive.record;
        if !record.has_changed_plans() {
            return None;
        }
        let (year, this) = (catalog.year(entry.year), catalog.entry(entry));
        let owner = subject(catalog, year.item.or(this.item)?);
        let period = this.draft.period;
        let first = record.history(&owner.key(Part::Entry(period))).first_day()?;
        let plan = plan_history(catalog, entry.year);
        (plan.versions.len() > 1).then_some(Self { plan, year: year.year, period, first, area: None })
    }

    /// The same for the targets of an area.
    #[must_use]
    pub fn of_area(self, area: &'a str) -> Self {
        Self { area: Some(area), ..self }
    }

    /// The year's target of that day, where it is another than now; empty if there was none.
    #[must_use]
    pub fn year_target(&self, indicator: &IndicatorDraft) -> Option<&'a str> {
        if let Some(area) = self.area {
            return self.area_target(indicator, area);
        }
        if let Some(ahead) = indicator.target_ahead(self.year) {
            let names: Vec<String> = indicator.names().map(|name| format!("{name}@{}", ahead.year)).collect();
            let name = self.plan.name_of(FieldKind::Target, names.iter().map(|name| &**name))?;
            return self.value(FieldKind::Target, name);
        }
        let name = self.plan.name_of(FieldKind::Target, indicator.names())?;
        self.value(FieldKind::Target, name)
    }

    /// The same for the target of an area.
    #[must_use]
    pub fn area_target(&self, indicator: &IndicatorDraft, area: &str) -> Option<&'a str> {
        let names: Vec<String> = indicator.names().map(|name| format!("{name}/{area}")).collect();
        let name = self.plan.name_of(FieldKind::AreaTarget, names.iter().map(|name| &**name))?;
        self.value(FieldKind::AreaTarget, name)
    }

    /// The same for the target of a period.
    #[must_use]
    pub fn milestone(&self, indicator: &IndicatorDraft, period: Period) -> Option<&'a str> {
        if self.area.is_some() {
            return None;
        }
        let names: Vec<String> = indicator.names().map(|name| format!("{name}@{period}")).collect();
        let name = self.plan.name_of(FieldKind::Milestone, names.iter().map(|name| &**name))?;
        self.value(FieldKind::Milestone, name)
    }

    /// The same for the day by which a node is to be done.
    #[must_use]
    pub fn node(&self, name: &str) -> Option<&'a str> {
        self.value(FieldKind::Node, name)
    }

    fn value(&self, kind: FieldKind, name: &str) -> Option<&'a str> {
        let target = self.plan.target_at(kind, name, self.period, self.first).unwrap_or_default();
        let now = self.plan.value(kind, name).unwrap_or_default();
        (target != now).then_some(target)
    }
}

/// The plan by which something was judged.
#[derive(Clone, Default)]
pub(super) struct JudgedBy<'a>(Option<Rc<InForce<'a>>>);

impl<'a> JudgedBy<'a> {
    /// That in force, `None` standing for what the file says now.
    pub(super) fn new(in_force: Option<InForce<'a>>) -> Self {
        Self(in_force.map(Rc::new))
    }

    /// The plan, where it may be another than the file has now.
    pub(super) fn plan(&self) -> Option<&InForce<'a>> {
        self.0.as_deref()
    }
}

/// The plans by which something was judged last: late, and not late.
#[derive(Default)]
pub(super) struct PlanTurns<'a> {
    late: Option<JudgedBy<'a>>,
    sound: Option<JudgedBy<'a>>,
}

impl<'a> PlanTurns<'a> {
    /// Takes in that something is late, or not, by a plan; gives the plan by which it was last judged the
    /// other way.
    pub(super) fn enter(&mut self, is_late: bool, by: &JudgedBy<'a>) -> Option<JudgedBy<'a>> {
        let (same, other) =
            if is_late { (&mut self.late, &self.sound) } else { (&mut self.sound, &self.late) };
        *same = Some(by.clone());
        other.clone()
    }
}

/// The versions of the plan of a year.
#[must_use]
pub fn plan_history(catalog: &Catalog, id: YearId) -> History<'_> {
    let (project, year) = (&catalog.projects[id.project], catalog.year(id));
    let of_year = || Subject { number: None, item: ItemKey::of_year(&project.path, year.year) };
    let plan = year.item.map_or_else(of_year, |item| subject(catalog, item));
    catalog.archive.record.history(&plan.key(Part::Plan))
}

pub(super) fn subject(catalog: &Catalog, item: ItemId) -> Subject {
    let item = &catalog.items[item];
    Subject { number: item.number.issued().cloned(), item: item.key.clone() }
}
