//! What a site folder may hold by chance or by malice: links, pipes and devices under names that the program knows,
//! other sites' output, files that servers run. Nothing outside is read or written, and nothing waits for ever.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its scratch folder has failed")]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use gongkai::layout;

use crate::bench::{Run, SITE, Scratch, picture, text_or_nothing};

/// Longer than this nobody waits for a refusal.
const PATIENCE: Duration = Duration::from_mins(1);

fn article(text: &str) -> String {
    format!("---\n标题: 一\n公开日期: 2024-05-01\n---\n{text}\n")
}

fn site() -> Scratch {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    scratch.put("content/通知/一.md", article("正文。"));
    scratch
}

/// Runs a command that must end by itself.
fn ended(scratch: &Scratch, verb: &str, arguments: &[&str]) -> Run {
    let begin = Instant::now();
    let said = scratch.beside("said");
    let mut command = scratch.command(verb, arguments);
    let mut child =
        command.stdout(std::process::Stdio::null()).stderr(fs::File::create(&said).unwrap()).spawn().unwrap();
    let code = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status.code();
        }
        if begin.elapsed() > PATIENCE {
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    assert!(begin.elapsed() < PATIENCE, "{verb} waits for ever");
    Run { code, stdout: String::new(), stderr: text_or_nothing(&said) }
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Every name that the program reads or writes at the top of a site folder.
fn names() -> Vec<&'static str> {
    let files = [layout::SETTINGS, layout::LEDGER, layout::RECORD, layout::APPROVALS];
    files.into_iter().chain(layout::OWN).chain(layout::SOURCES).collect()
}

/// A link, a dead link, a pipe, a socket, under every name: the build ends, says which, and what lies outside is as it was.
#[test]
fn nothing_outside_is_read_or_written_under_any_name() {
    for name in names() {
        for what in ["link", "dead link", "pipe", "socket"] {
            let scratch = site();
            scratch.put("site.yaml", format!("{SITE}审签: 必须\n"));
            let outside = scratch.beside("外面");
            fs::create_dir(&outside).unwrap();
            crate::bench::put(&outside.join("密"), "内容,precious\n".as_bytes());
            let before = picture(&outside);
            let path = scratch.at(name);
            let _ = fs::remove_dir_all(&path);
            let _ = fs::remove_file(&path);
            let is_folder = layout::SOURCES.contains(&name);
            let _socket = match what {
                "link" if is_folder => symlink(&outside, &path).map(|()| None).unwrap(),
                "link" => symlink(outside.join("密"), &path).map(|()| None).unwrap(),
                "dead link" => symlink(outside.join("没有"), &path).map(|()| None).unwrap(),
                "pipe" => {
                    pipe(&path);
                    None
                }
                _ => Some(std::os::unix::net::UnixListener::bind(&path).unwrap()),
            };
            // What is approved is asked for only when there is something to approve.
            let told = ended(&scratch, "build", &[]);
            assert!(matches!(told.code, Some(1..=3)), "{name} as a {what}: {:?} {}", told.code, told.stderr);
            assert!(told.stderr.contains(name), "{name} as a {what}: {}", told.stderr);
            assert!(!told.stderr.contains("precious"), "{name} as a {what} is shown: {}", told.stderr);
            assert!(picture(&outside) == before, "{name} as a {what}: something was written outside");
            assert!(scratch.output().is_empty(), "{name} as a {what}: something was published");
        }
    }
}

/// Commands that write into the site folder go through no link either.
#[test]
fn no_command_writes_through_a_link() {
    let plan =
        "标题: 便民\n牵头单位: 区人力社保局\n指标:\n  - {名称: 窗口办件, 单位: 件, 目标: {2024: 100}}\n";
    let commands: [(&str, &str, &[&str]); 3] = [
        (layout::PUBLIC_KEYS, "key", &["make"]),
        (layout::FORMS, "forms", &["make", "2024-Q2"]),
        ("forms/2024-Q2", "forms", &["make", "2024-Q2"]),
    ];
    for (name, verb, arguments) in commands {
        for has_target in [true, false] {
            let scratch = site();
            scratch.put("content/重点/便民/project.yaml", plan);
            let outside = scratch.beside("外面");
            fs::create_dir(&outside).unwrap();
            let target = if has_target { outside.clone() } else { outside.join("没有") };
            fs::create_dir_all(scratch.at(name).parent().unwrap()).unwrap();
            symlink(&target, scratch.at(name)).unwrap();
            let mut command = scratch.command(verb, arguments);
            command.env("XDG_CONFIG_HOME", scratch.beside("own")).env_remove("GONGKAI_KEY");
            let output = command.output().unwrap();
            let told = String::from_utf8(output.stderr).unwrap();
            assert!(output.status.code() > Some(0) && told.contains(name), "{name}: {told}");
            assert_eq!(fs::read_dir(&outside).unwrap().count(), 0, "{name}: written outside");
        }
    }
}

#[test]
fn what_lies_beside_the_output_is_not_waited_for() {
    let names = [".output.gongkai-new", ".output.gongkai-old", "output"];
    for (name, is_pipe) in names.into_iter().flat_map(|name| [(name, true), (name, false)]) {
        let scratch = site();
        let path = scratch.at(name);
        let _socket = if is_pipe {
            pipe(&path);
            None
        } else {
            Some(std::os::unix::net::UnixListener::bind(&path).unwrap())
        };
        let told = ended(&scratch, "build", &[]);
        assert_ne!(told.code, Some(0), "{name}: {}", told.stderr);
        assert!(told.stderr.contains(name), "{name}: {}", told.stderr);
    }
    // A link there would become the output.
    let scratch = site();
    let outside = scratch.beside("外面");
    crate::bench::put(&outside.join("a.txt"), b"1");
    symlink(&outside, scratch.at(".output.gongkai-old")).unwrap();
    let told = ended(&scratch, "build", &[]);
    assert!(told.code != Some(0) && !scratch.at("output").exists(), "{}", told.stderr);
    assert_eq!(picture(&outside).len(), 1);
}

#[test]
fn an_output_belongs_to_one_site() {
    let (ours, theirs) = (site(), site());
    theirs.put("site.yaml", SITE.replace("云溪区人民政府", "雨溪区人民政府"));
    theirs.build(&[]).ended(0);
    let before = theirs.output();
    let output = theirs.at("output");
    let elsewhere = output.to_str().unwrap();
    for state in ["never built", "built"] {
        let told = ours.build(&["--output", elsewhere]);
        assert!(told.ended(2).contains("另一个网站"), "{state}: {}", told.stderr);
        assert!(theirs.output() == before, "{state}: the other site was replaced");
        ours.build(&[]).ended(0);
    }
    // The site keeps its output under another name, with other codes, and when its folder moves.
    let moved = ours.beside("公开");
    fs::rename(ours.at("output"), &moved).unwrap();
    ours.put("site.yaml", SITE.replace("云溪区人民政府", "云溪市").replace("3306040012", "3306040013"));
    ours.build(&["--output", moved.to_str().unwrap()]).ended(0);
    // What the name says is told, and is the way out.
    fs::copy(ours.at(layout::IDENTITY), output.join(layout::IDENTITY)).unwrap();
    ours.build(&["--output", elsewhere, "--trial"]);
    assert_eq!(text_or_nothing(&ours.at(layout::IDENTITY)).trim().len(), 32);
}

#[test]
fn an_output_of_an_older_gongkai_is_known_by_its_place_or_address() {
    let scratch = site();
    scratch.build(&[]).ended(0);
    let forget = |folder: &Path| fs::remove_file(folder.join(layout::IDENTITY)).unwrap();
    forget(&scratch.site());
    forget(&scratch.at("output"));
    scratch.put("content/通知/二.md", article("第二篇。"));
    scratch.build(&[]).ended(0);
    let moved = scratch.beside("公开");
    fs::rename(scratch.at("output"), &moved).unwrap();
    forget(&moved);
    scratch.build(&["--output", moved.to_str().unwrap(), "--fresh"]).ended(0);
    forget(&moved);
    scratch.put("site.yaml", SITE.replace("www.example.gov.cn", "other.example.gov.cn"));
    let told = scratch.build(&["--output", moved.to_str().unwrap()]);
    assert!(told.ended(2).contains("另一个网站"), "{}", told.stderr);
}

#[test]
fn no_output_lies_in_a_folder_of_the_site() {
    let scratch = site();
    for folder in layout::SOURCES {
        for output in [folder.to_owned(), format!("{folder}/里面")] {
            let told = scratch.build(&["--output", scratch.at(&output).to_str().unwrap()]);
            assert_eq!(told.code, Some(2), "{output}: {}", told.stderr);
        }
    }
    assert_eq!(picture(&scratch.at("content")).len(), 1);
}

/// What servers run or go by, and what browsers run: refused by name; and kinds that nobody knows, until the site allows
/// them.
#[test]
fn only_kinds_that_may_go_out_do() {
    let refused = [
        "web.config",
        "a.php5",
        "a.phar",
        "a.pht",
        "a.pl",
        "a.py",
        "a.rb",
        "a.fcgi",
        "a.jspx",
        "a.ashx",
        "a.cfm",
        "a.stm",
        "a.do",
        "a.svgz",
        "a.rdf",
        "a.rss",
        "a.atom",
        "a.chm",
        "a.url",
        "a.html5",
        "x.php.txt",
        "a.asa",
        "a.cer",
        "a.wasm",
        "a.htaccess",
        "a.dll",
        "a.apk",
        "a.shtml.zip",
        "没有扩展名",
        "a.dwt",
        "a.unknownkind",
    ];
    let scratch = site();
    let links = refused.iter().fold(String::new(), |links, name| links + &format!("[a]({name})\n\n"));
    for name in refused {
        scratch.put(&format!("content/通知/{name}"), "1");
    }
    scratch.put("content/通知/一.md", article(&links));
    let told = scratch.build(&[]);
    let said = told.ended(1);
    assert_eq!(said.matches("错误[unsafe-attachment]").count(), refused.len() - 1, "{said}");
    // `.shtml.zip` is an archive; nobody runs it by that name.
    scratch.put("site.yaml", format!("{SITE}允许附件: [dwt, .UnknownKind, php5]\n"));
    let told = scratch.build(&[]);
    let said = told.ended(1);
    assert_eq!(said.matches("错误[unsafe-attachment]").count(), refused.len() - 3, "{said}");
    assert!(said.contains("a.php5"), "what servers run cannot be added: {said}");
    for svg in [
        "<?xml-stylesheet href='a.css'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        "<?xml version='1.0' encoding='UTF-7'?><svg>+ADw-script+AD4-</svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><style>@import 'https://a.example/x.css';</style></svg>",
    ] {
        scratch.put("content/通知/图.svg", svg);
        scratch.put("content/通知/一.md", article("![图](图.svg)"));
        assert!(scratch.build(&[]).ended(1).contains("unsafe-attachment"), "{svg}");
    }
}

#[test]
fn names_of_devices_get_others_and_feeds_stay_well_formed() {
    let scratch = site();
    scratch.put("content/con/_index.md", "---\n标题: 甲\n---\n");
    scratch.put(
        "content/con/aux.md",
        article("见[附件](nul.txt)。").replace("标题: 一", "标题: \"甲\\uFFFE\\u0001乙\""),
    );
    scratch.put("content/con/nul.txt", "1");
    scratch.put("content/con/说明.md", article("略").replace("标题:", "类型: 页面\n标题:"));
    scratch.build(&[]).ended(0);
    let output = scratch.output();
    let is_device = |part: &str| ["con", "aux", "nul"].contains(&part.split('.').next().unwrap());
    let bad: Vec<&String> = output.keys().filter(|path| path.split('/').any(is_device)).collect();
    assert!(bad.is_empty(), "{bad:?}");
    assert!(output.keys().any(|path| path.ends_with("nul_.txt")), "{:?}", output.keys());
    for name in ["feed.xml", "sitemap.xml"] {
        let text = String::from_utf8(output[name].clone()).unwrap();
        let is_forbidden =
            |c: char| c.is_control() && !"\n\t\r".contains(c) || matches!(c, '\u{fffe}' | '\u{ffff}');
        assert!(!text.contains(is_forbidden), "{name}");
        assert!(name != "feed.xml" || text.contains("甲乙"), "{text}");
    }
}

/// Characters that XML forbids reach neither feed nor sitemap, wherever somebody writes them.
#[test]
fn characters_that_xml_forbids_reach_no_feed() {
    for forbidden in ["\\uFFFE", "\\uFFFF", "\\u0001", "\\u000B", "\\u0000", "\\u007F\\u0085\\uFFFE"] {
        let scratch = site();
        let name = format!("名称: \"云溪区{forbidden}人民政府\"");
        scratch.put("site.yaml", SITE.replace("名称: 云溪区人民政府", &name));
        let words = format!("标题: \"甲{forbidden}乙\"\n概述: \"丙{forbidden}丁\"");
        scratch.put("content/通知/一.md", article("略").replace("标题: 一", &words));
        scratch.build(&[]);
        let output = scratch.output();
        for name in ["feed.xml", "sitemap.xml"] {
            let Some(text) = output.get(name) else { continue };
            let faults = crate::markup::read(std::str::from_utf8(text).unwrap(), true).faults;
            assert!(faults.is_empty(), "{forbidden} {name}: {faults:?}");
            let is_forbidden =
                |c: char| c < ' ' && !"\n\t\r".contains(c) || matches!(c, '\u{fffe}' | '\u{ffff}');
            assert!(!String::from_utf8_lossy(text).contains(is_forbidden), "{forbidden} {name}");
        }
    }
}

/// Templates without end, and with more and more to show.
#[test]
fn templates_come_to_an_end() {
    let nested = "{% for a in range(end=3000) %}{% for b in range(end=3000) %}{% for c in range(end=3000) %}{% endfor %}{% endfor %}{% endfor %}";
    let doubling = format!("{{% set x = \"ab\" %}}{}", "{% set x = x ~ x %}".repeat(40));
    let flood = format!(
        "{{% set x = \"{}\" %}}{{% for a in range(end=90000) %}}{{{{ x }}}}{{% endfor %}}",
        "字".repeat(400)
    );
    for (what, template, line) in [
        ("loops in loops", nested.to_owned(), "home.html:2"),
        ("a text that doubles", doubling, "home.html:2"),
        ("a page that grows", flood, "home.html"),
        ("a template that includes itself", "{% include \"home.html\" %}".to_owned(), "home.html"),
        (
            "a component that calls itself",
            "{% component own() %}{{ <own/> }}{% endcomponent own %}{{ <own/> }}".to_owned(),
            "home.html",
        ),
    ] {
        let scratch = site();
        scratch.put("themes/gongkai/home.html", format!("<!doctype html>\n{template}\n"));
        let told = ended(&scratch, "build", &[]);
        assert_eq!(told.code, Some(1), "{what}: {}", told.stderr);
        assert!(told.stderr.contains(line), "{what}: {}", told.stderr);
        scratch.put("themes/gongkai/home.html", "<!doctype html><title>好</title><main>好</main>");
        scratch.build(&[]).ended(0);
    }
}

/// `--fresh` reads what an earlier build left: a byte that rotted without a trace is mended.
#[test]
fn a_fresh_build_believes_nothing() {
    let scratch = site();
    scratch.build(&[]).ended(0);
    scratch.build(&[]).ended(0);
    let whole = scratch.output();
    let checked = scratch.at(layout::CHECKED);
    crate::bench::change_a_byte(&scratch.at("output/index.html"));
    scratch.build(&["--fresh"]).ended(0);
    assert!(scratch.output() == whole);
    // What was kept of attachments is not believed either.
    scratch.put("content/通知/名单.txt", "证号33060419800101123X");
    scratch.put("content/通知/二.md", article("见[名单](名单.txt)。"));
    scratch.build(&[]).ended(1);
    let forged = text_or_nothing(&checked);
    let mut lines = forged.lines();
    let head = lines.next().unwrap();
    let emptied: Vec<String> =
        lines.map(|line| format!("{} {{}}", line.split(' ').next().unwrap())).collect();
    crate::bench::put(&checked, format!("{head}\n{}\n", emptied.join("\n")).as_bytes());
    scratch.build(&["--fresh"]).ended(1);
}
