//! Personal numbers that no file holds as such, but readers of the finished site would see.

use std::io::{Cursor, Write as _};

use crate::bench::{Run, Scratch, run};

const ID: &str = "33060419800101123X";
const MOBILE: &str = "13812345678";

const SITE: &str = "名称: 区信息公开网\n网址: https://gk.example.gov.cn/\n标识码: \"3399060012\"\n机构:\n  - {简称: 区民政局, 全称: 区民政局, 代码: \"706102412\"}\n";

fn article(text: &str) -> String {
    format!("---\n标题: 公示\n发布单位: 区民政局\n公开日期: 2024-05-06\n---\n{text}\n")
}

/// How a number is written so that it is none before the page is made: a name, and the text of an article.
fn spellings() -> Vec<(&'static str, String)> {
    let markdown = |text: &str| article(text).replace("标题:", "正文: markdown\n标题:");
    let mut all = vec![
        ("两个空格", article("联系138  1234  5678。")),
        ("逐字空格", article("联系1 3 8 1 2 3 4 5 6 7 8。")),
        ("制表符", article("联系138\t1234\t5678。")),
        ("全角空格", article("证号330604\u{3000}\u{3000}19800101\u{3000}123X。")),
        ("中文数字", article("联系一三八一二三四五六七八。")),
        ("中文证号", article("证号三三〇六〇四一九八〇〇一〇一一二三X。")),
        ("大写数字", article("联系壹叁捌壹贰叁肆伍陆柒捌。")),
        ("圈码", article("联系①③⑧①②③④⑤⑥⑦⑧。")),
        ("上标", article("联系¹³⁸¹²³⁴⁵⁶⁷⁸。")),
        ("数学数字", article("联系𝟏𝟑𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖。")),
        ("阿拉伯数字", article("联系١٣٨١٢٣٤٥٦٧٨。")),
        ("全角夹半角", article("联系１3８1２3４5６7８。")),
        ("零宽多处", article("联系138\u{200b}\u{200b}12\u{2060}34\u{feff}5678。")),
        ("软连字符", article("联系138\u{ad}1234\u{ad}5678。")),
        ("方向符", article("证号330604\u{200e}19800101\u{200f}123X。")),
        ("零宽一处", article("联系138\u{200b}12345678。")),
        ("变体符", article("联系1\u{fe0f}\u{20e3}3\u{fe0f}\u{20e3}8\u{fe0f}\u{20e3}12345678。")),
        ("强调", article("联系138**1234**5678。")),
        ("逐段强调", article("证号*330604***19800101***123X*。")),
        ("标签", article("联系138<b>1234</b>5678。")),
        ("跨度", article("联系<span>1</span><span>3</span><span>8</span>12345678。")),
        ("注释", article("联系138<!-- 略 -->12345678。")),
        ("实体", article("联系&#49;&#51;&#56;&#x31;2345678。")),
        ("空格实体", article("联系138&nbsp;1234&#8203;5678。")),
        ("软连字实体", article("联系138&shy;1234&shy;5678。")),
        ("行内换行", markdown("联系138\n1234\n5678。")),
        ("强制换行", markdown("证号330604  \n19800101  \n123X。")),
        ("换行标签", article("联系138<br>1234<br>5678。")),
        ("链接", article("联系[138](https://a.example.cn/)[12345678](https://a.example.cn/)。")),
        ("删除线", markdown("联系138~~1~~2345678。")),
        ("代码", article("联系`138`12345678。")),
        (
            "相邻单元格",
            article("| 姓名 | 证 | 件 | 号 |\n|---|---|---|---|\n| 张明 | 330604 | 19800101 | 123X |"),
        ),
        (
            "相邻单元格手机",
            article("| 姓名 | 手机 | 手机 | 手机 |\n|---|---|---|---|\n| 张明 | 138 | 1234 | 5678 |"),
        ),
        ("合并单元格", article("| 姓名 | 证件 | < |\n|---|---|---|\n| 张明 | 330604198001 | 01123X |")),
        ("点号", article("联系138.1234.5678。")),
        ("间隔号", article("联系138·1234·5678。")),
        ("破折号", article("联系138—1234—5678。")),
        ("双破折号", article("证号330604——19800101——123X。")),
        ("括号", article("联系(138)12345678。")),
        ("全角括号", article("联系（138）1234-5678。")),
        ("国家号括号", article("联系+86(138)12345678。")),
        ("证号逗号", article("证号330604，19800101，123X。")),
        ("证号等号", article("证号330604=19800101=123X。")),
        ("证号英文逗号", article("证号330604,19800101,123X。")),
        ("省略号", article("联系138…1234…5678。")),
        ("字母当零", article("联系一三八OO一三八OOO。")),
        ("半角字母当零", article("证号33o604198oo1o1123X。")),
        ("括号数字", article("联系㈠㈢㈧㈠㈡㈢㈣㈤㈥㈦㈧。")),
        ("苏州码子", article("联系〡〣〨〡〢〣〤〥〦〧〨。")),
        ("繁体大写", article("联系壹參捌壹貳參肆伍陸柒捌。")),
        ("字母之后", article("微信wx13812345678。")),
        ("转义标题", article("略").replace("标题: 公示", "标题: \"联系\\x31\\u00338 1234 5678\"")),
        ("转义概述", article("略").replace("标题:", "概述: \"证号\\u0033\\u00330604 19800101 123X\"\n标题:")),
        ("关键词", article("略").replace("标题:", "关键词: [公示, 一三八一二三四五六七八]\n标题:")),
        ("脚注", markdown("见注[^1]。\n\n[^1]: 联系138**1234**5678。")),
        ("列表", article("- 联系138**1234**5678")),
        ("引用", markdown("> 联系138**1234**5678")),
        ("网址后面", article("见 http://a.example.cn/x,138**1234**5678")),
    ];
    for (_, text) in &mut all {
        text.push('\n');
    }
    all
}

fn check(scratch: &Scratch) -> Run {
    run(scratch.command("check", &["--format", "json"]))
}

/// The files named by findings of rules that guard privacy, with the messages.
fn found(checked: &Run) -> Vec<(String, String)> {
    let findings =
        checked.stdout.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let is_private = |rule: &str| ["id-number", "mobile-number", "bank-card"].contains(&rule);
    let word = |finding: &serde_json::Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    findings
        .filter(|finding| is_private(&word(finding, "rule")))
        .map(|finding| (word(&finding, "file"), word(&finding, "message")))
        .collect()
}

/// No form of the numbers may be in what is told.
fn says_nothing(told: &Run) {
    let all = format!("{}{}", told.stdout, told.stderr);
    for secret in [ID, MOBILE, "138**1234**5678", "1234**5678", "330604 19800101", "一三八一二三四五六七八"]
    {
        assert!(!all.contains(secret), "{secret} is told: {all}");
    }
}

#[test]
fn however_a_number_is_spelled_nobody_sees_it_on_the_site() {
    let scratch = Scratch::in_memory();
    scratch.put("site.yaml", SITE);
    for (name, text) in spellings() {
        scratch.put(&format!("content/通知/{name}.md"), text);
    }
    let checked = check(&scratch);
    assert_eq!(checked.code, Some(1), "{}", checked.stderr);
    let found = found(&checked);
    let missed: Vec<&str> = spellings()
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| !found.iter().any(|(file, _)| *file == format!("content/通知/{name}.md")))
        .collect();
    assert!(missed.is_empty(), "missed: {missed:?}\nfound: {found:#?}");
    says_nothing(&checked);
    let built = scratch.build(&[]);
    says_nothing(&built);
    built.ended(1);
    assert!(scratch.output().is_empty(), "something was published");
    assert_eq!(scratch.ledger(), "");
}

/// Each spelling alone keeps the site from being built: none hides behind another.
#[test]
fn each_spelling_alone_stops_a_build() {
    for (name, text) in spellings().into_iter().step_by(5) {
        let scratch = Scratch::in_memory();
        scratch.put("site.yaml", SITE);
        scratch.put("content/通知/一.md", &text);
        let built = scratch.build(&[]);
        assert_eq!(built.code, Some(1), "{name}: {}", built.stderr);
        assert!(built.stderr.contains("content/通知/一.md:"), "{name} has no line: {}", built.stderr);
        assert!(scratch.output().is_empty(), "{name} was published");
        scratch.put("content/通知/一.md", article("没有号码"));
        scratch.build(&[]).ended(0);
    }
}

fn workbook(cells: &[&str]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let cells: String = cells
        .iter()
        .fold(String::new(), |all, cell| all + &format!("<c t='inlineStr'><is><t>{cell}</t></is></c>"));
    for (name, text) in [
        ("[Content_Types].xml", String::new()),
        ("_rels/.rels", "<Relationships><Relationship Id='a' Type='x/officeDocument' Target='xl/workbook.xml'/></Relationships>".to_owned()),
        ("xl/workbook.xml", "<workbook xmlns:r='r'><sheets><sheet name='表' r:id='a'/></sheets></workbook>".to_owned()),
        ("xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id='a' Type='x/worksheet' Target='worksheets/sheet1.xml'/></Relationships>".to_owned()),
        ("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData><row><c t='inlineStr'><is><t>姓名</t></is></c></row><row>{cells}</row></sheetData></worksheet>")),
    ] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("a name");
        writer.write_all(text.as_bytes()).expect("in memory");
    }
    writer.finish().expect("in memory").into_inner()
}

/// A place, the files that make it, and the one that is to be named.
type Carrier = (&'static str, Vec<(&'static str, Vec<u8>)>, &'static str);

/// Where a disguised number may stand besides the text of an article: files of a site, and the one to be named.
#[expect(clippy::too_many_lines, reason = "a table")]
fn places() -> Vec<Carrier> {
    let text = |text: &str| text.as_bytes().to_vec();
    let linked = |link: &str| article(link).into_bytes();
    vec![
        (
            "site name",
            vec![("site.yaml", text(&SITE.replace("区信息公开网", "一三八一二三四五六七八网")))],
            "site.yaml",
        ),
        (
            "footer",
            vec![("site.yaml", text(&format!("{SITE}页脚: {{地址: \"138  1234  5678\"}}\n")))],
            "site.yaml",
        ),
        (
            "column",
            vec![("content/通知/_index.md", text("---\n标题: 通知\n说明: \"138  1234  5678\"\n---\n"))],
            "content/通知/_index.md",
        ),
        (
            "introduction",
            vec![("content/_index.md", text("---\n标题: 首页\n---\n138**1234**5678\n"))],
            "content/_index.md",
        ),
        (
            "project",
            vec![
                (
                    "content/实事/project.yaml",
                    text(
                        "标题: 实事\n牵头单位: 区民政局\n项目内容: 略\n指标: [{名称: 床位, 单位: 张, 说明: \"138  1234  5678\"}]\n",
                    ),
                ),
                ("content/实事/2024-Q1.md", text("---\n公开日期: 2024-04-10\n指标: {床位: 3张}\n---\n略\n")),
            ],
            "content/实事/project.yaml",
        ),
        (
            "progress",
            vec![
                (
                    "content/实事/project.yaml",
                    text("标题: 实事\n牵头单位: 区民政局\n项目内容: 略\n指标: [{名称: 床位, 单位: 张}]\n"),
                ),
                (
                    "content/实事/2024-Q1.md",
                    text(
                        "---\n公开日期: 2024-04-10\n指标: {床位: 3张}\n下一步: 联系一三八一二三四五六七八\n---\n略\n",
                    ),
                ),
            ],
            "content/实事/2024-Q1.md",
        ),
        (
            "figure in a text",
            vec![
                (
                    "content/实事/project.yaml",
                    text("标题: 实事\n牵头单位: 区民政局\n项目内容: 略\n指标: [{名称: 床位}]\n"),
                ),
                (
                    "content/实事/2024-Q1.md",
                    text("---\n公开日期: 2024-04-10\n指标: {床位: 1234}\n---\n联系138[[床位]]5678\n"),
                ),
            ],
            "content/实事/2024-Q1.md",
        ),
        (
            "drawing",
            vec![
                (
                    "content/通知/图.svg",
                    text(
                        "<svg xmlns='http://www.w3.org/2000/svg'><text>138<tspan>1234</tspan>5678</text></svg>",
                    ),
                ),
                ("content/通知/甲.md", linked("[图](图.svg)")),
            ],
            "content/通知/图.svg",
        ),
        (
            "picture's words",
            vec![
                ("content/通知/图.png", b"\x89PNG\r\n\x1a\n".to_vec()),
                ("content/通知/甲.md", linked("![138  1234  5678](图.png)")),
            ],
            "content/通知/甲.md",
        ),
        (
            "template",
            vec![(
                "themes/gongkai/home.html",
                text("<!doctype html><title>x</title><main>138<i>1234</i>5678</main>"),
            )],
            "themes/gongkai/home.html",
        ),
        (
            "comment of a template",
            vec![(
                "themes/gongkai/home.html",
                text("<!doctype html><title>x</title><main>甲<!-- 13812345678 --></main>"),
            )],
            "themes/gongkai/home.html",
        ),
        (
            "data of a theme",
            vec![("themes/gongkai/assets/own.json", text("{\"a\": \"\\u0031\\u00338 1234 5678\"}"))],
            "themes/gongkai/assets/own.json",
        ),
        (
            "licence of the data",
            vec![("site.yaml", text(&format!("{SITE}开放数据: {{许可: \"138  1234  5678\"}}\n")))],
            "site.yaml",
        ),
        (
            "style sheet",
            vec![("themes/gongkai/assets/own.css", text("/* 问 138 1234 5678 */\n"))],
            "themes/gongkai/assets/own.css",
        ),
        (
            "embedded csv",
            vec![
                ("content/通知/表.csv", text("姓名,证件\n张明,330604  19800101  123X\n")),
                ("content/通知/甲.md", linked("![表](表.csv)")),
            ],
            "content/通知/表.csv",
        ),
        (
            "cells of a csv",
            vec![
                ("content/通知/表.csv", text("姓名,证,件,号\n张明,330604,19800101,123X\n")),
                ("content/通知/甲.md", linked("[表](表.csv)")),
            ],
            "content/通知/表.csv",
        ),
        (
            "embedded workbook",
            vec![
                ("content/通知/表.xlsx", workbook(&["一三八一二三四五六七八"])),
                ("content/通知/甲.md", linked("![表](表.xlsx)")),
            ],
            "content/通知/表.xlsx",
        ),
        (
            "cells of a workbook",
            vec![
                ("content/通知/表.xlsx", workbook(&["330604", "19800101", "123X"])),
                ("content/通知/甲.md", linked("[表](表.xlsx)")),
            ],
            "content/通知/表.xlsx",
        ),
        (
            "text file",
            vec![
                ("content/通知/文.txt", text("联系138\u{200b}\u{200b}1234\u{2060}5678")),
                ("content/通知/甲.md", linked("[文](文.txt)")),
            ],
            "content/通知/文.txt",
        ),
        (
            "file name",
            vec![
                ("content/通知/一三八一二三四五六七八.txt", text("略")),
                ("content/通知/甲.md", linked("[文](一三八一二三四五六七八.txt)")),
            ],
            "content/通知/甲.md",
        ),
        ("folder name", vec![("content/33060419800101123X/甲.md", linked("略"))], ""),
        (
            "behind an address",
            vec![("content/通知/甲.md", linked("见 http://a.example.cn/x,13812345678"))],
            "content/通知/甲.md",
        ),
        (
            "in brackets behind an address",
            vec![("content/通知/甲.md", linked("见 http://a.example.cn/x(13812345678)"))],
            "content/通知/甲.md",
        ),
        (
            "right behind a link",
            vec![("content/通知/甲.md", linked("[官网](http://a.example.cn/x)13812345678"))],
            "content/通知/甲.md",
        ),
        (
            "an empty list of areas",
            vec![("checks/areas.csv", Vec::new()), ("content/通知/甲.md", linked(ID))],
            "content/通知/甲.md",
        ),
        (
            "a short list of areas",
            vec![("checks/areas.csv", text("省,名,市\n11,北京,01\n")), ("content/通知/甲.md", linked(ID))],
            "content/通知/甲.md",
        ),
    ]
}

#[test]
fn wherever_a_number_stands_nobody_sees_it_on_the_site() {
    let mut missed = Vec::new();
    for (place, files, named) in places() {
        let scratch = Scratch::in_memory();
        scratch.put("site.yaml", SITE);
        scratch.put("content/通知/乙.md", article("没有号码"));
        for (path, bytes) in files {
            scratch.put(path, bytes);
        }
        let checked = check(&scratch);
        says_nothing(&checked);
        let found = found(&checked);
        let built = scratch.build(&[]);
        says_nothing(&built);
        let is_named = found.iter().any(|(file, _)| file == named || named.is_empty());
        if !is_named || built.code != Some(1) || !scratch.output().is_empty() {
            missed.push(format!("{place}: {:?} {found:?}\n{}", built.code, checked.stderr));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// Whatever a site's own list of areas says or lacks, ID numbers of every area stop a build.
#[test]
fn no_list_of_areas_switches_the_search_off() {
    for list in [
        "",
        "\u{feff}",
        "省,名,市\n",
        "省,名,市\n11,北京,01\n",
        "\n\n\n",
        "代码\n99\n",
        "省;名;市\n99;无;99\n",
        "33,浙江,06\n",
    ] {
        let scratch = Scratch::in_memory();
        scratch.put("site.yaml", SITE);
        scratch.put("checks/areas.csv", list);
        scratch.put("content/通知/一.md", article(&format!("证号{ID}")));
        let built = scratch.build(&[]);
        says_nothing(&built);
        assert!(built.ended(1).contains("id-number"), "{list:?}: {}", built.stderr);
        assert!(scratch.output().is_empty(), "{list:?}");
    }
}

/// What was looked at and found to be right may be published, also where it shows on other pages.
#[test]
fn a_silence_holds_for_what_readers_see_too() {
    let scratch = Scratch::in_memory();
    let silence =
        "检查:\n  静默:\n    - {规则: mobile-number, 路径: 通知/一.md, 理由: 值班手机, 到期: 2024-12-31}\n";
    scratch.put("site.yaml", format!("{SITE}{silence}"));
    let shown = article("值班138**1234**5678").replace("标题: 公示", "标题: 值班一三八一二三四五六七八");
    scratch.put("content/通知/一.md", &shown);
    scratch.build(&[]).ended(0);
    scratch.put("content/通知/二.md", &shown);
    let built = scratch.build(&[]);
    assert!(built.ended(1).contains("content/通知/二.md") && !built.stderr.contains("content/通知/一.md"));
}

/// What only looks like a number of a person, once it is finished: a line each.
#[test]
fn lookalikes_give_no_alarm() {
    let lookalikes = include_str!("../privacy/lookalikes.txt");
    let scratch = Scratch::in_memory();
    scratch.put("site.yaml", SITE);
    let lines: Vec<&str> =
        lookalikes.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")).collect();
    assert!(lines.len() > 40, "{} are too few", lines.len());
    for (number, line) in lines.iter().enumerate() {
        let text = line.replace("\\n", "\n").replace("\\t", "\t");
        scratch.put(&format!("content/通知/{number}.md"), article(&text));
        if line.starts_with('|') {
            let cells =
                |row: &str| row.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>().join(",");
            let rows = text.lines().filter(|row| !row.contains("---")).map(cells);
            scratch.put(&format!("content/通知/{number}.csv"), rows.collect::<Vec<_>>().join("\n"));
            scratch.put(&format!("content/通知/表{number}.md"), article(&format!("![表]({number}.csv)")));
        }
    }
    let found = found(&check(&scratch));
    assert!(found.is_empty(), "{found:#?}");
}
