//! What a clerk does to a small site, at random.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use gongkai::publish::{self, PublishOptions};
use gongkai::site::{self, Observer, Phase};
use jiff::civil::date;
use proptest::prelude::*;

use crate::bench::Scratch;

/// Nobody waits.
pub(crate) struct Nobody;

impl Observer for Nobody {
    fn phase(&self, _phase: Phase, _total: usize) {}
    fn step(&self) {}
}

/// A day on which most of the site is public and no report is overdue.
pub(super) fn view(scratch: &Scratch) -> site::Options {
    site::Options { site: scratch.site(), now: date(2024, 7, 20).into(), drafts: false, future: false }
}

/// The same, to be built or checked.
pub(crate) fn options(scratch: &Scratch) -> PublishOptions {
    PublishOptions { site: view(scratch), output: None, locked: false, fresh: false, trial: false }
}

/// One edit.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    /// Writes article `n`: another text, and perhaps another of what hangs on it.
    Article { n: u8, text: u8, day: u8, with: With },
    /// Writes the entry of a quarter with this figure and text.
    Entry(u8, u8, u8),
    /// Renames an article.
    Rename(u8, u8),
    /// Moves the folder of the first column away, or back.
    Move,
    /// Deletes an article.
    Delete(u8),
    /// Introduces a column, under this title and with this text.
    Column(u8, u8, u8),
    /// Writes the project: title, text, and whether each period is an item.
    Project(u8, u8, bool),
    /// Writes `site.yaml`: name, text mode, another unit, and one each of [`EXTRAS`] and [`PHONES`].
    Site { name: u8, is_markdown: bool, has_second: bool, extra: usize, phone: usize },
    /// One of the site's own [`LISTS`], or none.
    List(usize),
    /// One of the site's own [`DAYS`], or none.
    Days(usize),
    /// A stylesheet of the site's own.
    Style(u8),
    /// A template of the site's own, that prints this.
    Template(u8),
    /// Takes the site's own theme files away.
    NoTheme,
    /// The sheet that article 1 shows.
    Sheet(u8),
    /// The file that article 0 offers.
    File(u8),
    /// A slip of the hand in one of the files.
    Break(Fault),
    /// Publishes: numbers are issued. Refused while something is wrong.
    Build,
}

/// What is special about an article.
#[derive(Clone, Copy, Debug)]
pub(crate) enum With {
    Nothing,
    News,
    Draft,
    Later,
    Figure,
    Phone,
    Identity,
    Link(u8),
    Explains(u8),
}

/// What can be wrong.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    Syntax(u8),
    Unit(u8),
    Link(u8),
    Entry,
    Project,
    Site,
    Template,
}

fn with() -> impl Strategy<Value = With> {
    prop_oneof![
        4 => Just(With::Nothing),
        1 => Just(With::News),
        1 => Just(With::Draft),
        1 => Just(With::Later),
        1 => Just(With::Figure),
        1 => Just(With::Phone),
        1 => Just(With::Identity),
        1 => (0..5_u8).prop_map(With::Link),
        1 => (0..5_u8).prop_map(With::Explains),
    ]
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        (0..5_u8).prop_map(Fault::Syntax),
        (0..5_u8).prop_map(Fault::Unit),
        (0..5_u8).prop_map(Fault::Link),
        Just(Fault::Entry),
        Just(Fault::Project),
        Just(Fault::Site),
        Just(Fault::Template),
    ]
}

/// `site.yaml` written anew: mostly what is shown and nothing more; text mode and units ask for another catalogue.
pub(super) fn site() -> impl Strategy<Value = Edit> {
    let unlikely = || prop::bool::weighted(0.2);
    (any::<u8>(), unlikely(), unlikely(), 0..EXTRAS.len(), 0..PHONES.len()).prop_map(
        |(name, is_markdown, has_second, extra, phone)| Edit::Site {
            name,
            is_markdown,
            has_second,
            extra,
            phone,
        },
    )
}

/// Any edit.
pub(crate) fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        6 => (0..5_u8, 0..4_u8, 1..4_u8, with())
            .prop_map(|(n, text, day, with)| Edit::Article { n, text, day, with }),
        4 => (1..4_u8, 0..3_u8, any::<u8>()).prop_map(|(q, figure, text)| Edit::Entry(q, figure, text)),
        1 => (0..5_u8, 0..5_u8).prop_map(|(from, to)| Edit::Rename(from, to)),
        1 => Just(Edit::Move),
        1 => (0..5_u8).prop_map(Edit::Delete),
        1 => (0..2_u8, 0..2_u8, any::<u8>()).prop_map(|(n, title, text)| Edit::Column(n, title, text)),
        2 => (0..2_u8, any::<u8>(), any::<bool>()).prop_map(|(title, text, each)| Edit::Project(title, text, each)),
        2 => site(),
        1 => (0..=LISTS.len()).prop_map(Edit::List),
        1 => (0..=DAYS.len()).prop_map(Edit::Days),
        1 => any::<u8>().prop_map(Edit::Style),
        1 => any::<u8>().prop_map(Edit::Template),
        1 => Just(Edit::NoTheme),
        1 => any::<u8>().prop_map(Edit::Sheet),
        1 => any::<u8>().prop_map(Edit::File),
        3 => fault().prop_map(Edit::Break),
        3 => Just(Edit::Build),
    ]
}

const UNIT: &str = "简称: 区人力社保局, 全称: 云溪区人力资源和社会保障局, 代码: \"002590761\"";
const SECOND_UNIT: &str = "  - {简称: 区教体局, 全称: 云溪区教育体育局, 代码: \"002591553\"}\n";

/// What else may stand in `site.yaml`, right or wrong.
const EXTRAS: [&str; 12] = [
    "",
    "# 说明\n",
    "页脚: {主办单位: 云溪区人民政府, 电话: 0571-12345678}\n",
    "页脚: {电话: \"13812345678\"}\n",
    "检查: {公开电话: [\"13812345678\"]}\n",
    "检查: {级别: {mobile-number: 警告}}\n",
    "导航: [栏目1, 实事]\n",
    "导航: [没有的栏目]\n",
    "元数据栏: 浙江-政策\n",
    "主题: 没有的主题\n",
    "主题: gongkai\n",
    "索引号: \"{代码}/{年}/{流水:4}\"\n",
];

/// What else may stand in the line of its unit: a number that nobody lists as public, among others.
pub(super) const PHONES: [&str; 4] = ["", "", ", 电话: 0571-88886666", ", 电话: \"13912345678\""];

/// Lists of the site's own, right or wrong.
pub(super) const LISTS: [(&str, &str); 4] = [
    ("checks/areas.csv", "省,名称,地级代码\n11,北京,01\n"),
    ("checks/areas.csv", "省,名称,地级代码\n33,浙江,06\n"),
    ("checks/thresholds.csv", "类别,栏目类型,标题含有,天数,计入,依据\n其他,,,1,扣分,自定\n"),
    ("checks/area.csv", "省\n"),
];

/// Working days of the site's own, right or wrong.
pub(super) const DAYS: [(&str, &str); 3] = [
    ("holidays/2027.csv", "日期,安排,名称\n2027-01-01,放假,元旦\n"),
    ("holidays/2024.csv", "日期,安排,名称\n2024-01-01,放假,元旦\n2024-04-01,休息,无\n"),
    ("holidays/明年.csv", "日期,安排,名称\n"),
];

fn site_yaml(name: u8, (is_markdown, has_second): (bool, bool), extra: usize, phone: usize) -> String {
    let mode = if is_markdown { "正文: markdown\n" } else { "" };
    let second = if has_second { SECOND_UNIT } else { "" };
    let (extra, web) = (EXTRAS[extra], name % 2);
    format!(
        "{extra}名称: 云溪区{name}\n网址: https://www{web}.example.gov.cn/\n标识码: \"3306040012\"\n行政区划: \"330604\"\n{mode}机构:\n  - {{{UNIT}{}}}\n{second}",
        PHONES[phone],
    )
}

fn article_path(n: u8) -> String {
    format!("content/栏目{}/第{n}篇.md", n % 2)
}

fn project(title: u8, text: u8, each: bool) -> String {
    let grain = if each { "公开粒度: 季度\n" } else { "" };
    format!(
        "标题: 床位{title}\n牵头单位: 区人力社保局\n{grain}项目内容: 第{text}稿\n指标:\n  - {{名称: 床位, 单位: 张}}\n"
    )
}

/// A small site to begin with.
pub(crate) fn small_site() -> Scratch {
    let scratch = Scratch::in_memory();
    let files: [(&str, &str); 6] = [
        ("site.yaml", &site_yaml(0, (false, false), 0, 0)),
        ("content/实事/project.yaml", &project(0, 0, false)),
        ("content/实事/2024-Q1.md", "---\n公开日期: 2024-04-10\n指标:\n  床位: 3张\n---\n建成[[床位]]。\n"),
        ("content/栏目0/材料.txt", "0"),
        ("content/栏目1/表.csv", "甲,乙\n1,2\n"),
        (
            "content/栏目0/第0篇.md",
            "---\n标题: 一\n公开日期: 2024-05-01\n发布单位: 区人力社保局\n---\n见[材料](材料.txt)。\n",
        ),
    ];
    for (path, text) in files {
        scratch.put(path, text);
    }
    scratch
}

/// Does it, and tells which paths the system would name.
pub(crate) fn apply(scratch: &Scratch, edit: &Edit) -> BTreeSet<PathBuf> {
    let put = |path: &str, text: &str| {
        scratch.put(path, text);
        BTreeSet::from([scratch.at(path)])
    };
    match edit {
        Edit::Article { n, text, day, with } => put(&article_path(*n), &article(*n, *text, *day, *with)),
        Edit::Entry(quarter, figure, text) => put(
            &format!("content/实事/2024-Q{quarter}.md"),
            &format!(
                "---\n公开日期: 2024-{:02}-10\n指标:\n  床位: {figure}张\n---\n建成[[床位]]，第{text}稿。\n",
                quarter * 3
            ),
        ),
        Edit::Rename(from, to) => {
            let (from, to) = (scratch.at(&article_path(*from)), scratch.at(&article_path(*to)));
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder).unwrap();
            }
            // Where there is nothing to rename, nothing happens.
            let _ = fs::rename(&from, &to);
            BTreeSet::from([from, to])
        }
        Edit::Move => {
            let (here, there) = (scratch.at("content/栏目0"), scratch.at("content/别处"));
            if here.exists() && there.exists() {
                return BTreeSet::new();
            }
            let (from, to) = if here.exists() { (here, there) } else { (there, here) };
            let _ = fs::rename(&from, &to);
            BTreeSet::from([from, to])
        }
        Edit::Delete(n) => {
            let path = scratch.at(&article_path(*n));
            let _ = fs::remove_file(&path);
            BTreeSet::from([path])
        }
        Edit::Column(n, title, text) => put(
            &format!("content/栏目{n}/_index.md"),
            &format!("---\n标题: 栏目{title}\n---\n第{text}稿。\n"),
        ),
        Edit::Project(title, text, each) => put("content/实事/project.yaml", &project(*title, *text, *each)),
        Edit::Site { name, is_markdown, has_second, extra, phone } => {
            put("site.yaml", &site_yaml(*name, (*is_markdown, *has_second), *extra, *phone))
        }
        Edit::List(at) => put_only(scratch, "checks", LISTS.get(*at)),
        Edit::Days(at) => put_only(scratch, "holidays", DAYS.get(*at)),
        Edit::Style(n) => put("themes/gongkai/assets/site.css", &format!("/* {n} */\n")),
        Edit::Template(n) => put("themes/gongkai/tombstone.html", &format!("<p>{n}</p>\n")),
        Edit::NoTheme => {
            let _ = fs::remove_dir_all(scratch.at("themes"));
            BTreeSet::from([scratch.at("themes")])
        }
        Edit::Sheet(n) => put("content/栏目1/表.csv", &format!("甲,乙\n1,{n}\n")),
        Edit::File(n) => put("content/栏目0/材料.txt", &format!("{n}")),
        Edit::Break(fault) => break_it(scratch, *fault),
        Edit::Build => {
            publish::build(&options(scratch), &Nobody).unwrap();
            BTreeSet::from([
                scratch.at("index-numbers.csv"),
                scratch.at("published.csv"),
                scratch.at("versions"),
                scratch.at("output"),
                scratch.at(".gongkai.lock"),
            ])
        }
    }
}

/// Leaves this file alone in a folder of the site, or nothing.
fn put_only(scratch: &Scratch, folder: &str, file: Option<&(&str, &str)>) -> BTreeSet<PathBuf> {
    let folder = scratch.at(folder);
    let _ = fs::remove_dir_all(&folder);
    match file {
        Some((path, text)) => {
            scratch.put(path, text);
            BTreeSet::from([folder, scratch.at(path)])
        }
        None => BTreeSet::from([folder]),
    }
}

fn article(n: u8, text: u8, day: u8, with: With) -> String {
    let mut front = format!("标题: 第{n}篇\n公开日期: 2024-03-0{day}\n发布单位: 区人力社保局\n");
    let mut body = format!("第{text}稿。\n");
    match with {
        With::News => front.push_str("类型: 动态\n"),
        With::Draft => front.push_str("草稿: true\n"),
        With::Later => front = front.replace("2024-03", "2025-03"),
        With::Figure => body.push_str("现有[[床位@2024-Q1]]。\n"),
        With::Phone => body.push_str("请拨打13812345678咨询。\n"),
        With::Identity => body.push_str("身份证号330604199001011234。\n"),
        With::Link(to) => body.extend(["见[那篇](/", &article_path(to)["content/".len()..], ")。\n"]),
        With::Explains(of) if of != n => {
            front.extend(["类型: 解读\n解读: /", &article_path(of)["content/".len()..], "\n"]);
        }
        With::Explains(_) | With::Nothing => {}
    }
    if n == 0 {
        body.push_str("另见[材料](/栏目0/材料.txt)。\n");
    }
    if n == 1 {
        body.push_str("\n![表](/栏目1/表.csv)\n");
    }
    format!("---\n{front}---\n{body}")
}

fn break_it(scratch: &Scratch, fault: Fault) -> BTreeSet<PathBuf> {
    let put = |path: &str, text: &str| {
        scratch.put(path, text);
        BTreeSet::from([scratch.at(path)])
    };
    match fault {
        Fault::Syntax(n) => put(&article_path(n), "---\n标题： 坏\n公开日期: [\n---\n改坏的稿。\n"),
        Fault::Unit(n) => put(
            &article_path(n),
            &format!("---\n标题: 第{n}篇\n公开日期: 2024-03-01\n发布单位: 没有的局\n---\n第9稿。\n"),
        ),
        Fault::Link(n) => put(
            &article_path(n),
            &format!(
                "---\n标题: 第{n}篇\n公开日期: 2024-03-01\n发布单位: 区人力社保局\n---\n见[无](无.md)和[[无]]。\n"
            ),
        ),
        Fault::Entry => put("content/实事/2024-Q1.md", "---\n公开日期: 2024-04-10\n指标:\n  床\n---\n坏。\n"),
        Fault::Project => put("content/实事/project.yaml", "标题: 床位\n牵头单位: 没有的局\n坏键: 1\n"),
        Fault::Site => put("site.yaml", "名称: 坏\n"),
        Fault::Template => put("themes/gongkai/article.html", "{% if %}\n"),
    }
}
