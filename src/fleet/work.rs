//! Building a shard: its members one after the other, none stopped by another.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::machine::{Machine, Trouble};
use super::plan::{FleetPlan, PlannedSite};
use super::result::{self, KeptReason, NotedOutcome, SiteNote, SiteOutcome};
use super::shard::FleetShard;
use super::{Fleet, fetch};
use crate::config::{FleetMember, SiteLocation};
use crate::deploy::{
    self, Board, Claim, DeployError, DeployStep, Deployed, Knowledge, Package, Transfer, Watcher,
};
use crate::files::{self, LockError, SiteLock};
use crate::model::Moment;
use crate::publish::{self, Failure, JustBuilt, PublishOptions};
use crate::say;
use crate::site::{self, Observer, Phase};

/// How long somebody who builds the same member, or switches it, is waited for: a large site takes minutes.
pub(super) const PATIENCE: Duration = Duration::from_mins(20);

/// How often is looked whether he has ended.
const PAUSE: Duration = Duration::from_millis(100);

/// Who builds members of a fleet.
#[derive(Clone, Copy)]
pub struct Worker<'a> {
    /// The fleet.
    pub fleet: &'a Fleet,
    /// Where all agree.
    pub board: &'a dyn Board,
    /// The machine.
    pub machine: &'a dyn Machine,
}

/// What became of a shard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ShardReport {
    /// Members that are online as planned.
    pub online: usize,
    /// Members that keep their old site because of their content.
    pub kept: usize,
    /// Members that keep their old site because of the machine.
    pub failed: usize,
    /// Time that was spent on anything but building and sending.
    pub besides: Duration,
}

/// Nobody watches a shard.
pub(super) struct Unwatched;

impl Observer for Unwatched {
    fn phase(&self, _phase: Phase, _total: usize) {}
    fn step(&self) {}
}

impl Watcher for Unwatched {
    fn begin(&self, _step: DeployStep, _bytes: u64) {}
    fn advance(&self, _bytes: u64) {}
}

impl Worker<'_> {
    /// Builds the members of a shard that are not online yet as planned. What becomes of each is told to
    /// `told` and kept on the board.
    ///
    /// A member with which somebody began and did not come to an end comes last: should it be one that brings
    /// the program down, all others have been built before it does so again.
    pub fn build(
        &self,
        plan: &FleetPlan,
        shard: FleetShard,
        told: &mut dyn FnMut(&str, &mut SiteOutcome),
    ) -> Result<ShardReport, Trouble> {
        let start = Instant::now();
        let outcomes = result::outcomes(self.board, plan)?;
        let begun = result::begun_in(self.board, plan)?;
        let is_online = |site: &&PlannedSite| outcomes.get(&site.name) == Some(&NotedOutcome::Online);
        let mine = plan.shard(shard);
        let online = mine.iter().filter(|site| is_online(site)).count();
        let mut report = ShardReport { online, ..ShardReport::default() };
        let mut left: Vec<&PlannedSite> = mine.into_iter().filter(|site| !is_online(site)).collect();
        left.sort_by_key(|site| begun.contains(&site.name) && !outcomes.contains_key(&site.name));
        let mut at_work = Duration::ZERO;
        for site in left {
            result::note_begin(self.board, plan, &site.name)?;
            at_work += self.build_one(plan, site, &mut report, told)?;
        }
        report.besides = start.elapsed().saturating_sub(at_work);
        Ok(report)
    }

    /// Builds a member, enters it and tells of it. Gives how long building and sending took.
    pub(super) fn build_one(
        &self,
        plan: &FleetPlan,
        site: &PlannedSite,
        report: &mut ShardReport,
        told: &mut dyn FnMut(&str, &mut SiteOutcome),
    ) -> Result<Duration, Trouble> {
        let start = Instant::now();
        let (mut outcome, files) = self.outcome(plan, site);
        let took = start.elapsed();
        match &outcome {
            SiteOutcome::Online { .. } | SiteOutcome::Overtaken => report.online += 1,
            SiteOutcome::Kept(_) => report.kept += 1,
            SiteOutcome::Failed(_) => report.failed += 1,
        }
        let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        if let Some(note) = SiteNote::of(&outcome, files, milliseconds, self.machine.time()) {
            result::note(self.board, plan, &site.name, &note)?;
        }
        told(&site.name, &mut outcome);
        Ok(took)
    }

    /// What becomes of a member, and how many files it has.
    fn outcome(&self, plan: &FleetPlan, site: &PlannedSite) -> (SiteOutcome, u64) {
        let built = catch_unwind(AssertUnwindSafe(|| self.build_and_send(plan, site)));
        let name = &site.name;
        let built = built.unwrap_or_else(|_| {
            Err(Trouble {
                text: say!("程序在“{name}”上出错停下了", "the program broke down on `{name}`"),
                help: Some(say!(
                    "这是程序的毛病；请把上面的话告诉开发者",
                    "this is a fault of the program: please report what it said above"
                )),
                is_of_machine: true,
            })
        });
        match built {
            Ok(built) => built,
            Err(trouble) if trouble.is_of_machine => (SiteOutcome::Failed(trouble), 0),
            Err(trouble) => (SiteOutcome::Kept(KeptReason::Refused(trouble)), 0),
        }
    }

    fn build_and_send(&self, plan: &FleetPlan, site: &PlannedSite) -> Result<(SiteOutcome, u64), Trouble> {
        let until = Instant::now() + PATIENCE;
        let Some((member, now)) = self.fleet.member(&site.name).zip(plan.today()) else {
            return Err(Trouble::content(
                say!("fleet.yaml 里没有这个成员了", "fleet.yaml does not name this member any more"),
                say!("再运行一次 `gongkai fleet plan`", "run `gongkai fleet plan` again"),
            ));
        };
        let desk = ReadyMember::of(self.fleet, member, site.commit.as_deref(), until)?;
        let options = options(desk.site.clone(), now, desk.is_suspect);
        let key = self.machine.key(&desk.site)?;
        let go_online = |built: &JustBuilt<'_>| {
            let package = Package::open(built.output, key.as_ref())?;
            let known = Knowledge::of(built.ledger, built.record);
            let claim = Claim { known: &known, restored: &[], without: &[], round: Some(plan.number) };
            self.send(&site.name, &package, claim, until)
        };
        let (outcome, sent) = loop {
            match publish::build_and(&options, &Unwatched, go_online) {
                Err(Failure::Lock(LockError::Busy(_))) if Instant::now() < until => std::thread::sleep(PAUSE),
                built => break built?,
            }
        };
        let files = outcome.summary.as_ref().map_or(0, |summary| summary.files as u64);
        let member = match sent.transpose() {
            Ok(Some(Deployed { release, is_same, .. })) => SiteOutcome::Online { release, is_same },
            Ok(None) => SiteOutcome::Kept(KeptReason::of(outcome.findings, outcome.sources)),
            Err(Unsent::Overtaken) => SiteOutcome::Overtaken,
            Err(Unsent::Trouble(trouble)) => return Err(trouble),
        };
        Ok((member, files))
    }

    /// Puts a member online, after whoever is doing so.
    fn send(
        &self,
        name: &str,
        package: &Package,
        claim: Claim<'_>,
        until: Instant,
    ) -> Result<Deployed, Unsent> {
        let rate = self.fleet.settings.destination.rate;
        loop {
            let transfer = Transfer { watcher: &Unwatched, rate, since: Instant::now() };
            let mut remote = self.machine.remote(name).map_err(Unsent::Trouble)?;
            match deploy::deploy(&mut *remote, package, claim, &self.machine.time(), &transfer) {
                Err(DeployError::Busy(_) | DeployError::ChangedMeanwhile) if Instant::now() < until => {
                    drop(remote);
                    std::thread::sleep(PAUSE);
                }
                sent => return Ok(sent?),
            }
        }
    }
}

/// Why a member was not sent.
enum Unsent {
    /// A later plan has put it online.
    Overtaken,
    /// Anything else.
    Trouble(Trouble),
}

impl From<DeployError> for Unsent {
    fn from(error: DeployError) -> Self {
        match error {
            DeployError::Overtaken(_) => Self::Overtaken,
            error => Self::Trouble(error.into()),
        }
    }
}

/// A member's folder, ready to be built.
struct ReadyMember {
    site: PathBuf,
    /// Whether what lies there from earlier builds may be somebody else's.
    is_suspect: bool,
    /// Of a member that was fetched: nobody else fetches it here meanwhile.
    _alone: Option<SiteLock>,
}

impl ReadyMember {
    fn of(
        fleet: &Fleet,
        member: &FleetMember,
        commit: Option<&str>,
        until: Instant,
    ) -> Result<Self, Trouble> {
        let address = match &member.location {
            SiteLocation::Folder(folder) => {
                return Ok(Self { site: fleet.path(folder), is_suspect: false, _alone: None });
            }
            SiteLocation::Git(address) => address,
        };
        let desk = fleet.desk(member);
        files::make_folder(&desk)?;
        let alone = loop {
            match SiteLock::acquire(&desk) {
                Err(LockError::Busy(_)) if Instant::now() < until => std::thread::sleep(PAUSE),
                alone => break alone.map_err(Failure::Lock)?,
            }
        };
        let site = desk.join("site");
        let is_suspect = fetch::fetch(address, commit, &site)?;
        Ok(Self { site, is_suspect, _alone: Some(alone) })
    }
}

fn options(site: PathBuf, now: Moment, fresh: bool) -> PublishOptions {
    PublishOptions {
        site: site::Options { site, now, drafts: false, future: false },
        output: None,
        locked: true,
        fresh,
        trial: false,
    }
}
