//! `gongkai deploy`, `releases` and `rollback`: going online, and back.

use std::path::Path;
use std::time::Instant;

use gongkai::config::{Destination, DestinationKind};
use gongkai::deploy::{self, Claim, Deployed, Knowledge, Package, ReleaseDiff, Transfer};
use gongkai::diag::{self, Severity};
use gongkai::publish::{self, PublishOptions, Readiness};
use gongkai::{say, site};

use crate::cli::args::{DeployArgs, FindingsFormat, ReleasesArgs, ResultFormat, RollbackArgs};
use crate::cli::destination;
use crate::cli::exit::{Exit, Stop};
use crate::cli::progress::Bar;
use crate::cli::report::{ShownFindings, size, tell_findings};
use crate::cli::signing;
use crate::cli::site::find_site;
use crate::cli::surroundings;
use crate::cli::table::aligned;
use crate::cli::terminal::{Terminal, write_result};

/// The most addresses that are listed, unless everything is wanted.
const FEW: usize = 20;

pub(crate) fn run(args: &DeployArgs, site: Option<&Path>, terminal: Terminal) -> Result<Exit, Stop> {
    let site = find_site(site)?;
    let destination = destination::find(&site, args.destination.as_deref())?;
    let Some(ready) = ready(args, &site, terminal)? else { return Ok(Exit::ContentErrors) };
    let key = signing::signing_key(&site)?;
    let package = Package::open(&ready.output, key.as_ref())?;
    let bar = Bar::new(terminal);
    let since = Instant::now();
    let transfer = Transfer { watcher: &bar, rate: destination.rate, since };
    if let DestinationKind::Archive(file) = &destination.kind {
        let file = destination::place(&site, file)?;
        let packed = if args.dry_run { None } else { Some(deploy::pack(&package, &file, &transfer)?) };
        bar.finish();
        let shown = file.display();
        let (files, bytes) = packed.map_or(package.size(), |packed| (packed.files, packed.bytes));
        let bytes = size(bytes);
        terminal.note(&match packed {
            Some(_) => {
                say!("已打包：{shown}，{files} 个文件，{bytes}", "packed: {shown}, files: {files}, {bytes}")
            }
            None => say!(
                "会打包成 {shown}：{files} 个文件，{bytes}",
                "would pack {shown}: files: {files}, {bytes}"
            ),
        });
        tell_unsigned(&package, terminal);
        return Ok(Exit::Done);
    }
    let known = Knowledge::of(&ready.ledger, &ready.archive.record);
    let claim = Claim { known: &known, restored: &args.restored, without: &args.without, round: None };
    let mut remote = destination::remote(&site, &destination)?;
    if args.dry_run {
        let difference = deploy::rehearse(&mut *remote, &package, claim)?;
        bar.finish();
        write_result(&listed(&difference, usize::MAX, terminal))?;
        return Ok(Exit::Done);
    }
    let now = surroundings::now().stamp();
    let deployed = deploy::deploy(&mut *remote, &package, claim, &now, &transfer)?;
    bar.finish();
    tell_deployed(&deployed, &destination, since, terminal);
    if let Some(caveat) = remote.caveat() {
        terminal.note(&caveat);
    }
    tell_unsigned(&package, terminal);
    Ok(Exit::Done)
}

/// The site, if nothing speaks against putting it online; what does is told.
fn ready(args: &DeployArgs, site: &Path, terminal: Terminal) -> Result<Option<Readiness>, Stop> {
    let now = surroundings::now_or(args.today);
    let options = PublishOptions {
        site: site::Options { site: site.to_owned(), now, drafts: false, future: false },
        output: args.output.clone(),
        fresh: false,
        locked: false,
        trial: false,
    };
    let bar = Bar::new(terminal);
    let looked = publish::readiness(&options, &bar);
    bar.finish();
    let mut ready = looked?;
    if diag::has_errors(&ready.findings) {
        ready.findings.retain(|finding| finding.severity == Severity::Error);
        let shown = if terminal.is_verbose { ShownFindings::All } else { ShownFindings::Few };
        tell_findings(&mut ready.findings, &ready.sources, (FindingsFormat::Text, shown), terminal)?;
        terminal.note(&say!(
            "没有上线；改正以上错误，重新生成，再运行一次",
            "nothing was put online; correct these errors, build, and run again"
        ));
        return Ok(None);
    }
    let pending = ready.pending;
    if pending > 0 {
        terminal.note(&say!(
            "注意：content/ 里有 {pending} 处改动还没有生成进网站，这次上线不包括；要包括，先运行 `gongkai build`",
            "note: changes in content/ that are not built yet, and not deployed now: {pending}; to take them along, run `gongkai build` first"
        ));
    }
    Ok(Some(ready))
}

fn tell_deployed(deployed: &Deployed, destination: &Destination, since: Instant, terminal: Terminal) {
    let (name, release) = (&destination.name, &deployed.release);
    if deployed.is_same {
        terminal.note(&say!(
            "“{name}”已经是这个网站（版本 {release}），没有要发的",
            "`{name}` has this site already (release {release}); nothing was sent"
        ));
        return;
    }
    let (files, bytes) = deployed.sent;
    let (bytes, seconds) = (size(bytes), since.elapsed().as_secs_f64());
    terminal.note(&say!(
        "已上线：“{name}”换成版本 {release}，发送 {files} 个文件（{bytes}），用时 {seconds:.1} 秒",
        "online: `{name}` shows release {release}; files sent: {files} ({bytes}), in {seconds:.1} s"
    ));
    let ReleaseDiff { added, changed, removed } = &deployed.difference;
    let [added, changed, removed] = [added.len(), changed.len(), removed.len()];
    terminal.note(&say!(
        "线上的变化：新增 {added} 个、更新 {changed} 个、不再有 {removed} 个文件",
        "for readers, files new: {added}, changed: {changed}, gone: {removed}"
    ));
    // A share that is not mounted, and a mistyped folder, look like a place that is new.
    if release.starts_with("0001-") {
        terminal.note(&say!(
            "“{name}”那里以前没有网站；有过的，检查地址对不对、共享盘有没有连上",
            "`{name}` had no site before; if it had, check the address, and whether the share is mounted"
        ));
    }
    if !deployed.purged.is_empty() {
        let count = deployed.purged.len();
        terminal.note(&say!(
            "旧版本里有已清除的内容，{count} 个旧版本已删去；版本控制和备份里的，请自行清除",
            "older releases held what was purged, and were removed: {count}; what lies in version control and backups is yours to clear"
        ));
    }
}

fn tell_unsigned(package: &Package, terminal: Terminal) {
    if !package.is_signed() {
        terminal.note(&say!(
            "没有签名：运行 `gongkai key make` 以后，线上的网站可以核对是否被人改过",
            "not signed: after `gongkai key make` it can be checked whether somebody altered the live site"
        ));
    }
}

/// What differs, a line each.
fn listed(difference: &ReleaseDiff, most: usize, terminal: Terminal) -> String {
    let ReleaseDiff { added, changed, removed } = difference;
    if added.is_empty() && changed.is_empty() && removed.is_empty() {
        return format!("{}\n", terminal.words(&say!("没有变化", "nothing differs")));
    }
    let kinds =
        [(added, say!("新增", "new")), (changed, say!("更新", "changed")), (removed, say!("不再有", "gone"))];
    let mut rows: Vec<[String; 2]> = Vec::new();
    for (paths, word) in kinds {
        let word = terminal.words(&word).to_owned();
        rows.extend(paths.iter().take(most).map(|path| [word.clone(), path.clone()]));
        if let Some(more) = paths.len().checked_sub(most).filter(|more| *more > 0) {
            let more = say!("……还有 {more} 个", "… {more} more");
            rows.push([word, terminal.words(&more).to_owned()]);
        }
    }
    aligned(&rows)
}

pub(crate) fn releases(args: &ReleasesArgs, site: Option<&Path>, terminal: Terminal) -> Result<Exit, Stop> {
    let site = find_site(site)?;
    let destination = destination::find(&site, args.destination.as_deref())?;
    let mut remote = destination::remote(&site, &destination)?;
    let (state, _) = deploy::releases(&mut *remote)?;
    if let [old, new] = &args.compare[..] {
        let full = |given: &String| {
            let known = state.releases.iter().map(|note| &note.name);
            let mut known = known.filter(|name| name.split('-').next() == Some(given));
            known.next().unwrap_or(given).clone()
        };
        let difference = deploy::compare(&mut *remote, &full(old), &full(new))?;
        write_result(&match args.format {
            ResultFormat::Text => listed(&difference, usize::MAX, terminal),
            ResultFormat::Json => format!(
                "{:#}\n",
                serde_json::json!({
                    "added": difference.added, "changed": difference.changed, "removed": difference.removed,
                })
            ),
        })?;
        return Ok(Exit::Done);
    }
    let text = match args.format {
        ResultFormat::Json => {
            let list: Vec<_> = state
                .releases
                .iter()
                .map(|note| {
                    serde_json::json!({
                        "name": note.name, "time": note.time, "digest": note.digest,
                        "files": note.files, "bytes": note.bytes, "live": note.name == state.live,
                    })
                })
                .collect();
            format!("{:#}\n", serde_json::Value::from(list))
        }
        ResultFormat::Text => {
            if state.releases.is_empty() {
                terminal.note(&say!("还没有上线过", "nothing was ever deployed there"));
                return Ok(Exit::Done);
            }
            let head = [
                say!("版本", "release"),
                say!("上线时间", "online since"),
                say!("文件", "files"),
                say!("大小", "size"),
                say!("", ""),
            ];
            let mut rows = vec![head.map(|text| terminal.words(&text).to_owned())];
            for note in state.releases.iter().rev() {
                let live =
                    if note.name == state.live { say!("← 线上", "← live") } else { say!("", "") };
                let (name, time) = (note.name.clone(), note.time.clone());
                rows.push([
                    name,
                    time,
                    note.files.to_string(),
                    size(note.bytes),
                    terminal.words(&live).to_owned(),
                ]);
            }
            aligned(&rows)
        }
    };
    write_result(&text)?;
    Ok(Exit::Done)
}

pub(crate) fn rollback(args: &RollbackArgs, site: Option<&Path>, terminal: Terminal) -> Result<Exit, Stop> {
    let site = find_site(site)?;
    // With one destination its name may be left out, and the only word is the release.
    let is_release = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let (name, release) = match (&args.destination, &args.release) {
        (Some(word), None) if is_release(word) && destination::find(&site, Some(word)).is_err() => {
            (None, Some(word.as_str()))
        }
        (name, release) => (name.as_deref(), release.as_deref()),
    };
    let destination = destination::find(&site, name)?;
    let mut remote = destination::remote(&site, &destination)?;
    let known = Knowledge::of(&site::ledger(&site)?.value, &site::archive(&site)?.value.record);
    let (state, _) = deploy::releases(&mut *remote)?;
    if known.purges(&state.known) {
        let name = &destination.name;
        return Err(Stop::content(say!(
            "清除以后“{name}”还没有重新上线，那里的旧版本里还有清除了的内容，不能退回",
            "nothing was deployed to `{name}` since a purge: its older releases hold what was purged, and cannot be live again"
        ))
        .help(say!(
            "先运行 gongkai build 和 gongkai deploy，那里的旧版本随着删去",
            "run `gongkai build` and `gongkai deploy`, which removes them there"
        )));
    }
    let done = deploy::rollback(&mut *remote, release, &surroundings::now().stamp())?;
    let (name, from, to, time) = (&destination.name, &done.from, &done.to.name, &done.to.time);
    terminal.note(&say!(
        "已退回：“{name}”从版本 {from} 换成 {to}（{time} 上线）",
        "rolled back: `{name}` shows release {to} of {time} in place of {from}"
    ));
    if let Some(caveat) = remote.caveat() {
        terminal.note(&caveat);
    }
    let ReleaseDiff { added, changed, removed } = &done.difference;
    let [added, changed, gone] = [added.len(), changed.len(), removed.len()];
    terminal.note(&say!(
        "线上的变化：恢复 {added} 个、退回旧内容 {changed} 个、现在不显示 {gone} 个文件",
        "for readers, files back: {added}, older again: {changed}, not shown now: {gone}"
    ));
    if gone > 0 {
        let most = if terminal.is_verbose { usize::MAX } else { FEW };
        let hidden = ReleaseDiff { removed: removed.clone(), ..ReleaseDiff::default() };
        terminal.note(&say!("现在不显示的：", "not shown now:"));
        terminal.note(&{
            let list = listed(&hidden, most, terminal);
            let list = list.trim_end();
            say!("{list}", "{list}")
        });
    }
    terminal.note(&say!(
        "台账和公开记录没有变：改好内容，重新生成再上线，就会恢复到最新",
        "the ledger and the record are as they were: mend the content, build and deploy to be up to date again"
    ));
    Ok(Exit::Done)
}
