//! Exchanging a draft in a finished catalogue for one that differs from it in words and figures only, and the
//! settings for others that ask for the same catalogue.
//!
//! What a clerk types most of the time is text, and nothing else in the catalogue depends on it except the
//! abstract: no address, no number, no list. What the figures say lies beside the catalogue. Everything that
//! could matter elsewhere must be equal; otherwise [`Catalog::amend`] gives `None`, and the catalogue has to
//! be put together anew. The comparisons name every field, so that the compiler asks about a new one.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::assemble::{navigation, summary};
use super::columns::rename_site;
use super::{Catalog, ItemKind, Resolved};
use crate::config::{Settings, Spanned};
use crate::diag::Diagnostic;
use crate::entry::{
    AreaTarget, AreasDraft, ArticleDraft, BreakdownDraft, ColumnDraft, CommonDraft, Disclosure, Draft,
    DraftKind, FormerLead, IndicatorDraft, NodeDraft, NodeReport, ProgressDraft, ProjectDraft,
};
use crate::model::{ItemId, ProjectId};
use crate::text::Document;

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
        match (&before.kind, &now.kind, self.places.get(&now.path)?.clone()) {
            (DraftKind::Column(before), DraftKind::Column(now), Resolved::Column(at)) => {
                let place = self.columns[at].draft.as_mut().filter(|_| same_column(before, now))?;
                *place = Arc::clone(now);
                Some(Amended::Column)
            }
            (DraftKind::Project(before), DraftKind::Project(now), Resolved::Project(at)) => {
                if !same_project(before, now) {
                    return None;
                }
                self.projects[at].draft = Arc::clone(now);
                Some(Amended::Project { project: at, figures: false })
            }
            (DraftKind::Article(before), DraftKind::Article(now), Resolved::Item(at)) => {
                let item = &mut self.items[at];
                let ItemKind::Article(draft) = &mut item.kind else { return None };
                if !same_article(before, now) {
                    return None;
                }
                let is_public = now.common.disclosure != Disclosure::OnRequest;
                item.summary = summary(&now.common, if is_public { &now.text.excerpt } else { "" });
                *draft = Arc::clone(now);
                Some(Amended::Article(at))
            }
            (DraftKind::Progress(before), DraftKind::Progress(progress), place) => {
                if !same_progress(before, progress) {
                    return None;
                }
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

fn same_all<T: PartialEq>(a: &[Spanned<T>], b: &[Spanned<T>]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.value == b.value)
}

/// Whether two texts ask the same of the site (links, sheets and figures) and offer it the same: places to
/// link to.
fn asks_same(a: &Document, b: &Document) -> bool {
    a.has_anchors_of(b)
        && a.holes.len() == b.holes.len()
        && a.holes.iter().zip(&b.holes).all(|(a, b)| a.kind == b.kind)
}

fn ask_same(a: Option<&Document>, b: Option<&Document>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => asks_same(a, b),
        (None, Some(text)) | (Some(text), None) => asks_same(text, &Document::default()),
        (None, None) => true,
    }
}

/// All but 概述 and 补发, which are shown and nothing more.
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
        retention,
        archived,
        slug,
        former_addresses,
        draft,
        announce,
        late: _,
        reasons,
        withheld,
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
        && *retention == b.retention
        && *archived == b.archived
        && same(slug.as_ref(), b.slug.as_ref())
        && *former_addresses == b.former_addresses
        && *draft == b.draft
        && *announce == b.announce
        && *reasons == b.reasons
        && *withheld == b.withheld
}

fn same_column(a: &ColumnDraft, b: &ColumnDraft) -> bool {
    let ColumnDraft {
        title,
        order,
        kind,
        description,
        keywords,
        slug,
        category,
        page_size,
        retention,
        archived,
        text,
    } = a;
    same(title.as_ref(), b.title.as_ref())
        && *order == b.order
        && same(kind.as_ref(), b.kind.as_ref())
        && *description == b.description
        && *keywords == b.keywords
        && same(slug.as_ref(), b.slug.as_ref())
        && *category == b.category
        && *page_size == b.page_size
        && *retention == b.retention
        && *archived == b.archived
        && asks_same(text, &b.text)
}

fn same_article(a: &ArticleDraft, b: &ArticleDraft) -> bool {
    let ArticleDraft {
        common,
        kind,
        act,
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
        answers: _,
    } = a;
    same_common(common, &b.common)
        && *kind == b.kind
        && *act == b.act
        && *validity == b.validity
        && *effective == b.effective
        && same(expires.as_ref(), b.expires.as_ref())
        && same(replaced_by.as_ref(), b.replaced_by.as_ref())
        && same_all(explains, &b.explains)
        && asks_same(text, &b.text)
}

fn same_progress(a: &ProgressDraft, b: &ProgressDraft) -> bool {
    let ProgressDraft {
        common,
        period,
        as_of,
        figures,
        not_counted,
        areas,
        nodes,
        status: _,
        note: _,
        problems,
        next,
        text,
        answers: _,
    } = a;
    same_common(common, &b.common)
        && *period == b.period
        && same(as_of.as_ref(), b.as_of.as_ref())
        && figures.len() == b.figures.len()
        && figures.iter().zip(&b.figures).all(|((a, _), (b, _))| a.value == b.value)
        && not_counted
            .iter()
            .map(|(name, _)| &name.value)
            .eq(b.not_counted.iter().map(|(name, _)| &name.value))
        && same_areas(areas, &b.areas)
        && nodes.iter().map(|node| &node.name.value).eq(b.nodes.iter().map(|node| &node.name.value))
        && ask_same(problems.as_ref(), b.problems.as_ref())
        && ask_same(next.as_ref(), b.next.as_ref())
        && asks_same(text, &b.text)
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

/// Whether two entries report of the same areas, or name the same table.
fn same_areas(a: &AreasDraft, b: &AreasDraft) -> bool {
    match (a, b) {
        (AreasDraft::Table(a), AreasDraft::Table(b)) => a.value == b.value,
        (AreasDraft::Typed(_), AreasDraft::Typed(_)) => area_figures(a)
            .map(|[indicator, area, _]| [indicator, area])
            .eq(area_figures(b).map(|[indicator, area, _]| [indicator, area])),
        _ => false,
    }
}

/// The figures of areas that are typed, wherever they stand.
fn area_figures(areas: &AreasDraft) -> impl Iterator<Item = [&str; 3]> {
    let typed = match areas {
        AreasDraft::Typed(figures) => &figures[..],
        AreasDraft::Table(_) => &[],
    };
    typed.iter().map(|one| [&*one.indicator.value, &*one.area.value, &*one.figure.value])
}

/// What a breakdown says, wherever it stands.
fn same_breakdown(a: Option<&BreakdownDraft>, b: Option<&BreakdownDraft>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return a.is_none() && b.is_none() };
    let BreakdownDraft { name, areas, targets, is_not_additive } = a;
    let target = |(a, b): (&AreaTarget, &AreaTarget)| {
        a.year == b.year
            && a.indicator.value == b.indicator.value
            && a.area.value == b.area.value
            && a.target.value == b.target.value
    };
    name.value == b.name.value
        && areas.iter().map(|area| &area.value).eq(b.areas.iter().map(|area| &area.value))
        && targets.len() == b.targets.len()
        && targets.iter().zip(&b.targets).all(target)
        && *is_not_additive == b.is_not_additive
}

/// What a report of a node says, wherever it stands.
fn facts(node: &NodeReport) -> (&str, [Option<Date>; 2], [Option<&str>; 3]) {
    let NodeReport { name, done, evidence, postponed_to, reason, approved_by } = node;
    let day = |date: &Option<Spanned<Date>>| date.as_ref().map(|date| date.value);
    let evidence = evidence.as_ref().map(|evidence| &*evidence.value);
    (&name.value, [day(done), day(postponed_to)], [evidence, reason.as_deref(), approved_by.as_deref()])
}

fn same_project(a: &ProjectDraft, b: &ProjectDraft) -> bool {
    let ProjectDraft {
        common,
        field,
        lead,
        former_leads,
        responsible,
        granularity,
        order,
        scope,
        goals,
        indicators,
        nodes,
        breakdown,
    } = a;
    let node =
        |(a, b): (&NodeDraft, &NodeDraft)| a.name.value == b.name.value && a.planned.value == b.planned.value;
    let former = |(a, b): (&FormerLead, &FormerLead)| a.name.value == b.name.value && a.until == b.until;
    let goal = |((a_year, a), (b_year, b)): ((&i16, &Document), (&i16, &Document))| {
        a_year == b_year && asks_same(a, b)
    };
    same_common(common, &b.common)
        && *field == b.field
        && same(lead.as_ref(), b.lead.as_ref())
        && former_leads.len() == b.former_leads.len()
        && former_leads.iter().zip(&b.former_leads).all(former)
        && same_breakdown(breakdown.as_ref(), b.breakdown.as_ref())
        && nodes.len() == b.nodes.len()
        && nodes.iter().zip(&b.nodes).all(node)
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
    let IndicatorDraft {
        name,
        former_names,
        task,
        measure,
        basis,
        since,
        targets,
        milestones,
        base,
        note,
        source,
        is_not_additive,
    } = a;
    name.value == b.name.value
        && same_all(former_names, &b.former_names)
        && *task == b.task
        && same(measure.as_ref(), b.measure.as_ref())
        && *basis == b.basis
        && *since == b.since
        && same_map(targets, &b.targets)
        && same_map(milestones, &b.milestones)
        && same_map(base, &b.base)
        && *note == b.note
        && *source == b.source
        && *is_not_additive == b.is_not_additive
}

fn same_map<K: PartialEq>(a: &BTreeMap<K, Spanned<String>>, b: &BTreeMap<K, Spanned<String>>) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|((a_key, a), (b_key, b))| a_key == b_key && a.value == b.value)
}
