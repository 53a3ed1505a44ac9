//! The pipeline: the only caller of the stages.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;

use crate::diag::{Diagnostic, Text};
use crate::model::{ContentPath, IndexNumber};
use crate::say;

/// What a build is told.
#[derive(Clone, Debug)]
pub struct Options {
    /// The site folder.
    pub site: PathBuf,
    /// Where the finished site goes; `None`: `output/` in the site folder.
    pub output: Option<PathBuf>,
    /// The day of the build.
    pub today: Date,
    /// Fail instead of issuing index numbers.
    pub locked: bool,
    /// Build drafts too.
    pub drafts: bool,
    /// Build what is to be published on a later day too.
    pub future: bool,
}

/// What came of a run.
#[derive(Debug)]
pub struct Outcome {
    /// What was found.
    pub findings: Vec<Diagnostic>,
    /// The texts of the files that findings point into.
    pub sources: BTreeMap<String, Arc<str>>,
    /// What was published; `None`: errors, nothing was.
    pub summary: Option<Summary>,
}

/// What was published.
#[derive(Debug)]
pub struct Summary {
    /// Pages of the site.
    pub pages: usize,
    /// Files of the site.
    pub files: usize,
    /// Files that are new or changed.
    pub written: usize,
    /// Files that were the same already.
    pub unchanged: usize,
    /// Files that are gone.
    pub removed: usize,
    /// Size of the site in bytes.
    pub bytes: u64,
    /// Numbers issued, each with the title of what it was issued to.
    pub issued: Vec<(IndexNumber, String)>,
    /// Pages left out.
    pub left_out: Vec<LeftOut>,
    /// Where the site is.
    pub output: PathBuf,
}

/// A page that was left out.
#[derive(Debug)]
pub struct LeftOut {
    /// Its file.
    pub path: ContentPath,
    /// Its title.
    pub title: String,
    /// Why.
    pub reason: LeftOutReason,
}

/// Why a page was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOutReason {
    /// 草稿
    Draft,
    /// 公开日期 is later than today.
    Future(Date),
    /// 不予公开
    Withheld,
    /// 依申请公开
    OnRequest,
}

/// The long parts of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Reading files.
    Read,
    /// Rendering pages.
    Render,
    /// Writing files.
    Write,
}

/// Who wants to know how far a run is.
pub trait Progress: Sync {
    /// A part of `total` steps begins.
    fn phase(&self, phase: Phase, total: usize);
    /// One step is done.
    fn step(&self);
}

/// Why a run could not go on.
#[derive(Debug)]
pub enum Failure {
    /// There is no pipeline yet.
    Missing,
}

impl Failure {
    /// What happened.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Missing => say!("这个版本还不能生成网站", "this version cannot build yet"),
        }
    }
}

/// Builds and publishes the site.
pub fn build(_options: &Options, _progress: &dyn Progress) -> Result<Outcome, Failure> {
    Err(Failure::Missing)
}

/// Does everything that `build` does except writing.
pub fn check(_options: &Options, _progress: &dyn Progress) -> Result<Outcome, Failure> {
    Err(Failure::Missing)
}
