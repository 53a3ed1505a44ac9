//! Numbers that a sentence relates to one another by its words: `完成24627万元，完成预算60999万元的40.4%`,
//! `27.2万元，比上年增加1.3万元，增长5%`, `比上年的120件增加30件`.
//!
//! The forms are narrow: the numbers stand side by side, in one measure, and the words between them name
//! nothing else.

use super::amount::{NumberSpan, between, holds_more, is_rough, measure, slack, written};
use super::prose::{ProseNumber, Sentence};
use super::{Question, Where};
use crate::quantity::{plain, rounded};
use crate::say;

/// Words for more, the longer before what they begin with.
const MORE: &[&str] = &["净增加", "增加", "增收", "增支", "增长", "上升", "提高", "多", "增"];
/// Words for less.
const LESS: &[&str] = &["减少", "减收", "减支", "下降", "降低", "短收", "少", "减"];
/// With what is compared, the longer before what they begin with.
const COMPARED: &[&str] = &[
    "与上年同期相比",
    "与去年同期相比",
    "与上年相比",
    "与去年相比",
    "比上年同期",
    "比去年同期",
    "较上年同期",
    "较去年同期",
    "较上年同比",
    "比上年",
    "比去年",
    "比同期",
    "比上月",
    "较上年",
    "较去年",
    "较同期",
    "较上月",
    "同比",
    "环比",
];
/// Where these stand, a change is not that of the numbers as they are.
const OTHER_PRICES: &[&str] = &["可比", "不变价", "扣除", "剔除", "口径", "实际增长"];
/// What is compared at the prices of one year: its growth is not that of the sums.
const AT_FIXED_PRICES: &[&str] = &["生产总值", "GDP", "增加值", "总产值", "产值"];
/// What is counted among others every year: the growth is that of the same ones.
const OF_THE_SAME: &[&str] = &["投资", "零售", "规上", "规模以上", "限上", "限额以上", "营业收入", "利润"];
/// Words that make a number one of the year before.
const LAST_TIME: &[&str] = &["上年同期", "去年同期", "上年度", "上年", "去年"];
/// Words that make a number one of this year.
const THIS_TIME: &[&str] = &["今年", "本年度", "本年", "当年", "本期"];
/// Names of the rate of a budget that is spent.
const SPENT_RATES: &[&str] = &["执行率", "预算执行率", "资金执行率", "支出执行率"];
/// Words before what is spent of a budget.
const SPENT: &[&str] = &["支出", "执行", "使用"];
/// Words before the number of faults, and before that of those made good.
const FOUND: &[&str] = &["发现", "查出", "排查出"];
const MENDED: &[&str] =
    &["已整改", "已完成整改", "已整改完成", "已整改到位", "均已整改", "完成整改", "整改完成"];
/// Names of what is planned.
const PLANS: &[&str] = &["计划", "目标", "任务", "预算", "安排"];
/// What may stand behind the name of a plan before its number.
const PLAN_ENDS: &[&str] = &[
    "总数", "数", "完成", "投资", "新", "开工", "竣工", "建设", "改造", "项目", "任务", "目标", "为", "是",
    "：", ":",
];
/// Plans over another time than the year.
const LONGER: &[&str] = &["总", "三年", "五年", "规划", "累计"];
/// What is done, and its rate with 率.
const DONE: &[&str] = &["完成", "开工", "竣工", "完工", "投产", "整改", "办结", "化解"];
/// What is to be begun or finished, in the clause before its number.
const TO_BE_DONE: &[&str] = &["新建", "新开工", "计划开工", "计划竣工", "计划投产"];
/// What stands between a base and its rate.
const OF: &[&str] = &["的", "目标的", "目标任务的", "任务的", "计划的", "计划任务的"];
/// Words before the number of what came in.
const RECEIVED: &[&str] =
    &["受理", "立案", "收案", "收到", "接收", "接到", "提交", "登记", "排查", "发现", "计划", "安排"];
/// The longest words between a number and that of its base.
const LONGEST_LINK: usize = 20;

/// Asks about a sentence.
pub(super) fn ask(sentence: &Sentence<'_>, questions: &mut Vec<Question>) {
    for at in 1..sentence.numbers.len() {
        if sentence.numbers[at].is_rate && !is_rough(sentence, at) {
            questions.extend(
                of_base(sentence, at)
                    .or_else(|| of_plan(sentence, at))
                    .or_else(|| of_things(sentence, at))
                    .or_else(|| of_part(sentence, at))
                    .or_else(|| of_budget(sentence, at)),
            );
        }
        questions.extend(more_than_found(sentence, at));
        if at > 1 {
            let change = growth(sentence, at).or_else(|| difference(sentence, at - 2));
            let change = change.or_else(|| movement(sentence, at - 2));
            questions.extend(change.or_else(|| rise(sentence, at - 2)));
        }
    }
}

/// A rate behind its base: `完成预算60999万元的40.4%`.
fn of_base(sentence: &Sentence<'_>, at: usize) -> Option<Question> {
    let (part_at, base_at) = (at.checked_sub(2)?, at - 1);
    let link = between(sentence, base_at);
    let clause = link.trim_start_matches(['，', ',', '、', '（', '(']);
    let is_link = ["完成", "占", "为", "达", "相当于"].iter().any(|word| clause.contains(word))
        && !clause.contains(['，', ',', '；', '、'])
        && !["分别", "其中"].iter().any(|word| clause.contains(word))
        && link.chars().count() <= LONGEST_LINK;
    let is_alike = are_alike(sentence, &[part_at, base_at]);
    if !OF.contains(&between(sentence, at)) || !is_link || !is_alike {
        return None;
    }
    rate_of(sentence, part_at, (sentence, base_at), at)
}

/// A rate of a plan that is named before: `年度计划投资56亿元，完成投资35.9亿元，占年度计划的63.9%`.
fn of_plan(sentence: &Sentence<'_>, at: usize) -> Option<Question> {
    let part_at = at.checked_sub(1)?;
    if !names_plan(between(sentence, at)) || !are_alike(sentence, &[part_at]) {
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
    // With these words the rate is one of what was received, which `prose` knows.
    let lead = last_clause(sentence.before(whole_at));
    let is_received = RECEIVED.iter().any(|word| lead.contains(word));
    if !is_link || is_received || !are_alike(sentence, &[part_at, whole_at]) {
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
    let wholes = (0..part_at).rev().filter(|whole| are_alike(sentence, &[*whole, part_at]));
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

/// Whether words say that what stands before them is a share of the plan: `，占年度计划的`.
fn names_plan(words: &str) -> bool {
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
fn ends_plan(mut rest: &str) -> bool {
    while let Some(shorter) = PLAN_ENDS.iter().find_map(|end| rest.strip_prefix(end)) {
        rest = shorter;
    }
    rest.is_empty()
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

fn last_clause(words: &str) -> &str {
    words.rsplit(['，', ',', '；', ';', '、', '（', '(']).next().unwrap_or(words)
}

/// Whether numbers are exact and in one measure that is known.
fn are_alike(sentence: &Sentence<'_>, numbers: &[usize]) -> bool {
    let first = numbers.first().and_then(|at| measure(&sentence.numbers[*at]));
    first.is_some()
        && numbers.iter().all(|at| measure(&sentence.numbers[*at]) == first && !is_rough(sentence, *at))
}

/// Asks about a rate that is not that of its parts.
fn rate_of(
    sentence: &Sentence<'_>,
    part_at: usize,
    (of_base, base_at): (&Sentence<'_>, usize),
    at: usize,
) -> Option<Question> {
    let rate = sentence.numbers[at].value;
    let computed =
        NumberSpan::of(&sentence.numbers[part_at]).percent_of(NumberSpan::of(&of_base.numbers[base_at]))?;
    if computed.holds(rate) {
        return None;
    }
    let (part, base, said) = (written(sentence, part_at), written(of_base, base_at), written(sentence, at));
    let computed = rounded(computed.written, rate.scale().max(2));
    Some(question(
        "rate-disagrees",
        sentence,
        at,
        say!(
            "写的是{said}，而{part}除以{base}是{computed}%",
            "the rate is given as {said}, but {part} of {base} is {computed}%"
        ),
    ))
}

/// A number, its change and its rate of change: `27.2万元，增加1.3万元，增长5%`, the last two in any order. Between
/// the first two may stand how much of the plan it is.
fn growth(sentence: &Sentence<'_>, end: usize) -> Option<Question> {
    let [first, second] = sentence.numbers.get(end - 1..=end)? else { return None };
    let (change_at, rate_at) = match (first.is_rate, second.is_rate) {
        (false, true) => (end - 1, end),
        (true, false) => (end, end - 1),
        _ => return None,
    };
    let compared = between(sentence, end - 1);
    let is_more = direction(compared).or_else(|| direction(since(compared)))?;
    let at = subject(sentence, end - 2);
    let now = &sentence.numbers[at];
    let is_sure = direction(between(sentence, end)) == Some(is_more)
        && are_alike(sentence, &[at, change_at])
        && !is_rough(sentence, rate_at)
        && !is_at_other_prices(sentence, end);
    if !is_sure {
        return None;
    }
    let (now, change) = (NumberSpan::of(now), NumberSpan::of(&sentence.numbers[change_at]));
    // `比上年的120件增加30件，增长25%`: the first number is that from which things have changed.
    let lead = last_clause(between(sentence, at));
    let is_from =
        lead.contains(['比', '较', '由', '从']) || lead.contains('与') && compared.starts_with("相比");
    let before = match (is_from, is_more) {
        (true, _) => now,
        (false, true) => NumberSpan { low: now.low - change.high, high: now.high - change.low },
        (false, false) => NumberSpan { low: now.low + change.low, high: now.high + change.high },
    };
    let computed = change.percent_of(before)?;
    let rate = sentence.numbers[rate_at].value;
    if computed.holds(rate) {
        return None;
    }
    let (now, change, said) =
        (written(sentence, at), written(sentence, change_at), written(sentence, rate_at));
    let computed = rounded(computed.written, rate.scale().max(2));
    let (word, english) = if is_more { ("增加", "more") } else { ("减少", "less") };
    let message = if is_from {
        say!(
            "写的是{word}{said}，而由{now}{word}{change}是{computed}%",
            "the change is given as {said}, but {change} {english} than {now} is {computed}%"
        )
    } else {
        say!(
            "写的是{word}{said}，而{word}{change}后是{now}，按数字算是{computed}%",
            "the change is given as {said}, but {change} {english}, which makes {now}, is {computed}%"
        )
    };
    Some(question("change-disagrees", sentence, rate_at, message))
}

/// Two numbers and what is said to lie between them: `150件，比上年的120件增加30件`.
fn difference(sentence: &Sentence<'_>, at: usize) -> Option<Question> {
    let [now, before, change] = sentence.numbers.get(at..at + 3)? else { return None };
    let link = without_note(between(sentence, at + 1)).trim_start_matches(['，', ',']);
    let is_link = link.starts_with(['比', '较', '与'])
        && !link.contains(['，', ',', '；', '、'])
        && link.chars().count() <= LONGEST_LINK;
    if !is_link || !are_alike(sentence, &[at, at + 1, at + 2]) {
        return None;
    }
    let is_more = direction(since(between(sentence, at + 2)))?;
    let lies = if is_more { now.value - before.value } else { before.value - now.value };
    if (lies - change.value).abs() <= slack(now) + slack(before) + slack(change) {
        return None;
    }
    let (now, before, said) = (written(sentence, at), written(sentence, at + 1), written(sentence, at + 2));
    let word = if is_more { "增加" } else { "减少" };
    let unit = measure(change).unwrap_or("");
    let lies = plain(lies);
    Some(question(
        "change-disagrees",
        sentence,
        at + 2,
        say!(
            "写的是{word}{said}，而{now}和{before}相差{lies}{unit}",
            "the change is given as {said}, but {lies} lie between {now} and {before}"
        ),
    ))
}

/// Whether a change up to a number is not that of the numbers as they are: prices were made equal, or always
/// are for what is counted there. Behind a `；` something else is told of.
fn is_at_other_prices(sentence: &Sentence<'_>, at: usize) -> bool {
    let told = sentence.block_text(sentence.numbers[at].range.start);
    let told = told.rsplit(['；', ';']).next().unwrap_or(told);
    OTHER_PRICES.iter().any(|word| sentence.text().contains(word))
        || AT_FIXED_PRICES.iter().any(|word| told.contains(word))
}

/// Whether numbers say from where to where something went, and whether it became more: `由97.2%提高到98.5%`,
/// `从去年的1000人增加到今年的1200人`.
fn way(sentence: &Sentence<'_>, at: usize) -> Option<bool> {
    let clause = last_clause(sentence.before(at));
    let (_, from) = clause.rsplit_once(['由', '从'])?;
    let (word, to) = between(sentence, at + 1).rsplit_once(['到', '至', '为'])?;
    let is_time = |words: &str| {
        words.is_empty() || words.ends_with('的') && words.contains(['年', '期', '季', '月', '初', '末'])
    };
    if is_time(from) && is_time(to) { direction(word) } else { None }
}

/// From where to where something went, and by how much: `由97.2%提高到98.5%，提高1.3个百分点`.
fn movement(sentence: &Sentence<'_>, at: usize) -> Option<Question> {
    let [before, now, change] = sentence.numbers.get(at..at + 3)? else { return None };
    let is_more = way(sentence, at)?;
    if direction(between(sentence, at + 2)) != Some(is_more) {
        return None;
    }
    let is_exact = (at..at + 3).all(|at| !is_rough(sentence, at));
    let in_points = before.is_rate && now.is_rate && change.behind.trim_start().starts_with("个百分点");
    if is_exact && before.is_rate && now.is_rate && change.is_rate {
        return in_per_cent(sentence, at, is_more);
    }
    if !(is_exact && in_points || are_alike(sentence, &[at, at + 1, at + 2])) {
        return None;
    }
    let lies = if is_more { now.value - before.value } else { before.value - now.value };
    if (lies - change.value).abs() <= slack(now) + slack(before) + slack(change) {
        return None;
    }
    let unit = if in_points { "个百分点" } else { measure(change).unwrap_or("") };
    let (before, now) = (sentence.written(at), sentence.written(at + 1));
    let (said, lies) = (plain(change.value), plain(lies));
    let word = if is_more { "提高" } else { "降低" };
    Some(question(
        "change-disagrees",
        sentence,
        at + 2,
        say!(
            "写的是{word}{said}{unit}，而{before}和{now}相差{lies}{unit}",
            "the change is given as {said}, but {lies} lie between {before} and {now}"
        ),
    ))
}

/// A rate that changed by so many points, given as so many per cent: `由80%提高到90%，提高10%`.
fn in_per_cent(sentence: &Sentence<'_>, at: usize, is_more: bool) -> Option<Question> {
    let [before, now, change] = sentence.numbers.get(at..at + 3)? else { return None };
    let lies = if is_more { now.value - before.value } else { before.value - now.value };
    let points = NumberSpan::around(lies, slack(before) + slack(now));
    let relative = points.percent_of(NumberSpan::of(before))?;
    if relative.holds(change.value)
        || (lies - change.value).abs() > slack(before) + slack(now) + slack(change)
    {
        return None;
    }
    let (from, to) = (sentence.written(at), sentence.written(at + 1));
    let (said, lies) = (sentence.written(at + 2), plain(lies));
    let relative = rounded(relative.written, change.value.scale().max(1));
    Some(question(
        "change-disagrees",
        sentence,
        at + 2,
        say!(
            "写的是变化{said}，而{from}到{to}相差{lies}个百分点，变化率是{relative}%",
            "the change is given as {said}, but {lies} percentage points lie between {from} and {to}, which is a change of {relative}%"
        ),
    ))
}

/// Two numbers of this year and the last, or from where to where something went, and its rate:
/// `上年同期1000人，今年1200人，增长20%`, `由1000人增加到1200人，增长20%`.
fn rise(sentence: &Sentence<'_>, at: usize) -> Option<Question> {
    let rate_at = at + 2;
    if !sentence.numbers.get(rate_at)?.is_rate {
        return None;
    }
    let is_more = direction(between(sentence, rate_at))?;
    // Of `上年末1000人，今年新增200人` the second is no number like the first.
    let named = |at: usize, times: &[&str]| {
        let clause = last_clause(between(sentence, at));
        let rest = times.iter().find_map(|time| clause.strip_prefix(time))?;
        Some(rest.trim_end_matches(['为', '是', '达']))
    };
    let are_named = |before: usize, now: usize| {
        let pair = named(before, LAST_TIME).zip(named(now, THIS_TIME));
        pair.is_some_and(|(before, now)| before == now || before.is_empty() || now.is_empty())
    };
    let (before_at, now_at) = if way(sentence, at) == Some(is_more) || are_named(at, at + 1) {
        (at, at + 1)
    } else if are_named(at + 1, at) {
        (at + 1, at)
    } else {
        return None;
    };
    let is_sure = are_alike(sentence, &[before_at, now_at])
        && !is_rough(sentence, rate_at)
        && !is_at_other_prices(sentence, rate_at)
        && !OF_THE_SAME.iter().any(|word| sentence.text().contains(word));
    let (before, now) = (&sentence.numbers[before_at], &sentence.numbers[now_at]);
    let by = if is_more { now.value - before.value } else { before.value - now.value };
    let by = NumberSpan::around(by, slack(before) + slack(now));
    let computed = by.percent_of(NumberSpan::of(before)).filter(|_| is_sure)?;
    let rate = sentence.numbers[rate_at].value;
    if computed.holds(rate) {
        return None;
    }
    let (before, now, said) =
        (written(sentence, before_at), written(sentence, now_at), written(sentence, rate_at));
    let computed = rounded(computed.written, rate.scale().max(2));
    let (word, english) = if is_more { ("增长", "rise") } else { ("下降", "fall") };
    Some(question(
        "change-disagrees",
        sentence,
        rate_at,
        say!(
            "写的是{word}{said}，而由{before}到{now}，按数字算是{computed}%",
            "the {english} is given as {said}, but from {before} to {now} it is {computed}%"
        ),
    ))
}

/// The number of which those up to `at` say how much of the plan it is: that before `，为预算的61.2%` and
/// `，完成预算60999万元的40.4%`.
fn subject(sentence: &Sentence<'_>, at: usize) -> usize {
    let says = |at: usize| {
        let words = between(sentence, at).trim_start_matches(['，', ',']);
        let is_short = words.chars().count() <= LONGEST_LINK && !words.contains(['，', ',', '；', '（']);
        is_short && ["占", "为", "完成"].iter().any(|word| words.starts_with(word))
    };
    match at {
        1.. if sentence.numbers[at].is_rate && says(at) => at - 1,
        2.. if sentence.numbers[at].is_rate && between(sentence, at) == "的" && says(at - 1) => at - 2,
        _ => at,
    }
}

/// Without a note in brackets at the beginning.
fn without_note(words: &str) -> &str {
    let note = words.strip_prefix('（').and_then(|note| note.split_once('）'));
    note.map_or(words, |(_, behind)| behind)
}

/// Without what stands behind the base of a comparison: `相比，五年共`.
fn since(words: &str) -> &str {
    let words = words.strip_prefix("相比").or_else(|| words.strip_prefix('比')).unwrap_or(words);
    without_years(words.trim_start_matches(['，', ',']))
}

/// Without the years that a change took: `五年共增加`.
fn without_years(words: &str) -> &str {
    let years = words.trim_start_matches(|c| "一二三四五六七八九十两".contains(c));
    let words = years.strip_prefix('年').filter(|_| years.len() < words.len()).unwrap_or(words);
    ["来", "共计", "共"].iter().fold(words, |words, word| words.strip_prefix(word).unwrap_or(words))
}

/// Whether words say that something has become more (`true`) or less, and nothing else.
fn direction(words: &str) -> Option<bool> {
    let words = words.trim_start_matches(['，', ',', '、', '（', '(', ' ']);
    let words = COMPARED.iter().find_map(|word| words.strip_prefix(word)).unwrap_or(words);
    let words = words.strip_suffix('了').unwrap_or(words);
    if MORE.contains(&words) {
        return Some(true);
    }
    LESS.contains(&words).then_some(false)
}

/// Whether a number says by how much something has changed.
pub(super) fn is_change(sentence: &Sentence<'_>, at: usize) -> bool {
    let before = sentence.before(at);
    let before = before.strip_suffix('了').unwrap_or(before);
    MORE.iter().chain(LESS).any(|word| before.ends_with(word))
}

fn question(rule: &'static str, sentence: &Sentence<'_>, at: usize, message: crate::diag::Text) -> Question {
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
    use super::{direction, names_plan, without_years};

    #[test]
    fn words_of_change_and_of_plans() {
        assert_eq!(direction("，同比增长"), Some(true));
        assert_eq!(direction("，比上年减少了"), Some(false));
        assert_eq!(direction("，其中新增加"), None);
        assert_eq!(without_years("五年共增加"), "增加");
        assert_eq!(without_years("十件"), "十件");
        assert!(
            names_plan("，占年度投资计划的")
                && names_plan("，完成年初预算数的")
                && names_plan("，占年度目标任务的")
        );
        assert!(!names_plan("，占总计划的") && !names_plan("，为上年的") && !names_plan("，占计划外的"));
    }
}
