//! What a year has against what the same paragraph says of the year before it, by the names of what is
//! counted: `2021年登记渔船960艘，比2020年增长20%。2020年登记渔船800艘`.

use super::Question;
use super::amount::{NumberSpan, between, is_rough, thing, written};
use super::changes::{OF_THE_SAME, direction, is_at_other_prices, is_change};
use super::clauses::{are_alike, last_clause, question};
use super::passage::ProseBlock;
use super::prose::{Sentence, sentences_of};
use crate::quantity::rounded;
use crate::say;

/// What stands between the rates of a row.
const AND: [&str; 4] = ["和", "、", "与", "及"];
/// The most rates in a row.
const MOST: usize = 4;
/// The fewest characters at the ends of two names that make them names of one thing.
const FEWEST_IN_COMMON: usize = 4;

/// Asks about the changes of a paragraph that name the year with which they compare.
pub(super) fn ask(block: &ProseBlock, questions: &mut Vec<Question>) {
    if !block.text.contains("年")
        || !["比2", "较2", "比1", "较1"].iter().any(|word| block.text.contains(word))
    {
        return;
    }
    let sentences = sentences_of(block);
    for sentence in &sentences {
        for rate_at in 1..sentence.numbers.len() {
            for new in of_row(&sentences, sentence, rate_at) {
                if !questions.iter().any(|old| old.rule == new.rule && old.about == new.about) {
                    questions.push(new);
                }
            }
        }
    }
}

/// The rates in a row that begin with the number at `first`, each that of one of as many numbers before it.
fn of_row(sentences: &[Sentence<'_>], sentence: &Sentence<'_>, first: usize) -> Vec<Question> {
    let Some((year, is_more)) = compared_year(between(sentence, first)) else { return Vec::new() };
    if !sentence.numbers[first].is_rate || is_at_other_prices(sentence, first) {
        return Vec::new();
    }
    let is_next = |at: &usize| sentence.numbers[*at].is_rate && AND.contains(&between(sentence, *at));
    let count = 1 + (first + 1..sentence.numbers.len()).take_while(is_next).count();
    let Some(start) = first.checked_sub(count).filter(|_| count <= MOST) else { return Vec::new() };
    let pairs = (0..count).map(|nth| (start + nth, first + nth));
    pairs.filter_map(|(now, rate)| of_pair(sentences, sentence, (now, rate), (year, is_more))).collect()
}

/// The year with which words compare, and whether things became more: `，比2020年分别上升`.
fn compared_year(words: &str) -> Option<(&str, bool)> {
    let words = words.trim_start_matches(['，', ',']).strip_prefix(['比', '较'])?;
    let (year, rest) = (words.get(..4)?, words.get(4..)?.strip_prefix('年')?);
    let is_more = direction(rest.strip_prefix("分别").unwrap_or(rest))?;
    year.bytes().all(|byte| byte.is_ascii_digit()).then_some((year, is_more))
}

fn of_pair(
    sentences: &[Sentence<'_>],
    sentence: &Sentence<'_>,
    (now_at, rate_at): (usize, usize),
    (year, is_more): (&str, bool),
) -> Option<Question> {
    let name = last_clause(between(sentence, now_at));
    let is_sure = are_alike(sentence, &[now_at])
        && !is_rough(sentence, rate_at)
        && !OF_THE_SAME.iter().any(|word| sentence.text().contains(word));
    if !is_sure {
        return None;
    }
    let unit = thing(&sentence.numbers[now_at]);
    let is_base = |(of, at): &(&Sentence<'_>, usize)| {
        thing(&of.numbers[*at]) == unit
            && is_of_year(of, *at, year)
            && is_one_name(last_clause(between(of, *at)), name)
            && !is_rough(of, *at)
            && !is_change(of, *at)
    };
    let all = sentences.iter().flat_map(|of| (0..of.numbers.len()).map(move |at| (of, at)));
    let mut bases = all.filter(is_base);
    let (of_base, base_at) = bases.next().filter(|_| bases.next().is_none())?;
    let now = NumberSpan::in_ones(&sentence.numbers[now_at]);
    let base = NumberSpan::in_ones(&of_base.numbers[base_at]);
    let by = if is_more { now.minus(base) } else { base.minus(now) };
    let (computed, rate) = (by.percent_of(base)?, sentence.numbers[rate_at].value);
    if computed.holds(rate) {
        return None;
    }
    let [now, said] = [now_at, rate_at].map(|at| written(sentence, at));
    let base = written(of_base, base_at);
    let computed = rounded(computed.written, rate.scale().max(2));
    let (word, english) = if is_more { ("增长", "rise") } else { ("下降", "fall") };
    Some(question(
        "change-disagrees",
        sentence,
        rate_at,
        say!(
            "写的是{word}{said}，而由{year}年的{base}到{now}，按数字算是{computed}%",
            "the {english} is given as {said}, but from {base} in {year} to {now} it is {computed}%"
        ),
    ))
}

/// Whether the last year named before a number, behind the last `；`, is `year`, and compares nothing.
fn is_of_year(sentence: &Sentence<'_>, at: usize, year: &str) -> bool {
    let told = sentence.block_text(sentence.numbers[at].range.start);
    let told = told.rsplit(['；', ';']).next().unwrap_or(told);
    let Some((before, _)) = told.rsplit_once('年') else { return false };
    let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (lead, named) = before.split_at(before.len() - digits);
    named == year && !lead.ends_with(['比', '较', '从', '由', '至', '到', '-', '与', '和'])
}

/// Whether two names are those of one thing: the same, or the same at their ends.
fn is_one_name(one: &str, other: &str) -> bool {
    let without_year = |name: &'_ str| name.rsplit_once('年').map_or(name, |(_, name)| name).len();
    let (one, other) = (&one[one.len() - without_year(one)..], &other[other.len() - without_year(other)..]);
    let common = one.chars().rev().zip(other.chars().rev()).take_while(|(one, other)| one == other).count();
    !one.is_empty() && one == other || common >= FEWEST_IN_COMMON
}
