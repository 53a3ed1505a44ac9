//! Workbooks and CSV files.

use gongkai::import::{KnownProject, Wanted};
use gongkai::model::ContentPath;
use snapbox::{IntoData, assert_data_eq, str};

use super::xlsx::Xlsx;
use super::{doubts, fates, gongkai, proposed, site_with, text};

/// A plan's indicators as bureaus keep them in Excel.
pub(super) fn indicators(unit: &str) -> Vec<u8> {
    let mut book = Xlsx::default();
    book.row(&["云溪区“劳有所得”主要指标"])
        .row(&["序号", "重点任务", "指标", "单位", "2023年基数", "目标值", "", "牵头单位"])
        .row(&["", "", "", "", "", "2024年", "2025年", ""])
        .row(&["=1", "技能提升", "职业技能培训（线下）", "万人次", "=5:1.2", "=5:1.43", "=5:1.6", unit])
        .row(&["=2", "", "新增技能人才数(人)", "", "=2:8800", "=2:9000", "=2:9500", unit])
        .row(&["=3", "劳动关系", "仲裁结案率", "%", "=1:0.9", "≥92%", "≥93%", unit])
        .merge("A1:H1")
        .merge("A2:A3")
        .merge("B2:B3")
        .merge("C2:C3")
        .merge("D2:D3")
        .merge("E2:E3")
        .merge("F2:G2")
        .merge("H2:H3")
        .merge("B4:B5");
    book.bytes()
}

#[test]
fn a_table_of_indicators_becomes_a_project() {
    let proposal = proposed("指标.xlsx", &indicators("区人力社保局"), |_| {});
    assert_eq!(proposal.files.len(), 1);
    assert_eq!(proposal.files[0].path.as_str(), "政策文件/云溪区“劳有所得”主要指标/project.yaml");
    assert_data_eq!(
        text(&proposal, ".yaml"),
        str![[r#"
标题: 云溪区“劳有所得”主要指标
牵头单位: 区人力社保局
指标:
  - 名称: 职业技能培训（线下）
    重点任务: 技能提升
    单位: 万人次
    目标:
      2024: 1.43
      2025: 1.60
    基期:
      2023: 1.20
  - 名称: 新增技能人才数
    重点任务: 技能提升
    单位: 人
    目标:
      2024: 9,000
      2025: 9,500
    基期:
      2023: 8,800
  - 名称: 仲裁结案率
    重点任务: 劳动关系
    单位: "%"
    口径: 时点
    目标:
      2024: ≥92%
      2025: ≥93%
    基期:
      2023: 90.0%

"#]]
        .raw()
    );
    assert_eq!(doubts(&proposal), "");
}

#[test]
fn what_is_said_above_and_below_a_table_is_no_head_and_no_indicator() {
    let mut book = Xlsx::default();
    book.row(&["2024年重点指标"])
        .row(&["填报单位：区人力社保局", "", "", "单位：万元"])
        .row(&["序号", "指标", "2024年目标", "一季度完成"])
        .row(&["=1", "培训补贴", "=2:1200", "=5:300.25"])
        .row(&["合计", "", "=2:1200", "=5:300.25"])
        .row(&["", "总 计", "=2:1200", "=5:300.25"])
        .row(&["注：数据截至3月底。"]);
    let proposal = proposed("指标.xlsx", &book.bytes(), |_| {});
    let yaml = text(&proposal, ".yaml");
    assert!(
        yaml.contains("标题: 2024年重点指标\n")
            && yaml.contains("  - 名称: 培训补贴\n    单位: 万元\n    目标:\n      2024: 1,200\n"),
        "{yaml}"
    );
    let told = doubts(&proposal);
    assert!(told.contains("工作表“Sheet1” A7：表下的“注：数据截至3月底。”没有放进项目"), "{told}");
    let told = fates(&proposal);
    for left in ["C5：这一行没有指标名称", "C6：这一行没有指标名称", "A2：表上面的说明，没有放进去"]
    {
        assert!(told.contains(&format!("留 工作表“Sheet1” {left}")), "{left}\n{told}");
    }
    assert!(!yaml.contains("总计"), "{yaml}");
    // What stands first is the title only if it is none of the labels.
    let mut book = Xlsx::default();
    book.row(&["单位：万元", "", ""])
        .row(&["指标", "2024年目标", "一季度完成"])
        .row(&["补贴", "=2:1200", "=5:300"]);
    let proposal = proposed("指标.xlsx", &book.bytes(), |_| {});
    assert!(!text(&proposal, ".yaml").contains("标题: 单位"), "{}", text(&proposal, ".yaml"));
}

#[test]
fn figures_go_to_the_project_that_knows_them() {
    let mut book = Xlsx::default();
    book.row(&["2024年重点指标完成情况"])
        .row(&["指标", "单位", "2024年目标", "一季度", "1-6月"])
        .row(&["职业技能培训", "万人次", "=5:1.43", "=5:0.3", "=5:0.634"])
        .row(&["仲裁结案率", "", "≥92%", "=1:0.728", "!#REF!"])
        .row(&["没听说过的", "人", "=1", "=2", "=3"])
        .merge("A1:E1");
    let project = KnownProject {
        folder: ContentPath::new("重点/劳有所得").unwrap(),
        indicators: vec![("职业技能培训".into(), "万人次".into()), ("仲裁结案率".into(), "%".into())],
    };
    let projects = [project];
    let (to, known) = (ContentPath::new("重点/劳有所得").unwrap(), &projects[..]);
    let proposal = proposed("进度.xlsx", &book.bytes(), |options| {
        options.to = &to;
        options.projects = known;
    });
    let names: Vec<&str> = proposal.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(names, ["重点/劳有所得/2024-Q1.md", "重点/劳有所得/2024-H1.md"]);
    let first = text(&proposal, "Q1.md");
    assert!(
        first
            .ends_with("公开日期: 2024-03-08\n指标:\n  职业技能培训: 0.30万人次\n  仲裁结案率: 72.8%\n---\n"),
        "{first}"
    );
    assert_eq!(
        text(&proposal, "H1.md"),
        "---\n公开日期: 2024-03-08\n指标:\n  职业技能培训: 0.63万人次\n---\n"
    );
    let told = doubts(&proposal);
    assert!(told.contains("E4：这一格是 #REF!"), "{told}");
    assert!(told.contains("项目里没有指标“没听说过的”"), "{told}");
    assert!(first.contains("# 待核对：工作表“Sheet1” E4"), "doubts stand in the first file: {first}");
}

#[test]
fn any_other_sheet_becomes_a_table_as_it_is_seen() {
    let mut book = Xlsx::default();
    book.row(&["全区补贴发放情况"])
        .row(&["单位：万元"])
        .row(&["镇街", "发放", "", "机构代码", "日期"])
        .row(&["", "户数", "金额", "", ""])
        .row(&["望溪街道", "=2:1234", "=5:56.7", "=3:2590761", "=4:45357"])
        .row_with("hidden=\"1\"", &["不公开的", "=1"])
        .row(&["柳河镇", "=2:99", "=5:1", "!#DIV/0!", ""])
        .merge("A1:E1")
        .merge("A3:A4")
        .merge("B3:C3")
        .merge("D3:D4")
        .merge("E3:E4");
    let proposal = proposed("补贴.xlsx", &book.bytes(), |_| {});
    assert_data_eq!(
        text(&proposal, ".md"),
        str![[r#"
---
# 待核对：工作表“Sheet1” D7：这一格是 #DIV/0!，没有数，先留空
标题: 全区补贴发放情况
类型: 动态
发布单位: 区人力社保局
公开日期: 2024-03-08
---
单位：万元

| 镇街 | 发放 | < | 机构代码 | 日期 |
|---|---|---|---|---|
| ^^ | 户数 | 金额 | ^^ | ^^ |
| 望溪街道 | 1,234 | 56.70 | 002590761 | 2024-03-06 |
| 柳河镇 | 99 | 1.00 |  |  |

"#]]
        .raw()
    );
    let told = fates(&proposal);
    assert!(told.contains("留 工作表“Sheet1” A6：隐藏的行或列"), "{told}");
}

#[test]
fn a_large_sheet_lies_beside_the_text_with_its_merged_cells() {
    let mut text_of_csv = String::from("镇街,村,户数\n");
    let mut book = Xlsx::default();
    book.row(&["镇街", "村", "户数"]);
    for at in 0..100 {
        let town = ["望溪街道", "柳河镇"][at / 50];
        let (village, count) = (format!("第{at}村"), format!("={at}"));
        book.row(&[if at % 50 == 0 { town } else { "" }, &village, &count]);
        text_of_csv.extend([town, ",", &village, ",", &count[1..], "\n"]);
    }
    book.merge("A2:A51").merge("A52:A101");
    let proposal = proposed("各村户数.xlsx", &book.bytes(), |_| {});
    assert_eq!(text(&proposal, ".csv"), text_of_csv);
    let article = text(&proposal, ".md");
    assert!(article.contains("标题: 各村户数\n"), "{article}");
    assert!(article.ends_with("---\n![各村户数（表1）](各村户数-表1.csv \"合并=1\")\n"), "{article}");
}

#[test]
fn csv_files_are_read_as_sheets_are() {
    let csv = "指标,单位,2024年目标\r\n新增就业,人,9000\r\n\"培训, 线下\",人次,每年10000人次\r\n";
    let (gbk, _, _) = encoding_rs::GB18030.encode(csv);
    let proposal = proposed("目标.csv", &gbk, |_| {});
    let text = text(&proposal, ".yaml");
    assert!(text.contains("标题: 目标\n") && text.contains("名称: 培训,线下\n"), "{text}");
    assert!(doubts(&proposal).contains("没有找到牵头单位"), "{}", doubts(&proposal));
    let article = proposed("目标.csv", csv.as_bytes(), |options| options.wanted = Some(Wanted::Table));
    assert!(super::text(&article, ".md").contains("| 新增就业 | 人 | 9000 |\n"));
}

/// Whatever stands between the cells: a separator in quotation marks belongs to its cell.
#[test]
fn csv_files_are_parted_as_excel_parts_them() {
    for (name, csv) in [
        ("commas", "事项,说明\n\"甲,乙\",丙\"\"丁\n"),
        ("semicolons", "事项;说明\n\"甲;乙\";丙\n"),
        ("tabs", "事项\t说明\n\"甲\t乙\"\t丙\n"),
        ("bars", "事项|说明\n\"甲|乙\"|丙\n"),
        ("told", "sep=;\n事项;说明\n\"甲;乙\";丙\n"),
    ] {
        let article = proposed("表.csv", csv.as_bytes(), |options| options.wanted = Some(Wanted::Table));
        let text = text(&article, ".md");
        let rows: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
        assert!(
            rows.len() == 3 && rows[0] == "| 事项 | 说明 |" && rows[2].matches(" | ").count() == 1,
            "{name}: {text}"
        );
        assert!(rows[2].contains('甲') && rows[2].contains('乙') && rows[2].contains('丙'), "{name}: {text}");
    }
    let digits = "编号,数\n=\"007\",1\n";
    let article = proposed("表.csv", digits.as_bytes(), |options| options.wanted = Some(Wanted::Table));
    assert!(text(&article, ".md").contains("| 007 | 1 |"));
}

#[test]
fn a_quotation_mark_that_nothing_closes_is_told() {
    let folder = site_with(&[("表.csv", "事项,说明\n\"甲,乙\n丙,丁\n".as_bytes())]);
    let (code, shown, told) =
        gongkai(&folder.path().join("site"), &["import", "../表.csv", "--to", "通知公告"]);
    assert!(code == Some(1) && told.contains("第 2 行") && told.contains("引号"), "{shown}{told}");
}

#[test]
fn a_written_project_passes_the_check() {
    let folder = site_with(&[("指标.xlsx", &indicators("县政务服务中心"))]);
    let site = folder.path().join("site");
    let args = ["import", "../指标.xlsx", "--to", "重点工作", "--write", "--today", "2024-03-08"];
    let (code, shown, told) = gongkai(&site, &args);
    assert_eq!((code, told.as_str()), (Some(0), ""), "{shown}");
    let (code, _, told) = gongkai(&site, &["check", "--today", "2024-03-08"]);
    assert!(code == Some(0) && told.starts_with("没有发现问题"), "{told}");
}

#[test]
fn sheets_have_their_names_and_what_lies_over_cells_is_told() {
    let mut book = Xlsx::default();
    book.named("城区")
        .row(&["2024年情况表", "", ""])
        .row(&["单位：万元", "", ""])
        .row(&["名称", "数", "率"])
        .row(&["甲", "=1", "=2"])
        .row(&["注：初步统计。", "", ""])
        .merge("A1:C1")
        .merge("A5:C5")
        .sheet("乡镇")
        .row(&["名称", "数", "率"])
        .row(&["乙", "=3", "=4"])
        .part("xl/drawings/drawing1.xml", "<wsDr><sp><txBody><p><r><t>框里的</t></r><r><t>话</t></r></p></txBody></sp></wsDr>")
        .part(
            "xl/drawings/vmlDrawing1.vml",
            "<xml><shape><textbox><div><font>是否公开</font></div></textbox></shape><shape><textbox><div/></textbox></shape></xml>",
        );
    let proposal = proposed("情况.xlsx", &book.bytes(), |_| {});
    let article = text(&proposal, ".md");
    let body = article.splitn(3, "---\n").nth(2).unwrap_or("").trim();
    assert_eq!(
        body,
        "城区\n单位：万元\n\n| 名称 | 数 | 率 |\n|---|---|---|\n| 甲 | 1 | 2 |\n\n注：初步统计。\n乡镇\n\n\
         | 名称 | 数 | 率 |\n|---|---|---|\n| 乙 | 3 | 4 |"
    );
    let told = doubts(&proposal);
    assert!(
        told.contains("“框里的话”") && told.contains("“是否公开”") && told.lines().count() == 2,
        "{told}"
    );
}

#[test]
fn a_dash_is_no_measure_and_units_stand_one_by_one() {
    let mut book = Xlsx::default();
    book.row(&["主要指标", "", "", ""])
        .row(&["单位：万元", "", "", ""])
        .row(&["指标", "单位", "2024年目标", "责任单位"])
        .row(&["投资", "", "=500", "区人力社保局"])
        .row(&["平台", "—", "建成", "区人力社保局、区教育局"])
        .row(&["培训", "人", "=60", "区教育局\n区民政局"])
        .row(&["就业", "人", "=70", "区人力资源和\n社会保障局"]);
    let proposal = proposed("指标.xlsx", &book.bytes(), |_| {});
    let project = text(&proposal, ".yaml");
    assert!(project.contains("责任单位: [区教育局, 区民政局, 区人力资源和社会保障局]"), "{project}");
    assert!(project.contains("  - 名称: 投资\n    单位: 万元\n"), "{project}");
    assert!(project.contains("  - 名称: 平台\n    目标:\n"), "{project}");
}
