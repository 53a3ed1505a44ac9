//! A total behind its parts: `男60人，女40人，共100人`, `收入43亿元，上年结余收入5亿元，收入总计48亿元`; and one before
//! bare numbers: `三批共800万元：300、300、200`, `申请36件：20+5+6+5`.
//!
//! What stands before the total must be nothing but a word for it, or the name of one that a budget has: a
//! `共` with anything else counts what was not listed. Something is asked only if no stretch of the numbers
//! before it fits.

use super::amount::{between, half_unit, holds_more, is_rough, measure, slack, written};
use super::changes::is_change;
use super::clauses::last_clause;
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
/// The fewest sentences whose numbers `以上共` sums up.
const FEWEST_ABOVE: usize = 3;
/// The most parts a list is looked for in.
const MOST_PARTS: usize = 20;

/// Asks about the totals of a sentence.
pub(super) fn ask(sentence: &Sentence<'_>, questions: &mut Vec<Question>) {
    questions.extend((2..sentence.numbers.len()).filter_map(|at| of_total(sentence, at)));
    questions.extend(of_all_above(sentence));
    let before = |at| before_bare(sentence, at).or_else(|| before_ordinals(sentence, at));
    questions.extend((0..sentence.numbers.len().saturating_sub(2)).filter_map(before));
}

/// A total of what the sentences before have told: `一是增设泊位6个。二是…3个。三是…4个。以上共计13个泊位`.
fn of_all_above(sentence: &Sentence<'_>) -> Option<Question> {
    let total = sentence.numbers.first()?;
    let clause = between(sentence, 0).strip_prefix("以上")?;
    let unit = measure(total).filter(|_| BARE.contains(&clause) && !is_rough(sentence, 0))?;
    let things = noun(sentence, 0, unit);
    let mut parts: Vec<Decimal> = Vec::new();
    let mut may_miss = slack(total);
    let mut previous = sentence.previous();
    while let Some(before) = previous {
        let is_like =
            |at: &usize| measure(&before.numbers[*at]) == Some(unit) && noun(&before, *at, unit) == things;
        for at in (0..before.numbers.len()).rev().filter(is_like) {
            if is_rough(&before, at) || is_change(&before, at) {
                return None;
            }
            parts.push(before.numbers[at].value);
            may_miss += slack(&before.numbers[at]);
        }
        previous = before.previous();
    }
    // Those farthest off may be told of something else.
    let fits = |count: usize| (parts[..count].iter().sum::<Decimal>() - total.value).abs() <= may_miss;
    if things.is_empty() || parts.len() < FEWEST_ABOVE || (2..=parts.len()).any(fits) {
        return None;
    }
    Some(disagrees_before(sentence, 0, (parts.len(), parts.iter().sum(), unit)))
}

/// A total before the numbers that make it, which nothing but signs joins.
fn before_bare(sentence: &Sentence<'_>, at: usize) -> Option<Question> {
    let total = &sentence.numbers[at];
    let unit = measure(total)?;
    let words = between(sentence, at + 1).trim();
    let opens = ["：", ":", "（", "(", "="].contains(&words);
    let join = between(sentence, at + 2).trim();
    let is_sum = matches!(join, "+" | "＋");
    if !opens || !(is_sum || join == "、") || is_rough(sentence, at) {
        return None;
    }
    let joined = (at + 2..sentence.numbers.len()).take_while(|next| between(sentence, *next).trim() == join);
    let parts: Vec<usize> = std::iter::once(at + 1).chain(joined).collect();
    let last = sentence.numbers.get(*parts.last()?)?;
    let behind = last.behind.trim_start();
    let behind = behind.strip_prefix(unit).unwrap_or(behind);
    let ends = behind.is_empty() || behind.starts_with(['，', ',', '；', ';', '）', ')', '=']);
    let is_like = |at: &usize| {
        let number = &sentence.numbers[*at];
        let is_bare = !number.behind.trim_start().starts_with(char::is_alphabetic) && !number.is_rate;
        (is_bare || measure(number) == Some(unit)) && !is_rough(sentence, *at)
    };
    let is_told = ["共", "合计", "总计"].iter().any(|word| last_clause(between(sentence, at)).contains(word));
    let is_list = is_sum || is_told && parts.len() > 2;
    let may_miss: Decimal = parts.iter().map(|at| half_of_decimals(sentence.numbers[*at].value)).sum();
    let sum: Decimal = parts.iter().map(|at| sentence.numbers[*at].value).sum();
    let misses = (sum - total.value).abs() > may_miss + slack(total);
    if !ends || !is_list || !parts.iter().all(is_like) || !misses {
        return None;
    }
    Some(disagrees(sentence, at, (parts.len(), sum, unit)))
}

/// A total before its parts, which are counted: `分三批拨付资金共800万元：第一批300万元，第二批300万元，第三批200万元`.
fn before_ordinals(sentence: &Sentence<'_>, at: usize) -> Option<Question> {
    const ORDER: [char; 9] = ['一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let total = &sentence.numbers[at];
    let unit = measure(total)?;
    let name = |at: usize| between(sentence, at).rsplit_once('第').map(|(_, name)| name);
    let opens = |at: usize| between(sentence, at).starts_with(['：', ':', '，', ',']);
    let kind = name(at + 1)?.strip_prefix('一').filter(|_| opens(at + 1))?.to_owned();
    let is_next = |(nth, sign): &(usize, &char)| {
        let part = at + 1 + nth;
        sentence.numbers.get(part).is_some_and(|number| measure(number) == Some(unit))
            && name(part).and_then(|name| name.strip_prefix(**sign)) == Some(&*kind)
            && !is_rough(sentence, part)
    };
    let count = ORDER.iter().enumerate().take_while(is_next).count();
    let last = ORDER.get(count.checked_sub(1)?)?;
    let counts = [format!("{last}{kind}"), format!("{count}{kind}"), format!("两{kind}")];
    let told = sentence.block_text(total.range.start);
    let counted = if count == 2 { &counts[..] } else { &counts[..2] };
    let is_told = counted.iter().any(|words| told.contains(words));
    let parts = || sentence.numbers[at + 1..=at + count].iter();
    let sum: Decimal = parts().map(|part| part.value).sum();
    let may_miss: Decimal = parts().map(slack).sum();
    let is_all = (2..10).contains(&count) && !kind.is_empty() && is_told && !is_rough(sentence, at);
    if !is_all || (sum - total.value).abs() <= may_miss + slack(total) {
        return None;
    }
    Some(disagrees(sentence, at, (count, sum, unit)))
}

fn disagrees(sentence: &Sentence<'_>, at: usize, (count, sum, unit): (usize, Decimal, &str)) -> Question {
    let (said, sum) = (written(sentence, at), plain(sum));
    Question {
        rule: "parts-disagree",
        about: said.clone(),
        place: Where::Words(vec![said.clone()]),
        message: say!(
            "写的是{said}，而后面的{count}个部分相加是{sum}{unit}",
            "it says {said}, but the {count} parts behind it add up to {sum}"
        ),
        related: Vec::new(),
    }
}

/// By how much a bare number may miss: half a unit of its last decimal.
fn half_of_decimals(value: Decimal) -> Decimal {
    if value.scale() == 0 { Decimal::ZERO } else { half_unit(value) }
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
    let sum = parts.iter().map(|at| number(*at).value).sum();
    Some(disagrees_before(sentence, at, (parts.len(), sum, unit)))
}

fn disagrees_before(
    sentence: &Sentence<'_>,
    at: usize,
    (count, sum, unit): (usize, Decimal, &str),
) -> Question {
    let (clause, said, sum) = (last_clause(between(sentence, at)), written(sentence, at), plain(sum));
    Question {
        rule: "parts-disagree",
        about: format!("{clause}{said}"),
        place: Where::Words(vec![format!("{clause}{said}"), said.clone()]),
        message: say!(
            "写的是{clause}{said}，而前面的{count}个部分相加是{sum}{unit}",
            "the total is given as {said}, but the {count} parts before it add up to {sum}"
        ),
        related: Vec::new(),
    }
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
