//! Forms made, filled in at random or by script, and read back.

use std::collections::BTreeMap;

use gongkai::forms::{self, Answered, MergedEntry, Topic};
use gongkai::model::Period;
use jiff::civil::date;
use proptest::prelude::*;

use super::filling::{Filling, Typed, read, row_of, text};
use super::{Office, TODAY, named, office, told};
use crate::bench::{Scratch, run};

/// Twenty units, each leading one or two projects of three indicators.
fn twenty_units() -> Office {
    let mut office = Office::new(20, &[]);
    for unit in 1..=20 {
        for project in 1..=1 + unit % 2 {
            let plan = format!(
                "标题: 第{unit}局的第{project}项工程\n牵头单位: 第{unit}局\n指标:\n\
                 \x20 - {{名称: 就业, 单位: 人, 目标: {{2024: {0}}}}}\n\
                 \x20 - {{名称: 培训, 单位: 万人次, 目标: {{2024: 1.6}}}}\n\
                 \x20 - {{名称: 结案率, 单位: \"%\", 目标: {{2024: ≥92%}}}}\n",
                1000 + unit
            );
            let first = "---\n公开日期: 2024-04-10\n指标: {就业: 300人, 培训: 0.4万人次, 结案率: 80%}\n---\n";
            office.put(&format!("工程/项目{unit}-{project}/project.yaml"), &plan);
            office.put(&format!("工程/项目{unit}-{project}/2024-Q1.md"), first);
        }
    }
    office
}

#[test]
fn the_forms_of_twenty_units_come_back_with_every_planted_mistake_named() {
    let planted: BTreeMap<&str, (&str, Typed, &str)> = BTreeMap::from([
        ("项目2-1", ("F4", text("615"), "form-text-for-number")),
        ("项目3-2", ("F5", text("0.8万人次"), "form-text-for-number")),
        ("项目5-1", ("F6", Typed::InFormat("0.9", 0), "form-scale")),
        ("项目7-2", ("F4", Typed::Error("#REF!"), "form-error-value")),
        ("项目8-1", ("D5", text("1.2"), "form-label-changed")),
        ("项目11-1", ("C5", text("人次"), "form-label-changed")),
        ("项目13-2", ("F5", Typed::InFormat("45373", 14), "form-date-for-number")),
        ("项目17-1", ("F4", Typed::Formula("SUM(A1:A3)"), "form-error-value")),
    ]);
    let office = twenty_units();
    let made = office.make("2024-Q2");
    assert_eq!(made.len(), 20);
    let mut books = Vec::new();
    let mut expected = Vec::new();
    for (number, form) in (1_u32..).zip(&made) {
        let mut filling = Filling::open(&form.bytes);
        for sheet in read(&form.bytes).sheets.iter().filter(|sheet| sheet.name != "gongkai") {
            let name = sheet.name.as_str();
            filling.set(name, "F4", &Typed::Any((600 + number).to_string()));
            filling.set(name, "F5", &Typed::Any(format!("0.{}", 70 + number % 10)));
            filling.set(name, "F6", &Typed::InFormat("0.915", 10));
            filling.set(name, "B8", &text("人手不足"));
            if let Some((cell, typed, rule)) = planted.get(name) {
                filling.set(name, cell, typed);
                expected.push(format!("{rule} {name}!{cell}"));
            }
        }
        if number == 19 {
            filling.insert_row("项目19-1", 5);
            expected.push("form-cells-moved 项目19-1!B5".to_owned());
        }
        books.push((form.file_name.clone(), filling.close()));
    }
    expected.sort();
    let given: Vec<(&str, &[u8])> = books.iter().map(|(name, bytes)| (name.as_str(), &bytes[..])).collect();
    let findings = office.collect(&given);
    assert_eq!(named(&findings), expected, "{}", told(&findings));

    let faulty = |sheet: &str| planted.contains_key(sheet) || sheet == "项目19-1";
    for unit in 1..=20 {
        for project in 1..=1 + unit % 2 {
            let folder = format!("项目{unit}-{project}");
            let entry = office.entry(&format!("工程/{folder}/2024-Q2.md"));
            let part = format!("0.{}", 70 + unit % 10);
            let part = part.trim_end_matches('0');
            let wanted = format!(
                "---\n公开日期: 2024-07-05\n指标:\n  就业: {}人\n  培训: {part}万人次\n  结案率: 91.5%\n存在问题: 人手不足\n---\n",
                600 + unit
            );
            assert_eq!(entry, if faulty(&folder) { String::new() } else { wanted }, "{folder}");
        }
    }
    let (findings, merged) = office.read(&given);
    assert_eq!(named(&findings), expected);
    assert!(!merged.entries.iter().any(MergedEntry::is_changed), "a second reading changes nothing");
}

/// What somebody types into the form of [`office`].
#[derive(Clone, Debug, Default)]
struct Filled {
    cells: BTreeMap<String, Typed>,
    /// Topic, name, value.
    answers: Vec<(Topic, String, String)>,
}

impl Filled {
    fn add(&mut self, cell: &str, typed: Typed, topic: Topic, name: &str, value: String) {
        self.cells.insert(cell.to_owned(), typed);
        self.answers.push((topic, name.to_owned(), value));
    }
}

/// A number as people type one, without zeros that nobody sees afterwards.
fn number(most: u32) -> impl Strategy<Value = String> {
    (1..most, prop_oneof![Just(String::new()), "[0-9]{0,3}[1-9]"])
        .prop_map(|(whole, part)| if part.is_empty() { whole.to_string() } else { format!("{whole}.{part}") })
}

/// Words of several lines, with what means something in YAML, Markdown, XML and spreadsheets.
fn words() -> impl Strategy<Value = String> {
    "[一-十a-z：:#\\-—>|&<*\\[\\]{}\"'%@`0-9 \u{3000}，。\n]{1,60}"
        .prop_map(|text| {
            let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
            lines.join("\n").trim().to_owned()
        })
        .prop_filter("something is said", |text| !text.is_empty())
}

fn filled() -> impl Strategy<Value = Filled> {
    let figures = (
        proptest::option::of(number(30_000)),
        proptest::option::of(number(100)),
        proptest::option::of((2_u32..100, 0_u32..10)),
        proptest::option::of((0_u32..=30, "[一-十]{0}")),
        proptest::option::of(prop_oneof![Just("完成"), Just("推进中"), Just("未启动")]),
        proptest::option::of("因[一-十]{2,12}"),
    );
    let texts = (
        proptest::option::of(words()),
        proptest::option::of(words()),
        proptest::option::of(words()),
        proptest::option::of(0_i32..180),
    );
    (figures, texts).prop_map(
        |((matters, cases, rate, schools, platform, reason), (problems, next, body, day))| {
            let mut filled = Filled::default();
            if let Some(number) = matters {
                filled.add("F4", Typed::Any(number.clone()), Topic::Figure, "事项", format!("{number}项"));
            }
            if let Some(number) = cases {
                filled.add(
                    "F5",
                    Typed::Any(number.clone()),
                    Topic::Figure,
                    "窗口办件",
                    format!("{number}万件"),
                );
            }
            if let Some((whole, part)) = rate {
                let number = if part == 0 { whole.to_string() } else { format!("{whole}.{part}") };
                filled.add("F6", Typed::Any(number.clone()), Topic::Figure, "结案率", format!("{number}%"));
            }
            if let Some((part, _)) = schools {
                filled.add(
                    "F7",
                    text(&format!("{part}/30所")),
                    Topic::Figure,
                    "学校",
                    format!("{part}/30所"),
                );
            }
            if let Some(word) = platform {
                filled.add("F8", text(word), Topic::Figure, "平台", word.to_owned());
            }
            if let Some(reason) = reason {
                filled.add("G9", text(&reason), Topic::NotCounted, "走访", reason);
            }
            if let Some(days) = day {
                let serial = 45_292 + days;
                let done = date(2024, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
                filled.add("D12", Typed::Any(serial.to_string()), Topic::Done, "开工", done.to_string());
            }
            for (cell, topic, words) in
                [("B15", Topic::Problems, problems), ("B16", Topic::Next, next), ("B17", Topic::Text, body)]
            {
                if let Some(words) = words {
                    filled.add(cell, text(&words), topic, "", words);
                }
            }
            filled
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever is typed comes back as it was typed, is written so, and is found again by the next reading.
    #[test]
    fn what_is_filled_in_comes_back(filled in filled()) {
        let office = office();
        let mut filling = Filling::open(&office.make("2024-Q2")[0].bytes);
        for (cell, typed) in &filled.cells {
            filling.set("便民", cell, typed);
        }
        let book = filling.close();
        let (findings, merged) = office.read(&[("a.xlsx", &book)]);
        let refused: Vec<&str> =
            findings.iter().map(|told| told.finding.rule).filter(|rule| !["form-unfilled", "form-scale"].contains(rule)).collect();
        prop_assert!(refused.is_empty(), "{}", told(&findings));
        let read: Vec<(Topic, String, String)> = merged
            .entries
            .iter()
            .flat_map(|entry| &entry.values)
            .map(|(answer, _)| (answer.question.topic, answer.question.name.clone(), answer.value.clone()))
            .collect();
        let mut expected = filled.answers.clone();
        let cell_of = |topic: Topic, name: &str| (topic, name.to_owned());
        expected.sort_by_key(|(topic, name, _)| cell_of(*topic, name));
        let mut sorted = read.clone();
        sorted.sort_by_key(|(topic, name, _)| cell_of(*topic, name));
        prop_assert_eq!(&sorted, &expected);
        office.collect(&[("a.xlsx", &book)]);
        let (_, again) = office.read(&[("a.xlsx", &book)]);
        let unchanged = !again.entries.iter().any(MergedEntry::is_changed);
        prop_assert!(unchanged && again.entries.len() == usize::from(!expected.is_empty()), "{}", office.entry("工作/便民/2024-Q2.md"));
    }
}

#[test]
fn a_form_shows_what_is_asked_and_the_same_site_gives_the_same_bytes() {
    let office = office();
    let made = office.make("2024-Q2");
    assert_eq!(made, office.make("2024-Q2"));
    assert_eq!(made.iter().map(|form| form.file_name.as_str()).collect::<Vec<_>>(), ["第1局.xlsx"]);
    let book = read(&made[0].bytes);
    let shown: Vec<String> = book.sheets[0]
        .rows
        .iter()
        .map(|row| row.cells.iter().map(|cell| cell.value.stored()).collect::<Vec<_>>().join(" | "))
        .collect();
    snapbox::assert_data_eq!(
        shown.join("\n") + "\n",
        snapbox::str![[r#"
便民服务　2024年二季度填报表
填报单位：第1局。只填黄色格子。数字只填数，不带单位（百分数照写，如 92.5%）；本期没有这项数据的，空着数字，在右边写理由；改不了的格子有误，请告诉发表的人。
序号 | 指标 | 单位 | 2024年目标 | 上期（2024年一季度） | 2024年二季度 | 本期不统计的理由
1 | 事项 | 项 | 420 | 371项
2 | 窗口办件 | 万件 | 6.5 | 1.68万件
3 | 结案率 | % | ≥92% | 72.8%
4 | 学校 | 所 | 30所 | 22/30所
5 | 平台 | 选一个词 | 建成
6 | 走访 | 次
事项 | 计划完成 | 完成日期 | 推迟到 | 批准推迟的机关 | 推迟的原因
开工 | 2024-03-31
竣工 | 2024-12-01
存在问题
下一步打算
进展情况（正文，一行一段）

"#]]
    );
    assert!(book.sheets[1].is_hidden && book.sheets[1].name == "gongkai");
    assert_eq!(row_of(&book, "便民", "竣工"), 13);
}

#[test]
fn what_the_entry_says_already_stands_in_the_form() {
    let mut office = office();
    office.put(
        "工作/便民/2024-Q2.md",
        "---\n公开日期: 2024-07-04\n指标: {窗口办件: 33100件, 学校: 25/30所, 结案率: 约80%}\n---\n好。\n",
    );
    let book = read(&office.make("2024-Q2")[0].bytes);
    let cell = |name: &str| {
        let row = book.sheets[0].rows.iter().find(|row| row.number == row_of(&book, "便民", name)).unwrap();
        row.cells.iter().find(|cell| cell.column == 5).map(|cell| cell.value.stored())
    };
    assert_eq!(
        [cell("窗口办件"), cell("学校"), cell("结案率"), cell("事项")],
        [Some("3.31".into()), Some("25/30所".into()), None, None]
    );
    let (findings, merged) = office.read(&[("a.xlsx", &office.make("2024-Q2")[0].bytes)]);
    assert_eq!(named(&findings), ["form-unfilled 便民!"], "{}", told(&findings));
    assert!(!merged.entries.iter().any(MergedEntry::is_changed));
}

#[test]
fn projects_are_asked_for_while_something_is_planned() {
    let plan = |more: &str| format!("标题: 项目\n牵头单位: 第1局\n{more}");
    let indicator = |rest: &str| plan(&format!("指标:\n  - {{名称: 就业, 单位: 人{rest}}}\n"));
    let report = "---\n公开日期: 2024-01-10\n---\n好。\n";
    for (project, entries, is_asked) in [
        (indicator(", 目标: {2024: 5}"), &[][..], true),
        (indicator(", 目标: {2023: 5}"), &[], false),
        (indicator(", 目标: {2023: 5}"), &["2023-Q4"], false),
        (indicator(", 目标: {2023: 5}"), &["2024-Q1"], true),
        (indicator(""), &[], true),
        (indicator(", 目标: {2024: 5}") + "草稿: true\n", &[], false),
        (plan(""), &[], false),
        (plan(""), &["2023-Q4"], true),
        (plan("事项:\n  - {名称: 开工, 计划: 2023-01-01}\n"), &[], true),
        ("标题: 项目\n指标:\n  - {名称: 就业, 目标: {2024: 5}}\n".to_owned(), &[], false),
    ] {
        let mut office = Office::new(1, &[("甲/project.yaml", &project)]);
        for entry in entries {
            office.put(&format!("甲/{entry}.md"), report);
        }
        assert_eq!(!office.make("2024-Q2").is_empty(), is_asked, "{project}{entries:?}");
    }
}

#[test]
fn every_kind_of_period_and_any_name_makes_a_form_that_is_read() {
    let plan = |measure: &str| {
        format!(
            "标题: \"a/b: [丙]?\"\n牵头单位: 区/县:局\n指标:\n  - {{名称: 死亡率, 单位: {measure}, 目标: {{2024: <5}}}}\n"
        )
    };
    for period in ["2024-Q4", "2024-H1", "2024-10", "2024"] {
        let office =
            Office::new(1, &[("甲/同名/project.yaml", &plan("‰")), ("乙/同名/project.yaml", &plan("元/人"))]);
        let made = office.make(period);
        assert_eq!(made[0].file_name, "区_县_局.xlsx");
        let mut filling = Filling::open(&made[0].bytes);
        for sheet in ["同名", "同名(2)"] {
            filling.set(sheet, "F4", &Typed::Number("0.5"));
        }
        let findings = office.collect(&[("a.xlsx", &filling.close())]);
        assert!(findings.is_empty(), "{period}: {}", told(&findings));
        // A report is not public before its period is over.
        let day = Period::parse(period).unwrap().last_day().max(TODAY);
        for (folder, figure) in [("甲/同名", "0.5‰"), ("乙/同名", "0.5元/人")] {
            let wanted = format!("---\n公开日期: {day}\n指标:\n  死亡率: {figure}\n---\n");
            assert_eq!(office.entry(&format!("{folder}/{period}.md")), wanted);
        }
    }
}

#[test]
fn status_tells_who_has_reported_and_asks_the_others() {
    let mut office = twenty_units();
    office.put(
        "工程/项目1-1/2024-Q2.md",
        "---\n公开日期: 2024-07-04\n指标: {就业: 5人}\n本期不统计: {培训: 改为半年统计}\n---\n好。\n",
    );
    office.put(
        "工程/项目2-1/2024-Q2.md",
        "---\n公开日期: 2024-07-04\n草稿: true\n指标: {就业: 5人, 培训: 1万人次, 结案率: 90%}\n---\n好。\n",
    );
    let period = Period::parse("2024-Q2").unwrap();
    let units = forms::status(&office.projects(), &office.settings, period);
    assert_eq!(units.len(), 20);
    let answered = |unit: usize, project: usize| units[unit].projects[project].answered.clone();
    assert_eq!(answered(0, 0), Answered::InPart(vec!["结案率".to_owned()]));
    assert_eq!(answered(0, 1), Answered::NotAtAll);
    assert_eq!(answered(1, 0), Answered::Whole { is_draft: true });
    let calendar = gongkai::calendar::Calendar::built_in();
    let deadline = calendar.deadline_after(period.last_day(), 20);
    assert!(units[1].reminder(period, deadline, TODAY).is_none());
    let reminder = units[0].reminder(period, deadline, date(2024, 8, 1)).unwrap();
    snapbox::assert_data_eq!(
        reminder,
        snapbox::str![[r#"
关于报送2024年二季度项目进度的提醒

第1局：
　　按照《政府信息公开条例》第二十六条，2024年二季度的项目进度应于2024年7月26日以前公开，现已超过期限。截至2024年8月1日，你单位牵头的下列内容还没有收到：
　　1. 第1局的第1项工程：结案率
　　2. 第1局的第2项工程：全部
　　请尽快填好填报表交回；没有数据的，写明本期不统计的理由。

"#]]
    );
}

#[test]
fn the_command_makes_reads_and_overwrites_nothing() {
    let scratch = Scratch::empty();
    let init = |day: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_gongkai"));
        command.arg("init").arg(scratch.at("s")).args(["--today", day, "--lang", "zh"]);
        run(command)
    };
    assert_eq!(init("2024-07-05").code, Some(0));
    let site = scratch.at("s");
    let command = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_gongkai"));
        command.arg("forms").args(arguments).args(["--lang", "zh"]).current_dir(&site);
        run(command)
    };
    let name = std::path::Path::new("forms").join("2024-Q2").join("县政务服务中心.xlsx");
    let path = name.to_str().unwrap();
    let made = command(&["make", "2024年二季度"]);
    assert_eq!((made.code, made.stdout.as_str()), (Some(0), &*format!("{path}\n")), "{}", made.stderr);
    assert_eq!(
        command(&["make", "2024-Q2", "--unit", "县政务服务中心"]).code,
        Some(0),
        "the same bytes again"
    );

    let mut filling = Filling::open(&gongkai::files::read(&site.join(&name)).unwrap());
    let sheet = "便民服务";
    for (cell, number) in [("F4", "388"), ("F5", "3.31"), ("F6", "14")] {
        filling.set(sheet, cell, &Typed::Number(number));
    }
    crate::bench::put(&site.join(&name), &filling.close());
    let again = command(&["make", "2024-Q2"]);
    assert_eq!(again.code, Some(2));
    assert!(again.stderr.contains("没有改动它"), "{}", again.stderr);
    assert_eq!(command(&["make", "2024-Q9"]).code, Some(2));
    assert!(
        command(&["make", "2024-Q2", "--unit", "县文旅局"]).stderr.contains("有要报的是：县政务服务中心")
    );

    let entry = site.join("content/重点工作/便民服务/2024-Q2.md");
    let shown = command(&["read", path]);
    assert_eq!(shown.code, Some(0), "{}", shown.stderr);
    assert!(shown.stdout.contains("388项") && shown.stdout.contains("便民服务!F4"), "{}", shown.stdout);
    assert!(!gongkai::files::is_there(&entry));
    let written = command(&["read", "forms/2024-Q2", "--write", "--today", "2024-07-05"]);
    assert!(written.stderr.contains("已写入 1 个文件"), "{}", written.stderr);
    let text = crate::bench::text_or_nothing(&entry);
    assert!(text.starts_with("---\n公开日期: 2024-07-05\n指标:\n"), "{text}");
    let second = command(&["read", "forms/2024-Q2", "--write"]);
    assert!(second.stderr.contains("没有要写入的"), "{}", second.stderr);
    assert_eq!(crate::bench::text_or_nothing(&entry), text);

    filling.set(sheet, "F4", &text_of_number());
    crate::bench::put(&site.join(&name), &filling.close());
    let faulty = command(&["read", path, "--format", "json"]);
    assert_eq!(faulty.code, Some(1));
    let last: serde_json::Value = serde_json::from_str(faulty.stdout.lines().last().unwrap()).unwrap();
    assert_eq!(
        [&last["severity"], &last["rule"], &last["sheet"], &last["cell"]],
        ["error", "form-text-for-number", sheet, "F4"]
    );
    assert_eq!(command(&["read", "content"]).code, Some(2));
    let among = command(&["read", "nothing.xlsx", path]);
    assert_eq!(among.code, Some(3));
    assert!(among.stderr.contains("nothing.xlsx") && among.stderr.contains("F4"), "{}", among.stderr);
    let status = command(&["status", "2024-Q2", "--today", "2024-07-05"]);
    assert!(status.stdout.contains("已报") && status.stderr.contains("1 个已报齐"), "{}", status.stdout);
}

fn text_of_number() -> Typed {
    text("388")
}
