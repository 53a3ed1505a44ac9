//! What is read of content files and `site.yaml`: values, places, and that nothing makes the readers panic.

use std::sync::Arc;

use gongkai::config;
use gongkai::entry::{
    self, ArticleDraft, Basis, Disclosure, DraftKind, Granularity, NumberWish, ParseContext,
};
use gongkai::entry::{ArticleKind, Draft, ProgressDraft, ProjectDraft, Validity};
use gongkai::model::{ContentPath, Period, PeriodKind, UnitId};
use gongkai::text::TextMode;
use gongkai::yaml::{self, YamlSource, YamlValue};
use proptest::prelude::*;

/// Reads the input of a case of `tests/rules/`.
fn read(case: &str, file: &str) -> (String, Draft) {
    let path = format!("{}/tests/rules/{case}/{file}", env!("CARGO_MANIFEST_DIR"));
    #[expect(clippy::disallowed_methods, reason = "a test reads its own input")]
    let text = std::fs::read_to_string(path).expect("the case is there");
    let path = ContentPath::new(&format!("栏目/{file}")).expect("a plain name");
    let context = ParseContext { in_project: file != "article.md", ..ParseContext::default() };
    let read = entry::parse(&path, &text, &context);
    assert_eq!(read.findings, [], "{case}");
    (text, read.value.expect("a draft"))
}

fn article(case: &str) -> Arc<ArticleDraft> {
    match read(case, "article.md").1.kind {
        DraftKind::Article(article) => article,
        other => panic!("not an article: {other:?}"),
    }
}

fn progress(case: &str, file: &str) -> (String, Arc<ProgressDraft>) {
    match read(case, file) {
        (text, Draft { kind: DraftKind::Progress(progress), .. }) => (text, progress),
        (_, other) => panic!("not a progress entry: {other:?}"),
    }
}

fn project(case: &str) -> Arc<ProjectDraft> {
    match read(case, "project.yaml").1.kind {
        DraftKind::Project(project) => project,
        other => panic!("not a project: {other:?}"),
    }
}

#[test]
fn an_article_keeps_what_was_written() {
    let article = article("article-full");
    let common = &article.common;
    let title = common.title.as_ref().expect("a title");
    assert_eq!(title.value, "“劳有所得”工程实施方案");
    assert_eq!(common.doc_number.as_ref().map(|number| number.value.as_str()), Some("〔2023〕31号"));
    assert_eq!(common.issued.as_ref().map(|date| date.value.date.to_string()).as_deref(), Some("2023-05-23"));
    let date = common.date.as_ref().expect("a date").value;
    assert_eq!(
        (date.date.to_string(), date.time.map(jiff::civil::Time::hour)),
        ("2023-06-01".to_owned(), Some(9))
    );
    assert_eq!(common.keywords, ["就业", "培训", "技能"]);
    assert_eq!(common.disclosure, Disclosure::Proactive);
    assert!(matches!(&common.number, NumberWish::Typed(number) if number.value == "002590761/2023-00031"));
    let files: Vec<(&str, Option<&str>)> =
        common.attachments.iter().map(|file| (file.file.value.as_str(), file.name.as_deref())).collect();
    assert_eq!(files, [("明细.xlsx", None), ("名单.csv", Some("培训机构名单"))]);
    assert_eq!(article.kind, ArticleKind::Plan);
    assert_eq!(article.validity, Some(Validity::Valid));
    assert_eq!(
        article.explains.iter().map(|path| path.value.as_str()).collect::<Vec<_>>(),
        ["解读一.md", "解读二.md"]
    );
    assert_eq!(article.mode, TextMode::Gongwen);
    assert!(!common.draft);
}

#[test]
fn english_keys_and_words_are_read_too() {
    let article = article("article-english");
    assert_eq!(article.kind, ArticleKind::Notice);
    assert_eq!(article.mode, TextMode::Markdown);
    assert_eq!(article.common.keywords, ["training", "jobs"]);
}

#[test]
fn identifiers_stay_text() {
    let common = &article("codes-stay-text").common;
    assert_eq!(common.title.as_ref().expect("a title").value, "00031");
    assert_eq!(common.doc_number.as_ref().expect("a number").value, "002590761");
    assert_eq!(common.keywords, ["1.10", "no", "2024-01-02"]);
}

#[test]
fn the_text_of_an_article_is_where_it_says() {
    let (text, draft) = read("article-crlf-and-blank-lines", "article.md");
    let DraftKind::Article(article) = draft.kind else { panic!("not an article") };
    assert_eq!(&text[article.text_span.clone()], "正文。\r\n");
}

#[test]
fn a_progress_entry_keeps_its_figures_in_order_as_written() {
    let (text, entry) = progress("progress-full", "2023-Q1.md");
    assert_eq!(entry.period, Period { year: 2023, kind: PeriodKind::Quarter(1) });
    let figures: Vec<(&str, &str)> =
        entry.figures.iter().map(|(name, figure)| (name.value.as_str(), figure.value.as_str())).collect();
    assert_eq!(figures, [("零工市场", "2家"), ("职业技能培训", "6340人次"), ("劳动争议仲裁结案率", "72.8%")]);
    for (name, figure) in &entry.figures {
        assert_eq!((&text[name.span.clone()], &text[figure.span.clone()]), (&*name.value, &*figure.value));
    }
    assert_eq!(
        entry.status.as_ref().expect("a status").value,
        "按序时",
        "the synonym `达进度` is understood"
    );
    assert!(entry.problems.is_some() && entry.next.is_some());
}

#[test]
fn a_progress_entry_may_be_all_yaml() {
    let (_, entry) = progress("progress-yaml", "2023-Q2.yaml");
    assert_eq!(entry.figures.len(), 1);
    assert!(!entry.text.is_empty());
}

#[test]
fn a_project_keeps_its_targets_as_written() {
    let project = project("project-full");
    assert_eq!(project.granularity, Granularity::Period);
    assert_eq!(project.order, Some(-1));
    assert_eq!(
        project.responsible.iter().map(|unit| unit.value.as_str()).collect::<Vec<_>>(),
        ["区总工会", "区教体局"]
    );
    assert_eq!(project.goals.keys().copied().collect::<Vec<_>>(), [2023, 2024]);
    let training = &project.indicators.raw[0];
    let targets: Vec<&str> = training.targets.values().map(|target| target.value.as_str()).collect();
    assert_eq!(targets, ["1.43", "约2340左右", "全覆盖", "<3.5", "≥92%"]);
    let milestones: Vec<Period> = training.milestones.keys().copied().collect();
    assert_eq!(milestones[0], Period { year: 2023, kind: PeriodKind::Quarter(1) });
    assert_eq!(milestones[1], Period { year: 2023, kind: PeriodKind::Half(1) });
    assert_eq!((training.since, training.basis), (Some(2022), Basis::Cumulative));
    assert_eq!(project.indicators.raw[1].basis, Basis::State);
}

#[test]
fn what_a_text_leaves_open_is_found_again_in_the_file() {
    let (text, draft) = read("project-full", "project.yaml");
    let DraftKind::Project(project) = draft.kind else { panic!("not a project") };
    let hole = project.scope.holes.first().expect("a link");
    assert!(text[hole.span.clone()].contains("方案.md"), "{}", &text[hole.span.clone()]);
    let heading = project.scope.headings.first().expect("a heading");
    assert!(heading.id.starts_with("scope-") && heading.level == 3, "{heading:?}");
}

#[test]
fn one_run_reports_the_faults_beside_a_slip_of_syntax_too() {
    let text = "---\n标题：通知\n公开日期: 2023-02-30\n类型: 通如\n责任编辑: @陈宇\n---\n正文。\n";
    let path = ContentPath::new("a.md").expect("a plain name");
    let read = entry::parse(&path, text, &ParseContext::default());
    let mut rules: Vec<&str> = read.findings.iter().map(|finding| finding.rule).collect();
    rules.sort_unstable();
    assert_eq!(
        rules,
        ["date-does-not-exist", "full-width-colon", "unknown-choice", "value-starts-with-symbol"]
    );
    assert!(read.value.is_some());
}

#[test]
fn a_site_has_its_defaults() {
    let text = "名称: 局\n网址: http://a.example/b\n标识码: bm01000001\n机构: [{简称: 局, 全称: 某局, 代码: 00259076-1}]\n";
    let read = config::parse(text);
    assert_eq!(read.findings, []);
    let settings = read.value.expect("settings");
    assert_eq!(settings.url, "http://a.example/b/");
    assert_eq!(settings.theme.value, "gongkai");
    assert_eq!(settings.fields.len(), 5);
    assert_eq!(settings.number_rule.len(), 1);
    assert_eq!(settings.units[UnitId::FIRST].code.as_str(), "002590761");
    assert_eq!(settings.text, TextMode::Gongwen);
}

#[test]
fn number_patterns_are_in_order_of_date() {
    let text = "名称: 局\n网址: http://a.example\n标识码: bm01000001\n机构: [{简称: 局, 全称: 某局, 代码: \"002590761\"}]\n\
        索引号:\n  - {自: 2024-01-01, 格式: \"{代码}/{年}{月}-{流水:6}\"}\n  - {自: 2020-01-01, 格式: \"{代码}/{年}-{流水:5}\"}\n";
    let rule = config::parse(text).value.expect("settings").number_rule;
    assert_eq!(rule[0].from, jiff::civil::Date::MIN);
    assert_eq!(rule[1].from.to_string(), "2024-01-01");
}

#[test]
fn schemas_know_both_names_of_every_key() {
    for name in ["site", "project", "progress", "article", "column"] {
        let schema = entry::schema(name).expect("a schema");
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        let properties = schema["properties"].as_object().expect("properties");
        assert!(properties.len() >= 16 && properties.len().is_multiple_of(2), "{name}");
        assert!(
            properties
                .values()
                .all(|property| property["description"].as_str().is_some_and(|text| !text.is_empty()))
        );
    }
    assert_eq!(entry::schema("article").expect("a schema")["properties"]["kind"]["enum"][2], "通知");
    assert!(entry::schema("nothing").is_none());
}

/// A shape without keys: the tree does not depend on it.
static ANY: yaml::shape::Shape = yaml::shape::Shape { zh: "", en: "", keys: &[] };

fn tree(text: &str) -> Option<yaml::YamlNode<'_>> {
    yaml::parse(&YamlSource { file: "a.yaml".into(), text, offset: 0, ends_file: true }, &ANY).root
}

#[test]
fn chinese_goes_on_without_a_blank_in_the_next_line() {
    for (typed, meant) in [
        ("a: >-\n  关于做好\n  甲工作\n  的通知\n", "关于做好甲工作的通知"),
        ("a: 关于做好\n  甲工作的通知\n", "关于做好甲工作的通知"),
        ("a: \"关于做好\n  甲工作\"\n", "关于做好甲工作"),
        ("a: '甲，\n  乙'\n", "甲，乙"),
        ("a: >-\n  使用 AI\n  技术 与\n  方法\n", "使用 AI 技术 与方法"),
        ("a: >-\n  甲 乙\n\n  丙\n", "甲 乙\n丙"),
        ("a: one\n  two\n", "one two"),
    ] {
        let root = tree(typed).unwrap();
        let YamlValue::Mapping(entries) = &root.value else { panic!("{typed}") };
        let YamlValue::Scalar { text, .. } = &entries[0].value.value else { panic!("{typed}") };
        assert_eq!(text, meant, "{typed}");
    }
}

#[test]
fn aliases_are_expanded() {
    let Some(YamlValue::Mapping(entries)) = tree("a: &x {b: 1}\nc: *x\n").map(|root| root.value) else {
        panic!("no mapping")
    };
    assert_eq!(entries[0].value.value, entries[1].value.value);
    assert_ne!(entries[0].value.span, entries[1].value.span);
}

/// Texts made of what hurts.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("---\n".to_owned()),
        Just("标题: ".to_owned()),
        Just("公开日期: 2023-04-10\n".to_owned()),
        Just("指标:\n".to_owned()),
        Just("  ".to_owned()),
        Just("- ".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("\t".to_owned()),
        Just("目标: {2023: ".to_owned()),
        Just(">40".to_owned()),
        Just("|\n".to_owned()),
        "[：:“”\"'&*!%@`|>#{}\\[\\],—\\-?<～\u{3000}\u{feff}\\\\]{1,3}",
        "[a-c甲乙0-9]{1,4}",
        "\\PC{0,6}",
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_a_reader_panic(text in any_text(), front in any::<bool>()) {
        let text = if front { format!("---\n{text}\n---\n正文。\n") } else { text };
        for name in ["a/article.md", "a/project.yaml", "a/2023-Q1.md", "a/2023-Q1.yaml", "a/_index.md"] {
            let path = ContentPath::new(name).expect("a plain name");
            let context = ParseContext { in_project: name.contains("2023"), ..ParseContext::default() };
            let read = entry::parse(&path, &text, &context);
            prop_assert!(read.value.is_some() || !read.findings.is_empty());
            for finding in &read.findings {
                prop_assert!(finding.help.is_some(), "{}", finding.rule);
                let span = finding.place.as_ref().and_then(|place| place.span.clone());
                prop_assert!(span.is_none_or(|span| text.get(span).is_some()), "{:?}", finding);
            }
        }
        let read = config::parse(&text);
        prop_assert!(read.value.is_some() || !read.findings.is_empty());
    }

    #[test]
    fn plain_values_come_back_as_typed(value in "[a-z0-9甲乙丙][a-z0-9甲乙丙 .，：“”/<≥%-]{0,20}[a-z0-9甲乙丙]") {
        let text = format!("标题: {value}\n公开日期: 2023-04-10\n");
        let Some(YamlValue::Mapping(entries)) = tree(&text).map(|root| root.value) else { return Err(TestCaseError::fail("no mapping")) };
        if !matches!(value.as_str(), "null" | "~") {
            let YamlValue::Scalar { text: read, .. } = &entries[0].value.value else { return Err(TestCaseError::fail("no text")) };
            prop_assert_eq!(&text[entries[0].value.span.clone()], value.as_str());
            prop_assert_eq!(read.as_ref(), value.as_str());
        }
    }
}
