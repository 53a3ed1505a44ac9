//! `gongkai upgrade --dry-run`: what this program would change of a site that an older one built.

use std::path::Path;

use gongkai::deploy::ReleaseDiff;
use gongkai::output;
use gongkai::publish::{self, PublishOptions};
use gongkai::search::Visible;
use gongkai::{files, layout, say, site};

use crate::cli::args::{FindingsFormat, UpgradeArgs};
use crate::cli::exit::{Exit, Stop};
use crate::cli::progress::Bar;
use crate::cli::report::{ShownFindings, tell_findings};
use crate::cli::site::find_site;
use crate::cli::surroundings;
use crate::cli::table::aligned;
use crate::cli::terminal::{Terminal, write_result};

/// The longest page that is looked into, in bytes.
const PAGE_LIMIT: u64 = 20_000_000;

pub(crate) fn run(args: &UpgradeArgs, site: Option<&Path>, terminal: Terminal) -> Result<Exit, Stop> {
    if !args.dry_run {
        return Err(Stop::usage(say!(
            "升级不用另外的命令：新程序再生成一次就是",
            "there is no need for a command: the new program builds the site anew"
        ))
        .help(say!(
            "先用 `gongkai upgrade --dry-run` 看会改动哪些网页，再运行 `gongkai build`",
            "look with `gongkai upgrade --dry-run` at what would change, then run `gongkai build`"
        )));
    }
    let folder = find_site(site)?;
    let old = args.output.clone().unwrap_or_else(|| folder.join(layout::OUTPUT));
    let Some((before, _)) = output::manifest_of(&old) else {
        let shown = old.display();
        return Err(Stop::usage(say!(
            "`{shown}` 里没有生成过的网站",
            "there is no finished site in `{shown}`"
        ))
        .help(say!("用原来的程序生成过才能比较", "it can be compared once the old program has built it")));
    };
    let new = folder.join(layout::UPGRADE);
    let now = surroundings::now_or(args.today);
    let options = PublishOptions {
        site: site::Options { site: folder, now, drafts: false, future: false },
        output: Some(new.clone()),
        fresh: false,
        locked: false,
        trial: true,
    };
    let bar = Bar::new(terminal);
    let built = publish::build(&options, &bar);
    bar.finish();
    let told = built.map_err(Stop::from).and_then(|mut outcome| {
        if outcome.summary.is_none() {
            tell_findings(
                &mut outcome.findings,
                &outcome.sources,
                (FindingsFormat::Text, ShownFindings::Few),
                terminal,
            )?;
            return Ok(Exit::ContentErrors);
        }
        let after = output::manifest_of(&new).map(|(manifest, _)| manifest).unwrap_or_default();
        let difference = ReleaseDiff::between(&before.files, &after.files);
        write_result(&listed(&difference, (&old, &new), terminal))?;
        Ok(Exit::Done)
    });
    files::remove_folder(&new)?;
    let exit = told?;
    terminal.note(&say!(
        "只是比较，什么都没有写。日期不同也会有变化：加 --today 写上次生成的日期，就只剩程序和内容的变化",
        "nothing was written. Another day makes changes, too: with --today and the day of the last build only those of program and content are left"
    ));
    Ok(exit)
}

/// What differs, a line each, with the reason of each change.
fn listed(difference: &ReleaseDiff, (old, new): (&Path, &Path), terminal: Terminal) -> String {
    let ReleaseDiff { added, changed, removed } = difference;
    let mut rows: Vec<[String; 2]> = Vec::new();
    for path in changed {
        let why = reason(path, (&old.join(path), &new.join(path)));
        rows.push([path.clone(), terminal.words(&why).to_owned()]);
    }
    let added = added.iter().map(|path| (path, say!("新增", "new")));
    let removed = removed.iter().map(|path| (path, say!("不再有", "gone")));
    rows.extend(added.chain(removed).map(|(path, word)| [path.clone(), terminal.words(&word).to_owned()]));
    if rows.is_empty() {
        return format!("{}\n", terminal.words(&say!("没有变化", "nothing differs")));
    }
    aligned(&rows)
}

/// Why a file differs: in what readers read, or only in how it is made.
fn reason(path: &str, (old, new): (&Path, &Path)) -> gongkai::diag::Text {
    if path.rsplit_once('.').is_none_or(|(_, ending)| ending != "html") {
        return say!("数据或附属文件", "data, or a file that goes with pages");
    }
    let read =
        |path: &Path| files::read_limited(path, PAGE_LIMIT).map(|bytes| lines(&bytes)).unwrap_or_default();
    let (old, new) = (read(old), read(new));
    let differing = old.iter().zip(&new).find(|(a, b)| a != b);
    let tail = || (old.get(new.len()).cloned(), new.get(old.len()).cloned());
    match differing.map_or_else(tail, |(a, b)| (Some(a.clone()), Some(b.clone()))) {
        (None, None) => say!("只是版式，文字没有变", "only the layout; its words are the same"),
        (was, now) => {
            let (was, now) = (short(was), short(now));
            say!("文字有变：原来“{was}”，现在“{now}”", "its words: `{was}` before, `{now}` now")
        }
    }
}

/// What a page shows.
fn lines(page: &[u8]) -> Vec<String> {
    Visible::of(page).passages().map(|(text, _)| text.to_owned()).collect()
}

fn short(text: Option<String>) -> String {
    let text = text.unwrap_or_default();
    if text.chars().count() > 40 { text.chars().take(40).chain(['…']).collect() } else { text }
}
