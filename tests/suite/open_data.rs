//! The open data of the figures: the pages, the CSV file, the JSON files, the schema and the data dictionary say the
//! same. What is compared is the demo, as it is published.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]

use std::collections::BTreeMap;
use std::sync::OnceLock;

use gongkai::model::Period;
use serde_json::Value as Json;

use crate::bench::Scratch;

/// The demo's newest reports are of the third quarter, and one is missing. Its last correction is older.
const TODAY: &str = "2026-11-27";

/// The finished demo.
fn demo() -> &'static BTreeMap<String, Vec<u8>> {
    static DEMO: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    DEMO.get_or_init(|| {
        let scratch = Scratch::demo();
        scratch.build(&["--today", TODAY]).ended(0);
        scratch.output()
    })
}

fn pages() -> impl Iterator<Item = (&'static String, &'static Vec<u8>)> {
    demo().iter().filter(|(path, _)| crate::bench::is_kind(path, "html"))
}

fn text(path: &str) -> &'static str {
    std::str::from_utf8(demo().get(path).unwrap_or_else(|| panic!("{path} is missing"))).unwrap()
}

fn json(path: &str) -> Json {
    serde_json::from_str(text(path)).unwrap()
}

/// The heads and rows of a table, as words; pictures, signs and marks left out.
fn table(html: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let cells = |row: &str| -> Vec<String> {
        let parts =
            row.split("<t").skip(1).filter(|part| part.starts_with(['h', 'd']) && !part.starts_with("head"));
        parts.filter(|part| !part.contains("scope=\"rowgroup\"")).map(words).collect()
    };
    let html = without_pictures(html);
    let (head, body) = html.split_once("</thead>").unwrap();
    (cells(head), body.split("<tr>").skip(1).map(cells).collect())
}

/// The words of a cell, which begins within its tag.
fn words(cell: &str) -> String {
    let mut words = String::new();
    let mut is_tag = false;
    for c in cell.split_once('>').unwrap().1.chars() {
        match c {
            '<' => is_tag = true,
            '>' => is_tag = false,
            _ if !is_tag => words.push(c),
            _ => {}
        }
    }
    words
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
        .trim()
        .to_owned()
}

/// A page without pictures, signs and marks.
fn without_pictures(html: &str) -> String {
    let mut html = html.to_owned();
    for (from, to) in [("<svg", "</svg>"), ("<span class=\"sign\"", "</span>"), ("<sup>", "</sup>")] {
        let mut kept = String::new();
        let mut rest = &*html;
        while let Some((before, behind)) = rest.split_once(from) {
            kept.push_str(before);
            rest = behind.split_once(to).unwrap().1;
        }
        kept.push_str(rest);
        html = kept;
    }
    html
}

fn figures_of(html: &str) -> Option<&str> {
    let (_, rest) = html.split_once("<table class=\"figures\">")?;
    Some(rest.split_once("</table>").unwrap().0)
}

#[test]
fn every_number_of_a_page_is_the_one_in_the_data() {
    let mut checked = 0;
    for (path, html) in pages() {
        let Some(figures) = figures_of(std::str::from_utf8(html).unwrap()) else { continue };
        let data = path.strip_suffix(".html").map(|stem| format!("{stem}.json")).unwrap();
        // The summary of a year whose periods are items has no data of its own.
        if !demo().contains_key(&data) {
            continue;
        }
        let data = json(&data);
        let periods = data["progress"]["periods"].as_array().unwrap();
        let (heads, rows) = table(figures);
        let column = |head: &str| heads.iter().position(|known| known == head);
        let offset = usize::from(column("重点任务").is_some());
        for row in rows {
            let name = row.iter().find_map(|cell| {
                let name = cell.split(" （").next().unwrap();
                let indicators = data["progress"]["indicators"].as_array().unwrap();
                indicators.iter().find(|indicator| indicator["name"] == name)
            });
            let indicator = name.unwrap_or_else(|| panic!("{path}: {row:?}"));
            // In the rows of a group the task's cell is missing, or was left out above.
            let shift = row.len() + 1 - (heads.len() + 1 - offset);
            let cell = |head: &str| &row[column(head).unwrap() - offset + shift];
            let target = match (indicator.get("target"), indicator.get("target_year")) {
                (Some(target), year) if year == data["progress"].get("year") => {
                    target.as_str().unwrap().to_owned()
                }
                // On the way of a plan it is that of a later year.
                (Some(target), Some(year)) => format!("{}（{year}年）", target.as_str().unwrap()),
                _ => "—".to_owned(),
            };
            // An adjusted target stands before the one it had at first.
            assert_eq!(cell("年度目标").split("原目标 ").next(), Some(&*target), "{path}");
            let mut newest = &Json::Null;
            for period in periods {
                let head = Period::parse(period["period"].as_str().unwrap()).unwrap().short_chinese();
                let figures = period["figures"].as_array().unwrap();
                let figure = figures.iter().find(|figure| figure["indicator"] == indicator["name"]);
                let written = figure.map_or("—", |figure| match figure["reporting"].as_str().unwrap() {
                    "填报" => figure["figure"].as_str().unwrap(),
                    said => said,
                });
                assert!(cell(&head).starts_with(written), "{path} {}", indicator["name"]);
                checked += 1;
                newest = figure.unwrap_or(&Json::Null);
            }
            // What counts is the newest figure of the year, which an earlier period may have reported.
            let of = newest.get("figure_period").or_else(|| newest.get("last_figure_period"));
            let counts = periods.iter().find(|period| Some(&period["period"]) == of);
            let figures = counts.map_or(&[][..], |period| period["figures"].as_array().unwrap());
            let counted = figures.iter().find(|figure| figure["indicator"] == indicator["name"]);
            let completion = counted.and_then(|figure| figure["completion"].as_f64());
            // One that an earlier period reported names it.
            let newest_period = periods.last().map(|period| &period["period"]);
            let earlier =
                counts.map(|period| &period["period"]).filter(|period| Some(*period) != newest_period);
            let earlier = earlier.map_or_else(String::new, |period| {
                Period::parse(period.as_str().unwrap()).unwrap().short_chinese()
            });
            let completion = completion.map_or("—".to_owned(), |rate| format!("{rate:.1}%{earlier}"));
            assert_eq!(*cell("完成率"), completion, "{path} {}", indicator["name"]);
            let status = newest["status"].as_str().unwrap_or("无法判断");
            // What was late and made good says so.
            let told = newest["course"].as_str().unwrap_or_default();
            assert_eq!(*cell("状态"), format!("{status}{told}"), "{path}");
            let change = match newest["change"].as_f64() {
                None => "—".to_owned(),
                Some(0.0) => "持平".to_owned(),
                Some(_) => newest["change"].to_string(),
            };
            let shown = cell("比上期").replace('−', "-");
            // A period that is not the one before is named behind the number.
            assert_eq!(shown.split('比').next().unwrap().trim_start_matches('+'), change, "{path}");
            checked += 3;
        }
    }
    assert!(checked > 300, "only {checked} numbers were compared");
}

/// Project by project, the status at the end of a quarter: as reported last, or 未报.
#[test]
fn the_overview_counts_what_the_data_say() {
    let data = json("data/progress.json");
    let mut checked = 0;
    for (year, quarter) in [(2023, 4), (2024, 2), (2026, 1), (2026, 3)] {
        let end = Period::parse(&format!("{year}-Q{quarter}")).unwrap().last_day();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for project in data["projects"].as_array().unwrap() {
            let period = |of: &Json| Period::parse(of["period"].as_str().unwrap()).unwrap();
            let is_within = |of: &&Json| period(of).year == year && period(of).last_day() <= end;
            let years = project["years"].as_array().unwrap();
            let mut periods = years.iter().flat_map(|year| year["periods"].as_array().unwrap());
            let newest = periods.rfind(is_within);
            let missing = project["missing"].as_array().unwrap().iter().rfind(is_within);
            let is_missing =
                |newest: &Json| missing.is_some_and(|m| period(m).last_day() > period(newest).last_day());
            let status = match newest {
                Some(newest) if !is_missing(newest) => newest["status"].as_str().unwrap(),
                None if missing.is_none() => continue,
                _ => "未报",
            };
            *counts.entry(status.to_owned()).or_default() += 1;
        }
        let html = text(&format!("progress/{year}/Q{quarter}.html"));
        let (_, counted) = html.split_once("各状态项目数和占比</caption>").unwrap();
        let (_, rows) = table(counted.split_once("</table>").unwrap().0);
        for row in rows.iter().filter(|row| row[0] != "合计") {
            assert_eq!(row[1], counts.remove(&row[0]).unwrap_or(0).to_string(), "{year} Q{quarter} {row:?}");
            checked += 1;
        }
        assert_eq!(counts, BTreeMap::new(), "{year} Q{quarter}: not shown");
    }
    assert!(checked >= 24);
}

/// The columns that only the lines of nodes fill.
const OF_NODES: [&str; 5] = ["应完成日期", "依据", "推迟原因", "批准机关", "到期未报"];

#[test]
fn the_csv_file_says_what_the_json_file_says() {
    let data = json("data/progress.json");
    let schema = json("data/progress.schema.json");
    let mut reader =
        csv::Reader::from_reader(text("data/progress.csv").trim_start_matches('\u{feff}').as_bytes());
    let heads: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows: Vec<BTreeMap<String, String>> = reader
        .records()
        .map(|row| heads.iter().cloned().zip(row.unwrap().iter().map(str::to_owned)).collect())
        .collect();
    let mut rows = rows.iter();
    let mut cells = 0;
    for project in data["projects"].as_array().unwrap() {
        for year in project["years"].as_array().unwrap() {
            for period in year["periods"].as_array().unwrap() {
                for figure in period["figures"].as_array().unwrap() {
                    let row = rows.next().expect("a row for each figure");
                    let indicators = year["indicators"].as_array().unwrap();
                    let indicator = indicators.iter().find(|of| of["name"] == figure["indicator"]).unwrap();
                    let project_schema = &schema["properties"]["projects"]["items"];
                    let year_schema = &project_schema["properties"]["years"]["items"];
                    let period_schema = &year_schema["properties"]["periods"]["items"];
                    let levels = [
                        (project, project_schema),
                        (year, year_schema),
                        (indicator, &year_schema["properties"]["indicators"]["items"]),
                        (period, period_schema),
                        (figure, &period_schema["properties"]["figures"]["items"]),
                    ];
                    let mut seen = 0;
                    for (level, schema) in levels {
                        for (key, field) in schema["properties"].as_object().unwrap() {
                            let Some(cell) = field["title"].as_str().and_then(|title| row.get(title)) else {
                                continue;
                            };
                            let value = match level.get(key).unwrap_or(&Json::Null) {
                                Json::Null => String::new(),
                                Json::String(text) => text.clone(),
                                other => other.to_string(),
                            };
                            assert_eq!(cell.trim_start_matches('\''), value, "{key}: {row:?}");
                            seen += 1;
                        }
                    }
                    for column in OF_NODES {
                        assert_eq!(row[column], "", "only nodes have one: {row:?}");
                        seen += 1;
                    }
                    assert!(seen >= heads.len(), "a column that no field of the JSON file has: {heads:?}");
                    cells += seen;
                }
                for node in period["nodes"].as_array().unwrap() {
                    let row = rows.next().expect("a row for each node");
                    let own = ["due", "evidence", "reason", "approved_by", "overdue"];
                    // What an earlier period reported is no figure of this one.
                    let is_own = row["最近数据"].is_empty();
                    let done = if is_own { "数据" } else { "最近数据" };
                    let said =
                        [("指标", "name"), ("年度目标", "planned"), (done, "done"), ("指标状态", "status")];
                    for (column, key) in said.into_iter().chain(OF_NODES.into_iter().zip(own)) {
                        let value = node.get(key).and_then(Json::as_str).unwrap_or_default();
                        assert_eq!(row[column], value, "{key}: {row:?}");
                        cells += 1;
                    }
                }
            }
        }
    }
    assert!(rows.next().is_none(), "the CSV file has more rows");
    assert!(cells > 3000, "{cells}");
}

#[test]
fn the_json_file_keeps_to_its_schema() {
    let mut faults = Vec::new();
    check(&json("data/progress.json"), &json("data/progress.schema.json"), "", &mut faults);
    assert_eq!(faults, Vec::<String>::new());
    // It would be noticed.
    let mut broken = json("data/progress.json");
    broken["projects"][0]["title"] = Json::Null;
    broken["projects"][0]["more"] = Json::from(1);
    check(&broken, &json("data/progress.schema.json"), "", &mut faults);
    assert_eq!(faults.len(), 2, "{faults:?}");
}

/// What of a schema's words is used here, checked.
fn check(value: &Json, schema: &Json, at: &str, faults: &mut Vec<String>) {
    let types: Vec<&str> = match &schema["type"] {
        Json::Array(types) => types.iter().filter_map(Json::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    let kind = match value {
        Json::Null => "null",
        Json::Bool(_) => "boolean",
        Json::Number(_) => "number",
        Json::String(_) => "string",
        Json::Array(_) => "array",
        Json::Object(_) => "object",
    };
    let is_integer = types.contains(&"integer") && (value.is_i64() || value.is_u64());
    if !types.contains(&kind) && !is_integer {
        faults.push(format!("{at}: {kind} is not {types:?}"));
        return;
    }
    if let Some(choices) = schema["enum"].as_array()
        && !choices.contains(value)
    {
        faults.push(format!("{at}: {value} is none of {choices:?}"));
    }
    match value {
        Json::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                check(item, &schema["items"], &format!("{at}[{index}]"), faults);
            }
        }
        Json::Object(fields) => {
            let known = schema["properties"].as_object().unwrap();
            for (key, value) in fields {
                match known.get(key) {
                    Some(schema) => check(value, schema, &format!("{at}.{key}"), faults),
                    None => faults.push(format!("{at}.{key} is not in the schema")),
                }
            }
            for key in schema["required"].as_array().unwrap() {
                if !fields.contains_key(key.as_str().unwrap()) {
                    faults.push(format!("{at}: {key} is missing"));
                }
            }
        }
        _ => {}
    }
}

/// The keys of a schema that have a title, and of all that lies in it.
fn keys(schema: &Json, found: &mut Vec<String>) {
    for (key, field) in schema["properties"].as_object().into_iter().flatten() {
        if field["title"].is_string() {
            found.push(key.clone());
        }
        keys(&field["items"], found);
    }
}

#[test]
fn the_dictionary_knows_every_column_and_key() {
    let page = text("data/index.html");
    let head = text("data/progress.csv").trim_start_matches('\u{feff}').lines().next().unwrap();
    for column in head.trim_end().split(',') {
        assert!(page.contains(&format!("<td>{column}</td>")), "the column {column} is not explained");
    }
    let mut found = Vec::new();
    keys(&json("data/progress.schema.json"), &mut found);
    assert!(found.len() > 35, "{found:?}");
    for key in found {
        assert!(page.contains(&format!("<th scope=\"row\">{key}</th>")), "the key {key} is not explained");
    }
}

/// The demo shows what there is to be shown.
#[test]
fn the_demo_has_every_status_and_every_kind_of_target() {
    let csv = text("data/progress.csv");
    for status in ["未启动", "滞后", "按序时", "超序时", "已完成", "调整"] {
        assert!(csv.contains(&format!(",{status},")), "no {status}");
    }
    let overview = text("progress/index.html");
    assert!(overview.contains("status-missing"), "no 未报");
    for kind in ["至少", "至多", "约数", "区间", "定数", "全部", "清零", "变化", "节点", "文字"]
    {
        assert!(csv.contains(&format!(",{kind},")), "no target of the kind {kind}");
    }
    let is_shown = |words: &str| pages().any(|(_, page)| std::str::from_utf8(page).unwrap().contains(words));
    for words in [
        "应报未报",
        "状态由填报单位自行填写（按规则计算为",
        "对账说明",
        "class=\"completion beyond\"",
        "<sup>注</sup>",
    ] {
        assert!(is_shown(words), "no page shows {words}");
    }
}

#[test]
fn no_cell_of_the_csv_file_is_a_formula() {
    let scratch = Scratch::of(&[
        (
            "site.yaml",
            "名称: 站\n网址: https://a.example.gov.cn/\n标识码: \"3399060012\"\n机构:\n  - 简称: 局\n    全称: 局\n    代码: \"002590761\"\n",
        ),
        (
            "content/a/p/project.yaml",
            "标题: \"=1+1\"\n领域: \"@领域\"\n牵头单位: 局\n指标:\n  - 名称: \"-甲\"\n    重点任务: \"+乙,\\\"丙\\\"\"\n    单位: 件\n    目标: {2024: 10}\n",
        ),
        ("content/a/p/2024-Q1.md", "---\n公开日期: 2024-04-01\n指标:\n  \"-甲\": 3件\n---\n一季度3件。\n"),
        (
            "content/a/p/2024-Q2.md",
            "---\n公开日期: 2024-07-01\n指标:\n  \"-甲\": 2件\n对账说明:\n  \"-甲\": 核减一件\n---\n二季度2件。\n",
        ),
    ]);
    scratch.build(&[]);
    let output = scratch.output();
    let text = std::str::from_utf8(&output["data/progress.csv"]).unwrap();
    assert!(text.starts_with('\u{feff}') && text.ends_with("\r\n"));
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut guarded = 0;
    for row in reader.records() {
        for cell in &row.unwrap() {
            let is_number = cell.parse::<f64>().is_ok();
            assert!(is_number || !cell.starts_with(['=', '+', '-', '@']), "{cell}");
            guarded += usize::from(cell.starts_with('\''));
        }
    }
    assert_eq!(guarded, 8, "four words in each of two rows: {text}");
    assert!(text.contains(",-1,"), "a difference stays a number: {text}");
}
