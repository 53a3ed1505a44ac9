//! The built-in theme: every template renders with sample views, and shows what it has to.
//!
//! The pages also lie in `target/tmp/theme/` afterwards, for people and for checkers to look at.

mod overviews;
mod members;
mod progress;
mod samples;
mod versions;

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use gongkai::model::{ColumnId, ListId};
use gongkai::plan::{FixedPage, JointPage, OverviewScope, PageKind};
use gongkai::record::Part;
use gongkai::render::view::{self, ContentView, FrameView, Html, LinkView, Placement};
use include_dir::{Dir, include_dir};
use tera::{Tera, Value};

static THEME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/gongkai");

fn templates() -> Tera {
    let mut tera = Tera::new();
    gongkai::theme::register_phrases(&mut tera);
    tera.add_raw_templates(template_files()).expect("the theme is sound");
    tera
}

/// The names and texts of the theme's templates.
fn template_files() -> impl Iterator<Item = (&'static str, &'static str)> {
    let files = THEME.files().filter(|file| file.path().extension().is_some_and(|end| end == "html"));
    files.filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?)))
}

fn render(tera: &Tera, sample: &samples::Sample) -> String {
    let site = Value::from_serializable(&samples::site());
    let links = Value::from_serializable(&samples::links(sample.path));
    let Placement::Own(place) = &sample.page.placement else { panic!("{} stands nowhere", sample.path) };
    let around = view::frame_context(&site, &links, place);
    let [head, masthead, footer] = FrameView::TEMPLATES
        .map(|name| Html(tera.render(name, &around).unwrap_or_else(|error| panic!("{name}: {error}"))));
    let frame = FrameView { head, masthead, footer }.value();
    let context = view::context([&site, &links, &frame], &sample.page, &sample.content);
    tera.render(template_of(&sample.content), &context)
        .unwrap_or_else(|error| panic!("{}: {error}", sample.path))
}

/// The template of the kind of page that has such a content.
fn template_of(content: &ContentView) -> &'static str {
    let kind = match content {
        ContentView::Home(_) => PageKind::Home,
        ContentView::Column(_) => PageKind::Column { column: ColumnId::HOME, page: 0 },
        ContentView::Article(_) => PageKind::Article(0.into()),
        ContentView::Project(_) => PageKind::Project(0.into()),
        ContentView::Year(_) => PageKind::Year(0.into()),
        ContentView::Period(_) => PageKind::Period(0.into()),
        ContentView::Overview(_) => PageKind::Overview(OverviewScope::Now),
        ContentView::Dictionary(_) => PageKind::Fixed(FixedPage::Dictionary),
        ContentView::Catalogue(_) => PageKind::Catalogue { list: ListId::ALL, page: 0 },
        ContentView::Tombstone(_) => PageKind::Tombstone(0.into()),
        ContentView::Forward(_) => PageKind::Forward(0.into()),
        ContentView::Corrections(_) => PageKind::Fixed(FixedPage::Corrections),
        ContentView::Upcoming(_) => PageKind::Fixed(FixedPage::Upcoming),
        ContentView::Version(_) => PageKind::Version { item: 0.into(), part: Part::Article, version: 1 },
        ContentView::Search(_) => PageKind::Fixed(FixedPage::Search),
        ContentView::Members(_) => PageKind::Joint(JointPage::Members),
        ContentView::JointCatalogue(_) => PageKind::Joint(JointPage::Catalogue(None, 0)),
        ContentView::JointProgress(_) => PageKind::Joint(JointPage::Progress(OverviewScope::Now)),
        ContentView::JointMissing(_) => PageKind::Joint(JointPage::Missing),
        ContentView::JointCorrections(_) => PageKind::Joint(JointPage::Corrections),
        ContentView::NotFound => PageKind::Fixed(FixedPage::NotFound),
    };
    kind.descriptor().template.expect("it is a page")
}

fn all() -> Vec<(samples::Sample, String)> {
    let tera = templates();
    let rendered = |sample| {
        let html = render(&tera, &sample);
        (sample, html)
    };
    samples::pages().into_iter().map(rendered).collect()
}

fn one(path: &str) -> String {
    all().into_iter().find(|(sample, _)| sample.path == path).expect("there is such a sample").1
}

/// Fails unless `html` holds every one of `parts`, in this order.
#[track_caller]
fn shows(html: &str, parts: &[&str]) {
    let mut rest = html;
    for part in parts {
        let at = rest
            .find(part)
            .unwrap_or_else(|| panic!("`{part}` is missing, or stands too early, in:\n{html}"));
        rest = &rest[at + part.len()..];
    }
}

#[test]
fn every_template_is_used_by_a_sample() {
    let used: Vec<&str> = samples::pages().iter().map(|sample| template_of(&sample.content)).collect();
    let frame = ["base.html", "parts.html", "tools.html", "head.html", "masthead.html", "footer.html"];
    for (file, _) in template_files() {
        assert!(used.contains(&file) || frame.contains(&file), "no sample page uses {file}");
    }
}

#[test]
fn every_page_has_the_frame() {
    for (sample, html) in all() {
        let root = samples::links(sample.path);
        shows(
            &html,
            &[
                "<!DOCTYPE html>\n<html lang=\"zh-CN\">",
                r#"<meta name="SiteName" content="明川区人力资源和社会保障局信息公开">"#,
                r#"<meta name="SiteDomain" content="rsj.example.gov.cn">"#,
                r#"<meta name="SiteIDCode" content="3309990012">"#,
                &format!(r#"<link rel="stylesheet" href="{}">"#, root.stylesheet),
                &format!("<title>{}</title>", sample.page.window_title),
                r#"<body class=""#,
                r##"<a class="skip" href="#main">"##,
                r#"<nav class="site-nav fold" aria-label="主导航">"#,
                r#"<main id="main""#,
                "<h1>",
                "网站标识码",
                "站点地图",
                "党政机关网站标识",
                "浙ICP备00000000号",
                "浙公网安备 33099900000001号",
                "我为政府网站找错",
                "</html>",
            ],
        );
        assert_eq!(html.matches("<h1").count(), 1, "{}", sample.path);

        for forbidden in [" style=", " onclick=", "<style", "javascript:", "\n\n\n\n"] {
            assert!(!html.contains(forbidden), "{} holds {forbidden:?}", sample.path);
        }
    }
}

#[test]
fn items_carry_the_tags_of_the_guideline() {
    shows(
        &one("002590761/2023-00012.html"),
        &[
            r#"<meta name="ColumnName" content="政策文件">"#,
            r#"<meta name="ColumnType" content="政策文件">"#,
            r#"<meta name="ColumnDescription" content="#,
            r#"<meta name="ColumnKeywords" content="#,
            r#"<link rel="alternate" type="application/atom+xml""#,
            r#"<meta name="ArticleTitle" content="明川区人力资源和社会保障局等六部门"#,
            r#"<meta name="PubDate" content="2023-06-20 09:30">"#,
            r#"<meta name="ContentSource" content="明川区人力资源和社会保障局">"#,
            r#"<link rel="canonical" href="https://rsj.example.gov.cn/002590761/2023-00012.html">"#,
            r#"<script type="application/ld+json">{"@context""#,
        ],
    );
}

#[test]
fn an_official_document_stands_in_its_order() {
    shows(
        &one("002590761/2023-00012.html"),
        &[
            r#"<nav class="breadcrumb wrap""#,
            "<dt data-search=\"no\">索引号</dt><dd>002590761/2023-00012</dd>",
            "<dt data-search=\"no\">文号</dt><dd><span class=\"none\">无</span></dd>",
            "<h1>",
            "明人社〔2023〕12号",
            "<summary>目录</summary>",
            r##"<a href="#h-0">一、总体要求</a>"##,
            "各镇（街道）人民政府（办事处），区级有关单位：",
            r#"<h2 id="h-0">"#,
            "<caption>表1",
            "补助申请表</a><span>（DOCX，32 KB）</span>",
            r#"<time datetime="2023-06-05">2023年6月5日</time>"#,
            "政策解读",
            "本文件替代的文件",
            "上一篇",
            "下一篇",
            r#"class="print-foot" aria-hidden="true">明川区人力资源和社会保障局信息公开　索引号：002590761/2023-00012"#,
        ],
    );
}

#[test]
fn a_repealed_document_says_so_before_its_text() {
    shows(
        &one("002590761/2019-00007.html"),
        &["本文件已废止", "2023年6月20日", "现行文件", r#"href="2023-00012.html""#, "class=\"text gongwen"],
    );
}

#[test]
fn a_year_shows_goal_table_and_every_quarter_in_its_section() {
    let html = one("002590761/2024-00031.html");
    shows(
        &html,
        &[
            "<h2 id=\"figures\">指标进度</h2>",
            "<ol class=\"nodes\"><li class=\"node tone-behind\"><strong>主体完工</strong>",
            "<span class=\"why\">原因：台风停工</span>",
            "<a href=\"照片.jpg\">完成的依据</a>",
            "6340人次",
            "<li><strong>职业技能培训</strong>：按序时。四季度累计6340人次。说明：按人次统计。</li>",
            "<h2 id=\"scope\">项目内容</h2>",
            "<h2 id=\"goal\">2023年度目标</h2>",
            "<dt>牵头单位</dt><dd>区人力社保局</dd>",
            "<span>区总工会</span><span>区教育体育局</span>",
            "<h2 id=\"periods\">推进情况</h2>",
            r##"href="#q4""##,
            "<h3 id=\"q1\">一季度</h3>",
            "按序时",
            "<h3 id=\"q2\">二季度</h3>",
            "<h3 id=\"q3\">三季度</h3>",
            "状态由填报单位自行填写。理由：经区政府同意",
            "<h3 id=\"q4\">四季度</h3>",
            "存在问题",
            "下一步",
            "四季度培训明细",
            "下一年",
        ],
    );
    assert!(!html.contains("上一年</span>"), "there is no year before");
}

#[test]
fn a_year_of_period_pages_links_them() {
    shows(
        &one("qiyouxiang/linggong/2024.html"),
        &[
            r#"<h3 id="q1"><a href="../../002590761/2024-00040.html">一季度</a></h3>"#,
            "新开两家零工市场",
            "上一年",
        ],
    );
    shows(
        &one("002590761/2024-00040.html"),
        &["<h2 id=\"report\">推进情况</h2>", "存在问题", "下一步", "附件"],
    );
}

#[test]
fn lists_show_dates_marks_and_pages() {
    shows(
        &one("qiyouxiang/index.html"),
        &[
            r#"<a href="../qiyouxiang/index.html" aria-current="page">"#,
            "<h2 id=\"projects\">项目</h2>",
            r#"<time datetime="2024-01-08">2024-01-08</time>"#,
            r#"<span class="mark">废止</span>"#,
            "共 12 条，第 1 页，共 2 页",
            r#"<a href="2.html" rel="next">下一页</a>"#,
        ],
    );
    shows(
        &one("catalogue/index.html"),
        &[
            "发布单位：全部",
            "索引号</th>",
            "名称</th>",
            "内容概述</th>",
            "生成日期</th>",
            "已撤回",
            "（CSV，2 KB）",
        ],
    );
}

#[test]
fn an_overview_counts_names_the_late_and_leads_to_the_data() {
    shows(
        &one("progress/2023/Q3.html"),
        &[
            "其中滞后1个",
            r#"aria-current="true">2023年"#,
            r#"aria-current="page">三季度"#,
            r#"<td class="num">100.0%</td>"#,
            r#"<tr class="total"><th scope="row">合计</th><td class="num">1</td>"#,
            "<h2 id=\"changes\">本季度变化</h2>",
            "已完成</span><span class=\"why\">单位自填，按规则为滞后</span></td><td>",
            "<h2 id=\"late\">",
            "<p>共 2 个",
            "<p class=\"facts\"><span class=\"status status-behind\">",
            "职业技能培训 <b>6340人次</b>（目标 ≥9000，完成率 70.4%，滞后）</li>",
            "<li>主体完工（计划2023-06-30完成，滞后）</li><li>零工市场：没有填报</li>",
            "<dl class=\"reasons\"><div><dt>存在问题</dt><dd>师资不足</dd></div></dl>",
            "没有公开。</p><p class=\"more\"><a href=\"../../002590761/2023-00031.html#q3\" aria-label=\"技能提升行动，上一次公开：2023年三季度全文\">上一次公开：2023年三季度全文",
            r#"<td class="num zero">0</td><td class="num">1</td>"#,
            "各个项目",
            "<td>—</td><td>区人力社保局</td>",
            "数据字典",
            "../../data/progress.csv",
        ],
    );
    shows(
        &one("data/index.html"),
        &["<h3 id=\"field-project\">项目 <code>projects[]</code></h3>", "<h2 id=\"statuses\">"],
    );
}

#[test]
fn a_tombstone_and_the_lost_page_lead_on() {
    shows(
        &one("002590761/2022-00009.html"),
        &["本条信息已撤回", "2022-08-01", "002590761/2022-00009", "活动取消"],
    );
    let lost = one("404.html");
    shows(&lost, &[r#"href="/assets/site.css""#, r#"href="/index.html""#, r#"href="/catalogue/index.html""#]);
    assert!(!lost.contains("canonical"));
}

#[test]
fn what_people_typed_is_escaped_and_finished_html_is_not() {
    let mut sample = samples::pages().remove(5);
    sample.page.title = "<b>“标题” & 'x'</b>".into();
    sample.page.breadcrumb = vec![LinkView { title: "<i>".into(), url: "a\"b".into() }];
    let ContentView::Article(article) = &mut sample.content else { panic!("the sample is an article") };
    article.addressees = "<script>".into();
    article.html = Html("<p>正<strong>文</strong></p>".into());
    let html = render(&templates(), &sample);
    shows(
        &html,
        &["&lt;i&gt;", "<h1>&lt;b&gt;“标题” &amp; ", "&lt;script&gt;：", "<p>正<strong>文</strong></p>"],
    );
    assert!(html.contains("a&quot;b"));
}

#[test]
fn the_assets_load_nothing_and_know_paper_and_readers_wishes() {
    let text =
        |path: &str| THEME.get_file(path).and_then(|file| file.contents_utf8()).expect("the asset is a text");
    let css = text("assets/site.css");
    for wish in
        ["prefers-reduced-motion", "prefers-contrast: more", "forced-colors: active", ":focus-visible"]
    {
        assert!(css.contains(wish), "{wish}");
    }
    shows(css, &["@media print", "table-header-group", "table-footer-group"]);
    // The large pointers lie beside the style sheet.
    for file in css.split("url(").skip(1) {
        let file = file.strip_prefix('"').and_then(|file| file.split('"').next()).unwrap_or_default();
        assert!(THEME.get_file(format!("assets/{file}")).is_some(), "{file}");
    }
    assert!(!text("assets/site.js").contains("url("));
    for door in ["@import", "fetch(", "XMLHttpRequest", "innerHTML", "document.cookie"] {
        assert!(!css.contains(door) && !text("assets/site.js").contains(door), "{door}");
    }
}

#[test]
fn the_sample_site_is_written_to_look_at() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("theme");
    for (sample, html) in all() {
        write(&root.join(sample.path), html.as_bytes());
    }
    for asset in THEME.get_dir("assets").expect("there are assets").files() {
        write(&root.join(asset.path()), asset.contents());
    }
    write(&root.join("feed.xml"), FEED.as_bytes());
    for attachment in ["renwu.xlsx", "shenqingbiao.docx", "mingxi.xlsx", "dizhi.pdf"] {
        write(&root.join("002590761/files").join(attachment), b"sample");
    }
    for data in ["data/catalogue.json", "002590761/2024-00031.json", "002590761/2019-00007.json"] {
        write(&root.join(data), b"{}");
    }
    for data in ["data/catalogue.csv", "data/progress.csv"] {
        write(&root.join(data), "索引号\r\n".as_bytes());
    }
    assert!(root.join("catalogue/index.html").is_file());
}

fn write(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().expect("a file stands in a folder"))
        .expect("the folder can be made");
    File::create(path).and_then(|mut file| file.write_all(bytes)).expect("the file can be written");
}

const FEED: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>https://rsj.example.gov.cn/</id><title>信息公开</title><updated>2024-01-08T11:44:00+08:00</updated><author><name>明川区人力资源和社会保障局</name></author><link rel="self" href="https://rsj.example.gov.cn/feed.xml"/><entry><id>https://rsj.example.gov.cn/002590761/2024-00031.html</id><title>2023年“劳有所得”技能提升行动进度情况</title><updated>2024-01-08T11:44:00+08:00</updated><link href="https://rsj.example.gov.cn/002590761/2024-00031.html"/><summary>进度情况</summary></entry></feed>
"#;
