//! What is remembered of a published site: it saves reading files, and hides nothing that happened to them.
#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use gongkai::files::write_atomic;
use gongkai::output::{PublishError, Staging, Stamps};
use rayon::prelude::*;

use crate::bench::change_a_byte;
use crate::publish::{Meddling, Scratch, Site, files_in, page, publish, published, site, small};

/// What publishing without a change comes to, and what is remembered of it instead, if anything is.
fn unchanged(target: &Path, remembered: &Stamps) -> Option<(usize, Option<Stamps>)> {
    let staging = Staging::begin(target).unwrap().remembering(remembered.clone());
    let (published, renewed) = staging.unchanged(std::iter::empty())?;
    assert_eq!((published.written, published.removed), (0, 0));
    Some((published.unchanged, renewed))
}

/// Publishes, and gives what is remembered of it.
fn publish_remembering(target: &Path, site: &Site, remembered: Stamps) -> Stamps {
    let staging = Staging::begin(target).unwrap().remembering(remembered);
    site.par_iter().try_for_each(|(path, bytes)| staging.write(&page(path), bytes)).unwrap();
    staging.finish(|| Ok::<(), PublishError>(())).unwrap().1
}

/// Copies a folder with the times of its files, and puts the copy in its place.
fn copy_over(target: &Path) {
    let copy = target.with_extension("copy");
    assert!(Command::new("cp").arg("-a").args([target, &copy]).status().unwrap().success());
    fs::remove_dir_all(target).unwrap();
    fs::rename(copy, target).unwrap();
}

#[test]
fn a_site_that_stands_as_it_was_is_known_again_and_any_other_is_not() {
    let pause = || sleep(Duration::from_millis(30));
    let a = site("a");
    let mut shorter = a.clone();
    shorter.pop_last();
    // All new, and with unchanged files.
    for first in [None, Some(&shorter)] {
        let meddlings: [(&str, Meddling, bool); 7] = [
            ("nothing", |_| (), true),
            ("a byte of a page", |target| change_a_byte(&target.join("七优享/1.html")), false),
            ("a page less", |target| fs::remove_file(target.join("七优享/1.html")).unwrap(), false),
            ("a page more", |target| write_atomic(&target.join("mine.html"), b"x").unwrap(), false),
            (
                "half a page",
                |target| {
                    File::options()
                        .write(true)
                        .open(target.join("七优享/1.html"))
                        .unwrap()
                        .set_len(100)
                        .unwrap();
                },
                false,
            ),
            (
                "a touch",
                |target| {
                    let file = File::options().write(true).open(target.join("七优享/1.html")).unwrap();
                    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_hours(1)).unwrap();
                },
                true,
            ),
            ("a copy", copy_over, true),
        ];
        for (what, meddle, is_same) in meddlings {
            let scratch = Scratch::new();
            if let Some(first) = first {
                publish(&scratch.target, first).unwrap();
            }
            let mut remembered = publish_remembering(&scratch.target, &a, Stamps::default());
            // What was written at the last moment is read once more.
            pause();
            if let Some((60, Some(renewed))) = unchanged(&scratch.target, &remembered) {
                remembered = renewed;
            }
            assert_eq!(unchanged(&scratch.target, &remembered), Some((60, None)), "{what}");
            meddle(&scratch.target);
            pause();
            let Some((60, renewed)) = unchanged(&scratch.target, &remembered) else {
                assert!(!is_same, "{what}");
                continue;
            };
            assert!(is_same, "{what}");
            assert_eq!(renewed.is_none(), what == "nothing", "{what}");
            let renewed = renewed.unwrap_or(remembered);
            assert_eq!(unchanged(&scratch.target, &renewed), Some((60, None)), "{what}");
            scratch.assert_holds_only(&["output"]);
        }
    }
}

#[test]
fn who_is_as_quick_as_the_clock_is_noticed_too() {
    let scratch = Scratch::new();
    let mut remembered = Stamps::default();
    for round in 0..100 {
        let files = small(&[("a.html", "1"), ("b.html", &format!("{}", round / 2))]);
        remembered = publish_remembering(&scratch.target, &files, remembered);
        let path = scratch.target.join(["a.html", "b.html"][round % 2]);
        if round % 3 == 0 {
            // As a second build might remember it.
            remembered = unchanged(&scratch.target, &remembered).unwrap().1.unwrap_or(remembered);
        }
        change_a_byte(&path);
        assert_eq!(unchanged(&scratch.target, &remembered), None, "{round}");
    }
}

#[test]
fn what_was_noted_in_a_time_to_come_is_not_believed() {
    let scratch = Scratch::new();
    let remembered = publish_remembering(&scratch.target, &site("a"), Stamps::default());
    sleep(Duration::from_millis(30));
    let bytes = unchanged(&scratch.target, &remembered).unwrap().1.unwrap_or(remembered).to_bytes();
    let (head, stamps) = bytes.split_at(bytes.iter().position(|byte| *byte == b'\n').unwrap());
    let head = std::str::from_utf8(head).unwrap();
    let (digest, moment) = head.split_once(' ').unwrap();
    let noted =
        |moment: u64| Stamps::parse(&[format!("{digest} {moment}").as_bytes(), stamps].concat()).unwrap();
    let moment: u64 = moment.parse().unwrap();
    assert_eq!(unchanged(&scratch.target, &noted(moment)), Some((60, None)));
    let hour = 3_600_000_000_000;
    let (count, renewed) = unchanged(&scratch.target, &noted(moment + hour)).unwrap();
    assert_eq!(count, 60);
    // All was read, and is remembered by the clock as it stands.
    assert_eq!(unchanged(&scratch.target, &renewed.unwrap()), Some((60, None)));
}

#[test]
fn a_page_mended_in_the_output_without_a_trace_gets_its_true_digest() {
    let scratch = Scratch::new();
    let before = small(&[("a.html", "2"), ("b.html", "b")]);
    let remembered = publish_remembering(&scratch.target, &before, Stamps::default());
    change_a_byte(&scratch.target.join("a.html"));
    let mended = small(&[("a.html", "3"), ("b.html", "b")]);
    publish_remembering(&scratch.target, &mended, remembered);
    assert_eq!(files_in(&scratch.target), published(&mended));
}
