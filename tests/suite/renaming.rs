//! What was renamed stays what it was: indicators with 曾用名, pages without a number with 旧网址.

use std::fs;

use serde_json::Value;

use crate::bench::{Run, SITE, Scratch, run, text_or_nothing};

const PROJECT: &str = "content/重点/就业/project.yaml";

/// The project under a name of its indicator, with more lines for that.
fn project(name: &str, more: &str) -> String {
    format!(
        "标题: 就业\n牵头单位: 区人力社保局\n指标:\n  - 名称: {name}\n{more}    单位: 人\n    目标: {{2023: 100, 2024: 120}}\n    节点: {{2024-Q2: 60}}\n"
    )
}

fn entry(period: &str, date: &str, name: &str, figure: u32, more: &str) -> (String, String) {
    let path = format!("content/重点/就业/{period}.md");
    (path, format!("---\n公开日期: {date}\n指标: {{{name}: {figure}人}}\n{more}---\n共[[{name}]]。\n"))
}

/// A year and a quarter, published under the old name.
fn published() -> Scratch {
    let scratch = Scratch::of(&[("site.yaml", SITE), (PROJECT, &project("新增就业", ""))]);
    let entries = [
        entry("2023", "2024-01-10", "新增就业", 110, ""),
        entry("2024-Q1", "2024-04-10", "新增就业", 30, ""),
    ];
    for (path, text) in entries {
        scratch.put(&path, text);
    }
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    scratch
}

fn page(scratch: &Scratch, path: &str) -> String {
    let output = scratch.output();
    let bytes = output.get(path).unwrap_or_else(|| panic!("there is no {path}"));
    String::from_utf8(bytes.clone()).expect("UTF-8")
}

fn gongkai(scratch: &Scratch, verb: &str, arguments: &[&str]) -> Run {
    run(scratch.command(verb, arguments))
}

#[test]
fn a_renamed_indicator_keeps_its_line_its_comparison_and_its_record() {
    let scratch = published();
    let record = text_or_nothing(&scratch.at("published.csv"));
    scratch.put(PROJECT, project("城镇新增就业", ""));
    let (path, text) = entry("2024-Q2", "2024-07-08", "城镇新增就业", 70, "");
    scratch.put(&path, text);
    let told = scratch.build(&["--today", "2024-07-09"]).ended(1).to_owned();
    assert!(told.contains("曾用名: 新增就业"), "{told}");
    scratch.put(PROJECT, project("城镇新增就业", "    曾用名: 新增就业\n"));
    scratch.build(&["--today", "2024-07-09"]).ended(0);
    let now = text_or_nothing(&scratch.at("published.csv"));
    let new = now.strip_prefix(&record).expect("nothing published has changed");
    assert!(new.lines().all(|line| line.contains("2024-Q2")), "only the new period is news: {new}");
    let html = page(&scratch, "002590761/2024-00002.html");
    for part in ["城镇新增就业", "曾用名：新增就业", "30人", "70人", "+40"] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    let data: Value = serde_json::from_str(&page(&scratch, "data/progress.json")).expect("JSON");
    let indicator = &data["projects"][0]["years"][0]["indicators"][0];
    assert_eq!(indicator["name"], "城镇新增就业");
    assert_eq!(indicator["former_names"], "新增就业");
    // The name in the old files may follow; that is no change either.
    let (path, text) = entry("2024-Q1", "2024-04-10", "城镇新增就业", 30, "");
    scratch.put(&path, text.replace("[[城镇新增就业]]", "[[新增就业]]"));
    scratch.build(&["--today", "2024-07-10", "--locked"]).ended(0);
    assert_eq!(text_or_nothing(&scratch.at("published.csv")), now);
}

#[test]
fn what_is_corrected_or_adjusted_may_go_by_either_name() {
    for name in ["新增就业", "城镇新增就业"] {
        let scratch = published();
        let adjusted = "    曾用名: [新增就业]\n";
        let project = project("城镇新增就业", adjusted).replace("2024: 120", "2024: 100")
            + &format!(
                "目标调整: [{{日期: 2024-05-01, 指标: {name}, 原目标: \"120\", 新目标: \"100\", 原因: 上级下达, 批准: 区政府}}]\n"
            );
        scratch.put(PROJECT, project);
        let reason =
            format!("更正: [{{日期: 2024-05-02, 指标: {name}, 原为: 30人, 改为: 31人, 原因: 误填}}]\n");
        let (path, text) = entry("2024-Q1", "2024-04-10", "新增就业", 31, &reason);
        scratch.put(&path, text);
        scratch.build(&["--today", "2024-05-03"]).ended(0);
        let html = page(&scratch, "002590761/2024-00002.html");
        for part in ["原目标 120", "<sup class=\"mended\">更正</sup>", "31人"] {
            assert!(html.contains(part), "{name}: {part}\n{html}");
        }
        scratch.build(&["--today", "2024-05-04", "--locked"]).ended(0);
    }
}

#[test]
fn a_name_is_that_of_one_indicator() {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    let two = "  - 名称: 帮扶\n    曾用名: 新增就业\n    目标: {2024: 3}\n";
    scratch.put(PROJECT, project("新增就业", "") + two);
    let told = scratch.build(&[]).ended(1).to_owned();
    assert!(told.contains("duplicate-indicator") && told.contains("曾用名"), "{told}");
    scratch.put(PROJECT, project("城镇新增就业", "    曾用名: 新增就业\n"));
    let twice = "---\n公开日期: 2024-04-10\n指标: {新增就业: 3人, 城镇新增就业: 4人}\n---\n";
    scratch.put("content/重点/就业/2024-Q1.md", twice);
    let told = scratch.build(&[]).ended(1).to_owned();
    assert!(told.contains("duplicate-figure"), "{told}");
}

#[test]
fn a_page_without_a_number_leads_on_from_where_it_stood() {
    let news = |text: &str| format!("---\n标题: 座谈会\n类型: 动态\n公开日期: 2024-04-01\n---\n{text}\n");
    let scratch = Scratch::of(&[("site.yaml", SITE), ("content/通知/_index.md", "---\n标题: 通知\n---\n")]);
    scratch.put("content/通知/座谈.md", news("一"));
    scratch.put("content/通知/放假.md", "---\n标题: 放假\n类型: 通知\n公开日期: 2024-04-02\n---\n二\n");
    scratch.build(&[]).ended(0);
    assert!(scratch.output().contains_key("tongzhi/zuotan.html"));
    fs::rename(scratch.at("content/通知/座谈.md"), scratch.at("content/通知/春季座谈.md"))
        .expect("it is there");
    let moved = gongkai(&scratch, "index", &["move", "通知/座谈", "通知/春季座谈"]);
    assert_eq!(moved.code, Some(0), "{}", moved.stderr);
    let text = text_or_nothing(&scratch.at("content/通知/春季座谈.md"));
    assert!(text.contains("旧网址: tongzhi/zuotan.html"), "{text}");
    scratch.build(&[]).ended(0);
    let forward = page(&scratch, "tongzhi/zuotan.html");
    assert!(forward.contains("chunjizuotan.html"), "{forward}");
    // The folder moves with what has numbers and what has none.
    fs::rename(scratch.at("content/通知"), scratch.at("content/公告")).expect("it is there");
    let moved = gongkai(&scratch, "index", &["move", "通知", "公告"]);
    assert_eq!(moved.code, Some(0), "{}", moved.stderr);
    scratch.build(&[]).ended(0);
    for old in ["tongzhi/zuotan.html", "tongzhi/chunjizuotan.html"] {
        assert!(page(&scratch, old).contains("gonggao/chunjizuotan.html"), "{old}");
    }
    // Once more changes nothing, and what was never there is said so.
    assert_eq!(gongkai(&scratch, "index", &["move", "没有", "也没有"]).code, Some(2));
}
