//! `init` and `new`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use gongkai::diag::draw::human;
use gongkai::diag::{Diagnostic, Lang};
use gongkai::entry::{self, ParseContext};
use gongkai::layout;
use gongkai::model::ContentPath;
use gongkai::{config, files};
use snapbox::{IntoData, assert_data_eq, str};

use super::{gongkai, read, scratch, starter};

#[test]
fn init_writes_a_site_and_says_what_to_do_next() {
    let folder = scratch();
    let run = gongkai(folder.path(), &["init", "站点/新", "--today", "2024-07-05"]);
    assert_data_eq!(
        run.ended(0),
        str![[r#"
网站已建好，在 站点/新
接下来：
  1. 用记事本打开 site.yaml，改成本单位的名称、代码和网址
  2. 运行 cd 站点/新
  3. 运行 gongkai build
  4. 双击 output 文件夹里的 index.html 查看

"#]]
        .raw()
    );
    let site = folder.path().join("站点/新");
    for file in [
        "site.yaml",
        ".gitignore",
        "content/_index.md",
        "content/重点工作/_index.md",
        "content/重点工作/便民服务/project.yaml",
        "content/重点工作/便民服务/2024-Q1.md",
        "content/通知公告/午间延时服务.md",
    ] {
        assert!(site.join(file).is_file(), "{file}");
    }
}

/// Nothing is overdue, nothing cannot be judged, and no advice is given, whatever the day.
#[test]
fn the_example_is_right_on_the_day_it_is_made() {
    for day in [
        "2025-01-01",
        "2025-01-13",
        "2025-02-28",
        "2025-04-09",
        "2025-04-10",
        "2025-06-30",
        "2025-07-31",
        "2025-10-09",
        "2025-10-10",
        "2025-12-31",
        "2026-01-12",
        "2026-04-30",
        "2026-11-22",
    ] {
        let folder = scratch();
        let site = folder.path().join("site");
        assert_eq!(gongkai(folder.path(), &["init", "site", "--today", day]).code, Some(0));
        let check = gongkai(&site, &["check", "--today", day]);
        assert!(check.ended(0).starts_with("没有发现问题\n"), "{day}: {}", check.stderr);
        assert_eq!(gongkai(&site, &["build", "--today", day, "-q"]).ended(0), "");
        let data: serde_json::Value =
            serde_json::from_str(&read(&site, "output/data/progress.json")).unwrap();
        assert_eq!(data["projects"][0]["missing"], serde_json::json!([]), "{day}");
        let told = data.to_string();
        assert!(
            told.contains("按序时") && !told.contains("滞后") && !told.contains("无法判断"),
            "{day}: {told}"
        );
    }
}

#[test]
fn init_leaves_a_folder_in_use_as_it_is() {
    let folder = scratch();
    fs::create_dir_all(folder.path().join("空/.git")).unwrap();
    assert_eq!(gongkai(folder.path(), &["init", "空"]).code, Some(0));
    fs::create_dir(folder.path().join("满")).unwrap();
    files::write_atomic(&folder.path().join("满/通知.docx"), b"").unwrap();
    files::write_atomic(&folder.path().join("文件"), b"").unwrap();
    for name in ["空", "满", "文件"] {
        let run = gongkai(folder.path(), &["init", name]);
        assert!(run.ended(2).starts_with(&format!("错误: 文件夹 `{name}` 不是空的\n")), "{}", run.stderr);
    }
    assert_eq!(fs::read_dir(folder.path().join("满")).unwrap().count(), 1);
}

#[test]
fn new_article_is_filled_in_and_never_overwrites() {
    let folder = starter();
    let site = folder.path().join("site");
    let args = ["new", "文章", "通知公告/五一值班", "--today", "2024-04-25"];
    let run = gongkai(&site, &args);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), "content/通知公告/五一值班.md\n"));
    let text = read(&site, "content/通知公告/五一值班.md");
    assert!(text.contains("标题: 五一值班\n") && text.contains("公开日期: 2024-04-25\n"), "{text}");
    assert!(text.contains("草稿: true\n"), "{text}");
    let again = gongkai(&site, &args);
    assert!(again.ended(2).starts_with("错误: 已经有 content/通知公告/五一值班.md"), "{}", again.stderr);
    let outside = gongkai(&site, &["new", "article", "../外面"]);
    assert!(outside.ended(2).contains("不能作文件名"), "{}", outside.stderr);
    let period = gongkai(&site, &["new", "article", "重点工作/便民服务/2024年二季度"]);
    assert!(period.ended(2).contains("gongkai new 重点工作/便民服务 2024年二季度"), "{}", period.stderr);
}

#[test]
#[cfg(unix)]
fn nothing_is_written_through_a_link() {
    let folder = starter();
    let site = folder.path().join("site");
    let outside = folder.path().join("外面");
    fs::create_dir(&outside).unwrap();
    std::os::unix::fs::symlink(&outside, site.join("content/通知公告/里面")).unwrap();
    let run = gongkai(&site, &["new", "article", "通知公告/里面/甲", "--today", "2024-04-25"]);
    assert!(run.ended(2).starts_with("错误: content/通知公告/里面 是链接"), "{}", run.stderr);
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 0);
}

/// Every finding about the content files of `site`, drawn; nothing if they are right.
fn faults(site: &Path) -> String {
    let mut drawn = String::new();
    let mut tell = |file: String, text: String, findings: Vec<Diagnostic>| {
        let sources = BTreeMap::from([(file, Arc::from(text))]);
        drawn.extend(findings.iter().map(|finding| human(finding, &sources, Lang::Zh, false) + "\n"));
    };
    let settings = read(site, layout::SETTINGS);
    tell(layout::SETTINGS.to_owned(), settings.clone(), config::parse(&settings).findings);
    for file in files::walk(&site.join("content")).unwrap().files {
        let path = ContentPath::new(&file.relative).unwrap();
        let text = read(site, &path.in_site());
        let in_project = site.join(&*path.parent().in_site()).join("project.yaml").is_file();
        let context = ParseContext { in_project, ..ParseContext::default() };
        let draft = entry::parse(&path, &text, &context);
        assert!(draft.value.is_some(), "{path} is not understood");
        tell(path.in_site().to_string(), text, draft.findings);
    }
    drawn
}

#[test]
fn what_init_and_new_write_is_right_at_once() {
    let folder = starter();
    let site = folder.path().join("site");
    assert_eq!(faults(&site), "");
    for args in [
        ["new", "便民服务", "2024年二季度"],
        ["new", "便民服务提升工程进度情况", "2024-H1"],
        ["new", "content/重点工作/便民服务", "2024"],
        ["new", "article", "通知公告/“五一”值班：安排.md"],
        ["new", "文章", "通知公告/2024"],
    ] {
        assert_eq!(
            gongkai(&site, &[&args[..], &["--today", "2024-07-08"]].concat()).code,
            Some(0),
            "{args:?}"
        );
    }
    assert_eq!(faults(&site), "");
}

#[test]
fn a_new_entry_shows_the_figures_of_the_last_one() {
    let folder = starter();
    let site = folder.path().join("site");
    let run = gongkai(&site, &["new", "便民服务", "2024年二季度", "--today", "2024-07-08"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), "content/重点工作/便民服务/2024-Q2.md\n"));
    let text = read(&site, "content/重点工作/便民服务/2024-Q2.md");
    assert!(text.contains("  # 单位：项；上期（2024-Q1）：371项\n  网上可办事项:\n"), "{text}");
    let again = gongkai(&site, &["new", "重点工作/便民服务", "2024q2"]);
    assert!(
        again.ended(2).starts_with("错误: 已经有 content/重点工作/便民服务/2024-Q2.md"),
        "{}",
        again.stderr
    );
}
