//! The pages of the invented site as a portal.

use gongkai::render::view::*;

use super::samples::{Sample, file, link, page};

/// Members, joint catalogue, progress, missing reports, corrections.
pub(super) fn pages() -> Vec<Sample> {
    vec![members(), catalogue(), progress(), missing(), corrections()]
}

fn day(iso: &str) -> TimeView {
    TimeView { iso: iso.into(), text: iso.into() }
}

fn notes() -> Vec<String> {
    vec!["“区教育局”是截至2023年9月1日的数据".into()]
}

fn members() -> Sample {
    let path = "members/index.html";
    let row = |name: &str, notes: Vec<String>| MemberView {
        name: name.into(),
        site: format!("明川{name}信息公开"),
        url: "../jyj/".into(),
        as_of: Some(day("2023-10-12")),
        items: 12,
        projects: 2,
        catalogue: "catalogue/of-jiaoyuju.html".into(),
        notes,
    };
    let content = MembersView {
        summary: "2个成员，公开信息24条，项目4个。".into(),
        rows: vec![row("区教育局", notes()), row("区水利局", Vec::new())],
        pages: vec![link("联合目录", "catalogue/index.html")],
        files: vec![file("联合目录", "../data/members/catalogue.csv", "CSV", "")],
    };
    Sample {
        path,
        page: page(path, "成员公开", "成员公开", "信息公开目录"),
        content: ContentView::Members(content),
    }
}

fn catalogue() -> Sample {
    let path = "members/catalogue/index.html";
    let row = JointRowView {
        number: "002590761/2023-00007".into(),
        contested: true,
        title: "2023年技能提升行动".into(),
        url: "../../jyj/002590761/2023-00007.html".into(),
        member: link("区教育局", "../../jyj/"),
        summary: "全年培训的目标和进展。".into(),
        date: TimeView::default(),
        published: day("2023-07-10"),
        mark: Some("废止".into()),
    };
    let content = JointCatalogueView {
        notes: notes(),
        rows: vec![row],
        paging: PagingView { current: 1, total: 1, count: 1, ..PagingView::default() },
        members: link("成员公开", "../index.html"),
        files: Vec::new(),
    };
    Sample {
        path,
        page: page(path, "联合目录", "联合目录", "信息公开目录"),
        content: ContentView::JointCatalogue(content),
    }
}

fn progress() -> Sample {
    let path = "members/progress/index.html";
    let badge = BadgeView { text: "滞后", tone: "behind", sign: "▼" };
    let row = JointProjectView {
        project: link("河道整治", "../../slj/hedao/2023.html"),
        member: "区水利局".into(),
        field: "水利".into(),
        lead: "区水利局".into(),
        status: badge,
        period: Some(link("二季度", "../../slj/hedao/2023.html")),
    };
    let group = BreakdownView {
        caption: "2023年各成员的项目数".into(),
        head: "成员",
        statuses: vec!["滞后"],
        rows: vec![BreakdownRowView { title: "区水利局".into(), url: None, total: 1, counts: vec![1] }],
        stated: None,
    };
    let content = JointProgressView {
        summary: "2023年各成员共有1个项目，其中滞后1个。".into(),
        notes: Vec::new(),
        counts: CountsView {
            caption: "各状态项目数和占比".into(),
            rows: vec![CountView { status: badge, count: 1, share: "100%".into() }],
            total: 1,
            stated: None,
        },
        groups: vec![group],
        rows: vec![row],
        more: 3,
        missing: link("应报未报和迟报", "../missing.html"),
        ..JointProgressView::default()
    };
    Sample {
        path,
        page: page(path, "成员进度总览", "成员进度总览", "信息公开目录"),
        content: ContentView::JointProgress(Box::new(content)),
    }
}

fn missing() -> Sample {
    let path = "members/missing.html";
    let report = |date: Option<TimeView>| JointReportView {
        project: link("河道整治", "../slj/hedao/2023.html"),
        member: "区水利局".into(),
        lead: "区水利局".into(),
        period: "2023年三季度".into(),
        deadline: day("2023-11-03"),
        date,
    };
    let content = JointMissingView {
        notes: notes(),
        missing: vec![report(None)],
        late: vec![report(Some(day("2023-11-20")))],
        files: Vec::new(),
    };
    Sample {
        path,
        page: page(path, "应报未报和迟报", "应报未报和迟报", "信息公开目录"),
        content: ContentView::JointMissing(content),
    }
}

fn corrections() -> Sample {
    let path = "members/corrections.html";
    let entry = JointCorrectedView {
        member: "区教育局".into(),
        item: link("2023年技能提升行动", "../jyj/002590761/2023-00007.html"),
        number: "002590761/2023-00007".into(),
        correction: CorrectionView {
            kind: "更正".into(),
            date: day("2023-07-12"),
            reason: "录入时两个数字颠倒".into(),
            ..CorrectionView::default()
        },
    };
    let content = JointCorrectionsView { entries: vec![entry], more: 2, ..JointCorrectionsView::default() };
    Sample {
        path,
        page: page(path, "成员更正公告", "成员更正公告", "信息公开目录"),
        content: ContentView::JointCorrections(content),
    }
}
