//! A plan: what all shards go by, so that they agree without talking.

use serde::{Deserialize, Serialize};

use super::machine::Trouble;
use super::shard::FleetShard;
use super::spread::spread;
use crate::deploy::Board;
use crate::model::Moment;

/// The form of the file; raised when it is written otherwise.
const FORM: u32 = 1;

/// The folder of plans.
const PLANS: &str = "fleet/plans";

/// A plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FleetPlan {
    form: u32,
    /// Its number, which only grows.
    pub number: u64,
    /// The moment that all take for now, as [`Moment::parse`] reads it.
    today: String,
    /// How many shards there are, for engines that do not tell.
    pub shards: u32,
    /// The members, in the order of the file.
    pub members: Vec<PlannedSite>,
}

/// A member in a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedSite {
    /// Its name.
    pub name: String,
    /// The commit by which it is built; `None`: a folder, or a repository that gave no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// The files of its last build.
    pub weight: u64,
}

impl PlannedSite {
    /// A member.
    pub(super) fn new(name: String, commit: Option<String>, weight: u64) -> Self {
        Self { name, commit, weight }
    }
}

impl FleetPlan {
    /// The moment that all take for now.
    #[must_use]
    pub fn today(&self) -> Option<Moment> {
        Moment::parse(&self.today).ok()
    }

    /// The same as it stands in the plan.
    #[must_use]
    pub fn day(&self) -> &str {
        self.today.split('T').next().unwrap_or_default()
    }

    /// The members of a shard, in the order of the file.
    #[must_use]
    pub fn shard(&self, shard: FleetShard) -> Vec<&PlannedSite> {
        let members: Vec<(&str, u64)> = self.members.iter().map(|site| (&*site.name, site.weight)).collect();
        let mut shards = spread(&members, shard.count());
        let mine = shards.swap_remove(shard.index() as usize);
        mine.into_iter().map(|at| &self.members[at]).collect()
    }

    /// The plan of this number.
    pub(super) fn new(number: u64, now: Moment, shards: u32, members: Vec<PlannedSite>) -> Self {
        let today = if now.time.is_some() { now.rfc3339() } else { now.date.to_string() };
        Self { form: FORM, number, today, shards, members }
    }

    /// Writes it down, unless there is one of its number; whether it did.
    pub(super) fn create(&self, board: &dyn Board) -> Result<bool, Trouble> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("texts and numbers are always JSON");
        bytes.push(b'\n');
        Ok(board.create(&file(self.number), &bytes)?)
    }

    fn parse(bytes: &[u8], number: u64) -> Option<Self> {
        let plan: Self = serde_json::from_slice(bytes).ok()?;
        let is_right = plan.form == FORM && plan.number == number && plan.today().is_some();
        is_right.then_some(plan)
    }
}

/// The file of a plan.
pub(super) fn file(number: u64) -> String {
    format!("{PLANS}/{number:012}.json")
}

/// The numbers of the plans that are there, in order.
pub(super) fn numbers(board: &dyn Board) -> Result<Vec<u64>, Trouble> {
    let names = board.list(PLANS)?;
    let number = |name: &String| name.strip_suffix(".json")?.parse().ok();
    let mut numbers: Vec<u64> = names.iter().filter_map(number).collect();
    numbers.sort_unstable();
    Ok(numbers)
}

/// The plan that holds; `None`: there is none yet.
pub fn latest_plan(board: &dyn Board) -> Result<Option<FleetPlan>, Trouble> {
    let Some(number) = numbers(board)?.pop() else { return Ok(None) };
    let file = file(number);
    let bytes = board.read(&file)?.unwrap_or_default();
    FleetPlan::parse(&bytes, number).map(Some).ok_or_else(|| Trouble::board(&file))
}
