//! A small invented site as the types that templates see: every kind of page at least once, with the
//! long titles, wide tables and many headings of real ones.

use std::fmt::Write as _;

use gongkai::render::view::*;

use super::progress::{card, nodes, rule};
use super::{members, overviews, versions};

const SITE: &str = "明川区人力资源和社会保障局信息公开";
const URL: &str = "https://rsj.example.gov.cn/";

/// A page of the sample site.
pub(super) struct Sample {
    pub(super) path: &'static str,
    pub(super) page: PageView,
    pub(super) content: ContentView,
}

pub(super) fn site() -> SiteView {
    SiteView {
        name: SITE.into(),
        lang: "zh-CN".into(),
        domain: "rsj.example.gov.cn".into(),
        site_id: "3309990012".into(),
        feed_type: "application/atom+xml".into(),
        footer: FooterView {
            host: "明川区人力资源和社会保障局".into(),
            organiser: "明川区数据服务中心".into(),
            address: "明川区文澜路 18 号".into(),
            phone: "0599-12333".into(),
            phone_url: "tel:059912333".into(),
            icp: "浙ICP备00000000号".into(),
            icp_url: "https://beian.miit.gov.cn/".into(),
            police: "浙公网安备 33099900000001号".into(),
            police_url: "https://beian.mps.gov.cn/#/query/webSearch?code=33099900000001".into(),
            mark_url: "https://bszs.conac.cn/sitename?method=show&id=00000000000000000000000000000000".into(),
        },
    }
}

/// The links of a page at `path`; those of the page for lost addresses start with `/`.
pub(super) fn links(path: &str) -> LinksView {
    let up = root_of(path);
    let nav = [
        ("首页", "index.html"),
        ("公共服务七优享", "qiyouxiang/index.html"),
        ("政策文件", "zhengce/index.html"),
        ("信息公开目录", "catalogue/index.html"),
    ];
    LinksView {
        home: format!("{up}index.html"),
        catalogue: format!("{up}catalogue/index.html"),
        progress: Some(format!("{up}progress/index.html")),
        corrections: format!("{up}corrections/index.html"),
        upcoming: format!("{up}upcoming/index.html"),
        search: Some(format!("{up}search.html")),
        open_search: Some(format!("{up}opensearch.xml")),
        feed: format!("{up}feed.xml"),
        stylesheet: format!("{up}assets/site.css"),
        script: format!("{up}assets/site.js"),
        icon: format!("{up}assets/icon.svg"),
        nav: nav.iter().map(|(title, url)| link(title, &format!("{up}{url}"))).collect(),
    }
}

fn root_of(path: &str) -> String {
    if path == "404.html" { "/".into() } else { "../".repeat(path.matches('/').count()) }
}

pub(super) fn link(title: &str, url: &str) -> LinkView {
    LinkView { title: title.into(), url: url.into() }
}

fn day(iso: &str) -> TimeView {
    TimeView { iso: iso.into(), text: iso.into() }
}

fn item(title: &str, url: &str, date: &str) -> ItemView {
    ItemView { title: title.into(), url: url.into(), date: Some(day(date)), mark: None }
}

fn field(label: &str, text: &str) -> FieldView {
    FieldView { label: label.into(), text: text.into(), ..FieldView::default() }
}

fn paragraphs(texts: &[&str]) -> Html {
    Html(texts.iter().flat_map(|text| ["<p>", text, "</p>\n"]).collect())
}

pub(super) fn file(title: &str, url: &str, format: &str, size: &str) -> FileView {
    FileView { title: title.into(), url: url.into(), format: format.into(), size: size.into() }
}

fn status(text: &str, tone: &'static str) -> StatusView {
    StatusView { text: text.into(), tone, sign: "●", ..StatusView::default() }
}

pub(super) fn page(path: &str, title: &str, column: &str, kind: &str) -> PageView {
    let canonical = format!("{URL}{}", path.strip_suffix("index.html").unwrap_or(path));
    let up = root_of(path);
    let column_meta = ColumnMetaView {
        name: column.into(),
        kind: kind.into(),
        description: format!("公布{column}的有关信息"),
        keywords: format!("{column},政府信息公开"),
    };
    let place = PlaceView { column_meta: Some(column_meta), ..PlaceView::default() };
    PageView {
        title: title.into(),
        window_title: format!("{title} - {SITE}"),
        description: format!("{SITE}“{column}”栏目：{title}。"),
        report_url: format!(
            "https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=3309990012&url={canonical}"
        ),
        placement: Placement::Own(Box::new(place)),
        json_ld: Html(format!(
            r#"{{"@context":"https://schema.org","@type":"WebPage","name":"{title}","url":"{canonical}","inLanguage":"zh-CN"}}"#
        )),
        breadcrumb: vec![link("首页", &format!("{up}index.html"))],
        canonical: Some(canonical),
        ..PageView::default()
    }
}

/// Where the page stands, to be changed.
fn place(page: &mut PageView) -> &mut PlaceView {
    match &mut page.placement {
        Placement::Own(place) => place,
        Placement::Column(_) => panic!("samples have a place of their own"),
    }
}

/// Makes of `page` the page of an item.
fn of_item(mut page: PageView, number: Option<&str>, date: &str) -> PageView {
    let url = page.canonical.clone().unwrap_or_default();
    // What is drawn does not matter here.
    let qr = "<svg class=\"qr\" viewBox=\"0 0 1 1\"><path d=\"M0 0h1v1H0z\"/></svg>".to_owned();
    page.article_meta = Some(ArticleMetaView {
        title: page.title.clone(),
        date: date.into(),
        source: "明川区人力资源和社会保障局".into(),
        keywords: "就业,技能培训".into(),
        author: "林晓".into(),
    });
    page.json_ld = Html(format!(
        r#"{{"@context":"https://schema.org","@type":"Article","headline":"{}","url":"{url}","datePublished":"{}T09:00:00+08:00","inLanguage":"zh-CN"}}"#,
        page.title,
        &date[..10],
    ));
    page.index_number = number.map(str::to_owned);
    page.share = Some(ShareView { url, qr: Html(qr) });
    page
}

/// Every page of the sample site.
pub(super) fn pages() -> Vec<Sample> {
    let mut all = vec![home(), column(1), column(2), policies(), catalogue()];
    all.extend([
        plan(),
        lapsed(),
        interpretation(),
        news(),
        project(),
        tombstone(),
        forward(),
        search(),
        lost(),
    ]);
    all.extend([year(), year_summary(), period()]);
    all.extend(overviews::pages());
    all.extend(versions::pages());
    all.extend(members::pages());
    all
}

fn home() -> Sample {
    let path = "index.html";
    let mut page = page(path, "政府信息公开", "首页", "首页");
    page.window_title = SITE.into();
    page.breadcrumb.clear();
    place(&mut page).nav_current = Some(0);
    place(&mut page).nav_is_page = true;
    page.json_ld = Html(format!(
        r#"{{"@context":"https://schema.org","@type":"WebSite","name":"{SITE}","url":"{URL}","inLanguage":"zh-CN"}}"#
    ));
    let newest = newest("");
    let columns = vec![
        ColumnCardView {
            title: "公共服务七优享".into(),
            url: "qiyouxiang/index.html".into(),
            description: "重点民生项目的年度目标与各季度推进情况。".into(),
            count: 24,
            newest: newest[..3].to_vec(),
        },
        ColumnCardView {
            title: "政策文件".into(),
            url: "zhengce/index.html".into(),
            description: "本局制发的规范性文件、规划和解读。".into(),
            count: 3,
            newest: newest[3..].to_vec(),
        },
    ];
    let content = ContentView::Home(HomeView {
        intro: Some(paragraphs(&[
            "这里集中公布本局的政策文件、重点民生项目的目标与进展，每季度更新一次。对公布的内容有疑问，可以拨打页面下方的电话。",
        ])),
        newest,
        columns,
        glance: Some(GlanceView {
            url: "progress/index.html".into(),
            period: "2023年".into(),
            summary: "2023年共公开4个项目的进度，其中按序时4个。".into(),
            ..GlanceView::default()
        }),
        projects: project_cards("", 4),
        members: None,
    });
    Sample { path, page, content }
}

fn newest(up: &str) -> Vec<ItemView> {
    let at = |path: &str| format!("{up}{path}");
    vec![
        item("2023年“劳有所得”技能提升行动进度情况", &at("002590761/2024-00031.html"), "2024-01-08"),
        item("2024年一季度零工市场建设进展", &at("002590761/2024-00040.html"), "2024-04-10"),
        item("全区秋季招聘会在文澜广场举办", &at("zhengce/zhaopinhui.html"), "2023-10-12"),
        item(PLAN, &at("002590761/2023-00012.html"), "2023-06-20"),
        item("一图读懂《明川区技能人才培育行动规划》", &at("002590761/2023-00013.html"), "2023-06-21"),
        ItemView {
            mark: Some("废止".into()),
            ..item(
                "关于印发《明川区公益性岗位管理办法》的通知",
                &at("002590761/2019-00007.html"),
                "2019-03-05",
            )
        },
    ]
}

fn project_cards(up: &str, count: usize) -> Vec<ProjectCardView> {
    let states = [("超序时", "ahead"), ("按序时", "on-track"), ("滞后", "behind"), ("已完成", "done")];
    let names = ["技能提升行动", "零工市场建设", "根治欠薪攻坚", "争议仲裁提质"];
    let urls = [
        "002590761/2024-00031.html",
        "qiyouxiang/linggong/2024.html",
        "qiyouxiang/jineng/index.html",
        "qiyouxiang/jineng/index.html",
    ];
    (0..count)
        .map(|at| ProjectCardView {
            title: names[at].into(),
            url: format!("{up}{}", urls[at]),
            field: Some("劳有所得".into()),
            lead: "区人力社保局".into(),
            period: Some("2023年四季度".into()),
            date: Some(day("2024-01-08")),
            status: Some(status(states[at].0, states[at].1)),
            plan: (at == 1).then(|| "2023年目标已完成，规划到2025年".into()),
        })
        .collect()
}

fn column(number: usize) -> Sample {
    let path = if number == 1 { "qiyouxiang/index.html" } else { "qiyouxiang/2.html" };
    let mut page = page(path, "公共服务七优享", "公共服务七优享", "工作动态");
    place(&mut page).nav_current = Some(1);
    place(&mut page).nav_is_page = number == 1;
    if number > 1 {
        page.window_title = format!("公共服务七优享（第{number}页） - {SITE}");
        page.description.push_str("第2页。");
    }
    let first = number == 1;
    let numbers = [1, 2].map(|number| PageNumberView {
        number,
        url: if number == 1 { "index.html".into() } else { "2.html".into() },
        gap: false,
    });
    let content = ContentView::Column(ColumnView {
        intro: first.then(|| paragraphs(&["七个领域的公共服务项目，按年度公布目标，按季度公布进展。"])),
        columns: Vec::new(),
        projects: if first { project_cards("../", 2) } else { Vec::new() },
        items: newest("../"),
        paging: PagingView {
            current: number,
            total: 2,
            count: 12,
            previous: (!first).then(|| "index.html".into()),
            next: first.then(|| "2.html".into()),
            pages: numbers.to_vec(),
        },
    });
    Sample { path, page, content }
}

fn policies() -> Sample {
    let path = "zhengce/index.html";
    let mut page = page(path, "政策文件", "政策文件", "政策文件");
    place(&mut page).nav_current = Some(2);
    place(&mut page).nav_is_page = true;
    let below = |title: &str| ColumnCardView {
        title: title.into(),
        url: "index.html".into(),
        description: "现行有效的文件。".into(),
        count: 3,
        newest: Vec::new(),
    };
    let content = ContentView::Column(ColumnView {
        columns: vec![below("行政规范性文件"), below("规划计划")],
        items: newest("../")[2..].to_vec(),
        ..ColumnView::default()
    });
    Sample { path, page, content }
}

fn catalogue() -> Sample {
    let path = "catalogue/index.html";
    let mut page = page(path, "信息公开目录", "信息公开目录", "信息公开目录");
    place(&mut page).nav_current = Some(3);
    place(&mut page).nav_is_page = true;
    let choices = |names: &[&str]| -> Vec<ChoiceView> {
        let choice = |(at, name): (usize, &&str)| ChoiceView {
            title: (*name).into(),
            url: "index.html".into(),
            count: 7 - at,
            current: at == 0,
        };
        names.iter().enumerate().map(choice).collect()
    };
    let filter = |title: &str, names: &[&str]| FilterView {
        title: title.into(),
        current: "全部".into(),
        choices: choices(names),
    };
    let summary = "围绕先进制造业强区建设，明确今后五年技能人才培养的目标、任务和保障措施，提出到2027年技能人才总量达到十二万人，其中高技能人才占比超过三成六。";
    let row = |number: &str, title: &str, mark: Option<&str>| CatalogueRowView {
        number: format!("002590761/{number}"),
        title: title.into(),
        url: format!("../002590761/{number}.html"),
        summary: summary.into(),
        date: day("2023-06-20"),
        published: day("2023-06-25"),
        mark: mark.map(str::to_owned),
    };
    let content = ContentView::Catalogue(CatalogueView {
        filters: vec![
            filter("发布单位", &["全部", "区人力社保局", "区总工会", "区教育体育局"]),
            filter("年份", &["全部", "2024年", "2023年", "2022年"]),
            filter("主题", &["全部", "就业创业", "社会保障", "劳动关系"]),
        ],
        rows: vec![
            row("2024-00031", "2023年“劳有所得”技能提升行动进度情况", None),
            row("2024-00040", "2024年一季度零工市场建设进展", None),
            row("2023-00012", PLAN, None),
            row("2023-00013", "一图读懂《明川区技能人才培育行动规划》", None),
            row("2022-00009", "关于举办家政服务技能比武的通知", Some("已撤回")),
            row("2019-00007", "关于印发《明川区公益性岗位管理办法》的通知", Some("废止")),
        ],
        paging: PagingView { current: 1, total: 1, count: 6, ..PagingView::default() },
        files: vec![
            file("目录全文", "../data/catalogue.csv", "CSV", "2 KB"),
            file("目录全文", "../data/catalogue.json", "JSON", "3 KB"),
        ],
    });
    Sample { path, page, content }
}

const PLAN: &str = "明川区人力资源和社会保障局等六部门关于印发《明川区加快建设先进制造业强区技能人才培育行动规划（2023—2027年）》的通知";

fn metadata(number: &str) -> Vec<FieldView> {
    vec![
        field("索引号", number),
        field("公开方式", "主动公开"),
        field("文号", ""),
        FieldView { iso: Some("2024-01-08T11:44+08:00".into()), ..field("公开日期", "2024-01-08 11:44") },
        field("发布单位", "明川区人力资源和社会保障局"),
    ]
}

fn plan() -> Sample {
    let path = "002590761/2023-00012.html";
    let mut page =
        of_item(page(path, PLAN, "政策文件", "政策文件"), Some("002590761/2023-00012"), "2023-06-20 09:30");
    page.breadcrumb.push(link("政策文件", "../zhengce/index.html"));
    place(&mut page).nav_current = Some(2);
    let mut html = String::new();
    let mut toc = Vec::new();
    let chapters = ["总体要求", "主要目标", "重点任务", "保障措施", "组织实施"];
    for (at, chapter) in chapters.iter().enumerate() {
        let number = ["一", "二", "三", "四", "五"][at];
        let _ = writeln!(html, r#"<h2 id="h-{at}">{number}、{chapter}</h2>"#);
        toc.push(TocView { depth: 1, id: format!("h-{at}"), title: format!("{number}、{chapter}") });
        for (below, title) in ["夯实培养基础", "畅通成长通道", "优化服务环境"].iter().enumerate()
        {
            let ordinal = ["一", "二", "三"][below];
            let _ = writeln!(html, r#"<h3 id="h-{at}-{below}">（{ordinal}）{title}</h3>"#);
            toc.push(TocView {
                depth: 2,
                id: format!("h-{at}-{below}"),
                title: format!("（{ordinal}）{title}"),
            });
            html.push_str("<p>把技能人才培养摆在产业发展的突出位置，推动企业、学校和公共实训基地共同承担培养责任，形成政府引导、企业主体、社会参与的工作格局。各单位每季度报送一次进展，由区人力社保局汇总后向社会公布。</p>\n");
            html.push_str(r#"<h4 id="h-4-SLOT">1.支持企业开展自主评价。</h4><p>对新增备案的企业给予一次性补助，补助标准另行制定，详见<a href="https://www.example.com/guide">申报指南</a>。</p>"#.replace("SLOT", &format!("{at}-{below}")).as_str());
        }
        if at == 1 {
            html.push_str(&indicator_table());
        }
    }
    let content = ContentView::Article(Box::new(ArticleView {
        kind: "规划".into(),
        gongwen: true,
        metadata: [
            metadata("002590761/2023-00012"),
            vec![FieldView {
                links: vec![link("一图读懂《明川区技能人才培育行动规划》", "2023-00013.html")],
                wide: true,
                ..field("政策解读", "")
            }],
        ]
        .concat(),
        doc_number: "明人社〔2023〕12号".into(),
        toc,
        addressees: "各镇（街道）人民政府（办事处），区级有关单位".into(),
        html: Html(html),
        attachments: vec![
            file("技能人才培育重点任务清单", "files/renwu.xlsx", "XLSX", "18 KB"),
            file("补助申请表", "files/shenqingbiao.docx", "DOCX", "32 KB"),
        ],
        signature: "明川区人力资源和社会保障局".into(),
        issued: Some(TimeView { iso: "2023-06-05".into(), text: "2023年6月5日".into() }),
        explained_by: vec![item("一图读懂《明川区技能人才培育行动规划》", "2023-00013.html", "2023-06-21")],
        replaces: vec![item("关于印发《明川区公益性岗位管理办法》的通知", "2019-00007.html", "2019-03-05")],
        previous: Some(link("一图读懂《明川区技能人才培育行动规划》", "2023-00013.html")),
        next: Some(link("关于印发《明川区公益性岗位管理办法》的通知", "2019-00007.html")),
        ..ArticleView::default()
    }));
    Sample { path, page, content }
}

/// Sixteen rows, five years, grouped tasks.
fn indicator_table() -> String {
    let mut rows = String::new();
    let names = ["技能人才总量", "高技能人才占比", "新增技能人才", "零工市场数量"];
    for at in 0..16 {
        rows.push_str("<tr>");
        if at % 4 == 0 {
            let task = ["扩大总量", "优化结构", "提升待遇", "完善服务"][at / 4];
            let _ = write!(rows, r#"<th scope="rowgroup" rowspan="4">{task}</th>"#);
        }
        let _ = write!(rows, r#"<th scope="row">{}（{}组）</th><td>万人</td>"#, names[at % 4], at / 4 + 1);
        for year in ["≥92%", "&lt;3.5", "约2340左右", "全覆盖", "每年减少10%"] {
            let _ = write!(rows, r#"<td class="num">{year}</td>"#);
        }
        rows.push_str("</tr>\n");
    }
    let years = column_heads(&["2023年", "2024年", "2025年", "2026年", "2027年"]);
    format!(
        r#"<section class="table-scroll" aria-label="表1 技能人才培育主要指标" tabindex="0"><table><caption>表1 技能人才培育主要指标</caption><thead><tr><th scope="col">重点任务</th><th scope="col">指标</th><th scope="col">单位</th>{years}</tr></thead><tbody>{rows}</tbody></table></section>"#
    )
}

fn column_heads(names: &[&str]) -> String {
    names.iter().flat_map(|name| [r#"<th scope="col">"#, name, "</th>"]).collect()
}

fn lapsed() -> Sample {
    let path = "002590761/2019-00007.html";
    let title = "关于印发《明川区公益性岗位管理办法》的通知";
    let mut page =
        of_item(page(path, title, "政策文件", "政策文件"), Some("002590761/2019-00007"), "2019-03-05 10:00");
    page.breadcrumb.push(link("政策文件", "../zhengce/index.html"));
    page.data_url = Some("2019-00007.json".into());
    let content = ContentView::Article(Box::new(ArticleView {
        kind: "公文".into(),
        gongwen: true,
        metadata: metadata("002590761/2019-00007"),
        doc_number: "明人社〔2019〕7号".into(),
        notice: Some(NoticeView {
            validity: "废止".into(),
            since: Some(TimeView { iso: "2023-06-20".into(), text: "2023年6月20日".into() }),
            replacement: Some(link(PLAN, "2023-00012.html")),
        }),
        addressees: "各镇（街道），局属各单位".into(),
        html: paragraphs(&[
            "现将《明川区公益性岗位管理办法》印发给你们，请结合实际认真执行。",
            "公益性岗位面向就业困难人员，由用人单位提出申请，经镇（街道）初审后报区人力社保局核定。岗位期满，用人单位应当提前一个月告知本人。",
        ]),
        signature: "明川区人力资源和社会保障局".into(),
        issued: Some(TimeView { iso: "2019-03-01".into(), text: "2019年3月1日".into() }),
        previous: Some(link(PLAN, "2023-00012.html")),
        ..ArticleView::default()
    }));
    Sample { path, page, content }
}

fn interpretation() -> Sample {
    let path = "002590761/2023-00013.html";
    let title = "一图读懂《明川区技能人才培育行动规划》";
    let mut page =
        of_item(page(path, title, "政策文件", "政策解读"), Some("002590761/2023-00013"), "2023-06-21 09:30");
    page.breadcrumb.push(link("政策文件", "../zhengce/index.html"));
    let text = r#"<p>《规划》主要回答三个问题：培养谁，谁来培养，怎样保障。</p>
<h2 id="shui">培养谁</h2><ul><li>企业在岗职工</li><li>职业院校学生</li><li>返乡创业人员</li></ul>
<h2 id="zenyang">怎样保障</h2><blockquote><p>培训补贴直补个人，申请材料只交一次。</p></blockquote>
<p>各项标准见<a href="2023-00012.html#h-3">《规划》第四部分</a>。</p>"#;
    let content = ContentView::Article(Box::new(ArticleView {
        kind: "解读".into(),
        metadata: metadata("002590761/2023-00013"),
        html: Html(text.into()),
        explains: vec![item(PLAN, "2023-00012.html", "2023-06-20")],
        next: Some(link(PLAN, "2023-00012.html")),
        ..ArticleView::default()
    }));
    Sample { path, page, content }
}

fn news() -> Sample {
    let path = "zhengce/zhaopinhui.html";
    let mut page =
        of_item(page(path, "全区秋季招聘会在文澜广场举办", "政策文件", "工作动态"), None, "2023-10-12 16:20");
    page.breadcrumb.push(link("政策文件", "index.html"));
    let content = ContentView::Article(Box::new(ArticleView {
        kind: "动态".into(),
        gongwen: true,
        date: Some(TimeView { iso: "2023-10-12T16:20+08:00".into(), text: "2023-10-12 16:20".into() }),
        source: "局办公室".into(),
        editor: "林晓".into(),
        html: paragraphs(&[
            "10月12日，全区秋季招聘会在文澜广场举办，86家企业带来2100个岗位，现场达成意向640人。",
        ]),
        ..ArticleView::default()
    }));
    Sample { path, page, content }
}

fn project() -> Sample {
    let path = "qiyouxiang/jineng/index.html";
    let mut page = page(path, "“劳有所得”技能提升行动", "技能提升行动", "工作动态");
    page.breadcrumb.push(link("公共服务七优享", "../index.html"));
    place(&mut page).nav_current = Some(1);
    let year = |year: i16, url: &str, state: Option<StatusView>| YearCardView {
        title: format!("{year}年“劳有所得”技能提升行动"),
        url: url.into(),
        year,
        period: state.is_some().then(|| "四季度".into()),
        is_over: state.is_some(),
        date: state.is_some().then(|| day("2024-01-08")),
        status: state,
    };
    let content = ContentView::Project(Box::new(ProjectView {
        metadata: vec![
            field("领域", "劳有所得"),
            field("牵头单位", "区人力社保局"),
            field("责任单位", "区总工会、区教育体育局"),
        ],
        scope: Some(paragraphs(&[
            "面向企业职工、院校学生和灵活就业人员开展职业技能培训，建好零工市场，让愿意学的人学得到、学得会、用得上。",
        ])),
        missing: Vec::new(),
        absences: vec![AbsenceView {
            text: "2024年一季度进度应报未报：期末后20个工作日内应当公开，最迟是2024年4月28日。".into(),
            apply: None,
        }],
        years: vec![
            year(2024, "../../qiyouxiang/linggong/2024.html", None),
            year(2023, "../../002590761/2024-00031.html", Some(status("已完成", "done"))),
        ],
        course: Some(Html(quarter_table("历年各期状态", &["一季度", "二季度", "三季度", "四季度"]))),
        indicators: Some(Html(quarter_table("历年指标", &["2022年", "2023年目标", "2023年", "2024年目标"]))),
        to_come: vec![PlannedYearView {
            year: 2027, goal: paragraphs(&["五年累计培训12万人次。"])
        }],
        card: card(),
        files: vec![file("历年指标", "../../data/progress.csv", "CSV", "1 KB")],
        charts: None,
    }));
    Sample { path, page, content }
}

fn quarter_table(caption: &str, heads: &[&str]) -> String {
    let rows = [
        ("技能提升", "职业技能培训", "6340人次", "2.39万人次"),
        ("技能提升", "新增高技能人才", "412人", "1036人"),
        ("市场建设", "零工市场", "2家", "3家"),
        ("劳动关系", "仲裁结案率", "72.8%", "97.43%"),
    ];
    let heads = column_heads(heads);
    let mut body = String::new();
    for (task, name, one, two) in rows {
        let _ = write!(body, r#"<tr><th scope="row">{task}</th><th scope="row">{name}</th>"#);
        for figure in [one, two, two, two] {
            let _ = write!(body, r#"<td class="num">{figure}</td>"#);
        }
        body.push_str("</tr>\n");
    }
    format!(
        r#"<section class="table-scroll" aria-label="{caption}" tabindex="0"><table><caption>{caption}</caption><thead><tr><th scope="col">重点任务</th><th scope="col">指标</th>{heads}</tr></thead><tbody>{body}</tbody></table></section>"#
    )
}

fn section(at: usize) -> SectionView {
    let title = ["一季度", "二季度", "三季度", "四季度"][at];
    let states = [("按序时", "on-track"), ("超序时", "ahead"), ("调整", "adjusted"), ("已完成", "done")];
    let ends = ["2023-03-31", "2023-06-30", "2023-09-30", "2023-12-31"];
    let mut state = status(states[at].0, states[at].1);
    if at == 2 {
        state.note = Some("经区政府同意，部分班次移至四季度举办。".into());
    }
    SectionView {
        id: format!("q{}", at + 1),
        title: title.into(),
        as_of: Some(day(ends[at])),
        date: Some(TimeView { iso: "2023-07-10T09:00+08:00".into(), text: "2023-07-10 09:00".into() }),
        late: (at == 1).then(|| "补发：机构改革时漏发（实际上网：2024年8月1日）".into()),
        status: Some(state),
        html: paragraphs(&[
            "截至本季度末，累计开展职业技能培训2.39万人次，建成零工市场3家，并通过市级验收。走进重点企业开展订单式培训，课程由企业提出，学校承办，费用由补贴资金支付。",
            "劳动争议仲裁立案546件，结案532件，结案率97.43%。在文澜、望江两个街道设立联合调解室，当事人可以就近申请。",
        ]),
        ..SectionView::default()
    }
}

const GOAL: &str = "全年开展职业技能培训1.43万人次，建成零工市场3家，劳动争议仲裁结案率保持在92%以上。";

fn year() -> Sample {
    let path = "002590761/2024-00031.html";
    let mut page = of_item(
        page(path, "2023年“劳有所得”技能提升行动进度情况", "公共服务七优享", "工作动态"),
        Some("002590761/2024-00031"),
        "2024-01-08 11:44",
    );
    page.breadcrumb.push(link("公共服务七优享", "../qiyouxiang/index.html"));
    page.breadcrumb.push(link("技能提升行动", "../qiyouxiang/jineng/index.html"));
    place(&mut page).nav_current = Some(1);
    page.data_url = Some("2024-00031.json".into());
    let mut periods: Vec<SectionView> = (0..4).map(section).collect();
    periods[3].problems = Some(paragraphs(&["镇（街道）实训场地不足，部分班次需要借用学校教室。"]));
    periods[3].next_steps = Some(paragraphs(&["2024年新建两处公共实训点，一季度完成选址。"]));
    periods[3].attachments = vec![file("四季度培训明细", "files/mingxi.xlsx", "XLSX", "12 KB")];
    let content = ContentView::Year(Box::new(YearView {
        year: 2023,
        project: link("“劳有所得”技能提升行动", "../qiyouxiang/jineng/index.html"),
        metadata: metadata("002590761/2024-00031"),
        summary: false,
        scope: Some(paragraphs(&[
            "面向企业职工、院校学生和灵活就业人员开展职业技能培训，建好零工市场。",
            "强化劳动争议案前调解，提高仲裁效能。",
        ])),
        goal: Some(paragraphs(&[GOAL])),
        lead: "区人力社保局".into(),
        responsible: vec!["区总工会".into(), "区教育体育局".into()],
        status: Some(StatusView {
            rule: "4项指标中进度最慢的是“职业技能培训”，为按序时".into(),
            ..status("按序时", "on-track")
        }),
        figures: Some(Html(quarter_table("2023年指标进度", &["一季度", "二季度", "三季度", "四季度"]))),
        nodes: nodes(),
        rules: vec![rule()],
        absences: vec![AbsenceView {
            text: "2023年四季度进度依申请公开，不在网上公布。".into(),
            apply: Some(link("依申请公开", "../request/index.html")),
        }],
        dictionary: "../data/index.html".into(),
        periods,
        previous: None,
        next: Some(link("2024年零工市场建设", "../qiyouxiang/linggong/2024.html")),
        ..YearView::default()
    }));
    Sample { path, page, content }
}

fn year_summary() -> Sample {
    let path = "qiyouxiang/linggong/2024.html";
    let mut page = page(path, "2024年零工市场建设", "零工市场建设", "工作动态");
    page.breadcrumb.push(link("公共服务七优享", "../index.html"));
    let mut first = section(0);
    first.url = Some("../../002590761/2024-00040.html".into());
    first.excerpt = "截至3月底，新开两家零工市场，登记求职人员3200人。".into();
    first.html = Html(String::new());
    let content = ContentView::Year(Box::new(YearView {
        year: 2024,
        project: link("“劳有所得”技能提升行动", "../jineng/index.html"),
        summary: true,
        goal: Some(paragraphs(&[GOAL])),
        lead: "区人力社保局".into(),
        periods: vec![first],
        previous: Some(link("2023年“劳有所得”技能提升行动", "../../002590761/2024-00031.html")),
        ..YearView::default()
    }));
    Sample { path, page, content }
}

fn period() -> Sample {
    let path = "002590761/2024-00040.html";
    let mut page = of_item(
        page(path, "2024年一季度零工市场建设进展", "公共服务七优享", "工作动态"),
        Some("002590761/2024-00040"),
        "2024-04-10 09:00",
    );
    page.breadcrumb.push(link("公共服务七优享", "../qiyouxiang/index.html"));
    let mut section = section(0);
    section.problems = Some(paragraphs(&["早晚高峰候工人员较多，停车位紧张。"]));
    section.next_steps = Some(paragraphs(&["协调划设临时停车区，增加两处避雨长廊。"]));
    section.attachments = vec![file("零工市场地址一览", "files/dizhi.pdf", "PDF", "210 KB")];
    let content = ContentView::Period(Box::new(PeriodView {
        project: link("“劳有所得”技能提升行动", "../qiyouxiang/jineng/index.html"),
        year: link("2024年零工市场建设", "../qiyouxiang/linggong/2024.html"),
        metadata: metadata("002590761/2024-00040"),
        scope: Some(paragraphs(&["在人员集中的街道建设零工市场，提供候工、登记、培训、调解服务。"])),
        goal: Some(paragraphs(&[GOAL])),
        lead: "区人力社保局".into(),
        responsible: vec!["区综合行政执法局".into()],
        figures: Some(Html(quarter_table("一季度指标", &["年度目标", "一季度", "去年同期", "累计"]))),
        section,
        ..PeriodView::default()
    }));
    Sample { path, page, content }
}

fn tombstone() -> Sample {
    let path = "002590761/2022-00009.html";
    let mut page = page(path, "关于举办家政服务技能比武的通知（已撤回）", "政策文件", "政策文件");
    page.breadcrumb.push(link("政策文件", "../zhengce/index.html"));
    page.article_meta = Some(ArticleMetaView {
        title: page.title.clone(),
        date: "2022-05-06 09:00".into(),
        source: "明川区人力资源和社会保障局".into(),
        ..ArticleMetaView::default()
    });
    page.index_number = Some("002590761/2022-00009".into());
    let content = ContentView::Tombstone(TombstoneView {
        number: "002590761/2022-00009".into(),
        title: "关于举办家政服务技能比武的通知".into(),
        first_date: Some(day("2022-05-06")),
        date: Some(day("2022-08-01")),
        reason: "活动取消，内容不再适用。".into(),
        moved_to: None,
    });
    Sample { path, page, content }
}

fn forward() -> Sample {
    let path = "gzdt/jineng.html";
    let mut page = page(path, "技能比武圆满结束（已移到新网址）", "工作动态", "工作动态");
    page.is_superseded = true;
    page.forward = Some("jiebi.html".into());
    let content = ContentView::Forward(link("技能比武圆满结束", "jiebi.html"));
    Sample { path, page, content }
}

fn search() -> Sample {
    let path = "search.html";
    let page = page(path, "站内检索", "首页", "首页");
    let way = SearchWayView {
        title: "信息公开目录".into(),
        url: "catalogue/index.html".into(),
        note: "按单位、年份、主题逐条查看".into(),
    };
    let content = SearchView { script: "assets/search.js".into(), members: None, ways: vec![way] };
    Sample { path, page, content: ContentView::Search(content) }
}

fn lost() -> Sample {
    let path = "404.html";
    let mut page = page(path, "页面没有找到", "首页", "首页");
    place(&mut page).column_meta = None;
    page.canonical = None;
    page.json_ld = Html(String::new());
    page.breadcrumb.clear();
    Sample { path, page, content: ContentView::NotFound }
}
