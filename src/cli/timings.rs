//! Where the time of a build went, as a table for people and as JSON for programs.

use std::path::Path;
use std::time::Duration;

use gongkai::diag::{Lang, Text};
use gongkai::files;
use gongkai::say;
use gongkai::timing::{self, Clock, Lap, Stage, StagePart};
use serde::Serialize;

use super::exit::Stop;
use super::table::aligned;
use super::terminal::Terminal;

/// The times of one run, in milliseconds.
#[derive(Debug, Serialize)]
pub(crate) struct Timings {
    /// How many threads there were for parallel stages.
    threads: usize,
    /// From begin to end.
    wall_ms: f64,
    /// CPU time, user and system; `null` where the system does not tell.
    cpu_ms: Option<f64>,
    /// In the order of a build; what is in none of them is the difference to the whole.
    stages: Vec<StageTime>,
}

#[derive(Debug, Serialize)]
struct StageTime {
    name: &'static str,
    #[serde(skip)]
    stage: Stage,
    wall_ms: f64,
    cpu_ms: Option<f64>,
    parts: Vec<PartTime>,
}

#[derive(Debug, Serialize)]
struct PartTime {
    name: &'static str,
    #[serde(skip)]
    part: StagePart,
    /// Of all threads together, by the clock on the wall.
    threads_ms: f64,
}

impl Timings {
    /// What a clock shows now.
    pub(crate) fn of(clock: &Clock) -> Self {
        let Lap { wall, cpu } = clock.total();
        let of_part = |&part: &StagePart| {
            let threads_ms = milliseconds(clock.of_part(part));
            PartTime { name: part.name(), part, threads_ms }
        };
        let of_stage = |stage: Stage| {
            let Lap { wall, cpu } = clock.of_stage(stage);
            StageTime {
                name: stage.name(),
                stage,
                wall_ms: milliseconds(wall),
                cpu_ms: cpu.map(milliseconds),
                parts: stage.parts().iter().map(of_part).collect(),
            }
        };
        Self {
            threads: timing::threads(),
            wall_ms: milliseconds(wall),
            cpu_ms: cpu.map(milliseconds),
            stages: Stage::ALL.map(of_stage).into(),
        }
    }

    /// Tells them as a table.
    pub(crate) fn tell(&self, terminal: Terminal) {
        for line in self.table(terminal.lang).lines() {
            terminal.note(&Text::new(line, line));
        }
    }

    /// Writes them to `file`.
    pub(crate) fn save(&self, file: &Path) -> Result<(), Stop> {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        Ok(files::write_atomic(file, text.as_bytes())?)
    }

    fn table(&self, lang: Lang) -> String {
        let word = |text: Text| text.in_lang(lang).to_owned();
        let number = |value: f64| format!("{value:>8.1}");
        let cpu = |value: Option<f64>| value.map(number).unwrap_or_default();
        let row = |name: Text, wall: f64, all: Option<f64>| {
            [word(name), number(wall), format!("{:>3.0}%", wall / self.wall_ms * 100.0), cpu(all)]
        };
        let threads = self.threads;
        let mut rows = vec![[
            word(say!("用时（毫秒，{threads} 个线程）", "time (ms, {threads} threads)")),
            word(say!("    经过", " elapsed")),
            word(say!("占比", "part")),
            word(say!("各线程合计", "all threads")),
        ]];
        for stage in &self.stages {
            rows.push(row(stage_text(stage.stage), stage.wall_ms, stage.cpu_ms));
            for part in &stage.parts {
                let name = format!("  {}", word(part_text(part.part)));
                rows.push([name, String::new(), String::new(), number(part.threads_ms)]);
            }
        }
        let wall = self.wall_ms - self.stages.iter().map(|stage| stage.wall_ms).sum::<f64>();
        let in_stages: f64 = self.stages.iter().filter_map(|stage| stage.cpu_ms).sum();
        rows.push(row(say!("其他", "the rest"), wall, self.cpu_ms.map(|cpu| cpu - in_stages)));
        rows.push(row(say!("合计", "in all"), self.wall_ms, self.cpu_ms));
        aligned(&rows)
    }
}

fn stage_text(stage: Stage) -> Text {
    match stage {
        Stage::Walk => say!("清点文件，读设置、台账、主题", "files, settings, ledger, theme"),
        Stage::Read => say!("读取内容", "reading"),
        Stage::Catalogue => say!("汇总目录", "catalogue"),
        Stage::Figures => say!("计算数据", "figures"),
        Stage::Plan => say!("编排网页", "plan"),
        Stage::Reconcile => say!("数字对账", "reconciling"),
        Stage::Rules => say!("检查规则", "rules"),
        Stage::Compare => say!("与上次比较", "compare"),
        Stage::Pages => say!("生成网页", "pages"),
        Stage::Copies => say!("复制附件和主题", "attachments and theme"),
        Stage::Switch => say!("清单，换上新网站", "manifest and switch"),
    }
}

fn part_text(part: StagePart) -> Text {
    match part {
        StagePart::File => say!("读文件", "reading files"),
        StagePart::Yaml => say!("解析 YAML", "parsing YAML"),
        StagePart::Text => say!("解析正文", "parsing text"),
        StagePart::Context => say!("准备内容", "context"),
        StagePart::Template => say!("套用模板", "templates"),
        StagePart::Write => say!("算摘要，写文件", "digests and writing"),
        StagePart::Search => say!("取检索的文字", "text for search"),
        StagePart::Privacy => say!("查成品里的个人号码", "personal numbers in what is finished"),
    }
}

/// With microseconds: more would be noise.
fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e6).round() / 1e3
}
