//! Every mistake that is known, in one cell of one form: told with its cell, and nothing of the form is merged.

use gongkai::forms::MergedEntry;
use snapbox::str;

use super::filling::{Filling, Typed, text};
use super::{FIRST, Office, PLAN, named, office, told};

/// The form of the office with cells filled in.
fn filled(office: &Office, cells: &[(&str, Typed)]) -> Vec<u8> {
    let mut filling = Filling::open(&office.make("2024-Q2")[0].bytes);
    for (cell, typed) in cells {
        filling.set("便民", cell, typed);
    }
    filling.close()
}

/// What is right, cell by cell.
fn right() -> Vec<(&'static str, Typed)> {
    vec![
        ("F4", Typed::Number("388")),
        ("F5", Typed::Number("3.31")),
        ("F6", Typed::Number("81.5")),
        ("F7", text("25/30所")),
        ("F8", text("推进中")),
        ("F9", Typed::Number("12")),
        ("D12", Typed::Number("45369")),
    ]
}

/// The right answers, but for these cells.
fn with(changes: &[(&'static str, Typed)]) -> Vec<(&'static str, Typed)> {
    let mut cells = right();
    for (cell, typed) in changes {
        match cells.iter_mut().find(|(known, _)| known == cell) {
            Some((_, old)) => *old = typed.clone(),
            None => cells.push((cell, typed.clone())),
        }
    }
    cells
}

#[test]
fn what_is_right_is_taken_over_as_it_was_given() {
    let office = office();
    let book = filled(
        &office,
        &with(&[
            ("B15", text("窗口少")),
            ("B16", text("加开两个窗口\n延长时间")),
            ("B17", text("截至6月底，网上可办[[事项]]。\n\n一、进展\n自助终端启用。")),
            ("D13", Typed::Number("")),
            ("E13", Typed::Number("45672")),
            ("F13", text("区政府专题会议")),
            ("G13", text("台风停工")),
        ]),
    );
    let findings = office.collect(&[("a.xlsx", &book)]);
    assert_eq!(named(&findings), Vec::<String>::new(), "{}", told(&findings));
    snapbox::assert_data_eq!(
        office.entry("工作/便民/2024-Q2.md"),
        str![[r#"
---
公开日期: 2024-07-05
指标:
  事项: 388项
  窗口办件: 3.31万件
  结案率: 81.5%
  学校: 25/30所
  平台: 推进中
  走访: 12次
事项:
  开工: 2024-03-18
  竣工:
    推迟到: 2025-01-15
    原因: 台风停工
    批准: 区政府专题会议
存在问题: 窗口少
下一步: |-
  加开两个窗口
  延长时间
---
截至6月底，网上可办[[事项]]。

一、进展
自助终端启用。

"#]]
    );
    let (findings, merged) = office.read(&[("a.xlsx", &book)]);
    assert!(findings.is_empty(), "{}", told(&findings));
    assert!(!merged.entries.iter().any(MergedEntry::is_changed), "a second reading changes nothing");
    assert_eq!(merged.entries[0].values.len(), 13);
}

#[test]
fn every_mistake_is_told_with_its_cell_and_stops_the_entry() {
    let refused: &[(&str, Typed, &str, &str)] = &[
        ("F4", text("388"), "form-text-for-number", "只是看着像数字"),
        ("F4", text("３８８"), "form-text-for-number", "只是看着像数字"),
        ("F4", text(" 388 "), "form-text-for-number", "只是看着像数字"),
        ("F4", text("388项"), "form-text-for-number", "只填数字，不写单位"),
        ("F5", text("33100件"), "form-text-for-number", "换算成万件"),
        ("F4", text("/"), "form-text-for-number", "本期不统计的理由"),
        ("F4", text("正在统计"), "form-text-for-number", "不是数字"),
        ("F4", Typed::Error("#REF!"), "form-error-value", "#REF!"),
        ("F4", Typed::Error("#DIV/0!"), "form-error-value", "#DIV/0!"),
        ("F4", Typed::Formula("SUM(A1:A3)"), "form-error-value", "没有算出结果"),
        ("F4", Typed::InFormat("45373", 14), "form-date-for-number", "22/30"),
        ("F4", Typed::InFormat("0.5", 9), "form-wrong-measure", "百分数"),
        ("F4", Typed::InFormat("388.4", 1), "form-too-exact", "388.4"),
        ("F4", Typed::Number("388.3333333333333"), "form-too-exact", "四舍五入"),
        ("F4", Typed::Number("330604198001011231"), "form-scale", "太大"),
        ("F6", Typed::Number("0.815"), "form-scale", "81.5%"),
        ("F7", text("25/30人"), "form-wrong-measure", "换算成所"),
        ("F7", text("还在建"), "form-text-for-number", "22/30所"),
        ("F7", Typed::InFormat("45682", 14), "form-date-for-number", "文本"),
        ("F8", text("差不多了"), "form-text-for-number", "推进中"),
        ("F8", Typed::Number("1"), "form-text-for-number", "推进中"),
        ("G9", text("无"), "form-reason-missing", "理由"),
        ("D12", text("上个月"), "form-bad-date", "2024-03-18"),
        ("D12", Typed::InFormat("20240318", 1), "form-bad-date", "2024-03-18"),
        ("D12", text("2024-02-30"), "form-bad-date", "2024-03-18"),
        ("D12", text("2024-07-01"), "form-contradiction", "下一期"),
        ("G9", text("不再统计"), "form-contradiction", "只留一处"),
        ("E12", text("2024-09-30"), "form-contradiction", "只留一处"),
        ("E13", text("2024-09-30"), "form-contradiction", "写明原因和批准"),
        ("F13", text("区政府"), "form-contradiction", "推迟到的日期"),
        ("B4", text("办理事项"), "form-label-changed", "改回“事项”"),
        ("C5", text("件"), "form-label-changed", "改回“万件”"),
        ("D4", text("400"), "form-label-changed", "改回“420”"),
        ("B5", text("事项"), "form-label-changed", "改回“窗口办件”"),
    ];
    let office = office();
    for (cell, typed, rule, words) in refused {
        let book = filled(&office, &with(&[(cell, typed.clone())]));
        let (findings, merged) = office.read(&[("a.xlsx", &book)]);
        assert_eq!(named(&findings), [format!("{rule} 便民!{cell}")], "{typed:?}: {}", told(&findings));
        assert!(told(&findings).contains(words), "{words}: {}", told(&findings));
        assert!(merged.entries.is_empty(), "{typed:?} at {cell} was taken over");
    }
}

#[test]
fn what_is_odd_is_told_and_makes_a_draft() {
    for (cell, typed, rule) in [
        ("F4", Typed::Number("388000"), "form-scale 便民!F4"),
        ("F5", Typed::Number("33100"), "form-scale 便民!F5"),
        ("F9", Typed::Number(""), ""),
        ("F4", Typed::Number(""), "form-unfilled 便民!"),
    ] {
        let office = office();
        let book = filled(&office, &with(&[(cell, typed)]));
        let findings = office.collect(&[("a.xlsx", &book)]);
        assert_eq!(named(&findings).join(" "), rule, "{}", told(&findings));
        assert_eq!(office.entry("工作/便民/2024-Q2.md").contains("\n草稿: true\n"), !rule.is_empty());
    }
}

#[test]
fn what_is_not_read_is_told_and_stops_nothing() {
    let office = office();
    for (cell, words) in
        [("H4", "不是填写的格子"), ("J40", "不是填写的格子"), ("C16", "不是填写的格子"), ("E4", "没有采用")]
    {
        let book = filled(&office, &with(&[(cell, text("请看附件 13812345678"))]));
        let (findings, merged) = office.read(&[("a.xlsx", &book)]);
        let rule = if cell == "E4" { "form-label-changed" } else { "form-not-read" };
        assert_eq!(named(&findings), [format!("{rule} 便民!{cell}")]);
        assert!(
            told(&findings).contains(words) && told(&findings).contains("138****5678"),
            "{}",
            told(&findings)
        );
        assert_eq!(merged.entries.len(), 1, "{cell}");
    }
}

#[test]
fn a_percentage_is_the_same_however_it_was_typed() {
    let office = office();
    for typed in [Typed::Number("81.5"), Typed::InFormat("0.815", 10)] {
        let (findings, merged) = office.read(&[("a.xlsx", &filled(&office, &with(&[("F6", typed)])))]);
        assert!(findings.is_empty(), "{}", told(&findings));
        let value =
            &merged.entries[0].values.iter().find(|(answer, _)| answer.question.name == "结案率").unwrap().0;
        assert_eq!((value.value.as_str(), value.place.cell.as_str()), ("81.5%", "F6"));
    }
}

#[test]
fn moved_rows_and_lost_sheets_are_recognised_and_a_new_name_of_a_sheet_does_no_harm() {
    let office = office();
    for row in [4, 6, 9, 13, 16] {
        let mut filling = Filling::open(&filled(&office, &right()));
        filling.insert_row("便民", row);
        let (findings, merged) = office.read(&[("a.xlsx", &filling.close())]);
        assert!(
            named(&findings).iter().any(|name| name.starts_with("form-cells-moved 便民!")),
            "{row}: {}",
            told(&findings)
        );
        assert!(merged.entries.is_empty(), "{row}");
    }
    let mut filling = Filling::open(&filled(&office, &right()));
    filling.rename("便民", "改了名");
    let (findings, merged) = office.read(&[("a.xlsx", &filling.close())]);
    assert!(findings.is_empty(), "{}", told(&findings));
    assert_eq!(merged.entries.len(), 1);
    let mut filling = Filling::open(&filled(&office, &right()));
    filling.remove("便民");
    let (findings, merged) = office.read(&[("a.xlsx", &filling.close())]);
    assert_eq!(named(&findings), ["form-cells-moved 便民!"], "{}", told(&findings));
    assert!(merged.entries.is_empty());
}

#[test]
fn forms_of_other_sites_periods_and_hands_are_recognised() {
    let office = office();
    let book = filled(&office, &right());
    let mut other = super::office();
    other.settings.site_id = "3306040099".to_owned();
    assert_eq!(named(&other.read(&[("a.xlsx", &book)]).0), ["form-of-another-site"]);

    let first = office.make("2024-Q1")[0].bytes.clone();
    let (findings, merged) = office.read(&[("a.xlsx", &book), ("b.xlsx", &first)]);
    assert!(named(&findings).contains(&"form-of-another-period".to_owned()), "{}", told(&findings));
    assert_eq!(merged.entries.len(), 1);

    for (cell, typed) in [("H15", text("别的")), ("B6", text("第2局")), ("B1", text("2")), ("A1", text("表"))]
    {
        let mut filling = Filling::open(&book);
        filling.set("gongkai", cell, &typed);
        let (findings, merged) = office.read(&[("a.xlsx", &filling.close())]);
        assert_eq!(named(&findings), ["form-not-recognised"], "{cell}");
        assert!(merged.entries.is_empty());
    }
    for bytes in [
        &b""[..],
        b"PK\x03\x04",
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        "单位,数据\n".as_bytes(),
        &book[..book.len() / 2],
    ] {
        assert_eq!(named(&office.read(&[("a.xlsx", bytes)]).0), ["form-not-recognised"]);
    }
}

#[test]
fn a_form_of_an_older_state_is_recognised() {
    let later = |from: &str, to: &str| {
        let mut office = office();
        let book = filled(&office, &right());
        assert!(PLAN.contains(from) || FIRST.contains(from), "{from}");
        office.put("工作/便民/project.yaml", &PLAN.replace(from, to));
        office.put("工作/便民/2024-Q1.md", &FIRST.replace(from, to));
        let (findings, merged) = office.read(&[("a.xlsx", &book)]);
        (named(&findings).join(" "), merged.entries.len())
    };
    let unchanged = |found: &str| (found.to_owned(), 1);
    assert_eq!(later("目标: {2024: 420}", "目标: {2024: 430}"), unchanged("form-outdated 便民!F4"));
    assert_eq!(later("事项: 371项", "事项: 372项"), unchanged("form-outdated"));
    assert_eq!(
        later("  - {名称: 走访, 单位: 次}\n", "  - {名称: 走访, 单位: 次}\n  - {名称: 回访}\n"),
        unchanged("form-outdated 便民!")
    );
    assert_eq!(later("单位: 万件", "单位: 件"), ("form-outdated 便民!F5".to_owned(), 0));
    assert_eq!(
        later("名称: 走访", "名称: 访问"),
        ("form-outdated 便民! form-outdated 便民!F9".to_owned(), 0)
    );
    assert_eq!(later("牵头单位: 第1局", "牵头单位: 第2局"), ("form-outdated 便民!".to_owned(), 0));
    assert_eq!(later("  - {名称: 开工, 计划: 2024-03-31}\n", ""), ("form-outdated 便民!D12".to_owned(), 0));
}

#[test]
fn nothing_is_overwritten() {
    let second = "---\n# 手写的\n公开日期: 2024-07-04 # 周四\n指标:\n  事项: 390项 # 核过\n  窗口办件: 33100件\n---\n截至6月底，\n";
    let mut office = office();
    office.put("工作/便民/2024-Q2.md", second);
    // The form shows what is there already; somebody changes it.
    let book = filled(&office, &right());
    let (findings, merged) = office.read(&[("a.xlsx", &book)]);
    assert_eq!(named(&findings), ["form-answer-differs 便民!F4"], "{}", told(&findings));
    assert!(merged.entries.is_empty());
    let related = &findings[0].finding.related[0].0;
    assert_eq!(&second[related.span.clone().unwrap()], "390项");

    let book = filled(&office, &with(&[("F4", Typed::Number("390")), ("B17", text("全部启用。"))]));
    let findings = office.collect(&[("a.xlsx", &book)]);
    assert!(findings.is_empty(), "{}", told(&findings));
    snapbox::assert_data_eq!(
        office.entry("工作/便民/2024-Q2.md"),
        str![[r#"
---
# 手写的
公开日期: 2024-07-04 # 周四
指标:
  事项: 390项 # 核过
  窗口办件: 33100件
  结案率: 81.5%
  学校: 25/30所
  平台: 推进中
  走访: 12次
事项:
  开工: 2024-03-18
---
全部启用。

"#]]
    );
    let book = filled(&office, &with(&[("F4", Typed::Number("390")), ("B17", text("没有启用。"))]));
    assert_eq!(named(&office.read(&[("a.xlsx", &book)]).0), ["form-answer-differs 便民!B17"]);
}

/// Whoever wrote the entry by hand finds it as it was, with what was collected in the same manner.
#[test]
fn entries_of_all_spellings_are_added_to_in_their_own() {
    let answers = with(&[("B15", text("窗口少")), ("B17", text("第一段。\n第二段。"))]);
    for (file, before, after) in [
        (
            "2024-Q2.yaml",
            "公开日期: 2024-07-04\n正文: |\n  截至6月底，\n",
            str![[r#"
公开日期: 2024-07-04
正文: |-
  第一段。
  第二段。
指标:
  事项: 388项
  窗口办件: 3.31万件
  结案率: 81.5%
  学校: 25/30所
  平台: 推进中
  走访: 12次
事项:
  开工: 2024-03-18
存在问题: 窗口少

"#]],
        ),
        (
            "2024年二季度.md",
            "---\r\ndate: 2024-07-04\r\nfigures:\r\n  事项:\r\n---\r\n",
            str![[r#"
---
date: 2024-07-04
figures:
  事项: 388项
  窗口办件: 3.31万件
  结案率: 81.5%
  学校: 25/30所
  平台: 推进中
  走访: 12次
nodes:
  开工: 2024-03-18
problems: 窗口少
---
第一段。
第二段。

"#]],
        ),
        (
            "2024-Q2.md",
            "---\n公开日期: 2024-07-04\n指标: {窗口办件: 3.31万件}\n事项: {开工: 2024-03-18}\n---\n",
            str![[r#"
---
公开日期: 2024-07-04
指标: {窗口办件: 3.31万件, 事项: 388项, 结案率: 81.5%, 学校: 25/30所, 平台: 推进中, 走访: 12次}
事项: {开工: 2024-03-18}
存在问题: 窗口少
---
第一段。
第二段。

"#]],
        ),
    ] {
        let mut office = office();
        office.put(&format!("工作/便民/{file}"), before);
        let findings = office.collect(&[("a.xlsx", &filled(&office, &answers))]);
        assert!(findings.is_empty(), "{file}: {}", told(&findings));
        let entry = office.entry(&format!("工作/便民/{file}"));
        assert_eq!(entry.contains('\r'), before.contains('\r'));
        snapbox::assert_data_eq!(entry.replace('\r', ""), after);
        let (findings, merged) = office.read(&[("a.xlsx", &filled(&office, &answers))]);
        assert!(findings.is_empty() && !merged.entries[0].is_changed(), "{file}: {}", told(&findings));
    }
}

#[test]
fn an_entry_with_faults_is_left_alone() {
    let mut office = office();
    office.put("工作/便民/2024-Q2.md", "---\n公开日期：2024-07-04\n指标: [\n---\n");
    let before = office.entry("工作/便民/2024-Q2.md");
    let findings = office.collect(&[("a.xlsx", &filled(&office, &right()))]);
    assert!(
        named(&findings).iter().all(|name| name.starts_with("form-entry-unusable")),
        "{}",
        told(&findings)
    );
    assert!(!findings.is_empty());
    assert_eq!(office.entry("工作/便民/2024-Q2.md"), before);
}

#[test]
fn two_answers_to_one_cell_are_both_shown() {
    let office = office();
    let (one, two) = (filled(&office, &right()), filled(&office, &with(&[("F5", Typed::Number("3.4"))])));
    let (findings, merged) = office.read(&[("a.xlsx", &one), ("b.xlsx", &two)]);
    assert_eq!(named(&findings), ["form-two-answers 便民!F5"]);
    assert!(
        told(&findings).contains("3.4万件")
            && told(&findings).contains("a.xlsx 的工作表“便民” F5填的是“3.31万件”")
    );
    assert!(merged.entries.is_empty());
    let (findings, merged) = office.read(&[("a.xlsx", &one), ("b.xlsx", &one)]);
    assert!(findings.is_empty(), "{}", told(&findings));
    assert_eq!(merged.entries.len(), 1);
}
