//! 同一段文字出现了两次
//!
//! # 是什么
//! 一个文件里有两段一字不差的文字（30 个字以上）。各期内容相同的项目文字写在 project.yaml 里，不会因此重复。
//!
//! # 为什么
//! 多半是粘贴了两遍，或者上一期的文字没有改。
//!
//! # 依据
//! 《中华人民共和国政府信息公开条例》（国务院令第711号）第六条：及时、准确地公开。
//!
//! # 举例
//! 触发：前后两段都是同一句长话。
//! 不触发：表格里重复的单元格、不到 30 字的短句。
//!
//! # 怎样改
//! 删去一段，或者写出这一段与前面不同的地方。
//!
//! # English
//! The same paragraph stands twice in a file. Remove one, or say what is different.

use std::collections::BTreeMap;

use crate::check::LineKind;
use crate::check::{Rule, Run};
use crate::diag::Severity;
use crate::say;

/// Shorter paragraphs, in bytes, may come again.
const SHORTEST: usize = 90;

/// 重复的段落.
pub(super) static RULE: Rule = Rule {
    name: "repeated-paragraph",
    severity: Severity::Advice,
    stops_build: false,
    source: include_str!("repeated_paragraph.rs"),
    run: &[Run::Pages(|_, _| {
        Box::new(|page, findings| {
            let mut seen: BTreeMap<&str, std::ops::Range<usize>> = BTreeMap::new();
            for line in page.prose().filter(|line| line.kind == LineKind::Text && line.text.len() >= SHORTEST)
            {
                let span = line.whole();
                match seen.get(line.text) {
                    Some(first) => {
                        findings
                            .report(
                                page.place(span),
                                say!("这一段与前面的一段完全相同", "this paragraph stands above already"),
                                say!(
                                    "删去一段，或写出不同的地方",
                                    "remove one of them, or say what is different"
                                ),
                            )
                            .related
                            .push((page.place(first.clone()), say!("前面的一段", "the one above")));
                    }
                    None => _ = seen.insert(line.text, span),
                }
            }
        })
    })],
};
