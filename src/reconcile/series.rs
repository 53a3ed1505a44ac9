//! Figures of one indicator against those of the periods before.

use std::collections::BTreeMap;

use super::{Question, Where};
use crate::catalog::Project;
use crate::diag::Place;
use crate::entry::{Basis, IndicatorDraft};
use crate::progress::{Point, Progress};
use crate::quantity::Quantity;
use crate::say;

/// The questions of each entry, by the numbers of its year and of the entry.
pub(super) type Asked = BTreeMap<(usize, usize), Vec<Question>>;

/// An earlier figure.
struct Earlier<'a> {
    at: (usize, usize),
    point: &'a Point,
}

/// Asks about the figures of a project.
pub(super) fn ask(progress: &Progress, at: usize, project: &Project) -> Asked {
    let mut asked = Asked::new();
    for (i, indicator) in project.draft.indicators.iter().enumerate() {
        let mut earlier: Option<Earlier<'_>> = None;
        let mut has_asked_about_digits = false;
        for (y, e, point) in progress.series(at, i) {
            if let Some(earlier) = &earlier {
                let pair = Pair { project, indicator, before: earlier, now: (y, e), point };
                let mut questions = Vec::new();
                questions.extend(pair.falling());
                questions.extend(pair.other_measure());
                if !has_asked_about_digits {
                    let digits = pair.other_digits();
                    has_asked_about_digits = digits.is_some();
                    questions.extend(digits);
                }
                if !questions.is_empty() {
                    asked.entry((y, e)).or_default().append(&mut questions);
                }
            }
            earlier = Some(Earlier { at: (y, e), point });
        }
    }
    asked
}

/// Two figures in a row.
struct Pair<'a> {
    project: &'a Project,
    indicator: &'a IndicatorDraft,
    before: &'a Earlier<'a>,
    now: (usize, usize),
    point: &'a Point,
}

impl Pair<'_> {
    /// A sum that is smaller than before.
    fn falling(&self) -> Option<Question> {
        let (y, _) = self.now;
        let year = self.project.years[y].year;
        let is_same_sum = self.before.at.0 == y || self.indicator.since.is_some_and(|since| since < year);
        if self.indicator.basis != Basis::Cumulative || !is_same_sum {
            return None;
        }
        let (before, now) = (self.before.point.value?, self.point.value?);
        if now.high() >= before.low() {
            return None;
        }
        let name = &self.indicator.name.value;
        let (old, new) = (self.text(self.before.at, self.before.point), self.text(self.now, self.point));
        let period = self.period(self.before.at);
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
        let (old, new) = (self.text(self.before.at, self.before.point), self.text(self.now, self.point));
        if measure(old) != measure(new) {
            return None;
        }
        let name = &self.indicator.name.value;
        let period = self.period(self.before.at);
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
        let (old, new) = (self.text(self.before.at, self.before.point), self.text(self.now, self.point));
        let (was, is) = (measure(old)?, measure(new)?);
        if was == is {
            return None;
        }
        let name = &self.indicator.name.value;
        let period = self.period(self.before.at);
        Some(self.question(
            "changing-measure",
            say!(
                "“{name}”的单位和{period}不同：{was} → {is}",
                "`{name}` has another measure than in {period}: {was} → {is}"
            ),
        ))
    }

    fn text(&self, (y, e): (usize, usize), point: &Point) -> &str {
        &self.project.years[y].entries[e].draft.figures[point.figure].1.value
    }

    fn period(&self, (y, e): (usize, usize)) -> String {
        self.project.years[y].entries[e].draft.period.chinese()
    }

    fn question(&self, rule: &'static str, message: crate::diag::Text) -> Question {
        let place = |(y, e): (usize, usize), point: &Point| {
            let entry = &self.project.years[y].entries[e];
            (entry, entry.draft.figures[point.figure].1.span.clone())
        };
        let (_, span) = place(self.now, self.point);
        let (before, before_span) = place(self.before.at, self.before.point);
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
