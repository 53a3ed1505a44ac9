//! Pasted texts and saved pages.

use std::fmt::Write as _;

use gongkai::import::{KnownProject, Wanted};
use gongkai::model::ContentPath;
use snapbox::{IntoData, assert_data_eq, str};

use super::{doubts, fates, gongkai, proposed, site_with, text};

const NOTICE: &str = "各镇人民政府，区政府各部门:
经区政府同意，现将《云溪区就业促进“十四五”规划》印发给你们，请认真执行。
2024年3月1日
云溪区就业促进“十四五”规划
一、主要目标
表1 主要指标
序号 |
指标 |
“十四五”主要目标 |
就业 |
新增就业 |
每年不低于9000人 |
职业技能培训 |
每年10000人次 |
|
社会保障 |
无账户人数 |
每年减少10% |
1.就业质量提升。落实责任。
";

#[test]
fn a_pasted_notice_has_its_table_again() {
    let proposal = proposed("规划.txt", NOTICE.as_bytes(), |_| {});
    assert_data_eq!(
        text(&proposal, ".md"),
        str![[r#"
---
# 待核对：第 7 行：这里的表格是按一格一行拼起来的，有几行缺了格子，请核对各数的行和列
标题: 云溪区就业促进“十四五”规划
类型: 规划
发布单位: 区人力社保局
成文日期: 2024-03-01
公开日期: 2024-03-08
主送: 各镇人民政府，区政府各部门
---
经区政府同意，现将《云溪区就业促进“十四五”规划》印发给你们，请认真执行。
2024年3月1日
## 云溪区就业促进“十四五”规划
一、主要目标
表1 主要指标

| 序号 | 指标 | “十四五”主要目标 |
|---|---|---|
| 就业 | 新增就业 | 每年不低于9000人 |
| ^^ | 职业技能培训 | 每年10000人次 |
| 社会保障 | 无账户人数 | 每年减少10% |

1.就业质量提升。落实责任。

"#]]
        .raw()
    );
    let project = proposed("规划.txt", NOTICE.as_bytes(), |options| options.wanted = Some(Wanted::Project));
    let yaml = text(&project, ".yaml");
    assert!(yaml.contains("- 名称: 无账户人数\n"), "{yaml}");
    assert!(yaml.contains("      2025: 每年减少10%\n"), "{yaml}");
}

const REPORT: &str = "当前位置 : 首页
>>专题专栏 >>重点工作
索引号: 002590761/2024-00031 公开方式: 主动公开
文号: 公开日期: 2024-01-02 11:44
发布单位: 区人力社保局

云溪区“劳有所得”进度情况

项目内容

2023年度目标

牵头单位

加快构建就业体系。

建成零工市场3家。

仲裁结案率保持在92%以上。

区人力社保局

推进情况

一季度

截至3月底，建成零工市场2家。职业技能培训6340人次。

二季度

零工市场3家，完成全年目标。职业技能培训达2.39万人次。

      分享到:
【打印本页】 【关闭本页】
";

#[test]
fn a_report_by_quarters_becomes_a_project_with_its_entries() {
    let proposal = proposed("进度.txt", REPORT.as_bytes(), |_| {});
    let names: Vec<&str> = proposal.files.iter().map(|file| file.path.as_str()).collect();
    let folder = "政策文件/云溪区“劳有所得”进度情况";
    assert_eq!(names, ["project.yaml", "2023-Q1.md", "2023-Q2.md"].map(|name| format!("{folder}/{name}")));
    assert_data_eq!(
        text(&proposal, ".yaml"),
        str![[r#"
# 待核对：第 15 行：几栏的文字连在一起，先把第一段当作项目内容，其余当作目标，请核对
标题: 云溪区“劳有所得”进度情况
牵头单位: 区人力社保局
项目内容: |
  加快构建就业体系。
目标:
  2023: |
    建成零工市场3家。
    仲裁结案率保持在92%以上。

"#]]
        .raw()
    );
    assert_eq!(
        text(&proposal, "Q1.md"),
        "---\n公开日期: 2024-03-08\n---\n截至3月底，建成零工市场2家。职业技能培训6340人次。\n"
    );
    let told = fates(&proposal);
    assert!(told.contains("留 第 1 行：旧网站的导航") && told.contains("旧网页的按钮"), "{told}");
}

#[test]
fn figures_in_a_report_are_found_by_the_names_that_the_project_has() {
    let projects = [KnownProject {
        folder: ContentPath::new("重点/劳有所得").unwrap(),
        indicators: vec![("零工市场".into(), "家".into()), ("职业技能培训".into(), "万人次".into())],
    }];
    let (to, known) = (ContentPath::new("重点/劳有所得").unwrap(), &projects[..]);
    let proposal = proposed("进度.txt", REPORT.as_bytes(), |options| {
        options.to = &to;
        options.projects = known;
    });
    let first = text(&proposal, "2023-Q1.md");
    assert!(first.contains("指标:\n  零工市场: 2家\n  职业技能培训: 6340人次\n---\n截至3月底"), "{first}");
    assert!(text(&proposal, "2023-Q2.md").contains("  零工市场: 3家\n  职业技能培训: 2.39万人次\n"));
}

fn page(head: &str, body: &str) -> String {
    format!(
        "<html><head><title>关于放假的通知_某某区人民政府</title>{head}</head><body>\
         <div class=nav><a href=/>首页</a> <a href=/zwgk>政务公开</a></div>{body}\
         <div class=footer>主办单位：某某区人民政府　备案号123</div><script>var a = '脚本';</script></body></html>"
    )
}

/// The text as the editors of these systems write it.
const INSIDE: &str = "<p style=\"text-align:center\"><b>关于放假的通知</b></p><p>各单位：</p>\
    <p>　　根据安排，<strong>五一</strong>放假五天，见<a href=\"http://a.example.cn/x.html\">安排</a>。</p>\
    <table border=1><tr><td rowspan=2>节日</td><td colspan=2>日期</td></tr><tr><td>起</td><td>止</td></tr>\
    <tr><td>五一</td><td>5月1日</td><td>5月5日</td></tr></table><p style=\"display:none\">隐藏</p>\
    <p align=right>某某区人力资源和社会保障局</p><p align=right>2024年4月1日</p>";

#[test]
fn pages_of_the_usual_systems_become_the_same_article() {
    let tables = [
        // 大汉
        format!(
            "<table class=xxgk><tr><td>索引号：</td><td>002590761/2024-00012</td><td>发布日期：</td><td>2024-04-02</td></tr>\
            <tr><td>文号：</td><td>某人社〔2024〕3号</td><td>发布机构：</td><td>区人力社保局</td></tr></table><div id=zoom>{INSIDE}</div>"
        ),
        // 拓尔思
        format!(
            "<ul><li><b>索 引 号：</b>002590761/2024-00012</li><li>文　　号：某人社〔2024〕3号</li><li>发布机构：区人力社保局</li>\
            <li>发布日期：2024-04-02</li></ul><div class=TRS_Editor>{INSIDE}</div>"
        ),
        // 博达
        format!(
            "<div>索引号：002590761/2024-00012 发布机构：区人力社保局</div><div>文号：某人社〔2024〕3号 发布日期：2024-04-02</div>\
            <div id=vsb_content><div class=v_news_content>{INSIDE}</div></div>"
        ),
        // 广东集约化
        format!(
            "<div class=classify><table><tr><th>索引号:</th><td>002590761/2024-00012</td></tr><tr><th>发布机构:</th><td>区人力社保局</td></tr>\
            <tr><th>文号:</th><td>某人社〔2024〕3号</td></tr><tr><th>发布日期:</th><td>2024-04-02</td></tr></table></div>\
            <div class=article-content>{INSIDE}</div>"
        ),
    ];
    for table in tables {
        let html = page("<meta name=ArticleTitle content=关于放假的通知>", &table);
        let (gbk, _, _) = encoding_rs::GBK.encode(&html);
        for bytes in [html.as_bytes(), &gbk] {
            let proposal = proposed("旧页.html", bytes, |_| {});
            assert_data_eq!(
                text(&proposal, ".md"),
                str![[r#"
---
标题: 关于放假的通知
类型: 通知
文号: 某人社〔2024〕3号
发布单位: 区人力社保局
成文日期: 2024-04-01
公开日期: 2024-04-02
主送: 各单位
落款: 某某区人力资源和社会保障局
索引号: 002590761/2024-00012
---
根据安排，**五一**放假五天，见[安排](http://a.example.cn/x.html)。

| 节日 | 日期 | < |
|---|---|---|
| ^^ | 起 | 止 |
| 五一 | 5月1日 | 5月5日 |

"#]]
                .raw()
            );
            assert_eq!(doubts(&proposal), "", "{html}");
            assert!(fates(&proposal).contains("旧页面的导航"), "{}", fates(&proposal));
        }
    }
}

#[test]
fn what_a_page_was_saved_with_comes_along() {
    let body = "<div id=zoom><p>第一段写得长一些，好让正文比导航多。第二句也写得长一些。</p>\
        <p><a href=\"files/W0201.docx\">附件1：申请表.docx</a></p><p><a href=\"/files/gone.xls\">附件2：名单</a></p>\
        <p><img src=\"页_files/a.png\" alt=\"服务点分布\"></p></div>";
    let html = page("", body);
    let png = b"\x89PNG\r\n\x1A\n\0\0\0\0IEND\xAE\x42\x60\x82";
    let beside = |address: &str| match address {
        "files/W0201.docx" => Some(b"docx".to_vec()),
        "页_files/a.png" => Some(png.to_vec()),
        _ => None,
    };
    let proposal = proposed("页.html", html.as_bytes(), |options| options.beside = &beside);
    let article = text(&proposal, ".md");
    assert!(article.contains("附件:\n  - 文件: 申请表.docx\n    名称: 附件1：申请表\n---\n"), "{article}");
    assert!(article.contains("\n![服务点分布](关于放假的通知-图1.png)\n"), "{article}");
    assert_eq!(proposal.files.len(), 3);
    assert!(doubts(&proposal).contains("附件“附件2：名单”"), "{}", doubts(&proposal));
}

#[test]
fn a_whole_site_moves_over_with_its_numbers() {
    let old = |number: &str, day: &str, words: &str| {
        page(
            &format!(
                "<meta name=ArticleTitle content=会议通知><meta name=PubDate content=\"2023-01-{day} 09:00\">"
            ),
            &format!(
                "<p>索引号：{number} 发布机构：县政务服务中心</p><div id=zoom><p>{words}定于周五开会，请准时参加。</p></div>"
            ),
        )
    };
    let export = "标题,索引号,发布日期,正文\n年终总结,123456788/2022-00007,2022-12-30,\"<p>全年办件三万件。</p><p>群众满意。</p>\"\n没有号的,,,一段话写在这里。\n";
    let first = old("123456788/2023-00001", "05", "甲");
    let second = old("123456788/2023-00002", "12", "乙");
    let folder = site_with(&[("导出.csv", export.as_bytes())]);
    std::fs::create_dir_all(folder.path().join("旧站/a_files")).unwrap();
    for (name, text) in [("旧站/1.html", &first), ("旧站/2.html", &second), ("旧站/a_files/x.html", &first)]
    {
        gongkai::files::write_atomic(&folder.path().join(name), text.as_bytes()).unwrap();
    }
    let site = folder.path().join("site");
    let today = ["--today", "2024-03-08"];
    for source in ["../旧站", "../导出.csv"] {
        let args = [&["index", "import", source, "--to", "通知公告", "--write"][..], &today].concat();
        let (code, shown, told) = gongkai(&site, &args);
        assert_eq!(code, Some(0), "{shown}{told}");
        assert!(told.starts_with("2 个网页"), "{told}");
    }
    let (code, shown, told) = gongkai(&site, &[&["build"][..], &today].concat());
    assert_eq!(code, Some(0), "{shown}{told}");
    let ledger = String::from_utf8(gongkai::files::read(&site.join("index-numbers.csv")).unwrap()).unwrap();
    for row in [
        "123456788/2023-00001,通知公告/会议通知,会议通知,2023-01-05",
        "123456788/2023-00002,通知公告/会议通知-2,会议通知,2023-01-12",
        "123456788/2022-00007,通知公告/年终总结,年终总结,2022-12-30",
    ] {
        assert!(ledger.contains(row), "{row}\n{ledger}");
    }
    let (code, shown, told) = gongkai(
        &site,
        &[&["index", "import", "../旧站", "--to", "通知公告", "--write"][..], &today].concat(),
    );
    assert!(code == Some(0) && told.contains("2 个已经有了"), "{shown}{told}");
}

#[test]
fn words_that_lie_deep_are_not_lost() {
    let deep = format!("{}底下的话。{}", "<div>".repeat(3000), "</div>".repeat(3000));
    let proposal = proposed(
        "深.html",
        page("", &format!("<div id=zoom><p>上面的话。</p>{deep}</div>")).as_bytes(),
        |_| {},
    );
    assert!(text(&proposal, ".md").contains("\n上面的话。\n底下的话。\n"), "{}", text(&proposal, ".md"));
}

#[test]
fn pages_in_big5_and_pages_saved_whole_are_read() {
    let html = "<html><head><meta http-equiv=Content-Type content=\"text/html; charset=big5\"><title>會議</title></head>\
        <body><div id=zoom><p>今年工作會議定於週五開，請準時參加。</p><p><img src=\"http://a.cn/i/1.png\" alt=座位></p></div></body></html>";
    let (big5, _, lost) = encoding_rs::BIG5.encode(html);
    assert!(!lost);
    let read = text(&proposed("旧页.htm", &big5, |_| {}), ".md");
    assert!(read.contains("\n今年工作会议定") && read.contains("\n标题: 会议\n"), "{read}");
    let png = "iVBORw0KGgoAAAAASUVORK5CYII=";
    let (gbk, _, _) = encoding_rs::GBK.encode("<div id=zoom><p>周五开会，请准时参加会议。</p><p><img src=\"http://a.cn/i/1.png\" alt=座位></p></div>");
    let quoted = gbk.iter().fold(String::new(), |mut out, byte| {
        _ = write!(out, "={byte:02X}");
        out
    });
    let whole = format!(
        "From: <x>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\n\
         Content-Type: text/html; charset=\"gb2312\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{quoted}\r\n--b\r\n\
         Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: http://a.cn/i/1.png\r\n\r\n{png}\r\n--b--\r\n"
    );
    // Old systems give such pages the name of a Word file.
    for name in ["会议通知.mht", "会议通知.doc"] {
        let proposal = proposed(name, whole.as_bytes(), |_| {});
        let article = text(&proposal, ".md");
        assert!(
            article.ends_with("---\n周五开会，请准时参加会议。\n![座位](会议通知-图1.png)\n"),
            "{article}"
        );
        assert_eq!(proposal.files.len(), 2);
    }
    let table = "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><meta charset=gb2312></head><body><table>\
        <tr><td>指标</td><td>单位</td><td>2024年目标</td></tr><tr><td>新增就业</td><td>人</td><td>9000</td></tr></table></body></html>";
    let (gbk, _, _) = encoding_rs::GBK.encode(table);
    let yaml = text(&proposed("导出.xls", &gbk, |_| {}), ".yaml");
    assert!(yaml.contains("  - 名称: 新增就业\n    单位: 人\n    目标:\n      2024: 9000\n"), "{yaml}");
}

#[test]
fn the_last_bar_of_a_pasted_table_may_be_lost() {
    let cut = NOTICE.replace(
        "社会保障 |\n无账户人数 |\n每年减少10% |\n",
        "社会保障 |\n无账户人数 |\n每年减少10% |\n断缴人数 |\n每年减少5% |\n",
    );
    assert_ne!(cut, NOTICE);
    let article = text(&proposed("规划.txt", cut.as_bytes(), |_| {}), ".md");
    assert!(
        article.contains("| 社会保障 | 无账户人数 | 每年减少10% |\n| ^^ | 断缴人数 | 每年减少5% |\n"),
        "{article}"
    );
}

#[test]
fn what_stands_beside_the_text_or_is_counted_by_the_browser_is_there() {
    let old = "<html><head><title>丙项通知-云溪大学</title></head><body><h2>丙项通知</h2><div>发布日期：2022-11-11</div><div id=\"vsb_content\"><p>各单位：</p><p>正文。</p>\
        <ol><li>甲点</li><li><p>乙点</p><ol type=\"a\"><li>子点</li></ol></li><li value=\"7\">丙点</li></ol>\
        <ol start=\"3\"><li>三、自己编号</li><li>丁点</li></ol><ol style=\"list-style: none\"><li>无号</li></ol>\
        <ul><li>圆点</li></ul><pre>第一行\n第二行</pre></div>\
        <ul><li>附件【<a href=\"/download.jsp?id=2\">丙表.xlsx</a>】已下载<span>3</span>次</li><li>附件2：<a href=\"b.doc\">乙表</a></li></ul>\
        <div>友情链接 <a href=\"c.pdf\">画册.pdf</a></div></body></html>";
    let beside = |name: &str| (name == "丙表.xlsx").then(|| b"x".to_vec());
    let proposal = proposed("丙.html", old.as_bytes(), |options| options.beside = &beside);
    let article = text(&proposal, ".md");
    assert!(article.contains("标题: 丙项通知\n"), "{article}");
    assert!(article.contains("附件:\n  - 文件: 丙表.xlsx\n    名称: 丙表\n"), "{article}");
    let lines = "1.甲点\n2.乙点\na.子点\n7.丙点\n三、自己编号\n4.丁点\n无号\n圆点\n第一行\n第二行";
    assert!(article.contains(lines), "{article}");
    let told = doubts(&proposal);
    assert!(told.contains("附件“乙表”（b.doc）没有随网页保存") && told.lines().count() == 1, "{told}");
}

#[test]
fn a_list_without_end_is_read_in_time() {
    let items = "<li><a href=\"a.pdf\">甲</a>".repeat(20_000);
    let page = format!(
        "<html><body><div id=\"zoom\"><p>正文。</p><ol>{items}</ol></div><ul>{items}</ul></body></html>"
    );
    let begin = std::time::Instant::now();
    let proposal = proposed("甲.html", page.as_bytes(), |_| {});
    assert!(text(&proposal, ".md").contains("20000.甲"));
    assert!(begin.elapsed().as_secs() < 60, "{:?}", begin.elapsed());
}
