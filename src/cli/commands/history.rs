//! `gongkai history`: the record of what was published.

use std::collections::BTreeSet;
use std::path::Path;

use gongkai::deploy;
use gongkai::diag::{Text, has_errors};
use gongkai::files::{self, SiteLock};
use gongkai::layout;
use gongkai::ledger::{Ledger, NumberState};
use gongkai::model::{IndexNumber, ItemKey, is_no_reason};
use gongkai::publish::{self, Live};
use gongkai::record::{
    Archive, History, Part, PartContent, PartKey, Record, RecordRow, RowKind, Subject, Version,
};
use gongkai::{say, site};

use crate::cli::args::{HistoryArgs, HistoryCommand};
use crate::cli::destination;
use crate::cli::exit::{Exit, Stop};
use crate::cli::site::find_site;
use crate::cli::surroundings;
use crate::cli::terminal::{Terminal, write_result};

/// What the ledger has for a title of which nothing may be said.
const PURGED_TITLE: &str = "标题已清除";

pub(crate) fn run(args: &HistoryArgs, site: Option<&Path>, terminal: Terminal) -> Result<Exit, Stop> {
    let desk = HistoryDesk { site: &find_site(site)?, terminal };
    match (&args.command, &args.item) {
        (Some(HistoryCommand::Show { item, version, part }), _) => desk.show(item, part.as_deref(), *version),
        (Some(HistoryCommand::Retract { item, part, never_online }), _) => {
            desk.retract(item, part.as_deref(), *never_online)
        }
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
struct HistoryDesk<'a> {
    site: &'a Path,
    terminal: Terminal,
}

impl HistoryDesk<'_> {
    /// Every version of an item, with what changed and why.
    fn list(&self, item: &str) -> Result<Exit, Stop> {
        let archive = self.open(false)?;
        let mut lines = Vec::new();
        for key in self.find(&archive.record, item, None)? {
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
        for key in self.find(&archive.record, item, part)? {
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
    fn retract(&self, item: &str, part: Option<&str>, never_online: bool) -> Result<Exit, Stop> {
        let _lock = SiteLock::acquire(self.site)?;
        let archive = self.open(true)?;
        let key = self.only(&archive.record, item, part)?;
        let history = archive.record.history(&key);
        let Some(version) = history.current() else { return Err(nothing(item)) };
        let number = version.number;
        self.ask_whether_live(&archive.record, &key, (number, never_online))?;
        let record = archive.record.retracted(&key, number, surroundings::today());
        self.write(&record)?;
        self.terminal.note(&say!(
            "第 {number} 版已撤销；下次 gongkai build 按前一版核对",
            "version {number} is cancelled; the next `gongkai build` compares with the one before"
        ));
        Ok(Exit::Done)
    }

    /// Looks whether a version was ever live: asks every destination, or if there is none, what was built
    /// here. A version that was is refused.
    fn ask_whether_live(
        &self,
        record: &Record,
        key: &PartKey,
        (number, never_online): (u32, bool),
    ) -> Result<(), Stop> {
        let destinations = destination::remembering(self.site)?;
        let is_its =
            |row: &&RecordRow| row.kind == RowKind::Version && row.version == number && row.key() == *key;
        let live = Live::read(self.site);
        if destinations.is_empty()
            && !never_online
            && record.rows().iter().filter(is_its).any(|row| live.has(row))
        {
            return Err(Stop::usage(say!(
                "这台电脑生成的网站里有第 {number} 版，可能已经上网，不能撤销",
                "the site that was built here shows version {number}, which may be online: it cannot be cancelled"
            ))
            .help(say!(
                "改好内容，写明更正的原因，运行 gongkai build；生成以后确实从来没有上过网的，加 --never-online",
                "correct the content, say why, and run `gongkai build`; if what was built never went online, add --never-online"
            )));
        }
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

    /// Deletes what a superseded version says, or the newest of a withdrawn item, or what a merge has brought
    /// back of a purged one.
    fn purge(&self, item: &str, part: Option<&str>, number: u32, reason: &str) -> Result<Exit, Stop> {
        if is_no_reason(reason) {
            return Err(Stop::usage(say!(
                "要写清除的原因：--reason \"含个人信息\"",
                "say why it is purged: --reason \"personal data\""
            )));
        }
        let _lock = SiteLock::acquire(self.site)?;
        let archive = self.open(true)?;
        let key = self.only(&archive.record, item, part)?;
        let history = archive.record.history(&key);
        let Some(version) = history.versions.iter().find(|version| version.number == number) else {
            return Err(Stop::usage(say!("没有第 {number} 版", "there is no version {number}")));
        };
        if version.purged.is_none() && is_current(&history, number) {
            self.expect_taken_down(archive.record.subject(&key), number)?;
        }
        // Rows of an item that was moved name it by several paths: only what shares its number is told apart
        // by them.
        let is_shared = archive.record.shared().contains(&key);
        let mut rows = archive.record.rows().iter();
        let named = rows.find(|row| row.subject.item.as_str() == item).map(|row| &row.subject.item);
        let named = named.filter(|_| is_shared);
        if is_shared && named.is_none() {
            return Err(Stop::usage(say!(
                "合并以后两项用了这个索引号，写明是哪一项的路径",
                "since a merge two items have this number: give the path of the one that is meant"
            )));
        }
        let purged = archive.purged((&key, named), number, surroundings::today(), reason);
        if purged == archive {
            return Err(Stop::usage(say!(
                "第 {number} 版没有可以清除的内容，没有改动：早已清除，或者不是这一项的",
                "version {number} has nothing to purge, and nothing was changed: it was purged before, or is not of this item"
            )));
        }
        self.retitle((&archive.record, &purged.record), &key, version.title)?;
        publish::settle(self.site, &archive, &purged)?;
        self.terminal.note(&say!(
            "第 {number} 版的文字和数值已清除。接着运行 gongkai build，上过网的再运行 gongkai deploy：生成以前 output 里和网上都还有它；git 等版本库里的旧文件要另外清理",
            "the text and values of version {number} are deleted. Now run `gongkai build` and, if it was online, `gongkai deploy`: until then output and the live site still have it; old copies in git and the like must be removed there"
        ));
        Ok(Exit::Done)
    }

    /// Takes a purged title out of the ledger, where it stands as it was when the number was issued: the
    /// newest title that stands comes in its place. It goes before the record changes: should this be cut
    /// short, the purge can be run again.
    fn retitle(&self, (before, after): (&Record, &Record), key: &PartKey, purged: &str) -> Result<(), Stop> {
        let number = before.subject(key).and_then(|subject| subject.number.as_ref());
        let Some(number) = number else { return Ok(()) };
        let own = |row: &&RecordRow| {
            let is_own = |other: &IndexNumber| other.collision_key() == number.collision_key();
            row.kind == RowKind::Version && row.subject.number.as_ref().is_some_and(is_own)
        };
        let titles = after.rows().iter().filter(own).map(|row| item_title(&row.name));
        let standing: Vec<&str> = titles.filter(|title| !title.is_empty()).collect();
        let purged = item_title(purged);
        if standing.contains(&purged) {
            return Ok(());
        }
        let now = standing.last().copied().unwrap_or(PURGED_TITLE);
        match self.ledger()?.retitled(number, purged, now) {
            Some(ledger) => Ok(files::write_own(self.site, layout::LEDGER, ledger.to_csv().as_bytes())?),
            None => Ok(()),
        }
    }

    /// Refuses to purge what readers see: the newest version, unless its item was withdrawn and the finished
    /// site shows it no more.
    fn expect_taken_down(&self, subject: Option<&Subject>, version: u32) -> Result<(), Stop> {
        let number = subject.and_then(|subject| subject.number.as_ref());
        let ledger = self.ledger()?;
        let row = number.and_then(|number| ledger.row(number));
        let withdrawn = row.filter(|row| matches!(row.state, NumberState::Withdrawn(_)));
        let Some(row) = withdrawn else {
            return Err(Stop::usage(say!(
                "第 {version} 版是现在公开的，不能清除",
                "version {version} is the one that is public and cannot be purged"
            ))
            .help(say!(
                "先改好内容并写明原因，运行 gongkai build，再清除旧的一版；整条不再公开的，先 gongkai index withdraw，运行 gongkai build，再清除",
                "mend the content, give the reason, run `gongkai build`, then purge the old version; to take down the item, use `gongkai index withdraw`, run `gongkai build`, then purge"
            )));
        };
        if publish::shows(self.site, &row.number)? == Some(false) {
            return Ok(());
        }
        let number = &row.number;
        Err(Stop::usage(say!(
            "{number} 已经撤下，但生成的网站还没有照着改，不能清除第 {version} 版",
            "{number} is withdrawn, but the finished site does not say so yet: version {version} cannot be purged"
        ))
        .help(say!("先运行 gongkai build，再清除", "run `gongkai build`, then purge")))
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

    fn ledger(&self) -> Result<Ledger, Stop> {
        let read = site::ledger(self.site)?;
        if has_errors(&read.findings) {
            let file = layout::LEDGER;
            return Err(Stop::content(say!(
                "{file} 有错误，没有改动",
                "{file} has errors and was not changed"
            ))
            .help(say!("运行 gongkai check 查看", "`gongkai check` shows them")));
        }
        Ok(read.value)
    }

    /// The parts of an item, by its number or path. A path is the one by which the ledger knows the item now,
    /// for another item may lie where it lay before; or else one that the record names.
    fn find(&self, record: &Record, item: &str, part: Option<&str>) -> Result<Vec<PartKey>, Stop> {
        let ledger = site::ledger(self.site)?.value;
        let known = ItemKey::parse(item).ok().and_then(|item| ledger.row_of(&item).cloned());
        // What two items share since a merge is told apart by the paths that the rows have.
        let is_named = |row: &RecordRow| row.subject.item.as_str() == item;
        let number = known.map_or_else(|| item.to_lowercase(), |row| row.number.collision_key());
        let of_number = |row: &RecordRow| {
            let own = row.subject.number.as_ref().map(IndexNumber::collision_key);
            own.is_some_and(|own| own == number)
        };
        let is_part = |row: &RecordRow| part.is_none_or(|part| is_part(row.part, part));
        let rows = |is_wanted: &dyn Fn(&RecordRow) -> bool| {
            let rows = record.rows().iter().filter(|row| is_wanted(row) && is_part(row));
            rows.map(RecordRow::key).collect::<BTreeSet<PartKey>>()
        };
        let mut keys = rows(&of_number);
        if keys.is_empty() {
            keys = rows(&is_named);
        }
        if keys.is_empty() { Err(nothing(item)) } else { Ok(keys.into_iter().collect()) }
    }

    /// The one part that is meant.
    fn only(&self, record: &Record, item: &str, part: Option<&str>) -> Result<PartKey, Stop> {
        let mut keys = self.find(record, item, part)?;
        if keys.len() == 1 {
            return Ok(keys.remove(0));
        }
        let parts: Vec<String> = keys.iter().map(|key| key.part.word()).collect();
        let parts = parts.join("、");
        Err(Stop::usage(say!("`{item}` 有几个部分：{parts}", "`{item}` has several parts: {parts}"))
            .help(say!("加上 --part，如 --part 2024-Q1", "add --part, such as --part 2024-Q1")))
    }

    fn write(&self, record: &Record) -> Result<(), Stop> {
        Ok(files::write_own(self.site, layout::RECORD, record.to_csv().as_bytes())?)
    }
}

/// The title of an item by that of a version of it.
fn item_title(version: &str) -> &str {
    version.trim_end_matches("（计划）")
}

fn is_current(history: &History<'_>, number: u32) -> bool {
    history.current().is_some_and(|version| version.number == number)
}

/// A row in one line.
fn words(row: &RecordRow) -> Text {
    let (kind, name, note) = (row.kind.word(), &row.name, &row.note);
    let nothing = |text: &str| if text.is_empty() { "无".to_owned() } else { text.to_owned() };
    let (was, now) = (nothing(&row.was), nothing(&row.now));
    let why = if note.is_empty() { String::new() } else { format!("（{note}）") };
    if row.was.is_empty() && row.now.is_empty() {
        return say!("{kind} {name}{why}", "{kind} {name}{why}");
    }
    say!("{kind} {name}：{was} → {now}{why}", "{kind} {name}: {was} -> {now}{why}")
}

fn is_part(part: Part, wanted: &str) -> bool {
    let word = part.word();
    word == wanted || word.strip_prefix("进度") == Some(wanted)
}

fn nothing(item: &str) -> Stop {
    Stop::usage(say!("公开记录里没有 `{item}`", "the record does not have `{item}`")).help(say!(
        "写索引号或内容的路径；用 `gongkai index list` 查看",
        "give an index number or a path; `gongkai index list` shows them"
    ))
}
