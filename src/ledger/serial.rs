//! The highest serial of each count. A count is what shares one row of serials: usually one unit's numbers of
//! one year.

use std::collections::BTreeMap;

use crate::config::DatedPattern;
use crate::model::{IndexNumber, Moment, NumberInput, NumberParts, NumberPattern};

/// The position of the pattern that makes numbers for `date`; `None` only if the rule is empty.
pub(super) fn pattern_for(rule: &[DatedPattern], date: Moment) -> Option<usize> {
    let valid = rule.iter().rposition(|dated| dated.from <= date.date);
    valid.or(if rule.is_empty() { None } else { Some(0) })
}

/// A count: a pattern's position in the rule, and what its numbers share.
pub(super) type SerialKey = (usize, NumberParts);

/// The count of the numbers that pattern `at` makes of `input`.
pub(super) fn count(rule: &[DatedPattern], at: usize, input: &NumberInput<'_>) -> SerialKey {
    (at, rule[at].pattern.scope(&input.parts()))
}

/// The counts of a ledger under a rule.
#[derive(Clone, Debug, Default)]
pub(super) struct SerialCounts {
    /// For each count the highest serial there is.
    highest: BTreeMap<SerialKey, u64>,
}

impl SerialCounts {
    /// Counts a number, whoever issued it.
    pub(super) fn enter(&mut self, rule: &[DatedPattern], number: &IndexNumber) {
        for (at, dated) in rule.iter().enumerate() {
            let Some(parts) = parts_for(rule, at, number) else { continue };
            // A serial beyond the pattern's room is of another kind; counting it would leave no number to
            // issue.
            if parts.serial <= dated.pattern.most() {
                let highest = self.highest.entry((at, dated.pattern.scope(&parts))).or_insert(0);
                *highest = (*highest).max(parts.serial);
            }
        }
    }

    /// Counts a number that was just made in a count of a rule with one pattern: it need not be taken apart.
    pub(super) fn enter_next(&mut self, count: SerialKey, serial: u64) {
        self.highest.insert(count, serial);
    }

    /// The next number of the count of a number, which is entered; `None` if no pattern of the rule made
    /// that, or its count is full.
    pub(super) fn number_after(
        &mut self,
        rule: &[DatedPattern],
        number: &IndexNumber,
    ) -> Option<IndexNumber> {
        let made =
            |is_its: &dyn Fn(&NumberPattern) -> bool| rule.iter().position(|dated| is_its(&dated.pattern));
        let exact = made(&|pattern| pattern.matches_form(number));
        let at = exact.or_else(|| made(&|pattern| pattern.parts(number).is_some()))?;
        let pattern = &rule[at].pattern;
        let count = (at, pattern.scope(&pattern.parts(number)?));
        let next = pattern.with_serial(number, self.next(&count))?;
        self.enter(rule, &next);
        Some(next)
    }

    /// One above the highest serial ever entered in the same count.
    pub(super) fn next(&self, count: &SerialKey) -> u64 {
        self.highest.get(count).map_or(1, |highest| highest + 1)
    }
}

/// The parts of a number, as the pattern `at` would tell them. Where a rule was changed, numbers made by its
/// other patterns belong to the same count, so that the serials go on.
fn parts_for(rule: &[DatedPattern], at: usize, number: &IndexNumber) -> Option<NumberParts> {
    let own = &rule[at].pattern;
    let mut all = rule.iter().map(|dated| &dated.pattern);
    let exact = own.exact_parts(number).or_else(|| all.find_map(|pattern| pattern.exact_parts(number)));
    exact.or_else(|| own.parts(number)).or_else(|| rule.iter().find_map(|dated| dated.pattern.parts(number)))
}
