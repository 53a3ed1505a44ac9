//! Rates against the numbers that a sentence gives beside them: `完成2.4亿元，完成预算6亿元的40%`,
//! `65件实事已完成26件，完成率40%`.
//!
//! The forms are narrow: the numbers stand side by side, in one measure, and the words between them name
//! nothing else.

use super::Question;
use super::amount::{NumberSpan, between, half_unit, holds_more, is_rough, measure, written};
use super::changes::subject;
use super::clauses::{
    LONGEST_LINK, PLANS, are_alike, ends_plan, last_clause, names_plan, other_rate, question, rate_of,
};
use super::numbers::ProseNumber;
use super::prose::Sentence;
use crate::quantity::{Decimal, plain};
use crate::say;

/// Names of the rate of a budget that is spent.
const SPENT_RATES: &[&str] = &["执行率", "预算执行率", "资金执行率", "支出执行率"];
/// Words before what is spent of a budget.
const SPENT: &[&str] = &["支出", "执行", "使用"];
/// Words before the number of faults, and before that of those made good.
const FOUND: &[&str] = &["发现", "查出", "排查出"];
const MENDED: &[&str] =
    &["已整改", "已完成整改", "已整改完成", "已整改到位", "均已整改", "完成整改", "整改完成"];
/// Plans over another time than the year.
const LONGER: &[&str] = &["总", "三年", "五年", "规划", "累计"];
/// What is done, and its rate with 率.
const DONE: &[&str] = &["完成", "开工", "竣工", "完工", "投产", "整改", "办结", "化解"];
/// What is to be begun or finished, in the clause before its number.
const TO_BE_DONE: &[&str] = &["新建", "新开工", "计划开工", "计划竣工", "计划投产"];
/// What stands between a base and its rate.
const OF: &[&str] = &["的", "目标的", "目标任务的", "任务的", "计划的", "计划任务的"];
/// The longest name of things behind their number.
const LONGEST_NAME: usize = 8;
/// Words before the number of what came in.
const RECEIVED: &[&str] =
    &["受理", "立案", "收案", "收到", "接收", "接到", "接获", "提交", "登记", "排查", "发现", "计划", "安排"];
/// Asks about a sentence.
pub(super) fn ask(sentence: &Sentence<'_>, questions: &mut Vec<Question>) {
    for at in 1..sentence.numbers.len() {
        if sentence.numbers[at].is_rate && !is_rough(sentence, at) {
            questions.extend(
                of_base(sentence, at)
                    .or_else(|| of_plan(sentence, at))
                    .or_else(|| of_things(sentence, at))
                    .or_else(|| of_part(sentence, at))
                    .or_else(|| of_budget(sentence, at))
                    .or_else(|| of_opposite(sentence, at))
                    .or_else(|| of_excess(sentence, at))
                    .or_else(|| of_all(sentence, at)),
            );
        }
        questions.extend(more_than_found(sentence, at));
    }
}

/// A rate behind its base: `完成预算52000万元的35.5%`.
fn of_base(sentence: &Sentence<'_>, at: usize) -> Option<Question> {
    let (part_at, base_at) = (subject(sentence, at.checked_sub(2)?), at - 1);
    let link = between(sentence, base_at);
    let clause = link.trim_start_matches(['，', ',', '、', '（', '(']);
    let is_link = ["完成", "占", "为", "达", "相当于"].iter().any(|word| clause.contains(word))
        && !clause.contains(['，', ',', '；', '、'])
        && !["分别", "其中"].iter().any(|word| clause.contains(word))
        && link.chars().count() <= LONGEST_LINK;
    let is_alike = are_alike(sentence, &[part_at, base_at]);
    // `占全部840艘渔船的`, `占年度任务（840艘）的`
    let of = between(sentence, at).trim_start_matches(['）', ')']);
    let is_of_things = || {
        let things = of.strip_suffix('的').filter(|_| clause.starts_with("占全部"));
        things.is_some_and(|things| {
            things.chars().count() <= LONGEST_NAME && things.chars().all(char::is_alphabetic)
        })
    };
    if !(OF.contains(&of) || is_of_things()) || !is_link || !is_alike {
        return None;
    }
    rate_of(sentence, part_at, (sentence, base_at), at)
}

/// A rate of a plan that is named before: `年度计划投资56亿元，完成投资35.9亿元，占年度计划的63.9%`.
fn of_plan(sentence: &Sentence<'_>, at: usize) -> Option<Question> {
    // Behind what is done may stand how it has changed: `完成35.9亿元，同比增长5%，为年度计划的63.9%`.
    let before = names_plan(between(sentence, at)).then(|| at.checked_sub(1));
    let before = before.flatten().map(|before| subject(sentence, before));
    let part_at = told_behind(sentence, at).or(before)?;
    if !are_alike(sentence, &[part_at]) {
        return None;
    }
    let is_like = |number: &ProseNumber<'_>| measure(number) == measure(&sentence.numbers[part_at]);
    let Some(near) = (0..part_at).rev().find(|near| is_like(&sentence.numbers[*near])) else {
        let before = sentence.previous()?;
        let base_at = (0..before.numbers.len()).rev().find(|base| is_like(&before.numbers[*base]))?;
        let is_base = is_plan(&before, base_at) && !is_rough(&before, base_at);
        return if is_base { rate_of(sentence, part_at, (&before, base_at), at) } else { None };
    };
    let is_base = |base: &usize| is_plan(sentence, *base) && are_alike(sentence, &[*base, part_at]);
    // Of several plans one has to fit.
    let bases = (0..=near).filter(is_base);
    let mut asked = bases.map(|base| rate_of(sentence, part_at, (sentence, base), at)).collect::<Vec<_>>();
    if !is_base(&near) || asked.iter().any(Option::is_none) {
        return None;
    }
    asked.pop().flatten()
}

/// What is done of the plan, told right behind the rate of it: `计划投资41亿元，完成年度计划的50%，完成投资20.5亿元`.
fn told_behind(sentence: &Sentence<'_>, at: usize) -> Option<usize> {
    let (plan_at, part_at) = (at.checked_sub(1)?, at + 1);
    let part = sentence.numbers.get(part_at)?;
    let rate = between(sentence, at);
    let names_plan = rate.rfind("完成").is_some_and(|start| names_plan(&rate[start..]));
    let lead = between(sentence, part_at).trim_start_matches(['，', ',', '、']);
    let is_done = ["累计完成", "已完成", "完成", "实现"]
        .iter()
        .any(|done| lead.strip_prefix(done).is_some_and(|rest| matches!(rest, "" | "投资" | "任务")));
    (is_done && names_plan && is_plan(sentence, plan_at) && measure(part).is_some()).then_some(part_at)
}

/// A rate of things right before those of them that are done: `65件实事已完成26件，完成率40%`. The things may stand
/// in the sentence before, where only they are in their measure: `新建项目120个。开工建设96个，开工率80%`.
fn of_things(sentence: &Sentence<'_>, at: usize) -> Option<Question> {
    let part_at = at.checked_sub(1)?;
    let words = between(sentence, at);
    let rate = last_clause(words);
    let behind_part = words[..words.len() - rate.len()].trim_end_matches(['，', ',', '（', '(']);
    let rate = rate.trim_end_matches(['为', '达', '到']).strip_suffix('率')?;
    let (done, things) = DONE.iter().find_map(|done| Some((done, rate.strip_suffix(done)?)))?;
    let link = between(sentence, part_at);
    let is_undone = |words: &str| ["正在", "未", "不"].iter().any(|word| words.contains(word));
    let is_bare = |words: &str| !words.contains(['，', ',', '；', '、', '（']) && !is_undone(words);
    if !(link.contains(done) || behind_part.contains(done)) || !is_bare(behind_part) {
        return None;
    }
    let Some(whole_at) = part_at.checked_sub(1) else {
        let before = sentence.previous()?;
        let is_like = |whole: &usize| measure(&before.numbers[*whole]) == measure(&sentence.numbers[part_at]);
        let wholes: Vec<usize> = (0..before.numbers.len()).filter(is_like).collect();
        let [whole_at] = *wholes else { return None };
        let lead = last_clause(before.before(whole_at));
        let is_meant = TO_BE_DONE.iter().any(|word| lead.contains(word));
        let is_sure = things.is_empty()
            && is_meant
            && is_bare(last_clause(link))
            && are_alike(sentence, &[part_at])
            && !is_rough(&before, whole_at);
        return if is_sure { rate_of(sentence, part_at, (&before, whole_at), at) } else { None };
    };
    // 投资完成率 is the rate of something else than 实事.
    let is_link = link.contains(things) && is_bare(link) && link.chars().count() <= LONGEST_LINK;
    // With these words the rate is one of what was received, which `prose` knows. Of what is done already a
    // part has a plan of its own: `开工860套（其中公租房开工240套，开工率104%）`.
    let lead = last_clause(sentence.before(whole_at));
    let is_done = lead.contains(done) && !PLANS.iter().any(|plan| lead.contains(plan));
    let is_part = is_done && link.contains("其中");
    let is_received = RECEIVED.iter().any(|word| lead.contains(word));
    if is_part || is_received || !is_link || !are_alike(sentence, &[part_at, whole_at]) {
        return None;
    }
    rate_of(sentence, part_at, (sentence, whole_at), at)
}

/// A rate of what is named as a part right before it: `审结500件，其中作出纠错决定的20件，纠错率4%`.
fn of_part(sentence: &Sentence<'_>, at: usize) -> Option<Question> {
    let part_at = at.checked_sub(1)?;
    let words = between(sentence, at).trim_start_matches(['，', ',', '（', '(']);
    let name = words.trim_end_matches(['为', '达', '到']).strip_suffix('率')?;
    let link = between(sentence, part_at);
    let (_, part) = link.rsplit_once("其中")?;
    let is_named =
        (2..=4).contains(&name.chars().count()) && part.contains(name) && !part.contains(['；', '、']);
    if !is_named || !are_alike(sentence, &[part_at]) {
        return None;
    }
    // What is of that kind itself is no whole of it: `开工860套（其中公租房开工240套，开工率104%）`.
    let is_of_kind = |whole: usize| last_clause(between(sentence, whole)).contains(name);
    let is_whole = |whole: &usize| are_alike(sentence, &[*whole, part_at]) && !is_of_kind(*whole);
    let wholes = (0..part_at).rev().filter(is_whole);
    let asked: Vec<_> = wholes.map(|whole| rate_of(sentence, part_at, (sentence, whole), at)).collect();
    // Of several one has to fit.
    asked.into_iter().collect::<Option<Vec<Question>>>()?.into_iter().next()
}

/// A rate of the budget before it: `预算100万元，支出95万元，执行率95%`. A budget that was changed is another.
fn of_budget(sentence: &Sentence<'_>, at: usize) -> Option<Question> {
    let part_at = at.checked_sub(1)?;
    let rate = last_clause(between(sentence, at)).trim_end_matches(['为', '达', '到']);
    let is_like = |whole: &usize| measure(&sentence.numbers[*whole]) == measure(&sentence.numbers[part_at]);
    let wholes: Vec<usize> = (0..part_at).filter(is_like).collect();
    let [whole_at] = *wholes else { return None };
    let (part, whole) = (last_clause(between(sentence, part_at)), last_clause(between(sentence, whole_at)));
    let is_changed = ["年初", "调整", "调增", "调减", "追加", "结转"];
    let is_sure = SPENT_RATES.contains(&rate)
        && SPENT.iter().any(|word| part.contains(word))
        && whole.contains("预算")
        && !is_changed.iter().any(|word| sentence.text().contains(word))
        && are_alike(sentence, &[part_at, whole_at]);
    if is_sure { rate_of(sentence, part_at, (sentence, whole_at), at) } else { None }
}

/// Two rates that make a hundred, for one is of those that are not what the other is of: `不合格率2.1%，合格率97.9%`.
fn of_opposite(sentence: &Sentence<'_>, at: usize) -> Option<Question> {
    let name = |at: usize| {
        let words = between(sentence, at).trim_end_matches(['为', '达', '到', '是']);
        last_clause(words).strip_suffix('率')
    };
    let first_at = at.checked_sub(1).filter(|first| sentence.numbers[*first].is_rate)?;
    let (one, other) = (name(first_at)?, name(at)?);
    let is_not = |not: &str, of: &str| of.chars().count() >= 2 && not.ends_with(&format!("不{of}"));
    // Besides those there may be some that are not.
    let are_some = one.ends_with("满意") && other == "基本满意";
    let are_all = is_not(one, other) || is_not(other, one);
    if !(are_all || are_some) || is_rough(sentence, first_at) {
        return None;
    }
    let [first, second] = [first_at, at].map(|at| sentence.numbers[at].value);
    let (over, may_miss) = (first + second - Decimal::ONE_HUNDRED, half_unit(first) + half_unit(second));
    if over <= may_miss && (are_some || over >= -may_miss) {
        return None;
    }
    let ([first_said, said], sum) = ([first_at, at].map(|at| written(sentence, at)), plain(first + second));
    Some(question(
        "rate-disagrees",
        sentence,
        at,
        say!(
            "{one}率写的是{first_said}，{other}率写的是{said}，相加是{sum}%，应当是100%",
            "the rates are given as {first_said} and {said}, which make {sum}%; together they should be 100%"
        ),
    ))
}

/// A rate of things of which it has just been said that they are all done: `隐患46处已全部整改到位，整改率95%`.
fn of_all(sentence: &Sentence<'_>, at: usize) -> Option<Question> {
    let words = between(sentence, at);
    let rate_words = last_clause(words);
    let told = words[..words.len() - rate_words.len()].trim_end_matches(['，', ',', '（', '(']);
    let done = rate_words.trim_end_matches(['为', '达', '到']).strip_suffix('率')?;
    let told = ["到位", "完毕", "完成"].iter().find_map(|end| told.strip_suffix(end)).unwrap_or(told);
    let are_all = ["全部", "均已", "都已"].iter().any(|all| told.ends_with(&format!("{all}{done}")));
    let is_less = sentence.numbers[at].value < Decimal::ONE_HUNDRED;
    if !DONE.contains(&done) || !are_all || !is_less {
        return None;
    }
    let said = written(sentence, at);
    Some(question(
        "rate-disagrees",
        sentence,
        at,
        say!(
            "写的是全部{done}，而{done}率写的是{said}",
            "it says that all are done, and the rate is given as {said}"
        ),
    ))
}

/// A rate of the budget, and by how much that was exceeded: `完成年初预算100%，决算数大于预算数12.5万元`.
fn of_excess(sentence: &Sentence<'_>, at: usize) -> Option<Question> {
    const BEYOND: [(&str, bool); 2] = [("决算数大于预算数", true), ("决算数小于预算数", false)];
    let (part_at, by_at) = (subject(sentence, at.checked_sub(1)?), at + 1);
    sentence.numbers.get(by_at)?;
    let words = between(sentence, by_at).trim_start_matches(['，', ',']);
    let is_more = BEYOND.iter().find(|(word, _)| *word == words).map(|(_, is_more)| *is_more)?;
    let rate_words = last_clause(between(sentence, at)).trim_end_matches('的');
    let is_of_budget = ["完成年初预算", "完成预算", "为年初预算", "为预算"].contains(&rate_words);
    if !is_of_budget || !are_alike(sentence, &[part_at, by_at]) {
        return None;
    }
    let [part, by] = [part_at, by_at].map(|at| NumberSpan::in_ones(&sentence.numbers[at]));
    let computed = part.percent_of(if is_more { part.minus(by) } else { part.plus(by) })?;
    if computed.holds(sentence.numbers[at].value) {
        return None;
    }
    let [part, by] = [part_at, by_at].map(|at| written(sentence, at));
    Some(other_rate(sentence, at, computed, |said, computed| {
        say!(
            "写的是{said}，而{part}和预算数相差{by}，按数字算是{computed}%",
            "the rate is given as {said}, but {part} differs from the budget by {by}, which makes {computed}%"
        )
    }))
}

/// More made good than was found: `发现28个，已整改30个`.
fn more_than_found(sentence: &Sentence<'_>, at: usize) -> Option<Question> {
    let found_at = at.checked_sub(1)?;
    let words = between(sentence, at);
    let clause = last_clause(words);
    let clause = ["问题", "隐患"].iter().find_map(|things| clause.strip_suffix(things)).unwrap_or(clause);
    let lead = last_clause(between(sentence, found_at));
    let is_sure = MENDED.contains(&clause)
        && words.matches(['，', ',', '、']).count() == 1
        && FOUND.iter().any(|word| lead.contains(word))
        && !holds_more(sentence, at)
        && are_alike(sentence, &[found_at, at]);
    if !is_sure || sentence.numbers[at].value <= sentence.numbers[found_at].value {
        return None;
    }
    let (found, mended) = (written(sentence, found_at), written(sentence, at));
    Some(question(
        "parts-disagree",
        sentence,
        at,
        say!(
            "写的是发现{found}，而整改了{mended}，比发现的多",
            "it says {found} were found, but {mended} made good, more than were found"
        ),
    ))
}

/// Whether a number is that of a plan for the year.
fn is_plan(sentence: &Sentence<'_>, at: usize) -> bool {
    let clause = last_clause(between(sentence, at));
    let plan = PLANS.iter().filter_map(|plan| Some((clause.rfind(plan)?, plan.len()))).max();
    let is_done = plan.is_some_and(|(start, _)| {
        ["完成", "占", "达", "超"].iter().any(|word| clause[..start].contains(word))
    });
    plan.is_some_and(|(start, length)| ends_plan(&clause[start + length..]))
        && !is_done
        && !LONGER.iter().any(|word| clause.contains(word))
}
