//! Parts that are all there is, by their shares or their kinds, against a whole that was told before, or
//! paragraphs before: `全镇有渔船12840艘。` and later `机动渔船9630艘，占75%；非机动渔船3220艘，占25%`.
//!
//! Which number before them is meant nobody says, so one is asked about only where no number before them is
//! their sum, and where that one is their sum but for a wrong digit, or the whole of which the shares are.

use super::Question;
use super::amount::{NumberSpan, half_unit, is_rough, measure, slack};
use super::measures::is_counted;
use super::parts::{PartShare, share_of, shares};
use super::prose::Sentence;
use super::whole::{Before, all_kinds, are_alike, before, disagree, is_slip};
use crate::quantity::{Decimal, plain};

/// So many digits make it unlikely that a number is a sum with one wrong digit by chance.
const FEWEST_DIGITS: usize = 4;
/// And so many where the number is the only one right before.
const FEWEST_IF_NEAR: usize = 3;

/// Asks about the parts of a sentence; `told` are the sentences of the paragraphs before.
pub(super) fn ask(sentence: &Sentence<'_>, told: &[Sentence<'_>], questions: &mut Vec<Question>) {
    let mut units: Vec<&str> = Vec::new();
    for unit in sentence.numbers.iter().filter_map(measure) {
        if units.contains(&unit) {
            continue;
        }
        units.push(unit);
        let by_shares = all_shares(sentence, unit);
        let rates = by_shares.clone().unwrap_or_default();
        let parts = by_shares.map(|shares| shares.iter().map(|share| share.part).collect());
        let Some(parts) = parts.or_else(|| all_kinds(sentence, unit)) else { continue };
        let list = PartList { sentence, unit, parts, rates };
        let found = list.against(told);
        questions.extend(found.filter(|new| !questions.iter().any(|old| old.about == new.about)));
    }
}

/// The parts in one measure whose shares, of the whole and nothing that is named, make a hundred per cent.
fn all_shares(sentence: &Sentence<'_>, unit: &str) -> Option<Vec<PartShare>> {
    let is_of_whole = |share: &PartShare| {
        let words = super::amount::between(sentence, share.rate);
        measure(&sentence.numbers[share.part]) == Some(unit)
            && share_of(words).is_some_and(|base| base.is_empty())
    };
    let found: Vec<PartShare> = shares(sentence).into_iter().filter(is_of_whole).collect();
    let rates = || found.iter().map(|share| sentence.numbers[share.rate].value);
    let may_miss: Decimal = rates().map(half_unit).sum();
    let is_all = (rates().sum::<Decimal>() - Decimal::ONE_HUNDRED).abs() <= may_miss;
    (found.len() > 1 && is_all).then_some(found)
}

/// Parts that are all there is.
struct PartList<'s, 'b> {
    sentence: &'s Sentence<'b>,
    unit: &'s str,
    parts: Vec<usize>,
    /// Their shares, if they have any.
    rates: Vec<PartShare>,
}

/// A number told before, and whether it is the only one of its measure in its sentence and near.
struct Candidate {
    number: Before,
    is_near: bool,
}

impl PartList<'_, '_> {
    /// Asks about the nearest number before that can be meant for the sum, where none is the sum.
    fn against(&self, told: &[Sentence<'_>]) -> Option<Question> {
        let values: Vec<Decimal> = self.parts.iter().map(|at| self.sentence.numbers[*at].value).collect();
        let sum: Decimal = values.iter().sum();
        let may_miss: Decimal = self.parts.iter().map(|at| slack(&self.sentence.numbers[*at])).sum();
        let found = self.candidates(told);
        let is_sum = |whole: &Before| (whole.value - sum).abs() <= may_miss + whole.slack;
        if found.iter().any(|candidate| is_sum(&candidate.number)) {
            return None;
        }
        let is_meant = |candidate: &&Candidate| {
            let whole = &candidate.number;
            let digits = plain(whole.value.normalize()).chars().filter(char::is_ascii_digit).count();
            let fewest = if candidate.is_near { FEWEST_IF_NEAR } else { FEWEST_DIGITS };
            whole.is_whole
                && (is_slip(whole.value, &values)
                    || digits >= fewest && is_one_sign_apart(whole.value, sum)
                    || self.are_shares_of(whole))
        };
        let whole = found.iter().find(is_meant)?;
        Some(disagree(self.sentence, &whole.number, &self.parts, self.unit))
    }

    /// The numbers in the measure of the parts before them, the nearest first, and those of their sentence.
    fn candidates(&self, told: &[Sentence<'_>]) -> Vec<Candidate> {
        let mut found = Vec::new();
        let mut add = |of: &Sentence<'_>, is_near: bool, but: &[usize]| {
            let is_like = |at: &usize| {
                measure(&of.numbers[*at]).is_some_and(|unit| are_alike(unit, self.unit)) && !but.contains(at)
            };
            let like: Vec<usize> = (0..of.numbers.len()).rev().filter(is_like).collect();
            let is_same = |at: &&usize| measure(&of.numbers[**at]) == Some(self.unit);
            let same = like.iter().filter(is_same).count();
            let is_only = same == 1 || same == 0 && like.len() == 1;
            let is_meant = |at: usize| is_near && is_only && (same == 0 || is_same(&&at));
            let like = like.into_iter().filter(|at| !is_rough(of, *at));
            found.extend(like.map(|at| Candidate { number: before(of, at), is_near: is_meant(at) }));
        };
        add(self.sentence, true, &self.parts);
        let mut previous = self.sentence.previous();
        let mut is_near = true;
        while let Some(of) = previous {
            add(&of, is_near, &[]);
            is_near = false;
            previous = of.previous();
        }
        let is_first = self.sentence.opens_block();
        for (nth, of) in told.iter().rev().enumerate() {
            add(of, is_first && nth == 0, &[]);
        }
        found
    }

    /// Whether the shares, but for one of several, are those of a whole that is counted.
    fn are_shares_of(&self, whole: &Before) -> bool {
        let span = NumberSpan::around(whole.value, whole.slack);
        let fits = |share: &&PartShare| {
            let part = NumberSpan::of(&self.sentence.numbers[share.part]);
            let rate = self.sentence.numbers[share.rate].value;
            part.percent_of(span).is_some_and(|computed| computed.holds(rate))
        };
        let count = self.rates.len();
        let fitting = self.rates.iter().filter(fits).count();
        is_counted(self.unit) && count > 1 && fitting + usize::from(count > 2) >= count
    }
}

/// Whether two numbers differ in one digit, or in two side by side that are exchanged.
pub(super) fn is_one_sign_apart(one: Decimal, other: Decimal) -> bool {
    let scale = one.scale().max(other.scale());
    let text = |mut number: Decimal| {
        number.rescale(scale);
        number.to_string().into_bytes()
    };
    let (one, other) = (text(one), text(other));
    if one.len() != other.len() {
        return false;
    }
    let differ: Vec<usize> = (0..one.len()).filter(|at| one[*at] != other[*at]).collect();
    match *differ {
        [_] => true,
        [a, b] => b == a + 1 && one[a] == other[b] && one[b] == other[a],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_one_sign_apart;
    use crate::quantity::Decimal;

    #[test]
    fn numbers_one_sign_apart() {
        let apart = |one: i64, other: i64| is_one_sign_apart(Decimal::from(one), Decimal::from(other));
        assert!(apart(4_821, 4_831) && apart(4_821, 4_281) && apart(4_821, 5_821));
        assert!(!apart(4_821, 4_912) && !apart(4_821, 48_210) && !apart(4_821, 4_821));
        assert!(is_one_sign_apart(Decimal::new(482, 1), Decimal::new(4_821, 2)));
    }
}
