//! Stage `files`.
