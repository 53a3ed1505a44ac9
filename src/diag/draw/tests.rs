//! What drawn findings look like.
#![expect(clippy::needless_raw_string_hashes, reason = "snapshots are rewritten with hashes")]

use std::collections::BTreeMap;
use std::sync::Arc;

use snapbox::{IntoData, assert_data_eq, str};

use super::{human, json, position};
use crate::diag::{Diagnostic, Lang, Place};
use crate::say;

fn sources(files: &[(&str, &str)]) -> BTreeMap<String, Arc<str>> {
    files.iter().map(|(name, text)| ((*name).to_owned(), Arc::from(*text))).collect()
}

/// The place of `part` in `text` of `file`.
fn at(file: &str, text: &str, part: &str) -> Place {
    let start = text.find(part).expect("the part stands in the text");
    Place::span(file, start..start + part.len())
}

fn unknown_unit(place: Place) -> Diagnostic {
    Diagnostic::error("unknown-unit", say!("机构登记中没有“区人社局”", "no unit is called `区人社局`"))
        .at(place)
        .label(say!("这个名称", "this name"))
        .help(say!("是不是“区人力社保局”？", "did you mean `区人力社保局`?"))
}

#[test]
fn caret_stands_under_chinese_full_width_digits_and_after_tabs() {
    let text = "标题: 计划\n发布单位:\t第１２号 区人社局 # 待核\n";
    let finding = unknown_unit(at("content/计划.md", text, "区人社局"));
    assert_data_eq!(
        human(&finding, &sources(&[("content/计划.md", text)]), Lang::Zh, false),
        str![[r#"
错误[unknown-unit]: 机构登记中没有“区人社局”
 --> content/计划.md:2:12
  |
2 | 发布单位:    第１２号 区人社局 # 待核
  |                       ^^^^^^^^ 这个名称
  |
  = 办法: 是不是“区人力社保局”？
"#]]
        .raw()
    );
}

#[test]
fn english_and_all_severities() {
    let text = "单位: 万人次";
    let place = || at("content/a/project.yaml", text, "万人次");
    let all = sources(&[("content/a/project.yaml", text)]);
    let warning = Diagnostic::warning("odd-measure", say!("单位少见", "unusual measure")).at(place());
    let advice = Diagnostic::advice("no-note", say!("没有说明", "no note")).at(place());
    let drawn: Vec<String> = [
        human(&unknown_unit(place()), &all, Lang::En, false),
        human(&warning, &all, Lang::Zh, false),
        human(&warning, &all, Lang::En, false),
        human(&advice, &all, Lang::Zh, false),
        human(&advice, &all, Lang::En, false),
    ]
    .into();
    assert_data_eq!(
        drawn.join("\n\n"),
        str![[r#"
error[unknown-unit]: no unit is called `区人社局`
 --> content/a/project.yaml:1:5
  |
1 | 单位: 万人次
  |       ^^^^^^ this name
  |
  = help: did you mean `区人力社保局`?

警告[odd-measure]: 单位少见
 --> content/a/project.yaml:1:5
  |
1 | 单位: 万人次
  |       ^^^^^^

warning[odd-measure]: unusual measure
 --> content/a/project.yaml:1:5
  |
1 | 单位: 万人次
  |       ^^^^^^

建议[no-note]: 没有说明
 --> content/a/project.yaml:1:5
  |
1 | 单位: 万人次
  |       ^^^^^^

advice[no-note]: no note
 --> content/a/project.yaml:1:5
  |
1 | 单位: 万人次
  |       ^^^^^^
"#]]
        .raw()
    );
}

#[test]
fn related_places_follow_the_first() {
    let first = "年份\n索引号: 002590761/2024-00031\n";
    let second = "索引号: 002590761/2024-00031\n";
    let all = sources(&[("content/a.md", first), ("content/b.md", second)]);
    let finding = Diagnostic::error("number-twice", say!("索引号重复", "number used twice"))
        .at(at("content/b.md", second, "002590761/2024-00031"))
        .related(at("content/a.md", first, "002590761/2024-00031"), say!("先用在这里", "first used here"))
        .related(Place::whole("index-numbers.csv"), say!("台账记在 content/a", "the ledger says content/a"))
        .help(say!("删去其中一个", "remove one of them"));
    assert_data_eq!(
        human(&finding, &all, Lang::Zh, false),
        str![[r#"
错误[number-twice]: 索引号重复
 --> content/b.md:1:6
  |
1 | 索引号: 002590761/2024-00031
  |         ^^^^^^^^^^^^^^^^^^^^
  |
 ::: content/a.md:2:6
  |
2 | 索引号: 002590761/2024-00031
  |         -------------------- 先用在这里
 ::: index-numbers.csv
  = 说明: 台账记在 content/a
  = 办法: 删去其中一个
"#]]
        .raw()
    );
}

#[test]
fn whole_files_and_no_place() {
    let all = sources(&[]);
    let unreadable = Diagnostic::error("unreadable-file", say!("读不了这个文件", "cannot read this file"))
        .at(Place::whole("content/坏\u{202e}.md"))
        .help(say!("重新保存", "save it again"));
    let nowhere = Diagnostic::error("no-content", say!("没有内容", "no content"));
    let drawn = [human(&unreadable, &all, Lang::Zh, false), human(&nowhere, &all, Lang::Zh, false)];
    assert_data_eq!(
        drawn.join("\n\n"),
        str![[r#"
错误[unreadable-file]: 读不了这个文件
--> content/坏�.md
 = 办法: 重新保存

错误[no-content]: 没有内容
"#]]
        .raw()
    );
    assert_data_eq!(json(&unreadable, &all, Lang::Zh), str![[r#"{"severity":"error","rule":"unreadable-file","file":"content/坏\u202e.md","line":null,"column":null,"end_line":null,"end_column":null,"message":"读不了这个文件","help":"重新保存"}"#]].raw());
}

#[test]
fn long_lines_are_cut_around_the_span() {
    let text = format!("{}错字{}\n", "前".repeat(5000), "后".repeat(5000));
    let all = sources(&[("content/a.md", &text)]);
    let finding =
        |part: &str| Diagnostic::error("typo", say!("错字", "typo")).at(at("content/a.md", &text, part));
    let start = text.chars().take(3).collect::<String>();
    let long = "后".repeat(4000);
    let drawn = [&*start, "错字", &long].map(|part| human(&finding(part), &all, Lang::Zh, false));
    assert_data_eq!(
        drawn.join("\n\n"),
        str![[r#"
错误[typo]: 错字
 --> content/a.md:1:1
  |
1 | 前前前前前前前前前前前前前前前前前前前前前前前前前前前前前前前前前前前前前前前前前前前前前…
  | ^^^^^^

错误[typo]: 错字
 --> content/a.md:1:5001
  |
1 | …前前前前前前前前前前前前前前前前前前前前前错字后后后后后后后后后后后后后后后后后后后后后后…
  |                                            ^^^^

错误[typo]: 错字
 --> content/a.md:1:5003
  |
1 | …前前前前前前前前前前前前前错字后后后后后后后后后后后后后后后后后后后后后后后后后后后后后后…
  |                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
"#]]
        .raw()
    );
}

#[test]
fn control_and_bidi_characters_are_harmless() {
    let text = "标题: \u{202e}反\u{1b}[31m红\u{200b}\r\n下一行";
    let all = sources(&[("content/a.md", text)]);
    let finding = Diagnostic::error(
        "bad-character",
        say!("标题含“\u{1b}[2J\n”", "title holds `\u{1b}[2J\n`"),
    )
    .at(at("content/a.md", text, "红\u{200b}"));
    let drawn = human(&finding, &all, Lang::Zh, false);
    assert_data_eq!(
        &drawn,
        str![[r#"
错误[bad-character]: 标题含“␛[2J␊”
 --> content/a.md:1:12
  |
1 | 标题: �反␛[31m红�
  |               ^^^
"#]]
        .raw()
    );
    assert!(!drawn.contains(['\u{1b}', '\r', '\u{202e}', '\u{200b}']));
}

#[test]
fn spans_at_ends_and_over_lines() {
    let text = "---\n标题: 甲\n说明: 乙\n";
    let all = sources(&[("a.md", text)]);
    let spans = [0..text.len(), text.len()..text.len(), 4..4, 10..11, 14..400, 900..901];
    let drawn: Vec<String> = spans
        .into_iter()
        .map(|span| {
            let finding = Diagnostic::error("x", say!("错", "wrong")).at(Place::span("a.md", span));
            human(&finding, &all, Lang::Zh, false)
        })
        .collect();
    assert_data_eq!(
        drawn.join("\n\n"),
        str![[r#"
错误[x]: 错
 --> a.md:1:1
  |
1 | ---
  | ^^^

错误[x]: 错
 --> a.md:3:6
  |
3 | 说明: 乙
  |         ^

错误[x]: 错
 --> a.md:2:1
  |
2 | 标题: 甲
  | ^

错误[x]: 错
 --> a.md:2:3
  |
2 | 标题: 甲
  |     ^

错误[x]: 错
 --> a.md:2:5
  |
2 | 标题: 甲
  |       ^^

错误[x]: 错
 --> a.md:3:6
  |
3 | 说明: 乙
  |         ^
"#]]
        .raw()
    );
}

#[test]
fn json_has_exactly_the_keys_of_the_contract() {
    let text = "标题: 计划\n发布单位: 区人社局";
    let all = sources(&[("content/计划.md", text)]);
    let finding = unknown_unit(at("content/计划.md", text, "区人社局"));
    assert_data_eq!(json(&finding, &all, Lang::Zh), str![[r#"{"severity":"error","rule":"unknown-unit","file":"content/计划.md","line":2,"column":7,"end_line":2,"end_column":11,"message":"机构登记中没有“区人社局”","help":"是不是“区人力社保局”？"}"#]].raw());
    assert_data_eq!(json(&finding, &all, Lang::En), str![[r#"{"severity":"error","rule":"unknown-unit","file":"content/计划.md","line":2,"column":7,"end_line":2,"end_column":11,"message":"no unit is called `区人社局`","help":"did you mean `区人力社保局`?"}"#]].raw());
}

#[test]
fn position_counts_characters() {
    let text = "甲乙\r\n丙";
    let places: Vec<_> = [0, 3, 4, 6, 8, 11, 99].iter().map(|&byte| position(text, byte)).collect();
    assert_eq!(places, [(1, 1), (1, 2), (1, 2), (1, 3), (2, 1), (2, 2), (2, 2)]);
    assert_eq!(position("", 0), (1, 1));
}

#[test]
fn colour_only_when_asked_for() {
    let text = "单位: x";
    let all = sources(&[("a.md", text)]);
    let finding = unknown_unit(at("a.md", text, "x"));
    assert!(human(&finding, &all, Lang::Zh, true).contains("\u{1b}["));
    assert!(!human(&finding, &all, Lang::Zh, false).contains('\u{1b}'));
}

proptest::proptest! {
    #[test]
    fn any_span_of_any_text_can_be_drawn(text in "[a甲１\t\r\n\u{1b}\u{301}]{0,40}", start in 0usize..200, length in 0usize..200) {
        let all = sources(&[("a.md", &text)]);
        let finding = Diagnostic::error("x", say!("错", "wrong")).at(Place::span("a.md", start..start + length));
        let drawn = human(&finding, &all, Lang::Zh, false);
        let is_harmless = !drawn.contains(['\u{1b}', '\r']);
        proptest::prop_assert!(is_harmless);
        let line = json(&finding, &all, Lang::Zh);
        proptest::prop_assert!(!line.contains('\n'));
    }
}
