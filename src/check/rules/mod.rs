//! The rules, one a file, and the table of all of them.
//!
//! A new rule: a file here with its page of the manual as its doc comment (see [`super::manual`]), a line in [`RULES`],
//! and two cases under `tests/rules/<name>/`: `triggers` and `silent`.

mod bank_account;
mod bank_card;
mod health_record;
mod home_address;
mod id_number;
mod mobile_number;
mod picture_place;
mod unsearched_attachment;

use super::Rule;

/// Every rule, in the order of the manual: privacy, inspection, law, documents, text, links, accessibility.
pub static RULES: &[&Rule] = &[
    &id_number::RULE,
    &mobile_number::RULE,
    &bank_card::RULE,
    &bank_account::RULE,
    &home_address::RULE,
    &health_record::RULE,
    &picture_place::RULE,
    &unsearched_attachment::RULE,
];
