//! The descriptions of the data for harvesters: complete, in agreement with one another and with the files.

use serde_json::Value;

use crate::bench::{SITE, Scratch, is_kind, picture, text_or_nothing};

fn json(scratch: &Scratch, path: &str) -> Value {
    serde_json::from_str(&text_or_nothing(&scratch.at(&format!("output/{path}")))).expect("it is JSON")
}

fn site(more: &str) -> Scratch {
    Scratch::of(&[
        ("site.yaml", &format!("{SITE}{more}")),
        (
            "content/政策/甲.md",
            "---\n标题: 甲办法\n文号: 云人社〔2024〕1号\n概述: 一句话。\n主题分类: 就业\n公开日期: 2024-03-01\n附件: [表.csv]\n---\n正文。\n",
        ),
        ("content/政策/表.csv", "名称,数\n甲,1\n"),
        ("content/政策/乙.md", "---\n标题: 乙办法\n公开日期: 2024-04-01\n---\n正文。\n"),
        ("content/政策/丙.md", "---\n标题: 丙通知\n类型: 通知\n公开日期: 2024-05-01\n---\n正文。\n"),
        (
            "content/实事/项目/project.yaml",
            "标题: 项目\n牵头单位: 区人力社保局\n指标: [{名称: 培训, 单位: 人, 目标: {2024: 400}}]\n",
        ),
        ("content/实事/项目/2024-Q1.md", "---\n公开日期: 2024-04-10\n指标: {培训: 100人}\n---\n推进。\n"),
    ])
}

const LICENCE: &str = "开放数据: {许可: CC-BY-4.0, 许可网址: \"https://creativecommons.org/licenses/by/4.0/\", 更新频率: 每季度}\n";

#[test]
fn every_data_file_is_described_in_both() {
    let scratch = site(LICENCE);
    scratch.build(&[]).ended(0);
    let (catalog, package) = (json(&scratch, "data/catalog.jsonld"), json(&scratch, "data/datapackage.json"));
    let described = |path: &str| {
        let url = format!("https://www.example.gov.cn/data/{path}");
        catalog.to_string().contains(&url)
            && package["resources"].as_array().is_some_and(|list| list.iter().any(|one| one["path"] == path))
    };
    let files = picture(&scratch.at("output/data"));
    for path in files.keys().filter(|path| is_kind(path, "csv") || is_kind(path, "json")) {
        let is_description =
            ["datapackage.json", "progress.schema.json", "site.json"].contains(&path.as_str());
        assert!(is_description || described(path), "{path}");
    }
    // The columns are those of the tables.
    for resource in package["resources"].as_array().expect("there are some") {
        let Some(fields) = resource["schema"]["fields"].as_array() else { continue };
        let names: Vec<&str> = fields.iter().filter_map(|field| field["name"].as_str()).collect();
        let table =
            text_or_nothing(&scratch.at(&format!("output/data/{}", resource["path"].as_str().unwrap_or(""))));
        assert_eq!(table.lines().next(), Some(format!("\u{feff}{}", names.join(",")).as_str()));
    }
    assert_eq!(package["licenses"][0]["path"], "https://creativecommons.org/licenses/by/4.0/");
    let dataset = &catalog["dcat:dataset"][0];
    assert_eq!(dataset["@id"], "https://www.example.gov.cn/data/catalog.jsonld#catalogue");
    assert_eq!(dataset["dct:license"]["@id"], "https://creativecommons.org/licenses/by/4.0/");
    assert!(dataset["dct:accrualPeriodicity"]["@id"].as_str().is_some_and(|id| id.ends_with("/QUARTERLY")));
    // Not the day of the build: the same site is described by the same bytes.
    assert_eq!(dataset["dct:modified"]["@value"], "2024-05-01");
}

#[test]
fn what_nobody_has_said_is_not_told() {
    let scratch = site("");
    scratch.build(&[]).ended(0);
    let all = text_or_nothing(&scratch.at("output/data/catalog.jsonld"))
        + &text_or_nothing(&scratch.at("output/data/datapackage.json"));
    for word in ["license", "accrualPeriodicity", "updateFrequency"] {
        assert!(!all.contains(word), "{word}");
    }
    let bad = site("开放数据: {许可网址: \"https://a b/\"}\n");
    assert!(bad.build(&[]).ended(1).contains("许可网址不能用"));
}

#[test]
fn the_catalogue_is_scored_unit_by_unit() {
    let scratch = site(LICENCE);
    scratch.build(&[]).ended(0);
    let page = text_or_nothing(&scratch.at("output/data/index.html"));
    // Of four items one has a summary and a topic, of two documents one its number, the one attachment can be read.
    let row = "<th scope=\"row\">云溪区人力资源和社会保障局</th><td class=\"num\">4</td><td class=\"num\">25%</td><td class=\"num\">25%</td><td class=\"num\">50%</td><td class=\"num\">100%</td><td class=\"num\">50%</td>";
    assert!(page.contains(row), "{page}");
    let catalog = json(&scratch, "data/catalog.jsonld");
    let measured = catalog["dqv:hasQualityMeasurement"].as_array().expect("it is measured");
    assert_eq!(measured.len(), 5);
}
