//! 公开内容里有公民身份号码
//!
//! # 是什么
//! 网页、元数据、项目数据和附件（.xlsx .xls .docx .csv .pdf .txt，连同隐藏的工作表、行、列，批注、修订和文档属性）里，
//! 出现 18 位或 15 位公民身份号码。18 位的核对行政区划、出生日期和校验码，15 位的核对行政区划和出生日期，
//! 所以统一社会信用代码、索引号、编号一类的数字不会误报。
//!
//! # 为什么
//! 身份号码一旦公开就收不回来，可以被人冒用办贷款、开账户。公示名单带出身份号码，是历次通报和检察公益诉讼里最常见的一种。
//!
//! # 依据
//! - 《中华人民共和国政府信息公开条例》（国务院令第711号）第十五条：涉及个人隐私等公开会对第三方合法权益造成损害的政府信息，不得公开。
//! - 《中华人民共和国个人信息保护法》第六条、第二十五条、第三十四条。
//!
//! # 举例
//! 触发：名单里写着 `11010119800101123X` 一类校验得上的号码。
//! 不触发：`110101********123X`，或者 `91330604MA2BXXXX3E` 一类的统一社会信用代码。
//!
//! # 怎样改
//! 公示不需要身份号码的，删去这一列；需要区分同名人员的，只留后四位，或者写成 `110101********123X`。
//! 文本文件可以用 `gongkai mask 文件` 看怎样改，加 `--write` 改好。
//! 已经发布过的，改正后还要请搜索引擎删除快照。
//!
//! # English
//! An ID number of a citizen is in what is published. It is looked for in pages, metadata, data and
//! attachments, hidden parts included, by area, date of birth and check digit. Drop the column, or mask the
//! number as `110101********123X`; `gongkai mask FILE` proposes how.

use crate::check::{Rule, Run, numbers};
use crate::diag::Severity;
use crate::privacy::NumberKind;

/// 公民身份号码.
pub(super) static RULE: Rule = Rule {
    name: "id-number",
    severity: Severity::Error,
    stops_build: true,
    source: include_str!("id_number.rs"),
    run: &[
        Run::Site(|site, findings| numbers::in_settings(site, NumberKind::Id, findings)),
        Run::Pages(|site, _| {
            Box::new(|page, findings| numbers::in_page(site, page, NumberKind::Id, findings))
        }),
        Run::Attachments(|site, _| {
            Box::new(|attachment, findings| {
                numbers::in_attachment(site, attachment, NumberKind::Id, findings);
            })
        }),
    ],
};
