//! Files of older programs: saved anew by LibreOffice, or by what stands for it here.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::docx::Docx;
use super::site_with;

/// Runs an import with only `programs` to be found, and gives exit status, output and messages.
fn import(site: &Path, programs: &Path, files: &[&str]) -> (Option<i32>, String, String) {
    let path = format!("{}:/usr/bin:/bin", programs.display());
    let output = Command::new(env!("CARGO_BIN_EXE_gongkai"))
        .arg("import")
        .args(files)
        .current_dir(site)
        .env("PATH", path)
        .env("LC_ALL", "C")
        .env("GONGKAI_OFFICE_SECONDS", "2")
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// A program that stands for LibreOffice: `body` is what it does with the arguments that it is given.
fn stand_in(folder: &Path, body: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join("soffice");
    gongkai::files::write_atomic(&path, format!("#!/bin/sh\n{body}\n").as_bytes()).unwrap();
    let mut rights = std::fs::metadata(&path).unwrap().permissions();
    rights.set_mode(0o755);
    std::fs::set_permissions(&path, rights).unwrap();
}

#[test]
fn older_programs_are_read_through_the_one_that_is_installed() {
    let mut docx = Docx::default();
    docx.text("请按时参加。");
    let folder = site_with(&[("1.会议 通知.doc", b"\xD0\xCF\x11\xE0old"), ("saved.docx", &docx.bytes())]);
    let (site, programs) = (folder.path().join("site"), folder.path().join("programs"));
    gongkai::files::make_folder(&programs).unwrap();
    let saved = folder.path().join("saved.docx");
    // It is called with a profile of its own, and a copy under a plain name.
    let body = format!(
        "echo \"$@\" > {0}/asked; test -f \"${{1#-env:UserInstallation=file://}}/user/registrymodifications.xcu\" || exit 9\n\
         for last; do :; done; test \"$(head -c 4 \"$last\" | od -An -tx1 | tr -d ' ')\" = d0cf11e0 || exit 8\n\
         while [ \"$1\" != --outdir ]; do shift; done; mkdir -p \"$2\"; cp {1} \"$2/source.docx\"",
        folder.path().display(),
        saved.display()
    );
    stand_in(&programs, &body);
    let (code, shown, told) = import(&site, &programs, &["../1.会议 通知.doc"]);
    assert_eq!(code, Some(0), "{shown}{told}");
    assert!(shown.starts_with("../1.会议 通知.doc：当作文章\n"), "{shown}");
    assert!(shown.contains("\n标题: 1.会议 通知\n") && shown.contains("请按时参加。"), "{shown}");
    let asked = String::from_utf8(gongkai::files::read(&folder.path().join("asked")).unwrap()).unwrap();
    assert!(
        asked.contains("--headless")
            && asked.contains("--convert-to docx")
            && asked.trim_end().ends_with("source.doc"),
        "{asked}"
    );
}

/// Documents and workbooks in the formats of older programs, as LibreOffice itself writes them; only where
/// `GONGKAI_SOFFICE` names it, as in `tests/long`.
fn written_by_libreoffice(folder: &Path, from: &str, kind: &str) -> Option<()> {
    let program = std::env::var_os("GONGKAI_SOFFICE")?;
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let arguments = [&profile, "--headless", "--convert-to", kind, "--outdir", ".", from];
    let output = Command::new(program).args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success() && folder.join(from).with_extension(kind).exists(), "{kind}");
    Some(())
}

#[test]
fn what_older_programs_wrote_is_what_newer_ones_do() {
    let docx = super::word::plan().bytes();
    let folder =
        site_with(&[("规划.docx", &docx), ("指标.xlsx", &super::sheets::indicators("县政务服务中心"))]);
    let site = folder.path().join("site");
    let written = |file: &str| {
        let args = ["import", file, "--today", "2024-03-08", "--format", "json"];
        let (code, shown, told) = super::gongkai(&site, &args);
        assert_eq!(code, Some(0), "{file}: {told}");
        let report: serde_json::Value = serde_json::from_str(&shown).unwrap();
        report["files"][0]["text"].as_str().unwrap().to_owned()
    };
    for (from, kinds) in [("规划.docx", ["doc", "odt"]), ("指标.xlsx", ["xls", "ods"])] {
        let expected = written(&format!("../{from}"));
        assert!(
            expected.contains(if from == "规划.docx" { "（一）工作回顾" } else { "2024: 9,000" }),
            "{expected}"
        );
        for kind in kinds {
            if written_by_libreoffice(folder.path(), from, kind).is_none() {
                continue;
            }
            let name = Path::new(from).with_extension(kind);
            snapbox::assert_data_eq!(written(&format!("../{}", name.display())), expected.clone());
            // WPS writes the same under names of its own.
            let other = match kind {
                "doc" => "wps",
                "xls" => "et",
                _ => continue,
            };
            let bytes = gongkai::files::read(&folder.path().join(&name)).unwrap();
            gongkai::files::write_atomic(&folder.path().join(name.with_extension(other)), &bytes).unwrap();
            snapbox::assert_data_eq!(
                written(&format!("../{}", name.with_extension(other).display())),
                expected.clone()
            );
        }
    }
    // LibreOffice itself writes the numbers of lists wrongly into RTF.
    if written_by_libreoffice(folder.path(), "规划.docx", "rtf").is_some() {
        let text = written("../规划.rtf");
        let is_whole =
            text.contains("帮扶力度加大。开发公益性岗位1300个。") && text.contains("| ^^ | 职业技能培训 |");
        assert!(is_whole, "{text}");
    }
}

#[test]
fn a_program_that_fails_or_hangs_is_told_and_ended_and_the_others_are_read() {
    let folder = site_with(&[("旧.doc", b"\xD0\xCF\x11\xE0old"), ("新.txt", "开会。\n请参加。".as_bytes())]);
    let (site, programs) = (folder.path().join("site"), folder.path().join("programs"));
    gongkai::files::make_folder(&programs).unwrap();
    for (body, words) in
        [("exit 1", "LibreOffice 打不开"), ("sleep 60 & echo $! > \"$HERE\"; wait", "超过了 2 秒，已经停下")]
    {
        let pid = folder.path().join("pid");
        stand_in(&programs, &body.replace("$HERE", &pid.display().to_string()));
        let (code, shown, told) = import(&site, &programs, &["../旧.doc", "../没有.txt", "../新.txt"]);
        assert!(code != Some(0) && told.contains(words) && told.contains("另存为 .docx"), "{told}");
        assert!(told.contains("没有.txt") && shown.contains("../新.txt：当作文章"), "{shown}{told}");
        if let Ok(pid) = gongkai::files::read(&pid) {
            let pid = String::from_utf8(pid).unwrap();
            let program = Path::new("/proc").join(pid.trim()).join("exe");
            // The signal is sent; the system may take its time.
            let begin = Instant::now();
            while program.exists() {
                assert!(begin.elapsed() < Duration::from_secs(20), "what it had started runs on");
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}
