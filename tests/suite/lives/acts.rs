//! What may happen to a site, and how often.

use proptest::prelude::*;

/// Something that happens to a site.
#[derive(Clone, Debug)]
pub(super) enum Act {
    /// A new article.
    Article,
    /// The next period of a project.
    Entry(Where),
    /// An article gets another text, with a reason.
    Revise(usize),
    /// A figure is corrected.
    Correct(Where, usize),
    /// A target is changed by decision, or a mistyped one corrected.
    Target(Where, bool),
    /// Something published is changed without a reason.
    Silent(usize),
    /// An article is withdrawn, or restored if it was.
    Withdraw(usize),
    /// The file of an article gets another name.
    Move(usize),
    /// A superseded version is purged.
    Purge(usize),
    /// Nothing has changed.
    Rebuild,
    /// Two people go on from here, each on a branch, and merge: the lines of tables as git does where nobody
    /// changed the same ones, or, if it is rough, with the lines of both sides as they were on either.
    Merge(Vec<Act>, Vec<Act>, bool),
}

/// One of the two projects: of one the year is the item, of the other each period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Where {
    Year,
    Periods,
}

impl Where {
    pub(super) const BOTH: [Self; 2] = [Self::Year, Self::Periods];

    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Year => "实事/水渠",
            Self::Periods => "实事/粮仓",
        }
    }
}

fn project() -> impl Strategy<Value = Where> {
    prop_oneof![Just(Where::Year), Just(Where::Periods)]
}

fn simple() -> impl Strategy<Value = Act> {
    prop_oneof![
        1 => Just(Act::Article),
        1 => project().prop_map(Act::Entry),
        3 => (0..4usize).prop_map(Act::Revise),
        3 => (project(), 0..4usize).prop_map(|(project, at)| Act::Correct(project, at)),
        3 => (project(), any::<bool>()).prop_map(|(project, decided)| Act::Target(project, decided)),
        1 => (0..6usize).prop_map(Act::Silent),
        1 => (0..4usize).prop_map(Act::Withdraw),
        1 => Just(Act::Rebuild),
    ]
}

fn alone() -> impl Strategy<Value = Act> {
    prop_oneof![4 => simple(), 1 => (0..8usize).prop_map(Act::Purge)]
}

pub(super) fn act() -> impl Strategy<Value = Act> {
    let branch = || prop::collection::vec(alone(), 1..4);
    prop_oneof![
        5 => alone(),
        1 => (0..4usize).prop_map(Act::Move),
        1 => (branch(), branch(), any::<bool>()).prop_map(|(ours, theirs, is_rough)| Act::Merge(ours, theirs, is_rough)),
    ]
}
