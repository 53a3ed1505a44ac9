//! Files that are too much of something: they are read or refused within ten seconds and one gigabyte, and nothing of
//! them breaks a page.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]

use std::fs::File;
use std::io::{Cursor, Write as _};
use std::time::{Duration, Instant};

use crate::bench::{SITE, Scratch, many, text_or_nothing};
use crate::promises;

/// How long nobody waits any more: ten seconds in the long form, which is optimised; a debug build beside other tests
/// gets more.
fn patience() -> Duration {
    Duration::from_secs(many("GONGKAI_PATIENCE", 60).into())
}

/// What is `full` in the long form.
fn sized(full: usize) -> usize {
    full * many("GONGKAI_FLOOD", 25) as usize / 100
}

/// The most memory, in KiB.
const MEMORY: u64 = 1024 * 1024;

const HEAD: &str = "---\n标题: 一\n公开日期: 2024-05-01\n";

/// Builds a site of these files: it must end in time and without more memory than is allowed, with the site or with
/// errors that have a cure. Tells what it said.
fn flooded(what: &str, files: &[(&str, Vec<u8>)]) -> String {
    let scratch = Scratch::in_memory();
    scratch.put("site.yaml", SITE);
    for (path, bytes) in files {
        scratch.put(path, bytes);
    }
    let said = scratch.beside("said");
    let mut command = scratch.command("build", &[]);
    let mut child = command.stderr(File::create(&said).unwrap()).spawn().unwrap();
    let begin = Instant::now();
    let mut memory = 0;
    let code = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status.code();
        }
        memory = memory.max(peak_of(child.id()));
        if begin.elapsed() > patience() * 2 {
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    let taken = begin.elapsed();
    let said = text_or_nothing(&said);
    assert!(matches!(code, Some(0 | 1)), "{what}: {code:?} after {taken:?} {said:.2000}");
    assert!(code == Some(0) || said.contains("办法: "), "{what}: no cure in {said:.2000}");
    assert!(memory < MEMORY, "{what}: {memory} KiB");
    assert!(taken < patience(), "{what}: {taken:?}");
    if code == Some(0) {
        assert_eq!(promises::broken(&scratch.output(), &scratch.ledger()), Vec::<String>::new(), "{what}");
    }
    said
}

/// The most memory that a process has had so far, in KiB.
#[cfg(target_os = "linux")]
fn peak_of(pid: u32) -> u64 {
    let status = text_or_nothing(format!("/proc/{pid}/status").as_ref());
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

#[cfg(not(target_os = "linux"))]
fn peak_of(_pid: u32) -> u64 {
    0
}

fn article(more: &str, body: &str) -> Vec<u8> {
    format!("{HEAD}{more}---\n{body}\n").into_bytes()
}

#[test]
fn long_lines_are_read() {
    let long = "这是一行没有尽头的文字，".repeat(sized(300_000));
    for mode in ["公文", "markdown"] {
        flooded(mode, &[("content/通知/一.md", article(&format!("正文: {mode}\n"), &long))]);
    }
    flooded("a value", &[("content/通知/一.md", article(&format!("概述: {long}\n"), "正文。"))]);
    flooded(
        "a table",
        &[
            ("content/通知/一.md", article("", "![表](表.csv)")),
            ("content/通知/表.csv", format!("甲,乙\n{},1\n", "字".repeat(sized(3_400_000))).into_bytes()),
        ],
    );
}

#[test]
fn what_nests_without_end_is_read_or_refused() {
    let deep = |open: &str, close: &str| open.repeat(sized(50_000)) + &close.repeat(sized(50_000));
    for (open, close) in [
        ("[", "]"),
        ("{甲: ", "}"),
        ("- ", ""),
        ("? ", ""),
        ("!甲 ", ""),
        ("&甲 ", ""),
        ("'", ""),
        ("\"\\", ""),
    ] {
        let what = format!("YAML {open:?}");
        flooded(
            &what,
            &[("content/通知/一.md", article(&format!("关键词: {}\n", deep(open, close)), "正文。"))],
        );
        flooded(
            &what,
            &[("content/实事/project.yaml", format!("标题: {}\n", deep(open, close)).into_bytes())],
        );
    }
    let stairs: String = (0..2000).flat_map(|depth| [" ".repeat(depth), "甲:\n".to_owned()]).collect();
    flooded("YAML stairs", &[("content/实事/project.yaml", stairs.into_bytes())]);
    for (open, close) in [
        ("> ", ""),
        ("- ", ""),
        ("1. ", ""),
        ("**甲*乙", "*丙**"),
        ("[", "](x)"),
        ("![", "](x)"),
        ("<div>", "</div>"),
        ("<b>", ""),
    ] {
        let body = open.repeat(sized(10_000)) + "字" + &close.repeat(sized(10_000));
        for mode in ["公文", "markdown"] {
            let what = format!("{mode} {open:?}");
            flooded(&what, &[("content/通知/一.md", article(&format!("正文: {mode}\n"), &body))]);
        }
    }
    for (open, close) in [("[", "]"), ("<a>", "</a>"), ("<p>", "")] {
        let files = [
            ("content/通知/一.md", article("", "见[附件](深.txt)。")),
            ("content/通知/深.txt", deep(open, close).into_bytes()),
        ];
        flooded(&format!("an attachment of {open:?}"), &files);
    }
}

#[test]
fn giant_tables_are_refused() {
    let row = "|".to_owned() + &" 1 |".repeat(100) + "\n";
    let rule = "|".to_owned() + &"---|".repeat(100) + "\n";
    let table = row.clone() + &rule + &row.repeat(sized(10_000));
    flooded("a table in Markdown", &[("content/通知/一.md", article("", &table))]);
    let csv = ("1,".repeat(99) + "1\n").repeat(sized(10_000));
    let said = flooded(
        "a table in CSV",
        &[("content/通知/一.md", article("", "![表](表.csv)")), ("content/通知/表.csv", csv.into_bytes())],
    );
    assert!(said.contains("20 万"), "{said}");
}

/// An archive of these parts.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn bombs_do_not_go_off() {
    let blanks = vec![b' '; 21_000_000];
    let bomb = archive(&[("xl/workbook.xml", &blanks)]);
    let said = flooded(
        "a bomb for a table",
        &[("content/通知/一.md", article("", "![表](表.xlsx)")), ("content/通知/表.xlsx", bomb)],
    );
    assert!(said.contains("20 MB"), "{said}");
    // Each of these is allowed by itself.
    let types: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");
    let document = archive(&[types, ("word/document.xml", &blanks)]);
    let names: Vec<String> = (0..sized(60)).map(|n| format!("word/embeddings/{n}.docx")).collect();
    let many: Vec<(&str, &[u8])> =
        std::iter::once(types).chain(names.iter().map(|name| (&**name, &*document))).collect();
    let article = article("", "见[附件](说明.docx)。");
    flooded(
        "bombs in a document",
        &[("content/通知/一.md", article), ("content/通知/说明.docx", archive(&many))],
    );
}

/// Millions of texts that nobody sees, in several workbooks at once, take no more than one.
#[test]
fn shared_texts_are_kept_close_together() {
    let texts = "<si><t>a</t></si>".repeat(sized(800_000));
    let parts: [(&str, &[u8]); 6] = [
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", b"<Relationships><Relationship Id='a' Type='x/officeDocument' Target='xl/workbook.xml'/></Relationships>"),
        ("xl/workbook.xml", b"<workbook xmlns:r='r'><sheets><sheet name='S' r:id='a'/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", b"<Relationships><Relationship Id='a' Type='x/worksheet' Target='worksheets/sheet1.xml'/></Relationships>"),
        ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>"),
        ("xl/sharedStrings.xml", texts.as_bytes()),
    ];
    let book = archive(&parts);
    let links = "[a](0.xlsx) [b](1.xlsx) [c](2.xlsx)";
    let mut files = vec![("content/通知/一.md", article("", links))];
    for name in ["content/通知/0.xlsx", "content/通知/1.xlsx", "content/通知/2.xlsx"] {
        // Not the same bytes: what is known of one tells nothing of the others.
        files.push((name, [&book[..], name.as_bytes()].concat()));
    }
    flooded("shared texts", &files);
}
