//! The search index of a site, put together while its pages are rendered.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::attached::AttachedTexts;
use super::snapshot::Snapshot;
use crate::diag::Diagnostic;
use crate::plan::{FixedPage, PlannedPage};
use crate::portal::{PortalMember, SearchPlace};
use crate::search::{self, Analysed, IndexBuilder, SearchMember, SearchText, Shard};
use crate::timing::{self, Part, part};

/// So many pages are rendered before the index takes them up: few enough that their texts need no memory to
/// speak of.
const BATCH: usize = 512;

/// A finished page, or what is wrong with its templates.
type Made = Result<Vec<u8>, Box<Diagnostic>>;

/// What a preview remembers of the pages of its last index: what a page says has mostly stayed the same.
#[derive(Debug, Default)]
pub(super) struct IndexMemory {
    /// The texts of attachments.
    texts: AttachedTexts,
    /// By address: the digest of what a page says, and the page analysed.
    pages: Mutex<BTreeMap<String, (Digest, Arc<Analysed>)>>,
}

type Digest = [u8; 32];

impl IndexMemory {
    /// A page analysed, now or before.
    fn analysed(&self, text: SearchText) -> Arc<Analysed> {
        let digest: Digest = Sha256::digest(format!("{text:?}")).into();
        let pages = || self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, analysed)) = pages().get(&text.address)
            && *known == digest
        {
            return Arc::clone(analysed);
        }
        let address = text.address.clone();
        let analysed = Arc::new(Analysed::of(text));
        pages().insert(address, (digest, Arc::clone(&analysed)));
        analysed
    }
}

impl Snapshot {
    /// Puts the index together from the pages that search finds. `make` renders a page, `take` gets each file
    /// of the index, and `texts` are those of attachments that are known. Gives what is wrong with templates;
    /// then the index is not whole.
    pub fn index<E: Send>(
        &self,
        make: impl Fn(&PlannedPage) -> Result<Made, E> + Sync,
        take: impl Fn(Shard) -> Result<(), E> + Sync,
        texts: &AttachedTexts,
    ) -> Result<Vec<Diagnostic>, E> {
        self.index_of(make, take, texts, &|text| Arc::new(Analysed::of(text)))
    }

    fn index_of<E: Send>(
        &self,
        make: impl Fn(&PlannedPage) -> Result<Made, E> + Sync,
        take: impl Fn(Shard) -> Result<(), E> + Sync,
        texts: &AttachedTexts,
        analysed: &(impl Fn(SearchText) -> Arc<Analysed> + Sync),
    ) -> Result<Vec<Diagnostic>, E> {
        let renderer = self.renderer();
        let pages = renderer.searched();
        let mut builder = IndexBuilder::new(pages.len(), renderer.search_names());
        let mut faults = Vec::new();
        let here = timing::here();
        let attached = self.attached_files();
        let analyse = |page: &&PlannedPage| {
            let page_made = here.on(Part::Context, || make(page))?;
            let text = |html: Vec<u8>| {
                let mut text = renderer.search_text(page, &html);
                self.attach(&page.path, &attached, texts, &mut text);
                analysed(text)
            };
            Ok(page_made.map(|html| here.on(Part::Search, || text(html))))
        };
        let write = |shards: Vec<Shard>| {
            shards.into_par_iter().try_for_each(|shard| here.on(Part::Write, || take(shard)))
        };
        for batch in pages.chunks(BATCH) {
            let analysed_or_faulty: Vec<Result<Arc<Analysed>, Box<Diagnostic>>> =
                batch.par_iter().map(analyse).collect::<Result<_, E>>()?;
            let mut batch = Vec::with_capacity(analysed_or_faulty.len());
            for page in analysed_or_faulty {
                match page {
                    Ok(page) => batch.push(page),
                    Err(fault) => faults.push(*fault),
                }
            }
            write(part(Part::Search, || builder.add(&batch)))?;
        }
        write(part(Part::Search, || builder.finish()))?;
        write(part(Part::Search, || self.member_shards()))?;
        Ok(faults)
    }

    /// The files by which a portal searches its members; none on other sites.
    fn member_shards(&self) -> Vec<Shard> {
        let Some(portal) = &self.parts.portal else { return Vec::new() };
        let member = |member: &PortalMember| {
            let (index, pages) = match &member.search {
                SearchPlace::InPlace(place) => (place.clone(), place.clone()),
                SearchPlace::Copied(_) | SearchPlace::Nowhere => {
                    (format!("search/members/{}/", member.slug), member.url.clone())
                }
            };
            SearchMember { name: member.name.clone(), index, pages }
        };
        let members = portal.searched().map(member).collect();
        search::member_shards(&self.parts.settings.name, members, &portal.table())
    }

    /// All files of the index by their addresses, for a preview: empty while templates are faulty or
    /// without search. Only what is new to `memory` is analysed.
    #[must_use]
    pub(super) fn index_files(&self, memory: &IndexMemory) -> BTreeMap<String, Vec<u8>> {
        if self.plan.fixed(FixedPage::Search).is_none() {
            return BTreeMap::new();
        }
        let files = Mutex::new(BTreeMap::new());
        let take = |shard: Shard| {
            let mut files = files.lock().unwrap_or_else(PoisonError::into_inner);
            files.insert(shard.address, shard.content);
            Ok::<(), Infallible>(())
        };
        let renderer = self.renderer();
        let make = |page: &PlannedPage| Ok(renderer.render(page));
        let Ok(_) = self.index_of(make, take, &memory.texts, &|text| memory.analysed(text));
        files.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}
