//! The highest serial of each count. A count is what shares one row of serials: usually one unit's numbers of one year.

use std::collections::BTreeMap;

use crate::config::DatedPattern;
use crate::model::{IndexNumber, Moment, NumberInput, NumberParts};

/// The counts of a ledger under a rule.
pub(super) struct Counts<'a> {
    rule: &'a [DatedPattern],
    /// For each pattern of the rule and each of its scopes the highest serial there is.
    highest: BTreeMap<(usize, NumberParts), u64>,
}

impl<'a> Counts<'a> {
    pub(super) fn new(rule: &'a [DatedPattern]) -> Self {
        Self { rule, highest: BTreeMap::new() }
    }

    /// The position of the pattern that makes numbers for `date`; `None` only if the rule is empty.
    pub(super) fn pattern_for(&self, date: Moment) -> Option<usize> {
        let valid = self.rule.iter().rposition(|dated| dated.from <= date.date);
        valid.or(if self.rule.is_empty() { None } else { Some(0) })
    }

    /// Counts a number, whoever issued it.
    pub(super) fn enter(&mut self, number: &IndexNumber) {
        for (at, dated) in self.rule.iter().enumerate() {
            let Some(parts) = parts_for(self.rule, at, number) else { continue };
            // A serial beyond the pattern's room is of another kind; counting it would leave no number to issue.
            if parts.serial <= dated.pattern.most() {
                let highest = self.highest.entry((at, dated.pattern.scope(&parts))).or_insert(0);
                *highest = (*highest).max(parts.serial);
            }
        }
    }

    /// One above the highest serial ever entered in the same count.
    pub(super) fn next(&self, pattern: usize, input: &NumberInput<'_>) -> u64 {
        let scope = self.rule[pattern].pattern.scope(&input.parts());
        self.highest.get(&(pattern, scope)).map_or(1, |highest| highest + 1)
    }
}

/// The parts of a number, as the pattern `at` would tell them. Where a rule was changed, numbers made by its other
/// patterns belong to the same count, so that the serials go on.
fn parts_for(rule: &[DatedPattern], at: usize, number: &IndexNumber) -> Option<NumberParts> {
    let own = &rule[at].pattern;
    let mut others = rule.iter().map(|dated| &dated.pattern);
    let exact = if own.matches_form(number) { Some(own) } else { others.find(|p| p.matches_form(number)) };
    match exact {
        Some(pattern) => pattern.parts(number),
        None => own.parts(number).or_else(|| rule.iter().find_map(|dated| dated.pattern.parts(number))),
    }
}
