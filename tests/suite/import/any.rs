//! Whatever a source holds: all of it is accounted for, and what is written is read back as it was.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::docx::{Docx, cell, run};
use super::xlsx::Xlsx;
use super::{doubts, gongkai, proposed, site_with, text};

/// Words with everything in them that could be taken for markup.
const WORDS: &str = "[甲乙，。“”（）《》一二、# >*_`~\\[\\]()<>&|｜!+\\-.:;=^$0-9a-z\\\\]{1,14}";

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..Default::default() })]

    #[test]
    fn documents_are_accounted_for_and_come_back(
        lines in proptest::collection::vec((0_u8..9, WORDS, WORDS), 1..12),
        cells in proptest::collection::vec(WORDS, 0..6),
    ) {
        let mut docx = Docx::default();
        docx.title("关于测试的通知");
        for (kind, a, b) in &lines {
            match kind {
                0 => docx.numbered(0, a),
                1 => docx.numbered(2, a),
                2 => docx.raw("", &[run("<w:b/>", a), run("", b), run("<w:i/>", a)].concat()),
                3 => docx.raw("", &[run("<w:vertAlign w:val=\"superscript\"/>", a), run("<w:strike/><w:b/>", b)].concat()),
                4 => {
                    let note = docx.note(b);
                    docx.raw("", &(run("", a) + &note))
                }
                5 => {
                    let link = docx.link("https://a.example.cn/x", b);
                    docx.raw("", &(run("", a) + &link))
                }
                6 => docx.right(a),
                7 => docx.raw("<w:outlineLvl w:val=\"1\"/>", &run("", a)),
                _ => docx.text(a),
            };
        }
        if cells.len() > 3 {
            let row = |cells: &[String]| cells.iter().map(|words| cell(1, "", &[words])).collect::<Vec<_>>();
            docx.table(&[row(&cells[..2]), row(&cells[2..4])]);
        }
        let proposal = proposed("测试.docx", &docx.bytes(), |_| {});
        let told = doubts(&proposal);
        prop_assert!(!told.contains("显示得和原文不一样"), "{told}\n{}", text(&proposal, ".md"));
    }

    #[test]
    fn sheets_are_accounted_for(
        rows in proptest::collection::vec(proptest::collection::vec("(=[0-9]{1,6})|(=1:0\\.[0-9]{3})|(!#N/A)|(指标)|(2024年目标)|(一季度)|[甲乙<>|*^0-9]{0,6}", 1..5), 1..8),
        merges in proptest::collection::vec((1_u8..6, 0_u8..4, 0_u8..3, 0_u8..3), 0..4),
    ) {
        let mut book = Xlsx::default();
        for row in &rows {
            book.row(&row.iter().map(String::as_str).collect::<Vec<_>>());
        }
        for (row, column, down, right) in merges {
            let letter = |at: u8| char::from(b'A' + at);
            book.merge(&format!("{}{row}:{}{}", letter(column), letter(column + right), row + down));
        }
        // What is in no cell at all is told as an empty file.
        if rows.iter().flatten().any(|cell| !cell.is_empty()) {
            let proposal = proposed("测试.xlsx", &book.bytes(), |_| {});
            let told = doubts(&proposal);
            prop_assert!(!told.contains("显示得和原文不一样"), "{told}\n{}", text(&proposal, ".md"));
        }
    }

    #[test]
    fn any_text_is_read(words in "(<[a-z/ =\"]{1,12}>|[甲乙一季度序号1|\t\n：索引号>]|.){0,80}") {
        for name in ["测试.html", "测试.txt", "测试.csv"] {
            if !words.trim().is_empty() && !words.contains('\0') {
                let options_of = gongkai::import::propose(name, words.as_bytes(), &super::options());
                if let Ok(proposal) = options_of {
                    prop_assert!(proposal.account.parts().iter().all(|part| part.fate.is_some()));
                }
            }
        }
    }
}

/// An identity number with a right check digit.
fn identity() -> String {
    let digits = "11010519491231002";
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 =
        digits.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
    let check = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][(sum % 11) as usize];
    digits.to_owned() + check
}

#[test]
fn no_report_shows_the_number_of_a_person() {
    let number = identity();
    let mut docx = Docx::default();
    docx.title("关于公布名单的通知").text(&format!("张某，身份证号{number}。"));
    docx.raw("", &run("<w:vanish/>", &format!("备用{number}")));
    docx.table(&[
        vec![cell(1, "", &["姓名"]), cell(1, "", &["身份证号"])],
        vec![cell(1, "", &["李某"]), cell(1, "", &[&number])],
    ]);
    let folder = site_with(&[("名单.docx", &docx.bytes())]);
    let site = folder.path().join("site");
    for format in ["text", "json"] {
        let (code, shown, told) = gongkai(&site, &["import", "../名单.docx", "--format", format]);
        assert_eq!(code, Some(0), "{told}");
        assert!(
            shown.contains("名单") && !shown.contains(&number) && !told.contains(&number),
            "{shown}{told}"
        );
    }
}

#[test]
fn what_cannot_be_read_says_what_to_do() {
    let folder = site_with(&[
        ("空.txt", b" \n"),
        ("坏.docx", b"PK\x03\x04"),
        ("表.pages", b"x"),
        ("旧.doc", b"x"),
        ("文.txt", "第一句话。\n第二句。".as_bytes()),
    ]);
    let site = folder.path().join("site");
    let mut all = String::new();
    for args in [
        &["import", "../空.txt", "../坏.docx", "../表.pages"][..],
        &["import", "../文.txt", "--as", "项目"],
        &["import", "../文.txt", "--as", "进度"],
        &["import", "../文.txt", "--as", "诗歌"],
        &["import", "../文.txt", "--to", "通知公稿"],
        &["import", "../文.txt", "--write"],
    ] {
        let (code, shown, told) = gongkai(&site, args);
        assert!(code == Some(1) || code == Some(2), "{args:?}: {shown}");
        _ = writeln!(all, "{}", told.trim_end());
    }
    snapbox::assert_data_eq!(
        all,
        snapbox::str![[r#"
错误: `../空.txt` 里没有内容
  = 办法: 看看是不是选错了文件
错误: `../坏.docx` 打不开，文件坏了，或者不是它的扩展名说的那种文件
  = 办法: 用原来的软件打开，另存一份再导入
错误: `../表.pages`：不认识 `.pages` 文件
  = 办法: 能读的是 .docx .xlsx .csv .html .mht .txt；其他格式用 Word、Excel 或 WPS 另存一份
错误: `../文.txt` 里没有指标表，也没有按季度写的进展
  = 办法: 指标表要有“指标”和“2024年目标”这样的表头；只要文章，去掉 --as 或写 --as 文章
错误: `../文.txt` 里没有指标表，也没有按季度写的进展
  = 办法: 指标表要有“指标”和“2024年目标”这样的表头；只要文章，去掉 --as 或写 --as 文章
错误: “诗歌”不是能导入成的类型
  = 办法: 可以写 文章、表格、项目、进度，或公文、通知、规划、解读、动态、指南、年报、页面
错误: 没有“通知公稿”这个栏目或项目
  = 办法: 是不是“通知公告”？
错误: 没有写放到哪个栏目
  = 办法: 加上 --to 栏目，如：通知公告、重点工作、重点工作/便民服务

"#]]
    );
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_gongkai"))
        .args(["import", "../旧.doc"])
        .current_dir(&site)
        .env("PATH", folder.path())
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        output.status.code() == Some(1) && told.contains("这台机器上没有") && told.contains("另存为 .docx"),
        "{told}"
    );
}
