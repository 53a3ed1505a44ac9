//! The questions of [`reconcile`] about a site kept warm, asked again only where something has changed.
//!
//! States of a project's and an article's questions: *known*, and *in doubt* since something changed that they may hang
//! on. What is known of those in doubt stays on show until they are asked again.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::diag::Diagnostic;
use crate::reconcile::{self, Inputs};

/// How many projects are asked about before somebody may call it off: some milliseconds' work.
const PROJECTS_AT_ONCE: usize = 8;
/// The same of items, of which few are articles.
const ITEMS_AT_ONCE: usize = 512;

/// What is known so far.
#[derive(Debug, Default)]
pub(super) struct Questions {
    projects: BTreeMap<usize, Vec<Diagnostic>>,
    items: BTreeMap<usize, Vec<Diagnostic>>,
    in_doubt: Doubt,
    /// Whether something is different since that was told last.
    is_new: bool,
}

#[derive(Debug, Default)]
struct Doubt {
    /// All, from these numbers on: of projects, of items.
    from: Option<(usize, usize)>,
    projects: BTreeSet<usize>,
    items: BTreeSet<usize>,
}

impl Questions {
    /// Everything may be different.
    pub(super) fn doubt_all(&mut self) {
        self.in_doubt = Doubt { from: Some((0, 0)), ..Doubt::default() };
    }

    /// A project's words or figures are different.
    pub(super) fn doubt_project(&mut self, project: usize) {
        self.in_doubt.projects.insert(project);
    }

    /// An article's words are different.
    pub(super) fn doubt_item(&mut self, item: usize) {
        self.in_doubt.items.insert(item);
    }

    /// What was found.
    pub(super) fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.projects.values().chain(self.items.values()).flatten()
    }

    /// Asks what is in doubt; gives whether anything is different. `None`: it was called off between two parts.
    pub(super) fn ask(
        &mut self,
        inputs: Inputs<'_>,
        is_called_off: &mut dyn FnMut() -> bool,
    ) -> Option<bool> {
        let mut is_new = self.is_new;
        let single: Vec<usize> = std::mem::take(&mut self.in_doubt.projects).into_iter().collect();
        is_new |= renew(&mut self.projects, &single, |project| reconcile::of_project(inputs, project));
        let single: Vec<usize> = std::mem::take(&mut self.in_doubt.items).into_iter().collect();
        is_new |= renew(&mut self.items, &single, |item| reconcile::of_item(inputs, item));
        let (projects, items) = (inputs.catalog.projects.len(), inputs.catalog.items.len());
        while let Some((project, item)) = self.in_doubt.from {
            if project < projects {
                let end = projects.min(project + PROJECTS_AT_ONCE);
                let some: Vec<usize> = (project..end).collect();
                is_new |= renew(&mut self.projects, &some, |project| reconcile::of_project(inputs, project));
                self.in_doubt.from = Some((end, item));
            } else if item < items {
                let end = items.min(item + ITEMS_AT_ONCE);
                let some: Vec<usize> = (item..end).collect();
                is_new |= renew(&mut self.items, &some, |item| reconcile::of_item(inputs, item));
                self.in_doubt.from = Some((project, end));
            } else {
                // What lies beyond is of a site that was larger.
                is_new |= !self.projects.split_off(&projects).is_empty();
                is_new |= !self.items.split_off(&items).is_empty();
                self.in_doubt.from = None;
            }
            if self.in_doubt.from.is_some() && is_called_off() {
                self.is_new = is_new;
                return None;
            }
        }
        self.is_new = false;
        Some(is_new)
    }
}

/// Asks about these, and enters what was found; gives whether it is something else than before.
fn renew(
    known: &mut BTreeMap<usize, Vec<Diagnostic>>,
    these: &[usize],
    ask: impl Fn(usize) -> Vec<Diagnostic> + Send + Sync,
) -> bool {
    let found: Vec<Vec<Diagnostic>> = these.par_iter().map(|at| ask(*at)).collect();
    let mut is_new = false;
    for (at, found) in these.iter().zip(found) {
        let before = if found.is_empty() { known.remove(at) } else { known.insert(*at, found.clone()) };
        is_new |= before.unwrap_or_default() != found;
    }
    is_new
}
