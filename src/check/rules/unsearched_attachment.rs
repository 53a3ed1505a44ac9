//! 附件没有查过
//!
//! # 是什么
//! 附件有密码、已经损坏、太大、是扫描的图片、文字取不出来，或者是没有打开的压缩包，程序查不了里面有没有个人信息。
//!
//! # 为什么
//! 查不了不等于没有。名单常常扫描成图片放进 PDF 文件。
//!
//! # 依据
//! - 《中华人民共和国政府信息公开条例》（国务院令第711号）第十七条：公开前应当审查。
//!
//! # 举例
//! 触发：加了密码的 .xlsx，整页是扫描图片的 .pdf。
//! 不触发：文字可以检索的文件，照片。
//!
//! # 怎样改
//! 换成可检索的文件；换不了的，人工逐页看过，再在 `site.yaml` 的“检查 → 静默”里写明路径、理由（谁看过）和到期日。
//!
//! # English
//! An attachment could not be searched. Replace it by a file that can be, or look through it by eye and silence
//! this rule for its path with the name of whoever did.

use crate::check::{Rule, Run};
use crate::diag::Severity;

/// 没有查过的附件.
pub(super) static RULE: Rule = Rule {
    name: "unsearched-attachment",
    severity: Severity::Warning,
    stops_build: true,
    source: include_str!("unsearched_attachment.rs"),
    run: &[Run::Attachments(|site, _| {
        Box::new(|attachment, findings| {
            for gap in &site.searched(attachment).gaps {
                let (message, help) = gap.texts();
                findings.report(attachment.whole(), message, help);
            }
        })
    })],
};
