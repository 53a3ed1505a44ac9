//! Stage `ledger`.
