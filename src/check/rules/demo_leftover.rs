//! 示例的内容没有换掉
//!
//! # 是什么
//! 网站已经改成本单位的名称，页面或者 `site.yaml` 里却还有随程序附带的示例：虚构的“云溪县政务服务中心”“澜州市云溪区”，示例的代码、地址、电话。
//! 整个网站就是示例（名称还没有改）的，不算。
//!
//! # 为什么
//! 虚构的机构和电话公开出去，就是虚假信息。
//!
//! # 依据
//! 《中华人民共和国政府信息公开条例》（国务院令第711号）第六条：及时、准确地公开政府信息。
//!
//! # 举例
//! 触发：`名称` 已改为本单位，正文里还有“云溪县政务服务中心”。
//! 不触发：`名称: 云溪县政务服务中心`，用示例试一试。
//!
//! # 怎样改
//! 换成本单位的内容，或者删去这个文件。`gongkai build` 也查这一条。
//!
//! # English
//! The site has a name of its own, but something of the demonstration is left in it. Replace or delete it.

use crate::check::{Findings, Page, Rule, Run, Site};
use crate::config::Settings;
use crate::diag::{Place, Severity};
use crate::layout;
use crate::say;

/// 示例的内容.
pub(super) static RULE: Rule = Rule {
    name: "demo-leftover",
    severity: Severity::Error,
    stops_build: false,
    source: include_str!("demo_leftover.rs"),
    run: &[
        Run::Site(in_settings),
        Run::Pages(|site, _| {
            let strange = strange_places(site.settings);
            Box::new(move |page, findings| in_page(page, &strange, findings))
        }),
    ],
};

/// Every place that the demonstrations made up, with what is only theirs in `site.yaml`.
const DEMOS: [(&str, &[&str]); 2] = [
    (
        "云溪县政务服务中心",
        &["云溪县政务服务中心", "云溪县清泉路", "0000-12345", "9900000001", "zwfw.example.gov.cn"],
    ),
    ("澜州市云溪区", &["澜州市云溪区", "gk.yunxi.example.gov.cn"]),
];

/// The made-up places of which neither the site nor one of its units is called.
fn strange_places(settings: &Settings) -> Vec<(&'static str, &'static [&'static str])> {
    let is_demo = |place: &str| {
        settings.name.contains(place) || settings.units.iter().any(|unit| unit.full.contains(place))
    };
    DEMOS.into_iter().filter(|(place, _)| !is_demo(place)).collect()
}

fn in_settings(site: &Site<'_>, findings: &mut Findings) {
    let text = site.settings_text;
    for (_, words) in strange_places(site.settings) {
        for word in words {
            if let Some(at) = text.find(word) {
                report(Place::span(layout::SETTINGS, at..at + word.len()), word, findings);
            }
        }
    }
}

fn in_page(page: &Page<'_>, strange: &[(&str, &[&str])], findings: &mut Findings) {
    for (place, _) in strange {
        if let Some(at) = page.text.find(place) {
            report(page.place(at..at + place.len()), place, findings);
        }
    }
}

fn report(place: Place, word: &str, findings: &mut Findings) {
    findings.report(
        place,
        say!(
            "“{word}”是示例里虚构的，没有换掉",
            "`{word}` belongs to the demonstration, where it is made up"
        ),
        say!(
            "换成本单位的内容；整个文件都是示例的，删去它",
            "write your own; if the whole file is the demonstration's, delete it"
        ),
    );
}
