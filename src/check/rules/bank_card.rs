//! 公开内容里有银行卡号
//!
//! # 是什么
//! 网页、数据和附件里的银行卡号：13 至 19 位，校验位符合 ISO/IEC 7812，银联和国内银行的卡号段；
//! 前面或者表头写着账号、卡号、一卡通、社保卡、存折的，其他卡号段也算。
//!
//! # 为什么
//! 金融账户是敏感个人信息；姓名、卡号、身份号码一起泄露，最容易造成盗刷和冒领。
//!
//! # 依据
//! - 《中华人民共和国政府信息公开条例》（国务院令第711号）第十五条：涉及个人隐私等公开会对第三方合法权益造成损害的政府信息，不得公开。
//! - 《中华人民共和国个人信息保护法》第二十八条：金融账户属于敏感个人信息。
//!
//! # 举例
//! 触发：补贴发放表里 `6228` 开头、校验得上的 19 位数字。
//! 不触发：`************0018`，订单号、项目代码、统一社会信用代码、公安备案号。
//!
//! # 怎样改
//! 公示补贴不需要卡号，删去这一列；要核对的，只留后四位。
//!
//! # English
//! A bank card number is in what is published. Drop the column; where people must tell their card, keep the
//! last four digits only.

use crate::check::{Rule, Run, numbers};
use crate::diag::Severity;
use crate::privacy::NumberKind;

/// 银行卡号.
pub(super) static RULE: Rule = Rule {
    name: "bank-card",
    severity: Severity::Error,
    stops_build: true,
    source: include_str!("bank_card.rs"),
    run: &[
        Run::Site(|site, findings| numbers::in_settings(site, NumberKind::Card, findings)),
        Run::Pages(|site, _| {
            Box::new(|page, findings| numbers::in_page(site, page, NumberKind::Card, findings))
        }),
        Run::Attachments(|site, _| {
            Box::new(|attachment, findings| {
                numbers::in_attachment(site, attachment, NumberKind::Card, findings);
            })
        }),
    ],
};
