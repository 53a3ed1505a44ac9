//! The citizens' card of a project, and the list of those that are late with their reasons.

use jiff::civil::Date;

use super::NOTHING;
use super::figures::FigureYear;
use super::nodes::made_good;
use super::overview::{end_of, is_late};
use super::words::{badge, corrected_mark, joined};
use crate::catalog::{Project, TextPlace};
use crate::entry::{Basis, IndicatorDraft};
use crate::model::{EntryId, IndicatorId, PagePath, Period, PeriodKind, ProjectId, Unit};
use crate::progress::{
    FigurePoint, InForce, Left, MissingPeriods, Overview, Position, Rough, Standing, StandingScope, Status,
    StatusReason, Unjudged, explain_node, percent, target,
};
use crate::quantity::plain;
use crate::render::Renderer;
use crate::render::page::phone_url;
use crate::render::view::{
    CardView, CitizenView, ContactView, GapView, LateView, LinkView, ReasonView, StandFigureView, StandView,
};
use crate::text::Document;

/// The most projects that are shown as cards on one page; more are shown as rows of a table.
pub(super) const MOST_CARDS: usize = 100;

impl Renderer<'_> {
    /// A card for each project of an overview.
    pub(super) fn cards(&self, page: &PagePath, overview: &Overview, year: i16) -> Vec<CitizenView> {
        let card = |id: ProjectId| {
            // What is counted from an earlier year, or awaited, is told as of its newest report.
            let year_shown = self.standing(id, StandingScope::Year(year)).map(|_| year);
            CitizenView {
                project: self.project_of_year(page, id, year),
                card: self.card(page, id, year_shown),
            }
        };
        let counted = overview.standings.iter().map(|(id, _)| *id);
        counted.chain(overview.awaited.iter().copied()).map(card).collect()
    }

    /// What a project does, how far it is, what is left, who is responsible and whom to ask: as of `year`, or
    /// of its newest.
    pub(in crate::render) fn card(&self, page: &PagePath, id: ProjectId, year: Option<i16>) -> CardView {
        let project = &self.catalog.projects[id];
        let wanted = |known: i16| year.is_none_or(|year| year == known);
        let shown = project.years(id).rev().find(|(_, known)| wanted(known.year));
        let is_newest =
            shown.is_some_and(|(_, year)| project.years.last().is_some_and(|last| last.year == year.year));
        // What is newest is told as of now, an earlier year as of its end.
        let is_now = year.is_none() || is_newest;
        let scope = year.or_else(|| Some(shown?.1.year));
        let scope = scope.map(if is_now { StandingScope::Now } else { StandingScope::Year });
        let standing = scope.and_then(|scope| self.standing(id, scope));
        let now = if is_now { self.standing(id, StandingScope::Newest) } else { standing };
        let day = shown.filter(|_| !is_now);
        let day = day.map_or_else(|| self.project_day(id), |(shown, _)| self.year_day(shown));
        let said =
            shown.and_then(|(year, _)| if is_now { self.year_now(year) } else { self.year_said(year) });
        let last = shown.filter(|_| standing.is_some()).map(|(_, year)| year.last_period());
        CardView {
            what: self.what(id, year.or_else(|| Some(project.years.last()?.year))),
            status: now.map(|standing| badge(standing.status)),
            stated: said.as_ref().zip(now).and_then(|(said, now)| self.beside_status(now, Some(said.last()))),
            course: shown.and_then(|(year, _)| self.told_of_year(year)),
            plan: self.told_beyond(id, standing.filter(|_| said.is_some()), now),
            period: last.map(|entry| entry.draft.period.chinese()),
            lines: said.as_ref().map(|said| self.done(said)).unwrap_or_default(),
            nodes: said
                .as_ref()
                .map(|said| self.nodes_on(page, said, said.last(), Some(day)))
                .unwrap_or_default(),
            left: said.as_ref().map(|said| left(said, day)),
            duty: self.duty(project),
            contact: self.contact(project),
        }
    }

    /// Why a project stands where it does `now`, where that is not where its newest year leaves it, or where
    /// a report is missing.
    pub(in crate::render) fn told_beyond(
        &self,
        id: ProjectId,
        of_year: Option<Standing>,
        now: Option<Standing>,
    ) -> Option<String> {
        let now = now.filter(|now| of_year != Some(*now) || now.status == Status::Unreported)?;
        Some(self.progress().explain_project(self.catalog, id, now))
    }

    /// What the rules give by `entry`, where `standing` is another one that its unit states.
    pub(super) fn by_rule(&self, standing: Standing, entry: Option<EntryId>) -> Option<Standing> {
        let computed = self.progress().entry(entry?)?.computed?;
        let is_other = standing.reason == StatusReason::Stated && computed.status != standing.status;
        is_other.then_some(computed)
    }

    /// The status that was first published in `entry`, where `standing`, which the project has by it, is
    /// another one only since something was corrected.
    pub(super) fn first_status(&self, standing: Standing, entry: Option<EntryId>) -> Option<Status> {
        let said = self.progress().entry(entry?)?;
        let first = said.first.as_ref()?.project?;
        (said.standing.status == standing.status && first != standing.status).then_some(first)
    }

    /// What readers have to know of a status by `entry`: that its unit states another one than the rules
    /// give, and that it is another one than was first published.
    pub(super) fn beside_status(&self, standing: Standing, entry: Option<EntryId>) -> Option<String> {
        let stated = self.by_rule(standing, entry);
        let stated = stated.map(|by_rule| format!("单位自行填写，按规则计算为“{}”", by_rule.status.word()));
        joined([stated, self.first_status(standing, entry).map(corrected_mark)])
    }

    /// The beginning of the year's goal, or of what the project is about.
    fn what(&self, id: ProjectId, year: Option<i16>) -> Option<String> {
        let draft = &self.catalog.projects[id].draft;
        let goal = year.and_then(|year| draft.goals.get(&year)).filter(|goal| !goal.excerpt.is_empty());
        let text = goal.or_else(|| Some(&draft.scope).filter(|scope| !scope.excerpt.is_empty()))?;
        Some(self.plain(TextPlace::Project(id), &text.excerpt))
    }

    fn duty(&self, project: &Project) -> String {
        let responsible = self.responsible(project);
        let lead = self.lead(project);
        if responsible.is_empty() {
            lead
        } else {
            format!("{lead}牵头，{}配合", responsible.join("、"))
        }
    }

    /// Whom to ask: the leading unit, else the one that publishes, else the site's own number.
    fn contact(&self, project: &Project) -> Option<ContactView> {
        let units = &self.settings.units;
        let today = self.progress().today;
        let lead = project.draft.lead_on(today).and_then(|name| Unit::find(units, &name.value));
        let of_unit =
            lead.into_iter().chain(units.get(project.unit_on(today))).find(|unit| !unit.phone.is_empty());
        let (who, phone) = match of_unit {
            Some(unit) => (unit.short_on(today), &unit.phone),
            None if self.settings.footer.phone.is_empty() => return None,
            None => (&*self.settings.name, &self.settings.footer.phone),
        };
        Some(ContactView { who: who.to_owned(), phone: phone.clone(), url: phone_url(phone) })
    }

    /// The projects that are late, each with what is late and why.
    pub(super) fn late(
        &self,
        page: &PagePath,
        overview: &Overview,
        (year, end): (i16, Option<Period>),
        named: StandingScope,
    ) -> Vec<LateView> {
        let is_late_by_rule = |(id, standing): &(ProjectId, Standing)| {
            let last = self.last_entry(*id, year, end);
            self.by_rule(*standing, last).is_some_and(is_late)
        };
        let late = overview.standings.iter().filter(|one| is_late(one.1) || is_late_by_rule(one));
        let view = |(id, standing): &(ProjectId, Standing)| {
            let last = self.last_entry(*id, year, end);
            let is_unreported = standing.status == Status::Unreported;
            let reported = last.filter(|_| !is_unreported);
            LateView {
                project: self.project_of_year(page, *id, year),
                status: badge(standing.status),
                stated: self.beside_status(*standing, last),
                lead: self.lead_of(&self.catalog.projects[*id], named),
                unreported: reported
                    .is_none()
                    .then(|| self.progress().explain_project(self.catalog, *id, *standing)),
                lines: reported
                    .map(|entry| self.late_lines(entry, self.day_by(*id, year, end), named))
                    .unwrap_or_default(),
                reasons: reported.map(|entry| self.reasons(entry)),
                entry: last.map(|entry| LinkView {
                    title: self.catalog.entry(entry).draft.period.chinese(),
                    url: self.entry_link(page, entry),
                }),
            }
        };
        late.map(view).collect()
    }

    /// The projects of which a report that an overview of `counted` asks for is overdue, beside those that
    /// are 未报: a later one is public.
    pub(super) fn overdue(
        &self,
        page: &PagePath,
        overview: &Overview,
        year: i16,
        counted: StandingScope,
    ) -> Vec<GapView> {
        let is_now = matches!(counted, StandingScope::Now(_));
        let end = end_of(counted);
        let is_within = |period: Period| {
            is_now || period.year == year && end.is_none_or(|end| period.last_day() <= end.last_day())
        };
        let view = |id: ProjectId| {
            let stands = overview.standings.binary_search_by_key(&id, |(known, _)| *known);
            let status = stands.ok().map(|at| overview.standings[at].1.status);
            if status == Some(Status::Unreported) || status.is_none() && !is_now {
                return None;
            }
            let missing =
                self.progress().projects[id].missing.iter().map(|missing| (missing, missing.period));
            let overdue =
                missing.filter(|(missing, period)| missing.overdue().is_some() && is_within(*period));
            let words = |period: Period| {
                if period.year == year { period.short_chinese() } else { period.chinese() }
            };
            let periods: Vec<String> = overdue.map(|(_, period)| words(period)).collect();
            (!periods.is_empty()).then(|| GapView {
                project: self.project_of_year(page, id, year),
                periods: periods.join("、"),
            })
        };
        self.catalog.projects.keys().filter_map(view).collect()
    }

    /// The day as of which an overview of `year`, or of a period of it, shows a project.
    fn day_by(&self, id: ProjectId, year: i16, end: Option<Period>) -> Date {
        let year = Period { year, kind: PeriodKind::Year };
        self.progress().day_of(&self.catalog.projects[id], Some(end.unwrap_or(year)))
    }

    /// The indicators and nodes that are late on a day, by the last entry before it.
    fn late_lines(&self, entry: EntryId, day: Date, named: StandingScope) -> Vec<StandView> {
        let is_now = named == StandingScope::Newest;
        let year = if is_now { self.year_now(entry.year) } else { self.year_said(entry.year) };
        let Some(year) = year else { return Vec::new() };
        let draft = &year.project.draft;
        let plan = InForce::of(self.catalog, entry);
        let indicators = draft.indicators.iter_enumerated().filter_map(|(id, indicator)| {
            let position =
                year.position(entry, id).filter(|position| is_late_part(position.standing.status))?;
            Some(stand(&year, (entry, plan.as_ref()), (id, indicator, position)))
        });
        let nodes = year.nodes(entry).map(|(node, position)| (node, position.on(day)));
        let nodes = nodes.filter(|(_, position)| is_late_part(position.standing.status));
        let nodes = nodes.map(|(node, position)| StandView {
            name: draft.nodes[node].name.value.clone(),
            figure: None,
            why: Some(explain_node(&position) + &made_good(&year, (entry, node), &position)),
            status: Some(position.standing.status.word().to_owned()),
        });
        indicators.chain(nodes).collect()
    }

    /// How far each indicator is at the end of a year's last period.
    fn done(&self, year: &FigureYear<'_>) -> Vec<StandView> {
        let plan = InForce::of(self.catalog, year.last());
        let line = |(id, indicator): (IndicatorId, &IndicatorDraft)| match year.position(year.last(), id) {
            Some(position) => stand(year, (year.last(), plan.as_ref()), (id, indicator, position)),
            None => StandView {
                name: indicator.name.value.clone(),
                why: Some(match year.last_figure(id) {
                    Some((by, point)) => {
                        let period = year.entry(by).draft.period.short_chinese();
                        format!("当年没有目标值，{period}填报{}", year.written(by, point))
                    }
                    None => "当年没有目标值，没有填报".to_owned(),
                }),
                ..StandView::default()
            },
        };
        year.project.draft.indicators.iter_enumerated().map(line).collect()
    }

    /// 说明, 存在问题 and 下一步 of an entry, their beginnings.
    fn reasons(&self, entry: EntryId) -> Vec<ReasonView> {
        let draft = &self.catalog.entry(entry).draft;
        let plain = |text: &Document| self.plain(TextPlace::Entry(entry), &text.excerpt);
        let parts = [
            ("说明", draft.note.clone().filter(|_| draft.status.is_some())),
            ("存在问题", draft.problems.as_ref().map(plain)),
            ("下一步", draft.next.as_ref().map(plain)),
        ];
        parts.into_iter().filter_map(|(label, text)| Some(ReasonView { label, text: text? })).collect()
    }
}

/// Whether a part of a project has to be named among what is late.
fn is_late_part(status: Status) -> bool {
    matches!(status, Status::Behind | Status::NotStarted | Status::Omitted | Status::Adjusted)
}

/// How far an indicator is by `entry`, which is judged by `plan` where that is another than now.
fn stand(
    year: &FigureYear<'_>,
    (entry, plan): (EntryId, Option<&InForce<'_>>),
    (id, indicator, position): (IndicatorId, &IndicatorDraft, &Position),
) -> StandView {
    let point = year.counted(position, id);
    let text = match point.and_then(|point| point.to_date).filter(|_| indicator.basis == Basis::PerPeriod) {
        // What counts is the sum; each period alone stands in the table.
        Some(sum) => {
            let measure = indicator.measure.as_ref().map_or("", |measure| &measure.value);
            let rough = point.map_or("", FigurePoint::hedge);
            let earlier = position.by.and_then(|by| year.earlier(entry, by));
            let period = earlier.map_or_else(String::new, |period| format!("（{period}）"));
            format!("共{rough}{}{measure}{period}", plain(sum))
        }
        None => {
            let written = position.by.and_then(|by| year.written_by(entry, id, by));
            let is_part =
                indicator.basis == Basis::PerPeriod && point.is_some_and(|part| part.value.is_some());
            let is_own = position.by == Some(entry.own());
            let lacking = match position.standing.reason {
                StatusReason::Skipped(gap) => lacked(year, (entry, id), gap),
                StatusReason::Unjudged(Unjudged::Undisclosed(gap)) => {
                    format!("{}没有主动公开", gap.words(year.number()))
                }
                _ => "前面缺期".to_owned(),
            };
            let before = if is_part && is_own { "本期" } else { "" };
            let after = if is_part { format!("，{lacking}，合计不清") } else { String::new() };
            written.map_or_else(|| NOTHING.to_owned(), |written| format!("{before}{written}{after}"))
        }
    };
    let target = target(indicator, year.number());
    let then = plan.and_then(|plan| plan.year_target(indicator));
    let measure = indicator.measure.as_ref().map_or("", |measure| &*measure.value);
    let former = then.map(|then| match then.told(target, measure) {
        told if told.is_empty() => NOTHING.to_owned(),
        told => told.into_owned(),
    });
    let figure = StandFigureView {
        text,
        former,
        target: target.map_or_else(|| NOTHING.to_owned(), |target| target.measured(indicator)),
        completion: position.completion.map(percent),
    };
    let first = year.said.entries.get(entry.nth).and_then(|said| said.first.as_ref());
    let first = first.and_then(|first| first.indicators.get(id).copied().flatten());
    let first = first.map(|first| format!("（{}）", corrected_mark(first))).unwrap_or_default();
    StandView {
        name: indicator.name.value.clone(),
        figure: Some(figure),
        why: None,
        status: Some(format!("{}{first}", position.standing.status.word())),
    }
}

/// What a sum lacked when an entry was published, and whether it is public now.
fn lacked(year: &FigureYear<'_>, (entry, indicator): (EntryId, IndicatorId), gap: MissingPeriods) -> String {
    let made_good = if year.all.is_made_good(entry.own(), indicator) { "，已补报" } else { "" };
    format!("公布时缺{}{made_good}", gap.words(year.number()))
}

/// What is still to be done: `认知症照护床位 56张；照护家属培训 182人`, and what is not known.
fn left(year: &FigureYear, day: Date) -> String {
    let mut parts = Vec::new();
    let mut is_done = true;
    for (id, indicator) in year.project.draft.indicators.iter_enumerated() {
        let Some(position) = year.position(year.last(), id) else { continue };
        is_done &= position.standing.status == Status::Done || !position.standing.is_asked();
        let name = &indicator.name.value;
        let own = indicator.measure.as_ref().map_or("", |measure| &*measure.value);
        let difference = match own {
            "%" => "个百分点",
            "‰" => "个千分点",
            _ => own,
        };
        let is_omitted = position.standing.status == Status::Omitted;
        let unsaid = if is_omitted { "（本项未报，按最近一次算）" } else { "" };
        match position.left {
            Some(Left::More(by, rough)) => {
                parts.push(format!("{name} {}{}{difference}{unsaid}", left_word(rough), plain(by)));
            }
            Some(Left::Less(by, rough)) => {
                parts.push(format!("{name} 多{}{}{difference}{unsaid}", left_word(rough), plain(by)));
            }
            Some(Left::Nearly(bound)) => parts.push(format!("{name} 还没有到{}{own}{unsaid}", plain(bound))),
            Some(Left::JustOver(bound)) => {
                parts.push(format!("{name} 已经超过{}{own}{unsaid}", plain(bound)));
            }
            Some(Left::Undone) => parts.push(format!("{name}没有完成{unsaid}")),
            Some(Left::MoreThan(bound)) => {
                parts.push(format!("{name} 须超过{}{own}，现在正好是这个数{unsaid}", plain(bound)));
            }
            Some(Left::LessThan(bound)) => {
                parts.push(format!("{name} 须低于{}{own}，现在正好是这个数{unsaid}", plain(bound)));
            }
            None if is_omitted => parts.push(match position.standing.reason {
                StatusReason::Skipped(gap) => {
                    format!("{name}本项未报（{}）", lacked(year, (year.last(), id), gap))
                }
                _ => format!("{name}本项未报"),
            }),
            None if position.standing.status == Status::Unknown && position.standing.is_open() => {
                parts.push(match position.standing.reason {
                    StatusReason::Unjudged(Unjudged::Undisclosed(gap)) => {
                        format!("{name}不能判断（{}没有主动公开）", gap.words(year.number()))
                    }
                    _ => format!("{name}不能判断"),
                });
            }
            // A limit that is kept so far, and used up faster than the year goes.
            None if matches!(position.standing.reason, StatusReason::Schedule { .. })
                && position.standing.status == Status::Behind =>
            {
                parts.push(format!("{name}没有超出目标值，但比时间进度快"));
            }
            // 近100人, or a word.
            None if is_short(position.standing.status) => parts.push(format!("{name}没有达到目标值")),
            // A limit is kept only when the year is over; a word says how far it is.
            None => {}
        }
    }
    let last = year.said.entries.last().into_iter().flat_map(|entry| &entry.nodes);
    for (node, position) in year.project.draft.nodes.iter().zip(last) {
        let position = position.on(day);
        if position.standing.status != Status::Done {
            parts.push(format!("{}（{}）", node.name.value, explain_node(&position)));
        }
    }
    if !parts.is_empty() {
        return parts.join("；");
    }
    let goes_on = |indicator: &IndicatorDraft| indicator.targets.keys().any(|target| *target > year.number());
    let goes_on = year.project.draft.indicators.iter().any(goes_on);
    let has_target = |(id, indicator): (IndicatorId, &IndicatorDraft)| {
        target(indicator, year.number()).is_some() && year.position(year.last(), id).is_some()
    };
    if year.project.draft.nodes.is_empty() && !year.project.draft.indicators.iter_enumerated().any(has_target)
    {
        return "当年没有能判断的目标。".to_owned();
    }
    match (is_done, goes_on) {
        (true, false) => "能用数量表示的目标都已达到。".to_owned(),
        (true, true) => format!("{}年能用数量表示的目标都已达到。", year.number()),
        (false, _) => "按最近一期的数没有还差的，以期末的数为准。".to_owned(),
    }
}

/// What stands before a number that says how much is left.
fn left_word(rough: Rough) -> &'static str {
    match rough {
        Rough::Less => "不到",
        Rough::More => "超过",
        _ => rough.word(),
    }
}

/// Whether a status says that a target is not reached.
fn is_short(status: Status) -> bool {
    matches!(status, Status::Behind | Status::NotStarted | Status::NotReached)
}
