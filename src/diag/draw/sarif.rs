//! Findings as SARIF 2.1.0 (OASIS), which code hosts and editors read.
//!
//! No text of the files is in it: the places say where, and what stands there may be private.

use serde_json::{Value, json};

use super::{Sources, ends};
use crate::diag::{Diagnostic, Lang, Place, Severity};

/// A rule as SARIF lists it.
#[derive(Clone, Debug)]
pub struct SarifRule<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it is about, in a few words.
    pub text: &'a str,
}

/// All findings as one document. `rules` describes those that findings may name, `fingerprint` tells what a
/// finding is recognised by from run to run.
#[must_use]
pub fn sarif(
    findings: &[&Diagnostic],
    sources: &dyn Sources,
    lang: Lang,
    rules: &[SarifRule<'_>],
    fingerprint: impl Fn(&Diagnostic) -> String,
) -> String {
    let used = |rule: &&SarifRule<'_>| findings.iter().any(|finding| finding.rule == rule.name);
    let rules: Vec<Value> = rules
        .iter()
        .filter(used)
        .map(|rule| json!({"id": rule.name, "shortDescription": {"text": rule.text}}))
        .collect();
    let results: Vec<Value> = findings
        .iter()
        .map(|finding| {
            let mut message = finding.message.in_lang(lang).to_owned();
            if let Some(help) = &finding.help {
                message.push('\n');
                message.push_str(help.in_lang(lang));
            }
            let related = finding.related.iter().enumerate().map(|(id, (place, text))| {
                let mut location = location(place, sources);
                location["id"] = json!(id);
                location["message"] = json!({"text": text.in_lang(lang)});
                location
            });
            json!({
                "ruleId": finding.rule,
                "level": match finding.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                    Severity::Advice => "note",
                },
                "message": {"text": message},
                "locations": finding.place.iter().map(|place| location(place, sources)).collect::<Vec<_>>(),
                "relatedLocations": related.collect::<Vec<_>>(),
                "partialFingerprints": {"gongkai/1": fingerprint(finding)},
            })
        })
        .collect();
    let driver = json!({"name": "gongkai", "version": env!("CARGO_PKG_VERSION"), "rules": rules});
    let run = json!({"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results});
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    });
    super::json::escaped(document.to_string())
}

fn location(place: &Place, sources: &dyn Sources) -> Value {
    let mut physical = json!({"artifactLocation": {"uri": encoded(&place.file)}});
    if let Some([(line, column), (end_line, end_column)]) = ends(place, sources) {
        physical["region"] =
            json!({"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column});
    }
    json!({ "physicalLocation": physical })
}

/// A path as a relative reference (RFC 3986).
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                out.push(char::from_digit(u32::from(half), 16).unwrap_or('0').to_ascii_uppercase());
            }
        }
    }
    out
}
