//! The one test binary.
mod text;
