//! `gongkai check --fix`: what is safe to mend, mended in the files.
//!
//! A file that has changed since it was checked is left alone and told.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use gongkai::diag::Fix;
use gongkai::diag::draw::Sources as _;
use gongkai::publish::Outcome;
use gongkai::say;
use gongkai::write::{OpenFile, TextEdit, WriteError, compatible};

use crate::cli::exit::Stop;
use crate::cli::terminal::Terminal;

/// Applies the fixes of all findings and tells each; how many were made.
pub(crate) fn mend_files(site: &Path, outcome: &Outcome, terminal: Terminal) -> Result<usize, Stop> {
    let mut by_file: BTreeMap<&str, Vec<&Fix>> = BTreeMap::new();
    for finding in &outcome.findings {
        if let Some(place) = finding.place.as_ref().filter(|_| !finding.fixes.is_empty()) {
            by_file.entry(&place.file).or_default().extend(&finding.fixes);
        }
    }
    let mut count = 0;
    for (file, fixes) in by_file {
        if let Some(text) = outcome.sources.text(file) {
            count += mend_file(site, file, &text, &fixes, terminal)?;
        }
    }
    match count {
        0 => terminal.note(&say!("没有可以代改的问题", "nothing that can be mended without asking")),
        _ => terminal.note(&say!("已改 {count} 处，再检查一遍：", "mended: {count}; checking again:")),
    }
    Ok(count)
}

fn mend_file(
    site: &Path,
    file: &str,
    checked: &Arc<str>,
    fixes: &[&Fix],
    terminal: Terminal,
) -> Result<usize, Stop> {
    // What was checked is known here with its personal numbers screened, place for place.
    let is_same = |text: &str| {
        let stands = |fix: &&Fix| text.get(fix.span.clone()) == checked.get(fix.span.clone());
        text.len() == checked.len() && fixes.iter().all(stands)
    };
    let open = OpenFile::open_in(site, file).and_then(|open| {
        if is_same(open.content.text()) { Ok(open) } else { Err(WriteError::ChangedMeanwhile(file.into())) }
    });
    let mut open = match open {
        Ok(open) => open,
        Err(WriteError::File(error)) if !error.is_not_found() => return Err(error.into()),
        Err(error) => {
            terminal.note(&error.text());
            return Ok(0);
        }
    };
    let before = open.content.text().to_owned();
    let changes: Vec<TextEdit> =
        fixes.iter().map(|fix| TextEdit::new(fix.span.clone(), &*fix.text)).collect();
    let done = compatible(&before, changes);
    open.content.apply(&done);
    open.save()?;
    for change in &done {
        terminal.note(&told(file, &before, change));
    }
    Ok(done.len())
}

/// `content/甲.md:5  拔款 → 拨款`
fn told(file: &str, before: &str, change: &TextEdit) -> gongkai::diag::Text {
    let line = before[..change.span.start].matches('\n').count() + 1;
    let (old, new) = (&before[change.span.clone()], &change.text);
    if new.is_empty() {
        say!("{file}:{line}  {old} → （删去）", "{file}:{line}  {old} → (removed)")
    } else {
        say!("{file}:{line}  {old} → {new}", "{file}:{line}  {old} → {new}")
    }
}
