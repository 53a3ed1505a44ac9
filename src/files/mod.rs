//! The one door to the disk: reading with limits, writing whole or not at all, decoding, walking, locking.
//!
//! Nothing here knows what a file means. Every failure names the file and what was tried, in both languages
//! ([`FileError`]). Publishing a whole folder is [`output`](crate::output)'s business, which writes through
//! plain file calls of its own and reports by the same [`FileError`].

#![expect(clippy::disallowed_methods, reason = "this is a door to the disk")]

mod door;
mod encoding;
mod lock;
mod patient;
mod walk;

pub use door::{change_mark, check_inside, check_own, open_regular, write_own};
pub use encoding::{DecodeError, DecodeFault, Decoded, Encoding, Newline, decode, encode};
pub(crate) use lock::wait_for_lock;
pub use lock::{LockError, SiteLock};
pub(crate) use patient::{patiently, rename};
pub use walk::{FoundFile, Walk, WalkFault, WalkProblem, is_ignored, walk};

use std::ffi::OsString;
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;

use crate::diag::Text;
use crate::say;

/// The most bytes a file that people write (Markdown, YAML, CSV, template) may have: 20 MB.
///
/// The longest plan we know has 200 KB of text; a file a hundred times longer is something else.
pub const TEXT_LIMIT: u64 = 20_000_000;

/// Prefix of the names of files that are being written; see [`write_atomic`].
pub(crate) const UNFINISHED: &str = ".gongkai-new-";

/// What was tried when a file failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileAction {
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
    /// It has more bytes than this limit.
    TooLarge(u64),
    /// It is a folder, a device or a pipe.
    NotAFile,
    /// It is marked as read-only.
    WriteProtected,
    /// It is a link, and nothing is read or written through one.
    Link,
    /// It is a link that leads out of the site folder.
    LeadsOut,
    /// Something from elsewhere is mounted there.
    Mounted,
}

/// A failure of the disk or of how it is set up: which file, what was tried, and why it failed.
#[derive(Debug)]
pub struct FileError {
    /// The file or folder.
    pub path: PathBuf,
    /// What was tried.
    pub action: FileAction,
    /// Why it failed.
    pub cause: Cause,
}

impl FileError {
    pub(crate) fn new(action: FileAction, path: impl Into<PathBuf>, cause: Cause) -> Self {
        Self { path: path.into(), action, cause }
    }

    /// Whether the file is simply not there.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(&self.cause, Cause::Io(error) if error.kind() == io::ErrorKind::NotFound)
    }

    /// Whether what lies in the site folder is at fault, such as that it leads out of it, not the machine.
    #[must_use]
    pub fn is_of_site(&self) -> bool {
        matches!(self.cause, Cause::Link | Cause::LeadsOut | Cause::Mounted)
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
            Cause::NotAFile => {
                return Some(say!("请把它移出网站文件夹", "move it out of the site's folder"));
            }
            Cause::Link | Cause::LeadsOut => {
                return Some(say!(
                    "请删除链接，改为复制文件本身",
                    "remove the link and copy the file itself here"
                ));
            }
            Cause::Mounted => {
                return Some(say!(
                    "请取消挂载，把文件复制到网站文件夹里；要挂载就挂载整个网站文件夹",
                    "unmount it and copy the files into the site's folder, or mount that folder as a whole"
                ));
            }
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

impl FileAction {
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
            Self::Link => {
                say!("它是链接，不从链接读写", "it is a link, and nothing is read or written through it")
            }
            Self::LeadsOut => {
                say!("它是指向网站文件夹以外的链接", "it is a link that leads out of the site's folder")
            }
            Self::Mounted => {
                say!("这里挂载了别处的文件或文件夹", "a file or folder from elsewhere is mounted there")
            }
            Self::Io(error) => match error.kind() {
                io::ErrorKind::NotFound => say!("文件或文件夹不存在", "no such file or folder"),
                io::ErrorKind::AlreadyExists => {
                    say!("那里已经有一个同名的文件", "there is a file of this name already")
                }
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
    fn at(self, action: FileAction, path: &Path) -> Result<T, FileError>;
}

impl<T> AtPath<T> for io::Result<T> {
    fn at(self, action: FileAction, path: &Path) -> Result<T, FileError> {
        self.map_err(|error| FileError::new(action, path, Cause::Io(error)))
    }
}

/// Reads a file that people write; at most [`TEXT_LIMIT`] bytes.
pub fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    read_limited(path, TEXT_LIMIT)
}

/// Reads a whole regular file of at most `limit` bytes.
///
/// A longer file is refused before it is read, a growing one as soon as it passes the limit. A pipe or device
/// is refused without a byte being read, since it might never end.
pub fn read_limited(path: &Path, limit: u64) -> Result<Vec<u8>, FileError> {
    let (file, metadata) = open_regular(path)?;
    let too_large = || FileError::new(FileAction::Read, path, Cause::TooLarge(limit));
    if metadata.len() > limit {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).map_or(0, |length| length + 1));
    file.take(limit + 1).read_to_end(&mut bytes).at(FileAction::Read, path)?;
    if bytes.len() as u64 > limit { Err(too_large()) } else { Ok(bytes) }
}

/// Makes the folder at `path`, and those above it, if it is not there.
pub fn make_folder(path: &Path) -> Result<(), FileError> {
    fs::create_dir_all(path).at(FileAction::Create, path)
}

/// Removes a file, if it is there.
pub fn remove(path: &Path) -> Result<(), FileError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error).at(FileAction::Remove, path),
        _ => Ok(()),
    }
}

/// Removes a folder with all that is in it; one that is not there is no error.
pub fn remove_folder(path: &Path) -> Result<(), FileError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.at(FileAction::Remove, path),
    }
}

/// Whether there is a folder at `path`. It is an error if that cannot be found out: a folder without read
/// permission must not pass for a missing one.
pub fn is_folder(path: &Path) -> Result<bool, FileError> {
    match fs::metadata(path) {
        Ok(metadata) => Ok(metadata.is_dir()),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(false)
        }
        Err(error) => Err(error).at(FileAction::Read, path),
    }
}

/// The names of all that lies in a folder, in no particular order.
pub fn names_in(folder: &Path) -> Result<Vec<OsString>, FileError> {
    let entries = fs::read_dir(folder).at(FileAction::Read, folder)?;
    entries.map(|entry| Ok(entry.at(FileAction::Read, folder)?.file_name())).collect()
}

/// Whether there is a regular file at `path`, or a link to one, that may be looked at.
#[must_use]
pub fn is_file(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file())
}

/// Whether there is anything at `path`; where that cannot be told, there is nothing.
#[must_use]
pub fn is_there(path: &Path) -> bool {
    fs::metadata(path).is_ok()
}

/// The size of a file in bytes, and when it was last changed.
pub fn stamp(path: &Path) -> io::Result<(u64, SystemTime)> {
    let metadata = fs::metadata(path)?;
    Ok((metadata.len(), metadata.modified()?))
}

/// The same, and what else tells a change; see [`change_mark`].
pub fn full_stamp(path: &Path) -> io::Result<(u64, SystemTime, u64)> {
    let metadata = fs::metadata(path)?;
    Ok((metadata.len(), metadata.modified()?, change_mark(&metadata)))
}

/// The path without links and dots, as people write it, on Windows too. It must exist.
pub fn real_path(path: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(path).map(|path| as_written(&path))
}

/// A real path as people write it: without the `\\?\` of Windows. Very long paths keep that prefix, so real
/// paths are compared in the system's own form.
pub(crate) fn as_written(path: &Path) -> PathBuf {
    dunce::simplified(path).to_path_buf()
}

/// Replaces a file as a whole, or makes it: whoever reads it sees the old bytes or the new ones.
///
/// The bytes reach the disk before the file gets its name, and the folder is flushed afterwards, so this
/// holds for a power cut too. On any error the old file stays as it was. A kill may leave a file called
/// `.gongkai-new-…` beside it, which [`SiteLock::acquire`] clears away. A symbolic link is kept, the file it
/// leads to is replaced; permissions are kept; a file marked read-only is refused.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let path = &real_path(path).unwrap_or_else(|_| path.to_path_buf());
    let old = match fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() => {
            return Err(FileError::new(FileAction::Write, path, Cause::NotAFile));
        }
        Ok(metadata) if metadata.permissions().readonly() => {
            return Err(FileError::new(FileAction::Write, path, Cause::WriteProtected));
        }
        Ok(metadata) => Some(metadata.permissions()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error).at(FileAction::Write, path),
    };
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    // Short, and independent of the file's own name, which may have the greatest length allowed.
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let new = folder.join(format!("{UNFINISHED}{}-{count}", std::process::id()));
    let written = write_new(&new, bytes, old).and_then(|()| rename(&new, path));
    if let Err(error) = written {
        // Report the first error. What cannot be removed now is removed by the next lock.
        let _ = fs::remove_file(&new);
        return Err(error).at(FileAction::Write, path);
    }
    sync_folder(folder).at(FileAction::Write, folder)
}

/// Writes a new file that only its owner may read, and the folders above it. One that is there is not
/// replaced.
pub fn write_secret(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let write = || {
        let mut file = options.open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().at(FileAction::Write, path)
}

/// Whether anybody but its owner may read a file. On Windows a user's own folder keeps others out.
pub fn is_exposed(path: &Path) -> Result<bool, FileError> {
    let metadata = fs::metadata(path).at(FileAction::Read, path)?;
    #[cfg(unix)]
    let exposed = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 != 0;
    #[cfg(not(unix))]
    let exposed = !metadata.is_file();
    Ok(exposed)
}

fn write_new(path: &Path, bytes: &[u8], permissions: Option<fs::Permissions>) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    if let Some(permissions) = permissions {
        file.set_permissions(permissions)?;
    }
    file.sync_all()
}

/// Flushes a folder's list of names to the disk.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    // On Windows folders cannot be opened; NTFS keeps a journal of names.
    if cfg!(windows) {
        return Ok(());
    }
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        // Some network file systems cannot flush folders, and offer nothing better.
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
        // A sparse file of 200 GB: reading any of it would take noticeable time.
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
