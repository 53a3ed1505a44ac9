//! 附件清理不了
//!
//! # 是什么
//! 发布附件时会去掉作者、单位、批注人、本机路径、缩略图、拍摄信息等作者不打算公开的内容。有的附件去不掉：
//! 老格式（.doc、.xls、.ppt、.wps、.rtf）、有密码的、损坏的文件，以及有电子签名的文件（改动会使签名失效）。这些附件原样公开。
//! 里面嵌着老格式的对象、别的文件或者宏的，别处清理，嵌着的那一部分原样公开；压缩包里带着作者的文件不改，会说明。
//! 有密码的、读不懂的是警告，别的只是建议。
//!
//! # 为什么
//! 文件属性里常有起草人姓名、办公电脑里的路径、别的单位的名称，谁下载了都能看到。
//!
//! # 依据
//! - 《中华人民共和国政府信息公开条例》（国务院令第711号）第十七条：公开前应当审查。
//!
//! # 举例
//! 触发：`名单.doc`，有电子签名的 `.ofd`，装着 `.docx` 的压缩包。
//! 不触发：`.docx`、`.xlsx`、没有签名的 PDF；`site.yaml` 里写了“清理附件: 否”。
//!
//! # 怎样改
//! 另存为 .docx、.xlsx、.pptx 或 PDF；有电子签名的，确认文件属性可以公开，再在“检查 → 静默”里写明理由。
//!
//! # English
//! An attachment is published as it is, because what its authors did not mean to publish cannot be taken out.
//! Save it in a newer form, or silence this rule for it once its properties have been looked at.

use crate::attachment::{Obstacle, clean, may_be_cleaned};
use crate::check::{Publication, Rule, Run};
use crate::diag::Severity;
use crate::say;

/// 清理不了的附件.
pub(super) static RULE: Rule = Rule {
    name: "uncleaned-attachment",
    severity: Severity::Advice,
    stops_build: false,
    source: include_str!("uncleaned_attachment.rs"),
    run: &[Run::Attachments(|site, _| {
        let is_cleaned = site.settings.clean_attachments;
        Box::new(move |attachment, findings| {
            let name = attachment.path.name();
            if !is_cleaned || attachment.publication != Publication::File || !may_be_cleaned(name) {
                return;
            }
            // A file that cannot be read is told by the rule for what was not searched.
            let Ok(bytes) = attachment.read() else { return };
            for obstacle in clean(name, &bytes).obstacles {
                let help = say!(
                    "打开文件属性看一看里面的姓名、单位和路径能不能公开；能公开的，在“检查 → 静默”里写明理由",
                    "look at the names and paths in its properties; if they may be public, silence this rule for it with the reason"
                );
                let finding = findings.report(attachment.whole(), obstacle.message(), help);
                // Of the others it is known what they are, and most are meant to be published so.
                if matches!(obstacle, Obstacle::Locked | Obstacle::Unreadable) {
                    finding.severity = Severity::Warning;
                }
            }
        })
    })],
};
