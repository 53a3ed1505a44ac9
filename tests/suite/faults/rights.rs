//! Rights that are taken away: from the output, from where the new site is made, from the ledger, from content.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, lchown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Versions;
use crate::bench::{Run, Scratch, run};

/// A user without rights of its own.
const NOBODY: u32 = 65534;

fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

/// A site that belongs to [`NOBODY`] if the tests run as root, who may do everything.
struct Theirs {
    scratch: Scratch,
    program: PathBuf,
}

impl Theirs {
    fn of(versions: &Versions) -> Self {
        let scratch = Scratch::in_memory();
        versions.prepare(&scratch);
        // The folder that the program was built in may be closed to others.
        let program = scratch.beside("gongkai");
        // By another program: what another test starts just then would have the copy open for writing, and what is open
        // for writing cannot be run.
        let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_gongkai")).arg(&program).status().unwrap();
        assert!(copied.success());
        let theirs = Self { scratch, program };
        theirs.give();
        theirs
    }

    /// Gives all of it to its user.
    fn give(&self) {
        if is_root() {
            for entry in walkdir::WalkDir::new(self.scratch.beside(".")) {
                lchown(entry.unwrap().path(), Some(NOBODY), Some(NOBODY)).unwrap();
            }
        }
    }

    /// Builds as its user.
    fn build(&self) -> Run {
        let mut command = Command::new(&self.program);
        command.arg("build").arg("--site").arg(self.scratch.site());
        command.args(["--today", crate::bench::TODAY, "--lang", "zh"]).current_dir("/");
        if is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        run(command)
    }
}

/// Sets the rights of `path` and gives back what they were.
fn set_mode(path: &Path, mode: u32) -> u32 {
    let before = fs::metadata(path).unwrap().permissions().mode() & 0o777;
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    before
}

/// Where rights are taken away, which are left, and how the build ends.
const LOSSES: [(&str, u32, i32); 22] = [
    // The folder in which the new site is made, the lock and the ledger are written anew.
    (".", 0o555, 3),
    (".", 0o000, 2),
    (".gongkai.lock", 0o000, 3),
    ("index-numbers.csv", 0o444, 3),
    ("index-numbers.csv", 0o000, 3),
    ("site.yaml", 0o000, 3),
    ("content", 0o000, 3),
    ("content/通知", 0o000, 1),
    ("content/通知", 0o444, 1),
    ("content/通知/一.md", 0o000, 1),
    ("content/通知/材料.txt", 0o000, 3),
    ("themes", 0o000, 3),
    ("themes", 0o444, 3),
    ("themes/gongkai", 0o000, 3),
    ("themes/gongkai/assets", 0o000, 1),
    ("themes/gongkai/assets/own.css", 0o000, 3),
    ("output", 0o000, 3),
    ("output", 0o444, 3),
    // The old site is replaced as a whole, and what is in it only read.
    ("output", 0o555, 0),
    ("output/assets", 0o555, 0),
    ("output/index.html", 0o000, 0),
    ("output/manifest.json", 0o000, 3),
];

#[test]
fn rights_taken_away_cost_nothing_but_the_build() {
    let versions = Versions::make();
    let mut surprises = Vec::new();
    for (path, mode, code) in LOSSES {
        let what = format!("{path} with {mode:o}");
        let theirs = Theirs::of(&versions);
        let at = theirs.scratch.at(path);
        let before = set_mode(&at, mode);
        let run = theirs.build();
        if path == "output" && run.code == Some(0) {
            assert_eq!(
                fs::metadata(&at).unwrap().permissions().mode() & 0o777,
                mode,
                "it stays as people set it"
            );
        }
        // What is gone with the old site needs no rights any more.
        if at.exists() || code != 0 {
            set_mode(&at, before);
        }
        if run.code != Some(code) {
            surprises.push(format!("{what}: {:?} {}", run.code, run.stderr));
        }
        if run.code == Some(0) {
            assert!(versions.assert_whole(&theirs.scratch, &what), "{what}");
        } else {
            versions.assert_refused(&theirs.scratch, &run, &what);
        }
        let run = theirs.build();
        assert_eq!(run.code, Some(0), "{what}: {}", run.stderr);
        theirs.give();
        versions.assert_next_build(&theirs.scratch, &what);
    }
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}

#[test]
fn a_site_of_another_user_is_refused_or_replaced_whole() {
    if !is_root() {
        // Nothing can be given to another user by one who is not root; the rights above are the same question.
        return;
    }
    let versions = Versions::make();
    for path in ["output", "index-numbers.csv", ".", ".gongkai.lock", "output/assets"] {
        let theirs = Theirs::of(&versions);
        lchown(theirs.scratch.at(path), Some(0), Some(0)).unwrap();
        let run = theirs.build();
        let is_new = versions.assert_whole(&theirs.scratch, path);
        assert_eq!(run.code, Some(if is_new { 0 } else { 3 }), "{path}: {}", run.stderr);
        if !is_new {
            versions.assert_refused(&theirs.scratch, &run, path);
        }
        // What it could not remove stays beside the site until somebody gives it the right.
        theirs.give();
        let run = theirs.build();
        assert_eq!(run.code, Some(0), "{path}: {}", run.stderr);
        theirs.give();
        versions.assert_next_build(&theirs.scratch, path);
    }
}
