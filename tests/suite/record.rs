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
    let lines = told.lines();
    let is_key = |line: &&str| ["更正:", "目标调整:", "修订:"].contains(line);
    let mut asked = String::new();
    let mut inside = false;
    for line in lines.map(str::trim) {
        inside = is_key(&line) || inside && line.contains(": ");
        if inside {
            asked += if is_key(&line) { "" } else { indent(line) };
            asked += line;
            asked.push('\n');
        }
    }
    assert!(!asked.is_empty(), "{told}");
    answered(&asked)
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
    assert_eq!(new.len(), 3, "the version, its figure and who led: {new:?}");
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
        // The next file begins where nothing but the first versions was ever published.
        scratch.put(RECORD, &before.0);
        fs::remove_dir_all(scratch.at("elsewhere"))
            .or_else(|_| fs::remove_dir_all(scratch.beside("elsewhere")))
            .expect("it was built");
        fs::remove_file(scratch.at(".gongkai.live")).expect("it was written");
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
    scratch.forget();
    let run = scratch.build(&["--locked"]);
    assert!(run.ended(1).contains("version-not-recorded"), "{}", run.stderr);
    assert!(!scratch.at(RECORD).exists());
    scratch.build(&[]).ended(0);
    scratch.build(&["--locked"]).ended(0);
}

#[test]
fn what_was_corrected_keeps_its_place_in_the_feed() {
    let scratch = published();
    quarter(
        &scratch,
        "6430人次",
        "更正:\n  - {日期: 2024-04-15, 指标: 培训人次, 原为: 6340人次, 改为: 6430人次, 原因: 数字颠倒}\n",
    );
    scratch.build(&["--today", "2024-04-15"]).ended(0);
    let feed = text_or_nothing(&scratch.at("output/feed.xml"));
    let published: Vec<&str> = feed.split("<published>").skip(1).map(|entry| &entry[..10]).collect();
    assert_eq!(published, ["2024-04-11", "2024-04-10"], "{feed}");
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

fn purge(scratch: &Scratch, item: &[&str], version: &str, reason: &str) -> Run {
    run(scratch.command("history", &[&["purge"], item, &["--version", version, "--reason", reason]].concat()))
}

/// Where a text stands in what the program keeps and shows.
fn found(scratch: &Scratch, text: &str) -> Vec<String> {
    let kept = [RECORD, "versions/2024.jsonl", "index-numbers.csv", "approvals.csv", ".gongkai.live"];
    let kept = kept.into_iter().filter(|name| text_or_nothing(&scratch.at(name)).contains(text));
    let shown =
        scratch.output().into_iter().filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains(text));
    kept.map(str::to_owned).chain(shown.map(|(path, _)| path)).collect()
}

#[test]
fn a_purge_finds_what_was_moved() {
    let secret = "联系李四一";
    let moves: [(&str, &str, &[&str]); 3] = [
        ("通知/放假", "通知/公告", &[]),
        ("通知/放假", "公示/放假", &[]),
        ("民生/培训", "民生/新培训", &["--part", "2024-Q1"]),
    ];
    for (from, to, part) in moves {
        let is_project = !part.is_empty();
        // By its number, by where it lies now, by where it lay; of a project the year has the number.
        for name in 0..3 {
            let scratch = published();
            let q1 = text_or_nothing(&scratch.at(Q1)).replace("开展培训。", &format!("{secret}。"));
            scratch.put(Q1, q1);
            notice(&scratch, secret, "");
            scratch.forget();
            scratch.build(&["--today", "2024-04-12"]).ended(0);
            let ending = if is_project { "" } else { ".md" };
            let place = |item: &str| scratch.at(&format!("content/{item}{ending}"));
            fs::create_dir_all(place(to).parent().expect("a folder")).expect("it can be made");
            fs::rename(place(from), place(to)).expect("it is there");
            run(scratch.command("index", &["move", from, to])).ended(0);
            let file =
                if is_project { format!("content/{to}/2024-Q1.md") } else { format!("content/{to}.md") };
            let reason = if is_project {
                "更正:\n  - {日期: 2024-04-13, 处: 正文, 原因: 个人信息}\n"
            } else {
                "修订:\n  - {日期: 2024-04-13, 说明: 去除个人信息}\n"
            };
            let text = text_or_nothing(&scratch.at(&file)).replace(secret, "改好了");
            scratch.put(&file, text.replace("公开日期", &format!("{reason}公开日期")));
            scratch.build(&["--today", "2024-04-13"]).ended(0);
            let year = |item: &str| if is_project { format!("{item}/2024") } else { item.to_owned() };
            let number = if is_project { "002590761/2024-00001" } else { "002590761/2024-00002" };
            let item = [number.to_owned(), year(to), year(from)][name].clone();
            purge(&scratch, &[&[&*item], part].concat(), "1", "个人信息").ended(0);
            scratch.build(&["--today", "2024-04-14"]).ended(0);
            let left = found(&scratch, secret).into_iter().filter(|path| {
                // The other of the two says it still.
                let other = if is_project { "2024-00002" } else { "2024-00001" };
                path.contains("2024-0000") && !path.contains(other)
            });
            assert_eq!(left.collect::<Vec<_>>(), Vec::<String>::new(), "{item}");
            assert!(record(&scratch).contains(",清除,"), "{}", record(&scratch));
            // There is nothing more to purge, and that is said.
            let again = purge(&scratch, &[&[&*item], part].concat(), "1", "个人信息");
            assert!(again.ended(2).contains("没有可以清除的内容"), "{}", again.stderr);
        }
    }
}

#[test]
fn a_path_is_that_of_what_lies_there_now() {
    let scratch = published();
    fs::rename(scratch.at(NOTICE), scratch.at("content/通知/旧放假.md")).expect("it is there");
    run(scratch.command("index", &["move", "通知/放假", "通知/旧放假"])).ended(0);
    notice(&scratch, "另一份通知。", "");
    scratch.build(&["--today", "2024-04-13"]).ended(0);
    let told = run(scratch.command("history", &["show", "通知/放假"]));
    assert!(told.stdout.contains("另一份通知") && !told.stdout.contains("放假三天"), "{}", told.stdout);
    let told = run(scratch.command("history", &["show", "通知/旧放假"]));
    assert!(told.stdout.contains("放假三天"), "{}", told.stdout);
}

#[test]
fn what_was_withdrawn_can_be_purged_once_the_site_says_so() {
    let secret = "联系李四一";
    let scratch = published();
    let number = "002590761/2024-00002";
    let text = text_or_nothing(&scratch.at(NOTICE)).replace("放假通知", secret);
    scratch.put(NOTICE, text.replace("全区放假三天", secret));
    scratch.forget();
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    assert!(purge(&scratch, &[number], "1", "个人信息").ended(2).contains("现在公开"));
    run(scratch.command("index", &["withdraw", number, "--reason", "含个人信息"])).ended(0);
    fs::remove_file(scratch.at(NOTICE)).expect("it is there");
    assert!(purge(&scratch, &[number], "1", "个人信息").ended(2).contains("gongkai build"));
    scratch.build(&["--today", "2024-04-13"]).ended(0);
    purge(&scratch, &[number], "1", "个人信息").ended(0);
    scratch.build(&["--today", "2024-04-14"]).ended(0);
    assert_eq!(found(&scratch, secret), Vec::<String>::new());
}

#[test]
fn a_purged_title_is_nowhere() {
    let secret = "联系李四一";
    let scratch = published();
    let number = "002590761/2024-00002";
    let first = text_or_nothing(&scratch.at(NOTICE));
    scratch.put(NOTICE, first.replace("放假通知", secret));
    scratch.forget();
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    scratch.put(NOTICE, first.replace("公开日期", "修订:\n  - {日期: 2024-04-13, 说明: 改标题}\n公开日期"));
    scratch.build(&["--today", "2024-04-13"]).ended(0);
    purge(&scratch, &[number], "1", "个人信息").ended(0);
    run(scratch.command("index", &["withdraw", number, "--reason", "不再公开"])).ended(0);
    fs::remove_file(scratch.at(NOTICE)).expect("it is there");
    scratch.build(&["--today", "2024-04-14"]).ended(0);
    assert_eq!(found(&scratch, secret), Vec::<String>::new());
    assert!(scratch.ledger().contains("放假通知"), "{}", scratch.ledger());
}

#[test]
fn a_reason_says_something() {
    for nothing in ["", "  ", "。", "无", "……", "N/A"] {
        let scratch = published();
        let number = "002590761/2024-00002";
        let quoted = format!("\"{nothing}\"");
        notice(&scratch, "全区放假四天，请周知。", "修订:\n  - {日期: 2024-04-15, 说明: 多一天}\n");
        scratch.build(&["--today", "2024-04-15"]).ended(0);
        purge(&scratch, &[number], "1", nothing).ended(2);
        run(scratch.command("index", &["withdraw", number, "--reason", nothing])).ended(2);
        assert!(!record(&scratch).contains("清除"));
        notice(&scratch, "全区放假五天。", &format!("修订:\n  - {{日期: 2024-04-16, 说明: {quoted}}}\n"));
        scratch.build(&["--today", "2024-04-16"]).ended(1);
        // Nothing between the quotes is as if the line were not there.
        for line in ["补发", "原版: 不公开\n理由"].iter().filter(|_| !nothing.trim().is_empty()) {
            notice(&scratch, "全区放假三天，请周知。", &format!("{line}: {quoted}\n"));
            scratch.forget();
            scratch.build(&["--today", "2024-04-16"]).ended(1);
        }
        notice(&scratch, "全区放假三天，请周知。", "");
        let asked = [
            (
                "unwritten-reason",
                format!(
                    "更正:\n  - {{日期: 2024-04-16, 指标: 培训人次, 原为: 6340人次, 改为: 6430人次, 原因: {quoted}}}\n"
                ),
            ),
            ("status-without-note", format!("状态: 滞后\n说明: {quoted}\n")),
            ("not-counted-without-reason", format!("本期不统计: {{就业人数: {quoted}}}\n")),
            (
                "postponed-without-reason",
                format!("事项: {{开工: {{推迟到: 2024-09-30, 原因: {quoted}, 批准: 区政府}}}}\n"),
            ),
            (
                "postponed-without-reason",
                format!("事项: {{开工: {{推迟到: 2024-09-30, 原因: 台风, 批准: {quoted}}}}}\n"),
            ),
        ];
        for (rule, lines) in asked {
            quarter(&scratch, "6430人次", &lines);
            scratch.forget();
            let run = scratch.build(&["--today", "2024-04-16"]);
            // Nothing at all between the quotes is a missing value wherever one stands.
            assert!(run.ended(1).contains(rule) || nothing.trim().is_empty(), "{lines}: {}", run.stderr);
        }
    }
}

/// Lines of the record without those that hold a text.
fn without(scratch: &Scratch, text: &str) {
    let all = record(scratch);
    let kept: String = all.split_inclusive("\r\n").filter(|line| !line.contains(text)).collect();
    assert!(kept.len() < all.len(), "{text}\n{all}");
    scratch.put(RECORD, kept);
}

fn replaced(scratch: &Scratch, file: &str, from: &str, to: &str) {
    let all = text_or_nothing(&scratch.at(file));
    assert!(all.contains(from), "{from}\n{all}");
    scratch.put(file, all.replace(from, to));
}

/// Each a way in which what was published could be lost without a word, and how it is told.
#[test]
fn what_was_published_cannot_be_lost() {
    const TEXTS: &str = "versions/2024.jsonl";
    type Damage = fn(&Scratch);
    let damages: [(&str, Damage); 16] = [
        ("lost-record", |scratch| fs::remove_file(scratch.at(RECORD)).expect("it is there")),
        ("lost-record", |scratch| scratch.put(RECORD, "")),
        ("lost-record", |scratch| scratch.put(RECORD, record(scratch).lines().next().unwrap_or_default())),
        ("lost-record", |scratch| without(scratch, "进度2024-Q1")),
        ("lost-record", |scratch| without(scratch, "进度2024-Q1,2,")),
        ("lost-record", |scratch| without(scratch, "计划,1,")),
        ("lost-record", |scratch| without(scratch, "通知/放假")),
        ("lost-record", |scratch| without(scratch, "数据,培训人次,,6340人次")),
        ("lost-record", |scratch| without(scratch, "目标,培训人次")),
        ("lost-record", |scratch| replaced(scratch, RECORD, ",,6340人次", ",,6430人次")),
        ("lost-record", |scratch| replaced(scratch, RECORD, "计划,1,2024-04-12", "计划,1,2024-04-11")),
        ("lost-text", |scratch| fs::remove_dir_all(scratch.at("versions")).expect("it is there")),
        ("lost-text", |scratch| scratch.put(TEXTS, "")),
        ("lost-text", |scratch| replaced(scratch, TEXTS, "6340人次", "6430人次")),
        // What is public now is told by the file too, but tomorrow it will be an old version.
        ("lost-text", |scratch| replaced(scratch, TEXTS, "6431人次", "6341人次")),
        ("lost-text", |scratch| {
            let all = text_or_nothing(&scratch.at(TEXTS));
            scratch.put(TEXTS, all.split_inclusive('\n').skip(1).collect::<String>());
        }),
    ];
    let scratch = published();
    let reason =
        "更正:\n  - {日期: 2024-04-15, 指标: 培训人次, 原为: 6340人次, 改为: 6431人次, 原因: 数字颠倒}\n";
    quarter(&scratch, "6431人次", reason);
    scratch.build(&["--today", "2024-04-15"]).ended(0);
    let (whole, texts, shown) = (record(&scratch), text_or_nothing(&scratch.at(TEXTS)), scratch.output());
    let live = text_or_nothing(&scratch.at(".gongkai.live"));
    for (at, (rule, damage)) in damages.iter().enumerate() {
        damage(&scratch);
        let changed = record(&scratch);
        for verb in ["build", "check"] {
            let told = run(scratch.command(verb, &["--today", "2024-04-16"]));
            assert!(
                told.code == Some(1) && format!("{}{}", told.stdout, told.stderr).contains(rule),
                "{verb} {at}: {}{}",
                told.stdout,
                told.stderr
            );
        }
        assert!(record(&scratch) == changed && scratch.output() == shown, "{at}");
        scratch.put(RECORD, &whole);
        scratch.put(TEXTS, &texts);
        scratch.build(&["--today", "2024-04-16"]).ended(0);
        assert_eq!(record(&scratch), whole, "{at}");
    }
    // A site folder that was copied without what the program keeps for itself: the site proves it all the same.
    for text in ["进度2024-Q1", "通知/放假", "数据,培训人次,,6340人次"] {
        fs::remove_file(scratch.at(".gongkai.live")).expect("it is there");
        without(&scratch, text);
        assert!(scratch.build(&["--today", "2024-04-16"]).ended(1).contains("lost-record"), "{text}");
        scratch.put(RECORD, &whole);
        scratch.put(".gongkai.live", &live);
    }
    // Where nothing was built nothing is proven.
    fs::remove_dir_all(scratch.at("output")).expect("it is there");
    without(&scratch, "进度2024-Q1,2,");
    assert!(!scratch.build(&["--today", "2024-04-16"]).stderr.contains("lost-record"));
}

#[test]
fn what_the_site_shows_is_not_retracted() {
    let scratch = published();
    let retract = |more: &[&str]| {
        let words = [&["retract", "002590761/2024-00001", "--part", "2024-Q1"], more].concat();
        run(scratch.command("history", &words))
    };
    let before = record(&scratch);
    assert!(retract(&[]).ended(2).contains("--never-online"));
    assert_eq!(record(&scratch), before);
    // Another machine has not built it.
    fs::remove_file(scratch.at(".gongkai.live")).expect("it is there");
    retract(&[]).ended(0);
    assert!(record(&scratch).contains(",撤销,"));
}

#[test]
fn what_is_approved_is_approved_with_its_reasons_and_once() {
    let scratch = Scratch::of(&[("site.yaml", &format!("{SITE}审签: 必须\n"))]);
    let approve = |day: &str| {
        let shown = run(scratch.command("changes", &["--today", day])).stdout;
        let print = shown.lines().last().expect("a fingerprint").trim_start_matches("指纹 ").to_owned();
        run(scratch.command("approve", &[&print, "--by", "张三", "--role", "审核", "--today", day])).ended(0);
    };
    let refused = |day: &str| {
        let run = scratch.build(&["--today", day]);
        assert!(run.ended(1).contains("还没有审签"), "{}", run.stderr);
    };
    let (three, four) = ("全区放假三天。", "全区放假四天。");
    notice(&scratch, three, "");
    approve("2024-04-12");
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    let one = "  - {日期: 2024-04-13, 说明: 多一天}\n";
    notice(&scratch, four, &format!("修订:\n{one}"));
    approve("2024-04-13");
    // The reason that was approved is another.
    notice(&scratch, four, "修订:\n  - {日期: 2024-04-13, 说明: 领导要求}\n");
    refused("2024-04-13");
    notice(&scratch, four, &format!("修订:\n{one}"));
    scratch.build(&["--today", "2024-04-13"]).ended(0);
    // Back to what was approved once, and forth again: each is a version of its own.
    let two = "  - {日期: 2024-04-14, 说明: 改回去}\n";
    notice(&scratch, three, &format!("修订:\n{one}{two}"));
    refused("2024-04-14");
    approve("2024-04-14");
    scratch.build(&["--today", "2024-04-14"]).ended(0);
    let three = "  - {日期: 2024-04-15, 说明: 又多一天}\n";
    notice(&scratch, four, &format!("修订:\n{one}{two}{three}"));
    refused("2024-04-15");
}

/// Every line of an entry and of a plan that can be added, changed and taken away.
#[test]
fn the_lines_that_are_asked_for_answer() {
    let of_entry: [(&str, [&str; 3]); 4] = [
        ("截至", ["", "截至: 2024-03-31\n", "截至: 2024-03-30\n"]),
        ("概述", ["", "概述: 培训开了头。\n", "概述: 培训开得好。\n"]),
        ("标题", ["", "标题: 一季度培训\n", "标题: 一季度的培训\n"]),
        ("状态", ["", "状态: 滞后\n说明: 资金未到\n", "状态: 按序时\n说明: 资金到位\n"]),
    ];
    for (name, values) in of_entry {
        let scratch = published();
        let mut reasons = String::new();
        for (step, value) in [values[1], values[2], values[0]].into_iter().enumerate() {
            let day = format!("2024-04-1{}", step + 3);
            quarter(&scratch, "6340人次", &format!("{value}{reasons}"));
            let run = scratch.build(&["--today", &day]);
            let told = run.ended(1).to_owned();
            // Where the file gives such reasons already, its list is to be gone on with.
            assert_eq!(told.contains("已经有“更正”"), step > 0, "{name}: {told}");
            let lines = if step == 0 { asked(&run) } else { appended(&run) };
            reasons += &lines;
            quarter(&scratch, "6340人次", &format!("{value}{reasons}"));
            scratch.build(&["--today", &day]).ended(0);
        }
    }
}

/// What stands before a line of a list.
fn indent(line: &str) -> &'static str {
    if line.starts_with("- ") { "  " } else { "    " }
}

/// These lines, completed.
fn answered(lines: &str) -> String {
    lines.replace("请写明原因", "核对时发现").replace("请写明批准机关", "县政府常务会议")
}

/// The entries that a refused build asks to put behind those that are there.
fn appended(run: &Run) -> String {
    let told = run.ended(1);
    assert!(!told.lines().any(|line| line.trim() == "更正:"), "the key would stand there twice: {told}");
    let lines = told.lines().skip_while(|line| !line.trim_start().starts_with("- 日期:"));
    let lines = lines.take_while(|line| line.contains(": "));
    let own = |line: &str| format!("{}{}\n", indent(line.trim()), line.trim());
    answered(&lines.map(own).collect::<String>())
}

#[test]
fn a_word_that_moves_and_a_figure_that_goes_need_a_reason() {
    let changes = [
        ("| 甲镇 | 是 |  |", "| 甲镇 |  | 是 |", true),
        ("| 甲镇 | 是 |  |", "|甲镇|是||", false),
        ("| 甲镇 | 5 |  |", "| 甲镇 |  | 5 |", true),
        ("| 甲镇 | [[培训/培训人次@2024-Q1]] |  |", "| 甲镇 | 培训/培训人次@2024-Q1 |  |", true),
    ];
    for (was, now, is_change) in changes {
        let scratch = published();
        let page = |row: &str| {
            format!(
                "---\n标题: 达标情况\n类型: 解读\n发布单位: 区人力社保局\n公开日期: 2024-04-11\n正文: markdown\n---\n开头。\n\n| 镇 | 达标 | 未达标 |\n|---|---|---|\n{row}\n"
            )
        };
        scratch.put("content/通知/达标.md", page(was));
        scratch.build(&["--today", "2024-04-12"]).ended(0);
        scratch.put("content/通知/达标.md", page(now));
        let run = scratch.build(&["--today", "2024-04-13"]);
        assert_eq!(run.code, Some(i32::from(is_change)), "{was} {now}: {}", run.stderr);
        assert_eq!(run.stderr.contains("changed-without-reason"), is_change, "{was} {now}: {}", run.stderr);
    }
}

#[test]
fn a_trial_says_that_it_is_one() {
    for trial in [&["--trial"][..], &["--drafts"], &["--future"], &["--today", "2999-01-01"]] {
        let scratch = Scratch::of(&[("site.yaml", SITE)]);
        notice(&scratch, "全区放假三天。", "");
        assert!(scratch.build(trial).ended(0).contains("这是试生成"), "{trial:?}");
    }
    assert!(!published().build(&["--today", "2024-04-12"]).ended(0).contains("试生成"));
}

/// What was purged goes neither online nor back online.
#[test]
fn a_purge_reaches_what_is_online() {
    let secret = "联系李四一";
    let scratch =
        Scratch::of(&[("site.yaml", &format!("{SITE}上线:\n  - {{名称: 内网, 方式: 目录, 地址: 线上}}\n"))]);
    let well = |verb: &str, words: &[&str]| run(scratch.command(verb, words)).ended(0).to_owned();
    notice(&scratch, secret, "");
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    well("deploy", &[]);
    notice(&scratch, "全区放假。", "修订:\n  - {日期: 2024-04-13, 说明: 去除个人信息}\n");
    scratch.build(&["--today", "2024-04-13"]).ended(0);
    well("deploy", &[]);
    purge(&scratch, &["002590761/2024-00001"], "1", "个人信息").ended(0);
    let back = run(scratch.command("rollback", &[]));
    assert!(back.ended(1).contains("不能退回"), "{}", back.stderr);
    let early = run(scratch.command("deploy", &[]));
    assert!(early.ended(1).contains("purge-not-built"), "{}", early.stderr);
    scratch.build(&["--today", "2024-04-14"]).ended(0);
    well("deploy", &[]);
    let online = crate::bench::picture(&scratch.at("线上"));
    let holding: Vec<&String> = online
        .iter()
        .filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains(secret))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(holding, Vec::<&String>::new());
}
