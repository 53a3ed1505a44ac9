//! The whole way: pages in, index out, results back.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// The files of an index, and pages to find in it.
struct Site {
    files: BTreeMap<String, String>,
}

impl Site {
    fn new(pages: Vec<SearchText>) -> Self {
        let names = SearchNames {
            units: vec!["人社局".to_owned()],
            columns: vec!["通知".to_owned()],
            ..SearchNames::default()
        };
        let mut builder = IndexBuilder::new(pages.len(), names);
        let mut shards = Vec::new();
        // In batches of odd sizes: where one ends must not show.
        let analysed: Vec<Analysed> = pages.into_iter().map(Analysed::of).collect();
        for batch in analysed.chunks(3) {
            shards.extend(builder.add(batch));
        }
        shards.extend(builder.finish());
        let text = |shard: Shard| (shard.address, String::from_utf8(shard.content).unwrap());
        Self { files: shards.into_iter().map(text).collect() }
    }

    fn find(&self, query: &str, wanted: &SearchWanted) -> Results {
        let read = |address: &str| self.files.get(address).cloned();
        let index = OpenIndex::open(&read).unwrap();
        find(&index, &Query::parse(query), wanted).unwrap()
    }

    fn addresses(&self, query: &str) -> Vec<String> {
        let wanted = SearchWanted { count: 100, ..SearchWanted::default() };
        self.find(query, &wanted).hits.into_iter().map(|hit| hit.page.address).collect()
    }
}

fn page(address: &str, title: &str, passages: &[&str]) -> SearchText {
    let paragraphs: Vec<String> =
        passages.iter().map(|text| format!("<p>{}</p>", text.replace('<', "&lt;"))).collect();
    let paragraphs = paragraphs.concat();
    SearchText {
        address: address.to_owned(),
        title: title.to_owned(),
        visible: Visible::of(format!("<main>{paragraphs}</main>").as_bytes()),
        ..SearchText::default()
    }
}

#[test]
fn numbers_then_titles_then_texts() {
    let mut numbered = page("a", "关于职业培训的通知", &["内容"]);
    numbered.doc_number = "云人社〔2023〕12号".to_owned();
    numbered.number = "706102332/2024-00001".to_owned();
    let site = Site::new(vec![
        numbered,
        page("b", "职业培训工作", &["按照云人社〔2023〕12号执行"]),
        page("c", "别的", &["职业培训补贴"]),
    ]);
    assert_eq!(site.addresses("云人社[2023]12號"), ["a", "b"]);
    assert_eq!(site.addresses("706102332 2024 00001"), ["a"]);
    assert_eq!(site.addresses("2024-00001"), ["a"]);
    assert_eq!(site.addresses("职业培训"), ["b", "a", "c"]);
    assert_eq!(site.addresses("職業 补贴"), ["c"]);
    assert_eq!(site.addresses("职"), ["b", "a"]);
    assert_eq!(site.addresses("不存在的"), Vec::<String>::new());
}

#[test]
fn words_do_not_cross_passages() {
    let site = Site::new(vec![page("a", "题", &["上一段结尾", "开头下一段"])]);
    assert_eq!(site.addresses("结尾开头"), Vec::<String>::new());
    assert_eq!(site.addresses("结尾 开头"), ["a"]);
}

#[test]
fn a_hit_in_a_file_names_the_page_of_the_file() {
    let mut with_file = page("a", "名单", &["见附件"]);
    with_file.files = vec![FileText {
        address: "a/名单.pdf".to_owned(),
        name: "名单".to_owned(),
        passages: vec![("第 3 页".to_owned(), "清渚小学\n城东中学".to_owned())],
    }];
    let hit = Site::new(vec![with_file])
        .find("东中", &SearchWanted { count: 10, ..SearchWanted::default() })
        .hits
        .remove(0);
    assert_eq!(
        hit.place,
        PassagePlace::File("a/名单.pdf".to_owned(), "名单".to_owned(), "第 3 页".to_owned())
    );
}

#[test]
fn filters_and_order() {
    let of_year = |address: &str, title: &str, date: &str, unit| SearchText {
        date: date.to_owned(),
        facets: [unit, 1, 0, 0],
        ..page(address, title, &["职业培训"])
    };
    let site = Site::new(vec![
        of_year("a", "职业培训", "2022-01-01", 1),
        of_year("b", "其他", "2023-01-01", 0),
        of_year("c", "其他", "2023-02-01", 1),
    ]);
    let find = |wanted: SearchWanted| -> Vec<String> {
        site.find("职业", &SearchWanted { count: 9, ..wanted })
            .hits
            .into_iter()
            .map(|hit| hit.page.address)
            .collect()
    };
    assert_eq!(find(SearchWanted::default()), ["a", "c", "b"]);
    assert_eq!(find(SearchWanted { order: SearchOrder::Date, ..SearchWanted::default() }), ["c", "b", "a"]);
    assert_eq!(
        find(SearchWanted { filters: [Some(1), None, None, None, None], ..SearchWanted::default() }),
        ["a", "c"]
    );
    assert_eq!(
        find(SearchWanted { filters: [None, None, None, None, Some(2023)], ..SearchWanted::default() }),
        ["c", "b"]
    );
    assert_eq!(
        find(SearchWanted { filters: [None, Some(2), None, None, None], ..SearchWanted::default() }),
        Vec::<String>::new()
    );
}

#[test]
fn long_passages_are_found_across_their_pieces() {
    let long: String = (0..20_000).map(|at| char::from_u32(0x4E00 + at * 7 % 5_000).unwrap()).collect();
    let site = Site::new(vec![page("a", "长", &[&long]), page("b", "短", &["短"])]);
    for at in (0..19_900).step_by(611) {
        let word: String = long.chars().skip(at).take(60).collect();
        assert_eq!(site.addresses(&word), ["a"], "{at}");
    }
}

#[test]
fn nearest_titles_when_nothing_is_found() {
    let site = Site::new(vec![page("a", "职业技能培训办法", &[]), page("b", "养老服务", &[])]);
    let results = site.find("职业技能考试", &SearchWanted { count: 10, ..SearchWanted::default() });
    assert_eq!((results.total, results.nearest), (0, vec![("a".to_owned(), "职业技能培训办法".to_owned())]));
}

#[test]
fn the_same_pages_give_the_same_bytes() {
    let pages = || (0..40).map(|n| page(&n.to_string(), "题", &["数据共享", &format!("第{n}项")])).collect();
    assert_eq!(Site::new(pages()).files, Site::new(pages()).files);
}

/// Texts as they come: Chinese, digits, signs, letters, rare characters.
fn passage() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![
            6 => proptest::sample::select("的一是在人工培训劳动仲裁〇二三年月日，。“”（）〔〕—％万元勞動後".chars().collect::<Vec<_>>()),
            2 => proptest::sample::select("0123456789.%-/ ".chars().collect::<Vec<_>>()),
            1 => proptest::sample::select("abcGBTＧ＜<&𠮷㎡①é\u{200b}".chars().collect::<Vec<_>>()),
        ],
        1..60,
    )
    .prop_map(|chars| chars.into_iter().collect())
}

fn long_form(short: u32) -> u32 {
    option_env!("GONGKAI_SEARCHES").and_then(|count| count.parse().ok()).unwrap_or(short)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(long_form(200)))]

    /// Whatever stands in a passage is found, and whatever is found stands in a passage.
    #[test]
    fn every_run_is_found_and_every_result_has_it(
        texts in proptest::collection::vec(proptest::collection::vec(passage(), 1..5), 1..7),
        picks in proptest::collection::vec(any::<(prop::sample::Index, prop::sample::Index, prop::sample::Index, u8)>(), 20),
    ) {
        let pages: Vec<SearchText> = texts.iter().enumerate().map(|(at, passages)| {
            let passages: Vec<&str> = passages.iter().map(String::as_str).collect();
            page(&at.to_string(), "", &passages)
        }).collect();
        let shown: Vec<Vec<String>> = pages.iter()
            .map(|page| page.visible.passages().map(|(text, _)| text.to_owned()).collect()).collect();
        let site = Site::new(pages);
        for (page, passage, start, length) in picks {
            let at = page.index(shown.len());
            if shown[at].is_empty() { continue }
            let chars: Vec<char> = passage.get(&shown[at]).chars().collect();
            let start = start.index(chars.len());
            let word: String = chars[start..].iter().take(2 + usize::from(length) % 11).collect();
            let folded = fold::Folding::get().fold(&word).chars;
            if folded.len() < 2 || !folded.iter().any(|c| fold::is_said(*c)) || word.contains(['"', '“', '”']) { continue }
            let found = site.addresses(&format!("\"{word}\""));
            prop_assert!(found.contains(&at.to_string()), "{:?} of {} is not in {:?}", word, at, found);
            for address in found {
                let passages = &shown[address.parse::<usize>().unwrap()];
                prop_assert!(passages.iter().any(|text| excerpt::contains(text, &folded)), "{:?} is not on {}", word, address);
            }
        }
    }
}

/// Pages of few characters in all orders: the pairs of a word stand on most pages, and the word on some.
fn misleading_pages() -> impl Strategy<Value = Vec<String>> {
    let text = proptest::collection::vec(
        proptest::sample::select("条法违反一二𠮷a".chars().collect::<Vec<_>>()),
        4..40,
    )
    .prop_map(|chars| chars.into_iter().collect::<String>());
    proptest::collection::vec(text, 20..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(long_form(60)))]

    /// Where pairs mislead, all pages with a word are found and no others, the newest first, however many are
    /// wanted.
    #[test]
    fn words_whose_pairs_mislead_are_found(
        texts in misleading_pages(),
        picks in proptest::collection::vec(any::<(prop::sample::Index, prop::sample::Index, u8, u8)>(), 30),
    ) {
        let pages = texts.iter().enumerate().map(|(at, text)| page(&at.to_string(), "", &[text])).collect();
        let site = Site::new(pages);
        for (page, start, length, count) in picks {
            let chars: Vec<char> = page.get(&texts).chars().collect();
            let start = start.index(chars.len());
            let word: String = chars[start..].iter().take(2 + usize::from(length) % 7).collect();
            let folded = fold::Folding::get().fold(&word).chars;
            if folded.len() < 2 { continue }
            let mut expected: Vec<String> = (0..texts.len()).rev()
                .filter(|at| excerpt::contains(&texts[*at], &folded)).map(|at| at.to_string()).collect();
            let total = expected.len();
            let count = 1 + usize::from(count) % 20;
            expected.truncate(count);
            let results = site.find(&word, &SearchWanted { count, ..SearchWanted::default() });
            let found: Vec<String> = results.hits.into_iter().map(|hit| hit.page.address).collect();
            prop_assert_eq!(&found, &expected, "{}", word);
            prop_assert!(results.total >= total);
            prop_assert!(!results.is_exact || results.total == total, "{}", word);
        }
    }
}

#[test]
fn a_word_whose_pairs_mislead_is_looked_up_by_itself() {
    let mut pages: Vec<SearchText> =
        (0..40).map(|at| page(&at.to_string(), "", &["条违法，违反条例"])).collect();
    pages[3] = page("3", "", &["按条违反的处理，条例"]);
    let site = Site::new(pages);
    let texts = std::cell::Cell::new(0);
    let read = |address: &str| {
        texts.set(texts.get() + usize::from(address.starts_with("search/t")));
        site.files.get(address).cloned()
    };
    let index = OpenIndex::open(&read).unwrap();
    let wanted = SearchWanted { count: 1, ..SearchWanted::default() };
    let results = find(&index, &Query::parse("条违反"), &wanted).unwrap();
    assert_eq!((results.total, results.is_exact, texts.get()), (1, true, 1));
}
