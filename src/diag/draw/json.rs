//! Findings as JSON, one object a line.

use super::{Sources, ends, visible};
use crate::diag::{Diagnostic, Lang, Severity};

/// One line of JSON without its newline. Lines and columns count from 1, columns in characters, and the end
/// is that behind the last character; what is not known is `null`.
#[must_use]
pub fn json(finding: &Diagnostic, sources: &dyn Sources, lang: Lang) -> String {
    let place = finding.place.as_ref();
    let ends = place.and_then(|place| ends(place, sources));
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "advice",
    };
    // The keys and their order are part of the contract: programs read them.
    let mut object = serde_json::json!({
        "severity": severity,
        "rule": finding.rule,
        "file": place.map(|place| &*place.file),
        "line": ends.map(|[start, _]| start.0),
        "column": ends.map(|[start, _]| start.1),
        "end_line": ends.map(|[_, end]| end.0),
        "end_column": ends.map(|[_, end]| end.1),
        "message": finding.message.in_lang(lang),
        "help": finding.help.as_ref().map(|help| help.in_lang(lang)),
    });
    if let Some(fixes) = fixes(finding, sources) {
        object["fixes"] = fixes;
    }
    escaped(object.to_string())
}

/// The changes that `check --fix` would make; `None` if there are none.
fn fixes(finding: &Diagnostic, sources: &dyn Sources) -> Option<serde_json::Value> {
    if finding.fixes.is_empty() {
        return None;
    }
    let file = &finding.place.as_ref()?.file;
    let (text, lines) = (sources.text(file)?, sources.lines(file)?);
    let position = |byte| lines.position(&text, byte);
    let fixes = finding.fixes.iter().map(|fix| {
        let (start, end) = (position(fix.span.start), position(fix.span.end));
        serde_json::json!({
            "line": start.0,
            "column": start.1,
            "end_line": end.0,
            "end_column": end.1,
            "text": fix.text,
        })
    });
    Some(fixes.collect())
}

/// The same JSON with what a terminal would act on as `\u…`; serde only escapes what JSON demands.
pub(super) fn escaped(json: String) -> String {
    if !json.contains(|c| visible(c) != c) {
        return json;
    }
    let mut out = String::with_capacity(json.len() + 8);
    for c in json.chars() {
        if visible(c) == c {
            out.push(c);
        } else {
            let mut units = [0; 2];
            out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    out
}
