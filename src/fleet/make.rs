//! Making the next plan: what repositories are at, and what members weighed when they were built last.

use std::collections::BTreeMap;

use super::machine::Trouble;
use super::plan::{self, FleetPlan, PlannedSite, latest_plan};
use super::result::{self, weights_of};
use super::{Fleet, fetch};
use crate::deploy::Board;
use crate::model::Moment;

/// How many plans stay with all that came of them.
const KEPT: u64 = 3;

/// How many repositories are asked at once.
const ASKED_AT_ONCE: usize = 16;

/// A plan that was made.
#[derive(Debug)]
pub struct NewPlan {
    /// It.
    pub plan: FleetPlan,
    /// What repositories said that gave no answer, by the names of their members.
    pub silent: Vec<(String, Trouble)>,
    /// Who was in the plan before and is no member any more; what of it is online stays there.
    pub gone: Vec<String>,
}

/// Makes the next plan, for so many shards and this moment, and forgets what is older than the last few.
pub fn make_plan(fleet: &Fleet, board: &dyn Board, (now, shards): (Moment, u32)) -> Result<NewPlan, Trouble> {
    let commits = commits(fleet);
    loop {
        // Another plan may be made meanwhile; then this one comes after it.
        let numbers = plan::numbers(board)?;
        let last = latest_plan(board)?;
        let weights = last.as_ref().map(|last| weights_of(board, last)).transpose()?.unwrap_or_default();
        let number = numbers.last().map_or(1, |last| last + 1);
        let plan = FleetPlan::new(number, now, shards, planned(fleet, &commits, &weights));
        if plan.create(board)? {
            for old in numbers.into_iter().filter(|old| old + KEPT <= number) {
                result::forget(board, old)?;
                board.remove(&plan::file(old))?;
            }
            let silent = commits.into_iter().filter_map(|(name, commit)| Some((name, commit.err()?)));
            let before = last.iter().flat_map(|last| &last.members).map(|site| &site.name);
            let gone = before.filter(|name| fleet.member(name).is_none()).cloned().collect();
            return Ok(NewPlan { plan, silent: silent.collect(), gone });
        }
    }
}

/// What the repositories of the members are at.
fn commits(fleet: &Fleet) -> BTreeMap<String, Result<String, Trouble>> {
    let members = fleet.settings.members.iter();
    let asked: Vec<(&str, &str)> =
        members.filter_map(|member| Some((member.name.as_str(), Fleet::address(member)?))).collect();
    let mut commits = BTreeMap::new();
    for some in asked.chunks(ASKED_AT_ONCE) {
        std::thread::scope(|scope| {
            let asking: Vec<_> = some
                .iter()
                .map(|(name, address)| (*name, scope.spawn(|| fetch::newest_commit(address))))
                .collect();
            for (name, answer) in asking {
                let answer = answer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                commits.insert(name.to_owned(), answer);
            }
        });
    }
    commits
}

/// The members with their weights; one that was never built weighs as much as the one in the middle.
fn planned(
    fleet: &Fleet,
    commits: &BTreeMap<String, Result<String, Trouble>>,
    weights: &BTreeMap<String, u64>,
) -> Vec<PlannedSite> {
    let members = &fleet.settings.members;
    let mut known: Vec<u64> =
        members.iter().filter_map(|member| weights.get(&member.name)).copied().collect();
    known.sort_unstable();
    let middle = known.get(known.len() / 2).copied().unwrap_or(1);
    let site = |name: &String| {
        let commit = commits.get(name).and_then(|commit| commit.as_ref().ok()).cloned();
        PlannedSite::new(name.clone(), commit, weights.get(name).copied().unwrap_or(middle))
    };
    members.iter().map(|member| site(&member.name)).collect()
}
