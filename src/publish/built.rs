//! What the last build was made from: a site that would come out the same is not rendered again, and of one
//! that was edited since only the pages that can show it ([`stay`](super::stay)).
//!
//! The mark of a build is a digest of everything that its pages depend on: the program itself, the day, the
//! settings, theme, working days, ledger, texts, sheets, and which other files there are. It is kept in the
//! site folder ([`layout::BUILT`]), with what is remembered of the site that came of it ([`Stamps`], which
//! says what may be believed of it): its manifest's digest, and stamps that show which of its files are
//! untouched. Every other file is read and compared with the manifest, and every attachment with its
//! published copy. So nothing can go stale; losing the file costs time, nothing else.
//!
//! Of whatever is as it was when nothing about its figures was asked, nothing is asked now: [`BuildMark::of`]
//! comes before the review.

use std::collections::BTreeSet;
use std::hash::Hash as _;
use std::path::Path;
use std::time::SystemTime;

use rayon::prelude::*;

use crate::files;
use crate::layout;
use crate::model::{ContentPath, Digesting, to_hex};
use crate::output::{OutputCounts, Staging, Stamps};
use crate::plan::Edited;
use crate::site::{Options, PublishedFile, Session, Snapshot};

use super::stay::{BuildSources, Staying};
use super::superseded::Superseded;

/// The longest such file, in bytes: some ten million files of a site.
const LIMIT: u64 = 1 << 28;

/// How the file begins. Raised whenever what stands behind it is written otherwise.
const FORM: &str = "gongkai 5 ";

/// What a build was made from.
pub(super) struct BuildMark {
    /// A digest of all of it.
    digest: String,
    /// The same, told apart by who may see it; `None`: the pages are not to be told apart.
    sources: Option<BuildSources>,
    /// The content files of which something was asked, by their places in the order of paths.
    asked: BTreeSet<usize>,
}

impl BuildMark {
    /// The mark of what is ready to be reviewed and rendered, and its superseded versions; `None` if nothing
    /// tells the program from another.
    pub(super) fn of(
        session: &Session,
        snapshot: &Snapshot,
        (options, is_trial): (&Options, bool),
    ) -> Option<(Self, Superseded)> {
        let Snapshot { parts, catalog, .. } = snapshot;
        let mut digest = Digesting::default();
        program()?.hash(&mut digest);
        (options.drafts, options.future, is_trial).hash(&mut digest);
        parts.settings_text.hash(&mut digest);
        parts.theme.hash(&mut digest);
        // Whether a finished page holds a personal number depends on the lists.
        for list in parts.data.texts() {
            list.hash(&mut digest);
        }
        let everywhere = digest.clone();
        // Not the time of day: what it changes is only what is left out.
        options.now.date.hash(&mut digest);
        for left in &catalog.left_out {
            left.path.hash(&mut digest);
        }
        parts.calendar.hash(&mut digest);
        parts.portal.as_ref().map(|portal| &portal.digest).hash(&mut digest);
        catalog.ledger.to_csv().hash(&mut digest);
        catalog.sheets.hash(&mut digest);
        for (path, file) in &catalog.files {
            (path, file.size).hash(&mut digest);
        }
        for file in session.other_files() {
            file.path.hash(&mut digest);
        }
        let (sources, superseded) = BuildSources::of(session, snapshot, (digest.clone(), everywhere));
        sources.hash_record(&mut digest);
        for text in catalog.archive.texts.digests() {
            text.as_str().hash(&mut digest);
        }
        for page in session.digests() {
            page.hash(&mut digest);
        }
        let asked = BTreeSet::new();
        Some((Self { digest: to_hex(&digest.digest()), sources: Some(sources), asked }, superseded))
    }

    /// What was edited since the last build; `None`: more than files behind their faces.
    pub(super) fn edited(&self, last: &Self, session: &Session, snapshot: &Snapshot) -> Option<Edited> {
        self.sources.as_ref()?.edited(last.sources.as_ref()?, session, &snapshot.catalog)
    }

    /// The content files, a project by its `project.yaml`, of which nothing was asked before this build and,
    /// since no more was `edited`, nothing would be now.
    pub(super) fn unasked(
        &self,
        edited: &Edited,
        session: &Session,
        snapshot: &Snapshot,
    ) -> BTreeSet<ContentPath> {
        let files = session.digests().enumerate().filter(|(at, _)| !self.asked.contains(at));
        let files = files.map(|(_, (path, _))| path).filter(|path| !edited.has(&snapshot.catalog, path));
        files.cloned().collect()
    }

    /// Adds what the review asked.
    pub(super) fn reviewed(self, session: &Session) -> Self {
        let asked: BTreeSet<&ContentPath> = session.asked().collect();
        let files = session.digests().enumerate().filter(|(_, (path, _))| asked.contains(path));
        Self { asked: files.map(|(at, _)| at).collect(), ..self }
    }

    /// Whether the pages of the last build are all as they would be now.
    pub(super) fn is_of(&self, last: &Self) -> bool {
        self.digest == last.digest
    }

    /// The pages that stay as this build, the last one, made them, if no more than that was `edited` since.
    pub(super) fn staying<'a>(
        &'a self,
        edited: Option<Edited>,
        superseded: &'a Superseded,
        snapshot: &'a Snapshot,
    ) -> Option<Staying<'a>> {
        Some(Staying::of(edited, (superseded, self.sources.as_ref()?), snapshot))
    }

    /// The next build is to render every page. Where a personal number may stand is asked of all files
    /// together, so if any was seen, even one that may be shown, no page is judged alone.
    pub(super) fn of_whole_site(self) -> Self {
        Self { sources: None, ..self }
    }

    /// Keeps the mark with what is remembered of the site that came of it. Nothing depends on it but the time
    /// of the next build.
    pub(super) fn keep(&self, site: &Path, stamps: &Stamps) {
        let sources = self.sources.as_ref().map_or_else(String::new, BuildSources::to_text);
        let asked: Vec<String> = self.asked.iter().map(usize::to_string).collect();
        let mut bytes = format!("{FORM}{} {} {sources}\n", self.digest, asked.join(",")).into_bytes();
        bytes.extend(stamps.to_bytes());
        let _ = files::write_own(site, layout::BUILT, &bytes);
    }
}

/// What publishing would come to, if the site stands as it was, and what is to be remembered of it instead,
/// if anything is; the last build was made from the same. Never while numbers are to be issued: somebody took
/// them out of the ledger, and they have to be entered again.
pub(super) fn unchanged(snapshot: &Snapshot, staging: &Staging) -> Option<(OutputCounts, Option<Stamps>)> {
    if !snapshot.catalog.issued.is_empty() || !snapshot.news.is_empty() {
        return None;
    }
    let copies: Vec<_> = snapshot
        .plan
        .copies
        .par_iter()
        .filter_map(|(path, file)| Some((path, snapshot.published(file)?)))
        .filter(|(path, file)| match file {
            PublishedFile::AsItIs(_) => true,
            PublishedFile::Cleaned(bytes) => !staging.holds(path, bytes),
        })
        .collect();
    let as_they_are = copies.iter().map(|(path, file)| match file {
        PublishedFile::AsItIs(disk) => Some((*path, disk.as_path())),
        PublishedFile::Cleaned(_) => None,
    });
    let kept = snapshot.plan.kept.iter().map(|(path, digest)| (path, snapshot.kept_file(digest)));
    let gathered = snapshot.plan.gathered.iter().map(|(path, file)| (path, snapshot.root.join(file)));
    let kept: Vec<_> = kept.chain(gathered).collect();
    let kept = kept.iter().map(|(path, file)| Some((*path, file.as_path())));
    let copies = as_they_are.chain(kept).collect::<Option<Vec<_>>>()?;
    staging.unchanged(copies.into_iter())
}

/// What was kept of the last build, if that can be read.
pub(super) fn last(site: &Path) -> Option<(BuildMark, Stamps)> {
    let kept = files::read_limited(&site.join(layout::BUILT), LIMIT).ok()?;
    let kept = kept.strip_prefix(FORM.as_bytes())?;
    let end = kept.iter().position(|byte| *byte == b'\n')?;
    let (digest, rest) = std::str::from_utf8(&kept[..end]).ok()?.split_once(' ')?;
    let (asked, sources) = rest.split_once(' ')?;
    let asked = asked.split(',').filter(|at| !at.is_empty()).map(|at| at.parse().ok());
    let asked = asked.collect::<Option<_>>()?;
    let sources = if sources.is_empty() { None } else { Some(BuildSources::parse(sources)?) };
    Some((BuildMark { digest: digest.to_owned(), sources, asked }, Stamps::parse(&kept[end + 1..])?))
}

/// What tells the running program from another: its version, and the size and age of its file, so that who
/// works on the program is not shown what an older one made.
fn program() -> Option<(&'static str, u64, SystemTime)> {
    #[expect(clippy::disallowed_methods, reason = "nothing that is published depends on it")]
    let program = std::env::current_exe().ok()?;
    let (size, changed) = files::stamp(&program).ok()?;
    Some((env!("CARGO_PKG_VERSION"), size, changed))
}
