//! What the finished site proves of the record, as [`ledger::compare`](crate::ledger::compare) does of the
//! ledger: what readers see and the record does not have any more was lost, or somebody changed it by hand.
//!
//! A purge takes away what was there, and a merge gives versions and items other numbers: neither is a loss.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use super::live::{Made, place};
use super::{Failure, Live};
use crate::csv_text;
use crate::diag::{Diagnostic, Place};
use crate::files::{self, FileError};
use crate::layout;
use crate::ledger::{Ledger, NumberState};
use crate::model::IndexNumber;
use crate::output::{self, Manifest};
use crate::record::{Archive, Digest, Part, PartKey, Record, RecordRow, RowKind, Subject, Version};
use crate::say;
use crate::site::Session;

/// Where the published site tells every value that stood, and when.
const REVISIONS: &str = "data/revisions.csv";

/// The most bytes of it: some million values.
const LIMIT: u64 = 1 << 30;

/// How many losses a message names.
const MOST_NAMED: usize = 10;

/// What is wrong with the record by what the site in the folder `output` shows, with the texts that it names,
/// and with what was built here last.
pub(super) fn compare(
    (output, manifest, digest): (&Path, &Manifest, Digest),
    session: &Session,
    live: &Live,
) -> Result<Vec<Diagnostic>, Failure> {
    let archive = session.archive();
    let mut lost: BTreeSet<String> = BTreeSet::new();
    let made = archive.read.clone().map(|record| Made { manifest: digest, record });
    let is_as_made = made.is_some_and(|made| live.is_made_of(&made));
    if !is_as_made && manifest.files.contains_key(REVISIONS) {
        lost.extend(live.missing(&archive.record));
        let ledger = session.ledger();
        lost.extend(values(&archive.record, &ledger, &revisions(output)?));
        if !manifest.is_trial {
            lost.extend(items(&archive.record, &ledger, manifest));
        }
    }
    let mut findings = Vec::new();
    if !lost.is_empty() {
        findings.push(lost_record(&lost));
    }
    let texts = texts(&archive, live);
    if !texts.is_empty() {
        findings.push(lost_texts(&texts));
    }
    Ok(findings)
}

/// The published list of values; empty if somebody took it away.
fn revisions(output: &Path) -> Result<String, FileError> {
    match files::read_limited(&output.join(REVISIONS), LIMIT) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned()),
        Err(error) if error.is_not_found() => Ok(String::new()),
        Err(error) => Err(error),
    }
}

/// What the record has of a part.
#[derive(Default)]
struct KnownPart<'a> {
    /// Kind, name and value of each row of a value.
    values: BTreeSet<(&'a str, &'a str, &'a str)>,
    has_purged: bool,
}

/// The values of a published list that the record does not have.
fn values(record: &Record, ledger: &Ledger, shown: &str) -> BTreeSet<String> {
    let mut known: BTreeMap<PartKey, KnownPart<'_>> = BTreeMap::new();
    for row in record.rows() {
        let here = known.entry(row.key()).or_default();
        match row.kind {
            RowKind::Value(kind) => drop(here.values.insert((kind.word(), &row.name, &row.now))),
            RowKind::Purged => here.has_purged = true,
            RowKind::Version | RowKind::Reason(_) | RowKind::Retracted => {}
        }
    }
    // An item that shared a number may have another one since a merge.
    let former = ledger.rows().iter().filter_map(|row| Some((row.former_number()?, &row.number)));
    let former: Vec<(String, &IndexNumber)> =
        former.map(|(former, number)| (former.collision_key(), number)).collect();
    let mut lost = BTreeSet::new();
    for line in csv_text::records(shown).skip(1) {
        let field = |at: usize| line.fields.get(at).map_or("", |field| &*field.text);
        let (Ok(number), Some(part)) = (IndexNumber::new(field(0)), Part::parse(field(2))) else { continue };
        let value = (field(3), field(4), field(5));
        let later = former.iter().filter(|(former, _)| *former == number.collision_key());
        let mut numbers = later.map(|(_, number)| *number).chain([&number]);
        let is_known = |number: &IndexNumber| {
            let here = known.get(&PartKey::of_number(number, part));
            here.is_some_and(|here| here.has_purged || value.2.is_empty() || here.values.contains(&value))
        };
        if !numbers.any(is_known) {
            lost.insert(place(number.as_str(), part));
        }
    }
    lost
}

/// The items of the published site that the record has nothing of.
fn items(record: &Record, ledger: &Ledger, manifest: &Manifest) -> BTreeSet<String> {
    let rows = ledger.rows().iter().filter(|row| matches!(row.state, NumberState::Public(_)));
    let is_shown =
        |number: &&IndexNumber| data_of(number).is_some_and(|data| manifest.files.contains_key(&data));
    let numbers = rows.map(|row| &row.number).filter(is_shown);
    numbers.filter(|number| record.parts_of(number).next().is_none()).map(ToString::to_string).collect()
}

/// The versions whose text is not there, or is another than their digest says.
fn texts(archive: &Archive, live: &Live) -> BTreeSet<String> {
    // What a merge has brought back of purged versions has no text, and goes with the next build.
    let clean = archive.without_purged();
    let archive = clean.as_ref().unwrap_or(archive);
    let sound = live.sound(&archive.texts);
    let is_sound = |digest: &Digest| {
        let place = archive.texts.place_of(digest);
        place.is_some_and(|(file, end)| sound.get(file).is_some_and(|sound| end <= *sound))
            || archive.texts.content(digest).is_some()
    };
    let keys: Vec<&PartKey> = archive.record.parts().collect();
    let of_part = |key: &&PartKey| {
        let history = archive.record.history(key);
        let is_there = |version: &Version<'_>| version.digest.as_ref().is_none_or(is_sound);
        let subject = archive.record.subject(key).map(Subject::to_string).unwrap_or_default();
        let missing = history.versions.iter().filter(|version| !is_there(version));
        missing
            .map(|version| format!("{} v{}", place(&subject, key.part), version.number))
            .collect::<Vec<_>>()
    };
    keys.par_iter().flat_map_iter(of_part).collect()
}

/// That the site in the folder `output` was built before something was purged, and holds it still.
pub(super) fn purged_since(
    output: &Path,
    (record, ledger): (&Record, &Ledger),
) -> Result<Vec<Diagnostic>, FileError> {
    let purged: Vec<&RecordRow> = record.rows().iter().filter(|row| row.kind == RowKind::Purged).collect();
    let manifest = output::manifest_of(output).map(|(manifest, _)| manifest).unwrap_or_default();
    if purged.is_empty() || !manifest.files.contains_key(REVISIONS) {
        return Ok(Vec::new());
    }
    let shown = revisions(output)?;
    let known: BTreeSet<[String; 3]> = csv_text::records(&shown)
        .filter(|line| line.fields.get(3).is_some_and(|kind| kind.text == RowKind::Purged.word()))
        .filter_map(|line| {
            let field = |at: usize| line.fields.get(at).map(|field| field.text.to_string());
            Some([field(0)?.to_lowercase(), field(2)?, field(8)?])
        })
        .collect();
    let is_unknown = |row: &&&RecordRow| {
        let Some(number) = &row.subject.number else { return false };
        // What is withdrawn is not in the list; no page of it says what it said.
        let is_shown = data_of(number).is_some_and(|data| manifest.files.contains_key(&data));
        let is_withdrawn = ledger.row(number).is_some_and(|row| row.withdrawal().is_some());
        let told = [number.as_str().to_lowercase(), row.part.word(), row.version.to_string()];
        (is_shown || !is_withdrawn) && !known.contains(&told)
    };
    let stale = purged.iter().filter(is_unknown);
    let stale: BTreeSet<String> =
        stale.map(|row| format!("{} v{}", place(&row.subject.to_string(), row.part), row.version)).collect();
    if stale.is_empty() {
        return Ok(Vec::new());
    }
    let (zh, en) = named(&stale);
    let finding = Diagnostic::error(
        "purge-not-built",
        say!(
            "清除以后还没有重新生成，生成的网站里还有清除了的内容：{zh}",
            "the finished site was built before a purge, and holds what was purged: {en}"
        ),
    );
    let help = say!("先运行 gongkai build，再上线", "run `gongkai build`, then put the site online");
    Ok(vec![finding.at(Place::whole(layout::OUTPUT)).help(help)])
}

/// The address of the data beside the page of an item, which a tombstone does not have.
fn data_of(number: &IndexNumber) -> Option<String> {
    number.page_path().as_str().strip_suffix(".html").map(|stem| format!("{stem}.json"))
}

fn named(lost: &BTreeSet<String>) -> (String, String) {
    let first: Vec<&str> = lost.iter().take(MOST_NAMED).map(|one| &**one).collect();
    let (mut zh, mut en) = (first.join("、"), first.join(", "));
    if lost.len() > MOST_NAMED {
        zh.push_str(" 等");
        en.push_str(" and others");
    }
    (zh, en)
}

fn lost_record(lost: &BTreeSet<String>) -> Diagnostic {
    let (zh, en) = named(lost);
    let (count, file, texts) = (lost.len(), layout::RECORD, layout::VERSIONS);
    Diagnostic::error(
        "lost-record",
        say!(
            "已公开的网站上的 {count} 处，{file} 里没有了，或者改过：{zh}",
            "{file} has lost or changed what the published site shows, in {count} places: {en}"
        ),
    )
    .at(Place::whole(file))
    .help(say!(
        "{file} 由程序写，不要删，也不要手改：从 git 等版本库或备份找回 {file} 和 {texts}，再运行一次",
        "{file} is written by the program, and never edited or deleted: get {file} and {texts} back from git or a backup, and run again"
    ))
}

fn lost_texts(lost: &BTreeSet<String>) -> Diagnostic {
    let (zh, en) = named(lost);
    let (count, file, texts) = (lost.len(), layout::RECORD, layout::VERSIONS);
    Diagnostic::error(
        "lost-text",
        say!(
            "{file} 里有 {count} 版的文字在 {texts} 里找不到，或者和它的摘要对不上：{zh}",
            "{texts} lacks the text of versions in {file}, or has another one than their digests say: {count}, such as {en}"
        ),
    )
    .at(Place::whole(file))
    .help(say!(
        "{texts} 由程序写，不要删，也不要手改：从 git 等版本库或备份找回 {file} 和 {texts}，再运行一次",
        "{texts} is written by the program, and never edited or deleted: get {file} and {texts} back from git or a backup, and run again"
    ))
}
