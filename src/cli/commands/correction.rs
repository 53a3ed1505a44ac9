//! `gongkai new correction ITEM`: the reasons that a changed file lacks, with all that is known filled in.

use std::path::Path;

use gongkai::chronicle::Unexplained;
use gongkai::layout;
use gongkai::model::{IndexNumber, Moment};
use gongkai::publish::{self, PublishOptions};
use gongkai::record::{ReasonKind, ReasonToAdd};
use gongkai::write::{OpenFile, Step, Written};
use gongkai::{files, say, site};

use crate::cli::exit::{Exit, Stop};
use crate::cli::progress::Bar;
use crate::cli::terminal::{Terminal, write_result};

/// Adds the reasons to the files of `item`, a number, a path or a title.
pub(crate) fn run(item: &str, site: &Path, now: Moment, terminal: Terminal) -> Result<Exit, Stop> {
    let _lock = files::SiteLock::acquire(site)?;
    let options = site::Options { site: site.to_path_buf(), now, drafts: false, future: false };
    let options = PublishOptions { site: options, output: None, locked: false, trial: false, fresh: false };
    let bar = Bar::new(terminal);
    let changes = publish::changes(&options, &bar);
    bar.finish();
    let unexplained = changes?.unexplained;
    let wanted: Vec<&Unexplained> = unexplained.iter().filter(|one| is_meant(one, item)).collect();
    if wanted.is_empty() {
        return Err(nothing(item, &unexplained));
    }
    let mut paths = String::new();
    for one in wanted {
        let name = one.file.in_site();
        let mut file = OpenFile::open_in(site, &name)?;
        for reason in &one.reasons {
            let path = [step(reason.kind)];
            let pushed = file.content.push(&path, &entry(reason));
            pushed.map_err(|fault| {
                Stop::content(fault.text()).help(say!(
                    "在 {name} 里照 `gongkai build` 列出的几行写",
                    "write the lines that `gongkai build` prints into {name}"
                ))
            })?;
        }
        file.save()?;
        paths.push_str(&name);
        paths.push('\n');
    }
    write_result(&paths)?;
    terminal.note(&say!(
        "改了什么已经填好；打开文件，把“请写明原因”换成原因，“请写明批准机关”换成批准的机关，再运行 gongkai build",
        "what changed is filled in; open the file, write the reason and who approved a changed target, then run `gongkai build`"
    ));
    Ok(Exit::Done)
}

/// Whether a person means this file: by a number, by a path, with or without `content/` and ending, or by the
/// title.
fn is_meant(one: &Unexplained, item: &str) -> bool {
    let path = item.replace('\\', "/");
    let path = path.trim_start_matches("./");
    let path = layout::below_content(path).unwrap_or(path).trim_end_matches('/');
    let file = one.file.as_str();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let is_subject = one.subjects.iter().any(|subject| {
        let number = subject.number.as_ref().map(IndexNumber::collision_key);
        number.is_some_and(|number| number == item.to_lowercase()) || subject.item.as_str() == path
    });
    is_subject || file == path || stem == path || one.title == item
}

/// The list that a reason is an entry of.
fn step(kind: ReasonKind) -> Step<'static> {
    match kind {
        ReasonKind::Adjustment => Step::Key { zh: "目标调整", en: "adjustments" },
        ReasonKind::Revision => Step::Key { zh: "修订", en: "revisions" },
        ReasonKind::Correction | ReasonKind::Rules => Step::Key { zh: "更正", en: "corrections" },
    }
}

fn entry(reason: &ReasonToAdd) -> Written {
    let keys = reason.entry.iter().map(|(key, value)| ((*key).to_owned(), Written::text(value)));
    Written::Mapping(keys.collect())
}

fn nothing(item: &str, changed: &[Unexplained]) -> Stop {
    let stop = Stop::content(say!(
        "`{item}` 和公开过的一样，没有要写原因的改动",
        "`{item}` is as it was published: nothing of it lacks a reason"
    ));
    if changed.is_empty() {
        return stop
            .help(say!("先把文件改好，再运行这条命令", "change the file first, then run this command"));
    }
    let files: Vec<_> = changed.iter().map(|one| one.file.in_site()).collect();
    let (zh, en) = (files.join("、"), files.join(", "));
    stop.help(say!("改过而没写原因的有：{zh}", "changed without a reason: {en}"))
}
