//! What was counted period by period, and of all of them: `一季度完成12个，二季度完成15个，累计完成28个`,
//! `上半年完成3200亩，其中一季度1200亩，二季度1900亩`; and what there was at first, what came and went, and what there is
//! at last: `年初40个，新增8个，减少2个，期末47个`.

use std::ops::Range;

use super::Question;
use super::amount::{NumberSpan, between, measure, thing, written};
use super::clauses::{are_alike, last_clause, question};
use super::labels::months;
use super::prose::Sentence;
use crate::quantity::plain;
use crate::say;

/// What a total of the periods before it may begin with.
const TOTALS: [&str; 6] = ["累计", "合计", "共计", "总计", "共", "全年共"];
/// What is only planned, or is compared.
const OTHERS: [&str; 10] = ["计划", "目标", "预计", "力争", "同期", "去年", "上年", "比", "较", "平均"];
/// What there was at first.
const FIRST: [&str; 8] = ["年初", "期初", "月初", "季初", "上年末", "上期末", "上年结转", "原有"];
/// What came, and what went.
const CAME: [&str; 6] = ["新增", "增加", "新收", "转入", "新建", "收到"];
const WENT: [&str; 8] = ["减少", "办结", "退出", "核减", "注销", "转出", "销号", "核销"];
/// What there is at last.
const LAST: [&str; 7] = ["期末", "年末", "月末", "季末", "现有", "结余", "年底"];

/// Asks about a sentence.
pub(super) fn ask(sentence: &Sentence<'_>, questions: &mut Vec<Question>) {
    if sentence.numbers.len() < 3 {
        return;
    }
    let text = sentence.text();
    if text.contains("季度") || text.contains("半年") || text.contains('月') {
        questions.extend(of_periods(sentence));
    }
    if FIRST.iter().any(|first| text.contains(first)) {
        questions.extend((0..sentence.numbers.len() - 2).find_map(|at| of_flow(sentence, at)));
    }
}

/// Periods that follow one another, and their total behind or before them.
fn of_periods(sentence: &Sentence<'_>) -> Option<Question> {
    let numbers = sentence.numbers.len();
    let own: Vec<Option<Range<usize>>> = (0..numbers).map(|at| months(name(sentence, at)?)).collect();
    let run = |first: usize| {
        let follows = |at: &usize| {
            own[*at].as_ref().zip(own[*at - 1].as_ref()).is_some_and(|(own, before)| own.start == before.end)
        };
        first + 1 + (first + 1..numbers).take_while(follows).count()
    };
    let (first, end) = (0..numbers)
        .filter(|at| own[*at].is_some())
        .map(|at| (at, run(at)))
        .find(|(first, end)| end - first > 1)?;
    let held = own[first].as_ref()?.start..own[end - 1].as_ref()?.end;
    let is_total = |at: usize| own[at].as_ref() == Some(&held);
    let is_behind = |at: &usize| {
        let told = held.start == 0 && TOTALS.iter().any(|total| clause(sentence, *at).starts_with(total));
        (told || is_total(*at)) && !between(sentence, *at).contains(['；', ';'])
    };
    let before = first.checked_sub(1).filter(|at| {
        let link = between(sentence, first);
        let is_sum = is_total(*at) || held.start == 0 && clause(sentence, *at).starts_with("累计");
        (link.contains("其中") || link.contains(['：', ':'])) && is_sum
    });
    let total_at = Some(end).filter(|end| *end < numbers).filter(is_behind).or(before)?;
    let parts = || (first..end).map(|at| NumberSpan::in_ones(&sentence.numbers[at]));
    let all: Vec<usize> = (first..end).chain([total_at]).collect();
    let is_other = |at: &usize| OTHERS.iter().any(|word| between(sentence, *at).contains(word));
    let (sum, total) = (parts().reduce(NumberSpan::plus)?, NumberSpan::in_ones(&sentence.numbers[total_at]));
    if !are_alike(sentence, &all) || all.iter().any(is_other) || sum.meets(total) {
        return None;
    }
    let said = written(sentence, total_at);
    let sum = plain((sum.middle() / sentence.numbers[total_at].scale).normalize());
    let unit = measure(&sentence.numbers[total_at]).unwrap_or("");
    Some(question(
        "parts-disagree",
        sentence,
        total_at,
        say!("写的是{said}，而各个时期相加是{sum}{unit}", "it says {said}, but the periods add up to {sum}"),
    ))
}

/// The words of a number's own clause, without 其中.
fn clause<'s>(sentence: &'s Sentence<'_>, at: usize) -> &'s str {
    let clause = last_clause(between(sentence, at));
    let clause = clause.rsplit(['：', ':']).next().unwrap_or(clause);
    clause.trim_start_matches("其中")
}

/// The name of the period that a number is of, at the beginning of its clause.
fn name<'s>(sentence: &'s Sentence<'_>, at: usize) -> Option<&'s str> {
    let clause = clause(sentence, at);
    let end =
        ["季度", "半年", "全年", "月份", "月"].iter().find_map(|end| Some(clause.find(end)? + end.len()))?;
    clause.get(..end)
}

/// What there was, what came and went, and what there is.
fn of_flow(sentence: &Sentence<'_>, first: usize) -> Option<Question> {
    let is = |at: usize, words: &[&str]| {
        let clause = clause(sentence, at);
        words.iter().any(|word| clause.contains(word))
    };
    let flow = |at: usize| match (is(at, &CAME), is(at, &WENT)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    };
    let moved: Vec<(usize, bool)> =
        (first + 1..sentence.numbers.len()).map_while(|at| Some((at, flow(at)?))).collect();
    let last = first + moved.len() + 1;
    let has_both = moved.iter().any(|(_, came)| *came) && moved.iter().any(|(_, came)| !came);
    let is_form = has_both
        && moved.len() == 2
        && last < sentence.numbers.len()
        && is(first, &FIRST)
        && is(last, &LAST)
        && are_alike(sentence, &(first..=last).collect::<Vec<_>>())
        && !(first + 1..=last).any(|at| OTHERS.iter().any(|word| between(sentence, at).contains(word)));
    if !is_form {
        return None;
    }
    let span = |at: usize| NumberSpan::in_ones(&sentence.numbers[at]);
    let left =
        moved.iter().fold(
            span(first),
            |left, (at, came)| {
                if *came { left.plus(span(*at)) } else { left.minus(span(*at)) }
            },
        );
    if left.meets(span(last)) {
        return None;
    }
    let said = written(sentence, last);
    let left = plain((left.middle() / sentence.numbers[last].scale).normalize());
    let unit = thing(&sentence.numbers[last]).unwrap_or("");
    Some(question(
        "parts-disagree",
        sentence,
        last,
        say!(
            "写的是{said}，而前面的数加减后是{left}{unit}",
            "it says {said}, but what came and went before makes {left}"
        ),
    ))
}
