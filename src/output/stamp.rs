//! Stamps of published files, so that untouched ones need not be read again.
//!
//! Once the bytes of a file are known, its stamp is remembered: size, modification time, change time (ctime),
//! device and inode. If all five match, the bytes are unchanged. That rests on the change time, which the
//! system sets whenever the bytes, size, times or names of a file change, and which no program can set. So:
//!
//! - A file that was edited, replaced, restored, copied or only touched has another stamp. Nothing is
//!   concluded from that: its bytes are read and compared.
//! - File system clocks tick in steps, from a few milliseconds to two seconds. A file that changed in the
//!   tick in which it was examined could change again and keep its stamp. So a stamp is remembered only if it
//!   is older than the moment of looking, by the same clock; other files are read next time, and remembered
//!   then.
//! - If the clock is behind the moment at which the stamps were noted, it was set back and could reach the
//!   same time twice: no stamp is trusted.
//! - Some file systems (FAT, many network ones) report the modification time as the change time. This is
//!   tried out, and then nothing is remembered. Nor is anything on Windows, where the standard library has no
//!   change time. Every file is read there.
//! - On a network file system, cached attributes are refreshed first.
//!
//! The price: a byte that rots on the disk goes unnoticed.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, SystemTime};

use sha2::{Digest as _, Sha256};

use super::open::create;

/// The name of a file that is made and removed at once, to probe the file system.
const TRIAL: &str = ".gongkai-trial";

/// A short digest of a [`FileStamp`].
pub(super) type StampDigest = [u8; 16];

/// Stands for an unknown stamp.
pub(super) const UNKNOWN: StampDigest = [0; 16];

/// What is remembered of a whole site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamps {
    /// The digest of the site's manifest.
    digest: String,
    /// When it was noted, by the file system's clock.
    moment: Duration,
    /// One for each file, in the manifest's order.
    files: Vec<StampDigest>,
}

impl Stamps {
    /// Notes the stamps of the site whose manifest has this digest.
    pub(super) fn new(digest: String, moment: Option<Duration>, files: Vec<StampDigest>) -> Self {
        Self { digest, moment: moment.unwrap_or_default(), files }
    }

    /// The digest of the site's list of files and their digests.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The stamps, if there are this many and the clock has not been set back since.
    pub(super) fn known(&self, count: usize, now: Option<Duration>) -> Option<&[StampDigest]> {
        (self.files.len() == count && self.moment <= now?).then_some(&self.files)
    }

    /// The bytes to be kept.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = format!("{} {}\n", self.digest, self.moment.as_nanos()).into_bytes();
        bytes.extend_from_slice(self.files.as_flattened());
        bytes
    }

    /// Reads what [`Self::to_bytes`] wrote.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let (digest, moment) = std::str::from_utf8(&bytes[..end]).ok()?.split_once(' ')?;
        let (files, []) = bytes[end + 1..].as_chunks() else { return None };
        let moment = Duration::from_nanos(moment.parse().ok()?);
        Some(Self { digest: digest.to_owned(), moment, files: files.to_vec() })
    }
}

/// What the file system reports about a file. Times count from 1970; an older file has no stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FileStamp {
    size: u64,
    modified: Duration,
    changed: Duration,
    device: (u64, u64),
    inode: u64,
}

impl FileStamp {
    /// The stamp of the regular file at `path`; links are not followed.
    pub(super) fn at(path: &Path) -> Option<Self> {
        system::stamp_at(path)
    }

    /// The stamp of an open file.
    pub(super) fn of(file: &File) -> Option<Self> {
        system::stamp_of(file)
    }

    /// When it was modified.
    pub(super) fn modified(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + self.modified
    }

    /// Whether it has this size, and was modified at this time.
    pub(super) fn is_from(&self, size: u64, modified: SystemTime) -> bool {
        self.size == size && self.modified() == modified
    }

    /// Its digest, unless a change at `moment` or later could leave the same stamp.
    pub(super) fn short_before(&self, moment: Duration) -> Option<StampDigest> {
        (self.changed < moment && self.modified < moment).then(|| self.short())
    }

    /// Its digest.
    pub(super) fn short(&self) -> StampDigest {
        let Self { size, modified, changed, device, inode } = *self;
        let mut digest = Sha256::new();
        for number in [size, device.0, device.1, inode] {
            digest.update(number.to_le_bytes());
        }
        for time in [modified, changed] {
            digest.update(time.as_nanos().to_le_bytes());
        }
        let mut short = UNKNOWN;
        short.copy_from_slice(&digest.finalize()[..size_of::<StampDigest>()]);
        short
    }
}

/// When something in this folder was last made, renamed or removed: at or before the file system's present
/// time.
pub(super) fn clock(folder: &Path) -> Option<Duration> {
    system::changed(folder)
}

/// Whether the file system of `folder` keeps a change time that is independent of the modification time.
pub(super) fn tells_changes(folder: &Path) -> bool {
    let path = folder.join(TRIAL);
    let tell = || {
        let file = create(&path).ok()?;
        let before = FileStamp::of(&file)?;
        let day = Duration::from_hours(24);
        file.set_modified(SystemTime::UNIX_EPOCH + before.changed.checked_sub(day)?).ok()?;
        drop(file);
        let after = FileStamp::at(&path)?;
        Some(after.changed >= before.changed && after.modified < before.modified)
    };
    let tells = tell().unwrap_or(false);
    // If it cannot be removed, neither can the folder, and that will be reported.
    let _ = std::fs::remove_file(&path);
    tells
}

#[cfg(any(target_os = "linux", target_os = "android"))]
mod system {
    use std::fs::File;
    use std::path::Path;
    use std::time::Duration;

    use rustix::fs::{AtFlags, CWD, FileType, Statx, StatxFlags, StatxTimestamp, statx};

    use super::FileStamp;

    /// What is asked for.
    const ASKED: StatxFlags = StatxFlags::BASIC_STATS;

    pub(super) fn stamp_at(path: &Path) -> Option<FileStamp> {
        stamp(&statx(CWD, path, AtFlags::SYMLINK_NOFOLLOW | AtFlags::STATX_FORCE_SYNC, ASKED).ok()?)
    }

    pub(super) fn stamp_of(file: &File) -> Option<FileStamp> {
        stamp(&statx(file, "", AtFlags::EMPTY_PATH, ASKED).ok()?)
    }

    pub(super) fn changed(folder: &Path) -> Option<Duration> {
        let found = statx(CWD, folder, AtFlags::STATX_FORCE_SYNC, StatxFlags::CTIME).ok()?;
        time(found.stx_ctime)
    }

    fn stamp(found: &Statx) -> Option<FileStamp> {
        let all = StatxFlags::from_bits_retain(found.stx_mask).contains(ASKED);
        let is_file = FileType::from_raw_mode(found.stx_mode.into()) == FileType::RegularFile;
        if !all || !is_file {
            return None;
        }
        Some(FileStamp {
            size: found.stx_size,
            modified: time(found.stx_mtime)?,
            changed: time(found.stx_ctime)?,
            device: (found.stx_dev_major.into(), found.stx_dev_minor.into()),
            inode: found.stx_ino,
        })
    }

    fn time(time: StatxTimestamp) -> Option<Duration> {
        Some(Duration::new(time.tv_sec.try_into().ok()?, time.tv_nsec))
    }
}

#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
mod system {
    use std::fs::{self, File, Metadata};
    use std::os::unix::fs::MetadataExt as _;
    use std::path::Path;
    use std::time::Duration;

    use super::FileStamp;

    pub(super) fn stamp_at(path: &Path) -> Option<FileStamp> {
        stamp(&fs::symlink_metadata(path).ok()?)
    }

    pub(super) fn stamp_of(file: &File) -> Option<FileStamp> {
        stamp(&file.metadata().ok()?)
    }

    pub(super) fn changed(folder: &Path) -> Option<Duration> {
        let found = fs::metadata(folder).ok()?;
        time(found.ctime(), found.ctime_nsec())
    }

    fn stamp(found: &Metadata) -> Option<FileStamp> {
        if !found.is_file() {
            return None;
        }
        Some(FileStamp {
            size: found.len(),
            modified: time(found.mtime(), found.mtime_nsec())?,
            changed: time(found.ctime(), found.ctime_nsec())?,
            device: (found.dev(), 0),
            inode: found.ino(),
        })
    }

    fn time(seconds: i64, nanoseconds: i64) -> Option<Duration> {
        Some(Duration::new(seconds.try_into().ok()?, nanoseconds.try_into().ok()?))
    }
}

#[cfg(not(unix))]
mod system {
    use std::fs::File;
    use std::path::Path;
    use std::time::Duration;

    use super::FileStamp;

    pub(super) fn stamp_at(_path: &Path) -> Option<FileStamp> {
        None
    }

    pub(super) fn stamp_of(_file: &File) -> Option<FileStamp> {
        None
    }

    pub(super) fn changed(_folder: &Path) -> Option<Duration> {
        None
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::io::{Seek as _, Write as _};
    use std::thread::sleep;

    use super::*;

    /// Longer than a tick of any file system clock that these tests meet.
    const STEP: Duration = Duration::from_millis(30);

    #[test]
    fn whatever_befalls_a_file_shows_and_reading_it_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("site");
        let path = site.join("a.html");
        let renamed = folder.path().join("renamed");
        let make = || {
            fs::create_dir(&site).unwrap();
            create(&path).unwrap().write_all(b"one").unwrap();
            sleep(STEP);
            FileStamp::at(&path).unwrap()
        };
        let edit = |time: SystemTime| {
            let mut file = File::options().write(true).open(&path).unwrap();
            file.seek(std::io::SeekFrom::Start(1)).unwrap();
            file.write_all(b"N").unwrap();
            file.set_modified(time).unwrap();
        };
        let modified = || fs::metadata(&path).unwrap().modified().unwrap();
        let copy_back = || {
            let time = modified();
            fs::copy(&path, folder.path().join("copy")).unwrap();
            fs::rename(folder.path().join("copy"), &path).unwrap();
            File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        };
        let befalls: [(&str, &dyn Fn(), bool); 7] = [
            ("a byte is changed and the time set back", &|| edit(modified()), true),
            ("it is touched", &|| edit(SystemTime::UNIX_EPOCH), true),
            ("it is replaced by a copy of the same age", &copy_back, true),
            ("it gets a second name", &|| fs::hard_link(&path, folder.path().join("b")).unwrap(), true),
            ("it is removed", &|| fs::remove_file(&path).unwrap(), true),
            ("it is read", &|| assert_eq!(fs::copy(&path, folder.path().join("c")).unwrap(), 3), false),
            (
                "its folder is switched",
                &|| {
                    fs::rename(&site, &renamed).unwrap();
                    fs::rename(&renamed, &site).unwrap();
                },
                false,
            ),
        ];
        for (what, befall, shows) in befalls {
            let before = make();
            assert_eq!(FileStamp::of(&File::open(&path).unwrap()), Some(before));
            befall();
            let after = FileStamp::at(&path);
            assert_eq!(after != Some(before), shows, "{what}");
            assert_eq!(after.map(|stamp| stamp.short()) != Some(before.short()), shows, "{what}");
            fs::remove_dir_all(&site).unwrap();
        }
    }

    #[test]
    fn only_regular_files_have_a_stamp() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("/etc/passwd", &link).unwrap();
        assert_eq!(FileStamp::at(folder.path()), None);
        assert_eq!(FileStamp::at(&link), None);
        assert_eq!(FileStamp::at(&folder.path().join("none")), None);
        assert!(clock(folder.path()).is_some());
    }

    #[test]
    fn what_changed_at_the_moment_of_looking_or_later_is_not_remembered() {
        let time = Duration::from_secs(1_700_000_000);
        let tick = Duration::from_millis(4);
        let stamp = |modified, changed| FileStamp { size: 1, modified, changed, device: (0, 1), inode: 2 };
        for (modified, changed, is_known) in [
            (time, time, true),
            (Duration::ZERO, time, true),
            (time, time + tick, false),
            (time, time + 2 * tick, false),
            // A modification time in the future.
            (time + 900 * tick, time, false),
        ] {
            let stamp = stamp(modified, changed);
            assert_eq!(stamp.short_before(time + tick), is_known.then(|| stamp.short()), "{stamp:?}");
        }
    }

    #[test]
    fn the_file_systems_of_tests_tell_what_changed() {
        let folder = tempfile::tempdir().unwrap();
        assert!(tells_changes(folder.path()));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(!tells_changes(Path::new("/proc")));
    }

    #[test]
    fn what_is_remembered_is_read_back_unless_it_is_damaged() {
        let now = Duration::from_nanos(1_700_000_000_123_456_789);
        let stamps = Stamps::new("ab12".to_owned(), Some(now), vec![[7; 16], [b'\n'; 16], UNKNOWN]);
        let bytes = stamps.to_bytes();
        assert_eq!(Stamps::parse(&bytes), Some(stamps.clone()));
        for damaged in [&b""[..], b"x", b"ab12\n", b"ab12 -1\n", b"ab12 1 2\n", &bytes[..bytes.len() - 1]] {
            assert_eq!(Stamps::parse(damaged), None, "{damaged:?}");
        }
        assert!(stamps.known(3, Some(now)).is_some());
        assert_eq!(stamps.known(3, None), None);
        assert_eq!(stamps.known(2, Some(now)), None);
        // The clock was set back.
        assert_eq!(stamps.known(3, now.checked_sub(Duration::from_nanos(1))), None);
    }
}
