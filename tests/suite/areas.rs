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
        "9500人",
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
