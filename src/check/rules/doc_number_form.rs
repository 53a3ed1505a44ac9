//! 文号的写法不规范
//!
//! # 是什么
//! 元数据“文号”或者正文、表格里的文号用了方括号、圆括号、两位年份、序号前补零或加“第”，如 `国办发[2019]9号`、`云卫〔23〕05号`。
//!
//! # 为什么
//! 按文号检索时写法不一就找不到；引用别人的文号写错，读者也核对不了。
//!
//! # 依据
//! 《党政机关公文格式》（GB/T 9704—2012）7.2.5：年份标全称，用六角括号“〔〕”括入；发文顺序号不加“第”字，不编虚位。
//!
//! # 举例
//! 触发：`虞人社[2023]5号`、`虞人社〔2023〕第05号`。
//! 不触发：`虞人社〔2023〕5号`、`国务院令第711号`、`（2023）浙0604民初5号`、`许可证编号：云餐证字[2024]0012号`。
//!
//! # 怎样改
//! 许可证、备案、合同等的编号不是文号，照原样保留。按提示改；`gongkai check --fix` 只代改正文里确定是文号的（代字以“发”“函”“政办”等结尾），
//! 不动数字：补零和两位年份由人核对。
//!
//! # English
//! A document number is not in the form of the standard. Write `〔2023〕5号`: full year, hexagonal brackets, no
//! zero.

use crate::check::doc_numbers::{DocNumber, DocNumberFault, find};
use crate::check::prose::touches;
use crate::check::{LineKind, Rule, Run};
use crate::diag::{Fix, Severity, Text};
use crate::say;

/// 文号的写法.
pub(super) static RULE: Rule = Rule {
    name: "doc-number-form",
    severity: Severity::Warning,
    stops_build: false,
    source: include_str!("doc_number_form.rs"),
    run: &[Run::Pages(|_, _| {
        Box::new(|page, findings| {
            for line in page.prose() {
                for number in find(line.text) {
                    let form = line.span(number.form.clone());
                    if number.faults.is_empty() || touches(page.markup(), &form) {
                        continue;
                    }
                    let (shown, right) = (&page.text[form.clone()], number.right());
                    let what = what(&number);
                    let (zh, en) = (what.in_lang(crate::diag::Lang::Zh), what.in_lang(crate::diag::Lang::En));
                    let finding = findings.report(
                        page.place(form.clone()),
                        say!("文号“{shown}”{zh}", "the document number `{shown}` {en}"),
                        say!("写成“{right}”", "write `{right}`"),
                    );
                    let loses_digits = number.faults.contains(&DocNumberFault::LeadingZero);
                    if loses_digits || !number.is_certain() {
                        finding.severity = Severity::Advice;
                    } else if line.kind != LineKind::Front
                        && !number.faults.contains(&DocNumberFault::ShortYear)
                    {
                        finding.fixes.push(Fix::new(form, right));
                    }
                }
            }
        })
    })],
};

fn what(number: &DocNumber) -> Text {
    match number.faults[0] {
        DocNumberFault::Brackets => say!("没有用六角括号“〔〕”", "does not have the brackets `〔〕`"),
        DocNumberFault::ShortYear => say!("的年份没有写全", "has no full year"),
        DocNumberFault::LeadingZero => say!("的序号前面不该补零", "has a zero in front"),
        DocNumberFault::Ordinal => say!("的序号前面不该加“第”", "has `第` in front"),
    }
}
