//! What a site is, read and put together, for everybody who works on one.
//!
//! | file | holds |
//! |---|---|
//! | `reading` | the readers of single files |
//! | `inputs` | everything that is read, and how it is kept up to date |
//! | `snapshot` | [`Snapshot`]: the site put together |
//! | `findings` | what was found, by stage and subject, and what of it is in doubt |
//! | `review` | questions and rules, as far as they are in doubt |
//! | `rules` | what newer rules show otherwise than a site without a record did |
//! | `session` | [`Session`]: all of these together |
//! | `lookup` | what a site is asked: [`Showing`], and more of [`Snapshot`] |
//! | `search` | the search index of a site |
//! | `shown_index` | the same of a preview, while the site may change |
//! | `attached` | the text of attachments, for the index |
//! | `finished` | [`Finished`]: personal numbers in what is finished, before it goes out |
//! | `sources` | the texts that findings point into |
//!
//! `check` is a session opened and reviewed, `build` publishes what is in it, a preview refreshes it: one way
//! for all. A session writes nothing.

mod attached;
mod cleaned;
mod findings;
mod finished;
mod inputs;
mod lookup;
mod reading;
mod review;
mod rules;
mod search;
mod session;
mod shown_index;
mod snapshot;
mod sources;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::calendar::Calendar;
use crate::check;
use crate::config::{self, Settings};
use crate::diag::Reported;
use crate::entry::Draft;
use crate::files::{self, FileError};
use crate::layout;
use crate::ledger::{IssueMode, Ledger};
use crate::model::{ContentPath, Moment};
use crate::privacy::Detector;
use crate::record::Archive;
use crate::source::{self, SourceTree};
use crate::text::TextMode;
use crate::text::garbled::Letters;

use reading::{context_of, draft_of, read_data, text_of};

pub use attached::AttachedTexts;
pub use cleaned::PublishedFile;
pub use finished::Finished;
pub use inputs::Changes;
pub use lookup::{Found, Showing, Unpublished};
pub use review::Survey;
pub use session::{Session, Update, root_of};
pub use shown_index::index_file;
pub use snapshot::{Parts, Snapshot};
pub use sources::ScreenedTexts;

/// Which site, and what of it.
#[derive(Clone, Debug)]
pub struct Options {
    /// The site folder.
    pub site: PathBuf,
    /// The day in Asia/Shanghai, and the time of day on it: what is dated later is not public yet. Without a
    /// time all of that day has come.
    pub now: Moment,
    /// Drafts too; they get no number.
    pub drafts: bool,
    /// What is to be published later too; it gets no number.
    pub future: bool,
}

/// How a session goes about it.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// What becomes of items without a number.
    pub numbering: IssueMode,
    /// What becomes of texts that have been read.
    pub texts: TextPolicy,
}

/// What becomes of the texts of content files, which the rules look at after the files have been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextPolicy {
    /// They are kept: whoever looks at all of them once is faster.
    Kept,
    /// They are read again when they are asked for: keeping them takes as much memory as everything else.
    ReadAgain,
}

impl Policy {
    /// Shows a site again and again: nothing is issued, and little is kept.
    pub const PREVIEW: Self = Self { numbering: IssueMode::Withhold, texts: TextPolicy::ReadAgain };
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
pub trait Observer: Sync {
    /// A part of `total` steps begins; 0: nobody knows how many.
    fn phase(&self, phase: Phase, total: usize);
    /// One step is done.
    fn step(&self);
}

/// The files in `content/`, unread.
pub fn list(site: &Path) -> Result<SourceTree, FileError> {
    Ok(source::discover(site)?.value)
}

/// Whether a folder of `content/` is a project's.
#[must_use]
pub fn is_project(site: &Path, folder: &ContentPath) -> bool {
    let folder = site.join(&*folder.in_site());
    [layout::PROJECT, layout::PROJECT_SHORT].iter().any(|name| files::is_file(&folder.join(name)))
}

/// What the files in the folders of projects say, in order of path; `None` where that cannot be read. What is
/// wrong in them is for `check` to tell.
pub fn read_projects(site: &Path) -> Result<Vec<(ContentPath, Option<Draft>)>, FileError> {
    let tree = list(site)?;
    let of_projects = tree.pages.iter().filter(|file| tree.projects.contains(&file.path.parent()));
    let read = of_projects.map(|file| {
        let context = context_of(file, &tree, TextMode::default());
        let draft = draft_of(file, files::read(&file.disk), context);
        (file.path.clone(), draft.value.map(|(draft, _)| draft))
    });
    Ok(read.collect())
}

/// What `site.yaml` says, if it is without errors.
#[must_use]
pub fn settings(site: &Path) -> Option<Settings> {
    reading::read_settings(site).ok()?.0.value
}

/// The traditional characters that pages of a site do not have, and what they are in simplified writing.
pub fn letters(site: &Path) -> Result<Letters, FileError> {
    Ok(read_data(site)?.value.letters())
}

/// The working days, with the years that the site brings itself. What is wrong in its files is for `check` to
/// tell.
pub fn calendar(site: &Path) -> Result<Calendar, FileError> {
    Ok(reading::read_calendar(site)?.value)
}

/// The settings of a portal, and what masks the personal numbers in what its members publish; `None`: its
/// `site.yaml` has errors.
pub fn settings_of_portal(site: &Path) -> Result<Option<(Settings, Detector)>, FileError> {
    let Some(settings) = reading::read_settings(site)?.0.value else { return Ok(None) };
    let data = read_data(site)?.value;
    let detector = check::detector(Some(&settings), &data);
    Ok(Some((settings, detector)))
}

/// The site's own files of its theme, by their paths in its folder; none if it has none.
pub fn own_theme(site: &Path, settings: &Settings) -> Result<BTreeMap<String, Vec<u8>>, FileError> {
    Ok(reading::own_theme_files(site, &settings.theme)?.value.unwrap_or_default())
}

/// The index numbers issued so far, as they lie in the site folder.
pub fn ledger(site: &Path) -> Result<Reported<Ledger>, FileError> {
    reading::read_ledger(site)
}

/// What was published so far, as it lies in the site folder.
pub fn archive(site: &Path) -> Result<Reported<Archive>, FileError> {
    reading::read_archive(site)
}

/// What finds personal numbers by the settings and lists of a site; without a site, or where its settings
/// cannot be read, by the built-in lists.
pub fn detector(site: Option<&Path>) -> Result<Detector, FileError> {
    let Some(site) = site else { return Ok(check::detector(None, &check::Data::default())) };
    let text = text_of(&site.join(layout::SETTINGS), layout::SETTINGS)?.unwrap_or_default();
    let data = read_data(site)?.value;
    Ok(check::detector(config::parse(&text).value.as_ref(), &data))
}
