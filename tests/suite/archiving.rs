//! 已归档 and 保存期限: what says so, what asks no more, and what an archive takes over.

use crate::bench::{SITE, Scratch, is_kind, picture, run, text_or_nothing};

const PLAN: &str = "标题: 春风行动
牵头单位: 区人力社保局
指标: [{名称: 招聘会, 单位: 场, 目标: {2023: 12}}]
";

fn site(archived: &str) -> Scratch {
    Scratch::of(&[
        ("site.yaml", SITE),
        ("content/专题/_index.md", &format!("---\n标题: 春风行动专题\n{archived}---\n")),
        ("content/专题/招聘/project.yaml", PLAN),
        (
            "content/专题/招聘/2023-Q1.md",
            "---\n公开日期: 2023-04-10\n指标: {招聘会: 12场}\n---\n已经办完。\n",
        ),
        (
            "content/专题/安排.md",
            "---\n标题: 招聘会安排\n文号: 云人社〔2023〕2号\n成文日期: 2023-01-30\n公开日期: 2023-02-01\n附件: [场次.csv]\n---\n共十二场。\n",
        ),
        ("content/专题/场次.csv", "场次,日期\n第一场,2023-02-03\n"),
        ("content/通知/别的.md", "---\n标题: 别的通知\n公开日期: 2024-12-20\n---\n正文。\n"),
    ])
}

const ARCHIVED: &str = "已归档: 2023-05-01\n保存期限: 10年\n";

#[test]
fn what_is_archived_says_so_and_asks_for_nothing() {
    let scratch = site(ARCHIVED);
    scratch.build(&[]).ended(0);
    let banner =
        "自 <time datetime=\"2023-05-01\">2023年5月1日</time> 起归档，不再更新，仅供查阅。保存期限：10年。";
    let pages = [
        "zhuanti/index.html",
        "zhuanti/zhaopin/index.html",
        "002590761/2023-00001.html",
        "002590761/2023-00002.html",
    ];
    for page in pages {
        let html = text_or_nothing(&scratch.at(&format!("output/{page}")));
        assert!(html.contains(banner), "{page}");
    }
    assert!(!text_or_nothing(&scratch.at("output/tongzhi/index.html")).contains("起归档"));
    // Nothing is overdue, and the column may stay as it is.
    assert!(text_or_nothing(&scratch.at("output/upcoming/index.html")).contains("没有应报未报的"));
    let standing = run(scratch.command("check", &["--standing"]));
    assert!(
        !standing.stdout.contains("春风行动专题") && standing.stdout.contains("通知"),
        "{}",
        standing.stdout
    );
    // Search finds it, with its mark.
    let found = run(scratch.command("search", &["招聘会安排", "--validity", "已归档"]));
    assert!(found.stdout.contains("002590761/2023-00001.html"), "{}{}", found.stdout, found.stderr);
    let found = run(scratch.command("search", &["招聘会安排"]));
    assert!(found.stdout.contains("招聘会安排  [已归档]\n"), "{}", found.stdout);
    let overview = text_or_nothing(&scratch.at("output/progress/index.html"));
    assert!(overview.contains(">春风行动（已归档）</a>"), "{overview}");
    let list = text_or_nothing(&scratch.at("output/zhuanti/index.html"));
    assert!(list.contains("<span class=\"mark\">已归档</span>招聘会安排"), "{list}");
}

#[test]
fn nothing_more_is_announced_of_what_is_archived() {
    let announced = "---\n标题: 明年的安排\n公开日期: 2025-02-10\n预告: 是\n---\n正文。\n";
    for (archived, is_listed) in
        [(ARCHIVED, false), ("已归档: 2025-02-01\n", false), ("已归档: 2025-03-01\n", true)]
    {
        let scratch = site(archived);
        scratch.put("content/专题/明年.md", announced);
        scratch.build(&[]).ended(0);
        for page in ["upcoming/index.html", "upcoming/index.ics"] {
            let text = text_or_nothing(&scratch.at(&format!("output/{page}")));
            assert!(!text.is_empty(), "{page}");
            assert_eq!(text.contains("明年的安排"), is_listed, "{archived}: {text}");
        }
    }
}

#[test]
fn a_day_to_come_archives_nothing_yet() {
    let scratch = site("已归档: 2025-01-31\n");
    scratch.build(&[]).ended(0);
    assert!(!text_or_nothing(&scratch.at("output/zhuanti/index.html")).contains("起归档"));
    assert!(run(scratch.command("check", &["--standing"])).stdout.contains("春风行动专题"));
}

#[test]
fn an_archive_gets_files_table_and_digests_the_same_each_time() {
    let scratch = site(ARCHIVED);
    let archive = |arguments: &[&str]| run(scratch.command("archive", arguments));
    let refused = archive(&["专题"]);
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    assert!(refused.stderr.contains("先运行 gongkai build"), "{}", refused.stderr);
    scratch.build(&[]).ended(0);
    for out in
        ["output/a.zip", "content/专题/a.zip", "content/../output/a.zip", "output/新/a.zip", "output/."]
    {
        let out = scratch.at(out);
        let refused = archive(&["专题", "--out", &out.to_string_lossy()]);
        assert_eq!(refused.code, Some(2), "{}", refused.stderr);
        assert!(refused.stderr.contains("不能写到") && !out.is_file(), "{}", refused.stderr);
    }
    for out in ["a.zip", "b.zip", "folder"] {
        let written = archive(&["专题", "--out", out, "--today", "2024-12-31"]);
        assert_eq!(written.code, Some(0), "{}", written.stderr);
    }
    let zips =
        ["a.zip", "b.zip"].map(|name| gongkai::files::read(&scratch.beside(name)).expect("it was written"));
    assert!(zips[0] == zips[1] && zips[0].starts_with(b"PK"));
    let files = picture(&scratch.beside("folder"));
    for (path, bytes) in &files {
        if let Some(address) = path.strip_prefix("files/") {
            assert!(
                *bytes
                    == gongkai::files::read(&scratch.at(&format!("output/{address}")))
                        .expect("it is published"),
                "{path}"
            );
        }
    }
    for path in
        ["files/zhuanti/index.html", "files/002590761/2023-00001.html", "files/002590761/2023-00001.json"]
    {
        assert!(files.contains_key(path), "{path}");
    }
    assert!(files.keys().any(|path| is_kind(path, "css") && path.starts_with("files/assets/")));
    assert!(files.keys().any(|path| is_kind(path, "csv") && path.starts_with("files/zhuanti/")));
    assert!(!files.keys().any(|path| path.contains("tongzhi")));
    let table = String::from_utf8(files["metadata.csv"].clone()).expect("it is UTF-8");
    assert!(table.contains("1,招聘会安排,云溪区人力资源和社会保障局,云人社〔2023〕2号,002590761/2023-00001,2023-01-30,2023-02-01,春风行动专题,文章,10年,2023-05-01,"), "{table}");
    let digests = String::from_utf8(files["sha256.txt"].clone()).expect("it is ASCII");
    assert_eq!(digests.lines().count(), files.len() - 1);
    // Nothing is overwritten, and nothing is handed over that somebody altered.
    let again = archive(&["专题", "--out", "a.zip"]);
    assert!(again.code == Some(2) && again.stderr.contains("已经有 a.zip"), "{}", again.stderr);
    scratch.put("output/002590761/2023-00001.html", "别的");
    let altered = archive(&["春风行动专题", "--out", "c.zip"]);
    assert!(altered.code == Some(1) && altered.stderr.contains("被改过"), "{}", altered.stderr);
    let unknown = archive(&["专提"]);
    assert!(unknown.code == Some(2) && unknown.stderr.contains("是不是“专题”"), "{}", unknown.stderr);
}
