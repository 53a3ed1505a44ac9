//! 页脚缺项
//!
//! # 是什么
//! `site.yaml` 的页脚没有写主办单位、联系方式（地址或电话）、ICP备案号、公安机关备案号或党政机关标识；
//! 网站标识码没有写由另一条检查报告，“我为政府网站找错”的入口由标识码生成。
//!
//! # 为什么
//! 检查工具逐项抓取页脚；缺一项扣一次分。
//!
//! # 依据
//! 《政府网站发展指引》（国办发〔2017〕47号）关于页面底部功能区的要求。
//!
//! # 举例
//! 触发：页脚只有地址和电话。
//! 不触发：五项都有。
//!
//! # 怎样改
//! 在 `site.yaml` 的“页脚”里补上；还没有办下来的，办好再写，不要编造。
//!
//! # English
//! The footer lacks what every page of a government site must show. Add it in site.yaml.

use crate::check::{Rule, Run};
use crate::diag::{Place, Severity};
use crate::layout;
use crate::say;

/// 缺项的页脚.
pub(super) static RULE: Rule = Rule {
    name: "incomplete-footer",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("incomplete_footer.rs"),
    run: &[Run::Site(|site, findings| {
        let footer = &site.settings.footer;
        let contact = format!("{}{}", footer.address, footer.phone);
        let items = [
            ("主办单位", "host", &footer.host),
            ("地址或电话", "address or phone", &contact),
            ("ICP备案", "icp", &footer.icp),
            ("公安备案", "police", &footer.police),
            ("党政机关标识", "mark", &footer.mark),
        ];
        let missing = items.iter().filter(|(.., value)| value.trim().is_empty());
        let (zh, en): (Vec<&str>, Vec<&str>) = missing.map(|(zh, en, _)| (*zh, *en)).unzip();
        if !zh.is_empty() {
            let (zh, en) = (zh.join("、"), en.join(", "));
            let at = site.settings_text.find("页脚:").or_else(|| site.settings_text.find("footer:"));
            let place = at.map_or_else(
                || Place::whole(layout::SETTINGS),
                |at| Place::span(layout::SETTINGS, at..at + site.settings_text[at..].find(':').unwrap_or(0)),
            );
            findings.report(
                place,
                say!("页脚缺少：{zh}", "the footer lacks: {en}"),
                say!("在 site.yaml 的“页脚”里补上", "add it under `footer` in site.yaml"),
            );
        }
    })],
};
