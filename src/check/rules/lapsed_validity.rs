//! 废止日期已过，有效性还写着有效
//!
//! # 是什么
//! 文件的“废止日期”已经到了，“有效性”却是“有效”，或者没有写（页面上按有效显示）。
//!
//! # 为什么
//! 群众会照着已经失效的文件来办事，执行的人也可能引用它。
//!
//! # 依据
//! 《中华人民共和国政府信息公开条例》（国务院令第711号）第六条：准确；《国务院办公厅关于加强行政规范性文件制定和监督管理工作的通知》
//! （国办发〔2018〕37号）关于定期清理、公布效力的要求（条文凭编者记忆）。
//!
//! # 举例
//! 触发：`废止日期: 2020-01-23`，`有效性: 有效`。
//! 不触发：`有效性: 失效`，或者废止日期在今天以后。
//!
//! # 怎样改
//! 把有效性改成“失效”或“废止”，有新文件的写上“替代”；仍然有效的，改正废止日期。
//!
//! # English
//! The document has ceased to be in force, but is still shown as valid. Change its validity, or the date.

use crate::catalog::ItemKind;
use crate::check::{Findings, Rule, Run, Site};
use crate::diag::{Place, Severity};
use crate::entry::Validity;
use crate::say;

/// 已过的有效期.
pub(super) static RULE: Rule = Rule {
    name: "lapsed-validity",
    severity: Severity::Error,
    stops_build: false,
    source: include_str!("lapsed_validity.rs"),
    run: &[Run::Site(check)],
};

fn check(site: &Site<'_>, findings: &mut Findings) {
    for item in &site.catalog.items {
        let ItemKind::Article(article) = &item.kind else { continue };
        let Some(expires) = article.expires.as_ref().filter(|expires| expires.value.date <= site.today)
        else {
            continue;
        };
        if !matches!(article.validity, None | Some(Validity::Valid)) {
            continue;
        }
        let day = expires.value.date;
        let message = if article.validity.is_some() {
            say!("{day} 已经废止，有效性还写着“有效”", "it ceased on {day}, but is said to be valid")
        } else {
            say!(
                "{day} 已经废止，没有写有效性，页面上按有效显示",
                "it ceased on {day}, but is shown as valid"
            )
        };
        findings.report(
            Place::span(item.source.in_site(), expires.span.clone()),
            message,
            say!(
                "写“有效性: 失效”或“废止”，有新文件的写上“替代”；仍有效的改正废止日期",
                "write `validity: lapsed` or `repealed`; if it is still in force, mend `expires`"
            ),
        );
    }
}
