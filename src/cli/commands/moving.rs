//! `gongkai index import` of a whole site: a folder of saved pages, or an export with titles and texts,
//! becomes articles that keep their numbers and dates.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use gongkai::import::{self, ImportOptions, Proposal, Tracked};
use gongkai::{attachment, files, say, site as sites};
use jiff::civil::Date;

use crate::cli::commands::import as single;
use crate::cli::exit::{Exit, Stop};
use crate::cli::surroundings;
use crate::cli::terminal::{Terminal, write_result};

/// How deep folders of pages are followed.
const DEEPEST: usize = 30;
/// So many pages of the same title may be imported together.
const MOST_ALIKE: usize = 1000;

/// A page of the old site.
pub(super) enum OldPage {
    /// In a file of its own.
    File(PathBuf),
    /// A row of an export: its name, and the page made of it.
    Row(String, String),
}

/// What is to be done with them.
pub(super) struct Order<'a> {
    /// The column that they go to, as typed.
    pub(super) to: Option<&'a str>,
    /// Whether they are written.
    pub(super) is_write: bool,
    /// The day to take for today.
    pub(super) today: Option<Date>,
}

/// The pages in a folder or an export; `None`: it is a ledger.
pub(super) fn pages_in(path: &Path) -> Result<Option<Vec<OldPage>>, Stop> {
    if files::is_there(path) && files::is_folder(path)? {
        let mut pages = Vec::new();
        collect(path, 0, &mut pages)?;
        return Ok(Some(pages));
    }
    let bytes = files::read_limited(path, attachment::LARGEST)?;
    let rows = import::exported_pages(&bytes);
    Ok(rows.map(|rows| rows.into_iter().map(|(name, page)| OldPage::Row(name, page)).collect()))
}

fn collect(folder: &Path, depth: usize, pages: &mut Vec<OldPage>) -> Result<(), Stop> {
    let mut names = files::names_in(folder)?;
    names.sort();
    for name in names {
        let path = folder.join(&name);
        let name = name.to_string_lossy().to_lowercase();
        if files::is_folder(&path)? {
            // The pictures of a page that a browser saved lie beside it, with frames that are pages too.
            if depth < DEEPEST && !name.trim_end_matches("files").ends_with(['_', '.']) {
                collect(&path, depth + 1, pages)?;
            }
        } else if [".html", ".htm", ".shtml", ".mht", ".mhtml", ".docx"]
            .iter()
            .any(|ending| name.ends_with(ending))
        {
            pages.push(OldPage::File(path));
        }
    }
    Ok(())
}

/// What came of the pages.
#[derive(Default)]
struct MoveCounts {
    pages: usize,
    numbers: usize,
    there: usize,
    unread: usize,
    doubts: usize,
}

/// Proposes or writes the pages, and tells of each what is missing.
pub(super) fn run(
    site: &Path,
    pages: &[OldPage],
    order: &Order<'_>,
    terminal: Terminal,
) -> Result<Exit, Stop> {
    let Some(to) = order.to else {
        return Err(Stop::usage(say!("没有写放到哪个栏目", "it is not said which column they go to"))
            .help(say!("加上 --to 栏目", "add `--to COLUMN`")));
    };
    let to = single::place(site, to)?;
    let settings = sites::settings(site);
    let projects = import::known_projects(&sites::read_projects(site)?);
    let letters = sites::letters(site)?;
    let options = ImportOptions {
        changes: Tracked::Accept,
        // A page of an old site is a page here, whatever it tells of.
        wanted: Some(import::Wanted::Article(None)),
        to: &to,
        projects: &projects,
        beside: &|_| None,
        suffix: "",
        settings: settings.as_ref(),
        letters: &letters,
        today: order.today.unwrap_or_else(surroundings::today),
    };
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut counts = MoveCounts::default();
    for page in pages {
        let (name, proposal) = match propose(page, &options, &taken)? {
            Ok(found) => found,
            Err(told) => {
                counts.unread += 1;
                terminal.stop(&told);
                continue;
            }
        };
        taken.extend(proposal.files.iter().map(|file| file.path.as_str().to_lowercase()));
        counts.pages += 1;
        counts.doubts += proposal.doubts.len();
        let is_there =
            proposal.files.first().is_some_and(|file| files::is_there(&site.join(&*file.path.in_site())));
        if is_there {
            counts.there += 1;
        } else if order.is_write {
            import::write(site, &proposal)?;
        }
        write_result(&line(&name, &proposal, is_there, &mut counts, terminal))?;
    }
    let MoveCounts { pages, numbers, there, unread, doubts } = counts;
    let without = pages - numbers;
    terminal.note(&say!(
        "{pages} 个网页，{numbers} 个有索引号，{without} 个没有；{there} 个已经有了，没有覆盖；{unread} 个读不了；需要核对的 {doubts} 处，已写成注释，由 gongkai check 提醒",
        "pages: {pages}, with numbers: {numbers}, without: {without}, there already: {there}, unread: {unread}; to be looked at: {doubts}, as comments that `gongkai check` lists"
    ));
    terminal.note(&if order.is_write {
        say!(
            "下次 gongkai build 时，索引号记进台账",
            "at the next `gongkai build` the numbers enter the ledger"
        )
    } else {
        say!("以上是建议，没有写入；加 --write 写入", "these are proposals, nothing was written; add --write")
    });
    Ok(if unread > 0 { Exit::ContentErrors } else { Exit::Done })
}

/// What a page becomes, under a name that no other page of this run has.
fn propose(
    page: &OldPage,
    options: &ImportOptions<'_>,
    taken: &BTreeSet<String>,
) -> Result<Result<(String, Proposal), Stop>, Stop> {
    let single::ImportSource { file, name, bytes } = match page {
        OldPage::File(path) => single::source(path)?,
        OldPage::Row(name, page) => {
            single::ImportSource { file: name.clone(), name: name.clone(), bytes: page.clone().into_bytes() }
        }
    };
    let beside = |address: &str| match page {
        OldPage::File(path) => single::beside(path, address),
        OldPage::Row(..) => None,
    };
    let mut suffix = String::new();
    for number in 2..MOST_ALIKE {
        let options = ImportOptions { beside: &beside, suffix: &suffix, ..*options };
        match import::propose(&name, &bytes, &options) {
            Ok(proposal) => {
                let is_taken = |file: &import::NewFile| taken.contains(&file.path.as_str().to_lowercase());
                if !proposal.files.iter().any(is_taken) {
                    return Ok(Ok((file, proposal)));
                }
            }
            Err(error) => {
                let (message, help) = error.texts(&file);
                return Ok(Err(Stop::content(message).help(help)));
            }
        }
        suffix = format!("-{number}");
    }
    Ok(Err(Stop::content(say!("`{file}`：同名的网页太多", "`{file}`: too many pages of the same title"))))
}

/// A page in one line: where it goes, its number and date, and how much is to be looked at.
fn line(
    name: &str,
    proposal: &Proposal,
    is_there: bool,
    counts: &mut MoveCounts,
    terminal: Terminal,
) -> String {
    let value = |key: &str| {
        proposal
            .found
            .iter()
            .find(|found| found.key == key && found.place.is_some())
            .map(|found| found.value.clone())
    };
    let words = |text| terminal.words(&text).to_owned();
    let number = value("索引号");
    counts.numbers += usize::from(number.is_some());
    let number = number.unwrap_or_else(|| words(say!("没有索引号", "no number")));
    let date = value("公开日期").unwrap_or_else(|| words(say!("没有日期", "no date")));
    let path = proposal.files.first().map_or_else(String::new, |file| file.path.in_site().to_string());
    let doubts = proposal.doubts.len();
    let state = match (is_there, doubts) {
        (true, _) => words(say!("  已经有了", "  there already")),
        (false, 0) => String::new(),
        (false, doubts) => words(say!("  需要核对 {doubts} 处", "  to be looked at: {doubts}")),
    };
    format!("{path}  {number}  {date}  （{name}）{state}\n")
}
