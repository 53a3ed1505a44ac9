//! What a rule says.

use super::Rule;
use crate::diag::{Diagnostic, Place, Severity, Text};

/// Collects what one rule found.
#[derive(Debug)]
pub struct Findings {
    rule: &'static str,
    severity: Severity,
    /// What was found so far.
    pub(super) list: Vec<Diagnostic>,
}

impl Findings {
    /// Nothing yet.
    pub(super) fn of(rule: &Rule) -> Self {
        Self { rule: rule.name, severity: rule.severity, list: Vec::new() }
    }

    /// Adds a finding of the rule's own severity: where, what, and what to do about it. What comes back may
    /// be changed: a grave case be made an error, a second place be added.
    pub fn report(&mut self, place: Place, message: Text, help: Text) -> &mut Diagnostic {
        let finding = match self.severity {
            Severity::Error => Diagnostic::error(self.rule, message),
            Severity::Warning => Diagnostic::warning(self.rule, message),
            Severity::Advice => Diagnostic::advice(self.rule, message),
        };
        let at = self.list.len();
        self.list.push(finding.at(place).help(help));
        &mut self.list[at]
    }
}
