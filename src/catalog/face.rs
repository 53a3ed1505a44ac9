//! The face of a content file: all that the rest of a site may hang on. Behind it are words and figures,
//! which show on the file's own pages, on lists, and where somebody quotes them.
//!
//! Every field is named, so that the compiler asks about a new one. What is left out with `_` is behind the
//! face; whether that is right, [`Catalog::amend`](super::Catalog::amend) and an incremental build depend on.

use std::hash::{Hash, Hasher};

use crate::config::Spanned;
use crate::entry::{
    AreaFigure, AreasDraft, ArticleDraft, ColumnDraft, CommonDraft, Draft, DraftKind, IndicatorDraft,
    ProgressDraft, ProjectDraft,
};
use crate::model::Digesting;
use crate::text::Document;

/// The digest of the face of a content file: its path and kind, and of what it says all but words and
/// figures, wherever that stands in the file. Two texts have the same face if they ask the same of the site
/// (links, sheets, figures) and offer it the same places to link to.
#[must_use]
pub fn face(draft: &Draft) -> [u8; 32] {
    let mut digest = Digesting::default();
    let state = &mut digest;
    draft.path.hash(state);
    match &draft.kind {
        DraftKind::Column(draft) => {
            0_u8.hash(state);
            column(draft, state);
        }
        DraftKind::Project(draft) => {
            1_u8.hash(state);
            project(draft, state);
        }
        DraftKind::Progress(draft) => {
            2_u8.hash(state);
            progress(draft, state);
        }
        DraftKind::Article(draft) => {
            3_u8.hash(state);
            article(draft, state);
        }
    }
    digest.digest()
}

/// The digest of what an entry says behind its face besides its running text and abstract: its figures, and
/// what explains them. That shows on overviews and in open data; `None` for other files.
#[must_use]
pub fn told(draft: &Draft) -> Option<[u8; 32]> {
    let DraftKind::Progress(draft) = &draft.kind else { return None };
    let ProgressDraft {
        common,
        period: _,
        as_of: _,
        figures,
        not_counted,
        areas,
        nodes,
        status,
        note,
        answers: _,
        problems,
        next,
        text: _,
    } = &**draft;
    let mut digest = Digesting::default();
    let state = &mut digest;
    // A late report is judged otherwise.
    common.late.hash(state);
    (figures, not_counted, areas, nodes, status, note).hash(state);
    for text in [problems, next] {
        text.as_ref().map(|text| (&text.html, &text.excerpt)).hash(state);
        optional(text.as_ref(), state);
    }
    Some(digest.digest())
}

fn document(document: &Document, state: &mut impl Hasher) {
    document.headings.hash(state);
    document.blocks.anchors().hash(state);
    state.write_usize(document.holes.len());
    for hole in &document.holes {
        hole.kind.hash(state);
    }
}

/// A text that is not there asks and offers what an empty one does.
fn optional(text: Option<&Document>, state: &mut impl Hasher) {
    match text {
        Some(text) => document(text, state),
        None => document(&Document::default(), state),
    }
}

/// The names of what is said; what is said of each is behind the face.
fn names<'a>(names: impl ExactSizeIterator<Item = &'a Spanned<String>>, state: &mut impl Hasher) {
    state.write_usize(names.len());
    for name in names {
        name.hash(state);
    }
}

fn column(draft: &ColumnDraft, state: &mut impl Hasher) {
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
    } = draft;
    (title, order, kind, description, keywords, slug).hash(state);
    (category, page_size, retention, archived).hash(state);
    document(text, state);
}

/// All but 概述 and 补发, which are shown and nothing more, and the reasons, which others see in the record.
fn common(draft: &CommonDraft, state: &mut impl Hasher) {
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
        reasons: _,
        withheld,
    } = draft;
    (title, unit, date, issued, disclosure, doc_number, source, editor).hash(state);
    (topic, keywords, attachments, number, retention, archived).hash(state);
    (slug, former_addresses, draft, announce, withheld).hash(state);
}

fn article(draft: &ArticleDraft, state: &mut impl Hasher) {
    let ArticleDraft {
        common: of_all,
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
    } = draft;
    common(of_all, state);
    (kind, act, validity, effective, expires, replaced_by, explains).hash(state);
    document(text, state);
}

fn progress(draft: &ProgressDraft, state: &mut impl Hasher) {
    let ProgressDraft {
        common: of_all,
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
    } = draft;
    common(of_all, state);
    (period, as_of).hash(state);
    names(figures.iter().map(|(name, _)| name), state);
    names(not_counted.iter().map(|(name, _)| name), state);
    match areas {
        AreasDraft::Table(file) => (true, file).hash(state),
        AreasDraft::Typed(figures) => {
            (false, figures.len()).hash(state);
            for AreaFigure { indicator, area, figure: _ } in figures {
                (indicator, area).hash(state);
            }
        }
    }
    // Their days tell which years have an overview.
    nodes.hash(state);
    optional(problems.as_ref(), state);
    optional(next.as_ref(), state);
    document(text, state);
}

fn project(draft: &ProjectDraft, state: &mut impl Hasher) {
    let ProjectDraft {
        common: of_all,
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
    } = draft;
    common(of_all, state);
    (field, lead, former_leads, responsible, granularity, order, nodes, breakdown).hash(state);
    document(scope, state);
    state.write_usize(goals.len());
    for (year, goal) in goals {
        year.hash(state);
        document(goal, state);
    }
    state.write_usize(indicators.len());
    for one in indicators {
        indicator(one, state);
    }
}

fn indicator(draft: &IndicatorDraft, state: &mut impl Hasher) {
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
    } = draft;
    (name, former_names, task, measure, basis, since).hash(state);
    (targets, milestones, base, note, source, is_not_additive).hash(state);
}
