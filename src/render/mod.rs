//! Stage `render`.

pub mod view;
