//! Renaming and removing what other programs may have open. Unix lets them; on Windows such a file, and every folder
//! above it, keeps its name until it is closed. Virus scanners and indexers open all that is new for an instant, so
//! what fails for that reason is tried again for a while.

use std::fs;
use std::io;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long it is tried again. Scanners take tenths of a second; what has a file open for longer is a person's program,
/// and they are to be told.
const PATIENCE: Duration = Duration::from_secs(3);
/// The first pause; each is twice the one before.
const PAUSE: Duration = Duration::from_millis(4);

/// What Windows says of a file that another program has open: access denied, sharing violation.
const IN_USE: [i32; 2] = [5, 32];

/// Gives a file or folder another name; what bears that name is replaced if it is a file.
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    patiently(|| fs::rename(from, to))
}

/// Does `what`, on Windows again and again while another program has the file open.
pub(crate) fn patiently<T>(mut what: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    let begin = Instant::now();
    let mut pause = PAUSE;
    loop {
        match what() {
            Err(error) if is_in_use(&error) && begin.elapsed() < PATIENCE => sleep(pause),
            result => return result,
        }
        pause *= 2;
    }
}

/// Whether another program has the file open. Windows says the same to who has no right to the file.
pub(super) fn is_in_use(error: &io::Error) -> bool {
    cfg!(windows) && error.raw_os_error().is_some_and(|code| IN_USE.contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fails_with(code: i32, times: u32) -> (io::Result<u32>, u32) {
        let mut tries = 0;
        let result = patiently(|| {
            tries += 1;
            if tries <= times { Err(io::Error::from_raw_os_error(code)) } else { Ok(tries) }
        });
        (result, tries)
    }

    #[test]
    fn a_file_in_use_is_waited_for_where_that_helps() {
        let (result, tries) = fails_with(IN_USE[1], 3);
        assert_eq!((result.is_ok(), tries), if cfg!(windows) { (true, 4) } else { (false, 1) });
    }

    #[test]
    fn other_errors_are_told_at_once() {
        // No such file, on every system.
        let (result, tries) = fails_with(2, 1);
        assert_eq!((result.unwrap_err().kind(), tries), (io::ErrorKind::NotFound, 1));
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
