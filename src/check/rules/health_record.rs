//! 姓名旁边有病种、残疾等级
//!
//! # 是什么
//! 表格有姓名一类的列，又有病种、疾病、诊断、残疾等级、残疾类别一类的列，而且填了内容。
//!
//! # 为什么
//! 医疗健康是敏感个人信息，公开容易让人受歧视。残疾人补贴、大病救助公示只需要让人知道谁得了补贴。
//!
//! # 依据
//! - 《中华人民共和国个人信息保护法》第二十八条：医疗健康属于敏感个人信息。
//! - 《中华人民共和国政府信息公开条例》（国务院令第711号）第十五条：涉及个人隐私等公开会对第三方合法权益造成损害的政府信息，不得公开。
//!
//! # 举例
//! 触发：“姓名 | 残疾等级”的表格里写着“二级”。
//! 不触发：没有姓名的统计表，“残疾等级 | 人数”。
//!
//! # 怎样改
//! 删去这一列；法律要求公开的，不写姓名。
//!
//! # English
//! A list of persons tells their illness or disability. Drop the column; where the law wants it public, drop
//! the names.

use crate::check::{Rule, Run, people};
use crate::diag::Severity;
use crate::privacy::PersonalHeading;

/// 健康状况.
pub(super) static RULE: Rule = Rule {
    name: "health-record",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("health_record.rs"),
    run: &[
        Run::Pages(|site, _| {
            Box::new(|page, findings| people::in_page(site, page, PersonalHeading::Health, findings))
        }),
        Run::Attachments(|site, _| {
            Box::new(|attachment, findings| {
                people::in_attachment(site, attachment, PersonalHeading::Health, findings);
            })
        }),
    ],
};
