//! Findings as workflow commands of GitHub Actions, one a line: they show beside the changed lines of a pull
//! request.

use super::{Sources, ends, harmless};
use crate::diag::{Diagnostic, Lang, Severity};

/// One line without its newline: `::error file=…,line=…,col=…,title=rule::message`.
#[must_use]
pub fn github(finding: &Diagnostic, sources: &dyn Sources, lang: Lang) -> String {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "notice",
    };
    let mut properties = Vec::new();
    if let Some(place) = &finding.place {
        properties.push(format!("file={}", property(&place.file)));
        if let Some([(line, column), (end_line, end_column)]) = ends(place, sources) {
            properties.push(format!("line={line},col={column},endLine={end_line},endColumn={end_column}"));
        }
    }
    properties.push(format!("title={}", property(finding.rule)));
    let mut message = finding.message.in_lang(lang).to_owned();
    if let Some(help) = &finding.help {
        message.push('\n');
        message.push_str(help.in_lang(lang));
    }
    format!("::{command} {}::{}", properties.join(","), data(&harmless(&message, true)))
}

/// The escapes of a message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The escapes of a property's value.
fn property(text: &str) -> String {
    data(&harmless(text, false)).replace(':', "%3A").replace(',', "%2C")
}
