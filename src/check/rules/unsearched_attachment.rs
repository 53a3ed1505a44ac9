//! 附件没有查过
//!
//! # 是什么
//! 附件有密码、已经损坏、太大、是扫描的图片、文字取不出来，是没有打开的压缩包、压缩包里的图片，或者程序读不了的文件（如 .xlsb、.dbf），
//! 程序查不了里面有没有个人信息。单独的图片、文档里的图片多半是照片，只建议看一遍。
//!
//! # 为什么
//! 查不了不等于没有。名单常常扫描成图片放进 PDF 文件。
//!
//! # 依据
//! - 《中华人民共和国政府信息公开条例》（国务院令第711号）第十七条：公开前应当审查。
//!
//! # 举例
//! 触发：加了密码的 .xlsx，整页是扫描图片的 .pdf。
//! 不触发：文字可以检索的文件，文档里的小图标。
//!
//! # 怎样改
//! 换成可检索的文件；换不了的，人工逐页看过，再在 `site.yaml` 的“检查 → 静默”里写明路径、理由（谁看过）和到期日。
//!
//! # English
//! An attachment could not be searched; pictures by themselves are told of once. Replace it by a file that
//! can be, or look through it by eye and silence this rule for its path with the name of whoever did.

use crate::attachment::{self, Gap};
use crate::check::{Findings, Rule, Run, Site};
use crate::diag::{Place, Severity};
use crate::model::ContentPath;
use crate::say;

/// 没有查过的附件.
pub(super) static RULE: Rule = Rule {
    name: "unsearched-attachment",
    severity: Severity::Warning,
    stops_build: true,
    source: include_str!("unsearched_attachment.rs"),
    run: &[
        Run::Site(pictures),
        Run::Attachments(|site, _| {
            Box::new(|attachment, findings| {
                for gap in &site.searched(attachment).gaps {
                    let (message, help) = gap.texts();
                    let finding = findings.report(attachment.whole(), message, help);
                    if matches!(gap, Gap::Illustrations(_)) {
                        finding.severity = Severity::Advice;
                    }
                }
            })
        }),
    ],
};

/// What is said of pictures that are published by themselves: once, for most of them are photographs.
fn pictures(site: &Site<'_>, findings: &mut Findings) {
    let is_picture = |path: &&ContentPath| attachment::is_picture_name(path.name());
    let mut pictures = site.catalog.files.keys().filter(is_picture);
    let Some(first) = pictures.next() else { return };
    let count = pictures.count() + 1;
    let message = say!(
        "网站上有 {count} 张图片，上面的文字没有查过",
        "words in the pictures of the site ({count}) were not searched"
    );
    let help = say!(
        "人工看一遍有没有拍进名单、证件、病历；文字尽量写成正文",
        "look whether they show lists of names or papers of persons; write words as text where you can"
    );
    findings.report(Place::whole(first.in_site()), message, help).severity = Severity::Advice;
}
