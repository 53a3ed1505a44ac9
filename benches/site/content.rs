//! The site in gongkai's format: `site.yaml`, columns, projects, entries.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use super::indicators::Basis;
use super::{COLUMNS, DEPARTMENTS, INDICATORS, Project, QUARTERS, Size, agency_code, write};

/// Writes the site into `root`, which need not exist.
pub(crate) fn generate(root: &Path, size: Size) -> io::Result<()> {
    write(&root.join("site.yaml"), &settings())?;
    for (at, (folder, title)) in COLUMNS.iter().enumerate() {
        let text = format!(
            "---\n标题: {title}\n顺序: {}\n说明: {title}各项目的年度目标和每季进度。\n关键词: [{title}, 进度]\n---\n",
            at + 1
        );
        write(&root.join("content").join(folder).join("_index.md"), &text)?;
    }
    for project in size.all_projects() {
        let folder = folder_of(root, &project);
        write(&folder.join("project.yaml"), &project_file(&project, size))?;
        for year in size.all_years() {
            for quarter in 1..=QUARTERS.len() {
                write(&folder.join(format!("{year}-Q{quarter}.md")), &entry_file(&project, year, quarter))?;
            }
        }
    }
    Ok(())
}

/// Switches off in the settings what gongkai 0.1 did not do: search and the cleaning of attachments. It knows none of
/// these keys.
pub(crate) fn switch_off(root: &Path) -> io::Result<()> {
    write(&root.join("site.yaml"), &(settings() + "检索: 否\n检索说明: 由市政府门户统一检索\n清理附件: 否\n"))
}

/// Writes the newest entry of the first project anew: with a sentence more, or as it was.
pub(crate) fn change_one_entry(site: &Path, is_changed: bool) -> io::Result<()> {
    let project = Project::new(0);
    let mut text = entry_file(&project, super::LAST_YEAR, 4);
    if is_changed {
        text.push_str("\n更正：以上数字已经复核。\n");
    }
    write(&newest_entry(site), &text)
}

/// Writes the newest entry of the first project anew with some sentences more, and the reason for each: what has been
/// published may not change without.
pub(crate) fn correct_one_entry(site: &Path, times: usize) -> io::Result<()> {
    let text = entry_file(&Project::new(0), super::LAST_YEAR, 4);
    let (mut reasons, mut sentences) = (String::from("更正:\n"), String::new());
    for time in 1..=times {
        let _ = writeln!(reasons, "  - 日期: 2025-03-01\n    处: 正文\n    原因: 第{time}次复核以后补充说明");
        let _ = writeln!(sentences, "更正：以上数字已经第{time}次复核。\n");
    }
    write(&newest_entry(site), &(text.replacen("\n---\n", &format!("\n{reasons}---\n"), 1) + &sentences))
}

/// The newest entry of the first project.
pub(crate) fn newest_entry(site: &Path) -> PathBuf {
    folder_of(site, &Project::new(0)).join(format!("{}-Q4.md", super::LAST_YEAR))
}

fn folder_of(site: &Path, project: &Project) -> PathBuf {
    site.join("content").join(COLUMNS[project.column].0).join(project.folder())
}

fn settings() -> String {
    let mut text = String::from(
        "名称: 清渚市民生项目公开网\n网址: https://gk.qingzhu.example.gov.cn/\n标识码: \"3399990001\"\n\
         行政区划: \"339999\"\n索引号: \"{代码}/{年}-{流水:5}\"\n机构:\n",
    );
    for (at, short) in DEPARTMENTS.iter().enumerate() {
        let full = short.replacen('市', "清渚市", 1);
        let _ = writeln!(text, "  - {{简称: {short}, 全称: {full}, 代码: \"{}\"}}", agency_code(at));
    }
    text.push_str(
        "页脚:\n  主办单位: 清渚市人民政府办公室\n  地址: 清渚市望湖路1号\n  电话: 0570-1000000\n  \
         ICP备案: 浙ICP备20999901号-1\n",
    );
    text
}

fn project_file(project: &Project, size: Size) -> String {
    let [lead, second, third] = project.departments.map(|at| DEPARTMENTS[at]);
    let mut text = format!(
        "标题: {}进度情况\n领域: {}\n牵头单位: {lead}\n责任单位: [{second}, {third}]\n公开粒度: 季度\n项目内容: |\n  {}\n目标:\n",
        project.title,
        COLUMNS[project.column].1,
        project.scope()
    );
    for year in size.all_years() {
        let _ = writeln!(text, "  {year}: |\n    {}", project.goals(year));
    }
    text.push_str("指标:\n");
    for (at, indicator) in INDICATORS.iter().enumerate() {
        let basis = if indicator.basis == Basis::State { "时点" } else { "累计" };
        let targets: Vec<String> =
            size.all_years().map(|year| format!("{year}: {}", project.target(at, year))).collect();
        let _ = writeln!(
            text,
            "  - 名称: {}\n    重点任务: {}\n    单位: \"{}\"\n    口径: {basis}\n    目标: {{{}}}",
            indicator.name,
            indicator.task,
            indicator.measure,
            targets.join(", ")
        );
    }
    text
}

fn entry_file(project: &Project, year: usize, quarter: usize) -> String {
    let entry = project.entry(year, quarter);
    let mut text = format!("---\n公开日期: {}\n概述: {}\n指标:\n", entry.date, entry.summary);
    for (indicator, figure) in INDICATORS.iter().zip(&entry.figures) {
        let _ = writeln!(text, "  {}: {figure}", indicator.name);
    }
    text.push_str("---\n");
    for line in &entry.lines {
        text.push_str(line);
        text.push_str("\n\n");
    }
    text
}
