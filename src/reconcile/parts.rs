//! Parts of a whole in one sentence: `受理1344件，其中线上1175件，占91.3%`, `30个事项，其中12个已完成，8个超序时，9个按序时`.
//!
//! Asked is only where the sentence gives both numbers and names no other base: of `占年度计划的84.6%` nothing is
//! known here.

use super::prose::{Number, Sentence, is_loose, unit};
use super::{Question, Where};
use crate::quantity::{Decimal, plain, rounded};
use crate::say;

/// What stands before a share of what was counted just before.
const SHARES: &[&str] = &[
    "占比达到",
    "占比达",
    "占比为",
    "占比约",
    "占比",
    "占总数的",
    "占总量的",
    "占总数",
    "占总量",
    "占全部的",
    "占到",
    "占",
    "比例为",
    "比例达",
    "所占比例为",
];
/// Words that make a part of a whole out of a number without 其中.
const DONE: &[&str] = &["已完成", "已办结", "完成", "办结", "已建成", "建成", "已解决", "已开工"];
/// The states that a list of things is told by, of which each thing has one.
const STATES: &[&str] = &[
    "已完成",
    "完成",
    "超序时",
    "按序时",
    "滞后",
    "未启动",
    "未开工",
    "推进中",
    "正在推进",
    "在建",
    "已开工",
    "已竣工",
    "调整",
    "正常推进",
    "尚未启动",
    "已办结",
    "正在办理",
    "未完成",
    "提前完成",
    "已提前完成",
    "超额完成",
    "达到",
    "未达到",
];

/// Asks about the shares and sums of a sentence.
pub(super) fn ask(sentence: &Sentence<'_>, questions: &mut Vec<Question>) {
    for at in 0..sentence.numbers.len() {
        if sentence.numbers[at].is_rate {
            questions.extend(share(sentence, at));
        }
    }
    questions.extend(kinds(sentence));
}

/// A share against the part and the whole before it.
fn share(sentence: &Sentence<'_>, at: usize) -> Option<Question> {
    let rate = &sentence.numbers[at];
    let before = sentence.before(at).trim_end();
    let word = SHARES.iter().find(|word| before.ends_with(*word))?;
    // Between the part and its share stand a mark and perhaps words that say nothing: another base would be
    // named there.
    let between = before[..before.len() - word.len()].trim_end_matches(['，', ',', '、', '（', '(', ' ']);
    let part_at = at.checked_sub(1)?;
    let part = &sentence.numbers[part_at];
    let own = unit(part.behind);
    if part.is_rate || between != own || is_loose(rate) || is_loose(part) || rate.value > Decimal::ONE_HUNDRED
    {
        return None;
    }
    let whole = whole_of(sentence, part_at)?;
    let same = unit(whole.behind) == own || own.is_empty();
    if !same || is_loose(whole) || whole.value < part.value || whole.value.is_zero() {
        return None;
    }
    let computed = part.value.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole.value)?;
    if rounded(computed, rate.value.scale()) == rate.value {
        return None;
    }
    let (part_text, whole_text, said) =
        (written(sentence, part), written(sentence, whole), sentence.written(at));
    let computed = rounded(computed, rate.value.scale().max(1));
    Some(Question {
        rule: "share-disagrees",
        about: format!("占{said}"),
        place: Where::Words(vec![format!("{before}{said}"), format!("{word}{said}"), said.clone()]),
        message: say!(
            "写的是占{said}，而{part_text}占{whole_text}的{computed}%",
            "the share is given as {said}, but {part_text} of {whole_text} is {computed}%"
        ),
        related: Vec::new(),
    })
}

/// The number of which the part at `part_at` is one: that before 其中, or, where the part is what is done of
/// it, the one before.
fn whole_of<'b, 's>(sentence: &'s Sentence<'b>, part_at: usize) -> Option<&'s Number<'b>> {
    let is_count = |number: &&Number<'_>| !number.is_rate;
    for at in (0..=part_at).rev() {
        let before = sentence.before(at);
        if before.contains("其中") {
            let whole_at = at.checked_sub(1)?;
            return Some(&sentence.numbers[whole_at]).filter(is_count);
        }
        if at < part_at && !sentence.numbers[at].is_rate && !is_clause_of_share(sentence, at) {
            break;
        }
    }
    let before = sentence.before(part_at).trim_end();
    DONE.iter().find(|word| before.ends_with(*word))?;
    let lead = before.trim_start_matches(|c: char| c.is_alphabetic());
    // Nothing but the measure of the whole and the word stands between the two.
    let is_bare =
        lead.chars().filter(|c| matches!(c, '，' | ',' | '、')).count() == 1 && before.chars().count() <= 12;
    let whole_at = part_at.checked_sub(1)?;
    Some(&sentence.numbers[whole_at]).filter(is_count).filter(|_| is_bare)
}

/// Whether the number is a further part with its share behind it, as in `其中线上12件，占40%；线下18件，占60%`.
fn is_clause_of_share(sentence: &Sentence<'_>, at: usize) -> bool {
    sentence.numbers.get(at + 1).is_some_and(|next| next.is_rate)
        && SHARES.iter().any(|word| sentence.before(at + 1).trim_end().ends_with(word))
}

/// A number of things that each have one state, against how many have each. The whole stands in front of 其中,
/// or, where nothing does, at the end of the sentence before; or it is that of `20件实事中，有4件已完成`.
fn kinds(sentence: &Sentence<'_>) -> Option<Question> {
    let opens = |at: usize| {
        let before = sentence.before(at);
        let of_which = ["中，有", "中有", "中，已有", "中已有"].iter().any(|words| before.ends_with(words));
        before.contains("其中") || at > 0 && of_which
    };
    let first = (0..sentence.numbers.len()).find(|at| opens(*at))?;
    let before = if first == 0 { Some(sentence.previous()?) } else { None };
    let (of_whole, whole) = match &before {
        Some(before) => (before, before.numbers.last()?),
        None => (sentence, &sentence.numbers[first - 1]),
    };
    let own = unit_of_things(whole.behind)?;
    // `45个事项`: the parts may repeat what is counted.
    let things = unit(whole.behind).strip_prefix(own).unwrap_or("");
    let parts: Vec<&Number<'_>> = sentence.numbers[first..].iter().collect();
    let has_state = |number: &&Number<'_>| {
        let behind = number.behind.strip_prefix(own).unwrap_or(number.behind);
        let behind = behind.strip_prefix(things).unwrap_or(behind);
        let before = sentence.block_text(number.range.start);
        STATES.iter().any(|word| behind.starts_with(word) || before.trim_end().ends_with(word))
    };
    let is_counted = |number: &&Number<'_>| {
        !number.is_rate && !is_loose(number) && number.value.scale() == 0 && number.behind.starts_with(own)
    };
    let sum: Decimal = parts.iter().map(|part| part.value).sum();
    let is_told = parts.len() >= 3 && parts.iter().all(|part| is_counted(part) && has_state(part));
    if !is_told || is_loose(whole) || sum == whole.value {
        return None;
    }
    let (whole_text, count) = (written(of_whole, whole), parts.len());
    let sum = plain(sum);
    Some(Question {
        rule: "parts-disagree",
        about: whole_text.clone(),
        place: Where::Words(vec![format!("{whole_text}，其中"), whole_text.clone()]),
        message: say!(
            "写的是{whole_text}，后面分列的{count}类相加是{sum}{own}",
            "it says {whole_text}, the {count} kinds behind it add up to {sum}"
        ),
        related: Vec::new(),
    })
}

/// The count word of things that have a state: the first character behind the number.
fn unit_of_things(behind: &str) -> Option<&str> {
    let c = behind.chars().next().filter(|c| matches!(c, '个' | '项' | '件' | '条' | '家' | '处' | '座'))?;
    Some(&behind[..c.len_utf8()])
}

fn written(sentence: &Sentence<'_>, number: &Number<'_>) -> String {
    let at = sentence.numbers.iter().position(|other| other.range == number.range);
    at.map_or_else(String::new, |at| sentence.written(at))
}
