//! Stage `catalog`.
