//! Rates of what was planned, where the plan is told by its things and not by the word for it:
//! `计划改造管网325处，…已开工的管网91处，占任务数的28%`, `1840个自然村通宽带。…累计解决1825个自然村，占总计划的99.2%`,
//! `计划新开工520套，基本建成360套。…已开工403套，基本建成171套，分别达到年度目标任务的77.5%和47.5%`.
//!
//! The part and the plan have to name the same things. Where any number in the paragraph fits, nothing is
//! asked.

use super::Question;
use super::amount::{NumberSpan, between, is_rough, thing};
use super::changes::is_change;
use super::clauses::{last_clause, names_plan, rate_of};
use super::numbers::ProseNumber;
use super::prose::Sentence;

/// Words that make a sentence one of what is planned.
const PLANNED: &[&str] = &["计划", "目标", "任务", "安排", "下达"];
/// What many numbers have beside them, whatever they count.
const COMMON: &[&str] = &[
    "计划", "目标", "任务", "安排", "下达", "完成", "累计", "全市", "全县", "全区", "全省", "全国", "全年",
    "年度", "上半", "半年", "今年", "目前", "截至", "底前", "已经", "其中", "共有", "实际", "项目", "工程",
    "建设", "资金", "投资", "需要", "分别", "达到",
];
/// The longest words before the number of a plan that opens its paragraph: `解决山区5.2万人饮水。…占总计划的84%`.
const LONGEST_HEAD: usize = 16;
/// How many sentences before a rate its plan may stand.
const FARTHEST: usize = 3;

/// A number of a sentence that is at hand.
type At<'s, 'b> = (&'s Sentence<'b>, usize);

/// What is planned and done, and has a rate of its own: 竣工率.
const BUILT: &[&str] = &["开工", "竣工", "建成", "完工", "投产"];
/// What may stand before the name of what is planned or done.
const LEADS: &[&str] =
    &["其中", "要求", "年内", "全年", "计划", "目标", "确保", "力争", "累计", "实际", "已", "："];
/// The shortest name of things.
const LEAST_THINGS: usize = 3;
/// How many sentences of the paragraphs before may tell the plan.
const NEAREST_TOLD: usize = 3;

/// Asks about the rates of a sentence; `told` are the sentences of the paragraphs before.
pub(super) fn ask(sentence: &Sentence<'_>, told: &[Sentence<'_>], questions: &mut Vec<Question>) {
    for at in 1..sentence.numbers.len() {
        if sentence.numbers[at].is_rate && !is_rough(sentence, at) {
            let found = of_plan(sentence, at).or_else(|| of_built(sentence, told, at));
            // Where the word for the plan stands beside it, `relations` has asked.
            questions.extend(found.filter(|new| !questions.iter().any(|old| old.about == new.about)));
        }
    }
}

fn of_plan(sentence: &Sentence<'_>, at: usize) -> Option<Question> {
    let part_at = at.checked_sub(1)?;
    let words = between(sentence, at);
    if !is_counted(sentence, part_at) {
        return None;
    }
    let plan = plan_of(words)?;
    let earlier = earlier(sentence);
    let here = (0..part_at).map(|at| (sentence, at));
    let before =
        earlier.iter().flat_map(|before| (0..before.numbers.len()).rev().map(move |at| (before, at)));
    let unit = thing(&sentence.numbers[part_at]);
    let like: Vec<At<'_, '_>> =
        here.chain(before).filter(|(of, at)| thing(&of.numbers[*at]) == unit).collect();
    let rate = sentence.numbers[at].value;
    let part = NumberSpan::in_ones(&sentence.numbers[part_at]);
    let fits = |(of, at): &At<'_, '_>| {
        let computed = part.percent_of(NumberSpan::in_ones(&of.numbers[*at]));
        computed.is_none_or(|computed| computed.holds(rate))
    };
    if like.iter().any(fits) {
        return None;
    }
    let mut bases = like.into_iter().filter(|(of, at)| {
        is_counted(of, *at) && is_planned(of, *at, plan) && name_one_thing((of, *at), (sentence, part_at))
    });
    let (of_base, base_at) = bases.next().filter(|_| bases.next().is_none())?;
    rate_of(sentence, part_at, (of_base, base_at), at)
}

/// A rate of what was built, where the paragraph before says how much was to be under the same name:
/// `要求年内竣工泊位30个` and then `竣工泊位27个，竣工率90%`.
fn of_built(sentence: &Sentence<'_>, told: &[Sentence<'_>], at: usize) -> Option<Question> {
    let part_at = at.checked_sub(1)?;
    let rate = last_clause(between(sentence, at)).trim_end_matches(['为', '达', '到']).strip_suffix('率')?;
    let name = named(between(sentence, part_at));
    if !BUILT.contains(&rate) || !name.contains(rate) || !is_counted(sentence, part_at) {
        return None;
    }
    let (unit, said) = (thing(&sentence.numbers[part_at]), sentence.numbers[at].value);
    let nearest = &told[told.len().saturating_sub(NEAREST_TOLD)..];
    let here = (0..part_at).map(|at| (sentence, at));
    let before = nearest.iter().flat_map(|of| (0..of.numbers.len()).map(move |at| (of, at)));
    let like: Vec<At<'_, '_>> =
        here.chain(before).filter(|(of, at)| thing(&of.numbers[*at]) == unit).collect();
    let part = NumberSpan::in_ones(&sentence.numbers[part_at]);
    let fits = |(of, at): &At<'_, '_>| {
        let computed = part.percent_of(NumberSpan::in_ones(&of.numbers[*at]));
        computed.is_none_or(|computed| computed.holds(said))
    };
    if like.iter().any(fits) {
        return None;
    }
    let things = name.strip_suffix(rate).filter(|things| things.chars().count() >= LEAST_THINGS);
    let is_base = |(of, at): &At<'_, '_>| {
        let own = named(between(of, *at));
        let is_planned = PLANNED.iter().chain(&["要求"]).any(|word| of.text().contains(word));
        is_planned && is_counted(of, *at) && (own == name || Some(own) == things)
    };
    let mut bases = like.into_iter().filter(|(of, _)| !std::ptr::eq(*of, sentence)).filter(is_base);
    let (of_base, base_at) = bases.next().filter(|_| bases.next().is_none())?;
    rate_of(sentence, part_at, (of_base, base_at), at)
}

/// The name of what is counted before a number, without the words of plans.
fn named(words: &str) -> &str {
    let mut name = last_clause(words);
    while let Some(shorter) = LEADS.iter().find_map(|lead| name.strip_prefix(lead)) {
        name = shorter;
    }
    name
}

/// Asks about rates of as many plans, told in a row: `分别达到年度目标任务的69%和50%`.
pub(super) fn in_a_row(sentence: &Sentence<'_>, rates: &[usize], questions: &mut Vec<Question>) {
    let Some(first) = rates.first().copied() else { return };
    let words = between(sentence, first).trim_start_matches(['，', ',', '、']);
    let is_form = words.strip_prefix("分别").is_some_and(names_plan);
    let (Some(part), Some(before)) = (first.checked_sub(rates.len()), sentence.previous()) else { return };
    if !is_form || before.numbers.len() != rates.len() {
        return;
    }
    for (nth, rate) in rates.iter().enumerate() {
        let (own, plan) = ((sentence, part + nth), (&before, nth));
        let is_sure = is_counted(own.0, own.1)
            && is_counted(plan.0, plan.1)
            && thing(&own.0.numbers[own.1]) == thing(&plan.0.numbers[plan.1])
            && is_planned(plan.0, plan.1, PlanTime::OfYear)
            && name_one_thing(own, plan)
            && !is_rough(sentence, *rate);
        if is_sure {
            questions.extend(rate_of(sentence, part + nth, plan, *rate));
        }
    }
}

/// The sentences before, the nearest first.
fn earlier<'b>(sentence: &Sentence<'b>) -> Vec<Sentence<'b>> {
    let mut found = Vec::new();
    let mut previous = sentence.previous();
    while let Some(before) = previous.filter(|_| found.len() < FARTHEST) {
        previous = before.previous();
        found.push(before);
    }
    found
}

/// Of which plan a rate is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PlanTime {
    OfYear,
    /// What is done over several years, of which that of a year is a part.
    Whole,
}

/// Of which plan what stands before words is so much.
fn plan_of(words: &str) -> Option<PlanTime> {
    // Behind the number may be told what was counted: `1825个自然村通宽带，占总计划的`.
    let rate = words.rsplit_once(['，', ',']).map_or(words, |(_, rate)| rate);
    if names_plan(rate) {
        return Some(PlanTime::OfYear);
    }
    match rate.strip_prefix('占')?.strip_suffix('的')? {
        "总计划" | "总任务" => Some(PlanTime::Whole),
        "计划" | "任务数" | "任务总数" | "改造任务数" => Some(PlanTime::OfYear),
        _ => None,
    }
}

/// Whether a number counts something, exactly, and is no change.
fn is_counted(sentence: &Sentence<'_>, at: usize) -> bool {
    thing(&sentence.numbers[at]).is_some() && !is_rough(sentence, at) && !is_change(sentence, at)
}

/// Whether a number is one of a plan: a word for it stands before it, or it opens the paragraph and says what
/// is told of.
fn is_planned(sentence: &Sentence<'_>, at: usize, plan: PlanTime) -> bool {
    let told = sentence.block_text(sentence.numbers[at].range.start);
    let told = told.rsplit(['；', ';']).next().unwrap_or(told);
    let is_done = ["完成", "实际", "已", "累计"].iter().any(|word| told.contains(word));
    let is_head = || {
        let is_short = told.chars().count() <= LONGEST_HEAD
            && !told.contains(['，', ',', '。'])
            && !PLANNED.iter().any(|word| told.contains(word));
        at == 0 && sentence.opens_block() && (told.trim().is_empty() || plan == PlanTime::Whole && is_short)
    };
    let is_named = || plan == PlanTime::OfYear && PLANNED.iter().any(|word| told.contains(word));
    !is_done && (is_named() || is_head())
}

/// Whether the words around two numbers name one thing.
fn name_one_thing(one: At<'_, '_>, other: At<'_, '_>) -> bool {
    let (one, other) = (label(one), label(other));
    let chars: Vec<char> = one.chars().collect();
    chars.windows(2).any(|pair| {
        let pair: String = pair.iter().collect();
        pair.chars().all(char::is_alphabetic) && !COMMON.contains(&&*pair) && other.contains(&pair)
    })
}

/// The words of the clause before a number, and those right behind it.
fn label((sentence, at): At<'_, '_>) -> String {
    let before = between(sentence, at);
    let before = before.rsplit(['，', ',', '；', '、', '。']).next().unwrap_or(before);
    format!("{before} {}", named_behind(&sentence.numbers[at]))
}

/// What is counted, as it is named behind the number.
fn named_behind<'b>(number: &ProseNumber<'b>) -> &'b str {
    let measure = super::amount::measure(number).unwrap_or("");
    let behind = number.behind.trim_start().strip_prefix(measure).unwrap_or("");
    &behind[..behind.find(|c: char| !c.is_alphabetic()).unwrap_or(behind.len())]
}
