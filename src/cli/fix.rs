//! `gongkai check --fix`: what is safe to mend, mended in the files.
//!
//! Every file is written whole or not at all, in the encoding and with the line ends it had; one that has changed since
//! it was checked is left alone and told.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use gongkai::check::fix::{Mended, mend};
use gongkai::diag::Fix;
use gongkai::diag::draw::Sources as _;
use gongkai::pipeline::Outcome;
use gongkai::{files, say};

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
            count += mend_file(&site.join(file), file, &text, &fixes, terminal)?;
        }
    }
    match count {
        0 => terminal.note(&say!("没有可以代改的问题", "nothing that can be mended without asking")),
        _ => terminal.note(&say!("已改 {count} 处，再检查一遍：", "mended: {count}; checking again:")),
    }
    Ok(count)
}

fn mend_file(
    path: &Path,
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
    let decoded = files::decode(files::read(path)?).ok().filter(|decoded| is_same(&decoded.text));
    let Some(decoded) = decoded else {
        terminal.note(&say!("{file} 刚刚被改过，没有动它", "{file} has just changed and is left alone"));
        return Ok(0);
    };
    let Mended { text, done } = mend(&decoded.text, fixes.iter().copied());
    files::write_atomic(path, &files::encode(&text, decoded.encoding))?;
    for fix in &done {
        terminal.note(&told(file, &decoded.text, fix));
    }
    Ok(done.len())
}

/// `content/甲.md:5  拔款 → 拨款`
fn told(file: &str, before: &str, fix: &Fix) -> gongkai::diag::Text {
    let line = before[..fix.span.start].matches('\n').count() + 1;
    let (old, new) = (&before[fix.span.clone()], &fix.text);
    if new.is_empty() {
        say!("{file}:{line}  {old} → （删去）", "{file}:{line}  {old} → (removed)")
    } else {
        say!("{file}:{line}  {old} → {new}", "{file}:{line}  {old} → {new}")
    }
}
