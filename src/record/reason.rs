//! Why something that was published says something else now.

use jiff::civil::Date;

use super::content::FieldKind;
use super::{RecordRow, RowKind, is_same};
use crate::diag::Place;

/// Why something changed, as the file gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What kind of reason.
    pub kind: ReasonKind,
    /// 日期: when it was found or decided.
    pub day: Date,
    /// 指标 or 处: what changed; empty for a revision, which is of the whole text.
    pub name: String,
    /// 原为, 原目标; `None` if it is not said.
    pub was: Option<String>,
    /// 改为, 新目标; `None` if it is not said.
    pub now: Option<String>,
    /// 原因, 说明; of an adjustment with who approved it.
    pub note: String,
    /// Where it stands.
    pub place: Place,
}

/// The kinds of reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReasonKind {
    /// 更正: a fault was mended.
    Correction,
    /// 目标调整: a target was changed by decision.
    Adjustment,
    /// 修订: the text of an article was revised.
    Revision,
    /// 规则更新: a newer program shows what was published otherwise.
    Rules,
}

impl ReasonKind {
    /// The kind as the record writes it, and as the key in the file is called.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Correction => "更正",
            Self::Adjustment => "目标调整",
            Self::Revision => "修订",
            Self::Rules => "规则更新",
        }
    }

    pub(super) const ALL: [Self; 4] = [Self::Correction, Self::Adjustment, Self::Revision, Self::Rules];
}

/// The note of a reason with who approved it.
#[must_use]
pub fn with_approval(note: &str, approved_by: Option<&str>) -> String {
    match approved_by {
        Some(by) => format!("{note}{APPROVED}{by}）"),
        None => note.to_owned(),
    }
}

/// A note in its two parts, as [`with_approval`] puts them together.
#[must_use]
pub fn without_approval(note: &str) -> (&str, Option<&str>) {
    let parts = note.strip_suffix('）').and_then(|note| note.rsplit_once(APPROVED));
    parts.map_or((note, None), |(note, by)| (note, Some(by)))
}

/// What stands between a reason and who approved it.
const APPROVED: &str = "（批准：";

impl Reason {
    /// Whether it is about this value, in the plan of `year` if it is one of a plan.
    pub(super) fn is_of(&self, (kind, name): (FieldKind, &str), year: Option<i16>) -> bool {
        let own = self.name.trim();
        if self.kind == ReasonKind::Adjustment && !kind.is_adjustable() {
            return false;
        }
        // An indicator has several milestones; which one is meant, the values tell.
        own == name
            || name.split_once('@').is_some_and(|(indicator, _)| own == indicator)
            || kind.is_of_one_year(name) && self.of_year() == year.map(|year| (name, year))
    }

    /// What it is about and the year whose plan it means, where it says so: `培训人次@2024`.
    pub(super) fn of_year(&self) -> Option<(&str, i16)> {
        let (name, year) = self.name.trim().rsplit_once('@')?;
        Some((name, year.parse().ok()?))
    }

    /// Whether it is what a row of the record has entered.
    #[must_use]
    pub fn is_entered_as(&self, row: &RecordRow) -> bool {
        // The name entered is that of the value, which may name a period besides.
        let of_year =
            || self.of_year().is_some_and(|(name, year)| row.name == name && row.year() == Some(year));
        let is_named = row.name == self.name || row.name.split('@').next() == Some(&*self.name) || of_year();
        row.kind == RowKind::Reason(self.kind)
            && row.day == self.day
            && is_named
            && row.was == self.was.as_deref().unwrap_or("")
            && row.now == self.now.as_deref().unwrap_or("")
    }

    /// Whether it says `was` or `now` as `value` is.
    pub(super) fn says(said: Option<&String>, value: &str) -> bool {
        let said = said.map_or("", |said| said);
        is_same(said, value) || says_nothing(said) && says_nothing(value)
    }
}

/// Whether these words say that there is no value.
pub(super) fn says_nothing(text: &str) -> bool {
    matches!(text.trim(), "" | "无" | "未报" | "没有")
}
