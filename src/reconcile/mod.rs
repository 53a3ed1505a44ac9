//! 数字对账: questions about figures that do not agree with one another. It asks, and never rewrites.
//!
//! | file | asks about |
//! |---|---|
//! | `series` | cumulative figures that fall; digits and measures that change between periods |
//! | `prose` | sentences: received, done and rate; 完成率 against the computed one; a number against the indicator's figure; `等9个省份` against the names before it |
//! | `tables` | totals and shares |
//!
//! `passage` reads finished texts, with their figures filled in, sentence by sentence. An answer under 对账说明 silences
//! the questions that it names, and is published as a footnote by whoever shows the entry or article.
//!
//! Every question is a warning. The aim is no false alarm: where a text can be read in two ways, nothing is asked.

mod passage;
mod prose;
mod series;
mod tables;

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;
use rayon::prelude::*;

use crate::catalog::{Catalog, ItemKind, TextPlace};
use crate::config::Spanned;
use crate::diag::{Diagnostic, Place, Text};
use crate::entry::Disclosure;
use crate::model::ContentPath;
use crate::progress::Progress;
use crate::say;
use crate::text::Document;

/// What [`questions`] works from.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// The site.
    pub catalog: &'a Catalog,
    /// What its figures say.
    pub progress: &'a Progress,
    /// Reads a content file again, to find the place of a question in it; asked only for files that have one.
    pub source: &'a (dyn Fn(&ContentPath) -> Option<Cow<'a, str>> + Sync),
}

/// The questions about all published texts and figures that nobody has answered.
#[must_use]
pub fn questions(inputs: Inputs<'_>) -> Vec<Diagnostic> {
    let projects = (0..inputs.catalog.projects.len()).into_par_iter();
    let mut found: Vec<Diagnostic> = projects.flat_map_iter(|project| of_project(inputs, project)).collect();
    let items = (0..inputs.catalog.items.len()).into_par_iter();
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

/// The questions about one project, by its number in the catalogue.
#[must_use]
pub fn of_project(inputs: Inputs<'_>, at: usize) -> Vec<Diagnostic> {
    let project = &inputs.catalog.projects[at];
    let mut findings = Vec::new();
    let mut asked = series::ask(inputs.progress, at, project);
    for (y, year) in project.years.iter().enumerate() {
        for (e, entry) in year.entries.iter().enumerate() {
            let mut questions = asked.remove(&(y, e)).unwrap_or_default();
            let place = TextPlace { project: Some(at), entry: Some((y, e)) };
            let draft = &entry.draft;
            for text in
                [Some(&draft.text), draft.problems.as_ref(), draft.next.as_ref()].into_iter().flatten()
            {
                of_text(inputs, &entry.path, place, text, &mut questions);
            }
            settle(inputs, &entry.path, &draft.answers, questions, &mut findings);
        }
    }
    findings
}

/// The questions about one item, by its number in the catalogue, if it is an article.
#[must_use]
pub fn of_item(inputs: Inputs<'_>, item: usize) -> Vec<Diagnostic> {
    let item = &inputs.catalog.items[item];
    let mut findings = Vec::new();
    if let ItemKind::Article(article) = &item.kind
        && article.common.disclosure != Disclosure::OnRequest
    {
        let mut questions = Vec::new();
        of_text(inputs, &item.source, TextPlace::default(), &article.text, &mut questions);
        settle(inputs, &item.source, &article.answers, questions, &mut findings);
    }
    findings
}

fn of_text(
    inputs: Inputs<'_>,
    file: &ContentPath,
    place: TextPlace,
    text: &Document,
    questions: &mut Vec<Question>,
) {
    if text.is_empty() {
        return;
    }
    let passages = passage::read(inputs.catalog, file, place, text);
    let known = prose::Known::new(inputs.catalog, inputs.progress, place);
    for block in &passages.blocks {
        prose::ask(&known, block, questions);
    }
    for table in &passages.tables {
        tables::ask(table, questions);
    }
}

/// Leaves out what is answered, makes findings of the rest, and reports answers to questions that nobody asks.
fn settle(
    inputs: Inputs<'_>,
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
