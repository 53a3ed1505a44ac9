//! Going online: what every kind of destination must hold, and what each of them is.
//!
//! A [`Place`] is a destination with a way to see what its readers see. The promises below are asked of each.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]

mod archive;
mod ci;
mod faults;
mod fleet;
mod folder;
mod line;
mod packages;
mod plain;
mod promises;
mod refused;
mod s3;
mod signature;
mod ssh;
mod verify;

pub(crate) use verify::{Nginx, free_port};

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

pub(crate) use ssh::Server;

use crate::bench::{Run, SITE, Scratch, picture, run};

/// The files of a site by address.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// A destination for tests.
pub(crate) trait Place {
    /// What `site.yaml` says of it, apart from its name.
    fn yaml(&self) -> String;
    /// The variables of a run that goes there.
    fn variables(&self) -> Vec<(String, String)> {
        Vec::new()
    }
    /// What readers see; nothing, if nothing is live.
    fn live(&self) -> Option<Files>;
    /// Changes a byte of a page, there.
    fn tamper(&self, path: &str);
    /// Changes a byte of the home page of the first release, which is not live any more.
    fn tamper_earlier(&self) {
        panic!("it keeps no releases");
    }
    /// What a page that is open gets for one of its parts.
    fn part(&self, path: &str) -> Option<Vec<u8>>;
}

/// A folder as a place.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap())
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.0.path().join("www")
    }
}

impl Place for Folder {
    fn yaml(&self) -> String {
        format!("方式: 目录, 地址: {}", self.path().display())
    }

    fn live(&self) -> Option<Files> {
        seen(&self.path())
    }

    fn tamper(&self, path: &str) {
        crate::bench::change_a_byte(&self.path().join("current").join(path));
    }

    fn tamper_earlier(&self) {
        crate::bench::change_a_byte(&first_release(&self.path()).join("index.html"));
    }

    fn part(&self, path: &str) -> Option<Vec<u8>> {
        part(&self.path(), path)
    }
}

/// A part of a page as a web server looks for it: in the live release, then among the parts of earlier ones.
pub(crate) fn part(root: &std::path::Path, path: &str) -> Option<Vec<u8>> {
    ["current", "previous"].iter().find_map(|link| gongkai::files::read(&root.join(link).join(path)).ok())
}

/// The folder of the first release in a folder with releases.
pub(crate) fn first_release(root: &std::path::Path) -> PathBuf {
    let releases = std::fs::read_dir(root.join("releases")).unwrap().map(|entry| entry.unwrap().path());
    releases.min().unwrap()
}

/// What a web server shows of a folder with releases.
pub(crate) fn seen(root: &std::path::Path) -> Option<Files> {
    let live = std::fs::canonicalize(root.join("current")).ok()?;
    Some(picture(&live))
}

/// A site with a place to go to.
pub(crate) struct Desk<'a> {
    pub(crate) scratch: Scratch,
    place: &'a dyn Place,
}

impl<'a> Desk<'a> {
    /// A site with three articles, not built.
    pub(crate) fn new(place: &'a dyn Place) -> Self {
        let scratch = Scratch::in_memory();
        let desk = Self { scratch, place };
        desk.scratch.put("site.yaml", format!("{SITE}上线:\n  - {{名称: 正式, {}}}\n", place.yaml()));
        desk.scratch.put("content/通知/_index.md", "---\n标题: 通知\n---\n");
        for n in 1..=3 {
            desk.article(n, "正文。");
        }
        desk
    }

    /// Writes an article.
    pub(crate) fn article(&self, n: u32, text: &str) {
        let head =
            format!("---\n标题: 第{n}篇\n公开日期: 2024-03-{:02}\n发布单位: 区人力社保局\n---\n", n % 28 + 1);
        self.scratch.put(&format!("content/通知/第{n}篇.md"), format!("{head}\n{text}\n"));
    }

    /// A command of the program that goes to the place.
    pub(crate) fn command(&self, verb: &str, arguments: &[&str]) -> Command {
        let mut command = self.scratch.command(verb, arguments);
        // Nobody's own keys take part.
        command.env("XDG_CONFIG_HOME", self.scratch.beside("own")).env_remove("GONGKAI_KEY");
        command.envs(self.place.variables());
        command
    }

    pub(crate) fn run(&self, verb: &str, arguments: &[&str]) -> Run {
        run(self.command(verb, arguments))
    }

    /// Builds and deploys.
    pub(crate) fn publish(&self) -> Run {
        self.scratch.build(&[]).ended(0);
        let run = self.run("deploy", &[]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        run
    }

    /// The finished site on the desk, without what is hidden there.
    pub(crate) fn output(&self) -> Files {
        let mut files = self.scratch.output();
        files.retain(|path, _| !path.starts_with('.'));
        files
    }

    /// What readers see, without the signature.
    pub(crate) fn live(&self) -> Option<Files> {
        self.place.live()
    }
}
