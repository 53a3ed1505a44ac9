//! Whoever writes into a field, nothing of it runs in the reader's browser or in Excel.

use std::collections::BTreeMap;
use std::path::Path;

use crate::bench::{Scratch, is_kind};
use crate::{markup, promises};

/// The texts of `tests/hostile/texts.txt`.
fn texts() -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/texts.txt");
    let lines = crate::bench::text_or_nothing(&file);
    let texts: Vec<String> = lines
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")))
        .collect();
    assert!(texts.len() > 8, "the texts are gone");
    texts
}

/// A text as a YAML scalar.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text is JSON, and JSON is YAML")
}

/// A site in which every field holds `text`.
fn site(text: &str) -> Scratch {
    let q = quoted(text);
    let scratch = Scratch::empty();
    scratch.put(
        "site.yaml",
        format!(
            "名称: {q}\n网址: https://www.example.gov.cn/\n标识码: \"3306040012\"\n行政区划: \"330604\"\n机构:\n  \
             - {{简称: {short}, 全称: {q}, 代码: \"002590761\"}}\n页脚: {{主办单位: {q}, 承办单位: {q}, 地址: {q}, \
             电话: {q}, ICP备案: {q}, 公安备案: {q}}}\n",
            short = quoted(&format!("{text}局")),
        ),
    );
    scratch.put(
        "content/栏目/_index.md",
        format!("---\n标题: {q}\n类型: {q}\n说明: {q}\n关键词: [{q}]\n---\n{text}\n\n[x]({text}) ![x](<图.png> {q})\n"),
    );
    scratch.put("content/栏目/图.png", b"\x89PNG\r\n\x1a\n");
    let body = format!(
        "# {text}\n\n{text}\n\n[{text}](https://a.example/) <{text}> [x][y] `{text}` **{text}**\n\n[y]: https://b.example/ {q}\n\n\
         | {cell} | b |\n|---|---|\n| {cell} | {cell} |\n\n![{alt}](表.csv)\n\n![{alt}](图.png {q})\n\n[^1]\n\n[^1]: {text}\n",
        cell = text.replace('|', ""),
        alt = text.replace(['[', ']'], ""),
    );
    for (at, kind) in ["公文", "动态", "解读", "页面"].iter().enumerate() {
        let mode = if at % 2 == 0 { "公文" } else { "markdown" };
        scratch.put(
            &format!("content/栏目/第{at}篇.md"),
            format!(
                "---\n标题: {q}\n类型: {kind}\n公开日期: 2024-05-0{day}\n文号: {q}\n信息来源: {q}\n责任编辑: {q}\n主题分类: {q}\n\
                 关键词: [{q}]\n概述: {q}\n主送: {q}\n落款: {q}\n正文: {mode}\n附件: [{{文件: 图.png, 名称: {q}}}]\n---\n{body}",
                day = at + 1,
            ),
        );
    }
    scratch.put("content/栏目/表.csv", format!("{q},二\n{},四\n", text.replace([',', '"', '\n'], "")));
    scratch.put(
        "content/实事/project.yaml",
        format!(
            "标题: {q}\n领域: {q}\n牵头单位: {q}\n责任单位: [{q}]\n项目内容: {q}\n目标: {{2024: {q}}}\n指标:\n  \
             - {{名称: {q}, 重点任务: {q}, 单位: {q}, 目标: {{2024: {q}}}, 说明: {q}}}\n"
        ),
    );
    scratch.put(
        "content/实事/2024-Q1.md",
        format!(
            "---\n公开日期: 2024-04-10\n指标: {{{q}: {q}}}\n存在问题: {q}\n下一步: {q}\n状态: 滞后\n说明: {q}\n---\n{text}\n\n[[{text}]]\n"
        ),
    );
    scratch
}

/// Builds, taking out what is refused: lines with an error of their own are what the clerk would take out too.
fn build(scratch: &Scratch) -> BTreeMap<String, Vec<u8>> {
    for _ in 0..40 {
        let run = scratch.build(&[]);
        if run.code == Some(0) {
            return scratch.output();
        }
        assert_eq!(run.code, Some(1), "{}", run.stderr);
        let mut from_error = run.stderr.lines().skip_while(|line| !line.starts_with("错误"));
        let place = from_error.find_map(|line| line.trim().strip_prefix("--> "));
        let place = place.unwrap_or_else(|| panic!("{}", run.stderr));
        let mut parts = place.rsplitn(3, ':');
        let (column, line, file) = (parts.next(), parts.next(), parts.next());
        let (Some(line), Some(file)) = (line.and_then(|line| line.parse::<usize>().ok()), file) else {
            panic!("{column:?} {}", run.stderr)
        };
        let text = crate::bench::text_or_nothing(&scratch.at(file));
        let kept =
            text.lines().enumerate().filter(|(at, _)| at + 1 != line).map(|(_, line)| format!("{line}\n"));
        scratch.put(file, kept.collect::<String>());
    }
    panic!("it never builds")
}

#[test]
fn nothing_that_is_written_into_a_field_runs() {
    for text in &texts() {
        let scratch = site(text);
        let output = build(&scratch);
        let ledger = scratch.ledger();
        let faults = promises::broken(&output, &ledger);
        assert!(faults.is_empty(), "{text}: {faults:#?}");
        let mut shown = 0;
        for (path, bytes) in &output {
            let page = String::from_utf8_lossy(bytes);
            assert!(!page.contains(['\u{202e}', '\u{2066}']), "{path}: text that turns round");
            if is_kind(path, "html") {
                shown += markup::read(&page, false).text.matches(&**text).count();
            }
            if is_kind(path, "csv") && path.starts_with("data/") {
                assert_no_formula(path, &page);
            }
        }
        assert_no_formula("index-numbers.csv", &ledger);
        let is_shown_otherwise =
            text.contains(|sign: char| sign.is_control() || gongkai::model::is_invisible(sign));
        assert!(shown > 5 || is_shown_otherwise, "{text}: it is shown as it is only {shown} times");
    }
}

#[test]
fn names_of_files_do_not_deceive() {
    let scratch = site("乙");
    scratch.put("content/栏目/\u{202e}gnp.exe", "MZ");
    let run = scratch.build(&[]);
    assert!(run.ended(1).contains("bad-file-name"), "{}", run.stderr);
    let scratch = site("乙");
    scratch.put("content/栏目/' onload='x' &amp;.md", "---\n标题: 甲\n公开日期: 2024-05-01\n---\n正文\n");
    scratch.put("content/栏目/a'b&c#d%20.pdf", "1");
    scratch.put(
        "content/栏目/链接.md",
        "---\n标题: 甲\n公开日期: 2024-05-01\n附件: [\"a'b&c#d%20.pdf\"]\n---\n[x](a'b&c%23d%2520.pdf)\n",
    );
    let output = build(&scratch);
    let faults = promises::broken(&output, &scratch.ledger());
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(output.contains_key("lanmu/a'b&c#d%20.pdf"));
}

/// Names that look alike, or differ in what some disks do not tell apart.
#[test]
fn names_that_look_alike_are_kept_apart_or_told() {
    for (one, other) in [
        ("a", "\u{430}"),
        ("A", "a"),
        ("ａ", "a"),
        ("\u{e9}", "e\u{301}"),
        ("通知", "通知\u{200b}"),
        ("一", "⼀"),
        ("土", "士"),
        ("tongzhi", "通知"),
    ] {
        let scratch = site("乙");
        for (name, text) in [(one, "甲"), (other, "丙")] {
            let article = format!("---\n标题: {text}\n类型: 动态\n公开日期: 2024-05-01\n---\n{text}。\n");
            scratch.put(&format!("content/栏目/{name}.md"), article);
        }
        let run = scratch.build(&[]);
        match run.code {
            Some(0) => {
                let output = scratch.output();
                let faults = promises::broken(&output, &scratch.ledger());
                assert!(faults.is_empty(), "{one} {other}: {faults:?}");
                let folded: std::collections::BTreeSet<String> =
                    output.keys().map(|path| path.to_lowercase()).collect();
                assert_eq!(folded.len(), output.len(), "{one} {other}");
            }
            Some(1) => assert!(run.stderr.contains("办法: "), "{one} {other}: {}", run.stderr),
            code => panic!("{one} {other}: {code:?} {}", run.stderr),
        }
    }
}

/// No field begins with a sign that makes Excel take it for a formula.
fn assert_no_formula(path: &str, text: &str) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    for record in reader.records() {
        for field in &record.expect("what we wrote is CSV") {
            assert!(!field.starts_with(['=', '+', '@', '\t']), "{path}: {field}");
        }
    }
}
