//! 不宜使用的称谓
//!
//! # 是什么
//! 文字里有 `improper-names.csv` 所列的称谓，例如“残废人”“南韩”“‘一带一路’战略”。
//!
//! # 为什么
//! 称谓不当可能伤害群体感情，或者在国家主权、两岸和港澳问题上造成误解，属于检查中的严重表述错误。
//!
//! # 依据
//! 《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）单项否决中的严重表述错误。
//! 称谓表凭编者记忆整理，没有逐条核对原文，所以这条只作建议。
//!
//! # 举例
//! 触发：`为残废人提供就业服务`。
//! 不触发：`为残疾人提供就业服务`。
//!
//! # 怎样改
//! 换用提示的写法；引用原文、专名或历史文献的不改，可以用“静默”写明理由。
//!
//! # English
//! A name is better put otherwise. The list `improper-names.csv` is compiled from memory, so this is advice
//! only.

use crate::check::WordList;
use crate::check::{Rule, Run};
use crate::diag::Severity;
use crate::say;

/// 不宜的称谓.
pub(super) static RULE: Rule = Rule {
    name: "improper-name",
    severity: Severity::Advice,
    stops_build: false,
    source: include_str!("improper_name.rs"),
    run: &[Run::Pages(|site, _| {
        let vocabulary = site.vocabulary();
        Box::new(move |page, findings| {
            for (word, hit) in page.words(vocabulary, WordList::Improper) {
                let (wrong, right) = (&page.text[hit.span.clone()], &word.right);
                findings.report(
                    page.place(hit.span.clone()),
                    say!("“{wrong}”的说法不宜使用", "`{wrong}` is better not said"),
                    say!(
                        "通常写“{right}”；引用原文的不必改（称谓表凭记忆整理，仅供参考）",
                        "usually `{right}`; leave quotations as they are (the list is from memory, a hint only)"
                    ),
                );
            }
        })
    })],
};
