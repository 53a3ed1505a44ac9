//! Stage `yaml`.
