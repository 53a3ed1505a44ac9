//! What it costs that items have several versions: the same articles with one version each and with five.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::limit::Limit;
use crate::measure::{self, Cost};
use crate::{Stop, scratch};

/// How many articles there are.
const ITEMS: usize = 10_000;
/// How many versions each has in the end.
const VERSIONS: usize = 5;

const SITE: &str = "名称: 云溪区人民政府
网址: https://www.example.gov.cn/
标识码: \"3306040012\"
行政区划: \"330604\"
机构:
  - {简称: 区人力社保局, 全称: 云溪区人力资源和社会保障局, 代码: \"002590761\"}
";

/// Measures both, in `folder`.
pub(crate) fn measure(folder: &Path, runs: usize) -> Result<(), Stop> {
    println!("{ITEMS} articles; the median of {runs} runs");
    let mut all = Vec::new();
    fs::create_dir_all(folder.join("content/通知"))?;
    fs::write(folder.join("site.yaml"), SITE)?;
    for version in 1..=VERSIONS {
        write(folder, version)?;
        build(folder, version)?;
        if version == 1 || version == VERSIONS {
            all.push(costs(folder, version, runs)?);
        }
    }
    let [one, five] = [all[0], all[1]];
    let share = |one: f64, five: f64| (five / one - 1.0) * 100.0;
    for (name, floor, [one, five, one_floor, five_floor]) in [
        (
            "nothing published yet",
            "writing and digesting the same files alone",
            [one.clean, five.clean, one.written, five.written],
        ),
        (
            "one article edited",
            "looking at, linking and removing the same files alone",
            [one.edited, five.edited, one.linked, five.linked],
        ),
    ] {
        println!(
            "{name}: {one:.2} s with one version, {five:.2} s with {VERSIONS}: {:+.0} %",
            share(one, five)
        );
        let least = share(one, one + five_floor - one_floor);
        println!("  {floor}: {one_floor:.2} s and {five_floor:.2} s, so {least:+.0} % at least");
    }
    Ok(())
}

/// Every article as it is in a version, with the reasons of those before.
fn write(folder: &Path, version: usize) -> Result<(), Stop> {
    let mut reasons = String::new();
    for version in 2..=version {
        let start = if version == 2 { "修订:\n" } else { "" };
        writeln!(reasons, "{start}  - {{日期: 2024-03-01, 说明: 第{version}次核对}}")?;
    }
    for item in 0..ITEMS {
        let text = "经核对，各项数据与报送的一致，现予公开，请各有关单位遵照执行。\n\n".repeat(12);
        let text = format!(
            "---\n标题: 第{item}号通知\n类型: 通知\n发布单位: 区人力社保局\n公开日期: 2024-03-01\n{reasons}---\n第{version}稿。\n\n{text}"
        );
        fs::write(folder.join(format!("content/通知/{item}.md")), text)?;
    }
    Ok(())
}

fn build(folder: &Path, version: usize) -> Result<Cost, Stop> {
    let mut command = Command::new(measure::gongkai());
    command.args(["build", "-q", "--today", &format!("2024-03-{:02}", version + 1), "--site"]).arg(folder);
    measure::run(&mut command)
}

/// Median seconds.
#[derive(Clone, Copy)]
struct Costs {
    /// Of a build of which nothing is published yet.
    clean: f64,
    /// Of one after an edit that needs no reason.
    edited: f64,
    /// Of writing and digesting the finished files, and of looking at, linking and removing them.
    written: f64,
    linked: f64,
}

fn costs(folder: &Path, version: usize, runs: usize) -> Result<Costs, Stop> {
    let (mut clean, mut edited) = (Vec::new(), Vec::new());
    let (mut written, mut linked) = (Vec::new(), Vec::new());
    let output = folder.join("output");
    for run in 0..runs {
        scratch::remove(&output)?;
        clean.push(build(folder, version)?.wall.as_secs_f64());
        let path = folder.join("content/通知/7.md");
        let text = fs::read_to_string(&path)?;
        fs::write(&path, format!("{}{}\n", text.trim_end(), if run % 2 == 0 { "！" } else { "。" }))?;
        edited.push(build(folder, version)?.wall.as_secs_f64());
        let limit = Limit::load(&output, folder.join("limit"))?;
        written.push(limit.write_digesting()?.wall.as_secs_f64());
        linked.push(limit.link(&output)?.wall.as_secs_f64());
    }
    Ok(Costs {
        clean: median(clean),
        edited: median(edited),
        written: median(written),
        linked: median(linked),
    })
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}
