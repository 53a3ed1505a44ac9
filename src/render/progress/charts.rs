//! The charts of indicators: the periods of a year against its target, and the years against the plan.

use super::figures::{Gap, Year};
use super::words::{place, push_text};
use crate::chart::{self, Form, Goal, Mark, Point as Spot, Series};
use crate::entry::{Basis, IndicatorDraft};
use crate::progress::{Point, Reason};
use crate::quantity::{Decimal, Value, plain};
use crate::render::Renderer;
use crate::render::view::Html;

impl Renderer<'_> {
    /// A chart for each indicator of a year that has numbers; `None` if none has.
    pub(in crate::render) fn year_charts(&self, at: usize, y: usize) -> Option<Html> {
        let year = self.year_said(at, y)?;
        let columns = year.columns();
        let names: Vec<String> = columns.iter().map(|column| column.period.short_chinese()).collect();
        let indicators = &year.project.draft.indicators;
        let mut out = String::with_capacity(indicators.len() * 1400);
        for (i, indicator) in indicators.iter().enumerate() {
            let points = |column: &super::figures::Column| column.entry.map(|e| year.point(e, i));
            let drawn: Vec<_> = columns.iter().map(points).collect();
            if !drawn.iter().any(|point| matches!(point, Ok(Some(point)) if point.to_date.is_some())) {
                continue;
            }
            let labels: Vec<String> = drawn.iter().map(|point| label(point.ok().flatten())).collect();
            let spots: Vec<Spot> = drawn
                .iter()
                .zip(&names)
                .zip(&labels)
                .map(|((point, name), label)| {
                    let before = point.ok().flatten().map_or(Decimal::ZERO, |point| before(indicator, point));
                    let goal = point.ok().flatten().and_then(milestone).map(place);
                    Spot { name, mark: mark(*point, before, label), goal }
                })
                .collect();
            push_chart(&year, i, &spots, &mut out);
        }
        (!out.is_empty()).then_some(Html(out))
    }

    /// A chart for each indicator over the years, against each year's target; `None` for fewer than two years.
    pub(in crate::render) fn plan_charts(&self, at: usize) -> Option<Html> {
        let project = &self.catalog.projects[at];
        let said = self.progress().projects.get(at)?;
        let mut years: Vec<i16> = project.years.iter().map(|year| year.year).collect();
        let planned = project.draft.indicators.iter().flat_map(|indicator| indicator.targets.keys().copied());
        years.extend(planned);
        years.sort_unstable();
        years.dedup();
        if years.len() < 2 {
            return None;
        }
        let names: Vec<String> = years.iter().map(ToString::to_string).collect();
        let mut out = String::new();
        for (i, indicator) in project.draft.indicators.iter().enumerate() {
            let of_year = |year: i16| {
                let y = project.years.iter().position(|known| known.year == year)?;
                let year = self.year_said(at, y)?;
                Some((
                    year.newest(i).map(|(_, point)| point),
                    said.years.get(y)?.goals.get(i).copied().flatten(),
                ))
            };
            let known: Vec<_> = years.iter().map(|year| of_year(*year)).collect();
            let has_numbers =
                known.iter().flatten().any(|(point, _)| point.is_some_and(|point| point.to_date.is_some()));
            if !has_numbers {
                continue;
            }
            let labels: Vec<String> =
                known.iter().map(|known| label(known.and_then(|(point, _)| point))).collect();
            let spots: Vec<Spot> = known
                .iter()
                .zip(&names)
                .zip(&labels)
                .map(|((known, name), label)| {
                    let (point, goal) = known.unwrap_or((None, None));
                    let goal = goal.and_then(|goal| goal.bound).map(place);
                    Spot { name, mark: mark(Ok(point), Decimal::ZERO, label), goal }
                })
                .collect();
            let has_goals = spots.iter().any(|spot| spot.goal.is_some());
            let goal =
                has_goals.then_some(Goal { value: f64::NAN, upper: None, label: "虚线为当年目标值" });
            push_figure(indicator, &format!("p{i}"), &spots, goal, &mut out);
        }
        (!out.is_empty()).then_some(Html(out))
    }
}

fn push_chart(year: &Year, i: usize, spots: &[Spot], out: &mut String) {
    let indicator = &year.project.draft.indicators[i];
    let target = indicator.targets.get(&year.number()).map(|target| format!("目标 {}", target.value));
    let bounds = year.said.goals.get(i).copied().flatten();
    let goal = target.as_ref().map(|label| Goal {
        value: bounds.and_then(|goal| goal.bound).map_or(f64::NAN, place),
        upper: bounds.and_then(|goal| goal.high).map(place),
        label,
    });
    push_figure(indicator, &format!("c{i}"), spots, goal, out);
}

fn push_figure(indicator: &IndicatorDraft, id: &str, spots: &[Spot], goal: Option<Goal>, out: &mut String) {
    let mut title = indicator.name.value.clone();
    if let Some(measure) = &indicator.measure {
        title.push('（');
        title.push_str(&measure.value);
        title.push('）');
    }
    out.push_str("<figure><figcaption>");
    push_text(&title, out);
    out.push_str("</figcaption>");
    let form = if indicator.basis == Basis::State { Form::Line } else { Form::Columns };
    chart::push_series(&Series { id, title: &title, form, points: spots, goal }, out);
    out.push_str("</figure>\n");
}

/// `before` is what of the value was there before the period.
fn mark<'a>(point: Result<Option<&Point>, Gap>, before: Decimal, label: &'a str) -> Mark<'a> {
    match point {
        Ok(Some(point)) => match point.to_date {
            Some(value) => Mark::Value { value: place(value), before: place(before), label },
            None => Mark::Empty,
        },
        Err(Gap::Overdue) => Mark::Missing("未报"),
        Ok(None) | Err(_) => Mark::Empty,
    }
}

/// The period's own target (节点目标), where the status was judged by it.
fn milestone(point: &Point) -> Option<Decimal> {
    match point.standing.reason {
        Reason::Milestone { bound, .. } => Some(bound),
        _ => None,
    }
}

/// What of a running sum was there before the period.
fn before(indicator: &IndicatorDraft, point: &Point) -> Decimal {
    let own = point.value.filter(|_| indicator.basis == Basis::PerPeriod).map(Value::low);
    own.zip(point.to_date).map_or(Decimal::ZERO, |(own, sum)| sum - own)
}

fn label(point: Option<&Point>) -> String {
    point.and_then(|point| point.to_date).map_or_else(String::new, plain)
}
