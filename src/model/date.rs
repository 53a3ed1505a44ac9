//! Dates as people write them. All times are those of Asia/Shanghai.

use jiff::civil::{Date, Time};

/// A date, with the time of day where one was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// The day.
    pub date: Date,
    /// The time of day, if written.
    pub time: Option<Time>,
}

/// Why a text is not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateError {
    /// It does not look like a date at all.
    Form,
    /// It looks like one, but the calendar has no such day or the clock no such time.
    DoesNotExist,
}
