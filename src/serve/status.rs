//! What the preview's script shows beside a page, as JSON: the file behind the page, and what was found.
//!
//! The keys are an agreement between this file and `preview.js`, which come from the same program; nobody
//! else may rely on them. Everything is text for the script to show as text: nothing here is HTML.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use serde::Serialize;

use super::hub::Hub;
use super::respond::address;
use crate::check::sayable;
use crate::diag::draw::{Excerpt, harmless};
use crate::diag::{Diagnostic, Lang, Place, Severity, Text};
use crate::model::PagePath;
use crate::say;
use crate::site::{Showing, Unpublished};

/// How many findings are listed; nobody reads more, and each costs the browser time.
const MOST_FINDINGS: usize = 60;
/// How many edited files an event names; with more, a whole folder was moved.
const MOST_EDITED: usize = 12;

/// An event: what has changed since the one before.
#[derive(Serialize)]
struct ChangeEvent {
    version: u64,
    /// Whether it is the first of its stream.
    first: bool,
    edited: Vec<EditedFile>,
}

/// A file that changed.
#[derive(Serialize)]
struct EditedFile {
    file: String,
    /// The page that shows it, from the root.
    url: Option<String>,
    /// That page's title.
    title: Option<String>,
    /// Why no page shows it.
    hidden: Option<String>,
}

/// What is beside a page.
#[derive(Serialize)]
struct PageStatus {
    version: u64,
    lang: &'static str,
    /// The file behind the page, relative to the site.
    file: Option<String>,
    /// The same with its whole path on this machine.
    path: Option<String>,
    /// Why the page is on show only here.
    mark: Option<String>,
    errors: usize,
    warnings: usize,
    /// Findings in the files behind the page.
    here: usize,
    findings: Vec<Finding>,
    /// How many are not listed.
    more: usize,
}

#[derive(Serialize)]
struct Finding {
    severity: &'static str,
    rule: &'static str,
    message: String,
    help: Option<String>,
    /// Whether it stands in a file behind the page.
    here: bool,
    /// Whether it stands in a file that was just edited.
    edited: bool,
    places: Vec<FindingSpot>,
}

/// A place with its line.
#[derive(Serialize)]
struct FindingSpot {
    file: String,
    label: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    before: String,
    marked: String,
    after: String,
}

/// The event for a stream that knows `known`; `None`: nothing yet.
pub(super) fn event(hub: &Hub, version: u64, known: Option<u64>) -> String {
    let files = known.map(|known| hub.edited_since(known)).unwrap_or_default();
    let site = hub.site();
    let edited = files.iter().rev().take(MOST_EDITED).map(|file| edited(&site, file, hub.lang)).collect();
    drop(site);
    text_of(&ChangeEvent { version, first: known.is_none(), edited })
}

fn edited(site: &Showing, file: &Arc<str>, lang: Lang) -> EditedFile {
    let snapshot = site.snapshot();
    let page = snapshot.and_then(|snapshot| snapshot.page_of(file));
    let hidden = match &page {
        Some(_) => None,
        None => {
            let why = snapshot.and_then(|snapshot| snapshot.left_out(file));
            why.map(|why| hidden(why).in_lang(lang).to_owned())
        }
    };
    let (url, title) = page.map(|(path, title)| (format!("/{}", path.encoded()), title)).unzip();
    EditedFile { file: file.to_string(), url, title, hidden }
}

fn hidden(why: Unpublished) -> Text {
    match why {
        Unpublished::Draft => say!(
            "它是草稿，没有显示；用 gongkai serve --drafts 预览草稿",
            "it is a draft and not shown; `gongkai serve --drafts` shows drafts"
        ),
        Unpublished::Future(day) => say!(
            "它到 {day} 才公开，没有显示；用 gongkai serve --future 预览",
            "it is published on {day} and not shown; `gongkai serve --future` shows it"
        ),
        Unpublished::Withheld => say!("它不予公开，没有显示", "it is withheld and not shown"),
    }
}

/// What is beside the page that `query` names: `page=/path`, percent-encoded.
pub(super) fn json(hub: &Hub, query: &str) -> String {
    let asked = query.split('&').find_map(|part| part.strip_prefix("page=")).unwrap_or("/");
    // The path is encoded twice: once in the address bar, once in the query.
    let path = percent_decode_str(asked).decode_utf8_lossy();
    let mut address = address(&path).unwrap_or_default();
    if address.is_empty() || address.ends_with('/') {
        address.push_str("index.html");
    }
    let findings = hub.findings();
    let last_edited = hub.last_edited();
    let site = hub.site();
    let (snapshot, page) = (site.snapshot(), PagePath::new(&address).ok());
    let shown = snapshot.zip(page.as_ref());
    let files = shown.map(|(snapshot, page)| snapshot.files_of(page)).unwrap_or_default();
    let mark = shown.and_then(|(snapshot, page)| snapshot.unpublished(page)).map(mark_text);
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let stands_in = |finding: &Diagnostic, files: &[Arc<str>]| {
        finding.place.as_ref().is_some_and(|place| files.contains(&place.file))
    };
    // Advice is what `check` is for, as after a build.
    let mut told: Vec<(bool, bool, &Diagnostic)> = findings
        .iter()
        .filter(|finding| finding.severity != Severity::Advice)
        .map(|finding| (stands_in(finding, &last_edited), stands_in(finding, &files), finding))
        .collect();
    // What the hand is on first, then what the eye is on, then the rest in order.
    told.sort_by_key(|(edited, here, finding)| (!edited, !here, finding.severity));
    let here = told.iter().filter(|(_, here, _)| *here).count();
    let more = told.len().saturating_sub(MOST_FINDINGS);
    told.truncate(MOST_FINDINGS);
    let file = files.first();
    let status = PageStatus {
        version: site.version(),
        lang: if hub.lang == Lang::Zh { "zh" } else { "en" },
        file: file.map(ToString::to_string),
        path: file.map(|file| on_disk(site.root(), file)),
        mark: mark.map(|mark| mark.in_lang(hub.lang).to_owned()),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        here,
        findings: told
            .into_iter()
            .map(|(edited, here, finding)| told_finding(&site, finding, (edited, here), hub.lang))
            .collect(),
        more,
    };
    drop(site);
    text_of(&status)
}

/// Where a file lies, with the system's own separators throughout, for a person to open it.
fn on_disk(root: &Path, file: &str) -> String {
    root.join(file).components().collect::<PathBuf>().display().to_string()
}

fn mark_text(why: Unpublished) -> Text {
    match why {
        Unpublished::Draft => say!("草稿，不会发布", "a draft, will not be published"),
        Unpublished::Future(day) => say!("{day} 公开", "public on {day}"),
        Unpublished::Withheld => say!("不予公开，不会发布", "withheld, will not be published"),
    }
}

fn told_finding(site: &Showing, finding: &Diagnostic, (edited, here): (bool, bool), lang: Lang) -> Finding {
    let own = finding.place.iter().map(|place| (place, finding.label.as_ref()));
    let related = finding.related.iter().map(|(place, text)| (place, Some(text)));
    Finding {
        severity: match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "advice",
        },
        rule: finding.rule,
        message: shown(&finding.message, lang),
        help: finding.help.as_ref().map(|help| shown(help, lang)),
        here,
        edited,
        places: own.chain(related).map(|(place, label)| spot(site, place, label, lang)).collect(),
    }
}

fn spot(site: &Showing, place: &Place, label: Option<&Text>, lang: Lang) -> FindingSpot {
    let excerpt = place
        .span
        .as_ref()
        .and_then(|span| site.source(&place.file).map(|text| Excerpt::new(&text, span.clone())));
    let part = |range: fn(&Excerpt) -> &str| excerpt.as_ref().map_or("", range).to_owned();
    FindingSpot {
        file: place.file.to_string(),
        label: label.map(|label| shown(label, lang)),
        line: excerpt.as_ref().map(|excerpt| excerpt.line),
        column: excerpt.as_ref().map(|excerpt| excerpt.column),
        before: part(|excerpt| &excerpt.text[..excerpt.span.start]),
        marked: part(|excerpt| &excerpt.text[excerpt.span.clone()]),
        after: part(|excerpt| &excerpt.text[excerpt.span.end..]),
    }
}

fn shown(text: &Text, lang: Lang) -> String {
    harmless(&sayable(text.in_lang(lang)), true).into_owned()
}

fn text_of<T: Serialize>(value: &T) -> String {
    // Texts and numbers are always JSON.
    serde_json::to_string(value).unwrap_or_default()
}
