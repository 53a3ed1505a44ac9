//! How a run ends: the one place where trouble becomes an exit status.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use gongkai::diag::Text;
use gongkai::files::{FileError, LockError};
use gongkai::output::PublishError;
use gongkai::pipeline::Failure;
use gongkai::say;
use gongkai::serve::ServeError;

/// The exit statuses; scripts rely on the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything is done.
    Done = 0,
    /// The content has errors (with `--deny-warnings` also warnings).
    ContentErrors = 1,
    /// The command was not used as it is meant; the output folder cannot be one.
    Usage = 2,
    /// The machine failed: disk, permission, another build at work.
    MachineFailed = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command stopped before it was done.
#[derive(Debug)]
pub(crate) struct Stop {
    /// The status to end with.
    pub(crate) exit: Exit,
    /// What happened.
    pub(crate) message: Text,
    /// What to do about it.
    pub(crate) help: Option<Text>,
}

impl Stop {
    /// The command was not used as it is meant.
    pub(crate) fn usage(message: Text) -> Self {
        Self { exit: Exit::Usage, message, help: None }
    }

    /// The content is at fault.
    pub(crate) fn content(message: Text) -> Self {
        Self { exit: Exit::ContentErrors, message, help: None }
    }

    /// The machine failed.
    pub(crate) fn machine(message: Text) -> Self {
        Self { exit: Exit::MachineFailed, message, help: None }
    }

    /// The disk failed on `path` outside of what the library reads and writes.
    pub(crate) fn disk(path: &Path, error: &io::Error) -> Self {
        let path = path.display();
        Self::machine(say!("无法读写 `{path}`：{error}", "cannot read or write `{path}`: {error}"))
    }

    /// Sets the cure.
    pub(crate) fn help(mut self, help: Text) -> Self {
        self.help = Some(help);
        self
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        let is_wrong_output = matches!(
            &failure,
            Failure::Publish(
                PublishError::Foreign(_)
                    | PublishError::NotAFolder(_)
                    | PublishError::Overlaps(..)
                    | PublishError::MountPoint(_)
            )
        );
        let exit = if is_wrong_output { Exit::Usage } else { Exit::MachineFailed };
        Self { exit, message: failure.text(), help: failure.help() }
    }
}

impl From<ServeError> for Stop {
    fn from(error: ServeError) -> Self {
        Self { exit: Exit::MachineFailed, message: error.text(), help: error.help() }
    }
}

impl From<FileError> for Stop {
    fn from(error: FileError) -> Self {
        Self { exit: Exit::MachineFailed, message: error.text(), help: error.help() }
    }
}

impl From<LockError> for Stop {
    fn from(error: LockError) -> Self {
        Self { exit: Exit::MachineFailed, message: error.text(), help: error.help() }
    }
}
