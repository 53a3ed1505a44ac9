//! `gongkai new`: a file to write in, with what is known already filled in.

use std::fs;
use std::path::Path;

use gongkai::diag::nearest;
use gongkai::model::{ContentPath, Period};
use gongkai::{config, files, say};
use jiff::civil::Date;

use crate::cli::args::NewArgs;
use crate::cli::exit::{Exit, Stop};
use crate::cli::outline::{EntryOutline, ProjectOutline, read_outlines};
use crate::cli::site::find_site;
use crate::cli::surroundings;
use crate::cli::terminal::{Terminal, write_result};

/// The words that ask for an article instead of a project's period.
const ARTICLE: [&str; 2] = ["article", "文章"];

pub(crate) fn run(args: &NewArgs, site: Option<&Path>, terminal: Terminal) -> Result<Exit, Stop> {
    let site = find_site(site)?;
    let today = args.today.unwrap_or_else(surroundings::today);
    let (path, text) = if ARTICLE.contains(&args.project.as_str()) {
        new_article(&site, &args.period, today)?
    } else {
        new_progress(&read_outlines(&site)?, &args.project, &args.period, today)?
    };
    let file = site.join(&*path.in_site());
    if file.exists() {
        return Err(exists(&path));
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|error| Stop::disk(folder, &error))?;
    }
    files::write_atomic(&file, text.as_bytes())?;
    // `./content/…` would be right too, but is not how messages name files.
    write_result(&format!("{}\n", file.strip_prefix(".").unwrap_or(&file).display()))?;
    terminal.note(&say!(
        "请打开这个文件填写；写完后删去“草稿: true”一行，再运行 gongkai build",
        "open this file and fill it in; when it is done remove the line `草稿: true` and run `gongkai build`"
    ));
    Ok(Exit::Done)
}

fn exists(path: &ContentPath) -> Stop {
    let name = path.in_site();
    Stop::usage(say!("已经有 {name}，没有改动它", "{name} is there already and was left as it is"))
        .help(say!("直接打开它修改，或换一个名称", "open and change it, or choose another name"))
}

fn new_progress(
    projects: &[ProjectOutline],
    project: &str,
    period: &str,
    today: Date,
) -> Result<(ContentPath, String), Stop> {
    let project = find_project(projects, project)?;
    let period = Period::parse(period).map_err(|_| {
        Stop::usage(say!("“{period}”不是一期", "`{period}` is no period")).help(say!(
            "可以写 2024-Q2、2024年二季度、2024年上半年、2024年10月、2024年全年",
            "write 2024-Q2, 2024-H1, 2024-10 or 2024"
        ))
    })?;
    if let Some(entry) = project.entries.iter().find(|entry| entry.period == period) {
        return Err(exists(&entry.path));
    }
    let last = project.entries.iter().rfind(|entry| entry.period < period);
    let path = content_path(&format!("{}/{period}.md", project.folder))?;
    Ok((path, progress_text(project, period, last, today)))
}

/// The project that a person means by its folder's path or name, or by its title.
fn find_project<'a>(projects: &'a [ProjectOutline], given: &str) -> Result<&'a ProjectOutline, Stop> {
    let path = given.replace('\\', "/");
    let path = path.trim_start_matches("./").trim_end_matches("project.yaml").trim_end_matches('/');
    let path = path.strip_prefix("content/").unwrap_or(path);
    if let Some(project) = projects.iter().find(|project| project.folder.as_str() == path) {
        return Ok(project);
    }
    let by_name: Vec<&ProjectOutline> =
        projects.iter().filter(|project| project.folder.name() == path || project.title == given).collect();
    match by_name.as_slice() {
        [project] => Ok(project),
        [] => {
            let stop = Stop::usage(say!("没有“{given}”这个项目", "there is no project `{given}`"));
            let known = projects.iter().flat_map(|project| [project.folder.name(), &*project.title]);
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

fn progress_text(
    project: &ProjectOutline,
    period: Period,
    last: Option<&EntryOutline>,
    today: Date,
) -> String {
    let last_day = period.last_day();
    let mut lines = vec![
        "---".to_owned(),
        format!("# {}：{}", one_line(&project.title), period.chinese()),
        format!("公开日期: {today}"),
        "# 数据截至哪一天；不写就是本期最后一天".to_owned(),
        format!("截至: {last_day}"),
        "草稿: true".to_owned(),
    ];
    if !project.indicators.is_empty() {
        lines
            .push("# 数字连单位一起写在冒号后面（先空一格），如 2.39万人次；本期没有的，整行删去".to_owned());
        lines.push("指标:".to_owned());
    }
    for (name, measure) in &project.indicators {
        let mut notes = Vec::new();
        if !measure.is_empty() {
            notes.push(format!("单位：{}", one_line(measure)));
        }
        if let Some((last, figure)) = last.and_then(|last| Some((last, figure_of(last, name)?))) {
            notes.push(format!("上期（{}）：{}", last.period, one_line(figure)));
        }
        if !notes.is_empty() {
            lines.push(format!("  # {}", notes.join("；")));
        }
        lines.push(format!("  {}:", key(name)));
    }
    lines.extend(["# 存在问题:", "# 下一步:", "---"].map(ToOwned::to_owned));
    lines.push(format!("截至{}月底，", last_day.month()));
    lines.join("\n") + "\n"
}

fn figure_of<'a>(entry: &'a EntryOutline, indicator: &str) -> Option<&'a str> {
    entry.figures.iter().find(|(name, _)| name == indicator).map(|(_, figure)| figure.as_str())
}

fn new_article(site: &Path, given: &str, today: Date) -> Result<(ContentPath, String), Stop> {
    let path = given.replace('\\', "/");
    let path = path.trim_start_matches("./");
    let path = path.strip_prefix("content/").unwrap_or(path);
    let path = content_path(&format!("{}.md", path.strip_suffix(".md").unwrap_or(path)))?;
    if path.name() == "_index.md" {
        return Err(Stop::usage(say!(
            "_index.md 是栏目的说明，不是文章",
            "_index.md is a column's, no article"
        )));
    }
    let in_project = site.join(&*path.parent().in_site()).join("project.yaml").is_file();
    if in_project && Period::parse(path.stem()).is_ok() {
        let (folder, stem) = (path.parent(), path.stem());
        return Err(Stop::usage(say!(
            "{folder} 是项目，“{stem}”是它的一期，不是文章",
            "{folder} is a project and `{stem}` one of its periods, no article"
        ))
        .help(say!("用 gongkai new {folder} {stem}", "use `gongkai new {folder} {stem}`")));
    }
    let unit = first_unit(site).unwrap_or_default();
    let title = value(path.stem());
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
草稿: true
---
在这里写正文，从 Word 里直接粘贴也可以，一行就是一段。
",
        unit = value(&unit),
        year = today.year(),
    );
    Ok((path, text))
}

/// The short name of the first unit of the registry, which most small sites publish as.
fn first_unit(site: &Path) -> Option<String> {
    let text = files::decode(files::read(&site.join(config::FILE)).ok()?).ok()?.text;
    let settings = config::parse(&text).value?;
    settings.units.first().map(|unit| unit.short.clone())
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

/// `name` as a YAML key; a title as a value needs the same care.
fn key(name: &str) -> String {
    let is_plain = name.chars().all(|c| c.is_alphanumeric() || "（）《》“”、·—".contains(c))
        && name.chars().next().is_some_and(char::is_alphabetic);
    if is_plain { name.to_owned() } else { serde_json::Value::from(name).to_string() }
}

/// `text` as a YAML value; empty stays empty, for the clerk to fill in.
fn value(text: &str) -> String {
    if text.is_empty() { String::new() } else { key(text) }
}

#[cfg(test)]
mod tests {
    use gongkai::model::{ContentPath, Period};
    use jiff::civil::date;

    use super::{EntryOutline, ProjectOutline, find_project, key, new_progress};

    fn entry(period: &str, figures: &[(&str, &str)]) -> EntryOutline {
        EntryOutline {
            period: Period::parse(period).unwrap(),
            path: ContentPath::new(&format!("七优享/劳有所得/{period}.md")).unwrap(),
            figures: figures.iter().map(|(name, figure)| ((*name).into(), (*figure).into())).collect(),
        }
    }

    fn project(folder: &str, title: &str) -> ProjectOutline {
        ProjectOutline {
            folder: ContentPath::new(folder).unwrap(),
            title: title.into(),
            indicators: vec![
                ("职业技能培训".into(), "万人次".into()),
                ("结案率: 仲裁".into(), String::new()),
                ("零工市场".into(), "家".into()),
            ],
            entries: vec![
                entry("2023-Q4", &[("职业技能培训", "2.39万人次")]),
                entry("2024-Q1", &[("职业技能培训", "6340人次"), ("结案率: 仲裁", "72.8%")]),
                entry("2024-Q3", &[("职业技能培训", "9000人次")]),
            ],
        }
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
# 数据截至哪一天；不写就是本期最后一天
截至: 2024-06-30
草稿: true
# 数字连单位一起写在冒号后面（先空一格），如 2.39万人次；本期没有的，整行删去
指标:
  # 单位：万人次；上期（2024-Q1）：6340人次
  职业技能培训:
  # 上期（2024-Q1）：72.8%
  "结案率: 仲裁":
  # 单位：家
  零工市场:
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

    #[test]
    fn names_that_yaml_would_misread_are_quoted() {
        assert_eq!(key("职业技能培训（线下）"), "职业技能培训（线下）");
        assert_eq!(key("结案率: 仲裁"), "\"结案率: 仲裁\"");
        assert_eq!(key("12345热线"), "\"12345热线\"");
        assert_eq!(key("“两优”\n"), "\"“两优”\\n\"");
    }
}
