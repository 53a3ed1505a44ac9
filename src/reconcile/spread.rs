//! A number of things in one paragraph, and how many of them stand in each state in those that follow:
//! `全区共有45个事项。` and then `一是已完成24个。`, `二是按序时推进20个。` …, or all states in one sentence.
//!
//! Nothing ties the paragraphs together but their words, so the form is narrow: the first has one number in
//! the measure that the parts have; each part says a state, at least three do, no state twice, and before the
//! first of them stands nothing that could be another subject.

use super::numbers::{ProseNumber, is_loose};
use super::passage::{Flow, ProseBlock};
use super::prose::{Sentence, each_sentence, sentences_of};
use super::{Question, Where};
use crate::quantity::{Decimal, plain};
use crate::say;

/// The words of a state, those that hold others before them; each state is one of a whole, whatever its word.
const STATES: &[(&str, ThingState)] = &[
    ("未完成", ThingState::Undone),
    ("未办结", ThingState::Undone),
    ("未启动", ThingState::Waiting),
    ("未开工", ThingState::Waiting),
    ("未开始", ThingState::Waiting),
    ("滞后", ThingState::Late),
    ("缓慢", ThingState::Late),
    ("慢于序时", ThingState::Late),
    ("低于序时", ThingState::Late),
    ("未达序时", ThingState::Late),
    ("未达到序时", ThingState::Late),
    ("调整", ThingState::Adjusted),
    ("超序时", ThingState::Ahead),
    ("按序时", ThingState::Going),
    ("达序时", ThingState::Going),
    ("达到序时", ThingState::Going),
    ("按计划", ThingState::Going),
    ("正常推进", ThingState::Going),
    ("有序推进", ThingState::Going),
    ("正在推进", ThingState::Going),
    ("推进中", ThingState::Going),
    ("正在办理", ThingState::Going),
    ("完成", ThingState::Done),
    ("办结", ThingState::Done),
];

/// What a thing that is to be done may be said to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ThingState {
    Done,
    Ahead,
    Going,
    Late,
    Waiting,
    Undone,
    Adjusted,
}

/// Things that have a state. What else has a number in the same measure is no whole of them.
const THINGS: &[&str] = &[
    "实事项目",
    "子项目",
    "项目",
    "事项",
    "子项",
    "小项",
    "任务",
    "实事",
    "工程",
    "建议",
    "提案",
    "举措",
    "工作",
];
/// What may stand before a part without giving it another subject, besides numbers of order and days.
const OPENERS: &[&str] = &[
    "截至目前",
    "截至",
    "截止",
    "目前",
    "其中",
    "上半年",
    "前三季度",
    "季度末",
    "季度",
    "年底",
    "月底",
    "月末",
    "总体看",
    "具体为",
    "分别为",
    "是",
    "有",
    "的",
    "已",
    "提前",
    "超额",
    "全部",
    "全面",
    "推进",
    "进度",
    "共",
    "为",
    "尚",
];
/// What ends a paragraph that the next ones take apart.
const OPENING_ENDS: [&str; 5] = ["：", ":", "其中", "如下", "—"];
/// All that stands before a number of things that are named by nothing but their states.
const BARE_LEADS: &[&str] = &["共", "共有", "总共", "全年共", "今年共"];
/// The fewest parts that are taken for the whole.
const FEWEST_PARTS: usize = 3;

/// The shortest paragraph, in bytes, that may say how many things there are and list their states.
const SHORTEST: usize = 100;

/// One of the parts.
struct SpreadPart {
    value: Decimal,
    state: ThingState,
    /// The things counted, if they are named.
    things: Option<&'static str>,
    /// The count word.
    measure: char,
}

/// Asks about the totals whose parts stand in the paragraphs behind them.
pub(super) fn ask(blocks: &[ProseBlock], questions: &mut Vec<Question>) {
    let flowing: Vec<&ProseBlock> = blocks.iter().filter(|block| block.flow != Flow::Apart).collect();
    for (at, lead) in flowing.iter().enumerate() {
        let rest = &flowing[at + 1..];
        let parts = match rest.first().and_then(|next| in_one_sentence(next)) {
            Some(parts) => parts,
            None => in_several(rest),
        };
        if parts.len() >= FEWEST_PARTS {
            questions.extend(question(lead, &parts));
        }
        in_one_paragraph(lead, questions);
        each_sentence(lead, |sentence| {
            let found = behind_whole(sentence, lead.flow);
            questions.extend(found.filter(|new| !questions.iter().any(|old| old.about == new.about)));
        });
    }
}

/// A number of things and their states behind it, in one sentence: `30个事项中，已完成12个，超序时8个，按序时10个`.
fn behind_whole(sentence: &Sentence<'_>, flow: Flow) -> Option<Question> {
    let text = sentence.text();
    if sentence.numbers.len() <= FEWEST_PARTS || text.contains("其中") {
        return None;
    }
    let whole = sentence.numbers.iter().position(|number| measure(number).is_some())?;
    let parts = whole + 1..sentence.numbers.len();
    let parts = parts.map(|at| part(sentence, at)).collect::<Option<Vec<SpreadPart>>>()?;
    if parts.len() < FEWEST_PARTS {
        return None;
    }
    // Up to the sign behind what is counted.
    let number = &sentence.numbers[whole];
    let end = number.behind.find(['，', ',', '：', ':', '；', '（', '('])?;
    let end = number.range.end + end;
    let mut text = sentence.block_text(end).to_owned();
    // `共54项，已完成…`: nothing but the states says what they are.
    let are_different =
        (1..parts.len()).all(|at| parts[..at].iter().all(|other| other.state != parts[at].state));
    let is_done = parts.iter().any(|part| part.state == ThingState::Done);
    if BARE_LEADS.contains(&sentence.before(whole)) && are_different && is_done {
        text.push('：');
    }
    question(&ProseBlock { text, flow, figures: Vec::new() }, &parts)
}

/// A number of things at the end of a sentence, whose states the next one lists: `有26个项目。5个项目已完成，…`.
/// With 其中 `parts` asks.
fn in_one_paragraph(block: &ProseBlock, questions: &mut Vec<Question>) {
    // So many states do not stand in a short text.
    if block.text.len() < SHORTEST || !block.figures.is_empty() {
        return;
    }
    let sentences = sentences_of(block);
    for (lead, next) in sentences.iter().zip(sentences.iter().skip(1)) {
        if next.text().contains("其中") || next.text().contains("中有") || next.text().contains("中，有")
        {
            continue;
        }
        let counted = next.numbers.iter().enumerate().filter(|(_, number)| measure(number).is_some());
        let parts = counted.map(|(at, _)| part(next, at)).collect::<Option<Vec<SpreadPart>>>();
        if let Some(parts) = parts.filter(|parts| parts.len() >= FEWEST_PARTS) {
            let lead = ProseBlock { text: lead.text().to_owned(), flow: block.flow, figures: Vec::new() };
            questions.extend(question(&lead, &parts));
        }
    }
}

/// The parts that the first sentence of a paragraph lists.
fn in_one_sentence(block: &ProseBlock) -> Option<Vec<SpreadPart>> {
    let mut found = None;
    each_sentence(block, |sentence| {
        if sentence.opens_block() {
            let numbers = sentence.numbers.iter().enumerate().filter(|(_, number)| measure(number).is_some());
            let parts = numbers.map(|(at, _)| part(sentence, at)).collect::<Option<Vec<SpreadPart>>>();
            found = parts.filter(|parts| parts.len() >= FEWEST_PARTS);
        }
    });
    found
}

/// The parts that the next paragraphs begin with, one each; where the first is a heading, the next headings.
fn in_several(blocks: &[&ProseBlock]) -> Vec<SpreadPart> {
    let Some(first) = blocks.first() else { return Vec::new() };
    let is_heading = first.flow == Flow::Heading;
    let own = blocks.iter().filter(|block| !is_heading || block.flow == Flow::Heading);
    own.map_while(|block| first_part(block)).collect()
}

fn first_part(block: &ProseBlock) -> Option<SpreadPart> {
    let mut found = None;
    each_sentence(block, |sentence| {
        if sentence.opens_block() {
            let first = sentence.numbers.iter().position(|number| measure(number).is_some());
            found = first.and_then(|at| part(sentence, at));
        }
    });
    found
}

/// The number as one of the parts: its state stands behind it or before it, and nothing else before it.
fn part(sentence: &Sentence<'_>, at: usize) -> Option<SpreadPart> {
    let number = &sentence.numbers[at];
    let measure = measure(number)?;
    if number.is_rate || is_loose(number) || number.value.scale() > 0 {
        return None;
    }
    let (things, behind) = things_of(number, measure);
    let marks = ['，', ',', '、', '；', ';', '。', '（', '('];
    let behind = behind.split(marks).next().unwrap_or("");
    let before = sentence.before(at);
    let before = if at == 0 { before } else { before.rsplit(marks).next().unwrap_or("") };
    // `共28个事项：已完成11个`
    let before =
        before.rsplit_once(['：', ':']).map_or(before, |(_, own)| if own.is_empty() { before } else { own });
    // Between other numbers and this one stand words of theirs, up to the mark.
    let is_clean = says_nothing_else(before);
    let state = state_in(before).or_else(|| state_in(behind))?;
    is_clean.then_some(SpreadPart { value: number.value, state, things, measure })
}

/// The things that a number counts, if they are named, and what stands behind them.
fn things_of<'b>(number: &ProseNumber<'b>, measure: char) -> (Option<&'static str>, &'b str) {
    let behind = number.behind.strip_prefix(measure).unwrap_or(number.behind);
    let named = THINGS.iter().find_map(|things| Some((*things, behind.strip_prefix(things)?)));
    named.map_or((None, behind), |(things, behind)| (Some(things), behind))
}

fn state_in(words: &str) -> Option<ThingState> {
    // More than was due by now is not all.
    if words.contains("超额完成") && ["节点", "季度", "月"].iter().any(|part| words.contains(part)) {
        return Some(ThingState::Ahead);
    }
    STATES.iter().find(|(word, _)| words.contains(word)).map(|(_, state)| *state)
}

/// Whether words are only a state, an opening, a day or a number of order.
fn says_nothing_else(words: &str) -> bool {
    let known = || STATES.iter().map(|(word, _)| *word).chain(THINGS.iter().chain(OPENERS).copied());
    let mut rest = words;
    while let Some(c) = rest.chars().next() {
        let known = known().filter(|word| rest.starts_with(word)).map(str::len).max();
        let is_mark = !c.is_alphanumeric() || c.is_ascii_digit() || "一二三四五六七八九十年月日".contains(c);
        match known {
            Some(length) => rest = &rest[length..],
            None if is_mark => rest = &rest[c.len_utf8()..],
            None => return false,
        }
    }
    true
}

/// The count word of things that have a state.
fn measure(number: &ProseNumber<'_>) -> Option<char> {
    number.behind.chars().next().filter(|c| matches!(c, '个' | '项' | '件' | '条' | '处' | '座'))
}

/// The total in `lead` against the sum of its parts.
fn question(lead: &ProseBlock, parts: &[SpreadPart]) -> Option<Question> {
    let unit = parts.first()?.measure;
    let is_alike = parts.iter().all(|part| part.measure == unit);
    let is_opened = OPENING_ENDS.iter().any(|end| lead.text.trim_end_matches('—').trim_end().ends_with(end))
        || lead.text.trim_end().ends_with('—');
    let twice = |(at, part): (usize, &SpreadPart)| parts[..at].iter().any(|other| other.state == part.state);
    if !is_alike || !is_opened && parts.iter().enumerate().any(twice) {
        return None;
    }
    let mut whole: Option<(Decimal, String, Option<&str>)> = None;
    let mut is_sure = true;
    each_sentence(lead, |sentence| {
        for (at, number) in sentence.numbers.iter().enumerate() {
            if measure(number) == Some(unit) && !number.is_rate {
                let is_whole = part(sentence, at).is_none() && !is_loose(number);
                is_sure &= whole.is_none() && is_whole && number.value.scale() == 0;
                let before = sentence.before(at).trim_end_matches(['共', '有', '为', '达', '计']);
                let clause = number.behind.split(['，', ',', '。', '；', '、', '：']).next().unwrap_or("");
                let is_named = |things: &&&str| clause.contains(**things) || before.ends_with(**things);
                let things = THINGS.iter().find(is_named).copied();
                whole = Some((number.value, sentence.written(at), things));
            }
        }
    });
    let (whole, written, things) = whole.filter(|_| is_sure)?;
    let named = || parts.iter().filter_map(|part| part.things);
    // What is counted has to be told once at least, and by nobody otherwise.
    let is_same = match things {
        Some(things) => {
            named().all(|named| named == things || things.contains(named) || named.contains(things))
        }
        None => is_opened && named().next().is_none(),
    };
    let sum: Decimal = parts.iter().map(|part| part.value).sum();
    if !is_same || sum == whole || parts.iter().any(|part| part.value > whole) {
        return None;
    }
    let (count, sum) = (parts.len(), plain(sum));
    Some(Question {
        rule: "parts-disagree",
        about: written.clone(),
        place: Where::Words(vec![written.clone()]),
        message: say!(
            "写的是{written}，后面分列的{count}类相加是{sum}{unit}",
            "it says {written}, the {count} kinds told behind it add up to {sum}"
        ),
        related: Vec::new(),
    })
}
