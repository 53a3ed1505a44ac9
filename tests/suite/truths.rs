//! What holds whatever a project plans, reports, leaves out and puts off: nothing is called done while something is
//! open, everything that is published agrees, and what is new changes nothing that is old.
//!
//! `tests/figures/truths.txt` is the table of what a project's parts make of it, part by part.
#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value as Json;

use crate::bench::{Scratch, text_or_nothing};

const SITE: &str = "名称: 测试局\n网址: https://ceshi.example.gov.cn/\n标识码: \"3306040012\"\n机构:\n  - {简称: 测试局, 全称: 测试市测试局, 代码: \"002590761\"}\n";
/// From bad to good, as the data dictionary tells it.
const ORDER: [&str; 8] = ["滞后", "本项未报", "未启动", "尚未达到", "调整", "按序时", "超序时", "已完成"];

#[derive(Clone, Debug)]
enum Said {
    Number(u32),
    Word(&'static str),
    NotCounted,
    Nothing,
}

#[derive(Clone, Debug)]
struct Indicator {
    basis: &'static str,
    since: bool,
    targets: [Option<String>; 3],
    base: Option<u32>,
    said: Vec<Said>,
    /// Before the report of this quarter its year's target, if that is a number, is changed to this one.
    changed: Option<(usize, u32)>,
}

#[derive(Clone, Debug)]
struct Node {
    planned: usize,
    done: Option<usize>,
    /// Whether it was done some days after the end of that quarter.
    is_after: bool,
    postponed: Option<usize>,
}

#[derive(Clone, Debug)]
struct Project {
    indicators: Vec<Indicator>,
    nodes: Vec<Node>,
    periods: usize,
    /// The quarters of which there is no report.
    absent: Vec<bool>,
}

fn target() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        4 => (1_u32..400).prop_map(|n| Some(format!("≥{n}"))),
        2 => (1_u32..400).prop_map(|n| Some(format!("<{n}"))),
        2 => (1_u32..400).prop_map(|n| Some(format!(">{n}"))),
        1 => (1_u32..400).prop_map(|n| Some(n.to_string())),
        1 => Just(Some("完成".to_owned())),
        1 => Just(Some("清零".to_owned())),
        1 => Just(Some("控制在市定标准以内".to_owned())),
        2 => Just(None),
    ]
}

fn said() -> impl Strategy<Value = Said> {
    prop_oneof![
        8 => (0_u32..500).prop_map(Said::Number),
        1 => prop_oneof![Just("完成"), Just("推进中"), Just("未启动"), Just("基本完成")].prop_map(Said::Word),
        1 => Just(Said::NotCounted),
        2 => Just(Said::Nothing),
    ]
}

fn project() -> impl Strategy<Value = Project> {
    let basis = prop_oneof![Just("累计"), Just("当期"), Just("时点")];
    let indicator = (basis, any::<bool>(), [target(), target(), target()], proptest::option::of(0_u32..300));
    let changed = proptest::option::weighted(0.4, (1_usize..8, 1_u32..400));
    let indicator = (indicator, proptest::collection::vec(said(), 8), changed).prop_map(
        |((basis, since, targets, base), said, changed)| Indicator {
            basis,
            since: since && basis == "累计",
            targets,
            base,
            said,
            changed,
        },
    );
    let done = proptest::option::of(0_usize..8);
    let node = (0_usize..10, done, any::<bool>(), proptest::option::weighted(0.2, 0_usize..8));
    let node =
        node.prop_map(|(planned, done, is_after, postponed)| Node { planned, done, is_after, postponed });
    let absent = proptest::collection::vec(proptest::bool::weighted(0.15), 8);
    let parts = (proptest::collection::vec(indicator, 1..5), proptest::collection::vec(node, 0..3));
    (parts, 1_usize..=8, absent).prop_map(|((indicators, nodes), periods, absent)| Project {
        indicators,
        nodes,
        periods,
        absent,
    })
}

/// The last day of the quarter `nth`, counted from the first of 2023.
fn last_day(nth: usize) -> String {
    let ends = ["03-31", "06-30", "09-30", "12-31"];
    format!("{}-{}", 2023 + nth / 4, ends[nth % 4])
}

/// The day on which the quarter `nth` is reported.
fn published(nth: usize) -> String {
    after(nth, 10)
}

/// The day `day` of the month after the quarter `nth`.
fn after(nth: usize, day: u8) -> String {
    let (year, month) = if nth % 4 == 3 { (2024 + nth / 4, 1) } else { (2023 + nth / 4, nth % 4 * 3 + 4) };
    format!("{year}-{month:02}-{day:02}")
}

impl Indicator {
    /// The target of a year in its file from the quarter `nth` on, as written.
    fn target(&self, year: usize, nth: usize) -> Option<String> {
        let first = self.targets[year].clone()?;
        let changed =
            self.changed.filter(|(from, _)| *from <= nth && from / 4 == year && !self.is_ahead(year));
        Some(match changed.zip(first_sign(&first)) {
            Some(((_, number), sign)) => format!("{sign}{number}"),
            None => first,
        })
    }

    /// What is changed before the quarter `nth`: the target that was, and that is.
    fn change(&self, nth: usize) -> Option<(String, String)> {
        let (from, _) = self.changed.filter(|(from, _)| *from == nth)?;
        let (was, now) = (self.target(nth / 4, from - 1)?, self.target(nth / 4, from)?);
        (was != now).then_some((was, now))
    }

    /// Whether a year's target is that of the year before, too, which is on its way there.
    fn is_ahead(&self, year: usize) -> bool {
        self.since && year > 0 && self.targets[year - 1].is_none()
    }
}

/// The sign before the number of a target; `None` of one in words.
fn first_sign(target: &str) -> Option<String> {
    let number = target.trim_start_matches(['≥', '<', '>']);
    number.parse::<u32>().ok()?;
    Some(target.strip_suffix(number).unwrap_or_default().to_owned())
}

impl Project {
    fn is_reported(&self, nth: usize) -> bool {
        !self.absent[nth]
    }

    /// Whether a change before the quarter `nth` changes what is public already: the plan of the year before
    /// shows the targets to come.
    fn is_public(&self, nth: usize) -> bool {
        (0..nth).any(|nth| self.is_reported(nth))
    }

    /// The project's file from the quarter `nth` on.
    fn yaml(&self, nth: usize) -> String {
        let mut yaml = "标题: 甲项目\n牵头单位: 测试局\n指标:\n".to_owned();
        let mut adjustments = String::new();
        for (at, indicator) in self.indicators.iter().enumerate() {
            let since = if indicator.since { "    自: 2023\n" } else { "" };
            write!(yaml, "  - 名称: 指标{at}\n    单位: 个\n    口径: {}\n{since}", indicator.basis).unwrap();
            let targets = (0..3).filter_map(|year| Some((2023 + year, indicator.target(year, nth)?)));
            let targets: Vec<String> =
                targets.map(|(year, target)| format!("{year}: \"{target}\"")).collect();
            if !targets.is_empty() {
                writeln!(yaml, "    目标: {{{}}}", targets.join(", ")).unwrap();
            }
            if let Some(base) = indicator.base {
                writeln!(yaml, "    基期: {{2022: {base}个}}").unwrap();
            }
            for (from, (was, now)) in (1..=nth).filter_map(|from| Some((from, indicator.change(from)?))) {
                if self.is_public(from) {
                    let day = published(from);
                    writeln!(
                        adjustments,
                        "  - {{日期: {day}, 指标: 指标{at}, 原目标: \"{was}\", 新目标: \"{now}\", 原因: 任务有变, 批准: 区政府}}"
                    )
                    .unwrap();
                }
            }
        }
        if !adjustments.is_empty() {
            write!(yaml, "目标调整:\n{adjustments}").unwrap();
        }
        if !self.nodes.is_empty() {
            yaml.push_str("事项:\n");
        }
        for (at, node) in self.nodes.iter().enumerate() {
            writeln!(yaml, "  - {{名称: 事项{at}, 计划: {}}}", last_day(node.planned)).unwrap();
        }
        yaml
    }

    fn entry(&self, nth: usize) -> String {
        let (mut figures, mut not_counted) = (String::new(), String::new());
        for (at, indicator) in self.indicators.iter().enumerate() {
            match &indicator.said[nth] {
                Said::Number(number) => writeln!(figures, "  指标{at}: {number}个").unwrap(),
                Said::Word(word) => writeln!(figures, "  指标{at}: {word}").unwrap(),
                Said::NotCounted => writeln!(not_counted, "  指标{at}: 这一期没有调查").unwrap(),
                Said::Nothing => {}
            }
        }
        let mut nodes = String::new();
        // One after the other, so that none is done before the one in front of it.
        let mut before = (0, false);
        for (at, node) in self.nodes.iter().enumerate() {
            let done = node.done.map(|done| (done, node.is_after).max(before));
            before = done.unwrap_or((8, false));
            let (done, is_after) = (done.map(|(done, _)| done), before.1);
            if done == Some(nth) {
                let day = if is_after { after(nth, 5) } else { last_day(nth) };
                writeln!(nodes, "  事项{at}: {day}").unwrap();
            } else if node.postponed == Some(nth) && done.is_none_or(|done| done > nth) {
                writeln!(nodes, "  事项{at}: {{推迟到: 2025-06-30, 原因: 台风, 批准: 区政府}}").unwrap();
            }
        }
        let part = |key: &str, text: String| if text.is_empty() { text } else { format!("{key}:\n{text}") };
        let parts = [("指标", figures), ("本期不统计", not_counted), ("事项", nodes)];
        let parts: String = parts.into_iter().map(|(key, text)| part(key, text)).collect();
        format!("---\n公开日期: {}\n{parts}---\n本期按计划推进。\n", published(nth))
    }

    /// The site as it was built after each quarter, with or without a report of it, and a year later.
    fn published(&self) -> Vec<Output> {
        let scratch = Scratch::empty();
        scratch.put("site.yaml", SITE);
        scratch.put("content/事/_index.md", "---\n标题: 实事\n---\n");
        let mut outputs = Vec::new();
        for nth in 0..self.periods {
            scratch.put("content/事/甲/project.yaml", self.yaml(nth));
            if self.is_reported(nth) {
                let name = format!("content/事/甲/{}-Q{}.md", 2023 + nth / 4, nth % 4 + 1);
                scratch.put(&name, self.entry(nth));
            }
            scratch.build(&["--today", &published(nth), "-q"]).ended(0);
            outputs.push(scratch.output());
        }
        // Nobody reports any more.
        scratch.build(&["--today", &published(self.periods + 3), "-q"]).ended(0);
        outputs.push(scratch.output());
        outputs
    }
}

fn text<'a>(output: &'a Output, path: &str) -> &'a str {
    std::str::from_utf8(output.get(path).unwrap_or_else(|| panic!("there is no {path}"))).unwrap()
}

fn words(of: &Json, key: &str) -> String {
    of.get(key).and_then(Json::as_str).unwrap_or_default().to_owned()
}

/// Whether what counts reaches the target; `None` where numbers do not tell.
fn is_reached(indicator: &Json, total: &Json) -> Option<bool> {
    let (total, target) = (total.as_f64()?, indicator.get("target_value")?.as_f64()?);
    let written = words(indicator, "target");
    Some(match words(indicator, "direction").as_str() {
        "越低越好" if written.starts_with('<') => total < target,
        "越低越好" => total <= target,
        _ if written.starts_with('>') => total > target,
        _ => total >= target,
    })
}

type Output = BTreeMap<String, Vec<u8>>;

const ADDRESS: &str = "https://ceshi.example.gov.cn/";

/// The file of a page, by its address.
fn page_of(of: &Json) -> String {
    let path = words(of, "url").replace(ADDRESS, "");
    if path.ends_with('/') { path + "index.html" } else { path }
}

fn progress(output: &Output) -> Json {
    serde_json::from_str(text(output, "data/progress.json")).unwrap()
}

fn years(data: &Json) -> &[Json] {
    data["projects"][0]["years"].as_array().unwrap()
}

fn list<'a>(of: &'a Json, key: &str) -> &'a [Json] {
    of[key].as_array().unwrap()
}

fn indicator<'a>(year: &'a Json, figure: &Json) -> &'a Json {
    list(year, "indicators").iter().find(|of| of["name"] == figure["indicator"]).unwrap()
}

fn is_short(year: &Json, figure: &Json) -> bool {
    is_reached(indicator(year, figure), figure.get("year_total").unwrap_or(&Json::Null)) == Some(false)
}

/// What stands behind a mark up to the next one.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("there is no {from} in {text}"));
    rest.split(to).next().unwrap()
}

/// Nothing is done while anything is open, and of the parts that can be judged the worst decides.
fn check_period(year: &Json, period: &Json) {
    let (figures, nodes) = (list(period, "figures"), list(period, "nodes"));
    let is_open = |part: &&Json| {
        let is_kept_so_far = words(part, "status") == "按序时" && words(part, "rule") == "时点达到";
        words(part, "status") != "已完成" && !is_kept_so_far
    };
    let is_asked = |figure: &&Json| indicator(year, figure).get("target").is_some();
    let open = figures.iter().filter(is_asked).chain(nodes).filter(is_open).count();
    let status = words(period, "status");
    assert!(open == 0 || status != "已完成", "{open} open: {period}");
    let parts = figures.iter().chain(nodes).map(|part| words(part, "status"));
    let worst = parts.filter_map(|status| ORDER.iter().position(|known| *known == status)).min();
    // Nobody is on schedule with something that nobody can say is done, when its time is over.
    let is_due = |figure: &Json| {
        words(period, "period").ends_with("Q4")
            && indicator(year, figure).get("target_year").is_none_or(|due| *due == year["year"])
            && words(figure, "status") == "无法判断"
    };
    let is_over = figures.iter().filter(is_asked).any(is_due);
    let expected = match worst.map(|at| ORDER[at]) {
        Some("调整" | "按序时" | "超序时" | "已完成") if is_over => "尚未达到",
        Some("已完成") if open > 0 => "按序时",
        Some(worst) => worst,
        None => "无法判断",
    };
    assert_eq!(status, expected, "{period}");
    for node in nodes {
        let end = words(period, "period");
        let (year, quarter) = end.split_once("-Q").unwrap();
        let nth = (year.parse::<usize>().unwrap() - 2023) * 4 + quarter.parse::<usize>().unwrap() - 1;
        let is_done = node.get("done").is_some() && words(node, "done") <= last_day(nth);
        assert_eq!(words(node, "status") == "已完成", is_done, "{node}");
    }
    for figure in figures {
        let completion = figure.get("completion").and_then(Json::as_f64);
        if is_short(year, figure) {
            assert!(completion.is_none_or(|rate| rate < 100.0), "{figure}");
            assert_ne!(words(figure, "status"), "已完成", "{figure}");
        }
        if words(figure, "reporting") == "未报" && is_asked(&figure) {
            // What reached the year's target in an earlier period stays as it was: done, or on its way where
            // the plan goes on.
            let reached = || words(figure, "rule") == "前期已达目标";
            match &*words(figure, "status") {
                "本项未报" => assert!(!reached(), "{figure}"),
                "已完成" | "按序时" => assert!(reached(), "{figure}"),
                _ => panic!("{figure}"),
            }
        }
    }
}

/// The lines of the CSV file say what the JSON file says, in its order.
fn check_csv(output: &Output, data: &Json) {
    let csv = text(output, "data/progress.csv").trim_start_matches('\u{feff}');
    let mut csv = csv::Reader::from_reader(csv.as_bytes());
    let heads: Vec<String> = csv.headers().unwrap().iter().map(str::to_owned).collect();
    let place = |head: &str| heads.iter().position(|known| known == head).unwrap();
    let places = [place("指标"), place("指标状态"), place("项目状态")];
    let rows: Vec<[String; 3]> =
        csv.records().map(|row| row.unwrap()).map(|row| places.map(|at| row[at].to_owned())).collect();
    let mut expected = Vec::new();
    for period in years(data).iter().flat_map(|year| list(year, "periods")) {
        let of_project = words(period, "status");
        let figures = list(period, "figures").iter().map(|figure| (figure, "indicator"));
        for (part, name) in figures.chain(list(period, "nodes").iter().map(|node| (node, "name"))) {
            expected.push([words(part, name), words(part, "status"), of_project.clone()]);
        }
    }
    assert_eq!(rows, expected);
}

/// The page of a year, its table and its charts say what its last period says.
fn check_page(output: &Output, data: &Json, year: &Json) {
    let html = text(output, &page_of(year));
    let last = list(year, "periods").last().unwrap();
    let shown = between(html, "<p class=\"facts\">", "</p>");
    let missing = list(&data["projects"][0], "missing").iter().map(|missing| words(missing, "period"));
    let mut of_year = missing.filter(|period| period.starts_with(&year["year"].to_string()));
    // A report that should have followed, a node whose day has come and one that was done since say more than the
    // last report.
    let is_of_then =
        |node: &Json| words(node, "overdue").is_empty() && words(node, "done") <= words(last, "as_of");
    if of_year.any(|period| period > words(last, "period")) {
        assert!(shown.contains("未报"), "{shown}");
    } else if list(last, "nodes").iter().all(is_of_then) {
        assert!(shown.contains(&words(last, "status")), "{shown} {last}");
    }
    for figure in list(last, "figures") {
        let name = words(figure, "indicator");
        let row = html.split("<tr>").find(|row| row.contains(&format!("<th scope=\"row\">{name} "))).unwrap();
        assert!(row.contains(&words(figure, "status")), "{name}: {row}");
        let total = figure.get("year_total").and_then(Json::as_f64);
        if let (Some(total), "填报") = (total, words(figure, "reporting").as_str()) {
            let head = format!("<figcaption>{name}（");
            let chart = html.split("<figure>").find(|part| part.contains(&head)).unwrap();
            let said = between(chart, "<desc", "</desc>");
            assert!(said.contains(&format!(" {total}")), "{name} {total}: {said}");
        }
    }
}

/// The card of the project names everything that is open, and does not call a running plan done.
fn check_card(output: &Output, data: &Json, project: &Project) {
    let page = page_of(&data["projects"][0]);
    let card = between(text(output, &page), "<dl class=\"card-facts\">", "</dl>");
    let left = between(card, "还差多少</dt><dd>", "</dd>");
    let year = years(data).last().unwrap();
    for figure in list(list(year, "periods").last().unwrap(), "figures") {
        if is_short(year, figure) || words(figure, "status") == "本项未报" {
            assert!(left.contains(&words(figure, "indicator")), "{figure}: {left}");
        }
    }
    let nth = usize::try_from(year["year"].as_i64().unwrap() - 2023).unwrap();
    let is_running =
        project.indicators.iter().any(|indicator| indicator.targets[nth + 1..].iter().any(Option::is_some));
    let is_done = between(card, "做到哪了</dt><dd>", "最新一期").contains("已完成</span>");
    assert!(!is_running || !is_done || card.contains("提前完成"), "a running plan is called done: {card}");
}

/// What is new changes nothing that was public: no figure and no status of a period, and what was overdue stays
/// so.
fn check_past(old: &Json, new: &Json) {
    let periods = |data: &Json| -> Vec<Json> {
        let periods = years(data).iter().flat_map(|year| list(year, "periods").to_vec());
        let mut periods: Vec<Json> = periods.collect();
        for figure in periods.iter_mut().flat_map(|period| period["figures"].as_array_mut().unwrap()) {
            // That it is another now is said from then on.
            figure.as_object_mut().unwrap().remove("target_then");
        }
        for node in periods.iter_mut().flat_map(|period| period["nodes"].as_array_mut().unwrap()) {
            node.as_object_mut().unwrap().remove("overdue");
        }
        periods
    };
    let (before, now) = (periods(old), periods(new));
    assert_eq!(before[..], now[..before.len()]);
    let missing = |data: &Json| list(&data["projects"][0], "missing").to_vec();
    let now = missing(new);
    for one in missing(old) {
        assert!(now.contains(&one), "{one} is forgotten: {now:?}");
    }
}

/// What is left out is met only by the target in force, and a sum that lacks a quarter is not known.
fn check_omitted(project: &Project, period: &Json) {
    let name = words(period, "period");
    let (year, quarter) = name.split_once("-Q").unwrap();
    let year: usize = year.parse::<usize>().unwrap() - 2023;
    let nth = year * 4 + quarter.parse::<usize>().unwrap() - 1;
    for figure in list(period, "figures") {
        let at: usize = words(figure, "indicator").replace("指标", "").parse().unwrap();
        let indicator = &project.indicators[at];
        let Some(target) = indicator.target(year, nth) else { continue };
        let Some(sign) = first_sign(&target) else { continue };
        let bound: u32 = target[sign.len()..].parse().unwrap();
        let is_reached = |value: u32| match &*sign {
            ">" => value > bound,
            "<" => value < bound,
            _ => value >= bound,
        };
        let said = |nth: usize| if project.is_reported(nth) { &indicator.said[nth] } else { &Said::Nothing };
        let before: Vec<&Said> = (year * 4..nth).map(said).collect();
        let numbers = |said: &[&Said]| -> Vec<u32> {
            said.iter()
                .filter_map(|said| if let Said::Number(number) = said { Some(*number) } else { None })
                .collect()
        };
        let has_words = before.iter().any(|said| matches!(said, Said::Word(_)));
        let is_limit = sign == "<";
        let status = words(figure, "status");
        if has_words || indicator.basis == "时点" {
            continue;
        }
        let known = numbers(&before);
        match said(nth) {
            Said::Nothing => {
                let counted = if indicator.basis == "当期" {
                    Some(known.iter().sum())
                } else {
                    known.last().copied()
                };
                let is_met = !is_limit && !known.is_empty() && counted.is_some_and(is_reached);
                assert_eq!(words(figure, "rule") == "前期已达目标", is_met, "{target} {known:?}: {figure}");
            }
            Said::Number(number) if indicator.basis == "当期" => {
                let lacks = before.iter().any(|said| matches!(said, Said::Nothing));
                let least = known.iter().sum::<u32>() + number;
                let expected = match is_reached(least) {
                    true if !is_limit => "已完成",
                    false if is_limit => "滞后",
                    _ => "本项未报",
                };
                assert!(!lacks || status == expected, "{target} {before:?}: {figure}");
            }
            _ => {}
        }
    }
}

/// The status that a piece of a page shows first, as `未报`; `None` without one.
fn badge(html: &str) -> Option<String> {
    let (_, status) = html.split_once("<span class=\"status ")?;
    Some(between(status, "</span>", "</span>").to_owned())
}

/// Home page, column, project page and overview say of the project now one and the same, and of what is overdue
/// wherever they list it.
fn check_places(output: &Output, data: &Json) {
    let card_of = |path: &str, item: &str| {
        let html = text(output, path);
        html.split(item)
            .skip(1)
            .map(|card| card.split("</li>").next().unwrap())
            .find(|card| card.contains("甲项目"))
    };
    let page = page_of(&data["projects"][0]);
    let column = card_of("shi/index.html", "<li class=\"card\">").unwrap();
    let now = badge(column);
    // The home page has room for the newest alone.
    let home = card_of("index.html", "<li class=\"card\">").unwrap_or(column);
    assert_eq!(badge(home), now, "{home}");
    let card = between(text(output, &page), "做到哪了</dt><dd>", "</dd>");
    let head = card.split("<ul>").next().unwrap();
    assert_eq!(badge(head), now, "{card}");
    let last = years(data).last().map(|year| year["year"].as_i64().unwrap());
    // The overview is about its year alone: it says the same where that is the newest with a report.
    if let Some(year) = last.filter(|_| output.contains_key("progress/index.html"))
        && text(output, "progress/index.html").contains(&format!("<p class=\"lead\">{year}年共有"))
        && let Some(card) = card_of("progress/index.html", "<li class=\"citizen\">")
    {
        assert_eq!(badge(card), now, "{card}");
    }
    for (before, _) in [home, column, card].into_iter().filter_map(|card| card.split_once("年目标已完成"))
    {
        assert!(last.is_some_and(|year| before.ends_with(&year.to_string())), "{before}");
    }
    let upcoming = text(output, "upcoming/index.html");
    for missing in list(&data["projects"][0], "missing") {
        let period = words(missing, "period");
        let (year, quarter) = period.split_once("-Q").unwrap();
        let name = ["一季度", "二季度", "三季度", "四季度"][quarter.parse::<usize>().unwrap() - 1];
        assert!(upcoming.contains(&format!("{year}年{name}进度")), "{period}: {upcoming}");
        let overview = text(output, &format!("progress/{year}/Q{quarter}.html"));
        assert!(overview.contains("共有1个项目"), "{period}: {overview}");
    }
}

fn check(project: &Project) {
    let outputs = project.published();
    let told: Vec<Json> = outputs.iter().map(progress).collect();
    for pair in told.windows(2) {
        check_past(&pair[0], &pair[1]);
    }
    for (output, data) in outputs.iter().zip(&told) {
        check_places(output, data);
    }
    let (output, data) = (&outputs[project.periods - 1], &told[project.periods - 1]);
    check_csv(output, data);
    for year in years(data) {
        for period in list(year, "periods") {
            check_period(year, period);
            check_omitted(project, period);
        }
        check_page(output, data, year);
    }
    if !years(data).is_empty() {
        check_card(output, data, project);
    }
}

#[test]
fn everything_that_is_published_agrees_and_nothing_open_is_done() {
    let cases = std::env::var("GONGKAI_TRUTHS").ok().and_then(|cases| cases.parse().ok()).unwrap_or(16);
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    runner
        .run(&project(), |project| {
            check(&project);
            Ok(())
        })
        .unwrap();
}

/// A line of `truths.txt`: indicators with 口径, target and figures by quarter; behind `=>` the status of the project
/// and of each part, what is left, the
/// reports that are missing, and how the project's status went.
#[test]
fn a_project_is_what_the_table_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/figures/truths.txt");
    let table = text_or_nothing(&path);
    let mut told = String::new();
    for line in table.lines() {
        let given = line.split("=>").next().unwrap_or(line).trim_end();
        if given.is_empty() || given.starts_with('#') {
            writeln!(told, "{line}").unwrap();
            continue;
        }
        let indicators = given.split('；').map(|part| {
            let change = |(nth, word): (usize, &str)| Some((nth, word.strip_prefix('→')?.parse().ok()?));
            let changed = part.split_whitespace().skip(2).enumerate().find_map(change);
            let mut words = part.split_whitespace().filter(|word| !word.starts_with('→'));
            let basis = match words.next().unwrap() {
                "累计" => "累计",
                "当期" => "当期",
                _ => "时点",
            };
            let target = words.next().filter(|target| *target != "—").map(str::to_owned);
            let said = words.map(|said| match (said, said.parse()) {
                (_, Ok(number)) => Said::Number(number),
                ("不统计", _) => Said::NotCounted,
                ("完成", _) => Said::Word("完成"),
                ("基本完成", _) => Said::Word("基本完成"),
                ("主体完工", _) => Said::Word("主体完工"),
                _ => Said::Nothing,
            });
            let said = said.collect();
            Indicator { basis, since: false, targets: [target, None, None], base: None, said, changed }
        });
        let indicators: Vec<Indicator> = indicators.collect();
        let periods = indicators[0].said.len();
        let is_absent = |said: &str| said == "缺";
        let first = given.split('；').next().unwrap().split_whitespace().skip(2);
        let absent = first.filter(|word| !word.starts_with('→')).map(is_absent).collect();
        let project = Project { indicators, nodes: Vec::new(), periods, absent };
        let output = project.published().swap_remove(periods - 1);
        let data = progress(&output);
        let last = list(&years(&data)[0], "periods").last().unwrap();
        let parts: Vec<String> = list(last, "figures").iter().map(|part| words(part, "status")).collect();
        let page = page_of(&data["projects"][0]);
        let left = between(text(&output, &page), "还差多少</dt><dd>", "</dd>");
        let missing = list(&data["projects"][0], "missing");
        let missing: Vec<String> = missing.iter().map(|one| words(one, "period")).collect();
        let missing =
            if missing.is_empty() { String::new() } else { format!(" 应报未报{}", missing.join("、")) };
        let course = last["course"].as_str().map_or_else(String::new, |course| format!(" 项目{course}"));
        writeln!(told, "{given} => {}：{}。{left}{missing}{course}", words(last, "status"), parts.join("、"))
            .unwrap();
    }
    let expected = snapbox::Data::read_from(&path, Some(snapbox::data::DataFormat::Text)).raw();
    snapbox::Assert::new()
        .normalize_paths(false)
        .action_env(snapbox::assert::DEFAULT_ACTION_ENV)
        .eq(told, expected);
}
