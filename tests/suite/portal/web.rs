//! Members behind nginx, signed, and behind servers that are slow or lead elsewhere.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::thread;

use super::{Member, holds, outcomes, portal, published, text_of, update};
use crate::bench::{run, text_or_nothing};
use crate::deploy::{Nginx, free_port};

/// nginx in front of a folder, with its log beside it.
fn serve(root: &Path, port: u16, log: &Path) -> Nginx {
    let settings = format!(
        "server {{ listen 127.0.0.1:{port}; root {}; access_log {}; }}",
        root.display(),
        log.display()
    );
    Nginx::start(&settings, port)
}

fn line(name: &str, port: u16, more: &str) -> String {
    format!("  - {{名称: {name}, 地址: \"http://127.0.0.1:{port}/\"{more}}}\n")
}

#[test]
fn a_member_behind_nginx_sends_only_what_is_new() {
    let port = free_port();
    let member = Member::new("区教育局", &format!("http://127.0.0.1:{port}/"), "002590761");
    let log = member.scratch.beside("access.log");
    let nginx = serve(&member.scratch.at("output"), port, &log);
    let portal = portal("https://www.example.gov.cn/", &line("区教育局", port, ""));
    let output = published(&portal);
    holds(&text_of(&output, "members/catalogue/index.html"), &["区教育局关于防汛值班的通知", &member.url]);
    assert!(output.keys().any(|path| path.starts_with("search/members/qujiaoyuju/search/t")));

    let asked = || text_or_nothing(&log).lines().count();
    let before = asked();
    assert_eq!(outcomes(&portal)["区教育局"], "same");
    assert_eq!(asked() - before, 1, "more was asked for than the manifest");
    assert!(text_or_nothing(&log).lines().last().unwrap().contains("\" 304 "));

    member.write("通知/二.md", "区教育局关于开学的通知", "九月一日开学。");
    member.build();
    let before = asked();
    assert_eq!(outcomes(&portal)["区教育局"], "renewed");
    let text = text_or_nothing(&log);
    let again: Vec<&str> = text.lines().skip(before).collect();
    assert!(!again.iter().any(|line| line.contains("data/corrections.json")), "{again:?}");
    portal.build(&[]).ended(0);
    holds(&text_of(&portal.output(), "members/catalogue/index.html"), &["区教育局关于开学的通知"]);

    drop(nginx);
    assert_eq!(outcomes(&portal)["区教育局"], "away");
    holds(portal.build(&[]).ended(0), &["member-away"]);
}

/// What a member on the web tells of others counts only if a key proves that it is its own, or the settings say so.
#[test]
fn an_unproven_member_is_no_portal_of_its_own_accord() {
    let port = free_port();
    let member = Member::new("云溪区", &format!("http://127.0.0.1:{port}/"), "002590761");
    member.forge("data/site.json", |text| {
        let mut site: serde_json::Value = serde_json::from_str(text).unwrap();
        site["members"] = serde_json::json!([{"name": "区教育局", "url": "https://evil.example/"}]);
        site.to_string()
    });
    super::seal(&member.scratch.at("output"));
    let _nginx = serve(&member.scratch.at("output"), port, &member.scratch.beside("access.log"));
    for (more, is_shown, is_told) in
        [("", false, true), (", 门户: 否", false, false), (", 门户: 是", true, false)]
    {
        let portal = portal("https://www.example.gov.cn/", &line("云溪区", port, more));
        assert_eq!(update(&portal).code, Some(0));
        let told = portal.build(&[]).ended(0).to_owned();
        assert_eq!(told.contains("member-is-portal"), is_told, "{more}: {told}");
        assert_eq!(told.contains("它的 1 个成员的内容没有收"), is_told, "{more}: {told}");
        let shown =
            portal.output().values().any(|file| memchr::memmem::find(file, b"evil.example").is_some());
        assert_eq!(shown, is_shown, "{more}");
    }
}

#[test]
fn a_signature_is_checked_where_a_key_is_known() {
    let port = free_port();
    let member = Member::new("区教育局", &format!("http://127.0.0.1:{port}/"), "002590761");
    let own = member.scratch.beside("own");
    let with_key = |verb: &str, arguments: &[&str]| {
        let mut command: Command = member.scratch.command(verb, arguments);
        command.env("XDG_CONFIG_HOME", &own).env_remove("GONGKAI_KEY");
        let done = run(command);
        assert_eq!(done.code, Some(0), "{}{}", done.stdout, done.stderr);
    };
    with_key("key", &["make"]);
    let www = member.scratch.beside("www");
    let settings = text_or_nothing(&member.scratch.at("site.yaml"));
    member.scratch.put(
        "site.yaml",
        format!("{settings}上线:\n  - {{名称: 正式, 方式: 目录, 地址: {}}}\n", www.display()),
    );
    member.build();
    with_key("deploy", &["正式"]);
    let _nginx = serve(&www.join("current"), port, &member.scratch.beside("access.log"));
    let key = text_or_nothing(&member.scratch.at("signing.pub")).lines().last().unwrap().to_owned();
    let signed = portal("https://www.example.gov.cn/", &line("区教育局", port, &format!(", 公钥: {key}")));
    assert_eq!(outcomes(&signed)["区教育局"], "renewed");
    let other = format!("RW{}", "A".repeat(54));
    let refused = portal("https://www.example.gov.cn/", &line("区教育局", port, &format!(", 公钥: {other}")));
    let told = update(&refused);
    assert_eq!(told.code, Some(1), "{}", told.stderr);
    holds(&told.stdout, &["签名不对"]);
}

/// Answers every question with this, for ever.
fn answering(answer: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { break };
            let mut question = [0; 4096];
            let _ = stream.read(&mut question);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    port
}

#[test]
fn servers_that_lead_elsewhere_or_fail_are_told() {
    let unasked = answering("HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n");
    let moved =
        answering("HTTP/1.1 301 Moved\r\nLocation: https://new.example.gov.cn/\r\nContent-Length: 0\r\n\r\n");
    let broken = answering("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
    let nothing = answering("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    let endless = answering("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx");
    let lines = [("没问", unasked), ("转走", moved), ("忙", broken), ("空", nothing), ("断", endless)];
    let lines: String = lines.iter().map(|(name, port)| line(name, *port, "")).collect();
    let portal = portal("https://www.example.gov.cn/", &lines);
    let told = update(&portal);
    assert_eq!(told.code, Some(1), "{}", told.stderr);
    holds(
        &told.stdout,
        &["转到了 https://new.example.gov.cn/", "回答 503", "回答 304", "那里不是 gongkai 生成的网站", "断"],
    );
    holds(portal.build(&[]).ended(0), &["member-away", "bad-member"]);
}

#[test]
fn a_host_counts_however_it_is_written() {
    let member = Member::new("区教育局", "https://JYJ.example.gov.cn:443/", "002590761");
    for address in ["https://jyj.example.gov.cn/", "https://jyj.EXAMPLE.gov.cn:443/"] {
        let line = member.by_folder().replace('}', &format!(", 网址: \"{address}\"}}"));
        let output = published(&portal("https://www.example.gov.cn/", &line));
        holds(&text_of(&output, "members/catalogue/index.html"), &["区教育局关于防汛值班的通知"]);
    }
    let other = member.by_folder().replace('}', ", 网址: \"https://jyj.example.gov.cn:80/\"}");
    let told = update(&portal("https://www.example.gov.cn/", &other));
    holds(&told.stdout, &["它自称的网址是 https://JYJ.example.gov.cn:443/"]);
}

/// A finished folder has no signature before it is online.
#[test]
fn a_folder_without_a_signature_is_told_where_there_is_one() {
    let member = Member::new("区教育局", "https://jyj.example.gov.cn/", "002590761");
    let key = format!("RW{}", "A".repeat(54));
    let line = member.by_folder().replace('}', &format!(", 公钥: {key}}}"));
    let told = update(&portal("https://www.example.gov.cn/", &line));
    assert_eq!(told.code, Some(1), "{}", told.stderr);
    holds(&told.stdout, &["没有签名", "上线的文件夹里的 current"]);
}
