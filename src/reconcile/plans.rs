//! The numbers of a plan year by year: bases and targets that differ by so much that one of them is most
//! likely in another scale, and what else does not fit in it.

use super::ReconcileInputs;
use super::goals::{bound_direction, bounds, own_measure};
use super::series::JUMP;
use crate::config::Spanned;
use crate::diag::{Diagnostic, Place};
use crate::entry::{Basis, IndicatorDraft};
use crate::model::ProjectId;
use crate::progress::target;
use crate::quantity::{Decimal, Direction, Quantity, plain, rounded};
use crate::say;

/// How rates end that tell a state and never add up.
const STATES: &[&str] = &[
    "满意率",
    "满意度",
    "合格率",
    "知晓率",
    "优良率",
    "优秀率",
    "及格率",
    "准确率",
    "及时率",
    "达标率",
    "失业率",
    "普及率",
    "巩固率",
];

/// A year's target that is so many times the milestone within it is in another scale; a first quarter may
/// well be a hundredth of the year.
const OTHER_SCALE: Decimal = Decimal::from_parts(5_000, 0, 0, false, 0);

/// Asks about the plan of a project.
pub(super) fn ask(inputs: ReconcileInputs<'_>, id: ProjectId) -> Vec<Diagnostic> {
    let project = &inputs.catalog.projects[id];
    let file = project.file.in_site();
    let mut findings = Vec::new();
    for indicator in &project.draft.indicators {
        findings.extend(summed_rate(&file, indicator));
        findings.extend(beyond_target(&file, indicator));
        let numbers = numbers(indicator);
        for pair in numbers.windows(2) {
            let [(before, was), (after, now)] = [&pair[0], &pair[1]];
            let (small, large) = if was.abs() < now.abs() { (was, now) } else { (now, was) };
            let factor = large.abs().checked_div(small.abs()).filter(|factor| *factor >= JUMP);
            let Some(factor) = factor else { continue };
            let times = plain(rounded(factor, 0));
            let name = &indicator.name.value;
            let (old, new) = (&before.value, &after.value);
            findings.push(
                Diagnostic::warning(
                    "scale-jump",
                    say!(
                        "“{name}”计划里前后两个数相差{times}倍：{old} → {new}，请核对单位",
                        "two numbers in the plan of `{name}` differ by a factor of {times}: {old} → {new}; check the measure"
                    ),
                )
                .at(Place::span(file.clone(), after.span.clone()))
                .related(
                    Place::span(file.clone(), before.span.clone()),
                    say!("前一个数写在这里", "the number before stands here"),
                ),
            );
        }
    }
    findings
}

/// A rate that tells a state, counted up over the year: 80% in the third quarter would be more than three
/// quarters of 93%.
fn summed_rate(file: &str, indicator: &IndicatorDraft) -> Option<Diagnostic> {
    let name = &indicator.name;
    let is_state = own_measure(indicator).is_ratio() && STATES.iter().any(|end| name.value.ends_with(end));
    if !is_state || indicator.basis == Basis::State {
        return None;
    }
    let called = &name.value;
    let basis = if indicator.basis == Basis::Cumulative { "累计" } else { "当期" };
    Some(
        Diagnostic::warning(
            "rate-as-sum",
            say!(
                "“{called}”是比率，口径写的是{basis}，会按月份比应完成的数",
                "`{called}` is a rate, but is counted as `{basis}`, so that the months gone decide what it should be"
            ),
        )
        .at(Place::span(file.to_owned(), name.span.clone()))
        .help(say!(
            "满意率、合格率这样的比率是期末的状态：删去“口径”，或写 `口径: 时点`",
            "such a rate is a state at the end of a period: leave out `basis`, or write `basis: state`"
        )),
    )
}

/// A target of a period (节点) that asks for more than the year's, where figures only grow.
fn beyond_target(file: &str, indicator: &IndicatorDraft) -> Vec<Diagnostic> {
    let own = own_measure(indicator);
    let least = |text: &Spanned<String>| bounds(&text.value, own)?.first().copied();
    let is_most = |text: &Spanned<String>| matches!(bound_direction(&text.value), Some(Direction::Down));
    let mut findings = Vec::new();
    for (period, text) in &indicator.milestones {
        let Some(target) = target(indicator, period.year).filter(|target| target.year == period.year) else {
            continue;
        };
        let Some((due, full)) = least(text).zip(least(target.text)) else { continue };
        let is_other_scale =
            !due.is_zero() && full.checked_div(due).is_some_and(|times| times >= OTHER_SCALE);
        let grows = indicator.basis != Basis::State && !is_most(target.text) && !is_most(text);
        if !grows || due <= full && !is_other_scale {
            continue;
        }
        let (name, written, full) = (&indicator.name.value, &text.value, &target.text.value);
        let period = period.chinese();
        findings.push(
            Diagnostic::warning(
                "node-beyond-target",
                say!(
                    "“{name}”{period}的节点是 {written}，全年的目标是 {full}，对不上，请核对数和单位",
                    "the milestone of `{name}` for {period} is {written}, but the year's target is {full}; check numbers and measures"
                ),
            )
            .at(Place::span(file.to_owned(), text.span.clone()))
            .related(
                Place::span(file.to_owned(), target.text.span.clone()),
                say!("全年的目标写在这里", "the year's target stands here"),
            ),
        );
    }
    findings
}

/// The bases and targets of an indicator in the order of their years, in its measure; those that are no
/// number and zeros are left out.
fn numbers(indicator: &IndicatorDraft) -> Vec<(&Spanned<String>, Decimal)> {
    let own = own_measure(indicator);
    let base = |text: &Spanned<String>| Some(Quantity::parse(&text.value).ok()?.value_in(own)?.low());
    let target = |text: &Spanned<String>| bounds(&text.value, own)?.first().copied();
    let bases = indicator.base.iter().map(|(year, text)| (*year, text, base(text)));
    let targets = indicator.targets.iter().map(|(year, text)| (*year, text, target(text)));
    let mut numbers: Vec<_> = bases.chain(targets).collect();
    numbers.sort_by_key(|(year, ..)| *year);
    let known = numbers.into_iter().filter_map(|(_, text, number)| Some((text, number?)));
    known.filter(|(_, number)| !number.is_zero()).collect()
}
