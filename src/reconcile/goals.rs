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
use crate::quantity::{Amount, Decimal, Direction, Measure, Quantity, Target, TargetKind, plain};
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

/// The fewest characters at the end of an indicator's name that mean it.
const SHORTEST_END: usize = 3;

/// What may stand between an indicator's name and 清零.
const BEFORE_NONE: &[&str] = &["年底前", "年底", "全部", "全面", "动态", "实现", "基本", "力争", "确保"];

/// Words between a name and its bare number.
const IS: &[&str] = &["达到", "达", "为", "是", "至", "到"];

/// Asks about the goals of a project.
pub(super) fn ask(inputs: ReconcileInputs<'_>, id: ProjectId) -> Vec<Diagnostic> {
    let project = &inputs.catalog.projects[id];
    let mut findings = Vec::new();
    for (year, goal) in project.draft.goals.iter().filter(|(_, goal)| !goal.is_empty()) {
        for block in &passage::read(inputs.catalog, &project.file, TextPlace::Project(id), goal).blocks {
            prose::each_sentence(block, |sentence| {
                findings.extend(cleared(inputs, (project, *year), sentence.text()));
                for (at, number) in sentence.numbers.iter().enumerate() {
                    let Some(clause) = told_of(sentence, at) else { continue };
                    let said = GoalNumber { project, year: *year, clause, number };
                    let told = sentence.block_text(number.range.start);
                    if let Some((indicator, text)) = said.contradicts(told) {
                        let written = sentence.written(at);
                        let words = format!("{}{written}", said.clause);
                        let told = (&*words, &*written);
                        findings.push(question(inputs, (project, *year), (indicator, text), told));
                    }
                }
            });
        }
    }
    findings
}

/// What stands before a number since the last stop; a colon right before it says what it is of.
fn clause(before: &str) -> &str {
    let before = before.strip_suffix(['：', ':']).unwrap_or(before);
    let start = before.rfind(['，', ',', '；', ';', '、', '：', ':', '（', '(']);
    start.map_or(before, |at| before[at..].trim_start_matches(|c: char| !c.is_alphanumeric()))
}

/// Indicators that a sentence wants to be cleared (清零), though their target of the year is a number.
fn cleared(inputs: ReconcileInputs<'_>, (project, year): (&Project, i16), sentence: &str) -> Vec<Diagnostic> {
    let words = |indicator: &IndicatorDraft| {
        let name = &*indicator.name.value;
        sentence.match_indices(name).find_map(|(at, _)| {
            let mut rest = sentence[at + name.len()..].trim_start();
            while let Some(behind) = BEFORE_NONE.iter().find_map(|word| rest.strip_prefix(word)) {
                rest = behind;
            }
            let behind = rest.strip_prefix("清零").or_else(|| rest.strip_prefix("归零"))?;
            Some(&sentence[at..sentence.len() - behind.len()])
        })
    };
    let asked = |indicator: &IndicatorDraft| {
        let words = words(indicator)?;
        let target = target(indicator, year)?;
        let bounds = bounds(&target.text.value, own_measure(indicator))?;
        let is_number = bounds.iter().all(|bound| !bound.is_zero());
        is_number.then(|| question(inputs, (project, year), (indicator, target.text), (words, "清零")))
    };
    project.draft.indicators.iter().filter_map(asked).collect()
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
        let said = self.said_in(own).or_else(|| self.said_bare(indicator))?;
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
        let is_turned = || self.direction(indicator).zip(bound_direction(&target.text.value));
        let is_turned = is_turned().is_some_and(|(said, asked)| said != asked);
        (!is_known || is_turned).then_some((indicator, target.text))
    }

    /// Whether it says at least or at most: 控制在3.5%以内.
    fn direction(&self, indicator: &IndicatorDraft) -> Option<Direction> {
        let (_, words) = self.clause.split_once(&*indicator.name.value)?;
        let own = own_measure(indicator).text();
        let behind = self.number.behind.trim_start().strip_prefix(own).unwrap_or("");
        let bound = ["以上", "以下", "以内", "之内"].into_iter().find(|word| behind.starts_with(word));
        let number = plain(self.number.value);
        bound_direction(&format!("{}{number}{own}{}", words.trim(), bound.unwrap_or("")))
    }

    /// A number without a measure right behind the name: `实训人次7500。`
    fn said_bare(&self, indicator: &IndicatorDraft) -> Option<Decimal> {
        let words = IS.iter().find_map(|word| self.clause.strip_suffix(word)).unwrap_or(self.clause);
        let is_bare = !self.number.is_rate
            && !self
                .number
                .behind
                .trim_start()
                .starts_with(|c: char| c.is_alphanumeric() || "%％‰".contains(c));
        (is_bare && words.ends_with(&*indicator.name.value)).then_some(self.number.value)
    }

    /// The indicator whose name stands in the clause, else the only one in whose measure the number is and
    /// half of whose name does.
    fn meant(&self) -> Option<&'a IndicatorDraft> {
        let indicators = || self.project.draft.indicators.iter();
        let named = indicators().filter(|indicator| self.clause.contains(&*indicator.name.value));
        if let Some(named) = named.max_by_key(|indicator| indicator.name.value.len()) {
            return Some(named);
        }
        // `建成10家实训基地`
        let behind = indicators().filter(|indicator| {
            let own = own_measure(indicator).text();
            let behind = self.number.behind.trim_start().strip_prefix(own);
            !own.is_empty() && behind.is_some_and(|behind| behind.starts_with(&*indicator.name.value))
        });
        if let Some(named) = behind.max_by_key(|indicator| indicator.name.value.len()) {
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
        // Or its end: `满意率不低于95%` where 学员满意率 is what has the target.
        let ends = (1..name.len().saturating_sub(SHORTEST_END - 1)).map(|at| name[at..].iter().collect());
        let is_end = ends.into_iter().any(|end: String| verb.starts_with(&*end));
        let is_named = found * 2 >= all && found > 0 || is_last_word || is_end;
        !own.is_none() && is_named && in_measure(self.number, own).is_some()
    }
}

/// The question about words of the goals that say another target than the one that stands there; `written` is
/// the shortest part of them that the file may hold.
fn question(
    inputs: ReconcileInputs<'_>,
    (project, year): (&Project, i16),
    (indicator, text): (&IndicatorDraft, &Spanned<String>),
    (words, written): (&str, &str),
) -> Diagnostic {
    let (name, target) = (&indicator.name.value, &text.value);
    let file = &project.file;
    let source = (inputs.source)(file);
    let span: Option<Range<usize>> = source
        .as_deref()
        .and_then(|source| only_place(source, words).or_else(|| only_place(source, written)));
    let place = span.map_or_else(|| Place::whole(file.in_site()), |span| Place::span(file.in_site(), span));
    Diagnostic::warning(
        "goal-disagrees",
        say!(
            "{year}年的目标里“{words}”，而指标“{name}”的目标值是“{target}”",
            "the goals of {year} say `{words}`, but the target of `{name}` is `{target}`"
        ),
    )
    .at(place)
    .related(Place::span(file.in_site(), text.span.clone()), say!("目标值写在这里", "the target stands here"))
    .help(say!(
        "核对后改成同一个数；说的不是同一件事的，把指标的名称写进“目标”里，分别写清楚",
        "use the same number in both; if they are two things, name each of them in the goals"
    ))
}

pub(super) fn own_measure(indicator: &IndicatorDraft) -> Measure<'_> {
    Measure::parse(indicator.measure.as_ref().map_or("", |measure| &*measure.value))
}

/// The numbers of a target, in its indicator's measure; `None` for one without.
pub(super) fn bounds(text: &str, own: Measure<'_>) -> Option<Vec<Decimal>> {
    let one = |amount: &Amount<'_>| amount.in_measure(own);
    Some(match &Target::parse(text).ok()?.kind {
        TargetKind::AtLeast { bound, .. } | TargetKind::AtMost { bound, .. } => vec![one(bound)?],
        TargetKind::About(amount) | TargetKind::Exactly(amount) => vec![one(amount)?],
        TargetKind::Range { low, high } => vec![one(low)?, one(high)?],
        TargetKind::None => vec![Decimal::ZERO],
        TargetKind::All | TargetKind::Change { .. } | TargetKind::Milestone | TargetKind::Qualitative => {
            return None;
        }
    })
}

/// Which way a bound is meant; `None` for a text that is none.
pub(super) fn bound_direction(text: &str) -> Option<Direction> {
    match Target::parse(text).ok()?.kind {
        TargetKind::AtLeast { .. } => Some(Direction::Up),
        TargetKind::AtMost { .. } => Some(Direction::Down),
        _ => None,
    }
}
