//! A site put together: everything that follows from its files on a day.
//!
//! Whoever shows, searches, checks or publishes a site reads a [`Snapshot`]. It is made by a
//! [`Session`](super::Session) alone, which also amends it: where a change touches nothing but the words of
//! some pages, the catalogue and the plan stay as they are but for these words.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use crate::attachment::Taken;
use crate::calendar::Calendar;
use crate::catalog::{self, Catalog};
use crate::check::{Data, Facts};
use crate::chronicle::{self, News};
use crate::config::Settings;
use crate::diag::{self, Diagnostic, Reported};
use crate::files;
use crate::layout;
use crate::ledger::{IssueMode, Ledger};
use crate::model::{ContentPath, Moment};
use crate::plan::{self, SitePlan};
use crate::portal::Portal;
use crate::progress::{self, Progress};
use crate::record::{Archive, Digest};
use crate::render::{Prepared, PublishedSizes, Renderer};
use crate::theme::Theme;
use crate::timing::{Stage, stage};

use super::cleaned::{CleanedFiles, PublishedFile};
use super::findings::FindingSubject;
use super::rules;

/// The most bytes of an attachment that has a digest.
const ATTACHMENT_LIMIT: u64 = 1 << 32;

/// A site put together.
pub struct Snapshot {
    /// The folder of the site, without links and dots.
    pub root: PathBuf,
    /// The moment for which it was put together.
    pub now: Moment,
    /// What the parts of the site outside `content/` say.
    pub parts: Parts,
    /// What is published, and how it hangs together.
    pub catalog: Catalog,
    /// What the figures say, beside the catalogue.
    pub progress: Progress,
    /// Every page and its address.
    pub plan: SitePlan,
    /// What this run adds to the archive; nothing in a preview or a trial.
    pub news: News,
    /// Worked out when the first page is rendered.
    pub(super) prepared: OnceLock<Arc<Prepared>>,
    /// What is known of attachments as they are published.
    pub(super) cleaned: CleanedFiles,
}

/// What the parts of a site outside `content/` say.
#[derive(Clone)]
pub struct Parts {
    /// `site.yaml`.
    pub settings: Arc<Settings>,
    /// The text of `site.yaml`.
    pub settings_text: Arc<str>,
    /// The templates and files of the theme.
    pub theme: Arc<Theme>,
    /// The lists and thresholds of rules.
    pub data: Arc<Data>,
    /// The working days.
    pub calendar: Arc<Calendar>,
    /// The ledger as it was read; [`Catalog::ledger`] has the numbers of this run too.
    pub ledger: Arc<Ledger>,
    /// What was published so far; [`Catalog::archive`] has what this run adds too.
    pub archive: Arc<Archive>,
    /// What the members published; `None` on a site that is no portal.
    pub portal: Option<Arc<Portal>>,
}

/// What was found when a site was put together, by stage.
pub(super) struct SnapshotFindings {
    /// In the catalogue and the plan.
    pub(super) catalogue: Vec<Diagnostic>,
    /// In the figures of each project.
    pub(super) figures: Vec<(FindingSubject, Vec<Diagnostic>)>,
}

/// What the run adds to the archive, and what may not be published for want of a reason.
fn chronicle(root: &Path, catalog: &Catalog, parts: &Parts, today: Date) -> Reported<News> {
    let digest = |file: &ContentPath| {
        let path = root.join(layout::CONTENT).join(file.as_str());
        Some(Digest::of(&files::read_limited(&path, ATTACHMENT_LIMIT).ok()?))
    };
    let inputs = chronicle::ChronicleInputs { catalog, settings: &parts.settings, today, digest: &digest };
    chronicle::review(inputs)
}

impl Snapshot {
    /// Puts a site together; what is known of figures need not be worked out again.
    pub(super) fn assemble(
        root: PathBuf,
        mut parts: Parts,
        inputs: &catalog::CatalogInputs,
        known: Option<progress::FormerFigures>,
    ) -> (Self, SnapshotFindings) {
        let mut findings = Vec::new();
        let now = inputs.selection.now;
        let today = now.date;
        let mut catalog = stage(Stage::Catalogue, || catalog::assemble(inputs)).unpack(&mut findings);
        let mut news = News { is_rewritten: catalog.is_settled, ..News::default() };
        // With errors nothing is published, and half-read files seem to say something else than before.
        let is_whole = !inputs.incomplete && !diag::has_errors(&findings);
        if is_whole && inputs.numbering != IssueMode::Withhold {
            news =
                stage(Stage::Catalogue, || chronicle(&root, &catalog, &parts, today)).unpack(&mut findings);
            news.is_rewritten = catalog.is_settled;
            if !news.is_empty() {
                catalog.archive = Arc::new(catalog.archive.with(&news.rows, today.year(), &news.lines));
                if inputs.numbering == IssueMode::Locked {
                    findings.extend(news.not_recorded());
                }
            }
        }
        let evaluated = progress::ProgressInputs { catalog: &catalog, calendar: &parts.calendar, today };
        let each = stage(Stage::Figures, || progress::evaluate_each(evaluated, known));
        let mut figures = Vec::new();
        let mut projects = Vec::with_capacity(each.len());
        for (project, said) in catalog.projects.iter().zip(each) {
            if !said.findings.is_empty() {
                figures.push((FindingSubject::Page(project.file.clone()), said.findings));
            }
            projects.push(said.value);
        }
        let progress = Progress { projects: projects.into(), today };
        if let Some(former) = parts.archive.former.as_ref().filter(|_| !news.rows.is_empty()) {
            let (rows, changed) = rules::changed(&catalog, &progress, former, &news.rows);
            findings.extend(changed);
            if !rows.is_empty() {
                Arc::make_mut(&mut catalog.archive).record = catalog.archive.record.with(&rows);
                news.rows.extend(rows);
            }
        }
        if let Some(portal) = &mut parts.portal {
            let own: BTreeSet<String> =
                catalog.ledger.rows().iter().map(|row| row.number.collision_key()).collect();
            findings.extend(Arc::make_mut(portal).settle(&own, today, &parts.settings));
        }
        let portal = parts.portal.as_deref();
        let plan = stage(Stage::Plan, || {
            plan::plan(&catalog, &parts.settings, portal, progress.overdue(&catalog), today)
        })
        .unpack(&mut findings);
        let snapshot = Self {
            root,
            now,
            parts,
            catalog,
            progress,
            plan,
            news,
            prepared: OnceLock::new(),
            cleaned: CleanedFiles::default(),
        };
        (snapshot, SnapshotFindings { catalogue: findings, figures })
    }

    /// What the rules see of it.
    #[must_use]
    pub fn facts(&self) -> Facts<'_> {
        Facts {
            settings: &self.parts.settings,
            settings_text: &self.parts.settings_text,
            catalog: &self.catalog,
            progress: &self.progress,
            plan: &self.plan,
            ledger: &self.parts.ledger,
            today: self.now.date,
            data: &self.parts.data,
            calendar: &self.parts.calendar,
        }
    }

    /// What renders its pages.
    #[must_use]
    pub fn renderer(&self) -> Renderer<'_> {
        let Self { parts, catalog, progress, plan, prepared, .. } = self;
        let Parts { settings, theme, portal, .. } = parts;
        let prepared = prepared.get_or_init(|| Arc::new(Prepared::new(catalog, plan, settings, theme)));
        let renderer = Renderer::with((catalog, progress, plan), settings, theme, self, Arc::clone(prepared));
        renderer.of_portal(portal.as_deref())
    }

    /// How a file beside a page is published; `None` if no page names it.
    #[must_use]
    pub fn published(&self, file: &ContentPath) -> Option<PublishedFile> {
        self.cleaned.published((&self.catalog, &self.parts.settings), file)
    }

    /// How large a file beside a page is as it is published, in bytes; `None` if no page names it.
    #[must_use]
    pub fn published_size(&self, file: &ContentPath) -> Option<u64> {
        self.cleaned.size((&self.catalog, &self.parts.settings), file)
    }

    /// What was taken out of the files that have been published or measured.
    #[must_use]
    pub fn taken_out(&self) -> BTreeMap<ContentPath, BTreeSet<Taken>> {
        self.cleaned.taken_out()
    }

    /// Which of these files could not be cleaned, or not wholly.
    #[must_use]
    pub fn uncleaned(&self) -> Vec<ContentPath> {
        self.cleaned.uncleaned()
    }

    /// Exchanges the theme.
    pub(super) fn dress(&mut self, theme: Arc<Theme>) {
        self.parts.theme = theme;
        self.prepared = OnceLock::new();
    }

    /// Takes over settings that ask for the same catalogue; gives what is wrong in them.
    pub(super) fn adopt(&mut self, settings: &Arc<Settings>, text: &Arc<str>) -> Vec<Diagnostic> {
        let found = self.catalog.adopt(settings);
        self.parts.settings = Arc::clone(settings);
        self.parts.settings_text = Arc::clone(text);
        self.prepared = OnceLock::new();
        found
    }
}

impl PublishedSizes for Snapshot {
    fn size(&self, file: &ContentPath) -> Option<u64> {
        self.published_size(file)
    }
}
