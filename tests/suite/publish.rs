//! Publishing: the output folder is the old site or the new one, whatever happens.
#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use gongkai::files::{Cause, SiteLock, read, write_atomic};
use gongkai::model::PagePath;
use gongkai::output::{OutputCounts, PublishError, Staging, check_target};
use rayon::prelude::*;
use tempfile::TempDir;

use crate::bench::many;
use crate::kill::Killer;

/// A whole site: paths and bytes.
pub(crate) type Site = BTreeMap<String, Vec<u8>>;

/// A site of 60 files. Of two sites a third of the files is equal, a third differs, a third has other names.
pub(crate) fn site(name: &str) -> Site {
    (0..60)
        .map(|i| match i % 3 {
            0 => (format!("assets/{}/{i}.css", i % 4), format!("{i}\n").repeat(500)),
            1 => (format!("七优享/{i}.html"), format!("{name}{i}\n").repeat(700)),
            _ => (format!("{name}/{}/{i}.html", i % 5), format!("{i}\n").repeat(900)),
        })
        .map(|(path, text)| (path, text.into_bytes()))
        .collect()
}

pub(crate) fn small(files: &[(&str, &str)]) -> Site {
    files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

pub(crate) fn page(path: &str) -> PagePath {
    PagePath::new(path).unwrap()
}

pub(crate) fn publish(target: &Path, site: &Site) -> Result<OutputCounts, PublishError> {
    let staging = Staging::begin(target)?;
    site.par_iter().try_for_each(|(path, bytes)| staging.write(&page(path), bytes))?;
    staging.finish(|| Ok(())).map(|(published, _)| published)
}

/// Everything in a folder; of a link, where it leads.
pub(crate) fn files_in(folder: &Path) -> Site {
    let mut site = Site::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.unwrap();
        let name = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        if entry.file_type().is_file() {
            site.insert(name, read(entry.path()).unwrap());
        } else if entry.path_is_symlink() {
            site.insert(name, fs::read_link(entry.path()).unwrap().into_os_string().into_encoded_bytes());
        }
    }
    site
}

/// What publishing `site` in an empty place gives, its manifest included.
pub(crate) fn published(site: &Site) -> Site {
    let scratch = Scratch::new();
    publish(&scratch.target, site).unwrap();
    let files = files_in(&scratch.target);
    assert!(site.iter().all(|(path, bytes)| files.get(path) == Some(bytes)));
    assert_eq!(files.len(), site.len() + 1);
    files
}

/// A folder that holds an output folder, once there is one.
pub(crate) struct Scratch {
    folder: TempDir,
    pub(crate) target: PathBuf,
}

impl Scratch {
    pub(crate) fn new() -> Self {
        // In memory if possible: publishing waits for the disk, and a busy one makes minutes of these tests.
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
        let target = folder.path().join("output");
        Self { folder, target }
    }

    fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    #[track_caller]
    pub(crate) fn assert_holds_only(&self, names: &[&str]) {
        assert_eq!(names_in(self.folder.path()), names);
    }
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn put(folder: &Path, files: &Site) {
    for (path, bytes) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        write_atomic(&path, bytes).unwrap();
    }
}

#[test]
fn the_output_is_the_new_site_and_its_manifest() {
    let scratch = Scratch::new();
    let done = publish(&scratch.target, &small(&[("b/1.html", "一"), ("a.html", "ab")])).unwrap();
    assert_eq!(done, OutputCounts { written: 2, unchanged: 0, kept: 0, removed: 0, bytes: 5 });
    scratch.assert_holds_only(&["output"]);
    let manifest: serde_json::Value =
        serde_json::from_slice(&read(&scratch.target.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(
        manifest["files"],
        serde_json::json!([
            // As `printf ab | sha256sum` has it.
            {"path": "a.html", "sha256": "fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603", "size": 2},
            {"path": "b/1.html", "sha256": "51a75f4634dfa8598a0a1436da0b7764830edd1f3a97661222387da2fe2b38d1", "size": 3},
        ])
    );
}

#[test]
fn unchanged_files_are_not_touched_and_vanished_ones_go() {
    let scratch = Scratch::new();
    let stamp = |path: &str| {
        let metadata = fs::metadata(scratch.target.join(path)).unwrap();
        (metadata.ino(), metadata.mtime(), metadata.mtime_nsec())
    };
    publish(&scratch.target, &small(&[("same/1.html", "1"), ("b.html", "2"), ("gone/3.html", "3")])).unwrap();
    let before = (stamp("same/1.html"), stamp("b.html"));
    let new = small(&[("same/1.html", "1"), ("b.html", "changed"), ("new/4.html", "4")]);
    let done = publish(&scratch.target, &new).unwrap();
    assert_eq!(done, OutputCounts { written: 2, unchanged: 1, kept: 0, removed: 1, bytes: 9 });
    assert_eq!(files_in(&scratch.target), published(&new));
    assert_eq!(stamp("same/1.html"), before.0);
    assert_ne!(stamp("b.html"), before.1);
    assert!(!scratch.target.join("gone").exists());
    assert_eq!(fs::metadata(scratch.target.join("same/1.html")).unwrap().nlink(), 1);
    scratch.assert_holds_only(&["output"]);
}

#[test]
fn when_nothing_changes_the_folder_itself_stays() {
    let scratch = Scratch::new();
    let a = site("a");
    publish(&scratch.target, &a).unwrap();
    let inode = || {
        (fs::metadata(&scratch.target).unwrap().ino(), fs::metadata(&scratch.target).unwrap().ctime_nsec())
    };
    let before = inode();
    let staging = Staging::begin(&scratch.target).unwrap();
    for (path, bytes) in &a {
        staging.write(&page(path), bytes).unwrap();
    }
    let mut is_asked = false;
    let done = staging.finish(|| {
        is_asked = true;
        Ok::<(), PublishError>(())
    });
    let bytes = a.values().map(|bytes| bytes.len() as u64).sum();
    assert_eq!(done.unwrap().0, OutputCounts { written: 0, unchanged: 60, kept: 0, removed: 0, bytes });
    assert!(is_asked, "the ledger may have changed all the same");
    assert_eq!(inode(), before);
    scratch.assert_holds_only(&["output"]);
}

/// What somebody does to a finished site.
pub(crate) type Meddling = fn(&Path);

#[test]
fn what_people_did_to_the_output_is_undone() {
    let a = site("a");
    let whole = published(&a);
    let meddlings: [(&str, Meddling); 7] = [
        ("a changed page", |target| write_atomic(&target.join("七优享/1.html"), b"x").unwrap()),
        ("a page of the same size", |target| {
            let path = target.join("七优享/1.html");
            let length = read(&path).unwrap().len();
            write_atomic(&path, &vec![b'x'; length]).unwrap();
        }),
        ("a page more", |target| write_atomic(&target.join("mine.html"), b"x").unwrap()),
        ("a page less", |target| fs::remove_file(target.join("七优享/1.html")).unwrap()),
        ("an empty folder", |target| fs::create_dir_all(target.join("empty/folder")).unwrap()),
        ("a link for a page", |target| {
            let path = target.join("七优享/1.html");
            fs::rename(&path, target.join("moved.html")).unwrap();
            symlink("../moved.html", path).unwrap();
        }),
        ("a changed digest", |target| {
            let path = target.join("manifest.json");
            let text = String::from_utf8(read(&path).unwrap()).unwrap();
            write_atomic(&path, text.replace("\"sha256\":\"", "\"sha256\":\"00").as_bytes()).unwrap();
        }),
    ];
    for (what, meddle) in meddlings {
        let scratch = Scratch::new();
        publish(&scratch.target, &a).unwrap();
        meddle(&scratch.target);
        publish(&scratch.target, &a).unwrap();
        assert!(files_in(&scratch.target) == whole, "{what}");
        assert!(!scratch.target.join("empty").exists(), "{what}");
    }
}

#[test]
fn a_page_mended_in_the_output_first_gets_its_true_digest() {
    let scratch = Scratch::new();
    publish(&scratch.target, &small(&[("a.html", "wrong"), ("b.html", "b")])).unwrap();
    write_atomic(&scratch.target.join("a.html"), b"right").unwrap();
    let mended = small(&[("a.html", "right"), ("b.html", "b")]);
    assert_eq!(publish(&scratch.target, &mended).unwrap().unchanged, 2);
    assert_eq!(files_in(&scratch.target), published(&mended));
}

#[test]
fn a_foreign_folder_is_refused_and_not_touched() {
    for files in [
        small(&[("photo.jpg", "x")]),
        small(&[("manifest.json", "{\"name\": \"app\"}")]),
        small(&[(".git/HEAD", "x"), ("index.html", "x")]),
        // A folder of the same look, made by another program.
        small(&[("manifest.json", "{\"generator\":\"gongkaiju\",\"files\":[]}"), ("index.html", "x")]),
    ] {
        let scratch = Scratch::new();
        put(&scratch.target, &files);
        let error = publish(&scratch.target, &site("a")).unwrap_err();
        assert!(matches!(&error, PublishError::Foreign(path) if path.ends_with("output")), "{error}");
        assert_eq!(files_in(&scratch.target), files);
        scratch.assert_holds_only(&["output"]);
    }
}

#[test]
fn a_file_or_dead_link_is_no_output_folder() {
    let scratch = Scratch::new();
    write_atomic(&scratch.target, b"x").unwrap();
    assert!(matches!(publish(&scratch.target, &site("a")).unwrap_err(), PublishError::NotAFolder(_)));
    assert!(matches!(publish(Path::new("/"), &site("a")).unwrap_err(), PublishError::NotAFolder(_)));
    fs::remove_file(&scratch.target).unwrap();
    symlink("nowhere", &scratch.target).unwrap();
    assert!(matches!(publish(&scratch.target, &site("a")).unwrap_err(), PublishError::NotAFolder(_)));
    scratch.assert_holds_only(&["output"]);
}

#[test]
fn a_mount_point_is_refused_at_once() {
    // Whatever is in it; and nothing can be written beside it, nor is.
    assert!(matches!(Staging::begin(Path::new("/proc")).unwrap_err(), PublishError::MountPoint(_)));
}

#[test]
fn a_link_to_the_output_stays_a_link() {
    let scratch = Scratch::new();
    fs::create_dir(scratch.beside("www")).unwrap();
    symlink("www", &scratch.target).unwrap();
    publish(&scratch.target, &site("a")).unwrap();
    assert!(fs::symlink_metadata(&scratch.target).unwrap().is_symlink());
    assert_eq!(files_in(&scratch.beside("www")), published(&site("a")));
    scratch.assert_holds_only(&["output", "www"]);
}

#[test]
fn dot_files_at_the_top_come_along() {
    let scratch = Scratch::new();
    let dots = small(&[(".gitignore", "*"), (".git/objects/ab/cd", "object"), (".well-known/a.txt", "a")]);
    put(&scratch.target, &dots);
    symlink("elsewhere", scratch.target.join(".link")).unwrap();
    let closed = scratch.target.join(".git/objects/ab");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    fs::set_permissions(&scratch.target, fs::Permissions::from_mode(0o750)).unwrap();
    let mut kept = dots.clone();
    kept.insert(".link".to_owned(), b"elsewhere".to_vec());
    // Once into a folder of dot-files only, once over a site of ours.
    for name in ["a", "b"] {
        publish(&scratch.target, &site(name)).unwrap();
        let mut expected = published(&site(name));
        expected.extend(kept.clone());
        assert_eq!(files_in(&scratch.target), expected);
        assert_eq!(fs::metadata(&closed).unwrap().permissions().mode() & 0o777, 0o555);
        assert_eq!(fs::metadata(&scratch.target).unwrap().permissions().mode() & 0o777, 0o750);
        scratch.assert_holds_only(&["output"]);
    }
}

#[test]
fn an_address_is_used_once() {
    let scratch = Scratch::new();
    let staging = Staging::begin(&scratch.target).unwrap();
    staging.write(&page("a/index.html"), b"1").unwrap();
    for second in ["a/index.html", "a/Index.html", "A/other.html", "a"] {
        let error = staging.write(&page(second), b"2").unwrap_err();
        assert!(matches!(error, PublishError::SameAddress(..)), "{second}");
    }
    let error = staging.copy(&page("a/index.html"), Path::new("/etc/hostname")).unwrap_err();
    assert!(matches!(error, PublishError::SameAddress(..)));
    staging.finish(|| Ok::<(), PublishError>(())).unwrap();
    assert_eq!(files_in(&scratch.target), published(&small(&[("a/index.html", "1")])));
}

#[test]
fn attachments_are_copied_not_linked() {
    let scratch = Scratch::new();
    let table = scratch.beside("明细.xlsx");
    let bytes: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
    write_atomic(&table, &bytes).unwrap();
    let run = || {
        let staging = Staging::begin(&scratch.target).unwrap();
        staging.copy(&page("七优享/明细.xlsx"), &table).unwrap();
        staging.finish(|| Ok::<(), PublishError>(())).unwrap().0
    };
    assert_eq!(run(), OutputCounts { written: 1, unchanged: 0, kept: 0, removed: 0, bytes: 400_000 });
    let expected = published(&Site::from([("七优享/明细.xlsx".to_owned(), bytes)]));
    assert_eq!(files_in(&scratch.target), expected);
    assert_eq!(run().unchanged, 1);
    // Edited in place, as some programs do: same file, same size, other bytes.
    io::Write::write_all(&mut File::options().write(true).open(&table).unwrap(), b"edit").unwrap();
    assert_eq!(files_in(&scratch.target), expected);
    assert_eq!(run(), OutputCounts { written: 1, unchanged: 0, kept: 0, removed: 0, bytes: 400_000 });
    assert!(read(&scratch.target.join("七优享/明细.xlsx")).unwrap().starts_with(b"edit"));
}

#[test]
fn an_attachment_that_cannot_be_read_stops_publication() {
    let scratch = Scratch::new();
    publish(&scratch.target, &site("a")).unwrap();
    let staging = Staging::begin(&scratch.target).unwrap();
    for from in ["/没有这个文件", "/dev/zero", "/"] {
        let error = staging.copy(&page("a.bin"), Path::new(from)).unwrap_err();
        assert!(matches!(&error, PublishError::File(_) | PublishError::SameAddress(..)), "{error}");
    }
    let error = staging.finish(|| Ok::<(), PublishError>(())).unwrap_err();
    assert!(matches!(error, PublishError::Unfinished(path) if path == page("a.bin")));
    assert_eq!(files_in(&scratch.target), published(&site("a")));
    scratch.assert_holds_only(&["output"]);
}

#[test]
fn a_step_that_fails_before_the_switch_leaves_the_old_site() {
    #[derive(Debug)]
    enum Trouble {
        Ledger,
        Publish,
    }
    impl From<PublishError> for Trouble {
        fn from(_: PublishError) -> Self {
            Self::Publish
        }
    }
    let scratch = Scratch::new();
    publish(&scratch.target, &site("a")).unwrap();
    let staging = Staging::begin(&scratch.target).unwrap();
    staging.write(&page("b.html"), b"b").unwrap();
    let result = staging.finish(|| {
        assert_eq!(files_in(&scratch.target), published(&site("a")));
        Err(Trouble::Ledger)
    });
    assert!(matches!(result, Err(Trouble::Ledger)));
    assert_eq!(files_in(&scratch.target), published(&site("a")));
    scratch.assert_holds_only(&["output"]);
}

#[test]
fn giving_up_leaves_nothing() {
    let scratch = Scratch::new();
    let target = scratch.beside("deep/er/output");
    let staging = Staging::begin(&target).unwrap();
    staging.write(&page("a/b.html"), b"b").unwrap();
    drop(staging);
    scratch.assert_holds_only(&[]);
    publish(&target, &site("a")).unwrap();
    assert_eq!(files_in(&target), published(&site("a")));
}

#[test]
fn the_site_itself_is_no_output_folder() {
    let scratch = Scratch::new();
    let root = scratch.beside("site");
    fs::create_dir_all(root.join("content/通知")).unwrap();
    fs::create_dir(scratch.beside("elsewhere")).unwrap();
    symlink("../elsewhere", root.join("themes")).unwrap();
    symlink("content", root.join("link")).unwrap();
    for bad in [
        "site",
        "site/.",
        "site/content",
        "site/content/通知",
        "site/content/new",
        "site/link/new/deep",
        "site/../site",
        "elsewhere",
        "elsewhere/gongkai",
        "",
    ] {
        let error = check_target(&root, &scratch.beside(bad)).unwrap_err();
        assert!(matches!(error, PublishError::Overlaps(..)), "{bad}: {error}");
    }
    for good in ["site/output", "site/public/html", "other", "site/contents", "site/content/../output"] {
        check_target(&root, &scratch.beside(good)).unwrap();
    }
    let error = check_target(&root, &scratch.beside("none/../site")).unwrap_err();
    assert!(matches!(error, PublishError::File(error) if error.is_not_found()));
}

/// What a crash left at `output`, `.output.gongkai-new` and `.output.gongkai-old`.
type State<'a> = [Option<&'a Site>; 3];

/// Every state that a crash can leave, and what the next run makes of it before it does anything else.
#[test]
fn whatever_a_crash_leaves_is_mended() {
    const NEW: &str = ".output.gongkai-new";
    const OLD: &str = ".output.gongkai-old";
    let (a, b) = (published(&site("a")), published(&site("b")));
    let part =
        |site: &Site| -> Site { site.iter().step_by(3).map(|(p, b)| (p.clone(), b.clone())).collect() };
    let (part_a, part_b) = (
        part(&a).into_iter().filter(|(path, _)| path != "manifest.json").collect::<Site>(),
        part(&b).into_iter().filter(|(path, _)| path != "manifest.json").collect::<Site>(),
    );
    let empty = Site::new();
    let states: [(&str, State<'_>, Option<&Site>); 10] = [
        ("first run, while writing", [None, Some(&part_a), None], None),
        ("first run, before the switch", [None, Some(&a), None], None),
        ("while writing", [Some(&a), Some(&part_b), None], Some(&a)),
        ("before writing", [Some(&a), Some(&empty), None], Some(&a)),
        ("before the exchange", [Some(&a), Some(&b), None], Some(&a)),
        ("while removing after the exchange", [Some(&b), Some(&part_a), None], Some(&b)),
        ("between two renames", [None, Some(&b), Some(&a)], Some(&b)),
        ("between two renames, the new site taken away", [None, None, Some(&a)], Some(&a)),
        ("after two renames", [Some(&b), None, Some(&a)], Some(&b)),
        ("while removing after two renames", [Some(&b), None, Some(&part_a)], Some(&b)),
    ];
    for (what, folders, expected) in states {
        let scratch = Scratch::new();
        for (name, files) in ["output", NEW, OLD].iter().zip(folders) {
            if let Some(files) = files {
                fs::create_dir(scratch.beside(name)).unwrap();
                put(&scratch.beside(name), files);
            }
        }
        drop(Staging::begin(&scratch.target).unwrap());
        match expected {
            Some(expected) => assert!(files_in(&scratch.target) == *expected, "{what}"),
            None => assert!(!scratch.target.exists(), "{what}"),
        }
        publish(&scratch.target, &site("b")).unwrap();
        assert!(files_in(&scratch.target) == b, "{what}");
        scratch.assert_holds_only(&["output"]);
    }
}

#[test]
fn two_at_once_do_not_meet() {
    let scratch = Scratch::new();
    let first = Staging::begin(&scratch.target).unwrap();
    first.write(&page("a.html"), b"a").unwrap();
    assert!(matches!(Staging::begin(&scratch.target).unwrap_err(), PublishError::Busy(_)));
    // Another output in the same folder is no obstacle.
    publish(&scratch.beside("preview"), &site("b")).unwrap();
    first.finish(|| Ok::<(), PublishError>(())).unwrap();
    assert_eq!(files_in(&scratch.target), published(&small(&[("a.html", "a")])));
    scratch.assert_holds_only(&["output", "preview"]);
}

#[test]
fn many_at_once_leave_one_of_their_sites() {
    let scratch = Scratch::new();
    let (a, b) = (published(&site("a")), published(&site("b")));
    let done: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = ["a", "b", "a", "b"]
            .into_iter()
            .map(|name| {
                let target = &scratch.target;
                scope.spawn(move || {
                    (0..20)
                        .map(|_| match publish(target, &site(name)) {
                            Ok(_) => 1,
                            Err(PublishError::Busy(_)) => 0,
                            Err(error) => panic!("{error}"),
                        })
                        .sum::<usize>()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert!(done > 0);
    let files = files_in(&scratch.target);
    assert!(files == a || files == b);
    scratch.assert_holds_only(&["output"]);
}

/// The jobs that other tests have done in a process of its own: [`start`] names job and output folder.
#[test]
fn worker() {
    let Some(job) = std::env::var_os(JOB) else {
        // Nobody wants a job done: one round of what is killed elsewhere.
        let scratch = Scratch::new();
        alternate(&scratch.target, 1);
        assert_eq!(files_in(&scratch.target), published(&site("b")));
        return;
    };
    let target = PathBuf::from(std::env::var_os(TARGET).unwrap());
    match job.to_str().unwrap() {
        "alternate" => alternate(&target, u32::MAX),
        "rewrite" => {
            let _lock = SiteLock::acquire(&target).unwrap();
            for text in ["a", "b"].into_iter().cycle() {
                write_atomic(&target.join("index-numbers.csv"), text.repeat(500_000).as_bytes()).unwrap();
            }
        }
        "publish" => {
            publish(&target, &site("a")).unwrap();
        }
        "read-only" => {
            assert_kept(&target, &[io::ErrorKind::ReadOnlyFilesystem, io::ErrorKind::PermissionDenied]);
        }
        "full" => assert_kept(&target, &[io::ErrorKind::StorageFull, io::ErrorKind::FileTooLarge]),
        other => panic!("no such job: {other}"),
    }
}

const JOB: &str = "GONGKAI_TEST_JOB";
const TARGET: &str = "GONGKAI_TEST_TARGET";

fn alternate(target: &Path, rounds: u32) {
    let sites = [site("a"), site("b")];
    for _ in 0..rounds {
        for site in &sites {
            publish(target, site).unwrap();
        }
    }
}

/// Publishing a site too large for the disk fails for one of these reasons, and leaves site `a` and no litter.
fn assert_kept(target: &Path, kinds: &[io::ErrorKind]) {
    let mut large = site("b");
    large.insert("large.bin".to_owned(), vec![1; 3_000_000]);
    let error = publish(target, &large).unwrap_err();
    let PublishError::File(error) = error else { panic!("{error}") };
    let Cause::Io(cause) = &error.cause else { panic!("{error}") };
    assert!(kinds.contains(&cause.kind()), "{error}");
    assert_eq!(files_in(target), files_in(&target.with_file_name("expected")));
    assert_eq!(names_in(target.parent().unwrap()), ["expected", "output"]);
}

fn start(job: &str, target: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["publish::worker", "--exact", "--nocapture"]).env(JOB, job).env(TARGET, target);
    command
}

/// Runs a shell script in which `$1` is this binary with its arguments for [`worker`] and `$2` a folder, if
/// possible where it may mount a small disk: as root, or as root of a name space of one's own.
fn in_small_disk(scratch: &Scratch, script: &str) -> bool {
    let as_root = ["--mount"];
    let as_anyone = ["--mount", "--map-root-user"];
    [&as_root[..], &as_anyone[..]].iter().any(|arguments| {
        let output = Command::new("unshare")
            .args(*arguments)
            .args(["sh", "-e", "-c"])
            .arg(format!("mount -t tmpfs -o size=1500k tmpfs \"$2\" || exit 99\n{script}"))
            .arg("sh")
            .arg(std::env::current_exe().unwrap())
            .arg(scratch.folder.path())
            .env(TARGET, &scratch.target)
            .output();
        let Ok(output) = output else { return false };
        let text =
            String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        let is_able = output.status.code() != Some(99) && !text.contains("unshare failed");
        assert!(!is_able || output.status.success(), "{text}");
        is_able
    })
}

/// Publishes site `a` and puts a copy of it at `expected` beside it.
const PREPARE: &str = "
run() { GONGKAI_TEST_JOB=$2 \"$1\" publish::worker --exact --nocapture; }
run \"$1\" publish
cp -r \"$2/output\" \"$2/expected\"
";

#[test]
fn a_full_disk_leaves_the_old_site_and_no_litter() {
    let scratch = Scratch::new();
    if in_small_disk(&scratch, &format!("{PREPARE}\nrun \"$1\" full\nrun \"$1\" publish")) {
        return;
    }
    // Without a disk of our own: a limit on the size of files is met in the same way, half-way through one.
    let script = format!("{PREPARE}\ntrap '' XFSZ\nulimit -f 512\nrun \"$1\" full");
    let output = Command::new("sh")
        .args(["-e", "-c", &script, "sh"])
        .arg(std::env::current_exe().unwrap())
        .arg(scratch.folder.path())
        .env(TARGET, &scratch.target)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_read_only_disk_leaves_the_old_site() {
    let scratch = Scratch::new();
    if in_small_disk(&scratch, &format!("{PREPARE}\nmount -o remount,ro \"$2\"\nrun \"$1\" read-only")) {
        return;
    }
    publish(&scratch.target, &site("a")).unwrap();
    put(&scratch.beside("expected"), &files_in(&scratch.target));
    fs::set_permissions(scratch.folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let probe = scratch.beside("probe");
    assert!(
        File::create(&probe).is_err(),
        "this test needs a user without root's rights, or the right to mount"
    );
    let output = start("read-only", &scratch.target).output().unwrap();
    fs::set_permissions(scratch.folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_kill_at_any_instant_leaves_the_old_site_or_the_new_one() {
    let scratch = Scratch::new();
    let (a, b) = (published(&site("a")), published(&site("b")));
    publish(&scratch.target, &site("a")).unwrap();
    let mut killer = Killer::new();
    let mut is_b = false;
    while killer.killed < many("GONGKAI_KILLS", 100) {
        killer.strike(start("alternate", &scratch.target));
        let files = files_in(&scratch.target);
        assert!(files == a || files == b, "kill {}: a mixed site", killer.killed);
        killer.learn((files == b) != is_b);
        is_b = files == b;
    }
    killer.assert_spread();
    publish(&scratch.target, &site("b")).unwrap();
    assert_eq!(files_in(&scratch.target), b);
    scratch.assert_holds_only(&["output"]);
}

#[test]
fn a_kill_at_any_instant_leaves_the_old_file_or_the_new_one() {
    let scratch = Scratch::new();
    let site = scratch.folder.path();
    let ledger = site.join("index-numbers.csv");
    let mut before = b"a".repeat(500_000);
    write_atomic(&ledger, &before).unwrap();
    let mut killer = Killer::new();
    while killer.killed < many("GONGKAI_KILLS", 40) {
        killer.strike(start("rewrite", site));
        let bytes = read(&ledger).unwrap();
        let is_whole = bytes.len() == 500_000 && bytes.iter().all(|byte| *byte == bytes[0]);
        assert!(is_whole, "kill {}: a mixed file", killer.killed);
        killer.learn(bytes != before);
        before = bytes;
    }
    killer.assert_spread();
    // The lock died with its holder, and what that left half-written goes.
    let _lock = SiteLock::acquire(site).unwrap();
    assert_eq!(names_in(site), [".gongkai.lock", "index-numbers.csv"]);
}
