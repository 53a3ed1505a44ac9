//! A folder on another machine, by the `ssh` of this one: the layout of [a folder](super::folder).
//!
//! Keys, agents and known hosts are those of the system's `ssh`, which never asks questions here. The other
//! side needs a POSIX shell, GNU or BusyBox tools (`tar`, `sha256sum`, `find`, `xargs`, `mv`) and `flock`;
//! nothing is installed there. Each step is one short script:
//!
//! | step | there |
//! |---|---|
//! | open | a process holds the lock until the connection ends, however it ends |
//! | prepare | the release before is linked, every file hashed |
//! | send | one stream of `tar` with what is missing |
//! | finish, switch | what was sent is hashed; renames |
//!
//! Scripts that write hold a second lock, so that one whose line was cut has ended before the next begins.

use std::collections::BTreeMap;
use std::io::{self, BufRead as _, BufReader, Read as _, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

use super::archive::tar;
use super::error::altered;
use super::folder::{CURRENT, EARLIER, OURS, PARTS, PREVIOUS, RELEASES};
use super::state::is_release_name;
use super::{DeployError, Package, Presence, Remote, Switch, Transfer};
use crate::diag::Text;
use crate::model::from_hex;
use crate::say;

/// How a machine is reached.
#[derive(Clone, Debug)]
pub struct SshAccess {
    /// `user@host` or `host`.
    pub host: String,
    /// The folder there.
    pub folder: String,
    /// The port, unless it is the usual one.
    pub port: Option<u16>,
    /// A file with the server's key, as `known_hosts` has it; `None`: as this machine knows it.
    pub known_hosts: Option<std::path::PathBuf>,
    /// The file of the key to log in with; `None`: as `ssh` is set up.
    pub identity: Option<std::path::PathBuf>,
}

/// A folder on another machine as a place for a site.
#[derive(Debug)]
pub struct SshRemote {
    access: SshAccess,
    lock: Option<Lock>,
    /// How many seconds the server may take to answer the call.
    patience: u16,
}

/// The process that holds the lock, as long as it can read.
#[derive(Debug)]
struct Lock {
    child: Child,
    /// Dropped first, which ends the process on the other side.
    input: Option<ChildStdin>,
}

impl Drop for Lock {
    fn drop(&mut self) {
        drop(self.input.take());
        // If it cannot be waited for, it ends by itself.
        let _ = self.child.wait();
    }
}

/// Statuses by which our scripts tell what is the matter.
const BUSY: i32 = 75;
const FOREIGN: i32 = 76;
const CHANGED: i32 = 77;
const LACKING: i32 = 78;

/// How many seconds a server may take to answer the call.
const PATIENCE: u16 = 15;

/// What `ssh` ends with if it is at fault itself.
const OF_SSH: i32 = 255;

/// What feeding came to: the outer error is of what was to be opened, the inner one of the stream.
type Fed = Result<io::Result<()>, DeployError>;

/// In front of every script that writes: it fails as a whole, and waits for an older one that lost its line.
const WRITING: &str = "set -eu; exec 8>>.gongkai/write; flock -w 60 8 || exit 75";

impl SshRemote {
    /// The folder at the end of `access`, which need not exist.
    #[must_use]
    pub fn new(access: SshAccess) -> Self {
        Self { access, lock: None, patience: PATIENCE }
    }

    /// A run of `ssh` that executes `script`, in the folder of the login.
    fn command(&self, script: &str) -> Command {
        let SshAccess { host, port, known_hosts, identity, .. } = &self.access;
        let mut command = Command::new("ssh");
        // It asks nobody: neither for a password nor whether an unknown host is to be trusted.
        command.args(["-T", "-oBatchMode=yes", "-oStrictHostKeyChecking=yes"]);
        command.arg(format!("-oConnectTimeout={}", self.patience));
        command.args(["-oServerAliveInterval=15", "-oServerAliveCountMax=4", "-oClearAllForwardings=yes"]);
        if let Some(port) = port {
            command.arg(format!("-p{port}"));
        }
        if let Some(file) = known_hosts {
            // In quotes, for a path may have spaces.
            command.arg(format!("-oUserKnownHostsFile=\"{}\"", file.display()));
            command.arg("-oGlobalKnownHostsFile=none");
        }
        if let Some(file) = identity {
            command.arg("-i").arg(file).arg("-oIdentitiesOnly=yes");
        }
        // Whatever shell the user has there, a POSIX shell reads the script.
        command.arg("--").arg(host).arg(format!("exec sh -c {}", quoted(script)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Executes a script in the folder and gives what it prints. `feed` writes what it reads.
    fn run(
        &self,
        script: &str,
        feed: impl FnOnce(&mut ChildStdin) -> Fed + Send,
    ) -> Result<Vec<u8>, DeployError> {
        self.execute(&format!("cd -- {} || exit 1\n{script}", quoted(&self.access.folder)), feed)
    }

    /// The same in the folder of the login.
    fn execute(
        &self,
        script: &str,
        feed: impl FnOnce(&mut ChildStdin) -> Fed + Send,
    ) -> Result<Vec<u8>, DeployError> {
        let mut child = self.command(script).spawn().map_err(|error| no_ssh(&error))?;
        let input = child.stdin.take();
        let (sent, output) = std::thread::scope(|scope| {
            // Fed from a thread of its own: the other side may print before it has read everything. The end
            // of the thread closes the stream.
            let feeding = scope.spawn(move || input.map_or(Ok(Ok(())), |mut input| feed(&mut input)));
            let output = child.wait_with_output();
            (feeding.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), output)
        });
        let output = output.map_err(|error| no_ssh(&error))?;
        // A file that is not what it should be cuts the stream short, of which the other side complains too.
        let broken = sent?.err();
        if let Some(altered) = broken.as_ref().and_then(altered) {
            return Err(altered);
        }
        if !output.status.success() {
            return Err(self.failure(output.status.code(), &String::from_utf8_lossy(&output.stderr)));
        }
        match broken {
            Some(error) => Err(self.failure(Some(OF_SSH), &error.to_string())),
            None => Ok(output.stdout),
        }
    }

    /// What the other side, or `ssh` itself, means by how it ended.
    fn failure(&self, code: Option<i32>, said: &str) -> DeployError {
        let host = &self.access.host;
        // How to get there by hand.
        let login = self.access.port.map_or_else(|| host.clone(), |port| format!("-p {port} {host}"));
        let last: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let said = last.last().copied().unwrap_or_default().to_owned();
        let all = last.join(" ").to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| all.contains(word));
        match code {
            Some(BUSY) => return DeployError::Busy(self.name()),
            Some(FOREIGN) => return DeployError::Foreign(self.name()),
            Some(CHANGED) => return DeployError::ChangedMeanwhile,
            _ => {}
        }
        let (text, help) = if code == Some(LACKING) || code == Some(127) {
            (
                say!("服务器 {host} 上缺少要用的程序：{said}", "the server {host} lacks a program: {said}"),
                say!(
                    "请管理员装上 coreutils、findutils、tar、util-linux（flock）",
                    "have coreutils, findutils, tar and util-linux (flock) installed there"
                ),
            )
        } else if code == Some(OF_SSH) && has(&["host key verification failed", "identification has changed"])
        {
            (
                say!(
                    "服务器 {host} 的密钥和记下的不一样，或者还没有记下：可能连到了别的机器",
                    "the key of the server {host} is not the one that is known: this may be another machine"
                ),
                say!(
                    "先用 `ssh {login}` 登录一次，和管理员核对指纹；或者把服务器的公钥写在 `主机密钥`",
                    "log in once with `ssh {login}` and compare the fingerprint with the administrator's, or put the server's key into `host_key`"
                ),
            )
        } else if code == Some(OF_SSH) && has(&["are too open", "bad permissions"]) {
            (
                say!(
                    "登录 {host} 用的私钥文件别人也能读，ssh 不用它",
                    "others may read the key file for {host}, so that ssh does not use it"
                ),
                say!(
                    "运行 `chmod 600 私钥文件`；Windows 里在文件“属性”的“安全”里只留自己",
                    "run `chmod 600` on the key file; on Windows leave nobody but yourself in its security properties"
                ),
            )
        } else if code == Some(OF_SSH) && has(&["permission denied", "too many authentication"]) {
            (
                say!("服务器 {host} 不让登录：{said}", "the server {host} refuses the login: {said}"),
                say!(
                    "用 `ssh-copy-id {login}` 把公钥放到服务器上；私钥带口令的，先运行 `ssh-add`；自动运行的，用环境变量 GONGKAI_SSH_KEY 写明私钥文件",
                    "put your key there with `ssh-copy-id {login}`; if it has a passphrase, run `ssh-add` first; for a timer, name the key file in GONGKAI_SSH_KEY"
                ),
            )
        } else if has(&["no space left", "disk quota exceeded"]) {
            (
                say!("服务器 {host} 的磁盘满了", "the disk of the server {host} is full"),
                say!(
                    "请管理员清理磁盘；线上没有变，腾出空间后再运行一次，从停下的地方继续",
                    "have it freed; the live site is as it was, and the next run goes on where this one stopped"
                ),
            )
        } else if code == Some(OF_SSH) {
            (
                say!(
                    "连不上服务器 {host}，或者断了线：{said}",
                    "no line to the server {host}, or it broke: {said}"
                ),
                say!(
                    "检查网络和地址；线上没有变，再运行一次，从停下的地方继续",
                    "check network and address; the live site is as it was, and the next run goes on where this one stopped"
                ),
            )
        } else {
            self.of_its_folder(code.unwrap_or(-1), &said, &all)
        };
        DeployError::Far(text, Some(help))
    }

    /// What the other side means by a failure that is neither of the line nor of a full disk: what it said
    /// last, and all of it in small letters.
    fn of_its_folder(&self, code: i32, said: &str, all: &str) -> (Text, Text) {
        let SshAccess { host, folder, .. } = &self.access;
        let has = |words: &[&str]| words.iter().any(|word| all.contains(word));
        if has(&["file exists", "not a directory"]) {
            (
                say!(
                    "服务器 {host} 上的 `{folder}` 不是文件夹：{said}",
                    "`{folder}` on the server {host} is no folder: {said}"
                ),
                say!("检查 site.yaml 里的 `地址`", "check `address` in site.yaml"),
            )
        } else if has(&["permission denied", "operation not permitted", "read-only"]) {
            (
                say!(
                    "服务器 {host} 上没有写入权限：{said}",
                    "no right to write on the server {host}: {said}"
                ),
                say!("请管理员把那个文件夹交给登录的用户", "have the folder given to the user who logs in"),
            )
        } else {
            (
                say!(
                    "服务器 {host} 上出错（状态 {code}）：{said}",
                    "the server {host} failed (status {code}): {said}"
                ),
                say!("把这句话告诉管理员；线上没有变", "tell the administrator; the live site is as it was"),
            )
        }
    }

    /// Makes the folder ready and locks it until the remote is dropped.
    fn claim(&mut self) -> Result<(), DeployError> {
        let folder = quoted(&self.access.folder);
        let needed = "sha256sum flock tar find xargs mv cp";
        // The folder itself may be missing, so that this script does not begin in it.
        let script = format!(
            "set -eu; for tool in {needed}; do command -v $tool >/dev/null || {{ echo $tool >&2; exit {LACKING}; }}; done
mkdir -p -- {folder}; cd -- {folder}
if [ ! -d {OURS} ] && [ -n \"$(ls)\" ]; then exit {FOREIGN}; fi
mkdir -p {OURS} {RELEASES}
exec 9>>{OURS}/lock; flock -w 5 9 || exit {BUSY}
rm -rf {OURS}/gone-* {OURS}/link {OURS}/state.new {OURS}/part.new
echo locked; cat >/dev/null"
        );
        let mut child = self.command(&script).spawn().map_err(|error| no_ssh(&error))?;
        let input = child.stdin.take();
        let mut line = String::new();
        if let Some(output) = child.stdout.take() {
            // Without the line, how it ended tells why.
            let _ = BufReader::new(output).read_line(&mut line);
        }
        if line.trim() == "locked" {
            self.lock = Some(Lock { child, input });
            return Ok(());
        }
        drop(input);
        let mut said = String::new();
        if let Some(mut errors) = child.stderr.take() {
            let _ = errors.read_to_string(&mut said);
        }
        let code = child.wait().ok().and_then(|status| status.code());
        Err(self.failure(code, &said))
    }

    /// The bytes of a file in the folder; `None` if it is not there.
    pub(super) fn fetch(&self, name: &str) -> Result<Option<Vec<u8>>, DeployError> {
        let file = quoted(name);
        let output =
            self.run(&format!("[ -f {file} ] || exit 0; echo there; cat -- {file}"), |_| Ok(Ok(())))?;
        Ok(output.strip_prefix(b"there\n").map(<[u8]>::to_vec))
    }

    /// Replaces a file in the folder as a whole, unless the one that is there says in its first line, behind
    /// `head` and a word, that it is of a later number.
    pub(super) fn replace_older(
        &self,
        name: &str,
        bytes: &[u8],
        (head, number): (&str, u64),
    ) -> Result<(), DeployError> {
        let (lock, file) = (quoted(&format!(".{name}.lock")), quoted(name));
        let (new, length) = (quoted(&format!(".{name}.new")), bytes.len());
        let script = format!(
            "set -eu; exec 8>>{lock}; flock -w 60 8 || exit {BUSY}
there=$(sed -n '1s/^{head}[^ ]* \\([0-9]*\\)$/\\1/p' {file} 2>/dev/null || true)
[ \"${{there:-0}}\" -le {number} ] || exit {CHANGED}
cat > {new}; [ \"$(wc -c < {new})\" -eq {length} ]; sync -f {new} 2>/dev/null || sync; mv -- {new} {file}"
        );
        self.run(&script, |input| Ok(input.write_all(bytes)))?;
        Ok(())
    }

    /// As [`Self::fetch`], where the folder itself may be missing.
    pub(super) fn fetch_if_there(&self, name: &str) -> Result<Option<Vec<u8>>, DeployError> {
        let file = quoted(&format!("{}/{name}", self.access.folder));
        let output =
            self.execute(&format!("[ -f {file} ] || exit 0; echo there; cat -- {file}"), |_| Ok(Ok(())))?;
        Ok(output.strip_prefix(b"there\n").map(<[u8]>::to_vec))
    }

    /// Writes a file as a whole, and the folders above it; whether it did. Without `over` one that is there
    /// stays.
    pub(super) fn place(&self, name: &str, bytes: &[u8], over: bool) -> Result<bool, DeployError> {
        let file = format!("{}/{name}", self.access.folder);
        let folder = file.rsplit_once('/').map_or(".", |(folder, _)| folder);
        let (folder, file, length) = (quoted(folder), quoted(&file), bytes.len());
        let put = if over { "mv -- \"$new\"" } else { "ln --" };
        let source = if over { "" } else { " \"$new\"" };
        let script = format!(
            "set -eu; umask 022; mkdir -p -- {folder}; new={folder}/.new.$$; trap 'rm -f -- \"$new\"' EXIT
cat > \"$new\"; [ \"$(wc -c < \"$new\")\" -eq {length} ]; sync -f \"$new\" 2>/dev/null || sync
if {put}{source} {file} 2>/dev/null; then echo made; elif [ ! -e {file} ]; then exit 1; fi"
        );
        Ok(self.execute(&script, |input| Ok(input.write_all(bytes)))? == b"made\n")
    }

    /// The names in a folder; none if it is not there.
    pub(super) fn names_in(&self, folder: &str) -> Result<Vec<String>, DeployError> {
        let folder = quoted(&format!("{}/{folder}", self.access.folder));
        let output =
            self.execute(&format!("[ -d {folder} ] || exit 0; ls -1 -- {folder}"), |_| Ok(Ok(())))?;
        Ok(String::from_utf8_lossy(&output).lines().map(ToOwned::to_owned).collect())
    }

    /// Removes a file, if it is there.
    pub(super) fn discard(&self, name: &str) -> Result<(), DeployError> {
        let file = quoted(&format!("{}/{name}", self.access.folder));
        self.execute(&format!("rm -f -- {file}"), |_| Ok(Ok(()))).map(|_| ())
    }

    /// The digests that `script` prints as `sha256sum` does.
    fn hashed(&self, script: &str, names: &[String]) -> Result<BTreeMap<String, [u8; 32]>, DeployError> {
        let list = terminated(names);
        let output = self.run(script, move |input| Ok(input.write_all(&list)))?;
        let mut digests = BTreeMap::new();
        for line in String::from_utf8_lossy(&output).lines() {
            let Some((digest, path)) = line.split_once(' ') else { continue };
            // A name with an escape is none of ours, and its digest is none either.
            let path = path.trim_start_matches([' ', '*']).trim_start_matches("./");
            digests.insert(path.to_owned(), from_hex(digest).unwrap_or([0; 32]));
        }
        Ok(digests)
    }
}

impl Remote for SshRemote {
    fn name(&self) -> String {
        format!("`{}:{}`", self.access.host, self.access.folder)
    }

    fn open(&mut self, to_change: bool) -> Result<Presence, DeployError> {
        if to_change {
            self.claim()?;
        }
        // A folder that is not there is one at which nothing was ever deployed. The state comes last, and may
        // be long.
        let folder = quoted(&self.access.folder);
        let script = format!(
            "set -eu; [ -e {folder} ] || exit 0; cd -- {folder}; [ -d {OURS} ] || exit 0
if [ -L {CURRENT} ]; then echo \"live $(readlink {CURRENT})\"; elif [ -e {CURRENT} ]; then exit {FOREIGN}; fi
for release in {RELEASES}/*; do echo \"release $release\"; done
if [ -f {OURS}/state.json ]; then echo state; cat {OURS}/state.json; fi"
        );
        let output = self.execute(&script, |_| Ok(Ok(())))?;
        parse_standing(&output).ok_or_else(|| DeployError::Foreign(self.name()))
    }

    fn digests(&mut self, release: &str) -> Result<BTreeMap<String, [u8; 32]>, DeployError> {
        // A link among the files is none of ours; it is told with a digest that is none.
        let script = format!(
            "cd {RELEASES}/{release} && find . -type f -exec sha256sum -- {{}} +
find . ! -type f ! -type d -exec sh -c 'for name; do echo \"- $name\"; done' sh {{}} +"
        );
        self.hashed(&script, &[])
    }

    fn read(&mut self, release: &str, path: &str) -> Result<Option<Vec<u8>>, DeployError> {
        let file = quoted(&format!("{RELEASES}/{release}/{path}"));
        let output = self.run(&format!("[ -f {file} ] || exit 0; echo there; cat {file}"), |_| Ok(Ok(())))?;
        Ok(output.strip_prefix(b"there\n").map(<[u8]>::to_vec))
    }

    fn prepare(&mut self, package: &Package, base: Option<&str>) -> Result<Vec<String>, DeployError> {
        let begin = match base {
            Some(base) => format!("cp -al {RELEASES}/{base} {OURS}/part.new; mv {OURS}/part.new {OURS}/part"),
            None => format!("mkdir {OURS}/part"),
        };
        let script = format!(
            "{WRITING}; [ -d {OURS}/part ] || {{ {begin}; }}
cd {OURS}/part; find . ! -type f ! -type d -exec rm -f -- {{}} +; find . -type f -exec sha256sum -- {{}} +"
        );
        let there = self.hashed(&script, &[])?;
        let files = package.files();
        let is_right =
            |path: &str| files.get(path).is_some_and(|piece| there.get(path) == Some(&piece.digested.0));
        let wrong: Vec<String> = there.keys().filter(|path| !is_right(path)).cloned().collect();
        if !wrong.is_empty() {
            let list = terminated(&wrong);
            let script = format!(
                "{WRITING}; cd {OURS}/part; xargs -0 rm -f --; find . -depth -type d -empty ! -path . -exec rmdir -- {{}} +"
            );
            self.run(&script, move |input| Ok(input.write_all(&list)))?;
        }
        Ok(files.keys().filter(|path| !is_right(path)).cloned().collect())
    }

    fn send(
        &mut self,
        package: &Package,
        missing: &[String],
        transfer: &Transfer<'_>,
    ) -> Result<(), DeployError> {
        if missing.is_empty() {
            return Ok(());
        }
        let script = format!("{WRITING}; umask 022; cd {OURS}/part; tar -xmf - --no-same-owner");
        self.run(&script, |input| {
            let sent =
                tar(package, missing.iter(), io::BufWriter::with_capacity(1 << 16, &mut *input), transfer)?;
            Ok(sent.and_then(|mut buffered| buffered.flush()))
        })?;
        Ok(())
    }

    fn finish(&mut self, package: &Package, missing: &[String], release: &str) -> Result<(), DeployError> {
        if !missing.is_empty() {
            let script = format!("{WRITING}; cd {OURS}/part; xargs -0 sha256sum --");
            let there = self.hashed(&script, missing)?;
            let expected = |path: &String| package.files().get(path).map(|piece| piece.digested.0);
            if let Some(path) = missing.iter().find(|path| there.get(*path).copied() != expected(path)) {
                return Err(DeployError::Damaged(path.clone()));
            }
        }
        // On the disk before it can become visible.
        let script = format!(
            "{WRITING}; sync -f {OURS}/part 2>/dev/null || sync; mv {OURS}/part {RELEASES}/{release}"
        );
        self.run(&script, |_| Ok(Ok(())))?;
        Ok(())
    }

    fn switch(&mut self, state: &[u8], switch: &Switch<'_>) -> Result<(), DeployError> {
        let Switch { before, release, .. } = switch;
        let before = before.map_or_else(String::new, |before| format!("{RELEASES}/{before}"));
        let script = format!(
            "{WRITING}; [ \"$(readlink {CURRENT} || true)\" = '{before}' ] || exit {CHANGED}
cat > {OURS}/state.new; [ \"$(wc -c < {OURS}/state.new)\" -eq {length} ]
mv {OURS}/state.new {OURS}/state.json; sync -f {OURS}/state.json 2>/dev/null || sync
{keeping}
ln -s {RELEASES}/{release} {OURS}/link; mv -T {OURS}/link {CURRENT}; sync -f . 2>/dev/null || sync",
            length = state.len(),
            keeping = keeping(switch)
        );
        self.run(&script, |input| Ok(input.write_all(state)))?;
        Ok(())
    }

    fn store(&mut self, state: &[u8]) -> Result<(), DeployError> {
        let script = format!(
            "{WRITING}; cat > {OURS}/state.new; [ \"$(wc -c < {OURS}/state.new)\" -eq {length} ]
mv {OURS}/state.new {OURS}/state.json",
            length = state.len()
        );
        self.run(&script, |input| Ok(input.write_all(state)))?;
        Ok(())
    }

    fn remove(&mut self, release: &str) -> Result<(), DeployError> {
        let script =
            format!("{WRITING}; mv {RELEASES}/{release} {OURS}/gone-{release}; rm -rf {OURS}/gone-{release}");
        self.run(&script, |_| Ok(Ok(())))?;
        Ok(())
    }
}

/// The part of a script that gathers the parts of releases whose pages are open, and leads [`PREVIOUS`]
/// there.
fn keeping(switch: &Switch<'_>) -> String {
    let kept = format!("{OURS}/{EARLIER}{}", switch.release);
    let sweep =
        format!("for other in {OURS}/{EARLIER}*; do [ \"$other\" = {kept} ] || rm -rf \"$other\"; done");
    if switch.open.is_empty() {
        return format!("rm -f {PREVIOUS}; {sweep}");
    }
    // The newest as a whole, then of the others what it has not: BusyBox's `cp` stops at a file that is
    // there.
    let (releases, parts) = (switch.open.join(" "), PARTS.join(" "));
    format!(
        "rm -rf {kept}; mkdir {kept}; add='for file; do to=\"../../{kept}/$file\"; [ -e \"$to\" ] && continue
mkdir -p \"${{to%/*}}\" && ln \"$file\" \"$to\" || exit 1; done'
for release in {releases}; do for part in {parts}; do
if [ ! -d {RELEASES}/$release/$part ]; then continue; fi
if [ -e {kept}/$part ]; then (cd {RELEASES}/$release && find $part -type f -exec sh -c \"$add\" sh {{}} +)
else cp -al {RELEASES}/$release/$part {kept}/; fi
done; done
ln -s {kept} {OURS}/link; mv -T {OURS}/link {PREVIOUS}; {sweep}"
    )
}

/// What the script of `open` printed; `None` if the live release is none of ours.
fn parse_standing(output: &[u8]) -> Option<Presence> {
    let mut standing = Presence::default();
    let mut rest = output;
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let line = String::from_utf8_lossy(&rest[..end]).into_owned();
        rest = &rest[end + 1..];
        let name = |path: &str| {
            let name = path.strip_prefix(RELEASES)?.strip_prefix('/')?;
            is_release_name(name).then(|| name.to_owned())
        };
        match line.split_once(' ') {
            None if line == "state" => {
                standing.state = Some(rest.to_vec());
                break;
            }
            Some(("live", path)) => standing.live = Some(name(path)?),
            Some(("release", path)) => standing.releases.extend(name(path)),
            _ => {}
        }
    }
    standing.releases.sort();
    Some(standing)
}

/// Names for `xargs -0`.
fn terminated(names: &[String]) -> Vec<u8> {
    names.iter().flat_map(|name| ["./", name, "\0"]).flat_map(str::bytes).collect()
}

/// A word for a POSIX shell.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

fn no_ssh(error: &io::Error) -> DeployError {
    let text: Text = say!("无法运行 ssh：{error}", "cannot run ssh: {error}");
    DeployError::Far(
        text,
        Some(say!(
            "Windows 在“可选功能”里装上“OpenSSH 客户端”；Debian、麒麟、统信安装 openssh-client",
            "install the OpenSSH client: an optional feature of Windows, openssh-client on Debian"
        )),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Lang;

    #[test]
    fn a_key_that_ssh_does_not_use_is_told_from_one_that_the_server_refuses() {
        let access = SshAccess {
            host: "www@server".into(),
            folder: "/srv".into(),
            port: None,
            known_hosts: None,
            identity: None,
        };
        let remote = SshRemote::new(access);
        let refused = "www@server: Permission denied (publickey).";
        let exposed = "Permissions 0644 for 'key' are too open.\nLoad key \"key\": bad permissions\n";
        for (said, cure) in
            [(refused.to_owned(), "ssh-copy-id"), (format!("{exposed}{refused}"), "chmod 600")]
        {
            let help = remote.failure(Some(OF_SSH), &said).help().unwrap();
            assert!(help.in_lang(Lang::Zh).contains(cure), "{help:?}");
        }
    }

    #[test]
    fn a_server_that_takes_the_call_and_keeps_silent_is_told() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let access = SshAccess {
            host: "127.0.0.1".into(),
            folder: "/srv".into(),
            port: Some(listener.local_addr().unwrap().port()),
            known_hosts: None,
            identity: None,
        };
        for to_change in [true, false] {
            let mut remote = SshRemote { patience: 1, ..SshRemote::new(access.clone()) };
            let error = remote.open(to_change).unwrap_err();
            assert!(error.text().in_lang(Lang::Zh).contains("连不上服务器"), "{error:?}");
            assert!(error.help().is_some());
        }
    }
}
