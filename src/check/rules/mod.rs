//! The rules, one a file, and the table of all of them.
//!
//! A new rule: a file here with its page of the manual as its doc comment (see [`super::manual`]), a line in
//! [`RULES`], and two cases under `tests/checks/<name>/`: `triggers` and `silent`.

mod id_number;
mod mobile_number;
mod bank_card;
mod bank_account;
mod home_address;
mod health_record;
mod picture_place;
mod uncleaned_attachment;
mod unsearched_attachment;
mod stale_home_page;
mod stale_column;
mod empty_column;
mod overdue_report;
mod hard_to_judge;
mod incomplete_footer;
mod missing_search;
mod late_disclosure;
mod late_correction;
mod backdated_item;
mod impossible_dates;
mod lapsed_validity;
mod unsaid_validity;
mod incomplete_catalogue_entry;
mod long_summary;
mod missing_statutory_page;
mod incomplete_guide;
mod incomplete_annual_report;
mod late_annual_report;
mod unlinked_interpretation;
mod few_interpretations;
mod doc_number_form;
mod citation_conflict;
mod issued_date_form;
mod issued_date_conflict;
mod disclosure_note;
mod ordinal_gap;
mod skipped_ordinal_level;
mod wrong_ordinal_mark;
mod half_width_ordinal;
mod announced_attachment_missing;
mod mark_behind_attachment;
mod wrong_word;
mod doubled_word;
mod published_after_archiving;
mod repeated_paragraph;
mod placeholder;
mod unsettled_import;
mod demo_leftover;
mod improper_name;
mod mojibake;
mod inserted_pinyin;
mod traditional_character;
mod mixed_dashes;
mod mismatched_brackets;
mod run_together_date;
mod space_in_date;
mod own_site_address;
mod numeric_address;
mod vague_link_text;
mod meaningless_image_text;
mod skipped_heading_level;
mod colour_as_only_mark;

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
    &uncleaned_attachment::RULE,
    &stale_home_page::RULE,
    &stale_column::RULE,
    &empty_column::RULE,
    &overdue_report::RULE,
    &hard_to_judge::RULE,
    &incomplete_footer::RULE,
    &missing_search::RULE,
    &late_disclosure::RULE,
    &late_correction::RULE,
    &backdated_item::RULE,
    &impossible_dates::RULE,
    &lapsed_validity::RULE,
    &unsaid_validity::RULE,
    &incomplete_catalogue_entry::RULE,
    &long_summary::RULE,
    &missing_statutory_page::RULE,
    &incomplete_guide::RULE,
    &incomplete_annual_report::RULE,
    &late_annual_report::RULE,
    &unlinked_interpretation::RULE,
    &few_interpretations::RULE,
    &doc_number_form::RULE,
    &citation_conflict::RULE,
    &issued_date_form::RULE,
    &issued_date_conflict::RULE,
    &disclosure_note::RULE,
    &ordinal_gap::RULE,
    &skipped_ordinal_level::RULE,
    &wrong_ordinal_mark::RULE,
    &half_width_ordinal::RULE,
    &announced_attachment_missing::RULE,
    &mark_behind_attachment::RULE,
    &wrong_word::RULE,
    &doubled_word::RULE,
    &published_after_archiving::RULE,
    &repeated_paragraph::RULE,
    &placeholder::RULE,
    &unsettled_import::RULE,
    &demo_leftover::RULE,
    &improper_name::RULE,
    &mojibake::RULE,
    &inserted_pinyin::RULE,
    &traditional_character::RULE,
    &mixed_dashes::RULE,
    &mismatched_brackets::RULE,
    &run_together_date::RULE,
    &space_in_date::RULE,
    &own_site_address::RULE,
    &numeric_address::RULE,
    &vague_link_text::RULE,
    &meaningless_image_text::RULE,
    &skipped_heading_level::RULE,
    &colour_as_only_mark::RULE,
];
