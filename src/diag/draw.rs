//! Drawing of findings.
