//! Which shard of how many a machine builds: as somebody typed it, or as an engine says by variables.

use crate::diag::Text;
use crate::say;

/// The most shards of a plan; engines allow some thousands.
const MOST: u32 = 10_000;

/// One shard of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FleetShard {
    /// From 0 on.
    index: u32,
    /// How many there are; more than `index`.
    count: u32,
}

/// Why a shard is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardFault {
    /// Where it was said: `--shard`, or the variable.
    pub place: &'static str,
    /// What was said.
    pub typed: String,
}

impl ShardFault {
    /// What is wrong with it.
    #[must_use]
    pub fn text(&self) -> Text {
        let Self { place, typed } = self;
        say!("{place} `{typed}` 不是哪一份", "{place} `{typed}` names no shard")
    }
}

impl FleetShard {
    /// All of a fleet.
    pub const WHOLE: Self = Self { index: 0, count: 1 };

    /// The shard at `index`, counted from 0, of `count`.
    #[must_use]
    pub fn new(index: u32, count: u32) -> Option<Self> {
        (index < count && count <= MOST).then_some(Self { index, count })
    }

    /// Reads `3/16`, counted from 1.
    pub fn parse(text: &str) -> Result<Self, ShardFault> {
        let read = || {
            let (index, count) = text.split_once('/')?;
            Self::new(number(index)?.checked_sub(1)?, number(count)?)
        };
        read().ok_or_else(|| ShardFault { place: "--shard", typed: text.to_owned() })
    }

    /// What an engine says by variables; `planned` is how many shards the plan has, for the engine that does
    /// not tell. `None`: no engine says anything.
    ///
    /// | engine | index | counted from | of |
    /// |---|---|---|---|
    /// | Slurm array | `SLURM_ARRAY_TASK_ID` | `SLURM_ARRAY_TASK_MIN` | `SLURM_ARRAY_TASK_COUNT` |
    /// | Kubernetes Indexed Job | `JOB_COMPLETION_INDEX` | 0 | the plan's |
    /// | GitLab, `parallel:` | `CI_NODE_INDEX` | 1 | `CI_NODE_TOTAL` |
    pub fn from_engine(
        variable: impl Fn(&str) -> Option<String>,
        planned: u32,
    ) -> Result<Option<Self>, ShardFault> {
        let said = |name: &'static str| {
            let fault = |typed: String| ShardFault { place: name, typed };
            variable(name).map(|text| number(&text).ok_or_else(|| fault(text))).transpose()
        };
        let of = |place: &'static str, index: Option<u32>, count: Option<u32>| {
            let shard = index.zip(count).and_then(|(index, count)| Self::new(index, count));
            let fault = || ShardFault { place, typed: variable(place).unwrap_or_default() };
            shard.map(Some).ok_or_else(fault)
        };
        if let Some(id) = said("SLURM_ARRAY_TASK_ID")? {
            let least = said("SLURM_ARRAY_TASK_MIN")?.unwrap_or(0);
            let step = said("SLURM_ARRAY_TASK_STEP")?.unwrap_or(1).max(1);
            let count = said("SLURM_ARRAY_TASK_COUNT")?;
            // An array of single numbers, such as 3,7: then nobody knows which shard is meant.
            let most = said("SLURM_ARRAY_TASK_MAX")?
                .or_else(|| least.checked_add(count?.checked_sub(1)?.checked_mul(step)?));
            let spanned = most.and_then(|most| (most.checked_sub(least)? / step).checked_add(1));
            let index = id.checked_sub(least).filter(|_| spanned == count).map(|index| index / step);
            return of("SLURM_ARRAY_TASK_ID", index, count);
        }
        if let Some(index) = said("JOB_COMPLETION_INDEX")? {
            return of("JOB_COMPLETION_INDEX", Some(index), Some(planned));
        }
        if let Some(index) = said("CI_NODE_INDEX")? {
            return of("CI_NODE_INDEX", index.checked_sub(1), said("CI_NODE_TOTAL")?);
        }
        Ok(None)
    }

    /// Counted from 0.
    #[must_use]
    pub fn index(self) -> u32 {
        self.index
    }

    /// How many there are.
    #[must_use]
    pub fn count(self) -> u32 {
        self.count
    }
}

impl std::fmt::Display for FleetShard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.index + 1, self.count)
    }
}

/// Digits and nothing else.
fn number(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(variables: &[(&str, &str)]) -> Result<Option<String>, &'static str> {
        let variable = |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        let shard = FleetShard::from_engine(variable, 8).map_err(|fault| fault.place)?;
        Ok(shard.map(|shard| shard.to_string()))
    }

    #[test]
    fn people_count_from_one() {
        assert_eq!(FleetShard::parse("3/16"), Ok(FleetShard { index: 2, count: 16 }));
        assert_eq!(FleetShard::parse("1/1"), Ok(FleetShard::WHOLE));
        for bad in ["0/16", "17/16", "3", "", "/", "3/", "-1/2", "+1/2", "1/0", "1/99999", "1 / 2", "a/b"] {
            assert!(FleetShard::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn slurm_counts_from_where_the_array_begins() {
        let array = |id: &str, least: &str, most: &str, count: &str, step: &str| {
            told(&[
                ("SLURM_ARRAY_TASK_ID", id),
                ("SLURM_ARRAY_TASK_MIN", least),
                ("SLURM_ARRAY_TASK_MAX", most),
                ("SLURM_ARRAY_TASK_COUNT", count),
                ("SLURM_ARRAY_TASK_STEP", step),
            ])
        };
        assert_eq!(array("0", "0", "15", "16", "1"), Ok(Some("1/16".into())));
        assert_eq!(array("15", "0", "15", "16", "1"), Ok(Some("16/16".into())));
        assert_eq!(array("1", "1", "16", "16", "1"), Ok(Some("1/16".into())));
        assert_eq!(array("16", "1", "16", "16", "1"), Ok(Some("16/16".into())));
        assert_eq!(array("8", "0", "12", "4", "4"), Ok(Some("3/4".into())));
        assert_eq!(array("7", "3", "7", "2", "1"), Err("SLURM_ARRAY_TASK_ID"), "3,7 of an array");
        let few = [("SLURM_ARRAY_TASK_ID", "2"), ("SLURM_ARRAY_TASK_COUNT", "4")];
        assert_eq!(told(&few), Ok(Some("3/4".into())));
        assert_eq!(told(&[("SLURM_ARRAY_TASK_ID", "2")]), Err("SLURM_ARRAY_TASK_ID"));
        assert_eq!(told(&[("SLURM_ARRAY_TASK_ID", "two")]), Err("SLURM_ARRAY_TASK_ID"));
        assert_eq!(array("1", "1", "4294967295", "4294967295", "1"), Err("SLURM_ARRAY_TASK_ID"));
    }

    #[test]
    fn kubernetes_counts_from_zero_and_the_plan_says_how_many() {
        assert_eq!(told(&[("JOB_COMPLETION_INDEX", "0")]), Ok(Some("1/8".into())));
        assert_eq!(told(&[("JOB_COMPLETION_INDEX", "7")]), Ok(Some("8/8".into())));
        assert_eq!(told(&[("JOB_COMPLETION_INDEX", "8")]), Err("JOB_COMPLETION_INDEX"));
    }

    #[test]
    fn gitlab_counts_from_one() {
        assert_eq!(told(&[("CI_NODE_INDEX", "1"), ("CI_NODE_TOTAL", "4")]), Ok(Some("1/4".into())));
        assert_eq!(told(&[("CI_NODE_INDEX", "4"), ("CI_NODE_TOTAL", "4")]), Ok(Some("4/4".into())));
        assert_eq!(told(&[("CI_NODE_INDEX", "0"), ("CI_NODE_TOTAL", "4")]), Err("CI_NODE_INDEX"));
        assert_eq!(told(&[("CI_NODE_INDEX", "1")]), Err("CI_NODE_INDEX"));
        // It tells the total of jobs that are not parallel, too.
        assert_eq!(told(&[("CI_NODE_TOTAL", "1")]), Ok(None));
        assert_eq!(told(&[]), Ok(None));
    }
}
