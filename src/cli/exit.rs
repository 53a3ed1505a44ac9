//! How a run ends: the one place where trouble becomes an exit status.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use gongkai::deploy::DeployError;
use gongkai::diag::Text;
use gongkai::files::{FileError, LockError};
use gongkai::fleet::Trouble;
use gongkai::gather::GatherError;
use gongkai::publish::Failure;
use gongkai::say;
use gongkai::serve::ServeError;
use gongkai::write::WriteError;

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
        let exit = match &failure {
            Failure::Publish(error) if error.is_wrong_place() => Exit::Usage,
            Failure::File(error) => exit_of(error),
            _ => Exit::MachineFailed,
        };
        Self { exit, message: failure.text(), help: failure.help() }
    }
}

impl From<DeployError> for Stop {
    fn from(error: DeployError) -> Self {
        let exit = match &error {
            error if error.is_refusal() => Exit::ContentErrors,
            DeployError::Foreign(_) | DeployError::NoRelease(_) => Exit::Usage,
            _ => Exit::MachineFailed,
        };
        Self { exit, message: error.text(), help: error.help() }
    }
}

impl From<ServeError> for Stop {
    fn from(error: ServeError) -> Self {
        Self { exit: Exit::MachineFailed, message: error.text(), help: error.help() }
    }
}

fn exit_of(error: &FileError) -> Exit {
    if error.is_of_site() { Exit::ContentErrors } else { Exit::MachineFailed }
}

impl From<FileError> for Stop {
    fn from(error: FileError) -> Self {
        Self { exit: exit_of(&error), message: error.text(), help: error.help() }
    }
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Self {
        let exit = if trouble.is_of_machine { Exit::MachineFailed } else { Exit::ContentErrors };
        Self { exit, message: trouble.text, help: trouble.help }
    }
}

impl From<Stop> for Trouble {
    fn from(stop: Stop) -> Self {
        let is_of_machine = stop.exit == Exit::MachineFailed;
        Self { text: stop.message, help: stop.help, is_of_machine }
    }
}

impl From<WriteError> for Stop {
    fn from(error: WriteError) -> Self {
        let exit = match &error {
            WriteError::File(_) | WriteError::ChangedMeanwhile(_) => Exit::MachineFailed,
            WriteError::Undecodable(..) => Exit::ContentErrors,
            WriteError::Exists(_) | WriteError::Link(_) => Exit::Usage,
        };
        Self { exit, message: error.text(), help: error.help() }
    }
}

impl From<GatherError> for Stop {
    fn from(error: GatherError) -> Self {
        let exit = match &error {
            GatherError::File(error) => exit_of(error),
            GatherError::Lock(_) => Exit::MachineFailed,
            GatherError::Settings => Exit::ContentErrors,
            GatherError::NoPortal => Exit::Usage,
        };
        Self { exit, message: error.text(), help: error.help() }
    }
}

impl From<LockError> for Stop {
    fn from(error: LockError) -> Self {
        Self { exit: Exit::MachineFailed, message: error.text(), help: error.help() }
    }
}
