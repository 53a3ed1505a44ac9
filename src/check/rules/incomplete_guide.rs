//! 政府信息公开指南缺项
//!
//! # 是什么
//! 标题含“公开指南”的指南，正文里找不到条例要求的某一项：信息的分类、编排体系、获取方式，以及信息公开工作机构的
//! 名称、办公地址、办公时间、联系电话、传真号码、互联网联系方式。按字样查找，写法不同的可能误报。
//!
//! # 为什么
//! 九项是条例列明的，缺一项就是没有依法编制；群众按指南找不到人，也会引起投诉。
//!
//! # 依据
//! 《中华人民共和国政府信息公开条例》（国务院令第711号）第十二条。
//!
//! # 举例
//! 触发：指南里没有传真号码。
//! 不触发：九项都有；“办事指南”不查。
//!
//! # 怎样改
//! 补上缺的一项；没有传真的，写“传真号码：无”。
//!
//! # English
//! The guide to disclosure lacks one of the nine things that the law wants in it. Add it.

use crate::check::{Findings, Page, Rule, Run};
use crate::diag::{Place, Severity};
use crate::entry::{ArticleKind, DraftKind};
use crate::say;

/// 缺项的指南.
pub(super) static RULE: Rule = Rule {
    name: "incomplete-guide",
    severity: Severity::Error,
    stops_build: false,
    source: include_str!("incomplete_guide.rs"),
    run: &[Run::Pages(|_, _| Box::new(check))],
};

/// The nine things, in English too, and the words by which each is known.
const ITEMS: [(&str, &str, &[&str]); 9] = [
    ("政府信息的分类", "the classes of information", &["分类", "公开范围", "公开内容"]),
    ("编排体系", "the order of the catalogue", &["编排", "索引号"]),
    ("获取方式", "how to get information", &["获取", "获得", "查阅", "公开形式", "公开途径"]),
    ("工作机构的名称", "the name of the office", &["名称", "工作机构", "受理机构"]),
    ("办公地址", "its address", &["地址", "地点"]),
    ("办公时间", "its hours", &["办公时间", "工作时间", "受理时间", "服务时间"]),
    ("联系电话", "its telephone", &["电话"]),
    ("传真号码", "its fax", &["传真"]),
    ("互联网联系方式", "its address on the internet", &["互联网", "邮箱", "网址", "电子邮件", "@"]),
];

fn check(page: &Page<'_>, findings: &mut Findings) {
    let DraftKind::Article(article) = &page.draft.kind else { return };
    let title = article.common.title.as_ref().filter(|title| title.value.contains("公开指南"));
    let Some(title) = title.filter(|_| article.kind == ArticleKind::Guide) else { return };
    let text = &page.text[page.body..];
    let missing = ITEMS.iter().filter(|(_, _, words)| !words.iter().any(|word| text.contains(word)));
    let (zh, en): (Vec<&str>, Vec<&str>) = missing.map(|(zh, en, _)| (*zh, *en)).unzip();
    if zh.is_empty() {
        return;
    }
    let (zh, en) = (zh.join("、"), en.join(", "));
    findings.report(
        Place::span(page.file.clone(), title.span.clone()),
        say!("指南里没有找到：{zh}", "the guide lacks: {en}"),
        say!(
            "条例第十二条要求写明九项；补上缺的，没有的也写明“无”",
            "article 12 wants nine things; add what is missing, and say so where there is none"
        ),
    );
}
