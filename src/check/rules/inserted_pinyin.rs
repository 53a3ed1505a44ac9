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
//! Pinyin stands in brackets behind characters, three times or more: a trace of pasting. Paste the original instead.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::check::OddKind;
use crate::check::prose::is_han;
use crate::check::{Rule, Run};
use crate::diag::{Fix, Severity};
use crate::say;

/// How many make a habit.
const FEWEST: usize = 3;

/// 混进的拼音.
pub(super) static RULE: Rule = Rule {
    name: "inserted-pinyin",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("inserted_pinyin.rs"),
    run: &[Run::Pages(|site, _| {
        let letters = site.letters();
        Box::new(move |page, findings| {
            let toned = page.odd(letters).iter().filter(|odd| odd.kind == OddKind::Toned);
            let mut spans: Vec<Range<usize>> =
                toned.filter_map(|odd| bracket_around(page.text, odd.at)).collect();
            spans.dedup();
            let different: BTreeSet<&str> = spans.iter().map(|span| &page.text[span.clone()]).collect();
            if different.len() < FEWEST {
                return;
            }
            for span in spans {
                let shown = &page.text[span.clone()];
                findings
                    .report(
                        page.place(span.clone()),
                        say!("正文里混进了拼音“{shown}”", "pinyin `{shown}` stands in the text"),
                        say!("删去括号和拼音", "remove the brackets and what is in them"),
                    )
                    .fixes
                    .push(Fix::new(span, String::new()));
            }
        })
    })],
};

/// The brackets around the letters at `at`, if nothing but Latin letters is in them and a character stands before.
fn bracket_around(text: &str, at: usize) -> Option<Range<usize>> {
    let is_letter = |c: char| c.is_alphabetic() && !is_han(c);
    let before = text[..at].trim_end_matches(is_letter);
    let rest = text[at..].trim_start_matches(is_letter);
    let open = before.chars().next_back().filter(|c| matches!(c, '(' | '（'))?;
    let close = rest.chars().next().filter(|c| matches!(c, ')' | '）'))?;
    let start = before.len() - open.len_utf8();
    let end = text.len() - rest.len() + close.len_utf8();
    text[..start].ends_with(is_han).then_some(start..end)
}
