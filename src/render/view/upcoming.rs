//! What templates see of what will be public.

use serde::Serialize;

use super::{LinkView, TimeView};

/// `upcoming`: what will be public when, and what should be public by now.
#[derive(Clone, Debug, Default, Serialize)]
pub struct UpcomingView {
    /// What comes, the nearest first.
    pub coming: Vec<ComingView>,
    /// What should be public and is not, the longest overdue last.
    pub overdue: Vec<OverdueView>,
    /// The calendar to subscribe to.
    pub calendar: String,
}

/// Something that will be public.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ComingView {
    /// The day, or the last one there is time for it.
    pub day: TimeView,
    /// What happens on that day, such as 最迟当天公开.
    pub what: String,
    /// Its title, and the page to which it belongs.
    pub about: LinkView,
    /// Who publishes it.
    pub unit: String,
}

/// A report that should be public and is not (应报未报).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OverdueView {
    /// The last day for it.
    pub day: TimeView,
    /// How many days ago that was.
    pub late: i32,
    /// That the day is the latest that it may turn out to be; empty where it is certain.
    pub note: &'static str,
    /// Its title, and the page to which it belongs.
    pub about: LinkView,
    /// Who is to publish it.
    pub unit: String,
}
