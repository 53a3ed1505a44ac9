//! 图片的文字说明没有意义
//!
//! # 是什么
//! 图片方括号里写的是文件名、“图片”“图1”“IMG_2023”一类，没有说明图上是什么。没有写说明的由另一条检查报告。
//!
//! # 为什么
//! 读屏软件朗读的就是这段文字；念一遍文件名，看不见图的人什么也得不到。
//!
//! # 依据
//! 《信息技术 互联网内容无障碍可访问性技术要求与测试方法》（GB/T 37668—2019）；《无障碍环境建设法》第三十二条。
//!
//! # 举例
//! 触发：`![图片1](图片/图片1.png)`、`![IMG_0231](a.jpg)`。
//! 不触发：`![十五分钟服务圈示意图](图.svg)`。
//!
//! # 怎样改
//! 写一句话说明图上有什么、要读者看出什么；只作装饰的图片删去。
//!
//! # English
//! The text of an image is a file name or says only that it is one. Say what it shows.

use crate::check::links::{Link, links_of};
use crate::check::{Page, Rule, Run};
use crate::diag::Severity;
use crate::say;

/// 无意义的图片说明.
pub(super) static RULE: Rule = Rule {
    name: "meaningless-image-text",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("meaningless_image_text.rs"),
    run: &[Run::Pages(|_, _| {
        Box::new(|page, findings| {
            for link in links_of(page).into_iter().filter(|link| link.is_image) {
                if is_meaningless(page, &link) {
                    let words = &page.text[link.words.clone()];
                    findings.report(
                        page.place(link.words.clone()),
                        say!(
                            "图片说明“{words}”没有说出图上是什么",
                            "the text `{words}` does not say what the image shows"
                        ),
                        say!("写一句话说明图上有什么", "say what the image shows"),
                    );
                }
            }
        })
    })],
};

fn is_meaningless(page: &Page<'_>, link: &Link) -> bool {
    let words = page.text[link.words.clone()].trim();
    let address = page.text[link.address.clone()].to_lowercase();
    let kind = address.rsplit('.').next().unwrap_or("");
    // The caption of a table file stands above the table; there a short name is right.
    if words.is_empty() || matches!(kind, "csv" | "xlsx") {
        return false;
    }
    let lower = words.to_lowercase();
    let has_extension = ["png", "jpg", "jpeg", "gif", "bmp", "svg", "webp"]
        .iter()
        .any(|kind| lower.strip_suffix(kind).is_some_and(|rest| rest.ends_with('.')));
    let bare = lower.trim_matches(|c: char| c.is_ascii_digit() || !c.is_alphanumeric());
    has_extension
        || ["", "图", "图片", "照片", "插图", "image", "img", "photo", "picture", "微信图片", "截图", "dsc"]
            .contains(&bare)
}
