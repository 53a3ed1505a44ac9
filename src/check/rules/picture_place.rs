//! 照片里带着拍摄地点
//!
//! # 是什么
//! 图片（JPEG、PNG、TIFF、WebP、HEIC，包括文档里嵌入的）的 EXIF 信息里有拍摄地点的经纬度，而发布时又去不掉：
//! TIFF、HEIC 图片，或者 `site.yaml` 里写了“清理附件: 否”。
//!
//! # 为什么
//! 入户走访、救助慰问的照片带着经纬度，等于公开了对方的住处；读者下载图片就看得到。
//!
//! # 依据
//! - 《中华人民共和国个人信息保护法》第二十八条：行踪轨迹属于敏感个人信息。
//!
//! # 举例
//! 触发：手机拍的 HEIC 照片，没有去掉位置信息。
//! 不触发：JPEG 照片（发布时自动去掉），截图，经聊天软件转发或者另存后没有位置信息的图片。
//!
//! # 怎样改
//! 在 Windows 里右键图片，选“属性 → 详细信息 → 删除属性和个人信息”；或者用画图打开另存一份。
//! 本来就要告诉读者在哪里的（如公园、办事大厅），在 `site.yaml` 的 `检查` 下面的 `静默` 里写明路径、理由和到期日。
//!
//! # English
//! A picture says where it was taken. Remove the position: in Windows, Properties, Details, Remove Properties
//! and Personal Information.

use crate::attachment::{clean, extract};
use crate::check::{Rule, Run};
use crate::diag::Severity;
use crate::say;

/// 拍摄地点.
pub(super) static RULE: Rule = Rule {
    name: "picture-place",
    severity: Severity::Error,
    stops_build: true,
    source: include_str!("picture_place.rs"),
    run: &[Run::Attachments(|site, _| {
        Box::new(|attachment, findings| {
            let Some(place) = &site.searched(attachment).taken_at else { return };
            // Whether it goes is seen in what would be published, not concluded from what cleaning says.
            let is_taken_out = || {
                let name = attachment.path.name();
                let cleaned = attachment.read().ok().and_then(|bytes| clean(name, &bytes).bytes);
                cleaned.is_some_and(|bytes| extract(name, &bytes).taken_at.is_none())
            };
            if !site.settings.clean_attachments || !is_taken_out() {
                findings.report(
                    attachment.whole(),
                    say!("图片里有拍摄地点（{place} 附近）", "the picture says where it was taken (near {place})"),
                    say!(
                        "右键图片，“属性 → 详细信息 → 删除属性和个人信息”，再重新放进来",
                        "remove its properties (Windows: Properties, Details, Remove Properties), then put it back"
                    ),
                );
            }
        })
    })],
};
