//! Whatever is wrong with the disk or the files, the old site and the ledger stay as they were, and a clear message says
//! what to do.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use gongkai::files::SiteLock;

use crate::bench::{SITE, Scratch, picture, run};

const ARTICLE: &str = "---\n标题: 一\n公开日期: 2024-05-01\n---\n正文一段。\n";
const NEW_ARTICLE: &str = "---\n标题: 新\n公开日期: 2024-05-02\n---\n正文一段。\n";

/// A site that has been built, with something new to publish.
fn built() -> Scratch {
    let scratch = Scratch::of(&[("site.yaml", SITE), ("content/通知/一.md", ARTICLE)]);
    scratch.build(&[]).ended(0);
    scratch.put("content/通知/新.md", NEW_ARTICLE);
    scratch
}

/// Builds: it must end with `code`, say all of `words`, take no time, and leave output and ledger as they were.
fn refused(scratch: &Scratch, code: i32, words: &[&str]) {
    let before = (scratch.output(), scratch.ledger());
    let begin = Instant::now();
    let run = scratch.build(&[]);
    let said = run.ended(code);
    for word in words {
        assert!(said.contains(word), "{word:?} is not said:\n{said}");
    }
    assert!(said.contains("办法: "), "no cure:\n{said}");
    assert!(begin.elapsed() < Duration::from_secs(10), "it took {:?}", begin.elapsed());
    assert!((scratch.output(), scratch.ledger()) == before, "something was written");
}

fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn what_is_no_file_is_told_and_not_read() {
    let scratch = built();
    fifo(&scratch.at("content/通知/管道.md"));
    symlink("没有.md", scratch.at("content/通知/断了.md")).unwrap();
    symlink("/etc/passwd", scratch.at("content/通知/外面.md")).unwrap();
    symlink("/etc", scratch.at("content/外面的文件夹")).unwrap();
    symlink("..", scratch.at("content/通知/上面")).unwrap();
    refused(
        &scratch,
        1,
        &[
            "content/通知/管道.md",
            "content/通知/断了.md",
            "content/通知/外面.md",
            "content/外面的文件夹",
            "content/通知/上面",
            "5 个错误",
        ],
    );
}

#[test]
fn a_folder_called_like_a_page_is_a_folder() {
    let scratch = built();
    scratch.put("content/通知/夹.md/二.md", NEW_ARTICLE);
    scratch.build(&[]).ended(0);
    assert!(scratch.ledger().contains("通知/夹.md/二,"));
}

#[test]
fn the_site_s_own_files_may_be_none() {
    for (path, name) in [("index-numbers.csv", "index-numbers.csv"), ("site.yaml", "site.yaml")] {
        let scratch = built();
        let output = scratch.output();
        fs::remove_file(scratch.at(path)).unwrap();
        fs::create_dir(scratch.at(path)).unwrap();
        let run = scratch.build(&[]);
        assert!(run.code == Some(3) || run.code == Some(2), "{}", run.stderr);
        assert!(run.stderr.contains(name), "{}", run.stderr);
        assert!(scratch.output() == output);
    }
    let scratch = built();
    fs::rename(scratch.at("content"), scratch.beside("content")).unwrap();
    let run = scratch.build(&[]);
    assert!(run.code.is_some_and(|code| code != 0), "{}", run.stderr);
    assert!(run.stderr.contains("content"), "{}", run.stderr);
}

#[test]
fn what_cannot_be_understood_is_told() {
    let scratch = built();
    scratch.put("content/通知/坏.md", "---\n标题: [没有关\n公开日期: 2024-05-01\n---\n正文\n");
    scratch.put("content/通知/乱.md", b"\xff\xfe\xff\x00\xd8\xd8".as_slice());
    scratch.put("content/通知/二进制.md", (0..=255_u8).collect::<Vec<_>>());
    let bomb: String = (1..30)
        .flat_map(|n| [format!("甲{n}: &甲{n} ["), format!("*甲{},", n - 1).repeat(9), "]\n".to_owned()])
        .collect();
    scratch.put("content/通知/弹.md", format!("---\n标题: 弹\n甲0: &甲0 [大, 大, 大]\n{bomb}---\n正文\n"));
    scratch.put("content/实事/project.yaml", format!("甲0: &甲0 [大, 大, 大]\n{bomb}"));
    refused(
        &scratch,
        1,
        &["content/通知/坏.md:2:", "content/通知/乱.md", "content/通知/弹.md", "content/实事/project.yaml"],
    );
    let scratch = built();
    scratch.put("site.yaml", SITE.replace("机构:", "机构: [没有关\n"));
    refused(&scratch, 1, &["site.yaml:5:"]);
    let scratch = built();
    scratch.put("index-numbers.csv", "索引号,内容\n\"没有关");
    refused(&scratch, 1, &["index-numbers.csv"]);
    let scratch = built();
    scratch.put("themes/gongkai/article.html", "{% if");
    scratch.put("themes/gongkai/column.html", b"\xff\xfe\x00".as_slice());
    refused(&scratch, 1, &["themes/gongkai/column.html"]);
}

#[test]
fn huge_files_are_refused_unread() {
    let huge = |scratch: &Scratch, path: &str| {
        fs::create_dir_all(scratch.at(path).parent().unwrap()).unwrap();
        // The disk does not hold it: reading it would take memory and time that show.
        File::create(scratch.at(path)).unwrap().set_len(200_000_000_000).unwrap();
    };
    let scratch = built();
    scratch.put("content/通知/表.md", format!("{NEW_ARTICLE}\n![表](大.csv)\n\n![图](大.svg)\n"));
    for path in
        ["content/通知/大.md", "content/实事/project.yaml", "content/通知/大.csv", "content/通知/大.svg"]
    {
        huge(&scratch, path);
    }
    refused(
        &scratch,
        1,
        &["content/通知/大.md", "content/实事/project.yaml", "content/通知/大.csv", "大.svg", "超过 20 MB"],
    );
    let scratch = built();
    huge(&scratch, "themes/gongkai/article.html");
    refused(&scratch, 3, &["article.html", "超过 20 MB"]);
    let scratch = built();
    fs::remove_file(scratch.at("site.yaml")).unwrap();
    huge(&scratch, "site.yaml");
    refused(&scratch, 3, &["site.yaml", "超过 20 MB"]);
}

#[test]
fn a_theme_may_not_lead_out_of_the_site() {
    let scratch = built();
    fs::create_dir_all(scratch.at("themes/gongkai/assets")).unwrap();
    symlink("/etc/passwd", scratch.at("themes/gongkai/assets/passwd.txt")).unwrap();
    fifo(&scratch.at("themes/gongkai/home.html"));
    refused(&scratch, 1, &["themes/gongkai/assets/passwd.txt", "themes/gongkai/home.html"]);
    let scratch = built();
    scratch.put("site.yaml", format!("{SITE}主题: ../../etc\n"));
    refused(&scratch, 1, &["site.yaml:7:5"]);
    let scratch = built();
    fs::create_dir_all(scratch.at("themes")).unwrap();
    symlink("/etc", scratch.at("themes/外面")).unwrap();
    scratch.put("site.yaml", format!("{SITE}主题: 外面\n"));
    refused(&scratch, 1, &["themes/外面"]);
}

#[test]
fn paths_and_slugs_do_not_lead_out() {
    let scratch = built();
    scratch.put(
        "content/通知/新.md",
        "---\n标题: 新\n公开日期: 2024-05-02\n别名: ../../外面\n附件: [../../../密.pdf, /../密.pdf]\n---\n见[x](../../../../etc/passwd)。\n\n![x](/../../y.csv)\n",
    );
    scratch.put("content/通知/_index.md", "---\n标题: 通知\n别名: ..\n---\n");
    scratch.put("content/实事/project.yaml", "标题: 实事\n牵头单位: 区人力社保局\n别名: a/../../b\n");
    refused(
        &scratch,
        1,
        &[
            "content/通知/_index.md:3:",
            "content/实事/project.yaml:3:",
            "content/通知/新.md:4:",
            "content/通知/新.md:5:6",
            "content/通知/新.md:5:22",
            "content/通知/新.md:7:",
            "content/通知/新.md:9:",
        ],
    );
    let scratch = built();
    scratch.put("content/通知/新.md", NEW_ARTICLE.replace("---\n正文", "索引号: ../../etc/x\n---\n正文"));
    refused(&scratch, 1, &["content/通知/新.md:4:"]);
    let scratch = built();
    scratch
        .put("index-numbers.csv", format!("{}../../x/1,通知/新,新,2024-05-02,公开,\r\n", scratch.ledger()));
    refused(&scratch, 1, &["index-numbers.csv:3:"]);
}

#[test]
fn a_second_build_at_the_same_time_is_refused() {
    let scratch = built();
    let lock = SiteLock::acquire(&scratch.site()).unwrap();
    refused(&scratch, 3, &["正在"]);
    drop(lock);
    scratch.build(&[]).ended(0);
}

#[test]
fn builds_at_the_same_time_leave_one_whole_site() {
    let scratch = built();
    let children: Vec<_> =
        (0..6).map(|_| scratch.command("build", &["-q"]).stderr(Stdio::null()).spawn().unwrap()).collect();
    let ended: Vec<_> = children.into_iter().map(|mut child| child.wait().unwrap().code()).collect();
    assert!(ended.contains(&Some(0)) && ended.iter().all(|code| matches!(code, Some(0 | 3))), "{ended:?}");
    let faults = crate::promises::broken(&scratch.output(), &scratch.ledger());
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(scratch.ledger().lines().count(), 3);
}

#[test]
fn a_folder_of_somebody_else_is_no_output() {
    let scratch = built();
    let theirs = scratch.beside("别人的");
    crate::bench::put(&theirs.join("资料/一.txt"), b"1");
    let before = (scratch.output(), scratch.ledger());
    for (output, code) in [("别人的", 2), (".", 2), ("..", 2), ("content", 2), ("site.yaml", 2)] {
        let path = match output {
            "别人的" => theirs.clone(),
            other => scratch.at(other),
        };
        let run = scratch.build(&["--output", path.to_str().unwrap()]);
        assert!(!run.ended(code).is_empty());
        assert!((scratch.output(), scratch.ledger()) == before, "{output}");
    }
    assert_eq!(picture(&theirs).len(), 1);
}

/// Runs a shell script with a small disk of our own mounted at the site: `$1` is the program, `$2` the site. `None` where
/// nothing may be mounted.
fn on_small_disk(files: &BTreeMap<String, Vec<u8>>, script: &str) -> Option<String> {
    let scratch = Scratch::empty();
    let source = scratch.beside("source");
    for (path, bytes) in files {
        crate::bench::put(&source.join(path), bytes);
    }
    let script = format!(
        "mount -t tmpfs -o size=2m tmpfs \"$2\" || exit 99\ncp -r \"$3\"/. \"$2\"\n\
         build() {{ \"$1\" build --site \"$2\" --today 2024-12-31 --lang zh; echo \"ended $?\"; }}\n\
         build \"$1\" \"$2\" >/dev/null 2>&1\ncp -r \"$2\"/output \"$2\"/*.csv \"$2\"/versions \"$3\"\n\
         mkdir \"$2/content/再\"; cp \"$2/content/通知/一.md\" \"$2/content/再/\"\n{script}\n\
         for kept in output index-numbers.csv published.csv versions; do\n\
         diff -r \"$2/$kept\" \"$3/$kept\" || exit\ndone\necho kept\n\
         ls -A \"$2\"\n"
    );
    for arguments in [&["--mount"][..], &["--mount", "--map-root-user"]] {
        let mut command = Command::new("unshare");
        command.args(arguments).args(["sh", "-c", &script, "sh", env!("CARGO_BIN_EXE_gongkai")]);
        command.arg(scratch.site()).arg(&source);
        let run = run(command);
        let text = run.stdout + &run.stderr;
        if run.code != Some(99) && !text.contains("unshare failed") {
            return Some(text);
        }
    }
    None
}

#[test]
fn a_full_or_read_only_disk_keeps_the_old_site() {
    const LEFT: [&str; 11] = [
        ".gongkai.built",
        ".gongkai.live",
        ".gongkai.lock",
        ".gongkai.site",
        "content",
        "fill",
        "index-numbers.csv",
        "output",
        "published.csv",
        "site.yaml",
        "versions",
    ];
    let files = BTreeMap::from([
        ("site.yaml".to_owned(), SITE.as_bytes().to_vec()),
        ("content/通知/一.md".to_owned(), ARTICLE.as_bytes().to_vec()),
    ]);
    // Publishing as such is tested so in `publish`, where there is another way if nothing may be mounted.
    let fill = "dd if=/dev/zero of=\"$2/fill\" bs=1k >/dev/null 2>&1; truncate -s -FREEk \"$2/fill\"; build \"$1\" \"$2\"";
    let mut refused = 0;
    for free in (0..=96).step_by(12) {
        let Some(text) = on_small_disk(&files, &fill.replace("FREE", &free.to_string())) else { return };
        if text.contains("ended 0") {
            continue;
        }
        refused += 1;
        assert!(text.contains("ended 3") && text.contains("kept"), "{free} KB free: {text}");
        assert!(text.contains("磁盘已满") && text.contains("办法: "), "{free} KB free: {text}");
        let left: Vec<&str> =
            text.lines().skip_while(|line| *line != "kept").skip(1).take(LEFT.len()).collect();
        assert_eq!(left, LEFT, "{text}");
    }
    assert!(refused > 4, "the disk was never full");
    let read_only = "mount -o remount,ro \"$2\"; build \"$1\" \"$2\"";
    let text = on_small_disk(&files, read_only).unwrap();
    assert!(text.contains("ended 3") && text.contains("kept") && text.contains("只读"), "{text}");
    let output_only = "mount --bind \"$2/output\" \"$2/output\"; mount -o remount,ro,bind \"$2/output\"; build \"$1\" \"$2\"";
    let text = on_small_disk(&files, output_only).unwrap();
    assert!(text.contains("ended 2") && text.contains("kept") && text.contains("是挂载点"), "{text}");
}

/// What is mounted on a part of the site is somebody else's, and neither read nor written.
#[test]
fn a_part_of_the_site_that_is_mounted_is_refused() {
    let files = BTreeMap::from([
        ("site.yaml".to_owned(), SITE.as_bytes().to_vec()),
        ("content/通知/一.md".to_owned(), ARTICLE.as_bytes().to_vec()),
    ]);
    let folders = ["content/外", "content/通知", "themes", "checks", "holidays", "versions", "members"];
    let single = ["site.yaml", "index-numbers.csv", "published.csv"];
    let parts = folders.iter().map(|part| (part, "mkdir -p", "elsewhere"));
    for (part, make, source) in parts.chain(single.iter().map(|part| (part, "touch", "elsewhere.txt"))) {
        let script = format!(
            "mkdir \"$3/elsewhere\"; echo 别处 > \"$3/elsewhere.txt\"; {make} \"$2/{part}\"\n\
             mount --bind \"$3/{source}\" \"$2/{part}\"; build \"$1\" \"$2\"; umount \"$2/{part}\"\n\
             ls -A \"$3/elsewhere\"; cat \"$3/elsewhere.txt\"\n"
        );
        let Some(text) = on_small_disk(&files, &script) else { return };
        assert!(text.contains("挂载了别处") && !text.contains("ended 0"), "{part}: {text}");
        assert!(text.contains("\n别处\nkept"), "{part}: {text}");
    }
}
