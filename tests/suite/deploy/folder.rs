//! What holds for a folder alone.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::{Desk, Folder, Place as _, seen};

#[test]
fn other_peoples_files_stay() {
    let place = Folder::new();
    let desk = Desk::new(&place);
    desk.scratch.build(&[]).ended(0);
    fs::create_dir(place.path()).unwrap();
    fs::write(place.path().join("照片.jpg"), "x").unwrap();
    let run = desk.run("deploy", &[]);
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    assert!(run.stderr.contains("不是 gongkai 放的文件"), "{}", run.stderr);
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    fs::remove_file(place.path().join("照片.jpg")).unwrap();
    // What the web server's owner put there under the link's name is not replaced either.
    fs::create_dir(place.path().join("current")).unwrap();
    assert_eq!(desk.run("deploy", &[]).code, Some(2));
}

#[test]
fn unchanged_files_are_links_to_the_same_bytes() {
    use std::os::unix::fs::MetadataExt as _;
    let place = Folder::new();
    let desk = Desk::new(&place);
    desk.publish();
    let page = |release: &str| {
        let mut names =
            fs::read_dir(place.path().join("releases")).unwrap().map(|entry| entry.unwrap().path());
        names.find(|path| path.file_name().unwrap().to_str().unwrap().starts_with(release)).unwrap()
    };
    desk.article(4, "第四篇。");
    desk.publish();
    let numbers = ["0001", "0002"]
        .map(|release| fs::metadata(page(release).join("002590761/2024-00001.html")).unwrap().ino());
    assert_eq!(numbers[0], numbers[1]);
}

/// A mark is believed, which shows that the file was not read; what somebody touched is read, whatever its size
/// and its dates say.
#[test]
fn files_that_nothing_touched_are_not_read_again() {
    let place = Folder::new();
    let desk = Desk::new(&place);
    desk.publish();
    let again = desk.run("deploy", &[]);
    assert!(again.stderr.contains("没有要发的"), "{}", again.stderr);
    let marks = place.path().join(".gongkai/marks");
    let text = fs::read_to_string(&marks).unwrap();
    assert_eq!(text.lines().count(), desk.output().len() + 1, "{text}");
    let page = place.path().join("current/index.html");
    let written = fs::metadata(&page).unwrap().modified().unwrap();
    place.tamper("index.html");
    fs::File::options().write(true).open(&page).unwrap().set_modified(written).unwrap();
    assert_ne!(desk.live(), Some(desk.output()));
    desk.publish();
    assert_eq!(desk.live(), Some(desk.output()));

    assert!(desk.run("deploy", &[]).stderr.contains("没有要发的"));
    let text = fs::read_to_string(&marks).unwrap();
    let digest = text.lines().nth(1).unwrap().rsplit(' ').next().unwrap();
    fs::write(&marks, text.replacen(digest, &"0".repeat(64), 1)).unwrap();
    let sent = desk.run("deploy", &[]);
    assert!(sent.stderr.contains("已上线") && sent.stderr.contains("发送 1 个文件"), "{}", sent.stderr);
    assert_eq!(desk.live(), Some(desk.output()));
}

#[test]
fn a_reader_never_sees_a_mixed_site() {
    let place = Folder::new();
    let desk = Desk::new(&place);
    desk.publish();
    let stop = AtomicBool::new(false);
    let home = |round: u32| format!("---\n标题: 首页\n---\n\n第{round}轮。\n");
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut seen_sites = 0;
            while !stop.load(Ordering::Relaxed) {
                // One look at the link, as a server's request is one.
                let live = fs::canonicalize(place.path().join("current")).unwrap();
                let whole = ["index.html", "manifest.json"].map(|file| fs::read(live.join(file)));
                // A release that is removed meanwhile is gone as a whole.
                if let [Ok(_), Ok(manifest)] = whole {
                    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
                    assert!(!manifest["files"].as_array().unwrap().is_empty());
                    seen_sites += 1;
                }
            }
            seen_sites
        });
        let ending = super::verify::Ending(&stop);
        for round in 0..5 {
            desk.scratch.put("content/_index.md", home(round));
            desk.publish();
        }
        drop(ending);
        assert!(reader.join().unwrap() > 5);
    });
    assert_eq!(seen(&place.path()), Some(desk.output()));
}

#[test]
fn two_at_once_refuse_each_other() {
    let place = Folder::new();
    let desk = Desk::new(&place);
    desk.publish();
    let lock = fs::OpenOptions::new().write(true).open(place.path().join(".gongkai/lock")).unwrap();
    lock.try_lock().unwrap();
    desk.article(4, "第四篇。");
    desk.scratch.build(&[]).ended(0);
    let run = desk.run("deploy", &[]);
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    assert!(run.stderr.contains("另一次上线正在"), "{}", run.stderr);
    assert_ne!(place.live(), Some(desk.output()));
    drop(lock);
    desk.publish();
}
