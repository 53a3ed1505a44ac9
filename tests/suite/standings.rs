//! `tests/figures/sentences.txt`: which sentences raise a question. `tests/figures/site/`: what its figures say, in `tests/figures/standings.txt`; on a day in the middle of a year, and on
//! one in a year whose working days nobody knows.
//!
//! `SNAPSHOTS=overwrite cargo test standings` writes it anew.
#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use gongkai::calendar::Calendar;
use gongkai::catalog::{self, Catalog, Selection};
use gongkai::diag;
use gongkai::entry::{self, ParseContext};
use gongkai::files;
use gongkai::ledger::{IssueMode, Ledger, NumberRegister};
use gongkai::progress::{self, Left, Progress, StandingScope, Status, StatusCounts, explain_node, percent};
use gongkai::reconcile;
use gongkai::source;
use jiff::civil::{Date, date};

use crate::bench::{SITE, Scratch, is_kind, text_or_nothing};

#[test]
fn the_figures_of_a_site_say_what_the_list_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/figures");
    let mut list = String::new();
    for today in [date(2024, 10, 20), date(2029, 3, 1)] {
        let (catalog, progress) = evaluate(&folder.join("site"), today);
        writeln!(list, "# {today}").unwrap();
        describe(&mut list, &catalog, &progress);
    }
    compare(list, &folder.join("standings.txt"));
}

/// A line of `sentences.txt` is the text of an article, with ⏎ between paragraphs; behind `=>` stand the rules
/// that ask about it.
#[test]
fn sentences_raise_the_questions_of_the_list() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/figures/sentences.txt");
    let text = text_or_nothing(&path);
    let lines: Vec<&str> =
        text.lines().map(|line| line.split("=>").next().unwrap_or(line).trim_end()).collect();
    assert!(lines.len() > 10, "the sentences are gone");
    let scratch = Scratch::empty();
    scratch.put("site.yaml", text_or_nothing(&path.with_file_name("site").join("site.yaml")));
    for (number, sentence) in lines.iter().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        let text = sentence.replace('⏎', "\n");
        let article = format!("---\n标题: 第{number}篇\n公开日期: 2024-01-02\n---\n{text}\n");
        scratch.put(&format!("content/{number}.md"), article);
    }
    let (catalog, progress) = evaluate(&scratch.site(), date(2024, 10, 20));
    let inputs = reconcile::ReconcileInputs { catalog: &catalog, progress: &progress, source: &|_| None };
    let questions = reconcile::questions(inputs);
    let mut list = String::new();
    for (number, sentence) in lines.iter().enumerate() {
        let file = format!("content/{number}.md");
        let asked =
            questions.iter().filter(|question| question.place.as_ref().is_some_and(|at| *at.file == *file));
        let rules: Vec<&str> = asked.map(|question| question.rule).collect();
        let mark = if rules.is_empty() { "" } else { " => " };
        writeln!(list, "{sentence}{mark}{}", rules.join(" ")).unwrap();
    }
    compare(list, &path);
}

/// A line of `words.txt` is a target, a figure and the period it is of; behind `=>` stands the status, and `asked`
/// if the figure is asked about.
#[test]
fn words_meet_the_targets_of_the_list() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/figures/words.txt");
    let text = text_or_nothing(&path);
    let lines: Vec<&str> = text.lines().map(|line| line.split(" => ").next().unwrap()).collect();
    assert!(lines.len() > 40, "the words are gone");
    let scratch = Scratch::empty();
    scratch.put("site.yaml", text_or_nothing(&path.with_file_name("site").join("site.yaml")));
    let cases = || lines.iter().enumerate().filter(|(_, line)| !line.starts_with('#'));
    for (number, line) in cases() {
        let [target, figure, period] = line.split(" | ").collect::<Vec<_>>()[..] else { panic!("{line}") };
        let project = format!(
            "---\n标题: 第{number}项\n牵头单位: 市民政局\n指标:\n  - {{名称: 甲, 目标: {{2023: \"{target}\"}}}}\n"
        );
        scratch.put(&format!("content/p{number}/project.yaml"), project);
        let entry = format!("---\n公开日期: 2024-01-20\n指标:\n  甲: \"{figure}\"\n---\n正文。\n");
        scratch.put(&format!("content/p{number}/{period}.md"), entry);
    }
    let (catalog, evaluated) = evaluate_with_findings(&scratch.site(), date(2024, 10, 20));
    let mut told = std::collections::BTreeMap::new();
    for (id, project) in catalog.projects.iter_enumerated() {
        let (entry, _) = project.entries(id).next().unwrap();
        let position = evaluated.value.entry(entry).unwrap().positions.iter().next().unwrap().unwrap();
        let mut why = String::new();
        evaluated.value.explain(&catalog, entry, 0.into(), &mut why);
        let folder = format!("{}/", project.path);
        let is_asked = evaluated
            .findings
            .iter()
            .any(|finding| finding.place.as_ref().is_some_and(|at| at.file.contains(&folder)));
        let asked = if is_asked { "，asked" } else { "" };
        told.insert(project.title.clone(), format!("{}（{why}）{asked}", position.standing.status.word()));
    }
    let mut list = String::new();
    for (number, line) in lines.iter().enumerate() {
        match told.get(&format!("第{number}项")) {
            Some(told) => writeln!(list, "{line} => {told}").unwrap(),
            None => writeln!(list, "{line}").unwrap(),
        }
    }
    compare(list, &path);
}

/// Numbers of 27 digits can be kept, but not added up.
#[test]
fn numbers_that_count_nothing_are_not_added() {
    let scratch = Scratch::empty();
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/figures/site/site.yaml");
    scratch.put("site.yaml", text_or_nothing(&site));
    let number = "9".repeat(27);
    let parts = format!("线上{number}件，占1%；").repeat(100);
    let states = format!("已完成{number}件，").repeat(100);
    let text =
        format!("共{number}件，其中{parts}\n\n共{number}件，其中{states}\n\n共1件，其中线上1件，线下1件。");
    scratch.put("content/1.md", format!("---\n标题: 第一篇\n公开日期: 2024-01-02\n---\n{text}\n"));
    let (catalog, progress) = evaluate(&scratch.site(), date(2024, 10, 20));
    let inputs = reconcile::ReconcileInputs { catalog: &catalog, progress: &progress, source: &|_| None };
    let asked: Vec<&str> = reconcile::questions(inputs).iter().map(|question| question.rule).collect();
    assert_eq!(asked, ["parts-disagree"]);
}

fn compare(actual: String, path: &Path) {
    let expected = snapbox::Data::read_from(path, Some(snapbox::data::DataFormat::Text)).raw();
    snapbox::Assert::new()
        .normalize_paths(false)
        .action_env(snapbox::assert::DEFAULT_ACTION_ENV)
        .eq(actual, expected);
}

fn evaluate(site: &Path, today: Date) -> (Catalog, Progress) {
    let (catalog, evaluated) = evaluate_with_findings(site, today);
    assert!(!diag::has_errors(&evaluated.findings), "{:?}", evaluated.findings);
    (catalog, evaluated.value)
}

fn evaluate_with_findings(site: &Path, today: Date) -> (Catalog, diag::Reported<Progress>) {
    let text = |path: &Path| files::decode(files::read(path).unwrap()).unwrap().text;
    let settings = gongkai::config::parse(&text(&site.join("site.yaml"))).value.unwrap();
    let tree = source::discover(site).unwrap().value;
    let read = |file: &source::SourceFile| {
        let in_project = tree.projects.contains(&file.path.parent());
        entry::parse(&file.path, &text(&file.disk), &ParseContext { in_project, ..ParseContext::default() })
    };
    let drafts: Vec<_> = tree.pages.iter().filter_map(|file| read(file).value).collect();
    let ledger = Ledger::empty("");
    let inputs = catalog::CatalogInputs {
        settings: &settings,
        tree: &tree,
        drafts: &drafts,
        incomplete: false,
        register: &NumberRegister::new(Arc::new(ledger), &settings.number_rule),
        archive: Arc::new(gongkai::record::Archive::empty()),
        selection: Selection { now: today.into(), drafts: false, future: false },
        numbering: IssueMode::Preview,
        load_sheet: &|_| unreachable!("the site has no sheets"),
    };
    let catalog = catalog::assemble(&inputs).value;
    let calendar = Calendar::built_in();
    let evaluated =
        progress::evaluate(progress::ProgressInputs { catalog: &catalog, calendar: &calendar, today });
    (catalog, evaluated)
}

fn describe(list: &mut String, catalog: &Catalog, progress: &Progress) {
    for (project_id, project) in catalog.projects.iter_enumerated() {
        writeln!(list, "\n{}", project.title).unwrap();
        let known = &progress.projects[project_id];
        for (id, entry) in project.entries(project_id) {
            let got = progress.entry(id).unwrap();
            let why = progress.explain_project(catalog, project_id, got.standing);
            writeln!(list, "  {} {}: {why}", entry.draft.period, got.standing.status.word()).unwrap();
            if let Some(computed) = got.computed {
                let why = progress.explain_project(catalog, project_id, computed);
                writeln!(list, "    computed: {} {why}", computed.status.word()).unwrap();
            }
            for (indicator_id, indicator) in project.draft.indicators.iter_enumerated() {
                let Some(position) = &got.positions[indicator_id] else { continue };
                let point = got.points[indicator_id].as_ref();
                let written = point.map_or("—", |point| &entry.draft.figures[point.figure].1.value);
                let change = point.and_then(|point| point.change).map(|change| {
                    let mark = match (change.is_neighbour, change.is_exact) {
                        (_, false) => " (not exact)",
                        (false, true) => "!",
                        (true, true) => "",
                    };
                    format!(" {:+} since {}{mark}", change.by, change.since)
                });
                let mut reason = String::new();
                progress.explain(catalog, id, indicator_id, &mut reason);
                writeln!(
                    list,
                    "    {} {written}{}: {} {} ({reason}){}",
                    indicator.name.value,
                    change.unwrap_or_default(),
                    position.standing.status.word(),
                    point.and_then(|point| point.completion).map_or("—".to_owned(), percent),
                    position.left.map_or(String::new(), left_words),
                )
                .unwrap();
            }
            for (node, position) in project.draft.nodes.iter().zip(&got.nodes) {
                let (status, why) = (position.standing.status.word(), explain_node(position));
                writeln!(list, "    事项 {}: {status} ({why})", node.name.value).unwrap();
            }
        }
        for missing in &known.missing {
            writeln!(list, "  missing {}: {:?}", missing.period, missing.absence).unwrap();
        }
    }
    for scope in [
        StandingScope::Newest,
        StandingScope::Year(2024),
        StandingScope::Period(gongkai::model::Period::parse("2024-Q3").unwrap()),
    ] {
        let overview = progress.overview(catalog, scope);
        writeln!(list, "\n{scope:?}: {}", counts(&overview.all)).unwrap();
        for group in &overview.by_field {
            writeln!(list, "  {}: {}", group.field, counts(&group.counts)).unwrap();
        }
        for change in &overview.changes {
            let title = &catalog.projects[change.project].title;
            writeln!(list, "  {title}: {} -> {}", change.from.word(), change.to.word()).unwrap();
        }
    }
    writeln!(list).unwrap();
}

fn counts(counts: &StatusCounts) -> String {
    let all = Status::ALL.iter().filter(|status| counts.of(**status) > 0);
    let parts: Vec<String> = all.map(|status| format!("{} {}", status.word(), counts.of(*status))).collect();
    format!("{} of {}", parts.join(", "), counts.total())
}

fn left_words(left: Left) -> String {
    match left {
        Left::More(by, rough) => format!(" More({}{by})", rough.word()),
        Left::Less(by, rough) => format!(" Less({}{by})", rough.word()),
        other => format!(" {other:?}"),
    }
}

/// A site with one project, these lines of its file and its entries.
fn site_of(project: &str, entries: &[(&str, &str, &str)]) -> Scratch {
    let scratch = Scratch::of(&[("site.yaml", SITE)]);
    scratch.put("content/实事/绿道/project.yaml", format!("标题: 绿道\n牵头单位: 区人力社保局\n{project}"));
    for (period, date, lines) in entries {
        let text = format!("---\n公开日期: {date}\n{lines}---\n正文。\n");
        scratch.put(&format!("content/实事/绿道/{period}.md"), text);
    }
    scratch
}

#[test]
fn what_a_unit_states_is_marked_wherever_it_stands() {
    let project = "指标:\n  - {名称: 绿道, 单位: 公里, 目标: {2025: 40}}\n  - {名称: 驿站, 单位: 个, 目标: {2025: 8}}\n";
    let stated = "状态: 按序时\n说明: 标段已经交地。\n";
    for (figures, by_rule) in
        [("指标: {绿道: 24公里}\n", "本项未报"), ("指标: {绿道: 3公里, 驿站: 1个}\n", "滞后")]
    {
        let entry = format!("{figures}{stated}");
        let scratch = site_of(project, &[("2025-Q2", "2025-07-10", &entry)]);
        scratch.build(&["--today", "2025-07-12"]).ended(0);
        let pages = scratch.output().into_iter().filter(|(path, _)| is_kind(path, "html"));
        let mut marked = 0;
        for (path, bytes) in pages.filter(|(path, _)| path != "data/index.html") {
            let html = String::from_utf8(bytes).unwrap();
            // Counts are told of below them, for all at once.
            let is_counted = html.contains("单位自行填写的状态按填写的计");
            for (at, _) in html.match_indices("</span>按序时</span>") {
                let behind: String = html[at..].chars().take(320).collect();
                let is_marked = behind.contains("单位自行填写") || behind.contains("自填");
                let is_none = behind.starts_with("</span>按序时</span></th><td class=\"num\">0<");
                assert!(is_marked || is_counted || is_none, "{by_rule}, {path}: {behind}");
                marked += usize::from(is_marked);
            }
            assert!(
                !html.contains("其中按序时1个") || is_counted,
                "{by_rule}, {path} counts what is stated without a word"
            );
        }
        assert!(marked > 3, "{by_rule}: {marked}");
    }
}

#[test]
fn a_plan_is_shown_from_its_first_year() {
    let plans = [
        ("{名称: 绿道, 单位: 公里, 自: 2021, 目标: {2025: 400}}", "绿道: 170公里", 2021),
        ("{名称: 绿道, 单位: 公里, 口径: 当期, 自: 2022, 目标: {2026: 400}}", "绿道: 70公里", 2022),
        ("{名称: 绿化率, 单位: \"%\", 口径: 时点, 自: 2020, 目标: {2025: \"≥45%\"}}", "绿化率: 43%", 2020),
        ("{名称: 绿道, 单位: 公里, 自: 2023, 目标: {2023: 100, 2026: 400}}", "绿道: 110公里", 2023),
    ];
    for (indicator, figure, first) in plans {
        let project = format!("指标:\n  - {indicator}\n");
        let entry = format!("指标: {{{figure}}}\n");
        let scratch = site_of(&project, &[("2023", "2024-01-10", &entry), ("2024", "2025-01-10", &entry)]);
        scratch.build(&["--today", "2025-02-10"]).ended(0);
        let pages = scratch.output();
        let html = pages.iter().find(|(path, _)| path.ends_with("lvdao/index.html"));
        let html = String::from_utf8_lossy(html.unwrap().1).into_owned();
        let (charts, table) = html.split_once("<caption>各年目标与完成情况").unwrap();
        let (_, charts) = charts.split_once("<div class=\"charts\">").unwrap();
        for year in first..=2025 {
            assert!(table.contains(&format!("<th scope=\"col\">{year}年</th>")), "{indicator}: {year}");
            assert!(charts.contains(&format!(">{year}<")), "{indicator}: {year} is not in the chart");
        }
        assert!(!table.contains(&format!("<th scope=\"col\">{}年</th>", first - 1)), "{indicator}");
    }
}
