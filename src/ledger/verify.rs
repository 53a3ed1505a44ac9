//! `gongkai index verify`: what is odd about a ledger that can be read. What cannot stand at all, doubles
//! above all, is found by reading.

use std::collections::{BTreeMap, BTreeSet};

use super::{Ledger, faults};
use crate::config::DatedPattern;
use crate::diag::Diagnostic;
use crate::model::{NumberParts, OrgCode};
use crate::say;

/// How many gaps a message names.
const MOST_GAPS: usize = 5;

/// Looks at every number's form (warning), its code's check digits (GB 11714, GB 32100; warning) and gaps in
/// the serials (advice: a number that is missing may have been lost).
#[must_use]
pub fn verify(ledger: &Ledger, rule: &[DatedPattern]) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut codes = BTreeSet::new();
    let mut serials: BTreeMap<(usize, NumberParts), BTreeMap<u64, usize>> = BTreeMap::new();
    for (at, row) in ledger.rows.iter().enumerate() {
        let Some((pattern, parts)) = rule.iter().enumerate().rev().find_map(|(position, dated)| {
            let fits = dated.pattern.matches_form(&row.number);
            fits.then(|| dated.pattern.parts(&row.number).map(|parts| (position, parts))).flatten()
        }) else {
            findings.push(faults::unusual(&row.number, rule).at(ledger.place(at)));
            continue;
        };
        if let Some(code) = parts.code.as_ref().filter(|code| !code.has_right_check_digit())
            && codes.insert(code.clone())
        {
            findings.push(wrong_check_digit(code).at(ledger.place(at)));
        }
        let scope = rule[pattern].pattern.scope(&parts);
        serials.entry((pattern, scope)).or_default().insert(parts.serial, at);
    }
    for ((_, scope), rows) in &serials {
        if let Some((at, finding)) = gap(scope, rows) {
            findings.push(finding.at(ledger.place(at)));
        }
    }
    findings
}

fn wrong_check_digit(code: &OrgCode) -> Diagnostic {
    let expected = code.expected();
    Diagnostic::warning(
        "wrong-check-digit",
        say!("代码 `{code}` 的校验码不对", "the check digit of the code `{code}` is wrong"),
    )
    .help(say!(
        "按国家标准应是 `{expected}`；请核对是否抄错。已公开的索引号不要改，只改 site.yaml 里的代码",
        "by the standard it would be `{expected}`; check it for slips. Leave public numbers as they are and correct the code in site.yaml"
    ))
}

/// The gaps between the first and the last serial, at the row behind the first gap.
fn gap(scope: &NumberParts, rows: &BTreeMap<u64, usize>) -> Option<(usize, Diagnostic)> {
    let pairs = rows.iter().zip(rows.iter().skip(1));
    let gaps: Vec<(u64, u64, usize)> = pairs
        .filter(|((before, _), (after, _))| *after - *before > 1)
        .map(|((before, _), (after, at))| (before + 1, after - 1, *at))
        .collect();
    let (_, _, at) = *gaps.first()?;
    let mut named: Vec<String> = gaps
        .iter()
        .take(MOST_GAPS)
        .map(|(from, to, _)| if from == to { from.to_string() } else { format!("{from}–{to}") })
        .collect();
    if gaps.len() > MOST_GAPS {
        named.push("…".into());
    }
    let (missing, in_english) = (named.join("、"), named.join(", "));
    let code = scope.code.as_ref().map(|code| format!("{code} ")).unwrap_or_default();
    let year = scope.year.map(|year| year.to_string()).unwrap_or_default();
    let month = scope.month.map(|month| format!("-{month:02}")).unwrap_or_default();
    let count = format!("{code}{year}{month}");
    let count = count.trim();
    let finding = Diagnostic::advice(
        "serial-gap",
        say!("{count} 的流水号缺 {missing}", "the serials of {count} lack {in_english}"),
    );
    let help = say!(
        "从旧系统接着编号的属正常；否则看看是不是有人删过台账的行，用 git 找回",
        "that is normal where an older system issued some; otherwise a line may have been deleted: git has it"
    );
    Some((at, finding.help(help)))
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::super::Ledger;
    use super::verify;
    use crate::config::DatedPattern;
    use crate::diag::{Lang, Severity};
    use crate::model::NumberPattern;

    #[test]
    fn forms_check_digits_and_gaps() {
        let rule = [DatedPattern {
            from: Date::MIN,
            pattern: NumberPattern::parse("{代码}/{年}-{流水:5}").unwrap(),
        }];
        let text = "索引号,内容,标题,首次公开,状态,说明\n\
            002590761/2024-00005,a,甲,2024-01-02,公开,\n\
            002590761/2024-00006,b,乙,2024-01-02,公开,\n\
            002590761/2024-00009,c,丙,2024-01-02,公开,\n\
            002590761/2025-00001,d,丁,2025-01-02,公开,\n\
            736916953/2024-00001,e,戊,2024-01-02,公开,\n\
            736916953/2024-00002,f,己,2024-01-02,公开,\n\
            736916953/2024-000003,g,庚,2024-01-02,公开,\n";
        let read = Ledger::parse(text, "index-numbers.csv");
        assert_eq!(read.findings, []);
        let found: Vec<(Severity, &str, &str)> = verify(&read.value, &rule)
            .iter()
            .map(|finding| {
                let span = finding.place.clone().unwrap().span.unwrap();
                assert!(finding.help.is_some());
                assert!(!finding.message.in_lang(Lang::Zh).is_empty());
                (finding.severity, finding.rule, &text[span][..20])
            })
            .collect();
        assert_eq!(
            found,
            [
                (Severity::Warning, "wrong-check-digit", "736916953/2024-00001"),
                (Severity::Warning, "unusual-index-number", "736916953/2024-00000"),
                (Severity::Advice, "serial-gap", "002590761/2024-00009"),
            ]
        );
    }
}
