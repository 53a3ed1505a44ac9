//! Exchanging a draft in a finished catalogue for one that differs from it in words only.
//!
//! What a clerk types most of the time is text, and nothing else of the site hangs on that: no address, no number, no
//! list but for the abstract. Everything that could matter elsewhere must be equal; [`Catalog::amend`] says `false`
//! otherwise, and the catalogue has to be put together anew. The comparisons name every field, so that the
//! compiler asks about a new one.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::assemble::summary;
use super::{Catalog, ItemKind, Resolved};
use crate::config::Spanned;
use crate::entry::{
    ArticleDraft, ColumnDraft, CommonDraft, Disclosure, Draft, DraftKind, IndicatorDraft, ProgressDraft,
    ProjectDraft,
};
use crate::text::Document;

impl Catalog {
    /// Puts `now` in the place of `before`, the same file's former draft; `false`, and nothing is done, if they differ
    /// in more than words. No finding may have a place in the file.
    pub fn amend(&mut self, before: &Draft, now: &Draft) -> bool {
        let Some(place) = self.places.get(&now.path).cloned() else { return false };
        match (&before.kind, &now.kind, place) {
            (DraftKind::Column(before), DraftKind::Column(now), Resolved::Column(at)) => {
                same_column(before, now) && put(self.columns[at].draft.as_mut(), now)
            }
            (DraftKind::Project(before), DraftKind::Project(now), Resolved::Project(at)) => {
                same_project(before, now) && put(Some(&mut self.projects[at].draft), now)
            }
            (DraftKind::Article(before), DraftKind::Article(now), Resolved::Item(at)) => {
                if !same_article(before, now) {
                    return false;
                }
                let item = &mut self.items[at];
                let ItemKind::Article(draft) = &mut item.kind else { return false };
                let is_public = now.common.disclosure != Disclosure::OnRequest;
                item.summary = summary(&now.common, if is_public { &now.text.excerpt } else { "" });
                put(Some(draft), now)
            }
            (DraftKind::Progress(before), DraftKind::Progress(progress), Resolved::Item(at)) => {
                let ItemKind::Period { project, year, entry } = self.items[at].kind else { return false };
                if !same_progress(before, progress) {
                    return false;
                }
                self.items[at].summary = summary(&progress.common, &progress.text.excerpt);
                put(Some(&mut self.projects[project].years[year].entries[entry].draft), progress)
            }
            (DraftKind::Progress(before), DraftKind::Progress(progress), Resolved::Section(at, _)) => {
                let ItemKind::Year { project, year } = self.items[at].kind else { return false };
                let entries = &mut self.projects[project].years[year].entries;
                let entry = entries.iter_mut().find(|entry| entry.path == now.path);
                if !same_progress(before, progress) || !put(entry.map(|entry| &mut entry.draft), progress) {
                    return false;
                }
                let item = &mut self.items[at];
                if item.source == now.path {
                    item.summary = summary(&progress.common, &progress.text.excerpt);
                }
                true
            }
            _ => false,
        }
    }
}

fn put<T>(place: Option<&mut Arc<T>>, now: &Arc<T>) -> bool {
    place.map(|place| *place = Arc::clone(now)).is_some()
}

/// Whether two values are equal wherever they stand in the file.
fn same<T: PartialEq>(a: Option<&Spanned<T>>, b: Option<&Spanned<T>>) -> bool {
    a.map(|a| &a.value) == b.map(|b| &b.value)
}

fn same_all<T: PartialEq>(a: &[Spanned<T>], b: &[Spanned<T>]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.value == b.value)
}

/// Whether two texts ask the same of the site: links, sheets and figures.
fn asks_same(a: &Document, b: &Document) -> bool {
    a.holes.len() == b.holes.len() && a.holes.iter().zip(&b.holes).all(|(a, b)| a.kind == b.kind)
}

fn ask_same(a: Option<&Document>, b: Option<&Document>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => asks_same(a, b),
        (None, Some(text)) | (Some(text), None) => text.holes.is_empty(),
        (None, None) => true,
    }
}

/// All but 概述, which is shown and nothing more.
fn same_common(a: &CommonDraft, b: &CommonDraft) -> bool {
    let CommonDraft {
        title,
        unit,
        date,
        issued,
        disclosure,
        doc_number,
        source,
        editor,
        topic,
        keywords,
        summary: _,
        attachments,
        number,
        slug,
        draft,
    } = a;
    same(title.as_ref(), b.title.as_ref())
        && same(unit.as_ref(), b.unit.as_ref())
        && same(date.as_ref(), b.date.as_ref())
        && same(issued.as_ref(), b.issued.as_ref())
        && *disclosure == b.disclosure
        && same(doc_number.as_ref(), b.doc_number.as_ref())
        && *source == b.source
        && *editor == b.editor
        && same(topic.as_ref(), b.topic.as_ref())
        && *keywords == b.keywords
        && *attachments == b.attachments
        && *number == b.number
        && same(slug.as_ref(), b.slug.as_ref())
        && *draft == b.draft
}

fn same_column(a: &ColumnDraft, b: &ColumnDraft) -> bool {
    let ColumnDraft { title, order, kind, description, keywords, slug, category, page_size, text } = a;
    same(title.as_ref(), b.title.as_ref())
        && *order == b.order
        && same(kind.as_ref(), b.kind.as_ref())
        && *description == b.description
        && *keywords == b.keywords
        && same(slug.as_ref(), b.slug.as_ref())
        && *category == b.category
        && *page_size == b.page_size
        && asks_same(text, &b.text)
}

fn same_article(a: &ArticleDraft, b: &ArticleDraft) -> bool {
    let ArticleDraft {
        common,
        kind,
        validity,
        effective,
        expires,
        replaced_by,
        explains,
        addressees: _,
        signature: _,
        mode: _,
        text,
        text_span: _,
    } = a;
    same_common(common, &b.common)
        && *kind == b.kind
        && *validity == b.validity
        && *effective == b.effective
        && same(expires.as_ref(), b.expires.as_ref())
        && same(replaced_by.as_ref(), b.replaced_by.as_ref())
        && same_all(explains, &b.explains)
        && asks_same(text, &b.text)
}

fn same_progress(a: &ProgressDraft, b: &ProgressDraft) -> bool {
    let ProgressDraft { common, period, as_of, figures, status, note, problems, next, text } = a;
    same_common(common, &b.common)
        && *period == b.period
        && same(as_of.as_ref(), b.as_of.as_ref())
        && figures.len() == b.figures.len()
        && figures.iter().zip(&b.figures).all(|(a, b)| a.0.value == b.0.value && a.1.value == b.1.value)
        && same(status.as_ref(), b.status.as_ref())
        && *note == b.note
        && ask_same(problems.as_ref(), b.problems.as_ref())
        && ask_same(next.as_ref(), b.next.as_ref())
        && asks_same(text, &b.text)
}

fn same_project(a: &ProjectDraft, b: &ProjectDraft) -> bool {
    let ProjectDraft { common, field, lead, responsible, granularity, order, scope, goals, indicators } = a;
    let goal = |((a_year, a), (b_year, b)): ((&i16, &Document), (&i16, &Document))| {
        a_year == b_year && asks_same(a, b)
    };
    same_common(common, &b.common)
        && *field == b.field
        && same(lead.as_ref(), b.lead.as_ref())
        && same_all(responsible, &b.responsible)
        && *granularity == b.granularity
        && *order == b.order
        && asks_same(scope, &b.scope)
        && goals.len() == b.goals.len()
        && goals.iter().zip(&b.goals).all(goal)
        && indicators.len() == b.indicators.len()
        && indicators.iter().zip(&b.indicators).all(|(a, b)| same_indicator(a, b))
}

fn same_indicator(a: &IndicatorDraft, b: &IndicatorDraft) -> bool {
    let IndicatorDraft { name, task, measure, basis, since, targets, milestones, base, note } = a;
    name.value == b.name.value
        && *task == b.task
        && same(measure.as_ref(), b.measure.as_ref())
        && *basis == b.basis
        && *since == b.since
        && same_map(targets, &b.targets)
        && same_map(milestones, &b.milestones)
        && same_map(base, &b.base)
        && *note == b.note
}

fn same_map<K: PartialEq>(a: &BTreeMap<K, Spanned<String>>, b: &BTreeMap<K, Spanned<String>>) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|((a_key, a), (b_key, b))| a_key == b_key && a.value == b.value)
}
