//! What takes longer and changes no page: the questions about figures that disagree, and the rules.
//!
//! Only what is in doubt is looked at. In one piece that goes as fast as it can; in many, somebody may call
//! it off between two of them, and the rest stays in doubt until the next time.

use std::borrow::Cow;
use std::path::Path;

use rayon::prelude::*;

use super::findings::{FindingSubject, FindingsStore};
use super::inputs::Inputs;
use super::reading::text_of;
use super::snapshot::Snapshot;
use crate::catalog::{ItemKind, Resolved};
use crate::check::external::{ExternalLink, external_links};
use crate::check::standing::{SiteStanding, standing};
use crate::check::{self, Attachment, Data, KeptResults, Page, RuleScope};
use crate::config::Settings;
use crate::diag::Diagnostic;
use crate::entry::Draft;
use crate::layout;
use crate::model::ContentPath;
use crate::privacy::Detector;
use crate::reconcile;
use crate::timing::{Stage, stage};

/// How much is looked at before somebody may call it off: some milliseconds' work. A text weighs 1.
const PIECE: usize = 256;
/// What a project's questions weigh: it has many texts.
const PROJECT_WEIGHT: usize = 32;
/// What an attachment weighs.
const ATTACHMENT_WEIGHT: usize = 16;

/// Asks whether to stop.
pub(super) type CallOff<'a> = Option<&'a mut dyn FnMut() -> bool>;

/// What the rules tell of the whole site besides what is wrong.
#[derive(Debug)]
pub struct Survey {
    /// How the site stands against the inspection.
    pub standing: SiteStanding,
    /// The links to other sites.
    pub external: Vec<ExternalLink>,
}

/// What is needed to look for personal numbers, worked out once for settings and lists.
#[derive(Debug, Default)]
pub(super) struct PersonalSearch {
    detector: Detector,
    /// What was found in attachments, by the digest of their bytes.
    kept: KeptResults,
    /// What was on the disk of that.
    stored: KeptResults,
    /// What was asked for.
    used: KeptResults,
}

impl PersonalSearch {
    /// Goes by these settings and lists from now on. What is known of attachments stays if it still holds.
    pub(super) fn renew(&mut self, root: &Path, settings: &Settings, data: &Data) {
        self.detector = check::detector(Some(settings), data);
        let fresh = KeptResults::new(Some(settings), data);
        if fresh.holds_like(&self.kept) {
            return;
        }
        self.used = fresh.clone();
        self.stored = match text_of(&root.join(layout::CHECKED), layout::CHECKED) {
            Ok(Ok(text)) => fresh.with(&text),
            _ => fresh,
        };
        self.kept = self.stored.clone();
    }

    /// What to keep for the next run, if that is not kept already.
    pub(super) fn to_keep(&self) -> Option<&KeptResults> {
        Some(&self.used).filter(|used| !used.is_empty() && **used != self.stored)
    }
}

/// The subjects of the questions about a site.
pub(super) fn questioned(snapshot: &Snapshot) -> impl Iterator<Item = FindingSubject> {
    let projects = snapshot.catalog.projects.iter().map(|project| &project.file);
    let articles = snapshot.catalog.items.iter().filter(|item| matches!(item.kind, ItemKind::Article(_)));
    projects.chain(articles.map(|item| &item.source)).map(|path| FindingSubject::Page(path.clone()))
}

/// The subjects of the rules: of the content files not only those that are published.
pub(super) fn ruled<'a>(
    snapshot: &'a Snapshot,
    inputs: &'a Inputs,
) -> impl Iterator<Item = FindingSubject> + 'a {
    let pages = inputs.tree.pages.iter().map(|file| FindingSubject::Page(file.path.clone()));
    let catalog = &snapshot.catalog;
    let tables = catalog.sheets.keys().filter(|path| !catalog.files.contains_key(path));
    let attachments = catalog.files.keys().chain(tables).map(|path| FindingSubject::Attachment(path.clone()));
    [FindingSubject::Site].into_iter().chain(pages).chain(attachments)
}

/// Asks the questions in doubt; `false`: it was called off.
pub(super) fn ask(
    snapshot: &Snapshot,
    inputs: &Inputs,
    store: &mut FindingsStore,
    call_off: &mut CallOff<'_>,
) -> bool {
    let catalog = &snapshot.catalog;
    let source = |path: &ContentPath| inputs.text(path);
    let asked = reconcile::ReconcileInputs { catalog, progress: &snapshot.progress, source: &source };
    let questions = |subject: &FindingSubject| match place(snapshot, subject) {
        Some(Resolved::Project(project)) => reconcile::of_project(asked, *project),
        Some(Resolved::Item(item)) => reconcile::of_item(asked, *item),
        _ => Vec::new(),
    };
    let weight = |subject: &FindingSubject| match place(snapshot, subject) {
        Some(Resolved::Project(_)) => PROJECT_WEIGHT,
        _ => 1,
    };
    let most = call_off.is_some().then_some(PIECE);
    stage(Stage::Reconcile, || {
        while store.has_doubt(Stage::Reconcile) {
            let subjects = store.next_in_doubt(Stage::Reconcile, most, weight);
            let found: Vec<Vec<Diagnostic>> = subjects.par_iter().map(questions).collect();
            for (subject, found) in subjects.into_iter().zip(found) {
                store.enter(Stage::Reconcile, subject, found);
            }
            if store.has_doubt(Stage::Reconcile) && is_called_off(call_off) {
                return false;
            }
        }
        true
    })
}

/// Runs the rules of `scope` on what is in doubt. All of them look at the whole site in one piece, and tell
/// what they know of it besides; those that stop a build look at one subject at a time.
pub(super) fn run_rules(
    (snapshot, inputs): (&Snapshot, &Inputs),
    search: &mut PersonalSearch,
    store: &mut FindingsStore,
    scope: RuleScope,
    call_off: &mut CallOff<'_>,
) -> Option<Survey> {
    let most = (call_off.is_some() && scope == RuleScope::Blocking).then_some(PIECE);
    let weight = |subject: &FindingSubject| match subject {
        FindingSubject::Attachment(_) => ATTACHMENT_WEIGHT,
        _ => 1,
    };
    let mut survey = None;
    stage(Stage::Rules, || {
        while store.has_doubt(Stage::Rules) {
            let subjects = store.next_in_doubt(Stage::Rules, most, weight);
            survey = run_on((snapshot, inputs), search, store, scope, subjects);
            if store.has_doubt(Stage::Rules) && is_called_off(call_off) {
                break;
            }
        }
    });
    survey
}

/// Runs the rules on these subjects.
fn run_on(
    (snapshot, inputs): (&Snapshot, &Inputs),
    search: &mut PersonalSearch,
    store: &mut FindingsStore,
    scope: RuleScope,
    subjects: Vec<FindingSubject>,
) -> Option<Survey> {
    let published = subjects.par_iter().filter_map(|subject| {
        place(snapshot, subject)?;
        let FindingSubject::Page(path) = subject else { return None };
        Some((inputs.draft(path)?, inputs.text(path)?))
    });
    let published: Vec<(&Draft, Cow<'_, str>)> = published.collect();
    let pages = published.iter().map(|(draft, text)| Page::new(draft, text)).collect();
    let attachments = subjects.iter().filter_map(|subject| match subject {
        FindingSubject::Attachment(path) => attachment(snapshot, inputs, path),
        _ => None,
    });
    let attachments = attachments.collect();
    let has_whole = subjects.first() == Some(&FindingSubject::Site);
    let site = check::Site::new(snapshot.facts(), &search.detector, &search.kept, pages, attachments);
    let found = check::run(&site, scope, has_whole);
    let pages = site.pages.iter().map(|page| FindingSubject::Page(page.path.clone()));
    let attachments = site.attachments.iter().map(|file| FindingSubject::Attachment(file.path.clone()));
    let mut findings = pages.zip(found.pages).chain(attachments.zip(found.attachments)).peekable();
    let mut of_site = Some(found.site);
    for subject in subjects {
        let found = match &subject {
            FindingSubject::Site => of_site.take(),
            subject => findings.next_if(|(of, _)| of == subject).map(|(_, found)| found),
        };
        // A page that is not published has nothing wrong.
        store.enter(Stage::Rules, subject, found.unwrap_or_default());
    }
    let survey = (scope == RuleScope::All)
        .then(|| Survey { standing: standing(&site), external: external_links(&site) });
    let searched: Vec<_> =
        site.all_searched().map(|(digest, found)| (digest.to_owned(), found.clone())).collect();
    drop(site);
    for (digest, found) in searched {
        search.used.enter(&digest, &found);
        search.kept.enter(&digest, &found);
    }
    survey
}

/// A file that is published as it is, or as a table in a page.
fn attachment<'a>(snapshot: &'a Snapshot, inputs: &'a Inputs, path: &ContentPath) -> Option<Attachment<'a>> {
    if let Some((path, file)) = snapshot.catalog.files.get_key_value(path) {
        return Some(Attachment::new(path, file));
    }
    let (path, sheet) = snapshot.catalog.sheets.get_key_value(path)?;
    let file = inputs.tree.other(path)?;
    Some(Attachment::table(path, (&file.disk, file.size), sheet.whole.is_some()))
}

/// Where a content file leads; `None` if it is not published.
fn place<'a>(snapshot: &'a Snapshot, subject: &FindingSubject) -> Option<&'a Resolved> {
    match subject {
        FindingSubject::Page(path) => snapshot.catalog.place(path),
        _ => None,
    }
}

fn is_called_off(call_off: &mut CallOff<'_>) -> bool {
    call_off.as_mut().is_some_and(|call_off| call_off())
}
