//! `gongkai import`: proposes content files made of other files, and writes them only if told to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use gongkai::diag::draw::harmless;
use gongkai::diag::{Lang, Text, nearest};
use gongkai::import::{self, ImportOptions, PartFate, Proposal, Tracked, Wanted};
use gongkai::model::ContentPath;
use gongkai::privacy::Detector;
use gongkai::{attachment, check, files, layout, say, site as sites};

use crate::cli::args::{ChangesWay, ImportArgs, ReportFormat};
use crate::cli::exit::{Exit, Stop};
use crate::cli::office;
use crate::cli::site::find_site;
use crate::cli::surroundings;
use crate::cli::table::aligned;
use crate::cli::terminal::{Terminal, write_result};

/// So many places with the same fate are named; of more, how many there are.
const MOST_PLACES: usize = 6;

pub(crate) fn run(args: &ImportArgs, site: Option<&Path>, terminal: Terminal) -> Result<Exit, Stop> {
    let site = find_site(site)?;
    let settings = sites::settings(&site);
    let wanted = args.kind.as_deref().map(wanted).transpose()?;
    let to = match &args.to {
        Some(to) => Some(place(&site, to)?),
        None => None,
    };
    if args.write && to.is_none() {
        let columns = named(&columns(&site)?);
        return Err(Stop::usage(say!("没有写放到哪个栏目", "it is not said which column they go to"))
            .help(say!("加上 --to 栏目，如：{columns}", "add `--to COLUMN`, such as: {columns}")));
    }
    let to = to.unwrap_or_else(ContentPath::root);
    let projects = import::known_projects(&sites::read_projects(&site)?);
    let letters = sites::letters(&site)?;
    let options = ImportOptions {
        changes: match args.changes {
            ChangesWay::Accept => Tracked::Accept,
            ChangesWay::Reject => Tracked::Reject,
            ChangesWay::Ask => Tracked::Ask,
        },
        wanted,
        to: &to,
        projects: &projects,
        beside: &|_| None,
        suffix: "",
        settings: settings.as_ref(),
        letters: &letters,
        today: args.today.unwrap_or_else(surroundings::today),
    };
    let desk = ImportDesk { site: &site, terminal, detector: sites::detector(Some(&site))?, args };
    let mut exit = Exit::Done;
    for file in &args.files {
        // What cannot be read is told, and the others are read.
        if let Err(stop) = desk.import(file, &options) {
            terminal.stop(&stop);
            exit = stop.exit;
        }
    }
    if !args.write && exit == Exit::Done {
        terminal.note(&say!(
            "以上是建议，没有写入；核对以后加 --to 栏目 --write 写入",
            "these are proposals, nothing was written; look at them, then add `--to COLUMN --write`"
        ));
    }
    Ok(exit)
}

fn wanted(text: &str) -> Result<Wanted, Stop> {
    Wanted::parse(text).ok_or_else(|| {
        Stop::usage(say!("“{text}”不是能导入成的类型", "`{text}` is nothing that files can become")).help(
            say!(
                "可以写 文章、表格、项目、进度，或公文、通知、规划、解读、动态、指南、年报、页面",
                "write article, table, project, progress, or document, notice, plan, interpretation, news, guide, annual-report, page"
            ),
        )
    })
}

/// All folders of the site's content.
fn columns(site: &Path) -> Result<BTreeSet<ContentPath>, Stop> {
    let tree = sites::list(site)?;
    let mut columns = BTreeSet::new();
    for file in tree.pages.iter().chain(&tree.others) {
        let mut folder = file.path.parent();
        while folder != ContentPath::root() && columns.insert(folder.clone()) {
            folder = folder.parent();
        }
    }
    Ok(columns)
}

fn named(columns: &BTreeSet<ContentPath>) -> String {
    columns.iter().take(4).map(ContentPath::as_str).collect::<Vec<_>>().join("、")
}

/// The folder that a person means by its path or name.
pub(crate) fn place(site: &Path, given: &str) -> Result<ContentPath, Stop> {
    let path = given.replace('\\', "/");
    let path = path.trim_start_matches("./").trim_end_matches(layout::PROJECT).trim_end_matches('/');
    let path = layout::below_content(path).unwrap_or(path);
    let columns = columns(site)?;
    if let Some(column) = columns.iter().find(|column| column.as_str() == path) {
        return Ok(column.clone());
    }
    let by_name: Vec<&ContentPath> = columns.iter().filter(|column| column.name() == path).collect();
    match by_name.as_slice() {
        [column] => Ok((*column).clone()),
        [] => {
            let stop =
                Stop::usage(say!("没有“{given}”这个栏目或项目", "there is no column or project `{given}`"));
            let known = columns.iter().flat_map(|column| [column.as_str(), column.name()]);
            Err(match nearest(path, known) {
                Some(near) => stop.help(say!("是不是“{near}”？", "did you mean `{near}`?")),
                None => stop.help(say!(
                    "写它在 content 里的文件夹；新栏目先建好文件夹，放一个 _index.md",
                    "write its folder in content; for a new column make the folder first, with an _index.md"
                )),
            })
        }
        several => {
            let names: Vec<&str> = several.iter().map(|column| column.as_str()).collect();
            let (zh, en) = (names.join("、"), names.join(", "));
            Err(Stop::usage(say!("有几个栏目叫“{given}”", "several columns are called `{given}`"))
                .help(say!("写明是哪一个：{zh}", "say which: {en}")))
        }
    }
}

/// A file that lies beside a source or below it, as pages name them that were saved with their pictures.
pub(crate) fn beside(source: &Path, address: &str) -> Option<Vec<u8>> {
    let address = address.split(['?', '#']).next()?.trim_start_matches("./");
    let path = percent_encoding::percent_decode_str(address).decode_utf8().ok()?;
    let path = ContentPath::new(&path).ok().filter(|_| !path.starts_with('/'))?;
    let folder = source.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let real = files::real_path(&folder.join(path.as_str())).ok()?;
    let is_inside = files::real_path(folder).is_ok_and(|folder| real.starts_with(folder));
    if is_inside { files::read_limited(&real, attachment::LARGEST).ok() } else { None }
}

/// A source as it is read.
pub(crate) struct ImportSource {
    /// The file, as it was named.
    pub(crate) file: String,
    /// What its bytes are called: a document of an older program bears the ending that LibreOffice gave it.
    pub(crate) name: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

/// Reads a source; those of older programs as LibreOffice saves them.
pub(crate) fn source(path: &Path) -> Result<ImportSource, Stop> {
    let file = path.display().to_string();
    let bytes = files::read_limited(path, attachment::LARGEST)?;
    let ending = file.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_ascii_lowercase());
    if let Some(kind) = office::saved_as(&ending).filter(|_| !import::reads(&file, &bytes)) {
        let bytes = office::converted(&file, &bytes, &ending, kind)?;
        return Ok(ImportSource { name: path.with_extension(kind).display().to_string(), file, bytes });
    }
    Ok(ImportSource { name: file.clone(), file, bytes })
}

struct ImportDesk<'a> {
    site: &'a Path,
    terminal: Terminal,
    detector: Detector,
    args: &'a ImportArgs,
}

impl ImportDesk<'_> {
    /// Proposes or writes what one file becomes.
    fn import(&self, file: &Path, options: &ImportOptions<'_>) -> Result<(), Stop> {
        let ImportSource { file: shown, name, bytes } = source(file)?;
        let beside = |address: &str| beside(file, address);
        let options = ImportOptions { beside: &beside, ..*options };
        let proposal = import::propose(&name, &bytes, &options).map_err(|error| {
            let (message, help) = error.texts(&shown);
            Stop::content(message).help(help)
        })?;
        let written = if self.args.write { Some(import::write(self.site, &proposal)?) } else { None };
        match self.args.format {
            ReportFormat::Json => write_result(&(self.json(&shown, &proposal, written.is_some()) + "\n"))?,
            ReportFormat::Text => self.tell(&shown, &proposal, written.as_deref())?,
        }
        Ok(())
    }

    /// A text with the numbers of persons masked.
    fn masked(&self, text: &str) -> String {
        let Some(masked) = check::mask(text, &[], false, &self.detector) else { return text.to_owned() };
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for change in &masked.changes {
            out.push_str(&text[done..change.span.start]);
            out.push_str(&change.text);
            done = change.span.end;
        }
        out + &text[done..]
    }

    fn said(&self, text: &Text) -> String {
        harmless(&self.masked(self.terminal.words(text)), false).into_owned()
    }

    fn tell(&self, name: &str, proposal: &Proposal, written: Option<&[PathBuf]>) -> Result<(), Stop> {
        let mut out = String::new();
        let what = self.said(&proposal.what);
        let title = say!("{name}：当作{what}", "{name}: taken for {what}");
        out.extend([&*self.said(&title), "\n"]);
        match written {
            Some(paths) => {
                for path in paths {
                    let path = path.strip_prefix(".").unwrap_or(path).display().to_string();
                    let line = say!("  写入 {path}", "  written: {path}");
                    out.extend([self.terminal.words(&line), "\n"]);
                }
            }
            None => self.show_files(proposal, &mut out),
        }
        if !proposal.found.is_empty() {
            let head = say!("找到的：", "found:");
            out.extend([self.terminal.words(&head), "\n"]);
            let rows: Vec<[String; 3]> = proposal
                .found
                .iter()
                .map(|found| {
                    let usual = say!("推断或默认", "concluded or usual");
                    let place = found.place.as_ref().unwrap_or(&usual);
                    [format!("  {}", found.key), self.masked(&found.value), self.said(place)]
                })
                .collect();
            out.push_str(&aligned(&rows));
        }
        self.tell_account(proposal, &mut out);
        if !proposal.doubts.is_empty() {
            let count = proposal.doubts.len();
            let head = say!("需要核对的 {count} 处：", "to be looked at: {count}");
            out.extend([self.terminal.words(&head), "\n"]);
            for doubt in &proposal.doubts {
                out.extend(["  ", &self.said(&doubt.place), "  ", &self.said(&doubt.text), "\n"]);
            }
        }
        out.push('\n');
        write_result(&out)
    }

    fn show_files(&self, proposal: &Proposal, out: &mut String) {
        for file in &proposal.files {
            let (path, size) = (file.path.in_site(), file.bytes.len());
            let line = say!("── {path}（{size} 字节）", "── {path} ({size} bytes)");
            out.extend([self.terminal.words(&line), "\n"]);
            if file.is_text {
                let text = String::from_utf8_lossy(&file.bytes);
                let text = harmless(&self.masked(&text), true).into_owned();
                out.extend([text.trim_end(), "\n"]);
            }
        }
        if proposal.files.iter().any(|file| file.is_text) {
            out.push_str("──\n");
        }
    }

    /// The account of the source: a table of how many parts there are, and what was changed and left.
    fn tell_account(&self, proposal: &Proposal, out: &mut String) {
        let words = |text: Text| self.terminal.words(&text).to_owned();
        let mut rows = vec![[
            words(say!("来源", "source")),
            words(say!("共", "all")),
            words(say!("原样放进", "as it was")),
            words(say!("改动后放进", "changed")),
            words(say!("没有放进", "left")),
        ]];
        rows.extend(proposal.account.counts().into_iter().map(|(kind, count)| {
            let number = |count: usize| count.to_string();
            [
                words(kind.name()),
                number(count.all),
                number(count.placed),
                number(count.changed),
                number(count.left),
            ]
        }));
        out.push_str(&aligned(&rows));
        let mut changed: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut left: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for part in proposal.account.parts() {
            match &part.fate {
                Some(PartFate::Changed(how)) => {
                    changed.entry(self.said(how)).or_default().push(self.said(&part.place));
                }
                Some(PartFate::Left(why)) => {
                    left.entry(self.said(why)).or_default().push(self.said(&part.place));
                }
                Some(PartFate::Placed) | None => {}
            }
        }
        for (head, groups) in [(say!("改动：", "changed:"), changed), (say!("没有放进：", "left:"), left)]
        {
            if groups.is_empty() {
                continue;
            }
            out.extend([self.terminal.words(&head), "\n"]);
            for (why, mut places) in groups {
                places.dedup();
                let (count, first) = (places.len(), &places[..places.len().min(MOST_PLACES)]);
                let (zh, en) = (first.join("、"), first.join(", "));
                let line = if count > MOST_PLACES {
                    say!("  {why}  （{zh}等 {count} 处）", "  {why}  ({en} … {count} in all)")
                } else {
                    say!("  {why}  （{zh}）", "  {why}  ({en})")
                };
                out.extend([self.terminal.words(&line), "\n"]);
            }
        }
    }

    /// The report for programs.
    fn json(&self, name: &str, proposal: &Proposal, is_written: bool) -> String {
        let files: Vec<serde_json::Value> = proposal
            .files
            .iter()
            .map(|file| {
                let text = file.is_text.then(|| self.masked(&String::from_utf8_lossy(&file.bytes)));
                serde_json::json!({ "path": &*file.path.in_site(), "size": file.bytes.len(), "text": text })
            })
            .collect();
        let found: Vec<serde_json::Value> = proposal
            .found
            .iter()
            .map(|found| {
                let place = found.place.as_ref().map(|place| self.said(place));
                serde_json::json!({ "key": found.key, "value": self.masked(&found.value), "place": place })
            })
            .collect();
        let doubts: Vec<serde_json::Value> = proposal
            .doubts
            .iter()
            .map(|doubt| serde_json::json!({ "place": self.said(&doubt.place), "message": self.said(&doubt.text) }))
            .collect();
        let parts: Vec<serde_json::Value> = proposal
            .account
            .parts()
            .iter()
            .map(|part| {
                let (fate, reason) = match &part.fate {
                    Some(PartFate::Placed) => ("placed", None),
                    Some(PartFate::Changed(how)) => ("changed", Some(self.said(how))),
                    Some(PartFate::Left(why)) => ("left", Some(self.said(why))),
                    None => ("open", None),
                };
                serde_json::json!({
                    "kind": part.kind.name().in_lang(Lang::En),
                    "place": self.said(&part.place),
                    "text": self.masked(&part.words),
                    "fate": fate,
                    "reason": reason,
                })
            })
            .collect();
        let totals: serde_json::Map<String, serde_json::Value> = proposal
            .account
            .counts()
            .into_iter()
            .map(|(kind, count)| {
                let count = serde_json::json!({
                    "all": count.all, "placed": count.placed, "changed": count.changed, "left": count.left,
                });
                (kind.name().in_lang(Lang::En).to_owned(), count)
            })
            .collect();
        serde_json::json!({
            "source": name,
            "taken_for": self.said(&proposal.what),
            "written": is_written,
            "files": files,
            "found": found,
            "doubts": doubts,
            "totals": totals,
            "parts": parts,
        })
        .to_string()
    }
}
