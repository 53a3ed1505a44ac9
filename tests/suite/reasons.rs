//! What needs a reason though it is easily overlooked, and how far one reason goes: bases, targets of later
//! years, pictures, what a project is about; one reason for one year; who judges whom on one day.

use std::path::Path;

use crate::bench::{Run, SITE, Scratch, text_or_nothing};
use crate::promises;

const PROJECT: &str = "content/民生/培训/project.yaml";
const NOTICE: &str = "content/通知/放假.md";
const PICTURE: &str = "content/通知/图.png";

/// The picture of a point in a grey.
fn picture(grey: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let image = image_of(grey);
    bytes.extend_from_slice(b"\x89PNG\r\n\x1a\n");
    for (kind, data) in image {
        bytes.extend_from_slice(&u32::try_from(data.len()).expect("short").to_be_bytes());
        let mut checked = kind.to_vec();
        checked.extend_from_slice(&data);
        bytes.extend_from_slice(&checked);
        bytes.extend_from_slice(&crc32(&checked).to_be_bytes());
    }
    bytes
}

/// Its chunks, the data stored as it is.
fn image_of(grey: u8) -> [(&'static [u8; 4], Vec<u8>); 3] {
    let line = [0, grey];
    let (a, b) = line.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65521;
        (a, (b + a) % 65521)
    });
    let mut data = vec![0x78, 0x01, 1, 2, 0, 0xfd, 0xff, 0, grey];
    data.extend_from_slice(&((b << 16) | a).to_be_bytes());
    [(b"IHDR", vec![0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]), (b"IDAT", data), (b"IEND", Vec::new())]
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 })
    };
    !bytes.iter().fold(!0, step)
}

/// A project whose indicator is as these lines say, with what else they have.
fn project(scratch: &Scratch, indicator: &str, more: &str) {
    let head =
        "标题: 培训\n牵头单位: 区人力社保局\n项目内容: |\n  培训一批人，办好 3 个班。\n  \n  送上门。\n";
    let text = format!("{head}指标:\n  - 名称: 培训人次\n    单位: 万人次\n{indicator}{more}");
    scratch.put(PROJECT, text);
}

fn entry(scratch: &Scratch, period: &str, day: &str, figure: &str) {
    let text = format!("---\n公开日期: {day}\n指标:\n  培训人次: {figure}\n---\n开展培训。\n");
    scratch.put(&format!("content/民生/培训/{period}.md"), text);
}

fn notice(scratch: &Scratch, more: &str) {
    notice_of(scratch, "2024-04-11", more);
}

fn notice_of(scratch: &Scratch, day: &str, more: &str) {
    let head = format!("标题: 放假通知\n类型: 通知\n发布单位: 区人力社保局\n公开日期: {day}");
    scratch.put(NOTICE, format!("---\n{head}\n{more}---\n全区放假三天。\n\n![放假的图](图.png)\n"));
}

fn build(scratch: &Scratch, day: &str) -> Run {
    scratch.build(&["--today", day])
}

fn record(scratch: &Scratch) -> String {
    text_or_nothing(&scratch.at("published.csv"))
}

#[test]
fn what_is_left_is_told_by_the_present_target() {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    let plan = |target: &str, more: &str| {
        let indicator = format!("  - {{名称: 培训人次, 单位: 人次, 目标: {{2024: {target}}}}}\n");
        let goal = format!("目标: {{2024: 培训人次达到{target}人次。}}\n");
        scratch.put(PROJECT, format!("标题: 培训\n牵头单位: 区人力社保局\n{goal}指标:\n{indicator}{more}"));
    };
    let adjusted = "目标调整:\n  - {日期: 2024-05-06, 指标: 培训人次, 原目标: 5000, 新目标: 5500, 原因: 追加, 批准: 区政府}\n";
    plan("5000", "");
    entry(&scratch, "2024-Q1", "2024-04-10", "2700人次");
    build(&scratch, "2024-04-12").ended(0);
    let text = text_or_nothing(&scratch.at(PROJECT));
    let raised = text.replace("2024: 5000", "2024: 5500") + adjusted;
    scratch.put(PROJECT, raised.clone());
    build(&scratch, "2024-05-06").ended(0);
    let page = text_or_nothing(&scratch.at("output/minsheng/peixun/index.html"));
    assert!(page.contains("培训人次 2800人次") && !page.contains("培训人次 2300人次"), "{page}");
    // The goal may follow later without a reason of its own.
    scratch.put(PROJECT, raised.replace("达到5000人次", "达到5500人次"));
    build(&scratch, "2024-05-08").ended(0);
}

#[test]
fn an_indicator_comes_and_goes_with_one_reason() {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    let plan = |more: &str| {
        let indicators = "指标:\n  - {名称: 培训人次, 单位: 人次, 目标: {2024: 9000}}\n";
        scratch.put(PROJECT, format!("标题: 培训\n牵头单位: 区人力社保局\n{indicators}{more}"));
    };
    let adjusted = |was: &str, now: &str, day: &str| {
        format!(
            "  - {{日期: {day}, 指标: 车场, 原目标: {was}, 新目标: {now}, 原因: 定了新任务, 批准: 区政府}}\n"
        )
    };
    plan("");
    entry(&scratch, "2024-Q1", "2024-04-10", "2400人次");
    build(&scratch, "2024-04-12").ended(0);
    let added = "  - {名称: 车场, 单位: 家, 目标: {2024: 40}}\n";
    plan(added);
    let told = build(&scratch, "2024-05-06").ended(1).to_owned();
    assert!(told.contains("新目标: 40") && !told.contains("家（累计）"), "{told}");
    let first = adjusted("无", "40", "2024-05-06");
    plan(&format!("{added}目标调整:\n{first}"));
    build(&scratch, "2024-05-06").ended(0);
    let report = "---\n公开日期: 2024-07-10\n指标: {培训人次: 4600人次, 车场: 12家}\n---\n开展培训。\n";
    scratch.put("content/民生/培训/2024-Q2.md", report);
    build(&scratch, "2024-07-12").ended(0);
    // Given up, it is asked for no more; 无 is not the number 0.
    let given_up = "  - {名称: 车场, 单位: 家}\n";
    plan(&format!("{given_up}目标调整:\n{first}{}", adjusted("40", "无", "2024-08-01")));
    build(&scratch, "2024-08-01").ended(0);
    entry(&scratch, "2024-Q3", "2024-10-10", "7000人次");
    build(&scratch, "2024-10-12").ended(0);
    let page = text_or_nothing(&scratch.at("output/minsheng/peixun/index.html"));
    assert!(!page.contains("车场 多12家") && !page.contains("车场 28家"), "{page}");
    assert!(!page.contains("本项未报"), "{page}");
}

#[test]
fn a_target_in_another_measure_is_corrected_not_adjusted() {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    let plan = |measure: &str, target: &str, more: &str| {
        let indicator = format!("  - {{名称: 培训人次, 单位: {measure}, 目标: {{2024: {target}}}}}\n");
        scratch.put(PROJECT, format!("标题: 培训\n牵头单位: 区人力社保局\n指标:\n{indicator}{more}"));
    };
    plan("人次", "30000", "");
    entry(&scratch, "2024-Q1", "2024-04-10", "9000人次");
    build(&scratch, "2024-04-12").ended(0);
    // Nothing was decided, so nobody approves: the former number would be taken for one of 万人次.
    let adjusted = "目标调整:\n  - {日期: 2024-04-20, 指标: 培训人次, 原目标: 30000, 新目标: 3, 原因: 换单位, 批准: 县政府}\n";
    let measure = "更正:\n  - {日期: 2024-04-20, 指标: 培训人次, 原为: 人次（累计）, 改为: 万人次（累计）, 原因: 换单位}\n";
    for more in [String::new(), format!("{measure}{adjusted}")] {
        plan("万人次", "3", &more);
        let told = build(&scratch, "2024-04-20").ended(1).to_owned();
        assert!(told.contains("原为: 30000") && !told.contains("原目标: 30000\n"), "{told}");
        assert!(told.contains("只是换了写法"), "{told}");
    }
    let target = "  - {日期: 2024-04-20, 指标: 培训人次, 原为: 30000, 改为: 3, 原因: 换单位}\n";
    plan("万人次", "3", &format!("{measure}{target}"));
    build(&scratch, "2024-04-20").ended(0);
    let pages: String =
        scratch.output().values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
    assert!(!pages.contains("7500万人次") && !pages.contains("原目标 人次"), "judged by 30000万人次");
    assert!(pages.contains("应为0.75万人次"), "a quarter of 3万人次");
}

#[test]
fn a_base_is_corrected_not_changed() {
    let (before, after) = (
        "    目标: {2024: 每年增长10%}\n    基期: {2023: 1.4}\n",
        "    目标: {2024: 每年增长10%}\n    基期: {2023: 1.1}\n",
    );
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    project(&scratch, before, "");
    entry(&scratch, "2024-Q4", "2025-01-10", "1.45万人次");
    build(&scratch, "2025-01-12").ended(0);
    assert!(record(&scratch).contains(",基期,培训人次@2023,,1.4,"), "{}", record(&scratch));
    project(&scratch, after, "");
    let told = build(&scratch, "2025-02-01");
    let told = told.ended(1);
    assert!(told.contains("1.4 → 1.1") && told.contains("更正:") && !told.contains("目标调整"), "{told}");
    // No decision changes what was.
    let decided = "目标调整: [{日期: 2025-02-01, 指标: 培训人次, 原目标: 1.4, 新目标: 1.1, 原因: 任务压减, 批准: 区政府}]\n";
    project(&scratch, after, decided);
    build(&scratch, "2025-02-01").ended(1);
    let corrected =
        "更正: [{日期: 2025-02-01, 指标: 培训人次@2023, 原为: 1.4, 改为: 1.1, 原因: 抄错了年份}]\n";
    project(&scratch, after, corrected);
    build(&scratch, "2025-02-01").ended(0);
    assert_eq!(promises::broken(&scratch.output(), &scratch.ledger()), Vec::<String>::new());
    let output = scratch.output();
    let page = |path: &str| String::from_utf8_lossy(&output[path]).into_owned();
    assert!(page("corrections/index.html").contains("抄错了年份"));
    assert!(page("002590761/2025-00001/plan-v1.html").contains("培训人次（2023年）"));
    assert!(page("data/revisions.csv").contains("基期,培训人次@2023,1.4,2025-01-12,2025-02-01,1"));
    project(&scratch, "    目标: {2024: 每年增长10%}\n", corrected);
    assert!(build(&scratch, "2025-02-02").ended(1).contains("1.1 → 无"));
}

/// What older programs did not write down is no change; from then on it is one. The folder was published by 0.2.
#[test]
fn a_record_of_an_older_program_goes_on() {
    let older = || {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/older/0.2");
        let scratch = Scratch::copy_of(&folder, &[]);
        build(&scratch, "2025-05-06").ended(0);
        scratch
    };
    let scratch = older();
    let rows = record(&scratch);
    for row in [
        "通知/放假,正文,1,2025-04-12,附件,图.png,,",
        "民生/培训/2024,计划,1,2025-04-12,基期,培训人次@2022,,1.2,",
        "民生/培训/2024,计划,1,2025-04-12,基期,培训人次@2023,,1.4,",
        "民生/培训/2024,计划,1,2025-04-12,文字,项目内容,,培训一批人，办好 3 个班。 送上门。,",
        "民生/培训/2025,计划,1,2025-04-12,目标,培训人次@2026,,5,",
    ] {
        assert!(rows.contains(row), "{row}\n{rows}");
    }
    assert!(!rows.contains(",2,2025"), "no version is new: {rows}");
    scratch.build(&["--today", "2025-05-07", "--locked"]).ended(0);
    assert_eq!(record(&scratch), rows);
    for (file, from, to) in [
        (PROJECT, "2023: 1.4", "2023: 1.1"),
        (PROJECT, "2026: 5", "2026: 1.6"),
        (PROJECT, "3 个班", "2 个班"),
    ] {
        let scratch = older();
        let text = text_or_nothing(&scratch.at(file));
        assert!(text.contains(from));
        scratch.put(file, text.replace(from, to));
        build(&scratch, "2025-05-07").ended(1);
        scratch.put(file, &text);
        build(&scratch, "2025-05-07").ended(0);
        assert_eq!(record(&scratch), rows);
    }
    scratch.put(PICTURE, picture(200));
    build(&scratch, "2025-05-07").ended(1);
    notice_of(&scratch, "2025-04-11", "更正: [{日期: 2025-05-07, 处: 图.png, 原因: 放错了图}]\n");
    build(&scratch, "2025-05-07").ended(0);
    let output = scratch.output();
    let old = output.keys().find(|path| path.contains("/files/") && path.ends_with("/图.png"));
    let digits = old.expect("the old picture is kept").split('/').rev().nth(1).expect("a digest");
    assert!(String::from_utf8_lossy(&output["002590761/2025-00003/v1.html"]).contains(digits));
    assert_eq!(promises::broken(&output, &scratch.ledger()), Vec::<String>::new());
}

#[test]
fn a_target_ahead_judges_and_is_changed_with_a_reason() {
    let lines = |target: &str| format!("    自: 2024\n    目标: {{2026: {target}}}\n");
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    project(&scratch, &lines("6"), "");
    entry(&scratch, "2024-Q4", "2025-01-10", "1.5万人次");
    build(&scratch, "2025-01-12").ended(0);
    assert!(record(&scratch).contains(",目标,培训人次@2026,,6,"), "{}", record(&scratch));
    let status = || {
        let output = scratch.output();
        let data: serde_json::Value = serde_json::from_slice(&output["data/progress.json"]).expect("JSON");
        data["projects"][0]["years"][0]["periods"][0]["figures"][0]["status"].to_string()
    };
    let before = status();
    project(&scratch, &lines("1.5"), "");
    let told = build(&scratch, "2025-02-01");
    assert!(told.ended(1).contains("6 → 1.5"), "{}", told.stderr);
    let why = "目标调整: [{日期: 2025-02-01, 指标: 培训人次, 原目标: 6, 新目标: 1.5, 原因: 任务压减, 批准: 区政府}]\n";
    project(&scratch, &lines("1.5"), why);
    build(&scratch, "2025-02-01").ended(0);
    assert_eq!(status(), before, "a lower target makes nothing done that was public");
    entry(&scratch, "2025-Q1", "2025-04-10", "1.6万人次");
    build(&scratch, "2025-04-12").ended(0);
}

#[test]
fn a_picture_is_replaced_with_a_reason() {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    scratch.put(PICTURE, picture(0));
    notice(&scratch, "");
    build(&scratch, "2024-04-12").ended(0);
    scratch.put(PICTURE, picture(200));
    let told = build(&scratch, "2024-04-20");
    assert!(told.ended(1).contains("附件“图.png”"), "{}", told.stderr);
    notice(&scratch, "更正: [{日期: 2024-04-20, 处: 图.png, 原因: 放错了图}]\n");
    build(&scratch, "2024-04-20").ended(0);
    let output = scratch.output();
    let old = output.iter().find(|(path, _)| path.contains("00001/files/") && path.ends_with("/图.png"));
    let (address, bytes) = old.expect("the old picture is kept");
    assert_eq!(*bytes, picture(0));
    let digits = address.split('/').rev().nth(1).expect("a digest");
    assert!(String::from_utf8_lossy(&output["002590761/2024-00001/v1.html"]).contains(digits));
    assert_eq!(promises::broken(&output, &scratch.ledger()), Vec::<String>::new());
}

#[test]
fn what_a_project_is_about_stays() {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    project(&scratch, "    目标: {2024: 1.6}\n", "");
    entry(&scratch, "2024-Q1", "2024-04-10", "0.4万人次");
    build(&scratch, "2024-04-12").ended(0);
    let less = text_or_nothing(&scratch.at(PROJECT)).replace("3 个班", "2 个班");
    scratch.put(PROJECT, &less);
    assert!(build(&scratch, "2024-05-01").ended(1).contains("“项目内容”"));
    scratch.put(PROJECT, less + "更正: [{日期: 2024-05-01, 处: 项目内容, 原因: 多写了一个班}]\n");
    build(&scratch, "2024-05-01").ended(0);
    let output = scratch.output();
    assert!(String::from_utf8_lossy(&output["002590761/2024-00001/plan-v1.html"]).contains("3 个班"));
}

#[test]
fn a_reason_serves_one_year() {
    let lines = |target: &str| format!("    目标: {{2023: \"{target}\", 2024: \"{target}\"}}\n");
    let slip = "  - {日期: 2024-05-01, 指标: 培训人次, 原为: \"1.6\", 改为: \"1.7\", 原因: 抄错}\n";
    let published = || {
        let scratch = Scratch::of(&[("site.yaml", SITE)]);
        project(&scratch, &lines("1.6"), "");
        entry(&scratch, "2023-Q4", "2024-01-10", "1.7万人次");
        entry(&scratch, "2024-Q1", "2024-04-10", "0.4万人次");
        build(&scratch, "2024-04-12").ended(0);
        scratch
    };
    let scratch = published();
    project(&scratch, &lines("1.7"), "");
    let told = build(&scratch, "2024-05-01");
    let told = told.ended(1);
    assert!(told.contains("培训人次@2023") && told.contains("培训人次@2024"), "{told}");
    project(&scratch, &lines("1.7"), &format!("更正:\n{slip}"));
    let told = build(&scratch, "2024-05-01");
    let told = told.ended(1);
    assert!(told.contains("2024年培训") && !told.contains("《2023年"), "{told}");
    for second in [slip.to_owned(), slip.replace("培训人次,", "培训人次@2024,").replace("抄错", "也抄错")]
    {
        let scratch = published();
        project(&scratch, &lines("1.7"), &format!("更正:\n{slip}{second}"));
        build(&scratch, "2024-05-01").ended(0);
        let rows = record(&scratch);
        assert_eq!(rows.lines().filter(|line| line.contains(",更正,")).count(), 2, "{rows}");
        let after = record(&scratch);
        build(&scratch, "2024-05-02").ended(0);
        assert_eq!(record(&scratch), after);
    }
    // A later year does not take over what was said of an earlier one.
    let scratch = published();
    let next = "    目标: {2023: \"1.6\", 2024: \"1.7\", 2025: \"1.7\"}\n";
    project(&scratch, next, &format!("更正:\n{slip}"));
    build(&scratch, "2024-05-01").ended(0);
    entry(&scratch, "2025-Q1", "2025-04-10", "0.4万人次");
    build(&scratch, "2025-04-12").ended(0);
    let rows = record(&scratch);
    assert_eq!(rows.lines().filter(|line| line.contains(",更正,")).count(), 1, "{rows}");
}

#[test]
fn an_adjusted_target_may_be_corrected_in_the_same_build() {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    project(&scratch, "    目标: {2024: 1.6}\n", "");
    entry(&scratch, "2024-Q1", "2024-04-10", "1.3万人次");
    build(&scratch, "2024-04-12").ended(0);
    let why = "更正: [{日期: 2024-05-01, 指标: 培训人次, 原为: 1.2, 改为: 1.3, 原因: 调整时抄错}]\n目标调整: [{日期: 2024-05-01, 指标: 培训人次, 原目标: 1.6, 新目标: 1.2, 原因: 任务压减, 批准: 区政府}]\n";
    project(&scratch, "    目标: {2024: 1.3}\n", why);
    build(&scratch, "2024-05-02").ended(0);
    let rows = record(&scratch);
    let order: Vec<&str> =
        rows.lines().filter(|line| line.contains(",目标调整,") || line.contains(",更正,")).collect();
    assert!(order.len() == 2 && order[0].contains("目标调整"), "{rows}");
    assert_eq!(statuses(&scratch), ["超序时"], "the report is judged by 1.6");
    entry(&scratch, "2024-Q2", "2024-07-10", "1.3万人次");
    build(&scratch, "2024-07-12").ended(0);
    assert_eq!(statuses(&scratch), ["超序时", "已完成"]);
}

/// The statuses of the figures of the project, period by period.
fn statuses(scratch: &Scratch) -> Vec<String> {
    let output = scratch.output();
    let data: serde_json::Value = serde_json::from_slice(&output["data/progress.json"]).expect("JSON");
    let years = data["projects"][0]["years"].as_array().expect("years");
    let periods = years.iter().flat_map(|year| year["periods"].as_array().expect("periods"));
    let status = |period: &serde_json::Value| period["figures"][0]["status"].as_str().map(str::to_owned);
    periods.filter_map(status).collect()
}

#[test]
fn on_one_day_what_was_public_first_keeps_its_target() {
    for granularity in ["", "公开粒度: 季度\n"] {
        let why = format!(
            "{granularity}目标调整: [{{日期: 2024-07-01, 指标: 培训人次, 原目标: 1.6, 新目标: 1.2, 原因: 任务压减, 批准: 区政府}}]\n"
        );
        let scratch = Scratch::of(&[("site.yaml", SITE)]);
        project(&scratch, "    目标: {2024: 1.6}\n", granularity);
        entry(&scratch, "2024-Q1", "2024-04-10", "1.3万人次");
        build(&scratch, "2024-04-12").ended(0);
        // In the morning the report, then the decision with another one.
        entry(&scratch, "2024-Q2", "2024-10-11", "1.3万人次");
        build(&scratch, "2024-10-12").ended(0);
        project(&scratch, "    目标: {2024: 1.2}\n", &why);
        entry(&scratch, "2024-Q3", "2024-10-12", "1.3万人次");
        build(&scratch, "2024-10-12").ended(0);
        assert_eq!(statuses(&scratch), ["超序时", "超序时", "已完成"], "{}", record(&scratch));
        assert!(record(&scratch).contains("当日已先公开：2024-Q2"), "{}", record(&scratch));
        build(&scratch, "2024-11-12").ended(0);
        assert_eq!(statuses(&scratch), ["超序时", "超序时", "已完成"]);
    }
}

/// What a page shows of the years to come is public: it may grow, and changes only with a reason, until the plan of
/// its year goes on from there.
#[test]
fn what_is_planned_for_coming_years_changes_with_a_reason() {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    let lines = |targets: &str, goals: &str| format!("    目标: {{{targets}}}\n目标: {{{goals}}}\n");
    let goals = "2024: 培训一批人。, 2025: 再培训一批人。";
    project(&scratch, &lines("2024: 2, 2025: 3", goals), "");
    entry(&scratch, "2024-Q1", "2024-04-10", "0.5万人次");
    build(&scratch, "2024-04-12").ended(0);
    assert!(
        record(&scratch).contains(",计划,1,2024-04-12,以后目标,培训人次@2025,,3,"),
        "{}",
        record(&scratch)
    );
    for (targets, goals, told) in [
        ("2024: 2, 2025: 1", goals, "培训人次@2025”3 → 1"),
        ("2024: 2, 2026: 3", goals, "培训人次@2025”3 → 无"),
        ("2024: 2", goals, "培训人次@2025”3 → 无"),
        ("2024: 2, 2025: 3", "2024: 培训一批人。, 2025: 少培训一批人。", "2025年目标"),
        ("2024: 2, 2025: 3", "2024: 培训一批人。", "2025年目标"),
    ] {
        project(&scratch, &lines(targets, goals), "");
        let refused = build(&scratch, "2024-05-10");
        assert!(refused.ended(1).contains(told), "{told}: {}", refused.stderr);
    }
    // Another year is planned: that takes nothing back, and is a version to be approved.
    project(&scratch, &lines("2024: 2, 2025: 3, 2026: 4", &format!("{goals}, 2026: 全部培训。")), "");
    build(&scratch, "2024-05-10").ended(0);
    assert!(
        record(&scratch).contains(",计划,2,2024-05-10,以后目标,培训人次@2026,,4,"),
        "{}",
        record(&scratch)
    );
    let why = "目标调整: [{日期: 2024-06-03, 指标: 培训人次@2025, 原目标: 3, 新目标: 1, 原因: 任务压减, 批准: 区政府}]\n";
    let lines = |of_2025: &str| lines(&format!("2024: 2, 2025: {of_2025}, 2026: 4"), goals);
    let lines = |of_2025: &str| lines(of_2025).replace("再培训一批人。", "再培训一批人。, 2026: 全部培训。");
    project(&scratch, &lines("1"), why);
    build(&scratch, "2024-06-03").ended(0);
    // The next year begins with what it was planned to be; from there on that plan tells of it.
    entry(&scratch, "2025-Q1", "2025-04-10", "0.5万人次");
    build(&scratch, "2025-04-12").ended(0);
    let before = record(&scratch);
    build(&scratch, "2025-04-13").ended(0);
    assert_eq!(record(&scratch), before);
    project(&scratch, &lines("2"), why);
    let refused = build(&scratch, "2025-05-10");
    assert_eq!(refused.ended(1).matches("“培训人次”1 → 2").count(), 1, "{}", refused.stderr);
}

/// A plan that ends in another year than before asks for something else: the periods that were public keep the plan
/// of their day.
#[test]
fn a_plan_that_is_extended_keeps_its_past() {
    let lines = |end: &str| format!("    自: 2023\n    目标: {{{end}}}\n");
    for (first, end, told) in [
        ("2025: 10", "2026: 10", "10（2025年） → 10（2026年）"),
        ("2025: 10", "2027: 15", "10（2025年） → 15（2027年）"),
        // From a year's own target to a later one, and back.
        ("2024: 10", "2026: 15", "10（2024年） → 15（2026年）"),
        ("2026: 10", "2024: 6", "10（2026年） → 6（2024年）"),
    ] {
        let scratch = Scratch::of(&[("site.yaml", SITE)]);
        project(&scratch, &lines(first), "");
        entry(&scratch, "2023-Q4", "2024-01-10", "3万人次");
        entry(&scratch, "2024-Q1", "2024-04-10", "4.3万人次");
        build(&scratch, "2024-04-12").ended(0);
        let before = statuses(&scratch);
        assert!(before.iter().all(|status| !status.contains("无法判断")), "{before:?}");
        project(&scratch, &lines(end), "");
        let refused = build(&scratch, "2024-05-10");
        assert!(refused.ended(1).contains(told), "{}", refused.stderr);
        assert!(!refused.stderr.contains("→ 无") && !refused.stderr.contains("无 →"), "{}", refused.stderr);
        let (was, now) = told.split_once(" → ").expect("two targets");
        let year = end.split(':').next().expect("a year");
        let why = format!(
            "目标调整: [{{日期: 2024-05-10, 指标: 培训人次@{year}, 原目标: {was}, 新目标: {now}, 原因: 规划延长, 批准: 区政府}}]\n"
        );
        project(&scratch, &lines(end), &why);
        build(&scratch, "2024-05-10").ended(0);
        assert_eq!(statuses(&scratch), before, "{end}");
        let year_page = String::from_utf8_lossy(&scratch.output()["002590761/2024-00002.html"]).into_owned();
        assert!(year_page.contains(&format!("原目标 {was}")), "{year_page}");
        assert!(year_page.contains(told) && year_page.contains("规划延长（批准：区政府）"), "{year_page}");
        assert!(!year_page.contains("更正后为"), "nothing was corrected: {year_page}");
    }
}

/// How a published figure is counted and where it comes from is told beside it: changed, it says something else.
#[test]
fn how_a_figure_is_counted_changes_with_a_reason() {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    let lines = |note: &str, more: &str| format!("    目标: {{2023: 1.4, 2024: 1.6}}\n{note}{more}");
    let first = "    说明: 按结业证书统计\n    数据来源: 培训台账\n";
    project(&scratch, &lines(first, ""), "");
    entry(&scratch, "2023-Q4", "2024-01-10", "1.5万人次");
    entry(&scratch, "2024-Q1", "2024-04-10", "0.4万人次");
    build(&scratch, "2024-04-12").ended(0);
    let changed = "    说明: 按报名人次统计\n    数据来源: 培训台账\n";
    for (lines_now, told) in [
        (changed.to_owned(), "培训人次的说明"),
        (first.replace("培训台账", "街道上报"), "培训人次的数据来源"),
        (first.replace("    数据来源: 培训台账\n", ""), "培训人次的数据来源"),
    ] {
        project(&scratch, &lines(&lines_now, ""), "");
        let refused = build(&scratch, "2024-05-10");
        assert!(refused.ended(1).contains(told), "{told}: {}", refused.stderr);
    }
    // Said once, it is explained once for all years.
    let why = "更正: [{日期: 2024-05-10, 处: 培训人次的说明, 原因: 写成了另一个项目的}]\n";
    project(&scratch, &lines(changed, ""), why);
    build(&scratch, "2024-05-10").ended(0);
    assert!(record(&scratch).contains(",更正,培训人次的说明,"), "{}", record(&scratch));
    let old = &scratch.output()["002590761/2024-00001/plan-v1.html"];
    assert!(String::from_utf8_lossy(old).contains("按结业证书统计"));
    // A new indicator comes with all that is said of it; a new name of one changes nothing of that.
    let renamed = text_or_nothing(&scratch.at(PROJECT))
        .replace("名称: 培训人次", "名称: 结业人次\n    曾用名: [培训人次]")
        .replace("更正:", "  - {名称: 师资, 单位: 人, 目标: {2025: 30}, 说明: 只数专职}\n更正:");
    scratch.put(PROJECT, renamed);
    build(&scratch, "2024-05-12").ended(0);
}

/// What an older program did not write down is entered with the version that showed it, and is no change.
#[test]
fn how_a_figure_is_counted_is_entered_of_what_an_older_program_published() {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    project(&scratch, "    目标: {2024: 1.6}\n", "");
    entry(&scratch, "2024-Q1", "2024-04-10", "0.4万人次");
    build(&scratch, "2024-04-12").ended(0);
    let texts = scratch.at("versions/2024.jsonl");
    let lines = text_or_nothing(&texts);
    std::fs::write(&texts, lines.replace("公文+++", "公文++")).expect("it is there");
    project(&scratch, "    说明: 按结业证书统计\n    目标: {2024: 1.6}\n", "");
    build(&scratch, "2024-05-01").ended(0);
    let entered = ",计划,1,2024-04-12,文字,培训人次的说明,,按结业证书统计,";
    assert!(record(&scratch).contains(entered), "{}", record(&scratch));
    let before = record(&scratch);
    build(&scratch, "2024-05-02").ended(0);
    assert_eq!(record(&scratch), before);
    let note = "    说明: 按结业证书统计\n";
    for (lines, told) in [
        ("    说明: 按报名人次统计\n".to_owned(), "培训人次的说明"),
        (String::new(), "培训人次的说明"),
        (format!("{note}    数据来源: 培训台账\n"), "培训人次的数据来源"),
    ] {
        project(&scratch, &format!("{lines}    目标: {{2024: 1.6}}\n"), "");
        let refused = build(&scratch, "2024-05-10");
        assert!(refused.ended(1).contains(told), "{lines}: {}", refused.stderr);
    }
    // Taken away with a reason, it stays away.
    let why = "更正: [{日期: 2024-05-10, 处: 培训人次的说明, 原因: 写成了另一个项目的}]\n";
    project(&scratch, "    目标: {2024: 1.6}\n", why);
    build(&scratch, "2024-05-10").ended(0);
    let before = record(&scratch);
    assert!(before.contains(",更正,培训人次的说明,"), "{before}");
    build(&scratch, "2024-05-11").ended(0);
    assert_eq!(record(&scratch), before);
}

/// What was entered later of an older program's version is public as well: taken away, it is missed.
#[test]
fn what_was_entered_later_is_missed_when_it_is_taken_away() {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    project(&scratch, "    目标: {2024: 1.6}\n", "");
    entry(&scratch, "2024-Q1", "2024-04-10", "0.4万人次");
    build(&scratch, "2024-04-12").ended(0);
    let texts = scratch.at("versions/2024.jsonl");
    let lines = text_or_nothing(&texts);
    std::fs::write(&texts, lines.replace("公文+++", "公文")).expect("it is there");
    project(&scratch, "    基期: {2023: 1.2}\n    目标: {2024: 1.6}\n", "");
    build(&scratch, "2024-05-01").ended(0);
    assert!(record(&scratch).contains(",基期,培训人次@2023,,1.2,"), "{}", record(&scratch));
    project(&scratch, "    目标: {2024: 1.6}\n", "");
    let refused = build(&scratch, "2024-05-10");
    assert!(refused.ended(1).contains("1.2 → 无"), "{}", refused.stderr);
}

/// A year's target that becomes that of a later year is one decision, also where no plan leads there.
#[test]
fn a_target_put_to_a_later_year_is_one_decision() {
    for (first, end, told, dropped) in [
        ("2025: 1.6", "2026: 3", "1.6（2025年） → 3（2026年）", "1.6 → 无"),
        ("2025: 1.6", "2027: 1.6", "1.6（2025年） → 1.6（2027年）", "1.6 → 无"),
        ("2024: 1, 2025: 1.6", "2024: 1, 2026: 3", "1.6（2025年） → 3（2026年）", "1.6 → 无"),
    ] {
        for said in [told, dropped] {
            let scratch = Scratch::of(&[("site.yaml", SITE)]);
            project(&scratch, &format!("    目标: {{{first}}}\n"), "");
            entry(&scratch, "2025-Q1", "2025-04-10", "0.4万人次");
            entry(&scratch, "2025-Q2", "2025-07-10", "0.8万人次");
            build(&scratch, "2025-07-12").ended(0);
            let before = statuses(&scratch);
            project(&scratch, &format!("    目标: {{{end}}}\n"), "");
            let refused = build(&scratch, "2025-08-01");
            assert!(refused.ended(1).contains(told), "{}", refused.stderr);
            assert!(!refused.stderr.contains("→ 无"), "{}", refused.stderr);
            let (was, now) = said.split_once(" → ").expect("two targets");
            let why = format!(
                "目标调整: [{{日期: 2025-08-01, 指标: 培训人次, 原目标: {was}, 新目标: {now}, 原因: 选址变更, 批准: 区政府}}]\n"
            );
            project(&scratch, &format!("    目标: {{{end}}}\n"), &why);
            build(&scratch, "2025-08-01").ended(0);
            assert_eq!(statuses(&scratch), before, "{end}");
            let entered = record(&scratch);
            build(&scratch, "2025-08-02").ended(0);
            assert_eq!(record(&scratch), entered, "{end}");
        }
    }
}
