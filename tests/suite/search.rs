//! Whatever a reader sees on a page of a finished site is found by the site's own search, and nothing else is.
//!
//! What is typed is taken at random, always the same, from the demo and from sites of `tests/sites`; with `GONGKAI_CORPORA`
//! from the public laws too. `GONGKAI_SEARCHES` says how often.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]

use std::collections::BTreeMap;

use gongkai::search::excerpt::contains;
use gongkai::search::fold::Folding;
use gongkai::search::{Hit, OpenIndex, PageHead, PassagePlace, Query, SearchWanted, Visible, find};

use crate::bench::{Scratch, cases, run};

/// How often something is typed; the long form takes 10,000.
const SEARCHES: usize = 400;

/// The largest file of an index, as a server sends it.
const LARGEST_FILE: usize = 200_000;

/// The page of results and its script, as a server sends them.
const LARGEST_PAGE: usize = 20_000;

/// The most bytes of an index for a character that a reader sees, attachments aside.
const MOST_BYTES: f64 = 1.6;

/// The same site in all its builds.
const DAY: [&str; 2] = ["--today", "2026-11-29"];

fn searches() -> usize {
    std::env::var("GONGKAI_SEARCHES").ok().and_then(|count| count.parse().ok()).unwrap_or(SEARCHES)
}

/// Numbers at random, always the same.
struct Random(u64);

impl Random {
    /// A number below `end`, which is not 0.
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

/// The finished sites in which is looked.
fn sites() -> Vec<(String, BTreeMap<String, Vec<u8>>)> {
    let mut sites = vec![("the demo".to_owned(), demo())];
    let wanted = ["attachments-and-sheets", "each-period-a-page", "every-kind-of-article", "tombstone"];
    for folder in cases("sites").iter().filter(|folder| wanted.iter().any(|name| folder.ends_with(name))) {
        let scratch = Scratch::copy_of(folder, &["expected", "arguments.txt"]);
        scratch.build(&DAY);
        sites.push((folder.display().to_string(), scratch.output()));
    }
    if std::env::var_os("GONGKAI_CORPORA").is_some() {
        sites.push(("the laws".to_owned(), crate::corpora::laws_published(&DAY)));
    }
    sites
}

fn demo() -> BTreeMap<String, Vec<u8>> {
    let scratch = Scratch::demo();
    scratch.build(&["--today", "2026-11-27"]).ended(0);
    scratch.output()
}

#[test]
fn whatever_a_reader_sees_is_found_and_what_is_shown_holds_the_words() {
    let sites = sites();
    assert!(sites.len() >= 5, "the sites are gone");
    let each = searches() / sites.len() + 1;
    let looked_up: usize = sites.iter().map(|(name, output)| look_up(name, output, each)).sum();
    assert!(looked_up >= searches(), "{looked_up}");
}

/// Looks up runs of two to twelve characters of what pages show, and gives how many.
fn look_up(site: &str, output: &BTreeMap<String, Vec<u8>>, count: usize) -> usize {
    let read = |address: &str| output.get(address).and_then(|bytes| String::from_utf8(bytes.clone()).ok());
    let index = OpenIndex::open(&read).unwrap();
    let heads = (0..index.head.pages).map(|page| index.block(index.blocks(page).start).unwrap().head);
    let heads: Vec<PageHead> = heads.map(|head| (*head).clone()).collect();
    let shown = |head: &PageHead| output.get(&head.address).map(|page| Visible::of(page));
    let pages: Vec<(&PageHead, Visible)> =
        heads.iter().filter_map(|head| Some((head, shown(head)?))).collect();
    assert!(!pages.is_empty(), "{site} has no pages");
    let mut random = Random(20_261_129);
    let mut looked_up = 0;
    // A passage of one sign cannot be looked for: of most sites there are some.
    for _ in 0..count * 20 {
        let (head, visible) = &pages[random.below(pages.len())];
        let passages: Vec<&str> = visible.passages().map(|(passage, _)| passage).collect();
        if passages.is_empty() {
            continue;
        }
        let chars: Vec<char> = passages[random.below(passages.len())].chars().collect();
        let start = random.below(chars.len());
        let run: String = chars[start..].iter().take(2 + random.below(11)).collect();
        let run = run.trim();
        let query = Query::parse(&format!("\"{run}\""));
        if query.is_empty() || run.contains(['"', '“', '”']) || query.words[0].len() < 2 {
            continue;
        }
        looked_up += 1;
        let wanted = SearchWanted { count: usize::MAX, ..SearchWanted::default() };
        let results = find(&index, &query, &wanted).unwrap();
        let is_found = results.hits.iter().any(|hit| hit.page.address == head.address);
        assert!(is_found, "{site}: {run:?} of {} is not found", head.address);
        for hit in &results.hits {
            assert!(holds(hit, &query, &index), "{site}: {run:?} does not stand in {hit:?}");
        }
        if looked_up == count {
            break;
        }
    }
    looked_up
}

/// Whether what is shown of a result holds the word: its line, its title, a number, its unit or column. Numbers are
/// found whatever signs part them.
fn holds(hit: &Hit, query: &Query, index: &OpenIndex<'_>) -> bool {
    let number = |text: &String| Folding::get().number(text).into_iter().collect::<String>();
    let wanted: Option<String> = query.number.as_ref().map(|number| number.iter().collect());
    let numbers = [&hit.page.number, &hit.page.doc_number];
    if wanted.is_some_and(|wanted| numbers.iter().any(|text| number(text).contains(&wanted))) {
        return true;
    }
    let whole = |marked: &[(bool, String)]| marked.iter().map(|(_, text)| text.as_str()).collect::<String>();
    let names = &index.head.filters;
    let name =
        |names: &[String], at: u32| names.get((at as usize).wrapping_sub(1)).cloned().unwrap_or_default();
    let [unit, column, ..] = hit.page.facets;
    let texts = [
        whole(&hit.line),
        whole(&hit.title),
        hit.page.number.clone(),
        hit.page.doc_number.clone(),
        name(&names.units, unit),
        name(&names.columns, column),
    ];
    texts.iter().any(|text| contains(text, &query.words[0]))
}

#[test]
fn an_index_is_no_larger_than_was_promised() {
    for (site, output) in sites() {
        let shards: Vec<(&String, usize)> = output
            .iter()
            .filter(|(address, _)| address.starts_with("search/"))
            .map(|(address, bytes)| (address, compressed(bytes)))
            .collect();
        for (address, size) in &shards {
            assert!(*size <= LARGEST_FILE, "{site}: {address} has {size} bytes");
        }
        let is_ours = |address: &&String| {
            *address == "search.html"
                || address.starts_with("assets/search") && crate::bench::is_kind(address, "js")
        };
        let ours: Vec<usize> =
            output.keys().filter(is_ours).map(|address| compressed(&output[address])).collect();
        assert_eq!(ours.len(), 2, "{site} has another page or script for its search");
        assert!(ours.iter().sum::<usize>() <= LARGEST_PAGE, "{site}: {ours:?}");
        let is_page = |address: &&String| crate::bench::is_kind(address, "html");
        let seen: usize = output
            .keys()
            .filter(is_page)
            .flat_map(|address| {
                Visible::of(&output[address])
                    .passages()
                    .map(|(text, _)| text.chars().count())
                    .collect::<Vec<_>>()
            })
            .sum();
        let all: usize = shards.iter().map(|(_, size)| size).sum();
        // The table of characters and folding weighs on a small site.
        if seen > 100_000 {
            #[expect(clippy::cast_precision_loss, reason = "a ratio")]
            let ratio = all as f64 / seen as f64;
            assert!(ratio <= MOST_BYTES, "{site}: {all} bytes for {seen} characters are {ratio:.2} each");
        }
    }
}

/// The bytes as a server sends them.
fn compressed(bytes: &[u8]) -> usize {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

/// A hit in an attachment names the file, and the page or sheet in which it stands.
#[test]
fn a_hit_in_a_file_names_the_file_and_the_sheet() {
    let scratch = Scratch::of(&[
        ("site.yaml", crate::bench::SITE),
        (
            "content/通知/名单.md",
            "---\n标题: 关于公布名单的通知\n发布单位: 区人力社保局\n公开日期: 2024-01-02\n附件: [{文件: 名单.xlsx, 名称: 入围名单}]\n---\n名单见附件。\n",
        ),
    ]);
    scratch.put("content/通知/名单.xlsx", workbook());
    scratch.build(&DAY).ended(0);
    let output = scratch.output();
    let read = |address: &str| output.get(address).and_then(|bytes| String::from_utf8(bytes.clone()).ok());
    let index = OpenIndex::open(&read).unwrap();
    let wanted = SearchWanted { count: 10, ..SearchWanted::default() };
    let hit = find(&index, &Query::parse("造纸厂"), &wanted).unwrap().hits.remove(0);
    let PassagePlace::File(address, name, part) = hit.place else { panic!("{:?}", hit.place) };
    assert!(address.contains(".xlsx"), "{address}");
    assert_eq!((&*name, &*part), ("入围名单", "工作表“企业名单”"));
}

/// A PDF holds radicals that look like characters, and an application form in Word has cells: what a reader sees is
/// found in both, with the page.
#[test]
fn what_a_reader_sees_in_a_pdf_and_in_word_is_found() {
    let output = demo();
    let read = |address: &str| output.get(address).and_then(|bytes| String::from_utf8(bytes.clone()).ok());
    let index = OpenIndex::open(&read).unwrap();
    for (words, ending, expected) in
        [("镇街核实意见", ".pdf", "第 1 页"), ("单位名称", ".pdf", "第 1 页"), ("其他特征描述", ".docx", "")]
    {
        let wanted = SearchWanted { count: 50, ..SearchWanted::default() };
        let hits = find(&index, &Query::parse(words), &wanted).unwrap().hits;
        let is_there = hits.iter().any(|hit| {
            matches!(&hit.place, PassagePlace::File(address, _, part) if address.ends_with(ending) && part == expected)
        });
        assert!(is_there, "{words}: {hits:?}");
    }
}

/// A workbook with one sheet, 企业名单, and one cell, 云水造纸厂.
pub(crate) fn workbook() -> Vec<u8> {
    workbook_of("企业名单", "云水造纸厂")
}

/// A workbook with one sheet of this name and one cell.
fn workbook_of(sheet: &str, cell: &str) -> Vec<u8> {
    let seen = format!("<row r='1'><c r='A1' t='inlineStr'><is><t>{cell}</t></is></c></row>");
    book(&format!("<sheet name='{sheet}' r:id='a'/>"), &["", &seen])
}

/// A workbook of these sheets; of each the columns, and the rows.
fn book(sheets: &str, parts: &[&str]) -> Vec<u8> {
    use std::io::Write as _;
    let relation = |at: usize| {
        let id = char::from(b'a' + u8::try_from(at).unwrap());
        format!("<Relationship Id='{id}' Target='worksheets/sheet{at}.xml'/>")
    };
    let count = parts.len() / 2;
    let relations: String = (0..count).map(relation).collect();
    let mut files = vec![
        ("[Content_Types].xml".to_owned(), String::new()),
        ("xl/workbook.xml".to_owned(), format!("<workbook xmlns:r='r'><sheets>{sheets}</sheets></workbook>")),
        ("xl/_rels/workbook.xml.rels".to_owned(), format!("<Relationships>{relations}</Relationships>")),
    ];
    files.extend(parts.chunks(2).enumerate().map(|(at, sheet)| {
        let [columns, rows] = [sheet[0], sheet[1]];
        let text = format!("<worksheet>{columns}<sheetData>{rows}</sheetData></worksheet>");
        (format!("xl/worksheets/sheet{at}.xml"), text)
    }));
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// All that can be found in an index: titles, numbers and passages.
fn all_texts(output: &BTreeMap<String, Vec<u8>>) -> String {
    let read = |address: &str| output.get(address).and_then(|bytes| String::from_utf8(bytes.clone()).ok());
    let mut all = String::new();
    OpenIndex::open(&read).unwrap().passages(&mut |text| all = format!("{all}{text}\n")).unwrap();
    all
}

/// How many results a word has.
fn total(output: &BTreeMap<String, Vec<u8>>, word: &str) -> usize {
    let read = |address: &str| output.get(address).and_then(|bytes| String::from_utf8(bytes.clone()).ok());
    let index = OpenIndex::open(&read).unwrap();
    find(&index, &Query::parse(word), &SearchWanted { count: 10, ..SearchWanted::default() }).unwrap().total
}

/// Where a text may stand that search finds: the file, and what makes it of the text.
type Carrier = (&'static str, &'static str, fn(&str) -> Vec<u8>);

const CARRIERS: [Carrier; 11] = [
    ("a title", "content/通知/甲.md", |said| notice(&format!("标题: \"通知 {said}\""), "略。")),
    ("keywords", "content/通知/甲.md", |said| {
        notice(&format!("标题: 通知\n关键词: [\"{said}\"]"), "略。")
    }),
    ("an abstract", "content/通知/甲.md", |said| notice(&format!("标题: 通知\n概述: \"{said}\""), "略。")),
    ("a text", "content/通知/甲.md", |said| notice("标题: 通知", said)),
    ("a cell", "content/通知/甲.md", |said| notice("标题: 通知", &format!("| 名 |\n|---|\n| {said} |"))),
    ("the name of a file", "content/通知/甲.md", |said| {
        notice("标题: 通知", &format!("[{said}](表.csv)"))
    }),
    ("a table", "content/通知/表.csv", |said| format!("名,数\n{said},1\n").into_bytes()),
    ("a text file", "content/通知/文.txt", |said| said.as_bytes().to_vec()),
    ("a workbook", "content/通知/册.xlsx", |said| workbook_of("名单", said)),
    ("a column", "content/通知/_index.md", |said| {
        format!("---\n标题: 通知\n说明: \"{said}\"\n---\n").into_bytes()
    }),
    ("a note of an entry", "content/实事/2024-Q1.md", |said| {
        format!("---\n公开日期: 2024-04-10\n指标: {{床位: 3张}}\n下一步: \"{said}\"\n---\n略。\n")
            .into_bytes()
    }),
];

fn notice(head: &str, text: &str) -> Vec<u8> {
    let head = format!("{head}\n公开日期: 2024-01-02\n发布单位: 区人力社保局");
    format!("---\n{head}\n---\n{text}\n").into_bytes()
}

/// What stands in any of these places is found; a number of a person there stops the build, and gets neither
/// into the index nor into the record.
#[test]
fn no_number_of_a_person_gets_into_the_index_wherever_it_stands() {
    let scratch = Scratch::in_memory();
    scratch.put("site.yaml", crate::bench::SITE);
    let links = "见[表](表.csv)、[文](文.txt)、[册](册.xlsx)。";
    scratch.put("content/通知/乙.md", notice("标题: 关于附件的通知", links));
    let project = "标题: 实事\n牵头单位: 区人力社保局\n项目内容: 略\n指标: [{名称: 床位, 单位: 张}]\n";
    scratch.put("content/实事/project.yaml", project);
    for (_, file, of) in CARRIERS {
        scratch.put(file, of("云水造纸厂"));
    }
    for (place, file, of) in CARRIERS {
        scratch.put(file, of("鳜鱼养殖场"));
        scratch.build(&[&DAY[..], &["--trial"]].concat()).ended(0);
        assert_ne!(total(&scratch.output(), "鱼养殖"), 0, "{place} is not searched");
        for number in ["33060419800101123X", "138 1234 5678", "一三八一二三四五六七八"] {
            scratch.put(file, of(number));
            let built = scratch.build(&[&DAY[..], &["--trial"]].concat());
            assert_eq!(built.code, Some(1), "{place}: {number} was published: {}", built.stderr);
            let texts = all_texts(&scratch.output());
            assert!(texts.contains("鳜鱼养殖场"), "the last site is gone");
            for trace in [number, "80010112", "1234 5678", "二三四五六七"] {
                assert!(!texts.contains(trace), "{place}: {trace} is in the index");
                let record =
                    std::fs::read_to_string(scratch.site().join("published.csv")).unwrap_or_default();
                assert!(!record.contains(trace), "{place}: {trace} is in the record");
            }
        }
        scratch.put(file, of("云水造纸厂"));
    }
}

/// Sheets, rows and columns that their readers do not see are not found.
#[test]
fn what_a_workbook_hides_is_not_found() {
    let scratch = Scratch::in_memory();
    scratch.put("site.yaml", crate::bench::SITE);
    scratch.put("content/通知/甲.md", notice("标题: 通知", "见[册](册.xlsx \"隐藏=公开\")。"));
    let cell = |place: &str, text: &str| format!("<c r='{place}' t='inlineStr'><is><t>{text}</t></is></c>");
    let seen = format!("<row r='1'>{}{}</row>", cell("A1", "鳜鱼甲"), cell("B1", "鲥鱼丙"));
    let rows = format!("{seen}<row r='2' hidden='1'>{}</row>", cell("A2", "鲥鱼乙"));
    let hidden = format!("<row r='1'>{}</row>", cell("A1", "鲥鱼丁"));
    let sheets = "<sheet name='见' r:id='a'/><sheet name='不见' state='hidden' r:id='b'/>";
    let columns = "<cols><col min='2' max='2' hidden='1'/></cols>";
    scratch.put("content/通知/册.xlsx", book(sheets, &[columns, &rows, "", &hidden]));
    let built = scratch.build(&DAY);
    assert_eq!(built.code, Some(0), "{}", built.stderr);
    let output = scratch.output();
    assert_eq!((total(&output, "鳜鱼"), total(&output, "鲥鱼")), (1, 0));
    assert!(!all_texts(&output).contains('鲥'));
}

/// A superseded version stays to be read, and is not found.
#[test]
fn what_was_superseded_is_not_found() {
    let scratch = Scratch::in_memory();
    scratch.put("site.yaml", crate::bench::SITE);
    scratch.put("content/通知/甲.md", notice("标题: 通知", "养殖鳜鱼。"));
    scratch.build(&["--today", "2024-01-03"]).ended(0);
    let revised = "标题: 通知\n类型: 通知\n修订: [{日期: 2024-02-01, 说明: 改了品种}]";
    scratch.put("content/通知/甲.md", notice(revised, "养殖鲥鱼。"));
    let built = scratch.build(&["--today", "2024-02-01"]);
    assert_eq!(built.code, Some(0), "{}", built.stderr);
    let output = scratch.output();
    let old = output.iter().filter(|(address, _)| address.ends_with("v1.html"));
    let is_kept = |page: &[u8]| String::from_utf8_lossy(page).contains("养殖鳜鱼");
    assert_eq!(old.filter(|(_, page)| is_kept(page)).count(), 1, "the old version is not to be read");
    assert_eq!((total(&output, "养殖鲥鱼"), total(&output, "养殖鳜鱼")), (1, 0));
}

/// What nobody may see is in no file of the index.
#[test]
fn what_may_not_be_seen_is_not_in_the_index() {
    let secret = "绝密鳜鱼鳜鱼";
    let head = "公开日期: 2024-01-02\n发布单位: 区人力社保局\n";
    let article = |more: &str, text: &str| format!("---\n标题: 关于工作的通知\n{head}{more}---\n{text}\n");
    let scratch = Scratch::of(&[("site.yaml", crate::bench::SITE)]);
    scratch.put("content/通知/甲.md", article("", "公开的内容。"));
    scratch.put("content/通知/草稿.md", article("草稿: true\n", secret));
    scratch.put("content/通知/依申请.md", article("公开方式: 依申请公开\n", secret));
    scratch.put("content/通知/不予.md", article("公开方式: 不予公开\n", secret));
    scratch.put(
        "content/通知/以后.md",
        format!("---\n标题: 以后\n公开日期: 2099-01-02\n发布单位: 区人力社保局\n---\n{secret}\n"),
    );
    scratch.put("content/通知/撤下.md", article("", secret));
    scratch.build(&DAY).ended(0);
    std::fs::remove_file(scratch.site().join("content/通知/撤下.md")).unwrap();
    run(scratch.command("index", &["withdraw", "通知/撤下", "--reason", "有误"])).ended(0);
    scratch.build(&DAY).ended(0);
    let output = scratch.output();
    let read = |address: &str| output.get(address).and_then(|bytes| String::from_utf8(bytes.clone()).ok());
    let index = OpenIndex::open(&read).unwrap();
    for word in ["绝密", "鳜鱼", "密鳜"] {
        let results =
            find(&index, &Query::parse(word), &SearchWanted { count: 10, ..SearchWanted::default() });
        assert_eq!(results.unwrap().total, 0, "{word}");
    }
    let holds = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains('鳜');
    let leaks: Vec<&String> = output.iter().filter(|(_, bytes)| holds(bytes)).map(|(path, _)| path).collect();
    // The table of all characters that fold to another is the same for every site.
    assert!(leaks.iter().all(|path| path.starts_with("search/s0-")), "{leaks:?}");
}
