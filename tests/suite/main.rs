//! The one test binary.

mod kill;
mod publish;
