//! `gongkai check --fix`: what it writes, and what it leaves alone; and `--standing`.

use std::path::Path;

use gongkai::check::Data;
use gongkai::files::{self, Encoding};

use crate::bench::{Run, Scratch, picture, run};

const ARTICLE: &str = "---\r\n标题: 关于补贴的通知\r\n类型: 通知\r\n公开日期: 2024-12-20\r\n概述: 已审劾的补贴。\r\n---\r\n一、标准\r\n由区民政局招骋，，按帐户发放。\r\n2、材料（每人一份。\r\n";
const MENDED: &str = "---\r\n标题: 关于补贴的通知\r\n类型: 通知\r\n公开日期: 2024-12-20\r\n概述: 已审核的补贴。\r\n---\r\n一、标准\r\n由区民政局招聘，按帐户发放。\r\n2.材料（每人一份。\r\n";

fn site(encoding: Encoding) -> Scratch {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checks/_site");
    let scratch = Scratch::copy_of(&base, &[]);
    scratch.put("content/通知/补贴.md", files::encode(ARTICLE, encoding));
    scratch.put(
        "content/通知/没有错.md",
        ARTICLE.replace("审劾", "审核").replace("招骋，，", "招聘，").replace("2、", "（1）"),
    );
    scratch
}

fn check(scratch: &Scratch, arguments: &[&str]) -> Run {
    let arguments = [&["--today", "2024-12-31"], arguments].concat();
    run(scratch.command("check", &arguments))
}

#[test]
fn what_is_safe_is_mended_in_the_encoding_and_with_the_line_ends_of_the_file() {
    for encoding in
        [Encoding::Utf8, Encoding::Utf8WithMark, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Gb18030]
    {
        let scratch = site(encoding);
        let before = picture(&scratch.site());
        check(&scratch, &[]);
        assert_eq!(picture(&scratch.site()), before, "without --fix nothing is written");
        let said = check(&scratch, &["--fix"]).stderr;
        for told in [
            "补贴.md:5  审劾 → 审核",
            "补贴.md:8  招骋 → 招聘",
            "补贴.md:8  ，， → ，",
            "补贴.md:9  2、 → 2.",
        ] {
            assert!(said.contains(told), "{told}: {said}");
        }
        // What is left is told after the mending; the old spelling and the lost bracket wait for somebody to decide.
        let rest = said.split("已改 4 处").nth(1).unwrap();
        assert!(!rest.contains("招骋") && rest.contains("帐户") && rest.contains("没有另一半"), "{rest}");
        let mut after = picture(&scratch.site());
        let mended =
            after.insert("content/通知/补贴.md".to_owned(), before["content/通知/补贴.md"].clone()).unwrap();
        assert_eq!(mended, files::encode(MENDED, encoding), "{encoding:?}");
        assert_eq!(after, before, "another file was written");
        let again = check(&scratch, &["--fix"]).stderr;
        assert!(again.contains("没有可以代改的问题"), "{again}");
    }
}

#[test]
#[cfg(unix)]
fn nothing_is_mended_through_a_link() {
    let scratch = site(Encoding::Utf8);
    let article = scratch.site().join("content/通知/补贴.md");
    let elsewhere = scratch.site().join("补贴.md");
    std::fs::rename(&article, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &article).unwrap();
    let before = files::read(&elsewhere).unwrap();
    check(&scratch, &["--fix"]);
    assert_eq!(files::read(&elsewhere).unwrap(), before);
}

#[test]
fn json_tells_the_changes_and_english_speaks_english() {
    let scratch = site(Encoding::Utf8);
    let lines = check(&scratch, &["--format", "json"]).stdout;
    let fix = lines.lines().find(|line| line.contains("招骋")).unwrap();
    assert!(
        fix.contains(r#""fixes":[{"line":8,"column":6,"end_line":8,"end_column":8,"text":"招聘"}]"#),
        "{fix}"
    );
    assert!(lines.lines().any(|line| !line.contains("fixes")), "not everything can be mended");
    let said = check(&scratch, &["--fix", "--lang", "en"]).stderr;
    assert!(said.contains("mended: 4; checking again:"), "{said}");
}

/// Mending makes no new fault: what is right in the lists holds nothing wrong.
#[test]
fn no_right_word_holds_a_wrong_one() {
    let data = Data::default();
    let rows: Vec<(String, String)> =
        data.rows("wrong-words.csv").map(|row| (row.cells[0].to_owned(), row.cells[1].to_owned())).collect();
    assert!(rows.len() > 150, "the list is gone");
    for (wrong, right) in &rows {
        assert!(rows.iter().all(|(other, _)| !right.contains(other.as_str())), "{wrong} → {right}");
        assert!(!right.is_empty() && wrong != right, "{wrong}");
    }
}

#[test]
fn the_standing_tells_what_falls_when() {
    let scratch = site(Encoding::Utf8);
    let table = check(&scratch, &["--standing"]).stdout;
    assert!(table.contains("2025-01-03") && table.contains("没有单项否决"), "{table}");
    let json = check(&scratch, &["--standing", "--format", "json"]).stdout;
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["home"]["due"], "2025-01-03");
    assert_eq!(value["columns"][0]["category"], "通知公告");
    assert_eq!(value["columns"][0]["freshness"]["age"], 11);
    assert_eq!(value["vetoed"], false);
    let said = check(&scratch, &[]).stderr;
    assert!(said.contains("首页（全站最新一条）最迟 2025-01-03 更新（还有 3 天）"), "{said}");
}
