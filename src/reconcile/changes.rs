//! What a sentence says has changed, and by how much: `27.2万元，比上年增加1.3万元，增长5%`,
//! `比上年的120件增加30件`, `由97.2%提高到98.5%，提高1.3个百分点`.
//!
//! The numbers stand side by side and count the same; the words between them say from when, in which
//! direction, and nothing else.

use std::borrow::Cow;

use super::Question;
use super::amount::{NumberSpan, between, is_rough, measure, scale, written};
use super::clauses::{LONGEST_LINK, are_alike, last_clause, question};
use super::prose::Sentence;
use crate::quantity::{plain, rounded};
use crate::say;

/// Words for more, the longer before what they begin with.
const MORE: &[&str] =
    &["净增加", "净增", "增加", "增收", "增支", "增长", "上升", "上涨", "提高", "提升", "多", "增"];
/// Words for less.
const LESS: &[&str] = &["负增长", "减少", "减收", "减支", "下降", "下滑", "回落", "降低", "短收", "少", "减"];
/// Times that something is compared with, the longer before what they begin with.
const TIMES: &[(&str, ComparedWith)] = &[
    ("上年", ComparedWith::LastYear),
    ("去年", ComparedWith::LastYear),
    ("同期", ComparedWith::LastYear),
    ("上月", ComparedWith::LastPeriod),
    ("上季度", ComparedWith::LastPeriod),
    ("上周", ComparedWith::LastPeriod),
    ("年初", ComparedWith::YearBegan),
];
/// What may stand behind a time.
const TIME_ENDS: &[&str] = &["同期", "同比", "末", "底"];
/// Where these stand, a change is not that of the numbers as they are.
const OTHER_PRICES: &[&str] = &["可比", "不变价", "扣除", "剔除", "口径", "实际增长"];
/// What is compared at the prices of one year: its growth is not that of the sums.
const AT_FIXED_PRICES: &[&str] = &["生产总值", "GDP", "增加值", "总产值", "产值"];
/// What is counted among others every year: the growth is that of the same ones.
pub(super) const OF_THE_SAME: &[&str] =
    &["投资", "零售", "规上", "规模以上", "限上", "限额以上", "营业收入", "利润"];
/// Words that make a number one of the year before.
pub(super) const LAST_TIME: &[&str] = &["上年同期", "去年同期", "上年度", "上年", "去年"];
/// Words that make a number one of this year.
const THIS_TIME: &[&str] = &["今年", "本年度", "本年", "当年", "本期"];

/// When that was with which something is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ComparedWith<'w> {
    LastYear,
    LastPeriod,
    YearBegan,
    Year(&'w str),
}

/// Asks about the changes of a sentence.
pub(super) fn ask(sentence: &Sentence<'_>, questions: &mut Vec<Question>) {
    let found = |end| growth(sentence, end).or_else(|| from_to(sentence, end - 2));
    questions.extend((2..sentence.numbers.len()).filter_map(found));
}

/// A number, its change and its rate of change: `27.2万元，增加1.3万元，增长5%`, the last two in any order. Between
/// the first two may stand how much of the plan it is, or another change.
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
    let is_sure = direction(between(sentence, end)) == Some(is_more)
        && are_of_one_time(compared, between(sentence, end))
        && are_alike(sentence, &[at, change_at])
        && !is_rough(sentence, rate_at)
        && !is_at_other_prices(sentence, end);
    if !is_sure {
        return None;
    }
    let span = |at: usize| NumberSpan::in_ones(&sentence.numbers[at]);
    let (now, change) = (span(at), span(change_at));
    // `比上年的120件增加30件，增长25%`: the first number is that from which things have changed.
    let words = without_notes(between(sentence, at));
    let lead = last_clause(&words);
    let is_from = lead.contains(['比', '较', '由', '从'])
        || lead.contains(['与', '同']) && compared.starts_with("相比");
    let before = match (is_from, is_more) {
        (true, _) => now,
        (false, true) => now.minus(change),
        (false, false) => now.plus(change),
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

/// Two numbers, one of which has become the other, and by how much: in what they count, in points, or in per
/// cent.
fn from_to(sentence: &Sentence<'_>, at: usize) -> Option<Question> {
    let change_at = at + 2;
    let change = sentence.numbers.get(change_at)?;
    let words = between(sentence, change_at);
    let is_more = direction(words).or_else(|| direction(since(words)))?;
    let (before_at, now_at) = two_times(sentence, at, is_more)?;
    let (before, now) = (&sentence.numbers[before_at], &sentence.numbers[now_at]);
    if [before_at, now_at, change_at].iter().any(|at| is_rough(sentence, *at)) {
        return None;
    }
    let pair = FromTo { sentence, before_at, now_at, change_at, is_more };
    match (before.is_rate && now.is_rate, change.is_rate) {
        (true, true) => pair.in_per_cent(),
        (true, false) => pair.in_points(),
        (false, true) => pair.relative(),
        (false, false) => pair.in_pieces(),
    }
}

/// The number before a change and that behind it, of two side by side.
fn two_times(sentence: &Sentence<'_>, at: usize, is_more: bool) -> Option<(usize, usize)> {
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
    if is_way(sentence, at, is_more) || are_named(at, at + 1) {
        Some((at, at + 1))
    } else if are_named(at + 1, at) || is_compared(sentence, at + 1) {
        Some((at + 1, at))
    } else {
        None
    }
}

/// Whether two numbers say from where to where something went: `由97.2%提高到98.5%`,
/// `从去年的1000人增加到今年的1200人`.
fn is_way(sentence: &Sentence<'_>, at: usize, is_more: bool) -> bool {
    let is_time = |words: &str| {
        words.is_empty() || words.ends_with('的') && words.contains(['年', '期', '季', '月', '初', '末'])
    };
    let from = last_clause(sentence.before(at)).rsplit_once(['由', '从']);
    let to = between(sentence, at + 1).rsplit_once(['到', '至', '为']);
    from.zip(to).is_some_and(|((_, from), (word, to))| {
        is_time(from) && is_time(to) && direction(word) == Some(is_more)
    })
}

/// Whether a number is that with which the one before it is compared: `150件，比上年的120件`.
fn is_compared(sentence: &Sentence<'_>, at: usize) -> bool {
    let link = without_notes(between(sentence, at));
    let link = link.trim_start_matches(['，', ',']);
    link.starts_with(['比', '较', '与'])
        && !link.contains(['，', ',', '；', '、'])
        && link.chars().count() <= LONGEST_LINK
        && !is_change(sentence, at)
}

/// Two numbers and their change.
struct FromTo<'s, 'b> {
    sentence: &'s Sentence<'b>,
    before_at: usize,
    now_at: usize,
    change_at: usize,
    is_more: bool,
}

impl FromTo<'_, '_> {
    fn span(&self, at: usize) -> NumberSpan {
        NumberSpan::in_ones(&self.sentence.numbers[at])
    }

    /// What lies between the two.
    fn lies(&self) -> NumberSpan {
        let (before, now) = (self.span(self.before_at), self.span(self.now_at));
        if self.is_more { now.minus(before) } else { before.minus(now) }
    }

    /// A change in what is counted: `由12个减少到8个，减少4个`.
    fn in_pieces(&self) -> Option<Question> {
        let change = &self.sentence.numbers[self.change_at];
        let is_alike = are_alike(self.sentence, &[self.before_at, self.now_at, self.change_at]);
        self.lies_other(measure(change).unwrap_or("")).filter(|_| is_alike)
    }

    /// A change of rates: `由97.2%提高到98.5%，提高1.3个百分点`.
    fn in_points(&self) -> Option<Question> {
        let behind = self.sentence.numbers[self.change_at].behind.trim_start();
        self.lies_other("个百分点").filter(|_| behind.starts_with("个百分点"))
    }

    fn lies_other(&self, unit: &str) -> Option<Question> {
        let change = &self.sentence.numbers[self.change_at];
        let lies = self.lies();
        if lies.meets(self.span(self.change_at)) {
            return None;
        }
        let [before, now, said] =
            [self.before_at, self.now_at, self.change_at].map(|at| written(self.sentence, at));
        let said = if unit == "个百分点" { format!("{}{unit}", plain(change.value)) } else { said };
        let lies = plain((lies.middle() / scale(change)).normalize());
        let word = if self.is_more { "增加" } else { "减少" };
        Some(question(
            "change-disagrees",
            self.sentence,
            self.change_at,
            say!(
                "写的是{word}{said}，而{before}和{now}相差{lies}{unit}",
                "the change is given as {said}, but {lies} lie between {before} and {now}"
            ),
        ))
    }

    /// A rate that changed by so many points, given as so many per cent: `由80%提高到90%，提高10%`.
    fn in_per_cent(&self) -> Option<Question> {
        let change = self.span(self.change_at);
        let (lies, said) = (self.lies(), self.sentence.numbers[self.change_at].value);
        let relative = lies.percent_of(self.span(self.before_at))?;
        if relative.holds(said) || !lies.meets(change) {
            return None;
        }
        let [from, to, said_text] =
            [self.before_at, self.now_at, self.change_at].map(|at| self.sentence.written(at));
        let lies = plain(lies.middle().normalize());
        let relative = rounded(relative.written, said.scale().max(1));
        Some(question(
            "change-disagrees",
            self.sentence,
            self.change_at,
            say!(
                "写的是变化{said_text}，而{from}到{to}相差{lies}个百分点，变化率是{relative}%",
                "the change is given as {said_text}, but {lies} percentage points lie between {from} and {to}, which is a change of {relative}%"
            ),
        ))
    }

    /// The rate of a change: `上年同期1000人，今年1200人，增长20%`.
    fn relative(&self) -> Option<Question> {
        let is_sure = are_alike(self.sentence, &[self.before_at, self.now_at])
            && !is_at_other_prices(self.sentence, self.change_at)
            && !OF_THE_SAME.iter().any(|word| self.sentence.text().contains(word));
        let computed = self.lies().percent_of(self.span(self.before_at)).filter(|_| is_sure)?;
        let rate = self.sentence.numbers[self.change_at].value;
        if computed.holds(rate) {
            return None;
        }
        let [before, now, said] =
            [self.before_at, self.now_at, self.change_at].map(|at| written(self.sentence, at));
        let computed = rounded(computed.written, rate.scale().max(2));
        let (word, english) = if self.is_more { ("增长", "rise") } else { ("下降", "fall") };
        Some(question(
            "change-disagrees",
            self.sentence,
            self.change_at,
            say!(
                "写的是{word}{said}，而由{before}到{now}，按数字算是{computed}%",
                "the {english} is given as {said}, but from {before} to {now} it is {computed}%"
            ),
        ))
    }
}

/// Whether a change up to a number is not that of the numbers as they are: prices were made equal, or always
/// are for what is counted there. Behind a `；` something else is told of.
pub(super) fn is_at_other_prices(sentence: &Sentence<'_>, at: usize) -> bool {
    let told = sentence.block_text(sentence.numbers[at].range.start);
    let told = told.rsplit(['；', ';']).next().unwrap_or(told);
    OTHER_PRICES.iter().any(|word| sentence.text().contains(word))
        || AT_FIXED_PRICES.iter().any(|word| told.contains(word))
}

/// The number of which those up to `at` say how much of the plan it is, or how it has changed: that before
/// `，为预算的61.2%`, `，完成预算6亿元的40%` and `，比预算增加2万元`.
pub(super) fn subject(sentence: &Sentence<'_>, mut at: usize) -> usize {
    let says = |at: usize| {
        let words = between(sentence, at).trim_start_matches(['，', ',']);
        let is_short = words.chars().count() <= LONGEST_LINK && !words.contains(['，', ',', '；', '（']);
        is_short && ["占", "为", "完成"].iter().any(|word| words.starts_with(word))
    };
    let is_beside = |at: usize| {
        let words = between(sentence, at);
        words.starts_with(['，', ',']) && is_change(sentence, at) && direction_behind_base(words).is_some()
    };
    while at > 0 {
        let is_rate = sentence.numbers[at].is_rate;
        at = match at {
            1.. if is_rate && says(at) || is_beside(at) => at - 1,
            2.. if is_rate && between(sentence, at) == "的" && says(at - 1) => at - 2,
            _ => break,
        };
    }
    at
}

/// The direction of a change from what is planned, or from some time: `，比预算增加`.
fn direction_behind_base(words: &str) -> Option<bool> {
    let words = words.trim_start_matches(['，', ',']);
    let plan = words
        .strip_prefix(['比', '较'])
        .and_then(|words| ["年初预算", "预算", "计划"].iter().find_map(|plan| words.strip_prefix(plan)));
    direction(plan.unwrap_or(words))
}

/// Without notes in brackets.
pub(super) fn without_notes(words: &str) -> Cow<'_, str> {
    let Some((start, rest)) = words.split_once('（') else { return Cow::Borrowed(words) };
    match rest.split_once('）') {
        Some((_, behind)) => Cow::Owned(format!("{start}{}", without_notes(behind))),
        None => Cow::Borrowed(words),
    }
}

/// Without what stands behind the base of a comparison: `相比，五年共`.
pub(super) fn since(words: &str) -> &str {
    let words = words.strip_prefix("相比").or_else(|| words.strip_prefix('比')).unwrap_or(words);
    without_years(words.trim_start_matches(['，', ',']))
}

/// Without the years that a change took: `五年共增加`.
fn without_years(words: &str) -> &str {
    let years = words.trim_start_matches(|c| "一二三四五六七八九十两".contains(c));
    let words = years.strip_prefix('年').filter(|_| years.len() < words.len()).unwrap_or(words);
    ["来", "共计", "共"].iter().fold(words, |words, word| words.strip_prefix(word).unwrap_or(words))
}

/// With what words begin to compare, and the words behind that: `比上年同期` and `增加`.
fn compared(words: &str) -> (Option<ComparedWith<'_>>, &str) {
    if let Some(rest) = words.strip_prefix("同比") {
        return (Some(ComparedWith::LastYear), rest);
    }
    if let Some(rest) = words.strip_prefix("环比") {
        return (Some(ComparedWith::LastPeriod), rest);
    }
    let Some(rest) = words.strip_prefix(['与', '比', '较']) else { return (None, words) };
    let named = TIMES.iter().find_map(|(time, since)| Some((*since, rest.strip_prefix(time)?)));
    let year = || {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let behind = rest[digits..].strip_prefix('年').filter(|_| digits == 4)?;
        Some((ComparedWith::Year(&rest[..digits]), behind))
    };
    let Some((since, mut rest)) = named.or_else(year) else { return (None, words) };
    while let Some(shorter) = TIME_ENDS.iter().find_map(|end| rest.strip_prefix(end)) {
        rest = shorter;
    }
    (Some(since), rest.strip_prefix("相比").map_or(rest, |rest| rest.trim_start_matches(['，', ','])))
}

/// Whether two changes are from one time, as far as both say from which.
fn are_of_one_time(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(|words| compared(without_marks(words)).0);
    one.is_none() || other.is_none() || one == other
}

fn without_marks(words: &str) -> &str {
    words.trim_start_matches(['，', ',', '、', '（', '(', ' '])
}

/// Whether words say that something has become more (`true`) or less, and nothing else.
pub(super) fn direction(words: &str) -> Option<bool> {
    let (_, words) = compared(without_marks(words));
    let words = words.strip_suffix('了').unwrap_or(words);
    if MORE.contains(&words) {
        return Some(true);
    }
    LESS.contains(&words).then_some(false)
}

/// What words say has become more (`true`) or less: 出证 of `出证增加`.
pub(super) fn without_direction(words: &str) -> Option<(&str, bool)> {
    let words = words.strip_suffix('了').unwrap_or(words);
    let name = |list: &[&str]| list.iter().find_map(|word| words.strip_suffix(word));
    let (name, is_more) = name(MORE).map(|name| (name, true)).or_else(|| Some((name(LESS)?, false)))?;
    // `出证同比增加`
    Some((
        ["同比", "比上年", "较上年"].iter().find_map(|since| name.strip_suffix(since)).unwrap_or(name),
        is_more,
    ))
}

/// Whether a number says by how much something has changed.
pub(super) fn is_change(sentence: &Sentence<'_>, at: usize) -> bool {
    let before = sentence.before(at);
    let before = before.strip_suffix('了').unwrap_or(before);
    MORE.iter().chain(LESS).any(|word| before.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::{are_of_one_time, direction, without_notes, without_years};

    #[test]
    fn words_of_change() {
        assert_eq!(direction("，同比增长"), Some(true));
        assert_eq!(direction("，比上年减少了"), Some(false));
        assert_eq!(direction("，较2019年末增加"), Some(true));
        assert_eq!(direction("，与上年同期相比，减少"), Some(false));
        assert_eq!(direction("，其中新增加"), None);
        assert_eq!(direction("，年均增长"), None);
        assert_eq!(without_years("五年共增加"), "增加");
        assert_eq!(without_years("十件"), "十件");
        assert!(are_of_one_time("，比上年增加", "，同比增长") && are_of_one_time("，比2019年增加", "，增长"));
        assert!(
            !are_of_one_time("，环比增加", "，同比增长") && !are_of_one_time("，比2019年增加", "，同比增长")
        );
        assert_eq!(without_notes("与（甲）的（乙）数"), "与的数");
    }
}
