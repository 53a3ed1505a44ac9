//! 简体页面里的繁体字
//!
//! # 是什么
//! 标题或正文里有规范简体文本不用的繁体字。连在一起的几个字算一处；一页里多于五处时只报一次，写明总数。
//!
//! # 为什么
//! 国家机关的公务用字是规范汉字；混用繁体多半是从别处粘贴、没有校对的痕迹。
//!
//! # 依据
//! 《中华人民共和国国家通用语言文字法》（主席令第37号）第九条；可以保留繁体的情形见第十七条（文物古迹、姓氏、题词等）。
//!
//! # 举例
//! 触发：`勞动保障`。
//! 不触发：`刘峰著《乾隆年间》`（著、乾本来就是规范字）。
//!
//! # 怎样改
//! 改成简体；一页里有三个以上不同的繁体字时，`gongkai check --fix` 代改，只有一两个的可能是人名，由人决定。
//!
//! # English
//! Traditional characters stand in a simplified page. Write them simplified; names may keep theirs.

use crate::check::prose::touches;
use crate::check::{Rule, Run};
use crate::diag::{Fix, Severity};
use crate::say;
use crate::text::garbled;

/// More places than these are told once.
const MOST_TOLD: usize = 5;

/// 繁体字.
pub(super) static RULE: Rule = Rule {
    name: "traditional-character",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("traditional_character.rs"),
    run: &[Run::Pages(|site, _| {
        let letters = site.letters();
        Box::new(move |page, findings| {
            let runs = garbled::traditional(page.odd(letters), |span| touches(page.markup(), span));
            let may_fix = garbled::are_no_names(page.text, &runs);
            let count = runs.len();
            let told = if count > MOST_TOLD { 1 } else { count };
            for (at, run) in runs.iter().take(told).enumerate() {
                let (shown, right) = (&page.text[run.span.clone()], &run.simplified);
                let message = if count > MOST_TOLD {
                    say!(
                        "本页有 {count} 处繁体字，第一处是“{shown}”",
                        "there are traditional characters in {count} places, first `{shown}`"
                    )
                } else {
                    say!("“{shown}”是繁体字", "`{shown}` is traditional")
                };
                let help = say!("改成“{right}”；人名、古籍名可以保留", "write `{right}`; names may keep it");
                let finding = findings.report(page.place(run.span.clone()), message, help);
                if may_fix {
                    let mended = if count > MOST_TOLD { &runs[..] } else { &runs[at..=at] };
                    let fixes = mended.iter().map(|run| Fix::new(run.span.clone(), run.simplified.clone()));
                    finding.fixes.extend(fixes);
                }
            }
        })
    })],
};
