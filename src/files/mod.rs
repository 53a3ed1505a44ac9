//! The one door to the disk: reading with limits, writing whole or not at all, decoding, walking, locking.
//!
//! Nothing here knows what a file means. Every failure names the file and what was tried, in both languages
//! ([`FileError`]). Publishing a whole folder is [`output`](crate::output)'s business, which writes through
//! plain file calls of its own and reports by the same [`FileError`].

mod encoding;
mod lock;
mod patient;
mod walk;

pub use encoding::{DecodeError, DecodeFault, Decoded, Encoding, Newline, decode, encode};
pub use lock::{LockError, SiteLock};
pub(crate) use patient::{patiently, rename};
pub use walk::{Found, Walk, WalkFault, WalkProblem, is_ignored, walk};

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::diag::Text;
use crate::say;

/// The most bytes a file that people write (Markdown, YAML, CSV, template) may have: 20 MB.
///
/// The longest plan known to us has 200 KB of text; what is a hundred times longer is not a text.
pub const TEXT_LIMIT: u64 = 20_000_000;

/// How the names of files that are being written begin; see [`write_atomic`].
pub(crate) const UNFINISHED: &str = ".gongkai-new-";

/// What was tried when a file failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Reading it.
    Read,
    /// Writing it.
    Write,
    /// Making it: a folder.
    Create,
    /// Removing it.
    Remove,
    /// Putting it in its place under its final name.
    Rename,
    /// Locking it.
    Lock,
}

/// Why a file failed.
#[derive(Debug)]
pub enum Cause {
    /// The system says so.
    Io(io::Error),
    /// It has more bytes than the limit, which is given.
    TooLarge(u64),
    /// It is a folder, a device or a pipe.
    NotAFile,
    /// Somebody marked it as not to be changed.
    WriteProtected,
}

/// A failure of the disk, or of a person's order on it: which file, what was tried, and why it failed.
#[derive(Debug)]
pub struct FileError {
    /// The file or folder.
    pub path: PathBuf,
    /// What was tried.
    pub action: Action,
    /// Why it failed.
    pub cause: Cause,
}

impl FileError {
    pub(crate) fn new(action: Action, path: impl Into<PathBuf>, cause: Cause) -> Self {
        Self { path: path.into(), action, cause }
    }

    /// Whether the file is simply not there.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(&self.cause, Cause::Io(error) if error.kind() == io::ErrorKind::NotFound)
    }

    /// What happened, in one sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        let path = self.path.display();
        let (do_zh, do_en) = self.action.words();
        let why = self.cause.text();
        let (why_zh, why_en) = (why.in_lang(crate::diag::Lang::Zh), why.in_lang(crate::diag::Lang::En));
        say!("无法{do_zh} `{path}`：{why_zh}", "cannot {do_en} `{path}`: {why_en}")
    }

    /// What a person can do about it, where that is known.
    #[must_use]
    pub fn help(&self) -> Option<Text> {
        let kind = match &self.cause {
            Cause::TooLarge(_) => {
                return Some(say!(
                    "请检查是否放错了文件；大文件应作为附件放在页面旁边",
                    "check whether it is the wrong file; large files belong beside the page as attachments"
                ));
            }
            Cause::NotAFile => return None,
            Cause::WriteProtected => io::ErrorKind::PermissionDenied,
            Cause::Io(error) => error.kind(),
        };
        if matches!(&self.cause, Cause::Io(error) if patient::is_in_use(error)) {
            return Some(say!(
                "可能有别的程序正开着它（Excel、记事本、资源管理器、命令行窗口），请关闭后再运行一次；还不行，再请管理员检查权限",
                "another program may have it open (Excel, an editor, the Explorer, a command window): close it and run the command again; if that does not help, ask your administrator to check the permissions"
            ));
        }
        match kind {
            io::ErrorKind::PermissionDenied => Some(say!(
                "请检查该文件及其文件夹的属主和读写权限，或请管理员处理",
                "check who owns the file and its folder and who may write there, or ask your administrator"
            )),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Some(say!("请清理磁盘空间后重新运行", "free some disk space and run the command again"))
            }
            io::ErrorKind::ReadOnlyFilesystem => Some(say!(
                "请换一个可以写入的位置，或请管理员把该磁盘改为可写",
                "choose a place that can be written to, or ask your administrator to make the disk writable"
            )),
            _ => None,
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().in_lang(crate::diag::Lang::En))
    }
}

impl std::error::Error for FileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.cause {
            Cause::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl Action {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Read => ("读取", "read"),
            Self::Write => ("写入", "write"),
            Self::Create => ("创建", "create"),
            Self::Remove => ("删除", "remove"),
            Self::Rename => ("替换", "put in place"),
            Self::Lock => ("锁定", "lock"),
        }
    }
}

impl Cause {
    fn text(&self) -> Text {
        match self {
            Self::TooLarge(limit) => {
                let megabytes = limit / 1_000_000;
                say!("文件超过 {megabytes} MB", "it has more than {megabytes} MB")
            }
            Self::NotAFile => say!("它不是普通文件", "it is not a regular file"),
            Self::WriteProtected => say!("文件已被设为只读", "the file is marked as read-only"),
            Self::Io(error) => match error.kind() {
                io::ErrorKind::NotFound => say!("文件或文件夹不存在", "no such file or folder"),
                io::ErrorKind::PermissionDenied => say!("没有权限", "permission denied"),
                io::ErrorKind::StorageFull => say!("磁盘已满", "the disk is full"),
                io::ErrorKind::QuotaExceeded => say!("磁盘配额已用完", "the disk quota is used up"),
                io::ErrorKind::ReadOnlyFilesystem => say!("磁盘是只读的", "the disk is read-only"),
                io::ErrorKind::NotADirectory => {
                    say!("路径中有一段不是文件夹", "a part of the path is not a folder")
                }
                io::ErrorKind::IsADirectory => say!("它是文件夹", "it is a folder"),
                io::ErrorKind::InvalidFilename => {
                    say!("文件名太长或不合规", "the name is too long or not allowed")
                }
                _ => say!("{error}", "{error}"),
            },
        }
    }
}

/// Names the file and what was tried in an [`io::Error`].
pub(crate) trait AtPath<T> {
    fn at(self, action: Action, path: &Path) -> Result<T, FileError>;
}

impl<T> AtPath<T> for io::Result<T> {
    fn at(self, action: Action, path: &Path) -> Result<T, FileError> {
        self.map_err(|error| FileError::new(action, path, Cause::Io(error)))
    }
}

/// Reads a file that people write; at most [`TEXT_LIMIT`] bytes.
pub fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    read_limited(path, TEXT_LIMIT)
}

/// Reads a whole regular file of at most `limit` bytes.
///
/// A longer one is refused before it is read, one that grows meanwhile soon after; a pipe or device is refused
/// without being opened, for it might never end.
pub fn read_limited(path: &Path, limit: u64) -> Result<Vec<u8>, FileError> {
    let metadata = fs::metadata(path).at(Action::Read, path)?;
    if !metadata.is_file() {
        return Err(FileError::new(Action::Read, path, Cause::NotAFile));
    }
    let too_large = || FileError::new(Action::Read, path, Cause::TooLarge(limit));
    if metadata.len() > limit {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).map_or(0, |length| length + 1));
    let file = File::open(path).at(Action::Read, path)?;
    file.take(limit + 1).read_to_end(&mut bytes).at(Action::Read, path)?;
    if bytes.len() as u64 > limit { Err(too_large()) } else { Ok(bytes) }
}

/// Whether there is a folder at `path`. That it cannot be told is an error: a folder that may not be looked into must
/// not be taken for one that is not there.
pub fn is_folder(path: &Path) -> Result<bool, FileError> {
    match fs::metadata(path) {
        Ok(metadata) => Ok(metadata.is_dir()),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(false)
        }
        Err(error) => Err(error).at(Action::Read, path),
    }
}

/// The path without links and dots, as people write it, on Windows too. There has to be something at it.
pub fn real_path(path: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(path).map(|path| as_written(&path))
}

/// A real path as people write it: Windows puts `\\?\` before it, which no other path there begins with. Very long ones
/// keep that, so real paths are compared with each other as they come from the system.
pub(crate) fn as_written(path: &Path) -> PathBuf {
    dunce::simplified(path).to_path_buf()
}

/// Replaces a file as a whole, or makes it: whoever reads it sees the old bytes or the new ones.
///
/// The bytes are on the disk before the file bears its name, and the folder is written out after, so that this
/// holds for a power cut too. On any error the old file stays as it was. A kill may leave a file called
/// `.gongkai-new-…` beside it, which [`SiteLock::acquire`] clears away. A symbolic link is kept, the file it
/// leads to is replaced; permissions are kept; a file marked read-only is refused.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let path = &real_path(path).unwrap_or_else(|_| path.to_path_buf());
    let old = match fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() => {
            return Err(FileError::new(Action::Write, path, Cause::NotAFile));
        }
        Ok(metadata) if metadata.permissions().readonly() => {
            return Err(FileError::new(Action::Write, path, Cause::WriteProtected));
        }
        Ok(metadata) => Some(metadata.permissions()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error).at(Action::Write, path),
    };
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    // Short, and not made of the file's own name, which may be as long as names can be.
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let new = folder.join(format!("{UNFINISHED}{}-{count}", std::process::id()));
    let written = write_new(&new, bytes, old).and_then(|()| rename(&new, path));
    if let Err(error) = written {
        // The first error is the one to tell; what cannot be removed now is cleared by the next lock.
        let _ = fs::remove_file(&new);
        return Err(error).at(Action::Write, path);
    }
    sync_folder(folder).at(Action::Write, folder)
}

fn write_new(path: &Path, bytes: &[u8], permissions: Option<fs::Permissions>) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    if let Some(permissions) = permissions {
        file.set_permissions(permissions)?;
    }
    file.sync_all()
}

/// Writes a folder's list of names out to the disk.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    // Windows opens no folders; its file system keeps a journal of names.
    if cfg!(windows) {
        return Ok(());
    }
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        // Some network file systems cannot do this for folders; nothing better is at hand there.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
            Ok(())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Lang;

    #[test]
    fn reads_up_to_the_limit_and_not_beyond() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("公告.md");
        write_atomic(&path, "一二三四".as_bytes()).unwrap();
        assert_eq!(read_limited(&path, 12).unwrap(), "一二三四".as_bytes());
        let error = read_limited(&path, 11).unwrap_err();
        assert!(matches!(error.cause, Cause::TooLarge(11)));
        assert_eq!(error.path, path);
    }

    #[test]
    fn a_huge_file_is_refused_by_its_size() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("大.md");
        // 200 GB that the disk does not hold: reading any of it would be noticed.
        File::create(&path).unwrap().set_len(200_000_000_000).unwrap();
        let text = read(&path).unwrap_err().text();
        assert!(text.in_lang(Lang::Zh).ends_with("大.md`：文件超过 20 MB"), "{text:?}");
        assert!(text.in_lang(Lang::En).ends_with("大.md`: it has more than 20 MB"), "{text:?}");
    }

    #[test]
    fn folders_and_pipes_are_not_read() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(read(folder.path()).unwrap_err().cause, Cause::NotAFile));
        #[cfg(unix)]
        assert!(matches!(read(Path::new("/dev/zero")).unwrap_err().cause, Cause::NotAFile));
        assert!(read(&folder.path().join("没有")).unwrap_err().is_not_found());
    }

    #[test]
    #[cfg(unix)]
    fn replacing_keeps_permissions_and_links_and_leaves_nothing_behind() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("台账.csv");
        let link = folder.path().join("链接.csv");
        write_atomic(&path, b"1").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&path, &link).unwrap();
        write_atomic(&link, b"2").unwrap();
        assert_eq!(read(&path).unwrap(), b"2");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    #[cfg(unix)]
    fn what_may_not_be_replaced_stays() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("台账.csv");
        write_atomic(&path, b"1").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        assert!(matches!(write_atomic(&path, b"2").unwrap_err().cause, Cause::WriteProtected));
        assert_eq!(read(&path).unwrap(), b"1");
        assert!(matches!(write_atomic(folder.path(), b"2").unwrap_err().cause, Cause::NotAFile));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
