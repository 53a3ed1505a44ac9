//! Things that each have one state, told in one sentence: `30个事项，其中12个已完成，8个超序时，9个按序时`,
//! `十五件实事中，六件已完成（占40%），…`, `12个已完成，8个超序时，9个按序时，共30个事项`; and what is left of what was
//! to be done: `排查1200处，整改1150处，整改率95.8%，剩余150处`.
//!
//! The whole stands right before the first state or right behind the last, and no other number counts the
//! same. Two states may leave out a third: they are asked about where they miss the whole by little.

use super::amount::{NumberSpan, between, is_rough, measure, written};
use super::changes::is_change;
use super::clauses::{LONGEST_LINK, STATES, last_clause};
use super::measures::is_counted;
use super::parts::{PartShare, not_of, share_of};
use super::prose::Sentence;
use super::whole::{are_alike, before, disagree};
use super::{Question, is_same};
use crate::quantity::Decimal;

/// Names of what is left when some is done.
const REST: [&str; 7] = ["其余", "剩余", "其他", "尚有", "还有", "仍有", "余下"];
/// What is done of a thing, at the end of its clause.
const DONE: [&str; 12] =
    ["完成", "办结", "解决", "整改", "化解", "开工", "竣工", "建成", "处置", "销号", "改造", "外"];
/// Things that have a state.
const THINGS: [&str; 9] = ["项目", "事项", "任务", "实事", "工程", "建议", "提案", "举措", "工作"];
/// What may stand before a total behind its parts.
const TOTALS: [&str; 5] = ["共", "共计", "总共", "合计", "总计"];
/// What makes a number another one than that of the things now.
const OTHERS: [&str; 6] = ["去年", "上年", "同期", "比", "较", "部门"];
/// By which part of the whole two states may miss it to look like a slip.
const NEAR: Decimal = Decimal::TEN;
/// So many states are taken for all.
const FEWEST: usize = 3;

/// Asks about a sentence.
pub(super) fn ask(sentence: &Sentence<'_>, questions: &mut Vec<Question>) {
    if !sentence.tells_states() && !REST.iter().any(|rest| sentence.text().contains(rest)) {
        return;
    }
    let found =
        of_states(sentence).or_else(|| (2..sentence.numbers.len()).find_map(|at| of_rest(sentence, at)));
    let is_new = |new: &Question| !questions.iter().any(|old| is_same(old, new));
    let found = found.filter(is_new);
    questions.extend(found);
}

fn of_states(sentence: &Sentence<'_>) -> Option<Question> {
    let numbers = 0..sentence.numbers.len();
    let parts: Vec<usize> = numbers.clone().filter(|at| state(sentence, *at).is_some()).collect();
    let (first, last) = (*parts.first()?, *parts.last()?);
    let unit = measure(&sentence.numbers[first])?;
    let is_like = |at: &usize| measure(&sentence.numbers[*at]).is_some_and(|own| are_alike(own, unit));
    let others: Vec<usize> = numbers.filter(|at| is_like(at) && !parts.contains(at)).collect();
    let [whole_at] = others[..] else { return None };
    let is_beside = if whole_at < first {
        first == whole_at + 1 && is_lead(between(sentence, first)) && names_things(sentence, whole_at)
    } else {
        whole_at == last + 1 && TOTALS.contains(&last_clause(between(sentence, whole_at)))
    };
    // Between the states only their shares stand, and none is a part of another.
    let is_next = |at: usize| {
        let words = between(sentence, at);
        let is_share = sentence.numbers[at].is_rate && is_share(words);
        (is_share || is_like(&at)) && !words.contains(['：', '。']) && !words.contains("其中")
    };
    let states: Vec<&str> = parts.iter().filter_map(|at| state(sentence, *at)).collect();
    let are_different = states.iter().enumerate().all(|(nth, state)| !states[..nth].contains(state));
    let is_exact = |at: usize| !is_rough(sentence, at) && !is_change(sentence, at);
    let is_form = is_beside
        && (first + 1..=last).all(is_next)
        && are_different
        && parts.iter().chain([&whole_at]).all(|at| is_exact(*at));
    let whole = sentence.numbers[whole_at].value;
    let sum: Decimal = parts.iter().map(|at| sentence.numbers[*at].value).sum();
    let is_near = (whole - sum).abs() * NEAR <= whole;
    let is_told = parts.len() >= FEWEST && sum <= whole * Decimal::TWO || parts.len() > 1 && is_near;
    if is_form && sum == whole {
        return odd_share(sentence, whole_at, &parts);
    }
    if !is_form || !is_told {
        return None;
    }
    Some(disagree(sentence, &before(sentence, whole_at), &parts, unit))
}

/// The only share right behind its part that is not of the whole: `12个（40%）已完成，8个（26.7%）超序时，10个（30%）按序时`.
fn odd_share(sentence: &Sentence<'_>, whole_at: usize, parts: &[usize]) -> Option<Question> {
    let whole = NumberSpan::of(&sentence.numbers[whole_at]);
    let is_told = |part: &&usize| {
        let rate = sentence.numbers.get(**part + 1);
        rate.is_some_and(|rate| rate.is_rate) && is_opening(between(sentence, **part + 1))
    };
    let is_wrong = |part: &&usize| {
        let computed = NumberSpan::of(&sentence.numbers[**part]).percent_of(whole);
        computed.is_some_and(|computed| !computed.holds(sentence.numbers[**part + 1].value))
    };
    let (wrong, right): (Vec<&usize>, Vec<&usize>) = parts.iter().filter(is_told).partition(is_wrong);
    let ([part], false) = (&wrong[..], right.is_empty()) else { return None };
    let share = PartShare { part: **part, rate: **part + 1 };
    not_of(sentence, share, whole, &written(sentence, whole_at))
}

/// Things, how many of them are done and how many are left.
fn of_rest(sentence: &Sentence<'_>, rest_at: usize) -> Option<Question> {
    let clause = last_clause(between(sentence, rest_at));
    let unit =
        measure(&sentence.numbers[rest_at]).filter(|_| REST.iter().any(|rest| clause.starts_with(rest)))?;
    let is_like = |at: &usize| measure(&sentence.numbers[*at]) == Some(unit);
    let mut like = (0..rest_at).filter(is_like);
    let (whole_at, done_at) = (like.next()?, like.next().filter(|_| like.next().is_none())?);
    let done = last_clause(between(sentence, done_at));
    let behind = noun(sentence, done_at);
    let is_done = (done.starts_with(['已', '除'])
        || DONE.iter().any(|word| done.ends_with(word) || behind.ends_with(word)))
        && !done.contains(['未', '不']);
    // What is left may be told of something else: `还有3个部门`.
    let left = noun(sentence, rest_at);
    let is_done = is_done || done.chars().count() == 2 && left.contains(done);
    let is_of_these = left.is_empty()
        || STATES.iter().any(|state| left.contains(state))
        || ["正在", "均", "未"].iter().any(|word| left.starts_with(word))
        || left == noun(sentence, whole_at);
    let lead = last_clause(between(sentence, whole_at));
    let all = [whole_at, done_at, rest_at];
    let is_form = is_done
        && is_of_these
        && rest_at - done_at <= 2
        && (done_at + 1..rest_at).all(|at| sentence.numbers[at].is_rate)
        && done_at == whole_at + 1
        && !OTHERS.iter().any(|word| lead.contains(word))
        && !(done_at..=rest_at).any(|at| between(sentence, at).contains(['；', '。']))
        && all.iter().all(|at| !is_rough(sentence, *at) && !is_change(sentence, *at));
    let [whole, done, rest] = all.map(|at| sentence.numbers[at].value);
    let is_exact = is_counted(unit) && [whole, done, rest].iter().all(|value| value.scale() == 0);
    if !is_form || !is_exact || done + rest == whole {
        return None;
    }
    Some(disagree(sentence, &before(sentence, whole_at), &[done_at, rest_at], unit))
}

/// The state that a number of things is told to be in.
fn state(sentence: &Sentence<'_>, at: usize) -> Option<&'static str> {
    let number = &sentence.numbers[at];
    let is_count = measure(number).is_some_and(is_counted) && number.value.scale() == 0;
    let clause = last_clause(between(sentence, at));
    let clause = clause.trim_end_matches(['有', '为', '的', '达']);
    // What stands before the next number without a sign is told of that: `30个事项已完成12个`.
    let is_of_next = sentence
        .numbers
        .get(at + 1)
        .is_some_and(|next| !next.is_rate && between(sentence, at + 1).chars().all(char::is_alphabetic));
    let told = if is_of_next { "" } else { behind(sentence, at) };
    let told = THINGS.iter().find_map(|things| told.strip_prefix(things)).unwrap_or(told);
    // `12个（40%）已完成`
    let told = match sentence.numbers.get(at + 1) {
        Some(rate) if rate.is_rate && is_opening(between(sentence, at + 1)) => {
            rate.behind.trim_start_matches(['%', '％', '）', ')'])
        }
        _ => told,
    };
    let told = told.trim_start_matches(['均', '正', '已', '进', '展', '提', '前']);
    let mut found = STATES.iter().filter(|state| {
        let bare = state.trim_start_matches(['已', '正', '提', '前']);
        clause.ends_with(**state) || !bare.is_empty() && told.starts_with(bare)
    });
    let state = found.clone().max_by_key(|state| state.len())?;
    found.next().filter(|_| is_count)?;
    Some(state)
}

/// Whether words before a rate are nothing but a bracket.
fn is_opening(words: &str) -> bool {
    matches!(words, "（" | "(")
}

/// Whether words before a rate give the share of what was counted.
fn is_share(words: &str) -> bool {
    is_opening(words) || share_of(words).is_some_and(|base| base.is_empty())
}

/// Whether nothing but their name stands between things and the first of them that is counted.
fn is_lead(words: &str) -> bool {
    words.chars().count() <= LONGEST_LINK
        && !words.contains(['；', ';', '（'])
        && !OTHERS.iter().any(|word| words.contains(word))
}

/// Whether a number is that of things that have states: `30个事项`, `承担事项30个`, `65项`.
fn names_things(sentence: &Sentence<'_>, at: usize) -> bool {
    let lead = last_clause(between(sentence, at));
    let lead = lead.trim_end_matches(['共', '有', '为', '计', '总', '数']);
    let noun = noun(sentence, at);
    let is_thing = |words: &str| THINGS.iter().any(|things| words.contains(things));
    !OTHERS.iter().any(|word| lead.contains(word) || noun.contains(word))
        && (is_thing(noun) || noun.is_empty() && (lead.is_empty() || is_thing(lead)) || is_thing(lead))
}

fn behind<'s>(sentence: &'s Sentence<'_>, at: usize) -> &'s str {
    let number = &sentence.numbers[at];
    let behind = number.behind.trim_start();
    measure(number).and_then(|unit| behind.strip_prefix(unit)).unwrap_or(behind)
}

/// The words right behind the measure of a number.
fn noun<'s>(sentence: &'s Sentence<'_>, at: usize) -> &'s str {
    let behind = behind(sentence, at);
    &behind[..behind.find(|c: char| !c.is_alphabetic() || c.is_ascii_digit()).unwrap_or(behind.len())]
}
