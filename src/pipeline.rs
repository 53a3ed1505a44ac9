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
mod reading;
mod session;
mod site;
mod sources;

use std::any::Any;
use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::calendar::Calendar;
use crate::catalog::{self, Catalog, LeftOut, Selection};
use crate::check;
use crate::check::external::{ExternalLink, external_links};
use crate::check::standing::{Standing, standing};
use crate::config::{self, Settings};
use crate::diag::{self, Diagnostic, Text};
use crate::entry::Draft;
use crate::files::{self, FileError, LockError, SiteLock};
use crate::ledger::{self, IssueMode, Ledger, Register};
use crate::model::{ContentPath, IndexNumber};
use crate::output::{self, PublishError, Published, Staging, Stamps};
use crate::plan::{self, PlannedPage, SitePlan};
use crate::privacy::Detector;
use crate::progress;
use crate::reconcile;
use crate::render::Renderer;
use crate::source::{self, SourceTree};
use crate::text::TextMode;
use crate::theme::Theme;
use crate::timing::{self, Part, Stage, part, stage};

pub use inputs::Changes;
use inputs::Inputs;
use reading::{
    load_sheet, load_theme, read_calendar, read_data, read_draft, read_ledger, read_settings, text_of,
};
pub use session::{Session, Update, root_of};
pub use site::{Found, Mark, Site};
pub use sources::ScreenedTexts;

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
    pub sources: ScreenedTexts,
    /// What was published, or by `check` what would be; `None`: there were errors.
    pub summary: Option<Summary>,
    /// How the site stands against the inspection; `None` for `build`, or if the site could not be put together.
    pub standing: Option<Standing>,
    /// The links to other sites; none for `build`.
    pub external: Vec<ExternalLink>,
    /// The site as it was put together, which nobody needs any more.
    _left: Option<Box<dyn Any + Send>>,
}

impl Outcome {
    fn new(mut findings: Vec<Diagnostic>, sources: ScreenedTexts, summary: Option<Summary>) -> Self {
        diag::sort(&mut findings);
        Self { findings, sources, summary, standing: None, external: Vec::new(), _left: None }
    }

    /// Leaves the memory of the run to the system, which takes it back as a whole when the program ends; to give back the
    /// millions of pieces of a large site would take a fiftieth of its build.
    pub fn abandon(self) {
        std::mem::forget(self);
    }
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
    let mut inputs = read(options, progress)?;
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
    let (last, stamps) = built::last(&options.site).unzip();
    let staging = Staging::begin(&output)?.remembering(stamps.unwrap_or_default());
    let (mark, unchanged) = stage(Stage::Compare, || {
        let mark = built::Mark::of(&inputs, &ready, options);
        let same = mark.as_ref().filter(|mark| last.as_ref() == Some(mark));
        let unchanged = same.and_then(|mark| mark.unchanged(&options.site, &ready, &staging));
        (mark, unchanged)
    });
    // What follows takes the most memory: the texts that nobody will ask for go first.
    let sources = ScreenedTexts::take(&mut inputs, &options.site, &findings);
    let published = match unchanged {
        Some(published) => published,
        None => match publish(&ready, staging, options, progress)? {
            Ok((published, stamps)) => {
                if let Some(mark) = mark {
                    mark.keep(&options.site, &stamps);
                }
                published
            }
            Err(faults) => {
                findings.extend(faults);
                return Ok(Outcome::new(findings, sources, None));
            }
        },
    };
    let summary = summary(&ready, published, output);
    let left: Box<dyn Any + Send> = Box::new((ready, inputs));
    Ok(Outcome { _left: Some(left), ..Outcome::new(findings, sources, Some(summary)) })
}

/// Renders and publishes what is ready, and gives what is to be remembered of it; the faults of templates, if there are any.
fn publish(
    ready: &Ready,
    staging: Staging,
    options: &Options,
    progress: &dyn Progress,
) -> Result<Result<(Published, Stamps), Vec<Diagnostic>>, Failure> {
    let faults = stage(Stage::Pages, || {
        let Ready { catalog, progress: said, plan, settings, theme } = ready;
        let renderer = Renderer::new(catalog, said, plan, settings, theme);
        render_all(&renderer, plan, progress, Some(&staging))
    })?;
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
    let mut inputs = read(options, progress)?;
    let mut findings = Vec::new();
    let Some(ready) = inputs.assemble(options, mode, &mut findings) else {
        return Ok(inputs.outcome(options, findings, None));
    };
    if diag::has_errors(&findings) {
        // The other rules would complain of what is missing for these errors' sake.
        inputs.run_rules(&ready, options, Keep::No, check::Scope::Blocking, &mut findings);
        return Ok(inputs.outcome(options, findings, None));
    }
    let renderer = Renderer::new(&ready.catalog, &ready.progress, &ready.plan, &ready.settings, &ready.theme);
    findings.extend(render_all(&renderer, &ready.plan, progress, None)?);
    let (standing, external) = inputs.run_rules(&ready, options, Keep::No, check::Scope::All, &mut findings);
    let summary = summary(&ready, Published::default(), output);
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
    settings: Option<Arc<Settings>>,
    theme: Option<Arc<Theme>>,
    tree: SourceTree,
    drafts: Vec<Draft>,
    /// The text of each draft's file, until it is known what findings point into.
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
struct Ready {
    settings: Arc<Settings>,
    theme: Arc<Theme>,
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
        settings: settings.map(Arc::new),
        theme: theme.map(Arc::new),
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

impl Read {
    /// Puts the site together as far as it goes, if its settings and theme can be read. With errors among what was found
    /// it is not fit to be rendered.
    fn assemble(
        &self,
        options: &Options,
        numbering: IssueMode,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Ready> {
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
        Some(Ready { settings: Arc::clone(settings), theme: self.theme.clone()?, catalog, progress, plan })
    }

    /// Runs the rules and applies what the site wants otherwise to all that was found. Gives back how the site stands
    /// and what it links to, if all rules ran.
    fn run_rules(
        &self,
        ready: &Ready,
        options: &Options,
        keep: Keep,
        scope: check::Scope,
        findings: &mut Vec<Diagnostic>,
    ) -> (Option<Standing>, Vec<ExternalLink>) {
        let file = options.site.join(check::KEPT_FILE);
        let kept = check::Kept::new(Some(&ready.settings), &self.data);
        let kept = match text_of(&file, check::KEPT_FILE) {
            Ok(Ok(text)) if !ready.catalog.files.is_empty() => kept.with(&text),
            _ => kept,
        };
        let site = check::Site::new(&check::Inputs {
            settings: &ready.settings,
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

    fn outcome(&mut self, options: &Options, findings: Vec<Diagnostic>, summary: Option<Summary>) -> Outcome {
        let sources = ScreenedTexts::take(self, &options.site, &findings);
        Outcome::new(findings, sources, summary)
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
            let pieces = |take: &mut dyn FnMut(&[u8]) -> io::Result<()>| {
                let mut take = |piece: &[u8]| part(Part::Write, || take(piece));
                part(Part::Context, || renderer.render_large(page.kind, &mut take))
            };
            let write = |staging: &Staging| part(Part::Write, || staging.write_pieces(&page.path, &pieces));
            return staging.map_or(Ok(()), write).map(|()| None);
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

fn summary(ready: &Ready, published: Published, output: PathBuf) -> Summary {
    let Ready { catalog, plan, theme, .. } = ready;
    Summary {
        pages: plan.pages.iter().filter(|page| page.kind.is_page()).count(),
        files: plan.pages.len() + plan.copies.len() + theme.assets.len(),
        published,
        issued: catalog.issued.iter().map(|row| (row.number.clone(), row.title.clone())).collect(),
        left_out: catalog.left_out.clone(),
        output,
    }
}
