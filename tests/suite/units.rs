//! What is public keeps the units that published it: by another name, another lead or another publisher only
//! with a day or a reason.

use std::fs;
use std::path::Path;

use crate::bench::{SITE, Scratch, run, text_or_nothing};

const SETTINGS: &str = "site.yaml";
const PROJECT: &str = "content/实事/养老/project.yaml";
const REPORT: &str = "content/实事/养老/2023-Q4.md";
const NOTICE: &str = "content/通知/放假.md";
const RECORD: &str = "published.csv";
const MORE: &str = "  - {简称: 区民政局, 全称: 云溪区民政局, 代码: \"002590788\"}\n  - {简称: 区卫健局, 全称: 云溪区卫生健康局, 代码: \"002590796\"}\n";
const PLAN: &str = "标题: 养老\n牵头单位: 区民政局\n责任单位: [区卫健局]\n指标:\n  - {名称: 敬老院, 单位: 家, 目标: {2023: 3, 2024: 4}}\n";
const LED: &str = "牵头单位: 区民政局";
const DATED: &str = "牵头单位: [{名称: 区民政局, 至: 2024-03-01}, 区卫健局]";

/// A notice of one unit and a project of another, published on 2024-01-09.
fn published(plan: &str) -> Scratch {
    let scratch = Scratch::of(&[(SETTINGS, &format!("{SITE}{MORE}")), (PROJECT, plan)]);
    scratch.put(REPORT, "---\n公开日期: 2024-01-08\n指标: {敬老院: 3家}\n---\n建成。\n");
    let head = "标题: 放假通知\n类型: 通知\n发布单位: 区卫健局\n公开日期: 2024-01-05";
    scratch.put(NOTICE, format!("---\n{head}\n---\n放假三天。\n"));
    scratch.build(&["--today", "2024-01-09"]).ended(0);
    scratch
}

fn replace(scratch: &Scratch, file: &str, from: &str, to: &str) {
    let text = text_or_nothing(&scratch.at(file));
    assert!(text.contains(from), "{from} is not in {text}");
    scratch.put(file, text.replace(from, to));
}

fn second_quarter(scratch: &Scratch) {
    let text = text_or_nothing(&scratch.at(REPORT)).replace("2024-01-08", "2024-04-08");
    scratch.put("content/实事/养老/2024-Q1.md", text.replace("3家", "1家"));
}

/// An edit: its file, what stands there, what it becomes.
type Edit = (&'static str, &'static str, &'static str);

#[test]
fn a_unit_changes_on_nothing_public_without_a_day_or_a_reason() {
    let by_quarter = PLAN.replace("标题", "公开粒度: 季度\n标题");
    let with_unit = format!("{PLAN}发布单位: 区民政局\n");
    let renamed: Edit = (SETTINGS, "全称: 云溪区卫生健康局", "全称: 云溪区卫生健康委员会");
    let renamed_lead: Edit = (SETTINGS, "全称: 云溪区民政局", "全称: 云溪区民政和社会事务局");
    let former: Edit = (
        SETTINGS,
        "全称: 云溪区卫生健康委员会",
        "曾用名: [{全称: 云溪区卫生健康局, 至: 2024-02-01}], 全称: 云溪区卫生健康委员会",
    );
    let former_lead: Edit = (
        SETTINGS,
        "全称: 云溪区民政和社会事务局",
        "曾用名: [{全称: 云溪区民政局, 至: 2024-02-01}], 全称: 云溪区民政和社会事务局",
    );
    let other_unit: Edit = (PROJECT, "发布单位: 区民政局", "发布单位: 区卫健局");
    let corrected: Edit = (
        PROJECT,
        "发布单位: 区卫健局\n",
        "发布单位: 区卫健局\n更正:\n  - {日期: 2024-04-09, 处: 发布单位, 原为: 云溪区民政局, 改为: 云溪区卫生健康局, 原因: 写错}\n",
    );
    let cases: [(&str, &str, Edit, &[&str], Edit); 7] = [
        ("renamed", PLAN, renamed, &["--> site.yaml", "2 个文件", "“云溪区卫生健康局”", "曾用名"], former),
        ("lead renamed", PLAN, renamed_lead, &["--> site.yaml", "2 个文件", "曾用名"], former_lead),
        ("by quarter", &by_quarter, renamed_lead, &["--> site.yaml", "曾用名"], former_lead),
        (
            "lead",
            PLAN,
            (PROJECT, LED, "牵头单位: 区卫健局"),
            &[PROJECT, "至: 换的日期", "处: 牵头单位"],
            (PROJECT, "牵头单位: 区卫健局", DATED),
        ),
        (
            "lead by quarter",
            &by_quarter,
            (PROJECT, LED, "牵头单位: 区卫健局"),
            &[REPORT, "处: 发布单位", "原为: 云溪区民政局"],
            (PROJECT, "牵头单位: 区卫健局", DATED),
        ),
        ("publisher", &with_unit, other_unit, &[PROJECT, "处: 发布单位"], corrected),
        (
            "responsible",
            PLAN,
            (PROJECT, "[区卫健局]", "[区人力社保局]"),
            &[PROJECT, "云溪区卫生健康局 → 云溪区人力资源和社会保障局"],
            (PROJECT, "[区人力社保局]", "[区卫健局]"),
        ),
    ];
    for (name, plan, (file, from, to), told, (cured, wrong, right)) in cases {
        let scratch = published(plan);
        let before = (scratch.output(), text_or_nothing(&scratch.at(RECORD)));
        replace(&scratch, file, from, to);
        for verb in ["check", "build"] {
            let refused = run(scratch.command(verb, &["--today", "2024-04-09"]));
            let text = format!("{}{}", refused.stdout, refused.stderr);
            assert_eq!(refused.code, Some(1), "{name}: {text}");
            let files = if file == PROJECT && from == LED { 2 } else { 1 };
            assert_eq!(text.matches("错误[").count(), files, "{name}: {text}");
            for part in told.iter().chain(&["错误[changed-without-reason]"]) {
                assert!(text.contains(part), "{name}: {part}\n{text}");
            }
        }
        assert!((scratch.output(), text_or_nothing(&scratch.at(RECORD))) == before, "{name}");
        replace(&scratch, cured, wrong, right);
        second_quarter(&scratch);
        scratch.build(&["--today", "2024-04-09"]).ended(0);
        let record = text_or_nothing(&scratch.at(RECORD));
        assert_eq!(record.contains("更正,发布单位,云溪区民政局"), name == "publisher", "{name}: {record}");
        let settled = scratch.output();
        scratch.build(&["--today", "2024-04-09", "--locked"]).ended(0);
        assert!(scratch.output() == settled, "{name}");
    }
}

/// Another name of the same unit, and a day from which another one leads, change nothing that is public.
#[test]
fn what_readers_see_unchanged_needs_no_reason() {
    let cases: [(&str, &[Edit]); 6] = [
        ("a dated lead", &[(PROJECT, LED, DATED)]),
        ("a dated lead of one year", &[(PROJECT, ", 2024: 4", ""), (PROJECT, LED, DATED)]),
        ("the full name", &[(PROJECT, LED, "牵头单位: 云溪区民政局")]),
        (
            "another short name",
            &[(SETTINGS, "简称: 区民政局", "简称: 民政局"), (PROJECT, "区民政局", "民政局")],
        ),
        (
            "a unit more",
            &[(SETTINGS, "机构:\n", "机构:\n  - {简称: 新局, 全称: 云溪区新局, 代码: \"002590805\"}\n")],
        ),
        ("the publisher said", &[(PROJECT, LED, "牵头单位: 区民政局\n发布单位: 区民政局")]),
    ];
    for (name, edits) in cases {
        let plan = if name.ends_with("one year") { PLAN.replace(", 2024: 4", "") } else { PLAN.to_owned() };
        let scratch = published(&plan);
        let record = text_or_nothing(&scratch.at(RECORD));
        for (file, from, to) in edits.iter().filter(|(_, from, _)| !from.starts_with(", 2024")) {
            replace(&scratch, file, from, to);
        }
        scratch.build(&["--today", "2024-04-09"]).ended(0);
        assert_eq!(text_or_nothing(&scratch.at(RECORD)), record, "{name}");
        let progress = scratch.output()["data/progress.csv"].clone();
        let progress = String::from_utf8(progress).expect("UTF-8");
        assert!(progress.contains("云溪区民政局"), "{name}: {progress}");
    }
}

/// Who led when a period of a year's page was published stands, though the day of the change lies behind the first
/// of them and is moved.
#[test]
fn the_lead_of_each_period_stands() {
    const SECOND: &str = "content/实事/养老/2024-Q2.md";
    let scratch = published(PLAN);
    second_quarter(&scratch);
    let text = text_or_nothing(&scratch.at(REPORT)).replace("2024-01-08", "2024-07-08");
    scratch.put(SECOND, text.replace("3家", "2家"));
    replace(&scratch, PROJECT, LED, &DATED.replace("2024-03-01", "2024-08-01"));
    scratch.build(&["--today", "2024-08-09"]).ended(0);
    let leads = || {
        let text = String::from_utf8(scratch.output()["data/progress.csv"].clone()).expect("UTF-8");
        let of = |line: &str| {
            let fields: Vec<&str> = line.split(',').collect();
            format!("{} {}", fields[5], fields[8])
        };
        text.lines().skip(1).map(of).collect::<Vec<_>>()
    };
    assert_eq!(leads(), ["2023-Q4 云溪区民政局", "2024-Q1 云溪区民政局", "2024-Q2 云溪区民政局"]);
    let before = scratch.output();
    // The first quarter of the year was published before that day too, the second was not.
    replace(&scratch, PROJECT, "2024-08-01", "2024-05-01");
    let told = scratch.build(&["--today", "2024-08-10"]).ended(1).to_owned();
    assert!(told.contains(SECOND) && told.contains("牵头单位"), "{told}");
    assert!(!told.contains("2024-Q1.md") && scratch.output() == before, "{told}");
    replace(&scratch, PROJECT, "2024-05-01", "2024-07-20");
    scratch.build(&["--today", "2024-08-10"]).ended(0);
    assert_eq!(leads().last().map(String::as_str), Some("2024-Q2 云溪区民政局"));
}

/// Puts this record in the place of that which knows units; the finished site has not been built by it.
fn before_units(scratch: &Scratch, older: &str) {
    scratch.put(RECORD, older);
    fs::remove_dir_all(scratch.at("output")).expect("it is there");
}

/// A record of before units stood in it: they are entered with the version that showed them, whoever leads now.
#[test]
fn a_record_without_units_asks_for_nothing() {
    for lead in [LED, DATED] {
        let scratch = published(&PLAN.replace(LED, lead));
        let record = text_or_nothing(&scratch.at(RECORD));
        let older: String = record.split_inclusive('\n').filter(|line| !line.contains(",单位,")).collect();
        assert_ne!(older, record);
        before_units(&scratch, &older);
        scratch.build(&["--today", "2024-04-09"]).ended(0);
        let completed = text_or_nothing(&scratch.at(RECORD));
        assert_eq!(completed.lines().count(), record.lines().count(), "{completed}");
        assert!(!completed.contains(",2,"), "no version is new: {completed}");
        scratch.build(&["--today", "2024-04-10"]).ended(0);
        assert_eq!(text_or_nothing(&scratch.at(RECORD)), completed);
        replace(&scratch, SETTINGS, "全称: 云溪区卫生健康局", "全称: 云溪区卫生健康委员会");
        assert!(scratch.build(&["--today", "2024-04-10"]).ended(1).contains("曾用名"));
    }
    // As an older program wrote a plan that another unit had led.
    let scratch = published(PLAN);
    let record = text_or_nothing(&scratch.at(RECORD));
    let older: String = record.split_inclusive('\n').filter(|line| !line.contains(",单位,")).collect();
    before_units(&scratch, &older);
    replace(&scratch, PROJECT, LED, DATED);
    scratch.build(&["--today", "2024-04-09"]).ended(0);
    assert!(!text_or_nothing(&scratch.at(RECORD)).contains(",2,"));
}

/// A site whose lead is called otherwise from May and hands over in August, after each quarter of 2024.
struct Handover {
    scratch: Scratch,
}

impl Handover {
    fn new() -> Self {
        Self { scratch: published(PLAN) }
    }

    fn quarter(&self, quarter: u8, date: &str) {
        let text = text_or_nothing(&self.scratch.at(REPORT)).replace("2024-01-08", date);
        self.scratch.put(
            &format!("content/实事/养老/2024-Q{quarter}.md"),
            text.replace("3家", &format!("{quarter}家")),
        );
    }

    fn build(&self, day: &str) {
        self.scratch.build(&["--today", day]).ended(0);
    }

    fn text(&self, path: &str) -> String {
        String::from_utf8(self.scratch.output()[path].clone()).expect("UTF-8")
    }

    fn rename(&self) {
        replace(
            &self.scratch,
            SETTINGS,
            "{简称: 区民政局, 全称: 云溪区民政局",
            "{简称: 区养老局, 全称: 云溪区民政和养老局, 曾用名: [{全称: 云溪区民政局, 简称: 区民政局, 至: 2024-05-01}]",
        );
    }
}

/// Names the bodies in a page that its own day knows.
fn bodies(page: &str) -> Vec<&'static str> {
    let known = ["云溪区民政局", "云溪区民政和养老局", "云溪区卫生健康局"];
    known.into_iter().filter(|name| page.contains(name)).collect()
}

#[test]
fn each_period_and_each_overview_names_the_bodies_of_its_time() {
    // Nobody else is named, so that the pages name only who leads and publishes.
    let site = Handover::new();
    replace(&site.scratch, PROJECT, "责任单位: [区卫健局]\n", "责任单位: [区人力社保局]\n");
    fs::remove_file(site.scratch.at(RECORD)).expect("it is there");
    fs::remove_dir_all(site.scratch.at("output")).expect("it is there");
    site.build("2024-01-09");
    site.quarter(1, "2024-04-08");
    site.build("2024-04-09");
    let find = |title: &str| {
        let output = site.scratch.output();
        let title = format!("<title>{title}");
        let mut pages = output.iter().filter(|(path, _)| {
            path.starts_with("002590788/") && Path::new(path).extension().is_some_and(|end| end == "html")
        });
        let found = pages.find(|(_, bytes)| String::from_utf8_lossy(bytes).contains(&title));
        found.map(|(path, _)| path.clone()).expect("the page of a year")
    };
    let (old, year) = (find("2023年养老"), find("2024年养老"));
    let before = (site.text(&old), site.text(&year));
    site.rename();
    site.build("2024-05-02");
    assert!((site.text(&old), site.text(&year)) == before, "a new name changes nothing that is public");
    site.quarter(2, "2024-07-08");
    // A change that is still to come is none yet.
    replace(&site.scratch, PROJECT, LED, &DATED.replace("2024-03-01", "2024-08-01"));
    site.build("2024-07-09");
    assert_eq!(bodies(&site.text(&year)), ["云溪区民政局", "云溪区民政和养老局"]);
    let project = site.scratch.output().keys().find(|path| path.ends_with("yanglao/index.html")).cloned();
    let project = project.expect("the page of the project");
    assert_eq!(bodies(&site.text(&project)), ["云溪区民政和养老局"]);
    site.build("2024-08-02");
    assert_eq!(bodies(&site.text(&project)), ["云溪区民政和养老局", "云溪区卫生健康局"], "以前牵头");
    site.quarter(3, "2024-10-08");
    site.build("2024-10-09");

    let page = site.text(&year);
    let said = "云溪区卫生健康局（公开一季度时为云溪区民政局，公开二季度时为云溪区民政和养老局）";
    assert_eq!(page.matches(said).count(), 2, "发布单位 and 牵头单位: {page}");
    assert!(page.contains("<meta name=\"ContentSource\" content=\"云溪区卫生健康局\""), "{page}");
    assert!(
        page.contains("\"publisher\":{\"@type\":\"GovernmentOrganization\",\"name\":\"云溪区卫生健康局\"}"),
        "{page}"
    );
    let catalogue = site.text("data/catalogue.csv");
    assert!(catalogue.contains("2024-10-08,云溪区卫生健康局,"), "{catalogue}");
    assert!(catalogue.contains("2024-01-08,云溪区民政局,"), "{catalogue}");
    assert!(
        site.text("data/catalogue.json")
            .contains("\"unit\":\"云溪区卫生健康局\",\"unit_code\":\"002590796\"")
    );
    let progress = site.text("data/progress.csv");
    let of = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        format!("{} {} {}", fields[5], fields[8], fields[9])
    };
    let periods: Vec<String> = progress.lines().skip(1).map(of).collect();
    assert_eq!(
        periods,
        [
            "2023-Q4 云溪区民政局 云溪区民政局",
            "2024-Q1 云溪区民政局 云溪区民政局",
            "2024-Q2 云溪区民政和养老局 云溪区民政和养老局",
            "2024-Q3 云溪区卫生健康局 云溪区卫生健康局",
        ]
    );
    assert_eq!(site.text(&old), before.0, "the year before stays as it is");
    for (path, body) in [
        ("progress/2023/index.html", "云溪区民政局"),
        ("progress/2023/Q4.html", "云溪区民政局"),
        ("progress/2024/Q1.html", "云溪区民政局"),
        ("progress/2024/Q2.html", "云溪区民政和养老局"),
        ("progress/2024/Q3.html", "云溪区卫生健康局"),
        ("progress/index.html", "云溪区卫生健康局"),
    ] {
        assert_eq!(bodies(&site.text(path)), [body], "{path}");
    }
    let settled = site.scratch.output();
    site.build("2024-10-10");
    assert_eq!(site.text(&year), String::from_utf8(settled[&year].clone()).expect("UTF-8"));
}

/// Where somebody else publishes than leads, the record has who published each period.
#[test]
fn who_published_each_period_stands() {
    let plan = format!("{PLAN}发布单位: 区卫健局\n");
    let scratch = published(&plan);
    second_quarter(&scratch);
    let renamed =
        |day: &str| format!("全称: 云溪区卫生健康委员会, 曾用名: [{{全称: 云溪区卫生健康局, 至: {day}}}]");
    replace(&scratch, SETTINGS, "全称: 云溪区卫生健康局", &renamed("2024-03-01"));
    scratch.build(&["--today", "2024-04-09"]).ended(0);
    let before = scratch.output();
    replace(&scratch, SETTINGS, "至: 2024-03-01", "至: 2024-04-20");
    let told = scratch.build(&["--today", "2024-04-21"]).ended(1).to_owned();
    assert!(told.contains("changed-without-reason") && told.contains("2024-Q1"), "{told}");
    assert!(scratch.output() == before, "{told}");
}
