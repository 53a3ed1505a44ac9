//! `gongkai import`: what Word files, sheets, old pages and pasted texts become.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its scratch folder has failed")]
#![expect(clippy::needless_raw_string_hashes, reason = "snapshots are rewritten with hashes")]

mod docx;
mod xls;
mod xlsx;
mod word;
mod drawn;
mod sheets;
mod pages;
mod any;
mod samples;
#[cfg(unix)]
mod office;

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use gongkai::check::Data;
use gongkai::config::{self, Settings};
use gongkai::import::{self, ImportOptions, PartFate, Proposal, Tracked};
use gongkai::model::ContentPath;
use gongkai::text::garbled::Letters;
use jiff::civil::date;

const SITE: &str = "名称: 云溪区人力资源和社会保障局
网址: https://www.example.gov.cn/
标识码: \"3306040012\"
行政区划: \"330604\"
机构:
  - 简称: 区人力社保局
    全称: 云溪区人力资源和社会保障局
    代码: \"002590761\"
";

static SETTINGS: LazyLock<Settings> = LazyLock::new(|| config::parse(SITE).value.unwrap());

static LETTERS: LazyLock<Letters> = LazyLock::new(|| Data::default().letters());

/// The column that everything goes to.
static TO: LazyLock<ContentPath> = LazyLock::new(|| ContentPath::new("政策文件").unwrap());

/// How files are imported into a site of one unit, on 2024-03-08.
fn options() -> ImportOptions<'static> {
    ImportOptions {
        changes: Tracked::Accept,
        wanted: None,
        to: &TO,
        projects: &[],
        beside: &|_| None,
        suffix: "",
        letters: &LETTERS,
        settings: Some(&SETTINGS),
        today: date(2024, 3, 8),
    }
}

/// What a file becomes there. Something is said of every part of it.
fn proposed<'a>(name: &str, bytes: &[u8], change: impl FnOnce(&mut ImportOptions<'a>)) -> Proposal {
    let mut options: ImportOptions<'a> = options();
    change(&mut options);
    let proposal = import::propose(name, bytes, &options).unwrap();
    let open: Vec<_> = proposal.account.parts().iter().filter(|part| part.fate.is_none()).collect();
    assert!(open.is_empty(), "nothing is said of {open:?}");
    proposal
}

/// The text of the file called `name`, or of the first.
fn text(proposal: &Proposal, name: &str) -> String {
    let file = proposal.files.iter().find(|file| file.path.as_str().ends_with(name));
    String::from_utf8(file.unwrap_or(&proposal.files[0]).bytes.clone()).unwrap()
}

/// Every doubt as one line.
fn doubts(proposal: &Proposal) -> String {
    let zh = gongkai::diag::Lang::Zh;
    let mut out = String::new();
    for doubt in &proposal.doubts {
        out.extend([doubt.place.in_lang(zh), "：", doubt.text.in_lang(zh), "\n"]);
    }
    out
}

/// What was changed or left, one a line.
fn fates(proposal: &Proposal) -> String {
    let zh = gongkai::diag::Lang::Zh;
    let line = |part: &import::SourcePart| {
        let (mark, why) = match part.fate.as_ref()? {
            PartFate::Placed => return None,
            PartFate::Changed(how) => ("改", how),
            PartFate::Left(why) => ("留", why),
        };
        Some(format!("{mark} {}：{}\n", part.place.in_lang(zh), why.in_lang(zh)))
    };
    proposal.account.parts().iter().filter_map(line).collect()
}

/// Runs the program in `folder`: exit status, output, messages.
fn gongkai(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_gongkai"))
        .args(args)
        .current_dir(folder)
        .env("LC_ALL", "C")
        .env_remove("COLUMNS")
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// The starter site with these files beside it.
fn site_with(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(gongkai(folder.path(), &["init", "site", "--today", "2024-03-08"]).0, Some(0));
    for (name, bytes) in files {
        gongkai::files::write_atomic(&folder.path().join(name), bytes).unwrap();
    }
    folder
}
