//! What may stand after `cargo bench --bench build --`.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::rival::Kind;
use crate::site::Size;
use crate::{LARGE, MEDIUM, SMALL};

pub(crate) const USAGE: &str = "\
cargo bench --bench build [-- OPTION...]
  --large                          measure 1250 projects x 16 years too (some GB)
  --preview                        measure the preview instead: from a saved file to the new page
  --versions                       measure only what it costs that 10,000 articles have five versions, not one
  --fleet MEMBERS                  measure only a fleet of so many sites, as one shard and as two
  --peers                          only compare with Hugo, Zola and blades, run by run (benches/peers installs them)
  --small                          with --peers: on 25 projects x 4 years, to see whether all of it works
  --runs N                         repeat each measurement N times (default 5)
  --in DIR                         make the sites in DIR (default: /dev/shm, else the temporary folder)
  --generate DIR PROJECTS YEARS    only write a site, measure nothing
  --hugo, --zola, --blades         with --generate: write it in the format of Hugo, Zola or blades

HUGO, ZOLA and BLADES name what to compare with, by the path of the program; else what is on PATH is taken.
GONGKAI names a gongkai to measure instead of the one that cargo builds.
OLD names another gongkai that --peers sets beside it, but for --large.";

/// What is to be done.
pub(crate) enum Task {
    /// Nothing: the program was not started by `cargo bench`.
    Nothing,
    /// Print the usage.
    Help,
    /// Write a site.
    Generate {
        /// Where.
        folder: PathBuf,
        /// How large.
        size: Size,
        /// In whose format instead of gongkai's.
        rival: Option<Kind>,
    },
    /// Measure the preview.
    Preview {
        /// On the largest size too.
        is_large: bool,
    },
    /// Measure what several versions of items cost.
    Versions,
    /// Measure a fleet.
    Fleet {
        /// How many sites.
        members: usize,
    },
    /// Compare with other generators.
    Peers {
        /// On which size.
        size: Size,
    },
    /// Measure.
    Measure {
        /// The largest size too.
        is_large: bool,
    },
}

/// The command line.
pub(crate) struct Arguments {
    /// What is to be done.
    pub(crate) task: Task,
    /// How often each measurement is repeated.
    pub(crate) runs: usize,
    /// Where sites are made; `None`: in memory if possible.
    pub(crate) place: Option<PathBuf>,
}

impl Arguments {
    /// Reads the arguments behind the program's name.
    pub(crate) fn read(arguments: impl Iterator<Item = OsString>) -> Result<Self, String> {
        let mut arguments = arguments;
        let (mut runs, mut place, mut generate, mut rival, mut fleet) = (5, None, None, None, None);
        let [mut is_bench, mut is_help, mut is_large, mut is_small] = [false; 4];
        let [mut is_preview, mut is_peers, mut is_versions] = [false; 3];
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("a value is missing\n{USAGE}"));
            match argument.to_str() {
                // What cargo adds of itself; without it this is a run by `cargo test --all-targets`.
                Some("--bench") => is_bench = true,
                Some("--help" | "-h") => is_help = true,
                Some("--large") => is_large = true,
                Some("--small") => is_small = true,
                Some("--hugo") => rival = Some(Kind::Hugo),
                Some("--zola") => rival = Some(Kind::Zola),
                Some("--blades") => rival = Some(Kind::Blades),
                Some("--preview") => is_preview = true,
                Some("--peers") => is_peers = true,
                Some("--versions") => is_versions = true,
                Some("--fleet") => fleet = Some(number(&value()?)?),
                Some("--runs") => runs = number(&value()?)?,
                Some("--in") => place = Some(PathBuf::from(value()?)),
                Some("--generate") => {
                    let folder = PathBuf::from(value()?);
                    generate =
                        Some((folder, Size { projects: number(&value()?)?, years: number(&value()?)? }));
                }
                _ => return Err(format!("`{}` is not known\n{USAGE}", argument.display())),
            }
        }
        let task = match generate {
            _ if is_help => Task::Help,
            Some((_, size)) if size.years > 100 => return Err("a site has at most 100 years".to_owned()),
            Some((folder, size)) => Task::Generate { folder, size, rival },
            None if is_bench && fleet.is_some() => Task::Fleet { members: fleet.unwrap_or_default() },
            None if is_bench && is_preview => Task::Preview { is_large },
            None if is_bench && is_versions => Task::Versions,
            None if is_bench && is_peers => {
                let size = if is_large { LARGE } else { MEDIUM };
                Task::Peers { size: if is_small { SMALL } else { size } }
            }
            None if is_bench => Task::Measure { is_large },
            None => Task::Nothing,
        };
        Ok(Self { task, runs, place })
    }
}

fn number(value: &OsString) -> Result<usize, String> {
    let number = value.to_str().and_then(|value| value.parse().ok()).filter(|&number| number > 0);
    number.ok_or_else(|| format!("`{}` is not a number above 0", value.display()))
}
