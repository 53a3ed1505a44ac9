//! The rules without which nothing is published (personal numbers in pages and attachments), about a site kept warm.
//!
//! A rule of this kind looks at one file at a time, so only files that changed are looked at again. States of a page:
//! *known*, and *in doubt* since it changed; what is known of those in doubt stays on show until they are looked at.
//! The texts are read again for that: keeping them would take as much memory as everything else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::reading::{read_data, source_of};
use super::{Inputs, Options};
use crate::calendar::Calendar;
use crate::catalog::Catalog;
use crate::check::{self, Kept, Scope};
use crate::config::Settings;
use crate::diag::Diagnostic;
use crate::entry::Draft;
use crate::ledger::Ledger;
use crate::model::ContentPath;
use crate::plan::SitePlan;

/// How many pages are looked at before somebody may call it off: some milliseconds' work.
const AT_ONCE: usize = 256;

/// What is known so far.
#[derive(Debug, Default)]
pub(super) struct Blocking {
    data: check::Data,
    pages: BTreeMap<ContentPath, Vec<Diagnostic>>,
    /// In the site's attachments and its own lists.
    rest: Vec<Diagnostic>,
    /// Pages in doubt.
    in_doubt: BTreeSet<ContentPath>,
    is_rest_in_doubt: bool,
    is_new: bool,
}

/// What the rules see, beside the pages.
pub(super) struct Sight<'a> {
    pub(super) options: &'a Options,
    pub(super) inputs: &'a Inputs,
    pub(super) settings: &'a Settings,
    pub(super) catalog: &'a Catalog,
    pub(super) plan: &'a SitePlan,
    pub(super) calendar: &'a Calendar,
    pub(super) ledger: &'a Arc<Ledger>,
}

impl Blocking {
    /// Everything may be different.
    pub(super) fn doubt_all<'p>(&mut self, pages: impl Iterator<Item = &'p ContentPath>) {
        self.in_doubt = pages.cloned().collect();
        self.pages.retain(|path, _| self.in_doubt.contains(path));
        self.is_rest_in_doubt = true;
    }

    /// A page is different.
    pub(super) fn doubt(&mut self, page: ContentPath) {
        self.in_doubt.insert(page);
    }

    /// What was found.
    pub(super) fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.pages.values().flatten().chain(&self.rest)
    }

    /// Looks at what is in doubt; gives whether anything is different. `None`: it was called off between two parts.
    pub(super) fn look(
        &mut self,
        sight: &Sight<'_>,
        is_called_off: &mut dyn FnMut() -> bool,
    ) -> Option<bool> {
        if self.is_rest_in_doubt {
            let mut found = Vec::new();
            // What cannot be read is told by `build`; a preview goes on without the site's own lists.
            self.data = read_data(&sight.options.site, &mut found).unwrap_or_default();
            found.extend(run(sight, &self.data, &[], &[]));
            self.is_new |= found != self.rest;
            self.rest = found;
            self.is_rest_in_doubt = false;
        }
        while !self.in_doubt.is_empty() {
            let some: Vec<ContentPath> = self.in_doubt.iter().take(AT_ONCE).cloned().collect();
            let read: Vec<(Draft, String)> = some
                .par_iter()
                .filter_map(|path| {
                    let draft = sight.inputs.draft(path)?.clone();
                    Some((draft, source_of(&sight.inputs.tree, path)?))
                })
                .collect();
            let (drafts, texts): (Vec<Draft>, Vec<String>) = read.into_iter().unzip();
            let mut found: BTreeMap<Arc<str>, Vec<Diagnostic>> = BTreeMap::new();
            for finding in run(sight, &self.data, &drafts, &texts) {
                let file = finding.place.as_ref().map_or_else(|| "".into(), |place| Arc::clone(&place.file));
                found.entry(file).or_default().push(finding);
            }
            for path in some {
                let now = found.remove(&path.in_site()).unwrap_or_default();
                let is_without = now.is_empty();
                let before = if is_without {
                    self.pages.remove(&path)
                } else {
                    self.pages.insert(path.clone(), now.clone())
                };
                self.is_new |= before.unwrap_or_default() != now;
                self.in_doubt.remove(&path);
            }
            if !self.in_doubt.is_empty() && is_called_off() {
                return None;
            }
        }
        Some(std::mem::take(&mut self.is_new))
    }
}

/// Runs the rules on these pages; without any, on the attachments.
fn run(sight: &Sight<'_>, data: &check::Data, drafts: &[Draft], texts: &[String]) -> Vec<Diagnostic> {
    let Sight { settings, catalog, plan, .. } = *sight;
    let kept = Kept::new(Some(settings), data);
    let mut site = check::Site::new(&check::Inputs {
        settings,
        settings_text: "",
        tree: &sight.inputs.tree,
        drafts,
        texts,
        catalog,
        plan,
        ledger: sight.ledger,
        today: sight.options.today,
        calendar: sight.calendar,
        data,
        kept: &kept,
    });
    if !drafts.is_empty() {
        site.attachments.clear();
    }
    check::run(&site, Scope::Blocking)
}
