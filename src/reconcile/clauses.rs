//! What the clauses around numbers say: that something is planned, that numbers count the same; and a
//! question about one of the numbers.

use super::amount::{ComputedSpan, NumberSpan, is_rough, thing, written};
use super::prose::Sentence;
use super::{Question, Where};
use crate::diag::Text;
use crate::quantity::{Decimal, rounded};
use crate::say;

/// Names of what is planned.
pub(super) const PLANS: &[&str] = &["计划", "目标", "任务", "预算", "安排"];
/// The states that a list of things is told by, of which each thing has one.
pub(super) const STATES: &[&str] = &[
    "已完成",
    "按序时推进",
    "超序时推进",
    "有序推进",
    "加快推进",
    "完成",
    "超序时",
    "按序时",
    "序时进度",
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
/// What may stand behind the name of a plan before its number.
const PLAN_ENDS: &[&str] = &[
    "总数", "数", "完成", "投资", "新", "开工", "竣工", "建设", "改造", "项目", "任务", "目标", "为", "是",
    "：", ":",
];
/// The longest words between a number and that of its base.
pub(super) const LONGEST_LINK: usize = 20;

/// Whether words say that what stands before them is a share of the plan: `，占年度计划的`.
pub(super) fn names_plan(words: &str) -> bool {
    let words = words.trim_start_matches(['，', ',', '、', '（', '(']);
    let Some(rest) = ["占", "为", "完成了", "完成", "达到"].iter().find_map(|word| words.strip_prefix(word))
    else {
        return false;
    };
    let Some(name) = rest.strip_suffix('的') else { return false };
    let name = ["本年度", "全年", "年度", "年初", "年"]
        .iter()
        .find_map(|word| name.strip_prefix(word))
        .unwrap_or(name);
    let start = PLANS.iter().find_map(|plan| name.strip_prefix(plan)).or_else(|| {
        let rest = name.strip_prefix("投资").or_else(|| name.strip_prefix("工作"))?;
        PLANS.iter().find_map(|plan| rest.strip_prefix(plan))
    });
    start.is_some_and(ends_plan)
}

/// Whether nothing but what belongs to the name of a plan is left.
pub(super) fn ends_plan(mut rest: &str) -> bool {
    while let Some(shorter) = PLAN_ENDS.iter().find_map(|end| rest.strip_prefix(end)) {
        rest = shorter;
    }
    rest.is_empty()
}

/// What stands behind the last sign.
pub(super) fn last_clause(words: &str) -> &str {
    words.rsplit(['，', ',', '；', ';', '、', '（', '(']).next().unwrap_or(words)
}

/// Whether numbers are exact and count the same, in whatever scale.
pub(super) fn are_alike(sentence: &Sentence<'_>, numbers: &[usize]) -> bool {
    let first = numbers.first().and_then(|at| thing(&sentence.numbers[*at]));
    first.is_some()
        && numbers.iter().all(|at| thing(&sentence.numbers[*at]) == first && !is_rough(sentence, *at))
}

/// Asks about a rate that is not that of its parts.
pub(super) fn rate_of(
    sentence: &Sentence<'_>,
    part_at: usize,
    (of_base, base_at): (&Sentence<'_>, usize),
    at: usize,
) -> Option<Question> {
    let rate = sentence.numbers[at].value;
    let base = NumberSpan::in_ones(&of_base.numbers[base_at]);
    let computed = NumberSpan::in_ones(&sentence.numbers[part_at]).percent_of(base)?;
    if computed.holds_rate(rate) {
        return None;
    }
    let (part, base) = (written(sentence, part_at), written(of_base, base_at));
    Some(other_rate(sentence, at, computed, |said, computed| {
        say!(
            "写的是{said}，而{part}除以{base}是{computed}%",
            "the rate is given as {said}, but {part} of {base} is {computed}%"
        )
    }))
}

/// A question about a rate that is not the `computed` one; `message` is given what is said and that one, to
/// as many places as the rate has.
pub(super) fn other_rate(
    sentence: &Sentence<'_>,
    at: usize,
    computed: ComputedSpan,
    message: impl FnOnce(&str, Decimal) -> Text,
) -> Question {
    let computed = rounded(computed.written, sentence.numbers[at].value.scale().max(2));
    question("rate-disagrees", sentence, at, message(&written(sentence, at), computed))
}

/// A question about a number, known by its clause.
pub(super) fn question(rule: &'static str, sentence: &Sentence<'_>, at: usize, message: Text) -> Question {
    let said = written(sentence, at);
    let clause = last_clause(sentence.before(at));
    Question {
        rule,
        about: format!("{clause}{said}"),
        place: Where::Words(vec![format!("{clause}{said}"), said]),
        message,
        related: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::names_plan;

    #[test]
    fn words_of_plans() {
        assert!(
            names_plan("，占年度投资计划的")
                && names_plan("，完成年初预算数的")
                && names_plan("，占年度目标任务的")
        );
        assert!(!names_plan("，占总计划的") && !names_plan("，为上年的") && !names_plan("，占计划外的"));
    }
}
