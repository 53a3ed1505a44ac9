//! Lists whose items stand in paragraphs of their own: as one sentence where each ends with `；`, and
//! column by column: `险情9起、遇险31人。` and then `渔船4起、12人。`, `货船5起、19人。`.
//!
//! Columns are asked about only where one of them adds up, which shows that the items are all there are.

use super::amount::{is_rough, measure, written};
use super::changes::is_change;
use super::measures::is_counted;
use super::passage::{Filled, Flow, ProseBlock};
use super::prose::{Sentence, sentences_of};
use super::{Question, Where};
use crate::quantity::{Decimal, plain};
use crate::say;

/// What ends a paragraph that the next one goes on with.
const GOES_ON: [&str; 7] = ["；", ";", "：", ":", "，", "、", "其中"];
/// The fewest paragraphs that are read as one.
const FEWEST_JOINED: usize = 3;
/// The fewest items whose numbers are added up.
const FEWEST_ITEMS: usize = 3;

/// Paragraphs that are one sentence.
pub(super) struct JoinedItems {
    /// Where the first of them is.
    pub(super) first: usize,
    pub(super) block: ProseBlock,
}

/// The lists among the paragraphs of a text, each as one paragraph.
pub(super) fn joined(blocks: &[ProseBlock]) -> Vec<JoinedItems> {
    let goes_on = |block: &ProseBlock| {
        let text = block.text.trim_end();
        block.flow == Flow::Paragraph && GOES_ON.iter().any(|end| text.ends_with(end))
    };
    let mut lists = Vec::new();
    let mut first = 0;
    while first < blocks.len() {
        let more = blocks[first..].iter().take_while(|block| goes_on(block)).count();
        let is_ended = blocks.get(first + more).is_some_and(|last| last.flow == Flow::Paragraph);
        let count = more + usize::from(is_ended);
        if more > 0 && count >= FEWEST_JOINED {
            lists.push(JoinedItems { first, block: join(&blocks[first..first + count]) });
        }
        first += count.max(1);
    }
    lists
}

fn join(blocks: &[ProseBlock]) -> ProseBlock {
    let mut all = ProseBlock { flow: Flow::Paragraph, ..ProseBlock::default() };
    for block in blocks {
        let start = all.text.len();
        let shifted = block.figures.iter().map(|filled| Filled {
            range: start + filled.range.start..start + filled.range.end,
            figure: filled.figure,
            span: filled.span.clone(),
        });
        all.figures.extend(shifted);
        all.text.push_str(block.text.trim_end());
    }
    all
}

/// Asks about items that each have the same two numbers, where one column makes what stands before them and
/// another does not.
pub(super) fn ask(blocks: &[ProseBlock], questions: &mut Vec<Question>) {
    let mut at = 0;
    while at < blocks.len() {
        let read = columns(&blocks[at..], questions);
        at += read.max(1);
    }
}

/// A number that opens a column, and what stands below it.
struct ItemColumn {
    total: Decimal,
    written: String,
    unit: String,
    sum: Decimal,
}

/// Asks about the items behind the first block, and tells how many there are.
fn columns(blocks: &[ProseBlock], questions: &mut Vec<Question>) -> usize {
    let Some(lead) = blocks.first().filter(|block| block.flow != Flow::Apart) else { return 0 };
    let Some(opening) = sentences_of(lead).into_iter().next() else { return 0 };
    let mut columns: Vec<ItemColumn> = Vec::new();
    for at in 0..opening.numbers.len() {
        let Some(unit) = counted(&opening, at) else { continue };
        if columns.iter().all(|column| column.unit != unit) {
            let (total, written) = (opening.numbers[at].value, written(&opening, at));
            columns.push(ItemColumn { total, written, unit: unit.to_owned(), sum: Decimal::ZERO });
        }
    }
    if columns.len() < 2 {
        return 0;
    }
    let mut count = 0;
    for block in &blocks[1..] {
        let Some(numbers) = row(block, &columns) else { break };
        columns.iter_mut().zip(numbers).for_each(|(column, number)| column.sum += number);
        count += 1;
    }
    let (right, wrong): (Vec<_>, Vec<_>) = columns.iter().partition(|column| column.sum == column.total);
    if count >= FEWEST_ITEMS && !right.is_empty() {
        questions.extend(wrong.into_iter().map(|column| disagree(column, count)));
    }
    count
}

/// The first number of an item in the measure of each column.
fn row(block: &ProseBlock, columns: &[ItemColumn]) -> Option<Vec<Decimal>> {
    let sentence = sentences_of(block).into_iter().next().filter(|_| block.flow != Flow::Apart)?;
    let first = |column: &ItemColumn| {
        let at = (0..sentence.numbers.len()).find(|at| counted(&sentence, *at) == Some(&*column.unit))?;
        Some(sentence.numbers[at].value)
    };
    columns.iter().map(first).collect()
}

/// What a number counts exactly, if it is no change.
fn counted<'b>(sentence: &Sentence<'b>, at: usize) -> Option<&'b str> {
    let unit = measure(&sentence.numbers[at]).filter(|unit| is_counted(unit))?;
    (!is_rough(sentence, at) && !is_change(sentence, at)).then_some(unit)
}

fn disagree(column: &ItemColumn, count: usize) -> Question {
    let (written, sum, unit) = (&column.written, plain(column.sum), &column.unit);
    Question {
        rule: "parts-disagree",
        about: written.clone(),
        place: Where::Words(vec![written.clone()]),
        message: say!(
            "写的是{written}，后面{count}段的相加是{sum}{unit}",
            "it says {written}, the {count} paragraphs behind it add up to {sum}"
        ),
        related: Vec::new(),
    }
}
