//! Edits of files as people write them, and of any file that could be.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::{ContentText, EditFault, Step, TextEdit, Written, compatible};
use crate::files::{self, Encoding};

const DATE: Step<'_> = Step::Key { zh: "公开日期", en: "date" };
const FIGURES: Step<'_> = Step::Key { zh: "指标", en: "figures" };
const GOALS: Step<'_> = Step::Key { zh: "目标", en: "targets" };
const NOTE: Step<'_> = Step::Key { zh: "说明", en: "note" };
const RESPONSIBLE: Step<'_> = Step::Key { zh: "责任单位", en: "responsible" };
const ATTACHMENTS: Step<'_> = Step::Key { zh: "附件", en: "attachments" };

const ENTRY: &str = "\
---
# “劳有所得”：二季度
公开日期:  2024-07-05   # 周五
标题: '“劳有所得”'
指标:   # 数字连单位
  # 单位：家
  零工市场: 2家  # 核过
  职业技能培训:
  \"结案率: 仲裁\": \"72.8%\"
附件: [{文件: a.xlsx, 名称: 明细}] # 一个
说明: |  # 两行
  一、
  二、

责任单位:
- 区总工会   # 牵头
- 区教体局
# 存在问题:
---
截至6月底，：
";

fn entry() -> ContentText {
    ContentText::decode("2024-Q2.md", ENTRY.into()).unwrap()
}

fn project(text: &str) -> ContentText {
    ContentText::decode("project.yaml", text.into()).unwrap()
}

/// The lines that an edit of [`ENTRY`] takes away and adds.
fn differences(edit: impl FnOnce(&mut ContentText) -> Result<(), EditFault>) -> String {
    let mut text = entry();
    edit(&mut text).unwrap();
    let old: Vec<&str> = ENTRY.lines().collect();
    let new: Vec<&str> = text.text().lines().collect();
    let same = |(a, b): &(&&str, &&str)| a == b;
    let head = old.iter().zip(&new).take_while(same).count();
    let most = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(most).take_while(same).count();
    let gone = old[head..old.len() - tail].iter().map(|line| format!("-{line}\n"));
    let come = new[head..new.len() - tail].iter().map(|line| format!("+{line}\n"));
    gone.chain(come).collect()
}

#[test]
fn changes_are_sorted_and_never_touch_the_same_bytes() {
    let all = [(12..18, "，"), (0..6, "一旦"), (6..12, "拨款"), (9..12, "别的"), (4..7, "x"), (90..99, "外")];
    let all = all.map(|(span, text)| TextEdit::new(span, text)).to_vec();
    let mut text = ContentText::decode("甲.csv", "一但拔款，，".into()).unwrap();
    let fit = compatible(text.text(), all);
    assert_eq!(fit.len(), 3);
    text.apply(&fit);
    assert_eq!(text.text(), "一旦拨款，");
}

#[test]
fn a_value_changes_and_what_stands_around_it_stays() {
    snapbox::assert_data_eq!(
        differences(|text| text.set(&[DATE], &"2024-07-08".into())),
        "-公开日期:  2024-07-05   # 周五\n+公开日期:  2024-07-08   # 周五\n"
    );
    snapbox::assert_data_eq!(
        differences(|text| text.set(&[Step::Name("标题")], &"它's".into())),
        "-标题: '“劳有所得”'\n+标题: '它''s'\n"
    );
    snapbox::assert_data_eq!(
        differences(|text| text.set(&[FIGURES, Step::Name("结案率: 仲裁")], &"73%".into())),
        "-  \"结案率: 仲裁\": \"72.8%\"\n+  \"结案率: 仲裁\": \"73%\"\n"
    );
    snapbox::assert_data_eq!(
        differences(|text| text.set(&[FIGURES, Step::Name("职业技能培训")], &"6340人次".into())),
        "-  职业技能培训:\n+  职业技能培训: 6340人次\n"
    );
    snapbox::assert_data_eq!(
        differences(|text| text.set(&[NOTE], &"甲\n乙\n".into())),
        "-  一、\n-  二、\n+  甲\n+  乙\n"
    );
    snapbox::assert_data_eq!(
        differences(|text| text.set(&[NOTE], &"一行".into())),
        "-说明: |  # 两行\n-  一、\n-  二、\n+说明: 一行  # 两行\n"
    );
    snapbox::assert_data_eq!(
        differences(|text| text.set(&[DATE], &"7月\n5日".into())),
        "-公开日期:  2024-07-05   # 周五\n+公开日期: |-   # 周五\n+  7月\n+  5日\n"
    );
    snapbox::assert_data_eq!(
        differences(|text| text.set(&[ATTACHMENTS, Step::Item(0), Step::Name("名称")], &"明细, 表".into())),
        "-附件: [{文件: a.xlsx, 名称: 明细}] # 一个\n+附件: [{文件: a.xlsx, 名称: \"明细, 表\"}] # 一个\n"
    );
    snapbox::assert_data_eq!(
        differences(|text| text.set(&[FIGURES], &Written::Mapping(vec![("甲".into(), "1".into())]))),
        "-  # 单位：家\n-  零工市场: 2家  # 核过\n-  职业技能培训:\n-  \"结案率: 仲裁\": \"72.8%\"\n+  甲: 1\n"
    );
    snapbox::assert_data_eq!(differences(|text| text.set(&[DATE], &"2024-07-05".into())), "");
}

#[test]
fn keys_and_items_are_added_where_their_like_stand() {
    snapbox::assert_data_eq!(
        differences(|text| text.set(&[Step::Key { zh: "下一步", en: "next" }], &"*继续*".into())),
        "+下一步: \"*继续*\"\n"
    );
    snapbox::assert_data_eq!(
        differences(|text| text.set(&[FIGURES, Step::Name("新增")], &"3家".into())),
        "+  新增: 3家\n"
    );
    snapbox::assert_data_eq!(differences(|text| text.push(&[RESPONSIBLE], &"区妇联".into())), "+- 区妇联\n");
    snapbox::assert_data_eq!(
        differences(
            |text| text.push(&[ATTACHMENTS], &Written::Mapping(vec![("文件".into(), "乙.csv".into())]))
        ),
        "-附件: [{文件: a.xlsx, 名称: 明细}] # 一个\n+附件: [{文件: a.xlsx, 名称: 明细}, {文件: 乙.csv}] # 一个\n"
    );
    let correction =
        Written::Mapping(vec![("日期".into(), "2024-08-01".into()), ("原因".into(), "错".into())]);
    snapbox::assert_data_eq!(
        differences(|text| text.push(&[Step::Key { zh: "更正", en: "corrections" }], &correction)),
        "+更正:\n+  - 日期: 2024-08-01\n+    原因: 错\n"
    );
}

#[test]
fn what_is_removed_takes_only_its_own_lines_along() {
    snapbox::assert_data_eq!(
        differences(|text| text.remove(&[FIGURES, Step::Name("零工市场")]).map(|_| ())),
        "-  零工市场: 2家  # 核过\n"
    );
    snapbox::assert_data_eq!(
        differences(|text| text.remove(&[RESPONSIBLE, Step::Item(0)]).map(|_| ())),
        "-- 区总工会   # 牵头\n"
    );
    snapbox::assert_data_eq!(
        differences(|text| text.remove(&[ATTACHMENTS, Step::Item(0), Step::Name("文件")]).map(|_| ())),
        "-附件: [{文件: a.xlsx, 名称: 明细}] # 一个\n+附件: [{名称: 明细}] # 一个\n"
    );
    assert!(!entry().remove(&[Step::Name("没有")]).unwrap());
}

#[test]
fn indicators_are_found_by_name_and_new_keys_speak_the_language_of_the_file() {
    let mut text = project(
        "indicators:\r\n  - name: 零工市场\r\n    targets: {2023: 1}\r\n  # 第二个\r\n  - name: 培训 # 注\r\n",
    );
    let named = |text| Step::ItemWith { zh: "名称", en: "name", text };
    let indicators = Step::Key { zh: "指标", en: "indicators" };
    text.set(&[indicators, named("零工市场"), GOALS, Step::Name("2024")], &"≥2".into()).unwrap();
    text.set(&[indicators, named("培训"), GOALS, Step::Name("2024")], &">3".into()).unwrap();
    text.remove(&[indicators, named("零工市场"), Step::Name("name")]).unwrap();
    assert_eq!(
        text.text(),
        "indicators:\r\n  - targets: {2023: 1, 2024: ≥2}\r\n  # 第二个\r\n  - name: 培训 # 注\r\n    targets:\r\n      2024: \">3\"\r\n"
    );
}

#[test]
fn files_without_keys_get_some() {
    let set = |name: &str, text: &str| {
        let mut text = ContentText::decode(name, text.into()).unwrap();
        text.set(&[FIGURES, Step::Name("甲")], &"1".into()).unwrap();
        text.text().to_owned()
    };
    assert_eq!(set("a.md", "正文\r\n"), "---\r\n指标:\r\n  甲: 1\r\n---\r\n正文\r\n");
    assert_eq!(set("a.md", "---\n# 空\n---\n正文\n"), "---\n# 空\n指标:\n  甲: 1\n---\n正文\n");
    assert_eq!(set("a.yaml", ""), "指标:\n  甲: 1\n");
    assert_eq!(set("a.yaml", "# 空"), "# 空\n指标:\n  甲: 1\n");
    assert_eq!(set("a.yaml", "甲: 1"), "甲: 1\n指标:\n  甲: 1");
    assert_eq!(set("a.yaml", "指标: ~ # 无\n"), "指标: # 无\n  甲: 1\n");
    assert_eq!(set("a.yaml", "指标: {}\n"), "指标: {甲: 1}\n");
    assert_eq!(set("a.yaml", "说明: |+\n  文\n\n"), "说明: |+\n  文\n\n指标:\n  甲: 1\n");
}

#[test]
fn what_cannot_be_done_cleanly_is_refused() {
    let faults = |text: &str, path: &[Step<'_>]| {
        let mut edited = project(text);
        let fault = edited.set(path, &"2".into()).expect_err(text);
        assert_eq!(edited.text(), text);
        fault
    };
    assert_eq!(faults("甲：1\n乙: 2\n", &[DATE]), EditFault::Faulty);
    assert_eq!(
        faults("甲: &a {丙: 1}\n乙: *a\n", &[Step::Name("乙"), Step::Name("丙")]),
        EditFault::WouldChangeMore
    );
    assert_eq!(faults("甲: 文\n", &[Step::Name("甲"), Step::Name("乙")]), EditFault::NoSuchPlace);
    assert_eq!(faults("甲: [文]\n", &[Step::Name("甲"), Step::Item(1)]), EditFault::NoSuchPlace);
    assert_eq!(faults("- 甲\n", &[DATE]), EditFault::NoSuchPlace);
    let mut unclosed = ContentText::decode("a.md", "---\n甲: 1\n正文\n".into()).unwrap();
    assert_eq!(unclosed.set(&[DATE], &"1".into()), Err(EditFault::Faulty));
}

#[test]
fn bytes_that_no_change_touches_stay_though_there_are_two_ways_to_write_them() {
    // In GB 18030 0x80 is read as €, which is written otherwise.
    let mut bytes = files::encode("标题: 关于欧元的通知，", Encoding::Gb18030);
    bytes.push(0x80);
    bytes.extend(files::encode("\n指标: 甲\n", Encoding::Gb18030));
    let mut text = ContentText::decode("a.yaml", bytes.clone()).unwrap();
    text.set(&[FIGURES], &"𠮷".into()).unwrap();
    let kept = bytes.len() - 3;
    assert_eq!(text.bytes()[..kept], bytes[..kept]);
    assert_eq!(files::decode(text.bytes().to_vec()).unwrap().text, text.text());
}

#[test]
fn a_text_that_would_be_read_in_another_encoding_is_saved_as_utf8() {
    // “涓€” in GB 18030 is “一” in UTF-8 with a byte left over.
    let bytes = files::encode("通知\n", Encoding::Gb18030);
    let mut text = ContentText::decode("a.csv", bytes).unwrap();
    let all = 0..text.text().len();
    text.apply(&[TextEdit::new(all, "联通")]);
    assert_eq!(files::decode(text.bytes().to_vec()).unwrap().text, "联通");
}

/// A value, and how somebody may have typed it.
fn typed() -> impl Strategy<Value = Typed> {
    let text = prop_oneof![
        4 => "[一-三a-c0-9%.><*&|:#，“”' \"{}\\[\\]-]{0,8}",
        1 => "([一-三 #]{0,5}\n){1,3}[一-三]{0,2}",
    ];
    let leaf = prop_oneof![
        1 => Just(Typed::Nothing),
        6 => (text, 0..3_u8).prop_map(|(text, marks)| Typed::Text(text, marks)),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        let key = "[一-五a-c]{1,3}|[一-三]: [一-三]|20[0-9]{2}";
        prop_oneof![
            (prop::collection::vec(inner.clone(), 1..4), any::<bool>())
                .prop_map(|(items, flow)| Typed::List(items, flow)),
            (prop::collection::btree_map(key, inner, 1..4), any::<bool>())
                .prop_map(|(entries, flow)| Typed::Mapping(entries.into_iter().collect(), flow)),
        ]
    })
}

/// What somebody typed: texts with the marks they chose, lists and mappings in lines or between brackets.
#[derive(Clone, Debug)]
enum Typed {
    Nothing,
    Text(String, u8),
    List(Vec<Typed>, bool),
    Mapping(Vec<(String, Typed)>, bool),
}

impl Typed {
    /// Types the value behind a key or dash, with comments wherever there may be some.
    fn type_in(&self, out: &mut String, indent: usize, comments: &mut usize) {
        use super::spell::{self, QuoteMarks};
        let mut comment = |out: &mut String| {
            *comments += 1;
            if comments.is_multiple_of(3) {
                write!(out, " # 注{comments}。").unwrap();
            }
            out.push('\n');
        };
        match self {
            Self::Nothing => comment(out),
            Self::Text(text, marks) => {
                let marks = [QuoteMarks::None, QuoteMarks::Single, QuoteMarks::Double][usize::from(*marks)];
                match spell::block_text(text, indent) {
                    Some(tail) => {
                        out.push_str(&tail.line);
                        out.push_str(&tail.below);
                        out.push('\n');
                    }
                    None => {
                        out.push(' ');
                        out.push_str(&spell::marked(text, marks, false));
                        comment(out);
                    }
                }
            }
            Self::List(_, true) | Self::Mapping(_, true) => {
                out.push(' ');
                out.push_str(&spell::in_brackets(&self.says()));
                comment(out);
            }
            Self::List(items, false) => {
                comment(out);
                for item in items {
                    if *comments % 4 == 1 {
                        *comments += 1;
                        writeln!(out, "    # 行{comments}。").unwrap();
                    }
                    write!(out, "{:indent$}-", "").unwrap();
                    item.type_in(out, indent + 2, comments);
                }
            }
            Self::Mapping(entries, false) => {
                comment(out);
                type_mapping(entries, out, indent, comments);
            }
        }
    }

    fn says(&self) -> Written {
        match self {
            Self::Nothing => Written::Nothing,
            Self::Text(text, _) => Written::text(text),
            Self::List(items, _) => Written::List(items.iter().map(Self::says).collect()),
            Self::Mapping(entries, _) => {
                Written::Mapping(entries.iter().map(|(key, value)| (key.clone(), value.says())).collect())
            }
        }
    }
}

fn type_mapping(entries: &[(String, Typed)], out: &mut String, indent: usize, comments: &mut usize) {
    for (key, value) in entries {
        if *comments % 5 == 1 {
            *comments += 1;
            writeln!(out, "{:indent$}# 行{comments}。", "").unwrap();
        }
        write!(out, "{:indent$}{}:", "", super::scalar(key)).unwrap();
        value.type_in(out, indent + 2, comments);
    }
}

/// Where every value stands, keys by name and items by position.
fn places(value: &Written, path: &[String], out: &mut Vec<Vec<String>>) {
    if !path.is_empty() {
        out.push(path.to_vec());
    }
    let inner: Vec<(String, &Written)> = match value {
        Written::List(items) => {
            items.iter().enumerate().map(|(at, item)| (format!("\0{at}"), item)).collect()
        }
        Written::Mapping(entries) => entries.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Written::Nothing | Written::Text(_) => Vec::new(),
    };
    for (step, value) in inner {
        places(value, &[path, &[step]].concat(), out);
    }
}

fn steps(path: &[String]) -> Vec<Step<'_>> {
    path.iter()
        .map(|step| match step.strip_prefix('\0') {
            Some(at) => Step::Item(at.parse().unwrap()),
            None => Step::Name(step),
        })
        .collect()
}

/// The comments of a text, each of which has a number of its own.
fn comments(text: &str) -> Vec<&str> {
    text.split("# ").skip(1).filter_map(|rest| rest.split_once('。')).map(|(comment, _)| comment).collect()
}

fn is_part_of(part: &[&str], whole: &[&str]) -> bool {
    let mut whole = whole.iter();
    part.iter().all(|line| whole.any(|other| other == line))
}

/// How many lines of `old` are not in `new` any more, apart from those that both begin and end with.
fn lines_lost(old: &str, new: &str) -> usize {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let same = |(a, b): &(&&str, &&str)| a == b;
    let head = old.iter().zip(&new).take_while(same).count();
    let most = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(most).take_while(same).count();
    old.len() - head - tail
}

#[derive(Clone, Debug)]
enum Order {
    Set(prop::sample::Index, Typed),
    Add(prop::sample::Index, Typed),
    Remove(prop::sample::Index),
}

fn orders() -> impl Strategy<Value = Vec<Order>> {
    let order = prop_oneof![
        (any::<prop::sample::Index>(), typed()).prop_map(|(at, value)| Order::Set(at, value)),
        (any::<prop::sample::Index>(), typed()).prop_map(|(at, value)| Order::Add(at, value)),
        any::<prop::sample::Index>().prop_map(Order::Remove),
    ];
    prop::collection::vec(order, 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Any edits of any text do what was meant, and leave every line and comment alone that they need not
    /// touch.
    #[test]
    fn edits_change_what_was_asked_and_nothing_else(
        entries in prop::collection::btree_map("[一-五]{1,3}", typed(), 1..5),
        orders in orders(),
        encoding in prop::sample::select(vec![Encoding::Utf8, Encoding::Utf8WithMark, Encoding::Utf16Le, Encoding::Gb18030]),
        is_crlf in any::<bool>(),
    ) {
        let entries: Vec<_> = entries.into_iter().collect();
        let mut typed = String::from("---\n");
        type_mapping(&entries, &mut typed, 0, &mut 0);
        typed.push_str("---\n正文： # 甲\n通知公告的正文。\n");
        if is_crlf {
            typed = typed.replace('\n', "\r\n");
        }
        let mut text = ContentText::decode("a.md", files::encode(&typed, encoding)).unwrap();
        let mut meant = Typed::Mapping(entries, false).says();
        prop_assert_eq!(text.at(&[]), Ok(Some(meant.clone())), "{}", typed);
        for order in orders {
            let mut known = Vec::new();
            places(&meant, &[], &mut known);
            if known.is_empty() {
                break;
            }
            let before = text.clone();
            let (path, value) = match &order {
                Order::Set(at, value) | Order::Add(at, value) => (known[at.index(known.len())].clone(), value.says()),
                Order::Remove(at) => (known[at.index(known.len())].clone(), Written::Nothing),
            };
            let mut steps = steps(&path);
            let mut is_addition = false;
            match (&order, meant.at(&steps).cloned()) {
                (Order::Set(..), _) => {
                    meant.set(&steps, value.clone()).unwrap();
                    prop_assert_eq!(text.set(&steps, &value), Ok(()), "{:?} {:?}\n{}", steps, value, before.text());
                }
                (Order::Add(..), Some(Written::List(mut items))) => {
                    is_addition = true;
                    items.push(value.clone());
                    meant.set(&steps, Written::List(items)).unwrap();
                    prop_assert_eq!(text.push(&steps, &value), Ok(()), "{:?} {:?}\n{}", steps, value, before.text());
                }
                (Order::Add(..), Some(Written::Text(_)) | None) => continue,
                (Order::Add(..), _) => {
                    steps.push(Step::Name("新的"));
                    is_addition = meant.at(&steps).is_none();
                    meant.set(&steps, value.clone()).unwrap();
                    prop_assert_eq!(text.set(&steps, &value), Ok(()), "{:?} {:?}\n{}", steps, value, before.text());
                }
                (Order::Remove(_), _) => {
                    meant.remove(&steps);
                    prop_assert_eq!(text.remove(&steps), Ok(true), "{:?}\n{}", steps, before.text());
                }
            }
            let now = text.at(&[]).unwrap().unwrap();
            prop_assert!(now.says_the_same_as(&meant), "{:?}\n{:?}\n{}", now, meant, text.text());
            // What is empty may be written in two ways.
            meant = now;
            if is_addition {
                let (old, new) = (comments(before.text()), comments(text.text()));
                prop_assert!(is_part_of(&old, &new), "{}\n{}", before.text(), text.text());
                let lost = lines_lost(before.text(), text.text());
                prop_assert!(lost <= 1, "{}\n{}", before.text(), text.text());
            }
            prop_assert_eq!(text.bytes(), files::encode(text.text(), encoding));
            prop_assert!(!is_crlf || !text.text().replace("\r\n", "").contains('\n'));
        }
    }
}
