//! What the server answers, and to whom.

use std::net::TcpListener;

use gongkai::serve::SCRIPT_TAG;

use super::edits::{small_site, view};
use super::preview::Preview;
use crate::bench::{Scratch, is_kind, run};

#[test]
fn every_address_gives_what_a_build_publishes() {
    let scratch = small_site();
    scratch.build(&["--today", &view(&scratch).now.to_string()]).ended(0);
    let preview = Preview::of(&scratch);
    let mut output = scratch.output();
    output.remove("manifest.json");
    assert!(output.len() > 20);
    for (path, bytes) in output.iter().filter(|(path, _)| !path.starts_with('.')) {
        let encoded: String =
            path.bytes().map(|b| if b == b'/' { "/".to_owned() } else { format!("%{b:02x}") }).collect();
        let answer = preview.get(&format!("/{encoded}"));
        let (is_page, is_404) = (is_kind(path, "html"), path == "404.html");
        assert_eq!(answer.status, 200, "{path}");
        let body = if is_page { answer.page().into_bytes() } else { answer.body.clone() };
        assert!(body == *bytes, "{path} differs");
        assert_eq!(answer.header("content-type").starts_with("text/html"), is_page, "{path}");
        assert_eq!(answer.header("content-security-policy"), "default-src 'self'; frame-ancestors 'self'");
        assert!(!is_404 || answer.text().contains(SCRIPT_TAG));
    }
    for (path, kind) in [
        (&*preview.asset("site", ".css"), "text/css; charset=utf-8"),
        (&*preview.asset("site", ".js"), "text/javascript; charset=utf-8"),
        ("/assets/icon.svg", "image/svg+xml"),
        ("/feed.xml", "application/atom+xml; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/data/catalogue.csv", "text/csv; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/lanmu0/%E6%9D%90%E6%96%99.txt", "text/plain; charset=utf-8"),
    ] {
        assert_eq!(preview.get(path).header("content-type"), kind, "{path}");
    }
    let head = preview.ask("HEAD", "/", &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert!(head.header("content-length").parse::<usize>().unwrap() > 1000);
}

#[test]
fn folders_lead_to_their_index_and_nothing_to_the_404_page() {
    let scratch = small_site();
    let preview = Preview::of(&scratch);
    assert!(preview.get("/").page().contains("云溪区0"));
    assert_eq!(preview.get("/shishi/").text(), preview.get("/shishi/index.html").text());
    let folder = preview.get("/lanmu0");
    assert_eq!((folder.status, folder.header("location")), (307, "/lanmu0/"));
    for path in
        ["/no.html", "/no/", "/no/no", "/content/%E6%A0%8F%E7%9B%AE0/", "/site.yaml", "/index-numbers.csv"]
    {
        let answer = preview.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.page().contains("页面不存在"), "{path}");
    }
    assert_eq!(preview.get("/__gongkai/no").status, 404);
}

#[test]
fn a_site_below_a_path_has_its_links_there_too() {
    let scratch = small_site();
    let yaml = gongkai::files::read(&scratch.at("site.yaml")).unwrap();
    let yaml = String::from_utf8(yaml).unwrap().replace("example.gov.cn/", "example.gov.cn/xxgk/");
    scratch.put("site.yaml", yaml);
    let preview = Preview::of(&scratch);
    assert!(preview.get("/no").page().contains("href=\"/xxgk/index.html\""));
    assert_eq!(preview.get("/xxgk/index.html").text(), preview.get("/").text());
    assert_eq!(preview.get(&format!("/xxgk{}", preview.asset("site", ".css"))).status, 200);
}

#[test]
fn only_this_machine_is_answered_and_only_about_the_site() {
    let scratch = small_site();
    scratch.put("geheim.txt", "not of the site");
    let preview = Preview::of(&scratch);
    let port = preview.port;
    for host in [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        "127.0.0.1:1".to_owned(),
        format!("127.0.0.1.evil.example:{port}"),
    ] {
        for path in ["/", "/__gongkai/events", "/__gongkai/status?page=/", "/__gongkai/preview.js"] {
            let answer = preview.ask("GET", path, &[("host", &host)]);
            assert_eq!(answer.status, 403, "{host} {path}");
            assert!(answer.text().contains(&format!("http://127.0.0.1:{port}/")));
        }
    }
    assert_eq!(preview.ask("GET", "/", &[("host", &format!("localhost:{port}"))]).status, 200);
    for path in [
        "/../geheim.txt",
        "/%2e%2e/geheim.txt",
        "/..%2fgeheim.txt",
        "/assets/../../geheim.txt",
        "/assets/%2e%2e/%2e%2e/geheim.txt",
        "/..%5cgeheim.txt",
        "/assets/..\\geheim.txt",
        "/%00",
        "/%ff",
    ] {
        let answer = preview.get(path);
        assert_eq!(answer.status, 400, "{path}");
        assert!(!answer.text().contains("not of the site"));
    }
    for path in ["/geheim.txt", "//geheim.txt", "/%2fetc%2fpasswd", "/output/index.html", "/C:/x"] {
        assert_eq!(preview.get(path).status, 404, "{path}");
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        assert_eq!(preview.ask(method, "/", &[]).status, 405, "{method}");
    }
}

#[test]
fn what_the_browser_has_is_not_sent_again() {
    let scratch = small_site();
    let preview = Preview::of(&scratch);
    let style = preview.asset("site", ".css");
    for path in ["/", &style, "/sitemap.xml", "/lanmu0/%E6%9D%90%E6%96%99.txt", "/__gongkai/preview.js"] {
        let first = preview.get(path);
        let tag = first.header("etag").to_owned();
        assert!(tag.len() > 8, "{path}");
        assert_eq!(first.header("cache-control"), "no-cache");
        let again = preview.ask("GET", path, &[("if-none-match", &format!("\"x\", W/{tag}"))]);
        assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, &*tag), "{path}");
        assert_eq!(preview.ask("GET", path, &[("if-none-match", "\"x\"")]).status, 200);
    }
    let old = preview.get("/").header("etag").to_owned();
    scratch.put("content/栏目0/第2篇.md", "---\n标题: 新来的\n公开日期: 2024-06-01\n---\n正文。\n");
    preview.until("/", "changed", |answer| answer.header("etag") != old);
    assert_eq!(preview.ask("GET", "/", &[("if-none-match", &old)]).status, 200);
}

#[test]
fn a_busy_port_is_told_with_the_next_one() {
    let scratch = small_site();
    let holder = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = holder.local_addr().unwrap().port();
    let busy = run(scratch.command("serve", &["--port", &port.to_string()]));
    let said = busy.ended(3);
    assert!(said.starts_with(&format!("错误: 端口 {port} 已被别的程序占用\n")), "{said}");
    let next = said.split("--port ").nth(1).and_then(|rest| rest.trim().parse::<u16>().ok());
    assert!(next.is_some_and(|next| next > port), "{said}");
    let english = run(scratch.command("serve", &["--port", &port.to_string(), "--lang", "en"]));
    assert!(english.ended(3).starts_with(&format!("error: port {port} is in use by another program\n")));
}

#[test]
fn a_folder_without_content_is_told() {
    let scratch = Scratch::of(&[("site.yaml", "名称: 无\n")]);
    let told = run(scratch.command("serve", &["--port", "0"]));
    assert!(told.ended(3).contains("content"), "{}", told.stderr);
}
