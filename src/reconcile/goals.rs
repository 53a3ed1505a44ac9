//! The goals of a year against its targets: a number beside the name of an indicator, or beside words of it
//! and in its measure, that is not the target.

use std::ops::Range;

use super::numbers::ProseNumber;
use super::prose::{self, Sentence, in_measure};
use super::{ReconcileInputs, only_place, passage};
use crate::catalog::{Project, TextPlace};
use crate::config::Spanned;
use crate::diag::{Diagnostic, Place};
use crate::entry::IndicatorDraft;
use crate::model::ProjectId;
use crate::progress::target;
use crate::quantity::{Amount, Decimal, Measure, Quantity, Target, TargetKind};
use crate::say;

/// Words that make the number of a clause another than the year's target.
const ELSEWHERE: &[&str] = &[
    "上年",
    "去年",
    "同期",
    "比",
    "较",
    "其中",
    "每",
    "平均",
    "人均",
    "各",
    "季",
    "月",
    "增长",
    "提高",
    "下降",
    "减少",
    "降低",
    "增加",
    "增幅",
    "基础上",
    "占",
    "以来",
    "已",
];

/// What may stand before the last word of an indicator's name.
const LEADS: &[&str] = &["全年", "年内", "全区", "全县", "全市", "计划", "力争", "完成", "组织", "开展"];

/// Asks about the goals of a project.
pub(super) fn ask(inputs: ReconcileInputs<'_>, id: ProjectId) -> Vec<Diagnostic> {
    let project = &inputs.catalog.projects[id];
    let mut findings = Vec::new();
    for (year, goal) in project.draft.goals.iter().filter(|(_, goal)| !goal.is_empty()) {
        for block in &passage::read(inputs.catalog, &project.file, TextPlace::Project(id), goal).blocks {
            prose::each_sentence(block, |sentence| {
                for (at, number) in sentence.numbers.iter().enumerate() {
                    let Some(clause) = told_of(sentence, at) else { continue };
                    let said = GoalNumber { project, year: *year, clause, number };
                    let told = sentence.block_text(number.range.start);
                    if let Some((indicator, text)) = said.contradicts(told) {
                        let written = sentence.written(at);
                        findings.push(said.question(inputs, (indicator, text), &written));
                    }
                }
            });
        }
    }
    findings
}

/// What stands before a number since the last stop.
fn clause(before: &str) -> &str {
    let start = before.rfind(['，', ',', '；', ';', '、', '：', ':', '（', '(']);
    start.map_or(before, |at| before[at..].trim_start_matches(|c: char| !c.is_alphanumeric()))
}

/// The clause that says what a number is of: its own; that of the number before, where only `、` stands
/// between the two or it has come from there to here (`由10家增加到15家`). `None` for a number from which it
/// comes.
fn told_of<'s>(sentence: &'s Sentence<'_>, at: usize) -> Option<&'s str> {
    let before = sentence.before(at);
    let own = clause(before);
    let comes_from = |words: &str| words.ends_with(['由', '从']);
    if comes_from(own) {
        return None;
    }
    let Some(earlier) = at.checked_sub(1) else { return Some(own) };
    let earlier = clause(sentence.before(earlier));
    let is_way = comes_from(earlier) && before.ends_with(['到', '至']);
    if is_way {
        return Some(earlier.trim_end_matches(['由', '从']));
    }
    Some(if own.is_empty() && before.ends_with('、') { earlier } else { own })
}

/// The last year that a text names, as in `到2025年`.
fn year_in(told: &str) -> Option<i16> {
    let told = told.rsplit(['；', ';', '。', '\n']).next()?;
    let (before, _) = told.rsplit_once('年')?;
    let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    if digits == 4 { before[before.len() - digits..].parse().ok() } else { None }
}

/// A number in the goals of a year.
struct GoalNumber<'a> {
    project: &'a Project,
    year: i16,
    clause: &'a str,
    number: &'a ProseNumber<'a>,
}

impl<'a> GoalNumber<'a> {
    /// The indicator that it speaks of with its target, if it says another number.
    /// `told` is what stands before it.
    fn contradicts(&self, told: &str) -> Option<(&'a IndicatorDraft, &'a Spanned<String>)> {
        let indicator = self.meant()?;
        let own = own_measure(indicator);
        let lead = self.clause.replacen(&*indicator.name.value, "", 1).replace("各类", "");
        if ELSEWHERE.iter().any(|word| lead.contains(word)) {
            return None;
        }
        let said = self.said_in(own)?;
        // What is to be by another year is held against the target of that year, if there is one.
        let year = year_in(told).unwrap_or(self.year);
        if year != self.year && !indicator.targets.contains_key(&year) {
            return None;
        }
        let target = target(indicator, year)?;
        let due = bounds(&target.text.value, own)?;
        // The goals may tell of a year that they name too, of the milestones, and of where it began.
        let is_named = |year: &i16| self.clause.contains(&year.to_string());
        let of_others = indicator.targets.iter().filter(|(year, _)| is_named(year)).map(|(_, text)| text);
        let mut known = of_others
            .chain(indicator.milestones.values())
            .filter_map(|text| bounds(&text.value, own))
            .flatten();
        let base = |text: &Spanned<String>| Some(Quantity::parse(&text.value).ok()?.value_in(own)?.low());
        let mut base = indicator.base.values().filter_map(base);
        let is_known =
            due.contains(&said) || known.any(|bound| bound == said) || base.any(|value| value == said);
        (!is_known).then_some((indicator, target.text))
    }

    /// The indicator whose name stands in the clause, else the only one in whose measure the number is and
    /// half of whose name does.
    fn meant(&self) -> Option<&'a IndicatorDraft> {
        let indicators = || self.project.draft.indicators.iter();
        let named = indicators().filter(|indicator| self.clause.contains(&*indicator.name.value));
        if let Some(named) = named.max_by_key(|indicator| indicator.name.value.len()) {
            return Some(named);
        }
        let mut alike = indicators().filter(|indicator| self.is_alike(indicator));
        let only = alike.next()?;
        alike.next().is_none().then_some(only)
    }

    /// The number in a measure; people who are trained are as many as 人次.
    fn said_in(&self, own: Measure<'_>) -> Option<Decimal> {
        in_measure(self.number, own).or_else(|| {
            let people = own.text().strip_suffix('次').filter(|people| people.ends_with('人'))?;
            let is_number_of =
                ["人数", "人数为", "人数达", "人数达到"].iter().any(|end| self.clause.ends_with(end));
            in_measure(self.number, Measure::parse(people)).filter(|_| is_number_of)
        })
    }

    fn is_alike(&self, indicator: &IndicatorDraft) -> bool {
        let own = own_measure(indicator);
        let name: Vec<char> = indicator.name.value.chars().collect();
        let pairs = name.windows(2).map(|pair| pair.iter().collect::<String>());
        let (found, all) = pairs
            .fold((0, 0), |(found, all), pair| (found + usize::from(self.clause.contains(&*pair)), all + 1));
        // Or its last word alone: `培训7500人次` where 职业技能培训 is what is counted in 人次.
        let verb = LEADS.iter().fold(self.clause.trim(), |rest, lead| rest.trim_start_matches(lead));
        let is_last_word =
            name.len() > 2 && verb.chars().count() == 2 && indicator.name.value.ends_with(verb);
        let is_named = found * 2 >= all && found > 0 || is_last_word;
        !own.is_none() && is_named && in_measure(self.number, own).is_some()
    }

    fn question(
        &self,
        inputs: ReconcileInputs<'_>,
        (indicator, text): (&IndicatorDraft, &Spanned<String>),
        written: &str,
    ) -> Diagnostic {
        let (year, name, target) = (self.year, &indicator.name.value, &text.value);
        let file = &self.project.file;
        let source = (inputs.source)(file);
        let words = format!("{}{written}", self.clause);
        let span: Option<Range<usize>> = source
            .as_deref()
            .and_then(|source| only_place(source, &words).or_else(|| only_place(source, written)));
        let place =
            span.map_or_else(|| Place::whole(file.in_site()), |span| Place::span(file.in_site(), span));
        Diagnostic::warning(
            "goal-disagrees",
            say!(
                "{year}年的目标里“{words}”，而指标“{name}”的目标值是“{target}”",
                "the goals of {year} say `{words}`, but the target of `{name}` is `{target}`"
            ),
        )
        .at(place)
        .related(
            Place::span(file.in_site(), text.span.clone()),
            say!("目标值写在这里", "the target stands here"),
        )
        .help(say!(
            "核对后改成同一个数；说的不是同一件事的，把指标的名称写进“目标”里，分别写清楚",
            "use the same number in both; if they are two things, name each of them in the goals"
        ))
    }
}

fn own_measure(indicator: &IndicatorDraft) -> Measure<'_> {
    Measure::parse(indicator.measure.as_ref().map_or("", |measure| &*measure.value))
}

/// The numbers of a target, in its indicator's measure; `None` for one without.
fn bounds(text: &str, own: Measure<'_>) -> Option<Vec<Decimal>> {
    let one = |amount: &Amount<'_>| amount.in_measure(own);
    Some(match &Target::parse(text).ok()?.kind {
        TargetKind::AtLeast { bound, .. } | TargetKind::AtMost { bound, .. } => vec![one(bound)?],
        TargetKind::About(amount) | TargetKind::Exactly(amount) => vec![one(amount)?],
        TargetKind::Range { low, high } => vec![one(low)?, one(high)?],
        TargetKind::All
        | TargetKind::None
        | TargetKind::Change { .. }
        | TargetKind::Milestone
        | TargetKind::Qualitative => {
            return None;
        }
    })
}
