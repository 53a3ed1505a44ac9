//! The periods that progress entries report.

/// A quarter, half, month or whole year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// The year.
    pub year: i16,
    /// Which part of it.
    pub kind: PeriodKind,
}

/// The part of the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PeriodKind {
    /// A quarter, 1 to 4.
    Quarter(u8),
    /// A half, 1 or 2.
    Half(u8),
    /// A month, 1 to 12.
    Month(u8),
    /// The whole year.
    Year,
}
