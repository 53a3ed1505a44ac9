//! 审签: what is to be published and nobody has approved as it is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::catalog::ItemNumber;
use crate::chronicle;
use crate::diag::Diagnostic;
use crate::files::{self, FileError};
use crate::layout;
use crate::ledger::NumberState;
use crate::model::ContentPath;
use crate::record::{self, Approvals, Record, RowKind, ThemeFile, Unversioned, UnversionedKind};
use crate::site::{self, Parts, Session, Snapshot};
use crate::theme;

/// What was approved so far.
pub fn approvals(site: &Path) -> Result<Approvals, FileError> {
    files::check_inside(site, layout::APPROVALS)?;
    match files::read(&site.join(layout::APPROVALS)) {
        Ok(bytes) => {
            let text = files::decode(bytes).map(|decoded| decoded.text).unwrap_or_default();
            Ok(Approvals::parse(&text))
        }
        Err(error) if error.is_not_found() => Ok(Approvals::default()),
        Err(error) => Err(error),
    }
}

/// What may not be published before somebody has approved it.
pub(super) fn unapproved(session: &Session, site: &Path) -> Result<Vec<Diagnostic>, FileError> {
    let seen = session.look(|showing| {
        let snapshot = showing.snapshot().filter(|snapshot| snapshot.parts.settings.approval);
        snapshot.map(|snapshot| (snapshot.news.rows.clone(), snapshot.parts.clone()))
    });
    let Some((rows, parts)) = seen else { return Ok(Vec::new()) };
    let approvals = approvals(site)?;
    let mut missing = approvals.missing(&rows, &changed_pieces(site, session, &approvals)?);
    let theme = changed_theme(site, &parts, &approvals)?;
    missing.extend(theme.iter().map(|template| template.file.unapproved()));
    Ok(missing)
}

/// The files of the site's own theme that nobody has approved as they are: they can hide a figure as well as
/// a text can.
pub(super) fn changed_theme(
    site: &Path,
    parts: &Parts,
    approvals: &Approvals,
) -> Result<Vec<ChangedTemplate>, FileError> {
    let theme = &parts.settings.theme.value;
    let own = site::own_theme(site, &parts.settings)?;
    let digests = own.iter().map(|(name, bytes)| (layout::in_theme(theme, name), record::Digest::of(bytes)));
    let folder = layout::in_theme(theme, "") + "/";
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
    let changed = |file: ThemeFile| {
        let name = file.path.strip_prefix(&folder).unwrap_or_default();
        let built_in = theme::built_in(name).and_then(text);
        let now = own.get(name).and_then(|bytes| text(bytes));
        ChangedTemplate { file, built_in, now }
    };
    Ok(approvals.changed_theme(&folder, &digests.collect()).into_iter().map(changed).collect())
}

/// A file of the site's own theme that nobody has approved as it is.
#[derive(Clone, Debug)]
pub struct ChangedTemplate {
    /// Which.
    pub file: ThemeFile,
    /// The text of the built-in file in whose place it stands, if there is one.
    pub built_in: Option<String>,
    /// Its text; `None` if it was taken away, or is no text.
    pub now: Option<String>,
}

/// What has no versions and is not as it was approved last: the words of columns, articles without a number,
/// the files of both, what the units are called, and what was withdrawn or is public again.
pub(super) fn changed_pieces(
    site: &Path,
    session: &Session,
    approvals: &Approvals,
) -> Result<Vec<Unversioned>, FileError> {
    let columns = session.digests().map(|(path, _)| path);
    let columns = columns.filter(|path| path.name() == layout::COLUMN).cloned();
    let mut pages: Vec<ContentPath> = columns.collect();
    let mut named = BTreeSet::new();
    let mut pieces = session.look(|showing| {
        let Some(snapshot) = showing.snapshot() else { return Vec::new() };
        let unnumbered = snapshot.catalog.items.iter().filter(|item| item.number == ItemNumber::None);
        pages.extend(unnumbered.map(|item| item.source.clone()));
        named = chronicle::files_without_versions(&snapshot.catalog);
        units(snapshot).chain(withdrawals(snapshot)).collect()
    });
    for page in pages {
        let bytes = files::read(&site.join(&*page.in_site()))?;
        let text = files::decode(bytes).map(|decoded| decoded.text).unwrap_or_default();
        pieces.push(Unversioned { kind: UnversionedKind::Page, name: page.to_string(), text });
    }
    for file in named {
        // One that is not there has been told as an error.
        let Ok(bytes) = files::read(&site.join(&*file.in_site())) else { continue };
        let text = record::Digest::of(&bytes).as_str().to_owned();
        pieces.push(Unversioned { kind: UnversionedKind::File, name: file.to_string(), text });
    }
    Ok(approvals.changed_pieces(pieces))
}

/// What the units are and were called; one that took over the code of another stands beside it.
fn units(snapshot: &Snapshot) -> impl Iterator<Item = Unversioned> {
    let mut names: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for unit in &snapshot.parts.settings.units {
        let former = unit.former_names.iter().map(|former| format!("{} 以前：{}", former.until, former.full));
        let until = unit.until.map(|until| format!("至 {until}"));
        let words = [format!("{}（{}）", unit.full, unit.short)].into_iter().chain(former).chain(until);
        names.entry(unit.code.as_str()).or_default().extend(words);
    }
    let piece = |(code, words): (&str, Vec<String>)| Unversioned {
        kind: UnversionedKind::Unit,
        name: code.to_owned(),
        text: words.join("，"),
    };
    names.into_iter().map(piece)
}

fn withdrawals(snapshot: &Snapshot) -> impl Iterator<Item = Unversioned> {
    snapshot.catalog.ledger.rows().iter().filter_map(|row| {
        let state = match row.state {
            NumberState::Withdrawn(_) => "撤下",
            NumberState::Public(_) if row.is_restored() => "恢复公开",
            _ => return None,
        };
        let text = format!("{state}：{}《{}》", row.note, row.title);
        Some(Unversioned { kind: UnversionedKind::Withdrawal, name: row.number.to_string(), text })
    })
}

/// Takes out of the list of approvals what tells of purged contents.
pub(super) fn clear_approvals(site: &Path, record: &Record) -> Result<(), FileError> {
    if !record.rows().iter().any(|row| row.kind == RowKind::Purged) {
        return Ok(());
    }
    match approvals(site)?.without_purged(record) {
        Some(text) => files::write_own(site, layout::APPROVALS, text.as_bytes()),
        None => Ok(()),
    }
}
