//! `gongkai portal update`: fetches what the members of a portal have published, into `members/`.
//!
//! From each member come its manifest, the data that the manifest lists, and of its search index what the
//! portal needs: all of it where the member has another origin, for browsers fetch nothing from elsewhere;
//! else only the pairs of characters by which the portal knows whom to ask. A file counts only if it is the
//! one that the manifest names, and the manifest, where a key is known, only if the member signed it.
//!
//! What is fetched lies in a folder of its own until it is whole; then `state.json` is replaced, which names
//! that folder, and the old one goes. A run that is cut off leaves every member with its old state or its
//! new one. A member that does not answer, or answers nonsense, keeps what is known of it, with the day, and
//! stops nobody.

mod keep;
mod member;
mod reach;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::config::Settings;
use crate::diag::{Lang, Text};
use crate::files::{FileError, LockError};
use crate::http::HttpClient;
use crate::model::Moment;
use crate::portal::{MemberState, MemberTrouble, TroubleKind, VERSION};
use crate::privacy;
use crate::say;
use crate::site::{self, Observer, Phase};

use keep::{Fetched, Shelf};
use member::MemberVerdict;

/// How many members are asked at once.
const PARALLEL: usize = 8;

/// What came of asking one member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberOutcome {
    /// What the portal calls it.
    pub name: String,
    /// What came of it.
    pub fate: MemberFate,
    /// As of when its state is known; empty: nothing is known.
    pub as_of: String,
}

/// What came of asking a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberFate {
    /// It has published something new.
    Renewed,
    /// It is as it was.
    Same,
    /// It keeps the state that is known.
    Kept(TroubleKind, Text),
}

/// Why members cannot be fetched at all.
#[derive(Debug)]
pub enum GatherError {
    /// A file or folder of the portal's own.
    File(FileError),
    /// Another run is at work in the site.
    Lock(LockError),
    /// The errors in `site.yaml`.
    Settings,
    /// The site names no members.
    NoPortal,
}

impl GatherError {
    /// What happened.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::File(error) => error.text(),
            Self::Lock(error) => error.text(),
            Self::Settings => {
                say!("site.yaml 有错误，读不了", "site.yaml has errors and cannot be read")
            }
            Self::NoPortal => say!(
                "site.yaml 里没有“成员”，这个网站不是门户",
                "site.yaml names no `members`: this site is no portal"
            ),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<Text> {
        match self {
            Self::File(error) => error.help(),
            Self::Lock(error) => error.help(),
            Self::Settings => {
                Some(say!("运行 `gongkai check` 看错在哪里", "run `gongkai check` to see them"))
            }
            Self::NoPortal => Some(say!(
                "在 site.yaml 里写 `成员:`，每个成员写名称和地址",
                "write `members:` in site.yaml, each with `name` and `address`"
            )),
        }
    }
}

impl From<FileError> for GatherError {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl From<LockError> for GatherError {
    fn from(error: LockError) -> Self {
        Self::Lock(error)
    }
}

/// What a run needs.
struct Gathering<'a> {
    /// The site folder of the portal.
    site: &'a Path,
    settings: &'a Settings,
    /// Masks the personal numbers in a text; `None`: there are none.
    screen: &'a (dyn Fn(&str) -> Option<String> + Sync),
}

/// Asks all members of the portal in the folder `site` at the time `now`, and gives what came of each, in the
/// order of `site.yaml`. Fails only where the portal's own folder cannot be read or written.
pub fn update(site: &Path, now: Moment, progress: &dyn Observer) -> Result<Vec<MemberOutcome>, GatherError> {
    let (settings, detector) = site::settings_of_portal(site)?.ok_or(GatherError::Settings)?;
    let screen = |text: &str| privacy::screened(&detector, text);
    let gathering = &Gathering { site, settings: &settings, screen: &screen };
    let members = &settings.members;
    if members.is_empty() {
        return Err(GatherError::NoPortal);
    }
    progress.phase(Phase::Read, members.len());
    let shelf = Shelf::open(site)?;
    let client = HttpClient::impatient();
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(members.len())));
    let results = || done.lock().unwrap_or_else(PoisonError::into_inner);
    std::thread::scope(|scope| {
        for _ in 0..PARALLEL.min(members.len()) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(member) = members.get(at) else { break };
                    let before = shelf.state(&member.name.value);
                    let verdict = member::ask(gathering, &client, &shelf, member, before.as_ref());
                    let outcome = enter(&shelf, (&member.name.value, now), before, verdict);
                    results().push((at, outcome));
                    progress.step();
                }
            });
        }
    });
    let mut outcomes = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    outcomes.sort_by_key(|(at, _)| *at);
    let names: BTreeSet<&str> = members.iter().map(|member| &*member.name.value).collect();
    shelf.clear_all_but(&names)?;
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

/// Writes what came of asking a member.
fn enter(
    shelf: &Shelf<'_>,
    (name, now): (&str, Moment),
    before: Option<MemberState>,
    verdict: Result<MemberVerdict, (TroubleKind, Text)>,
) -> Result<MemberOutcome, GatherError> {
    let now = now.stamp();
    let fresh = |fetched: &Fetched| MemberState {
        version: VERSION,
        address: fetched.address.clone(),
        generation: fetched.generation.clone(),
        made_for: fetched.made_for.clone(),
        as_of: now.clone(),
        tag: fetched.tag.clone(),
        modified: fetched.modified.clone(),
        trouble: None,
    };
    let (state, fate) = match verdict {
        Ok(MemberVerdict::Renewed(fetched)) => {
            shelf.put(name, &fetched)?;
            (fresh(&fetched), MemberFate::Renewed)
        }
        Ok(MemberVerdict::Same(fetched)) => (fresh(&fetched), MemberFate::Same),
        Err((kind, text)) => {
            let (zh, en) = (text.in_lang(Lang::Zh), text.in_lang(Lang::En));
            let mut state = before.unwrap_or_default();
            state.version = VERSION;
            let since = state.trouble.as_ref().filter(|known| known.kind == kind);
            let since = since.map_or(now, |known| known.since.clone());
            state.trouble = Some(MemberTrouble { kind, since, zh: zh.to_owned(), en: en.to_owned() });
            // A server need not be believed that nothing has changed since an answer that was of no use.
            (state.tag, state.modified) = (String::new(), String::new());
            (state, MemberFate::Kept(kind, text))
        }
    };
    shelf.enter(name, &state)?;
    Ok(MemberOutcome { name: name.to_owned(), fate, as_of: state.as_of })
}
