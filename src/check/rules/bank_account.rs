//! 名单里有个人的银行账号
//!
//! # 是什么
//! 表格有姓名、户主、申请人、领款人一类的列，又有账号、卡号、一卡通、社保卡、存折一类的列，这一列里填着 8 位以上的数字。
//! 存折和一卡通的号码没有校验位，只能看表头，所以按列查；网页里的表格和附件里的表格都查。
//!
//! # 为什么
//! 补贴名单带出账号，是检察机关公益诉讼里常见的一种。
//!
//! # 依据
//! - 《中华人民共和国政府信息公开条例》（国务院令第711号）第十五条：涉及个人隐私等公开会对第三方合法权益造成损害的政府信息，不得公开。
//! - 《中华人民共和国个人信息保护法》第二十八条：金融账户属于敏感个人信息。
//!
//! # 举例
//! 触发：“姓名 | 一卡通账号”的表格里写着 `201000123456789`。
//! 不触发：收款单位是公司、合作社的账号，`2010****6789`，没有姓名的对公账户。
//!
//! # 怎样改
//! 删去这一列，或者只留后四位。
//!
//! # English
//! A list of persons gives their bank accounts. Drop the column, or keep the last four digits only.

use crate::check::{Rule, Run, people};
use crate::diag::Severity;
use crate::privacy::PersonalHeading;

/// 个人的银行账号.
pub(super) static RULE: Rule = Rule {
    name: "bank-account",
    severity: Severity::Error,
    stops_build: true,
    source: include_str!("bank_account.rs"),
    run: &[
        Run::Pages(|site, _| {
            Box::new(|page, findings| people::in_page(site, page, PersonalHeading::Account, findings))
        }),
        Run::Attachments(|site, _| {
            Box::new(|attachment, findings| {
                people::in_attachment(site, attachment, PersonalHeading::Account, findings);
            })
        }),
    ],
};
