//! What templates see of corrections and of superseded versions.

use serde::Serialize;

use super::{FileView, Html, LinkView, TimeView};

/// A correction, a revision, or a target changed by decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CorrectionView {
    /// 更正, 修订, 目标调整 or 规则更新.
    pub kind: String,
    /// When the fault was found, or the decision taken.
    pub date: TimeView,
    /// The period, or 年度计划; empty for an article.
    pub part: String,
    /// The indicator or passage; empty for a revision.
    pub place: String,
    /// What stood there; may be empty.
    pub was: String,
    /// What stands there now; may be empty.
    pub now: String,
    /// Why.
    pub reason: String,
    /// The page of the version before; null if there is none.
    pub old_version: Option<String>,
}

/// `corrections`: what was corrected on the whole site.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CorrectionsView {
    /// The corrections, newest first.
    pub entries: Vec<CorrectedView>,
    /// The same for machines.
    pub files: Vec<FileView>,
}

/// A correction with the item that it is of.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CorrectedView {
    /// The item.
    pub item: LinkView,
    /// Its index number.
    pub number: String,
    /// What was corrected.
    pub correction: CorrectionView,
}

/// `version`: a superseded version.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VersionView {
    /// 索引号.
    pub number: String,
    /// Which version, counted from 1.
    pub version: u32,
    /// Since when it was public.
    pub day: Option<TimeView>,
    /// When it was superseded.
    pub until: Option<TimeView>,
    /// The page of the item as it is now.
    pub current: LinkView,
    /// Why it was superseded.
    pub reasons: Vec<CorrectionView>,
    /// Why its text was deleted for good; null if it was not.
    pub purged: Option<String>,
    /// Why its text is not shown; null if it is.
    pub withheld: Option<String>,
    /// Its figures, targets, title and dates.
    pub fields: Vec<VersionFieldView>,
    /// Its texts.
    pub texts: Vec<VersionTextView>,
}

/// One line of what a version says.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VersionFieldView {
    /// 数据, 目标, 节点, 口径, 著录 or 附件.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// What it says.
    pub value: String,
    /// The address of a file; null for everything else, and for a file that was not kept.
    pub url: Option<String>,
}

/// A text of a version.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VersionTextView {
    /// Its name, such as 正文.
    pub name: String,
    /// The text.
    pub html: Html,
}
