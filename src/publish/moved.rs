//! Pages without a number that were renamed or moved: where they stood before, so that their files can say
//! so.

use crate::catalog::{Catalog, ItemNumber};
use crate::model::{ContentPath, ItemKey, slug};
use crate::site::Snapshot;

/// A page that has another address than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedPage {
    /// Its file as it lies now.
    pub file: ContentPath,
    /// Where it stood, from the root of the site.
    pub address: String,
}

/// The pages without a number at `to`, or in that folder, which lay at `from` before, with their former
/// addresses. What has its address still, or left it to another page, is none of them.
pub(super) fn find(snapshot: &Snapshot, from: &ItemKey, to: &ItemKey) -> Vec<MovedPage> {
    let catalog = &snapshot.catalog;
    let mut moved = Vec::new();
    for (id, item) in catalog.items.iter_enumerated().filter(|(_, item)| item.number == ItemNumber::None) {
        let rest = item.key.as_str().strip_prefix(to.as_str());
        let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with('/')) else { continue };
        let before = format!("{from}{rest}");
        let (folder, stem) = before.rsplit_once('/').unwrap_or(("", &before));
        let own = catalog.common(item).slug.as_ref().map(|slug| slug.value.clone());
        let name = own.unwrap_or_else(|| slug(stem));
        let address = format!("{}{name}.html", former_folder(catalog, folder, (from, to)));
        if address != snapshot.plan.item(id).as_str() && !snapshot.plan.is_taken(&address) {
            moved.push(MovedPage { file: item.source.clone(), address });
        }
    }
    moved
}

/// The address of a folder that may be there no more: what is known of it, or of the folder that it became.
fn former_folder(catalog: &Catalog, folder: &str, (from, to): (&ItemKey, &ItemKey)) -> String {
    let mut address = String::new();
    let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
    for path in ends.map(|end| &folder[..end]).filter(|path| !path.is_empty()) {
        let name = path.rsplit('/').next().unwrap_or(path);
        let became = path.strip_prefix(from.as_str()).map(|rest| format!("{to}{rest}"));
        let part = part_of(catalog, path).or_else(|| typed_part(catalog, &became?));
        address.push_str(&part.unwrap_or_else(|| slug(name)));
        address.push('/');
    }
    address
}

/// The part of an address that a folder has.
fn part_of(catalog: &Catalog, folder: &str) -> Option<String> {
    let column = catalog.columns.iter().find(|column| column.path.as_str() == folder);
    let project = catalog.projects.iter().find(|project| project.path.as_str() == folder);
    column.map(|column| column.slug.clone()).or_else(|| project.map(|project| project.slug.clone()))
}

/// The part that a folder has because somebody typed it, so that it had it under another name too.
fn typed_part(catalog: &Catalog, folder: &str) -> Option<String> {
    let column = catalog.columns.iter().find(|column| column.path.as_str() == folder);
    let project = catalog.projects.iter().find(|project| project.path.as_str() == folder);
    let typed = column.and_then(|column| column.draft.as_ref()?.slug.as_ref());
    let typed = typed.or_else(|| project.and_then(|project| project.draft.common.slug.as_ref()));
    typed.map(|slug| slug.value.clone())
}
