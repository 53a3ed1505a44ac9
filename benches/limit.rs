//! The limit of writing alone: the bytes of a finished site, held in memory, written again by two threads.
//!
//! No generator can be faster than that. One such write is over in a fifth of a second, and under other work the next
//! may take twice as long; so several are made around each build. The removal of what was written is not timed, and
//! the threads share the files piece by piece, so that one held up does not keep the other waiting.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use gongkai::files;
use sha2::{Digest as _, Sha256};

use crate::measure::{self, Cost};
use crate::{Stop, scratch};

/// Threads that write.
pub(crate) const WRITERS: usize = 2;
/// Files that a thread takes at a time.
const PART: usize = 64;

/// A finished site in memory.
pub(crate) struct Limit {
    /// By their paths in the site, in order.
    files: Vec<(PathBuf, Vec<u8>)>,
    /// Where they are written.
    folder: PathBuf,
}

impl Limit {
    /// Reads a finished site; it will be written to `folder`.
    #[expect(
        clippy::disallowed_methods,
        reason = "a finished site has files that are larger than what a clerk may write"
    )]
    pub(crate) fn load(site: &Path, folder: PathBuf) -> Result<Self, Stop> {
        let mut loaded = Vec::new();
        for file in files::walk(site).map_err(|error| format!("{error:?}"))?.files {
            let bytes = fs::read(&file.path)?;
            loaded.push((file.path.strip_prefix(site)?.to_owned(), bytes));
        }
        Ok(Self { files: loaded, folder })
    }

    /// Writes all files into a new folder, each folder made once, and nothing else.
    pub(crate) fn write(&self) -> Result<Cost, Stop> {
        #[expect(clippy::disallowed_methods, reason = "the limit is what the system's own writing takes")]
        self.put(|path, bytes, _| fs::write(path, bytes))
    }

    /// The same with the digest that the manifest has of each file.
    pub(crate) fn write_digesting(&self) -> Result<Cost, Stop> {
        #[expect(clippy::disallowed_methods, reason = "the limit is what the system's own writing takes")]
        self.put(|path, bytes, _| {
            std::hint::black_box(Sha256::digest(bytes));
            fs::write(path, bytes)
        })
    }

    /// Looks at all files of the finished `site`, links them into a new folder and removes as many names:
    /// what unchanged files cost at least in a build that sees a file that was touched, never leaves half a
    /// site, and clears away the old one.
    pub(crate) fn link(&self, site: &Path) -> Result<Cost, Stop> {
        self.put(|path, _, name| {
            let old = site.join(name);
            std::hint::black_box(fs::symlink_metadata(&old)?);
            fs::hard_link(old, path)?;
            fs::remove_file(path)
        })
    }

    /// Puts all files into a new folder; `put` gets a path there, the bytes and the path in the site.
    fn put(&self, put: impl Fn(&Path, &[u8], &Path) -> std::io::Result<()> + Sync) -> Result<Cost, Stop> {
        scratch::remove(&self.folder)?;
        let cpu = measure::own_cpu();
        let start = Instant::now();
        let next = AtomicUsize::new(0);
        thread::scope(|scope| {
            let writers: Vec<_> = (0..WRITERS)
                .map(|_| scope.spawn(|| put_parts(&self.files, &self.folder, &next, &put)))
                .collect();
            writers
                .into_iter()
                .try_for_each(|writer| writer.join().map_err(|_| "a writer broke down")?.map_err(Stop::from))
        })?;
        let wall = start.elapsed();
        let cpu = measure::own_cpu().zip(cpu).map(|(after, before)| after.saturating_sub(before));
        scratch::remove(&self.folder)?;
        Ok(Cost { wall, cpu, peak: None })
    }
}

/// Takes one part after the other until none is left.
fn put_parts(
    files: &[(PathBuf, Vec<u8>)],
    folder: &Path,
    next: &AtomicUsize,
    put: &impl Fn(&Path, &[u8], &Path) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let mut last = PathBuf::new();
    loop {
        let at = next.fetch_add(PART, Ordering::Relaxed);
        let Some(part) = files.get(at..files.len().min(at + PART)).filter(|part| !part.is_empty()) else {
            return Ok(());
        };
        for (name, bytes) in part {
            let path = folder.join(name);
            let above = path.parent().unwrap_or(folder);
            if *above != *last {
                fs::create_dir_all(above)?;
                above.clone_into(&mut last);
            }
            put(&path, bytes, name)?;
        }
    }
}
