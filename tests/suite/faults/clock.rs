//! A clock that is set back, and files that are dated in the future.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::{State, Versions, article, put_new, put_old};
use crate::bench::Scratch;
use crate::promises;

/// Dates everything below `folder`.
fn date(folder: &Path, time: SystemTime) {
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            File::open(entry.path()).unwrap().set_modified(time).unwrap();
        }
    }
}

/// The year 2096, and the year 1970.
fn times() -> [SystemTime; 2] {
    let epoch = SystemTime::UNIX_EPOCH;
    [epoch + Duration::from_secs(4_000_000_000), epoch + Duration::from_secs(1)]
}

#[test]
fn dates_of_files_decide_nothing() {
    let versions = Versions::make();
    for time in times() {
        for folder in ["content", "output", "."] {
            let scratch = Scratch::in_memory();
            versions.prepare(&scratch);
            date(&scratch.at(folder), time);
            versions.assert_next_build(&scratch, folder);
            date(&scratch.at(folder), time);
            versions.assert_next_build(&scratch, folder);
        }
    }
}

/// The list of digests is believed about files that are older than itself, if it is not dated in the future.
#[test]
fn a_list_of_digests_from_the_future_is_not_believed() {
    let scratch = Scratch::in_memory();
    put_old(&scratch);
    let manifest = File::open(scratch.at("output/manifest.json")).unwrap();
    manifest.set_modified(times()[0]).unwrap();
    // With the clock right again, somebody mends a page where it is published, and then where it was written.
    let twin = Scratch::in_memory();
    put_old(&twin);
    for scratch in [&twin, &scratch] {
        super::put_revised(scratch, &"三".repeat(3000));
    }
    twin.build(&[]).ended(0);
    let page = twin.output().into_keys().find(|path| path.ends_with("材料.txt")).unwrap();
    scratch.put(&format!("output/{page}"), "三".repeat(3000));
    scratch.build(&[]).ended(0);
    assert_eq!(promises::broken(&scratch.output(), &scratch.ledger()), Vec::<String>::new());
    assert!(State::of(&scratch) == State::of(&twin));
}

#[test]
fn a_day_that_comes_again_loses_no_number() {
    let scratch = Scratch::in_memory();
    put_old(&scratch);
    put_new(&scratch);
    scratch.put("content/通知/未来.md", article("未来", "2024-12-30", "快到了。"));
    scratch.build(&[]).ended(0);
    let state = State::of(&scratch);
    // On none of these days was all of it public yet.
    for today in ["2024-12-29", "2024-03-01", "2024-02-29", "1999-12-31", "1970-01-01"] {
        let run = scratch.build(&["--today", today]);
        let ledger = scratch.ledger();
        assert!(ledger == state.ledger, "{today}: the ledger changed: {ledger}");
        assert_eq!(promises::broken(&scratch.output(), &ledger), Vec::<String>::new(), "{today}");
        match run.code {
            Some(0) => {}
            Some(1) => {
                assert!(run.stderr.contains("办法: "), "{today}: {}", run.stderr);
                assert!(State::of(&scratch) == state, "{today}: something was written");
            }
            code => panic!("{today}: {code:?} {}", run.stderr),
        }
        scratch.build(&[]).ended(0);
        assert!(State::of(&scratch) == state, "{today}: the right day makes something else");
    }
}
