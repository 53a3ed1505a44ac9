//! What the last build was made from: a site that would come out the same is not rendered again.
//!
//! The mark of a build is a digest of everything that its pages depend on: the program itself, the day, the settings, theme,
//! working days, ledger, texts, sheets, and which other files there are. It is kept in [`FILE`] in the site folder, before what
//! is remembered of the site that came of it ([`Stamps`], which says what may be believed of it): its manifest's digest, and
//! by what to tell which of its files nobody has touched. Every other file is read and compared with the manifest, and every
//! attachment with its published copy. So nothing can go stale; losing the file costs time, nothing else.

use std::fs;
use std::hash::{Hash, Hasher};
use std::path::Path;
use std::time::SystemTime;

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::{Options, Read, Ready};
use crate::files;
use crate::output::{Published, Staging, Stamps};

/// The file's name in the site folder.
pub(super) const FILE: &str = ".gongkai.built";

/// The longest such file, in bytes: some ten million files of a site.
const LIMIT: u64 = 1 << 28;

/// How the file begins. Raised whenever what stands behind it is written otherwise.
const FORM: &str = "gongkai 1 ";

/// What a build was made from.
#[derive(PartialEq, Eq)]
pub(super) struct Mark(String);

/// A digest that takes whatever can be hashed. It depends on the machine, and never leaves it.
struct Digesting(Sha256);

impl Hasher for Digesting {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Only the whole digest is of use.
    fn finish(&self) -> u64 {
        0
    }
}

impl Mark {
    /// The mark of what is ready to be rendered; `None` if nothing tells the program from another.
    pub(super) fn of(read: &Read, ready: &Ready, options: &Options) -> Option<Self> {
        let texts = read.texts.par_iter().map(|text| Sha256::digest(text).into());
        let texts: Vec<[u8; 32]> = texts.collect();
        let mut digest = Digesting(Sha256::new());
        program()?.hash(&mut digest);
        (options.today, options.drafts, options.future).hash(&mut digest);
        read.settings_text.hash(&mut digest);
        ready.theme.hash(&mut digest);
        read.calendar.hash(&mut digest);
        ready.catalog.ledger.to_csv().hash(&mut digest);
        for (draft, text) in read.drafts.iter().zip(&texts) {
            (&draft.path, text).hash(&mut digest);
        }
        ready.catalog.sheets.hash(&mut digest);
        for (path, file) in &ready.catalog.files {
            (path, file.size).hash(&mut digest);
        }
        for file in &read.tree.others {
            file.path.hash(&mut digest);
        }
        let digest = digest.0.finalize();
        Some(Self(digest.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))))
    }

    /// What publishing would come to, if the site stands as it was; the last build was made from the same. Never while
    /// numbers are to be issued: somebody took them out of the ledger, and they have to be entered again.
    pub(super) fn unchanged(&self, site: &Path, ready: &Ready, staging: &Staging) -> Option<Published> {
        if !ready.catalog.issued.is_empty() {
            return None;
        }
        let copies = ready.plan.copies.iter().filter_map(|(path, file)| {
            let known = ready.catalog.files.get(file)?;
            Some((path, known.disk.as_path()))
        });
        let (published, renewed) = staging.unchanged(copies)?;
        if let Some(stamps) = renewed {
            self.keep(site, &stamps);
        }
        Some(published)
    }

    /// Keeps the mark with what is remembered of the site that came of it. Nothing depends on it but the time of the next
    /// build.
    pub(super) fn keep(&self, site: &Path, stamps: &Stamps) {
        let mut bytes = format!("{FORM}{} ", self.0).into_bytes();
        bytes.extend(stamps.to_bytes());
        let _ = files::write_atomic(&site.join(FILE), &bytes);
    }
}

/// What was kept of the last build, if that can be read.
pub(super) fn last(site: &Path) -> Option<(Mark, Stamps)> {
    let kept = files::read_limited(&site.join(FILE), LIMIT).ok()?;
    let kept = kept.strip_prefix(FORM.as_bytes())?;
    let end = kept.iter().position(|byte| *byte == b' ')?;
    let mark = std::str::from_utf8(&kept[..end]).ok()?;
    Some((Mark(mark.to_owned()), Stamps::parse(&kept[end + 1..])?))
}

/// What tells the running program from another: its version, and the size and age of its file, so that who works on the
/// program is not shown what an older one made.
fn program() -> Option<(&'static str, u64, SystemTime)> {
    let file = fs::metadata(std::env::current_exe().ok()?).ok()?;
    Some((env!("CARGO_PKG_VERSION"), file.len(), file.modified().ok()?))
}
