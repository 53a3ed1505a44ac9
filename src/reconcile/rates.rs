//! A rate that is called after what it is a rate of: `参加考试1344人，合格1175人，合格率87.4%`,
//! `年度计划65项，已完成27项，完成率41.5%`, `满意率92.3%（1300件中满意1200件）`.
//!
//! What is counted says nothing but the name of the rate, and the whole stands right before it in the same
//! measure. Where any number before fits, nothing is asked.

use super::Question;
use super::amount::{NumberSpan, between, is_rough, measure, thing, written};
use super::changes::is_change;
use super::clauses::{are_alike, last_clause, other_rate, rate_of};
use super::prose::Sentence;
use crate::say;

/// What may stand before the name of what is counted.
const LEADS: &[&str] = &[
    "截至目前",
    "其中",
    "实际",
    "目前",
    "累计",
    "已经",
    "已有",
    "现已",
    "全部",
    "共",
    "已",
    "有",
    "均",
    "现",
    "的",
    "为",
];
/// What may stand before a number whose rate is told, behind which it is no whole of what is counted.
const OTHERS: &[&str] =
    &["同期", "上年", "去年", "比", "较", "其中", "未", "不", "平均", "每", "超", "新增", "剩余", "其余"];
/// What says that fewer are counted than there are, or that they are counted otherwise.
const OTHER_RATES: &[&str] = &["平均", "综合", "增长", "使用", "利用", "上座", "增加", "提高", "下降"];
/// The most signs between a whole and what is counted of it.
const LONGEST_LINK: usize = 16;
/// How many numbers before its rate what is counted may stand.
const FARTHEST: usize = 2;

/// Asks about the rates of a sentence.
pub(super) fn ask(sentence: &Sentence<'_>, questions: &mut Vec<Question>) {
    for at in 0..sentence.numbers.len() {
        if !sentence.numbers[at].is_rate || is_rough(sentence, at) {
            continue;
        }
        questions.extend(of_refused(sentence, at));
        let Some(name) = name_of(sentence, at) else { continue };
        let found = of_counted(sentence, at, name).or_else(|| told_behind(sentence, at, name));
        let about = format!("{name}率");
        let is_old = |old: &Question, new: &Question| old.about.ends_with(&about) || old.about == new.about;
        let is_new = |new: &Question| !questions.iter().any(|old| old.rule == new.rule && is_old(old, new));
        let found = found.filter(is_new);
        questions.extend(found);
    }
}

/// What a rate is called after: 合格 of `合格率为`.
fn name_of<'s>(sentence: &'s Sentence<'_>, at: usize) -> Option<&'s str> {
    let clause = last_clause(between(sentence, at)).trim_end_matches(['为', '达', '到', '是', '约']);
    let name = without_leads(clause).strip_suffix('率')?;
    let is_name = (2..=5).contains(&name.chars().count())
        && name.chars().all(char::is_alphabetic)
        && !OTHER_RATES.contains(&name);
    is_name.then_some(name)
}

/// A rate of what was not done among what was and what was not: `批准登记30艘，不批准12艘，不批率28.6%`.
fn of_refused(sentence: &Sentence<'_>, at: usize) -> Option<Question> {
    let rate_words = last_clause(between(sentence, at)).trim_end_matches(['为', '达', '到']);
    let kind = rate_words.strip_prefix('不')?.strip_suffix('率').filter(|kind| kind.chars().count() == 1)?;
    let (part_at, done_at) = (at.checked_sub(1)?, at.checked_sub(2)?);
    let [done, refused] = [done_at, part_at].map(|at| last_clause(between(sentence, at)));
    let is_form = refused.strip_prefix('不').is_some_and(|refused| refused.contains(kind))
        && done.contains(kind)
        && !done.contains(['不', '未'])
        && are_alike(sentence, &[part_at, done_at]);
    let part = NumberSpan::in_ones(&sentence.numbers[part_at]);
    let all = part.plus(NumberSpan::in_ones(&sentence.numbers[done_at]));
    let (computed, rate) = (part.percent_of(all).filter(|_| is_form)?, sentence.numbers[at].value);
    if computed.holds_rate(rate) {
        return None;
    }
    let [done, refused] = [done_at, part_at].map(|at| written(sentence, at));
    Some(other_rate(sentence, at, computed, |said, computed| {
        say!(
            "写的是{said}，而{refused}占{done}和{refused}之和的{computed}%",
            "the rate is given as {said}, but {refused} of {done} and {refused} together is {computed}%"
        )
    }))
}

/// The number of what is counted before a rate, and that of the whole before it.
fn of_counted(sentence: &Sentence<'_>, at: usize, name: &str) -> Option<Question> {
    let nearest = at.saturating_sub(FARTHEST);
    let part_at = (nearest..at).rev().find(|part| is_called(sentence, *part, name))?;
    let whole_at = part_at.checked_sub(1)?;
    let link = between(sentence, part_at);
    let opens = |at: usize| between(sentence, at).contains(['；', ';', '：', ':']);
    let rate_words = between(sentence, at);
    let is_close = link.chars().count() <= LONGEST_LINK
        && link.matches(['，', ',', '、', '（', '中']).count() >= 1
        && !(part_at..=at).any(opens)
        && rate_words.matches(['，', ',', '、']).count() <= 1;
    // Between the two only what else becomes of the whole may stand.
    let are_like =
        (part_at + 1..at).all(|at| thing(&sentence.numbers[at]) == thing(&sentence.numbers[part_at]));
    let lead = last_clause(between(sentence, whole_at));
    let is_whole = !OTHERS.iter().any(|word| lead.contains(word)) && !is_change(sentence, whole_at);
    if !is_close || !are_like || !is_whole || !are_alike(sentence, &[part_at, whole_at]) {
        return None;
    }
    one_of(sentence, part_at, whole_at, at)
}

/// A rate and behind it, in brackets, the two numbers: `满意率92.3%（1300件中满意1200件）`.
fn told_behind(sentence: &Sentence<'_>, at: usize, name: &str) -> Option<Question> {
    let (whole_at, part_at) = (at + 1, at + 2);
    sentence.numbers.get(part_at)?;
    let lead = between(sentence, whole_at);
    // `完成率90%，全年计划100个，完成90个`
    let is_plan = || {
        let clause = lead.trim_start_matches(['，', ',']);
        let is_planned = ["计划", "任务", "目标"].iter().any(|plan| clause.ends_with(plan));
        is_planned && clause.len() < lead.len() && !clause.contains(['，', ',', '；'])
    };
    let is_form = (lead.starts_with(['（', '(']) || is_plan())
        && between(sentence, part_at).contains(['中', '，', ','])
        && is_called(sentence, part_at, name)
        && are_alike(sentence, &[part_at, whole_at]);
    if is_form { rate_of(sentence, part_at, (sentence, whole_at), at) } else { None }
}

/// Whether the words at a number are the name of what is counted, and no more: `其中合格195批次`, `195批次合格`.
fn is_called(sentence: &Sentence<'_>, at: usize, name: &str) -> bool {
    let number = &sentence.numbers[at];
    let Some(unit) = measure(number) else { return false };
    let clause = last_clause(between(sentence, at));
    let clause = clause.rsplit_once('中').map_or(clause, |(_, rest)| rest);
    let behind = number.behind.trim_start().strip_prefix(unit).unwrap_or("");
    let behind = &behind[..behind.find(|c: char| !c.is_alphabetic()).unwrap_or(behind.len())];
    let clause = without_leads(clause);
    let clause = clause.trim_end_matches(['为', '达']).strip_suffix('数').unwrap_or(clause);
    clause == name && behind.is_empty() || clause.is_empty() && without_leads(behind) == name
}

/// Asks unless one of the numbers before fits. That whose rate is nearest to the one said is most likely
/// meant.
fn one_of(sentence: &Sentence<'_>, part_at: usize, whole_at: usize, at: usize) -> Option<Question> {
    let rate = sentence.numbers[at].value;
    let part = NumberSpan::in_ones(&sentence.numbers[part_at]);
    let fits = |whole: usize| {
        let computed = part.percent_of(NumberSpan::in_ones(&sentence.numbers[whole]));
        computed.is_none_or(|computed| computed.holds_rate(rate))
    };
    let is_like = |whole: &usize| thing(&sentence.numbers[*whole]) == thing(&sentence.numbers[part_at]);
    if (0..part_at).filter(is_like).filter(|whole| *whole != whole_at).any(fits) {
        return None;
    }
    let distance = |whole: &usize| {
        let computed = part.percent_of(NumberSpan::in_ones(&sentence.numbers[*whole]));
        computed.map(|computed| (computed.written - rate).abs())
    };
    let nearest = (0..part_at).filter(is_like).filter(|whole| distance(whole).is_some()).min_by_key(distance);
    rate_of(sentence, part_at, (sentence, nearest.unwrap_or(whole_at)), at)
}

fn without_leads(mut words: &str) -> &str {
    while let Some(shorter) = LEADS.iter().find_map(|lead| words.strip_prefix(lead)) {
        words = shorter;
    }
    words
}
