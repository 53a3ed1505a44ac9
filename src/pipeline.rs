//! The pipeline: the only caller of the stages.
//!
//! [`build`] and [`check()`] go the same way up to rendered pages; only `build` writes. What it writes, and
//! when: pages into a folder beside the output while they are rendered; the ledger after every page has
//! succeeded; then the switch to the new site. So a number is in the ledger before any page shows it.
//! A [`Session`] goes the same way again and again, remembers what it read, and writes nothing.

mod blocking;
mod built;
mod inputs;
mod questions;
mod session;
mod site;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::calendar::{self, Calendar};
use crate::catalog::{self, Catalog, LeftOut, Selection};
use crate::check;
use crate::check::external::{ExternalLink, external_links};
use crate::check::standing::{Standing, standing};
use crate::config::{self, Settings, Spanned};
use crate::diag::{self, Diagnostic, Place, Reported, Text};
use crate::entry::{self, Draft, ParseContext};
use crate::files::{self, FileError, LockError, SiteLock};
use crate::ledger::{self, IssueMode, Ledger, Register};
use crate::model::{ContentPath, IndexNumber};
use crate::output::{self, PublishError, Published, Staging};
use crate::plan::{self, PlannedPage, SitePlan};
use crate::privacy::Detector;
use crate::progress;
use crate::reconcile;
use crate::render::Renderer;
use crate::say;
use crate::source::{self, SourceFile, SourceTree};
use crate::text::TextMode;
use crate::text::sheet::{self, SheetError};
use crate::text::table::Table;
use crate::theme::{self, Theme};
use crate::timing::{self, Part, Stage, part, stage};

pub use inputs::Changes;
use inputs::Inputs;
pub use session::{Session, Update};
pub use site::{Found, Mark, Site};

/// What a run is told.
#[derive(Clone, Debug)]
pub struct Options {
    /// The site folder.
    pub site: PathBuf,
    /// Where the finished site goes; `None`: `output/` in the site folder.
    pub output: Option<PathBuf>,
    /// The day of the build, in Asia/Shanghai.
    pub today: Date,
    /// Fail instead of issuing index numbers.
    pub locked: bool,
    /// Build drafts too; they get no number.
    pub drafts: bool,
    /// Build what is to be published on a later day too; it gets no number.
    pub future: bool,
}

/// What came of a run.
#[derive(Debug)]
pub struct Outcome {
    /// What was found, by file and place.
    pub findings: Vec<Diagnostic>,
    /// The texts of the files that findings point into.
    pub sources: BTreeMap<String, Arc<str>>,
    /// What was published, or by `check` what would be; `None`: there were errors.
    pub summary: Option<Summary>,
    /// How the site stands against the inspection; `None` for `build`, or if the site could not be put together.
    pub standing: Option<Standing>,
    /// The links to other sites; none for `build`.
    pub external: Vec<ExternalLink>,
}

/// What was published.
#[derive(Debug)]
pub struct Summary {
    /// HTML pages of the site.
    pub pages: usize,
    /// Files of the site, pages among them.
    pub files: usize,
    /// What became of the files; all zero for `check`.
    pub published: Published,
    /// Numbers issued, each with the title of what it was issued to.
    pub issued: Vec<(IndexNumber, String)>,
    /// What was left out.
    pub left_out: Vec<LeftOut>,
    /// Where the site is.
    pub output: PathBuf,
}

/// The long parts of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Reading files.
    Read,
    /// Rendering pages and writing them.
    Render,
    /// Publishing.
    Write,
}

/// Who wants to know how far a run is.
pub trait Progress: Sync {
    /// A part of `total` steps begins; 0: nobody knows how many.
    fn phase(&self, phase: Phase, total: usize);
    /// One step is done.
    fn step(&self);
}

/// Why a run could not go on.
#[derive(Debug)]
pub enum Failure {
    /// A file or folder.
    File(FileError),
    /// Another build of this site.
    Lock(LockError),
    /// The output folder.
    Publish(PublishError),
}

impl Failure {
    /// What happened.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::File(error) => error.text(),
            Self::Lock(error) => error.text(),
            Self::Publish(error) => error.text(),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<Text> {
        match self {
            Self::File(error) => error.help(),
            Self::Lock(error) => error.help(),
            Self::Publish(error) => error.help(),
        }
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl From<LockError> for Failure {
    fn from(error: LockError) -> Self {
        Self::Lock(error)
    }
}

impl From<PublishError> for Failure {
    fn from(error: PublishError) -> Self {
        Self::Publish(error)
    }
}

/// Builds and publishes the site.
pub fn build(options: &Options, progress: &dyn Progress) -> Result<Outcome, Failure> {
    let output = options.output.clone().unwrap_or_else(|| options.site.join("output"));
    output::check_target(&options.site, &output)?;
    let _lock = SiteLock::acquire(&options.site)?;
    let mode = if options.locked { IssueMode::Locked } else { IssueMode::Issue };
    let inputs = read(options, progress)?;
    let mut findings = Vec::new();
    let Some(ready) = inputs.assemble(options, mode, &mut findings) else {
        return Ok(inputs.outcome(options, findings, None));
    };
    // Even with errors: whoever mends them should not hear of a personal number only after the last.
    let keep = if diag::has_errors(&findings) { Keep::No } else { Keep::Yes };
    stage(Stage::Rules, || inputs.run_rules(&ready, options, keep, check::Scope::Blocking, &mut findings));
    if diag::has_errors(&findings) {
        return Ok(inputs.outcome(options, findings, None));
    }
    let staging = Staging::begin(&output)?;
    let (mark, unchanged) = stage(Stage::Compare, || {
        let mark = built::Mark::of(&inputs, &ready, options);
        let unchanged = mark.as_ref().and_then(|mark| mark.unchanged(&options.site, &ready, &staging));
        (mark, unchanged)
    });
    let published = match unchanged {
        Some(published) => published,
        None => match publish(&ready, staging, options, progress)? {
            Ok(published) => {
                if let (Some(mark), Some(digest)) = (mark, Staging::published(&output)) {
                    mark.keep(&options.site, &digest);
                }
                published
            }
            Err(faults) => {
                findings.extend(faults);
                return Ok(inputs.outcome(options, findings, None));
            }
        },
    };
    let summary = summary(&ready.catalog, &ready.plan, ready.theme, published, output);
    let Ready { catalog, plan, .. } = ready;
    let outcome = inputs.outcome(options, findings, Some(summary));
    // Nobody has to wait until the memory of a large site is given back.
    rayon::spawn(move || drop((catalog, plan, inputs)));
    Ok(outcome)
}

/// Renders and publishes what is ready; the faults of templates, if there are any.
fn publish(
    ready: &Ready<'_>,
    staging: Staging,
    options: &Options,
    progress: &dyn Progress,
) -> Result<Result<Published, Vec<Diagnostic>>, Failure> {
    let renderer = stage(Stage::Pages, || {
        Renderer::new(&ready.catalog, &ready.progress, &ready.plan, ready.settings, ready.theme)
    });
    let faults = stage(Stage::Pages, || render_all(&renderer, &ready.plan, progress, Some(&staging)))?;
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    stage(Stage::Copies, || copy_files(ready, &staging))?;
    progress.phase(Phase::Write, 0);
    let ledger = options.site.join(ledger::FILE);
    let enter_numbers = || -> Result<(), Failure> {
        if !ready.catalog.issued.is_empty() {
            files::write_atomic(&ledger, ready.catalog.ledger.to_csv().as_bytes())?;
        }
        Ok(())
    };
    Ok(Ok(stage(Stage::Switch, || staging.finish(enter_numbers))?))
}

/// Adds the theme's files and the attachments to the new site.
fn copy_files(ready: &Ready, staging: &Staging) -> Result<(), PublishError> {
    for (path, bytes) in &ready.theme.assets {
        staging.write(path, bytes)?;
    }
    ready.plan.copies.par_iter().try_for_each(|(path, file)| match ready.catalog.files.get(file) {
        Some(known) => staging.copy(path, &known.disk),
        None => Ok(()),
    })
}

/// Does everything that [`build`] does except writing.
pub fn check(options: &Options, progress: &dyn Progress) -> Result<Outcome, Failure> {
    let output = options.output.clone().unwrap_or_else(|| options.site.join("output"));
    let mode = if options.locked { IssueMode::Locked } else { IssueMode::Preview };
    let inputs = read(options, progress)?;
    let mut findings = Vec::new();
    let Some(ready) = inputs.assemble(options, mode, &mut findings) else {
        return Ok(inputs.outcome(options, findings, None));
    };
    if diag::has_errors(&findings) {
        // The other rules would complain of what is missing for these errors' sake.
        inputs.run_rules(&ready, options, Keep::No, check::Scope::Blocking, &mut findings);
        return Ok(inputs.outcome(options, findings, None));
    }
    let renderer = Renderer::new(&ready.catalog, &ready.progress, &ready.plan, ready.settings, ready.theme);
    findings.extend(render_all(&renderer, &ready.plan, progress, None)?);
    let (standing, external) = inputs.run_rules(&ready, options, Keep::No, check::Scope::All, &mut findings);
    let summary = summary(&ready.catalog, &ready.plan, ready.theme, Published::default(), output);
    let is_fit = !diag::has_errors(&findings);
    let outcome = inputs.outcome(options, findings, is_fit.then_some(summary));
    Ok(Outcome { standing, external, ..outcome })
}

/// What finds personal numbers by the settings and lists of a site; without a site, or where its settings cannot be read,
/// by the built-in lists.
pub fn detector(site: Option<&Path>) -> Result<Detector, Failure> {
    let Some(site) = site else { return Ok(check::detector(None, &check::Data::default())) };
    let text = text_of(&site.join(config::FILE), config::FILE)?.unwrap_or_default();
    let data = read_data(site, &mut Vec::new())?;
    Ok(check::detector(config::parse(&text).value.as_ref(), &data))
}

/// Everything read from the disk, not yet put together.
struct Read {
    settings: Option<Settings>,
    theme: Option<Theme>,
    tree: SourceTree,
    drafts: Vec<Draft>,
    /// The text of each draft's file.
    texts: Vec<String>,
    /// The text of `site.yaml`.
    settings_text: String,
    /// The lists and thresholds of rules.
    data: check::Data,
    /// Some content file gave no draft.
    incomplete: bool,
    ledger: Arc<Ledger>,
    calendar: Calendar,
    findings: Vec<Diagnostic>,
}

/// A site put together; fit to be rendered if nothing found so far is an error.
struct Ready<'a> {
    settings: &'a Settings,
    theme: &'a Theme,
    catalog: Catalog,
    progress: progress::Progress,
    plan: SitePlan,
}

/// Whether what was found in attachments is kept for the next run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keep {
    Yes,
    No,
}

fn read(options: &Options, progress: &dyn Progress) -> Result<Read, Failure> {
    let mut findings = Vec::new();
    let site = &options.site;
    let (settings, settings_text) = stage(Stage::Walk, || read_settings(site))?;
    let settings = settings.unpack(&mut findings);
    let data = read_data(site, &mut findings)?;
    let (tree, (ledger, theme)) = stage(Stage::Walk, || {
        let theme = |settings: &Settings| load_theme(site, &settings.theme);
        rayon::join(
            || source::discover(site),
            || rayon::join(|| read_ledger(site), || settings.as_ref().map(theme).transpose()),
        )
    });
    let ledger = Arc::new(ledger?.unpack(&mut findings));
    let theme = theme?.and_then(|theme| theme.unpack(&mut findings));
    let tree = tree?.unpack(&mut findings);
    let calendar = read_calendar(site)?.unpack(&mut findings);
    let mode = settings.as_ref().map_or(TextMode::default(), |settings| settings.text);
    progress.phase(Phase::Read, tree.pages.len());
    let here = timing::here();
    let read_one = |file| {
        let parsed = here.on(Part::File, || read_draft(file, &tree, mode));
        progress.step();
        parsed
    };
    let read: Vec<_> = stage(Stage::Read, || tree.pages.par_iter().map(read_one).collect());
    let mut drafts = Vec::with_capacity(read.len());
    let mut texts = Vec::with_capacity(read.len());
    let mut incomplete = settings.is_none();
    for (draft, found) in read {
        incomplete |= diag::has_errors(&found);
        findings.extend(found);
        if let Some((draft, text)) = draft {
            drafts.push(draft);
            texts.push(text);
        }
    }
    Ok(Read {
        settings,
        theme,
        tree,
        drafts,
        texts,
        settings_text,
        data,
        incomplete,
        ledger,
        calendar,
        findings,
    })
}

/// Reads and decodes a file; bytes that are no text are a finding.
fn text_of(path: &Path, name: &str) -> Result<Result<String, Box<Diagnostic>>, FileError> {
    Ok(decoded(files::read(path)?, name))
}

fn decoded(bytes: Vec<u8>, name: &str) -> Result<String, Box<Diagnostic>> {
    files::decode(bytes).map(|decoded| decoded.text).map_err(|error| {
        Box::new(Diagnostic::error("unreadable-file", error.text()).at(Place::whole(name)).help(error.help()))
    })
}

/// What `site.yaml` says, and its text.
fn read_settings(site: &Path) -> Result<(Reported<Option<Settings>>, String), FileError> {
    Ok(match text_of(&site.join(config::FILE), config::FILE)? {
        Ok(text) => (config::parse(&text), text),
        Err(finding) => (Reported::new(None, vec![*finding]), String::new()),
    })
}

/// The site's own lists and thresholds, laid over the built-in ones.
fn read_data(site: &Path, findings: &mut Vec<Diagnostic>) -> Result<check::Data, Failure> {
    let folder = site.join(check::FOLDER);
    let mut own = BTreeMap::new();
    if files::is_folder(&folder)? {
        for file in files::walk(&folder)?.files {
            match text_of(&file.path, &format!("{}/{}", check::FOLDER, file.relative))? {
                Ok(text) => {
                    own.insert(file.relative, text.into());
                }
                Err(finding) => findings.push(*finding),
            }
        }
    }
    let (data, faults) = check::Data::new(own);
    findings.extend(faults);
    Ok(data)
}

fn read_ledger(site: &Path) -> Result<Reported<Ledger>, FileError> {
    let empty = Ledger::empty(ledger::FILE);
    match text_of(&site.join(ledger::FILE), ledger::FILE) {
        Ok(Ok(text)) => Ok(Ledger::parse(&text, ledger::FILE)),
        Ok(Err(finding)) => Ok(Reported::new(empty, vec![*finding])),
        Err(error) if error.is_not_found() => Ok(Reported::new(empty, Vec::new())),
        Err(error) => Err(error),
    }
}

/// The working days, with the years that the site brings itself: `holidays/2027.csv`.
fn read_calendar(site: &Path) -> Result<Reported<Calendar>, FileError> {
    let folder = site.join(calendar::FOLDER);
    if !files::is_folder(&folder)? {
        return Ok(Reported::clean(Calendar::built_in()));
    }
    let walked = files::walk(&folder)?;
    let mut findings: Vec<_> =
        walked.problems.iter().map(|problem| problem.finding(calendar::FOLDER)).collect();
    let mut texts = Vec::new();
    for file in walked.files {
        let name = format!("{}/{}", calendar::FOLDER, file.relative);
        let Some(year) = calendar::year_of(&file.relative) else {
            findings.push(calendar::not_a_year(&name));
            continue;
        };
        match text_of(&file.path, &name)? {
            Ok(text) => texts.push((year, name, text)),
            Err(finding) => findings.push(*finding),
        }
    }
    let texts = texts.iter().map(|(year, name, text)| (*year, name.as_str(), text.as_str()));
    let calendar = Calendar::with_files(texts).unpack(&mut findings);
    Ok(Reported::new(calendar, findings))
}

/// The theme with the site's own files laid over the built-in ones.
fn load_theme(site: &Path, theme: &Spanned<String>) -> Result<Reported<Option<Theme>>, FileError> {
    let mut own = own_theme_files(site, theme)?;
    let theme = own.value.take().and_then(|files| theme::load(&theme.value, files).unpack(&mut own.findings));
    Ok(Reported::new(theme, own.findings))
}

/// The site's own files of a theme, by their paths in its folder; `None` if there is no such theme.
type OwnFiles = Option<BTreeMap<String, Vec<u8>>>;

/// Reads the site's own files of a theme.
fn own_theme_files(site: &Path, theme: &Spanned<String>) -> Result<Reported<OwnFiles>, FileError> {
    let name = &*theme.value;
    let folder = site.join("themes").join(name);
    let mut own = BTreeMap::new();
    let mut findings = Vec::new();
    if files::is_folder(&folder)? {
        let walked = files::walk(&folder)?;
        findings.extend(walked.problems.iter().map(|problem| problem.finding(&format!("themes/{name}"))));
        for file in walked.files {
            own.insert(file.relative, files::read(&file.path)?);
        }
    } else if name != theme::BUILT_IN_NAME {
        return Ok(Reported::new(None, vec![theme::unknown(name, theme.span.clone())]));
    }
    Ok(Reported::new(Some(own), findings))
}

/// One file -> one draft, with what was found. A file that cannot be read is a finding: the others go on.
fn read_draft(
    file: &SourceFile,
    tree: &SourceTree,
    mode: TextMode,
) -> (Option<(Draft, String)>, Vec<Diagnostic>) {
    let draft = draft_of(file, files::read(&file.disk), context_of(file, tree, mode));
    (draft.value, draft.findings)
}

/// What must be known of the site to read `file`.
fn context_of(file: &SourceFile, tree: &SourceTree, mode: TextMode) -> ParseContext {
    ParseContext { mode, in_project: tree.projects.contains(&file.path.parent()) }
}

/// The draft that the bytes of `file` give, with their text, or why there are none.
fn draft_of(
    file: &SourceFile,
    bytes: Result<Vec<u8>, FileError>,
    context: ParseContext,
) -> Reported<Option<(Draft, String)>> {
    let name = file.path.in_site();
    match bytes.map(|bytes| decoded(bytes, &name)) {
        Ok(Ok(text)) => {
            let parsed = part(Part::Yaml, || entry::parse(&file.path, &text, &context));
            Reported::new(parsed.value.map(|draft| (draft, text)), parsed.findings)
        }
        Ok(Err(finding)) => Reported::new(None, vec![*finding]),
        Err(error) => Reported::new(None, vec![unreadable(&error, name)]),
    }
}

/// A file that the disk does not give.
fn unreadable(error: &FileError, name: impl Into<Arc<str>>) -> Diagnostic {
    let finding = Diagnostic::error("unreadable-file", error.text()).at(Place::whole(name));
    match error.help() {
        Some(help) => finding.help(help),
        None => finding,
    }
}

impl Read {
    /// Puts the site together as far as it goes, if its settings and theme can be read. With errors among what was found
    /// it is not fit to be rendered.
    fn assemble(
        &self,
        options: &Options,
        numbering: IssueMode,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Ready<'_>> {
        findings.extend(self.findings.iter().cloned());
        let settings = self.settings.as_ref()?;
        let inputs = catalog::Inputs {
            settings,
            tree: &self.tree,
            drafts: &self.drafts,
            incomplete: self.incomplete,
            register: &Register::new(Arc::clone(&self.ledger), &settings.number_rule),
            selection: selection(options),
            numbering,
            load_sheet: &load_sheet,
        };
        let Assembled { catalog, progress, plan, findings: found, figures } =
            put_together(&inputs, &self.calendar, options.today, None);
        findings.extend(found);
        findings.extend(figures.into_iter().flatten());
        let source = |path: &ContentPath| self.text_of_page(path).map(Cow::Borrowed);
        let asked = reconcile::Inputs { catalog: &catalog, progress: &progress, source: &source };
        findings.extend(stage(Stage::Reconcile, || reconcile::questions(asked)));
        Some(Ready { settings, theme: self.theme.as_ref()?, catalog, progress, plan })
    }

    /// Runs the rules and applies what the site wants otherwise to all that was found. Gives back how the site stands
    /// and what it links to, if all rules ran.
    fn run_rules(
        &self,
        ready: &Ready<'_>,
        options: &Options,
        keep: Keep,
        scope: check::Scope,
        findings: &mut Vec<Diagnostic>,
    ) -> (Option<Standing>, Vec<ExternalLink>) {
        let file = options.site.join(check::KEPT_FILE);
        let kept = check::Kept::new(Some(ready.settings), &self.data);
        let kept = match text_of(&file, check::KEPT_FILE) {
            Ok(Ok(text)) if !ready.catalog.files.is_empty() => kept.with(&text),
            _ => kept,
        };
        let site = check::Site::new(&check::Inputs {
            settings: ready.settings,
            settings_text: &self.settings_text,
            tree: &self.tree,
            drafts: &self.drafts,
            texts: &self.texts,
            catalog: &ready.catalog,
            plan: &ready.plan,
            ledger: &self.ledger,
            today: options.today,
            calendar: &self.calendar,
            data: &self.data,
            kept: &kept,
        });
        findings.extend(check::run(&site, scope));
        let to_keep = site.to_keep();
        if keep == Keep::Yes && to_keep != kept && !to_keep.is_empty() {
            // Nothing depends on it but the time that the next run takes.
            let _ = files::write_atomic(&file, to_keep.to_text().as_bytes());
        }
        check::judge(&ready.settings.checks, options.today, scope, findings);
        match scope {
            check::Scope::All => (Some(standing(&site)), external_links(&site)),
            check::Scope::Blocking => (None, Vec::new()),
        }
    }

    /// The text of a content file that gave a draft.
    fn text_of_page(&self, path: &ContentPath) -> Option<&str> {
        let at = self.drafts.binary_search_by(|draft| draft.path.cmp(path)).ok()?;
        self.texts.get(at).map(String::as_str)
    }

    /// The same by the name that findings give the file.
    fn text_named(&self, file: &str) -> Option<&str> {
        self.text_of_page(&ContentPath::new(file.strip_prefix("content/")?).ok()?)
    }

    fn outcome(&self, options: &Options, mut findings: Vec<Diagnostic>, summary: Option<Summary>) -> Outcome {
        diag::sort(&mut findings);
        let mut sources = self.theme.as_ref().map(Theme::sources).unwrap_or_default();
        let files: Vec<_> =
            named_files(&findings).into_iter().filter(|file| !sources.contains_key(&**file)).collect();
        if !files.is_empty() {
            let detector = check::detector(self.settings.as_ref(), &self.data);
            let private = check::private(&findings);
            let screened = files.par_iter().filter_map(|file| {
                let text = match self.text_named(file) {
                    Some(text) => Cow::Borrowed(text),
                    None => Cow::Owned(text_of(&options.site.join(&**file), file).ok()?.ok()?),
                };
                Some((file.to_string(), check::screen(file, &text, &detector, &private).into()))
            });
            sources.extend(screened.collect::<Vec<_>>());
        }
        Outcome { findings, sources, summary, standing: None, external: Vec::new() }
    }
}

fn selection(options: &Options) -> Selection {
    Selection { today: options.today, drafts: options.drafts, future: options.future }
}

/// A site put together.
struct Assembled {
    catalog: Catalog,
    progress: progress::Progress,
    plan: SitePlan,
    findings: Vec<Diagnostic>,
    /// What was found in the figures of each project.
    figures: Vec<Vec<Diagnostic>>,
}

/// The catalogue of what was read, what its figures say, and its plan.
fn put_together(
    inputs: &catalog::Inputs,
    calendar: &Calendar,
    today: Date,
    known: Option<progress::Known>,
) -> Assembled {
    let mut findings = Vec::new();
    let catalog = stage(Stage::Catalogue, || catalog::assemble(inputs)).unpack(&mut findings);
    let mut figures = Vec::with_capacity(catalog.projects.len());
    let evaluated = progress::Inputs { catalog: &catalog, calendar, today };
    let each = stage(Stage::Figures, || progress::evaluate_each(evaluated, known));
    let projects = each.into_iter().map(|project| {
        figures.push(project.findings);
        project.value
    });
    let progress = progress::Progress { projects: projects.collect(), today };
    let plan = stage(Stage::Plan, || plan::plan(&catalog, inputs.settings)).unpack(&mut findings);
    Assembled { catalog, progress, plan, findings, figures }
}

/// The text of a content file, to find the place of a question in it.
fn source_of(tree: &SourceTree, path: &ContentPath) -> Option<String> {
    text_of(&tree.page(path)?.disk, &path.in_site()).ok()?.ok()
}

/// The files of which findings show a part.
fn named_files(findings: &[Diagnostic]) -> BTreeSet<Arc<str>> {
    let places = findings.iter().flat_map(|f| f.place.iter().chain(f.related.iter().map(|(place, _)| place)));
    places.filter(|place| place.span.is_some()).map(|place| Arc::clone(&place.file)).collect()
}

fn load_sheet(file: &SourceFile) -> Result<Table, Text> {
    let bytes = files::read(&file.disk).map_err(|error| error.text())?;
    sheet_of(file, &bytes)
}

/// The table that the bytes of `file` hold.
fn sheet_of(file: &SourceFile, bytes: &[u8]) -> Result<Table, Text> {
    let table = match file.path.extension().as_str() {
        "xlsx" => sheet::read_xlsx(bytes),
        _ => sheet::read_csv(bytes),
    };
    table.map_err(|error| sheet_fault(&error))
}

fn sheet_fault(error: &SheetError) -> Text {
    match error {
        SheetError::Damaged(reason) => {
            say!(
                "表格文件读不出来，可能已损坏，或者不是真正的表格文件（{reason}）",
                "this sheet cannot be read; it may be damaged, or no sheet at all ({reason})"
            )
        }
        SheetError::Empty => say!("表格文件里没有内容", "this sheet is empty"),
        SheetError::TooLarge => say!("表格文件展开后超过 20 MB", "this sheet has more than 20 MB of content"),
        SheetError::TooManyCells => say!("表格超过 20 万个单元格", "this sheet has more than 200,000 cells"),
    }
}

/// Renders every page and puts it into the new site, if there is one; gives back the faults of templates, of which each is
/// told once however many pages it spoils.
fn render_all(
    renderer: &Renderer,
    plan: &SitePlan,
    progress: &dyn Progress,
    staging: Option<&Staging>,
) -> Result<Vec<Diagnostic>, Failure> {
    progress.phase(Phase::Render, plan.pages.len());
    // The files that tell of the whole site come first: begun last, one of them would keep a single thread busy
    // when all the others have nothing left to do.
    let (mut pages, rest): (Vec<_>, Vec<_>) =
        plan.pages.iter().partition(|page| page.kind.is_of_whole_site());
    pages.extend(rest);
    let here = timing::here();
    let make = |page: &PlannedPage| {
        if page.kind.is_large() {
            progress.step();
            // No template makes it, so that there is nothing to be found in it.
            let pieces =
                |take: &mut dyn FnMut(&[u8]) -> io::Result<()>| renderer.render_large(page.kind, take);
            let written = staging.map_or(Ok(()), |staging| staging.write_pieces(&page.path, &pieces));
            return written.map(|()| None);
        }
        let made = renderer.render(page);
        progress.step();
        match (made, staging) {
            (Ok(bytes), Some(staging)) => {
                part(Part::Write, || staging.write(&page.path, &bytes)).map(|()| None)
            }
            (made, _) => Ok(made.err()),
        }
    };
    let faults: Vec<Option<Box<Diagnostic>>> = pages
        .into_par_iter()
        .map(|page| here.on(Part::Context, || make(page)))
        .collect::<Result<_, PublishError>>()?;
    let mut faults: Vec<Diagnostic> = faults.into_iter().flatten().map(|fault| *fault).collect();
    diag::sort(&mut faults);
    Ok(faults)
}

fn summary(
    catalog: &Catalog,
    plan: &SitePlan,
    theme: &Theme,
    published: Published,
    output: PathBuf,
) -> Summary {
    Summary {
        pages: plan.pages.iter().filter(|page| page.kind.is_page()).count(),
        files: plan.pages.len() + plan.copies.len() + theme.assets.len(),
        published,
        issued: catalog.issued.iter().map(|row| (row.number.clone(), row.title.clone())).collect(),
        left_out: catalog.left_out.clone(),
        output,
    }
}
