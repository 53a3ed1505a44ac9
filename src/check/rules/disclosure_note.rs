//! 附注与公开方式不一致
//!
//! # 是什么
//! 公开发布的公文，落款下面没有“（此件公开发布）”一类的附注（建议）；或者附注写着“此件依申请公开”“此件不予公开”，
//! 元数据却是主动公开（警告）。只查有文号、正文自带落款日期的公文。
//!
//! # 为什么
//! 公开属性要在拟制公文时明确，附注是它在正文里的标记；两处矛盾，说明有一处没有经过审查。
//!
//! # 依据
//! 《国务院办公厅印发〈关于全面推进政务公开工作的意见〉实施细则的通知》（国办发〔2016〕80号）一（一）。
//! 附注的具体措辞参考各地做法，所以缺少附注只作建议。
//!
//! # 举例
//! 触发：`（此件依申请公开）`，公开方式却是主动公开。
//! 不触发：`（此件公开发布）`、`（此件主动公开）`、`（此件可公开发布）`。
//!
//! # 怎样改
//! 在落款日期下一行补上“（此件公开发布）”，或者改正公开方式。
//!
//! # English
//! The note on disclosure is missing, or contradicts the metadata. Add `（此件公开发布）`, or mend what is wrong.

use crate::check::signature::signed_date;
use crate::check::{LineKind, Rule, Run};
use crate::diag::Severity;
use crate::entry::{ArticleKind, Disclosure, DraftKind};
use crate::say;

/// 附注.
pub(super) static RULE: Rule = Rule {
    name: "disclosure-note",
    severity: Severity::Advice,
    stops_build: false,
    source: include_str!("disclosure_note.rs"),
    run: &[Run::Pages(|_, _| {
        Box::new(|page, findings| {
            let DraftKind::Article(article) = &page.draft.kind else { return };
            let common = &article.common;
            if common.disclosure != Disclosure::Proactive {
                return;
            }
            let note = page.prose().find(|line| {
                line.kind == LineKind::Text
                    && line.text.starts_with(['（', '(', '【'])
                    && (line.text.contains("此件") || line.text.contains("本件"))
                    && line.text.contains("公开")
            });
            if let Some(line) = note {
                let secret = ["不公开", "不予公开", "依申请", "内部"];
                if secret.iter().any(|word| line.text.contains(word)) {
                    let shown = line.text;
                    let finding = findings.report(
                        page.place(line.whole()),
                        say!(
                            "附注写着“{shown}”，公开方式却是主动公开",
                            "the note says `{shown}`, but the page is disclosed proactively"
                        ),
                        say!(
                            "先核实能不能公开；不能的，把公开方式改成附注所说的",
                            "find out whether it may be public; if not, change `disclosure` to what the note says"
                        ),
                    );
                    finding.severity = Severity::Warning;
                }
                return;
            }
            // Where the site writes the signature below the text, no note can stand under it.
            let is_signed = article.kind == ArticleKind::Document && signed_date(page).is_some();
            let Some(number) = common.doc_number.as_ref().filter(|_| is_signed) else { return };
            findings.report(
                page.place(number.span.clone()),
                say!("公文没有“（此件公开发布）”的附注", "the document has no note `（此件公开发布）`"),
                say!(
                    "原件上有的，在落款日期下一行补上；参考做法，不强求",
                    "if the original has it, add it below the date; a hint only"
                ),
            );
        })
    })],
};
