//! A number of things that is said again where all of them are done: `共收到建议128件。…` and then
//! `126件建议已全部办结`.
//!
//! Asked is only where a number told before is that one but for one digit, and none is that one.

use super::Question;
use super::amount::{between, is_rough, measure, written};
use super::clauses::{last_clause, question};
use super::measures::is_counted;
use super::prose::Sentence;
use super::told::is_one_sign_apart;
use crate::quantity::Decimal;
use crate::say;

/// What is received and has to be done, the longer before what they begin with.
const THINGS: &[&str] =
    &["信访举报件", "信访件", "建议提案", "建议", "提案", "案件", "诉求", "问题", "工单", "申请"];
/// Words that say of all things before them that they are done.
const ALL: &[&str] = &["已全部", "全部", "均已", "已经全部", "都已"];
/// Smaller numbers differ by one digit by chance.
const SMALLEST: Decimal = Decimal::ONE_HUNDRED;

/// Asks about the numbers of a sentence; `told` are the sentences of the paragraphs before.
pub(super) fn ask(sentence: &Sentence<'_>, told: &[Sentence<'_>], questions: &mut Vec<Question>) {
    questions.extend((0..sentence.numbers.len()).filter_map(|at| of_all(sentence, told, at)));
}

fn of_all(sentence: &Sentence<'_>, told: &[Sentence<'_>], at: usize) -> Option<Question> {
    let number = &sentence.numbers[at];
    let unit = measure(number).filter(|unit| is_counted(unit))?;
    let behind = number.behind.trim_start().strip_prefix(unit)?;
    let things = THINGS.iter().find(|things| behind.starts_with(**things))?;
    let is_of_all = ALL.iter().any(|all| behind[things.len()..].starts_with(all));
    let is_said = last_clause(between(sentence, at)).is_empty();
    if !is_of_all || !is_said || number.value < SMALLEST || is_rough(sentence, at) {
        return None;
    }
    let mut before: Vec<(Decimal, String)> = Vec::new();
    let mut look = |of: &Sentence<'_>, end: usize| {
        let is_like = |at: &usize| measure(&of.numbers[*at]) == Some(unit) && !is_rough(of, *at);
        before.extend((0..end).rev().filter(is_like).map(|at| (of.numbers[at].value, written(of, at))));
    };
    look(sentence, at);
    let mut previous = sentence.previous();
    while let Some(of) = previous {
        look(&of, of.numbers.len());
        previous = of.previous();
    }
    told.iter().rev().for_each(|of| look(of, of.numbers.len()));
    // Those of two kinds together too.
    let is_known = before.iter().enumerate().any(|(nth, (one, _))| {
        *one == number.value || before[..nth].iter().any(|(other, _)| *one + *other == number.value)
    });
    let (_, meant) = before.iter().find(|(value, _)| is_one_sign_apart(*value, number.value))?;
    if is_known {
        return None;
    }
    let said = written(sentence, at);
    Some(question(
        "parts-disagree",
        sentence,
        at,
        say!(
            "写的是{said}{things}全部办完，前面写的是{meant}",
            "it says that all {said} are done, and {meant} before"
        ),
    ))
}
