//! From Word, Excel, old pages and pasted text to content files, with an account of every part of the
//! source.
//!
//! Stages from one named type to another: the bytes become `material::Material`, whatever they are; what
//! kind of thing it is, is read from that, with evidence and doubts; a [`Proposal`] has the files to write
//! and says of every paragraph, cell, picture and note what became of it. Nothing is written but by
//! [`fn@write`], which overwrites nothing.

mod account;
mod article;
mod attachments;
mod book;
mod cleaning;
mod dom;
mod html;
mod indicators;
mod kind;
mod leavings;
mod markup;
mod material;
mod mht;
mod narrative;
mod official;
mod picture;
mod plain;
mod project;
mod table;
mod word;

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::attachment::Gap;
use crate::config::Settings;
use crate::diag::{Lang, Text};
use crate::entry::{Draft, DraftKind};
use crate::model::{ContentPath, visible};
use crate::say;
use crate::text::garbled::Letters;
use crate::text::sheet::{self, SheetError};
use crate::write::WriteError;

pub use account::{Account, PartCount, PartFate, PartId, PartKind, SourcePart};
use indicators::IndicatorTable;
use kind::SourceKind;
pub use material::Doubt;
use material::{Material, MaterialBlock, MaterialLine, Side};
use mht::WholePage;
pub use official::FoundKey;

/// The longest name of a file, in characters.
const LONGEST_NAME: usize = 60;

/// What begins the comment that stands for a doubt until somebody has settled it.
pub const DOUBT: &str = "# 待核对：";

/// What becomes of tracked changes that nobody accepted or rejected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tracked {
    /// They are accepted, and told.
    #[default]
    Accept,
    /// They are rejected, and told.
    Reject,
    /// They are accepted, and each is a doubt.
    Ask,
}

/// What a source is to become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// An article of this 类型.
    Article(Option<&'static str>),
    /// An article around its tables.
    Table,
    /// A project, with the entries that there are figures or texts for.
    Project,
    /// Entries of a project that is there.
    Progress,
}

impl Wanted {
    /// Reads what a person asks for: `文章`, or one of the kinds of articles.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        const KINDS: [(&str, &str); 8] = [
            ("公文", "document"),
            ("通知", "notice"),
            ("规划", "plan"),
            ("解读", "interpretation"),
            ("动态", "news"),
            ("指南", "guide"),
            ("年报", "annual-report"),
            ("页面", "page"),
        ];
        match text {
            "文章" | "article" => return Some(Self::Article(None)),
            "表格" | "table" => return Some(Self::Table),
            "项目" | "project" => return Some(Self::Project),
            "进度" | "progress" => return Some(Self::Progress),
            _ => {}
        }
        let kind = KINDS.iter().find(|(zh, en)| *zh == text || *en == text)?;
        Some(Self::Article(Some(kind.0)))
    }
}

/// How a source is to be imported.
#[derive(Clone, Copy)]
pub struct ImportOptions<'a> {
    /// What becomes of tracked changes.
    pub changes: Tracked,
    /// What it is to become; `None`: what it looks like.
    pub wanted: Option<Wanted>,
    /// The column or project that it goes to.
    pub to: &'a ContentPath,
    /// The settings of the site.
    pub settings: Option<&'a Settings>,
    /// The projects of the site.
    pub projects: &'a [KnownProject],
    /// Gives a file that lies beside the source, such as a picture that was saved with a page.
    pub beside: &'a dyn Fn(&str) -> Option<Vec<u8>>,
    /// What is put behind the names of files, where others of the same title are imported with it: `-2`.
    pub suffix: &'a str,
    /// The traditional characters that a simplified text does not have.
    pub letters: &'a Letters,
    /// The day of the import, which is the date of what is published with it.
    pub today: Date,
}

impl<'a> ImportOptions<'a> {
    fn folder(&self) -> &str {
        self.to.as_str()
    }

    /// The project that was named as the place.
    fn project(&self) -> Option<&'a KnownProject> {
        self.projects.iter().find(|project| project.folder == *self.to)
    }
}

/// A project of the site, as far as entries are matched with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownProject {
    /// Its folder.
    pub folder: ContentPath,
    /// Its indicators: name and measure.
    pub indicators: Vec<(String, String)>,
}

/// The projects among the files in the folders of projects.
#[must_use]
pub fn known_projects(files: &[(ContentPath, Option<Draft>)]) -> Vec<KnownProject> {
    let known = |(path, draft): &(ContentPath, Option<Draft>)| {
        let DraftKind::Project(project) = &draft.as_ref()?.kind else { return None };
        let indicators = project.indicators.iter().map(|indicator| {
            let measure = indicator.measure.as_ref().map_or("", |measure| &measure.value);
            (indicator.name.value.clone(), measure.to_owned())
        });
        Some(KnownProject { folder: path.parent(), indicators: indicators.collect() })
    };
    files.iter().filter_map(known).collect()
}

/// What is to be written, and what became of the source.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// What the source was taken for.
    pub what: Text,
    /// The files, the one for people to read first.
    pub files: Vec<NewFile>,
    /// The keys that were found, with their places.
    pub found: Vec<FoundKey>,
    /// What a person must look at.
    pub doubts: Vec<Doubt>,
    /// Every part of the source.
    pub account: Account,
}

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Where.
    pub path: ContentPath,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Whether that is text.
    pub is_text: bool,
}

/// Why nothing can be made of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceError {
    /// It cannot be read.
    Gap(Gap),
    /// It is no table as Excel would open it.
    Sheet(SheetError),
    /// It is of a kind, by its ending, that is not read.
    Kind(String),
    /// There is nothing in it.
    Empty,
    /// It is no text in an encoding that is known.
    NoText,
    /// There is no table of indicators in it, and no text by quarters.
    NoIndicators,
    /// No project is known that its figures belong to.
    NoProject,
}

impl From<SheetError> for SourceError {
    fn from(fault: SheetError) -> Self {
        Self::Sheet(fault)
    }
}

impl From<Gap> for SourceError {
    fn from(gap: Gap) -> Self {
        Self::Gap(gap)
    }
}

impl SourceError {
    /// What happened to the file `name`, and what to do about it.
    #[must_use]
    pub fn texts(&self, name: &str) -> (Text, Text) {
        match self {
            Self::Gap(Gap::Encrypted) => (
                say!("`{name}` 有密码，打不开", "`{name}` has a password"),
                say!("去掉密码，另存一份再导入", "save it without the password, then import it"),
            ),
            Self::Gap(Gap::TooLarge) => (
                say!("`{name}` 太大，没有读", "`{name}` is too large and was not read"),
                say!("拆成几个文件再导入", "split it into several files"),
            ),
            Self::Gap(_) => (
                say!(
                    "`{name}` 打不开，文件坏了，或者不是它的扩展名说的那种文件",
                    "`{name}` cannot be opened: it is damaged, or not what its ending says"
                ),
                say!(
                    "用原来的软件打开，另存一份再导入",
                    "open it in its own program, save it anew, then import it"
                ),
            ),
            Self::Sheet(fault) => {
                fault.describe(name).into_iter().next().unwrap_or_else(|| Self::Empty.texts(name))
            }
            Self::Kind(ending) => (
                say!(
                    "`{name}`：不认识 `.{ending}` 文件",
                    "`{name}`: files of the kind `.{ending}` are not read"
                ),
                say!(
                    "能读的是 .docx .xlsx .csv .html .mht .txt；其他格式用 Word、Excel 或 WPS 另存一份",
                    "what is read is .docx .xlsx .csv .html .mht .txt; save others as one of these"
                ),
            ),
            Self::NoText => (
                say!("`{name}` 不是文字，或者编码不认识", "`{name}` is no text, or its encoding is unknown"),
                say!("用记事本打开，另存为 UTF-8", "open it in an editor and save it as UTF-8"),
            ),
            Self::NoIndicators => (
                say!(
                    "`{name}` 里没有指标表，也没有按季度写的进展",
                    "`{name}` has no table of indicators, and no text by quarters"
                ),
                say!(
                    "指标表要有“指标”和“2024年目标”这样的表头；只要文章，去掉 --as 或写 --as 文章",
                    "such a table has heads like 指标 and 2024年目标; for an article leave out --as"
                ),
            ),
            Self::NoProject => (
                say!(
                    "`{name}` 里的数不知道属于哪个项目",
                    "it is not known which project the figures of `{name}` belong to"
                ),
                say!("用 --to 写明项目的文件夹或标题", "name the project's folder or title with --to"),
            ),
            Self::Empty => (
                say!("`{name}` 里没有内容", "`{name}` has nothing in it"),
                say!("看看是不是选错了文件", "see whether it is the right file"),
            ),
        }
    }
}

/// The pages in an export of an old system, a CSV file with a column of titles and one of texts: a name and
/// the page for each row. `None`: the file is no such export.
#[must_use]
pub fn exported_pages(bytes: &[u8]) -> Option<Vec<(String, String)>> {
    let text = plain::decode(bytes)?;
    let mut records = sheet::fields(&text, None).ok()?.into_iter();
    let heads = records.next()?;
    let column = |names: &[&str]| heads.iter().position(|head| names.contains(&head.trim()));
    let body = column(&["正文", "内容", "文章内容", "信息内容", "网页内容"])?;
    column(&["标题", "名称", "信息名称", "title"])?;
    // The ledger has a column 内容 too, which holds paths.
    if column(&["首次公开"]).is_some() && column(&["状态"]).is_some() {
        return None;
    }
    Some(
        (1..)
            .zip(records)
            .map(|(number, record)| (format!("{number}.html"), html::page_of_row(&heads, &record, body)))
            .collect(),
    )
}

/// Whether a file can be read as it is; the files of other programs have to be saved anew by them.
#[must_use]
pub fn reads(name: &str, bytes: &[u8]) -> bool {
    kind::kind_of(&ending_of(name), bytes).is_some()
}

/// What stands behind the last dot of a file's name, in lower case.
fn ending_of(name: &str) -> String {
    name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_ascii_lowercase())
}

/// Reads a source and proposes what to write. `name` is its file's; its ending decides how it is read.
pub fn propose(name: &str, bytes: &[u8], options: &ImportOptions<'_>) -> Result<Proposal, SourceError> {
    let ending = ending_of(name);
    let Some(kind) = kind::kind_of(&ending, bytes) else { return Err(SourceError::Kind(ending)) };
    let is_sheet = matches!(kind, SourceKind::Book | SourceKind::Csv | SourceKind::PageOfCells);
    let mut material = match kind {
        SourceKind::Word => word::read(bytes, options.changes)?,
        SourceKind::Book => book::read(bytes)?,
        SourceKind::Csv => plain::read_csv(bytes)?,
        SourceKind::Text => plain::read(bytes)?,
        SourceKind::Page => html::read(bytes, "", options.beside)?,
        SourceKind::PageOfCells => Material { is_page: false, ..html::read(bytes, "", options.beside)? },
        SourceKind::WholePage => {
            let whole = WholePage::read(bytes).ok_or(SourceError::Gap(Gap::Damaged))?;
            let beside = |address: &str| whole.beside(address).or_else(|| (options.beside)(address));
            html::read(&whole.page, &whole.charset, &beside)?
        }
    };
    if material.account.parts().is_empty() {
        return Err(SourceError::Empty);
    }
    cleaning::clean(&mut material, options.letters);
    let tables = indicator_tables(&material, name);
    let wanted = match options.wanted {
        Some(wanted) => wanted,
        None if is_sheet && !tables.is_empty() => {
            let is_progress = options.project().is_some() || !tables.iter().any(IndicatorTable::has_targets);
            let has_figures = tables.iter().any(IndicatorTable::has_figures);
            match () {
                () if is_progress && has_figures && project_of(&tables, options).is_some() => {
                    Wanted::Progress
                }
                () if tables.iter().any(IndicatorTable::has_targets) => Wanted::Project,
                () => Wanted::Table,
            }
        }
        None if is_sheet => Wanted::Table,
        None if narrative::is_one(&material) => match options.project() {
            Some(_) => Wanted::Progress,
            None => Wanted::Project,
        },
        None => Wanted::Article(None),
    };
    match wanted {
        Wanted::Article(kind) => Ok(article::propose(name, material, options, kind)),
        Wanted::Table => {
            name_sheets(&mut material);
            Ok(article::propose(name, material, options, None))
        }
        Wanted::Project | Wanted::Progress if narrative::is_one(&material) && !is_sheet => {
            narrated(name, material, options, wanted)
        }
        Wanted::Project | Wanted::Progress => tabulated(name, material, &tables, options, wanted),
    }
}

/// The tables of indicators in a source.
fn indicator_tables(material: &Material, name: &str) -> Vec<IndicatorTable> {
    let lines = material.blocks.iter().filter_map(|block| match block {
        MaterialBlock::Line(line) => Some(line.words()),
        MaterialBlock::Table(_) => None,
    });
    let year = lines.take(20).chain([name.to_owned()]).find_map(|line| indicators::year_in(&line));
    let grids = material.blocks.iter().filter_map(|block| match block {
        MaterialBlock::Table(grid) => IndicatorTable::read(grid, year),
        MaterialBlock::Line(_) => None,
    });
    grids.collect()
}

/// The project that figures belong to: the one that was named, or the only one that knows most of them.
fn project_of<'a>(tables: &[IndicatorTable], options: &ImportOptions<'a>) -> Option<&'a KnownProject> {
    if let Some(project) = options.project() {
        return Some(project);
    }
    let names: Vec<String> = tables
        .iter()
        .flat_map(|table| &table.rows)
        .filter(|row| !row.name.is_empty())
        .map(|row| indicators::split_measure(&row.name).name)
        .collect();
    let knows = |project: &&KnownProject| {
        let known = names
            .iter()
            .filter(|name| project.indicators.iter().any(|(known, _)| project::is_same_name(known, name)));
        known.count() * 3 >= names.len() * 2
    };
    let mut found = options.projects.iter().filter(knows);
    found.next().filter(|_| found.next().is_none())
}

/// Sheets as tables of an article: the title and what is said of the table as a whole stand above it.
fn name_sheets(material: &mut Material) {
    let blocks = std::mem::take(&mut material.blocks);
    let tables = blocks.iter().filter(|block| matches!(block, MaterialBlock::Table(_))).count();
    let mut lines_before = false;
    for block in blocks {
        let MaterialBlock::Table(mut grid) = block else {
            lines_before = true;
            material.blocks.push(block);
            continue;
        };
        let is_csv = table::is_large(&grid) && table::as_csv(&grid).is_some();
        if material.name.is_empty() {
            material.name = grid.title().unwrap_or_else(|| grid.name.clone());
        }
        // Of several sheets each has its name above it, but where it is the title of all, or its own.
        let name = grid.name.clone();
        let own_title = grid.title().unwrap_or_default();
        let is_named = tables > 1 && !is_csv && !own_title.contains(&name) && name != material.name;
        let name = is_named.then(|| {
            let part =
                material.account.add(PartKind::Other, say!("工作表的名称", "the name of a sheet"), &*name);
            MaterialBlock::Line(MaterialLine::plain(Some(part), &name))
        });
        // Of the first sheet it stands below the title, which is that of the whole.
        let mut name = name;
        if lines_before || grid.title_rows() == 0 {
            material.blocks.extend(name.take());
        }
        let mut notes = Vec::new();
        if !is_csv {
            for mut line in grid.take_titles() {
                if line.is_blank() {
                    line.part.into_iter().for_each(|part| material.account.place(part));
                    continue;
                }
                if !lines_before {
                    line.side = Side::Middle;
                    material.has_looks = true;
                }
                lines_before = true;
                material.blocks.push(MaterialBlock::Line(line));
                material.blocks.extend(name.take());
            }
            notes = grid.take_notes();
        }
        lines_before = true;
        material.blocks.push(MaterialBlock::Table(grid));
        material.blocks.extend(notes.into_iter().map(MaterialBlock::Line));
    }
}

/// A project, or entries of one, from tables of indicators.
fn tabulated(
    name: &str,
    mut material: Material,
    tables: &[IndicatorTable],
    options: &ImportOptions<'_>,
    wanted: Wanted,
) -> Result<Proposal, SourceError> {
    if tables.is_empty() {
        return Err(SourceError::NoIndicators);
    }
    let project = if wanted == Wanted::Progress {
        Some(project_of(tables, options).ok_or(SourceError::NoProject)?)
    } else {
        None
    };
    let official = official::read(&mut material);
    let title = official.title.or_else(|| tables.iter().find_map(IndicatorTable::title));
    let mut desk =
        project::ProjectDesk { material: &mut material, options, found: Vec::new(), files: Vec::new() };
    let what = match project {
        Some(project) => {
            desk.progress(project, tables);
            say!("项目的进度", "progress of a project")
        }
        None => {
            let frame = project::ProjectFrame {
                title: title.unwrap_or_else(|| stem_of(name)),
                ..project::ProjectFrame::default()
            };
            desk.new_project(tables, &frame);
            say!("项目", "a project")
        }
    };
    desk.leave_rest(&say!("指标表以外的内容，没有放进项目", "not in a table of indicators, and left"));
    Ok(desk.finish(what))
}

/// A project, or entries of one, from a text by quarters.
fn narrated(
    name: &str,
    mut material: Material,
    options: &ImportOptions<'_>,
    wanted: Wanted,
) -> Result<Proposal, SourceError> {
    let known = options.project();
    if wanted == Wanted::Progress && known.is_none() {
        return Err(SourceError::NoProject);
    }
    let official = official::read(&mut material);
    let named = material.fields.iter().find(|field| ["标题", "名称"].contains(&field.label.as_str()));
    let title = named.map(|field| field.value.clone()).or(official.title).unwrap_or_else(|| stem_of(name));
    let found = narrative::read(&mut material, &title, options);
    let mut texts = found.texts;
    let mut figures = std::collections::BTreeMap::new();
    if let Some(project) = known {
        for (period, text) in &texts {
            let of_period = narrative::figures_in(text, project, &mut material.doubts, *period);
            figures.insert(*period, of_period);
        }
        figures.retain(|_, figures| !figures.is_empty());
    }
    let mut desk =
        project::ProjectDesk { material: &mut material, options, found: Vec::new(), files: Vec::new() };
    let (folder, what) = match known {
        Some(project) => (Some(project.folder.clone()), say!("项目的进度", "progress of a project")),
        None => {
            let mut frame = found.frame;
            let year = texts.keys().next().map_or(0, |period| period.year);
            if let Some(goals) = frame.goals.remove(&0) {
                frame.goals.insert(year, goals);
            }
            (desk.new_project(&[], &frame), say!("项目和各期进度", "a project with its progress"))
        }
    };
    if let Some(folder) = folder {
        desk.entries(&folder, &figures, &std::mem::take(&mut texts));
    }
    desk.leave_rest(&say!("项目里没有放的地方", "a project has no place for it"));
    Ok(desk.finish(what))
}

/// The name of a file without folders and ending.
fn stem_of(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem).trim().to_owned()
}

/// Closes the account of a source: what nothing was said of is a doubt.
fn close(material: &mut Material) {
    for part in material.account.close() {
        let place = material.account.part(part).place.clone();
        let text = say!("没有找到放的地方，请人工核对", "no place was found for it: look at it");
        material.doubts.push(Doubt { place, text });
    }
}

/// Writes the files of a proposal into a site; none if one of them is there. Gives their paths on the disk.
pub fn write(site: &Path, proposal: &Proposal) -> Result<Vec<PathBuf>, WriteError> {
    for file in &proposal.files {
        crate::write::refuse_existing(site, &file.path)?;
    }
    proposal.files.iter().map(|file| crate::write::create(site, &file.path, &file.bytes)).collect()
}

/// A doubt as a line of comment in YAML.
fn comment(doubt: &Doubt) -> String {
    let (place, text) = (doubt.place.in_lang(Lang::Zh), doubt.text.in_lang(Lang::Zh));
    let line = format!("{DOUBT}{place}：{text}");
    let line = visible(&line).split_whitespace().collect::<Vec<_>>().join(" ");
    line + "\n"
}

/// A title as the name of a file.
fn file_stem(title: &str) -> String {
    let is_fit = |c: &char| !c.is_control() && !"\\/:*?\"<>|#%&{}$!'@+`=^~,;[]".contains(*c);
    let name: String = visible(title).chars().filter(|c| !c.is_whitespace()).filter(is_fit).collect();
    let name: String = name.trim_start_matches(['.', '_', '-']).chars().take(LONGEST_NAME).collect();
    let name = name.trim_end_matches('.');
    if name.is_empty() { "未命名".to_owned() } else { name.to_owned() }
}
