//! A site kept warm: read once, then brought up to date with every change, for a preview.
//!
//! The way is that of a build, with a memory: content files are read again only when their bytes change, and where a
//! change touches nothing but the words of some pages, the catalogue and the plan stay as they are but for these words.
//! What is shown is what a build of the same files publishes, byte for byte, except that no number is issued: what has
//! none yet is shown as 待编号. While a file is faulty its last faultless version stays on show, and what is found is
//! what `check` finds in the files as they are.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockWriteGuard};

use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use super::blocking::{Blocking, Sight};
use super::inputs::{Changes, Delta, Inputs};
use super::questions::Questions;
use super::reading::{sheet_of, source_of};
use super::site::{Content, Site};
use super::{Assembled, Failure, Options, Progress, put_together, selection};
use crate::calendar::Calendar;
use crate::catalog::{self, Amended, Catalog};
use crate::check::{self, Scope};
use crate::config::{self, Settings};
use crate::diag::{self, Diagnostic, Text};
use crate::entry::Draft;
use crate::files;
use crate::ledger::{self, IssueMode, Ledger, Register};
use crate::model::ContentPath;
use crate::plan::SitePlan;
use crate::progress::{self, Progress as Figures};
use crate::reconcile;
use crate::render::Prepared;
use crate::source::SourceFile;
use crate::text::table::Table;
use crate::theme::{self, Theme};

/// A site kept warm.
pub struct Session {
    options: Options,
    inputs: Inputs,
    site: Arc<RwLock<Site>>,
    /// What was found when the files as they are were put together.
    assembly: Vec<Diagnostic>,
    /// What was found in the figures of each project.
    figures: Vec<Vec<Diagnostic>>,
    questions: Questions,
    blocking: Blocking,
    /// Whether no file had errors when the site was put together: then the files as they are are on show.
    is_clean: bool,
    /// The files as they are, put together, while older versions of some are on show.
    exact: Option<Box<Exact>>,
    /// The working days by which the figures were judged.
    judged_by: Option<Arc<Calendar>>,
    sheets: Sheets,
    /// Of the ledgers in use: that of the files as they are, and that on show.
    registers: Vec<Arc<Register>>,
}

/// The folder of a site as a session names what lies in it: without links and dots.
#[must_use]
pub fn root_of(site: &Path) -> PathBuf {
    files::real_path(site).unwrap_or_else(|_| site.to_path_buf())
}

/// A site put together that is not on show.
struct Exact {
    settings: Arc<Settings>,
    catalog: Catalog,
    progress: Figures,
    plan: SitePlan,
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

impl Session {
    /// Reads the site and puts it together. What is wrong in its files is no failure; see [`Site::findings`].
    pub fn open(options: &Options, progress: &dyn Progress) -> Result<Self, Failure> {
        let root = root_of(&options.site);
        let inputs = Inputs::open(&root, progress)?;
        let site = Site { root, today: options.today, version: 0, content: None, findings: Arc::new([]) };
        let site = Arc::new(RwLock::new(site));
        let mut session = Self {
            options: options.clone(),
            inputs,
            site,
            assembly: Vec::new(),
            figures: Vec::new(),
            questions: Questions::default(),
            blocking: Blocking::default(),
            is_clean: false,
            exact: None,
            judged_by: None,
            sheets: Sheets::default(),
            registers: Vec::new(),
        };
        session.put_together();
        session.tell_findings();
        Ok(session)
    }

    /// The site, as it stands at any time from now on.
    #[must_use]
    pub fn site(&self) -> Arc<RwLock<Site>> {
        Arc::clone(&self.site)
    }

    /// Brings the site up to date.
    pub fn refresh(&mut self, changes: &Changes) -> Update {
        let delta = self.inputs.refresh(changes);
        if delta.is_empty() {
            let version = self.site.read().unwrap_or_else(PoisonError::into_inner).version;
            return Update { version, has_changed: false, edited: delta.edited };
        }
        let is_amended = !delta.is_structural
            && delta.settings.as_ref().is_none_or(|before| self.adopt(before))
            && (delta.pages.is_empty() || self.amend(&delta));
        if !is_amended {
            self.put_together();
        }
        if delta.theme {
            self.change_theme();
        }
        Update { version: self.tell_findings(), has_changed: true, edited: delta.edited }
    }

    /// Begins another day, on which more may be public.
    pub fn begin_day(&mut self, today: Date) -> Update {
        if today == self.options.today {
            return Update::default();
        }
        self.options.today = today;
        self.put_together();
        Update { version: self.tell_findings(), has_changed: true, edited: BTreeSet::new() }
    }

    fn site_mut(&self) -> RwLockWriteGuard<'_, Site> {
        self.site.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes over the settings as they are now, which ask for the same catalogue as those before.
    fn adopt(&mut self, before: &Settings) -> bool {
        let Some(settings) = self.inputs.settings.shown().cloned() else { return false };
        let mut site = self.site.write().unwrap_or_else(PoisonError::into_inner);
        let Some(content) = &mut site.content else { return false };
        let mut found = content.catalog.adopt(&settings);
        content.prepared = Arc::new(Prepared::new(&content.catalog, &content.plan, &settings));
        content.settings = Arc::clone(&settings);
        drop(site);
        if let Some(exact) = self.exact.as_deref_mut() {
            found = exact.catalog.adopt(&settings);
            exact.settings = Arc::clone(&settings);
        }
        let is_of_settings =
            |finding: &Diagnostic| finding.place.as_ref().is_some_and(|place| &*place.file == config::FILE);
        self.assembly.retain(|finding| !is_of_settings(finding));
        self.assembly.extend(found);
        if !settings.publishes_like(before) {
            self.blocking.doubt_all(self.inputs.tree.pages.iter().map(|file| &file.path));
        }
        true
    }

    /// Exchanges the drafts that changed, if nothing of the catalogue hangs on what is different in them.
    fn amend(&mut self, delta: &Delta) -> bool {
        if !self.is_clean {
            return false;
        }
        let mut changed = Vec::new();
        for (at, before) in &delta.pages {
            let page = &self.inputs.pages[*at].draft;
            let (Some(before), Some(now), true) = (before, &page.now, page.is_clean()) else { return false };
            // What was found elsewhere may have to do with this file, or lie at another place in it now.
            let file = now.path.in_site();
            let names_it = |finding: &Diagnostic| {
                let related = finding.related.iter().map(|(place, _)| place);
                finding.place.iter().chain(related).any(|place| place.file == file)
            };
            if self.assembly.iter().any(names_it) {
                return false;
            }
            changed.push((before, now));
        }
        let calendar = self.calendar();
        let today = self.options.today;
        let mut site = self.site.write().unwrap_or_else(PoisonError::into_inner);
        let Some(Content { catalog, progress, .. }) = &mut site.content else { return false };
        for (before, now) in changed {
            self.blocking.doubt(now.path.clone());
            match catalog.amend(before, now) {
                None => return false,
                Some(Amended::Column) => {}
                Some(Amended::Article(item)) => self.questions.doubt_item(item),
                Some(Amended::Project { project, figures }) => {
                    let inputs = progress::Inputs { catalog, calendar: &calendar, today };
                    let found = progress::evaluate_one(inputs, project);
                    progress.projects[project] = found.value;
                    self.figures[project] = found.findings;
                    if figures { self.questions.doubt_all() } else { self.questions.doubt_project(project) }
                }
            }
        }
        true
    }

    /// Puts the whole site together from what has been read.
    fn put_together(&mut self) {
        let is_clean = self.inputs.settings.is_clean()
            && self.inputs.ledger.is_clean()
            && self.inputs.calendar.is_clean()
            && self.inputs.pages.iter().all(|page| page.draft.is_clean());
        let drafts: Vec<Draft> =
            self.inputs.pages.iter().filter_map(|page| page.draft.shown().cloned()).collect();
        let ledger = self.inputs.ledger.shown().cloned();
        let calendar = self.calendar();
        let site = Arc::clone(&self.site);
        let before = site.read().unwrap_or_else(PoisonError::into_inner);
        let known = self.known(before.content.as_ref(), &calendar);
        let mut registers = Vec::new();
        let mut shown = self.inputs.settings.shown().cloned().map(|settings| {
            let register = self.register(ledger, &settings);
            let assembled = self.assemble(&settings, &drafts, &register, known);
            registers.push(register);
            (settings, assembled)
        });
        // What is wrong is told of the files as they are, not of older versions that stay on show.
        let exact = self.inputs.settings.now.clone().filter(|_| !is_clean).map(|settings| {
            let drafts: Vec<Draft> =
                self.inputs.pages.iter().filter_map(|page| page.draft.now.clone()).collect();
            let register = self.register(self.inputs.ledger.now.clone(), &settings);
            let assembled = self.assemble(&settings, &drafts, &register, known);
            registers.push(register);
            (settings, assembled)
        });
        drop(before);
        self.judged_by = Some(calendar);
        self.registers = registers;
        (self.assembly, self.figures) = match (&exact, &mut shown) {
            (Some((_, exact)), _) => (exact.findings.clone(), exact.figures.clone()),
            (None, Some((_, assembled))) if is_clean => {
                (std::mem::take(&mut assembled.findings), std::mem::take(&mut assembled.figures))
            }
            _ => (Vec::new(), Vec::new()),
        };
        if exact.is_none() && !is_clean {
            self.questions = Questions::default();
        } else {
            self.questions.doubt_all();
        }
        self.blocking.doubt_all(self.inputs.tree.pages.iter().map(|file| &file.path));
        self.is_clean = is_clean;
        self.exact = exact.map(|(settings, Assembled { catalog, progress, plan, .. })| {
            Box::new(Exact { settings, catalog, progress, plan })
        });
        let content = shown.map(|(settings, Assembled { catalog, progress, plan, .. })| {
            let theme = self.inputs.theme.shown().cloned().or_else(built_in_theme);
            let prepared = Arc::new(Prepared::new(&catalog, &plan, &settings));
            theme.map(|theme| Content { settings, theme, catalog, progress, plan, prepared })
        });
        let today = self.options.today;
        let mut site = self.site_mut();
        site.today = today;
        let old = std::mem::replace(&mut site.content, content.flatten());
        drop(site);
        // Taking a large site apart takes a while; nobody should wait for it.
        drop(old);
    }

    /// Asks the questions about texts and figures that the last changes may have raised or settled. That takes long on a
    /// large site and changes no page, so it is done after the pages are up to date; `is_called_off` is asked between
    /// parts of it, and the rest is left for the next time. `None`: there was nothing to do, or it was called off.
    pub fn review(&mut self, is_called_off: &mut dyn FnMut() -> bool) -> Option<Update> {
        let site = Arc::clone(&self.site);
        let site = site.read().unwrap_or_else(PoisonError::into_inner);
        let own = site.content.as_ref();
        let own = own.map(|content| (&content.settings, &content.catalog, &content.progress, &content.plan));
        let (settings, catalog, progress, plan) = match self.exact.as_deref() {
            Some(Exact { settings, catalog, progress, plan }) => (settings, catalog, progress, plan),
            None => own?,
        };
        let tree = &self.inputs.tree;
        let source = |path: &ContentPath| source_of(tree, path).map(Cow::Owned);
        let inputs = reconcile::Inputs { catalog, progress, source: &source };
        let mut is_new = self.questions.ask(inputs, is_called_off)?;
        // As in a build, the rules look at the files as they are, whatever else is wrong in them.
        if self.is_judged() {
            let empty = Arc::new(Ledger::empty(ledger::FILE));
            let sight = Sight {
                options: &self.options,
                inputs: &self.inputs,
                settings,
                catalog,
                plan,
                calendar: &self.calendar(),
                ledger: self.inputs.ledger.now.as_ref().unwrap_or(&empty),
            };
            // What was called off is new another time.
            is_new |= self.blocking.look(&sight, is_called_off).unwrap_or(false);
        }
        drop(site);
        let edited = BTreeSet::new();
        is_new.then(|| Update { version: self.tell_findings(), has_changed: true, edited })
    }

    /// Whether the files as they are have been put together, and a build would come to the rules.
    fn is_judged(&self) -> bool {
        (self.is_clean || self.exact.is_some()) && self.inputs.theme.now.is_some()
    }

    fn calendar(&self) -> Arc<Calendar> {
        self.inputs.calendar.shown().cloned().unwrap_or_else(|| Arc::new(Calendar::built_in()))
    }

    /// The register of a ledger, as it was if neither ledger nor rule has changed.
    fn register(&self, ledger: Option<Arc<Ledger>>, settings: &Settings) -> Arc<Register> {
        let ledger = ledger.unwrap_or_else(|| Arc::new(Ledger::empty(ledger::FILE)));
        let known = self.registers.iter().find(|known| known.is_of(&ledger, &settings.number_rule));
        known.cloned().unwrap_or_else(|| Arc::new(Register::new(ledger, &settings.number_rule)))
    }

    /// What the figures said when everything was put together last: about the files as they were.
    fn known<'a>(
        &'a self,
        shown: Option<&'a Content>,
        calendar: &Arc<Calendar>,
    ) -> Option<progress::Known<'a>> {
        let is_same = self.judged_by.as_ref().is_some_and(|known| Arc::ptr_eq(known, calendar));
        let (catalog, progress) = match self.exact.as_deref() {
            Some(Exact { catalog, progress, .. }) => (catalog, progress),
            None => shown.map(|content| (&content.catalog, &content.progress))?,
        };
        is_same.then_some(progress::Known { catalog, progress, findings: &self.figures })
    }

    fn assemble(
        &self,
        settings: &Settings,
        drafts: &[Draft],
        register: &Register,
        known: Option<progress::Known<'_>>,
    ) -> Assembled {
        let inputs = catalog::Inputs {
            settings,
            tree: &self.inputs.tree,
            drafts,
            incomplete: self.inputs.pages.iter().any(|page| !page.draft.is_clean()),
            register,
            selection: selection(&self.options),
            numbering: IssueMode::Withhold,
            load_sheet: &|file| self.sheets.load(file),
        };
        put_together(&inputs, &self.calendar(), self.options.today, known)
    }

    fn change_theme(&mut self) {
        if let Some(theme) = self.inputs.theme.shown().cloned().or_else(built_in_theme)
            && let Some(content) = &mut self.site_mut().content
        {
            content.theme = theme;
            content.prepared = Arc::new(Prepared::new(&content.catalog, &content.plan, &content.settings));
        }
    }

    /// Gathers what was found, and counts the change.
    fn tell_findings(&mut self) -> u64 {
        let mut findings: Vec<Diagnostic> = self
            .inputs
            .findings()
            .chain(&self.assembly)
            .chain(self.figures.iter().flatten())
            .chain(self.questions.findings())
            .cloned()
            .collect();
        if let Some(settings) = self.inputs.settings.now.as_ref().filter(|_| self.is_judged()) {
            findings.extend(self.blocking.findings().cloned());
            check::judge(&settings.checks, self.options.today, Scope::Blocking, &mut findings);
        }
        diag::sort(&mut findings);
        let mut site = self.site_mut();
        site.findings = findings.into();
        site.version += 1;
        site.version
    }
}

/// What is used when the site's own theme has never been right.
fn built_in_theme() -> Option<Arc<Theme>> {
    theme::load(theme::BUILT_IN_NAME, BTreeMap::new()).value.map(Arc::new)
}

/// The sheets read so far, by path and content: a workbook takes longer to read than a page.
#[derive(Default)]
struct Sheets(Mutex<BTreeMap<ContentPath, Sheet>>);

/// The digest of a file, and the table in it or why there is none.
type Sheet = ([u8; 32], Result<Table, Text>);

impl Sheets {
    fn load(&self, file: &SourceFile) -> Result<Table, Text> {
        let bytes = files::read(&file.disk).map_err(|error| error.text())?;
        let digest: [u8; 32] = Sha256::digest(&bytes).into();
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((old, table)) = known().get(&file.path)
            && *old == digest
        {
            return table.clone();
        }
        let table = sheet_of(file, &bytes);
        known().insert(file.path.clone(), (digest, table.clone()));
        table
    }
}
