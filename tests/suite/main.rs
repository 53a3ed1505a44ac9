//! The one test binary.

mod rules;
mod reading;
mod text;
