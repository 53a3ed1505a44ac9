//! Going online: the finished site is sent to where readers find it, and becomes visible as a whole.
//!
//! Takes the published folder with its manifest ([`Package`]) and what the site's ledger and record know
//! ([`Knowledge`]); never the site's files. Each kind of place is a [`Remote`], a few primitive steps; the
//! order of the steps, and what is refused, is the same for all of them (`run`):
//!
//! 1. The place is locked, and read: which release is live, which stand beside it, what was ever live there.
//! 2. Who does not know everything that was ever live is refused: a laptop with an old copy of the site.
//! 3. A new release is made beside the live one, of what the place has already and of what is sent. What is
//!    sent is hashed on the way, and what lies there is judged by its bytes, never by dates or sizes.
//!    What nothing has touched since it was read, in a folder of this machine or in a bucket, is not read
//!    again (`marks`, `object_marks`).
//! 4. The state is stored (what was ever live, the list of releases), then readers are led to the release by
//!    one atomic step.
//! 5. Releases beyond ten go.
//!
//! A page that somebody has open finds the parts of its own release for a day, unless something was
//! withdrawn or purged since. Whatever interrupts, readers see the old release or the new one, whole; what
//! was sent before is found again by the next run.

mod archive;
mod at_once;
mod board;
mod bucket;
mod error;
mod folder;
mod knowledge;
mod marks;
mod object_marks;
mod package;
mod plain;
mod remote;
mod run;
mod s3;
mod ssh;
mod state;

pub use archive::{Archived, pack};
pub use board::{Board, BucketBoard, FolderBoard, SshBoard};
pub use bucket::{BucketRemote, Gateway};
pub use error::DeployError;
pub use folder::FolderRemote;
pub use knowledge::Knowledge;
pub use package::Package;
pub use plain::PlainRemote;
pub use remote::{DeployStep, Presence, Remote, Switch, Transfer, Watcher};
pub use run::{
    Claim, Deployed, ReleaseDiff, RolledBack, compare, deploy, foreign_files, rehearse, releases, rollback,
    was_live,
};
pub use s3::S3Access;
pub use ssh::{SshAccess, SshRemote};
pub use state::{LiveState, ReleaseNote};
