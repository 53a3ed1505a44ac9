//! `build` and `check`: findings, summary and exit status.

use std::fs;
use std::path::Path;

use gongkai::files;
use gongkai::layout;
use snapbox::{IntoData, assert_data_eq, str};

use super::{Run, gongkai, read, starter};
use crate::bench::with_slashes;

/// The day of the builds below.
const TODAY: [&str; 2] = ["--today", "2024-07-08"];

fn build(site: &Path, args: &[&str]) -> Run {
    gongkai(site, &[&["build"], args, &TODAY[..]].concat())
}

/// Puts a misspelt key and unit into the starter's article.
fn spoil(site: &Path) {
    let file = "content/通知公告/午间延时服务.md";
    let text = read(site, file)
        .replace("发布单位: 县政务服务中心", "发布单位: 县政服务中心")
        .replace("成文日期", "成文日其");
    files::write_atomic(&site.join(file), text.as_bytes()).unwrap();
}

#[test]
fn the_starter_site_builds_at_once_and_the_summary_tells_what_happened() {
    let folder = starter();
    let site = folder.path().join("site");
    assert_eq!(gongkai(&site, &["new", "article", "通知公告/未完", "--today", "2024-07-08"]).code, Some(0));
    let first = build(&site, &[]);
    assert!(first.ended(0).starts_with("网站已生成："), "{}", first.stderr);
    // How many files and bytes the theme makes, and how fast, is not the summary's business.
    let told: Vec<&str> = first.stderr.split_inclusive('\n').skip(2).collect();
    assert_data_eq!(
        with_slashes(&told.concat()),
        str![[r#"
新发索引号 2 个：
  123456788/2024-00001  2024年便民服务提升工程进度情况
  123456788/2024-00002  关于办事大厅实行午间延时服务的通知
没有放进网站的 1 项：
  content/通知公告/未完.md《未完》：草稿（写完后删去“草稿: true”）
网站在 output，双击 output/index.html 就能查看

"#]]
        .raw()
    );
    assert!(site.join("output/index.html").is_file());
    assert!(site.join("output/123456788/2024-00001.html").is_file());
    let again = build(&site, &["--locked"]);
    assert!(again.ended(0).contains("其中 0 个文件有更新"), "{}", again.stderr);
    assert_eq!(build(&site, &["-q"]).ended(0), "");
    assert_eq!(
        gongkai(&site, &["check", "--today", "2024-07-08"]).ended(0),
        "没有发现问题\n首页（全站最新一条）最迟 2024-07-19 更新（还有 11 天）\n“便民服务提升工程进度情况”的2024年二季度最迟 2024-07-26 更新（还有 18 天）\n"
    );
}

#[test]
fn content_errors_end_with_1_and_leave_the_site_as_it_was() {
    let folder = starter();
    let site = folder.path().join("site");
    assert_eq!(build(&site, &[]).code, Some(0));
    let before = read(&site, "output/manifest.json");
    spoil(&site);
    let run = build(&site, &[]);
    assert_data_eq!(
        run.ended(1),
        str![[r#"
错误[unknown-unit]: 没有登记过机构“县政服务中心”
 --> content/通知公告/午间延时服务.md:4:7
  |
4 | 发布单位: 县政服务中心
  |           ^^^^^^^^^^^^
  |
  = 办法: 是不是“县政务服务中心”？

错误[unknown-key]: 文章没有 `成文日其` 这个键
 --> content/通知公告/午间延时服务.md:5:1
  |
5 | 成文日其: 2024-07-05
  | ^^^^^^^^
  |
  = 办法: 是不是 `成文日期`？

2 个错误
网站没有更新；改正以上错误后再运行一次

"#]]
        .raw()
    );
    assert_eq!(read(&site, "output/manifest.json"), before);
    let check = gongkai(&site, &["check", "--today", "2024-07-08"]);
    assert!(check.ended(1).ends_with("2 个错误\n"), "{}", check.stderr);
}

#[test]
fn json_findings_are_lines_on_the_output_stream() {
    let folder = starter();
    let site = folder.path().join("site");
    spoil(&site);
    let run = gongkai(&site, &["check", "--format", "json", "--today", "2024-07-08"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
    assert_data_eq!(&run.stdout, str![[r#"
{"severity":"error","rule":"unknown-unit","file":"content/通知公告/午间延时服务.md","line":4,"column":7,"end_line":4,"end_column":13,"message":"没有登记过机构“县政服务中心”","help":"是不是“县政务服务中心”？"}
{"severity":"error","rule":"unknown-key","file":"content/通知公告/午间延时服务.md","line":5,"column":1,"end_line":5,"end_column":5,"message":"文章没有 `成文日其` 这个键","help":"是不是 `成文日期`？"}

"#]].raw());
}

#[test]
fn a_locked_build_issues_no_number() {
    let folder = starter();
    let site = folder.path().join("site");
    let run = build(&site, &["--locked"]);
    assert!(run.ended(1).contains("2 个错误\n"), "{}", run.stderr);
    assert!(!site.join(layout::LEDGER).exists());
}

#[test]
fn a_folder_with_something_else_in_it_is_no_output() {
    let folder = starter();
    let site = folder.path().join("site");
    files::write_atomic(&site.join("资料.txt"), b"").unwrap();
    fs::create_dir(folder.path().join("别人的")).unwrap();
    files::write_atomic(&folder.path().join("别人的/资料.txt"), b"").unwrap();
    let run = build(&site, &["--output", "../别人的"]);
    assert!(run.ended(2).contains("里有不是 gongkai 生成的文件"), "{}", run.stderr);
    assert!(run.stderr.contains("  = 办法: "), "{}", run.stderr);
    assert_eq!(fs::read_dir(folder.path().join("别人的")).unwrap().count(), 1);
}

#[test]
fn warnings_count_only_when_they_are_denied() {
    let folder = starter();
    let site = folder.path().join("site");
    // The last character is the check digit: wrong in some codes in real use, so a warning.
    let settings = read(&site, "site.yaml").replace("123456788", "123456789");
    files::write_atomic(&site.join("site.yaml"), settings.as_bytes()).unwrap();
    let check = |args: &[&str]| gongkai(&site, &[&["check"], args, &TODAY[..]].concat());
    assert!(check(&[]).ended(0).contains("\n1 个警告\n"), "{}", check(&[]).stderr);
    assert!(check(&["--deny-warnings"]).ended(1).contains("\n1 个警告\n"));
    assert_eq!(check(&["-q"]).ended(0), "");
    assert!(check(&["--lang", "en"]).ended(0).contains("\n1 warning\n"));
    assert!(!check(&[]).stderr.contains('\u{1b}'));
    assert!(check(&["--color", "always"]).ended(0).contains("\u{1b}["));
}

#[test]
fn timings_are_told_and_saved_when_asked_for() {
    let folder = starter();
    let site = folder.path().join("site");
    assert!(!build(&site, &[]).ended(0).contains("合计"));
    // Otherwise the site would stand as it is, and no page be rendered.
    let afresh = |arguments: &[&str]| {
        fs::remove_dir_all(site.join("output")).unwrap();
        build(&site, arguments)
    };
    let told = afresh(&["--timings"]);
    let told = told.ended(0);
    for words in ["读取内容", "  解析 YAML", "  套用模板", "清单，换上新网站", "合计", "100%"]
    {
        assert!(told.contains(words), "{words}: {told}");
    }
    let run = afresh(&["--timings=times.json", "--lang", "en"]);
    assert!(run.ended(0).contains("  parsing YAML"), "{}", run.stderr);
    let saved: serde_json::Value = serde_json::from_str(&read(&site, "times.json")).unwrap();
    let stages = saved["stages"].as_array().unwrap();
    let names: Vec<&str> = stages.iter().map(|stage| stage["name"].as_str().unwrap()).collect();
    let expected = [
        "walk",
        "read",
        "catalogue",
        "figures",
        "plan",
        "reconcile",
        "rules",
        "compare",
        "pages",
        "copies",
        "switch",
    ];
    assert_eq!(names, expected);
    let wall = |of: &serde_json::Value| of["wall_ms"].as_f64().unwrap();
    assert!(stages.iter().all(|stage| wall(stage) > 0.0), "{saved}");
    assert!(stages.iter().map(wall).sum::<f64>() <= wall(&saved), "{saved}");
    for (stage, parts) in
        [(1, ["read-files", "parse-yaml", "parse-text"]), (8, ["context", "render", "write"])]
    {
        for (part, name) in stages[stage]["parts"].as_array().unwrap().iter().zip(parts) {
            assert_eq!(part["name"], name);
            assert!(part["threads_ms"].as_f64().unwrap() > 0.0, "{saved}");
        }
    }
    // A site with errors is measured as far as it came.
    spoil(&site);
    assert!(build(&site, &["--timings"]).ended(1).contains("合计"));
}
