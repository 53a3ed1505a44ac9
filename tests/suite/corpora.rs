//! Texts that other people wrote: laws, and the examples of CommonMark. Nothing of them is kept here.
//!
//! `tests/corpora/laws` holds two small texts of our own in the same form. With `GONGKAI_CORPORA`, a folder that
//! `tests/corpora/fetch` fills, the same is asked of 3,500 public laws and of every example.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]
#![expect(clippy::print_stdout, reason = "a measure is told to whoever runs the long form")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gongkai::attachment::workbook::{
    CellValue, Formats, WantedSheets, Workbook, WorkbookLimits, WorkbookSheet, cell_name,
};
use gongkai::text::{HoleKind, TextMode, TextOptions, parse};
use rayon::prelude::*;

use crate::bench::{SITE, Scratch};

/// The share of lines that begin with 第…章, 第…节 or 第…条 and must become headings or articles.
const WANTED: f64 = 0.995;

fn own() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpora")
}

/// Where the texts of others lie, if they were fetched.
fn fetched(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("GONGKAI_CORPORA")?;
    let folder = Path::new(&folder).join(name);
    assert!(folder.exists(), "{} is not there: run tests/corpora/fetch", folder.display());
    Some(folder)
}

/// Every law: its title, and its text as somebody pastes it, without the marks that the collection added.
fn laws() -> Vec<(String, String)> {
    let folder = fetched("laws").unwrap_or_else(|| own().join("laws"));
    let mut files = Vec::new();
    gather(&folder, &mut files);
    files.sort();
    files.into_iter().filter_map(|file| law(&fs::read_to_string(file).ok()?)).collect()
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "md") {
            files.push(path);
        }
    }
}

fn law(text: &str) -> Option<(String, String)> {
    let title = text.lines().find_map(|line| line.strip_prefix("# "))?.trim().replace('"', "”");
    let (_, body) = text.split_once("<!-- INFO END -->")?;
    let lines: Vec<&str> = body.lines().map(|line| line.trim_start_matches(['#', ' '])).collect();
    Some((title, lines.join("\n")))
}

fn html(text: &str, mode: TextMode) -> String {
    let options =
        TextOptions { mode, file: Arc::from("正文.md"), offset: 0, id_prefix: "", name: "", top_level: 2 };
    parse(text, &options).value.fill(&mut |hole, out| match &hole.kind {
        HoleKind::Address { target, fragment } if fragment.is_empty() => out.push_str(target),
        HoleKind::Address { target, fragment } => _ = write!(out, "{target}#{fragment}"),
        _ => {}
    })
}

/// The number at the start of a line that counts a part of a law: `第十二条之一`.
fn ordinal(line: &str) -> Option<&str> {
    let digits = |text: &str| {
        text.len() - text.trim_start_matches(|c| "一二三四五六七八九十百千零〇0123456789".contains(c)).len()
    };
    let rest = line.strip_prefix('第')?;
    let unit = digits(rest);
    let behind = ["分编", "编", "章", "节", "条"].iter().find_map(|word| rest[unit..].strip_prefix(word))?;
    let inserted = behind.strip_prefix('之').map_or(0, |rest| match digits(rest) {
        0 => 0,
        length => '之'.len_utf8() + length,
    });
    (unit > 0).then(|| &line[..line.len() - behind.len() + inserted])
}

/// The words of HTML without blanks.
fn words(html: &str) -> String {
    let plain: String =
        html.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text)).collect();
    let plain = plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("&quot;", "\"");
    plain.chars().filter(|c| !c.is_whitespace()).take(24).collect()
}

/// What became of a law's lines: found, lost, and what became a heading or an article though it begins otherwise.
#[derive(Default)]
struct Seen {
    found: usize,
    lost: Vec<String>,
    others: Vec<String>,
}

fn look_at(text: &str) -> Seen {
    let html = html(text, TextMode::Gongwen);
    let mut shown: BTreeMap<String, usize> = BTreeMap::new();
    let is_part = |line: &&str| line.starts_with("<h") || line.starts_with("<p id=");
    for line in html.lines().filter(is_part) {
        *shown.entry(words(line)).or_default() += 1;
    }
    let mut seen = Seen::default();
    let mut done: BTreeSet<String> = BTreeSet::new();
    for line in text.lines().map(str::trim).filter(|line| ordinal(&bare(line)).is_some()) {
        let words = words(&line.replace('<', "&lt;").replace('>', "&gt;"));
        match shown.get_mut(&words) {
            Some(count) if *count > 0 => {
                *count -= 1;
                seen.found += 1;
            }
            // A line of the contents list comes again below.
            _ if done.contains(&words) => seen.found += 1,
            _ => seen.lost.push(line.chars().take(30).collect()),
        }
        done.insert(words);
    }
    let is_outline = |line: &str| {
        let numbered = line.trim_start_matches(['（', '(']);
        numbered.starts_with(|c: char| {
            c.is_ascii_digit() || "一二三四五六七八九十１２３４５６７８９０".contains(c)
        }) || line == "附则"
            || line.starts_with('第') && line.ends_with("季度")
    };
    let rest = shown.into_iter().filter(|(words, count)| *count > 0 && !is_outline(words));
    seen.others.extend(rest.map(|(words, _)| words));
    seen
}

#[test]
fn what_begins_a_chapter_or_an_article_is_one_and_nothing_else_is() {
    let laws = laws();
    let seen: Vec<Seen> = laws.par_iter().map(|(_, text)| look_at(text)).collect();
    let found: usize = seen.iter().map(|seen| seen.found).sum();
    let lost: Vec<&String> = seen.iter().flat_map(|seen| &seen.lost).collect();
    let others: Vec<&String> = seen.iter().flat_map(|seen| &seen.others).collect();
    let all = found + lost.len();
    #[expect(clippy::cast_precision_loss, reason = "a share")]
    let share = found as f64 / all as f64;
    println!("{} laws, {all} lines, {:.3} % are headings or articles", laws.len(), share * 100.0);
    println!("not: {:#?}", &lost[..lost.len().min(60)]);
    assert!(all >= 10, "the laws are gone");
    // One sentence of our own small text cites an article and must stay one.
    let citations = usize::from(fetched("laws").is_none());
    assert!(share >= WANTED || lost.len() == citations, "{lost:#?}");
    assert!(others.is_empty(), "{others:#?}");
}

/// A scratch site of the laws, one article each.
fn law_site() -> Scratch {
    let scratch = Scratch::empty();
    scratch.put("site.yaml", SITE);
    for (at, (title, text)) in laws().into_iter().enumerate() {
        let head = format!("---\n标题: \"{title}\"\n公开日期: 2024-01-02\n---\n");
        scratch.put(&format!("content/laws/{at:05}.md"), format!("{head}{text}"));
    }
    scratch
}

/// The laws as a finished site.
pub(crate) fn laws_published(arguments: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let scratch = law_site();
    scratch.build(arguments);
    scratch.output()
}

#[test]
fn mending_laws_changes_no_kind_of_thing_that_nobody_has_looked_at() {
    let scratch = law_site();
    let said = crate::bench::run(scratch.command("check", &["--fix", "--today", "2024-01-03"])).stderr;
    let known = fs::read_to_string(own().join("mended.txt")).unwrap();
    let known: BTreeSet<&str> = known.lines().filter(|line| !line.starts_with('#')).collect();
    let mut strange = String::new();
    let changes =
        said.lines().filter_map(|line| line.split_once("  ")).filter(|(_, change)| change.contains(" → "));
    for (place, change) in changes {
        if !known.contains(&*kind_of(change)) {
            _ = writeln!(strange, "{place}  {change}");
        }
    }
    assert!(strange.is_empty(), "{strange}");
    assert!(fetched("laws").is_some() || said.contains("没有可以代改的问题"), "{said}");
}

/// A change with its digits put away.
fn kind_of(change: &str) -> String {
    let mut kind = String::new();
    for c in change.chars() {
        let sign = match c {
            '0'..='9' => 'N',
            _ if "一二三四五六七八九十百".contains(c) => '中',
            other => other,
        };
        if !(matches!(sign, 'N' | '中') && kind.ends_with(sign)) {
            kind.push(sign);
        }
    }
    kind
}

/// What the manual says is otherwise than in CommonMark: the examples by number, each with the reason.
fn differences() -> BTreeMap<u32, String> {
    let list = fs::read_to_string(own().join("commonmark.txt")).unwrap();
    let lines = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .flat_map(|line| {
            let (reason, numbers) = line.split_once(": ").expect("a reason and numbers");
            let numbers = numbers.split_whitespace();
            numbers.map(move |number| (number.parse().expect("a number"), reason.to_owned()))
        })
        .collect()
}

/// HTML as far as both have to agree: the words, the elements around them, and where links and images lead. Blanks
/// between elements, levels of headings and other attributes are put away.
fn compared(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, behind)) = rest.split_once('<') {
        push_words(before, &mut out);
        let (tag, after) = behind.split_once('>').unwrap_or((behind, ""));
        let name: String = tag
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '/')
            .collect::<String>()
            .to_lowercase();
        let is_heading =
            name.trim_start_matches('/').strip_prefix('h').is_some_and(|level| level.parse::<u8>().is_ok());
        if is_heading {
            _ = write!(out, "<{}h>", if name.starts_with('/') { "/" } else { "" });
        } else if !matches!(&*name, "section" | "/section" | "tbody" | "/tbody") {
            _ = write!(out, "<{}", name.trim_end_matches('/').replace("//", "/"));
            for attribute in ["href", "src", "alt", "start"] {
                let value =
                    tag.split_once(&format!("{attribute}=\"")).and_then(|(_, value)| value.split_once('"'));
                if let Some((value, _)) = value {
                    _ = write!(out, " {attribute}={}", plain(value));
                }
            }
            out.push('>');
        }
        rest = after;
    }
    push_words(rest, &mut out);
    out
}

/// Words, with blanks at elements' edges put away.
fn push_words(words: &str, out: &mut String) {
    let words = words.replace("&quot;", "\"").replace("&#39;", "'").replace('\n', " ");
    let words = if out.is_empty() || out.ends_with('>') { words.trim_start() } else { &words };
    out.push_str(words.trim_end());
}

/// An address without escapes of any kind.
fn plain(address: &str) -> String {
    let address = address.replace("&amp;", "&").replace("&quot;", "\"").replace("&#39;", "'");
    let mut bytes = Vec::new();
    let mut rest = address.as_bytes();
    while let [first, behind @ ..] = rest {
        let hex = |digit: Option<&u8>| digit.and_then(|digit| char::from(*digit).to_digit(16));
        match (first, hex(behind.first()), hex(behind.get(1))) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(16 * high + low).unwrap());
                rest = &behind[2..];
            }
            _ => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn commonmark_differs_only_where_the_manual_says_so() {
    let known = differences();
    let manual = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/text.md")).unwrap();
    let reasons: BTreeSet<&String> = known.values().collect();
    for reason in reasons {
        assert!(manual.contains(reason.as_str()), "docs/text.md does not say: {reason}");
    }
    let Some(file) = fetched("commonmark.json") else {
        assert_eq!(
            html("**甲** *乙*\n\n1. 丙", TextMode::Markdown),
            "<p><strong>甲</strong> <em>乙</em></p>\n<ol>\n<li>丙</li>\n</ol>\n"
        );
        return;
    };
    let examples: serde_json::Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let examples = examples.as_array().unwrap();
    let mut wrong = String::new();
    let mut equal = 0;
    for (number, example) in (1..).zip(examples) {
        let (markdown, expected) = (example["markdown"].as_str().unwrap(), example["html"].as_str().unwrap());
        let shown = compared(&html(markdown, TextMode::Markdown));
        let is_equal = shown == compared(expected);
        equal += usize::from(is_equal);
        if is_equal == known.contains_key(&number) {
            let section = &example["section"];
            _ = writeln!(
                wrong,
                "== {number} {section}\n{markdown}\n-- expected\n{expected}\n-- shown\n{shown}"
            );
        }
    }
    println!("{equal} of {} examples are equal", examples.len());
    assert!(wrong.is_empty(), "{wrong}");
}

/// What a cell of a workbook shows.
#[derive(Clone, Default)]
struct Shown {
    text: String,
    format: String,
    number: Option<f64>,
}

/// What the cells of the sheets of a workbook show; `None`: it cannot be read, or holds too much.
fn shown_sheets(bytes: &[u8], wanted: WantedSheets) -> Option<Vec<(String, BTreeMap<String, Shown>)>> {
    let limits = WorkbookLimits { cells: 200_000, text: 20_000_000, unpacked: 50_000_000, wanted };
    let book = Workbook::read(bytes, limits).ok().filter(|book| book.gap.is_none())?;
    let mut formats = Formats::default();
    let mut cells_of = |sheet: &WorkbookSheet| {
        let cells = sheet.rows.iter().flat_map(|row| row.cells.iter().map(move |cell| (row.number, cell)));
        let shown = cells.map(|(row, cell)| {
            let style = book.style(cell);
            let text = formats.show(cell, &style, book.epoch).unwrap_or_else(|error| format!("{error:?}"));
            let number = if let CellValue::Number(number) = cell.value { Some(number) } else { None };
            (cell_name(row, cell.column), Shown { text, format: style.format.to_string(), number })
        });
        (sheet.name.clone(), shown.collect())
    };
    Some(match wanted {
        WantedSheets::FirstShown => vec![cells_of(book.first_shown()?)],
        WantedSheets::All => book.sheets.iter().map(cells_of).collect(),
    })
}

/// What a workbook's first visible sheet shows.
fn shown_cells(bytes: &[u8]) -> Option<BTreeMap<String, Shown>> {
    Some(shown_sheets(bytes, WantedSheets::FirstShown)?.pop()?.1)
}

/// Blanks put away: `_)` is as wide as a bracket, and both write it their own way.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn workbooks_show_what_sheetjs_shows() {
    let Some(folder) = fetched("workbooks") else {
        let shown = shown_cells(&crate::search::workbook()).unwrap();
        assert_eq!(shown["A1"].text, "云水造纸厂");
        return;
    };
    let mut files = Vec::new();
    gather_workbooks(&folder, &mut files);
    files.sort();
    let (mut equal, mut explained, mut all, mut unread) = (0_usize, 0_usize, 0_usize, 0_usize);
    let mut differences: BTreeMap<(String, String), (usize, String)> = BTreeMap::new();
    for file in &files {
        let told: serde_json::Value =
            serde_json::from_slice(&fs::read(file.with_extension("xlsx.cells.json")).unwrap()).unwrap();
        let Some(cells) = told["cells"].as_object() else { continue };
        let Some(shown) = shown_cells(&fs::read(file).unwrap()) else {
            unread += 1;
            println!("not read: {}", file.display());
            continue;
        };
        for (name, cell) in cells {
            let (theirs, kind) = (cell[0].as_str().unwrap_or(""), cell[2].as_str().unwrap_or(""));
            // An error is an error here, and names the cell.
            if kind == "e" {
                continue;
            }
            all += 1;
            let Shown { text: ours, format, .. } = shown.get(name).cloned().unwrap_or_default();
            if bare(&ours) == bare(theirs) || is_explained(&ours, theirs, &format) {
                equal += usize::from(bare(&ours) == bare(theirs));
                explained += usize::from(bare(&ours) != bare(theirs));
                continue;
            }
            let place = format!(
                "{} {name}: {ours:?}, SheetJS {theirs:?}",
                file.file_name().unwrap().to_string_lossy()
            );
            let known = differences.entry((kind.to_owned(), format)).or_insert((0, place));
            known.0 += 1;
        }
    }
    println!(
        "{} workbooks, {unread} not read; of {all} cells {equal} are equal, {explained} are Chinese where SheetJS is English",
        files.len()
    );
    let mut list: Vec<_> = differences.into_iter().collect();
    list.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    for ((kind, format), (count, place)) in &list {
        println!("{count} {kind} `{format}` {place}");
    }
    // Looked at one by one: SheetJS skips `<si/>`, and rounds 429.755 and 0.40645 as they are in binary.
    let left = all - equal - explained;
    assert!(left <= all / 1_000, "{left} of {all}");
}

/// Why LibreOffice, in Chinese, shows a cell otherwise than Excel: in the words of the manual's table.
fn reason(ours: &Shown, theirs: &str) -> Option<&'static str> {
    let (text, format) = (&*ours.text, ours.format.to_lowercase());
    let is_time = format.contains(['y', 'd', 'm', 'h', 's']);
    let dashed = |text: &str| text.replace('/', "-");
    let is_late = |number: f64| (number * 86_400.0).fract() >= 0.5;
    let is_told = ["NoSuchDate", "Bracket", "Character"].iter().any(|error| text.starts_with(error));
    if text.is_empty() && (theirs.starts_with('#') || theirs.starts_with("Err:")) {
        Some("错误值")
    } else if is_told {
        Some("没有的日期，别的语言和历法")
    } else if matches!(text, "TRUE" | "FALSE") {
        Some("`TRUE` `FALSE`")
    } else if matches!(&*format, "general" | "") && is_rounded(text, theirs) {
        Some("没有设格式的小数")
    } else if dashed(text) == dashed(theirs)
        || format.contains("[$-f800]") && theirs.starts_with(text)
        || format.contains("[$-f400]") && theirs.strip_prefix('0') == Some(text)
    {
        Some("系统的日期和时间")
    } else if in_chinese(text) == in_chinese(theirs) {
        Some("`mmm` `ddd` `AM/PM`")
    } else if is_time && ours.number.is_some_and(|number| number < 61.0) {
        Some("1900 年 3 月以前")
    } else if is_time && ours.number.is_some_and(is_late) {
        Some("不到一秒")
    } else if text.trim_end_matches('.') == theirs {
        Some("`0.#` 的整数")
    } else if ours.number.is_some_and(|number| is_half(number, text, theirs)) {
        Some("正好一半")
    } else {
        None
    }
}

/// Whether a number without a format is that of LibreOffice, with fewer digits.
fn is_rounded(text: &str, theirs: &str) -> bool {
    let (Ok(number), Ok(exact)) = (text.parse::<f64>(), theirs.parse::<f64>()) else { return false };
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let is_short = (number - exact).abs() <= exact.abs() * 1e-5;
    if text.contains('E') { is_short } else { format!("{exact:.decimals$}") == text }
}

/// Whether the two are neighbours and the number lies in the middle, as it is written in 15 digits.
fn is_half(number: f64, text: &str, theirs: &str) -> bool {
    let digits =
        |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>().parse::<i64>().ok();
    let decimals =
        text.split_once('.').map_or(0, |(_, behind)| behind.chars().filter(char::is_ascii_digit).count());
    let power = i32::try_from(decimals).unwrap() + if text.contains('%') { 2 } else { 0 };
    let middle = (number.abs() * 10_f64.powi(power)).fract();
    digits(text).zip(digits(theirs)).is_some_and(|(one, other)| one - other == 1)
        && (middle - 0.5).abs() < 1e-6
}

/// Names of months, days and halves of the day, as LibreOffice writes them in Chinese.
fn in_chinese(text: &str) -> String {
    const MONTHS: [(&str, &str, &str); 12] = [
        ("November", "Nov", "十一"),
        ("December", "Dec", "十二"),
        ("January", "Jan", "一"),
        ("February", "Feb", "二"),
        ("March", "Mar", "三"),
        ("April", "Apr", "四"),
        ("May", "May", "五"),
        ("June", "Jun", "六"),
        ("July", "Jul", "七"),
        ("August", "Aug", "八"),
        ("September", "Sep", "九"),
        ("October", "Oct", "十"),
    ];
    const DAYS: [(&str, &str, &str); 7] = [
        ("Sunday", "Sun", "日"),
        ("Monday", "Mon", "一"),
        ("Tuesday", "Tue", "二"),
        ("Wednesday", "Wed", "三"),
        ("Thursday", "Thu", "四"),
        ("Friday", "Fri", "五"),
        ("Saturday", "Sat", "六"),
    ];
    let mut text = text.replace("AM", "上午").replace("PM", "下午").replace("周", "星期");
    for (at, (name, short, chinese)) in MONTHS.into_iter().enumerate() {
        let month = format!("{}月", (at + 10) % 12 + 1);
        text = text.replace(name, &month).replace(short, &month).replace(&format!("{chinese}月"), &month);
    }
    for (name, short, chinese) in DAYS {
        let day = format!("星期{chinese}");
        text = text.replace(name, &day).replace(short, &day);
    }
    match &*text {
        "A" | "P" => text.to_lowercase(),
        _ => text.trim_start_matches("星期").to_owned(),
    }
}

/// What LibreOffice shows of a sheet: `tests/corpora/books.py` has it written as CSV.
fn office_cells(file: &Path) -> Option<BTreeMap<String, String>> {
    let text = fs::read_to_string(file).ok()?;
    let mut cells = BTreeMap::new();
    let (mut row, mut column, mut cell, mut is_quoted) = (1, 0, String::new(), false);
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if is_quoted && signs.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' => is_quoted = !is_quoted,
            ',' | '\n' if !is_quoted => {
                cells.insert(cell_name(row, column), std::mem::take(&mut cell));
                (row, column) = if sign == '\n' { (row + 1, 0) } else { (row, column + 1) };
            }
            other => cell.push(other),
        }
    }
    Some(cells)
}

/// Pairs that differ for each reason.
const REASONS: &[(Option<f64>, &str, &str, &str, &str)] = &[
    (None, "General", "", "#REF!", "错误值"),
    (Some(-1.0), "d", "NoSuchDate", "29", "没有的日期，别的语言和历法"),
    (None, "0.0", "TRUE", "1.0", "`TRUE` `FALSE`"),
    (Some(8.0 / 3.0), "General", "2.666666667", "2.66666666666667", "没有设格式的小数"),
    (Some(45_352.0), "yyyy/m/d", "2024/3/1", "2024-3-1", "系统的日期和时间"),
    (Some(45_352.0), "d-mmm", "1-Mar", "1-3月", "`mmm` `ddd` `AM/PM`"),
    (Some(1.0), "yyyy/m/d", "1900/1/1", "1899-12-31", "1900 年 3 月以前"),
    (Some(45_352.000_018), "ss", "02", "01", "不到一秒"),
    (Some(2.0), "0.#", "2.", "2", "`0.#` 的整数"),
    (Some(0.1785), "0.0%", "17.9%", "17.8%", "正好一半"),
];

#[test]
fn workbooks_show_what_libreoffice_shows() {
    let manual = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/text.md")).unwrap();
    for (number, format, text, theirs, known) in REASONS.iter().copied() {
        let ours = Shown { text: text.to_owned(), format: format.to_owned(), number };
        assert_eq!(reason(&ours, theirs), Some(known), "{text} {theirs}");
        assert!(manual.contains(&format!("| {known}")), "docs/text.md does not say: {known}");
    }
    let Some(folder) = fetched("books") else { return };
    let mut files = Vec::new();
    gather_workbooks(&folder, &mut files);
    files.sort();
    let (mut equal, mut all, mut sheets) = (0_usize, 0_usize, 0_usize);
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let mut left = String::new();
    for file in &files {
        let number = file.file_stem().unwrap().to_string_lossy();
        for (sheet, cells) in shown_sheets(&fs::read(file).unwrap(), WantedSheets::All).unwrap_or_default() {
            let Some(theirs) = office_cells(&folder.join(format!("{number}-{sheet}.csv"))) else { continue };
            sheets += 1;
            for (name, ours) in &cells {
                let theirs = theirs.get(name).map_or("", |text| text);
                all += 1;
                if bare(&ours.text) == bare(theirs) {
                    equal += 1;
                } else if let Some(reason) = reason(ours, theirs.trim()) {
                    *known.entry(reason).or_default() += 1;
                } else {
                    let Shown { text, format, .. } = ours;
                    _ = writeln!(
                        left,
                        "{number} {sheet} {name} `{format}`: {text:?}, LibreOffice {theirs:?}"
                    );
                }
            }
        }
    }
    println!(
        "{} workbooks, {sheets} sheets: of {all} cells {equal} are equal; {known:#?}\n{left}",
        files.len()
    );
    assert!(sheets > 0, "LibreOffice has shown nothing");
    // Formats that nobody uses, and what LibreOffice cannot read.
    assert!(left.lines().count() <= all / 4_000, "{left}");
}

/// What differs for a reason: the formats that Excel shows as the system is set are Chinese here, as the manual says; a
/// day before the first one is a fault that names its cell, where Excel shows `####`.
fn is_explained(ours: &str, theirs: &str, format: &str) -> bool {
    let is_local = format.contains("[$-F400]") || format.contains('¥') || format.contains(['年', '月']);
    is_local || format == "yyyy/m/d" || ours == "NoSuchDate" && theirs.is_empty()
}

fn gather_workbooks(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather_workbooks(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "xlsx") {
            files.push(path);
        }
    }
}
