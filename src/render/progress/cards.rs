//! The citizens' card of a project, and the list of those that are late with their reasons.

use super::NOTHING;
use super::figures::Year;
use super::overview::is_late;
use super::words::{push_status, push_text};
use crate::catalog::{Project, TextPlace};
use crate::entry::{Basis, IndicatorDraft};
use crate::model::{PagePath, Period, Unit};
use crate::progress::{Overview, Point, Status, percent};
use crate::quantity::{Direction, plain};
use crate::render::Renderer;
use crate::render::page::phone_url;
use crate::render::view::{Html, StatusView};
use crate::text::Document;

/// The most projects that are shown as cards on one page; more are shown as rows of a table.
pub(super) const MOST_CARDS: usize = 100;

impl Renderer<'_> {
    /// A card for each project of an overview.
    pub(super) fn cards(&self, page: &PagePath, overview: &Overview, year: i16) -> String {
        let mut out = String::with_capacity(overview.standings.len() * 1800);
        out.push_str("<ul class=\"citizens\">\n");
        for (at, _) in &overview.standings {
            out.push_str("<li class=\"citizen\"><h3>");
            self.push_project(page, *at, year, &mut out);
            out.push_str("</h3>");
            let Html(card) = self.card(*at, Some(year));
            out.push_str(&card);
            out.push_str("</li>\n");
        }
        out.push_str("</ul>\n");
        out
    }

    /// What a project does, how far it is, what is left, who is responsible and whom to ask: as of `year`, or of its
    /// newest.
    pub(in crate::render) fn card(&self, at: usize, year: Option<i16>) -> Html {
        let project = &self.catalog.projects[at];
        let wanted = |known: i16| year.is_none_or(|year| year == known);
        let y = project.years.iter().rposition(|known| wanted(known.year));
        let mut out = String::with_capacity(1600);
        out.push_str("<dl class=\"card-facts\">");
        if let Some(what) = self.what(at, year.or_else(|| Some(project.years.last()?.year))) {
            push_fact("做什么", &mut out, |out| push_text(&what, out));
        }
        push_fact("做到哪了", &mut out, |out| {
            let status = y.and_then(|y| self.year_status(at, y));
            match (&status, y) {
                (Some(status), Some(y)) => {
                    push_view(status, out);
                    if let Some(newest) = project.years[y].entries.last() {
                        out.push_str(" 最新一期是");
                        out.push_str(&newest.draft.period.chinese());
                    }
                }
                // It has a plan for the year and no report yet.
                _ => push_status(Status::Unreported, out),
            }
            if let Some(year) = y.and_then(|y| self.year_said(at, y)) {
                push_done(&year, out);
            }
        });
        if let Some(year) = y.and_then(|y| self.year_said(at, y)) {
            let left = left(&year);
            push_fact("还差多少", &mut out, |out| {
                push_text(if left.is_empty() { "能用数量表示的目标都已达到。" } else { &left }, out);
            });
        }
        push_fact("谁负责", &mut out, |out| push_text(&self.duty(project), out));
        if let Some((who, phone)) = self.contact(project) {
            push_fact("问谁", &mut out, |out| push_contact(who, phone, out));
        }
        out.push_str("</dl>\n");
        Html(out)
    }

    /// The beginning of the year's goal, or of what the project is about.
    fn what(&self, at: usize, year: Option<i16>) -> Option<String> {
        let draft = &self.catalog.projects[at].draft;
        let goal = year.and_then(|year| draft.goals.get(&year)).filter(|goal| !goal.excerpt.is_empty());
        let text = goal.or_else(|| Some(&draft.scope).filter(|scope| !scope.excerpt.is_empty()))?;
        Some(self.plain(TextPlace { project: Some(at), entry: None }, &text.excerpt))
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
    fn contact<'a>(&'a self, project: &'a Project) -> Option<(&'a str, &'a str)> {
        let units = &self.settings.units;
        let lead = project.draft.lead.as_ref().and_then(|name| Unit::find(units, &name.value));
        let of_unit = lead.into_iter().chain(units.get(project.unit)).find(|unit| !unit.phone.is_empty());
        match of_unit {
            Some(unit) => Some((&unit.short, &unit.phone)),
            None if self.settings.footer.phone.is_empty() => None,
            None => Some((&self.settings.name, &self.settings.footer.phone)),
        }
    }

    /// The projects that are late, each with what is late and why, and how many there are.
    pub(super) fn late(
        &self,
        page: &PagePath,
        overview: &Overview,
        year: i16,
        end: Option<Period>,
    ) -> (String, usize) {
        let mut out = String::new();
        let mut count = 0;
        for (at, standing) in overview.standings.iter().filter(|(_, standing)| is_late(*standing)) {
            count += 1;
            out.push_str("<li><h3>");
            self.push_project(page, *at, year, &mut out);
            out.push_str("</h3><p class=\"facts\">");
            push_status(standing.status, &mut out);
            out.push_str("<span>");
            push_text(&self.lead(&self.catalog.projects[*at]), &mut out);
            out.push_str("</span></p>");
            let newest = self.newest_entry(*at, year, end);
            if standing.status == Status::Unreported {
                out.push_str("<p>");
                push_text(&self.progress().explain_project(self.catalog, *at, *standing), &mut out);
                out.push_str("。</p>");
            } else if let Some(place) = newest {
                self.push_late_indicators(place, &mut out);
            }
            match newest {
                Some(place) if standing.status == Status::Unreported => {
                    self.push_entry(page, place, "上一次公开：", &mut out);
                }
                Some(place) => self.push_reasons(page, place, &mut out),
                None => {}
            }
            out.push_str("</li>\n");
        }
        (out, count)
    }

    fn push_late_indicators(&self, (at, y, e): (usize, usize, usize), out: &mut String) {
        let Some(year) = self.year_said(at, y) else { return };
        let mut items = String::new();
        for (i, indicator) in year.project.draft.indicators.iter().enumerate() {
            let Some(point) = year.point(e, i) else { continue };
            if matches!(point.standing.status, Status::Behind | Status::NotStarted) {
                items.push_str("<li>");
                push_progress(&year, e, (indicator, point), &mut items);
                items.push_str("</li>");
            }
        }
        if !items.is_empty() {
            out.push_str("<ul>");
            out.push_str(&items);
            out.push_str("</ul>");
        }
    }

    /// 说明, 存在问题 and 下一步 of an entry, their beginnings, with a link to the whole.
    fn push_reasons(&self, page: &PagePath, place: (usize, usize, usize), out: &mut String) {
        let (at, y, e) = place;
        let draft = &self.catalog.projects[at].years[y].entries[e].draft;
        let plain =
            |text: &Document| self.plain(TextPlace { project: Some(at), entry: Some((y, e)) }, &text.excerpt);
        let parts = [
            ("说明", draft.note.clone().filter(|_| draft.status.is_some())),
            ("存在问题", draft.problems.as_ref().map(plain)),
            ("下一步", draft.next.as_ref().map(plain)),
        ];
        if parts.iter().any(|(_, text)| text.is_some()) {
            out.push_str("<dl class=\"reasons\">");
            for (label, text) in parts {
                if let Some(text) = text {
                    push_fact(label, out, |out| push_text(&text, out));
                }
            }
            out.push_str("</dl>");
        } else {
            out.push_str("<p class=\"none\">本期没有填写存在问题和下一步安排。</p>");
        }
        self.push_entry(page, place, "", out);
    }

    fn push_entry(&self, page: &PagePath, place: (usize, usize, usize), before: &str, out: &mut String) {
        let (at, y, e) = place;
        out.push_str("<p class=\"more\"><a href=\"");
        push_text(&self.entry_link(page, place), out);
        out.push_str("\">");
        out.push_str(before);
        out.push_str(&self.catalog.projects[at].years[y].entries[e].draft.period.chinese());
        out.push_str("全文</a></p>");
    }
}

fn push_fact(label: &str, out: &mut String, value: impl FnOnce(&mut String)) {
    out.push_str("<div><dt>");
    out.push_str(label);
    out.push_str("</dt><dd>");
    value(out);
    out.push_str("</dd></div>");
}

fn push_view(status: &StatusView, out: &mut String) {
    out.push_str("<span class=\"status status-");
    out.push_str(status.tone);
    out.push_str("\"><span class=\"sign\" aria-hidden=\"true\">");
    out.push_str(status.sign);
    out.push_str("</span>");
    push_text(&status.text, out);
    out.push_str("</span>");
}

fn push_contact(who: &str, phone: &str, out: &mut String) {
    push_text(who, out);
    out.push(' ');
    let url = phone_url(phone);
    if url.is_empty() {
        push_text(phone, out);
    } else {
        out.push_str("<a href=\"");
        push_text(&url, out);
        out.push_str("\">");
        push_text(phone, out);
        out.push_str("</a>");
    }
}

/// The newest figure of each indicator, beside its target.
fn push_done(year: &Year, out: &mut String) {
    let indicators = &year.project.draft.indicators;
    if indicators.is_empty() {
        return;
    }
    out.push_str("<ul>");
    for (i, indicator) in indicators.iter().enumerate() {
        out.push_str("<li>");
        match year.newest(i) {
            Some((e, point)) => push_progress(year, e, (indicator, point), out),
            None => {
                push_text(&indicator.name.value, out);
                out.push_str("：尚无数据");
            }
        }
        out.push_str("</li>");
    }
    out.push_str("</ul>");
}

/// `认知症照护床位 64张（目标 120，完成率 53.3%，滞后）`
fn push_progress(year: &Year, e: usize, (indicator, point): (&IndicatorDraft, &Point), out: &mut String) {
    push_text(&indicator.name.value, out);
    out.push_str(" <b>");
    match point.to_date.filter(|_| indicator.basis == Basis::PerPeriod) {
        // What counts is the sum; each period alone stands in the table.
        Some(sum) => {
            out.push('共');
            out.push_str(&plain(sum));
            push_text(indicator.measure.as_ref().map_or("", |measure| &measure.value), out);
        }
        None => push_text(year.written(e, point), out),
    }
    out.push_str("</b>（目标 ");
    push_text(indicator.targets.get(&year.number()).map_or(NOTHING, |target| &target.value), out);
    if let Some(rate) = point.completion {
        out.push_str("，完成率 ");
        out.push_str(&percent(rate));
    }
    out.push('，');
    out.push_str(point.standing.status.word());
    out.push('）');
}

/// What is still to be done, where a number tells: `认知症照护床位 56张；照护家属培训 182人`
fn left(year: &Year) -> String {
    let mut parts = Vec::new();
    for (i, indicator) in year.project.draft.indicators.iter().enumerate() {
        let goal = year.said.goals.get(i).copied().flatten();
        let Some(goal) = goal.filter(|goal| goal.direction == Some(Direction::Up)) else { continue };
        let value = year.newest(i).and_then(|(_, point)| point.to_date);
        let Some((bound, value)) = goal.bound.zip(value) else { continue };
        if let Some(rest) = bound.checked_sub(value).filter(|rest| rest.is_sign_positive() && !rest.is_zero())
        {
            let measure = indicator.measure.as_ref().map_or("", |measure| match &*measure.value {
                "%" => "个百分点",
                measure => measure,
            });
            parts.push(format!("{}{}{measure}", indicator.name.value, plain(rest)));
        }
    }
    parts.join("；")
}
