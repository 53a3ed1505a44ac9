//! The end of a plan: who has come in, and the portal.

use std::path::Path;
use std::time::{Duration, Instant};

use super::machine::Trouble;
use super::plan::{FleetPlan, PlannedSite};
use super::result::{self, KeptReason, NotedOutcome, SiteNote, SiteOutcome};
use super::work::{PATIENCE, ShardReport, Unwatched, Worker};
use crate::config::{FleetMember, SiteLocation};
use crate::deploy::Board;
use crate::files::LockError;
use crate::gather::{self, GatherError, MemberFate, MemberOutcome};

/// How often is looked whether more have come in.
const PAUSE: Duration = Duration::from_secs(5);

/// How a plan stands.
#[derive(Clone, Debug)]
pub struct FleetStanding {
    /// Every member in the order of the plan, with what became of it; `None`: nothing yet.
    pub members: Vec<(String, Option<SiteNote>)>,
}

impl FleetStanding {
    /// How many members have this outcome.
    #[must_use]
    pub fn count(&self, outcome: NotedOutcome) -> usize {
        self.members.iter().flat_map(|(_, note)| note).filter(|note| note.outcome == outcome).count()
    }

    /// The members of which nothing has come in, or only that the machine failed.
    pub fn missing(&self) -> impl Iterator<Item = &str> {
        let is_missing =
            |note: &Option<SiteNote>| note.as_ref().is_none_or(|note| note.outcome == NotedOutcome::Failed);
        self.members.iter().filter(move |(_, note)| is_missing(note)).map(|(name, _)| name.as_str())
    }
}

/// What the end of a plan came to.
#[derive(Debug)]
pub struct FleetEnd {
    /// The members.
    pub standing: FleetStanding,
    /// What became of the portal; `None`: there is none.
    pub portal: Option<ShardReport>,
    /// What came of the members of the portal that it shows as they were before, or not at all.
    pub not_gathered: Vec<MemberOutcome>,
}

/// How a plan stands now.
pub fn standing(board: &dyn Board, plan: &FleetPlan) -> Result<FleetStanding, Trouble> {
    let mut notes = result::notes(board, plan)?;
    let members = plan.members.iter().map(|member| (member.name.clone(), notes.remove(&member.name)));
    Ok(FleetStanding { members: members.collect() })
}

/// Waits until all members have come in, but no longer than `patience`, and makes the portal of those that
/// have. It may be run early, again and again, and while shards are still at work.
pub fn finish(
    worker: &Worker<'_>,
    plan: &FleetPlan,
    patience: Duration,
    told: &mut dyn FnMut(&str, &mut SiteOutcome),
) -> Result<FleetEnd, Trouble> {
    let until = Instant::now() + patience;
    loop {
        let outcomes = result::outcomes(worker.board, plan)?;
        let is_in = |member: &PlannedSite| {
            outcomes.get(&member.name).is_some_and(|outcome| *outcome != NotedOutcome::Failed)
        };
        if plan.members.iter().all(is_in) || Instant::now() + PAUSE > until {
            break;
        }
        std::thread::sleep(PAUSE);
    }
    let notes = result::notes(worker.board, plan)?;
    result::keep_weights(worker.board, plan, &notes)?;
    let standing = standing(worker.board, plan)?;
    let mut end = FleetEnd { standing, portal: None, not_gathered: Vec::new() };
    if let Some(portal) = &worker.fleet.settings.portal {
        let mut report = ShardReport::default();
        match gathered(worker, plan, portal) {
            Ok(not_gathered) => {
                end.not_gathered = not_gathered;
                let site = PlannedSite::new(portal.name.clone(), None, 0);
                worker.build_one(plan, &site, &mut report, told)?;
            }
            Err(trouble) if trouble.is_of_machine => {
                report.failed = 1;
                told(&portal.name, &mut SiteOutcome::Failed(trouble));
            }
            Err(trouble) => {
                report.kept = 1;
                told(&portal.name, &mut SiteOutcome::Kept(KeptReason::Refused(trouble)));
            }
        }
        end.portal = Some(report);
    }
    Ok(end)
}

/// Brings what the members of the portal have published into its folder. Gives those of which the portal goes
/// on with what it knows.
fn gathered(
    worker: &Worker<'_>,
    plan: &FleetPlan,
    portal: &FleetMember,
) -> Result<Vec<MemberOutcome>, Trouble> {
    let (SiteLocation::Folder(folder), Some(now)) = (&portal.location, plan.today()) else {
        return Ok(Vec::new());
    };
    let mut asked = patiently(&worker.fleet.path(folder), |site| gather::update(site, now, &Unwatched))?;
    asked.retain(|member| matches!(member.fate, MemberFate::Kept(..)));
    Ok(asked)
}

/// Gathers for the site, as soon as nobody else is at work in it.
fn patiently<T>(site: &Path, gather: impl Fn(&Path) -> Result<T, GatherError>) -> Result<T, GatherError> {
    let until = Instant::now() + PATIENCE;
    loop {
        match gather(site) {
            Err(GatherError::Lock(LockError::Busy(_))) if Instant::now() < until => {
                std::thread::sleep(Duration::from_millis(100));
            }
            gathered => return gathered,
        }
    }
}
