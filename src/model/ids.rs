//! Places in the lists of a site, one type for each list, so that a project's can never be taken for an
//! item's.
//!
//! A place is a position and nothing more: it holds for the catalogue it was taken from, and is never stored.

use std::fmt;

/// Makes the type of the places of one list.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(usize);

        impl From<usize> for $name {
            fn from(at: usize) -> Self {
                Self(at)
            }
        }

        impl From<$name> for usize {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    };
}

id! {
    /// A unit among those of `site.yaml`.
    UnitId
}
id! {
    /// A column of the catalogue.
    ColumnId
}
id! {
    /// A project of the catalogue.
    ProjectId
}
id! {
    /// An item of the catalogue.
    ItemId
}
id! {
    /// A withdrawn number of the catalogue.
    TombstoneId
}
id! {
    /// A list of the catalogue of information (信息公开目录): all of it, or one unit's, year's or topic's.
    ListId
}
id! {
    /// An indicator among those of its project.
    IndicatorId
}

id! {
    /// An area (分项) among those that a project is broken down by.
    AreaId
}

id! {
    /// A node (事项) among those of its project.
    NodeId
}

/// A year of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearId {
    /// The project.
    pub project: ProjectId,
    /// Which of its years with entries, counted from 0 for the oldest.
    pub nth: usize,
}

/// A progress entry of a project. Places of entries are ordered as the entries are: by project, then by
/// period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId {
    /// The project and its year.
    pub year: YearId,
    /// Which of the year's entries, counted from 0 for the first period.
    pub nth: usize,
}

/// A progress entry among those of its project, wherever that stands: what is known of a project may outlive
/// a catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OwnEntry {
    /// Which of the project's years with entries, counted from 0 for the oldest.
    pub year: usize,
    /// Which of the year's entries, counted from 0 for the first period.
    pub nth: usize,
}

impl UnitId {
    /// The unit that is meant where none is named: the first.
    pub const FIRST: Self = Self(0);
}

impl ColumnId {
    /// The column of the home page.
    pub const HOME: Self = Self(0);
}

impl ListId {
    /// The list of everything.
    pub const ALL: Self = Self(0);
}

impl ProjectId {
    /// The place of one of its years, counted from 0.
    #[must_use]
    pub fn year(self, nth: usize) -> YearId {
        YearId { project: self, nth }
    }

    /// The place of one of its entries.
    #[must_use]
    pub fn entry(self, own: OwnEntry) -> EntryId {
        self.year(own.year).entry(own.nth)
    }
}

impl YearId {
    /// The place of one of its entries, counted from 0.
    #[must_use]
    pub fn entry(self, nth: usize) -> EntryId {
        EntryId { year: self, nth }
    }
}

impl EntryId {
    /// The project it reports of.
    #[must_use]
    pub fn project(self) -> ProjectId {
        self.year.project
    }

    /// Its place in its project.
    #[must_use]
    pub fn own(self) -> OwnEntry {
        OwnEntry { year: self.year.nth, nth: self.nth }
    }
}
