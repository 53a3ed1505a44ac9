//! The rule of a status with its inputs and formula, as a sentence for readers.

use super::{Progress, Reason, Standing, Status, Unjudged};
use crate::catalog::{Catalog, Project};
use crate::entry::{Basis, IndicatorDraft};
use crate::quantity::{Decimal, FigureWord, push_decimals, push_exact, push_plain, rounded};

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

/// The rules by which a status is computed, for readers; in the order in which they are tried.
pub const RULES: &[&str] = &[
    "年度目标值已经达到的，为已完成；时点数在年底以前达到的，为按序时，以年底数为准",
    "全年已过仍未达到年度目标值，或者已经超出全年控制数的，为滞后",
    "本期有节点目标的，与节点目标比较：未达到为滞后，达到为按序时，超出一成以上为超序时",
    "累计数为0的，为未启动",
    "没有节点目标的，与时间进度比较，应完成数＝年度目标值×已过月数÷12：不到应完成数的90%为滞后，达到110%为超序时，其余为按序时",
    "时点数与年初数到目标值之间的时间进度比较：相差超过5%为滞后，其余为按序时；年初达到控制目标、现在超出的，为滞后",
    "项目的状态与进度最慢的指标相同；有的指标已经启动、有的没有启动的，为滞后",
    "填报单位可以自行填写状态，同时说明理由",
];

impl Progress {
    /// Appends why an indicator stands where it does in an entry: `累计2350人，按时间进度应为2250人（9000人×3/12），实际为其104.4%`.
    ///
    /// The numbers are positions in [`Catalog::projects`], its years, their entries and the indicators; nothing is appended
    /// where the entry has no figure.
    pub fn explain(
        &self,
        catalog: &Catalog,
        (project, year, entry): (usize, usize, usize),
        indicator: usize,
        out: &mut String,
    ) {
        let point = || {
            let entry = self.projects.get(project)?.years.get(year)?.entries.get(entry)?;
            entry.points.get(indicator)?.as_ref()
        };
        let Some(point) = point() else { return };
        let goal = self.projects[project].years[year].goals.get(indicator).copied().flatten();
        let project = &catalog.projects[project];
        let draft = &project.draft.indicators[indicator];
        let target = draft.targets.get(&project.years[year].year).map_or("", |target| &target.value);
        let is_downward = goal.is_some_and(|goal| goal.is_downward());
        Explained { indicator: draft, target, is_downward }.push(point.standing, out);
    }

    /// Why a project stands where it does.
    #[must_use]
    pub fn explain_project(&self, catalog: &Catalog, project: usize, standing: Standing) -> String {
        of_project(standing, &catalog.projects[project])
    }
}

/// An indicator in a year. Its sentences are put together by hand: a site has a hundred thousand.
struct Explained<'a> {
    indicator: &'a IndicatorDraft,
    /// The year's target as written.
    target: &'a str,
    /// Whether less is better.
    is_downward: bool,
}

impl Explained<'_> {
    fn push(&self, standing: Standing, out: &mut String) {
        let target = self.target;
        match standing.reason {
            Reason::Reached { value } => {
                self.push_value(value, out);
                out.extend(["，达到年度目标值“", target, "”"]);
            }
            Reason::ReachedSoFar { value } => {
                self.push_value(value, out);
                out.extend(["，已达到年度目标值“", target, "”；时点数以年底为准"]);
            }
            Reason::Missed { value, .. } => {
                self.push_value(value, out);
                out.extend(["，未达到年度目标值“", target, "”"]);
            }
            Reason::Milestone { value, bound } => {
                self.push_value(value, out);
                out.push_str("，本期节点目标");
                self.push_number(bound, out);
                out.extend(["，节点完成率", &rate(value, bound)]);
            }
            Reason::Schedule { .. } => self.push_schedule(standing, out),
            Reason::Nothing => out.extend([self.noun(), "数为0，年度目标值“", target, "”"]),
            Reason::FellBack { value, start } => {
                self.push_value(value, out);
                out.push_str("，年初为");
                self.push_number(start, out);
                out.extend(["，目标值“", target, "”", state_band(standing.status)]);
            }
            Reason::Word(word) => out.extend(["本期填报“", word_text(word), "”"]),
            Reason::Stated => out.push_str("填报单位自行填写"),
            Reason::Overdue(day) => out.extend(["截至", &day.to_string(), "应当公开，没有公开"]),
            Reason::Unjudged(why) => out.push_str(&unjudged(why)),
            Reason::Slowest { .. } | Reason::SomeNotStarted { .. } => {}
        }
    }

    fn push_schedule(&self, standing: Standing, out: &mut String) {
        let Reason::Schedule { value, start, bound, months, expected } = standing.reason else { return };
        self.push_value(value, out);
        out.push_str(if self.is_downward {
            "，按时间进度应不超过"
        } else {
            "，按时间进度应为"
        });
        self.push_number(expected.normalize(), out);
        let months = months.to_string();
        if start.is_zero() && self.indicator.basis != Basis::State {
            out.push('（');
            self.push_number(bound, out);
        } else {
            out.push_str("（年初");
            self.push_number(start, out);
            out.push(if bound < start { '－' } else { '＋' });
            push_short((bound - start).abs().normalize(), out);
        }
        out.extend(["×", &months, "/12）"]);
        match self.indicator.basis {
            Basis::State => out.push_str(state_band(standing.status)),
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
        self.push_number(value, out);
    }

    fn push_number(&self, value: Decimal, out: &mut String) {
        push_short(value, out);
        out.push_str(self.indicator.measure.as_ref().map_or("", |measure| &*measure.value));
    }
}

/// How far a state is from what it should be.
fn state_band(status: Status) -> &'static str {
    match status {
        Status::OnSchedule => "，相差不超过5%",
        _ => "",
    }
}

fn of_project(standing: Standing, project: &Project) -> String {
    let name = |at: usize| project.draft.indicators.get(at).map_or("", |indicator| &*indicator.name.value);
    match standing.reason {
        Reason::Slowest { indicator, judged: 1 } => format!("按指标“{}”判断", name(indicator)),
        Reason::Slowest { indicator, judged } => {
            format!("{judged}项指标中进度最慢的是“{}”，为{}", name(indicator), standing.status.word())
        }
        Reason::SomeNotStarted { indicator, judged } => {
            format!("{judged}项指标中“{}”尚未启动，其他指标已经启动", name(indicator))
        }
        Reason::Stated => "填报单位自行填写，理由见说明".to_owned(),
        Reason::Overdue(day) => format!("最迟应在{day}公开，没有公开"),
        Reason::Unjudged(why) => unjudged(why),
        _ => String::new(),
    }
}

fn unjudged(why: Unjudged) -> String {
    match why {
        Unjudged::NoTarget => "当年没有目标值，不作判断".to_owned(),
        Unjudged::Qualitative => "目标值不是数量，不能用数据判断".to_owned(),
        Unjudged::NoBase => "目标值要与基期比较，缺少基期数据".to_owned(),
        Unjudged::NoStart => "时点数未达到年度目标值，又没有年初数据和节点目标，年中不作判断".to_owned(),
        Unjudged::GapBefore => "按期填报，当年前面有一期没有数据，累计数算不出来".to_owned(),
        Unjudged::NoNumber => "本期填报的不是数量，不能用数据判断".to_owned(),
        Unjudged::Unreadable => "数据或目标值的单位与指标不同，或者不能识别".to_owned(),
        Unjudged::NoIndicator => "没有可以判断的指标".to_owned(),
        Unjudged::NoCalendar(year) => format!("没有{}年的放假安排，不能判断是否逾期", year.0),
    }
}

fn word_text(word: FigureWord) -> &'static str {
    match word {
        FigureWord::Done => "完成",
        FigureWord::All => "全覆盖",
        FigureWord::None => "清零",
        FigureWord::UnderWay => "推进中",
        FigureWord::NotStarted => "未启动",
    }
}

fn rate(part: Decimal, whole: Decimal) -> String {
    let rate = part.checked_mul(Decimal::ONE_HUNDRED).and_then(|part| part.checked_div(whole));
    rate.map_or_else(|| "—".to_owned(), percent)
}

/// At most four places, since parts of a year give numbers without end; a figure's own zeros stay.
fn push_short(value: Decimal, out: &mut String) {
    if value.scale() > 4 { push_plain(rounded(value, 4), out) } else { push_exact(value, out) }
}
