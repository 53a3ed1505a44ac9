//! `gongkai history`: the record of what was published.

use std::path::Path;

use gongkai::deploy;
use gongkai::diag::{Text, has_errors};
use gongkai::files::{self, SiteLock};
use gongkai::layout;
use gongkai::model::IndexNumber;
use gongkai::publish::{self, Live};
use gongkai::record::{Archive, History, Part, PartContent, PartKey, Record, Row, RowKind, Version};
use gongkai::{say, site};

use crate::cli::args::{HistoryArgs, HistoryCommand};
use crate::cli::destination;
use crate::cli::exit::{Exit, Stop};
use crate::cli::site::find_site;
use crate::cli::surroundings;
use crate::cli::terminal::{Terminal, write_result};

pub(crate) fn run(args: &HistoryArgs, site: Option<&Path>, terminal: Terminal) -> Result<Exit, Stop> {
    let desk = Desk { site: &find_site(site)?, terminal };
    match (&args.command, &args.item) {
        (Some(HistoryCommand::Show { item, version, part }), _) => desk.show(item, part.as_deref(), *version),
        (Some(HistoryCommand::Retract { item, part }), _) => desk.retract(item, part.as_deref()),
        (Some(HistoryCommand::Purge { item, version, part, reason }), _) => {
            desk.purge(item, part.as_deref(), *version, reason)
        }
        (Some(HistoryCommand::Repair { keep }), _) => desk.repair(*keep),
        (None, Some(item)) => desk.list(item),
        (None, None) => Err(Stop::usage(say!(
            "写明哪一项：gongkai history 002590761/2024-00031",
            "name the item: gongkai history 002590761/2024-00031"
        ))),
    }
}

/// Where the record is worked on.
struct Desk<'a> {
    site: &'a Path,
    terminal: Terminal,
}

impl Desk<'_> {
    /// Every version of an item, with what changed and why.
    fn list(&self, item: &str) -> Result<Exit, Stop> {
        let archive = self.open(false)?;
        let mut lines = Vec::new();
        for key in find(&archive.record, item, None)? {
            lines.push(key.part.word());
            for version in &archive.record.history(&key).versions {
                lines.extend(self.lines(version));
            }
        }
        write_result(&(lines.join("\n") + "\n"))?;
        Ok(Exit::Done)
    }

    fn lines(&self, version: &Version<'_>) -> Vec<String> {
        let (number, day, title) = (version.number, version.day, version.title);
        let head = say!("第 {number} 版　{day}　{title}", "version {number}, {day}, {title}");
        let mut lines = vec![format!("  {}", self.terminal.words(&head))];
        if let Some(reason) = version.purged {
            let purged = say!("已清除：{reason}", "purged: {reason}");
            lines.push(format!("    {}", self.terminal.words(&purged)));
        }
        let rows = version.values.iter().chain(&version.reasons);
        lines.extend(rows.map(|row| format!("    {}", self.terminal.words(&words(row)))));
        lines
    }

    /// What a version says, field by field.
    fn show(&self, item: &str, part: Option<&str>, number: Option<u32>) -> Result<Exit, Stop> {
        let archive = self.open(false)?;
        let mut lines = Vec::new();
        for key in find(&archive.record, item, part)? {
            let history = archive.record.history(&key);
            let version = match number {
                None => history.current(),
                Some(number) => history.versions.iter().find(|version| version.number == number),
            };
            let Some(version) = version else { continue };
            lines.push(key.part.word());
            lines.extend(self.lines(version));
            let content = version.digest.as_ref().and_then(|digest| archive.texts.content(digest));
            for field in content.iter().flat_map(PartContent::fields) {
                let (kind, name, value) = (field.kind.word(), &field.name, field.value.trim_end());
                lines.push(format!("\n[{kind}] {name}\n{value}"));
            }
        }
        if lines.is_empty() {
            return Err(Stop::usage(say!("没有这一版", "there is no such version")));
        }
        write_result(&(lines.join("\n") + "\n"))?;
        Ok(Exit::Done)
    }

    /// Cancels the newest version of a part, which never went online.
    fn retract(&self, item: &str, part: Option<&str>) -> Result<Exit, Stop> {
        let _lock = SiteLock::acquire(self.site)?;
        let archive = self.open(true)?;
        let key = only(&archive.record, item, part)?;
        let history = archive.record.history(&key);
        let Some(version) = history.current() else { return Err(nothing(item)) };
        let number = version.number;
        self.ask_whether_live(&archive.record, &key, number)?;
        let record = archive.record.retracted(&key, number, surroundings::today());
        self.write(&record)?;
        self.terminal.note(&say!(
            "第 {number} 版已撤销；下次 gongkai build 按前一版核对",
            "version {number} is cancelled; the next `gongkai build` compares with the one before"
        ));
        Ok(Exit::Done)
    }

    /// Asks every destination whether a version was ever live there; that it was is refused.
    fn ask_whether_live(&self, record: &Record, key: &PartKey, number: u32) -> Result<(), Stop> {
        let destinations = destination::remembering(self.site)?;
        if destinations.is_empty() {
            self.terminal.note(&say!(
                "site.yaml 没有写上线到哪里，核对不了：请确认这一版从来没有上过网",
                "site.yaml names no destination that could be asked: make sure yourself that this version never went online"
            ));
        }
        let is_its = |row: &&Row| row.kind == RowKind::Version && row.version == number && row.key() == *key;
        for destination in &destinations {
            let name = &destination.name;
            self.terminal.note(&say!(
                "正在向“{name}”核对这一版有没有上过网",
                "asking `{name}` whether this version was ever online"
            ));
            let mut remote = destination::remote(self.site, destination)?;
            for row in record.rows().iter().filter(is_its) {
                if deploy::was_live(&mut *remote, row)? {
                    return Err(Stop::content(say!(
                        "第 {number} 版在“{name}”上过网，不能撤销",
                        "version {number} was online at `{name}` and cannot be cancelled"
                    ))
                    .help(say!(
                        "内容错了的，改正并写明 `更正` 或 `修订`；整条不再公开的，用 gongkai index withdraw",
                        "if it is wrong, correct it and say why; to take down the item, use `gongkai index withdraw`"
                    )));
                }
            }
        }
        Ok(())
    }

    /// Deletes what a superseded version says, or what a merge has brought back of a purged one.
    fn purge(&self, item: &str, part: Option<&str>, number: u32, reason: &str) -> Result<Exit, Stop> {
        let _lock = SiteLock::acquire(self.site)?;
        let archive = self.open(true)?;
        let key = only(&archive.record, item, part)?;
        let history = archive.record.history(&key);
        let Some(version) = history.versions.iter().find(|version| version.number == number) else {
            return Err(Stop::usage(say!("没有第 {number} 版", "there is no version {number}")));
        };
        if version.purged.is_none() && is_current(&history, number) {
            return Err(Stop::usage(say!(
                "第 {number} 版是现在公开的，不能清除",
                "version {number} is the one that is public and cannot be purged"
            ))
            .help(say!(
                "先改好内容并写明原因，运行 gongkai build，再清除旧的一版；整条不再公开的，用 gongkai index withdraw",
                "mend the content, give the reason, run `gongkai build`, then purge the old version; to take down the item, use `gongkai index withdraw`"
            )));
        }
        let shared = archive.record.shared();
        let named =
            archive.record.rows().iter().map(|row| &row.subject.item).find(|name| name.as_str() == item);
        if named.is_none() && shared.contains(&key) {
            return Err(Stop::usage(say!(
                "合并以后两项用了这个索引号，写明是哪一项的路径",
                "since a merge two items have this number: give the path of the one that is meant"
            )));
        }
        let purged = archive.purged((&key, named), number, surroundings::today(), reason);
        publish::settle(self.site, &archive, &purged)?;
        self.terminal.note(&say!(
            "第 {number} 版的文字和数值已清除；git 等版本库里的旧文件要另外清理，上线过的旧版本也要重新上线",
            "the text and values of version {number} are deleted; old copies in git and the like must be removed there, and the site deployed again"
        ));
        Ok(Exit::Done)
    }

    /// Gives versions of two branches that share a number a number each.
    fn repair(&self, keeps_returned: bool) -> Result<Exit, Stop> {
        let _lock = SiteLock::acquire(self.site)?;
        let archive = self.open(false)?;
        let live = Live::read(self.site);
        let repaired = archive.record.repaired(&|row| live.has(row), keeps_returned);
        if repaired == archive.record {
            self.terminal.note(&say!("没有重号的版本", "no two versions share a number"));
            return Ok(Exit::Done);
        }
        self.write(&repaired)?;
        self.terminal.note(&say!(
            "重号的版本已分开编号；再运行一次 gongkai build",
            "versions that shared a number have one each; run `gongkai build` again"
        ));
        Ok(Exit::Done)
    }

    /// The archive; with errors only if they do not matter for what is to be done. What a merge has left to
    /// be settled is what a purge settles.
    fn open(&self, for_change: bool) -> Result<Archive, Stop> {
        let mut read = site::archive(self.site)?;
        read.findings.retain(|finding| !["returned-version", "two-versions"].contains(&finding.rule));
        if for_change && has_errors(&read.findings) {
            let file = layout::RECORD;
            return Err(Stop::content(say!(
                "{file} 有错误，没有改动",
                "{file} has errors and was not changed"
            ))
            .help(say!("运行 gongkai check 查看", "`gongkai check` shows them")));
        }
        Ok(read.value)
    }

    fn write(&self, record: &Record) -> Result<(), Stop> {
        Ok(files::write_own(self.site, layout::RECORD, record.to_csv().as_bytes())?)
    }
}

fn is_current(history: &History<'_>, number: u32) -> bool {
    history.current().is_some_and(|version| version.number == number)
}

/// A row in one line.
fn words(row: &Row) -> Text {
    let (kind, name, note) = (row.kind.word(), &row.name, &row.note);
    let nothing = |text: &str| if text.is_empty() { "无".to_owned() } else { text.to_owned() };
    let (was, now) = (nothing(&row.was), nothing(&row.now));
    let why = if note.is_empty() { String::new() } else { format!("（{note}）") };
    if row.was.is_empty() && row.now.is_empty() {
        return say!("{kind} {name}{why}", "{kind} {name}{why}");
    }
    say!("{kind} {name}：{was} → {now}{why}", "{kind} {name}: {was} -> {now}{why}")
}

/// The parts of an item, by its number or path.
fn find(record: &Record, item: &str, part: Option<&str>) -> Result<Vec<PartKey>, Stop> {
    let is_wanted = |row: &&Row| {
        let number = row.subject.number.as_ref().map(IndexNumber::collision_key);
        let is_item = number.is_some_and(|number| number == item.to_lowercase());
        (is_item || row.subject.item.as_str() == item) && part.is_none_or(|part| is_part(row.part, part))
    };
    let mut keys: Vec<PartKey> = record.rows().iter().filter(is_wanted).map(Row::key).collect();
    keys.sort();
    keys.dedup();
    if keys.is_empty() { Err(nothing(item)) } else { Ok(keys) }
}

fn is_part(part: Part, wanted: &str) -> bool {
    let word = part.word();
    word == wanted || word.strip_prefix("进度") == Some(wanted)
}

/// The one part that is meant.
fn only(record: &Record, item: &str, part: Option<&str>) -> Result<PartKey, Stop> {
    let mut keys = find(record, item, part)?;
    if keys.len() == 1 {
        return Ok(keys.remove(0));
    }
    let parts: Vec<String> = keys.iter().map(|key| key.part.word()).collect();
    let parts = parts.join("、");
    Err(Stop::usage(say!("`{item}` 有几个部分：{parts}", "`{item}` has several parts: {parts}"))
        .help(say!("加上 --part，如 --part 2024-Q1", "add --part, such as --part 2024-Q1")))
}

fn nothing(item: &str) -> Stop {
    Stop::usage(say!("公开记录里没有 `{item}`", "the record does not have `{item}`")).help(say!(
        "写索引号或内容的路径；用 `gongkai index list` 查看",
        "give an index number or a path; `gongkai index list` shows them"
    ))
}
