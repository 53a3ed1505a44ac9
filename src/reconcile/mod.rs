//! 数字对账: questions about figures that do not agree with one another. It asks, and never rewrites.
//!
//! | file | asks about |
//! |---|---|
//! | `series` | cumulative figures that fall; digits and measures that change between periods; bare numbers and jumps of scale |
//! | `prose` | sentences: received, done and rate; 完成率 against the computed one; a number against the indicator's figure; `等9个港口` against the names before it |
//! | `parts` | shares and kinds against the whole that the same sentence names |
//! | `told` | parts that are all there is, against a whole told paragraphs before |
//! | `again` | a number of things that is said again where all of them are done |
//! | `items` | lists whose items are paragraphs: as one sentence, and column by column |
//! | `shares_of_named` | a share of what was called by the same name before |
//! | `bases` | shares of one base, whatever it is, of which all but one agree |
//! | `tenths` | shares in words: `占七成以上` |
//! | `opened` | the share of a part that opens its sentence with 其中, against the sentence before |
//! | `relations` | a rate against the numbers beside it |
//! | `rates` | a rate called after what is counted before it: 合格 and 合格率 |
//! | `targets` | a rate of the plan against the plan for the same things |
//! | `respective` | rates told in a row against the numbers told in a row before them |
//! | `changes` | a change against the two numbers that it lies between, and its rate |
//! | `years` | a change from a year against what the paragraph says of that year |
//! | `named` | a change of what was named before, and its rate |
//! | `kinds` | all kinds of a thing against the whole: the three sectors, men and women |
//! | `whole` | a whole against the parts listed behind it, where they are all there are |
//! | `scales` | a whole against all its parts behind it, in scales that differ |
//! | `totals` | a total against its parts before it |
//! | `reported` | changes and targets met in the text of an entry, against the figures reported |
//! | `states` | things against how many of them have each state, and against what is done and what is left |
//! | `periods` | quarters and months against their total; what there was, came, went and is left |
//! | `quotients` | a rate against the only two numbers that it may be of, whatever it is called |
//! | `spread` | a number of things against their states, told in the paragraphs behind it |
//! | `areas` | an indicator and its target against the sum of their areas (分项) |
//! | `goals` | the goals of a year against its targets |
//! | `plans` | bases and targets of one indicator against those of the years before |
//! | `tables` | totals of rows and shares inside tables |
//! | `total_rows` | which row of a table is one of totals, for certain or perhaps |
//! | `total_columns` | totals over the columns of a row: 合计, 总数 of 男 and 女, 全年 of its quarters |
//! | `requests` | the annual report's table of applications: its relation, its 总计, and the text about it |
//! | `columns` | columns that depend on one another in nearly all rows of a table, and a row in which they do not |
//!
//! `passage` reads finished texts, with their figures filled in, sentence by sentence, and `numbers` their
//! numbers; `cells` reads tables, and `labels` their heads and names; `amount` knows how exact numbers
//! are, and `clauses` what the words around them say. An answer under 对账说明 silences the questions that
//! it names, and is published as a footnote by whoever shows the entry or article.
//!
//! Every question is a warning. The aim is no false alarm: where a text can be read in two ways, nothing is
//! asked.

mod again;
mod amount;
mod areas;
mod bases;
mod cells;
mod changes;
mod clauses;
mod columns;
mod goals;
mod items;
mod kinds;
mod labels;
mod measures;
mod named;
mod numbers;
mod opened;
mod parts;
mod passage;
mod periods;
mod plans;
mod prose;
mod quotients;
mod rates;
mod relations;
mod reported;
mod requests;
mod respective;
mod scales;
mod series;
mod shares_of_named;
mod spread;
mod states;
mod tables;
mod targets;
mod tenths;
mod told;
mod total_columns;
mod total_rows;
mod totals;
mod whole;
mod years;

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;
use rayon::prelude::*;

use self::passage::{Flow, ProseBlock};
use self::prose::Sentence;

use crate::catalog::{Catalog, ItemKind, TextPlace};
use crate::config::Spanned;
use crate::diag::{Diagnostic, Place, Text};
use crate::entry::Disclosure;
use crate::model::{ContentPath, ItemId, ProjectId};
use crate::progress::Progress;
use crate::say;
use crate::text::Document;

/// What [`questions`] works from.
#[derive(Clone, Copy)]
pub struct ReconcileInputs<'a> {
    /// The site.
    pub catalog: &'a Catalog,
    /// What its figures say.
    pub progress: &'a Progress,
    /// Reads a content file again, to find the place of a question in it; asked only for files that have one.
    pub source: &'a (dyn Fn(&ContentPath) -> Option<Cow<'a, str>> + Sync),
}

/// The questions about all published texts and figures that nobody has answered.
#[must_use]
pub fn questions(inputs: ReconcileInputs<'_>) -> Vec<Diagnostic> {
    let projects = (0..inputs.catalog.projects.len()).into_par_iter().map(ProjectId::from);
    let mut found: Vec<Diagnostic> = projects.flat_map_iter(|project| of_project(inputs, project)).collect();
    let items = (0..inputs.catalog.items.len()).into_par_iter().map(ItemId::from);
    found.par_extend(items.flat_map_iter(|item| of_item(inputs, item)));
    found
}

/// One question, not yet a finding.
struct Question {
    rule: &'static str,
    /// What an answer has to name: an indicator, or words of the text.
    about: String,
    place: Where,
    message: Text,
    /// Other places that matter.
    related: Vec<(Place, Text)>,
}

/// Where a question has arisen.
enum Where {
    /// At bytes of the file.
    Span(Range<usize>),
    /// At words of the text, of which the file holds at least one of these; the first that it holds counts.
    Words(Vec<String>),
}

type Answers = [(Spanned<String>, Spanned<String>)];

/// The questions about one project.
#[must_use]
pub fn of_project(inputs: ReconcileInputs<'_>, id: ProjectId) -> Vec<Diagnostic> {
    let mut findings = goals::ask(inputs, id);
    findings.extend(plans::ask(inputs, id));
    findings.extend(areas::ask_targets(inputs, id));
    let mut asked = series::ask(inputs, id);
    for (entry, mut questions) in areas::ask(inputs, id) {
        asked.entry(entry).or_default().append(&mut questions);
    }
    for (id, entry) in inputs.catalog.entries_of(id) {
        let mut questions = asked.remove(&id).unwrap_or_default();
        let draft = &entry.draft;
        for text in [Some(&draft.text), draft.problems.as_ref(), draft.next.as_ref()].into_iter().flatten() {
            of_text(inputs, &entry.path, TextPlace::Entry(id), text, &mut questions);
        }
        settle(inputs, &entry.path, &draft.answers, questions, &mut findings);
    }
    findings
}

/// The questions about one item, if it is an article.
#[must_use]
pub fn of_item(inputs: ReconcileInputs<'_>, item: ItemId) -> Vec<Diagnostic> {
    let item = &inputs.catalog.items[item];
    let mut findings = Vec::new();
    if let ItemKind::Article(article) = &item.kind
        && article.common.disclosure != Disclosure::OnRequest
    {
        let mut questions = Vec::new();
        let place = inputs.catalog.article_place(item);
        of_text(inputs, &item.source, place, &article.text, &mut questions);
        settle(inputs, &item.source, &article.answers, questions, &mut findings);
    }
    findings
}

/// With more numbers a sentence is a mere list of them: no words say how they belong together.
const MOST_NUMBERS: usize = 200;
/// How many sentences before a paragraph may tell what it takes up again.
const MOST_TOLD: usize = 30;

fn of_text(
    inputs: ReconcileInputs<'_>,
    file: &ContentPath,
    place: TextPlace,
    text: &Document,
    questions: &mut Vec<Question>,
) {
    if text.is_empty() {
        return;
    }
    let passages = passage::read(inputs.catalog, file, place, text);
    let known = prose::KnownFigures::new(inputs.catalog, inputs.progress, place, &passages.blocks);
    let lists = items::joined(&passages.blocks);
    let mut of_lists = Vec::new();
    let mut earlier = None;
    let mut told: Vec<Sentence<'_>> = Vec::new();
    for (nth, block) in passages.blocks.iter().enumerate() {
        let latest = &told[told.len().saturating_sub(MOST_TOLD)..];
        prose::lists(block, questions);
        prose::each_sentence(block, |sentence| {
            prose::ask(&known, sentence, questions);
            reported::ask(&known, sentence, questions);
            of_sentence(sentence, earlier, latest, questions);
        });
        parts::across(block, questions);
        years::ask(block, questions);
        kinds::across(block, questions);
        if let Some(list) = lists.iter().find(|list| list.first == nth) {
            prose::each_sentence(&list.block, |sentence| of_list(sentence, earlier, latest, &mut of_lists));
        }
        if block.flow != Flow::Apart {
            told.extend(prose::sentences_of(block));
        }
        earlier = Some(block);
    }
    let is_new = |new: &Question| !questions.iter().any(|old| old.rule == new.rule && old.about == new.about);
    let of_lists: Vec<Question> = of_lists.into_iter().filter(is_new).collect();
    questions.extend(of_lists);
    items::ask(&passages.blocks, questions);
    let mut of_blocks = Vec::new();
    spread::ask(&passages.blocks, &mut of_blocks);
    of_blocks.retain(|new| !questions.iter().any(|old| is_same(old, new)));
    questions.append(&mut of_blocks);
    requests::ask_text(&passages, questions);
    for table in &passages.tables {
        tables::ask(table, questions);
        columns::ask(table, questions);
    }
}

/// Asks about a sentence: `earlier` is the paragraph before its own, `told` are the sentences before that.
fn of_sentence<'b>(
    sentence: &Sentence<'b>,
    earlier: Option<&'b ProseBlock>,
    told: &[Sentence<'b>],
    questions: &mut Vec<Question>,
) {
    let asked = questions.len();
    parts::ask(sentence, questions);
    // What follows looks from each number at all the others.
    if sentence.numbers.len() > MOST_NUMBERS {
        return;
    }
    shares_of_named::ask(sentence, told, questions);
    relations::ask(sentence, questions);
    rates::ask(sentence, questions);
    changes::ask(sentence, questions);
    named::ask(sentence, told, questions);
    respective::ask(sentence, questions);
    targets::ask(sentence, told, questions);
    kinds::ask(sentence, questions);
    bases::ask(sentence, questions);
    opened::ask(sentence, questions);
    tenths::ask(sentence, questions);
    totals::ask(sentence, questions);
    again::ask(sentence, told, questions);
    let earlier = earlier.filter(|_| sentence.opens_block());
    whole::ask(sentence, earlier, questions);
    scales::ask(sentence, questions);
    states::ask(sentence, questions);
    periods::ask(sentence, questions);
    quotients::ask(sentence, questions);
    if questions.len() == asked {
        told::ask(sentence, told, questions);
    }
    if let Some(fuller) = sentence.with_small_numbers() {
        let mut found = Vec::new();
        if fuller.tells_parts() {
            parts::ask_kinds(&fuller, &mut found);
            whole::ask(&fuller, earlier, &mut found);
        }
        states::ask(&fuller, &mut found);
        found.retain(|new| !questions[asked..].iter().any(|old| is_same(old, new)));
        questions.append(&mut found);
    }
}

/// Whether two questions are about the same number: `30个` is that of `30个事项`.
fn is_same(one: &Question, other: &Question) -> bool {
    let (one_is, other_is) = (&*one.about, &*other.about);
    one.rule == other.rule && (one_is.starts_with(other_is) || other_is.starts_with(one_is))
}

/// Asks about a list whose items are paragraphs, read as one sentence.
fn of_list<'b>(
    sentence: &Sentence<'b>,
    earlier: Option<&'b ProseBlock>,
    told: &[Sentence<'b>],
    questions: &mut Vec<Question>,
) {
    if sentence.numbers.len() > MOST_NUMBERS {
        return;
    }
    let asked = questions.len();
    parts::ask(sentence, questions);
    bases::ask(sentence, questions);
    whole::ask(sentence, earlier.filter(|_| sentence.opens_block()), questions);
    if questions.len() == asked {
        told::ask(sentence, told, questions);
    }
}

/// Leaves out what is answered, makes findings of the rest, and reports answers to questions that nobody
/// asks.
fn settle(
    inputs: ReconcileInputs<'_>,
    file: &ContentPath,
    answers: &Answers,
    questions: Vec<Question>,
    findings: &mut Vec<Diagnostic>,
) {
    for (about, _) in answers {
        if !questions.iter().any(|question| question.about == about.value) {
            findings.push(unused_answer(file, about, &questions));
        }
    }
    let is_open = |question: &Question| !answers.iter().any(|(about, _)| about.value == question.about);
    let mut source: Option<Option<Cow<'_, str>>> = None;
    for question in questions.into_iter().filter(is_open) {
        let span = match question.place {
            Where::Span(span) => Some(span),
            Where::Words(words) => {
                let source = source.get_or_insert_with(|| (inputs.source)(file)).as_deref().unwrap_or("");
                words.iter().find_map(|words| only_place(source, words))
            }
        };
        let about = &question.about;
        let place =
            span.map_or_else(|| Place::whole(file.in_site()), |span| Place::span(file.in_site(), span));
        let mut finding = Diagnostic::warning(question.rule, question.message).at(place).help(say!(
            "请核对；数字没有错的，在“对账说明”里写一行 `{about}: 原因`，不再提问，原因作为脚注公开",
            "please check; if the numbers are right, add a line `{about}: reason` under `reconciled`: the question is not asked again, and the reason is published as a footnote"
        ));
        finding.related = question.related;
        findings.push(finding);
    }
}

/// Where `words` stand in a file, if they stand there only once.
fn only_place(source: &str, words: &str) -> Option<Range<usize>> {
    let mut places = memmem::find_iter(source.as_bytes(), words);
    let at = places.next().filter(|_| places.next().is_none())?;
    Some(at..at + words.len())
}

fn unused_answer(file: &ContentPath, about: &Spanned<String>, questions: &[Question]) -> Diagnostic {
    let given = &about.value;
    let near = crate::diag::nearest(given, questions.iter().map(|question| &*question.about));
    let help = match near {
        Some(near) => say!("是不是“{near}”？", "did you mean `{near}`?"),
        None => say!(
            "数字已经改对的，删去这一行；要留给读者的话写在正文里",
            "if the numbers agree now, remove this line; write what readers should know into the text"
        ),
    };
    Diagnostic::advice(
        "unused-answer",
        say!("对账说明“{given}”没有对应的疑问", "the answer `{given}` answers no question"),
    )
    .at(Place::span(file.in_site(), about.span.clone()))
    .help(help)
}
