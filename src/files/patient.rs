//! Renaming and removing files that other programs may have open. Unix allows that; on Windows such a file,
//! and every folder above it, keeps its name until it is closed. Virus scanners and indexers briefly open
//! every new file, so an operation that fails for that reason is retried for a while.

use std::fs;
use std::io;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long to retry. Scanners take tenths of a second; a program that holds a file longer is somebody's own,
/// and they should be told.
const PATIENCE: Duration = Duration::from_secs(3);
/// The first pause; each pause is twice the one before.
const PAUSE: Duration = Duration::from_millis(4);

/// What Windows reports for a file that another program has open: access denied, sharing violation.
const IN_USE: [i32; 2] = [5, 32];

/// Gives a file or folder another name; what bears that name is replaced if it is a file.
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    patiently(|| fs::rename(from, to))
}

/// Does `what`; on Windows retries while another program has the file open.
pub(crate) fn patiently<T>(what: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    again_while(is_in_use, what)
}

/// Does `what` until it succeeds, fails for a lasting reason, or [`PATIENCE`] runs out.
fn again_while<T>(
    passes: impl Fn(&io::Error) -> bool,
    mut what: impl FnMut() -> io::Result<T>,
) -> io::Result<T> {
    let begin = Instant::now();
    let mut pause = PAUSE;
    loop {
        match what() {
            Err(error) if passes(&error) && begin.elapsed() < PATIENCE => sleep(pause),
            result => return result,
        }
        pause *= 2;
    }
}

/// Whether another program has the file open. Windows reports missing permissions in the same way.
pub(super) fn is_in_use(error: &io::Error) -> bool {
    cfg!(windows) && error.raw_os_error().is_some_and(|code| IN_USE.contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The outcome of an error that goes away after three tries, and the number of tries.
    fn fails_with(kind: io::ErrorKind) -> (io::Result<()>, u32) {
        let mut tries = 0;
        let result = again_while(
            |error| error.kind() == io::ErrorKind::PermissionDenied,
            || {
                tries += 1;
                if tries <= 3 { Err(kind.into()) } else { Ok(()) }
            },
        );
        (result, tries)
    }

    #[test]
    fn what_passes_is_waited_for_and_anything_else_told_at_once() {
        let (result, tries) = fails_with(io::ErrorKind::PermissionDenied);
        assert_eq!((result.is_ok(), tries), (true, 4));
        let (result, tries) = fails_with(io::ErrorKind::NotFound);
        assert_eq!((result.unwrap_err().kind(), tries), (io::ErrorKind::NotFound, 1));
    }

    #[test]
    fn only_windows_keeps_a_file_that_is_open() {
        for code in IN_USE {
            assert_eq!(is_in_use(&io::Error::from_raw_os_error(code)), cfg!(windows));
        }
        assert!(!is_in_use(&io::Error::from_raw_os_error(2)));
    }

    #[test]
    #[cfg(windows)]
    fn a_file_that_is_being_read_is_replaced_once_it_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("台账.csv");
        super::super::write_atomic(&path, b"1").unwrap();
        let open = fs::File::open(&path).unwrap();
        let reader = std::thread::spawn(move || {
            sleep(Duration::from_millis(150));
            drop(open);
        });
        super::super::write_atomic(&path, b"2").unwrap();
        reader.join().unwrap();
        assert_eq!(super::super::read(&path).unwrap(), b"2");
    }
}
