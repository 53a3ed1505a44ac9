//! Who publishes, leads and answers, by the names of the day.

use super::Renderer;
use crate::catalog::{Item, ItemKind, Project, ProjectEntry, ProjectYear};
use crate::model::{Moment, Period, Unit, YearId};
use crate::progress::StandingScope;

impl Renderer<'_> {
    /// The full name that an item's publishing unit had on its 公开日期: of a year's page, who published the
    /// newest of its periods.
    pub(super) fn publisher(&self, item: &Item) -> &str {
        self.catalog.publisher(&self.settings.units, item)
    }

    /// The same, with those that published the other periods of a year's page.
    pub(super) fn publisher_over(&self, item: &Item) -> String {
        match item.kind {
            ItemKind::Year(year) => {
                over(self.catalog.year(year), |entry| entry.publisher(&self.settings.units).to_owned())
            }
            ItemKind::Article(_) | ItemKind::Period(_) => self.publisher(item).to_owned(),
        }
    }

    /// 发布单位 of a project today.
    pub(super) fn unit_now(&self, project: &Project) -> &str {
        let today = self.progress().today;
        self.settings.units[project.unit_on(today)].full_on(Some(today))
    }

    /// 牵头单位 of a project today.
    pub(super) fn lead(&self, project: &Project) -> String {
        project.lead_on(&self.settings.units, self.progress().today)
    }

    /// 责任单位 today.
    pub(super) fn responsible(&self, project: &Project) -> Vec<String> {
        project.responsible_on(&self.settings.units, self.progress().today)
    }

    /// 牵头单位 of a year, as its periods were published.
    pub(super) fn lead_over(&self, id: YearId) -> String {
        let project = &self.catalog.projects[id.project];
        over(self.catalog.year(id), |entry| project.lead_on(&self.settings.units, entry.date.date))
    }

    /// 责任单位 of a year, as its periods were published.
    pub(super) fn responsible_over(&self, id: YearId) -> Vec<String> {
        let (project, units) = (&self.catalog.projects[id.project], &self.settings.units);
        let called = |name: &str| {
            over(self.catalog.year(id), |entry| Unit::full_name_on(units, name, Some(entry.date.date)))
        };
        project.draft.responsible.iter().map(|name| called(&name.value)).collect()
    }

    /// Who led a project before, each with the day on which that ended.
    pub(super) fn former_leads(&self, project: &Project) -> Vec<String> {
        let today = self.progress().today;
        let ended = project.draft.former_leads.iter().filter(|former| former.until <= today);
        let words = ended.map(|former| {
            let last = former.until.yesterday().ok();
            let full = Unit::full_name_on(&self.settings.units, &former.name.value, last);
            format!("{full}（至{}）", Moment::from(former.until).chinese())
        });
        words.collect()
    }

    /// 牵头单位 as an overview of this scope names it.
    pub(super) fn lead_of(&self, project: &Project, scope: StandingScope) -> String {
        project.lead_on(&self.settings.units, self.progress().named_on(project, scope))
    }
}

/// What `name` says of the period of a year that went public last, and of the others where that is something
/// else: `县卫生健康局（公开一季度时为县民政局）`.
fn over(year: &ProjectYear, name: impl Fn(&ProjectEntry) -> String) -> String {
    let now = name(year.newest_by_date());
    let mut runs: Vec<(String, Vec<Period>)> = Vec::new();
    for entry in &year.entries {
        let then = name(entry);
        match runs.last_mut() {
            Some((known, periods)) if *known == then => periods.push(entry.draft.period),
            _ => runs.push((then, vec![entry.draft.period])),
        }
    }
    let others = runs.iter().filter(|(then, _)| *then != now);
    let others: Vec<String> =
        others.map(|(then, periods)| format!("公开{}时为{then}", listed(periods))).collect();
    if others.is_empty() { now } else { format!("{now}（{}）", others.join("，")) }
}

/// Periods that follow one another: `一季度`, `1月、2月`, `1月至5月`.
fn listed(periods: &[Period]) -> String {
    match periods {
        [first, _, .., last] => format!("{}至{}", first.short_chinese(), last.short_chinese()),
        few => few.iter().map(|period| period.short_chinese()).collect::<Vec<_>>().join("、"),
    }
}
