//! The rules, one a file, and the table of all of them.
//!
//! A new rule: a file here with its page of the manual as its doc comment (see [`super::manual`]), a line in [`RULES`],
//! and two cases under `tests/rules/<name>/`: `triggers` and `silent`.

mod id_number;

use super::Rule;

/// Every rule, in the order of the manual: privacy, inspection, law, documents, text, links, accessibility.
pub static RULES: &[&Rule] = &[&id_number::RULE];
