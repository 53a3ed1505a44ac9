//! The target that an indicator has in a year: its own, or, on the way of a plan over several years, the next
//! one.

use crate::config::Spanned;
use crate::entry::IndicatorDraft;
use crate::model::Period;
use crate::quantity::measured;

/// A target by which an indicator is judged in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearTarget<'a> {
    /// The year in which it is to be reached: the year itself, or a later one that a plan leads to.
    pub year: i16,
    /// The first year of the plan, where it leads to a later year.
    pub since: Option<i16>,
    /// As written.
    pub text: &'a Spanned<String>,
}

/// The target of `indicator` in `year`: its own, or [the one ahead](IndicatorDraft::target_ahead).
#[must_use]
pub fn target(indicator: &IndicatorDraft, year: i16) -> Option<YearTarget<'_>> {
    if let Some(text) = indicator.targets.get(&year) {
        return Some(YearTarget { year, since: None, text });
    }
    let ahead = indicator.target_ahead(year)?;
    Some(YearTarget { year: ahead.year, since: Some(ahead.since), text: ahead.target })
}

/// The target of a period (节点目标) as written: its own, or that of another period which ends on the same day
/// (二季度 and 上半年).
#[must_use]
pub fn milestone(indicator: &IndicatorDraft, period: Period) -> Option<&str> {
    let milestones = &indicator.milestones;
    let same_end = || milestones.iter().find(|(other, _)| other.last_day() == period.last_day());
    let text = milestones.get(&period).or_else(|| same_end().map(|(_, text)| text))?;
    Some(&text.value)
}

impl YearTarget<'_> {
    /// As it is shown: `5000（2025年）` where it is that of a later year.
    #[must_use]
    pub fn shown(&self) -> String {
        self.with_year(&self.text.value)
    }

    /// The same in a sentence, where no head of a row gives the measure: `5000人（2025年）`.
    #[must_use]
    pub fn measured(&self, indicator: &IndicatorDraft) -> String {
        let measure = indicator.measure.as_ref().map_or("", |measure| &*measure.value);
        self.with_year(&measured(&self.text.value, measure))
    }

    fn with_year(&self, text: &str) -> String {
        match self.since {
            Some(_) => format!("{text}（{}年）", self.year),
            None => text.to_owned(),
        }
    }
}
