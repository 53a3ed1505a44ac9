//! 导入时留下的疑问没有核对
//!
//! # 是什么
//! `gongkai import` 在文件开头写下的 `# 待核对：……` 还在：标题是从文件名来的、图片没有说明文字、公式压成了一行等。
//!
//! # 为什么
//! 程序从 Word、Excel 和旧网页里读内容，没有把握的地方不替人作主；不看就发布，页面上可能就是错的。
//!
//! # 依据
//! 《中华人民共和国政府信息公开条例》（国务院令第711号）第六条：及时、准确地公开政府信息。
//!
//! # 举例
//! 触发：`# 待核对：标题：没有找到标题，用了文件名，请核对`。
//! 不触发：别的注释。
//!
//! # 怎样改
//! 照注释里说的核对，改好以后把这一行删去。
//!
//! # English
//! A doubt that `gongkai import` wrote down is still there. Look at what it names, mend it, and delete the
//! line.

use crate::check::{Rule, Run};
use crate::diag::Severity;
use crate::import::DOUBT;
use crate::say;

/// 没有核对的导入疑问.
pub(super) static RULE: Rule = Rule {
    name: "unsettled-import",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("unsettled_import.rs"),
    run: &[Run::Pages(|_, _| {
        Box::new(|page, findings| {
            let mut start = 0;
            for line in page.text[..page.body].split_inclusive('\n') {
                let said = line.trim();
                let begin = start + line.len() - line.trim_start().len();
                start += line.len();
                let Some(doubt) = said.strip_prefix(DOUBT) else { continue };
                findings.report(
                    page.place(begin..begin + said.len()),
                    say!("导入时的疑问还没有核对：{doubt}", "a doubt of the import is not settled: {doubt}"),
                    say!(
                        "核对这一处，改好以后删去这一行注释",
                        "look at it, mend it, and delete this line of comment"
                    ),
                );
            }
        })
    })],
};
