//! 公开内容里有手机号码
//!
//! # 是什么
//! 网页、元数据、项目数据、`site.yaml` 和附件里出现在用号段的 11 位手机号码，前面带 0、86、+86，中间有空格或短横的也算。
//! 前面写着编号、单号、备案号等字样的，后面带着元、吨等单位的，网址和文件名里的，都不算。
//!
//! # 为什么
//! 名单里的手机号码会给本人带来骚扰和诈骗电话。
//!
//! # 依据
//! - 《中华人民共和国政府信息公开条例》（国务院令第711号）第十五条：涉及个人隐私等公开会对第三方合法权益造成损害的政府信息，不得公开。
//! - 《中华人民共和国个人信息保护法》第六条（最小范围）、第三十四条。
//! - 同一条例第二十条第二项：机关的办公电话应当公开，写进“公开电话”就不再报。
//!
//! # 举例
//! 触发：公示名单里的 `138` 加八位数字。
//! 不触发：`138****1234`，固定电话，列在“公开电话”里的值班手机，13800000000元。
//!
//! # 怎样改
//! 个人的号码删去，或者写成 `138****1234`。确实对外公布的办公手机，写进 `site.yaml`：
//! `检查` 下面的 `公开电话: [0578-1029330, 值班手机号]`；页脚的电话不用再写。
//!
//! # English
//! A mobile number is in what is published. Delete it or mask it as `138****1234`; list numbers of offices
//! that are meant to be public in `site.yaml` under `checks: public_phones`.

use crate::check::{Rule, Run, numbers};
use crate::diag::Severity;
use crate::privacy::NumberKind;

/// 手机号码.
pub(super) static RULE: Rule = Rule {
    name: "mobile-number",
    severity: Severity::Error,
    stops_build: true,
    source: include_str!("mobile_number.rs"),
    run: &[
        Run::Site(|site, findings| numbers::in_settings(site, NumberKind::Mobile, findings)),
        Run::Pages(|site, _| {
            Box::new(|page, findings| numbers::in_page(site, page, NumberKind::Mobile, findings))
        }),
        Run::Attachments(|site, _| {
            Box::new(|attachment, findings| {
                numbers::in_attachment(site, attachment, NumberKind::Mobile, findings);
            })
        }),
    ],
};
