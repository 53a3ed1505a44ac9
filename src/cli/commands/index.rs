//! `gongkai index`: looking after the ledger.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gongkai::diag::{Diagnostic, Lang, Text, has_errors};
use gongkai::files::{self, SiteLock};
use gongkai::layout;
use gongkai::ledger::{self, Ledger, LedgerRow, NumberState};
use gongkai::model::ItemKey;
use gongkai::publish::{self, MovedPage, PublishOptions};
use gongkai::write::{OpenFile, Step, Written};
use gongkai::{config, say, site};

use crate::cli::args::{FindingsFormat, IndexCommand, ListFormat};
use crate::cli::commands::moving;
use crate::cli::exit::{Exit, Stop};
use crate::cli::progress::Bar;
use crate::cli::report::{ShownFindings, tell_findings};
use crate::cli::site::find_site;
use crate::cli::surroundings;
use crate::cli::table::aligned;
use crate::cli::terminal::{Terminal, write_result};

pub(crate) fn run(command: &IndexCommand, site: Option<&Path>, terminal: Terminal) -> Result<Exit, Stop> {
    let desk = LedgerDesk { site: &find_site(site)?, terminal };
    match command {
        IndexCommand::List { format } => desk.list(*format),
        IndexCommand::Verify => desk.verify(),
        IndexCommand::Withdraw { number, reason, successor } => desk.change(
            |ledger| ledger.withdraw(number, reason, successor.as_deref(), surroundings::today()),
            &say!(
                "已撤下 {number}；下次 gongkai build 时，原地址换成说明页面",
                "{number} is withdrawn; at the next `gongkai build` a page at its address will say so"
            ),
        ),
        IndexCommand::Restore { number } => desk.change(
            |ledger| ledger.restore(number, surroundings::today()),
            &say!(
                "{number} 恢复公开；下次 gongkai build 时，原地址重新是它的内容",
                "{number} is public again; at the next `gongkai build` its content returns to its address"
            ),
        ),
        IndexCommand::Repair { write, output } => desk.repair(*write, output.clone()),
        IndexCommand::Move { from, to } => desk.move_content(from, to),
        IndexCommand::Import { file, to, write, today } => match moving::pages_in(file)? {
            Some(pages) => {
                let order = moving::Order { to: to.as_deref(), is_write: *write, today: *today };
                moving::run(desk.site, &pages, &order, terminal)
            }
            None => desk.import(file),
        },
    }
}

/// Where the ledger is worked on.
struct LedgerDesk<'a> {
    site: &'a Path,
    terminal: Terminal,
}

/// The ledger as it was read.
struct OpenedLedger {
    ledger: Ledger,
    findings: Vec<Diagnostic>,
    sources: BTreeMap<String, Arc<str>>,
}

impl LedgerDesk<'_> {
    fn list(&self, format: ListFormat) -> Result<Exit, Stop> {
        let mut opened = self.open()?;
        let text = match format {
            ListFormat::Table => self.table(opened.ledger.rows()),
            ListFormat::Csv => opened.ledger.to_csv(),
            ListFormat::Json => json(opened.ledger.rows()),
        };
        write_result(&text)?;
        self.tell(&mut opened)
    }

    fn verify(&self) -> Result<Exit, Stop> {
        let mut opened = self.open()?;
        let settings_text = read_text(&self.site.join(layout::SETTINGS))?;
        let settings = config::parse(&settings_text);
        opened.sources.insert(layout::SETTINGS.to_owned(), settings_text.into());
        if let Some(settings) = settings.unpack(&mut opened.findings) {
            opened.findings.extend(ledger::verify(&opened.ledger, &settings.number_rule));
        }
        let exit = self.tell(&mut opened)?;
        if opened.findings.is_empty() {
            let count = opened.ledger.rows().len();
            self.terminal.note(&say!("{count} 个索引号，没有发现问题", "numbers: {count}, nothing found"));
        }
        Ok(exit)
    }

    /// Changes the ledger under the site's lock, so that no build can issue a number meanwhile.
    fn change(
        &self,
        change: impl FnOnce(&Ledger) -> Result<Ledger, Text>,
        done: &Text,
    ) -> Result<Exit, Stop> {
        let _lock = SiteLock::acquire(self.site)?;
        let mut opened = self.open()?;
        if self.tell(&mut opened)? == Exit::ContentErrors {
            return Err(Self::spoilt());
        }
        let ledger = change(&opened.ledger).map_err(Stop::usage)?;
        self.write(&ledger)?;
        self.terminal.note(done);
        Ok(Exit::Done)
    }

    /// Tells ledger and pages that what lay at `from` lies at `to`: numbers stay, and a page without one
    /// leads on from its former address.
    fn move_content(&self, from: &str, to: &str) -> Result<Exit, Stop> {
        let _lock = SiteLock::acquire(self.site)?;
        let mut opened = self.open()?;
        if self.tell(&mut opened)? == Exit::ContentErrors {
            return Err(Self::spoilt());
        }
        let pages = self.moved_pages(from, to)?;
        self.expect_granularity(&opened.ledger, from, to).map_err(Stop::usage)?;
        let moved = match opened.ledger.move_folder(from, to).map_err(Stop::usage)? {
            Some((moved, items)) => {
                let there = items.iter().try_for_each(|item| self.expect_content(item.as_str()));
                there.map_err(Stop::usage)?;
                Some(moved)
            }
            None if !pages.is_empty() && !opened.ledger.knows(from) => None,
            None => {
                let moved = opened.ledger.move_item(from, to).map_err(Stop::usage)?;
                self.expect_content(to).map_err(Stop::usage)?;
                Some(moved)
            }
        };
        if let Some(moved) = moved {
            self.write(&moved)?;
            self.terminal.note(&say!(
                "台账已改：{from} 现在是 {to}，索引号不变",
                "the ledger now says {to} for {from}; numbers stay"
            ));
        }
        for MovedPage { file, address } in &pages {
            let name = file.in_site();
            let mut open = OpenFile::open_in(self.site, &name)?;
            let path = [Step::Key { zh: "旧网址", en: "former_addresses" }];
            let known = open.content.at(&path).map_err(|fault| Stop::content(fault.text()))?;
            let address = Written::text(address);
            let written = match known {
                None | Some(Written::Nothing) => open.content.set(&path, &address),
                Some(text @ Written::Text(_)) => {
                    open.content.set(&path, &Written::List(vec![text, address.clone()]))
                }
                Some(_) => open.content.push(&path, &address),
            };
            written.map_err(|fault| Stop::content(fault.text()))?;
            open.save()?;
            if let Written::Text(address) = address {
                self.terminal.note(&say!(
                    "{name} 没有索引号，写上了 `旧网址: {address}`，那里转到新的网址",
                    "{name} has no number: `former_addresses: {address}` was added, and that address leads on"
                ));
            }
        }
        Ok(Exit::Done)
    }

    fn moved_pages(&self, from: &str, to: &str) -> Result<Vec<MovedPage>, Stop> {
        let site = self.site.to_path_buf();
        let site = site::Options { site, now: surroundings::now(), drafts: false, future: false };
        let options = PublishOptions { site, output: None, locked: false, fresh: false, trial: false };
        let bar = Bar::new(self.terminal);
        let pages = publish::moved_pages(&options, (from, to), &bar);
        bar.finish();
        Ok(pages?)
    }

    /// Refuses to make a period of a project of a year, or a year of a period.
    fn expect_granularity(&self, ledger: &Ledger, from: &str, to: &str) -> Result<(), Text> {
        let of_number =
            ledger.rows().iter().find(|row| row.number.as_str() == from).and_then(LedgerRow::item);
        let (Some(from), Ok(to)) =
            (of_number.cloned().or_else(|| ItemKey::parse(from).ok()), ItemKey::parse(to))
        else {
            return Ok(());
        };
        let tree = site::list(self.site).map_err(|error| error.text())?;
        let is_of_project = || {
            tree.projects
                .iter()
                .any(|folder| to.as_str().rsplit_once('/').is_some_and(|(own, _)| own == folder.as_str()))
        };
        if ledger::is_same_granularity(&from, &to) || !is_of_project() {
            return Ok(());
        }
        Err(say!(
            "{from} 和 {to} 一个是年度、一个是一期：公开粒度公开以后不能改，在 project.yaml 里写回原来的公开粒度",
            "of {from} and {to} one is a year and one a period: the granularity does not change once it is public, write the former one in project.yaml again"
        ))
    }

    /// Refuses a new place of an item where nothing lies: a slip of the pen would cost a second correction.
    fn expect_content(&self, to: &str) -> Result<(), Text> {
        // What is no path at all is told by the ledger.
        let Ok(item) = ItemKey::parse(to) else { return Ok(()) };
        let tree = site::list(self.site).map_err(|error| error.text())?;
        let is_year = item.as_str().rsplit_once('/').is_some_and(|(project, year)| {
            let is_number = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
            is_number && tree.projects.iter().any(|folder| folder.as_str() == project)
        });
        if is_year || tree.pages.iter().any(|file| ItemKey::of_file(&file.path) == item) {
            return Ok(());
        }
        Err(say!(
            "没有 content/{item} 这份内容，台账没有改动；请写内容现在的位置，不带扩展名，项目的年度写成“项目文件夹/2024”",
            "there is no content/{item}, the ledger was not changed; give where the content is now, without its extension, for a year of a project its folder and the year, such as jobs/training/2024"
        ))
    }

    fn import(&self, file: &Path) -> Result<Exit, Stop> {
        let _lock = SiteLock::acquire(self.site)?;
        let mut opened = self.open()?;
        if self.tell(&mut opened)? == Exit::ContentErrors {
            return Err(Self::spoilt());
        }
        let name = file.to_string_lossy();
        let text = read_text(file)?;
        let mut imported = opened.ledger.import(&text, &name);
        opened.sources.insert(name.clone().into_owned(), text.into());
        tell_findings(
            &mut imported.findings,
            &opened.sources,
            (FindingsFormat::Text, ShownFindings::All),
            self.terminal,
        )?;
        if has_errors(&imported.findings) {
            return Err(Stop::content(say!(
                "`{name}` 有错误，台账没有改动",
                "`{name}` has errors, the ledger was not changed"
            )));
        }
        self.write(&imported.value)?;
        let count = imported.value.rows().len() - opened.ledger.rows().len();
        self.terminal.note(&say!("并入 {count} 个索引号", "numbers taken over: {count}"));
        Ok(Exit::Done)
    }

    fn repair(&self, write: bool, output: Option<PathBuf>) -> Result<Exit, Stop> {
        let _lock = SiteLock::acquire(self.site)?;
        let site = self.site.to_path_buf();
        let site = site::Options { site, now: surroundings::now(), drafts: false, future: false };
        // No number is issued here.
        let options = PublishOptions { site, output, locked: false, fresh: false, trial: false };
        let bar = Bar::new(self.terminal);
        let repair = publish::repair(&options, &bar);
        bar.finish();
        let repair = repair?;
        let path = self.site.join(layout::LEDGER);
        let new = repair.ledger.to_csv();
        let old = match files::read(&path) {
            Err(error) if error.is_not_found() => Vec::new(),
            read => read?,
        };
        if repair.changes.is_empty() && old == new.as_bytes() {
            self.terminal.note(&say!(
                "已公开的网站不能证明台账有错，没有改动",
                "the published site proves no fault of the ledger, which stays as it is"
            ));
            return Ok(Exit::Done);
        }
        let lines = repair.changes.iter().map(|change| format!("{}\n", self.terminal.words(change)));
        write_result(&lines.collect::<String>())?;
        if !write {
            self.terminal.note(&say!(
                "台账没有改动；核对以后加 --write 写入",
                "the ledger was not changed; look at this and run it again with --write"
            ));
            return Ok(Exit::Done);
        }
        if !old.is_empty() {
            files::write_own(self.site, layout::DAMAGED_LEDGER, &old)?;
        }
        self.write(&repair.ledger)?;
        let name = layout::DAMAGED_LEDGER;
        self.terminal.note(&say!(
            "台账已修复，原来的存为 {name}；再运行一次 gongkai build",
            "the ledger is repaired, the old one is kept as {name}; run `gongkai build` again"
        ));
        Ok(Exit::Done)
    }

    fn open(&self) -> Result<OpenedLedger, Stop> {
        let path = self.site.join(layout::LEDGER);
        let text = match files::read(&path) {
            // A site that has not been built yet has no ledger.
            Err(error) if error.is_not_found() => String::new(),
            Err(error) => return Err(error.into()),
            Ok(bytes) => decode(bytes, &path)?,
        };
        let mut findings = Vec::new();
        let ledger = Ledger::parse(&text, layout::LEDGER).unpack(&mut findings);
        let sources = BTreeMap::from([(layout::LEDGER.to_owned(), text.into())]);
        Ok(OpenedLedger { ledger, findings, sources })
    }

    fn tell(&self, opened: &mut OpenedLedger) -> Result<Exit, Stop> {
        let counts = tell_findings(
            &mut opened.findings,
            &opened.sources,
            (FindingsFormat::Text, ShownFindings::All),
            self.terminal,
        )?;
        Ok(if counts.errors > 0 { Exit::ContentErrors } else { Exit::Done })
    }

    fn spoilt() -> Stop {
        Stop::content(say!("台账有错误，没有改动", "the ledger has errors and was not changed"))
            .help(say!("先改正以上错误，再运行一次", "correct these errors first, then run again"))
    }

    fn write(&self, ledger: &Ledger) -> Result<(), Stop> {
        Ok(files::write_own(self.site, layout::LEDGER, ledger.to_csv().as_bytes())?)
    }

    fn table(&self, rows: &[LedgerRow]) -> String {
        let head = [
            say!("索引号", "number"),
            say!("状态", "status"),
            say!("首次公开", "first published"),
            say!("内容", "item"),
            say!("标题", "title"),
        ];
        let mut table = vec![head.each_ref().map(|text| self.terminal.words(text).to_owned())];
        table.extend(rows.iter().map(|row| {
            [
                row.number.to_string(),
                self.terminal.words(&status(&row.state)).to_owned(),
                first(row),
                row.item().map(ToString::to_string).unwrap_or_default(),
                row.title.clone(),
            ]
        }));
        aligned(&table)
    }
}

fn status(state: &NumberState) -> Text {
    match state {
        NumberState::Public(_) => say!("公开", "public"),
        NumberState::Withdrawn(_) => say!("撤下", "withdrawn"),
        NumberState::Elsewhere => say!("旧系统", "elsewhere"),
    }
}

fn first(row: &LedgerRow) -> String {
    row.first.map(|first| first.to_string()).unwrap_or_default()
}

/// The rows as programs read them.
fn json(rows: &[LedgerRow]) -> String {
    let rows: Vec<serde_json::Value> = rows
        .iter()
        .map(|row| {
            serde_json::json!({
                "index_number": row.number.as_str(),
                "item": row.item().map(ItemKey::as_str),
                "title": row.title,
                "first_published": row.first.map(|first| first.to_string()),
                "status": status(&row.state).in_lang(Lang::En),
                "note": row.note,
            })
        })
        .collect();
    format!("{:#}\n", serde_json::Value::from(rows))
}

fn read_text(path: &Path) -> Result<String, Stop> {
    decode(files::read(path)?, path)
}

fn decode(bytes: Vec<u8>, path: &Path) -> Result<String, Stop> {
    let name = path.display();
    files::decode(bytes).map(|decoded| decoded.text).map_err(|error| {
        let why = error.text();
        let (zh, en) = (why.in_lang(Lang::Zh), why.in_lang(Lang::En));
        Stop::content(say!("`{name}`：{zh}", "`{name}`: {en}")).help(error.help())
    })
}
