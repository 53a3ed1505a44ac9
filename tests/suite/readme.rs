//! The README: its tour is followed word for word.
//!
//! Whatever the tour tells the reader to do is done in an empty folder: the commands behind `$`, the file contents
//! in its other blocks, and the sentences “把 `甲` 改成 `乙`”, “删去文件 `甲`” and, of a workbook, “`F4` 填 `402`”.
//! What the commands print must be what stands below them; `SNAPSHOTS=overwrite cargo test readme` writes it anew.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its scratch folder has failed")]

use std::path::{Path, PathBuf};
use std::process::Command;

use gongkai::files;
use tempfile::TempDir;

use crate::bench::with_slashes;
use crate::forms::{Filling, Typed};

const TOUR: &str = "## 十分钟入门";

fn readme_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

fn readme() -> String {
    String::from_utf8(files::read(&readme_path()).unwrap()).unwrap()
}

/// The reader of the tour: where they are, and what they have done.
struct Reader {
    folder: TempDir,
    /// Below `folder`.
    place: PathBuf,
    commands: usize,
    edits: usize,
}

impl Reader {
    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(&self.place).join(file)
    }

    /// Types one line, and gives what the screen shows then.
    fn type_in(&mut self, line: &str) -> String {
        self.commands += 1;
        let words: Vec<&str> = line.split(' ').collect();
        if let ["cd", folder] = words[..] {
            self.place.push(folder);
            assert!(self.path("").is_dir(), "{line}");
            return String::new();
        }
        assert_eq!(words[0], "gongkai", "the tour needs nothing else: {line}");
        let output = Command::new(env!("CARGO_BIN_EXE_gongkai"))
            .args(&words[1..])
            .current_dir(self.path(""))
            .env("LC_ALL", "zh_CN.UTF-8")
            .env_remove("NO_COLOR")
            .env_remove("COLUMNS")
            .output()
            .unwrap();
        let shown = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(i32::from(shown.contains("错误"))), "{line}\n{shown}");
        shown
    }

    fn write(&mut self, file: &str, text: &str) {
        self.edits += 1;
        assert!(self.path(file).is_file(), "the tour names a file that is not there: {file}");
        files::write_atomic(&self.path(file), text.as_bytes()).unwrap();
    }

    /// Does what a sentence says, if it says something to do.
    fn follow(&mut self, sentence: &str) {
        let quoted: Vec<&str> = sentence.split('`').skip(1).step_by(2).collect();
        if sentence.contains("删去文件 `") {
            self.edits += 1;
            std::fs::remove_file(self.path(quoted[0])).unwrap();
        }
        if sentence.contains("` 填 `") {
            self.fill_in(quoted[0], &quoted[1..]);
        }
        if !sentence.contains("` 改成 `") {
            return;
        }
        let file = quoted[0];
        let mut text = String::from_utf8(files::read(&self.path(file)).unwrap()).unwrap();
        for change in quoted[1..].chunks(2) {
            assert_eq!(text.matches(change[0]).count(), 1, "{sentence}");
            text = text.replace(change[0], change[1]);
        }
        self.write(file, &text);
    }
}

impl Reader {
    /// Types into the cells of a workbook: cell, value, cell, value.
    fn fill_in(&mut self, file: &str, cells: &[&str]) {
        self.edits += 1;
        let mut filling = Filling::open(&files::read(&self.path(file)).unwrap());
        let sheet = filling.first_sheet();
        for pair in cells.chunks(2) {
            let is_number = pair[1].parse::<f64>().is_ok();
            let typed =
                if is_number { Typed::Any(pair[1].to_owned()) } else { Typed::Text(pair[1].to_owned()) };
            filling.set(&sheet, pair[0], &typed);
        }
        files::write_atomic(&self.path(file), &filling.close()).unwrap();
    }
}

/// The line without what differs from run to run, or with every change to the theme: sizes, seconds, the name of a
/// release.
fn without_measures(line: &str) -> String {
    let line = match line.split_once("换成版本 ") {
        Some((before, rest)) => {
            before.to_owned() + rest.trim_start_matches(|c: char| c.is_ascii_hexdigit() || c == '-')
        }
        None => line.to_owned(),
    };
    match (line.find('（'), line.ends_with(" 秒")) {
        (Some(at), true) => line[..at].to_owned(),
        _ => line,
    }
}

/// What a command printed, in the words of the README wherever only such measures differ.
fn settle(printed: &str, written: &[&str]) -> Vec<String> {
    let mut lines: Vec<String> = printed.lines().map(|line| with_slashes(line.trim_end())).collect();
    for (line, old) in lines.iter_mut().zip(written) {
        if without_measures(line) == without_measures(old) {
            (*old).clone_into(line);
        }
    }
    lines
}

#[test]
fn the_tour_works_word_for_word() {
    let text = readme();
    let (before, rest) = text.split_once(TOUR).unwrap();
    let (tour, after) = rest.split_once("\n## ").unwrap();
    let mut reader =
        Reader { folder: tempfile::tempdir().unwrap(), place: PathBuf::new(), commands: 0, edits: 0 };
    let mut shown: Vec<String> = Vec::new();
    let mut file = "";
    let mut lines = tour.lines().peekable();
    while let Some(line) = lines.next() {
        shown.push(line.to_owned());
        let Some(kind) = line.strip_prefix("```") else {
            reader.follow(line);
            if line.ends_with("换成：") {
                file = line.split('`').nth(1).unwrap();
            }
            continue;
        };
        let mut block: Vec<&str> = Vec::new();
        while let Some(line) = lines.next_if(|line| !line.starts_with("```")) {
            block.push(line);
        }
        if kind == "console" {
            for command in commands_of(&block) {
                shown.push(command[0].to_owned());
                let printed = reader.type_in(command[0].strip_prefix("$ ").unwrap());
                shown.extend(settle(&printed, &command[1..]));
            }
        } else {
            reader.write(file, &(block.join("\n") + "\n"));
            shown.extend(block.iter().map(|line| (*line).to_owned()));
        }
        shown.extend(lines.next().map(str::to_owned));
    }
    assert!(reader.commands >= 10 && reader.edits >= 4, "the tour has shrunk");
    let actual = format!("{before}{TOUR}{}\n\n## {after}", shown.join("\n"));
    let expected = snapbox::Data::read_from(&readme_path(), Some(snapbox::data::DataFormat::Text)).raw();
    snapbox::Assert::new()
        .normalize_paths(false)
        .action_env(snapbox::assert::DEFAULT_ACTION_ENV)
        .eq(actual, expected);
}

/// Each command of a block with what is shown below it.
fn commands_of<'a>(block: &[&'a str]) -> Vec<Vec<&'a str>> {
    let mut commands: Vec<Vec<&'a str>> = Vec::new();
    for line in block {
        match commands.last_mut() {
            Some(command) if !line.starts_with("$ ") => command.push(line),
            _ => commands.push(vec![line]),
        }
    }
    commands
}

#[test]
fn the_picture_is_there_and_small() {
    let picture = files::read(&readme_path().with_file_name("themes/gongkai.png")).unwrap();
    assert!(picture.starts_with(b"\x89PNG") && picture.len() < 300_000, "{} bytes", picture.len());
}
