//! What the figures of the projects say: how far each indicator is, where each project stands, which reports are due.
//!
//! [`evaluate()`] works once over the finished [`Catalog`](crate::catalog::Catalog), project by project in parallel, and
//! gives a [`Progress`] that lies beside it, index for index; whoever shows figures reads both. Nothing here changes or rewrites what people wrote:
//! figures and targets stay in the drafts as written, this holds only what follows from them.
//!
//! | file | decides |
//! |---|---|
//! | `goal` | what a target means for an indicator: a bound and a direction; the completion rate |
//! | `judge` | the status of an indicator and of a project, and the rule that gives it |
//! | `evaluate` | goes through a project's periods |
//! | `findings` | what is said about figures and targets that cannot be used |
//! | `missing` | which reports should be there and are not |
//! | `overview` | counts by status, unit and field |
//! | `explain` | the rule with its inputs as a sentence |
//!
//! Guarantees: exact decimals throughout; a better figure never gives a worse status; the work grows with the number of
//! figures, not faster.

mod evaluate;
mod explain;
mod findings;
mod goal;
mod judge;
mod missing;
mod overview;

use jiff::civil::Date;

use crate::calendar::UnknownYear;
use crate::model::Period;
use crate::quantity::{Decimal, Direction, FigureWord, Value};

pub use evaluate::{Inputs, Known, evaluate, evaluate_each, evaluate_one, milestone};
pub use explain::{RULES, percent, push_rate};
pub use missing::{Absence, MissingReport};
pub use overview::{Change, Counts, Group, Overview, Scope};

/// Working days after the end of a period by which its report has to be public (《政府信息公开条例》第二十六条).
pub const REPORT_WITHIN: u32 = 20;

/// What the figures of all projects say.
#[derive(Clone, Debug)]
pub struct Progress {
    /// One for each of [`Catalog::projects`](crate::catalog::Catalog::projects), in its order.
    pub projects: Vec<ProjectProgress>,
    /// The day of the build.
    pub today: Date,
}

/// What the figures of one project say.
#[derive(Clone, Debug, Default)]
pub struct ProjectProgress {
    /// One for each of its [`years`](crate::catalog::Project::years), in their order.
    pub years: Vec<YearProgress>,
    /// Reports that should be public and are not (应报未报), and those of which nobody can say; oldest first.
    pub missing: Vec<MissingReport>,
}

/// What the figures of one year of a project say.
#[derive(Clone, Debug, Default)]
pub struct YearProgress {
    /// One for each of its [`entries`](crate::catalog::ProjectYear::entries), in their order.
    pub entries: Vec<EntryProgress>,
    /// The year's target of each of the project's indicators, in their order; `None` where there is none.
    pub goals: Vec<Option<GoalSummary>>,
}

/// A year's target as it was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GoalSummary {
    /// The bound in the indicator's measure, for a chart's target line; `None` for targets without a number.
    pub bound: Option<Decimal>,
    /// The upper end of a range.
    pub high: Option<Decimal>,
    /// Which way is good; `None` for words.
    pub direction: Option<Direction>,
}

/// What one entry says.
#[derive(Clone, Debug)]
pub struct EntryProgress {
    /// Where the project stands at the end of the period: as computed, or as the entry states with its reason.
    pub standing: Standing,
    /// What would have been computed, where the entry states a status of its own.
    pub computed: Option<Standing>,
    /// One for each of the project's indicators, in their order; `None` where the entry has no figure of it.
    pub points: Vec<Option<Point>>,
    /// The last day on which the report was in time.
    pub deadline: Result<Date, UnknownYear>,
}

/// One figure of one indicator.
#[derive(Clone, Copy, Debug)]
pub struct Point {
    /// Its place in the entry's [`figures`](crate::entry::ProgressDraft::figures), where it stands as written.
    pub figure: usize,
    /// Its number in the indicator's measure; `None` if it is a word or could not be read.
    pub value: Option<Value>,
    /// The word it is, if it is one.
    pub word: Option<FigureWord>,
    /// Digits behind the point, as written.
    pub decimals: u32,
    /// What counts toward the year's target at the end of the period: the figure itself, or the sum of the periods so
    /// far where each period is reported for itself (当期). `None` if that cannot be told.
    pub to_date: Option<Decimal>,
    /// 完成率 in per cent, not rounded; may pass 100. `None` where a percentage would mean nothing.
    pub completion: Option<Decimal>,
    /// What has changed since the period reported before.
    pub change: Option<Difference>,
    /// Where the indicator stands.
    pub standing: Standing,
}

/// The difference from an earlier period, in the indicator's measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The earlier period.
    pub since: Period,
    /// How much more there is now.
    pub by: Decimal,
}

/// A status with the rule that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The status.
    pub status: Status,
    /// Why.
    pub reason: Reason,
}

/// 推进状态, domain.md §9.3. The first five are ordered from bad to good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// 未启动
    NotStarted,
    /// 滞后
    Behind,
    /// 按序时
    OnSchedule,
    /// 超序时
    Ahead,
    /// 已完成
    Done,
    /// 调整: the target or its date was changed with approval; only ever stated.
    Adjusted,
    /// 其它: only ever stated.
    Other,
    /// 未报: there is no report.
    Unreported,
    /// 无法判断: targets in words only, no base, or no figures.
    Unknown,
}

/// The rule that gave a status, with its inputs; numbers are in the indicator's measure. [`Progress::explain`] makes a
/// sentence of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The year's target is reached.
    Reached {
        /// What counts toward the target.
        value: Decimal,
    },
    /// A state reaches the target before the year is over; what counts is the state at its end.
    ReachedSoFar {
        /// The state.
        value: Decimal,
    },
    /// The year is over and the target not reached, or a limit for the year is passed already.
    Missed {
        /// What counts toward the target.
        value: Decimal,
        /// The bound.
        bound: Decimal,
    },
    /// Set against the period's own target (节点目标).
    Milestone {
        /// What counts toward the target.
        value: Decimal,
        /// The bound of the period.
        bound: Decimal,
    },
    /// Set against the share of the year gone (序时进度).
    Schedule {
        /// What counts toward the target.
        value: Decimal,
        /// Where the year began: 0, or the state or sum at the end of the year before.
        start: Decimal,
        /// The year's bound.
        bound: Decimal,
        /// Months gone, of twelve.
        months: u8,
        /// What should have been reached: start + (bound − start) × months ÷ 12.
        expected: Decimal,
    },
    /// Nothing has been counted yet.
    Nothing,
    /// The state was better than the target when the year began, and is worse than the target now.
    FellBack {
        /// The state now.
        value: Decimal,
        /// The state when the year began.
        start: Decimal,
    },
    /// The figure is a word that says it.
    Word(FigureWord),
    /// The slowest of the project's indicators decides.
    Slowest {
        /// Its number among the project's indicators.
        indicator: usize,
        /// How many indicators could be judged.
        judged: usize,
    },
    /// Some indicators of the project have not begun while others have.
    SomeNotStarted {
        /// The first of them.
        indicator: usize,
        /// How many indicators could be judged.
        judged: usize,
    },
    /// The entry states it, with its reason under 说明.
    Stated,
    /// No report is public, and this was the last day for it.
    Overdue(Date),
    /// It could not be judged.
    Unjudged(Unjudged),
}

/// Why a status cannot be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unjudged {
    /// There is no target for the year.
    NoTarget,
    /// The target is in words that no figure can be set against.
    Qualitative,
    /// The target asks for a change, and the figure it counts from is not known.
    NoBase,
    /// The state at the beginning of the year is not known, nor is there a target for the period.
    NoStart,
    /// Figures are per period, and an earlier one of the year is missing.
    GapBefore,
    /// The figure is no number.
    NoNumber,
    /// Figure or target is in another measure, or cannot be read.
    Unreadable,
    /// The project has no indicators, or none could be judged.
    NoIndicator,
    /// The working days of this year are not known.
    NoCalendar(UnknownYear),
}

impl Status {
    /// Every status, in the order in which lists show them.
    pub const ALL: [Self; 9] = [
        Self::Done,
        Self::Ahead,
        Self::OnSchedule,
        Self::Behind,
        Self::NotStarted,
        Self::Adjusted,
        Self::Other,
        Self::Unreported,
        Self::Unknown,
    ];

    /// Its Chinese word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NotStarted => "未启动",
            Self::Behind => "滞后",
            Self::OnSchedule => "按序时",
            Self::Ahead => "超序时",
            Self::Done => "已完成",
            Self::Adjusted => "调整",
            Self::Other => "其它",
            Self::Unreported => "未报",
            Self::Unknown => "无法判断",
        }
    }

    /// The status of a Chinese word, as entries have it after their synonyms were replaced.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.word() == word)
    }
}

impl Standing {
    /// A status that could not be judged.
    #[must_use]
    pub fn unknown(why: Unjudged) -> Self {
        Self { status: Status::Unknown, reason: Reason::Unjudged(why) }
    }
}

impl YearProgress {
    /// Where the project stands in this year: the standing of its newest entry.
    #[must_use]
    pub fn standing(&self) -> Option<Standing> {
        self.entries.last().map(|entry| entry.standing)
    }
}

impl Progress {
    /// The figures of an indicator over all periods, oldest first, each with the numbers of its year and entry.
    pub fn series(&self, project: usize, indicator: usize) -> impl Iterator<Item = (usize, usize, &Point)> {
        let years = self.projects.get(project).map_or(&[][..], |project| &project.years);
        years.iter().enumerate().flat_map(move |(y, year)| {
            year.entries
                .iter()
                .enumerate()
                .filter_map(move |(e, entry)| Some((y, e, entry.points.get(indicator)?.as_ref()?)))
        })
    }
}
