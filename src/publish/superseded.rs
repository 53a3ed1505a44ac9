//! Which pages of superseded versions are as the last build made them, whatever else has changed since.
//!
//! Such a page shows little of the site: its frame, the title and address of what replaced it, the rows of
//! the record about it and the text that is kept of it. All that goes into one digest for each item, and what
//! is in the list of the last build has its pages already. So ten thousand corrections cost a new day, or a
//! new notice, next to nothing.
//!
//! A text that links or quotes may show anything; what [does not stand alone](crate::record::RecordTexts) is
//! left to [`Edited`](crate::plan::Edited).

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash as _;

use rayon::prelude::*;

use crate::catalog::{Catalog, ItemKind};
use crate::model::{Digesting, ItemId, ItemKey, YearId};
use crate::plan::{PageKind, SitePlan};
use crate::record::{Digest, Part, PartKey, RecordRow, RowKind, Subject};

/// A short digest: so many bytes of a SHA-256.
pub(super) type ShortDigest = [u8; 16];

/// The beginning of a digest.
pub(super) fn short(digest: Digesting) -> ShortDigest {
    let mut short = ShortDigest::default();
    short.copy_from_slice(&digest.digest()[..size_of::<ShortDigest>()]);
    short
}

/// Whose superseded versions there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum SupersededOwner {
    /// An item with a number.
    Item(ItemId),
    /// A year whose periods are the items: its plan.
    Year(YearId),
}

/// What the pages of superseded versions are made from, for each owner of which all of them stand alone.
#[derive(Debug, Default)]
pub(super) struct Superseded(BTreeMap<SupersededOwner, ShortDigest>);

/// The same of the last build.
pub(super) type ShownDigests = BTreeSet<ShortDigest>;

impl Superseded {
    /// Those of a site whose frames have this digest.
    pub(super) fn of((catalog, plan): (&Catalog, &SitePlan), frames: &Digesting) -> Self {
        if !catalog.archive.record.has_changes() {
            return Self::default();
        }
        let items = catalog.items.keys().map(SupersededOwner::Item);
        let years = catalog.projects.iter_enumerated().flat_map(|(id, project)| project.years(id));
        let years = years.filter(|(_, year)| year.item.is_none()).map(|(id, _)| SupersededOwner::Year(id));
        let owners: Vec<SupersededOwner> = items.chain(years).collect();
        let digest = |owner: SupersededOwner| {
            let mut digest = frames.clone();
            hash_owner(owner, (catalog, plan), &mut digest)?;
            Some((owner, short(digest)))
        };
        Self(owners.into_par_iter().filter_map(digest).collect())
    }

    /// Whether a page of this kind is one of a superseded version that `last` has already.
    pub(super) fn is_shown(&self, kind: PageKind, last: &ShownDigests) -> bool {
        let owner = match kind {
            PageKind::Version { item, .. } => SupersededOwner::Item(item),
            PageKind::PlanVersion { year, .. } => SupersededOwner::Year(year),
            _ => return false,
        };
        self.0.get(&owner).is_some_and(|digest| last.contains(digest))
    }

    /// All of them, to be kept.
    pub(super) fn shown(&self) -> ShownDigests {
        self.0.values().copied().collect()
    }
}

/// Takes all that the pages of an owner's superseded versions show besides their frames; `None` if there are
/// none, or one may show something else.
fn hash_owner(
    owner: SupersededOwner,
    (catalog, plan): (&Catalog, &SitePlan),
    digest: &mut Digesting,
) -> Option<()> {
    let keys: Vec<PartKey> = match owner {
        SupersededOwner::Item(id) => {
            let item = &catalog.items[id];
            let common = catalog.common(item);
            let number = item.number.issued()?.clone();
            let subject = Subject { number: Some(number), item: item.key.clone() };
            let is_year = matches!(item.kind, ItemKind::Year(_));
            let withheld = common.withheld.as_ref().map(|reason| &reason.value);
            (0_u8, is_year, &item.title, &item.key, usize::from(item.column)).hash(digest);
            (&subject.number, plan.item(id), withheld, common.disclosure).hash(digest);
            catalog.parts(item).into_iter().map(|part| subject.key(part)).collect()
        }
        SupersededOwner::Year(id) => {
            let project = &catalog.projects[id.project];
            let year = catalog.year(id).year;
            let item = ItemKey::of_year(&project.path, year);
            (1_u8, project.year_title(year), &item, usize::from(project.column)).hash(digest);
            plan.year(id).hash(digest);
            vec![Subject { number: None, item }.key(Part::Plan)]
        }
    };
    let archive = &catalog.archive;
    let mut has_versions = false;
    for key in keys {
        let Some(history) = archive.record.changed(&key) else { continue };
        let Some((_, old)) = history.versions.split_last() else { continue };
        let mut digests = old.iter().filter_map(|version| version.digest.as_ref());
        has_versions |= !old.is_empty();
        if !digests.all(|text| archive.texts.stands_alone(text)) {
            return None;
        }
        for row in archive.record.rows_of(&key) {
            hash_row(catalog, row, digest);
        }
    }
    has_versions.then_some(())
}

/// Takes a row, and whether the text of the version that it tells is there.
pub(super) fn hash_row(catalog: &Catalog, row: &RecordRow, digest: &mut Digesting) {
    row.hash(digest);
    if row.kind == RowKind::Version {
        let text = Digest::parse(&row.now);
        text.is_some_and(|text| catalog.archive.texts.has(&text)).hash(digest);
    }
}
