//! Fill-in workbooks (填报表): made for every unit that leads projects, read when they come back, merged into
//! `content/`.
//!
//! | file | does |
//! |---|---|
//! | `blank` | what the report of a period asks for; `gongkai new` goes by it too |
//! | `sheet` | how a sheet is laid out: one table for drawing and for reading |
//! | `stamp` | the hidden sheet that says what was asked, of whom, when |
//! | `make` | draws the workbooks |
//! | `values` | what was typed into a cell -> an answer |
//! | `compare` | a form against what it was, and against the site as it is now |
//! | `read` | a workbook -> answers, each with its cell |
//! | `merge` | answers -> entries; nothing is overwritten |
//! | `status` | who has reported, and the reminder to who has not |
//!
//! Guarantees: the same site gives the same bytes; every answer is written as it was given or refused with
//! its cell; a workbook that is read again changes nothing; no workbook can name a file, only a project
//! that the site has.

mod blank;
mod compare;
mod make;
mod merge;
mod read;
mod sheet;
mod stamp;
mod status;
mod values;

pub use blank::{
    Blank, BlankIndicator, BlankNode, ReportedPeriod, ReportingProject, opening, reporting_projects,
};
pub use make::{MadeForm, MakeError, by_unit, make, unit_of};
pub use merge::{Merged, MergedEntry, merge};
pub use read::{FormAnswer, FormCell, FormFinding, Ground, LARGEST_FORM, ReadForm, ReadSheet, read, unread};
pub use sheet::{FormQuestion, Topic};
pub use status::{Answered, ProjectStatus, UnitStatus, status};
pub use values::{shown as short_text, without_numbers};
