//! Template errors as findings.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{Error, ErrorKind};

use super::bounds::{self, BoundedTemplate};
use crate::diag::{Diagnostic, Place};
use crate::layout;
use crate::say;

/// The whole of a theme's file.
pub(super) fn file(theme: &str, path: &str) -> Place {
    Place::whole(layout::in_theme(theme, path))
}

/// What `error` says, with places; never empty.
///
/// The engine knows the place of syntax and rendering errors. Of unknown filters and components it gives only
/// a finished report, several joined by blank lines, from which file and line are read back.
pub(super) fn findings(
    theme: &str,
    (templates, bounded): (&BTreeMap<String, Arc<str>>, &BTreeMap<String, BoundedTemplate>),
    error: &Error,
) -> Vec<Diagnostic> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let message = report.message();
            let text = templates.get(report.filename()).map_or("", |text| &**text);
            let range = report.span().range.clone();
            let original = |at: usize| {
                bounded.get(report.filename()).map_or((at, false), |bounded| bounded.original(at))
            };
            let (start, is_added) = original(range.start);
            let end = original(range.end).0.min(text.len());
            let start = start.min(end);
            // What was put in has no place of its own: the tag before it does.
            let start = if is_added { text[..end].rfind("{%").unwrap_or(start) } else { start };
            let span = start..end;
            let place = Place::span(layout::in_theme(theme, report.filename()), span);
            vec![finding(message).at(place)]
        }
        _ => {
            let mut whole = error.to_string();
            let mut cause = std::error::Error::source(error);
            while let Some(inner) = cause {
                whole = format!("{whole}: {inner}");
                cause = inner.source();
            }
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
    first.map_or_else(|| Place::whole(layout::in_theme(theme, "")), |(_, path)| file(theme, path))
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
            .at(Place::span(layout::in_theme(theme, path), start..end)),
    )
}

fn finding(message: &str) -> Diagnostic {
    let (zh, en) = bounds::words(message).unwrap_or_else(|| (message.to_owned(), message.to_owned()));
    Diagnostic::error("template-error", say!("模板有错误：{zh}", "the template has an error: {en}")).help(
        say!(
            "改正模板；删去这个文件就会用回内置的模板",
            "mend the template; without this file the built-in one is used"
        ),
    )
}
