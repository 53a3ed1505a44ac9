//! The bounds of the manual, each at its edge, in a process that may have no more memory than is promised.

use std::process::Command;

use crate::bench::{Run, SITE, Scratch, run};

/// The most memory of a process, in KiB: a debug build takes more than what is published.
const MEMORY: u64 = 2 * 1024 * 1024;

/// Makes files of a size.
type Make<'a> = &'a dyn Fn(usize) -> Vec<(&'static str, Vec<u8>)>;

fn article(text: &str) -> String {
    format!("---\n标题: 一\n公开日期: 2024-05-01\n---\n{text}\n")
}

/// Builds a site of these files with limited memory.
fn limited(files: &[(&str, Vec<u8>)]) -> Run {
    let scratch = Scratch::in_memory();
    scratch.put("site.yaml", SITE);
    scratch.put("content/通知/一.md", article("正文。"));
    for (path, bytes) in files {
        scratch.put(path, bytes);
    }
    let inner = scratch.command("build", &[]);
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -d {MEMORY} && exec \"$@\""), "sh"]);
    command.arg(inner.get_program()).args(inner.get_args());
    command.current_dir(scratch.site());
    run(command)
}

#[track_caller]
fn fits(what: &str, files: &[(&str, Vec<u8>)]) {
    let told = limited(files);
    assert_eq!(told.code, Some(0), "{what} at the edge: {}", told.stderr);
}

#[track_caller]
fn is_told(what: &str, words: &str, files: &[(&str, Vec<u8>)]) {
    let told = limited(files);
    assert_eq!(told.code, Some(1), "{what} beyond the edge: {}", told.stderr);
    assert!(told.stderr.contains(words), "{what} beyond the edge: {}", told.stderr);
}

#[test]
fn a_text_has_twenty_megabytes() {
    let text = |length: usize| {
        let head = article("正文。");
        vec![("content/通知/长.md", (head.clone() + &"\n".repeat(length - head.len())).into_bytes())]
    };
    fits("a text", &text(20_000_000));
    is_told("a text", "20 MB", &text(20_000_001));
}

#[test]
fn a_table_has_two_hundred_thousand_cells() {
    let table = |rows: usize| {
        vec![
            ("content/通知/表.csv", ("1,2\n".repeat(rows - 1) + "1,2").into_bytes()),
            ("content/通知/二.md", article("![表](表.csv)").into_bytes()),
        ]
    };
    fits("a table", &table(100_000));
    is_told("a table", "20 万", &table(100_001));
}

#[test]
fn a_page_has_two_million_rounds() {
    let page = |inner: usize| {
        let loops = "{% for a in range(end=20) %}{% for b in range(end=".to_owned()
            + &inner.to_string()
            + ") %}{% endfor %}{% endfor %}";
        vec![(
            "themes/gongkai/home.html",
            format!("<!doctype html><title>好</title><main>好</main>{loops}").into_bytes(),
        )]
    };
    fits("loops", &page(99_999));
    is_told("loops", "循环没有尽头", &page(100_000));
}

#[test]
fn a_variable_has_a_million_bytes() {
    let page = |length: usize| {
        let text = format!(
            "<!doctype html><title>好</title><main>好</main>{{% set x = \"{}\" %}}",
            "a".repeat(length)
        );
        vec![("themes/gongkai/home.html", text.into_bytes())]
    };
    fits("a variable", &page(1_000_000));
    is_told("a variable", "1000000", &page(1_000_001));
}

#[test]
fn a_page_has_sixty_four_megabytes() {
    let page = |rows: usize| {
        let text = format!(
            "<!doctype html><title>好</title><main>好</main>{{% for a in range(end={rows}) %}}{}{{% endfor %}}",
            "a".repeat(1000)
        );
        vec![("themes/gongkai/home.html", text.into_bytes())]
    };
    fits("a page", &page(63_000));
    is_told("a page", "64 MB", &page(64_001));
}

#[test]
fn archives_are_opened_two_deep() {
    use std::io::{Cursor, Write as _};
    let pack = |name: &str, bytes: &[u8]| {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a name");
        archive.write_all(bytes).expect("memory takes all");
        archive.finish().expect("memory takes all").into_inner()
    };
    let mut packed = pack("名单.txt", "证号33060419800101123X".as_bytes());
    let attached = |bytes: Vec<u8>| {
        vec![("content/通知/包.zip", bytes), ("content/通知/二.md", article("见[包](包.zip)。").into_bytes())]
    };
    for _ in 0..2 {
        is_told("an archive", "330604********123X", &attached(packed.clone()));
        packed = pack("里.zip", &packed);
    }
    let told = limited(&attached(packed));
    assert!(told.stderr.contains("没有打开查过"), "{}", told.stderr);
}

#[test]
fn a_workbook_has_four_million_shared_texts() {
    use std::io::{Cursor, Write as _};
    let book = |texts: usize| {
        let strings = format!("<sst>{}</sst>", "<si/>".repeat(texts));
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [
            ("[Content_Types].xml", "<Types/>"),
            (
                "_rels/.rels",
                "<Relationships><Relationship Id='a' Type='x/officeDocument' Target='xl/workbook.xml'/></Relationships>",
            ),
            (
                "xl/workbook.xml",
                "<workbook xmlns:r='r'><sheets><sheet name='S' r:id='a'/></sheets></workbook>",
            ),
            (
                "xl/_rels/workbook.xml.rels",
                "<Relationships><Relationship Id='a' Type='x/worksheet' Target='worksheets/sheet1.xml'/></Relationships>",
            ),
            (
                "xl/worksheets/sheet1.xml",
                "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>",
            ),
            ("xl/sharedStrings.xml", strings.as_str()),
        ] {
            archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a name");
            archive.write_all(text.as_bytes()).expect("memory takes all");
        }
        let bytes = archive.finish().expect("memory takes all").into_inner();
        vec![
            ("content/通知/名单.xlsx", bytes),
            ("content/通知/二.md", article("见[名单](名单.xlsx)。").into_bytes()),
        ]
    };
    let cut = "没有全部查过";
    let told = limited(&book(4_000_000));
    assert!(told.code == Some(0) && !told.stderr.contains(cut), "at the edge: {}", told.stderr);
    let told = limited(&book(4_000_001));
    assert!(told.code == Some(0) && told.stderr.contains(cut), "beyond the edge: {}", told.stderr);
}

#[test]
fn an_attachment_has_a_hundred_megabytes_and_twice_that_unpacked() {
    use std::io::{Cursor, Write as _};
    // An archive that nobody here opens is told by its first bytes.
    let unopened = |length: usize| {
        let mut bytes = b"Rar!".to_vec();
        bytes.resize(length, 0);
        bytes
    };
    let packed = |length: usize| {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("里.rar", zip::write::SimpleFileOptions::default()).expect("a name");
        archive.write_all(&unopened(length)).expect("memory takes all");
        archive.finish().expect("memory takes all").into_inner()
    };
    for (what, within, beyond) in [
        ("包.rar", unopened(100_000_000), unopened(100_000_001)),
        ("包.zip", packed(200_000_000), packed(200_000_001)),
    ] {
        let files = |bytes: Vec<u8>| {
            let path = if what == "包.rar" { "content/通知/包.rar" } else { "content/通知/包.zip" };
            let link = article(&format!("见[包]({what})。"));
            vec![(path, bytes), ("content/通知/二.md", link.into_bytes())]
        };
        let (within, beyond) = (limited(&files(within)).stderr, limited(&files(beyond)).stderr);
        let (unopened, cut) = ("压缩包没有打开查过", "没有全部查过");
        assert!(within.contains(unopened) && !within.contains(cut), "{what} at the edge: {within}");
        assert!(beyond.contains(cut) && !beyond.contains(unopened), "{what} beyond the edge: {beyond}");
    }
}

#[test]
fn includes_are_sixteen_deep() {
    let chain = |deep: usize| {
        let page = "<!doctype html><title>好</title><main>好</main>{% include \"1.html\" %}";
        let mut files = vec![("themes/gongkai/home.html".to_owned(), page.to_owned())];
        for number in 1..=deep {
            let next = if number < deep {
                format!("{{% include \"{}.html\" %}}", number + 1)
            } else {
                String::new()
            };
            files.push((format!("themes/gongkai/{number}.html"), next));
        }
        files
    };
    let build = |deep: usize| {
        let files = chain(deep);
        let files: Vec<(&str, Vec<u8>)> =
            files.iter().map(|(path, text)| (path.as_str(), text.clone().into_bytes())).collect();
        limited(&files)
    };
    let (within, beyond) = (build(16), build(17));
    assert_eq!(within.code, Some(0), "at the edge: {}", within.stderr);
    assert!(beyond.code == Some(1) && beyond.stderr.contains("16 层"), "beyond the edge: {}", beyond.stderr);
}

/// Many findings in one file are told in time that grows with their number, not with its square.
#[test]
fn findings_are_told_in_linear_time() {
    use std::time::Instant;
    let time = |files: &[(&str, Vec<u8>)]| {
        let begin = Instant::now();
        let told = limited(files);
        assert_eq!(told.code, Some(1), "{:.2000}", told.stderr);
        begin.elapsed()
    };
    let ledger = |rows: usize| {
        let row = |n: usize| format!("9/2019-{n:05},a/b{n},t{n},2019-01-01,公开,\n");
        let rows = (0..rows).fold(String::new(), |all, n| all + &row(n));
        vec![("index-numbers.csv", format!("索引号,内容,标题,首次公开,状态,说明\n{rows}").into_bytes())]
    };
    let figures = |count: usize| vec![("content/通知/二.md", article(&"[[a]]".repeat(count)).into_bytes())];
    let phones =
        |count: usize| vec![("content/通知/二.md", article(&"13812345678 ".repeat(count)).into_bytes())];
    let cut =
        |count: usize| vec![("content/通知/二.md", article(&"138 1234 5678，".repeat(count)).into_bytes())];
    let equal = |rows: usize| {
        let row = "9/2019-00001,a/b,t,2019-01-01,公开,\n";
        vec![(
            "index-numbers.csv",
            format!("索引号,内容,标题,首次公开,状态,说明\n{}", row.repeat(rows)).into_bytes(),
        )]
    };
    let keys = |count: usize| {
        vec![("content/实事/project.yaml", format!("标题: 甲\n{}", "甲: 1\n".repeat(count)).into_bytes())]
    };
    let makers: [(&str, Make<'_>); 6] = [
        ("rows", &ledger),
        ("equal rows", &equal),
        ("equal keys", &keys),
        ("figures", &figures),
        ("phones", &phones),
        ("cut phones", &cut),
    ];
    for (what, make) in makers {
        let (few, many) = (time(&make(1000)), time(&make(8000)));
        // Eight times as many in sixteen times the time, and what a busy machine adds.
        let most = few * 16 + std::time::Duration::from_secs(5);
        assert!(many < most, "{what}: {few:?} for 1000, {many:?} for 8000");
    }
}
