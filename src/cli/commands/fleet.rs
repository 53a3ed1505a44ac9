//! `gongkai fleet`: many sites, on one machine or on many.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use gongkai::config;
use gongkai::deploy::{Board, Remote};
use gongkai::diag::{Diagnostic, Lang, Severity, Text};
use gongkai::fleet::{
    self, Fleet, FleetPlan, FleetShard, FleetStanding, KeptReason, Machine, NewPlan, NotedOutcome,
    ShardReport, SiteNote, SiteOutcome, Trouble, Worker,
};
use gongkai::gather::{MemberFate, MemberOutcome};
use gongkai::model::Moment;
use gongkai::signature::SecretKey;
use gongkai::site::ScreenedTexts;
use gongkai::{files, layout, say};

use crate::cli::args::{FindingsFormat, ResultFormat};
use crate::cli::destination;
use crate::cli::exit::{Exit, Stop};
use crate::cli::fleet_args::{FleetCommand, FleetFile};
use crate::cli::report::{ShownFindings, tell_findings};
use crate::cli::signing;
use crate::cli::surroundings;
use crate::cli::table::aligned;
use crate::cli::terminal::{Terminal, write_result};

/// The most errors of a member that are told; its owner sees all by `gongkai check`.
const MOST_ERRORS: usize = 20;

pub(crate) fn run(command: &FleetCommand, terminal: Terminal) -> Result<Exit, Stop> {
    match command {
        FleetCommand::Plan { which, shards, format } => {
            with(which, None, terminal, |here| here.plan((which.today, *shards), *format))
        }
        FleetCommand::Build { which, shard, work } => with(which, work.as_deref(), terminal, |here| {
            let latest = fleet::latest_plan(here.board)?;
            let planned = latest.as_ref().map_or(1, |plan| plan.shards);
            let asked = match shard {
                Some(typed) => FleetShard::parse(typed).map(Some),
                None => FleetShard::from_engine(surroundings::variable, planned),
            };
            let asked = asked.map_err(|fault| {
                Stop::usage(fault.text()).help(say!(
                    "写成 `--shard 第几/几份`，例如 `--shard 3/16`，从 1 数起",
                    "write `--shard INDEX/COUNT`, such as `--shard 3/16`, counted from 1"
                ))
            })?;
            match asked {
                None => here.all(which.today),
                Some(shard) => {
                    let plan = agreed(latest, which.today)?;
                    same_count(&plan, shard)?;
                    here.shard(&plan, shard).map(exit_of)
                }
            }
        }),
        FleetCommand::Finish { which, wait, work } => with(which, work.as_deref(), terminal, |here| {
            let plan = agreed(fleet::latest_plan(here.board)?, which.today)?;
            here.finish(&plan, Duration::from_mins(u64::from(*wait)))
        }),
        FleetCommand::Status { which, format } => with(which, None, terminal, |here| {
            let plan = agreed(fleet::latest_plan(here.board)?, which.today)?;
            here.status(&plan, *format)
        }),
    }
}

/// The plan that holds, if it is of the day that was typed.
fn agreed(latest: Option<FleetPlan>, today: Option<Moment>) -> Result<FleetPlan, Stop> {
    let help = || say!("先运行 `gongkai fleet plan`", "run `gongkai fleet plan` first");
    let Some(plan) = latest else {
        return Err(Stop::usage(say!("还没有计划", "there is no plan yet")).help(help()));
    };
    let (number, day) = (plan.number, plan.day());
    if today.is_some() && today != plan.today() {
        return Err(Stop::usage(say!(
            "第 {number} 次计划定的日期是 {day}，不是写的这一天",
            "plan {number} is of {day}, not of the day that was typed"
        ))
        .help(say!(
            "去掉 --today；要换日期，再运行一次 `gongkai fleet plan`",
            "leave --today out, or make another plan with `gongkai fleet plan`"
        )));
    }
    Ok(plan)
}

/// Refuses a shard of another number of shards than the plan's: some members would be built twice, others by
/// nobody. All of them is always right.
fn same_count(plan: &FleetPlan, shard: FleetShard) -> Result<(), Stop> {
    let (number, shards) = (plan.number, plan.shards);
    if shard.count() == shards || shard == FleetShard::WHOLE {
        return Ok(());
    }
    Err(Stop::usage(say!(
        "第 {number} 次计划分 {shards} 份，不是 {shard} 这样分的",
        "plan {number} is for another number of shards, {shards}, than {shard}"
    ))
    .help(say!(
        "写成 `--shard 第几/{shards}`，引擎也用 {shards} 份；要换份数，再运行一次 `gongkai fleet plan --shards 份数`",
        "write `--shard INDEX/{shards}`, and give the engine as many; or make another plan with `gongkai fleet plan --shards COUNT`"
    )))
}

/// What a shard's machine ends with: to try again helps if a machine failed, and only then.
fn exit_of(report: ShardReport) -> Exit {
    match report {
        ShardReport { failed: 1.., .. } => Exit::MachineFailed,
        ShardReport { kept: 1.., .. } => Exit::ContentErrors,
        _ => Exit::Done,
    }
}

/// A fleet at its destination, as this machine sees it.
struct FleetDesk<'a> {
    fleet: &'a Fleet,
    board: &'a dyn Board,
    terminal: Terminal,
}

/// The secrets, the clock and the ways of this machine.
struct OwnMachine<'a>(&'a Fleet);

impl Machine for OwnMachine<'_> {
    fn remote(&self, name: &str) -> Result<Box<dyn Remote>, Trouble> {
        let place = self.0.settings.destination.under(name);
        Ok(destination::remote(&self.0.folder, &place)?)
    }

    fn key(&self, site: &Path) -> Result<Option<SecretKey>, Trouble> {
        // A site whose settings cannot be read has no key, and its errors are told by the build.
        if gongkai::site::settings(site).is_none() {
            return Ok(None);
        }
        Ok(signing::signing_key(site)?)
    }

    fn time(&self) -> String {
        surroundings::now().stamp()
    }
}

/// Opens a fleet and does something with it; without one, tells what is wrong.
fn with(
    which: &FleetFile,
    work: Option<&Path>,
    terminal: Terminal,
    act: impl FnOnce(&FleetDesk<'_>) -> Result<Exit, Stop>,
) -> Result<Exit, Stop> {
    let file = which.file.clone().unwrap_or_else(|| PathBuf::from(layout::FLEET));
    let shown = file.display().to_string();
    let bytes = match files::read(&file) {
        Ok(bytes) => bytes,
        Err(error) if error.is_not_found() => {
            return Err(Stop::usage(say!("没有 `{shown}`", "there is no `{shown}`")).help(say!(
                "写明文件，例如 `gongkai fleet plan 网站群/fleet.yaml`；怎样写见手册“网站群”",
                "name the file, such as `gongkai fleet plan sites/fleet.yaml`"
            )));
        }
        Err(error) => return Err(error.into()),
    };
    let decoded = files::decode(bytes).map_err(|_| {
        Stop::content(say!("`{shown}` 不是文字文件", "`{shown}` is no text"))
            .help(say!("另存为 UTF-8", "save it as UTF-8"))
    })?;
    let mut reported = config::parse_fleet(&decoded.text, &shown);
    let sources = BTreeMap::from([(shown, Arc::from(decoded.text))]);
    tell_findings(&mut reported.findings, &sources, (FindingsFormat::Text, ShownFindings::All), terminal)?;
    let Some(settings) = reported.value else { return Ok(Exit::ContentErrors) };
    let folder = file.parent().unwrap_or_else(|| Path::new("")).to_path_buf();
    let work = work.map_or_else(|| folder.join(layout::FLEET_WORK), Path::to_path_buf);
    let fleet = Fleet { settings, folder, work };
    let board = destination::board(&fleet.folder, &fleet.settings.destination)?;
    act(&FleetDesk { fleet: &fleet, board: &*board, terminal })
}

impl FleetDesk<'_> {
    /// Makes a plan and says so.
    fn make_plan(&self, today: Option<Moment>, shards: u32) -> Result<FleetPlan, Stop> {
        let now = surroundings::now_or(today);
        if !now.has_come(surroundings::now()) {
            return Err(Stop::usage(say!(
                "--today 还没有到，这一天的网站不能上线",
                "--today is yet to come, and its sites cannot go online"
            ))
            .help(say!("去掉 --today", "leave --today out")));
        }
        let NewPlan { plan, silent, gone } = fleet::make_plan(self.fleet, self.board, (now, shards))?;
        for (name, trouble) in silent {
            self.tell_trouble(&name, &trouble);
        }
        if !gone.is_empty() {
            let names = gone.join("、");
            self.terminal.note(&say!(
                "不再是成员：{names}；网站还在线上，不要了就删去上线处以它命名的文件夹，网页服务器也不再指向它",
                "no members any more: {names}; their sites stay online until somebody removes the folders of these names at the destination, and what leads readers there"
            ));
        }
        let (number, day, members) = (plan.number, plan.day(), plan.members.len());
        self.terminal.note(&say!(
            "第 {number} 次计划：日期 {day}，{members} 个网站，{shards} 份",
            "plan {number}: of {day}, sites: {members}, shards: {shards}"
        ));
        Ok(plan)
    }

    fn plan(&self, (today, shards): (Option<Moment>, u32), format: ResultFormat) -> Result<Exit, Stop> {
        let plan = self.make_plan(today, shards)?;
        let all = (0..shards).filter_map(|index| FleetShard::new(index, shards));
        let held: Vec<_> = all.map(|shard| (shard.to_string(), plan.shard(shard))).collect();
        let text = match format {
            ResultFormat::Json => {
                let shards: Vec<_> = held
                    .iter()
                    .map(|(shard, sites)| {
                        let members: Vec<_> = sites
                            .iter()
                            .map(|site| serde_json::json!({"name": site.name, "weight": site.weight}))
                            .collect();
                        serde_json::json!({"shard": shard, "members": members})
                    })
                    .collect();
                let document =
                    serde_json::json!({"plan": plan.number, "today": plan.day(), "shards": shards});
                format!("{document:#}\n")
            }
            ResultFormat::Text => {
                let titles = [
                    say!("份", "shard"),
                    say!("网站", "sites"),
                    say!("文件", "files"),
                    say!("名称", "names"),
                ];
                let mut rows = vec![self.words(&titles)];
                for (shard, sites) in held {
                    let names: Vec<&str> = sites.iter().map(|site| &*site.name).collect();
                    let weight: u64 = sites.iter().map(|site| site.weight).sum();
                    rows.push([shard, sites.len().to_string(), weight.to_string(), names.join("、")]);
                }
                aligned(&rows)
            }
        };
        write_result(&text)?;
        Ok(Exit::Done)
    }

    /// Everything on this machine.
    fn all(&self, today: Option<Moment>) -> Result<Exit, Stop> {
        let plan = self.make_plan(today, 1)?;
        let built = exit_of(self.shard(&plan, FleetShard::WHOLE)?);
        let finished = self.finish(&plan, Duration::ZERO)?;
        Ok(if built as u8 > finished as u8 { built } else { finished })
    }

    fn shard(&self, plan: &FleetPlan, shard: FleetShard) -> Result<ShardReport, Stop> {
        let own = OwnMachine(self.fleet);
        let worker = Worker { fleet: self.fleet, board: self.board, machine: &own };
        let report = worker.build(plan, shard, &mut |name, outcome| self.tell(name, outcome))?;
        let ShardReport { online, kept, failed, besides } = report;
        let number = plan.number;
        self.terminal.note(&say!(
            "第 {number} 次计划，第 {shard} 份：上线 {online} 个，因为内容没有换 {kept} 个，因为机器没有换 {failed} 个",
            "plan {number}, shard {shard}: online: {online}, kept for their content: {kept}, for the machine: {failed}"
        ));
        if self.terminal.is_verbose {
            let milliseconds = besides.as_millis();
            self.terminal.note(&say!(
                "生成和发送以外用了 {milliseconds} 毫秒",
                "besides building and sending it took {milliseconds} ms"
            ));
        }
        Ok(report)
    }

    fn finish(&self, plan: &FleetPlan, patience: Duration) -> Result<Exit, Stop> {
        let own = OwnMachine(self.fleet);
        let worker = Worker { fleet: self.fleet, board: self.board, machine: &own };
        let told = &mut |name: &str, outcome: &mut SiteOutcome| self.tell(name, outcome);
        let finished = fleet::finish(&worker, plan, patience, told)?;
        let standing = &finished.standing;
        let (number, all, online) = (plan.number, plan.members.len(), standing.count(NotedOutcome::Online));
        self.terminal.note(&say!(
            "第 {number} 次计划：{all} 个网站里 {online} 个已上线",
            "plan {number}: of {all} sites {online} are online"
        ));
        let missing: Vec<&str> = standing.missing().collect();
        if !missing.is_empty() {
            let names = missing.join("、");
            self.terminal.note(&say!("还没有完成的：{names}", "not in yet: {names}"));
        }
        let kept = [NotedOutcome::Unissued, NotedOutcome::Errors, NotedOutcome::Refused];
        let kept = kept.map(|outcome| (outcome, named(standing, outcome)));
        for (outcome, names) in kept.iter().filter(|(_, names)| !names.is_empty()) {
            let (zh, en) = words(*outcome);
            let names = names.join("、");
            self.terminal.note(&say!("{zh}，还是旧网站：{names}", "old site kept, {en}: {names}"));
        }
        for MemberOutcome { name, fate, as_of } in &finished.not_gathered {
            let MemberFate::Kept(_, why) = fate else { continue };
            let (zh, en) = (why.in_lang(Lang::Zh), why.in_lang(Lang::En));
            self.terminal.note(&if as_of.is_empty() {
                say!("门户里没有“{name}”的内容：{zh}", "the portal shows nothing of `{name}`: {en}")
            } else {
                say!("门户里“{name}”还是原来的：{zh}", "the portal shows `{name}` as it was: {en}")
            });
        }
        let programs = programs(standing);
        if programs.len() > 1 {
            let names = programs.into_iter().collect::<Vec<_>>().join("、");
            self.terminal.note(&say!(
                "各台机器的程序不是同一版：{names}；换成同一版再做一次",
                "the machines have different versions of the program: {names}; use one, and build again"
            ));
        }
        let of_portal = finished.portal.map_or(Exit::Done, exit_of);
        let of_members = if !missing.is_empty() {
            Exit::MachineFailed
        } else if kept.iter().any(|(_, names)| !names.is_empty()) {
            Exit::ContentErrors
        } else {
            Exit::Done
        };
        Ok(if of_portal as u8 > of_members as u8 { of_portal } else { of_members })
    }

    fn status(&self, plan: &FleetPlan, format: ResultFormat) -> Result<Exit, Stop> {
        let standing = fleet::standing(self.board, plan)?;
        let text = match format {
            ResultFormat::Json => {
                let members: Vec<_> = standing
                    .members
                    .iter()
                    .map(|(name, note)| serde_json::json!({"name": name, "result": note}))
                    .collect();
                let document =
                    serde_json::json!({"plan": plan.number, "today": plan.day(), "members": members});
                format!("{document:#}\n")
            }
            ResultFormat::Text => {
                let (number, day) = (plan.number, plan.day());
                self.terminal.note(&say!("第 {number} 次计划，日期 {day}", "plan {number} of {day}"));
                let head = [
                    say!("网站", "site"),
                    say!("结果", "result"),
                    say!("版本", "release"),
                    say!("文件", "files"),
                    say!("用时", "time"),
                    say!("完成", "ended"),
                    say!("程序", "program"),
                ];
                let mut rows = vec![self.words(&head)];
                rows.extend(standing.members.iter().map(|(name, note)| self.row(name, note.as_ref())));
                aligned(&rows)
            }
        };
        write_result(&text)?;
        Ok(Exit::Done)
    }

    fn row(&self, name: &str, note: Option<&SiteNote>) -> [String; 7] {
        let Some(note) = note else {
            let waiting = say!("还没有", "not in yet");
            return [name, self.terminal.words(&waiting), "", "", "", "", ""].map(ToOwned::to_owned);
        };
        let (zh, en) = words(note.outcome);
        let said = say!("{zh}", "{en}");
        [
            name.to_owned(),
            self.terminal.words(&said).to_owned(),
            note.release.clone().unwrap_or_default(),
            note.files.to_string(),
            format!("{}.{:03} s", note.milliseconds / 1000, note.milliseconds % 1000),
            note.time.clone(),
            note.program.clone(),
        ]
    }

    fn words<const N: usize>(&self, head: &[Text; N]) -> [String; N] {
        head.each_ref().map(|text| self.terminal.words(text).to_owned())
    }

    /// Tells what became of a member, and its owner what to do.
    fn tell(&self, name: &str, outcome: &mut SiteOutcome) {
        match outcome {
            SiteOutcome::Online { release, is_same: true } => self
                .terminal
                .note(&say!("{name}：没有变化，版本 {release}", "{name}: as it was, release {release}")),
            SiteOutcome::Online { release, .. } => self
                .terminal
                .note(&say!("{name}：已上线，版本 {release}", "{name}: online, release {release}")),
            SiteOutcome::Overtaken => self.terminal.note(&say!(
                "{name}：后来的计划已经上线，这一次不换",
                "{name}: a later plan is online already"
            )),
            SiteOutcome::Failed(trouble) | SiteOutcome::Kept(KeptReason::Refused(trouble)) => {
                self.tell_trouble(name, trouble);
            }
            SiteOutcome::Kept(KeptReason::Unissued(findings, sources)) => {
                self.tell_kept(name, findings, sources);
                self.terminal.note(&say!(
                    "{name}：要先发号、记录，还是旧网站；请它的负责人运行 `gongkai build`，提交台账和公开记录",
                    "{name}: numbers or versions are to be issued, the old site stays; its owner runs `gongkai build` and commits ledger and record"
                ));
            }
            SiteOutcome::Kept(KeptReason::Errors(findings, sources)) => {
                self.tell_kept(name, findings, sources);
                self.terminal.note(&say!(
                    "{name}：有错误，还是旧网站；请它的负责人运行 `gongkai check`",
                    "{name}: there are errors, the old site stays; its owner runs `gongkai check`"
                ));
            }
        }
    }

    fn tell_kept(&self, name: &str, findings: &mut Vec<Diagnostic>, sources: &ScreenedTexts) {
        findings.retain(|finding| finding.severity == Severity::Error);
        let more = findings.len().saturating_sub(MOST_ERRORS);
        findings.truncate(MOST_ERRORS);
        self.terminal.note(&say!("—— {name}", "-- {name}"));
        // If they cannot be told, the sentence below still is.
        let _ = tell_findings(findings, sources, (FindingsFormat::Text, ShownFindings::All), self.terminal);
        if more > 0 {
            self.terminal.note(&say!("还有 {more} 个错误没有列出", "errors not listed: {more}"));
        }
    }

    fn tell_trouble(&self, name: &str, trouble: &Trouble) {
        let text = self.terminal.words(&trouble.text).to_owned();
        let mut stop = Stop::machine(say!("{name}：{text}", "{name}: {text}"));
        stop.help.clone_from(&trouble.help);
        self.terminal.stop(&stop);
    }
}

/// The versions of the program that built members.
fn programs(standing: &FleetStanding) -> BTreeSet<&str> {
    let notes = standing.members.iter().flat_map(|(_, note)| note);
    notes.map(|note| note.program.as_str()).filter(|program| !program.is_empty()).collect()
}

fn named(standing: &FleetStanding, outcome: NotedOutcome) -> Vec<&str> {
    let members = standing.members.iter();
    let is_so = |note: &Option<SiteNote>| note.as_ref().is_some_and(|note| note.outcome == outcome);
    members.filter(|(_, note)| is_so(note)).map(|(name, _)| name.as_str()).collect()
}

/// An outcome in words for people.
fn words(outcome: NotedOutcome) -> (&'static str, &'static str) {
    match outcome {
        NotedOutcome::Online => ("已上线", "online"),
        NotedOutcome::Unissued => ("要先发号、记录", "numbers or versions to be issued"),
        NotedOutcome::Errors => ("内容有错误", "errors in the content"),
        NotedOutcome::Refused => ("被拒绝", "refused"),
        NotedOutcome::Failed => ("机器出错", "the machine failed"),
    }
}
