//! 概述超过100字
//!
//! # 是什么
//! 元数据“概述”超过了100个字。
//!
//! # 为什么
//! 概述用在目录、检索结果和分享卡片里，太长会被截断，也失去了概述的用处。
//!
//! # 依据
//! 《中华人民共和国政府信息公开条例》（国务院令第711号）第十二条的内容概述；100字的限度参考地方的编码规则，所以只作建议。
//!
//! # 举例
//! 触发：把整段正文贴进概述。
//! 不触发：正好100字。
//!
//! # 怎样改
//! 压到100字以内：写清谁可以怎样、得到什么，不抄标题和依据。
//!
//! # English
//! The summary has more than 100 characters. Shorten it.

use crate::check::{Page, Rule, Run};
use crate::diag::Severity;
use crate::entry::DraftKind;
use crate::say;

/// The most that it may have, in characters.
const MOST: usize = 100;

/// 过长的概述.
pub(super) static RULE: Rule = Rule {
    name: "long-summary",
    severity: Severity::Advice,
    stops_build: false,
    source: include_str!("long_summary.rs"),
    run: &[Run::Pages(|_, _| {
        Box::new(|page: &Page<'_>, findings| {
            let summary = match &page.draft.kind {
                DraftKind::Article(article) => &article.common.summary,
                DraftKind::Progress(entry) => &entry.common.summary,
                DraftKind::Project(project) => &project.common.summary,
                DraftKind::Column(_) => return,
            };
            let Some(summary) = summary else { return };
            let count = summary.value.chars().count();
            if count > MOST {
                findings.report(
                    page.place(summary.span.clone()),
                    say!(
                        "概述有 {count} 字，超过了100字",
                        "the summary has {count} characters, more than 100"
                    ),
                    say!("压到100字以内", "shorten it to 100"),
                );
            }
        })
    })],
};
