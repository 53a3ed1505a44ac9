//! 层次序数跳号、重号或倒号
//!
//! # 是什么
//! 正文里同一层的序数不连续：`一、` 之后是 `三、`，`（二）` 出现两次，或者 `3.` 之后又是 `2.`。
//! 从 1 重新开始是另起一列，不算；一行里写着 `1.……2.……` 的，按最后一个往下接。
//!
//! # 为什么
//! 序数是别人引用条款的依据；跳号、重号往往意味着漏贴或多贴了一段。
//!
//! # 依据
//! 《党政机关公文格式》（GB/T 9704—2012）7.3.3：结构层次序数依次为“一、”“（一）”“1.”“（1）”。
//!
//! # 举例
//! 触发：`一、…… 三、……`。
//! 不触发：`（一）（二）` 之后的下一节又从 `（一）` 开始。
//!
//! # 怎样改
//! 对照原件看是否漏了一段；只是编错号的，改正序数。
//!
//! # English
//! Ordinals of one level jump, repeat or go back. See whether a passage is missing, else mend the number.

use crate::check::ordinals::{LineOrdinal, Outline, outline_of, written};
use crate::check::{Findings, Page, Rule, Run};
use crate::diag::Severity;
use crate::say;

/// 序数不连续.
pub(super) static RULE: Rule = Rule {
    name: "ordinal-gap",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("ordinal_gap.rs"),
    run: &[Run::Pages(|_, _| Box::new(check))],
};

/// What came last on each level, and where.
#[derive(Default)]
struct Last {
    number: u32,
    place: Option<std::ops::Range<usize>>,
    /// Whether the line right before was of this level.
    is_adjacent: bool,
}

fn check(page: &Page<'_>, findings: &mut Findings) {
    let mut levels: [Last; 5] = Default::default();
    for line in outline_of(page) {
        match line {
            Outline::Numbered(ordinal) => {
                let level = usize::from(ordinal.level);
                report(page, &ordinal, &levels[level], findings);
                for (at, last) in levels.iter_mut().enumerate() {
                    last.is_adjacent = at == level;
                    if at > level {
                        *last = Last::default();
                    }
                }
                levels[level].number = ordinal.last;
                levels[level].place = Some(ordinal.span);
            }
            Outline::Plain(inside) => {
                for last in &mut levels {
                    last.is_adjacent = false;
                }
                if let Some((level, number)) = inside {
                    levels[usize::from(level)] = Last { number, place: None, is_adjacent: false };
                }
            }
        }
    }
}

fn report(page: &Page<'_>, ordinal: &LineOrdinal, last: &Last, findings: &mut Findings) {
    let number = ordinal.number;
    let shown = page.text[ordinal.span.clone()].to_owned();
    let before = written(ordinal.level, last.number.max(1));
    let expected = written(ordinal.level, last.number + 1);
    let message = if number == last.number + 1 || number == 1 && !(last.number == 1 && last.is_adjacent) {
        return;
    } else if last.number == 0 {
        // Lists that go on behind a table or picture begin higher, and so do quotations of single items.
        if ordinal.level > 2 {
            return;
        }
        say!(
            "序数从 `{shown}` 开始，前面没有 `{expected}`",
            "the ordinals begin with `{shown}`, not `{expected}`"
        )
    } else if number == last.number {
        say!("序数 `{shown}` 重复了", "the ordinal `{shown}` stands twice")
    } else if number < last.number {
        say!("序数 `{shown}` 排在 `{before}` 后面", "the ordinal `{shown}` stands behind `{before}`")
    } else {
        say!(
            "`{before}` 之后是 `{shown}`，缺 `{expected}`",
            "behind `{before}` stands `{shown}`: `{expected}` is missing"
        )
    };
    let finding = findings.report(
        page.place(ordinal.span.clone()),
        message,
        say!(
            "对照原件，看是漏了一段还是编错了号",
            "compare with the original: a passage is missing, or the number is wrong"
        ),
    );
    if let Some(place) = &last.place {
        finding
            .related
            .push((page.place(place.clone()), say!("同一层的前一个", "the one before of this level")));
    }
}
