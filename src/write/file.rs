//! Content files on the disk: opened, changed, and put back whole; new ones made, none overwritten.

#![expect(clippy::disallowed_methods, reason = "links are looked for before anything is written")]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::ContentText;
use crate::diag::Text;
use crate::files::{self, Cause, DecodeError, FileAction, FileError};
use crate::model::ContentPath;
use crate::say;

/// Why a file was not written. What was on the disk is there still.
#[derive(Debug)]
pub enum WriteError {
    /// The disk failed.
    File(FileError),
    /// The file is no text.
    Undecodable(PathBuf, DecodeError),
    /// A new file would overwrite this one.
    Exists(PathBuf),
    /// Somebody has changed the file since it was opened.
    ChangedMeanwhile(PathBuf),
    /// A link stands on the way, and may lead out of the site.
    Link(PathBuf),
}

impl WriteError {
    /// What happened, in one sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::File(error) => error.text(),
            Self::Undecodable(path, error) => {
                let (path, text) = (path.display(), error.text());
                let (zh, en) = (text.in_lang(crate::diag::Lang::Zh), text.in_lang(crate::diag::Lang::En));
                say!("`{path}`：{zh}", "`{path}`: {en}")
            }
            Self::Exists(path) => {
                let path = path.display();
                say!("已经有 {path}，没有改动它", "{path} is there already and was left as it is")
            }
            Self::ChangedMeanwhile(path) => {
                let path = path.display();
                say!("{path} 刚刚被改过，没有动它", "{path} has just changed and is left alone")
            }
            Self::Link(path) => {
                let path = path.display();
                say!("{path} 是链接，不往里面写", "{path} is a link, and nothing is written through it")
            }
        }
    }

    /// What a person can do about it, where that is known.
    #[must_use]
    pub fn help(&self) -> Option<Text> {
        match self {
            Self::File(error) => error.help(),
            Self::Undecodable(_, error) => Some(error.help()),
            Self::Exists(_) => {
                Some(say!("直接打开它修改，或换一个名称", "open and change it, or choose another name"))
            }
            Self::ChangedMeanwhile(_) => Some(say!("再运行一次", "run the command again")),
            Self::Link(_) => Some(say!(
                "把链接换成真正的文件夹或文件",
                "put a real folder or file in the place of the link"
            )),
        }
    }
}

impl From<FileError> for WriteError {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

/// A file that is open for changes.
#[derive(Clone, Debug)]
pub struct OpenFile {
    path: PathBuf,
    /// What was read.
    before: Vec<u8>,
    /// What is to be written.
    pub content: ContentText,
}

impl OpenFile {
    /// Opens a file wherever it lies; a link to it is followed.
    pub fn open(path: &Path) -> Result<Self, WriteError> {
        let before = files::read(path)?;
        let name = path.to_string_lossy();
        let content = ContentText::decode(&name, before.clone())
            .map_err(|error| WriteError::Undecodable(path.to_owned(), error))?;
        Ok(Self { path: path.to_owned(), before, content })
    }

    /// Opens a file of the site by its path in the site folder; no link is followed.
    pub fn open_in(site: &Path, file: &str) -> Result<Self, WriteError> {
        refuse_links(site, file)?;
        Self::open(&site.join(file))
    }

    /// Writes what has changed, whole or not at all; `false` if nothing has. A file that is no longer what
    /// was read is left alone.
    pub fn save(self) -> Result<bool, WriteError> {
        if self.content.bytes() == self.before {
            return Ok(false);
        }
        if files::read(&self.path)? != self.before {
            return Err(WriteError::ChangedMeanwhile(self.path));
        }
        files::write_atomic(&self.path, self.content.bytes())?;
        Ok(true)
    }
}

/// Refuses the place of a new content file if something is there, or a link stands on the way.
pub fn refuse_existing(site: &Path, file: &ContentPath) -> Result<(), WriteError> {
    let relative = file.in_site();
    refuse_links(site, &relative)?;
    if exists(&site.join(&*relative))? {
        return Err(WriteError::Exists(PathBuf::from(&*relative)));
    }
    Ok(())
}

/// Makes a new content file, and the folders it needs; gives its path on the disk. Writes through no link,
/// and over no file.
pub fn create(site: &Path, file: &ContentPath, content: impl AsRef<[u8]>) -> Result<PathBuf, WriteError> {
    refuse_existing(site, file)?;
    let path = site.join(&*file.in_site());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .map_err(|error| FileError::new(FileAction::Create, folder, Cause::Io(error)))?;
    }
    files::write_atomic(&path, content.as_ref())?;
    Ok(path)
}

/// Refuses a path in the site folder of which a part is a link.
fn refuse_links(site: &Path, file: &str) -> Result<(), WriteError> {
    let mut path = site.to_owned();
    for part in file.split('/') {
        path.push(part);
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_symlink() => {
                let shown = path.strip_prefix(site).unwrap_or(&path);
                return Err(WriteError::Link(shown.to_owned()));
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(FileError::new(FileAction::Read, path, Cause::Io(error)).into()),
        }
    }
    Ok(())
}

fn exists(path: &Path) -> Result<bool, FileError> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(FileError::new(FileAction::Read, path, Cause::Io(error))),
    }
}
