//! The search index of a preview, made of what is on show while it may change.

use std::sync::{Arc, RwLock};

use rayon::prelude::*;

use super::lookup::Showing;
use super::search::{IndexFiles, KeptIndex, unpoisoned};
use crate::model::PagePath;
use crate::plan::FixedPage;
use crate::search::{Analysed, IndexBuilder};

/// So many pages are rendered before others who wait for the site have their turn.
const SLICE: usize = 64;

/// So often the index is begun anew because the site has changed, before changes have to wait for it.
const PATIENCE: usize = 3;

/// A file of the search index of what is on show, by its address. There is none without search; a page
/// whose template is faulty is not in it. The index is made when a file of it is asked for, and kept until
/// a page may show something else; while it is made, the site can be looked at and changed.
#[must_use]
pub fn index_file(showing: &RwLock<Showing>, address: &str) -> Option<Vec<u8>> {
    if !address.starts_with("search/") {
        return None;
    }
    let kept = Arc::clone(&unpoisoned(showing.read()).index);
    let _turn = unpoisoned(kept.turn.lock());
    let mut tries = 0;
    loop {
        let changes = unpoisoned(showing.read()).changes();
        let known = unpoisoned(kept.files.lock()).clone().filter(|(at, _)| *at == changes);
        if let Some((_, files)) = known {
            return files.get(address).cloned();
        }
        tries += 1;
        let slice = if tries > PATIENCE { usize::MAX } else { SLICE };
        if let Some((changes, files)) = index_files(showing, &kept, slice) {
            *unpoisoned(kept.files.lock()) = Some((changes, Arc::new(files)));
        }
    }
}

/// All files of the index, and after how many changes; `None`: the site has changed meanwhile. It is held
/// for `slice` pages at a time.
fn index_files(showing: &RwLock<Showing>, kept: &KeptIndex, slice: usize) -> Option<(u64, IndexFiles)> {
    let begin = unpoisoned(showing.read());
    let changes = begin.changes();
    let mut files = IndexFiles::new();
    let Some(snapshot) = begin.snapshot().filter(|snapshot| snapshot.plan.fixed(FixedPage::Search).is_some())
    else {
        return Some((changes, files));
    };
    let paths: Vec<PagePath> = snapshot.renderer().searched().iter().map(|page| page.path.clone()).collect();
    let mut builder = IndexBuilder::new(paths.len(), snapshot.renderer().search_names());
    let mut shards = snapshot.member_shards();
    drop(begin);
    for slice in paths.chunks(slice) {
        let showing = unpoisoned(showing.read());
        let snapshot = showing.snapshot().filter(|_| showing.changes() == changes)?;
        let (renderer, attached) = (snapshot.renderer(), snapshot.attached_files());
        let analyse = |path: &PagePath| {
            let page = snapshot.planned(path)?;
            let mut text = renderer.search_text(page, &renderer.render(page).ok()?);
            snapshot.attach(&page.path, &attached, &kept.texts, &mut text);
            Some(kept.analysed(text))
        };
        let pages: Vec<Arc<Analysed>> = slice.par_iter().filter_map(analyse).collect();
        drop(showing);
        shards.extend(builder.add(&pages));
    }
    shards.extend(builder.finish());
    files.extend(shards.into_iter().map(|shard| (shard.address, shard.content)));
    Some((changes, files))
}
