//! 正文写了施行日期或有效期，开头没有填
//!
//! # 是什么
//! 公文、通知、规划的正文写着“本办法自2024年5月1日起施行，有效期5年”，开头的“生效日期”“废止日期”却没有填，或者填的是另一天。
//! 只看说“本办法”“本通知”的句子；提到别的文件的不算。
//!
//! # 为什么
//! 页面上的有效性按开头的日期判断：不填，五年以后还显示有效。
//!
//! # 依据
//! 《国务院办公厅关于加强行政规范性文件制定和监督管理工作的通知》（国办发〔2018〕37号）关于有效期和定期清理的要求（条文凭编者记忆）。
//!
//! # 举例
//! 触发：`本办法自2024年5月1日起施行，有效期5年。`，开头没有“生效日期”。
//! 不触发：`原办法自2019年5月1日起施行，现予废止。`
//!
//! # 怎样改
//! 按提示在开头加上日期。“废止日期”是不再有效的第一天：有效期至2029年4月30日的，填 2029-05-01。
//!
//! # English
//! The text says when it comes into force and for how long; the head of the file does not, or says another
//! day.

use std::ops::Range;

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::check::{Findings, LineKind, Page, Rule, Run};
use crate::diag::Severity;
use crate::entry::{ArticleDraft, ArticleKind, DraftKind};
use crate::model::Moment;
use crate::say;

/// The longest sentence that is read, in bytes; the one meant is short.
const LONGEST: usize = 600;

/// What a document calls itself: `本办法`, `本通知`. `本市` and `本条` are something else, which does not come into
/// force.
const OWN: [&str; 24] = [
    "办法", "规定", "细则", "意见", "通知", "通告", "公告", "方案", "规划", "规程", "规则", "规范", "标准",
    "条例", "制度", "决定", "措施", "预案", "文件", "政策", "指引", "计划", "目录", "清单",
];

/// 施行日期和有效期.
pub(super) static RULE: Rule = Rule {
    name: "unsaid-validity",
    severity: Severity::Advice,
    stops_build: false,
    source: include_str!("unsaid_validity.rs"),
    run: &[Run::Pages(|_, _| Box::new(check))],
};

/// What a sentence says of its own document.
#[derive(Debug, Default, PartialEq, Eq)]
struct SaidValidity {
    /// The first day in force.
    from: Option<Date>,
    /// The first day no longer in force.
    until: Option<Date>,
}

fn check(page: &Page<'_>, findings: &mut Findings) {
    use ArticleKind as K;
    let DraftKind::Article(article) = &page.draft.kind else { return };
    if !matches!(article.kind, K::Document | K::Notice | K::Plan) {
        return;
    }
    for line in page.prose().filter(|line| line.kind == LineKind::Text) {
        if !line.text.contains("有效期") && !line.text.contains("起施行") && !line.text.contains("起实施")
        {
            continue;
        }
        for sentence in sentences(line.text) {
            let said = read(&line.text[sentence.clone()], article);
            report(page, article, &said, line.span(sentence), findings);
        }
    }
}

/// The sentences of a line, as its bytes.
fn sentences(line: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    line.split_inclusive(['。', '；', ';']).map(|sentence| {
        let start = sentence.as_ptr() as usize - line.as_ptr() as usize;
        start..start + sentence.len()
    })
}

/// Reads `本办法自2024年5月1日起施行，有效期5年`.
fn read(sentence: &str, article: &ArticleDraft) -> SaidValidity {
    let is_own = |own: &str| own.strip_prefix("实施").is_some_and(is_named) || is_named(own);
    let own =
        sentence.match_indices('本').map(|(at, own)| &sentence[at + own.len()..]).find(|own| is_own(own));
    let Some(sentence) = own.filter(|_| sentence.len() <= LONGEST) else { return SaidValidity::default() };
    let from = sentence.match_indices('自').find_map(|(at, since)| {
        let behind = &sentence[at + since.len()..];
        let (day, rest) = behind.split_once('起')?;
        let is_start = ["施行", "实施", "执行", "生效"].iter().any(|word| rest.starts_with(word));
        if !is_start {
            return None;
        }
        if matches!(day, "发布之日" | "印发之日" | "公布之日" | "下发之日" | "发文之日") {
            return article.common.issued.as_ref().map(|issued| issued.value.date);
        }
        Moment::parse(day).ok().map(|moment| moment.date)
    });
    let from_or_typed = from.or(article.effective.map(|effective| effective.date));
    let until = sentence.split_once("有效期").and_then(|(_, behind)| {
        let behind = behind.trim_start_matches(['限', '为', '是', '：']);
        if let Some(day) = behind.strip_prefix('至').or_else(|| behind.strip_prefix("到")) {
            let end = day.find(['日', '号'])?;
            let last = Moment::parse(&day[..end + '日'.len_utf8()]).ok()?;
            return last.date.checked_add(1.day()).ok();
        }
        let (years, _) = years(behind)?;
        from_or_typed?.checked_add(years.years()).ok()
    });
    SaidValidity { from, until }
}

/// Whether a text begins with what a document calls itself.
fn is_named(text: &str) -> bool {
    OWN.iter().any(|name| text.starts_with(name))
}

/// `5年`, `五年`.
fn years(text: &str) -> Option<(i32, &str)> {
    let (number, rest) = text.split_once('年')?;
    let rest = (!rest.starts_with(|c: char| c.is_ascii_digit())).then_some(rest)?;
    let value = match number.trim() {
        "十" => 10,
        other => match "一二三四五六七八九".chars().position(|digit| other == digit.to_string()) {
            Some(at) => i32::try_from(at).ok()? + 1,
            None => other.parse().ok().filter(|years| (1..=30).contains(years))?,
        },
    };
    Some((value, rest))
}

fn report(
    page: &Page<'_>,
    article: &ArticleDraft,
    said: &SaidValidity,
    span: Range<usize>,
    findings: &mut Findings,
) {
    let typed = [
        ("生效日期", "effective", said.from, article.effective.map(|effective| effective.date)),
        ("废止日期", "expires", said.until, article.expires.as_ref().map(|expires| expires.value.date)),
    ];
    let missing: Vec<String> = typed
        .iter()
        .filter_map(|(zh, _, said, typed)| said.filter(|_| typed.is_none()).map(|day| format!("{zh}: {day}")))
        .collect();
    if !missing.is_empty() {
        let lines = missing.join("`、`");
        findings.report(
            page.place(span.clone()),
            say!(
                "正文写明了施行日期或有效期，文件开头没有填",
                "the text says when it is in force, the head of the file does not"
            ),
            say!(
                "核对后在开头加上 `{lines}`，页面上的有效性按它判断",
                "if that is right, add `{lines}` at the head: the page's validity goes by it"
            ),
        );
    }
    for (zh, en, said, typed) in typed {
        let (Some(said), Some(typed)) = (said, typed) else { continue };
        if said != typed {
            let finding = findings.report(
                page.place(span.clone()),
                say!(
                    "按正文“{zh}”是 {said}，文件开头填的是 {typed}",
                    "by the text `{en}` is {said}, by the head {typed}"
                ),
                say!("以印发的文件为准，改正一处", "mend one of them, by the document as issued"),
            );
            finding.severity = Severity::Warning;
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::{SaidValidity, read, sentences};
    use crate::entry::ArticleDraft;
    use crate::entry::{ArticleKind, CommonDraft};

    fn said(sentence: &str) -> (Option<Date>, Option<Date>) {
        let article = ArticleDraft {
            common: CommonDraft::default(),
            act: None,
            kind: ArticleKind::Document,
            validity: None,
            effective: None,
            expires: None,
            replaced_by: None,
            explains: Vec::new(),
            addressees: None,
            signature: None,
            answers: Vec::new(),
            mode: crate::text::TextMode::Gongwen,
            text: crate::text::Document::default(),
            text_span: 0..0,
        };
        let SaidValidity { from, until } = read(sentence, &article);
        (from, until)
    }

    #[test]
    fn days_and_terms() {
        let may = Some(date(2024, 5, 1));
        for (sentence, expected) in [
            ("本办法自2024年5月1日起施行，有效期5年。", (may, Some(date(2029, 5, 1)))),
            ("本通知自2024年5月1日起实施，有效期为三年。", (may, Some(date(2027, 5, 1)))),
            ("第六条　本办法自二〇二四年五月一日起施行。", (may, None)),
            ("本意见有效期至2029年4月30日。", (None, Some(date(2029, 5, 1)))),
            ("本办法自发布之日起30日后施行。", (None, None)),
            ("原办法自2019年5月1日起施行。", (None, None)),
            ("许可证有效期5年。", (None, None)),
            ("《条例》自2024年5月1日起施行，本市各部门要抓好落实。", (None, None)),
            ("新办法自2024年5月1日起施行，有效期5年，本通知同时废止。", (None, None)),
            ("本实施方案自2024年5月1日起实施。", (may, None)),
            ("本证自领取之日起施行登记。", (None, None)),
        ] {
            assert_eq!(said(sentence), expected, "{sentence}");
        }
    }

    #[test]
    fn sentences_stand_where_they_are() {
        let line = "甲。乙；丙";
        let parts: Vec<&str> = sentences(line).map(|range| &line[range]).collect();
        assert_eq!(parts, ["甲。", "乙；", "丙"]);
    }
}
