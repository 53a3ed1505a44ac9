//! OpenSSH's own server on loopback as a place.

use std::fs;
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use super::line::breaking_line;
use super::verify::free_port;
use super::{Desk, Files, Place, part, promises, seen};
use crate::bench::many;

/// A server that lets this user in with a key of its own.
pub(crate) struct Server {
    folder: TempDir,
    root: PathBuf,
    port: u16,
    /// The port that clients use: the server's, or that of something in between.
    pub(crate) reached: u16,
    child: Child,
}

impl Server {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
        let root = folder.path().join("站点 的'文件夹");
        Self::start_with(folder, root)
    }

    /// One that puts the site elsewhere.
    pub(crate) fn start_at(root: PathBuf) -> Self {
        Self::start_with(tempfile::tempdir().unwrap(), root)
    }

    fn start_with(folder: TempDir, root: PathBuf) -> Self {
        let path = |name: &str| folder.path().join(name).display().to_string();
        for name in ["host", "user"] {
            let mut keygen = Command::new("ssh-keygen");
            keygen.args(["-q", "-t", "ed25519", "-N", "", "-f", &path(name)]);
            assert!(keygen.status().expect("openssh is installed").success());
        }
        fs::copy(path("user.pub"), path("authorized")).unwrap();
        let port = free_port();
        let settings = format!(
            "ListenAddress 127.0.0.1:{port}\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\nStrictModes no\nUsePAM no\n\
             PasswordAuthentication no\nPermitRootLogin yes\nMaxStartups 100\n",
            path("host"),
            path("authorized"),
        );
        fs::write(path("sshd_config"), settings).unwrap();
        // Debian's wants it when it is not started by the system.
        let _ = fs::create_dir_all("/run/sshd");
        let mut child = Command::new("/usr/sbin/sshd")
            .args(["-D", "-e", "-f", &path("sshd_config")])
            .stderr(Stdio::null())
            .spawn()
            .expect("sshd is installed");
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Self { folder, root, port, reached: port, child };
            }
            thread::sleep(Duration::from_millis(50));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        panic!("sshd does not answer");
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.root.clone()
    }

    fn host_key(&self) -> String {
        fs::read_to_string(self.folder.path().join("host.pub")).unwrap().trim().to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Place for Server {
    fn yaml(&self) -> String {
        let user = String::from_utf8(Command::new("id").arg("-un").output().unwrap().stdout).unwrap();
        let (user, root, key) = (user.trim(), self.root(), self.host_key());
        let root = root.display().to_string().replace('\'', "''");
        format!("方式: SSH, 地址: '{user}@127.0.0.1:{root}', 端口: {}, 主机密钥: {key}", self.reached)
    }

    fn variables(&self) -> Vec<(String, String)> {
        vec![("GONGKAI_SSH_KEY".to_owned(), self.folder.path().join("user").display().to_string())]
    }

    fn live(&self) -> Option<Files> {
        seen(&self.root())
    }

    fn tamper(&self, path: &str) {
        crate::bench::change_a_byte(&self.root().join("current").join(path));
    }

    fn tamper_earlier(&self) {
        crate::bench::change_a_byte(&super::first_release(&self.root()).join("index.html"));
    }

    fn part(&self, path: &str) -> Option<Vec<u8>> {
        part(&self.root(), path)
    }
}

#[test]
fn a_server_goes_online_and_back() {
    promises::goes_online_and_back(&Server::start());
}

#[test]
fn what_was_altered_on_a_server_is_not_gone_back_to() {
    promises::what_was_altered_is_not_gone_back_to(&Server::start());
}

#[test]
fn parts_of_earlier_releases_stay_on_a_server() {
    promises::parts_of_earlier_releases_stay(&Server::start());
}

#[test]
fn a_kill_leaves_a_whole_site_on_a_server() {
    promises::a_kill_leaves_a_whole_site(&Server::start(), many("GONGKAI_DEPLOY_KILLS", 8));
}

#[test]
fn a_server_with_another_key_is_not_trusted() {
    let server = Server::start();
    let desk = Desk::new(&server);
    desk.scratch.build(&[]).ended(0);
    let other = Server::start();
    let settings = crate::bench::text_or_nothing(&desk.scratch.at("site.yaml"));
    desk.scratch.put("site.yaml", settings.replace(&server.host_key(), &other.host_key()));
    let run = desk.run("deploy", &[]);
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    assert!(run.stderr.contains("密钥和记下的不一样") && run.stderr.contains("办法"), "{}", run.stderr);
    assert_eq!(server.live(), None);
}

#[test]
fn a_link_that_somebody_put_into_the_live_site_is_told_and_goes() {
    let server = Server::start();
    let desk = Desk::new(&server);
    desk.publish();
    let planted = server.root().join("current/planted.html");
    std::os::unix::fs::symlink("/etc/hostname", &planted).unwrap();
    let again = desk.run("deploy", &[]);
    assert_eq!(again.code, Some(0), "{}", again.stderr);
    assert!(!again.stderr.contains("没有要发的"), "{}", again.stderr);
    assert!(fs::symlink_metadata(&planted).is_err());
    assert_eq!(server.live(), Some(desk.output()));
}

#[test]
fn a_login_that_is_refused_says_what_to_do() {
    let server = Server::start();
    let desk = Desk::new(&server);
    desk.scratch.build(&[]).ended(0);
    fs::write(server.folder.path().join("authorized"), "").unwrap();
    let run = desk.run("deploy", &[]);
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    assert!(run.stderr.contains("不让登录") && run.stderr.contains("ssh-copy-id -p "), "{}", run.stderr);
    let mut command = desk.command("deploy", &[]);
    command.env("GONGKAI_SSH_KEY", "/no/such/key");
    let run = crate::bench::run(command);
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    assert!(run.stderr.contains("/no/such/key") && run.stderr.contains("办法"), "{}", run.stderr);
}

#[test]
fn other_peoples_files_on_a_server_stay() {
    let server = Server::start();
    let desk = Desk::new(&server);
    desk.scratch.build(&[]).ended(0);
    fs::create_dir(server.root()).unwrap();
    fs::write(server.root().join("照片.jpg"), "x").unwrap();
    let run = desk.run("deploy", &[]);
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    assert_eq!(fs::read_dir(server.root()).unwrap().count(), 1);
}

#[test]
fn a_line_that_breaks_leaves_the_old_site_and_the_next_run_goes_on() {
    let mut server = Server::start();
    let direct = server.port;
    let desk = Desk::new(&server);
    desk.publish();
    let old = server.live();
    drop(desk);
    for bytes in [3_000, 12_000, 30_000, 60_000, 120_000] {
        server.reached = breaking_line(direct, bytes);
        let desk = Desk::new(&server);
        // A second site of the same numbers: it begins with the record of the first.
        desk.scratch.put("content/通知/_index.md", format!("---\n标题: 通知\n说明: 到{bytes}断\n---\n"));
        desk.scratch.build(&[]).ended(0);
        let new = desk.output();
        let run = desk.run("deploy", &[]);
        let live = server.live();
        if run.code == Some(0) {
            assert_eq!(live, Some(new));
        } else {
            assert_eq!(run.code, Some(3), "{bytes}: {}", run.stderr);
            assert!(run.stderr.contains("断了线") && run.stderr.contains("办法"), "{bytes}: {}", run.stderr);
            assert!(live == old || live == Some(new), "{bytes}: a mixed site");
        }
        server.reached = direct;
    }
    let desk = Desk::new(&server);
    desk.publish();
    assert_eq!(server.live(), Some(desk.output()));
}
