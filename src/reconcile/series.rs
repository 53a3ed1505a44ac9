//! Figures of one indicator against those of the periods before.

use std::collections::BTreeMap;

use super::measures::is_counted;
use super::{Question, ReconcileInputs, Where};
use crate::catalog::{Project, ProjectEntry};
use crate::config::Spanned;
use crate::diag::Place;
use crate::entry::{Basis, IndicatorDraft};
use crate::model::{EntryId, IndicatorId, ProjectId};
use crate::progress::{FigurePoint, YearProgress, is_never_below_zero, points, target};
use crate::quantity::{Decimal, Measure, Quantity, plain, rounded};
use crate::say;

/// The questions of each entry.
pub(super) type Asked = BTreeMap<EntryId, Vec<Question>>;

/// By how much a figure may differ from the one before; 100 and 10,000 times are what a forgotten `%` or 万
/// makes.
pub(super) const JUMP: Decimal = Decimal::from_parts(90, 0, 0, false, 0);

/// How rates of a part of all end.
const RATES_OF_PARTS: &[&str] = &[
    "办结率",
    "合格率",
    "满意率",
    "满意度",
    "覆盖率",
    "普及率",
    "答复率",
    "回复率",
    "化解率",
    "结案率",
    "整改率",
    "及时率",
    "达标率",
    "优良率",
    "开工率",
    "竣工率",
    "投产率",
    "通过率",
    "审结率",
    "解决率",
    "办复率",
    "公开率",
    "知晓率",
    "处置率",
    "处理率",
    "入园率",
    "巩固率",
    "绿化率",
    "签约率",
    "及格率",
    "优秀率",
    "优良天数比率",
    "准确率",
    "签收率",
    "安置率",
    "建档率",
    "规范率",
    "成活率",
    "占比",
    "比重",
];
/// In the names of rates that may be more than all.
const MAY_EXCEED: &[&str] =
    &["增", "拨备", "流动性", "偿债", "利息", "现金", "产能", "目标", "计划", "任务", "环比", "同比"];

/// An earlier figure.
struct Earlier<'a> {
    entry: EntryId,
    point: &'a FigurePoint,
}

/// Whose figures they are.
struct FigureSeries<'a> {
    /// The project, or an area as a project of its own.
    project: &'a Project,
    /// What its figures say, year by year.
    years: &'a [YearProgress],
    /// The area.
    area: Option<&'a str>,
    /// What the figures of the whole project say: an area without a target is measured by that of all.
    whole: &'a [YearProgress],
}

/// Asks about the figures of a project and of its areas.
pub(super) fn ask(inputs: ReconcileInputs<'_>, id: ProjectId) -> Asked {
    let mut asked = Asked::new();
    let project = &inputs.catalog.projects[id];
    let Some(said) = inputs.progress.projects.get(id) else { return asked };
    let whole = &*said.years;
    FigureSeries { project, years: whole, area: None, whole }.ask(id, &mut asked);
    let Some(breakdown) = &project.draft.breakdown else { return asked };
    for (area, years) in said.areas.iter_enumerated() {
        let of_area = project.of_area(breakdown, area);
        let name = Some(&*breakdown.areas[area].value);
        FigureSeries { project: &of_area, years, area: name, whole }.ask(id, &mut asked);
    }
    asked
}

impl FigureSeries<'_> {
    fn ask(&self, id: ProjectId, asked: &mut Asked) {
        for (at, indicator) in self.project.draft.indicators.iter_enumerated() {
            let mut earlier: Option<Earlier<'_>> = None;
            let mut has_asked_about_digits = false;
            for (now, point) in points(self.years, id, at) {
                let mut questions: Vec<Question> =
                    self.above_all(now, indicator, point).into_iter().collect();
                questions.extend(self.below_zero(now, indicator, point));
                if let Some(earlier) = &earlier {
                    let pair = Pair { series: self, indicator, before: earlier, now, point };
                    questions.extend(pair.falling());
                    questions.extend(pair.other_measure());
                    questions.extend(pair.other_scale());
                    // Of many areas it would be asked many times.
                    if !has_asked_about_digits && self.area.is_none() {
                        let digits = pair.other_digits();
                        has_asked_about_digits = digits.is_some();
                        questions.extend(digits);
                    }
                } else {
                    questions.extend(self.far_beyond_target(now, (at, indicator), point));
                    questions.extend(self.fraction(now, (at, indicator), point));
                    questions.extend(self.part_of_one(now, indicator, point));
                }
                if !questions.is_empty() {
                    asked.entry(now).or_default().append(&mut questions);
                }
                earlier = Some(Earlier { entry: now, point });
            }
        }
    }

    /// What the questions call the figures of an indicator.
    fn name(&self, indicator: &IndicatorDraft) -> String {
        let name = &indicator.name.value;
        self.area.map_or_else(|| name.clone(), |area| format!("{name}/{area}"))
    }

    fn entry(&self, id: EntryId) -> &ProjectEntry {
        &self.project.years[id.year.nth].entries[id.nth]
    }

    fn figure(&self, entry: EntryId, point: &FigurePoint) -> &Spanned<String> {
        &self.entry(entry).draft.figures[point.figure].1
    }

    /// A first figure that is a hundred times the year's target: most likely in another scale than that.
    fn far_beyond_target(
        &self,
        now: EntryId,
        (id, indicator): (IndicatorId, &IndicatorDraft),
        point: &FigurePoint,
    ) -> Option<Question> {
        let full = self.years.get(now.year.nth)?.goals.get(id)?.as_ref()?.bound?;
        let target = target(indicator, self.project.years[now.year.nth].year)?;
        let factor = point.value?.low().abs().checked_div(full)?;
        if factor < JUMP {
            return None;
        }
        let text = self.figure(now, point);
        let (name, new, target_text) = (self.name(indicator), &text.value, &target.text.value);
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

    /// A rate of a part that is more than all: 150% for 办结率. What may grow beyond is no such rate.
    fn above_all(&self, now: EntryId, indicator: &IndicatorDraft, point: &FigurePoint) -> Option<Question> {
        let own = Measure::parse(&indicator.measure.as_ref()?.value);
        let name = &*indicator.name.value;
        let is_part = RATES_OF_PARTS.iter().any(|end| name.ends_with(end))
            && !MAY_EXCEED.iter().any(|word| name.contains(word));
        // One unit of per cent, not of ‰.
        let is_percent = matches!(own.text(), "%" | "％");
        if !is_part || !is_percent || point.value?.low() <= Decimal::ONE_HUNDRED {
            return None;
        }
        let text = self.figure(now, point);
        let (name, new) = (self.name(indicator), &text.value);
        Some(Question {
            rule: "rate-above-all",
            about: name.clone(),
            place: Where::Span(text.span.clone()),
            message: say!(
                "“{name}”写的是 {new}，部分占全部的比率不会超过100%",
                "`{name}` is {new}, but the rate of a part is never above 100%"
            ),
            related: Vec::new(),
        })
    }

    /// Fewer than none of what is counted, or a rate of a part below nothing: the sign is a slip as a rule.
    fn below_zero(&self, now: EntryId, indicator: &IndicatorDraft, point: &FigurePoint) -> Option<Question> {
        let name = &*indicator.name.value;
        let is_part = RATES_OF_PARTS.iter().any(|end| name.ends_with(end))
            && !MAY_EXCEED.iter().any(|word| name.contains(word));
        if point.value?.low() >= Decimal::ZERO || !is_part && !is_never_below_zero(indicator) {
            return None;
        }
        let text = self.figure(now, point);
        let (name, new) = (self.name(indicator), &text.value);
        Some(Question {
            rule: "negative-count",
            about: name.clone(),
            place: Where::Span(text.span.clone()),
            message: say!(
                "“{name}”写的是 {new}，数出来的数不会小于0；前面的横线是多写的就删去",
                "`{name}` is {new}, and what is counted is never below zero; remove the dash if it is a slip"
            ),
            related: Vec::new(),
        })
    }

    /// A first figure of a share that is a bare number up to 1, where far more is asked for: 0.952 for 95.2%.
    fn fraction(
        &self,
        now: EntryId,
        (id, indicator): (IndicatorId, &IndicatorDraft),
        point: &FigurePoint,
    ) -> Option<Question> {
        let own = indicator.measure.as_ref()?;
        let text = self.figure(now, point);
        let is_bare = Measure::parse(&own.value).is_ratio() && measure(&text.value)?.is_empty();
        let goal = |years: &[YearProgress]| years.get(now.year.nth)?.goals.get(id)?.as_ref()?.bound;
        let full = goal(self.years).or_else(|| goal(self.whole))?;
        let value = point.value?.high();
        if !is_bare || value <= Decimal::ZERO || value > Decimal::ONE || full < Decimal::TEN {
            return None;
        }
        let (name, new, own) = (self.name(indicator), &text.value, &own.value);
        let percent = plain((value * Decimal::ONE_HUNDRED).normalize());
        let full = plain(full);
        Some(Question {
            rule: "bare-number",
            about: name.clone(),
            place: Where::Span(text.span.clone()),
            message: say!(
                "“{name}”只写了数字 {new}，没有写单位的按“{own}”算，而目标是 {full}{own}：是 {percent}% 就写 {percent}%，真是 {new}{own} 就写 {new}{own}",
                "`{name}` is the bare number {new}, which counts as `{own}`, and the target is {full}{own}: write {percent}% if that is meant, else {new}{own}"
            ),
            related: Vec::new(),
        })
    }

    /// A bare number of things that are counted one by one which is no whole one: 0.25 for 0.25万人.
    fn part_of_one(&self, now: EntryId, indicator: &IndicatorDraft, point: &FigurePoint) -> Option<Question> {
        let own = &indicator.measure.as_ref()?.value;
        let text = self.figure(now, point);
        let is_whole = point.value?.high().fract().is_zero();
        // A state may be a mean: 每千人床位 6.8.
        let is_sum =
            indicator.basis != Basis::State && !indicator.name.value.contains(['每', '均', '比', '率']);
        if is_whole || !is_sum || !is_counted(own) || !measure(&text.value)?.is_empty() {
            return None;
        }
        let (name, new) = (self.name(indicator), &text.value);
        Some(Question {
            rule: "bare-number",
            about: name.clone(),
            place: Where::Span(text.span.clone()),
            message: say!(
                "“{name}”只写了数字 {new}，没有写单位的按“{own}”算，而“{own}”要一个一个地数：是 {new}万{own} 就写 {new}万{own}",
                "`{name}` is the bare number {new}, which counts as `{own}`, and those are counted one by one: write {new}万{own} if that is meant"
            ),
            related: Vec::new(),
        })
    }
}

/// Two figures in a row.
struct Pair<'a> {
    series: &'a FigureSeries<'a>,
    indicator: &'a IndicatorDraft,
    before: &'a Earlier<'a>,
    now: EntryId,
    point: &'a FigurePoint,
}

impl Pair<'_> {
    /// Whether a sum of the period before is carried on; one of the year begins anew with each year.
    fn goes_on(&self) -> bool {
        let year = self.series.project.years[self.now.year.nth].year;
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
        let name = self.series.name(self.indicator);
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
        let name = self.series.name(self.indicator);
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
        let name = self.series.name(self.indicator);
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
        let name = self.series.name(self.indicator);
        let period = self.period(self.before.entry);
        // A column of a table says its measure once, or not at all.
        let is_typed = |entry| self.series.entry(entry).area_table.is_none();
        if is.is_empty() && !was.is_empty() && is_typed(self.now) {
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
        &self.series.figure(entry, point).value
    }

    fn period(&self, entry: EntryId) -> String {
        self.series.entry(entry).draft.period.chinese()
    }

    fn question(&self, rule: &'static str, message: crate::diag::Text) -> Question {
        let before = self.series.entry(self.before.entry).path.in_site();
        let before_span = self.series.figure(self.before.entry, self.before.point).span.clone();
        Question {
            rule,
            about: self.series.name(self.indicator),
            place: Where::Span(self.series.figure(self.now, self.point).span.clone()),
            message,
            related: vec![(
                Place::span(before, before_span),
                say!("前一期写在这里", "the period before stands here"),
            )],
        }
    }
}

/// The measure of a figure as written.
fn measure(text: &str) -> Option<&str> {
    Quantity::parse(text).ok().map(|quantity| quantity.measure.text())
}
