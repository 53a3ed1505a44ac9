//! Attachments go out without what their authors did not mean to publish, from build and preview alike.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its scratch folder has failed")]
#![expect(clippy::print_stdout, reason = "a measure is told to whoever runs the long form")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use gongkai::attachment::clean;

use crate::bench::{SITE, Scratch, is_kind};
use crate::serve::Preview;

const AUTHOR: &str = "王小明";

fn document() -> Vec<u8> {
    let parts = [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        ("_rels/.rels", "<Relationships><Relationship Id='1' Type='http://x/officeDocument' Target='word/document.xml'/></Relationships>".to_owned()),
        ("word/document.xml", format!("<w:document><w:body><w:p><w:ins w:author='{AUTHOR}'><w:r><w:t>名单</w:t></w:r></w:ins></w:p></w:body></w:document>")),
        ("docProps/core.xml", format!("<cp:coreProperties><dc:creator>{AUTHOR}</dc:creator></cp:coreProperties>")),
    ];
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// All parts of an archive as one text.
fn unpacked(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for index in 0..archive.len() {
        archive.by_index(index).unwrap().read_to_string(&mut all).unwrap();
    }
    all
}

fn site() -> Scratch {
    let pdf = format!("%PDF-1.7\n1 0 obj\n<</Author ({AUTHOR})>>\nendobj\ntrailer <</Info 1 0 R>>");
    let page = "---\n标题: 公示\n公开日期: 2023-01-09\n发布单位: 区人力社保局\n附件:\n  - 文件: 名单.docx\n  - 文件: 说明.txt\n---\n见[表](表.pdf)。\n";
    let site = Scratch::of(&[
        ("site.yaml", SITE),
        ("content/通知/公示.md", page),
        ("content/通知/说明.txt", AUTHOR),
    ]);
    site.put("content/通知/名单.docx", document());
    site.put("content/通知/表.pdf", pdf);
    site
}

/// The published files with these endings.
fn published(site: &Scratch) -> BTreeMap<String, Vec<u8>> {
    let is_wanted = |name: &str| {
        [".docx", ".pdf", ".txt"].iter().any(|ending| name.ends_with(ending)) && name != "robots.txt"
    };
    site.output().into_iter().filter(|(name, _)| is_wanted(name)).collect()
}

#[test]
fn what_is_published_has_no_author_and_the_original_keeps_it() {
    let site = site();
    let run = site.build(&["-v"]);
    let told = run.ended(0);
    assert!(told.contains("2 个附件发布时去掉了作者、批注人和修订人（content 里的原件没有动）"), "{told}");
    assert!(
        told.contains("  content/通知/名单.docx：作者、批注人和修订人\n  content/通知/表.pdf：作者\n"),
        "{told}"
    );
    let files = published(&site);
    assert_eq!(files.len(), 3);
    for (name, bytes) in &files {
        let original =
            fs::read(site.at(&format!("content/通知/{}", name.rsplit('/').next().unwrap()))).unwrap();
        let text =
            if is_kind(name, "docx") { unpacked(bytes) } else { String::from_utf8_lossy(bytes).into_owned() };
        assert_eq!(text.contains(AUTHOR), is_kind(name, "txt"), "{name}");
        assert_eq!(original == *bytes, is_kind(name, "txt"), "{name}");
    }
    // What a page says of a file's size is the size of the file that comes down.
    let page = site.output().into_iter().find(|(name, _)| name.ends_with("00001.html")).unwrap().1;
    let page = String::from_utf8(page).unwrap();
    let (_, docx) = files.iter().find(|(name, _)| is_kind(name, "docx")).unwrap();
    assert!(docx.len() < document().len() && docx.len() < 1000);
    assert!(page.contains(&format!("{} B", docx.len())), "{} {page}", docx.len());
}

#[test]
fn what_was_not_cleaned_is_told_by_the_build() {
    let site = site();
    assert!(!site.build(&[]).ended(0).contains("去不掉"));
    let page = "---\n标题: 别的公示\n公开日期: 2023-01-09\n附件: [通知.pdf]\n---\n见附件。\n";
    site.put("content/通知/别的.md", page);
    site.put("content/通知/通知.pdf", "%PDF-1.7\n1 0 obj\n<</ByteRange [0 1 2 3]>>\nendobj");
    let signed = "1 个附件里的作者、路径等去不掉或者没有去尽（有签名、有密码、老格式等），如 content/通知/通知.pdf；运行 gongkai check";
    let run = site.build(&["--trial"]);
    assert!(run.stderr.contains(signed), "{}", run.stderr);
}

#[test]
fn a_second_build_leaves_everything_and_the_preview_shows_the_same() {
    let site = site();
    site.build(&[]).ended(0);
    let first = site.output();
    assert!(site.build(&[]).ended(0).contains("其中 0 个文件有更新"));
    assert_eq!(site.output(), first);
    let preview = Preview::of(&site);
    for (name, bytes) in published(&site) {
        let path = percent_encoding::utf8_percent_encode(&name, percent_encoding::CONTROLS);
        let answer = preview.get(&format!("/{path}"));
        assert_eq!((answer.status, answer.body == bytes), (200, true), "{name}");
    }
}

#[test]
fn whoever_wants_files_as_they_are_gets_them() {
    let site = site();
    site.put("site.yaml", format!("{SITE}清理附件: 否\n"));
    assert!(!site.build(&["-v"]).ended(0).contains("去掉了"));
    for (name, bytes) in published(&site) {
        let name = name.rsplit('/').next().unwrap();
        assert_eq!(fs::read(site.at(&format!("content/通知/{name}"))).unwrap(), bytes, "{name}");
    }
}

/// Other people's files: with `GONGKAI_CORPORA`, the PDF and Office files in its folder `attachments` look the same
/// before and after, as poppler and LibreOffice show them, and no author is left where the usual tools look.
#[test]
fn files_of_others_look_as_before_and_keep_no_author() {
    let Some(folder) =
        std::env::var_os("GONGKAI_CORPORA").map(|folder| Path::new(&folder).join("attachments"))
    else {
        // The short form: a file of each kind made here.
        assert!(
            clean("名单.docx", &document()).bytes.is_some_and(|bytes| !unpacked(&bytes).contains(AUTHOR))
        );
        return;
    };
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut counts, mut faults) = (BTreeMap::<String, usize>::new(), Vec::new());
    for file in &files {
        let name = file.file_name().unwrap().to_str().unwrap();
        let bytes = fs::read(file).unwrap();
        let cleaned = clean(name, &bytes);
        for obstacle in &cleaned.obstacles {
            *counts.entry(format!("{obstacle:?}")).or_default() += 1;
        }
        let Some(new) = cleaned.bytes else {
            *counts.entry("as it was".to_owned()).or_default() += 1;
            continue;
        };
        *counts.entry("cleaned".to_owned()).or_default() += 1;
        let scratch = tempfile::tempdir().unwrap();
        let sides = [("before", &bytes), ("after", &new)].map(|(side, bytes)| {
            let folder = scratch.path().join(side);
            fs::create_dir(&folder).unwrap();
            fs::write(folder.join(name), bytes).unwrap();
            looks(&folder, name)
        });
        if sides[0] != sides[1] {
            faults.push(format!("{name} looks otherwise"));
        }
        if cleaned.obstacles.is_empty() && has_author(scratch.path(), name) {
            faults.push(format!("{name} keeps an author"));
        }
    }
    println!("{} files: {counts:?}", files.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The first pages of a file as pictures, and its text.
fn looks(folder: &Path, name: &str) -> BTreeMap<String, Vec<u8>> {
    let run = |program: &str, arguments: &[&str]| {
        let status = Command::new(program).args(arguments).current_dir(folder).output();
        status.unwrap_or_else(|error| panic!("{program}: {error}"))
    };
    let mut pdf = name.to_owned();
    if !is_kind(name, "pdf") {
        let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
        run("soffice", &[&profile, "--headless", "--convert-to", "pdf", name]);
        pdf = format!("{}.pdf", name.rsplit_once('.').unwrap().0);
    }
    run("pdftoppm", &["-r", "40", "-l", "3", &pdf, "page"]);
    run("pdftotext", &["-l", "20", &pdf, "text.txt"]);
    let _ = fs::remove_dir_all(folder.join("profile"));
    let pictures = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let seen =
        pictures.filter(|path| path.extension().is_some_and(|ending| ending == "ppm" || ending == "txt"));
    seen.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect()
}

/// Whether a cleaned file names somebody where the usual tools look.
fn has_author(scratch: &Path, name: &str) -> bool {
    let file = scratch.join("after").join(name);
    if is_kind(name, "pdf") {
        let told = Command::new("pdfinfo").arg(&file).output().unwrap().stdout;
        let told = String::from_utf8_lossy(&told);
        return told
            .lines()
            .any(|line| line.strip_prefix("Author:").is_some_and(|author| !author.trim().is_empty()));
    }
    let bytes = fs::read(file).unwrap();
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return false };
    ["docProps/core.xml", "meta.xml"].iter().any(|part| {
        let mut text = String::new();
        let read = archive.by_name(part).map(|mut part| part.read_to_string(&mut text));
        let mut names = ["creator>", "initial-creator>", "lastModifiedBy>"].iter();
        read.is_ok()
            && names.any(|name| {
                text.split(name)
                    .skip(1)
                    .step_by(2)
                    .any(|rest| !rest.split('<').next().unwrap_or("").trim().is_empty())
            })
    })
}
