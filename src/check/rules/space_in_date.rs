//! 日期和时间中间有空格
//!
//! # 是什么
//! 日期、时间的数字与“-”“:”“年”“月”之间夹着空格，如“2023- 11- 03 09: 32”。日期与时间之间的一个空格不算。
//!
//! # 为什么
//! 这样的日期检索不到，机器也读不出来，采集和统计会漏掉。
//!
//! # 依据
//! 《政府网站发展指引》（国办发〔2017〕47号）对发布时间格式的要求（YYYY-MM-DD HH:MM；原文凭编者记忆，所以只作建议）。
//!
//! # 举例
//! 触发：`2023- 11- 03 09: 32`。
//! 不触发：`2023-11-03 09:32`、`2023 年 11 月`。
//!
//! # 怎样改
//! 删去空格；`gongkai check --fix` 可以代删。
//!
//! # English
//! There are spaces inside of a date. Remove them; `check --fix` does.

use crate::check::prose::touches;
use crate::check::{Rule, Run};
use crate::diag::{Fix, Severity};
use crate::say;

/// 日期里的空格.
pub(super) static RULE: Rule = Rule {
    name: "space-in-date",
    severity: Severity::Advice,
    stops_build: false,
    source: include_str!("space_in_date.rs"),
    run: &[Run::Pages(|_, _| {
        Box::new(|page, findings| {
            for line in page.prose() {
                for (at, _) in line.text.match_indices("- ") {
                    let Some(length) = spaced_date(&line.text.as_bytes()[at.saturating_sub(4)..]) else {
                        continue;
                    };
                    let from = at.saturating_sub(4);
                    let span = line.span(from..from + length);
                    if touches(page.markup(), &span) || at < 4 {
                        continue;
                    }
                    let shown = &page.text[span.clone()];
                    let right = shown.replace("- ", "-").replace(": ", ":");
                    findings
                        .report(
                            page.place(span.clone()),
                            say!("日期“{shown}”中间有空格", "there are spaces in the date `{shown}`"),
                            say!("写成“{right}”", "write `{right}`"),
                        )
                        .fixes
                        .push(Fix::new(span, right));
                }
            }
        })
    })],
};

/// How long `2023- 11- 03 09: 32` is at the beginning of `bytes`; at least the day must be there.
fn spaced_date(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    let digits = |at: &mut usize, most: usize| {
        let count = bytes[*at..].iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
        *at += count;
        count > 0
    };
    let mark = |at: &mut usize, mark: u8| {
        let is_there = bytes.get(*at) == Some(&mark);
        *at += usize::from(is_there);
        *at += usize::from(is_there && bytes.get(*at) == Some(&b' '));
        is_there
    };
    let has_day = digits(&mut at, 4)
        && at == 4
        && mark(&mut at, b'-')
        && digits(&mut at, 2)
        && mark(&mut at, b'-')
        && digits(&mut at, 2);
    if !has_day {
        return None;
    }
    let day = at;
    let has_time = bytes.get(at) == Some(&b' ') && {
        at += 1;
        digits(&mut at, 2) && mark(&mut at, b':') && digits(&mut at, 2)
    };
    Some(if has_time { at } else { day })
}
