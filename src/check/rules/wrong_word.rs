//! 常见的错别字
//!
//! # 是什么
//! 标题、概述、正文和表格里有 `wrong-words.csv` 所列的错别字，例如“招骋”“拔款”“负贵”。
//! 表里的写法单独看都不对；前后两个词连起来也会这样写的（“选拔款待”里的“拔款”）和“帐户”一类旧写法只作建议，不代改；含有同样字样而并不错的词（如“有关健康”里的“关健”）不算。
//!
//! # 为什么
//! 错别字损害公信力，也是每次检查都要数的一项：有一次通报里 32 个网站共查出 6374 处。
//!
//! # 依据
//! 《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）扣分指标中的错别字一项。
//!
//! # 举例
//! 触发：`公开招骋`、`已拔款到位`、`由区民政局负贵`。
//! 不触发：`已拨款到位`、`选拔款项`。
//!
//! # 怎样改
//! 按提示改字；`gongkai check --fix` 代改确定的。确有专名用这几个字的，在站点的 `checks/wrong-words.csv` 里把它写进“除外”一栏。
//!
//! # English
//! A character is wrong. The list is `wrong-words.csv`, which a site may replace; `check --fix` mends what is
//! certain.

use crate::check::WordList;
use crate::check::{Rule, Run};
use crate::diag::{Fix, Severity};
use crate::say;

/// 错别字.
pub(super) static RULE: Rule = Rule {
    name: "wrong-word",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("wrong_word.rs"),
    run: &[Run::Pages(|site, _| {
        let vocabulary = site.vocabulary();
        Box::new(move |page, findings| {
            for (word, hit) in page.words(vocabulary, WordList::Wrong) {
                let (wrong, right) = (&page.text[hit.span.clone()], &word.right);
                let place = page.place(hit.span.clone());
                let help = say!("改成“{right}”", "write `{right}`");
                if word.is_variant {
                    let message =
                        say!("“{wrong}”是旧的或不推荐的写法", "`{wrong}` is an old or less usual form");
                    findings.report(place, message, help).severity = Severity::Advice;
                } else if word.crosses_words {
                    let message = say!("“{wrong}”可能是错别字", "`{wrong}` may be misspelt");
                    let help = say!(
                        "核对后改成“{right}”；前一个词的尾和后一个词的头连在一起的，不用改",
                        "check, and write `{right}` unless one word ends in it and the next begins"
                    );
                    findings.report(place, message, help).severity = Severity::Advice;
                } else {
                    let message = say!("“{wrong}”是错别字", "`{wrong}` is misspelt");
                    let fix = Fix::new(hit.span.clone(), right.clone());
                    findings.report(place, message, help).fixes.push(fix);
                }
            }
        })
    })],
};
