//! The cases of `tests/sites/`: small sites and what they must become.
//!
//! A case is a site with a folder `expected`. In it stand `files.txt`, the list of all files of the
//! finished site (except the theme's and those of the search index), `index-numbers.csv`, the ledger after
//! the build, and under `output` those files that the case is about: of an HTML page the `<main>` element,
//! of anything else the whole file. To look at one more file, put an empty one there under its name.
//! `arguments.txt` holds arguments for `build`. `SNAPSHOTS=overwrite cargo test sites` writes the
//! expectations anew.
//!
//! Whatever a case is about, every site is also held against what holds for all: see [`promises`].

#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]

use std::path::Path;

use rayon::prelude::*;

use crate::bench::{Scratch, cases, text_or_nothing};
use crate::{bench, promises};

#[test]
fn every_site_becomes_what_is_expected() {
    let folders = cases("sites");
    assert!(folders.len() > 15, "the cases are gone");
    let faults: Vec<String> = folders.par_iter().flat_map_iter(|folder| faults(folder)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Files of the theme, and of the search index, whose names change with every word.
fn is_elsewhere(path: &str) -> bool {
    path.starts_with("assets/") || path.starts_with("search/")
}

fn faults(folder: &Path) -> Vec<String> {
    let name = folder.file_name().unwrap().to_str().unwrap();
    let scratch = Scratch::copy_of(folder, &["expected", "arguments.txt"]);
    let arguments = text_or_nothing(&folder.join("arguments.txt"));
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    let run = scratch.build(&arguments);
    if run.code != Some(0) {
        return vec![format!("{name}: {}", run.stderr)];
    }
    let output = scratch.output();
    let mut faults = promises::broken(&output, &scratch.ledger());
    let list: String =
        output.keys().filter(|path| !is_elsewhere(path)).flat_map(|path| [path, "\n"]).collect();
    let mut actual = vec![("files.txt".to_owned(), list), ("index-numbers.csv".to_owned(), scratch.ledger())];
    for path in bench::picture(&folder.join("expected/output")).into_keys() {
        let text = match output.get(&path) {
            Some(bytes) if bench::is_kind(&path, "html") => main_of(bytes),
            Some(bytes) => String::from_utf8(bytes.clone()).unwrap(),
            None => {
                faults.push(format!("{path} is missing"));
                continue;
            }
        };
        actual.push((format!("output/{path}"), text));
    }
    faults.extend(actual.into_iter().filter_map(|(path, text)| difference(folder, &path, text)));
    let again = scratch.build(&arguments);
    if again.code != Some(0) || scratch.output() != output {
        faults.push(format!("the second build is another: {}", again.stderr));
    }
    faults.into_iter().map(|fault| format!("{name}: {fault}")).collect()
}

/// Compares with a file of `expected`, or writes it anew.
fn difference(folder: &Path, path: &str, actual: String) -> Option<String> {
    let assert =
        snapbox::Assert::new().normalize_paths(false).action_env(snapbox::assert::DEFAULT_ACTION_ENV);
    let file = folder.join("expected").join(path);
    let expected = snapbox::Data::read_from(&file, Some(snapbox::data::DataFormat::Text)).raw();
    assert.try_eq(Some(&path), actual.into(), expected).err().map(|error| error.to_string())
}

/// The `<main>` element, one line for each tag that follows another; without the dots of the QR code, which follow
/// from the address beside it.
fn main_of(page: &[u8]) -> String {
    let page = std::str::from_utf8(page).unwrap();
    let start = page.find("<main").unwrap();
    let end = page.find("</main>").unwrap();
    let words: Vec<&str> = page[start..end].split_whitespace().collect();
    let main = words.join(" ").replace("> <", ">\n<") + "\n</main>\n";
    let Some((before, qr)) = main.split_once("<svg class=\"qr\"") else { return main };
    let (_, after) = qr.split_once("</svg>").unwrap();
    format!("{before}…{after}")
}

/// Keys in Chinese and English, and in which files; `-` in front: not at the beginning of a line.
const KEYS: [(&str, &str, &str); 61] = [
    ("名称", "name", ""),
    ("网址", "url", "site.yaml"),
    ("标识码", "site_id", "site.yaml"),
    ("行政区划", "area", "site.yaml"),
    ("主题", "theme", "site.yaml"),
    ("机构", "units", "site.yaml"),
    ("简称", "short", "site.yaml"),
    ("全称", "full", "site.yaml"),
    ("代码", "code", "site.yaml"),
    ("-自", "from", "site.yaml"),
    ("格式", "pattern", "site.yaml"),
    ("导航", "nav", "site.yaml"),
    ("索引号", "index_number", ""),
    ("元数据栏", "fields", "site.yaml"),
    ("标题", "title", ""),
    ("顺序", "order", ""),
    ("类型", "kind", ""),
    ("类别", "category", "_index.md"),
    ("说明", "description", "_index.md"),
    ("关键词", "keywords", ""),
    ("别名", "slug", ""),
    ("每页", "page_size", "_index.md"),
    ("正文", "text", ""),
    ("领域", "field", "project.yaml"),
    ("牵头单位", "lead", "project.yaml"),
    ("责任单位", "responsible", "project.yaml"),
    ("发布单位", "unit", ""),
    ("公开粒度", "granularity", "project.yaml"),
    ("项目内容", "scope", "project.yaml"),
    ("指标", "indicators", "project.yaml"),
    ("重点任务", "task", "project.yaml"),
    ("-单位", "measure", "project.yaml"),
    ("口径", "basis", "project.yaml"),
    ("-自", "since", "project.yaml"),
    ("-目标", "targets", "project.yaml"),
    ("目标", "goals", "project.yaml"),
    ("-节点", "milestones", "project.yaml"),
    ("-基期", "base", "project.yaml"),
    ("指标", "figures", ""),
    ("公开日期", "date", ""),
    ("截至", "as_of", ""),
    ("状态", "status", ""),
    ("说明", "note", ""),
    ("存在问题", "problems", ""),
    ("下一步", "next", ""),
    ("附件", "attachments", ""),
    ("文件", "file", ""),
    ("草稿", "draft", ""),
    ("文号", "doc_number", ""),
    ("成文日期", "issued", ""),
    ("公开方式", "disclosure", ""),
    ("信息来源", "source", ""),
    ("责任编辑", "editor", ""),
    ("主题分类", "topic", ""),
    ("概述", "summary", ""),
    ("有效性", "validity", ""),
    ("生效日期", "effective", ""),
    ("废止日期", "expires", ""),
    ("替代", "replaced_by", ""),
    ("解读", "explains", ""),
    ("主送", "addressees", ""),
];

/// The same file with English keys. Keys are told from words by where they stand: at the beginning of a line, behind
/// `- `, or in braces, and a colon behind them.
fn in_english(path: &str, text: &str) -> String {
    let mut text = format!("\n{text}");
    for (zh, en, file) in KEYS {
        if !path.ends_with(file) {
            continue;
        }
        let (zh, fronts) = match zh.strip_prefix('-') {
            Some(zh) => (zh, &["    ", "{", ", ", "- "][..]),
            None => (zh, &["\n", "    ", "{", ", ", "- "][..]),
        };
        for front in fronts {
            text = text.replace(&format!("{front}{zh}: "), &format!("{front}{en}: "));
            text = text.replace(&format!("{front}{zh}:\n"), &format!("{front}{en}:\n"));
        }
    }
    text.split_off(1)
}

#[test]
fn english_keys_make_the_same_site() {
    let folders = cases("sites");
    let translated: usize = folders
        .par_iter()
        .map(|folder| {
            let arguments = text_or_nothing(&folder.join("arguments.txt"));
            let arguments: Vec<&str> = arguments.split_whitespace().collect();
            let chinese = Scratch::copy_of(folder, &["expected", "arguments.txt"]);
            let english = Scratch::copy_of(folder, &["expected", "arguments.txt"]);
            let mut translated = 0;
            for (path, bytes) in bench::picture(&chinese.site()) {
                let Ok(text) = String::from_utf8(bytes) else { continue };
                if bench::is_kind(&path, "yaml") || bench::is_kind(&path, "md") {
                    let other = in_english(&path, &text);
                    translated += usize::from(other != text);
                    english.put(&path, other);
                }
            }
            chinese.build(&arguments).ended(0);
            english.build(&arguments).ended(0);
            let same = chinese.output() == english.output() && chinese.ledger() == english.ledger();
            assert!(same, "{}", folder.display());
            translated
        })
        .sum();
    assert!(translated > 90, "only {translated} files had keys to translate");
}
