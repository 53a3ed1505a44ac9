//! `index`: the ledger as people change it.

use gongkai::files;
use gongkai::layout;
use snapbox::{IntoData, assert_data_eq, str};
use tempfile::TempDir;

use super::{gongkai, read, starter};

/// The starter site with two numbers in its ledger.
fn with_ledger() -> TempDir {
    let folder = starter();
    let ledger = "索引号,内容,标题,首次公开,状态,说明
123456788/2024-00001,通知公告/午间延时服务,关于办事大厅实行午间延时服务的通知,2024-03-29,公开,
123456788/2024-00002,重点工作/便民服务/2024,2024年便民服务提升工程进度情况,2024-04-09,公开,
";
    files::write_atomic(&folder.path().join("site").join(layout::LEDGER), ledger.as_bytes()).unwrap();
    folder
}

#[test]
fn the_ledger_is_listed_in_three_forms() {
    let folder = with_ledger();
    let site = folder.path().join("site");
    assert_data_eq!(
        gongkai(&site, &["index", "list"]).result(),
        str![[r#"
索引号                状态  首次公开    内容                    标题
123456788/2024-00001  公开  2024-03-29  通知公告/午间延时服务   关于办事大厅实行午间延时服务的通知
123456788/2024-00002  公开  2024-04-09  重点工作/便民服务/2024  2024年便民服务提升工程进度情况

"#]]
        .raw()
    );
    assert_data_eq!(
        gongkai(&site, &["index", "list", "--format", "json", "--lang", "en"]).result(),
        str![[r#"
[
  {
    "index_number": "123456788/2024-00001",
    "item": "通知公告/午间延时服务",
    "title": "关于办事大厅实行午间延时服务的通知",
    "first_published": "2024-03-29",
    "status": "public",
    "note": ""
  },
  {
    "index_number": "123456788/2024-00002",
    "item": "重点工作/便民服务/2024",
    "title": "2024年便民服务提升工程进度情况",
    "first_published": "2024-04-09",
    "status": "public",
    "note": ""
  }
]

"#]]
        .raw()
    );
    let csv = gongkai(&site, &["index", "list", "--format=csv"]);
    assert!(csv.result().starts_with("\u{feff}索引号,内容,标题,首次公开,状态,说明\r\n123456788/2024-00001,"));
}

#[test]
fn the_ledger_changes_as_told() {
    let folder = with_ledger();
    let site = folder.path().join("site");
    let old = "索引号,内容,标题,首次公开,状态,说明\n123456788/2019-00007,,旧文件,2019-03-29,旧系统,\n";
    files::write_atomic(&site.join("旧.csv"), old.as_bytes()).unwrap();
    let withdrawn = gongkai(&site, &["index", "withdraw", "123456788/2024-00001", "--reason", "内容有误"]);
    assert!(withdrawn.ended(0).starts_with("已撤下 123456788/2024-00001"), "{}", withdrawn.stderr);
    let lost = gongkai(&site, &["index", "move", "重点工作/便民服务/2024", "重点工作/便民/2024"]);
    assert!(lost.ended(2).contains("没有 content/重点工作/便民/2024 这份内容"), "{}", lost.stderr);
    std::fs::rename(site.join("content/重点工作/便民服务"), site.join("content/重点工作/便民")).unwrap();
    let moved = gongkai(&site, &["index", "move", "重点工作/便民服务/2024", "重点工作/便民/2024"]);
    assert!(moved.ended(0).contains("索引号不变"), "{}", moved.stderr);
    assert_eq!(gongkai(&site, &["index", "import", "旧.csv"]).ended(0), "并入 1 个索引号\n");
    let ledger = read(&site, layout::LEDGER);
    let lines: Vec<&str> = ledger.lines().skip(1).collect();
    assert!(lines[0].contains(",撤下,") && lines[0].ends_with(" 内容有误"), "{ledger}");
    assert!(lines[1].starts_with("123456788/2024-00002,重点工作/便民/2024,"), "{ledger}");
    assert_eq!(lines[2..], ["123456788/2019-00007,,旧文件,2019-03-29,旧系统,"]);
    assert_eq!(gongkai(&site, &["-q", "index", "verify"]).ended(0), "");
}

#[test]
fn a_ledger_with_errors_is_never_written() {
    let folder = with_ledger();
    let site = folder.path().join("site");
    let spoilt = read(&site, layout::LEDGER) + "123456788/2024-00001,x,\"y\n";
    files::write_atomic(&site.join(layout::LEDGER), spoilt.as_bytes()).unwrap();
    files::write_atomic(&site.join("旧.csv"), "索引号\n甲\n".as_bytes()).unwrap();
    for args in [
        &["index", "withdraw", "123456788/2024-00002", "--reason", "x"][..],
        &["index", "move", "重点工作/便民服务/2024", "乙"],
        &["index", "import", "旧.csv"],
    ] {
        let run = gongkai(&site, args);
        assert!(run.ended(1).contains("错误: 台账有错误，没有改动\n"), "{}", run.stderr);
    }
    assert_eq!(read(&site, layout::LEDGER), spoilt);
    let list = gongkai(&site, &["index", "list"]);
    assert_eq!(list.code, Some(1));
    assert!(list.stderr.contains("--> index-numbers.csv:4:"), "{}", list.stderr);
}

#[test]
fn faults_of_an_imported_file_are_drawn_and_nothing_is_taken_over() {
    let folder = with_ledger();
    let site = folder.path().join("site");
    let before = read(&site, layout::LEDGER);
    let old = "索引号,内容,标题,首次公开,状态,说明\n123456788/2019-00007,,旧文件,2019-13-29,旧系统,\n";
    files::write_atomic(&site.join("旧.csv"), old.as_bytes()).unwrap();
    let run = gongkai(&site, &["index", "import", "旧.csv"]);
    assert!(run.ended(1).contains(" --> 旧.csv:2:27\n"), "{}", run.stderr);
    assert!(run.stderr.ends_with("1 个错误\n错误: `旧.csv` 有错误，台账没有改动\n"), "{}", run.stderr);
    assert_eq!(read(&site, layout::LEDGER), before);
    let missing = gongkai(&site, &["index", "import", "没有.csv"]);
    assert!(
        missing.ended(3).starts_with("错误: 无法读取 `没有.csv`：文件或文件夹不存在"),
        "{}",
        missing.stderr
    );
}

#[test]
fn unknown_numbers_are_usage_errors() {
    let folder = with_ledger();
    let site = folder.path().join("site");
    for args in [&["index", "withdraw", "1/2", "--reason", "x"][..], &["index", "move", "没有", "也没有"]]
    {
        let run = gongkai(&site, args);
        assert!(run.ended(2).starts_with("错误: 台账里没有"), "{}", run.stderr);
    }
}

#[test]
fn a_locked_site_is_not_changed() {
    let folder = with_ledger();
    let site = folder.path().join("site");
    let _lock = files::SiteLock::acquire(&site).unwrap();
    let run = gongkai(&site, &["index", "withdraw", "123456788/2024-00001", "--reason", "x"]);
    assert!(run.ended(3).contains("请等它结束后再运行"), "{}", run.stderr);
}
