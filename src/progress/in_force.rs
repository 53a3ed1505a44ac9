//! The plan in force: a period is judged by the targets of the day when it was first published, also when its
//! figure is corrected later. A target changed by decision judges what comes after it; one that was mistyped
//! judges all anew.

use std::borrow::Cow;
use std::rc::Rc;

use jiff::civil::Date;

use super::target::YearTarget;
use crate::catalog::Catalog;
use crate::entry::IndicatorDraft;
use crate::model::{EntryId, ItemId, ItemKey, Period, YearId};
use crate::quantity::measured;
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

    /// The year's target of that day, where it is another than now.
    #[must_use]
    pub fn year_target(&self, indicator: &IndicatorDraft) -> Option<TargetThen<'a>> {
        if let Some(area) = self.area {
            let text = self.area_target(indicator, area)?;
            return Some(TargetThen { text, year: self.year });
        }
        let kind = FieldKind::Target;
        let mut names: Vec<(&'a str, i16)> = self
            .plan
            .names()
            .into_iter()
            .filter(|(known, _)| *known == kind)
            .filter_map(|(_, name)| Some((name, indicator.names().find_map(|own| self.due(name, own))?)))
            .collect();
        names.sort_by_key(|(_, year)| *year);
        let first = |value: &dyn Fn(&str) -> Option<&'a str>| {
            let known =
                names.iter().find_map(|(name, year)| Some(TargetThen { text: value(name)?, year: *year }));
            known.unwrap_or(TargetThen { text: "", year: self.year })
        };
        let then = first(&|name| self.plan.target_at(kind, name, self.period, self.first));
        let now = first(&|name| self.plan.value(kind, name));
        (then != now).then_some(then)
    }

    /// The year in which the target that the plan calls `name` is to be reached, if it is one of `indicator`.
    fn due(&self, name: &str, indicator: &str) -> Option<i16> {
        match name.strip_prefix(indicator)? {
            "" => Some(self.year),
            rest => rest.strip_prefix('@')?.parse().ok(),
        }
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

/// The target by which a year was judged, where it is another than now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TargetThen<'a> {
    /// As written; empty if there was none.
    pub text: &'a str,
    /// The year in which it was to be reached: the year itself, or a later one that the plan led to.
    pub year: i16,
}

impl<'a> TargetThen<'a> {
    /// Its text with `measure`, and with its year where the target of now is that of another one:
    /// `100公里（2025年）`.
    #[must_use]
    pub fn told(self, now: Option<YearTarget<'_>>, measure: &str) -> Cow<'a, str> {
        let text = measured(self.text, measure);
        match now.filter(|now| now.year != self.year && !self.text.is_empty()) {
            Some(_) => format!("{text}（{}年）", self.year).into(),
            None => text,
        }
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
