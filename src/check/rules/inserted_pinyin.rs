//! 正文里混进了拼音
//!
//! # 是什么
//! 同一页里有三处以上不同的“字（拼音）”：一个汉字后面的括号里是带声调的拼音，如“動(dòng)”。
//! 给生僻字注音是正常的，一两处不算。
//!
//! # 为什么
//! 这是从带注音的网页上粘贴来的痕迹，读起来断断续续，也多半不是本单位的原文。
//!
//! # 依据
//! 《中华人民共和国国家通用语言文字法》（主席令第37号）第九条：国家机关以规范汉字为公务用语用字。
//!
//! # 举例
//! 触发：`勞動(dòng)合同制度實(shí)施區(qū)域`。
//! 不触发：`垚（yáo）`出现一次。
//!
//! # 怎样改
//! 找到本单位的原件重新粘贴；`gongkai check --fix` 可以删去括号和里面的拼音。
//!
//! # English
//! Pinyin stands in brackets behind characters, three times or more: a trace of pasting. Paste the original
//! instead.

use crate::check::{Rule, Run};
use crate::diag::{Fix, Severity};
use crate::say;
use crate::text::garbled;

/// 混进的拼音.
pub(super) static RULE: Rule = Rule {
    name: "inserted-pinyin",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("inserted_pinyin.rs"),
    run: &[Run::Pages(|site, _| {
        let letters = site.letters();
        Box::new(move |page, findings| {
            let spans = garbled::pinyin(page.text, page.odd(letters));
            let Some(first) = spans.first() else { return };
            let (count, shown) = (spans.len(), &page.text[first.clone()]);
            let finding = findings.report(
                page.place(first.clone()),
                say!(
                    "正文里有 {count} 处混进了拼音，第一处是“{shown}”",
                    "pinyin stands in the text in {count} places, first `{shown}`"
                ),
                say!("删去括号和拼音", "remove the brackets and what is in them"),
            );
            finding.fixes.extend(spans.into_iter().map(|span| Fix::new(span, String::new())));
        })
    })],
};
