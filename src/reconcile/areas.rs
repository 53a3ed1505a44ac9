//! 分解: an indicator's figure and target against the sum of those of its areas.
//!
//! Asked is only where the sum says something: of shares and of what is said not to add up it does not. While
//! areas have not reported, those that have can only be too many, or leave nothing for the others.

use super::series::Asked;
use super::{Question, ReconcileInputs, Where};
use crate::diag::{Diagnostic, Place, Text};
use crate::entry::{BreakdownDraft, IndicatorDraft};
use crate::model::ProjectId;
use crate::quantity::{
    Approximation, Decimal, Figure, Measure, QuantityValue, Target, TargetKind, plain, rounded,
};
use crate::say;

/// So many areas are named.
const MOST_NAMED: usize = 6;

/// A number with what rounding may have taken from it, in the measure of its indicator.
#[derive(Clone, Copy)]
struct Rounded {
    number: Decimal,
    by: Decimal,
}

/// The numbers of the areas of one indicator.
struct Areas<'a> {
    /// Those that are known, with what was written.
    known: Vec<(&'a str, &'a str, Rounded)>,
    /// The names of the others.
    missing: Vec<&'a str>,
}

/// The questions of each entry.
pub(super) fn ask(inputs: ReconcileInputs<'_>, id: ProjectId) -> Asked {
    let mut asked = Asked::new();
    let project = &inputs.catalog.projects[id];
    let Some(breakdown) = &project.draft.breakdown else { return asked };
    for (entry_id, entry) in inputs.catalog.entries_of(id) {
        for indicator in project.draft.indicators.iter().filter(|one| breakdown.adds_up(one)) {
            let name = &*indicator.name.value;
            let total = entry.draft.figures.iter().find(|(known, _)| known.value == name);
            let figure_of = |area: &str| entry.area_figure(name, area).map(|figure| &*figure.value);
            let Some(areas) = Areas::of(breakdown, measure(indicator), figure_of) else { continue };
            let Some((_, total)) = total else { continue };
            let Some(number) = exact(&total.value, measure(indicator)) else { continue };
            let message = areas.disagree(name, &total.value, number, indicator);
            let message = message.or_else(|| areas.leave_nothing(name, &total.value, number));
            let Some(message) = message else { continue };
            let place = areas.known.first().and_then(|(area, ..)| entry.area_figure(name, area));
            let place = place.map(|figure| {
                let place = Place::span(entry.path.in_site(), figure.span.clone());
                (place, say!("各项从这里起", "its areas begin here"))
            });
            asked.entry(entry_id).or_default().push(Question {
                rule: "areas-disagree",
                about: format!("{name}的分项"),
                place: Where::Span(total.span.clone()),
                message,
                related: place.into_iter().collect(),
            });
        }
    }
    asked
}

/// The targets of years that are not those of their areas together.
pub(super) fn ask_targets(inputs: ReconcileInputs<'_>, id: ProjectId) -> Vec<Diagnostic> {
    let project = &inputs.catalog.projects[id];
    let Some(breakdown) = &project.draft.breakdown else { return Vec::new() };
    let mut findings = Vec::new();
    for indicator in project.draft.indicators.iter().filter(|one| breakdown.adds_up(one)) {
        let name = &*indicator.name.value;
        for (year, target) in &indicator.targets {
            let of_area = |area: &str| {
                let mut targets = breakdown.targets.iter();
                let found = targets
                    .find(|one| one.year == *year && one.indicator.value == name && one.area.value == area)?;
                Some(found.target.value.as_str())
            };
            let number = |text: &str| bound(text, measure(indicator));
            let Some(total) = number(&target.value) else { continue };
            let Some(areas) = Areas::with(breakdown, of_area, |text, _| number(text), measure(indicator))
            else {
                continue;
            };
            let Some(message) = areas.disagree(name, &target.value, total, indicator) else { continue };
            findings.push(
                Diagnostic::warning("areas-disagree", message)
                    .at(Place::span(project.file.in_site(), target.span.clone()))
                    .help(say!(
                        "核对 {year} 年的目标值和各项的目标值；本来就不相加的，在“分解”里或者这个指标里写 `不相加: 是`",
                        "check the targets of {year}; if they are not meant to add up, say `not_additive: true` under `breakdown` or of this indicator"
                    )),
            );
        }
    }
    findings
}

fn measure(indicator: &IndicatorDraft) -> Measure<'_> {
    indicator.measure.as_ref().map_or(Measure::NONE, |measure| Measure::parse(&measure.value))
}

/// A figure that is one number, and no more or less than that.
fn exact(text: &str, measure: Measure<'_>) -> Option<Rounded> {
    let Ok(Figure::Quantity(quantity)) = Figure::parse(text) else { return None };
    if quantity.approximation != Approximation::None || quantity.whole.is_some() {
        return None;
    }
    let QuantityValue::Exact(number) = quantity.value_in(measure)? else { return None };
    let by = quantity.rounding_in(measure)?;
    Some(Rounded { number, by })
}

/// The number of a target.
fn bound(text: &str, measure: Measure<'_>) -> Option<Rounded> {
    let amount = match Target::parse(text).ok()?.kind {
        TargetKind::AtLeast { bound, .. } | TargetKind::AtMost { bound, .. } => bound,
        TargetKind::Exactly(amount) => amount,
        _ => return None,
    };
    Some(Rounded { number: amount.in_measure(measure)?, by: Decimal::ZERO })
}

impl<'a> Areas<'a> {
    /// The figures of the areas; `None` where there are none, or one is no exact number.
    fn of(
        breakdown: &'a BreakdownDraft,
        measure: Measure<'_>,
        text: impl Fn(&str) -> Option<&'a str>,
    ) -> Option<Self> {
        Self::with(breakdown, text, exact, measure)
    }

    fn with(
        breakdown: &'a BreakdownDraft,
        text: impl Fn(&str) -> Option<&'a str>,
        read: impl Fn(&str, Measure<'_>) -> Option<Rounded>,
        measure: Measure<'_>,
    ) -> Option<Self> {
        let mut areas = Self { known: Vec::new(), missing: Vec::new() };
        for area in &breakdown.areas {
            match text(&area.value) {
                Some(text) => areas.known.push((&area.value, text, read(text, measure)?)),
                None => areas.missing.push(&area.value),
            }
        }
        (!areas.known.is_empty()).then_some(areas)
    }

    /// What to say if those that are known make all of `total`, written `text`, and others have not reported:
    /// that is no zero.
    fn leave_nothing(&self, name: &str, text: &str, total: Rounded) -> Option<Text> {
        let first = self.missing.first()?;
        let numbers = self.known.iter().map(|(.., number)| number);
        let sum = numbers.clone().try_fold(Decimal::ZERO, |sum, one| sum.checked_add(one.number))?;
        let slack = numbers.clone().try_fold(total.by, |slack, one| slack.checked_add(one.by))?;
        if sum.checked_sub(total.number)?.abs() > slack {
            return None;
        }
        let missing = self.missing.len();
        Some(say!(
            "“{name}”写的是{text}，正好是已报的各分项相加，而“{first}”等 {missing} 个分项没有报：没有报的不等于0；是0的写 0，漏报的补上，总数也要核对",
            "`{name}` is given as {text}, which is what the areas that have reported add up to, but `{first}` ({missing} missing) has not: no report is no zero; write 0 if it is, else add what is missing and check the total"
        ))
    }

    /// What to say if they do not add up to `total`, written `text`.
    fn disagree(&self, name: &str, text: &str, total: Rounded, indicator: &IndicatorDraft) -> Option<Text> {
        let mut known = self.known.iter().map(|(.., number)| number);
        let sum = known.clone().try_fold(Decimal::ZERO, |sum, one| sum.checked_add(one.number))?;
        let slack = known.try_fold(total.by, |slack, one| slack.checked_add(one.by))?;
        let over = sum.checked_sub(total.number)?;
        if over.abs() <= slack || !self.missing.is_empty() && over < Decimal::ZERO {
            return None;
        }
        let own = indicator.measure.as_ref().map_or("", |measure| &measure.value);
        let sum = plain(rounded(sum, 4).normalize());
        let named: Vec<String> =
            self.known.iter().take(MOST_NAMED).map(|(area, text, _)| format!("{area} {text}")).collect();
        let (list, count) = (named.join("、"), self.known.len());
        let (more, more_en) = if count > MOST_NAMED { ("等", " and others") } else { ("", "") };
        Some(match self.missing.first() {
            None => say!(
                "“{name}”写的是{text}，{count} 个分项相加是{sum}{own}：{list}{more}",
                "`{name}` is given as {text}, its {count} areas add up to {sum}{own}: {list}{more_en}"
            ),
            Some(first) => {
                let missing = self.missing.len();
                say!(
                    "“{name}”写的是{text}，还有“{first}”等 {missing} 个分项没有，已有的相加就是{sum}{own}：{list}{more}",
                    "`{name}` is given as {text}; without `{first}` ({missing} missing) its areas add up to {sum}{own} already: {list}{more_en}"
                )
            }
        })
    }
}
