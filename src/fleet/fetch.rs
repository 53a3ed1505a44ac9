//! Members that lie in repositories, by the `git` of this machine.
//!
//! Addresses were checked when `fleet.yaml` was read; here `git` is given none but the few ways that can run
//! no command of an address, asks nobody for a password, and runs no hook. Of the history one commit is
//! fetched: the one that the plan names, so that all shards, and all that try again, build the same.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::machine::Trouble;
use crate::files;
use crate::layout;
use crate::say;

/// What every run of `git` is told.
const SET: [&str; 12] = [
    "protocol.allow=never",
    "protocol.https.allow=always",
    "protocol.http.allow=always",
    "protocol.ssh.allow=always",
    "protocol.file.allow=always",
    "core.hooksPath=/dev/null",
    "core.autocrlf=false",
    "core.quotePath=false",
    "init.defaultBranch=main",
    "submodule.recurse=false",
    // A line that gives hardly anything for a minute is broken.
    "http.lowSpeedLimit=1000",
    "http.lowSpeedTime=60",
];

/// Where `git` keeps its own in a folder.
const REPOSITORY: &str = ".git";

/// Makes an empty repository.
const INIT: [&str; 3] = ["init", "--quiet", "--template="];

/// The variables by which the surroundings could turn a run to another repository.
const MISLEADING: [&str; 5] =
    ["GIT_DIR", "GIT_COMMON_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"];

/// The commit that the repository at `address` is at.
pub(super) fn newest_commit(address: &str) -> Result<String, Trouble> {
    let said = run(Command::new("git"), address, &["ls-remote", "--exit-code", "--", address, "HEAD"])?;
    let commit = said.split_whitespace().next().unwrap_or_default();
    if is_commit(commit) {
        return Ok(commit.to_owned());
    }
    Err(Trouble::machine(say!(
        "git 说不出 `{address}` 在哪个提交",
        "git does not tell the commit of `{address}`"
    )))
}

/// Brings a commit of the repository at `address`, else its newest, into `folder`, where an earlier one may
/// lie. Whether files of the program's own came along: then nothing in the folder proves anything.
pub(super) fn fetch(address: &str, commit: Option<&str>, folder: &Path) -> Result<bool, Trouble> {
    let clone = Clone { address, folder };
    let repository = folder.join(REPOSITORY);
    let is_old = files::is_there(&repository);
    if !is_old {
        files::remove_folder(folder)?;
        files::make_folder(folder)?;
        clone.run(&INIT)?;
    }
    let commit = commit.filter(|commit| is_commit(commit));
    let mut brought = clone.bring(commit);
    // If the server answers, what is wrong lies here: a run that was cut off leaves locks and half a
    // repository. Nobody else is at work in the folder. What was built beside it stays.
    if is_old && brought.is_err() && newest_commit(address).is_ok() {
        files::remove_folder(&repository)?;
        clone.run(&INIT)?;
        brought = clone.bring(commit);
    }
    let Some(is_suspect) = brought? else {
        let commit = commit.unwrap_or_default();
        return Err(Trouble::machine(say!(
            "`{address}` 给不出计划里的提交 {commit}",
            "`{address}` does not give the commit {commit} of the plan"
        )));
    };
    Ok(is_suspect)
}

/// A folder with what a repository holds.
struct Clone<'a> {
    address: &'a str,
    folder: &'a Path,
}

impl Clone<'_> {
    /// Brings a commit, else the newest, and whether files of the program's own came along; `None`: the
    /// server does not give that commit.
    fn bring(&self, commit: Option<&str>) -> Result<Option<bool>, Trouble> {
        let fetched = |what: &str| {
            self.run(&["fetch", "--quiet", "--depth=1", "--no-tags", "--force", "--", self.address, what])?;
            self.run(&["rev-parse", "FETCH_HEAD"])
        };
        let there = self.run(&["rev-parse", "--quiet", "--verify", "HEAD"]).unwrap_or_default();
        let target = match commit {
            Some(commit) if there.trim() == commit => there,
            // A server may give nothing but what its names lead to.
            Some(commit) => fetched(commit).or_else(|_| fetched("HEAD"))?,
            None => fetched("HEAD")?,
        };
        let target = target.trim();
        if commit.is_some_and(|commit| commit != target) {
            return Ok(None);
        }
        self.run(&["checkout", "--quiet", "--force", "--detach", target])?;
        // What an earlier build left is kept: it makes the next one fast.
        let own = [format!("--exclude=/{}/", layout::OUTPUT), "--exclude=/.gongkai.*".to_owned()];
        self.run(&["clean", "--quiet", "-ffd", &own[0], &own[1]])?;
        let tracked = self.run(&["ls-files", "--", layout::OUTPUT, ":(glob).gongkai.*"])?;
        Ok(Some(!tracked.trim().is_empty()))
    }

    /// Runs `git` on this repository, and never on one around the folder, should this one be damaged.
    fn run(&self, arguments: &[&str]) -> Result<String, Trouble> {
        let mut git = Command::new("git");
        git.arg("-C").arg(self.folder).arg(format!("--git-dir={REPOSITORY}")).arg("--work-tree=.");
        run(git, self.address, arguments)
    }
}

/// Whether a text is the full name of a commit.
fn is_commit(text: &str) -> bool {
    [40, 64].contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Runs `git` and gives what it prints.
fn run(mut git: Command, address: &str, arguments: &[&str]) -> Result<String, Trouble> {
    for set in SET {
        git.args(["-c", set]);
    }
    for name in MISLEADING {
        git.env_remove(name);
    }
    git.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C").args(arguments);
    let ran = git.stdin(Stdio::null()).output();
    let Output { status, stdout, stderr } = ran.map_err(|error| Trouble {
        text: say!("无法运行 git：{error}", "cannot run git: {error}"),
        help: Some(say!("在这台机器上装上 git", "install git on this machine")),
        is_of_machine: true,
    })?;
    if status.success() {
        return Ok(String::from_utf8_lossy(&stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&stderr);
    let said = said.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default().to_owned();
    Err(Trouble {
        text: say!("git 取不来 `{address}`：{said}", "git cannot fetch `{address}`: {said}"),
        help: Some(say!(
            "检查地址、网络和这台机器的权限：用同一个用户运行一次 `git ls-remote`",
            "check address, line and rights: run `git ls-remote` once as the same user"
        )),
        is_of_machine: true,
    })
}
