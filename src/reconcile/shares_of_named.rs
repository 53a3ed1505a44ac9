//! Shares of what is called by the name of a number before: `一般公共预算收入28583万元` and then
//! `税收收入11136万元，占一般公共预算收入的39.0%`, in the same paragraph or paragraphs later.
//!
//! Where any number of that name fits, nothing is asked; farther off only one number may have it.

use super::Question;
use super::amount::{NumberSpan, between, is_rough, thing, written};
use super::changes::{is_change, subject};
use super::clauses::last_clause;
use super::parts::{PartShare, not_of};
use super::prose::Sentence;

/// What stands behind the name of a base.
const NAME_ENDS: &[&str] = &["为", "达到", "达", "比重", "比例", "的"];
/// The places whose things a base may be.
const PLACES: &[&str] = &["全国", "全省", "全市", "全县", "全区"];
const OWN_PLACES: &[&str] = &["我国", "我省", "我市", "我县", "我区", "本市", "本县", "本区", "辖区"];
/// Words between the name of a number and the number.
const NAME_LINKS: &[&str] = &["累计完成", "完成", "实现", "达到", "为", "达", "共"];
/// Words that make a number that of another time, or one that is only planned.
const OTHER_TIMES: &[&str] = &["上年", "去年", "同期", "计划", "目标", "预计", "力争", "调整", "年初"];
/// The fewest characters at the ends of two names that make them names of one thing.
const FEWEST_IN_COMMON: usize = 4;
/// How many sentences before a share the number of its base may stand.
const FARTHEST: usize = 3;
/// What names of revenue and spending may say or not say, and mean the same.
const UNSAID: &[&str] = &["一般公共", "公共", "预算", "累计完成", "累计"];

/// Asks about the shares of a sentence; `told` are the sentences of the paragraphs before.
pub(super) fn ask(sentence: &Sentence<'_>, told: &[Sentence<'_>], questions: &mut Vec<Question>) {
    for at in 1..sentence.numbers.len() {
        let found = of_named(sentence, told, at);
        questions.extend(found.filter(|new| !questions.iter().any(|old| old.about == new.about)));
    }
}

/// A part, its share and the name of what that is a share of.
struct NamedShare<'s> {
    share: PartShare,
    name: &'s str,
    place: &'static str,
}

/// The share at a number of what is named before it.
fn named_share<'s>(sentence: &'s Sentence<'_>, at: usize) -> Option<NamedShare<'s>> {
    let words = between(sentence, at).trim_start_matches(['，', ',', '、']);
    // `已拨付9万元，已拨付占到位资金的90%`: the name of the part may be said again.
    let (again, name) = words.split_once('占')?;
    // Another share or a change may stand between: `，占预算的101%，占一般公共预算收入的49%`.
    let part = subject(sentence, at.checked_sub(1)?);
    let is_said_before =
        || sentence.before(at - 1).ends_with(again) || last_clause(between(sentence, part)).contains(again);
    if !again.is_empty() && !is_said_before() {
        return None;
    }
    let name = NAME_ENDS.iter().fold(name, |name, end| name.trim_end_matches(end));
    // `占全国幼儿园的比例`: the number has to be that of the same place.
    let (place, name) =
        PLACES.iter().find_map(|place| Some((*place, name.strip_prefix(place)?))).unwrap_or(("", name));
    // Of plans `relations` asks.
    let is_name = (if place.is_empty() { 4..=14 } else { 2..=14 }).contains(&name.chars().count())
        && name.chars().all(char::is_alphabetic)
        && !["计划", "目标", "任务", "预算"].iter().any(|plan| name.ends_with(plan));
    let is_share = sentence.numbers[at].is_rate && !is_rough(sentence, at) && !is_rough(sentence, part);
    (is_name && is_share).then_some(NamedShare { share: PartShare { part, rate: at }, name, place })
}

fn of_named(sentence: &Sentence<'_>, told: &[Sentence<'_>], at: usize) -> Option<Question> {
    let named = named_share(sentence, at)?;
    let own = &sentence.numbers[named.share.part];
    let unit = thing(own)?;
    let is_opened = sentence.text().starts_with("其中");
    let mut wholes: Vec<(NumberSpan, String)> = Vec::new();
    let mut look = |of_whole: &Sentence<'_>, end: usize| {
        let is_called = |at: &usize| {
            let lead = without_links(between(of_whole, *at));
            // `其中民生支出…，占公共财政预算支出的…` is one of 一般公共预算支出.
            let is_short_name = || is_opened && same_end(lead, named.name) >= FEWEST_IN_COMMON;
            let start = lead.strip_suffix(named.name).or_else(|| is_short_name().then_some(lead));
            start.is_some_and(|start| is_now(start) && is_of_place(of_whole, named.place))
                && thing(&of_whole.numbers[*at]) == Some(unit)
                && !is_rough(of_whole, *at)
        };
        let found = (0..end).rev().filter(is_called);
        let span = |at: usize| NumberSpan::beside(&of_whole.numbers[at], own);
        wholes.extend(found.map(|at| (span(at), written(of_whole, at))));
    };
    look(sentence, named.share.part);
    let mut earlier = sentence.previous();
    for _ in 0..FARTHEST {
        let Some(before) = earlier else { break };
        look(&before, before.numbers.len());
        earlier = before.previous();
    }
    if wholes.is_empty() {
        wholes.extend(far_off(sentence, told, &named));
    }
    let (whole, name) = wholes.first()?;
    let computed = |whole: NumberSpan| NumberSpan::of(own).percent_of(whole);
    let said = sentence.numbers[at].value;
    if wholes.iter().any(|(whole, _)| computed(*whole).is_none_or(|computed| computed.holds(said))) {
        return None;
    }
    not_of(sentence, named.share, *whole, name)
}

/// The only number in the paragraphs before that has the name of a base, whatever the names of revenue and
/// spending leave out: `公共财政预算总收入` and `财政总收入`.
fn far_off(
    sentence: &Sentence<'_>,
    told: &[Sentence<'_>],
    named: &NamedShare<'_>,
) -> Option<(NumberSpan, String)> {
    let own = &sentence.numbers[named.share.part];
    let name = shortened(named.name);
    let mut found: Option<(NumberSpan, String)> = None;
    for before in told {
        for at in 0..before.numbers.len() {
            let lead = shortened(last_clause(without_links(between(before, at))));
            let start = lead.strip_suffix(&*name);
            let is_whole = || PLACES.iter().chain(OWN_PLACES).any(|place| start == Some(*place));
            let is_called = (start == Some("") || is_whole()) && is_of_place(before, named.place);
            if !is_called || thing(&before.numbers[at]) != thing(own) || is_change(before, at) {
                continue;
            }
            if found.is_some() || is_rough(before, at) {
                return None;
            }
            found = Some((NumberSpan::beside(&before.numbers[at], own), written(before, at)));
        }
    }
    found
}

/// Whether the words before a name do not make the number behind it one of another time, or a planned one.
fn is_now(start: &str) -> bool {
    let clause = start.rsplit(['，', ',', '；', '、']).next().unwrap_or(start);
    !OTHER_TIMES.iter().any(|word| clause.contains(word))
}

fn is_of_place(sentence: &Sentence<'_>, place: &str) -> bool {
    let text = sentence.text();
    let names_other = || PLACES.iter().chain(OWN_PLACES).any(|other| text.contains(other));
    place.is_empty() || text.contains(place) || !names_other()
}

fn without_links(words: &str) -> &str {
    NAME_LINKS.iter().find_map(|link| words.strip_suffix(link)).unwrap_or(words)
}

fn shortened(name: &str) -> String {
    UNSAID.iter().fold(name.to_owned(), |name, word| name.replace(word, ""))
}

/// How many characters two names have in common at their ends.
fn same_end(one: &str, other: &str) -> usize {
    one.chars().rev().zip(other.chars().rev()).take_while(|(one, other)| one == other).count()
}
