//! What was corrected on the invented site, what will be public, and a superseded version.

use gongkai::render::view::*;

use super::samples::{Sample, file, link, page};

/// The list of corrections, and a version.
pub(super) fn pages() -> Vec<Sample> {
    vec![corrections(), upcoming(), version()]
}

fn upcoming() -> Sample {
    let path = "upcoming/index.html";
    let coming = ComingView {
        day: TimeView { iso: "2023-10-10T09:00+08:00".into(), text: "2023-10-10 09:00".into() },
        what: "当天公开".into(),
        about: link("关于开展秋季招聘月活动的通知", "../zhengce/index.html"),
        unit: "明川区人力资源和社会保障局".into(),
    };
    let overdue = OverdueView {
        day: day("2023-07-28"),
        late: 12,
        note: "（当年放假安排没有公布，暂按最晚的一天算）",
        about: link("技能提升行动：2023年二季度进度", "../qiyouxiang/jineng/index.html"),
        unit: "区人力社保局".into(),
    };
    let content = UpcomingView { coming: vec![coming], overdue: vec![overdue], calendar: "index.ics".into() };
    let page = page(path, "公开预告", "公开预告", "信息公开目录");
    Sample { path, page, content: ContentView::Upcoming(content) }
}

fn day(iso: &str) -> TimeView {
    TimeView { iso: iso.into(), text: iso.into() }
}

fn correction() -> CorrectionView {
    CorrectionView {
        kind: "更正".into(),
        date: day("2023-07-12"),
        part: "二季度".into(),
        place: "职业技能培训".into(),
        was: "6340人次".into(),
        now: "6430人次".into(),
        reason: "录入时两个数字颠倒".into(),
        old_version: Some("../002590761/2023-00007/2023-Q2-v1.html".into()),
    }
}

fn corrections() -> Sample {
    let path = "corrections/index.html";
    let page = page(path, "更正公告", "更正公告", "信息公开目录");
    let entry = CorrectedView {
        item: link("2023年技能提升行动", "../002590761/2023-00007.html"),
        number: "002590761/2023-00007".into(),
        correction: correction(),
    };
    let files = vec![file("各数值公开的起止日期", "../data/revisions.csv", "CSV", "")];
    Sample { path, page, content: ContentView::Corrections(CorrectionsView { entries: vec![entry], files }) }
}

fn version() -> Sample {
    let path = "002590761/2023-00007/2023-Q2-v1.html";
    let mut page = page(path, "2023年技能提升行动（二季度）（第1版）", "公共服务七优享", "数据发布");
    page.is_superseded = true;
    let content = VersionView {
        number: "002590761/2023-00007".into(),
        version: 1,
        day: Some(day("2023-07-10")),
        until: Some(day("2023-07-12")),
        current: link("2023年技能提升行动", "../2023-00007.html"),
        reasons: vec![CorrectionView { old_version: None, ..correction() }],
        purged: None,
        withheld: None,
        fields: vec![VersionFieldView {
            kind: "数据".into(),
            name: "职业技能培训".into(),
            value: "6340人次".into(),
            url: None,
        }],
        texts: vec![VersionTextView {
            name: "正文".into(), html: Html("<p>培训6340人次。</p>".into())
        }],
    };
    Sample { path, page, content: ContentView::Version(Box::new(content)) }
}
