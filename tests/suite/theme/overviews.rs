//! The pages about all projects of the invented site: an overview and the data dictionary.

use gongkai::render::view::*;

use super::progress::{BEHIND, DONE, late};
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
    let project = link("技能提升行动", "../../qiyouxiang/jineng/index.html");
    let content = ContentView::Overview(Box::new(OverviewView {
        period: "2023年三季度".into(),
        count: 1,
        summary: "2023年三季度共公开1个项目的进度，其中滞后1个。".into(),
        years: vec![scope("2024年", "../2024/index.html", false), scope("2023年", "index.html", true)],
        quarters: vec![scope("二季度", "Q2.html", false), scope("三季度", "Q3.html", true)],
        counts: CountsView {
            caption: "各状态项目数和占比".into(),
            rows: vec![CountView { status: BEHIND, count: 1, share: "100.0%".into() }],
            total: 1,
            stated: Some(
                "单位自行填写的状态按填写的计，其中和按规则计算的不同的：按序时1个（按规则为滞后）。".into(),
            ),
        },
        by_unit: Some(BreakdownView {
            caption: "各发布单位的项目数".into(),
            head: "发布单位",
            statuses: vec!["已完成", "滞后"],
            rows: vec![BreakdownRowView {
                title: "区人力社保局".into(),
                url: None,
                total: 1,
                counts: vec![0, 1],
            }],
            stated: None,
        }),
        changes: Some(ChangesView {
            caption: "状态有变化的项目".into(),
            rows: vec![ChangeView {
                project: project.clone(),
                before: Some(DONE),
                before_stated: Some("单位自填，按规则为滞后".into()),
                is_public: true,
                now: BEHIND,
                now_stated: None,
            }],
        }),
        late: late(),
        rows: vec![ProjectRowView {
            project,
            field: None,
            lead: "区人力社保局".into(),
            status: BEHIND,
            stated: Some("单位自行填写，按规则计算为“滞后”".into()),
            period: Some("三季度".into()),
        }],
        files: vec![file("全部项目进度数据", "../../data/progress.csv", "CSV", "")],
        dictionary: link("数据字典", "../../data/index.html"),
        ..OverviewView::default()
    }));
    Sample { path, page, content }
}

fn dictionary() -> Sample {
    let path = "data/index.html";
    let content = ContentView::Dictionary(DictionaryView {
        quality: vec![QualityView {
            unit: "明川区人力资源和社会保障局".into(),
            items: 31,
            summary: Some(64),
            topic: Some(80),
            doc_number: None,
            readable: Some(50),
            score: 64,
        }],
        tables: vec![DictionaryTableView {
            id: "field-project".into(),
            title: "项目".into(),
            place: "projects[]".into(),
            fields: vec![DataFieldView {
                key: "title",
                column: None,
                kind: "文字".into(),
                optional: true,
                meaning: "项目的名称",
            }],
        }],
        statuses: vec![StatusMeaningView { status: DONE, meaning: "年度目标值已经达到" }],
        rules: vec!["年度目标值已经达到的，为已完成"],
        targets: vec![TargetKindView { name: "至少", meaning: "达到或者超过", examples: "≥92%" }],
        files: vec![file("项目进度", "progress.csv", "CSV", "")],
    });
    Sample { path, page: page(path, "数据字典", "数据字典", "数据开放"), content }
}
