//! Several processes at once.

use std::process::Stdio;

use super::{Versions, litter};
use crate::bench::{Scratch, many, picture};
use crate::kill::Killer;
use crate::promises;

#[test]
fn two_builds_at_once_are_one_after_the_other_or_one_refused() {
    let versions = Versions::make();
    for round in 0..many("GONGKAI_PAIRS", 15) {
        let what = format!("round {round}");
        let scratch = Scratch::in_memory();
        versions.prepare(&scratch);
        let elsewhere = scratch.beside("elsewhere");
        let commands = [
            scratch.command("build", &["-q"]),
            scratch.command("build", &["-q"]),
            scratch.command("build", &["-q", "--output", elsewhere.to_str().unwrap()]),
            scratch.command("check", &["-q"]),
        ];
        let children = commands.map(|mut command| {
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        });
        let ended = children.map(|mut child| child.wait().unwrap().code());
        assert!(ended[..3].contains(&Some(0)), "{what}: {ended:?}");
        assert!(ended[..3].iter().all(|code| matches!(code, Some(0 | 3))), "{what}: {ended:?}");
        assert!(
            matches!(ended[3], Some(0 | 1)),
            "{what}: {ended:?}: a check writes nothing and waits for nobody"
        );
        let is_new = versions.assert_whole(&scratch, &what);
        assert!(is_new || ended[2] == Some(0), "{what}: the site is built, and not there");
        let mut other = picture(&elsewhere);
        other.remove(gongkai::layout::IDENTITY);
        assert!(
            other.is_empty() || other == versions.new.output,
            "{what}: the other site is neither none nor new"
        );
        versions.assert_next_build(&scratch, &what);
    }
}

/// The first is killed while the second waits for nobody: it is refused, or has the site to itself.
#[test]
fn a_build_beside_one_that_is_killed_finds_a_whole_site() {
    let versions = Versions::make();
    let mut killer = Killer::new();
    while killer.killed < many("GONGKAI_PAIRS", 15) {
        let scratch = Scratch::in_memory();
        versions.prepare(&scratch);
        let mut second = scratch.command("build", &["-q"]);
        second.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut second = second.spawn().unwrap();
        killer.strike(scratch.command("build", &["-q"]));
        let ended = second.wait().unwrap().code();
        assert!(matches!(ended, Some(0 | 3)), "{ended:?}");
        let is_new = versions.assert_whole(&scratch, "one killed");
        assert!(is_new || ended == Some(3), "it claims to be done");
        killer.learn(is_new);
        versions.assert_next_build(&scratch, "one killed");
    }
}

/// Building and withdrawing both write the ledger.
#[test]
fn a_withdrawal_beside_a_build_is_not_lost() {
    for round in 0..many("GONGKAI_PAIRS", 15) {
        let scratch = Scratch::in_memory();
        super::put_old(&scratch);
        scratch.put("content/通知/三.md", super::article("三", "2024-03-05", "后加的。"));
        let number = scratch.ledger().lines().nth(1).unwrap().split(',').next().unwrap().to_owned();
        std::fs::remove_file(scratch.at("content/通知/一.md")).unwrap();
        let mut build = scratch.command("build", &["-q"]);
        let mut withdraw = scratch.command("index", &["withdraw", &number, "--reason", "数字有误"]);
        let children = [&mut withdraw, &mut build].map(|command| {
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        });
        let ended = children.map(|mut child| child.wait().unwrap().code());
        let ledger = scratch.ledger();
        // Whoever was told that it is done finds it in the ledger; the other is told that it is not.
        assert_eq!(ended[0] == Some(0), ledger.contains("数字有误"), "round {round}: {ended:?}\n{ledger}");
        assert_eq!(ended[1] == Some(0), ledger.contains("通知/三"), "round {round}: {ended:?}\n{ledger}");
        if ended[0] != Some(0) {
            assert_eq!(crate::bench::run(withdraw).code, Some(0));
        }
        scratch.build(&[]).ended(0);
        let ledger = scratch.ledger();
        assert!(ledger.contains("数字有误") && ledger.contains("通知/三"), "{ledger}");
        assert_eq!(promises::broken(&scratch.output(), &ledger), Vec::<String>::new());
        assert_eq!(litter(&scratch), Vec::<String>::new());
    }
}
