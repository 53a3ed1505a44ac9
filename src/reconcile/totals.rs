//! A total behind its parts: `男60人，女40人，共100人`, `收入43亿元，上年结余收入5亿元，收入总计48亿元`.
//!
//! What stands before the total must be nothing but a word for it, or the name of one that a budget has: a
//! `共` with anything else counts what was not listed. Something is asked only if no stretch of the numbers
//! before it fits.

use super::amount::{between, holds_more, is_rough, measure, slack, written};
use super::changes::is_change;
use super::prose::Sentence;
use super::{Question, Where};
use crate::quantity::{Decimal, plain};
use crate::say;

/// Words that are all that stands before a total.
const BARE: &[&str] = &["共", "共计", "总共", "一共", "合计", "总计", "合计为", "合计共"];
/// What may stand before those: `两项合计`.
const COUNTS: [char; 13] = ['一', '二', '两', '三', '四', '五', '六', '七', '八', '九', '项', '类', '者'];
/// The names of totals, at the end of their clause.
const NAMES: &[&str] = &["收入总计", "支出总计"];
/// The names of totals of a budget.
const BUDGET_NAMES: &[&str] = &["总收入", "总支出"];
/// What makes a number no part: it is of another time, only planned, or a part of one before it.
const OTHERS: &[&str] = &[
    "其中", "比", "较", "同期", "去年", "计划", "目标", "预计", "人均", "户均", "平均", "每", "含", "扣",
    "等", "累计", "余额",
];
/// What says, before the total, that there is more than what was listed.
const MORE: &[&str] = &["等", "其他", "其它", "其余", "若干", "以及"];
/// The most parts a list is looked for in.
const MOST_PARTS: usize = 20;

/// Asks about the totals of a sentence.
pub(super) fn ask(sentence: &Sentence<'_>, questions: &mut Vec<Question>) {
    questions.extend((2..sentence.numbers.len()).filter_map(|at| of_total(sentence, at)));
}

fn of_total(sentence: &Sentence<'_>, at: usize) -> Option<Question> {
    let words = between(sentence, at);
    let clause = words.rsplit(['，', ',', '、', '；', ';', '（']).next().unwrap_or(words);
    let is_bare = BARE.contains(&clause.trim_start_matches(COUNTS));
    let is_budget = || ["预算", "基金"].iter().any(|word| clause.contains(word));
    let is_named = NAMES.iter().any(|name| clause.ends_with(name))
        || BUDGET_NAMES.iter().any(|name| clause.ends_with(name)) && is_budget();
    let total = &sentence.numbers[at];
    let unit = measure(total)?;
    let lead = &words[..words.len() - clause.len()];
    let is_whole_list = !lead.is_empty() && !MORE.iter().any(|word| lead.contains(word));
    if !(is_bare || is_named) || !is_whole_list || is_rough(sentence, at) || holds_more(sentence, at) {
        return None;
    }
    let parts = parts(sentence, at, unit)?;
    let number = |at: usize| &sentence.numbers[at];
    let misses = |parts: &[usize]| {
        let sum: Decimal = parts.iter().map(|at| number(*at).value).sum();
        let may_miss: Decimal = parts.iter().map(|at| slack(number(*at))).sum();
        (sum - total.value).abs() > may_miss + slack(total)
    };
    let is_wrong = (0..parts.len()).all(|from| misses(&parts[from..]));
    let without = |left_out: usize| {
        let rest = parts.iter().enumerate().filter(|(nth, _)| *nth != left_out);
        rest.map(|(_, at)| *at).collect::<Vec<usize>>()
    };
    if !is_wrong || parts.len() > 2 && (0..parts.len()).any(|left_out| !misses(&without(left_out))) {
        return None;
    }
    let (said, count) = (written(sentence, at), parts.len());
    let sum = plain(parts.iter().map(|at| number(*at).value).sum());
    Some(Question {
        rule: "parts-disagree",
        about: format!("{clause}{said}"),
        place: Where::Words(vec![format!("{clause}{said}"), said.clone()]),
        message: say!(
            "写的是{clause}{said}，而前面的{count}个部分相加是{sum}{unit}",
            "the total is given as {said}, but the {count} parts before it add up to {sum}"
        ),
        related: Vec::new(),
    })
}

/// The numbers before a total that count the same, if all of them are parts.
fn parts(sentence: &Sentence<'_>, total: usize, unit: &str) -> Option<Vec<usize>> {
    let whole = noun(sentence, total, unit);
    let mut parts = Vec::new();
    let mut is_same = whole.is_empty();
    for at in (0..total).rev() {
        let words = between(sentence, at);
        if measure(&sentence.numbers[at]) == Some(unit) {
            // `5个街道、3个镇，共120个村`: other things.
            let own = noun(sentence, at, unit);
            if !whole.is_empty() && !own.is_empty() && own != whole {
                return None;
            }
            is_same |= own == whole;
            if is_rough(sentence, at) || is_change(sentence, at) || parts.len() == MOST_PARTS {
                return None;
            }
            parts.push(at);
        }
        // What was left over the year before is one.
        let said = words.replace("上年结", "");
        if OTHERS.iter().any(|word| said.contains(word)) {
            return None;
        }
        if words.contains(['；', ';']) {
            break;
        }
    }
    parts.reverse();
    (parts.len() > 1 && is_same).then_some(parts)
}

/// What is counted, as it is named behind the count word.
fn noun<'b>(sentence: &Sentence<'b>, at: usize, unit: &str) -> &'b str {
    let behind = sentence.numbers[at].behind.trim_start().strip_prefix(unit).unwrap_or("");
    &behind[..behind.find(|c: char| !c.is_alphabetic()).unwrap_or(behind.len())]
}
