//! The annual report: what `gongkai report` counts, and the statutory tables made of figures.

use serde_json::Value;

use crate::bench::{SITE, Scratch, run, text_or_nothing};

fn act(number: &str, issued: &str, more: &str) -> String {
    format!(
        "---\n标题: 办法{number}\n文号: 云人社〔{number}〕1号\n成文日期: {issued}\n公开日期: {issued}\n{more}---\n正文。\n"
    )
}

const NORMATIVE: &str = "文件性质: 规范性文件\n";

fn site() -> Scratch {
    Scratch::of(&[
        ("site.yaml", SITE),
        ("content/政策/甲.md", &act("2024", "2024-03-01", NORMATIVE)),
        ("content/公告/甲.md", &act("2024", "2024-03-01", "act: normative\n")),
        (
            "content/政策/乙.md",
            &act("2022", "2022-05-01", &format!("{NORMATIVE}有效性: 废止\n废止日期: 2024-06-01\n")),
        ),
        ("content/政策/丙.md", &act("2020", "2020-05-01", NORMATIVE)),
        ("content/政策/丁.md", &act("2019", "2019-05-01", &format!("{NORMATIVE}有效性: 失效\n"))),
        ("content/政策/戊.md", &act("2018", "2024-07-01", "")),
        ("content/政策/己.md", &act("2017", "2024-02-01", "文件性质: 规章\n生效日期: 2025-02-01\n")),
    ])
}

fn report(scratch: &Scratch, arguments: &[&str]) -> (String, String) {
    let ran = run(scratch.command("report", arguments));
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    (ran.stdout, ran.stderr)
}

#[test]
fn acts_are_counted_once_and_what_is_unsaid_is_told() {
    let scratch = site();
    scratch.build(&["--today", "2024-12-31"]).ended(0);
    let (text, notes) = report(&scratch, &["2024", "--today", "2025-01-10"]);
    assert!(text.contains("| 行政规范性文件 | 1 | 1 | 2 |\n"), "{text}");
    // A regulation that is not in force before next February was made all the same.
    assert!(text.contains("| 规章 | 1 | 0 | 0 |\n"), "{text}");
    assert!(text.contains("2024-06-01　") && text.contains("云人社〔2022〕1号　办法2022"), "{text}");
    assert!(notes.contains("有 1 件没有写“文件性质”") && notes.contains("办法2018"), "{notes}");
    assert!(notes.contains("没有写“废止日期”") && notes.contains("办法2019"), "{notes}");
    let (json, _) = report(&scratch, &["2024", "--format", "json", "--today", "2025-01-10"]);
    let json: Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json["normative_in_force"]["count"], 2);
    assert_eq!(json["normative_made"]["items"][0]["about"], "云人社〔2024〕1号");
    let published = json["published"]["items"].as_array().expect("it is a list");
    assert_eq!(json["published"]["count"], published.len());
    assert_eq!(published.len(), 4, "two pages of one act, and two more of the year");
    let (csv, _) = report(&scratch, &["2022", "--format", "csv", "--today", "2025-01-10"]);
    assert!(csv.starts_with("\u{feff}类别,日期,索引号,文号或更正处,标题\r\n"), "{csv}");
    assert!(csv.contains("行政规范性文件，本年制发,2022-05-01,"), "{csv}");
}

#[test]
fn corrections_are_counted_in_the_year_of_their_publication() {
    let scratch = site();
    scratch.build(&["--today", "2024-12-31"]).ended(0);
    let corrected = act(
        "2020",
        "2020-05-01",
        &format!("{NORMATIVE}修订: [{{日期: 2025-01-08, 说明: 录入差错：漏了一句}}]\n"),
    );
    scratch.put("content/政策/丙.md", corrected.replace("正文。", "正文。补上一句。"));
    scratch.build(&["--today", "2025-01-09"]).ended(0);
    let (json, _) = report(&scratch, &["2025", "--format", "json", "--today", "2025-01-10"]);
    let json: Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!((&json["revisions"]["count"], &json["corrections"]["count"]), (&1.into(), &0.into()));
    assert_eq!(json["revisions"]["items"][0]["title"], "办法2020");
}

#[test]
fn a_site_with_errors_is_not_counted() {
    let scratch = site();
    scratch.put("content/政策/丙.md", "---\n标题: [\n---\n");
    let ran = run(scratch.command("report", &["2024"]));
    assert_eq!(ran.code, Some(1));
    assert!(ran.stdout.is_empty() && ran.stderr.contains("数不准"), "{}", ran.stderr);
}

#[test]
fn years_are_four_digits_and_have_begun() {
    let scratch = site();
    for (year, told) in [("2024年", "4 位"), ("25", "4 位"), ("二〇二四", "4 位")] {
        let ran = run(scratch.command("report", &[year, "--today", "2024-12-31"]));
        assert_eq!(ran.code, Some(2), "{year}: {}", ran.stderr);
        assert!(ran.stderr.contains(told) && !ran.stderr.contains("2024-06-30"), "{year}: {}", ran.stderr);
    }
    let (_, notes) = report(&scratch, &["2030", "--today", "2024-12-31"]);
    assert!(notes.contains("2030年还没有到"), "{notes}");
    let (_, notes) = report(&scratch, &["2024", "--today", "2024-12-01"]);
    assert!(notes.contains("2024年还没有过完"), "{notes}");
}

const REPORT: &str = "---\n标题: 2024年政府信息公开工作年度报告\n类型: 年报\n公开日期: 2025-01-20\n---\n第三部分的表：\n\n![收到和处理政府信息公开申请情况](申请.yaml)\n";

#[test]
fn figures_become_the_statutory_table() {
    let scratch = Scratch::of(&[
        ("site.yaml", SITE),
        ("content/年报/报告.md", REPORT),
        (
            "content/年报/申请.yaml",
            "表: 申请办理\n本年新收: {自然人: 3, 商业企业: 1}\n予以公开: {自然人: 2, 商业企业: 1}\n重复申请: {自然人: 1}\n",
        ),
    ]);
    scratch.build(&["--today", "2025-01-31"]).ended(0);
    let page = text_or_nothing(&scratch.at("output/002590761/2025-00001.html"));
    for part in [
        "<caption>收到和处理政府信息公开申请情况</caption>",
        "colspan=\"7\">申请人情况</th>",
        "rowspan=\"22\">三、本年度办理结果</th>",
        "第一项加第二项之和，等于第三项加第四项之和",
        "rowspan=\"8\">（三）不予公开</th>",
        "scope=\"row\"",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    // Nobody downloads the figures: they are the table.
    assert!(!scratch.at("output/nianbao/申请.yaml").exists());
    // One application less is settled than came.
    scratch.put("content/年报/申请.yaml", "表: 申请办理\n本年新收: {自然人: 3}\n予以公开: {自然人: 2}\n");
    let said = scratch.build(&["--today", "2025-01-31"]).ended(1).to_owned();
    assert!(
        said.contains("第一项加第二项是 3，第三项总计加第四项是 2")
            && said.contains("错误[annual-table-disagrees]")
            && said.contains("content/年报/申请.yaml:2:8"),
        "{said}"
    );
    scratch.put("content/年报/申请.yaml", "表: 申请办理\n重复申请: 2\n");
    let said = scratch.build(&["--today", "2025-01-31"]).ended(1).to_owned();
    assert!(said.contains("错误[annual-figures]") && said.contains("申请.yaml:2:7"), "{said}");
    assert!(said.contains("`重复申请: {自然人: 2}`"), "{said}");
}
