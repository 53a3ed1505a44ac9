//! 小标题跳级
//!
//! # 是什么
//! markdown 写法的正文里，小标题从 `##` 直接到了 `####`。公文写法的层次由序数决定，另有检查。
//!
//! # 为什么
//! 读屏软件按标题层级导航，跳级会让人以为漏了一层；目录也会缩进错位。
//!
//! # 依据
//! 《信息技术 互联网内容无障碍可访问性技术要求与测试方法》（GB/T 37668—2019）关于标题结构的要求。
//!
//! # 举例
//! 触发：`## 甲` 之后是 `#### 乙`。
//! 不触发：`#### 乙` 之后回到 `## 丙`。
//!
//! # 怎样改
//! 一级一级往下写，字的大小由样式决定，不要用层级来调。
//!
//! # English
//! A heading skips a level. Go down one level at a time.

use crate::check::{LineKind, Rule, Run};
use crate::diag::Severity;
use crate::say;

/// 跳级的小标题.
pub(super) static RULE: Rule = Rule {
    name: "skipped-heading-level",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("skipped_heading_level.rs"),
    run: &[Run::Pages(|_, _| {
        Box::new(|page, findings| {
            if !page.text[page.body..].contains("##") {
                return;
            }
            let mut above = 0;
            for line in page.prose().filter(|line| line.kind == LineKind::Text) {
                let level = line.text.bytes().take_while(|byte| *byte == b'#').count();
                if !(1..=6).contains(&level) || !line.text[level..].starts_with(' ') {
                    continue;
                }
                if above > 0 && level > above + 1 {
                    let (from, to) = ("#".repeat(above), "#".repeat(level));
                    let right = "#".repeat(above + 1);
                    findings.report(
                        page.place(line.span(0..level)),
                        say!("小标题从 `{from}` 跳到了 `{to}`", "a heading skips from `{from}` to `{to}`"),
                        say!("写成 `{right}`", "write `{right}`"),
                    );
                }
                above = level;
            }
        })
    })],
};
