//! Search: what a reader can see, a reader can find.
//!
//! [`visible`] reads what a finished page shows, [`analyse`] splits it into blocks and pairs of characters,
//! and [`index`] writes both into small files that a browser fetches one by one (条例 article 24 asks every
//! platform for 检索). [`query`] reads what somebody typed and [`find()`] looks it up; the theme's `search.js`
//! does the same in the browser, from the same files.
//!
//! Every run of two or more characters within one paragraph, heading or cell is found, after [`fold`]ing;
//! one character is looked for in titles. Pure: which pages there are and what they show is given, and
//! where the files go is somebody else's affair.

pub mod fold;
mod wire;
pub mod visible;
mod grams;
mod rarity;
mod runs;
pub mod analyse;
pub mod index;
pub mod open;
pub mod query;
pub mod excerpt;
pub mod find;
mod table;
pub mod members;

pub use analyse::{Analysed, FileText, PassagePlace, SearchText};
pub use find::{Hit, ResultRank, Results, SearchOrder, SearchWanted, find};
pub use index::{FOLDER, IndexBuilder, SearchNames, Shard};
pub use members::{JointResults, MEMBERS, OpenMembers, SearchMember, find_joint, member_shards};
pub use open::{IndexError, OpenIndex, PageHead};
pub use query::Query;
pub use table::MemberTable;
pub use visible::Visible;

#[cfg(test)]
mod tests;
