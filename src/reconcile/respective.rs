//! Numbers that are told one after the other and belong together in this order:
//! `同比减少17起、165人，分别下降20.0%和15.0%`.

use super::amount::{NumberSpan, between, is_rough, thing, written};
use super::changes::{LAST_TIME, direction, is_at_other_prices, without_notes};
use super::clauses::{are_alike, question};
use super::prose::Sentence;
use super::{Question, targets};
use crate::quantity::rounded;
use crate::say;

/// The most numbers in such a row.
const MOST: usize = 4;
/// What stands between the numbers of a row.
const AND: [&str; 6] = ["和", "、", "与", "及", "以及", ""];

/// Asks about the rows of a sentence.
pub(super) fn ask(sentence: &Sentence<'_>, questions: &mut Vec<Question>) {
    if sentence.text().contains("分别") {
        (2..sentence.numbers.len()).for_each(|first| of_row(sentence, first, questions));
    }
}

/// Asks about the rates in a row that begin with the number at `first`: each is that of one of as many
/// changes before it, and these are changes of as many numbers before them.
fn of_row(sentence: &Sentence<'_>, first: usize, questions: &mut Vec<Question>) {
    let words = between(sentence, first).trim_start_matches(['，', ',', '、']);
    let Some((of, words)) = words.split_once("分别").filter(|_| sentence.numbers[first].is_rate) else {
        return;
    };
    if !of.chars().all(char::is_alphabetic) {
        return;
    }
    let behind = (first + 1..sentence.numbers.len())
        .take_while(|at| sentence.numbers[*at].is_rate && AND[..5].contains(&between(sentence, *at)));
    let count = 1 + behind.count();
    let Some(is_more) = direction(words) else {
        targets::in_a_row(sentence, &(first..first + count).collect::<Vec<_>>(), questions);
        return;
    };
    let (Some(change), Some(now)) = (first.checked_sub(count), first.checked_sub(2 * count)) else { return };
    let is_joined = |at: usize| AND.contains(&between(sentence, at));
    let is_row = (2..=MOST).contains(&count) && (change + 1..first).all(is_joined);
    if !is_row || is_at_other_prices(sentence, first) {
        return;
    }
    // `受伤16人（水上），同比减少4起、9人`
    let words = without_notes(between(sentence, change));
    if is_last_time(&words) && (now + 1..change).all(is_joined) {
        let of_pair = |nth| fallen(sentence, [now, change, first].map(|at| at + nth), is_more);
        questions.extend((0..count).filter_map(of_pair));
        return;
    }
    if direction(&words) != Some(is_more) {
        return;
    }
    questions.extend(
        (0..count).filter_map(|nth| of_one(sentence, [now, change, first].map(|at| at + nth), is_more)),
    );
}

/// Whether words say that a row of numbers is that of the year before: `，去年同期为`.
fn is_last_time(words: &str) -> bool {
    let words = words.trim_start_matches(['，', ',', '（', '(']);
    let time = LAST_TIME.iter().find_map(|time| words.strip_prefix(time));
    time.is_some_and(|rest| matches!(rest, "" | "为" | "是" | "分别为"))
}

/// A number, that of the year before and the rate of the change:
/// `救助42起86人，去年同期为60起120人，起数和人数分别下降30%、28.3%`.
fn fallen(
    sentence: &Sentence<'_>,
    [now_at, before_at, rate_at]: [usize; 3],
    is_more: bool,
) -> Option<Question> {
    if !are_alike(sentence, &[now_at, before_at]) || is_rough(sentence, rate_at) {
        return None;
    }
    let [now, before] = [now_at, before_at].map(|at| NumberSpan::in_ones(&sentence.numbers[at]));
    let by = if is_more { now.minus(before) } else { before.minus(now) };
    let (computed, rate) = (by.percent_of(before)?, sentence.numbers[rate_at].value);
    if computed.holds(rate) {
        return None;
    }
    let [now, before, said] = [now_at, before_at, rate_at].map(|at| written(sentence, at));
    let computed = rounded(computed.written, rate.scale().max(2));
    let (word, english) = if is_more { ("增长", "rise") } else { ("下降", "fall") };
    Some(question(
        "change-disagrees",
        sentence,
        rate_at,
        say!(
            "写的是{word}{said}，而由{before}到{now}，按数字算是{computed}%",
            "the {english} is given as {said}, but from {before} to {now} it is {computed}%"
        ),
    ))
}

/// A number, its change and the rate of that.
fn of_one(
    sentence: &Sentence<'_>,
    [now_at, change_at, rate_at]: [usize; 3],
    is_more: bool,
) -> Option<Question> {
    let [now, change, rate] = [now_at, change_at, rate_at].map(|at| &sentence.numbers[at]);
    let is_sure = thing(now).is_some()
        && thing(now) == thing(change)
        && [now_at, change_at, rate_at].iter().all(|at| !is_rough(sentence, *at));
    if !is_sure {
        return None;
    }
    let (is, by) = (NumberSpan::in_ones(now), NumberSpan::in_ones(change));
    let before = if is_more { is.minus(by) } else { is.plus(by) };
    let computed = by.percent_of(before)?;
    if computed.holds(rate.value) {
        return None;
    }
    let [now, by, said] = [now_at, change_at, rate_at].map(|at| written(sentence, at));
    let computed = rounded(computed.written, rate.value.scale().max(2));
    let (word, english) = if is_more { ("增加", "more") } else { ("减少", "less") };
    Some(question(
        "change-disagrees",
        sentence,
        rate_at,
        say!(
            "写的是{word}{said}，而{word}{by}后是{now}，按数字算是{computed}%",
            "the change is given as {said}, but {by} {english}, which makes {now}, is {computed}%"
        ),
    ))
}
