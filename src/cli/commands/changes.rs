//! `gongkai changes` and `gongkai approve`: what the next build would publish, and that somebody agrees to
//! it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use gongkai::diag::has_errors;
use gongkai::model::Moment;
use gongkai::publish::{self, PendingChanges, PublishOptions};
use gongkai::record::{
    Approver, RecordRow, RowKind, ThemeFile, Unversioned, UnversionedKind, fingerprint, theme_fingerprint,
};
use gongkai::review_sheet::{self, ReviewSheet, Template};
use gongkai::{files, layout, say, site};
use jiff::civil::Date;

use crate::cli::args::{ApproveArgs, ChangesArgs, FindingsFormat};
use crate::cli::exit::{Exit, Stop};
use crate::cli::progress::Bar;
use crate::cli::report::{ShownFindings, tell_findings};
use crate::cli::site::find_site;
use crate::cli::surroundings;
use crate::cli::terminal::{Terminal, write_result};

pub(crate) fn show(args: &ChangesArgs, site: Option<&Path>, terminal: Terminal) -> Result<Exit, Stop> {
    let site = find_site(site)?;
    let now = surroundings::now_or(args.today);
    let Some(changes) = look(site, now, terminal)? else { return Ok(Exit::ContentErrors) };
    let published = changes.archive.record.rows();
    let published = &published[..published.len().saturating_sub(changes.rows.len())];
    let mut lines: Vec<String> = Vec::new();
    if let Some(since) = args.since {
        lines.extend(since_lines(published, since, terminal));
    }
    let theme = theme_files(&changes);
    if changes.rows.is_empty() && changes.pieces.is_empty() && theme.is_empty() {
        if !lines.is_empty() {
            write_result(&(lines.join("\n") + "\n"))?;
        }
        terminal.note(&say!("没有要公开的改动", "nothing new would be published"));
        return Ok(Exit::Done);
    }
    lines.extend(changes.rows.iter().map(|row| line(row, terminal)));
    lines.extend(changes.pieces.iter().map(|piece| piece_line(piece, terminal)));
    lines.extend(theme.iter().map(|file| theme_line(file, terminal)));
    if let Some(file) = &args.page {
        let (rows, archive) = (&*changes.rows, &*changes.archive);
        let templates = changes.theme.iter().map(|changed| Template {
            file: &changed.file,
            built_in: changed.built_in.as_deref(),
            now: changed.now.as_deref(),
        });
        let theme: Vec<Template<'_>> = templates.collect();
        let (site, pieces) = (&changes.site, &*changes.pieces);
        let sheet = ReviewSheet { site, day: now.date, rows, archive, pieces, theme: &theme };
        files::write_atomic(file, review_sheet::page(sheet).as_bytes())?;
        let name = file.display();
        terminal.note(&say!(
            "送审单写在 {name}：用浏览器打开，打印，审签",
            "the page is in {name}: open it in a browser, print it, have it signed"
        ));
    }
    if !theme.is_empty() {
        let fingerprint = theme_fingerprint(&theme);
        let words = say!("模板指纹 {fingerprint}", "fingerprint of the theme {fingerprint}");
        lines.push(terminal.words(&words).to_owned());
    }
    if !changes.rows.is_empty() || !changes.pieces.is_empty() {
        let fingerprint = fingerprint(&changes.rows, &changes.pieces);
        lines.push(terminal.words(&say!("指纹 {fingerprint}", "fingerprint {fingerprint}")).to_owned());
    }
    write_result(&(lines.join("\n") + "\n"))?;
    Ok(Exit::Done)
}

pub(crate) fn approve(args: &ApproveArgs, site: Option<&Path>, terminal: Terminal) -> Result<Exit, Stop> {
    let site = find_site(site)?;
    let now = surroundings::now_or(args.today);
    let _lock = files::SiteLock::acquire(&site)?;
    let Some(changes) = look(site.clone(), now, terminal)? else { return Ok(Exit::ContentErrors) };
    let (wanted, theme) = (args.fingerprint.trim(), theme_files(&changes));
    let has_items = !changes.rows.is_empty() || !changes.pieces.is_empty();
    let is_of_items = has_items && fingerprint(&changes.rows, &changes.pieces) == wanted;
    let is_of_theme = !theme.is_empty() && theme_fingerprint(&theme) == wanted;
    if !is_of_items && !is_of_theme {
        return Err(Stop::content(say!(
            "指纹对不上：送审以后内容又改了，或者指纹抄错了",
            "the fingerprint does not fit: the content was changed since, or it was copied wrongly"
        ))
        .help(say!("再运行一次 gongkai changes，重新送审", "run `gongkai changes` again")));
    }
    let approver = Approver { name: args.by.trim(), role: args.role.trim(), day: now.date };
    let approvals = publish::approvals(&site)?;
    let versions = changes.rows.iter().filter(|row| row.kind == RowKind::Version);
    let (text, count) = if is_of_items {
        let count = versions.count() + changes.pieces.len();
        (approvals.with(&changes.rows, &changes.pieces, approver), count)
    } else {
        (approvals.with_theme(&theme, approver), theme.len())
    };
    files::write_own(&site, layout::APPROVALS, text.as_bytes())?;
    terminal.note(&say!("已审签 {count} 项", "approved: {count}"));
    Ok(Exit::Done)
}

/// What the next build would publish; `None` if errors stand against it, which are told.
fn look(site: PathBuf, now: Moment, terminal: Terminal) -> Result<Option<PendingChanges>, Stop> {
    let site = site::Options { site, now, drafts: false, future: false };
    let options = PublishOptions { site, output: None, locked: false, fresh: false, trial: false };
    let bar = Bar::new(terminal);
    let changes = publish::changes(&options, &bar);
    bar.finish();
    let mut changes = changes?;
    if has_errors(&changes.findings) {
        tell_findings(
            &mut changes.findings,
            &changes.sources,
            (FindingsFormat::Text, ShownFindings::Few),
            terminal,
        )?;
        return Ok(None);
    }
    Ok(Some(changes))
}

/// The files of the theme that are to be approved.
fn theme_files(changes: &PendingChanges) -> Vec<ThemeFile> {
    changes.theme.iter().map(|changed| changed.file.clone()).collect()
}

fn piece_line(piece: &Unversioned, terminal: Terminal) -> String {
    let (word, name) = (piece.kind.word(), &piece.name);
    let words = match (piece.text.is_empty(), piece.kind) {
        (true, _) => say!("{word} {name}：删去", "{word} {name}: taken away"),
        (false, UnversionedKind::Page | UnversionedKind::File) => say!("{word} {name}", "{word} {name}"),
        (false, _) => {
            let text = &piece.text;
            say!("{word} {name}：{text}", "{word} {name}: {text}")
        }
    };
    terminal.words(&words).to_owned()
}

fn theme_line(file: &ThemeFile, terminal: Terminal) -> String {
    let path = &file.path;
    let words = match file.digest {
        Some(_) => say!("网页模板 {path}", "file of the theme {path}"),
        None => say!("网页模板 {path}：删去", "file of the theme {path}: taken away"),
    };
    terminal.words(&words).to_owned()
}

/// What was published from a day on, version by version, each with its day.
fn since_lines(published: &[RecordRow], since: Date, terminal: Terminal) -> Vec<String> {
    let versions = published.iter().filter(|row| row.kind == RowKind::Version && row.day >= since);
    let keys: BTreeSet<_> = versions.map(|row| (row.key(), row.version)).collect();
    let of_them = published.iter().filter(|row| keys.contains(&(row.key(), row.version)));
    let day = |row: &RecordRow| match row.kind {
        RowKind::Version => format!("{} ", row.day),
        _ => String::new(),
    };
    of_them.map(|row| format!("{}{}", day(row), line(row, terminal))).collect()
}

/// A row of the record in one line; those of a version stand below it.
fn line(row: &RecordRow, terminal: Terminal) -> String {
    let (kind, name) = (row.kind.word(), &row.name);
    if row.kind == RowKind::Version {
        let (version, part) = (row.version, row.part.word());
        let head = say!("《{name}》{part}，第 {version} 版", "`{name}`, {part}, version {version}");
        return terminal.words(&head).to_owned();
    }
    let nothing = |text: &str| if text.is_empty() { "无".to_owned() } else { text.to_owned() };
    if row.was.is_empty() && row.now.is_empty() {
        let name = if name.is_empty() { String::new() } else { format!(" {name}") };
        return format!("  {kind}{name}：{}", row.note);
    }
    let note = if row.note.is_empty() { String::new() } else { format!("（{}）", row.note) };
    format!("  {kind} {name}：{} → {}{note}", nothing(&row.was), nothing(&row.now))
}
