//! 层次序数跳级
//!
//! # 是什么
//! `一、` 下面直接用了 `（1）`，中间没有 `（一）` 或 `1.`。只有两层时，`一、` 下面用 `（一）` 或 `1.` 都可以。
//!
//! # 为什么
//! 层级跳过，读者看不出从属关系，屏幕朗读软件念出来的大纲也断了。
//!
//! # 依据
//! 《党政机关公文格式》（GB/T 9704—2012）7.3.3；这一条的细则参考通行做法，所以只作建议。
//!
//! # 举例
//! 触发：`一、总体要求` 下面是 `（1）指导思想`。
//! 不触发：`一、` 下面用 `1.`。
//!
//! # 怎样改
//! 把 `（1）` 改成 `（一）` 或 `1.`。
//!
//! # English
//! A level of ordinals is skipped. Write `（一）` or `1.` below `一、`.

use crate::check::ordinals::{Outline, outline_of};
use crate::check::{Findings, Page, Rule, Run};
use crate::diag::Severity;
use crate::say;

/// 跳级.
pub(super) static RULE: Rule = Rule {
    name: "skipped-ordinal-level",
    severity: Severity::Advice,
    stops_build: false,
    source: include_str!("skipped_ordinal_level.rs"),
    run: &[Run::Pages(|_, _| Box::new(check))],
};

fn check(page: &Page<'_>, findings: &mut Findings) {
    let mut above = 0;
    for line in outline_of(page) {
        let Outline::Numbered(ordinal) = line else { continue };
        if above == 1 && ordinal.level == 4 && ordinal.number == 1 {
            let shown = page.text[ordinal.span.clone()].to_owned();
            findings.report(
                page.place(ordinal.span.clone()),
                say!(
                    "“一、”的下一层用了 `{shown}`，跳了级",
                    "below `一、` stands `{shown}`: a level is skipped"
                ),
                say!("改成 `（一）` 或 `1.`", "write `（一）` or `1.`"),
            );
        }
        above = ordinal.level;
    }
}
