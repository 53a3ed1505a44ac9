//! Browsers that do not read, do not finish, come by the thousand, or are sent by another site: others are answered.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::edits::small_site;
use super::preview::Preview;
use crate::bench::Scratch;

/// Longer than this nobody waits for a page beside others who misbehave.
const PATIENCE: Duration = Duration::from_secs(15);

fn answers(preview: &Preview, beside: &str) {
    let begin = Instant::now();
    assert_eq!(preview.get("/").status, 200, "beside {beside}");
    assert!(begin.elapsed() < PATIENCE, "beside {beside}: {:?}", begin.elapsed());
}

fn connect(preview: &Preview) -> TcpStream {
    TcpStream::connect(("127.0.0.1", preview.port)).expect("the preview listens")
}

fn ask(preview: &Preview, path: &str) -> TcpStream {
    let mut stream = connect(preview);
    let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", preview.port);
    stream.write_all(request.as_bytes()).expect("it takes a request");
    stream
}

/// A site with a large film beside an article.
fn with_film() -> Scratch {
    let scratch = small_site();
    scratch.put("content/栏目0/片.mp4", vec![7; 30_000_000]);
    scratch.put("content/栏目0/片.md", "---\n标题: 片\n公开日期: 2023-02-01\n---\n见[片](片.mp4)。\n");
    scratch
}

#[test]
fn paused_downloads_keep_nobody_waiting() {
    let scratch = with_film();
    let preview = Preview::of(&scratch);
    let path = "/lanmu0/%E7%89%87.mp4";
    let paused: Vec<TcpStream> = (0..12)
        .map(|_| {
            let mut stream = ask(&preview, path);
            let mut head = [0; 200];
            stream.read_exact(&mut head).expect("it begins to answer");
            assert!(head.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&head));
            stream
        })
        .collect();
    for _ in 0..5 {
        answers(&preview, "twelve paused films");
    }
    assert_eq!(preview.get(path).body.len(), 30_000_000);
    drop(paused);
}

#[test]
fn half_requests_keep_nobody_waiting_and_end() {
    let scratch = small_site();
    let preview = Preview::of(&scratch);
    let halves: Vec<TcpStream> =
        ["", "G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: 127.0.0.1", "\r\n\r\n"]
            .iter()
            .cycle()
            .take(40)
            .map(|half| {
                let mut stream = connect(&preview);
                stream.write_all(half.as_bytes()).expect("it takes a part");
                stream
            })
            .collect();
    answers(&preview, "half requests");
    // They are not kept for ever.
    for mut stream in halves {
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a time-out");
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).expect("the preview ends what does not go on");
    }
}

#[test]
fn thousands_of_connections_keep_nobody_waiting() {
    let scratch = small_site();
    let preview = Preview::of(&scratch);
    let mut open = Vec::new();
    for round in 0..6 {
        for _ in 0..150 {
            // The system may have no more handles: then there are enough.
            if let Ok(stream) = TcpStream::connect(("127.0.0.1", preview.port)) {
                open.push(stream);
            }
        }
        answers(&preview, &format!("{} connections", (round + 1) * 150));
    }
    assert!(open.len() > 300);
}

#[test]
fn no_other_site_reads_or_frames_the_preview() {
    let scratch = small_site();
    let preview = Preview::of(&scratch);
    for path in
        ["/", "/__gongkai/status", "/__gongkai/preview.js", "/lanmu0/%E6%9D%90%E6%96%99.txt", "/no.html"]
    {
        let answer = preview.get(path);
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'self'"), "{path}");
        for from in ["cross-site", "same-site"] {
            let read = preview.ask("GET", path, &[("Sec-Fetch-Site", from), ("Sec-Fetch-Mode", "no-cors")]);
            assert_eq!(read.status, 403, "{path} from {from}");
        }
        let followed =
            preview.ask("GET", path, &[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")]);
        assert_ne!(followed.status, 403, "{path}: a person who follows a link sees the page");
    }
}

/// A change that keeps size and time shows, in a file and in a table.
#[test]
fn a_change_that_keeps_size_and_time_is_seen() {
    let scratch = small_site();
    scratch.put("content/栏目0/表.csv", "甲,乙\n1,2\n");
    let page = "---\n标题: 表\n类型: 页面\n别名: biao\n公开日期: 2023-02-01\n---\n![表](表.csv)\n";
    scratch.put("content/栏目0/表.md", page);
    for polls in [false, true] {
        let preview = Preview::with(&scratch, |options| options.poll = polls);
        for (file, address) in
            [("材料.txt", "/lanmu0/%E6%9D%90%E6%96%99.txt"), ("表.csv", "/lanmu0/biao.html")]
        {
            let before = preview.get(address);
            assert_eq!(before.status, 200, "{address}");
            crate::bench::change_a_byte(&scratch.at(&format!("content/栏目0/{file}")));
            let begin = Instant::now();
            while preview.ask("GET", address, &[("If-None-Match", before.header("etag"))]).status == 304
                || preview.get(address).body == before.body
            {
                assert!(begin.elapsed() < PATIENCE, "{file} stays as it was, polling: {polls}");
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}

/// A template without end spoils its page and nothing else: it is told, mended, and the preview ends when it is asked to.
#[test]
fn a_template_without_end_spoils_its_page_alone() {
    let scratch = small_site();
    let mut preview = Preview::of(&scratch);
    let endless = "{% for a in range(end=90000) %}{% for b in range(end=90000) %}{% endfor %}{% endfor %}";
    scratch.put("themes/gongkai/home.html", endless);
    let begin = Instant::now();
    while !preview.status("/").to_string().contains("循环没有尽头") {
        assert!(begin.elapsed() < 4 * PATIENCE, "nothing is told");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(preview.get("/catalogue/index.html").status, 200);
    scratch
        .put("themes/gongkai/home.html", "<!doctype html><title>好</title><body><main>改好了</main></body>");
    preview.until_has("/", "改好了");
    scratch.put("themes/gongkai/home.html", endless);
    let begin = Instant::now();
    preview.end().expect("it ends");
    assert!(begin.elapsed() < PATIENCE, "{:?}", begin.elapsed());
}
