//! Pages without a number that stood on the published site and stand there no more.
//!
//! A page with a number leaves a tombstone, and the ledger knows it. The others are known only by the site
//! that they stood on: what goes without a word leaves dead links behind.

use std::path::Path;

use crate::diag::{Diagnostic, Place};
use crate::files;
use crate::layout;
use crate::model::ContentPath;
use crate::say;
use crate::site::{Session, Snapshot};

/// So many pages are told one by one.
const MOST_TOLD: usize = 5;

/// More pages are not looked into: somebody has taken away half of the site, and knows it.
const MOST_READ: usize = 200;

/// A page that has gone, and where its content most likely is now.
struct Gone {
    address: String,
    title: String,
    now: Option<ContentPath>,
}

/// Tells the pages of articles without a number that stood at one of `paths` in the folder `output` and would
/// stand there no more.
pub(super) fn find(output: &Path, paths: &[String], session: &Session) -> Vec<Diagnostic> {
    let gone = session.look(|showing| showing.snapshot().map(|snapshot| gone(output, paths, snapshot)));
    let gone = gone.unwrap_or_default();
    if gone.len() > MOST_TOLD {
        return vec![several(&gone)];
    }
    gone.iter().map(one).collect()
}

fn gone(output: &Path, paths: &[String], snapshot: &Snapshot) -> Vec<Gone> {
    let is_missing = |path: &&String| is_page(path) && !snapshot.plan.is_taken(path);
    let missing = paths.iter().filter(is_missing).take(MOST_READ);
    missing.filter_map(|path| read(output, path, snapshot)).collect()
}

fn is_page(path: &str) -> bool {
    path.strip_suffix(".html").is_some_and(|name| !name.ends_with("/index"))
}

/// Reads a page; `None` if it is none of an article, or has a number.
fn read(output: &Path, address: &str, snapshot: &Snapshot) -> Option<Gone> {
    let page = String::from_utf8(files::read(&output.join(address)).ok()?).ok()?;
    let (_, title) = page.split_once("<meta name=\"ArticleTitle\" content=\"")?;
    let title = title.split_once('"')?.0.to_owned();
    if page.contains("索引号：") {
        return None;
    }
    let items = &snapshot.catalog.items;
    let same = items.iter().find(|item| item.number.issued().is_none() && item.title == title);
    Some(Gone { address: address.to_owned(), now: same.map(|item| item.source.clone()), title })
}

fn one(gone: &Gone) -> Diagnostic {
    let Gone { address, title, now } = gone;
    let place = now.as_ref().map_or_else(
        || Place::whole(format!("{}/{address}", layout::OUTPUT)),
        |file| Place::whole(file.in_site()),
    );
    let help = match now {
        Some(_) => say!(
            "改了名或换了栏目的，在开头加一行 `旧网址: {address}`，那里就转到新的网址",
            "if it was renamed or moved, add `former_addresses: {address}` at its head; that address then leads on"
        ),
        None => say!(
            "内容改了名的，在它的开头加一行 `旧网址: {address}`；确实不要了的，不用管",
            "if its content has another name now, add `former_addresses: {address}` at its head; if it is to go, never mind"
        ),
    };
    Diagnostic::warning(
        "vanished-page",
        say!("“{title}”原来的网页 /{address} 没有了", "the page /{address} of `{title}` has gone"),
    )
    .at(place)
    .help(help)
}

fn several(gone: &[Gone]) -> Diagnostic {
    let count = gone.len();
    let addresses: Vec<String> =
        gone.iter().take(MOST_TOLD).map(|gone| format!("/{}", gone.address)).collect();
    let (zh, en) = (addresses.join("、"), addresses.join(", "));
    let first = gone.first().map_or("", |gone| &gone.address);
    Diagnostic::warning(
        "vanished-page",
        say!("{count} 个网页没有了：{zh} 等", "pages that have gone: {count}, such as {en}"),
    )
    .at(Place::whole(layout::OUTPUT))
    .help(say!(
        "改了栏目文件夹名的，在它的 _index.md 里用 `别名` 写原来的名字，网址就都不变；换了位置的，在各篇开头写 `旧网址`，如 `旧网址: {first}`；确实不要了的，不用管",
        "if a column's folder was renamed, give its _index.md the old `slug`, and all addresses stay; if pages were moved, give each its `former_addresses`, such as {first}; if they are to go, never mind"
    ))
}
