//! Which site is meant.

use std::path::{Path, PathBuf};

use gongkai::diag::{Text, has_errors};
use gongkai::model::Moment;
use gongkai::site::{self, Policy, Session};
use gongkai::{files, layout, say};

use super::exit::Stop;
use super::progress::Bar;
use super::surroundings;
use super::terminal::Terminal;

/// The site folder: `given`, or the nearest folder from the current one upwards that has a `site.yaml`.
pub(crate) fn find_site(given: Option<&Path>) -> Result<PathBuf, Stop> {
    if let Some(given) = given {
        let name = given.display();
        return if files::is_file(&given.join(layout::SETTINGS)) {
            Ok(given.to_owned())
        } else {
            Err(Stop::usage(say!(
                "{name} 里没有 site.yaml，不是网站文件夹",
                "{name} has no site.yaml: it is no site"
            ))
            .help(say!("检查 --site 后面的路径", "check the path behind --site")))
        };
    }
    let current = surroundings::current_folder()?;
    match current.ancestors().find(|folder| files::is_file(&folder.join(layout::SETTINGS))) {
        // Paths in messages stay short where nothing else was asked for.
        Some(folder) if folder == current => Ok(PathBuf::from(".")),
        Some(folder) => Ok(folder.to_owned()),
        None => {
            let name = current.display();
            Err(Stop::usage(say!(
                "{name} 和它的上级文件夹里都没有 site.yaml",
                "neither {name} nor a folder above it has a site.yaml"
            ))
            .help(say!(
                "进入网站文件夹再运行，或用 --site 指明；还没有网站，就用 gongkai init 新建",
                "go to the site folder, or name it with --site; if there is no site yet, make one with `gongkai init`"
            )))
        }
    }
}

/// Opens a site that a command only reads. With errors in its content it stops, and says `failed`.
pub(crate) fn open_faultless(
    site: PathBuf,
    now: Moment,
    terminal: Terminal,
    failed: Text,
) -> Result<Session, Stop> {
    let options = site::Options { site, now, drafts: false, future: false };
    let bar = Bar::new(terminal);
    let session = Session::open(&options, Policy::PREVIEW, &bar);
    bar.finish();
    let session = session?;
    if has_errors(&session.findings()) {
        let help = say!("先运行 gongkai check，改好再来", "mend what `gongkai check` says first");
        return Err(Stop::content(failed).help(help));
    }
    Ok(session)
}
