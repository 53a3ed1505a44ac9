//! What else stays on record: attachments, nodes, late and back-dated publication, withdrawn versions, numbers
//! of two branches, and sites that had no record.

use std::fs;

use gongkai::model::to_hex;
use sha2::{Digest as _, Sha256};

use crate::bench::{Run, SITE, Scratch, run, text_or_nothing};
use crate::promises;

const NOTICE: &str = "content/通知/放假.md";
const DETAIL: &str = "content/通知/明细.csv";

/// A notice with an attachment, published on 2024-04-12.
fn published() -> Scratch {
    let scratch = Scratch::of(&[("site.yaml", SITE), (DETAIL, "街道,天数\n甲,三\n")]);
    notice(&scratch, "全区放假三天，见[明细](明细.csv)。\n\n![明细](明细.csv)", "");
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    scratch
}

fn notice(scratch: &Scratch, text: &str, more: &str) {
    let head = "标题: 放假通知\n类型: 通知\n发布单位: 区人力社保局\n公开日期: 2024-04-11";
    scratch.put(NOTICE, format!("---\n{head}\n{more}---\n{text}\n"));
}

fn page(scratch: &Scratch, path: &str) -> String {
    let output = scratch.output();
    let bytes = output.get(path).unwrap_or_else(|| panic!("there is no {path}"));
    String::from_utf8(bytes.clone()).expect("UTF-8")
}

fn whole(scratch: &Scratch) {
    assert_eq!(promises::broken(&scratch.output(), &scratch.ledger()), Vec::<String>::new());
}

fn gongkai(scratch: &Scratch, verb: &str, arguments: &[&str]) -> Run {
    run(scratch.command(verb, arguments))
}

#[test]
fn an_old_version_keeps_the_files_that_it_had() {
    let scratch = published();
    scratch.put(DETAIL, "街道,天数\n甲,四\n");
    notice(
        &scratch,
        "全区放假三天，见[明细](明细.csv)。\n\n![明细](明细.csv)",
        "更正:\n  - {日期: 2024-04-15, 处: 明细.csv, 原因: 天数有误}\n",
    );
    scratch.build(&["--today", "2024-04-15"]).ended(0);
    whole(&scratch);
    let output = scratch.output();
    let old = output.iter().find(|(path, _)| path.contains("/files/") && path.ends_with("/明细.csv"));
    let (address, bytes) = old.expect("the old file is on the site");
    assert_eq!(str::from_utf8(bytes), Ok("街道,天数\n甲,三\n"));
    let html = page(&scratch, "002590761/2024-00001/v1.html");
    let name = address.rsplit_once("00001/").expect("below its item").1;
    let digits = name.split('/').nth(1).expect("a digest");
    assert!(html.matches(digits).count() >= 3, "the text, the table and the list lead to it: {html}");
    assert!(!html.contains("<td>四"), "an old version shows no table of today");
    // The site can be made again from the folder alone.
    let before = scratch.output();
    fs::remove_dir_all(scratch.at("output")).expect("it is there");
    fs::remove_file(scratch.at(".gongkai.built")).expect("it is there");
    scratch.build(&["--today", "2024-04-15", "--locked"]).ended(0);
    assert!(scratch.output() == before);
    // What is purged is gone from there, too.
    let purge = ["purge", "002590761/2024-00001", "--version", "1", "--reason", "名单有误"];
    assert_eq!(gongkai(&scratch, "history", &purge).code, Some(0));
    scratch.build(&["--today", "2024-04-16"]).ended(0);
    whole(&scratch);
    assert!(scratch.output().keys().all(|path| !path.contains("/files/")));
    let kept: Vec<_> = fs::read_dir(scratch.at("versions/files")).expect("a folder").collect();
    assert_eq!(kept.len(), 1);
}

#[test]
fn the_versions_of_a_withdrawn_item_say_that_it_was_withdrawn() {
    let scratch = published();
    notice(&scratch, "全区放假四天。", "修订:\n  - {日期: 2024-04-15, 说明: 调休}\n");
    scratch.build(&["--today", "2024-04-15"]).ended(0);
    let number = "002590761/2024-00001";
    let text = fs::read(scratch.at(NOTICE)).expect("it is there");
    assert_eq!(gongkai(&scratch, "index", &["withdraw", number, "--reason", "依据有误"]).code, Some(0));
    fs::remove_file(scratch.at(NOTICE)).expect("it is there");
    scratch.build(&["--today", "2024-04-16"]).ended(0);
    whole(&scratch);
    for path in ["002590761/2024-00001.html", "002590761/2024-00001/v1.html"] {
        let html = page(&scratch, path);
        assert!(html.contains("已撤回") && html.contains("依据有误") && !html.contains("放假三天"), "{path}");
    }
    assert!(page(&scratch, "002590761/2024-00001/v1.html").contains("noindex"));
    assert!(!page(&scratch, "sitemap.xml").contains("v1.html"));
    assert_eq!(gongkai(&scratch, "index", &["restore", number]).code, Some(0));
    scratch.put(NOTICE, text);
    let record = text_or_nothing(&scratch.at("published.csv"));
    scratch.build(&["--today", "2024-04-17"]).ended(0);
    assert!(page(&scratch, "002590761/2024-00001/v1.html").contains("放假三天"));
    assert_eq!(text_or_nothing(&scratch.at("published.csv")), record, "neither is a version");
}

#[test]
fn a_date_is_not_set_back_but_for_what_is_published_late() {
    let scratch = published();
    let original = text_or_nothing(&scratch.at(NOTICE));
    let back = original.replace("2024-04-11", "2024-01-05");
    let reason = "更正:\n  - {日期: 2024-04-15, 处: 公开日期, 原为: 2024-04-11, 改为: 2024-01-05, 原因: 核对}\n---\n全区";
    scratch.put(NOTICE, back.replace("---\n全区", reason));
    let run = scratch.build(&["--today", "2024-04-15"]);
    let told = run.ended(1);
    for part in ["backdated-publication", "2024-01-05", "2024-04-11", "2024-04-12", "补发"] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    scratch.put(NOTICE, back.replace("---\n全区", &format!("补发: 机构改革时漏发\n{reason}")));
    scratch.build(&["--today", "2024-04-15"]).ended(0);
    let html = page(&scratch, "002590761/2024-00001.html");
    assert!(
        html.contains("机构改革时漏发（实际上网：2024年4月12日）") && html.contains("2024-01-05"),
        "{html}"
    );
    // A later date is no such thing.
    let scratch = published();
    let later = original.replace("2024-04-11", "2024-04-12");
    scratch.put(NOTICE, later.replace("---\n全区", &reason.replace("2024-01-05", "2024-04-12")));
    scratch.build(&["--today", "2024-04-15"]).ended(0);
}

#[test]
fn the_days_of_versions_do_not_go_back() {
    let scratch = published();
    let before = (scratch.output(), text_or_nothing(&scratch.at("published.csv")));
    notice(&scratch, "全区放假四天。", "修订:\n  - {日期: 2024-04-11, 说明: 调休}\n");
    let early = scratch.build(&["--today", "2024-04-11"]);
    assert!(early.ended(1).contains("day-before-record"), "{}", early.stderr);
    notice(&scratch, "全区放假四天。", "修订:\n  - {日期: 2024-05-01, 说明: 调休}\n");
    let late = scratch.build(&["--today", "2024-04-15"]);
    assert!(late.ended(1).contains("reason-in-future"), "{}", late.stderr);
    assert!((scratch.output(), text_or_nothing(&scratch.at("published.csv"))) == before);
    scratch.build(&["--today", "2024-05-01"]).ended(0);
    // Where nothing is entered, the site of any day may be looked at.
    scratch.build(&["--today", "2024-04-20"]).ended(0);
}

#[test]
fn reasons_are_filled_in_and_changes_are_shown_on_a_page() {
    let scratch = published();
    notice(&scratch, "全区放假14天。", "");
    let none = gongkai(&scratch, "new", &["correction", "通知/没有", "--today", "2024-04-15"]);
    assert!(none.ended(1).contains("content/通知/放假.md"), "{}", none.stderr);
    for item in ["002590761/2024-00001", "通知/放假", "content/通知/放假.md", "放假通知"] {
        notice(&scratch, "全区放假14天。", "");
        let run = gongkai(&scratch, "new", &["correction", item, "--today", "2024-04-15"]);
        assert_eq!((run.code, &*run.stdout), (Some(0), "content/通知/放假.md\n"), "{item}: {}", run.stderr);
        let text = text_or_nothing(&scratch.at(NOTICE));
        assert!(text.contains("修订:\n  - 日期: 2024-04-15\n    说明: 请写明原因\n"), "{text}");
    }
    let unwritten = scratch.build(&["--today", "2024-04-15"]);
    assert!(unwritten.ended(1).contains("unwritten-reason"), "{}", unwritten.stderr);
    let text = text_or_nothing(&scratch.at(NOTICE)).replace("请写明原因", "调休<两周>");
    scratch.put(NOTICE, text);
    let sheet = scratch.beside("送审.html");
    let sheet = sheet.to_str().expect("UTF-8");
    let shown = ["--today", "2024-04-15", "--since", "2024-04-01", "--page", sheet];
    let run = gongkai(&scratch, "changes", &shown);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stdout.starts_with("2024-04-12 《放假通知》正文，第 1 版\n"), "{}", run.stdout);
    let print = run.stdout.trim_end().rsplit_once("指纹 ").expect("a fingerprint").1;
    let html = text_or_nothing(&scratch.beside("送审.html"));
    for part in [print, "size:A4", "<del>三</del>", "<ins>14</ins>", "调休&lt;两周&gt;", "第 2 版"] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    assert!(!html.contains("http") && !html.contains("src="), "it works offline");
}

#[test]
fn an_official_document_is_revised_only_with_a_ground() {
    let scratch = published();
    let document = text_or_nothing(&scratch.at(NOTICE)).replace("类型: 通知", "类型: 公文");
    for (note, is_right) in [
        ("改了措辞", false),
        ("录入差错：漏了一句", true),
        ("按云人社〔2024〕12号修改", true),
        ("〔2024〕修改", false),
    ] {
        let text = document
            .replace("---\n全区", &format!("修订:\n  - {{日期: 2024-04-15, 说明: {note}}}\n---\n全区"));
        scratch.put(NOTICE, text.replace("三天", "四天"));
        let run = gongkai(&scratch, "check", &["--today", "2024-04-15"]);
        assert_eq!(run.stderr.contains("revised-document"), !is_right, "{note}: {}", run.stderr);
    }
    let amended = document
        .replace("---\n全区", "修订:\n  - {日期: 2024-04-15, 说明: 按云人社〔2024〕12号修改}\n---\n全区");
    scratch.put(NOTICE, amended.replace("三天", "四天"));
    scratch.build(&["--today", "2024-04-15"]).ended(0);
    assert!(page(&scratch, "002590761/2024-00001.html").contains("修改"));
}

#[test]
fn a_number_of_two_branches_is_parted_and_its_page_names_both() {
    let ours = published();
    let theirs = Scratch::copy_of(&ours.site(), &[]);
    let article = |scratch: &Scratch, name: &str| {
        let head = format!("标题: {name}办法\n类型: 通知\n发布单位: 区人力社保局\n公开日期: 2024-04-13");
        scratch.put(&format!("content/通知/{name}.md"), format!("---\n{head}\n---\n{name}的内容。\n"));
        scratch.build(&["--today", "2024-04-13"]).ended(0);
    };
    article(&ours, "补贴");
    article(&theirs, "就业");
    // As git merges: the lines of both.
    for path in ["index-numbers.csv", "published.csv", "versions/2024.jsonl"] {
        let (own, other) = (text_or_nothing(&ours.at(path)), text_or_nothing(&theirs.at(path)));
        let more: String = other.split_inclusive('\n').filter(|line| !own.contains(line)).collect();
        ours.put(path, own + &more);
    }
    ours.put("content/通知/就业.md", fs::read(theirs.at("content/通知/就业.md")).expect("it is there"));
    let refused = ours.build(&["--today", "2024-04-14"]);
    assert!(refused.ended(1).contains("index repair"), "{}", refused.stderr);
    assert_eq!(gongkai(&ours, "index", &["repair", "--write"]).code, Some(0));
    ours.build(&["--today", "2024-04-14"]).ended(0);
    whole(&ours);
    let record = text_or_nothing(&ours.at("published.csv"));
    let lines =
        |part: &str| record.lines().filter(|line| line.contains(part) && line.contains(",版本,")).count();
    assert_eq!((lines("00002,通知/"), lines("00003,通知/")), (1, 1), "{record}");
    let shared = page(&ours, "002590761/2024-00002.html");
    let own = page(&ours, "002590761/2024-00003.html");
    assert!(shared.contains("这个索引号也用过于") && shared.contains("2024-00003.html"), "{shared}");
    assert!(own.contains("曾用索引号") && own.contains("002590761/2024-00002"), "{own}");
    let settled = (ours.output(), record, ours.ledger());
    ours.build(&["--today", "2024-04-14"]).ended(0);
    assert!((ours.output(), text_or_nothing(&ours.at("published.csv")), ours.ledger()) == settled);
}

#[test]
fn what_the_finished_site_shows_keeps_its_number() {
    let ours = published();
    let theirs = Scratch::copy_of(&ours.site(), &[]);
    let article = |scratch: &Scratch, name: &str| {
        let head = format!("标题: {name}办法\n类型: 通知\n发布单位: 区人力社保局\n公开日期: 2024-04-13");
        scratch.put(&format!("content/通知/{name}.md"), format!("---\n{head}\n---\n{name}的内容。\n"));
    };
    for (scratch, name, days) in [(&ours, "补贴", "四"), (&theirs, "就业", "五")] {
        article(scratch, name);
        let reason = format!("修订:\n  - {{日期: 2024-04-15, 说明: 调休{days}}}\n");
        notice(scratch, &format!("全区放假{days}天。"), &reason);
        scratch.build(&["--today", "2024-04-15"]).ended(0);
    }
    // Theirs come first in the merged files; ours are what readers have seen.
    for path in ["index-numbers.csv", "published.csv", "versions/2024.jsonl"] {
        let (own, other) = (text_or_nothing(&ours.at(path)), text_or_nothing(&theirs.at(path)));
        let more: String = own.split_inclusive('\n').filter(|line| !other.contains(line)).collect();
        ours.put(path, other + &more);
    }
    article(&ours, "就业");
    let both = "修订:\n  - {日期: 2024-04-15, 说明: 调休四}\n  - {日期: 2024-04-15, 说明: 调休五}\n";
    notice(&ours, "全区放假五天。", both);
    assert_eq!(gongkai(&ours, "index", &["repair", "--write"]).code, Some(0));
    assert_eq!(gongkai(&ours, "history", &["repair"]).code, Some(0));
    ours.build(&["--today", "2024-04-16"]).ended(0);
    whole(&ours);
    assert!(page(&ours, "002590761/2024-00002.html").contains("补贴的内容"));
    assert!(page(&ours, "002590761/2024-00003.html").contains("就业的内容"));
    assert!(page(&ours, "002590761/2024-00001/v2.html").contains("放假四天"));
    assert!(page(&ours, "002590761/2024-00001.html").contains("放假五天"));
}

const PROJECT: &str = "标题: 水渠\n牵头单位: 区人力社保局\n事项:\n  - {名称: 开工, 计划: 2024-03-31}\n指标:\n  - {名称: 长度, 单位: 公里, 目标: {2024: \"10\"}}\n";

fn quarter(scratch: &Scratch, figures: &str, more: &str) {
    let text = format!("---\n公开日期: 2024-04-10\n{figures}{more}---\n在施工。\n");
    scratch.put("content/实事/水渠/2024-Q1.md", text);
}

#[test]
fn nodes_and_what_is_not_counted_stay_on_record() {
    let scratch = Scratch::of(&[("site.yaml", SITE), ("content/实事/水渠/project.yaml", PROJECT)]);
    quarter(&scratch, "指标:\n  长度: 3公里\n", "事项: {开工: 2024-03-18}\n");
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    let record = text_or_nothing(&scratch.at("published.csv"));
    assert!(record.contains("计划,1,2024-04-12,事项,开工,,2024-03-31,"), "{record}");
    assert!(record.contains("进度2024-Q1,1,2024-04-12,事项,开工,,2024-03-18,"), "{record}");
    // A planned day changes by decision, a reported one by correction; both are asked for.
    scratch.put("content/实事/水渠/project.yaml", PROJECT.replace("2024-03-31", "2024-06-30"));
    let run = scratch.build(&["--today", "2024-04-15"]);
    assert!(run.ended(1).contains("目标调整:"), "{}", run.stderr);
    scratch.put("content/实事/水渠/project.yaml", PROJECT);
    quarter(&scratch, "指标:\n  长度: 3公里\n", "事项: {开工: 2024-03-20}\n");
    let run = scratch.build(&["--today", "2024-04-15"]);
    assert!(run.ended(1).contains("2024-03-18 → 2024-03-20"), "{}", run.stderr);
    // One correction tells that there is no figure, and why.
    let reason = "更正:\n  - {日期: 2024-04-15, 指标: 长度, 原为: 3公里, 改为: 无, 原因: 口径未定}\n";
    quarter(&scratch, "本期不统计: {长度: 年底一次核定}\n", &format!("事项: {{开工: 2024-03-18}}\n{reason}"));
    scratch.build(&["--today", "2024-04-15"]).ended(0);
    let record = text_or_nothing(&scratch.at("published.csv"));
    assert!(record.contains("进度2024-Q1,2,2024-04-15,不统计,长度,,年底一次核定,"), "{record}");
    let html = page(&scratch, "002590761/2024-00001.html");
    assert!(html.contains("<sup class=\"mended\">更正</sup>"), "{html}");
}

#[test]
fn an_adjusted_target_stands_beside_the_one_before() {
    let scratch = Scratch::of(&[("site.yaml", SITE), ("content/实事/水渠/project.yaml", PROJECT)]);
    quarter(&scratch, "指标:\n  长度: 3公里\n", "");
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    let reason = "目标调整:\n  - {日期: 2024-05-01, 指标: 长度, 原目标: \"10\", 新目标: \"8\", 原因: 压减, 批准: 区政府}\n";
    let project = PROJECT.replace("{2024: \"10\"}", "{2024: \"8\"}") + reason;
    scratch.put("content/实事/水渠/project.yaml", project);
    scratch.build(&["--today", "2024-05-02"]).ended(0);
    let html = page(&scratch, "002590761/2024-00001.html");
    for part in ["原目标 10", "class=\"former\"", "10 → 8", "plan-v1.html"] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    assert!(page(&scratch, "002590761/2024-00001/plan-v1.html").contains("2024-05-02"));
}

#[test]
fn the_plan_of_a_year_without_a_number_has_pages_of_its_versions() {
    let project = format!("公开粒度: 季度\n{PROJECT}");
    let scratch = Scratch::of(&[("site.yaml", SITE), ("content/实事/水渠/project.yaml", &project)]);
    quarter(&scratch, "指标:\n  长度: 3公里\n", "");
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    let reason = "更正:\n  - {日期: 2024-05-01, 指标: 长度, 原为: \"10\", 改为: \"12\", 原因: 抄错}\n";
    scratch
        .put("content/实事/水渠/project.yaml", project.replace("{2024: \"10\"}", "{2024: \"12\"}") + reason);
    scratch.build(&["--today", "2024-05-02"]).ended(0);
    whole(&scratch);
    let summary = page(&scratch, "shishi/shuiqu/2024.html");
    assert!(summary.contains("抄错") && summary.contains("plan-v1.html"), "{summary}");
    assert!(page(&scratch, "shishi/shuiqu/2024/plan-v1.html").contains("noindex"));
    assert!(page(&scratch, "corrections/index.html").contains("抄错"));
    assert!(page(&scratch, "data/revisions.csv").contains("长度,10,2024-04-12,2024-05-02,1"));
}

/// As a version of the program left a site that had no record.
/// Leaves the site as a program that kept no record did.
fn lose_record(scratch: &Scratch) {
    for file in ["published.csv", ".gongkai.live", "output/data/revisions.csv"] {
        fs::remove_file(scratch.at(file)).expect("it is there");
    }
    fs::remove_dir_all(scratch.at("versions")).expect("it is there");
    let manifest = text_or_nothing(&scratch.at("output/manifest.json"));
    let (head, list) = manifest.split_once(",\"files\":").expect("it lists files");
    let list: String =
        list.split_inclusive('\n').filter(|line| !line.contains("data/revisions.csv")).collect();
    let old = head.rsplit('"').nth(1).expect("its digest");
    let head = head.replace(old, &to_hex(&Sha256::digest(&list)));
    scratch.put("output/manifest.json", format!("{head},\"files\":{list}"));
}

#[test]
fn a_site_without_a_record_begins_with_what_it_published() {
    let scratch = Scratch::of(&[("site.yaml", SITE), ("content/实事/水渠/project.yaml", PROJECT)]);
    quarter(&scratch, "指标:\n  长度: 3公里\n", "");
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    // What an older program judged otherwise.
    let judged = page(&scratch, "data/progress.json");
    let other = if judged.contains("\"status\":\"超序时\"") { "超序时" } else { "按序时" };
    scratch.put(
        "output/data/progress.json",
        judged.replace(&format!("\"status\":\"{other}\""), "\"status\":\"滞后\""),
    );
    lose_record(&scratch);
    let run = scratch.build(&["--today", "2024-07-01"]);
    let told = run.ended(0);
    assert!(
        told.contains("changed-by-rules")
            && told.contains(&format!("公开过的是 滞后，按现在的规则是 {other}")),
        "{told}"
    );
    let record = text_or_nothing(&scratch.at("published.csv"));
    assert!(record.contains("进度2024-Q1,1,2024-04-10,版本,"), "{record}");
    assert!(record.contains(&format!("规则更新,长度,滞后,{other},")), "{record}");
    assert!(page(&scratch, "002590761/2024-00001.html").contains("规则更新"));
    let again = scratch.build(&["--today", "2024-07-02"]);
    assert!(!again.ended(0).contains("changed-by-rules"), "it is told once");
    assert_eq!(text_or_nothing(&scratch.at("published.csv")), record);
    // A figure that is another than is public needs a reason from the beginning.
    lose_record(&scratch);
    quarter(&scratch, "指标:\n  长度: 4公里\n", "");
    let run = scratch.build(&["--today", "2024-07-03"]);
    assert!(run.ended(1).contains("3公里 → 4公里"), "{}", run.stderr);
    let reason = "更正:\n  - {日期: 2024-07-03, 指标: 长度, 原为: 3公里, 改为: 4公里, 原因: 量错}\n";
    quarter(&scratch, "指标:\n  长度: 4公里\n", reason);
    scratch.build(&["--today", "2024-07-03"]).ended(0);
}

#[test]
fn columns_leave_the_addresses_of_the_site_alone() {
    for slug in ["corrections", "search", "data", "progress", "catalogue", "assets"] {
        let scratch = Scratch::of(&[
            ("site.yaml", SITE),
            ("content/栏目/_index.md", &format!("---\n标题: 栏目\n别名: {slug}\n---\n")),
            (
                "content/栏目/一.md",
                "---\n标题: 一\n类型: 通知\n发布单位: 区人力社保局\n公开日期: 2024-04-01\n---\n正文。\n",
            ),
        ]);
        let run = scratch.build(&[]);
        let told = run.ended(1);
        assert!(told.contains("content/栏目/_index.md:3") && told.contains(slug), "{slug}: {told}");
    }
}

const TRAINING: &str = "content/民生/培训/project.yaml";

/// A project whose lines are these.
fn training(scratch: &Scratch, folder: &str, lines: &str) {
    let head = "标题: 培训\n牵头单位: 区人力社保局\n";
    let text = format!("{head}指标:\n  - 名称: 培训人次\n    单位: 万人次\n{lines}");
    scratch.put(&format!("content/民生/{folder}/project.yaml"), text);
}

fn report(scratch: &Scratch, folder: &str, period: &str, day: &str, more: &str) {
    let text = format!("---\n公开日期: {day}\n指标:\n  培训人次: 1.3万人次\n{more}---\n开展培训。\n");
    scratch.put(&format!("content/民生/{folder}/{period}.md"), text);
}

/// What is a page and a number of its own stays one: with other numbers the record would begin anew.
#[test]
fn the_granularity_of_what_is_public_does_not_change() {
    let (year, period) = ("    目标: {2024: 1.6}\n", "    目标: {2024: 1.6}\n公开粒度: 季度\n");
    for (before, after) in [(year, period), (period, year)] {
        for entries in [&["2024-Q1"][..], &["2024"], &["2024-Q1", "2024"]] {
            let scratch = Scratch::of(&[("site.yaml", SITE)]);
            training(&scratch, "培训", before);
            for entry in entries {
                report(&scratch, "培训", entry, "2025-01-10", "");
            }
            scratch.build(&["--today", "2025-01-12"]).ended(0);
            training(&scratch, "培训", after);
            let run = scratch.build(&["--today", "2025-01-20"]);
            let told = run.ended(1);
            assert!(told.contains("changed-granularity"), "{entries:?}: {told}");
            assert!(!told.contains("missing-content") && !told.contains("index move"), "{entries:?}: {told}");
            training(&scratch, "培训", before);
            scratch.build(&["--today", "2025-01-20"]).ended(0);
        }
    }
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    training(&scratch, "培训", year);
    report(&scratch, "培训", "2024-Q1", "2024-04-10", "");
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    let ledger = scratch.ledger();
    let moved = gongkai(&scratch, "index", &["move", "002590761/2024-00001", "民生/培训/2024-Q1"]);
    assert_eq!((moved.code, scratch.ledger()), (Some(2), ledger), "{}", moved.stderr);
}

/// The plan of a year whose periods have the numbers goes with them where they go.
#[test]
fn a_plan_without_a_number_goes_with_its_project() {
    let lines = |target: &str| format!("    目标: {{2024: {target}}}\n公开粒度: 季度\n");
    let why = "目标调整: [{日期: 2024-05-01, 指标: 培训人次, 原目标: 1.6, 新目标: 1.2, 原因: 任务压减, 批准: 区政府}]\n";
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    training(&scratch, "培训", &lines("1.6"));
    report(&scratch, "培训", "2024-Q1", "2024-04-10", "");
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    let move_to = |from: &str, to: &str| {
        fs::rename(scratch.at(&format!("content/民生/{from}")), scratch.at(&format!("content/民生/{to}")))
            .expect("it can be moved");
        // Nobody forgets to tell.
        assert!(scratch.build(&["--today", "2024-04-20"]).ended(1).contains("index move"));
        let (from, to) = (format!("民生/{from}"), format!("民生/{to}"));
        assert_eq!(gongkai(&scratch, "index", &["move", &from, &to]).code, Some(0));
    };
    move_to("培训", "技能");
    let rows = text_or_nothing(&scratch.at("published.csv"));
    scratch.build(&["--today", "2024-04-20"]).ended(0);
    assert_eq!(text_or_nothing(&scratch.at("published.csv")), rows, "nothing begins anew");
    training(&scratch, "技能", &lines("1.2"));
    assert!(scratch.build(&["--today", "2024-05-01"]).ended(1).contains("1.6 → 1.2"));
    training(&scratch, "技能", &(lines("1.2") + why));
    scratch.build(&["--today", "2024-05-01"]).ended(0);
    move_to("技能", "提升");
    training(&scratch, "提升", &(lines("1.1") + why));
    assert!(scratch.build(&["--today", "2024-05-02"]).ended(1).contains("1.2 → 1.1"));
    training(&scratch, "提升", &(lines("1.2") + why));
    report(&scratch, "提升", "2024-Q2", "2024-07-10", "");
    scratch.build(&["--today", "2024-07-12"]).ended(0);
    whole(&scratch);
    let data: serde_json::Value =
        serde_json::from_slice(&scratch.output()["data/progress.json"]).expect("JSON");
    let figures = |period: usize| &data["projects"][0]["years"][0]["periods"][period]["figures"][0];
    // The data tell by which target a period is judged, where it is another than now.
    assert_eq!(
        (figures(0)["status"].as_str(), figures(0)["target_then"].as_str()),
        (Some("超序时"), Some("1.6"))
    );
    assert_eq!((figures(1)["status"].as_str(), figures(1)["target_then"].as_str()), (Some("已完成"), None));
    let old = scratch.output().keys().filter(|path| path.ends_with("/2024/plan-v1.html")).count();
    assert_eq!(old, 1);
    assert!(text_or_nothing(&scratch.at(TRAINING)).is_empty());
}

/// What goes online for the first time is not dated long before a site that did not have it.
#[test]
fn what_is_new_is_not_dated_back() {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    training(&scratch, "培训", "    目标: {2024: 1.6}\n");
    report(&scratch, "培训", "2024-Q3", "2024-10-10", "");
    // A site that begins brings what was public elsewhere.
    notice(&scratch, "全区放假三天。", "");
    scratch.build(&["--today", "2024-10-12"]).ended(0);
    let late = "补发: 当时漏发\n";
    report(&scratch, "培训", "2024-Q1", "2024-04-10", "");
    let run = scratch.build(&["--today", "2024-10-20"]);
    let told = run.ended(1);
    assert!(told.contains("backdated-publication") && told.contains("2024-Q1.md:2:7"), "{told}");
    report(&scratch, "培训", "2024-Q1", "2024-04-10", late);
    scratch.build(&["--today", "2024-10-20"]).ended(0);
    assert!(page(&scratch, "002590761/2024-00002.html").contains("2024年10月20日"));
    let head = "标题: 旧通知\n类型: 通知\n发布单位: 区人力社保局\n公开日期: ";
    let old = |name: &str, day: &str, more: &str| {
        scratch.put(&format!("content/通知/{name}.md"), format!("---\n{head}{day}\n{more}---\n旧事。\n"));
        let run = scratch.build(&["--today", "2024-10-25"]);
        run.ended(0);
        run.stderr.contains("backdated-publication")
    };
    // Of an article it is told.
    assert!(old("甲", "2023-10-10", ""));
    assert!(!old("甲", "2023-10-10", ""), "what is public is told no more");
    assert!(!old("乙", "2023-10-10", late));
    // The number of an older system says that it was public before.
    assert!(!old("丙", "2023-10-10", "索引号: 002590761/2023-00077\n"));
    // Some weeks between the signature and the site are usual.
    let head = head.replace("旧通知", "新通知");
    scratch.put("content/通知/新.md", format!("---\n{head}2024-10-01\n---\n新事。\n"));
    scratch.build(&["--today", "2024-10-26"]).ended(0);
}

/// What is changed, how, and what is told of it.
type Change = (&'static str, fn(&Scratch), &'static str);

/// What has no versions, changed one after the other.
const UNVERSIONED: [Change; 9] = [
    (
        "a column",
        |site| site.put("content/通知/_index.md", "---\n标题: 通知\n---\n本栏目不更新：[时间](时间.csv)。\n"),
        "页面 通知/_index.md",
    ),
    (
        "a page",
        |site| {
            let words = "没有电话。\n\n![公交](路线.csv)\n";
            site.put("content/联系我们.md", format!("---\n标题: 联系我们\n类型: 页面\n---\n{words}"));
        },
        "页面 联系我们.md",
    ),
    ("a table of a page", |site| site.put("content/路线.csv", "站,路\n南站,12路\n"), "文件 路线.csv"),
    (
        "a file of a column",
        |site| site.put("content/通知/时间.csv", "日,时\n周二,下午\n"),
        "文件 通知/时间.csv",
    ),
    (
        "a file that a page names no more",
        |site| site.put("content/联系我们.md", "---\n标题: 联系我们\n类型: 页面\n---\n没有电话。\n"),
        "文件 路线.csv：删去",
    ),
    (
        "the name of a unit",
        |site| {
            let text = text_or_nothing(&site.at("site.yaml"));
            let full = "全称: 云溪区人力资源和社会保障局";
            let renamed = format!("曾用名: [{{{full}, 至: 2024-05-01}}], 全称: 云溪区人力局");
            site.put("site.yaml", text.replace(full, &renamed));
        },
        "机构 002590761",
    ),
    (
        "a withdrawal",
        |site| {
            let run = gongkai(site, "index", &["withdraw", "002590761/2024-00001", "--reason", "内容有误"]);
            assert_eq!(run.code, Some(0));
            fs::rename(site.at(NOTICE), site.at("放假.md")).expect("it can be moved");
        },
        "撤下 002590761/2024-00001",
    ),
    (
        "its return",
        |site| {
            assert_eq!(gongkai(site, "index", &["restore", "002590761/2024-00001"]).code, Some(0));
            fs::rename(site.at("放假.md"), site.at(NOTICE)).expect("it can be moved");
        },
        "恢复公开",
    ),
    (
        "a page that goes",
        |site| fs::remove_file(site.at("content/联系我们.md")).expect("it is there"),
        "页面 联系我们.md",
    ),
];

/// What is public and has no versions is approved as it is: columns, pages without a number, their files, the
/// names of units, what was withdrawn and what is public again.
#[test]
fn what_has_no_versions_is_approved_too() {
    let asks = |unit: &str| format!("{}审签: 必须\n", SITE.replace("云溪区人力资源和社会保障局", unit));
    let unit = "云溪区人力资源和社会保障局";
    let column = "content/通知/_index.md";
    let contact = "content/联系我们.md";
    let scratch = Scratch::of(&[
        ("site.yaml", &asks(unit)),
        (column, "---\n标题: 通知\n---\n本栏目每周更新：[时间](时间.csv)。\n"),
        ("content/通知/时间.csv", "日,时\n周一,上午\n"),
        (contact, "---\n标题: 联系我们\n类型: 页面\n---\n电话 0575-1234567。\n\n![公交](路线.csv)\n"),
        ("content/路线.csv", "站,路\n北站,5路\n"),
    ]);
    notice(&scratch, "全区放假三天。", "");
    let changes = |more: &[&str]| {
        let run = gongkai(&scratch, "changes", &[&["--today", crate::bench::TODAY][..], more].concat());
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        run.stdout
    };
    let approve = || {
        let shown = changes(&[]);
        let print = shown.lines().last().and_then(|line| line.strip_prefix("指纹 ")).expect("a fingerprint");
        let by = [print, "--by", "张三", "--role", "审核", "--today", crate::bench::TODAY];
        assert_eq!(gongkai(&scratch, "approve", &by).code, Some(0), "{shown}");
        scratch.build(&[]).ended(0);
    };
    approve();
    for (what, change, told) in UNVERSIONED {
        let before = scratch.output();
        change(&scratch);
        let refused = scratch.build(&[]);
        assert!(refused.ended(1).contains("unapproved-change"), "{what}: {}", refused.stderr);
        assert!(scratch.output() == before, "{what}");
        let sheet = scratch.beside("送审.html");
        let shown = changes(&["--page", sheet.to_str().expect("UTF-8")]);
        assert!(shown.contains(told), "{what}: {shown}");
        assert!(
            text_or_nothing(&sheet)
                .contains(shown.lines().last().expect("a line").trim_start_matches("指纹 "))
        );
        approve();
        assert!(changes(&[]).is_empty(), "{what}");
    }
}
