//! 乱码
//!
//! # 是什么
//! 文字里有替代字符“\u{FFFD}”、自造字区的字符，或者“锟斤拷”“â€œ”一类编码读错后留下的字样，或者像“社?;”这样变成了问号的字。
//!
//! # 为什么
//! 读者看不懂，屏幕朗读软件也读不出来；丢掉的字往往正是生僻的人名、地名。
//!
//! # 依据
//! 《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）扣分指标：信息内容应当准确。
//!
//! # 举例
//! 触发：`社会保障的锟斤拷管理`。
//! 不触发：`社会保障的管理`。
//!
//! # 怎样改
//! 回到原件，把这几个字重新键入；整篇都乱的，用原来的编码重新打开另存为 UTF-8。
//!
//! # English
//! Characters were lost or read in the wrong encoding. Type them anew from the original.

use crate::check::{Findings, Page, Rule, Run, WordList};
use crate::diag::{Severity, Text};
use crate::say;
use crate::text::garbled::{self, OddKind};

/// 乱码.
pub(super) static RULE: Rule = Rule {
    name: "mojibake",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("mojibake.rs"),
    run: &[Run::Pages(|site, _| {
        let (vocabulary, letters) = (site.vocabulary(), site.letters());
        Box::new(move |page, findings| {
            for (_, hit) in page.words(vocabulary, WordList::Garbled) {
                let shown = &page.text[hit.span.clone()];
                let message = say!("“{shown}”像是乱码", "`{shown}` looks garbled");
                findings.report(page.place(hit.span.clone()), message, help());
            }
            lost_marks(page, findings);
            for odd in page.odd(letters).iter().filter(|odd| odd.kind == OddKind::Lost) {
                let code = u32::from(odd.character);
                let message = say!(
                    "这里有一个显示不出来的字符（U+{code:04X}），原来的字已经丢失",
                    "there is a character that nobody can see (U+{code:04X}): what stood here is lost"
                );
                let span = odd.at..odd.at + odd.character.len_utf8();
                findings.report(page.place(span), message, help());
            }
        })
    })],
};

/// `社?;`: a character was lost before a mark. Told once a page.
fn lost_marks(page: &Page<'_>, findings: &mut Findings) {
    let mut spots = page.prose().flat_map(|line| garbled::lost(line.text).map(move |span| line.span(span)));
    let Some(first) = spots.next() else { return };
    let count = spots.count() + 1;
    let shown = &page.text[first.clone()];
    let message = say!(
        "有 {count} 处的字变成了问号，第一处是“{shown}”",
        "characters became question marks in {count} places, first `{shown}`"
    );
    findings.report(page.place(first), message, help());
}

fn help() -> Text {
    say!("对照原件重新键入这几个字", "type this anew from the original")
}
