//! The search index of a site, put together while its pages are rendered.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::attached::AttachedTexts;
use super::snapshot::Snapshot;
use crate::diag::Diagnostic;
use crate::plan::PlannedPage;
use crate::portal::{PortalMember, SearchPlace};
use crate::search::{self, Analysed, IndexBuilder, SearchMember, SearchText, Shard};
use crate::timing::{self, StagePart, part};

/// So many pages are rendered before the index takes them up: few enough that their texts need no memory to
/// speak of.
const BATCH: usize = 256;

/// A finished page, or what is wrong with its templates.
type MadePage = Result<Vec<u8>, Box<Diagnostic>>;

/// The index of a preview, and what is remembered of its pages: what a page says has mostly stayed the same.
#[derive(Debug, Default)]
pub(super) struct KeptIndex {
    /// One makes it, and others wait.
    pub(super) turn: Mutex<()>,
    /// After how many changes of the site it was made, and its files by their addresses.
    pub(super) files: Mutex<Option<(u64, Arc<IndexFiles>)>>,
    /// The texts of attachments.
    pub(super) texts: AttachedTexts,
    /// By address: the digest of what a page says, and the page analysed.
    pages: Mutex<BTreeMap<String, (PageDigest, Arc<Analysed>)>>,
}

pub(super) type IndexFiles = BTreeMap<String, Vec<u8>>;
type PageDigest = [u8; 32];

impl KeptIndex {
    /// A page analysed, now or before.
    pub(super) fn analysed(&self, text: SearchText) -> Arc<Analysed> {
        let digest: PageDigest = Sha256::digest(format!("{text:?}")).into();
        if let Some((known, analysed)) = unpoisoned(self.pages.lock()).get(&text.address)
            && *known == digest
        {
            return Arc::clone(analysed);
        }
        let address = text.address.clone();
        let analysed = Arc::new(Analysed::of(text));
        unpoisoned(self.pages.lock()).insert(address, (digest, Arc::clone(&analysed)));
        analysed
    }
}

pub(super) fn unpoisoned<T>(locked: Result<T, PoisonError<T>>) -> T {
    locked.unwrap_or_else(PoisonError::into_inner)
}

impl Snapshot {
    /// Puts the index together from the pages that search finds. `make` renders a page, `take` gets each file
    /// of the index, and `texts` are those of attachments that are known. Gives what is wrong with templates;
    /// then the index is not whole.
    pub fn index<E: Send>(
        &self,
        make: impl Fn(&PlannedPage) -> Result<MadePage, E> + Sync,
        take: impl Fn(Shard) -> Result<(), E> + Sync,
        texts: &AttachedTexts,
    ) -> Result<Vec<Diagnostic>, E> {
        let renderer = self.renderer();
        let pages = renderer.searched();
        let mut builder = IndexBuilder::new(pages.len(), renderer.search_names());
        let mut faults = Vec::new();
        let here = timing::here();
        let attached = self.attached_files();
        let analyse = |page: &&PlannedPage| {
            let page_made = here.on(StagePart::Context, || make(page))?;
            let text = |html: Vec<u8>| {
                let mut text = renderer.search_text(page, &html);
                self.attach(&page.path, &attached, texts, &mut text);
                Analysed::of(text)
            };
            Ok(page_made.map(|html| here.on(StagePart::Search, || text(html))))
        };
        let write = |shards: Vec<Shard>| {
            shards.into_par_iter().try_for_each(|shard| here.on(StagePart::Write, || take(shard)))
        };
        for batch in pages.chunks(BATCH) {
            let analysed_or_faulty: Vec<Result<Analysed, Box<Diagnostic>>> =
                batch.par_iter().map(analyse).collect::<Result<_, E>>()?;
            let mut batch = Vec::with_capacity(analysed_or_faulty.len());
            for page in analysed_or_faulty {
                match page {
                    Ok(page) => batch.push(page),
                    Err(fault) => faults.push(*fault),
                }
            }
            write(part(StagePart::Search, || builder.add(&batch)))?;
        }
        write(part(StagePart::Search, || builder.finish()))?;
        write(part(StagePart::Search, || self.member_shards()))?;
        Ok(faults)
    }

    /// The files by which a portal searches its members; none on other sites.
    pub(super) fn member_shards(&self) -> Vec<Shard> {
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
}
