//! What tests of whole builds share: scratch sites, runs of the program, pictures of folders.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use gongkai::{files, layout};
use tempfile::TempDir;

/// The day of builds that say no other.
pub(crate) const TODAY: &str = "2024-12-31";

/// The smallest settings of a site with one unit.
pub(crate) const SITE: &str = "名称: 云溪区人民政府
网址: https://www.example.gov.cn/
标识码: \"3306040012\"
行政区划: \"330604\"
机构:
  - {简称: 区人力社保局, 全称: 云溪区人力资源和社会保障局, 代码: \"002590761\"}
";

/// A scratch folder with a site in `site`.
pub(crate) struct Scratch {
    folder: TempDir,
}

impl Scratch {
    /// A site with nothing in it.
    pub(crate) fn empty() -> Self {
        Self::within(tempfile::tempdir().unwrap())
    }

    /// The same in memory, if there is such a disk: to publish is to wait for the disk, and a busy one makes minutes of
    /// tests that publish over and over.
    pub(crate) fn in_memory() -> Self {
        Self::within(tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap())
    }

    /// The same in a folder of its own below `folder`.
    #[cfg(unix)]
    pub(crate) fn below(folder: &Path) -> Self {
        Self::within(tempfile::tempdir_in(folder).unwrap())
    }

    fn within(folder: TempDir) -> Self {
        fs::create_dir(folder.path().join("site")).unwrap();
        Self { folder }
    }

    /// A site of these files: path and text.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let scratch = Self::empty();
        for (path, text) in files {
            scratch.put(path, text.as_bytes());
        }
        scratch
    }

    /// The demo with its ledger and its record, before its next build.
    pub(crate) fn demo() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let scratch = Self::empty();
        for folder in ["content", "versions"] {
            for (path, bytes) in picture(&root.join(folder)) {
                scratch.put(&format!("{folder}/{path}"), bytes);
            }
        }
        for file in ["site.yaml", "index-numbers.csv", "published.csv"] {
            scratch.put(file, text_or_nothing(&root.join(file)));
        }
        scratch
    }

    /// A copy of a folder; what `skip` says is left out.
    pub(crate) fn copy_of(folder: &Path, skip: &[&str]) -> Self {
        let scratch = Self::empty();
        for (path, bytes) in picture(folder) {
            if !skip.iter().any(|skip| path == *skip || path.starts_with(&format!("{skip}/"))) {
                scratch.put(&path, &bytes);
            }
        }
        scratch
    }

    pub(crate) fn site(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    /// A path in the site.
    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.site().join(path)
    }

    /// A path beside the site.
    pub(crate) fn beside(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Writes a file of the site.
    pub(crate) fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        put(&self.at(path), bytes.as_ref());
    }

    /// Writes many files of the site, in this order.
    pub(crate) fn put_all<'a>(&self, files: impl IntoIterator<Item = (&'a String, &'a Vec<u8>)>) {
        for (path, bytes) in files {
            self.put(path, bytes);
        }
    }

    /// Runs `gongkai build` with Chinese messages on [`TODAY`], unless `arguments` name another day.
    pub(crate) fn build(&self, arguments: &[&str]) -> Run {
        run(self.command("build", arguments))
    }

    /// The command that [`Scratch::build`] runs, for other verbs too.
    pub(crate) fn command(&self, verb: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
        command.arg(verb).args(arguments).arg("--site").arg(self.site());
        command.current_dir(self.folder.path()).env_remove("NO_COLOR").env_remove("COLUMNS");
        let has = |name: &str| arguments.contains(&name);
        if !has("--today") && matches!(verb, "build" | "check") {
            command.args(["--today", TODAY]);
        }
        if !has("--lang") {
            command.args(["--lang", "zh"]);
        }
        command
    }

    /// Forgets what was published, so that the next build is the first.
    pub(crate) fn forget(&self) {
        let _ = fs::remove_file(self.at("published.csv"));
        let _ = fs::remove_dir_all(self.at("versions"));
        // The site that stands there would prove what was published.
        let _ = fs::remove_dir_all(self.at("output"));
        let _ = fs::remove_file(self.at(".gongkai.live"));
    }

    /// The output's files, without what tells one site from another: the same site made elsewhere has another name.
    pub(crate) fn output(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = picture(&self.at("output"));
        files.remove(layout::IDENTITY);
        files
    }

    /// The ledger's text; empty if there is none.
    pub(crate) fn ledger(&self) -> String {
        text_or_nothing(&self.at("index-numbers.csv"))
    }
}

/// How often to try: `usual` times, or as often as the variable `name` says in the long form.
pub(crate) fn many(name: &str, usual: u32) -> u32 {
    #[expect(clippy::disallowed_methods, reason = "the long form is asked for from outside")]
    let asked = std::env::var(name).ok();
    asked.map_or(usual, |asked| asked.parse().unwrap_or_else(|_| panic!("{name} is no number: {asked}")))
}

/// What a run left behind.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// Expects an exit status and nothing on the output stream; gives the messages.
    pub(crate) fn ended(&self, code: i32) -> &str {
        assert_eq!(self.code, Some(code), "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        assert_eq!(self.stdout, "");
        &self.stderr
    }
}

pub(crate) fn run(mut command: Command) -> Run {
    let Output { status, stdout, stderr } = command.output().unwrap();
    Run {
        code: status.code(),
        stdout: String::from_utf8(stdout).unwrap(),
        stderr: String::from_utf8(stderr).unwrap(),
    }
}

/// Whether a path has this extension.
pub(crate) fn is_kind(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|known| known == extension)
}

/// What was printed, with paths written as Unix does.
pub(crate) fn with_slashes(printed: &str) -> String {
    if cfg!(windows) { printed.replace('\\', "/") } else { printed.to_owned() }
}

/// Writes a file and the folders above it.
pub(crate) fn put(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    files::write_atomic(path, bytes).unwrap();
}

/// Changes one byte of a file, and nothing that can be kept from telling of it.
pub(crate) fn change_a_byte(path: &Path) {
    let mut file = File::options().read(true).write(true).open(path).unwrap();
    let time = file.metadata().unwrap().modified().unwrap();
    let mut byte = [0];
    io::Read::read_exact(&mut file, &mut byte).unwrap();
    io::Seek::rewind(&mut file).unwrap();
    io::Write::write_all(&mut file, &[byte[0] ^ 1]).unwrap();
    file.set_modified(time).unwrap();
}

/// Every file below a folder, hidden ones too, by its path with `/`; none if there is no such folder.
pub(crate) fn picture(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut waiting = vec![(String::new(), folder.to_path_buf())];
    while let Some((name, folder)) = waiting.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let entry = entry.unwrap();
            let path = format!("{name}{}", entry.file_name().into_string().unwrap());
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                waiting.push((format!("{path}/"), entry.path()));
            } else if kind.is_file() {
                // What is published may be longer than what people write.
                files.insert(path, files::read_limited(&entry.path(), 1_000_000_000).unwrap());
            }
        }
    }
    files
}

/// The file's text; empty if there is no such file.
pub(crate) fn text_or_nothing(path: &Path) -> String {
    files::read(path).map_or_else(|_| String::new(), |bytes| String::from_utf8(bytes).unwrap())
}

/// The folders of cases in `tests/<kind>`, sorted.
pub(crate) fn cases(kind: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(kind);
    let mut folders: Vec<PathBuf> =
        root.read_dir().unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}
