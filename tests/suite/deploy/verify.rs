//! A live site behind nginx, and behind servers that are not honest.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use gongkai::http::HttpClient;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::{Desk, Files, Folder, Place};
use crate::bench::{Run, SITE, Scratch, run};

/// nginx in front of a folder, set up as `server-config` says.
pub(crate) struct Nginx {
    /// Its settings and what it keeps; removed with it.
    folder: TempDir,
    child: Child,
}

/// A port that nobody listens at, given to nobody else in this run; below those that the system gives to clients.
pub(crate) fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = 20_000 + u16::try_from(std::process::id() % 100).unwrap() * 100;
    let mut ports = std::iter::repeat_with(|| first + NEXT.fetch_add(1, Ordering::Relaxed) % 2000);
    ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).unwrap()
}

impl Nginx {
    /// Starts it with a server's settings; `port` is where it listens by them.
    pub(crate) fn start(settings: &str, port: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let whole = format!(
            "daemon off; worker_processes 1; error_log {0}/error.log; pid {0}/pid; user {1};
             events {{}}
             http {{ include /etc/nginx/mime.types; default_type application/octet-stream; access_log off;
             client_body_temp_path {0}/a; proxy_temp_path {0}/b; fastcgi_temp_path {0}/c; uwsgi_temp_path {0}/d;
             scgi_temp_path {0}/e;\n{settings}\n}}",
            folder.path().display(),
            String::from_utf8(Command::new("id").arg("-un").output().unwrap().stdout).unwrap().trim(),
        );
        fs::write(folder.path().join("nginx.conf"), whole).unwrap();
        let command = |extra: &[&str]| {
            let mut command = Command::new("/usr/sbin/nginx");
            command.arg("-c").arg(folder.path().join("nginx.conf")).arg("-p").arg(folder.path());
            command.args(extra).stdin(Stdio::null());
            command
        };
        let tested = command(&["-t"]).output().expect("nginx is installed");
        assert!(tested.status.success(), "{}", String::from_utf8_lossy(&tested.stderr));
        let mut child = command(&[]).stderr(Stdio::null()).spawn().unwrap();
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Self { folder, child };
            }
            thread::sleep(Duration::from_millis(50));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        panic!("nginx does not answer");
    }

    /// Reads its settings again, as `systemctl reload nginx` does.
    pub(crate) fn reload(&self) {
        let file = self.folder.path().join("nginx.conf");
        let told =
            Command::new("/usr/sbin/nginx").arg("-c").arg(file).args(["-s", "reload"]).output().unwrap();
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Its master ends its workers.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

/// A site at this port.
fn at_port(place: &dyn Place, port: u16) -> Desk<'_> {
    let desk = Desk::new(place);
    let settings = crate::bench::text_or_nothing(&desk.scratch.at("site.yaml"));
    desk.scratch.put(
        "site.yaml",
        settings.replace("https://www.example.gov.cn/", &format!("http://127.0.0.1:{port}/")),
    );
    desk
}

fn kinds(run: &Run) -> Vec<String> {
    let report: serde_json::Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.stderr));
    let faults = report["faults"].as_array().unwrap().iter().filter(|fault| fault["grave"] == true);
    faults
        .map(|fault| format!("{} {}", fault["kind"].as_str().unwrap(), fault["path"].as_str().unwrap()))
        .collect()
}

#[test]
fn a_site_behind_nginx_is_good_until_somebody_alters_it() {
    let (place, port) = (Folder::new(), free_port());
    let desk = at_port(&place, port);
    desk.run("key", &["make"]).ended(0);
    desk.publish();
    let settings = desk.run("server-config", &["nginx"]);
    let _nginx = Nginx::start(&settings.stdout, port);
    let good = desk.run("verify", &["正式"]);
    assert_eq!(good.code, Some(0), "{}{}", good.stdout, good.stderr);
    assert!(
        good.stdout.contains("签名有效") && good.stdout.contains("结论：线上的网站和发布的一致"),
        "{}",
        good.stdout
    );
    // Advice: it is not encrypted. No header lacks.
    assert!(good.stdout.contains("没有用 https") && !good.stdout.contains("缺少响应头"), "{}", good.stdout);

    let live = place.path().join("current");
    let page = "002590761/2024-00001.html";
    place.tamper(page);
    fs::remove_file(live.join("002590761/2024-00002.html")).unwrap();
    fs::write(live.join("shell.php"), "<?php").unwrap();
    let bad = desk.run("verify", &["正式", "--format", "json"]);
    assert_eq!(bad.code, Some(1), "{}", bad.stderr);
    let expected = ["added shell.php", &format!("altered {page}"), "missing 002590761/2024-00002.html"];
    let mut found = kinds(&bad);
    found.sort();
    assert_eq!(found, expected);
    let told = desk.run("verify", &["正式"]);
    assert!(told.stdout.contains("可能被人入侵") && told.stdout.contains("3 处"), "{}", told.stdout);

    // Whoever changes the manifest as well lacks the key.
    desk.publish();
    let manifest = live.join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    let list = text.split_once(",\"files\":").unwrap().1.replace("\"size\":", "\"size\": ");
    let digest = gongkai::model::to_hex(&Sha256::digest(&list));
    fs::write(&manifest, format!("{{\"generator\":\"gongkai 0\",\"digest\":\"{digest}\",\"files\":{list}"))
        .unwrap();
    let forged = desk.run("verify", &["--format", "json"]);
    assert_eq!(kinds(&forged), ["bad-signature manifest.json.minisig"], "{}", forged.stdout);
    crate::bench::change_a_byte(&manifest);
    let broken = desk.run("verify", &["--format", "json"]);
    assert_eq!(kinds(&broken), ["no-manifest manifest.json"]);
}

/// A server that answers as `answer` says: status, headers, body by path and request.
pub(super) fn server(answer: impl Fn(&str, &str) -> (u16, String, Vec<u8>) + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let answer = Arc::clone(&answer);
            thread::spawn(move || {
                let mut head = String::new();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                while reader.read_line(&mut head).is_ok_and(|count| count > 2) {}
                let path = head.split(' ').nth(1).unwrap_or("/").trim_start_matches('/').to_owned();
                let path = percent_encoding::percent_decode_str(&path).decode_utf8_lossy().into_owned();
                let (status, headers, body) = answer(&path, &head.to_lowercase());
                let length = body.len();
                let _ = write!(
                    stream,
                    "HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n"
                );
                let _ = stream.write_all(&body);
            });
        }
    });
    port
}

/// What an honest server says of a site's file.
fn honest(files: &Files, path: &str) -> (u16, String, Vec<u8>) {
    let path = path.split('?').next().unwrap();
    let name = match path {
        "" => "index.html",
        folder if folder.ends_with('/') => &format!("{folder}index.html"),
        file => file,
    };
    let kind = match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css",
        Some("js") => "text/javascript",
        Some("json") => "application/json",
        Some("csv") => "text/csv",
        Some("xml") => "text/xml",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    };
    match files.get(name) {
        Some(bytes) => (200, format!("content-type: {kind}\r\n"), bytes.clone()),
        None if files.keys().any(|known| known.starts_with(&format!("{name}/"))) => {
            (301, format!("location: /{name}/\r\n"), Vec::new())
        }
        None => (
            404,
            "content-type: text/html\r\n".to_owned(),
            files.get("404.html").cloned().unwrap_or_default(),
        ),
    }
}

/// The grave faults of a site that a server shows so.
fn faults(
    answer: impl Fn(&Files, &str, &str) -> (u16, String, Vec<u8>) + Send + Sync + 'static,
) -> Vec<String> {
    let place = Folder::new();
    let desk = Desk::new(&place);
    desk.run("key", &["make"]).ended(0);
    desk.publish();
    let files = place.live().unwrap();
    let port = server(move |path, head| answer(&files, path, head));
    let run = desk.run("verify", &[&format!("http://127.0.0.1:{port}"), "--format", "json"]);
    kinds(&run)
}

/// What an intruder shows in place of a page.
const SPAM: &[u8] = b"<a href='https://dubo.example/'>x</a>";

/// The faults of a site on which whoever asks as `is_victim` says is shown something else: by path and head of the
/// question.
fn faults_for(is_victim: impl Fn(&str, &str) -> bool + Send + Sync + 'static) -> Vec<String> {
    faults(move |files, path, head| {
        let (status, headers, body) = honest(files, path);
        if is_victim(path, head) {
            return (200, headers, SPAM.to_vec());
        }
        (status, headers, body)
    })
}

#[test]
fn what_is_shown_only_to_robots_or_phones_is_found_on_every_file() {
    assert_eq!(faults_for(|_, _| false), [""; 0]);
    let is_phone = |head: &str| head.contains("mobile") && head.contains("referer: https://www.baidu");
    for robot in ["baiduspider", "googlebot", "bingbot", "sogou", "360spider", "yisouspider", "bytespider"] {
        let found = faults_for(move |asked, head| asked.is_empty() && head.contains(robot));
        assert_eq!(found, ["other-for-robots "], "{robot}");
    }
    let page = "002590761/2024-00001.html";
    for path in ["index.html", "catalogue/", page, "sitemap.xml", "robots.txt", "data/catalogue.csv"] {
        let found = faults_for(move |asked, head| asked == path && head.contains("spider"));
        assert_eq!(found, [format!("other-for-robots {path}")]);
        let found = faults_for(move |asked, head| asked == path && is_phone(head));
        assert_eq!(found, [format!("other-for-phones {path}")]);
    }
    // A script that only phones get, by its place in the site.
    let scripts = faults_for(move |asked, head| asked.starts_with("assets/site-") && is_phone(head));
    assert!(
        !scripts.is_empty() && scripts.iter().all(|fault| fault.starts_with("other-for-phones assets/site-")),
        "{scripts:?}"
    );
    let away = faults(move |files, path, head| {
        if path == "002590761/2024-00001.html" && is_phone(head) {
            return (302, "location: https://dubo.example/\r\n".to_owned(), Vec::new());
        }
        honest(files, path)
    });
    assert_eq!(away, ["other-for-phones 002590761/2024-00001.html"]);
    // Nobody tells these questions from those of others.
    assert_eq!(faults_for(|_, head| head.contains("gongkai")), [""; 0]);
}

#[test]
fn what_stands_where_a_folders_address_leads_is_looked_at() {
    for path in ["", "catalogue/"] {
        assert_eq!(
            faults_for(move |asked, _| asked.split('?').next() == Some(path)),
            [format!("altered {path}")]
        );
    }
}

#[test]
fn addresses_that_do_not_exist_are_asked_for_by_all_readers() {
    for (word, kind) in [("spider", "other-for-robots"), ("mobile", "other-for-phones")] {
        let found = faults(move |files, path, head| match honest(files, path) {
            (404, headers, _) if head.contains(word) => (200, headers, SPAM.to_vec()),
            other => other,
        });
        assert!(found.len() == 1 && found[0].starts_with(kind), "{found:?}");
    }
}

/// A bucket that readers see itself lists its names, and tells each question's number where nothing is: that is set up
/// wrong, and no intruder's work.
#[test]
fn a_bare_bucket_is_not_taken_for_an_intruders() {
    let count = AtomicU16::new(0);
    let found = faults(move |files, path, _| match honest(files, path) {
        (200, _, _) if path.is_empty() || path.ends_with('/') => {
            (200, "content-type: application/xml\r\n".to_owned(), b"<ListBucketResult/>".to_vec())
        }
        (404, _, _) => {
            let number = count.fetch_add(1, Ordering::Relaxed);
            (404, "content-type: application/xml\r\n".to_owned(), format!("<RequestId>{number}").into_bytes())
        }
        other => other,
    });
    assert!(found.iter().any(|fault| fault == "wrong-type "), "{found:?}");
    let is_setting =
        |fault: &String| fault.starts_with("wrong-type") || fault.starts_with("foreign-not-found");
    assert!(found.iter().all(is_setting), "{found:?}");
}

#[test]
fn a_head_that_sends_readers_away_is_an_alteration() {
    let sent = |for_robots: bool| {
        faults(move |files, path, head| {
            let (status, headers, body) = honest(files, path);
            let is_sent = path.starts_with("index.html") && (!for_robots || head.contains("spider"));
            let away = if is_sent { "refresh: 0; url=https://dubo.example/\r\n" } else { "" };
            (status, format!("{headers}{away}"), body)
        })
    };
    assert_eq!(sent(false), ["altered index.html"]);
    assert_eq!(sent(true), ["other-for-robots index.html"]);
}

#[test]
fn headers_that_protect_nobody_are_told() {
    for (policy, sniffing, is_lax) in [
        ("default-src 'self'", "nosniff", false),
        ("script-src 'self'; default-src *", "nosniff", false),
        ("default-src *", "nosniff", true),
        ("default-src 'self'; script-src 'self' 'unsafe-inline'", "nosniff", true),
        ("img-src 'self'", "nosniff", true),
        ("default-src 'self'", "sniff", true),
    ] {
        let place = Folder::new();
        let desk = Desk::new(&place);
        desk.publish();
        let files = place.live().unwrap();
        let port = server(move |path, _| {
            let (status, headers, body) = honest(&files, path);
            let more = format!("content-security-policy: {policy}\r\nx-content-type-options: {sniffing}\r\n");
            (status, format!("{headers}{more}"), body)
        });
        let run = desk.run("verify", &[&format!("http://127.0.0.1:{port}")]);
        assert_eq!(run.code, Some(0), "{}", run.stdout);
        assert_eq!(run.stdout.contains("响应头太宽"), is_lax, "{policy}: {}", run.stdout);
        assert!(!run.stdout.contains("缺少响应头"), "{}", run.stdout);
    }
}

#[test]
fn a_signature_by_a_key_that_was_replaced_is_told() {
    let (place, port) = (Folder::new(), free_port());
    let desk = at_port(&place, port);
    desk.run("key", &["make"]).ended(0);
    desk.publish();
    let _nginx = Nginx::start(&desk.run("server-config", &["nginx"]).stdout, port);
    desk.run("key", &["make", "--rotate"]).ended(0);
    let run = desk.run("verify", &[]);
    assert!(run.code == Some(0) && run.stdout.contains("已经换下的密钥"), "{}", run.stdout);
    desk.publish();
    let run = desk.run("verify", &[]);
    assert!(run.code == Some(0) && !run.stdout.contains("已经换下的密钥"), "{}", run.stdout);
}

#[test]
fn what_servers_get_wrong_is_told_from_what_intruders_do() {
    let stale = faults(|files, path, _| {
        if path == "index.html" {
            return (200, "content-type: text/html\r\n".to_owned(), b"old".to_vec());
        }
        honest(files, path)
    });
    assert_eq!(stale[0], "old-cache index.html");
    assert!(!stale.iter().any(|fault| fault.starts_with("altered")), "{stale:?}");
    let types = faults(|files, path, _| {
        let (status, headers, body) = honest(files, path);
        (status, headers.replace("text/csv", "text/html"), body)
    });
    assert!(
        !types.is_empty() && types.iter().all(|fault| fault.starts_with("wrong-type data/")),
        "{types:?}"
    );
    let soft = faults(|files, path, _| match honest(files, path) {
        (404, headers, body) => (200, headers, body),
        other => other,
    });
    assert_eq!(soft.len(), 1, "{soft:?}");
    assert!(soft[0].starts_with("no-not-found"), "{soft:?}");
    let away = faults(|files, path, _| match honest(files, path) {
        (301, _, body) => (301, "location: https://dubo.example/tongzhi/\r\n".to_owned(), body),
        other => other,
    });
    assert!(away.len() == 1 && away[0].starts_with("redirect "), "{away:?}");
}

#[test]
fn a_link_to_a_host_that_is_not_listed_is_told() {
    let (place, port) = (Folder::new(), free_port());
    let desk = at_port(&place, port);
    let settings = crate::bench::text_or_nothing(&desk.scratch.at("site.yaml"));
    desk.scratch.put("site.yaml", format!("{settings}外链域名: [www.gov.cn]\n"));
    desk.article(4, "见[国务院](https://www.gov.cn/a)和[别处](https://elsewhere.example/b)。");
    desk.publish();
    let _nginx = Nginx::start(&desk.run("server-config", &["nginx"]).stdout, port);
    let run = desk.run("verify", &["--format", "json"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let found = kinds(&run);
    assert!(found.iter().all(|fault| fault.starts_with("outside-host ")) && !found.is_empty(), "{found:?}");
    assert!(
        run.stdout.contains("elsewhere.example") && !run.stdout.contains("列出的域名 www.gov.cn"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_site_that_does_not_answer_is_the_machines_trouble() {
    let place = Folder::new();
    let desk = Desk::new(&place);
    let run = desk.run("verify", &[&format!("http://127.0.0.1:{}", free_port())]);
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    assert!(run.stderr.contains("办法"), "{}", run.stderr);
}

/// The files that a page asks a browser to load.
fn parts(page: &str) -> Vec<String> {
    let found = page.match_indices("src=\"").map(|(at, text)| at + text.len());
    let linked = page.match_indices("rel=\"stylesheet\" href=\"").map(|(at, text)| at + text.len());
    found.chain(linked).filter_map(|at| page[at..].split('"').next()).map(ToOwned::to_owned).collect()
}

/// Ends the loops of other threads, also when a test fails.
pub(crate) struct Ending<'a>(pub(crate) &'a AtomicBool);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Asks for the home page every ten milliseconds, and for all its parts, while `publish` goes on: each answer is
/// a page of the old or the new site, and no part is missing.
pub(crate) fn watched(port: u16, sites: &Mutex<Vec<Files>>, publish: impl FnOnce()) -> usize {
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let client = HttpClient::new();
            let mut looks = 0;
            while !stop.load(Ordering::Relaxed) {
                // A server that reads its settings anew closes idle lines; browsers ask again.
                let ask = |path: &str| {
                    let get = || client.get(&format!("http://127.0.0.1:{port}/{path}"), &[], 10_000_000);
                    get().or_else(|_| get()).unwrap()
                };
                let home = ask("index.html");
                assert_eq!(home.status, 200);
                let known = |sites: &[Files]| sites.iter().any(|site| site["index.html"] == home.body);
                assert!(known(&sites.lock().unwrap()), "a home page of no site");
                for part in parts(&String::from_utf8(home.body.clone()).unwrap()) {
                    assert_eq!(ask(&part).status, 200, "{part}");
                }
                // And one file after the other that every site has.
                let common: Vec<String> = {
                    let sites = sites.lock().unwrap();
                    let is_common = |path: &&String| sites.iter().all(|site| site.contains_key(*path));
                    sites[0]
                        .keys()
                        .filter(is_common)
                        .filter(|path| path.is_ascii() && *path != "404.html")
                        .cloned()
                        .collect()
                };
                let path = &common[looks % common.len()];
                let answer = ask(path);
                assert_eq!(answer.status, 200, "{path}");
                let is_known = sites.lock().unwrap().iter().any(|site| site[path] == answer.body);
                assert!(is_known, "{path} of no site");
                looks += 1;
                thread::sleep(Duration::from_millis(10));
            }
            looks
        });
        let ending = Ending(&stop);
        publish();
        drop(ending);
        reader.join().unwrap()
    })
}

#[test]
fn a_reader_of_a_folder_behind_nginx_sees_the_old_site_or_the_new_one() {
    a_reader_sees_the_old_site_or_the_new_one(&Folder::new());
}

#[test]
fn a_reader_of_a_server_behind_nginx_sees_the_old_site_or_the_new_one() {
    let folder = Folder::new();
    a_reader_sees_the_old_site_or_the_new_one(&super::Server::start_at(folder.path()));
}

fn a_reader_sees_the_old_site_or_the_new_one(place: &dyn Place) {
    let port = free_port();
    let desk = at_port(place, port);
    desk.publish();
    let _nginx = Nginx::start(&desk.run("server-config", &["nginx"]).stdout, port);
    let sites = Mutex::new(vec![desk.output()]);
    let looks = watched(port, &sites, || {
        for round in 0..3 {
            desk.scratch.put("content/_index.md", format!("---\n标题: 首页\n---\n\n第{round}轮。\n"));
            desk.scratch.build(&[]).ended(0);
            sites.lock().unwrap().push(desk.output());
            assert_eq!(desk.run("deploy", &[]).code, Some(0));
        }
    });
    assert!(looks > 10, "{looks}");
}

#[test]
fn settings_of_every_server_name_the_folder() {
    let place = Folder::new();
    let desk = Desk::new(&place);
    for server in ["nginx", "apache", "iis", "caddy"] {
        let run = desk.run("server-config", &[server]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        let root: PathBuf = place.path();
        assert!(
            run.stdout.contains(&*root.to_string_lossy()) && run.stdout.contains("www.example.gov.cn"),
            "{server}"
        );
        assert!(!run.stdout.contains("{root}") && !run.stdout.contains("{host}"), "{server}");
        assert!(Path::new(&root).is_absolute());
    }
}

#[test]
fn settings_need_the_whole_path() {
    let scratch = Scratch::of(&[("content/_index.md", "# 首页\n")]);
    scratch
        .put("site.yaml", format!("{SITE}上线: [{{名称: 正式, 方式: SSH, 地址: \"www@192.0.2.1:site\"}}]\n"));
    let told = run(scratch.command("server-config", &["nginx"]));
    assert!(told.code == Some(2) && told.stderr.contains("完整的位置"), "{}", told.stderr);
}

/// Whoever sets a server up need not know which types its system lacks: Caddy in a container knows few, and IIS
/// shows no file whose type it was not told.
#[test]
fn settings_tell_the_types_of_every_kind_of_file() {
    let place = Folder::new();
    let desk = Desk::new(&place);
    let settings = crate::bench::text_or_nothing(&desk.scratch.at("site.yaml"));
    desk.scratch.put("site.yaml", format!("{settings}允许附件: [.GD, 'x\"y']\n"));
    for (server, mark) in [("apache", "AddType"), ("caddy", "path *"), ("iis", "mimeMap")] {
        let text = desk.run("server-config", &[server]).stdout;
        for (ending, _) in gongkai::model::MEDIA_TYPES {
            let is_told = |line: &str| {
                let words = line.split([' ', '"', '*']);
                line.contains(mark) && words.map(str::trim).any(|word| word == format!(".{ending}"))
            };
            assert!(text.lines().any(is_told), "{server}: {ending}");
        }
    }
    let iis = desk.run("server-config", &["iis"]).stdout;
    for ending in gongkai::catalog::ATTACHMENT_KINDS.iter().chain(&["gd"]) {
        let count = iis.matches(&format!("<mimeMap fileExtension=\".{ending}\" ")).count();
        assert_eq!(count, 1, "{ending}");
    }
    assert!(!iis.contains("x\"y"));
}
