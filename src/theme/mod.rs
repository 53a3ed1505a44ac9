//! Stage `theme`.
