//! The command line from outside: what it prints, where, and how it ends.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its scratch folder has failed")]
#![expect(clippy::needless_raw_string_hashes, reason = "snapshots are rewritten with hashes")]

mod usage;
mod writing;
mod index;
mod build;

use std::path::Path;
use std::process::Command;

use gongkai::files;
use tempfile::TempDir;

/// What a run left behind.
struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Run {
    /// Expects the exit status and nothing on the output stream.
    fn ended(&self, code: i32) -> &str {
        assert_eq!(self.code, Some(code), "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        assert_eq!(self.stdout, "");
        &self.stderr
    }

    /// Expects success, and nothing on the error stream.
    fn result(&self) -> &str {
        assert_eq!(self.code, Some(0), "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        assert_eq!(self.stderr, "");
        &self.stdout
    }
}

/// Runs the program in `folder` with the locale `C`.
fn gongkai(folder: &Path, args: &[&str]) -> Run {
    gongkai_in_locale(folder, args, "C")
}

fn gongkai_in_locale(folder: &Path, args: &[&str], locale: &str) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_gongkai"))
        .args(args)
        .current_dir(folder)
        .env("LC_ALL", locale)
        .env_remove("NO_COLOR")
        .env_remove("COLUMNS")
        .output()
        .unwrap();
    Run {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn scratch() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// A folder with the starter site in `site`, made on 2024-07-05.
fn starter() -> TempDir {
    let folder = scratch();
    assert_eq!(gongkai(folder.path(), &["init", "site", "--today", "2024-07-05"]).code, Some(0));
    folder
}

fn read(site: &Path, file: &str) -> String {
    String::from_utf8(files::read(&site.join(file)).unwrap()).unwrap()
}
