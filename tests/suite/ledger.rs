//! The ledger and the issue of index numbers.

use std::collections::BTreeMap;
use std::sync::Arc;

use gongkai::config::{DatedPattern, Spanned};
use gongkai::diag::{Diagnostic, Lang, Place, Reported};
use gongkai::ledger::{Issue, IssueMode, Ledger, NumberRegister, NumberRequest, NumberState};
use gongkai::model::{IndexNumber, ItemKey, Moment, NumberPattern, OrgCode};
use jiff::civil::{Date, date};
use proptest::prelude::*;

const FILE: &str = "index-numbers.csv";
const HEAD: &str = "索引号,内容,标题,首次公开,状态,说明\n";
const BUREAU: &str = "002590761";

fn rule(patterns: &[(&str, Date)]) -> Vec<DatedPattern> {
    let dated = |(text, from): &(&str, Date)| DatedPattern {
        from: *from,
        pattern: NumberPattern::parse(text).expect("a pattern"),
    };
    patterns.iter().map(dated).collect()
}

fn usual() -> Vec<DatedPattern> {
    rule(&[("{代码}/{年}-{流水:5}", Date::MIN)])
}

fn ledger(rows: &str) -> Ledger {
    let read = Ledger::parse(&format!("{HEAD}{rows}"), FILE);
    assert_eq!(read.findings, []);
    read.value
}

/// Gives the requests their numbers.
fn issue(
    ledger: &Ledger,
    requests: &[NumberRequest],
    rule: &[DatedPattern],
    mode: IssueMode,
) -> Reported<Issue> {
    gongkai::ledger::issue(&NumberRegister::new(Arc::new(ledger.clone()), rule), requests, mode)
}

fn request(item: &str, day: &str) -> NumberRequest {
    NumberRequest {
        item: ItemKey::parse(item).expect("a path"),
        title: format!("题：{item}"),
        code: OrgCode::new(BUREAU).expect("a code"),
        date: Moment::parse(day).expect("a date"),
        category: String::new(),
        typed: None,
        place: Place::whole(format!("content/{item}.md")),
    }
}

fn typed(item: &str, day: &str, number: &str) -> NumberRequest {
    NumberRequest { typed: Some(Spanned { value: number.into(), span: 4..9 }), ..request(item, day) }
}

fn numbers(issue: &Issue) -> Vec<(&str, &str)> {
    issue.numbers.iter().map(|(item, number)| (item.as_str(), number.as_str())).collect()
}

/// `rule file start..end: message` of every finding, the help behind it.
fn drawn(findings: &[Diagnostic]) -> Vec<String> {
    findings
        .iter()
        .map(|finding| {
            let place = finding.place.as_ref().expect("a finding about the ledger has a place");
            assert!(!finding.message.in_lang(Lang::Zh).is_empty());
            let help = finding.help.as_ref().expect("a finding about the ledger has a cure");
            let related: Vec<String> =
                finding.related.iter().map(|(place, _)| place.file.to_string()).collect();
            let (message, help) = (finding.message.in_lang(Lang::En), help.in_lang(Lang::En));
            format!("{} {} [{}] {message} => {help}", finding.rule, place.file, related.join(" "))
        })
        .collect()
}

/// Asserts one finding, whose drawing holds all of `parts`.
fn only(findings: &[Diagnostic], parts: &[&str]) {
    let drawn = drawn(findings);
    assert_eq!(drawn.len(), 1, "{drawn:#?}");
    for part in parts {
        assert!(drawn[0].contains(part), "`{part}` is not in {}", drawn[0]);
    }
}

#[test]
fn a_stored_ledger_gives_the_same_bytes() {
    let text = "\u{feff}索引号,内容,标题,首次公开,状态,说明\r\n\
        002590761/2024-00031,七优享/劳有所得/2023,2023年“劳有所得”进度情况,2024-01-02 11:44,公开,\r\n\
        002590761/2024-00032,通知/a,\"关于甲,乙的\"\"通知\"\"\",2024-01-03,撤下,2024-05-06 数字有误\r\n\
        002590761/2024-00033,通知/b,'=1+1,2024-01-03,公开,'-说明\r\n\
        9/2019-7,,丁,,旧系统,\r\n";
    let read = Ledger::parse(text, FILE);
    assert_eq!(read.findings, []);
    assert_eq!(read.value.to_csv(), text);
    assert_eq!(read.value.rows()[2].title, "=1+1");
    assert_eq!(read.value.rows()[1].withdrawal(), Some((Some(date(2024, 5, 6)), "数字有误")));
}

#[test]
fn what_excel_makes_of_it_is_read_the_same() {
    let row = "1/2024-1,a,甲,2024/1/2 9:30,公开,,,\n,,,,,\n";
    let plain = ledger(row);
    let excel = Ledger::parse(&format!("\u{feff}{HEAD}{row}").replace('\n', "\r\n"), FILE);
    assert_eq!(excel.findings, []);
    assert_eq!(excel.value.rows(), plain.rows());
    assert_eq!(plain.rows()[0].first, Some(Moment::parse("2024-01-02 09:30").unwrap()));
    assert_eq!(Ledger::parse("", FILE).value.to_csv(), Ledger::empty(FILE).to_csv());
}

#[test]
fn every_bad_line_is_told_at_its_field() {
    for (row, rule, at) in [
        ("1 2,a,甲,2024-01-02,公开,", "bad-index-number", "1 2"),
        (",a,甲,2024-01-02,公开,", "bad-index-number", ",a,甲,2024-01-02,公开,"),
        ("CON/1,a,甲,2024-01-02,公开,", "bad-index-number", "CON/1"),
        ("1/1,../a,甲,2024-01-02,公开,", "bad-content-path", "../a"),
        ("1/1,a,甲,2024-02-30,公开,", "bad-date", "2024-02-30"),
        ("1/1,a,甲,,公开,", "bad-date", "1/1,a,甲,,公开,"),
        ("1/1,a,甲,2024-01-02,公布,", "unknown-status", "公布"),
        ("1/1,a,甲,2024-01-02,,", "missing-status", "1/1,a,甲,2024-01-02,,"),
        ("1/1,a,甲,2024-01-02,旧系统,", "contradictory-status", "a"),
        ("1/1,a,甲,2024-01-02,公开,,乙", "extra-field", "乙"),
        ("1/1,a,\"甲\"乙,2024-01-02,公开,", "unclosed-quote", "\"甲\"乙"),
        ("1/1,a,\"甲,2024-01-02,公开,", "unclosed-quote", "\"甲,2024-01-02,公开,"),
    ] {
        let text = format!("{HEAD}{row}\n2/2,b,乙,2024-01-02,公开,\n");
        let read = Ledger::parse(&text, FILE);
        only(&read.findings, &[rule, FILE]);
        let span = read.findings[0].place.clone().unwrap().span.unwrap();
        assert_eq!(&text[span], at);
        assert_eq!(read.value.rows().last().unwrap().number.as_str(), "2/2");
    }
}

#[test]
fn wrong_first_lines_are_told() {
    let read = Ledger::parse("索引号,内容,题目,首次公开,状态,说明\n", FILE);
    assert_eq!(
        read.findings.iter().map(|f| f.rule).collect::<Vec<_>>(),
        ["unknown-column", "missing-column"]
    );
    let read = Ledger::parse(&format!("索引号,{HEAD}"), FILE);
    only(&read.findings, &["repeated-column"]);
    let read = Ledger::parse("1/1,a,甲,2024-01-02,公开,\n", FILE);
    assert!(read.findings.iter().any(|finding| finding.rule == "missing-column"));
}

#[test]
fn two_branches_with_one_number_are_named() {
    let text = format!(
        "{HEAD}<<<<<<< HEAD\n1/2024-1,通知/甲,甲,2024-01-02,公开,\n=======\n1/2024-1,通知/乙,乙,2024-01-02,公开,\n>>>>>>> other\n"
    );
    let read = Ledger::parse(&text, FILE);
    let drawn = drawn(&read.findings);
    assert_eq!(drawn.len(), 2, "{drawn:#?}");
    assert!(drawn[0].starts_with("merge-conflict"));
    for part in ["index-number-collision", "通知/甲", "通知/乙", "gongkai build", &format!("[{FILE}]")]
    {
        assert!(drawn[1].contains(part), "{part}: {}", drawn[1]);
    }
    assert_eq!(read.value.rows().len(), 2);
}

#[test]
fn a_new_ledger_merged_from_two_branches_keeps_one_first_line() {
    let rows = ["1/2024-1,a,甲,2024-01-02,公开,\n", "2/2024-1,b,乙,2024-01-02,公开,\n"];
    let read = Ledger::parse(&format!("{HEAD}{}{HEAD}{}", rows[0], rows[1]), FILE);
    assert_eq!(read.findings, []);
    assert_eq!(read.value.rows(), ledger(&rows.concat()).rows());
}

#[test]
fn doubles_are_told_apart() {
    let row = "1/2024-1,a,甲,2024-01-02,公开,\n";
    only(&Ledger::parse(&format!("{HEAD}{row}{row}"), FILE).findings, &["repeated-row"]);
    let other = "1/2024-2,a,甲,2024-01-02,公开,\n";
    only(&Ledger::parse(&format!("{HEAD}{row}{other}"), FILE).findings, &["two-numbers-for-item"]);
    let upper = "x/1,a,甲,2024-01-02,公开,\nX/1,b,甲,2024-01-02,公开,\n";
    only(&Ledger::parse(&format!("{HEAD}{upper}"), FILE).findings, &["index-number-collision"]);
}

#[test]
fn new_numbers_follow_date_then_path() {
    let old = ledger(
        "002590761/2024-00007,old,旧,2024-01-01,撤下,2024-01-05 x\n002590761/2023-00099,older,旧,2023-01-01,公开,\n",
    );
    let requests = [
        request("older", "2023-01-01"),
        request("b", "2024-03-01"),
        request("a", "2024-03-01"),
        request("c", "2024-02-01"),
        request("d", "2025-01-01"),
    ];
    let issued = issue(&old, &requests, &usual(), IssueMode::Issue);
    assert_eq!(issued.findings, []);
    assert_eq!(
        numbers(&issued.value),
        [
            ("a", "002590761/2024-00009"),
            ("b", "002590761/2024-00010"),
            ("c", "002590761/2024-00008"),
            ("d", "002590761/2025-00001"),
            ("older", "002590761/2023-00099"),
        ]
    );
    let csv = issued.value.ledger.to_csv();
    assert!(csv.starts_with(&old.to_csv()), "{csv}");
    assert!(csv.ends_with("002590761/2025-00001,d,题：d,2025-01-01,公开,\r\n"), "{csv}");
    assert_eq!(issued.value.issued.len(), 4);
}

#[test]
fn locked_and_preview_leave_the_ledger_alone() {
    let old = ledger("002590761/2024-00001,a,甲,2024-01-01,公开,\n");
    let requests = [request("a", "2024-01-01"), request("b", "2024-03-01"), typed("c", "2024-03-01", "9/1")];
    let locked = issue(&old, &requests, &usual(), IssueMode::Locked);
    assert_eq!(numbers(&locked.value), [("a", "002590761/2024-00001")]);
    assert_eq!(locked.findings.len(), 2);
    assert!(
        drawn(&locked.findings)
            .iter()
            .all(|f| f.starts_with("number-not-issued") && f.contains("gongkai build"))
    );
    let preview = issue(&old, &requests, &usual(), IssueMode::Preview).value;
    assert_eq!(preview.ledger.rows(), old.rows());
    let withheld = issue(&old, &requests, &usual(), IssueMode::Withhold);
    assert_eq!(numbers(&withheld.value), [("a", "002590761/2024-00001"), ("c", "9/1")]);
    assert_eq!(withheld.value.ledger.rows(), old.rows());
    assert_eq!(withheld.findings, issue(&old, &requests, &usual(), IssueMode::Preview).findings);
    let real = issue(&old, &requests, &usual(), IssueMode::Issue).value;
    assert_eq!(preview.numbers, real.numbers);
    let settled = issue(&real.ledger, &requests, &usual(), IssueMode::Locked);
    assert_eq!(settled.findings, []);
    assert!(settled.value.issued.is_empty());
}

#[test]
fn typed_numbers_are_kept_and_entered() {
    let requests = [request("a", "2024-01-01"), typed("b", "2024-05-01", " 002590761/2024-00040 ")];
    let issued = issue(&Ledger::empty(FILE), &requests, &usual(), IssueMode::Issue);
    assert_eq!(issued.findings, []);
    assert_eq!(numbers(&issued.value), [("a", "002590761/2024-00041"), ("b", "002590761/2024-00040")]);
    // Once it is in the ledger, its form is no longer a question.
    let odd = [typed("b", "2024-05-01", "20230618-205818-135")];
    let first = issue(&Ledger::empty(FILE), &odd, &usual(), IssueMode::Issue);
    only(&first.findings, &["unusual-index-number content/b.md"]);
    assert_eq!(issue(&first.value.ledger, &odd, &usual(), IssueMode::Issue).findings, []);
}

#[test]
fn typed_numbers_that_cannot_stand() {
    let old = ledger("002590761/2024-00001,a,甲,2024-01-01,公开,\n");
    let a = request("a", "2024-01-01");
    let found = |requests: &[NumberRequest]| issue(&old, requests, &usual(), IssueMode::Issue).findings;
    only(
        &found(&[a.clone(), typed("b", "2024-01-01", "002590761/2024-00001")]),
        &["taken-index-number content/b.md [index-numbers.csv]", "belongs to `a`"],
    );
    only(
        &found(&[
            a.clone(),
            typed("b", "2024-01-01", "002590761/2024-00009"),
            typed("c", "2024-01-01", "002590761/2024-00009"),
        ]),
        &["taken-index-number content/c.md [content/b.md]"],
    );
    only(
        &found(&[typed("a", "2024-01-01", "002590761/2024-00002")]),
        &["changed-index-number content/a.md [index-numbers.csv]", "write `002590761/2024-00001`"],
    );
    only(&found(&[a.clone(), typed("b", "2024-01-01", "虞/1")]), &["bad-index-number content/b.md"]);
    // The content of the number has moved here and brought its number along.
    only(
        &found(&[typed("新 栏目/a", "2024-01-01", "002590761/2024-00001")]),
        &["taken-index-number", "gongkai index move 002590761/2024-00001 \"新 栏目/a\""],
    );
}

#[test]
fn numbers_of_an_older_system_are_taken_up() {
    let old = ledger("9/2019-7,,丁,2019-05-06,旧系统,\n");
    let issued = issue(&old, &[typed("x", "2024-01-01", "9/2019-7")], &usual(), IssueMode::Issue);
    assert_eq!(issued.findings, []);
    let row = &issued.value.ledger.rows()[0];
    assert_eq!((&*row.title, row.first), ("丁", Some(date(2019, 5, 6).into())));
    assert!(matches!(&row.state, NumberState::Public(item) if item.as_str() == "x"));
    assert_eq!(issued.value.issued.len(), 1);
}

#[test]
fn lost_content_is_an_error_with_its_cure() {
    let old = ledger("002590761/2024-00001,通知/甲,甲的通知,2024-01-01,公开,\n");
    let found = |requests: &[NumberRequest]| issue(&old, requests, &usual(), IssueMode::Issue).findings;
    only(
        &found(&[]),
        &[
            "missing-content index-numbers.csv",
            "gongkai index withdraw 002590761/2024-00001 --reason",
            "NEW-PATH",
        ],
    );
    let same_title =
        NumberRequest { title: "甲的通知".into(), ..request("公告/另一个", "2024-01-01") };
    only(
        &found(&[request("z", "2024-01-01"), same_title]),
        &["gongkai index move 002590761/2024-00001 公告/另一个"],
    );
    only(&found(&[request("z", "2024-01-01"), request("公告/甲", "2024-01-01")]), &["2024-00001 公告/甲`"]);
    only(&found(&[request("通知/甲1", "2024-01-01")]), &["2024-00001 通知/甲1`"]);
    only(&found(&[request("完全无关的文件", "2024-01-01")]), &["NEW-PATH"]);
}

#[test]
fn withdrawn_content_must_not_come_back_unnoticed() {
    let old = ledger("002590761/2024-00001,a,甲,2024-01-01,撤下,2024-02-01 x\n");
    assert_eq!(issue(&old, &[], &usual(), IssueMode::Issue).findings, []);
    let back = issue(&old, &[request("a", "2024-01-01")], &usual(), IssueMode::Issue);
    only(&back.findings, &["withdrawn-content content/a.md [index-numbers.csv]", "rename the file"]);
}

#[test]
fn a_used_up_serial_is_one_error_for_its_count() {
    let two = rule(&[("{代码}/{年}-{流水:2}", Date::MIN)]);
    let old = ledger("002590761/2024-99,a,甲,2024-01-01,公开,\n");
    let requests = [
        request("a", "2024-01-01"),
        request("b", "2024-01-02"),
        request("c", "2024-01-03"),
        request("d", "2025-01-03"),
    ];
    let issued = issue(&old, &requests, &two, IssueMode::Issue);
    only(&issued.findings, &["serial-overflow content/b.md", "{流水:3}", "2024-01-02"]);
    assert_eq!(issued.value.numbers.len(), 2);
    // The cure, taken: the count goes on.
    let wider = rule(&[("{代码}/{年}-{流水:2}", Date::MIN), ("{代码}/{年}-{流水:3}", date(2024, 1, 2))]);
    let issued = issue(&old, &requests, &wider, IssueMode::Issue);
    assert_eq!(issued.findings, []);
    assert_eq!(
        numbers(&issued.value),
        [
            ("a", "002590761/2024-99"),
            ("b", "002590761/2024-100"),
            ("c", "002590761/2024-101"),
            ("d", "002590761/2025-001"),
        ]
    );
}

#[test]
fn units_months_and_categories_count_apart() {
    let rule = rule(&[("{代码}/{类别}-{年}{月}-{流水:3}", Date::MIN)]);
    let mut requests = [
        request("a", "2024-01-01"),
        request("b", "2024-01-02"),
        request("c", "2024-02-01"),
        request("d", "2024-02-02"),
        request("e", "2024-02-03"),
    ];
    for request in &mut requests {
        request.category = "01".into();
    }
    requests[3].category = "02".into();
    requests[4].code = OrgCode::new("000014349").unwrap();
    let issued = issue(&Ledger::empty(FILE), &requests, &rule, IssueMode::Issue);
    assert_eq!(issued.findings, []);
    let made: Vec<&str> = issued.value.numbers.values().map(IndexNumber::as_str).collect();
    assert_eq!(
        made,
        [
            "002590761/01-202401-001",
            "002590761/01-202401-002",
            "002590761/01-202402-001",
            "002590761/02-202402-001",
            "000014349/01-202402-001",
        ]
    );
    requests[0].category = String::new();
    requests[1].category = "通知".into();
    let issued = issue(&Ledger::empty(FILE), &requests, &rule, IssueMode::Issue);
    let rules: Vec<&str> = issued.findings.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["missing-category", "bad-category"]);
}

#[test]
fn two_files_of_one_item_are_told() {
    let mut requests = [request("a", "2024-01-01"), request("a", "2024-01-02")];
    requests[1].place = Place::whole("content/a.yaml");
    let issued = issue(&Ledger::empty(FILE), &requests, &usual(), IssueMode::Issue);
    only(&issued.findings, &["two-files-for-item content/a.yaml [content/a.md]"]);
    assert_eq!(issued.value.ledger.rows().len(), 1);
}

fn any_request(index: usize) -> impl Strategy<Value = NumberRequest> {
    let title = "[-=+@'\",; \n“甲乙”a]{0,8}";
    let code = prop_oneof![Just(BUREAU), Just("000014349")];
    (title, code, 2023_i16..2025, 1_i8..=12, 0_u64..30).prop_map(move |(title, code, year, month, typed)| {
        let number = format!("{code}/{year}-{:05}", index as u64 * 30 + typed);
        NumberRequest {
            title,
            code: OrgCode::new(code).expect("a code"),
            typed: (typed < 3).then_some(Spanned { value: number, span: 0..1 }),
            ..request(&format!("栏目/{index}"), &format!("{year}-{month:02}-03"))
        }
    })
}

fn any_requests() -> impl Strategy<Value = Vec<(NumberRequest, usize)>> {
    let one = |index| (any_request(index), 0_usize..4);
    (0..12).map(one).collect::<Vec<_>>()
}

/// The highest serial of each count in a ledger.
fn highest(ledger: &Ledger) -> BTreeMap<String, u64> {
    let mut highest = BTreeMap::new();
    for row in ledger.rows() {
        let (count, serial) = row.number.as_str().rsplit_once('-').expect("a number of the usual rule");
        let highest = highest.entry(count.to_owned()).or_insert(0);
        *highest = serial.parse::<u64>().expect("a serial").max(*highest);
    }
    highest
}

/// A large bureau's year: the time grows with the content, not with its square.
#[test]
fn many_items_are_numbered_at_once() {
    let requests: Vec<NumberRequest> =
        (0..5_000).map(|at| request(&format!("通知/{at}"), "2024-01-02")).collect();
    let issued = issue(&Ledger::empty(FILE), &requests, &usual(), IssueMode::Issue);
    assert_eq!(issued.findings, []);
    let again = Ledger::parse(&issued.value.ledger.to_csv(), FILE).value;
    assert_eq!(numbers(&issue(&again, &requests, &usual(), IssueMode::Locked).value), numbers(&issued.value));
    let imported = Ledger::empty(FILE).import(&again.to_csv(), FILE);
    assert_eq!(imported.value.rows(), again.rows());
    // Every file renamed: every number is reported, and it does not take for ever.
    let renamed: Vec<NumberRequest> =
        (0..5_000).map(|at| request(&format!("公告/{at}"), "2024-01-02")).collect();
    assert_eq!(issue(&again, &renamed, &usual(), IssueMode::Issue).findings.len(), 5_000);
}

proptest! {
    /// Items come in up to four builds; each build sees all earlier ones too.
    #[test]
    fn no_number_is_changed_or_used_twice(all in any_requests()) {
        let mut ledger = Ledger::empty(FILE);
        let mut given = BTreeMap::new();
        for build in 0..4 {
            let now: Vec<NumberRequest> =
                all.iter().filter(|(_, first)| *first <= build).map(|(request, _)| request.clone()).collect();
            let before = highest(&ledger);
            let issued = issue(&ledger, &now, &usual(), IssueMode::Issue);
            // A number typed later may have been issued meanwhile; it is told, and nobody's number changes.
            prop_assert!(issued.findings.iter().all(|finding| finding.rule == "taken-index-number"));
            for (item, number) in &given {
                prop_assert_eq!(issued.value.numbers.get(item), Some(number));
            }
            given.clone_from(&issued.value.numbers);
            let mut distinct: Vec<String> = given.values().map(IndexNumber::collision_key).collect();
            distinct.sort();
            distinct.dedup();
            prop_assert_eq!(distinct.len(), given.len());
            for row in &issued.value.issued {
                let is_typed = all.iter().any(|(r, _)| Some(&r.item) == row.item() && r.typed.is_some());
                let (count, serial) = row.number.as_str().rsplit_once('-').unwrap();
                let old = before.get(count).copied().unwrap_or(0);
                prop_assert!(is_typed || serial.parse::<u64>().unwrap() > old);
            }
            let stored = issued.value.ledger.to_csv();
            let read = Ledger::parse(&stored, FILE);
            prop_assert_eq!(&read.findings, &[]);
            prop_assert_eq!(read.value.rows(), issued.value.ledger.rows());
            prop_assert_eq!(read.value.to_csv(), stored);
            ledger = read.value;
        }
    }

    #[test]
    fn no_text_panics(text in "(索引号,内容,标题,首次公开,状态,说明\n)?[<=>\",'\r\n公开撤下a1/2024-]{0,60}") {
        let read = Ledger::parse(&text, FILE);
        let stored = read.value.to_csv();
        let again = Ledger::parse(&stored, FILE);
        prop_assert_eq!(again.value.rows(), read.value.rows());
        let imported = Ledger::empty(FILE).import(&text, "x.csv");
        // A carriage return alone ends a line too.
        prop_assert!(imported.value.rows().len() <= text.split(['\n', '\r']).count());
    }
}

#[test]
fn a_folder_moves_and_a_tombstone_leads_on() {
    let article = |title: &str| {
        format!("---\n标题: {title}\n发布单位: 区人力社保局\n公开日期: 2024-01-02\n---\n正文{title}。\n")
    };
    let scratch = crate::bench::Scratch::of(&[("site.yaml", crate::bench::SITE)]);
    scratch.put("content/通知/甲.md", article("关于甲的通知"));
    scratch.put("content/通知/乙.md", article("关于乙的通知"));
    scratch.build(&[]).ended(0);
    let index = |arguments: &[&str]| crate::bench::run(scratch.command("index", arguments));
    std::fs::rename(scratch.site().join("content/通知"), scratch.site().join("content/公告"))
        .expect("it is there");
    index(&["move", "通知", "告"]).ended(2);
    assert!(index(&["move", "通知", "告"]).stderr.contains("没有 content/告/"));
    index(&["move", "通知", "公告"]).ended(0);
    scratch.build(&["--locked"]).ended(0);
    std::fs::remove_file(scratch.site().join("content/公告/乙.md")).expect("it is there");
    index(&["withdraw", "公告/乙", "--reason", "重复发布", "--successor", "公告/甲"]).ended(0);
    scratch.build(&["--locked"]).ended(0);
    let rows = crate::bench::text_or_nothing(&scratch.at("index-numbers.csv"));
    let number = |title: &str| {
        let row = rows.lines().find(|row| row.contains(title)).expect("it is in the ledger");
        row.split(',').next().unwrap_or_default().to_owned()
    };
    let stone =
        crate::bench::text_or_nothing(&scratch.at(&format!("output/{}.html", number("关于乙的通知"))));
    let successor = number("关于甲的通知");
    let link =
        format!("<a href=\"{}.html\">关于甲的通知</a>", successor.split('/').nth(1).unwrap_or_default());
    assert!(stone.contains(&link), "{link} {stone}");
    assert!(stone.contains("<dd>重复发布</dd>"), "{stone}");
}

#[test]
fn an_address_of_old_leads_on() {
    let article = |more: &str| {
        format!(
            "---\n标题: 工作推进会召开\n类型: 动态\n公开日期: 2024-01-02\n发布单位: 区人力社保局\n{more}---\n正文。\n"
        )
    };
    let scratch = crate::bench::Scratch::of(&[("site.yaml", crate::bench::SITE)]);
    scratch.put("content/动态/新名.md", article("别名: xinming\n旧网址: /dongtai/jiuming.html\n"));
    scratch.build(&[]).ended(0);
    let page = crate::bench::text_or_nothing(&scratch.at("output/dongtai/jiuming.html"));
    assert!(page.contains("<meta http-equiv=\"refresh\" content=\"0; url=xinming.html\">"), "{page}");
    assert!(page.contains("<a href=\"xinming.html\">工作推进会召开</a>"), "{page}");
    assert!(
        page.contains("<link rel=\"canonical\" href=\"https://www.example.gov.cn/dongtai/xinming.html\">"),
        "{page}"
    );
    let sitemap = crate::bench::text_or_nothing(&scratch.at("output/sitemap.xml"));
    assert!(!sitemap.contains("jiuming") && sitemap.contains("xinming"), "{sitemap}");
    let renamed = article("别名: zuixin\n");
    scratch.put("content/动态/新名.md", &renamed);
    let said = scratch.build(&[]).ended(0).to_owned();
    assert!(said.contains("vanished-page") && said.contains("旧网址: dongtai/xinming.html"), "{said}");
    assert!(!scratch.build(&[]).ended(0).contains("vanished-page"));
    // Another page's address is nobody's former one, and another site's page is none of this site.
    scratch
        .put("content/动态/新名.md", article("别名: xinming\n旧网址: [index.html, 'https://a.cn/x.html']\n"));
    let said = scratch.build(&[]).ended(1).to_owned();
    assert!(said.contains("address-collision") && said.contains("bad-address"), "{said}");
}

/// Blanks at the ends of names cannot be kept in a cell of the ledger: the file keeps its number all the same.
#[test]
fn blanks_in_names_lose_no_number() {
    let article = "---\n标题: 公示\n发布单位: 区人力社保局\n公开日期: 2024-01-02\n---\n正文。\n";
    let plan = "标题: 水渠\n牵头单位: 区人力社保局\n指标: [{名称: 长度, 单位: 米, 目标: {2023: 10}}]\n";
    let entry = "---\n公开日期: 2024-01-03\n指标: {长度: 5米}\n---\n在修。\n";
    let scratch = crate::bench::Scratch::of(&[("site.yaml", crate::bench::SITE)]);
    for (path, text) in [
        ("通知/放假 .md", article),
        (" 通告/公示\u{3000}.md", article),
        (" 实事 /水渠 /project.yaml", plan),
        (" 实事 /水渠 /2023 .md", entry),
    ] {
        scratch.put(&format!("content/{path}"), text);
    }
    scratch.build(&[]).ended(0);
    let (ledger, output) = (scratch.ledger(), scratch.output());
    assert_eq!(ledger.lines().count(), 4, "{ledger}");
    for fresh in [&[][..], &["--fresh"]] {
        scratch.build(fresh).ended(0);
        assert_eq!(scratch.ledger(), ledger);
        assert!(scratch.output() == output, "another site");
    }
    // Two files whose names differ in blanks alone would share a number.
    scratch.put("content/通知/放假.md", article);
    let told = scratch.build(&[]).ended(1).to_owned();
    assert!(told.contains("放假 .md") && told.contains("放假.md"), "{told}");
}
