//! `gongkai new`: a file to write in, with what is known already filled in.

use std::path::Path;

use gongkai::diag::nearest;
use gongkai::entry::NEW_TEXT;
use gongkai::forms::{BlankIndicator, BlankNode, ReportingProject, opening, reporting_projects};
use gongkai::layout;
use gongkai::model::{ContentPath, Moment, Period};
use gongkai::write::{WriteError, create, scalar, scalar_or_nothing};
use gongkai::{say, site as sites};
use jiff::civil::Date;

use super::correction;
use super::forms::period_of;
use crate::cli::args::NewArgs;
use crate::cli::exit::{Exit, Stop};
use crate::cli::site::find_site;
use crate::cli::surroundings;
use crate::cli::terminal::{Terminal, write_result};

/// The words that ask for an article instead of a project's period.
const ARTICLE: [&str; 2] = ["article", "文章"];
/// The words that ask for the reasons of what was changed.
const CORRECTION: [&str; 2] = ["correction", "更正"];

pub(crate) fn run(args: &NewArgs, site: Option<&Path>, terminal: Terminal) -> Result<Exit, Stop> {
    let site = find_site(site)?;
    let today = args.today.unwrap_or_else(surroundings::today);
    if CORRECTION.contains(&args.project.as_str()) {
        return correction::run(
            &args.period,
            &site,
            surroundings::now_or(args.today.map(Moment::from)),
            terminal,
        );
    }
    let (path, text) = if ARTICLE.contains(&args.project.as_str()) {
        new_article(&site, &args.period, today)?
    } else {
        new_progress(&reporting_projects(&sites::read_projects(&site)?), &args.project, &args.period, today)?
    };
    let file = create(&site, &path, &text)?;
    // `./content/…` would be right too, but is not how messages name files.
    write_result(&format!("{}\n", file.strip_prefix(".").unwrap_or(&file).display()))?;
    terminal.note(&say!(
        "请打开这个文件填写；写完后删去“草稿: true”一行，再运行 gongkai build",
        "open this file and fill it in; when it is done remove the line `草稿: true` and run `gongkai build`"
    ));
    Ok(Exit::Done)
}

fn new_progress(
    projects: &[ReportingProject],
    project: &str,
    period: &str,
    today: Date,
) -> Result<(ContentPath, String), Stop> {
    let project = find_project(projects, project)?;
    let period = period_of(period)?;
    if let Some(entry) = project.entry(period) {
        return Err(WriteError::Exists((*entry.path.in_site()).into()).into());
    }
    let path = content_path(&format!("{}/{period}.md", project.folder))?;
    Ok((path, progress_text(project, period, today)))
}

/// The project that a person means by its folder's path or name, or by its title.
fn find_project<'a>(projects: &'a [ReportingProject], given: &str) -> Result<&'a ReportingProject, Stop> {
    let path = given.replace('\\', "/");
    let path = path.trim_start_matches("./").trim_end_matches(layout::PROJECT).trim_end_matches('/');
    let path = layout::below_content(path).unwrap_or(path);
    if let Some(project) = projects.iter().find(|project| project.folder.as_str() == path) {
        return Ok(project);
    }
    let by_name: Vec<&ReportingProject> =
        projects.iter().filter(|project| project.folder.name() == path || project.title() == given).collect();
    match by_name.as_slice() {
        [project] => Ok(project),
        [] => {
            let stop = Stop::usage(say!("没有“{given}”这个项目", "there is no project `{given}`"));
            let known = projects.iter().flat_map(|project| [project.folder.name(), project.title()]);
            Err(match nearest(given, known) {
                Some(near) => stop.help(say!("是不是“{near}”？", "did you mean `{near}`?")),
                None => stop.help(say!(
                    "写项目的标题，或它在 content 里的文件夹；文章请用 gongkai new article 路径",
                    "write the project's title or its folder in content; for articles use `gongkai new article PATH`"
                )),
            })
        }
        several => {
            let folders: Vec<&str> = several.iter().map(|project| project.folder.as_str()).collect();
            let (zh, en) = (folders.join("、"), folders.join(", "));
            Err(Stop::usage(say!("有几个项目叫“{given}”", "several projects are called `{given}`"))
                .help(say!("写明是哪一个：{zh}", "say which: {en}")))
        }
    }
}

fn progress_text(project: &ReportingProject, period: Period, today: Date) -> String {
    let blank = project.blank(period);
    let last_day = period.last_day();
    let mut lines = vec![
        "---".to_owned(),
        format!("# {}：{}", one_line(&blank.title), period.chinese()),
        format!("公开日期: {today}"),
        format!("# 数据截至哪一天；不写就是本期最后一天（{last_day}），公开日期不能比它早"),
        "# 截至:".to_owned(),
        "草稿: true".to_owned(),
    ];
    if !blank.indicators.is_empty() {
        lines.push(
            "# 数字连单位一起写在冒号后面（先空一格），如 2.39万人次；有目标的指标每期都要填".to_owned(),
        );
        lines.push(
            "# 本期确实没有这项数据的，挪到“本期不统计”里，写明理由：本期不统计: {指标: 理由}".to_owned(),
        );
        lines.push("指标:".to_owned());
    }
    for BlankIndicator { name, measure, last, .. } in &blank.indicators {
        let mut notes = Vec::new();
        if !measure.is_empty() {
            notes.push(format!("单位：{}", one_line(measure)));
        }
        if let Some((last, figure)) = last {
            notes.push(format!("上期（{last}）：{}", one_line(figure)));
        }
        if !notes.is_empty() {
            lines.push(format!("  # {}", notes.join("；")));
        }
        lines.push(format!("  {}:", scalar(name)));
    }
    lines.extend(area_lines(project, period));
    if !blank.nodes.is_empty() {
        lines.push(
            "# 本期完成的事项，去掉行首的 # 再填完成日期；推迟的写 {推迟到: 日期, 原因: …, 批准: …}"
                .to_owned(),
        );
        lines.push("# 事项:".to_owned());
        let line = |node: &BlankNode| format!("#   {}: # 计划 {}", scalar(&node.name), node.due);
        lines.extend(blank.nodes.iter().map(line));
    }
    lines.extend(["# 存在问题:", "# 下一步:", "---"].map(ToOwned::to_owned));
    lines.push(opening(period));
    lines.join("\n") + "\n"
}

/// The lines for the figures of areas (分项), indicator by indicator.
fn area_lines(project: &ReportingProject, period: Period) -> Vec<String> {
    let areas: Vec<(&str, Vec<BlankIndicator>)> =
        project.areas().map(|area| (area, project.area_blank(period, area).indicators)).collect();
    let count = areas.first().map_or(0, |(_, indicators)| indicators.len());
    if count == 0 {
        return Vec::new();
    }
    let mut lines =
        vec!["# 各项的数，数字连单位；没有报的空着，页面上写“未报”".to_owned(), "分项:".to_owned()];
    for at in 0..count {
        for (nth, (area, indicators)) in areas.iter().enumerate() {
            let Some(BlankIndicator { name, last, .. }) = indicators.get(at) else { continue };
            let own = name.strip_suffix(area).and_then(|name| name.strip_suffix('/')).unwrap_or(name);
            if nth == 0 {
                lines.push(format!("  {}:", scalar(own)));
            }
            if let Some((last, figure)) = last {
                lines.push(format!("    # 上期（{last}）：{}", one_line(figure)));
            }
            lines.push(format!("    {}:", scalar(area)));
        }
    }
    lines
}

fn new_article(site: &Path, given: &str, today: Date) -> Result<(ContentPath, String), Stop> {
    let path = given.replace('\\', "/");
    let path = path.trim_start_matches("./");
    let path = layout::below_content(path).unwrap_or(path);
    let path = content_path(&format!("{}.md", path.strip_suffix(".md").unwrap_or(path)))?;
    if path.name() == layout::COLUMN {
        return Err(Stop::usage(say!(
            "_index.md 是栏目的说明，不是文章",
            "_index.md is a column's, no article"
        )));
    }
    let in_project = sites::is_project(site, &path.parent());
    if in_project && Period::parse(path.stem()).is_ok() {
        let (folder, stem) = (path.parent(), path.stem());
        return Err(Stop::usage(say!(
            "{folder} 是项目，“{stem}”是它的一期，不是文章",
            "{folder} is a project and `{stem}` one of its periods, no article"
        ))
        .help(say!("用 gongkai new {folder} {stem}", "use `gongkai new {folder} {stem}`")));
    }
    let unit = first_unit(site).unwrap_or_default();
    let title = scalar(path.stem());
    let text = format!(
        "---
标题: {title}
# 类型：公文、通知、规划、解读、动态、指南、年报、页面
#   公文、通知、规划：正式文件　　解读：解释某个文件　　动态：工作新闻
#   指南、年报：信息公开指南和年度报告　　页面：机构简介一类，不随时间变化
#   动态和页面不发索引号，其余自动发号
类型: 通知
发布单位: {unit}
公开日期: {today}
# 下面几行用得着的，去掉行首的 # 再填
# 文号: 〔{year}〕1号
# 成文日期: {today}
# 主题分类: 
# 关键词: [ ]
# 概述: 
# 附件: [{{文件: 附件.xlsx, 名称: 附件名称}}]
# 预告: 是
草稿: true
---
{NEW_TEXT}
",
        unit = scalar_or_nothing(&unit),
        year = today.year(),
    );
    Ok((path, text))
}

/// The short name of the first unit of the registry, which most small sites publish as.
fn first_unit(site: &Path) -> Option<String> {
    sites::settings(site)?.units.first().map(|unit| unit.short.clone())
}

fn content_path(text: &str) -> Result<ContentPath, Stop> {
    ContentPath::new(text).map_err(|_| {
        Stop::usage(say!("“{text}”不能作文件名", "`{text}` cannot be a file's name")).help(say!(
            "写 content 里的位置，如 通知/放假安排；不能有 .. 和 \\ : * ? \" < > |",
            "write the place in content, such as 通知/放假安排, without .. and \\ : * ? \" < > |"
        ))
    })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use gongkai::entry::{self, ParseContext};
    use gongkai::model::ContentPath;
    use jiff::civil::date;

    use super::{ReportingProject, find_project, new_progress, reporting_projects};

    fn project(folder: &str, title: &str) -> ReportingProject {
        let plan = format!(
            "标题: {title}
牵头单位: 区人力社保局
指标:
  - {{名称: 职业技能培训, 单位: 万人次}}
  - {{名称: \"结案率: 仲裁\"}}
  - {{名称: 零工市场, 单位: 家}}
事项:
  - {{名称: 开工, 计划: 2024-03-31}}
  - {{名称: 竣工验收, 计划: 2024-12-01}}
"
        );
        let head = "---\n公开日期: 2024-04-01\n";
        let files = [
            ("project.yaml", plan),
            ("2023-Q4.md", format!("{head}指标: {{职业技能培训: 2.39万人次}}\n---\n")),
            (
                "2024-Q1.md",
                format!(
                    "{head}指标: {{职业技能培训: 6340人次, \"结案率: 仲裁\": 72.8%}}\n事项: {{开工: 2024-03-18}}\n---\n"
                ),
            ),
            ("2024-Q3.md", format!("{head}指标: {{职业技能培训: 9000人次}}\n---\n")),
        ];
        let context = ParseContext { in_project: true, ..ParseContext::default() };
        let files = files.map(|(name, text)| {
            let path = ContentPath::new(&format!("{folder}/{name}")).unwrap();
            let draft = entry::parse(&path, &text, &context).value;
            (path, draft)
        });
        reporting_projects(&files).remove(0)
    }

    #[test]
    fn a_new_entry_shows_the_figures_of_the_period_before() {
        let projects = [project("七优享/劳有所得", "“劳有所得”进度情况")];
        let (path, text) = new_progress(&projects, "劳有所得", "2024年二季度", date(2024, 7, 9)).unwrap();
        assert_eq!(path.as_str(), "七优享/劳有所得/2024-Q2.md");
        snapbox::assert_data_eq!(
            text,
            snapbox::str![[r#"
---
# “劳有所得”进度情况：2024年二季度
公开日期: 2024-07-09
# 数据截至哪一天；不写就是本期最后一天（2024-06-30），公开日期不能比它早
# 截至:
草稿: true
# 数字连单位一起写在冒号后面（先空一格），如 2.39万人次；有目标的指标每期都要填
# 本期确实没有这项数据的，挪到“本期不统计”里，写明理由：本期不统计: {指标: 理由}
指标:
  # 单位：万人次；上期（2024-Q1）：6340人次
  职业技能培训:
  # 上期（2024-Q1）：72.8%
  "结案率: 仲裁":
  # 单位：家
  零工市场:
# 本期完成的事项，去掉行首的 # 再填完成日期；推迟的写 {推迟到: 日期, 原因: …, 批准: …}
# 事项:
#   竣工验收: # 计划 2024-12-01
# 存在问题:
# 下一步:
---
截至6月底，

"#]]
        );
    }

    #[test]
    fn a_period_is_never_written_twice() {
        let projects = [project("七优享/劳有所得", "“劳有所得”进度情况")];
        for spelling in ["2024-Q1", "2024年一季度"] {
            let stop = new_progress(&projects, "劳有所得", spelling, date(2024, 7, 9)).unwrap_err();
            assert!(format!("{stop:?}").contains("已经有 content/七优享/劳有所得/2024-Q1.md"), "{stop:?}");
        }
    }

    #[test]
    fn projects_go_by_folder_name_and_title() {
        let projects =
            [project("a/劳有所得", "甲"), project("b/劳有所得", "乙"), project("b/学有所教", "丙")];
        let found =
            |given: &str| find_project(&projects, given).map(|project| project.folder.to_string()).ok();
        for (given, folder) in [
            ("a/劳有所得", "a/劳有所得"),
            ("content/b/劳有所得/", "b/劳有所得"),
            ("./content/b/劳有所得/project.yaml", "b/劳有所得"),
            ("学有所教", "b/学有所教"),
            ("乙", "b/劳有所得"),
        ] {
            assert_eq!(found(given).as_deref(), Some(folder), "{given}");
        }
        let help = |given: &str| format!("{:?}", find_project(&projects, given).unwrap_err().help);
        assert!(help("劳有所得").contains("写明是哪一个：a/劳有所得、b/劳有所得"));
        assert!(help("学有所交").contains("是不是“学有所教”？"));
    }
}
