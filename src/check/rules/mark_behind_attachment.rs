//! 附件名称后面多了标点
//!
//! # 是什么
//! 附件说明里，附件名称后面写了句号、分号。
//!
//! # 为什么
//! 格式标准规定附件名称后不加标点；读者复制名称去找文件时也会多出一个字符。
//!
//! # 依据
//! 《党政机关公文格式》（GB/T 9704—2012）7.3.4：附件名称后不加标点符号。
//!
//! # 举例
//! 触发：`附件：申请表。`。
//! 不触发：`附件：申请表`。
//!
//! # 怎样改
//! 删去标点；`gongkai check --fix` 可以代删。
//!
//! # English
//! A mark stands behind the name of an attachment. Remove it; `check --fix` does.

use crate::check::attachment_note::note_of;
use crate::check::{Rule, Run};
use crate::diag::{Fix, Severity};
use crate::say;

/// 附件名称后的标点.
pub(super) static RULE: Rule = Rule {
    name: "mark-behind-attachment",
    severity: Severity::Advice,
    stops_build: false,
    source: include_str!("mark_behind_attachment.rs"),
    run: &[Run::Pages(|_, _| {
        Box::new(|page, findings| {
            for span in note_of(page).into_iter().flat_map(|note| note.marks) {
                let shown = &page.text[span.clone()];
                findings
                    .report(
                        page.place(span.clone()),
                        say!(
                            "附件名称后面多了“{shown}”",
                            "`{shown}` stands behind the name of an attachment"
                        ),
                        say!("删去这个标点", "remove it"),
                    )
                    .fixes
                    .push(Fix::new(span, ""));
            }
        })
    })],
};
