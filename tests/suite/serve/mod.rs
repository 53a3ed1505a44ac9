//! The preview: the warm site in the library, and the server as a browser meets it.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]

mod edits;
mod warm;
mod ways;
mod preview;
mod http;
mod hostile;
mod live;
#[cfg(unix)]
mod ending;
#[cfg(target_os = "linux")]
mod soak;

#[cfg(unix)]
pub(crate) use edits::{Edit, apply, edit, small_site};
pub(crate) use edits::{Nobody, options};
pub(crate) use warm::{expect_as_built, open};

pub(crate) use preview::Preview;
