//! Figures of one indicator against those of the periods before.

use std::collections::BTreeMap;

use super::{Question, ReconcileInputs, Where};
use crate::catalog::Catalog;
use crate::diag::Place;
use crate::entry::{Basis, IndicatorDraft};
use crate::model::{EntryId, IndicatorId, ProjectId};
use crate::progress::{FigurePoint, target};
use crate::quantity::{Decimal, Measure, Quantity, plain, rounded};
use crate::say;

/// The questions of each entry.
pub(super) type Asked = BTreeMap<EntryId, Vec<Question>>;

/// By how much a figure may differ from the one before; 100 and 10,000 times are what a forgotten `%` or 万
/// makes.
const JUMP: Decimal = Decimal::from_parts(90, 0, 0, false, 0);

/// An earlier figure.
struct Earlier<'a> {
    entry: EntryId,
    point: &'a FigurePoint,
}

/// Asks about the figures of a project.
pub(super) fn ask(inputs: ReconcileInputs<'_>, project: ProjectId) -> Asked {
    let ReconcileInputs { catalog, progress, .. } = inputs;
    let mut asked = Asked::new();
    for (id, indicator) in catalog.projects[project].draft.indicators.iter_enumerated() {
        let mut earlier: Option<Earlier<'_>> = None;
        let mut has_asked_about_digits = false;
        for (now, point) in progress.series(project, id) {
            if let Some(earlier) = &earlier {
                let pair = Pair { catalog, indicator, before: earlier, now, point };
                let mut questions = Vec::new();
                questions.extend(pair.falling());
                questions.extend(pair.other_measure());
                questions.extend(pair.other_scale());
                if !has_asked_about_digits {
                    let digits = pair.other_digits();
                    has_asked_about_digits = digits.is_some();
                    questions.extend(digits);
                }
                if !questions.is_empty() {
                    asked.entry(now).or_default().append(&mut questions);
                }
            } else if let Some(question) = far_beyond_target(inputs, now, (id, indicator), point) {
                asked.entry(now).or_default().push(question);
            }
            earlier = Some(Earlier { entry: now, point });
        }
    }
    asked
}

/// A first figure that is a hundred times the year's target: most likely in another scale than the target.
fn far_beyond_target(
    inputs: ReconcileInputs<'_>,
    now: EntryId,
    (id, indicator): (IndicatorId, &IndicatorDraft),
    point: &FigurePoint,
) -> Option<Question> {
    let entry = inputs.catalog.entry(now);
    let full = inputs.progress.year(now.year)?.goals.get(id)?.as_ref()?.bound?;
    let target = target(indicator, inputs.catalog.year(now.year).year)?;
    let factor = point.value?.low().abs().checked_div(full)?;
    if factor < JUMP {
        return None;
    }
    let (_, text) = &entry.draft.figures[point.figure];
    let (name, new, target_text) = (&indicator.name.value, &text.value, &target.text.value);
    let times = plain(rounded(factor, 0));
    Some(Question {
        rule: "scale-jump",
        about: name.clone(),
        place: Where::Span(text.span.clone()),
        message: say!(
            "“{name}”写的 {new} 是目标值“{target_text}”的{times}倍，请核对单位",
            "`{name}` is {new}, {times} times the target `{target_text}`; check the measure"
        ),
        related: Vec::new(),
    })
}

/// Two figures in a row.
struct Pair<'a> {
    catalog: &'a Catalog,
    indicator: &'a IndicatorDraft,
    before: &'a Earlier<'a>,
    now: EntryId,
    point: &'a FigurePoint,
}

impl Pair<'_> {
    /// Whether a sum of the period before is carried on; one of the year begins anew with each year.
    fn goes_on(&self) -> bool {
        let year = self.catalog.year(self.now.year).year;
        self.before.entry.year == self.now.year || self.indicator.since.is_some_and(|since| since < year)
    }

    /// A sum that is smaller than before.
    fn falling(&self) -> Option<Question> {
        if self.indicator.basis != Basis::Cumulative || !self.goes_on() {
            return None;
        }
        let (before, now) = (self.before.point.value?, self.point.value?);
        if now.high() >= before.low() {
            return None;
        }
        let name = &self.indicator.name.value;
        let (old, new) = (self.text(self.before.entry, self.before.point), self.text(self.now, self.point));
        let period = self.period(self.before.entry);
        Some(self.question(
            "falling-total",
            say!(
                "“{name}”是累计数，却比{period}少了：{old} → {new}",
                "`{name}` is cumulative but less than in {period}: {old} → {new}"
            ),
        ))
    }

    /// Another number of digits behind the point, of numbers in the same measure that both have some.
    fn other_digits(&self) -> Option<Question> {
        let (before, now) = (self.before.point.decimals, self.point.decimals);
        if before == 0 || now == 0 || before == now {
            return None;
        }
        let (old, new) = (self.text(self.before.entry, self.before.point), self.text(self.now, self.point));
        if measure(old) != measure(new) {
            return None;
        }
        let name = &self.indicator.name.value;
        let period = self.period(self.before.entry);
        Some(self.question(
            "changing-decimals",
            say!(
                "“{name}”的小数位数和{period}不同：{old} → {new}",
                "`{name}` has another number of decimals than in {period}: {old} → {new}"
            ),
        ))
    }

    /// Another measure, where the project does not say which it should be.
    fn other_measure(&self) -> Option<Question> {
        if self.indicator.measure.is_some() {
            return None;
        }
        let (old, new) = (self.text(self.before.entry, self.before.point), self.text(self.now, self.point));
        let (was, is) = (measure(old)?, measure(new)?);
        // `9999` and `1.1万` are in the same measure, which is none.
        let counts_nothing = |text| Measure::parse(text).is_bare();
        if was == is || counts_nothing(was) && counts_nothing(is) {
            return None;
        }
        let name = &self.indicator.name.value;
        let period = self.period(self.before.entry);
        Some(self.question(
            "changing-measure",
            say!(
                "“{name}”的单位和{period}不同：{was} → {is}",
                "`{name}` has another measure than in {period}: {was} → {is}"
            ),
        ))
    }

    /// A bare number where the one before had a measure, or a number of another scale: 100 or 10,000 times as
    /// much or as little.
    fn other_scale(&self) -> Option<Question> {
        let own = &self.indicator.measure.as_ref()?.value;
        let (old, new) = (self.text(self.before.entry, self.before.point), self.text(self.now, self.point));
        let (was, is) = (measure(old)?, measure(new)?);
        let name = &self.indicator.name.value;
        let period = self.period(self.before.entry);
        if is.is_empty() && !was.is_empty() {
            return Some(self.question(
                "bare-number",
                say!(
                    "“{name}”只写了数字 {new}，{period}写的是 {old}；没有写单位的按“{own}”算",
                    "`{name}` is the bare number {new}, in {period} it was {old}; without a measure it counts as `{own}`"
                ),
            ));
        }
        if self.indicator.basis == Basis::Cumulative && !self.goes_on() {
            return None;
        }
        let (before, now) = (self.before.point.value?.low(), self.point.value?.low());
        let (small, large) = if before.abs() < now.abs() { (before, now) } else { (now, before) };
        let factor = large.abs().checked_div(small.abs())?;
        if factor < JUMP {
            return None;
        }
        let times = plain(rounded(factor, 0));
        Some(self.question(
            "scale-jump",
            say!(
                "“{name}”和{period}相差{times}倍：{old} → {new}",
                "`{name}` differs from {period} by a factor of {times}: {old} → {new}"
            ),
        ))
    }

    fn text(&self, entry: EntryId, point: &FigurePoint) -> &str {
        &self.catalog.entry(entry).draft.figures[point.figure].1.value
    }

    fn period(&self, entry: EntryId) -> String {
        self.catalog.entry(entry).draft.period.chinese()
    }

    fn question(&self, rule: &'static str, message: crate::diag::Text) -> Question {
        let place = |entry: EntryId, point: &FigurePoint| {
            let entry = self.catalog.entry(entry);
            (entry, entry.draft.figures[point.figure].1.span.clone())
        };
        let (_, span) = place(self.now, self.point);
        let (before, before_span) = place(self.before.entry, self.before.point);
        Question {
            rule,
            about: self.indicator.name.value.clone(),
            place: Where::Span(span),
            message,
            related: vec![(
                Place::span(before.path.in_site(), before_span),
                say!("前一期写在这里", "the period before stands here"),
            )],
        }
    }
}

/// The measure of a figure as written.
fn measure(text: &str) -> Option<&str> {
    Quantity::parse(text).ok().map(|quantity| quantity.measure.text())
}
