//! 姓名旁边有写到门牌的住址
//!
//! # 是什么
//! 表格有姓名一类的列，又有家庭住址、户籍地址一类的列，地址写到了几号、几幢、几室；
//! 正文里“家庭住址：”“家住”“现住”后面的地址写到门牌，也算。单位的地址、办公地址不算。
//!
//! # 为什么
//! 姓名加门牌，足以找到本人和家里的老人孩子。
//!
//! # 依据
//! - 《中华人民共和国政府信息公开条例》（国务院令第711号）第十五条：涉及个人隐私等公开会对第三方合法权益造成损害的政府信息，不得公开。
//! - 《中华人民共和国个人信息保护法》第六条、第二十八条。
//!
//! # 举例
//! 触发：“姓名 | 家庭住址”的表格里写着“望溪街道12号3幢402室”。
//! 不触发：“望溪街道”“柳河村”，单位的办公地址。
//!
//! # 怎样改
//! 只写到街道、村或社区。
//!
//! # English
//! A person's address is given down to the door. Give the street or the village only.

use crate::check::{Findings, Page, Rule, Run, Site, people};
use crate::diag::Severity;
use crate::privacy::PersonalHeading;

/// 个人的住址.
pub(super) static RULE: Rule = Rule {
    name: "home-address",
    severity: Severity::Error,
    stops_build: true,
    source: include_str!("home_address.rs"),
    run: &[
        Run::Pages(|site, _| Box::new(|page, findings| in_page(site, page, findings))),
        Run::Attachments(|site, _| {
            Box::new(|attachment, findings| {
                people::in_attachment(site, attachment, PersonalHeading::Home, findings);
            })
        }),
    ],
};

fn in_page(site: &Site<'_>, page: &Page<'_>, findings: &mut Findings) {
    people::in_page(site, page, PersonalHeading::Home, findings);
    for home in people::homes_in(page.text) {
        // In a table the column has been looked at.
        if page.heading_at(home.start).is_empty() {
            findings.report(
                page.place(home),
                people::message(PersonalHeading::Home, None, 0),
                people::help(PersonalHeading::Home),
            );
        }
    }
}
