//! A bucket that readers see itself: what it can promise is an order.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use super::s3::Store;
use super::{Desk, Place};
use crate::bench::is_kind;

/// A line that notes what is put, in order.
fn noting_line(to: u16) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let noted = Arc::new(Mutex::new(Vec::new()));
    let shared = Arc::clone(&noted);
    thread::spawn(move || {
        for client in listener.incoming() {
            let Ok(client) = client else { return };
            let Ok(server) = TcpStream::connect(("127.0.0.1", to)) else { return };
            let (up, down) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            let shared = Arc::clone(&shared);
            thread::spawn(move || carry(client, server, Some(&shared)));
            thread::spawn(move || carry(down, up, None));
        }
    });
    (port, noted)
}

fn carry(mut from: TcpStream, mut to: TcpStream, notes: Option<&Mutex<Vec<String>>>) {
    let mut buffer = vec![0; 65536];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        if let Some(notes) = notes {
            let text = String::from_utf8_lossy(&buffer[..count]).into_owned();
            for (at, _) in text.match_indices("PUT /bucket-") {
                let Some((_, name)) =
                    text[at..].split_once("/bucket-").and_then(|(_, rest)| rest.split_once('/'))
                else {
                    continue;
                };
                let name = name.split(['?', ' ']).next().unwrap_or_default();
                let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy().into_owned();
                notes.lock().unwrap().push(name);
            }
        }
        if to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

#[test]
fn a_plain_bucket_gets_parts_before_pages_before_lists_before_the_home_page() {
    let mut store = Store::start();
    store.plain();
    let (port, noted) = noting_line(store.reached());
    store.reach(port);
    let desk = Desk::new(&store);
    let run = desk.publish();
    assert!(run.stderr.contains("桶直接对外"), "{}", run.stderr);
    assert_eq!(store.live(), Some(desk.output()));
    let sent: Vec<String> = noted.lock().unwrap().clone();
    let sent: Vec<&str> = sent
        .iter()
        .filter_map(|name| name.strip_prefix("站点/"))
        .filter(|name| !name.starts_with(".gongkai"))
        .collect();
    assert_eq!(sent.len(), desk.output().len(), "{sent:?}");
    let at =
        |name: &str| sent.iter().position(|sent| *sent == name).unwrap_or_else(|| panic!("{name}: {sent:?}"));
    // The pages of the catalogue list others, whatever they are called.
    let is_page = |name: &&str| {
        is_kind(name, "html") && !name.ends_with("index.html") && !name.starts_with("catalogue/")
    };
    let last_part = sent
        .iter()
        .rposition(|name| is_kind(name, "css") || is_kind(name, "json") && *name != "manifest.json");
    let (first_page, last_page) =
        (sent.iter().position(is_page).unwrap(), sent.iter().rposition(is_page).unwrap());
    assert!(last_part.unwrap() < first_page, "{sent:?}");
    assert!(last_page < at("tongzhi/index.html"), "{sent:?}");
    for list in ["tongzhi/index.html", "feed.xml", "sitemap.xml"] {
        assert!(at(list) < at("index.html") && at(list) < at("manifest.json"), "{list}: {sent:?}");
    }

    // What differs is sent, and what is gone stays for some days.
    noted.lock().unwrap().clear();
    desk.article(4, "第四篇。");
    let old = desk.output();
    desk.publish();
    let new = desk.output();
    let live = store.live().unwrap();
    assert!(new.iter().all(|(path, bytes)| live.get(path) == Some(bytes)));
    let gone = old.keys().filter(|path| !new.contains_key(*path));
    assert!(gone.clone().count() > 0 && gone.clone().all(|path| live.contains_key(path)));
    let sent = noted.lock().unwrap().iter().filter(|name| !name.contains(".gongkai")).count();
    let differing = new.iter().filter(|(path, bytes)| old.get(*path) != Some(*bytes)).count();
    assert_eq!(sent, differing);
    let again = desk.run("deploy", &[]);
    assert!(again.stderr.contains("没有要发的"), "{}", again.stderr);
}

#[test]
fn a_plain_bucket_goes_back_in_the_same_order_and_not_to_what_was_withdrawn() {
    let mut store = Store::start();
    store.plain();
    let (port, noted) = noting_line(store.reached());
    store.reach(port);
    let desk = Desk::new(&store);
    desk.run("key", &["make"]).ended(0);
    desk.publish();
    let first = store.live().unwrap();
    desk.article(2, "正文。");
    desk.scratch.put("themes/gongkai/assets/site.css", "/* 2 */\n");
    desk.article(4, "第四篇。");
    desk.publish();
    let second = store.live().unwrap();
    let has = |live: &super::Files, site: &super::Files| {
        site.iter()
            .filter(|(path, bytes)| live.get(*path) != Some(bytes))
            .map(|(path, _)| path.clone())
            .collect::<Vec<_>>()
    };
    let nothing: Vec<String> = Vec::new();

    noted.lock().unwrap().clear();
    let back = desk.run("rollback", &[]);
    assert_eq!(back.code, Some(0), "{}", back.stderr);
    assert!(back.stderr.contains("桶直接对外"), "{}", back.stderr);
    let live = store.live().unwrap();
    // Signature and manifest are those of the first, too.
    assert_eq!(has(&live, &first), nothing);
    let put: Vec<String> = noted.lock().unwrap().clone();
    let at = |name: &str| put.iter().position(|put| *put == format!("站点/{name}")).unwrap();
    assert!(at("002590761/2024-00001.html") < at("tongzhi/index.html"), "{put:?}");
    assert!(at("tongzhi/index.html") < at("index.html") && at("index.html") < at("manifest.json"), "{put:?}");

    // Forward again: what the rollback replaced is there, or is sent.
    let forward = desk.run("rollback", &["0002"]);
    assert_eq!(forward.code, Some(0), "{}", forward.stderr);
    assert_eq!(
        has(
            &store.live().unwrap(),
            &second.into_iter().filter(|(path, _)| first.contains_key(path)).collect()
        ),
        nothing
    );

    desk.run("index", &["withdraw", "002590761/2024-00001", "--reason", "误发"]).ended(0);
    std::fs::remove_file(desk.scratch.at("content/通知/第1篇.md")).unwrap();
    desk.publish();
    let refused = desk.run("rollback", &["0001"]);
    assert_eq!(refused.code, Some(2), "{}", refused.stderr);
    // Nothing of what was withdrawn lies there under another name.
    let kept = store.names().into_iter().filter(|name| name.starts_with(".gongkai/objects/"));
    assert_eq!(kept.collect::<Vec<_>>(), nothing);
}

#[test]
fn a_claim_on_a_plain_bucket_is_respected_and_a_broken_run_is_made_good() {
    let mut store = Store::start();
    store.plain();
    let desk = Desk::new(&store);
    desk.publish();
    // Nothing to send: no claim stays.
    assert_eq!(desk.run("deploy", &[]).code, Some(0));
    store.put("站点/.gongkai/sending/000000000002.json", b"{}");
    desk.article(4, "第四篇。");
    desk.scratch.build(&[]).ended(0);
    let run = desk.run("deploy", &[]);
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    assert!(run.stderr.contains("另一次上线正在"), "{}", run.stderr);
    // A run that broke: a page of the same size that is neither old nor new, and the note of what it was sending.
    store.delete("站点/.gongkai/sending/000000000002.json");
    let page = "404.html";
    let size = desk.output()[page].len();
    store.put(&format!("站点/{page}"), &vec![b'x'; size]);
    store.put("站点/.gongkai/sending/000000000002.left", format!("[\"{page}\"]").as_bytes());
    desk.publish();
    let (new, live) = (desk.output(), store.live().unwrap());
    assert!(new.iter().all(|(path, bytes)| live.get(path) == Some(bytes)));
}

#[test]
fn what_was_altered_in_a_plain_bucket_is_sent_again_and_not_gone_back_to() {
    let mut store = Store::start();
    store.plain();
    let desk = Desk::new(&store);
    desk.publish();
    // As many bytes as before.
    store.tamper("index.html");
    assert_ne!(store.live(), Some(desk.output()));
    desk.publish();
    assert_eq!(store.live(), Some(desk.output()));
    let mut store = Store::start();
    store.plain();
    super::promises::what_was_altered_is_not_gone_back_to(&store);
}
