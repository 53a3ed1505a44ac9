//! What holds for every kind of destination that has releases.

use std::time::Instant;

use super::{Desk, Files, Folder, Place};
use crate::bench::{is_kind, many};
use crate::kill::Killer;

/// What is live becomes the built site; only what differs is sent; a rollback and a second deployment lead back
/// and forth; what was altered there is mended.
pub(crate) fn goes_online_and_back(place: &dyn Place) {
    let desk = Desk::new(place);
    assert_eq!(desk.live(), None);
    let first = desk.publish();
    let old = desk.output();
    assert_eq!(desk.live(), Some(old.clone()));
    assert!(first.stderr.contains("已上线") && first.stderr.contains("没有签名"), "{}", first.stderr);
    let again = desk.run("deploy", &[]);
    assert!(again.stderr.contains("没有要发的"), "{}", again.stderr);

    desk.article(4, "第四篇。");
    desk.scratch.build(&[]).ended(0);
    let rehearsed = desk.run("deploy", &["--dry-run"]);
    assert_eq!(rehearsed.code, Some(0), "{}", rehearsed.stderr);
    let new = desk.output();
    let told = rehearsed.stdout.lines().filter(|line| !line.starts_with("不再有")).count();
    let differing =
        new.iter().filter(|(path, bytes)| path.as_str() != "manifest.json" && old.get(*path) != Some(*bytes));
    assert_eq!(told, differing.count(), "{}", rehearsed.stdout);
    assert_eq!(desk.live(), Some(old.clone()), "a rehearsal changes nothing");
    let second = desk.publish();
    assert_eq!(desk.live(), Some(new.clone()));
    // The manifest comes along, where it is a file like others.
    let sent = [told, told + 1].map(|count| format!("发送 {count} 个文件"));
    assert!(sent.iter().any(|sent| second.stderr.contains(sent)), "{sent:?}: {}", second.stderr);

    let list = desk.run("releases", &[]);
    assert_eq!(list.stdout.lines().count(), 3, "{}", list.stdout);
    assert!(list.stdout.lines().nth(1).unwrap().contains("← 线上"), "{}", list.stdout);
    let compared = desk.run("releases", &["--compare", "0001", "0002"]);
    assert_eq!(compared.stdout, rehearsed.stdout);

    let back = desk.run("rollback", &[]);
    assert_eq!(back.code, Some(0), "{}", back.stderr);
    assert_eq!(desk.live(), Some(old.clone()));
    assert!(back.stderr.contains("00004"), "{}", back.stderr);
    let further = desk.run("rollback", &[]);
    assert_eq!(further.code, Some(2), "{}", further.stderr);
    desk.publish();
    assert_eq!(desk.live(), Some(new.clone()));

    place.tamper("index.html");
    assert_ne!(desk.live(), Some(new.clone()));
    desk.publish();
    assert_eq!(desk.live(), Some(new), "what was altered there is sent again");
}

/// Whoever broke in may have been in every release: readers are led to none that is not what went online then.
pub(crate) fn what_was_altered_is_not_gone_back_to(place: &dyn Place) {
    let desk = Desk::new(place);
    desk.publish();
    desk.article(4, "第四篇。");
    desk.publish();
    let live = desk.live();
    place.tamper_earlier();
    let back = desk.run("rollback", &[]);
    assert_eq!(back.code, Some(1), "{}", back.stderr);
    assert!(back.stderr.contains("不能退回") && back.stderr.contains("办法"), "{}", back.stderr);
    assert_eq!(desk.live(), live);
    // It hinders no deployment, and no way back to what is whole.
    desk.article(5, "第五篇。");
    desk.publish();
    assert_eq!(desk.run("rollback", &["0001"]).code, Some(1));
    assert_eq!(desk.run("rollback", &[]).code, Some(0));
    // Where nothing switches at once, what is gone stays for some days.
    let now = desk.live().unwrap();
    assert!(live.unwrap().iter().all(|(path, bytes)| now.get(path) == Some(bytes)));
}

/// Ten releases stay.
pub(crate) fn ten_releases_stay(place: &dyn Place) {
    let desk = Desk::new(place);
    for n in 1..=12 {
        desk.article(1, &format!("第{n}次。"));
        // A change of a published text asks for its reason.
        desk.scratch.put("content/通知/_index.md", format!("---\n标题: 通知\n说明: 第{n}次\n---\n"));
        desk.scratch.put(
            "content/通知/第1篇.md",
            "---\n标题: 第1篇\n公开日期: 2024-03-02\n发布单位: 区人力社保局\n---\n\n正文。\n",
        );
        desk.publish();
    }
    let list = desk.run("releases", &["--format", "json"]);
    let list: serde_json::Value = serde_json::from_str(&list.stdout).unwrap();
    let names: Vec<&str> =
        list.as_array().unwrap().iter().map(|note| note["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 10, "{names:?}");
    assert!(names[0].starts_with("0003-") && names[9].starts_with("0012-"), "{names:?}");
    assert_eq!(desk.run("rollback", &["正式", "0002"]).code, Some(2));
    assert_eq!(desk.run("rollback", &["0003"]).code, Some(0));
}

/// A page that is open finds the parts of its release, also when others follow; but nothing of what was withdrawn.
pub(crate) fn parts_of_earlier_releases_stay(place: &dyn Place) {
    let desk = Desk::new(place);
    let is_style = |path: &&String| path.starts_with("assets/site-") && is_kind(path, "css");
    let mut styles = Vec::new();
    for n in 1..=3 {
        desk.scratch.put("themes/gongkai/assets/site.css", format!("/* {n} */\n"));
        desk.article(3 + n, "又一篇。");
        desk.publish();
        let output = desk.output();
        let style = output.keys().find(is_style).unwrap().clone();
        // Every page names the style by its digest.
        assert!(String::from_utf8_lossy(&output["index.html"]).contains(&style));
        let parts =
            output.into_iter().filter(|(path, _)| path.starts_with("search/") && path != "search/index.js");
        styles.push((style, parts.collect::<Files>()));
        for (n, (style, parts)) in (1..).zip(&styles) {
            assert_eq!(place.part(style), Some(format!("/* {n} */\n").into_bytes()), "{style}");
            for (path, bytes) in parts {
                assert_eq!(place.part(path).as_ref(), Some(bytes), "{path}");
            }
        }
    }
    assert_eq!(desk.run("rollback", &[]).code, Some(0));
    assert!(styles.iter().all(|(style, _)| place.part(style).is_some()));
    desk.run("index", &["withdraw", "002590761/2024-00001", "--reason", "误发"]).ended(0);
    std::fs::remove_file(desk.scratch.at("content/通知/第1篇.md")).unwrap();
    desk.publish();
    let live = desk.output();
    for path in styles.iter().flat_map(|(_, parts)| parts.keys()).filter(|path| !live.contains_key(*path)) {
        assert_eq!(place.part(path), None, "{path} may show what was withdrawn");
    }
}

/// Whatever instant a deployment is killed at, readers see the old site or the new one, whole, and the next run
/// puts the new one online.
pub(crate) fn a_kill_leaves_a_whole_site(place: &dyn Place, kills: u32) {
    let desk = Desk::new(place);
    desk.publish();
    let start = Instant::now();
    desk.article(9, "第九篇。");
    desk.scratch.build(&[]).ended(0);
    let begun = start.elapsed();
    assert_eq!(desk.run("deploy", &[]).code, Some(0));
    let mut killer = Killer::within(start.elapsed().saturating_sub(begun) * 3 / 2);
    // The far side may end what it has begun a moment after the kill.
    let mut possible = vec![desk.output()];
    let mut round = 0;
    while killer.killed < kills {
        round += 1;
        desk.scratch.put("content/通知/_index.md", format!("---\n标题: 通知\n说明: 第{round}轮\n---\n"));
        desk.scratch.put(&format!("content/通知/附件{}.md", round % 5), article(round));
        desk.scratch.build(&[]).ended(0);
        let after = desk.output();
        possible.push(after.clone());
        killer.strike(desk.command("deploy", &[]));
        let live = desk.live().unwrap();
        assert!(possible.contains(&live), "round {round}: a mixed site: {:?}", apart(&live, &possible));
        killer.learn(live == after);
        if round % 3 == 0 {
            desk.publish();
            assert_eq!(desk.live().as_ref(), Some(&after), "round {round}");
            possible = vec![after];
        }
    }
    desk.publish();
    assert_eq!(desk.live(), Some(desk.output()));
    killer.assert_spread();
}

fn article(round: u32) -> String {
    format!(
        "---\n标题: 附件{round}\n类型: 页面\n公开日期: 2024-03-02\n发布单位: 区人力社保局\n修订: [{{日期: 2024-12-31, 说明: 第{round}轮}}]\n---\n\n第{round}轮。\n"
    )
}

fn apart<'a>(live: &'a Files, possible: &[Files]) -> Vec<&'a String> {
    live.iter()
        .filter(|(path, bytes)| possible.iter().all(|site| site.get(*path) != Some(*bytes)))
        .map(|(path, _)| path)
        .collect()
}

#[test]
fn a_folder_goes_online_and_back() {
    goes_online_and_back(&Folder::new());
}

#[test]
fn what_was_altered_in_a_folder_is_not_gone_back_to() {
    what_was_altered_is_not_gone_back_to(&Folder::new());
}

#[test]
fn files_that_somebody_added_are_not_gone_back_to() {
    let place = Folder::new();
    let desk = Desk::new(&place);
    desk.publish();
    desk.article(4, "第四篇。");
    desk.publish();
    std::fs::write(super::first_release(&place.path()).join("shell.php"), "<?php").unwrap();
    let back = desk.run("rollback", &[]);
    assert!(back.code == Some(1) && back.stderr.contains("shell.php"), "{}", back.stderr);
}

#[test]
fn parts_of_earlier_releases_stay_in_a_folder() {
    parts_of_earlier_releases_stay(&Folder::new());
}

#[test]
fn of_a_folder_ten_releases_stay() {
    ten_releases_stay(&Folder::new());
}

#[test]
fn a_kill_leaves_a_whole_site_in_a_folder() {
    a_kill_leaves_a_whole_site(&Folder::new(), many("GONGKAI_DEPLOY_KILLS", 10));
}
