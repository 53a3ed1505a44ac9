//! 成文日期与落款的日期不一致
//!
//! # 是什么
//! 元数据写的“成文日期”与正文落款处的日期不是同一天。
//!
//! # 为什么
//! 常见的错误是把上网的日期填进了成文日期；20个工作日的时限从成文之日起算，填错就算不对。
//!
//! # 依据
//! 《中华人民共和国政府信息公开条例》（国务院令第711号）第十二条（目录要有生成日期）、第二十六条。
//!
//! # 举例
//! 触发：`成文日期: 2023-06-03`，落款 `2023年5月15日`。
//! 不触发：两处是同一天，或者正文没有落款日期。
//!
//! # 怎样改
//! 以印发的文件为准，改正写错的一处。
//!
//! # English
//! The date issued differs from the date below the signature. Mend the one that is wrong.

use crate::check::signature::signed_date;
use crate::check::{Rule, Run};
use crate::diag::Severity;
use crate::entry::DraftKind;
use crate::say;

/// 成文日期不一致.
pub(super) static RULE: Rule = Rule {
    name: "issued-date-conflict",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("issued_date_conflict.rs"),
    run: &[Run::Pages(|_, _| {
        Box::new(|page, findings| {
            let DraftKind::Article(article) = &page.draft.kind else { return };
            let Some(issued) = &article.common.issued else { return };
            let Some((line, signed)) = signed_date(page) else { return };
            if issued.value.date == signed.date {
                return;
            }
            let (typed, signed) = (issued.value.date, signed.date);
            findings
                .report(
                    page.place(issued.span.clone()),
                    say!(
                        "成文日期写的是 {typed}，落款却是 {signed}",
                        "issued on {typed}, it says, but signed on {signed}"
                    ),
                    say!("以印发的文件为准，改正一处", "mend one of them, by the document as issued"),
                )
                .related
                .push((page.place(line.whole()), say!("落款的日期", "the date of signature")));
        })
    })],
};
