//! 链接的文字没有说明去哪里
//!
//! # 是什么
//! 链接的文字是“点击这里”“查看详情”“这里”“更多”一类，离开上下文就不知道通向什么。
//!
//! # 为什么
//! 使用读屏软件的人常常只听链接列表，听到十个“点击这里”等于没有链接；搜索引擎也靠链接的文字认识目标。
//!
//! # 依据
//! 《信息技术 互联网内容无障碍可访问性技术要求与测试方法》（GB/T 37668—2019）；《无障碍环境建设法》第三十二条。
//!
//! # 举例
//! 触发：`申请表请[点击这里](申请表.docx)下载`。
//! 不触发：`请下载[就业补贴申请表](申请表.docx)`。
//!
//! # 怎样改
//! 用目标的名称作链接文字。
//!
//! # English
//! The words of a link do not say where it leads. Use the name of what it leads to.

use crate::check::links::links_of;
use crate::check::{Rule, Run};
use crate::diag::Severity;
use crate::say;

/// 含糊的链接文字.
pub(super) static RULE: Rule = Rule {
    name: "vague-link-text",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("vague_link_text.rs"),
    run: &[Run::Pages(|_, _| {
        Box::new(|page, findings| {
            for link in links_of(page).into_iter().filter(|link| !link.is_image) {
                let words = page.text[link.words.clone()].trim_matches(|c: char| !c.is_alphanumeric());
                if VAGUE.contains(&words.to_lowercase().as_str()) {
                    findings.report(
                        page.place(link.words.clone()),
                        say!(
                            "链接文字“{words}”没有说明去哪里",
                            "the words `{words}` do not say where the link leads"
                        ),
                        say!(
                            "用目标的名称作链接文字，如“就业补贴申请表”",
                            "use the name of what it leads to"
                        ),
                    );
                }
            }
        })
    })],
};

/// Words that say nothing by themselves.
const VAGUE: &[&str] = &[
    "点击这里",
    "点击此处",
    "点这里",
    "点此",
    "点击",
    "请点击",
    "请点击这里",
    "这里",
    "此处",
    "这儿",
    "详情",
    "查看详情",
    "详情请点击",
    "点击查看",
    "点击下载",
    "点击进入",
    "查看",
    "下载",
    "更多",
    "查看更多",
    "了解更多",
    "阅读更多",
    "链接",
    "网址",
    "打开",
    "进入",
    "here",
    "click here",
    "more",
    "link",
    "download",
];
