//! 只用颜色表示意思
//!
//! # 是什么
//! 正文说“标红的”“红色部分”“见红字”，而颜色是唯一的标记。本系统的正文不带颜色，原件的颜色粘贴过来就没有了。
//!
//! # 为什么
//! 色觉障碍的人分辨不出，读屏软件也念不出颜色；黑白打印以后同样看不出来。
//!
//! # 依据
//! 《信息技术 互联网内容无障碍可访问性技术要求与测试方法》（GB/T 37668—2019）；按字样查找，难免有误，所以只作建议。
//!
//! # 举例
//! 触发：`标红的项目须在月底前完成`。
//! 不触发：`红色资源保护`、`重点项目（标*）须在月底前完成`。
//!
//! # 怎样改
//! 另用文字或符号标明，如加“（重点）”一列。
//!
//! # English
//! The text refers to a colour as the only mark. Mark it with words or signs as well.

use crate::check::{LineKind, Rule, Run};
use crate::diag::Severity;
use crate::say;

/// 颜色作标记.
pub(super) static RULE: Rule = Rule {
    name: "colour-as-only-mark",
    severity: Severity::Advice,
    stops_build: false,
    source: include_str!("colour_as_only_mark.rs"),
    run: &[Run::Pages(|_, _| {
        Box::new(|page, findings| {
            if !page.text[page.body..].contains(['红', '黄', '绿', '蓝']) {
                return;
            }
            for line in page.prose().filter(|line| matches!(line.kind, LineKind::Text | LineKind::Row)) {
                for word in WORDS {
                    if let Some(at) = line.text.find(word) {
                        findings.report(
                            page.place(line.span(at..at + word.len())),
                            say!("“{word}”只靠颜色区分", "`{word}` is told by its colour only"),
                            say!("另用文字或符号标明，如写“（重点）”", "mark it with words or signs as well"),
                        );
                    }
                }
            }
        })
    })],
};

/// Words that point at something by its colour.
const WORDS: &[&str] = &[
    "标红的",
    "标红部分",
    "标红内容",
    "标红项",
    "红色部分",
    "红色字体",
    "红字部分",
    "红色标注",
    "红色标记",
    "黄色标注",
    "黄色标记",
    "标黄的",
    "标黄部分",
    "绿色标注",
    "蓝色字体",
    "蓝色部分",
    "以红色表示",
    "用红色表示",
];
