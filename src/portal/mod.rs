//! What the members of a portal publish -> [`Portal`]: their items, projects and corrections put together.
//!
//! A portal is a site whose `site.yaml` names 成员. What each of them has published was fetched before and
//! lies in `members/`, with a small [`MemberState`] beside it; here it is read, checked and joined, and no
//! network is used. All of it was written by others: texts lose what is not seen, personal numbers in them
//! are masked, and an address is taken over only if it is one of the member's own.
//!
//! | file | holds |
//! |---|---|
//! | `wire` | the forms of the published data, each with its version |
//! | `state` | what is known of a member between two runs |
//! | `origin` | addresses: whose they are, and how they are linked |
//! | `content` | what one member published, checked |
//! | `join` | all members together |
//! | `settle` | what is wrong among them, and with the portal's own |
//! | `lost` | members of which a new portal knows nothing any more |

mod content;
mod join;
mod lost;
mod origin;
mod settle;
mod state;
mod wire;

pub use content::{
    ContentFault, JointCorrection, JointItem, JointPeriod, JointProject, JointYear, MemberContent, Unseen,
};
pub use join::{JoinInputs, MemberFiles, Portal, PortalMember, SearchPlace, is_circle, join};
pub use lost::{has_unknown_members, lost_members};
pub use origin::{is_own_address, is_same_origin, is_same_site, relative_to};
pub use state::{GENERATION_LENGTH, MemberState, MemberTrouble, TroubleKind, generation_of};
pub use wire::{
    CATALOGUE, CORRECTIONS, CorrectionRow, CorrectionsData, DataFile, JOINT_CATALOGUE, JOINT_CORRECTIONS,
    JOINT_PROGRESS, KnownMember, KnownUnit, PAIRS, PROGRESS, SEARCH, SITE, SiteData, VERSION, WireFault,
    parse_site,
};
