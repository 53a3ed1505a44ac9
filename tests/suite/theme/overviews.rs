//! The pages about all projects of the invented site: an overview and the data dictionary.

use gongkai::render::view::*;

use super::samples::{Sample, file, link, page};

/// An overview of a quarter, and the data dictionary.
pub(super) fn pages() -> Vec<Sample> {
    vec![overview(), dictionary()]
}

fn overview() -> Sample {
    let path = "progress/2023/Q3.html";
    let mut page = page(path, "2023年三季度进度总览", "进度总览", "数据发布");
    page.breadcrumb.push(link("进度总览", "../index.html"));
    page.breadcrumb.push(link("2023年", "index.html"));
    let scope =
        |title: &str, url: &str, current: bool| ScopeView { title: title.into(), url: url.into(), current };
    let table = "<section class=\"table-scroll\" aria-label=\"各状态项目数\" tabindex=\"0\"><table><caption>各状态项目数</caption>\
                 <thead><tr><th scope=\"col\">状态</th><th scope=\"col\">项目数</th></tr></thead>\
                 <tbody><tr><th scope=\"row\">滞后</th><td class=\"num\">1</td></tr></tbody></table></section>";
    let content = ContentView::Overview(Box::new(OverviewView {
        period: "2023年三季度".into(),
        count: 1,
        summary: "2023年三季度共公开1个项目的进度，其中滞后1个。".into(),
        years: vec![scope("2024年", "../2024/index.html", false), scope("2023年", "index.html", true)],
        quarters: vec![scope("二季度", "Q2.html", false), scope("三季度", "Q3.html", true)],
        counts: Html(table.into()),
        changes: Some(Html("<p>与上一季度相比，各项目的状态没有变化。</p>".into())),
        late: Html(
            "<li><h3><a href=\"../../qiyouxiang/jineng/index.html\">技能提升行动</a></h3></li>\n".into(),
        ),
        late_count: 1,
        projects: Html("<ul class=\"citizens\"><li class=\"citizen\"><h3>技能提升行动</h3></li></ul>".into()),
        cards: true,
        files: vec![file("全部项目进度数据", "../../data/progress.csv", "CSV", "")],
        dictionary: link("数据字典", "../../data/index.html"),
        ..OverviewView::default()
    }));
    Sample { path, page, content }
}

fn dictionary() -> Sample {
    let path = "data/index.html";
    let content = ContentView::Dictionary(DictionaryView {
        tables: vec![DictionaryTableView {
            id: "field-project".into(),
            title: "项目".into(),
            place: "projects[]".into(),
            html: Html("<p>字段</p>".into()),
        }],
        statuses: Html("<p>状态</p>".into()),
        rules: vec!["年度目标值已经达到的，为已完成"],
        targets: Html("<p>目标</p>".into()),
        files: vec![file("项目进度", "progress.csv", "CSV", "")],
    });
    Sample { path, page: page(path, "数据字典", "数据字典", "数据开放"), content }
}
