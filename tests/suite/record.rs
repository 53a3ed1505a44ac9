//! What was published stays on record: a build adds versions, and refuses changes without a reason.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::bench::{Run, SITE, Scratch, run, text_or_nothing};

const RECORD: &str = "published.csv";
const PROJECT: &str = "content/民生/培训/project.yaml";
const Q1: &str = "content/民生/培训/2024-Q1.md";
const NOTICE: &str = "content/通知/放假.md";

/// A site of a notice and a project with one quarter, published on 2024-04-12.
fn published() -> Scratch {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    project(&scratch, "1.6", "");
    quarter(&scratch, "6340人次", "");
    notice(&scratch, "全区放假三天，请周知。", "");
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    scratch
}

fn project(scratch: &Scratch, target: &str, more: &str) {
    let text = format!(
        "标题: 培训\n牵头单位: 区人力社保局\n指标:\n  - 名称: 培训人次\n    单位: 万人次\n    目标: {{2024: \"{target}\"}}\n{more}"
    );
    scratch.put(PROJECT, text);
}

fn quarter(scratch: &Scratch, figure: &str, more: &str) {
    scratch
        .put(Q1, format!("---\n公开日期: 2024-04-10\n指标:\n  培训人次: {figure}\n{more}---\n开展培训。\n"));
}

fn notice(scratch: &Scratch, text: &str, more: &str) {
    let head = "标题: 放假通知\n类型: 通知\n发布单位: 区人力社保局\n公开日期: 2024-04-11";
    scratch.put(NOTICE, format!("---\n{head}\n{more}---\n{text}\n"));
}

fn record(scratch: &Scratch) -> String {
    text_or_nothing(&scratch.at(RECORD))
}

/// The lines that a refused build asks for, with a reason in the place of the request for one.
fn asked(run: &Run) -> String {
    let told = run.ended(1);
    let lines = told.lines().map(|line| line.trim_start_matches("  "));
    let is_key = |line: &&str| ["更正:", "目标调整:", "修订:"].contains(line);
    let mut asked = String::new();
    let mut inside = false;
    for line in lines {
        let line = line.strip_prefix("  ").filter(|rest| inside && !rest.is_empty()).map_or(line, |_| line);
        if is_key(&line.trim()) {
            inside = true;
            asked += line.trim();
            asked.push('\n');
        } else if inside && (line.trim_start().starts_with("- ") || line.contains(": ")) {
            let is_first = line.trim_start().starts_with("- ");
            asked += if is_first { "  " } else { "    " };
            asked += line.trim();
            asked.push('\n');
        } else {
            inside = false;
        }
    }
    assert!(!asked.is_empty(), "{told}");
    asked.replace("请写明原因", "核对时发现")
}

#[test]
fn a_build_records_what_it_publishes_once() {
    let scratch = published();
    let first = record(&scratch);
    for part in [
        "002590761/2024-00001,民生/培训/2024,进度2024-Q1,1,2024-04-12,版本,",
        "002590761/2024-00001,民生/培训/2024,进度2024-Q1,1,2024-04-12,数据,培训人次,,6340人次,",
        "002590761/2024-00001,民生/培训/2024,计划,1,2024-04-12,目标,培训人次,,1.6,",
        "002590761/2024-00002,通知/放假,正文,1,2024-04-12,版本,放假通知,",
    ] {
        assert!(first.contains(part), "{part}\n{first}");
    }
    let texts = text_or_nothing(&scratch.at("versions/2024.jsonl"));
    assert!(texts.contains("全区放假三天") && texts.lines().count() == 3, "{texts}");
    scratch.build(&["--today", "2024-07-12"]).ended(0);
    assert_eq!(record(&scratch), first);
    // A new period is no new version of the others.
    let second = text_or_nothing(&scratch.at(Q1)).replace("04-10", "07-10").replace("6340", "12000");
    scratch.put("content/民生/培训/2024-Q2.md", second);
    scratch.build(&["--today", "2024-07-12"]).ended(0);
    let after = record(&scratch);
    let new: BTreeSet<&str> = after.lines().filter(|line| !first.contains(line)).collect();
    assert_eq!(new.len(), 2, "{new:?}");
    assert!(new.iter().all(|line| line.contains("进度2024-Q2,1,2024-07-12")), "{new:?}");
}

#[test]
fn a_change_without_a_reason_is_refused_with_the_lines_to_add() {
    let scratch = published();
    let before = (record(&scratch), scratch.output());
    quarter(&scratch, "6430人次", "");
    project(&scratch, "1.2", "");
    notice(&scratch, "全区放假四天，请周知。", "");
    let run = scratch.build(&["--today", "2024-04-15"]);
    let told = run.ended(1);
    for part in ["6340人次 → 6430人次", "1.6 → 1.2", "更正:", "目标调整:", "修订:", Q1, PROJECT, NOTICE]
    {
        assert!(told.contains(part), "{part}\n{told}");
    }
    assert_eq!((record(&scratch), scratch.output()), before);
    for (write, value) in [
        (quarter as fn(&Scratch, &str, &str), "6430人次"),
        (project, "1.2"),
        (notice, "全区放假四天，请周知。"),
    ] {
        // Of one file at a time, so that what is asked for is its.
        quarter(&scratch, "6340人次", "");
        project(&scratch, "1.6", "");
        notice(&scratch, "全区放假三天，请周知。", "");
        write(&scratch, value, "");
        let lines = asked(&scratch.build(&["--today", "2024-04-15"]));
        write(&scratch, value, &lines);
        let run = scratch.build(&["--today", "2024-04-15", "--output", "elsewhere", "--trial"]);
        run.ended(0);
        assert_eq!(record(&scratch), before.0);
        scratch.build(&["--today", "2024-04-15", "--output", "elsewhere"]).ended(0);
        let after = record(&scratch);
        assert!(after.starts_with(&before.0) && after.contains(",2,2024-04-15,版本,"), "{after}");
        scratch.put(RECORD, &before.0);
    }
}

#[test]
fn punctuation_needs_no_reason() {
    let scratch = published();
    let before = record(&scratch);
    notice(&scratch, "全区放假三天。请周知！", "");
    scratch.build(&["--today", "2024-04-15"]).ended(0);
    assert_eq!(record(&scratch), before);
}

#[test]
fn a_trial_issues_and_records_nothing() {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    notice(&scratch, "全区放假三天。", "");
    for trial in [&["--trial"][..], &["--drafts"], &["--future"], &["--today", "2999-01-01"]] {
        scratch.build(trial).ended(0);
        assert_eq!((scratch.ledger(), record(&scratch)), (String::new(), String::new()), "{trial:?}");
        assert!(scratch.output().values().any(|page| String::from_utf8_lossy(page).contains("待编号")));
    }
    scratch.build(&[]).ended(0);
    assert!(record(&scratch).contains("放假通知"));
}

#[test]
fn a_locked_build_records_nothing() {
    let scratch = published();
    fs::remove_file(scratch.at(RECORD)).expect("it was written");
    let run = scratch.build(&["--locked"]);
    assert!(run.ended(1).contains("version-not-recorded"), "{}", run.stderr);
    assert!(!scratch.at(RECORD).exists());
    scratch.build(&[]).ended(0);
    scratch.build(&["--locked"]).ended(0);
}

#[test]
fn a_correction_is_told_wherever_the_figure_stands() {
    let scratch = published();
    let reason =
        "更正:\n  - {日期: 2024-04-15, 指标: 培训人次, 原为: 6340人次, 改为: 6430人次, 原因: 数字颠倒}\n";
    quarter(&scratch, "6430人次", reason);
    notice(&scratch, "全区放假四天，请周知。", "修订:\n  - {日期: 2024-04-15, 说明: 补上调休一天}\n");
    scratch.build(&["--today", "2024-04-15"]).ended(0);
    let output = scratch.output();
    let page = |path: &str| String::from_utf8(output[path].clone()).expect("UTF-8");
    for path in ["002590761/2024-00001.html", "corrections/index.html"] {
        let html = page(path);
        for part in ["更正", "6340人次 → 6430人次", "数字颠倒", "2024-04-15", "2024-Q1-v1.html"] {
            assert!(html.contains(part), "{path}: {part}");
        }
    }
    let old = page("002590761/2024-00001/2024-Q1-v1.html");
    for part in ["第 1 版，已被取代", "6340人次", "开展培训", "noindex", "2024-00001.html\">"] {
        assert!(old.contains(part), "{part}: {old}");
    }
    assert!(
        old.contains(
            "<link rel=\"canonical\" href=\"https://www.example.gov.cn/002590761/2024-00001.html\">"
        )
    );
    let old = page("002590761/2024-00002/v1.html");
    assert!(old.contains("全区放假三天") && old.contains("补上调休一天"));
    assert!(!page("sitemap.xml").contains("v1.html"));
    assert!(page("feed.xml").contains("<updated>2024-04-15"));
    let data = page("data/revisions.csv");
    assert!(data.contains("数据,培训人次,6340人次,2024-04-12,2024-04-15,1"), "{data}");
    assert!(data.contains("数据,培训人次,6430人次,2024-04-15,,2"), "{data}");
    // Another version changes no older page but its mark.
    let older = output.iter().filter(|(path, _)| path.contains("-v1") || path.contains("/v1"));
    let older: Vec<(String, Vec<u8>)> = older.map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
    let reason = reason.to_owned()
        + "  - {日期: 2024-04-20, 指标: 培训人次, 原为: 6430人次, 改为: 6431人次, 原因: 又核对一遍}\n";
    quarter(&scratch, "6431人次", &reason);
    scratch.build(&["--today", "2024-04-20"]).ended(0);
    let output = scratch.output();
    assert!(older.iter().all(|(path, bytes)| output.get(path) == Some(bytes)));
    assert!(output.contains_key("002590761/2024-00001/2024-Q1-v2.html"));
}

#[test]
fn a_purged_version_is_nowhere() {
    let scratch = published();
    let secret = "98765人次";
    quarter(&scratch, secret, "");
    scratch.forget();
    scratch.build(&["--today", "2024-04-13"]).ended(0);
    let reason =
        "更正:\n  - {日期: 2024-04-15, 指标: 培训人次, 原为: 98765人次, 改为: 6430人次, 原因: 数字颠倒}\n";
    quarter(&scratch, "6430人次", reason);
    scratch.build(&["--today", "2024-04-15"]).ended(0);
    let purge =
        ["purge", "002590761/2024-00001", "--part", "2024-Q1", "--version", "1", "--reason", "含错号"];
    let run = run(scratch.command("history", &purge));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    // What the reason quotes is in the file still, and for the clerk to take out.
    quarter(&scratch, "6430人次", "");
    scratch.build(&["--today", "2024-04-16"]).ended(0);
    let texts = text_or_nothing(&scratch.at("versions/2024.jsonl"));
    assert!(!record(&scratch).contains(secret) && !texts.contains(secret), "{}", record(&scratch));
    let shown = scratch.output();
    assert!(shown.values().all(|bytes| !String::from_utf8_lossy(bytes).contains(secret)));
    let page = &shown["002590761/2024-00001/2024-Q1-v1.html"];
    assert!(String::from_utf8_lossy(page).contains("含错号"));
}

#[test]
fn the_history_of_an_item_is_told() {
    let scratch = published();
    let told = run(scratch.command("history", &["002590761/2024-00001"]));
    assert_eq!(told.code, Some(0), "{}", told.stderr);
    for part in ["计划", "进度2024-Q1", "第 1 版", "2024-04-12", "数据 培训人次：无 → 6340人次"]
    {
        assert!(told.stdout.contains(part), "{part}\n{}", told.stdout);
    }
    let shown = run(scratch.command("history", &["show", "通知/放假", "--version", "1"]));
    assert!(shown.stdout.contains("全区放假三天"), "{}", shown.stdout);
    let unknown = run(scratch.command("history", &["002590761/2024-00099"]));
    assert_eq!(unknown.code, Some(2), "{}", unknown.stderr);
}

#[test]
fn what_nobody_approved_is_not_published() {
    let scratch = Scratch::of(&[("site.yaml", &format!("{SITE}审签: 必须\n"))]);
    notice(&scratch, "全区放假三天。", "");
    let refused = scratch.build(&[]);
    assert!(refused.ended(1).contains("《放假通知》第 1 版还没有审签"), "{}", refused.stderr);
    let fingerprint = |scratch: &Scratch| {
        let run = run(scratch.command("changes", &["--today", crate::bench::TODAY]));
        let last = run.stdout.lines().last().expect("a fingerprint").to_owned();
        last.strip_prefix("指纹 ").expect("a fingerprint").to_owned()
    };
    let approve = |fingerprint: &str| {
        let words = [fingerprint, "--by", "张三", "--role", "审核", "--today", crate::bench::TODAY];
        run(scratch.command("approve", &words)).code
    };
    let first = fingerprint(&scratch);
    notice(&scratch, "全区放假四天。", "");
    assert_eq!(approve(&first), Some(1), "it was changed since");
    assert_eq!(approve(&fingerprint(&scratch)), Some(0));
    scratch.build(&[]).ended(0);
    assert!(text_or_nothing(&scratch.at("approvals.csv")).contains("通知/放假,正文,"));
    assert!(scratch.output().values().all(|page| !String::from_utf8_lossy(page).contains("张三")));
}

#[test]
fn a_template_that_nobody_approved_publishes_nothing() {
    let scratch = Scratch::of(&[("site.yaml", &format!("{SITE}审签: 必须\n"))]);
    notice(&scratch, "全区放假三天。", "");
    let changes = |more: &[&str]| {
        let run = run(scratch.command("changes", &[&["--today", crate::bench::TODAY][..], more].concat()));
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        run.stdout
    };
    let approve = |words: &str| {
        let shown = changes(&[]);
        let line = shown.lines().find(|line| line.starts_with(words)).expect("a fingerprint");
        let print = line.trim_start_matches(words).trim();
        let by = [print, "--by", "张三", "--role", "审核", "--today", crate::bench::TODAY];
        assert_eq!(run(scratch.command("approve", &by)).code, Some(0), "{shown}");
    };
    approve("指纹");
    scratch.build(&[]).ended(0);
    let path = "themes/gongkai/assets/own.css";
    for text in ["td { color: white }\n", "td { color: black }\n"] {
        scratch.put(path, text);
        let before = scratch.output();
        let refused = scratch.build(&[]);
        let told = refused.ended(1);
        assert!(told.contains("unapproved-template") && told.contains(path), "{told}");
        assert!(scratch.output() == before);
        approve("模板指纹");
        scratch.build(&[]).ended(0);
    }
    // On the page to be signed stands what differs from the built-in theme, and a fingerprint of its own.
    let own = text_or_nothing(&Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/gongkai/404.html"));
    scratch.put(
        "themes/gongkai/404.html",
        own.replace("{%- endblock %}", "<p>本局自己写的一行</p>\n{%- endblock %}"),
    );
    let sheet = scratch.beside("送审.html");
    let shown = changes(&["--page", sheet.to_str().expect("UTF-8")]);
    let html = text_or_nothing(&sheet);
    let print = shown.lines().last().expect("a line").trim_start_matches("模板指纹").trim().to_owned();
    for part in [&*print, "themes/gongkai/404.html", "<ins>&lt;p&gt;本局自己写的一行&lt;/p&gt;</ins>"]
    {
        assert!(html.contains(part), "{part}\n{html}");
    }
    assert!(!html.contains(path) && !html.contains("放假三天"), "what is approved is not asked about");
    approve("模板指纹");
    // That an approved file is taken away changes the pages too.
    fs::remove_file(scratch.at(path)).expect("it is there");
    let refused = scratch.build(&[]);
    assert!(refused.ended(1).contains("own.css 删去了"), "{}", refused.stderr);
    approve("模板指纹");
    scratch.build(&[]).ended(0);
    // Whoever asks for no approval is not asked.
    scratch.put("site.yaml", SITE);
    scratch.put(path, "td { color: white }\n");
    scratch.build(&[]).ended(0);
}

#[test]
fn a_goal_that_repeats_its_target_changes_with_it() {
    let scratch = published();
    let write = |target: &str, goal: &str, more: &str| {
        project(&scratch, target, &format!("目标:\n  2024: 全年培训{goal}万人次。\n{more}"));
    };
    // The goal itself is entered with a correction of its own.
    let entered = "更正:\n  - {日期: 2024-04-13, 处: 目标, 原因: 补录}\n";
    write("1.6", "1.6", entered);
    scratch.build(&["--today", "2024-04-13"]).ended(0);
    write("1.2", "1.2", entered);
    let lines = asked(&scratch.build(&["--today", "2024-04-15"]));
    assert!(lines.starts_with("目标调整:") && lines.matches("日期").count() == 1, "{lines}");
    write("1.2", "1.2", &(entered.to_owned() + &lines));
    scratch.build(&["--today", "2024-04-15"]).ended(0);
    write("1.2", "1.3", &(entered.to_owned() + &lines));
    let refused = scratch.build(&["--today", "2024-04-16"]);
    assert!(refused.ended(1).contains("“目标”"), "{}", refused.stderr);
}

#[test]
fn a_target_changed_by_decision_judges_no_published_period_anew() {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    project(&scratch, "1.6", "");
    quarter(&scratch, "1.3万人次", "");
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    let status = |scratch: &Scratch| {
        let csv = String::from_utf8(scratch.output()["data/progress.csv"].clone()).expect("UTF-8");
        let words = ["已完成", "超序时", "按序时", "滞后"];
        let line = csv.lines().nth(1).expect("a row").to_owned();
        words.into_iter().find(|word| line.contains(word)).map(str::to_owned)
    };
    assert_eq!(status(&scratch).as_deref(), Some("超序时"));
    let lower = "目标调整:\n  - {日期: 2024-07-01, 指标: 培训人次, 原目标: 1.6, 新目标: 1.2, 原因: 任务压减, 批准: 区政府}\n";
    project(&scratch, "1.2", lower);
    scratch.build(&["--today", "2024-07-12"]).ended(0);
    assert_eq!(status(&scratch).as_deref(), Some("超序时"), "a lower target makes nothing done");
    // A slip of the pen judges all anew.
    let slip = lower.to_owned()
        + "更正:\n  - {日期: 2024-07-02, 指标: 培训人次, 原为: 1.2, 改为: 1.0, 原因: 抄错}\n";
    project(&scratch, "1.0", &slip);
    scratch.build(&["--today", "2024-07-12"]).ended(0);
    assert_eq!(status(&scratch).as_deref(), Some("超序时"), "the period is older than the decision");
    scratch.forget();
    project(&scratch, "16", "");
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    let slip = "更正:\n  - {日期: 2024-04-15, 指标: 培训人次, 原为: 16, 改为: 1.2, 原因: 漏了小数点}\n";
    project(&scratch, "1.2", slip);
    scratch.build(&["--today", "2024-04-16"]).ended(0);
    assert_eq!(status(&scratch).as_deref(), Some("已完成"));
}
