//! A whole and all its parts in the sentence behind it, told in scales that differ:
//! `1.2亿元，其中中央4800万元，省级5200万元，其余2000万元`.

use super::Question;
use super::amount::{NumberSpan, between, is_rough, measure, scale, thing, written};
use super::changes::is_change;
use super::clauses::question;
use super::prose::Sentence;
use super::whole::{are_all, label};
use crate::quantity::{Decimal, plain};
use crate::say;

/// What makes a number before the list no whole of it.
const OTHERS: &[&str] = &["计划", "目标", "任务", "预算", "上年", "去年", "同期"];

/// Asks about the lists of a sentence.
pub(super) fn ask(sentence: &Sentence<'_>, questions: &mut Vec<Question>) {
    questions.extend((0..sentence.numbers.len()).find_map(|whole| of_whole(sentence, whole)));
}

/// The list right behind a whole, up to the end of the sentence.
fn of_whole(sentence: &Sentence<'_>, whole_at: usize) -> Option<Question> {
    let whole = &sentence.numbers[whole_at];
    let parts = whole_at + 1..sentence.numbers.len();
    let is_like = |at: usize| thing(&sentence.numbers[at]) == thing(whole);
    let is_plain = |at: usize| is_like(at) && !is_rough(sentence, at) && !is_change(sentence, at);
    let opens = |at: usize| between(sentence, at).contains("其中");
    let own = label(sentence, whole_at);
    let is_list = parts.len() > 1
        && thing(whole).is_some()
        && opens(parts.start)
        && !parts.clone().skip(1).any(opens)
        && !OTHERS.iter().any(|word| own.contains(word))
        && (whole_at..parts.end).all(is_plain);
    let is_mixed = parts.clone().any(|at| measure(&sentence.numbers[at]) != measure(whole));
    if !is_list || !is_mixed {
        return None;
    }
    let labels: Vec<String> = parts.clone().map(|at| label(sentence, at)).collect();
    if !are_all(&labels, &own) {
        return None;
    }
    let sum = parts.clone().map(|at| NumberSpan::in_ones(&sentence.numbers[at])).reduce(NumberSpan::plus)?;
    let said = NumberSpan::in_ones(whole);
    // What is many times as much is told of something else.
    let [all, own] = [sum, said].map(NumberSpan::middle);
    let is_near = all <= own * Decimal::TWO && own <= all * Decimal::TWO;
    if sum.meets(said) || !is_near {
        return None;
    }
    let (count, unit) = (parts.len(), measure(whole)?);
    let (said, sum) = (written(sentence, whole_at), plain((all / scale(whole)).normalize()));
    Some(question(
        "parts-disagree",
        sentence,
        whole_at,
        say!(
            "写的是{said}，后面列出的{count}个部分相加是{sum}{unit}",
            "it says {said}, the {count} parts listed behind it add up to {sum}{unit}"
        ),
    ))
}
