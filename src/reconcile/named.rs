//! The change of what was counted under the same name before: `登记渔船为2640艘，…。登记渔船减少160艘，下降5.71%`,
//! `出证720份。出证增加45份，增长6.67%`, `登记渔船2640艘。` and paragraphs later `登记渔船与上次普查的2800艘相比，减少160艘`.

use super::Question;
use super::amount::{NumberSpan, between, is_rough, thing, written};
use super::changes::{direction, is_at_other_prices, is_change, since, without_direction};
use super::clauses::{are_alike, last_clause, question};
use super::prose::Sentence;
use crate::quantity::{plain, rounded};
use crate::say;

/// Words between the name of a number and the number.
const LINKS: &[&str] = &["分别为", "达到", "完成", "为", "达", "共"];
/// How many sentences before a change its name may stand.
const FARTHEST: usize = 3;

/// The shortest name by which a number is known paragraphs later.
const SHORTEST_NAME: usize = 4;
/// Names of what courts take in, of which each says the same.
const TAKEN_IN: [&str; 2] = ["受案", "收案"];

/// Asks about the changes of a sentence; `told` are the sentences of the paragraphs before.
pub(super) fn ask(sentence: &Sentence<'_>, told: &[Sentence<'_>], questions: &mut Vec<Question>) {
    questions.extend((1..sentence.numbers.len()).filter_map(|rate_at| of_named(sentence, rate_at)));
    questions.extend((1..sentence.numbers.len()).filter_map(|at| since_then(sentence, told, at)));
}

/// A number and by how much what has its name has changed since, where how much that is now was told before:
/// `登记渔船与上次普查的2800艘相比，减少160艘`.
fn since_then(sentence: &Sentence<'_>, told: &[Sentence<'_>], change_at: usize) -> Option<Question> {
    let (then_at, words) = (change_at.checked_sub(1)?, between(sentence, change_at));
    let is_more = direction(words).or_else(|| direction(since(words)))?;
    let clause = last_clause(between(sentence, then_at));
    let (name, _) = clause.split_once(['与', '同']).filter(|_| words.starts_with("相比"))?;
    if !are_alike(sentence, &[then_at, change_at]) {
        return None;
    }
    let is_like = |of: &Sentence<'_>, at: usize| {
        thing(&of.numbers[at]) == thing(&sentence.numbers[then_at]) && !is_rough(of, at) && !is_change(of, at)
    };
    // `登记渔船2640艘。同上次普查的2800艘相比`: what the sentence before tells is meant.
    let previous = if name.is_empty() { sentence.previous() } else { None };
    let is_called = |(of, at): &(&Sentence<'_>, usize)| {
        let lead = last_clause(between(of, *at));
        let lead = LINKS.iter().fold(lead, |lead, link| lead.strip_suffix(link).unwrap_or(lead));
        let is_meant = previous.is_some() || name.chars().count() >= SHORTEST_NAME && lead == name;
        is_meant && is_like(of, *at)
    };
    let places = previous.as_slice().iter().chain(if previous.is_some() { &[] } else { told });
    let mut found = places.flat_map(|of| (0..of.numbers.len()).map(move |at| (of, at))).filter(is_called);
    let (of_now, now_at) = found.next().filter(|_| found.next().is_none())?;
    let [then, change] = [then_at, change_at].map(|at| NumberSpan::in_ones(&sentence.numbers[at]));
    let now = NumberSpan::in_ones(&of_now.numbers[now_at]);
    let lies = if is_more { now.minus(then) } else { then.minus(now) };
    if lies.meets(change) {
        return None;
    }
    let [before, said] = [then_at, change_at].map(|at| written(sentence, at));
    let (now, lies) = (written(of_now, now_at), plain(lies.middle().normalize()));
    let word = if is_more { "增加" } else { "减少" };
    Some(question(
        "change-disagrees",
        sentence,
        change_at,
        say!(
            "写的是{word}{said}，而{before}和前面的{now}相差{lies}",
            "the change is given as {said}, but {lies} lie between {before} and {now}, told before"
        ),
    ))
}

fn of_named(sentence: &Sentence<'_>, rate_at: usize) -> Option<Question> {
    let change_at = rate_at.checked_sub(1)?;
    let (name, is_more) = without_direction(last_clause(between(sentence, change_at)))?;
    let is_form = sentence.numbers[rate_at].is_rate
        && direction(between(sentence, rate_at)) == Some(is_more)
        && name.chars().count() >= 2
        && name.chars().all(char::is_alphabetic)
        && are_alike(sentence, &[change_at])
        && !is_rough(sentence, rate_at)
        && !is_at_other_prices(sentence, rate_at);
    if !is_form {
        return None;
    }
    let change = NumberSpan::in_ones(&sentence.numbers[change_at]);
    let rate = sentence.numbers[rate_at].value;
    let computed =
        |now: NumberSpan| change.percent_of(if is_more { now.minus(change) } else { now.plus(change) });
    let mut found = None;
    let mut look = |of: &Sentence<'_>, end: usize| {
        let is_called = |at: &usize| {
            let lead = last_clause(between(of, *at));
            let lead = LINKS.iter().fold(lead, |lead, link| lead.strip_suffix(link).unwrap_or(lead));
            let is_like = thing(&of.numbers[*at]) == thing(&sentence.numbers[change_at]);
            let is_name = lead.ends_with(name)
                || TAKEN_IN.contains(&name) && lead.contains("受理") && lead.ends_with("案件");
            is_name && is_like && !is_rough(of, *at) && !is_change(of, *at)
        };
        for at in (0..end).rev().filter(is_called) {
            let computed = computed(NumberSpan::in_ones(&of.numbers[at]))?;
            if computed.holds(rate) {
                return None;
            }
            found = found.take().or_else(|| Some((written(of, at), computed)));
        }
        Some(())
    };
    look(sentence, change_at)?;
    let mut earlier = sentence.previous();
    for _ in 0..FARTHEST {
        let Some(before) = earlier else { break };
        look(&before, before.numbers.len())?;
        earlier = before.previous();
    }
    let (now, computed) = found?;
    let (change, said) = (written(sentence, change_at), written(sentence, rate_at));
    let computed = rounded(computed.written, rate.scale().max(2));
    let (word, english) = if is_more { ("增加", "more") } else { ("减少", "less") };
    Some(question(
        "change-disagrees",
        sentence,
        rate_at,
        say!(
            "写的是{word}{said}，而{name}{word}{change}后是{now}，按数字算是{computed}%",
            "the change is given as {said}, but {change} {english}, which makes {now}, is {computed}%"
        ),
    ))
}
