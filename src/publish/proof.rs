//! What the published site proves of the ledger; see [`ledger::compare`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Failure, Live, gone, lost};
use crate::diag::Diagnostic;
use crate::files::{self, FileError};
use crate::ledger::{self, Ledger, Proof};
use crate::model::{ItemKey, Moment};
use crate::output;
use crate::record::{Digest, PartKey, Record, RecordRow, RowKind};
use crate::site::Session;
use crate::timing::{Stage, stage};

/// The most bytes of a published catalogue: a million items.
const CATALOGUE_LIMIT: u64 = 1 << 30;

/// What the record and the site in the folder `output` prove.
pub(super) fn proofs(output: &Path, session: &Session, live: &Live) -> Result<Vec<Proof>, Failure> {
    proofs_among(&output::published_paths(output), (output, live), session)
}

/// The same, `paths` being the addresses of the site's files.
fn proofs_among(
    paths: &[String],
    (output, live): (&Path, &Live),
    session: &Session,
) -> Result<Vec<Proof>, Failure> {
    let mut of_record = of_record(&session.archive().record, &session.ledger(), live);
    let mut proofs = of_output(output, session, paths)?;
    for proof in &mut proofs {
        if let Some(known) = of_record.remove(&proof.number.collision_key()) {
            proof.item = known.item;
            proof.date = proof.date.or(known.date);
        }
    }
    proofs.extend(of_record.into_values());
    Ok(proofs)
}

/// What the record proves. After a merge of branches that both issued a number it may name two items for it:
/// the finished site says which of them keeps the number, or else the ledger.
fn of_record(record: &Record, ledger: &Ledger, live: &Live) -> BTreeMap<String, Proof> {
    let shared: BTreeSet<PartKey> = record.shared();
    let is_live =
        |row: &&RecordRow| row.kind == RowKind::Version && shared.contains(&row.key()) && live.has(row);
    let live: BTreeMap<String, &ItemKey> = record
        .rows()
        .iter()
        .filter(is_live)
        .filter_map(|row| Some((row.subject.number.as_ref()?.collision_key(), &row.subject.item)))
        .collect();
    let of_ledger = ledger.by_number();
    let mut proofs: BTreeMap<String, Proof> = BTreeMap::new();
    for row in record.rows().iter().filter(|row| row.kind == RowKind::Version) {
        let Some(number) = &row.subject.number else { continue };
        let key = number.collision_key();
        let owner = || live.get(&key).copied().or_else(|| of_ledger.get(&key)?.item());
        let is_owner = |item: &ItemKey| owner() == Some(item);
        let known = proofs.get(&key);
        if known.is_some_and(|known| known.item.as_ref().is_some_and(is_owner)) {
            continue;
        }
        let title = row.name.trim_end_matches("（计划）").to_owned();
        let proof = Proof {
            number: number.clone(),
            title,
            date: Some(Moment { date: row.day, time: None }),
            item: Some(row.subject.item.clone()),
            is_withdrawn: false,
        };
        proofs.insert(key, proof);
    }
    proofs
}

/// What the catalogue of the site in the folder `output` proves; `None`: there is no site.
pub(super) fn catalogue(output: &Path) -> Result<Option<Vec<Proof>>, FileError> {
    // Whether it may be the output at all is for publishing to say.
    if !files::is_folder(&output.join("data"))? {
        return Ok(None);
    }
    match files::read_limited(&output.join("data/catalogue.json"), CATALOGUE_LIMIT) {
        Ok(bytes) => Ok(Some(ledger::proofs(&bytes))),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

/// What the site in the folder `output` proves; nothing if there is none.
///
/// The page of a withdrawn item has no data beside it; it is read only if the ledger does not know its
/// number.
fn of_output(output: &Path, session: &Session, paths: &[String]) -> Result<Vec<Proof>, Failure> {
    let Some(mut proofs) = catalogue(output)? else { return Ok(Vec::new()) };
    let (ledger, rule) = (session.ledger(), session.number_rule());
    for number in ledger::unknown_numbers(&ledger, rule, paths) {
        let Ok(page) = files::read(&output.join(number.page_path().as_str())) else { continue };
        let page = String::from_utf8_lossy(&page);
        // Every page of an item, tombstones too, names its number in the foot of its print.
        if page.contains(&format!("索引号：{number}")) {
            let title = page.split_once("<title>").and_then(|(_, rest)| rest.split_once("（已撤回）"));
            let title = title.map(|(title, _)| title.to_owned()).unwrap_or_default();
            proofs.push(Proof { number, title, date: None, item: None, is_withdrawn: true });
        }
    }
    Ok(proofs)
}

/// What is wrong with the ledger and the record of a site by what its finished site in `output` proves, and
/// the pages without a number that were there and will be no more.
pub(super) fn compare((site, output): (&Path, &Path), session: &Session) -> Result<Vec<Diagnostic>, Failure> {
    stage(Stage::Walk, || {
        let (manifest, bytes) = output::manifest_of(output).unwrap_or_default();
        let paths: Vec<String> = manifest.files.keys().cloned().collect();
        let proofs = proofs_among(&paths, (output, &Live::default()), session)?;
        let mut findings = ledger::compare(&session.ledger(), &proofs);
        let digest = Digest::of(&bytes);
        findings.extend(lost::compare((output, &manifest, digest), session, &Live::read(site))?);
        findings.extend(gone::find(output, &paths, session));
        Ok(findings)
    })
}
