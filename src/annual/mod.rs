//! The annual report on disclosure (政府信息公开工作年度报告): its tables from figures, and its figures from the site.
//!
//! | here | from | to |
//! |---|---|---|
//! | [`table()`] | a `.yaml` with the figures of a table | the table as 国办公开办函〔2021〕30号 has it, its sums worked out |
//! | [`count`] | the catalogue and a year | what the report counts, with the items behind each number |
//!
//! Guarantees: no number is guessed. What the site cannot know, such as which documents are normative, is
//! told as unsaid; sums in the tables are never typed, and tables that do not balance are refused.

mod counts;
mod forms;
mod grid;

pub use counts::{ActCounts, AnnualCounts, Counted, count};
pub use grid::table;
