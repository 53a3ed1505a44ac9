//! The rule of a status with its inputs and formula, as a sentence for readers.

use std::borrow::Cow;

use super::in_force::InForce;
use super::{
    FigurePoint, NodePosition, Progress, ProjectPart, Standing, Status, StatusReason, Tally, Unjudged,
};
use crate::catalog::{Catalog, Project};
use crate::entry::{Basis, IndicatorDraft};
use crate::model::{EntryId, IndicatorId, Period, ProjectId};
use crate::quantity::{Decimal, measured, push_decimals, push_exact, push_plain, rounded};

/// A rate as it is printed: one place behind the point, `167.0%`.
#[must_use]
pub fn percent(rate: Decimal) -> String {
    let mut text = String::with_capacity(8);
    push_rate(rate, &mut text);
    text
}

/// Appends a rate as [`percent`] gives it.
pub fn push_rate(rate: Decimal, out: &mut String) {
    push_decimals(rate, 1, out);
    out.push('%');
}

/// The rules by which a status is computed, each with its reason, for readers; in the order in which they are
/// tried.
pub const RULES: &[&str] = &[
    "年度目标值已经达到的，为已完成；时点数在年底以前达到的，为按序时，因为还可能回落，以年底数为准",
    "全年已过仍未达到年度目标值，或者已经超出全年控制数的，为滞后",
    "本期有节点目标的，与节点目标比较：未达到为滞后，达到为按序时，超出一成以上为超序时",
    "累计数为0、当年也没有计过数的，为未启动；累计数小于0，或者计过数又回到0的，与时间进度比较",
    "数据是范围、约数的，按能确定的一头判断；按这一头是滞后，按另一头不是的，看不出来，不判断",
    "没有节点目标的，与时间进度比较，应完成数＝目标值×已过月数÷12：不到应完成数的90%为滞后，达到110%为超序时，其余为按序时；跨年的规划按规划期的全部月数算",
    "时点数（比率、存量）从年初数走到目标值，看应走的路程走了多少：应走路程＝（目标值－年初数）×已过月数÷12，走了不到90%的为滞后，其余为按序时。容许的误差是路程的一成，不是数值的一成：数值大、路程短的指标，按数值算误差等于不设要求",
    "目标值是区间的，达到下限为达到；时点数年初在区间以上的，降到上限为达到；年初不在区间以下、现在高于上限的，看不出是不是越高越好，不判断",
    "年初已经达到目标值的时点数，任何时候低于目标值（控制数则为超出）都为滞后，因为守住就是要求",
    "未达到目标值、又没有年初数的，为尚未达到：知道没有达到，不知道进度快慢",
    "有目标值的指标，最近一期没有填报的，为本项未报，仍按没有完成算；只有累计数、当期数，且当年前面已有一期达到本期年度目标值的（目标值调整过的，按调整以后的算），仍为已完成",
    "按期填报的当期数，前面有一期没有填报的，累计数算不出来，也为本项未报，并注明缺哪一期，直到补报；已报各期之和已经达到年度目标值的为已完成，已经超出全年控制数的为滞后",
    "注明“本期不统计”和不能用数据判断的指标，不参加判断，但有这样的指标的项目不能为已完成；一年过完（跨年的规划是到期）还有这样的指标的，项目至多是尚未达到",
    "事项按日期判断：已经完成的为已完成，到了计划日期没有完成的为滞后，经批准推迟、还没有到新日期的为调整，没有到日期的为按序时；最近一期以后过了日期、没有报过做完没有的，现在为本项未报，那一期期末的状态不变",
    "项目的状态与最差的指标或者事项相同，从差到好依次是：滞后、本项未报、未启动、尚未达到、调整、按序时、超序时、已完成",
    "规划没有到期的项目，当年目标都完成了也不为已完成，为按序时，并注明规划到哪一年；以后各年的目标都已经提前达到的，为已完成，并注明提前完成",
    "“近”“不到”多少的，按还没有这么多算；控制数里“超过”多少、“多少余”的，按已经超出算",
    "没有达到目标值的，完成率不显示为100%：四舍五入会到100%的写99.9%",
    "填报单位可以自行填写状态，同时说明理由；还有没完成的，不能填已完成",
];

impl Progress {
    /// Appends why an indicator stands where it does in an entry:
    /// `累计2350人，按时间进度应为2250人（9000人×3/12），实际为其104.4%`.
    ///
    /// Nothing is appended where nothing is asked of it and nothing said.
    pub fn explain(&self, catalog: &Catalog, entry: EntryId, indicator: IndicatorId, out: &mut String) {
        let position = self.entry(entry).and_then(|entry| entry.positions.get(indicator)?.as_ref());
        let Some(position) = position else { return };
        let goal = self.year(entry.year).and_then(|year| *year.goals.get(indicator)?);
        let draft = &catalog.projects[entry.project()].draft.indicators[indicator];
        let year = catalog.year(entry.year).year;
        let target = super::target(draft, year);
        let plan = InForce::of(catalog, entry);
        let in_force = plan.and_then(|plan| plan.year_target(draft));
        let is_downward = goal.is_some_and(|goal| goal.is_downward());
        let by = position.by.map_or(entry, |by| entry.project().entry(by));
        let point = self.entry(by).and_then(|entry| entry.points.get(indicator)?.as_ref());
        let explained = Explained {
            indicator: draft,
            hedge: point.map_or("", FigurePoint::hedge),
            figure: point.map_or("", |point| &*catalog.entry(by).draft.figures[point.figure].1.value),
            target: in_force
                .map(|then| then.text)
                .or(target.map(|target| &*target.text.value))
                .unwrap_or_default(),
            until: in_force
                .map(|then| then.year)
                .or(target.map(|target| target.year))
                .filter(|due| *due > year),
            year,
            is_downward,
            is_made_good: self
                .projects
                .get(entry.project())
                .is_some_and(|said| said.is_made_good(entry.own(), indicator)),
        };
        explained.push(position.standing, out);
    }

    /// Why a project stands where it does.
    #[must_use]
    pub fn explain_project(&self, catalog: &Catalog, project: ProjectId, standing: Standing) -> String {
        of_project(standing, &catalog.projects[project])
    }
}

/// An indicator in a year. Its sentences are put together by hand: a site has a hundred thousand.
struct Explained<'a> {
    indicator: &'a IndicatorDraft,
    /// What stands before the number of a figure that does not claim to be exact.
    hedge: &'static str,
    /// The newest figure as written.
    figure: &'a str,
    /// The target as written.
    target: &'a str,
    /// The year of that target, if it is a later one.
    until: Option<i16>,
    /// The year.
    year: i16,
    /// Whether less is better.
    is_downward: bool,
    /// Whether what was missing when it was published is public now.
    is_made_good: bool,
}

impl Explained<'_> {
    /// A state that met the target at an earlier time and does not now.
    fn push_fall(&self, value: Decimal, (when, then): (&str, Decimal), out: &mut String) {
        self.push_value(value, out);
        out.extend(["，", when, "为"]);
        self.push_number(then, out);
        out.extend(["，已经达到目标值“", &self.target(), "”，现在没有达到"]);
    }

    fn push(&self, standing: Standing, out: &mut String) {
        match standing.reason {
            StatusReason::Reached { value } => {
                self.push_value(value, out);
                out.push_str("，达到");
                self.push_target(out);
            }
            StatusReason::ReachedSoFar { value } => {
                self.push_value(value, out);
                out.push_str("，已达到");
                self.push_target(out);
                out.push_str("；时点数以年底为准");
            }
            StatusReason::PlanGoesOn { value, until } => {
                self.push_value(value.unwrap_or_default(), out);
                out.push_str("，达到");
                self.push_target(out);
                out.extend(["；规划到", &until.to_string(), "年"]);
            }
            StatusReason::PlanReached { value, until } => {
                self.push_value(value.unwrap_or_default(), out);
                out.extend(["，提前达到", &until.to_string(), "年目标值"]);
            }
            StatusReason::Missed { value, .. } | StatusReason::NoStart { value } => {
                self.push_value(value, out);
                out.push_str("，未达到");
                self.push_target(out);
                if matches!(standing.reason, StatusReason::NoStart { .. }) {
                    out.push_str("；没有年初数，不知道进度快慢");
                }
            }
            StatusReason::ReachedBefore { value, period } => {
                out.push_str(&period.short_chinese());
                out.push_str("已经");
                match value {
                    Some(value) => self.push_value(value, out),
                    None => out.push_str("完成"),
                }
                out.push_str("，达到");
                self.push_target(out);
                out.push_str("；本期没有再填报");
            }
            StatusReason::Omitted { since } => {
                out.push_str("本期没有填报这一项");
                match since {
                    Some(since) => out.extend(["，最近一次是", &self.period(since)]),
                    None => out.push_str("，以前也没有填报过"),
                }
            }
            StatusReason::Skipped(gap) => {
                out.extend(["当期数要各期相加，公布时", &gap.words(self.year), "没有填报，累计数算不出来"]);
                out.push_str(if self.is_made_good { "；后来已经补报" } else { "" });
            }
            StatusReason::Milestone { value, bound } => {
                self.push_value(value, out);
                out.push_str("，本期节点目标");
                self.push_number(bound, out);
                // Of a limit, and of nothing, it would say nothing.
                if !self.is_downward && bound > Decimal::ZERO {
                    out.extend(["，节点完成率", &rate(value, bound)]);
                }
            }
            StatusReason::Schedule { .. } => self.push_schedule(standing, out),
            StatusReason::Nothing => {
                out.extend([self.noun(), "数为0，"]);
                self.push_target(out);
            }
            StatusReason::FellBack { value, start } => self.push_fall(value, ("年初", start), out),
            StatusReason::FellSince { value, met: (period, then) } => {
                self.push_fall(value, (&period.short_chinese(), then), out);
            }
            StatusReason::Word => out.extend(["本期填报“", self.figure.trim(), "”"]),
            StatusReason::Stated => out.push_str("填报单位自行填写"),
            StatusReason::Unjudged(Unjudged::Undisclosed(gap)) => {
                out.extend(["当期数要各期相加，", &gap.words(self.year), "没有主动公开，累计数算不出来"]);
            }
            StatusReason::Unjudged(why) => out.push_str(unjudged(why)),
            _ => {}
        }
    }

    /// `年度目标值“9000人”`, `2027年目标值“5000人”`.
    fn push_target(&self, out: &mut String) {
        match self.until {
            Some(year) => out.extend([&*year.to_string(), "年目标值“", &self.target(), "”"]),
            None => out.extend(["年度目标值“", &self.target(), "”"]),
        }
    }

    /// The target with its measure, as the value beside it has one.
    fn target(&self) -> Cow<'_, str> {
        measured(self.target, self.measure())
    }

    /// A period, with its year if it is another.
    fn period(&self, period: Period) -> String {
        if period.year == self.year { period.short_chinese() } else { period.chinese() }
    }

    fn push_schedule(&self, standing: Standing, out: &mut String) {
        let StatusReason::Schedule { value, start, bound, time, expected } = standing.reason else { return };
        self.push_value(value, out);
        out.push_str(if self.is_downward {
            "，按时间进度应不超过"
        } else {
            "，按时间进度应为"
        });
        push_short(expected.normalize(), out);
        out.push_str(self.measure());
        let (months, of) = (time.months.to_string(), time.of.to_string());
        if start.is_zero() && self.indicator.basis != Basis::State {
            out.push('（');
            self.push_number(bound, out);
        } else {
            out.push_str(if self.until.is_some() { "（起点" } else { "（年初" });
            self.push_number(start, out);
            out.push(if bound < start { '－' } else { '＋' });
            push_exact((bound - start).abs().normalize(), out);
        }
        out.extend(["×", &months, "/", &of, "）"]);
        match self.indicator.basis {
            Basis::State if (expected - start).is_zero() => {}
            Basis::State if (value - start).is_sign_negative() != (expected - start).is_sign_negative() => {
                out.extend([
                    "，没有前进，反而后退了应走路程的",
                    &rate((value - start).abs(), (expected - start).abs()),
                ]);
            }
            Basis::State => out.extend(["，应走的路程走了", &rate(value - start, expected - start)]),
            // Of less than nothing there is no share that would say anything.
            _ if value < start => {}
            _ if start.is_zero() => out.extend(["，实际为其", &rate(value, expected)]),
            _ => out.extend(["，实际增加数为应增加数的", &rate(value - start, expected - start)]),
        }
    }

    /// What is said of a figure: the sum so far, or the state at the end.
    fn noun(&self) -> &'static str {
        match self.indicator.basis {
            Basis::Cumulative | Basis::PerPeriod => "累计",
            Basis::State => "期末",
        }
    }

    fn push_value(&self, value: Decimal, out: &mut String) {
        out.push_str(self.noun());
        out.push_str(self.hedge);
        self.push_number(value, out);
    }

    fn push_number(&self, value: Decimal, out: &mut String) {
        push_exact(value, out);
        out.push_str(self.measure());
    }

    fn measure(&self) -> &str {
        self.indicator.measure.as_ref().map_or("", |measure| &*measure.value)
    }
}

fn of_project(standing: Standing, project: &Project) -> String {
    let draft = &project.draft;
    let name = |part: ProjectPart| match part {
        ProjectPart::Indicator(at) => draft.indicators.get(at).map_or("", |indicator| &*indicator.name.value),
        ProjectPart::Node(at) => draft.nodes.get(at).map_or("", |node| &*node.name.value),
    };
    let status = standing.status.word();
    match standing.reason {
        StatusReason::Worst { part, tally } => match tally {
            Tally { asked: 1, reported: 1, nodes: 0, .. } => format!("按指标“{}”判断", name(part)),
            _ if standing.status == Status::Done => format!("{}，都已完成", reported(tally)),
            _ => format!("{}，最差的是“{}”，为{status}", reported(tally), name(part)),
        },
        StatusReason::Open { part, tally } if standing.status == Status::NotReached => {
            format!("{}，时间已到，看不出“{}”做到了没有", reported(tally), name(part))
        }
        StatusReason::Open { part, tally } => {
            format!("{}，能判断的都已完成，“{}”还不能判断", reported(tally), name(part))
        }
        StatusReason::NoneJudged { tally } if tally.asked == tally.reported && tally.nodes == 0 => {
            format!("{}项指标，都不能判断", tally.asked)
        }
        StatusReason::NoneJudged { tally } => format!("{}，都不能判断", reported(tally)),
        StatusReason::PlanGoesOn { until, .. } => match project.years.last() {
            Some(last) => format!("{}年目标已完成，规划到{until}年", last.year),
            None => format!("规划到{until}年"),
        },
        StatusReason::PlanReached { until, .. } => format!("{until}年的目标已提前完成"),
        StatusReason::Stated => "填报单位自行填写，理由见说明".to_owned(),
        StatusReason::Overdue { period, deadline } => {
            let provisional = if deadline.is_provisional { PROVISIONAL } else { "" };
            format!("{}进度最迟应在{}公开{provisional}，没有公开", period.chinese(), deadline.day)
        }
        StatusReason::Withdrawn { period, day } => {
            let day = day.map_or_else(String::new, |day| format!("{day}"));
            format!("{}进度公开过，{day}已经撤下", period.chinese())
        }
        StatusReason::Undisclosed { period, disclosure } => {
            format!("{}进度{}，不在网上公布", period.chinese(), disclosure.word())
        }
        StatusReason::NodeUnsaid { node, due } => {
            format!("事项“{}”应在{due}完成，日期已过，没有报过做完没有", name(ProjectPart::Node(node)))
        }
        StatusReason::Unjudged(why) => unjudged(why).to_owned(),
        _ => String::new(),
    }
}

/// What is said of a deadline in a year whose holidays are not known.
pub const PROVISIONAL: &str = "（当年放假安排没有公布，暂按最晚的一天算）";

/// `12项指标中报了4项`, with the nodes.
fn reported(tally: Tally) -> String {
    let Tally { asked, reported, judged, not_counted, nodes } = tally;
    let mut parts = Vec::new();
    match (asked, reported) {
        (0, _) => {}
        (asked, reported) if asked == reported && judged == asked => parts.push(format!("{asked}项指标")),
        (asked, reported) if asked == reported => parts.push(format!("{asked}项指标中能判断的{judged}项")),
        _ => parts.push(format!("{asked}项指标中报了{reported}项")),
    }
    if not_counted > 0 {
        parts.push(format!("不统计{not_counted}项"));
    }
    if nodes > 0 {
        parts.push(format!("{nodes}个事项"));
    }
    parts.join("、")
}

/// Why a node (事项) stands where it does, and when it was done after that.
#[must_use]
pub fn explain_node(position: &NodePosition) -> String {
    let mut told = node_reason(position.standing.reason);
    if let Some(on) = position.done_afterwards() {
        told.extend(["；期末以后，", &on.to_string(), "完成"]);
    }
    told
}

fn node_reason(reason: StatusReason) -> String {
    match reason {
        StatusReason::NodeDone { on, due, planned: Some(planned) } => {
            let late = if on > due { "，仍然晚了" } else { "" };
            let first = if on > planned {
                format!("，比原计划的{planned}晚")
            } else {
                format!("，原计划{planned}")
            };
            format!("{on}完成{first}；经批准推迟到{due}{late}")
        }
        StatusReason::NodeDone { on, due, planned: None } if on > due => {
            format!("{on}完成，比计划的{due}晚")
        }
        StatusReason::NodeDone { on, .. } => format!("{on}完成"),
        StatusReason::NodeLate { due, planned: Some(planned) } => {
            format!("原计划{planned}，经批准推迟到{due}，没有完成")
        }
        StatusReason::NodeLate { due, planned: None } => format!("应在{due}完成，没有完成"),
        StatusReason::NodeUnreported { due, planned } => {
            let due = match planned {
                Some(planned) => format!("原计划{planned}，经批准推迟到{due}"),
                None => format!("应在{due}完成"),
            };
            format!("{due}，日期已过，没有报过做完没有")
        }
        StatusReason::NodeUndisclosed { due, planned, period } => {
            let due = match planned {
                Some(planned) => format!("原计划{planned}，经批准推迟到{due}"),
                None => format!("应在{due}完成"),
            };
            format!("{due}，{}没有主动公开，不能判断", period.chinese())
        }
        StatusReason::NodeAhead { due } => format!("计划{due}完成"),
        StatusReason::NodePostponed { due, planned } => format!("原计划{planned}，经批准推迟到{due}"),
        _ => String::new(),
    }
}

fn unjudged(why: Unjudged) -> &'static str {
    match why {
        Unjudged::NoTarget => "当年没有目标值，不作判断",
        Unjudged::Qualitative => "目标值不是数量，不能用数据判断",
        Unjudged::NoBase => "目标值要与基期比较，缺少基期数据",
        Unjudged::UnclearChange => "目标值没有写明是百分点还是变化率，不作判断",
        Unjudged::NotCounted => "本期不统计，不作判断",
        Unjudged::GapBefore => "按期填报，前面有一期没有可以相加的数据，累计数算不出来",
        Unjudged::Undisclosed(_) => "按期填报，前面有一期没有主动公开，累计数算不出来",
        Unjudged::AboveRange => "高于目标区间的上限，看不出是不是越高越好",
        Unjudged::Inexact => "数据是约数或者范围，看不出是不是已经滞后、有没有达到目标值",
        Unjudged::NoNumber => "本期填报的不是数量，不能用数据判断",
        Unjudged::Unreadable => "数据或目标值的单位与指标不同，或者不能识别",
        Unjudged::NoIndicator => "没有可以判断的指标和事项",
    }
}

/// The rates at which a rule decides.
const DECIDING: [Decimal; 3] =
    [Decimal::from_parts(90, 0, 0, false, 0), Decimal::ONE_HUNDRED, Decimal::from_parts(110, 0, 0, false, 0)];

/// A rate of a rule, rounded as a reader who divides would round it, but never up to a rate at which the rule
/// decides: 89.96 % is under 90 %, and must not read as 90.0 %.
fn rate(part: Decimal, whole: Decimal) -> String {
    let rate = part.checked_mul(Decimal::ONE_HUNDRED).and_then(|part| part.checked_div(whole));
    rate.map_or_else(
        || "—".to_owned(),
        |rate| {
            let reads_as = rounded(rate, 1);
            let reaches = |at: &Decimal| rate < *at && reads_as >= *at;
            percent(if DECIDING.iter().any(reaches) { rate.trunc_with_scale(1) } else { reads_as })
        },
    )
}

/// At most four places, since parts of a year give numbers without end.
fn push_short(value: Decimal, out: &mut String) {
    if value.scale() > 4 { push_plain(rounded(value, 4), out) } else { push_exact(value, out) }
}
