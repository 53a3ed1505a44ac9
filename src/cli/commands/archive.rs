//! `gongkai archive`: what an archive takes over of a column.

use std::path::{Path, PathBuf};

use gongkai::archiving::{self, ArchivingError};
use gongkai::catalog::Catalog;
use gongkai::diag::nearest;
use gongkai::files;
use gongkai::layout;
use gongkai::model::{ColumnId, Moment};
use gongkai::say;

use crate::cli::args::ArchiveArgs;
use crate::cli::exit::{Exit, Stop};
use crate::cli::site::{find_site, open_faultless};
use crate::cli::surroundings;
use crate::cli::terminal::{Terminal, write_result};

pub(crate) fn run(args: &ArchiveArgs, site: Option<&Path>, terminal: Terminal) -> Result<Exit, Stop> {
    let now = surroundings::now_or(args.today.map(Moment::from));
    let site = find_site(site)?;
    let output = args.output.clone().unwrap_or_else(|| site.join(layout::OUTPUT));
    let failed = say!("内容有错误，没有归档", "the content has errors; nothing was archived");
    let content = site.join(layout::CONTENT);
    let session = open_faultless(site, now, terminal, failed)?;
    session.look(|showing| {
        let Some(snapshot) = showing.snapshot() else { return Ok(Exit::ContentErrors) };
        let catalog = &snapshot.catalog;
        let column = find_column(catalog, &args.column)?;
        let title = &catalog.columns[column].title;
        let path = args.out.clone().unwrap_or_else(|| PathBuf::from(format!("{title}.zip")));
        let parts = (catalog, &snapshot.plan, &*snapshot.parts.settings);
        refuse_inside(&path, [&output, &content])?;
        let holding = archiving::gather(parts, column, &output)?;
        holding.write(&path)?;
        write_result(&format!("{}\n", path.display()))?;
        let (items, files) = (holding.items, holding.count());
        terminal.note(&say!(
            "“{title}”的 {items} 条信息，{files} 个文件；metadata.csv 是目录，sha256.txt 可以用 sha256sum -c 核对",
            "items of `{title}`: {items}, files: {files}; metadata.csv lists them, `sha256sum -c sha256.txt` proves them"
        ));
        if catalog.archived_column(column).is_none() {
            terminal.note(&say!(
                "这个栏目还没有写“已归档”，网页上看不出已经归档",
                "the column does not say `archived` yet, so that its pages do not either"
            ));
        }
        Ok(Exit::Done)
    })
}

/// Nothing is written into the finished site, which the next build would find altered, nor among the sources.
fn refuse_inside(path: &Path, folders: [&Path; 2]) -> Result<(), Stop> {
    // The file need not be there yet; a folder above it that is tells where it would be, past links and dots.
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let there = path.ancestors().find_map(|above| files::real_path(above).ok()).unwrap_or(path);
    let is_around = |folder: &&Path| files::real_path(folder).is_ok_and(|folder| there.starts_with(folder));
    let Some(folder) = folders.into_iter().find(is_around) else { return Ok(()) };
    let folder = folder.display();
    Err(Stop::usage(say!("不能写到 {folder} 里面", "it cannot be written into {folder}"))
        .help(say!("用 --out 写到网站文件夹以外的地方", "use --out to write it outside of the site")))
}

/// The column that somebody means by its folder or its title.
fn find_column(catalog: &Catalog, given: &str) -> Result<ColumnId, Stop> {
    let path = given.replace('\\', "/");
    let path = path.trim_start_matches("./").trim_end_matches('/');
    let path = layout::below_content(path).unwrap_or(path);
    let columns = || catalog.columns.iter_enumerated().skip(1);
    let by_path = columns().find(|(_, column)| column.path.as_str() == path);
    let mut by_title = columns().filter(|(_, column)| column.title == given);
    match (by_path, by_title.next(), by_title.next()) {
        (Some((id, _)), ..) | (None, Some((id, _)), None) => Ok(id),
        (None, Some(_), Some(_)) => {
            Err(Stop::usage(say!("有几个栏目叫“{given}”", "several columns are called `{given}`"))
                .help(say!("写它在 content 里的文件夹", "give its folder in content")))
        }
        (None, None, _) => {
            let stop = Stop::usage(say!("没有“{given}”这个栏目", "there is no column `{given}`"));
            let known = columns().flat_map(|(_, column)| [column.path.as_str(), &column.title]);
            Err(match nearest(given, known) {
                Some(near) => stop.help(say!("是不是“{near}”？", "did you mean `{near}`?")),
                None => stop,
            })
        }
    }
}

impl From<ArchivingError> for Stop {
    fn from(error: ArchivingError) -> Self {
        let stop = match &error {
            ArchivingError::File(_) => Self::machine(error.text()),
            ArchivingError::Exists(_) => Self::usage(error.text()),
            ArchivingError::NotBuilt(_) | ArchivingError::Altered(_) => Self::content(error.text()),
        };
        match error.help() {
            Some(help) => stop.help(help),
            None => stop,
        }
    }
}
