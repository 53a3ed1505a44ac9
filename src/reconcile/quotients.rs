//! A part, its whole and the rate of the one to the other, in whatever words the sentence ties them together:
//! `任务120场，已开展70场，完成率60%`, `参训人员1344名，农民工1175名，占91.3%`,
//! `到位资金5000万元，拨付3200万元，资金拨付率60%`.
//!
//! The narrow forms of the other files are tried first. Here three things have to come together: the
//! sentence has two numbers of one thing before the rate and no third; the rate says by its name that it is
//! one of them (占, or what is counted, or what a plan has); and no number told so far gives it.

use super::amount::{NumberSpan, between, is_rough, measure, thing, written};
use super::changes::is_change;
use super::clauses::{PLANS, are_alike, last_clause, other_rate};
use super::parts::share_of;
use super::prose::Sentence;
use super::{Question, Where};
use crate::quantity::Decimal;
use crate::say;

/// At the end of the name of a rate.
const RATES: [&str; 5] = ["率", "进度", "占比", "比例", "比重"];
/// What may stand between a name and its number.
const LINKS: [&str; 8] = ["分别为", "达到", "约为", "为", "达", "到", "是", "仅"];
/// Rates that change, or are averaged, or are of something else than numbers of a day.
const OTHER_RATES: [&str; 22] = [
    "增长", "增幅", "增速", "下降", "提高", "增加", "降低", "平均", "综合", "失业", "死亡", "出生", "利用",
    "上座", "覆盖", "负债", "按时", "按期", "及时", "时间", "序时", "贡献",
];
/// Names of the rate of a plan that is carried out.
const OF_PLANS: [&str; 7] = ["完成", "任务完成", "执行", "预算执行", "支出", "投资完成", "目标完成"];
/// What is to be done, or may be spent.
const TO_DO: [&str; 12] =
    ["计划", "目标", "任务", "预算", "安排", "应", "下达", "到位", "总额", "总数", "共有", "拟"];
/// Plans over another time than the year, and numbers of another time or of one of many.
const OTHERS: [&str; 21] = [
    "同期",
    "上年",
    "去年",
    "上月",
    "比",
    "较",
    "每",
    "人均",
    "户均",
    "平均",
    "月均",
    "日均",
    "另",
    "三年",
    "五年",
    "规划",
    "累计",
    "此外",
    "同时",
    "以来",
    "总投资",
];
/// Words that say that something is done.
const DONE: [&str; 24] = [
    "完成", "办结", "建成", "解决", "开工", "竣工", "开展", "改造", "整改", "拨付", "支出", "使用", "执行",
    "签约", "发放", "接种", "培训", "新增", "实现", "实际", "达标", "验收", "建设", "完工",
];
/// A base with these is another than the whole of the sentence.
const OTHER_BASES: [&str; 7] = ["全", "计划", "目标", "预算", "同期", "上年", "去年"];
/// What is told behind a number of others than those counted.
const REST: [&str; 3] = ["其余", "其他", "另"];
/// A budget with these is another than the one that is carried out.
const CHANGED: [&str; 6] = ["年初", "调整", "调增", "调减", "追加", "结转"];
/// The longest words between the two numbers.
const LONGEST_LINK: usize = 24;
/// How many sentences before the rate may tell of what else it is one.
const FARTHEST: usize = 3;

/// What a rate says that it is one of.
enum RateName<'s> {
    /// Of what was counted before: `，占`.
    Share,
    /// Of what is named: `占参训人员的`.
    ShareOf(&'s str),
    /// A name that ends as those of rates do.
    Called(&'s str),
}

/// Asks about the rates of a sentence that nothing has been asked about.
pub(super) fn ask(sentence: &Sentence<'_>, questions: &mut Vec<Question>) {
    for at in 1..sentence.numbers.len() {
        let rate = &sentence.numbers[at];
        if !rate.is_rate || rate.value > Decimal::ONE_HUNDRED || is_rough(sentence, at) {
            continue;
        }
        let is_asked = questions.iter().any(|question| is_about(question, sentence, at));
        if !is_asked {
            questions.extend(of_rate(sentence, at));
        }
    }
}

/// Whether a question is about the rate at `at`.
fn is_about(question: &Question, sentence: &Sentence<'_>, at: usize) -> bool {
    if let (Where::Span(span), Some(filled)) = (&question.place, sentence.numbers[at].filled) {
        return *span == filled.span;
    }
    let clause = last_clause(sentence.before(at));
    question.about.ends_with(&written(sentence, at)) || clause.contains(&question.about)
}

fn of_rate(sentence: &Sentence<'_>, at: usize) -> Option<Question> {
    let name = name_of(sentence, at)?;
    let (part_at, whole_at) = two_numbers(sentence, at).or_else(|| around(sentence, &name, at))?;
    let (part_at, whole_at) = in_order(sentence, part_at, whole_at);
    let part = sentence.numbers[part_at].value;
    if !is_tied(sentence, &name, [part_at, whole_at, at]) || part.is_zero() {
        return None;
    }
    let rate = sentence.numbers[at].value;
    let [part, whole] = [part_at, whole_at].map(|at| NumberSpan::in_ones(&sentence.numbers[at]));
    let is_undone = is_undone(sentence, &name, part_at);
    let are_both = is_of_both(sentence, &name, whole_at);
    let both = part.plus(whole);
    let readings = [
        part.percent_of(whole),
        whole.percent_of(part),
        part.percent_of(both),
        whole.percent_of(both),
        whole.minus(part).percent_of(whole),
    ];
    if readings.iter().flatten().any(|reading| reading.holds_rate(rate))
        || is_of_others(sentence, part_at, at)
    {
        return None;
    }
    let computed = match (is_undone, are_both) {
        (true, true) => readings[3],
        (true, false) => readings[4],
        _ => readings[0],
    }?;
    if computed.written > Decimal::ONE_HUNDRED {
        return None;
    }
    let [part, whole] = [part_at, whole_at].map(|at| written(sentence, at));
    Some(other_rate(sentence, at, computed, |said, computed| {
        say!(
            "写的是{said}，而按{whole}和{part}算是{computed}%",
            "the rate is given as {said}, but {part} and {whole} make {computed}%"
        )
    }))
}

/// What a rate says by the words before it.
fn name_of<'s>(sentence: &'s Sentence<'_>, at: usize) -> Option<RateName<'s>> {
    let words = between(sentence, at);
    if REST.iter().any(|rest| words.contains(rest)) {
        return None;
    }
    if share_of(words).is_some_and(|base| base.is_empty()) {
        let base = words.rsplit_once('占').map_or("", |(_, base)| base.trim_start_matches("全部"));
        return (!OTHER_BASES.iter().any(|other| base.contains(other))).then_some(RateName::Share);
    }
    let clause = last_clause(words).trim_end_matches(['）', ')']);
    // `其中农民工占91.3%，为1175名`
    if clause.ends_with('占') && clause.chars().all(char::is_alphabetic) {
        return Some(RateName::Share);
    }
    let clause = LINKS.iter().find_map(|link| clause.strip_suffix(link)).unwrap_or(clause);
    if let Some(base) = clause.strip_suffix('的') {
        let base = ["占", "完成了", "完成", "为"].iter().find_map(|word| base.strip_prefix(word))?;
        return (2..=12).contains(&base.chars().count()).then_some(RateName::ShareOf(base));
    }
    let name = RATES.iter().find_map(|rate| clause.strip_suffix(rate))?;
    let name = name.rsplit_once('的').map_or(name, |(_, name)| name);
    let is_name = (2..=6).contains(&name.chars().count())
        && name.chars().all(char::is_alphabetic)
        && !OTHER_RATES.iter().any(|other| name.contains(other));
    is_name.then_some(RateName::Called(name))
}

/// The only two numbers of one thing before a rate, behind the last `；`.
fn two_numbers(sentence: &Sentence<'_>, at: usize) -> Option<(usize, usize)> {
    let opens = |at: &usize| between(sentence, *at).contains(['；', ';']);
    let start = (0..=at).rev().find(opens).unwrap_or(0);
    let part_at = if sentence.numbers[at - 1].is_rate { at.checked_sub(2)? } else { at - 1 };
    // `138个村收入超过30万元，占`: the number before belongs to the one before it.
    let is_like = |of: usize, other: usize| thing(&sentence.numbers[of]) == thing(&sentence.numbers[other]);
    let has_whole = |part: usize| (start..part).any(|whole| is_like(whole, part));
    let is_told_of = |part: usize| !between(sentence, part).contains(['，', ',', '、', '；', '：']);
    let part_at = [Some(part_at), part_at.checked_sub(1).filter(|_| is_told_of(part_at))]
        .into_iter()
        .flatten()
        .find(|part| *part >= start && thing(&sentence.numbers[*part]).is_some() && has_whole(*part))?;
    let mut like = (start..at).filter(|other| *other != part_at && is_like(*other, part_at));
    let whole_at = like.next().filter(|whole| *whole < part_at && like.next().is_none())?;
    let link = between(sentence, part_at);
    let is_near =
        part_at - whole_at <= 2 && link.chars().count() <= LONGEST_LINK && !link.contains(['；', '：']);
    let is_exact = are_alike(sentence, &[part_at, whole_at])
        && ![part_at, whole_at].iter().any(|at| is_change(sentence, *at));
    (is_near && is_exact).then_some((part_at, whole_at))
}

/// The whole right before the rate and the part right behind it, the only ones of their kind:
/// `项目总数30个，完成率40%，已完成13个`.
fn around(sentence: &Sentence<'_>, name: &RateName<'_>, at: usize) -> Option<(usize, usize)> {
    let (whole_at, part_at) = (at.checked_sub(1)?, at + 1);
    let part = sentence.numbers.get(part_at)?;
    let words = between(sentence, part_at).trim_start_matches(['，', ',']);
    let is_said = match name {
        RateName::Share => matches!(words, "为" | "有" | "共" | "达" | "共有"),
        RateName::ShareOf(_) => false,
        RateName::Called(name) => words.trim_start_matches(['已', '共', '有']) == *name,
    };
    let is_like = |other: &usize| thing(&sentence.numbers[*other]) == thing(part);
    let are_all = (0..sentence.numbers.len()).filter(is_like).count() == 2;
    (is_said && are_all && are_alike(sentence, &[whole_at, part_at])).then_some((part_at, whole_at))
}

/// The part and the whole: the plan may stand behind what is done of it (`建成860个，年度任务1200个`).
fn in_order(sentence: &Sentence<'_>, later: usize, earlier: usize) -> (usize, usize) {
    let plans = |at: usize| PLANS.iter().any(|plan| last_clause(between(sentence, at)).contains(plan));
    let is_less = sentence.numbers[earlier].value <= sentence.numbers[later].value;
    if is_less && plans(later) && !plans(earlier) { (earlier, later) } else { (later, earlier) }
}

/// Whether the words say that the rate is that of the part to the whole.
fn is_tied(sentence: &Sentence<'_>, name: &RateName<'_>, [part_at, whole_at, rate_at]: [usize; 3]) -> bool {
    let [part, whole] = [part_at, whole_at].map(|at| label(sentence, at));
    let is_other = |word: &&str| part.contains(*word) || whole.contains(*word);
    if OTHERS.iter().any(is_other) || CHANGED.iter().any(|word| sentence.text().contains(word)) {
        return false;
    }
    let link = between(sentence, part_at.max(whole_at));
    let is_of_which = link.contains("其中") || last_clause(link).contains('中') || link.starts_with('中');
    let is_done = || DONE.iter().any(|done| part.contains(done)) || part.starts_with('已');
    let is_to_do = || TO_DO.iter().any(|word| whole.contains(word));
    match name {
        // Of a part with its own share before it another may be one of the same base.
        RateName::Share
            if (whole_at + 1..part_at).any(|at| at != rate_at && sentence.numbers[at].is_rate) =>
        {
            false
        }
        RateName::Share => is_of_which || link.matches(['，', ',', '、']).count() <= 1,
        RateName::ShareOf(base) => {
            let base =
                ["总人数", "总数", "总量"].iter().find_map(|end| base.strip_suffix(end)).unwrap_or(base);
            let names = |word: &str| base.contains(word) && whole.contains(word);
            let is_plan = ["计划", "目标", "任务"].iter().any(|word| names(word));
            let is_own = base.chars().count() >= 2 && whole.contains(base);
            is_own || is_plan && base.chars().count() <= 6
        }
        RateName::Called(name) => {
            let name = name.trim_end_matches('化');
            let chars = name.chars().count();
            let tail: String = name.chars().skip(chars.saturating_sub(2)).collect();
            let is_named = tail.chars().all(|c| part.contains(c))
                && name.chars().all(|c| part.contains(c) || whole.contains(c));
            let is_due =
                whole.contains('应') && part.contains(['实', '已']) && is_partly(name, &part, &whole);
            // `12场演练已开展7场`
            let is_of_these = !link.contains(['，', ',', '、', '（']) && link.contains('已');
            // 投资完成率 is not that of things.
            let is_of_money = ["投资", "资金", "预算"].iter().any(|word| name.starts_with(word));
            let is_money = measure(&sentence.numbers[part_at]).is_some_and(|unit| unit.ends_with('元'));
            let is_plan = OF_PLANS.contains(&name)
                && (!is_of_money || is_money)
                && (is_to_do() && is_done() || is_of_these);
            is_named || is_due || is_plan
        }
    }
}

/// Whether a name shares a sign with the words of both numbers: 检测 of 应检 and 实检.
fn is_partly(name: &str, part: &str, whole: &str) -> bool {
    name.chars().any(|c| part.contains(c) && whole.contains(c))
}

/// Whether the part is what the rate leaves: `不合格10批次，合格率`.
fn is_undone(sentence: &Sentence<'_>, name: &RateName<'_>, part_at: usize) -> bool {
    let RateName::Called(name) = name else { return false };
    let part = label(sentence, part_at);
    !name.starts_with(['不', '未']) && ["不", "未"].iter().any(|not| part.contains(&format!("{not}{name}")))
}

/// Whether the first number is one of the kinds too: `完成46个，未完成4个，完成率`.
fn is_of_both(sentence: &Sentence<'_>, name: &RateName<'_>, whole_at: usize) -> bool {
    let RateName::Called(name) = name else { return false };
    let whole = label(sentence, whole_at);
    whole.contains(name) && !TO_DO.iter().any(|word| whole.contains(word))
}

/// Whether the rate is one of another number told so far.
fn is_of_others(sentence: &Sentence<'_>, part_at: usize, at: usize) -> bool {
    let own = &sentence.numbers[part_at];
    let (part, rate) = (NumberSpan::in_ones(own), sentence.numbers[at].value);
    let fits = |of: &Sentence<'_>| {
        let like = of.numbers.iter().filter(|number| thing(number) == thing(own));
        let computed = like.flat_map(|number| {
            let number = NumberSpan::in_ones(number);
            [part.percent_of(number), number.percent_of(part)]
        });
        computed.flatten().any(|computed| computed.holds_rate(rate))
    };
    if fits(sentence) {
        return true;
    }
    let mut before = sentence.previous();
    for _ in 0..FARTHEST {
        let Some(sentence) = before else { return false };
        if fits(&sentence) {
            return true;
        }
        before = sentence.previous();
    }
    false
}

/// The words around a number in its clause.
fn label(sentence: &Sentence<'_>, at: usize) -> String {
    let number = &sentence.numbers[at];
    let behind = number.behind.trim_start();
    let behind = number.measure.and_then(|unit| behind.strip_prefix(unit)).unwrap_or(behind);
    let end = behind.find(|c: char| !c.is_alphabetic()).unwrap_or(behind.len());
    let clause = last_clause(between(sentence, at));
    let clause = clause.rsplit_once("其中").map_or(clause, |(_, clause)| clause);
    format!("{}{}", clause.trim_start_matches("今年以来"), &behind[..end])
}
