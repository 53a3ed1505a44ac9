//! Looks at a live site as its readers do, and compares it with its signed manifest.
//!
//! Every file is asked for as a desktop browser asks, as a phone that comes from a search engine, and as a
//! search engine's robot: an altered site often shows its foreign links to these alone. The page of a folder
//! is looked at where the folder's address leads, too. What is looked for stands in [`FaultKind`].

mod links;
mod looks;
mod report;

use std::collections::{BTreeMap, BTreeSet};

use crate::http::{HttpClient, HttpFault};
use crate::output::{self, MANIFEST, Manifest};
use crate::signature::{PublicKey, SIGNATURE, SignatureFault};

pub use report::{FaultKind, LiveFault, LiveReport};

/// The longest manifest that is read, in bytes.
const MANIFEST_LIMIT: u64 = 1 << 28;

/// How many questions are under way at once.
const PARALLEL: usize = 8;

/// What the live site is compared with.
#[derive(Clone, Debug, Default)]
pub struct Expectation {
    /// The keys one of which must have signed, the newest first; empty: signatures are not checked.
    pub keys: Vec<PublicKey>,
    /// Hosts of other sites to which pages may link; `None`: not configured.
    pub outside: Option<BTreeSet<String>>,
    /// The digest of the manifest that ought to be live, if it is known.
    pub digest: Option<String>,
}

/// Who is told how far it is: files done, and how many there are.
pub type Told<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// Looks at the site at `base`, which ends in a slash. It is an error only if there is no answer at all.
pub fn verify(
    client: &HttpClient,
    base: &str,
    expectation: &Expectation,
    told: Told<'_>,
) -> Result<LiveReport, HttpFault> {
    let mut verdict = LiveReport::new(base);
    let Some((manifest, bytes)) = manifest(client, base, &mut verdict)? else { return Ok(verdict) };
    verdict.digest.clone_from(&manifest.digest);
    check_signature(client, (base, &bytes), expectation, &mut verdict)?;
    if expectation.digest.as_ref().is_some_and(|digest| *digest != manifest.digest) {
        verdict.add(FaultKind::OldCache, MANIFEST, "");
    }
    if manifest.is_trial {
        verdict.add(FaultKind::Trial, MANIFEST, "");
    }
    looks::headers(client, base, &mut verdict)?;
    looks::not_found(client, base, &manifest, &mut verdict)?;
    looks::folders(client, base, &manifest, &mut verdict)?;
    let seen = looks::all_files(client, base, &manifest, told);
    verdict.files = manifest.files.len();
    verdict.pages = manifest.files.keys().filter(|path| looks::is_page(path)).count();
    let mut outside: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, look) in seen {
        verdict.faults.extend(look.faults);
        for host in look.hosts {
            outside.entry(host).or_default().insert(path.clone());
        }
    }
    if let Some(known) = &expectation.outside {
        for (host, pages) in &outside {
            if !known.iter().any(|known| host == known || host.ends_with(&format!(".{known}"))) {
                let first = pages.first().map_or("", String::as_str);
                verdict.add(FaultKind::OutsideHost, first, host);
            }
        }
    }
    verdict.outside = outside.into_keys().collect();
    verdict.sort();
    Ok(verdict)
}

fn manifest(
    client: &HttpClient,
    base: &str,
    verdict: &mut LiveReport,
) -> Result<Option<(Manifest, Vec<u8>)>, HttpFault> {
    let answer = client.get(&format!("{base}{MANIFEST}"), &looks::FRESH, MANIFEST_LIMIT)?;
    if answer.status != 200 {
        verdict.add(FaultKind::NoManifest, MANIFEST, &answer.status.to_string());
        return Ok(None);
    }
    let Some(manifest) = output::parse_manifest(&answer.body) else {
        verdict.add(FaultKind::NoManifest, MANIFEST, "");
        return Ok(None);
    };
    Ok(Some((manifest, answer.body)))
}

fn check_signature(
    client: &HttpClient,
    (base, manifest): (&str, &[u8]),
    expectation: &Expectation,
    verdict: &mut LiveReport,
) -> Result<(), HttpFault> {
    let answer = client.get(&format!("{base}{SIGNATURE}"), &looks::FRESH, 10_000)?;
    if expectation.keys.is_empty() {
        verdict.add(FaultKind::NoKey, SIGNATURE, "");
        return Ok(());
    }
    if answer.status != 200 {
        verdict.add(FaultKind::NoSignature, SIGNATURE, &answer.status.to_string());
        return Ok(());
    }
    let signature = String::from_utf8_lossy(&answer.body);
    let checked = expectation.keys.iter().map(|key| (key, key.check(manifest, &signature)));
    let checked: Vec<_> = checked.collect();
    match checked.iter().position(|(_, result)| result.is_ok()) {
        Some(place) => {
            let name = checked[place].0.name();
            if place > 0 {
                verdict.add(FaultKind::OldKey, SIGNATURE, &name);
            }
            verdict.signed_by = Some(name);
        }
        None if checked.iter().all(|(_, result)| *result == Err(SignatureFault::OtherKey)) => {
            verdict.add(FaultKind::OtherKey, SIGNATURE, "");
        }
        None => verdict.add(FaultKind::BadSignature, SIGNATURE, ""),
    }
    Ok(())
}
