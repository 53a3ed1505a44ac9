//! Fill-in workbooks: made, filled in by units with and without mistakes, read back and merged.

#![expect(
    clippy::unwrap_used,
    clippy::needless_raw_string_hashes,
    reason = "helpers may stop a test; snapshots are rewritten with hashes"
)]

mod filling;
mod mistakes;
mod round_trip;

pub(crate) use filling::{Filling, Typed};

use std::collections::BTreeMap;

use gongkai::config::{self, Settings};
use gongkai::diag::Lang;
use gongkai::entry::{self, Draft, ParseContext};
use gongkai::forms::{self, FormFinding, Ground, MadeForm, Merged, ReadForm, ReportingProject};
use gongkai::model::{ContentPath, OrgCode, Period};
use gongkai::privacy::Detector;
use jiff::civil::{Date, date};

use crate::bench::Scratch;

const TODAY: Date = date(2024, 7, 5);

/// A site whose projects are collected by forms.
struct Office {
    scratch: Scratch,
    /// Text by path in `content/`.
    files: BTreeMap<String, String>,
    settings: Settings,
}

/// Settings with so many units, 第1局 and on.
fn settings_of(units: usize) -> String {
    let unit = |number: usize| {
        let code = OrgCode::new(&format!("{number:08}0")).unwrap().expected();
        format!("  - {{简称: 第{number}局, 全称: 云溪区第{number}局, 代码: \"{code}\"}}\n")
    };
    let head = "名称: 云溪区人民政府\n网址: https://www.example.gov.cn/\n标识码: \"3306040012\"\n机构:\n";
    head.to_owned() + &(1..=units).map(unit).collect::<String>()
}

impl Office {
    fn new(units: usize, files: &[(&str, &str)]) -> Self {
        let settings = settings_of(units);
        let scratch = Scratch::of(&[("site.yaml", &settings)]);
        let mut office = Self {
            scratch,
            files: BTreeMap::new(),
            settings: config::parse(&settings).value.expect("the settings are right"),
        };
        for (path, text) in files {
            office.put(path, text);
        }
        office
    }

    fn put(&mut self, path: &str, text: &str) {
        self.scratch.put(&format!("content/{path}"), text);
        self.files.insert(path.to_owned(), text.to_owned());
    }

    /// What an entry says on the disk.
    fn entry(&self, path: &str) -> String {
        crate::bench::text_or_nothing(&self.scratch.at(&format!("content/{path}")))
    }

    fn projects(&self) -> Vec<ReportingProject> {
        let context = ParseContext { in_project: true, ..ParseContext::default() };
        let folder = self.scratch.at("content");
        let files: Vec<(ContentPath, Option<Draft>)> = crate::bench::picture(&folder)
            .into_iter()
            .map(|(path, bytes)| {
                let path = ContentPath::new(&path).unwrap();
                let draft = entry::parse(&path, &String::from_utf8(bytes).unwrap(), &context).value;
                (path, draft)
            })
            .collect();
        forms::reporting_projects(&files)
    }

    fn make(&self, period: &str) -> Vec<MadeForm> {
        forms::make(&self.projects(), &self.settings, Period::parse(period).unwrap()).unwrap()
    }

    /// Reads and merges workbooks, each with its file's name.
    fn read(&self, books: &[(&str, &[u8])]) -> (Vec<FormFinding>, Merged) {
        let (projects, detector) = (self.projects(), Detector::new([], []));
        let ground = Ground { settings: &self.settings, projects: &projects, detector: &detector };
        let read: Vec<ReadForm> =
            books.iter().map(|(name, bytes)| forms::read(name, bytes, &ground)).collect();
        let mut merged = forms::merge(&read, &ground, &self.scratch.site(), TODAY);
        let mut findings: Vec<FormFinding> = read.into_iter().flat_map(|form| form.findings).collect();
        findings.append(&mut merged.findings);
        (findings, merged)
    }

    /// The same, and writes what can be written; gives the findings.
    fn collect(&self, books: &[(&str, &[u8])]) -> Vec<FormFinding> {
        let (findings, merged) = self.read(books);
        for entry in merged.entries.into_iter().filter(forms::MergedEntry::is_changed) {
            entry.write(&self.scratch.site()).unwrap();
        }
        findings
    }
}

/// Rule and cell of each finding: `form-scale 甲!F4`.
fn named(findings: &[FormFinding]) -> Vec<String> {
    let mut named: Vec<String> = findings
        .iter()
        .map(|told| {
            let place =
                told.place.as_ref().map_or(String::new(), |place| format!(" {}!{}", place.sheet, place.cell));
            format!("{}{place}", told.finding.rule)
        })
        .collect();
    named.sort();
    named
}

/// The messages, for looking at words.
fn told(findings: &[FormFinding]) -> String {
    let lines = findings.iter().map(|told| {
        let help = told.finding.help.as_ref().expect("a finding says what to do");
        format!("{} = {}\n", told.finding.message.in_lang(Lang::Zh), help.in_lang(Lang::Zh))
    });
    lines.collect()
}

/// A project with the kinds of indicators that there are.
const PLAN: &str = "标题: 便民服务
牵头单位: 第1局
指标:
  - {名称: 事项, 单位: 项, 目标: {2024: 420}}
  - {名称: 窗口办件, 单位: 万件, 目标: {2024: 6.5}}
  - {名称: 结案率, 单位: \"%\", 目标: {2024: ≥92%}}
  - {名称: 学校, 单位: 所, 目标: {2024: 30所}}
  - {名称: 平台, 目标: {2024: 建成}}
  - {名称: 走访, 单位: 次}
事项:
  - {名称: 开工, 计划: 2024-03-31}
  - {名称: 竣工, 计划: 2024-12-01}
";

const FIRST: &str = "---
公开日期: 2024-04-10
指标:
  事项: 371项
  窗口办件: 1.68万件
  结案率: 72.8%
  学校: 22/30所
---
截至3月底，一切正常。
";

/// An office with that project and its first report.
fn office() -> Office {
    Office::new(2, &[("工作/便民/project.yaml", PLAN), ("工作/便民/2024-Q1.md", FIRST)])
}
