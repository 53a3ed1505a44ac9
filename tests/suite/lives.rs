//! A site over its years: edits, corrections, lowered targets, withdrawals, restorings, purges, merged
//! branches and rebuilds in random order, by the program itself. The long form is asked for by `GONGKAI_LIVES`.
//!
//! Whatever is published has a token that stands nowhere else, so that it can be looked for afterwards.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use gongkai::diag::has_errors;
use gongkai::model::IndexNumber;
use gongkai::record::{Archive, Digest, FieldKind, Part, PartKey, RowKind};
use gongkai::site as sites;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::bench::{Run, SITE, Scratch, many, run, text_or_nothing};
use crate::promises;
use acts::{Act, Where, act};

mod acts;

/// What a file says, with the reasons in it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Said {
    token: String,
    /// 公开日期
    date: Date,
    /// Of each the token that stood before and the lines.
    reasons: Vec<(String, String)>,
}

impl Said {
    fn new(token: String, date: Date) -> Self {
        Self { token, date, reasons: Vec::new() }
    }

    fn change(&mut self, token: String, lines: String) {
        self.reasons.push((std::mem::replace(&mut self.token, token), lines));
    }

    fn lines(&self, key: &str) -> String {
        let lines: String =
            self.reasons.iter().map(|(_, lines)| lines.as_str()).filter(|lines| is_of(lines, key)).collect();
        if lines.is_empty() { lines } else { format!("{key}:\n{lines}") }
    }
}

fn is_of(lines: &str, key: &str) -> bool {
    let is_adjustment = lines.contains("新目标");
    let is_revision = lines.contains("说明");
    match key {
        "目标调整" => is_adjustment,
        "修订" => is_revision,
        _ => !is_adjustment && !is_revision,
    }
}

/// The files of a site as they are to be.
#[derive(Clone, Debug)]
struct Files {
    articles: BTreeMap<String, Said>,
    withdrawn: BTreeSet<String>,
    targets: BTreeMap<Where, Said>,
    entries: BTreeMap<(Where, usize), Said>,
}

/// A site, and what it must never lose.
struct Life {
    scratch: Scratch,
    files: Files,
    day: Date,
    /// The date of what is new: on branches that of the day on which they parted, so that what both make is dated
    /// alike.
    date: Date,
    /// Counts the tokens.
    tokens: u32,
    /// Every token that was ever published, and not purged, with the file that said it.
    published: BTreeMap<String, String>,
    purged: BTreeSet<String>,
    /// The articles that were withdrawn on this branch, restored since or not.
    withdrew: BTreeSet<String>,
    /// Sets the names of articles on two branches apart.
    branch: &'static str,
}

impl Life {
    fn new() -> Self {
        let mut life = Self {
            scratch: Scratch::in_memory(),
            files: Files {
                articles: BTreeMap::new(),
                withdrawn: BTreeSet::new(),
                targets: BTreeMap::new(),
                entries: BTreeMap::new(),
            },
            day: date(2025, 2, 3),
            date: date(2025, 2, 3),
            tokens: 10_000,
            published: BTreeMap::new(),
            purged: BTreeSet::new(),
            withdrew: BTreeSet::new(),
            branch: "",
        };
        life.scratch.put("site.yaml", SITE);
        for project in Where::BOTH {
            let target = life.token();
            life.files.targets.insert(project, Said::new(target, life.date));
            let figure = life.token();
            life.files.entries.insert((project, 1), Said::new(figure, life.date));
        }
        life.article();
        life.write();
        life.publish();
        life
    }

    /// A number that stands nowhere else.
    fn token(&mut self) -> String {
        self.tokens += 1;
        format!("{}.4271", self.tokens)
    }

    fn article(&mut self) {
        let token = self.token();
        let name = format!("通知/第{}{}篇", self.branch, self.tokens);
        self.files.articles.insert(name, Said::new(token, self.date));
    }

    /// Writes all files anew.
    fn write(&self) {
        let _ = fs::remove_dir_all(self.scratch.at("content"));
        // So that the column stays in the navigation of every page, whatever is withdrawn.
        self.scratch.put("content/通知/说明.md", "---\n标题: 说明\n类型: 页面\n---\n常年公开。\n");
        for (name, said) in &self.files.articles {
            if self.files.withdrawn.contains(name) {
                continue;
            }
            let (token, date, reasons) = (&said.token, said.date, said.lines("修订"));
            let title = name.trim_start_matches("通知/").trim_end_matches("新");
            let head = format!("标题: {title}\n类型: 通知\n发布单位: 区人力社保局\n公开日期: {date}");
            let text = format!("---\n{head}\n{reasons}---\n暗记是{token}，请知悉。\n");
            self.scratch.put(&format!("content/{name}.md"), text);
        }
        for (project, said) in &self.files.targets {
            let (folder, token) = (project.folder(), &said.token);
            let grain = if *project == Where::Year { "年度" } else { "季度" };
            let reasons = said.lines("更正") + &said.lines("目标调整");
            let text = format!(
                "标题: 工程\n牵头单位: 区人力社保局\n公开粒度: {grain}\n指标:\n  - 名称: 储量\n    单位: 吨\n    口径: 时点\n    目标: {{2024: \"≥{token}\"}}\n{reasons}"
            );
            self.scratch.put(&format!("content/{folder}/project.yaml"), text);
        }
        for ((project, quarter), said) in &self.files.entries {
            let (folder, token, date) = (project.folder(), &said.token, said.date);
            let reasons = said.lines("更正");
            let text =
                format!("---\n公开日期: {date}\n指标:\n  储量: {token}吨\n{reasons}---\n工程在进行。\n");
            self.scratch.put(&format!("content/{folder}/2024-Q{quarter}.md"), text);
        }
    }

    fn build(&self) -> Run {
        self.scratch.build(&["--today", &self.day.to_string()])
    }

    fn archive(&self) -> Archive {
        let read = sites::archive(&self.scratch.site()).unwrap();
        assert!(!has_errors(&read.findings), "{:?}", read.findings);
        read.value
    }

    /// Builds what must be fit for it, and looks at everything.
    fn publish(&mut self) {
        self.build().ended(0);
        let tokens = |life: &Self| -> Vec<(String, String)> {
            let files = &life.files;
            let articles = files.articles.iter().map(|(name, said)| (said.token.clone(), name.clone()));
            let targets = files.targets.iter().map(|(at, said)| (said.token.clone(), at.folder().to_owned()));
            let entries =
                files.entries.iter().map(|((at, _), said)| (said.token.clone(), at.folder().to_owned()));
            articles.chain(targets).chain(entries).collect()
        };
        self.published.extend(tokens(self));
        self.published.retain(|token, _| !self.purged.contains(token));
        self.expect_all();
    }

    /// What must hold of every finished site.
    fn expect_all(&self) {
        let output = self.scratch.output();
        let faults = promises::broken(&output, &self.scratch.ledger());
        assert!(faults.is_empty(), "{faults:?}");
        let archive = self.archive();
        let page = |path: &str| {
            let page = output.get(path).unwrap_or_else(|| panic!("there is no {path}"));
            String::from_utf8(page.clone()).unwrap()
        };
        let ledger = self.scratch.ledger();
        let mut shown: BTreeSet<String> = BTreeSet::new();
        for key in archive.record.parts() {
            let history = archive.record.history(key);
            let row = archive.record.rows().iter().find(|row| row.key() == *key).unwrap();
            let number = row.subject.number.as_ref();
            let is_withdrawn = number.is_some_and(|number| {
                ledger.lines().any(|line| line.starts_with(number.as_str()) && line.contains(",撤下,"))
            });
            for (at, version) in history.versions.iter().enumerate() {
                let is_current = at + 1 == history.versions.len();
                let path = version_path(&archive, key, number, version.number, is_current);
                let html = page(&path);
                if is_withdrawn {
                    assert!(html.contains("已撤回"), "{path} of a withdrawn item is no tombstone");
                    continue;
                }
                if version.purged.is_some() {
                    assert!(is_current || html.contains("已经清除"), "{path}");
                    continue;
                }
                let content = version.digest.as_ref().and_then(|digest| archive.texts.content(digest));
                let content = content
                    .unwrap_or_else(|| panic!("the text of version {} of {path} is lost", version.number));
                for field in content.fields() {
                    let token = match field.kind {
                        FieldKind::Figure | FieldKind::Target => {
                            field.value.trim_start_matches('≥').trim_end_matches('吨')
                        }
                        FieldKind::Text if field.value.contains("暗记是") => {
                            field.value.trim_start_matches("暗记是").split('，').next().unwrap()
                        }
                        _ => continue,
                    };
                    assert!(html.contains(token), "{path} does not show {token}");
                    shown.insert(token.to_owned());
                }
                // Nothing but the first version is without a reason.
                let before = at.checked_sub(1).map(|before| &history.versions[before]);
                if before.is_some_and(|before| before.purged.is_none()) {
                    assert!(!version.reasons.is_empty(), "{path}: version {} has no reason", version.number);
                }
            }
        }
        for (token, file) in &self.published {
            let is_withdrawn = self.files.withdrawn.contains(file);
            assert!(is_withdrawn || shown.contains(token), "{token} of {file} was published and is lost");
        }
        let kept = [self.scratch.at("published.csv"), self.scratch.at("versions/2025.jsonl")];
        let kept: String = kept.iter().map(|path| text_or_nothing(path)).collect();
        for token in &self.purged {
            assert!(!kept.contains(token), "{token} was purged and is in the record");
            for (path, bytes) in &output {
                assert!(
                    !String::from_utf8_lossy(bytes).contains(token),
                    "{token} was purged and is in {path}"
                );
            }
        }
        for name in &self.files.withdrawn {
            let token = &self.files.articles[name].token;
            let told = output.iter().find(|(_, bytes)| String::from_utf8_lossy(bytes).contains(token));
            assert!(told.is_none(), "{token} was withdrawn and is in {:?}", told.map(|(path, _)| path));
        }
    }

    /// The pages of superseded versions.
    fn old_pages(&self) -> BTreeMap<String, Vec<u8>> {
        let mut output = self.scratch.output();
        output.retain(|path, _| {
            path.rsplit_once('v')
                .is_some_and(|(_, rest)| rest.strip_suffix(".html").is_some_and(|n| n.parse::<u32>().is_ok()))
        });
        output
    }

    /// Does what changes files by the rules, and publishes it.
    fn change(&mut self, act: &Act) {
        let day = self.day;
        match act {
            Act::Article => self.article(),
            Act::Entry(project) => {
                let last = self.files.entries.keys().filter(|(at, _)| at == project).count();
                if last < 4 {
                    let token = self.token();
                    self.files.entries.insert((*project, last + 1), Said::new(token, self.date));
                }
            }
            Act::Revise(at) => {
                let token = self.token();
                if let Some(name) = self.name_of(*at)
                    && let Some(said) = self.files.articles.get_mut(&name)
                {
                    said.change(token, format!("  - {{日期: {day}, 说明: 重新核对}}\n"));
                }
            }
            Act::Correct(project, at) => {
                let token = self.token();
                let quarters = self.files.entries.keys().filter(|(at, _)| at == project).count();
                let said = self.files.entries.get_mut(&(*project, at % quarters + 1)).unwrap();
                let was = said.token.clone();
                let lines = format!(
                    "  - {{日期: {day}, 指标: 储量, 原为: {was}吨, 改为: {token}吨, 原因: 录入有误}}\n"
                );
                said.change(token, lines);
            }
            Act::Target(project, is_decided) => {
                let token = self.token();
                let said = self.files.targets.get_mut(project).unwrap();
                let was = said.token.clone();
                let lines = if *is_decided {
                    format!(
                        "  - {{日期: {day}, 指标: 储量, 原目标: \"≥{was}\", 新目标: \"≥{token}\", 原因: 任务调整, 批准: 区政府}}\n"
                    )
                } else {
                    format!(
                        "  - {{日期: {day}, 指标: 储量, 原为: \"≥{was}\", 改为: \"≥{token}\", 原因: 抄错}}\n"
                    )
                };
                said.change(token, lines);
            }
            Act::Withdraw(at) => self.withdraw(*at),
            Act::Move(at) => self.rename(*at),
            Act::Silent(_) | Act::Purge(_) | Act::Rebuild | Act::Merge(..) => {}
        }
        self.write();
        let old = self.old_pages();
        self.publish();
        if !matches!(act, Act::Withdraw(_)) {
            let new = self.old_pages();
            for (path, bytes) in &old {
                assert!(new.get(path) == Some(bytes), "{path} is another than before {act:?}");
            }
        }
    }

    /// An article that is not withdrawn.
    fn name_of(&self, at: usize) -> Option<String> {
        let names: Vec<&String> =
            self.files.articles.keys().filter(|name| !self.files.withdrawn.contains(*name)).collect();
        names.get(at % names.len().max(1)).map(|name| (*name).clone())
    }

    fn number_of(&self, item: &str) -> String {
        let ledger = self.scratch.ledger();
        let line = ledger.lines().find(|line| line.split(',').nth(1) == Some(item));
        line.and_then(|line| line.split(',').next()).unwrap().to_owned()
    }

    fn withdraw(&mut self, at: usize) {
        let name = self.files.articles.keys().nth(at % self.files.articles.len()).unwrap().clone();
        let number = self.number_of(&name);
        if self.files.withdrawn.remove(&name) {
            self.do_well("index", &["restore", &number]);
        } else {
            self.do_well("index", &["withdraw", &number, "--reason", "内容有误"]);
            self.withdrew.insert(name.clone());
            self.files.withdrawn.insert(name);
        }
    }

    /// Renames the file of an article, as the manual says to.
    fn rename(&mut self, at: usize) {
        let Some(name) = self.name_of(at) else { return };
        let new = format!("{name}新");
        let said = self.files.articles.remove(&name).unwrap();
        self.files.articles.insert(new.clone(), said);
        for file in self.published.values_mut().filter(|file| **file == name) {
            file.clone_from(&new);
        }
        self.write();
        self.do_well("index", &["move", &name, &new]);
    }

    fn do_well(&self, verb: &str, arguments: &[&str]) {
        let run = run(self.scratch.command(verb, arguments));
        assert_eq!(run.code, Some(0), "{verb} {arguments:?}: {}", run.stderr);
    }

    /// Changes something without a reason: nothing of it may be published.
    fn change_silently(&mut self, at: usize) {
        let files = self.files.clone();
        let token = self.token();
        let article = self.name_of(at);
        match (at % 3, article) {
            (0, Some(name)) => self.files.articles.get_mut(&name).unwrap().token = token,
            (1, _) => self.files.targets.get_mut(&Where::BOTH[at % 2]).unwrap().token = token,
            _ => self.files.entries.get_mut(&(Where::BOTH[at % 2], 1)).unwrap().token = token,
        }
        self.write();
        let state = |life: &Self| {
            let record = text_or_nothing(&life.scratch.at("published.csv"));
            (life.scratch.output(), life.scratch.ledger(), record)
        };
        let before = state(self);
        let told = self.build();
        assert!(told.ended(1).contains("没有写原因"), "{}", told.stderr);
        assert!(state(self) == before, "a refused build changed something");
        self.files = files;
        self.write();
        self.publish();
    }

    /// Purges a superseded version.
    fn purge(&mut self, at: usize) {
        let archive = self.archive();
        let withdrawn: Vec<String> = self.files.withdrawn.iter().map(|name| self.number_of(name)).collect();
        let superseded: Vec<(PartKey, String, String, u32, Vec<String>)> = archive
            .record
            .parts()
            .flat_map(|key| {
                let row = archive.record.rows().iter().find(|row| row.key() == *key).unwrap();
                let item = row.subject.to_string();
                let history = archive.record.history(key);
                let count = history.versions.len();
                let old = history.versions.into_iter().take(count.saturating_sub(1));
                let old = old.filter(|version| version.purged.is_none());
                let texts = &archive.texts;
                let versions: Vec<_> = old
                    .map(|version| {
                        let content =
                            version.digest.as_ref().and_then(|digest| texts.content(digest)).unwrap();
                        let fields = content.fields().iter();
                        let values = fields.map(|field| field.value.clone()).collect();
                        (key.clone(), item.clone(), key.part.word(), version.number, values)
                    })
                    .collect();
                versions
            })
            .filter(|(_, item, ..)| !withdrawn.contains(item))
            .collect();
        let Some((_, item, part, version, values)) = superseded.get(at % superseded.len().max(1)) else {
            return;
        };
        let version = version.to_string();
        self.do_well(
            "history",
            &["purge", item, "--part", part, "--version", &version, "--reason", "含个人信息"],
        );
        let gone: Vec<String> = self
            .published
            .keys()
            .filter(|token| values.iter().any(|value| value.contains(*token)))
            .cloned()
            .collect();
        // What reasons quote of it is in the files, and for the clerk to take out.
        let files = &mut self.files;
        let said =
            files.articles.values_mut().chain(files.targets.values_mut()).chain(files.entries.values_mut());
        for said in said {
            said.reasons.retain(|(_, lines)| !gone.iter().any(|token| lines.contains(token)));
        }
        self.purged.extend(gone);
        self.write();
        self.publish();
    }

    /// Two people go on from here, and one takes over what the other did.
    fn merge(&mut self, ours: &[Act], theirs: &[Act], is_rough: bool) {
        let base = self.files.clone();
        let base_tables = self.tables();
        let mut other = Self {
            scratch: Scratch::copy_of(&self.scratch.site(), &[]),
            files: base.clone(),
            tokens: self.tokens + 1000,
            published: self.published.clone(),
            purged: self.purged.clone(),
            withdrew: BTreeSet::new(),
            branch: "乙",
            day: self.day,
            date: self.date,
        };
        self.branch = "甲";
        self.withdrew.clear();
        for act in ours {
            self.act(act);
        }
        for act in theirs {
            other.act(act);
        }
        self.branch = "";
        self.tokens = self.tokens.max(other.tokens);
        self.day = self.day.max(other.day);
        self.purged.extend(other.purged.iter().cloned());
        self.published.extend(other.published.clone());
        self.published.retain(|token, _| !self.purged.contains(token));
        let theirs = &other.files;
        merge_said(&mut self.files.articles, &base.articles, &theirs.articles);
        merge_said(&mut self.files.targets, &base.targets, &theirs.targets);
        merge_said(&mut self.files.entries, &base.entries, &theirs.entries);
        // What either withdrew, be it once more, is withdrawn; what either restored, and nobody withdrew, is
        // restored.
        let again: BTreeSet<String> = self.files.withdrawn.intersection(&self.withdrew).cloned().collect();
        let restored = base.withdrawn.difference(&theirs.withdrawn);
        for name in restored.filter(|name| !again.contains(*name)) {
            self.files.withdrawn.remove(name);
        }
        let is_new = |name: &&String| other.withdrew.contains(*name);
        self.files.withdrawn.extend(theirs.withdrawn.iter().filter(is_new).cloned());
        for (path, table) in other.tables() {
            let ours = text_or_nothing(&self.scratch.at(&path));
            // The ledger names an item in one line, and which of two counts is not asked here.
            let is_rough = is_rough && path != "index-numbers.csv";
            let base = base_tables.get(&path).filter(|_| !is_rough).map_or("", String::as_str);
            self.scratch.put(&path, union(&ours, base, &table));
        }
        let purged = self.purged.clone();
        let files = &mut self.files;
        let said =
            files.articles.values_mut().chain(files.targets.values_mut()).chain(files.entries.values_mut());
        for said in said {
            said.reasons.retain(|(_, lines)| !purged.iter().any(|token| lines.contains(token)));
        }
        self.write();
        for _ in 0..4 {
            let told = self.build().stderr;
            if told.contains("index repair") {
                self.do_well("index", &["repair", "--write"]);
            } else if told.contains("history repair --keep") {
                self.answer_returned();
            } else if told.contains("history repair") {
                self.do_well("history", &["repair"]);
            } else {
                break;
            }
        }
        self.publish();
    }

    /// Says of each version that may be a purged one whether it is.
    fn answer_returned(&self) {
        let archive = sites::archive(&self.scratch.site()).unwrap().value;
        let rows = archive.record.rows();
        let is_purged = |key: &PartKey, version: u32| {
            rows.iter().any(|row| row.kind == RowKind::Purged && row.key() == *key && row.version == version)
        };
        for row in rows.iter().filter(|row| row.kind == RowKind::Version && !row.now.is_empty()) {
            let digest = Digest::parse(&row.now);
            let content = digest.and_then(|digest| archive.texts.content(&digest));
            let is_it = content.is_some_and(|content| {
                let says = |token: &String| content.fields().iter().any(|field| field.value.contains(token));
                self.purged.iter().any(says)
            });
            if is_it && is_purged(&row.key(), row.version) {
                let (item, part, version) =
                    (row.subject.item.to_string(), row.part.word(), row.version.to_string());
                let which = [&*item, "--part", &part, "--version", &version, "--reason", "再次清除"];
                self.do_well("history", &[&["purge"][..], &which[..]].concat());
            }
        }
        if self.build().stderr.contains("history repair --keep") {
            self.do_well("history", &["repair", "--keep"]);
        }
    }

    /// The tables that git merges line by line.
    fn tables(&self) -> BTreeMap<String, String> {
        ["index-numbers.csv", "published.csv", "versions/2025.jsonl"]
            .into_iter()
            .map(|path| (path.to_owned(), text_or_nothing(&self.scratch.at(path))))
            .collect()
    }

    fn act(&mut self, act: &Act) {
        self.day = self.day.checked_add(1.day()).unwrap();
        if self.branch.is_empty() {
            self.date = self.day;
        }
        match act {
            Act::Silent(at) => self.change_silently(*at),
            Act::Purge(at) => self.purge(*at),
            Act::Merge(ours, theirs, is_rough) => self.merge(ours, theirs, *is_rough),
            Act::Rebuild => {
                // What is due by now may be told on pages; the record has no part in it.
                let before = self.tables();
                self.publish();
                assert!(self.tables() == before, "time alone made a version");
            }
            act => self.change(act),
        }
    }
}

/// The address of a version.
fn version_path(
    archive: &Archive,
    key: &PartKey,
    number: Option<&IndexNumber>,
    version: u32,
    is_current: bool,
) -> String {
    let Some(number) = number else {
        let year = "shishi/liangcang/2024";
        return if is_current { format!("{year}.html") } else { format!("{year}/plan-v{version}.html") };
    };
    if is_current {
        return format!("{number}.html");
    }
    let is_alone = !archive.record.parts_of(number).any(|other| other.part == Part::Plan);
    key.part.version_path(number, version, is_alone).unwrap().as_str().to_owned()
}

/// What both sides say: what only one changed is its; where both did, theirs, with the reasons of both.
fn merge_said<K: Ord + Clone>(
    ours: &mut BTreeMap<K, Said>,
    base: &BTreeMap<K, Said>,
    theirs: &BTreeMap<K, Said>,
) {
    for (key, said) in theirs {
        match (ours.get_mut(key), base.get(key)) {
            (None, _) => drop(ours.insert(key.clone(), said.clone())),
            // A purge takes away reasons alone, which are looked through once more behind the merge.
            (Some(own), Some(before)) if own.token == before.token => *own = said.clone(),
            (Some(_), Some(before)) if said.token == before.token => {}
            (Some(own), _) => {
                let known = own.reasons.clone();
                own.token.clone_from(&said.token);
                own.reasons.extend(said.reasons.iter().filter(|reason| !known.contains(reason)).cloned());
            }
        }
    }
}

/// `merge=union` of git: what either side deleted is gone, what either added is there.
fn union(ours: &str, base: &str, theirs: &str) -> String {
    let lines = |text: &str| text.split_inclusive('\n').map(str::to_owned).collect::<Vec<_>>();
    let (ours, base, theirs) = (lines(ours), lines(base), lines(theirs));
    let mut merged: Vec<String> =
        ours.iter().filter(|line| theirs.contains(line) || !base.contains(line)).cloned().collect();
    merged.extend(theirs.iter().filter(|line| !base.contains(line) && !ours.contains(line)).cloned());
    merged.concat()
}

/// What chance brings too seldom: a branch purges what another goes on from, or what has the number and day of
/// another's version.
#[test]
fn a_purge_on_a_branch_holds_in_the_merge() {
    let figure = || Act::Correct(Where::Year, 0);
    for is_rough in [false, true] {
        for (before, ours, theirs) in [
            (vec![figure()], vec![Act::Purge(0)], vec![figure()]),
            (vec![], vec![figure(), figure(), Act::Purge(1)], vec![figure()]),
            (
                vec![],
                vec![Act::Revise(0), Act::Purge(0)],
                vec![Act::Revise(0), Act::Purge(0), Act::Revise(0)],
            ),
            (vec![], vec![Act::Article, Act::Revise(1), Act::Purge(0)], vec![Act::Article]),
        ] {
            let mut life = Life::new();
            let merge = Act::Merge(ours, theirs, is_rough);
            for act in before.iter().chain([&merge, &figure(), &Act::Rebuild]) {
                life.act(act);
            }
            assert!(!life.purged.is_empty(), "nothing was purged: {merge:?}");
        }
    }
}

/// What was withdrawn on a branch stays so in the merge, and is still known, where another got its number.
#[test]
fn a_withdrawal_on_a_branch_holds_in_the_merge() {
    let new = || vec![Act::Article];
    let withdrawn = || vec![Act::Article, Act::Withdraw(1)];
    for (ours, theirs) in [(new(), withdrawn()), (withdrawn(), new()), (withdrawn(), withdrawn())] {
        for is_rough in [false, true] {
            let mut life = Life::new();
            life.act(&Act::Merge(ours.clone(), theirs.clone(), is_rough));
            assert!(!life.files.withdrawn.is_empty());
            for act in [Act::Article, Act::Rebuild, Act::Withdraw(1)] {
                life.act(&act);
            }
        }
    }
}

/// A site may live longer than what is new may be late, on one branch or several.
#[test]
fn what_is_new_is_dated_on_its_day_however_old_the_site_is() {
    let mut life = Life::new();
    for _ in 0..6 {
        life.day = life.day.checked_add(9.days()).unwrap();
        let branch = |project| vec![Act::Article, Act::Entry(project)];
        let merge = Act::Merge(branch(Where::Year), branch(Where::Periods), true);
        for act in [Act::Article, Act::Entry(Where::Year), merge] {
            life.act(&act);
        }
    }
}

/// What branches withdraw and restore, in every order, is withdrawn and restored in the merge.
#[test]
fn withdrawals_and_restorings_on_both_branches_hold_in_the_merge() {
    let toggles = |times: usize| vec![Act::Withdraw(0); times];
    for before in 0..2 {
        for (ours, theirs) in [(1, 1), (1, 2), (2, 1), (2, 2), (3, 2), (2, 3)] {
            let mut life = Life::new();
            let started = toggles(before).into_iter().chain([Act::Entry(Where::Year), Act::Article]);
            let merge = Act::Merge(toggles(ours), toggles(theirs), ours != theirs);
            for act in started.chain([merge, Act::Rebuild]) {
                life.act(&act);
            }
        }
    }
}

/// What was moved keeps its number and versions, and can be purged, withdrawn and restored where it lies now.
#[test]
fn what_was_moved_lives_on() {
    for acts in [
        vec![Act::Revise(0), Act::Move(0), Act::Purge(0), Act::Rebuild],
        vec![Act::Move(0), Act::Revise(0), Act::Move(0), Act::Revise(0), Act::Purge(0), Act::Purge(0)],
        vec![Act::Revise(0), Act::Move(0), Act::Withdraw(0), Act::Withdraw(0), Act::Revise(0)],
        vec![
            Act::Move(0),
            Act::Merge(vec![Act::Revise(0), Act::Purge(0)], vec![Act::Revise(0)], false),
            Act::Move(0),
            Act::Merge(vec![Act::Withdraw(0)], vec![Act::Article], true),
        ],
    ] {
        let mut life = Life::new();
        for act in acts.iter().chain([&Act::Rebuild]) {
            life.act(act);
        }
        assert!(life.files.articles.keys().any(|name| name.ends_with("新")));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: many("GONGKAI_LIVES", 5), max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_was_published_is_lost_changed_in_silence_or_comes_back(
        acts in prop::collection::vec(act(), 6..14)
    ) {
        let mut life = Life::new();
        for act in &acts {
            life.act(act);
        }
    }
}
