//! A build that is killed.

use std::collections::{BTreeMap, BTreeSet};

use gongkai::ledger::Ledger;

use super::{article, litter, site_yaml};
use crate::bench::{Scratch, is_kind, many};
use crate::kill::Killer;
use crate::promises;

/// The kills in each of the sites below: their builds stay short.
const KILLS: u32 = 25;

#[test]
fn a_kill_at_any_instant_of_a_build_loses_nothing() {
    let kills = many("GONGKAI_KILLS", 100);
    let mut killer = Killer::new();
    while killer.killed < kills {
        let scratch = Scratch::in_memory();
        next_round(&scratch, 0);
        scratch.build(&[]).ended(0);
        let mut known = numbers(&scratch.ledger());
        let (mut round, mut shown) = (0, 0);
        let until = killer.killed + KILLS;
        while killer.killed < until {
            round += 1;
            next_round(&scratch, round);
            killer.strike(scratch.command("build", &[]));
            let now = round_of(&scratch, shown..=round);
            killer.learn(now != shown);
            shown = now;
            let after = numbers(&scratch.ledger());
            let kept = known.iter().all(|(item, number)| after.get(item) == Some(number));
            assert!(kept, "round {round}: the ledger lost or changed a number");
            known = after;
        }
        scratch.build(&[]).ended(0);
        assert_eq!(round_of(&scratch, round..=round), round);
        assert_eq!(u32::try_from(numbers(&scratch.ledger()).len()), Ok(round + 1));
        assert_eq!(litter(&scratch), Vec::<String>::new());
    }
    killer.assert_spread();
}

/// Changes every page, and adds an article that is to have a number.
fn next_round(scratch: &Scratch, round: u32) {
    scratch.put("site.yaml", site_yaml(&format!("第{round}轮。")));
    let day = format!("2024-03-{:02}", round % 28 + 1);
    scratch.put(&format!("content/通知/第{round}篇.md"), article(&format!("第{round}篇"), &day, "正文。"));
}

/// The round whose site this is; it must be one of `rounds`, be whole and show no number that is not in the ledger.
fn round_of(scratch: &Scratch, rounds: std::ops::RangeInclusive<u32>) -> u32 {
    let output = scratch.output();
    let faults = promises::broken(&output, &scratch.ledger());
    assert!(faults.is_empty(), "{faults:?}");
    let home = str::from_utf8(&output["index.html"]).unwrap();
    let round = rounds.clone().find(|round| home.contains(&format!("第{round}轮。")));
    let round = round.unwrap_or_else(|| panic!("a site of none of the rounds {rounds:?}"));
    let mark = format!("第{round}轮。");
    for (path, bytes) in output.iter().filter(|(path, _)| is_kind(path, "html")) {
        assert!(str::from_utf8(bytes).unwrap().contains(&mark), "{path} is of another round than {round}");
    }
    let articles = (0..=round + 1).filter(|n| catalogue_lists(&output, *n)).count();
    assert_eq!(articles, round as usize + 1, "the articles of round {round}");
    round
}

fn catalogue_lists(output: &BTreeMap<String, Vec<u8>>, article: u32) -> bool {
    let catalogue = str::from_utf8(&output["data/catalogue.json"]).unwrap();
    catalogue.contains(&format!("\"第{article}篇\""))
}

/// Item -> number. No number may be given twice, and none to two items.
fn numbers(ledger: &str) -> BTreeMap<String, String> {
    let read = Ledger::parse(ledger, "index-numbers.csv");
    assert!(read.findings.is_empty(), "{:?}", read.findings);
    let rows = read.value.rows();
    let numbers: BTreeMap<String, String> = rows
        .iter()
        .map(|row| (row.item().unwrap().as_str().to_owned(), row.number.as_str().to_owned()))
        .collect();
    assert_eq!(numbers.len(), rows.len(), "an item has two numbers");
    assert_eq!(numbers.values().collect::<BTreeSet<_>>().len(), rows.len());
    numbers
}
