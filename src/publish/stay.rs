//! Which pages of the last build stay as they are, so that a build after an edit renders only the others.
//!
//! What a site is made from falls in two. *Shared* is whatever any page may hang on: the program, the day,
//! the settings, theme, lists, ledger, sheets, which files there are, and of every content file its
//! [face](crate::catalog::face()). *Own* is what only few pages show: what is behind the face of a content
//! file, and what the record says of its article or project; of an entry, what it
//! [tells](crate::catalog::told()) is set apart from its running text, which shows on fewer.
//!
//! Where the shared part is the same as in the last build, the own parts tell which files were edited, and
//! [`Edited`] tells which pages that can show. Every other page would come out as it did; its file stays if
//! nobody has touched it since, which [`Staging`] knows. It was searched for personal numbers when it was
//! made, by the same lists, or it would not have been published.
//!
//! Pages of [superseded versions](super::superseded) stay also where the shared part is another.
//!
//! If anything is missing, damaged, or of another program, every page is rendered. So losing what is kept
//! costs time, nothing else.

use std::collections::BTreeMap;
use std::hash::Hash as _;

use crate::catalog::{Catalog, Item, ItemKind};
use crate::model::{ContentPath, Digesting, ItemKey, ProjectId, from_hex, to_hex};
use crate::output::{PublishError, Staging};
use crate::plan::{Edited, PlannedPage, SitePlan};
use crate::record::{Part, PartKey, RecordRow, Subject};
use crate::site::{Session, Snapshot};

use super::superseded::{ShortDigest, ShownDigests, Superseded, hash_row, short};

/// What a build was made from, as far as it tells which pages stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BuildSources {
    /// Of the shared part.
    shared: ShortDigest,
    /// Of the record.
    record: ShortDigest,
    /// Of the own part of each content file, in the order of their paths.
    own: Vec<OwnDigests>,
    /// Of superseded versions.
    superseded: ShownDigests,
}

/// Digests of what only few pages show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct OwnDigests {
    /// Of all of it.
    all: ShortDigest,
    /// Of it without the running text of an entry.
    told: ShortDigest,
}

impl BuildSources {
    /// Those of a site that is ready to be rendered, and what of superseded versions is as it was in `last`.
    /// `shared` has taken everything else that is shared, `frames` what may show on any page but the frames
    /// themselves.
    pub(super) fn of(
        session: &Session,
        snapshot: &Snapshot,
        (mut shared, mut frames): (Digesting, Digesting),
    ) -> (Self, Superseded) {
        let Snapshot { catalog, plan, .. } = snapshot;
        let faces = session.faces();
        // A page tells the size of a file as it is published.
        for (path, file) in &plan.copies {
            (path.as_str(), snapshot.published_size(file)).hash(&mut shared);
        }
        let record = &catalog.archive.record;
        let mut whole_record = Digesting::default();
        (record.has_changes(), record.has_changed_plans()).hash(&mut shared);
        let owners = RowOwners::of(catalog);
        let mut recorded: BTreeMap<&ContentPath, Digesting> = BTreeMap::new();
        for row in record.rows() {
            hash_row(catalog, row, &mut whole_record);
            match owners.file_of(row) {
                Some(file) => hash_row(catalog, row, recorded.entry(file).or_default()),
                None => hash_row(catalog, row, &mut shared),
            }
        }
        snapshot.renderer().hash_frames(&mut frames);
        let superseded = Superseded::of((catalog, plan), &frames);
        let mut own = Vec::new();
        for (((path, digest), face), told) in session.digests().zip(faces).zip(session.told()) {
            (path, face).hash(&mut shared);
            // Nobody can say of what is no content file who sees what of it.
            face.is_none().then_some(digest).hash(&mut shared);
            let mut base = Digesting::default();
            recorded.remove(path).map(Digesting::digest).hash(&mut base);
            let [mut all, mut without_text] = [base.clone(), base];
            digest.hash(&mut all);
            match &told {
                Some(told) => told.hash(&mut without_text),
                None => digest.hash(&mut without_text),
            }
            own.push(OwnDigests { all: short(all), told: short(without_text) });
        }
        let shown = superseded.shown();
        (Self { shared: short(shared), record: short(whole_record), own, superseded: shown }, superseded)
    }

    /// What was edited since the last build, made from `last`; `None`: more than files behind their faces.
    pub(super) fn edited(&self, last: &Self, session: &Session, catalog: &Catalog) -> Option<Edited> {
        if last.shared != self.shared || last.own.len() != self.own.len() {
            return None;
        }
        let mut edited = Edited::new(self.record != last.record);
        for ((path, _), (now, then)) in session.digests().zip(self.own.iter().zip(&last.own)) {
            if now != then {
                edited.add(catalog, path, now.told != then.told);
            }
        }
        edited.add_readers(catalog);
        Some(edited)
    }

    /// Takes what was taken of the record.
    pub(super) fn hash_record(&self, digest: &mut Digesting) {
        self.record.hash(digest);
    }

    /// As it is kept: two words.
    pub(super) fn to_text(&self) -> String {
        let own = self.own.iter().flat_map(|OwnDigests { all, told }| [all, told]);
        let mut text: String =
            [&self.shared, &self.record].into_iter().chain(own).map(|digest| to_hex(digest)).collect();
        text.push(' ');
        text.extend(self.superseded.iter().map(|digest| to_hex(digest)));
        text
    }

    /// Reads what [`Self::to_text`] wrote.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (sources, superseded) = text.split_once(' ')?;
        let mut all = shorts(sources);
        let (shared, record) = (all.next()??, all.next()??);
        let rest = all.collect::<Option<Vec<ShortDigest>>>()?;
        let (own, []) = rest.as_chunks() else { return None };
        let own = own.iter().map(|[all, told]| OwnDigests { all: *all, told: *told }).collect();
        Some(Self { shared, record, own, superseded: shorts(superseded).collect::<Option<_>>()? })
    }
}

/// The digests that stand one behind the other in a word; `None` for one that is damaged.
fn shorts(text: &str) -> impl Iterator<Item = Option<ShortDigest>> {
    let all = text.as_bytes().chunks(2 * size_of::<ShortDigest>());
    all.map(|chunk| from_hex(std::str::from_utf8(chunk).ok()?))
}

/// Which pages stay as they were.
pub(super) struct Staying<'a> {
    /// `None`: any page may be another.
    edited: Option<Edited>,
    /// What superseded versions are made from now, and in the last build were.
    superseded: (&'a Superseded, &'a ShownDigests),
    catalog: &'a Catalog,
    plan: &'a SitePlan,
}

impl<'a> Staying<'a> {
    /// Those of the last build, made from `last`, of which no more was `edited`.
    pub(super) fn of(
        edited: Option<Edited>,
        (superseded, last): (&'a Superseded, &'a BuildSources),
        snapshot: &'a Snapshot,
    ) -> Self {
        let Snapshot { catalog, plan, .. } = snapshot;
        Self { edited, superseded: (superseded, &last.superseded), catalog, plan }
    }

    /// Whether the data say of a project what those of the last build said.
    pub(super) fn says_same_of(&self, project: ProjectId) -> bool {
        self.edited.as_ref().is_some_and(|edited| !edited.has_project(project))
    }

    /// Lets the file at a page's address stay, if the page would come out as it is.
    pub(super) fn keep(&self, page: &PlannedPage, staging: &Staging) -> Result<bool, PublishError> {
        let site = (self.catalog, self.plan);
        let is_behind = self.edited.as_ref().is_some_and(|edited| !edited.may_show_on(page.kind, site));
        let (superseded, last) = self.superseded;
        let is_same = is_behind || superseded.is_shown(page.kind, last);
        if is_same { staging.keep(&page.path) } else { Ok(false) }
    }
}

/// Whose content file a row of the record belongs to.
struct RowOwners<'a>(BTreeMap<PartKey, &'a ContentPath>);

impl<'a> RowOwners<'a> {
    fn of(catalog: &'a Catalog) -> Self {
        let mut owners = BTreeMap::new();
        for Item { key, number, kind, source, .. } in &catalog.items {
            let file = match kind {
                ItemKind::Article(_) => source,
                ItemKind::Year(year) => &catalog.projects[year.project].file,
                ItemKind::Period(entry) => &catalog.projects[entry.project()].file,
            };
            let subject = Subject { number: number.issued().cloned(), item: key.clone() };
            owners.insert(subject.key(Part::Plan), file);
        }
        for project in &catalog.projects {
            for year in &project.years {
                let item = ItemKey::of_year(&project.path, year.year);
                owners.insert(Subject { number: None, item }.key(Part::Plan), &project.file);
            }
        }
        Self(owners)
    }

    fn file_of(&self, row: &RecordRow) -> Option<&'a ContentPath> {
        // Any part would do: the subject is what matters.
        self.0.get(&row.subject.key(Part::Plan)).copied()
    }
}
