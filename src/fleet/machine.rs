//! What a fleet needs of the machine it runs on, and what may go wrong there.

use std::path::Path;

use crate::deploy::{DeployError, Remote};
use crate::diag::Text;
use crate::files::FileError;
use crate::gather::GatherError;
use crate::publish::Failure;
use crate::say;
use crate::signature::SecretKey;

/// What only the caller has: secrets, clock, ways.
pub trait Machine {
    /// The way to the folder of the member `name` at the destination.
    fn remote(&self, name: &str) -> Result<Box<dyn Remote>, Trouble>;
    /// The key that signs the site in a folder, if there is one.
    fn key(&self, site: &Path) -> Result<Option<SecretKey>, Trouble>;
    /// The time, to be written beside releases.
    fn time(&self) -> String;
}

/// Why something was not done.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// What happened.
    pub text: Text,
    /// What to do about it.
    pub help: Option<Text>,
    /// Whether the machine is at fault, so that to try again may help.
    pub is_of_machine: bool,
}

impl Trouble {
    /// The machine is at fault.
    pub(super) fn machine(text: Text) -> Self {
        Self { text, help: None, is_of_machine: true }
    }

    /// What people wrote is at fault.
    pub(super) fn content(text: Text, help: Text) -> Self {
        Self { text, help: Some(help), is_of_machine: false }
    }

    /// A file on the board cannot be understood.
    pub(super) fn board(name: &str) -> Self {
        Self {
            text: say!(
                "上线处的 `.gongkai/{name}` 读不懂",
                "`.gongkai/{name}` at the destination cannot be understood"
            ),
            help: Some(say!(
                "删去这个文件，再运行 `gongkai fleet plan`",
                "remove that file and run `gongkai fleet plan` again"
            )),
            is_of_machine: false,
        }
    }
}

impl From<DeployError> for Trouble {
    fn from(error: DeployError) -> Self {
        let is_lasting = error.is_refusal() || matches!(error, DeployError::Foreign(_));
        Self { text: error.text(), help: error.help(), is_of_machine: !is_lasting }
    }
}

impl From<FileError> for Trouble {
    fn from(error: FileError) -> Self {
        Self { text: error.text(), help: error.help(), is_of_machine: !error.is_of_site() }
    }
}

impl From<GatherError> for Trouble {
    fn from(error: GatherError) -> Self {
        let is_of_machine = match &error {
            GatherError::File(error) => !error.is_of_site(),
            GatherError::Lock(_) => true,
            GatherError::Settings | GatherError::NoPortal => false,
        };
        Self { text: error.text(), help: error.help(), is_of_machine }
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        let is_lasting = match &failure {
            Failure::File(error) => error.is_of_site(),
            Failure::Publish(error) => error.is_wrong_place(),
            Failure::Lock(_) => false,
        };
        Self { text: failure.text(), help: failure.help(), is_of_machine: !is_lasting }
    }
}
