//! Can it be judged (可考核性): which targets and nodes of a plan somebody will be able to call reached or not
//! when their time has come.

use std::ops::{Range, RangeBounds};

use crate::config::Spanned;
use crate::entry::{Basis, IndicatorDraft, NodeDraft, ProjectDraft};
use crate::quantity::{Amount, Target, TargetKind};

/// The shortest name of an indicator, in characters, that is looked for in the goals.
const SHORTEST_NAME: usize = 3;

/// How a node begins that says what is being done, never that it is done.
const OPEN_ENDED: &[&str] =
    &["持续", "不断", "进一步", "稳步", "有序", "深入", "加强", "深化", "探索", "推动", "推进", "做好"];
/// Words that give such a node an end all the same.
const ENDS: &[&str] = &["完成", "建成", "竣工", "投用", "验收", "印发", "上线", "挂牌", "开工", "签约"];

/// Which targets of a plan can be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgeable {
    /// How many targets and nodes there are.
    pub all: usize,
    /// Those that cannot be judged, in the order of the file.
    pub faults: Vec<Unjudgeable>,
}

/// A target or node that cannot be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unjudgeable {
    /// The indicator or node, or the year's goal.
    pub name: String,
    /// Where it stands in `project.yaml`.
    pub span: Range<usize>,
    /// What it lacks.
    pub lack: Lack,
}

/// What a target lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// A number.
    Number,
    /// A measure.
    Measure,
    /// A figure to start from.
    Base,
    /// A day.
    Day,
    /// A source of its figures, which others of the plan have.
    Source,
    /// An end: the words of a node go on for ever.
    End,
    /// A target, though the goals name the indicator.
    Target,
    /// Indicators with a target, and nodes.
    Everything,
}

impl Lack {
    /// What it lacks, in Chinese and in English.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Number => ("只有文字，没有数", "words instead of a number"),
            Self::Measure => ("没有单位", "no measure"),
            Self::Base => ("没有基期", "no base"),
            Self::Day => ("没有日期", "no date"),
            Self::Source => ("没有数据来源", "no source"),
            Self::End => ("没有说怎样算做完", "nothing says when it is done"),
            Self::Target => ("没有目标值", "no target"),
            Self::Everything => {
                ("没有带目标值的指标，也没有事项", "neither indicators with a target nor nodes")
            }
        }
    }
}

impl Judgeable {
    /// What a project plans for these years; `None` if that is nothing.
    #[must_use]
    pub fn of(project: &ProjectDraft, years: impl RangeBounds<i16> + Clone) -> Option<Self> {
        let mut faults = Vec::new();
        let mut all = 0;
        let has_sources = project.indicators.iter().any(|indicator| indicator.source.is_some());
        for indicator in &project.indicators {
            let mut planned = indicator.targets.range(years.clone()).peekable();
            let Some((_, first)) = planned.peek().copied() else { continue };
            all += 1;
            let lacking =
                planned.find_map(|(year, target)| Some((target, lack(*year, target, indicator, project)?)));
            let unsourced = has_sources && indicator.source.is_none();
            let lacking = lacking.or_else(|| unsourced.then_some((first, Lack::Source)));
            if let Some((target, lack)) = lacking {
                let (name, span) = (indicator.name.value.clone(), target.span.clone());
                faults.push(Unjudgeable { name, span, lack });
            }
        }
        for node in project.nodes.iter().filter(|node| years.contains(&node.planned.value.year())) {
            all += 1;
            if is_endless(node) {
                let (name, span) = (node.name.value.clone(), node.name.span.clone());
                faults.push(Unjudgeable { name, span, lack: Lack::End });
            }
        }
        let goals = project.goals.range(years).filter(|(_, goal)| !goal.is_empty());
        if let Some((goal, _)) = goals.clone().next().filter(|(year, _)| all == 0 && is_bare(project, **year))
        {
            let span = project.common.title.as_ref()?.span.clone();
            faults.push(Unjudgeable { name: format!("{goal}年目标"), span, lack: Lack::Everything });
            return Some(Self { all: 1, faults });
        }
        for indicator in &project.indicators {
            let name = &indicator.name;
            if name.value.chars().count() < SHORTEST_NAME {
                continue;
            }
            let mut wanted =
                goals.clone().filter(|(year, _)| indicator.targets.range(*year..).next().is_none());
            if wanted.any(|(_, goal)| goal.fill(&mut |_, _| ()).contains(&name.value)) {
                all += 1;
                let (name, span) = (name.value.clone(), name.span.clone());
                faults.push(Unjudgeable { name, span, lack: Lack::Target });
            }
        }
        (all > 0).then_some(Self { all, faults })
    }

    /// How many can be judged.
    #[must_use]
    pub fn good(&self) -> usize {
        self.all - self.faults.len()
    }
}

/// Whether nothing is planned for a year, nor for a later one on the way to which it is.
fn is_bare(project: &ProjectDraft, year: i16) -> bool {
    let has_target = |indicator: &IndicatorDraft| indicator.targets.range(year..).next().is_some();
    !project.indicators.iter().any(has_target)
        && !project.nodes.iter().any(|node| node.planned.value.year() >= year)
}

/// Whether a change has something to change from: a base figure of the year named, or reports on its target;
/// where none is named, a base figure of any before `year`, or reports on a target before.
pub(super) fn has_base(indicator: &IndicatorDraft, year: i16, base_year: Option<i16>) -> bool {
    match base_year {
        Some(base_year) => {
            indicator.base.contains_key(&base_year) || indicator.targets.contains_key(&base_year)
        }
        None => {
            indicator.base.range(..year).next().is_some() || indicator.targets.range(..year).next().is_some()
        }
    }
}

/// Whether nobody can say when a node is done.
fn is_endless(node: &NodeDraft) -> bool {
    let name = &*node.name.value;
    OPEN_ENDED.iter().any(|words| name.starts_with(words)) && !ENDS.iter().any(|end| name.contains(end))
}

/// What the target of a year lacks to be judged; what cannot be read is told elsewhere.
fn lack(
    year: i16,
    target: &Spanned<String>,
    indicator: &IndicatorDraft,
    project: &ProjectDraft,
) -> Option<Lack> {
    let has_note = indicator.note.as_ref().is_some_and(|note| !note.trim().is_empty());
    let has_measure = indicator.measure.as_ref().is_some_and(|measure| !measure.value.is_empty());
    let is_bare = |amount: &Amount<'_>| !has_measure && amount.measure.is_none();
    match Target::parse(&target.value).ok()?.kind {
        TargetKind::Qualitative => (!has_note).then_some(Lack::Number),
        TargetKind::Milestone => (project.nodes.is_empty() && !has_note).then_some(Lack::Day),
        TargetKind::AtLeast { bound, .. }
        | TargetKind::AtMost { bound, .. }
        | TargetKind::About(bound)
        | TargetKind::Range { low: bound, .. } => is_bare(&bound).then_some(Lack::Measure),
        TargetKind::Exactly(amount) if is_bare(&amount) => Some(Lack::Measure),
        TargetKind::Exactly(_) => {
            let is_state = indicator.basis == Basis::State;
            (is_state && indicator.base.is_empty() && indicator.targets.len() == 1).then_some(Lack::Base)
        }
        TargetKind::Change { base_year, .. } => (!has_base(indicator, year, base_year)).then_some(Lack::Base),
        TargetKind::All | TargetKind::None => None,
    }
}
