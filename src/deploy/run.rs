//! The order of the steps, the same for every kind of place.

use std::collections::BTreeMap;

use super::state::{LiveState, is_release_name};
use super::{DeployError, DeployStep, Knowledge, Package, Presence, ReleaseNote, Remote, Switch, Transfer};
use crate::output::{self, Digested, MANIFEST, Manifest};
use crate::portal;
use crate::record::RecordRow;
use crate::signature::SIGNATURE;

/// What a deployment came to.
#[derive(Debug)]
pub struct Deployed {
    /// The release that is live now.
    pub release: String,
    /// Whether it was live before, so that nothing was sent.
    pub is_same: bool,
    /// How many files were sent, and their bytes.
    pub sent: (usize, u64),
    /// What readers find changed.
    pub difference: ReleaseDiff,
    /// Releases that were removed because they hold what was purged.
    pub purged: Vec<String>,
}

/// What differs between two releases, by address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReleaseDiff {
    /// Only in the new one.
    pub added: Vec<String>,
    /// In both, with other bytes.
    pub changed: Vec<String>,
    /// Only in the old one.
    pub removed: Vec<String>,
}

impl ReleaseDiff {
    /// What differs.
    #[must_use]
    pub fn between(old: &BTreeMap<String, Digested>, new: &BTreeMap<String, Digested>) -> Self {
        let is_new = |path: &&String| !old.contains_key(*path);
        let is_changed = |path: &&String| old.get(*path).is_some_and(|digested| new[*path] != *digested);
        Self {
            added: new.keys().filter(is_new).cloned().collect(),
            changed: new.keys().filter(is_changed).cloned().collect(),
            removed: old.keys().filter(|path| !new.contains_key(*path)).cloned().collect(),
        }
    }
}

/// What whoever deploys knows and wants.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// What the site's ledger and record know.
    pub known: &'a Knowledge,
    /// Numbers that were withdrawn and are public again on purpose.
    pub restored: &'a [String],
    /// Members of a portal that readers find, and of which nothing is known now, on purpose.
    pub without: &'a [String],
    /// The round of a fleet, which only grows: a site of a later round is never replaced by one of an
    /// earlier. `None`: a person deploys.
    pub round: Option<u64>,
}

/// What a rollback came to.
#[derive(Debug)]
pub struct RolledBack {
    /// The release that was live.
    pub from: String,
    /// The release that is live now.
    pub to: ReleaseNote,
    /// What readers find changed; what is removed is not shown now.
    pub difference: ReleaseDiff,
}

/// Puts the site online at `remote`. `now` is the time to be written beside the release.
///
/// Refused, with nothing changed, is what the place knows and the claim does not; see [`Knowledge`].
pub fn deploy(
    remote: &mut dyn Remote,
    package: &Package,
    claim: Claim<'_>,
    now: &str,
    transfer: &Transfer<'_>,
) -> Result<Deployed, DeployError> {
    transfer.watcher.begin(DeployStep::Compare, 0);
    let standing = remote.open(true)?;
    let mut state = judged(remote, &standing, claim)?;
    let known = claim.known;
    let is_new_round = claim.round.map_or(Ok(false), |round| state.enter_round(round))?;
    let live = manifest(remote, standing.live.as_deref())?.files;
    let difference = ReleaseDiff::between(&live, &manifest_files(package));
    if let Some(release) = standing.live.as_deref()
        && is_same(remote, package, release)?
    {
        let joined = known.joined(&state.known);
        if is_new_round || joined != state.known {
            state.known = joined;
            remote.store(&state.to_bytes())?;
        }
        let (release, sent, purged) = (release.to_owned(), (0, 0), Vec::new());
        return Ok(Deployed { release, is_same: true, sent, difference, purged });
    }
    refuse_loss(remote, package, standing.live.as_deref(), claim)?;
    // A release that never became live has what an interrupted run sent.
    let base = standing.releases.iter().filter(|name| is_release_name(name)).max().cloned();
    let missing = remote.prepare(package, base.as_deref())?;
    let bytes = missing.iter().filter_map(|path| package.files().get(path)).map(|piece| piece.digested.1);
    let sent = (missing.len(), bytes.sum());
    transfer.watcher.begin(DeployStep::Send, sent.1);
    remote.send(package, &missing, transfer)?;
    transfer.watcher.begin(DeployStep::Confirm, 0);
    let release = state.next_name(package.digest(), &standing.releases);
    remote.finish(package, &missing, &release)?;
    let (files, bytes) = package.size();
    let has_purges = known.purges(&state.known);
    state.enter(ReleaseNote {
        name: release.clone(),
        time: now.to_owned(),
        digest: package.digest().to_owned(),
        files,
        bytes,
        withdrawn: known.withdrawn().iter().cloned().collect(),
    });
    if has_purges {
        // They hold what was purged; no rollback may reach them.
        state.releases.retain(|note| note.name == release);
    }
    state.known = known.joined(&state.known);
    let before = standing.live.as_deref();
    let open = state.still_open(before, &release, now);
    remote.switch(&state.to_bytes(), &Switch { before, release: &release, open: &open })?;
    let mut purged = Vec::new();
    for name in standing.releases.iter().filter(|name| state.release(name).is_none()) {
        remote.remove(name)?;
        if has_purges {
            purged.push(name.clone());
        }
    }
    let kept: Vec<String> = state.releases.iter().map(|note| note.name.clone()).collect();
    remote.sweep(&kept, has_purges)?;
    Ok(Deployed { release, is_same: false, sent, difference, purged })
}

/// What [`deploy`] would change for readers; nothing is changed.
pub fn rehearse(
    remote: &mut dyn Remote,
    package: &Package,
    claim: Claim<'_>,
) -> Result<ReleaseDiff, DeployError> {
    let standing = remote.open(false)?;
    judged(remote, &standing, claim)?;
    refuse_loss(remote, package, standing.live.as_deref(), claim)?;
    let live = manifest(remote, standing.live.as_deref())?.files;
    Ok(ReleaseDiff::between(&live, &manifest_files(package)))
}

/// The state of a place. Its list may be a step ahead of what readers see, if a run was interrupted; what
/// they see is the truth.
pub fn releases(remote: &mut dyn Remote) -> Result<(LiveState, Presence), DeployError> {
    let standing = remote.open(false)?;
    let mut state = LiveState::parse(standing.state.as_deref(), &remote.name())?;
    state.releases.retain(|note| standing.releases.contains(&note.name));
    state.live = standing.live.clone().unwrap_or_default();
    Ok((state, standing))
}

/// Whether the version of the record that begins with this row 版本 was ever live at a place.
pub fn was_live(remote: &mut dyn Remote, version: &RecordRow) -> Result<bool, DeployError> {
    let standing = remote.open(false)?;
    if standing.state.is_none() && standing.live.is_some() {
        return Err(DeployError::BadState(remote.name()));
    }
    Ok(LiveState::parse(standing.state.as_deref(), &remote.name())?.known.has(version))
}

/// What differs between two releases of a place.
pub fn compare(remote: &mut dyn Remote, old: &str, new: &str) -> Result<ReleaseDiff, DeployError> {
    let standing = remote.open(false)?;
    for name in [old, new] {
        if !standing.releases.iter().any(|known| known == name) {
            return Err(DeployError::NoRelease(Some(name.to_owned())));
        }
    }
    let old = manifest(remote, Some(old))?.files;
    Ok(ReleaseDiff::between(&old, &manifest(remote, Some(new))?.files))
}

/// The files of a release that its manifest does not know: somebody else put them there.
pub fn foreign_files(remote: &mut dyn Remote, release: &str) -> Result<Vec<String>, DeployError> {
    let known = manifest(remote, Some(release))?.files;
    let there = remote.digests(release)?.into_keys();
    Ok(there
        .filter(|path| !known.contains_key(path) && ![MANIFEST, SIGNATURE].contains(&path.as_str()))
        .collect())
}

/// Makes an earlier release live again: `to`, or the one before the live one. The ledger and the record stay
/// as they are, and so does what the place knows. `now` is the time.
///
/// Refused is a release in which something is public that was withdrawn since.
pub fn rollback(remote: &mut dyn Remote, to: Option<&str>, now: &str) -> Result<RolledBack, DeployError> {
    let standing = remote.open(true)?;
    let mut state = LiveState::parse(standing.state.as_deref(), &remote.name())?;
    let no_release = || DeployError::NoRelease(to.map(ToOwned::to_owned));
    let from = standing.live.clone().ok_or_else(no_release)?;
    let there = |note: &&ReleaseNote| standing.releases.contains(&note.name) && note.name != from;
    let to =
        match to {
            // A beginning will do: the number.
            Some(name) => state.releases.iter().filter(there).find(|note| {
                note.name == name || note.name.split('-').next() == Some(name) && !name.is_empty()
            }),
            None => {
                let before = |note: &&ReleaseNote| note.name < from;
                state.releases.iter().filter(there).rfind(before)
            }
        };
    let to = to.cloned().ok_or_else(no_release)?;
    let revived = state.revived_by(&to);
    if !revived.is_empty() {
        return Err(DeployError::Withdrawn(revived));
    }
    if let Some(path) = altered_in(remote, &to)? {
        return Err(DeployError::AlteredThere(path));
    }
    let old = manifest(remote, Some(&from))?.files;
    let difference = ReleaseDiff::between(&old, &manifest(remote, Some(&to.name))?.files);
    state.live.clone_from(&to.name);
    let open = state.still_open(Some(&from), &to.name, now);
    remote.switch(&state.to_bytes(), &Switch { before: Some(&from), release: &to.name, open: &open })?;
    Ok(RolledBack { from, to, difference })
}

/// A file of an earlier release that is not what went online then, if there is one: whoever broke into a
/// server may have been in every release.
fn altered_in(remote: &mut dyn Remote, release: &ReleaseNote) -> Result<Option<String>, DeployError> {
    if !remote.keeps_releases() {
        return Ok(None);
    }
    let listed = manifest(remote, Some(&release.name))?;
    if listed.digest != release.digest {
        return Ok(Some(MANIFEST.to_owned()));
    }
    let there = remote.digests(&release.name)?;
    let is_right = |path: &String, digest: &[u8; 32]| there.get(path) == Some(digest);
    let wrong = listed.files.iter().find(|(path, (digest, _))| !is_right(path, digest)).map(|(path, _)| path);
    let is_foreign =
        |path: &&String| !listed.files.contains_key(*path) && ![MANIFEST, SIGNATURE].contains(&path.as_str());
    Ok(wrong.or_else(|| there.keys().find(is_foreign)).cloned())
}

/// The state of a place, if whoever deploys knows everything that was ever live there.
fn judged(
    remote: &dyn Remote,
    standing: &Presence,
    Claim { known, restored, .. }: Claim<'_>,
) -> Result<LiveState, DeployError> {
    // Something is live, and nobody knows what ever was: an old copy could not be told from the newest.
    if standing.state.is_none() && standing.live.is_some() {
        return Err(DeployError::BadState(remote.name()));
    }
    let state = LiveState::parse(standing.state.as_deref(), &remote.name())?;
    let unknown = known.unknown(&state.known);
    if !unknown.is_empty() {
        return Err(DeployError::Stale(unknown));
    }
    let revived = known.revived(&state.known, restored);
    if !revived.is_empty() {
        return Err(DeployError::Withdrawn(revived));
    }
    Ok(state)
}

/// Refuses a portal that knows nothing any more of a member that readers find in the live one: its folder
/// `members/` is new, and the member did not answer.
fn refuse_loss(
    remote: &mut dyn Remote,
    package: &Package,
    live: Option<&str>,
    claim: Claim<'_>,
) -> Result<(), DeployError> {
    let Some(live) = live.filter(|_| package.files().contains_key(portal::SITE)) else { return Ok(()) };
    let new = package.bytes(portal::SITE)?;
    if !portal::has_unknown_members(&new) {
        return Ok(());
    }
    let old = remote.read(live, portal::SITE)?.unwrap_or_default();
    let mut lost = portal::lost_members(&old, &new);
    lost.retain(|name| !claim.without.contains(name));
    if lost.is_empty() { Ok(()) } else { Err(DeployError::LostMembers(lost)) }
}

/// The manifest of a release; an empty one if there is none, or somebody changed it.
fn manifest(remote: &mut dyn Remote, release: Option<&str>) -> Result<Manifest, DeployError> {
    let Some(release) = release else { return Ok(Manifest::default()) };
    let bytes = remote.read(release, MANIFEST)?;
    Ok(bytes.and_then(|bytes| output::parse_manifest(&bytes)).unwrap_or_default())
}

/// The files of a package that are in its manifest.
fn manifest_files(package: &Package) -> BTreeMap<String, Digested> {
    let files = package.files().iter().filter(|(path, _)| ![MANIFEST, SIGNATURE].contains(&path.as_str()));
    files.map(|(path, piece)| (path.clone(), piece.digested)).collect()
}

/// Whether a release is the package, byte for byte, as it lies there.
fn is_same(remote: &mut dyn Remote, package: &Package, release: &str) -> Result<bool, DeployError> {
    let is_named = release.split('-').nth(1).is_some_and(|short| package.digest().starts_with(short));
    if is_named { remote.is_intact(package, release) } else { Ok(false) }
}
