//! The readers of single files: each takes a place on the disk and gives what the file says, with what was found.
//!
//! Bytes that are no text, and content files that the disk does not give, are findings: the others go on. What the site
//! cannot do without is an error.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::calendar::{self, Calendar};
use crate::check;
use crate::config::{self, Settings, Spanned};
use crate::diag::{Diagnostic, Place, Reported, Text};
use crate::entry::{self, Draft, ParseContext};
use crate::files::{self, FileError};
use crate::ledger::{self, Ledger};
use crate::model::ContentPath;
use crate::say;
use crate::source::{SourceFile, SourceTree};
use crate::text::TextMode;
use crate::text::sheet::{self, SheetError};
use crate::text::table::Table;
use crate::theme::{self, Theme};
use crate::timing::{Part, part};

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
    Ok(match text_of(&site.join(config::FILE), config::FILE)? {
        Ok(text) => (config::parse(&text), text),
        Err(finding) => (Reported::new(None, vec![*finding]), String::new()),
    })
}

/// The site's own lists and thresholds, laid over the built-in ones.
pub(super) fn read_data(site: &Path, findings: &mut Vec<Diagnostic>) -> Result<check::Data, FileError> {
    let folder = site.join(check::FOLDER);
    let mut own = BTreeMap::new();
    if files::is_folder(&folder)? {
        for file in files::walk(&folder)?.files {
            match text_of(&file.path, &format!("{}/{}", check::FOLDER, file.relative))? {
                Ok(text) => {
                    own.insert(file.relative, text.into());
                }
                Err(finding) => findings.push(*finding),
            }
        }
    }
    let (data, faults) = check::Data::new(own);
    findings.extend(faults);
    Ok(data)
}

pub(super) fn read_ledger(site: &Path) -> Result<Reported<Ledger>, FileError> {
    let empty = Ledger::empty(ledger::FILE);
    match text_of(&site.join(ledger::FILE), ledger::FILE) {
        Ok(Ok(text)) => Ok(Ledger::parse(&text, ledger::FILE)),
        Ok(Err(finding)) => Ok(Reported::new(empty, vec![*finding])),
        Err(error) if error.is_not_found() => Ok(Reported::new(empty, Vec::new())),
        Err(error) => Err(error),
    }
}

/// The working days, with the years that the site brings itself: `holidays/2027.csv`.
pub(super) fn read_calendar(site: &Path) -> Result<Reported<Calendar>, FileError> {
    let folder = site.join(calendar::FOLDER);
    if !files::is_folder(&folder)? {
        return Ok(Reported::clean(Calendar::built_in()));
    }
    let walked = files::walk(&folder)?;
    let mut findings: Vec<_> =
        walked.problems.iter().map(|problem| problem.finding(calendar::FOLDER)).collect();
    let mut texts = Vec::new();
    for file in walked.files {
        let name = format!("{}/{}", calendar::FOLDER, file.relative);
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

/// The theme with the site's own files laid over the built-in ones.
pub(super) fn load_theme(site: &Path, theme: &Spanned<String>) -> Result<Reported<Option<Theme>>, FileError> {
    let mut own = own_theme_files(site, theme)?;
    let theme = own.value.take().and_then(|files| theme::load(&theme.value, files).unpack(&mut own.findings));
    Ok(Reported::new(theme, own.findings))
}

/// The site's own files of a theme, by their paths in its folder; `None` if there is no such theme.
pub(super) type OwnFiles = Option<BTreeMap<String, Vec<u8>>>;

/// Reads the site's own files of a theme.
pub(super) fn own_theme_files(site: &Path, theme: &Spanned<String>) -> Result<Reported<OwnFiles>, FileError> {
    let name = &*theme.value;
    let folder = site.join("themes").join(name);
    let mut own = BTreeMap::new();
    let mut findings = Vec::new();
    if files::is_folder(&folder)? {
        let walked = files::walk(&folder)?;
        findings.extend(walked.problems.iter().map(|problem| problem.finding(&format!("themes/{name}"))));
        for file in walked.files {
            own.insert(file.relative, files::read(&file.path)?);
        }
    } else if name != theme::BUILT_IN_NAME {
        return Ok(Reported::new(None, vec![theme::unknown(name, theme.span.clone())]));
    }
    Ok(Reported::new(Some(own), findings))
}

/// One file -> one draft, with what was found. A file that cannot be read is a finding: the others go on.
pub(super) fn read_draft(
    file: &SourceFile,
    tree: &SourceTree,
    mode: TextMode,
) -> (Option<(Draft, String)>, Vec<Diagnostic>) {
    let draft = draft_of(file, files::read(&file.disk), context_of(file, tree, mode));
    (draft.value, draft.findings)
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
            let parsed = part(Part::Yaml, || entry::parse(&file.path, &text, &context));
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

pub(super) fn load_sheet(file: &SourceFile) -> Result<Table, Text> {
    let bytes = files::read(&file.disk).map_err(|error| error.text())?;
    sheet_of(file, &bytes)
}

/// The table that the bytes of `file` hold.
pub(super) fn sheet_of(file: &SourceFile, bytes: &[u8]) -> Result<Table, Text> {
    let table = match file.path.extension().as_str() {
        "xlsx" => sheet::read_xlsx(bytes),
        _ => sheet::read_csv(bytes),
    };
    table.map_err(|error| sheet_fault(&error))
}

fn sheet_fault(error: &SheetError) -> Text {
    match error {
        SheetError::Damaged(reason) => {
            say!(
                "表格文件读不出来，可能已损坏，或者不是真正的表格文件（{reason}）",
                "this sheet cannot be read; it may be damaged, or no sheet at all ({reason})"
            )
        }
        SheetError::Empty => say!("表格文件里没有内容", "this sheet is empty"),
        SheetError::TooLarge => say!("表格文件展开后超过 20 MB", "this sheet has more than 20 MB of content"),
        SheetError::TooManyCells => say!("表格超过 20 万个单元格", "this sheet has more than 200,000 cells"),
    }
}
