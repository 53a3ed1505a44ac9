//! The charts of indicators: the periods of a year against its target.

use super::figures::{FigureYear, NoEntry};
use super::marks::YearMarks;
use super::words::{place, push_text};
use crate::chart::{self, ChartForm, ChartGoal, ChartMark, ChartPoint, Series};
use crate::entry::{Basis, IndicatorDraft};
use crate::model::{IndicatorId, YearId};
use crate::progress::{FigurePoint, StatusReason, target};
use crate::quantity::{Decimal, QuantityValue, plain};
use crate::render::Renderer;
use crate::render::view::Html;

impl Renderer<'_> {
    /// A chart for each indicator of a year that has numbers; `None` if none has.
    pub(in crate::render) fn year_charts(&self, id: YearId) -> Option<Html> {
        let year = self.year_now(id)?;
        let columns = year.columns();
        let marks = self.marks(id);
        let names: Vec<String> = columns.iter().map(|column| column.period.short_chinese()).collect();
        let indicators = &year.project.draft.indicators;
        let mut out = String::with_capacity(indicators.len() * 1400);
        for (id, indicator) in indicators.iter_enumerated() {
            let said = |column: &super::figures::PeriodColumn| {
                column.entry.map(|entry| EntrySaid {
                    point: year.point(entry, id),
                    is_asked: year.position(entry, id).is_some() && year.not_counted(entry, id).is_none(),
                })
            };
            let drawn: Vec<_> = columns.iter().map(said).collect();
            let point = |said: &Result<EntrySaid<'_>, NoEntry>| {
                said.as_ref().ok().and_then(|said| said.point.copied())
            };
            if !drawn.iter().any(|said| point(said).is_some_and(|point| shown(&point).is_some())) {
                continue;
            }
            let labels: Vec<String> = drawn.iter().map(|said| label(point(said).as_ref())).collect();
            let spots: Vec<ChartPoint> = drawn
                .iter()
                .zip(&names)
                .zip(&labels)
                .map(|((said, name), label)| {
                    let point = point(said);
                    let before = point.as_ref().map_or(Decimal::ZERO, |point| before(indicator, point));
                    let goal = point.as_ref().and_then(milestone).map(place);
                    ChartPoint { name, mark: mark(*said, before, label), goal, way: None, note: "" }
                })
                .collect();
            push_chart(&year, id, &spots, &marks, &mut out);
        }
        (!out.is_empty()).then_some(Html(out))
    }
}

fn push_chart(
    year: &FigureYear,
    id: IndicatorId,
    spots: &[ChartPoint],
    marks: &YearMarks<'_>,
    out: &mut String,
) {
    let indicator = &year.project.draft.indicators[id];
    let former = marks.former_target(&indicator.name.value);
    let former = former.filter(|former| former.is_adjusted() && !former.was().is_empty());
    let bound = year.said.former.get(id).copied().flatten().filter(|_| former.is_some());
    let bound = bound.and_then(|goal| goal.bound);
    let before = former.map_or_else(String::new, |former| match bound.filter(|_| former.count() > 1) {
        Some(bound) => format!("（调整过{}次，点线为调整前的 {}）", former.count(), plain(bound)),
        None => format!("（原目标 {}，点线）", former.was()),
    });
    let target = target(indicator, year.number()).map(|target| format!("目标 {}{before}", target.shown()));
    let former = bound;
    let bounds = year.said.goals.get(id).copied().flatten();
    let goal = target.as_ref().map(|label| ChartGoal {
        value: bounds.and_then(|goal| goal.bound).map_or(f64::NAN, place),
        upper: bounds.and_then(|goal| goal.high).map(place),
        former: former.map(place),
        label,
    });
    let mut link = String::new();
    year.push_mistake((year.last(), id), marks, &mut link);
    push_figure((indicator, &link), &format!("c{}", usize::from(id)), spots, goal, out);
}

/// `link` stands beside the title, finished.
pub(super) fn push_figure(
    (indicator, link): (&IndicatorDraft, &str),
    id: &str,
    spots: &[ChartPoint],
    goal: Option<ChartGoal>,
    out: &mut String,
) {
    let mut title = indicator.name.value.clone();
    if let Some(measure) = &indicator.measure {
        title.push('（');
        title.push_str(&measure.value);
        title.push('）');
    }
    out.push_str("<figure><figcaption>");
    push_text(&title, out);
    out.push_str(link);
    out.push_str("</figcaption>");
    let form = if indicator.basis == Basis::State { ChartForm::Line } else { ChartForm::Columns };
    chart::push_series(&Series { id, title: &title, form, points: spots, goal }, out);
    out.push_str("</figure>\n");
}

/// What an entry says of an indicator.
#[derive(Clone, Copy)]
pub(super) struct EntrySaid<'a> {
    pub(super) point: Option<&'a FigurePoint>,
    /// Whether it should have said something.
    pub(super) is_asked: bool,
}

/// `before` is what of the value was there before the period.
pub(super) fn mark<'a>(
    said: Result<EntrySaid<'_>, NoEntry>,
    before: Decimal,
    label: &'a str,
) -> ChartMark<'a> {
    match said {
        Ok(EntrySaid { point: Some(point), .. }) => match shown(point) {
            Some(value) => ChartMark::Value { value: place(value), before: place(before), label },
            None => ChartMark::Empty,
        },
        Ok(EntrySaid { point: None, is_asked: true }) | Err(NoEntry::Overdue) => ChartMark::Missing("未报"),
        Err(gap @ (NoEntry::Withdrawn | NoEntry::Undisclosed(_))) => ChartMark::Missing(gap.words()),
        Ok(_) | Err(NoEntry::InTime | NoEntry::NotDue) => ChartMark::Empty,
    }
}

/// The period's own target (节点目标), where the status was judged by it.
fn milestone(point: &FigurePoint) -> Option<Decimal> {
    match point.standing.reason {
        StatusReason::Milestone { bound, .. } => Some(bound),
        _ => None,
    }
}

/// What of a running sum was there before the period.
fn before(indicator: &IndicatorDraft, point: &FigurePoint) -> Decimal {
    let own = point.value.filter(|_| indicator.basis == Basis::PerPeriod).map(QuantityValue::low);
    own.zip(point.to_date).map_or(Decimal::ZERO, |(own, sum)| sum - own)
}

/// What is drawn of a figure: what counts toward the target, else the figure of the period alone.
pub(super) fn shown(point: &FigurePoint) -> Option<Decimal> {
    point.to_date.or_else(|| point.value.map(QuantityValue::low))
}

/// The number of a figure in words; of a period whose sum is not known, behind one that was not reported, its
/// own.
pub(super) fn label(point: Option<&FigurePoint>) -> String {
    let Some((point, value)) = point.and_then(|point| Some((point, shown(point)?))) else {
        return String::new();
    };
    let alone = if point.to_date.is_none() { "本期" } else { "" };
    match point.value {
        // Of a range one end counts toward the target; a sum is another number.
        Some(QuantityValue::Range { low, high }) if value == low || value == high => {
            format!("{alone}{}–{}", plain(low), plain(high))
        }
        _ => format!("{alone}{}{}", point.hedge(), plain(value)),
    }
}
