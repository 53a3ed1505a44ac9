//! A ledger that was damaged between two builds: nothing is published, and what the site proves comes back.

use std::collections::BTreeSet;
use std::fs;

use crate::bench::{Run, SITE, Scratch, run};

const LEDGER: &str = "index-numbers.csv";

/// A site of three published notices, of which the second is withdrawn.
fn published() -> Scratch {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    for (name, title, day) in [("a", "甲事通知", "01"), ("b", "乙事通知", "02"), ("c", "丙事通知", "03")]
    {
        notice(&scratch, name, title, day);
    }
    scratch.build(&[]).ended(0);
    index(&scratch, &["withdraw", "002590761/2024-00002", "--reason", "内容有误"]);
    fs::remove_file(scratch.at("content/通知/b.md")).expect("it was written");
    scratch.build(&[]).ended(0);
    scratch
}

fn notice(scratch: &Scratch, name: &str, title: &str, day: &str) {
    let text = format!("---\n标题: {title}\n发布单位: 区人力社保局\n公开日期: 2024-03-{day}\n---\n正文。\n");
    scratch.put(&format!("content/通知/{name}.md"), text);
}

fn index(scratch: &Scratch, arguments: &[&str]) -> Run {
    let run = run(scratch.command("index", arguments));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    run
}

/// The ledger's lines behind the first, as a set.
fn lines(text: &str) -> BTreeSet<String> {
    text.lines().skip(1).map(str::to_owned).collect()
}

/// Exchanges the numbers of the first and the last line, as sorting one column does.
fn one_column_sorted(ledger: &str) -> String {
    let (first, last) = ("002590761/2024-00001", "002590761/2024-00003");
    ledger.replace(first, "?").replace(last, first).replace('?', last)
}

fn without_line(ledger: &str, number: &str) -> String {
    ledger.split_inclusive('\n').filter(|line| !line.starts_with(number)).collect()
}

#[test]
fn no_damage_gives_a_public_number_to_other_content() {
    let scratch = published();
    let whole = scratch.ledger();
    let site = scratch.output();
    // An earlier day than those of the published notices: with a lost ledger it would take the first number.
    notice(&scratch, "neu", "早一篇", "01");
    let head = whole.lines().next().expect("a first line").to_owned() + "\r\n";
    let damages = [
        String::new(),
        head,
        without_line(&whole, "002590761/2024-00003"),
        without_line(&whole, "002590761/2024-00001"),
        one_column_sorted(&whole),
        whole.replace("002590761/2024-00003", "Mar-24"),
        whole.replace("002590761/2024-00003", "002590761/2024-00033"),
        whole.replace("002590761/2024-00001", "002590762/2024-00001"),
    ];
    for damaged in damages {
        scratch.put(LEDGER, &damaged);
        let run = scratch.build(&[]);
        let told = run.ended(1);
        assert!(told.contains("index-number"), "{told}");
        assert!(told.contains("gongkai index repair"), "{told}");
        assert!(told.contains("甲事通知") || told.contains("丙事通知"), "{told}");
        // Nobody changed what is public, or set back its day.
        assert!(!told.contains("changed-without-reason") && !told.contains("backdated"), "{told}");
        assert_eq!(scratch.ledger(), damaged);
        assert!(scratch.output() == site);
        let shown = index(&scratch, &["repair"]);
        assert!(shown.stdout.contains("002590761/2024-0000"), "{}", shown.stdout);
        assert_eq!(scratch.ledger(), damaged);
        index(&scratch, &["repair", "--write"]);
        if damaged.contains("2024-00002") {
            assert_eq!(lines(&scratch.ledger()), lines(&whole), "{damaged}");
        } else {
            let is_public = |line: &String| line.contains(",公开,");
            let public = |text: &str| lines(text).into_iter().filter(is_public).collect::<BTreeSet<_>>();
            assert_eq!(public(&scratch.ledger()), public(&whole), "{damaged}");
        }
    }
    scratch.put(LEDGER, &whole);
    scratch.build(&[]).ended(0);
    assert!(scratch.ledger().contains("002590761/2024-00004,通知/neu,"));
}

#[test]
fn the_number_of_a_withdrawn_item_is_not_issued_again() {
    let scratch = published();
    scratch.put(LEDGER, without_line(&scratch.ledger(), "002590761/2024-00002"));
    let run = scratch.build(&[]);
    assert!(run.ended(1).contains("002590761/2024-00002“乙事通知”"), "{}", run.stderr);
    index(&scratch, &["repair", "--write"]);
    assert!(
        scratch.ledger().contains("002590761/2024-00002,通知/b,乙事通知,2024-12-31,撤下,已撤下"),
        "{}",
        scratch.ledger()
    );
    scratch.build(&[]).ended(0);
}

#[test]
fn what_was_withdrawn_comes_back_as_it_was() {
    let scratch = published();
    notice(&scratch, "b", "乙事通知", "02");
    let run = scratch.build(&[]);
    assert!(run.ended(1).contains("gongkai index restore 002590761/2024-00002"), "{}", run.stderr);
    index(&scratch, &["restore", "002590761/2024-00002"]);
    scratch.build(&[]).ended(0);
    let page = String::from_utf8(scratch.output()["002590761/2024-00002.html"].clone()).expect("UTF-8");
    assert!(page.contains("乙事通知") && !page.contains("已撤回"));
}

#[test]
fn a_whole_ledger_needs_no_repair() {
    let scratch = published();
    let whole = scratch.ledger();
    let run = index(&scratch, &["repair", "--write"]);
    assert!(run.ended(0).contains("没有改动"), "{}", run.stderr);
    assert_eq!(scratch.ledger(), whole);
}
