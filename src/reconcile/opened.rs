//! The share of a part in a sentence that 其中 opens, of what the sentence before counts:
//! `修缮祠堂160座。其中，砖木结构的52座，占32.5%`.
//!
//! Where any number of the paragraph before it fits, nothing is asked.

use super::Question;
use super::amount::{NumberSpan, is_rough, thing, written};
use super::parts::{PartShare, not_of, shares, words_of};
use super::prose::Sentence;

/// The most numbers of the same things in the sentence before of which one may be meant.
const MOST: usize = 2;
/// How many sentences before a number may stand that fits.
const FARTHEST: usize = 4;
/// Words before a share that name no base.
const BARE: &[&str] = &["占", "占比", "占比为", "占比达", "占总数的", "占总量的"];

/// Asks about a sentence.
pub(super) fn ask(sentence: &Sentence<'_>, questions: &mut Vec<Question>) {
    if !sentence.text().starts_with("其中") {
        return;
    }
    // Of several shares `parts` asks.
    if let [share] = shares(sentence)[..] {
        questions.extend(of_before(sentence, share));
    }
}

fn of_before(sentence: &Sentence<'_>, share: PartShare) -> Option<Question> {
    let own = &sentence.numbers[share.part];
    // What is itself a share of something that is not told may share that with its part.
    let before =
        sentence.previous().filter(|before| shares(before).iter().all(|share| is_told(before, share)))?;
    let like = |of: &Sentence<'_>, at: usize| thing(&of.numbers[at]) == thing(own);
    let wholes: Vec<usize> = (0..before.numbers.len()).filter(|at| like(&before, *at)).collect();
    let is_bare = share.part == 0 && BARE.contains(&words_of(sentence, &share));
    let last = *wholes.last().filter(|_| is_bare && wholes.len() <= MOST)?;
    let span = |of: &Sentence<'_>, at: usize| NumberSpan::beside(&of.numbers[at], own);
    let fits = |of: &Sentence<'_>, at: usize| {
        let computed = NumberSpan::of(own).percent_of(span(of, at));
        is_rough(of, at) || computed.is_none_or(|computed| computed.holds(sentence.numbers[share.rate].value))
    };
    let mut earlier = sentence.previous();
    for _ in 0..FARTHEST {
        let Some(of) = earlier else { break };
        if (0..of.numbers.len()).any(|at| like(&of, at) && fits(&of, at)) {
            return None;
        }
        earlier = of.previous();
    }
    if span(&before, last).high < NumberSpan::of(own).low {
        return None;
    }
    not_of(sentence, share, span(&before, last), &written(&before, last))
}

/// Whether the number of which a part has its share stands before it in its sentence.
fn is_told(sentence: &Sentence<'_>, share: &PartShare) -> bool {
    let part = &sentence.numbers[share.part];
    (0..share.part).filter(|at| thing(&sentence.numbers[*at]) == thing(part)).any(|whole| {
        let computed = NumberSpan::of(part).percent_of(NumberSpan::beside(&sentence.numbers[whole], part));
        computed.is_some_and(|computed| computed.holds(sentence.numbers[share.rate].value))
    })
}
