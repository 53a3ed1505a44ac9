//! SeaweedFS on loopback as an object store, with a file of addresses for the web server in front; or moto's server,
//! if `GONGKAI_S3=moto` asks for a second opinion, as `tests/long` does.

use std::fs;
use std::io::Write as _;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex};
use std::thread;
use std::time::Duration;

use gongkai::http::{Answer, HttpClient};
use rusty_s3::{Bucket, Credentials, S3Action as _, UrlStyle};
use tempfile::TempDir;

use super::line::{HeldLine, breaking_line};
use super::verify::{Ending, Nginx, free_port, watched};
use super::{Desk, Files, Place, promises};
use crate::bench::{Scratch, is_kind, many};

const KEY: &str = "gongkai-key";
const SECRET: &str = "gongkai-secret";

/// A store with an empty bucket of its own.
pub(crate) struct Store {
    /// Where the file of addresses for the web server lies.
    folder: TempDir,
    name: String,
    port: u16,
    /// The port that clients use: the store's, or that of something in between.
    reached: u16,
    /// Whether readers see the bucket itself.
    is_plain: bool,
}

/// The server of all tests: to start one takes seconds and most of a small machine. It ends when nobody holds the
/// other end of its input any more, however the tests end.
struct Server {
    port: u16,
    _input: ChildStdin,
}

static SERVER: LazyLock<Server> = LazyLock::new(Server::start);

/// Whether the store is moto's server. Who does not sign may write there, and not read.
fn is_moto() -> bool {
    #[expect(clippy::disallowed_methods, reason = "the other store is asked for from outside")]
    let asked = std::env::var("GONGKAI_S3").ok();
    asked.is_some_and(|asked| asked == "moto")
}

/// What tests/run and tests/long have put where the program is built: <target>/debug/gongkai, <target>/`name`.
fn installed(name: &str) -> PathBuf {
    let target = Path::new(env!("CARGO_BIN_EXE_gongkai")).parent().and_then(Path::parent).unwrap();
    let places = [target.join(name), target.join("..").join(name)];
    places.into_iter().find(|path| path.exists()).unwrap_or_else(|| panic!("{name} is not installed"))
}

fn moto(port: u16) -> Command {
    let mut command = Command::new("python3");
    command.args(["-m", "moto.server", "-H", "127.0.0.1", "-p", &port.to_string()]);
    command.env("PYTHONPATH", installed("moto"));
    command
}

fn seaweedfs(folder: &Path, config: &Path, port: u16) -> Command {
    let data = folder.join("data");
    fs::create_dir(&data).unwrap();
    let mut command = Command::new(installed("seaweedfs").join("bin/weed"));
    command.arg("server").args(["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-volume.max=500"]);
    command.args(["-master.volumeSizeLimitMB=64", "-master.telemetry=false", "-filer", "-s3"]);
    command.args(["-s3.port.iceberg=0", "-s3.port.lance=0"]);
    command.arg(format!("-dir={}", data.display())).arg(format!("-s3.config={}", config.display()));
    for part in ["master", "volume", "filer", "s3"] {
        command
            .arg(format!("-{part}.port={}", free_port()))
            .arg(format!("-{part}.port.grpc={}", free_port()));
    }
    command.arg(format!("-s3.port={port}"));
    command
}

impl Server {
    /// Starts it; again with other ports, if somebody else took one meanwhile.
    fn start() -> Self {
        (0..3).find_map(|_| Self::try_start()).expect("the store answers")
    }

    fn try_start() -> Option<Self> {
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap().keep();
        let rights = serde_json::json!({"identities": [
            {"name": "gongkai", "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
             "actions": ["Admin", "Read", "Write", "List"]},
            {"name": "anonymous", "actions": ["Read", "List"]},
        ]});
        let config = folder.join("s3.json");
        fs::write(&config, rights.to_string()).unwrap();
        let port = free_port();
        let server = if is_moto() { moto(port) } else { seaweedfs(&folder, &config, port) };
        let mut keeper = Command::new("sh");
        keeper.args(["-c", "\"$@\" & read -r _; kill -9 $!; rm -rf \"$0\""]).arg(&folder);
        keeper.arg(server.get_program()).args(server.get_args());
        keeper.envs(server.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let keeper = keeper.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let server = Self { port, _input: keeper.spawn().unwrap().stdin.take().unwrap() };
        let is_up = (0..300).any(|_| {
            thread::sleep(Duration::from_millis(100));
            TcpStream::connect(("127.0.0.1", port)).is_ok() && Store::on(&server, "first").is_some()
        });
        is_up.then_some(server)
    }
}

impl Store {
    pub(crate) fn start() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("bucket-{}", COUNT.fetch_add(1, Ordering::Relaxed));
        Self::on(&SERVER, &name).expect("the store makes a bucket")
    }

    fn on(server: &Server, name: &str) -> Option<Self> {
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
        let (name, port) = (name.to_owned(), server.port);
        let store = Self { folder, name, port, reached: port, is_plain: false };
        let made = HttpClient::new().send("PUT", &store.signed(""), &[], &[][..], 1_000_000);
        let is_made = made.is_ok_and(|answer| answer.status == 200);
        if is_made && is_moto() {
            store.let_everybody_read();
        }
        is_made.then_some(store)
    }

    /// What SeaweedFS is told when it starts.
    fn let_everybody_read(&self) {
        let (name, port) = (&self.name, self.port);
        let policy = serde_json::json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
            "Action": "s3:GetObject", "Resource": format!("arn:aws:s3:::{name}/*")}]});
        let url = format!("http://127.0.0.1:{port}/{name}?policy");
        let answer = HttpClient::new()
            .send("PUT", &url, &[("content-type", "application/json")], policy.to_string().as_bytes(), 1000)
            .unwrap();
        assert!(matches!(answer.status, 200 | 204), "{}", answer.status);
    }

    /// The name of the bucket.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Lets readers see the bucket itself.
    pub(crate) fn plain(&mut self) {
        self.is_plain = true;
    }

    /// The port that clients use.
    pub(crate) fn reached(&self) -> u16 {
        self.reached
    }

    /// Lets clients use another port.
    pub(crate) fn reach(&mut self, port: u16) {
        self.reached = port;
    }

    /// Puts an object there.
    pub(crate) fn put(&self, key: &str, bytes: &[u8]) {
        let (bucket, credentials) = (self.bucket(), Credentials::new(KEY, SECRET));
        let url = bucket.put_object(Some(&credentials), key).sign(Duration::from_mins(10));
        let answer = HttpClient::new().send("PUT", url.as_str(), &[], bytes, 1000).unwrap();
        assert_eq!(answer.status, 200);
    }

    /// Removes an object.
    pub(crate) fn delete(&self, key: &str) {
        let answer = HttpClient::new().send("DELETE", &self.signed(key), &[], &[][..], 1000).unwrap();
        assert!(matches!(answer.status, 200 | 204), "{}", answer.status);
    }

    /// The names of all objects of the site.
    pub(crate) fn names(&self) -> Vec<String> {
        let url = format!("{}?list-type=2&prefix=", self.bucket().base_url());
        let list = String::from_utf8(HttpClient::new().get(&url, &[], 10_000_000).unwrap().body).unwrap();
        let keys = list.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next());
        keys.filter_map(|key| key.strip_prefix("站点/")).map(ToOwned::to_owned).collect()
    }

    /// An object of the site, asked for as somebody who may read it.
    fn fetch(&self, name: &str) -> Answer {
        let (bucket, credentials) = (self.bucket(), Credentials::new(KEY, SECRET));
        let key = format!("站点/{name}");
        let url = bucket.get_object(Some(&credentials), &key).sign(Duration::from_mins(10));
        HttpClient::new().get(url.as_str(), &[], 100_000_000).unwrap()
    }

    /// Writes an object anew that differs in one byte.
    fn change_a_byte(&self, name: &str) {
        let mut bytes = self.fetch(name).body;
        bytes[0] ^= 1;
        self.put(&format!("站点/{name}"), &bytes);
    }

    /// All that readers see of the bucket itself.
    fn objects(&self) -> Option<Files> {
        let mut files = Files::new();
        for path in self.names().into_iter().filter(|path| !path.starts_with(".gongkai/")) {
            let answer = self.fetch(&path);
            assert_eq!(answer.status, 200, "{path}");
            files.insert(path, answer.body);
        }
        (!files.is_empty()).then_some(files)
    }

    fn bucket(&self) -> Bucket {
        let endpoint = format!("http://127.0.0.1:{}", self.port).parse().unwrap();
        Bucket::new(endpoint, UrlStyle::Path, self.name.clone(), "us-east-1").unwrap()
    }

    /// The address at which the bucket is made, or an object removed.
    fn signed(&self, key: &str) -> String {
        let (bucket, credentials) = (self.bucket(), Credentials::new(KEY, SECRET));
        let time = Duration::from_mins(10);
        if key.is_empty() {
            bucket.create_bucket(&credentials).sign(time).to_string()
        } else {
            bucket.delete_object(Some(&credentials), key).sign(time).to_string()
        }
    }

    fn map(&self) -> PathBuf {
        self.folder.path().join("gateway/site.map")
    }

    /// What the addresses mean, by the file that the web server reads.
    fn addresses(&self) -> Option<Vec<(String, String)>> {
        let text = fs::read_to_string(self.map()).ok()?;
        let pairs = text.lines().filter_map(|line| {
            let (path, key) = line.strip_suffix("\";")?.strip_prefix("\"/")?.split_once("\" \"")?;
            Some((path.to_owned(), key.to_owned()))
        });
        Some(pairs.filter(|(path, _)| !path.is_empty() && !path.ends_with('/')).collect())
    }
}

impl Place for Store {
    fn yaml(&self) -> String {
        let (port, name, map) = (self.reached, &self.name, self.map());
        let gateway = if self.is_plain { String::new() } else { format!(", 网关: {}", map.display()) };
        format!("方式: S3, 地址: 'http://127.0.0.1:{port}/{name}/站点'{gateway}")
    }

    fn variables(&self) -> Vec<(String, String)> {
        [("GONGKAI_S3_KEY", KEY), ("GONGKAI_S3_SECRET", SECRET)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec()
    }

    fn live(&self) -> Option<Files> {
        if self.is_plain {
            return self.objects();
        }
        let manifest_of =
            |files: &Files| -> serde_json::Value { serde_json::from_slice(&files["manifest.json"]).unwrap() };
        let mut files = Files::new();
        for (path, key) in self.addresses()? {
            let answer = self.fetch(&key);
            if answer.status == 200 {
                files.insert(path, answer.body);
            }
        }
        // Parts of the release before are there for pages that are still open.
        let manifest = manifest_of(&files);
        let known: Vec<&str> =
            manifest["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap()).collect();
        files.retain(|path, _| {
            known.contains(&path.as_str())
                || path.starts_with("manifest.json")
                || !(is_kind(path, "js") || is_kind(path, "css"))
        });
        Some(files)
    }

    fn tamper(&self, path: &str) {
        let key = |addresses: Vec<(String, String)>| {
            addresses.into_iter().find(|(known, _)| known == path).unwrap().1
        };
        self.change_a_byte(&if self.is_plain { path.to_owned() } else { key(self.addresses().unwrap()) });
    }

    fn tamper_earlier(&self) {
        let folder = if self.is_plain { ".gongkai/" } else { "" };
        let releases = format!("{folder}releases/");
        let objects = if self.is_plain { ".gongkai/objects/" } else { "releases/objects/" };
        let is_first = |name: &String| {
            name.strip_prefix(&releases)
                .is_some_and(|rest| rest.starts_with("0001-") && is_kind(rest, "json"))
        };
        let name = self.names().into_iter().find(is_first).unwrap();
        let manifest: serde_json::Value = serde_json::from_slice(&self.fetch(&name).body).unwrap();
        let files = manifest["files"].as_array().unwrap();
        let home = files.iter().find(|file| file["path"] == "index.html").unwrap();
        self.change_a_byte(&format!("{objects}{}", home["sha256"].as_str().unwrap()));
    }

    fn part(&self, path: &str) -> Option<Vec<u8>> {
        let key = self.addresses()?.into_iter().find(|(known, _)| known == path)?.1;
        let answer = self.fetch(&key);
        (answer.status == 200).then_some(answer.body)
    }
}

#[test]
fn a_bucket_goes_online_and_back() {
    promises::goes_online_and_back(&Store::start());
}

#[test]
fn what_was_altered_in_a_bucket_is_not_gone_back_to() {
    promises::what_was_altered_is_not_gone_back_to(&Store::start());
}

#[test]
fn parts_of_earlier_releases_stay_in_a_bucket() {
    promises::parts_of_earlier_releases_stay(&Store::start());
}

/// A store whose clock is ten minutes ahead, and that bears five: requests are signed for its time.
#[test]
fn a_store_with_another_clock_is_followed() {
    let mut store = Store::start();
    store.reached = skewed_line(store.port, 600);
    let desk = Desk::new(&store);
    desk.publish();
    assert_eq!(store.live(), Some(desk.output()));
}

/// A line to a store that refuses what was not signed within five minutes of a clock that is `ahead` by seconds.
fn skewed_line(to: u16, ahead: i64) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for client in listener.incoming() {
            let Ok(mut client) = client else { return };
            thread::spawn(move || {
                let mut head = [0; 8192];
                let count = client.peek(&mut head).unwrap_or(0);
                let text = String::from_utf8_lossy(&head[..count]).to_lowercase();
                #[expect(clippy::disallowed_methods, reason = "a clock of its own is what this store has")]
                let now = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(ahead);
                let signed = text.split("x-amz-date=").nth(1).and_then(|rest| {
                    jiff::fmt::strtime::parse("%Y%m%dt%H%M%Sz", rest.get(..16)?).ok()?.to_datetime().ok()
                });
                let signed = signed.map(|time| time.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp());
                let is_near = signed.is_some_and(|signed| now.duration_since(signed).as_secs().abs() < 300);
                if !is_near {
                    let date = now.strftime("%a, %d %b %Y %H:%M:%S GMT");
                    let body = "<Error><Code>RequestTimeTooSkewed</Code></Error>";
                    let length = body.len();
                    let _ = client.write_all(
                        format!(
                            "HTTP/1.1 403 Forbidden\r\ndate: {date}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
                        )
                        .as_bytes(),
                    );
                    let _ = client.shutdown(Shutdown::Write);
                    // What is on its way is taken, so that the answer arrives.
                    let _ = std::io::copy(&mut client, &mut std::io::sink());
                    return;
                }
                let Ok(server) = TcpStream::connect(("127.0.0.1", to)) else { return };
                let (mut up, mut down) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let mut server = server;
                thread::spawn(move || {
                    let _ = std::io::copy(&mut down, &mut up);
                    let _ = up.shutdown(Shutdown::Both);
                });
                let _ = std::io::copy(&mut client, &mut server);
                let _ = server.shutdown(Shutdown::Both);
            });
        }
    });
    port
}

#[test]
fn a_kill_leaves_a_whole_site_in_a_bucket() {
    promises::a_kill_leaves_a_whole_site(&Store::start(), many("GONGKAI_DEPLOY_KILLS", 8));
}

#[test]
fn of_two_deployments_to_a_bucket_one_is_refused() {
    let mut store = Store::start();
    {
        let desk = Desk::new(&store);
        desk.publish();
    }
    let direct = store.port;
    // Held when it is about to send its first file.
    let held = HeldLine::new(direct, "PUT ");
    store.reached = held.port;
    let slow = Desk::new(&store);
    slow.article(4, "第四篇。");
    slow.scratch.build(&[]).ended(0);
    let fast = Desk { scratch: Scratch::copy_of(&slow.scratch.site(), &[]), place: &store };
    let settings = crate::bench::text_or_nothing(&fast.scratch.at("site.yaml"));
    fast.scratch.put("site.yaml", settings.replace(&held.port.to_string(), &direct.to_string()));
    fast.scratch.put("content/_index.md", "---\n标题: 首页\n---\n\n另一个。\n");
    let mut command = slow.command("deploy", &[]);
    let running = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    held.wait();
    fast.publish();
    held.open();
    let live = store.live();
    let ended = running.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(1), "{said}");
    assert!(said.contains("别人已经把线上换成了另一个版本") && said.contains("办法"), "{said}");
    assert_eq!(store.live(), live);
    assert_eq!(live, Some(fast.output()));
}

#[test]
fn a_store_that_refuses_says_what_to_do() {
    let store = Store::start();
    let desk = Desk::new(&store);
    desk.scratch.build(&[]).ended(0);
    for (name, value, word) in [
        ("GONGKAI_S3_SECRET", "wrong-secret", "不让访问"),
        ("GONGKAI_S3_KEY", "nobody", "不让访问"),
        ("GONGKAI_S3_KEY", "", "没有对象存储"),
    ] {
        let mut command = desk.command("deploy", &[]);
        command.env(name, value);
        let run = crate::bench::run(command);
        assert_eq!(run.code, Some(if value.is_empty() { 2 } else { 3 }), "{}", run.stderr);
        assert!(run.stderr.contains(word) && run.stderr.contains("办法"), "{}", run.stderr);
        assert!(!run.stderr.contains(SECRET) && !run.stderr.contains("Signature="), "{}", run.stderr);
    }
    let settings = crate::bench::text_or_nothing(&desk.scratch.at("site.yaml"));
    desk.scratch.put("site.yaml", settings.replace(store.name(), "no-such-bucket"));
    let run = desk.run("deploy", &[]);
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    assert!(run.stderr.contains("没有存储桶") && run.stderr.contains("办法"), "{}", run.stderr);
}

/// A file that is sent in parts.
#[test]
fn a_large_file_arrives_whole() {
    let store = Store::start();
    let desk = Desk::new(&store);
    let bytes: Vec<u8> = (0..20_000_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    desk.scratch.put("content/通知/录像.mp4", bytes);
    desk.article(4, "见[录像](录像.mp4)。");
    desk.publish();
    assert_eq!(store.live(), Some(desk.output()));
}

#[test]
fn a_line_to_a_bucket_that_breaks_leaves_the_old_site() {
    let mut store = Store::start();
    let direct = store.port;
    let desk = Desk::new(&store);
    desk.publish();
    let old = store.live();
    drop(desk);
    // Each takes the eight seconds for which the store is tried again.
    for bytes in
        [150_000, 20_000, 60_000].into_iter().take(if many("GONGKAI_DEPLOY_KILLS", 0) > 0 { 3 } else { 1 })
    {
        store.reached = breaking_line(direct, bytes);
        let desk = Desk::new(&store);
        desk.scratch.put("content/通知/_index.md", format!("---\n标题: 通知\n说明: 到{bytes}断\n---\n"));
        desk.scratch.build(&[]).ended(0);
        let run = desk.run("deploy", &[]);
        let live = store.live();
        if run.code != Some(0) {
            assert_eq!(run.code, Some(3), "{bytes}: {}", run.stderr);
            assert!(run.stderr.contains("连接不上，或中途断了"), "{bytes}: {}", run.stderr);
            assert!(live == old || live == Some(desk.output()), "{bytes}: a mixed site");
        }
        store.reached = direct;
    }
    let desk = Desk::new(&store);
    desk.publish();
    assert_eq!(store.live(), Some(desk.output()));
}

#[test]
fn a_reader_of_a_bucket_behind_nginx_sees_the_old_site_or_the_new_one() {
    let (store, port) = (Store::start(), free_port());
    let desk = Desk::new(&store);
    let settings = crate::bench::text_or_nothing(&desk.scratch.at("site.yaml"));
    desk.scratch.put(
        "site.yaml",
        settings.replace("https://www.example.gov.cn/", &format!("http://127.0.0.1:{port}/")),
    );
    desk.run("key", &["make"]).ended(0);
    desk.publish();
    let nginx = Nginx::start(&desk.run("server-config", &["nginx"]).stdout, port);
    let verified = desk.run("verify", &["正式"]);
    assert_eq!(verified.code, Some(0), "{}{}", verified.stdout, verified.stderr);
    let (sites, stop) = (Mutex::new(vec![desk.output()]), AtomicBool::new(false));
    thread::scope(|scope| {
        // What systemd's path unit does.
        scope.spawn(|| {
            let mut last = fs::read(store.map()).unwrap();
            while !stop.load(Ordering::Relaxed) {
                let now = fs::read(store.map()).unwrap();
                if now != last {
                    nginx.reload();
                    last = now;
                }
                thread::sleep(Duration::from_millis(20));
            }
        });
        let _ending = Ending(&stop);
        let looks = watched(port, &sites, || {
            for round in 0..4 {
                desk.scratch.put("content/_index.md", format!("---\n标题: 首页\n---\n\n第{round}轮。\n"));
                desk.scratch.build(&[]).ended(0);
                sites.lock().unwrap().push(desk.output());
                assert_eq!(desk.run("deploy", &[]).code, Some(0));
                thread::sleep(Duration::from_millis(300));
            }
        });
        assert!(looks > 10, "{looks}");
    });
}
