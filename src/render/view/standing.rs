//! What templates see of a status and of how it went.

use serde::Serialize;

use super::{BadgeView, LinkView};

/// A status; shown by its words and a sign, never by its colour alone.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StatusView {
    /// The words: 已完成, 超序时, 按序时, 尚未达到, 滞后, 未启动, 本项未报, 调整, 未报 …
    pub text: String,
    /// What it means: `done`, `ahead`, `on-track`, `pending`, `behind`, `idle`, `omitted`, `adjusted`,
    /// `missing` or `unknown`; used as part of a class name.
    pub tone: &'static str,
    /// The sign beside the words.
    pub sign: &'static str,
    /// How it came to it, such as `原滞后，三季度赶上`; null where nothing was late, or nothing else was.
    pub course: Option<String>,
    /// The rule that gave it, as a sentence; may be empty.
    pub rule: String,
    /// What the figures alone would have given, where the unit states another status; null elsewhere.
    pub computed: Option<String>,
    /// The reason given for it; null if none was.
    pub note: Option<String>,
}

/// Who caught up and who fell behind between the ends of two quarters.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TurnsView {
    /// What the table is called.
    pub caption: String,
    /// How many projects, indicators and nodes did, in a sentence.
    pub summary: String,
    /// Each of them, project by project; empty if none did.
    pub rows: Vec<TurnRowView>,
}

/// A project, indicator or node that caught up or fell behind.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TurnRowView {
    /// The project, or its page of the year.
    pub project: LinkView,
    /// The indicator or node; 整个项目 for the project.
    pub part: String,
    /// 赶上 or 落下.
    pub turn: &'static str,
    /// Where it stands at the end of the later quarter.
    pub status: Option<BadgeView>,
    /// That its unit states that itself, and what the rules give; what was first published, if it was
    /// corrected; null elsewhere.
    pub stated: Option<String>,
}
