//! 分解: figures of areas, typed or from a table; what they add up to; on pages, in data, on record and in
//! forms.

use rust_xlsxwriter::{Format, FormatScript, Workbook};
use serde_json::Value;

use crate::bench::{Run, SITE, Scratch, run, text_or_nothing};
use crate::forms::{Filling, Typed};
use crate::promises;

const PROJECT: &str = "content/民生/就业/project.yaml";
const BREAKDOWN: &str = "分解:
  名称: 地区
  各项: [东坡区, 彭山区, 青神县]
  目标: {2024: {城镇新增就业: {东坡区: 8000, 彭山区: 3000, 青神县: 1000}, 参保率: {东坡区: ≥95%}}}
";

fn site(breakdown: &str) -> Scratch {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    project(&scratch, breakdown);
    scratch
}

fn project(scratch: &Scratch, breakdown: &str) {
    let text = format!(
        "标题: 就业\n牵头单位: 区人力社保局\n指标:\n  - {{名称: 城镇新增就业, 重点任务: 稳就业, 单位: 人, 目标: {{2024: 12000}}}}\n  - {{名称: 参保率, 重点任务: 社会保险, 单位: \"%\", 口径: 时点, 目标: {{2024: ≥95%}}}}\n{breakdown}"
    );
    scratch.put(PROJECT, text);
}

fn quarter(scratch: &Scratch, quarter: u8, total: &str, parts: &str) {
    let month = quarter * 3 + 1;
    let text = format!(
        "---\n公开日期: 2024-{month:02}-10\n指标:\n  城镇新增就业: {total}\n  参保率: 93.2%\n{parts}---\n开展就业服务。\n"
    );
    scratch.put(&format!("content/民生/就业/2024-Q{quarter}.md"), text);
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

fn checked(scratch: &Scratch, lang: &str) -> String {
    let run = gongkai(scratch, "check", &["--today", "2024-07-12", "--lang", lang]);
    format!("{}{}", run.stdout, run.stderr)
}

#[test]
fn areas_stand_beside_one_another_with_their_targets() {
    let scratch = site(BREAKDOWN);
    quarter(
        &scratch,
        1,
        "9600人",
        "分项: {城镇新增就业: {东坡区: 9200人, 彭山区: 300人}, 参保率: {东坡区: 94.9%}}\n",
    );
    quarter(
        &scratch,
        2,
        "74929.5人",
        "分项: {城镇新增就业: {东坡区: 72929人, 彭山区: 0人, 青神县: 999.9人}, 参保率: {东坡区: 94.999%}}\n",
    );
    let found = checked(&scratch, "zh");
    assert!(found.contains("3 个分项相加是73928.9人"), "{found}");
    quarter(
        &scratch,
        2,
        "73928.9人",
        "分项: {城镇新增就业: {东坡区: 72929人, 彭山区: 0人, 青神县: 999.9人}, 参保率: {东坡区: 94.999%}}\n",
    );
    let found = checked(&scratch, "zh");
    assert!(!found.contains("areas-disagree"), "{found}");
    scratch.build(&["--today", "2024-07-12"]).ended(0);
    whole(&scratch);
    let year = page(&scratch, "002590761/2024-00001.html");
    let tables: Vec<&str> = year.split("<div class=\"breakdown\">").skip(1).collect();
    assert_eq!(tables.len(), 2, "one of each quarter");
    let newest = tables[0].split("</table>").next().expect("a table");
    for piece in [
        "2024年二季度各地区完成情况",
        "scope=\"colgroup\"",
        "headers=\"",
        "稳就业",
        "911.6%",
        "<span class=\"why\">比上期+63729</span>",
        "99.9%",
        "总计",
    ] {
        assert!(newest.contains(piece), "{piece}: {newest}");
    }
    assert!(!newest.contains("100.0%"), "999.9 of 1000 is not all: {newest}");
    let older = tables[1].split("</table>").next().expect("a table");
    assert!(older.contains("<span class=\"missing\">未报</span>"), "{older}");
    let csv = page(&scratch, "data/breakdown.csv");
    assert!(csv.lines().any(|line| line.contains("彭山区") && line.contains("300人")), "{csv}");
    assert!(csv.lines().any(|line| line.contains("青神县") && line.contains("未报")), "{csv}");
    let json: Value = serde_json::from_str(&page(&scratch, "data/progress.json")).expect("JSON");
    let areas = &json["projects"][0]["years"][0]["periods"][1]["areas"];
    assert_eq!(areas[0]["completion"].to_string(), "911.6");
    assert_eq!(areas[2]["completion"].to_string(), "99.9");
    assert_eq!(areas[3]["additive"], "否", "shares do not add up");
}

#[test]
fn parts_that_do_not_add_up_are_asked_about_unless_they_are_not_meant_to() {
    let scratch = site(BREAKDOWN);
    let parts = "分项: {城镇新增就业: {东坡区: 2000人, 彭山区: 700人, 青神县: 200人}}\n";
    quarter(&scratch, 1, "3000人", parts);
    let found = checked(&scratch, "zh");
    assert!(
        found.contains("“城镇新增就业”写的是3000人，3 个分项相加是2900人：东坡区 2000人、彭山区 700人"),
        "{found}"
    );
    assert!(found.contains("content/民生/就业/2024-Q1.md:4"), "with its place: {found}");
    let found = checked(&scratch, "en");
    assert!(found.contains("its 3 areas add up to 2900人"), "{found}");
    quarter(
        &scratch,
        1,
        "3000人",
        &format!("{parts}对账说明: {{城镇新增就业的分项: 另有100人在市直单位}}\n"),
    );
    assert!(!checked(&scratch, "zh").contains("areas-disagree"));
    project(&scratch, &format!("{BREAKDOWN}  不相加: 是\n"));
    quarter(&scratch, 1, "3000人", parts);
    assert!(!checked(&scratch, "zh").contains("areas-disagree"));
    // Those who have reported can be too many, not too few.
    project(&scratch, BREAKDOWN);
    quarter(&scratch, 1, "3000人", "分项: {城镇新增就业: {东坡区: 2000人}}\n");
    assert!(!checked(&scratch, "zh").contains("areas-disagree"));
    quarter(&scratch, 1, "3000人", "分项: {城镇新增就业: {东坡区: 3100人}}\n");
    assert!(checked(&scratch, "zh").contains("还有“彭山区”等 2 个分项没有"));
    // Nor do they make all, for what is not reported is no zero.
    for (parts, is_asked) in [
        ("东坡区: 2000人, 彭山区: 1000人", true),
        ("东坡区: 0.2万人, 彭山区: 1000人", true),
        ("东坡区: 3000人", true),
        ("东坡区: 2000人, 彭山区: 1000人, 青神县: 0人", false),
        ("东坡区: 2000人, 彭山区: 990人", false),
        ("东坡区: 2000人, 彭山区: 约1000人", false),
    ] {
        quarter(&scratch, 1, "3000人", &format!("分项: {{城镇新增就业: {{{parts}}}}}\n"));
        let found = checked(&scratch, "zh");
        assert_eq!(found.contains("没有报的不等于0"), is_asked, "{parts}: {found}");
    }
    project(&scratch, &BREAKDOWN.replace("青神县: 1000", "青神县: 1001"));
    assert!(checked(&scratch, "zh").contains("3 个分项相加是12001人"));
}

#[test]
fn a_table_beside_the_entry_gives_the_figures() {
    let scratch = site(BREAKDOWN);
    scratch.put(
        "content/民生/就业/一季度.csv",
        "地区,城镇新增就业（人）,参保率\n东坡区,2000,94%\n彭山区,700,\n青神县,300,—\n合计,3000,\n",
    );
    quarter(&scratch, 1, "3000人", "分项: 一季度.csv\n");
    let found = checked(&scratch, "zh");
    assert!(!found.contains("areas-disagree") && !found.contains("breakdown"), "{found}");
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    whole(&scratch);
    let year = page(&scratch, "002590761/2024-00001.html");
    assert!(year.contains("<div class=\"breakdown\">") && year.contains("分项数据"), "{year}");
    scratch.put("content/民生/就业/一季度.csv", "地区,就业\n东坡区,2000\n");
    assert!(checked(&scratch, "zh").contains("找不到表头"));
    scratch.put("content/民生/就业/一季度.csv", "地区,城镇新增就业\n东波区,2000\n");
    let found = checked(&scratch, "zh");
    assert!(found.contains("没有“东波区”") && found.contains("是不是“东坡区”"), "{found}");
}

/// Under the head of an indicator its target, its figure and its share may stand; which is which is said below.
#[test]
fn of_several_columns_under_a_head_the_figures_are_taken() {
    let rows =
        "东坡区,8000,2000,25%,94%\n彭山区,3000,700,23.3%,\n青神县,1000,300,30%,\n合计,12000,3000,25%,\n";
    for heads in [
        "地区,城镇新增就业,,,参保率\n,目标任务,进度,完成比例,\n",
        "各地区进度,,,,\n地区,城镇新增就业,,,参保率\n,任务数（人）,完成数（人）,完成率,\n",
        "地区,城镇新增就业,,,参保率\n,任务,进展,,\n,全年任务,累计,占任务的比例,\n",
    ] {
        let scratch = site(BREAKDOWN);
        scratch.put("content/民生/就业/一季度.csv", format!("{heads}{rows}"));
        quarter(&scratch, 1, "3000人", "分项: 一季度.csv\n");
        let found = checked(&scratch, "zh");
        for rule in ["areas-disagree", "unknown-area", "unclear-breakdown-table"] {
            assert!(!found.contains(rule), "{heads}{found}");
        }
        scratch.build(&["--today", "2024-04-12"]).ended(0);
        let csv = page(&scratch, "data/breakdown.csv");
        assert!(csv.lines().any(|line| line.contains("彭山区") && line.contains("700")), "{heads}{csv}");
        assert!(!csv.contains("3000,3000"), "{heads}{csv}");
    }
    for heads in [
        "地区,城镇新增就业,,,参保率\n,甲,乙,丙,\n",
        "地区,城镇新增就业,,,参保率\n,上半年完成,全年完成,比例,\n",
        "地区,城镇新增就业,,,参保率\n,目标任务,比例,排名,\n",
        "地区,城镇新增就业,,,参保率\n,目标任务,,,\n",
    ] {
        let scratch = site(BREAKDOWN);
        scratch.put("content/民生/就业/一季度.csv", format!("{heads}{rows}"));
        quarter(&scratch, 1, "3000人", "分项: 一季度.csv\n");
        let found = checked(&scratch, "zh");
        assert!(
            found.contains("错误[unclear-breakdown-table]: `一季度.csv` 的表头“城镇新增就业”下面有几栏"),
            "{heads}{found}"
        );
        scratch.build(&["--today", "2024-04-12"]).ended(1);
    }
}

/// A row is never taken for a head because nobody knows its area.
#[test]
fn an_area_that_is_misspelled_is_told_wherever_it_stands() {
    for rows in [
        "东波区,2000\n彭山区,700\n青神县,300\n",
        "东坡区,2000\n彭三区,700\n青神县,300\n",
        "东坡区,2000\n彭山区,700\n青绅县,300\n",
    ] {
        for heads in ["地区,城镇新增就业\n", "地区,城镇新增就业\n,人\n"] {
            let scratch = site(BREAKDOWN);
            scratch.put("content/民生/就业/一季度.csv", format!("{heads}{rows}"));
            quarter(&scratch, 1, "3000人", "分项: 一季度.csv\n");
            let found = checked(&scratch, "zh");
            assert!(
                found.contains("错误[unknown-area]") && found.contains("是不是“"),
                "{heads}{rows}{found}"
            );
        }
    }
}

#[test]
fn the_head_of_a_column_says_its_measure() {
    // In 万人, in the head or above the table; 0.2万人 + 0.07万人 + 0.03万人 are 3000人.
    for (table, measure) in [
        ("地区,城镇新增就业（万人）,参保率（%）\n东坡区,0.2,94\n彭山区,0.07,\n青神县,0.03,95.1%\n", "万人"),
        ("地区,城镇新增就业(万人),参保率\n东坡区,0.2,94%\n彭山区,0.07,\n青神县,300人,\n", "万人"),
        (
            "各地区进度,,\n（单位：万人）,,\n地区,城镇新增就业,参保率\n东坡区,0.2,94%\n彭山区,0.07,\n青神县,0.03,\n",
            "万人",
        ),
        ("地区,城镇新增就业（累计）,参保率\n东坡区,2000,94%\n彭山区,700,\n青神县,300,\n", ""),
    ] {
        let scratch = site(BREAKDOWN);
        scratch.put("content/民生/就业/一季度.csv", table);
        quarter(&scratch, 1, "3000人", "分项: 一季度.csv\n");
        let found = checked(&scratch, "zh");
        for rule in ["areas-disagree", "measure-mismatch", "unclear-breakdown-table", "scale-jump"] {
            assert!(!found.contains(rule), "{table}{found}");
        }
        scratch.build(&["--today", "2024-04-12"]).ended(0);
        let json: Value = serde_json::from_str(&page(&scratch, "data/progress.json")).expect("JSON");
        let first = &json["projects"][0]["years"][0]["periods"][0]["areas"][0];
        assert_eq!(first["completion"].to_string(), "25", "{table}{first}");
        let csv = page(&scratch, "data/breakdown.csv");
        assert_eq!(csv.contains(&format!("0.2{measure}")), !measure.is_empty(), "{table}{csv}");
    }
    let scratch = site(BREAKDOWN);
    scratch.put("content/民生/就业/一季度.csv", "地区,城镇新增就业（公里）,参保率\n东坡区,2000,94%\n");
    quarter(&scratch, 1, "3000人", "分项: 一季度.csv\n");
    let found = checked(&scratch, "zh");
    assert!(
        found.contains("错误[measure-mismatch]: `一季度.csv` 的表头“城镇新增就业（公里）”里的单位是“公里”"),
        "{found}"
    );
}

#[test]
fn figures_of_areas_are_asked_about_like_those_of_all() {
    let typed =
        "分项: {城镇新增就业: {东坡区: 2000人}, 参保率: {东坡区: 0.952, 彭山区: 0.94, 青神县: 0.94%}}\n";
    let scratch = site(BREAKDOWN);
    quarter(&scratch, 1, "3000人", typed);
    let found = checked(&scratch, "zh");
    assert!(found.contains("“参保率/东坡区”只写了数字 0.952，没有写单位的按“%”算，而目标是 95%"), "{found}");
    // An area without a target is measured by that of all, and what has its measure is meant.
    assert!(found.contains("“参保率/彭山区”只写了数字 0.94") && !found.contains("参保率/青神县"), "{found}");
    let table = "地区,城镇新增就业,参保率\n东坡区,2000,0.952\n彭山区,700,94%\n";
    scratch.put("content/民生/就业/一季度.csv", table);
    quarter(&scratch, 1, "3000人", "分项: 一季度.csv\n");
    assert!(checked(&scratch, "zh").contains("“参保率/东坡区”只写了数字 0.952"));
    let total =
        "---\n公开日期: 2024-04-10\n指标: {城镇新增就业: 3000人, 参保率: 0.932}\n---\n开展就业服务。\n";
    scratch.put("content/民生/就业/2024-Q1.md", total);
    assert!(checked(&scratch, "zh").contains("“参保率”只写了数字 0.932"));
    quarter(&scratch, 1, "3000人", "分项: {城镇新增就业: {东坡区: 2000人, 彭山区: 1人}}\n");
    quarter(&scratch, 2, "4000人", "分项: {城镇新增就业: {东坡区: 1900人, 彭山区: 2000人}}\n");
    let found = checked(&scratch, "zh");
    assert!(
        found.contains("“城镇新增就业/东坡区”是累计数，却比2024年一季度少了：2000人 → 1900人"),
        "{found}"
    );
    assert!(found.contains("“城镇新增就业/彭山区”和2024年一季度相差2000倍"), "{found}");
    let answered =
        "分项: {城镇新增就业: {东坡区: 1900人, 彭山区: 20人}}\n对账说明: {城镇新增就业/东坡区: 划出一个镇}\n";
    quarter(&scratch, 2, "4000人", answered);
    assert!(!checked(&scratch, "zh").contains("falling-total"));
    // The numbers of a table need no measure, and are asked about all the same.
    scratch.put("content/民生/就业/二季度.csv", "地区,城镇新增就业\n东坡区,1800\n彭山区,20\n");
    quarter(&scratch, 2, "4000人", "分项: 二季度.csv\n");
    let found = checked(&scratch, "zh");
    assert!(found.contains("少了：2000人 → 1800") && !found.contains("bare-number"), "{found}");
}

#[test]
fn faults_of_a_table_name_the_file() {
    let scratch = site(BREAKDOWN);
    let named = |table: &str, told: &[&str]| {
        scratch.put("content/民生/就业/一季度.csv", table);
        quarter(&scratch, 1, "3000人", "分项: 一季度.csv\n");
        let found = checked(&scratch, "zh");
        for part in told.iter().chain(&["content/民生/就业/一季度.csv"]) {
            assert!(found.contains(part), "{part}: {found}");
        }
    };
    named("地区,城镇新增就业\n东波区,2000\n", &["没有“东波区”", "在这个文件里"]);
    named("地区,城镇新增就业\n东坡区,2000\n东坡区,1000\n", &["填了两次"]);
    named("地区,城镇新增就业\n东坡区,2000公里\n", &["measure-mismatch", "“东坡区”一行"]);
}

#[test]
fn what_is_raised_or_struck_out_is_no_digit_of_a_figure() {
    let (raised, struck) =
        (Format::new().set_font_script(FormatScript::Superscript), Format::new().set_font_strikethrough());
    let plain = Format::new();
    for parts in [[(&plain, "234"), (&raised, "1")], [(&struck, "900"), (&plain, "234")]] {
        let scratch = site(BREAKDOWN);
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (column, head) in ["地区", "城镇新增就业"].into_iter().enumerate() {
            sheet.write(0, u16::try_from(column).unwrap(), head).unwrap();
        }
        sheet.write(1, 0, "东坡区").unwrap();
        sheet.write_rich_string(1, 1, &parts).unwrap();
        scratch.put("content/民生/就业/一季度.xlsx", book.save_to_buffer().unwrap());
        quarter(&scratch, 1, "3000人", "分项: 一季度.xlsx\n");
        let found = checked(&scratch, "zh");
        assert!(
            found.contains("unclear-breakdown-table") && found.contains("东坡区的“城镇新增就业”"),
            "{found}"
        );
    }
}

#[test]
fn names_that_nobody_knows_are_told_with_the_nearest() {
    let scratch = site(BREAKDOWN);
    quarter(&scratch, 1, "3000人", "parts: {城镇新增就业: {东波区: 2000人}, 新增就业: {东坡区: 1人}}\n");
    let found = checked(&scratch, "zh");
    assert!(found.contains("unknown-area") && found.contains("是不是“东坡区”"), "{found}");
    assert!(found.contains("unknown-indicator"), "{found}");
    project(&scratch, "");
    assert!(checked(&scratch, "zh").contains("breakdown-without-plan"));
    project(
        &scratch,
        "breakdown: {name: 地区, parts: [东坡区, 彭山区, 东坡区], targets: {2024: {城镇新增就业: {东坡区: 8000}}}, not_additive: true}\n",
    );
    assert!(checked(&scratch, "zh").contains("duplicate-area"));
}

#[test]
fn a_changed_part_needs_a_reason() {
    let scratch = site(BREAKDOWN);
    let parts = |figure: &str| format!("分项: {{城镇新增就业: {{东坡区: {figure}, 彭山区: 700人}}}}\n");
    quarter(&scratch, 1, "3000人", &parts("2000人"));
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    assert!(text_or_nothing(&scratch.at("published.csv")).contains("城镇新增就业/东坡区"));
    quarter(&scratch, 1, "3000人", &parts("2100人"));
    let told = scratch.build(&["--today", "2024-04-13"]).ended(1).to_owned();
    assert!(told.contains("城镇新增就业/东坡区") && told.contains("原为: 2000人"), "{told}");
    let reason = "更正:\n  - {日期: 2024-04-13, 指标: 城镇新增就业/东坡区, 原为: 2000人, 改为: 2100人, 原因: 漏报一个镇}\n";
    quarter(&scratch, 1, "3000人", &format!("{}{reason}", parts("2100人")));
    scratch.build(&["--today", "2024-04-13"]).ended(0);
    whole(&scratch);
    assert!(page(&scratch, "002590761/2024-00001.html").contains("漏报一个镇"));
    // A target of an area is changed by decision.
    project(&scratch, &BREAKDOWN.replace("东坡区: 8000", "东坡区: 7000"));
    let told = scratch.build(&["--today", "2024-04-14"]).ended(1).to_owned();
    assert!(told.contains("目标调整") && told.contains("城镇新增就业/东坡区"), "{told}");
}

#[test]
fn every_area_gets_a_workbook_of_its_own() {
    let scratch = site(BREAKDOWN);
    quarter(&scratch, 1, "3000人", "分项: {城镇新增就业: {东坡区: 2000人}}\n");
    let out = scratch.at("forms");
    let made = gongkai(&scratch, "forms", &["make", "2024-Q2", "--out", out.to_str().expect("a path")]);
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    for name in ["区人力社保局", "东坡区", "彭山区", "青神县"] {
        assert!(out.join(format!("{name}.xlsx")).exists(), "{name}: {}", made.stdout);
    }
    let status = gongkai(&scratch, "forms", &["status", "2024-Q2", "--today", "2024-07-12"]);
    assert!(status.stdout.contains("青神县"), "{}{}", status.stdout, status.stderr);
    // Of an area its own figures are asked for, and no reasons.
    let reminder = status.stdout.split("\n青神县：").nth(1).expect("a reminder");
    let reminder = reminder.split("关于报送").next().expect("its text");
    assert!(reminder.contains("下列项目中你单位（地区）的数据还没有收到"), "{reminder}");
    assert!(reminder.contains("就业（青神县）") && !reminder.contains("理由"), "{reminder}");
    let lead = status.stdout.split("\n区人力社保局：").nth(1).expect("a reminder");
    assert!(lead.split("关于报送").next().expect("its text").contains("你单位牵头的下列内容"), "{lead}");
    // What comes back stands under the area; the lead unit's figures are still to come, so it is a draft.
    let form = out.join("东坡区.xlsx");
    let mut filling = Filling::open(&std::fs::read(&form).expect("a form"));
    let sheet = filling.first_sheet();
    filling.set(&sheet, "F4", &Typed::Number("5200"));
    std::fs::write(&form, filling.close()).expect("it is written");
    let read = gongkai(&scratch, "forms", &["read", form.to_str().expect("a path"), "--write"]);
    let told = format!("{}{}", read.stdout, read.stderr);
    assert_eq!(read.code, Some(0), "{told}");
    let entry = text_or_nothing(&scratch.at("content/民生/就业/2024-Q2.md"));
    assert!(entry.contains("分项:") && entry.contains("东坡区: 5200人"), "{entry}{told}");
    assert!(entry.contains("草稿: true"), "{entry}");
}

#[test]
fn forms_of_areas_are_read_as_they_are_meant_and_their_sum_is_asked_about() {
    let read = |figures: [(&str, &'static str); 4]| {
        let scratch = site(BREAKDOWN);
        let out = scratch.at("forms");
        gongkai(&scratch, "forms", &["make", "2024-Q2", "--out", out.to_str().expect("a path")]);
        for (unit, figure) in figures {
            let form = out.join(format!("{unit}.xlsx"));
            let mut filling = Filling::open(&std::fs::read(&form).expect("a form"));
            let sheet = filling.first_sheet();
            filling.set(&sheet, "F4", &Typed::Number(figure));
            let share = if unit == "东坡区" { "９５.1％" } else { "95.1%" };
            filling.set(&sheet, "F5", &Typed::Text(share.to_owned()));
            std::fs::write(&form, filling.close()).expect("it is written");
        }
        let read = gongkai(&scratch, "forms", &["read", out.to_str().expect("a path"), "--write"]);
        assert_eq!(read.code, Some(0), "{}{}", read.stdout, read.stderr);
        let entry = text_or_nothing(&scratch.at("content/民生/就业/2024-Q2.md"));
        assert!(entry.contains("东坡区: 95.1%") && entry.contains("参保率: 95.1%"), "{entry}{}", read.stderr);
        (format!("{}{}", read.stdout, read.stderr), entry)
    };
    let parts = [("东坡区", "5200"), ("彭山区", "900"), ("青神县", "300")];
    let (told, entry) = read([("区人力社保局", "6000"), parts[0], parts[1], parts[2]]);
    assert!(told.contains("“城镇新增就业”是6000人，各分项相加是6400人"), "{told}");
    assert!(entry.contains("草稿: true"), "{entry}");
    let (told, entry) = read([("区人力社保局", "6400"), parts[0], parts[1], parts[2]]);
    assert!(!told.contains("form-parts-disagree") && !entry.contains("草稿: true"), "{told}{entry}");
}

#[test]
fn a_form_says_of_an_area_what_its_cells_are_like() {
    let scratch = site("分解: {名称: 单位, 各项: [区人力社保局, 彭山区]}\n");
    quarter(&scratch, 1, "3000人", "分项: {城镇新增就业: {彭山区: 2000人}}\n");
    let out = scratch.at("forms");
    gongkai(&scratch, "forms", &["make", "2024-Q2", "--out", out.to_str().expect("a path")]);
    let words = |unit: &str| {
        let form = std::fs::read(out.join(format!("{unit}.xlsx"))).expect("a form");
        Filling::open(&form).xml()
    };
    let area = words("彭山区");
    assert!(area.contains("公开时写“未报”") && !area.contains("理由"), "{area}");
    // Its own figures and the part that it has of them are two things.
    let status = gongkai(&scratch, "forms", &["status", "2024-Q2", "--today", "2024-07-12"]);
    assert!(status.stdout.contains("1. 就业：全部"), "{}", status.stdout);
    assert!(status.stdout.contains("2. 就业（区人力社保局）：全部"), "{}", status.stdout);
}

#[test]
fn a_row_of_areas_has_a_link_for_mistakes() {
    let scratch = site(BREAKDOWN);
    quarter(
        &scratch,
        1,
        "2700人",
        "分项: {城镇新增就业: {东坡区: 2000人, 彭山区: 700人}, 参保率: {东坡区: 94%}}\n",
    );
    scratch.put("site.yaml", format!("{SITE}纠错: {{邮箱: gk@example.gov.cn}}\n"));
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    whole(&scratch);
    let year = page(&scratch, "002590761/2024-00001.html");
    let table = year.split("<div class=\"breakdown\">").nth(1).expect("a table");
    let table = table.split("</table>").next().expect("its end");
    let links: Vec<String> = table
        .split("<a class=\"mistake\" href=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().expect("an address").replace("&amp;", "&"))
        .map(|link| percent_encoding::percent_decode_str(&link).decode_utf8_lossy().into_owned())
        .collect();
    assert_eq!(links.len(), 4, "three areas and the total: {table}");
    for seen in
        ["索引号：002590761/2024-00001", "东坡区：城镇新增就业、参保率", "期：2024年一季度", "2000人、94%"]
    {
        assert!(links[0].contains(seen), "{seen}: {links:?}");
    }
    assert!(links[2].contains("青神县：") && links[2].contains("未报、未报"), "{links:?}");
    assert!(links[3].contains("总计：") && links[3].contains("2700人、93.2%"), "{links:?}");
    assert!(table.contains("aria-label=\"纠错：东坡区：城镇新增就业、参保率\""), "{table}");
}

/// A target of an area that was changed by decision judges what comes after it.
#[test]
fn a_target_of_an_area_judges_from_its_day_on() {
    let scratch = site(BREAKDOWN);
    let parts =
        |sum: u32| format!("分项: {{城镇新增就业: {{东坡区: {sum}人, 彭山区: 400人, 青神县: 100人}}}}\n");
    quarter(&scratch, 1, "2500人", &parts(2000));
    scratch.build(&["--today", "2024-04-12"]).ended(0);
    let change = "目标调整:\n  - {日期: 2024-05-06, 指标: 城镇新增就业, 原目标: 12000, 新目标: 14000, 原因: 追加, 批准: 区政府}\n  - {日期: 2024-05-06, 指标: 城镇新增就业/东坡区, 原目标: 8000, 新目标: 10000, 原因: 追加, 批准: 区政府}\n";
    project(&scratch, &format!("{}{change}", BREAKDOWN.replace("8000", "10000")));
    let text = text_or_nothing(&scratch.at(PROJECT)).replace("{2024: 12000}", "{2024: 14000}");
    scratch.put(PROJECT, text);
    scratch.build(&["--today", "2024-05-07"]).ended(0);
    quarter(&scratch, 2, "4700人", &parts(4200));
    scratch.build(&["--today", "2024-07-12"]).ended(0);
    whole(&scratch);
    let csv = page(&scratch, "data/breakdown.csv");
    let mut lines = csv.trim_start_matches('\u{feff}').lines();
    let heads: Vec<&str> = lines.next().expect("heads").split(',').collect();
    let at = |head: &str| heads.iter().position(|known| *known == head).expect("a head");
    let places = ["期", "分项目标", "分项当时目标", "分项完成比例"].map(at);
    let rows: Vec<[&str; 4]> = lines
        .filter(|line| line.contains("东坡区,城镇新增就业"))
        .map(|line| line.split(',').collect::<Vec<_>>())
        .map(|row| places.map(|at| row[at]))
        .collect();
    assert_eq!(rows, [["2024-Q1", "10000", "8000", "25"], ["2024-Q2", "10000", "", "42"]]);
    let page = page(&scratch, "002590761/2024-00001.html");
    assert!(page.contains("8000<span class=\"why\">后来调整为10000</span>"), "{page}");
}
