//! Template errors as findings.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{Error, ErrorKind};

use crate::diag::{Diagnostic, Place};
use crate::say;

/// The whole of a theme's file.
pub(super) fn file(theme: &str, path: &str) -> Place {
    Place::whole(format!("themes/{theme}/{path}"))
}

/// What `error` says, with places; never empty.
///
/// The engine knows the place of syntax and rendering errors. Of unknown filters and components it gives only
/// a finished report, several joined by blank lines, from which file and line are read back.
pub(super) fn findings(
    theme: &str,
    templates: &BTreeMap<String, Arc<str>>,
    error: &Error,
) -> Vec<Diagnostic> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let message = report.message();
            let text = templates.get(report.filename()).map_or("", |text| &**text);
            let range = report.span().range.clone();
            let end = range.end.min(text.len());
            let span = range.start.min(end)..end;
            let place = Place::span(format!("themes/{theme}/{}", report.filename()), span);
            vec![finding(message).at(place)]
        }
        _ => {
            let whole = error.to_string();
            let found: Vec<_> =
                whole.split("\n\n").filter_map(|report| from_report(theme, templates, report)).collect();
            if found.is_empty() { vec![finding(&whole).at(named(theme, templates, &whole))] } else { found }
        }
    }
}

/// The template that a message names first, else the theme as a whole.
fn named(theme: &str, templates: &BTreeMap<String, Arc<str>>, message: &str) -> Place {
    let first = templates
        .keys()
        .filter_map(|path| Some((message.find(&format!("'{path}'"))?, path)))
        .min_by_key(|(at, _)| *at);
    first.map_or_else(|| Place::whole(format!("themes/{theme}")), |(_, path)| file(theme, path))
}

/// Reads a finished report: its first line is the message, `--> file:line:column` the place.
fn from_report(theme: &str, templates: &BTreeMap<String, Arc<str>>, report: &str) -> Option<Diagnostic> {
    let (message, rest) = report.trim().split_once('\n')?;
    let place = rest.lines().find_map(|line| line.trim().strip_prefix("--> "))?;
    let mut parts = place.trim().rsplitn(3, ':');
    let (_column, line, path) = (parts.next()?, parts.next()?.parse::<usize>().ok()?, parts.next()?);
    let path = path.trim_matches(['[', ']']);
    let text = templates.get(path)?;
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let end = start + text[start..].lines().next().map_or(0, str::len);
    Some(
        finding(message.trim_start_matches("error: "))
            .at(Place::span(format!("themes/{theme}/{path}"), start..end)),
    )
}

fn finding(message: &str) -> Diagnostic {
    Diagnostic::error("template-error", say!("模板有错误：{message}", "the template has an error: {message}"))
        .help(say!(
            "改正模板；删去这个文件就会用回内置的模板",
            "mend the template; without this file the built-in one is used"
        ))
}
