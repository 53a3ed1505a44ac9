//! Exchanging a draft in a finished catalogue for one that differs from it in words and figures only, and the
//! settings for others that ask for the same catalogue.
//!
//! What a clerk types most of the time is text, and nothing else in the catalogue depends on it except the
//! abstract: no address, no number, no list. What the figures say lies beside the catalogue. Everything that
//! could matter elsewhere is in a file's [face](super::face()) and must be equal; otherwise
//! [`Catalog::amend`] gives `None`, and the catalogue has to be put together anew.

use std::sync::Arc;

use jiff::civil::Date;

use super::assemble::{navigation, summary};
use super::columns::rename_site;
use super::face::face;
use super::{Catalog, ItemKind, Resolved};
use crate::config::{Settings, Spanned};
use crate::diag::Diagnostic;
use crate::entry::{AreasDraft, Disclosure, Draft, DraftKind, NodeReport, ProgressDraft, ReasonDraft};
use crate::model::{ItemId, ProjectId};

/// What an amendment touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amended {
    /// The words of a column.
    Column,
    /// The words of an article.
    Article(ItemId),
    /// A project or one of its entries.
    Project {
        /// The project.
        project: ProjectId,
        /// Whether figures or status are different too, not only words.
        figures: bool,
    },
}

impl Catalog {
    /// Puts `now` in the place of `before`, the same file's former draft; `None`, and nothing is done, if
    /// they differ in more than words and figures. No finding of the catalogue may have a place in the file.
    pub fn amend(&mut self, before: &Draft, now: &Draft) -> Option<Amended> {
        if face(before) != face(now) || reasons(before) != reasons(now) {
            return None;
        }
        match (&before.kind, &now.kind, self.places.get(&now.path)?.clone()) {
            (DraftKind::Column(_), DraftKind::Column(now), Resolved::Column(at)) => {
                let place = self.columns[at].draft.as_mut()?;
                *place = Arc::clone(now);
                Some(Amended::Column)
            }
            (DraftKind::Project(_), DraftKind::Project(now), Resolved::Project(at)) => {
                self.projects[at].draft = Arc::clone(now);
                Some(Amended::Project { project: at, figures: false })
            }
            (DraftKind::Article(_), DraftKind::Article(now), Resolved::Item(at)) => {
                let item = &mut self.items[at];
                let ItemKind::Article(draft) = &mut item.kind else { return None };
                let is_public = now.common.disclosure != Disclosure::OnRequest;
                item.summary = summary(&now.common, if is_public { &now.text.excerpt } else { "" });
                *draft = Arc::clone(now);
                Some(Amended::Article(at))
            }
            (DraftKind::Progress(before), DraftKind::Progress(progress), place) => {
                let project = self.amend_entry(now, progress, &place)?;
                Some(Amended::Project { project, figures: !same_figures(before, progress) })
            }
            _ => None,
        }
    }

    /// Takes over settings that ask for the same catalogue as those it was made with, see
    /// [`Settings::asks_like`]: the site's name and its navigation are all that is in it of the rest. Gives
    /// what is wrong in the settings.
    pub fn adopt(&mut self, settings: &Settings) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        rename_site(&mut self.columns, &settings.name);
        self.nav = navigation(&self.columns, settings, &mut findings);
        findings
    }

    /// Exchanges an entry's draft where it leads to; gives its project.
    fn amend_entry(
        &mut self,
        now: &Draft,
        progress: &Arc<ProgressDraft>,
        place: &Resolved,
    ) -> Option<ProjectId> {
        let (Resolved::Item(at) | Resolved::Section(at, _)) = *place else { return None };
        let year = match self.items[at].kind {
            ItemKind::Period(entry) => entry.year,
            ItemKind::Year(year) => year,
            ItemKind::Article(_) => return None,
        };
        let project = &mut self.projects[year.project];
        let entries = &mut project.years[year.nth].entries;
        let entry = entries.iter_mut().find(|entry| entry.path == now.path)?;
        entry.draft = progress.in_project(&project.draft);
        let item = &mut self.items[at];
        if item.source == now.path {
            item.summary = summary(&progress.common, &progress.text.excerpt);
        }
        Some(year.project)
    }
}

/// Whether two values are equal wherever they stand in the file.
fn same<T: PartialEq>(a: Option<&Spanned<T>>, b: Option<&Spanned<T>>) -> bool {
    a.map(|a| &a.value) == b.map(|b| &b.value)
}

/// The reasons that a file gives for what changed in it: they are behind its face, but the record is asked
/// about them.
fn reasons(draft: &Draft) -> &[ReasonDraft] {
    match &draft.kind {
        DraftKind::Column(_) => &[],
        DraftKind::Project(draft) => &draft.common.reasons,
        DraftKind::Progress(draft) => &draft.common.reasons,
        DraftKind::Article(draft) => &draft.common.reasons,
    }
}

/// Whether two drafts that are the same but for words give the same figures and status.
fn same_figures(a: &ProgressDraft, b: &ProgressDraft) -> bool {
    a.figures.iter().zip(&b.figures).all(|((_, a), (_, b))| a.value == b.value)
        && a.not_counted
            .iter()
            .map(|(_, reason)| &reason.value)
            .eq(b.not_counted.iter().map(|(_, reason)| &reason.value))
        && area_figures(&a.areas).eq(area_figures(&b.areas))
        && a.nodes.iter().map(facts).eq(b.nodes.iter().map(facts))
        && same(a.status.as_ref(), b.status.as_ref())
        && a.note == b.note
}

/// The figures of areas that are typed, wherever they stand.
fn area_figures(areas: &AreasDraft) -> impl Iterator<Item = [&str; 3]> {
    let typed = match areas {
        AreasDraft::Typed(figures) => &figures[..],
        AreasDraft::Table(_) => &[],
    };
    typed.iter().map(|one| [&*one.indicator.value, &*one.area.value, &*one.figure.value])
}

/// What a report of a node says, wherever it stands.
fn facts(node: &NodeReport) -> (&str, [Option<Date>; 2], [Option<&str>; 3]) {
    let NodeReport { name, done, evidence, postponed_to, reason, approved_by } = node;
    let day = |date: &Option<Spanned<Date>>| date.as_ref().map(|date| date.value);
    let evidence = evidence.as_ref().map(|evidence| &*evidence.value);
    (&name.value, [day(done), day(postponed_to)], [evidence, reason.as_deref(), approved_by.as_deref()])
}
