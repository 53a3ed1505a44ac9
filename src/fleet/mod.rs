//! Many sites, built by many machines, a shard of them each.
//!
//! There is no scheduler, queue or storage of our own: the machines are those of an engine that people run
//! already, and they agree by what lies at the destination, on its [`Board`](crate::deploy::Board):
//!
//! | in `.gongkai/fleet/` | |
//! |---|---|
//! | `plans/NUMBER.json` | a plan: the day, the members with their weights; made once, the highest holds |
//! | `begun/NUMBER/NAME` | somebody has begun with a member |
//! | `results/NUMBER/NAME.OUTCOME` | what became of it |
//! | `weights/NUMBER.json` | the sizes of all members, written at the end |
//!
//! What holds, whatever is run again, run twice at once, killed, or late:
//!
//! 1. Which member belongs to which shard follows from the plan alone ([`FleetPlan::shard`]), and so do the
//!    day and the commit by which a member is built: the same plan gives the same bytes, however many
//!    shards.
//! 2. A member is switched as `deploy` switches any site, with the plan's number as the round that only
//!    grows: a late worker of an older plan is refused.
//! 3. Members are built without issuing anything: locks in separate clones exclude nobody. One that needs
//!    numbers or versions, or has errors, keeps its old site, is reported, and stops nobody.
//! 4. What is written on the board is either made once or the same whoever writes it. `online` outweighs any
//!    other outcome of the same plan.

mod fetch;
mod finish;
mod machine;
mod make;
mod plan;
mod result;
mod shard;
mod spread;
mod work;

use std::path::{Path, PathBuf};

use crate::config::{FleetMember, FleetSettings, SiteLocation};

pub use finish::{FleetEnd, FleetStanding, finish, standing};
pub use machine::{Machine, Trouble};
pub use make::{NewPlan, make_plan};
pub use plan::{FleetPlan, PlannedSite, latest_plan};
pub use result::{KeptReason, NotedOutcome, SiteNote, SiteOutcome};
pub use shard::{FleetShard, ShardFault};
pub use work::{ShardReport, Worker};

/// A fleet as `fleet.yaml` describes it, on this machine.
#[derive(Clone, Debug)]
pub struct Fleet {
    /// What the file says.
    pub settings: FleetSettings,
    /// The folder it lies in, from which relative locations are meant.
    pub folder: PathBuf,
    /// The folder into which members are fetched.
    pub work: PathBuf,
}

impl Fleet {
    /// The member called `name`, or the portal.
    fn member(&self, name: &str) -> Option<&FleetMember> {
        self.settings.members.iter().chain(&self.settings.portal).find(|member| member.name == name)
    }

    /// A folder as the file names it.
    fn path(&self, folder: &str) -> PathBuf {
        self.folder.join(folder)
    }

    /// The address of a member that is fetched.
    fn address(member: &FleetMember) -> Option<&str> {
        match &member.location {
            SiteLocation::Git(address) => Some(address),
            SiteLocation::Folder(_) => None,
        }
    }

    /// Where a member is fetched to.
    fn desk(&self, member: &FleetMember) -> PathBuf {
        self.work.join(Path::new(&member.name))
    }
}
