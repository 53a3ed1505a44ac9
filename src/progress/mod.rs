//! What the figures of the projects say: how far each indicator is, where each project stands, which reports
//! are due.
//!
//! [`evaluate()`] works once over the finished [`Catalog`](crate::catalog::Catalog), project by project in
//! parallel, and gives a [`Progress`] that lies beside it, index for index; whoever shows figures reads both.
//! Nothing here changes or rewrites what people wrote: figures and targets stay in the drafts as written,
//! this holds only what follows from them.
//!
//! | file | decides |
//! |---|---|
//! | `goal` | what a target means for an indicator: a bound and a direction; the completion rate |
//! | `judge` | the status of an indicator and of a project, and the rule that gives it |
//! | `judgeable` | which targets and nodes of a plan can be judged at all |
//! | `evaluate` | goes through a project's periods |
//! | `track` | what each figure of an indicator says, period by period |
//! | `worded` | what a figure in words says of its target |
//! | `sums` | sums of figures per period, and which periods they lack |
//! | `target` | the target that an indicator has in a year |
//! | `areas` | what the figures of each area (分项) say |
//! | `nodes` | where the dated nodes (事项) of a project stand |
//! | `moved` | the days of nodes that were changed in the plan by decision |
//! | `passed` | what the days that passed since a report say of them |
//! | `first` | what was public when a period was first published |
//! | `course` | how statuses went from period to period: what was late, and made good later |
//! | `findings` | what is said about figures and targets that cannot be used |
//! | `missing` | which reports should be there and are not |
//! | `overview` | counts by status, unit and field |
//! | `explain` | the rule with its inputs as a sentence |
//!
//! Guarantees: exact decimals throughout; a better figure never gives a worse status; what is not reported,
//! or cannot be judged, is never done; what has not reached its target never reads as 100 %; the work grows
//! with the number of figures, not faster.

mod areas;
mod course;
mod evaluate;
mod explain;
mod findings;
mod first;
mod goal;
mod in_force;
mod judge;
mod judgeable;
mod missing;
mod moved;
mod nodes;
mod overview;
mod passed;
mod sums;
mod target;
mod track;
mod worded;

use jiff::civil::Date;
use typed_index_collections::TiVec;

use crate::calendar::Deadline;
use crate::catalog::UndisclosedReport;
use crate::entry::Disclosure;
use crate::model::{AreaId, EntryId, IndicatorId, NodeId, OwnEntry, Period, ProjectId, YearId};
use crate::quantity::{Decimal, Direction, FigureWord, QuantityValue};

pub use course::{Course, CourseStep, Turn, YearCourses, told};
pub use evaluate::{FormerFigures, ProgressInputs, evaluate, evaluate_each, evaluate_one};
pub use explain::{PROVISIONAL, RULES, explain_node, percent, push_rate};
pub use findings::is_never_below_zero;
pub use goal::{NEARLY_ALL, Rough};
pub use in_force::{InForce, TargetThen, plan_history};
pub use judge::Time;
pub use judgeable::{Judgeable, Lack, Unjudgeable};
pub use missing::{Absence, ComingReport, MissingReport};
pub use moved::NodeMoves;
pub use overview::{FieldGroup, Overview, StandingScope, StatusChange, StatusCounts};
pub use sums::MissingPeriods;
pub use target::{YearTarget, milestone, target};

/// Working days after the end of a period by which its report has to be public (《政府信息公开条例》第二十六条).
pub const REPORT_WITHIN: u32 = 20;

/// What the figures of all projects say.
#[derive(Clone, Debug)]
pub struct Progress {
    /// One for each of [`Catalog::projects`](crate::catalog::Catalog::projects), in its order.
    pub projects: TiVec<ProjectId, ProjectProgress>,
    /// The day of the build.
    pub today: Date,
}

/// What the figures of one project say.
#[derive(Clone, Debug, Default)]
pub struct ProjectProgress {
    /// One for each of its [`years`](crate::catalog::Project::years), in their order.
    pub years: Vec<YearProgress>,
    /// What they say now, with the periods that were published late (补发), where that is another thing than
    /// what was published of later ones.
    pub made_good: Option<Vec<YearProgress>>,
    /// Reports that should be public and are not (应报未报), and those for which there is still time; oldest
    /// first.
    pub missing: Vec<MissingReport>,
    /// The reports of this year's periods that are not over, oldest first.
    pub coming: Vec<ComingReport>,
    /// Every year that has a goal, a target or a report, oldest first: what is planned for it.
    pub plan: Vec<PlannedYear>,
    /// The end of a plan that goes on after the last year with a report.
    pub end: Option<PlanEnd>,
    /// For each area (分项) what its figures say, year by year, as if it were a project of its own.
    pub areas: TiVec<AreaId, Vec<YearProgress>>,
    /// What its parts say of its being late, for each of its years and their entries.
    changes: Vec<Vec<course::ProjectChange>>,
}

/// The end of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanEnd {
    /// Its last year.
    pub year: i16,
    /// Whether everything that is asked for in later years is reached already. A state may fall again, and a
    /// sum that begins anew each year is not there yet: neither is.
    pub is_reached: bool,
}

/// What is planned for a year, whether or not there is a report of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedYear {
    /// The year.
    pub year: i16,
    /// The target of each of the project's indicators, in their order; `None` where there is none for this
    /// very year.
    pub goals: TiVec<IndicatorId, Option<GoalSummary>>,
    /// Where each of them should be at the end of the year: at its target, or on the straight way to that of
    /// a later year; `None` where nobody can tell.
    pub ways: TiVec<IndicatorId, Option<Decimal>>,
}

/// What the figures of one year of a project say.
#[derive(Clone, Debug, Default)]
pub struct YearProgress {
    /// One for each of its [`entries`](crate::catalog::ProjectYear::entries), in their order.
    pub entries: Vec<EntryProgress>,
    /// The target by which each of the project's indicators is judged, in their order, see [`YearTarget`];
    /// `None` where there is none.
    pub goals: TiVec<IndicatorId, Option<GoalSummary>>,
    /// The target by which a period was judged before that was changed by decision, where it was.
    pub former: TiVec<IndicatorId, Option<GoalSummary>>,
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
    /// Where the project stands at the end of the period: as computed, or as the entry states with its
    /// reason.
    pub standing: Standing,
    /// What would have been computed, where the entry states a status of its own.
    pub computed: Option<Standing>,
    /// One for each of the project's indicators, in their order; `None` where the entry has no figure of it.
    pub points: TiVec<IndicatorId, Option<FigurePoint>>,
    /// Where each of the project's indicators stands at the end of the period, in their order, whether or not
    /// the entry has a figure of it; `None` where nothing is asked of it and nothing said.
    pub positions: TiVec<IndicatorId, Option<Position>>,
    /// Where each of the project's nodes (事项) stands at the end of the period, in their order.
    pub nodes: TiVec<NodeId, NodePosition>,
    /// Where the project stands when nodes are done that were not at the end of the period: by rule, from the
    /// day after the last of them.
    pub afterwards: Option<Afterwards>,
    /// The last day on which the report was in time.
    pub deadline: Deadline,
    /// The statuses that were first published of the period, where any is another now.
    pub first: Option<Box<FirstStatuses>>,
}

/// What a report says of days after the end of its period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Afterwards {
    /// The last day on which a node was done.
    pub day: Date,
    /// Where the project stands by rule with that.
    pub standing: Standing,
}

/// The statuses that were first published of a period: by the figures and targets of that day. `None` where
/// they still stand, or nobody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstStatuses {
    /// That of the project.
    pub project: Option<Status>,
    /// Those of its indicators, in their order.
    pub indicators: TiVec<IndicatorId, Option<Status>>,
    /// Those of its nodes, in their order.
    pub nodes: TiVec<NodeId, Option<Status>>,
}

/// Where an indicator stands at the end of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Its status.
    pub standing: Standing,
    /// The entry with the newest figure there is of it: that of the period or an earlier one.
    pub by: Option<OwnEntry>,
    /// 完成率 of that figure in per cent, not rounded, by the target that is in force at the end of the period;
    /// `None` where there is no figure of the year, or a percentage would mean nothing.
    pub completion: Option<Decimal>,
    /// What is still to be done.
    pub left: Option<Left>,
    /// Whether it is late, or not late any more, only since its target was changed by decision: by the one
    /// that stood when it was last judged the other way it still would be what it was.
    pub is_by_adjustment: bool,
}

/// What is still to be done to reach a target, in the indicator's measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// So much more is needed; a little more or less than that where target or figure are no exact numbers.
    More(Decimal, Rough),
    /// So much less is needed, in the same sense.
    Less(Decimal, Rough),
    /// A little, which the figure does not tell: 近40家 of these 40.
    Nearly(Decimal),
    /// A little less, which the figure does not tell: 40余家 of no more than these 40.
    JustOver(Decimal),
    /// It is to be done, and is not: 推进中.
    Undone,
    /// The bound is reached, and not enough: more than this is asked for.
    MoreThan(Decimal),
    /// The bound is reached, and too much: less than this is asked for.
    LessThan(Decimal),
}

/// Where a node (事项) stands at the end of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodePosition {
    /// Its status.
    pub standing: Standing,
    /// The day by which it is to be done, as planned or put off.
    pub due: Date,
    /// Where the plan was changed by decision since: on which day, and the day that it has named from then
    /// on.
    pub moved: Option<(Date, Date)>,
    /// The day on which it was done, as far as is reported: also one after the end of the period.
    pub done: Option<Date>,
    /// The report that says so, or that put it off: the entry, and the place in its
    /// [`nodes`](crate::entry::ProgressDraft::nodes).
    pub by: Option<(OwnEntry, usize)>,
    /// Whether it is late, or not late any more, only since its day was changed by decision.
    pub is_by_adjustment: bool,
    /// A report that is not made public and may say that it is done: nothing that is public was said of it
    /// since.
    pub undisclosed: Option<UndisclosedReport>,
}

/// One figure of one indicator.
#[derive(Clone, Copy, Debug)]
pub struct FigurePoint {
    /// Its place in the entry's [`figures`](crate::entry::ProgressDraft::figures), where it stands as
    /// written.
    pub figure: usize,
    /// Its number in the indicator's measure; `None` if it is a word or could not be read.
    pub value: Option<QuantityValue>,
    /// How it, or the sum, differs from the number that counts, where it says so: 近100人, 50余人, 2–3家.
    pub rough: Rough,
    /// Of how many it is a part, where it says so: 30 of `22/30`.
    pub whole: Option<Decimal>,
    /// What it says in a word of what is asked for, if it does: 开工 of the target 开工 is [`FigureWord::Done`].
    pub word: Option<FigureWord>,
    /// Digits behind the point, as written.
    pub decimals: u32,
    /// What counts toward the year's target at the end of the period: the figure itself, or the sum of the
    /// periods so far where each period is reported for itself (当期). `None` if that cannot be told. Of a sum
    /// that lacks periods, what it is at least, where that decides.
    pub to_date: Option<Decimal>,
    /// Whether that is only what a sum is at least: of a period before there is no figure.
    pub is_least: bool,
    /// The periods that the sum lacks and ought to have.
    pub lacks: Option<MissingPeriods>,
    /// The periods that the sum lacks because their reports are not made public.
    pub closed: Option<MissingPeriods>,
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
    /// Whether both figures are exact numbers; else `by` is that of the numbers in them.
    pub is_exact: bool,
    /// Whether that is the period just before, of equal length (比上期).
    pub is_neighbour: bool,
}

/// A status with the rule that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The status.
    pub status: Status,
    /// Why.
    pub reason: StatusReason,
}

/// 推进状态, domain.md §9.3. The first eight are ordered from bad to good: a project takes the worst of its
/// parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// 滞后
    Behind,
    /// 本项未报: the newest report leaves out an indicator that has a target, or an earlier one a part of its
    /// sum.
    Omitted,
    /// 未启动
    NotStarted,
    /// 尚未达到: short of its target, and nobody can say whether it is on its way.
    NotReached,
    /// 调整: the target or its date was changed with approval; stated, or of a node that was put off.
    Adjusted,
    /// 按序时
    OnSchedule,
    /// 超序时
    Ahead,
    /// 已完成
    Done,
    /// 其它: only ever stated.
    Other,
    /// 未报: there is no report.
    Unreported,
    /// 无法判断: targets in words only, no base, or no figures.
    Unknown,
}

/// The rule that gave a status, with its inputs; numbers are in the indicator's measure.
/// [`Progress::explain`] makes a sentence of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusReason {
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
        /// The time gone.
        time: Time,
        /// What should have been reached: start + (bound − start) × months gone ÷ months in all.
        expected: Decimal,
    },
    /// A state short of its target, of which nothing is known when the year began.
    NoStart {
        /// The state.
        value: Decimal,
    },
    /// A target of the year that an earlier report of the year has met already.
    ReachedBefore {
        /// What counted toward the target; `None` if a word said it.
        value: Option<Decimal>,
        /// The period of that report.
        period: Period,
    },
    /// The report says nothing of it (本项未报).
    Omitted {
        /// The period of the newest figure there is.
        since: Option<Period>,
    },
    /// Figures are per period, and earlier ones are missing (本项未报).
    Skipped(MissingPeriods),
    /// Nothing has been counted yet.
    Nothing,
    /// The state was better than the target when the year began, and is worse than the target now.
    FellBack {
        /// The state now.
        value: Decimal,
        /// The state when the year began.
        start: Decimal,
    },
    /// Nobody knows the state when the year began; it met the target in an earlier period of the year, and is
    /// worse than the target now.
    FellSince {
        /// The state now.
        value: Decimal,
        /// The newest period that met the target, and the state then.
        met: (Period, Decimal),
    },
    /// The figure is a word that says it.
    Word,
    /// The worst of the project's parts decides.
    Worst {
        /// That part.
        part: ProjectPart,
        /// How many there are.
        tally: Tally,
    },
    /// Something is asked of it, and none of that can be judged.
    NoneJudged {
        /// How many parts there are.
        tally: Tally,
    },
    /// Whatever can be judged is done, but not everything can be.
    Open {
        /// The first part that cannot.
        part: ProjectPart,
        /// How many there are.
        tally: Tally,
    },
    /// The year's target is reached, but the plan goes on until a later year.
    PlanGoesOn {
        /// What counts toward the target; `None` of a whole project.
        value: Option<Decimal>,
        /// The plan's last year.
        until: i16,
    },
    /// The target of the plan's last year is reached before its end.
    PlanReached {
        /// What counts toward the target; `None` of a whole project.
        value: Option<Decimal>,
        /// The plan's last year.
        until: i16,
    },
    /// A node was done.
    NodeDone {
        /// When.
        on: Date,
        /// By when it was to be done.
        due: Date,
        /// The day first planned, where it had been put off to that day.
        planned: Option<Date>,
    },
    /// A node is not done, and this was the day for it.
    NodeLate {
        /// That day.
        due: Date,
        /// The day first planned, where it had been put off to that day.
        planned: Option<Date>,
    },
    /// A node's day has not come.
    NodeAhead {
        /// That day.
        due: Date,
    },
    /// A node was put off, with approval, and the new day has not come.
    NodePostponed {
        /// The new day.
        due: Date,
        /// The day first planned.
        planned: Date,
    },
    /// A node's day has passed, and whether it is done may stand in a report that is not made public.
    NodeUndisclosed {
        /// That day.
        due: Date,
        /// The day first planned, where it had been put off to that day.
        planned: Option<Date>,
        /// The period of that report.
        period: Period,
    },
    /// A node's day has passed since the last report, and nobody has said whether it is done.
    NodeUnreported {
        /// That day.
        due: Date,
        /// The day first planned, where it had been put off to that day.
        planned: Option<Date>,
    },
    /// Of a project: the day of a node has passed since the last report.
    NodeUnsaid {
        /// The first such node.
        node: NodeId,
        /// Its day.
        due: Date,
    },
    /// The entry states it, with its reason under 说明.
    Stated,
    /// No report of this period is public, and its last day has passed.
    Overdue {
        /// The period.
        period: Period,
        /// The last day for its report.
        deadline: Deadline,
    },
    /// The report of this period was public, and was withdrawn, on this day where that is known.
    Withdrawn {
        /// The period.
        period: Period,
        /// That day.
        day: Option<Date>,
    },
    /// The report of this period is there, and not made public.
    Undisclosed {
        /// The period.
        period: Period,
        /// 依申请公开 or 不予公开.
        disclosure: Disclosure,
    },
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
    /// The target asks for a change of a rate, and does not say whether in points or as a share of it.
    UnclearChange,
    /// The figure does not exist this period (本期不统计).
    NotCounted,
    /// Figures are per period, and of an earlier one there is none to add.
    GapBefore,
    /// Figures are per period, and the reports of these are not made public.
    Undisclosed(MissingPeriods),
    /// The figure is no number.
    NoNumber,
    /// Figures that are ranges or about right leave open whether it is behind.
    Inexact,
    /// A state above the range that it is to be in, where nothing tells whether more is better.
    AboveRange,
    /// Figure or target is in another measure, or cannot be read.
    Unreadable,
    /// The project has no indicators and no nodes, or none could be judged.
    NoIndicator,
}

/// A part of a project that has a status of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProjectPart {
    /// One of its indicators.
    Indicator(IndicatorId),
    /// One of its nodes (事项).
    Node(NodeId),
}

/// How many parts of a project an entry had to report, and did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Indicators of which something is asked.
    pub asked: usize,
    /// Those of them that the entry has a figure of.
    pub reported: usize,
    /// Those of them that could be judged.
    pub judged: usize,
    /// Those of them of which the entry says that there is no figure (本期不统计).
    pub not_counted: usize,
    /// Nodes.
    pub nodes: usize,
}

impl Status {
    /// Every status, in the order in which lists show them.
    pub const ALL: [Self; 11] = [
        Self::Done,
        Self::Ahead,
        Self::OnSchedule,
        Self::NotReached,
        Self::Behind,
        Self::NotStarted,
        Self::Omitted,
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
            Self::Omitted => "本项未报",
            Self::NotReached => "尚未达到",
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

impl FigurePoint {
    /// What stands before [`Self::to_date`]: 近 or 超 where the figure does not claim to be exact, 至少 of a sum
    /// that lacks a part.
    #[must_use]
    pub fn hedge(&self) -> &'static str {
        match (self.is_least, self.rough.word()) {
            (true, "" | "至少") => "至少",
            (true, _) => "至少约",
            (false, word) => word,
        }
    }
}

impl Standing {
    /// A status that could not be judged.
    #[must_use]
    pub fn unknown(why: Unjudged) -> Self {
        Self { status: Status::Unknown, reason: StatusReason::Unjudged(why) }
    }

    /// Whether something is still to be done or said: what is asked for is neither done nor, a state, reached
    /// so far.
    #[must_use]
    pub fn is_open(&self) -> bool {
        let is_reached = matches!(self.reason, StatusReason::ReachedSoFar { .. });
        self.status != Status::Done && !is_reached && self.is_asked()
    }

    /// Whether the year has a target for it.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        !matches!(self.reason, StatusReason::Unjudged(Unjudged::NoTarget))
    }
}

impl ProjectProgress {
    /// What the figures of each year say now.
    #[must_use]
    pub fn years_now(&self) -> &[YearProgress] {
        self.made_good.as_deref().unwrap_or(&self.years)
    }

    /// Where a node stands by an entry as it is known now.
    #[must_use]
    pub fn node_now(&self, entry: OwnEntry, node: NodeId) -> Option<&NodePosition> {
        self.years_now().get(entry.year)?.entries.get(entry.nth)?.nodes.get(node)
    }

    /// Whether what was missing of a sum when an entry was published is public now.
    #[must_use]
    pub fn is_made_good(&self, entry: OwnEntry, indicator: IndicatorId) -> bool {
        let reason = |years: &[YearProgress]| {
            let position = years.get(entry.year)?.entries.get(entry.nth)?.positions.get(indicator)?;
            position.map(|position| position.standing.reason)
        };
        let is_missed = |reason: Option<StatusReason>| matches!(reason, Some(StatusReason::Skipped(_)));
        let now = self.made_good.as_deref().map(reason);
        is_missed(reason(&self.years)) && now.is_some_and(|now| !is_missed(now))
    }

    /// Where a project stands over all its years, of where it stands in its last one: while a plan goes on it
    /// is not done, unless everything that is asked for until its end is reached.
    #[must_use]
    pub fn over_all(&self, standing: Standing) -> Standing {
        match self.end {
            Some(PlanEnd { year: until, is_reached }) if standing.status == Status::Done => {
                let (status, reason) = if is_reached {
                    (Status::Done, StatusReason::PlanReached { value: None, until })
                } else {
                    (Status::OnSchedule, StatusReason::PlanGoesOn { value: None, until })
                };
                Standing { status, reason }
            }
            _ => standing,
        }
    }
}

impl Progress {
    /// What the figures of a year say.
    #[must_use]
    pub fn year(&self, id: YearId) -> Option<&YearProgress> {
        self.projects.get(id.project)?.years.get(id.nth)
    }

    /// What an entry says.
    #[must_use]
    pub fn entry(&self, id: EntryId) -> Option<&EntryProgress> {
        self.year(id.year)?.entries.get(id.nth)
    }

    /// The figures of an indicator over all periods, oldest first.
    pub fn series(
        &self,
        project: ProjectId,
        indicator: IndicatorId,
    ) -> impl Iterator<Item = (EntryId, &FigurePoint)> {
        let years = self.projects.get(project).map_or(&[][..], |project| &project.years);
        points(years, project, indicator)
    }
}

/// The figures of one indicator in the years of a project, or of one of its areas, oldest first.
pub fn points(
    years: &[YearProgress],
    project: ProjectId,
    indicator: IndicatorId,
) -> impl Iterator<Item = (EntryId, &FigurePoint)> {
    years.iter().enumerate().flat_map(move |(y, year)| {
        let entries = year.entries.iter().enumerate();
        entries.filter_map(move |(nth, entry)| {
            Some((project.year(y).entry(nth), entry.points.get(indicator)?.as_ref()?))
        })
    })
}
