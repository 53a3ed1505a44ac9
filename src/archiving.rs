//! What an archive takes over of a column (DA/T 80-2019): its pages and files as they were published, a
//! table of what they are, and their digests.
//!
//! Taken from the finished site, file by file, and each is what the manifest says; so the same site gives the
//! same bytes on any machine and any day. It opens by itself: style and script come along.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Cursor, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::catalog::{Catalog, Item, ItemKind};
use crate::config::Settings;
use crate::csv_text::write_line;
use crate::diag::Text;
use crate::entry::Retention;
use crate::files::{self, Cause, FileAction, FileError};
use crate::model::{ColumnId, IndexNumber, ItemId, PagePath, ProjectId, to_hex};
use crate::output;
use crate::plan::{PageKind, SitePlan};
use crate::say;

/// The table of what was taken over.
const METADATA: &str = "metadata.csv";
/// The digests, in the form of `sha256sum`.
const DIGESTS: &str = "sha256.txt";
/// The folder of the site's files.
const FILES: &str = "files";
/// The longest file of a site, in bytes.
const LONGEST: u64 = 1 << 32;

/// What an archive takes over: each file by its path, in order.
#[derive(Debug)]
pub struct Holding {
    files: BTreeMap<String, Vec<u8>>,
    /// How many items there are.
    pub items: usize,
}

/// Why nothing can be handed over.
#[derive(Debug)]
pub enum ArchivingError {
    /// The finished site is not there, or another than the content makes.
    NotBuilt(PathBuf),
    /// A file of the finished site is not what its manifest says.
    Altered(String),
    /// Something stands where the archive is to be written.
    Exists(PathBuf),
    /// A file cannot be read or written.
    File(FileError),
}

impl From<FileError> for ArchivingError {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl ArchivingError {
    /// What is wrong.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::NotBuilt(folder) => {
                let folder = folder.display();
                say!("{folder} 不是这些内容生成的网站", "{folder} is not the site that the content makes")
            }
            Self::Altered(file) => {
                say!("网站里的 {file} 被改过", "{file} of the site was altered")
            }
            Self::Exists(path) => {
                let path = path.display();
                say!("已经有 {path}", "{path} is there already")
            }
            Self::File(error) => error.text(),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<Text> {
        match self {
            Self::NotBuilt(_) | Self::Altered(_) => {
                Some(say!("先运行 gongkai build", "run `gongkai build` first"))
            }
            Self::Exists(_) => {
                Some(say!("移走它，或者用 --out 写到别处", "move it away, or give another place with --out"))
            }
            Self::File(error) => error.help(),
        }
    }
}

/// Gathers what the column `column` holds, with the columns below, out of the finished site in `output`.
pub fn gather(
    (catalog, plan, settings): (&Catalog, &SitePlan, &Settings),
    column: ColumnId,
    output: &Path,
) -> Result<Holding, ArchivingError> {
    let (manifest, _) =
        output::manifest_of(output).ok_or_else(|| ArchivingError::NotBuilt(output.to_path_buf()))?;
    let within = Within { catalog, column };
    let mut addresses: BTreeSet<String> = plan
        .pages
        .iter()
        .filter(|page| within.has_page(page.kind))
        .map(|page| page.path.to_string())
        .collect();
    let folder = format!("{}/", catalog.columns[column].path);
    let copies = plan.copies.iter().filter(|(_, file)| file.as_str().starts_with(&folder));
    addresses.extend(copies.map(|(path, _)| path.to_string()));
    let numbers =
        catalog.items.iter().filter(|item| within.has(item)).filter_map(|item| item.number.issued());
    let folders: Vec<String> = numbers.map(|number| format!("{}/", stem(&number.page_path()))).collect();
    let of_versions = plan.kept.keys().map(ToString::to_string);
    addresses.extend(of_versions.filter(|path| folders.iter().any(|folder| path.starts_with(folder))));
    addresses.extend(manifest.files.keys().filter(|path| path.starts_with("assets/")).cloned());
    let mut holding = Holding { files: BTreeMap::new(), items: 0 };
    for address in &addresses {
        let Some((digest, _)) = manifest.files.get(address) else {
            return Err(ArchivingError::NotBuilt(output.to_path_buf()));
        };
        let bytes = files::read_limited(&output.join(address), LONGEST)?;
        if Sha256::digest(&bytes)[..] != digest[..] {
            return Err(ArchivingError::Altered(address.clone()));
        }
        holding.files.insert(format!("{FILES}/{address}"), bytes);
    }
    let rows = within.items().map(|(id, item)| within.row(plan, settings, (id, item), &holding));
    let rows: Vec<Vec<String>> = rows.collect();
    holding.items = rows.len();
    holding.files.insert(METADATA.to_owned(), metadata(&rows).into_bytes());
    let mut digests = String::new();
    for (path, bytes) in &holding.files {
        digests.extend([&*to_hex(&Sha256::digest(bytes)), "  ", path, "\n"]);
    }
    holding.files.insert(DIGESTS.to_owned(), digests.into_bytes());
    Ok(holding)
}

/// What lies in a column or below.
struct Within<'a> {
    catalog: &'a Catalog,
    column: ColumnId,
}

impl<'a> Within<'a> {
    fn has_column(&self, column: ColumnId) -> bool {
        self.catalog.column_path(column).contains(&self.column)
    }

    fn has(&self, item: &Item) -> bool {
        self.has_column(item.column)
    }

    /// The items, oldest first, as an archive numbers them.
    fn items(&self) -> impl Iterator<Item = (ItemId, &'a Item)> {
        self.catalog.items.iter_enumerated().rev().filter(|(_, item)| self.has(item))
    }

    fn has_page(&self, kind: PageKind) -> bool {
        let of_project = |project: ProjectId| self.has_column(self.catalog.projects[project].column);
        match kind {
            PageKind::Column { column, .. } => self.has_column(column),
            PageKind::Article(item)
            | PageKind::Year(item)
            | PageKind::Period(item)
            | PageKind::ItemData(item)
            | PageKind::Forward(item)
            | PageKind::Version { item, .. } => self.has(&self.catalog.items[item]),
            PageKind::Project(project) => of_project(project),
            PageKind::YearSummary(year) | PageKind::PlanVersion { year, .. } => of_project(year.project),
            PageKind::Home
            | PageKind::Catalogue { .. }
            | PageKind::Overview(_)
            | PageKind::Tombstone(_)
            | PageKind::WithdrawnVersion(_)
            | PageKind::Joint(_)
            | PageKind::Fixed(_) => false,
        }
    }

    fn row(
        &self,
        plan: &SitePlan,
        settings: &Settings,
        (id, item): (ItemId, &Item),
        holding: &Holding,
    ) -> Vec<String> {
        let catalog = self.catalog;
        let common = catalog.common(item);
        let address = plan.item(id);
        let file = format!("{FILES}/{address}");
        let bytes = holding.files.get(&file).map_or(&[][..], Vec::as_slice);
        let columns: Vec<&str> = catalog.column_path(item.column)[1..]
            .iter()
            .map(|column| catalog.columns[*column].title.as_str())
            .collect();
        let kind = match item.kind {
            ItemKind::Article(_) => "文章",
            ItemKind::Year(_) | ItemKind::Period(_) => "进度",
        };
        let text = |text: Option<&crate::config::Spanned<String>>| {
            text.map_or_else(String::new, |text| text.value.clone())
        };
        vec![
            item.title.clone(),
            catalog.publisher(&settings.units, item).to_owned(),
            text(common.doc_number.as_ref()),
            item.number.issued().map(IndexNumber::to_string).unwrap_or_default(),
            common.issued.as_ref().map(|issued| issued.value.date.to_string()).unwrap_or_default(),
            item.date.map(|date| date.to_string()).unwrap_or_default(),
            columns.join("/"),
            kind.to_owned(),
            catalog.retention(item).map(Retention::word).unwrap_or_default().to_owned(),
            catalog.archived(item).map(|day| day.to_string()).unwrap_or_default(),
            format!("{}{}", settings.url, address.encoded()),
            file,
            bytes.len().to_string(),
            to_hex(&Sha256::digest(bytes)),
        ]
    }
}

/// The address of a page without its ending.
fn stem(path: &PagePath) -> &str {
    path.as_str().strip_suffix(".html").unwrap_or(path.as_str())
}

fn metadata(rows: &[Vec<String>]) -> String {
    let mut text = String::from("\u{feff}");
    write_line(
        &mut text,
        &[
            "序号",
            "题名",
            "责任者",
            "文号",
            "索引号",
            "成文日期",
            "公开日期",
            "栏目",
            "类型",
            "保管期限",
            "归档日期",
            "网址",
            "文件",
            "字节数",
            "SHA-256",
        ],
    );
    for (nth, row) in (1_usize..).zip(rows) {
        let nth = nth.to_string();
        let cells: Vec<&str> = std::iter::once(nth.as_str()).chain(row.iter().map(String::as_str)).collect();
        write_line(&mut text, &cells);
    }
    text
}

impl Holding {
    /// How many files there are, the table and the digests among them.
    #[must_use]
    pub fn count(&self) -> usize {
        self.files.len()
    }

    /// Writes all of it to `path`: an archive if it ends in `.zip`, else a folder. Nothing is overwritten.
    pub fn write(&self, path: &Path) -> Result<(), ArchivingError> {
        if files::is_there(path) {
            return Err(ArchivingError::Exists(path.to_path_buf()));
        }
        if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip")) {
            let packed =
                self.zip().map_err(|error| FileError::new(FileAction::Write, path, Cause::Io(error)))?;
            return Ok(files::write_atomic(path, &packed)?);
        }
        for (name, bytes) in &self.files {
            let file = path.join(name);
            if let Some(folder) = file.parent() {
                files::make_folder(folder)?;
            }
            files::write_atomic(&file, bytes)?;
        }
        Ok(())
    }

    /// The files as a ZIP archive without times or rights, so that the same files are the same bytes.
    fn zip(&self) -> io::Result<Vec<u8>> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default());
        for (name, bytes) in &self.files {
            writer.start_file(name, options.large_file(u32::try_from(bytes.len()).is_err()))?;
            writer.write_all(bytes)?;
        }
        Ok(writer.finish()?.into_inner())
    }
}
