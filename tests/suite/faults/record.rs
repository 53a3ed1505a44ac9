//! A build that is killed leaves ledger ⊇ record ⊇ site, and the next one completes what it left.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use gongkai::diag::has_errors;
use gongkai::ledger::Ledger;
use gongkai::record::{Archive, Record};
use gongkai::site as sites;

use super::{litter, site_yaml};
use crate::bench::{Scratch, is_kind, many, picture, text_or_nothing};
use crate::kill::Killer;
use crate::promises;

/// The kills in each of the sites below: their builds stay short.
const KILLS: u32 = 20;

#[test]
fn a_kill_at_any_instant_leaves_ledger_record_and_site_in_step() {
    let kills = many("GONGKAI_KILLS", 60);
    let mut killer = Killer::new();
    while killer.killed < kills {
        let scratch = Scratch::in_memory();
        scratch.put("site.yaml", site_yaml("核对。"));
        next_round(&scratch, 0);
        scratch.build(&[]).ended(0);
        let mut known = rows(&scratch);
        let mut round = 0;
        let until = killer.killed + KILLS;
        while killer.killed < until {
            round += 1;
            next_round(&scratch, round);
            killer.strike(scratch.command("build", &["--today", crate::bench::TODAY]));
            killer.learn(expect_in_step(&scratch, round) == round);
            let after = rows(&scratch);
            assert!(known.is_subset(&after), "round {round}: the record lost a row");
            known = after;
            // What was cut short is completed before anybody changes the file again.
            scratch.build(&[]).ended(0);
            known.extend(rows(&scratch));
        }
        assert_eq!(expect_in_step(&scratch, round), round);
        let record = text_or_nothing(&scratch.at("published.csv"));
        for version in 1..=round + 1 {
            let mark = format!(",正文,{version},");
            assert_eq!(
                record
                    .lines()
                    .filter(|line| line.contains(&mark) && line.contains(",版本,核对记录,"))
                    .count(),
                1
            );
        }
        assert_eq!(litter(&scratch), Vec::<String>::new());
        let kept = picture(&scratch.at("versions")).into_keys();
        assert_eq!(kept.filter(|path| path.contains(".gongkai")).collect::<Vec<_>>(), Vec::<String>::new());
    }
    killer.assert_spread();
}

/// Another text, attachment and reason of one article, and an article that is new.
fn next_round(scratch: &Scratch, round: u32) {
    let mut reasons = if round > 0 { "修订:\n".to_owned() } else { String::new() };
    for round in 1..=round {
        writeln!(reasons, "  - {{日期: 2024-03-01, 说明: 第{round}次核对}}").unwrap();
    }
    let head =
        "标题: 核对记录\n类型: 通知\n发布单位: 区人力社保局\n公开日期: 2024-03-01\n附件: [{文件: 明细.txt}]";
    let text = format!("---\n{head}\n{reasons}---\n核对到第{round}轮。\n");
    scratch.put("content/通知/明细.txt", format!("明细{round}"));
    scratch.put("content/通知/核对记录.md", text);
    let other = format!(
        "---\n标题: 第{round}份\n类型: 通知\n发布单位: 区人力社保局\n公开日期: 2024-03-01\n---\n正文。\n"
    );
    scratch.put(&format!("content/通知/第{round}份.md"), other);
}

fn rows(scratch: &Scratch) -> BTreeSet<String> {
    text_or_nothing(&scratch.at("published.csv")).lines().map(str::to_owned).collect()
}

/// Expects every number of the record in the ledger, every version with its text and file, and every version
/// that the site shows in the record. Gives the round that the site shows.
fn expect_in_step(scratch: &Scratch, newest: u32) -> u32 {
    let output = scratch.output();
    let faults = promises::broken(&output, &scratch.ledger());
    assert!(faults.is_empty(), "{faults:?}");
    let ledger = Ledger::parse(&scratch.ledger(), "index-numbers.csv").value;
    let read = sites::archive(&scratch.site()).unwrap();
    assert!(!has_errors(&read.findings), "{:?}", read.findings);
    let Archive { record, texts, files, .. } = read.value;
    for row in record.rows() {
        let number = row.subject.number.as_ref().unwrap();
        assert!(ledger.row(number).is_some(), "{number} is in the record and not in the ledger");
    }
    for key in record.parts() {
        for version in record.history(key).versions {
            let content = texts.content(version.digest.as_ref().unwrap());
            let content = content.unwrap_or_else(|| panic!("version {} has no text", version.number));
            for file in content.files() {
                assert!(files.contains(&file), "version {} has lost a file", version.number);
                let kept = scratch.at("versions/files").join(file.as_str());
                assert_eq!(gongkai::record::Digest::of(&fs::read(kept).unwrap()), file);
            }
        }
    }
    let shown = |round: &u32| {
        let text = format!("核对到第{round}轮。");
        output.iter().any(|(path, page)| {
            !path.contains("/v") && is_kind(path, "html") && String::from_utf8_lossy(page).contains(&text)
        })
    };
    let round = (0..=newest).find(shown).expect("the site shows a round");
    assert!(says(&record, &texts, round), "the site shows round {round}, which is not in the record");
    for old in 0..round {
        let text = format!("核对到第{old}轮。");
        let is_there = output
            .iter()
            .any(|(path, page)| path.contains("/v") && String::from_utf8_lossy(page).contains(&text));
        assert!(is_there, "round {old} is nowhere on the site");
    }
    round
}

fn says(record: &Record, texts: &gongkai::record::RecordTexts, round: u32) -> bool {
    let text = format!("核对到第{round}轮。");
    record.parts().any(|key| {
        record.history(key).versions.iter().any(|version| {
            let content = version.digest.as_ref().and_then(|digest| texts.content(digest));
            content.is_some_and(|content| content.fields().iter().any(|field| field.value.contains(&text)))
        })
    })
}
