//! What the figures of the invented site say: tables, cards, and what is late.

use gongkai::render::view::*;

use super::samples::link;

pub(super) const BEHIND: BadgeView = BadgeView { text: "滞后", tone: "behind", sign: "▼" };
pub(super) const DONE: BadgeView = BadgeView { text: "已完成", tone: "done", sign: "✓" };

pub(super) fn rule() -> RuleView {
    RuleView {
        name: "职业技能培训".into(),
        status: "按序时",
        period: Some("四季度".into()),
        rule: "累计6340人次".into(),
        note: Some("按人次统计".into()),
    }
}

fn stands() -> Vec<StandView> {
    let figure = StandFigureView {
        text: "6340人次".into(),
        target: "≥9000".into(),
        former: None,
        completion: Some("70.4%".into()),
    };
    vec![
        StandView {
            name: "职业技能培训".into(),
            figure: Some(figure),
            why: None,
            status: Some("滞后".into()),
        },
        StandView {
            name: "主体完工".into(),
            why: Some("计划2023-06-30完成".into()),
            status: Some("滞后".into()),
            figure: None,
        },
        StandView { name: "零工市场".into(), why: Some("没有填报".into()), ..StandView::default() },
    ]
}

pub(super) fn nodes() -> Vec<NodeView> {
    vec![NodeView {
        name: "主体完工".into(),
        status: BEHIND,
        why: "推迟到2023-09-30".into(),
        course: Some("原滞后，四季度赶上".into()),
        postponed: vec![ReasonView { label: "原因", text: "台风停工".into() }],
        evidence: Some("照片.jpg".into()),
    }]
}

pub(super) fn card() -> CardView {
    CardView {
        what: Some("技能培训".into()),
        status: Some(BEHIND),
        stated: Some("单位自行填写，按规则计算为“滞后”".into()),
        course: Some("二季度落下".into()),
        plan: Some("2026年目标已完成，规划到2027年".into()),
        period: Some("2023年四季度".into()),
        lines: stands(),
        nodes: nodes(),
        left: Some("职业技能培训2660人次".into()),
        duty: "区人力社保局牵头，区总工会配合".into(),
        contact: Some(ContactView {
            who: "区人力社保局".into(),
            phone: "0575-1234567".into(),
            url: "tel:0575-1234567".into(),
        }),
    }
}

/// A project that is behind with its reasons, and one that has not reported.
pub(super) fn late() -> Vec<LateView> {
    let project = link("技能提升行动", "../../qiyouxiang/jineng/index.html");
    let behind = LateView {
        project: project.clone(),
        status: BEHIND,
        stated: Some("单位自行填写，按规则计算为“滞后”".into()),
        lead: "区人力社保局".into(),
        unreported: None,
        lines: stands(),
        reasons: Some(vec![ReasonView { label: "存在问题", text: "师资不足".into() }]),
        entry: Some(link("2023年三季度", "../../002590761/2023-00031.html#q3")),
    };
    let unreported = LateView {
        unreported: Some("最迟应在2023-10-27公开，没有公开".into()),
        lines: Vec::new(),
        reasons: None,
        ..behind.clone()
    };
    vec![behind, unreported]
}
