//! Publishing a site: [`build`] opens, reviews, renders and switches; [`check()`] does everything of it but
//! writing.
//!
//! What `build` writes, and when: pages into a folder beside the output while they are rendered; the ledger
//! after every page has succeeded; then the switch to the new site. So a number is in the ledger before any
//! page shows it.

mod approval;
mod built;
mod gone;
mod live;
mod lost;
mod moved;
mod proof;
mod stay;
mod superseded;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::attachment::Taken;
use crate::catalog::{Item, LeftOut};
use crate::check::RuleScope;
use crate::check::external::ExternalLink;
use crate::check::standing::SiteStanding;
use crate::chronicle::Unexplained;
use crate::diag::{self, Diagnostic, Text};
use crate::files::{self, FileError, LockError, SiteLock};
use crate::layout;
use crate::ledger::{self, IssueMode, Ledger, Proof, ProofCandidate, Repair};
use crate::model::{ContentPath, IndexNumber, ItemKey, PagePath, ProjectId};
use crate::output::{self, Identity, OutputCounts, PublishError, Staging, Stamps};
use crate::plan::{Edited, FixedPage, PlannedPage};
use crate::record::{self, Archive, Record, RecordRow, RowKind, Unversioned};
use crate::search::Shard;
use crate::site::{
    self, AttachedTexts, Finished, Observer, Phase, Policy, PublishedFile, ScreenedTexts, Session, Snapshot,
    Survey, TextPolicy,
};
use crate::timing::{self, Stage, StagePart, part, stage};
use approval::{changed_pieces, changed_theme, clear_approvals, unapproved};
use stay::Staying;

pub use approval::{ChangedTemplate, approvals};
pub use live::Live;
pub use moved::MovedPage;

/// What a run is told.
#[derive(Clone, Debug)]
pub struct PublishOptions {
    /// Which site, and what of it is published.
    pub site: site::Options,
    /// Where the finished site goes; `None`: `output/` in the site folder.
    pub output: Option<PathBuf>,
    /// Fail instead of issuing index numbers.
    pub locked: bool,
    /// Nothing that an earlier build left is believed: every page is rendered, every file of the output read.
    pub fresh: bool,
    /// Only for a look: nothing is issued, and nothing enters the record. A build with drafts or what is
    /// dated later is one in any case.
    pub trial: bool,
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
    /// What all rules tell of the site; `None` for `build`, or if they did not come to it.
    pub survey: Option<Survey>,
}

/// What was published.
#[derive(Debug)]
pub struct Summary {
    /// HTML pages of the site.
    pub pages: usize,
    /// Files of the site, pages among them.
    pub files: usize,
    /// What became of the files; all zero for `check`.
    pub published: OutputCounts,
    /// Numbers issued, each with the title of what it was issued to.
    pub issued: Vec<(IndexNumber, String)>,
    /// What was left out.
    pub left_out: Vec<LeftOut>,
    /// What was taken out of attachments.
    pub taken_out: BTreeMap<ContentPath, BTreeSet<Taken>>,
    /// Attachments that could not be cleaned, or not wholly.
    pub uncleaned: Vec<ContentPath>,
    /// Where the site is.
    pub output: PathBuf,
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

impl Outcome {
    /// How the site stands against the inspection.
    #[must_use]
    pub fn standing(&self) -> Option<&SiteStanding> {
        self.survey.as_ref().map(|survey| &survey.standing)
    }

    /// The links to other sites.
    #[must_use]
    pub fn external(&self) -> &[ExternalLink] {
        self.survey.as_ref().map_or(&[], |survey| &survey.external)
    }
}

impl PublishOptions {
    fn output(&self) -> PathBuf {
        self.output.clone().unwrap_or_else(|| self.site.site.join(layout::OUTPUT))
    }

    /// Whether nothing of it is meant to go online.
    #[must_use]
    pub fn is_trial(&self) -> bool {
        self.trial || self.site.drafts || self.site.future
    }

    /// A session for one run, in which numbers are given to what has none as `numbering` says, or by no
    /// means.
    fn open(&self, numbering: IssueMode, progress: &dyn Observer) -> Result<Session, FileError> {
        let numbering = match (self.is_trial(), self.locked) {
            (true, _) => IssueMode::Withhold,
            (false, true) => IssueMode::Locked,
            (false, false) => numbering,
        };
        Session::open(&self.site, Policy { numbering, texts: TextPolicy::Kept }, progress)
    }
}

/// A finished site, for as long as nobody else may build it.
#[derive(Clone, Copy, Debug)]
pub struct JustBuilt<'a> {
    /// The folder it is in.
    pub output: &'a Path,
    /// The ledger that it goes by.
    pub ledger: &'a Ledger,
    /// The record that it goes by.
    pub record: &'a Record,
    /// How many files it has.
    pub files: usize,
}

/// Builds and publishes the site.
pub fn build(options: &PublishOptions, progress: &dyn Observer) -> Result<Outcome, Failure> {
    build_and(options, progress, |_| ()).map(|(outcome, _)| outcome)
}

/// The same; what is finished is handed to `then` before anybody else may build the site. `None`: there were
/// errors.
pub fn build_and<T>(
    options: &PublishOptions,
    progress: &dyn Observer,
    then: impl FnOnce(&JustBuilt<'_>) -> T,
) -> Result<(Outcome, Option<T>), Failure> {
    let site = &options.site.site;
    let output = options.output();
    output::check_target(site, &output)?;
    let _lock = SiteLock::acquire(site)?;
    if options.fresh {
        files::write_own(site, layout::CHECKED, b"")?;
    }
    let mut session = options.open(IssueMode::Issue, progress)?;
    let identity = Identity::find(site, &output, session.address())?;
    session.add(proof::compare((site, &output), &session)?);
    let had_errors = session.has_errors();
    let marks = Marks::of(options, &mut session);
    // Even with errors: personal numbers are told in the same run.
    session.review(RuleScope::Blocking, None);
    let marks = marks.reviewed(&session);
    if !had_errors && let Some(searched) = session.searched() {
        // Nothing depends on it but the time that the next run takes.
        let _ = files::write_own(site, layout::CHECKED, searched.to_text().as_bytes());
    }
    let mut findings = findings_of(&session);
    findings.extend(unapproved(&session, site)?);
    // What follows takes the most memory: the texts that nobody will ask for go first.
    let mut sources = session.take_sources(&findings);
    if diag::has_errors(&findings) {
        return Ok((Outcome { findings, sources, summary: None, survey: None }, None));
    }
    let published = session.look(|showing| {
        let Some(snapshot) = showing.snapshot() else { return Ok(Err(Vec::new())) };
        let published = publish(snapshot, (output, identity), marks, options, progress)?;
        Ok::<_, Failure>(published.map(|summary| {
            let catalog = &snapshot.catalog;
            let (ledger, record) = (&*catalog.ledger, &catalog.archive.record);
            let done = then(&JustBuilt { output: &summary.output, ledger, record, files: summary.files });
            (summary, done)
        }))
    })?;
    let (summary, done) = match published {
        Ok((summary, done)) => (Some(summary), Some(done)),
        Err(faults) => {
            sources.add(site, &faults);
            findings.extend(faults);
            (None, None)
        }
    };
    diag::sort(&mut findings);
    let_go(session);
    Ok((Outcome { findings, sources, summary, survey: None }, done))
}

/// What is wrong with a site. While the ledger gives public numbers to other items, what was public under a
/// number is another item's, and that somebody changed it or set back its day would be said of nobody's deed.
fn findings_of(session: &Session) -> Vec<Diagnostic> {
    const OF_LEDGER: [&str; 2] = ["lost-index-number", "swapped-index-number"];
    const BY_NUMBER: [&str; 2] = ["changed-without-reason", "backdated-publication"];
    let mut findings = session.findings();
    if findings.iter().any(|finding| OF_LEDGER.contains(&finding.rule)) {
        findings.retain(|finding| !BY_NUMBER.contains(&finding.rule));
    }
    findings
}

/// Does everything that [`build`] does except writing.
pub fn check(options: &PublishOptions, progress: &dyn Observer) -> Result<Outcome, Failure> {
    let mut session = options.open(IssueMode::Preview, progress)?;
    session.add(proof::compare((&options.site.site, &options.output()), &session)?);
    if session.has_errors() {
        // The other rules would complain of what is missing for these errors' sake.
        session.review(RuleScope::Blocking, None);
        let mut findings = findings_of(&session);
        findings.extend(unapproved(&session, &options.site.site)?);
        let sources = session.take_sources(&findings);
        return Ok(Outcome { findings, sources, summary: None, survey: None });
    }
    session.review(RuleScope::All, None);
    let mut findings = session.findings();
    findings.extend(unapproved(&session, &options.site.site)?);
    let trial = session.look(|showing| {
        let rendered = showing.snapshot().map(|snapshot| {
            let finished = snapshot.finished();
            let mut faults = render_all(snapshot, progress, None, &finished)?;
            faults.extend(finished.findings(&findings));
            Ok::<_, Failure>((faults, summarize(snapshot, OutputCounts::default(), options.output())))
        });
        rendered.transpose()
    })?;
    let (faults, summary) = trial.unzip();
    findings.extend(faults.into_iter().flatten());
    diag::sort(&mut findings);
    let summary = summary.filter(|_| !diag::has_errors(&findings));
    let sources = session.take_sources(&findings);
    let survey = session.take_survey();
    let_go(session);
    Ok(Outcome { findings, sources, summary, survey })
}

/// What the next build would publish, and what stands against it.
#[derive(Debug)]
pub struct PendingChanges {
    /// The rows that it would add to the record.
    pub rows: Vec<RecordRow>,
    /// What was published, with these rows and their texts.
    pub archive: Arc<Archive>,
    /// The name of the site.
    pub site: String,
    /// The files of the site's own theme that nobody has approved as they are, if that is asked for.
    pub theme: Vec<ChangedTemplate>,
    /// What has no versions and nobody has approved as it is, if that is asked for.
    pub pieces: Vec<Unversioned>,
    /// The files that were changed without a reason.
    pub unexplained: Vec<Unexplained>,
    /// What was found, by file and place.
    pub findings: Vec<Diagnostic>,
    /// The texts of the files that findings point into.
    pub sources: ScreenedTexts,
}

/// Tells what [`build`] would publish that was not published before; nothing is written.
pub fn changes(options: &PublishOptions, progress: &dyn Observer) -> Result<PendingChanges, Failure> {
    let mut session = options.open(IssueMode::Preview, progress)?;
    session.add(proof::compare((&options.site.site, &options.output()), &session)?);
    let seen = session.look(|showing| {
        let Snapshot { news, catalog, parts, .. } = showing.snapshot()?;
        let (rows, unexplained) = (news.rows.clone(), news.unexplained.clone());
        Some((rows, unexplained, Arc::clone(&catalog.archive), parts.clone()))
    });
    let findings = session.findings();
    let sources = session.take_sources(&findings);
    let Some((rows, unexplained, archive, parts)) = seen else {
        let (rows, unexplained, theme, pieces) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (archive, site) = (Arc::new(Archive::empty()), String::new());
        return Ok(PendingChanges { rows, archive, site, theme, pieces, unexplained, findings, sources });
    };
    let (root, name) = (&options.site.site, parts.settings.name.clone());
    let approvals = parts.settings.approval.then(|| approvals(root)).transpose()?;
    let (theme, pieces) = match &approvals {
        Some(approvals) => {
            (changed_theme(root, &parts, approvals)?, changed_pieces(root, &session, approvals)?)
        }
        None => (Vec::new(), Vec::new()),
    };
    Ok(PendingChanges { rows, archive, site: name, theme, pieces, unexplained, findings, sources })
}

/// A site as it is before it goes online.
#[derive(Debug)]
pub struct Readiness {
    /// What was found, by file and place: errors forbid to go online.
    pub findings: Vec<Diagnostic>,
    /// The texts of the files that findings point into.
    pub sources: ScreenedTexts,
    /// Where the finished site is.
    pub output: PathBuf,
    /// The ledger, as it lies in the site folder.
    pub ledger: Arc<Ledger>,
    /// The record, as it lies in the site folder.
    pub archive: Arc<Archive>,
    /// How many items and versions the next build would publish that the last one did not.
    pub pending: usize,
}

/// Looks whether the site may go online; nothing is written.
pub fn readiness(options: &PublishOptions, progress: &dyn Observer) -> Result<Readiness, Failure> {
    let site = &options.site.site;
    let output = options.output();
    let mut session = options.open(IssueMode::Preview, progress)?;
    session.add(proof::compare((site, &output), &session)?);
    session.review(RuleScope::Blocking, None);
    let mut findings = session.findings();
    findings.extend(unapproved(&session, site)?);
    let pending = session.look(|showing| {
        showing.snapshot().map_or(0, |snapshot| {
            let versions = snapshot.news.rows.iter().filter(|row| row.kind == RowKind::Version);
            versions.count().max(snapshot.catalog.issued.len())
        })
    });
    let sources = session.take_sources(&findings);
    let (ledger, archive) = (session.ledger(), session.archive());
    findings.extend(lost::purged_since(&output, (&archive.record, &ledger))?);
    let_go(session);
    Ok(Readiness { findings, sources, output, ledger, archive, pending })
}

/// The ledger that the published site proves, and the changes to it; nothing is written.
pub fn repair(options: &PublishOptions, progress: &dyn Observer) -> Result<Repair, Failure> {
    let session = options.open(IssueMode::Withhold, progress)?;
    let proofs = proof::proofs(&options.output(), &session, &Live::read(&options.site.site))?;
    let candidate = |item: Item| ProofCandidate { item: item.key, title: item.title, date: item.date };
    let candidates: Vec<ProofCandidate> = session.items_without_ledger().into_iter().map(candidate).collect();
    Ok(ledger::repair(&session.ledger(), session.number_rule(), &proofs, &candidates))
}

/// The pages without a number that lay at `from` and lie at `to` now, with their former addresses.
pub fn moved_pages(
    options: &PublishOptions,
    (from, to): (&str, &str),
    progress: &dyn Observer,
) -> Result<Vec<MovedPage>, Failure> {
    let (Ok(from), Ok(to)) = (ItemKey::parse(from), ItemKey::parse(to)) else { return Ok(Vec::new()) };
    let session = options.open(IssueMode::Withhold, progress)?;
    let find = |snapshot: &Snapshot| moved::find(snapshot, &from, &to);
    Ok(session.look(|showing| showing.snapshot().map_or_else(Vec::new, find)))
}

/// What a build is made from, and the last one was.
struct Marks {
    now: Option<(built::BuildMark, superseded::Superseded)>,
    last: Option<(built::BuildMark, Stamps)>,
    /// What was edited between them; `None`: any page may be another.
    edited: Option<Edited>,
}

impl Marks {
    /// Those of a site that is ready to be reviewed; nothing if it could not be put together. Leaves out of
    /// the review what was asked about when it was as it is now, and raised no question.
    fn of(options: &PublishOptions, session: &mut Session) -> Self {
        let last = built::last(&options.site.site).filter(|_| !options.fresh);
        let compare = |showing: &site::Showing| {
            let snapshot = showing.snapshot()?;
            let now = built::BuildMark::of(session, snapshot, (&options.site, options.is_trial()))?;
            let last = last.as_ref().map(|(last, _)| last);
            let edited = last.and_then(|last| now.0.edited(last, session, snapshot));
            let both = last.zip(edited.as_ref());
            let unasked = both.map(|(last, edited)| last.unasked(edited, session, snapshot));
            Some((now, edited, unasked.unwrap_or_default()))
        };
        let Some((now, edited, unasked)) = stage(Stage::Compare, || session.look(compare)) else {
            return Self { now: None, last, edited: None };
        };
        session.leave_unasked(|file| unasked.contains(file));
        Self { now: Some(now), last, edited }
    }

    /// Adds what the review asked.
    fn reviewed(self, session: &Session) -> Self {
        Self { now: self.now.map(|(mark, superseded)| (mark.reviewed(session), superseded)), ..self }
    }
}

/// Publishes what has no errors, unless the site stands as it would come out. Gives the faults of templates,
/// if there are any.
fn publish(
    snapshot: &Snapshot,
    (output, identity): (PathBuf, Identity),
    Marks { now, last, edited }: Marks,
    options: &PublishOptions,
    progress: &dyn Observer,
) -> Result<Result<Summary, Vec<Diagnostic>>, Failure> {
    let site = &options.site.site;
    let (last, stamps) = last.unzip();
    let is_trial = options.is_trial();
    let staging = Staging::begin(&output)?.remembering(stamps.unwrap_or_default()).as_trial(is_trial);
    let staging = if options.fresh { staging.trusting_nothing() } else { staging };
    let staging = staging.identified(identity.clone());
    let (mark, superseded) = now.unzip();
    let (unchanged, stays) = stage(Stage::Compare, || {
        let both = || mark.as_ref().zip(last.as_ref());
        let same = both().filter(|(mark, last)| mark.is_of(last));
        let unchanged = same.and_then(|_| built::unchanged(snapshot, &staging));
        let both = last.as_ref().zip(superseded.as_ref()).filter(|_| unchanged.is_none());
        let stays = both.and_then(|(last, old)| last.staying(edited, old, snapshot));
        (unchanged, stays)
    });
    let published = match unchanged {
        Some((published, renewed)) => {
            if let Some((last, stamps)) = last.zip(renewed) {
                last.keep(site, &stamps);
            }
            published
        }
        None => match render_and_switch(snapshot, (staging, stays, &identity), progress)? {
            Ok(Switched { published, stamps, is_spotless }) => {
                if !is_trial {
                    live::keep((site, &output), snapshot);
                }
                if let Some(mark) = mark {
                    let mark = if is_spotless { mark } else { mark.of_whole_site() };
                    mark.keep(site, &stamps);
                }
                published
            }
            Err(faults) => return Ok(Err(faults)),
        },
    };
    Ok(Ok(summarize(snapshot, published, output)))
}

/// A site that was put in the place of the one before.
struct Switched {
    published: OutputCounts,
    /// What is to be remembered of it.
    stamps: Stamps,
    /// Whether no personal number was seen in it, not even one that may be shown.
    is_spotless: bool,
}

/// Renders what does not stay as it was, and publishes; the faults of templates, if there are any.
fn render_and_switch(
    snapshot: &Snapshot,
    (staging, stays, identity): (Staging, Option<Staying<'_>>, &Identity),
    progress: &dyn Observer,
) -> Result<Result<Switched, Vec<Diagnostic>>, Failure> {
    let finished = snapshot.finished();
    let to = PageTarget { staging: &staging, stays };
    let mut faults = stage(Stage::Pages, || render_all(snapshot, progress, Some(&to), &finished))?;
    // Personal numbers are told in the same run as faults of templates.
    faults.extend(stage(Stage::Rules, || finished.findings(&[])));
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    stage(Stage::Copies, || copy_files(snapshot, &staging))?;
    progress.phase(Phase::Write, 0);
    let enter_numbers = || -> Result<(), Failure> {
        identity.keep(&snapshot.root)?;
        if !snapshot.catalog.issued.is_empty() || snapshot.news.is_rewritten {
            files::write_own(&snapshot.root, layout::LEDGER, snapshot.catalog.ledger.to_csv().as_bytes())?;
        }
        enter_versions(snapshot)
    };
    let is_spotless = !finished.has_seen();
    let (published, stamps) = stage(Stage::Switch, || staging.finish(enter_numbers))?;
    Ok(Ok(Switched { published, stamps, is_spotless }))
}

/// The largest attachment that is kept for the versions that name it; of a larger one they tell the digest
/// alone.
const KEPT_LIMIT: u64 = 100_000_000;

/// Keeps the attachments that versions name for the first time, each under the digest of the file it is of.
fn keep_files(snapshot: &Snapshot) -> Result<(), Failure> {
    for (digest, file) in &snapshot.news.files {
        let to = snapshot.kept_file(digest);
        if files::is_there(&to) {
            continue;
        }
        let from = snapshot.root.join(&*file.in_site());
        let Ok(bytes) = files::read_limited(&from, KEPT_LIMIT) else { continue };
        // As it is published: nobody may read in an old version what today's does not show. A table that is
        // shown in a text alone, with its hidden rows left out, is no file for readers.
        let shown = match snapshot.published(file) {
            Some(PublishedFile::AsItIs(_)) => bytes.clone(),
            Some(PublishedFile::Cleaned(cleaned)) => cleaned,
            None => continue,
        };
        // It may have been saved anew since it was looked at; then the next build has it.
        if record::Digest::of(&bytes) == *digest {
            let folder = format!("{}/{}", layout::VERSIONS, layout::KEPT);
            files::check_own(&snapshot.root, layout::VERSIONS)?;
            files::check_own(&snapshot.root, &folder)?;
            files::make_folder(&snapshot.root.join(&folder))?;
            files::write_own(&snapshot.root, &format!("{folder}/{}", digest.as_str()), &shown)?;
        }
    }
    Ok(())
}

/// Writes the versions that the site shows for the first time. The texts come first: a line of the record
/// that names a text finds it. The ledger has been written before, so that whatever interrupts, ledger ⊇
/// record ⊇ site; the next build adds what is missing, for it compares again.
fn enter_versions(snapshot: &Snapshot) -> Result<(), Failure> {
    let Snapshot { root, news, catalog, now, .. } = snapshot;
    let archive = &catalog.archive;
    keep_files(snapshot)?;
    let own = |name: &str| format!("{}/{name}", layout::VERSIONS);
    if !news.lines.is_empty() {
        let name = record::texts_of_year(now.date.year());
        files::check_own(root, layout::VERSIONS)?;
        files::make_folder(&root.join(layout::VERSIONS))?;
        files::write_own(root, &own(&name), archive.texts.file(&name).as_bytes())?;
    }
    if !news.is_empty() {
        files::write_own(root, layout::RECORD, archive.record.to_csv().as_bytes())?;
    }
    if news.is_rewritten {
        clear(root, &snapshot.parts.archive, archive)?;
    }
    Ok(clear_approvals(root, &archive.record)?)
}

/// Writes an archive from which something was purged over the one that was read. The record comes first, for
/// it tells what was purged: should this be cut short, the next build goes on.
pub fn settle(site: &Path, before: &Archive, after: &Archive) -> Result<(), FileError> {
    files::write_own(site, layout::RECORD, after.record.to_csv().as_bytes())?;
    clear(site, before, after)?;
    live::forget(site, &after.record)?;
    clear_approvals(site, &after.record)
}

/// Whether the finished site in the site folder has the item of a number in its catalogue; `None`: there is
/// no finished site there.
pub fn shows(site: &Path, number: &IndexNumber) -> Result<Option<bool>, FileError> {
    let known = proof::catalogue(&site.join(layout::OUTPUT))?;
    let is_it = |proof: &Proof| proof.number.collision_key() == number.collision_key();
    Ok(known.map(|proofs| proofs.iter().any(is_it)))
}

/// Takes texts and files that no version names any more out of `versions/`.
fn clear(site: &Path, before: &Archive, after: &Archive) -> Result<(), FileError> {
    for (name, text) in after.texts.files().filter(|(name, text)| before.texts.file(name) != *text) {
        files::write_own(site, &format!("{}/{name}", layout::VERSIONS), text.as_bytes())?;
    }
    for file in before.files.difference(&after.files) {
        files::remove(&site.join(layout::VERSIONS).join(layout::KEPT).join(file.as_str()))?;
    }
    Ok(())
}

/// Adds the theme's files and the attachments to the new site.
fn copy_files(snapshot: &Snapshot, staging: &Staging) -> Result<(), PublishError> {
    for asset in &snapshot.parts.theme.assets {
        staging.write(&asset.address, &asset.bytes)?;
    }
    let copies = snapshot.plan.copies.par_iter();
    copies.try_for_each(|(path, file)| match snapshot.published(file) {
        Some(PublishedFile::AsItIs(disk)) => staging.copy(path, &disk),
        Some(PublishedFile::Cleaned(bytes)) => staging.write(path, &bytes),
        None => Ok(()),
    })?;
    let kept = snapshot.plan.kept.par_iter();
    kept.try_for_each(|(path, digest)| staging.copy(path, &snapshot.kept_file(digest)))?;
    let gathered = snapshot.plan.gathered.par_iter();
    gathered.try_for_each(|(path, file)| staging.copy(path, &snapshot.root.join(file)))
}

/// Freeing a large site takes 2 % of a build, so another thread does it. If the program ends first, the
/// system reclaims the rest at once.
fn let_go(session: Session) {
    rayon::spawn(move || drop(session));
}

/// Where finished pages go.
struct PageTarget<'a> {
    staging: &'a Staging,
    /// Which of them are there already.
    stays: Option<Staying<'a>>,
}

impl PageTarget<'_> {
    /// Lets a page of the last build stay, if it would come out the same.
    fn keep(&self, page: &PlannedPage) -> Result<bool, PublishError> {
        self.stays.as_ref().map_or(Ok(false), |stays| stays.keep(page, self.staging))
    }

    /// Whether what data say of a project is what those of the last build said.
    fn says_same_of(&self, project: ProjectId) -> bool {
        self.stays.as_ref().is_some_and(|stays| stays.says_same_of(project))
    }

    /// The same for a page whose bytes are needed.
    fn keep_bytes(&self, page: &PlannedPage) -> Result<Option<Vec<u8>>, PublishError> {
        let Some(stays) = &self.stays else { return Ok(None) };
        // Read before the file is looked at, so that a change made meanwhile will show.
        let Some(bytes) = self.staging.old_bytes(&page.path) else { return Ok(None) };
        Ok(stays.keep(page, self.staging)?.then_some(bytes))
    }
}

/// Renders every page that does not stay as it was and puts it into the new site, if there is one; gives back
/// the faults of templates, of which each is told once however many pages it spoils.
fn render_all(
    snapshot: &Snapshot,
    progress: &dyn Observer,
    target: Option<&PageTarget<'_>>,
    finished: &Finished<'_>,
) -> Result<Vec<Diagnostic>, Failure> {
    let (plan, renderer) = (&snapshot.plan, snapshot.renderer());
    let staging = target.map(|target| target.staging);
    progress.phase(Phase::Render, plan.pages.len());
    // The files that tell of the whole site come first: begun last, one of them would keep a single thread
    // busy when all the others have nothing left to do.
    let (mut pages, rest): (Vec<_>, Vec<_>) =
        plan.pages.iter().partition(|page| page.kind.descriptor().is_of_whole_site);
    // What search finds is rendered in its order, so that the index need not keep the texts.
    let is_indexed = staging.is_some() && plan.fixed(FixedPage::Search).is_some();
    let kept = snapshot.root.join(layout::TEXTS);
    let texts = if is_indexed { read_texts(&kept) } else { AttachedTexts::default() };
    pages.extend(rest.into_iter().filter(|page| !(is_indexed && page.kind.descriptor().is_searched)));
    let here = timing::here();
    let large = |page: &PlannedPage| {
        // No template makes it, so that there is nothing to be found in it.
        let pieces = |take: &mut dyn FnMut(&[u8]) -> io::Result<()>| {
            let mut take = |piece: &[u8], of: Option<ProjectId>| {
                // What is said of other projects than those edited was looked at when it was made.
                if !of.is_some_and(|project| target.is_some_and(|target| target.says_same_of(project))) {
                    part(StagePart::Privacy, || finished.look(page, piece));
                }
                part(StagePart::Write, || take(piece))
            };
            part(StagePart::Context, || renderer.render_large(page.kind, &mut take))
        };
        match staging {
            Some(staging) => part(StagePart::Write, || staging.write_pieces(&page.path, &pieces)),
            None => renderer.render_large(page.kind, &mut |piece, _| {
                finished.look(page, piece);
                Ok(())
            }),
        }
    };
    let make = |page: &PlannedPage| {
        if let Some(bytes) =
            target.map_or(Ok(None), |target| part(StagePart::Write, || target.keep_bytes(page)))?
        {
            progress.step();
            return Ok(Ok(bytes));
        }
        let made = renderer.render(page);
        progress.step();
        if let Ok(bytes) = &made {
            part(StagePart::Privacy, || finished.look(page, bytes));
        }
        if let (Ok(bytes), Some(staging)) = (&made, staging) {
            part(StagePart::Write, || staging.write(&page.path, bytes))?;
        }
        Ok::<_, PublishError>(made)
    };
    let fault = |page: &PlannedPage| {
        if target.map_or(Ok(false), |target| part(StagePart::Write, || target.keep(page)))? {
            progress.step();
            return Ok(None);
        }
        if page.kind.descriptor().is_large {
            progress.step();
            return large(page).map(|()| None);
        }
        make(page).map(|made| made.err().map(|fault| *fault))
    };
    let render = || {
        let each = pages.into_par_iter().map(|page| here.on(StagePart::Context, || fault(page)));
        each.collect::<Result<Vec<Option<Diagnostic>>, PublishError>>()
    };
    let index = || match staging.filter(|_| is_indexed) {
        Some(staging) => {
            here.on(StagePart::Search, || snapshot.index(make, |shard| write_shard(staging, &shard), &texts))
        }
        None => Ok(Vec::new()),
    };
    let (found, searched) = rayon::join(render, index);
    if let Some(text) = texts.to_text() {
        // Nothing depends on it but the time that the next run takes.
        let _ = files::write_own(&snapshot.root, layout::TEXTS, text.as_bytes());
    }
    let mut faults: Vec<Diagnostic> = found?.into_iter().flatten().chain(searched?).collect();
    diag::sort(&mut faults);
    Ok(faults)
}

/// The texts of attachments that the last build kept; none if there is no such file.
fn read_texts(kept: &Path) -> AttachedTexts {
    let text = files::read(kept).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    text.map_or_else(AttachedTexts::default, |text| AttachedTexts::parse(&text))
}

/// Puts a file of the search index into the new site.
fn write_shard(staging: &Staging, shard: &Shard) -> Result<(), PublishError> {
    match PagePath::new(&shard.address) {
        Ok(path) => staging.write(&path, &shard.content),
        // The index names its files in letters and digits.
        Err(_) => Ok(()),
    }
}

fn summarize(snapshot: &Snapshot, published: OutputCounts, output: PathBuf) -> Summary {
    let Snapshot { catalog, plan, parts, .. } = snapshot;
    Summary {
        pages: plan.pages.iter().filter(|page| page.kind.descriptor().is_page()).count(),
        files: match published.written + published.unchanged {
            0 => {
                let copies = plan.copies.len() + plan.kept.len() + plan.gathered.len();
                plan.pages.len() + copies + parts.theme.assets.len()
            }
            files => files,
        },
        published,
        issued: catalog.issued.iter().map(|row| (row.number.clone(), row.title.clone())).collect(),
        left_out: catalog.left_out.clone(),
        taken_out: snapshot.taken_out(),
        uncleaned: snapshot.uncleaned(),
        output,
    }
}
