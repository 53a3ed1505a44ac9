//! 模板里留下的待填字样
//!
//! # 是什么
//! 公开的文字里还有“待补充”“某某局”“此处填写”“XX年”“2023年  月  日”一类应当在发布前填好的字样。
//! 隐去姓名的“张某某”“李××”和表示待定的“有待补充”不算。
//!
//! # 为什么
//! 这是没有写完就发布的痕迹，读者得不到信息，检查时按错误信息处理。
//!
//! # 依据
//! 《中华人民共和国政府信息公开条例》（国务院令第711号）第六条：及时、准确地公开政府信息。
//!
//! # 举例
//! 触发：`联系电话：待补充`、`XX年度工作总结`。
//! 不触发：`当事人张某某`、`制度有待补充完善`。
//!
//! # 怎样改
//! 填上真实的内容；确实还没有的，先写“草稿: true”，写完再公开。
//!
//! # English
//! A word that a template left to be filled in is still there. Fill it in, or keep the page a draft.

use crate::check::LineKind;
use crate::check::Page;
use crate::check::WordList;
use crate::check::prose::touches;
use crate::check::{Findings, Rule, Run};
use crate::diag::Severity;
use crate::say;
use crate::text::garbled::is_han;

/// 待填的字样.
pub(super) static RULE: Rule = Rule {
    name: "placeholder",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("placeholder.rs"),
    run: &[Run::Pages(|site, _| {
        let vocabulary = site.vocabulary();
        Box::new(move |page, findings| {
            for (_, hit) in page.words(vocabulary, WordList::Placeholder) {
                report(page, hit.span.clone(), findings);
            }
            crosses(page, findings);
        })
    })],
};

/// What may follow `XX` when it stands for something still unknown.
const UNITS: &str = "年月日号局县市区镇乡省委办厅元万人个次名家届期项处条";

/// `XX` and `××` before a unit, and dates without figures.
fn crosses(page: &Page<'_>, findings: &mut Findings) {
    let is_cross = |c: char| matches!(c, 'X' | 'x' | 'Ｘ' | '×' | '╳');
    for line in page.prose() {
        if line.kind == LineKind::Front && line.text.starts_with('#') {
            continue;
        }
        let text = line.text;
        if let Some(at) = text.find('年').filter(|_| text.contains('月')) {
            empty_date(page, &line, at, findings);
        }
        let mut rest = 0;
        while let Some(at) = text[rest..].find(is_cross).map(|at| rest + at) {
            let length = text[at..].find(|c| !is_cross(c)).unwrap_or(text.len() - at);
            rest = at + length;
            let before = text[..at].chars().next_back();
            let behind = text[rest..].chars().next();
            let count = text[at..rest].chars().count();
            let is_year = text[..at].ends_with("20") && behind == Some('年');
            // `李××` hides a name, `3×4` counts.
            let stands_alone = !before.is_some_and(char::is_alphanumeric) || is_year;
            if count >= 2
                && stands_alone
                && behind.is_some_and(|c| UNITS.contains(c))
                && !touches(page.markup(), &line.span(at..rest))
            {
                let from = if is_year { at - 2 } else { at };
                let end = rest + behind.map_or(0, char::len_utf8);
                report(page, line.span(from..end), findings);
            }
        }
    }
}

/// `2023年  月  日`.
fn empty_date(page: &Page<'_>, line: &crate::check::ProseLine<'_>, year: usize, findings: &mut Findings) {
    let text = line.text;
    let digits = text[..year].bytes().rev().take_while(u8::is_ascii_digit).count();
    let behind = &text[year + '年'.len_utf8()..];
    let spaces = behind.trim_start();
    if digits != 4 || !spaces.starts_with('月') {
        return;
    }
    let day = spaces['月'.len_utf8()..].trim_start();
    if day.starts_with('日') && !day['日'.len_utf8()..].starts_with(is_han) {
        let end = text.len() - day.len() + '日'.len_utf8();
        report(page, line.span(year - 4..end), findings);
    }
}

fn report(page: &Page<'_>, span: std::ops::Range<usize>, findings: &mut Findings) {
    let shown = &page.text[span.clone()];
    findings.report(
        page.place(span),
        say!("“{shown}”还没有填", "`{shown}` is still to be filled in"),
        say!(
            "填上真实的内容；还没有的，先在开头写“草稿: true”",
            "fill it in; if there is nothing yet, write `draft: true` at the head"
        ),
    );
}
