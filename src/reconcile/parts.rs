//! Parts of a whole in one sentence: `受理1344件，其中线上1175件，占91.3%`, `30个事项，其中12个已完成，8个超序时，9个按序时`.
//!
//! Asked is only where the sentence gives both numbers and names no other base: of `占年度计划的84.6%` nothing is
//! known here.

use memchr::memmem;

use super::amount::{NumberSpan, between, half_unit, is_rough, measure, thing, written};
use super::changes::without_notes;
use super::clauses::{STATES, last_clause};
use super::numbers::{ProseNumber, is_loose, unit};
use super::passage::ProseBlock;
use super::prose::{Sentence, sentences_of};
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

/// What stands before a share of the whole under another name: `占提案总数的`.
const WHOLES: &[&str] = &["总数", "总量", "总额", "总人数", "总人口", "总任务"];
/// A base with these is another than the whole of the sentence.
const OTHER_BASES: &[&str] = &["全", "计划", "目标", "预算", "同期", "上年", "去年"];
/// The longest name of a base, and the longest state behind a number.
const LONGEST_BASE: usize = 14;
const LONGEST_STATE: usize = 12;
/// The fewest shares that tell by themselves which one is wrong.
const FEWEST_SHARES: usize = 3;

/// How many sentences before a share the number of its base may stand.
const FARTHEST: usize = 3;

/// A part and its share behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct PartShare {
    pub(super) part: usize,
    pub(super) rate: usize,
}

/// Asks about the shares and sums of a sentence.
pub(super) fn ask(sentence: &Sentence<'_>, questions: &mut Vec<Question>) {
    let mut left = shares(sentence);
    let mut in_series = Vec::new();
    let kind = |share: &PartShare| {
        let base = share_of(between(sentence, share.rate)).unwrap_or_default();
        (measure(&sentence.numbers[share.part]), base)
    };
    while let Some(first) = left.first() {
        let own = kind(first);
        let (shares, others) = left.into_iter().partition::<Vec<PartShare>, _>(|share| kind(share) == own);
        left = others;
        if let Some(asked) = series(sentence, &shares) {
            questions.extend(asked);
            in_series.extend(shares.iter().map(|share| share.rate));
        }
    }
    for at in 0..sentence.numbers.len() {
        if sentence.numbers[at].is_rate && !in_series.contains(&at) {
            questions.extend(share(sentence, at));
        }
    }
    for at in 3..sentence.numbers.len() {
        questions.extend(respective(sentence, at));
    }
    ask_kinds(sentence, questions);
}

/// Asks about things that each have one state.
pub(super) fn ask_kinds(sentence: &Sentence<'_>, questions: &mut Vec<Question>) {
    let found = kinds(sentence);
    questions.extend(found.filter(|new| !questions.iter().any(|old| old.about == new.about)));
}

/// Two parts and then their shares: `男性131万人、女性125万人，分别占总人口的51.2%和48.8%`. The whole is a number before
/// them that is their sum, or that sum where the shares make a hundred.
fn respective(sentence: &Sentence<'_>, last: usize) -> Vec<Question> {
    let [one, other, first, second] = [last - 3, last - 2, last - 1, last];
    let number = |at: usize| &sentence.numbers[at];
    let words = between(sentence, first).trim_start_matches(['，', ',']);
    let unit = measure(number(one));
    let is_form = words.starts_with("分别占")
        && !OTHER_BASES.iter().any(|word| words.contains(word))
        && matches!(between(sentence, second), "和" | "、" | "与")
        && number(first).is_rate
        && number(second).is_rate
        && unit.is_some()
        && measure(number(other)) == unit
        && !between(sentence, other).contains(['；', ';'])
        && (one..=second).all(|at| !is_rough(sentence, at));
    if !is_form {
        return Vec::new();
    }
    let sum = NumberSpan::of(number(one)).plus(NumberSpan::of(number(other)));
    let rates = [number(first).value, number(second).value];
    let may_miss = half_unit(rates[0]) + half_unit(rates[1]);
    let is_all = (rates[0] + rates[1] - Decimal::ONE_HUNDRED).abs() <= may_miss;
    let is_sum = |at: &usize| {
        let whole = NumberSpan::of(number(*at));
        measure(number(*at)) == unit && whole.low <= sum.high && sum.low <= whole.high
    };
    let named = (0..one).rev().find(is_sum);
    let name = match (named, is_all) {
        (Some(at), _) => written(sentence, at),
        (None, true) => format!("{}{}", plain(sum.middle()), unit.unwrap_or("")),
        (None, false) => return Vec::new(),
    };
    let pairs = [PartShare { part: one, rate: first }, PartShare { part: other, rate: second }];
    let is_wrong = |share: &&PartShare| {
        let computed = NumberSpan::of(number(share.part)).percent_of(sum);
        computed.is_some_and(|computed| !computed.holds(number(share.rate).value))
    };
    pairs.iter().filter(is_wrong).filter_map(|share| not_of(sentence, *share, sum, &name)).collect()
}

/// The parts of a sentence that have their share behind them.
pub(super) fn shares(sentence: &Sentence<'_>) -> Vec<PartShare> {
    let all = (1..sentence.numbers.len()).filter_map(|rate| share_at(sentence, rate));
    all.filter(|share| !is_part_of_part(sentence, share)).collect()
}

/// The share at `rate`, if it is one of a part of a part.
pub(super) fn share_of_part(sentence: &Sentence<'_>, rate: usize) -> Option<PartShare> {
    share_at(sentence, rate).filter(|share| is_part_of_part(sentence, share))
}

fn share_at(sentence: &Sentence<'_>, rate: usize) -> Option<PartShare> {
    let (numbers, part) = (&sentence.numbers, rate.checked_sub(1)?);
    let is_share = numbers[rate].is_rate
        && numbers[rate].value <= Decimal::ONE_HUNDRED
        && measure(&numbers[part]).is_some()
        && share_of(between(sentence, rate)).is_some()
        && !is_rough(sentence, part)
        && !is_rough(sentence, rate);
    is_share.then_some(PartShare { part, rate })
}

/// Whether a part is one of a part whose share stands before it:
/// `60岁以上的250人，占20%（其中65岁以上的150人，占12%）`.
fn is_part_of_part(sentence: &Sentence<'_>, share: &PartShare) -> bool {
    let before = share.part.checked_sub(1);
    sentence.before(share.part).contains("其中")
        && before.is_some_and(|before| share_at(sentence, before).is_some())
}

/// The words before a share that say of what it is, without the state of what was counted.
pub(super) fn words_of<'s>(sentence: &'s Sentence<'_>, share: &PartShare) -> &'s str {
    let words = between(sentence, share.rate);
    words.rfind('占').map_or(words, |start| &words[start..])
}

/// Of what the words behind a part give its share: of nothing that is named (`，占`, `，占总数的`), or of what they
/// name, whatever it is (`，占基金支出的`). `None` where they give no share.
pub(super) fn share_of(words: &str) -> Option<String> {
    let words = without_notes(words.trim_start_matches(['）', ')']));
    let words = told_behind(&words).trim_start_matches(['，', ',', '、', '（', '(', ' ']).trim_end();
    if SHARES.contains(&words) {
        return Some(String::new());
    }
    let base = words.strip_prefix('占')?;
    if is_whole(base) {
        return Some(String::new());
    }
    // Each department has a plan of its own: `税务部门完成30万元，占任务数的51%；财政部门…，占任务数的50%`.
    let is_plan =
        ["任务数的", "预算的", "预算数的", "计划的", "计划数的"].iter().any(|plan| base.ends_with(plan));
    let is_name = base.ends_with('的')
        && !is_plan
        && (3..=LONGEST_BASE).contains(&base.chars().count())
        && base.chars().all(char::is_alphabetic);
    is_name.then(|| base.to_owned())
}

/// Without the state of what was counted, told behind its number: `进展较快，占比`.
fn told_behind(words: &str) -> &str {
    let Some((state, rest)) = words.split_once(['，', ',']) else { return words };
    let is_state = state.chars().count() <= LONGEST_STATE
        && state.chars().all(char::is_alphabetic)
        && !['占', '比', '率', '增', '减'].iter().any(|c| state.contains(*c));
    if is_state { rest } else { words }
}

/// Whether words behind 占 name a whole: `承办总数的`.
fn is_whole(words: &str) -> bool {
    let words = words.strip_suffix('的').unwrap_or(words);
    // `总投诉量`
    let is_total = words.starts_with('总') && words.ends_with(['量', '数']);
    (is_total || WHOLES.iter().any(|whole| words.ends_with(whole)))
        && words.chars().count() <= 12
        && words.chars().all(char::is_alphabetic)
}

/// Whether that is the whole of the sentence: not `全省总数的`.
fn is_own_whole(words: &str) -> bool {
    is_whole(words) && !OTHER_BASES.iter().any(|other| words.contains(other))
}

/// Several parts in one measure with their shares: they are of one whole, which one of the numbers before
/// them is, or all parts together where their shares are a hundred per cent. `None` where that cannot be
/// told.
fn series(sentence: &Sentence<'_>, shares: &[PartShare]) -> Option<Vec<Question>> {
    let (first, _) = (shares.first()?, shares.get(1)?);
    let own = &sentence.numbers[first.part];
    let unit = measure(own)?;
    let before = sentence.previous();
    let wholes = |of_whole: &Sentence<'_>, end: usize| {
        let is_whole = |at: &usize| thing(&of_whole.numbers[*at]) == thing(own) && !is_rough(of_whole, *at);
        let span = |at: usize| NumberSpan::beside(&of_whole.numbers[at], own);
        let found = (0..end).rev().filter(is_whole);
        found.map(|at| (span(at), written(of_whole, at))).collect::<Vec<_>>()
    };
    let mut named = wholes(sentence, first.part);
    named.extend(before.iter().flat_map(|before| wholes(before, before.numbers.len())));
    let parts = || shares.iter().map(|share| NumberSpan::of(&sentence.numbers[share.part]));
    let sum =
        NumberSpan { low: parts().map(|part| part.low).sum(), high: parts().map(|part| part.high).sum() };
    // Farther off only what is their sum.
    let mut earlier = before.as_ref().and_then(Sentence::previous);
    for _ in 1..FARTHEST {
        let Some(before) = earlier else { break };
        let found = wholes(&before, before.numbers.len());
        named
            .extend(found.into_iter().filter(|(whole, _)| shares.len() >= FEWEST_SHARES && whole.meets(sum)));
        earlier = before.previous();
    }
    let is_of = |share: &PartShare, whole: NumberSpan| {
        let computed = NumberSpan::of(&sentence.numbers[share.part]).percent_of(whole);
        computed.is_none_or(|computed| computed.holds(sentence.numbers[share.rate].value))
    };
    let wrong =
        |whole: NumberSpan| shares.iter().filter(|share| !is_of(share, whole)).copied().collect::<Vec<_>>();
    let ask = |wrong: Vec<PartShare>, whole: NumberSpan, name: &str| {
        wrong.into_iter().filter_map(|share| not_of(sentence, share, whole, name)).collect()
    };
    let rates = || shares.iter().map(|share| sentence.numbers[share.rate].value);
    let is_all = (rates().sum::<Decimal>() - Decimal::ONE_HUNDRED).abs() <= rates().map(half_unit).sum();
    let unknown = |share: &&PartShare| named.iter().all(|(whole, _)| !is_of(share, *whole));
    if shares.iter().filter(unknown).count() == 0 {
        let is_sum = named.iter().any(|(whole, _)| whole.low <= sum.high && sum.low <= whole.high);
        let of_one = named.iter().find(|(whole, _)| wrong(*whole).is_empty());
        let missed = of_one.filter(|_| is_all && !is_sum).map(std::slice::from_ref);
        let missed = missed.and_then(|whole| whole_before(sentence, shares, whole, sum));
        return Some(missed.into_iter().collect());
    }
    if let Some((whole, name)) =
        named.iter().find(|(whole, _)| whole.low <= sum.high && sum.low <= whole.high)
    {
        return Some(ask(wrong(*whole), *whole, name));
    }
    let total = format!("{}{unit}", plain(sum.middle()));
    if is_all || shares.len() >= FEWEST_SHARES {
        let together = (shares.len() >= FEWEST_SHARES).then_some((sum, total.clone()));
        let mut candidates = named.iter().cloned().chain(together);
        if let Some((whole, name)) = candidates.find(|(whole, _)| wrong(*whole).len() == 1) {
            return Some(ask(wrong(whole), whole, &name));
        }
    }
    if !is_all {
        return of_only_whole(sentence, shares, &wrong);
    }
    let mut wrong = wrong(sum);
    wrong.truncate(1);
    let mut asked = ask(wrong, sum, &total);
    // A sentence before that has parts with shares too is another way to divide the same.
    let is_divided_again = before.is_some_and(|before| self::shares(&before).len() > 1);
    asked.extend(whole_before(sentence, shares, &named, sum).filter(|_| !is_divided_again));
    Some(asked)
}

/// Two shares with one number before them in their sentence, of which one of the two is.
fn of_only_whole(
    sentence: &Sentence<'_>,
    shares: &[PartShare],
    wrong: &dyn Fn(NumberSpan) -> Vec<PartShare>,
) -> Option<Vec<Question>> {
    let [first, _] = shares else { return None };
    // `占同类的` names another base.
    if !shares.iter().all(|share| share_of(between(sentence, share.rate)).is_some_and(|base| base.is_empty()))
    {
        return None;
    }
    let unit = measure(&sentence.numbers[first.part]);
    let is_like = |at: &usize| measure(&sentence.numbers[*at]) == unit && !is_rough(sentence, *at);
    let like: Vec<usize> = (0..first.part).filter(is_like).collect();
    let [whole_at] = *like else { return None };
    let whole = NumberSpan::of(&sentence.numbers[whole_at]);
    let [odd] = wrong(whole)[..] else { return None };
    not_of(sentence, odd, whole, &written(sentence, whole_at)).map(|asked| vec![asked])
}

/// Parts that are all there is by their shares, against the whole right before 其中; or against that before
/// them, if it is nearly their sum and all shares are 占总数的.
fn whole_before(
    sentence: &Sentence<'_>,
    shares: &[PartShare],
    named: &[(NumberSpan, String)],
    sum: NumberSpan,
) -> Option<Question> {
    let (whole, name) = named.first()?;
    let words = sentence.before(shares.first()?.part);
    let is_said = ["其中", "中，", "分为"].iter().any(|word| words.contains(word));
    let of_whole = |share: &PartShare| {
        let words = between(sentence, share.rate).trim_start_matches(['，', ',', '、', '（']);
        words.strip_prefix('占').is_some_and(is_own_whole)
    };
    let is_near = is_slip_of(*whole, sum) && shares.iter().all(of_whole);
    (is_said || is_near).then(|| disagree(name, sum))
}

/// Asks about a whole whose parts, all there are by their shares, make another sum.
fn disagree(name: &str, sum: NumberSpan) -> Question {
    let sum = plain(sum.middle());
    Question {
        rule: "parts-disagree",
        about: name.to_owned(),
        place: Where::Words(vec![name.to_owned()]),
        message: say!(
            "写的是{name}，后面各部分的占比相加是100%，而各部分相加是{sum}",
            "it says {name}, the shares of the parts behind it make 100%, but the parts add up to {sum}"
        ),
        related: Vec::new(),
    }
}

/// Whether a whole is so near to the sum of its parts that one of them must be mistyped.
fn is_slip_of(whole: NumberSpan, sum: NumberSpan) -> bool {
    (whole.middle() - sum.middle()).abs() <= whole.middle() / Decimal::TEN
}

/// Asks about a share that is not that of its part.
pub(super) fn not_of(
    sentence: &Sentence<'_>,
    share: PartShare,
    whole: NumberSpan,
    name: &str,
) -> Option<Question> {
    let rate = sentence.numbers[share.rate].value;
    let computed = NumberSpan::of(&sentence.numbers[share.part]).percent_of(whole)?;
    let (part, said) = (written(sentence, share.part), sentence.written(share.rate));
    let computed = rounded(computed.written, rate.scale().max(1));
    let before = sentence.before(share.rate);
    Some(Question {
        rule: "share-disagrees",
        about: format!("{part}占{said}"),
        place: Where::Words(vec![
            format!("{part}{}{said}", between(sentence, share.rate)),
            format!("{before}{said}"),
        ]),
        message: say!(
            "写的是占{said}，而{part}占{name}的{computed}%",
            "the share is given as {said}, but {part} of {name} is {computed}%"
        ),
        related: Vec::new(),
    })
}

/// A share against the part and the whole before it.
fn share(sentence: &Sentence<'_>, at: usize) -> Option<Question> {
    let rate = &sentence.numbers[at];
    let before = sentence.before(at).trim_end();
    let of_whole = || {
        let start = before.rfind('占')?;
        is_own_whole(&before[start + '占'.len_utf8()..]).then(|| &before[start..])
    };
    let word = SHARES.iter().find(|word| before.ends_with(**word)).copied().or_else(of_whole)?;
    // Between the part and its share stand a mark and perhaps words that say nothing: another base would be
    // named there.
    let lead = before[..before.len() - word.len()].trim_end_matches(['，', ',', '、', '（', '(', ' ']);
    let part_at = at.checked_sub(1)?;
    let part = &sentence.numbers[part_at];
    let own = unit(part.behind);
    if part.is_rate || is_loose(rate) || is_loose(part) || rate.value > Decimal::ONE_HUNDRED {
        return None;
    }
    if lead != own && !is_done_behind(sentence, part_at, lead.strip_prefix(own)?) {
        return share_of_named(sentence, part_at, at, lead.strip_prefix(own)?);
    }
    let whole = whole_of(sentence, part_at)?;
    // `65项任务，已完成27项`: what is counted may be named once.
    let is_alike = thing(whole).is_some() && thing(whole) == thing(part);
    let same = unit(whole.behind) == own || own.is_empty() || is_alike || is_of_these(sentence, part_at);
    let span = if is_alike { NumberSpan::beside(whole, part) } else { NumberSpan::of(whole) };
    if !same || is_loose(whole) || span.high < part.value || whole.value.is_zero() {
        return None;
    }
    let computed = NumberSpan::of(part).percent_of(span)?;
    if computed.holds_rate(rate.value) {
        return None;
    }
    let (part_text, whole_text, said) =
        (written_in(sentence, part), written_in(sentence, whole), sentence.written(at));
    let computed = rounded(computed.written, rate.value.scale().max(1));
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

/// A share that repeats the name of its part: `收入5000万元，增长5%，其中：税收收入4500万元，税收占比90%`.
fn share_of_named(sentence: &Sentence<'_>, part_at: usize, at: usize, name: &str) -> Option<Question> {
    let name = name.trim_start_matches(['，', ',', '、', '（', '(', ' ']);
    let (_, own) = between(sentence, part_at).rsplit_once("其中")?;
    let is_named = name.chars().count() >= 2 && own.contains(name) && !is_rough(sentence, at);
    let own = &sentence.numbers[part_at];
    let unit = thing(own).filter(|_| is_named)?;
    let is_like = |whole: &usize| {
        let number = &sentence.numbers[*whole];
        thing(number) == Some(unit) && !is_rough(sentence, *whole)
    };
    let wholes: Vec<usize> = (0..part_at).rev().filter(is_like).collect();
    let span = |whole: usize| NumberSpan::beside(&sentence.numbers[whole], own);
    let fits = |whole: &usize| {
        let computed = NumberSpan::of(own).percent_of(span(*whole));
        computed.is_none_or(|computed| computed.holds(sentence.numbers[at].value))
    };
    if wholes.iter().any(fits) {
        return None;
    }
    let whole = *wholes.first()?;
    let share = PartShare { part: part_at, rate: at };
    not_of(sentence, share, span(whole), &written(sentence, whole))
}

/// Asks about shares that follow one another sentence by sentence, each `占提案总数的`: where a number of the
/// paragraph is the whole of all but one, that one is asked about.
pub(super) fn across(block: &ProseBlock, questions: &mut Vec<Question>) {
    two_across(block, questions);
    if memmem::find_iter(block.text.as_bytes(), "占").count() < FEWEST_SHARES {
        return;
    }
    let sentences = sentences_of(block);
    let is_of_whole = |sentence: &Sentence<'_>, share: PartShare| {
        let words = between(sentence, share.rate).trim_start_matches(['，', ',']);
        words.strip_prefix('占').is_some_and(is_own_whole)
    };
    let line = |sentence| match shares(sentence)[..] {
        [share] if is_of_whole(sentence, share) => Some((sentence, share)),
        _ => None,
    };
    let lines: Vec<(&Sentence<'_>, PartShare)> = sentences.iter().filter_map(line).collect();
    let mut units = lines.iter().map(|(sentence, share)| measure(&sentence.numbers[share.part]));
    let unit = units.next().flatten();
    if lines.len() < FEWEST_SHARES || units.any(|other| other != unit) {
        return;
    }
    let is_part = |of: &Sentence<'_>, at: usize| {
        lines.iter().any(|(sentence, share)| std::ptr::eq(*sentence, of) && share.part == at)
    };
    let mut found = None;
    for sentence in &sentences {
        for at in 0..sentence.numbers.len() {
            let number = &sentence.numbers[at];
            if measure(number) != unit || is_part(sentence, at) || is_rough(sentence, at) {
                continue;
            }
            let whole = NumberSpan::of(number);
            let is_wrong = |(sentence, share): &&(&Sentence<'_>, PartShare)| {
                let computed = NumberSpan::of(&sentence.numbers[share.part]).percent_of(whole);
                computed.is_some_and(|computed| !computed.holds(sentence.numbers[share.rate].value))
            };
            let mut wrong = lines.iter().filter(is_wrong);
            match (wrong.next(), wrong.next()) {
                (None, _) => return,
                (Some((line, share)), None) => {
                    found = found.or_else(|| not_of(line, *share, whole, &written(sentence, at)));
                }
                _ => {}
            }
        }
    }
    questions.extend(found);
}

/// Asks about two parts in sentences that follow one another, each with its share, and the whole before them:
/// `任务共55项。达到序时进度44项，占比80%。未达到11项，占比20%`. That they are its parts must be seen from their sum, or from
/// that of their shares.
fn two_across(block: &ProseBlock, questions: &mut Vec<Question>) {
    if memmem::find_iter(block.text.as_bytes(), "占").count() < 2 {
        return;
    }
    let sentences = sentences_of(block);
    let line = |sentence: &Sentence<'_>| {
        let own = *shares(sentence).first()?;
        (own.part == 0).then_some(own)
    };
    for three in sentences.windows(3) {
        let [lead, one, other] = three else { continue };
        let (Some(a), Some(b)) = (line(one), line(other)) else { continue };
        let unit = measure(&one.numbers[a.part]);
        let is_whole = |at: &usize| measure(&lead.numbers[*at]) == unit && !is_rough(lead, *at);
        let wholes: Vec<usize> = (0..lead.numbers.len()).filter(is_whole).collect();
        let ([at], true) = (&wholes[..], measure(&other.numbers[b.part]) == unit) else { continue };
        let (whole, name) = (NumberSpan::of(&lead.numbers[*at]), written(lead, *at));
        let (first, second) = (&one.numbers[a.part], &other.numbers[b.part]);
        let sum = NumberSpan::of(first).plus(NumberSpan::of(second));
        let rates = [one.numbers[a.rate].value, other.numbers[b.rate].value];
        let may_miss = half_unit(rates[0]) + half_unit(rates[1]);
        let is_all = (rates[0] + rates[1] - Decimal::ONE_HUNDRED).abs() <= may_miss;
        let is_sum = whole.low <= sum.high && sum.low <= whole.high;
        let holds = |part: &ProseNumber<'_>, of: NumberSpan, rate: Decimal| {
            NumberSpan::of(part).percent_of(of).is_none_or(|computed| computed.holds(rate))
        };
        let fit = [holds(first, whole, rates[0]), holds(second, whole, rates[1])];
        let fit_sum = holds(first, sum, rates[0]) && holds(second, sum, rates[1]);
        if is_all && !is_sum && fit_sum && is_slip_of(whole, sum) {
            questions.push(disagree(&name, sum));
        } else if (is_sum || is_all) && fit != [false, false] {
            questions.extend((!fit[0]).then(|| not_of(one, a, whole, &name)).flatten());
            questions.extend((!fit[1]).then(|| not_of(other, b, whole, &name)).flatten());
        }
    }
}

/// Whether what is done of the number before is told behind the part: `150件问题，123件已办结，占比82.0%`.
fn is_done_behind(sentence: &Sentence<'_>, part_at: usize, state: &str) -> bool {
    let things = between(sentence, part_at);
    let is_bare = things.matches(['，', ',', '、', '；']).count() == 1 && things.ends_with(['，', ',']);
    let is_of_these =
        ["中有", "中已有"].iter().any(|of| things.ends_with(of)) && !things.contains(['，', ',']);
    (is_bare || is_of_these)
        && DONE.contains(&state)
        && part_at.checked_sub(1).is_some_and(|whole| {
            let unit = measure(&sentence.numbers[part_at]);
            unit.is_some()
                && measure(&sentence.numbers[whole]) == unit
                && things.chars().count() <= LONGEST_STATE
        })
}

/// Whether the part is one of what is counted right before it: `801件提案中，已经解决的564件`.
fn is_of_these(sentence: &Sentence<'_>, part_at: usize) -> bool {
    let clause = between(sentence, part_at).split(['，', ',']).next().unwrap_or("");
    let Some(whole) = part_at.checked_sub(1).map(|at| &sentence.numbers[at]) else { return false };
    clause.trim_end_matches(['有', '已']).ends_with('中')
        && clause.chars().count() <= 8
        && measure(whole).is_some()
        && measure(whole) == measure(&sentence.numbers[part_at])
}

/// The number of which the part at `part_at` is one: that before 其中, or, where the part is what is done of
/// it, the one before.
pub(super) fn whole_of<'b, 's>(sentence: &'s Sentence<'b>, part_at: usize) -> Option<&'s ProseNumber<'b>> {
    let is_count = |number: &&ProseNumber<'_>| !number.is_rate;
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
    if is_of_these(sentence, part_at) {
        return Some(&sentence.numbers[part_at - 1]);
    }
    // `案件150件中，政府部门140件，…；乡镇10件，占…`
    let opens = |at: &usize| {
        let words = between(sentence, *at);
        let things = ["中，", "中有"].iter().find_map(|of| Some(words.split_once(of)?.0));
        things.is_some_and(|things| {
            things.chars().count() <= LONGEST_BASE && !things.contains(['，', ',', '；', '、', '：'])
        })
    };
    let unit = measure(&sentence.numbers[part_at]);
    if let Some(at) = (1..=part_at).rev().find(opens)
        && unit.is_some()
    {
        return Some(&sentence.numbers[at - 1]).filter(|whole| measure(whole) == unit);
    }
    if let Some(at) = only_before_rest(sentence, part_at) {
        return Some(&sentence.numbers[at]);
    }
    let before = sentence.before(part_at).trim_end();
    let whole_at = part_at.checked_sub(1)?;
    if is_total(sentence, whole_at, part_at) {
        return Some(&sentence.numbers[whole_at]);
    }
    let behind = sentence.numbers[part_at].behind;
    if measure(&sentence.numbers[part_at])
        .and_then(|unit| behind.strip_prefix(unit))
        .is_some_and(|behind| DONE.iter().any(|word| behind.starts_with(word)))
    {
        return Some(&sentence.numbers[whole_at]).filter(is_count);
    }
    DONE.iter().find(|word| before.ends_with(*word))?;
    let lead = before.trim_start_matches(|c: char| c.is_alphabetic());
    // Nothing but the measure of the whole and the word stands between the two.
    let is_bare =
        lead.chars().filter(|c| matches!(c, '，' | ',' | '、')).count() == 1 && before.chars().count() <= 12;
    Some(&sentence.numbers[whole_at]).filter(is_count).filter(|_| is_bare)
}

/// The only number of the same things before what is left of them: `1840处隐患，九成已整改，还有62处（占3%）`.
fn only_before_rest(sentence: &Sentence<'_>, part_at: usize) -> Option<usize> {
    let clause = last_clause(between(sentence, part_at));
    let is_rest = ["还有", "尚有", "仍有", "其余", "剩余"].iter().any(|word| clause.starts_with(word));
    let unit = measure(&sentence.numbers[part_at]).filter(|_| is_rest)?;
    let mut like = (0..part_at).filter(|at| measure(&sentence.numbers[*at]) == Some(unit));
    like.next().filter(|_| like.next().is_none())
}

/// Whether a number is the total of what the next one is a part of, by their names:
/// `总库容640万立方米，小型水库库容96万立方米`.
fn is_total(sentence: &Sentence<'_>, whole_at: usize, part_at: usize) -> bool {
    let name =
        |at: usize| last_clause(between(sentence, at)).trim_end_matches(['达', '到', '为', '有', '超']);
    let things = name(whole_at).rsplit_once('总').map(|(_, things)| things);
    things.is_some_and(|things| things.chars().count() >= 2 && name(part_at).ends_with(things))
        && measure(&sentence.numbers[whole_at]) == measure(&sentence.numbers[part_at])
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
    let parts: Vec<&ProseNumber<'_>> = sentence.numbers[first..].iter().collect();
    let has_state = |number: &&ProseNumber<'_>| {
        let behind = number.behind.strip_prefix(own).unwrap_or(number.behind);
        let behind = behind.strip_prefix(things).unwrap_or(behind);
        let before = sentence.block_text(number.range.start);
        STATES.iter().any(|word| behind.starts_with(word) || before.trim_end().ends_with(word))
    };
    let is_counted = |number: &&ProseNumber<'_>| {
        !number.is_rate && !is_loose(number) && number.value.scale() == 0 && number.behind.starts_with(own)
    };
    let sum: Decimal = parts.iter().map(|part| part.value).sum();
    let is_told = parts.len() >= 3 && parts.iter().all(|part| is_counted(part) && has_state(part));
    if !is_told || is_loose(whole) || sum == whole.value {
        return None;
    }
    let (whole_text, count) = (written_in(of_whole, whole), parts.len());
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

fn written_in(sentence: &Sentence<'_>, number: &ProseNumber<'_>) -> String {
    let at = sentence.numbers.iter().position(|other| other.range == number.range);
    at.map_or_else(String::new, |at| sentence.written(at))
}
