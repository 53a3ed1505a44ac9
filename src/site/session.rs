//! A site read and put together, and kept up to date with every change.
//!
//! `check` and `build` open a session and review it once; a preview refreshes it again and again. The way is
//! the same, with a memory: content files are read again only when their bytes change, and where a change
//! touches nothing but the words of some pages, the catalogue and the plan stay as they are but for these
//! words. While a file is faulty its last faultless version stays on show, and what is found is what is wrong
//! in the files as they are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockWriteGuard};

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::findings::{FindingSubject, FindingsStore};
use super::inputs::{Changes, Delta, Inputs, Kept};
use super::lookup::Showing;
use super::review::{self, CallOff, PersonalSearch, Survey};
use super::snapshot::{Parts, Snapshot, SnapshotFindings};
use super::sources::ScreenedTexts;
use super::{Observer, Options, Policy};
use crate::annual;
use crate::calendar::Calendar;
use crate::catalog::{self, Amended, LeftOut, LeftOutReason, Selection, SheetLoader};
use crate::check::{self, RuleScope};
use crate::config::{DatedPattern, Settings};
use crate::diag::{self, Diagnostic};
use crate::entry::Draft;
use crate::files::{self, FileError};
use crate::layout;
use crate::ledger::{IssueMode, Ledger, NumberRegister};
use crate::model::{ContentPath, Moment};
use crate::progress;
use crate::record::Archive;
use crate::source::SourceFile;
use crate::text::sheet::{self, SheetError, TableFile};
use crate::theme::{self, Theme};
use crate::timing::Stage;

/// A site read, put together, and kept up to date.
pub struct Session {
    options: Options,
    policy: Policy,
    inputs: Inputs,
    store: FindingsStore,
    showing: Arc<RwLock<Showing>>,
    current: Current,
    /// Whether no file had errors when the site was put together.
    is_clean: bool,
    /// Which files print figures of which other project, once that was asked.
    quoted: Option<BTreeMap<ContentPath, BTreeSet<ContentPath>>>,
    search: PersonalSearch,
    /// Whether settings or lists have changed since `search` was worked out.
    is_search_stale: bool,
    /// The rules that have run.
    scope: RuleScope,
    survey: Option<Survey>,
    sheets: Sheets,
    /// Of the ledgers in use: that of the files as they are, and that on show.
    registers: Vec<Arc<NumberRegister>>,
}

/// Where the snapshot of the files as they are is: what is wrong is told of it.
enum Current {
    /// It is on show.
    OnShow,
    /// Older versions of faulty files are on show, and it lies beside.
    Apart(Box<Snapshot>),
    /// There is none: `site.yaml` cannot be read.
    Nothing,
}

/// What a refresh brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Update {
    /// The site's version now; it has grown if something is different.
    pub version: u64,
    /// Whether something is different.
    pub has_changed: bool,
    /// The files that changed, named as in findings.
    pub edited: BTreeSet<Arc<str>>,
}

/// Which version of a file counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FileVersion {
    /// As it is.
    Now,
    /// As it was when it was last without errors.
    Good,
}

impl Session {
    /// Reads the site and puts it together. What is wrong in its files is no failure; see
    /// [`Session::findings`].
    pub fn open(options: &Options, policy: Policy, progress: &dyn Observer) -> Result<Self, FileError> {
        for name in layout::OWN {
            files::check_own(&options.site, name)?;
        }
        let mut store = FindingsStore::default();
        let inputs = Inputs::open(&options.site, policy.texts, progress, &mut store)?;
        let showing = Showing::of(options.site.clone());
        let mut session = Self {
            options: options.clone(),
            policy,
            inputs,
            store,
            showing: Arc::new(RwLock::new(showing)),
            current: Current::Nothing,
            is_clean: false,
            quoted: None,
            search: PersonalSearch::default(),
            is_search_stale: true,
            scope: RuleScope::Blocking,
            survey: None,
            sheets: Sheets::default(),
            registers: Vec::new(),
        };
        session.put_together();
        session.tell_findings();
        Ok(session)
    }

    /// What is on show, at any time from now on.
    #[must_use]
    pub fn showing(&self) -> Arc<RwLock<Showing>> {
        Arc::clone(&self.showing)
    }

    /// Looks at what is on show.
    pub fn look<T>(&self, look: impl FnOnce(&Showing) -> T) -> T {
        look(&self.showing.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What was found so far, by file and place, as the site wants it judged.
    #[must_use]
    pub fn findings(&self) -> Vec<Diagnostic> {
        self.look(|showing| showing.findings().to_vec())
    }

    /// Adds what somebody else found in the parts of the site, such as that it contradicts what is published.
    pub fn add(&mut self, found: Vec<Diagnostic>) {
        self.store.enter(Stage::Walk, FindingSubject::Site, found);
    }

    /// The ledger as it was read; empty if there is none.
    #[must_use]
    pub fn ledger(&self) -> Arc<Ledger> {
        self.ledger_of(FileVersion::Now)
    }

    /// What was published so far, as it was read.
    #[must_use]
    pub fn archive(&self) -> Arc<Archive> {
        let archive = self.inputs.archive.now.clone();
        archive.unwrap_or_else(|| Arc::new(Archive::empty()))
    }

    /// The site's address; empty if `site.yaml` cannot be read.
    #[must_use]
    pub fn address(&self) -> &str {
        self.inputs.settings.now.as_ref().map_or("", |file| &file.settings.url)
    }

    /// The rule of index numbers; empty if `site.yaml` cannot be read.
    #[must_use]
    pub fn number_rule(&self) -> &[DatedPattern] {
        self.inputs.settings.now.as_ref().map_or(&[], |file| &file.settings.number_rule)
    }

    /// The items that are to be public, as they would be with a ledger without rows.
    #[must_use]
    pub fn items_without_ledger(&self) -> Vec<catalog::Item> {
        let Some(file) = &self.inputs.settings.now else { return Vec::new() };
        let register =
            NumberRegister::new(Arc::new(Ledger::empty(layout::LEDGER)), &file.settings.number_rule);
        let drafts: Vec<Draft> = self.inputs.drafts().filter_map(|draft| draft.now.clone()).collect();
        let load_sheet = |file: &SourceFile| self.sheets.load(file);
        let inputs = self.catalog_inputs(&file.settings, &drafts, &register, &self.archive(), &load_sheet);
        let inputs = catalog::CatalogInputs { incomplete: true, numbering: IssueMode::Withhold, ..inputs };
        catalog::assemble(&inputs).value.items.into_iter().collect()
    }

    /// Whether there is an error among what was found, whatever the site wants.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.store.all(None).any(|finding| finding.severity == diag::Severity::Error)
    }

    /// Whether the files as they are could be put together, with their own theme: then the rules look at
    /// them.
    #[must_use]
    pub fn is_judged(&self) -> bool {
        !matches!(self.current, Current::Nothing) && self.inputs.theme.now.is_some()
    }

    /// What all rules together tell of the site, after a review with all of them.
    pub fn take_survey(&mut self) -> Option<Survey> {
        self.survey.take()
    }

    /// What was found in attachments, to be kept for the next run, if it is not kept already.
    #[must_use]
    pub fn searched(&self) -> Option<&check::KeptResults> {
        self.search.to_keep()
    }

    /// The texts that these findings point into. Drops all texts that were kept.
    pub fn take_sources(&mut self, findings: &[Diagnostic]) -> ScreenedTexts {
        ScreenedTexts::take(&mut self.inputs, &self.options.site, findings)
    }

    /// The digest of the bytes of every content file, and its path.
    pub fn digests(&self) -> impl Iterator<Item = (&ContentPath, Option<&[u8; 32]>)> {
        self.inputs.digests()
    }

    /// The [face](catalog::face()) of every content file, in the order of their paths; `None` for what could
    /// not be read as one.
    #[must_use]
    pub fn faces(&self) -> Vec<Option<[u8; 32]>> {
        let drafts: Vec<_> = self.inputs.drafts().collect();
        drafts.into_par_iter().map(|draft| draft.now.as_ref().map(catalog::face)).collect()
    }

    /// What every content file [tells](catalog::told()) besides its running text, in the same order.
    #[must_use]
    pub fn told(&self) -> Vec<Option<[u8; 32]>> {
        let drafts: Vec<_> = self.inputs.drafts().collect();
        drafts.into_par_iter().map(|draft| draft.now.as_ref().and_then(catalog::told)).collect()
    }

    /// The files in `content/` that are no pages, published or not.
    #[must_use]
    pub fn other_files(&self) -> &[SourceFile] {
        &self.inputs.tree.others
    }

    /// Brings the site up to date.
    pub fn refresh(&mut self, changes: &Changes) -> Update {
        let delta = self.inputs.refresh(changes, &mut self.store);
        if delta.is_empty() {
            let version = self.look(Showing::version);
            return Update { version, has_changed: false, edited: delta.edited };
        }
        let is_amended = !delta.is_structural
            && delta.settings.as_ref().is_none_or(|before| self.adopt(before))
            && (delta.pages.is_empty() || self.amend(&delta));
        if is_amended {
            if delta.data {
                self.change_data();
            }
            if delta.theme {
                self.change_theme();
            }
        } else {
            self.put_together();
        }
        Update { version: self.tell_findings(), has_changed: true, edited: delta.edited }
    }

    /// Lets time go on: with another day, or when the time of something has come, more is public.
    pub fn advance(&mut self, now: Moment) -> Update {
        let before = std::mem::replace(&mut self.options.now, now);
        let has_come =
            |left: &LeftOut| matches!(left.reason, LeftOutReason::Future(date) if date.has_come(now));
        let showing = Arc::clone(&self.showing);
        let showing = showing.read().unwrap_or_else(PoisonError::into_inner);
        let left_out = showing.snapshot().into_iter().flat_map(|snapshot| &snapshot.catalog.left_out);
        let is_more_public = left_out.into_iter().any(has_come);
        drop(showing);
        if now.date == before.date && !is_more_public {
            return Update::default();
        }
        self.put_together();
        Update { version: self.tell_findings(), has_changed: true, edited: BTreeSet::new() }
    }

    /// Looks at what is in doubt since the last changes: asks the questions about texts and figures, then
    /// runs the rules of `scope`. That takes long on a large site and changes no page, so a preview does it
    /// after the pages are up to date; `call_off` is asked between parts of it, and the rest is left for the
    /// next time. `None`: nothing is different, or it was called off.
    pub fn review(&mut self, scope: RuleScope, mut call_off: CallOff<'_>) -> Option<Update> {
        let is_other = scope != self.scope;
        if is_other {
            self.scope = scope;
            self.doubt_rules();
        }
        let is_judged = self.is_judged();
        let showing = Arc::clone(&self.showing);
        let showing = showing.read().unwrap_or_else(PoisonError::into_inner);
        let snapshot = self.current.of(showing.snapshot())?;
        if !review::ask(snapshot, &self.inputs, &mut self.store, &mut call_off) {
            return None;
        }
        if is_judged {
            if std::mem::take(&mut self.is_search_stale) {
                let Parts { settings, data, .. } = &snapshot.parts;
                self.search.renew(&self.options.site, settings, data);
            }
            let seen = (snapshot, &self.inputs);
            self.survey = review::run_rules(seen, &mut self.search, &mut self.store, scope, &mut call_off);
        }
        drop(showing);
        if self.store.has_doubt(Stage::Rules) && is_judged {
            return None;
        }
        let edited = BTreeSet::new();
        (self.store.take_news() || is_other).then(|| Update {
            version: self.tell_findings(),
            has_changed: true,
            edited,
        })
    }

    /// Leaves out of the next review the questions about texts and figures of these content files, a project
    /// by its `project.yaml`: a review of the same files asked nothing.
    pub fn leave_unasked(&mut self, is_settled: impl Fn(&ContentPath) -> bool) {
        self.store.settle(Stage::Reconcile, |subject| match subject {
            FindingSubject::Page(path) => is_settled(path),
            FindingSubject::Site | FindingSubject::Part(_) | FindingSubject::Attachment(_) => false,
        });
    }

    /// The content files, a project by its `project.yaml`, of whose texts and figures something is asked.
    pub fn asked(&self) -> impl Iterator<Item = &ContentPath> {
        self.store.subjects_of(Stage::Reconcile).filter_map(|subject| match subject {
            FindingSubject::Page(path) => Some(path),
            FindingSubject::Site | FindingSubject::Part(_) | FindingSubject::Attachment(_) => None,
        })
    }

    fn showing_mut(&self) -> RwLockWriteGuard<'_, Showing> {
        self.showing.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes over the settings as they are now, which ask for the same catalogue as those before.
    fn adopt(&mut self, before: &Settings) -> bool {
        let Some(file) = self.inputs.settings.shown().cloned() else { return false };
        let mut showing = self.showing.write().unwrap_or_else(PoisonError::into_inner);
        let Some(snapshot) = showing.snapshot_mut() else { return false };
        let mut found = snapshot.adopt(&file.settings, &file.text);
        drop(showing);
        if let Current::Apart(snapshot) = &mut self.current {
            found = snapshot.adopt(&file.settings, &file.text);
        }
        let is_of_settings = |finding: &Diagnostic| {
            finding.place.as_ref().is_some_and(|place| &*place.file == layout::SETTINGS)
        };
        let known = self.store.of(Stage::Catalogue, &FindingSubject::Site).iter();
        found.extend(known.filter(|finding| !is_of_settings(finding)).cloned());
        self.store.enter(Stage::Catalogue, FindingSubject::Site, found);
        if !file.settings.publishes_like(before) {
            self.is_search_stale = true;
            self.doubt_rules();
        }
        self.store.doubt(Stage::Rules, FindingSubject::Site);
        true
    }

    /// Exchanges the drafts that changed, if nothing of the catalogue hangs on what is different in them.
    fn amend(&mut self, delta: &Delta) -> bool {
        if !self.is_clean {
            return false;
        }
        let mut changed = Vec::new();
        for (at, before) in &delta.pages {
            let page = self.inputs.draft_at(*at);
            let (Some(before), Some(now), true) = (before, &page.now, page.is_clean) else { return false };
            // What was found elsewhere may have to do with this file, or lie at another place in it now.
            let file = now.path.in_site();
            let names_it = |finding: &Diagnostic| {
                let related = finding.related.iter().map(|(place, _)| place);
                finding.place.iter().chain(related).any(|place| place.file == file)
            };
            if self.store.of_stage(Stage::Catalogue).any(names_it) {
                return false;
            }
            changed.push((before, now));
        }
        let mut showing = self.showing.write().unwrap_or_else(PoisonError::into_inner);
        let Some(snapshot) = showing.snapshot_mut() else { return false };
        for (before, now) in changed {
            self.store.doubt(Stage::Rules, FindingSubject::Page(now.path.clone()));
            match snapshot.catalog.amend(before, now) {
                None => return false,
                Some(Amended::Column) => {}
                Some(Amended::Article(_)) => {
                    self.store.doubt(Stage::Reconcile, FindingSubject::Page(now.path.clone()));
                }
                Some(Amended::Project { project, figures }) => {
                    let Snapshot { catalog, parts, progress, now, .. } = &mut *snapshot;
                    let inputs =
                        progress::ProgressInputs { catalog, calendar: &parts.calendar, today: now.date };
                    let said = progress::evaluate_one(inputs, project);
                    progress.projects[project] = said.value;
                    let file = &catalog.projects[project].file;
                    self.store.enter(Stage::Figures, FindingSubject::Page(file.clone()), said.findings);
                    self.store.doubt(Stage::Reconcile, FindingSubject::Page(file.clone()));
                    if figures {
                        let quoted = self.quoted.get_or_insert_with(|| catalog.quoted());
                        for reader in quoted.get(file).into_iter().flatten() {
                            self.store.doubt(Stage::Reconcile, FindingSubject::Page(reader.clone()));
                        }
                    }
                }
            }
        }
        true
    }

    /// Puts the whole site together from what has been read.
    fn put_together(&mut self) {
        let Inputs { settings, ledger, archive, calendar, .. } = &self.inputs;
        let is_clean = settings.is_clean
            && ledger.is_clean
            && archive.is_clean
            && calendar.is_clean
            && self.inputs.drafts().all(|draft| draft.is_clean);
        let is_held_back = settings.is_held_back()
            || ledger.is_held_back()
            || archive.is_held_back()
            || calendar.is_held_back()
            || self.inputs.drafts().any(Kept::is_held_back);
        let showing = Arc::clone(&self.showing);
        let before = showing.read().unwrap_or_else(PoisonError::into_inner);
        let mut registers = Vec::new();
        let good = self.assemble(FileVersion::Good, before.snapshot(), &mut registers);
        let now = is_held_back.then(|| self.assemble(FileVersion::Now, before.snapshot(), &mut registers));
        drop(before);
        self.registers = registers;
        // What is wrong is told of the files as they are, not of older versions that stay on show.
        let (snapshot, found) = good.unzip();
        let (current, found) = match (now, &snapshot) {
            (Some(Some((now, found))), _) => (Current::Apart(Box::new(now)), Some(found)),
            (None, Some(_)) => (Current::OnShow, found),
            _ => (Current::Nothing, None),
        };
        let (catalogue, figures) =
            found.map(|SnapshotFindings { catalogue, figures }| (catalogue, figures)).unzip();
        self.store.enter(Stage::Catalogue, FindingSubject::Site, catalogue.unwrap_or_default());
        self.store.replace(Stage::Figures, figures.unwrap_or_default());
        self.is_clean = is_clean;
        self.current = current;
        self.quoted = None;
        self.is_search_stale = true;
        let old = self.showing_mut().exchange(snapshot);
        // Taking a large site apart takes a while; nobody should wait for it.
        drop(old);
        let showing = Arc::clone(&self.showing);
        let showing = showing.read().unwrap_or_else(PoisonError::into_inner);
        let snapshot = self.current.of(showing.snapshot());
        self.store.doubt_all(Stage::Reconcile, snapshot.into_iter().flat_map(review::questioned));
        drop(showing);
        self.doubt_rules();
    }

    /// Every page and attachment may break another rule than before.
    fn doubt_rules(&mut self) {
        let showing = Arc::clone(&self.showing);
        let showing = showing.read().unwrap_or_else(PoisonError::into_inner);
        let snapshot = self.current.of(showing.snapshot()).into_iter();
        let inputs = &self.inputs;
        self.store.doubt_all(Stage::Rules, snapshot.flat_map(|snapshot| review::ruled(snapshot, inputs)));
    }

    /// Puts the site together from one version of every file, if its settings can be read.
    fn assemble(
        &self,
        version: FileVersion,
        on_show: Option<&Snapshot>,
        registers: &mut Vec<Arc<NumberRegister>>,
    ) -> Option<(Snapshot, SnapshotFindings)> {
        let file = version.of(&self.inputs.settings)?;
        let ledger = self.ledger_of(version);
        let calendar = version.of(&self.inputs.calendar).cloned();
        let parts = Parts {
            settings: Arc::clone(&file.settings),
            settings_text: Arc::clone(&file.text),
            theme: self.theme()?,
            data: self.inputs.data.now.clone().unwrap_or_default(),
            calendar: calendar.unwrap_or_else(|| Arc::new(Calendar::built_in())),
            ledger: Arc::clone(&ledger),
            archive: version.of(&self.inputs.archive).cloned().unwrap_or_else(|| Arc::new(Archive::empty())),
            portal: version.of(&self.inputs.portal).and_then(|members| members.0.clone()),
        };
        let drafts: Vec<Draft> =
            self.inputs.drafts().filter_map(|draft| version.of(draft).cloned()).collect();
        let register = self.register(ledger, &file.settings);
        let load_sheet = |file: &SourceFile| self.sheets.load(file);
        let inputs = self.catalog_inputs(&file.settings, &drafts, &register, &parts.archive, &load_sheet);
        let known =
            self.current.of(on_show).filter(|known| Arc::ptr_eq(&known.parts.calendar, &parts.calendar));
        // Targets are judged by the record.
        let known = known.filter(|known| Arc::ptr_eq(&known.parts.archive, &parts.archive));
        let findings = |project: &catalog::Project| {
            self.store.of(Stage::Figures, &FindingSubject::Page(project.file.clone())).to_vec()
        };
        let known = known.map(|Snapshot { catalog, progress, .. }| progress::FormerFigures {
            catalog,
            progress,
            findings: &findings,
        });
        let root = self.options.site.clone();
        let assembled = Snapshot::assemble(root, parts, &inputs, known);
        registers.push(register);
        Some(assembled)
    }

    fn catalog_inputs<'a>(
        &'a self,
        settings: &'a Settings,
        drafts: &'a [Draft],
        register: &'a NumberRegister,
        archive: &Arc<Archive>,
        load_sheet: &'a SheetLoader<'a>,
    ) -> catalog::CatalogInputs<'a> {
        let Options { now, drafts: with_drafts, future, .. } = self.options;
        catalog::CatalogInputs {
            settings,
            tree: &self.inputs.tree,
            drafts,
            incomplete: self.inputs.drafts().any(|draft| !draft.is_clean),
            register,
            archive: Arc::clone(archive),
            selection: Selection { now, drafts: with_drafts, future },
            numbering: self.policy.numbering,
            load_sheet,
        }
    }

    fn ledger_of(&self, version: FileVersion) -> Arc<Ledger> {
        let ledger = version.of(&self.inputs.ledger).cloned();
        ledger.unwrap_or_else(|| Arc::new(Ledger::empty(layout::LEDGER)))
    }

    /// The register of a ledger, as it was if neither ledger nor rule has changed.
    fn register(&self, ledger: Arc<Ledger>, settings: &Settings) -> Arc<NumberRegister> {
        let known = self.registers.iter().find(|known| known.is_of(&ledger, &settings.number_rule));
        known.cloned().unwrap_or_else(|| Arc::new(NumberRegister::new(ledger, &settings.number_rule)))
    }

    /// The theme on show: the built-in one while the site's own has never been right.
    fn theme(&self) -> Option<Arc<Theme>> {
        let built_in = || theme::load(theme::BUILT_IN_NAME, BTreeMap::new()).value.map(Arc::new);
        self.inputs.theme.shown().cloned().or_else(built_in)
    }

    fn change_theme(&mut self) {
        let Some(theme) = self.theme() else { return };
        if let Some(snapshot) = self.showing_mut().snapshot_mut() {
            snapshot.dress(Arc::clone(&theme));
        }
        if let Current::Apart(snapshot) = &mut self.current {
            snapshot.dress(theme);
        }
    }

    /// Takes over the lists of rules as they are now.
    fn change_data(&mut self) {
        let data = self.inputs.data.now.clone().unwrap_or_default();
        if let Some(snapshot) = self.showing_mut().snapshot_mut() {
            snapshot.parts.data = Arc::clone(&data);
        }
        if let Current::Apart(snapshot) = &mut self.current {
            snapshot.parts.data = data;
        }
        self.is_search_stale = true;
        self.doubt_rules();
    }

    /// Gathers what was found, and counts the change.
    fn tell_findings(&mut self) -> u64 {
        let left_out = (!self.is_judged()).then_some(Stage::Rules);
        let mut findings: Vec<Diagnostic> = self.store.all(left_out).cloned().collect();
        if let Some(file) = self.inputs.settings.now.as_ref().filter(|_| self.is_judged()) {
            check::judge(&file.settings.checks, self.options.now.date, self.scope, &mut findings);
        }
        diag::sort(&mut findings);
        self.store.take_news();
        self.showing_mut().tell(findings)
    }
}

impl Current {
    /// The snapshot of the files as they are, given what is on show.
    fn of<'a>(&'a self, on_show: Option<&'a Snapshot>) -> Option<&'a Snapshot> {
        match self {
            Self::OnShow => on_show,
            Self::Apart(snapshot) => Some(snapshot),
            Self::Nothing => None,
        }
    }
}

impl FileVersion {
    fn of<T: Clone>(self, kept: &Kept<T>) -> Option<&T> {
        match self {
            Self::Now => kept.now.as_ref(),
            Self::Good => kept.shown(),
        }
    }
}

/// The folder of a site as the system names what changes in it: without links and dots.
#[must_use]
pub fn root_of(site: &std::path::Path) -> PathBuf {
    files::real_path(site).unwrap_or_else(|_| site.to_path_buf())
}

/// The sheets read so far, by path and content: a workbook takes longer to read than a page.
#[derive(Default)]
struct Sheets(Mutex<BTreeMap<ContentPath, KeptSheet>>);

/// The digest of a file, and the table in it or why there is none.
type KeptSheet = ([u8; 32], Result<TableFile, SheetError>);

impl Sheets {
    fn load(&self, file: &SourceFile) -> Result<TableFile, SheetError> {
        let bytes = files::read(&file.disk).map_err(|error| SheetError::Unread(error.text()))?;
        let digest: [u8; 32] = Sha256::digest(&bytes).into();
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((old, table)) = known().get(&file.path)
            && *old == digest
        {
            return table.clone();
        }
        let sheet = match file.path.extension().as_str() {
            "yaml" | "yml" => match files::decode(bytes) {
                Ok(decoded) => annual::table(file.path.name(), &decoded.text),
                Err(_) => Err(SheetError::UnclearEncoding),
            },
            _ => sheet::read(file.path.name(), &bytes),
        };
        known().insert(file.path.clone(), (digest, sheet.clone()));
        sheet
    }
}
