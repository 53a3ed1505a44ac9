//! The readers of single files: each takes a place on the disk and gives what the file says, with what was
//! found.
//!
//! Bytes that are no text, and content files that the disk does not give, are findings: the others go on.
//! What the site cannot do without is an error.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use crate::calendar::{self, Calendar};
use crate::check;
use crate::config::{self, Settings, Spanned};
use crate::diag::{Diagnostic, Place, Reported};
use crate::entry::{self, Draft, ParseContext};
use crate::files::{self, FileError};
use crate::layout;
use crate::ledger::Ledger;
use crate::model::{ContentPath, to_hex};
use crate::portal::{self, MemberFiles, MemberState, PAIRS, Portal};
use crate::privacy;
use crate::record::{self, Archive, FormerSite, Record};
use crate::source::{SourceFile, SourceTree};
use crate::text::TextMode;
use crate::theme;
use crate::timing::{StagePart, part};

/// Reads and decodes a file; bytes that are no text are a finding.
pub(super) fn text_of(path: &Path, name: &str) -> Result<Result<String, Box<Diagnostic>>, FileError> {
    Ok(decoded(files::read(path)?, name))
}

fn decoded(bytes: Vec<u8>, name: &str) -> Result<String, Box<Diagnostic>> {
    files::decode(bytes).map(|decoded| decoded.text).map_err(|error| {
        Box::new(Diagnostic::error("unreadable-file", error.text()).at(Place::whole(name)).help(error.help()))
    })
}

/// What `site.yaml` says, and its text.
pub(super) fn read_settings(site: &Path) -> Result<(Reported<Option<Settings>>, String), FileError> {
    files::check_inside(site, layout::SETTINGS)?;
    Ok(match text_of(&site.join(layout::SETTINGS), layout::SETTINGS)? {
        Ok(text) => (config::parse(&text), text),
        Err(finding) => (Reported::new(None, vec![*finding]), String::new()),
    })
}

/// The site's own lists and thresholds, laid over the built-in ones.
pub(super) fn read_data(site: &Path) -> Result<Reported<check::Data>, FileError> {
    files::check_inside(site, layout::CHECKS)?;
    let folder = site.join(layout::CHECKS);
    let mut findings = Vec::new();
    let mut own = BTreeMap::new();
    if files::is_folder(&folder)? {
        let walked = files::walk(&folder)?;
        findings.extend(walked.problems.iter().map(|problem| problem.finding(layout::CHECKS)));
        for file in walked.files {
            match text_of(&file.path, &format!("{}/{}", layout::CHECKS, file.relative))? {
                Ok(text) => {
                    own.insert(file.relative, text.into());
                }
                Err(finding) => findings.push(*finding),
            }
        }
    }
    let (data, faults) = check::Data::new(own);
    findings.extend(faults);
    Ok(Reported::new(data, findings))
}

pub(super) fn read_ledger(site: &Path) -> Result<Reported<Ledger>, FileError> {
    files::check_inside(site, layout::LEDGER)?;
    let empty = Ledger::empty(layout::LEDGER);
    match text_of(&site.join(layout::LEDGER), layout::LEDGER) {
        Ok(Ok(text)) => Ok(Ledger::parse(&text, layout::LEDGER)),
        Ok(Err(finding)) => Ok(Reported::new(empty, vec![*finding])),
        Err(error) if error.is_not_found() => Ok(Reported::new(empty, Vec::new())),
        Err(error) => Err(error),
    }
}

/// The most bytes of the record, or of the texts of a year: a million versions.
const ARCHIVE_LIMIT: u64 = 1 << 30;

/// What was published so far.
pub(super) fn read_archive(site: &Path) -> Result<Reported<Archive>, FileError> {
    for name in [layout::RECORD, layout::VERSIONS] {
        files::check_inside(site, name)?;
    }
    let mut archive = Archive::empty();
    let mut findings = Vec::new();
    match files::read_limited(&site.join(layout::RECORD), ARCHIVE_LIMIT) {
        Ok(bytes) => {
            archive.read = Some(record::Digest::of(&bytes));
            match decoded(bytes, layout::RECORD) {
                Ok(text) => archive.record = Record::parse(&text, layout::RECORD).unpack(&mut findings),
                Err(finding) => findings.push(*finding),
            }
        }
        Err(error) if error.is_not_found() => archive.former = former_site(site),
        Err(error) => return Err(error),
    }
    let folder = site.join(layout::VERSIONS);
    let mut texts = BTreeMap::new();
    if files::is_folder(&folder)? {
        let walked = files::walk(&folder)?;
        findings.extend(walked.problems.iter().map(|problem| problem.finding(layout::VERSIONS)));
        for file in walked.files {
            let kept = file.relative.strip_prefix(layout::KEPT).and_then(|name| name.strip_prefix('/'));
            archive.files.extend(kept.and_then(record::Digest::parse));
            if file.path.extension().is_some_and(|end| end == "jsonl") {
                let bytes = files::read_limited(&file.path, ARCHIVE_LIMIT)?;
                match decoded(bytes, &format!("{}/{}", layout::VERSIONS, file.relative)) {
                    Ok(text) => drop(texts.insert(file.relative, text.into())),
                    Err(finding) => findings.push(*finding),
                }
            }
        }
    }
    archive.texts = record::RecordTexts::new(texts);
    findings.extend(archive.returned());
    Ok(Reported::new(archive, findings))
}

/// What the site published before there was a record, if it did.
fn former_site(site: &Path) -> Option<Arc<FormerSite>> {
    let data = |name: &str| {
        let path = site.join(layout::OUTPUT).join("data").join(name);
        files::read_limited(&path, ARCHIVE_LIMIT).ok()
    };
    let catalogue = data("catalogue.json")?;
    let progress = data("progress.json").unwrap_or_default();
    Some(Arc::new(FormerSite::parse(&catalogue, &progress)))
}

/// The working days, with the years that the site brings itself: `holidays/2027.csv`.
pub(super) fn read_calendar(site: &Path) -> Result<Reported<Calendar>, FileError> {
    files::check_inside(site, layout::HOLIDAYS)?;
    let folder = site.join(layout::HOLIDAYS);
    if !files::is_folder(&folder)? {
        return Ok(Reported::clean(Calendar::built_in()));
    }
    let walked = files::walk(&folder)?;
    let mut findings: Vec<_> =
        walked.problems.iter().map(|problem| problem.finding(layout::HOLIDAYS)).collect();
    let mut texts = Vec::new();
    for file in walked.files {
        let name = format!("{}/{}", layout::HOLIDAYS, file.relative);
        let Some(year) = calendar::year_of(&file.relative) else {
            findings.push(calendar::not_a_year(&name));
            continue;
        };
        match text_of(&file.path, &name)? {
            Ok(text) => texts.push((year, name, text)),
            Err(finding) => findings.push(*finding),
        }
    }
    let texts = texts.iter().map(|(year, name, text)| (*year, name.as_str(), text.as_str()));
    let calendar = Calendar::with_files(texts).unpack(&mut findings);
    Ok(Reported::new(calendar, findings))
}

/// The most bytes of a file that a member published.
const MEMBER_LIMIT: u64 = 1 << 28;

/// What the members of a portal published, put together; `None` on a site that is no portal.
pub(super) fn read_portal(
    site: &Path,
    settings: Option<&Settings>,
    data: &check::Data,
) -> Result<Reported<Option<Portal>>, FileError> {
    files::check_inside(site, layout::MEMBERS)?;
    let Some(settings) = settings.filter(|settings| !settings.members.is_empty()) else {
        return Ok(Reported::clean(None));
    };
    let files: Vec<Result<MemberFiles, FileError>> =
        settings.members.par_iter().map(|member| member_files(site, &member.name.value)).collect();
    let detector = check::detector(Some(settings), data);
    let screen = |text: &str| privacy::screened(&detector, text);
    let inputs =
        portal::JoinInputs { settings, files: files.into_iter().collect::<Result<_, _>>()?, screen: &screen };
    let joined = portal::join(inputs);
    Ok(Reported::new(Some(joined.value), joined.findings))
}

/// What lies in the folder of a member.
fn member_files(site: &Path, name: &str) -> Result<MemberFiles, FileError> {
    let own = format!("{}/{name}", layout::MEMBERS);
    let read = |path: &str| {
        files::check_inside(site, path)?;
        match files::read_limited(&site.join(path), MEMBER_LIMIT) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    };
    let mut member = MemberFiles::default();
    let Some(state) = read(&format!("{own}/{}", layout::MEMBER_STATE))? else { return Ok(member) };
    let mut digest = Sha256::new();
    digest.update(&state);
    member.state = MemberState::parse(&state);
    let generation = member.state.as_ref().map(|state| state.generation.as_str()).unwrap_or_default();
    if !generation.is_empty() {
        let own = format!("{own}/{generation}");
        let folder = site.join(&own);
        let walked = if files::is_folder(&folder)? { files::walk(&folder)?.files } else { Vec::new() };
        for file in walked {
            let path = format!("{own}/{}", file.relative);
            if file.relative.starts_with("search/") {
                member.search.push((file.relative, path));
                continue;
            }
            if file.relative == layout::MEMBER_FILES {
                continue;
            }
            let Some(bytes) = read(&path)? else { continue };
            digest.update(file.relative.as_bytes());
            digest.update(&bytes);
            if file.relative == PAIRS {
                let pairs = bytes.as_chunks().0.iter().map(|pair| u32::from_le_bytes(*pair));
                member.pairs = pairs.collect();
            } else {
                member.data.insert(file.relative, bytes);
            }
        }
    }
    member.digest = to_hex(&digest.finalize());
    Ok(member)
}

/// The site's own files of a theme, by their paths in its folder; `None` if there is no such theme.
pub(super) type OwnFiles = Option<BTreeMap<String, Vec<u8>>>;

/// Reads the site's own files of a theme.
pub(super) fn own_theme_files(site: &Path, theme: &Spanned<String>) -> Result<Reported<OwnFiles>, FileError> {
    let name = &*theme.value;
    files::check_inside(site, &layout::in_theme(name, ""))?;
    let folder = site.join(layout::THEMES).join(name);
    let mut own = BTreeMap::new();
    let mut findings = Vec::new();
    if files::is_folder(&folder)? {
        let walked = files::walk(&folder)?;
        findings.extend(walked.problems.iter().map(|problem| problem.finding(&layout::in_theme(name, ""))));
        for file in walked.files {
            own.insert(file.relative, files::read(&file.path)?);
        }
    } else if name != theme::BUILT_IN_NAME {
        return Ok(Reported::new(None, vec![theme::unknown(name, theme.span.clone())]));
    }
    Ok(Reported::new(Some(own), findings))
}

/// What must be known of the site to read `file`.
pub(super) fn context_of(file: &SourceFile, tree: &SourceTree, mode: TextMode) -> ParseContext {
    ParseContext { mode, in_project: tree.projects.contains(&file.path.parent()) }
}

/// The draft that the bytes of `file` give, with their text, or why there are none.
pub(super) fn draft_of(
    file: &SourceFile,
    bytes: Result<Vec<u8>, FileError>,
    context: ParseContext,
) -> Reported<Option<(Draft, String)>> {
    let name = file.path.in_site();
    match bytes.map(|bytes| decoded(bytes, &name)) {
        Ok(Ok(text)) => {
            let parsed = part(StagePart::Yaml, || entry::parse(&file.path, &text, &context));
            Reported::new(parsed.value.map(|draft| (draft, text)), parsed.findings)
        }
        Ok(Err(finding)) => Reported::new(None, vec![*finding]),
        Err(error) => Reported::new(None, vec![unreadable(&error, name)]),
    }
}

/// A file that the disk does not give.
pub(super) fn unreadable(error: &FileError, name: impl Into<Arc<str>>) -> Diagnostic {
    let finding = Diagnostic::error("unreadable-file", error.text()).at(Place::whole(name));
    match error.help() {
        Some(help) => finding.help(help),
        None => finding,
    }
}

/// The text of a content file, to find the place of a question in it.
pub(super) fn source_of(tree: &SourceTree, path: &ContentPath) -> Option<String> {
    text_of(&tree.page(path)?.disk, &path.in_site()).ok()?.ok()
}
