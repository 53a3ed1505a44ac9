//! All files under a folder, sorted; nothing is left out in silence.
//!
//! Hidden files and leftovers of editors are ignored. Anything else that cannot be taken (unreadable, leading
//! out of the folder, not a file, with a name that other systems do not allow) comes back as a
//! [`WalkProblem`]. The contents of files are not looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};
use walkdir::{DirEntry, WalkDir};

use super::door::{change_mark, is_mounted};
use super::{AtPath as _, Cause, FileAction, FileError};
use crate::diag::{Diagnostic, Lang, Place, Text};
use crate::say;

/// A file that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundFile {
    /// Its path below the folder walked, with `/`, in Unicode form NFC; no two are equal.
    pub relative: String,
    /// Where it is, spelled as the disk has it.
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last changed.
    pub modified: SystemTime,
    /// What else tells a change; see [`change_mark`].
    pub mark: u64,
}

/// What was found under a folder.
#[derive(Debug, Default)]
pub struct Walk {
    /// The files, sorted by `relative`.
    pub files: Vec<FoundFile>,
    /// The folders below the one walked, empty ones too, in the same form, sorted.
    pub folders: Vec<String>,
    /// What could not be taken, sorted by `relative`.
    pub problems: Vec<WalkProblem>,
    /// Whether a link was met.
    pub has_links: bool,
}

/// Something that could not be taken as it is.
#[derive(Debug)]
pub struct WalkProblem {
    /// Its path below the folder walked, with `/`; `�` for what is not Unicode.
    pub relative: String,
    /// What is wrong.
    pub fault: WalkFault,
}

/// What can be wrong with a file or folder even before it is opened.
#[derive(Debug)]
pub enum WalkFault {
    /// The system gives no information about it.
    Unreadable(FileError),
    /// A link to something that is not there.
    DeadLink,
    /// A link that leads out of the folder walked.
    LinkLeaves,
    /// A link back to a folder that holds it, or one inside a linked folder: each is followed once.
    LinkLoops,
    /// Something from elsewhere is mounted there.
    Mounted,
    /// A device, a pipe or a socket.
    NotAFile,
    /// A name that is not valid Unicode.
    BadName,
    /// Its name equals that of this file, which was taken, except for case or Unicode composition. If only
    /// case differs, it is taken as well.
    SameName(String),
}

/// Finds all files under `root`; fails only if `root` itself is no readable folder.
///
/// Links inside `root` are followed; a linked folder counts as if it were there itself.
pub fn walk(root: &Path) -> Result<Walk, FileError> {
    let real_root = fs::canonicalize(root).at(FileAction::Read, root)?;
    fs::read_dir(root).at(FileAction::Read, root)?;
    let mut walker =
        Walker { root, real_root, links: Vec::new(), names: BTreeMap::new(), walk: Walk::default() };
    let mut entries = WalkDir::new(root).min_depth(1).follow_links(true).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        match entry {
            Ok(entry) => {
                let is_folder = entry.file_type().is_dir();
                if !walker.take(&entry) && is_folder {
                    entries.skip_current_dir();
                }
            }
            Err(error) => walker.take_error(&error),
        }
    }
    let mut walk = walker.walk;
    walk.files.sort_by(|a, b| a.relative.cmp(&b.relative));
    walk.folders.sort();
    walk.problems.sort_by(|a, b| a.relative.cmp(&b.relative));
    Ok(walk)
}

struct Walker<'a> {
    root: &'a Path,
    real_root: PathBuf,
    /// The linked folders that are being walked, outermost first.
    links: Vec<PathBuf>,
    /// Every name taken: folded to lower case -> as taken.
    names: BTreeMap<String, BTreeSet<String>>,
    walk: Walk,
}

impl Walker<'_> {
    /// Takes a file or folder; `false` if nothing in it may be taken.
    fn take(&mut self, entry: &DirEntry) -> bool {
        let path = entry.path();
        if is_ignored(&entry.file_name().to_string_lossy()) {
            return false;
        }
        let Some(relative) = self.relative(path) else {
            let fault = WalkFault::BadName;
            self.walk.problems.push(WalkProblem { relative: self.lossy(path), fault });
            return false;
        };
        let is_folder = entry.file_type().is_dir();
        self.walk.has_links |= entry.path_is_symlink();
        let fault = if entry.path_is_symlink() { self.follow(path, is_folder) } else { None };
        let fault =
            fault.or_else(|| (!is_folder && !entry.file_type().is_file()).then_some(WalkFault::NotAFile));
        // A file can be mounted too, but only a privileged person could do that; folders are what containers
        // mount.
        let is_mounted = || {
            let metadata = entry.metadata().ok();
            is_folder && metadata.is_some_and(|metadata| is_mounted(path, &metadata, self.root))
        };
        let fault = fault.or_else(|| is_mounted().then_some(WalkFault::Mounted));
        if let Some(fault) = fault {
            self.walk.problems.push(WalkProblem { relative, fault });
            return false;
        }
        if !self.take_name(&relative) {
            return false;
        }
        if is_folder {
            self.walk.folders.push(relative);
            return true;
        }
        let look = |data: fs::Metadata| Ok((data.len(), data.modified()?, change_mark(&data)));
        match entry.metadata().map_err(io::Error::from).and_then(look) {
            Ok((size, modified, mark)) => {
                self.walk.files.push(FoundFile { relative, path: path.to_path_buf(), size, modified, mark });
            }
            Err(error) => {
                let fault = WalkFault::Unreadable(FileError::new(FileAction::Read, path, Cause::Io(error)));
                self.walk.problems.push(WalkProblem { relative, fault });
            }
        }
        true
    }

    /// Whether a link may be followed; if not, why.
    fn follow(&mut self, path: &Path, is_folder: bool) -> Option<WalkFault> {
        let target = match fs::canonicalize(path) {
            Ok(target) => target,
            Err(error) => {
                return Some(WalkFault::Unreadable(FileError::new(FileAction::Read, path, Cause::Io(error))));
            }
        };
        if !target.starts_with(&self.real_root) {
            return Some(WalkFault::LinkLeaves);
        }
        if !is_folder {
            return None;
        }
        self.links.retain(|link| path.starts_with(link));
        // If links in linked folders were followed too, a few folders that link to each other would become a
        // tree of thousands.
        if !self.links.is_empty() {
            return Some(WalkFault::LinkLoops);
        }
        self.links.push(path.to_path_buf());
        None
    }

    /// Enters a name; `false` if the very same name, once composed, is taken already.
    fn take_name(&mut self, relative: &str) -> bool {
        let taken = self.names.entry(relative.to_lowercase()).or_default();
        // When two folders clash, report the folders, not everything in them.
        let folder =
            |name: &str| name.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
        let clash = taken.iter().find(|name| folder(name) == folder(relative)).cloned();
        let is_new = taken.insert(relative.to_owned());
        if let Some(other) = clash {
            let fault = WalkFault::SameName(other);
            self.walk.problems.push(WalkProblem { relative: relative.to_owned(), fault });
        }
        is_new
    }

    fn take_error(&mut self, error: &walkdir::Error) {
        let path = error.path().unwrap_or(self.root);
        // Editors leave dead links too: Emacs' `.#name`.
        if path.file_name().is_some_and(|name| is_ignored(&name.to_string_lossy())) {
            return;
        }
        let is_link = fs::symlink_metadata(path).is_ok_and(|data| data.is_symlink());
        let cause = error.io_error();
        let fault = if error.loop_ancestor().is_some() {
            WalkFault::LinkLoops
        } else if is_link && cause.is_some_and(|cause| cause.kind() == io::ErrorKind::NotFound) {
            WalkFault::DeadLink
        } else {
            let cause = cause.map_or_else(|| io::Error::other(error.to_string()), copy_of);
            WalkFault::Unreadable(FileError::new(FileAction::Read, path, Cause::Io(cause)))
        };
        let relative = self.lossy(path);
        self.walk.problems.push(WalkProblem { relative, fault });
    }

    /// The path below the root, composed; `None` if it is not Unicode.
    fn relative(&self, path: &Path) -> Option<String> {
        let below = path.strip_prefix(self.root).unwrap_or(path);
        let mut relative = String::new();
        for part in below {
            if !relative.is_empty() {
                relative.push('/');
            }
            let part = part.to_str()?;
            match is_nfc_quick(part.chars()) {
                IsNormalized::Yes => relative.push_str(part),
                _ => relative.extend(part.nfc()),
            }
        }
        Some(relative)
    }

    fn lossy(&self, path: &Path) -> String {
        let below = path.strip_prefix(self.root).unwrap_or(path);
        let parts: Vec<String> = below.iter().map(|part| part.to_string_lossy().nfc().collect()).collect();
        parts.join("/")
    }
}

/// A copy of the error.
fn copy_of(error: &io::Error) -> io::Error {
    error.raw_os_error().map_or_else(|| error.kind().into(), io::Error::from_raw_os_error)
}

/// Whether a name is a hidden file's or one that editors and systems leave behind.
#[must_use]
pub fn is_ignored(name: &str) -> bool {
    let lower = name.to_lowercase();
    name.starts_with('.')
        || name.starts_with("~$")
        || name.ends_with('~')
        || [".swp", ".swo"].iter().any(|end| lower.ends_with(end))
        || ["thumbs.db", "desktop.ini", "__macosx"].contains(&lower.as_str())
}

impl WalkProblem {
    /// The problem as a finding; `folder` is the walked folder's path below the site, such as `content`.
    #[must_use]
    pub fn finding(&self, folder: &str) -> Diagnostic {
        let place = if self.relative.is_empty() {
            Place::whole(folder)
        } else {
            Place::whole(format!("{folder}/{}", self.relative))
        };
        Diagnostic::error(self.fault.rule(), self.fault.text()).at(place).help(self.fault.help())
    }
}

impl WalkFault {
    /// The name of the rule.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Unreadable(_) | Self::NotAFile => "unreadable-file",
            Self::DeadLink | Self::LinkLeaves | Self::LinkLoops | Self::Mounted => "bad-link-on-disk",
            Self::BadName => "bad-file-name",
            Self::SameName(_) => "same-file-name",
        }
    }

    fn text(&self) -> Text {
        match self {
            Self::Unreadable(error) => error.text(),
            Self::DeadLink => {
                say!(
                    "这个快捷链接指向的文件不存在",
                    "this symbolic link leads to something that is not there"
                )
            }
            Self::LinkLeaves => {
                say!("这个快捷链接指向网站文件夹以外", "this symbolic link leads out of the site's folder")
            }
            Self::LinkLoops => say!(
                "这个快捷链接绕回了自身所在的文件夹，或位于另一个链接之内",
                "this symbolic link leads back to a folder that holds it, or lies in a linked folder"
            ),
            Self::Mounted => {
                say!("这里挂载了别处的文件夹", "a folder from elsewhere is mounted there")
            }
            Self::NotAFile => say!("这不是普通文件", "this is not a regular file"),
            Self::BadName => say!("文件名不是有效的 Unicode 文字", "the name is not valid Unicode"),
            Self::SameName(other) => say!(
                "与 `{other}` 只有大小写或编码形式不同，在 Windows 和 macOS 上是同一个名字",
                "it differs from `{other}` only in case or composition: on Windows and macOS they are one name"
            ),
        }
    }

    fn help(&self) -> Text {
        match self {
            Self::Unreadable(error) => error
                .help()
                .unwrap_or_else(|| say!("请检查该文件能否正常打开", "check whether the file can be opened")),
            Self::DeadLink | Self::LinkLeaves | Self::LinkLoops => {
                say!("请删除链接，改为复制文件本身", "remove the link and copy the file itself here")
            }
            Self::Mounted => say!(
                "请取消挂载，把文件复制到网站文件夹里",
                "unmount it and copy the files into the site's folder"
            ),
            Self::NotAFile => say!("请把它移出网站文件夹", "move it out of the site's folder"),
            Self::BadName | Self::SameName(_) => say!("请给它改名", "rename it"),
        }
    }
}

impl std::fmt::Display for WalkFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.text().in_lang(Lang::En))
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;

    use super::*;

    /// A folder with these files, each holding its own path.
    fn folder_with(paths: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for path in paths {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            crate::files::write_atomic(&path, path.as_os_str().as_bytes()).unwrap();
        }
        folder
    }

    fn names(walk: &Walk) -> Vec<&str> {
        walk.files.iter().map(|file| file.relative.as_str()).collect()
    }

    fn problems(walk: &Walk) -> Vec<(&str, &'static str)> {
        walk.problems.iter().map(|problem| (problem.relative.as_str(), problem.fault.rule())).collect()
    }

    #[test]
    fn finds_files_and_folders_in_order_and_ignores_leftovers() {
        let folder = folder_with(&[
            "b.md",
            "a/z.md",
            "a-b.md",
            "a/通知/1.md",
            ".hidden/x.md",
            ".DS_Store",
            "a/~$表.docx",
            "a/x.md~",
            "a/.x.md.swp",
            "x.SWP",
            "Thumbs.db",
            "a/desktop.INI",
            "__MACOSX/x",
        ]);
        fs::create_dir(folder.path().join("空")).unwrap();
        symlink("nowhere", folder.path().join(".#b.md")).unwrap();
        let walk = walk(folder.path()).unwrap();
        assert_eq!(names(&walk), ["a-b.md", "a/z.md", "a/通知/1.md", "b.md"]);
        assert_eq!(walk.folders, ["a", "a/通知", "空"]);
        assert_eq!(problems(&walk), []);
        let file = &walk.files[1];
        assert_eq!(file.path, folder.path().join("a/z.md"));
        assert_eq!(file.size, file.path.as_os_str().len() as u64);
        assert_eq!(file.modified, fs::metadata(&file.path).unwrap().modified().unwrap());
    }

    #[test]
    fn decomposed_names_come_out_composed() {
        let folder = folder_with(&["Cafe\u{301}/e\u{301}.md"]);
        let walk = walk(folder.path()).unwrap();
        assert_eq!(names(&walk), ["Caf\u{e9}/\u{e9}.md"]);
        assert_eq!(walk.folders, ["Caf\u{e9}"]);
        assert_eq!(walk.files[0].path, folder.path().join("Cafe\u{301}/e\u{301}.md"));
        assert_eq!(problems(&walk), []);
    }

    #[test]
    fn names_that_clash_elsewhere_are_problems() {
        let folder = folder_with(&[
            "e\u{301}.md",
            "\u{e9}.md",
            "News.md",
            "news.md",
            "A/one.md",
            "a/one.md",
            "a/two.md",
        ]);
        let walk = walk(folder.path()).unwrap();
        assert_eq!(names(&walk), ["A/one.md", "News.md", "a/one.md", "a/two.md", "news.md", "\u{e9}.md"]);
        let same = "same-file-name";
        assert_eq!(problems(&walk), [("a", same), ("news.md", same), ("\u{e9}.md", same)]);
        let finding = walk.problems[1].finding("content");
        assert_eq!(finding.place, Some(Place::whole("content/news.md")));
        assert!(finding.message.in_lang(Lang::Zh).contains("`News.md`"), "{finding:?}");
    }

    #[test]
    fn links_inside_are_followed_and_those_out_are_problems() {
        let outside = folder_with(&["secret.md", "sub/secret.md"]);
        let folder = folder_with(&["a/1.md", "b/2.md"]);
        let link = |target: &Path, name: &str| symlink(target, folder.path().join(name)).unwrap();
        link(&outside.path().join("secret.md"), "out.md");
        link(outside.path(), "out");
        link(Path::new("../../../../../../../../etc"), "b/etc");
        link(Path::new("a"), "c");
        link(Path::new("a/1.md"), "1.md");
        link(Path::new("nowhere"), "dead.md");
        let walk = walk(folder.path()).unwrap();
        assert_eq!(names(&walk), ["1.md", "a/1.md", "b/2.md", "c/1.md"]);
        let bad = "bad-link-on-disk";
        assert_eq!(problems(&walk), [("b/etc", bad), ("dead.md", bad), ("out", bad), ("out.md", bad)]);
        assert!(matches!(walk.problems[1].fault, WalkFault::DeadLink));
        assert!(matches!(walk.problems[2].fault, WalkFault::LinkLeaves));
    }

    #[test]
    fn links_that_loop_end() {
        let folder = folder_with(&["a/1.md", "b/2.md"]);
        symlink("..", folder.path().join("a/up")).unwrap();
        symlink("../b", folder.path().join("a/b")).unwrap();
        symlink("../a", folder.path().join("b/a")).unwrap();
        symlink("self", folder.path().join("self")).unwrap();
        let walk = walk(folder.path()).unwrap();
        assert_eq!(names(&walk), ["a/1.md", "a/b/2.md", "b/2.md", "b/a/1.md"]);
        let loops = walk.problems.iter().filter(|problem| matches!(problem.fault, WalkFault::LinkLoops));
        let loops: Vec<&str> = loops.map(|problem| problem.relative.as_str()).collect();
        assert_eq!(loops, ["a/b/a", "a/up", "b/a/b", "b/a/up"]);
        assert_eq!(walk.problems.len(), 5, "`self` is one more");
    }

    #[test]
    fn what_is_no_file_and_what_has_no_name_are_problems() {
        let folder = folder_with(&["1.md"]);
        let bad = folder.path().join(OsStr::from_bytes(b"\xD6\xD0.md"));
        crate::files::write_atomic(&bad, b"").unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
        let walk = walk(folder.path()).unwrap();
        assert_eq!(names(&walk), ["1.md"]);
        assert_eq!(
            problems(&walk),
            [("socket", "unreadable-file"), ("\u{fffd}\u{fffd}.md", "bad-file-name")]
        );
    }

    #[test]
    fn a_folder_that_is_not_there_is_a_failure() {
        assert!(walk(Path::new("/没有这个文件夹")).unwrap_err().is_not_found());
        let folder = folder_with(&["1.md"]);
        assert!(walk(&folder.path().join("1.md")).is_err());
    }
}
