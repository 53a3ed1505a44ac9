//! What is refused, and leaves what readers see as it was.

use std::fs;

use super::{Desk, Folder, Place as _};
use crate::bench::{Run, SITE, Scratch, change_a_byte};

#[track_caller]
fn refused(run: &Run, code: i32, word: &str) {
    assert_eq!(run.code, Some(code), "{}", run.stderr);
    assert!(run.stderr.contains(word), "{word}: {}", run.stderr);
    assert!(run.stderr.contains("办法"), "no cure: {}", run.stderr);
}

#[test]
fn what_must_not_go_online_does_not() {
    let place = Folder::new();
    let desk = Desk::new(&place);
    refused(&desk.run("deploy", &[]), 1, "没有生成好的网站");
    desk.publish();
    let live = place.live();
    desk.article(4, "第四篇。");
    desk.scratch.build(&["--trial"]).ended(0);
    refused(&desk.run("deploy", &[]), 1, "试生成");
    desk.scratch.build(&[]).ended(0);
    // The finished site was touched by hand.
    change_a_byte(&desk.scratch.at("output/002590761/2024-00004.html"));
    refused(&desk.run("deploy", &[]), 1, "有人动过");
    assert_eq!(place.live(), live);
    desk.scratch.forget();
    desk.scratch.build(&[]).ended(0);
    desk.scratch.put("content/通知/坏.md", "---\n标题: 坏\n公开日期: 2024-13-40\n---\n");
    refused(&desk.run("deploy", &[]), 1, "没有上线");
    assert_eq!(place.live(), live);
    fs::remove_file(desk.scratch.at("content/通知/坏.md")).unwrap();
    desk.publish();
}

/// Drafts and what is dated later make a trial build; the same pages built in earnest are none.
#[test]
fn a_trial_build_says_so_until_it_is_built_in_earnest() {
    let place = Folder::new();
    let desk = Desk::new(&place);
    desk.scratch.build(&[]).ended(0);
    let manifest = || String::from_utf8(desk.output()["manifest.json"].clone()).unwrap();
    let earnest = manifest();
    for trial in ["--trial", "--drafts", "--future"] {
        desk.scratch.build(&[trial]).ended(0);
        assert!(manifest().contains("\"trial\":true"), "{trial}");
        desk.scratch.build(&[]).ended(0);
        assert_eq!(manifest(), earnest);
    }
}

#[test]
fn unapproved_changes_do_not_go_online() {
    let place = Folder::new();
    let desk = Desk::new(&place);
    desk.publish();
    let settings = crate::bench::text_or_nothing(&desk.scratch.at("site.yaml"));
    desk.scratch.put("site.yaml", format!("{settings}审签: 必须\n"));
    desk.article(4, "第四篇。");
    refused(&desk.run("deploy", &[]), 1, "还没有审签");
}

/// A copy of the site folder that did not see the last publication, also after a rollback.
#[test]
fn a_stale_laptop_is_refused_after_a_rollback_too() {
    let place = Folder::new();
    let desk = Desk::new(&place);
    desk.publish();
    let stale = Desk { scratch: Scratch::copy_of(&desk.scratch.site(), &[]), place: &place };
    desk.article(4, "第四篇。");
    desk.publish();
    let live = place.live();
    stale.article(5, "第五篇。");
    stale.scratch.build(&[]).ended(0);
    refused(&stale.run("deploy", &[]), 1, "这个网站文件夹是旧的");
    assert_eq!(place.live(), live);
    assert_eq!(desk.run("rollback", &[]).code, Some(0));
    let live = place.live();
    refused(&stale.run("deploy", &[]), 1, "这个网站文件夹是旧的");
    refused(&stale.run("deploy", &["--dry-run"]), 1, "这个网站文件夹是旧的");
    assert_eq!(place.live(), live);
}

#[test]
fn what_was_withdrawn_comes_back_only_on_purpose() {
    let place = Folder::new();
    let desk = Desk::new(&place);
    desk.publish();
    let stale = Desk { scratch: Scratch::copy_of(&desk.scratch.site(), &[]), place: &place };
    let number = "002590761/2024-00002";
    desk.run("index", &["withdraw", number, "--reason", "误发"]).ended(0);
    fs::remove_file(desk.scratch.at("content/通知/第2篇.md")).unwrap();
    desk.publish();
    refused(&stale.run("deploy", &[]), 1, "已经撤下的内容会重新公开");
    refused(&desk.run("rollback", &[]), 1, "已经撤下的内容会重新公开");
    desk.run("index", &["restore", number]).ended(0);
    desk.article(2, "正文。");
    desk.scratch.build(&[]).ended(0);
    refused(&desk.run("deploy", &[]), 1, number);
    assert_eq!(desk.run("deploy", &["--restored", number]).code, Some(0));
    assert_eq!(place.live(), Some(desk.output()));
}

/// What is to be cancelled as never published is looked for where the site went.
#[test]
fn a_version_that_was_online_is_not_retracted() {
    let place = Folder::new();
    let desk = Desk::new(&place);
    desk.publish();
    refused(&desk.run("history", &["retract", "002590761/2024-00001"]), 1, "上过网");
    desk.article(4, "第四篇。");
    desk.scratch.build(&[]).ended(0);
    let record = crate::bench::text_or_nothing(&desk.scratch.at("published.csv"));
    let state = place.path().join(".gongkai/state.json");
    let whole = fs::read(&state).unwrap();
    fs::write(&state, "").unwrap();
    refused(&desk.run("history", &["retract", "002590761/2024-00004"]), 3, "读不懂");
    fs::remove_file(&state).unwrap();
    refused(&desk.run("history", &["retract", "002590761/2024-00004"]), 3, "读不懂");
    fs::write(&state, whole).unwrap();
    assert_eq!(crate::bench::text_or_nothing(&desk.scratch.at("published.csv")), record);
    let retracted = desk.run("history", &["retract", "002590761/2024-00004"]);
    assert_eq!(retracted.code, Some(0), "{}", retracted.stderr);
    assert!(retracted.stderr.contains("向“正式”核对"), "{}", retracted.stderr);
}

#[test]
fn a_destination_that_is_not_there_is_named() {
    let desk = |yaml: &str| {
        let scratch =
            Scratch::of(&[("site.yaml", &format!("{SITE}{yaml}")), ("content/_index.md", "# 首页\n")]);
        scratch.build(&[]).ended(0);
        scratch
    };
    let run = |scratch: &Scratch, arguments: &[&str]| crate::bench::run(scratch.command("deploy", arguments));
    refused(&run(&desk(""), &[]), 2, "没有写网站发到哪里");
    let two = desk("上线: [{名称: 正式, 方式: 目录, 地址: ../a}, {名称: 测试, 方式: 目录, 地址: ../b}]\n");
    refused(&run(&two, &[]), 2, "有几处可以上线");
    refused(&run(&two, &["正试"]), 2, "是不是“正式”");
    assert_eq!(run(&two, &["测试"]).code, Some(0));
}

/// A state that somebody changed is not believed.
#[test]
fn a_state_that_cannot_be_read_stops_everything() {
    let place = Folder::new();
    let desk = Desk::new(&place);
    desk.publish();
    let live = place.live();
    let file = place.path().join(".gongkai/state.json");
    let whole = fs::read_to_string(&file).unwrap();
    for broken in ["", "{}", &whole[..whole.len() / 2], &whole.replace("0001-", "../../x")] {
        fs::write(&file, broken).unwrap();
        refused(&desk.run("deploy", &[]), 3, "读不懂");
    }
    // Without it nobody knows what was ever live.
    fs::remove_file(&file).unwrap();
    refused(&desk.run("deploy", &[]), 3, "读不懂");
    assert_eq!(place.live(), live);
    fs::write(&file, whole).unwrap();
    desk.publish();
}

#[test]
fn an_address_that_is_no_folder_is_told() {
    let place = Folder::new();
    let desk = Desk::new(&place);
    desk.scratch.build(&[]).ended(0);
    fs::write(place.path(), "a file").unwrap();
    let run = desk.run("deploy", &[]);
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    assert!(run.stderr.contains("已经有一个同名的文件"), "{}", run.stderr);
    assert_eq!(fs::read(place.path()).unwrap(), b"a file");
}

/// The next build would take what lies there for its own.
#[test]
fn nothing_goes_online_into_the_sites_own_folders() {
    let scratch = Scratch::of(&[("content/_index.md", "# 首页\n")]);
    for address in
        ["output", "output/线上", "content/线上", "themes", "content/../output/a", "../site/content/a"]
    {
        for kind in ["目录", "压缩包"] {
            let ending = if kind == "目录" { "" } else { "/a.zip" };
            let settings = format!("{SITE}上线: [{{名称: 正式, 方式: {kind}, 地址: {address}{ending}}}]\n");
            scratch.put("site.yaml", settings);
            scratch.build(&[]).ended(0);
            let before = scratch.output();
            refused(&crate::bench::run(scratch.command("deploy", &[])), 2, "自己的文件夹");
            scratch.build(&[]).ended(0);
            assert_eq!(scratch.output(), before, "{address}");
        }
    }
}
