//! What became of members: while it is told to people, and as the board keeps it.
//!
//! The board may lie in a bucket that anybody can read. So it keeps which rules complained and how often,
//! never what the files say; that is told where the member is built.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::machine::Trouble;
use super::plan::FleetPlan;
use crate::deploy::Board;
use crate::diag::{Diagnostic, Severity};
use crate::site::ScreenedTexts;

/// What became of a member.
#[derive(Debug)]
pub enum SiteOutcome {
    /// Its site is online.
    Online {
        /// The release.
        release: String,
        /// Whether it was online already, byte for byte.
        is_same: bool,
    },
    /// A later plan has put it online already.
    Overtaken,
    /// Its old site stays, because of its content.
    Kept(KeptReason),
    /// Its old site stays, because of the machine.
    Failed(Trouble),
}

/// Why a member keeps its old site.
#[derive(Debug)]
pub enum KeptReason {
    /// Numbers or versions have to be issued, which its owner does at home.
    Unissued(Vec<Diagnostic>, ScreenedTexts),
    /// There are errors.
    Errors(Vec<Diagnostic>, ScreenedTexts),
    /// It was refused, such as for being older than what is online.
    Refused(Trouble),
}

/// The findings of a build that was to issue nothing and would have had to.
const UNISSUED: [&str; 3] = ["number-not-issued", "version-not-recorded", "record-not-settled"];

impl KeptReason {
    /// Why a member with these findings is kept.
    pub(super) fn of(findings: Vec<Diagnostic>, sources: ScreenedTexts) -> Self {
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
        if errors.clone().all(|finding| UNISSUED.contains(&finding.rule)) {
            Self::Unissued(findings, sources)
        } else {
            Self::Errors(findings, sources)
        }
    }

    /// How often which rule forbids to publish.
    fn rules(&self) -> BTreeMap<String, usize> {
        let mut rules = BTreeMap::new();
        if let Self::Unissued(findings, _) | Self::Errors(findings, _) = self {
            for finding in findings.iter().filter(|finding| finding.severity == Severity::Error) {
                *rules.entry(finding.rule.to_owned()).or_default() += 1;
            }
        }
        rules
    }
}

/// An outcome in one word, the one that counts most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotedOutcome {
    /// The new site is online.
    Online,
    /// Numbers or versions have to be issued first.
    Unissued,
    /// The content has errors.
    Errors,
    /// It was refused.
    Refused,
    /// The machine failed.
    Failed,
}

impl NotedOutcome {
    const ALL: [Self; 5] = [Self::Online, Self::Unissued, Self::Errors, Self::Refused, Self::Failed];

    /// The word, as files are named.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Unissued => "unissued",
            Self::Errors => "errors",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// What the board keeps of a member's build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteNote {
    /// What became of it.
    pub outcome: NotedOutcome,
    /// The release that it became.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// Its files.
    pub files: u64,
    /// How long it took.
    pub milliseconds: u64,
    /// When it ended, by the clock of that machine.
    pub time: String,
    /// The version of the program that built it; empty: not noted.
    #[serde(default)]
    pub program: String,
    /// How often which rule complained.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rules: BTreeMap<String, usize>,
}

impl SiteNote {
    /// A note of an outcome; `None` if a later plan is to tell.
    pub(super) fn of(outcome: &SiteOutcome, files: u64, milliseconds: u64, time: String) -> Option<Self> {
        let (noted, release, rules) = match outcome {
            SiteOutcome::Online { release, .. } => {
                (NotedOutcome::Online, Some(release.clone()), BTreeMap::new())
            }
            SiteOutcome::Overtaken => return None,
            SiteOutcome::Kept(reason) => {
                let noted = match reason {
                    KeptReason::Unissued(..) => NotedOutcome::Unissued,
                    KeptReason::Errors(..) => NotedOutcome::Errors,
                    KeptReason::Refused(_) => NotedOutcome::Refused,
                };
                (noted, None, reason.rules())
            }
            SiteOutcome::Failed(_) => (NotedOutcome::Failed, None, BTreeMap::new()),
        };
        let program = env!("CARGO_PKG_VERSION").to_owned();
        Some(Self { outcome: noted, release, files, milliseconds, time, program, rules })
    }
}

fn begun(number: u64) -> String {
    format!("fleet/begun/{number:012}")
}

fn results(number: u64) -> String {
    format!("fleet/results/{number:012}")
}

fn weights(number: u64) -> String {
    format!("fleet/weights/{number:012}.json")
}

/// Marks that somebody has begun with a member.
pub(super) fn note_begin(board: &dyn Board, plan: &FleetPlan, name: &str) -> Result<(), Trouble> {
    Ok(board.write(&format!("{}/{name}", begun(plan.number)), b"\n")?)
}

/// The members with which somebody has begun.
pub(super) fn begun_in(board: &dyn Board, plan: &FleetPlan) -> Result<Vec<String>, Trouble> {
    Ok(board.list(&begun(plan.number))?)
}

/// Keeps what became of a member.
pub(super) fn note(board: &dyn Board, plan: &FleetPlan, name: &str, note: &SiteNote) -> Result<(), Trouble> {
    let mut bytes = serde_json::to_vec(note).expect("texts and numbers are always JSON");
    bytes.push(b'\n');
    Ok(board.write(&format!("{}/{name}.{}", results(plan.number), note.outcome.word()), &bytes)?)
}

/// The outcome that counts of every member that has one.
pub(super) fn outcomes(
    board: &dyn Board,
    plan: &FleetPlan,
) -> Result<BTreeMap<String, NotedOutcome>, Trouble> {
    let mut outcomes: BTreeMap<String, NotedOutcome> = BTreeMap::new();
    for file in board.list(&results(plan.number))? {
        let Some((name, word)) = file.rsplit_once('.') else { continue };
        let Some(outcome) = NotedOutcome::ALL.into_iter().find(|outcome| outcome.word() == word) else {
            continue;
        };
        let known = outcomes.entry(name.to_owned()).or_insert(outcome);
        *known = outcome.min(*known);
    }
    Ok(outcomes)
}

/// The note that counts of every member that has one.
pub(super) fn notes(board: &dyn Board, plan: &FleetPlan) -> Result<BTreeMap<String, SiteNote>, Trouble> {
    let outcomes = outcomes(board, plan)?;
    let folder = results(plan.number);
    let file = |(name, outcome): (&String, &NotedOutcome)| format!("{folder}/{name}.{}", outcome.word());
    let files: Vec<String> = outcomes.iter().map(file).collect();
    let read = board.read_all(&files)?;
    let notes = outcomes.into_keys().zip(read).zip(files).filter_map(|((name, bytes), file)| {
        let note: Option<SiteNote> = serde_json::from_slice(&bytes?).ok();
        Some(note.map(|note| (name, note)).ok_or_else(|| Trouble::board(&file)))
    });
    notes.collect()
}

/// Keeps the sizes of all members, so that the next plan need not read every note.
pub(super) fn keep_weights(
    board: &dyn Board,
    plan: &FleetPlan,
    notes: &BTreeMap<String, SiteNote>,
) -> Result<(), Trouble> {
    let sizes = joined(plan, notes);
    let bytes = serde_json::to_vec(&sizes).expect("texts and numbers are always JSON");
    Ok(board.write(&weights(plan.number), &bytes)?)
}

/// The sizes of all members, as far as they are known since `plan`.
pub(super) fn weights_of(board: &dyn Board, plan: &FleetPlan) -> Result<BTreeMap<String, u64>, Trouble> {
    let kept = board.read(&weights(plan.number))?;
    let kept = kept.and_then(|bytes| serde_json::from_slice::<BTreeMap<String, u64>>(&bytes).ok());
    match kept {
        Some(kept) => Ok(kept),
        None => Ok(joined(plan, &notes(board, plan)?)),
    }
}

/// The sizes by the notes; of members without a size, that of the plan.
fn joined(plan: &FleetPlan, notes: &BTreeMap<String, SiteNote>) -> BTreeMap<String, u64> {
    let mut sizes: BTreeMap<String, u64> =
        plan.members.iter().map(|member| (member.name.clone(), member.weight)).collect();
    let built = notes.iter().filter(|(_, note)| note.files > 0);
    sizes.extend(built.map(|(name, note)| (name.clone(), note.files)));
    sizes
}

/// Removes all that came of a plan.
pub(super) fn forget(board: &dyn Board, number: u64) -> Result<(), Trouble> {
    for folder in [begun(number), results(number)] {
        for name in board.list(&folder)? {
            board.remove(&format!("{folder}/{name}"))?;
        }
    }
    Ok(board.remove(&weights(number))?)
}
